//! Sums become values with intervals; finer periods become coarser ones; small groups stay hidden.
//!
//! | file | what it holds |
//! |---|---|
//! | `value` | one tally → one value with n and a 95 % interval |
//! | `merge` | parts → whole; finer periods → coarser periods |
//! | `protection` | who must not be seen: too few records, people, or a group that could be worked out from the others |
//! | `series` | cells → points in order, gaps filled, unfinished periods marked |

mod merge;
mod protection;
mod series;
mod value;

pub use merge::{is_mergeable, merge_all, nests, roll_up};
pub use protection::{Cut, Protection};
pub use series::{Frame, Point, Unfinished, last_complete, series};
pub use value::{DesignEffect, Hidden, Value, design_effect, value};

/// The confidence of every interval that Luotsi shows.
pub const CONFIDENCE: f64 = 0.95;

#[cfg(test)]
mod tests;
