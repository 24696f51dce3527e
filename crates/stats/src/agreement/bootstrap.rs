//! Intervals by resampling units.

use super::coefficients::{alpha_of, coincidences_of, krippendorff_alpha};
use super::{Ratings, Scale};
use crate::Error;
use crate::error::{check_count, check_share};
use crate::intervals::Interval;
use crate::intervals::quantile::quantile_of_sorted;
use crate::random::SplitMix;

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// The number of resamples; 1,000 is usual.
    pub rounds: usize,
    /// The seed: the same seed gives the same interval.
    pub seed: u64,
    /// The confidence, strictly between 0 and 1.
    pub confidence: f64,
}

/// A coefficient with the percentile interval over resampled units. Source: Efron and Tibshirani (1993), *An Introduction to the
/// Bootstrap*.
///
/// Resamples in which the coefficient is undetermined (everybody gave the same rating) are left out.
///
/// # Errors
/// As the coefficient itself, no rounds, a confidence outside 0..1, or no resample that determines the coefficient.
pub fn bootstrap(
    ratings: &Ratings,
    resampling: Resampling,
    coefficient: impl Fn(&Ratings) -> Result<f64, Error>,
) -> Result<Interval, Error> {
    resampled(ratings, resampling, coefficient(ratings), |chosen| {
        coefficient(&Ratings {
            units: chosen.iter().map(|&index| ratings.units[index].clone()).collect(),
            by_rater: chosen.iter().map(|&index| ratings.by_rater[index].clone()).collect(),
            categories: ratings.categories.clone(),
        })
    })
}

/// Krippendorff's alpha with the same interval as [`bootstrap`] gives it, many times sooner: what a unit adds to the matrix of
/// coincidences is worked out once, and a resample only adds up.
///
/// # Errors
/// As [`bootstrap`].
pub fn resampled_alpha(ratings: &Ratings, scale: Scale, resampling: Resampling) -> Result<Interval, Error> {
    let size = ratings.categories.len();
    let added: Vec<Vec<(usize, f64)>> = ratings.units.iter().map(|unit| coincidences_of(unit, size)).collect();
    let mut coincidences = vec![0.0; size * size];
    resampled(ratings, resampling, krippendorff_alpha(ratings, scale), |chosen| {
        coincidences.fill(0.0);
        for (cell, share) in chosen.iter().flat_map(|&index| &added[index]) {
            coincidences[*cell] += share;
        }
        alpha_of(&coincidences, &ratings.categories, scale)
    })
}

/// The percentile interval of what `of` makes of each resample, given as the numbers of its units.
fn resampled(
    ratings: &Ratings,
    resampling: Resampling,
    estimate: Result<f64, Error>,
    mut of: impl FnMut(&[usize]) -> Result<f64, Error>,
) -> Result<Interval, Error> {
    let tail = 0.5 * (1.0 - check_share("confidence", resampling.confidence)?);
    check_count("resamples", resampling.rounds, 1)?;
    let estimate = estimate?;
    let count = ratings.units.len();
    let mut random = SplitMix(resampling.seed);
    let mut values = Vec::with_capacity(resampling.rounds);
    let mut chosen = vec![0; count];
    for _ in 0..resampling.rounds {
        chosen.fill_with(|| random.below(count));
        if let Ok(value) = of(&chosen)
            && value.is_finite()
        {
            values.push(value);
        }
    }
    check_count("resamples that determine the coefficient", values.len(), 1)?;
    values.sort_by(f64::total_cmp);
    let low = quantile_of_sorted(&values, tail)?;
    let high = quantile_of_sorted(&values, 1.0 - tail)?;
    Ok(Interval { estimate, low: low.min(estimate), high: high.max(estimate) })
}
