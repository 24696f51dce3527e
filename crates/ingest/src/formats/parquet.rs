//! Parquet files: typed columns, read as text so that every format passes the same checks.
//!
//! Nested columns become the same columns as nested JSON (`json`): members of a struct with dotted names (`via.channel`), a list of
//! plain values as one cell, joined with `; `, a list of structs as numbered columns (`comments.0.text`). A map is a list of its
//! entries, each written `key: value`.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringBuilder, UInt32Array};
use arrow::buffer::NullBuffer;
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use luotsi_core::intake::{FileFault, IntakeError};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::json::{DEEPEST, LISTED};
use super::{Meter, OnBlock, cannot_open, cannot_read, header_of, wrong};
use crate::block::{Block, Header};

/// Rows read at once; the text of so many rows stays far below the limit of a block.
const ROWS: usize = 4_096;

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, IntakeError> {
    let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| cannot_read(path, &error))
}

pub(crate) fn look(path: &Path) -> Result<Header, IntakeError> {
    let names = names(open(path)?.schema());
    if names.is_empty() {
        return Err(wrong(path, FileFault::NoColumns));
    }
    Ok(header_of(&names))
}

pub(crate) fn read(path: &Path, size_bytes: u64, header: &Header, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
    let builder = open(path)?;
    let rows_in_all = builder.metadata().file_metadata().num_rows().max(1) as f64;
    let reader = builder.with_batch_size(ROWS).build().map_err(|error| cannot_read(path, &error))?;
    let mut number = 1;
    for batch in reader {
        let batch = batch.map_err(|error| cannot_read(path, &error))?;
        let mut block = block(&batch, header.len(), number).map_err(|error| cannot_read(path, &error))?;
        number += batch.num_rows() as u64;
        meter.set((size_bytes as f64 * (number - 1) as f64 / rows_in_all) as u64);
        block.bytes_read = meter.bytes();
        if on_block(block) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
    Ok(())
}

/// The row after the header of the same data in a spreadsheet is row 2, hence here too.
fn block(batch: &RecordBatch, width: usize, number: u64) -> Result<Block, ArrowError> {
    let mut columns = Vec::with_capacity(width);
    for column in batch.columns() {
        texts(column, 0, &mut columns)?;
    }
    let mut block = Block::new(width);
    for row in 0..batch.num_rows() {
        let cells = columns.iter().map(|column| if column.is_null(row) { "" } else { column.as_string::<i32>().value(row) });
        block.push(number + 1 + row as u64, cells);
    }
    Ok(block)
}

/// What a column of this type becomes.
enum Shape<'t> {
    /// One column.
    Plain,
    /// One column for each member.
    Members(&'t [Arc<Field>]),
    /// One column, its values joined.
    Joined,
    /// The columns of the element, once for each of the first elements.
    Numbered(&'t Field),
}

fn shape(data_type: &DataType, depth: usize) -> Shape<'_> {
    match data_type {
        DataType::Struct(members) if depth < DEEPEST => Shape::Members(members),
        DataType::List(element) | DataType::LargeList(element) | DataType::FixedSizeList(element, _)
            if depth < DEEPEST && element.data_type().is_nested() =>
        {
            Shape::Numbered(element)
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::Map(..) => Shape::Joined,
        _ => Shape::Plain,
    }
}

/// Names of the columns that the file's columns become, in the order of [`texts`].
fn names(schema: &Schema) -> Vec<String> {
    fn walk(name: &str, data_type: &DataType, depth: usize, found: &mut Vec<String>) {
        match shape(data_type, depth) {
            Shape::Plain | Shape::Joined => found.push(name.to_owned()),
            Shape::Members(members) => {
                members.iter().for_each(|member| walk(&format!("{name}.{}", member.name()), member.data_type(), depth + 1, found));
            }
            Shape::Numbered(element) => {
                (0..LISTED).for_each(|at| walk(&format!("{name}.{at}"), element.data_type(), depth + 1, found));
            }
        }
    }
    let mut found = Vec::new();
    schema.fields().iter().for_each(|field| walk(field.name(), field.data_type(), 0, &mut found));
    found
}

/// Adds the text columns of an array; all are as long as it.
fn texts(array: &ArrayRef, depth: usize, found: &mut Vec<ArrayRef>) -> Result<(), ArrowError> {
    match shape(array.data_type(), depth) {
        Shape::Plain => found.push(text_of(array)?),
        Shape::Members(_) => {
            let parent = array.as_struct();
            for member in parent.columns() {
                texts(&unknown_with(member, parent.nulls())?, depth + 1, found)?;
            }
        }
        Shape::Joined => {
            let parts = elements(array)?;
            let values = match parts.values.data_type() {
                DataType::Struct(_) => entries(&parts.values)?,
                _ => text_of(&parts.values)?,
            };
            let values = values.as_string::<i32>();
            let mut builder = StringBuilder::new();
            for range in &parts.ranges {
                let known = range.clone().filter(|at| values.is_valid(*at)).map(|at| values.value(at));
                builder.append_value(known.collect::<Vec<_>>().join("; "));
            }
            found.push(Arc::new(builder.finish()));
        }
        Shape::Numbered(_) => {
            let parts = elements(array)?;
            for at in 0..LISTED {
                let places = parts.ranges.iter().map(|range| range.clone().nth(at).and_then(|place| u32::try_from(place).ok()));
                texts(&take(&parts.values, &UInt32Array::from_iter(places), None)?, depth + 1, found)?;
            }
        }
    }
    Ok(())
}

/// A column as text. What has no text of its own (nested deeper than columns go, intervals) is unknown.
fn text_of(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if array.data_type().is_nested() && !matches!(array.data_type(), DataType::Dictionary(_, value) if !value.is_nested()) {
        return Ok(arrow::array::new_null_array(&DataType::Utf8, array.len()));
    }
    cast(array, &DataType::Utf8)
}

/// A member is unknown where the whole is.
fn unknown_with(member: &ArrayRef, whole: Option<&NullBuffer>) -> Result<ArrayRef, ArrowError> {
    if whole.is_none() || *member.data_type() == DataType::Null {
        return Ok(member.clone());
    }
    let nulls = NullBuffer::union(member.logical_nulls().as_ref(), whole);
    Ok(arrow::array::make_array(member.to_data().into_builder().nulls(nulls).build()?))
}

/// The elements of all lists of a column, and which of them belong to each row.
struct Elements {
    values: ArrayRef,
    ranges: Vec<std::ops::Range<usize>>,
}

fn elements(array: &ArrayRef) -> Result<Elements, ArrowError> {
    let (values, bounds): (ArrayRef, Vec<(usize, usize)>) = match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            (list.values().clone(), list.offsets().windows(2).map(|pair| (pair[0] as usize, pair[1] as usize)).collect())
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            (list.values().clone(), list.offsets().windows(2).map(|pair| (pair[0] as usize, pair[1] as usize)).collect())
        }
        DataType::FixedSizeList(_, size) => {
            let size = usize::try_from(*size).unwrap_or(0);
            let list = array.as_fixed_size_list();
            (list.values().clone(), (0..list.len()).map(|row| (row * size, (row + 1) * size)).collect())
        }
        _ => {
            let map = array.as_map_opt().ok_or_else(|| ArrowError::CastError(format!("{} is no list", array.data_type())))?;
            let bounds = map.offsets().windows(2).map(|pair| (pair[0] as usize, pair[1] as usize)).collect();
            (Arc::new(map.entries().clone()), bounds)
        }
    };
    let ranges = bounds.into_iter().enumerate().map(|(row, (from, to))| if array.is_null(row) { from..from } else { from..to }).collect();
    Ok(Elements { values, ranges })
}

/// Entries of a map as `key: value`; unknown where the value is.
fn entries(values: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let members = values.as_struct().columns();
    let (Some(keys), Some(values)) = (members.first(), members.get(1)) else {
        return Ok(arrow::array::new_null_array(&DataType::Utf8, values.len()));
    };
    let (keys, values) = (text_of(keys)?, text_of(values)?);
    let (keys, values) = (keys.as_string::<i32>(), values.as_string::<i32>());
    let written = (0..keys.len()).map(|at| values.is_valid(at).then(|| format!("{}: {}", keys.value(at), values.value(at))));
    let mut builder = StringBuilder::new();
    written.for_each(|entry| builder.append_option(entry));
    Ok(Arc::new(builder.finish()))
}
