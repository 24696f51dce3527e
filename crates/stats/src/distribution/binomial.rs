//! The binomial distribution.

use super::normal_quantile;
use super::poisson::{skewness_shift, smallest_count};
use super::special::{Tails, binomial_term, incomplete_beta};

/// The number of successes in independent trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    trials: u64,
    p: f64,
}

impl Binomial {
    /// `None` when p is not a number from 0 to 1.
    pub fn new(trials: u64, p: f64) -> Option<Binomial> {
        (0.0..=1.0).contains(&p).then_some(Binomial { trials, p })
    }

    /// The probability of exactly k successes.
    pub fn probability(&self, k: u64) -> f64 {
        if k > self.trials {
            return 0.0;
        }
        binomial_term(k as f64, (self.trials - k) as f64, self.p, 1.0 - self.p)
    }

    /// The probability of at most k successes, 0..=1.
    pub fn cdf(&self, k: u64) -> f64 {
        self.tails(k).lower
    }

    /// The probability of more than k successes, 0..=1.
    pub fn survival(&self, k: u64) -> f64 {
        self.tails(k).upper
    }

    /// The smallest k for which at most k successes have probability p or more, as R's `qbinom`.
    ///
    /// Like R, the comparison allows 64 units in the last place, so that a p computed as a cdf gives its own k back.
    /// A NaN gives 0.
    pub fn quantile(&self, p: f64) -> u64 {
        let n = self.trials as f64;
        let sd = (n * self.p * (1.0 - self.p)).sqrt();
        let z = normal_quantile(p).clamp(-40.0, 40.0);
        let guess = n * self.p + sd * z + (1.0 - 2.0 * self.p) * skewness_shift(z);
        smallest_count(p, guess, Some(self.trials), |k| self.cdf(k))
    }

    /// P(X ≤ k) = I_{1−p}(n − k, k + 1). Source: Abramowitz and Stegun (1964), 26.5.24.
    fn tails(&self, k: u64) -> Tails {
        if k >= self.trials {
            return Tails { lower: 1.0, upper: 0.0 };
        }
        incomplete_beta((self.trials - k) as f64, k as f64 + 1.0, 1.0 - self.p, self.p)
    }
}
