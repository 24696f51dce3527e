//! Levels that wander from week to week: first-order autoregression, as service data do (phi 0.2–0.4).

use crate::chance::Chance;
use crate::plan::Nature;

/// One value a week around zero.
#[derive(Debug)]
pub(crate) struct Level(Vec<f64>);

impl Level {
    /// A level with this standard deviation in an ordinary organisation, started in its long-run distribution.
    pub(crate) fn new(chance: &mut Chance, weeks: usize, sigma: f64, nature: &Nature) -> Self {
        let (sigma, carried) = (sigma * nature.unrest, nature.carry_over);
        let mut value = sigma * chance.normal();
        let innovation = sigma * (1.0 - carried * carried).sqrt();
        Self(
            (0..weeks)
                .map(|_| {
                    let now = value;
                    value = carried * value + innovation * chance.normal();
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
        let level = Level::new(&mut Chance::of(3, Noun::Level), 20_000, 0.1, &Nature::default()).0;
        let mean = level.iter().sum::<f64>() / level.len() as f64;
        let variance = level.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / level.len() as f64;
        let carried = level.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / level.len() as f64 / variance;
        assert!((variance.sqrt() - 0.1).abs() < 0.005, "{}", variance.sqrt());
        assert!((carried - Nature::default().carry_over).abs() < 0.03, "{carried}");
    }
}
