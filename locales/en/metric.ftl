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
