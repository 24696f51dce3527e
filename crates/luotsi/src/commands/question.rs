//! What is asked on the command line → a question, and its answer → series of points.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use luotsi_core::ask::{Ask as _, AskError, Cell, KindInventory, Missing, Question};
use luotsi_core::calendar::Calendars;
use luotsi_core::catalogue::Metric;
use luotsi_core::measure::{Cut, Frame, Point, Protection, series};
use luotsi_core::period::Granularity;
use luotsi_core::scope::Scope;
use luotsi_web::i18n::Text;

use crate::args::Asked;
use crate::voice::Said;
use crate::workspace::Workspace;

/// Values of the dimensions asked, and the points in the order of time.
pub(crate) type Series = (Vec<Option<String>>, Vec<Point>);

/// One metric's series, one per combination of dimension values.
pub(crate) struct Answered<'a> {
    pub(crate) metric: &'a Metric,
    pub(crate) series: Vec<Series>,
    pub(crate) missing: Option<Missing>,
}

/// Asks the lake and lays the answer over the calendar.
pub(crate) fn answer<'a>(text: Text, workspace: &'a Workspace, asked: &Asked) -> Result<Answered<'a>> {
    let metric = workspace
        .catalogue
        .get(&asked.metric)
        .ok_or_else(|| AskError::UnknownMetric { name: asked.metric.clone(), nearest: workspace.catalogue.nearest(&asked.metric) })?;
    let per = match asked.per.as_deref() {
        None => metric.per(),
        Some(name) => granularity(text, name)?,
    };
    let question = Question {
        metrics: vec![metric.id.clone()],
        per,
        by: asked.by.clone(),
        scope: scope(text, &asked.filters)?,
        from: asked.from,
        to: asked.to.map(|day| day.tomorrow()).transpose().map_err(|_| Said::error(text.command_to()))?,
    };
    let mut answer = workspace.lake.answer(&question)?;
    let measured = answer.measured.pop().ok_or_else(|| AskError::Engine("the lake left the metric out".to_owned()))?;
    let inventory = workspace.lake.inventory()?;
    let kind = inventory.kinds.iter().find(|kind| kind.kind == metric.measure.table);
    let series = lay_out(workspace, metric, &question, &measured.cells, kind)?;
    Ok(Answered { metric, series, missing: measured.missing })
}

fn lay_out(
    workspace: &Workspace,
    metric: &Metric,
    question: &Question,
    cells: &[Cell],
    kind: Option<&KindInventory>,
) -> Result<Vec<Series>> {
    let calendars = Calendars::new(&workspace.settings)?;
    let (first, last) = (kind.and_then(|kind| kind.first), kind.and_then(|kind| kind.last));
    let day = |at: Option<jiff::Timestamp>, otherwise: Date| at.map_or(otherwise, |at| at.to_zoned(calendars.zone().clone()).date());
    let today = crate::clock::now().to_zoned(calendars.zone().clone()).date();
    // Periods reach at most a year beyond the records on either side.
    let (from, to) = (day(first, today), day(last, today));
    let clock = calendars.default_clock(from.saturating_sub(jiff::Span::new().days(400)), to.saturating_add(jiff::Span::new().days(400)));
    let is_cut = !question.scope.is_whole() || !question.by.is_empty();
    let protection = Protection::from(&*workspace.settings);
    let frame = Frame {
        per: question.per,
        from: question.from,
        to: question.to,
        watermark: last,
        known_from: first,
        zone: calendars.zone(),
        clock: &clock,
        protection,
        cut: if is_cut { Cut::Group } else { Cut::Whole },
    };
    let matures_after_days = metric.matures_after_days(&workspace.settings).map_err(|fault| AskError::Definition {
        metric: metric.id.clone(),
        field: "measure.matures_after_days".to_owned(),
        fault,
    })?;
    let mut groups: BTreeMap<&[Option<String>], Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        groups.entry(&cell.dims).or_default().push(cell);
    }
    let mut laid: Vec<Series> =
        groups.into_iter().map(|(dims, cells)| (dims.to_vec(), series(metric, &cells, matures_after_days, &frame))).collect();
    hide_complements(metric, protection, cells, &mut laid);
    Ok(laid)
}

/// A single hidden group of a period could be worked out from the whole and the others: the next smallest is hidden too.
fn hide_complements(metric: &Metric, protection: Protection, cells: &[Cell], laid: &mut [Series]) {
    let mut by_period: BTreeMap<_, Vec<&Cell>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !cell.dims.is_empty()) {
        by_period.entry(cell.period).or_default().push(cell);
    }
    for (period, cells) in by_period {
        let tallies: Vec<_> = cells.iter().map(|cell| &cell.tally).collect();
        for (cell, value) in cells.iter().zip(protection.shown_groups(metric, &tallies)) {
            let point =
                laid.iter_mut().filter(|(dims, _)| *dims == cell.dims).flat_map(|(_, points)| points).find(|point| point.period == period);
            if let (Some(point), Some(_)) = (point, value.hidden) {
                point.value = value;
                point.tally = None;
            }
        }
    }
}

/// The granularity of that name.
pub(crate) fn granularity(text: Text, name: &str) -> Result<Granularity> {
    let known: Vec<&str> = Granularity::ALL.into_iter().map(Granularity::name).collect();
    Granularity::named(name).ok_or_else(|| Said::error(text.command_per(&known.join(", "), name)))
}

/// `DIM=VALUE` filters as a scope.
pub(crate) fn scope(text: Text, filters: &[String]) -> Result<Scope> {
    let mut scope = Scope::whole();
    for filter in filters {
        match filter.split_once('=') {
            Some((dimension, value)) if !dimension.trim().is_empty() => scope = scope.with(dimension.trim(), value),
            _ => return Err(Said::error(text.command_where(filter))),
        }
    }
    Ok(scope)
}
