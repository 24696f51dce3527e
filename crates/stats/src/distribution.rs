#![doc = include_str!("../docs/distribution.md")]
//!
//! | type | parameters | answers |
//! |---|---|---|
//! | [`Normal`] | mean, standard deviation | density, cdf, survival, quantiles |
//! | [`StudentT`] | degrees of freedom | the same |
//! | [`ChiSquared`] | degrees of freedom | the same |
//! | [`FisherF`] | two degrees of freedom | the same |
//! | [`Beta`] | two shapes | the same |
//! | [`Gamma`] | shape, scale | the same |
//! | [`Binomial`] | trials, probability | probability, cdf, survival, quantile as R's `qbinom` |
//! | [`Poisson`] | mean | probability, cdf, survival, quantile as R's `qpois` |
//!
//! A constructor answers `None` when a parameter lies outside its range, so that the functions themselves never fail.
//! Probabilities given to a quantile are clamped into 0..=1; NaN in gives NaN out.

mod beta;
mod binomial;
mod chi_squared;
mod fisher_f;
mod gamma;
mod large;
mod normal;
mod poisson;
pub mod special;
mod student_t;

pub use beta::Beta;
pub use binomial::Binomial;
pub use chi_squared::ChiSquared;
pub use fisher_f::FisherF;
pub use gamma::Gamma;
pub use normal::{Normal, normal_cdf, normal_quantile, normal_survival, normal_two_sided_p, z_for};
pub use poisson::Poisson;
pub(crate) use poisson::smallest_count;
pub use student_t::StudentT;
