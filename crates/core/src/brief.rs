//! The situation on one page, as data. Words are made by the texts: here are only figures, ids and enums.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Perspective, Unit};
use crate::judge::{Change, Verdict};
use crate::measure::Value;
use crate::period::Period;
use crate::situation::{Row, Situation};

/// The brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Version of the lake.
    pub version: String,
    /// Up to when the records are known.
    pub watermark: Option<Timestamp>,
    /// The last complete period: what the brief speaks of.
    pub period: Option<Period>,
    /// The period that is still running.
    pub unfinished: Option<Period>,
    /// The headline's counts.
    pub counts: Counts,
    /// Signals that would be expected if nothing had changed.
    pub expected_false: f64,
    /// Rows with a signal, weightiest first.
    pub findings: Vec<BriefFinding>,
    /// Perspectives with their lines.
    pub perspectives: Vec<BriefPerspective>,
}

/// How many metrics say what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Metrics looked at.
    pub metrics: usize,
    /// Signals for the better.
    pub better: usize,
    /// Signals for the worse.
    pub worse: usize,
    /// Signals without a good direction.
    pub neutral: usize,
    /// No change.
    pub unchanged: usize,
    /// Too little to tell.
    pub not_enough: usize,
    /// No records.
    pub no_data: usize,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefFinding {
    /// Id of the metric.
    pub metric: String,
    /// Its perspective.
    pub perspective: Perspective,
    /// Its unit.
    pub unit: Option<Unit>,
    /// The word.
    pub verdict: Verdict,
    /// The change.
    pub change: Change,
    /// Metric to look at together with it, and what that one says.
    pub counter: Option<(String, Verdict)>,
}

/// One perspective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefPerspective {
    /// Which.
    pub perspective: Perspective,
    /// Its metrics.
    pub lines: Vec<BriefLine>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefLine {
    /// Id of the metric.
    pub metric: String,
    /// Last complete period with a value.
    pub period: Option<Period>,
    /// Its value.
    pub value: Option<Value>,
    /// The word.
    pub verdict: Verdict,
    /// The target, if one is set.
    pub target: Option<f64>,
    /// The chance that the next period meets it, 0–1.
    pub target_chance: Option<f64>,
}

/// Puts a situation on one page.
pub fn brief(situation: &Situation, catalogue: &crate::catalogue::Catalogue) -> Brief {
    let rows = || situation.sections.iter().flat_map(|section| &section.rows);
    let count = |is: fn(&Verdict) -> bool| rows().filter(|row| is(&row.judgement.verdict)).count();
    let counts = Counts {
        metrics: rows().count(),
        better: count(|verdict| verdict.better() == Some(true)),
        worse: count(|verdict| verdict.better() == Some(false)),
        neutral: count(|verdict| verdict.is_signal() && verdict.better().is_none()),
        unchanged: count(|verdict| *verdict == Verdict::NoChange),
        not_enough: count(|verdict| matches!(verdict, Verdict::NotEnough { .. })),
        no_data: count(|verdict| matches!(verdict, Verdict::NoData { .. })),
    };
    let findings = situation.findings.iter().map(|finding| BriefFinding {
        metric: finding.metric.clone(),
        perspective: finding.perspective,
        unit: catalogue.get(&finding.metric).map(|metric| metric.unit),
        verdict: finding.verdict.clone(),
        change: finding.change,
        counter: finding.counter.clone(),
    });
    let line = |row: &Row| BriefLine {
        metric: row.metric.clone(),
        period: row.latest.map(|latest| latest.period),
        value: row.latest.map(|latest| latest.value),
        verdict: row.judgement.verdict.clone(),
        target: row.judgement.target,
        target_chance: row.judgement.chance.map(|chance| chance.probability),
    };
    let perspectives = situation
        .sections
        .iter()
        .map(|section| BriefPerspective { perspective: section.perspective, lines: section.rows.iter().map(line).collect() });
    Brief {
        version: situation.version.clone(),
        watermark: situation.watermark,
        period: situation.last_complete,
        unfinished: situation.unfinished,
        counts,
        expected_false: situation.expected_false,
        findings: findings.collect(),
        perspectives: perspectives.collect(),
    }
}
