//! Chance, seeded: one stream of random numbers per noun, so that a change in one noun leaves the others as they were.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Whose random numbers these are. The number of a noun never changes; a new noun gets the next free one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noun {
    People = 1,
    Absence = 2,
    Volume = 3,
    Level = 4,
    Contacts = 5,
    Events = 6,
    Feedback = 7,
    Comments = 8,
    Evaluations = 9,
    Work = 10,
    Costs = 11,
    Staff = 12,
    Reviews = 13,
    Plan = 14,
    Topics = 15,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn of(seed: u64, noun: Noun) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(noun as u64);
        Self(stream)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform between two numbers.
    pub(crate) fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.unit()
    }

    /// True with a probability; never below 0, always above 1.
    pub(crate) fn yes(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of `0..count`; 0 when there is nothing to choose from.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Standard normal (Box & Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (TAU * self.unit()).cos()
    }

    /// Log-normal by its median and the standard deviation of its logarithm.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// A factor around one: log-normal with mean one.
    pub(crate) fn factor(&mut self, sigma: f64) -> f64 {
        (sigma * self.normal() - sigma * sigma / 2.0).exp()
    }

    /// Exponential by its mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// Poisson by its mean: by multiplication (Knuth) for small means, by the normal approximation above 60.
    pub(crate) fn poisson(&mut self, mean: f64) -> usize {
        if mean > 60.0 {
            return (mean + mean.sqrt() * self.normal() + 0.5).max(0.0) as usize;
        }
        let limit = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// Index of one of several, chosen by weight; the last when the weights are all zero.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// One of several, all as likely.
    pub(crate) fn choose<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A number that belongs to an identifier for ever (SplitMix64: Steele, Lea & Flood 2014), in [0, 1).
pub(crate) fn settled(seed: u64, id: u64, what: u64) -> f64 {
    let mut mixed = seed ^ id.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xd1b5_4a32_d192_ed03);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_noun_gives_others() {
        let draw = |seed, noun| {
            let mut chance = Chance::of(seed, noun);
            [chance.unit(), chance.unit(), chance.unit()]
        };
        assert_eq!(draw(1, Noun::People), draw(1, Noun::People));
        assert_ne!(draw(1, Noun::People), draw(2, Noun::People));
        assert_ne!(draw(1, Noun::People), draw(1, Noun::Work));
    }

    #[test]
    fn means_are_what_was_asked_for() {
        let mut chance = Chance::of(7, Noun::Volume);
        let mut mean = |draw: &mut dyn FnMut(&mut Chance) -> f64| (0..40_000).map(|_| draw(&mut chance)).sum::<f64>() / 40_000.0;
        assert!((mean(&mut |chance| chance.poisson(3.0) as f64) - 3.0).abs() < 0.05);
        assert!((mean(&mut |chance| chance.poisson(90.0) as f64) - 90.0).abs() < 0.3);
        assert!((mean(&mut |chance| chance.exponential(5.0)) - 5.0).abs() < 0.15);
        assert!((mean(&mut |chance| chance.factor(0.5)) - 1.0).abs() < 0.02);
        assert!(mean(&mut |chance| chance.normal()).abs() < 0.02);
        assert!((mean(&mut |chance| chance.weighted(&[1.0, 3.0]) as f64) - 0.75).abs() < 0.01);
    }
}
