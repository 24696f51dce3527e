//! What a caller asks: a series, what kind of chart it is, and how it is to be judged.

use super::dialect::{self, Dialect};

/// The kind of control chart. Formulas and sources stand in `docs/spc-charts.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// Run chart: median, no limits.
    Run,
    /// Individual values with limits from moving ranges (XmR, I chart).
    #[default]
    Xmr,
    /// Moving ranges of individual values.
    Mr,
    /// Individual values with unequal weights (I′; Taylor 2018).
    Ip,
    /// Means of subgroups.
    Xbar,
    /// Standard deviations of subgroups.
    S,
    /// Ranges of subgroups.
    R,
    /// Proportions: counts out of sizes.
    P,
    /// Proportions with more (or less) spread than the binomial (P′; Laney 2002).
    Pp,
    /// Counts out of sizes, drawn as counts.
    Np,
    /// Counts over equal exposure.
    C,
    /// Counts per exposure.
    U,
    /// Counts per exposure with more (or less) spread than the Poisson (U′; Laney 2002).
    Up,
    /// Number of cases between rare events (geometric).
    G,
    /// Time between rare events (Nelson 1994).
    T,
    /// Exponentially weighted moving average (Roberts 1959).
    Ewma,
    /// Two-sided cumulative sum (Page 1954), in units of sigma.
    Cusum,
    /// Log-likelihood cumulative sum of yes/no outcomes (Reynolds and Stoumbos 1999).
    BernoulliCusum,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Kind; 18] = [
        Kind::Run,
        Kind::Xmr,
        Kind::Mr,
        Kind::Ip,
        Kind::Xbar,
        Kind::S,
        Kind::R,
        Kind::P,
        Kind::Pp,
        Kind::Np,
        Kind::C,
        Kind::U,
        Kind::Up,
        Kind::G,
        Kind::T,
        Kind::Ewma,
        Kind::Cusum,
        Kind::BernoulliCusum,
    ];

    /// The name used in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::Xmr => "xmr",
            Kind::Mr => "mr",
            Kind::Ip => "ip",
            Kind::Xbar => "xbar",
            Kind::S => "s",
            Kind::R => "r",
            Kind::P => "p",
            Kind::Pp => "pp",
            Kind::Np => "np",
            Kind::C => "c",
            Kind::U => "u",
            Kind::Up => "up",
            Kind::G => "g",
            Kind::T => "t",
            Kind::Ewma => "ewma",
            Kind::Cusum => "cusum",
            Kind::BernoulliCusum => "bernoulli_cusum",
        }
    }

    /// The kind of that name; `i` and `imr` are accepted for `xmr`, `bchart` for `bernoulli_cusum`.
    pub fn from_id(id: &str) -> Option<Kind> {
        match id {
            "i" | "imr" => Some(Kind::Xmr),
            "bchart" => Some(Kind::BernoulliCusum),
            _ => Kind::ALL.into_iter().find(|kind| kind.id() == id),
        }
    }

    /// Whether the chart cannot be drawn without denominators, exposures or subgroup sizes.
    pub fn needs_sizes(self) -> bool {
        matches!(self, Kind::P | Kind::Pp | Kind::Np | Kind::U | Kind::Up)
    }

    /// Whether a point of the chart stands for a subgroup of measurements.
    pub fn is_of_subgroups(self) -> bool {
        matches!(self, Kind::Xbar | Kind::S | Kind::R)
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Higher values are better.
    Increase,
    /// Lower values are better.
    Decrease,
    /// Neither is better: movements are only high or low.
    #[default]
    Neutral,
}

/// Whether limits follow the tool that a dialect comes from to the last digit, or stay usable where that tool fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Policy {
    /// Degenerate series get limits from resolution or a posterior, never none. See `docs/spc-differences.md`.
    #[default]
    Sane,
    /// What the upstream tool gives, also where limits collapse. What it gives as not-a-number is `None`.
    Upstream,
}

/// How limits of counts and proportions are found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CountLimits {
    /// Centre ± 3 standard deviations, cut at what is possible.
    Classic,
    /// Binomial or Poisson quantiles that leave out `1 − confidence` in both tails together.
    Exact {
        /// Probability inside the limits, between 0 and 1; three sigma are 0.9973.
        confidence: f64,
    },
    /// Exact (0.9973) when fewer than 5 events or non-events are expected in a baseline point, classic otherwise.
    #[default]
    Auto,
}

/// What is done about one value depending on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Autocorrelation {
    /// The coefficient is estimated and reported, limits are left alone.
    #[default]
    Report,
    /// Limits of individual values are widened by `1/√(1−φ)` with the coefficient estimated from the baseline.
    Estimate,
    /// Limits are widened with this coefficient (best pooled over the charts of one metric); below 0 counts as 0.
    Given(f64),
}

/// How the spread inside subgroups is estimated. Names as in qcc 3.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubgroupSigma {
    /// Mean of the standard deviations, or the pooled one when sizes differ; unbiased at each size (qicharts2).
    MeanSd,
    /// Unweighted mean of ranges over d2.
    UwaveR,
    /// Unweighted mean of standard deviations over c4.
    UwaveSd,
    /// Precision-weighted mean of ranges over d2.
    MvlueR,
    /// Precision-weighted mean of standard deviations over c4.
    MvlueSd,
    /// Pooled root mean square over c4.
    Rmsdf,
    /// `UwaveR`, or `Rmsdf` when a subgroup has more than 25 values (qcc's default).
    QccDefault,
}

/// How the spread of individual values is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IndividualSigma {
    /// Mean moving range of two.
    #[default]
    MeanMovingRange,
    /// Median moving range of two over 0.954 (robust; Wheeler).
    MedianMovingRange,
    /// Standard deviation over c4: blind to order, wide when the level moved.
    StandardDeviation,
}

/// How far the outer limits stand from the centre.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Width {
    /// Three sigma, as every dialect assumes.
    #[default]
    Three,
    /// This many sigma.
    Sigmas(f64),
    /// As many sigma as keep the chance of any false outside point in the whole XmR chart at 5 %
    /// ([`super::multiplier::chartwise`]).
    Chartwise95,
    /// The same at 1 %.
    Chartwise99,
}

/// Limits that the caller knows from elsewhere, instead of a baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Centre in the unit of the plotted value.
    pub centre: f64,
    /// Standard deviation of one plotted value; for P and U kinds ignored (it follows from the centre).
    pub sigma: f64,
}

/// Parameters of EWMA and CUSUM charts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// EWMA weight of the newest value, in (0, 1].
    pub ewma_weight: f64,
    /// EWMA limit in sigma of the average; 2.962 gives one false alarm in 500 points at weight 0.2.
    pub ewma_limit: f64,
    /// CUSUM allowance in sigma: half of the shift that matters.
    pub cusum_allowance: f64,
    /// CUSUM decision interval in sigma.
    pub cusum_limit: f64,
    /// CUSUM head start in sigma (0 = none).
    pub cusum_head_start: f64,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory { ewma_weight: 0.2, ewma_limit: 2.962, cusum_allowance: 0.5, cusum_limit: 5.0, cusum_head_start: 0.0 }
    }
}

/// Parameters of the Bernoulli CUSUM.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bernoulli {
    /// Accepted share of events, in (0, 1); `None` takes the baseline's share.
    pub accepted: Option<f64>,
    /// Odds ratio to be found (its reciprocal downwards), above 1.
    pub odds_ratio: f64,
    /// Limit of the cumulated log-likelihood ratio, above 0.
    pub limit: f64,
}

impl Default for Bernoulli {
    fn default() -> Bernoulli {
        Bernoulli { accepted: None, odds_ratio: 2.0, limit: 3.5 }
    }
}

/// Choices that most callers leave alone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options {
    /// What happens where upstream tools fail.
    pub policy: Policy,
    /// Whether moving ranges ≥ 3.267 times their mean are dropped once (Nelson 1982); `None` = as the dialect does.
    pub screen: Option<bool>,
    /// Spread of individual values.
    pub individual_sigma: IndividualSigma,
    /// Spread inside subgroups; `None` = as the dialect does.
    pub subgroup_sigma: Option<SubgroupSigma>,
    /// Limits of counts and proportions.
    pub count_limits: CountLimits,
    /// What is done about autocorrelation.
    pub autocorrelation: Autocorrelation,
    /// Distance of the outer limits.
    pub width: Width,
    /// Smallest value that is possible; limits are cut there. Counts and proportions know theirs.
    pub possible_min: Option<f64>,
    /// Largest value that is possible; limits are cut there.
    pub possible_max: Option<f64>,
    /// Smallest step in which the value is recorded; `None` = read from the decimals of the values.
    pub resolution: Option<f64>,
    /// Proportions and rates are multiplied by this for showing (100 for per cent); `None` = 1. The target is in
    /// the multiplied unit.
    pub multiplier: Option<f64>,
    /// Limits known from elsewhere.
    pub known: Option<Known>,
    /// EWMA and CUSUM.
    pub memory: Memory,
    /// Bernoulli CUSUM.
    pub bernoulli: Bernoulli,
}

/// A series to be judged. All slices are borrowed; empty ones mean "none". Every slice that is given must have
/// one entry for each point. `None` and non-finite numbers are missing: they are drawn as a gap and neither break
/// nor lengthen a run.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The kind of chart; [`super::choose`] picks one.
    pub kind: Kind,
    /// Individual value; count for P, Np, C, U and G kinds; 0 or 1 for the Bernoulli CUSUM; subgroup mean when
    /// `subgroups` is empty on an Xbar chart.
    pub values: &'a [Option<f64>],
    /// Denominator (P), exposure (U), weight (Ip) or subgroup size; 0 and below are missing.
    pub sizes: &'a [Option<f64>],
    /// Standard deviation of each subgroup, for Xbar and S charts made from sums.
    pub spreads: &'a [Option<f64>],
    /// Raw values of each subgroup for Xbar, S and R charts, instead of `values`.
    pub subgroups: &'a [Vec<Option<f64>>],
    /// 0-based indices at which a new phase starts. Limits and runs restart there. Order and repeats do not matter.
    pub phases: &'a [usize],
    /// Limits come from the first this many points of each phase; `None` = from all of them.
    pub baseline: Option<usize>,
    /// 0-based indices of points that are drawn but left out of centre, spread and runs.
    pub exclude: &'a [usize],
    /// What was expected of each point beside the chart's level (season, weekday), added to centre and limits.
    /// For Run, Xmr, Ewma and Cusum.
    pub pattern: &'a [f64],
    /// Which way is better.
    pub direction: Direction,
    /// The value that was promised, in the unit of the plotted value.
    pub target: Option<f64>,
    /// The rule dialect.
    pub dialect: &'a Dialect,
    /// The rest.
    pub options: Options,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Request {
            kind: Kind::Xmr,
            values: &[],
            sizes: &[],
            spreads: &[],
            subgroups: &[],
            phases: &[],
            baseline: None,
            exclude: &[],
            pattern: &[],
            direction: Direction::Neutral,
            target: None,
            dialect: &dialect::NHSR_0_2_2,
            options: Options::default(),
        }
    }
}
