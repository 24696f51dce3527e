# What the program prints on the command line, besides errors (fault.ftl) and the words of pages.
command-no-workspace = There is no workspace in { $folder }. Import your records to make one (luotsi import contacts.csv), try the made-up service (luotsi demo), or name another folder with --workspace.
command-cannot-make = { $path } could not be made. Check the rights of the folder.
command-cannot-read = { $path } could not be read. Check its name and that you may read it.
command-cannot-write = { $path } could not be written. Check the rights of the folder and the room on the disk.
command-cannot-empty = The folder { $path } could not be emptied. Check its rights.
command-metrics-hint = `luotsi metrics` lists them all.
command-check-hint = `luotsi metrics check` lists every problem.
command-rules-hint = `luotsi rules check` lists every problem.
command-format = This command prints table, json or csv. Write --format table, json or csv.

command-demo-not-ours = The folder { $folder } already holds something that is no demo. Name another folder with --workspace.
command-demo-making = { $weeks ->
    [one] Making up a service organisation: one week until { $until } …
   *[other] Making up a service organisation: { $weeks } weeks until { $until } …
 }
command-demo-made = Records imported: { $rows }. It took { $time }.
command-demo-there = The made-up service is in { $folder }.

command-import-kind = There is no kind of records “{ $name }”. Known: { $known }.
command-import-no-file = { $file } is not a file that can be read. Check its name.
command-import-took = Import { $import } took { $time }.
command-import-refused = Refused rows with their reasons: { $path }

command-per = --per { $name }: known are { $known }.
command-where = --where { $filter }: write DIM=VALUE, for example --where team=Laskutus.
command-to = The day of --to is too late.
command-chart-by = A chart judges one series. Choose a part of the service with --where instead of --by.
command-missing-column = The records have no column { $column } ({ $kind }), which the metric “{ $metric }” needs.
command-missing-kind = The metric “{ $metric }” needs records that are not there yet: { $kind }. Import some: luotsi import FILE --as { $name }
command-check-good = { $count ->
    [one] One metric: its definition can be planned.
   *[other] { $count } metrics: every definition can be planned.
 }
command-check-bad = { $count ->
    [one] There is one problem in the definitions of metrics; it is listed above.
   *[other] There are { $count } problems in the definitions of metrics; they are listed above.
 }

command-serve-address = { $address } can be reached from other machines, and Luotsi has no access control yet: everybody could read everything. Listen on 127.0.0.1 (or [::1]), and let others wait for access control.
command-serve-port = { $address } could not be listened on. Is another program using it? Choose another with --listen 127.0.0.1:8081.
command-serve-at = Luotsi is at { $address } (stop with Ctrl-C)
command-serve-stopped = The server stopped.
command-serve-host = Luotsi answers on this machine only. Open http://127.0.0.1 with the port that the program told.

command-spc-chart = There is no chart “{ $name }”. Known: { $known }.
command-spc-rules = There is no rule dialect “{ $name }”. Known: { $known }.
command-spc-better = --better is increase or decrease, not “{ $name }”.
command-spc-phase = --phase { $label }: no row has that date. The first is { $first }.
command-spc-judge = The series in { $file } could not be judged.
command-spc-not-csv = { $file } is no CSV file.
command-spc-empty = { $file } has no rows below its column names.
command-spc-no-column = { $file } has no column “{ $column }”. It has: { $columns }.
command-spc-no-numbers = { $file } has no column of numbers. Name one with --value.
command-spc-no-number = { $file }, row { $row }: “{ $cell }” is not a number.

# Headings and words of tables.
command-column-import = Import
command-column-state = State
command-column-concern = Concern
command-column-low = Interval from
command-column-high = Interval to
command-column-complete = Complete
command-column-why = Why
command-column-phase = Phase
command-column-id = Id
command-column-name = Name
command-column-perspective = Perspective
command-column-level = Level
command-column-unit = Unit
command-column-better = Better
command-column-chart = Chart
command-column-problem = Problem
command-column-label = Date
command-state-done = done
command-state-undone = undone
command-better-higher = higher
command-better-lower = lower
command-better-neither = neither
command-unit-percent = per cent
command-unit-points = points
command-unit-scale = scale
command-unit-stars = stars
command-unit-seconds = seconds
command-unit-hours = hours
command-unit-days = days
command-unit-euros = euros
command-unit-count = count
command-unit-per-thousand = per 1,000
command-unit-per-hundred = per 100
command-unit-coefficient = coefficient

command-rules-good = { $count ->
    [one] One rule: nothing is wrong with it.
   *[other] { $count } rules: nothing is wrong with them.
 }
command-rules-bad = { $count ->
    [one] There is one problem in the rules; it is listed above.
   *[other] There are { $count } problems in the rules; they are listed above.
 }
command-rules-none = There is no rule “{ $id }”. `luotsi rules` lists them.
command-rules-needs = Cannot be evaluated yet, because metrics are missing: { $rules }
command-column-number = Number
command-column-reading = For the service
command-column-needs = Needs
command-reading-worse = for the worse
command-reading-better = for the better
command-reading-open = may be either
