//! The service's own best quarter, believed only as far as noise leaves it.
//!
//! The best of many quarters is best partly by luck, and what follows luck is worse: comparing with it as it was measured would tell
//! every service that it has got worse (regression to the mean; Galton 1886). Three things keep the comparison honest:
//!
//! 1. quarters differ truly by τ² and by chance by vᵢ (DerSimonian & Laird 1986); each is drawn towards their mean by
//!    `τ² ÷ (τ² + vᵢ)`, and the best of what is left is the best quarter. An estimate that is shrunken so is not led astray by having
//!    been selected (Efron 2011, “Tweedie's formula and selection bias”);
//! 2. the p-value of the gap is that of the smallest of all comparisons with a quarter, times their number (Bonferroni), for a gap
//!    larger than the smallest change that matters (Murphy & Myors 1999, minimum-effect tests);
//! 3. quarters of other seasons are farther apart by themselves: the variance of a yearly wave of ordinary size is added, by how far
//!    apart in the year they lie.

use serde::{Deserialize, Serialize};

use super::process::{Level, Process};
use crate::judge::{Season, level_of};
use crate::measure::Point;
use crate::period::{Granularity, Period};

/// Quarters before the latest that are needed to speak of the best of them.
const LEAST_QUARTERS: usize = 4;
/// Share of a quarter's points that it needs.
const LEAST_SHARE: f64 = 0.6;
/// Prior standard deviation of the coefficients of a yearly wave, in standard deviations of an ordinary point: as large as the verdict
/// allows for while it has not seen the season (`crate::judge`).
const SEASON: f64 = 0.4;
/// What averaging over a quarter leaves of a yearly wave: sin(π/4) ÷ (π/4).
const WAVE_LEFT: f64 = 0.9003;

/// The best quarter so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OwnBest {
    /// The quarter.
    pub quarter: Period,
    /// As it was measured, in the metric's unit.
    pub measured: f64,
    /// As it is believed: drawn towards the mean of all quarters by as much as is noise.
    pub value: f64,
    /// Lower end of the 95 % interval of what is believed.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Out of how many quarters.
    pub quarters: usize,
    /// Share of its distance from the mean that is believed, 0–1.
    pub believed: f64,
    /// How far quarters truly lie apart (τ), in the metric's unit.
    pub typical_move: f64,
    /// The level lately: of the latest quarter's worth of points since the last change.
    pub lately: f64,
    /// First period of it.
    pub since: Period,
    /// Points of it.
    pub points: usize,
    /// From the best quarter to the level lately.
    pub gap: f64,
    /// Lower end of the gap's 95 % interval.
    pub gap_low: f64,
    /// Upper end of the gap's 95 % interval.
    pub gap_high: f64,
    /// Probability of a level as far behind a best quarter when the service has never been better by more than the smallest change
    /// that matters.
    pub p_value: f64,
}

impl OwnBest {
    /// The gap in its standard errors, about.
    pub(crate) fn surprise(&self) -> f64 {
        let margin = (self.gap_high - self.gap_low) / 2.0;
        if margin > 0.0 { 1.96 * self.gap.abs() / margin } else { 0.0 }
    }
}

/// A quarter's level with its chance variance.
struct Quarter {
    period: Period,
    value: f64,
    variance: f64,
}

/// The best quarter of a series before its latest quarter's worth of points; `None` with too few quarters, or where neither way is
/// good. `least_sigmas`: the smallest change that matters, in standard deviations of an ordinary point.
pub(crate) fn own_best(process: &Process<'_>, least_sigmas: f64) -> Option<OwnBest> {
    let sign = process.sign()?;
    let of_quarter = process.points_of_quarter()?;
    let lately = process.level(of_quarter)?;
    let quarters = quarters(process, of_quarter, &lately);
    if quarters.len() < LEAST_QUARTERS || process.sigma <= 0.0 {
        return None;
    }
    let (mean, between) = spread(&quarters);
    let believed = |quarter: &Quarter| between / (between + quarter.variance);
    let shrunk = |quarter: &Quarter| mean.value + believed(quarter) * (quarter.value - mean.value);
    let best = quarters.iter().max_by(|left, right| (sign * shrunk(left)).total_cmp(&(sign * shrunk(right))))?;
    let share = believed(best);
    let variance = share * best.variance + (1.0 - share).powi(2) * mean.variance;
    let now = lately.error * lately.error;
    let season = |quarter: &Quarter| season(process, quarter.period, lately.since);
    let t = process.t();
    let value = shrunk(best);
    let gap = lately.value - value;
    let gap_margin = t * (variance + now + season(best)).sqrt();
    let matters = least_sigmas * process.sigma;
    let behind = |quarter: &Quarter| (sign * (quarter.value - lately.value) - matters) / (quarter.variance + now + season(quarter)).sqrt();
    let plainest = quarters.iter().map(behind).fold(f64::NEG_INFINITY, f64::max);
    let p_value = (process.spread()?.survival(plainest) * quarters.len() as f64).min(1.0);
    Some(OwnBest {
        quarter: best.period,
        measured: best.value,
        value,
        low: value - t * variance.sqrt(),
        high: value + t * variance.sqrt(),
        quarters: quarters.len(),
        believed: share,
        typical_move: between.sqrt(),
        lately: lately.value,
        since: lately.since,
        points: lately.points,
        gap,
        gap_low: gap - gap_margin,
        gap_high: gap + gap_margin,
        p_value,
    })
}

/// Whole quarters before the level lately.
fn quarters(process: &Process<'_>, of_quarter: usize, lately: &Level) -> Vec<Quarter> {
    let mut by_quarter: std::collections::BTreeMap<Period, Vec<&Point>> = std::collections::BTreeMap::new();
    for point in process.complete() {
        // A week belongs to the quarter that holds its Thursday, as it does to its year.
        let day = match point.period.granularity {
            Granularity::Week => point.period.start.saturating_add(jiff::ToSpan::days(3)),
            _ => point.period.start,
        };
        by_quarter.entry(Period::containing(Granularity::Quarter, day)).or_default().push(point);
    }
    let is_whole = |points: &Vec<&Point>| points.len() as f64 >= LEAST_SHARE * of_quarter as f64;
    let is_before = |points: &Vec<&Point>| points.iter().all(|point| point.period.start < lately.since.start);
    let of_quarter = |(period, points): (Period, Vec<&Point>)| {
        let value = level_of(process.metric, points.iter().copied());
        value.is_finite().then(|| Quarter { period, value, variance: process.variance_of_mean(points.len()) })
    };
    by_quarter.into_iter().filter(|(_, points)| is_whole(points) && is_before(points)).filter_map(of_quarter).collect()
}

struct Mean {
    value: f64,
    variance: f64,
}

/// The mean of quarters and the variance between them (DerSimonian & Laird 1986).
fn spread(quarters: &[Quarter]) -> (Mean, f64) {
    let sums = |weight: &dyn Fn(&Quarter) -> f64| {
        quarters.iter().fold((0.0, 0.0, 0.0), |(weights, squares, sum), quarter| {
            let weight = weight(quarter);
            (weights + weight, squares + weight * weight, sum + weight * quarter.value)
        })
    };
    let plain = |quarter: &Quarter| 1.0 / quarter.variance;
    let (weights, squares, sum) = sums(&plain);
    let mean = sum / weights;
    let q: f64 = quarters.iter().map(|quarter| plain(quarter) * (quarter.value - mean).powi(2)).sum();
    let between = ((q - (quarters.len() as f64 - 1.0)) / (weights - squares / weights)).max(0.0);
    let (weights, _, sum) = sums(&|quarter: &Quarter| 1.0 / (quarter.variance + between));
    (Mean { value: sum / weights, variance: 1.0 / weights }, between)
}

/// Variance that a yearly wave of ordinary size puts between two quarters: `2 s² σ² k² (1 − cos ωΔ)`, with coefficients of sine and
/// cosine that are normal with standard deviation `s σ`.
fn season(process: &Process<'_>, quarter: Period, lately: Period) -> f64 {
    if process.season == Season::None {
        return 0.0;
    }
    let apart = quarter.start.until(lately.start).map_or(0.0, |span| f64::from(span.get_days()));
    let angle = std::f64::consts::TAU * apart / 365.25;
    2.0 * (SEASON * process.sigma * WAVE_LEFT).powi(2) * (1.0 - angle.cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Request, weigh};
    use crate::sample::{self, Dice};
    use crate::settings::Settings;

    /// Weeks of a share with autocorrelation 0.2 and a standard deviation of two points, and what is added to each week.
    fn weeks(seed: u64, count: usize, added: impl Fn(usize) -> f64) -> Vec<Point> {
        let mut dice = Dice(seed);
        let mut noise = dice.normal();
        let tally = |week: usize| {
            noise = 0.2 * noise + (1.0_f64 - 0.04).sqrt() * dice.normal();
            Some(sample::share((2_000.0 * (0.7 + 0.02 * noise + added(week))).round(), 2_000.0))
        };
        sample::weeks(&sample::metric(sample::SHARE), &(0..count).map(tally).collect::<Vec<_>>())
    }

    fn best_of(points: &[Point]) -> Option<OwnBest> {
        let metric = sample::metric(sample::SHARE);
        let settings = Settings::default();
        let request = Request { metric: &metric, points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 };
        let weighed = weigh(&request);
        own_best(&Process::of_weighed(&metric, points, &weighed)?, settings.smallest_change_sigmas)
    }

    #[test]
    fn the_best_of_quarters_that_differ_by_chance_alone_is_believed_no_better_than_the_others() {
        let (mut measured, mut believed, mut told) = (0.0, 0.0, 0);
        let rounds = 200;
        for seed in 0..rounds {
            let best = best_of(&weeks(seed, 120, |_| 0.0)).expect("nine quarters");
            measured += best.measured - 0.7;
            believed += best.value - 0.7;
            told += usize::from(best.p_value <= 0.05);
        }
        let (measured, believed) = (measured / rounds as f64, believed / rounds as f64);
        // As measured, the best lies about one standard error of a quarter (0.7 points) above the truth.
        assert!(measured > 0.005, "{measured}");
        assert!(believed < 0.6 * measured, "{believed} of {measured}");
        assert!(told as f64 <= 0.05 * rounds as f64, "{told}");
    }

    #[test]
    fn a_quarter_that_was_truly_better_is_found_and_the_gap_to_it_told() {
        // Weeks 26 to 52 were six points better.
        let best = best_of(&weeks(3, 120, |week| if (26..52).contains(&week) { 0.06 } else { 0.0 })).expect("nine quarters");
        assert!(best.p_value < 0.01, "{best:?}");
        assert!((0.74..0.77).contains(&best.value) && best.value <= best.measured, "{best:?}");
        assert!(best.gap < -0.04 && best.gap_high < 0.0, "{best:?}");
        assert!(best.believed > 0.7, "{best:?}");
    }

    #[test]
    fn a_service_at_its_best_is_behind_nothing() {
        let best = best_of(&weeks(4, 120, |week| if week >= 100 { 0.05 } else { 0.0 })).expect("nine quarters");
        assert!(best.gap > 0.0 && best.p_value > 0.5, "{best:?}");
    }

    #[test]
    fn a_wave_that_comes_every_year_is_no_better_quarter() {
        let wave = |week: usize| 0.01 * (std::f64::consts::TAU * week as f64 / 52.18).sin();
        let told = (0..60).filter(|seed| best_of(&weeks(*seed, 120, wave)).is_some_and(|best| best.p_value <= 0.05)).count();
        assert!(told <= 4, "{told} of 60");
    }

    #[test]
    fn less_than_a_year_knows_no_best_quarter() {
        assert_eq!(best_of(&weeks(5, 40, |_| 0.0)), None);
    }
}
