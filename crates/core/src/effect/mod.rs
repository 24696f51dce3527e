//! Effects: an action ([`crate::actions`]) was taken to move a metric; did it?
//!
//! | file | what it holds |
//! |---|---|
//! | `gather` | the series of the part where something was done, and of comparable parts that nobody touched |
//! | `estimate` | the step at the start, by itself or against the untouched parts; placebo analyses |
//! | `verdict` | the word, safe against looking every week; how much longer until it can be told |
//! | `leavers` | the same for leavers of a small team, who are counted exactly |
//! | `foresight` | before an action begins: how soon its effect will be told, if ever |
//! | `outcome` | what is told |
//! | `simulated`, `calibration` | made-up cases of known truth, and how often intervals and verdicts are right about them |
//!
//! How the method was chosen, and how often it is right: docs/decisions/0009-effects.md.

pub mod calibration;
mod estimate;
mod foresight;
mod gather;
mod leavers;
mod outcome;
pub mod simulated;
mod verdict;

use std::collections::BTreeMap;

use jiff::ToSpan;

pub use estimate::{Beside, Case, Estimate, LEAST_BEFORE, Method, Placebo, Reason, Scale, Short, Unit, Unusual, estimate, placebo};
pub use foresight::{Foresight, foresee};
pub use leavers::Counts;
pub use outcome::{Control, Effect, EffectPoint, Guard, Lasting, LeftOut, Outcome, Side, Size, Why};
pub use verdict::{LEAST_AFTER, SURE, Verdict, Wanted, Word, word};

use crate::actions::Action;
use crate::catalogue::{self, Better, Metric, Statistic};
use crate::judge::level_of;
use crate::measure::{CONFIDENCE, Point};
use crate::period::Granularity;
use crate::situation::{Error, Ground, Rower, View, World};
use crate::timeline::TimelineEvent;
use gather::{Answers, Gathered};

/// How large an effect has to be to matter when nobody said: as large as what an ordinary period moves by itself.
const SMALLEST_SIGMAS: f64 = 1.0;
/// Events so many days to either side of a start may be what moved the metric.
const NEAR_DAYS: i64 = 28;

/// What is known of a service beside its records.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Every action, imported or made here.
    pub actions: &'a [Action],
    /// Events made by hand; those of the records are asked for.
    pub events: &'a [TimelineEvent],
}

/// How much is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The verdict alone.
    Verdict,
    /// What must not get worse too.
    Guarded,
    /// Everything.
    Whole,
}

/// The effects of all actions, in their order. Actions over the same dimensions share their questions to the lake.
pub fn effects(world: World<'_>, known: Known<'_>) -> Result<Vec<Effect>, Error> {
    let all: Vec<&Action> = known.actions.iter().collect();
    let mut effects = work_out(world, &all, known, Depth::Verdict)?;
    // Only what worked can have been bought with something else.
    let has_worked = |effect: &&mut Effect| effect.outcome.as_ref().is_ok_and(|outcome| outcome.verdict == Some(Verdict::Worked));
    let mut worked: Vec<&mut Effect> = effects.iter_mut().filter(has_worked).collect();
    if !worked.is_empty() {
        let of: Vec<Action> = worked.iter().map(|effect| effect.action.clone()).collect();
        let guarded = work_out(world, &of.iter().collect::<Vec<_>>(), known, Depth::Guarded)?;
        worked.iter_mut().zip(guarded).for_each(|(effect, guarded)| **effect = guarded);
    }
    Ok(effects)
}

/// The effect of one of the actions; `None` when there is none of that id.
pub fn effect(world: World<'_>, known: Known<'_>, id: &str) -> Result<Option<Effect>, Error> {
    let Some(action) = known.actions.iter().find(|action| action.id == id) else { return Ok(None) };
    Ok(work_out(world, &[action], known, Depth::Whole)?.into_iter().next())
}

fn work_out(world: World<'_>, wanted: &[&Action], known: Known<'_>, depth: Depth) -> Result<Vec<Effect>, Error> {
    with_judge(world, wanted, known, depth, |judge| {
        wanted.iter().map(|action| Ok(Effect { action: (*action).clone(), outcome: judge.outcome(action)? })).collect()
    })
}

/// Asks everything that is needed to judge some actions.
fn with_judge<T>(
    world: World<'_>,
    wanted: &[&Action],
    known: Known<'_>,
    depth: Depth,
    tell: impl FnOnce(&Judge<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let ground = Ground::new(&world)?;
    // All days from two years before the first start on: every action finds its own among them.
    let first = wanted.iter().filter_map(|action| action.started_on).min();
    let from = first.map(|first| first.saturating_sub(2.years()));
    let view = View { all_metrics: true, from, ..View::default() };
    let rower = Rower { world: &world, ground: &ground, view: &view };
    let mut events = Vec::new();
    if depth == Depth::Whole {
        events = world.ask.timeline()?;
        events.extend(known.events.iter().cloned());
    }
    let asked_for = |action: &Action| -> Vec<&Metric> {
        let Some(metric) = action.metric.as_deref().and_then(|id| world.catalogue.get(id)) else { return Vec::new() };
        let guards = if depth == Depth::Verdict { Vec::new() } else { guards_of(&world, action, metric) };
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
    tell(&Judge { world: &world, rower: &rower, answers: &answers, actions: known.actions, events: &events, depth })
}

/// The metrics that must not get worse meanwhile.
fn guards_of<'m>(world: &World<'m>, action: &Action, metric: &'m Metric) -> Vec<&'m Metric> {
    let named = action.guard.as_ref().map_or(metric.counter.as_slice(), std::slice::from_ref);
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
    /// Other actions on the same metric and part, with the period that each begins with, in that order.
    others: Vec<(usize, Action)>,
    further: Vec<usize>,
    /// The end of an action that ran long enough to be told by itself: the first period that is not wholly before it, and the first
    /// one wholly after it.
    end: Option<(usize, usize)>,
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
            further: &self.further,
        }
    }

    /// The same while the action ran.
    fn running(mut self) -> Self {
        if let Some((last, _)) = self.end {
            self.treated.values[last..].fill(None);
            self.further.retain(|place| *place < last);
        }
        self
    }

    /// The same up to the start.
    fn planned(mut self) -> Self {
        self.treated.values[self.before..].fill(None);
        self.further.retain(|place| *place < self.before);
        self.end = None;
        self
    }

    /// The same with the time that it ran left out.
    fn since_end(mut self) -> Option<Self> {
        let (_, first) = self.end?;
        self.between = first - self.before;
        self.further.retain(|place| *place < self.before || *place > first);
        Some(self)
    }
}

impl Judge<'_> {
    fn outcome(&self, action: &Action) -> Result<Result<Outcome, Why>, Error> {
        let (metric, gathered) = match self.ready(action)? {
            Ok(ready) => ready,
            Err(why) => return Ok(Err(why)),
        };
        if leavers::is_counted(metric, &gathered.treated) {
            return leavers::outcome(self, action, metric, &gathered);
        }
        if gathered.treated.iter().all(|point| point.value.value.is_none()) {
            return Ok(Err(Why::NoRecords { missing: gathered.missing }));
        }
        let Some(series) = self.series(&gathered, action) else { return Ok(Err(Why::NoStart)) };
        let series = series.running();
        let estimate = match estimate(series.case(metric)) {
            Ok(estimate) => estimate,
            Err(short) => return Ok(Err(short.into())),
        };
        Ok(Ok(self.told(action, metric, &gathered, &series, &estimate)?))
    }

    /// The metric of an action and its series, or why there is none.
    fn ready(&self, action: &Action) -> Result<Result<(&Metric, Gathered), Why>, Error> {
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
        Ok(self.gathered(metric, action)?.map(|gathered| (metric, gathered)).ok_or(Why::NoRecords { missing: None }))
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
        let smallest = smallest(action, estimate);
        let wanted = |better, is_over| Wanted { better, smallest, most_points: year_of(series.per), is_over };
        let word = better(metric).map(|better| word(estimate, wanted(better, series.end.is_some())));
        let since = self.series(gathered, action).and_then(Series::since_end);
        let since = since.and_then(|series| estimate::estimate(series.case(metric)).ok());
        let since_end = since.as_ref().map(|since| Lasting {
            size: size(since),
            verdict: better(metric).map(|better| verdict::word(since, wanted(better, false)).verdict),
            periods: since.points_after,
        });
        let points: Vec<EffectPoint> = gathered
            .treated
            .iter()
            .enumerate()
            .map(|(place, point)| {
                let side = side(series, estimate, place);
                let of = since.as_ref().filter(|_| side == Side::Ended).unwrap_or(estimate);
                let without = of.without.get(place).copied().flatten();
                EffectPoint { period: point.period, value: point.value, is_complete: point.is_complete(), without, side }
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
        let guards = if self.depth == Depth::Verdict { Vec::new() } else { self.guards(action, metric)? };
        let beside = |wanted: Beside| {
            let of = series.others.iter().zip(&estimate.beside).filter(|(_, beside)| **beside == wanted);
            of.map(|((_, action), _)| action.clone()).collect()
        };
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
            horizon: horizon(estimate, smallest),
            smallest,
            smallest_seen: estimate.smallest_seen(estimate.points_alone, SURE),
            periods: (estimate.points_before, estimate.points_after),
            unusual: estimate.unusual,
            is_after_bad: estimate.unusual.is_some_and(|unusual| better(metric).is_some_and(|better| unusual.deviation * better < 0.0)),
            autocorrelation: estimate.step.as_ref().map_or(0.0, |step| step.autocorrelation),
            placebo: (is_whole && estimate.points_after > 0).then(|| placebo(series.case(metric), estimate)),
            guards,
            together: beside(Beside::Apart),
            shared: beside(Beside::Mixed),
            since_end,
            counts: None,
            events: self.near(action),
            points,
        })
    }

    fn guards(&self, action: &Action, metric: &Metric) -> Result<Vec<Guard>, Error> {
        let mut guards = Vec::new();
        for guard in guards_of(self.world, action, metric) {
            let Some(gathered) = self.gathered(guard, action)? else { continue };
            let Some(series) = self.series(&gathered, action).map(Series::running) else { continue };
            let Ok(estimate) = estimate(series.case(guard)) else { continue };
            let wanted = |better| Wanted {
                better,
                smallest: SMALLEST_SIGMAS * estimate.sigma,
                most_points: year_of(series.per),
                is_over: series.end.is_some(),
            };
            let verdict = better(guard).map(|better| word(&estimate, wanted(better)).verdict);
            guards.push(Guard { metric: guard.id.clone(), method: estimate.method, size: size(&estimate), verdict });
        }
        Ok(guards)
    }

    /// The series of a part, as it is weighed for an action.
    fn series(&self, gathered: &Gathered, action: &Action) -> Option<Series> {
        let start = action.started_on?;
        let points = &gathered.treated;
        let before = points.iter().filter(|point| point.period.end() <= start).count();
        let begun = points.iter().filter(|point| point.period.start < start && point.period.end() > start).count();
        let unit = |points: &[Point]| Unit {
            values: points.iter().map(|point| point.value.value.filter(|value| point.is_complete() && value.is_finite())).collect(),
            errors: errors(points),
        };
        let others = self.others(action, points);
        Some(Series {
            treated: unit(points),
            controls: gathered.others.iter().map(|other| unit(&other.points)).collect(),
            before,
            between: begun,
            per: points.first().map_or(Granularity::Week, |point| point.period.granularity),
            further: others.iter().map(|(place, _)| *place).collect(),
            others,
            end: action.ended_on.and_then(|end| ended(points, before + begun, end)),
        })
    }

    /// Other actions for the same metric on the same part that began within the periods compared.
    fn others(&self, action: &Action, points: &[Point]) -> Vec<(usize, Action)> {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
        let within = |other: &Action| {
            let start = other.started_on.filter(|start| *start >= first.period.start && *start < last.period.end())?;
            let is_beside = other.id != action.id && other.metric == action.metric && other.concerns(&action.scope);
            is_beside.then(|| (points.iter().filter(|point| point.period.start < start).count(), other.clone()))
        };
        let mut others: Vec<(usize, Action)> = self.actions.iter().filter_map(within).collect();
        others.sort_by(|one, other| (one.0, &one.1.id).cmp(&(other.0, &other.1.id)));
        others
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

/// Where the end of an action lies among the periods, when it ran long enough to be told by itself and there are periods since.
fn ended(points: &[Point], from: usize, end: jiff::civil::Date) -> Option<(usize, usize)> {
    let after = end.saturating_add(1.day());
    let last = points.iter().filter(|point| point.period.end() <= after).count();
    let first = points.iter().filter(|point| point.period.start < after).count();
    let is_long = points.get(from..last).is_some_and(|ran| ran.iter().filter(|point| is_compared(point)).count() >= LEAST_AFTER);
    (is_long && points[first..].iter().any(is_compared)).then_some((last, first))
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
    if series.end.is_some_and(|(_, first)| place >= first) {
        Side::Ended
    } else if series.end.is_some_and(|(last, _)| place >= last) {
        Side::Between
    } else if place >= series.before + series.between {
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

/// The smallest effect that matters: what was expected, or what an ordinary period moves by itself.
fn smallest(action: &Action, estimate: &Estimate) -> f64 {
    action.expected.map(f64::abs).filter(|expected| *expected > 0.0).unwrap_or(SMALLEST_SIGMAS * estimate.sigma)
}

/// Periods after the start within which an effect shows with a chance of 80 %; `None`: not within two years.
fn horizon(estimate: &Estimate, size: f64) -> Option<usize> {
    estimate.points_needed(size, SURE).map(|needed| needed.max(LEAST_AFTER))
}

impl From<Short> for Why {
    fn from(short: Short) -> Self {
        match short {
            Short::Before { have, need } => Self::ShortBefore { have, need },
            Short::Constant => Self::Constant,
        }
    }
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
