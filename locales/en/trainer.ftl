# Would you react? Made-up charts to learn reading on.
trainer-title = Would you react?
trainer-begin = Begin a round of ten charts
trainer-progress = Chart { $chart } of { $charts } · right so far: { $right }
trainer-round = Round { $round }
trainer-question = Each point is a week. Would you react to this chart, or leave it alone?
trainer-answered = The chart as the program reads it.
trainer-chart-sentence = A made-up control chart: { $metric }. What it shows is told when you have answered.
trainer-react = React
trainer-leave = Leave it
trainer-right-react = Right: this deserves a reaction.
trainer-right-leave = Right: this is best left alone.
trainer-missed = You would have left it, but this deserves a reaction.
trainer-overreacted = You would have reacted, but this is best left alone.
trainer-fact-what = What it was
trainer-what-calm = Nothing has changed: the weeks swing around the same level.
trainer-what-coloured = Nothing has changed: chance alone made weeks that a usual rule colours.
trainer-what-odd-week = One odd week, and then everything was as before.
trainer-what-wave = Nothing has changed: neighbouring weeks are alike, and so the line wanders up and down.
trainer-what-unfinished = Nothing has changed: the last week is not over, and its hollow point is of a few days only.
trainer-what-worse = The level changed for the worse from one week to the next, and stayed there.
trainer-what-better = The level changed for the better, and stayed there.
trainer-what-drift = It got worse little by little: no single week looks odd.
trainer-what-lasting = A small change for the worse that has lasted for months.
trainer-fact-why = Why
trainer-why-react = The level was { $before } and since { $since } it is { $after }. That is { $sigmas } times what an ordinary week swings, and it has held in all { $weeks } weeks taken together.
trainer-why-leave = Taken together, the latest weeks lie no further from the level before than weeks do by chance.
trainer-why-odd-week = One week makes no level. The weeks after it lie where they used to.
trainer-why-unfinished = A few days swing far more than a whole week. The whole weeks lie where they used to.
trainer-fact-chance = How often chance does this
trainer-chance-react = If nothing had changed, about one chart in { $one-in } would look as plain as this.
trainer-chance-rare = If nothing had changed, fewer than one chart in { $one-in } would look as plain as this.
trainer-chance-coloured = Often: of charts on which nothing has changed, usual rules colour at least one point on { $share }.
trainer-chance-calm = Of charts on which nothing has changed, { $share } have no coloured point at all. This is one of them.
trainer-fact-rules = What a usual rule would have coloured
trainer-rules-none = Nothing.
trainer-rules-some = { $count ->
    [one] One point: { $rules }.
   *[other] { $count } points: { $rules }.
 }
trainer-fact-do = What to do
trainer-do-leave = Nothing. Who has to explain a fluctuation will find an explanation, and the service is changed for nothing.
trainer-do-odd-week = Ask what happened that week and write it on the timeline. Do not change how the service works because of it.
trainer-do-unfinished = Wait until the week is over.
trainer-do-worse = Look where the change is and at cases since then, talk with the team, and decide.
trainer-do-better = Find out what was done and keep it. Good news that nobody looks into does not last.
trainer-next = Next chart
trainer-finish = See how the round went
trainer-result-heading = { $right } of { $charts } right
trainer-result-all = You left alone what only fluctuated and caught every change.
trainer-result-overreacted = { $count ->
    [one] You reacted to one chart that was best left alone. A reaction to a fluctuation costs work, and makes people restless.
   *[other] You reacted to { $count } charts that were best left alone. A reaction to a fluctuation costs work, and makes people restless.
 }
trainer-result-missed = { $count ->
    [one] You left one chart alone that deserved a reaction. Changes for the better count, too.
   *[other] You left { $count } charts alone that deserved a reaction. Changes for the better count, too.
 }
trainer-column-chart = Chart
trainer-column-you = You
trainer-column-program = The program
trainer-column-right = Right?
trainer-chart-number = { $number }. { $metric }
trainer-again = Another round
trainer-more = Measuring and uncertainty
trainer-link = The address of this page gives round { $round }, with the same charts, to a colleague.
trainer-none = The workspace’s catalogue has none of the metrics that these charts are made of.
trainer-keyboard = Keys: 1 reacts, 2 leaves, n goes on.
