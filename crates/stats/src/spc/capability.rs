#![doc = include_str!("../../docs/spc-capability.md")]

use crate::distribution::{ChiSquared, normal_cdf, normal_quantile, normal_survival};

/// What the process is held against.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Specification {
    /// Lowest acceptable value.
    pub lower: Option<f64>,
    /// Highest acceptable value.
    pub upper: Option<f64>,
    /// Best value; `None` = the middle when both limits are given.
    pub target: Option<f64>,
}

/// An index with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// Estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The indices of one estimate of spread; `None` where a limit or the target is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Cp or Pp: width of the specification to width of the process.
    pub both: Option<Index>,
    /// Against the lower limit.
    pub lower: Option<Index>,
    /// Against the upper limit.
    pub upper: Option<Index>,
    /// Cpk or Ppk: the worse side.
    pub worse: Option<Index>,
    /// Cpm or Ppm: counts distance from the target.
    pub target: Option<Index>,
}

/// Capability of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capability {
    /// Cp, Cpk, Cpm: what the process could do, from the spread between neighbours.
    pub potential: Indices,
    /// Pp, Ppk, Ppm: what it did, from the overall spread.
    pub performance: Indices,
    /// Share expected below the lower limit, 0 to 1, if values are normal.
    pub expected_below: Option<f64>,
    /// Share expected above the upper limit.
    pub expected_above: Option<f64>,
    /// Share observed below the lower limit.
    pub observed_below: Option<f64>,
    /// Share observed above the upper limit.
    pub observed_above: Option<f64>,
}

/// Centre and spread of the process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Process {
    /// Mean.
    pub centre: f64,
    /// Standard deviation between neighbours, as on the control chart.
    pub sigma: f64,
}

/// Capability of `values` (no gaps). `None` under two values, without limits, or when nothing varies (no index exists).
pub fn capability(values: &[f64], process: Process, specification: Specification, confidence: f64) -> Option<Capability> {
    let points = values.len() as f64;
    let has_limits = specification.lower.is_some() || specification.upper.is_some();
    if values.len() < 2 || !has_limits || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let mean = super::fit::mean(values.iter().copied());
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let overall = (squares / (points - 1.0)).sqrt();
    let is_usable = |sigma: f64| sigma > 0.0 && sigma.is_finite();
    if !is_usable(overall) || !is_usable(process.sigma) || !process.centre.is_finite() {
        return None;
    }
    let ask = |sigma: f64| Ask { centre: process.centre, sigma, points, confidence, specification };
    let share = |is_beyond: &dyn Fn(f64) -> bool| values.iter().filter(|value| is_beyond(**value)).count() as f64 / points;
    Some(Capability {
        potential: ask(process.sigma).indices()?,
        performance: ask(overall).indices()?,
        expected_below: specification.lower.map(|limit| normal_cdf((limit - process.centre) / process.sigma)),
        expected_above: specification.upper.map(|limit| normal_survival((limit - process.centre) / process.sigma)),
        observed_below: specification.lower.map(|limit| share(&|value| value < limit)),
        observed_above: specification.upper.map(|limit| share(&|value| value > limit)),
    })
}

struct Ask {
    centre: f64,
    sigma: f64,
    points: f64,
    confidence: f64,
    specification: Specification,
}

impl Ask {
    fn indices(&self) -> Option<Indices> {
        let Specification { lower, upper, target } = self.specification;
        let both = lower.zip(upper).map(|(lower, upper)| (upper - lower) / (6.0 * self.sigma));
        let below = lower.map(|lower| (self.centre - lower) / (3.0 * self.sigma));
        let above = upper.map(|upper| (upper - self.centre) / (3.0 * self.sigma));
        let worse = match (below, above) {
            (Some(below), Some(above)) => Some(below.min(above)),
            (side, None) | (None, side) => side,
        };
        let target = target.or_else(|| lower.zip(upper).map(|(lower, upper)| lower + (upper - lower) / 2.0));
        let offset = target.map(|target| ((self.centre - target) / self.sigma).powi(2));
        let one_sided = normal_quantile(self.confidence);
        let two_sided = normal_quantile(0.5 + self.confidence / 2.0);
        Some(Indices {
            both: match both {
                Some(value) => Some(self.chi_squared(value, self.points - 1.0)?),
                None => None,
            },
            lower: below.map(|value| self.bissell(value, one_sided)),
            upper: above.map(|value| self.bissell(value, one_sided)),
            worse: worse.map(|value| self.bissell(value, two_sided)),
            target: match both.zip(offset) {
                Some((value, offset)) => {
                    let freedom = self.points * (1.0 + offset) / (1.0 + 2.0 * offset);
                    Some(self.chi_squared(value / (1.0 + offset).sqrt(), freedom)?)
                }
                None => None,
            },
        })
    }

    fn chi_squared(&self, value: f64, freedom: f64) -> Option<Index> {
        let distribution = ChiSquared::new(freedom)?;
        let tail = (1.0 - self.confidence) / 2.0;
        Some(Index {
            value,
            low: value * (distribution.quantile(tail) / freedom).sqrt(),
            high: value * (distribution.upper_quantile(tail) / freedom).sqrt(),
        })
    }

    fn bissell(&self, value: f64, z: f64) -> Index {
        let error = (1.0 / (9.0 * self.points * value * value) + 1.0 / (2.0 * (self.points - 1.0))).sqrt();
        let reach = z * error * value.abs();
        Index { value, low: value - reach, high: value + reach }
    }
}
