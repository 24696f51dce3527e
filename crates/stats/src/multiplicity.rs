#![doc = include_str!("../docs/multiplicity.md")]

use crate::Error;
use crate::error::check_share;

/// Benjamini–Hochberg adjusted p-values (q-values), in the order of the input, each 0..=1.
///
/// Keeping what lies at or below q holds the expected share of false ones among the kept below q, for independent or
/// positively dependent tests. Source: Benjamini and Hochberg (1995), JRSS-B 57:289. An empty list gives an empty list.
///
/// # Errors
/// A p-value outside 0..=1.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Error> {
    step_up(p, 1.0)
}

/// Benjamini–Yekutieli adjusted p-values: as BH, for tests that depend on each other in any way.
///
/// Source: Benjamini and Yekutieli (2001), Ann. Stat. 29:1165 (the factor Σ 1/i).
///
/// # Errors
/// A p-value outside 0..=1.
pub fn benjamini_yekutieli(p: &[f64]) -> Result<Vec<f64>, Error> {
    step_up(p, (1..=p.len()).map(|i| 1.0 / i as f64).sum())
}

/// Holm adjusted p-values: keeping what lies at or below α holds the chance of even one false one below α.
///
/// Source: Holm (1979), Scand. J. Stat. 6:65.
///
/// # Errors
/// A p-value outside 0..=1.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Error> {
    check(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut so_far = 0.0f64;
    for (rank, index) in ascending(p).into_iter().enumerate() {
        so_far = so_far.max((p.len() - rank) as f64 * p[index]).min(1.0);
        adjusted[index] = so_far;
    }
    Ok(adjusted)
}

/// Benjamini–Hochberg with weights: more important questions get a larger share of the allowed errors.
///
/// Source: Genovese, Roeder and Wasserman (2006), *False discovery control with p-value weighting*.
///
/// # Errors
/// As [`weighted`].
pub fn weighted_benjamini_hochberg(p: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
    step_up(&weighted(p, weights)?, 1.0)
}

/// Each p divided by its weight over the mean weight, at most 1; with weight 0 it is 1 (never kept).
///
/// # Errors
/// Lists of different length, a p-value outside 0..=1, a weight that is negative or not finite, or weights that are all 0.
pub fn weighted(p: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
    check(p)?;
    if p.len() != weights.len() {
        return Err(Error::UnequalLengths { what: "p-values and weights", first: p.len(), second: weights.len() });
    }
    if let Some(&value) = weights.iter().find(|weight| !(weight.is_finite() && **weight >= 0.0)) {
        return Err(Error::OutOfRange { what: "weight", value, expected: "a finite number of at least 0" });
    }
    if p.is_empty() {
        return Ok(Vec::new());
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(Error::Undetermined { why: "All weights are 0: give at least one test a weight." });
    }
    let mean = weights.iter().map(|weight| weight / largest).sum::<f64>() / weights.len() as f64;
    let scaled = |(p, weight): (&f64, &f64)| if *weight == 0.0 { 1.0 } else { (p * mean / (weight / largest)).min(1.0) };
    Ok(p.iter().zip(weights).map(scaled).collect())
}

/// Benjamini–Hochberg over discoveries that each stand for a group of tests: `p` are the smallest of each group, and `tests`
/// is how many were made in all.
///
/// One thing that happened moves many tests. Counting it as many discoveries would lower the bar for chance finds elsewhere:
/// among 300 true ones of one cause, 30 false ones of their own would be let through. Of `tests` tests in which nothing
/// happened at most `tests · t` fall below t, and each makes at most one group; so `tests · t ÷ groups` holds the share of
/// false groups. Groups must be formed without looking at which bar will be drawn.
///
/// # Errors
/// A p-value outside 0..=1, or fewer tests than groups.
pub fn benjamini_hochberg_of_groups(p: &[f64], tests: usize) -> Result<Vec<f64>, Error> {
    if tests < p.len() {
        return Err(Error::OutOfRange { what: "tests", value: tests as f64, expected: "at least as many as there are groups" });
    }
    step_up(p, tests as f64 / p.len().max(1) as f64)
}

/// The positions of the adjusted p-values at or below a level, in ascending order of position.
///
/// # Errors
/// A level not strictly between 0 and 1.
pub fn kept(adjusted: &[f64], level: f64) -> Result<Vec<usize>, Error> {
    check_share("level", level)?;
    Ok((0..adjusted.len()).filter(|&index| adjusted[index] <= level).collect())
}

/// Adjusts from the largest p-value down: min over larger ranks of factor·n/rank·p.
fn step_up(p: &[f64], factor: f64) -> Result<Vec<f64>, Error> {
    check(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut so_far = 1.0f64;
    for (rank, index) in ascending(p).into_iter().enumerate().rev() {
        so_far = so_far.min(factor * p.len() as f64 / (rank + 1) as f64 * p[index]);
        adjusted[index] = so_far;
    }
    Ok(adjusted)
}

fn check(p: &[f64]) -> Result<(), Error> {
    match p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        Some(&value) => Err(Error::OutOfRange { what: "p-value", value, expected: "a number from 0 to 1" }),
        None => Ok(()),
    }
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}
