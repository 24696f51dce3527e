//! Made-up services in which it is known what happened: it has to come out by itself.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::actions::Action;
use crate::ask::{
    Answer, Answers, Ask, Cell, Counted, Counting, Dimension, Direct, DrawOf, DrawQuestion, Drawn, Inventory, KindInventory, Measured,
    Question, Records, RecordsQuestion, Tally,
};
use crate::catalogue::Catalogue;
use crate::records::Kind;
use crate::sample::{self, Dice};
use crate::settings::Settings;
use crate::timeline::TimelineEvent;

const WEEKS: usize = 60;
const CHANGE: usize = 50;
/// Values of the three dimensions; every topic of the fourth team is answered by it alone.
const DIMENSIONS: [(&str, &[&str]); 3] = [
    ("matter", &["simple", "complex", "new", "other"]),
    ("team", &["Laskutus", "Muutot", "Myynti"]),
    ("channel", &["phone", "chat", "email"]),
];

/// One answer about one contact.
#[derive(Debug, Clone)]
struct Record {
    id: usize,
    week: usize,
    dims: [usize; 3],
    contacts: f64,
    wait_s: f64,
    nps: i64,
    ces: f64,
}

#[derive(Debug, Clone, Default)]
struct World {
    records: Vec<Record>,
}

/// What one record is drawn from.
struct Drawing<'d> {
    week: usize,
    dims: [usize; 3],
    dice: &'d mut Dice,
}

impl World {
    /// So many answers a week; `make` says what each customer went through and answered.
    fn new(seed: u64, a_week: usize, mut make: impl FnMut(&mut Drawing<'_>) -> Record) -> Self {
        let mut dice = Dice(seed);
        let mut records = Vec::new();
        for week in 0..WEEKS {
            for _ in 0..a_week {
                let dims = [0, 1, 2].map(|place: usize| (dice.uniform() * DIMENSIONS[place].1.len() as f64) as usize);
                let record = make(&mut Drawing { week, dims, dice: &mut dice });
                records.push(Record { id: records.len(), ..record });
            }
        }
        Self { records }
    }

    fn value_of(record: &Record, dimension: &str) -> Option<&'static str> {
        let place = DIMENSIONS.iter().position(|(name, _)| *name == dimension)?;
        DIMENSIONS[place].1.get(record.dims[place]).copied()
    }

    fn tally(metric: &str, records: &[&Record], threshold: Option<f64>) -> Tally {
        let n = records.len() as f64;
        let terms = |of: &dyn Fn(&Record) -> f64| {
            let terms: Vec<f64> = records.iter().map(|record| of(record)).collect();
            let squares = terms.iter().map(|term| term * term).sum();
            Tally { n, numerator: terms.iter().sum(), denominator: n, squares, ..Tally::default() }
        };
        match (metric, threshold) {
            ("nps", _) => terms(&|record| f64::from(i8::from(record.nps >= 9) - i8::from(record.nps <= 6))),
            ("ces", _) => terms(&|record| record.ces),
            ("repeats", _) => terms(&|record| f64::from(u8::from(record.contacts > 1.0))),
            ("volume", _) => Tally { numerator: n, ..terms(&|_| 1.0) },
            (_, Some(threshold)) => terms(&|record| f64::from(u8::from(record.wait_s > threshold))),
            (_, None) => {
                let mut waits: Vec<f64> = records.iter().map(|record| record.wait_s).collect();
                waits.sort_by(f64::total_cmp);
                let value = waits[waits.len() / 2];
                Tally { n, denominator: n, direct: Some(Direct { value, low: None, high: None }), ..Tally::default() }
            }
        }
    }

    fn is_in(record: &Record, scope: &Scope) -> bool {
        scope
            .iter()
            .all(|(dimension, values)| Self::value_of(record, dimension).is_some_and(|value| values.iter().any(|known| known == value)))
    }

    fn answered(&self, question: &Question, threshold: Option<f64>) -> Answer {
        let measured = question.metrics.iter().map(|metric| {
            let mut groups: BTreeMap<(Period, Vec<Option<String>>), Vec<&Record>> = BTreeMap::new();
            for record in &self.records {
                let day = sample::FIRST.saturating_add((record.week as i64 * 7 + 2).days());
                let is_asked = question.from.is_none_or(|from| from <= day) && question.to.is_none_or(|to| day < to);
                if !is_asked || !Self::is_in(record, &question.scope) {
                    continue;
                }
                let dims = question.by.iter().map(|name| Self::value_of(record, name).map(str::to_owned)).collect();
                groups.entry((Period::containing(question.per, day), dims)).or_default().push(record);
            }
            let cell = |((period, dims), records): ((Period, Vec<Option<String>>), Vec<&Record>)| Cell {
                period,
                dims,
                tally: Self::tally(metric, &records, threshold),
            };
            Measured { metric: metric.clone(), cells: groups.into_iter().map(cell).collect(), approximate: false, missing: None }
        });
        Answer { version: "7".into(), measured: measured.collect() }
    }
}

impl Ask for World {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        Ok(self.answered(question, None))
    }

    fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError> {
        Ok(self.answered(question, Some(threshold)))
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        let dimension = |(name, values): &(&str, &[&str])| Dimension {
            name: (*name).to_owned(),
            values: values.iter().map(|value| ((*value).to_owned(), 1_000)).collect(),
            different: values.len() as u64,
        };
        let at = |day: Date| day.at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
        let feedback = KindInventory {
            kind: Kind::Feedback,
            rows: self.records.len() as u64,
            first: Some(at(sample::FIRST)),
            last: Some(at(sample::FIRST.saturating_add((WEEKS as i64 * 7 + 20).days()))),
            dimensions: DIMENSIONS.iter().map(dimension).collect(),
            filled: ["given_at", "comment", "wait_s", "case_contacts", "channel", "team"].map(str::to_owned).to_vec(),
        };
        Ok(Inventory { version: "7".into(), kinds: vec![feedback] })
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

    fn counts(&self, _: &Counting) -> Result<Vec<Counted>, AskError> {
        sample::no_records()
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        Ok(Vec::new())
    }

    fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError> {
        let day = |record: &Record| sample::FIRST.saturating_add((record.week as i64 * 7 + 2).days());
        let is_worse = |record: &Record| match &question.of {
            DrawOf::Metric { part: crate::ask::Part::Rest, .. } => record.nps <= 6,
            _ => true,
        };
        let mut found: Vec<&Record> = self
            .records
            .iter()
            .filter(|record| question.from <= day(record) && day(record) < question.to && Self::is_in(record, &question.scope))
            .filter(|record| is_worse(record))
            .collect();
        let total = found.len() as u64;
        found.sort_by_key(|record| (record.id as u64 ^ question.seed).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17));
        found.truncate(question.limit);
        let columns = if question.columns.is_empty() { vec!["feedback_id".to_owned()] } else { question.columns.clone() };
        let cell = |record: &Record, name: &str| match name {
            "feedback_id" => Some(format!("F{}", record.id)),
            "wait_s" => Some(record.wait_s.to_string()),
            "case_contacts" => Some(record.contacts.to_string()),
            "comment" => Some(format!("comment {}", record.id)),
            "given_at" => Some(day(record).to_string()),
            name => Self::value_of(record, name).map(str::to_owned),
        };
        let rows = found.iter().map(|record| columns.iter().map(|name| cell(record, name)).collect()).collect();
        let values = match &question.of {
            DrawOf::Comments => Vec::new(),
            DrawOf::Metric { .. } => {
                found.iter().map(|record| Some(100.0 * f64::from(i8::from(record.nps >= 9) - i8::from(record.nps <= 6)))).collect()
            }
        };
        Ok(Drawn { records: Records { columns, rows, total }, values })
    }
}

fn catalogue() -> Catalogue {
    let of = |id: &str, measure: &str, counter: &str| {
        let toml = sample::metric_toml(id, measure)
            .replace("\"other\"", &format!("\"{counter}\""))
            .replace("table = \"contacts\"\ntime = \"opened_at\"", "table = \"feedback\"\ntime = \"given_at\"");
        (format!("{id}.toml"), toml)
    };
    let (catalogue, problems) = Catalogue::read([
        of("nps", "statistic = \"net\"\nbase = \"true\"\nplus = \"nps >= 9\"\nminus = \"nps <= 6\"", "ces"),
        of("ces", "statistic = \"mean\"\nbase = \"true\"\nvalue = \"ces\"", "nps"),
        of("repeats", "statistic = \"share\"\nbase = \"true\"\nhit = \"is_repeat\"", "nps"),
        of("wait", "statistic = \"quantile\"\nbase = \"true\"\nvalue = \"wait_s\"\nq = 0.5", "nps"),
        of("volume", sample::TOTAL, "nps"),
    ]);
    assert_eq!(problems, []);
    catalogue
}

/// What is said of a metric; of its own change when no day is given.
fn explained(world: &World, metric: &str, at: Option<Date>, scope: Scope) -> Result<Explanation, Error> {
    let now = date(2026, 8, 1).at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    let (catalogue, settings, view) = (catalogue(), Settings::default(), View { scope, ..View::default() });
    let world = crate::situation::World { ask: world, catalogue: &catalogue, settings: &settings, now };
    explain(world, Request { metric, at, view: &view })
}

fn change_day() -> Date {
    Period::containing(Granularity::Week, sample::FIRST.saturating_add((CHANGE as i64 * 7).days())).start
}

/// A customer who had to make contact several times is less happy, whatever the matter.
fn answer(drawing: &mut Drawing<'_>, contacts: f64) -> Record {
    let happy = 8.6 - 2.1 * (contacts - 1.0) + 1.6 * drawing.dice.normal();
    let ease = 6.2 - 1.3 * (contacts - 1.0) + 0.9 * drawing.dice.normal();
    Record {
        id: 0,
        week: drawing.week,
        dims: drawing.dims,
        contacts,
        wait_s: 20.0 + 80.0 * drawing.dice.uniform(),
        nps: happy.round().clamp(0.0, 10.0) as i64,
        ces: ease.round().clamp(1.0, 7.0),
    }
}

/// From the change on, customers with complex matters had to make contact several times.
fn classic(seed: u64) -> World {
    World::new(seed, 300, |drawing| {
        let is_hard = drawing.dims[0] == 1 && drawing.week >= CHANGE;
        let contacts = if drawing.dice.uniform() < if is_hard { 0.75 } else { 0.15 } { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    })
}

fn adds_up(found: &Explanation) {
    let rest = found.rest.map_or(0.0, |rest| rest.rate_effect + rest.mix_effect);
    let parts: f64 = found.parts.iter().map(|part| part.rate_effect + part.mix_effect).sum();
    let scale = found.whole.before.abs().max(found.whole.after.abs()).max(1.0);
    assert!((parts + rest - found.whole.effect).abs() < 1e-9 * scale, "{parts} + {rest} for {}", found.whole.effect);
    for part in &found.parts {
        assert!((part.rate_effect + part.mix_effect - part.effect).abs() < 1e-9 * scale, "{part:?}");
    }
}

#[test]
fn the_classic_case_comes_out_by_itself() {
    let found = explained(&classic(1), "nps", None, Scope::whole()).unwrap();
    // NPS fell, at the week in which it did.
    assert_eq!(found.after.from, change_day());
    assert!(found.whole.is_certain() && found.whole.effect < -5.0, "{:?}", found.whole);
    // The fall is in customers with complex matters, and only there.
    assert_eq!(found.parts.len(), 1, "{:#?}", found.parts);
    let part = &found.parts[0];
    assert_eq!(part.scope, Scope::whole().with("matter", "complex"));
    assert!(part.share_of_change.is_some_and(|share| (0.8..1.2).contains(&share)), "{part:?}");
    assert!(part.low < part.effect && part.high < 0.0 && part.q < 0.001 && part.mix_effect.abs() < 1.0, "{part:?}");
    adds_up(&found);
    // They had to make contact several times, and CES shows it.
    let along: Vec<&str> = found.along.iter().map(|along| along.metric.as_str()).collect();
    assert!(along.contains(&"ces") && along.contains(&"repeats") && !along.contains(&"wait"), "{:#?}", found.along);
    // What goes with the answers is the number of contacts, and most of the fall goes with it; the wait goes with nothing.
    let drivers = found.drivers.unwrap();
    let first = &drivers.factors[0];
    assert_eq!(first.factor, "case_contacts");
    assert!(first.goes_with.high < 0.0 && first.goes_with.estimate < 0.7 * drivers.change, "{drivers:#?}");
    assert!(first.mean.is_some_and(|(before, after)| after > before + 0.1));
    let wait = drivers.factors.iter().find(|driver| driver.factor == "wait_s").unwrap();
    assert!(wait.importance.estimate < 0.01 && wait.role == Some(Role::Unclear), "{wait:?}");
    let goes_with: f64 = drivers.factors.iter().map(|driver| driver.goes_with.estimate).sum();
    assert!((goes_with + drivers.goes_with_none - drivers.change).abs() < 1e-6, "what goes with factors and with none is the change");
    // Cases and comments are of the part.
    assert_eq!(found.cases.scope, part.scope);
    assert!(found.cases.records.records().is_some_and(|records| records.rows.len() == 12));
    assert!(found.cases.comments.records().is_some_and(|records| records.rows.len() == 8));
}

#[test]
fn a_change_in_one_team_of_one_channel_is_told_there_and_one_of_a_whole_team_of_the_team() {
    let moved = |week: usize, is_there: bool| if is_there && week >= CHANGE { 0.9 } else { 0.1 };
    let narrow = World::new(2, 400, |drawing| {
        let share = moved(drawing.week, drawing.dims[1] == 1 && drawing.dims[2] == 2);
        let contacts = if drawing.dice.uniform() < share { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&narrow, "repeats", Some(change_day()), Scope::whole()).unwrap();
    assert_eq!(found.parts.len(), 1, "{:#?}", found.parts);
    assert_eq!(found.parts[0].scope, Scope::whole().with("team", "Muutot").with("channel", "email"));
    adds_up(&found);
    let wide = World::new(3, 400, |drawing| {
        let share = moved(drawing.week, drawing.dims[1] == 1);
        let contacts = if drawing.dice.uniform() < share { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&wide, "repeats", Some(change_day()), Scope::whole()).unwrap();
    assert_eq!(found.parts.iter().map(|part| part.scope.clone()).collect::<Vec<_>>(), [Scope::whole().with("team", "Muutot")]);
    // Inside the team nothing is narrower than the team.
    let inside = explained(&wide, "repeats", Some(change_day()), Scope::whole().with("team", "Muutot")).unwrap();
    assert_eq!(inside.parts, []);
}

#[test]
fn trap_14_a_shift_of_the_mix_is_told_as_mix() {
    // Complex matters always take more contacts; since the change there are far more of them.
    let world = World::new(4, 400, |drawing| {
        if drawing.week >= CHANGE && drawing.dice.uniform() < 0.4 {
            drawing.dims[0] = 1;
        }
        let share = if drawing.dims[0] == 1 { 0.8 } else { 0.1 };
        let contacts = if drawing.dice.uniform() < share { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&world, "repeats", Some(change_day()), Scope::whole()).unwrap();
    let part = &found.parts[0];
    assert_eq!(part.scope, Scope::whole().with("matter", "complex"), "{:#?}", found.parts);
    assert!(part.mix_effect > 5.0 * part.rate_effect.abs() && part.weight.1 > part.weight.0 + 0.2, "{part:?}");
    assert!(part.without.abs() < 0.1 * found.whole.effect);
    adds_up(&found);
}

/// Pearson's correlation of the monthly means of waits and of points to recommend.
fn monthly_correlation(world: &World) -> f64 {
    let mut months: BTreeMap<Period, (f64, f64, f64)> = BTreeMap::new();
    for record in &world.records {
        let day = sample::FIRST.saturating_add((record.week as i64 * 7 + 2).days());
        let month = months.entry(Period::containing(Granularity::Month, day)).or_default();
        (month.0, month.1, month.2) = (month.0 + 1.0, month.1 + record.wait_s, month.2 + record.nps as f64);
    }
    let means: Vec<(f64, f64)> = months.values().map(|(n, wait, nps)| (wait / n, nps / n)).collect();
    let count = means.len() as f64;
    let (wait, nps) = means.iter().fold((0.0, 0.0), |sum, mean| (sum.0 + mean.0 / count, sum.1 + mean.1 / count));
    let (mut product, mut waits, mut points) = (0.0, 0.0, 0.0);
    for (one, other) in &means {
        product += (one - wait) * (other - nps);
        waits += (one - wait).powi(2);
        points += (other - nps).powi(2);
    }
    product / (waits * points).sqrt()
}

#[test]
fn trap_17_a_chance_correlation_of_months_is_nothing_from_record_to_record() {
    // Waits and answers have nothing to do with each other; of forty such services one shows them moving together all the same.
    let worlds = (0..40).map(|seed| World::new(400 + seed, 60, |drawing| answer(drawing, 1.0)));
    let world = worlds.max_by(|one, other| monthly_correlation(one).abs().total_cmp(&monthly_correlation(other).abs())).unwrap();
    let correlation = monthly_correlation(&world);
    assert!(correlation.abs() > 0.5, "{correlation}");
    let found = explained(&world, "nps", Some(change_day()), Scope::whole()).unwrap();
    let drivers = found.drivers.expect("enough records to weigh drivers");
    let wait = drivers.factors.iter().find(|driver| driver.factor == "wait_s").expect("the wait is weighed");
    assert!(wait.importance.estimate < 0.02 && wait.importance.low < 0.01 && wait.role == Some(Role::Unclear), "{wait:?}");
    // How many records it comes from is said with it.
    assert!(drivers.drawn.0 > 200 && drivers.drawn.1 > 200, "{:?}", drivers.drawn);
}

#[test]
fn one_part_with_two_names_is_told_once() {
    // New matters are answered by Myynti alone, and Myynti answers nothing else.
    let world = World::new(5, 400, |drawing| {
        if drawing.dims[0] == 2 {
            drawing.dims[1] = 2;
        } else if drawing.dims[1] == 2 {
            drawing.dims[1] = 0;
        }
        let share = if drawing.dims[0] == 2 && drawing.week >= CHANGE { 0.7 } else { 0.1 };
        let contacts = if drawing.dice.uniform() < share { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&world, "repeats", Some(change_day()), Scope::whole()).unwrap();
    assert_eq!(found.parts.len(), 1, "{:#?}", found.parts);
    let names: Vec<&Scope> = std::iter::once(&found.parts[0].scope).chain(&found.parts[0].same_as).collect();
    assert!(names.contains(&&Scope::whole().with("matter", "new")) && names.contains(&&Scope::whole().with("team", "Myynti")), "{names:?}");
}

#[test]
fn a_median_is_divided_by_how_often_records_lie_above_it() {
    let world = World::new(6, 300, |drawing| {
        let mut record = answer(drawing, 1.0);
        if drawing.dims[2] == 1 && drawing.week >= CHANGE {
            record.wait_s += 60.0;
        }
        record
    });
    let found = explained(&world, "wait", Some(change_day()), Scope::whole()).unwrap();
    assert!(matches!(found.method, Method::Exceedance { threshold } if (50.0..70.0).contains(&threshold)), "{:?}", found.method);
    assert!((found.whole.before - 0.5).abs() < 0.02 && found.whole.effect > 0.1 && found.values.1 > found.values.0, "{found:#?}");
    assert_eq!(found.parts[0].scope, Scope::whole().with("channel", "chat"));
    assert!(found.parts[0].values.1 > found.parts[0].values.0 + 40.0);
    adds_up(&found);
}

#[test]
fn counts_are_divided_by_their_own_changes() {
    let mut world = classic(7);
    // Twice as many by e-mail since the change.
    let more: Vec<Record> = world.records.iter().filter(|record| record.week >= CHANGE && record.dims[2] == 2).cloned().collect();
    world.records.extend(more);
    let found = explained(&world, "volume", Some(change_day()), Scope::whole()).unwrap();
    assert_eq!(found.method, Method::Additive);
    assert!((found.whole.effect - 100.0).abs() < 15.0, "{:?}", found.whole);
    assert_eq!(found.parts[0].scope, Scope::whole().with("channel", "email"), "{:#?}", found.parts);
    adds_up(&found);
}

#[test]
fn what_everybody_did_is_told_of_no_part_and_a_quiet_service_explains_nothing() {
    let everywhere = World::new(8, 300, |drawing| {
        let contacts = if drawing.dice.uniform() < if drawing.week >= CHANGE { 0.6 } else { 0.15 } { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&everywhere, "nps", None, Scope::whole()).unwrap();
    assert_eq!(found.parts, [], "{:#?}", found.parts);
    assert!(found.rest.is_some_and(|rest| rest.share_of_change.is_some_and(|share| (share - 1.0).abs() < 1e-9)));
    let told: usize = (0..20)
        .map(|seed| {
            let quiet = World::new(100 + seed, 150, |drawing| answer(drawing, 1.0));
            let found = explained(&quiet, "nps", Some(change_day()), Scope::whole()).unwrap();
            adds_up(&found);
            found.parts.len()
        })
        .sum();
    assert!(told <= 4, "{told} parts told in 20 services in which nothing happened");
}

#[test]
fn a_wrong_question_is_answered_with_what_is_known() {
    let world = classic(9);
    let unknown = explained(&world, "npss", None, Scope::whole()).unwrap_err();
    assert!(
        matches!(unknown, Error::Situation(situation::Error::Ask(AskError::UnknownMetric { ref nearest, .. })) if nearest.contains(&"nps".to_owned()))
    );
    let unknown = explained(&world, "nps", None, Scope::whole().with("team", "Laskuts")).unwrap_err();
    assert!(
        matches!(unknown, Error::UnknownValue { ref nearest, .. } if nearest.first().is_some_and(|name| name == "Laskutus")),
        "{unknown:?}"
    );
    let early = explained(&world, "nps", Some(date(2020, 1, 1)), Scope::whole()).unwrap_err();
    assert!(matches!(early, Error::TooFew { before: (0, 4), .. }), "{early:?}");
    let late = explained(&world, "nps", Some(date(2030, 1, 1)), Scope::whole()).unwrap_err();
    assert!(matches!(late, Error::TooFew { after: (0, 1), .. }), "{late:?}");
    let calm = World::new(10, 150, |drawing| answer(drawing, 1.0));
    assert!(matches!(explained(&calm, "nps", None, Scope::whole()), Err(Error::NoChange { .. })));
}

/// Cells of three dimensions, as an answer holds them.
fn cells(numbers: &[(usize, u32, u32)]) -> Vec<Cell> {
    let cell = |(place, n, hits): &(usize, u32, u32)| {
        let value = |dimension: usize, code: usize| Some(DIMENSIONS[dimension].1[code % DIMENSIONS[dimension].1.len()].to_owned());
        let n = f64::from(*n);
        let hits = f64::from(*hits).min(n);
        Cell {
            period: Period::all(),
            dims: vec![value(0, *place), value(1, place / 4), if place % 7 == 0 { None } else { value(2, place / 12) }],
            tally: Tally { squares: hits, ..sample::share(hits, n) },
        }
    };
    numbers.iter().map(cell).collect()
}

fn searched(before: &[Cell], after: &[Cell], figure: Figure) -> parts::Found {
    let noise = Noise::estimate(figure, &Series::default(), std::iter::empty());
    let names: Vec<String> = DIMENSIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut search = Search::new(figure, noise, &names, 5.0);
    before.iter().for_each(|cell| search.add(cell, Leaf::before));
    after.iter().for_each(|cell| search.add(cell, Leaf::after));
    search.run(&Scope::whole())
}

fn figures() -> impl Strategy<Value = Figure> {
    prop_oneof![
        Just(Figure::Share),
        Just(Figure::Net),
        Just(Figure::Mean),
        Just(Figure::Events { scale: 1_000.0 }),
        Just(Figure::Ratio { scale: 2.0 }),
        Just(Figure::Sum),
    ]
}

fn numbers() -> impl Strategy<Value = Vec<(usize, u32, u32)>> {
    proptest::collection::vec((0_usize..36, 0_u32..400, 0_u32..400), 1..60)
}

proptest! {
    #[test]
    fn parts_add_up_to_the_whole_change(before in numbers(), after in numbers(), figure in figures()) {
        let found = searched(&cells(&before), &cells(&after), figure);
        if found.whole.effect.is_finite() {
            let of_parts: f64 = found.parts.iter().map(|part| part.rate_effect + part.mix_effect).sum();
            let of_rest = found.rest.map_or(0.0, |rest| rest.rate_effect + rest.mix_effect);
            let has_both = before.iter().any(|(_, n, _)| *n > 0) && after.iter().any(|(_, n, _)| *n > 0);
            if has_both {
                let scale = found.whole.before.abs().max(found.whole.after.abs()).max(1.0);
                prop_assert!((of_parts + of_rest - found.whole.effect).abs() < 1e-9 * scale);
            }
            prop_assert!(found.parts.iter().all(|part| part.q <= FALSE_SHARE && part.low <= part.effect && part.effect <= part.high));
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(before in numbers(), after in numbers(), figure in figures()) {
        let one = searched(&cells(&before), &cells(&after), figure);
        let turned = |numbers: &[(usize, u32, u32)]| cells(&numbers.iter().rev().copied().collect::<Vec<_>>());
        let other = searched(&turned(&before), &turned(&after), figure);
        prop_assert_eq!(one.parts, other.parts);
        prop_assert_eq!(one.searched, other.searched);
    }

    #[test]
    fn a_service_that_stayed_as_it_was_explains_nothing(before in numbers(), figure in figures()) {
        let cells = cells(&before);
        let found = searched(&cells, &cells, figure);
        prop_assert_eq!(found.parts, Vec::new());
    }
}

#[test]
fn trap_14_every_part_got_better_and_the_whole_worse() {
    // Simpson's case: repeats fell in simple and in complex matters; there are only far more complex ones now.
    let world = World::new(11, 400, |drawing| {
        let is_after = drawing.week >= CHANGE;
        drawing.dims[0] = usize::from(drawing.dice.uniform() < if is_after { 0.8 } else { 0.2 });
        let share = match (drawing.dims[0], is_after) {
            (1, false) => 0.70,
            (1, true) => 0.62,
            (_, false) => 0.14,
            (_, true) => 0.10,
        };
        let contacts = if drawing.dice.uniform() < share { 2.0 } else { 1.0 };
        answer(drawing, contacts)
    });
    let found = explained(&world, "repeats", Some(change_day()), Scope::whole()).unwrap();
    assert!(found.whole.is_certain() && found.whole.effect > 0.1, "{:?}", found.whole);
    let matters = ["simple", "complex"].map(|matter| Scope::whole().with("matter", matter));
    let part = found.parts.iter().find(|part| matters.contains(&part.scope)).unwrap_or_else(|| panic!("{:#?}", found.parts));
    // What its customers met got better; what makes the whole worse is how many there are of which.
    assert!(part.values.1 < part.values.0 && part.rate_effect < 0.0 && part.mix_effect > 0.1, "{part:?}");
    adds_up(&found);
}
