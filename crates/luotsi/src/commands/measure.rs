//! `luotsi measure` and `luotsi chart` (contract §2).

use std::path::Path;

use anyhow::{Result, bail};
use indexmap::IndexMap;
use luotsi_core::judge::{self, ChartPoint};
use luotsi_core::measure::{Hidden, Value};
use serde::Serialize;
use serde_json::json;

use super::question;
use crate::args::{Asked, Format};
use crate::output::{self, Rows, figure};
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
}

pub(crate) fn measure(folder: &Path, format: Format, asked: &Asked) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let answered = question::answer(&workspace, asked)?;
    say_what_is_missing(&answered);
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
            });
        }
    }
    let answer = json!({ "metric": answered.metric.id, "unit": answered.metric.unit, "rows": rows });
    output::answer(format, &answer, || {
        let mut header = vec!["period".to_owned()];
        header.extend(asked.by.iter().cloned());
        header.extend(["n", "value", "low", "high", "complete", "why"].map(str::to_owned));
        let cells = |row: &Row<'_>| {
            let mut cells = vec![row.period.clone()];
            cells.extend(row.dims.values().map(|value| value.unwrap_or_default().to_owned()));
            cells.extend([row.n.to_string(), figure(row.value), figure(row.low), figure(row.high)]);
            cells.push(if row.complete { "yes" } else { "no" }.to_owned());
            cells.push(row.why.clone().unwrap_or_default().replace('_', " "));
            cells
        };
        Rows { header, rows: rows.iter().map(cells).collect() }
    })
}

/// Why there is no value, as one word.
fn why(hidden: Hidden) -> String {
    serde_json::to_value(hidden).ok().and_then(|value| value["why"].as_str().map(str::to_owned)).unwrap_or_default()
}

fn say_what_is_missing(answered: &question::Answered<'_>) {
    if let Some(missing) = &answered.missing {
        match &missing.column {
            Some(column) => eprintln!("The {} have no column {column}, which “{}” needs.", missing.kind.name(), answered.metric.id),
            None => eprintln!(
                "There are no {} yet, which “{}” needs. Import some: luotsi import FILE --as {}",
                missing.kind.name(),
                answered.metric.id,
                missing.kind.name()
            ),
        }
    }
}

pub(crate) fn chart(folder: &Path, format: Format, asked: &Asked) -> Result<()> {
    if !asked.by.is_empty() {
        bail!("A chart judges one series. Choose a part of the service with --where instead of --by.");
    }
    let workspace = Workspace::open(folder)?;
    let answered = question::answer(&workspace, asked)?;
    say_what_is_missing(&answered);
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
        json!({ "since": change.since, "before": change.before, "after": change.after, "effect": change.effect, "low": change.low, "high": change.high })
    });
    let answer = json!({
        "metric": answered.metric.id, "rules": judged.dialect, "chart": judged.chart.id(), "points": rows, "variation": judged.variation,
        "assurance": judged.assurance, "target": judged.target, "verdict": judged.verdict, "change": change,
        "autocorrelation": judged.autocorrelation,
    });
    output::answer(format, &answer, || {
        let header = ["period", "n", "value", "centre", "lower", "upper", "flags", "phase", "complete"].map(str::to_owned).to_vec();
        let cells = |point: &ChartPoint| {
            let mut cells = vec![point.period.label(), figure(Some(point.value.n)), figure(point.value.value)];
            cells.extend([figure(point.centre), figure(point.lower), figure(point.upper), flags(point).join(" "), point.phase.to_string()]);
            cells.push(if point.is_complete() { "yes" } else { "no" }.to_owned());
            cells
        };
        Rows { header, rows: judged.points.iter().map(cells).collect() }
    })
}
