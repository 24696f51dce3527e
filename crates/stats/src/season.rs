#![doc = include_str!("../docs/season.md")]

mod autocorrelation;
mod factors;
mod stl;

pub use autocorrelation::{LjungBox, Pooled, autocorrelation, lag_one_bias_corrected, ljung_box, pool_lag_one};
pub use factors::{Factors, seasonal_factors};
pub use stl::{Decomposition, Fitting, stl};
