//! The difference of two proportions.

use super::Interval;
use super::proportion::{Count, wilson};
use crate::Error;
use crate::distribution::normal_two_sided_p;

/// First minus second proportion, with Newcombe's hybrid score interval (method 10). Source: Newcombe (1998), Stat Med 17:873.
///
/// The result lies in −1..=1.
///
/// # Errors
/// No trials in one group, more successes than trials, or a confidence outside 0..1.
pub fn newcombe(first: Count, second: Count, confidence: f64) -> Result<Interval, Error> {
    let a = wilson(first, confidence)?;
    let b = wilson(second, confidence)?;
    let estimate = a.estimate - b.estimate;
    let down = (a.estimate - a.low).hypot(b.high - b.estimate);
    let up = (a.high - a.estimate).hypot(b.estimate - b.low);
    Ok(Interval { estimate, low: estimate - down, high: estimate + up }.within(-1.0, 1.0))
}

/// A z statistic and its two-sided p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZTest {
    /// The difference in standard errors.
    pub z: f64,
    /// The chance of a difference at least this large without a real one, 0..=1.
    pub p: f64,
}

/// The two-proportion z test with the pooled variance. Source: Fleiss, Levin and Paik (2003), *Statistical
/// Methods for Rates and Proportions*; no correction.
///
/// When nobody or everybody succeeded in both groups there is no difference at all: z = 0, p = 1.
///
/// # Errors
/// No trials in one group, or more successes than trials.
pub fn two_proportions(first: Count, second: Count) -> Result<ZTest, Error> {
    let (first, second) = (first.check()?, second.check()?);
    let (n1, n2) = (first.trials as f64, second.trials as f64);
    let pooled = (first.successes as f64 + second.successes as f64) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    let z = if variance > 0.0 { (first.share() - second.share()) / variance.sqrt() } else { 0.0 };
    Ok(ZTest { z, p: normal_two_sided_p(z) })
}
