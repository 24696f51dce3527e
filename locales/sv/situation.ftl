situation-heading = { $period }: { $count ->
    [0] allt som förut
    [1] en sak förtjänar uppmärksamhet
    [2] två saker förtjänar uppmärksamhet
    [3] tre saker förtjänar uppmärksamhet
    [4] fyra saker förtjänar uppmärksamhet
    [5] fem saker förtjänar uppmärksamhet
    [6] sex saker förtjänar uppmärksamhet
   *[other] { $count } saker förtjänar uppmärksamhet
 }
situation-heading-unjudged = { $period }: för tidigt att säga vad som förändras
situation-heading-empty = Lägesbilden väntar på de första uppgifterna
situation-title = Lägesbild
situation-findings = Saker som förtjänar uppmärksamhet
situation-lede-others = { $count ->
    [0] Det finns inga andra mätetal att bedöma.
    [1] Ett annat mätetal varierar som förut.
   *[other] De övriga { $count } mätetalen varierar som förut.
 }
situation-lede-all-quiet = { $count ->
    [1] Ett mätetal varierar inom sina vanliga gränser: rörelserna behöver ingen förklaring.
   *[other] { $count } mätetal varierar inom sina vanliga gränser: rörelserna behöver ingen förklaring.
 }
situation-lede-expected = Förväntat antal falsklarm på sidan: { $number }.
situation-lede-fresh = Uppgifter till { $moment }.
situation-lede-unfinished = Pågående: { $period }.
situation-lede-not-enough = { $count ->
    [1] Ett mätetal har ännu för få observationer.
   *[other] För få observationer: { $count } mätetal.
 }
situation-lede-empty = Importera tjänstens egna uppgifter, så berättar den här sidan vad som har förändrats och vad som bara varierar.
situation-start-heading = Så kommer du i gång
situation-start-1 = Hämta en lista över kontakter eller feedback ur ditt system som fil (CSV, Excel, Parquet eller JSON).
situation-start-2 = Öppna importen och välj filen. Luotsi känner igen kolumnerna och visar dem innan något sparas.
situation-start-3 = Kom tillbaka hit. De första slutsatserna får du när det finns minst 12 perioder.
situation-start-import = Importera den första filen
situation-start-help = Läs vilka uppgifter som behövs
situation-card-title = { $metric }: { $direction ->
    [up] nivån steg
    [rising] nivån har stigit lite i sänder
    [falling] nivån har sjunkit lite i sänder
    [peak] en exceptionell topp
    [dip] en exceptionell svacka
    [spread] varierar mer än förut
   *[down] nivån sjönk
 }
situation-card-levels = { $course ->
    [drift] Nivå { $before } → { $after }, lite i sänder sedan { $since }{ $within }.
   *[step] Nivå { $before } → { $after } sedan { $since }{ $within }.
 }
situation-card-effect = Förändring { $effect } ({ $interval }).
situation-card-counter = Bredvid: { $metric }: { $verdict }.
situation-card-conflict = De här två mätetalen drar åt olika håll. Se på dem tillsammans innan du drar slutsatser.
situation-action-chart = Se diagrammet
situation-action-cause = Varifrån det kommer
situation-action-counter = Jämför mätetal
situation-show-all = Visa även övriga mätetal
situation-show-fewer = Visa bara lägesbildens mätetal
situation-waiting = { $count ->
    [1] Ett mätetal väntar på uppgifter
   *[other] { $count } mätetal väntar på uppgifter
 }
situation-waiting-question = De visas när uppgifterna har importerats
situation-problem = Adressens del ”{ $name }={ $value }” förstods inte och lämnades bort. Till exempel duger: { $expected }.

verdict-no-change = Ingen förändring
verdict-signal = Signal
verdict-up = nivån steg
verdict-down = nivån sjönk
verdict-change = { $direction ->
    [up] Steg { $size } sedan { $since }
    [rising] Stigit { $size } lite i sänder sedan { $since }
    [falling] Sjunkit { $size } lite i sänder sedan { $since }
    [peak] Tillfälligt upp { $size } från { $since }
    [dip] Tillfälligt ner { $size } från { $since }
    [spread] Varierar mer sedan { $since }
   *[down] Sjönk { $size } sedan { $since }
 }
verdict-duration-change = { $direction ->
    [up] Längre med { $size } sedan { $since }
    [rising] Längre med { $size } lite i sänder sedan { $since }
    [falling] Kortare med { $size } lite i sänder sedan { $since }
    [peak] Tillfälligt längre med { $size } från { $since }
    [dip] Tillfälligt kortare med { $size } från { $since }
    [spread] Varierar mer sedan { $since }
   *[down] Kortare med { $size } sedan { $since }
 }
change-within = { $per ->
    [week] (någon gång veckorna { $first }–{ $last })
   *[other] (någon gång mellan { $first } och { $last })
 }
change-within-vague = (osäkert när det började)
verdict-improvement = åt det bättre hållet
verdict-concern = åt det sämre hållet
verdict-neutral = riktningen är varken bra eller dålig
verdict-not-enough = För få observationer
verdict-need-periods = Hela perioder { $have }, behövs { $need }.
verdict-need-records = Observationer i perioden { $have }, behövs { $need }. Prova en längre period.
verdict-need-about = Det fattas ungefär { $period ->
    [day] { $count ->
        [one] en dag
       *[other] { $count } dagar
     }
    [month] { $count ->
        [one] en månad
       *[other] { $count } månader
     }
    [quarter] { $count ->
        [one] ett kvartal
       *[other] { $count } kvartal
     }
    [year] { $count ->
        [one] ett år
       *[other] { $count } år
     }
   *[week] { $count ->
        [one] en vecka
       *[other] { $count } veckor
     }
 }.
verdict-no-data = Inga uppgifter
verdict-no-data-kind = Uppgifter behövs: { $kind }.
verdict-no-data-column = Kolumn som behövs: { $column } ({ $kind }).
verdict-preliminary = preliminära gränser
target-pass = Målnivån { $target } nås som det nu går.
target-fail = Målnivån { $target } nås inte som det nu går.
target-chance = Målnivån { $target } nås ibland, ibland inte.
hidden-no-records = Perioden har inga observationer.
hidden-nothing-to-divide = Nämnaren är noll: det finns inget värde.
hidden-too-few = Dold: observationerna är { $have }, det behövs { $need }.
hidden-small-group = Dold: gruppen är för liten (minst { $need }).
hidden-few-people = Dold: personerna är för få (minst { $need }).
hidden-complementary = Dold, så att den mindre gruppen inte kan räknas ut.
hidden-not-from-parts = Den här siffran kan inte sättas ihop av delar.
verdict-no-data-here = Det finns inga poster från den här tiden med de här avgränsningarna.
situation-waiting-filtered = De här kan inte räknas med avgränsningarna
verdict-signal-improvement = Signal åt det bättre
verdict-signal-concern = Signal åt det sämre
