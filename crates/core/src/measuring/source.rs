//! Where the records come from: has the mapping of a source's columns changed?
//!
//! The ledger keeps what each file's columns became. Two imports are of one source when most of their columns have the same names;
//! what counts as a change is a canonical column that is filled from elsewhere, or not any more. New columns change nothing that was
//! measured before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Finding, NEWS_DAYS, Size, What};
use crate::catalogue::Unit;
use crate::intake::{FileMapping, ImportState, LedgerEntry};
use crate::records::Kind;
use crate::scope::Scope;

/// Two files whose columns are the same to this share (Jaccard) are of one source.
const SAME_SOURCE: f64 = 0.5;

/// A column that is filled otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remapped {
    /// The canonical column.
    pub column: String,
    /// Column of the file that it was filled from; `None` = it was not filled.
    pub before: Option<String>,
    /// Column of the file that it is filled from; `None` = it is not filled any more.
    pub after: Option<String>,
}

/// Changes of mapping in the imports of the last half year, the latest of each source and kind. `ledger`: latest first.
pub(super) fn findings(ledger: &[LedgerEntry], (today, zone): (Date, &TimeZone)) -> Vec<Finding> {
    let done = ledger.iter().rev().filter(|entry| entry.state == ImportState::Done);
    let mut latest: Vec<&FileMapping> = Vec::new();
    let mut found: BTreeMap<(Kind, String), (Timestamp, Vec<Remapped>)> = BTreeMap::new();
    for entry in done {
        for mapping in &entry.mappings {
            let known = latest.iter_mut().find(|known| known.kind == mapping.kind && is_same_source(known, mapping));
            match known {
                Some(known) => {
                    let changed = remapped(known, mapping);
                    if !changed.is_empty() {
                        found.insert((mapping.kind, source(mapping)), (entry.at, changed));
                    }
                    *known = mapping;
                }
                None => latest.push(mapping),
            }
        }
    }
    let finding = |((kind, _), (at, columns)): ((Kind, String), (Timestamp, Vec<Remapped>))| {
        let since = at.to_zoned(zone.clone()).date();
        if since < today.saturating_sub(NEWS_DAYS.days()) {
            return None;
        }
        let weeks = since.until(today).map_or(0, |span| span.get_days().max(0) as usize / 7);
        let count = columns.len() as f64;
        Some(Finding {
            what: What::MappingChanged { kind, columns },
            scope: Scope::whole(),
            since: Some(since),
            weeks,
            size: Size { before: 0.0, after: count, effect: count, low: count, high: count, unit: Unit::Count },
            n: 0.0,
            share_of_records: 1.0,
            p_value: None,
            z: 2.0 * (weeks.max(1) as f64).sqrt(),
        })
    };
    found.into_iter().filter_map(finding).collect()
}

/// A source by its first column's name: what a file is called changes with every export.
fn source(mapping: &FileMapping) -> String {
    mapping.columns.first().map(|(from, _)| from.clone()).unwrap_or_default()
}

fn is_same_source(one: &FileMapping, other: &FileMapping) -> bool {
    let has = |mapping: &FileMapping, name: &String| mapping.columns.iter().any(|(from, _)| from == name);
    let both = one.columns.iter().filter(|(from, _)| has(other, from)).count();
    let all = one.columns.len() + other.columns.len() - both;
    all > 0 && both as f64 >= SAME_SOURCE * all as f64
}

fn remapped(before: &FileMapping, after: &FileMapping) -> Vec<Remapped> {
    let filled_from =
        |mapping: &FileMapping, column: &str| mapping.columns.iter().find(|(_, to)| to == column).map(|(from, _)| from.clone());
    let canonical = before.columns.iter().map(|(_, to)| to).filter(|to| before.kind.column(to).is_some());
    let changed = canonical.filter_map(|column| {
        let (before, after) = (filled_from(before, column), filled_from(after, column));
        (before != after).then(|| Remapped { column: column.clone(), before, after })
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(day: i8, columns: &[(&str, &str)]) -> LedgerEntry {
        LedgerEntry {
            id: format!("I{day}"),
            at: jiff::civil::date(2026, 5, day).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp(),
            undone_at: None,
            state: ImportState::Done,
            files: Vec::new(),
            rejects: None,
            took_s: 1.0,
            mappings: vec![FileMapping {
                file: format!("export-{day}.csv"),
                kind: Kind::Contacts,
                columns: columns.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect(),
            }],
        }
    }

    fn found(latest_first: &[LedgerEntry]) -> Vec<Finding> {
        findings(latest_first, (jiff::civil::date(2026, 6, 1), &TimeZone::UTC))
    }

    const USUAL: [(&str, &str); 4] =
        [("id", "contact_id"), ("opened", "opened_at"), ("first_reply", "first_response_at"), ("group", "team")];

    #[test]
    fn a_column_that_is_filled_from_elsewhere_is_told_with_both_names_and_the_date_of_the_import() {
        let mut changed = USUAL;
        changed[2] = ("auto_reply", "first_response_at");
        let found = found(&[import(20, &changed), import(13, &changed), import(6, &USUAL)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        let columns =
            vec![Remapped { column: "first_response_at".into(), before: Some("first_reply".into()), after: Some("auto_reply".into()) }];
        assert_eq!(found[0].what, What::MappingChanged { kind: Kind::Contacts, columns });
        assert_eq!((found[0].since, found[0].weeks), (Some(jiff::civil::date(2026, 5, 13)), 2));
    }

    #[test]
    fn a_new_column_another_source_and_the_same_mapping_are_no_change() {
        let more: Vec<(&str, &str)> = USUAL.iter().copied().chain([("region", "region")]).collect();
        assert_eq!(found(&[import(20, &more), import(13, &USUAL)]), []);
        assert_eq!(found(&[import(20, &[("call", "contact_id"), ("start", "opened_at"), ("skill", "team")]), import(13, &USUAL)]), []);
        assert_eq!(found(&[import(20, &USUAL), import(13, &USUAL)]), []);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn a_column_that_is_not_read_any_more_is_a_change_and_an_undone_import_is_none() {
        let mut undone = import(20, &USUAL[..3]);
        assert_eq!(found(&[undone.clone(), import(13, &USUAL)]).len(), 1);
        undone.state = ImportState::Undone;
        assert_eq!(found(&[undone, import(13, &USUAL)]), []);
    }
}
