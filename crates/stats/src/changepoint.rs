#![doc = include_str!("../docs/changepoint.md")]

mod bai_perron;
mod pelt;

pub use bai_perron::{BreakDate, Breaks, bai_perron};
pub use pelt::{Change, Penalty, Scale, Search, amoc, autocorrelation_factor, moving_range_sd, pelt};
