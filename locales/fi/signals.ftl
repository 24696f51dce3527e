# Signaalit: mikä ansaitsee toimenpiteen.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-spike = { $place }: { $metric }. { $when }: { $after }, tavallisesti { $before }. { $direction ->
    [up] Poikkeuksellinen piikki
   *[down] Poikkeuksellinen kuoppa
 }, joka on jo ohi.
signals-spread = { $place }: { $metric }. Vaihtelee enemmän kuin ennen { $since } alkaen: ennen useimmat jaksot olivat enintään { $before } päässä tasosta, nyt { $after } päässä.
signals-target = { $place }: { $metric }. Tavoite on { $target }, mutta taso { $since } lähtien on { $level }: nykymenolla todennäköisyys, että jakso täyttää tavoitteen, on { $chance }.
signals-people = { $place }: lähteneitä { $since } alkaen: { $left }. Entiseen tahtiin heitä olisi { $usual }.
signals-load = { $place }: { $metric }. { $levels } { $effect }
signals-benchmark-own = { $place }: { $metric }. Viime aikojen taso on { $level }. Tähän asti paras neljännes { $quarter } oli { $best } (mitattuna { $measured }; osa siitä oli sattumaa). Ero siihen: { $gap }{ $interval }.
signals-benchmark-other = { $place }: { $metric }. Taso on { $level }. { $whose } ({ $what }, { $year }): { $value }. Lähde: { $source }.
signals-benchmark-too = Muualla: { $whose } ({ $what }, { $year }): { $value }. Lähde: { $source }.
signals-conflict = { $place }: { $name }. { $parts } { $means }
signals-part-moved = { $metric }: { $levels }
signals-part-still = { $metric }: ennallaan ({ $level }; muutos enintään { $most }).
signals-part-above = { $metric }: { $level }, yli { $value }.
signals-part-below = { $metric }: { $level }, alle { $value }.
signals-part-met = { $metric }: { $level }, tavoite { $target } täyttyy.
signals-part-missed = { $metric }: { $level }, tavoite { $target } ei täyty.
signals-part-records = Havaintojen määrä ({ $metric })
signals-less-than = alle { $number }
signals-still-met = Tavoite { $target } täyttyy vielä: taso on hyvä, mutta suunta väärä.
signals-also = Samalla muuttui myös: { $metrics }.
signals-none = Mikään ei ansaitse toimenpidettä. Tarkastettuja sarjoja { $watched }.
signals-summary = Tarkastettuja sarjoja { $watched }, signaaleja { $count }. Niistä väärien odotettu määrä on { $expected }.
signals-left-out = Ulottuvuuksia, joilla on liian monta arvoa tarkastettavaksi osina: { $dimensions }.
signals-column-since = Alkaen
signals-column-within = Alku välillä
signals-column-place = Missä
signals-column-before = Ennen
signals-column-after = Nyt
signals-column-effect = Muutos
signals-column-q = q
signals-column-sentence = Signaali

# Signaalien sivu.
signals-title = Signaalit
signals-heading = { $count ->
    [one] Yksi signaali odottaa päätöstä
   *[other] { $count } signaalia odottaa päätöstä
 }
signals-heading-none = Mikään signaali ei odota päätöstä
signals-heading-shelf = Signaalit: { $shelf }
signals-lede-first = Kaikesta seuratusta ne harvat asiat, jotka ansaitsevat toimenpiteen.
signals-lede-begin = Aloita ylimmästä: se merkitsee eniten.
signals-lede-expected = Väärien signaalien odotettu määrä tällä sivulla: { $number }.
signals-lede-watched = Tarkastettuja sarjoja { $watched }.
signals-shelves = Signaalit päätöksen mukaan
signals-shelf = { $name } ({ $count })
signals-shelf-waiting = päätettävät
signals-shelf-react = työn alla
signals-shelf-later = ei nyt
signals-shelf-unreal = ei todelliset
signals-shelf-ended = päättyneet
signals-all-kinds = Kaikki lajit
signals-all-perspectives = Kaikki näkökulmat
signals-kind-change = Tason muutokset
signals-kind-target = Tavoitteet ulottumattomissa
signals-kind-conflict = Mittareiden ristiriidat
signals-kind-people = Henkilöstö
signals-kind-measurement = Mittaaminen itse
signals-kind-benchmark = Vertailussa jäljessä
signals-new = uusi
signals-title-people = Lähteneitä on enemmän kuin ennen
signals-title-target = { $metric }: tavoite ei täyty nykymenolla
signals-place = { $place } · { $since } alkaen{ $within }
signals-place-spike = { $place } · { $when }
signals-title-load-absence = Poissaoloja on enemmän kuin ennen
signals-title-load-overtime = Ylitöitä tehdään enemmän kuin ennen
signals-title-load-occupancy = Tahti on kiristynyt liikaa
signals-title-load-contacts = Työtuntia kohti tulee enemmän yhteydenottoja
signals-title-benchmark-own = { $metric }: jäljessä omasta parhaasta neljänneksestä
signals-title-benchmark-other = { $metric }: jäljessä siitä, mikä muualla on tavallista
signals-levels = Taso on { $after }, ennen { $before }.
signals-fading = Ei näkynyt viimeksi päättyneessä jaksossa. Jos se ei näy seuraavassakaan, signaali päättyy.
signals-ended-recovered = Päättynyt: taso on palannut entiselleen.
signals-ended-settled = Päättynyt: uusi taso on pysynyt niin kauan, että se on nyt tavallinen.
signals-ended-faded = Päättynyt: se ei enää erotu.
signals-ended-replaced = Päättynyt: taso on muuttunut uudelleen, ja siitä on oma signaalinsa.
signals-ended-told = Päättynyt: se on osa toista signaalia.
signals-ended-withdrawn = Päättynyt: sen takana olleet tiedot peruttiin.
signals-ended-spike = Päättynyt: se meni ohi itsestään, ja taso on ennallaan.
signals-ended-spread = Päättynyt: vaihtelu on palannut entiselleen.
signals-ended-recovered-people = Päättynyt: tilanne on palannut tavalliseksi.
signals-ended-recovered-conflict = Päättynyt: mittarit eivät ole enää ristiriidassa.
signals-ended-recovered-measurement = Päättynyt: mittaaminen on taas kunnossa.
signals-ended-recovered-benchmark = Päättynyt: suurin osa erosta on kurottu umpeen.
signals-ended-faded-conflict = Päättynyt: ristiriita ei enää erotu.
signals-ended-faded-measurement = Päättynyt: mittaamisen vika ei enää erotu.
signals-number-compared = Vertailukohta
signals-number-own-best = Tähän asti paras neljännes
signals-told-with = Avaa se signaali
signals-size = Kuinka suuri
signals-size-records = Noin { $number }{ $interval } { $kind ->
    [contacts] yhteydenottoa
    [feedback] vastausta
    [evaluations] arviointia
   *[records] havaintoa
 } viikossa { $way ->
    [worse] menee huonommin kuin ennen.
    [better] menee paremmin kuin ennen.
    [more] enemmän kuin ennen.
   *[fewer] vähemmän kuin ennen.
 }
signals-size-contacts = Noin { $number }{ $interval } yhteydenottoa viikossa { $way ->
    [more] enemmän kuin ennen.
   *[fewer] vähemmän kuin ennen.
 }
signals-size-work = Noin { $number }{ $interval } työtuntia viikossa { $way ->
    [more] enemmän kuin ennen.
   *[fewer] vähemmän kuin ennen.
 }
signals-size-waiting = Asiakkaat odottavat noin { $number }{ $interval } tuntia viikossa { $way ->
    [more] enemmän kuin ennen.
   *[fewer] vähemmän kuin ennen.
 }
signals-size-euros = Kustannuksina noin { $number }{ $interval } viikossa { $way ->
    [more] enemmän
   *[fewer] vähemmän
 }
signals-size-price = (oma täysi kustannus { $price } yhteydenottoa kohti).
signals-size-concerned = Koskee noin { $number } { $kind ->
    [contacts] yhteydenottoa
    [feedback] vastausta
    [evaluations] arviointia
   *[records] havaintoa
 } viikossa.
signals-certainty = Kuinka varma
signals-certainty-high = Hyvin varma: tuhannesta näin selvästä signaalista enintään { $count } olisi väärä (q{"\u00A0"}{ $q }).
signals-certainty-good = Melko varma: sadasta näin selvästä signaalista enintään { $count } olisi väärä (q{"\u00A0"}{ $q }).
signals-certainty-fair = Todennäköinen, ei varma: sadasta näin selvästä signaalista enintään { $count } olisi väärä (q{"\u00A0"}{ $q }).
signals-certainty-faint = Ei enää varma: avautuessaan se oli selvä, nyt heikompi (q{"\u00A0"}{ $q }).
signals-cause = Mistä se tulee
signals-cause-whole = Se näkyy koko palvelussa: mikään yksittäinen osa ei selitä sitä.
signals-cause-all = Koko palvelun muutos tapahtui tässä osassa, jossa on { $records } havainnoista.
signals-cause-share = Koko palvelun muutoksesta { $share } tapahtui tässä osassa, jossa on { $records } havainnoista.
signals-cause-here = Se tapahtui tässä osassa, jossa on { $records } havainnoista; palvelu kokonaisuutena ei ole muuttunut.
signals-moved-along = Muuttui samaan aikaan
signals-open = Avaa signaali
signals-open-chart = Avaa kaavio
signals-open-cases = Avaa tapaukset
signals-to-metric = Siirry mittarin sivulle tässä palvelun osassa
signals-guide = Näin etenet
signals-step = Seuraavaksi
signals-step-worse = katso, mistä se tulee, ja avaa sitten tapauksia
signals-step-better = selvitä, mitä tehtiin, ja pidä se
signals-step-changed = kysy, onko muutos tarkoitettu
signals-step-target = muuta työtapaa tai tavoitetta
signals-step-benchmark = katso, mitä tehtiin toisin parhaalla neljänneksellä tai muualla
signals-step-people = kysy tiimiltä yhdessä, mikä sitä kuormittaa
signals-step-conflict = avaa tapauksia ja katso, mikä selitys sopii niihin
signals-step-measurement = korjaa mittaus ennen kuin luet lukua
signals-more = Mitä tiedetään, ja päätös
signals-more-decided = Mitä tiedetään, ja mitä päätettiin
signals-short-levels = { $before } → { $after }.
signals-short-target = Taso { $level }, tavoite { $target }: nykymenolla se täyttyy todennäköisyydellä { $chance }.
signals-choice-react = Reagoi
signals-choice-later = Ei nyt
signals-choice-unreal = Ei todellinen
signals-react-about = Kirjaa, mitä aiot tehdä. Ohjelma seuraa mittaria ja kertoo, toimiko toimenpide.
signals-later-about = Signaali siirtyy syrjään ja palaa valitsemanasi päivänä.
signals-unreal-about = Esimerkiksi virhe tiedoissa, muuttunut mittaustapa tai pelkkä sattuma. Päätös säilyy.
signals-submit = Tallenna päätös
signals-submit-react = Luo toimenpide
signals-field-title = Mitä teet
signals-field-owner = Vastuuhenkilö
signals-field-started-on = Mistä päivästä alkaen
signals-field-expected = Odotettu vaikutus
signals-field-guard = Suojamittari: ei saa huonontua sillä aikaa
signals-field-metric = Mittari
signals-field-reason = Miksi
signals-field-who = Kuka päätti
signals-field-back-on = Katso uudelleen
signals-unit-percent = %-yks.
signals-unit-points = pistettä
signals-problem-choice = Valitse ensin: reagoi, ei nyt tai ei todellinen.
signals-problem-reason = Kirjoita, miksi. Myöhempi lukija, ehkä sinä itse, tarvitsee sitä.
signals-problem-title = Kirjoita, mitä aiot tehdä.
signals-problem-started-on = Anna päivä, josta toimenpide alkaa.
signals-problem-expected = Odotettu vaikutus ”{ $written }” ei ole luku. Kirjoita se kuten 9 tai −0,5, tai jätä tyhjäksi.
signals-problem-back-on = Anna tätä päivää myöhempi päivä, jona signaali palaa.
signals-problem-long = ”{ $field }” on liian pitkä: enintään { $longest } merkkiä.
signals-decided = { $choice }, { $date }: { $reason }
signals-decided-by = ({ $who })
signals-decided-back = Palaa { $date }.
signals-decided-due = Siirretty tähän päivään: { $date }. Nyt on aika katsoa uudelleen.
signals-done = Tallennettu: { $choice }. { $title }
signals-decision-kept = Päätös on tallennettu.
signals-withdrawn = Päätös on peruttu: signaali odottaa taas.
signals-undo = Peru päätös
signals-decide-again = Päätä uudelleen
signals-action = Toimenpide
signals-known = Mitä tiedetään
signals-heard = Mitä asiakkaat ovat sen jälkeen kirjoittaneet, satunnaisesti arvottuna
signals-leavers-left = Lähteneitä
signals-leavers-usual = Entiseen tahtiin
signals-leavers-limit = Sattuman raja
signals-leavers-people = Henkilöitä
signals-leavers-caption = Jokainen piste on kuukausi. Keskiviiva kertoo, montako lähtisi entiseen tahtiin; ylärajaa useampi lähtee sattumalta yhtenä kuukautena kahdestasadasta.
signals-history = Historia
signals-history-when = Milloin
signals-history-what = Mitä tapahtui
signals-history-detail = Tarkemmin
signals-event-opened = Avautui
signals-event-continued = Jatkui
signals-event-missed = Ei näkynyt
signals-event-returned = Näkyi taas
signals-event-reopened = Avautui uudelleen
signals-event-decided = Päätös: { $choice }
signals-event-withdrawn = Peruttu: { $choice }
signals-event-detail = { $period }, taso { $level }, q{"\u00A0"}{ $q }
signals-numbers = Luvut sanojen takana
signals-numbers-show = Näytä kaikki luvut
signals-number-within = Alun 95 prosentin väli
signals-number-until = Viimeinen jakso
signals-number-effect = Muutos
signals-number-interval = Muutoksen 95 %:n luottamusväli
signals-number-sigmas = Muutos tavallisen pisteen keskihajontoina
signals-number-periods = Kokonaisia jaksoja uudella tasolla
signals-number-records = Osuus koko palvelun havainnoista
signals-number-share = Osuus koko palvelun muutoksesta
signals-number-target = Tavoitetaso
signals-number-chance = Todennäköisyys, että jakso täyttää tavoitteen
signals-number-weight = Paino luettelon järjestyksessä
signals-number-opened = Kerrottu ensi kerran
signals-number-seen = Nähty viimeksi
signals-seen-in = Sama muutos muualla nähtynä
signals-working-first = Signaaleja lasketaan.
signals-working-again = Tiedot ovat muuttuneet: uusia signaaleja lasketaan, ja aiemmat näkyvät, kunnes uudet ovat valmiit.
signals-working-of = Sarjoja katsottu tähän mennessä { $series }, kaikkiaan noin { $before }.
signals-working-series = Sarjoja katsottu tähän mennessä { $series }.
signals-failed = Signaaleja ei voitu laskea uudelleen. Aiemmat näkyvät; syy on ohjelman lokissa.
signals-look-now = Laske signaalit nyt
signals-empty-none = Mikään ei ansaitse toimenpidettä: se mikä liikkuu, heilahtelee kuten tavallisesti.
signals-empty-decided = Kaikesta on päätetty. Uudet signaalit tulevat tähän itsestään.
signals-empty-watched = Tarkastettuja sarjoja { $watched }. Sarjoja, joissa on liian vähän havaintoja arvioitavaksi: { $small }.
signals-empty-filtered = Yksikään signaali ei läpäise näitä rajauksia.
signals-empty-shelf = Täällä ei ole vielä mitään.
signals-start-3 = Lue tältä sivulta, mikä ansaitsee toimenpiteen.
signals-keyboard = Näppäimet: j ja k siirtyvät signaalista toiseen, Enter avaa, d siirtyy päätökseen. Ne toimivat, kun kohdistus on sivun sisällössä.
signals-range = { $first }–{ $last } / { $count }
signals-previous = Edelliset
signals-next = Seuraavat
signals-line = { $count ->
    [one] Yksi signaali odottaa päätöstä
   *[other] { $count } signaalia odottaa päätöstä
 }

# Toimintaohjeet signaalin lajin mukaan.
signals-also-more = ja { $count } muuta
signals-also-elsewhere = Samat mittarit muualla
signals-look-again = Laske signaalit uudelleen
signals-action-effect = Toimenpide ja sen vaikutus

# Kehitystarpeen merkit.
signs-heading = Kehitystarpeen merkit
signs-question = Seitsemän merkkiä koko palvelusta ja sen osista. Merkki näkyy, kun siitä on voimassa signaali huonompaan: niistä enintään joka kymmenes on väärä.
signs-all = Kaikki merkit
signs-complaints = Valitukset
signs-turnover = Henkilöstö lähtee
signs-long-times = Pitkät ajat
signs-many-contacts = Runsaat yhteydenotot
signs-bouncing = Pompottelu
signs-satisfaction = Laskeva tyytyväisyys
signs-encounters = Kohtaamisten laatu
signs-not-seen = Ei näy. Seurattuja mittareita: { $count }.
signs-unknown = Ei tiedetä. Puuttuu: { $missing }.
signs-unknown-metrics = Ei tiedetä: luettelossa ei ole sille mittaria.
signs-missing-column = { $kind }, sarake { $column }
signs-more = Muita signaaleja: { $count }
