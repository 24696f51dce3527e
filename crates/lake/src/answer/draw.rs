//! Records drawn at random, with what is known of the record that they inherit from.
//!
//! Each record gets a number from its key and the seed, and those with the smallest numbers are drawn: the draw does not depend on
//! the order of the records, on the files that they lie in or on how many cores read them.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter_record_batch, interleave_record_batch};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::logical_expr::{Expr, lit, when};
use futures::StreamExt;
use luotsi_core::ask::{AskError, DrawOf, DrawQuestion, Drawn, Records};
use luotsi_core::catalogue::{Catalogue, Metric, Statistic};
use luotsi_core::facts::inherits_from;
use luotsi_core::records::Kind;
use luotsi_core::settings::nearest;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::desk::{Desk, Gives, Written, column, engine_error};
use super::plan::days_of;
use super::records::{Chosen, chosen, columns, spelled};
use super::{check_cut, check_kinds, metric};
use crate::facts::{day_column, time_column};
use crate::time;

/// Name of what a record counts for, among the columns of the draw.
const VALUE: &str = "_value";

/// Draws records.
pub(super) async fn draw(desk: &Desk, catalogue: &Catalogue, question: &DrawQuestion) -> Result<Drawn, AskError> {
    let source = Source::new(desk, catalogue, question)?;
    let (own, of_parent) = source.split(desk, &question.columns)?;
    let link = inherits_from(source.kind).filter(|_| !of_parent.is_empty());
    let mut selected: Vec<String> = Vec::new();
    let keys = source.kind.key().iter().map(|key| (*key).to_owned());
    for name in keys.chain(link.map(|(_, link)| link.to_owned())).chain(own.iter().cloned()) {
        let is_there = desk.schema(source.kind).is_ok_and(|schema| schema.has_column_with_unqualified_name(&name));
        if is_there && !selected.contains(&name) {
            selected.push(name);
        }
    }
    let mut frame = desk.table(source.kind).await.map_err(engine_error)?;
    frame = frame.filter(source.wanted.clone()).map_err(engine_error)?;
    let mut expressions: Vec<Expr> = selected.iter().map(|name| column(name)).collect();
    expressions.extend(source.value.clone().map(|value| value.alias(VALUE)));
    let mut stream = frame.select(expressions).map_err(engine_error)?.execute_stream().await.map_err(engine_error)?;
    let mut hat = Hat { limit: question.limit, seed: question.seed, batches: Vec::new(), rows: 0, most: u64::MAX };
    let mut total = 0;
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(engine_error)?;
        total += batch.num_rows() as u64;
        hat.put(source.kind, batch).map_err(engine_error)?;
    }
    let Some(batch) = hat.drawn().map_err(engine_error)? else {
        return Ok(Drawn { records: Records { columns: question.columns.clone(), rows: Vec::new(), total }, values: Vec::new() });
    };
    let values = match batch.column_by_name(VALUE) {
        Some(values) => values.as_primitive::<Float64Type>().iter().map(|value| value.filter(|value| value.is_finite())).collect(),
        None => Vec::new(),
    };
    let mut texts = spelled(&batch, source.kind, &desk.zone)?;
    let place = |name: &str| batch.schema().index_of(name).ok();
    let parents = match link {
        Some((parent, link)) => {
            let linked = |row: &Vec<Option<String>>| place(link).and_then(|place| row.get(place).cloned().flatten());
            inherited(desk, (parent, link), &of_parent, &texts.iter().map(linked).collect::<Vec<_>>()).await?
        }
        None => Vec::new(),
    };
    let wanted = if question.columns.is_empty() { &own } else { &question.columns };
    let cell = |row: usize, name: &String| {
        let own = place(name).filter(|_| own.contains(name)).and_then(|place| texts.get(row)?.get(place)?.clone());
        own.or_else(|| {
            let place = of_parent.iter().position(|known| known == name)?;
            parents.get(row)?.get(place)?.clone()
        })
    };
    let rows = (0..texts.len()).map(|row| wanted.iter().map(|name| cell(row, name)).collect()).collect();
    let columns = wanted.clone();
    texts.clear();
    Ok(Drawn { records: Records { columns, rows, total }, values })
}

/// The records to draw from.
struct Source {
    kind: Kind,
    wanted: Expr,
    value: Option<Expr>,
    /// Columns shown when none are asked for.
    shown: Vec<String>,
}

impl Source {
    fn new(desk: &Desk, catalogue: &Catalogue, question: &DrawQuestion) -> Result<Self, AskError> {
        let (kind, time, wanted, value, shown) = match &question.of {
            DrawOf::Metric { id, part } => {
                let metric = metric(catalogue, id)?;
                check_cut(desk, &[metric], &[], &question.scope)?;
                let Chosen { kind, time, wanted } = chosen(desk, metric, *part)?;
                let value = if kind == metric.measure.table { value(desk, metric)? } else { None };
                (kind, days_of(metric, "measure.time", kind, &time)?, wanted, value, columns(desk, metric, kind))
            }
            DrawOf::Comments => {
                let kind = Kind::Feedback;
                check_kinds(desk, &[kind], &[], &question.scope)?;
                let days = day_column(kind, time_column(kind)).ok_or_else(|| AskError::Engine("feedback has no day".to_owned()))?;
                (kind, days, column("comment").is_not_null(), None, vec!["comment".to_owned()])
            }
        };
        let day = |date| lit(datafusion::common::ScalarValue::Date32(Some(time::day_of(date))));
        let mut wanted = wanted.and(column(&time).gt_eq(day(question.from))).and(column(&time).lt(day(question.to)));
        if let Some(scope) = desk.filter(kind, &question.scope) {
            wanted = wanted.and(scope);
        }
        Ok(Self { kind, wanted, value, shown })
    }

    /// The columns of the records themselves, and those of the records that they inherit from.
    fn split(&self, desk: &Desk, wanted: &[String]) -> Result<(Vec<String>, Vec<String>), AskError> {
        if wanted.is_empty() {
            return Ok((self.shown.clone(), Vec::new()));
        }
        let parent = inherits_from(self.kind).map(|(parent, _)| parent);
        let has = |kind: Kind, name: &str| {
            !name.starts_with('_') && desk.schema(kind).is_ok_and(|schema| schema.has_column_with_unqualified_name(name))
        };
        let (mut own, mut of_parent) = (Vec::new(), Vec::new());
        for name in wanted {
            if Kind::ALL.iter().any(|kind| kind.is_personal(name)) {
                return Err(AskError::Personal { name: name.clone() });
            }
            if has(self.kind, name) {
                own.push(name.clone());
            } else if parent.is_some_and(|parent| has(parent, name)) {
                of_parent.push(name.clone());
            } else {
                let known = desk.schema(self.kind).map_err(engine_error)?;
                let nearest = nearest(name, known.fields().iter().map(|field| field.name().as_str()));
                return Err(AskError::UnknownDimension { name: name.clone(), nearest });
            }
        }
        Ok((own, of_parent))
    }
}

/// What one record counts for.
fn value(desk: &Desk, metric: &Metric) -> Result<Option<Expr>, AskError> {
    let kind = metric.measure.table;
    let truth = |field: &str, text: &str| desk.expression(metric, &Written { field, kind, text, gives: Gives::Truth });
    let value = match &metric.measure.statistic {
        Statistic::Share { hit, .. } => when(truth("measure.hit", hit)?, lit(1.0)).otherwise(lit(0.0)),
        Statistic::Net { plus, minus, .. } => {
            when(truth("measure.plus", plus)?, lit(100.0)).when(truth("measure.minus", minus)?, lit(-100.0)).otherwise(lit(0.0))
        }
        Statistic::Mean { value, .. } | Statistic::Quantile { value, .. } => {
            desk.expression(metric, &Written { field: "measure.value", kind, text: value, gives: Gives::Number }).map(Ok)?
        }
        _ => return Ok(None),
    };
    value.map(Some).map_err(engine_error)
}

/// The hat that is drawn from: it holds the records with the smallest numbers so far.
struct Hat {
    limit: usize,
    seed: u64,
    batches: Vec<(RecordBatch, Vec<u64>)>,
    rows: usize,
    most: u64,
}

impl Hat {
    /// Rows held beyond the limit before the hat is shaken.
    const SPARE_ROWS: usize = 32 * 1024;

    fn put(&mut self, kind: Kind, batch: RecordBatch) -> Result<()> {
        let numbers = numbers(kind, &batch, self.seed)?;
        let is_low: Vec<bool> = numbers.iter().map(|number| *number < self.most).collect();
        let kept: Vec<u64> = numbers.into_iter().filter(|number| *number < self.most).collect();
        self.rows += kept.len();
        self.batches.push((filter_record_batch(&batch, &BooleanArray::from(is_low))?, kept));
        if self.rows > self.limit + Self::SPARE_ROWS {
            self.shake()?;
        }
        Ok(())
    }

    /// Keeps as many as are wanted, in the order of their numbers.
    fn shake(&mut self) -> Result<()> {
        let places = self
            .batches
            .iter()
            .enumerate()
            .flat_map(|(batch, (_, numbers))| numbers.iter().enumerate().map(move |(row, number)| (*number, batch, row)));
        let mut places: Vec<(u64, usize, usize)> = places.collect();
        places.sort_unstable();
        places.truncate(self.limit);
        let indices: Vec<(usize, usize)> = places.iter().map(|(_, batch, row)| (*batch, *row)).collect();
        let batches: Vec<&RecordBatch> = self.batches.iter().map(|(batch, _)| batch).collect();
        if batches.is_empty() {
            return Ok(());
        }
        let held = interleave_record_batch(&batches, &indices)?;
        let numbers: Vec<u64> = places.iter().map(|(number, ..)| *number).collect();
        if numbers.len() == self.limit {
            self.most = numbers.last().copied().unwrap_or(u64::MAX);
        }
        self.rows = numbers.len();
        self.batches = vec![(held, numbers)];
        Ok(())
    }

    fn drawn(mut self) -> Result<Option<RecordBatch>> {
        self.shake()?;
        Ok(self.batches.into_iter().next().map(|(batch, _)| batch))
    }
}

/// The number of each row, from its key and the seed.
fn numbers(kind: Kind, batch: &RecordBatch, seed: u64) -> Result<Vec<u64>> {
    let mut numbers = vec![seed; batch.num_rows()];
    for key in kind.key() {
        let Some(values) = batch.column_by_name(key) else { continue };
        let texts = texts(values)?;
        let texts = texts.as_string_opt::<i32>().ok_or_else(|| anyhow!("the key {key} is no text"))?;
        for (number, text) in numbers.iter_mut().zip(texts) {
            *number = xxh3_64_with_seed(text.unwrap_or_default().as_bytes(), *number);
        }
    }
    Ok(numbers)
}

fn texts(values: &ArrayRef) -> Result<ArrayRef> {
    Ok(if values.data_type() == &DataType::Utf8 { values.clone() } else { cast(values, &DataType::Utf8)? })
}

/// Columns of the records that drawn ones are linked to, in the order of the links.
async fn inherited(
    desk: &Desk,
    (parent, link): (Kind, &str),
    wanted: &[String],
    links: &[Option<String>],
) -> Result<Vec<Vec<Option<String>>>, AskError> {
    let mut rows_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, id) in links.iter().enumerate() {
        if let Some(id) = id {
            rows_of.entry(id).or_default().push(row);
        }
    }
    let mut found = vec![vec![None; wanted.len()]; links.len()];
    let names: Vec<Expr> = std::iter::once(link).chain(wanted.iter().map(String::as_str)).map(column).collect();
    let frame = desk.table(parent).await.and_then(|frame| Ok(frame.select(names)?)).map_err(engine_error)?;
    let mut stream = frame.execute_stream().await.map_err(engine_error)?;
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(engine_error)?;
        let ids = texts(batch.column(0)).map_err(engine_error)?;
        let Some(ids) = ids.as_string_opt::<i32>() else { continue };
        let is_linked: BooleanArray = ids.iter().map(|id| Some(id.is_some_and(|id| rows_of.contains_key(id)))).collect();
        if is_linked.true_count() == 0 {
            continue;
        }
        let linked = filter_record_batch(&batch, &is_linked).map_err(engine_error)?;
        for mut row in spelled(&linked, parent, &desk.zone)? {
            let id = row.first().cloned().flatten().unwrap_or_default();
            let cells = row.split_off(1);
            for place in rows_of.get(id.as_str()).into_iter().flatten() {
                found[*place].clone_from(&cells);
            }
        }
    }
    Ok(found)
}
