//! What came of an action: the effect, what it was compared with, and what else may have played a part.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::estimate::{Method, Placebo, Reason, Unusual};
use super::leavers::Counts;
use super::verdict::Verdict;
use crate::actions::Action;
use crate::ask::Missing;
use crate::measure::Value;
use crate::period::{Granularity, Period};
use crate::scope::Scope;
use crate::timeline::TimelineEvent;

/// An action and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The action.
    pub action: Action,
    /// What came of it, or why that cannot be told at all.
    pub outcome: Result<Outcome, Why>,
}

/// Why nothing can be told of an action, now or later, unless something is added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The action names no metric.
    NoMetric,
    /// The metric that it names is not in the catalogue; the nearest ids.
    UnknownMetric {
        /// What it names.
        name: String,
        /// Nearest valid ids.
        nearest: Vec<String>,
    },
    /// The action has no first day.
    NoStart,
    /// The metric's records do not have a dimension that the action names.
    NoDimension {
        /// The dimension.
        name: String,
    },
    /// There are no records of the metric there.
    NoRecords {
        /// What the workspace lacks, when the lake knows.
        missing: Option<Missing>,
    },
    /// Too few complete periods before the start.
    ShortBefore {
        /// How many there are.
        have: usize,
        /// How many are needed.
        need: usize,
    },
    /// All values are equal.
    Constant,
    /// The part has so few people that nothing is told of them.
    FewPeople {
        /// How many it needs.
        need: u32,
    },
    /// Nobody left before the start: there is nothing to get better.
    NobodyLeft,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Id of the metric.
    pub metric: String,
    /// Granularity of the series.
    pub per: Granularity,
    /// Up to when the records are known.
    pub watermark: Option<Timestamp>,
    /// The series of the part, with what would have been without the action.
    pub points: Vec<EffectPoint>,
    /// How the effect was estimated.
    pub method: Method,
    /// Why so.
    pub reason: Reason,
    /// The untouched parts that it was compared with, weightiest first.
    pub controls: Vec<Control>,
    /// Parts that were no comparison, with the reason.
    pub left_out: Vec<(Scope, LeftOut)>,
    /// Level before, in the metric's unit.
    pub before: f64,
    /// Level since; `None` before there is a complete period.
    pub after: Option<f64>,
    /// The effect with its interval; `None` before there is a complete period.
    pub size: Option<Size>,
    /// The word; `None` when the metric's good lies in a band, so that neither way is better.
    pub verdict: Option<Verdict>,
    /// How many more periods it takes to tell, while it is too early.
    pub needs: Option<usize>,
    /// Does a year suffice to see the smallest effect that matters?
    pub can_tell: bool,
    /// Periods after the start within which the smallest effect that matters shows with a chance of 80 %; `None`: not within two years.
    pub horizon: Option<usize>,
    /// The smallest effect that matters: what was expected, or one standard deviation of an ordinary period.
    pub smallest: f64,
    /// The smallest effect that the periods so far show with a chance of 80 %.
    pub smallest_seen: Option<f64>,
    /// Complete periods before and since that were compared; of an action that ended, those while it ran.
    pub periods: (usize, usize),
    /// Unusual periods just before the start: what follows them drifts back by itself.
    pub unusual: Option<Unusual>,
    /// Did they lie on the worse side? Then part of an improvement would have come anyway.
    pub is_after_bad: bool,
    /// Lag-one autocorrelation that the intervals allow for.
    pub autocorrelation: f64,
    /// How often the same analysis finds as plain an effect where there was none.
    pub placebo: Option<Placebo>,
    /// Metrics that must not get worse meanwhile.
    pub guards: Vec<Guard>,
    /// Other actions for the same metric in the same part that began within the periods compared, and have effects of their own.
    pub together: Vec<Action>,
    /// Those that began so near to this one that what is told is the effect of all of them.
    pub shared: Vec<Action>,
    /// What is left of the effect since the action ended; `None` while it goes on, or when it lasted too short a time to be told by
    /// itself.
    pub since_end: Option<Lasting>,
    /// What was counted, where the figures are too few for a series.
    pub counts: Option<Counts>,
    /// Events in the same part around the start.
    pub events: Vec<TimelineEvent>,
}

/// The size of an effect, in the metric's unit: what is, minus what would have been.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// The estimate.
    pub effect: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Lower end of the interval that holds however often one looks.
    pub sure_low: f64,
    /// Upper end of that interval.
    pub sure_high: f64,
}

/// One period of the part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectPoint {
    /// The period.
    pub period: Period,
    /// Its value.
    pub value: Value,
    /// Is it whole?
    pub is_complete: bool,
    /// What would have been without the action; `None` where the period was not compared.
    pub without: Option<f64>,
    /// Where it stands.
    pub side: Side,
}

/// Where a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Before the start.
    Before,
    /// Before the start, but unusual and left out of the comparison.
    Unusual,
    /// The period in which the action began.
    Between,
    /// Since the start.
    After,
    /// Since the action ended.
    Ended,
}

/// A part of the service that the effect was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The part.
    pub scope: Scope,
    /// How much it weighs; all together at most 1.
    pub weight: f64,
}

/// Why a part is no comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// Another action touched it; its id.
    Touched(String),
    /// It took a step of its own at the same time.
    OwnWay,
}

/// A metric that must not get worse meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Id of the metric.
    pub metric: String,
    /// How the effect on it was estimated.
    pub method: Method,
    /// The effect on it.
    pub size: Option<Size>,
    /// Did it get better, worse, or neither? `None` when neither way is better.
    pub verdict: Option<Verdict>,
}

/// What is left of an effect since its action ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lasting {
    /// The effect since the end; `None` before there is a complete period.
    pub size: Option<Size>,
    /// Its word; `None` when neither way is better.
    pub verdict: Option<Verdict>,
    /// Complete periods since the end.
    pub periods: usize,
}

impl Outcome {
    /// Rule R34: the action worked, and a metric that must not get worse meanwhile did.
    pub fn is_bought(&self) -> bool {
        self.verdict == Some(Verdict::Worked) && self.guards.iter().any(|guard| guard.verdict == Some(Verdict::Worse))
    }
}

impl Effect {
    /// Is the effect told under this action's name in a list? Actions that began together have one effect, which is told of the
    /// first of them, so that nothing is counted twice.
    pub fn is_counted(&self) -> bool {
        let Ok(outcome) = &self.outcome else { return true };
        let key = |action: &Action| (action.started_on, action.id.clone());
        outcome.shared.iter().all(|other| key(&self.action) <= key(other))
    }
}
