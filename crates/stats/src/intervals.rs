#![doc = include_str!("../docs/intervals.md")]
//!
//! | file | what is in it |
//! |---|---|
//! | [`proportion`] | Wilson, Clopper–Pearson, mid-p, rule of three |
//! | [`difference`] | Newcombe's difference of two proportions, the two-proportion z test |
//! | [`nps`] | the net promoter score: variance, interval, small samples, difference |
//! | [`mean`] | the mean with a t interval, mergeable from sums |
//! | [`ratio`] | ratios of sums, cluster-robust errors, the design effect |
//! | [`rate`] | events per exposure, exact Poisson |
//! | [`quantile`] | quantiles and their distribution-free intervals |
//! | [`sample_size`] | how many answers a wanted margin needs |
//!
//! Confidence is a share strictly between 0 and 1, usually 0.95. Proportions are shares 0..=1, not percent.

pub mod difference;
pub mod mean;
pub mod nps;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod ratio;
pub mod sample_size;

use serde::{Deserialize, Serialize};

/// An estimate and the interval around it, all three in the unit of the quantity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate itself; for shrunken intervals not necessarily the middle.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The interval estimate ± margin.
    pub fn around(estimate: f64, margin: f64) -> Interval {
        Interval { estimate, low: estimate - margin, high: estimate + margin }
    }

    /// Whether a value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Half of the width.
    pub fn margin(&self) -> f64 {
        0.5 * (self.high - self.low)
    }

    /// The same interval with both ends pulled into a range.
    pub fn within(self, least: f64, most: f64) -> Interval {
        Interval { estimate: self.estimate, low: self.low.clamp(least, most), high: self.high.clamp(least, most) }
    }
}
