metric-no-value = There is no value yet.
metric-chart-title = { $metric }, control chart
metric-chart-sentence = { $metric }: last complete period { $period }, value { $value }. { $verdict }.
metric-chart-sentence-empty = { $metric }: nothing to draw yet.
metric-each-point = Each point is { $period ->
    [day] a day
    [month] a month
    [quarter] a quarter
    [year] a year
    [all] all time
   *[week] a week
 }.
metric-how = How the figure is calculated
metric-worked = { $period }: { $formula }
metric-records-all = Open the records of the figure
metric-pitfalls = Pitfalls
metric-beside = Look at it together with these
metric-beside-about = A counter-metric shows whether one thing improves at the cost of another.
metric-benchmarks = Benchmarks
metric-benchmarks-about = Others' figures are calculated in other ways and about other customers. Your own history is the best comparison.
metric-benchmark-what = Figure
metric-benchmark-whose = Whose
metric-benchmark-source = Source
metric-benchmark-grade = Reliability
grade-a = public method and sample
grade-b = named study
grade-c = vendor's figure
benchmark-average = average
benchmark-median = median
benchmark-top_quartile = best quartile
benchmark-floor = minimum level
benchmark-range = range
benchmark-target = target
benchmark-world_class = top level
benchmark-threshold = threshold
metric-benchmark-compared = Compared
metric-benchmark-not = Not compared: { $why }
metric-benchmark-own = kept by yourselves
metric-benchmark-n = n { $n }
not-compared-no_direction = neither way is good by itself
not-compared-unreliable = a vendor's figure, without a public method and sample
not-compared-definition = it is counted in another way, or its source does not say how
not-compared-customers = it is about another trade or other customers
not-compared-method = it was asked or drawn in another way
not-compared-old = a newer figure exists, or it is more than five years old
not-compared-no_own_figure = you have no figure of the part that it speaks of
chart-others = { $name } { $value }
chart-others-about = Dotted level lines: values of others.
chart-others-title = Values of others
targets-title = Targets that can be reached
targets-about = Worked out from what the service does now and what it has done at its best. A target is your own decision.
targets-now = The level now is { $level } (95 % interval { $interval }). As things are, nineteen of twenty periods lie between { $low } and { $high }.
targets-best = The best of { $count } quarters was { $quarter }: { $best } (measured { $measured }; the best of many is best partly by chance, so only the sure part of it is counted).
targets-best-none = The best quarter cannot be told yet: that takes more than a year of records.
targets-outcome-steps = There is a better level that the service has had, or that is usual elsewhere. Go there in steps.
targets-outcome-hold = The service is about as good as it has ever been. Hold that, and look for a better way of working before you set a higher target.
targets-outcome-no_direction = No target is proposed: for this metric neither more nor less is good by itself.
targets-outcome-too_little = No target is proposed yet: there are too few complete periods to tell what the service can do.
targets-column-by = By
targets-column-target = Target
targets-column-aim = Leads to
targets-column-chance = Met as things are
targets-aim-hold = holding what you have
targets-aim-own_best = your own best quarter
targets-aim-external = what is usual elsewhere
targets-chance = by { $chance } of periods
targets-outside = Outside of what the process does now: it takes another way of working, not more effort.
targets-beyond = After these steps it is still some way to { $goal }.
targets-set = Your target is { $target }. As things are, { $chance } of periods meet it.
targets-set-outside = Your target is { $target }. As things are, { $chance } of periods meet it: it lies outside of what the process does now.
metric-definition = Definition
metric-fact-id = Id
metric-fact-version = Version
metric-version = { $version } (since { $since })
metric-fact-direction = Direction
direction-up = higher is better
direction-down = lower is better
direction-band = neither direction is good by itself
metric-fact-perspective = Perspective
metric-fact-level = Level
metric-fact-source = Records
metric-fact-minimum = Smallest n
metric-fact-chart = Kind of chart
metric-fact-rules = Rules
metric-fact-parameters = Parameters
metric-fact-expression = Expression
metric-fact-fresh = Freshness of the records
metric-fact-version-lake = Version of the records
metric-approximate = Large data: quantiles are estimated from a sketch, not calculated from every observation.
chart-reason-named = the metric’s definition names it
chart-reason-binomial = a share that spreads as chance has it
chart-reason-small_counts = events are few, so the limits are exact
chart-reason-overdispersed = more spread than chance explains, so the limits are widened
chart-reason-unequal_exposure = events in proportion to a varying quantity
chart-reason-equal_exposure = events out of an even quantity
chart-reason-rare_events = events so rare that the distance between them tells more
chart-reason-mean_of_cases = a mean whose spread inside the period is known
chart-reason-unequal_weights = figures with a varying number of observations
chart-reason-single_values = one figure a period
chart-reason-between_events = distances between events
chart-reason-few_periods = too few periods for limits
season-none = the season is not considered
season-allowed = room is left for an ordinary season
season-estimated = the season is estimated and taken out of the conclusion
season-week_pattern = the pattern of the week is estimated and taken out of the conclusion
metric-fact-season = Season
metric-breakdown = Break it down
metric-breakdown-about = Choose what the figure is broken down by. The parts are in the order of their names, not ranked.
metric-breakdown-none = These records have no dimensions to break the figure down by.
metric-breakdown-close = Do not break down
metric-breakdown-left-out = { $count ->
    [one] One part was left out because there are too many.
   *[other] { $count } parts were left out because there are too many.
 }
metric-breakdown-shared = All the small charts share one scale.
metric-funnel = Does any part differ from the others
metric-funnel-title = { $metric }: { $dimension }, funnel plot
metric-funnel-none = All parts are inside the funnel: the differences are of the size of chance.
metric-funnel-some = { $count ->
    [one] One part differs from the others by more than chance explains: { $names }.
   *[other] { $count } parts differ from the others by more than chance explains: { $names }.
 }
metric-funnel-about = Figures of small groups fluctuate more, which is why the funnel is wide on the left. Only a part outside the funnel differs.
metric-funnel-group = Part
metric-outside = differs
metric-inside = does not differ
metric-download-csv = Download CSV
metric-download-xlsx = Download Excel
metric-title-waiting = { $metric }: waits for records
metric-events-failed = The events could not be drawn on the chart.
metric-breakdown-failed = The breakdown could not be shown.

records-title = The records behind the figure
records-part-numerator = Numerator
records-part-denominator = Denominator
records-part-rest = Other than the numerator
records-count = { $count ->
    [0] No records.
    [one] One record.
   *[other] { $count } records.
 }
records-shown = Shown { $from }–{ $to }.
records-previous = Previous
records-next = Next
records-privacy = Identifiers of persons are not shown. The customer's identifier is a pseudonym and comments are masked.
records-none = There are no records with these filters.
records-back = Back to the metric
records-sheet = Records

export-figures = Figures
export-definition = Definition
export-metric = Metric
export-formula = Formula
export-filters = Filters
export-period = Periods
export-made = Made
export-fresh = Records until
export-address = Address
export-group = Part
export-complete = Complete
export-low = Interval, low
export-high = Interval, high
metric-expressions = Expression and parameters
metric-start-import = Import records
