#![doc = include_str!("../docs/agreement.md")]

mod bootstrap;
mod coefficients;

pub use bootstrap::{Resampling, bootstrap, resampled_alpha};
pub use coefficients::{cohen_kappa, gwet, krippendorff_alpha, percent_agreement};

use crate::Error;
use crate::error::check_count;
use serde::{Deserialize, Serialize};

/// How far two ratings are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal or not.
    Nominal,
    /// In an order; how far apart depends on how many ratings lie between.
    Ordinal,
    /// On a scale with equal steps: squared distance.
    Interval,
}

/// Ratings of units (contacts) by raters (assessors), with gaps.
///
/// Each unit is a list with one entry per rater; `None` = this rater did not rate it. Ratings are numbers; for a nominal scale any code per
/// category. The order of units and of raters does not matter to any coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// For each unit the category numbers of its ratings (gaps left out).
    units: Vec<Vec<usize>>,
    /// For each unit the category of each rater, gaps kept.
    by_rater: Vec<Vec<Option<usize>>>,
    /// The values of the categories, ascending.
    categories: Vec<f64>,
}

impl Ratings {
    /// Ratings whose categories are the values that occur.
    ///
    /// # Errors
    /// A rating that is not finite, or no unit with two ratings.
    pub fn new(units: &[Vec<Option<f64>>]) -> Result<Ratings, Error> {
        let occurring: Vec<f64> = units.iter().flatten().flatten().copied().collect();
        Ratings::with_categories(units, &occurring)
    }

    /// Ratings on a scale whose categories are known, also those that nobody used: they matter to Gwet's coefficients.
    ///
    /// # Errors
    /// A rating that is not finite or not among the categories, or no unit with two ratings.
    pub fn with_categories(units: &[Vec<Option<f64>>], categories: &[f64]) -> Result<Ratings, Error> {
        crate::error::check_finite("category", categories)?;
        // Adding 0 makes −0 the same category as 0.
        let mut categories: Vec<f64> = categories.iter().map(|category| category + 0.0).collect();
        categories.sort_by(f64::total_cmp);
        categories.dedup();
        let place = |rating: f64| {
            let unknown = Error::OutOfRange { what: "rating", value: rating, expected: "one of the categories" };
            categories.binary_search_by(|category| category.total_cmp(&(rating + 0.0))).map_err(|_| unknown)
        };
        let by_rater: Vec<Vec<Option<usize>>> = units
            .iter()
            .map(|unit| unit.iter().map(|rating| rating.map(place).transpose()).collect::<Result<_, _>>())
            .collect::<Result<_, _>>()?;
        let units: Vec<Vec<usize>> = by_rater.iter().map(|unit| unit.iter().flatten().copied().collect()).collect();
        let paired = units.iter().filter(|unit: &&Vec<usize>| unit.len() >= 2).count();
        check_count("units with two ratings", paired, 1)?;
        Ok(Ratings { units, by_rater, categories })
    }

    /// The number of units that at least two raters rated.
    pub fn paired_units(&self) -> usize {
        self.units.iter().filter(|unit| unit.len() >= 2).count()
    }

    /// The share of all ratings in each category, as (category, share); shows when one category dwarfs the others.
    pub fn prevalence(&self) -> Vec<(f64, f64)> {
        let mut counts = vec![0.0; self.categories.len()];
        for category in self.units.iter().flatten() {
            counts[*category] += 1.0;
        }
        let total: f64 = counts.iter().sum();
        self.categories.iter().zip(counts).map(|(category, count)| (*category, count / total)).collect()
    }
}
