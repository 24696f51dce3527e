//! How many answers a wanted margin needs.

use crate::Error;
use crate::distribution::z_for;
use crate::error::check_share;

/// What the answer should be able to tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// Half of the width of the interval, in the unit of the quantity (share for a proportion, points for NPS); above 0.
    pub margin: f64,
    /// The confidence of the interval, strictly between 0 and 1.
    pub confidence: f64,
    /// The number of people that there are; `None` = far more than will be asked.
    pub population: Option<u64>,
}

/// Answers needed for proportion ± margin: z²·p(1 − p)/margin², rounded up. Source: Cochran (1977), *Sampling
/// Techniques*.
///
/// `expected` is the proportion that is expected; 0.5 is the cautious choice.
///
/// # Errors
/// A proportion outside 0..=1, a margin not above 0, or a confidence outside 0..1.
pub fn for_proportion(expected: f64, wish: Wish) -> Result<u64, Error> {
    if !(0.0..=1.0).contains(&expected) {
        return Err(Error::OutOfRange { what: "expected proportion", value: expected, expected: "a number from 0 to 1" });
    }
    needed(expected * (1.0 - expected), wish.margin, wish)
}

/// Answers needed for NPS ± margin points: z²·variance/(margin/100)², rounded up.
///
/// `variance` is p + d − (p − d)²: 0.5 when most agree, 0.7 usual, 1 at worst.
///
/// # Errors
/// A variance outside 0..=1, a margin not above 0, or a confidence outside 0..1.
pub fn for_nps(variance: f64, wish: Wish) -> Result<u64, Error> {
    if !(0.0..=1.0).contains(&variance) {
        return Err(Error::OutOfRange { what: "variance of one answer", value: variance, expected: "a number from 0 to 1" });
    }
    needed(variance, wish.margin / 100.0, wish)
}

/// Answers needed for mean ± margin: z²·variance/margin², rounded up.
///
/// # Errors
/// A variance that is negative or not finite, a margin not above 0, or a confidence outside 0..1.
pub fn for_mean(variance: f64, wish: Wish) -> Result<u64, Error> {
    if !(variance.is_finite() && variance >= 0.0) {
        return Err(Error::OutOfRange { what: "variance", value: variance, expected: "a finite number of at least 0" });
    }
    needed(variance, wish.margin, wish)
}

/// The number that a finite population reduces n to: n/(1 + (n − 1)/N), rounded up. Source: Cochran (1977).
///
/// 0 when either is 0.
pub fn in_population(n: u64, population: u64) -> u64 {
    if n == 0 || population == 0 {
        return 0;
    }
    round_up(n as f64 / (1.0 + (n as f64 - 1.0) / population as f64)).min(population)
}

fn needed(variance: f64, margin: f64, wish: Wish) -> Result<u64, Error> {
    let z = z_for(check_share("confidence", wish.confidence)?);
    if !(margin.is_finite() && margin > 0.0) {
        return Err(Error::OutOfRange { what: "margin", value: wish.margin, expected: "a finite number above 0" });
    }
    let endless = round_up(z * z * variance / (margin * margin));
    Ok(wish.population.map_or(endless, |population| in_population(endless, population)))
}

/// Up to the next whole number, forgiving the rounding of a number that is whole.
fn round_up(n: f64) -> u64 {
    (n - 1e-9 * n.max(1.0)).ceil().max(0.0) as u64
}
