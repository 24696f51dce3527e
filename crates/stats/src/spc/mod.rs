#![doc = include_str!("../../docs/spc.md")]

pub mod arl;
pub mod assurance;
pub mod autocorrelation;
pub mod batch;
pub mod capability;
pub mod charts;
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

pub use self::autocorrelation::unbiased_autocorrelation;
pub use dialect::Dialect;
pub use error::Error;
pub use judge::judge;
pub use judged::{Assurance, Chance, Degenerate, Flag, Flags, Heading, Judged, Phase, Point, Variation};
pub use overdispersion::Overdispersion;
pub use request::{
    Autocorrelation, Bernoulli, CountLimits, Direction, IndividualSigma, Kind, Known, Memory, Options, Policy, Request, SubgroupSigma,
    Width,
};
pub use runs::Runs;
