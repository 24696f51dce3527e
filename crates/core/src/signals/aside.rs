//! What a series does beside its level: a spike that passed, a spread that grew. Told like changes of level, after them.
//!
//! Only the whole service and single dimensions are asked: a spike or a spread of a pair of dimensions that neither of the two
//! shows is next to nothing, and thousands of such questions would make changes of level harder to tell.

use super::story::Map;
use super::watch::Watched;
use super::{Also, Kind, Seen, Signal, spike, variation};
use crate::calendar::Calendars;
use crate::catalogue::{Better, Metric};
use crate::judge::{Change, Course, Request, Verdict, Weighed, settled};
use crate::measure::Point;
use crate::situation::weight;

/// Dimensions of the smallest parts that are asked.
const DEEPEST: usize = 1;
/// How much such a question weighs against a change of level, when errors are shared out.
pub(super) const WEIGHT: f64 = 0.5;
/// A spike is over when it is told: in the order of the inbox it weighs so much of a change that lasts.
const WEIGHT_OF_WHAT_IS_OVER: f64 = 0.4;
/// A part explains what the whole did when it holds at least so much of it …
const SHARE_THAT_EXPLAINS: f64 = 0.6;
/// … and so much more than of the records.
const MORE_THAN_ITS_RECORDS: f64 = 1.4;

/// What a series did beside its level, and how seldom that comes by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Aside {
    pub change: Change,
    pub p_value: f64,
}

/// The questions that a series was asked, each with its answer; `None` where it does nothing of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Asides {
    /// Was it asked? Short series and pairs of dimensions are not.
    pub is_asked: bool,
    pub spike: Option<Aside>,
    pub spread: Option<Aside>,
    /// Standard deviation of a period lately, in the metric's unit.
    pub spread_now: Option<f64>,
}

/// Asks a series.
pub(super) fn look(request: &Request<'_>, weighed: &Weighed, place: &[(String, String)], calendars: &Calendars) -> Asides {
    let Some(settled) = (place.len() <= DEEPEST).then(|| settled(request, weighed)).flatten() else { return Asides::default() };
    let spike = spike::look(request, &settled, weighed, |point| is_exceptional(point, place, calendars));
    let (spread, spread_now) = variation::look(request, &settled, weighed);
    Asides { is_asked: true, spike, spread, spread_now }
}

/// Has the period a day that is not as its weekday is: a holiday, a day with hours of its own?
fn is_exceptional(point: &Point, place: &[(String, String)], calendars: &Calendars) -> bool {
    let of = |name: &str| place.iter().find(|(dimension, _)| dimension == name).map(|(_, value)| value.as_str());
    let calendar = calendars.get(calendars.name_for(of("channel"), of("team")));
    let days = std::iter::successors(Some(point.period.start), |day| day.tomorrow().ok()).take_while(|day| *day < point.period.end());
    calendar.is_some_and(|calendar| days.into_iter().any(|day| calendar.is_exceptional(day)))
}

/// A question that a series was asked.
#[derive(Clone, Copy)]
pub(super) struct Question<'w, 'm> {
    pub watched: &'w Watched<'m>,
    /// What was asked about, with its answer.
    pub is_spike: bool,
    pub found: Option<Aside>,
    pub p_value: f64,
    /// Its weight when errors are shared out.
    pub weight: f64,
}

impl<'w, 'm> Question<'w, 'm> {
    /// Does it ask about what runs such a course?
    pub(super) fn is_of(&self, course: Course) -> bool {
        self.is_spike == matches!(course, Course::Spike { .. })
    }

    /// What is kept of it.
    pub(super) fn kept(&self, p: f64, q: f64) -> Option<Kept<'w, 'm>> {
        Some(Kept { watched: self.watched, change: self.found?.change, p, q })
    }
}

/// All questions that were asked: what was not found has the p-value 1 and counts all the same.
pub(super) fn questions<'w, 'm>(judged: &[&'w Watched<'m>]) -> Vec<Question<'w, 'm>> {
    let of_series = |watched: &&'w Watched<'m>| {
        let weight = WEIGHT * super::weight(watched);
        let one = |is_spike, found: Option<Aside>| {
            let p_value = found.map_or(1.0, |found| found.p_value);
            Question { watched, is_spike, found, p_value, weight }
        };
        [one(true, watched.asides.spike), one(false, watched.asides.spread)]
    };
    judged.iter().filter(|watched| watched.asides.is_asked).flat_map(of_series).collect()
}

/// Something told beside a level.
#[derive(Clone, Copy)]
pub(super) struct Kept<'w, 'm> {
    pub watched: &'w Watched<'m>,
    pub change: Change,
    /// Its p-value over its weight.
    pub p: f64,
    /// Its q among all series.
    pub q: f64,
}

/// Turns what was kept into signals, one for what happened at one time in one place, each with its smallest p-value. What a
/// change of level already tells is left out.
pub(super) fn tell(map: &Map<'_, '_>, mut kept: Vec<Kept<'_, '_>>, told: &[&Signal]) -> Vec<(Signal, f64)> {
    kept.retain(|kept| !told.iter().any(|told| tells(told, kept)));
    kept.sort_by(|left, right| {
        let (one, other) = (left.watched, right.watched);
        left.p
            .total_cmp(&right.p)
            .then(one.depth().cmp(&other.depth()))
            .then_with(|| one.metric.id.cmp(&other.metric.id))
            .then_with(|| one.place.cmp(&other.place))
    });
    let mut signals = Vec::new();
    while let Some(first) = kept.first().copied() {
        let shows_in_whole = kept.iter().any(|kept| kept.watched.depth() == 0 && is_at_the_same_time(&first, kept));
        let (same, others): (Vec<Kept<'_, '_>>, Vec<Kept<'_, '_>>) =
            kept.into_iter().partition(|kept| is_same_story(&first, kept, shows_in_whole));
        kept = others;
        signals.push((signal(map, where_it_happened(map, &first, &same), &same), first.p));
    }
    signals
}

/// Does a change of level already tell it? At the same time, in the same metric, and in a place that holds it or lies in it.
fn tells(told: &Signal, kept: &Kept<'_, '_>) -> bool {
    let is_of_metric = told.metric == kept.watched.metric.id || told.also.iter().any(|also| also.metric == kept.watched.metric.id);
    let place = kept.watched.scope();
    is_of_metric
        && matches!(told.kind, Kind::Change | Kind::Conflict)
        && told.change.may_be_as_old_as(&kept.change)
        && (told.scope.holds(&place) || place.holds(&told.scope))
        && told.change.course.is_of_level()
}

/// Of one sort and at the same time; and in places that hold one another or cross, as a team and a topic do. Where the whole
/// service shows it, whatever is seen in its parts is that.
fn is_same_story(first: &Kept<'_, '_>, other: &Kept<'_, '_>, shows_in_whole: bool) -> bool {
    let dimension = |kept: &Kept<'_, '_>| kept.watched.place.first().map(|(dimension, _)| dimension.clone());
    let is_beside = dimension(first) == dimension(other) && first.watched.place != other.watched.place;
    is_at_the_same_time(first, other) && (shows_in_whole || first.watched.depth() == 0 || other.watched.depth() == 0 || !is_beside)
}

fn is_at_the_same_time(first: &Kept<'_, '_>, other: &Kept<'_, '_>) -> bool {
    first.change.course.is_like(other.change.course) && first.change.may_be_as_old_as(&other.change)
}

/// The part that holds nearly all of what the whole did, when there is one; else the plainest series.
fn where_it_happened<'w, 'm>(map: &Map<'w, 'm>, first: &Kept<'w, 'm>, same: &[Kept<'w, 'm>]) -> Kept<'w, 'm> {
    let of_metric = || same.iter().filter(|kept| kept.watched.metric.id == first.watched.metric.id);
    let Some(whole) = of_metric().find(|kept| kept.watched.depth() == 0) else { return *first };
    let records = |watched: &Watched<'_>| watched.records() / map.get(&first.watched.metric.id, &[]).map_or(1.0, Watched::records).max(1.0);
    let is_sum = matches!(first.watched.metric.measure.statistic, crate::catalogue::Statistic::Total { .. });
    let share = |kept: &Kept<'_, '_>| {
        let of = kept.change.effect / whole.change.effect;
        if is_sum { of } else { of * records(kept.watched) }
    };
    let explains = |kept: &&Kept<'_, '_>| {
        let share = share(kept);
        kept.watched.depth() > 0 && share >= SHARE_THAT_EXPLAINS && share.min(1.0) >= MORE_THAN_ITS_RECORDS * records(kept.watched)
    };
    *of_metric().filter(explains).max_by(|one, other| share(one).total_cmp(&share(other))).unwrap_or(whole)
}

fn signal(map: &Map<'_, '_>, told: Kept<'_, '_>, same: &[Kept<'_, '_>]) -> Signal {
    let Kept { watched, change, .. } = told;
    let is_told = |kept: &Kept<'_, '_>| std::ptr::eq(kept.watched, watched);
    let (seen, also): (Vec<&Kept<'_, '_>>, Vec<&Kept<'_, '_>>) =
        same.iter().filter(|kept| !is_told(kept)).partition(|kept| kept.watched.metric.id == watched.metric.id);
    let better = better(watched.metric, &change);
    let verdict = if change.effect > 0.0 { Verdict::SignalUp { better } } else { Verdict::SignalDown { better } };
    let whole = map.get(&watched.metric.id, &[]).map(Watched::records).filter(|records| *records > 0.0);
    let share_of_records = whole.map_or(1.0, |whole| watched.records() / whole);
    let over = if matches!(change.course, Course::Spike { .. }) { WEIGHT_OF_WHAT_IS_OVER } else { 1.0 };
    Signal {
        id: super::id(Kind::Change, watched, &change),
        kind: Kind::Change,
        metric: watched.metric.id.clone(),
        scope: watched.scope(),
        change,
        better,
        q: 1.0,
        weight: over * weight(&verdict, &change, watched.per) * share_of_records.clamp(0.0, 1.0).sqrt(),
        share_of_records,
        share_of_change: None,
        against: None,
        seen_in: seen.iter().map(|kept| Seen { scope: kept.watched.scope(), effect: kept.change.effect, q: kept.q }).collect(),
        also: also
            .iter()
            .map(|kept| Also {
                metric: kept.watched.metric.id.clone(),
                scope: kept.watched.scope(),
                change: kept.change,
                better: self::better(kept.watched.metric, &kept.change),
            })
            .collect(),
        conflict: None,
        finding: None,
        benchmark: None,
    }
}

/// What varies more can be relied on less; a spike is good or bad as its direction is.
fn better(metric: &Metric, change: &Change) -> Option<bool> {
    if change.course == Course::Spread {
        return Some(false);
    }
    match metric.better {
        Better::Up => Some(change.effect > 0.0),
        Better::Down => Some(change.effect < 0.0),
        Better::Band => None,
    }
}
