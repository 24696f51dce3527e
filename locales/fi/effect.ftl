# Toimenpiteet ja niiden vaikutus: toimiko se?
effect-worked = Toimi
effect-no-evidence = Ei näyttöä
effect-worse = Huononi
effect-too-early = Liian aikaista sanoa
effect-changed = Muuttui
effect-cannot = Ei voi sanoa
effect-size-better = { $size } parempi kuin ilman toimenpidettä (95 %:n väli { $interval }).
effect-size-worse = { $size } huonompi kuin ilman toimenpidettä (95 %:n väli { $interval }).
effect-size-other = Ero siihen, mitä olisi ollut ilman toimenpidettä: { $size } (95 %:n väli { $interval }).
effect-levels = Taso ennen { $before }, alusta lähtien { $after }.
effect-shown = Vaikutus { $size } olisi todennäköisesti jo näkynyt.
effect-blind = Tähän mennessä olisi näkynyt vain vaikutus, joka on { $size } tai suurempi. Lukuja on vähän tai ne heiluvat paljon.
effect-power = Tällä määrällä vaikutus { $size } näkyy noin ajassa: { $count } { $period ->
    [day] päivää
    [month] kuukautta
    [quarter] vuosineljännestä
    [year] vuotta
   *[week] viikkoa
 } alusta.
effect-power-never = Tällä määrällä vaikutus { $size } ei näkyisi kahdessa vuodessa.
effect-sure = 95 %:n väli on jo kokonaan toisella puolella, mutta joka viikko katsottava vaikutus vaatii enemmän varmuutta: sen huomioon ottava väli on { $interval }.
effect-before-start = Toimenpide ei ole alkanut, tai sen alun jälkeen ei ole vielä yhtään kokonaista jaksoa.
effect-why-no-metric = Toimenpiteellä ei ole mittaria. Lisää tiedostoon sarake metric ja tuo se uudelleen.
effect-why-unknown-metric = Mittaria ”{ $name }” ei ole. Lähimmät: { $nearest }.
effect-why-no-start = Toimenpiteellä ei ole alkupäivää. Lisää tiedostoon sarake started_on ja tuo se uudelleen.
effect-why-no-dimension = Mittarin tiedoissa ei ole saraketta ”{ $name }”, jolla toimenpide on rajattu.
effect-why-no-records = Mittarilla ei ole lukuja tästä palvelun osasta.
effect-why-short-before = Kokonaisia jaksoja ennen alkua { $have }, tarvitaan { $need }: lähtötasoa ei tunneta.
effect-why-constant = Luku on aina ollut sama, joten muutosta ei ole mihin verrata.
effect-method-interrupted = Katkaistu aikasarja: osa itse ennen alkua ja sen jälkeen.
effect-method-differences = Erotusten erotus: verrattu palvelun osiin, joissa ei tehty mitään.
effect-method-synthetic = Synteettinen verrokki: verrattu sellaiseen yhdistelmään muita osia, joka liikkui ennen alkua samoin.
effect-reason-none = Vertailuun ei ole osia, joissa ei tehty mitään.
effect-reason-noisy = Vertailu muihin osiin sumentaisi enemmän kuin selventäisi.
effect-reason-fit = Muut osat poistavat sen, mitä tapahtui kaikille.
effect-reason-mixture = Yhdistelmä seuraa alkua edeltävää aikaa tarkemmin kuin pelkkä keskiarvo.
effect-unusual-bad = Juuri ennen alkua oli poikkeuksellisen huonoja jaksoja (määrä { $count }, poikkeama { $size }). Sellaisesta luvut palautuvat itsestään (palautuminen kohti keskiarvoa), joten nämä jaksot on jätetty vertailusta pois.
effect-unusual-other = Juuri ennen alkua oli poikkeuksellisia jaksoja (määrä { $count }, poikkeama { $size }). Luvut palautuvat itsestään (palautuminen kohti keskiarvoa), joten nämä jaksot on jätetty vertailusta pois.
effect-together = Muita toimenpiteitä samalle mittarille samassa osassa: { $titles }. Jokaisella on laskelmassa oma vaikutuksensa, joten mitään ei lueta kahteen kertaan.
effect-events = Tapahtumia samassa osassa alun tienoilla: { $titles }. Ne ovat voineet muuttaa mittaria.
effect-placebo = Sama analyysi siellä, missä ei tehty mitään: yrityksiä { $tried }, niistä vähintään yhtä selvän vaikutuksen antoi { $plain }.
effect-placebo-none = Tietoa on liian vähän kokeisiin siellä, missä ei tehty mitään.
effect-touched = toinen toimenpide koski sitä: { $id }
effect-own-way = se muuttui itsestään samaan aikaan
effect-how = Näin se selvisi
effect-compared = Mihin verrattiin
effect-left-out = Mihin ei verrattu
effect-weight = Paino
effect-part = Osa
effect-why = Miksi
effect-guards = Mikä ei saa huonontua
effect-guards-about = Toimenpide voi parantaa omaa mittariaan toisen kustannuksella. Sama analyysi sen vierellä oleville mittareille:
effect-checks = Löytyisikö vaikutus sieltä, missä ei tehty mitään?
effect-careful = Ota huomioon
effect-fact-before = Taso ennen
effect-fact-after = Taso alusta lähtien
effect-fact-effect = Vaikutus
effect-fact-interval = 95 %:n väli
effect-fact-sure = Väli, joka pätee, katsoipa kuinka usein tahansa
effect-fact-periods = Kokonaisia jaksoja ennen ja jälkeen
effect-fact-autocorrelation = Huomioon otettu autokorrelaatio
effect-fact-smallest = Pienin merkitsevä vaikutus
effect-fact-expected = Odotettu vaikutus
effect-fact-ended = Päättyi
effect-without = Ilman toimenpidettä
effect-side-before = ennen
effect-side-unusual = poikkeuksellinen, ei verrattu
effect-side-between = alkoi kesken jakson, ei verrattu
effect-side-after = jälkeen
effect-side = Milloin
effect-chart = { $metric }: ennen toimenpidettä ja sen jälkeen
effect-chart-sentence = Viiva on mittari; katkoviiva on se, mitä olisi ollut ilman toimenpidettä, ja sen ympärillä oleva vyö on 95 %:n väli. { $says }
effect-unknown = Toimenpidettä ”{ $id }” ei ole. Tunnetut toimenpiteet: { $known }.
effect-none = Toimenpiteitä ei ole. Tuo tiedosto, jossa on sarakkeet action_id, title, metric, started_on ja ne, jotka kertovat missä (team, channel, topic …): luotsi import actions.csv
effect-column-action = Toimenpide
effect-column-low = Alaraja
effect-column-high = Yläraja
effect-column-needs = Vaatii
effect-worked-bought = Toimi, mutta suojamittari huononi
effect-bought = Toimenpide paransi omaa mittariaan, mutta mittari, joka ei saanut huonontua, huononi samaan aikaan (sääntö R34).
effect-counted = Ennen alkua lähti { $before } ({ $earlier } kuukaudessa), sen jälkeen { $after } ({ $later } kuukaudessa).
effect-ended-lasts = Toimenpide on päättynyt, ja vaikutus on kestänyt: päättymisen jälkeen { $size }
effect-ended-worse = Toimenpide on päättynyt, ja sen jälkeen mittari on ollut huonompi kuin ilman toimenpidettä: { $size }
effect-ended-gone = Toimenpide on päättynyt, eikä vaikutuksen jatkumisesta ole näyttöä: päättymisen jälkeen { $size }
effect-ended-early = Toimenpide on päättynyt; on liian aikaista sanoa, kestääkö vaikutus. { $size }
effect-ended-size = Toimenpide on päättynyt. Päättymisen jälkeen: { $size }
effect-shared = Samaan aikaan samassa osassa alkoi samalle mittarille myös: { $titles }. Kerrottu vaikutus on niiden yhteinen, ja yhteenvedossa se lasketaan kerran.
effect-why-no-metric-here = Toimenpiteellä ei ole mittaria. Valitse se.
effect-why-no-start-here = Toimenpiteellä ei ole alkupäivää. Kirjaa se.
effect-why-few-people = Tässä osassa on alle { $need } henkilöä, joten sen lähtijöistä ei kerrota mitään. Vaikutuksen voi nähdä suuremmasta osasta, esimerkiksi koko palvelusta.
effect-why-nobody-left = Ennen alkua kukaan ei lähtenyt, joten lähtijöiden määrä ei voi vähentyä.
effect-method-counts = Tarkka laskenta: lähteneet ennen alkua ja sen jälkeen, suhteutettuna henkilöstön määrään.
effect-reason-counts = Lähteneitä on kuukaudessa liian vähän aikasarjaksi. Määrä kerrotaan täysin vuosineljänneksin, jotta kenenkään lähtöä ei voi päätellä, eikä muihin tiimeihin verrata.
effect-side-ended = päättymisen jälkeen
foresight-never = Tätä ei voi saada selville: tällä määrällä vaikutus { $size } ei näkyisi vuodessa.
foresight-never-but = Vuodessa näkyy vasta vaikutus, joka on { $most } tai suurempi.
foresight-never-help = Valitse suurempi osa palvelusta, mittari, josta kertyy enemmän havaintoja, tai tee niin paljon, että vaikutus on suurempi.
foresight-ordinary = Odotettua vaikutusta ei ole kirjattu; tässä se on yhtä suuri kuin se, minkä tavallinen jakso liikkuu itsestään.
foresight-half = Odotettua vaikutusta ei ole kirjattu; tässä se on se, että lähtijöitä on puolet tavallisesta.
foresight-basis = Arvio perustuu mittarin omaan sarjaan: havaintoja tavallisessa jaksossa ({ $period ->
    [day] päivä
    [month] kuukausi
    [quarter] vuosineljännes
    [year] vuosi
   *[week] viikko
 }) { $records }, tavallinen heilahtelu { $sigma }, autokorrelaatio { $autocorrelation }, vertailukohtia { $controls }.
foresight-basis-counted = Arvio perustuu siihen, kuinka moni lähtee tavallisesti kuukaudessa: { $records }.
foresight-after = { $count } { $period ->
    [day] päivää
    [month] kuukautta
    [quarter] vuosineljännestä
    [year] vuotta
   *[week] viikkoa
 }
foresight-shows = Kuinka suuri vaikutus näkyy milloinkin?
foresight-when = Alusta
foresight-least = Pienin näkyvä vaikutus
