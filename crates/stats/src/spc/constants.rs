#![doc = include_str!("../../docs/spc-constants.md")]

use std::sync::OnceLock;

use crate::distribution::{normal_cdf, normal_survival};

/// Mean moving range of two to sigma, as rounded in every textbook and tool: d2 of 2 is 1.128.
pub const MOVING_RANGE_D2: f64 = 1.128;

/// Upper limit of moving ranges of two in mean moving ranges: D4 of 2, as rounded in every textbook and tool.
pub const MOVING_RANGE_D4: f64 = 3.267;

/// Median moving range of two to sigma (Wheeler): 0.954.
pub const MEDIAN_MOVING_RANGE_D2: f64 = 0.954;

/// Sizes for which `d2` and `d3` are kept.
const KEPT_SIZES: usize = 60;

/// Mean of the range of `size` standard normal values; `None` under 2.
pub fn d2(size: usize) -> Option<f64> {
    ranges(size).map(|range| range.0)
}

/// Standard deviation of the range of `size` standard normal values; `None` under 2.
pub fn d3(size: usize) -> Option<f64> {
    ranges(size).map(|range| range.1)
}

/// Mean of the standard deviation of `size` standard normal values; `None` under 2. `size` may be a mean size.
pub fn c4(size: f64) -> Option<f64> {
    if size.is_nan() || size <= 1.0 {
        return None;
    }
    if size > 1e6 {
        // The two log-gammas are so large here that their difference loses its digits; the series is exact instead.
        return Some(1.0 - 1.0 / (4.0 * size));
    }
    let ratio = libm::lgamma(size / 2.0) - libm::lgamma((size - 1.0) / 2.0);
    Some((2.0 / (size - 1.0)).sqrt() * ratio.exp())
}

/// The constants of the classical table for one subgroup size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// Limits of means from the mean range.
    pub a2: f64,
    /// Limits of means from the mean standard deviation.
    pub a3: f64,
    /// Lower limit of ranges.
    pub d3_lower: f64,
    /// Upper limit of ranges.
    pub d4_upper: f64,
    /// Lower limit of standard deviations.
    pub b3: f64,
    /// Upper limit of standard deviations.
    pub b4: f64,
    /// Limits of individual values from the mean range.
    pub e2: f64,
}

/// The table's row for a subgroup size; `None` under 2.
pub fn constants(size: usize) -> Option<Constants> {
    let (d2, d3) = ranges(size)?;
    let c4 = c4(size as f64)?;
    let root = (size as f64).sqrt();
    let spread = (1.0 - c4 * c4).max(0.0).sqrt() / c4;
    Some(Constants {
        a2: 3.0 / (d2 * root),
        a3: 3.0 / (c4 * root),
        d3_lower: (1.0 - 3.0 * d3 / d2).max(0.0),
        d4_upper: 1.0 + 3.0 * d3 / d2,
        b3: (1.0 - 3.0 * spread).max(0.0),
        b4: 1.0 + 3.0 * spread,
        e2: 3.0 / d2,
    })
}

fn ranges(size: usize) -> Option<(f64, f64)> {
    static KEPT: OnceLock<Vec<OnceLock<(f64, f64)>>> = OnceLock::new();
    if size < 2 {
        return None;
    }
    let kept = KEPT.get_or_init(|| (0..KEPT_SIZES).map(|_| OnceLock::new()).collect());
    Some(match kept.get(size) {
        Some(cell) => *cell.get_or_init(|| integrate(size)),
        None => integrate(size),
    })
}

/// Mean and standard deviation of the range W. `P(W ≤ w) = n ∫ φ(x) (Φ(x+w) − Φ(x))^(n−1) dx`; the mean is
/// `∫ (1 − Φⁿ − (1 − Φ)ⁿ) dx`, the mean square `2 ∫ w (1 − P(W ≤ w)) dw`. Trapezoids converge exponentially here, as
/// the integrands vanish with all derivatives at both ends.
fn integrate(size: usize) -> (f64, f64) {
    const STEP: f64 = 0.05;
    const REACH: i32 = 180;
    let power = size as f64;
    let grid: Vec<(f64, f64, f64)> = (-REACH..=REACH)
        .map(|k| {
            let x = f64::from(k) * STEP;
            let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
            (normal_cdf(x), normal_survival(x), density)
        })
        .collect();
    let mean: f64 = grid.iter().map(|(below, above, _)| 1.0 - below.powf(power) - above.powf(power)).sum::<f64>() * STEP;
    let within = |steps: usize| -> f64 {
        power
            * STEP
            * grid
                .iter()
                .enumerate()
                .map(|(at, (below, above, density))| {
                    let (far_below, far_above) = grid.get(at + steps).map_or((1.0, 0.0), |far| (far.0, far.1));
                    // The difference of the smaller tails keeps its digits.
                    let mass = if *below > 0.5 { above - far_above } else { far_below - below };
                    density * mass.max(0.0).powf(power - 1.0)
                })
                .sum::<f64>()
    };
    let mean_square: f64 = (1..grid.len()).map(|steps| 2.0 * steps as f64 * STEP * (1.0 - within(steps)).max(0.0)).sum::<f64>() * STEP;
    // The integrand of the mean square does not vanish with all derivatives at 0: its slope there is 2, which the
    // trapezoid rule misses by STEP²·2/12 (Euler and Maclaurin).
    let mean_square = mean_square + STEP * STEP * 2.0 / 12.0;
    (mean, (mean_square - mean * mean).max(0.0).sqrt())
}
