//! What can be wrong with a definition. Facts only: the words are made where they are shown, in the reader's language.

use crate::records::Kind;

/// What is wrong with a metric's definition, or with the value that a workspace gives one of its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionFault {
    /// The file is no TOML, or a value is of another type; what the reader said.
    Unreadable(String),
    /// No field of that name.
    UnknownField,
    /// A field that every definition has is not there.
    FieldMissing,
    /// A word that is not one of those that the field allows.
    UnknownWord {
        /// The word.
        word: String,
        /// Those allowed.
        known: Vec<String>,
    },
    /// The id is another than the file's name.
    OtherFileName {
        /// The id.
        id: String,
        /// The file's name without its ending.
        file: String,
    },
    /// The id is not in snake case.
    NotSnakeCase,
    /// Version 0.
    VersionZero,
    /// Nothing is written where something has to be.
    Empty,
    /// A text is not written in this language.
    NoText,
    /// No pitfall, or an empty one.
    NoPitfalls,
    /// No level.
    NoLevels,
    /// A smallest n of 0.
    SmallestZero,
    /// No chart of that name.
    UnknownChart(String),
    /// No granularity of that name.
    UnknownGranularity(String),
    /// No counter-metric.
    NoCounter,
    /// The metric is its own counter-metric.
    CounterIsItself,
    /// No metric of that id.
    UnknownMetric(String),
    /// A parameter that is used and not defined.
    ParameterUndefined,
    /// A parameter that is defined and not used.
    ParameterUnused,
    /// A parameter without a unit.
    ParameterWithoutUnit,
    /// A parameter opened with a brace that nothing closes.
    ParameterUnclosed(String),
    /// No parameter of that name.
    UnknownParameter {
        /// The name.
        name: String,
        /// Nearest valid names, best first.
        nearest: Vec<String>,
    },
    /// A parameter outside its bounds.
    ParameterOutside {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// Smallest sensible value.
        from: String,
        /// Largest sensible value.
        to: String,
        /// Its unit.
        unit: String,
    },
    /// A parameter's value that cannot stand in an expression.
    ParameterUnwritable {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A follow-up window that is no number of days from 0 to 3660.
    NotDays(String),
    /// A quantile that does not lie between 0 and 1.
    QuantileOutside,
    /// A scale that is no number above 0.
    ScaleNotPositive,
    /// A word that is no column; it may be a dimension of the workspace's own.
    UnknownColumn {
        /// The word.
        word: String,
        /// The kind of records.
        kind: Kind,
    },
    /// A benchmark without what it is, whose it is or where it is from.
    BenchmarkUnsourced,
    /// A grade other than a, b and c.
    BenchmarkGrade(String),
    /// A benchmark without a finite value or a sensible year.
    BenchmarkValue,
    /// A text that is no period.
    UnknownPeriod(String),
    /// Records of an example without rows.
    ExampleEmpty,
    /// Records of an example without a required column.
    ExampleColumn(String),
    /// A row of an example with more or fewer cells than its head.
    ExampleCells {
        /// Row, from 1, below the head.
        row: usize,
        /// Its cells.
        cells: usize,
        /// Cells of the head.
        head: usize,
    },
    /// The tables have no column of that name.
    NoColumn {
        /// The name.
        column: String,
        /// The kind of records.
        kind: Kind,
        /// Nearest valid names, best first.
        nearest: Vec<String>,
    },
    /// A column that is no time column.
    NoTimeColumn {
        /// The name.
        column: String,
        /// The kind of records.
        kind: Kind,
        /// Nearest valid names, best first.
        nearest: Vec<String>,
    },
    /// An expression gives something else than yes or no.
    NotYesOrNo {
        /// The expression.
        text: String,
        /// What it gives, in the engine's words.
        found: String,
    },
    /// An expression gives something else than a number.
    NotANumber {
        /// The expression.
        text: String,
        /// What it gives, in the engine's words.
        found: String,
    },
    /// An expression cannot be read; what the engine said.
    Expression(String),
    /// A number outside its bounds.
    Outside {
        /// Smallest sensible value.
        from: String,
        /// Largest sensible value.
        to: String,
    },
    /// A rule of which no part moves or stands beside a value: it would hold at all times.
    NothingMoves,
    /// A metric said the other way round where a level, or better and worse, are meant.
    Mirrored,
    /// A metric that a rule awaits is in none of its parts.
    AwaitedUnused(String),
}
