//! The chi-square distribution.

use super::Gamma;

/// The chi-square distribution with real degrees of freedom: a gamma distribution with shape df/2 and scale 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared(Gamma);

impl ChiSquared {
    /// `None` when the degrees of freedom are not a finite number above 0.
    pub fn new(degrees_of_freedom: f64) -> Option<ChiSquared> {
        Gamma::new(0.5 * degrees_of_freedom, 2.0).map(ChiSquared)
    }

    /// The density at x ≥ 0; 0 below.
    pub fn density(&self, x: f64) -> f64 {
        self.0.density(x)
    }

    /// The probability of a value at or below x, 0..=1.
    pub fn cdf(&self, x: f64) -> f64 {
        self.0.cdf(x)
    }

    /// The probability of a value above x, 0..=1.
    pub fn survival(&self, x: f64) -> f64 {
        self.0.survival(x)
    }

    /// The value that a share p of the distribution does not exceed; 0 at 0, +∞ at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        self.0.quantile(p)
    }

    /// The value that a share p of the distribution exceeds; precise for tiny p.
    pub fn upper_quantile(&self, p: f64) -> f64 {
        self.0.upper_quantile(p)
    }
}
