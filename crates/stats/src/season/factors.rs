//! Weekday and month effects that are not larger than the data support.

use crate::Error;
use crate::error::{check_count, check_finite};
use crate::intervals::mean::Moments;

/// What each place in the period (weekday, month) adds to the level.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// One number per place, in the unit of the series; 0 for a place without points.
    pub effects: Vec<f64>,
    /// How far each effect was trusted: 0 = not at all (no points, or no season), 1 = fully.
    pub trust: Vec<f64>,
    /// The level that the effects stand around.
    pub level: f64,
}

/// Estimates additive effects of the place in the period and shrinks them towards none.
///
/// `places` gives the place of each value, 0..period. The effect of a place is τ²/(τ² + σ²/n)·(its mean − level); τ² is the variance
/// between places beyond chance (one-way random effects by moments, Searle, Casella and McCulloch 1992), σ² within.
/// A trend should be taken out first; for factors that multiply give logarithms.
///
/// # Errors
/// Lists of different length, a value that is not finite, a place outside the period, or fewer points than places plus one.
pub fn seasonal_factors(values: &[f64], places: &[usize], period: usize) -> Result<Factors, Error> {
    if values.len() != places.len() {
        return Err(Error::UnequalLengths { what: "values and places", first: values.len(), second: places.len() });
    }
    check_finite("value", values)?;
    check_count("places in a period", period, 2)?;
    check_count("points", values.len(), period.saturating_add(1))?;
    if let Some(&place) = places.iter().find(|place| **place >= period) {
        return Err(Error::OutOfRange { what: "place", value: place as f64, expected: "below the length of the period" });
    }
    let mut groups = vec![Vec::new(); period];
    for (value, place) in values.iter().zip(places) {
        groups[*place].push(*value);
    }
    let groups: Vec<Moments> = groups.iter().map(|group| Moments::of(group)).collect::<Result<_, _>>()?;
    let filled: Vec<&Moments> = groups.iter().filter(|group| group.n > 0).collect();
    let n = values.len() as f64;
    let within_degrees = n - filled.len() as f64;
    let within = groups.iter().map(|group| group.squared_deviations).sum::<f64>() / within_degrees.max(1.0);
    let grand = values.iter().sum::<f64>() / n;
    let between_squares: f64 = filled.iter().map(|group| group.n as f64 * (group.mean - grand).powi(2)).sum();
    let effective = n - filled.iter().map(|group| (group.n as f64).powi(2)).sum::<f64>() / n;
    let between = if filled.len() > 1 && effective > 0.0 {
        ((between_squares - (filled.len() as f64 - 1.0) * within) / effective).max(0.0)
    } else {
        0.0
    };
    // The mean of the places, not of the points, so that a place with many points does not become the level.
    let level = filled.iter().map(|group| group.mean).sum::<f64>() / filled.len() as f64;
    let trust: Vec<f64> = groups
        .iter()
        .map(|group| if group.n == 0 || between == 0.0 { 0.0 } else { between / (between + within / group.n as f64) })
        .collect();
    let effects = groups.iter().zip(&trust).map(|(group, trust)| if group.n == 0 { 0.0 } else { trust * (group.mean - level) }).collect();
    Ok(Factors { effects, trust, level })
}
