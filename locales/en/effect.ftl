# Actions and their effects: did it work?
effect-worked = Worked
effect-no-evidence = No evidence
effect-worse = Worse
effect-too-early = Too early to tell
effect-changed = Changed
effect-cannot = Cannot be told
effect-size-better = { $size } better than without the action (95 % interval { $interval }).
effect-size-worse = { $size } worse than without the action (95 % interval { $interval }).
effect-size-other = Difference { $size } to what would have been without the action (95 % interval { $interval }).
effect-levels = Level before { $before }, since the start { $after }.
effect-shown = An effect of { $size } would most likely have shown by now.
effect-blind = Only an effect of at least { $size } would have shown so far: the figures are few or unsteady.
effect-power = With this volume an effect of { $size } shows in about { $count } { $period ->
    [day] days
    [month] months
    [quarter] quarters
    [year] years
   *[week] weeks
 } from the start.
effect-power-never = With this volume an effect of { $size } would not show within two years.
effect-sure = The 95 % interval lies on one side already, but an effect that is looked at every week needs more certainty: the interval that allows for it is { $interval }.
effect-before-start = The action has not begun, or there is no complete period after its start yet.
effect-why-no-metric = The action names no metric. Add the column metric to the file and import it again.
effect-why-unknown-metric = There is no metric “{ $name }”. Nearest ones: { $nearest }.
effect-why-no-start = The action has no first day. Add the column started_on to the file and import it again.
effect-why-no-dimension = The metric's records have no column “{ $name }”, by which the action is limited.
effect-why-no-records = There are no figures of the metric in this part of the service.
effect-why-short-before = Complete periods before the start { $have }, needed { $need }: the level before is not known.
effect-why-constant = The figure has always been the same, so there is nothing to weigh a change against.
effect-method-interrupted = Interrupted time series: the part itself before and after the start.
effect-method-differences = Difference in differences: compared with untouched parts of the service.
effect-method-synthetic = Synthetic control: compared with a mixture of untouched parts that moved as this one did before the start.
effect-reason-none = There are no untouched parts to compare with.
effect-reason-noisy = Comparing with untouched parts would blur more than it clears.
effect-reason-fit = Untouched parts take out what happened to everybody.
effect-reason-mixture = The mixture follows the time before more closely than the plain mean.
effect-unusual-bad = Just before the start there were unusually bad periods ({ $count }, deviation { $size }). Figures drift back from such a stretch by themselves (regression to the mean), so these periods are left out of the comparison.
effect-unusual-other = Just before the start there were unusual periods ({ $count }, deviation { $size }). Figures drift back by themselves (regression to the mean), so these periods are left out of the comparison.
effect-together = Other actions on the same metric in the same part: { $titles }. Each has an effect of its own in the reckoning, so nothing is credited twice.
effect-events = Events in the same part around the start: { $titles }. They may be what moved the metric.
effect-placebo = The same analysis where nothing was done: tries { $tried }, of which { $plain } gave at least as plain an effect.
effect-placebo-none = There is too little data for trials where nothing was done.
effect-touched = another action touched it: { $id }
effect-own-way = it changed by itself at the same time
effect-how = How it was told
effect-compared = Compared with
effect-left-out = Not compared with
effect-weight = Weight
effect-part = Part
effect-why = Why
effect-guards = What must not get worse
effect-guards-about = An action can move its own metric at the cost of another. The same analysis of the metrics beside it:
effect-checks = Would it be found where nothing was done?
effect-careful = Bear in mind
effect-fact-before = Level before
effect-fact-after = Level since
effect-fact-effect = Effect
effect-fact-interval = 95 % interval
effect-fact-sure = Interval that holds however often one looks
effect-fact-periods = Complete periods before and since
effect-fact-autocorrelation = Autocorrelation allowed for
effect-fact-smallest = Smallest effect that matters
effect-fact-expected = Expected effect
effect-fact-ended = Ended
effect-without = Without the action
effect-side-before = before
effect-side-unusual = unusual, not compared
effect-side-between = began midway, not compared
effect-side-after = since
effect-side = When
effect-chart = { $metric } before and after the action
effect-chart-sentence = The line is the metric; the dashed line is what it would have been without the action, and the band around it is its 95 % interval. { $says }
effect-unknown = There is no action “{ $id }”. Known actions: { $known }.
effect-none = There are no actions. Import a file with the columns action_id, title, metric, started_on and those that say where (team, channel, topic …): luotsi import actions.csv
effect-column-action = Action
effect-column-low = Low
effect-column-high = High
effect-column-needs = Needs
effect-worked-bought = Worked, but the guard has worsened
effect-bought = The action improved its own metric, but one that must not get worse meanwhile did (rule R34).
effect-counted = Left before the start: { $before } (in { $earlier } months); since: { $after } (in { $later } months).
effect-ended-lasts = The action has ended and its effect has lasted: since then { $size }
effect-ended-worse = The action has ended, and since then the metric has been worse than without the action: { $size }
effect-ended-gone = The action has ended, and there is no evidence that its effect lasts: since then { $size }
effect-ended-early = The action has ended; it is too early to tell whether its effect lasts. { $size }
effect-ended-size = The action has ended. Since then: { $size }
effect-shared = At the same time in the same part, for the same metric, also began: { $titles }. What is told is the effect of them together, and the summary counts it once.
effect-why-no-metric-here = The action has no metric. Choose one.
effect-why-no-start-here = The action has no first day. Write it down.
effect-why-few-people = This part has fewer than { $need } people, so that nothing is told of its leavers. A larger part, such as the whole service, would tell.
effect-why-nobody-left = Nobody left before the start, so that there is nothing to get better.
effect-method-counts = Exact counts: those who left before and since the start, held against the number of people.
effect-reason-counts = There are too few in a month for a series. They are told by whole quarters, so that nobody can be worked out, and not compared with other teams.
effect-side-ended = since it ended
foresight-never = This can never be told: with this volume an effect of { $size } would not show within a year.
foresight-never-but = Within a year an effect of { $most } or more shows.
foresight-never-help = Choose a larger part of the service, a metric with more records, or do so much that the effect is larger.
foresight-ordinary = No expected effect was given; here it is as large as what an ordinary period moves by itself.
foresight-half = No expected effect was given; here it is that half as many leave as usually do.
foresight-basis = Reckoned from the metric's own series: records in an ordinary { $period ->
    [day] day
    [month] month
    [quarter] quarter
    [year] year
   *[week] week
 } { $records }, ordinary variation { $sigma }, autocorrelation { $autocorrelation }, parts to compare with { $controls }.
foresight-basis-counted = Reckoned from how many usually leave in a month: { $records }.
foresight-after = { $count } { $period ->
    [day] days
    [month] months
    [quarter] quarters
    [year] years
   *[week] weeks
 }
foresight-shows = How large an effect shows when?
foresight-when = From the start
foresight-least = Smallest effect that shows
