//! One metric: chart, guard, breakdown, formula with its latest numbers, records behind it.

use std::collections::BTreeMap;

use super::picture::{Ground, Known, Rower, Stretch, ask_all};
use super::{Error, Funnel, Row, View, World, funnel};
use crate::ask::{AskError, Cell, Measured, Part, RecordsQuestion, Tally};
use crate::catalogue::{Metric, Statistic};
use crate::judge::{Judgement, POINTS_NEEDED, weigh};
use crate::measure::{Cut, Hidden, Point, Protection, Value, is_mergeable, last_complete, merge_all};
use crate::period::Period;

/// Which metric's page, and how it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct MetricRequest<'a> {
    /// Id of the metric.
    pub metric: &'a str,
    /// The view; its `by` gives the breakdown.
    pub view: &'a View,
}

/// The page of one metric. Definition, texts, pitfalls and benchmarks are in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricPage {
    /// Chart, latest figure with numerator and denominator, verdict.
    pub row: Row,
    /// Version of the lake that answered.
    pub version: String,
    /// Up to when the records are known.
    pub watermark: Option<jiff::Timestamp>,
    /// Its guards: the metrics that must not get worse while this one gets better.
    pub counters: Vec<Row>,
    /// The breakdown asked for.
    pub breakdown: Option<Breakdown>,
    /// Dimensions that the metric can be broken down by, with the number of their values.
    pub dimensions: Vec<(String, u64)>,
    /// The records behind the latest figure; `None` when it rests on none.
    pub records: Option<RecordsBehind>,
}

/// Questions that open a number.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordsBehind {
    /// Records of the numerator.
    pub numerator: RecordsQuestion,
    /// Records of the base.
    pub denominator: RecordsQuestion,
    /// Records of the base that are not in the numerator; `None` where that means nothing.
    pub rest: Option<RecordsQuestion>,
}

impl RecordsBehind {
    /// The question for a part.
    pub fn part(&self, part: Part) -> Option<&RecordsQuestion> {
        match part {
            Part::Numerator => Some(&self.numerator),
            Part::Denominator => Some(&self.denominator),
            Part::Rest => self.rest.as_ref(),
        }
    }
}

/// A metric by the values of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    /// The dimension.
    pub dimension: String,
    /// Its values by name, the unknown one last; at most [`Breakdown::MOST_GROUPS`].
    pub groups: Vec<Group>,
    /// Groups that were left out because there are too many.
    pub left_out: usize,
    /// The groups around the whole; `None` where the statistic cannot be pooled.
    pub funnel: Option<Funnel>,
}

impl Breakdown {
    /// How many small multiples a page can carry.
    pub const MOST_GROUPS: usize = 24;
}

/// One group of a breakdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Value of the dimension; `None` = unknown.
    pub name: Option<String>,
    /// Value over the complete periods shown, where it can be pooled; the last complete one otherwise.
    pub value: Value,
    /// Chart and verdict, with the autocorrelation pooled over the groups.
    pub judgement: Judgement,
}

/// Makes the page of a metric: one question for the whole and its guards, one for the breakdown.
pub fn metric_page(world: World<'_>, request: MetricRequest<'_>) -> Result<MetricPage, Error> {
    let unknown = || AskError::UnknownMetric { name: request.metric.to_owned(), nearest: world.catalogue.nearest(request.metric) };
    let metric = world.catalogue.get(request.metric).ok_or_else(unknown)?;
    let ground = Ground::new(&world)?;
    let rower = Rower { world: &world, ground: &ground, view: request.view };
    let mut metrics = vec![metric];
    // A guard whose records do not know the part that is looked at says nothing of it.
    let knows_the_part = |counter: &&Metric| request.view.scope.iter().all(|(dimension, _)| ground.carries(counter, dimension));
    for counter in metric.counter.iter().filter_map(|id| world.catalogue.get(id)).filter(knows_the_part) {
        if metrics.iter().all(|known| known.id != counter.id) {
            metrics.push(counter);
        }
    }
    let (version, measured) = ask_all(&rower, &metrics, &[])?;
    let mut rows: Vec<Row> = measured.iter().map(|(metric, stretch, measured)| rower.row(metric, measured, *stretch)).collect();
    let position = rows.iter().position(|row| row.metric == metric.id);
    let row =
        position.map(|position| rows.remove(position)).ok_or_else(|| AskError::Engine(format!("the lake left out “{}”.", metric.id)))?;
    let breakdown = match &request.view.by {
        Some(by) => Some(breakdown(&rower, metric, by)?),
        None => None,
    };
    let records = row.latest.map(|latest| records(metric, request.view, latest.period));
    Ok(MetricPage {
        version,
        watermark: ground.watermark,
        counters: rows,
        breakdown,
        dimensions: dimensions(&ground, metric),
        records,
        row,
    })
}

/// Dimensions of the metric's table with a number of values that a page can carry.
fn dimensions(ground: &Ground, metric: &Metric) -> Vec<(String, u64)> {
    let kind = metric.measure.table;
    let found = ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
    let dimensions = found.map(|inventory| inventory.dimensions.as_slice()).unwrap_or_default();
    let is_usable =
        |name: &str, different: u64| !kind.is_personal(name) && (2..=crate::ask::Dimension::MOST_VALUES as u64).contains(&different);
    dimensions
        .iter()
        .filter(|dimension| is_usable(&dimension.name, dimension.different))
        .map(|dimension| (dimension.name.clone(), dimension.different))
        .collect()
}

fn records(metric: &Metric, view: &View, period: Period) -> RecordsBehind {
    let question =
        |part: Part| RecordsQuestion { metric: metric.id.clone(), period, scope: view.scope.clone(), part, offset: 0, limit: 100 };
    // Only where the numerator is a part of the base does the rest mean anything.
    let has_rest = matches!(metric.measure.statistic, Statistic::Share { .. } | Statistic::Net { .. });
    RecordsBehind {
        numerator: question(Part::Numerator),
        denominator: question(Part::Denominator),
        rest: has_rest.then(|| question(Part::Rest)),
    }
}

/// One group's cells, in the order of names; the unknown group comes last.
type Cells<'a> = BTreeMap<(bool, Option<String>), Vec<&'a Cell>>;

fn breakdown(rower: &Rower<'_>, metric: &Metric, by: &str) -> Result<Breakdown, Error> {
    if metric.measure.table.is_personal(by) {
        return Err(AskError::Personal { name: by.to_owned() }.into());
    }
    let (_, measured) = ask_all(rower, &[metric], std::slice::from_ref(&by.to_owned()))?;
    let Some((_, stretch, measured)) = measured.into_iter().next() else {
        return Ok(Breakdown { dimension: by.to_owned(), groups: Vec::new(), left_out: 0, funnel: None });
    };
    let mut cells: Cells<'_> = BTreeMap::new();
    for cell in &measured.cells {
        let name = cell.dims.first().cloned().flatten();
        cells.entry((name.is_none(), name)).or_default().push(cell);
    }
    let left_out = keep_largest(&mut cells);
    let hidden = complementary(rower, metric, &cells);
    let series: Vec<(Option<String>, Vec<Point>)> = cells
        .iter()
        .map(|((_, name), cells)| {
            let mut points = rower.points(metric, cells, stretch, Cut::Group);
            for point in &mut points {
                if hidden.contains(&(name.clone(), point.period)) {
                    point.value = Value { n: point.value.n, hidden: Some(Hidden::Complementary), ..Value::default() };
                    point.tally = None;
                }
            }
            (name.clone(), points)
        })
        .collect();
    let pooled_autocorrelation = autocorrelation(rower, metric, &series, stretch, &measured);
    let wholes: Vec<Option<Tally>> = series.iter().map(|(_, points)| whole(metric, points, stretch)).collect();
    let protection = Protection::from(rower.world.settings);
    let known: Vec<&Tally> = wholes.iter().flatten().collect();
    let mut shown = protection.shown_groups(metric, &known).into_iter();
    let mut groups = Vec::with_capacity(series.len());
    let mut of_funnel: Vec<(Option<String>, Tally, Value)> = Vec::new();
    for ((name, points), whole) in series.into_iter().zip(&wholes) {
        let value = match whole {
            Some(whole) => {
                let value = shown.next().unwrap_or_default();
                of_funnel.push((name.clone(), *whole, value));
                value
            }
            None => {
                last_complete(&points).map(|point| point.value).unwrap_or(Value { hidden: Some(Hidden::NoRecords), ..Value::default() })
            }
        };
        let known = Known { missing: measured.missing.as_ref(), autocorrelation: pooled_autocorrelation };
        let judgement = rower.judgement(metric, &points, stretch, known);
        groups.push(Group { name, value, judgement });
    }
    Ok(Breakdown { dimension: by.to_owned(), groups, left_out, funnel: funnel(metric, &of_funnel) })
}

/// Drops the groups with the fewest records beyond what a page can carry, and tells how many.
fn keep_largest(cells: &mut Cells<'_>) -> usize {
    let left_out = cells.len().saturating_sub(Breakdown::MOST_GROUPS);
    if left_out > 0 {
        let mut sizes: Vec<(f64, (bool, Option<String>))> =
            cells.iter().map(|(key, cells)| (cells.iter().map(|cell| cell.tally.n).sum::<f64>(), key.clone())).collect();
        sizes.sort_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(&left.1)));
        for (_, key) in sizes.iter().take(left_out) {
            cells.remove(key);
        }
    }
    left_out
}

/// Groups and periods that the others would give away.
fn complementary(rower: &Rower<'_>, metric: &Metric, cells: &Cells<'_>) -> Vec<(Option<String>, Period)> {
    let protection = Protection::from(rower.world.settings);
    let mut by_period: BTreeMap<Period, Vec<(&Option<String>, &Tally)>> = BTreeMap::new();
    for ((_, name), cells) in cells {
        for cell in cells {
            by_period.entry(cell.period).or_default().push((name, &cell.tally));
        }
    }
    let mut hidden = Vec::new();
    for (period, groups) in by_period {
        let tallies: Vec<&Tally> = groups.iter().map(|(_, tally)| *tally).collect();
        let values = protection.shown_groups(metric, &tallies);
        let given_away = groups.iter().zip(values).filter(|(_, value)| value.hidden == Some(Hidden::Complementary));
        hidden.extend(given_away.map(|((name, _), _)| ((*name).clone(), period)));
    }
    hidden
}

/// Autocorrelation over the groups of one metric: the median of their own, from three groups on.
fn autocorrelation(
    rower: &Rower<'_>,
    metric: &Metric,
    series: &[(Option<String>, Vec<Point>)],
    stretch: Stretch,
    measured: &Measured,
) -> Option<f64> {
    let known = Known { missing: measured.missing.as_ref(), ..Known::default() };
    let weighed = series.iter().map(|(_, points)| weigh(&rower.request(metric, points, stretch, known)));
    let mut own: Vec<f64> =
        weighed.filter(|weighed| weighed.judged.len() >= POINTS_NEEDED).map(|weighed| weighed.autocorrelation).collect();
    own.sort_by(f64::total_cmp);
    (own.len() >= 3).then(|| own[own.len() / 2])
}

/// A group's sums over the complete points shown; `None` where the statistic cannot be pooled.
fn whole(metric: &Metric, points: &[Point], stretch: Stretch) -> Option<Tally> {
    if !is_mergeable(&metric.measure.statistic) {
        return None;
    }
    let is_shown = |point: &&Point| point.is_complete() && stretch.show_from.is_none_or(|day| point.period.end() > day);
    let tallies: Vec<Tally> = points.iter().filter(is_shown).filter_map(|point| point.tally).collect();
    if tallies.iter().any(|tally| tally.direct.is_some()) {
        return None;
    }
    Some(merge_all(&tallies))
}
