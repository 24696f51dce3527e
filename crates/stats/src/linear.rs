//! Least squares for models with a handful of columns.

use crate::Error;

/// A fitted linear model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fit {
    /// One coefficient per column.
    pub(crate) coefficients: Vec<f64>,
    /// Observed minus fitted value, one per row.
    pub(crate) residuals: Vec<f64>,
    /// (X′X)⁻¹, row by row.
    pub(crate) inverse: Vec<Vec<f64>>,
    /// The natural logarithm of the determinant of X′X.
    pub(crate) ln_determinant: f64,
}

impl Fit {
    /// Σ residual².
    pub(crate) fn residual_sum_of_squares(&self) -> f64 {
        self.residuals.iter().map(|residual| residual * residual).sum()
    }
}

/// A column whose length shrinks below this share when the others are taken out says nothing new.
const DEPENDENT: f64 = 1e-9;

/// Fits `y` on the given columns by a QR decomposition (modified Gram–Schmidt, each column orthogonalised twice).
///
/// Source: Björck (1967) for the method; twice is enough, Giraud, Langou and Rozložník (2005).
pub(crate) fn least_squares(columns: &[Vec<f64>], y: &[f64]) -> Result<Fit, Error> {
    let count = columns.len();
    if y.len() < count {
        return Err(Error::TooFew { what: "points", needed: count, got: y.len() });
    }
    let mut q: Vec<Vec<f64>> = Vec::with_capacity(count);
    let mut r = vec![vec![0.0; count]; count];
    for (j, column) in columns.iter().enumerate() {
        let mut rest = column.clone();
        let before = norm(&rest);
        for _ in 0..2 {
            for (i, unit) in q.iter().enumerate() {
                let share = dot(unit, &rest);
                r[i][j] += share;
                for (value, direction) in rest.iter_mut().zip(unit) {
                    *value -= share * direction;
                }
            }
        }
        let length = norm(&rest);
        if length.is_nan() || length <= DEPENDENT * before {
            return Err(Error::Undetermined {
                why: "The columns of the model say the same thing: leave one of them out or give a longer series.",
            });
        }
        r[j][j] = length;
        rest.iter_mut().for_each(|value| *value /= length);
        q.push(rest);
    }
    let mut residuals = y.to_vec();
    let mut rotated = vec![0.0; count];
    for _ in 0..2 {
        for (unit, total) in q.iter().zip(rotated.iter_mut()) {
            let share = dot(unit, &residuals);
            *total += share;
            for (value, direction) in residuals.iter_mut().zip(unit) {
                *value -= share * direction;
            }
        }
    }
    // R⁻¹ by back substitution, from the last row up.
    let mut inverse_r = vec![vec![0.0; count]; count];
    for i in (0..count).rev() {
        let row = (0..count)
            .map(|k| {
                let known: f64 = (i + 1..=k).map(|j| r[i][j] * inverse_r[j][k]).sum();
                (if i == k { 1.0 } else { 0.0 } - known) / r[i][i]
            })
            .collect();
        inverse_r[i] = row;
    }
    let coefficients = inverse_r.iter().map(|row| row.iter().zip(&rotated).map(|(a, b)| a * b).sum()).collect();
    let inverse = (0..count).map(|i| (0..count).map(|j| dot(&inverse_r[i], &inverse_r[j])).collect()).collect();
    let ln_determinant = (0..count).map(|j| 2.0 * r[j][j].ln()).sum();
    Ok(Fit { coefficients, residuals, inverse, ln_determinant })
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_comes_out() {
        let fit = least_squares(&[vec![1.0; 4], vec![1.0, 2.0, 3.0, 4.0]], &[3.0, 5.0, 7.0, 9.0]).unwrap();
        assert!((fit.coefficients[0] - 1.0).abs() < 1e-12 && (fit.coefficients[1] - 2.0).abs() < 1e-12);
        // (X′X)⁻¹ of 1, t: [1.5, −0.5; −0.5, 0.2], determinant 20.
        assert!((fit.inverse[0][0] - 1.5).abs() < 1e-12 && (fit.inverse[1][0] + 0.5).abs() < 1e-12);
        assert!((fit.ln_determinant - 20f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn equal_columns_are_refused() {
        assert!(least_squares(&[vec![1.0; 3], vec![2.0; 3]], &[1.0, 2.0, 3.0]).is_err());
    }
}
