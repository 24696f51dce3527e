//! Control charts: is this movement a deviation or a fluctuation?
//!
//! The front door is [`judge`]: a [`Request`] in, a [`Judged`] out. Nothing else is needed to draw a chart.
//!
//! ```
//! use luotsi_stats::spc::{self, Direction, Kind, Request};
//!
//! // golden-numbers.md: twelve weeks, then one that "dropped by 8".
//! let weeks = [82, 79, 84, 80, 77, 83, 81, 78, 85, 80, 82, 79, 71].map(|week| Some(f64::from(week)));
//! let judged = spc::judge(&Request {
//!     kind: Kind::Xmr,
//!     values: &weeks,
//!     baseline: Some(12),
//!     direction: Direction::Increase,
//!     ..Request::default()
//! })?;
//! let last = judged.points[12];
//! assert!((last.centre.unwrap() - 80.8333).abs() < 1e-4);
//! assert!((last.upper.unwrap() - 91.2315).abs() < 1e-4);
//! assert!((last.lower.unwrap() - 70.4352).abs() < 1e-4);
//! assert!(last.flags().is_empty(), "71 is inside: no signal");
//! # Ok::<(), spc::Error>(())
//! ```

pub mod arl;
pub mod assurance;
mod autocorrelation;
pub mod batch;
pub mod capability;
pub mod choose;
pub mod constants;
pub mod dialect;
mod error;
pub mod exact;
mod fit;
mod judge;
mod judged;
pub mod memory;
pub mod multiplier;
pub mod overdispersion;
pub mod rephase;
mod request;
pub mod rules;
pub mod runs;
mod series;

pub use autocorrelation::{autocorrelation, unbiased_autocorrelation};
pub use dialect::Dialect;
pub use error::Error;
pub use judge::judge;
pub use judged::{
    Assurance, Chance, Degenerate, Flag, Flags, Heading, Judged, Phase, Point, Variation,
};
pub use overdispersion::Overdispersion;
pub use request::{
    Autocorrelation, Bernoulli, CountLimits, Direction, IndividualSigma, Kind, Known, Memory,
    Options, Policy, Request, SubgroupSigma, Width,
};
pub use runs::Runs;
