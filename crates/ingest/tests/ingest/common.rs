//! What the tests share: a workspace, readings of files, and the shared folder of real data.

use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{Float64Type, Int64Type, TimestampMicrosecondType};
use luotsi_core::intake::{IntakeError, MachineFault, Reason, Refusal, Request};
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;
use luotsi_ingest::{Context, Key, Profiles, Reading};

pub(crate) type Tested = Result<(), Box<dyn std::error::Error>>;

/// Opens a request as the workspace of the tests does: Helsinki time, a fixed clock and a fixed key.
pub(crate) fn open(request: &Request) -> Result<Reading, IntakeError> {
    let settings = Settings::default();
    let profiles = Profiles::load(None)?;
    let now = "2026-11-22T12:00:00Z".parse().map_err(|error: jiff::Error| failed(&error))?;
    Reading::open(request, &Context { settings: &settings, profiles: &profiles, key: &Key::of([7; 32]), now })
}

pub(crate) fn request(file: impl AsRef<Path>) -> Request {
    Request { file: file.as_ref().to_owned(), ..Request::default() }
}

/// All that a file gives of one kind.
pub(crate) struct Given {
    pub(crate) records: RecordBatch,
    pub(crate) refused: Vec<Refusal>,
    pub(crate) source_rows: Vec<u64>,
}

impl Given {
    pub(crate) fn rows(&self) -> usize {
        self.records.num_rows()
    }

    pub(crate) fn column(&self, name: &str) -> ArrayRef {
        match self.records.column_by_name(name) {
            Some(column) => column.clone(),
            None => panic!("no column {name}; there are {:?}", self.records.schema().fields().iter().map(|f| f.name()).collect::<Vec<_>>()),
        }
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<Option<String>> {
        self.column(name).as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<Option<f64>> {
        self.column(name).as_primitive::<Float64Type>().iter().collect()
    }

    pub(crate) fn counts(&self, name: &str) -> Vec<Option<i64>> {
        self.column(name).as_primitive::<Int64Type>().iter().collect()
    }

    pub(crate) fn flags(&self, name: &str) -> Vec<Option<bool>> {
        self.column(name).as_boolean().iter().collect()
    }

    pub(crate) fn times(&self, name: &str) -> Vec<Option<String>> {
        let times = self.column(name);
        let times = times.as_primitive::<TimestampMicrosecondType>();
        times.iter().map(|us| us.and_then(|us| jiff::Timestamp::from_microsecond(us).ok()).map(|at| at.to_string())).collect()
    }

    pub(crate) fn filled(&self, name: &str) -> usize {
        let column = self.column(name);
        column.len() - column.null_count()
    }

    pub(crate) fn reasons(&self) -> Vec<(u64, Reason)> {
        self.refused.iter().map(|refusal| (refusal.row, refusal.reason)).collect()
    }
}

/// Reads a whole file and puts the batches of one kind together.
pub(crate) fn read(request: &Request, kind: Kind) -> Result<Given, IntakeError> {
    let reading = open(request)?;
    let table = reading.tables().into_iter().find(|table| table.kind == kind);
    let Some(table) = table else { return Err(failed(&format!("gives no {}", kind.name()))) };
    let (mut batches, mut refused, mut source_rows) = (Vec::new(), Vec::new(), Vec::new());
    for batch in reading.batches() {
        let batch = batch?;
        assert_eq!(batch.records.num_rows(), batch.source_rows.len());
        if batch.kind == kind {
            batches.push(batch.records);
            refused.extend(batch.refused);
            source_rows.extend(batch.source_rows);
        }
    }
    let records = concat_batches(&table.schema, &batches).map_err(|error| failed(&error))?;
    Ok(Given { records, refused, source_rows })
}

/// A failure of the test itself.
fn failed(error: &dyn std::fmt::Display) -> IntakeError {
    IntakeError::Machine(MachineFault::Lake { detail: error.to_string() })
}

/// Writes a file into a folder.
pub(crate) fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf, std::io::Error> {
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// A file of the folder with real data that may stand beside the repository; says so and returns `None` where it does not.
pub(crate) fn shared(file: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = std::env::var_os("LUOTSI_SHARED").map_or_else(beside, PathBuf::from).join(file);
    if path.exists() {
        return Some(path);
    }
    println!("Not run: {file} is not in the shared folder.");
    None
}

/// A sample file of a shipped source.
pub(crate) fn sample(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sources/samples").join(file)
}
