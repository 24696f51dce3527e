//! Real files of real services come in with their published counts and give charts. They stay outside the repository.

use luotsi_core::ask::{Ask as _, Question};
use luotsi_core::intake::Request;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;

use super::world::{World, import, shared};

fn rows(entry: &luotsi_core::intake::LedgerEntry, kind: Kind) -> (u64, u64) {
    let of_kind = entry.files.iter().filter(|counts| counts.kind == kind);
    of_kind.fold((0, 0), |(new, rejected), counts| (new + counts.new, rejected + counts.rejected))
}

#[test]
fn the_incident_log_gives_its_published_counts() {
    let Some(shared) = shared("the_incident_log_gives_its_published_counts") else { return };
    let world = World::new("time_zone = \"UTC\"\n");
    let workspace = world.open();
    let file = shared.join("data/incident_log/incident_event_log.zip");
    let request = Request { file, profile: Some("servicenow_incident_log".into()), ..Request::default() };
    let entry = import(&workspace, std::slice::from_ref(&request));
    let inventory = workspace.lake.inventory().expect("an inventory");
    let count = |kind: Kind| inventory.kinds.iter().find(|found| found.kind == kind).map_or(0, |found| found.rows);
    // 24,918 incidents; 141,712 log lines, of which those with the same incident, step and minute are one event.
    assert_eq!(count(Kind::Contacts), 24_918);
    let read: u64 = entry.files.iter().filter(|counts| counts.kind == Kind::Events).map(|counts| counts.rows).sum();
    assert_eq!(read, 141_712);
    assert_eq!(rows(&entry, Kind::Contacts).1 + rows(&entry, Kind::Events).1, 0, "refused: {:?}", entry.rejects);
    let question = Question {
        metrics: vec!["resolution_s_median".into(), "reopen_rate".into()],
        per: Granularity::Week,
        by: Vec::new(),
        scope: Scope::whole(),
        from: None,
        to: None,
    };
    let answer = workspace.lake.answer(&question).expect("an answer");
    assert!(answer.measured.iter().all(|measured| measured.cells.len() > 20), "weekly charts of a year");

    let again = import(&workspace, &[request]);
    assert!(
        again.files.iter().all(|counts| counts.new == 0 && counts.changed == 0),
        "the same file twice changes nothing: {:?}",
        again.files
    );
}

#[test]
fn the_call_log_gives_its_published_counts() {
    let Some(shared) = shared("the_call_log_gives_its_published_counts") else { return };
    let world = World::new("time_zone = \"Asia/Jerusalem\"\n");
    let workspace = world.open();
    let file = shared.join("data/call_log/data_anonymous_bank_february.txt.gz");
    let entry = import(&workspace, &[Request { file, profile: Some("call_log".into()), ..Request::default() }]);
    // 33,344 calls: 27,162 answered, 5,904 hung up, 278 phantom.
    assert_eq!(rows(&entry, Kind::Contacts).0, 33_344);
    let question = |metric: &str| Question {
        metrics: vec![metric.into()],
        per: Granularity::All,
        by: Vec::new(),
        scope: Scope::whole(),
        from: None,
        to: None,
    };
    let answer = workspace.lake.answer(&question("contact_volume")).expect("an answer");
    assert_eq!(answer.measured[0].cells[0].period, Period::all());
    let by_outcome = workspace.lake.answer(&Question { by: vec!["outcome".into()], ..question("contact_volume") }).expect("an answer");
    let count = |outcome: &str| {
        let cells = &by_outcome.measured[0].cells;
        cells.iter().find(|cell| cell.dims[0].as_deref() == Some(outcome)).map_or(0.0, |cell| cell.tally.numerator)
    };
    assert_eq!([count("agent"), count("hang"), count("phantom")], [27_162.0, 5_904.0, 278.0]);
}
