//! PELT and "at most one change".

use crate::Error;
use crate::error::{check_count, check_finite};
use std::f64::consts::PI;

/// What may change from one segment to the next, all under normal noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// The level; values have variance 1 (divide by their standard deviation first). Cost Σ(y − mean)².
    Mean,
    /// The variance around a fixed level. Cost n·(ln 2π + ln σ̂² + 1).
    Variance {
        /// The level.
        mean: f64,
    },
    /// Level and variance together. Cost n·(ln 2π + ln σ̂² + 1).
    MeanAndVariance,
}

/// What a change has to earn to be believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Penalty {
    /// A fixed price per change, such as 2·ln n.
    Value(f64),
    /// The modified BIC of Zhang and Siegmund (2007): (parameters + 2)·ln n per change and ln(length) per segment.
    ModifiedBic,
}

/// How to look for changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// What may change.
    pub change: Change,
    /// The price of a change.
    pub penalty: Penalty,
    /// The least number of points in a segment, at least 1 (2 where a variance is estimated).
    pub least_segment: usize,
}

/// A variance of 0 would earn endlessly much; it counts as this one.
const LEAST_VARIANCE: f64 = 1e-11;

/// The 0-based positions at which new segments start, ascending; empty = no change.
///
/// Exact minimum of the penalised cost. Source: Killick, Fearnhead and Eckley (2012), JASA 107:1590. A series shorter than two
/// segments has no change.
///
/// # Errors
/// A value that is not finite, a negative penalty, or a least segment that is too short.
pub fn pelt(values: &[f64], search: Search) -> Result<Vec<usize>, Error> {
    let costs = Costs::new(values, search)?;
    let n = values.len();
    let least = search.least_segment;
    if n / 2 < least {
        return Ok(Vec::new());
    }
    let penalty = costs.penalty;
    let mut best = vec![f64::INFINITY; n + 1];
    let mut start_of_last = vec![0usize; n + 1];
    best[0] = -penalty;
    for (end, cost) in best.iter_mut().enumerate().take(2 * least).skip(least) {
        *cost = costs.of(0, end);
    }
    // A start that is already dearer than a change at `end` can never pay again, but only for segments that end at least one
    // shortest segment later: until then the change at `end` is not allowed. With a price on the length of a segment the
    // inequality behind this holds up to that price, ln n.
    let mut starts = vec![Start { at: 0, until: usize::MAX }, Start { at: least, until: usize::MAX }];
    for end in 2 * least..=n {
        starts.retain(|start| end < start.until);
        let totals: Vec<f64> = starts.iter().map(|start| best[start.at] + costs.of(start.at, end) + penalty).collect();
        for (start, total) in starts.iter().zip(&totals) {
            if *total < best[end] {
                best[end] = *total;
                start_of_last[end] = start.at;
            }
        }
        for (start, total) in starts.iter_mut().zip(&totals) {
            if *total > best[end] + penalty + costs.slack {
                start.until = start.until.min(end + least);
            }
        }
        starts.push(Start { at: end + 1 - least, until: usize::MAX });
    }
    let mut changes = Vec::new();
    let mut end = n;
    while start_of_last[end] > 0 {
        end = start_of_last[end];
        changes.push(end);
    }
    changes.reverse();
    Ok(changes)
}

/// A place where the last segment may start, as long as the end lies before `until`.
struct Start {
    at: usize,
    until: usize,
}

/// The best single change (0-based start of the second segment) when it earns its penalty; `None` = no change.
///
/// # Errors
/// As [`pelt`].
pub fn amoc(values: &[f64], search: Search) -> Result<Option<usize>, Error> {
    let costs = Costs::new(values, search)?;
    let n = values.len();
    let least = search.least_segment;
    if n / 2 < least {
        return Ok(None);
    }
    let mut best = (0, f64::INFINITY);
    for start in least..=n - least {
        let cost = costs.of(0, start) + costs.of(start, n);
        if cost < best.1 {
            best = (start, cost);
        }
    }
    Ok((costs.of(0, n) - best.1 >= costs.penalty && costs.of(0, n) > best.1).then_some(best.0))
}

/// The standard deviation from the mean moving range, MR̄/1.128379 (= 2/√π), in the unit of the values.
///
/// Unlike the plain standard deviation it is not inflated by the very changes that are looked for.
/// 0 for a constant series. Source: Wheeler and Chambers (1992).
///
/// # Errors
/// Fewer than two values, or one that is not finite.
pub fn moving_range_sd(values: &[f64]) -> Result<f64, Error> {
    check_count("values", values.len(), 2)?;
    check_finite("value", values)?;
    let sum: f64 = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    Ok(sum / (values.len() - 1) as f64 * PI.sqrt() / 2.0)
}

/// How the values were scaled before a search for changes of the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Divided by their standard deviation within segments.
    StandardDeviation,
    /// Divided by [`moving_range_sd`], which autocorrelation makes too small.
    MovingRange,
}

/// The factor for the penalty when neighbouring points have autocorrelation φ, −1 < φ < 1.
///
/// A sum of AR(1) noise has (1 + φ)/(1 − φ) times the variance of independent noise, so that changes earn that much more by
/// chance (Bai 1994). The squared moving-range estimate is (1 − φ) of the variance, which adds a factor 1/(1 − φ). A negative φ
/// gives 1 rather than a lower price.
///
/// # Errors
/// φ not strictly between −1 and 1.
pub fn autocorrelation_factor(phi: f64, scale: Scale) -> Result<f64, Error> {
    if !(phi > -1.0 && phi < 1.0) {
        return Err(Error::OutOfRange { what: "autocorrelation", value: phi, expected: "strictly between -1 and 1" });
    }
    let phi = phi.max(0.0);
    let factor = (1.0 + phi) / (1.0 - phi);
    Ok(match scale {
        Scale::StandardDeviation => factor,
        Scale::MovingRange => factor / (1.0 - phi),
    })
}

/// Running sums from which the cost of any segment follows.
struct Costs {
    sums: Vec<f64>,
    squares: Vec<f64>,
    change: Change,
    penalty: f64,
    /// What the length term of the modified BIC may take back in the pruning rule.
    slack: f64,
    by_length: bool,
}

impl Costs {
    fn new(values: &[f64], search: Search) -> Result<Costs, Error> {
        check_finite("value", values)?;
        let least = match search.change {
            Change::Mean => 1,
            Change::Variance { mean } => {
                check_finite("mean", &[mean])?;
                2
            }
            Change::MeanAndVariance => 2,
        };
        check_count("points in the shortest allowed segment", search.least_segment, least)?;
        let logarithm = (values.len().max(1) as f64).ln();
        let (penalty, by_length) = match search.penalty {
            Penalty::Value(value) if value >= 0.0 && value.is_finite() => (value, false),
            Penalty::Value(value) => {
                return Err(Error::OutOfRange { what: "penalty", value, expected: "a finite number of at least 0" });
            }
            Penalty::ModifiedBic => (if search.change == Change::MeanAndVariance { 4.0 } else { 3.0 } * logarithm, true),
        };
        // Centred first, so that a large level costs no digits; a known mean is the natural centre.
        let centre = match search.change {
            Change::Variance { mean } => mean,
            _ => values.iter().sum::<f64>() / values.len().max(1) as f64,
        };
        let mut sums = vec![0.0];
        let mut squares = vec![0.0];
        let (mut sum, mut square) = (0.0, 0.0);
        for value in values {
            let distance = value - centre;
            sum += distance;
            square += distance * distance;
            sums.push(sum);
            squares.push(square);
        }
        let slack = if by_length { logarithm } else { 0.0 };
        Ok(Costs { sums, squares, change: search.change, penalty, slack, by_length })
    }

    /// The cost of the points start..end.
    fn of(&self, start: usize, end: usize) -> f64 {
        let n = (end - start) as f64;
        let sum = self.sums[end] - self.sums[start];
        let squares = self.squares[end] - self.squares[start];
        let around_mean = squares - sum * sum / n;
        let normal = |deviation: f64| {
            let variance = deviation / n;
            let variance = if variance > LEAST_VARIANCE { variance } else { LEAST_VARIANCE };
            n * ((2.0 * PI).ln() + variance.ln() + 1.0)
        };
        let cost = match self.change {
            Change::Mean => around_mean,
            Change::Variance { .. } => normal(squares),
            Change::MeanAndVariance => normal(around_mean),
        };
        if self.by_length { cost + n.ln() } else { cost }
    }
}
