//! What the interruption did, in one number with an interval and a verdict.

use super::{Regression, regression};
use crate::Error;
use crate::distribution::StudentT;
use crate::error::check_share;
use crate::intervals::Interval;
use serde::{Deserialize, Serialize};

/// What may change at the interruption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The level.
    Level,
    /// The level and the slope of a straight trend.
    LevelAndSlope,
}

/// How the errors around the model hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// Not at all: ordinary least squares. Too sure of itself when neighbouring points resemble each other.
    Independent,
    /// In any way up to a lag: ordinary least squares with Newey and West's standard errors.
    NeweyWest {
        /// The longest lag, in points.
        lag: usize,
    },
    /// First-order autocorrelation: generalised least squares, restricted maximum likelihood.
    Ar1,
}

/// The question to [`effect`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// How many points of the series come before the interruption.
    pub before: usize,
    /// What may change.
    pub model: Model,
    /// How the errors hang together.
    pub errors: Errors,
    /// The confidence of the interval, strictly between 0 and 1.
    pub confidence: f64,
}

/// What the interruption did.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The average difference over the points after the interruption between what was and what would have been had the level
    /// (and slope) before gone on, in the unit of the series, with its interval.
    pub average: Interval,
    /// The same at the last point.
    pub at_end: Interval,
    /// The level that would have been without the interruption, averaged over the points after it.
    pub expected: f64,
    /// The standard error of the average difference.
    pub standard_error: f64,
    /// The chance of an average difference at least this large without an effect, 0..=1.
    pub p: f64,
    /// Points before and after.
    pub points: (usize, usize),
    /// The regression behind it.
    pub regression: Regression,
}

/// What can be said about an effect that was meant to improve something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies on the better side.
    Worked,
    /// The interval holds both sides although there were points enough.
    NoEvidence,
    /// The whole interval lies on the worse side.
    Worse,
    /// There are not yet points enough after the interruption to tell.
    TooEarly,
}

impl Effect {
    /// The verdict when `better` is the sign of an improvement (+1 for "higher is better", −1 for "lower is better") and at
    /// least `least_after` points after the interruption are wanted before a negative answer.
    ///
    /// A clear effect is called at once; only "no evidence" has to wait.
    pub fn verdict(&self, better: f64, least_after: usize) -> Verdict {
        let (low, high) = (self.average.low, self.average.high);
        if low > 0.0 || high < 0.0 {
            if (low > 0.0) == (better > 0.0) { Verdict::Worked } else { Verdict::Worse }
        } else if self.points.1 < least_after {
            Verdict::TooEarly
        } else {
            Verdict::NoEvidence
        }
    }
}

/// Estimates the effect of an interruption of a series of equally spaced points, in order of time.
///
/// Intervals use t with n − k degrees of freedom. With a perfect fit the interval has no width; p is then 0, or 1 without effect.
///
/// # Errors
/// As [`regression`], or a confidence outside 0..1.
pub fn effect(values: &[f64], question: Question) -> Result<Effect, Error> {
    check_share("confidence", question.confidence)?;
    let regression = regression(values, question.before, question.model, question.errors)?;
    let after = values.len() - question.before;
    let degrees = values.len() - regression.coefficients.len();
    let too_few = Error::TooFew { what: "points", needed: regression.coefficients.len() + 1, got: values.len() };
    let student = StudentT::new(degrees as f64).ok_or(too_few)?;
    // The effect `since` points after the interruption is a weighted sum of coefficients.
    let combine = |since: f64| -> (f64, f64) {
        let weights = match question.model {
            Model::Level => vec![0.0, 1.0],
            Model::LevelAndSlope => vec![0.0, 0.0, 1.0, since],
        };
        let value = weights.iter().zip(&regression.coefficients).map(|(w, c)| w * c).sum();
        let variance: f64 = weights
            .iter()
            .zip(&regression.covariance)
            .map(|(w, row)| w * weights.iter().zip(row).map(|(v, cell)| v * cell).sum::<f64>())
            .sum();
        (value, variance.max(0.0).sqrt())
    };
    let t = student.t_for(question.confidence);
    let (average, standard_error) = combine(0.5 * (after as f64 + 1.0));
    let (at_end, end_error) = combine(after as f64);
    let p = if average == 0.0 {
        1.0
    } else if standard_error == 0.0 {
        0.0
    } else {
        student.two_sided_p(average / standard_error)
    };
    let middle = question.before as f64 + 0.5 * (after as f64 + 1.0);
    let expected = match question.model {
        Model::Level => regression.coefficients[0],
        Model::LevelAndSlope => regression.coefficients[0] + regression.coefficients[1] * middle,
    };
    Ok(Effect {
        average: Interval::around(average, t * standard_error),
        at_end: Interval::around(at_end, t * end_error),
        expected,
        standard_error,
        p,
        points: (question.before, after),
        regression,
    })
}
