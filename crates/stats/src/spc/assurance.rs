#![doc = include_str!("../../docs/spc-assurance.md")]

use super::fit::Fit;
use super::judged::{Assurance, Chance, Degenerate};
use super::request::{Direction, Kind};
use super::series::Series;
use crate::distribution::{Beta, Binomial, Gamma, Poisson, StudentT, normal_cdf};

/// Where the target lies against the limits (NHSRplotthedots, `ptd_calculate_assurance_type`): strictly outside on
/// the worse side is a pass, on the better side a fail; anything else is left to chance.
pub fn label(direction: Direction, target: f64, lower: f64, upper: f64) -> Option<Assurance> {
    let (above, below) = match direction {
        Direction::Neutral => return None,
        Direction::Increase => (Assurance::ConsistentFail, Assurance::ConsistentPass),
        Direction::Decrease => (Assurance::ConsistentPass, Assurance::ConsistentFail),
    };
    Some(if target > upper {
        above
    } else if target < lower {
        below
    } else {
        Assurance::Inconsistent
    })
}

/// Effective degrees of freedom of the mean of m − 1 moving ranges, per range (Wheeler: about 0.62).
const FREEDOM_PER_RANGE: f64 = 0.62;

/// Largest size for which the predictive distribution of a proportion is summed exactly.
const EXACT_SIZE_MAX: f64 = 400.0;

/// What the chance is computed from.
pub(crate) struct Prospect<'a> {
    pub kind: Kind,
    pub direction: Direction,
    /// In the unit of the plotted values.
    pub target: f64,
    pub fit: &'a Fit,
    pub series: &'a Series,
    pub base: &'a [usize],
    /// Size of the next point, taken to be that of the last one.
    pub size: f64,
}

/// The chance that the next value meets the target (≥ when higher is better, ≤ when lower), with a 95 % interval.
///
/// Individual values and means: Student's t around the centre with the spread of one new value. Counts and
/// proportions: beta-binomial or negative binomial with Jeffreys' prior. Where no distribution fits (run charts, rare
/// events, constant series): the share of baseline points that met it, with Jeffreys' interval.
pub(crate) fn chance(prospect: &Prospect) -> Option<Chance> {
    if prospect.direction == Direction::Neutral || prospect.base.is_empty() {
        return None;
    }
    let chance = match prospect.kind {
        Kind::Mr | Kind::S | Kind::R | Kind::Cusum | Kind::BernoulliCusum => None,
        Kind::P | Kind::Np => proportion(prospect),
        Kind::C | Kind::U => rate(prospect),
        Kind::Pp | Kind::Up | Kind::Xbar | Kind::Ip | Kind::Xmr | Kind::Ewma => normal(prospect),
        Kind::Run | Kind::G | Kind::T => empirical(prospect),
    }?;
    let is_sound = [chance.probability, chance.low, chance.high].iter().all(|value| value.is_finite());
    is_sound.then(|| Chance {
        probability: chance.probability.clamp(0.0, 1.0),
        low: chance.low.clamp(0.0, 1.0),
        high: chance.high.clamp(0.0, 1.0),
    })
}

fn meets(prospect: &Prospect, value: f64) -> bool {
    match prospect.direction {
        Direction::Decrease => value <= prospect.target,
        _ => value >= prospect.target,
    }
}

fn empirical(prospect: &Prospect) -> Option<Chance> {
    let points = prospect.base.len() as f64;
    let met = prospect.base.iter().filter(|at| meets(prospect, prospect.series.plotted[**at])).count() as f64;
    let posterior = Beta::new(met + 0.5, points - met + 0.5)?;
    Some(Chance { probability: (met + 0.5) / (points + 1.0), low: posterior.quantile(0.025), high: posterior.upper_quantile(0.025) })
}

/// Standard errors on either side that hold 95 %; written out, because it is asked for each series.
const Z_95: f64 = 1.959_963_984_540_054;

fn normal(prospect: &Prospect) -> Option<Chance> {
    if matches!(prospect.fit.degenerate, Some(Degenerate::Constant { .. } | Degenerate::ScreeningRemovedAll)) {
        return empirical(prospect);
    }
    let centre = prospect.fit.centre?;
    let sigma = prospect.fit.sigma_at(prospect.size).filter(|sigma| *sigma > 0.0)?;
    let points = prospect.base.len() as f64;
    let freedom = (FREEDOM_PER_RANGE * (points - 1.0)).max(1.0);
    let gap = match prospect.direction {
        Direction::Decrease => prospect.target - centre,
        _ => centre - prospect.target,
    };
    let distance = gap / sigma;
    let predictive = StudentT::new(freedom)?;
    // The distance in sigma has about this standard error (Bissell 1990, for one-sided capability).
    let error = (1.0 / points + distance * distance / (2.0 * freedom)).sqrt();
    Some(Chance {
        probability: predictive.cdf(distance / (1.0 + 1.0 / points).sqrt()),
        low: normal_cdf(distance - Z_95 * error),
        high: normal_cdf(distance + Z_95 * error),
    })
}

fn proportion(prospect: &Prospect) -> Option<Chance> {
    let events: f64 = prospect.base.iter().map(|at| prospect.series.counts[*at]).sum();
    let total: f64 = prospect.base.iter().map(|at| prospect.series.sizes[*at]).sum();
    let (a, b) = (events + 0.5, total - events + 0.5);
    let posterior = Beta::new(a, b)?;
    let size = prospect.size.round().max(1.0);
    if size.is_nan() || size >= 9e15 {
        return None;
    }
    // Np charts promise a count, P charts a share.
    let share = match prospect.kind {
        Kind::Np => prospect.target / size,
        _ => prospect.target,
    };
    let needed = share * size;
    // Chance that a binomial count meets the target, given the share.
    let given = |share: f64| -> Option<f64> {
        let count = Binomial::new(size as u64, share)?;
        Some(match prospect.direction {
            Direction::Decrease if needed < -1e-9 => 0.0,
            Direction::Decrease => count.cdf((needed + 1e-9).floor() as u64),
            _ if needed <= 1e-9 => 1.0,
            _ => count.survival((needed - 1e-9).ceil() as u64 - 1),
        })
    };
    let ends = (given(posterior.quantile(0.025))?, given(posterior.upper_quantile(0.025))?);
    let probability = if size <= EXACT_SIZE_MAX {
        let (from, to) = match prospect.direction {
            Direction::Decrease => (0.0, (needed + 1e-9).floor().min(size)),
            _ => ((needed - 1e-9).ceil().max(0.0), size),
        };
        let log_beta = |x: f64, y: f64| libm::lgamma(x) + libm::lgamma(y) - libm::lgamma(x + y);
        let base = log_beta(a, b);
        let mut sum = 0.0;
        let mut count = from;
        while count <= to {
            let ways = libm::lgamma(size + 1.0) - libm::lgamma(count + 1.0) - libm::lgamma(size - count + 1.0);
            sum += (ways + log_beta(count + a, size - count + b) - base).exp();
            count += 1.0;
        }
        sum
    } else {
        let mean = a / (a + b);
        let variance = mean * (1.0 - mean) * (1.0 / size + 1.0 / (a + b + 1.0));
        let half = 0.5 / size;
        match prospect.direction {
            Direction::Decrease => normal_cdf((share + half - mean) / variance.sqrt()),
            _ => normal_cdf((mean - share + half) / variance.sqrt()),
        }
    };
    Some(Chance { probability, low: ends.0.min(ends.1), high: ends.0.max(ends.1) })
}

fn rate(prospect: &Prospect) -> Option<Chance> {
    let events: f64 = prospect.base.iter().map(|at| prospect.series.counts[*at]).sum();
    let total: f64 = prospect.base.iter().map(|at| prospect.series.sizes[*at]).sum();
    let shape = events + 0.5;
    let posterior = Gamma::new(shape, 1.0 / total)?;
    let size = if prospect.kind == Kind::C { 1.0 } else { prospect.size };
    let needed = prospect.target * size;
    let count = match prospect.direction {
        Direction::Decrease => (needed + 1e-9).floor(),
        _ => (needed - 1e-9).ceil() - 1.0,
    };
    let at_most = |cdf: &dyn Fn(u64) -> f64| {
        if !(0.0..=9e15).contains(&count) { f64::from(u8::from(count >= 0.0)) } else { cdf(count as u64) }
    };
    // Negative binomial: P(X ≤ k) is the regularised incomplete beta function of total/(total + size).
    let predictive = |k: u64| Beta::new(shape, k as f64 + 1.0).map_or(f64::NAN, |beta| beta.cdf(total / (total + size)));
    let given = |mean: f64| at_most(&|k| Poisson::new(mean).map_or(f64::NAN, |poisson| poisson.cdf(k)));
    let ends = (given(posterior.quantile(0.025) * size), given(posterior.upper_quantile(0.025) * size));
    let chances = [at_most(&predictive), ends.0, ends.1].map(|below| match prospect.direction {
        Direction::Decrease => below,
        _ => 1.0 - below,
    });
    Some(Chance { probability: chances[0], low: chances[1].min(chances[2]), high: chances[1].max(chances[2]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spc::constants;

    #[test]
    fn a_target_on_a_limit_is_left_to_chance() {
        assert_eq!(label(Direction::Increase, 10.0, 5.0, 10.0), Some(Assurance::Inconsistent));
        assert_eq!(label(Direction::Increase, 10.1, 5.0, 10.0), Some(Assurance::ConsistentFail));
        assert_eq!(label(Direction::Decrease, 10.1, 5.0, 10.0), Some(Assurance::ConsistentPass));
        assert_eq!(label(Direction::Neutral, 10.1, 5.0, 10.0), None);
    }

    #[test]
    fn c4_of_two_is_the_root_of_two_over_pi() {
        let expected = (2.0 / std::f64::consts::PI).sqrt();
        assert!(constants::c4(2.0).is_some_and(|c4| (c4 - expected).abs() < 1e-14));
    }
}
