//! Records counted by what they hold.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float64Type, Int32Type, Int64Type};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::logical_expr::{Expr, cast, lit};
use luotsi_core::ask::{AskError, Counted, Counting};
use luotsi_core::period::{Granularity, Period};

use super::desk::{Desk, column, engine_error};
use super::scan::CellKey;
use crate::time;

/// Days from a Monday to 1 January 1970.
const MONDAY: i32 = 3;

/// Counts records.
pub(crate) async fn counts(desk: &Desk, counting: &Counting) -> Result<Vec<Counted>, AskError> {
    counted(desk, counting).await.map_err(engine_error)
}

async fn counted(desk: &Desk, counting: &Counting) -> Result<Vec<Counted>> {
    let kind = counting.kind;
    let is_dated = counting.per != Granularity::All;
    let mut filter = desk.parsed(kind, &counting.base)?;
    let days = cast(column(&counting.day), DataType::Int32);
    // Weeks are put together by the engine, longer periods here: days would be seven times as many groups.
    let time = match counting.per {
        Granularity::All => lit(0_i32),
        Granularity::Week => (days + lit(MONDAY)) / lit(7_i32),
        _ => days,
    };
    if is_dated {
        filter = filter.and(column(&counting.day).is_not_null());
    }
    let mut groups = vec![time.alias("time")];
    for (place, text) in counting.by.iter().enumerate() {
        groups.push(cast(desk.parsed(kind, text)?, DataType::Utf8).alias(format!("by{place}")));
    }
    let mut totals: Vec<Expr> = vec![count(lit(1)).alias("n")];
    for (place, text) in counting.sums.iter().enumerate() {
        // A condition that holds counts one.
        let number = cast(desk.parsed(kind, text)?, DataType::Float64);
        totals.push(sum(number).alias(format!("sum{place}")));
    }
    let batches = desk.table(kind).await?.filter(filter)?.aggregate(groups, totals)?.collect().await?;
    let mut found: BTreeMap<CellKey, (f64, Vec<f64>)> = BTreeMap::new();
    for batch in &batches {
        let times = batch.column(0).as_primitive::<Int32Type>();
        let texts: Vec<_> = (0..counting.by.len()).map(|place| batch.column(1 + place).as_string::<i32>()).collect();
        let ns = batch.column(1 + counting.by.len()).as_primitive::<Int64Type>();
        let sums: Vec<_> =
            (0..counting.sums.len()).map(|place| batch.column(2 + counting.by.len() + place).as_primitive::<Float64Type>()).collect();
        for row in 0..batch.num_rows() {
            let period = match counting.per {
                Granularity::All => Period::all(),
                per => {
                    let day = if per == Granularity::Week { times.value(row) * 7 - MONDAY } else { times.value(row) };
                    Period::containing(per, time::date(day.into()).context("a day is beyond the calendar")?)
                }
            };
            let by = texts.iter().map(|texts| texts.is_valid(row).then(|| texts.value(row).to_owned())).collect();
            let (n, totals) = found.entry((period, by)).or_insert_with(|| (0.0, vec![0.0; sums.len()]));
            *n += ns.value(row) as f64;
            for (total, sums) in totals.iter_mut().zip(&sums) {
                *total += if sums.is_valid(row) { sums.value(row) } else { 0.0 };
            }
        }
    }
    Ok(found.into_iter().map(|((period, by), (n, sums))| Counted { period, by, n, sums }).collect())
}
