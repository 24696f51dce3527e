//! Blocks + plan → Arrow columns, with every refused row named.
//!
//! Columns are filled one after the other, because a loop over one kind of value is several times as fast as one over
//! mixed kinds. A row is refused once, for the first column at fault in canonical order, and then leaves all columns.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::array::{
    ArrayRef, BooleanArray, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder, UInt32Array,
};
use arrow::compute::{concat, filter, take};
use arrow::datatypes::{Date32Type, Float64Type, TimestampMicrosecondType};
use arrow::error::ArrowError;
use luotsi_core::intake::{Reason, Refusal};
use luotsi_core::records::{Kind, Value};

use crate::block::Block;
use crate::plan::{From, Maker, Plan, Step, TablePlan, Target, Unit, Variant, may_be_ahead, ordered_pairs};
use crate::values::time::{TimeReader, TimeStyle, clock_s, day, month};
use crate::values::{flag, is_unknown, number, trimmed};

/// 1990-01-01 in microseconds since 1970: no service's records are older; such a time is an empty field of the source.
const EARLIEST_US: i64 = 631_152_000_000_000;
/// A century ahead, for plans and promises.
const FARTHEST_US: i64 = 4_102_444_800_000_000;
/// Days of 1900-01-01 and 2100-01-01 since 1970.
const EARLIEST_DAY: i32 = -25_567;
const FARTHEST_DAY: i32 = 47_482;
const HALF_DAY_S: f64 = 43_200.0;
const DAY_US: i64 = 86_400_000_000;
const SHOWN_CHARACTERS: usize = 80;
const A_TIME: &str = "2026-06-08T12:30:00+03:00";

/// What one thread needs while it reads values.
pub(crate) struct Tools {
    times: TimeReader,
}

impl Tools {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { times: TimeReader::new(plan.zone.clone()) }
    }
}

/// A table's records of one block.
pub(crate) struct Built {
    pub(crate) records: RecordBatch,
    /// Row number in the file of each record.
    pub(crate) numbers: Vec<u64>,
    pub(crate) refused: Vec<Refusal>,
}

/// A value as it may be shown: masked, cut to 80 characters.
pub(crate) fn shown(value: &str) -> String {
    // Masking reads no more than it must: an identifier that begins within what is shown ends soon after it.
    let end = value.char_indices().nth(SHOWN_CHARACTERS * 2).map_or(value.len(), |(at, _)| at);
    let masked = luotsi_text::mask(&value[..end]).text;
    match masked.char_indices().nth(SHOWN_CHARACTERS) {
        Some((at, _)) => format!("{}…", masked[..at].trim_end()),
        None => masked.into_owned(),
    }
}

/// Builds the records of one table from one block.
pub(crate) fn build(plan: &Plan, table: &TablePlan, block: &Block, tools: &mut Tools) -> Result<Built, ArrowError> {
    let mut parts = Vec::with_capacity(table.variants.len());
    for variant in &table.variants {
        let rows = matching(variant, block, &plan.unknown);
        if table.variants.len() == 1 || !rows.is_empty() {
            parts.push(Filling { plan, table, variant, block, rows, refusals: Vec::new(), is_refused: Vec::new() }.run(tools)?);
        }
    }
    let numbers = |rows: &[u32]| rows.iter().map(|row| block.numbers[*row as usize]).collect::<Vec<u64>>();
    if parts.len() == 1
        && let Some(part) = parts.pop()
    {
        let records = RecordBatch::try_new(table.schema.clone(), part.columns)?;
        return Ok(Built { records, numbers: numbers(&part.rows), refused: part.refused });
    }
    // Records of one row of the file stand together, in the order of the variants.
    let mut order: Vec<(u32, u32)> = Vec::new();
    let mut refused = Vec::new();
    for part in &mut parts {
        let first = order.len() as u32;
        order.extend(part.rows.iter().enumerate().map(|(at, row)| (*row, first + at as u32)));
        refused.append(&mut part.refused);
    }
    order.sort_unstable();
    refused.sort_by_key(|refusal| refusal.row);
    let indices = UInt32Array::from_iter_values(order.iter().map(|(_, at)| *at));
    let mut columns = Vec::with_capacity(table.targets.len());
    for (at, target) in table.targets.iter().enumerate() {
        let arrays: Vec<&dyn Array> = parts.iter().map(|part| part.columns[at].as_ref()).collect();
        columns.push(if arrays.is_empty() {
            arrow::array::new_empty_array(&crate::plan::arrow_type(target.value))
        } else {
            take(&concat(&arrays)?, &indices, None)?
        });
    }
    let rows: Vec<u32> = order.iter().map(|(row, _)| *row).collect();
    Ok(Built { records: RecordBatch::try_new(table.schema.clone(), columns)?, numbers: numbers(&rows), refused })
}

/// Rows of the block that meet the variant's conditions.
fn matching(variant: &Variant, block: &Block, unknown: &[String]) -> Vec<u32> {
    let all = 0..block.rows() as u32;
    if variant.when.is_empty() {
        return all.collect();
    }
    let holds = |row: usize| {
        variant.when.iter().all(|condition| condition.test.holds(condition.column.map_or("", |column| block.cell(row, column)), unknown))
    };
    all.filter(|row| holds(*row as usize)).collect()
}

struct Part {
    columns: Vec<ArrayRef>,
    rows: Vec<u32>,
    refused: Vec<Refusal>,
}

/// Why a value is refused.
struct Fault {
    reason: Reason,
    expected: Option<String>,
}

fn fault(reason: Reason, expected: impl Into<String>) -> Fault {
    Fault { reason, expected: Some(expected.into()) }
}

struct Filling<'a> {
    plan: &'a Plan,
    table: &'a TablePlan,
    variant: &'a Variant,
    block: &'a Block,
    rows: Vec<u32>,
    refusals: Vec<Refusal>,
    /// Filled with the first refusal.
    is_refused: Vec<bool>,
}

impl Filling<'_> {
    fn run(mut self, tools: &mut Tools) -> Result<Part, ArrowError> {
        let mut columns = Vec::with_capacity(self.table.targets.len());
        for (target, maker) in self.table.targets.iter().zip(&self.variant.makers) {
            columns.push(self.column(target, maker, tools));
        }
        for (earlier, later) in ordered_pairs(self.table.kind) {
            self.refuse_reversed(&columns, earlier, later);
        }
        if self.table.kind == Kind::Evaluations {
            self.refuse_above_maximum(&columns);
        }
        if !self.is_refused.is_empty() {
            let keep: BooleanArray = self.is_refused.iter().map(|refused| Some(!refused)).collect();
            for column in &mut columns {
                *column = filter(column, &keep)?;
            }
            let mut refused = self.is_refused.iter();
            self.rows.retain(|_| !refused.next().copied().unwrap_or(false));
            self.refusals.sort_by_key(|refusal| refusal.row);
        }
        Ok(Part { columns, rows: self.rows, refused: self.refusals })
    }

    /// Fills one column. The loops differ only in what is read from the text.
    fn column(&mut self, target: &Target, maker: &Maker, tools: &mut Tools) -> ArrayRef {
        let n = self.rows.len();
        let decimal = self.plan.decimal;
        match target.value {
            Value::Id | Value::Dimension => {
                let mut builder = StringBuilder::with_capacity(n, n * 12);
                self.each(target, maker, |_, text| {
                    builder.append_option(text);
                    Ok(())
                });
                Arc::new(builder.finish())
            }
            Value::CustomerId => {
                let mut builder = StringBuilder::with_capacity(n, n * 32);
                let key = &self.plan.key;
                self.each(target, maker, |_, text| {
                    match text {
                        None => builder.append_null(),
                        Some(text) => builder.append_value(std::str::from_utf8(&key.hash(text)).unwrap_or_default()),
                    }
                    Ok(())
                });
                Arc::new(builder.finish())
            }
            Value::Comment => {
                let mut builder = StringBuilder::with_capacity(n, n * 40);
                self.each(target, maker, |_, text| {
                    builder.append_option(text.map(|text| luotsi_text::mask(text).text));
                    Ok(())
                });
                Arc::new(builder.finish())
            }
            Value::Choice(words) => {
                let mut builder = StringBuilder::with_capacity(n, n * 8);
                self.each(target, maker, |_, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let found = words.iter().find(|word| word.eq_ignore_ascii_case(text));
                    builder.append_option(found);
                    found.map(|_| ()).ok_or_else(|| fault(Reason::NotAChoice, words.join(" | ")))
                });
                Arc::new(builder.finish())
            }
            Value::Time => {
                let mut builder = TimestampMicrosecondBuilder::with_capacity(n).with_timezone("UTC");
                let style = maker.style.unwrap_or(TimeStyle::Order(self.plan.order));
                let latest = if may_be_ahead(self.table.kind, &target.name) { FARTHEST_US } else { self.plan.latest_us };
                let times = &mut tools.times;
                let (block, unknown) = (self.block, &self.plan.unknown);
                self.each(target, maker, |row, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let micros = times.micros(text, style);
                    if maker.after.is_none() && maker.plus.is_empty() {
                        builder.append_option(micros);
                        return plausible_time(micros, latest);
                    }
                    match (micros, shift(maker, block, row, text, unknown, decimal)) {
                        (Some(_), None) => {
                            builder.append_null();
                            if target.required { Err(Fault { reason: Reason::RequiredEmpty, expected: None }) } else { Ok(()) }
                        }
                        (micros, shift) => {
                            let micros = micros.and_then(|micros| micros.checked_add(shift.unwrap_or(0)));
                            builder.append_option(micros);
                            plausible_time(micros, latest)
                        }
                    }
                });
                Arc::new(builder.finish())
            }
            Value::Date | Value::Month => {
                let mut builder = Date32Builder::with_capacity(n);
                let style = maker.style.unwrap_or(TimeStyle::Order(self.plan.order));
                let is_month = target.value == Value::Month;
                self.each(target, maker, |_, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let found = if is_month { month(text, style) } else { day(text, style) };
                    builder.append_option(found);
                    match found {
                        None => Err(fault(Reason::NotADate, if is_month { "2026-06" } else { "2026-06-08" })),
                        Some(day) if !(EARLIEST_DAY..FARTHEST_DAY).contains(&day) => Err(fault(Reason::ImplausibleTime, "1900–2099")),
                        Some(_) => Ok(()),
                    }
                });
                Arc::new(builder.finish())
            }
            Value::Number { from, to } => {
                let mut builder = Float64Builder::with_capacity(n);
                let is_seconds = target.name.ends_with("_s");
                self.each(target, maker, |_, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let found = in_unit(text, decimal, maker.unit)
                        .or_else(|| if is_seconds && text.matches(':').count() == 2 { clock_s(text) } else { None });
                    let found = found.map(|value| if maker.less == 0.0 { value } else { (value - maker.less).max(value.min(0.0)) });
                    builder.append_option(found);
                    match found {
                        None => Err(fault(Reason::NotANumber, format!("{}–{}", plain(from), plain(to)))),
                        Some(value) if value < from || value > to => {
                            Err(fault(Reason::OutOfRange, format!("{}–{}", plain(from), plain(to))))
                        }
                        Some(_) => Ok(()),
                    }
                });
                Arc::new(builder.finish())
            }
            Value::Count { from, to } => {
                let mut builder = Int64Builder::with_capacity(n);
                self.each(target, maker, |_, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let found = number::whole(text, decimal)
                        .map(|value| if maker.less == 0.0 { value } else { (value - maker.less as i64).max(value.min(0)) });
                    builder.append_option(found);
                    match found {
                        None if number::number(text, decimal).is_some() => Err(fault(Reason::NotAWholeNumber, format!("{from}–{to}"))),
                        None => Err(fault(Reason::NotANumber, format!("{from}–{to}"))),
                        Some(value) if value < from || value > to => Err(fault(Reason::OutOfRange, format!("{from}–{to}"))),
                        Some(_) => Ok(()),
                    }
                });
                Arc::new(builder.finish())
            }
            Value::Flag => {
                let mut builder = BooleanBuilder::with_capacity(n);
                self.each(target, maker, |_, text| {
                    let Some(text) = text else {
                        builder.append_null();
                        return Ok(());
                    };
                    let found = flag::flag(text);
                    builder.append_option(found);
                    found.map(|_| ()).ok_or_else(|| fault(Reason::NotAFlag, "0 | 1"))
                });
                Arc::new(builder.finish())
            }
        }
    }

    /// Gives `take` the text of every row, `None` where it is unknown; what it answers decides about the row.
    fn each(&mut self, target: &Target, maker: &Maker, mut take: impl FnMut(usize, Option<&str>) -> Result<(), Fault>) {
        let block = self.block;
        let is_plain = maker.steps.is_empty() && maker.unknown.is_empty() && self.plan.unknown.is_empty();
        for at in 0..self.rows.len() {
            let row = self.rows[at] as usize;
            let made;
            let text = match &maker.from {
                From::Column(column) if is_plain => {
                    let text = trimmed(block.cell(row, *column));
                    if is_unknown(text) { None } else { Some(text) }
                }
                From::Nothing => None,
                _ => {
                    made = make(maker, block, row, &self.plan.unknown);
                    made.as_deref()
                }
            };
            let judged = take(row, text);
            let judged = match text {
                None if target.required => Err(Fault { reason: Reason::RequiredEmpty, expected: None }),
                _ => judged,
            };
            if let Err(fault) = judged {
                self.refuse(at, Some(target.name.clone()), text.map(shown), fault);
            }
        }
    }

    fn refuse(&mut self, at: usize, column: Option<String>, value: Option<String>, fault: Fault) {
        if self.is_refused.is_empty() {
            self.is_refused = vec![false; self.rows.len()];
        }
        if std::mem::replace(&mut self.is_refused[at], true) {
            return;
        }
        let row = self.block.numbers[self.rows[at] as usize];
        self.refusals.push(Refusal { row, column, value, reason: fault.reason, expected: fault.expected });
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.table.targets.iter().position(|target| target.name == name)
    }

    fn refuse_reversed(&mut self, columns: &[ArrayRef], earlier: &str, later: &str) {
        let (Some(a), Some(b)) = (self.place(earlier), self.place(later)) else { return };
        let at = |column: &ArrayRef, row: usize| -> Option<i64> {
            if column.is_null(row) {
                return None;
            }
            match column.as_primitive_opt::<TimestampMicrosecondType>() {
                Some(times) => Some(times.value(row)),
                None => column.as_primitive_opt::<Date32Type>().map(|days| i64::from(days.value(row))),
            }
        };
        for row in 0..self.rows.len() {
            if let (Some(first), Some(last)) = (at(&columns[a], row), at(&columns[b], row))
                && last < first
            {
                let value = make(&self.variant.makers[b], self.block, self.rows[row] as usize, &self.plan.unknown);
                let start = make(&self.variant.makers[a], self.block, self.rows[row] as usize, &self.plan.unknown);
                let expected = start.map(|start| format!("≥ {}", shown(&start)));
                self.refuse(row, Some(later.to_owned()), value.as_deref().map(shown), Fault { reason: Reason::EndsBeforeStart, expected });
            }
        }
    }

    fn refuse_above_maximum(&mut self, columns: &[ArrayRef]) {
        let (Some(score), Some(most)) = (self.place("score"), self.place("max_score")) else { return };
        let (Some(scores), Some(maxima)) =
            (columns[score].as_primitive_opt::<Float64Type>(), columns[most].as_primitive_opt::<Float64Type>())
        else {
            return;
        };
        for row in 0..self.rows.len() {
            if scores.is_valid(row) && maxima.is_valid(row) && scores.value(row) > maxima.value(row) {
                let expected = format!("0–{}", plain(maxima.value(row)));
                self.refuse(row, Some("score".to_owned()), Some(plain(scores.value(row))), fault(Reason::OutOfRange, expected));
            }
        }
    }
}

fn plausible_time(micros: Option<i64>, latest: i64) -> Result<(), Fault> {
    match micros {
        None => Err(fault(Reason::NotATime, A_TIME)),
        Some(micros) if !(EARLIEST_US..=latest).contains(&micros) => {
            let last = jiff::Timestamp::from_microsecond(latest).map_or_else(|_| String::new(), |at| at.to_string());
            Err(fault(Reason::ImplausibleTime, format!("1990-01-01T00:00:00Z–{last}")))
        }
        Some(_) => Ok(()),
    }
}

fn plain(value: f64) -> String {
    if value.abs() >= 1e9 { format!("{value:e}") } else { value.to_string() }
}

fn in_unit(text: &str, decimal: u8, unit: Unit) -> Option<f64> {
    let scale = match unit {
        Unit::Clock => return clock_s(text),
        Unit::Own => 1.0,
        Unit::Milliseconds => return number::number(text, decimal).map(|value| value / 1e3),
        Unit::Percent => return number::number(text.trim_end_matches('%').trim_end(), decimal).map(|value| value / 100.0),
        Unit::Minutes => 60.0,
        Unit::Hours => 3_600.0,
        Unit::Days => 86_400.0,
    };
    number::number(text, decimal).map(|value| value * scale)
}

/// The text that a maker gives for a row; `None` = unknown.
pub(crate) fn make<'a>(maker: &'a Maker, block: &'a Block, row: usize, unknown: &[String]) -> Option<Cow<'a, str>> {
    let known = |text: &'a str| {
        let text = trimmed(text);
        let is_known = !is_unknown(text) && !unknown.iter().chain(&maker.unknown).any(|word| word == text);
        is_known.then_some(text)
    };
    let mut text: Cow<'a, str> = match &maker.from {
        From::Nothing => return None,
        From::Constant(text) => Cow::Borrowed(text.as_str()),
        From::Column(column) => Cow::Borrowed(known(block.cell(row, *column))?),
        From::FirstOf(columns) => Cow::Borrowed(columns.iter().find_map(|column| known(block.cell(row, *column)))?),
        From::Join(columns, between) => {
            let parts: Option<Vec<&str>> = columns.iter().map(|column| known(block.cell(row, *column))).collect();
            Cow::Owned(parts?.join(between))
        }
    };
    for step in &maker.steps {
        text = apply(step, text);
    }
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
        Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
    };
    (!is_unknown(&text)).then_some(text)
}

fn apply<'a>(step: &Step, text: Cow<'a, str>) -> Cow<'a, str> {
    match step {
        Step::Lower => Cow::Owned(text.to_lowercase()),
        Step::Before(mark) => Cow::Owned(text.split_once(mark.as_str()).map_or_else(|| text.to_string(), |(before, _)| before.to_owned())),
        Step::After(mark) => Cow::Owned(text.rsplit_once(mark.as_str()).map_or_else(|| text.to_string(), |(_, after)| after.to_owned())),
        Step::Pattern(pattern) => {
            let found =
                pattern.captures(&text).and_then(|groups| groups.get(1).or_else(|| groups.get(0))).map(|group| group.as_str().to_owned());
            Cow::Owned(found.unwrap_or_default())
        }
        Step::Pick(path) => Cow::Owned(pick(&text, path).unwrap_or_default()),
        Step::Words(words, other) => match words.iter().find(|(word, _)| word == text.as_ref()) {
            Some((_, becomes)) => Cow::Owned(becomes.clone()),
            None => other.as_ref().map_or(text, |other| Cow::Owned(other.clone())),
        },
    }
}

fn pick(text: &str, path: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut found = &value;
    for part in path.split('.') {
        found = match found {
            serde_json::Value::Array(items) => items.get(part.parse::<usize>().ok()?)?,
            other => other.get(part)?,
        };
    }
    match found {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// By how many microseconds a time is to be moved, because its clock follows another one or durations are added to it or taken off;
/// `None` = the time is unknown.
fn shift(maker: &Maker, block: &Block, row: usize, text: &str, unknown: &[String], decimal: u8) -> Option<i64> {
    let mut shift = 0;
    if let Some(earlier) = maker.after
        && let Some(own) = text.rsplit(' ').next().and_then(clock_s)
        && let Some(earlier) = clock_s(trimmed(block.cell(row, earlier)))
        && own < earlier
    {
        if earlier - own > HALF_DAY_S {
            shift += DAY_US;
        } else if maker.before_is_unknown {
            return None;
        }
    }
    for (column, unit_us) in &maker.plus {
        let cell = trimmed(block.cell(row, *column));
        if is_unknown(cell) || unknown.iter().any(|word| word == cell) {
            return None;
        }
        shift += (number::number(cell, decimal)? * unit_us) as i64;
    }
    Some(shift)
}
