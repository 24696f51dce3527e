"""The questions of the situation picture, put to DuckDB over the same Parquet files as Luotsi's own.

Usage: questions.py FOLDER   (FOLDER is what `cargo bench --bench lake` left behind: target/bench-lake/<rows>)
Needs the package duckdb. Prints DuckDB's time, ours, and the ratio ours : theirs.
"""

import glob
import json
import sys
import time

import duckdb

THREADS = 2


def week(day: str) -> str:
    return f"date_trunc('week', {day})"


def day_column(table: str, column: str) -> str:
    return column if (table, column) in {("work", "date"), ("costs", "month"), ("people", "started_on")} else f"{column}_day"


def aggregates(metric: dict) -> dict[tuple[str, str], list[str]]:
    """SQL aggregates by (table, time column); a metric over two tables has two."""
    measure, expressions = metric["measure"], metric["expressions"]
    statistic = measure["statistic"]

    def text(field: str) -> str:
        return f"({expressions['measure.' + field]['text']})"

    place = (measure["table"], day_column(measure["table"], measure["time"]))
    if statistic == "share":
        return {place: [f"count(*) filter (where {text('base')})", f"count(*) filter (where {text('base')} and {text('hit')})"]}
    if statistic == "net":
        base = text("base")
        return {
            place: [
                f"count(*) filter (where {base})",
                f"count(*) filter (where {base} and {text('plus')})",
                f"count(*) filter (where {base} and {text('minus')})",
            ]
        }
    if statistic in ("mean", "total"):
        base, value = text("base"), text("value")
        return {
            place: [
                f"count({value}) filter (where {base})",
                f"sum({value}) filter (where {base})",
                f"sum({value} * {value}) filter (where {base})",
            ]
        }
    if statistic == "quantile":
        base, value = text("base"), text("value")
        return {place: [f"quantile_cont({value}, {measure['q']}) filter (where {base})"]}
    if statistic == "ratio":
        found: dict[tuple[str, str], list[str]] = {}
        for side in ("numerator", "denominator"):
            own = measure[side]
            table = own.get("table") or measure["table"]
            times = {"contacts": "opened_at", "feedback": "given_at", "work": "date", "costs": "month", "people": "started_on"}
            column = own.get("time") or (measure["time"] if table == measure["table"] else times.get(table, "at"))
            base = text(f"{side}.base") if f"measure.{side}.base" in expressions else "true"
            value = text(f"{side}.value")
            sums = found.setdefault((table, day_column(table, column)), [])
            sums += [f"sum({value}) filter (where {base})", f"count({value}) filter (where {base})"]
        return found
    if statistic == "stock":
        enters = day_column(measure["table"], measure["enters"])
        return {(measure["table"], enters): [f"count(*) filter (where {text('base')})"]}
    return {}


def main(folder: str) -> None:
    with open(f"{folder}/questions.json", encoding="utf-8") as file:
        questions = json.load(file)
    engine = duckdb.connect()
    engine.execute(f"set threads = {THREADS}")
    engine.execute("set TimeZone = 'UTC'")
    scans: dict[tuple[str, str], list[str]] = {}
    for metric in questions["metrics"]:
        for place, sums in aggregates(metric).items():
            known = scans.setdefault(place, [])
            known += [one for one in sums if one not in known]
    statements = []
    for (table, day), sums in scans.items():
        files = glob.glob(f"{folder}/lake/facts/{table}-*/*.parquet")
        if not files:
            continue
        present = {row[0] for row in engine.execute("describe select * from read_parquet(?, union_by_name = true)", [files]).fetchall()}
        if day not in present:
            # No record has that time: neither engine has anything to read.
            continue
        absent = [name for name in questions["columns"][table] if name not in present]
        kinds = {"flag": "boolean"}
        flags = {"escalated", "abandoned", "resolved_first", "self_service", "failure_demand", "deviation", "hard_encounter",
                 "wait_ok", "recovered", "upheld", "goal_known", "critical", "is_repeat"}
        texts = {"direction", "source", "resolved", "expectation", "emotion", "kind", "comment"}
        nulls = [
            f"cast(null as {kinds['flag'] if name in flags else 'varchar' if name in texts or name.endswith('_id') else 'timestamptz' if name.endswith('_at') else 'double'}) as {name}"
            for name in absent
        ]
        columns = ", ".join(["*", *nulls])
        engine.execute(f"create or replace view {table} as select {columns} from read_parquet({files!r}, union_by_name = true)")
        statements.append(f"select {week(day)} as week, {', '.join(sums)} from {table} where {day} is not null group by 1 order by 1")
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        for statement in statements:
            engine.execute(statement).fetchall()
        best = min(best, time.perf_counter() - begun)
    sums = sum(len(one) for one in scans.values())
    ours = questions["took_s"]
    print(f"DuckDB {duckdb.__version__}, {THREADS} threads: {len(statements)} scans, {sums} sums: {best * 1e3:.0f} ms; ours {ours * 1e3:.0f} ms; ratio {ours / best:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
