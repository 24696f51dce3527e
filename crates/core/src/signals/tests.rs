//! A made-up service with one planted change: found once, in the right place, and nothing else said.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::ToSpan;
use jiff::civil::date;

use super::*;
use crate::actions::Action;
use crate::ask::{
    Answer, Answers, Ask, Cell, Counted, Counting, Dimension, DrawQuestion, Drawn, Inventory, KindInventory, Measured, Question, Records,
    RecordsQuestion,
};
use crate::catalogue::Catalogue;
use crate::judge::Course;
use crate::period::{Granularity, Period};
use crate::records::Kind as RecordKind;
use crate::sample::{self, Dice};
use crate::settings::Settings;
use crate::timeline::TimelineEvent;

const TEAMS: [&str; 4] = ["Laskutus", "Muutot", "Myynti", "Tuki"];
const TOPICS: [&str; 5] = ["lasku", "maksu", "muutto", "sopimus", "vika"];
const WEEKS: usize = 60;

/// Hits and records by week and dimensions.
type Sums = BTreeMap<(usize, Vec<Option<String>>), (f64, f64)>;

/// Leaf cells of a share by team and topic; everything else is added up from them.
struct Lake {
    cells: Vec<(usize, [usize; 2], f64, f64)>,
    asked: Mutex<usize>,
}

impl Lake {
    /// Weekly levels that wander with autocorrelation 0.3 for everybody, leaf noise of their own, and one step.
    fn new(seed: u64, step: impl Fn(usize, [usize; 2]) -> f64) -> Self {
        let mut dice = Dice(seed);
        let mut cells = Vec::new();
        let mut common = dice.normal();
        for week in 0..WEEKS {
            common = 0.3 * common + (1.0_f64 - 0.09).sqrt() * dice.normal();
            for team in 0..TEAMS.len() {
                for topic in 0..TOPICS.len() {
                    let n = (60.0 + 20.0 * (team + topic) as f64 * dice.uniform()).round();
                    let share = (0.75 + 0.01 * common + 0.02 * dice.normal() + step(week, [team, topic])).clamp(0.02, 0.98);
                    let spread = (share * (1.0 - share) * n).sqrt();
                    let hits = (share * n + spread * dice.normal()).round().clamp(0.0, n);
                    cells.push((week, [team, topic], hits, n));
                }
            }
        }
        Self { cells, asked: Mutex::new(0) }
    }
}

impl Ask for Lake {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        *self.asked.lock().unwrap() += 1;
        let first = Period::containing(Granularity::Week, sample::FIRST);
        let weeks: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next())).take(WEEKS).collect();
        let mut sums: Sums = BTreeMap::new();
        for (week, [team, topic], hits, n) in &self.cells {
            let dims = question.by.iter().map(|by| Some(if by == "team" { TEAMS[*team] } else { TOPICS[*topic] }.to_owned())).collect();
            let sum = sums.entry((*week, dims)).or_default();
            sum.0 += hits;
            sum.1 += n;
        }
        let cells = sums.into_iter().map(|((week, dims), (hits, n))| Cell { period: weeks[week], dims, tally: sample::share(hits, n) });
        let measured = Measured { metric: "sample".into(), cells: cells.collect(), approximate: false, missing: None };
        Ok(Answer { version: "1".into(), measured: vec![measured] })
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        let dimension = |name: &str, values: &[&str]| Dimension {
            name: name.into(),
            values: values.iter().map(|value| ((*value).to_owned(), 1_000)).collect(),
            different: values.len() as u64,
        };
        let at = |day: jiff::civil::Date| day.at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
        let last = sample::FIRST.saturating_add(((WEEKS * 7) as i64 + 20).days());
        let contacts = KindInventory {
            kind: RecordKind::Contacts,
            rows: 1_000_000,
            first: Some(at(sample::FIRST)),
            last: Some(at(last)),
            dimensions: vec![dimension("team", &TEAMS), dimension("topic", &TOPICS)],
            filled: vec!["opened_at".into()],
        };
        Ok(Inventory { version: "1".into(), kinds: vec![contacts] })
    }

    fn records(&self, _: &RecordsQuestion) -> Result<Records, AskError> {
        Ok(Records::default())
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        Ok(Vec::new())
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        Ok(Answers::one_by_one(self, questions))
    }

    /// The measuring has nothing to count here.
    fn counts(&self, _: &Counting) -> Result<Vec<Counted>, AskError> {
        Ok(Vec::new())
    }

    fn exceedance(&self, _: &Question, _: f64) -> Result<Answer, AskError> {
        sample::no_records()
    }

    fn draw(&self, _: &DrawQuestion) -> Result<Drawn, AskError> {
        sample::no_records()
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        Ok(Vec::new())
    }
}

fn found(lake: &Lake) -> Signals {
    found_with(lake, &Settings::default())
}

fn with_target(target: f64) -> Settings {
    Settings { targets: [("sample".to_owned(), target)].into_iter().collect(), ..Settings::default() }
}

fn found_with(lake: &Lake, settings: &Settings) -> Signals {
    let of = |id: &str, counter: &str| {
        (format!("{id}.toml"), sample::metric_toml(id, sample::SHARE).replace("\"other\"", &format!("\"{counter}\"")))
    };
    // The lake knows the first only.
    let (catalogue, problems) = Catalogue::read([of("sample", "silent"), of("silent", "sample")]);
    assert_eq!(problems, []);
    let now = date(2026, 8, 1).at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    signals(World { ask: lake, catalogue: &catalogue, settings, now }).expect("the fixture answers")
}

#[test]
fn a_change_in_one_topic_of_one_team_is_one_signal_there() {
    let lake = Lake::new(1, |week, place| if week >= 50 && place == [0, 1] { -0.2 } else { 0.0 });
    let signals = found(&lake);
    assert_eq!(signals.watched, 1 + 4 + 5 + 20);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    let signal = &signals.signals[0];
    assert_eq!(signal.scope, Scope::whole().with("team", "Laskutus").with("topic", "maksu"));
    assert_eq!(signal.better, Some(false));
    assert!(signal.change.low < -0.2 && -0.2 < signal.change.high || (signal.change.effect + 0.2).abs() < 0.05, "{:?}", signal.change);
    assert!(signal.q < 0.01);
}

#[test]
fn a_change_of_a_whole_team_is_told_of_the_team() {
    let lake = Lake::new(2, |week, [team, _]| if week >= 48 && team == 2 { -0.1 } else { 0.0 });
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    assert_eq!(signals.signals[0].scope, Scope::whole().with("team", "Myynti"));
    assert!(!signals.signals[0].seen_in.is_empty());
}

#[test]
fn a_change_of_everything_is_told_of_the_whole() {
    let lake = Lake::new(3, |week, _| if week >= 50 { 0.08 } else { 0.0 });
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    assert!(signals.signals[0].scope.is_whole());
    assert_eq!(signals.signals[0].better, Some(true));
}

#[test]
fn services_in_which_nothing_happened_are_left_in_peace() {
    let told: usize = (0..20).map(|seed| found(&Lake::new(100 + seed, |_, _| 0.0)).signals.len()).sum();
    assert!(told <= 3, "{told} false signals in 20 services");
}

#[test]
fn a_target_that_the_service_as_it_is_will_not_meet_is_a_signal_of_the_whole() {
    let lake = Lake::new(4, |_, _| 0.0);
    let signals = found_with(&lake, &with_target(0.85));
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    let signal = &signals.signals[0];
    assert_eq!((signal.kind, signal.better, signal.scope.is_whole()), (Kind::Target, Some(false), true));
    assert_eq!(signal.change.before, 0.85);
    assert!((signal.change.after - 0.75).abs() < 0.02 && signal.change.high < 0.0, "{:?}", signal.change);
    assert!(signal.against.is_some_and(|against| against.is_out_of_reach() && !against.is_met()));
}

#[test]
fn a_target_that_is_met_or_met_now_and_then_is_none() {
    let lake = Lake::new(4, |_, _| 0.0);
    for target in [0.65, 0.75, 0.755] {
        assert_eq!(found_with(&lake, &with_target(target)).signals, [], "{target}");
    }
}

#[test]
fn a_topic_that_one_team_answers_has_no_story_beside_its_team() {
    // The team lost its way; the topic that it alone answers shows the same fall from another side.
    let mut lake = Lake::new(5, |week, [team, _]| if week >= 48 && team == 2 { -0.12 } else { 0.0 });
    lake.cells.retain(|(_, [team, topic], ..)| (*team == 2) == (*topic == 3 || *topic == 4));
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    assert_eq!(signals.signals[0].scope, Scope::whole().with("team", "Myynti"));
}

#[test]
fn a_team_that_fell_because_most_of_its_work_is_in_a_topic_that_fell_everywhere_has_no_story_of_its_own() {
    let mut lake = Lake::new(6, |week, [_, topic]| if week >= 48 && topic == 1 { -0.12 } else { 0.0 });
    for (_, _, hits, n) in lake.cells.iter_mut().filter(|(_, place, ..)| *place == [0, 1]) {
        (*hits, *n) = (12.0 * *hits, 12.0 * *n);
    }
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    assert_eq!(signals.signals[0].scope, Scope::whole().with("topic", "maksu"));
}

#[test]
fn two_changes_far_apart_in_place_are_two_signals_at_the_same_time_too() {
    let lake = Lake::new(7, |week, place| if week >= 48 && (place == [0, 1] || place == [3, 4]) { -0.2 } else { 0.0 });
    let signals = found(&lake);
    let mut scopes: Vec<Scope> = signals.signals.iter().map(|signal| signal.scope.clone()).collect();
    scopes.sort_by_key(Scope::conditions);
    let of = |team: &str, topic: &str| Scope::whole().with("team", team).with("topic", topic);
    assert_eq!(scopes, [of("Laskutus", "maksu"), of("Tuki", "vika")], "{:#?}", signals.signals);
}

/// What a fall of the whole service by eight points says of a target.
fn fall_beside(target: f64) -> Against {
    let lake = Lake::new(3, |week, _| if week >= 50 { -0.08 } else { 0.0 });
    let signals = found_with(&lake, &with_target(target));
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    assert_eq!(signals.signals[0].kind, Kind::Change);
    signals.signals[0].against.expect("the whole has a target")
}

#[test]
fn a_fall_that_puts_the_target_out_of_reach_is_one_signal_that_says_so() {
    assert!(fall_beside(0.74).is_out_of_reach());
}

#[test]
fn a_fall_above_the_target_says_that_the_level_is_still_good() {
    assert!(fall_beside(0.6).is_met());
}

#[test]
fn a_week_far_out_in_one_team_is_told_there_and_once() {
    let lake = Lake::new(6, |week, [team, _]| if week == 58 && team == 1 { -0.55 } else { 0.0 });
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    let signal = &signals.signals[0];
    assert_eq!((signal.scope.clone(), signal.better), (Scope::whole().with("team", "Muutot"), Some(false)));
    assert!(matches!(signal.change.course, Course::Spike { until } if until == signal.change.since), "{:?}", signal.change);
    assert!(signal.change.before > 0.7 && signal.change.after < 0.35, "{:?}", signal.change);
    assert_eq!(signal.id, "change:sample:team=Muutot:spike:down");
}

#[test]
fn a_week_with_a_holiday_is_no_spike_however_far_out() {
    // Ascension Day is in the week that begins on 11 May 2026.
    let lake = Lake::new(6, |week, [team, _]| if week == 56 && team == 1 { -0.55 } else { 0.0 });
    assert_eq!(found(&lake).signals, []);
}

#[test]
fn a_week_far_out_of_last_year_is_told_no_more() {
    let lake = Lake::new(6, |week, [team, _]| if week == 40 && team == 1 { -0.55 } else { 0.0 });
    assert_eq!(found(&lake).signals, []);
}

#[test]
fn a_level_that_moves_little_by_little_is_told_as_a_drift() {
    let lake = Lake::new(7, |week, [team, _]| if team == 2 { -0.012 * (week as f64 - 39.0).max(0.0) } else { 0.0 });
    let signals = found(&lake);
    assert_eq!(signals.signals.len(), 1, "{:#?}", signals.signals);
    let signal = &signals.signals[0];
    assert_eq!(signal.scope, Scope::whole().with("team", "Myynti"));
    assert!(matches!(signal.change.course, Course::Drift { .. }), "{:?}", signal.change);
}
