//! The normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// A normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// `None` when the mean is not finite or the standard deviation is not a finite number above 0.
    pub fn new(mean: f64, sd: f64) -> Option<Normal> {
        (mean.is_finite() && sd.is_finite() && sd > 0.0).then_some(Normal { mean, sd })
    }

    /// The density at x.
    pub fn density(&self, x: f64) -> f64 {
        let z = (x - self.mean) / self.sd;
        (-0.5 * z * z).exp() / (self.sd * (2.0 * PI).sqrt())
    }

    /// The probability of a value at or below x, 0..=1.
    pub fn cdf(&self, x: f64) -> f64 {
        normal_cdf((x - self.mean) / self.sd)
    }

    /// The probability of a value above x, 0..=1.
    pub fn survival(&self, x: f64) -> f64 {
        normal_survival((x - self.mean) / self.sd)
    }

    /// The value that a share p of the distribution does not exceed; −∞ at 0, +∞ at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        self.mean + self.sd * normal_quantile(p)
    }
}

/// The probability of a standard normal value at or below z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The probability of a standard normal value above z.
pub fn normal_survival(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}

/// The probability of a standard normal value at least as far from 0 as z, on either side.
pub fn normal_two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// The number of standard errors on either side that holds the given confidence: 1.959964 for 0.95.
pub fn z_for(confidence: f64) -> f64 {
    -normal_quantile(0.5 - 0.5 * confidence)
}

/// The standard normal value that a share p does not exceed; −∞ at 0, +∞ at 1.
///
/// Starts from a rational approximation (Abramowitz and Stegun 1964, 26.2.23, error below 4.5e-4) and refines it by
/// Halley's method on the logarithm of the tail until the last bit settles.
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() {
        return f64::NAN;
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        // 1 − p is exact for p in 0.5..=1.
        return -normal_quantile(1.0 - p);
    }
    let t = (-2.0 * p.ln()).sqrt();
    let upper = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    let mut z = -upper;
    for _ in 0..8 {
        let ratio = (normal_cdf(z) / p).ln();
        // d/dz ln Φ(z) = φ(z)/Φ(z), the inverse Mills ratio.
        let hazard = (-0.5 * z * z).exp() / ((2.0 * PI).sqrt() * normal_cdf(z));
        let newton = ratio / hazard;
        let step = newton / (1.0 + 0.5 * newton * (z + hazard));
        z -= step;
        if step.abs() <= 1e-16 * z.abs().max(1e-3) {
            break;
        }
    }
    // At the median the tail has no digits left to separate z from 0.
    if p == 0.5 { 0.0 } else { z }
}
