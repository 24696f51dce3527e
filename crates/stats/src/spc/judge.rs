//! The front door: a request in, a judged series out.

use super::assurance::{self, Prospect};
use super::autocorrelation::unbiased_autocorrelation;
use super::dialect::{Conflict, Rule, Test};
use super::error::Error;
use super::fit::{self, Fit, Ground};
use super::judged::{Flag, Flags, Heading, Judged, Phase, Point, Variation};
use super::memory;
use super::multiplier::{self, Rate};
use super::overdispersion::{Overdispersion, Theory, overdispersion};
use super::request::{Autocorrelation, Direction, Kind, Request, Width};
use super::rules::{self, Sequence};
use super::runs;
use super::series::Series;

/// Judges a series.
///
/// Missing points are left out of every rule: a run or trend goes on over a gap, so that a gap neither breaks nor
/// fakes a signal; the moving range across it is dropped. Excluded points are judged against the outer limits alone.
/// Empty series are judged, too: no points, no phases, common cause.
pub fn judge(request: &Request) -> Result<Judged, Error> {
    let series = Series::new(request)?;
    let count = series.plotted.len();
    let mut judged = Judged {
        kind: request.kind,
        dialect: request.dialect.id,
        points: Vec::with_capacity(count),
        phases: Vec::with_capacity(series.starts.len()),
        variation: Variation::CommonCause,
        assurance: None,
        chance: None,
        overdispersion: None,
        sums: Vec::new(),
    };
    let mut scratch = Scratch::default();
    let mut last_fit = None;
    for (number, start) in series.starts.iter().copied().enumerate() {
        let end = series.starts.get(number + 1).copied().unwrap_or(count);
        let phase = Stretch { number, start, end };
        last_fit = Some(judge_phase(request, &series, phase, &mut judged, &mut scratch));
    }
    if let Some(fit) = last_fit {
        conclude(request, &series, &fit, &scratch.base, &mut judged);
    }
    Ok(judged)
}

/// A phase before it is judged.
#[derive(Clone, Copy)]
struct Stretch {
    number: usize,
    start: usize,
    end: usize,
}

/// Memory that phases share.
#[derive(Default)]
struct Scratch {
    /// Positions of the baseline's usable points of the phase at hand.
    base: Vec<usize>,
    /// Positions of the points that rules see.
    seen: Vec<usize>,
    sequence: Sequence,
    values: Vec<f64>,
}

fn judge_phase(request: &Request, series: &Series, stretch: Stretch, judged: &mut Judged, scratch: &mut Scratch) -> Fit {
    let Stretch { start, end, .. } = stretch;
    let base_end = request.baseline.map_or(end, |points| end.min(start.saturating_add(points)));
    scratch.base.clear();
    scratch.base.reserve(end - start);
    scratch.values.clear();
    scratch.values.reserve(end - start);
    for at in start..base_end {
        if !series.plotted[at].is_nan() && !series.is_excluded[at] {
            scratch.base.push(at);
            scratch.values.push(series.plotted[at]);
        }
    }
    let estimated = match request.kind {
        Kind::Mr | Kind::BernoulliCusum => None,
        _ => unbiased_autocorrelation(&scratch.values),
    };
    let ground = Ground {
        series,
        base: &scratch.base,
        range: (start, end),
        options: &request.options,
        conventions: &request.dialect.conventions,
        autocorrelation: match request.options.autocorrelation {
            Autocorrelation::Report => 0.0,
            Autocorrelation::Estimate => estimated.unwrap_or(0.0).max(0.0),
            Autocorrelation::Given(coefficient) if coefficient.is_finite() => coefficient.max(0.0),
            Autocorrelation::Given(_) => 0.0,
        },
    };
    let mut fit = fit::fit(request.kind, &ground);
    fit.centre = fit.centre.filter(|centre| centre.is_finite());
    fill(request, series, stretch, &fit, judged);
    for at in scratch.base.iter().copied() {
        judged.points[at].is_baseline = true;
    }
    match request.kind {
        Kind::Ewma => remember_average(request, series, stretch, &fit, judged),
        Kind::Cusum => remember_sums(request, series, stretch, &fit, judged),
        Kind::BernoulliCusum => remember_outcomes(request, series, stretch, &fit, judged),
        _ => {}
    }
    apply_rules(request, series, stretch, &fit, judged, scratch);
    let mut side_runs = runs::analyse(request.dialect.runs, scratch.sequence.side.iter().copied());
    // Neighbouring moving ranges share a value, so their runs are longer than chance has it: counted, never judged.
    side_runs.runs.signal &= request.kind != Kind::Mr;
    if request.dialect.judges_runs
        && side_runs.is_ongoing_signal()
        && let Some(at) = scratch.seen.last()
        && judged.points[*at].signal.is_none()
    {
        let heading = if side_runs.last_side > 0 { Heading::Up } else { Heading::Down };
        judged.points[*at].variation = tell(request.direction, heading);
    }
    let multiplier = request.options.multiplier.unwrap_or(1.0);
    let finite = |value: f64| Some(value * multiplier).filter(|value| value.is_finite());
    judged.phases.push(Phase {
        start,
        end,
        baseline_points: scratch.base.len(),
        is_trial: request.options.known.is_none() && scratch.base.len() < request.dialect.conventions.firm_from_points,
        centre: fit.centre.and_then(finite),
        sigma: fit.sigma.and_then(finite),
        sigma_ratio: fit.sigma_ratio,
        autocorrelation: estimated,
        degenerate: fit.degenerate.filter(|_| fit.centre.is_none() || has_limits(request.kind)),
        runs: side_runs.runs,
    });
    fit
}

fn has_limits(kind: Kind) -> bool {
    !matches!(kind, Kind::Run | Kind::BernoulliCusum)
}

fn width(request: &Request, points: usize) -> f64 {
    match request.options.width {
        Width::Three => 3.0,
        Width::Sigmas(sigmas) => sigmas,
        Width::Chartwise95 => multiplier::chartwise(points, Rate::FivePercent),
        Width::Chartwise99 => multiplier::chartwise(points, Rate::OnePercent),
    }
}

/// Centre line and limits of every point of a phase, in the unit that is shown.
fn fill(request: &Request, series: &Series, stretch: Stretch, fit: &Fit, judged: &mut Judged) {
    let multiplier = request.options.multiplier.unwrap_or(1.0);
    let width = width(request, stretch.end - stretch.start);
    let shown = |value: Option<f64>, lift: f64| value.map(|value| (value + lift) * multiplier).filter(|value| value.is_finite());
    let (least, most) = (request.options.possible_min, request.options.possible_max);
    let bounded = |value: Option<f64>, lift: f64| {
        shown(value, lift).map(|value| {
            let value = least.map_or(value, |least| value.max(least));
            most.map_or(value, |most| value.min(most))
        })
    };
    let drawn = |size: f64, lift: f64| {
        let lines = lines(request, fit, width, size);
        Point {
            centre: shown(lines.centre, lift),
            lower: bounded(lines.lower, lift),
            upper: bounded(lines.upper, lift),
            near_lower: bounded(lines.near_lower, lift),
            near_upper: bounded(lines.near_upper, lift),
            sigma: shown(lines.sigma, 0.0),
            phase: stretch.number as u32,
            ..Point::default()
        }
    };
    let range = stretch.start..stretch.end;
    if fit.is_flat() && request.pattern.is_empty() {
        let flat = drawn(1.0, 0.0);
        judged.points.extend(range.map(|at| Point {
            value: shown(Some(series.plotted[at]), 0.0),
            is_excluded: series.is_excluded[at],
            ..flat
        }));
        return;
    }
    judged.points.extend(range.map(|at| {
        let lift = request.pattern.get(at).copied().unwrap_or(0.0);
        Point {
            // A gap is NaN, which no finite number is.
            value: shown(Some(series.plotted[at]), lift),
            is_excluded: series.is_excluded[at],
            ..drawn(series.size(at), lift)
        }
    }));
}

/// Lines at one size, in the unit of the plotted values.
#[derive(Clone, Copy, Default)]
struct Lines {
    centre: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    near_lower: Option<f64>,
    near_upper: Option<f64>,
    sigma: Option<f64>,
}

fn lines(request: &Request, fit: &Fit, width: f64, size: f64) -> Lines {
    if request.kind == Kind::BernoulliCusum {
        return Lines::default();
    }
    let outer = fit.limits_at(width, size);
    // Warning limits keep to two sigma, unless the outer ones were moved inside them.
    let near = fit.limits_at(2.0_f64.min(width), size);
    Lines {
        centre: fit.centre_at(size),
        lower: outer.map(|limits| limits.0),
        upper: outer.map(|limits| limits.1),
        near_lower: near.map(|limits| limits.0),
        near_upper: near.map(|limits| limits.1),
        sigma: fit.sigma_at(size),
    }
}

fn remember_average(request: &Request, series: &Series, stretch: Stretch, fit: &Fit, judged: &mut Judged) {
    let range = stretch.start..stretch.end;
    let parameters = &request.options.memory;
    let (Some(centre), Some(sigma)) = (fit.centre, fit.sigma_at(1.0)) else {
        return clear_lines(&mut judged.points[range]);
    };
    let multiplier = request.options.multiplier.unwrap_or(1.0);
    let steps = memory::ewma(series.plotted[range.clone()].iter().copied(), centre, parameters.ewma_weight);
    for (at, (average, spread)) in range.zip(steps) {
        let lift = request.pattern.get(at).copied().unwrap_or(0.0);
        let point = &mut judged.points[at];
        let shown = |value: f64| Some((value + lift) * multiplier).filter(|value| value.is_finite());
        let distance = parameters.ewma_limit * sigma * spread;
        point.value = point.value.and_then(|_| shown(average));
        point.lower = shown(centre - distance);
        point.upper = shown(centre + distance);
        point.near_lower = shown(centre - distance * 2.0 / 3.0);
        point.near_upper = shown(centre + distance * 2.0 / 3.0);
        point.sigma = Some(sigma * spread * multiplier).filter(|sigma| sigma.is_finite());
    }
}

fn clear_lines(points: &mut [Point]) {
    for point in points {
        point.value = None;
        point.lower = None;
        point.upper = None;
        point.near_lower = None;
        point.near_upper = None;
        point.sigma = None;
    }
}

fn remember_sums(request: &Request, series: &Series, stretch: Stretch, fit: &Fit, judged: &mut Judged) {
    let range = stretch.start..stretch.end;
    let parameters = &request.options.memory;
    let (Some(centre), Some(sigma)) = (fit.centre, fit.sigma_at(1.0).filter(|sigma| *sigma > 0.0)) else {
        judged.sums.extend(range.clone().map(|_| (0.0, 0.0)));
        return clear_lines(&mut judged.points[range]);
    };
    let standardised = series.plotted[range.clone()].iter().map(|value| (value - centre) / sigma);
    let steps = memory::cusum(standardised, parameters);
    for (at, sums) in range.zip(steps) {
        let point = &mut judged.points[at];
        let larger = if sums.upper >= -sums.lower { sums.upper } else { sums.lower };
        let sums = (finite_or(sums.upper, f64::MAX), finite_or(sums.lower, f64::MIN));
        point.value = point.value.map(|_| finite_or(larger, f64::MAX));
        draw_sums(point, parameters.cusum_limit);
        judged.sums.push(sums);
    }
}

fn finite_or(value: f64, most: f64) -> f64 {
    if value.is_finite() { value } else { most }
}

fn draw_sums(point: &mut Point, limit: f64) {
    point.centre = Some(0.0);
    point.upper = Some(limit);
    point.lower = Some(-limit);
    point.near_upper = None;
    point.near_lower = None;
    point.sigma = None;
}

fn remember_outcomes(request: &Request, series: &Series, stretch: Stretch, fit: &Fit, judged: &mut Judged) {
    let range = stretch.start..stretch.end;
    let parameters = &request.options.bernoulli;
    let share = parameters.accepted.or_else(|| {
        // A baseline without (or with only) events still has a share that can be accepted: the posterior mean.
        let points = judged.points[range.clone()].iter().filter(|point| point.is_baseline).count() as f64;
        let centre = fit.centre?;
        (points > 0.0).then(|| if centre > 0.0 && centre < 1.0 { centre } else { (centre * points + 0.5) / (points + 1.0) })
    });
    let Some(share) = share else {
        judged.sums.extend(range.clone().map(|_| (0.0, 0.0)));
        return clear_lines(&mut judged.points[range]);
    };
    let steps = memory::bernoulli(series.plotted[range.clone()].iter().copied(), share, parameters);
    for (at, step) in range.zip(steps) {
        let point = &mut judged.points[at];
        let sums = step.sums;
        let larger = if sums.upper >= -sums.lower { sums.upper } else { sums.lower };
        point.value = point.value.map(|_| match (step.signals_up, step.signals_down) {
            (true, _) => parameters.limit,
            (false, true) => -parameters.limit,
            _ => larger,
        });
        draw_sums(point, parameters.limit);
        if step.signals_up {
            point.up.insert(Flag::Outside);
        }
        if step.signals_down {
            point.down.insert(Flag::Outside);
        }
        judged.sums.push((sums.upper, sums.lower));
    }
}

/// Rules that hold for the chart: values that depend on their neighbours by construction know only the outer limits.
fn rules_of<'a>(request: &Request<'a>) -> &'a [Rule] {
    let rules = request.dialect.rules;
    match request.kind {
        Kind::Mr | Kind::Ewma | Kind::Cusum => rules.iter().position(|rule| rule.test == Test::Outside).map_or(&[], |at| &rules[at..=at]),
        Kind::BernoulliCusum => &[],
        _ => rules,
    }
}

fn apply_rules(request: &Request, series: &Series, stretch: Stretch, fit: &Fit, judged: &mut Judged, scratch: &mut Scratch) {
    let is_remembering = matches!(request.kind, Kind::Ewma | Kind::Cusum | Kind::BernoulliCusum);
    let rules = rules_of(request);
    let needs_inner =
        rules.iter().any(|rule| matches!(rule.test, Test::InZone { sigmas: 1, .. } | Test::Within { .. } | Test::Avoiding { .. }));
    let flat_inner = (needs_inner && fit.is_flat()).then(|| fit.limits_at(1.0, 1.0));
    let sequence = &mut scratch.sequence;
    sequence.start(stretch.end - stretch.start);
    scratch.seen.clear();
    scratch.seen.reserve(stretch.end - stretch.start);
    let borders_at = |point: &Point, at: usize| {
        let inner = (needs_inner && !is_remembering).then(|| flat_inner.unwrap_or_else(|| fit.limits_at(1.0, series.size(at)))).flatten();
        Borders {
            // Sides are taken before the unit is changed, so that a value equal to its centre stays equal.
            centre: if is_remembering { point.centre } else { fit.side_line.or_else(|| fit.centre_at(series.size(at))) }
                .unwrap_or(f64::NAN),
            outer: (open(point.lower, -1.0), open(point.upper, 1.0)),
            near: (open(point.near_lower, -1.0), open(point.near_upper, 1.0)),
            inner: (open(inner.map(|limits| limits.0), -1.0), open(inner.map(|limits| limits.1), 1.0)),
        }
    };
    let flat = judged.points.get(stretch.start).and_then(|point| {
        let is_flat = fit.is_flat() && request.pattern.is_empty() && !is_remembering;
        is_flat.then(|| borders_at(point, stretch.start))
    });
    for at in stretch.start..stretch.end {
        let point = &judged.points[at];
        let Some(value) = point.value else { continue };
        let borders = match &flat {
            Some(borders) => *borders,
            None => borders_at(point, at),
        };
        let outside = against(value, borders.outer);
        if point.is_excluded {
            ghost(request, rules, outside, &mut judged.points[at]);
            continue;
        }
        let raw = if is_remembering { value } else { series.plotted[at] };
        let depth = match (outside, against(value, borders.near)) {
            (0, 0) => against(raw, borders.inner) * 2,
            (0, near) => near * 3,
            (outside, _) => outside * 4,
        };
        scratch.seen.push(at);
        sequence.value.push(raw);
        sequence.side.push(against(raw, (borders.centre, borders.centre)));
        sequence.zone.push(depth);
    }
    rules::evaluate(rules, sequence);
    for (index, at) in scratch.seen.iter().copied().enumerate() {
        let has_own_signals = request.kind == Kind::BernoulliCusum;
        if !has_own_signals && sequence.is_quiet(index) {
            continue;
        }
        let point = &mut judged.points[at];
        if has_own_signals {
            point.signal = match (point.up.is_empty(), point.down.is_empty()) {
                (false, _) => Some((Flag::Outside, Heading::Up)),
                (true, false) => Some((Flag::Outside, Heading::Down)),
                _ => None,
            };
        } else {
            point.up = sequence.up[index];
            point.down = sequence.down[index];
            point.signal = rules::signal(request.dialect, sequence, index);
        }
        let Some((_, heading)) = point.signal else {
            continue;
        };
        let better = match request.direction {
            Direction::Increase => point.up,
            Direction::Decrease => point.down,
            Direction::Neutral => Flags::NONE,
        };
        point.variation = if request.dialect.conflict == Conflict::Improvement && !better.is_empty() {
            Variation::Improvement
        } else {
            tell(request.direction, heading)
        };
    }
}

/// Lines that decide the side and zone of a point; infinite where there is none, a missing centre NaN.
#[derive(Clone, Copy)]
struct Borders {
    centre: f64,
    outer: (f64, f64),
    near: (f64, f64),
    inner: (f64, f64),
}

fn open(limit: Option<f64>, sign: f64) -> f64 {
    limit.unwrap_or(sign * f64::INFINITY)
}

/// −1 strictly below, 1 strictly above, 0 between (or without limits).
fn against(value: f64, (lower, upper): (f64, f64)) -> i8 {
    i8::from(value > upper) - i8::from(value < lower)
}

/// An excluded point: only the outer limits, and no part in any pattern.
fn ghost(request: &Request, rules: &[Rule], outside: i8, point: &mut Point) {
    if outside == 0 || !rules.iter().any(|rule| rule.test == Test::Outside) {
        return;
    }
    let heading = if outside > 0 {
        point.up.insert(Flag::Outside);
        Heading::Up
    } else {
        point.down.insert(Flag::Outside);
        Heading::Down
    };
    point.signal = Some((Flag::Outside, heading));
    point.variation = tell(request.direction, heading);
}

fn tell(direction: Direction, heading: Heading) -> Variation {
    match (direction, heading) {
        (Direction::Neutral, Heading::Up) => Variation::NeutralHigh,
        (Direction::Neutral, Heading::Down) => Variation::NeutralLow,
        (Direction::Increase, Heading::Up) | (Direction::Decrease, Heading::Down) => Variation::Improvement,
        (Direction::Increase, Heading::Down) | (Direction::Decrease, Heading::Up) => Variation::Concern,
    }
}

/// The verdict of the series: the last judged point, and the target against the last phase.
fn conclude(request: &Request, series: &Series, fit: &Fit, base: &[usize], judged: &mut Judged) {
    judged.variation = judged
        .points
        .iter()
        .rev()
        .find(|point| point.value.is_some() && !point.is_excluded)
        .map_or(Variation::CommonCause, |point| point.variation);
    judged.overdispersion = dispersion(request.kind, series, base);
    let Some(target) = request.target else { return };
    let is_comparable = !matches!(request.kind, Kind::Cusum | Kind::BernoulliCusum);
    let last = judged.points.iter().rposition(|point| point.lower.is_some() && point.upper.is_some());
    if let (true, Some(at)) = (is_comparable, last) {
        let point = &judged.points[at];
        if let (Some(lower), Some(upper)) = (point.lower, point.upper) {
            judged.assurance = assurance::label(request.direction, target, lower, upper);
        }
    }
    let size = last.map_or(1.0, |at| series.size(at));
    let lift = request.pattern.last().copied().unwrap_or(0.0);
    judged.chance = assurance::chance(&Prospect {
        kind: request.kind,
        direction: request.direction,
        target: target / request.options.multiplier.unwrap_or(1.0) - lift,
        fit,
        series,
        base,
        size,
    });
}

fn dispersion(kind: Kind, series: &Series, base: &[usize]) -> Option<Overdispersion> {
    let theory = match kind {
        Kind::P | Kind::Pp | Kind::Np => Theory::Binomial,
        Kind::C | Kind::U | Kind::Up => Theory::Poisson,
        _ => return None,
    };
    overdispersion(theory, base.iter().map(|at| (series.counts[*at], series.sizes[*at])))
}
