//! Records counted by what they hold.
//!
//! As with answers, the query engine evaluates expressions and we count: its own grouping hashes every row, and casts every value that
//! it counts by to a text.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type};
use datafusion::logical_expr::{Expr, ExprSchemable};
use datafusion::physical_plan::SendableRecordBatchStream;
use futures::StreamExt;
use luotsi_core::ask::{AskError, Counted, Counting};
use luotsi_core::period::{Granularity, Period};

use super::combinations::Combinations;
use super::desk::{Desk, column, engine_error};
use super::scan::CellKey;
use super::sum::Sum;
use crate::facts::texts::Texts;
use crate::time;

/// Days from a Monday to 1 January 1970.
const MONDAY: i32 = 3;

/// Counts records.
pub(crate) async fn counts(desk: &Desk, counting: &Counting) -> Result<Vec<Counted>, AskError> {
    counted(desk, counting).await.map_err(engine_error)
}

async fn counted(desk: &Desk, counting: &Counting) -> Result<Vec<Counted>> {
    let kind = counting.kind;
    let schema = desk.schema(kind)?;
    let mut filter = desk.parsed(kind, &counting.base)?;
    let mut expressions: Vec<Expr> = Vec::new();
    let mut times = Times { per: counting.per, first_day: 0, days: 1 };
    if counting.per != Granularity::All {
        filter = filter.and(column(&counting.day).is_not_null());
        expressions.push(column(&counting.day));
        let Some((first, last)) = desk.day_range(kind, &counting.day) else { return Ok(Vec::new()) };
        times = Times { first_day: first, days: usize::try_from(i64::from(last) - i64::from(first) + 1)?, ..times };
    }
    for text in &counting.by {
        expressions.push(desk.parsed(kind, text)?);
    }
    for text in &counting.sums {
        let sum = desk.parsed(kind, text)?;
        let is_truth = matches!(sum.get_type(schema)?, DataType::Boolean);
        expressions.push(if is_truth { sum } else { datafusion::logical_expr::cast(sum, DataType::Float64) });
    }
    let named = expressions.into_iter().enumerate().map(|(place, expression)| expression.alias(format!("c{place}")));
    let frame = desk.table(kind).await?.filter(filter)?;
    // Without anything to look at, rows are still to be counted.
    let frame = if counting.by.is_empty() && counting.sums.is_empty() && counting.per == Granularity::All {
        frame.select(vec![datafusion::logical_expr::lit(0_i32).alias("c0")])?
    } else {
        frame.select(named.collect::<Vec<_>>())?
    };
    let streams = frame.execute_stream_partitioned().await?;
    let (by, sums) = (counting.by.len(), counting.sums.len());
    let tasks: Vec<_> = streams.into_iter().map(|stream| tokio::spawn(count_all(stream, Groups::new(times, by, sums)))).collect();
    let mut found: BTreeMap<CellKey, (f64, Vec<Sum>)> = BTreeMap::new();
    for task in tasks {
        let groups = task.await.map_err(|error| anyhow!("a part of the count has crashed: {error}"))??;
        groups.tell(&mut found)?;
    }
    let told =
        |((period, by), (n, sums)): (CellKey, (f64, Vec<Sum>))| Counted { period, by, n, sums: sums.into_iter().map(Sum::value).collect() };
    Ok(found.into_iter().map(told).collect())
}

async fn count_all(mut stream: SendableRecordBatchStream, mut groups: Groups) -> Result<Groups> {
    while let Some(batch) = stream.next().await {
        groups.add(&batch?)?;
    }
    Ok(groups)
}

/// How days become periods while counting: weeks at once; days of longer periods when all is counted.
#[derive(Debug, Clone, Copy)]
struct Times {
    per: Granularity,
    first_day: i32,
    days: usize,
}

impl Times {
    fn code(&self, day: i32) -> i32 {
        match self.per {
            Granularity::Week => (day + MONDAY).div_euclid(7) - (self.first_day + MONDAY).div_euclid(7),
            _ => day - self.first_day,
        }
    }

    fn period(&self, code: i32) -> Result<Period> {
        let day = match self.per {
            Granularity::All => return Ok(Period::all()),
            Granularity::Week => ((self.first_day + MONDAY).div_euclid(7) + code) * 7 - MONDAY,
            _ => self.first_day + code,
        };
        Ok(Period::containing(self.per, time::date(day.into()).context("a day is beyond the calendar")?))
    }
}

/// What was counted of a part of the records.
struct Groups {
    times: Times,
    texts: Vec<Texts>,
    /// By what the records are counted, after the time.
    combinations: Combinations,
    n: Vec<f64>,
    sums: Vec<Vec<Sum>>,
}

impl Groups {
    fn new(times: Times, by: usize, sums: usize) -> Self {
        Self {
            times,
            texts: vec![Texts::default(); by],
            combinations: Combinations::default(),
            n: Vec::new(),
            sums: vec![Vec::new(); sums],
        }
    }

    fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut columns = batch.columns().iter();
        let mut codes: Vec<Vec<i32>> = Vec::new();
        let mut sizes: Vec<usize> = Vec::new();
        if self.times.per != Granularity::All {
            let days =
                columns.next().and_then(|days| days.as_primitive_opt::<Date32Type>()).context("a column of days holds something else")?;
            codes.push(days.values().iter().map(|day| self.times.code(*day)).collect());
            sizes.push(self.times.days + 1);
        }
        for (texts, column) in self.texts.iter_mut().zip(columns.by_ref()) {
            codes.push(texts_of(texts, column)?);
            sizes.push(texts.values().len() + 1);
        }
        let codes: Vec<&[i32]> = codes.iter().map(Vec::as_slice).collect();
        let groups = self.combinations.of_rows(&codes, &sizes, batch.num_rows());
        self.n.resize(self.combinations.len(), 0.0);
        groups.iter().for_each(|group| self.n[*group as usize] += 1.0);
        for (sums, column) in self.sums.iter_mut().zip(columns) {
            sums.resize(self.combinations.len(), Sum::default());
            if let Some(flags) = column.as_boolean_opt() {
                let mask = flags.nulls().map_or(flags.values().clone(), |known| flags.values() & known.inner());
                mask.set_indices().for_each(|row| sums[groups[row] as usize].add(1.0));
                continue;
            }
            let numbers = column.as_primitive_opt::<Float64Type>().context("an expression of numbers gave something else")?;
            for (row, number) in numbers.iter().enumerate() {
                if let Some(number) = number {
                    sums[groups[row] as usize].add(number);
                }
            }
        }
        Ok(())
    }

    /// Adds what was counted here to what was counted of all records.
    fn tell(self, found: &mut BTreeMap<CellKey, (f64, Vec<Sum>)>) -> Result<()> {
        let dated = usize::from(self.times.per != Granularity::All);
        for (group, n) in self.n.iter().enumerate() {
            let codes = self.combinations.codes(group as u32);
            let period = self.times.period(codes.first().copied().filter(|_| dated == 1).unwrap_or_default())?;
            let by = codes[dated..].iter().zip(&self.texts).map(|(code, texts)| texts.value(*code).map(str::to_owned)).collect();
            let (all, totals) = found.entry((period, by)).or_insert_with(|| (0.0, vec![Sum::default(); self.sums.len()]));
            *all += n;
            totals.iter_mut().zip(&self.sums).for_each(|(total, sums)| total.merge(sums[group]));
        }
        Ok(())
    }
}

/// The codes of values as texts; yes and no are "true" and "false".
fn texts_of(texts: &mut Texts, column: &ArrayRef) -> Result<Vec<i32>> {
    match column.data_type() {
        DataType::Dictionary(..) | DataType::Utf8 | DataType::Null => texts.codes_of(column),
        DataType::Boolean => {
            let names = StringArray::from(vec!["false", "true"]);
            let codes = texts.codes_of(&names)?;
            let flags = column.as_boolean();
            Ok(flags.iter().map(|flag| flag.map_or(crate::facts::texts::UNKNOWN, |flag| codes[usize::from(flag)])).collect())
        }
        _ => texts.codes_of(&cast(column, &DataType::Utf8)?),
    }
}
