//! What was gathered → the cells of the answer.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::ToSpan;
use luotsi_core::ask::{AskError, Cell, Clusters, Direct, Measured, Missing, Tally};
use luotsi_core::catalogue::{Metric, Statistic};
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_stats::agreement::{Ratings, Resampling, Scale, gwet, krippendorff_alpha, resampled_alpha};
use luotsi_stats::intervals::Interval;
use luotsi_stats::intervals::quantile::quantile_ranks;
use luotsi_stats::survival::{Case, kaplan_meier};

use super::desk::{Desk, engine_error};
use super::gather::{Gather, Gathered, Item, Sketch, Sums, settled};
use super::plan::{Place, Source};
use super::scan::{Asked, CellKey, Found};
use crate::time;

/// Coverage of intervals that are worked out where the records are.
const CONFIDENCE: f64 = 0.95;
/// Resamples behind the interval of Krippendorff's alpha, and the seed that makes it repeatable.
const RESAMPLES: usize = 500;
const RESAMPLING_SEED: u64 = 42;

/// The cells of one metric.
pub(crate) fn measured(desk: &Desk, metric: &Metric, source: &Source, found: &mut [Found], asked: &Asked) -> Result<Measured, AskError> {
    let mut approximate = false;
    let cells = match source {
        Source::Nothing(missing) => {
            return Ok(Measured { metric: metric.id.clone(), cells: Vec::new(), approximate, missing: Some(missing.clone()) });
        }
        Source::Two { numerator, denominator } => {
            let [above, below] = [numerator, denominator].map(|place| {
                let found = &found[place.scan];
                keys(found).into_iter().zip(found.gathered[place.item].sums.iter().copied())
            });
            two(above, below)
        }
        Source::Spans { place, first_day } => {
            let found = &found[place.scan];
            let parts = found.cells.keys().map(|(_, dims)| dims).zip(&found.gathered[place.item].spans);
            spans(desk, metric, parts, *first_day, asked)
        }
        Source::One(place) => {
            let found = &mut found[place.scan];
            approximate = matches!(found.items[place.item].gather, Gather::Collect { sketched: true, .. });
            one(metric, found, *place).map_err(engine_error)?
        }
    };
    let cells: Vec<Cell> = cells.into_iter().map(|((period, dims), tally)| Cell { period, dims, tally }).collect();
    Ok(told(desk, metric, cells, approximate))
}

/// The cells of a metric, or why there are none.
pub(super) fn told(desk: &Desk, metric: &Metric, cells: Vec<Cell>, approximate: bool) -> Measured {
    let missing = if cells.is_empty() { nothing_in(desk, metric) } else { None };
    Measured { metric: metric.id.clone(), cells, approximate, missing }
}

/// The tally of a cell that was summed; `None` for an empty one.
pub(super) fn sums_tally(item: &Item, sums: &Sums, clusters: Option<Clusters>) -> Option<Tally> {
    let (numerator, below) = (sums.sum.value(), sums.below.value());
    let denominator = if matches!(item.gather, Gather::Ratio { .. }) { below } else { sums.n };
    let is_empty = sums.n == 0.0 && numerator == 0.0 && below == 0.0;
    (!is_empty).then(|| Tally { n: sums.n, numerator, denominator, squares: sums.squares.value(), clusters, direct: None })
}

/// A value that is worked out from the records of a cell, not from sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum DirectValue {
    Quantile { q: f64 },
    Survival { q: f64 },
    Agreement { is_gwet: bool, scale: Scale },
}

impl DirectValue {
    /// How a metric's value is worked out; `None` when it is made from sums.
    pub(super) fn of(metric: &Metric) -> Option<Self> {
        match &metric.measure.statistic {
            Statistic::Quantile { q, .. } => Some(Self::Quantile { q: *q }),
            Statistic::Survival { q, .. } => Some(Self::Survival { q: *q }),
            Statistic::Agreement { coefficient, scale, .. } => {
                let scale = match scale.as_str() {
                    "ordinal" => Scale::Ordinal,
                    "interval" => Scale::Interval,
                    _ => Scale::Nominal,
                };
                Some(Self::Agreement { is_gwet: coefficient == "gwet_ac1", scale })
            }
            _ => None,
        }
    }

    fn tally(self, gathered: &mut Gathered, cell: usize) -> Result<Option<Tally>> {
        match self {
            Self::Quantile { q } => match gathered.sketches.get(cell).filter(|sketch| sketch.n() > 0) {
                Some(sketch) => sketch_tally(sketch, q).map(Some),
                None => gathered.values.get_mut(cell).map_or(Ok(None), |values| quantile_tally(values, q, quantile_ranks)),
            },
            Self::Survival { q } => gathered.times.get(cell).map_or(Ok(None), |times| survival_tally(times, q)),
            Self::Agreement { is_gwet, scale } => {
                Ok(gathered.ratings.get_mut(cell).and_then(|ratings| agreement_tally(ratings, is_gwet, scale)))
            }
        }
    }
}

fn keys(found: &Found) -> Vec<CellKey> {
    found
        .cells
        .keys()
        .map(|(period, dims)| (found.days.periods().get(period as usize).copied().unwrap_or_else(Period::all), dims))
        .collect()
}

fn one(metric: &Metric, found: &mut Found, place: Place) -> Result<BTreeMap<CellKey, Tally>> {
    let keys = keys(found);
    let item = found.items[place.item].clone();
    let gathered = &mut found.gathered[place.item];
    gathered.sums.resize(keys.len(), Sums::default());
    let clusters = settled(&item, &gathered.cluster_sums(&item, keys.len()), &gathered.sums);
    let direct = DirectValue::of(metric);
    let mut cells = BTreeMap::new();
    for (cell, key) in keys.into_iter().enumerate() {
        let tally = match direct {
            Some(direct) => direct.tally(gathered, cell)?,
            None => sums_tally(&item, &gathered.sums[cell], clusters.get(cell).copied().flatten()),
        };
        if let Some(tally) = tally {
            cells.insert(key, tally);
        }
    }
    Ok(cells)
}

/// A ratio whose sides come from different records. A cost that belongs to no channel stands in the cell of the unknown channel:
/// what is shared is not split.
pub(super) fn two(above: impl Iterator<Item = (CellKey, Sums)>, below: impl Iterator<Item = (CellKey, Sums)>) -> BTreeMap<CellKey, Tally> {
    let mut cells: BTreeMap<CellKey, Tally> = BTreeMap::new();
    for (key, sums) in above {
        if sums.n > 0.0 {
            let tally = cells.entry(key).or_default();
            tally.numerator = sums.sum.value();
            tally.squares = sums.squares.value();
        }
    }
    for (key, sums) in below {
        if sums.n > 0.0 {
            let tally = cells.entry(key).or_default();
            tally.n = sums.n;
            tally.denominator = sums.sum.value();
        }
    }
    cells
}

/// The ranks of the values between which a quantile lies.
type Ranks = (usize, usize);

fn direct_tally(n: f64, direct: Direct) -> Tally {
    Tally { n, denominator: n, direct: Some(direct), ..Tally::default() }
}

/// The tally of a quantile of these values; `None` for none. Reorders the values. `ranks` tells between which of them the interval lies.
pub(super) fn quantile_tally(
    values: &mut [f64],
    q: f64,
    ranks: impl FnOnce(usize, f64, f64) -> Result<Ranks, luotsi_stats::Error>,
) -> Result<Option<Tally>> {
    if values.is_empty() {
        return Ok(None);
    }
    let ranks = ranks(values.len(), q, CONFIDENCE)?;
    Ok(Some(direct_tally(values.len() as f64, quantile(values, q, ranks))))
}

pub(super) fn sketch_tally(sketch: &Sketch, q: f64) -> Result<Tally> {
    Ok(direct_tally(sketch.n() as f64, sketched_quantile(sketch, q)?))
}

/// The quantile of type 7 (Hyndman and Fan 1996) with the interval between two order statistics. Reorders the values.
fn quantile(values: &mut [f64], q: f64, (low, high): Ranks) -> Direct {
    let last = values.len() - 1;
    let position = q.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let part = position - below as f64;
    let ranks = [low, below, (below + 1).min(last), high];
    let found = ranks.map(|rank| *values.select_nth_unstable_by(rank, f64::total_cmp).1);
    let value = (1.0 - part) * found[1] + part * found[2];
    Direct { value, low: Some(found[0].min(value)), high: Some(found[3].max(value)) }
}

fn sketched_quantile(sketch: &Sketch, q: f64) -> Result<Direct> {
    let n = sketch.n() as usize;
    let (low, high) = quantile_ranks(n, q, CONFIDENCE)?;
    let middle = (q.clamp(0.0, 1.0) * (n - 1) as f64).round() as usize;
    let [low, value, high] = sketch.at([low, middle, high]);
    Ok(Direct { value, low: Some(low.min(value)), high: Some(high.max(value)) })
}

/// Stock and turnover from how many enter and leave each day, part by part.
pub(super) fn spans<'a>(
    desk: &Desk,
    metric: &Metric,
    parts: impl Iterator<Item = (Vec<Option<String>>, &'a [Vec<f64>; 2])>,
    first_day: i32,
    asked: &Asked,
) -> BTreeMap<CellKey, Tally> {
    let mut cells = BTreeMap::new();
    let Some(last_day) = last_known_day(desk, metric.measure.table).map(|day| day.min(asked.last_day.unwrap_or(i32::MAX))) else {
        return cells;
    };
    for (dims, days) in parts {
        let curve = Curve::of(days, first_day);
        let begin = first_day.max(asked.first_day.unwrap_or(i32::MIN));
        let Some(first) = time::date(begin.into()).filter(|_| begin <= last_day) else { continue };
        let mut period = Period::containing(asked.per, first);
        loop {
            let end = match asked.per {
                Granularity::All => last_day,
                _ => (time::day_of(period.end()) - 1).min(last_day),
            };
            let tally = match metric.measure.statistic {
                Statistic::Turnover { .. } => turnover(&curve, end),
                _ => {
                    let stock = curve.entered(end) - curve.left(end);
                    Some(Tally { n: stock, numerator: stock, denominator: stock, squares: stock, ..Tally::default() })
                }
            };
            if let Some(tally) = tally {
                cells.insert((period, dims.clone()), tally);
            }
            if end >= last_day {
                break;
            }
            period = period.next();
        }
    }
    cells
}

/// Leavers of the twelve months that end with the day ÷ average headcount of the same months. Who leaves is there to the last day.
fn turnover(curve: &Curve, end: i32) -> Option<Tally> {
    let begin = time::date(end.into())?.checked_sub(1.year()).ok().map(time::day_of)?;
    let leavers = curve.left(end) - curve.left(begin);
    let days: f64 = ((begin + 1)..=end).map(|day| curve.entered(day) - curve.left(day - 1)).sum();
    let headcount = days / f64::from(end - begin);
    let people = curve.entered(end) - curve.left(begin);
    (people > 0.0).then(|| Tally { n: people, numerator: leavers, denominator: headcount, squares: leavers, ..Tally::default() })
}

/// How many had entered and left by each day.
struct Curve {
    first_day: i32,
    cumulated: [Vec<f64>; 2],
}

impl Curve {
    fn of(days: &[Vec<f64>; 2], first_day: i32) -> Self {
        let cumulate = |days: &Vec<f64>| {
            days.iter()
                .scan(0.0, |sum, count| {
                    *sum += count;
                    Some(*sum)
                })
                .collect()
        };
        Self { first_day, cumulated: [cumulate(&days[0]), cumulate(&days[1])] }
    }

    fn by(&self, which: usize, day: i32) -> f64 {
        let sums = &self.cumulated[which];
        let place = i64::from(day) - i64::from(self.first_day);
        usize::try_from(place).map_or(0.0, |place| sums.get(place).or(sums.last()).copied().unwrap_or_default())
    }

    fn entered(&self, day: i32) -> f64 {
        self.by(0, day)
    }

    fn left(&self, day: i32) -> f64 {
        self.by(1, day)
    }
}

/// The last day up to which records are known. Lists of people and actions are as fresh as the freshest of all records: nobody
/// joining for a month does not end what is known of the staff.
fn last_known_day(desk: &Desk, kind: Kind) -> Option<i32> {
    let day = |at_us: i64| {
        let at = jiff::Timestamp::from_microsecond(at_us).ok()?;
        Some(time::day_of(at.to_zoned(desk.zone.clone()).date()))
    };
    let known = |facts: &crate::facts::Facts| facts.sheet.last_us(&desk.zone).and_then(day);
    match kind {
        Kind::People | Kind::Actions => {
            let dated = desk
                .facts
                .iter()
                .filter(|(kind, _)| !matches!(kind, Kind::People | Kind::Actions))
                .filter_map(|(_, facts)| known(facts))
                .max();
            dated.or_else(|| desk.facts.get(&kind).and_then(known))
        }
        _ => desk.facts.get(&kind).and_then(known),
    }
}

/// Why a metric has no cells at all: the first column that it needs and nobody filled.
fn nothing_in(desk: &Desk, metric: &Metric) -> Option<Missing> {
    for (_, kind, text) in metric.expressions() {
        let filled = desk.facts.get(&kind).map(|facts| facts.sheet.filled.as_slice()).unwrap_or_default();
        let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        for word in words {
            let is_column = kind.column(word).is_some() || luotsi_core::facts::of(kind).iter().any(|fact| fact.name == word);
            if is_column && !filled.iter().any(|name| name == word) {
                let column = crate::facts::source_of(word).filter(|source| !filled.iter().any(|name| name == source)).unwrap_or(word);
                return Some(Missing { kind, column: Some(column.to_owned()) });
            }
        }
    }
    None
}

/// Kaplan–Meier quantile of the time to leaving. A quantile that is not reached yet is no figure.
pub(super) fn survival_tally(times: &[(f64, bool)], q: f64) -> Result<Option<Tally>> {
    let cases: Vec<Case> = times
        .iter()
        .filter(|(time, _)| *time >= 0.0 && time.is_finite())
        .map(|(duration, ended)| Case { duration: *duration, ended: *ended })
        .collect();
    if cases.is_empty() {
        return Ok(None);
    }
    let found = kaplan_meier(&cases, CONFIDENCE)?.quantile(q)?;
    let n = cases.len() as f64;
    let ended = cases.iter().filter(|case| case.ended).count() as f64;
    let direct = Direct { value: found.time.unwrap_or(f64::NAN), low: found.low, high: found.high };
    Ok(Some(Tally { n, numerator: ended, denominator: n, direct: Some(direct), ..Tally::default() }))
}

/// Agreement over the units scored by at least two; n counts those. Where everybody gave the same score there is no figure. Sorts the
/// scores, so that resampling draws the same whatever order they came in; of two scores by one assessor the higher one counts.
pub(super) fn agreement_tally(scores: &mut [(u64, u64, f64)], is_gwet: bool, scale: Scale) -> Option<Tally> {
    if scores.is_empty() {
        return None;
    }
    scores.sort_unstable_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)).then(one.2.total_cmp(&other.2)));
    let mut units: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
    let mut raters: BTreeMap<u64, usize> = BTreeMap::new();
    for (unit, rater, score) in scores.iter() {
        units.entry(*unit).or_default().insert(*rater, *score);
        let next = raters.len();
        raters.entry(*rater).or_insert(next);
    }
    let table: Vec<Vec<Option<f64>>> = units
        .values()
        .map(|scores| {
            let mut row = vec![None; raters.len()];
            scores.iter().for_each(|(rater, score)| row[raters[rater]] = Some(*score));
            row
        })
        .collect();
    let n = units.values().filter(|scores| scores.len() >= 2).count() as f64;
    let interval = Ratings::new(&table).and_then(|ratings| match is_gwet {
        true => gwet(&ratings, scale, CONFIDENCE),
        false => {
            let resampling = Resampling { rounds: RESAMPLES, seed: RESAMPLING_SEED, confidence: CONFIDENCE };
            let resampled = resampled_alpha(&ratings, scale, resampling);
            resampled.or_else(|_| krippendorff_alpha(&ratings, scale).map(|estimate| Interval { estimate, low: f64::NAN, high: f64::NAN }))
        }
    });
    let known = |end: f64| end.is_finite().then_some(end);
    let direct = match interval {
        Ok(interval) => Direct { value: interval.estimate, low: known(interval.low), high: known(interval.high) },
        // Too few, or all alike: the data do not tell.
        Err(_) => Direct { value: f64::NAN, low: None, high: None },
    };
    Some(direct_tally(n, direct))
}
