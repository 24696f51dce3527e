//! The store on both real databases. PostgreSQL: the address of an empty database in `LUOTSI_TEST_POSTGRES` (scripts/test
//! starts a server of its own); without it the SQLite half runs and the other says that it did not.

use jiff::Timestamp;
use luotsi_core::scope::Scope;
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::{Store, StoreError, timeline};

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
