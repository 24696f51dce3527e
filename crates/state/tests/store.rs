//! The store on both real databases. PostgreSQL: the address of an empty database in `LUOTSI_TEST_POSTGRES` (scripts/test
//! starts a server of its own); without it the SQLite half runs and the other says that it did not.

use jiff::Timestamp;
use luotsi_core::measuring::calibration::{Calibration, Case, Counted, Said};
use luotsi_core::measuring::definition::{Met, changes};
use luotsi_core::period::Period;
use luotsi_core::scope::Scope;
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::{Store, StoreError, calibrations, definitions, timeline};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn event(id: &str, title: &str) -> TimelineEvent {
    TimelineEvent {
        id: id.into(),
        at: "2026-04-24T06:00:00Z".parse().unwrap(),
        until: None,
        title: title.into(),
        kind: "letter".into(),
        scope: Scope::whole().with("team", "Laskutus"),
        imported: false,
    }
}

async fn tells_the_story_of_an_event(url: &str) {
    let now: Timestamp = "2026-06-14T20:40:00Z".parse().unwrap();
    let store = Store::open(url).await.unwrap();
    let id = format!("E-{}", url.len());
    timeline::put(&store, &event(&id, "uudet laskupohjat"), now).await.unwrap();
    timeline::put(&store, &event(&id, "uudet laskupohjat; 'lainaus' \"toinen\" \u{1F600}"), now).await.unwrap();
    let mine = || async { timeline::list(&store).await.unwrap().into_iter().filter(|event| event.id == id).collect::<Vec<_>>() };
    assert_eq!(mine().await, [event(&id, "uudet laskupohjat; 'lainaus' \"toinen\" \u{1F600}")]);

    timeline::remove(&store, &id, now).await.unwrap();
    assert!(mine().await.is_empty());
    assert!(matches!(timeline::remove(&store, &id, now).await, Err(StoreError::NotFound { .. })));
    timeline::restore(&store, &id).await.unwrap();
    assert_eq!(mine().await.len(), 1);

    // Opening again takes no step twice and finds what was there.
    store.clone().close().await;
    let store = Store::open(url).await.unwrap();
    assert!(timeline::list(&store).await.unwrap().iter().any(|event| event.id == id));
}

async fn tells_the_story_of_a_calibration(url: &str) {
    let now: Timestamp = "2026-06-14T20:40:00Z".parse().unwrap();
    let store = Store::open(url).await.unwrap();
    let case = |counted| Case { counted, fields: vec![("feedback_id".into(), "f1".into()), ("csat".into(), "4 'ja' \"viisi\"".into())] };
    let drawn = Calibration {
        id: "01JZ".into(),
        metric: "csat_top2".into(),
        fingerprint: "00ff".into(),
        version: 1,
        period: Period::parse("2026-05").unwrap(),
        drawn_from: 1_234,
        // Larger than any signed number of 64 bits.
        seed: u64::MAX,
        drawn_at: now,
        cases: vec![case(Counted::Hit), case(Counted::Base)],
        said: Vec::new(),
        counted_at: None,
        note: String::new(),
    };
    calibrations::draw(&store, &drawn).await.unwrap();
    assert_eq!(calibrations::list(&store).await.unwrap(), [drawn.clone()]);
    let said = [Said::Right, Said::Wrong];
    let count = calibrations::Count { said: &said, note: "toinen rivi oli kopio" };
    calibrations::count(&store, "01JZ", &count, now).await.unwrap();
    let counted = calibrations::get(&store, "01JZ").await.unwrap();
    assert_eq!((counted.said.as_slice(), counted.counted_at, counted.note.as_str()), (&said[..], Some(now), "toinen rivi oli kopio"));
    // A count stands.
    let again = calibrations::count(&store, "01JZ", &calibrations::Count { said: &[Said::Right; 2], note: "" }, now).await;
    assert!(matches!(again, Err(StoreError::NotFound { .. })));
    assert!(matches!(calibrations::get(&store, "02").await, Err(StoreError::NotFound { .. })));
}

async fn tells_what_metrics_have_meant(url: &str) {
    let store = Store::open(url).await.unwrap();
    let met =
        |fingerprint: &str, at: &str| Met { metric: "fcr".into(), fingerprint: fingerprint.into(), version: 1, at: at.parse().unwrap() };
    for (fingerprint, at) in
        [("a", "2026-01-01T00:00:00Z"), ("a", "2026-02-01T00:00:00Z"), ("b", "2026-03-01T00:00:00Z"), ("a", "2026-04-01T00:00:00Z")]
    {
        definitions::meet(&store, &[met(fingerprint, at)]).await.unwrap();
    }
    let known = definitions::list(&store).await.unwrap();
    assert_eq!(known, [met("a", "2026-01-01T00:00:00Z"), met("b", "2026-03-01T00:00:00Z"), met("a", "2026-04-01T00:00:00Z")]);
    assert_eq!(changes(&known)[0].at.to_string(), "2026-04-01T00:00:00Z");
}

#[test]
fn sqlite_keeps_calibrations_and_definitions() {
    let folder = tempfile::tempdir().unwrap();
    let url = Store::sqlite_url(&folder.path().join("state.db"));
    block_on(tells_the_story_of_a_calibration(&url));
    block_on(tells_what_metrics_have_meant(&url));
}

#[test]
fn postgres_keeps_calibrations_and_definitions() {
    match std::env::var("LUOTSI_TEST_POSTGRES") {
        Ok(url) => {
            block_on(tells_the_story_of_a_calibration(&url));
            block_on(tells_what_metrics_have_meant(&url));
        }
        Err(_) => println!("not run: LUOTSI_TEST_POSTGRES is not set; scripts/test sets it"),
    }
}

#[test]
fn sqlite_keeps_events() {
    let folder = tempfile::tempdir().unwrap();
    block_on(tells_the_story_of_an_event(&Store::sqlite_url(&folder.path().join("state.db"))));
}

#[test]
fn postgres_keeps_events() {
    match std::env::var("LUOTSI_TEST_POSTGRES") {
        Ok(url) => block_on(tells_the_story_of_an_event(&url)),
        Err(_) => println!("not run: LUOTSI_TEST_POSTGRES is not set; scripts/test sets it"),
    }
}

#[test]
fn a_folder_that_is_not_there_is_said_in_words() {
    let error = block_on(Store::open("sqlite:///no/such/folder/state.db")).unwrap_err();
    assert!(error.to_string().contains("/no/such/folder/state.db"), "{error}");
    assert!(error.to_string().contains("Check that the folder exists"), "{error}");
}
