//! Student's t distribution.

use std::sync::OnceLock;

use super::special::{Tails, incomplete_beta, inverse_incomplete_beta};

/// Half of the 95 % interval in standard errors, by whole degrees of freedom, once it has been worked out.
static KNOWN_95: [OnceLock<f64>; 4_096] = [const { OnceLock::new() }; 4_096];

/// Student's t distribution (Gosset 1908) with real degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    degrees_of_freedom: f64,
}

impl StudentT {
    /// `None` when the degrees of freedom are not a finite number above 0.
    pub fn new(degrees_of_freedom: f64) -> Option<StudentT> {
        (degrees_of_freedom.is_finite() && degrees_of_freedom > 0.0).then_some(StudentT { degrees_of_freedom })
    }

    /// The density at t.
    pub fn density(&self, t: f64) -> f64 {
        let df = self.degrees_of_freedom;
        let constant = libm::lgamma(0.5 * (df + 1.0)) - libm::lgamma(0.5 * df) - 0.5 * (df * std::f64::consts::PI).ln();
        (constant - 0.5 * (df + 1.0) * libm::log1p(t * t / df)).exp()
    }

    /// The probability of a value at or below t, 0..=1.
    pub fn cdf(&self, t: f64) -> f64 {
        if t < 0.0 { self.tail(t) } else { 1.0 - self.tail(t) }
    }

    /// The probability of a value above t, 0..=1.
    pub fn survival(&self, t: f64) -> f64 {
        self.cdf(-t)
    }

    /// The probability of a value at least as far from 0 as t, on either side.
    pub fn two_sided_p(&self, t: f64) -> f64 {
        2.0 * self.tail(t)
    }

    /// The value that a share p of the distribution does not exceed; −∞ at 0, +∞ at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        if p.is_nan() {
            return f64::NAN;
        }
        if p > 0.5 {
            return -self.quantile(1.0 - p);
        }
        if p <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let tails = Tails { lower: 2.0 * p, upper: 1.0 - 2.0 * p };
        let log_odds = inverse_incomplete_beta(0.5 * self.degrees_of_freedom, 0.5, tails);
        -(self.degrees_of_freedom.sqrt() * (-0.5 * log_odds).exp())
    }

    /// The number of standard errors on either side that holds the given confidence.
    pub fn t_for(&self, confidence: f64) -> f64 {
        let exact = || -self.quantile(0.5 - 0.5 * confidence);
        let df = self.degrees_of_freedom;
        if confidence == 0.95 && df.fract() == 0.0 {
            // The usual one is asked for again and again, for every figure of every period.
            return KNOWN_95.get(df as usize).map_or_else(exact, |known| *known.get_or_init(exact));
        }
        exact()
    }

    /// Half of I_x(df/2, 1/2) at x = df/(df + t²): the tail beyond |t|. Source: Abramowitz and Stegun (1964), 26.7.1.
    fn tail(&self, t: f64) -> f64 {
        if t.is_infinite() {
            return 0.0;
        }
        let df = self.degrees_of_freedom;
        // Written with t²/df so that neither share overflows.
        let ratio = (t / df.sqrt()) * (t / df.sqrt());
        let x = 1.0 / (1.0 + ratio);
        let y = if ratio.is_infinite() { 1.0 } else { ratio / (1.0 + ratio) };
        0.5 * incomplete_beta(0.5 * df, 0.5, x, y).lower
    }
}
