# Signals: what deserves a reaction.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-spike = { $place }: { $metric }. { $when }: { $after }, usually { $before }. { $direction ->
    [up] An exceptional peak
   *[down] An exceptional drop
 } that has passed.
signals-spread = { $place }: { $metric }. Varies more than before since { $since }: most periods used to lie within { $before } of the level, now within { $after }.
signals-target = { $place }: { $metric }. The target is { $target }, but the level since { $since } is { $level }: as things are, the chance that a period meets the target is { $chance }.
signals-people = { $place }: people who have left since { $since }: { $left }. If people left as they used to, it would be { $usual }.
signals-load = { $place }: { $metric }. { $levels } { $effect }
signals-benchmark-own = { $place }: { $metric }. The level lately is { $level }. The best quarter so far, { $quarter }, was { $best } (measured { $measured }; part of that was chance). The gap to it: { $gap }{ $interval }.
signals-benchmark-other = { $place }: { $metric }. The level is { $level }. { $whose } ({ $what }, { $year }): { $value }. Source: { $source }.
signals-benchmark-too = Elsewhere: { $whose } ({ $what }, { $year }): { $value }. Source: { $source }.
signals-conflict = { $place }: { $name }. { $parts } { $means }
signals-part-moved = { $metric }: { $levels }
signals-part-still = { $metric }: as before ({ $level }; a change by { $most } at most).
signals-part-above = { $metric }: { $level }, above { $value }.
signals-part-below = { $metric }: { $level }, below { $value }.
signals-part-met = { $metric }: { $level }, the target { $target } is met.
signals-part-missed = { $metric }: { $level }, the target { $target } is not met.
signals-part-records = Number of records ({ $metric })
signals-less-than = less than { $number }
signals-still-met = The target { $target } is still met: a good level, but the direction is wrong.
signals-also = Moved along: { $metrics }.
signals-none = Nothing deserves a reaction. Series watched: { $watched }.
signals-summary = Series watched { $watched }, signals { $count }. Of these, { $expected } are expected to be false.
signals-left-out = Dimensions with too many values to be watched as parts: { $dimensions }.
signals-column-since = Since
signals-column-within = Began within
signals-column-place = Where
signals-column-before = Before
signals-column-after = Now
signals-column-effect = Change
signals-column-q = q
signals-column-sentence = Signal

# The page of signals.
signals-title = Signals
signals-heading = { $count ->
    [one] One signal waits for a decision
   *[other] { $count } signals wait for a decision
 }
signals-heading-none = No signal waits for a decision
signals-heading-shelf = Signals: { $shelf }
signals-lede-first = Out of everything that is watched, the few things worth a reaction.
signals-lede-begin = Begin with the topmost: it matters most.
signals-lede-expected = Expected number of false signals on this page: { $number }.
signals-lede-watched = Series watched: { $watched }.
signals-shelves = Signals by decision
signals-shelf = { $name } ({ $count })
signals-shelf-waiting = to decide
signals-shelf-react = reacted to
signals-shelf-later = not now
signals-shelf-unreal = not real
signals-shelf-ended = ended
signals-all-kinds = All kinds
signals-all-perspectives = All perspectives
signals-kind-change = Changes of level
signals-kind-target = Targets out of reach
signals-kind-conflict = Contradictions between metrics
signals-kind-people = People
signals-kind-measurement = The measuring itself
signals-kind-benchmark = Behind a comparison
signals-new = new
signals-title-people = More people leave than before
signals-title-target = { $metric }: the target is out of reach
signals-place = { $place } · since { $since }{ $within }
signals-place-spike = { $place } · { $when }
signals-title-load-absence = More absence than before
signals-title-load-overtime = More overtime than before
signals-title-load-occupancy = The pace has become too tight
signals-title-load-contacts = More contacts for each hour of work
signals-title-benchmark-own = { $metric }: behind your own best quarter
signals-title-benchmark-other = { $metric }: behind what is usual elsewhere
signals-levels = The level is { $after }, before { $before }.
signals-fading = Not seen in the latest complete period. If it is not seen in the next one either, the signal ends.
signals-ended-recovered = Ended: the level is back where it was.
signals-ended-settled = Ended: the new level has held so long that it is how things are now.
signals-ended-faded = Ended: it does not stand out any more.
signals-ended-replaced = Ended: the level has changed again, which is a signal of its own.
signals-ended-told = Ended: it is a part of another signal.
signals-ended-withdrawn = Ended: the records behind it were taken back.
signals-ended-spike = Ended: it passed by itself, and the level is as before.
signals-ended-spread = Ended: it varies no more than it used to.
signals-ended-recovered-people = Ended: it is back at what is usual.
signals-ended-recovered-conflict = Ended: the metrics no longer contradict each other.
signals-ended-recovered-measurement = Ended: the measuring is in order again.
signals-ended-recovered-benchmark = Ended: most of the gap is closed.
signals-ended-faded-conflict = Ended: what contradicted itself no longer stands out.
signals-ended-faded-measurement = Ended: what was wrong with the measuring no longer stands out.
signals-number-compared = Compared with
signals-number-own-best = Best quarter so far
signals-told-with = Open that signal
signals-size = How large
signals-size-records = About { $number }{ $interval } { $kind ->
    [contacts] contacts
    [feedback] answers
    [evaluations] evaluations
   *[records] records
 } a week { $way ->
    [worse] go worse than before.
    [better] go better than before.
    [more] more than before.
   *[fewer] fewer than before.
 }
signals-size-contacts = About { $number }{ $interval } contacts a week { $way ->
    [more] more than before.
   *[fewer] fewer than before.
 }
signals-size-work = About { $number }{ $interval } hours of work a week { $way ->
    [more] more than before.
   *[fewer] fewer than before.
 }
signals-size-waiting = Customers wait about { $number }{ $interval } hours a week { $way ->
    [more] more than before.
   *[fewer] less than before.
 }
signals-size-euros = That is about { $number }{ $interval } a week { $way ->
    [more] more in costs
   *[fewer] less in costs
 }
signals-size-price = (at your own full cost of { $price } a contact).
signals-size-concerned = It concerns about { $number } { $kind ->
    [contacts] contacts
    [feedback] answers
    [evaluations] evaluations
   *[records] records
 } a week.
signals-certainty = How sure
signals-certainty-high = Very sure: of a thousand signals this plain, at most { $count } would be false (q{"\u00A0"}{ $q }).
signals-certainty-good = Fairly sure: of a hundred signals this plain, at most { $count } would be false (q{"\u00A0"}{ $q }).
signals-certainty-fair = Likely, not sure: of a hundred signals this plain, at most { $count } would be false (q{"\u00A0"}{ $q }).
signals-certainty-faint = No longer sure: it was clear when it opened, and is less so now (q{"\u00A0"}{ $q }).
signals-cause = Where it comes from
signals-cause-whole = It shows all over the service: no single part explains it.
signals-cause-all = All of the whole service’s change happened here, in { $records } of the records.
signals-cause-share = { $share } of the whole service’s change happened here, in { $records } of the records.
signals-cause-here = It happened here, in { $records } of the records; the service as a whole has not changed.
signals-moved-along = Moved at the same time
signals-open = Open the signal
signals-open-chart = Open the chart
signals-open-cases = Open the cases
signals-to-metric = Go to the metric’s page in this part of the service
signals-guide = What to do
signals-step = Next
signals-step-worse = see where it comes from, then open cases
signals-step-better = find out what was done, and keep it
signals-step-changed = ask whether it is meant
signals-step-target = change the way of working, or the target
signals-step-benchmark = see what was different in the best quarter, or elsewhere
signals-step-people = ask the team together what weighs on it
signals-step-conflict = open cases and see which explanation fits them
signals-step-measurement = mend the measuring before you read the figure
signals-more = What is known, and the decision
signals-more-decided = What is known, and what was decided
signals-short-levels = { $before } → { $after }.
signals-short-target = Level { $level }, target { $target }: as things are, it is met with a chance of { $chance }.
signals-choice-react = React
signals-choice-later = Not now
signals-choice-unreal = Not real
signals-react-about = Write down what you will do. The program follows the metric and tells whether the action worked.
signals-later-about = The signal goes aside and comes back on the day that you choose.
signals-unreal-about = For example a fault in the data, a change of measuring or plain chance. The decision is kept.
signals-submit = Save the decision
signals-submit-react = Create the action
signals-field-title = What will you do
signals-field-owner = Who answers for it
signals-field-started-on = From which day
signals-field-expected = Expected effect
signals-field-guard = Guard metric: must not get worse meanwhile
signals-field-metric = Metric
signals-field-reason = Why
signals-field-who = Who decided
signals-field-back-on = Look again on
signals-unit-percent = pp
signals-unit-points = points
signals-problem-choice = Choose first: react, not now or not real.
signals-problem-reason = Write why. A later reader, perhaps you, will need it.
signals-problem-title = Write what you will do.
signals-problem-started-on = Give the day on which the action begins.
signals-problem-expected = The expected effect “{ $written }” is not a number. Write it like 9 or −0.5, or leave it empty.
signals-problem-back-on = Give a day after today on which the signal comes back.
signals-problem-long = “{ $field }” is too long: at most { $longest } characters.
signals-decided = { $choice }, { $date }: { $reason }
signals-decided-by = ({ $who })
signals-decided-back = Back on { $date }.
signals-decided-due = Put off until { $date }: time to look again.
signals-done = Kept: { $choice }. { $title }
signals-decision-kept = The decision is kept.
signals-withdrawn = The decision is taken back: the signal waits again.
signals-undo = Take it back
signals-decide-again = Decide anew
signals-action = Action
signals-known = What is known
signals-heard = What customers wrote since, drawn at random
signals-leavers-left = Left
signals-leavers-usual = As usual
signals-leavers-limit = Limit of chance
signals-leavers-people = People
signals-leavers-caption = Each point is a month. The line in the middle is how many would leave as they used to; more than the upper limit come by chance in one month of two hundred.
signals-history = History
signals-history-when = When
signals-history-what = What happened
signals-history-detail = Details
signals-event-opened = Opened
signals-event-continued = Continued
signals-event-missed = Not seen
signals-event-returned = Seen again
signals-event-reopened = Opened again
signals-event-decided = Decided: { $choice }
signals-event-withdrawn = Taken back: { $choice }
signals-event-detail = { $period }, level { $level }, q{"\u00A0"}{ $q }
signals-numbers = The figures behind the words
signals-numbers-show = Show all figures
signals-number-within = 95% interval of its beginning
signals-number-until = Last period
signals-number-effect = Change
signals-number-interval = 95% interval of the change
signals-number-sigmas = Change in standard deviations of an ordinary point
signals-number-periods = Complete periods on the new level
signals-number-records = Share of the whole service’s records
signals-number-share = Share of the whole service’s change
signals-number-target = Target
signals-number-chance = Chance that a period meets the target
signals-number-weight = Weight in the order of the list
signals-number-opened = First told
signals-number-seen = Last seen
signals-seen-in = The same change seen elsewhere
signals-working-first = The signals are being worked out.
signals-working-again = The records have changed: new signals are being worked out, and the earlier ones are shown until they are ready.
signals-working-of = Series looked at so far: { $series } of about { $before }.
signals-working-series = Series looked at so far: { $series }.
signals-failed = The signals could not be worked out anew. The earlier ones are shown; the reason is in the program’s log.
signals-look-now = Work out the signals now
signals-empty-none = Nothing deserves a reaction: what moves, moves as it usually does.
signals-empty-decided = Everything has been decided. New signals come here by themselves.
signals-empty-watched = Series watched: { $watched }. Series with too few records to be judged: { $small }.
signals-empty-filtered = No signal passes these filters.
signals-empty-shelf = There are none here yet.
signals-start-3 = Read here what deserves a reaction.
signals-keyboard = Keys: j and k go from signal to signal, Enter opens it, d goes to the decision. They work when the focus is in the page’s content.
signals-range = { $first }–{ $last } of { $count }
signals-previous = Previous
signals-next = Next
signals-line = { $count ->
    [one] One signal waits for a decision
   *[other] { $count } signals wait for a decision
 }

# Reaction guides by kind of signal.
signals-also-more = and { $count } more
signals-also-elsewhere = The same metrics in other places
signals-look-again = Work the signals out again
signals-action-effect = The action and its effect

# Signs of a need to develop.
signs-heading = Signs of a need to develop
signs-question = Seven signs, read over the whole service and its parts. A sign is seen when a signal for the worse stands: at most one in ten of those is false.
signs-all = All signs
signs-complaints = Complaints
signs-turnover = People leave
signs-long-times = Long times
signs-many-contacts = Many contacts
signs-bouncing = Bouncing
signs-satisfaction = Falling satisfaction
signs-encounters = Quality of encounters
signs-not-seen = Not seen. Metrics watched: { $count }.
signs-unknown = Not known. Missing: { $missing }.
signs-unknown-metrics = Not known: the catalogue has no metric for it.
signs-missing-column = { $kind }, column { $column }
signs-more = Other signals: { $count }
