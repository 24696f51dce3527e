//! One or a few periods far out, and back again: how far, and how seldom a series like this one does that by itself.
//!
//! The size of the pulse is estimated beside level, season and autocorrelation, as a step is. How seldom it happens by chance is
//! asked of the series itself: what is left of all other periods is held against Student's t with few and with many degrees of
//! freedom, each believed as far as those periods make it likely (a Bayesian average over the degrees of freedom). A series that
//! has had odd periods before has heavy tails, and another one says little; one that never had any is taken at its word only as
//! far as some fifty periods can tell. Where few records are counted, the count itself is judged by its exact distribution.

use luotsi_stats::distribution::{Binomial, StudentT};

use super::settled::Settled;

/// Some periods far out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pulse {
    /// First and last of its observations.
    pub first: usize,
    pub last: usize,
    /// How far out, in the metric's unit: positive when above the level.
    pub effect: f64,
    /// Half of its 95 % interval.
    pub margin: f64,
    /// The same in standard deviations of an ordinary period.
    pub sigmas: f64,
    /// The probability of a pulse as plain in any of the places that were looked at.
    pub p_value: f64,
}

/// Events and what they are counted in, of each observation.
pub(crate) type Counts = [(f64, f64)];

/// The most periods of a pulse; what lasts longer is told as a level.
pub(crate) const MOST_PERIODS: usize = 3;
/// How much of a pulse may be left in the periods after it.
const LEFT: f64 = 0.4;
/// Standard deviations below which nothing is a pulse, whatever is asked further.
const LEAST_SIGMAS: f64 = 4.0;
/// Expected events below which a count is judged by its own distribution too.
const FEW: f64 = 20.0;

impl Settled {
    /// The plainest pulse that began at `from` or later, is over, and lies in no period that is left out; `None` when there is
    /// none worth asking about.
    pub(crate) fn pulse(&self, from: usize, is_left_out: impl Fn(usize) -> bool, counts: Option<&Counts>) -> Option<Pulse> {
        let end = self.observations.len();
        let mut looks = 0;
        let mut best: Option<Pulse> = None;
        for first in from..end.saturating_sub(1) {
            for last in first..(first + MOST_PERIODS).min(end - 1) {
                if is_left_out(last) {
                    break;
                }
                looks += 1;
                let Some(found) = self.pulse_at(first, last).filter(|found| found.sigmas.abs() >= LEAST_SIGMAS) else { continue };
                let p_value = self.chance(first, last).max(counts.map_or(0.0, |counts| chance_of_count(counts, first, last)));
                if best.is_none_or(|best| p_value < best.p_value) {
                    best = Some(Pulse { p_value, ..found });
                }
            }
        }
        best.map(|best| Pulse { p_value: (best.p_value * f64::from(looks)).min(1.0), ..best })
    }

    /// A pulse of these observations; `None` when the periods after it are not back, or it cannot be told.
    fn pulse_at(&self, first: usize, last: usize) -> Option<Pulse> {
        let movement = self.fit.movement(first, |index| f64::from(u8::from(index <= last)))?;
        let after = self.fit.movement(last + 1, |_| 1.0)?;
        let is_back = after.effect / movement.effect < LEFT;
        let sigma = (self.fit.rest(&movement) / self.fit.freedom()).sqrt();
        let (effect, margin) = (movement.effect, self.fit.margin(&movement));
        is_back.then(|| Pulse { first, last, effect, margin, sigmas: effect / sigma, p_value: 1.0 })
    }

    /// How often chance makes such a pulse there, as far as the other periods can tell.
    fn chance(&self, first: usize, last: usize) -> f64 {
        let Some(movement) = self.fit.movement(first, |index| f64::from(u8::from(index <= last))) else { return 1.0 };
        let size = movement.effect.abs() * movement.information.sqrt();
        let beside = self.fit.residuals_beside(movement.effect, first, |index| f64::from(u8::from(index <= last)));
        let others: Vec<f64> =
            beside.into_iter().enumerate().filter(|(index, _)| !(first..=last).contains(index)).map(|(_, rest)| rest).collect();
        chance_beyond(size, &others, self.fit.floor())
    }
}

/// Degrees of freedom of Student's t that a series may have, and how far each is believed beforehand.
const TAILS: [(f64, f64); 5] = [(3.0, 0.02), (4.0, 0.08), (6.0, 0.2), (10.0, 0.3), (30.0, 0.4)];

/// The probability that another of these independent numbers lies as far from 0, on either side.
fn chance_beyond(size: f64, others: &[f64], floor: f64) -> f64 {
    let of_tails = TAILS.iter().filter_map(|(freedom, believed)| {
        let t = StudentT::new(*freedom)?;
        let scale = scale(others, *freedom, floor);
        let likelihood: f64 = others.iter().map(|other| (t.density(other / scale) / scale).ln()).sum();
        Some((believed.ln() + likelihood, t.two_sided_p(size / scale)))
    });
    let of_tails: Vec<(f64, f64)> = of_tails.collect();
    let most = of_tails.iter().map(|(weight, _)| *weight).fold(f64::NEG_INFINITY, f64::max);
    let (all, beyond) = of_tails.iter().fold((0.0, 0.0), |(all, beyond), (weight, p)| {
        let weight = (weight - most).exp();
        (all + weight, beyond + weight * p)
    });
    if all > 0.0 { beyond / all } else { 1.0 }
}

/// The scale of Student's t that makes the numbers likeliest: each counts the less the farther out it lies (Lange, Little &
/// Taylor 1989, Journal of the American Statistical Association 84:881, equation 6).
fn scale(numbers: &[f64], freedom: f64, floor: f64) -> f64 {
    const ROUNDS: usize = 20;
    let count = numbers.len().max(1) as f64;
    let mut square = numbers.iter().map(|number| number * number).sum::<f64>() / count;
    for _ in 0..ROUNDS {
        let weighed = |number: &f64| (freedom + 1.0) * number * number / (freedom + number * number / square.max(1e-300));
        square = numbers.iter().map(weighed).sum::<f64>() / count;
    }
    square.sqrt().max(floor)
}

/// How often a count as far from what the other periods lead to expect comes by chance (the conditional test of two Poisson
/// rates; Przyborowski & Wilenski 1940, Biometrika 31:313), counts being scaled by how much more than Poisson's they vary. 0
/// where enough is counted for the usual arithmetic.
fn chance_of_count(counts: &Counts, first: usize, last: usize) -> f64 {
    let sums = |inside: bool| {
        let of = counts.iter().enumerate().filter(|(index, _)| (first..=last).contains(index) == inside);
        of.fold((0.0, 0.0), |(events, exposure), (_, count)| (events + count.0, exposure + count.1))
    };
    let ((events, exposure), (other_events, other_exposure)) = (sums(true), sums(false));
    let rate = other_events / other_exposure;
    let expected = rate * exposure;
    if !expected.is_finite() || expected >= FEW {
        return 0.0;
    }
    let others = counts.iter().enumerate().filter(|(index, count)| !(first..=last).contains(index) && count.1 > 0.0);
    let (squares, number) = others.fold((0.0, 0.0), |(squares, number), (_, count)| {
        let usual = rate * count.1;
        (if usual > 0.0 { squares + (count.0 - usual).powi(2) / usual } else { squares }, number + 1.0)
    });
    let dispersion = (squares / (number - 1.0_f64).max(1.0)).max(1.0);
    // Rounded towards what is less surprising.
    let all = ((events + other_events) / dispersion).ceil();
    let own = if events > expected { (events / dispersion).floor() } else { (events / dispersion).ceil() };
    let Some(binomial) = Binomial::new(all as u64, exposure / (exposure + other_exposure)) else { return 1.0 };
    let one_side =
        if events > expected { if own >= 1.0 { binomial.survival(own as u64 - 1) } else { 1.0 } } else { binomial.cdf(own as u64) };
    (2.0 * one_side).min(1.0)
}
