//! Signals over many looks: told once, followed, ended, and never told twice as new.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::judge::Course;
use crate::scope::Scope;
use crate::signals::{Also, Seen};

/// The Sunday that ends a week.
fn sunday(week: &str) -> Date {
    Period::parse(week).unwrap().end().yesterday().unwrap()
}

fn change(since: &str, effect: f64) -> Change {
    let since = Period::parse(since).unwrap();
    Change {
        since,
        within: None,
        course: Course::Step,
        points: 6,
        before: 0.75,
        after: 0.75 + effect,
        effect,
        low: effect - 0.02,
        high: effect + 0.02,
        effect_sigmas: effect / 0.02,
        surprise: 8.0,
    }
}

fn signal(metric: &str, scope: &Scope, since: &str, effect: f64) -> Signal {
    let direction = if effect > 0.0 { "up" } else { "down" };
    let at: Vec<String> = scope.conditions();
    Signal {
        id: format!("change:{metric}:{}:{direction}", at.join(";")),
        kind: Kind::Change,
        metric: metric.into(),
        scope: scope.clone(),
        change: change(since, effect),
        better: Some(effect > 0.0),
        q: 0.01,
        weight: 4.0,
        share_of_records: 0.2,
        share_of_change: None,
        against: None,
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    }
}

fn billing() -> Scope {
    Scope::whole().with("team", "Laskutus")
}

fn invoices() -> Scope {
    billing().with("topic", "lasku")
}

/// Looks one after another; the lives in between, and all that happened.
#[derive(Default)]
struct Story {
    lives: Vec<Life>,
    told: Vec<(String, What)>,
}

impl Story {
    fn look(&mut self, week: &str, found: &[Signal], standings: &[(&str, Standing)]) -> &mut Self {
        let standings = standings.iter().map(|(id, standing)| ((*id).to_owned(), *standing)).collect();
        let day = sunday(week);
        // Monday after the week: the week is complete.
        let day = day.tomorrow().unwrap();
        let at = day.at(5, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
        let next = next(&self.lives, &Look { at, day: Some(day), found, standings: &standings });
        self.lives = next.lives;
        self.told.extend(next.events.into_iter().map(|event| (event.signal, event.what)));
        self
    }

    fn happened(&self) -> Vec<What> {
        self.told.iter().map(|(_, what)| what.clone()).collect()
    }
}

fn standing(q: f64, change: Option<Change>, level: f64) -> Standing {
    Standing { q, change, level: Some(level) }
}

#[test]
fn a_signal_is_told_once_and_goes_on_while_its_date_and_place_move_a_little() {
    let mut story = Story::default();
    story.look("2026-W22", &[signal("fcr", &billing(), "2026-W18", -0.1)], &[]);
    let id = story.lives[0].id.clone();
    story.look("2026-W23", &[signal("fcr", &invoices(), "2026-W17", -0.12)], &[]);
    let beside = Signal {
        seen_in: vec![Seen { scope: invoices(), effect: -0.1, q: 0.02 }],
        ..signal("fcr", &Scope::whole().with("channel", "phone"), "2026-W20", -0.09)
    };
    story.look("2026-W24", &[beside], &[]);
    assert_eq!(story.happened(), [What::Opened, What::Continued, What::Continued]);
    assert_eq!((story.lives.len(), &story.lives[0].id), (1, &id));
    assert_eq!(story.lives[0].opened_in.label(), "2026-W22");
    assert_eq!(story.lives[0].seen_in.label(), "2026-W24");
}

#[test]
fn looking_again_at_the_same_records_changes_nothing() {
    let found = [signal("fcr", &billing(), "2026-W18", -0.1), signal("aht", &Scope::whole(), "2026-W10", 0.2)];
    let mut story = Story::default();
    story.look("2026-W22", &found, &[]);
    let (lives, told) = (story.lives.clone(), story.told.clone());
    story.look("2026-W22", &found, &[]);
    assert_eq!((&story.lives, &story.told), (&lives, &told));
}

#[test]
fn a_signal_that_grows_faint_stays_until_it_has_clearly_gone() {
    let mut story = Story::default();
    story.look("2026-W22", &[signal("fcr", &billing(), "2026-W18", -0.1)], &[]);
    let id = story.lives[0].id.clone();
    // Above the bar at which it opened, below the one at which it goes.
    story.look("2026-W23", &[], &[(&id, standing(0.18, Some(change("2026-W18", -0.06)), 0.68))]);
    assert_eq!(story.lives[0].stage, Stage::Open);
    assert_eq!((story.lives[0].signal.q, story.lives[0].signal.change.effect), (0.18, -0.06), "it is told as it stands now");
    story.look("2026-W24", &[], &[(&id, standing(0.4, Some(change("2026-W18", -0.03)), 0.74))]);
    assert!(matches!(story.lives[0].stage, Stage::Fading { .. }));
    story.look("2026-W24", &[], &[(&id, standing(0.4, Some(change("2026-W18", -0.03)), 0.74))]);
    assert!(matches!(story.lives[0].stage, Stage::Fading { .. }), "a second look is no second period");
    story.look("2026-W25", &[], &[(&id, standing(1.0, None, 0.74))]);
    assert_eq!(story.happened(), [What::Opened, What::Continued, What::Missed, What::Closed(Ending::Recovered)]);
}

#[test]
fn one_quiet_week_is_not_the_end() {
    let mut story = Story::default();
    let found = [signal("fcr", &billing(), "2026-W18", -0.1)];
    story.look("2026-W22", &found, &[]).look("2026-W23", &[], &[]).look("2026-W24", &found, &[]);
    assert_eq!(story.happened(), [What::Opened, What::Missed, What::Returned]);
}

#[test]
fn a_closed_signal_found_again_is_the_same_one() {
    let mut story = Story::default();
    let found = [signal("fcr", &billing(), "2026-W18", -0.1)];
    story.look("2026-W22", &found, &[]).look("2026-W23", &[], &[]).look("2026-W24", &[], &[]);
    assert_eq!(story.lives[0].stage.name(), "closed");
    story.look("2026-W25", &found, &[]);
    assert_eq!(story.happened().last(), Some(&What::Reopened));
    assert_eq!(story.lives.len(), 1);
    // The same series half a year later is another matter.
    story.look("2026-W50", &[], &[]).look("2026-W51", &[], &[]);
    story.look("2027-W02", &[signal("fcr", &billing(), "2026-W49", -0.1)], &[]);
    assert_eq!(story.happened().last(), Some(&What::Opened));
    assert_eq!(story.lives.len(), 2);
}

#[test]
fn the_way_back_ends_a_signal_at_once() {
    let mut story = Story::default();
    story.look("2026-W22", &[signal("fcr", &billing(), "2026-W10", -0.1)], &[]);
    let id = story.lives[0].id.clone();
    let back = standing(0.02, Some(change("2026-W20", 0.09)), 0.74);
    story.look("2026-W23", &[signal("fcr", &billing(), "2026-W20", 0.09)], &[(&id, back)]);
    assert!(story.happened().contains(&What::Closed(Ending::Recovered)), "{:?}", story.told);
    assert_eq!(story.lives.len(), 2, "the recovery is news of its own");
}

#[test]
fn a_further_fall_takes_the_place_of_the_first() {
    let mut story = Story::default();
    story.look("2026-W12", &[signal("fcr", &billing(), "2026-W08", -0.1)], &[]);
    let id = story.lives[0].id.clone();
    let again = signal("fcr", &billing(), "2026-W30", -0.2);
    story.look("2026-W36", std::slice::from_ref(&again), &[(&id, standing(0.001, Some(again.change), 0.5))]);
    assert!(story.happened().contains(&What::Closed(Ending::Replaced)), "{:?}", story.told);
}

#[test]
fn a_level_that_has_held_for_a_page_is_how_things_are() {
    let mut story = Story::default();
    story.look("2025-W22", &[signal("fcr", &billing(), "2025-W18", -0.1)], &[]);
    let id = story.lives[0].id.clone();
    for week in ["2026-W26", "2026-W27"] {
        story.look(week, &[], &[(&id, standing(1.0, None, 0.65))]);
    }
    assert_eq!(story.happened().last(), Some(&What::Closed(Ending::Settled)));
}

#[test]
fn a_signal_that_turns_out_to_be_a_part_of_another_is_told_there() {
    let mut story = Story::default();
    let part = signal("fcr", &billing(), "2026-W18", -0.1);
    let cause = signal("aht", &billing(), "2026-W18", -40.0);
    story.look("2026-W22", &[part.clone(), cause.clone()], &[]);
    let of = |id: &str, lives: &[Life]| lives.iter().find(|life| life.signal.metric == id).cloned().unwrap();
    let head = of("aht", &story.lives);
    let told = Signal { also: vec![Also { metric: "fcr".into(), scope: billing(), change: part.change, better: Some(false) }], ..cause };
    story.look("2026-W23", &[told], &[]);
    assert!(matches!(&of("fcr", &story.lives).stage, Stage::Closed { ending: Ending::ToldWith { id }, .. } if *id == head.id));
    // When the story falls apart again, the part is no news.
    story.look("2026-W24", &[part], &[]);
    assert_eq!(of("fcr", &story.lives).stage, Stage::Open);
    assert_eq!(story.happened().iter().filter(|what| **what == What::Opened).count(), 2);
}

#[test]
fn a_story_told_under_another_of_its_metrics_is_the_same_story() {
    let mut story = Story::default();
    let both = Signal {
        also: vec![Also { metric: "repeat".into(), scope: billing(), change: change("2026-W18", 0.05), better: Some(false) }],
        ..signal("fcr", &billing(), "2026-W18", -0.1)
    };
    story.look("2026-W22", &[both], &[]).look("2026-W23", &[signal("repeat", &billing(), "2026-W19", 0.06)], &[]);
    assert_eq!(story.happened(), [What::Opened, What::Continued]);
}

#[test]
fn records_that_are_taken_back_take_their_signals_along() {
    let mut story = Story::default();
    let old = signal("fcr", &billing(), "2026-W05", -0.1);
    story.look("2026-W22", &[old.clone(), signal("aht", &Scope::whole(), "2026-W19", 30.0)], &[]);
    story.look("2026-W16", &[old], &[]);
    let stages: Vec<(&str, &str)> = story.lives.iter().map(|life| (life.signal.metric.as_str(), life.stage.name())).collect();
    assert_eq!(stages, [("aht", "closed"), ("fcr", "open")]);
    assert_eq!(story.happened().last(), Some(&What::Closed(Ending::Withdrawn)));
}

#[test]
fn a_target_out_of_reach_is_one_signal_whatever_date_is_put_on_it() {
    let missed = |since: &str| Signal { kind: Kind::Target, ..signal("csat", &Scope::whole(), since, -0.05) };
    let mut story = Story::default();
    story.look("2026-W10", &[missed("2025-W30")], &[]).look("2026-W20", &[missed("2026-W12")], &[]);
    assert_eq!(story.happened(), [What::Opened, What::Continued]);
}

#[test]
fn what_is_remembered_survives_its_storing() {
    let mut whole = signal("fcr", &billing(), "2026-W18", -0.1);
    whole.change.low = f64::NEG_INFINITY;
    let life = Life {
        id: "x".into(),
        signal: whole,
        stage: Stage::Closed { at: "2026-06-14T20:40:00Z".parse().unwrap(), ending: Ending::ToldWith { id: "y".into() } },
        opened_at: "2026-06-01T20:40:00Z".parse().unwrap(),
        opened_in: Period::parse("2026-W22").unwrap(),
        seen_in: Period::parse("2026-W23").unwrap(),
    };
    let text = serde_json::to_string(&life).unwrap();
    let back: Life = serde_json::from_str(&text).unwrap();
    assert!(back.signal.change.low.is_nan(), "an end that cannot be told is no number");
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
    let event = What::Closed(Ending::Settled);
    assert_eq!(serde_json::from_str::<What>(&serde_json::to_string(&event).unwrap()).unwrap(), event);
}

/// What may be found: few metrics and places, so that stories meet.
fn founds() -> impl Strategy<Value = Vec<Signal>> {
    let places = prop::sample::select(vec![Scope::whole(), billing(), invoices(), Scope::whole().with("channel", "phone")]);
    let one = (prop::sample::select(vec!["fcr", "aht"]), places, 0_i64..20, any::<bool>(), any::<bool>(), any::<bool>());
    let one = one.prop_map(|(metric, scope, week, is_up, is_target, has_more)| {
        let since = Period::containing(Granularity::Week, date(2026, 1, 5).saturating_add((week * 14).days())).label();
        let mut signal = signal(metric, &scope, &since, if is_up { 0.1 } else { -0.1 });
        if is_target {
            signal.kind = Kind::Target;
            signal.id = signal.id.replace("change:", "target:");
        }
        if has_more {
            signal.seen_in.push(Seen { scope: billing(), effect: 0.1, q: 0.05 });
            signal.also.push(Also { metric: "aht".into(), scope: invoices(), change: change(&since, 0.1), better: None });
        }
        signal
    });
    // A refresh never finds the same thing twice.
    prop::collection::vec(one, 0..6).prop_map(|mut found| {
        found.sort_by(|left, right| left.id.cmp(&right.id));
        found.dedup_by(|later, first| later.id == first.id);
        found
    })
}

fn look_at(lives: &[Life], week: i64, found: &[Signal], standings: &HashMap<String, Standing>) -> Next {
    let day = date(2026, 10, 5).saturating_add((week * 7).days());
    let at = day.at(5, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    next(lives, &Look { at, day: Some(day), found, standings })
}

/// Some standing for every life, from a seed.
fn standings(lives: &[Life], seed: usize) -> HashMap<String, Standing> {
    let one = |(index, life): (usize, &Life)| {
        let standing = match (index + seed) % 4 {
            0 => standing(0.2, Some(life.signal.change), life.signal.change.after),
            1 => standing(0.05, Some(change("2026-W36", -life.signal.change.effect)), 0.75),
            2 => standing(1.0, None, 0.75),
            _ => return None,
        };
        Some((life.id.clone(), standing))
    };
    lives.iter().enumerate().filter_map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn twice_is_once_and_order_does_not_matter(looks in prop::collection::vec((founds(), 0_usize..4), 1..6)) {
        let mut lives: Vec<Life> = Vec::new();
        let mut opened: HashSet<String> = HashSet::new();
        for (week, (found, seed)) in (0..).zip(&looks) {
            let now = standings(&lives, *seed);
            let first = look_at(&lives, week, found, &now);
            let (mut turned_lives, mut turned_found) = (lives.clone(), found.clone());
            turned_lives.reverse();
            turned_found.reverse();
            prop_assert_eq!(&look_at(&turned_lives, week, &turned_found, &now), &first);
            let again = look_at(&first.lives, week, found, &now);
            prop_assert_eq!(&again.lives, &first.lives);
            prop_assert_eq!(again.events, []);
            // What is found is told, once: one open life each.
            for signal in found {
                let of = first.lives.iter().filter(|life| !life.stage.is_closed() && life.signal == *signal).count();
                prop_assert_eq!(of, 1);
            }
            // Nobody is forgotten, and nobody opens twice.
            prop_assert!(lives.iter().all(|life| first.lives.iter().any(|kept| kept.id == life.id)));
            for event in &first.events {
                if event.what == What::Opened {
                    prop_assert!(opened.insert(event.signal.clone()));
                }
            }
            lives = first.lives;
        }
    }
}

/// A spike of one week.
fn spike(week: &str, effect: f64) -> Signal {
    let found = signal("fcr", &billing(), week, effect);
    let change = Change { course: Course::Spike { until: Period::parse(week).unwrap() }, points: 1, ..found.change };
    Signal { change, ..found }
}

#[test]
fn a_spike_ends_by_itself_when_it_is_no_news_any_more() {
    let mut story = Story::default();
    story.look("2026-W22", &[spike("2026-W20", -0.3)], &[]);
    story.look("2026-W23", &[spike("2026-W20", -0.3)], &[]);
    let id = story.lives[0].id.clone();
    // It lies too far back to be found; the level is what it was.
    story.look("2026-W27", &[], &[(&id, standing(1.0, None, 0.75))]).look("2026-W28", &[], &[(&id, standing(1.0, None, 0.75))]);
    assert_eq!(story.happened(), [What::Opened, What::Continued, What::Missed, What::Closed(Ending::Recovered)]);
}

#[test]
fn a_spike_that_came_to_stay_is_told_with_the_new_level() {
    let mut story = Story::default();
    story.look("2026-W22", &[spike("2026-W20", -0.3)], &[]);
    let level = signal("fcr", &billing(), "2026-W20", -0.2);
    story.look("2026-W24", &[level], &[]);
    assert_eq!(story.lives.len(), 2, "a spike and a level are two things");
    assert!(story.happened().iter().any(|what| matches!(what, What::Closed(Ending::ToldWith { .. }))), "{:?}", story.happened());
}

#[test]
fn a_level_that_is_seen_to_have_moved_little_by_little_is_the_same_signal() {
    let mut story = Story::default();
    story.look("2026-W22", &[signal("fcr", &billing(), "2026-W18", -0.1)], &[]);
    let found = signal("fcr", &billing(), "2026-W06", -0.15);
    let drift = Change { course: Course::Drift { until: Period::parse("2026-W23").unwrap() }, ..found.change };
    story.look("2026-W23", &[Signal { change: drift, ..found }], &[]);
    assert_eq!(story.happened(), [What::Opened, What::Continued]);
}

#[test]
fn what_varied_more_ends_when_it_varies_as_it_used_to() {
    let mut story = Story::default();
    let found = signal("fcr", &billing(), "2026-W10", 0.04);
    let spread = Change { course: Course::Spread, before: 0.02, after: 0.06, ..found.change };
    story.look("2026-W22", &[Signal { change: spread, ..found }], &[]);
    let id = story.lives[0].id.clone();
    let quiet = standing(1.0, None, 0.025);
    story.look("2026-W30", &[], &[(&id, quiet)]).look("2026-W31", &[], &[(&id, quiet)]);
    assert_eq!(story.happened(), [What::Opened, What::Missed, What::Closed(Ending::Recovered)]);
}
