//! What each column of each table is made of, once a profile or a guess has met the file's header.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use jiff::tz::TimeZone;
use luotsi_core::intake::Mapped;
use luotsi_core::records::{Kind, Value};
use regex::Regex;

use crate::key::Key;
use crate::values::time::{DateOrder, TimeStyle};
use crate::values::trimmed;

/// How one file becomes tables.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) tables: Vec<TablePlan>,
    pub(crate) zone: TimeZone,
    pub(crate) decimal: u8,
    pub(crate) order: DateOrder,
    /// Times after this are implausible, in microseconds since 1970.
    pub(crate) latest_us: i64,
    pub(crate) key: Key,
    /// Cells that mean unknown in this source, besides the empty one.
    pub(crate) unknown: Vec<String>,
}

/// How one table is made.
#[derive(Debug, Clone)]
pub(crate) struct TablePlan {
    pub(crate) kind: Kind,
    pub(crate) targets: Vec<Target>,
    pub(crate) schema: SchemaRef,
    /// Each row of the file gives one record per variant whose conditions it meets.
    pub(crate) variants: Vec<Variant>,
    pub(crate) fold: Option<Fold>,
    /// Columns of the file and what becomes of them; examples are filled by the preview.
    pub(crate) mapped: Vec<Mapped>,
    /// Required columns that nothing fills.
    pub(crate) missing: Vec<String>,
}

/// One column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) required: bool,
}

/// One way in which a row of the file becomes a record.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) when: Vec<Condition>,
    /// One for each target, in order.
    pub(crate) makers: Vec<Maker>,
}

/// Several rows with the same key become one: the one whose order is highest, the later one in the file among equals.
#[derive(Debug, Clone)]
pub(crate) struct Fold {
    pub(crate) key: Vec<usize>,
    pub(crate) order: Option<usize>,
}

/// A condition on a cell of the file.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// `None` when the file has no such column: its cells count as empty.
    pub(crate) column: Option<usize>,
    pub(crate) test: Test,
}

#[derive(Debug, Clone)]
pub(crate) enum Test {
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Filled(bool),
    Matches(Regex),
}

impl Test {
    pub(crate) fn holds(&self, cell: &str, unknown: &[String]) -> bool {
        let cell = trimmed(cell);
        match self {
            Self::OneOf(words) => words.iter().any(|word| word == cell),
            Self::NoneOf(words) => words.iter().all(|word| word != cell),
            Self::Filled(wanted) => (!crate::values::is_unknown(cell) && !unknown.iter().any(|word| word == cell)) == *wanted,
            Self::Matches(pattern) => pattern.is_match(cell),
        }
    }
}

/// How a value is made from the cells of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Maker {
    pub(crate) from: From,
    pub(crate) steps: Vec<Step>,
    pub(crate) style: Option<TimeStyle>,
    pub(crate) unit: Unit,
    /// A clock without a day: it belongs to the next day when it is far before the clock in this column.
    pub(crate) after: Option<usize>,
    /// A clock a little before the one in `after` is a mistake of the source's clocks: its time is unknown.
    pub(crate) before_is_unknown: bool,
    /// Durations that are added to a time: each a column and its unit in microseconds, below zero when it is taken off. An unknown one
    /// makes the time unknown.
    pub(crate) plus: Vec<(usize, f64)>,
    /// Is taken off a number, which does not fall below zero by it.
    pub(crate) less: f64,
    /// Words that mean unknown in this column.
    pub(crate) unknown: Vec<String>,
}

/// Where the text of a value comes from.
#[derive(Debug, Clone, Default)]
pub(crate) enum From {
    #[default]
    Nothing,
    Constant(String),
    Column(usize),
    /// The first of the columns that is filled.
    FirstOf(Vec<usize>),
    /// The columns one after the other with a text between them; empty when one of them is.
    Join(Vec<usize>, String),
}

/// A change of the text before it is read.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Lower,
    /// The part before the first of this text.
    Before(String),
    /// The part after the last of this text.
    After(String),
    /// The first group of the pattern, or all of it; empty when it does not match.
    Pattern(Regex),
    /// The member of a JSON object at this dotted path.
    Pick(String),
    /// Words for words; a word that is not listed becomes the second part, or stays when that is `None`.
    Words(Vec<(String, String)>, Option<String>),
}

/// In which unit a number is written; the canonical columns hold seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Unit {
    /// The column's own.
    #[default]
    Own,
    Milliseconds,
    Minutes,
    Hours,
    Days,
    /// `mm:ss` or `h:mm:ss`.
    Clock,
    /// A share written as a percentage.
    Percent,
}

/// The Arrow type of a value.
pub(crate) fn arrow_type(value: Value) -> DataType {
    match value {
        Value::Id | Value::CustomerId | Value::Dimension | Value::Choice(_) | Value::Comment => DataType::Utf8,
        Value::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Value::Date | Value::Month => DataType::Date32,
        Value::Number { .. } => DataType::Float64,
        Value::Count { .. } => DataType::Int64,
        Value::Flag => DataType::Boolean,
    }
}

/// The schema of a table with these columns.
pub(crate) fn schema_of(targets: &[Target]) -> SchemaRef {
    let fields = targets.iter().map(|target| Field::new(&target.name, arrow_type(target.value), !target.required));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The targets of a table in canonical order, dimensions after them in the order given.
pub(crate) fn in_order(kind: Kind, names: Vec<String>) -> Vec<Target> {
    let mut targets: Vec<Target> = kind
        .columns()
        .iter()
        .filter(|column| names.iter().any(|name| name == column.name))
        .map(|column| Target { name: column.name.to_owned(), value: column.value, required: column.required })
        .collect();
    for name in names {
        if kind.column(&name).is_none() && !targets.iter().any(|target| target.name == name) {
            targets.push(Target { name, value: Value::Dimension, required: false });
        }
    }
    targets
}

/// Pairs of columns of which the second may not lie before the first.
pub(crate) fn ordered_pairs(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        // A first response before the opening is left to the metrics: merged and outbound cases have one.
        Kind::Contacts => &[("opened_at", "resolved_at")],
        Kind::Events => &[("at", "completed_at")],
        Kind::Feedback => &[("asked_at", "given_at"), ("given_at", "answered_at")],
        Kind::People | Kind::Actions => &[("started_on", "ended_on")],
        Kind::Timeline => &[("at", "until")],
        Kind::Evaluations | Kind::Work | Kind::Costs => &[],
    }
}

/// May a time lie in the future? Promises and plans do.
pub(crate) fn may_be_ahead(kind: Kind, column: &str) -> bool {
    column == "promised_at" || kind == Kind::Timeline
}
