//! The arithmetic of a customer service, free of I/O, the clock and any framework.
//!
//! | module | what it answers |
//! |---|---|
//! | [`spc`] | is this movement a deviation or a fluctuation (control charts, run rules, phases, targets) |
//! | [`intervals`] | how sure is this proportion, score, mean or quantile |
//! | [`trend`] | is there a slope (Theil–Sen, Mann–Kendall) |
//! | [`multiplicity`] | which of many findings stand (Benjamini–Hochberg, Benjamini–Yekutieli, Holm) |
//! | [`changepoint`] | when did the level change (PELT, Bai–Perron with date intervals) |
//! | [`interrupted`] | what did an action do to a series (interrupted time series) |
//! | [`season`] | season and autocorrelation (STL, ACF, Ljung–Box) |
//! | [`outbreak`] | are there unusually many this week (Farrington, Noufaily) |
//! | [`importance`] | how much of an outcome goes with each of several things (LMG) |
//! | [`agreement`] | do assessors agree (Krippendorff, Gwet, Cohen) |
//! | [`queue`] | how many people does a promise need (Erlang C and A) |
//! | [`survival`] | how long do cases take when some are still open (Kaplan–Meier) |
//! | [`distribution`] | the probability distributions that the others stand on |
//! | [`error`] | why a question could not be answered |

pub mod agreement;
pub mod changepoint;
pub mod distribution;
pub mod error;
pub mod importance;
pub mod interrupted;
pub mod intervals;
mod linear;
pub mod multiplicity;
pub mod outbreak;
pub mod queue;
mod random;
pub mod season;
pub mod spc;
pub mod survival;
pub mod trend;

pub use error::Error;
