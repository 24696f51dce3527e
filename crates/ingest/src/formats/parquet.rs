//! Parquet files: typed columns, read as text so that every format passes the same checks.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use arrow::record_batch::RecordBatch;
use luotsi_core::intake::{FileFault, IntakeError};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Meter, OnBlock, cannot_open, cannot_read, header_of, wrong};
use crate::block::{Block, Header};

/// Rows read at once; the text of so many rows stays far below the limit of a block.
const ROWS: usize = 4_096;

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, IntakeError> {
    let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| cannot_read(path, &error))
}

/// Nested columns have no text of their own and are left out.
fn flat_columns(schema: &Schema) -> Vec<usize> {
    let is_flat = |kind: &DataType| !kind.is_nested() || matches!(kind, DataType::Dictionary(_, value) if !value.is_nested());
    schema.fields().iter().enumerate().filter(|(_, field)| is_flat(field.data_type())).map(|(at, _)| at).collect()
}

pub(crate) fn look(path: &Path) -> Result<Header, IntakeError> {
    let builder = open(path)?;
    let schema = builder.schema();
    let names: Vec<String> = flat_columns(schema).into_iter().map(|at| schema.field(at).name().clone()).collect();
    if names.is_empty() {
        return Err(wrong(path, FileFault::NoColumns));
    }
    Ok(header_of(&names))
}

pub(crate) fn read(path: &Path, size_bytes: u64, header: &Header, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
    let builder = open(path)?;
    let rows_in_all = builder.metadata().file_metadata().num_rows().max(1) as f64;
    let mask = ProjectionMask::roots(builder.parquet_schema(), flat_columns(builder.schema()));
    let reader = builder.with_projection(mask).with_batch_size(ROWS).build().map_err(|error| cannot_read(path, &error))?;
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
fn block(batch: &RecordBatch, width: usize, number: u64) -> Result<Block, arrow::error::ArrowError> {
    let columns: Vec<ArrayRef> = batch.columns().iter().map(|column| cast(column, &DataType::Utf8)).collect::<Result<_, _>>()?;
    let mut block = Block::new(width);
    for row in 0..batch.num_rows() {
        let cells = columns.iter().map(|column| if column.is_null(row) { "" } else { column.as_string::<i32>().value(row) });
        block.push(number + 1 + row as u64, cells);
    }
    Ok(block)
}
