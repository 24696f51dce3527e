# Signaler: vad som förtjänar en åtgärd.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-target = { $place }: { $metric }. Målet är { $target }, men nivån sedan { $since } är { $level }: som det nu går är sannolikheten att en period når målet { $chance }.
signals-people = { $place }: personer som slutat sedan { $since }: { $left }. I samma takt som förr skulle de vara { $usual }.
signals-less-than = mindre än { $number }
signals-still-met = Målet { $target } nås ännu: nivån är god, men riktningen är fel.
signals-also = Samtidigt ändrades också: { $metrics }.
signals-none = Ingenting förtjänar en åtgärd. Granskade serier: { $watched }.
signals-summary = Granskade serier { $watched }, signaler { $count }. Av dem väntas { $expected } vara falska.
signals-left-out = Dimensioner med för många värden för att granskas som delar: { $dimensions }.
signals-column-since = Sedan
signals-column-place = Var
signals-column-before = Före
signals-column-after = Nu
signals-column-effect = Förändring
signals-column-q = q
signals-column-sentence = Signal
