# What the program prints on the command line, besides errors (fault.ftl) and the words of pages.
command-no-workspace = Det finns ingen arbetsyta i { $folder }. Skapa den genom att importera dina uppgifter (luotsi import contacts.csv), prova den påhittade tjänsten (luotsi demo), eller ange en annan mapp med --workspace.
command-cannot-make = Mappen { $path } kunde inte skapas. Kontrollera rättigheterna.
command-cannot-read = { $path } kunde inte läsas. Kontrollera namnet och att du får läsa.
command-cannot-write = { $path } kunde inte skrivas. Kontrollera rättigheterna och utrymmet på disken.
command-cannot-empty = Mappen { $path } kunde inte tömmas. Kontrollera rättigheterna.
command-metrics-hint = `luotsi metrics` räknar upp alla.
command-check-hint = `luotsi metrics check` räknar upp alla fel.
command-rules-hint = `luotsi rules check` räknar upp alla fel.
command-format = Det här kommandot skriver ut table, json eller csv. Skriv --format table, json eller csv.

command-demo-not-ours = I mappen { $folder } finns redan något som inte är en demo. Ange en annan mapp med --workspace.
command-demo-making = { $weeks ->
    [one] Hittar på en serviceorganisation: en vecka, sista dagen { $until } …
   *[other] Hittar på en serviceorganisation: { $weeks } veckor, sista dagen { $until } …
 }
command-demo-made = Importerade poster: { $rows }. Det tog { $time }.
command-demo-there = Den påhittade tjänsten finns i { $folder }.

command-import-kind = Det finns ingen uppgiftstyp ”{ $name }”. Kända: { $known }.
command-import-no-file = { $file } är ingen fil som går att läsa. Kontrollera namnet.
command-import-took = Importen { $import } tog { $time }.
command-import-refused = Avvisade rader med orsaker: { $path }

command-per = --per { $name }: kända är { $known }.
command-where = --where { $filter }: skriv DIMENSION=VÄRDE, till exempel --where team=Laskutus.
command-to = Dagen i --to är för sen.
command-chart-by = Ett diagram bedömer en serie. Välj en del av tjänsten med --where i stället för --by.
command-missing-column = Uppgifterna saknar kolumnen { $column } ({ $kind }), som mätetalet ”{ $metric }” behöver.
command-missing-kind = Mätetalet ”{ $metric }” behöver uppgifter som inte finns ännu: { $kind }. Importera dem: luotsi import FIL --as { $name }
command-check-good = { $count ->
    [one] Ett mätetal: dess definition fungerar.
   *[other] { $count } mätetal: varje definition fungerar.
 }
command-check-bad = { $count ->
    [one] Det finns ett fel i mätetalens definitioner; det står ovan.
   *[other] Det finns { $count } fel i mätetalens definitioner; de står ovan.
 }

command-serve-address = { $address } kan nås från andra datorer, och Luotsi har ännu ingen åtkomstkontroll: vem som helst kunde läsa allt. Lyssna på 127.0.0.1 (eller [::1]) och låt andra vänta på åtkomstkontrollen.
command-serve-port = Det gick inte att lyssna på { $address }. Används den av ett annat program? Välj en annan med --listen 127.0.0.1:8081.
command-serve-at = Luotsi finns på { $address } (avsluta med Ctrl-C)
command-serve-stopped = Servern stannade.
command-serve-host = Luotsi svarar bara på den här datorn. Öppna http://127.0.0.1 med den port som programmet angav.

command-spc-chart = Det finns inget diagram ”{ $name }”. Kända: { $known }.
command-spc-rules = Det finns ingen regeluppsättning ”{ $name }”. Kända: { $known }.
command-spc-better = --better är increase eller decrease, inte ”{ $name }”.
command-spc-phase = --phase { $label }: ingen rad har det datumet. Det första är { $first }.
command-spc-judge = Serien i { $file } kunde inte bedömas.
command-spc-not-csv = { $file } är ingen CSV-fil.
command-spc-empty = Filen { $file } har inga rader under kolumnnamnen.
command-spc-no-column = Filen { $file } har ingen kolumn ”{ $column }”. Den har: { $columns }.
command-spc-no-numbers = Filen { $file } har ingen kolumn med tal. Ange en med --value.
command-spc-no-number = { $file }, rad { $row }: ”{ $cell }” är inget tal.

# Headings and words of tables.
command-column-import = Import
command-column-state = Läge
command-column-concern = Att beakta
command-column-low = Intervall från
command-column-high = Intervall till
command-column-complete = Färdig
command-column-why = Varför
command-column-phase = Basperiod
command-column-id = Beteckning
command-column-name = Namn
command-column-perspective = Perspektiv
command-column-level = Nivå
command-column-unit = Enhet
command-column-better = Bättre
command-column-chart = Diagram
command-column-problem = Fel
command-column-label = Datum
command-state-done = gjord
command-state-undone = ångrad
command-better-higher = högre
command-better-lower = lägre
command-better-neither = ingetdera
command-unit-percent = procent
command-unit-points = poäng
command-unit-scale = skala
command-unit-stars = stjärnor
command-unit-seconds = sekunder
command-unit-hours = timmar
command-unit-days = dagar
command-unit-euros = euro
command-unit-count = antal
command-unit-per-thousand = per tusen
command-unit-per-hundred = per hundra
command-unit-coefficient = koefficient

command-rules-good = { $count ->
    [one] En regel utan fel.
   *[other] { $count } regler utan fel.
 }
command-rules-bad = { $count ->
    [one] Det finns ett fel i reglerna; det räknas upp ovan.
   *[other] Det finns { $count } fel i reglerna; de räknas upp ovan.
 }
command-rules-none = Det finns ingen regel ”{ $id }”. `luotsi rules` räknar upp dem.
command-rules-needs = Kan inte utvärderas ännu, för mätetal saknas: { $rules }
command-column-number = Nummer
command-column-reading = För kundservicen
command-column-needs = Behöver
command-reading-worse = till det sämre
command-reading-better = till det bättre
command-reading-open = kan vara vilketdera som helst
