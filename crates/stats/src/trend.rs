#![doc = include_str!("../docs/trend.md")]

use crate::Error;
use crate::distribution::{normal_two_sided_p, z_for};
use crate::error::{check_count, check_finite, check_share};
use crate::intervals::Interval;
use crate::intervals::quantile::quantile_of_sorted;

/// Up to this many points without ties the chance of S is counted exactly.
const EXACT_POINTS: usize = 40;

/// The median of all pairwise slopes, with Sen's interval, in units of y per unit of x.
///
/// Up to 29 % of wild points do not move it. Pairs with equal x say nothing and are left out. The ranks of the interval are
/// rounded outwards; with few points the interval is the range of all slopes and covers less than promised.
/// Source: Theil (1950); Sen (1968), JASA 63:1379.
///
/// # Errors
/// Lists of different length, fewer than two points, all x equal, a value that is not finite, or a confidence outside 0..1.
pub fn theil_sen(x: &[f64], y: &[f64], confidence: f64) -> Result<Interval, Error> {
    let z = z_for(check_share("confidence", confidence)?);
    if x.len() != y.len() {
        return Err(Error::UnequalLengths { what: "x and y", first: x.len(), second: y.len() });
    }
    check_count("points", x.len(), 2)?;
    check_finite("value", x)?;
    check_finite("value", y)?;
    let mut slopes = Vec::with_capacity(x.len() * (x.len() - 1) / 2);
    for later in 1..x.len() {
        for earlier in 0..later {
            let run = x[later] - x[earlier];
            if run != 0.0 {
                slopes.push((y[later] - y[earlier]) / run);
            }
        }
    }
    if slopes.is_empty() {
        return Err(Error::Undetermined { why: "All points have the same x: a slope needs at least two different ones." });
    }
    check_finite("slope", &slopes)?;
    slopes.sort_by(f64::total_cmp);
    let estimate = quantile_of_sorted(&slopes, 0.5)?;
    let n = x.len() as f64;
    let variance = ((n * (n - 1.0) * (2.0 * n + 5.0) - tie_term(x) - tie_term(y)) / 18.0).max(0.0);
    let reach = z * variance.sqrt();
    let count = slopes.len() as f64;
    let low = ((count - reach) / 2.0).floor().max(1.0) as usize;
    let high = (((count + reach) / 2.0).ceil() + 1.0).min(count) as usize;
    Ok(Interval { estimate, low: slopes[low - 1], high: slopes[high - 1] })
}

/// [`theil_sen`] of equally spaced points: the slope is per point.
///
/// # Errors
/// As [`theil_sen`].
pub fn theil_sen_per_point(values: &[f64], confidence: f64) -> Result<Interval, Error> {
    let x: Vec<f64> = (0..values.len()).map(|index| index as f64).collect();
    theil_sen(&x, values, confidence)
}

/// Whether a series rises or falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Rising minus falling pairs.
    pub s: f64,
    /// The variance of S without a trend, ties taken into account.
    pub variance: f64,
    /// Kendall's tau-b, −1..=1; 0 for a constant series.
    pub tau: f64,
    /// The chance of an S at least this far from 0 without a trend, two-sided, 0..=1.
    pub p: f64,
}

/// The test of Mann (1945) and Kendall (1975) for a monotone trend of a series in order of time.
///
/// Exact for up to 40 points without ties, else normal with continuity correction and the variance for ties (Kendall 1975).
/// Points that resemble their neighbours make it too eager; take out autocorrelation or thin the series first.
///
/// # Errors
/// Fewer than three points, or a value that is not finite.
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, Error> {
    check_count("points", values.len(), 3)?;
    check_finite("value", values)?;
    let s = score(values);
    let n = values.len() as f64;
    let ties = tie_term(values);
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - ties) / 18.0;
    let pairs = n * (n - 1.0) / 2.0;
    let untied = pairs - tied_pairs(values);
    let tau = if untied > 0.0 { s / (pairs * untied).sqrt() } else { 0.0 };
    let p = if ties == 0.0 && values.len() <= EXACT_POINTS { exact_p(s, values.len()) } else { normal_p(s, variance) };
    Ok(MannKendall { s, variance, tau, p })
}

/// The seasonal version: S and its variance summed over the seasons, so that summers meet summers only.
///
/// `period` is the number of points in a period (12 months); the first point is in the first season. Source: Hirsch, Slack and
/// Smith (1982), Water Resources Research 18:107. Tau is the sum of S over the sum of pairs.
///
/// # Errors
/// Fewer than two periods of points, a period of 0, or a value that is not finite.
pub fn seasonal_mann_kendall(values: &[f64], period: usize) -> Result<MannKendall, Error> {
    check_count("points in a period", period, 1)?;
    check_count("points", values.len(), period.saturating_mul(2))?;
    check_finite("value", values)?;
    let (mut s, mut variance, mut pairs) = (0.0, 0.0, 0.0);
    for season in 0..period {
        let own: Vec<f64> = values.iter().skip(season).step_by(period).copied().collect();
        let n = own.len() as f64;
        s += score(&own);
        variance += (n * (n - 1.0) * (2.0 * n + 5.0) - tie_term(&own)) / 18.0;
        pairs += n * (n - 1.0) / 2.0;
    }
    Ok(MannKendall { s, variance, tau: s / pairs, p: normal_p(s, variance) })
}

/// Rising minus falling pairs.
fn score(values: &[f64]) -> f64 {
    let mut s = 0i64;
    for later in 1..values.len() {
        for earlier in 0..later {
            s += match values[later].total_cmp(&values[earlier]) {
                // total_cmp parts −0 from 0, which are equal as values.
                _ if values[later] == values[earlier] => 0,
                std::cmp::Ordering::Greater => 1,
                _ => -1,
            };
        }
    }
    s as f64
}

/// The sizes of the groups of equal values.
fn ties(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64).collect()
}

fn tie_term(values: &[f64]) -> f64 {
    ties(values).iter().map(|t| t * (t - 1.0) * (2.0 * t + 5.0)).sum()
}

fn tied_pairs(values: &[f64]) -> f64 {
    ties(values).iter().map(|t| t * (t - 1.0) / 2.0).sum()
}

fn normal_p(s: f64, variance: f64) -> f64 {
    if variance <= 0.0 || s == 0.0 {
        return 1.0;
    }
    normal_two_sided_p((s.abs() - 1.0) / variance.sqrt())
}

/// Twice the smaller tail of S over all orders of n different values: the number of inversions, counted order by order.
fn exact_p(s: f64, n: usize) -> f64 {
    let pairs = n * (n - 1) / 2;
    let mut chance = vec![1.0];
    for size in 2..=n {
        let mut next = vec![0.0; chance.len() + size - 1];
        for (inversions, share) in chance.iter().enumerate() {
            for new in 0..size {
                next[inversions + new] += share / size as f64;
            }
        }
        chance = next;
    }
    // S = pairs − 2·inversions; the distribution is symmetric.
    let inversions = ((pairs as f64 - s.abs()) / 2.0) as usize;
    (2.0 * chance[..=inversions.min(pairs)].iter().sum::<f64>()).min(1.0)
}
