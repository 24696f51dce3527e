//! A series → control chart and verdict: is the movement a deviation or a fluctuation, since when, and how large.
//!
//! | file | what it holds |
//! |---|---|
//! | `detect` | is the level another than before, and since when (regression with season and autocorrelation) |
//! | `date` | when a change began, how sure its date is, and whether it came at once or little by little |
//! | `settled` | level and season taken out, for those who ask about single periods and about spread |
//! | `pulse` | one or a few periods far out, and back again |
//! | `dispersion` | does a series vary more than it used to? |
//! | `chart` | limits and flags of the picture through `luotsi_stats::spc` |
//! | `dates` | how often a stable series shows a change as plain, the number of dates that were tried allowed for |
//! | `verdict` | both together → the word that stands beside the metric |
//!
//! The picture's rules colour points; the **verdict** decides whether anything is said. Plain rules put a coloured point on
//! 18–58 % of stable charts (statistics.md §4.1); the verdict is held to about 2 % of them.

mod chart;
mod date;
mod dates;
mod detect;
mod dispersion;
mod pulse;
mod settled;
mod verdict;

use jiff::civil::Date;
use luotsi_stats::spc::{Assurance, Chance, Flag, Heading, Kind, Variation};
use serde::{Deserialize, Serialize};

use crate::ask::Missing;
use crate::catalogue::Metric;
use crate::measure::{Point, Unfinished, Value};
use crate::period::Period;
use crate::settings::Settings;

pub use verdict::judge;

pub(crate) use detect::{Observation, Spread, USUAL_AUTOCORRELATION, USUAL_WEIGHT};
pub(crate) use settled::{Settled, settled};
pub(crate) use verdict::{Weighed, level_of, own_autocorrelation, weigh};

/// What is judged, and what is known beside the series.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// The series, from [`crate::measure::series`].
    pub points: &'a [Point],
    /// Dialect, baseline and targets of the workspace.
    pub settings: &'a Settings,
    /// Lag-one autocorrelation pooled over series of the same metric, when the caller has several; `None` = the series' own.
    pub autocorrelation: Option<f64>,
    /// Why there are no records, when the lake said so.
    pub missing: Option<&'a Missing>,
    /// Index of the first point that the picture shows; earlier ones only help to know the season. 0 = all.
    pub shown_from: usize,
}

/// A judged series.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The kind of chart that was drawn.
    pub chart: Kind,
    /// Why this kind.
    pub reason: ChartReason,
    /// Id of the rule dialect.
    pub dialect: &'static str,
    /// The points shown, with limits.
    pub points: Vec<ChartPoint>,
    /// The phases of the picture, in order; one when nothing changed.
    pub phases: Vec<ChartPhase>,
    /// The word.
    pub verdict: Verdict,
    /// The change behind a signal.
    pub change: Option<Change>,
    /// The verdict as the chart's icon (contract: `variation`).
    pub variation: Variation,
    /// The target, in the metric's unit.
    pub target: Option<f64>,
    /// Is the target met as things are? `None` without target, better direction or limits.
    pub assurance: Option<Assurance>,
    /// The chance that the next period meets the target.
    pub chance: Option<Chance>,
    /// Lag-one autocorrelation that the judgement allowed for, 0–0.7.
    pub autocorrelation: f64,
    /// What was done about the season.
    pub season: Season,
    /// Standard deviation of one ordinary point around its level, in the metric's unit; `None` when it cannot be told.
    pub sigma: Option<f64>,
    /// Complete points with a value that were judged.
    pub judged_points: usize,
}

/// Why a kind of chart was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartReason {
    /// The metric's definition names it.
    Named,
    /// Chosen from the statistic and the baseline's data, with the figures that decided.
    Chosen(luotsi_stats::spc::choose::Reason),
}

/// One point of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPoint {
    /// The period.
    pub period: Period,
    /// Its value with n and interval, or why there is none.
    pub value: Value,
    /// Why it is not whole yet: drawn hollow, never judged.
    pub unfinished: Option<Unfinished>,
    /// Centre line, in the metric's unit like all limits.
    pub centre: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Lower near limit (two sigma).
    pub near_lower: Option<f64>,
    /// Upper near limit (two sigma).
    pub near_upper: Option<f64>,
    /// Rules of the dialect that fired, judged against the frozen baseline.
    pub flags: Vec<Flag>,
    /// Where the first of them points.
    pub heading: Option<Heading>,
    /// Does the point belong to the change that the verdict speaks of? These carry shape and colour; other flagged points
    /// carry the shape alone.
    pub is_of_change: bool,
    /// 0-based number of the phase.
    pub phase: u32,
    /// Whether centre and spread were estimated from it.
    pub is_baseline: bool,
}

impl ChartPoint {
    /// Is the point whole and judged?
    pub fn is_complete(&self) -> bool {
        self.unfinished.is_none()
    }
}

/// One phase of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartPhase {
    /// First point of the phase among [`Judgement::points`].
    pub start: usize,
    /// After its last point.
    pub end: usize,
    /// Centre line; `None` without any value.
    pub centre: Option<f64>,
    /// Points that the limits rest on.
    pub baseline_points: usize,
    /// Fewer than 12: the limits are preliminary.
    pub is_preliminary: bool,
}

/// The word that stands beside a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Ordinary variation.
    NoChange,
    /// The level has risen and stays so.
    SignalUp {
        /// Is that better? `None` when neither way is good by itself.
        better: Option<bool>,
    },
    /// The level has fallen and stays so.
    SignalDown {
        /// Is that better? `None` when neither way is good by itself.
        better: Option<bool>,
    },
    /// Too little to tell.
    NotEnough {
        /// What there is too little of.
        of: Shortage,
        /// How much there is.
        have: u32,
        /// How much is needed.
        need: u32,
        /// About how many more periods that takes at the present pace; `None` when it cannot be told.
        about_periods: Option<u32>,
    },
    /// No records at all.
    NoData {
        /// What the workspace lacks, when the lake knows.
        missing: Option<Missing>,
    },
}

impl Verdict {
    /// Does it call for attention?
    pub fn is_signal(&self) -> bool {
        matches!(self, Self::SignalUp { .. } | Self::SignalDown { .. })
    }

    /// Is the signal for the better? `None` without a signal or a good direction.
    pub fn better(&self) -> Option<bool> {
        match self {
            Self::SignalUp { better } | Self::SignalDown { better } => *better,
            _ => None,
        }
    }
}

/// What there is too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortage {
    /// Complete periods.
    Periods,
    /// Records in a period: a coarser granularity would show more.
    Records,
}

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// First period of the new level; of a drift, the first in which the level moved.
    pub since: Period,
    /// The earliest and the latest period that may be the first one, with 95 % confidence; `None` where the date is known, or
    /// nothing is said of it.
    #[serde(default)]
    pub within: Option<(Period, Period)>,
    /// How the change came about.
    #[serde(default)]
    pub course: Course,
    /// Complete points since then.
    pub points: u32,
    /// Level before, in the metric's unit (pooled over n where the statistic allows).
    #[serde(deserialize_with = "known_or_not")]
    pub before: f64,
    /// Level since; of a drift, the level that it has come to.
    #[serde(deserialize_with = "known_or_not")]
    pub after: f64,
    /// `after − before`, with season and autocorrelation allowed for.
    #[serde(deserialize_with = "known_or_not")]
    pub effect: f64,
    /// Lower end of the effect's 95 % interval.
    #[serde(deserialize_with = "known_or_not")]
    pub low: f64,
    /// Upper end of the effect's 95 % interval.
    #[serde(deserialize_with = "known_or_not")]
    pub high: f64,
    /// The effect in standard deviations of an ordinary point.
    #[serde(deserialize_with = "known_or_not")]
    pub effect_sigmas: f64,
    /// How surprising it would be without a change: |t| of the step that it was found by, in terms of the bar for so many points
    /// ([`Self::points`]) and as of a series that has many dates to try, so that the search over dates is allowed for.
    #[serde(deserialize_with = "known_or_not")]
    pub surprise: f64,
}

/// How a change came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Course {
    /// At once: the level is another from [`Change::since`] on.
    #[default]
    Step,
    /// Little by little, from [`Change::since`] on.
    Drift {
        /// The period in which it had come to the level where it is; the latest complete one when it still moves.
        until: Period,
    },
    /// One or a few periods far out, from [`Change::since`] on, and back again.
    Spike {
        /// The last of them.
        until: Period,
    },
    /// The level is where it was, and its periods vary more: before, after and effect are standard deviations of one period.
    Spread,
}

impl Course {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Drift { .. } => "drift",
            Self::Spike { .. } => "spike",
            Self::Spread => "spread",
        }
    }

    /// Is it a change of level? A spike has none, and a spread leaves it where it is.
    pub fn is_of_level(self) -> bool {
        matches!(self, Self::Step | Self::Drift { .. })
    }

    /// May the two be one thing? Whether a level came at once or little by little is seen better at a later look.
    pub fn is_like(self, other: Self) -> bool {
        self.is_of_level() && other.is_of_level() || self.name() == other.name()
    }

    /// The last period of what has a beginning and an end.
    pub fn until(self) -> Option<Period> {
        match self {
            Self::Step | Self::Spread => None,
            Self::Drift { until } | Self::Spike { until } => Some(until),
        }
    }
}

/// JSON has no infinity: an end of an interval that cannot be told is written as null, and is no number again when it is read.
fn known_or_not<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

impl Change {
    /// First day and the day after the last one of the time in which the change may have come about: the interval of its date,
    /// and all of a drift. Two changes whose times overlap may be one.
    pub fn time(&self) -> (Date, Date) {
        let (first, last) = self.within.unwrap_or((self.since, self.since));
        (first.min(self.since).start, last.max(self.since).max(self.course.until().unwrap_or(self.since)).end())
    }

    /// Is a period one of those that it speaks of?
    pub fn covers(&self, period: Period) -> bool {
        let is_past = matches!(self.course, Course::Spike { until } if period.start > until.start);
        period.start >= self.since.start && !is_past
    }

    /// May it have come about at the same time as another?
    pub fn may_be_as_old_as(&self, other: &Self) -> bool {
        let ((from, to), (other_from, other_to)) = (self.time(), other.time());
        from < other_to && other_from < to
    }

    /// How often a stable series shows a change at least as plain as this one: the search over dates, season, autocorrelation
    /// and overdispersion are allowed for, and that a short series has few dates to try.
    pub fn p_value(&self) -> f64 {
        dates::chance(self.surprise, self.points as usize)
    }
}

/// What was done about the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// Periods have no season within the year, or there are too few of them.
    None,
    /// Less than two years: a season of ordinary size was allowed for, not estimated.
    Allowed,
    /// Two years or more: the season was estimated and taken out of the verdict.
    Estimated,
    /// The pattern of the week was estimated and taken out of the verdict.
    WeekPattern,
}

/// Complete points below which no verdict is given, and below which limits are called preliminary (statistics.md §1.1).
pub const POINTS_NEEDED: usize = 12;
/// Share of stable series on which the verdict claims a change all the same. By simulation: 60 weeks with autocorrelation
/// 0–0.4, overdispersion and a yearly season (this module's tests hold it).
pub const FALSE_VERDICT_SHARE: f64 = 0.02;

#[cfg(test)]
mod tests;
