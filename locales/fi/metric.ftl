metric-no-value = Arvoa ei ole vielä.
metric-chart-title = { $metric }, ohjauskaavio
metric-chart-sentence = { $metric }: viimeisin kokonainen jakso { $period }, arvo { $value }. { $verdict }.
metric-chart-sentence-empty = { $metric }: ei vielä piirrettävää.
metric-each-point = Jokainen piste on { $period ->
    [day] päivä
    [month] kuukausi
    [quarter] neljännes
    [year] vuosi
    [all] koko aika
   *[week] viikko
 }.
metric-how = Näin luku lasketaan
metric-worked = { $period }: { $formula }
metric-records-all = Avaa luvun tietueet
metric-pitfalls = Sudenkuopat
metric-beside = Katso yhdessä näiden kanssa
metric-beside-about = Vastamittari kertoo, paraneeko yksi asia toisen kustannuksella.
metric-benchmarks = Vertailuarvot
metric-benchmarks-about = Muiden luvut on laskettu eri tavalla ja eri asiakkaista. Oma historia on paras vertailukohta.
metric-benchmark-what = Luku
metric-benchmark-whose = Keiden
metric-benchmark-source = Lähde
metric-benchmark-grade = Luotettavuus
grade-a = julkinen menetelmä ja otos
grade-b = nimetty tutkimus
grade-c = toimittajan ilmoitus
benchmark-average = keskiarvo
benchmark-median = mediaani
benchmark-top_quartile = paras neljännes
benchmark-floor = vähimmäistaso
benchmark-range = vaihteluväli
benchmark-target = tavoitetaso
benchmark-world_class = huipputaso
benchmark-threshold = raja-arvo
metric-benchmark-compared = Vertaillaan
metric-benchmark-not = Ei vertailla: { $why }
metric-benchmark-own = itse ylläpidetty
metric-benchmark-n = n { $n }
not-compared-no_direction = kumpikaan suunta ei ole sinänsä hyvä
not-compared-unreliable = toimittajan ilmoitus ilman julkista menetelmää ja otosta
not-compared-definition = se on laskettu toisin, tai lähde ei kerro, miten
not-compared-customers = se koskee toista alaa tai toisia asiakkaita
not-compared-method = sitä on kysytty tai poimittu toisin
not-compared-old = siitä on uudempi luku, tai se on yli viisi vuotta vanha
not-compared-no_own_figure = osasta, jota se koskee, ei ole omaa lukua
chart-others = { $name } { $value }
chart-others-about = Vaakasuorat pisteviivat: muiden arvoja.
chart-others-title = Muiden arvot
targets-title = Tavoitteita, joihin voi päästä
targets-about = Laskettu siitä, mihin palvelu nyt pystyy ja mihin se on parhaimmillaan pystynyt. Tavoite on aina oma päätös.
targets-now = Taso on nyt { $level } (95 prosentin väli { $interval }). Nykymenolla yhdeksäntoista jaksoa kahdestakymmenestä on välillä { $low } – { $high }.
targets-best = Neljänneksistä ({ $count }) paras oli { $quarter }: { $best } (mitattuna { $measured }; monesta paras on osaksi sattumaa, joten siitä on laskettu mukaan vain varma osa).
targets-best-none = Parasta neljännestä ei voi vielä sanoa: siihen tarvitaan yli vuoden tiedot.
targets-outcome-steps = On parempi taso, jolla palvelu on jo ollut tai joka muualla on tavallista. Sinne mennään askelin.
targets-outcome-hold = Palvelu on suunnilleen niin hyvä kuin se on ikinä ollut. Pitäkää siitä kiinni ja etsikää parempi tapa toimia, ennen kuin asetatte korkeamman tavoitteen.
targets-outcome-no_direction = Tavoitetta ei ehdoteta: tässä mittarissa suurempi tai pienempi ei ole sinänsä parempi.
targets-outcome-too_little = Tavoitetta ei vielä ehdoteta: kokonaisia jaksoja on liian vähän, jotta voisi sanoa, mihin palvelu pystyy.
targets-column-by = Mihin mennessä
targets-column-target = Tavoite
targets-column-aim = Mihin se vie
targets-column-chance = Täyttyy nykymenolla
targets-aim-hold = nykyisen tason pitäminen
targets-aim-own_best = oma paras neljännes
targets-aim-external = muualla tavallinen taso
targets-chance = jaksoista { $chance }
targets-outside = Nykyisen toiminnan ulottumattomissa: siihen tarvitaan toinen tapa toimia, ei enempää yrittämistä.
targets-beyond = Näiden askelten jälkeen on vielä matkaa tasoon { $goal }.
targets-set = Oma tavoitteenne on { $target }. Nykymenolla sen täyttää jaksoista { $chance }.
targets-set-outside = Oma tavoitteenne on { $target }. Nykymenolla sen täyttää jaksoista { $chance }: se on nykyisen toiminnan ulottumattomissa.
metric-definition = Määritelmä
metric-fact-id = Tunnus
metric-fact-version = Versio
metric-version = { $version } ({ $since } alkaen)
metric-fact-direction = Suunta
direction-up = suurempi on parempi
direction-down = pienempi on parempi
direction-band = kumpikaan suunta ei ole sinänsä hyvä
metric-fact-perspective = Näkökulma
metric-fact-level = Taso
metric-fact-source = Tietueet
metric-fact-minimum = Pienin n
metric-fact-chart = Kaavion laji
metric-fact-rules = Sääntökirja
metric-fact-parameters = Parametrit
metric-fact-expression = Laskentalauseke
metric-fact-fresh = Tietojen tuoreus
metric-fact-version-lake = Tietojen versio
metric-approximate = Suuri aineisto: osuuspisteet on arvioitu tiivistelmästä, ei laskettu jokaisesta havainnosta.
chart-reason-named = mittarin määritelmä nimeää sen
chart-reason-binomial = osuus, jonka hajonta on sattuman kokoista
chart-reason-small_counts = tapahtumia on vähän, joten rajat ovat tarkat
chart-reason-overdispersed = hajontaa on enemmän kuin sattuma selittää, joten rajat on levennetty
chart-reason-unequal_exposure = tapahtumia suhteessa vaihtelevaan määrään
chart-reason-equal_exposure = tapahtumia tasaisesta määrästä
chart-reason-rare_events = tapahtumat ovat niin harvinaisia, että niiden väli kertoo enemmän
chart-reason-mean_of_cases = keskiarvo, jonka hajonta jakson sisällä tunnetaan
chart-reason-unequal_weights = lukuja, joiden havaintomäärä vaihtelee
chart-reason-single_values = yksi luku jaksoa kohti
chart-reason-between_events = tapahtumien välejä
chart-reason-few_periods = jaksoja on liian vähän rajoihin
season-none = vuodenaikaa ei oteta huomioon
season-allowed = tavalliselle vuodenaikavaihtelulle on jätetty varaa
season-estimated = vuodenaikavaihtelu on arvioitu ja poistettu päätelmästä
season-week_pattern = viikonpäivien vaihtelu on arvioitu ja poistettu päätelmästä
metric-fact-season = Vuodenaika
metric-breakdown = Jaa osiin
metric-breakdown-about = Valitse, minkä mukaan luku jaetaan. Osat ovat nimijärjestyksessä, eivät paremmuusjärjestyksessä.
metric-breakdown-none = Näissä tiedoissa ei ole ulottuvuuksia, joilla lukua voisi jakaa.
metric-breakdown-close = Älä jaa
metric-breakdown-left-out = { $count ->
    [one] Yksi osa jätettiin pois, koska osia on liikaa.
   *[other] { $count } osaa jätettiin pois, koska osia on liikaa.
 }
metric-breakdown-shared = Kaikissa pienissä kaavioissa on sama asteikko.
metric-funnel = Eroaako jokin osa muista
metric-funnel-title = { $metric }: { $dimension }, suppilokaavio
metric-funnel-none = Kaikki osat ovat suppilon sisällä: erot ovat sattuman kokoisia.
metric-funnel-some = { $count ->
    [one] Yksi osa eroaa muista enemmän kuin sattuma selittää: { $names }.
   *[other] { $count } osaa eroaa muista enemmän kuin sattuma selittää: { $names }.
 }
metric-funnel-about = Pienten ryhmien luvut heilahtelevat enemmän, siksi suppilo on vasemmalta leveä. Vain suppilon ulkopuolella oleva osa poikkeaa.
metric-funnel-group = Osa
metric-outside = poikkeaa
metric-inside = ei eroa muista
metric-download-csv = Lataa CSV
metric-download-xlsx = Lataa Excel
metric-title-waiting = { $metric }: odottaa tietoja
metric-events-failed = Tapahtumia ei saatu kaavioon.
metric-breakdown-failed = Jakoa osiin ei saatu näkyviin.

records-title = Tietueet luvun takana
records-part-numerator = Osoittaja
records-part-denominator = Nimittäjä
records-part-rest = Muut kuin osoittaja
records-count = { $count ->
    [0] Ei tietueita.
    [one] Yksi tietue.
   *[other] { $count } tietuetta.
 }
records-shown = Näkyvissä { $from }–{ $to }.
records-previous = Edelliset
records-next = Seuraavat
records-privacy = Henkilöiden tunnisteita ei näytetä. Asiakkaan tunniste on pseudonyymi ja avoin palaute on peitetty.
records-none = Tällä rajauksella ei ole tietueita.
records-back = Takaisin mittariin
records-sheet = Tietueet

export-figures = Luvut
export-definition = Määritelmä
export-metric = Mittari
export-formula = Laskukaava
export-filters = Rajaus
export-period = Jaksotus
export-made = Tehty
export-fresh = Tiedot asti
export-address = Osoite
export-group = Osa
export-complete = Kokonainen
export-low = Väli, alaraja
export-high = Väli, yläraja
metric-expressions = Laskentalauseke ja parametrit
metric-start-import = Tuo tiedot
