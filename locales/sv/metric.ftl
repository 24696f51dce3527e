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
metric-benchmark-compared = Jämförs
metric-benchmark-not = Jämförs inte: { $why }
metric-benchmark-own = förs av er själva
metric-benchmark-n = n { $n }
not-compared-no_direction = ingendera riktningen är bra i sig
not-compared-unreliable = leverantörens uppgift utan öppen metod och öppet urval
not-compared-definition = den är räknad på ett annat sätt, eller så säger källan inte hur
not-compared-customers = den gäller en annan bransch eller andra kunder
not-compared-method = den har frågats eller dragits på ett annat sätt
not-compared-old = det finns en nyare siffra, eller så är den över fem år gammal
not-compared-no_own_figure = ni har ingen egen siffra för den del som den gäller
chart-others = { $name } { $value }
chart-others-about = Vågräta prickade linjer: andras värden.
chart-others-title = Andras värden
targets-title = Mål som går att nå
targets-about = Uträknat av vad servicen klarar nu och vad den har klarat som bäst. Ett mål är alltid ert eget beslut.
targets-now = Nivån nu är { $level } (95 procents intervall { $interval }). Som det nu går ligger nitton perioder av tjugo mellan { $low } och { $high }.
targets-best = Det bästa av kvartalen ({ $count }) var { $quarter }: { $best } (uppmätt { $measured }; det bästa av många är delvis slump, så bara den säkra delen räknas).
targets-best-none = Det bästa kvartalet går ännu inte att säga: det kräver uppgifter för mer än ett år.
targets-outcome-steps = Det finns en bättre nivå som servicen har haft eller som är vanlig på annat håll. Gå dit i steg.
targets-outcome-hold = Servicen är ungefär så bra som den någonsin har varit. Håll fast vid det, och sök ett bättre sätt att arbeta innan ni sätter ett högre mål.
targets-outcome-no_direction = Inget mål föreslås: i det här mätetalet är varken mer eller mindre bra i sig.
targets-outcome-too_little = Inget mål föreslås ännu: det finns för få hela perioder för att säga vad servicen klarar.
targets-column-by = Senast
targets-column-target = Mål
targets-column-aim = Leder till
targets-column-chance = Nås som det nu går
targets-aim-hold = att hålla det ni har
targets-aim-own_best = det egna bästa kvartalet
targets-aim-external = det som är vanligt på annat håll
targets-chance = av perioderna { $chance }
targets-outside = Utanför det som processen klarar nu: det kräver ett annat sätt att arbeta, inte mer ansträngning.
targets-beyond = Efter de här stegen är det ännu en bit kvar till { $goal }.
targets-set = Ert mål är { $target }. Som det nu går når { $chance } av perioderna det.
targets-set-outside = Ert mål är { $target }. Som det nu går når { $chance } av perioderna det: det ligger utanför det som processen klarar nu.
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
