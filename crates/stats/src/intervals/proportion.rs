//! The interval of one proportion.

use super::Interval;
use crate::Error;
use crate::distribution::{Beta, Binomial, z_for};
use crate::error::check_share;

/// Successes among trials; `successes` ≤ `trials`, `trials` ≥ 1 (checked by every function here).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many had the property.
    pub successes: u64,
    /// How many were looked at.
    pub trials: u64,
}

impl Count {
    /// Whether the counts make a proportion at all.
    pub(super) fn check(self) -> Result<Count, Error> {
        if self.trials == 0 {
            return Err(Error::TooFew { what: "trials", needed: 1, got: 0 });
        }
        if self.successes > self.trials {
            return Err(Error::OutOfRange { what: "successes", value: self.successes as f64, expected: "at most the number of trials" });
        }
        Ok(self)
    }

    /// The share of successes, 0..=1.
    pub(super) fn share(self) -> f64 {
        self.successes as f64 / self.trials as f64
    }
}

/// What shrinks or widens the interval of a proportion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// The size of the finite population that the trials were drawn from without replacement; `None` = endless.
    pub population: Option<u64>,
    /// Kish's design effect (see [`super::ratio::ClusterSums::design_effect`]); 1 = independent trials.
    pub design_effect: f64,
}

impl Default for Sampling {
    /// Independent trials from an endless population.
    fn default() -> Sampling {
        Sampling { population: None, design_effect: 1.0 }
    }
}

/// Wilson's score interval. Source: Wilson (1927), JASA 22:209–212.
///
/// Stays inside 0..=1 and has a width for 0 of n and n of n.
///
/// # Errors
/// No trials, more successes than trials, or a confidence outside 0..1.
pub fn wilson(count: Count, confidence: f64) -> Result<Interval, Error> {
    wilson_sampled(count, Sampling::default(), confidence)
}

/// Wilson's interval with the effective number of trials n / (design effect · finite-population factor).
///
/// The finite-population factor is (N − n)/(N − 1) (Cochran 1977); the design effect divides n (Kish 1965). When everybody was asked (n = N) nothing is left to chance and the interval is the proportion itself.
///
/// # Errors
/// As [`wilson`], and a population smaller than the sample or a design effect that is not a finite number above 0.
pub fn wilson_sampled(count: Count, sampling: Sampling, confidence: f64) -> Result<Interval, Error> {
    let count = count.check()?;
    check_share("confidence", confidence)?;
    if !(sampling.design_effect.is_finite() && sampling.design_effect > 0.0) {
        return Err(Error::OutOfRange { what: "design effect", value: sampling.design_effect, expected: "a finite number above 0" });
    }
    let p = count.share();
    let trials = count.trials as f64;
    let factor = match sampling.population {
        None => 1.0,
        Some(population) if population < count.trials => {
            return Err(Error::OutOfRange { what: "population", value: population as f64, expected: "at least the number of trials" });
        }
        Some(population) if population == count.trials => {
            return Ok(Interval { estimate: p, low: p, high: p });
        }
        Some(population) => (population as f64 - trials) / (population as f64 - 1.0),
    };
    Ok(wilson_of_share(p, trials / (sampling.design_effect * factor), z_for(confidence)))
}

/// Wilson's interval of a share p that rests on `n` effective trials (n > 0, p in 0..=1).
pub(crate) fn wilson_of_share(p: f64, n: f64, z: f64) -> Interval {
    let square = z * z;
    let centre = (p + square / (2.0 * n)) / (1.0 + square / n);
    let margin = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt() / (1.0 + square / n);
    // Rounding must not push an end that is exactly 0 or 1 past it.
    let low = if p == 0.0 { 0.0 } else { (centre - margin).clamp(0.0, p) };
    let high = if p == 1.0 { 1.0 } else { (centre + margin).clamp(p, 1.0) };
    Interval { estimate: p, low, high }
}

/// The exact interval of Clopper and Pearson (1934), Biometrika 26:404–413; never covers less than promised.
///
/// # Errors
/// No trials, more successes than trials, or a confidence outside 0..1.
pub fn clopper_pearson(count: Count, confidence: f64) -> Result<Interval, Error> {
    let Count { successes, trials } = count.check()?;
    let tail = 0.5 * (1.0 - check_share("confidence", confidence)?);
    let (hits, misses) = (successes as f64, (trials - successes) as f64);
    let low = Beta::new(hits, misses + 1.0).map_or(0.0, |beta| beta.quantile(tail));
    let high = Beta::new(hits + 1.0, misses).map_or(1.0, |beta| beta.upper_quantile(tail));
    Ok(Interval { estimate: count.share(), low, high })
}

/// The mid-p interval: like Clopper–Pearson, but the observed count belongs to each tail by half. Source: Lancaster (1961).
///
/// # Errors
/// No trials, more successes than trials, or a confidence outside 0..1.
pub fn mid_p(count: Count, confidence: f64) -> Result<Interval, Error> {
    let Count { successes, trials } = count.check()?;
    let tail = 0.5 * (1.0 - check_share("confidence", confidence)?);
    let estimate = count.share();
    // P(X > k) + P(X = k)/2 grows with p; its complement is the other tail.
    let upper_mid =
        |p: f64| Binomial::new(trials, p).map_or(f64::NAN, |binomial| binomial.survival(successes) + 0.5 * binomial.probability(successes));
    let low = if successes == 0 { 0.0 } else { bisect(0.0, estimate, |p| upper_mid(p) < tail) };
    let high = if successes == trials { 1.0 } else { bisect(estimate, 1.0, |p| 1.0 - upper_mid(p) > tail) };
    Ok(Interval { estimate, low, high })
}

/// The point in low..=high up to which `is_below` holds.
fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The largest rate that 0 events in n trials leave credible at 95 %: min(3/n, 1). Source: Hanley and Lippman-Hand (1983).
///
/// # Errors
/// No trials.
pub fn rule_of_three(trials: u64) -> Result<f64, Error> {
    Count { successes: 0, trials }.check()?;
    Ok((3.0 / trials as f64).min(1.0))
}
