//! Ratios of sums, and what it costs that observations come in clusters.

use super::Interval;
use super::proportion::wilson_of_share;
use crate::Error;
use crate::distribution::{StudentT, z_for};
use crate::error::{check_finite, check_share};
use serde::{Deserialize, Serialize};

/// Sums over units (contacts, or whole clusters: agents, customers) of a numerator a and a denominator b.
///
/// Mergeable: the sums of two disjoint sets of units, added, are the sums of both. With single contacts as units this gives the
/// delta-method error; with one entry per agent or customer it gives the cluster-robust one. For a mean, b is the number
/// of observations of the unit; for a proportion, a counts successes and b trials.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ClusterSums {
    /// Number of units (clusters).
    pub clusters: u64,
    /// Σ a.
    pub numerator: f64,
    /// Σ b.
    pub denominator: f64,
    /// Σ a².
    pub numerator_squared: f64,
    /// Σ b².
    pub denominator_squared: f64,
    /// Σ a·b.
    pub product: f64,
}

/// A ratio with its standard error and interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioEstimate {
    /// Σa/Σb with its interval.
    pub interval: Interval,
    /// The standard error of the ratio.
    pub standard_error: f64,
}

impl ClusterSums {
    /// The sums of one unit.
    pub fn of_unit(numerator: f64, denominator: f64) -> ClusterSums {
        ClusterSums {
            clusters: 1,
            numerator,
            denominator,
            numerator_squared: numerator * numerator,
            denominator_squared: denominator * denominator,
            product: numerator * denominator,
        }
    }

    /// The sums of two disjoint sets of units together.
    pub fn merge(self, other: ClusterSums) -> ClusterSums {
        ClusterSums {
            clusters: self.clusters + other.clusters,
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
            numerator_squared: self.numerator_squared + other.numerator_squared,
            denominator_squared: self.denominator_squared + other.denominator_squared,
            product: self.product + other.product,
        }
    }

    /// The ratio Σa/Σb.
    ///
    /// # Errors
    /// A sum that is not finite, or a denominator that is not above 0.
    pub fn ratio(&self) -> Result<f64, Error> {
        check_finite("sum", &[self.numerator, self.denominator, self.numerator_squared, self.denominator_squared, self.product])?;
        if self.denominator > 0.0 {
            Ok(self.numerator / self.denominator)
        } else {
            Err(Error::OutOfRange { what: "denominator", value: self.denominator, expected: "above 0" })
        }
    }

    /// The variance of the ratio: k/(k−1)·Σ(a − r·b)²/(Σb)², k clusters. Source: Cochran (1977), *Sampling Techniques*.
    ///
    /// Rounding may leave a tiny negative sum of squares, which counts as 0.
    ///
    /// # Errors
    /// Fewer than two clusters, or as [`ClusterSums::ratio`].
    pub fn variance(&self) -> Result<f64, Error> {
        let ratio = self.ratio()?;
        if self.clusters < 2 {
            return Err(Error::TooFew { what: "clusters", needed: 2, got: self.clusters as usize });
        }
        let residual = self.numerator_squared - 2.0 * ratio * self.product + ratio * ratio * self.denominator_squared;
        let k = self.clusters as f64;
        Ok((k / (k - 1.0)) * residual.max(0.0) / (self.denominator * self.denominator))
    }

    /// The ratio with its cluster-robust t interval on k − 1 degrees of freedom.
    ///
    /// # Errors
    /// As [`ClusterSums::variance`], or a confidence outside 0..1.
    pub fn estimate(&self, confidence: f64) -> Result<RatioEstimate, Error> {
        check_share("confidence", confidence)?;
        let standard_error = self.variance()?.sqrt();
        let too_few = Error::TooFew { what: "clusters", needed: 2, got: self.clusters as usize };
        let t = StudentT::new(self.clusters as f64 - 1.0).ok_or(too_few)?.t_for(confidence);
        Ok(RatioEstimate { interval: Interval::around(self.ratio()?, t * standard_error), standard_error })
    }

    /// Kish's design effect of a proportion: the cluster-robust variance over the binomial p(1 − p)/n. At least a tiny share.
    ///
    /// Above 1, clusters resemble themselves; n/design effect observations tell as much as independent ones. `None` when the
    /// proportion is 0 or 1 (no variance to compare) or there are fewer than two clusters. Source: Kish (1965), *Survey Sampling*.
    ///
    /// # Errors
    /// As [`ClusterSums::ratio`], or a ratio outside 0..=1.
    pub fn design_effect(&self) -> Result<Option<f64>, Error> {
        let p = self.ratio()?;
        if !(0.0..=1.0).contains(&p) {
            return Err(Error::OutOfRange { what: "proportion", value: p, expected: "a number from 0 to 1" });
        }
        let independent = p * (1.0 - p) / self.denominator;
        if self.clusters < 2 || independent <= 0.0 {
            return Ok(None);
        }
        Ok(Some(self.variance()? / independent))
    }

    /// Kish's design effect of a mean, given Σx² over the single observations (b counts observations, a sums values).
    ///
    /// `None` when all values are equal or there are fewer than two clusters.
    ///
    /// # Errors
    /// As [`ClusterSums::ratio`].
    pub fn design_effect_of_mean(&self, sum_of_squares: f64) -> Result<Option<f64>, Error> {
        let mean = self.ratio()?;
        check_finite("sum of squares", &[sum_of_squares])?;
        let n = self.denominator;
        let spread = sum_of_squares - n * mean * mean;
        if self.clusters < 2 || n <= 1.0 || spread <= n * mean * mean * 1e-14 {
            return Ok(None);
        }
        Ok(Some(self.variance()? / (spread / (n - 1.0) / n)))
    }

    /// A proportion whose interval never leaves 0..=1: Wilson with n divided by the design effect (never below 1, so that luck
    /// with few clusters cannot make the interval narrower than independence would), and t instead of z for few clusters.
    ///
    /// With fewer than two clusters, or no variance between answers, the plain Wilson interval. Source: Korn and Graubard (1998),
    /// with Wilson's interval in place of the exact one.
    ///
    /// # Errors
    /// As [`ClusterSums::design_effect`], or a confidence outside 0..1.
    pub fn proportion(&self, confidence: f64) -> Result<Interval, Error> {
        check_share("confidence", confidence)?;
        let effect = self.design_effect()?;
        let p = self.ratio()?;
        let z = z_for(confidence);
        let Some(effect) = effect else {
            return Ok(wilson_of_share(p, self.denominator, z));
        };
        let t = StudentT::new(self.clusters as f64 - 1.0).map_or(z, |t| t.t_for(confidence));
        Ok(wilson_of_share(p, self.denominator / effect.max(1.0), t))
    }
}

/// Kish's design effect of unequal weights: 1 + CV²(w) = n·Σw²/(Σw)². Source: Kish (1965), *Survey Sampling*.
///
/// # Errors
/// No weights, a weight that is negative or not finite, or weights that are all 0.
pub fn weighting_design_effect(weights: &[f64]) -> Result<f64, Error> {
    crate::error::check_count("weights", weights.len(), 1)?;
    check_finite("weight", weights)?;
    if let Some(&value) = weights.iter().find(|weight| **weight < 0.0) {
        return Err(Error::OutOfRange { what: "weight", value, expected: "0 or more" });
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(Error::Undetermined { why: "All weights are 0: give at least one answer a weight." });
    }
    let sum: f64 = weights.iter().map(|weight| weight / largest).sum();
    let squares: f64 = weights.iter().map(|weight| (weight / largest) * (weight / largest)).sum();
    Ok(weights.len() as f64 * squares / (sum * sum))
}
