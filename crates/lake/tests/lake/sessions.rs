//! Scans that run in sessions of somebody else's making.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use datafusion::execution::context::SessionContext;
use luotsi_core::ask::Ask as _;
use luotsi_core::catalogue::Catalogue;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;
use luotsi_lake::{Lake, Sessions};

use crate::world::{World, noon, question, quiet, table};

const CONTACTS: &str = "contact_id,team,channel,opened_at,handle_s
    1,Laskutus,phone,2026-01-05T08:00:00Z,100
    2,Laskutus,chat,2026-01-06T08:00:00Z,300
    3,Myynti,phone,2026-01-14T08:00:00Z,50";

#[test]
fn questions_are_answered_in_the_sessions_that_are_given_one_for_each_version() {
    let mut world = World::new();
    world.import(&[(Kind::Contacts, CONTACTS)]);
    let (made, tables) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let sessions: Sessions = {
        let (made, tables) = (made.clone(), tables.clone());
        Arc::new(move |config| {
            made.fetch_add(1, Ordering::Relaxed);
            assert!(!config.options().sql_parser.enable_ident_normalization, "names are taken as they are written");
            let session = SessionContext::new_with_config(config.with_batch_size(1).with_target_partitions(1));
            tables.lock().unwrap().push(session.clone());
            Ok(session)
        })
    };
    let lake = Lake::open_on(&world.folder.path().join("lake"), Arc::new(Catalogue::shipped().0), Settings::default(), sessions).unwrap();
    for metric in ["handle_s_mean", "handle_s_median", "contact_volume"] {
        let asked = question(metric, Granularity::Week, &["team"]);
        assert_eq!(lake.answer(&asked).unwrap().measured, world.answer(&asked).measured, "{metric}");
    }
    assert_eq!(made.load(Ordering::Relaxed), 1);
    // Every kind is there to be asked about, with records or without.
    assert!(Kind::ALL.iter().all(|kind| tables.lock().unwrap()[0].table_exist(kind.name()).unwrap()));

    let mut writer = lake.writer("LATER", noon(), quiet()).unwrap();
    writer.file("contacts.csv");
    writer.append(Kind::Contacts, table(Kind::Contacts, "contact_id,team,opened_at\n4,Myynti,2026-01-15T08:00:00Z")).unwrap();
    writer.finish().unwrap();
    let volume = question("contact_volume", Granularity::All, &[]);
    assert_eq!(lake.answer(&volume).unwrap().measured[0].cells[0].tally.n, 4.0);
    assert_eq!(made.load(Ordering::Relaxed), 2);
}
