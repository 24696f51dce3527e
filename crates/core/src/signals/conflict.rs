//! `conflict`: metrics that contradict each other, or say together what none of them says alone (rules in `rules/`).
//!
//! A rule is evaluated on what was judged, never on raw ups and downs:
//!
//! | word of a rule | holds when |
//! |---|---|
//! | rises, falls, worsens, improves | the series' change was kept among the signals, with its own q; or it was found by a second look |
//! | stands still | judged, no change near the date, and the 90 % interval of its own change at that date lies within one standard deviation of an ordinary point: two one-sided tests at 5 % (Schuirmann 1987), so that “too little to tell” is no standstill |
//! | is above, is below, meets or misses its target | a level on that side of the value, by Student's t with the variance of a mean of AR(1) noise; its p-value times the number of series that were looked at for it (Bonferroni) is the q |
//! | number of records (`n:`) | judged like a metric of its own, q as above |
//!
//! **Second looks.** A change that is kept tells where and when to look. Only the series that a rule asks about in that very
//! place are looked at then, a few hundred instead of all that is watched, and only for a change at about that time: the
//! p-value of such a change is that of a change at any time, times the share of the dates that lie near. The share of false ones
//! is held over these looks by themselves (Benjamini & Hochberg 1995; families chosen by what was found before, after Benjamini
//! & Bogomolov 2014). A rule never holds by second looks alone.
//!
//! A conflict is false as soon as one of its changes or levels is, so its q is the sum of theirs (Boole), and it is told only at
//! the share of false signals that changes are told at. Its changes lie near each other in time, in the same part of the
//! service, and belong to stories that happened in the same place: the meeting of two separate stories in a part that happens
//! to hold both is no contradiction.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_stats::distribution::StudentT;
use luotsi_stats::multiplicity::benjamini_hochberg;

use super::aside::Asides;
use super::story::{Map, Story, holds, sides};
use super::target::{Level, PARAMETERS};
use super::watch::{Watch, Watched};
use super::{Also, Conflict, FALSE_SHARE, Holds, Kind, Seen, Signal, target};
use crate::catalogue::{Better, Catalogue};
use crate::judge::{Change, Course, Request, Verdict, level_of, weigh};
use crate::measure::{Hidden, Point, Value};
use crate::period::Period;
use crate::rules::{DATES_OF_ONE_CHANGE, Does, Part, Reference, Rule, Rules};
use crate::settings::Settings;
use crate::situation::weight;

/// A standstill is claimed only when a change as large as this many standard deviations of an ordinary point can be ruled out.
const STILL_WITHIN_SIGMAS: f64 = 1.0;
/// Both one-sided tests of a standstill at 5 %: the interval of this confidence.
const STILL_CONFIDENCE: f64 = 0.9;
/// Where no change gives a date, a standstill is claimed of this many latest points.
const LATELY: usize = 12;
/// Points before the earliest date at which a change is looked for.
const LEAST_BEFORE: f64 = 10.0;

/// What conflicts are looked for in.
pub(super) struct Look<'l, 'w, 'm> {
    /// All series.
    pub map: &'l Map<'w, 'm>,
    /// Changes that were kept, as stories.
    pub stories: &'l [Story<'w, 'm>],
    /// Targets.
    pub settings: &'l Settings,
    /// Names metrics' guards.
    pub catalogue: &'l Catalogue,
}

/// A rule with its metrics chosen, where the workspace's targets choose them.
struct Chosen<'r> {
    rule: &'r Arc<Rule>,
    parts: Vec<Part>,
}

/// A series that a rule may ask about.
#[derive(Clone, Copy)]
struct Entry<'w, 'm> {
    watched: &'w Watched<'m>,
    /// q of its change, when that was kept.
    q: Option<f64>,
    /// q of its change by a second look, where it was not kept by itself.
    second: Option<f64>,
    /// Number of the story that it was kept for, and where that story happened.
    story: Option<(usize, &'w Watched<'m>)>,
}

/// A metric, whether its number of records is meant, and a place.
type At<'a> = (&'a str, bool, &'a [(String, String)]);
/// Places where something was judged.
type Places<'w> = BTreeSet<&'w [(String, String)]>;

/// One thing that a rule asks for and that holds.
#[derive(Clone)]
struct Held<'w, 'm> {
    entry: Entry<'w, 'm>,
    does: Does,
    of_records: bool,
    /// The change; for a level beside a value, from the value to the level; for a standstill, what it can have been.
    change: Change,
    q: f64,
    /// Does it stand by itself, so that others may be looked at because of it?
    by_itself: bool,
}

/// A rule that holds somewhere.
struct Found<'r, 'w, 'm> {
    rule: &'r Arc<Rule>,
    held: Vec<Held<'w, 'm>>,
    q: f64,
}

/// Series of numbers of records, for rules that ask about them.
pub(super) fn counted<'m>(watch: &Watch<'m>, rules: &Rules, settings: &Settings) -> Vec<Watched<'m>> {
    let asked: BTreeSet<&str> = references(rules).filter(|reference| reference.of_records).map(|reference| &*reference.metric).collect();
    let series = watch.series.iter().filter(|watched| asked.contains(watched.metric.id.as_str()));
    let count = |watched: &Watched<'m>| {
        let points: Vec<Point> = watched.points.iter().map(number_of_records).collect();
        let request = Request { metric: watched.metric, points: &points, settings, autocorrelation: None, missing: None, shown_from: 0 };
        let weighed = weigh(&request);
        Watched {
            metric: watched.metric,
            place: watched.place.clone(),
            per: watched.per,
            weighed,
            asides: Asides::default(),
            own_autocorrelation: None,
            beside_target: None,
            points,
        }
    };
    series.map(count).collect()
}

fn references(rules: &Rules) -> impl Iterator<Item = &Reference> {
    rules.iter().flat_map(|rule| &rule.when).flat_map(|part| &part.metrics)
}

/// How many records a period has, as a count that may vary more than chance.
fn number_of_records(point: &Point) -> Point {
    let n = point.value.n;
    let is_secret = matches!(point.value.hidden, Some(Hidden::SmallGroup { .. } | Hidden::FewPeople { .. } | Hidden::Complementary));
    let shown = (!is_secret).then_some(n);
    let value =
        Value { n, value: shown, low: None, high: None, standard_error: shown.map(|n| n.max(1.0).sqrt()), hidden: point.value.hidden };
    Point { period: point.period, value, tally: None, unfinished: point.unfinished }
}

/// Evaluates all rules and tells each that holds with the stories of its changes.
pub(super) fn tell<'w, 'm>(look: &Look<'_, 'w, 'm>, counted: &'w [Watched<'m>], rules: &Rules) -> Vec<Signal> {
    let mut ground = Ground::new(look, counted, rules);
    let chosen: Vec<Chosen<'_>> = rules.iter().flat_map(|rule| choose(rule, look)).collect();
    ground.look_again(&chosen);
    let mut found: Vec<Found<'_, 'w, 'm>> = Vec::new();
    for chosen in &chosen {
        for place in ground.places(chosen) {
            found.extend(ground.find(chosen, place));
        }
    }
    ground.told(found)
}

/// The rule as it stands, or once for each metric that has a target.
fn choose<'r>(rule: &'r Arc<Rule>, look: &Look<'_, '_, '_>) -> Vec<Chosen<'r>> {
    let stands_for = |name: &str| rule.when.iter().any(|part| part.metrics.iter().any(|reference| reference.metric == name));
    if !stands_for(Reference::ANY) {
        return vec![Chosen { rule, parts: rule.when.clone() }];
    }
    let goals = look.settings.targets.keys().filter_map(|id| look.catalogue.get(id));
    let with = |goal: &crate::catalogue::Metric| {
        let guard = goal.counter.first()?;
        let put = |reference: &Reference| match reference.metric.as_str() {
            Reference::ANY => Reference::plain(&goal.id),
            Reference::GUARD => Reference::plain(guard),
            _ => reference.clone(),
        };
        let parts = rule.when.iter().map(|part| Part { metrics: part.metrics.iter().map(put).collect(), ..part.clone() }).collect();
        Some(Chosen { rule, parts })
    };
    goals.filter_map(with).collect()
}

struct Ground<'l, 'w, 'm> {
    look: &'l Look<'l, 'w, 'm>,
    entries: HashMap<At<'w>, Entry<'w, 'm>>,
    /// Judged series of each metric and of its numbers of records: how many were looked at.
    judged: HashMap<(&'w str, bool), usize>,
    places: BTreeMap<(&'w str, bool), Places<'w>>,
}

impl<'l, 'w, 'm> Ground<'l, 'w, 'm> {
    fn new(look: &'l Look<'l, 'w, 'm>, counted: &'w [Watched<'m>], rules: &Rules) -> Self {
        let mut ground = Self { look, entries: HashMap::new(), judged: HashMap::new(), places: BTreeMap::new() };
        let kept: HashMap<*const Watched<'m>, (usize, &'w Watched<'m>, f64)> = look
            .stories
            .iter()
            .enumerate()
            .flat_map(|(number, story)| {
                story.covers.iter().map(move |(watched, told, q)| (std::ptr::from_ref(*watched), (number, *told, *q)))
            })
            .collect();
        let mut asked: BTreeSet<&str> = references(rules).map(|reference| reference.metric.as_str()).collect();
        let goals = look.settings.targets.keys().filter_map(|id| look.catalogue.get(id));
        asked.extend(goals.flat_map(|goal| goal.counter.first().into_iter().chain([&goal.id])).map(String::as_str));
        for watched in look.map.all().filter(|watched| asked.contains(watched.metric.id.as_str())) {
            let told = kept.get(&std::ptr::from_ref(watched));
            ground.add(
                false,
                Entry { watched, q: told.map(|(.., q)| *q), second: None, story: told.map(|(number, told, _)| (*number, *told)) },
            );
        }
        for watched in counted {
            ground.add(true, Entry { watched, q: None, second: None, story: None });
        }
        // A number of records has no place in the list of changes: it answers for all of its own kind by itself.
        for ((metric, of_records, _), entry) in &mut ground.entries {
            if *of_records {
                let looked = ground.judged.get(&(*metric, true)).copied().unwrap_or(1);
                let q = entry.watched.weighed.change.map(|change| (change.p_value() * looked as f64).min(1.0));
                entry.q = q.filter(|q| *q <= FALSE_SHARE);
            }
        }
        ground
    }

    fn add(&mut self, of_records: bool, entry: Entry<'w, 'm>) {
        let watched = entry.watched;
        if matches!(watched.weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. }) {
            return;
        }
        let metric = watched.metric.id.as_str();
        *self.judged.entry((metric, of_records)).or_default() += 1;
        self.places.entry((metric, of_records)).or_default().insert(&watched.place);
        self.entries.insert((metric, of_records, &watched.place), entry);
    }

    /// Second looks: where a change that was kept is half of a rule, the other half is looked at in the same place.
    fn look_again(&mut self, chosen: &[Chosen<'_>]) {
        let mut looks: BTreeMap<(usize, At<'w>), f64> = BTreeMap::new();
        for (number, story) in self.look.stories.iter().enumerate() {
            for (watched, ..) in story.covers.iter().filter(|(watched, told, _)| watched.place == told.place) {
                let Some(seen) = watched.weighed.change else { continue };
                let place = watched.place.as_slice();
                for chosen in chosen.iter().filter(|chosen| chosen.rule.place.admits(place)) {
                    let is_half = |part: &&Part| self.moves(part, place).iter().any(|held| std::ptr::eq(held.entry.watched, *watched));
                    let Some(half) = chosen.parts.iter().find(is_half) else { continue };
                    let others = chosen.parts.iter().filter(|part| !std::ptr::eq(*part, half));
                    for entry in others.flat_map(|part| self.unseen(part, place, seen.since.start)) {
                        let at: At<'w> = (&entry.watched.metric.id, false, &entry.watched.place);
                        looks.insert((number, at), chance_near(entry.watched, seen.since.start));
                    }
                }
            }
        }
        let p_values: Vec<f64> = looks.values().copied().collect();
        for ((_, at), q) in looks.into_keys().zip(benjamini_hochberg(&p_values).unwrap_or_default()) {
            if let Some(entry) = self.entries.get_mut(&at).filter(|_| q <= FALSE_SHARE) {
                entry.second = Some(entry.second.map_or(q, |known| known.min(q)));
            }
        }
    }

    /// Series of a part that could have moved with a change at a date and were not kept by themselves; none when one of them was.
    fn unseen(&self, part: &Part, place: &[(String, String)], date: Date) -> Vec<Entry<'w, 'm>> {
        let is_kept = self.moves(part, place).iter().any(|held| is_near(held.change.since, date, DATES_OF_ONE_CHANGE));
        if is_kept || !part.does.iter().any(|does| does.is_move()) {
            return Vec::new();
        }
        let of_values = part.metrics.iter().filter(|reference| !reference.of_records);
        of_values.filter_map(|reference| self.get(reference, place)).filter(|entry| entry.q.is_none()).collect()
    }

    fn get(&self, reference: &Reference, place: &[(String, String)]) -> Option<Entry<'w, 'm>> {
        // The keys need not live as long as the series do.
        let entries: &HashMap<At<'_>, Entry<'w, 'm>> = &self.entries;
        entries.get(&(&*reference.metric, reference.of_records, place)).copied()
    }

    /// Places in which a metric of the rule's first part was judged.
    fn places(&self, chosen: &Chosen<'_>) -> Places<'w> {
        let of = |reference: &Reference| {
            // The keys need not live as long as the series do.
            let places: &BTreeMap<(&str, bool), Places<'w>> = &self.places;
            places.get(&(&*reference.metric, reference.of_records)).cloned().unwrap_or_default()
        };
        let first = chosen.parts.first().into_iter().flat_map(|part| &part.metrics).flat_map(of);
        first.filter(|place| chosen.rule.place.admits(place)).collect()
    }

    /// How a rule holds in a place, most plainly; `None` when it does not.
    fn find<'r>(&self, chosen: &Chosen<'r>, place: &[(String, String)]) -> Option<Found<'r, 'w, 'm>> {
        let moves = |part: &Part| self.moves(part, place);
        let kept = chosen.parts.iter().flat_map(moves).filter(|held| held.by_itself);
        let dates: BTreeSet<Date> = kept.map(|held| held.change.since.start).collect();
        let anchors = dates.into_iter().map(Some).chain([None]);
        let held = anchors.filter_map(|anchor| self.holds(chosen, place, anchor));
        let found = held.map(|held| Found { rule: chosen.rule, q: held.iter().map(|held| held.q).sum(), held });
        found
            .filter(|found| found.q <= FALSE_SHARE && self.is_one_place(found))
            .min_by(|left, right| right.moved().cmp(&left.moved()).then(left.q.total_cmp(&right.q)))
    }

    /// All parts of a rule at a date; without a date, levels and standstills alone.
    fn holds(&self, chosen: &Chosen<'_>, place: &[(String, String)], anchor: Option<Date>) -> Option<Vec<Held<'w, 'm>>> {
        let mut all: Vec<Held<'w, 'm>> = Vec::new();
        for part in &chosen.parts {
            let first = all.first().map(|held| held.change.since);
            let is_in_time = |held: &Held<'w, 'm>| match (part.after_days, first, anchor) {
                (Some([from, to]), Some(first), _) => {
                    is_after(first.start, held.change.since, [from, to.saturating_add(chosen.rule.within_days)])
                }
                (None, _, Some(anchor)) => is_near(held.change.since, anchor, chosen.rule.within_days),
                _ => false,
            };
            let mut held = self.moves(part, place);
            held.retain(is_in_time);
            if held.len() < part.at_least {
                held = self.levels(part, place);
            }
            if held.len() < part.at_least && part.does.contains(&Does::StandsStill) {
                held = self.standing(part, place, anchor);
            }
            held.truncate(part.at_least);
            if held.len() < part.at_least {
                return None;
            }
            all.extend(held);
        }
        all.iter().any(|held| held.by_itself).then_some(all)
    }

    /// Changes that a part asks for, one a metric, plainest first.
    fn moves(&self, part: &Part, place: &[(String, String)]) -> Vec<Held<'w, 'm>> {
        let one = |reference: &Reference| {
            let entry = self.get(reference, place)?;
            let (change, q) = (entry.watched.weighed.change?, entry.q.or(entry.second)?);
            let is_up = (change.effect > 0.0) != reference.mirrored;
            let better = (!reference.of_records).then(|| entry.watched.weighed.verdict.better()).flatten();
            let is_meant = |does: &Does| match does {
                Does::Rises => is_up,
                Does::Falls => !is_up,
                Does::Worsens => better == Some(false),
                Does::Improves => better == Some(true),
                _ => false,
            };
            let is_large = part.least.is_none_or(|least| change.effect.abs() >= least);
            part.does.iter().any(|does| is_meant(does) && is_large).then_some(())?;
            let does = if change.effect > 0.0 { Does::Rises } else { Does::Falls };
            Some(Held { entry, does, of_records: reference.of_records, change, q, by_itself: entry.q.is_some() })
        };
        let mut held: Vec<Held<'w, 'm>> = part.metrics.iter().filter_map(one).collect();
        held.sort_by(|left, right| right.by_itself.cmp(&left.by_itself).then(left.q.total_cmp(&right.q)));
        held
    }

    /// Levels beside a value or a target that a part asks for.
    fn levels(&self, part: &Part, place: &[(String, String)]) -> Vec<Held<'w, 'm>> {
        let looked = |reference: &Reference| self.judged.get(&(&*reference.metric, reference.of_records)).copied().unwrap_or(1);
        let of_values: usize = part.metrics.iter().map(looked).sum();
        let of_targets = self.look.settings.targets.len();
        let mut held: Vec<Held<'w, 'm>> = Vec::new();
        for reference in &part.metrics {
            let Some(entry) = self.get(reference, place) else { continue };
            for does in part.does.iter().copied().filter(|does| does.is_state()) {
                let against = target::against(entry.watched).filter(|_| place.is_empty());
                let (value, is_above, looked) = match (does, entry.watched.metric.better, against) {
                    (Does::IsAbove, ..) => (part.value, true, of_values),
                    (Does::IsBelow, ..) => (part.value, false, of_values),
                    (_, Better::Band, _) | (_, _, None) => continue,
                    (Does::MeetsTarget, better, Some(against)) if against.is_met() => {
                        (Some(against.target), better == Better::Up, of_targets)
                    }
                    (Does::MissesTarget, better, Some(against)) if !against.is_met() => {
                        (Some(against.target), better == Better::Down, of_targets)
                    }
                    _ => continue,
                };
                let Some((change, p_value)) = value.and_then(|value| beside(entry.watched, value, is_above)) else { continue };
                let q = (p_value * looked as f64).min(1.0);
                if q <= FALSE_SHARE {
                    held.push(Held { entry, does, of_records: reference.of_records, change, q, by_itself: true });
                }
            }
        }
        held.sort_by(|left, right| left.q.total_cmp(&right.q));
        held
    }

    /// Metrics of a part that stand still at a date. When one of them moved at that time, none is said to stand still.
    fn standing(&self, part: &Part, place: &[(String, String)], anchor: Option<Date>) -> Vec<Held<'w, 'm>> {
        let entries: Vec<(bool, Entry<'w, 'm>)> =
            part.metrics.iter().filter_map(|reference| Some((reference.of_records, self.get(reference, place)?))).collect();
        let moved = |entry: &Entry<'w, 'm>| {
            let change = entry.watched.weighed.change;
            change.is_some_and(|change| anchor.is_none_or(|anchor| is_near(change.since, anchor, DATES_OF_ONE_CHANGE)))
        };
        if entries.iter().any(|(_, entry)| moved(entry)) {
            return Vec::new();
        }
        let still = |(of_records, entry): &(bool, Entry<'w, 'm>)| {
            let change = still(entry.watched, anchor)?;
            Some(Held { entry: *entry, does: Does::StandsStill, of_records: *of_records, change, q: 0.0, by_itself: false })
        };
        entries.iter().filter_map(still).collect()
    }

    /// Did the stories of all changes happen in the same place, or in places that lie in each other?
    fn is_one_place(&self, found: &Found<'_, 'w, 'm>) -> bool {
        let stories: Vec<(usize, &'w Watched<'m>)> = found.held.iter().filter_map(|held| held.entry.story).collect();
        let are_one =
            |left: &(usize, &'w Watched<'m>), right: &(usize, &'w Watched<'m>)| left.0 == right.0 || self.is_nested(left.1, right.1);
        stories.iter().all(|left| stories.iter().all(|right| are_one(left, right)))
            && stories.iter().all(|(_, told)| found.held.first().is_none_or(|held| self.is_nested(told, held.entry.watched)))
    }

    fn is_nested(&self, left: &'w Watched<'m>, right: &'w Watched<'m>) -> bool {
        let map = self.look.map;
        holds(left, right) || holds(right, left) || map.mostly_holds(left, right) || map.mostly_holds(right, left)
    }

    /// Rules that hold, the fullest first, become signals; what belongs to a story that is told already stands with it.
    fn told(&self, mut found: Vec<Found<'_, 'w, 'm>>) -> Vec<Signal> {
        let stories = self.look.stories;
        found.sort_by(|left, right| {
            (right.moved(), right.at_home(), right.within_home(), right.held.len())
                .cmp(&(left.moved(), left.at_home(), left.within_home(), left.held.len()))
                .then(left.q.total_cmp(&right.q))
                .then_with(|| left.rule.id.cmp(&right.rule.id))
                .then_with(|| left.place().cmp(right.place()))
        });
        let mut told: Vec<(&Found<'_, 'w, 'm>, Vec<String>)> = Vec::new();
        for one in &found {
            match told.iter_mut().find(|(known, _)| self.is_same(known, one)) {
                None => told.push((one, Vec::new())),
                Some((known, also_fits)) => {
                    if known.rule.id != one.rule.id && !also_fits.contains(&one.rule.id) {
                        also_fits.push(one.rule.id.clone());
                    }
                }
            }
        }
        let mut absorbed: BTreeSet<usize> = BTreeSet::new();
        let mut signals: Vec<Signal> = Vec::new();
        for (one, also_fits) in told {
            let (within, beside): (BTreeSet<usize>, BTreeSet<usize>) =
                one.stories().partition(|number| stories.get(*number).is_some_and(|story| self.is_of(story, one)));
            let own: Vec<&Signal> = within
                .iter()
                .filter(|number| !absorbed.contains(number))
                .filter_map(|number| Some(&stories.get(*number)?.signal))
                .collect();
            let linked = beside.iter().filter_map(|number| Some(stories.get(*number)?.signal.id.clone())).collect();
            signals.push(self.signal(one, &own, Conflict { rule: Arc::clone(one.rule), parts: one.parts(), also_fits, linked }));
            absorbed.extend(within);
        }
        let rest = stories.iter().enumerate().filter(|(number, _)| !absorbed.contains(number)).map(|(_, story)| story.signal.clone());
        rest.chain(signals).collect()
    }

    /// Is a story told with a conflict? It is, when it happened in that very place and is about its metrics: one of them leads it,
    /// or several belong to it. Others keep their own signal, which the conflict names.
    fn is_of(&self, story: &Story<'w, 'm>, found: &Found<'_, 'w, 'm>) -> bool {
        let here = found.anywhere();
        let moved = || found.held.iter().filter(|held| held.does.is_move());
        let is_led = moved().any(|held| held.entry.watched.metric.id == story.signal.metric);
        let belong = moved().filter(|held| story.covers.iter().any(|(watched, ..)| std::ptr::eq(*watched, held.entry.watched))).count();
        let map = self.look.map;
        let is_here = here.place == story.told.place || map.mostly_holds(here, story.told) && map.mostly_holds(story.told, here);
        (is_led || belong > 1) && is_here
    }

    /// Is it the same story as one that is told: a change in common, or the same rule around it at the same time?
    fn is_same(&self, known: &Found<'_, 'w, 'm>, one: &Found<'_, 'w, 'm>) -> bool {
        let known_stories: BTreeSet<usize> = known.stories().collect();
        let has_common_story = one.stories().any(|number| known_stories.contains(&number));
        let is_around = self.is_nested(known.anywhere(), one.anywhere());
        let is_same_time = is_near(one.lead().change.since, known.lead().change.since.start, DATES_OF_ONE_CHANGE);
        has_common_story || (known.rule.id == one.rule.id && is_around && is_same_time)
    }

    fn signal(&self, found: &Found<'_, 'w, 'm>, own: &[&Signal], conflict: Conflict) -> Signal {
        // What was told before is told on, of the same metric: the one with the weightiest story.
        let weightiest = own.iter().max_by(|left, right| left.weight.total_cmp(&right.weight));
        let of_story = weightiest.and_then(|signal| found.held.iter().find(|held| held.entry.watched.metric.id == signal.metric));
        let lead = of_story.filter(|held| held.does.is_move()).unwrap_or_else(|| found.lead());
        let watched = lead.entry.watched;
        let of_lead = watched.weighed.verdict.better().filter(|_| lead.does.is_move() && !lead.of_records);
        let better = conflict.rule.reading.better().or(of_lead);
        let whole = self.look.map.get(&watched.metric.id, &[]);
        let share_of_records = whole.map_or(1.0, |whole| if whole.records() > 0.0 { watched.records() / whole.records() } else { 1.0 });
        let is_part = |metric: &str| conflict.parts.iter().any(|part| part.metric == metric);
        let mut also: Vec<Also> = Vec::new();
        for signal in own {
            let Signal { metric, scope, change, better, .. } = *signal;
            also.extend((!is_part(metric)).then(|| Also {
                metric: metric.clone(),
                scope: scope.clone(),
                change: *change,
                better: *better,
            }));
            also.extend(signal.also.iter().filter(|also| !is_part(&also.metric)).cloned());
        }
        let seen_in: Vec<Seen> =
            own.iter().filter(|signal| signal.metric == watched.metric.id).flat_map(|signal| signal.seen_in.clone()).collect();
        let verdict = if lead.change.effect > 0.0 { Verdict::SignalUp { better } } else { Verdict::SignalDown { better } };
        let own_weight = weight(&verdict, &lead.change, watched.per) * share_of_records.clamp(0.0, 1.0).sqrt();
        let at: Vec<String> = watched.place.iter().map(|(dimension, value)| format!("{dimension}={value}")).collect();
        Signal {
            id: format!("{}:{}:{}", Kind::Conflict.name(), conflict.rule.id, at.join(";")),
            kind: Kind::Conflict,
            metric: watched.metric.id.clone(),
            scope: watched.scope(),
            change: lead.change,
            better,
            q: found.q.min(1.0),
            weight: own.iter().map(|signal| signal.weight).fold(own_weight, f64::max),
            share_of_records,
            share_of_change: own.iter().find(|signal| signal.metric == watched.metric.id).and_then(|signal| signal.share_of_change),
            against: None,
            seen_in: seen_in.into_iter().filter(|seen| seen.scope != watched.scope()).collect(),
            also,
            conflict: Some(conflict),
            finding: None,
            benchmark: None,
        }
    }
}

impl<'w, 'm> Found<'_, 'w, 'm> {
    fn moved(&self) -> usize {
        self.held.iter().filter(|held| held.does.is_move()).count()
    }

    /// Changes that are told of this very place.
    fn at_home(&self) -> usize {
        self.told().filter(|(here, told)| here.place == told.place).count()
    }

    /// Changes that are told of a place that holds this one.
    fn within_home(&self) -> usize {
        self.told().filter(|(here, told)| holds(told, here)).count()
    }

    fn told(&self) -> impl Iterator<Item = (&'w Watched<'m>, &'w Watched<'m>)> {
        self.held.iter().filter_map(|held| Some((held.entry.watched, held.entry.story?.1)))
    }

    /// Numbers of the stories of its changes.
    fn stories(&self) -> impl Iterator<Item = usize> {
        self.held.iter().filter(|held| held.does.is_move()).filter_map(|held| Some(held.entry.story?.0))
    }

    /// What is told first: the change that stands out most; a level where nothing moved.
    fn lead(&self) -> &Held<'w, 'm> {
        let rank = |held: &Held<'w, 'm>| (held.does.is_move(), !held.of_records, held.does.is_state());
        let plainer = |best: &'_ Held<'w, 'm>, held: &'_ Held<'w, 'm>| {
            rank(held) > rank(best) || rank(held) == rank(best) && held.change.effect_sigmas.abs() > best.change.effect_sigmas.abs()
        };
        let mut lead = &self.held[0];
        for held in &self.held {
            if plainer(lead, held) {
                lead = held;
            }
        }
        lead
    }

    fn anywhere(&self) -> &'w Watched<'m> {
        self.lead().entry.watched
    }

    fn place(&self) -> &[(String, String)] {
        &self.anywhere().place
    }

    fn parts(&self) -> Vec<Holds> {
        let part = |held: &Held<'w, 'm>| Holds {
            metric: held.entry.watched.metric.id.clone(),
            of_records: held.of_records,
            does: held.does,
            change: held.change,
            better: held.entry.watched.weighed.verdict.better().filter(|_| held.does.is_move() && !held.of_records),
            q: (held.does != Does::StandsStill).then_some(held.q),
        };
        self.held.iter().map(part).collect()
    }
}

/// Does a period lie within so many days of a date? Longer periods begin earlier than what happened in them.
fn is_near(period: Period, date: Date, days: u32) -> bool {
    let days = i64::from(days).days();
    period.start.saturating_sub(days) <= date && date < period.end().saturating_add(days)
}

/// How often a stable series shows a change as plain as this one at about this date: as often as at any date, times the share of
/// the dates that lie near. 1 without such a change.
fn chance_near(watched: &Watched<'_>, date: Date) -> f64 {
    let Some(change) = watched.weighed.change.filter(|change| is_near(change.since, date, DATES_OF_ONE_CHANGE)) else { return 1.0 };
    let days = 365.25 / watched.per.per_year();
    let near = 1.0 + 2.0 * f64::from(DATES_OF_ONE_CHANGE) / days;
    let all = (watched.weighed.judged.len() as f64 - LEAST_BEFORE).max(1.0);
    change.p_value() * (near / all).min(1.0)
}

/// Does a change come so many days after another? The dates of both have an interval.
fn is_after(first: Date, period: Period, [from, to]: [u32; 2]) -> bool {
    let earliest = first.saturating_add((i64::from(from) - i64::from(DATES_OF_ONE_CHANGE)).days());
    period.end() > earliest && period.start <= first.saturating_add(i64::from(to).days())
}

/// A level since its latest change beside a value: the gap, and the p-value of a level as far on that side if it were the value.
fn beside(watched: &Watched<'_>, value: f64, is_above: bool) -> Option<(Change, f64)> {
    let judged = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some());
    let since = watched.weighed.change.map(|change| change.since);
    let now = judged.clone().filter(|point| since.is_none_or(|since| point.period >= since));
    let count = now.clone().count();
    let level = level_of(watched.metric, now.clone());
    let sigma = watched.weighed.sigma.filter(|_| count > 0 && level.is_finite())?;
    let spread = StudentT::new((watched.weighed.judged.len() as f64 - PARAMETERS).max(1.0))?;
    let error = error(watched, sigma, 1.0 / count as f64);
    let gap = Level { since: now.clone().next()?.period, points: count, value: level, sigma, error }.beside(value, &spread);
    Some((gap, spread.survival(if is_above { gap.effect } else { -gap.effect } / error)))
}

/// What a series can have moved by at a date (its latest points where there is none), when that is next to nothing.
fn still(watched: &Watched<'_>, anchor: Option<Date>) -> Option<Change> {
    let judged: Vec<&Point> = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some()).collect();
    let date = match anchor {
        Some(anchor) => anchor,
        None => judged.get(judged.len().checked_sub(LATELY)?)?.period.start,
    };
    let (before, after) = sides(watched, date);
    let sigma = watched.weighed.sigma.filter(|_| !before.is_empty() && !after.is_empty())?;
    let spread = StudentT::new((watched.weighed.judged.len() as f64 - PARAMETERS).max(1.0))?;
    let (old, new) = (level_of(watched.metric, before.iter().copied()), level_of(watched.metric, after.iter().copied()));
    let error = error(watched, sigma, 1.0 / before.len() as f64 + 1.0 / after.len() as f64);
    let effect = new - old;
    let margin = spread.t_for(STILL_CONFIDENCE) * error;
    let most = STILL_WITHIN_SIGMAS * sigma;
    (effect - margin > -most && effect + margin < most).then(|| Change {
        since: after.first().map_or(judged[0].period, |point| point.period),
        within: None,
        course: Course::Step,
        points: after.len() as u32,
        before: old,
        after: new,
        effect,
        low: effect - margin,
        high: effect + margin,
        effect_sigmas: effect / sigma,
        surprise: effect.abs() / error,
    })
}

/// Standard error of a level (or a difference of levels) of points with this sum of reciprocal counts, with AR(1) noise.
fn error(watched: &Watched<'_>, sigma: f64, reciprocals: f64) -> f64 {
    let kept = watched.weighed.autocorrelation;
    sigma * (reciprocals * (1.0 + kept) / (1.0 - kept)).sqrt()
}

#[cfg(test)]
mod tests;
