//! Levels that wander from week to week: first-order autoregression, as service data do (phi 0.2–0.4).

use crate::chance::Chance;

/// One value a week around zero.
#[derive(Debug)]
pub(crate) struct Level(Vec<f64>);

/// How much a level carries over from week to week.
const PHI: f64 = 0.3;

impl Level {
    /// A level with this standard deviation, started in its long-run distribution.
    pub(crate) fn new(chance: &mut Chance, weeks: usize, sigma: f64) -> Self {
        let mut value = sigma * chance.normal();
        let innovation = sigma * (1.0 - PHI * PHI).sqrt();
        Self(
            (0..weeks)
                .map(|_| {
                    let now = value;
                    value = PHI * value + innovation * chance.normal();
                    now
                })
                .collect(),
        )
    }

    /// The level of the week of a day.
    pub(crate) fn on(&self, day: usize) -> f64 {
        self.0.get(day / 7).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Noun;

    #[test]
    fn a_level_has_the_deviation_and_carry_over_that_were_asked_for() {
        let level = Level::new(&mut Chance::of(3, Noun::Level), 20_000, 0.1).0;
        let mean = level.iter().sum::<f64>() / level.len() as f64;
        let variance = level.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / level.len() as f64;
        let carried = level.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / level.len() as f64 / variance;
        assert!((variance.sqrt() - 0.1).abs() < 0.005, "{}", variance.sqrt());
        assert!((carried - PHI).abs() < 0.03, "{carried}");
    }
}
