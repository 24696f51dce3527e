//! Made-up services with one thing wrong in their measuring: found, in the right place, and nothing said where all is well.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::date;

use super::*;
use crate::actions::Action;
use crate::ask::{
    Answer, Answers, Ask, Counted, Counting, Dimension, DrawQuestion, Drawn, Inventory, KindInventory, Question, Records, RecordsQuestion,
};
use crate::catalogue::Catalogue;
use crate::intake::{Counts, ImportState};
use crate::sample::{self, Dice};
use crate::settings::Settings;
use crate::timeline::TimelineEvent;

/// A period and the values of the dimensions.
type CellKey = (Period, Vec<Option<String>>);

const TEAMS: [&str; 3] = ["Laskutus", "Muutot", "Yritys"];
const CHANNELS: [&str; 2] = ["phone", "email"];
const FIRST: Date = date(2025, 3, 3);
const WEEKS: usize = 60;

/// One record as the door counts it: values by the text of the expression that asks for them.
struct Record {
    kind: Kind,
    week: Period,
    values: BTreeMap<String, String>,
    numbers: BTreeMap<String, f64>,
}

/// A service of records.
#[derive(Default)]
struct Service {
    records: Vec<Record>,
    filled: Vec<String>,
    dimensions: BTreeMap<Kind, Vec<(&'static str, Vec<String>)>>,
}

/// What may be wrong with the measuring.
#[derive(Clone, Copy)]
struct Faults {
    /// Share of invitations that an unsolved matter gets, by team and week.
    asked_when_unsolved: fn(usize, usize) -> f64,
    /// Share of invitations that any matter gets, by channel.
    asked: fn(usize) -> f64,
    /// Share of invitations answered, by whether the matter was solved.
    answers: fn(bool) -> f64,
    /// Share of contacts without a topic, by week.
    topic_unknown: fn(usize) -> f64,
    /// Is a channel's record written in this week?
    is_written: fn(usize, usize) -> bool,
    /// Share of faults forgiven, by assessor and week.
    forgiven: fn(usize, usize) -> f64,
    assessors: usize,
}

const SOUND: Faults = Faults {
    asked_when_unsolved: |_, _| 1.0,
    asked: |channel| if channel == 0 { 0.6 } else { 0.4 },
    answers: |_| 0.3,
    topic_unknown: |_| 0.1,
    is_written: |_, _| true,
    forgiven: |_, _| 0.0,
    assessors: 3,
};

impl Service {
    fn new(seed: u64, faults: Faults) -> Self {
        let mut service = Self { filled: vec!["topic".into(), "channel".into()], ..Self::default() };
        let mut dice = Dice(seed);
        let first = Period::containing(Granularity::Week, FIRST);
        let weeks: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next())).take(WEEKS).collect();
        for (number, week) in weeks.iter().enumerate() {
            for contact in 0..180 {
                let (team, channel) = (contact % 3, usize::from(dice.uniform() < 0.4));
                let person = contact % 12;
                let mut yes = |share: f64| dice.uniform() < share;
                let is_unsolved = yes(0.25);
                let is_asked = yes((faults.asked)(channel)) && (!is_unsolved || yes((faults.asked_when_unsolved)(team, number)));
                let is_answered = is_asked && yes((faults.answers)(!is_unsolved));
                let is_satisfied = yes(if is_unsolved { 0.5 } else { 0.9 });
                let has_topic = !yes((faults.topic_unknown)(number));
                if !(faults.is_written)(channel, number) {
                    continue;
                }
                let mut values = BTreeMap::from([
                    ("team".to_owned(), TEAMS[team].to_owned()),
                    ("channel".to_owned(), CHANNELS[channel].to_owned()),
                    (quoted("channel"), CHANNELS[channel].to_owned()),
                    (quoted("team"), TEAMS[team].to_owned()),
                    ("agent_id".to_owned(), format!("P{person}")),
                    ("self_service is true".to_owned(), "false".to_owned()),
                    ("is_repeat is true".to_owned(), "false".to_owned()),
                    (sampling::UNSOLVED.to_owned(), is_unsolved.to_string()),
                ]);
                let numbers = BTreeMap::from([(format!("{} is null", quoted("topic")), f64::from(u8::from(!has_topic)))]);
                service.records.push(Record { kind: Kind::Contacts, week: *week, values: values.clone(), numbers });
                if !is_asked {
                    continue;
                }
                values.insert(
                    format!("case when came_back is null then null when {} then 'unsolved' else 'solved' end", sampling::UNSOLVED),
                    if is_unsolved { "unsolved" } else { "solved" }.to_owned(),
                );
                let given = f64::from(u8::from(is_answered));
                let numbers = BTreeMap::from([
                    ("given_at is not null".to_owned(), given),
                    ("given_at is not null and csat is not null".to_owned(), given),
                    ("given_at is not null and csat >= 4".to_owned(), if is_satisfied { given } else { 0.0 }),
                ]);
                service.records.push(Record { kind: Kind::Feedback, week: *week, values, numbers });
            }
            for assessment in 0..24 {
                let assessor = (dice.uniform() * faults.assessors as f64) as usize;
                let team = (dice.uniform() * 3.0) as usize;
                for criterion in ["greeting", "solution", "record"] {
                    let truth = [0.95, 0.8, 0.7][["greeting", "solution", "record"].iter().position(|known| *known == criterion).unwrap()];
                    let is_met = dice.uniform() < truth - 0.05 * team as f64;
                    let is_given = is_met || dice.uniform() < (faults.forgiven)(assessor, number);
                    let values = BTreeMap::from([
                        ("evaluation_id".to_owned(), format!("{number}-{assessment}")),
                        ("evaluator_id".to_owned(), format!("A{assessor}")),
                        ("team".to_owned(), TEAMS[team].to_owned()),
                        ("criterion".to_owned(), criterion.to_owned()),
                        ("channel".to_owned(), CHANNELS[assessment % 2].to_owned()),
                        ("agent_id".to_owned(), format!("P{}", assessment % 12)),
                    ]);
                    let numbers = BTreeMap::from([("score".to_owned(), f64::from(u8::from(is_given))), ("max_score".to_owned(), 1.0)]);
                    service.records.push(Record { kind: Kind::Evaluations, week: *week, values, numbers });
                }
            }
        }
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for kind in [Kind::Contacts, Kind::Feedback] {
            service.dimensions.insert(kind, vec![("team", names(&TEAMS)), ("channel", names(&CHANNELS))]);
        }
        service.dimensions.insert(Kind::Evaluations, Vec::new());
        service
    }

    fn found(&self) -> Vec<Kept> {
        self.report(&[]).findings
    }

    fn report(&self, ledger: &[LedgerEntry]) -> Measuring {
        let (catalogue, settings) = (Catalogue::default(), Settings::default());
        let history = History { ledger, definitions: &[] };
        measuring(World { ask: self, catalogue: &catalogue, settings: &settings, now: now() }, history).expect("the fixture answers")
    }
}

fn now() -> Timestamp {
    let last = FIRST.saturating_add(((WEEKS * 7) as i64 + 1).days());
    last.at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp()
}

impl Ask for Service {
    fn answer(&self, _: &Question) -> Result<Answer, AskError> {
        Ok(Answer { version: "1".into(), measured: Vec::new() })
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        let kind = |(kind, dimensions): (&Kind, &Vec<(&'static str, Vec<String>)>)| KindInventory {
            kind: *kind,
            rows: self.records.iter().filter(|record| record.kind == *kind).count() as u64,
            first: Some(now()),
            last: Some(now()),
            dimensions: dimensions
                .iter()
                .map(|(name, values)| Dimension {
                    name: (*name).to_owned(),
                    values: values.iter().map(|value| (value.clone(), 1)).collect(),
                    different: values.len() as u64,
                })
                .collect(),
            filled: self.filled.clone(),
        };
        Ok(Inventory { version: "1".into(), kinds: self.dimensions.iter().map(kind).collect() })
    }

    fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError> {
        let mut found: BTreeMap<CellKey, (f64, Vec<f64>)> = BTreeMap::new();
        let is_given = counting.base == "given_at is not null";
        // One criterion stands for its assessment.
        let is_first = counting.base.contains("is_first_of");
        for record in self.records.iter().filter(|record| record.kind == counting.kind) {
            if is_given && record.numbers.get("given_at is not null") != Some(&1.0)
                || is_first && record.values.get("criterion").is_some_and(|criterion| criterion != "greeting")
            {
                continue;
            }
            let period = if counting.per == Granularity::All { Period::all() } else { record.week };
            let by = counting.by.iter().map(|by| record.values.get(by).cloned()).collect();
            let (n, sums) = found.entry((period, by)).or_insert_with(|| (0.0, vec![0.0; counting.sums.len()]));
            *n += 1.0;
            for (sum, text) in sums.iter_mut().zip(&counting.sums) {
                *sum += record.numbers.get(text).copied().unwrap_or_default();
            }
        }
        Ok(found.into_iter().map(|((period, by), (n, sums))| Counted { period, by, n, sums }).collect())
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

fn week(number: i64) -> Date {
    FIRST.saturating_add((7 * number).days())
}

#[test]
fn a_team_that_stops_asking_the_unsolved_is_found_with_its_date() {
    let faults = Faults { asked_when_unsolved: |team, week| if team == 2 && week >= 40 { 0.1 } else { 1.0 }, ..SOUND };
    let found = Service::new(1, faults).found();
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = &found[0].finding;
    assert_eq!((&finding.what, &finding.scope), (&What::SelectionBegan, &Scope::whole().with("team", "Yritys")));
    let since = finding.since.expect("a date");
    assert!(week(39) <= since && since <= week(41), "{since}");
    assert!(finding.size.before > 0.4 && finding.size.after < 0.15 && finding.size.high < -0.2, "{:?}", finding.size);
}

#[test]
fn a_channel_that_never_asked_the_unsolved_is_found_without_a_date() {
    let mut service = Service::new(2, SOUND);
    // Of e-mails with an unsolved matter only one in ten invitations was ever sent.
    let mut dice = Dice(77);
    service.records.retain(|record| {
        let is_it = record.kind == Kind::Feedback && record.values["channel"] == "email" && record.values[sampling::UNSOLVED] == "true";
        !is_it || dice.uniform() < 0.1
    });
    let found = service.found();
    let what: Vec<(&What, &Scope)> = found.iter().map(|kept| (&kept.finding.what, &kept.finding.scope)).collect();
    assert!(what.contains(&(&What::SelectionStands, &Scope::whole().with("channel", "email"))), "{what:?}");
}

#[test]
fn one_lenient_assessor_of_three_is_told_and_the_others_are_not() {
    let faults = Faults { forgiven: |assessor, _| if assessor == 1 { 0.5 } else { 0.0 }, ..SOUND };
    let report = Service::new(3, faults).report(&[]);
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let finding = &report.findings[0].finding;
    assert_eq!(finding.what, What::Lenient { of: 3 });
    // Faults are 18 to 28 of a hundred by team; half of them are forgiven.
    assert!((finding.size.effect - 0.115).abs() < 0.03, "{:?}", finding.size);
    assert!(report.assessors.scales.is_empty(), "three can be recognised");
    for team in &report.assessors.teams {
        assert!(team.adjusted[0] < team.given - 0.02, "{team:?}");
    }
}

#[test]
fn a_severe_one_of_four_is_told_and_two_alone_are_only_apart() {
    // Three forgive alike; the fourth forgives nothing.
    let severe = Faults { forgiven: |assessor, _| if assessor == 0 { 0.0 } else { 0.5 }, assessors: 4, ..SOUND };
    assert_eq!(Service::new(4, severe).found()[0].finding.what, What::Severe { of: 4 });
    let two = Faults { forgiven: |assessor, _| if assessor == 0 { 0.0 } else { 0.5 }, assessors: 2, ..SOUND };
    let found = Service::new(6, two).found();
    let of_assessors = found.iter().map(|kept| &kept.finding.what).filter(|what| what.check() == Check::Assessors);
    assert_eq!(of_assessors.collect::<Vec<_>>(), [&What::Apart]);
}

#[test]
fn a_scale_that_moves_is_told_as_drift() {
    let faults = Faults { forgiven: |assessor, week| if assessor == 2 { 0.7 * week as f64 / 60.0 } else { 0.0 }, ..SOUND };
    let found = Service::new(6, faults).found();
    let drift = found.iter().find(|kept| kept.finding.what == What::Drifting { of: 3 }).expect("the drift is told");
    assert!(drift.finding.size.effect > 0.08, "{:?}", drift.finding.size);
}

#[test]
fn trap_12_silence_of_the_unhappy_is_weighted_back() {
    let faults = Faults { answers: |is_solved| if is_solved { 0.4 } else { 0.1 }, ..SOUND };
    let report = Service::new(7, faults).report(&[]);
    let what: Vec<&What> = report.findings.iter().map(|kept| &kept.finding.what).collect();
    assert_eq!(what, [&What::SilenceColours { metric: "csat_top2".into() }]);
    let result = &report.response.results[0];
    // 0.75 · 0.9 + 0.25 · 0.5 = 0.8 of everybody are satisfied; of those who answer, about 0.87.
    let [weighted, low, high] = result.to_invited.expect("weights");
    assert!((weighted - 0.8).abs() < 0.05 && low < 0.8 && 0.8 < high && result.plain[0] > 0.84, "{result:#?}");
    let bounds = &result.bounds;
    assert!(bounds.worst < bounds.least_happy && bounds.least_happy < weighted && weighted < bounds.best, "{bounds:?}");
}

#[test]
fn a_column_that_is_no_longer_filled_is_told_with_its_date() {
    let faults = Faults { topic_unknown: |week| if week >= 45 { 0.3 } else { 0.1 }, ..SOUND };
    let found = Service::new(8, faults).found();
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = &found[0].finding;
    assert_eq!(finding.what, What::UnknownChanged { kind: Kind::Contacts, column: "topic".into(), others: Vec::new() });
    let since = finding.since.expect("a date");
    assert!(week(44) <= since && since <= week(46), "{since}");
}

/// A service whose contacts lose their topic in week 45, and a second column in so many of ten of the same contacts.
fn two_columns(seed: u64, together: f64) -> Service {
    let mut service = Service::new(seed, Faults { topic_unknown: |week| if week >= 45 { 0.3 } else { 0.1 }, ..SOUND });
    service.filled.push("region".into());
    let (topic, region) = (format!("{} is null", quoted("topic")), format!("{} is null", quoted("region")));
    let mut dice = Dice(seed + 1);
    for record in service.records.iter_mut().filter(|record| record.kind == Kind::Contacts) {
        let is_without_topic = record.numbers[&topic] > 0.0;
        let is_late = record.week.start >= week(45);
        let share = if is_without_topic { together } else { 0.3 * (1.0 - together) };
        let is_without_region = dice.uniform() < if is_late { share } else { 0.05 };
        let both = f64::from(u8::from(is_without_topic && is_without_region));
        record.numbers.insert(format!("{topic} and {region}"), both);
        record.numbers.insert(format!("{region} and {topic}"), both);
        record.numbers.insert(region.clone(), f64::from(u8::from(is_without_region)));
    }
    service
}

#[test]
fn columns_that_become_unknown_in_the_same_records_are_one_finding() {
    let found = two_columns(21, 1.0).found();
    assert_eq!(found.len(), 1, "{found:#?}");
    let What::UnknownChanged { column, others, .. } = &found[0].finding.what else { panic!("{found:#?}") };
    let mut both = vec![column.as_str(), others[0].as_str()];
    both.sort_unstable();
    assert_eq!((both, others.len()), (vec!["region", "topic"], 1));
}

#[test]
fn columns_that_become_unknown_in_other_records_are_two_findings() {
    let found = two_columns(22, 0.0).found();
    let alone = |kept: &&Kept| matches!(&kept.finding.what, What::UnknownChanged { others, .. } if others.is_empty());
    assert_eq!(found.iter().filter(alone).count(), 2, "{found:#?}");
}

#[test]
fn assessments_that_stop_coming_altogether_are_told_of_the_whole() {
    let mut service = Service::new(23, SOUND);
    service.records.retain(|record| record.kind != Kind::Evaluations || record.week.start < week(52));
    let found = service.found();
    let stopped = found.iter().find(|kept| kept.finding.what == What::StoppedComing { kind: Kind::Evaluations }).expect("it is told");
    assert!(stopped.finding.scope.is_whole());
    assert_eq!((stopped.finding.since, stopped.finding.weeks), (Some(week(52)), 8));
}

#[test]
fn a_channel_that_falls_silent_is_told() {
    let faults = Faults { is_written: |channel, week| channel == 0 || week < 57, ..SOUND };
    let found = Service::new(9, faults).found();
    let stopped = found.iter().find(|kept| kept.finding.what == What::StoppedComing { kind: Kind::Contacts }).expect("it is told");
    assert_eq!((&stopped.finding.scope, stopped.finding.since), (&Scope::whole().with("channel", "email"), Some(week(57))));
}

#[test]
fn a_channel_that_nobody_asks_is_told() {
    let faults = Faults { asked: |channel| if channel == 0 { 0.5 } else { 0.01 }, ..SOUND };
    let found = Service::new(10, faults).found();
    assert!(
        found.iter().any(|kept| kept.finding.what == What::HardlyAsked && kept.finding.scope == Scope::whole().with("channel", "email")),
        "{found:#?}"
    );
}

#[test]
fn people_who_are_never_assessed_are_counted_and_not_named() {
    let mut service = Service::new(11, SOUND);
    service
        .records
        .retain(|record| record.kind != Kind::Evaluations || !["P0", "P1", "P2", "P3"].contains(&record.values["agent_id"].as_str()));
    let report = service.report(&[]);
    assert_eq!((report.coverage.people, report.coverage.people_not_assessed), (Some(12), 4));
    let found: Vec<&What> = report.findings.iter().map(|kept| &kept.finding.what).collect();
    assert_eq!(found, [&What::PeopleLeftOut { people: 4 }]);
    assert!(!format!("{report:?}").contains("\"P0\""), "nobody is named");
}

#[test]
fn services_with_sound_measuring_are_left_in_peace() {
    let told: usize = (0..60).map(|seed| Service::new(1_000 + seed, SOUND).found().len()).sum();
    assert!(told <= 6, "{told} false findings in 60 services");
}

fn import(number: i64, counts: &[(Kind, u64, u64)]) -> LedgerEntry {
    LedgerEntry {
        id: format!("I{number}"),
        at: Timestamp::from_second(1_780_000_000 + number * 86_400).unwrap(),
        undone_at: None,
        state: ImportState::Done,
        files: counts
            .iter()
            .map(|(kind, rows, rejected)| Counts {
                file: format!("{}.csv", kind.name()),
                kind: *kind,
                rows: *rows,
                new: rows - rejected,
                changed: 0,
                unchanged: 0,
                rejected: *rejected,
            })
            .collect(),
        rejects: None,
        took_s: 1.0,
        mappings: Vec::new(),
    }
}

#[test]
fn rows_are_added_up_against_the_ledger() {
    let service = Service::new(12, SOUND);
    let rows = |kind| service.records.iter().filter(|record| record.kind == kind).count() as u64;
    let contacts = rows(Kind::Contacts);
    let agrees = service.report(&[import(2, &[(Kind::Contacts, 50, 0)]), import(1, &[(Kind::Contacts, contacts - 50 + 7, 7)])]);
    assert_eq!(agrees.data.reconciliation[0].agrees, Some(true));
    assert_eq!(agrees.findings, []);
    let short = service.report(&[import(1, &[(Kind::Contacts, contacts + 3, 0)])]);
    let what: Vec<&What> = short.findings.iter().map(|kept| &kept.finding.what).collect();
    assert_eq!(what, [&What::NotReconciled { kind: Kind::Contacts }]);
    // After an undone import new rows cannot be counted so.
    let mut undone = import(3, &[(Kind::Contacts, 10, 0)]);
    undone.state = ImportState::Undone;
    assert_eq!(service.report(&[undone, import(1, &[(Kind::Contacts, contacts + 3, 0)])]).data.reconciliation[0].agrees, None);
}

#[test]
fn an_import_that_refuses_more_than_usual_is_told() {
    let service = Service::new(13, SOUND);
    let contacts = service.records.iter().filter(|record| record.kind == Kind::Contacts).count() as u64;
    let newest = import(2, &[(Kind::Contacts, 1_000 + 80, 80)]);
    let report = service.report(&[newest, import(1, &[(Kind::Contacts, contacts - 1_000 + 9, 9)])]);
    let what: Vec<&What> = report.findings.iter().map(|kept| &kept.finding.what).collect();
    assert_eq!(what, [&What::MoreRefused { file: "contacts.csv".into() }]);
    // One bad row of a small file is looked at in the ledger.
    let small = import(2, &[(Kind::Contacts, 42, 1)]);
    assert_eq!(service.report(&[small, import(1, &[(Kind::Contacts, contacts - 41, 0)])]).findings, []);
}

#[test]
fn an_empty_workspace_has_nothing_to_check() {
    let report = Service::default().report(&[]);
    assert_eq!((report.findings.len(), report.tested, report.sampling.selections.len()), (0, 0, 0));
}
