//! Other metrics that moved at the same date in the same part: what customers had to go through shows there.

use luotsi_stats::distribution::StudentT;
use luotsi_stats::multiplicity::benjamini_hochberg;

use super::{Error, Window};
use crate::ask::{Cell, Question};
use crate::catalogue::{Better, Metric, Statistic};
use crate::judge::{USUAL_AUTOCORRELATION, USUAL_WEIGHT, level_of};
use crate::measure::{Cut, Point};
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::{Rower, Stretch};

/// Complete periods with a value that a metric needs on either side.
const LEAST_PERIODS: [usize; 2] = [6, 2];
/// Periods of the level before that are compared.
const MOST_BEFORE: usize = 26;
/// What is told beside a story has to be plain: a smaller share of false ones is allowed for than among parts.
const FALSE_SHARE: f64 = 0.02;
/// At most so many are told.
const MOST_TOLD: usize = 8;

/// A metric that moved along.
#[derive(Debug, Clone, PartialEq)]
pub struct Along {
    /// Id of the metric.
    pub metric: String,
    /// Level before.
    pub before: f64,
    /// Level since.
    pub after: f64,
    /// `after − before`.
    pub effect: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Is it for the better? `None` when neither way is good by itself.
    pub better: Option<bool>,
    /// Share of false ones among all metrics that moved at least so plainly.
    pub q: f64,
    /// Periods before and since.
    pub periods: (usize, usize),
}

/// Every metric in one part of the service, before and since, plainest first.
pub(super) fn along(rower: &Rower<'_>, explained: &Metric, place: &Scope, windows: (&Window, &Window)) -> Result<Vec<Along>, Error> {
    let (before, after) = windows;
    // The level before is one level: half a year of it tells as much as all of it, in half the time.
    let before = &before.latest(MOST_BEFORE);
    let windows = (before, after);
    let dimensions: Vec<&str> = place.iter().map(|(dimension, _)| dimension).collect();
    let carries = |kind: Kind| {
        let inventory = rower.ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
        inventory.is_some_and(|inventory| dimensions.iter().all(|name| inventory.dimensions.iter().any(|known| known.name == *name)))
    };
    let is_asked = |metric: &&Metric| {
        let is_of_parts =
            !matches!(metric.measure.statistic, Statistic::Survival { .. } | Statistic::Agreement { .. } | Statistic::Turnover { .. });
        // Quantiles hold every value in memory: beside a story those that people look at are enough, and means stand for the rest.
        let is_light =
            !matches!(metric.measure.statistic, Statistic::Quantile { .. }) || metric.situation || explained.counter.contains(&metric.id);
        is_of_parts && is_light && metric.id != explained.id && metric.per() <= before.per && metric.tables().into_iter().all(carries)
    };
    let metrics: Vec<&Metric> = rower.world.catalogue.iter().filter(is_asked).collect();
    if metrics.is_empty() {
        return Ok(Vec::new());
    }
    let question = Question {
        metrics: metrics.iter().map(|metric| metric.id.clone()).collect(),
        per: before.per,
        by: Vec::new(),
        scope: place.clone(),
        from: Some(before.from),
        to: Some(after.to),
    };
    let stretch = Stretch { per: before.per, ask_from: Some(before.from), show_from: None, to: Some(after.to) };
    let cut = if place.is_whole() { Cut::Whole } else { Cut::Group };
    let mut found: Vec<(f64, f64, Along)> = Vec::new();
    for measured in rower.world.ask.answer(&question)?.measured {
        let Some(metric) = metrics.iter().find(|metric| metric.id == measured.metric) else { continue };
        let cells: Vec<&Cell> = measured.cells.iter().collect();
        let points = rower.points(metric, &cells, stretch, cut);
        found.extend(moved(metric, &points, windows));
    }
    let p_values: Vec<f64> = found.iter().map(|(_, p, _)| *p).collect();
    let q_values = benjamini_hochberg(&p_values).unwrap_or_else(|_| vec![1.0; p_values.len()]);
    let mut told: Vec<(f64, Along)> = found
        .into_iter()
        .zip(q_values)
        .filter(|(_, q)| *q <= FALSE_SHARE)
        .map(|((sigmas, _, along), q)| (sigmas, Along { q, ..along }))
        .collect();
    told.sort_by(|(left, one), (right, other)| right.total_cmp(left).then_with(|| one.metric.cmp(&other.metric)));
    told.truncate(MOST_TOLD);
    Ok(told.into_iter().map(|(_, along)| along).collect())
}

/// The change of one metric between the windows: standard deviations of an ordinary period, p-value, and the change itself.
fn moved(metric: &Metric, points: &[Point], (before, after): (&Window, &Window)) -> Option<(f64, f64, Along)> {
    let within = |window: &Window| -> Vec<&Point> {
        points.iter().filter(|point| point.is_complete() && point.value.value.is_some() && window.holds(point.period)).collect()
    };
    let sides = [within(before), within(after)];
    let counts = [sides[0].len(), sides[1].len()];
    if counts[0] < LEAST_PERIODS[0] || counts[1] < LEAST_PERIODS[1] {
        return None;
    }
    let levels = [0, 1].map(|side: usize| level_of(metric, sides[side].iter().copied()));
    let rests: Vec<Vec<f64>> = sides
        .iter()
        .map(|points| {
            let values: Vec<f64> = points.iter().filter_map(|point| point.value.value).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values.iter().map(|value| value - mean).collect()
        })
        .collect();
    let squares: f64 = rests.iter().flatten().map(|rest| rest * rest).sum();
    let freedom = (counts[0] + counts[1] - 2) as f64;
    let sigma = (squares / freedom).sqrt();
    // One series tells little of its memory: it starts from what is usual, as in the judgement of a chart.
    let pairs: f64 = rests.iter().flat_map(|rests| rests.windows(2)).map(|pair| pair[0] * pair[1]).sum();
    let length = (counts[0] + counts[1]) as f64;
    let own = if squares > 0.0 { (length * pairs / squares + 1.0) / (length - 3.0).max(1.0) } else { 0.0 };
    let memory = ((USUAL_WEIGHT * USUAL_AUTOCORRELATION + length * own) / (USUAL_WEIGHT + length)).clamp(0.0, 0.7);
    let per_period: f64 = counts.iter().map(|count| 1.0 / *count as f64).sum();
    let error = sigma * (per_period * (1.0 + memory) / (1.0 - memory)).sqrt();
    let effect = levels[1] - levels[0];
    if !effect.is_finite() || error.is_nan() || error <= 0.0 {
        return None;
    }
    let student = StudentT::new((freedom * (1.0 - memory) / (1.0 + memory)).max(1.0))?;
    let margin = student.t_for(0.95) * error;
    let better = match metric.better {
        Better::Up => Some(effect > 0.0),
        Better::Down => Some(effect < 0.0),
        Better::Band => None,
    };
    let along = Along {
        metric: metric.id.clone(),
        before: levels[0],
        after: levels[1],
        effect,
        low: effect - margin,
        high: effect + margin,
        better,
        q: 1.0,
        periods: (counts[0], counts[1]),
    };
    Some((effect.abs() / sigma, student.two_sided_p(effect / error).clamp(0.0, 1.0), along))
}
