//! The measuring is measured: can the figures be believed?
//!
//! | file | what it holds |
//! |---|---|
//! | `sampling` | who is asked: selection by outcome, by part and since when |
//! | `response` | who answers, who is silent, and what the result would be under other assumptions of the silent |
//! | `assessors` | agreement of assessors, leniency and severity, drift, adjusted scores |
//! | `coverage` | which channels, teams and people are measured at all |
//! | `data` | missing, impossible, repeated and late records; records that stopped coming; rows against the ledger |
//! | `definition` | what a metric means here, as a fingerprint, and when that changed |
//! | `source` | what the columns of a source's files became, and when that changed |
//! | `calibration` | cases drawn at random for counting by hand, and what the count says |
//! | `unused` | metrics that nobody has decided or done anything by in two review rounds |
//! | `scan` | a change in a series of weekly scores, with the search over dates allowed for |
//!
//! Every check gives [`Finding`]s of one shape: what, where, since when, how large with an interval, how sure. What it means and
//! what to do is said in the reader's words, by [`What::code`].

mod assessors;
pub mod calibration;
mod coverage;
mod data;
pub mod definition;
mod response;
mod sampling;
mod scan;
mod source;
pub mod unused;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use luotsi_stats::intervals::Interval;
use luotsi_stats::intervals::difference::newcombe;
use luotsi_stats::intervals::proportion::{Count, wilson};
use luotsi_stats::multiplicity::weighted_benjamini_hochberg;
use serde::{Deserialize, Serialize};

use crate::ask::AskError;
use crate::catalogue::Unit;
use crate::intake::LedgerEntry;
use crate::measure::CONFIDENCE;
use crate::period::{Granularity, Period};
use crate::records::Kind;
use crate::scope::Scope;
use crate::signals::FALSE_SHARE;
use crate::situation::{Error, Ground, World};

pub use assessors::{Agreement, Assessor, Assessors, TeamScore};
pub use coverage::{Coverage, Reach};
pub use data::{Column, Data, Freshness, Impossible, Reconciliation};
pub use response::{Bounds, Fact, FactLevel, Response, Result as Outcome};
pub use sampling::{Sampling, Selection, SelectionWeek};
pub use source::Remapped;

/// A change of a definition or of a source is news for half a year.
const NEWS_DAYS: i64 = 182;
/// A week beside what was asked for.
const WEEK: Granularity = Granularity::Week;
/// Most values that a dimension may have to be gone through part by part.
const MOST_VALUES: u64 = 60;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Who is asked.
    Sampling,
    /// Who answers.
    Response,
    /// Who assesses, and how.
    Assessors,
    /// What is measured at all.
    Coverage,
    /// The records themselves.
    Data,
    /// What the metrics mean.
    Definition,
    /// Counting by hand.
    Calibration,
}

impl Check {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::Sampling, Self::Response, Self::Assessors, Self::Coverage, Self::Data, Self::Definition, Self::Calibration];

    /// Its name in JSON, in the address of its section and among texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sampling => "sampling",
            Self::Response => "response",
            Self::Assessors => "assessors",
            Self::Coverage => "coverage",
            Self::Data => "data",
            Self::Definition => "definition",
            Self::Calibration => "calibration",
        }
    }
}

/// What was found. Persons are never named: an assessor is one of so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum What {
    /// From a date on, customers whose matter was not solved are invited less (or more) than those whose was.
    SelectionBegan,
    /// In this part unsolved matters are invited less (or more) than in the others, and always have been.
    SelectionStands,
    /// Those who answer differ from those who were asked in ways that colour the result.
    SilenceColours {
        /// Id of the metric.
        metric: String,
    },
    /// One assessor gives more points than the others would.
    Lenient {
        /// How many assessors there are.
        of: usize,
    },
    /// One assessor gives fewer points than the others would.
    Severe {
        /// How many assessors there are.
        of: usize,
    },
    /// Two assessors give different points; which of them is right cannot be told from two.
    Apart,
    /// One assessor's scale has moved against that of the others.
    Drifting {
        /// How many assessors there are.
        of: usize,
    },
    /// Assessors do not agree on a criterion.
    Disagreeing {
        /// The criterion.
        criterion: String,
    },
    /// Customers of this part are hardly asked.
    HardlyAsked,
    /// Work of this part is hardly assessed.
    HardlyAssessed,
    /// More people are never assessed than chance would leave out.
    PeopleLeftOut {
        /// How many of them.
        people: usize,
    },
    /// A column is unknown more often (or less often) than before.
    UnknownChanged {
        /// The kind of records.
        kind: Kind,
        /// The column; of several, the one that says it plainest.
        column: String,
        /// Further columns that are unknown in the same records: one thing has happened to all of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<String>,
    },
    /// Records of a part have stopped coming.
    StoppedComing {
        /// The kind of records.
        kind: Kind,
    },
    /// Records hold what cannot be.
    Impossible {
        /// The kind of records.
        kind: Kind,
        /// What it is.
        what: Impossible,
    },
    /// The newest import refused more rows than usual.
    MoreRefused {
        /// The file.
        file: String,
    },
    /// The rows kept are not the rows that the ledger says were kept.
    NotReconciled {
        /// The kind of records.
        kind: Kind,
    },
    /// A metric means something else than before.
    DefinitionChanged {
        /// Id of the metric.
        metric: String,
        /// Did the workspace change it (its settings or its own file), or the program?
        is_own: bool,
    },
    /// Columns of a source are read otherwise than before.
    MappingChanged {
        /// The kind of records.
        kind: Kind,
        /// The columns.
        columns: Vec<Remapped>,
    },
}

impl What {
    /// Its code in JSON and among texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SelectionBegan => "selection_began",
            Self::SelectionStands => "selection_stands",
            Self::SilenceColours { .. } => "silence_colours",
            Self::Lenient { .. } => "lenient",
            Self::Severe { .. } => "severe",
            Self::Apart => "apart",
            Self::Drifting { .. } => "drifting",
            Self::Disagreeing { .. } => "disagreeing",
            Self::HardlyAsked => "hardly_asked",
            Self::HardlyAssessed => "hardly_assessed",
            Self::PeopleLeftOut { .. } => "people_left_out",
            Self::UnknownChanged { .. } => "unknown_changed",
            Self::StoppedComing { .. } => "stopped_coming",
            Self::Impossible { .. } => "impossible",
            Self::MoreRefused { .. } => "more_refused",
            Self::NotReconciled { .. } => "not_reconciled",
            Self::DefinitionChanged { .. } => "definition_changed",
            Self::MappingChanged { .. } => "mapping_changed",
        }
    }

    /// The check that it belongs to.
    pub fn check(&self) -> Check {
        match self {
            Self::SelectionBegan | Self::SelectionStands => Check::Sampling,
            Self::SilenceColours { .. } => Check::Response,
            Self::Lenient { .. } | Self::Severe { .. } | Self::Apart | Self::Drifting { .. } | Self::Disagreeing { .. } => Check::Assessors,
            Self::HardlyAsked | Self::HardlyAssessed | Self::PeopleLeftOut { .. } => Check::Coverage,
            Self::UnknownChanged { .. }
            | Self::StoppedComing { .. }
            | Self::Impossible { .. }
            | Self::MoreRefused { .. }
            | Self::NotReconciled { .. }
            | Self::MappingChanged { .. } => Check::Data,
            Self::DefinitionChanged { .. } => Check::Definition,
        }
    }

    /// The metric that is believed less for it: the one under which the signal stands.
    pub fn metric(&self) -> &str {
        match self {
            Self::SelectionBegan | Self::SelectionStands => "csat_top2",
            Self::SilenceColours { metric } | Self::DefinitionChanged { metric, .. } => metric,
            Self::Lenient { .. } | Self::Severe { .. } | Self::Apart | Self::Drifting { .. } => "qa_score",
            Self::Disagreeing { .. } => "assessor_agreement_alpha",
            Self::HardlyAsked => "response_rate",
            Self::HardlyAssessed | Self::PeopleLeftOut { .. } => "qa_coverage",
            Self::UnknownChanged { .. }
            | Self::StoppedComing { .. }
            | Self::Impossible { .. }
            | Self::MoreRefused { .. }
            | Self::NotReconciled { .. }
            | Self::MappingChanged { .. } => "data_quality",
        }
    }
}

/// How large a finding is: what it is now beside what it was, or beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// What it is compared with.
    pub before: f64,
    /// What it is.
    pub after: f64,
    /// The difference.
    pub effect: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Unit of all of them.
    pub unit: Unit,
}

/// One thing found about the measuring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    #[serde(flatten)]
    pub what: What,
    /// Where.
    pub scope: Scope,
    /// First day of the week in which it began; `None` when it has been so as long as the records reach.
    pub since: Option<Date>,
    /// Whole weeks of it.
    pub weeks: usize,
    /// How large.
    pub size: Size,
    /// Records that it rests on.
    pub n: f64,
    /// The part's share of the records of the whole.
    pub share_of_records: f64,
    /// Probability of something as plain when nothing is the matter, the search within the check allowed for; `None` for what is
    /// counted rather than inferred.
    pub p_value: Option<f64>,
    /// Standard errors that the effect is large.
    pub z: f64,
}

impl Finding {
    /// Is it told at all beside many others? What was counted always is.
    pub fn is_counted(&self) -> bool {
        self.p_value.is_none()
    }
}

/// A finding that was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Share of false ones among all findings of this page at least as plain; 0 for what was counted.
    pub q: f64,
}

/// Everything that the checks say.
#[derive(Debug, Clone, PartialEq)]
pub struct Measuring {
    /// Version of the lake that answered; empty before the first import.
    pub version: String,
    /// Up to when the records are known.
    pub watermark: Option<Timestamp>,
    /// Time zone of the workspace.
    pub zone: TimeZone,
    /// What is wrong, plainest first within each check.
    pub findings: Vec<Kept>,
    /// How many questions were tested.
    pub tested: usize,
    /// Who is asked.
    pub sampling: Sampling,
    /// Who answers.
    pub response: Response,
    /// Who assesses.
    pub assessors: Assessors,
    /// What is measured at all.
    pub coverage: Coverage,
    /// The records themselves.
    pub data: Data,
}

/// What the checks work from.
struct Desk<'w> {
    world: &'w World<'w>,
    ground: &'w Ground,
    /// The day of the watermark.
    today: Date,
}

impl Desk<'_> {
    /// Weeks up to the last whole one that lies at least so many days back.
    fn is_whole(&self, week: Period, matures_after_days: i64) -> bool {
        week.end().saturating_add(matures_after_days.days()) <= self.today
    }

    /// The values of a dimension that both kinds have, when there are few enough to be parts of the service.
    fn has_dimension(&self, kind: Kind, name: &str) -> bool {
        let inventory = self.ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
        let dimension = inventory.and_then(|inventory| inventory.dimensions.iter().find(|dimension| dimension.name == name));
        dimension.is_some_and(|dimension| (2..=MOST_VALUES).contains(&dimension.different))
    }

    fn has(&self, kind: Kind) -> bool {
        self.ground.inventory.kinds.iter().any(|inventory| inventory.kind == kind && inventory.rows > 0)
    }
}

/// What is known beside the records: what was imported, and what metrics have meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct History<'h> {
    /// The imports made, latest first.
    pub ledger: &'h [LedgerEntry],
    /// Definitions that changed since the program first met them ([`definition::changes`]).
    pub definitions: &'h [definition::Changed],
}

/// Runs every check.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn measuring(world: World<'_>, history: History<'_>) -> Result<Measuring, Error> {
    let ground = Ground::new(&world)?;
    let desk = desk(&world, &ground);
    let mut found = Vec::new();
    let sampling = sampling::check(&desk, &mut found)?;
    let response = response::check(&desk, &sampling, &mut found)?;
    let assessors = assessors::check(&desk, &mut found)?;
    let coverage = coverage::check(&desk, &mut found)?;
    let data = data::check(&desk, history.ledger, &mut found)?;
    found.extend(changed(&desk, history));
    let tested = found.iter().filter(|finding| !finding.is_counted()).count();
    let findings = kept(found).map_err(AskError::Engine)?;
    Ok(Measuring {
        version: ground.inventory.version.clone(),
        watermark: ground.watermark,
        zone: ground.calendars.zone().clone(),
        findings,
        tested,
        sampling,
        response,
        assessors,
        coverage,
        data,
    })
}

/// What the records tell of the measuring, for the signals: everything tested, kept or not, and what was counted.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub(crate) fn tested(world: &World<'_>, ground: &Ground, history: History<'_>) -> Result<Vec<Finding>, Error> {
    let desk = desk(world, ground);
    let mut found = Vec::new();
    let sampling = sampling::check(&desk, &mut found)?;
    response::check(&desk, &sampling, &mut found)?;
    assessors::check(&desk, &mut found)?;
    coverage::check(&desk, &mut found)?;
    data::check(&desk, history.ledger, &mut found)?;
    found.extend(changed(&desk, history));
    Ok(found)
}

/// What means something else than before, and what is read otherwise.
fn changed(desk: &Desk<'_>, history: History<'_>) -> Vec<Finding> {
    let zone = desk.ground.calendars.zone();
    // News is counted from today: records may end long before.
    let today = desk.world.now.to_zoned(zone.clone()).date();
    let mut found = definition::findings(desk.world.catalogue, desk.world.settings, history.definitions, (today, zone));
    found.extend(source::findings(history.ledger, (today, zone)));
    found
}

fn desk<'w>(world: &'w World<'w>, ground: &'w Ground) -> Desk<'w> {
    let today = ground.watermark.unwrap_or(world.now).to_zoned(ground.calendars.zone().clone()).date();
    Desk { world, ground, today }
}

/// What is told: what was counted, and of what was tested so much that the share of false ones is held.
fn kept(found: Vec<Finding>) -> Result<Vec<Kept>, String> {
    let p_values: Vec<f64> = found.iter().filter_map(|finding| finding.p_value).collect();
    let q_values = weighted_benjamini_hochberg(&p_values, &vec![1.0; p_values.len()]).map_err(|error| error.to_string())?;
    let mut q_values = q_values.into_iter();
    let mut kept: Vec<Kept> = Vec::new();
    for finding in found {
        let q = if finding.is_counted() { 0.0 } else { q_values.next().unwrap_or(1.0) };
        if q <= FALSE_SHARE && is_material(&finding) {
            kept.push(Kept { finding, q });
        }
    }
    Ok(kept)
}

/// Is a finding large enough to be acted on? Smaller ones are held in the tables and not told.
pub(crate) fn is_material(finding: &Finding) -> bool {
    let size = &finding.size;
    // A share that moved by less than so much changes nobody's mind.
    let least = match finding.what {
        What::SilenceColours { .. } | What::Lenient { .. } | What::Severe { .. } | What::Apart | What::Drifting { .. } => 0.01,
        What::SelectionBegan | What::SelectionStands | What::UnknownChanged { .. } => 0.03,
        _ => 0.0,
    };
    size.effect.abs() >= least
}

/// A share with its two ends, 95 %; `None` without records.
fn share(hits: f64, of: f64) -> Option<Interval> {
    wilson(count(hits, of), CONFIDENCE).ok()
}

fn count(hits: f64, of: f64) -> Count {
    Count { successes: hits.min(of).round() as u64, trials: of.round() as u64 }
}

/// The second share minus the first, as a size; `None` without records on one side.
fn difference((hits_before, before): (f64, f64), (hits_after, after): (f64, f64)) -> Option<Size> {
    let interval = newcombe(count(hits_after, after), count(hits_before, before), CONFIDENCE).ok()?;
    Some(Size {
        before: hits_before.min(before) / before,
        after: hits_after.min(after) / after,
        effect: interval.estimate,
        low: interval.low,
        high: interval.high,
        unit: Unit::Percent,
    })
}

/// Text of SQL as a literal.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A column by its name as it is written.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
