//! Staging: batches become part files while the import is still being read, on threads of their own, visible to nobody.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, bail};
use arrow::array::{Array, ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use luotsi_core::records::Kind;

use crate::columns::{self, RowState};
use crate::compare::{Stretch, split_key};
use crate::hash;
use crate::part::{Part, PartWriter};
use crate::rewrite::PART_ROWS;

/// Batches waiting for a thread: enough to keep the threads busy, few enough to keep memory small.
const WAITING: usize = 4;

/// One staged part with the origin of its rows.
pub(crate) struct StagedPart {
    pub(crate) part: Part,
    pub(crate) stretches: Vec<Stretch>,
}

/// A batch on its way into a part file.
pub(crate) struct Delivery {
    pub(crate) kind: Kind,
    pub(crate) batch: RecordBatch,
    pub(crate) sequence: u64,
    pub(crate) file: usize,
}

/// What one thread has written, part by part.
type Written = Vec<(Kind, StagedPart)>;

/// Threads that write part files.
pub(crate) struct Staging {
    sender: Option<SyncSender<Delivery>>,
    threads: Vec<JoinHandle<Result<Written>>>,
}

impl Staging {
    /// Starts as many threads as the machine has cores; each writes into files of its own below `folder`.
    pub(crate) fn start(folder: &Path, import: &str) -> Self {
        let (sender, receiver) = sync_channel::<Delivery>(WAITING);
        let receiver = Arc::new(Mutex::new(receiver));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        let threads = (0..cores)
            .map(|thread| {
                let mut shelf =
                    Shelf { folder: folder.to_owned(), import: import.to_owned(), thread, open: BTreeMap::new(), finished: Vec::new() };
                let receiver = receiver.clone();
                std::thread::spawn(move || {
                    while let Some(delivery) = next(&receiver) {
                        shelf.take(delivery)?;
                    }
                    shelf.finish()
                })
            })
            .collect();
        Self { sender: Some(sender), threads }
    }

    /// Hands over a batch; waits while the threads are behind.
    pub(crate) fn deliver(&mut self, delivery: Delivery) -> Result<()> {
        if let Some(sender) = &self.sender
            && sender.send(delivery).is_ok()
        {
            return Ok(());
        }
        // All threads have ended, so one of them has failed: its error says why.
        self.collect().and_then(|_| bail!("the threads that write have stopped"))
    }

    /// Waits for everything to be written.
    pub(crate) fn finish(mut self) -> Result<BTreeMap<Kind, Vec<StagedPart>>> {
        self.collect()
    }

    fn collect(&mut self) -> Result<BTreeMap<Kind, Vec<StagedPart>>> {
        self.sender = None;
        let mut staged: BTreeMap<Kind, Vec<StagedPart>> = BTreeMap::new();
        let mut failure = None;
        for thread in self.threads.drain(..) {
            match thread.join().map_err(|_| anyhow!("a thread that writes has crashed")).flatten() {
                Ok(parts) => parts.into_iter().for_each(|(kind, part)| staged.entry(kind).or_default().push(part)),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) => Err(error),
            None => Ok(staged),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // An abandoned import must not leave threads that still write into a folder about to be removed.
        let _ = self.collect();
    }
}

fn next(receiver: &Mutex<Receiver<Delivery>>) -> Option<Delivery> {
    receiver.lock().ok()?.recv().ok()
}

struct Shelf {
    folder: PathBuf,
    import: String,
    thread: usize,
    open: BTreeMap<Kind, (PartWriter, Vec<Stretch>)>,
    finished: Written,
}

impl Shelf {
    fn take(&mut self, delivery: Delivery) -> Result<()> {
        let Delivery { kind, batch, sequence, file } = delivery;
        let batch = complete(kind, &batch, &self.import, sequence)?;
        let fits = self.open.get(&kind).is_some_and(|(writer, _)| {
            writer.rows() < PART_ROWS && batch.schema().fields().iter().all(|field| writer.schema().field_with_name(field.name()).is_ok())
        });
        if !fits {
            let mut schema = batch.schema();
            if let Some((writer, stretches)) = self.open.remove(&kind) {
                schema = union(writer.schema(), &schema);
                self.finished.push((kind, StagedPart { part: writer.finish()?, stretches }));
            }
            let name = format!("part-{}-{}.parquet", self.thread, self.finished.len());
            let writer = PartWriter::create(self.folder.join(kind.name()).join(name), kind, RowState::Current, schema)?;
            self.open.insert(kind, (writer, Vec::new()));
        }
        if let Some((writer, stretches)) = self.open.get_mut(&kind) {
            stretches.push(Stretch { first_row: writer.rows() as usize, len: batch.num_rows(), sequence, file });
            let schema = writer.schema().clone();
            writer.write(&padded(&batch, &schema)?)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Written> {
        for (kind, (writer, stretches)) in self.open {
            self.finished.push((kind, StagedPart { part: writer.finish()?, stretches }));
        }
        Ok(self.finished)
    }
}

fn union(one: &SchemaRef, other: &SchemaRef) -> SchemaRef {
    let mut fields: Vec<Arc<Field>> = one.fields().to_vec();
    fields.extend(other.fields().iter().filter(|field| one.field_with_name(field.name()).is_err()).cloned());
    Arc::new(Schema::new(fields))
}

fn padded(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let arrays = schema
        .fields()
        .iter()
        .map(|field| batch.column_by_name(field.name()).cloned().unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows())))
        .collect();
    Ok(RecordBatch::try_new(schema.clone(), arrays)?)
}

/// The batch in the lake's own types, with what every row carries.
fn complete(kind: Kind, batch: &RecordBatch, import: &str, sequence: u64) -> Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        let name = field.name().as_str();
        if name == columns::ROW || array.data_type() == &DataType::Null {
            continue;
        }
        let data_type = columns::column_type(kind, name);
        arrays.push(if array.data_type() == &data_type { array.clone() } else { cast(array, &data_type)? });
        fields.push(Field::new(name, data_type, true));
    }
    let records = RecordBatch::try_new(Arc::new(Schema::new(fields.clone())), arrays.clone())?;
    let rows = batch.num_rows();
    let numbers: ArrayRef = match batch.column_by_name(columns::ROW) {
        Some(numbers) => cast(numbers, &DataType::Int64)?,
        None => Arc::new(Int64Array::from_iter_values((0..rows as i64).map(|row| sequence as i64 + row))),
    };
    let (high, low): (Vec<i64>, Vec<i64>) = hash::keys(kind, &records)?.into_iter().map(split_key).unzip();
    let contents = hash::contents(&records)?;
    let once: ArrayRef = Arc::new(StringArray::from(vec![import]));
    let import = DictionaryArray::<Int32Type>::try_new(Int32Array::from(vec![0; rows]), once)?;
    let [import_field, rest @ ..] = columns::bookkeeping();
    fields.push(import_field.with_data_type(import.data_type().clone()));
    fields.extend(rest);
    arrays.extend([
        Arc::new(import) as ArrayRef,
        numbers,
        Arc::new(Int64Array::from(high)),
        Arc::new(Int64Array::from(low)),
        Arc::new(Int64Array::from(contents)),
        new_null_array(&DataType::Utf8, rows),
    ]);
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}
