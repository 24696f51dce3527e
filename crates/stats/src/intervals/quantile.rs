//! Quantiles and their distribution-free intervals.

use super::Interval;
use crate::Error;
use crate::distribution::Binomial;
use crate::error::{check_count, check_finite, check_share};

/// The quantile by linear interpolation between order statistics, R's default type 7. Source: Hyndman and Fan (1996), def. 7.
///
/// `share` 0.5 is the median, 0.9 the 90th percentile. The values may come in any order.
///
/// # Errors
/// No values, a value that is not finite, or a share outside 0..=1.
pub fn quantile(values: &[f64], share: f64) -> Result<f64, Error> {
    quantile_of_sorted(&sorted(values)?, share)
}

/// [`quantile`] of values that are already in ascending order; they are not checked for order.
///
/// # Errors
/// No values, or a share outside 0..=1.
pub fn quantile_of_sorted(values: &[f64], share: f64) -> Result<f64, Error> {
    check_count("values", values.len(), 1)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(Error::OutOfRange { what: "share", value: share, expected: "a number from 0 to 1" });
    }
    let position = (values.len() - 1) as f64 * share;
    // R allows a few units in the last place before it moves to the next order statistic.
    let below = (position + 4.0 * f64::EPSILON).floor();
    let part = position - below;
    let index = below as usize;
    let low = values[index.min(values.len() - 1)];
    if part.abs() < 1e-12 || index + 1 >= values.len() {
        return Ok(low);
    }
    let high = values[index + 1];
    // Two products instead of low + part·(high − low), which may overflow.
    Ok((1.0 - part) * low + part * high)
}

/// The quantile with the interval between two order statistics. Source: Conover (1999), *Practical Nonparametric
/// Statistics*.
///
/// Makes no assumption about the distribution. The ranks are the tightest with at most (1 − confidence)/2 in each tail. When
/// the sample is too small for that, the end is the smallest or largest value and covers less than promised.
///
/// # Errors
/// No values, a value that is not finite, a share outside 0..=1, or a confidence outside 0..1.
pub fn quantile_interval(values: &[f64], share: f64, confidence: f64) -> Result<Interval, Error> {
    let values = sorted(values)?;
    let estimate = quantile_of_sorted(&values, share)?;
    let (low, high) = quantile_ranks(values.len(), share, confidence)?;
    Ok(Interval { estimate, low: values[low].min(estimate), high: values[high].max(estimate) })
}

/// The 0-based positions, in ascending order, of the values that bound a quantile (see [`quantile_interval`]).
///
/// For callers that can look up single ranks without fetching all values.
///
/// # Errors
/// No values, a share outside 0..=1, or a confidence outside 0..1.
pub fn quantile_ranks(n: usize, share: f64, confidence: f64) -> Result<(usize, usize), Error> {
    check_count("values", n, 1)?;
    let tail = 0.5 * (1.0 - check_share("confidence", confidence)?);
    let out = Error::OutOfRange { what: "share", value: share, expected: "a number from 0 to 1" };
    let below = Binomial::new(n as u64, share).ok_or(out)?;
    // X = number of observations at or below the quantile. The k-th smallest value lies above the quantile when X < k, and
    // so X ≤ k − 1 has to be rarer than the tail.
    let start = below.quantile(tail) as usize;
    let low = if start > 0 && below.cdf(start as u64) > tail { start - 1 } else { start };
    let high = below.quantile(1.0 - tail) as usize;
    Ok((low.min(n - 1), high.min(n - 1)))
}

fn sorted(values: &[f64]) -> Result<Vec<f64>, Error> {
    check_count("values", values.len(), 1)?;
    check_finite("value", values)?;
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    Ok(values)
}
