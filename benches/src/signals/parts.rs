//! How much of one part of the service lies in another, counted in contacts.

use std::path::Path;

use anyhow::{Context as _, Result};
use luotsi_core::scope::Scope;

/// Contacts with their dimensions.
pub(crate) struct Parts {
    dimensions: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Parts {
    /// Reads a contacts file.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let mut reader = csv::Reader::from_path(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let dimensions = reader.headers()?.iter().map(str::to_owned).collect();
        Ok(Self { dimensions, rows: reader.records().collect::<Result<_, _>>()? })
    }

    /// Which contacts belong to a part. What contacts know nothing of (assessors, forms) narrows nothing.
    pub(crate) fn of(&self, scope: &Scope) -> Vec<bool> {
        let conditions: Vec<(usize, &[String])> = scope
            .iter()
            .filter_map(|(name, values)| Some((self.dimensions.iter().position(|dimension| dimension == name)?, values)))
            .collect();
        let has =
            |row: &csv::StringRecord, (column, values): &(usize, &[String])| values.iter().any(|value| row.get(*column) == Some(value));
        self.rows.iter().map(|row| conditions.iter().all(|condition| has(row, condition))).collect()
    }

    /// The teams that have most of their contacts in a part, or in which most of the part is.
    pub(crate) fn teams_of(&self, scope: &Scope) -> Scope {
        let within = self.of(scope);
        let all = count(&within);
        let Some(column) = self.dimensions.iter().position(|dimension| dimension == "team") else { return scope.clone() };
        let teams: std::collections::BTreeSet<&str> = self.rows.iter().filter_map(|row| row.get(column)).collect();
        let held = |team: &str| {
            let own = self.of(&Scope::whole().with("team", team));
            let both = count(&both(&own, &within));
            both > 0.5 * count(&own) || both > 0.5 * all
        };
        teams.into_iter().filter(|team| held(team)).fold(Scope::whole(), |scope, team| scope.with("team", team))
    }
}

/// How many are marked.
pub(crate) fn count(marks: &[bool]) -> f64 {
    marks.iter().filter(|mark| **mark).count() as f64
}

/// Marked in both.
pub(crate) fn both(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter().zip(other).map(|(one, other)| *one && *other).collect()
}
