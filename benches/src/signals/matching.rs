//! What each truth really did, measured on the organisation and its twin in which nothing happened; and by that, which truth a
//! signal speaks of, and how plain a truth is for one who knows where and when to look.
//!
//! The twins share their noise up to the first truth. The difference between them is what the truths did, metric by metric: in
//! the truth's own part, in the teams that serve it (colleagues have more to do, the mixture changes), and in the whole service.
//! A signal is explained by a truth when its date is the truth's and **at least half of the change told, in its direction, is
//! the truth's doing in that very part**: a part that holds a tenth of the truth's contacts can have a tenth of its effect, and
//! a signal of more than twice that is a chance find that happens to lie near.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::ask::{Ask, Question};
use luotsi_core::catalogue::{Catalogue, Metric, Statistic};
use luotsi_core::measure::value;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::scope::Scope;
use luotsi_demo::{Course, Dress, Plan, Planted};

use super::parts::{Parts, both, count};

/// A date may be so many weeks off and still be that of the truth; a period begins earlier than what happened in it.
const DATE_OFF_WEEKS: i64 = 5;
/// Share of the change told that the truth has to account for.
const HALF: f64 = 0.5;
/// Expected |t| below which a difference between twins is noise and no doing of a truth.
const DONE: f64 = 3.0;
/// The same of a metric that the truth is made to move, in its own part.
const DONE_AT_HOME: f64 = 1.0;
/// Periods of the twin that a spread is worked out from.
const LEAST_PERIODS: usize = 8;

/// An organisation and its twin.
#[derive(Clone, Copy)]
pub(crate) struct Twins<'a> {
    pub(crate) planted: &'a dyn Ask,
    pub(crate) untouched: &'a dyn Ask,
    pub(crate) catalogue: &'a Catalogue,
}

/// A change that was told.
pub(crate) struct Moved<'a> {
    pub(crate) metric: &'a Metric,
    /// Contacts of the part.
    pub(crate) part: Vec<bool>,
    pub(crate) since: Period,
    pub(crate) effect: f64,
}

/// A truth with what it did.
pub(crate) struct Known<'a> {
    pub(crate) truth: &'a Planted,
    /// Where, as the records name it; persons are no part to look at.
    pub(crate) scope: Scope,
    /// Its own part first.
    reaches: Vec<Reach>,
    until: Date,
}

/// A part of the service that a truth reaches.
struct Reach {
    part: Vec<bool>,
    did: BTreeMap<String, Did>,
}

/// What was done to a metric.
struct Did {
    /// The difference between the twins, by period, over all periods that both have.
    differences: Vec<(Period, f64)>,
    plainness: Plainness,
}

impl<'a> Known<'a> {
    /// Measures what a truth did to metrics.
    pub(crate) fn new(twins: Twins<'_>, parts: &Parts, plan: &Plan, truth: &'a Planted, metrics: &BTreeSet<String>) -> Self {
        let scope = part_of(truth, &plan.dress);
        let mut scopes = vec![scope.clone()];
        for reach in [parts.teams_of(&scope), Scope::whole()] {
            if !scopes.contains(&reach) {
                scopes.push(reach);
            }
        }
        let own: BTreeSet<String> = truth.kind.shown_by().iter().map(|id| (*id).to_owned()).collect();
        let reach = |(index, scope): (usize, &Scope)| {
            let asked = if index == 0 { metrics | &own } else { metrics.clone() };
            Reach { part: parts.of(scope), did: done(twins, scope, truth, &asked) }
        };
        Self { truth, reaches: scopes.iter().enumerate().map(reach).collect(), scope, until: plan.until }
    }

    /// Is at least half of a change, in its direction, the truth's doing?
    pub(crate) fn explains(&self, moved: &Moved<'_>) -> bool {
        self.is_near(moved.since) && self.reaches.iter().enumerate().any(|(index, reach)| self.did_half(index == 0, reach, moved))
    }

    fn did_half(&self, is_home: bool, reach: &Reach, moved: &Moved<'_>) -> bool {
        let Some(did) = reach.did.get(&moved.metric.id) else { return false };
        let is_made = is_home && self.truth.kind.shown_by().contains(&moved.metric.id.as_str());
        if did.plainness.noncentrality < if is_made { DONE_AT_HOME } else { DONE } {
            return false;
        }
        let Some(effect) = did.since(moved.since, is_sum(moved.metric)) else { return false };
        let shared = count(&both(&reach.part, &moved.part));
        // Sums add up over parts; means of a part are moved as far as the part lies in the truth's.
        let share = shared / count(if is_sum(moved.metric) { &reach.part } else { &moved.part }).max(1.0);
        let told = if is_sum(moved.metric) { moved.effect / days(moved.since) } else { moved.effect };
        share * effect * told >= HALF * told * told
    }

    /// Can a change that began in this period be the truth?
    pub(crate) fn is_near(&self, since: Period) -> bool {
        let truth = self.truth;
        let last = if truth.course == Course::Drift { self.until } else { truth.until.unwrap_or(truth.from) };
        let off = (7 * DATE_OFF_WEEKS).days();
        since.end() > truth.from.saturating_sub(off) && since.start <= last.saturating_add(off)
    }

    /// Contacts of both, as a share of the contacts of either (Jaccard).
    pub(crate) fn likeness(&self, part: &[bool]) -> f64 {
        let Some(own) = self.reaches.first().map(|reach| &reach.part) else { return 0.0 };
        let shared = count(&both(part, own));
        shared / (count(part) + count(own) - shared).max(1.0)
    }

    /// The largest over the metrics that the truth is made to move.
    pub(crate) fn plainness(&self) -> Plainness {
        let own = self.truth.kind.shown_by().iter().filter_map(|id| self.reaches.first()?.did.get(*id));
        own.fold(Plainness::default(), |known, did| Plainness {
            sigmas: known.sigmas.max(did.plainness.sigmas),
            noncentrality: known.noncentrality.max(did.plainness.noncentrality),
        })
    }
}

/// Where a truth holds, as the records name it.
fn part_of(truth: &Planted, dress: &Dress) -> Scope {
    dress.scope(&truth.scope.clone().without("agent_id").without("evaluator_id"))
}

/// Is it a number of things, which a part has less of than the whole?
fn is_sum(metric: &Metric) -> bool {
    matches!(metric.measure.statistic, Statistic::Total { .. } | Statistic::Stock { .. })
}

fn days(period: Period) -> f64 {
    f64::from((period.end() - period.start).get_days()).max(1.0)
}

/// How plain a truth is for one who knows its metrics, its part and its date.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Plainness {
    /// Its effect in standard deviations of a week of the part without it; the largest over the metrics that show it.
    pub(crate) sigmas: f64,
    /// Expected |t| of the level's change, autocorrelation allowed for; the largest over the metrics.
    pub(crate) noncentrality: f64,
}

impl Did {
    /// How much further from the twin the organisation is since a period than before it; of sums, by day.
    fn since(&self, since: Period, by_day: bool) -> Option<f64> {
        let mean = |is_after: bool| {
            let of = self.differences.iter().filter(|(period, _)| (period.start >= since.start) == is_after);
            let (sum, number) = of.fold((0.0, 0.0), |(sum, number), (period, difference)| {
                (sum + difference / if by_day { days(*period) } else { 1.0 }, number + 1.0)
            });
            (number > 0.0).then_some(sum / number)
        };
        Some(mean(true)? - mean(false).unwrap_or(0.0))
    }
}

/// What a truth did to metrics in a part.
fn done(twins: Twins<'_>, scope: &Scope, truth: &Planted, metrics: &BTreeSet<String>) -> BTreeMap<String, Did> {
    let mut by_rhythm: BTreeMap<Granularity, Vec<&Metric>> = BTreeMap::new();
    for metric in metrics.iter().filter_map(|id| twins.catalogue.get(id)) {
        by_rhythm.entry(Granularity::Week.max(metric.per())).or_default().push(metric);
    }
    let mut done = BTreeMap::new();
    for (per, metrics) in by_rhythm {
        let (with, without) = (values(twins.planted, &metrics, per, scope), values(twins.untouched, &metrics, per, scope));
        for metric in metrics {
            let of = with.get(&metric.id).zip(without.get(&metric.id)).and_then(|(with, without)| did(with, without, truth));
            done.extend(of.map(|did| (metric.id.clone(), did)));
        }
    }
    done
}

type Values = BTreeMap<Period, f64>;

/// Values by metric and period. What one metric's records do not know must not keep the others from being asked.
pub(crate) fn values(ask: &dyn Ask, metrics: &[&Metric], per: Granularity, scope: &Scope) -> BTreeMap<String, Values> {
    let ask_for = |metrics: &[&Metric]| {
        let metrics = metrics.iter().map(|metric| metric.id.clone()).collect();
        ask.answer(&Question { metrics, per, by: Vec::new(), scope: scope.clone(), from: None, to: None })
    };
    let answers = match ask_for(metrics) {
        Ok(answer) => answer.measured,
        Err(_) => metrics.iter().filter_map(|metric| ask_for(&[metric]).ok()).flat_map(|answer| answer.measured).collect(),
    };
    let of = |measured: luotsi_core::ask::Measured| {
        let metric = metrics.iter().find(|metric| metric.id == measured.metric)?;
        let values = measured.cells.iter().filter_map(|cell| Some((cell.period, value(metric, &cell.tally).value?)));
        Some((measured.metric.clone(), values.collect()))
    };
    answers.into_iter().filter_map(of).collect()
}

fn did(with: &Values, without: &Values, truth: &Planted) -> Option<Did> {
    let spread = Spread::of(without)?;
    let differences: Vec<(Period, f64)> = with.iter().filter_map(|(period, value)| Some((*period, value - without.get(period)?))).collect();
    let moved: Vec<f64> = differences.iter().filter(|(period, _)| period.start >= truth.from).map(|(_, difference)| *difference).collect();
    let (after, before) = (moved.len() as f64, differences.len() as f64 - moved.len() as f64);
    if moved.is_empty() || before < LEAST_PERIODS as f64 {
        return None;
    }
    let sigmas = (moved.iter().sum::<f64>() / after / spread.sigma).abs();
    let error = ((1.0 / after + 1.0 / before) * (1.0 + spread.carried) / (1.0 - spread.carried)).sqrt();
    Some(Did { differences, plainness: Plainness { sigmas, noncentrality: sigmas / error } })
}

/// A level and how its periods spread around it.
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) sigma: f64,
    carried: f64,
}

impl Spread {
    /// `None` of few periods, or when they do not vary.
    pub(crate) fn of(values: &Values) -> Option<Self> {
        let usual: Vec<f64> = values.values().copied().collect();
        if usual.len() < LEAST_PERIODS {
            return None;
        }
        let mean = usual.iter().sum::<f64>() / usual.len() as f64;
        let squares: f64 = usual.iter().map(|value| (value - mean).powi(2)).sum();
        let sigma = (squares / (usual.len() as f64 - 1.0)).sqrt();
        let products: f64 = usual.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
        (sigma > 0.0 && sigma.is_finite()).then(|| Self { mean, sigma, carried: (products / squares).clamp(0.0, 0.7) })
    }
}
