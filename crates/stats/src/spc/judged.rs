//! What a judgement holds: every point with its limits and flags, every phase with its facts, and the series' verdict.

use serde::{Deserialize, Serialize};

use super::overdispersion::Overdispersion;
use super::request::Kind;
use super::runs::Runs;

/// A rule of a control chart, by what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Flag {
    /// Beyond the outer limits.
    Outside = 1,
    /// Many points in a row on one side of the centre.
    Shift = 2,
    /// Many points in a row rising or falling.
    Trend = 4,
    /// Two of three points near one limit.
    TwoOfThree = 8,
    /// Four of five points beyond one sigma on one side.
    FourOfFive = 16,
    /// Many points in a row going up and down by turns.
    Alternating = 32,
    /// Many points in a row within one sigma: limits come from mixed sources.
    Stratification = 64,
    /// Many points in a row beyond one sigma on both sides: two processes are mixed.
    Mixture = 128,
}

impl Flag {
    /// All flags.
    pub const ALL: [Flag; 8] = [
        Flag::Outside,
        Flag::Shift,
        Flag::Trend,
        Flag::TwoOfThree,
        Flag::FourOfFive,
        Flag::Alternating,
        Flag::Stratification,
        Flag::Mixture,
    ];

    /// The name used in files.
    pub fn id(self) -> &'static str {
        match self {
            Flag::Outside => "outside",
            Flag::Shift => "shift",
            Flag::Trend => "trend",
            Flag::TwoOfThree => "two_of_three",
            Flag::FourOfFive => "four_of_five",
            Flag::Alternating => "alternating",
            Flag::Stratification => "stratification",
            Flag::Mixture => "mixture",
        }
    }
}

/// A set of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u8);

impl Flags {
    /// No flag.
    pub const NONE: Flags = Flags(0);

    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        self.0 |= flag as u8;
    }

    /// Whether the flag is in the set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Whether no rule fired.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags of both sets.
    pub fn union(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// The flags in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.contains(*flag))
    }
}

/// Which way a signal points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// High, above or rising.
    Up,
    /// Low, below or falling.
    Down,
}

/// What a point, or the series at its last point, tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// A signal in the better direction.
    Improvement,
    /// A signal in the worse direction.
    Concern,
    /// No signal.
    #[default]
    CommonCause,
    /// A signal upwards where neither direction is better.
    NeutralHigh,
    /// A signal downwards where neither direction is better.
    NeutralLow,
}

/// Whether the process, left as it is, meets its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// The target lies outside the limits on the worse side: it will be met.
    ConsistentPass,
    /// The target lies outside the limits on the better side: it cannot be met.
    ConsistentFail,
    /// The target lies between the limits: it is met or missed by chance.
    Inconsistent,
}

/// The chance that the next value meets the target, with a 95 % interval of that chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Predictive probability, 0 to 1.
    pub probability: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Why limits did not come from the plain formula.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Degenerate {
    /// No point, or a single one, in the baseline: no spread can be known, there are no limits.
    TooFewPoints,
    /// All baseline values are equal: limits are 1.5 recording steps from the centre.
    Constant {
        /// The recording step that was given or read from the decimals.
        resolution: f64,
    },
    /// Screening would have dropped every moving range that is not zero: it was not done, and runs are counted
    /// from the value that most points share.
    ScreeningRemovedAll,
    /// Every case, or none, had the event: limits come from the posterior with Jeffreys' prior.
    AllOrNothing,
}

/// One point of the chart. Values are in the unit of the chart (proportions times the multiplier).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// What is drawn: the value, proportion, rate, moving range, average or sum; `None` for a gap.
    pub value: Option<f64>,
    /// Centre line.
    pub centre: Option<f64>,
    /// Lower limit (usually three sigma).
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Lower near limit (two sigma, the "warning" limit).
    pub near_lower: Option<f64>,
    /// Upper near limit.
    pub near_upper: Option<f64>,
    /// Standard deviation of one plotted value at this point.
    pub sigma: Option<f64>,
    /// Rules that fired upwards.
    pub up: Flags,
    /// Rules that fired downwards.
    pub down: Flags,
    /// The first of them in the dialect's order, and where it points.
    pub signal: Option<(Flag, Heading)>,
    /// What the point tells, given which way is better.
    pub variation: Variation,
    /// 0-based number of the phase.
    pub phase: u32,
    /// Drawn only: out of centre, spread and runs.
    pub is_excluded: bool,
    /// Whether centre and spread were estimated from it.
    pub is_baseline: bool,
}

impl Point {
    /// All rules that fired, in either direction.
    pub fn flags(&self) -> Flags {
        self.up.union(self.down)
    }
}

/// The facts of one phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Index of its first point.
    pub start: usize,
    /// Index after its last point.
    pub end: usize,
    /// Number of points that centre and spread were estimated from.
    pub baseline_points: usize,
    /// Whether that is fewer than the dialect wants before limits are firm.
    pub is_trial: bool,
    /// Centre before any pattern is added.
    pub centre: Option<f64>,
    /// Standard deviation of a value, where it is one figure for the whole phase.
    pub sigma: Option<f64>,
    /// Ratio of the real to the theoretical spread on P′ and U′ charts.
    pub sigma_ratio: Option<f64>,
    /// Lag-one autocorrelation of the baseline, corrected for bias: `(nφ+1)/(n−3)`; `None` under 8 points.
    pub autocorrelation: Option<f64>,
    /// Why limits did not come from the plain formula.
    pub degenerate: Option<Degenerate>,
    /// The runs analysis (Anhøj).
    pub runs: Runs,
}

/// A judged series.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The kind of chart that was drawn.
    pub kind: Kind,
    /// Id of the dialect that judged.
    pub dialect: &'static str,
    /// One entry for each point that was given.
    pub points: Vec<Point>,
    /// One entry for each phase; empty when there are no points.
    pub phases: Vec<Phase>,
    /// What the last judged point tells.
    pub variation: Variation,
    /// Whether the target is met as things are; `None` without a target or a better direction.
    pub assurance: Option<Assurance>,
    /// The chance that the next value meets the target; `None` without a target or a better direction.
    pub chance: Option<Chance>,
    /// Test of more spread than binomial or Poisson, for P and U kinds, over the baseline of the last phase.
    pub overdispersion: Option<Overdispersion>,
    /// The upper and lower cumulative sums of CUSUM kinds, one pair for each point; else empty.
    pub sums: Vec<(f64, f64)>,
}

impl Judged {
    /// The runs analysis of the last phase.
    pub fn runs(&self) -> Runs {
        self.phases.last().map(|phase| phase.runs).unwrap_or_default()
    }
}
