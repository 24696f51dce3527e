catalogue-heading = { $count ->
    [0] No metrics found
    [one] One metric
   *[other] { $count } metrics
 }
catalogue-lede = Each metric has a definition, a formula, pitfalls and a counter-metric. What is missing is told beside it.
catalogue-search = Search metrics
catalogue-find = Search
catalogue-nothing = No metric has these words. Try a shorter word or remove a filter.
