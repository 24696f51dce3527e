//! The situation: per perspective the metrics with value, chart and verdict; what changed; how sure all of it is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Error, View};
use crate::ask::{Ask, Inventory};
use crate::calendar::Calendars;
use crate::catalogue::{Better, Catalogue, Metric, Perspective};
use crate::judge::{Change, Judgement, Verdict};
use crate::measure::{Point, Value};
use crate::period::{Granularity, Period};
use crate::settings::Settings;

/// What every page is made from.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The door to the lake.
    pub ask: &'a dyn Ask,
    /// The metrics.
    pub catalogue: &'a Catalogue,
    /// The workspace's settings.
    pub settings: &'a Settings,
    /// The time now.
    pub now: Timestamp,
}

/// The situation picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// What was looked at.
    pub view: View,
    /// Version of the lake that answered; empty before the first import.
    pub version: String,
    /// Up to when the records are known; `None` before the first import.
    pub watermark: Option<Timestamp>,
    /// Time zone of the workspace.
    pub zone: TimeZone,
    /// The period of the view that is still running, if one is.
    pub unfinished: Option<Period>,
    /// The last complete period of the view.
    pub last_complete: Option<Period>,
    /// Perspectives with their rows, in the order of [`Perspective`]; those without any metric are left out.
    pub sections: Vec<Section>,
    /// Rows with a signal, weightiest first.
    pub findings: Vec<Finding>,
    /// Metrics that could be judged.
    pub watched: usize,
    /// Signals that would be expected on this page if nothing had changed.
    pub expected_false: f64,
}

/// One perspective.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The perspective.
    pub perspective: Perspective,
    /// Its metrics, in the order of the catalogue.
    pub rows: Vec<Row>,
}

/// One metric on the picture. Definition and texts are in the catalogue under its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id of the metric.
    pub metric: String,
    /// Granularity of this row: the view's, or the metric's own when that is coarser.
    pub per: Granularity,
    /// The last complete period with a value.
    pub latest: Option<Latest>,
    /// The unfinished period after it, with what is known so far.
    pub unfinished: Option<Point>,
    /// Chart and verdict.
    pub judgement: Judgement,
    /// Were quantiles taken from a sketch?
    pub approximate: bool,
}

/// The last complete figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latest {
    /// Its period.
    pub period: Period,
    /// Value, interval, n.
    pub value: Value,
    /// Numerator of the formula, when the figure rests on sums.
    pub numerator: Option<f64>,
    /// Denominator of the formula.
    pub denominator: Option<f64>,
}

/// A row that deserves attention.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the metric.
    pub metric: String,
    /// Its perspective.
    pub perspective: Perspective,
    /// The word.
    pub verdict: Verdict,
    /// The change.
    pub change: Change,
    /// Which way is good.
    pub better: Better,
    /// Metric that should be looked at together with it, with its own verdict.
    pub counter: Option<(String, Verdict)>,
    /// How much it matters: size in sigmas, more when it is for the worse and when it is fresh.
    pub weight: f64,
}

/// Makes the situation picture. One question to the lake for each granularity that occurs.
pub fn situation(world: World<'_>, view: &View) -> Result<Situation, Error> {
    { let _ = (world, view); Err(Error::Ask(crate::ask::AskError::Engine(String::new()))) }
}
