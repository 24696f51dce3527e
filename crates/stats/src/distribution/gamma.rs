//! The gamma distribution.

use super::special::{Tails, incomplete_gamma, inverse_incomplete_gamma, poisson_term};

/// A gamma distribution with mean shape·scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// `None` when shape or scale is not a finite number above 0.
    pub fn new(shape: f64, scale: f64) -> Option<Gamma> {
        (shape.is_finite() && shape > 0.0 && scale.is_finite() && scale > 0.0).then_some(Gamma { shape, scale })
    }

    /// The density at x ≥ 0; 0 below. Infinite at 0 when the shape is below 1.
    pub fn density(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        if x == 0.0 {
            return match self.shape.total_cmp(&1.0) {
                std::cmp::Ordering::Less => f64::INFINITY,
                std::cmp::Ordering::Equal => 1.0 / self.scale,
                std::cmp::Ordering::Greater => 0.0,
            };
        }
        let ratio = x / self.scale;
        poisson_term(self.shape, ratio) * self.shape / ratio / self.scale
    }

    /// The probability of a value at or below x, 0..=1.
    pub fn cdf(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).lower
    }

    /// The probability of a value above x, 0..=1.
    pub fn survival(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).upper
    }

    /// The value that a share p of the distribution does not exceed; 0 at 0, +∞ at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        self.scale * inverse_incomplete_gamma(self.shape, Tails { lower: p, upper: 1.0 - p })
    }

    /// The value that a share p of the distribution exceeds; precise for tiny p.
    pub fn upper_quantile(&self, p: f64) -> f64 {
        self.scale * inverse_incomplete_gamma(self.shape, Tails { lower: 1.0 - p, upper: p })
    }
}
