//! What is watched: every metric over the whole service, over each value of each dimension, and over pairs of them.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;

use super::aside::{self, Asides};
use super::people::is_of_staff;
use crate::ask::{Cell, Missing, Question};
use crate::catalogue::{Metric, Statistic};
use crate::judge::{Judgement, USUAL_AUTOCORRELATION, USUAL_WEIGHT, Weighed, judge, own_autocorrelation, weigh};
use crate::measure::{Cut, Point};
use crate::period::Granularity;
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::{Error, Ground, Known, Rower, Stretch, View, World, question_of};

/// A dimension with more values is a list of things rather than parts of a service.
const MOST_VALUES: u64 = 60;
/// Pairs of dimensions with more combinations are not watched: hardly any of them has records enough.
const MOST_COMBINATIONS: u64 = 600;

/// Everything watched.
pub(super) struct Watch<'m> {
    pub version: String,
    pub watermark: Option<Timestamp>,
    pub series: Vec<Watched<'m>>,
    pub left_out: Vec<String>,
}

/// One metric over one part of the service.
pub(super) struct Watched<'m> {
    pub metric: &'m Metric,
    /// Dimensions and values, in the order of the dimensions' names; empty = the whole.
    pub place: Vec<(String, String)>,
    pub per: Granularity,
    pub points: Vec<Point>,
    pub weighed: Weighed,
    /// What it did beside its level.
    pub asides: Asides,
    /// The series' own, neither shrunk nor pooled.
    pub own_autocorrelation: Option<f64>,
    /// The chart of the whole of a metric that has a target.
    pub beside_target: Option<Judgement>,
}

impl Watched<'_> {
    pub(super) fn depth(&self) -> usize {
        self.place.len()
    }

    pub(super) fn scope(&self) -> Scope {
        self.place.iter().fold(Scope::whole(), |scope, (dimension, value)| scope.with(dimension, value))
    }

    /// Records of all complete points.
    pub(super) fn records(&self) -> f64 {
        self.points.iter().filter(|point| point.is_complete()).map(|point| point.value.n).sum()
    }
}

/// Asks for everything and judges it.
pub(super) fn collect<'m>(world: &World<'m>, ground: &Ground) -> Result<Watch<'m>, Error> {
    // All metrics at their own rhythm: weeks, or months and quarters where records are rare.
    let view = View { all_metrics: true, ..View::default() };
    let rower = Rower { world, ground, view: &view };
    let (cuts, left_out) = cuts(ground);
    let mut watch = Watch { version: ground.inventory.version.clone(), watermark: ground.watermark, series: Vec::new(), left_out };
    // Everything is asked at once, so that the lake goes through the records once; but each answer is fetched, judged and forgotten by
    // itself: all cells of all series would take more memory than the records.
    let mut asked: Vec<(&'m Metric, Stretch)> = Vec::new();
    let mut questions: Vec<Question> = Vec::new();
    for by in std::iter::once(&Vec::new()).chain(&cuts) {
        for metric in world.catalogue.iter().filter(|metric| !is_of_staff(metric) && carries(ground, metric, by)) {
            let (stretch, question) = question_of(&rower, metric, by);
            asked.push((metric, stretch));
            questions.push(question);
        }
    }
    let answers = world.ask.together(&questions)?;
    let look = |index: usize, of_wholes: &HashMap<&'m str, f64>| -> Result<Vec<Watched<'m>>, Error> {
        let ((metric, stretch), by) = (asked[index], &questions[index].by);
        let answer = answers.get(index)?;
        let Some(measured) = answer.measured.iter().find(|measured| measured.metric == metric.id) else { return Ok(Vec::new()) };
        let series = parts(&rower, (metric, stretch), &measured.cells, by);
        Ok(judged(&rower, (metric, stretch), measured.missing.as_ref(), series, of_wholes.get(metric.id.as_str()).copied()))
    };
    // The whole first: its parts start from what it tells of the metric's autocorrelation.
    let (wholes, of_parts): (Vec<usize>, Vec<usize>) = (0..questions.len()).partition(|index| questions[*index].by.is_empty());
    let mut of_wholes: HashMap<&'m str, f64> = HashMap::new();
    for found in on_all_cores(&wholes, |index| look(*index, &of_wholes)) {
        watch.series.extend(found?);
    }
    of_wholes.extend(watch.series.iter().filter_map(|whole| Some((whole.metric.id.as_str(), whole.own_autocorrelation?))));
    for found in on_all_cores(&of_parts, |index| look(*index, &of_wholes)) {
        watch.series.extend(found?);
    }
    Ok(watch)
}

/// Works on every item, as many at a time as the machine has cores; results in the order of the items.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || -> Vec<(usize, R)> {
        std::iter::from_fn(|| {
            let index = next.fetch_add(1, Ordering::Relaxed);
            Some((index, work(items.get(index)?)))
        })
        .collect()
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(share)).collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Each dimension, and pairs of dimensions; and the dimensions that are left out.
fn cuts(ground: &Ground) -> (Vec<Vec<String>>, Vec<String>) {
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut left_out = Vec::new();
    for inventory in &ground.inventory.kinds {
        for dimension in &inventory.dimensions {
            if inventory.kind.is_personal(&dimension.name) || dimension.different < 2 {
                continue;
            }
            let size = sizes.entry(&dimension.name).or_default();
            *size = (*size).max(dimension.different);
        }
    }
    sizes.retain(|name, size| {
        let is_part = *size <= MOST_VALUES;
        if !is_part {
            left_out.push((*name).to_owned());
        }
        is_part
    });
    let mut cuts: Vec<Vec<String>> = sizes.keys().map(|name| vec![(*name).to_owned()]).collect();
    for (first, (one, one_size)) in sizes.iter().enumerate() {
        for (other, other_size) in sizes.iter().skip(first + 1) {
            if one_size * other_size <= MOST_COMBINATIONS {
                cuts.push(vec![(*one).to_owned(), (*other).to_owned()]);
            }
        }
    }
    (cuts, left_out)
}

/// Have the records of all tables of the metric these dimensions? Agreement and survival are worked out by resampling, cell by
/// cell, and pairs of dimensions leave them too few records to say anything: they are watched over single dimensions.
fn carries(ground: &Ground, metric: &Metric, by: &[String]) -> bool {
    let has = |kind: Kind, name: &String| {
        let inventory = ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
        inventory.is_some_and(|inventory| inventory.dimensions.iter().any(|dimension| &dimension.name == name))
    };
    let is_resampled = matches!(metric.measure.statistic, Statistic::Agreement { .. } | Statistic::Survival { .. });
    (by.len() < 2 || !is_resampled) && by.iter().all(|name| metric.tables().into_iter().all(|kind| has(kind, name)))
}

type Part = (Vec<(String, String)>, Vec<Point>);

/// The series of each part; records whose part is unknown belong to none.
fn parts(rower: &Rower<'_>, (metric, stretch): (&Metric, Stretch), cells: &[Cell], by: &[String]) -> Vec<Part> {
    let mut groups: BTreeMap<Vec<String>, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        if let Some(values) = cell.dims.iter().cloned().collect::<Option<Vec<String>>>() {
            groups.entry(values).or_default().push(cell);
        }
    }
    let cut = if by.is_empty() { Cut::Whole } else { Cut::Group };
    let part = |(values, cells): (Vec<String>, Vec<&Cell>)| {
        let points = rower.points(metric, &cells, stretch, cut);
        (by.iter().cloned().zip(values).collect(), points)
    };
    groups.into_iter().map(part).collect()
}

/// Judges the series of one metric and cut, each with the autocorrelation of all of them: one series is too short to tell.
fn judged<'m>(
    rower: &Rower<'_>,
    (metric, stretch): (&'m Metric, Stretch),
    missing: Option<&Missing>,
    series: Vec<Part>,
    of_whole: Option<f64>,
) -> Vec<Watched<'m>> {
    let known = Known { missing, autocorrelation: None };
    let own: Vec<Option<(usize, f64)>> =
        series.iter().map(|(_, points)| own_autocorrelation(&rower.request(metric, points, stretch, known))).collect();
    // Small parts have more sampling noise and so less autocorrelation than the whole: each cut pools its own, and starts
    // from half of what the whole has.
    let usual = of_whole.map_or(USUAL_AUTOCORRELATION, |own| 0.5 * own).max(0.0);
    let (weight, sum) = own.iter().flatten().fold((USUAL_WEIGHT, USUAL_WEIGHT * usual), |(weight, sum), (points, own)| {
        let points = *points as f64;
        (weight + points, sum + points * own)
    });
    let known = Known { missing, autocorrelation: (series.len() > 1).then_some((sum / weight).max(0.0)) };
    let target = rower.world.settings.targets.get(&metric.id);
    let watched = |((place, points), own): (Part, Option<(usize, f64)>)| {
        let request = rower.request(metric, &points, stretch, known);
        let weighed = weigh(&request);
        let asides = aside::look(&request, &weighed, &place, &rower.ground.calendars);
        let beside_target = target.filter(|_| place.is_empty()).map(|_| judge(&request));
        Watched { metric, place, per: stretch.per, weighed, asides, own_autocorrelation: own.map(|(_, own)| own), beside_target, points }
    };
    series.into_iter().zip(own).map(watched).collect()
}
