//! Many metrics → the situation picture; one metric → its page.
//!
//! | file | what it holds |
//! |---|---|
//! | `view` | what is looked at, as a readable URL query, in and out |
//! | `picture` | the situation: sections, rows, findings |
//! | `metric_page` | one metric: chart, breakdown, funnel, formula with numbers, records behind it |
//! | `funnel` | groups around the pooled value, never ranked |

mod funnel;
mod metric_page;
mod picture;
mod view;

use crate::ask::AskError;

pub use funnel::{Funnel, FunnelPoint, funnel};
pub use metric_page::{Breakdown, Group, MetricPage, MetricRequest, RecordsBehind, metric_page};
pub use picture::{Finding, Latest, Row, Section, Situation, World, situation};
pub use view::{View, ViewProblem};

pub(crate) use picture::{Asked, Ground, Known, Rower, Stretch, ask_all, question_of, shown_days, weight};

/// Why a page could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The lake could not answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] crate::settings::Problem),
}
