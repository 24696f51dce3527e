//! The records themselves: what is unknown, what cannot be, what comes twice or no more, and whether the rows add up.
//!
//! Many faults never get here: a row whose times run backwards or whose value lies outside its range is refused when its file is read,
//! and the ledger of imports counts it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use luotsi_stats::intervals::difference::two_proportions;
use luotsi_stats::intervals::proportion::Count;
use serde::{Deserialize, Serialize};

use super::scan::{Score, step};
use super::{Desk, Finding, Size, WEEK, What, difference, quoted};
use crate::ask::{Counted, Counting};
use crate::catalogue::Unit;
use crate::intake::{ImportState, LedgerEntry};
use crate::period::{Granularity, Period};
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::Error;

/// Weeks that are looked at for columns: as many as the situation picture shows.
const WEEKS: i64 = 60;
/// Weekly records that a part needs before its silence says anything.
const LEAST_A_WEEK: f64 = 5.0;
/// From this share of records on, what cannot be is told and not only counted.
const TOLD_SHARE: f64 = 0.001;
/// So much more of the rows refused is told.
const LEAST_REFUSED: f64 = 0.01;
/// Fewer refused rows than this are looked at one by one in the ledger, and are too few for the comparison of two shares: one bad row
/// of a file of forty says nothing about the source.
const LEAST_REFUSED_ROWS: u64 = 10;

/// The records themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// How fresh each kind is.
    pub freshness: Vec<Freshness>,
    /// How often columns are unknown, those with the largest share first.
    pub columns: Vec<Column>,
    /// What cannot be, with the records looked at: kind, what, how many, of how many.
    pub impossible: Vec<(Kind, Impossible, f64, f64)>,
    /// Rows by kind, from the ledger and in the lake.
    pub reconciliation: Vec<Reconciliation>,
}

/// How fresh the records of a kind are.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// The kind.
    pub kind: Kind,
    /// Records.
    pub rows: u64,
    /// Latest time of a record.
    pub last: Option<Timestamp>,
    /// Days from it to the end of all records; `None` for registers, which are no stream.
    pub days_behind: Option<f64>,
}

/// How often a column is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The kind of records.
    pub kind: Kind,
    /// The column.
    pub name: String,
    /// Records of the last 60 weeks.
    pub n: f64,
    /// Share of them in which it is unknown.
    pub unknown: f64,
    /// Share in the last 4 whole weeks.
    pub lately: Option<f64>,
}

/// What cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impossible {
    /// Answered before it was opened or asked.
    RepliedBefore,
    /// Solved before it was opened.
    SolvedBefore,
    /// Later than now.
    InTheFuture,
    /// The same customer in contact twice in the same second: most likely one contact under two ids.
    SameMoment,
    /// More points than there are.
    AboveMaximum,
    /// About a contact that is not there.
    NoSuchContact,
}

impl Impossible {
    /// Its code among texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::RepliedBefore => "replied_before",
            Self::SolvedBefore => "solved_before",
            Self::InTheFuture => "in_the_future",
            Self::SameMoment => "same_moment",
            Self::AboveMaximum => "above_maximum",
            Self::NoSuchContact => "no_such_contact",
        }
    }
}

/// Rows of a kind through all imports that stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciliation {
    /// The kind.
    pub kind: Kind,
    /// Rows read from files.
    pub read: u64,
    /// Rows that became records not seen before.
    pub new: u64,
    /// Rows that replaced an earlier version.
    pub changed: u64,
    /// Rows that were there already.
    pub unchanged: u64,
    /// Rows refused.
    pub refused: u64,
    /// Records in the lake.
    pub kept: u64,
    /// Do the ledger and the lake agree? `None` when an import was undone, after which new rows cannot be counted so.
    pub agrees: Option<bool>,
}

pub(super) fn check(desk: &Desk<'_>, ledger: &[LedgerEntry], found: &mut Vec<Finding>) -> Result<Data, Error> {
    let mut data = Data { freshness: freshness(desk), ..Data::default() };
    for (kind, day, base) in [
        (Kind::Contacts, "opened_at_day", "true"),
        (Kind::Feedback, "given_at_day", "given_at is not null"),
        (Kind::Evaluations, "at_day", "true"),
    ] {
        if desk.has(kind) {
            data.columns.extend(columns(desk, (kind, day, base), found)?);
            data.impossible.extend(impossible(desk, kind, found)?);
            // An assessment is one record of its criteria: they come and stay away together.
            let base = if kind == Kind::Evaluations { "is_first_of_evaluation" } else { base };
            stopped(desk, (kind, day, base), found)?;
        }
    }
    data.columns.sort_by(|left, right| right.unknown.total_cmp(&left.unknown).then_with(|| left.name.cmp(&right.name)));
    data.reconciliation = reconciliation(desk, ledger, found);
    more_refused(ledger, found);
    Ok(data)
}

fn freshness(desk: &Desk<'_>) -> Vec<Freshness> {
    let is_register = |kind: Kind| matches!(kind, Kind::People | Kind::Actions | Kind::Timeline | Kind::Costs);
    let behind =
        |last: Timestamp| desk.ground.watermark.map(|end| (end.as_second() - last.as_second()) as f64 / 86_400.0).map(|days| days.max(0.0));
    let one = |inventory: &crate::ask::KindInventory| Freshness {
        kind: inventory.kind,
        rows: inventory.rows,
        last: inventory.last,
        days_behind: inventory.last.filter(|_| !is_register(inventory.kind)).and_then(behind),
    };
    desk.ground.inventory.kinds.iter().map(one).collect()
}

/// Columns that every record could have from the beginning: neither keys, nor what only comes later, nor what a matter may lack by its
/// nature.
fn is_expected(kind: Kind, name: &str) -> bool {
    let always: &[&str] = match kind {
        Kind::Contacts => &[
            "customer_id",
            "channel",
            "team",
            "agent_id",
            "topic",
            "direction",
            "wait_s",
            "handle_s",
            "transfers",
            "cost_eur",
            "resolved_first",
        ],
        Kind::Feedback => &["contact_id", "source", "channel", "team", "topic", "nps", "csat", "ces", "resolved", "emotion"],
        _ => &["evaluator_id", "agent_id", "contact_id", "form", "score", "max_score", "critical", "team", "channel"],
    };
    match kind.column(name) {
        Some(column) => !column.required && always.contains(&name),
        // The workspace's own dimensions, not what the lake works out.
        None => !name.ends_with("_day") && !crate::facts::of(kind).iter().any(|fact| fact.name == name),
    }
}

fn columns(desk: &Desk<'_>, (kind, day, base): (Kind, &str, &str), found: &mut Vec<Finding>) -> Result<Vec<Column>, Error> {
    let inventory = desk.ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
    let filled = inventory.map(|inventory| inventory.filled.as_slice()).unwrap_or_default();
    let names: Vec<&String> = filled.iter().filter(|name| is_expected(kind, name)).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let counting = Counting {
        kind,
        day: day.into(),
        per: WEEK,
        by: vec!["channel".into()],
        base: base.into(),
        sums: names.iter().map(|name| format!("{} is null", quoted(name))).collect(),
    };
    let last = Period::containing(WEEK, desk.today);
    let first = last.start.saturating_sub((WEEKS * 7).days());
    let counted: Vec<Counted> =
        desk.world.ask.counts(&counting)?.into_iter().filter(|one| one.period.start >= first && one.period < last).collect();
    let Some(begin) = counted.iter().map(|one| one.period).min() else { return Ok(Vec::new()) };
    let weeks = begin.through(last.previous());
    let lately = last.start.saturating_sub(28.days());
    let mut columns = Vec::new();
    let mut steps: Vec<(usize, Finding)> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let name = *name;
        let unknown = |wanted: &dyn Fn(&Counted) -> bool| {
            counted.iter().filter(|one| wanted(one)).fold((0.0, 0.0), |(unknown, n), one| (unknown + one.sums[place], n + one.n))
        };
        let (all, n) = unknown(&|_| true);
        let (late, late_n) = unknown(&|one| one.period.start >= lately);
        if n == 0.0 {
            continue;
        }
        columns.push(Column { kind, name: name.clone(), n, unknown: all / n, lately: (late_n > 0.0).then(|| late / late_n) });
        // Within a channel, since what a channel never knows (the wait of an e-mail) must not look like a change of channels.
        let of_channel = |one: &Counted| if name == "channel" { None } else { one.by[0].clone() };
        let mut levels: BTreeMap<Option<String>, (f64, f64)> = BTreeMap::new();
        for one in &counted {
            let level = levels.entry(of_channel(one)).or_default();
            level.0 += one.sums[place];
            level.1 += one.n;
        }
        let mut scores = vec![Score::default(); weeks.len()];
        for one in &counted {
            let (unknown, n) = levels.get(&of_channel(one)).copied().unwrap_or_default();
            let level = unknown / n;
            if let Ok(week) = weeks.binary_search(&one.period) {
                let score = Score { score: one.sums[place] - level * one.n, variance: level * (1.0 - level) * one.n };
                scores[week] = scores[week].with(score);
            }
        }
        let Some(step) = step(&scores) else { continue };
        let since = weeks[step.start];
        let Some(size) = difference(unknown(&|one| one.period < since), unknown(&|one| one.period >= since)) else { continue };
        let finding = Finding {
            what: What::UnknownChanged { kind, column: name.clone(), others: Vec::new() },
            scope: Scope::whole(),
            since: Some(since.start),
            weeks: weeks.len() - step.start,
            size,
            n,
            share_of_records: 1.0,
            p_value: Some(step.p_value),
            z: step.z,
        };
        steps.push((place, finding));
    }
    found.extend(together(desk, &counting, steps)?);
    Ok(columns)
}

/// Columns are looked at together only when each of them is plain by itself.
const PLAIN: f64 = 0.01;
/// Days that the dates of one change may lie apart: it is told in weeks.
const DAYS_OF_ONE_STEP: i32 = 14;
/// Share of what became unknown that has to be unknown in both, in each of two columns.
const SAME_RECORDS: f64 = 0.7;

/// Columns that became unknown in the same records are one finding: a form that lost its page is one thing that happened, whatever
/// number of columns stood on it. `counting` counted the columns by themselves; each step comes with the place of its sum.
fn together(desk: &Desk<'_>, counting: &Counting, steps: Vec<(usize, Finding)>) -> Result<Vec<Finding>, Error> {
    let (mut plain, mut told): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(_, finding)| finding.p_value.is_some_and(|p| p <= PLAIN));
    plain.sort_by(|(_, left), (_, right)| right.z.abs().total_cmp(&left.z.abs()));
    while !plain.is_empty() {
        let (place, mut first) = plain.remove(0);
        let is_near = |other: &Finding| {
            let apart = first.since.zip(other.since).and_then(|(one, other)| Some(one.until(other).ok()?.get_days().abs()));
            apart.is_some_and(|days| days <= DAYS_OF_ONE_STEP) && other.size.effect * first.size.effect > 0.0
        };
        let (near, rest): (Vec<_>, Vec<_>) = plain.into_iter().partition(|(_, other)| is_near(other));
        plain = rest;
        let same = in_the_same_records(desk, counting, (place, &first), &near)?;
        let looked_at = 1.0 + near.len() as f64;
        let mut others_of_it = Vec::new();
        for ((place, other), is_same) in near.into_iter().zip(same) {
            match other.what {
                What::UnknownChanged { column, .. } if is_same => others_of_it.push(column),
                _ => plain.push((place, other)),
            }
        }
        if let What::UnknownChanged { others, .. } = &mut first.what
            && !others_of_it.is_empty()
        {
            *others = others_of_it;
            // The plainest of several.
            first.p_value = first.p_value.map(|p| (p * looked_at).min(1.0));
        }
        told.push((place, first));
    }
    told.sort_by_key(|(place, _)| *place);
    Ok(told.into_iter().map(|(_, finding)| finding).collect())
}

/// Of which other columns did the share unknown together change as much as the share unknown by itself?
fn in_the_same_records(
    desk: &Desk<'_>,
    counting: &Counting,
    (place, first): (usize, &Finding),
    near: &[(usize, Finding)],
) -> Result<Vec<bool>, Error> {
    let Some(since) = first.since.filter(|_| !near.is_empty()) else { return Ok(vec![false; near.len()]) };
    let both = near.iter().map(|(other, _)| format!("{} and {}", counting.sums[place], counting.sums[*other])).collect();
    let counted = desk.world.ask.counts(&Counting { by: Vec::new(), sums: both, ..counting.clone() })?;
    let last = Period::containing(WEEK, desk.today);
    let first_day = last.start.saturating_sub((WEEKS * 7).days());
    let shares = |index: usize| {
        let share = |is_after: bool| {
            let weeks =
                counted.iter().filter(|one| one.period.start >= first_day && one.period < last && (one.period.start >= since) == is_after);
            let (unknown, n) = weeks.fold((0.0, 0.0), |(unknown, n), one| (unknown + one.sums[index], n + one.n));
            if n > 0.0 { unknown / n } else { 0.0 }
        };
        share(true) - share(false)
    };
    let is_same = |(index, (_, other)): (usize, &(usize, Finding))| {
        let moved = shares(index);
        [first, other].iter().all(|alone| moved / alone.size.effect >= SAME_RECORDS)
    };
    Ok(near.iter().enumerate().map(is_same).collect())
}

fn impossible(desk: &Desk<'_>, kind: Kind, found: &mut Vec<Finding>) -> Result<Vec<(Kind, Impossible, f64, f64)>, Error> {
    let now = format!("to_timestamp({})", desk.world.now.as_second());
    let checks: Vec<(Impossible, String)> = match kind {
        Kind::Contacts => vec![
            (Impossible::RepliedBefore, "first_response_at < opened_at".into()),
            (Impossible::SolvedBefore, "resolved_at < opened_at".into()),
            (Impossible::InTheFuture, format!("opened_at > {now}")),
            (Impossible::SameMoment, "previous_contact_s < 1".into()),
        ],
        Kind::Feedback => vec![
            (Impossible::RepliedBefore, "given_at < asked_at".into()),
            (Impossible::InTheFuture, format!("given_at > {now}")),
            // What a contact hands on is missing only when the contact is.
            (Impossible::NoSuchContact, "contact_id is not null and contact_on is null".into()),
        ],
        _ => vec![(Impossible::AboveMaximum, "score > max_score".into()), (Impossible::InTheFuture, format!("\"at\" > {now}"))],
    };
    let counting = Counting {
        kind,
        day: String::new(),
        per: Granularity::All,
        by: Vec::new(),
        base: "true".into(),
        sums: checks.iter().map(|(_, check)| check.clone()).collect(),
    };
    let counted = desk.world.ask.counts(&counting)?;
    let Some(all) = counted.first().filter(|all| all.n > 0.0) else { return Ok(Vec::new()) };
    let mut impossible = Vec::new();
    for ((what, _), count) in checks.into_iter().zip(&all.sums) {
        impossible.push((kind, what, *count, all.n));
        let share = count / all.n;
        if share >= TOLD_SHARE {
            let size = difference((0.0, all.n), (*count, all.n));
            found.extend(size.map(|size| Finding {
                what: What::Impossible { kind, what },
                scope: Scope::whole(),
                since: None,
                weeks: 0,
                size: Size { before: 0.0, ..size },
                n: all.n,
                share_of_records: share,
                p_value: None,
                z: 0.0,
            }));
        }
    }
    Ok(impossible)
}

/// All records of a kind are missed only after so many whole weeks: exports of some systems come once a month.
const SILENT_WEEKS_OF_KIND: usize = 5;

/// Records that have stopped coming while others go on: of a channel, a team or a source, or all of a kind.
fn stopped(desk: &Desk<'_>, (kind, day, base): (Kind, &str, &str), found: &mut Vec<Finding>) -> Result<(), Error> {
    for dimension in [None, Some("channel"), Some("team"), Some("source")] {
        if dimension.is_some_and(|dimension| !desk.has_dimension(kind, dimension)) {
            continue;
        }
        let by = dimension.map(quoted).into_iter().collect();
        let counting = Counting { kind, day: day.into(), per: WEEK, by, base: base.into(), sums: Vec::new() };
        let counted = desk.world.ask.counts(&counting)?;
        let whole: Vec<&Counted> = counted.iter().filter(|one| desk.is_whole(one.period, 0)).collect();
        let (Some(first), Some(newest)) = (whole.iter().map(|one| one.period).min(), whole.iter().map(|one| one.period).max()) else {
            continue;
        };
        // Parts are held against their kind, a kind against all records.
        let last = if dimension.is_some() { newest } else { Period::containing(WEEK, desk.today).previous() };
        let mut series: BTreeMap<&str, BTreeMap<Period, f64>> = BTreeMap::new();
        for one in &whole {
            match (dimension, one.by.first()) {
                (None, _) => {
                    series.entry("").or_default().insert(one.period, one.n);
                }
                (Some(_), Some(Some(value))) => {
                    series.entry(value).or_default().insert(one.period, one.n);
                }
                _ => {}
            }
        }
        let all: f64 = whole.iter().map(|one| one.n).sum();
        for (value, weeks) in &series {
            let Some(latest) = weeks.keys().max().copied().filter(|latest| *latest < last) else { continue };
            let silent = latest.next().through(last).len();
            if dimension.is_none() && silent < SILENT_WEEKS_OF_KIND {
                continue;
            }
            // The level of the year before it fell silent.
            let from = Period::containing(WEEK, latest.start.saturating_sub(364.days())).max(first);
            let before: Vec<f64> = from.through(latest).iter().map(|week| weeks.get(week).copied().unwrap_or(0.0)).collect();
            let count = before.len() as f64;
            let mean = before.iter().sum::<f64>() / count;
            if mean < LEAST_A_WEEK || count < 4.0 {
                continue;
            }
            let variance = (before.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / (count - 1.0)).max(mean);
            // A week without any record, when weeks vary as they did (negative binomial; Poisson when they vary no more).
            let over = variance - mean;
            let nothing = if over > 1e-9 { (mean / variance).powf(mean * mean / over) } else { (-mean).exp() };
            let p_value = (nothing.powi(silent as i32) * series.len() as f64).min(1.0);
            found.push(Finding {
                what: What::StoppedComing { kind },
                scope: dimension.map_or_else(Scope::whole, |dimension| Scope::whole().with(dimension, *value)),
                since: Some(latest.next().start),
                weeks: silent,
                size: Size { before: mean, after: 0.0, effect: -mean, low: -mean, high: -mean, unit: Unit::Count },
                n: before.iter().sum(),
                share_of_records: weeks.values().sum::<f64>() / all.max(1.0),
                p_value: Some(p_value),
                z: -(mean * silent as f64).sqrt(),
            });
        }
    }
    Ok(())
}

fn reconciliation(desk: &Desk<'_>, ledger: &[LedgerEntry], found: &mut Vec<Finding>) -> Vec<Reconciliation> {
    if ledger.is_empty() {
        return Vec::new();
    }
    let is_undone =
        |kind: Kind| ledger.iter().any(|entry| entry.state == ImportState::Undone && entry.files.iter().any(|counts| counts.kind == kind));
    let mut by_kind: BTreeMap<Kind, Reconciliation> = BTreeMap::new();
    for counts in ledger.iter().filter(|entry| entry.state == ImportState::Done).flat_map(|entry| &entry.files) {
        let kind = counts.kind;
        let kept = desk.ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind).map_or(0, |inventory| inventory.rows);
        let one = by_kind.entry(kind).or_insert(Reconciliation {
            kind,
            read: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            refused: 0,
            kept,
            agrees: None,
        });
        one.read += counts.rows;
        one.new += counts.new;
        one.changed += counts.changed;
        one.unchanged += counts.unchanged;
        one.refused += counts.rejected;
    }
    let mut all: Vec<Reconciliation> = by_kind.into_values().collect();
    for one in &mut all {
        let adds_up = one.read == one.new + one.changed + one.unchanged + one.refused;
        one.agrees = (!is_undone(one.kind)).then_some(adds_up && one.new == one.kept);
        if one.agrees == Some(false) {
            let (before, after) = (one.new as f64, one.kept as f64);
            found.push(Finding {
                what: What::NotReconciled { kind: one.kind },
                scope: Scope::whole(),
                since: None,
                weeks: 0,
                size: Size { before, after, effect: after - before, low: after - before, high: after - before, unit: Unit::Count },
                n: one.read as f64,
                share_of_records: 1.0,
                p_value: None,
                z: 0.0,
            });
        }
    }
    all
}

/// Did the newest import of a kind refuse more of its rows than those before it?
fn more_refused(ledger: &[LedgerEntry], found: &mut Vec<Finding>) {
    let done: Vec<&LedgerEntry> = ledger.iter().filter(|entry| entry.state == ImportState::Done).collect();
    let Some((newest, earlier)) = done.split_first() else { return };
    for counts in &newest.files {
        let (refused, rows) = earlier
            .iter()
            .flat_map(|entry| &entry.files)
            .filter(|other| other.kind == counts.kind)
            .fold((0, 0), |(refused, rows), other| (refused + other.rejected, rows + other.rows));
        let (now, before) = (Count { successes: counts.rejected, trials: counts.rows }, Count { successes: refused, trials: rows });
        let (Ok(test), Some(size)) =
            (two_proportions(now, before), difference((refused as f64, rows as f64), (counts.rejected as f64, counts.rows as f64)))
        else {
            continue;
        };
        let is_more = size.effect >= LEAST_REFUSED && counts.rejected >= LEAST_REFUSED_ROWS;
        found.push(Finding {
            what: What::MoreRefused { file: counts.file.clone() },
            scope: Scope::whole(),
            since: date_of(newest.at),
            weeks: 0,
            size,
            n: counts.rows as f64,
            share_of_records: 1.0,
            p_value: Some(if is_more { test.p } else { 1.0 }),
            z: test.z,
        });
    }
}

fn date_of(at: Timestamp) -> Option<Date> {
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).date())
}
