//! Who is asked? Contacts whose matter was not solved should be invited as often as those whose was.
//!
//! Unsolved is what the contacts themselves tell: the customer came back on the same topic within 7 days, the case was opened again, or
//! the person who answered said so. Within a week, team, channel, self-service or not, and whether the customer had just been in
//! contact (who rests from surveys), the unsolved are compared with the solved by their margins (Mantel & Haenszel 1959): how many are
//! invited at all, and what kind of contacts there are, makes no difference. Where invitations are drawn at random the odds are even.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::{Score, Step, dispersion, step};
use super::{Desk, Finding, WEEK, What, difference};
use crate::ask::{Counted, Counting};
use crate::period::Period;
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::Error;

/// The matter was not solved, as far as contacts tell.
pub(super) const UNSOLVED: &str =
    "(came_back or (reopened is not null and reopened > 0) or (resolved_first is not null and not resolved_first))";
/// Contacts that could have been invited and of which the outcome is known.
const ASKABLE: &str = "came_back is not null and abandoned is not true and (direction is null or direction = 'inbound')";
/// Parts of the service that are gone through, where records have them.
const PARTS: [&str; 3] = ["team", "channel", "topic"];
/// How far apart in their logarithm the odds of two parts must be before it is called selection: half as many again.
const LEAST_LOG_ODDS: f64 = 0.4;

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sampling {
    /// The whole and its parts, those with most contacts first within a dimension; empty without invitations that name a contact.
    pub selections: Vec<Selection>,
}

/// How invitations go with outcomes in one part of the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The part.
    pub scope: Scope,
    /// Week by week.
    pub weeks: Vec<SelectionWeek>,
    /// All weeks together.
    pub all: SelectionWeek,
    /// Odds of being invited when unsolved over when solved, among like contacts: 1 = even. `None` when it cannot be told.
    pub odds: Option<[f64; 3]>,
    /// First week of a change, when one was kept for.
    pub since: Option<Period>,
}

/// Contacts and invitations of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelectionWeek {
    /// The week; [`Period::all`] for all of them.
    pub week: Period,
    /// Contacts whose matter was not solved.
    pub unsolved: f64,
    /// Those of them that were invited.
    pub unsolved_invited: f64,
    /// Contacts whose matter was solved.
    pub solved: f64,
    /// Those of them that were invited.
    pub solved_invited: f64,
}

impl SelectionWeek {
    fn nothing(week: Period) -> Self {
        Self { week, unsolved: 0.0, unsolved_invited: 0.0, solved: 0.0, solved_invited: 0.0 }
    }

    fn add(&mut self, table: &Table) {
        self.unsolved += table.contacts[0];
        self.unsolved_invited += table.invited[0];
        self.solved += table.contacts[1];
        self.solved_invited += table.invited[1];
    }
}

/// Contacts and invitations of one week and stratum, unsolved first.
#[derive(Debug, Clone, Default)]
struct Table {
    contacts: [f64; 2],
    invited: [f64; 2],
}

impl Table {
    fn score(&self) -> Score {
        let [unsolved, solved] = self.contacts;
        let [asked, others] = [self.invited[0].min(unsolved), self.invited[1].min(solved)];
        Score::of_table(unsolved, unsolved + solved, asked, asked + others)
    }
}

/// Which contacts a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Place of the week among [`Tables::weeks`].
    week: usize,
    /// Number of what makes contacts alike within a week: team, channel, self-service or not, just in contact or not.
    stratum: usize,
    /// Numbers of the values of [`PARTS`]; `None` = unknown.
    values: [Option<usize>; 3],
}

/// All contacts and invitations, in the order of their keys: a walk over them meets each stratum of a week as one run.
struct Tables {
    weeks: Vec<Period>,
    /// Values of [`PARTS`] by their numbers.
    names: [Vec<String>; 3],
    cells: Vec<(Key, Table)>,
}

/// Numbers names as they are first met.
#[derive(Default)]
struct Numbers<T>(BTreeMap<T, usize>);

impl<T: Ord> Numbers<T> {
    fn of(&mut self, name: T) -> usize {
        let next = self.0.len();
        *self.0.entry(name).or_insert(next)
    }
}

pub(super) fn check(desk: &Desk<'_>, found: &mut Vec<Finding>) -> Result<Sampling, Error> {
    if !desk.has(Kind::Contacts) || !desk.has(Kind::Feedback) {
        return Ok(Sampling::default());
    }
    let tables = tables(desk)?;
    if tables.cells.iter().all(|(_, table)| table.invited == [0.0, 0.0]) {
        return Ok(Sampling::default());
    }
    let parts = parts(desk, &tables);
    let selections = parts.iter().map(|part| selection(&tables, part)).collect();
    let mut sampling = Sampling { selections };
    let began = findings(&tables, &parts, found);
    for (scope, since) in began {
        if let Some(selection) = sampling.selections.iter_mut().find(|selection| selection.scope == scope) {
            selection.since = Some(since);
        }
    }
    Ok(sampling)
}

fn tables(desk: &Desk<'_>) -> Result<Tables, Error> {
    let with = |kind: Kind, day: &str, base: String| Counting {
        kind,
        day: day.to_owned(),
        per: WEEK,
        by: [
            PARTS.map(str::to_owned).to_vec(),
            vec!["self_service is true".to_owned(), "is_repeat is true".to_owned(), UNSOLVED.to_owned()],
        ]
        .concat(),
        base,
        sums: Vec::new(),
    };
    let contacts = desk.world.ask.counts(&with(Kind::Contacts, "opened_at_day", ASKABLE.to_owned()))?;
    let invitations = format!("{ASKABLE} and asked_at is not null and contact_id is not null");
    let invited = desk.world.ask.counts(&with(Kind::Feedback, "contact_on", invitations))?;
    let all = || contacts.iter().chain(&invited).filter(|one| desk.is_whole(one.period, 0)).map(|one| one.period);
    let weeks = match (all().min(), all().max()) {
        (Some(first), Some(last)) => first.through(last),
        _ => Vec::new(),
    };
    let mut names: [Numbers<String>; 3] = Default::default();
    let mut strata: Numbers<Vec<Option<String>>> = Numbers::default();
    let mut tables: BTreeMap<Key, Table> = BTreeMap::new();
    let mut add = |counted: Vec<Counted>, to: fn(&mut Table) -> &mut [f64; 2]| {
        for counted in counted {
            let Ok(week) = weeks.binary_search(&counted.period) else { continue };
            let mut values = counted.by;
            let is_unsolved = values.pop().flatten().as_deref() == Some("true");
            let alike = values.split_off(PARTS.len());
            // Like contacts are of one team and channel; topics only choose which contacts are looked at, since strata of a topic a
            // week would hold one or two.
            let stratum = strata.of([&values[..2], &alike[..]].concat());
            let mut numbers = [None; 3];
            for ((number, names), value) in numbers.iter_mut().zip(&mut names).zip(values) {
                *number = value.map(|value| names.of(value));
            }
            let table = tables.entry(Key { week, stratum, values: numbers }).or_default();
            to(table)[usize::from(!is_unsolved)] += counted.n;
        }
    };
    add(contacts, |table| &mut table.contacts);
    add(invited, |table| &mut table.invited);
    // Invitations of contacts that are not there say nothing of the others.
    tables.retain(|_, table| table.contacts.iter().sum::<f64>() > 0.0);
    let names = names.map(|numbers| {
        let mut names: Vec<(usize, String)> = numbers.0.into_iter().map(|(name, number)| (number, name)).collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    });
    Ok(Tables { weeks, names, cells: tables.into_iter().collect() })
}

/// A part of the service: nothing for the whole, or one value of one dimension (by its place in [`PARTS`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part(Option<(usize, usize)>);

impl Part {
    fn holds(&self, key: &Key) -> bool {
        self.0.is_none_or(|(dimension, value)| key.values[dimension] == Some(value))
    }

    fn scope(&self, tables: &Tables) -> Scope {
        self.0.map_or_else(Scope::whole, |(dimension, value)| Scope::whole().with(PARTS[dimension], &tables.names[dimension][value]))
    }
}

/// The whole, then the values of each dimension, those with most contacts first.
fn parts(desk: &Desk<'_>, tables: &Tables) -> Vec<Part> {
    let mut parts = vec![Part(None)];
    for (dimension, _) in PARTS.iter().enumerate().filter(|(_, name)| desk.has_dimension(Kind::Contacts, name)) {
        let names = &tables.names[dimension];
        let mut sizes = vec![0.0; names.len()];
        for (key, table) in &tables.cells {
            if let Some(value) = key.values[dimension] {
                sizes[value] += table.contacts.iter().sum::<f64>();
            }
        }
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|left, right| sizes[*right].total_cmp(&sizes[*left]).then_with(|| names[*left].cmp(&names[*right])));
        parts.extend(order.into_iter().map(|value| Part(Some((dimension, value)))));
    }
    parts
}

fn selection(tables: &Tables, part: &Part) -> Selection {
    let mut weeks: Vec<SelectionWeek> = tables.weeks.iter().map(|week| SelectionWeek::nothing(*week)).collect();
    let mut all = SelectionWeek::nothing(Period::all());
    for (key, table) in tables.cells.iter().filter(|(key, _)| part.holds(key)) {
        all.add(table);
        weeks[key.week].add(table);
    }
    let scores = scores(tables, |key| part.holds(key));
    let total = scores.iter().fold(Score::default(), |sum, week| sum.with(*week));
    let level = total.log_odds();
    let odds = (total.variance >= 3.0).then(|| {
        let error = (dispersion(&scores, |_| level, 1) / total.variance).sqrt();
        [level, level - 1.96 * error, level + 1.96 * error].map(f64::exp)
    });
    Selection { scope: part.scope(tables), weeks, all, odds, since: None }
}

/// Weekly scores of some contacts: those of each stratum of a week stand beside each other.
fn scores(tables: &Tables, is_wanted: impl Fn(&Key) -> bool) -> Vec<Score> {
    let mut scores = vec![Score::default(); tables.weeks.len()];
    for run in tables.cells.chunk_by(|(one, _), (other, _)| (one.week, one.stratum) == (other.week, other.stratum)) {
        let mut stratum = Table::default();
        for (_, table) in run.iter().filter(|(key, _)| is_wanted(key)) {
            for side in 0..2 {
                stratum.contacts[side] += table.contacts[side];
                stratum.invited[side] += table.invited[side];
            }
        }
        let week = run[0].0.week;
        scores[week] = scores[week].with(stratum.score());
    }
    scores
}

/// Tests every part for a change and, where nothing changed, against the rest. What was found in one part is taken out before the
/// others are looked at again, so that a topic that only this team answers has no story of its own. Gives the changes worth a date.
fn findings(tables: &Tables, parts: &[Part], found: &mut Vec<Finding>) -> Vec<(Scope, Period)> {
    let mut taken: BTreeSet<Part> = BTreeSet::new();
    let mut left: Vec<&Part> = parts.iter().collect();
    let mut began = Vec::new();
    // A change is told apart from chance by the list of all signals; here it only has to be plain enough to be taken out.
    const PLAIN: f64 = 1e-3;
    loop {
        let outside = |key: &Key| !taken.iter().any(|part| part.holds(key));
        let steps: Vec<(&Part, Step)> =
            left.iter().filter_map(|part| Some((*part, step(&scores(tables, |key| part.holds(key) && outside(key)))?))).collect();
        let Some((part, plainest)) = steps.iter().max_by(|one, other| one.1.z.abs().total_cmp(&other.1.z.abs())) else { break };
        let is_plain = p_value(plainest) < PLAIN;
        if !is_plain {
            // Nothing plain is left in any part.
            found.extend(steps.iter().filter_map(|(part, step)| began_at(tables, part, &taken, step)));
            break;
        }
        found.extend(began_at(tables, part, &taken, plainest));
        began.push((part.scope(tables), tables.weeks[plainest.start]));
        if part.0.is_none() {
            // The whole changed, and its parts with it: one story.
            return began;
        }
        taken.insert(**part);
        left.retain(|other| other != part);
    }
    stands(tables, parts, taken, found);
    began
}

/// A change of the odds that is too small to be called selection is none.
fn p_value(step: &Step) -> f64 {
    if (step.after - step.before).abs() >= LEAST_LOG_ODDS { step.p_value } else { 1.0 }
}

fn began_at(tables: &Tables, part: &Part, taken: &BTreeSet<Part>, step: &Step) -> Option<Finding> {
    let is_wanted = |key: &Key| part.holds(key) && !taken.iter().any(|other| other.holds(key));
    let since = tables.weeks[step.start];
    let mut sides = [SelectionWeek::nothing(Period::all()); 2];
    for (key, table) in tables.cells.iter().filter(|(key, _)| is_wanted(key)) {
        sides[usize::from(key.week >= step.start)].add(table);
    }
    let [before, after] = sides;
    let size = difference((before.unsolved_invited, before.unsolved), (after.unsolved_invited, after.unsolved))?;
    Some(Finding {
        what: What::SelectionBegan,
        scope: part.scope(tables),
        since: Some(since.start),
        weeks: tables.weeks.len() - step.start,
        size,
        n: after.unsolved + after.solved,
        share_of_records: share_of(tables, part),
        p_value: Some(p_value(step)),
        z: step.z,
    })
}

/// Parts whose odds differ from those of the rest all the time.
fn stands(tables: &Tables, parts: &[Part], mut taken: BTreeSet<Part>, found: &mut Vec<Finding>) {
    let mut left: Vec<&Part> = parts.iter().filter(|part| part.0.is_some() && !taken.contains(part)).collect();
    const PLAIN: f64 = 1e-3;
    loop {
        let outside = |key: &Key| !taken.iter().any(|part| part.holds(key));
        let apart: Vec<(&Part, f64, f64)> = left
            .iter()
            .filter_map(|part| {
                let own = scores(tables, |key| part.holds(key) && outside(key));
                let rest = scores(tables, |key| !part.holds(key) && outside(key));
                let sum = |scores: &[Score]| scores.iter().fold(Score::default(), |sum, week| sum.with(*week));
                let (ours, theirs) = (sum(&own), sum(&rest));
                if ours.variance < 10.0 || theirs.variance < 10.0 {
                    return None;
                }
                let wide = |scores: &[Score], level: f64| dispersion(scores, |_| level, 1);
                let variance = wide(&own, ours.log_odds()) / ours.variance + wide(&rest, theirs.log_odds()) / theirs.variance;
                let apart = ours.log_odds() - theirs.log_odds();
                Some((*part, apart, apart / variance.sqrt()))
            })
            .collect();
        let plainest = apart.iter().max_by(|one, other| one.2.abs().total_cmp(&other.2.abs()));
        let is_plain =
            |(_, apart, z): &(&Part, f64, f64)| apart.abs() >= LEAST_LOG_ODDS && luotsi_stats::distribution::normal_two_sided_p(*z) < PLAIN;
        match plainest.filter(|one| is_plain(one)) {
            Some(one) => {
                found.extend(stands_in(tables, one));
                taken.insert(*one.0);
                left.retain(|part| *part != one.0);
            }
            None => {
                found.extend(apart.iter().filter_map(|one| stands_in(tables, one)));
                return;
            }
        }
    }
}

fn stands_in(tables: &Tables, (part, apart, z): &(&Part, f64, f64)) -> Option<Finding> {
    let mut own = SelectionWeek::nothing(Period::all());
    let mut rest = own;
    for (key, table) in &tables.cells {
        if part.holds(key) { own.add(table) } else { rest.add(table) }
    }
    // Among the unsolved, beside what the invited share of the solved and the others' odds would make of them.
    let odds = |hits: f64, of: f64| (hits + 0.5) / (of - hits + 0.5).max(0.5);
    let usual = odds(rest.unsolved_invited, rest.unsolved) / odds(rest.solved_invited, rest.solved);
    let expected = odds(own.solved_invited, own.solved) * usual;
    let expected = expected / (1.0 + expected);
    let size = difference((expected * own.unsolved, own.unsolved), (own.unsolved_invited, own.unsolved))?;
    let p_value = if apart.abs() >= LEAST_LOG_ODDS { luotsi_stats::distribution::normal_two_sided_p(*z) } else { 1.0 };
    Some(Finding {
        what: What::SelectionStands,
        scope: part.scope(tables),
        since: None,
        weeks: tables.weeks.len(),
        size,
        n: own.unsolved + own.solved,
        share_of_records: share_of(tables, part),
        p_value: Some(p_value),
        z: *z,
    })
}

fn share_of(tables: &Tables, part: &Part) -> f64 {
    let size = |is_wanted: &dyn Fn(&Key) -> bool| -> f64 {
        tables.cells.iter().filter(|(key, _)| is_wanted(key)).map(|(_, table)| table.contacts.iter().sum::<f64>()).sum()
    };
    let all = size(&|_| true);
    if all > 0.0 { size(&|key| part.holds(key)) / all } else { 1.0 }
}
