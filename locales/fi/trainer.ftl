# Reagoisitko? Keksittyjä kaavioita, joilla lukemista opetellaan.
trainer-title = Reagoisitko?
trainer-begin = Aloita kymmenen kaavion kierros
trainer-progress = Kaavio { $chart } / { $charts } · tähän asti oikein: { $right }
trainer-round = Kierros { $round }
trainer-question = Jokainen piste on viikko. Reagoisitko tähän kaavioon vai jättäisitkö sen rauhaan?
trainer-answered = Kaavio sellaisena kuin ohjelma sen lukee.
trainer-chart-sentence = Keksitty ohjauskortti: { $metric }. Mitä siinä näkyy, kerrotaan, kun olet vastannut.
trainer-react = Reagoi
trainer-leave = Jätä
trainer-right-react = Oikein: tämä ansaitsee toimenpiteen.
trainer-right-leave = Oikein: tämä kannattaa jättää rauhaan.
trainer-missed = Olisit jättänyt sen, mutta tämä ansaitsee toimenpiteen.
trainer-overreacted = Olisit reagoinut, mutta tämä kannattaa jättää rauhaan.
trainer-fact-what = Mitä se oli
trainer-what-calm = Mikään ei ole muuttunut: viikot heilahtelevat saman tason ympärillä.
trainer-what-coloured = Mikään ei ole muuttunut: pelkkä sattuma teki viikkoja, jotka tavallinen sääntö värittää.
trainer-what-odd-week = Yksi outo viikko, ja sitten kaikki oli kuin ennen.
trainer-what-wave = Mikään ei ole muuttunut: peräkkäiset viikot muistuttavat toisiaan, ja siksi viiva vaeltaa ylös ja alas.
trainer-what-unfinished = Mikään ei ole muuttunut: viimeinen viikko on kesken, ja sen ontto piste on vain muutamalta päivältä.
trainer-what-worse = Taso huononi viikosta toiseen siirryttäessä ja jäi sinne.
trainer-what-better = Taso parani ja jäi sinne.
trainer-what-drift = Se huononi vähitellen: mikään yksittäinen viikko ei näytä oudolta.
trainer-what-lasting = Pieni muutos huonompaan, joka on kestänyt kuukausia.
trainer-fact-why = Miksi
trainer-why-react = Taso oli { $before } ja on nyt { $after }. Uuden tason alku: { $since }. Ero on { $sigmas } kertaa tavallisen viikon heilahdus, ja se näkyy kaikissa viikoissa yhdessä (viikkoja { $weeks }).
trainer-why-leave = Viimeiset viikot yhdessä eivät poikkea aiemmasta tasosta enempää kuin viikot poikkeavat sattumalta.
trainer-why-odd-week = Yksi viikko ei ole vielä taso. Sen jälkeiset viikot ovat siellä missä ennenkin.
trainer-why-unfinished = Muutama päivä heilahtelee paljon enemmän kuin kokonainen viikko. Kokonaiset viikot ovat siellä missä ennenkin.
trainer-fact-chance = Kuinka usein sattuma tekee näin
trainer-chance-react = Jos mikään ei olisi muuttunut, näin selvältä näyttäisi noin yksi kaavio { $one-in } kaaviosta.
trainer-chance-rare = Jos mikään ei olisi muuttunut, näin selvältä näyttäisi harvempi kuin yksi kaavio { $one-in } kaaviosta.
trainer-chance-coloured = Usein. Osuus muuttumattomista kaavioista, joissa tavalliset säännöt värittävät ainakin yhden pisteen: { $share }.
trainer-chance-calm = Muuttumattomista kaavioista { $share } on kokonaan ilman väritettyä pistettä. Tämä on yksi niistä.
trainer-fact-rules = Mitä tavallinen sääntö olisi värittänyt
trainer-rules-none = Ei mitään.
trainer-rules-some = { $count ->
    [one] Yhden pisteen: { $rules }.
   *[other] { $count } pistettä: { $rules }.
 }
trainer-fact-do = Mitä tehdä
trainer-do-leave = Ei mitään. Se, jonka on pakko selittää heilahdus, keksii selityksen, ja palvelua muutetaan turhaan.
trainer-do-odd-week = Kysy, mitä sillä viikolla tapahtui, ja kirjaa se aikajanalle. Älä muuta palvelua sen takia.
trainer-do-unfinished = Odota, että viikko on ohi.
trainer-do-worse = Katso, missä muutos on, avaa tapauksia sen jälkeiseltä ajalta, puhu tiimin kanssa ja päätä.
trainer-do-better = Selvitä, mitä tehtiin, ja pidä se. Hyvä uutinen, jota kukaan ei tutki, ei kestä.
trainer-next = Seuraava kaavio
trainer-finish = Katso, miten kierros meni
trainer-result-heading = Oikein { $right } / { $charts }
trainer-result-all = Jätit rauhaan sen, mikä vain heilahteli, ja huomasit jokaisen muutoksen.
trainer-result-overreacted = { $count ->
    [one] Reagoit yhteen kaavioon, joka olisi kannattanut jättää rauhaan. Heilahdukseen reagointi vie työtä ja tekee ihmiset levottomiksi.
   *[other] Reagoit { $count } kaavioon, jotka olisi kannattanut jättää rauhaan. Heilahdukseen reagointi vie työtä ja tekee ihmiset levottomiksi.
 }
trainer-result-missed = { $count ->
    [one] Jätit rauhaan yhden kaavion, joka olisi ansainnut toimenpiteen. Myös muutos parempaan on sellainen.
   *[other] Jätit rauhaan { $count } kaaviota, jotka olisivat ansainneet toimenpiteen. Myös muutos parempaan on sellainen.
 }
trainer-column-chart = Kaavio
trainer-column-you = Sinä
trainer-column-program = Ohjelma
trainer-column-right = Oikein?
trainer-chart-number = { $number }. { $metric }
trainer-again = Uusi kierros
trainer-more = Mittaaminen ja epävarmuus
trainer-link = Tämän sivun osoite antaa kierroksen { $round } samoine kaavioineen työtoverillekin.
trainer-none = Työtilan luettelossa ei ole yhtään mittaria, josta nämä kaaviot tehdään.
trainer-keyboard = Näppäimet: 1 reagoi, 2 jättää, n jatkaa.
