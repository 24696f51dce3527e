# What the program prints on the command line, besides errors (fault.ftl) and the words of pages.
command-no-workspace = Kansiossa { $folder } ei ole työtilaa. Luo se tuomalla tietosi (luotsi import contacts.csv), kokeile keksittyä palvelua (luotsi demo) tai nimeä toinen kansio valinnalla --workspace.
command-cannot-make = Kansiota { $path } ei voitu luoda. Tarkista oikeudet.
command-cannot-read = Kohdetta { $path } ei voitu lukea. Tarkista sen nimi ja lukuoikeudet.
command-cannot-write = Kohteeseen { $path } ei voitu kirjoittaa. Tarkista oikeudet ja levytila.
command-cannot-empty = Kansiota { $path } ei voitu tyhjentää. Tarkista sen oikeudet.
command-metrics-hint = `luotsi metrics` luettelee kaikki.
command-check-hint = `luotsi metrics check` luettelee kaikki virheet.
command-rules-hint = `luotsi rules check` luettelee kaikki virheet.
command-format = Tämä komento tulostaa muodot table, json ja csv. Kirjoita --format table, json tai csv.

command-demo-not-ours = Kansiossa { $folder } on jo jotain, mikä ei ole demoa. Nimeä toinen kansio valinnalla --workspace.
command-demo-making = { $weeks ->
    [one] Keksitään palveluorganisaatio: yksi viikko, viimeinen päivä { $until } …
   *[other] Keksitään palveluorganisaatio: { $weeks } viikkoa, viimeinen päivä { $until } …
 }
command-demo-made = Tietueita tuotu: { $rows }. Aikaa kului { $time }.
command-demo-there = Keksitty palvelu on kansiossa { $folder }.

command-import-kind = Tietojen lajia ”{ $name }” ei ole. Tunnetut: { $known }.
command-import-no-file = { $file } ei ole tiedosto, jonka voisi lukea. Tarkista sen nimi.
command-import-took = Tuonti { $import } kesti { $time }.
command-import-refused = Hylätyt rivit syineen: { $path }

command-per = --per { $name }: tunnetut ovat { $known }.
command-where = --where { $filter }: kirjoita ULOTTUVUUS=ARVO, esimerkiksi --where team=Laskutus.
command-to = Valinnan --to päivä on liian myöhäinen.
command-chart-by = Kuvio arvioi yhtä sarjaa. Rajaa palvelun osa valinnalla --where, älä valinnalla --by.
command-missing-column = Tiedoista puuttuu sarake { $column } ({ $kind }), jota mittari ”{ $metric }” tarvitsee.
command-missing-kind = Mittari ”{ $metric }” tarvitsee tietoja, joita ei vielä ole: { $kind }. Tuo niitä: luotsi import TIEDOSTO --as { $name }
command-check-good = { $count ->
    [one] Yksi mittari: sen määritelmä toimii.
   *[other] { $count } mittaria: jokainen määritelmä toimii.
 }
command-check-bad = { $count ->
    [one] Mittarien määritelmissä on yksi virhe; se on yllä.
   *[other] Mittarien määritelmissä on { $count } virhettä; ne ovat yllä.
 }

command-serve-address = Osoitteeseen { $address } pääsee muilta koneilta, eikä Luotsissa ole vielä pääsynhallintaa: kuka tahansa voisi lukea kaiken. Kuuntele osoitetta 127.0.0.1 (tai [::1]) ja anna muiden odottaa pääsynhallintaa.
command-serve-port = Osoitetta { $address } ei voitu kuunnella. Käyttääkö sitä toinen ohjelma? Valitse toinen valinnalla --listen 127.0.0.1:8081.
command-serve-at = Luotsi on osoitteessa { $address } (lopeta painamalla Ctrl-C)
command-serve-stopped = Palvelin pysähtyi.
command-serve-host = Luotsi vastaa vain tällä koneella. Avaa http://127.0.0.1 ja portti, jonka ohjelma kertoi.

command-spc-chart = Kuviota ”{ $name }” ei ole. Tunnetut: { $known }.
command-spc-rules = Sääntöjoukkoa ”{ $name }” ei ole. Tunnetut: { $known }.
command-spc-better = --better on increase tai decrease, ei ”{ $name }”.
command-spc-phase = --phase { $label }: millään rivillä ei ole tätä päivää. Ensimmäinen on { $first }.
command-spc-judge = Tiedoston { $file } sarjaa ei voitu arvioida.
command-spc-not-csv = { $file } ei ole CSV-tiedosto.
command-spc-empty = Tiedostossa { $file } ei ole rivejä sarakkeiden nimien alla.
command-spc-no-column = Tiedostossa { $file } ei ole saraketta ”{ $column }”. Siinä on: { $columns }.
command-spc-no-numbers = Tiedostossa { $file } ei ole lukusaraketta. Nimeä sellainen valinnalla --value.
command-spc-no-number = { $file }, rivi { $row }: ”{ $cell }” ei ole luku.

# Headings and words of tables.
command-column-import = Tuonti
command-column-state = Tila
command-column-concern = Huomattavaa
command-column-low = Välin alku
command-column-high = Välin loppu
command-column-complete = Valmis
command-column-why = Miksi
command-column-phase = Vertailujakso
command-column-id = Tunnus
command-column-name = Nimi
command-column-perspective = Näkökulma
command-column-level = Taso
command-column-unit = Yksikkö
command-column-better = Parempi
command-column-chart = Kuvio
command-column-problem = Virhe
command-column-label = Päivä
command-state-done = tehty
command-state-undone = peruttu
command-better-higher = suurempi
command-better-lower = pienempi
command-better-neither = ei kumpikaan
command-unit-percent = prosenttia
command-unit-points = pistettä
command-unit-scale = asteikko
command-unit-stars = tähteä
command-unit-seconds = sekuntia
command-unit-hours = tuntia
command-unit-days = päivää
command-unit-euros = euroa
command-unit-count = lukumäärä
command-unit-per-thousand = tuhatta kohti
command-unit-per-hundred = sataa kohti
command-unit-coefficient = kerroin

command-rules-good = { $count ->
    [one] Yksi sääntö, ei virheitä.
   *[other] Sääntöjä { $count }, ei virheitä.
 }
command-rules-bad = { $count ->
    [one] Säännöissä on yksi virhe; se on lueteltu yllä.
   *[other] Säännöissä on { $count } virhettä; ne on lueteltu yllä.
 }
command-rules-none = Sääntöä ”{ $id }” ei ole. `luotsi rules` luettelee säännöt.
command-rules-needs = Ei voi vielä arvioida, koska mittareita puuttuu: { $rules }
command-column-number = Numero
command-column-reading = Palvelulle
command-column-needs = Tarvitsee
command-reading-worse = huonompaan
command-reading-better = parempaan
command-reading-open = voi olla kumpi tahansa
