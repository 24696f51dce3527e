//! Generalised least squares with AR(1) errors by restricted maximum likelihood.

use super::Regression;
use crate::Error;
use crate::linear::{Fit, least_squares};

/// The search for φ stays this far inside −1..1.
const EDGE: f64 = 1e-6;

/// Fits with errors whose correlation is φ^distance; φ maximises the restricted likelihood.
///
/// −2·likelihood = (n − k)·ln RSS(φ) + ln|X′V⁻¹X| + ln|V|, ln|V| = (n − 1)·ln(1 − φ²). Source: Pinheiro and Bates (2000),
/// *Mixed-Effects Models in S and S-PLUS*; as R's `gls(correlation = corAR1(), method = "REML")`.
pub(super) fn ar1(columns: &[Vec<f64>], values: &[f64]) -> Result<Regression, Error> {
    let n = values.len();
    let degrees = (n - columns.len()) as f64;
    let plain = least_squares(columns, values)?;
    // A perfect fit leaves no errors whose correlation could be estimated.
    let scale: f64 = values.iter().map(|value| value * value).sum();
    if plain.residual_sum_of_squares() <= scale * 1e-24 {
        return Ok(finish(plain, degrees, 0.0));
    }
    let deviance = |phi: f64| -> f64 {
        match whitened(columns, values, phi) {
            Ok(fit) => degrees * fit.residual_sum_of_squares().ln() + fit.ln_determinant + (n as f64 - 1.0) * (1.0 - phi * phi).ln(),
            Err(_) => f64::INFINITY,
        }
    };
    // The likelihood may have two peaks in short series: look over a grid first, then narrow down by golden section.
    let grid: Vec<f64> = (-99..=99).map(|step| f64::from(step) / 100.0).collect();
    let best = grid.iter().copied().min_by(|a, b| deviance(*a).total_cmp(&deviance(*b))).unwrap_or(0.0);
    let (mut low, mut high) = ((best - 0.01).max(-1.0 + EDGE), (best + 0.01).min(1.0 - EDGE));
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_left, mut at_right) = (deviance(left), deviance(right));
    for _ in 0..60 {
        if at_left <= at_right {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - golden * (high - low);
            at_left = deviance(left);
        } else {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + golden * (high - low);
            at_right = deviance(right);
        }
    }
    let phi = 0.5 * (low + high);
    Ok(finish(whitened(columns, values, phi)?, degrees, phi))
}

fn finish(fit: Fit, degrees: f64, phi: f64) -> Regression {
    let variance = fit.residual_sum_of_squares() / degrees;
    let covariance = fit.inverse.iter().map(|row| row.iter().map(|cell| cell * variance).collect()).collect();
    Regression { coefficients: fit.coefficients, covariance, phi: Some(phi), sigma: variance.sqrt() }
}

/// The least squares fit after the Prais–Winsten transformation with unit marginal variance.
fn whitened(columns: &[Vec<f64>], values: &[f64], phi: f64) -> Result<Fit, Error> {
    let root = (1.0 - phi * phi).sqrt();
    let transform = |series: &[f64]| -> Vec<f64> {
        let mut out = Vec::with_capacity(series.len());
        out.extend(series.first());
        out.extend(series.windows(2).map(|pair| (pair[1] - phi * pair[0]) / root));
        out
    };
    let columns: Vec<Vec<f64>> = columns.iter().map(|column| transform(column)).collect();
    least_squares(&columns, &transform(values))
}
