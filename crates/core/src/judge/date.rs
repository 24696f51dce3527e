//! When a change that was found began, how sure that date is, and whether it came at once or little by little.
//!
//! The detector asks of every date how plain a step there would be, and keeps the plainest. Here the same regression is asked how
//! well *every* date explains the series: the likelihood over dates, with the size of the change fitted anew at each (Bai 1997,
//! Review of Economics and Statistics 79:551, gives the same from its asymptotic distribution, which needs longer series than
//! ours). What lies between the first and the last [`BEYOND`] of it is the interval; it is told as an interval of 95 %, which
//! simulation says it is.
//!
//! A level that moves little by little is asked in the same way: a ramp from any date, that takes any of a few lengths or goes on
//! to this day. The likelihood of ramps, shared out evenly over their lengths, against that of steps says how the change came.

use super::detect::{LEAST_BEFORE, Regression, Step, Stretch};

/// A change with its date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dated {
    /// Index of the first observation of the change.
    pub start: usize,
    /// Indices of the earliest and the latest observation that may be the first one, with 95 % confidence.
    pub within: (usize, usize),
    /// Index of the observation with which a drift had come to its end, so far; `None` for a step.
    pub until: Option<usize>,
    /// Size of the whole change.
    pub effect: f64,
    /// Half of the 95 % interval of the size.
    pub margin: f64,
}

/// Share of the likelihood over dates that is left out at either end of the interval: half of what an interval of 95 % leaves out,
/// because autocorrelation and season are not known and the step was chosen for standing out. By simulation (this folder's tests):
/// over steps of 1 to 4 standard deviations that are 4 to 30 weeks old, with autocorrelation 0–0.4 and a season, the true date lies
/// in it as often as an interval of 95 % promises.
const BEYOND: f64 = 0.0125;
/// What comes in fewer periods has come at once.
const LEAST_DRIFT: f64 = 6.0;
/// Lengths of ramps that are tried, in periods, beside those that go on to this day.
const LENGTHS: [f64; 10] = [6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 128.0];
/// How many times more likely than a step a drift has to be before it is told as one.
const DRIFT_ODDS: f64 = 6.0;

/// One way in which the change may have come.
#[derive(Debug, Clone, Copy)]
struct Course {
    start: usize,
    /// In periods; 1 for a step.
    length: f64,
    effect: f64,
    margin: f64,
    /// Logarithm of the likelihood.
    likelihood: f64,
}

/// Dates the step that a stretch was found to hold.
pub(super) fn date(stretch: &Stretch<'_>, fit: &Regression, step: &Step) -> Dated {
    let last = fit.points() - 1;
    let at = |index: usize| stretch.observations[index].at;
    let left = |start: usize| at(last) - at(start) + 1.0;
    let course = |start: usize, length: f64| {
        let movement = fit.movement(start, |index| ((at(index) - at(start) + 1.0) / length).min(1.0))?;
        // What goes the other way is another change.
        let likelihood = -0.5 * fit.freedom() * fit.rest(&movement).ln();
        let is_like = movement.effect * step.effect > 0.0;
        is_like.then(|| Course { start, length, effect: movement.effect, margin: fit.margin(&movement), likelihood })
    };
    let dates = || LEAST_BEFORE.min(step.start)..=last;
    let steps: Vec<Course> = dates().filter_map(|start| course(start, 1.0)).collect();
    let drifts: Vec<Course> = dates()
        .flat_map(|start| {
            let left = left(start);
            let ended = LENGTHS.into_iter().filter(move |length| *length < left);
            ended.chain((left >= LEAST_DRIFT).then_some(left)).filter_map(move |length| course(start, length))
        })
        .collect();
    let most = steps.iter().chain(&drifts).map(|course| course.likelihood).fold(f64::NEG_INFINITY, f64::max);
    let weight = |course: &Course| (course.likelihood - most).exp();
    // Each date's ramps share out the chance that one step has there.
    let lengths = |start: usize| (1 + LENGTHS.into_iter().filter(|length| *length < left(start)).count()) as f64;
    let mut of_steps = vec![0.0; last + 1];
    let mut of_drifts = vec![0.0; last + 1];
    steps.iter().for_each(|course| of_steps[course.start] += weight(course));
    drifts.iter().for_each(|course| of_drifts[course.start] += weight(course) / lengths(course.start));
    let is_drift = of_drifts.iter().sum::<f64>() > DRIFT_ODDS * of_steps.iter().sum::<f64>();
    let (courses, of_dates) = if is_drift { (drifts, of_drifts) } else { (steps, of_steps) };
    let best = courses.into_iter().max_by(|one, other| one.likelihood.total_cmp(&other.likelihood));
    let Some(best) = best else {
        return Dated { start: step.start, within: (step.start, step.start), until: None, effect: step.effect, margin: step.margin };
    };
    let until = is_drift.then(|| (best.start..=last).rev().find(|&index| at(index) - at(best.start) < best.length).unwrap_or(last));
    Dated { start: best.start, within: held(&of_dates, best.start), until, effect: best.effect, margin: best.margin }
}

/// The earliest and the latest date that cannot be left out.
fn held(of_dates: &[f64], start: usize) -> (usize, usize) {
    let beyond = BEYOND * of_dates.iter().sum::<f64>();
    let is_reached = |sum: &mut f64, weight: &f64| {
        *sum += weight;
        *sum > beyond
    };
    let (mut from_first, mut from_last) = (0.0, 0.0);
    let first = of_dates.iter().position(|weight| is_reached(&mut from_first, weight)).unwrap_or(start);
    let last = of_dates.iter().rposition(|weight| is_reached(&mut from_last, weight)).unwrap_or(start);
    (first.min(start), last.max(start))
}
