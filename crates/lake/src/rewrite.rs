//! Rows copied into new part files, because some of their neighbours go, come back or change their state.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use luotsi_core::records::Kind;

use crate::columns::{self, RowState};
use crate::marks::Marks;
use crate::part::{Part, PartReader, PartWriter, stored_columns};

/// Rows of a part file at most: a change rewrites whole files, a question opens each.
pub(crate) const PART_ROWS: u64 = 2 * 1024 * 1024;

/// Takes rows of one kind and lays them into new part files by state.
pub(crate) struct Rewriter {
    kind: Kind,
    folder: PathBuf,
    schema: SchemaRef,
    open: [Option<PartWriter>; 2],
    finished: Vec<Part>,
}

impl Rewriter {
    /// Writes into `folder`; the new files have every column that one of the `sources` has.
    pub(crate) fn new(kind: Kind, folder: PathBuf, sources: &[PathBuf]) -> Result<Self> {
        let mut dimensions = Vec::new();
        let mut stored = Vec::new();
        for source in sources {
            for name in stored_columns(source)? {
                if !stored.contains(&name) {
                    stored.push(name.clone());
                }
                if !name.starts_with('_') && kind.column(&name).is_none() && !dimensions.contains(&name) {
                    dimensions.push(name);
                }
            }
        }
        let canonical = columns::canonical_schema(kind);
        let mut fields: Vec<Field> =
            canonical.fields().iter().filter(|field| stored.contains(field.name())).map(|field| field.as_ref().clone()).collect();
        fields.extend(dimensions.iter().map(|name| Field::new(name, DataType::Utf8, true)));
        fields.extend(columns::bookkeeping());
        Ok(Self { kind, folder, schema: Arc::new(Schema::new(fields)), open: [None, None], finished: Vec::new() })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Schema in which rows are read and written.
    pub(crate) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(crate) fn write(&mut self, state: RowState, rows: &RecordBatch) -> Result<()> {
        if rows.num_rows() == 0 {
            return Ok(());
        }
        let place = &mut self.open[state as usize];
        if let Some(full) = place.take_if(|writer| writer.rows() >= PART_ROWS) {
            self.finished.push(full.finish()?);
        }
        let writer = match place {
            Some(writer) => writer,
            None => {
                let name = format!("{}-{}.parquet", state.name(), self.finished.len());
                place.insert(PartWriter::create(self.folder.join(name), self.kind, state, self.schema.clone())?)
            }
        };
        writer.write(rows)
    }

    /// Copies the rows of a file that are not marked.
    pub(crate) fn keep(&mut self, source: &std::path::Path, state: RowState, without: &Marks) -> Result<()> {
        self.split(source, without, |rewriter, rows, marked| match marked {
            true => Ok(()),
            false => rewriter.write(state, rows),
        })
    }

    /// Copies a file of current rows; the marked ones become replaced by the import.
    pub(crate) fn replace(&mut self, source: &std::path::Path, replaced: &Marks, import: &str) -> Result<()> {
        self.split(source, replaced, |rewriter, rows, marked| match marked {
            true => {
                let by = vec![Some(import); rows.num_rows()];
                rewriter.write(RowState::Replaced, &with_replaced_by(rows, &by)?)
            }
            false => rewriter.write(RowState::Current, rows),
        })
    }

    fn split(
        &mut self,
        source: &std::path::Path,
        marks: &Marks,
        mut each: impl FnMut(&mut Self, &RecordBatch, bool) -> Result<()>,
    ) -> Result<()> {
        let mut first_row = 0;
        for batch in PartReader::open(source, self.schema())? {
            let batch = batch?;
            let marked: Vec<bool> = (0..batch.num_rows()).map(|row| marks.is_set(first_row + row)).collect();
            first_row += batch.num_rows();
            let unmarked: BooleanArray = marked.iter().map(|marked| Some(!marked)).collect();
            each(self, &filter_record_batch(&batch, &unmarked)?, false)?;
            if marked.contains(&true) {
                each(self, &filter_record_batch(&batch, &BooleanArray::from(marked))?, true)?;
            }
        }
        Ok(())
    }

    /// The files written.
    pub(crate) fn finish(mut self) -> Result<Vec<Part>> {
        for writer in self.open.into_iter().flatten() {
            self.finished.push(writer.finish()?);
        }
        Ok(self.finished)
    }
}

/// The rows with another import that replaced them.
pub(crate) fn with_replaced_by(rows: &RecordBatch, by: &[Option<&str>]) -> Result<RecordBatch> {
    let index = rows.schema().index_of(columns::REPLACED_BY)?;
    let mut arrays: Vec<ArrayRef> = rows.columns().to_vec();
    arrays[index] = Arc::new(StringArray::from(by.to_vec()));
    Ok(RecordBatch::try_new(rows.schema(), arrays)?)
}
