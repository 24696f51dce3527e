//! A change that shows in a metric, in the whole and in five of its parts is one signal: told once, where it happened.
//!
//! From the whole downwards: as long as nearly all of the change lies in one value of one dimension, and the rest of the
//! service did not move, the story goes on there. What remains is the smallest part that explains the change; the same change
//! seen from elsewhere (the whole, a channel that the part happens to use) is evidence and no signal of its own.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::target::against;
use super::watch::{Watch, Watched};
use super::{Also, Kind, Seen, Signal};
use crate::judge::{Change, Course, level_of};
use crate::measure::Point;
use crate::rules::DATES_OF_ONE_CHANGE;
use crate::situation::weight;

/// Days that two dates of one change may be apart, however vague they are: the interval of a faint change may span half a year, and
/// would take in whatever happened meanwhile.
const VAGUE_DATES_OF_ONE_CHANGE: u32 = 3 * DATES_OF_ONE_CHANGE;
/// A part explains a change when it holds at least so much of it (what the others did by chance blurs the share) …
const SHARE_THAT_EXPLAINS: f64 = 0.5;
/// … and what is left of the service moved by less than this share of the part's own change.
const REST_THAT_STANDS_STILL: f64 = 0.3;
/// … and so much more of the change than of the records; otherwise it is the whole by another name.
const MORE_THAN_ITS_RECORDS: f64 = 1.4;
/// A part that moved no more than so many times what a part around it did moved with it.
const AS_MUCH_AS_AROUND_IT: f64 = 1.5;
/// Share of a part's records from which on it is said to lie in another.
const NEARLY_ALL: f64 = 0.8;
/// A part in which a change has so small a share of the chance that it has in the place around it is where it happened.
const SO_MUCH_PLAINER: f64 = 1e-4;
/// Share of a part's change that lies in the place of a known story, from which on it is the same story.
const SAME_STORY: f64 = 0.5;
/// What is left of a part beside a known place has moved by itself beyond so many standard errors.
const MOVED_BY_ITSELF: f64 = 2.0;
/// … or by more than this share of what the part did.
const SHARE_OF_REST: f64 = 0.5;

/// A series that stands out.
#[derive(Clone, Copy)]
pub(super) struct Kept<'w, 'm> {
    pub watched: &'w Watched<'m>,
    /// Its p-value over its weight.
    pub p: f64,
    /// Its q among all series.
    pub q: f64,
}

/// Turns what was kept into stories, plainest first.
pub(super) fn tell<'w, 'm>(map: &Map<'w, 'm>, kept: &[Kept<'w, 'm>]) -> Vec<Story<'w, 'm>> {
    let mut open: Vec<Kept<'w, 'm>> = kept.to_vec();
    // From the whole to its parts, plainest first.
    open.sort_by(|left, right| {
        let (one, other) = (left.watched, right.watched);
        one.depth()
            .cmp(&other.depth())
            .then(left.p.total_cmp(&right.p))
            .then_with(|| one.metric.id.cmp(&other.metric.id))
            .then_with(|| one.place.cmp(&other.place))
    });
    let mut stories: Vec<Story<'w, 'm>> = Vec::new();
    while let Some(Kept { watched: first, .. }) = open.first().copied() {
        let Some(seen) = first.weighed.change else {
            open.remove(0);
            continue;
        };
        let place = map.where_it_happened(first, seen.since.start);
        let (same, others): (Vec<Kept<'w, 'm>>, Vec<Kept<'w, 'm>>) =
            open.into_iter().partition(|kept| std::ptr::eq(kept.watched, first) || map.is_same_story(kept.watched, place, first));
        open = others;
        // A part that explains a change without having passed the bar by itself is told with the change of the one that did.
        let told = if place.weighed.change.is_some_and(|change| is_like(&change, first)) { place } else { first };
        let told = plainest_within(told, &same).unwrap_or(told);
        if let Some(change) = told.weighed.change {
            let p = same.iter().map(|kept| kept.p).fold(1.0, f64::min);
            let covers = same.iter().map(|kept| (kept.watched, told, kept.q)).collect();
            stories.push(Story { told, p, signal: signal(map, told, change, &same), covers });
        }
    }
    joined(map, stories)
}

/// The part within the place of a story in which the change is so much plainer that it must have happened there, although what the
/// other parts did by chance hides that the change is theirs: what happened in all of a place is plainest in all of it.
fn plainest_within<'w, 'm>(told: &Watched<'_>, same: &[Kept<'w, 'm>]) -> Option<&'w Watched<'m>> {
    let chance = |watched: &Watched<'_>| watched.weighed.change.map_or(1.0, |change| change.p_value());
    let within = same.iter().map(|kept| kept.watched).filter(|watched| watched.depth() > told.depth() && holds(told, watched));
    let plainest = within.min_by(|left, right| chance(left).total_cmp(&chance(right)))?;
    (chance(plainest) < SO_MUCH_PLAINER * chance(told)).then_some(plainest)
}

/// A signal with the series that it is told of.
pub(super) struct Story<'w, 'm> {
    pub told: &'w Watched<'m>,
    pub signal: Signal,
    /// The smallest p-value, over its weight, of all that it stands for.
    pub p: f64,
    /// Each series that was kept because of it, the series that its change was told of before stories were joined, and its q.
    pub covers: Vec<(&'w Watched<'m>, &'w Watched<'m>, f64)>,
}

impl Story<'_, '_> {
    /// With the q of the story, which no series of it is surer than.
    pub(super) fn with(mut self, q: f64) -> Self {
        self.signal.q = q;
        self.covers.iter_mut().for_each(|(.., own)| *own = own.max(q));
        self
    }
}

/// A metric and a place.
type Key<'w> = (&'w str, &'w [(String, String)]);

/// All series by metric and place.
pub(super) struct Map<'w, 'm> {
    by_place: HashMap<Key<'w>, &'w Watched<'m>>,
    by_metric: HashMap<&'w str, Vec<&'w Watched<'m>>>,
    /// Of each kind of records the metric with most of them that is watched over pairs of dimensions.
    widest: HashMap<&'static str, &'w str>,
}

/// What a part did at a date.
#[derive(Debug, Clone, Copy)]
struct Moved {
    effect: f64,
    /// Records a period.
    size: f64,
}

impl<'w, 'm> Map<'w, 'm> {
    pub(super) fn new(watch: &'w Watch<'m>) -> Self {
        let mut map = Self { by_place: HashMap::new(), by_metric: HashMap::new(), widest: HashMap::new() };
        for watched in &watch.series {
            map.by_place.insert((&watched.metric.id, &watched.place), watched);
            map.by_metric.entry(&watched.metric.id).or_default().push(watched);
        }
        let mut most: HashMap<&'static str, f64> = HashMap::new();
        for whole in watch.series.iter().filter(|watched| watched.depth() == 0) {
            let is_cut_in_pairs = map.by_metric.get(whole.metric.id.as_str()).is_some_and(|all| all.iter().any(|part| part.depth() > 1));
            let known = most.entry(whole.metric.measure.table.name()).or_default();
            if is_cut_in_pairs && whole.records() > *known {
                *known = whole.records();
                map.widest.insert(whole.metric.measure.table.name(), &whole.metric.id);
            }
        }
        map
    }

    pub(super) fn get(&self, metric: &str, place: &[(String, String)]) -> Option<&'w Watched<'m>> {
        // The keys need not live as long as the series do.
        let by_place: &HashMap<Key<'_>, &'w Watched<'m>> = &self.by_place;
        by_place.get(&(metric, place)).copied()
    }

    /// Every series.
    pub(super) fn all(&self) -> impl Iterator<Item = &'w Watched<'m>> {
        self.by_metric.values().flatten().copied()
    }

    /// The smallest part within `from` that explains what `from` did at the date.
    fn where_it_happened(&self, from: &'w Watched<'m>, date: Date) -> &'w Watched<'m> {
        let mut place = from;
        while let Some(deeper) = self.deeper(place, date) {
            place = deeper;
        }
        place
    }

    fn deeper(&self, place: &'w Watched<'m>, date: Date) -> Option<&'w Watched<'m>> {
        let whole = moved(place, date)?;
        let children: Vec<(&'w Watched<'m>, Moved)> = self
            .by_metric
            .get(place.metric.id.as_str())?
            .iter()
            .filter(|watched| watched.depth() == place.depth() + 1 && holds(place, watched))
            .filter_map(|watched| Some((*watched, moved(watched, date)?)))
            .collect();
        let mut best: Option<(f64, &'w Watched<'m>)> = None;
        for (child, own) in &children {
            let dimension = added(place, child)?;
            let others: Vec<Moved> =
                children.iter().filter(|(other, _)| added(place, other) == Some(dimension)).map(|(_, moved)| *moved).collect();
            let size: f64 = others.iter().map(|moved| moved.size).sum();
            let change: f64 = others.iter().map(|moved| moved.effect * moved.size).sum();
            let rest_size = size - own.size;
            if own.size <= 0.0 || rest_size <= 0.0 || change == 0.0 {
                continue;
            }
            let share = own.effect * own.size / change;
            if share.min(1.0) < MORE_THAN_ITS_RECORDS * own.size / size {
                continue;
            }
            let rest = (change - own.effect * own.size) / rest_size;
            let explains = own.effect * whole.effect > 0.0
                && (SHARE_THAT_EXPLAINS..=2.0 - SHARE_THAT_EXPLAINS).contains(&share)
                && rest.abs() < REST_THAT_STANDS_STILL * own.effect.abs()
                && is_beyond_noise(child, own, date);
            // The part that stands out most against the rest: the share of the change beyond the share of the records.
            let gain = share.min(1.0) - own.size / size - rest.abs() / own.effect.abs();
            if explains && best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, child));
            }
        }
        best.map(|(_, child)| child)
    }

    /// Is what was seen in `watched` the change that happened in `place`?
    fn is_same_story(&self, watched: &'w Watched<'m>, place: &'w Watched<'m>, first: &'w Watched<'m>) -> bool {
        if watched.metric.id != place.metric.id {
            return false;
        }
        let (Some(own), Some(seen)) = (watched.weighed.change, first.weighed.change) else { return false };
        if own.effect * seen.effect <= 0.0 || !may_be_one(&own, &seen) {
            return false;
        }
        if holds(watched, place) || self.mostly_holds(place, watched) {
            return true;
        }
        // A part that only did what the whole around it did has no story of its own.
        if holds(first, watched) && own.effect.abs() <= AS_MUCH_AS_AROUND_IT * seen.effect.abs() {
            return true;
        }
        self.moved_with(watched, place, own.since.start)
    }

    /// Did a series move because a known place did?
    fn moved_with(&self, watched: &'w Watched<'m>, place: &'w Watched<'m>, date: Date) -> bool {
        self.lies_in(watched, place, date)
            || self.moved_with_what_is_around(watched, place, date)
            || self.rest_stands_still(watched, place, date)
            || self.moved_no_more_than(watched, place, date)
    }

    /// Did a part move no more than the records that it shares with a known place make it move? Half of them in a place that moved by
    /// four move it by two.
    fn moved_no_more_than(&self, watched: &'w Watched<'m>, place: &Watched<'_>, date: Date) -> bool {
        let there = || moved(self.get(&watched.metric.id, &place.place)?, date);
        let (Some(own), Some(there), Some(share)) = (moved(watched, date), there(), self.share_in(watched, place)) else { return false };
        place.depth() > 0 && own.effect * there.effect > 0.0 && own.effect.abs() <= AS_MUCH_AS_AROUND_IT * share * there.effect.abs()
    }

    /// Share of a part's records that lie in a place, by any metric of the same records that is watched where the two meet.
    fn share_in(&self, watched: &Watched<'_>, place: &Watched<'_>) -> Option<f64> {
        let mut meeting: Vec<(String, String)> = watched.place.iter().chain(&place.place).cloned().collect();
        meeting.sort();
        meeting.dedup();
        let share = |metric: &str| Some(self.get(metric, &meeting)?.records() / self.get(metric, &watched.place)?.records());
        let widest = || share(self.widest.get(watched.metric.measure.table.name())?);
        share(&watched.metric.id).or_else(widest).filter(|share| share.is_finite())
    }

    /// Is nothing left to tell of a part when the records that it shares with a known place are taken out of it?
    fn rest_stands_still(&self, watched: &'w Watched<'m>, place: &Watched<'_>, date: Date) -> bool {
        let mut meeting: Vec<(String, String)> = watched.place.iter().chain(&place.place).cloned().collect();
        meeting.sort();
        meeting.dedup();
        if meeting.len() == watched.depth() {
            return false;
        }
        let (Some(all), Some(shared)) = (moved(watched, date), self.get(&watched.metric.id, &meeting)) else { return false };
        let Some(there) = moved(shared, date).filter(|there| there.effect * all.effect > 0.0) else { return false };
        let rest = all.size - there.size;
        if rest <= 0.0 || !is_beyond_noise(shared, &there, date) {
            return false;
        }
        let own = (all.effect * all.size - there.effect * there.size) / rest;
        // Fewer records vary more.
        let error = error_at(watched, date).map(|error| error * (all.size / rest).sqrt());
        error.is_some_and(|error| own.abs() <= MOVED_BY_ITSELF * error && own.abs() <= SHARE_OF_REST * all.effect.abs())
    }

    /// Are nearly all records of `inner` records of `outer`? A topic that one team answers lies in the team, although the two
    /// have no dimension in common.
    pub(super) fn mostly_holds(&self, outer: &Watched<'_>, inner: &'w Watched<'m>) -> bool {
        let records = |place: &[(String, String)]| self.get(&inner.metric.id, place).map(Watched::records);
        let whole = records(&[]);
        let lies_in = |own: &(String, String), condition: &(String, String)| {
            let mut meeting = [own.clone(), condition.clone()];
            meeting.sort();
            let alone = |one: &(String, String)| records(std::slice::from_ref(one));
            let (Some(both), Some(all), Some(held), Some(whole)) = (records(&meeting), alone(own), alone(condition), whole) else {
                return false;
            };
            // What holds most of everything holds most of any part, and says nothing of it.
            own.0 != condition.0 && both >= NEARLY_ALL * all && both * whole >= MORE_THAN_ITS_RECORDS * all * held
        };
        outer.place.iter().all(|condition| inner.place.iter().any(|own| own == condition || lies_in(own, condition)))
    }

    /// Did a part of two dimensions only do what one of them did, which is known to be of this place?
    fn moved_with_what_is_around(&self, watched: &'w Watched<'m>, place: &'w Watched<'m>, date: Date) -> bool {
        let Some(own) = moved(watched, date) else { return false };
        watched.depth() > 1
            && watched.place.iter().any(|condition| {
                let Some(around) = self.get(&watched.metric.id, std::slice::from_ref(condition)) else { return false };
                let is_of_place = holds(around, place) || holds(place, around) && place.depth() > 0 || self.lies_in(around, place, date);
                let Some(there) = moved(around, date).filter(|_| is_of_place) else { return false };
                own.effect * there.effect > 0.0 && own.effect.abs() <= AS_MUCH_AS_AROUND_IT * there.effect.abs()
            })
    }

    /// Is what this metric did a part of what another, weightier one did? At the same time, and mostly in the same place.
    fn is_part_of(&self, watched: &'w Watched<'m>, known: &'w Watched<'m>) -> bool {
        let (Some(own), Some(other)) = (watched.weighed.change, known.weighed.change) else { return false };
        if !may_be_one(&own, &other) {
            return false;
        }
        if watched.place == known.place {
            return true;
        }
        // Inside a known place things move with it; the whole service is no place, and what happens in it may be anything.
        let is_inside = known.depth() > 0 && self.mostly_holds(known, watched);
        is_inside || self.moved_with(watched, known, own.since.start)
    }

    /// Was most of what a series did done where it meets a place?
    fn lies_in(&self, watched: &'w Watched<'m>, place: &Watched<'_>, date: Date) -> bool {
        let Some(all) = moved(watched, date) else { return false };
        let within = |part: &[(String, String)]| {
            let mut meeting: Vec<(String, String)> = watched.place.iter().chain(part).cloned().collect();
            meeting.sort();
            meeting.dedup();
            // Where the place takes nothing away, nothing can be told.
            let meeting = self.get(&watched.metric.id, &meeting)?;
            if meeting.depth() == watched.depth() {
                return None;
            }
            let there = moved(meeting, date)?;
            // A meeting that holds most of the records holds most of any change.
            let of_records = there.size / all.size;
            Some((there.effect * there.size / (all.effect * all.size), of_records))
        };
        let parts = std::iter::once(&place.place[..]).chain(place.place.iter().map(std::slice::from_ref));
        parts.filter_map(within).any(|(share, of_records)| share >= SAME_STORY && share.min(1.0) >= MORE_THAN_ITS_RECORDS * of_records)
    }
}

/// Does `outer` hold all records of `inner`?
pub(super) fn holds(outer: &Watched<'_>, inner: &Watched<'_>) -> bool {
    outer.place.iter().all(|condition| inner.place.contains(condition))
}

/// The dimension that a child has beyond its parent.
fn added<'a>(parent: &Watched<'_>, child: &'a Watched<'_>) -> Option<&'a str> {
    child.place.iter().find(|condition| !parent.place.contains(condition)).map(|(dimension, _)| dimension.as_str())
}

/// May two changes be one? Their dates lie near each other; or the times in which they may have come about overlap, and the dates
/// are no further apart than a vague date excuses. What moves little by little is seen as a step somewhere on its way by series
/// that are too noisy to tell, so there is no limit to a drift but its own time.
fn may_be_one(one: &Change, other: &Change) -> bool {
    let apart = i64::from((one.since.start - other.since.start).get_days()).abs();
    let is_drift = |change: &Change| matches!(change.course, Course::Drift { .. });
    let is_excused = apart <= i64::from(VAGUE_DATES_OF_ONE_CHANGE) || is_drift(one) || is_drift(other);
    is_near(one.since.start, other.since.start) || is_excused && one.may_be_as_old_as(other)
}

fn is_near(one: Date, other: Date) -> bool {
    let apart = i64::from(DATES_OF_ONE_CHANGE).days();
    one.saturating_sub(apart) <= other && other <= one.saturating_add(apart)
}

/// Complete points with a value before and since a date, no further back than the level before the latest change.
pub(super) fn sides<'a>(watched: &'a Watched<'_>, date: Date) -> (Vec<&'a Point>, Vec<&'a Point>) {
    let points = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some());
    points.partition(|point| point.period.end() <= date)
}

fn moved(watched: &Watched<'_>, date: Date) -> Option<Moved> {
    let (before, after) = sides(watched, date);
    if before.is_empty() || after.is_empty() {
        return None;
    }
    let effect = level_of(watched.metric, after.iter().copied()) - level_of(watched.metric, before.iter().copied());
    let size = after.iter().chain(&before).map(|point| point.value.n).sum::<f64>() / (before.len() + after.len()) as f64;
    effect.is_finite().then_some(Moved { effect, size })
}

/// Is the part's change larger than its own noise would make it, with little doubt?
fn is_beyond_noise(watched: &Watched<'_>, own: &Moved, date: Date) -> bool {
    error_at(watched, date).is_some_and(|error| own.effect.abs() > 3.0 * error)
}

/// Standard error of the difference between the levels before and since a date.
fn error_at(watched: &Watched<'_>, date: Date) -> Option<f64> {
    let (before, after) = sides(watched, date);
    let sigma = watched.weighed.sigma?;
    let kept = watched.weighed.autocorrelation;
    Some(sigma * ((1.0 / before.len() as f64 + 1.0 / after.len() as f64) * (1.0 + kept) / (1.0 - kept)).sqrt())
}

fn signal(map: &Map<'_, '_>, told: &Watched<'_>, change: Change, same: &[Kept<'_, '_>]) -> Signal {
    let metric = told.metric;
    let whole = map.get(&metric.id, &[]);
    let records = |watched: &Watched<'_>| watched.records();
    let share_of_records = whole.map_or(1.0, |whole| if records(whole) > 0.0 { records(told) / records(whole) } else { 1.0 });
    let date = change.since.start;
    let share_of_change = whole
        .filter(|whole| whole.weighed.change.is_some_and(|seen| is_near(seen.since.start, date) && seen.effect * change.effect > 0.0))
        .and_then(|whole| Some((moved(told, date)?, moved(whole, date)?)))
        .map(|(part, all)| part.effect * part.size / (all.effect * all.size));
    let q = same.iter().map(|kept| kept.q).fold(1.0, f64::min);
    let mut seen_in: Vec<Seen> = same
        .iter()
        .filter(|kept| !std::ptr::eq(kept.watched, told))
        .filter_map(|kept| Some(Seen { scope: kept.watched.scope(), effect: kept.watched.weighed.change?.effect, q: kept.q }))
        .collect();
    seen_in.sort_by(|left, right| left.q.total_cmp(&right.q));
    Signal {
        id: super::id(Kind::Change, told, &change),
        kind: Kind::Change,
        metric: metric.id.clone(),
        scope: told.scope(),
        change,
        better: told.weighed.verdict.better(),
        q,
        weight: weight(&told.weighed.verdict, &change, told.per) * share_of_records.clamp(0.0, 1.0).sqrt(),
        share_of_records,
        share_of_change,
        against: against(told),
        seen_in,
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    }
}

fn is_like(change: &Change, first: &Watched<'_>) -> bool {
    first.weighed.change.is_some_and(|seen| seen.effect * change.effect > 0.0 && may_be_one(&seen, change))
}

/// Metrics that moved at the same time because the same thing happened are told together, under the plainest: it knows best where
/// and when. Together they matter as much as the one of them that matters most.
fn joined<'w, 'm>(map: &Map<'w, 'm>, mut stories: Vec<Story<'w, 'm>>) -> Vec<Story<'w, 'm>> {
    stories.sort_by(|left, right| {
        left.p
            .total_cmp(&right.p)
            .then(right.signal.weight.total_cmp(&left.signal.weight))
            .then_with(|| left.signal.id.cmp(&right.signal.id))
    });
    let mut told: Vec<Story<'w, 'm>> = Vec::new();
    for story in stories {
        match told.iter_mut().find(|known| map.is_part_of(story.told, known.told)) {
            Some(known) => {
                let Signal { metric, scope, change, better, q, weight, .. } = story.signal;
                known.signal.q = known.signal.q.min(q);
                known.signal.weight = known.signal.weight.max(weight);
                known.signal.also.push(Also { metric, scope, change, better });
                known.covers.extend(story.covers);
            }
            None => told.push(story),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;

    fn change(week: &str, within: (&str, &str)) -> Change {
        let week_of = |week: &str| Period::parse(week).expect("a week");
        Change {
            since: week_of(week),
            within: Some((week_of(within.0), week_of(within.1))),
            course: Course::Step,
            points: 6,
            before: 0.0,
            after: 1.0,
            effect: 1.0,
            low: 0.5,
            high: 1.5,
            effect_sigmas: 2.0,
            surprise: 6.0,
        }
    }

    #[test]
    fn vague_dates_may_be_one_further_apart_than_plain_ones() {
        let plain = |week: &str| change(week, (week, week));
        assert!(may_be_one(&plain("2026-W10"), &plain("2026-W16")));
        assert!(!may_be_one(&plain("2026-W10"), &plain("2026-W20")));
        let vague = change("2026-W20", ("2026-W09", "2026-W24"));
        assert!(may_be_one(&plain("2026-W10"), &vague));
        assert!(!may_be_one(&plain("2026-W08"), &vague), "outside of what the data leave open");
        let anywhere = change("2026-W40", ("2026-W02", "2026-W45"));
        assert!(!may_be_one(&plain("2026-W10"), &anywhere), "however vague, half a year is too far");
        let until = Period::parse("2026-W45").expect("a week");
        assert!(may_be_one(
            &plain("2026-W30"),
            &Change { course: Course::Drift { until }, ..change("2026-W08", ("2026-W02", "2026-W14")) }
        ));
    }
}
