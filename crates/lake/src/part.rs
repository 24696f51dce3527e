//! Part files: the Parquet files that tables consist of, written once and never changed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use jiff::Timestamp;
use luotsi_core::records::{Kind, Value};
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;

use crate::columns::{self, RowState};

/// Rows of a row group: small enough that a week of a large service is a few of many, large enough to decode in one go.
pub(crate) const ROW_GROUP_ROWS: usize = 256 * 1024;
/// Rows read at a time.
pub(crate) const BATCH_ROWS: usize = 32 * 1024;

/// A written part file.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// Current or replaced rows.
    pub(crate) state: RowState,
    /// Delta statistics, as JSON text.
    pub(crate) stats: String,
    /// Columns that it has.
    pub(crate) schema: SchemaRef,
}

/// Writes one part file.
pub(crate) struct PartWriter {
    path: PathBuf,
    state: RowState,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
    rows: u64,
}

impl PartWriter {
    pub(crate) fn create(path: PathBuf, kind: Kind, state: RowState, schema: SchemaRef) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        let file = File::create(&path).with_context(|| format!("the file {} cannot be written", path.display()))?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties(kind, &schema)))?;
        Ok(Self { path, state, schema, writer, rows: 0 })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).with_context(|| format!("the file {} cannot be written", self.path.display()))
    }

    pub(crate) fn finish(mut self) -> Result<Part> {
        let metadata = self.writer.finish().with_context(|| format!("the file {} cannot be completed", self.path.display()))?;
        let file = self.writer.inner();
        file.sync_data().with_context(|| format!("the file {} cannot be saved", self.path.display()))?;
        let size_bytes = file.metadata()?.len();
        let stats = delta_stats(&metadata, &self.schema, self.rows);
        Ok(Part { path: self.path, rows: self.rows, size_bytes, state: self.state, stats, schema: self.schema })
    }
}

/// How the columns of a kind are written. Dictionaries only where values repeat: for identifiers, times and hashes the attempt
/// costs more than the whole column, and hashes do not become smaller by compression. Only columns by whose ends files are
/// chosen are known by their ends.
fn properties(kind: Kind, schema: &Schema) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_data_page_row_count_limit(64 * 1024)
        .set_write_batch_size(8 * 1024)
        .set_offset_index_disabled(true)
        .set_created_by("luotsi".to_owned());
    for field in schema.fields() {
        let path = ColumnPath::from(field.name().as_str());
        if matches!(field.data_type(), DataType::Timestamp(..)) || [columns::IMPORT, columns::REPLACED_BY].contains(&field.name().as_str())
        {
            properties = properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::Chunk);
        }
        if has_few_values(kind, field) {
            properties = properties.set_column_dictionary_enabled(path, true);
        } else if is_hash(kind, field.name()) {
            properties = properties.set_column_compression(path, Compression::UNCOMPRESSED);
        }
    }
    properties.build()
}

fn is_hash(kind: Kind, name: &str) -> bool {
    [columns::KEY_HIGH, columns::KEY_LOW, columns::CONTENT].contains(&name)
        || kind.column(name).is_some_and(|column| column.value == Value::CustomerId)
}

fn has_few_values(kind: Kind, field: &Field) -> bool {
    if matches!(field.data_type(), DataType::Dictionary(..)) {
        return true;
    }
    if field.data_type() != &DataType::Utf8 {
        return false;
    }
    match kind.column(field.name()).map(|column| column.value) {
        Some(Value::Id) => kind.is_personal(field.name()),
        Some(Value::CustomerId | Value::Comment) => false,
        _ => true,
    }
}

/// Statistics of the Delta protocol for the columns by which files are chosen: the import and the times.
fn delta_stats(metadata: &ParquetMetaData, schema: &Schema, rows: u64) -> String {
    let mut least = serde_json::Map::new();
    let mut most = serde_json::Map::new();
    for (index, field) in schema.fields().iter().enumerate() {
        let statistics: Vec<&Statistics> = metadata.row_groups().iter().filter_map(|group| group.column(index).statistics()).collect();
        let range = match field.data_type() {
            DataType::Timestamp(..) => {
                let range = ends_of(&statistics);
                // Delta's own writers keep milliseconds: round down and up.
                range.and_then(|(first, last)| {
                    Some((spell(first.div_euclid(1_000))?, spell(last.div_euclid(1_000) + i64::from(last.rem_euclid(1_000) != 0))?))
                })
            }
            DataType::Utf8 if [columns::IMPORT, columns::REPLACED_BY].contains(&field.name().as_str()) => {
                let ends = statistics.iter().filter_map(|statistics| match statistics {
                    Statistics::ByteArray(value) => {
                        let text = |end: &parquet::data_type::ByteArray| end.as_utf8().ok().map(str::to_owned);
                        Some((text(value.min_opt()?)?, text(value.max_opt()?)?))
                    }
                    _ => None,
                });
                ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
            }
            _ => None,
        };
        if let Some((first, last)) = range {
            least.insert(field.name().clone(), first.into());
            most.insert(field.name().clone(), last.into());
        }
    }
    serde_json::json!({"numRecords": rows, "minValues": least, "maxValues": most, "nullCount": {}}).to_string()
}

/// Earliest and latest, in microseconds.
fn ends_of(statistics: &[&Statistics]) -> Option<(i64, i64)> {
    let ends = statistics.iter().filter_map(|statistics| match statistics {
        Statistics::Int64(value) => Some((*value.min_opt()?, *value.max_opt()?)),
        _ => None,
    });
    ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

/// Earliest and latest of some time columns of a part file, in microseconds, told by the file's own statistics.
pub(crate) fn ends(path: &Path, names: &[&str]) -> Result<Option<(i64, i64)>> {
    let file = File::open(path).with_context(|| format!("the file {} cannot be read", path.display()))?;
    let stored = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new().with_skip_arrow_metadata(true))?;
    let of_column = |name: &&str| {
        let index = stored.schema().index_of(name).ok()?;
        let statistics: Vec<&Statistics> =
            stored.metadata().row_groups().iter().filter_map(|group| group.column(index).statistics()).collect();
        ends_of(&statistics)
    };
    Ok(names.iter().filter_map(of_column).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))))
}

fn spell(milliseconds: i64) -> Option<String> {
    Timestamp::from_millisecond(milliseconds).ok().map(|time| format!("{time:.3}"))
}

/// Reads some columns of a part file, in the order asked and of the types asked; columns that the file has not are unknown.
pub(crate) struct PartReader {
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
}

impl PartReader {
    /// Opens a part file for these fields.
    pub(crate) fn open(path: &Path, schema: SchemaRef) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("the file {} cannot be read", path.display()))?;
        // The types come from us, not from the file: text columns may be asked for as dictionaries.
        let stored = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new().with_skip_arrow_metadata(true))?;
        let fields: Vec<Field> = stored
            .schema()
            .fields()
            .iter()
            .map(|field| match schema.field_with_name(field.name()) {
                Ok(wanted) => wanted.clone(),
                Err(_) => field.as_ref().clone(),
            })
            .collect();
        let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
            .with_context(|| format!("the file {} is not as it was written", path.display()))?;
        let indices: Vec<usize> = builder
            .schema()
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| schema.field_with_name(field.name()).is_ok())
            .map(|(index, _)| index)
            .collect();
        let mask = ProjectionMask::roots(builder.parquet_schema(), indices);
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build()?;
        Ok(Self { reader, schema })
    }
}

impl Iterator for PartReader {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.reader.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error.into())),
        };
        let rows = batch.num_rows();
        let arrays: Vec<ArrayRef> = self
            .schema
            .fields()
            .iter()
            .map(|field| batch.column_by_name(field.name()).cloned().unwrap_or_else(|| new_null_array(field.data_type(), rows)))
            .collect();
        let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
        Some(RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options).map_err(Into::into))
    }
}

/// The columns that a part file has.
pub(crate) fn stored_columns(path: &Path) -> Result<Vec<String>> {
    let file = File::open(path).with_context(|| format!("the file {} cannot be read", path.display()))?;
    let stored = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new().with_skip_arrow_metadata(true))?;
    Ok(stored.schema().fields().iter().map(|field| field.name().clone()).collect())
}
