//! The door for records: how a file is understood, previewed, imported, followed, listed and undone.
//!
//! The command line and the mapping page both go through [`Intake`]; the program behind it reads with `ingest` and stores
//! with `lake`. Like [`crate::ask::Ask`], calls block.

use std::fmt;
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
    /// Why.
    pub reason: Reason,
    /// What would have been right, in the spelling of a definition: `0–10`, `2026-06-08T12:30:00+03:00`, `survey | sms | …`.
    pub expected: Option<String>,
}

/// Why a row is refused. Its code is stable; its words are texts in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The value lies outside the range of its column.
    OutOfRange,
    /// The value is no number.
    NotANumber,
    /// The value is a number, but a whole one is needed.
    NotAWholeNumber,
    /// The value is no point in time.
    NotATime,
    /// The value is no day, or no month.
    NotADate,
    /// The time lies too far in the past or in the future to be true.
    ImplausibleTime,
    /// The value is none of the words that the column allows.
    NotAChoice,
    /// The value is neither yes nor no.
    NotAFlag,
    /// A required value is missing.
    RequiredEmpty,
    /// Something ends before it begins.
    EndsBeforeStart,
    /// The row has fewer cells than the header.
    TooFewCells,
    /// The row has more cells than the header.
    TooManyCells,
    /// A quotation mark is opened and not closed.
    UnclosedQuote,
    /// The characters cannot be read in the file's encoding.
    Undecodable,
    /// The line is no JSON object.
    NotJson,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 15] = [
        Self::OutOfRange,
        Self::NotANumber,
        Self::NotAWholeNumber,
        Self::NotATime,
        Self::NotADate,
        Self::ImplausibleTime,
        Self::NotAChoice,
        Self::NotAFlag,
        Self::RequiredEmpty,
        Self::EndsBeforeStart,
        Self::TooFewCells,
        Self::TooManyCells,
        Self::UnclosedQuote,
        Self::Undecodable,
        Self::NotJson,
    ];

    /// The stable code, as in JSON and in the `code` column of refused rows: `out_of_range`.
    pub fn code(self) -> &'static str {
        match self {
            Self::OutOfRange => "out_of_range",
            Self::NotANumber => "not_a_number",
            Self::NotAWholeNumber => "not_a_whole_number",
            Self::NotATime => "not_a_time",
            Self::NotADate => "not_a_date",
            Self::ImplausibleTime => "implausible_time",
            Self::NotAChoice => "not_a_choice",
            Self::NotAFlag => "not_a_flag",
            Self::RequiredEmpty => "required_empty",
            Self::EndsBeforeStart => "ends_before_start",
            Self::TooFewCells => "too_few_cells",
            Self::TooManyCells => "too_many_cells",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Undecodable => "undecodable",
            Self::NotJson => "not_json",
        }
    }

    /// The reason of that code, if there is one.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
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
    /// CSV of the refused rows with the columns `code` and `reason`, when there are any.
    pub rejects: Option<PathBuf>,
    /// How long it took, in seconds.
    pub took_s: f64,
    /// What the columns of its files became; empty in ledgers from before this was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mappings: Vec<FileMapping>,
}

/// What the columns of one file became in one kind of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMapping {
    /// Name of the file.
    pub file: String,
    /// Kind of records.
    pub kind: Kind,
    /// Column of the file and the canonical column or dimension that it became, in the file's order.
    pub columns: Vec<(String, String)>,
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
///
/// An error holds facts only; its words are made where it is shown, in the reader's language. `Display` is for logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntakeError {
    /// Stopped by the one who followed it; nothing of it was kept.
    Stopped,
    /// Something is wrong with the file.
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        fault: FileFault,
    },
    /// The file was to be read in a dress that is not known.
    Dress {
        /// Which part of the dress.
        part: DressPart,
        /// What was asked for.
        asked: String,
    },
    /// No profile of that name.
    UnknownProfile {
        /// What was asked for.
        name: String,
        /// The nearest one.
        nearest: Option<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A mapping profile cannot be used.
    Profile {
        /// Its name or file.
        profile: String,
        /// What is wrong.
        fault: ProfileFault,
    },
    /// A name that a profile cannot be saved under.
    ProfileName {
        /// The name.
        name: String,
    },
    /// The mapping cannot be saved, since the file is read by a profile already.
    ReadByProfile {
        /// The profile.
        profile: String,
    },
    /// The mapping cannot be saved, since nothing is mapped.
    NothingMapped,
    /// No import of that id.
    UnknownImport {
        /// What was asked for.
        import: String,
    },
    /// The import has been undone already.
    AlreadyUndone {
        /// The import.
        import: String,
    },
    /// A text that cannot be the id of an import.
    ImportId {
        /// The text.
        import: String,
    },
    /// A name that no column of the records can have.
    ColumnName {
        /// The name.
        column: String,
    },
    /// Rows without a key were to be stored.
    KeyMissing {
        /// The kind of the rows.
        kind: Kind,
        /// The column of the key.
        key: String,
    },
    /// The machine failed (disk full, no rights …).
    Machine(MachineFault),
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// It cannot be opened; what the system said.
    CannotOpen(String),
    /// It cannot be read to its end; what the reader said.
    CannotRead(String),
    /// It cannot be unpacked; what the reader said.
    CannotUnpack(String),
    /// It holds nothing.
    Empty,
    /// It holds binary data of no known format.
    NotATable,
    /// It is a workbook of the format before 2007.
    OldWorkbook,
    /// It is an archive without a file.
    EmptyArchive,
    /// It is an archive with this many files.
    ManyInArchive(usize),
    /// It has no sheet of that name.
    NoSheet {
        /// What was asked for.
        asked: String,
        /// Those that there are.
        sheets: Vec<String>,
    },
    /// No sheet of it begins with a row of column names.
    NoHeader,
    /// It holds no JSON objects.
    NoJsonObjects,
    /// None of its columns can be read.
    NoColumns,
    /// A record is too long to be one.
    RecordTooLong {
        /// Its number, from 1.
        record: u64,
        /// The most that a record may have, in megabytes.
        megabytes: u64,
    },
    /// No column of it becomes a required one.
    Unmapped {
        /// The required column.
        column: String,
        /// The kind of records.
        kind: Kind,
        /// Columns of the file.
        columns: Vec<String>,
    },
}

/// A part of the dress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DressPart {
    /// Format of the file.
    Format,
    /// Encoding of its text.
    Encoding,
    /// What parts its cells.
    Delimiter,
    /// Decimal sign.
    Decimal,
    /// Order of day, month and year.
    DateOrder,
    /// Time zone.
    TimeZone,
}

/// What is wrong with a mapping profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileFault {
    /// Its file cannot be read; what the system said.
    CannotRead(String),
    /// It is no TOML, or none with these fields.
    Unreadable {
        /// Line of the file, from 1.
        line: Option<usize>,
        /// What the reader said.
        detail: String,
        /// The nearest valid name.
        nearest: Option<String>,
    },
    /// It makes no table.
    NoTable,
    /// A name that no dimension can have.
    DimensionName {
        /// The name.
        name: String,
        /// The kind of records.
        kind: Kind,
    },
    /// A name that is nearly that of a canonical column.
    NearColumn {
        /// The name.
        name: String,
        /// The kind of records.
        kind: Kind,
        /// The canonical column.
        nearest: String,
    },
    /// Nothing is said about a required column.
    RequiredUnsaid {
        /// The column.
        column: String,
        /// The kind of records.
        kind: Kind,
    },
    /// A regular expression is faulty.
    Pattern {
        /// The expression.
        pattern: String,
        /// What the reader said.
        detail: String,
    },
    /// The file has no column that the profile cannot do without.
    NoColumn {
        /// The column.
        column: String,
        /// The nearest column of the file.
        nearest: Option<String>,
    },
    /// `unit = "us"`, which is for `plus_unit` only.
    MicrosecondsAsUnit,
    /// A `plus_unit` that is no unit of time.
    PlusUnit,
    /// `first_line` without `header`, or the other way round.
    HalfAHeader,
    /// The mapping cannot be written as a profile; what the writer said.
    CannotWrite(String),
}

/// How the machine failed. `detail` is what the system or a library said, in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MachineFault {
    /// The system gave no random numbers.
    NoRandomness {
        /// What it said.
        detail: String,
    },
    /// The file of the customer key cannot be read.
    KeyUnreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The file of the customer key cannot be made.
    KeyNotMade {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The file of the customer key holds something else.
    KeyDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The folder of own profiles cannot be read.
    ProfilesUnreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        detail: String,
    },
    /// A profile cannot be written.
    ProfileNotWritten {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The refused rows cannot be written.
    RefusedNotWritten {
        /// The file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// There is no room for a temporary file.
    NoTemporaryFile {
        /// Why.
        detail: String,
    },
    /// Columns cannot be built from cells.
    ColumnsNotBuilt {
        /// The kind of records.
        kind: Kind,
        /// Why.
        detail: String,
    },
    /// Reading ended before the end of the file.
    BrokeOff,
    /// More was to be written to an import that is over.
    ImportIsOver,
    /// The records cannot be read or written.
    Lake {
        /// Why.
        detail: String,
    },
}

impl fmt::Display for IntakeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for IntakeError {}

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
