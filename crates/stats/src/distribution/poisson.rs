//! The Poisson distribution.

use super::normal_quantile;
use super::special::{incomplete_gamma, poisson_term};

/// The number of independent events when `mean` are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// `None` when the mean is not a finite number of at least 0.
    pub fn new(mean: f64) -> Option<Poisson> {
        (mean.is_finite() && mean >= 0.0).then_some(Poisson { mean })
    }

    /// The probability of exactly k events.
    pub fn probability(&self, k: u64) -> f64 {
        poisson_term(k as f64, self.mean)
    }

    /// The probability of at most k events, 0..=1: Q(k + 1, mean). Source: Abramowitz and Stegun (1964), 26.4.21.
    pub fn cdf(&self, k: u64) -> f64 {
        incomplete_gamma(k as f64 + 1.0, self.mean).upper
    }

    /// The probability of more than k events, 0..=1.
    pub fn survival(&self, k: u64) -> f64 {
        incomplete_gamma(k as f64 + 1.0, self.mean).lower
    }

    /// The smallest k for which at most k events have probability p or more, as R's `qpois`.
    ///
    /// Like R, the comparison allows 64 units in the last place, so that a p computed as a cdf gives its own k back.
    /// At p = 1, where R answers infinity, this answers `u64::MAX`; a NaN gives 0.
    pub fn quantile(&self, p: f64) -> u64 {
        if self.mean == 0.0 {
            return 0;
        }
        if p >= 1.0 {
            return u64::MAX;
        }
        let z = normal_quantile(p).clamp(-40.0, 40.0);
        let guess = self.mean + self.mean.sqrt() * z + skewness_shift(z);
        smallest_count(p, guess, None, |k| self.cdf(k))
    }
}

/// How far a skewness of one per standard deviation moves a quantile (the first term of Cornish and Fisher 1938). With it
/// the guess is a few counts off however large the mean is.
pub(crate) fn skewness_shift(z: f64) -> f64 {
    (z * z - 1.0) / 6.0
}

/// The smallest count whose cdf reaches p: doubling steps away from a guess until it is bracketed, then bisection, so that
/// the number of looks at the cdf grows with the logarithm of the guess's error.
pub(crate) fn smallest_count(p: f64, guess: f64, most: Option<u64>, cdf: impl Fn(u64) -> f64) -> u64 {
    if p.is_nan() || p <= 0.0 {
        return 0;
    }
    let ceiling = most.unwrap_or(1 << 62);
    if p >= 1.0 {
        return ceiling;
    }
    let p = p * (1.0 - 64.0 * f64::EPSILON);
    let start = (guess.max(0.0) as u64).min(ceiling);
    let reaches = |k: u64| cdf(k) >= p;
    // `below` does not reach p (or is unknown, written as None for "less than 0"); `above` does.
    let (mut below, mut above);
    let mut step = 1u64;
    if reaches(start) {
        above = start;
        below = None;
        while above > 0 {
            let next = above.saturating_sub(step);
            if reaches(next) {
                above = next;
                step = step.saturating_mul(2);
            } else {
                below = Some(next);
                break;
            }
        }
    } else {
        below = Some(start);
        above = ceiling;
        let mut at = start;
        while at < ceiling {
            at = at.saturating_add(step).min(ceiling);
            if reaches(at) {
                above = at;
                break;
            }
            below = Some(at);
            step = step.saturating_mul(2);
        }
    }
    loop {
        let low = match below {
            None => return above,
            Some(low) => low,
        };
        if above - low <= 1 {
            return above;
        }
        let middle = low + (above - low) / 2;
        if reaches(middle) {
            above = middle;
        } else {
            below = Some(middle);
        }
    }
}
