//! How often a stable series shows a change: how surprising its plainest date is, and how many dates were tried.

use luotsi_stats::distribution::normal_two_sided_p;

use super::detect::{LEAST_BEFORE, bar};

/// The chance of a reach is `exp(AT_THE_BAR − FALL · reach²)`, the reach being the surprise over its bar.
///
/// Fitted to 400,000 simulated series of 60 weeks (shares, medians and counts; autocorrelation 0–0.4, a season of up to one
/// standard deviation): the logarithm of the probability falls with the square of how far the surprise passes its bar. Down to
/// one in 100,000 the fit is at most twice too large; beyond that it is the same line drawn on.
const AT_THE_BAR: f64 = -0.3;
const FALL: f64 = 3.67;
/// Points of the series that it was fitted to.
const FITTED: usize = 60;
/// Points from which on as much is tried as in those: the dates that are added come with high bars.
const AS_MANY: usize = 24;
/// What the chance of a short series is multiplied by, because single odd points are commoner than normal noise has them.
const ODD_POINTS: f64 = 2.0;

/// How often a stable series of 60 weeks reaches so far beyond the bar at any date.
pub(super) fn chance(surprise: f64, points: usize) -> f64 {
    let reach = surprise / bar(points);
    (AT_THE_BAR - FALL * reach * reach).exp().min(1.0)
}

/// The surprise that is as improbable in a series of 60 weeks as this one is in a series of so many judged points.
///
/// A short series has few dates to try: of 14 months only four, all of them close to the end and with high bars. By Boole's
/// inequality its chance is at most the sum of the chances of its dates, in proportion to the sum of the series that was
/// fitted. Without this, series of one and a half years gave p-values three to thirty times too large, and shorter ones a
/// hundred times and more (`docs/decisions/0010-signals-are-counted-as-stories.md`).
pub(super) fn as_of_many_dates(surprise: f64, points: usize, judged: usize) -> f64 {
    if judged >= AS_MANY {
        return surprise;
    }
    let reach = surprise / bar(points);
    let share = ODD_POINTS * sum_over_dates(reach, judged) / sum_over_dates(reach, FITTED);
    if !(share > 0.0 && share < 1.0) {
        return surprise;
    }
    let exponent = AT_THE_BAR - FALL * reach * reach + share.ln();
    ((AT_THE_BAR - exponent) / FALL).sqrt() * bar(points)
}

/// The sum of the chances, date by date, that normal noise reaches so far beyond the bar there.
fn sum_over_dates(reach: f64, judged: usize) -> f64 {
    (1..=judged.saturating_sub(LEAST_BEFORE)).map(|points| normal_two_sided_p(reach * bar(points))).sum()
}

#[cfg(test)]
mod tests {
    use super::super::detect::{Cycle, Observation, Terms, find};
    use super::*;
    use crate::sample::Dice;

    /// p-values of the changes that stable series of so many months show, season and autocorrelation included.
    fn p_values(months: usize, rounds: usize) -> Vec<f64> {
        let mut dice = Dice(1_000 + months as u64);
        let one = |_| {
            let (kept, wave, begin) = (0.4 * dice.uniform(), dice.uniform(), 12.0 * dice.uniform());
            let mut noise = dice.normal();
            let observations: Vec<Observation> = (0..months)
                .map(|month| {
                    if month > 0 {
                        noise = kept * noise + (1.0 - kept * kept).sqrt() * dice.normal();
                    }
                    let season = wave * (std::f64::consts::TAU * (month as f64 + begin) / 12.0).sin();
                    Observation { at: month as f64, value: 100.0 + noise + season, error: None }
                })
                .collect();
            let cycles = [Cycle { periods: 12.0, harmonics: 1, prior: if months < 14 { 0.4 } else { 0.3 } }];
            let terms = Terms { cycles: &cycles, autocorrelation: Some(kept), least_sigmas: 0.5 };
            let step = find(&observations, terms).steps.last()?.step;
            let points = months - step.start;
            Some(chance(as_of_many_dates(step.surprise, points, months), points))
        };
        (0..rounds).filter_map(one).collect()
    }

    #[test]
    fn in_short_stable_series_changes_come_as_seldom_as_they_say_and_not_a_hundred_times_as_seldom() {
        for (months, p) in [(16, 0.001), (18, 0.004), (20, 0.005)] {
            let rounds = 20_000;
            let share = p_values(months, rounds).iter().filter(|own| **own <= p).count() as f64 / rounds as f64;
            assert!(share <= 1.1 * p, "{months} months: {share} at {p}");
            assert!(share >= p / 12.0, "{months} months: {share} at {p}");
        }
    }

    #[test]
    fn the_same_surprise_says_more_in_a_shorter_series_and_the_same_in_longer_ones() {
        let surprise = 4.5;
        let chances: Vec<f64> =
            [13, 14, 16, 18, 20, 22, 24, 60, 104].map(|judged| chance(as_of_many_dates(surprise, 3, judged), 3)).to_vec();
        assert!(chances.windows(2).all(|pair| pair[0] <= pair[1]), "{chances:?}");
        assert_eq!(chances[6], chances[8]);
        assert!(chances[0] < chances[6] / 50.0, "{chances:?}");
    }
}
