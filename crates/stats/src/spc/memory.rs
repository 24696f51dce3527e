#![doc = include_str!("../../docs/spc-memory.md")]

use super::request::{Bernoulli, Memory};

/// One step of a two-sided cumulative sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Sum of what went above the centre, at least 0.
    pub upper: f64,
    /// Sum of what went below, at most 0.
    pub lower: f64,
}

/// Page's (1954) two-sided sum of standardised values: `C⁺ = max(0, C⁺ + z − k)`, `C⁻ = min(0, C⁻ + z + k)`, with the
/// head start of Lucas and Crosier (1982). A missing value (NaN) leaves the sums as they are.
pub fn cusum(standardised: impl Iterator<Item = f64>, memory: &Memory) -> Vec<Sums> {
    let mut sums = Sums { upper: memory.cusum_head_start, lower: -memory.cusum_head_start };
    standardised
        .map(|z| {
            if !z.is_nan() {
                sums.upper = (sums.upper + z - memory.cusum_allowance).max(0.0);
                sums.lower = (sums.lower + z + memory.cusum_allowance).min(0.0);
            }
            sums
        })
        .collect()
}

/// Roberts' (1959) moving average `z = λx + (1 − λ)z`, and its standard deviation in sigma of a value:
/// `√(λ/(2 − λ) (1 − (1 − λ)^2t))` after t values. A missing value (NaN) leaves both as they are.
pub fn ewma(values: impl Iterator<Item = f64>, centre: f64, weight: f64) -> Vec<(f64, f64)> {
    let mut average = centre;
    let mut fading = 1.0;
    values
        .map(|value| {
            if !value.is_nan() {
                average = weight * value + (1.0 - weight) * average;
                fading *= (1.0 - weight) * (1.0 - weight);
            }
            (average, (weight / (2.0 - weight) * (1.0 - fading)).max(0.0).sqrt())
        })
        .collect()
}

/// One step of a Bernoulli CUSUM.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BernoulliStep {
    /// Upper and lower sum after the step; 0 again after a signal.
    pub sums: Sums,
    /// The upper sum reached the limit.
    pub signals_up: bool,
    /// The lower sum reached the limit.
    pub signals_down: bool,
}

/// The log-likelihood sums of yes/no outcomes against `accepted` (a share in (0, 1)): upwards for odds `odds_ratio`
/// times as high, downwards for odds as many times lower (Reynolds and Stoumbos 1999; Neuburger et al. 2017). After a
/// signal the sum starts again from 0.
pub fn bernoulli(outcomes: impl Iterator<Item = f64>, accepted: f64, parameters: &Bernoulli) -> Vec<BernoulliStep> {
    let shifted = |odds_ratio: f64| {
        let odds = odds_ratio * accepted / (1.0 - accepted);
        odds / (1.0 + odds)
    };
    let score = |share: f64, outcome: f64| outcome * (share / accepted).ln() + (1.0 - outcome) * ((1.0 - share) / (1.0 - accepted)).ln();
    let (high, low) = (shifted(parameters.odds_ratio), shifted(1.0 / parameters.odds_ratio));
    let mut sums = Sums::default();
    outcomes
        .map(|outcome| {
            let mut step = BernoulliStep { sums, ..BernoulliStep::default() };
            if !outcome.is_nan() {
                let upper = sums.upper + score(high, outcome);
                let lower = sums.lower - score(low, outcome);
                step.signals_up = upper >= parameters.limit;
                step.signals_down = lower <= -parameters.limit;
                step.sums = Sums {
                    upper: if upper > parameters.limit { 0.0 } else { upper.max(0.0) },
                    lower: if lower < -parameters.limit { 0.0 } else { lower.min(0.0) },
                };
                sums = step.sums;
            }
            step
        })
        .collect()
}
