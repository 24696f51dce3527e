//! Chart and detector together → the word that stands beside the metric.

use luotsi_stats::spc::Variation;

use super::chart::{self, Layout};
use super::dates;
use super::detect::{self, Cycle, Found, Observation, Stood, Terms, bar};
use super::{Change, Course, Judgement, POINTS_NEEDED, Request, Season, Shortage, Verdict};
use crate::catalogue::{Better, Metric, Statistic};
use crate::measure::{Hidden, Point, merge_all, value};
use crate::period::Granularity;

/// What a series says, without its picture: all that is needed where thousands of series are watched and hardly one is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weighed {
    /// The word.
    pub verdict: Verdict,
    /// The change behind a signal.
    pub change: Option<Change>,
    /// What was done about the season.
    pub season: Season,
    /// Standard deviation of one ordinary point around its level; `None` when it cannot be told.
    pub sigma: Option<f64>,
    /// Lag-one autocorrelation that was allowed for.
    pub autocorrelation: f64,
    /// Indices of the complete points with a value.
    pub judged: Vec<usize>,
    pub(super) found: Found,
}

/// Weighs a series. Never fails: what cannot be judged says so in its verdict.
pub(crate) fn weigh(request: &Request<'_>) -> Weighed {
    let judged = judged(request);
    let (season, cycles) = season(request, judged.len());
    let shortage = shortage(request, &judged);
    let terms = Terms { cycles: &cycles, autocorrelation: request.autocorrelation, least_sigmas: request.settings.smallest_change_sigmas };
    let found = match &shortage {
        Some(_) => Found { steps: Vec::new(), ..detect::find(&observations(request, &judged), Terms { cycles: &[], ..terms }) },
        None => detect::find(&observations(request, &judged), terms),
    };
    // A level that has held since before the picture begins is how things are, not news.
    let newest = found.steps.last().filter(|stood| judged[stood.step.start] >= request.shown_from);
    let change = newest.map(|stood| change(request, &judged, &found, stood, season));
    let verdict = match (shortage, &change) {
        (Some(shortage), _) => shortage,
        (None, None) => Verdict::NoChange,
        (None, Some(change)) => signal(request, change),
    };
    let sigma = (found.sigma > 0.0).then_some(found.sigma);
    Weighed { verdict, change, season, sigma, autocorrelation: found.autocorrelation, judged, found }
}

/// A series' own lag-one autocorrelation, neither shrunk nor pooled, and the points that it rests on; `None` when there are too
/// few to judge the series or it cannot be told.
pub(crate) fn own_autocorrelation(request: &Request<'_>) -> Option<(usize, f64)> {
    let judged = judged(request);
    if judged.len() < POINTS_NEEDED {
        return None;
    }
    let (_, cycles) = season(request, judged.len());
    Some((judged.len(), detect::own_autocorrelation(&observations(request, &judged), &cycles)?))
}

/// Judges a series and draws its chart. Never fails: what cannot be judged says so in its verdict.
pub fn judge(request: &Request<'_>) -> Judgement {
    let Weighed { verdict, change, season, sigma, autocorrelation, judged, found } = weigh(request);
    let starts: Vec<usize> = found.steps.iter().map(|stood| judged[stood.dated.start]).collect();
    let pattern = (season == Season::Estimated && found.pattern.iter().any(|value| *value != 0.0)).then_some(&found.pattern);
    let layout = Layout { judged: &judged, starts: &starts, autocorrelation, pattern, change: change.as_ref() };
    let picture = chart::draw(request, &layout);
    Judgement {
        chart: picture.kind,
        reason: picture.reason,
        dialect: picture.dialect,
        points: picture.points,
        phases: picture.phases,
        variation: variation(&verdict),
        verdict,
        change,
        target: request.settings.targets.get(&request.metric.id).copied(),
        assurance: picture.assurance,
        chance: picture.chance,
        autocorrelation,
        season,
        sigma,
        judged_points: judged.len(),
    }
}

/// Indices of the complete points with a value.
fn judged(request: &Request<'_>) -> Vec<usize> {
    (0..request.points.len()).filter(|&index| is_judged(&request.points[index])).collect()
}

fn is_judged(point: &Point) -> bool {
    point.is_complete() && point.value.value.is_some()
}

pub(super) fn observations(request: &Request<'_>, judged: &[usize]) -> Vec<Observation> {
    let observation = |&index: &usize| {
        let value = &request.points[index].value;
        Some(Observation { at: index as f64, value: value.value?, error: value.standard_error.filter(|error| error.is_finite()) })
    };
    judged.iter().filter_map(observation).collect()
}

/// Prior standard deviation of a season's coefficients in noise standard deviations, when it cannot be estimated yet.
const ORDINARY_SEASON: f64 = 0.3;
/// The same while less than a good year has been seen: as large as seasons are in the simulation (a wave of up to one standard
/// deviation), because part of a wave looks like a step.
const UNSEEN_SEASON: f64 = 0.4;
/// Years that count as a good one.
const GOOD_YEAR: f64 = 1.1;
/// The same when it is estimated: next to no restraint.
const OPEN_SEASON: f64 = 3.0;

pub(super) fn season(request: &Request<'_>, judged: usize) -> (Season, Vec<Cycle>) {
    let per = request.points.first().map_or(Granularity::All, |point| point.period.granularity);
    let year: f64 = match per {
        Granularity::Day => 365.25,
        Granularity::Week => 365.25 / 7.0,
        Granularity::Month => 12.0,
        Granularity::Quarter => 4.0,
        Granularity::Year | Granularity::All => return (Season::None, Vec::new()),
    };
    // A figure of a whole year has no season within it.
    if matches!(request.metric.measure.statistic, Statistic::Turnover { .. }) {
        return (Season::None, Vec::new());
    }
    let mut cycles = Vec::new();
    let span = request.points.len() as f64;
    // Two whole years (104 weeks) tell what comes again every year.
    let is_known = span >= (2.0 * year).floor() && judged as f64 >= 1.5 * year;
    if is_known {
        let harmonics = if per == Granularity::Quarter { 1 } else { 2 };
        cycles.push(Cycle { periods: year, harmonics, prior: OPEN_SEASON });
    } else {
        let prior = if span < GOOD_YEAR * year { UNSEEN_SEASON } else { ORDINARY_SEASON };
        cycles.push(Cycle { periods: year, harmonics: 1, prior });
    }
    if per == Granularity::Day && judged >= 28 {
        cycles.push(Cycle { periods: 7.0, harmonics: 3, prior: OPEN_SEASON });
        return (if is_known { Season::Estimated } else { Season::WeekPattern }, cycles);
    }
    (if is_known { Season::Estimated } else { Season::Allowed }, cycles)
}

/// Complete periods without a value after which the last one is no news any more.
const STALE_PERIODS: usize = 8;

/// Why nothing can be told, if so.
fn shortage(request: &Request<'_>, judged: &[usize]) -> Option<Verdict> {
    let records = |point: &&Point| point.value.n > 0.0 || point.value.value.is_some();
    if !request.points.iter().any(|point| records(&point)) {
        return Some(Verdict::NoData { missing: request.missing.cloned() });
    }
    let complete = || request.points.iter().filter(|point| point.is_complete());
    if judged.len() < POINTS_NEEDED {
        let mut hidden: Vec<(f64, u32)> = complete().filter_map(|point| Some((point.value.n, needed(point.value.hidden?)?))).collect();
        if hidden.len() > judged.len() {
            hidden.sort_by(|left, right| left.0.total_cmp(&right.0));
            let (have, need) = hidden[hidden.len() / 2];
            let about = (have >= 1.0).then(|| (f64::from(need) / have).ceil() as u32);
            return Some(Verdict::NotEnough { of: Shortage::Records, have: have as u32, need, about_periods: about });
        }
        let have = judged.len() as u32;
        let need = POINTS_NEEDED as u32;
        // At the share of complete periods that gave a value so far.
        let pace = (f64::from(have) / (complete().count().max(1) as f64)).max(0.05);
        let about = (f64::from(need - have) / if have == 0 { 1.0 } else { pace }).ceil() as u32;
        return Some(Verdict::NotEnough { of: Shortage::Periods, have, need, about_periods: Some(about) });
    }
    let newest = (0..request.points.len()).rev().find(|&index| request.points[index].is_complete())?;
    let last = judged.last()?;
    (newest - last > STALE_PERIODS).then_some(Verdict::NotEnough { of: Shortage::Periods, have: 0, need: 1, about_periods: None })
}

fn needed(hidden: Hidden) -> Option<u32> {
    match hidden {
        Hidden::TooFew { need } | Hidden::SmallGroup { need } | Hidden::FewPeople { need } => Some(need),
        Hidden::NoRecords | Hidden::NothingToDivideBy | Hidden::Complementary | Hidden::NotFromParts => None,
    }
}

fn change(request: &Request<'_>, judged: &[usize], found: &Found, stood: &Stood, season: Season) -> Change {
    let Stood { step, dated } = stood;
    let period = |index: usize| request.points[judged[index]].period;
    // The level before ends where the new one begins, and begins where an earlier change left it.
    let earlier = found.steps.iter().rev().map(|earlier| earlier.dated.start).find(|&start| start < dated.start).unwrap_or(0);
    let before = level(request, &judged[earlier..dated.start]);
    // A drift has come to where its ramp ends: between values that were seen.
    let seen = || judged[dated.start..].iter().filter_map(|&index| request.points[index].value.value);
    let reached = |fitted: f64| fitted.clamp(seen().fold(f64::INFINITY, f64::min), seen().fold(f64::NEG_INFINITY, f64::max));
    let after = if dated.until.is_some() { reached(before + dated.effect) } else { level(request, &judged[dated.start..]) };
    // An estimated season is taken out of the effect; one that is only allowed for widens the interval.
    let effect = if matches!(season, Season::Estimated | Season::WeekPattern) { dated.effect } else { after - before };
    let points = judged.len() - dated.start;
    Change {
        since: period(dated.start),
        within: Some((period(dated.within.0), period(dated.within.1))),
        course: dated.until.map_or(Course::Step, |until| Course::Drift { until: period(until) }),
        points: points as u32,
        before,
        after,
        effect,
        low: effect - dated.margin,
        high: effect + dated.margin,
        effect_sigmas: if found.sigma > 0.0 { effect / found.sigma } else { 0.0 },
        // The step that gave the change away may lie beside its likeliest date, and lies in the middle of a drift.
        surprise: {
            let of_step = judged.len() - step.start;
            dates::as_of_many_dates(step.surprise, of_step, judged.len()) * bar(points) / bar(of_step)
        },
    }
}

/// The level of some points: pooled over their records where the statistic allows it, else the mean of the points.
fn level(request: &Request<'_>, judged: &[usize]) -> f64 {
    level_of(request.metric, judged.iter().filter_map(|&index| request.points.get(index)))
}

/// The level of some points of a metric; NaN without any value.
pub(crate) fn level_of<'a>(metric: &Metric, points: impl Iterator<Item = &'a Point> + Clone) -> f64 {
    let tallies: Option<Vec<_>> = points.clone().map(|point| point.tally.filter(|tally| tally.direct.is_none())).collect();
    let is_sum = matches!(metric.measure.statistic, Statistic::Total { .. } | Statistic::Stock { .. });
    let pooled = tallies.filter(|_| !is_sum).map(|tallies| merge_all(&tallies)).and_then(|whole| value(metric, &whole).value);
    let mean = || {
        let values: Vec<f64> = points.clone().filter_map(|point| point.value.value).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    pooled.unwrap_or_else(mean)
}

fn signal(request: &Request<'_>, change: &Change) -> Verdict {
    let is_up = change.effect > 0.0;
    let better = match request.metric.better {
        Better::Up => Some(is_up),
        Better::Down => Some(!is_up),
        Better::Band => None,
    };
    if is_up { Verdict::SignalUp { better } } else { Verdict::SignalDown { better } }
}

fn variation(verdict: &Verdict) -> Variation {
    match (verdict, verdict.better()) {
        (_, Some(true)) => Variation::Improvement,
        (_, Some(false)) => Variation::Concern,
        (Verdict::SignalUp { .. }, None) => Variation::NeutralHigh,
        (Verdict::SignalDown { .. }, None) => Variation::NeutralLow,
        _ => Variation::CommonCause,
    }
}
