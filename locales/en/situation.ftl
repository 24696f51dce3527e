situation-heading = { $period }: { $count ->
    [0] everything as before
    [1] one thing deserves attention
    [2] two things deserve attention
    [3] three things deserve attention
    [4] four things deserve attention
    [5] five things deserve attention
    [6] six things deserve attention
   *[other] { $count } things deserve attention
 }
situation-heading-unjudged = { $period }: too early to tell what is changing
situation-heading-empty = The situation picture waits for its first records
situation-title = Situation
situation-findings = Things that deserve attention
situation-lede-others = { $count ->
    [0] There are no other metrics to judge.
    [1] One other metric fluctuates as before.
   *[other] The other { $count } metrics fluctuate as before.
 }
situation-lede-all-quiet = { $count ->
    [1] One metric fluctuates within its usual limits: its movements need no explanation.
   *[other] { $count } metrics fluctuate within their usual limits: their movements need no explanation.
 }
situation-lede-expected = False alarms expected on this page: { $number }.
situation-lede-fresh = Records until { $moment }.
situation-lede-unfinished = Incomplete: { $period }.
situation-lede-not-enough = { $count ->
    [1] One metric has too little data yet.
   *[other] Not enough data yet: { $count } metrics.
 }
situation-lede-empty = Import your service's own records, and this page tells what has changed and what only fluctuates.
situation-start-heading = How to begin
situation-start-1 = Get a list of contacts or feedback from your system as a file (CSV, Excel, Parquet or JSON).
situation-start-2 = Open Import and choose the file. Luotsi recognises the columns and shows them before anything is stored.
situation-start-3 = Come back to this page. The first conclusions come when there are at least 12 periods.
situation-start-import = Import the first file
situation-start-help = Read which records are needed
situation-card-title = { $metric }: { $direction ->
    [up] level rose
    [rising] level has risen little by little
    [falling] level has fallen little by little
    [peak] an exceptional peak
    [dip] an exceptional drop
    [spread] varies more than before
   *[down] level fell
 }
situation-card-levels = { $course ->
    [drift] Level { $before } → { $after }, little by little since { $since }{ $within }.
   *[step] Level { $before } → { $after } since { $since }{ $within }.
 }
situation-card-effect = Change { $effect } ({ $interval }).
situation-card-counter = Beside it: { $metric }: { $verdict }.
situation-card-conflict = These two metrics pull in different directions. Look at them together before you conclude anything.
situation-action-chart = See the chart
situation-action-cause = Where it comes from
situation-action-counter = Compare metrics
situation-show-all = Show the other metrics too
situation-show-fewer = Show only the metrics of the situation picture
situation-waiting = { $count ->
    [1] One metric waits for records
   *[other] { $count } metrics wait for records
 }
situation-waiting-question = They appear when the records have been imported
situation-problem = The part “{ $name }={ $value }” of the address was not understood and was left out. These would do: { $expected }.

verdict-no-change = No change
verdict-signal = Signal
verdict-up = level rose
verdict-down = level fell
verdict-change = { $direction ->
    [up] Up { $size } since { $since }
    [rising] Up { $size } little by little since { $since }
    [falling] Down { $size } little by little since { $since }
    [peak] Up { $size } for a while from { $since }
    [dip] Down { $size } for a while from { $since }
    [spread] Varies more since { $since }
   *[down] Down { $size } since { $since }
 }
verdict-duration-change = { $direction ->
    [up] Longer by { $size } since { $since }
    [rising] Longer by { $size } little by little since { $since }
    [falling] Shorter by { $size } little by little since { $since }
    [peak] Longer by { $size } for a while from { $since }
    [dip] Shorter by { $size } for a while from { $since }
    [spread] Varies more since { $since }
   *[down] Shorter by { $size } since { $since }
 }
change-within = { $per ->
    [week] (some time in weeks { $first }–{ $last })
   *[other] (some time between { $first } and { $last })
 }
change-within-vague = (when it began is uncertain)
verdict-improvement = for the better
verdict-concern = for the worse
verdict-neutral = the direction is neither good nor bad
verdict-not-enough = Not enough data
verdict-need-periods = Complete periods { $have }, needed { $need }.
verdict-need-records = Observations in the period { $have }, needed { $need }. Try a longer period.
verdict-need-about = About { $period ->
    [day] { $count ->
        [one] one more day
       *[other] { $count } more days
     }
    [month] { $count ->
        [one] one more month
       *[other] { $count } more months
     }
    [quarter] { $count ->
        [one] one more quarter
       *[other] { $count } more quarters
     }
    [year] { $count ->
        [one] one more year
       *[other] { $count } more years
     }
   *[week] { $count ->
        [one] one more week
       *[other] { $count } more weeks
     }
 } to go.
verdict-no-data = No data
verdict-no-data-kind = Records needed: { $kind }.
verdict-no-data-column = Column needed: { $column } ({ $kind }).
verdict-preliminary = preliminary limits
target-pass = The target { $target } is met as things are.
target-fail = The target { $target } is not met as things are.
target-chance = The target { $target } is met now and then.
hidden-no-records = The period has no observations.
hidden-nothing-to-divide = The denominator is zero: there is no value.
hidden-too-few = Hidden: there are { $have } observations, { $need } are needed.
hidden-small-group = Hidden: the group is too small (at least { $need }).
hidden-few-people = Hidden: there are too few people (at least { $need }).
hidden-complementary = Hidden, so that the smaller group cannot be worked out.
hidden-not-from-parts = This figure cannot be put together from parts.
verdict-no-data-here = There are no records of this time with these filters.
situation-waiting-filtered = These cannot be calculated with these filters
verdict-signal-improvement = Signal for the better
verdict-signal-concern = Signal for the worse
