metric-no-value = Det finns inget värde ännu.
metric-chart-title = { $metric }, styrdiagram
metric-chart-sentence = { $metric }: senaste hela period { $period }, värde { $value }. { $verdict }.
metric-chart-sentence-empty = { $metric }: inget att rita ännu.
metric-each-point = Varje punkt är { $period ->
    [day] en dag
    [month] en månad
    [quarter] ett kvartal
    [year] ett år
    [all] hela tiden
   *[week] en vecka
 }.
metric-how = Så räknas siffran
metric-worked = { $period }: { $formula }
metric-records-all = Öppna siffrans poster
metric-pitfalls = Fallgropar
metric-beside = Se tillsammans med dessa
metric-beside-about = Motmätetalet visar om något blir bättre på bekostnad av något annat.
metric-benchmarks = Jämförelsevärden
metric-benchmarks-about = Andras siffror är räknade på andra sätt och om andra kunder. Den egna historien är den bästa jämförelsen.
metric-benchmark-what = Siffra
metric-benchmark-whose = Vems
metric-benchmark-source = Källa
metric-benchmark-grade = Tillförlitlighet
grade-a = öppen metod och urval
grade-b = namngiven undersökning
grade-c = leverantörens uppgift
benchmark-average = medeltal
benchmark-median = median
benchmark-top_quartile = bästa kvartilen
benchmark-floor = miniminivå
benchmark-range = variationsbredd
benchmark-target = målnivå
benchmark-world_class = toppnivå
benchmark-threshold = gränsvärde
metric-definition = Definition
metric-fact-id = Beteckning
metric-fact-version = Version
metric-version = { $version } (från { $since })
metric-fact-direction = Riktning
direction-up = högre är bättre
direction-down = lägre är bättre
direction-band = ingendera riktningen är bra i sig
metric-fact-perspective = Perspektiv
metric-fact-level = Nivå
metric-fact-source = Poster
metric-fact-minimum = Minsta n
metric-fact-chart = Diagrammets slag
metric-fact-rules = Regelverk
metric-fact-parameters = Parametrar
metric-fact-expression = Beräkningsuttryck
metric-fact-fresh = Uppgifternas aktualitet
metric-fact-version-lake = Uppgifternas version
metric-approximate = Stort material: kvantilerna är uppskattade ur ett sammandrag, inte räknade ur varje observation.
chart-reason-named = mätetalets definition anger det
chart-reason-binomial = en andel vars spridning är av slumpens storlek
chart-reason-small_counts = händelserna är få, så gränserna är exakta
chart-reason-overdispersed = spridningen är större än slumpen förklarar, så gränserna är vidgade
chart-reason-unequal_exposure = händelser i förhållande till en varierande mängd
chart-reason-equal_exposure = händelser ur en jämn mängd
chart-reason-rare_events = händelserna är så sällsynta att avståndet mellan dem säger mer
chart-reason-mean_of_cases = ett medeltal vars spridning inom perioden är känd
chart-reason-unequal_weights = siffror med varierande antal observationer
chart-reason-single_values = en siffra per period
chart-reason-between_events = avstånd mellan händelser
chart-reason-few_periods = perioderna är för få för gränser
season-none = årstiden beaktas inte
season-allowed = det finns utrymme för vanlig årstidsvariation
season-estimated = årstidsvariationen är uppskattad och borttagen ur slutsatsen
season-week_pattern = veckodagarnas variation är uppskattad och borttagen ur slutsatsen
metric-fact-season = Årstid
metric-breakdown = Dela upp
metric-breakdown-about = Välj vad siffran delas upp enligt. Delarna står i namnordning, inte i rangordning.
metric-breakdown-none = De här uppgifterna har inga dimensioner att dela upp siffran enligt.
metric-breakdown-close = Dela inte upp
metric-breakdown-left-out = { $count ->
    [one] En del lämnades bort eftersom delarna är för många.
   *[other] { $count } delar lämnades bort eftersom delarna är för många.
 }
metric-breakdown-shared = Alla små diagram har samma skala.
metric-funnel = Skiljer sig någon del från de andra
metric-funnel-title = { $metric }: { $dimension }, trattdiagram
metric-funnel-none = Alla delar ligger i tratten: skillnaderna är av slumpens storlek.
metric-funnel-some = { $count ->
    [one] En del skiljer sig från de andra mer än slumpen förklarar: { $names }.
   *[other] { $count } delar skiljer sig från de andra mer än slumpen förklarar: { $names }.
 }
metric-funnel-about = Små gruppers siffror varierar mer, därför är tratten bred till vänster. Bara en del utanför tratten avviker.
metric-funnel-group = Del
metric-outside = avviker
metric-inside = skiljer sig inte
metric-download-csv = Ladda ner CSV
metric-download-xlsx = Ladda ner Excel
metric-title-waiting = { $metric }: väntar på uppgifter
metric-events-failed = Händelserna kunde inte ritas i diagrammet.
metric-breakdown-failed = Uppdelningen kunde inte visas.

records-title = Posterna bakom siffran
records-part-numerator = Täljare
records-part-denominator = Nämnare
records-part-rest = Övriga än täljaren
records-count = { $count ->
    [0] Inga poster.
    [one] En post.
   *[other] { $count } poster.
 }
records-shown = Visas { $from }–{ $to }.
records-previous = Föregående
records-next = Följande
records-privacy = Personers identitetsuppgifter visas inte. Kundens uppgift är en pseudonym och fritextsvaren är maskerade.
records-none = Den här avgränsningen har inga poster.
records-back = Tillbaka till mätetalet
records-sheet = Poster

export-figures = Siffror
export-definition = Definition
export-metric = Mätetal
export-formula = Formel
export-filters = Avgränsning
export-period = Periodindelning
export-made = Gjord
export-fresh = Uppgifter till
export-address = Adress
export-group = Del
export-complete = Hel
export-low = Intervall, undre
export-high = Intervall, övre
metric-expressions = Beräkningsuttryck och parametrar
metric-start-import = Importera uppgifter
