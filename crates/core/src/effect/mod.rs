//! Effects: an action was taken to move a metric; did it?
//!
//! | file | what it holds |
//! |---|---|
//! | `action` | what an action is, wherever it comes from |
//! | `gather` | the series of the part where something was done, and of comparable parts that nobody touched |
//! | `estimate` | the step at the start, by itself or against the untouched parts; placebo analyses |
//! | `verdict` | the word, safe against looking every week; how much longer until it can be told |
//! | `simulated`, `calibration` | made-up cases of known truth, and how often intervals and verdicts are right about them |
//!
//! How the method was chosen, and how often it is right: docs/decisions/0009-effects.md.

mod action;
pub mod calibration;
mod estimate;
mod gather;
pub mod simulated;
mod verdict;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use action::Action;
pub use estimate::{Case, Estimate, LEAST_BEFORE, Method, Placebo, Reason, Scale, Short, Unit, Unusual, estimate, placebo};
pub use verdict::{LEAST_AFTER, SURE, Verdict, Wanted, Word, word};

use crate::ask::Missing;
use crate::catalogue::{self, Better, Metric, Statistic};
use crate::judge::level_of;
use crate::measure::{CONFIDENCE, Point, Value};
use crate::period::{Granularity, Period};
use crate::scope::Scope;
use crate::situation::{Error, Ground, Rower, View, World};
use crate::timeline::TimelineEvent;
use gather::{Answers, Gathered};

/// How large an effect has to be to matter when nobody said: as large as what an ordinary period moves by itself.
const SMALLEST_SIGMAS: f64 = 1.0;
/// Events so many days to either side of a start may be what moved the metric.
const NEAR_DAYS: i64 = 28;

/// An action and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The action.
    pub action: Action,
    /// What came of it, or why that cannot be told at all.
    pub outcome: Result<Outcome, Why>,
}

/// Why nothing can be told of an action, now or later, unless something is added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The action names no metric.
    NoMetric,
    /// The metric that it names is not in the catalogue; the nearest ids.
    UnknownMetric {
        /// What it names.
        name: String,
        /// Nearest valid ids.
        nearest: Vec<String>,
    },
    /// The action has no first day.
    NoStart,
    /// The metric's records do not have a dimension that the action names.
    NoDimension {
        /// The dimension.
        name: String,
    },
    /// There are no records of the metric there.
    NoRecords {
        /// What the workspace lacks, when the lake knows.
        missing: Option<Missing>,
    },
    /// Too few complete periods before the start.
    ShortBefore {
        /// How many there are.
        have: usize,
        /// How many are needed.
        need: usize,
    },
    /// All values are equal.
    Constant,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Id of the metric.
    pub metric: String,
    /// Granularity of the series.
    pub per: Granularity,
    /// Up to when the records are known.
    pub watermark: Option<Timestamp>,
    /// The series of the part, with what would have been without the action.
    pub points: Vec<EffectPoint>,
    /// How the effect was estimated.
    pub method: Method,
    /// Why so.
    pub reason: Reason,
    /// The untouched parts that it was compared with, weightiest first.
    pub controls: Vec<Control>,
    /// Parts that were no comparison, with the reason.
    pub left_out: Vec<(Scope, LeftOut)>,
    /// Level before, in the metric's unit.
    pub before: f64,
    /// Level since; `None` before there is a complete period.
    pub after: Option<f64>,
    /// The effect with its interval; `None` before there is a complete period.
    pub size: Option<Size>,
    /// The word; `None` when the metric's good lies in a band, so that neither way is better.
    pub verdict: Option<Verdict>,
    /// How many more periods it takes to tell, while it is too early.
    pub needs: Option<usize>,
    /// Does a year suffice to see the smallest effect that matters?
    pub can_tell: bool,
    /// Periods after the start within which the smallest effect that matters shows with a chance of 80 %; `None`: not within two years.
    pub horizon: Option<usize>,
    /// The smallest effect that matters: what was expected, or one standard deviation of an ordinary period.
    pub smallest: f64,
    /// The smallest effect that the periods so far show with a chance of 80 %.
    pub smallest_seen: Option<f64>,
    /// Complete periods before and since that were compared.
    pub periods: (usize, usize),
    /// Unusual periods just before the start: what follows them drifts back by itself.
    pub unusual: Option<Unusual>,
    /// Did they lie on the worse side? Then part of an improvement would have come anyway.
    pub is_after_bad: bool,
    /// Lag-one autocorrelation that the intervals allow for.
    pub autocorrelation: f64,
    /// How often the same analysis finds as plain an effect where there was none.
    pub placebo: Option<Placebo>,
    /// Metrics that must not get worse meanwhile.
    pub guards: Vec<Guard>,
    /// Other actions in the same part that began within the periods compared: their effects cannot be told apart.
    pub together: Vec<Action>,
    /// Events in the same part around the start.
    pub events: Vec<TimelineEvent>,
}

/// The size of an effect, in the metric's unit: what is, minus what would have been.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// The estimate.
    pub effect: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Lower end of the interval that holds however often one looks.
    pub sure_low: f64,
    /// Upper end of that interval.
    pub sure_high: f64,
}

/// One period of the part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectPoint {
    /// The period.
    pub period: Period,
    /// Its value.
    pub value: Value,
    /// Is it whole?
    pub is_complete: bool,
    /// What would have been without the action; `None` where the period was not compared.
    pub without: Option<f64>,
    /// Where it stands.
    pub side: Side,
}

/// Where a period stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Before the start.
    Before,
    /// Before the start, but unusual and left out of the comparison.
    Unusual,
    /// The period in which the action began.
    Between,
    /// Since the start.
    After,
}

/// A part of the service that the effect was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The part.
    pub scope: Scope,
    /// How much it weighs; all together at most 1.
    pub weight: f64,
}

/// Why a part is no comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// Another action touched it; its id.
    Touched(String),
    /// It took a step of its own at the same time.
    OwnWay,
}

/// A metric that must not get worse meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Id of the metric.
    pub metric: String,
    /// How the effect on it was estimated.
    pub method: Method,
    /// The effect on it.
    pub size: Option<Size>,
    /// Did it get better, worse, or neither? `None` when neither way is better.
    pub verdict: Option<Verdict>,
}

/// How much is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The verdict alone, for lists.
    Verdict,
    /// Guards and placebo analyses too.
    Whole,
}

/// The actions of the records, latest start first.
pub fn imported(world: World<'_>) -> Result<Vec<Action>, Error> {
    Ok(ordered(world.ask.actions()?))
}

/// Actions of any source, latest start first.
pub fn ordered(mut actions: Vec<Action>) -> Vec<Action> {
    actions.sort_by(|one, other| other.started_on.cmp(&one.started_on).then_with(|| one.id.cmp(&other.id)));
    actions
}

/// The effects of all actions, in their order. Actions over the same dimensions share their questions to the lake.
pub fn effects(world: World<'_>, actions: &[Action]) -> Result<Vec<Effect>, Error> {
    let all: Vec<&Action> = actions.iter().collect();
    work_out(world, &all, actions, Depth::Verdict)
}

/// The effect of one of the actions; `None` when there is none of that id.
pub fn effect(world: World<'_>, actions: &[Action], id: &str) -> Result<Option<Effect>, Error> {
    let Some(action) = actions.iter().find(|action| action.id == id) else { return Ok(None) };
    Ok(work_out(world, &[action], actions, Depth::Whole)?.into_iter().next())
}

fn work_out(world: World<'_>, wanted: &[&Action], actions: &[Action], depth: Depth) -> Result<Vec<Effect>, Error> {
    let ground = Ground::new(&world)?;
    // All days from two years before the first start on: every action finds its own among them.
    let first = wanted.iter().filter_map(|action| action.started_on).min();
    let from = first.map(|first| first.saturating_sub(jiff::ToSpan::years(2_i64)));
    let view = View { all_metrics: true, from, ..View::default() };
    let rower = Rower { world: &world, ground: &ground, view: &view };
    let events = if depth == Depth::Whole { world.ask.timeline()? } else { Vec::new() };

    let asked_for = |action: &Action| -> Vec<&Metric> {
        let Some(metric) = action.metric.as_deref().and_then(|id| world.catalogue.get(id)) else { return Vec::new() };
        let guards = if depth == Depth::Whole { guards_of(&world, action, metric) } else { Vec::new() };
        std::iter::once(metric).chain(guards).collect()
    };
    let mut cuts: BTreeMap<Vec<String>, Vec<&Metric>> = BTreeMap::new();
    for action in wanted {
        if let Some(by) = gather::cut(&ground, &action.scope) {
            let metrics = cuts.entry(by).or_default();
            for metric in asked_for(action) {
                if metrics.iter().all(|known| known.id != metric.id) {
                    metrics.push(metric);
                }
            }
        }
    }
    let answers = cuts.iter().map(|(by, metrics)| Answers::ask(&rower, metrics, by)).collect::<Result<Vec<_>, Error>>()?;
    let judge = Judge { world: &world, rower: &rower, answers: &answers, actions, events: &events, depth };
    wanted.iter().map(|action| Ok(Effect { action: (*action).clone(), outcome: judge.outcome(action)? })).collect()
}

/// The metrics that must not get worse meanwhile.
fn guards_of<'m>(world: &World<'m>, action: &Action, metric: &'m Metric) -> Vec<&'m Metric> {
    let named = if action.guards.is_empty() { &metric.counter } else { &action.guards };
    named.iter().filter(|id| **id != metric.id).filter_map(|id| world.catalogue.get(id)).collect()
}

struct Judge<'a> {
    world: &'a World<'a>,
    rower: &'a Rower<'a>,
    answers: &'a [Answers<'a>],
    actions: &'a [Action],
    events: &'a [TimelineEvent],
    depth: Depth,
}

/// A series ready to be weighed, and the periods that it covers.
struct Series {
    treated: Unit,
    controls: Vec<Unit>,
    before: usize,
    between: usize,
    per: Granularity,
}

impl Series {
    fn case(&self, metric: &Metric) -> Case<'_> {
        let year = match self.per {
            Granularity::Day => Some(365.25),
            Granularity::Week => Some(365.25 / 7.0),
            Granularity::Month => Some(12.0),
            Granularity::Quarter => Some(4.0),
            Granularity::Year | Granularity::All => None,
        };
        Case {
            treated: &self.treated,
            controls: &self.controls,
            before: self.before,
            between: self.between,
            // A figure of a whole year has no season within it.
            year: year.filter(|_| !matches!(metric.measure.statistic, Statistic::Turnover { .. })),
            scale: scale(metric),
        }
    }
}

impl Judge<'_> {
    fn outcome(&self, action: &Action) -> Result<Result<Outcome, Why>, Error> {
        let Some(name) = action.metric.as_deref() else { return Ok(Err(Why::NoMetric)) };
        let Some(metric) = self.world.catalogue.get(name) else {
            let nearest = self.world.catalogue.nearest(name);
            return Ok(Err(Why::UnknownMetric { name: name.to_owned(), nearest }));
        };
        if action.started_on.is_none() {
            return Ok(Err(Why::NoStart));
        }
        let names: Vec<String> = action.scope.iter().map(|(name, _)| name.to_owned()).collect();
        if let Some(name) = gather::lacks(self.rower.ground, metric, &names) {
            return Ok(Err(Why::NoDimension { name: name.clone() }));
        }
        let Some(gathered) = self.gathered(metric, action)? else { return Ok(Err(Why::NoRecords { missing: None })) };
        if gathered.treated.iter().all(|point| point.value.value.is_none()) {
            return Ok(Err(Why::NoRecords { missing: gathered.missing }));
        }
        let Some(series) = series(&gathered, action) else { return Ok(Err(Why::NoStart)) };
        let estimate = match estimate(series.case(metric)) {
            Ok(estimate) => estimate,
            Err(Short::Before { have, need }) => return Ok(Err(Why::ShortBefore { have, need })),
            Err(Short::Constant) => return Ok(Err(Why::Constant)),
        };
        Ok(Ok(self.told(action, metric, &gathered, &series, &estimate)?))
    }

    fn gathered(&self, metric: &Metric, action: &Action) -> Result<Option<Gathered>, Error> {
        let mut names: Vec<&str> = action.scope.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let answers = self.answers.iter().find(|answers| answers.dimensions().iter().map(String::as_str).eq(names.iter().copied()));
        match answers {
            Some(answers) => answers.of(self.rower, metric, action, self.actions),
            // Too many combinations to look for untouched parts: the part is weighed by itself.
            None => gather::alone(self.rower, metric, action).map(Some),
        }
    }

    fn told(&self, action: &Action, metric: &Metric, gathered: &Gathered, series: &Series, estimate: &Estimate) -> Result<Outcome, Error> {
        let smallest = action.expected.filter(|expected| *expected > 0.0).unwrap_or(SMALLEST_SIGMAS * estimate.sigma);
        let word = better(metric).map(|better| word(estimate, Wanted { better, smallest, most_points: year_of(series.per) }));
        let points: Vec<EffectPoint> = gathered
            .treated
            .iter()
            .enumerate()
            .map(|(place, point)| EffectPoint {
                period: point.period,
                value: point.value,
                is_complete: point.is_complete(),
                without: estimate.without.get(place).copied().flatten(),
                side: side(series, estimate, place),
            })
            .collect();
        let level = |wanted: Side| {
            let of = gathered.treated.iter().zip(&points).filter(|(point, shown)| shown.side == wanted && is_compared(point));
            Some(level_of(metric, of.map(|(point, _)| point))).filter(|level| level.is_finite())
        };
        let mut controls: Vec<Control> = gathered
            .others
            .iter()
            .zip(&estimate.weights)
            .filter(|(_, weight)| **weight > 0.0)
            .map(|(other, weight)| Control { scope: other.scope.clone(), weight: *weight })
            .collect();
        controls.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        let own_way = estimate.own_way.iter().filter_map(|index| Some((gathered.others.get(*index)?.scope.clone(), LeftOut::OwnWay)));
        let touched = gathered.touched.iter().map(|(scope, id)| (scope.clone(), LeftOut::Touched(id.clone())));
        let is_whole = self.depth == Depth::Whole;
        let guards = if is_whole { self.guards(action, metric)? } else { Vec::new() };
        Ok(Outcome {
            metric: metric.id.clone(),
            per: series.per,
            watermark: self.rower.ground.watermark,
            method: estimate.method,
            reason: estimate.reason,
            controls,
            left_out: own_way.chain(touched).collect(),
            before: level(Side::Before).unwrap_or(f64::NAN),
            after: level(Side::After),
            size: size(estimate),
            verdict: word.map(|word| word.verdict),
            needs: word.and_then(|word| word.needs),
            can_tell: word.is_none_or(|word| word.can_tell),
            horizon: estimate.points_needed(smallest, SURE).map(|needed| needed.max(LEAST_AFTER)),
            smallest,
            smallest_seen: estimate.smallest_seen(estimate.points_after, SURE),
            periods: (estimate.points_before, estimate.points_after),
            unusual: estimate.unusual,
            is_after_bad: estimate.unusual.is_some_and(|unusual| better(metric).is_some_and(|better| unusual.deviation * better < 0.0)),
            autocorrelation: estimate.step.as_ref().map_or(0.0, |step| step.autocorrelation),
            placebo: (is_whole && estimate.points_after > 0).then(|| placebo(series.case(metric), estimate)),
            guards,
            together: self.together(action, &points),
            events: self.near(action),
            points,
        })
    }

    fn guards(&self, action: &Action, metric: &Metric) -> Result<Vec<Guard>, Error> {
        let mut guards = Vec::new();
        for guard in guards_of(self.world, action, metric) {
            let Some(gathered) = self.gathered(guard, action)? else { continue };
            let Some(series) = series(&gathered, action) else { continue };
            let Ok(estimate) = estimate(series.case(guard)) else { continue };
            let wanted = |better| Wanted { better, smallest: SMALLEST_SIGMAS * estimate.sigma, most_points: year_of(series.per) };
            let verdict = better(guard).map(|better| word(&estimate, wanted(better)).verdict);
            guards.push(Guard { metric: guard.id.clone(), method: estimate.method, size: size(&estimate), verdict });
        }
        Ok(guards)
    }

    /// Other actions on the same part within the periods compared.
    fn together(&self, action: &Action, points: &[EffectPoint]) -> Vec<Action> {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
        let is_within = |other: &&Action| {
            let start = other.started_on.is_some_and(|start| start >= first.period.start && start < last.period.end());
            other.id != action.id && start && other.metric == action.metric && other.concerns(&action.scope)
        };
        self.actions.iter().filter(is_within).cloned().collect()
    }

    /// Events on the same part around the start.
    fn near(&self, action: &Action) -> Vec<TimelineEvent> {
        let Some(start) = action.started_on else { return Vec::new() };
        let zone = self.rower.ground.zone();
        let is_near = |event: &&TimelineEvent| {
            let day = event.at.to_zoned(zone.clone()).date();
            let days = start.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
            days.abs() <= NEAR_DAYS && event.concerns(&action.scope)
        };
        self.events.iter().filter(is_near).cloned().collect()
    }
}

/// Is the point one that may be compared?
fn is_compared(point: &Point) -> bool {
    point.is_complete() && point.value.value.is_some()
}

fn series(gathered: &Gathered, action: &Action) -> Option<Series> {
    let start = action.started_on?;
    let points = &gathered.treated;
    let before = points.iter().filter(|point| point.period.end() <= start).count();
    let begun = points.iter().filter(|point| point.period.start < start && point.period.end() > start).count();
    let unit = |points: &[Point]| Unit {
        values: points.iter().map(|point| point.value.value.filter(|value| point.is_complete() && value.is_finite())).collect(),
        errors: errors(points),
    };
    Some(Series {
        treated: unit(points),
        controls: gathered.others.iter().map(|other| unit(&other.points)).collect(),
        before,
        between: begun,
        per: points.first().map_or(Granularity::Week, |point| point.period.granularity),
    })
}

/// Standard errors of the points from their numbers of records alone. A point's own error rises and falls with its value where the
/// value is a share or a count, and weighing by it would pull the level towards the values that happen to have small errors.
fn errors(points: &[Point]) -> Vec<Option<f64>> {
    let known = |point: &Point| point.value.standard_error.filter(|error| error.is_finite() && point.value.n > 0.0);
    let of_one: Vec<f64> = points.iter().filter_map(|point| Some(known(point)?.powi(2) * point.value.n)).collect();
    let of_one = of_one.iter().sum::<f64>() / of_one.len().max(1) as f64;
    points.iter().map(|point| known(point).map(|_| (of_one / point.value.n).sqrt())).collect()
}

fn side(series: &Series, estimate: &Estimate, place: usize) -> Side {
    let unusual = estimate.unusual.map_or(0, |unusual| unusual.points);
    let last_known = |skipped: usize| (0..series.before).rev().filter(|place| series.treated.values[*place].is_some()).nth(skipped);
    if place >= series.before + series.between {
        Side::After
    } else if place >= series.before {
        Side::Between
    } else if unusual > 0 && last_known(unusual - 1).is_some_and(|first| place >= first) {
        Side::Unusual
    } else {
        Side::Before
    }
}

fn size(estimate: &Estimate) -> Option<Size> {
    let step = estimate.step.as_ref()?;
    let usual = step.interval(CONFIDENCE);
    let sure = step.interval(1.0 - luotsi_stats::distribution::normal_two_sided_p(SURE));
    Some(Size { effect: step.size, low: usual.low, high: usual.high, sure_low: sure.low, sure_high: sure.high })
}

/// +1 when more is better, −1 when less is; `None` in a band.
fn better(metric: &Metric) -> Option<f64> {
    match metric.better {
        Better::Up => Some(1.0),
        Better::Down => Some(-1.0),
        Better::Band => None,
    }
}

/// Periods in a year: nobody waits longer for a verdict.
fn year_of(per: Granularity) -> usize {
    per.per_year() as usize
}

/// Shares and scores are compared by differences; what can only be above nothing, by ratios.
fn scale(metric: &Metric) -> Scale {
    use catalogue::Unit;
    match metric.unit {
        Unit::Percent | Unit::Points | Unit::Scale | Unit::Stars | Unit::Coefficient => Scale::Difference,
        Unit::Seconds | Unit::Hours | Unit::Days | Unit::Euros | Unit::Count | Unit::PerThousand | Unit::PerHundred => Scale::Ratio,
    }
}

#[cfg(test)]
mod tests;
