//! Why a question could not be answered.

use std::fmt;

/// What was wrong with the input of a function of this crate.
///
/// Every message says what was wrong, with which value, and what would be right, so that a caller can show it as it is
/// to somebody who prepares data.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// There are fewer observations than the method needs.
    TooFew {
        /// What is counted: points, answers, clusters …
        what: &'static str,
        /// The least number that the method can work with.
        needed: usize,
        /// The number that was given.
        got: usize,
    },
    /// A number is outside the range in which it means something (or is not finite).
    OutOfRange {
        /// The name of the parameter.
        what: &'static str,
        /// The value that was given.
        value: f64,
        /// The range in words, as in "a number between 0 and 1".
        expected: &'static str,
    },
    /// Two lists that belong together differ in length.
    UnequalLengths {
        /// The names of the two lists.
        what: &'static str,
        /// Length of the first list.
        first: usize,
        /// Length of the second list.
        second: usize,
    },
    /// The data do not determine the answer: no spread, a singular system, an empty denominator.
    Undetermined {
        /// What cannot be told, and why.
        why: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooFew { what, needed, got } => {
                write!(out, "There are {got} {what}, but this method needs at least {needed}: gather more or choose a longer period.")
            }
            Error::OutOfRange { what, value, expected } => {
                write!(out, "{what} is {value}, but it has to be {expected}: correct the value.")
            }
            Error::UnequalLengths { what, first, second } => {
                write!(out, "{what} have {first} and {second} entries, but they belong together one to one: give lists of equal length.")
            }
            Error::Undetermined { why } => write!(out, "{why}"),
        }
    }
}

impl std::error::Error for Error {}

/// A share of the probability strictly between 0 and 1, such as a confidence of 0.95.
pub(crate) fn check_share(what: &'static str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(Error::OutOfRange { what, value, expected: "a number strictly between 0 and 1" })
    }
}

/// Every value is a finite number.
pub(crate) fn check_finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().find(|value| !value.is_finite()) {
        Some(&value) => Err(Error::OutOfRange { what, value, expected: "a finite number" }),
        None => Ok(()),
    }
}

/// There are at least `needed` of something.
pub(crate) fn check_count(what: &'static str, got: usize, needed: usize) -> Result<(), Error> {
    if got >= needed { Ok(()) } else { Err(Error::TooFew { what, needed, got }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_happened_to_what_and_what_to_do() {
        let message = Error::TooFew { what: "points", needed: 4, got: 2 }.to_string();
        assert_eq!(message, "There are 2 points, but this method needs at least 4: gather more or choose a longer period.");
        assert!(check_share("confidence", 1.0).unwrap_err().to_string().starts_with("confidence is 1"));
        assert!(check_finite("series", &[1.0, f64::NAN]).is_err());
    }
}
