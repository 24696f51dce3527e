//! Poisson regression with a logarithmic link by iteratively reweighted least squares.

use crate::Error;
use crate::linear::least_squares;

/// A fitted quasi-Poisson regression.
pub(super) struct Fitted {
    pub(super) coefficients: Vec<f64>,
    /// The fitted mean of each row.
    pub(super) means: Vec<f64>,
    /// The diagonal of the hat matrix.
    pub(super) leverages: Vec<f64>,
    /// Pearson's chi-square over the degrees of freedom.
    pub(super) dispersion: f64,
    inverse: Vec<Vec<f64>>,
}

impl Fitted {
    /// The mean at a row of the model.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum::<f64>().exp()
    }

    /// The variance of the linear predictor at a row, before the dispersion.
    pub(super) fn unscaled_variance(&self, row: &[f64]) -> f64 {
        quadratic(&self.inverse, row)
    }
}

fn quadratic(matrix: &[Vec<f64>], row: &[f64]) -> f64 {
    row.iter().zip(matrix).map(|(x, cells)| x * cells.iter().zip(row).map(|(cell, x)| cell * x).sum::<f64>()).sum()
}

/// The relative change of the deviance at which the iteration has converged; its error is then the square of this.
const CONVERGED: f64 = 1e-10;
const ITERATIONS: usize = 50;

/// Fits counts `y` with prior weights. Source: McCullagh and Nelder (1989), *Generalized Linear Models*.
///
/// # Errors
/// Dependent columns, too few rows, or no convergence.
pub(super) fn poisson_regression(columns: &[Vec<f64>], y: &[f64], weights: &[f64]) -> Result<Fitted, Error> {
    if y.len() <= columns.len() {
        return Err(Error::TooFew { what: "counts to compare with", needed: columns.len() + 1, got: y.len() });
    }
    let stuck = Error::Undetermined { why: "The model of the past counts does not converge: use more years or fewer steps of the season." };
    let mut means: Vec<f64> = y.iter().map(|y| y + 0.1).collect();
    let mut deviance = f64::INFINITY;
    for _ in 0..ITERATIONS {
        let roots: Vec<f64> = weights.iter().zip(&means).map(|(weight, mean)| (weight * mean).sqrt()).collect();
        let scaled: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().zip(&roots).map(|(x, root)| x * root).collect()).collect();
        let working: Vec<f64> = y.iter().zip(&means).zip(&roots).map(|((y, mean), root)| (mean.ln() + (y - mean) / mean) * root).collect();
        let fit = least_squares(&scaled, &working)?;
        let row = |index: usize| columns.iter().map(move |column| column[index]);
        let predictors: Vec<f64> = (0..y.len()).map(|index| row(index).zip(&fit.coefficients).map(|(x, b)| x * b).sum::<f64>()).collect();
        if predictors.iter().any(|predictor| predictor.is_nan() || predictor.abs() > 600.0) {
            return Err(stuck);
        }
        means = predictors.iter().map(|predictor| predictor.exp()).collect();
        let new: f64 = y
            .iter()
            .zip(&means)
            .zip(weights)
            .map(|((y, mean), weight)| {
                let own = if *y > 0.0 { y * (y / mean).ln() } else { 0.0 };
                2.0 * weight * (own - (y - mean))
            })
            .sum();
        let settled = (new - deviance).abs() <= CONVERGED * (new.abs() + 0.1);
        deviance = new;
        if settled {
            let leverages = (0..y.len())
                .map(|index| {
                    let x: Vec<f64> = row(index).collect();
                    weights[index] * means[index] * quadratic(&fit.inverse, &x)
                })
                .collect();
            let pearson: f64 = y.iter().zip(&means).zip(weights).map(|((y, mean), weight)| weight * (y - mean).powi(2) / mean).sum();
            let dispersion = pearson / (y.len() - columns.len()) as f64;
            return Ok(Fitted { coefficients: fit.coefficients, means, leverages, dispersion, inverse: fit.inverse });
        }
    }
    Err(stuck)
}
