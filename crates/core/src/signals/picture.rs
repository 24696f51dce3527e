//! What a page needs of a signal without asking the records again: the small chart beside it, and how large it is.

use serde::{Deserialize, Serialize};

use super::impact::{Impact, Price, Size, impact};
use super::{Kind, Signal, people};
use crate::catalogue::Metric;
use crate::judge::{Change, ChartPoint, Course};
use crate::period::Period;
use crate::records::Kind as RecordKind;
use crate::situation::{Error, Ground, Row, Rower, View, World, ask_all};

/// The chart of a signal, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The points, in the order of time.
    pub points: Vec<PicturePoint>,
    /// The target, in the metric's unit.
    pub target: Option<f64>,
    /// The last complete period with a value: the one whose records are worth opening.
    pub latest: Option<Period>,
    /// How large the signal is.
    pub impact: Impact,
}

/// One point of the chart. Numbers are in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PicturePoint {
    /// The period.
    pub period: Period,
    /// Records in the base.
    pub n: f64,
    /// The value; `None` where there is none or it is hidden.
    pub value: Option<f64>,
    /// Centre line.
    pub centre: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Number of the phase.
    pub phase: u32,
    /// Is the period whole?
    pub is_complete: bool,
}

/// Draws what a signal tells of. `None` when the catalogue does not know its metric, or the lake left it out.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn picture(world: World<'_>, signal: &Signal, price: Option<Price>) -> Result<Option<Picture>, Error> {
    let Some(metric) = world.catalogue.get(&signal.metric) else { return Ok(None) };
    if signal.metric == people::LEAVERS && signal.kind == Kind::People {
        return Ok(Some(of_leavers(people::months(&world, &Ground::new(&world)?, signal)?)));
    }
    let view = View { scope: signal.scope.clone(), ..View::default() };
    Ok(row(world, metric, &view)?.map(|row| of_row(metric, signal, &row, price)))
}

/// One metric over one part of the service, without its guards and its breakdown.
fn row(world: World<'_>, metric: &Metric, view: &View) -> Result<Option<Row>, Error> {
    let ground = Ground::new(&world)?;
    let rower = Rower { world: &world, ground: &ground, view };
    let (_, asked) = ask_all(&rower, &[metric], &[])?;
    Ok(asked.first().map(|(metric, stretch, measured)| rower.row(metric, measured, *stretch)))
}

fn of_row(metric: &Metric, signal: &Signal, row: &Row, price: Option<Price>) -> Picture {
    let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
    let point = |point: &ChartPoint| PicturePoint {
        period: point.period,
        n: if point.value.n.is_finite() { point.value.n } else { 0.0 },
        value: finite(point.value.value),
        centre: finite(point.centre),
        lower: finite(point.lower),
        upper: finite(point.upper),
        phase: point.phase,
        is_complete: point.is_complete(),
    };
    let mut points: Vec<PicturePoint> = row.judgement.points.iter().map(point).collect();
    draw_drift(&mut points, &signal.change);
    let since: Vec<f64> = points
        .iter()
        .filter(|point| point.is_complete && point.value.is_some() && point.period.start >= signal.change.since.start)
        .map(|point| point.n)
        .collect();
    let n = if since.is_empty() { row.latest.map_or(0.0, |latest| latest.value.n) } else { since.iter().sum::<f64>() / since.len() as f64 };
    let size = Size { per: row.per, n, denominator: row.latest.and_then(|latest| latest.denominator) };
    Picture {
        target: finite(row.judgement.target),
        latest: row.latest.map(|latest| latest.period),
        impact: impact(metric, &signal.change, size, price),
        points,
    }
}

/// Leavers are counted, and nothing else follows from their number.
fn of_leavers(points: Vec<PicturePoint>) -> Picture {
    let latest = points.iter().rev().find(|point| point.is_complete).map(|point| point.period);
    let impact = Impact { records: RecordKind::People, records_per_week: None, moved: None, euros: None, price: None };
    Picture { points, target: None, latest, impact }
}

/// The centre line follows a level that moved little by little.
fn draw_drift(points: &mut [PicturePoint], change: &Change) {
    let Course::Drift { until } = change.course else { return };
    let is_within = |point: &PicturePoint| change.since.start <= point.period.start && point.period.start <= until.start;
    let periods = points.iter().filter(|point| is_within(point)).count().max(1) as f64;
    let mut passed = 0.0;
    for point in points.iter_mut().filter(|point| point.period.start >= change.since.start && point.centre.is_some()) {
        passed += 1.0;
        point.centre = Some(change.before + (change.after - change.before) * (passed / periods).min(1.0));
    }
}

/// The metric that tells the full cost of a contact, and the one that tells how long handling it takes.
const PRICE_OF_CONTACT: &str = "cost_per_contact";
const TIME_OF_CONTACT: &str = "handle_s_mean";

/// The workspace's own costs, from its latest complete months; `None` when it has imported none.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn price(world: World<'_>) -> Result<Option<Price>, Error> {
    let view = View::default();
    let latest = |metric: &str| -> Result<Option<f64>, Error> {
        let Some(metric) = world.catalogue.get(metric) else { return Ok(None) };
        let latest = row(world, metric, &view)?.and_then(|row| row.latest?.value.value);
        Ok(latest.filter(|value| value.is_finite() && *value > 0.0))
    };
    let Some(contact_eur) = latest(PRICE_OF_CONTACT)? else { return Ok(None) };
    let hour_eur = latest(TIME_OF_CONTACT)?.map(|handle_s| contact_eur * 3_600.0 / handle_s);
    Ok(Some(Price { contact_eur, hour_eur }))
}
