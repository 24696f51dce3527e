//! Why a series could not be judged.

use std::fmt;

/// What was wrong with a request, where, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// A slice has another length than the values.
    Length {
        /// Name of the slice.
        what: &'static str,
        /// Number of points.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// The chart needs denominators, exposures, subgroup sizes or spreads that were not given.
    Missing {
        /// The chart.
        chart: &'static str,
        /// Name of what is missing.
        what: &'static str,
    },
    /// An index lies behind the last point.
    Index {
        /// Name of the list of indices.
        what: &'static str,
        /// The index.
        index: usize,
        /// Number of points.
        points: usize,
    },
    /// A count is negative, a time between events is not above zero, an outcome is neither 0 nor 1.
    Value {
        /// The chart.
        chart: &'static str,
        /// 0-based index of the point.
        index: usize,
        /// The value.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// A parameter lies outside its range.
    Parameter {
        /// Name.
        name: &'static str,
        /// Value.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// A season pattern was given for a chart that cannot carry one.
    Pattern {
        /// The chart.
        chart: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Length { what, expected, found } => {
                write!(f, "{what} has {found} entries but the series has {expected} points; give one entry for each point")
            }
            Error::Missing { chart, what } => {
                write!(f, "the {chart} chart needs {what} for each point; give them or choose another chart")
            }
            Error::Index { what, index, points } => {
                write!(f, "{what} names point {index} but the series has {points} points, counted from 0; remove it")
            }
            Error::Value { chart, index, value, wanted } => {
                write!(f, "point {index} of the {chart} chart is {value} but must be {wanted}; correct or leave out the value")
            }
            Error::Parameter { name, value, wanted } => {
                write!(f, "{name} is {value} but must be {wanted}")
            }
            Error::Pattern { chart } => write!(f, "the {chart} chart cannot carry a season pattern; use run, xmr, ewma or cusum"),
        }
    }
}

impl std::error::Error for Error {}
