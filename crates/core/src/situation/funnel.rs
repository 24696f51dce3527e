//! Groups around the pooled value: a funnel plot. Never a ranking: groups stand in the order of their names.

use serde::{Deserialize, Serialize};

use crate::ask::Tally;
use crate::catalogue::{Metric, Statistic};
use crate::measure::{Value, merge_all, value};

/// A funnel plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// Value of all groups together, in the metric's unit.
    pub centre: f64,
    /// Groups by name; the unknown one last.
    pub points: Vec<FunnelPoint>,
    /// How much more the groups differ than chance makes them, at least 1; limits are widened by its root.
    pub overdispersion: f64,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelPoint {
    /// Value of the dimension; `None` = unknown.
    pub group: Option<String>,
    /// Value, interval, n.
    pub value: Value,
    /// Limits of 95 % at this group's n.
    pub near: Option<(f64, f64)>,
    /// Limits of 99.8 % at this group's n.
    pub far: Option<(f64, f64)>,
    /// Beyond the 99.8 % limits: differs from the whole by more than chance.
    pub is_outside: bool,
}

/// Two-sided limits: 95 % and 99.8 % (Spiegelhalter 2005, Statistics in Medicine 24:1185).
const NEAR: f64 = 1.959_964;
const FAR: f64 = 3.090_232;
/// Share of the most extreme groups on each side that are pulled in before overdispersion is estimated (the same paper).
const WINSORISED: f64 = 0.1;

/// Lays groups around their pooled value. `None` without at least two groups, for sums of everything (which have no
/// pooled value) and where values do not come from sums.
pub fn funnel(metric: &Metric, groups: &[(Option<String>, Tally, Value)]) -> Option<Funnel> {
    if groups.len() < 2
        || !crate::measure::is_mergeable(&metric.measure.statistic)
        || matches!(metric.measure.statistic, Statistic::Total { .. })
    {
        return None;
    }
    let whole = merge_all(groups.iter().map(|(_, tally, _)| tally));
    let centre = value(metric, &whole).value?;
    let spread = Spread::of(metric, &whole);
    let deviation = |tally: &Tally, value: &Value| {
        let error = spread.error(tally.denominator)?;
        Some((value.value? - centre) / error)
    };
    let mut deviations: Vec<f64> = groups.iter().filter_map(|(_, tally, value)| deviation(tally, value)).collect();
    let overdispersion = overdispersion(&mut deviations);
    let (least, most) = possible(metric);
    let point = |(group, tally, value): &(Option<String>, Tally, Value)| {
        let error = spread.error(tally.denominator).map(|error| error * overdispersion.sqrt());
        let limits = |width: f64| error.map(|error| ((centre - width * error).max(least), (centre + width * error).min(most)));
        let far = limits(FAR);
        let is_outside = value.value.zip(far).is_some_and(|(value, (low, high))| value < low || value > high);
        FunnelPoint { group: group.clone(), value: *value, near: limits(NEAR), far, is_outside }
    };
    let mut points: Vec<FunnelPoint> = groups.iter().map(point).collect();
    points.sort_by(|left, right| (left.group.is_none(), &left.group).cmp(&(right.group.is_none(), &right.group)));
    Some(Funnel { centre, points, overdispersion })
}

/// How much single records spread around the pooled value.
struct Spread {
    /// Variance of a group's value times its denominator; `None` when sums do not tell.
    variance: Option<f64>,
}

impl Spread {
    fn of(metric: &Metric, whole: &Tally) -> Self {
        let n = whole.denominator;
        let ratio = whole.numerator / n;
        let squares = whole.squares / n - ratio * ratio;
        let variance = match &metric.measure.statistic {
            Statistic::Share { .. } => Some(ratio * (1.0 - ratio)),
            Statistic::Net { .. } => Some(squares * 10_000.0),
            Statistic::Mean { .. } => Some(squares),
            Statistic::Ratio { events: true, scale, .. } => Some(ratio * scale * scale),
            // A ratio of sums spreads as its clusters do.
            Statistic::Ratio { scale, .. } => value(metric, whole).standard_error.map(|error| error * error * n).filter(|_| *scale > 0.0),
            _ => None,
        };
        Self { variance: variance.filter(|variance| variance.is_finite() && *variance > 0.0) }
    }

    fn error(&self, denominator: f64) -> Option<f64> {
        self.variance.filter(|_| denominator > 0.0).map(|variance| (variance / denominator).sqrt())
    }
}

/// Mean of squared standardised deviations with the extremes pulled in; at least 1, and 1 under five groups.
fn overdispersion(deviations: &mut [f64]) -> f64 {
    let count = deviations.len();
    if count < 5 {
        return 1.0;
    }
    deviations.sort_by(f64::total_cmp);
    let cut = ((count as f64 * WINSORISED).ceil() as usize).min((count - 1) / 2);
    let (low, high) = (deviations[cut], deviations[count - 1 - cut]);
    let squares: f64 = deviations.iter().map(|deviation| deviation.clamp(low, high).powi(2)).sum();
    (squares / count as f64).max(1.0)
}

fn possible(metric: &Metric) -> (f64, f64) {
    match &metric.measure.statistic {
        Statistic::Share { .. } => (0.0, 1.0),
        Statistic::Net { .. } => (-100.0, 100.0),
        Statistic::Ratio { events: true, .. } => (0.0, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

#[cfg(test)]
mod tests;
