//! What is compared: the series of the part where something was done, and of comparable parts that nobody touched.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::actions::Action;
use crate::ask::{Cell, Missing, Tally};
use crate::catalogue::Metric;
use crate::measure::{Cut, Point, is_mergeable};
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::{Asked, Error, Ground, Rower, View, ask_all};

/// More parts are not compared: the largest ones tell most.
const MOST_CONTROLS: usize = 20;
/// With more combinations of dimension values, untouched parts are not looked for.
const MOST_COMBINATIONS: u64 = 2_000;

/// The parts of the service that an action's metric is compared over.
pub(super) struct Gathered {
    /// The part where something was done, period by period.
    pub treated: Vec<Point>,
    /// Untouched parts, over the same periods.
    pub others: Vec<Other>,
    /// Parts that another action touched, with its id.
    pub touched: Vec<(Scope, String)>,
    /// Why there are no records, when the lake said so.
    pub missing: Option<Missing>,
}

/// An untouched part.
pub(super) struct Other {
    pub scope: Scope,
    pub points: Vec<Point>,
}

/// The answers for all actions of one cut.
pub(super) struct Answers<'m> {
    by: Vec<String>,
    asked: Vec<Asked<'m>>,
}

impl<'m> Answers<'m> {
    /// Asks for some metrics over the dimensions of a scope; those whose records lack one of them are left out.
    pub(super) fn ask(rower: &Rower<'_>, metrics: &[&'m Metric], by: &[String]) -> Result<Self, Error> {
        let carried: Vec<&'m Metric> = metrics.iter().copied().filter(|metric| lacks(rower.ground, metric, by).is_none()).collect();
        let asked = if carried.is_empty() { Vec::new() } else { ask_all(rower, &carried, by)?.1 };
        Ok(Self { by: by.to_vec(), asked })
    }

    pub(super) fn dimensions(&self) -> &[String] {
        &self.by
    }

    /// The series of an action, cut to the days that matter for it; `None` when its metric was not asked for.
    pub(super) fn of(&self, rower: &Rower<'_>, metric: &Metric, action: &Action, actions: &[Action]) -> Result<Option<Gathered>, Error> {
        let Some((_, stretch, measured)) = self.asked.iter().find(|(known, ..)| known.id == metric.id) else { return Ok(None) };
        let mut treated: Vec<&Cell> = Vec::new();
        let mut others: BTreeMap<(usize, String), Vec<&Cell>> = BTreeMap::new();
        for cell in &measured.cells {
            let Some(values) = cell.dims.iter().map(Option::as_deref).collect::<Option<Vec<&str>>>() else { continue };
            let differ: Vec<usize> = (0..values.len())
                .filter(|&place| !action.scope.values(&self.by[place]).iter().any(|value| value == values[place]))
                .collect();
            match differ.as_slice() {
                [] => treated.push(cell),
                [place] => others.entry((*place, values[*place].to_owned())).or_default().push(cell),
                _ => {}
            }
        }
        let cut = if action.scope.is_whole() { Cut::Whole } else { Cut::Group };
        let series = |cells: &[&Cell]| {
            let merged = merged(cells);
            rower.points(metric, &merged.iter().collect::<Vec<_>>(), *stretch, cut)
        };
        let can_merge = is_mergeable(&metric.measure.statistic);
        let treated = if can_merge || is_single(&treated) { series(&treated) } else { alone(rower, metric, action)?.treated };
        let window = Window::of(&treated, action.started_on);
        let treated = window.cut(&treated);
        let mut found = Gathered { treated, others: Vec::new(), touched: Vec::new(), missing: measured.missing.clone() };
        let mut by_size: Vec<((usize, String), Vec<&Cell>)> = others.into_iter().collect();
        let size = |cells: &[&Cell]| cells.iter().map(|cell| cell.tally.n).sum::<f64>();
        by_size.sort_by(|one, other| size(&other.1).total_cmp(&size(&one.1)).then_with(|| one.0.cmp(&other.0)));
        for ((place, value), cells) in by_size {
            if found.others.len() == MOST_CONTROLS {
                break;
            }
            if !can_merge && !is_single(&cells) {
                continue;
            }
            let dimension = &self.by[place];
            let scope = action.scope.clone().without(dimension).with(dimension, value);
            let mut points = align(&series(&cells), &found.treated);
            match touch(action, actions, &scope, window.first()) {
                Touch::Never => {}
                Touch::Before(id) => {
                    found.touched.push((scope, id));
                    continue;
                }
                // Until it is touched itself it is as good a comparison as any.
                Touch::From(day) => {
                    for point in points.iter_mut().filter(|point| point.period.end() > day) {
                        point.value.value = None;
                    }
                }
            }
            found.others.push(Other { scope, points });
        }
        Ok(Some(found))
    }
}

/// The part by itself: its own question, and nothing to compare with.
pub(super) fn alone(rower: &Rower<'_>, metric: &Metric, action: &Action) -> Result<Gathered, Error> {
    let view = View { scope: action.scope.clone(), ..rower.view.clone() };
    let rower = Rower { world: rower.world, ground: rower.ground, view: &view };
    let (_, asked) = ask_all(&rower, &[metric], &[])?;
    let mut found = Gathered { treated: Vec::new(), others: Vec::new(), touched: Vec::new(), missing: None };
    if let Some((_, stretch, measured)) = asked.first() {
        let points = rower.points(metric, &measured.cells.iter().collect::<Vec<_>>(), *stretch, Cut::Group);
        found.treated = Window::of(&points, action.started_on).cut(&points);
        found.missing = measured.missing.clone();
    }
    Ok(found)
}

/// The dimension that the metric's records lack, if one is missing.
pub(super) fn lacks<'b>(ground: &Ground, metric: &Metric, by: &'b [String]) -> Option<&'b String> {
    let has = |kind: Kind, name: &String| {
        let inventory = ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
        // Without records of the kind it is the records that are missing, not the dimension.
        !kind.is_personal(name) && inventory.is_none_or(|inventory| inventory.dimensions.iter().any(|dimension| &dimension.name == name))
    };
    by.iter().find(|name| !metric.tables().into_iter().all(|kind| has(kind, name)))
}

/// Dimensions of a scope, by name, when their combinations are few enough to be looked through.
pub(super) fn cut(ground: &Ground, scope: &Scope) -> Option<Vec<String>> {
    let names: BTreeSet<String> = scope.iter().map(|(name, _)| name.to_owned()).collect();
    let size = |name: &String| {
        let dimensions = ground.inventory.kinds.iter().flat_map(|inventory| &inventory.dimensions);
        dimensions.filter(|dimension| &dimension.name == name).map(|dimension| dimension.different).max().unwrap_or(1)
    };
    let combinations = names.iter().map(size).fold(1_u64, u64::saturating_mul);
    (combinations <= MOST_COMBINATIONS).then(|| names.into_iter().collect())
}

/// Cells of the same period put together.
fn merged(cells: &[&Cell]) -> Vec<Cell> {
    let mut by_period: BTreeMap<crate::period::Period, Tally> = BTreeMap::new();
    for cell in cells {
        by_period.entry(cell.period).or_default().merge(&cell.tally);
    }
    by_period.into_iter().map(|(period, tally)| Cell { period, dims: Vec::new(), tally }).collect()
}

/// Is there one combination of values at most?
fn is_single(cells: &[&Cell]) -> bool {
    cells.windows(2).all(|pair| pair[0].dims == pair[1].dims)
}

/// The days that matter for an action: two years to either side.
struct Window {
    from: Date,
    to: Date,
}

impl Window {
    fn of(points: &[Point], started_on: Option<Date>) -> Self {
        let start = started_on.or(points.last().map(|point| point.period.start)).unwrap_or(Date::constant(1, 1, 1));
        let years = jiff::ToSpan::years(2_i64);
        Self { from: start.saturating_sub(years), to: start.saturating_add(years) }
    }

    fn first(&self) -> Date {
        self.from
    }

    fn cut(&self, points: &[Point]) -> Vec<Point> {
        points.iter().filter(|point| point.period.start >= self.from && point.period.start < self.to).cloned().collect()
    }
}

/// The points of a series at the periods of another.
fn align(points: &[Point], like: &[Point]) -> Vec<Point> {
    let by_period: BTreeMap<_, _> = points.iter().map(|point| (point.period, point)).collect();
    let nothing = |point: &Point| Point { value: crate::measure::Value::default(), tally: None, ..point.clone() };
    like.iter().map(|point| by_period.get(&point.period).map_or_else(|| nothing(point), |known| (*known).clone())).collect()
}

/// Was a part touched by another action that did not touch the first one alike?
enum Touch {
    Never,
    /// Before the action began, or at the same time: no comparison.
    Before(String),
    /// Only later.
    From(Date),
}

fn touch(action: &Action, actions: &[Action], scope: &Scope, window_from: Date) -> Touch {
    let Some(own) = action.started_on else { return Touch::Never };
    let is_other = |other: &&Action| other.id != action.id && other.concerns(scope) && !other.concerns(&action.scope);
    let mut starts: Vec<(Date, &Action)> = actions
        .iter()
        .filter(is_other)
        .filter_map(|other| Some((other.started_on?, other)))
        .filter(|(start, _)| *start >= window_from)
        .collect();
    starts.sort_by_key(|(start, _)| *start);
    match starts.first() {
        None => Touch::Never,
        Some((start, other)) if *start <= own => Touch::Before(other.id.clone()),
        Some((start, _)) => Touch::From(*start),
    }
}
