//! `luotsi measure` and `luotsi chart` (contract §2).

use anyhow::Result;
use indexmap::IndexMap;
use luotsi_core::judge::{self, ChartPoint};
use luotsi_core::measure::{Hidden, Value};
use luotsi_web::i18n::Text;
use luotsi_web::words;
use serde::Serialize;
use serde_json::json;

use super::{Call, question};
use crate::args::Asked;
use crate::output::{self, Heading, Rows, figure};
use crate::voice::Said;
use crate::workspace::Workspace;

#[derive(Serialize)]
struct Row<'a> {
    period: String,
    dims: IndexMap<&'a str, Option<&'a str>>,
    n: serde_json::Value,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip)]
    shown: Value,
}

const MEASURED: &[Heading] = &[
    ("n", Text::table_n),
    ("value", Text::table_value),
    ("low", Text::command_column_low),
    ("high", Text::command_column_high),
    ("complete", Text::command_column_complete),
    ("why", Text::command_column_why),
];

const CHART: &[Heading] = &[
    ("period", Text::table_period),
    ("n", Text::table_n),
    ("value", Text::table_value),
    ("centre", Text::table_centre),
    ("lower", Text::table_lower),
    ("upper", Text::table_upper),
    ("flags", Text::table_signal),
    ("phase", Text::command_column_phase),
    ("complete", Text::command_column_complete),
];

pub(crate) fn measure(call: &Call, asked: &Asked) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let answered = question::answer(call.text, &workspace, asked)?;
    say_what_is_missing(call.text, &answered);
    let mut rows = Vec::new();
    for (dims, points) in &answered.series {
        for point in points {
            let Value { n, value, low, high, hidden, .. } = point.value;
            let dims = asked.by.iter().map(String::as_str).zip(dims.iter().map(Option::as_deref)).collect();
            rows.push(Row {
                period: point.period.label(),
                dims,
                n: output::count(n),
                value,
                low,
                high,
                complete: point.is_complete(),
                why: hidden.map(why),
                shown: point.value,
            });
        }
    }
    let answer = json!({ "metric": answered.metric.id, "unit": answered.metric.unit, "rows": rows });
    output::answer(call, &answer, |spelling| {
        let mut header = vec![spelling.of("period", Text::table_period)];
        header.extend(asked.by.iter().map(|name| spelling.of(name, |text| words::dimension(text, name))));
        header.extend(spelling.header(MEASURED));
        let cells = |row: &Row<'_>| {
            let mut cells = vec![row.period.clone()];
            cells.extend(row.dims.iter().map(|(name, value)| match value {
                Some(value) => spelling.of(value, |text| words::dimension_value(text, name, value)),
                None => spelling.of("", Text::unknown_value),
            }));
            cells.extend([row.n.to_string(), figure(row.value), figure(row.low), figure(row.high)]);
            cells.push(spelling.yes_or_no(row.complete));
            let code = row.why.as_deref().unwrap_or_default();
            cells.push(spelling.of(code, |text| words::hidden(text, &row.shown).unwrap_or_default()));
            cells
        };
        Rows { header, rows: rows.iter().map(cells).collect() }
    })
}

/// Why there is no value, as one word.
fn why(hidden: Hidden) -> String {
    serde_json::to_value(hidden).ok().and_then(|value| value["why"].as_str().map(str::to_owned)).unwrap_or_default()
}

fn say_what_is_missing(text: Text, answered: &question::Answered<'_>) {
    if let Some(missing) = &answered.missing {
        let (kind, metric) = (words::kind(text, missing.kind), &answered.metric.id);
        let said = match &missing.column {
            Some(column) => text.command_missing_column(column, kind, metric),
            None => text.command_missing_kind(kind, metric, missing.kind.name()),
        };
        eprintln!("{said}");
    }
}

pub(crate) fn chart(call: &Call, asked: &Asked) -> Result<()> {
    if !asked.by.is_empty() {
        return Err(Said::error(call.text.command_chart_by()));
    }
    let workspace = Workspace::open(&call.folder)?;
    let answered = question::answer(call.text, &workspace, asked)?;
    say_what_is_missing(call.text, &answered);
    let points = answered.series.first().map_or(&[][..], |(_, points)| points.as_slice());
    let judged = judge::judge(&judge::Request {
        metric: answered.metric,
        points,
        settings: &workspace.settings,
        autocorrelation: None,
        missing: answered.missing.as_ref(),
        shown_from: 0,
    });
    let flags = |point: &ChartPoint| -> Vec<&'static str> { point.flags.iter().map(|flag| flag.id()).collect() };
    let rows: Vec<_> = judged
        .points
        .iter()
        .map(|point| {
            json!({ "period": point.period, "n": output::count(point.value.n), "value": point.value.value, "centre": point.centre, "lower": point.lower,
                    "upper": point.upper, "flags": flags(point), "phase": point.phase, "complete": point.is_complete() })
        })
        .collect();
    let change = judged.change.map(|change| {
        json!({ "since": change.since, "within": change.within, "course": change.course.name(), "before": change.before, "after": change.after,
                "effect": change.effect, "low": change.low, "high": change.high })
    });
    let answer = json!({
        "metric": answered.metric.id, "rules": judged.dialect, "chart": judged.chart.id(), "points": rows, "variation": judged.variation,
        "assurance": judged.assurance, "target": judged.target, "verdict": judged.verdict, "change": change,
        "autocorrelation": judged.autocorrelation,
    });
    output::answer(call, &answer, |spelling| {
        let cells = |point: &ChartPoint| {
            let mut cells = vec![point.period.label(), figure(Some(point.value.n)), figure(point.value.value)];
            let flags = flags(point);
            let shown = spelling.of(&flags.join(" "), |text| words::rules(text, &flags));
            cells.extend([figure(point.centre), figure(point.lower), figure(point.upper), shown, point.phase.to_string()]);
            cells.push(spelling.yes_or_no(point.is_complete()));
            cells
        };
        Rows { header: spelling.header(CHART), rows: judged.points.iter().map(cells).collect() }
    })
}
