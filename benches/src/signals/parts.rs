//! How much of one part of the service lies in another, counted in contacts.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use luotsi_core::scope::Scope;

/// Contacts with their dimensions.
pub(crate) struct Parts {
    dimensions: Vec<String>,
    /// Of each dimension its values, by number.
    values: Vec<HashMap<String, u32>>,
    /// Of each contact the numbers of its values, dimension by dimension.
    rows: Vec<Vec<u32>>,
}

impl Parts {
    /// Columns with more values than this are no dimensions that anybody watches.
    const MOST_VALUES: usize = 200;

    /// Reads a contacts file.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let mut reader = csv::Reader::from_path(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let dimensions: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut parts = Self { values: vec![HashMap::new(); dimensions.len()], dimensions, rows: Vec::new() };
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            let number = |(field, known): (&str, &mut HashMap<String, u32>)| match known.get(field) {
                Some(number) => *number,
                None if known.len() > Self::MOST_VALUES => u32::MAX,
                None => {
                    let next = known.len() as u32;
                    known.insert(field.to_owned(), next);
                    next
                }
            };
            parts.rows.push(record.iter().zip(&mut parts.values).map(number).collect());
        }
        Ok(parts)
    }

    /// Which contacts belong to a part. What contacts know nothing of (assessors, forms) narrows nothing.
    pub(crate) fn of(&self, scope: &Scope) -> Vec<bool> {
        let condition = |(name, values): (&str, &[String])| {
            let column = self.dimensions.iter().position(|dimension| dimension == name)?;
            Some((column, values.iter().filter_map(|value| self.values[column].get(value).copied()).collect::<Vec<u32>>()))
        };
        let conditions: Vec<(usize, Vec<u32>)> = scope.iter().filter_map(condition).collect();
        self.rows.iter().map(|row| conditions.iter().all(|(column, values)| values.contains(&row[*column]))).collect()
    }

    /// The teams that have most of their contacts in a part, or in which most of the part is.
    pub(crate) fn teams_of(&self, scope: &Scope) -> Scope {
        let within = self.of(scope);
        let all = count(&within);
        let Some(column) = self.dimensions.iter().position(|dimension| dimension == "team") else { return scope.clone() };
        let mut teams: Vec<&String> = self.values[column].keys().collect();
        teams.sort();
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
