# Åtgärder och deras effekt: fungerade det?
effect-worked = Fungerade
effect-no-evidence = Inga belägg
effect-worse = Försämrade
effect-too-early = För tidigt att säga
effect-changed = Förändrades
effect-cannot = Kan inte sägas
effect-size-better = { $size } bättre än utan åtgärden (95 %-intervall { $interval }).
effect-size-worse = { $size } sämre än utan åtgärden (95 %-intervall { $interval }).
effect-size-other = Skillnad mot vad som hade varit utan åtgärden: { $size } (95 %-intervall { $interval }).
effect-levels = Nivå före { $before }, sedan starten { $after }.
effect-shown = En effekt på { $size } skulle troligen ha synts vid det här laget.
effect-blind = Hittills skulle bara en effekt på minst { $size } ha synts: siffrorna är få eller ostadiga.
effect-power = Med den här volymen syns en effekt på { $size } på ungefär { $count } { $period ->
    [day] dagar
    [month] månader
    [quarter] kvartal
    [year] år
   *[week] veckor
 } från starten.
effect-power-never = Med den här volymen skulle en effekt på { $size } inte synas inom två år.
effect-sure = 95 %-intervallet ligger redan på ena sidan, men en effekt som granskas varje vecka kräver mer säkerhet: intervallet som tar hänsyn till det är { $interval }.
effect-before-start = Åtgärden har inte börjat, eller så finns det ännu ingen hel period efter starten.
effect-why-no-metric = Åtgärden nämner inget mätetal. Lägg till kolumnen metric i filen och importera den igen.
effect-why-unknown-metric = Det finns inget mätetal ”{ $name }”. Närmast: { $nearest }.
effect-why-no-start = Åtgärden har ingen första dag. Lägg till kolumnen started_on i filen och importera den igen.
effect-why-no-dimension = Mätetalets uppgifter har ingen kolumn ”{ $name }”, som åtgärden är begränsad med.
effect-why-no-records = Det finns inga siffror för mätetalet i den här delen av servicen.
effect-why-short-before = Hela perioder före starten { $have }, behövs { $need }: nivån före är inte känd.
effect-why-constant = Siffran har alltid varit densamma, så det finns inget att väga en förändring mot.
effect-method-interrupted = Avbruten tidsserie: delen själv före och efter starten.
effect-method-differences = Skillnad i skillnader: jämförd med orörda delar av servicen.
effect-method-synthetic = Syntetisk kontroll: jämförd med en blandning av orörda delar som rörde sig likadant före starten.
effect-reason-none = Det finns inga orörda delar att jämföra med.
effect-reason-noisy = En jämförelse med orörda delar skulle fördunkla mer än den klargör.
effect-reason-fit = Orörda delar tar bort det som hände alla.
effect-reason-mixture = Blandningen följer tiden före starten närmare än det rena medelvärdet.
effect-unusual-bad = Strax före starten fanns ovanligt dåliga perioder (antal { $count }, avvikelse { $size }). Från sådana återgår siffror av sig själva (regression mot medelvärdet), så de är utelämnade ur jämförelsen.
effect-unusual-other = Strax före starten fanns ovanliga perioder (antal { $count }, avvikelse { $size }). Siffror återgår av sig själva (regression mot medelvärdet), så de är utelämnade ur jämförelsen.
effect-together = Andra åtgärder för samma mätetal i samma del: { $titles }. Var och en har sin egen effekt i kalkylen, så inget räknas två gånger.
effect-events = Händelser i samma del kring starten: { $titles }. De kan vara det som rörde mätetalet.
effect-placebo = Samma analys där ingenting gjordes: försök { $tried }, av vilka { $plain } gav en minst lika tydlig effekt.
effect-placebo-none = Det finns för lite data för försök där ingenting gjordes.
effect-touched = en annan åtgärd berörde den: { $id }
effect-own-way = den förändrades av sig själv samtidigt
effect-how = Så bedömdes det
effect-compared = Jämförd med
effect-left-out = Inte jämförd med
effect-weight = Vikt
effect-part = Del
effect-why = Varför
effect-guards = Vad som inte får försämras
effect-guards-about = En åtgärd kan förbättra sitt eget mätetal på bekostnad av ett annat. Samma analys av mätetalen bredvid:
effect-checks = Skulle effekten hittas där ingenting gjordes?
effect-careful = Tänk på
effect-fact-before = Nivå före
effect-fact-after = Nivå sedan starten
effect-fact-effect = Effekt
effect-fact-interval = 95 %-intervall
effect-fact-sure = Intervall som håller hur ofta man än tittar
effect-fact-periods = Hela perioder före och efter
effect-fact-autocorrelation = Beaktad autokorrelation
effect-fact-smallest = Minsta effekt som spelar roll
effect-fact-expected = Förväntad effekt
effect-fact-ended = Slutade
effect-without = Utan åtgärden
effect-side-before = före
effect-side-unusual = ovanlig, inte jämförd
effect-side-between = började mitt i, inte jämförd
effect-side-after = efter
effect-side = När
effect-chart = { $metric } före och efter åtgärden
effect-chart-sentence = Linjen är mätetalet; den streckade linjen är vad det hade varit utan åtgärden, och bandet kring den är dess 95 %-intervall. { $says }
effect-unknown = Det finns ingen åtgärd ”{ $id }”. Kända åtgärder: { $known }.
effect-none = Det finns inga åtgärder. Importera en fil med kolumnerna action_id, title, metric, started_on och de som säger var (team, channel, topic …): luotsi import actions.csv
effect-column-action = Åtgärd
effect-column-low = Nedre
effect-column-high = Övre
effect-column-needs = Kräver
effect-worked-bought = Fungerade, men skyddsmätetalet försämrades
effect-bought = Åtgärden förbättrade sitt eget mätetal, men ett mätetal som inte fick försämras gjorde det samtidigt (regel R34).
effect-counted = Före starten slutade { $before } (på { $earlier } månader), sedan dess { $after } (på { $later } månader).
effect-ended-lasts = Åtgärden är avslutad och effekten har hållit i sig: sedan dess { $size }
effect-ended-worse = Åtgärden är avslutad, och sedan dess har mätetalet varit sämre än utan åtgärden: { $size }
effect-ended-gone = Åtgärden är avslutad, och det finns inga belägg för att effekten håller i sig: sedan dess { $size }
effect-ended-early = Åtgärden är avslutad; det är för tidigt att säga om effekten håller i sig. { $size }
effect-ended-size = Åtgärden är avslutad. Sedan dess: { $size }
effect-shared = Samtidigt började i samma del, för samma mätetal, också: { $titles }. Effekten som berättas är deras gemensamma, och i sammandraget räknas den en gång.
effect-why-no-metric-here = Åtgärden har inget mätetal. Välj ett.
effect-why-no-start-here = Åtgärden har ingen första dag. Skriv in den.
effect-why-few-people = I den här delen finns färre än { $need } personer, så inget berättas om dem som slutar. Effekten kan ses i en större del, till exempel hela servicen.
effect-why-nobody-left = Före starten slutade ingen, så antalet kan inte minska.
effect-method-counts = Exakt räkning: de som slutat före och efter starten, i förhållande till antalet anställda.
effect-reason-counts = Det är för få i månaden för en tidsserie. Antalet berättas i hela kvartal så att ingen enskild kan räknas fram, och andra team jämförs inte.
effect-side-ended = efter slutet
foresight-never = Det här kan aldrig avgöras: med den här volymen skulle en effekt på { $size } inte synas inom ett år.
foresight-never-but = Inom ett år syns en effekt på { $most } eller mer.
foresight-never-help = Välj en större del av servicen, ett mätetal med fler observationer, eller gör så mycket att effekten blir större.
foresight-ordinary = Ingen förväntad effekt är angiven; här är den lika stor som det en vanlig period rör sig av sig själv.
foresight-half = Ingen förväntad effekt är angiven; här är den att hälften så många slutar som vanligt.
foresight-basis = Bedömningen bygger på mätetalets egen serie: observationer i en vanlig period ({ $period ->
    [day] dag
    [month] månad
    [quarter] kvartal
    [year] år
   *[week] vecka
 }) { $records }, vanlig variation { $sigma }, autokorrelation { $autocorrelation }, delar att jämföra med { $controls }.
foresight-basis-counted = Bedömningen bygger på hur många som vanligen slutar i månaden: { $records }.
foresight-after = { $count } { $period ->
    [day] dagar
    [month] månader
    [quarter] kvartal
    [year] år
   *[week] veckor
 }
foresight-shows = Hur stor effekt syns när?
foresight-when = Från starten
foresight-least = Minsta effekt som syns
