# Signaler: vad som förtjänar en åtgärd.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-spike = { $place }: { $metric }. { $when }: { $after }, vanligen { $before }. { $direction ->
    [up] En exceptionell topp
   *[down] En exceptionell svacka
 } som redan är över.
signals-spread = { $place }: { $metric }. Varierar mer än förut sedan { $since }: förut låg de flesta perioder inom { $before } från nivån, nu inom { $after }.
signals-target = { $place }: { $metric }. Målet är { $target }, men nivån sedan { $since } är { $level }: som det nu går är sannolikheten att en period når målet { $chance }.
signals-people = { $place }: personer som slutat sedan { $since }: { $left }. I samma takt som förr skulle de vara { $usual }.
signals-load = { $place }: { $metric }. { $levels } { $effect }
signals-benchmark-own = { $place }: { $metric }. Nivån på sistone är { $level }. Det hittills bästa kvartalet, { $quarter }, var { $best } (uppmätt { $measured }; en del av det var slump). Avståndet dit: { $gap }{ $interval }.
signals-benchmark-other = { $place }: { $metric }. Nivån är { $level }. { $whose } ({ $what }, { $year }): { $value }. Källa: { $source }.
signals-benchmark-too = På annat håll: { $whose } ({ $what }, { $year }): { $value }. Källa: { $source }.
signals-conflict = { $place }: { $name }. { $parts } { $means }
signals-part-moved = { $metric }: { $levels }
signals-part-still = { $metric }: oförändrat ({ $level }; ändring högst { $most }).
signals-part-above = { $metric }: { $level }, över { $value }.
signals-part-below = { $metric }: { $level }, under { $value }.
signals-part-met = { $metric }: { $level }, målet { $target } nås.
signals-part-missed = { $metric }: { $level }, målet { $target } nås inte.
signals-part-records = Antal observationer ({ $metric })
signals-less-than = mindre än { $number }
signals-still-met = Målet { $target } nås ännu: nivån är god, men riktningen är fel.
signals-also = Samtidigt ändrades också: { $metrics }.
signals-none = Ingenting förtjänar en åtgärd. Granskade serier: { $watched }.
signals-summary = Granskade serier { $watched }, signaler { $count }. Av dem väntas { $expected } vara falska.
signals-left-out = Dimensioner med för många värden för att granskas som delar: { $dimensions }.
signals-column-since = Sedan
signals-column-within = Började inom
signals-column-place = Var
signals-column-before = Före
signals-column-after = Nu
signals-column-effect = Förändring
signals-column-q = q
signals-column-sentence = Signal

# Signalernas sida.
signals-title = Signaler
signals-heading = { $count ->
    [one] En signal väntar på beslut
   *[other] { $count } signaler väntar på beslut
 }
signals-heading-none = Ingen signal väntar på beslut
signals-heading-shelf = Signaler: { $shelf }
signals-lede-first = Av allt som granskas de få saker som förtjänar en åtgärd.
signals-lede-begin = Börja överst: det betyder mest.
signals-lede-expected = Väntat antal falska signaler på den här sidan: { $number }.
signals-lede-watched = Granskade serier: { $watched }.
signals-shelves = Signaler efter beslut
signals-shelf = { $name } ({ $count })
signals-shelf-waiting = att besluta
signals-shelf-react = på gång
signals-shelf-later = inte nu
signals-shelf-unreal = inte verkliga
signals-shelf-ended = avslutade
signals-all-kinds = Alla slag
signals-all-perspectives = Alla perspektiv
signals-kind-change = Nivåförändringar
signals-kind-target = Mål utom räckhåll
signals-kind-conflict = Motsägelser mellan mätetal
signals-kind-people = Personal
signals-kind-measurement = Själva mätningen
signals-kind-benchmark = Efter i en jämförelse
signals-new = ny
signals-title-people = Fler slutar än förr
signals-title-target = { $metric }: målet nås inte som det nu går
signals-place = { $place } · sedan { $since }{ $within }
signals-place-spike = { $place } · { $when }
signals-title-load-absence = Mer frånvaro än förr
signals-title-load-overtime = Mer övertid än förr
signals-title-load-occupancy = Tempot har blivit för hårt
signals-title-load-contacts = Fler kontakter per arbetstimme
signals-title-benchmark-own = { $metric }: efter det egna bästa kvartalet
signals-title-benchmark-other = { $metric }: efter det som är vanligt på annat håll
signals-levels = Nivån är { $after }, tidigare { $before }.
signals-fading = Syntes inte under den senast avslutade perioden. Om den inte syns under nästa heller avslutas signalen.
signals-ended-recovered = Avslutad: nivån är tillbaka där den var.
signals-ended-settled = Avslutad: den nya nivån har hållit så länge att den nu är den vanliga.
signals-ended-faded = Avslutad: den skiljer sig inte längre ut.
signals-ended-replaced = Avslutad: nivån har ändrats igen, vilket är en egen signal.
signals-ended-told = Avslutad: den är en del av en annan signal.
signals-ended-withdrawn = Avslutad: uppgifterna bakom den togs tillbaka.
signals-ended-spike = Avslutad: det gick över av sig självt, och nivån är som förut.
signals-ended-spread = Avslutad: det varierar inte mer än förut.
signals-ended-recovered-people = Avslutad: läget är det vanliga igen.
signals-ended-recovered-conflict = Avslutad: mätetalen motsäger inte längre varandra.
signals-ended-recovered-measurement = Avslutad: mätningen är i ordning igen.
signals-ended-recovered-benchmark = Avslutad: det mesta av avståndet är inhämtat.
signals-ended-faded-conflict = Avslutad: motsägelsen syns inte längre.
signals-ended-faded-measurement = Avslutad: felet i mätningen syns inte längre.
signals-number-compared = Jämfört med
signals-number-own-best = Hittills bästa kvartalet
signals-told-with = Öppna den signalen
signals-size = Hur stor
signals-size-records = Ungefär { $number }{ $interval } { $kind ->
    [contacts] kontakter
    [feedback] svar
    [evaluations] bedömningar
   *[records] observationer
 } i veckan { $way ->
    [worse] går sämre än tidigare.
    [better] går bättre än tidigare.
    [more] fler än tidigare.
   *[fewer] färre än tidigare.
 }
signals-size-contacts = Ungefär { $number }{ $interval } kontakter i veckan { $way ->
    [more] fler än tidigare.
   *[fewer] färre än tidigare.
 }
signals-size-work = Ungefär { $number }{ $interval } arbetstimmar i veckan { $way ->
    [more] fler än tidigare.
   *[fewer] färre än tidigare.
 }
signals-size-waiting = Kunderna väntar ungefär { $number }{ $interval } timmar i veckan { $way ->
    [more] mer än tidigare.
   *[fewer] mindre än tidigare.
 }
signals-size-euros = I kostnader ungefär { $number }{ $interval } i veckan { $way ->
    [more] mer
   *[fewer] mindre
 }
signals-size-price = (egen full kostnad { $price } per kontakt).
signals-size-concerned = Gäller ungefär { $number } { $kind ->
    [contacts] kontakter
    [feedback] svar
    [evaluations] bedömningar
   *[records] observationer
 } i veckan.
signals-certainty = Hur säker
signals-certainty-high = Mycket säker: av tusen så här tydliga signaler skulle högst { $count } vara falska (q{"\u00A0"}{ $q }).
signals-certainty-good = Ganska säker: av hundra så här tydliga signaler skulle högst { $count } vara falska (q{"\u00A0"}{ $q }).
signals-certainty-fair = Trolig, inte säker: av hundra så här tydliga signaler skulle högst { $count } vara falska (q{"\u00A0"}{ $q }).
signals-certainty-faint = Inte längre säker: den var tydlig när den öppnades och är svagare nu (q{"\u00A0"}{ $q }).
signals-cause = Varifrån den kommer
signals-cause-whole = Den syns i hela kundservicen: ingen enskild del förklarar den.
signals-cause-all = Hela kundservicens förändring skedde i den här delen, som har { $records } av observationerna.
signals-cause-share = Av hela kundservicens förändring skedde { $share } i den här delen, som har { $records } av observationerna.
signals-cause-here = Den skedde i den här delen, som har { $records } av observationerna; kundservicen som helhet har inte ändrats.
signals-moved-along = Ändrades samtidigt
signals-open = Öppna signalen
signals-open-chart = Öppna diagrammet
signals-open-cases = Öppna fallen
signals-to-metric = Gå till mätetalets sida i den här delen av kundservicen
signals-guide = Så går du vidare
signals-step = Härnäst
signals-step-worse = se var den kommer ifrån och öppna sedan fall
signals-step-better = ta reda på vad som gjordes och behåll det
signals-step-changed = fråga om förändringen är avsedd
signals-step-target = ändra arbetssättet eller målet
signals-step-benchmark = se vad som var annorlunda under det bästa kvartalet eller på annat håll
signals-step-people = fråga teamet tillsammans vad som tynger det
signals-step-conflict = öppna fall och se vilken förklaring som passar dem
signals-step-measurement = rätta mätningen innan du läser talet
signals-more = Vad man vet, och beslutet
signals-more-decided = Vad man vet, och vad som beslutades
signals-short-levels = { $before } → { $after }.
signals-short-target = Nivå { $level }, mål { $target }: som det är nås det med sannolikheten { $chance }.
signals-choice-react = Reagera
signals-choice-later = Inte nu
signals-choice-unreal = Inte verklig
signals-react-about = Skriv ner vad du tänker göra. Programmet följer mätetalet och berättar om åtgärden fungerade.
signals-later-about = Signalen läggs åt sidan och kommer tillbaka den dag du väljer.
signals-unreal-about = Till exempel ett fel i uppgifterna, ett ändrat sätt att mäta eller bara slump. Beslutet sparas.
signals-submit = Spara beslutet
signals-submit-react = Skapa åtgärden
signals-field-title = Vad gör du
signals-field-owner = Ansvarig
signals-field-started-on = Från vilken dag
signals-field-expected = Förväntad effekt
signals-field-guard = Skyddsmätetal: får inte försämras under tiden
signals-field-metric = Mätetal
signals-field-reason = Varför
signals-field-who = Vem beslöt
signals-field-back-on = Se på den igen
signals-unit-percent = procentenheter
signals-unit-points = poäng
signals-problem-choice = Välj först: reagera, inte nu eller inte verklig.
signals-problem-reason = Skriv varför. En senare läsare, kanske du själv, behöver det.
signals-problem-title = Skriv vad du tänker göra.
signals-problem-started-on = Ange den dag då åtgärden börjar.
signals-problem-expected = Den förväntade effekten ”{ $written }” är inget tal. Skriv den som 9 eller −0,5, eller lämna den tom.
signals-problem-back-on = Ange en dag efter i dag då signalen kommer tillbaka.
signals-problem-long = ”{ $field }” är för lång: högst { $longest } tecken.
signals-decided = { $choice }, { $date }: { $reason }
signals-decided-by = ({ $who })
signals-decided-back = Tillbaka { $date }.
signals-decided-due = Uppskjuten till { $date }: det är dags att se på den igen.
signals-done = Sparat: { $choice }. { $title }
signals-decision-kept = Beslutet är sparat.
signals-withdrawn = Beslutet är taget tillbaka: signalen väntar igen.
signals-undo = Ta tillbaka
signals-decide-again = Besluta på nytt
signals-action = Åtgärd
signals-known = Vad man vet
signals-heard = Vad kunder har skrivit sedan dess, slumpvis draget
signals-leavers-left = Har slutat
signals-leavers-usual = Som vanligt
signals-leavers-limit = Slumpens gräns
signals-leavers-people = Personer
signals-leavers-caption = Varje punkt är en månad. Linjen i mitten är hur många som skulle sluta i samma takt som förut; fler än den övre gränsen slutar av en slump under en månad av tvåhundra.
signals-history = Historia
signals-history-when = När
signals-history-what = Vad som hände
signals-history-detail = Närmare
signals-event-opened = Öppnades
signals-event-continued = Fortsatte
signals-event-missed = Syntes inte
signals-event-returned = Syntes igen
signals-event-reopened = Öppnades igen
signals-event-decided = Beslut: { $choice }
signals-event-withdrawn = Tillbakataget: { $choice }
signals-event-detail = { $period }, nivå { $level }, q{"\u00A0"}{ $q }
signals-numbers = Talen bakom orden
signals-numbers-show = Visa alla tal
signals-number-within = 95 procents intervall för början
signals-number-until = Sista perioden
signals-number-effect = Förändring
signals-number-interval = Förändringens konfidensintervall på 95 %
signals-number-sigmas = Förändring i standardavvikelser för en vanlig punkt
signals-number-periods = Hela perioder på den nya nivån
signals-number-records = Andel av hela kundservicens observationer
signals-number-share = Andel av hela kundservicens förändring
signals-number-target = Målnivå
signals-number-chance = Sannolikhet att en period når målet
signals-number-weight = Vikt i listans ordning
signals-number-opened = Först berättad
signals-number-seen = Senast sedd
signals-seen-in = Samma förändring sedd på andra ställen
signals-working-first = Signalerna räknas ut.
signals-working-again = Uppgifterna har ändrats: nya signaler räknas ut, och de tidigare visas tills de nya är klara.
signals-working-of = Serier sedda hittills: { $series } av ungefär { $before }.
signals-working-series = Serier sedda hittills: { $series }.
signals-failed = Signalerna kunde inte räknas ut på nytt. De tidigare visas; orsaken finns i programmets logg.
signals-look-now = Räkna ut signalerna nu
signals-empty-none = Ingenting förtjänar en åtgärd: det som rör sig varierar som vanligt.
signals-empty-decided = Allt är beslutat. Nya signaler kommer hit av sig själva.
signals-empty-watched = Granskade serier: { $watched }. Serier med för få observationer för att bedömas: { $small }.
signals-empty-filtered = Ingen signal motsvarar de här avgränsningarna.
signals-empty-shelf = Här finns ännu inget.
signals-start-3 = Läs här vad som förtjänar en åtgärd.
signals-keyboard = Tangenter: j och k går från signal till signal, Enter öppnar, d går till beslutet. De fungerar när fokus är i sidans innehåll.
signals-range = { $first }–{ $last } av { $count }
signals-previous = Föregående
signals-next = Nästa
signals-line = { $count ->
    [one] En signal väntar på beslut
   *[other] { $count } signaler väntar på beslut
 }

# Anvisningar efter signalens slag.
signals-also-more = och { $count } till
signals-also-elsewhere = Samma mätetal på andra ställen
signals-look-again = Räkna ut signalerna på nytt
signals-action-effect = Åtgärden och dess effekt

# Tecken på utvecklingsbehov.
signs-heading = Tecken på utvecklingsbehov
signs-question = Sju tecken, lästa ur hela tjänsten och dess delar. Ett tecken syns när en signal till det sämre står kvar: av dem är högst var tionde falsk.
signs-all = Alla tecken
signs-complaints = Klagomål
signs-turnover = Personal slutar
signs-long-times = Långa tider
signs-many-contacts = Många kontakter
signs-bouncing = Bollande
signs-satisfaction = Sjunkande nöjdhet
signs-encounters = Bemötandets kvalitet
signs-not-seen = Syns inte. Bevakade mätetal: { $count }.
signs-unknown = Inte känt. Saknas: { $missing }.
signs-unknown-metrics = Inte känt: katalogen har inget mätetal för det.
signs-missing-column = { $kind }, kolumn { $column }
signs-more = Andra signaler: { $count }
