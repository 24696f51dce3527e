//! A number opened: the records behind it, as text in the spelling of the import files.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, lit};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use luotsi_core::ask::{AskError, Part, Records, RecordsQuestion};
use luotsi_core::catalogue::{Metric, Statistic, Sum};
use luotsi_core::period::Granularity;
use luotsi_core::records::{Kind, Value};

use super::desk::{Desk, Gives, Written, column, engine_error};
use super::plan::days_of;
use crate::facts::{day_column, time_column};
use crate::time;

/// The records of one part of a metric's number.
pub(crate) async fn records(desk: &Desk, metric: &Metric, question: &RecordsQuestion) -> Result<Records, AskError> {
    let Chosen { kind, time, wanted } = chosen(desk, metric, question.part)?;
    let days = days_of(metric, "measure.time", kind, &time)?;
    let mut filter = wanted;
    if let Some(scope) = desk.filter(kind, &question.scope) {
        filter = filter.and(scope);
    }
    filter = filter.and(within(desk, metric, &days, question));
    let frame = desk.table(kind).await.map_err(engine_error)?.filter(filter).map_err(engine_error)?;
    let counted = frame.clone().aggregate(Vec::new(), vec![count(lit(1)).alias("total")]).map_err(engine_error)?;
    let counted = counted.collect().await.map_err(engine_error)?;
    let total = counted
        .first()
        .and_then(|batch| batch.column(0).as_primitive_opt::<arrow::datatypes::Int64Type>().map(|counts| counts.value(0)))
        .and_then(|count| u64::try_from(count).ok())
        .unwrap_or_default();

    let columns = columns(desk, metric, kind);
    let mut order = vec![column(&time).sort(false, false)];
    order.extend(
        kind.key()
            .iter()
            .filter(|key| desk.schema(kind).is_ok_and(|schema| schema.has_column_with_unqualified_name(key)))
            .map(|key| column(key).sort(true, false)),
    );
    let page = frame
        .sort(order)
        .and_then(|frame| frame.limit(question.offset, Some(question.limit)))
        .and_then(|frame| frame.select(columns.iter().map(|name| column(name)).collect::<Vec<_>>()))
        .map_err(engine_error)?;
    let batches = page.collect().await.map_err(engine_error)?;
    let mut rows = Vec::new();
    for batch in &batches {
        rows.extend(spelled(batch, kind, &desk.zone)?);
    }
    Ok(Records { columns, rows, total })
}

/// Which records make up a part of the number.
pub(super) struct Chosen {
    pub(super) kind: Kind,
    pub(super) time: String,
    pub(super) wanted: Expr,
}

pub(super) fn chosen(desk: &Desk, metric: &Metric, part: Part) -> Result<Chosen, AskError> {
    let own = metric.measure.table;
    let expression = |field: &str, kind: Kind, text: &str| desk.expression(metric, &Written { field, kind, text, gives: Gives::Truth });
    let truth = |field: &str, text: &str| expression(field, own, text);
    let known = |field: &str, text: &str| {
        desk.expression(metric, &Written { field, kind: own, text, gives: Gives::Anything }).map(Expr::is_not_null)
    };
    let split = |base: Expr, hit: Expr| match part {
        Part::Numerator => base.and(hit),
        Part::Denominator => base,
        // Unknown is not a hit.
        Part::Rest => base.and(hit.is_not_true()),
    };
    let wanted = match &metric.measure.statistic {
        Statistic::Share { base, hit } => split(truth("measure.base", base)?, truth("measure.hit", hit)?),
        Statistic::Net { base, plus, minus } => match part {
            Part::Rest => truth("measure.base", base)?.and(truth("measure.minus", minus)?),
            _ => split(truth("measure.base", base)?, truth("measure.plus", plus)?),
        },
        Statistic::Mean { base, value } | Statistic::Quantile { base, value, .. } | Statistic::Total { base, value } => {
            split(truth("measure.base", base)?, known("measure.value", value)?)
        }
        Statistic::Survival { base, ended, .. } => split(truth("measure.base", base)?, truth("measure.ended", ended)?),
        Statistic::Stock { base, leaves, .. } => split(truth("measure.base", base)?, known("measure.leaves", leaves)?.is_not_true()),
        Statistic::Turnover { base, ended, .. } => split(truth("measure.base", base)?, known("measure.ended", ended)?),
        Statistic::Agreement { base, score, .. } => split(truth("measure.base", base)?, known("measure.score", score)?),
        Statistic::Ratio { numerator, denominator, .. } => {
            let side = |sum: &Sum, name: &str| -> Result<Chosen, AskError> {
                let kind = sum.table.unwrap_or(own);
                let time = match &sum.time {
                    Some(time) => time.clone(),
                    None if kind == own => metric.measure.time.clone(),
                    None => time_column(kind).to_owned(),
                };
                let base = match &sum.base {
                    Some(base) => expression(&format!("measure.{name}.base"), kind, base)?,
                    None => lit(true),
                };
                Ok(Chosen { kind, time, wanted: base })
            };
            let above = side(numerator, "numerator")?;
            let below = side(denominator, "denominator")?;
            return Ok(match part {
                Part::Numerator => above,
                Part::Denominator => below,
                Part::Rest if above.kind == below.kind => Chosen { wanted: below.wanted.and(above.wanted.is_not_true()), ..below },
                Part::Rest => below,
            });
        }
    };
    Ok(Chosen { kind: own, time: metric.measure.time.clone(), wanted })
}

fn within(desk: &Desk, metric: &Metric, days: &str, question: &RecordsQuestion) -> Expr {
    let day = |day: i32| lit(datafusion::common::ScalarValue::Date32(Some(day)));
    if question.period.granularity == Granularity::All {
        return column(days).is_not_null();
    }
    let (start, end) = (time::day_of(question.period.start), time::day_of(question.period.end()));
    let kind = metric.measure.table;
    // A stock is what had come in before the period's end and had not left by then.
    if let Statistic::Stock { enters, leaves, .. } = &metric.measure.statistic
        && let (Some(enters), Some(leaves)) = (day_column(kind, enters), day_column(kind, leaves))
        && desk.schema(kind).is_ok_and(|schema| schema.has_column_with_unqualified_name(&leaves))
    {
        return column(&enters).lt(day(end)).and(column(&leaves).is_null().or(column(&leaves).gt_eq(day(end))));
    }
    column(days).gt_eq(day(start)).and(column(days).lt(day(end)))
}

/// Key columns, then what the metric's expressions use, then the rest that is filled; never columns of persons.
pub(super) fn columns(desk: &Desk, metric: &Metric, kind: Kind) -> Vec<String> {
    let filled = desk.facts.get(&kind).map(|facts| facts.sheet.filled.clone()).unwrap_or_default();
    let mut columns: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let is_day = kind.columns().iter().any(|column| column.name != name && day_column(kind, column.name).as_deref() == Some(name));
        if !kind.is_personal(name)
            && !name.starts_with('_')
            && !is_day
            && filled.iter().any(|known| known == name)
            && !columns.iter().any(|known| known == name)
        {
            columns.push(name.to_owned());
        }
    };
    kind.key().iter().for_each(|name| add(name));
    for (_, of, text) in metric.expressions() {
        if of == kind {
            text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).for_each(&mut add);
        }
    }
    kind.columns().iter().for_each(|column| add(column.name));
    if let Ok(schema) = desk.schema(kind) {
        schema.fields().iter().for_each(|field| add(field.name()));
    }
    columns
}

pub(super) fn spelled(batch: &RecordBatch, kind: Kind, zone: &TimeZone) -> Result<Vec<Vec<Option<String>>>, AskError> {
    let mut rows = vec![Vec::with_capacity(batch.num_columns()); batch.num_rows()];
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        let is_month = kind.column(field.name()).is_some_and(|column| column.value == Value::Month);
        for (row, spelled) in rows.iter_mut().enumerate() {
            spelled.push(if array.is_null(row) { None } else { Some(spell(array, row, is_month, zone)?) });
        }
    }
    Ok(rows)
}

fn spell(array: &ArrayRef, row: usize, is_month: bool, zone: &TimeZone) -> Result<String, AskError> {
    Ok(match array.data_type() {
        DataType::Timestamp(..) => {
            let at_us = array.as_primitive::<TimestampMicrosecondType>().value(row);
            let at = Timestamp::from_microsecond(at_us).map_err(engine_error)?.to_zoned(zone.clone());
            at.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
        }
        DataType::Date32 => {
            let date = time::date(array.as_primitive::<Date32Type>().value(row).into());
            let text = date.map(|date| date.to_string()).unwrap_or_default();
            if is_month { text.get(..7).unwrap_or_default().to_owned() } else { text }
        }
        DataType::Boolean => if array.as_boolean().value(row) { "1" } else { "0" }.to_owned(),
        _ => {
            let text = ArrayFormatter::try_new(array, &FormatOptions::default()).map_err(engine_error)?.value(row).to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
    })
}
