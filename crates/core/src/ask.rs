//! The one narrow door to the lake: a question in, an answer out, plain structs on both sides.
//!
//! Pages, reports and rules ask through [`Ask`]; the embedded engine answers it today, a cluster can answer it in its place,
//! and tests answer it from a fixture without linking a query engine. Calls block: a page asks from a blocking thread.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::DefinitionFault;
use crate::period::{Granularity, Period};
use crate::records::Kind;
use crate::scope::Scope;

/// What is asked: some metrics, cut by period and by dimensions, over a part of the service and a stretch of days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Ids of metrics in the catalogue. Metrics of one table are answered in one scan.
    pub metrics: Vec<String>,
    /// How finely the time is cut.
    pub per: Granularity,
    /// Dimensions that the answer is broken down by; empty = only by period.
    pub by: Vec<String>,
    /// Which part of the service.
    pub scope: Scope,
    /// First day, or from the beginning.
    pub from: Option<Date>,
    /// First day that is no longer included, or to the end.
    pub to: Option<Date>,
}

/// The answer to a [`Question`], in the order of its metrics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Version of the lake that was asked: the same version and question give the same answer.
    pub version: String,
    /// One per metric asked.
    pub measured: Vec<Measured>,
}

/// What the lake found for one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Id of the metric.
    pub metric: String,
    /// Non-empty cells, ordered by period and then by the dimensions' values.
    pub cells: Vec<Cell>,
    /// Were quantiles taken from a sketch (above 10 M rows) rather than exactly?
    pub approximate: bool,
    /// Why there is nothing, when the table or a column that the metric needs has no data at all.
    pub missing: Option<Missing>,
}

/// What a metric needs and the workspace has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The kind of records.
    pub kind: Kind,
    /// The column, or `None` when there are no records of the kind at all.
    pub column: Option<String>,
}

/// One period and one combination of dimension values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The period.
    pub period: Period,
    /// Values in the order of [`Question::by`]; `None` = unknown.
    pub dims: Vec<Option<String>>,
    /// The sums.
    pub tally: Tally,
}

/// Mergeable sums of one cell. What they mean depends on the metric's statistic (see [`crate::catalogue`]): every value,
/// interval, roll-up and decomposition is worked out from these, never from an average of averages.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Records in the base (answers, contacts, cases …).
    pub n: f64,
    /// Sum of the numerator.
    pub numerator: f64,
    /// Sum of the denominator; equals `n` for shares, means and net scores.
    pub denominator: f64,
    /// Sum of squares of the numerator's terms (for the variance of means and net scores).
    pub squares: f64,
    /// Sums over clusters (agents, customers), when the metric names a cluster column.
    pub clusters: Option<Clusters>,
    /// Value that cannot be had from sums (quantiles, survival, agreement), with its own 95 % interval.
    pub direct: Option<Direct>,
}

/// Sums over clusters, for a variance that knows that records of one agent or customer resemble each other.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Clusters {
    /// Number of clusters.
    pub count: f64,
    /// Σ (numerator of the cluster)².
    pub numerator_squares: f64,
    /// Σ (denominator of the cluster)².
    pub denominator_squares: f64,
    /// Σ numerator · denominator of the cluster.
    pub products: f64,
}

/// A value with its 95 % interval, worked out where the records are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Direct {
    /// The value in the metric's own unit.
    pub value: f64,
    /// Lower end of the interval; `None` when it cannot be told from so few.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// What there is in the lake.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inventory {
    /// Version of the lake; empty before the first import.
    pub version: String,
    /// One per kind that has records.
    pub kinds: Vec<KindInventory>,
}

/// What there is of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindInventory {
    /// The kind.
    pub kind: Kind,
    /// Current records.
    pub rows: u64,
    /// Earliest point in time of the records.
    pub first: Option<Timestamp>,
    /// Latest point in time of the records: what is after it is not known yet (the watermark).
    pub last: Option<Timestamp>,
    /// Dimensions with their values.
    pub dimensions: Vec<Dimension>,
    /// Columns that hold at least one value.
    pub filled: Vec<String>,
}

/// One dimension of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Name of the column.
    pub name: String,
    /// Values with the number of their records, most frequent first; at most [`Dimension::MOST_VALUES`].
    pub values: Vec<(String, u64)>,
    /// Number of different values, also of those not listed.
    pub different: u64,
}

impl Dimension {
    /// How many values of a dimension are listed; a column with more is no good as a breakdown.
    pub const MOST_VALUES: usize = 500;
}

/// Records behind a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordsQuestion {
    /// The metric.
    pub metric: String,
    /// The period; [`Period::all`] for the whole stretch.
    pub period: Period,
    /// Which part of the service.
    pub scope: Scope,
    /// Which records.
    pub part: Part,
    /// First record wanted, counted from 0.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
}

/// Which records behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Those of the numerator.
    Numerator,
    /// Those of the denominator (the base).
    Denominator,
    /// Those of the base that are not in the numerator.
    Rest,
}

/// Records found, as text in the canonical spelling of the import files. Personal columns are left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Records {
    /// Column names: key columns first, then what the metric's expressions use, then the rest.
    pub columns: Vec<String>,
    /// Rows, latest first; `None` = unknown.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many there are in all.
    pub total: u64,
}

/// Records counted by what they hold: what the measuring itself is measured with ([`crate::measuring`]).
///
/// Expressions are SQL over the columns of the kind, written by the core and never by a reader; they may speak of persons. What
/// of that is shown, and to whom, is up to the one who asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counting {
    /// The kind of records.
    pub kind: Kind,
    /// Column of days that puts a record into a period; unused when `per` is [`Granularity::All`].
    pub day: String,
    /// How finely the time is cut. Records without the day are in no period.
    pub per: Granularity,
    /// What the records are counted by, as texts.
    pub by: Vec<String>,
    /// Which records count at all.
    pub base: String,
    /// What is summed over them: numbers, or conditions (true counts 1). Unknown adds nothing.
    pub sums: Vec<String>,
}

/// Records that have the same in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The period.
    pub period: Period,
    /// Values in the order of [`Counting::by`]; `None` = unknown.
    pub by: Vec<Option<String>>,
    /// How many records.
    pub n: f64,
    /// Sums in the order of [`Counting::sums`].
    pub sums: Vec<f64>,
}

/// Records drawn at random: for a look at cases that nobody has picked, and for what goes with what from record to record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawQuestion {
    /// Out of which records.
    pub of: DrawOf,
    /// Which part of the service.
    pub scope: Scope,
    /// First day.
    pub from: Date,
    /// First day that is no longer included.
    pub to: Date,
    /// Columns wanted; one that the kind lacks is taken from the record that it inherits from (an answer's contact). Empty: the
    /// columns that [`RecordsQuestion`] shows.
    pub columns: Vec<String>,
    /// How many at most.
    pub limit: usize,
    /// The same seed draws the same records, whatever order they lie in.
    pub seed: u64,
}

/// Out of which records to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DrawOf {
    /// Those of one part of a metric's figure.
    Metric {
        /// Id of the metric.
        id: String,
        /// Which part.
        part: Part,
    },
    /// Feedback with a comment.
    Comments,
}

/// Records drawn, in the order of the draw.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Drawn {
    /// The records; `total` tells out of how many.
    pub records: Records,
    /// What each counts for in the metric's figure: 1 or 0 in a share, 100, 0 or −100 in a net score, the value in a mean or a
    /// quantile; `None` where it has none. Empty for comments and for figures that are not of single records.
    pub values: Vec<Option<f64>>,
}

/// Why a question could not be answered.
///
/// An error holds facts only; its words are made where it is shown, in the reader's language. `Display` is for logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskError {
    /// No such metric; the nearest names.
    UnknownMetric {
        /// What was asked for.
        name: String,
        /// Nearest valid ids.
        nearest: Vec<String>,
    },
    /// No such dimension; the nearest names.
    UnknownDimension {
        /// What was asked for.
        name: String,
        /// Nearest valid names.
        nearest: Vec<String>,
    },
    /// A column of a person: no breakdown by persons before access control.
    Personal {
        /// The column.
        name: String,
    },
    /// A metric's definition does not fit the tables.
    Definition {
        /// Id of the metric.
        metric: String,
        /// Field of the definition.
        field: String,
        /// What is wrong.
        fault: DefinitionFault,
    },
    /// The engine failed; the message is for the log and for the one who runs the program.
    Engine(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for AskError {}

/// Answers to questions that were asked together. Each is made when it is fetched, so that of thousands only those that somebody
/// works on take memory.
pub struct Answers<'a> {
    fetch: Box<dyn Fn(usize) -> Result<Answer, AskError> + Send + Sync + 'a>,
}

impl<'a> Answers<'a> {
    /// Answers that this makes, by the number of the question.
    pub fn new(fetch: impl Fn(usize) -> Result<Answer, AskError> + Send + Sync + 'a) -> Self {
        Self { fetch: Box::new(fetch) }
    }

    /// Every question asked by itself when its answer is fetched.
    pub fn one_by_one(ask: &'a dyn Ask, questions: &'a [Question]) -> Self {
        Self::new(move |index| match questions.get(index) {
            Some(question) => ask.answer(question),
            None => Err(AskError::Engine(format!("there is no question {index}"))),
        })
    }

    /// The answer to the question of this number; may be fetched from many threads at once.
    ///
    /// # Errors
    /// As [`Ask::answer`]; [`AskError::Engine`] when there was no such question.
    pub fn get(&self, index: usize) -> Result<Answer, AskError> {
        (self.fetch)(index)
    }
}

/// The door. Implementations are cheap to share and may be asked from many threads at once. No method has a body of its own: a door
/// before another door that forgot one would answer with nothing.
pub trait Ask: Send + Sync {
    /// Answers a question about metrics.
    fn answer(&self, question: &Question) -> Result<Answer, AskError>;

    /// Asks several questions at once, so that whoever keeps the records may go through them once for all. The answers are those of
    /// [`Ask::answer`], to the last digit.
    ///
    /// # Errors
    /// As [`Ask::answer`], of any of the questions; what is wrong with a single one may be told when its answer is fetched.
    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError>;

    /// Tells what there is: rows, watermarks, dimensions with their values.
    fn inventory(&self) -> Result<Inventory, AskError>;

    /// Opens a number: the records of its numerator or denominator.
    fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError>;

    /// Counts records by what they hold, ordered by period and then by the values.
    fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError>;

    /// Imported events on the timeline (those made by hand live in the state store).
    fn timeline(&self) -> Result<Vec<crate::timeline::TimelineEvent>, AskError>;

    /// For metrics that are means or quantiles of a value: how often the value lies above a threshold, as the sums of a share. A
    /// median cannot be put together from parts; how often records lie above it can.
    ///
    /// # Errors
    /// As [`Ask::answer`]; [`AskError::Engine`] from doors that hold no records, or for a metric that is no mean or quantile.
    fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError>;

    /// Draws records at random.
    ///
    /// # Errors
    /// As [`Ask::records`]; [`AskError::Engine`] from doors that hold no records.
    fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError>;

    /// Imported actions (those made by hand live in the state store); a lake without any has none.
    fn actions(&self) -> Result<Vec<crate::actions::Action>, AskError>;
}
