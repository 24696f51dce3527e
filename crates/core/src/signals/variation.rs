//! `variation`: a series varies more than it used to, its level and season being taken out.
//!
//! The level may be where it always was: what has become worse is that nobody can rely on it. Asked of the latest 8 to 24 periods
//! against those before by a rank test that is exact whatever the tails are (`judge::dispersion`).

use luotsi_stats::distribution::normal_quantile;

use super::aside::Aside;
use crate::judge::{Change, Course, Request, Settled, Weighed};

/// How many times more a series has to vary before it is told: less than this nobody would act on.
const LEAST_RATIO: f64 = 1.5;
/// Where the records of a period have become fewer than this share, more variation is nothing but sampling.
const LEAST_RECORDS: f64 = 0.6;

/// The rise of the spread, if it matters, and the spread lately.
pub(super) fn look(request: &Request<'_>, settled: &Settled, weighed: &Weighed) -> (Option<Aside>, Option<f64>) {
    let Some(found) = settled.dispersion() else { return (None, None) };
    let point = |index: usize| &request.points[settled.indices[index]];
    let since = point(found.first).period;
    let records = |from: usize, to: usize| (from..to).map(|index| point(index).value.n).sum::<f64>() / (to - from).max(1) as f64;
    let count = settled.indices.len();
    let is_of_fewer = records(found.first, count) < LEAST_RECORDS * records(0, found.first);
    // A level that moves makes points vary; it is told as a level.
    let is_of_level = weighed.change.is_some_and(|change| change.since >= since);
    if is_of_fewer || is_of_level || found.after < LEAST_RATIO * found.before {
        return (None, Some(found.after));
    }
    let effect = found.after - found.before;
    let change = Change {
        since,
        within: None,
        course: Course::Spread,
        points: (count - found.first) as u32,
        before: found.before,
        after: found.after,
        effect,
        low: found.before * (found.ratio.0 - 1.0),
        high: found.before * (found.ratio.1 - 1.0),
        effect_sigmas: effect / found.before,
        surprise: -normal_quantile((found.p_value / 2.0).max(1e-300)),
    };
    (Some(Aside { change, p_value: found.p_value }), Some(found.after))
}
