//! A block: all rows of some periods with what the expressions of all metrics give of them, column by column.
//!
//! Blocks hold whole periods, so that what is worked out of a period (a quantile, the customers behind a mean) needs nothing of another
//! block, and as many rows as fit into [`BLOCK_BYTES`].

use std::ops::Range;

use anyhow::{Result, anyhow};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use datafusion::common::DataFusionError;
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::SendableRecordBatchStream;
use futures::StreamExt;
use tokio::sync::mpsc::{Receiver, channel};
use xxhash_rust::xxh3::xxh3_64;

use super::super::cells::{Days, NOWHERE};
use super::super::desk::{Desk, column};
use super::super::gather::{Cluster, Gather, Grouped, Item, Masks};
use super::super::scan::{Asked, Scan};
use crate::facts::texts::Texts;
use crate::time;

/// Memory of a block's columns, if every one held numbers: most hold yes and no, and are 64 times smaller.
const BLOCK_BYTES: usize = 400 * 1024 * 1024;
/// Rows of one period at most; where there are more, questions are answered one by one, row by row.
const MOST_ROWS: u64 = 4_000_000;

/// Rows of some periods.
pub(super) struct Block {
    /// Periods, by their numbers among the scan's days.
    pub(super) periods: Range<u32>,
    pub(super) rows: usize,
    /// What the expressions give, in the order of the scan's places. Dimensions are in `dims` alone.
    pub(super) columns: Vec<ArrayRef>,
    /// Codes of the dimensions' values.
    pub(super) dims: Vec<Vec<i32>>,
    /// By time of the scan: the period of each row, counted from the block's first; [`NOWHERE`] in none of them.
    pub(super) period_of: Vec<Vec<u32>>,
    grouped: Vec<(Cluster, Grouped)>,
}

/// How the periods of a scan are shared out to blocks; `None` when a period has too many rows to be held at once.
pub(super) async fn blocks(desk: &Desk, scan: &Scan, days: &Days, asked: &Asked) -> Result<Option<Vec<Range<u32>>>> {
    let expressions: Vec<Expr> = scan.times.iter().map(|(name, _)| column(name)).collect();
    let mut rows_of = vec![0_u64; days.periods().len()];
    for mut stream in scan.streams(desk, asked.within(), &expressions).await? {
        while let Some(batch) = stream.next().await {
            for array in batch?.columns() {
                for day in dates(array)?.iter().flatten() {
                    let period = days.period(day);
                    if period != NOWHERE {
                        rows_of[period as usize] += 1;
                    }
                }
            }
        }
    }
    if rows_of.iter().any(|rows| *rows > MOST_ROWS) {
        return Ok(None);
    }
    let most = (BLOCK_BYTES / (8 * scan.expressions.len().max(1))) as u64;
    let mut blocks: Vec<Range<u32>> = Vec::new();
    let mut rows = 0;
    for (period, more) in (0..).zip(rows_of) {
        match blocks.last_mut() {
            Some(block) if rows + more <= most => {
                block.end = period + 1;
                rows += more;
            }
            _ => {
                blocks.push(period..period + 1);
                rows = more;
            }
        }
    }
    Ok(Some(blocks))
}

impl Block {
    /// Reads the rows of some periods and evaluates the scan's expressions on them. `texts` number the values of the dimensions, and
    /// go on doing so in the next block.
    pub(super) async fn read(
        desk: &Desk,
        scan: &Scan,
        (days, asked): (&Days, &Asked),
        periods: Range<u32>,
        texts: &mut [Texts],
    ) -> Result<Self> {
        let first = days.periods()[periods.start as usize].start;
        let last = days.periods()[periods.end as usize - 1].end().yesterday()?;
        let (from, to) = asked.within().unwrap_or((i32::MIN, i32::MAX));
        let within = (time::day_of(first).max(from), time::day_of(last).min(to));
        let streams = scan.streams(desk, Some(within), &scan.expressions).await?;
        let tasks: Vec<_> = streams.into_iter().map(|stream| tokio::spawn(pieces(stream, scan.expressions.len()))).collect();
        let mut pieces = vec![Vec::new(); scan.expressions.len()];
        for task in tasks {
            let read = task.await.map_err(|error| anyhow!("a part of the scan has crashed: {error}"))??;
            pieces.iter_mut().zip(read).for_each(|(pieces, read)| pieces.extend(read));
        }
        let mut block = Self::of(pieces, texts)?;
        for (_, place) in &scan.times {
            let local = |day: Option<i32>| match day.map_or(NOWHERE, |day| days.period(day)) {
                period if periods.contains(&period) => period - periods.start,
                _ => NOWHERE,
            };
            block.period_of.push(dates(&block.columns[*place])?.iter().map(local).collect());
        }
        block.periods = periods;
        Ok(block)
    }

    /// Rows of no period as yet.
    fn of(pieces: Vec<Vec<ArrayRef>>, texts: &mut [Texts]) -> Result<Self> {
        let mut columns: Vec<ArrayRef> = Vec::new();
        for pieces in pieces {
            columns.push(whole(pieces)?);
        }
        let rows = columns.first().map_or(0, |column| column.len());
        let mut dims = Vec::new();
        for (texts, column) in texts.iter_mut().zip(&columns) {
            dims.push(texts.codes_of(column)?);
        }
        Ok(Self { periods: 0..0, rows, columns, dims, period_of: Vec::new(), grouped: Vec::new() })
    }

    /// Puts the rows of the items' clusters one after the other.
    pub(super) fn group(&mut self, scan: &Scan) -> Result<()> {
        for cluster in scan.items.iter().filter_map(|item| item.cluster) {
            if self.grouped(cluster).is_none() {
                self.grouped.push((cluster, Grouped::of(cluster, &self.columns)?));
            }
        }
        Ok(())
    }

    pub(super) fn grouped(&self, cluster: Cluster) -> Option<&Grouped> {
        self.grouped.iter().find(|(known, _)| *known == cluster).map(|(_, grouped)| grouped)
    }

    /// What an item sees of the block, as a fingerprint a period: of all dimensions and of what its own expressions give of the rows, in
    /// whatever order these come; 0 for a period without rows. Values of rows that the item leaves out of account are left out here
    /// as well.
    pub(super) fn fingerprints(&self, item: &Item, of_dims: &[u64]) -> Result<Vec<u128>> {
        let mut of_rows = of_dims.to_vec();
        let columns = &self.columns;
        let base_of = |base: usize| Masks::default().of(columns, base);
        match &item.gather {
            Gather::Flags { base, plus, minus } => {
                let base = base_of(*base)?;
                mix_flags(&base, &mut of_rows);
                for flags in std::iter::once(plus).chain(minus) {
                    mix_flags(&(&base & &base_of(*flags)?), &mut of_rows);
                }
            }
            Gather::Count { base } => mix_flags(&base_of(*base)?, &mut of_rows),
            Gather::Values { base, value } | Gather::Collect { base, value, .. } => {
                mix(&columns[*value], Some(&base_of(*base)?), &mut of_rows)?;
            }
            Gather::Times { base, time, ended } => {
                let base = base_of(*base)?;
                mix(&columns[*time], Some(&base), &mut of_rows)?;
                mix_flags(&(&base & &base_of(*ended)?), &mut of_rows);
            }
            Gather::Ratings { base, unit, rater, score } => {
                let base = base_of(*base)?;
                for column in unit.iter().chain([rater, score]) {
                    mix(&columns[*column], Some(&base), &mut of_rows)?;
                }
            }
            Gather::Ratio { top_base, top, bottom_base, bottom } => {
                for (base, value) in [(top_base, top), (bottom_base, bottom)] {
                    let base = base_of(*base)?;
                    match value {
                        Some(value) => mix(&columns[*value], Some(&base), &mut of_rows)?,
                        None => mix_flags(&base, &mut of_rows),
                    }
                }
            }
            Gather::Spans { .. } => return Err(anyhow!("who enters and leaves is of no period")),
        }
        match item.cluster {
            Some(Cluster::Named { column } | Cluster::Hashed { column, .. }) => mix(&columns[column], None, &mut of_rows)?,
            None => {}
        }
        let mut prints = vec![[0_u64; 2]; self.periods.len()];
        for (row, period) in of_rows.iter().zip(&self.period_of[item.time]).filter(|(_, period)| **period != NOWHERE) {
            let print = &mut prints[*period as usize];
            print[0] = print[0].wrapping_add(folded(*row, MIXERS[0]));
            print[1] = print[1].wrapping_add(folded(*row, MIXERS[1]));
        }
        Ok(prints.into_iter().map(|[high, low]| u128::from(high) << 64 | u128::from(low)).collect())
    }

    /// Fingerprints of the rows' dimensions.
    pub(super) fn prints_of_dims(&self) -> Result<Vec<u64>> {
        let mut of_rows = vec![0; self.rows];
        for column in &self.columns[..self.dims.len()] {
            mix(column, None, &mut of_rows)?;
        }
        Ok(of_rows)
    }
}

/// All rows of a scan, some at a time, in no order.
pub(super) struct Pieces {
    batches: Receiver<Result<RecordBatch, DataFusionError>>,
    columns: usize,
}

impl Pieces {
    /// Rows at a time.
    const ROWS: usize = 1024 * 1024;

    /// Begins to read on all cores.
    pub(super) async fn open(desk: &Desk, scan: &Scan) -> Result<Self> {
        let (sender, batches) = channel(8);
        for mut stream in scan.streams(desk, None, &scan.expressions).await? {
            let sender = sender.clone();
            tokio::spawn(async move {
                while let Some(batch) = stream.next().await {
                    if sender.send(batch).await.is_err() {
                        return;
                    }
                }
            });
        }
        Ok(Self { batches, columns: scan.expressions.len() })
    }

    /// The next rows; `None` after the last.
    pub(super) async fn next(&mut self, texts: &mut [Texts]) -> Result<Option<Block>> {
        let mut pieces = vec![Vec::new(); self.columns];
        let mut rows = 0;
        while rows < Self::ROWS {
            let Some(batch) = self.batches.recv().await else { break };
            let batch = batch?;
            rows += batch.num_rows();
            pieces.iter_mut().zip(batch.columns()).for_each(|(pieces, column)| pieces.push(column.clone()));
        }
        if rows == 0 { Ok(None) } else { Block::of(pieces, texts).map(Some) }
    }
}

async fn pieces(mut stream: SendableRecordBatchStream, columns: usize) -> Result<Vec<Vec<ArrayRef>>> {
    let mut pieces = vec![Vec::new(); columns];
    while let Some(batch) = stream.next().await {
        pieces.iter_mut().zip(batch?.columns()).for_each(|(pieces, column)| pieces.push(column.clone()));
    }
    Ok(pieces)
}

/// The pieces of a column in one.
fn whole(pieces: Vec<ArrayRef>) -> Result<ArrayRef> {
    // A dictionary is laid out anew by us where it is needed; the engine would compare the lists of every two pieces.
    let is_dictionary = |piece: &ArrayRef| matches!(piece.data_type(), DataType::Dictionary(..));
    if pieces.iter().any(is_dictionary) {
        let mut texts = Texts::default();
        for piece in &pieces {
            texts.append(piece)?;
        }
        return texts.into_array();
    }
    match pieces.as_slice() {
        [] => Ok(arrow::array::new_empty_array(&DataType::Null)),
        [piece] => Ok(piece.clone()),
        pieces => Ok(concat(&pieces.iter().map(AsRef::as_ref).collect::<Vec<_>>())?),
    }
}

fn dates(array: &ArrayRef) -> Result<arrow::array::Date32Array> {
    match array.data_type() {
        DataType::Null => Ok(arrow::array::Date32Array::new_null(array.len())),
        _ => array.as_primitive_opt::<Date32Type>().cloned().ok_or_else(|| anyhow!("a column of days holds something else")),
    }
}

/// Odd numbers without a pattern (digits of π and of the golden ratio).
const MIXERS: [u64; 2] = [0x243f_6a88_85a3_08d3, 0x9e37_79b9_7f4a_7c15];
/// Stands for an unknown value.
const UNKNOWN: u64 = 0x1319_8a2e_0370_7344;

/// Both halves of a product of 128 bits, one over the other.
fn folded(value: u64, by: u64) -> u64 {
    let product = u128::from(value ^ MIXERS[0]) * u128::from(by);
    (product >> 64) as u64 ^ product as u64
}

/// Mixes yes and no into the fingerprints of rows.
fn mix_flags(flags: &BooleanBuffer, rows: &mut [u64]) {
    for (print, flag) in rows.iter_mut().zip(flags) {
        *print = folded(print.rotate_left(23) ^ u64::from(flag), MIXERS[1]);
    }
}

/// Mixes the values of a column into the fingerprints of its rows; of rows outside the base, that they are.
fn mix(array: &ArrayRef, base: Option<&BooleanBuffer>, rows: &mut [u64]) -> Result<()> {
    const OUTSIDE: u64 = 0xa409_3822_299f_31d0;
    let mut take = |value: &dyn Fn(usize) -> u64| {
        for (row, print) in rows.iter_mut().enumerate() {
            let value = if base.is_none_or(|base| base.value(row)) { value(row) } else { OUTSIDE };
            *print = folded(print.rotate_left(23) ^ value, MIXERS[1]);
        }
    };
    match array.data_type() {
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            take(&|row| if numbers.is_valid(row) { numbers.value(row).to_bits() } else { UNKNOWN });
        }
        DataType::Int64 => {
            let numbers = array.as_primitive::<Int64Type>();
            take(&|row| if numbers.is_valid(row) { numbers.value(row) as u64 } else { UNKNOWN });
        }
        DataType::Null => take(&|_| UNKNOWN),
        DataType::Dictionary(..) => {
            let mut texts = Texts::default();
            let codes = texts.codes_of(array)?;
            let prints: Vec<u64> = texts.values().iter().map(|text| xxh3_64(text.as_bytes())).collect();
            take(&|row| usize::try_from(codes[row]).map_or(UNKNOWN, |code| prints[code]));
        }
        _ => {
            let texts = cast(array, &DataType::Utf8)?;
            let texts = texts.as_string::<i32>();
            take(&|row| if texts.is_valid(row) { xxh3_64(texts.value(row).as_bytes()) } else { UNKNOWN });
        }
    }
    Ok(())
}
