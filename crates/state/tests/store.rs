//! The store on both real databases. PostgreSQL: the address of an empty database in `LUOTSI_TEST_POSTGRES` (scripts/test
//! starts a server of its own); without it the SQLite half runs and the other says that it did not.

use jiff::Timestamp;
use luotsi_core::actions::Action;
use luotsi_core::judge::{Change, Course};
use luotsi_core::measuring::calibration::{Calibration, Case, Counted, Said};
use luotsi_core::measuring::definition::{Met, changes};
use luotsi_core::period::Period;
use luotsi_core::scope::Scope;
use luotsi_core::signals::life::{Ending, Event, Life, Stage, What};
use luotsi_core::signals::{Kind as SignalKind, Signal};
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::signals::{Choice, Decision, Kept, Look};
use luotsi_state::{Store, StoreError, actions, calibrations, definitions, signals, timeline};

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
    assert_eq!(calibrations::list(&store).await.unwrap(), std::slice::from_ref(&drawn));
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

fn kept(id: &str, stage: Stage) -> Kept {
    let since = Period::parse("2026-W18").unwrap();
    let change = Change {
        since,
        within: Some((since.previous(), since.next())),
        course: Course::Drift { until: since.next() },
        points: 6,
        before: 0.74,
        after: 0.65,
        effect: -0.09,
        low: -0.12,
        high: f64::INFINITY,
        effect_sigmas: -3.0,
        surprise: 8.0,
    };
    let signal = Signal {
        id: "change:fcr_repeat:team=Laskutus:down".into(),
        kind: SignalKind::Change,
        metric: "fcr_repeat".into(),
        scope: Scope::whole().with("team", "Laskutus"),
        change,
        better: Some(false),
        q: 0.004,
        weight: 3.2,
        share_of_records: 0.3,
        share_of_change: Some(0.83),
        against: None,
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    };
    let opened_at = "2026-06-14T20:40:00Z".parse().unwrap();
    Kept { life: Life { id: id.into(), signal, stage, opened_at, opened_in: since, seen_in: since }, picture: None }
}

fn look(number: i64) -> Look {
    Look {
        number,
        at: "2026-06-14T20:41:00Z".parse().unwrap(),
        basis: format!("records {number}"),
        watermark: Some("2026-06-14T20:40:00Z".parse().unwrap()),
        watched: 18_491,
        too_small: 12,
        left_out: vec!["street".into()],
        took_s: 19.5,
    }
}

fn opened(id: &str) -> Event {
    let life = kept(id, Stage::Open).life;
    Event { signal: id.into(), at: life.opened_at, period: life.opened_in, what: What::Opened, level: 0.65, q: 0.004 }
}

fn decision(id: &str, signal: &str, choice: Choice) -> Decision {
    Decision {
        id: id.into(),
        signal: signal.into(),
        choice,
        reason: "syy; 'lainaus' \u{1F600}".into(),
        who: "Aino".into(),
        back_on: (choice == Choice::Later).then(|| "2026-07-01".parse().unwrap()),
        action: (choice == Choice::React).then(|| format!("A-{id}")),
        at: "2026-06-15T06:00:00Z".parse().unwrap(),
        withdrawn_at: None,
    }
}

fn action(id: &str, signal: &str) -> Action {
    Action {
        id: id.into(),
        title: "uusi laskupohja".into(),
        metric: Some("fcr_repeat".into()),
        scope: Scope::whole().with("team", "Laskutus"),
        owner: Some("Aino".into()),
        started_on: Some("2026-06-22".parse().unwrap()),
        expected: Some(0.09),
        guard: Some("handle_s_median".into()),
        signal: Some(signal.into()),
        ..Action::default()
    }
}

async fn tells_the_story_of_an_action(url: &str) {
    let now: Timestamp = "2026-06-16T06:00:00Z".parse().unwrap();
    let store = Store::open(url).await.unwrap();
    // Without a signal, and with hardly anything known.
    let bare = Action { id: "bare".into(), title: "jotakin; 'lainaus' \u{1F600}".into(), ..Action::default() };
    actions::put(&store, &bare, now).await.unwrap();
    assert_eq!(actions::get(&store, "bare").await.unwrap(), Some(bare.clone()));
    let own = || async { actions::list(&store).await.unwrap().into_iter().filter(|action| action.signal.is_none()).collect::<Vec<_>>() };
    assert_eq!(own().await, std::slice::from_ref(&bare));

    // It is said what it should move, it begins, and it ends with what was learnt.
    let known = Action { signal: None, ..action("bare", "") };
    actions::change(&store, &known).await.unwrap();
    let ended = Action { ended_on: Some("2026-09-30".parse().unwrap()), learnt: Some("Pohja auttoi uusia.".into()), ..known };
    actions::change(&store, &ended).await.unwrap();
    assert_eq!(own().await, std::slice::from_ref(&ended));

    // Taken off it can be brought back as it was, but not changed meanwhile.
    actions::remove(&store, "bare", now).await.unwrap();
    assert!(matches!(actions::change(&store, &bare).await, Err(StoreError::NotFound { .. })));
    actions::restore(&store, "bare").await.unwrap();
    assert_eq!(own().await, [ended]);
    assert!(matches!(actions::restore(&store, "bare").await, Err(StoreError::NotFound { .. })), "it stands already");
    actions::remove(&store, "bare", now).await.unwrap();
}

#[test]
fn sqlite_keeps_actions() {
    let folder = tempfile::tempdir().unwrap();
    block_on(tells_the_story_of_an_action(&Store::sqlite_url(&folder.path().join("state.db"))));
}

#[test]
fn postgres_keeps_actions() {
    match std::env::var("LUOTSI_TEST_POSTGRES") {
        Ok(url) => block_on(tells_the_story_of_an_action(&url)),
        Err(_) => println!("not run: LUOTSI_TEST_POSTGRES is not set; scripts/test sets it"),
    }
}

async fn tells_the_story_of_signals(url: &str) {
    let now: Timestamp = "2026-06-16T06:00:00Z".parse().unwrap();
    let today = "2026-06-16".parse().unwrap();
    let store = Store::open(url).await.unwrap();
    assert_eq!(signals::latest_look(&store).await.unwrap(), None);
    assert!(signals::keep(&store, &look(1), &[kept("a", Stage::Open), kept("b", Stage::Open)], &[opened("a"), opened("b")]).await.unwrap());
    // Another program was quicker: nothing of the second is left.
    assert!(!signals::keep(&store, &look(1), &[kept("c", Stage::Open)], &[opened("c")]).await.unwrap());
    let ids = |listed: &signals::Listed| listed.signals.iter().map(|kept| kept.life.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&signals::list(&store).await.unwrap()), ["a", "b"]);
    assert_eq!(signals::latest_look(&store).await.unwrap(), Some(look(1)));
    let read = signals::get(&store, "a").await.unwrap().unwrap();
    assert_eq!(read.life.signal.scope, Scope::whole().with("team", "Laskutus"));
    assert!(read.life.signal.change.high.is_nan(), "an end that cannot be told is no number");
    assert_eq!(signals::events(&store, "a").await.unwrap(), [opened("a")]);
    assert_eq!(signals::get(&store, "nobody").await.unwrap(), None);
    assert_eq!(signals::waiting(&store, today).await.unwrap(), 2);

    // Put off until July: it waits again then.
    signals::decide(&store, &decision("d1", "a", Choice::Later), None).await.unwrap();
    assert_eq!(signals::waiting(&store, today).await.unwrap(), 1);
    assert_eq!(signals::waiting(&store, "2026-07-01".parse().unwrap()).await.unwrap(), 2);

    // Then decided to react: the action is there, and the earlier decision is kept as taken back.
    signals::decide(&store, &decision("d2", "a", Choice::React), Some(&action("A-d2", "a"))).await.unwrap();
    let of_signals: Vec<Action> = actions::list(&store).await.unwrap().into_iter().filter(|action| action.signal.is_some()).collect();
    assert_eq!(of_signals, [action("A-d2", "a")]);
    let all = signals::decisions(&store).await.unwrap();
    let standing: Vec<&str> = all.iter().filter(|decision| decision.withdrawn_at.is_none()).map(|decision| decision.id.as_str()).collect();
    assert_eq!((all.len(), standing), (2, vec!["d2"]));

    // Taken back: the signal waits again and the action is off, and both can be seen.
    signals::withdraw(&store, "d2", now).await.unwrap();
    assert!(matches!(signals::withdraw(&store, "d2", now).await, Err(StoreError::NotFound { .. })));
    assert_eq!(signals::waiting(&store, today).await.unwrap(), 2);
    assert_eq!(actions::get(&store, "A-d2").await.unwrap(), None);
    actions::put(&store, &action("A-d2", "a"), now).await.unwrap();
    assert_eq!(actions::get(&store, "A-d2").await.unwrap(), Some(action("A-d2", "a")));
    actions::remove(&store, "A-d2", now).await.unwrap();
    assert!(matches!(actions::remove(&store, "A-d2", now).await, Err(StoreError::NotFound { .. })));

    // One closes: it waits for nobody.
    let closed = kept("b", Stage::Closed { at: now, ending: Ending::Recovered });
    assert!(signals::keep(&store, &look(2), std::slice::from_ref(&closed), &[]).await.unwrap());
    assert_eq!(signals::waiting(&store, today).await.unwrap(), 1);
    assert_eq!(signals::get(&store, "b").await.unwrap().unwrap().life.stage, closed.life.stage);
}

#[test]
fn sqlite_remembers_signals() {
    let folder = tempfile::tempdir().unwrap();
    block_on(tells_the_story_of_signals(&Store::sqlite_url(&folder.path().join("state.db"))));
}

#[test]
fn postgres_remembers_signals() {
    match std::env::var("LUOTSI_TEST_POSTGRES") {
        Ok(url) => block_on(tells_the_story_of_signals(&url)),
        Err(_) => println!("not run: LUOTSI_TEST_POSTGRES is not set; scripts/test sets it"),
    }
}
