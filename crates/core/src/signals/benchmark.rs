//! `benchmark`: plainly behind the service's own best quarter, or behind what is usual elsewhere and may be compared.
//!
//! Asked are metrics of the situation picture and those with a target, of the whole service; a published figure that speaks of a part
//! (calls) is held against that part. Persons and teams are never ranked. What counts is a gap that is plain and large enough to
//! matter: the p-value is that of a gap beyond a least one, and the family shares out its errors among its own few questions.
//!
//! Staff that left within twelve months is counted, so it is held against the usual share exactly (Poisson).

use luotsi_stats::distribution::{Poisson, normal_quantile};
use serde::{Deserialize, Serialize};

use super::watch::{Watch, Watched};
use super::{Kind, Signal};
use crate::catalogue::{Metric, Statistic, Unit};
use crate::comparison::{External, OwnBest, Process, externals, own_best};
use crate::judge::{Change, Course, Verdict};
use crate::measure::{CONFIDENCE, Cut, last_complete};
use crate::period::Period;
use crate::scope::Scope;
use crate::situation::{Error, Ground, Rower, View, World, ask_all, weight};

/// A gap to others is material from this share of their value on; of a share, of what is less of it and of its rest.
const LEAST_SHARE: f64 = 0.1;
/// Being behind is seldom news: it weighs half of what a change does.
const WEIGHT_OF_STANDING: f64 = 0.5;

/// What a service is behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// A value from elsewhere.
    pub external: Option<External>,
    /// The service's own best quarter.
    pub own_best: Option<OwnBest>,
}

/// A question: is the service behind?
pub(super) struct Behind {
    pub signal: Signal,
    /// Of a gap as large when there is none that matters.
    pub p_value: f64,
}

/// Asks every comparison that is honest.
pub(super) fn compared(world: &World<'_>, ground: &Ground, watch: &Watch<'_>) -> Result<Vec<Behind>, Error> {
    let this_year = ground.watermark.unwrap_or(world.now).to_zoned(ground.calendars.zone().clone()).date().year();
    let mut found = Vec::new();
    // What has too little to be judged by itself is not judged beside others either.
    let is_judged = |watched: &&Watched<'_>| !matches!(watched.weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. });
    for watched in watch.series.iter().filter(is_judged) {
        let Some(process) = Process::of_weighed(watched.metric, &watched.points, &watched.weighed) else { continue };
        let is_led_by = watched.metric.situation || world.settings.targets.contains_key(&watched.metric.id);
        if watched.place.is_empty() && is_led_by {
            found.extend(own_best(&process, world.settings.smallest_change_sigmas).map(|best| behind_own(watched, best)));
        }
        let scope = watched.scope();
        let here = externals(watched.metric, world.settings, this_year);
        let here = here.into_iter().filter(|external| external.is_comparable() && external.is_usual() && external.scope == scope);
        found.extend(here.filter_map(|external| behind_others(&process, world.settings.smallest_change_sigmas, external)));
    }
    for metric in world.catalogue.iter().filter(|metric| matches!(metric.measure.statistic, Statistic::Turnover { .. })) {
        for external in externals(metric, world.settings, this_year) {
            if external.is_comparable() && external.is_usual() && external.scope.is_whole() {
                found.extend(more_leave(world, ground, metric, external)?);
            }
        }
    }
    Ok(found)
}

fn behind_own(watched: &Watched<'_>, best: OwnBest) -> Behind {
    let sigma = watched.weighed.sigma.unwrap_or(f64::NAN);
    let change = Change {
        since: best.since,
        within: None,
        course: Course::Step,
        points: best.points as u32,
        before: best.value,
        after: best.lately,
        effect: best.gap,
        low: best.gap_low,
        high: best.gap_high,
        effect_sigmas: best.gap / sigma,
        surprise: best.surprise(),
    };
    let comparison = Comparison { external: None, own_best: Some(best) };
    Behind { signal: signal(watched.metric, Scope::whole(), change, comparison), p_value: best.p_value }
}

fn behind_others(process: &Process<'_>, least_sigmas: f64, external: External) -> Option<Behind> {
    let sign = process.sign()?;
    let level = process.present()?;
    // What others' figure owes to chance, when it is told how many it rests on: their records are taken to vary as ours do.
    let own = process.complete().rev().find_map(|point| Some(point.value.standard_error?.powi(2) * point.value.n));
    let theirs = external.n.zip(own).map_or(0.0, |(n, variance)| variance / n);
    let error = (level.error * level.error + theirs).sqrt();
    let matters = (least_sigmas * process.sigma).max(LEAST_SHARE * base(process.metric, external.value));
    let gap = level.value - external.value;
    let spread = process.spread()?;
    let margin = spread.t_for(CONFIDENCE) * error;
    let change = Change {
        since: level.since,
        within: None,
        course: Course::Step,
        points: level.points as u32,
        before: external.value,
        after: level.value,
        effect: gap,
        low: gap - margin,
        high: gap + margin,
        effect_sigmas: gap / process.sigma,
        surprise: gap.abs() / error,
    };
    let p_value = spread.survival((-sign * gap - matters) / error);
    let scope = external.scope.clone();
    let comparison = Comparison { external: Some(external), own_best: None };
    Some(Behind { signal: signal(process.metric, scope, change, comparison), p_value })
}

/// What a material gap is measured by.
fn base(metric: &Metric, value: f64) -> f64 {
    if metric.unit == Unit::Percent { value.min(1.0 - value).max(0.0) } else { value.abs() }
}

/// Do more people leave than is usual elsewhere?
fn more_leave(world: &World<'_>, ground: &Ground, metric: &Metric, external: External) -> Result<Option<Behind>, Error> {
    let view = View { all_metrics: true, ..View::default() };
    let rower = Rower { world, ground, view: &view };
    let (_, asked) = ask_all(&rower, &[metric], &[])?;
    let Some((_, stretch, measured)) = asked.first() else { return Ok(None) };
    let cells: Vec<&crate::ask::Cell> = measured.cells.iter().collect();
    let points = rower.points(metric, &cells, *stretch, Cut::Whole);
    let known = last_complete(&points).and_then(|point| Some((point.period, point.value.value?, point.value, point.tally?)));
    let Some((period, after, value, tally)) = known.filter(|(.., tally)| tally.denominator > 0.0) else { return Ok(None) };
    let leavers = tally.numerator;
    let least = external.value + LEAST_SHARE * base(metric, external.value);
    let Some(usual) = Poisson::new(least * tally.denominator) else { return Ok(None) };
    let p_value = if leavers >= 1.0 { usual.survival(leavers as u64 - 1) } else { 1.0 };
    let gap = after - external.value;
    let change = Change {
        within: None,
        course: Course::Step,
        // A figure of twelve months.
        since: Period::containing(period.granularity, period.start.saturating_sub(jiff::ToSpan::months(11))),
        points: 12,
        before: external.value,
        after,
        effect: gap,
        low: value.low.map_or(f64::NAN, |low| low - external.value),
        high: value.high.map_or(f64::NAN, |high| high - external.value),
        effect_sigmas: gap * tally.denominator / (external.value * tally.denominator).max(0.5).sqrt(),
        surprise: -normal_quantile((p_value / 2.0).max(1e-300)),
    };
    let comparison = Comparison { external: Some(external), own_best: None };
    Ok(Some(Behind { signal: signal(metric, Scope::whole(), change, comparison), p_value }))
}

fn signal(metric: &Metric, scope: Scope, change: Change, comparison: Comparison) -> Signal {
    let worse = if change.effect > 0.0 { Verdict::SignalUp { better: Some(false) } } else { Verdict::SignalDown { better: Some(false) } };
    Signal {
        id: format!("{}:{}:{}", Kind::Benchmark.name(), metric.id, scope.conditions().join(";")),
        kind: Kind::Benchmark,
        metric: metric.id.clone(),
        scope,
        change,
        better: Some(false),
        q: 1.0,
        weight: WEIGHT_OF_STANDING * weight(&worse, &change, change.since.granularity),
        share_of_records: 1.0,
        share_of_change: None,
        against: None,
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: Some(comparison),
    }
}

/// What was kept, each metric once: the own best quarter first, and others beside it. Where a fall of the metric is told already, or
/// that its target is out of reach, the own best quarter is no further news.
pub(super) fn told(kept: Vec<(Behind, f64)>, others: &[Signal]) -> Vec<Signal> {
    let says_so = |signal: &Signal| {
        let is_of_figure = |metric: &str| metric == signal.metric;
        others.iter().any(|other| {
            let is_here =
                is_of_figure(&other.metric) || other.also.iter().any(|also| is_of_figure(&also.metric) && also.better == Some(false));
            is_here && other.better == Some(false) && matches!(other.kind, Kind::Change | Kind::Target | Kind::Conflict)
        })
    };
    let mut told: Vec<Signal> = Vec::new();
    let (own, external): (Vec<_>, Vec<_>) =
        kept.into_iter().partition(|(behind, _)| behind.signal.benchmark.as_ref().is_some_and(|comparison| comparison.own_best.is_some()));
    told.extend(own.into_iter().filter(|(behind, _)| !says_so(&behind.signal)).map(|(behind, q)| Signal { q, ..behind.signal }));
    for (behind, q) in external {
        let same = told.iter_mut().find(|known| known.id == behind.signal.id);
        match (same.and_then(|known| known.benchmark.as_mut()), behind.signal.benchmark.clone()) {
            // Of several that are usual elsewhere the first known is told; the page of the metric has them all.
            (Some(known), Some(Comparison { external, .. })) => known.external = known.external.take().or(external),
            _ => told.push(Signal { q, ..behind.signal }),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Request, weigh};
    use crate::sample::{self, Dice};
    use crate::settings::Settings;

    fn external(value: f64, n: Option<f64>) -> External {
        External {
            value,
            n,
            what: "average".into(),
            whose: "others".into(),
            source: "a study".into(),
            year: 2025,
            grade: "b".into(),
            scope: Scope::whole(),
            is_own: false,
            not_compared: None,
        }
    }

    /// Sixty weeks of a share around a level, beside a value of others.
    fn beside(level: f64, value: f64, n: Option<f64>) -> Behind {
        let metric = sample::metric(sample::SHARE);
        let mut dice = Dice(9);
        let tallies: Vec<_> = (0..60).map(|_| Some(sample::share((1_000.0 * (level + 0.02 * dice.normal())).round(), 1_000.0))).collect();
        let points = sample::weeks(&metric, &tallies);
        let settings = Settings::default();
        let request =
            Request { metric: &metric, points: &points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 };
        let weighed = weigh(&request);
        let process = Process::of_weighed(&metric, &points, &weighed).expect("it varies");
        behind_others(&process, 0.5, external(value, n)).expect("a level")
    }

    #[test]
    fn a_level_far_behind_what_is_usual_is_plain_and_one_a_little_behind_is_not_material() {
        let far = beside(0.60, 0.75, None);
        assert!(far.p_value < 1e-6 && far.signal.change.effect < -0.1 && far.signal.better == Some(false));
        assert_eq!((far.signal.change.before, far.signal.kind), (0.75, Kind::Benchmark));
        assert!(beside(0.74, 0.75, None).p_value > 0.5, "one point is less than a tenth of the rest");
        assert!(beside(0.80, 0.75, None).p_value > 0.99, "ahead");
    }

    #[test]
    fn a_value_of_others_that_rests_on_few_is_less_plain() {
        let (sure, unsure) = (beside(0.65, 0.75, None), beside(0.65, 0.75, Some(50.0)));
        assert!(sure.p_value < 1e-3 && unsure.p_value > 0.1, "{} {}", sure.p_value, unsure.p_value);
    }

    #[test]
    fn a_metric_is_told_once_and_not_at_all_of_its_own_best_where_its_fall_is_told() {
        let behind = |own: bool| {
            let mut behind = beside(0.60, 0.75, None);
            if own && let Some(comparison) = &mut behind.signal.benchmark {
                let period = behind.signal.change.since;
                comparison.external = None;
                comparison.own_best = Some(OwnBest {
                    quarter: Period::containing(crate::period::Granularity::Quarter, period.start),
                    measured: 0.78,
                    value: 0.75,
                    low: 0.73,
                    high: 0.77,
                    quarters: 6,
                    believed: 0.8,
                    typical_move: 0.05,
                    lately: 0.6,
                    since: period,
                    points: 13,
                    gap: -0.15,
                    gap_low: -0.18,
                    gap_high: -0.12,
                    p_value: 1e-6,
                });
            }
            (behind, 0.01)
        };
        let both = told(vec![behind(false), behind(true)], &[]);
        assert_eq!(both.len(), 1);
        let comparison = both[0].benchmark.as_ref().unwrap();
        assert!(comparison.external.is_some() && comparison.own_best.is_some());
        let fall = Signal { kind: Kind::Change, benchmark: None, ..behind(false).0.signal };
        assert_eq!(told(vec![behind(true)], std::slice::from_ref(&fall)), []);
        assert_eq!(told(vec![behind(false)], &[fall]).len(), 1, "what is usual elsewhere is news beside it");
    }
}
