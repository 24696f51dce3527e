# Signals: what deserves a reaction.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-target = { $place }: { $metric }. The target is { $target }, but the level since { $since } is { $level }: as things are, the chance that a period meets the target is { $chance }.
signals-people = { $place }: people who have left since { $since }: { $left }. If people left as they used to, it would be { $usual }.
signals-less-than = less than { $number }
signals-still-met = The target { $target } is still met: a good level, but the direction is wrong.
signals-also = Moved along: { $metrics }.
signals-none = Nothing deserves a reaction. Series watched: { $watched }.
signals-summary = Series watched { $watched }, signals { $count }. Of these, { $expected } are expected to be false.
signals-left-out = Dimensions with too many values to be watched as parts: { $dimensions }.
signals-column-since = Since
signals-column-place = Where
signals-column-before = Before
signals-column-after = Now
signals-column-effect = Change
signals-column-q = q
signals-column-sentence = Signal
