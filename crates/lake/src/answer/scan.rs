//! One scan of one kind of records, in which the expressions of many metrics are evaluated and gathered cell by cell.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use arrow::array::{ArrayRef, RecordBatch};
use datafusion::logical_expr::{Expr, lit};
use datafusion::physical_plan::SendableRecordBatchStream;
use futures::StreamExt;
use luotsi_core::period::Period;
use luotsi_core::records::Kind;

use super::cells::{Cells, Days, NOWHERE};
use super::desk::{Desk, column};
use super::gather::{Gathered, Item, Masks, Rows};

/// Runs shorter than this on average are not worth being treated as runs.
const RUN_ROWS: usize = 16;

/// A scan being planned.
pub(crate) struct Scan {
    pub(crate) kind: Kind,
    filter: Option<Expr>,
    pub(super) by: Vec<String>,
    /// Expressions, each once, with their texts to find them again.
    pub(super) expressions: Vec<Expr>,
    places: HashMap<String, usize>,
    /// Columns of days, and their places.
    pub(super) times: Vec<(String, usize)>,
    pub(super) items: Vec<Item>,
    /// Does it look at entering and leaving, whenever that was?
    pub(crate) gathers_spans: bool,
}

/// Stands for a time in items whose cells are those of the dimensions alone.
pub(crate) const ANY_TIME: usize = usize::MAX;

/// What a scan found.
pub(crate) struct Found {
    pub(crate) cells: Cells,
    pub(crate) gathered: Vec<Gathered>,
    pub(crate) items: Vec<Item>,
    pub(crate) days: Arc<Days>,
}

impl Scan {
    pub(crate) fn new(kind: Kind, filter: Option<Expr>, by: &[String]) -> Self {
        let mut scan = Self {
            kind,
            filter,
            by: by.to_vec(),
            expressions: Vec::new(),
            places: HashMap::new(),
            times: Vec::new(),
            items: Vec::new(),
            gathers_spans: false,
        };
        for dimension in by {
            scan.column(column(dimension));
        }
        scan
    }

    /// The place of an expression among the scan's columns.
    pub(crate) fn column(&mut self, expression: Expr) -> usize {
        let next = self.expressions.len();
        let place = *self.places.entry(expression.to_string()).or_insert(next);
        if place == next {
            self.expressions.push(expression);
        }
        place
    }

    /// The place of a column of days among the scan's times.
    pub(crate) fn time(&mut self, day_column: &str) -> usize {
        if let Some(known) = self.times.iter().position(|(name, _)| name == day_column) {
            return known;
        }
        let place = self.column(column(day_column));
        self.times.push((day_column.to_owned(), place));
        self.times.len() - 1
    }

    /// Adds an item and tells its number; the same item is gathered once.
    pub(crate) fn item(&mut self, item: Item) -> usize {
        if let Some(known) = self.items.iter().position(|known| *known == item) {
            return known;
        }
        self.items.push(item);
        self.items.len() - 1
    }

    /// Runs the scan on all cores.
    pub(crate) async fn run(self, desk: &Desk, asked: &Asked) -> Result<Found> {
        let days = Arc::new(self.days(desk, asked)?);
        let started = std::time::Instant::now();
        let streams = self.streams(desk, asked.within(), &self.expressions).await?;
        let scan = Arc::new(self);
        let tasks: Vec<_> = streams.into_iter().map(|stream| tokio::spawn(gather_all(scan.clone(), days.clone(), stream))).collect();
        let mut whole: Option<(Cells, Vec<Gathered>)> = None;
        for task in tasks {
            let (cells, gathered) = task.await.map_err(|error| anyhow!("a part of the scan has crashed: {error}"))??;
            match &mut whole {
                None => whole = Some((cells, gathered)),
                Some((all, sums)) => {
                    let cell_of: Vec<u32> = cells.keys().map(|(period, values)| all.number_of(period, &values)).collect();
                    let count = all.len();
                    sums.iter_mut().zip(gathered).for_each(|(sums, part)| sums.merge(part, &cell_of, count));
                }
            }
        }
        let (cells, gathered) =
            whole.unwrap_or_else(|| (Cells::new(scan.by.len()), scan.items.iter().map(|_| Gathered::default()).collect()));
        tracing::debug!(kind = scan.kind.name(), took_ms = started.elapsed().as_millis(), "scan done");
        Ok(Found { cells, gathered, items: scan.items.clone(), days })
    }

    /// What these expressions give of each row, on all cores; of rows with at least one of the scan's times between two days, both
    /// included, when it looks at days at all.
    pub(super) async fn streams(
        &self,
        desk: &Desk,
        within: Option<(i32, i32)>,
        expressions: &[Expr],
    ) -> Result<Vec<SendableRecordBatchStream>> {
        let mut frame = desk.table(self.kind).await?;
        if let Some(filter) = self.filter.clone() {
            frame = frame.filter(filter)?;
        }
        if let Some(within) = within.filter(|_| !self.gathers_spans) {
            let days = self.times.iter().map(|(name, _)| {
                let day = |day: i32| lit(datafusion::common::ScalarValue::Date32(Some(day)));
                column(name).between(day(within.0), day(within.1))
            });
            if let Some(filter) = days.reduce(Expr::or) {
                frame = frame.filter(filter)?;
            }
        }
        let named: Vec<Expr> =
            expressions.iter().enumerate().map(|(place, expression)| expression.clone().alias(format!("c{place}"))).collect();
        let started = std::time::Instant::now();
        let streams = frame.select(named)?.execute_stream_partitioned().await?;
        tracing::debug!(
            kind = self.kind.name(),
            expressions = expressions.len(),
            planned_ms = started.elapsed().as_millis(),
            "scan planned"
        );
        Ok(streams)
    }

    /// The text of the scope's filter; empty for the whole service.
    pub(super) fn filter_text(&self) -> String {
        self.filter.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// The periods from the first to the last day of any of the scan's times, within what is asked.
    pub(super) fn days(&self, desk: &Desk, asked: &Asked) -> Result<Days> {
        let ranges = self.times.iter().filter_map(|(name, _)| desk.day_range(self.kind, name));
        let (first, last) = ranges.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((0, -1));
        Days::between(asked.per, first.max(asked.first_day.unwrap_or(i32::MIN)), last.min(asked.last_day.unwrap_or(i32::MAX)))
    }
}

async fn gather_all(scan: Arc<Scan>, days: Arc<Days>, mut stream: SendableRecordBatchStream) -> Result<(Cells, Vec<Gathered>)> {
    let mut cells = Cells::new(scan.by.len());
    let mut gathered: Vec<Gathered> = scan.items.iter().map(|_| Gathered::default()).collect();
    while let Some(batch) = stream.next().await {
        gather(&scan, &days, &batch?, &mut cells, &mut gathered)?;
    }
    Ok((cells, gathered))
}

fn gather(scan: &Scan, days: &Days, batch: &RecordBatch, cells: &mut Cells, gathered: &mut [Gathered]) -> Result<()> {
    let columns = batch.columns();
    let dims: Vec<&ArrayRef> = columns[..scan.by.len()].iter().collect();
    let combinations = cells.combinations(&dims, batch.num_rows())?;
    let mut masks = Masks::default();
    let dated = scan.times.iter().enumerate().map(|(time, (_, place))| (time, Some(*place)));
    for (time, place) in dated.chain([(ANY_TIME, None)]) {
        if !scan.items.iter().any(|item| item.time == time) {
            continue;
        }
        let of_rows = match place {
            Some(place) => cells.of_rows(days, &columns[place], &combinations)?,
            None => cells.of_combinations(&combinations),
        };
        let runs = runs(&of_rows);
        for (item, gathered) in scan.items.iter().zip(gathered.iter_mut()) {
            if item.time == time {
                let mut rows = Rows { columns, cells: &of_rows, runs: runs.as_deref(), masks: &mut masks, grouped: None };
                gathered.add(item, &mut rows, cells.len())?;
            }
        }
    }
    Ok(())
}

/// Runs of rows of one cell: cell, first row, rows; `None` when they are too short to be worth it.
fn runs(cells: &[u32]) -> Option<Vec<(u32, usize, usize)>> {
    let mut runs = Vec::new();
    let mut first = 0;
    while let Some(cell) = cells.get(first) {
        let len = cells[first..].iter().take_while(|other| *other == cell).count();
        if *cell != NOWHERE {
            runs.push((*cell, first, len));
        }
        first += len;
        if runs.len() * RUN_ROWS > cells.len() {
            return None;
        }
    }
    Some(runs)
}

/// The time frame of a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Asked {
    pub(crate) per: luotsi_core::period::Granularity,
    pub(crate) first_day: Option<i32>,
    pub(crate) last_day: Option<i32>,
}

impl Asked {
    /// First and last day, when the question is limited.
    pub(crate) fn within(&self) -> Option<(i32, i32)> {
        (self.first_day.is_some() || self.last_day.is_some())
            .then_some((self.first_day.unwrap_or(i32::MIN), self.last_day.unwrap_or(i32::MAX)))
    }
}

/// A cell's period and dimension values.
pub(crate) type CellKey = (Period, Vec<Option<String>>);
