//! Limits and flags of the picture, through `luotsi_stats::spc`.
//!
//! Flags are judged against the frozen baseline. When a change was found, the picture gets a phase from its first point on:
//! the old limits stay for the points before, the points keep their flags.

use luotsi_stats::spc::choose::{Facts, Statistic as Shape, choose};
use luotsi_stats::spc::{self, Assurance, Autocorrelation, Chance, Direction, Flag, Judged, Kind, Options, Width};

use super::{Change, ChartPhase, ChartPoint, ChartReason, POINTS_NEEDED, Request};
use crate::ask::Tally;
use crate::catalogue::{Better, Statistic, Unit};

/// What the verdict knows and the picture needs.
pub(super) struct Layout<'a> {
    /// Indices of the judged points.
    pub judged: &'a [usize],
    /// Indices of the points at which a new level begins.
    pub starts: &'a [usize],
    /// Autocorrelation to allow for.
    pub autocorrelation: f64,
    /// Season at every judged point.
    pub pattern: Option<&'a Vec<f64>>,
    /// The change of the verdict.
    pub change: Option<&'a Change>,
}

/// The picture.
pub(super) struct Picture {
    pub kind: Kind,
    pub reason: ChartReason,
    pub dialect: &'static str,
    pub points: Vec<ChartPoint>,
    pub phases: Vec<ChartPhase>,
    pub assurance: Option<Assurance>,
    pub chance: Option<Chance>,
}

/// Points of a new level from which it gets limits of its own.
const POINTS_OF_A_PHASE: usize = 6;

pub(super) fn draw(request: &Request<'_>, layout: &Layout<'_>) -> Picture {
    let dialect = spc::dialect::by_id(&request.settings.rules).unwrap_or(&spc::dialect::MDC_2023);
    let from = request.shown_from.min(request.points.len());
    let shown = &request.points[from..];
    let judged: Vec<usize> = layout.judged.iter().filter(|&&index| index >= from).map(|index| index - from).collect();
    let starts: Vec<usize> = layout.starts.iter().filter(|&&index| index > from).map(|index| index - from).collect();
    let (kind, reason) = kind_of(request, shown, &judged);
    let columns = Columns::new(request, kind, shown, &judged);
    let baseline = baseline(request, &judged, starts.first().copied());
    let pattern = pattern(layout, shown.len(), from);
    let ask = spc::Request {
        kind,
        values: &columns.values,
        sizes: &columns.sizes,
        baseline: Some(baseline),
        pattern: if matches!(kind, Kind::Xmr | Kind::Run) { &pattern } else { &[] },
        direction: match request.metric.better {
            Better::Up => Direction::Increase,
            Better::Down => Direction::Decrease,
            Better::Band => Direction::Neutral,
        },
        target: request.settings.targets.get(&request.metric.id).copied(),
        dialect,
        options: options(request, kind, layout.autocorrelation, &columns),
        ..spc::Request::default()
    };
    let phases: Vec<usize> = enough(&starts, &judged);
    let flat = spc::judge(&ask).ok();
    let phased = if phases.is_empty() { None } else { spc::judge(&spc::Request { phases: &phases, ..ask }).ok() };
    let lines = phased.as_ref().or(flat.as_ref());
    let since = layout.change.map(|change| change.since);
    let points = shown.iter().enumerate().map(|(index, point)| {
        let line = lines.and_then(|judged| judged.points.get(index)).copied().unwrap_or_default();
        let flagged = flat.as_ref().and_then(|judged| judged.points.get(index)).copied().unwrap_or_default();
        let is_judged = judged.binary_search(&index).is_ok();
        ChartPoint {
            period: point.period,
            value: point.value,
            unfinished: point.unfinished,
            centre: line.centre,
            lower: line.lower,
            upper: line.upper,
            near_lower: line.near_lower,
            near_upper: line.near_upper,
            flags: if is_judged { flagged.flags().iter().collect::<Vec<Flag>>() } else { Vec::new() },
            heading: flagged.signal.filter(|_| is_judged).map(|(_, heading)| heading),
            is_of_change: is_judged && since.is_some_and(|since| point.period >= since),
            phase: line.phase,
            is_baseline: line.is_baseline && is_judged,
        }
    });
    Picture {
        kind,
        reason,
        dialect: dialect.id,
        points: points.collect(),
        phases: lines.map(phases_of).unwrap_or_default(),
        assurance: lines.and_then(|judged| judged.assurance),
        chance: lines.and_then(|judged| judged.chance),
    }
}

fn phases_of(judged: &Judged) -> Vec<ChartPhase> {
    let phase = |phase: &spc::Phase| ChartPhase {
        start: phase.start,
        end: phase.end,
        centre: phase.centre,
        baseline_points: phase.baseline_points,
        is_preliminary: phase.baseline_points < POINTS_NEEDED,
    };
    judged.phases.iter().map(phase).collect()
}

/// Starts of new levels that have points enough for limits of their own.
fn enough(starts: &[usize], judged: &[usize]) -> Vec<usize> {
    let is_enough = |position: &usize| {
        let start = starts[*position];
        let end = starts.get(position + 1).copied().unwrap_or(usize::MAX);
        judged.iter().filter(|&&index| index >= start && index < end).count() >= POINTS_OF_A_PHASE
    };
    (0..starts.len()).filter(is_enough).map(|position| starts[position]).collect()
}

/// Positions from the first on over which the baseline's complete points lie; it ends before a change.
fn baseline(request: &Request<'_>, judged: &[usize], change: Option<usize>) -> usize {
    let wanted = request.settings.baseline_points.max(1) as usize;
    let end = judged.get(wanted - 1).or(judged.last()).map_or(1, |last| last + 1);
    change.map_or(end, |change| end.min(change)).max(1)
}

/// Season at every point shown; points between judged ones take it from the nearest judged one before.
fn pattern(layout: &Layout<'_>, points: usize, from: usize) -> Vec<f64> {
    let Some(pattern) = layout.pattern else { return Vec::new() };
    let mut shown = vec![0.0; points];
    let mut next = 0;
    let mut latest = pattern.first().copied().unwrap_or(0.0);
    for index in 0..points + from {
        if layout.judged.get(next) == Some(&index) {
            latest = pattern.get(next).copied().unwrap_or(latest);
            next += 1;
        }
        if index >= from {
            shown[index - from] = latest;
        }
    }
    shown
}

/// Values and sizes as a kind of chart wants them.
struct Columns {
    values: Vec<Option<f64>>,
    sizes: Vec<Option<f64>>,
    /// Factor from proportion or rate to the metric's unit.
    multiplier: f64,
}

impl Columns {
    fn new(request: &Request<'_>, kind: Kind, points: &[crate::measure::Point], judged: &[usize]) -> Self {
        let is_of_counts = matches!(kind, Kind::P | Kind::Pp | Kind::Np | Kind::U | Kind::Up);
        let multiplier = scale(&request.metric.measure.statistic);
        let is_judged = |index: usize| judged.binary_search(&index).is_ok();
        let value = |(index, point): (usize, &crate::measure::Point)| -> Option<f64> {
            if !is_judged(index) {
                return None;
            }
            match kind {
                _ if is_of_counts => point.tally.map(|tally| tally.numerator),
                Kind::Ip => point.value.value.zip(size_of(point.tally.as_ref())).map(|(value, size)| value * size),
                _ => point.value.value,
            }
        };
        let size = |point: &crate::measure::Point| size_of(point.tally.as_ref());
        let takes_sizes = is_of_counts || kind == Kind::Ip;
        Self {
            values: points.iter().enumerate().map(value).collect(),
            sizes: if takes_sizes { points.iter().map(size).collect() } else { Vec::new() },
            multiplier: if is_of_counts { multiplier } else { 1.0 },
        }
    }
}

fn size_of(tally: Option<&Tally>) -> Option<f64> {
    tally.map(|tally| tally.denominator).filter(|size| *size > 0.0)
}

fn scale(statistic: &Statistic) -> f64 {
    match statistic {
        Statistic::Ratio { scale, .. } => *scale,
        _ => 1.0,
    }
}

/// The kind of chart: the one that the definition names if the data carry it, else the one that fits statistic and data.
fn kind_of(request: &Request<'_>, points: &[crate::measure::Point], judged: &[usize]) -> (Kind, ChartReason) {
    let sums: Vec<Option<Tally>> = judged.iter().map(|&index| points[index].tally.filter(|tally| tally.direct.is_none())).collect();
    let has_sums = !sums.is_empty() && sums.iter().all(|tally| tally.is_some_and(|tally| tally.denominator > 0.0));
    if let Some(named) = Kind::from_id(&request.metric.chart) {
        let is_drawable = match named {
            Kind::P | Kind::Pp | Kind::Np | Kind::U | Kind::Up | Kind::Ip => has_sums,
            Kind::Run | Kind::Xmr | Kind::C => true,
            // These need single records, or show something else than the metric's value.
            _ => false,
        };
        if is_drawable {
            return (named, ChartReason::Named);
        }
    }
    let shape = match &request.metric.measure.statistic {
        _ if !has_sums => Shape::Single,
        Statistic::Share { .. } => Shape::Proportion,
        Statistic::Ratio { events: true, .. } => Shape::CountPerExposure,
        Statistic::Net { .. } | Statistic::Mean { .. } | Statistic::Ratio { .. } => Shape::WeightedValue,
        Statistic::Quantile { .. } => Shape::Quantile,
        Statistic::Total { .. }
        | Statistic::Stock { .. }
        | Statistic::Survival { .. }
        | Statistic::Agreement { .. }
        | Statistic::Turnover { .. } => Shape::Single,
    };
    let is_of_counts = matches!(shape, Shape::Proportion | Shape::CountPerExposure);
    let wanted = request.settings.baseline_points as usize;
    let value = |(index, tally): (&usize, &Option<Tally>)| match tally {
        Some(tally) if is_of_counts => tally.numerator,
        _ => points[*index].value.value.unwrap_or(0.0),
    };
    let values: Vec<f64> = judged.iter().zip(&sums).map(value).take(wanted).collect();
    let sizes: Vec<f64> = if has_sums { sums.iter().flatten().map(|tally| tally.denominator).take(wanted).collect() } else { Vec::new() };
    let choice = choose(Facts { statistic: shape, values: &values, sizes: &sizes });
    (choice.kind, ChartReason::Chosen(choice.reason))
}

fn options(request: &Request<'_>, kind: Kind, autocorrelation: f64, columns: &Columns) -> Options {
    let (possible_min, possible_max) = match request.metric.unit {
        Unit::Percent => (Some(0.0), is_share(&request.metric.measure.statistic).then_some(1.0)),
        Unit::Points => (Some(-100.0), Some(100.0)),
        Unit::Stars => (Some(1.0), Some(5.0)),
        Unit::Coefficient => (Some(-1.0), Some(1.0)),
        Unit::Seconds | Unit::Hours | Unit::Days | Unit::Count | Unit::PerThousand | Unit::PerHundred => (Some(0.0), None),
        Unit::Scale | Unit::Euros => (None, None),
    };
    let is_individual = matches!(kind, Kind::Xmr);
    Options {
        // Individual values know how to allow for autocorrelation; the other kinds get limits as much wider.
        autocorrelation: if is_individual { Autocorrelation::Given(autocorrelation) } else { Autocorrelation::Report },
        width: if is_individual || kind == Kind::Run { Width::Three } else { Width::Sigmas(3.0 / (1.0 - autocorrelation).sqrt()) },
        possible_min,
        possible_max,
        multiplier: (columns.multiplier != 1.0).then_some(columns.multiplier),
        ..Options::default()
    }
}

fn is_share(statistic: &Statistic) -> bool {
    matches!(statistic, Statistic::Share { .. })
}
