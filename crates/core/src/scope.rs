//! Which part of the service is looked at: filters over dimensions, all of which must hold.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A part of the service. Empty = the whole service. Dimension → accepted values (any of them); all dimensions must hold.
/// The order in which dimensions were given is kept, so that a URL reads as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope {
    filters: IndexMap<String, Vec<String>>,
}

impl Scope {
    /// The whole service.
    pub fn whole() -> Self {
        Self::default()
    }

    /// This scope narrowed to one more accepted value of a dimension (a second value of the same dimension widens it: any of them).
    #[must_use]
    pub fn with(mut self, dimension: impl Into<String>, value: impl Into<String>) -> Self {
        let values = self.filters.entry(dimension.into()).or_default();
        let value = value.into();
        if !values.contains(&value) {
            values.push(value);
        }
        self
    }

    /// This scope without any filter on the dimension.
    #[must_use]
    pub fn without(mut self, dimension: &str) -> Self {
        self.filters.shift_remove(dimension);
        self
    }

    /// Accepted values of a dimension; empty when it is not filtered.
    pub fn values(&self, dimension: &str) -> &[String] {
        self.filters.get(dimension).map_or(&[], Vec::as_slice)
    }

    /// Dimensions with their accepted values, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.filters.iter().map(|(dimension, values)| (dimension.as_str(), values.as_slice()))
    }

    /// Each condition in the spelling of the command line: `team=Laskutus`, several values with commas.
    pub fn conditions(&self) -> Vec<String> {
        self.iter().map(|(dimension, values)| format!("{dimension}={}", values.join(","))).collect()
    }

    /// Does it hold all records of another?
    pub fn holds(&self, inner: &Self) -> bool {
        self.iter().all(|(dimension, values)| {
            let own = inner.values(dimension);
            !own.is_empty() && own.iter().all(|value| values.contains(value))
        })
    }

    /// Is this the whole service?
    pub fn is_whole(&self) -> bool {
        self.filters.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrowing_and_widening() {
        let scope = Scope::whole().with("team", "Laskutus").with("channel", "phone").with("team", "Myynti");
        assert_eq!(scope.values("team"), ["Laskutus", "Myynti"]);
        assert_eq!(scope.conditions(), ["team=Laskutus,Myynti", "channel=phone"]);
        assert!(scope.clone().without("team").without("channel").is_whole());
        assert_eq!(serde_json::to_string(&scope).unwrap(), r#"{"team":["Laskutus","Myynti"],"channel":["phone"]}"#);
    }
}
