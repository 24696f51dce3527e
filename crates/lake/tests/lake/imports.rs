//! Imports: upsert, undo, two at once, new columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use luotsi_core::catalogue::Catalogue;
use luotsi_core::intake::{ImportState, IntakeError};
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;
use proptest::prelude::*;

use crate::world::{World, noon, open, quiet, table, topics};

const MORNING: &str = "2026-06-08T06:00:00Z";

fn contacts(rows: &[(&str, &str)]) -> String {
    let rows: Vec<String> = rows.iter().map(|(id, topic)| format!("{id},{MORNING},{topic}")).collect();
    format!("contact_id,opened_at,topic\n{}", rows.join("\n"))
}

fn known(rows: &[(&str, &str)]) -> BTreeMap<String, Option<String>> {
    rows.iter().map(|(id, topic)| ((*id).to_owned(), Some((*topic).to_owned()))).collect()
}

#[test]
fn a_later_record_replaces_the_earlier_and_the_ledger_counts_it() {
    let mut world = World::new();
    world.import(&[(Kind::Contacts, &contacts(&[("1", "invoice"), ("2", "delivery")]))]);
    let entry = world.import(&[(Kind::Contacts, &contacts(&[("2", "return"), ("1", "invoice"), ("3", "login")]))]);
    let counts = &entry.files[0];
    assert_eq!((counts.rows, counts.new, counts.changed, counts.unchanged), (3, 1, 1, 1));
    assert_eq!(world.topics(), known(&[("1", "invoice"), ("2", "return"), ("3", "login")]));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut world = World::new();
    let file = contacts(&[("1", "invoice"), ("2", "delivery")]);
    world.import(&[(Kind::Contacts, &file)]);
    let version = world.lake.version().unwrap();
    let entry = world.import(&[(Kind::Contacts, &file)]);
    assert_eq!((entry.files[0].new, entry.files[0].changed, entry.files[0].unchanged), (0, 0, 2));
    assert_eq!(world.lake.version().unwrap(), version);
    assert_eq!(world.lake.ledger().unwrap().len(), 2);
}

#[test]
fn the_last_of_two_rows_with_one_key_wins_within_a_file() {
    let mut world = World::new();
    let entry = world.import(&[(Kind::Contacts, &contacts(&[("1", "invoice"), ("2", "delivery"), ("1", "return")]))]);
    assert_eq!((entry.files[0].new, entry.files[0].unchanged), (2, 1));
    assert_eq!(world.topics(), known(&[("1", "return"), ("2", "delivery")]));
}

#[test]
fn an_empty_new_column_changes_no_record_and_a_filled_one_becomes_a_dimension() {
    let mut world = World::new();
    world.import(&[(Kind::Contacts, &format!("contact_id,opened_at\n1,{MORNING}\n2,{MORNING}"))]);
    let entry = world.import(&[(Kind::Contacts, &format!("contact_id,opened_at,region\n1,{MORNING},\n2,{MORNING},north"))]);
    assert_eq!((entry.files[0].changed, entry.files[0].unchanged), (1, 1));
    let cells = world.cells("contact_volume", luotsi_core::period::Granularity::All, &["region"]);
    let found: Vec<(Option<&str>, f64)> = cells.iter().map(|cell| (cell.dims[0].as_deref(), cell.tally.n)).collect();
    assert_eq!(found, [(None, 1.0), (Some("north"), 1.0)]);
}

#[test]
fn undoing_an_import_brings_back_what_it_replaced() {
    let mut world = World::new();
    world.import(&[(Kind::Contacts, &contacts(&[("1", "a"), ("2", "a")]))]);
    world.import(&[(Kind::Contacts, &contacts(&[("1", "b"), ("3", "b")]))]);
    world.import(&[(Kind::Contacts, &contacts(&[("1", "c")]))]);
    let entry = world.lake.undo("IMPORT2", noon()).unwrap();
    assert_eq!((entry.state, entry.undone_at), (ImportState::Undone, Some(noon())));
    assert_eq!(world.topics(), known(&[("1", "c"), ("2", "a")]));
    world.lake.undo("IMPORT3", noon()).unwrap();
    assert_eq!(world.topics(), known(&[("1", "a"), ("2", "a")]));
    assert!(matches!(world.lake.undo("IMPORT3", noon()), Err(IntakeError::AlreadyUndone { .. })));
    assert!(matches!(world.lake.undo("IMPORT9", noon()), Err(IntakeError::UnknownImport { .. })));
}

#[test]
fn an_import_over_several_tables_is_undone_in_all_of_them() {
    let mut world = World::new();
    let feedback = format!("feedback_id,contact_id,given_at,csat\nf1,1,{MORNING},5");
    world.import(&[(Kind::Contacts, &contacts(&[("1", "a")])), (Kind::Feedback, &feedback)]);
    assert_eq!(world.cells("csat_top2", luotsi_core::period::Granularity::All, &["topic"])[0].dims[0].as_deref(), Some("a"));
    world.lake.undo("IMPORT1", noon()).unwrap();
    assert!(world.topics().is_empty());
    assert!(world.cells("csat_top2", luotsi_core::period::Granularity::All, &[]).is_empty());
}

#[test]
fn an_abandoned_import_leaves_nothing() {
    let world = World::new();
    let mut writer = world.lake.writer("IMPORT1", noon(), quiet()).unwrap();
    writer.append(Kind::Contacts, table(Kind::Contacts, &contacts(&[("1", "a")]))).unwrap();
    drop(writer);
    assert!(world.lake.ledger().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(world.folder.path().join("lake/imports")).unwrap().count(), 0);
}

#[test]
fn a_stopped_import_leaves_nothing() {
    let world = World::new();
    let mut writer = world.lake.writer("IMPORT1", noon(), Arc::new(|progress| progress.phase != "comparing")).unwrap();
    writer.append(Kind::Contacts, table(Kind::Contacts, &contacts(&[("1", "a")]))).unwrap();
    assert_eq!(writer.finish(), Err(IntakeError::Stopped));
    assert!(world.lake.ledger().unwrap().is_empty() && world.topics().is_empty());
}

#[test]
fn rows_without_a_key_and_columns_with_impossible_names_are_told_apart_with_the_next_step() {
    let world = World::new();
    let mut writer = world.lake.writer("IMPORT1", noon(), quiet()).unwrap();
    let without = table(Kind::Contacts, &format!("contact_id,opened_at\n,{MORNING}"));
    assert!(matches!(writer.append(Kind::Contacts, without), Err(IntakeError::KeyMissing { key, .. }) if key == "contact_id"));
    let odd = table(Kind::Contacts, &format!("contact_id,opened_at,my column\n1,{MORNING},x"));
    assert!(matches!(writer.append(Kind::Contacts, odd), Err(IntakeError::ColumnName { column }) if column == "my column"));
}

#[test]
fn two_imports_at_once_are_both_whole() {
    let folder = tempfile::TempDir::new().unwrap();
    let rows = |from: usize| -> String {
        let rows: Vec<String> = (from..from + 3_000).map(|id| format!("{id},{MORNING},from{from}")).collect();
        format!("contact_id,opened_at,topic\n{}", rows.join("\n"))
    };
    std::thread::scope(|scope| {
        for (import, from) in [("A", 0), ("B", 2_000)] {
            let folder = folder.path();
            scope.spawn(move || {
                let lake = open(folder, Catalogue::shipped().0, Settings::default());
                let mut writer = lake.writer(import, noon(), quiet()).unwrap();
                writer.append(Kind::Contacts, table(Kind::Contacts, &rows(from))).unwrap();
                writer.finish().unwrap();
            });
        }
    });
    let lake = open(folder.path(), Catalogue::shipped().0, Settings::default());
    let found = topics(&lake);
    assert_eq!(found.len(), 5_000);
    let overlap: Vec<&str> = (2_000..3_000).filter_map(|id| found[&id.to_string()].as_deref()).collect();
    assert!(overlap.iter().all(|topic| *topic == overlap[0]), "the later import won over as a whole");
    let changed: u64 = lake.ledger().unwrap().iter().flat_map(|entry| &entry.files).map(|counts| counts.changed).sum();
    assert_eq!(changed, 1_000);
}

#[derive(Debug, Clone)]
enum Step {
    Import(Vec<(u8, u8)>),
    Undo(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let import = prop::collection::vec((0..6_u8, 0..3_u8), 1..8).prop_map(Step::Import);
    prop::collection::vec(prop_oneof![3 => import, 2 => (0..8_usize).prop_map(Step::Undo)], 1..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Every record is a pile of versions, one per import that changed it; undo takes a version out of the pile.
    #[test]
    fn imports_and_undos_in_any_order_agree_with_a_pile_of_versions(steps in steps()) {
        let mut world = World::new();
        let mut piles: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
        let mut imports = 0;
        let mut undone = Vec::new();
        for step in steps {
            match step {
                Step::Import(rows) => {
                    imports += 1;
                    let rows: Vec<(String, String)> = rows.into_iter().map(|(id, topic)| (id.to_string(), format!("t{topic}"))).collect();
                    let borrowed: Vec<(&str, &str)> = rows.iter().map(|(id, topic)| (id.as_str(), topic.as_str())).collect();
                    let entry = world.import(&[(Kind::Contacts, &contacts(&borrowed))]);
                    let latest: BTreeMap<String, String> = rows.iter().cloned().collect();
                    let (mut new, mut changed) = (0, 0);
                    for (id, topic) in latest {
                        let pile = piles.entry(id).or_default();
                        match pile.last() {
                            None => new += 1,
                            Some((_, same)) if *same == topic => continue,
                            Some(_) => changed += 1,
                        }
                        pile.push((imports, topic));
                    }
                    let counts = &entry.files[0];
                    prop_assert_eq!((counts.new, counts.changed, counts.unchanged), (new, changed, rows.len() as u64 - new - changed));
                }
                Step::Undo(which) if which >= 1 && which <= imports && !undone.contains(&which) => {
                    undone.push(which);
                    world.lake.undo(&format!("IMPORT{which}"), noon()).unwrap();
                    piles.values_mut().for_each(|pile| pile.retain(|(import, _)| *import != which));
                }
                Step::Undo(_) => {}
            }
            let right: BTreeMap<String, Option<String>> =
                piles.iter().filter_map(|(id, pile)| Some((id.clone(), Some(pile.last()?.1.clone())))).collect();
            prop_assert_eq!(world.topics(), right);
        }
    }
}
