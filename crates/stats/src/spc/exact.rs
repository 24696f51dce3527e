#![doc = include_str!("../../docs/spc-exact.md")]

use crate::distribution::{Binomial, Poisson};

/// Limits of a count out of `size` cases (rounded to whole cases); `None` for parameters out of range.
pub fn binomial(share: f64, size: f64, coverage: f64) -> Option<(f64, f64)> {
    if !(0.0..9e15).contains(&size) {
        return None;
    }
    let distribution = Binomial::new(size.round() as u64, share.clamp(0.0, 1.0))?;
    let tail = (1.0 - coverage) / 2.0;
    Some((distribution.quantile(tail) as f64, distribution.quantile(1.0 - tail) as f64))
}

/// Limits of a count with this mean; `None` for parameters out of range.
pub fn poisson(mean: f64, coverage: f64) -> Option<(f64, f64)> {
    let distribution = Poisson::new(mean)?;
    let tail = (1.0 - coverage) / 2.0;
    Some((distribution.quantile(tail) as f64, distribution.quantile(1.0 - tail) as f64))
}

/// Limits of the number of cases before an event with this mean number; `None` for a negative mean.
pub fn geometric(mean: f64, coverage: f64) -> Option<(f64, f64)> {
    if mean.is_nan() || mean < 0.0 {
        return None;
    }
    let log_survival = (mean / (1.0 + mean)).ln();
    let tail = (1.0 - coverage) / 2.0;
    let quantile = |p: f64| {
        let cases = (libm::log1p(-p) / log_survival - 1.0 - 1e-12).ceil();
        cases.max(0.0)
    };
    Some((quantile(tail), quantile(1.0 - tail)))
}
