//! A chunk: some hundred thousand rows of one kind, put together column by column, sorted by day and written into a file of facts.

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, PrimitiveArray, RecordBatch, UInt32Array, new_null_array};
use arrow::buffer::NullBuffer;
use arrow::compute::{concat, take};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Field, Schema, SchemaRef, TimestampMicrosecondType};
use luotsi_core::records::{Kind, Value};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::texts::{Texts, text_type};
use crate::columns;

/// Rows of a chunk at most: a row group of the file, the unit that a question about some days may skip. Few enough that the
/// memory of one chunk's columns serves the next; with eight times as many, a quarter of the time went to fresh memory.
pub(crate) const CHUNK_ROWS: usize = 128 * 1024;

/// How a column of records is read for facts: texts with few values as dictionaries.
pub(crate) fn read_type(kind: Kind, column: &str) -> DataType {
    match kind.column(column).map(|column| column.value) {
        Some(Value::Id) if kind.is_personal(column) => text_type(),
        Some(Value::Id | Value::CustomerId | Value::Comment) => DataType::Utf8,
        Some(Value::Dimension | Value::Choice(_)) | None => text_type(),
        Some(value) => columns::arrow_type(value),
    }
}

/// How a column of records is stored in facts.
pub(crate) fn fact_type(kind: Kind, column: &str) -> DataType {
    match kind.column(column).map(|column| column.value) {
        Some(Value::CustomerId) => DataType::Int64,
        _ => read_type(kind, column),
    }
}

enum Data {
    Texts(Texts),
    Arrays(DataType, Vec<ArrayRef>),
}

/// Rows being put together.
pub(crate) struct Chunk {
    kind: Kind,
    names: Vec<String>,
    data: HashMap<String, Data>,
    /// Row of each row over all files.
    pub(crate) rows: Vec<u32>,
}

impl Chunk {
    /// An empty chunk with the columns of the schema.
    pub(crate) fn new(kind: Kind, schema: &SchemaRef) -> Self {
        let mut data = HashMap::new();
        let mut names = Vec::new();
        for field in schema.fields() {
            let empty = match field.data_type() {
                DataType::Dictionary(..) => Data::Texts(Texts::default()),
                other => Data::Arrays(other.clone(), Vec::new()),
            };
            names.push(field.name().clone());
            data.insert(field.name().clone(), empty);
        }
        Self { kind, names, data, rows: Vec::new() }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds rows; the first of them is this row over all files.
    pub(crate) fn append(&mut self, batch: &RecordBatch, first_row: u32) -> Result<()> {
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            match self.data.get_mut(field.name()) {
                Some(Data::Texts(texts)) => texts.append(array)?,
                Some(Data::Arrays(_, arrays)) => arrays.push(array.clone()),
                None => {}
            }
        }
        self.rows.extend(first_row..first_row + batch.num_rows() as u32);
        Ok(())
    }

    /// A text column with few values.
    pub(crate) fn texts(&self, name: &str) -> Option<&Texts> {
        match self.data.get(name) {
            Some(Data::Texts(texts)) => Some(texts),
            _ => None,
        }
    }

    /// Adds or replaces a text column.
    pub(crate) fn set_texts(&mut self, name: &str, texts: Texts) {
        self.set(name, Data::Texts(texts));
    }

    /// Adds a column.
    pub(crate) fn set_array(&mut self, name: &str, array: ArrayRef) {
        self.set(name, Data::Arrays(array.data_type().clone(), vec![array]));
    }

    /// Adds a column of numbers; NaN = unknown.
    pub(crate) fn set_numbers(&mut self, name: &str, numbers: impl Iterator<Item = f64>) {
        let numbers: Vec<f64> = numbers.collect();
        let known = NullBuffer::from_iter(numbers.iter().map(|number| !number.is_nan()));
        self.set_array(name, Arc::new(Float64Array::new(numbers.into(), Some(known))));
    }

    fn set(&mut self, name: &str, data: Data) {
        if self.data.insert(name.to_owned(), data).is_none() {
            self.names.push(name.to_owned());
        }
    }

    /// A column as one array.
    pub(crate) fn array(&mut self, name: &str) -> Result<Option<ArrayRef>> {
        let Some(Data::Arrays(data_type, arrays)) = self.data.get_mut(name) else { return Ok(None) };
        if arrays.len() != 1 {
            let parts: Vec<&dyn Array> = arrays.iter().map(|array| array.as_ref()).collect();
            *arrays = vec![if parts.is_empty() { new_null_array(data_type, 0) } else { concat(&parts)? }];
        }
        Ok(arrays.first().cloned())
    }

    /// A column of times, in microseconds.
    pub(crate) fn times(&mut self, name: &str) -> Result<Option<PrimitiveArray<TimestampMicrosecondType>>> {
        self.primitive(name)
    }

    /// A column of days since 1970.
    pub(crate) fn days(&mut self, name: &str) -> Result<Option<PrimitiveArray<Date32Type>>> {
        self.primitive(name)
    }

    fn primitive<T: ArrowPrimitiveType>(&mut self, name: &str) -> Result<Option<PrimitiveArray<T>>> {
        Ok(self.array(name)?.and_then(|array| array.as_primitive_opt::<T>().cloned()))
    }

    /// The rows in order of the day column, and what there is in them.
    fn sorted(mut self, day_column: &str) -> Result<(RecordBatch, Contents)> {
        let order = order_by_day(self.days(day_column)?.as_ref(), self.len()).map(UInt32Array::from);
        let mut contents = Contents { rows: self.len() as u64, ..Contents::default() };
        let mut fields = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for name in std::mem::take(&mut self.names) {
            let array = match self.data.remove(&name) {
                Some(Data::Texts(texts)) => {
                    contents.texts.insert(name.clone(), texts.counts());
                    texts.into_array()?
                }
                Some(data) => {
                    self.data.insert(name.clone(), data);
                    let Some(array) = self.array(&name)? else { continue };
                    self.data.remove(&name);
                    contents.note(&name, &array);
                    array
                }
                None => continue,
            };
            if array.null_count() < array.len() {
                contents.filled.push(name.clone());
            }
            fields.push(Field::new(&name, array.data_type().clone(), true));
            arrays.push(match &order {
                Some(order) => take(&array, order, None)?,
                None => array,
            });
        }
        let schema = Arc::new(Schema::new(fields));
        contents.columns = schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect();
        Ok((RecordBatch::try_new(schema, arrays)?, contents))
    }
}

/// A file of facts being written, chunk by chunk.
pub(crate) struct FactsFile {
    path: PathBuf,
    day_column: String,
    writer: Option<ArrowWriter<File>>,
    contents: Vec<Contents>,
}

impl FactsFile {
    /// A file whose chunks are put in order of this column.
    pub(crate) fn new(path: PathBuf, day_column: String) -> Self {
        Self { path, day_column, writer: None, contents: Vec::new() }
    }

    /// Adds a chunk. All chunks of a file have the same columns.
    pub(crate) fn write(&mut self, chunk: Chunk) -> Result<()> {
        let kind = chunk.kind();
        let (batch, contents) = chunk.sorted(&self.day_column)?;
        let fails = || format!("{} cannot be written", self.path.display());
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = File::create(&self.path).with_context(fails)?;
                none.insert(ArrowWriter::try_new(file, batch.schema(), Some(properties(kind, &batch.schema())))?)
            }
        };
        writer.write(&batch).with_context(fails)?;
        // A row group never mixes two chunks: its days are those of one.
        writer.flush().with_context(fails)?;
        self.contents.push(contents);
        Ok(())
    }

    /// Completes the file and tells what there is in it.
    pub(crate) fn finish(self) -> Result<Vec<Contents>> {
        if let Some(writer) = self.writer {
            writer.close().with_context(|| format!("{} cannot be completed", self.path.display()))?;
        }
        Ok(self.contents)
    }
}

/// What there is in a chunk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contents {
    pub(crate) rows: u64,
    pub(crate) columns: Vec<(String, DataType)>,
    pub(crate) filled: Vec<String>,
    /// Values of text columns with the number of their rows.
    pub(crate) texts: HashMap<String, HashMap<String, u64>>,
    /// First and last value of time (microseconds) and day columns.
    pub(crate) ranges: HashMap<String, (i64, i64)>,
}

impl Contents {
    fn note(&mut self, name: &str, array: &ArrayRef) {
        let range = match array.data_type() {
            DataType::Timestamp(..) => {
                let times = array.as_primitive::<TimestampMicrosecondType>();
                arrow::compute::min(times).zip(arrow::compute::max(times))
            }
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>();
                arrow::compute::min(days).zip(arrow::compute::max(days)).map(|(first, last)| (first.into(), last.into()))
            }
            _ => None,
        };
        if let Some(range) = range {
            self.ranges.insert(name.to_owned(), range);
        }
    }
}

/// The rows in order of their day, those of one day as they came, those without a day last; nothing when they are so already.
fn order_by_day(days: Option<&PrimitiveArray<Date32Type>>, rows: usize) -> Option<Vec<u32>> {
    let days = days?;
    let day = |row: &u32| if days.is_valid(*row as usize) { days.value(*row as usize) } else { i32::MAX };
    let mut order: Vec<u32> = (0..rows as u32).collect();
    if order.is_sorted_by_key(day) {
        return None;
    }
    order.sort_by_cached_key(day);
    Some(order)
}

/// Facts are read far more often than written: dictionaries for texts, nothing to unpack for figures. Only days and times are
/// known by their ends, by which a question leaves row groups out.
fn properties(kind: Kind, schema: &Schema) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_max_row_group_row_count(Some(CHUNK_ROWS))
        .set_data_page_row_count_limit(32 * 1024)
        .set_write_batch_size(8 * 1024)
        .set_offset_index_disabled(true);
    for field in schema.fields() {
        let path = ColumnPath::from(field.name().as_str());
        match field.data_type() {
            DataType::Dictionary(..) => properties = properties.set_column_dictionary_enabled(path, true),
            DataType::Utf8 => {}
            // Counts of something, of few different values.
            DataType::Int64 if kind.column(field.name()).is_none_or(|column| column.value != Value::CustomerId) => {
                properties = properties.set_column_dictionary_enabled(path, true)
            }
            DataType::Date32 => {
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), true)
                    .set_column_statistics_enabled(path.clone(), EnabledStatistics::Chunk)
                    .set_column_compression(path, Compression::UNCOMPRESSED);
            }
            DataType::Timestamp(..) => {
                properties = properties
                    .set_column_statistics_enabled(path.clone(), EnabledStatistics::Chunk)
                    .set_column_compression(path, Compression::UNCOMPRESSED);
            }
            _ => properties = properties.set_column_compression(path, Compression::UNCOMPRESSED),
        }
    }
    properties.build()
}
