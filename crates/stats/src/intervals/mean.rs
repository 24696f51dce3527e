//! The mean with a t interval.

use super::Interval;
use crate::Error;
use crate::distribution::StudentT;
use crate::error::{check_finite, check_share};
use serde::{Deserialize, Serialize};

/// Count, mean and squared deviations of a sample; two of them merge into that of the joint sample.
///
/// Deviations rather than squares, because Σx² − n·mean² loses all digits when the mean is large beside the spread.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    /// Number of observations.
    pub n: u64,
    /// Their mean; 0 when there are none.
    pub mean: f64,
    /// Σ(x − mean)².
    pub squared_deviations: f64,
}

impl Moments {
    /// The moments of a list, in two passes.
    ///
    /// # Errors
    /// A value that is not finite.
    pub fn of(values: &[f64]) -> Result<Moments, Error> {
        check_finite("value", values)?;
        if values.is_empty() {
            return Ok(Moments::default());
        }
        let n = values.len() as f64;
        let rough = values.iter().sum::<f64>() / n;
        let mean = rough + values.iter().map(|value| value - rough).sum::<f64>() / n;
        let squared_deviations = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Ok(Moments { n: values.len() as u64, mean, squared_deviations })
    }

    /// The moments from plain sums as a database gives them: n, Σx and Σx².
    ///
    /// Rounding may make n·Σx² a little smaller than (Σx)²; the deviations are then 0.
    ///
    /// # Errors
    /// A sum that is not finite.
    pub fn from_sums(n: u64, sum: f64, sum_of_squares: f64) -> Result<Moments, Error> {
        check_finite("sum", &[sum, sum_of_squares])?;
        if n == 0 {
            return Ok(Moments::default());
        }
        let mean = sum / n as f64;
        Ok(Moments { n, mean, squared_deviations: (sum_of_squares - sum * mean).max(0.0) })
    }

    /// The moments of both samples together. Source: Chan, Golub and LeVeque (1983).
    pub fn merge(self, other: Moments) -> Moments {
        if self.n == 0 {
            return other;
        }
        if other.n == 0 {
            return self;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let apart = other.mean - self.mean;
        Moments {
            n: self.n + other.n,
            mean: self.mean + apart * b / (a + b),
            squared_deviations: self.squared_deviations + other.squared_deviations + apart * apart * a * b / (a + b),
        }
    }

    /// The sample variance (divisor n − 1); `None` below two observations.
    pub fn variance(&self) -> Option<f64> {
        (self.n >= 2).then(|| self.squared_deviations / (self.n - 1) as f64)
    }

    /// mean ± t·s/√n with n − 1 degrees of freedom. Source: Gosset (1908).
    ///
    /// # Errors
    /// Fewer than two observations, or a confidence outside 0..1.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Error> {
        check_share("confidence", confidence)?;
        let too_few = Error::TooFew { what: "observations", needed: 2, got: self.n as usize };
        let variance = self.variance().ok_or(too_few.clone())?;
        let t = StudentT::new((self.n - 1) as f64).ok_or(too_few)?.t_for(confidence);
        Ok(Interval::around(self.mean, t * (variance / self.n as f64).sqrt()))
    }
}
