//! The beta distribution.

use super::special::{Tails, binomial_term, from_log_odds, incomplete_beta, inverse_incomplete_beta};

/// A beta distribution on 0..=1 with mean a/(a+b).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
}

impl Beta {
    /// `None` when a shape is not a finite number above 0.
    pub fn new(a: f64, b: f64) -> Option<Beta> {
        (a.is_finite() && a > 0.0 && b.is_finite() && b > 0.0).then_some(Beta { a, b })
    }

    /// The density at x strictly between 0 and 1; 0 outside, and at the ends its limit (possibly infinite).
    pub fn density(&self, x: f64) -> f64 {
        let Beta { a, b } = *self;
        if !(0.0..=1.0).contains(&x) {
            return 0.0;
        }
        let at_end = |near: f64, far: f64| match near.total_cmp(&1.0) {
            std::cmp::Ordering::Less => f64::INFINITY,
            std::cmp::Ordering::Equal => far,
            std::cmp::Ordering::Greater => 0.0,
        };
        if x == 0.0 {
            return at_end(a, b);
        }
        if x == 1.0 {
            return at_end(b, a);
        }
        binomial_term(a, b, x, 1.0 - x) * a * b / ((a + b) * x * (1.0 - x))
    }

    /// The probability of a value at or below x, 0..=1.
    pub fn cdf(&self, x: f64) -> f64 {
        incomplete_beta(self.a, self.b, x, 1.0 - x).lower
    }

    /// The probability of a value above x, 0..=1.
    pub fn survival(&self, x: f64) -> f64 {
        incomplete_beta(self.a, self.b, x, 1.0 - x).upper
    }

    /// The value that a share p of the distribution does not exceed; 0 at 0, 1 at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        if p.is_nan() {
            return f64::NAN;
        }
        from_log_odds(inverse_incomplete_beta(self.a, self.b, Tails { lower: p, upper: 1.0 - p })).0
    }

    /// The value that a share p of the distribution exceeds; precise for tiny p.
    pub fn upper_quantile(&self, p: f64) -> f64 {
        if p.is_nan() {
            return f64::NAN;
        }
        from_log_odds(inverse_incomplete_beta(self.a, self.b, Tails { lower: 1.0 - p, upper: p })).0
    }
}
