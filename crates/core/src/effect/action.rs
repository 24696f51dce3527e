//! An action: something that was done so that a metric would move.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;

/// One action, imported or made in the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Its identifier.
    pub id: String,
    /// What is done, in the user's words.
    pub title: String,
    /// Id of the metric that it should move; `None` when nobody said.
    pub metric: Option<String>,
    /// Where; the whole service when empty.
    pub scope: Scope,
    /// Who sees to it.
    pub owner: Option<String>,
    /// First day; `None` when nobody said.
    pub started_on: Option<Date>,
    /// Last day; `None` while it goes on.
    pub ended_on: Option<Date>,
    /// What it is meant to change, in the metric's unit and in the metric's better direction above 0; `None` when nobody said.
    pub expected: Option<f64>,
    /// Metrics that must not get worse meanwhile; empty = the metric's own counter-metrics.
    pub guards: Vec<String>,
    /// Was it imported (then it is changed in its source) or made by hand here?
    pub imported: bool,
}

impl Action {
    /// Does the action concern this part of the service? It does unless both name the same dimension without a common value.
    pub(super) fn concerns(&self, scope: &Scope) -> bool {
        self.scope.iter().all(|(dimension, values)| {
            let asked = scope.values(dimension);
            asked.is_empty() || asked.iter().any(|value| values.contains(value))
        })
    }
}
