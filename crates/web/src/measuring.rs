//! The measuring of the measuring in words and as JSON.

use luotsi_core::measuring::{Kept, Measuring};
use serde_json::{Value, json};

/// The report as JSON.
pub fn json(report: &Measuring) -> Value {
    let finding = |kept: &Kept| serde_json::to_value(kept).unwrap_or_default();
    json!({ "watermark": report.watermark, "tested": report.tested, "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
      "dbg": format!("{:#?}", (&report.assessors, &report.response, &report.coverage, &report.data,
        report.sampling.selections.iter().map(|s| (&s.scope, s.all, s.odds, s.since)).collect::<Vec<_>>())) })
}
