//! `spike`: one to three periods far out, and back again.
//!
//! Told while it is news: a spike that ended more than [`recent`] complete periods ago is none. A period that is not whole, or
//! has a holiday, is none either, nor is what the level itself already tells. The last complete period cannot be one: whether it
//! comes back is known after the next. How seldom a spike comes by chance is worked out in `judge::pulse`, heavy tails and
//! small counts allowed for.

use luotsi_stats::distribution::normal_quantile;

use super::aside::Aside;
use crate::catalogue::{Statistic, Unit};
use crate::judge::{Change, Course, Request, Settled, Weighed, level_of};
use crate::measure::Point;
use crate::period::Granularity;

/// How many of the latest complete periods a spike is news in.
fn recent(per: Granularity) -> usize {
    match per {
        Granularity::Day => 14,
        Granularity::Week => 6,
        Granularity::Month => 3,
        Granularity::Quarter | Granularity::Year | Granularity::All => 2,
    }
}

/// The plainest spike of a series; `None` without one.
pub(super) fn look(request: &Request<'_>, settled: &Settled, weighed: &Weighed, is_exceptional: impl Fn(&Point) -> bool) -> Option<Aside> {
    let point = |index: usize| &request.points[settled.indices[index]];
    let per = point(0).period.granularity;
    let from = settled.indices.len().saturating_sub(recent(per));
    let counts = counts(request, settled);
    let pulse = settled.pulse(from, |index| is_exceptional(point(index)), counts.as_deref())?;
    // What began with it and stayed is told as a level.
    if weighed.change.is_some_and(|change| change.since >= point(pulse.first).period) {
        return None;
    }
    let after = level_of(request.metric, (pulse.first..=pulse.last).map(point));
    let change = Change {
        since: point(pulse.first).period,
        within: None,
        course: Course::Spike { until: point(pulse.last).period },
        points: (pulse.last - pulse.first + 1) as u32,
        before: after - pulse.effect,
        after,
        effect: pulse.effect,
        low: pulse.effect - pulse.margin,
        high: pulse.effect + pulse.margin,
        effect_sigmas: pulse.sigmas,
        surprise: -normal_quantile((pulse.p_value / 2.0).max(1e-300)),
    };
    after.is_finite().then_some(Aside { change, p_value: pulse.p_value })
}

/// Events of each point and what they are counted in; of a share the rarer side. `None` for what is not counted.
fn counts(request: &Request<'_>, settled: &Settled) -> Option<Vec<(f64, f64)>> {
    let is_share = matches!(request.metric.measure.statistic, Statistic::Share { .. });
    let count = |&index: &usize| {
        let tally = request.points[index].tally.filter(|tally| tally.direct.is_none())?;
        match &request.metric.measure.statistic {
            Statistic::Share { .. } | Statistic::Ratio { events: true, .. } => Some((tally.numerator, tally.denominator)),
            Statistic::Total { .. } if request.metric.unit == Unit::Count => Some((tally.numerator, 1.0)),
            _ => None,
        }
    };
    let mut counts: Vec<(f64, f64)> = settled.indices.iter().map(count).collect::<Option<_>>()?;
    let (hits, base) = counts.iter().fold((0.0, 0.0), |(hits, base), count| (hits + count.0, base + count.1));
    if is_share && hits > 0.5 * base {
        counts.iter_mut().for_each(|count| count.0 = count.1 - count.0);
    }
    Some(counts)
}
