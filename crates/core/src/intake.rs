//! The door for records: how a file is understood, previewed, imported, followed, listed and undone.
//!
//! The command line and the mapping page both go through [`Intake`]; the program behind it reads with `ingest` and stores
//! with `lake`. Like [`crate::ask::Ask`], calls block.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::records::Kind;

/// How a file is written ("dress"). Every field is detected and may be overridden; `None` = detect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dress {
    /// `csv`, `xlsx`, `parquet` or `jsonl`.
    pub format: Option<String>,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    pub encoding: Option<String>,
    /// `,` `;` tab or `|`.
    pub delimiter: Option<char>,
    /// Decimal sign: `.` or `,`.
    pub decimal: Option<char>,
    /// Order of dates with digits only: `ymd`, `dmy` or `mdy`.
    pub date_order: Option<String>,
    /// Time zone of times without an offset, as an IANA name.
    pub time_zone: Option<String>,
    /// Sheet of a workbook; the first one with a header otherwise.
    pub sheet: Option<String>,
}

/// What becomes of one column of the file in one kind of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapped {
    /// Column of the file.
    pub from: String,
    /// Canonical column or dimension that it becomes; `None` = left out.
    pub to: Option<String>,
    /// How sure the guess is, 0–1; 1 when a profile or a person said so.
    pub confidence: f64,
    /// Three example values, masked.
    pub examples: Vec<String>,
    /// Why it was left out or needs a decision: `personal`, `empty`, `too_many_values`, `duplicate`.
    pub concern: Option<String>,
}

/// A request to look at or to import one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The file.
    pub file: PathBuf,
    /// Name shown in the ledger; the file's own name otherwise.
    pub shown_name: Option<String>,
    /// Kind of records, when the file is canonical and its name does not tell.
    pub kind: Option<Kind>,
    /// Name of a mapping profile, or path of a profile's TOML file.
    pub profile: Option<String>,
    /// Overrides of the detected dress.
    pub dress: Dress,
    /// Overrides of the guessed mapping: file column → canonical column or dimension, or `None` to leave it out.
    pub mapping: Vec<(String, Option<String>)>,
    /// Columns that look personal and are to be kept as dimensions all the same.
    pub allow_personal: Vec<String>,
}

/// What a look at a file shows, before anything is stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The dress found, every field filled.
    pub dress: Dress,
    /// Profile used or recognised.
    pub profile: Option<String>,
    /// One per kind of records that the file gives.
    pub tables: Vec<PreviewTable>,
    /// Bytes of the file.
    pub size_bytes: u64,
}

/// What a file gives of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewTable {
    /// The kind.
    pub kind: Kind,
    /// Columns and what becomes of them.
    pub mapping: Vec<Mapped>,
    /// Names of the columns of `rows`.
    pub columns: Vec<String>,
    /// The first 20 rows as they would be stored (ids hashed, comments masked).
    pub rows: Vec<Vec<Option<String>>>,
    /// Rows among the first 1,000 that would be refused, with reasons.
    pub refused: Vec<Refusal>,
    /// Required columns that nothing maps to.
    pub unmapped_required: Vec<String>,
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Row in the file as a spreadsheet counts it (the header is row 1).
    pub row: u64,
    /// Canonical column at fault, when it is one.
    pub column: Option<String>,
    /// The value at fault, masked and cut to 80 characters.
    pub value: Option<String>,
    /// Why: a stable code, spelled out in words by the texts (`out_of_range`, `not_a_number`, `not_a_time`, `not_a_choice`,
    /// `required_empty`, `ends_before_start`, `too_few_cells`, `undecodable` …).
    pub reason: String,
    /// What would have been right, in the spelling of a definition: `0–10`, `2026-06-08T12:30:00+03:00`, `survey | sms | …`.
    pub expected: Option<String>,
}

/// What an import did with one file and kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Name of the file.
    pub file: String,
    /// Kind of records.
    pub kind: Kind,
    /// Rows read.
    pub rows: u64,
    /// Rows with a key not seen before.
    pub new: u64,
    /// Rows that replaced an earlier version.
    pub changed: u64,
    /// Rows already there as they are (also repetitions within the file).
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
}

/// Where an import is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// In the lake.
    Done,
    /// Taken back as a whole.
    Undone,
}

/// One line of the ledger of imports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The import's id (ULID); every row of the lake carries it.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
    /// Its state.
    pub state: ImportState,
    /// Counts per file and kind.
    pub files: Vec<Counts>,
    /// CSV of the refused rows with a reason column, when there are any.
    pub rejects: Option<PathBuf>,
    /// How long it took, in seconds.
    pub took_s: f64,
}

/// How far a running import is. Sent often; a receiver may skip any but the last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done: `reading`, `comparing`, `writing`, `deriving`.
    pub phase: String,
    /// File being read.
    pub file: String,
    /// Rows done.
    pub rows: u64,
    /// Bytes read of the file.
    pub bytes: u64,
    /// Bytes of the file in all; 0 = unknown.
    pub bytes_total: u64,
}

/// Receives progress; returns false to stop the import (nothing is kept of it).
pub type OnProgress = Arc<dyn Fn(&Progress) -> bool + Send + Sync>;

/// Why an import was not made. The lake is as before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// The file, the profile or the question was wrong; says what, where and what to do.
    #[error("{0}")]
    Input(String),
    /// Stopped by the one who followed it.
    #[error("The import was stopped; nothing of it was kept.")]
    Stopped,
    /// The machine failed (disk full, no rights …); says what, where and what to do.
    #[error("{0}")]
    Machine(String),
}

/// The door for records.
pub trait Intake: Send + Sync {
    /// Looks at a file without storing anything.
    fn preview(&self, request: &Request) -> Result<Preview, IntakeError>;

    /// Imports files as one whole: all of them or nothing.
    fn import(&self, requests: &[Request], on_progress: OnProgress) -> Result<LedgerEntry, IntakeError>;

    /// The imports made, latest first.
    fn ledger(&self) -> Result<Vec<LedgerEntry>, IntakeError>;

    /// Takes an import back as a whole: its rows go, the versions that it replaced come back.
    fn undo(&self, import: &str) -> Result<LedgerEntry, IntakeError>;

    /// Saves a mapping as a profile of the workspace and tells its path.
    fn save_profile(&self, name: &str, request: &Request) -> Result<PathBuf, IntakeError>;

    /// Names of the profiles that can be used, shipped and own.
    fn profiles(&self) -> Result<Vec<String>, IntakeError>;
}
