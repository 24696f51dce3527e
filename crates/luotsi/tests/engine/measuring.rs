//! The made-up service through the real engine: what is planted in its measuring is found, where it is and about when.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use luotsi_core::intake::{Intake as _, Request};
use luotsi_core::measuring::{History, What, measuring};
use luotsi_core::scope::Scope;
use luotsi_core::situation::World as Ground;
use luotsi_demo::Plan;

use super::world::{World, import};

fn demo(plan: &Plan) -> World {
    let world = World::new(&luotsi_demo::settings_toml(plan));
    let files = luotsi_demo::write(&world.folder.path().join("files"), plan).expect("the demo's files");
    let workspace = world.open();
    let wanted = ["contacts.csv", "feedback.csv", "evaluations.csv"];
    let is_wanted = |file: &&std::path::PathBuf| file.file_name().and_then(|name| name.to_str()).is_some_and(|name| wanted.contains(&name));
    let requests: Vec<Request> =
        files.iter().filter(is_wanted).map(|file| Request { file: Path::new(file).to_owned(), ..Request::default() }).collect();
    assert_eq!(requests.len(), wanted.len());
    import(&workspace, &requests);
    world
}

#[test]
fn the_demos_biased_sample_and_lenient_assessor_are_found_and_nothing_else() {
    let world = demo(&Plan::demo(1, 65, date(2026, 6, 10)));
    let workspace = world.open();
    let ledger = luotsi::intake::LocalIntake::open(&workspace).and_then(|intake| intake.ledger()).expect("a ledger");
    let now = "2026-06-11T05:00:00Z".parse().expect("a time");
    let ask = Arc::clone(&workspace.lake);
    let world = Ground { ask: &*ask, catalogue: &workspace.catalogue, settings: &workspace.settings, now };
    let report = measuring(world, History { ledger: &ledger, definitions: &[] }).expect("a report");
    let what: Vec<&What> = report.findings.iter().map(|kept| &kept.finding.what).collect();
    assert_eq!(what, [&What::SelectionBegan, &What::Lenient { of: 3 }], "{:#?}", report.findings);
    let sample = &report.findings[0].finding;
    assert_eq!(sample.scope, Scope::whole().with("team", "Yrityspalvelu"));
    let since = sample.since.expect("a date");
    assert!(date(2026, 1, 12) <= since && since <= date(2026, 1, 26), "planted on 19 January, found {since}");
    assert!(sample.size.before > 0.4 && sample.size.after < 0.05, "{:?}", sample.size);
    // The lenient forgive 55 of 100 faults, and others give 83 of 100 points: 0.55 · 0.17 more.
    let lenient = &report.findings[1].finding;
    assert!((lenient.size.effect - 0.094).abs() < 0.015, "{:?}", lenient.size);
    // Nobody is named: no assessor's id leaves the core.
    let said = luotsi_web::measuring::json(&workspace.catalogue, &report, &[], now).to_string();
    assert!(!said.contains("A003") && !said.contains("A001"));
    assert!(report.data.reconciliation.iter().all(|one| one.agrees == Some(true)), "{:#?}", report.data.reconciliation);
}
