//! The net promoter score and how sure it is. All scores are points, −100..=100.

use super::Interval;
use super::difference::ZTest;
use crate::Error;
use crate::distribution::{normal_two_sided_p, z_for};
use crate::error::check_share;
use serde::{Deserialize, Serialize};

/// The answers below which [`Answers::interval`] uses the adjusted Wald interval.
pub const SMALL_SAMPLE: u64 = 30; // metrics.md 2.2 rule 9.

/// Answers to "how likely would you recommend": 9–10, 7–8 and 0–6. Sums of two samples are the joint sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answers {
    /// Answers 9 and 10.
    pub promoters: u64,
    /// Answers 7 and 8.
    pub passives: u64,
    /// Answers 0 to 6.
    pub detractors: u64,
}

/// A score with its standard error, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// 100·(share of promoters − share of detractors), −100..=100.
    pub score: f64,
    /// The standard error of the score in points.
    pub standard_error: f64,
    /// The variance of one answer on the scale −1, 0, 1: p + d − (p − d)², 0..=1.
    pub variance: f64,
}

impl Answers {
    /// How many answered.
    pub fn total(&self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// The joint sample of two groups.
    pub fn merge(self, other: Answers) -> Answers {
        Answers {
            promoters: self.promoters + other.promoters,
            passives: self.passives + other.passives,
            detractors: self.detractors + other.detractors,
        }
    }

    /// The score, its variance p + d − (p − d)² and standard error 100·√(variance/n). Source: multinomial variance.
    ///
    /// # Errors
    /// No answers.
    pub fn score(&self) -> Result<Score, Error> {
        let n = self.total() as f64;
        if n == 0.0 {
            return Err(Error::TooFew { what: "answers", needed: 1, got: 0 });
        }
        Ok(score_of(self.promoters as f64 / n, self.detractors as f64 / n, n))
    }

    /// The interval of the score: Wald from [`SMALL_SAMPLE`] answers on, adjusted Wald below; inside −100..=100.
    ///
    /// # Errors
    /// No answers, or a confidence outside 0..1.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Error> {
        if self.total() < SMALL_SAMPLE { self.adjusted_wald(confidence) } else { self.wald(confidence) }
    }

    /// score ± z·SE, inside −100..=100.
    ///
    /// # Errors
    /// No answers, or a confidence outside 0..1.
    pub fn wald(&self, confidence: f64) -> Result<Interval, Error> {
        let score = self.score()?;
        let z = z_for(check_share("confidence", confidence)?);
        Ok(Interval::around(score.score, z * score.standard_error).within(-100.0, 100.0))
    }

    /// The adjusted Wald interval: ¾ promoters, 1½ passives and ¾ detractors are added first. Source: Rocks (2016), "Interval
    /// estimation for the Net Promoter Score", The American Statistician, after Agresti and Coull (1998).
    ///
    /// The estimate is the shrunken one that the interval stands around (9, 1, 0 answers: 69 and not 90).
    ///
    /// # Errors
    /// No answers, or a confidence outside 0..1.
    pub fn adjusted_wald(&self, confidence: f64) -> Result<Interval, Error> {
        self.score()?;
        let z = z_for(check_share("confidence", confidence)?);
        let n = self.total() as f64 + 3.0;
        let score = score_of((self.promoters as f64 + 0.75) / n, (self.detractors as f64 + 0.75) / n, n);
        Ok(Interval::around(score.score, z * score.standard_error).within(-100.0, 100.0))
    }
}

fn score_of(promoters: f64, detractors: f64, n: f64) -> Score {
    let balance = promoters - detractors;
    let variance = (promoters + detractors - balance * balance).max(0.0);
    Score { score: 100.0 * balance, standard_error: 100.0 * (variance / n).sqrt(), variance }
}

/// The difference of two scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDifference {
    /// First minus second score in points, with its interval, −200..=200.
    pub difference: Interval,
    /// √(SE₁² + SE₂²) in points.
    pub standard_error: f64,
    /// The test that the scores are equal.
    pub test: ZTest,
}

/// First minus second score: independent samples, SE = √(SE₁² + SE₂²).
///
/// When neither sample has any spread, equal scores give z = 0, p = 1 and unequal ones z = ±∞, p = 0.
///
/// # Errors
/// No answers in one sample, or a confidence outside 0..1.
pub fn difference(first: &Answers, second: &Answers, confidence: f64) -> Result<ScoreDifference, Error> {
    let (a, b) = (first.score()?, second.score()?);
    let quantile = z_for(check_share("confidence", confidence)?);
    let standard_error = a.standard_error.hypot(b.standard_error);
    let points = a.score - b.score;
    let z = if points == 0.0 { 0.0 } else { points / standard_error };
    Ok(ScoreDifference {
        difference: Interval::around(points, quantile * standard_error).within(-200.0, 200.0),
        standard_error,
        test: ZTest { z, p: normal_two_sided_p(z) },
    })
}
