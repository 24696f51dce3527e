//! A figure beside others: the service's own best quarter, published values, and series that the workspace keeps.
//!
//! | file | what it holds |
//! |---|---|
//! | `process` | what a judged series can do now: its level, how sure that is, how much one period varies |
//! | `external` | published values and the workspace's own series; which may be compared, and why the others may not |
//! | `own_best` | the best quarter of many noisy ones, believed only as far as noise leaves it |
//! | `proposal` | targets in steps with dates that the process could reach |
//!
//! Nothing here ranks persons or teams: the whole service is compared, or the very part that a published figure speaks of.

mod external;
mod own_best;
mod process;
mod proposal;

pub use external::{External, NotCompared, externals};
pub use own_best::OwnBest;
pub use proposal::{Aim, Outcome, Present, Proposal, Step, proposal};

pub(crate) use own_best::own_best;
pub(crate) use process::Process;
