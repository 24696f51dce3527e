#![doc = include_str!("../../docs/spc-overdispersion.md")]

use serde::{Deserialize, Serialize};

use crate::distribution::ChiSquared;

/// The theoretical distribution of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theory {
    /// Yes/no cases out of a size.
    Binomial,
    /// Events over an exposure.
    Poisson,
}

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Overdispersion {
    /// Observed over theoretical variance; 1 when only chance acts.
    pub ratio: f64,
    /// The test statistic.
    pub statistic: f64,
    /// Chance of a statistic at least this large when only chance acts.
    pub p_value: f64,
}

impl Overdispersion {
    fn new(statistic: f64, degrees_of_freedom: f64) -> Option<Overdispersion> {
        let distribution = ChiSquared::new(degrees_of_freedom)?;
        statistic.is_finite().then(|| Overdispersion {
            ratio: statistic / degrees_of_freedom,
            statistic,
            p_value: distribution.survival(statistic),
        })
    }
}

/// Tests pairs of (count, size); `None` when fewer than two, or when nothing can vary (no events, or only events).
pub fn overdispersion(theory: Theory, cases: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Overdispersion> {
    let (mut points, mut events, mut total) = (0_usize, 0.0, 0.0);
    for (count, size) in cases.clone() {
        points += 1;
        events += count;
        total += size;
    }
    let share = events / total;
    let unit_variance = match theory {
        Theory::Binomial => share * (1.0 - share),
        Theory::Poisson => share,
    };
    if points < 2 || unit_variance.is_nan() || unit_variance <= 0.0 {
        return None;
    }
    let statistic = cases.map(|(count, size)| (count - size * share).powi(2) / (size * unit_variance)).sum();
    Overdispersion::new(statistic, (points - 1) as f64)
}

/// The test for equal sizes: the variance of the counts against the one of the mean size.
pub fn equal_sizes(theory: Theory, counts: &[f64], sizes: &[f64]) -> Option<Overdispersion> {
    let points = counts.len() as f64;
    if counts.len() < 2 || (theory == Theory::Binomial && sizes.len() != counts.len()) {
        return None;
    }
    let mean = counts.iter().sum::<f64>() / points;
    let squares: f64 = counts.iter().map(|count| (count - mean).powi(2)).sum();
    let variance = match theory {
        Theory::Binomial => {
            let total: f64 = sizes.iter().sum();
            let share = counts.iter().sum::<f64>() / total;
            total / points * share * (1.0 - share)
        }
        Theory::Poisson => mean,
    };
    (variance > 0.0).then(|| Overdispersion::new(squares / variance, points - 1.0))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_at_unequal_sizes_are_not_overdispersed() {
        let cases = [(10.0, 100.0), (50.0, 500.0), (20.0, 200.0), (5.0, 50.0)];
        let ours = overdispersion(Theory::Binomial, cases.iter().copied());
        assert!(ours.is_some_and(|test| test.ratio < 1e-12 && test.p_value > 0.99));
        let counts = cases.map(|case| case.0);
        let sizes = cases.map(|case| case.1);
        let older = equal_sizes(Theory::Binomial, &counts, &sizes);
        assert!(older.is_some_and(|test| test.ratio > 10.0), "{older:?}");
    }

    #[test]
    fn nothing_can_vary_without_events() {
        let none = [(0.0, 100.0), (0.0, 50.0)];
        assert_eq!(overdispersion(Theory::Poisson, none.iter().copied()), None);
        let all = [(100.0, 100.0), (50.0, 50.0)];
        assert_eq!(overdispersion(Theory::Binomial, all.iter().copied()), None);
    }
}
