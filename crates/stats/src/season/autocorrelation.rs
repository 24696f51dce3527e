//! Autocorrelation: how much neighbouring points resemble each other.

use crate::Error;
use crate::distribution::ChiSquared;
use crate::error::{check_count, check_finite};
use serde::{Deserialize, Serialize};

/// The autocorrelations at lags 1..=`lags`, each −1..=1; all 0 for a constant series.
///
/// r_k = Σ(yₜ − ȳ)(yₜ₊ₖ − ȳ)/Σ(yₜ − ȳ)². Source: Box and Jenkins (1976), *Time Series Analysis*; as R's `acf`.
///
/// # Errors
/// A value that is not finite, or not more points than lags.
pub fn autocorrelation(values: &[f64], lags: usize) -> Result<Vec<f64>, Error> {
    check_finite("value", values)?;
    check_count("points", values.len(), lags.saturating_add(1))?;
    let n = values.len();
    let size = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    if size == 0.0 {
        return Ok(vec![0.0; lags]);
    }
    // In units of the largest value, so that no square overflows.
    let mean = values.iter().map(|value| value / size).sum::<f64>() / n as f64;
    let centred: Vec<f64> = values.iter().map(|value| value / size - mean).collect();
    let total: f64 = centred.iter().map(|value| value * value).sum();
    // Rounding of the mean must not turn a constant series into noise.
    if total <= n as f64 * 1e-28 {
        return Ok(vec![0.0; lags]);
    }
    Ok((1..=lags).map(|lag| centred[lag..].iter().zip(&centred).map(|(a, b)| a * b).sum::<f64>() / total).collect())
}

/// The answer of [`ljung_box`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LjungBox {
    /// n(n + 2)·Σ r_k²/(n − k).
    pub statistic: f64,
    /// The chance of a statistic at least this large without autocorrelation, 0..=1.
    pub p: f64,
}

/// The test that there is no autocorrelation up to a lag. Source: Ljung and Box (1978), Biometrika 65:297.
///
/// # Errors
/// No lags, not more points than lags, or a value that is not finite.
pub fn ljung_box(values: &[f64], lags: usize) -> Result<LjungBox, Error> {
    check_count("lags", lags, 1)?;
    let n = values.len() as f64;
    let sum: f64 = autocorrelation(values, lags)?.iter().enumerate().map(|(index, r)| r * r / (n - (index + 1) as f64)).sum();
    let statistic = n * (n + 2.0) * sum;
    let p = ChiSquared::new(lags as f64).map_or(1.0, |chi_squared| chi_squared.survival(statistic));
    Ok(LjungBox { statistic, p })
}

/// The lag-1 autocorrelation with its small-sample bias taken out, (n·r₁ + 1)/(n − 3), inside −0.99..=0.99.
///
/// Source: Kendall (1954), *Note on bias in the estimation of autocorrelation*, who shows that E r₁ ≈ φ − (1 + 3φ)/n.
///
/// # Errors
/// Fewer than five points, or a value that is not finite.
pub fn lag_one_bias_corrected(values: &[f64]) -> Result<f64, Error> {
    check_count("points", values.len(), 5)?;
    let n = values.len() as f64;
    let r = autocorrelation(values, 1)?[0];
    Ok(((n * r + 1.0) / (n - 3.0)).clamp(-0.99, 0.99))
}

/// The autocorrelation of many charts of the same metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// The common lag-1 autocorrelation, −0.99..=0.99.
    pub phi: f64,
    /// The variance of the true φ between charts; 0 when the charts differ by no more than chance.
    pub between: f64,
    /// Each chart's φ, shrunk towards the common one, in the order of the input.
    pub shrunk: Vec<f64>,
}

/// Pools bias-corrected lag-1 autocorrelations of charts, each given with its number of points.
///
/// A single chart of 24 points tells φ only to ±0.2; the charts of one metric share it. Weights by the sampling variance
/// (1 − φ²)/n (Bartlett 1946), variance between charts by moments (DerSimonian and Laird 1986), shrinkage by its share.
///
/// # Errors
/// No charts, a φ outside −1..=1, or a chart with fewer than five points.
pub fn pool_lag_one(charts: &[(f64, usize)]) -> Result<Pooled, Error> {
    check_count("charts", charts.len(), 1)?;
    for &(phi, points) in charts {
        check_count("points", points, 5)?;
        if !(-1.0..=1.0).contains(&phi) {
            return Err(Error::OutOfRange { what: "autocorrelation", value: phi, expected: "a number from -1 to 1" });
        }
    }
    let total: f64 = charts.iter().map(|(_, n)| *n as f64).sum();
    let phi = charts.iter().map(|(phi, n)| phi * *n as f64).sum::<f64>() / total;
    // The sampling variance at the common φ, so that a chart with an extreme φ does not vouch for itself.
    let unit = (1.0 - phi * phi).max(0.05);
    let heterogeneity: f64 = charts.iter().map(|(own, n)| (own - phi).powi(2) * *n as f64 / unit).sum();
    let squares: f64 = charts.iter().map(|(_, n)| (*n as f64 / unit).powi(2)).sum();
    let weight = total / unit;
    let scale = weight - squares / weight;
    let between = if scale > 0.0 { ((heterogeneity - (charts.len() as f64 - 1.0)) / scale).max(0.0) } else { 0.0 };
    let shrunk = charts
        .iter()
        .map(|(own, n)| {
            let trust = between / (between + unit / *n as f64);
            (phi + trust * (own - phi)).clamp(-0.99, 0.99)
        })
        .collect();
    Ok(Pooled { phi: phi.clamp(-0.99, 0.99), between, shrunk })
}
