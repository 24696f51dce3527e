#![doc = include_str!("../docs/interrupted.md")]

mod effect;
mod gls;
mod step;
mod synthetic;

pub use effect::{Effect, Errors, Model, Question, Verdict, effect};
pub use step::{LEAST_POINTS, Restraints, Series, Step, Wave, foreseen_error, step};
pub use synthetic::synthetic_weights;

use crate::Error;
use crate::error::{check_count, check_finite};
use crate::linear::{Fit, dot, least_squares};

/// A fitted interrupted time series.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// Level before; then, with slopes, the slope before (per point); then the change of level; then, with slopes, the change of
    /// slope. All in the unit of the series.
    pub coefficients: Vec<f64>,
    /// The covariance of the coefficients, row by row.
    pub covariance: Vec<Vec<f64>>,
    /// The autocorrelation of the errors, −1..1; `None` when the method does not estimate it.
    pub phi: Option<f64>,
    /// The standard deviation of the errors, in the unit of the series.
    pub sigma: f64,
}

impl Regression {
    /// The standard error of each coefficient.
    pub fn standard_errors(&self) -> Vec<f64> {
        (0..self.covariance.len()).map(|i| self.covariance[i][i].max(0.0).sqrt()).collect()
    }
}

/// The columns of the model for a series in which `before` points come before the interruption.
///
/// Level: 1, after. Level and slope: 1, t (1, 2, …), after, t − before (after it only). Source: Wagner et al. (2002), *Segmented
/// regression analysis of interrupted time series studies in medication use research*; Bernal, Cummins and Gasparrini (2017),
/// *Interrupted time series regression for the evaluation of public health interventions: a tutorial*.
fn columns(n: usize, before: usize, model: Model) -> Vec<Vec<f64>> {
    let column = |value: &dyn Fn(usize) -> f64| (0..n).map(value).collect::<Vec<f64>>();
    let one = column(&|_| 1.0);
    let after = column(&|t| if t < before { 0.0 } else { 1.0 });
    match model {
        Model::Level => vec![one, after],
        Model::LevelAndSlope => {
            let time = column(&|t| (t + 1) as f64);
            let since = column(&|t| if t < before { 0.0 } else { (t + 1 - before) as f64 });
            vec![one, time, after, since]
        }
    }
}

/// Fits a series of equally spaced points of which the first `before` lie before the interruption.
///
/// # Errors
/// A value that is not finite, or too few points: level needs 2 on each side and level and slope 3.
pub fn regression(values: &[f64], before: usize, model: Model, errors: Errors) -> Result<Regression, Error> {
    check_finite("value", values)?;
    let needed = match model {
        Model::Level => 2,
        Model::LevelAndSlope => 3,
    };
    check_count("points before the interruption", before, needed)?;
    check_count("points after the interruption", values.len().saturating_sub(before), needed)?;
    let columns = columns(values.len(), before, model);
    match errors {
        Errors::Independent => {
            let fit = least_squares(&columns, values)?;
            Ok(ordinary(fit, values.len()))
        }
        Errors::NeweyWest { lag } => {
            let fit = least_squares(&columns, values)?;
            Ok(newey_west(&columns, fit, lag))
        }
        Errors::Ar1 => gls::ar1(&columns, values),
    }
}

fn ordinary(fit: Fit, n: usize) -> Regression {
    let variance = fit.residual_sum_of_squares() / (n - fit.coefficients.len()) as f64;
    let covariance = fit.inverse.iter().map(|row| row.iter().map(|cell| cell * variance).collect()).collect();
    Regression { coefficients: fit.coefficients, covariance, phi: None, sigma: variance.sqrt() }
}

/// The covariance of Newey and West (1987), Econometrica 55:703, with Bartlett weights 1 − l/(lag + 1), no
/// prewhitening, and the factor n/(n − k) for small samples.
fn newey_west(columns: &[Vec<f64>], fit: Fit, lag: usize) -> Regression {
    let n = fit.residuals.len();
    let k = columns.len();
    let scores: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().zip(&fit.residuals).map(|(x, e)| x * e).collect()).collect();
    let mut meat = vec![vec![0.0; k]; k];
    for shift in 0..=lag.min(n - 1) {
        let weight = 1.0 - shift as f64 / (lag as f64 + 1.0);
        for i in 0..k {
            for j in 0..k {
                let product = dot(&scores[i][shift..], &scores[j][..n - shift]);
                meat[i][j] += weight * product;
                if shift > 0 {
                    meat[j][i] += weight * product;
                }
            }
        }
    }
    let small_sample = n as f64 / (n - k) as f64;
    let multiply = |a: &[Vec<f64>], b: &[Vec<f64>]| -> Vec<Vec<f64>> {
        (0..k).map(|i| (0..k).map(|j| (0..k).map(|l| a[i][l] * b[l][j]).sum()).collect()).collect()
    };
    let mut covariance = multiply(&multiply(&fit.inverse, &meat), &fit.inverse);
    covariance.iter_mut().flatten().for_each(|cell| *cell *= small_sample);
    let sigma = (fit.residual_sum_of_squares() / (n - k) as f64).sqrt();
    Regression { coefficients: fit.coefficients, covariance, phi: None, sigma }
}
