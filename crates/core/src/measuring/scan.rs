//! Has something changed, and since when? A scan over weeks of scores, with the search over dates allowed for.
//!
//! A score is how far a count lies from what was expected of it, with its variance; scores of weeks and of parts add up (Mantel &
//! Haenszel 1959). Score ÷ variance is the logarithm of an odds ratio, in Peto's one-step form (Yusuf et al. 1985).

use luotsi_stats::distribution::{Normal, normal_two_sided_p};

/// What a stretch of records says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Score {
    /// Observed minus expected.
    pub score: f64,
    /// Variance of the observed when nothing is the matter.
    pub variance: f64,
}

impl Score {
    /// The score of one two-by-two table: of `group` records out of `all`, `hits_group` were hit out of `hits` in all. The margins are
    /// given (hypergeometric): neither how many are hit nor how large the group is matters, only how the two go together.
    pub(super) fn of_table(group: f64, all: f64, hits_group: f64, hits: f64) -> Self {
        if all < 2.0 {
            return Self::default();
        }
        let expected = group * hits / all;
        let variance = group * (all - group) * hits * (all - hits) / (all * all * (all - 1.0));
        if variance > 0.0 { Self { score: hits_group - expected, variance } } else { Self::default() }
    }

    /// Both together.
    pub(super) fn with(self, other: Self) -> Self {
        Self { score: self.score + other.score, variance: self.variance + other.variance }
    }

    /// The logarithm of the odds ratio; 0 when nothing can be told.
    pub(super) fn log_odds(self) -> f64 {
        if self.variance > 0.0 { self.score / self.variance } else { 0.0 }
    }
}

/// A change of level found by a scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// First week of the new level.
    pub start: usize,
    /// Level before.
    pub before: f64,
    /// Level since.
    pub after: f64,
    /// The difference in its standard errors, overdispersion allowed for.
    pub z: f64,
    /// How much more weeks vary than chance alone would make them; at least 1.
    pub dispersion: f64,
    /// Probability of a difference as plain at any date when nothing changed.
    pub p_value: f64,
}

/// A level is not told from fewer weeks …
const LEAST_WEEKS: usize = 4;
/// … nor from less information (about so many expected records of the smaller side).
const LEAST_VARIANCE: f64 = 3.0;

/// The plainest change of level in a series of weekly scores; `None` when there is too little of it.
pub(super) fn step(weeks: &[Score]) -> Option<Step> {
    let total = weeks.iter().fold(Score::default(), |sum, week| sum.with(*week));
    let mut before = Score::default();
    let mut best: Option<(f64, usize, Score, Score)> = None;
    let mut range: Option<(f64, f64)> = None;
    for (start, week) in weeks.iter().enumerate() {
        let after = Score { score: total.score - before.score, variance: total.variance - before.variance };
        let is_wide = start >= LEAST_WEEKS && weeks.len() - start >= LEAST_WEEKS;
        if is_wide && before.variance >= LEAST_VARIANCE && after.variance >= LEAST_VARIANCE {
            let share = before.variance / total.variance;
            range = Some(range.map_or((share, share), |(first, _)| (first, share)));
            let z = (after.log_odds() - before.log_odds()) / (1.0 / before.variance + 1.0 / after.variance).sqrt();
            if best.is_none_or(|(most, ..)| z.abs() > most.abs()) {
                best = Some((z, start, before, after));
            }
        }
        before = before.with(*week);
    }
    let (plain, start, before, after) = best?;
    let level = |index: usize| if index < start { before.log_odds() } else { after.log_odds() };
    let dispersion = dispersion(weeks, level, 2);
    let z = plain / dispersion.sqrt();
    Some(Step { start, before: before.log_odds(), after: after.log_odds(), z, dispersion, p_value: searched(z, range?) })
}

/// How much weeks vary around their levels, in what chance alone would make of it; at least 1 (Pearson's χ² over its degrees of
/// freedom).
pub(super) fn dispersion(weeks: &[Score], level: impl Fn(usize) -> f64, levels: usize) -> f64 {
    let told = weeks.iter().enumerate().filter(|(_, week)| week.variance > 0.0);
    let (squares, count) = told.fold((0.0, 0_usize), |(squares, count), (index, week)| {
        (squares + (week.score - level(index) * week.variance).powi(2) / week.variance, count + 1)
    });
    if count > levels { (squares / (count - levels) as f64).max(1.0) } else { 1.0 }
}

/// The two-sided probability that the largest of all |z| over dates reaches this one, when dates lie between these shares of the
/// information. Source: Miller & Siegmund (1982), Biometrics 38:1011, for maximally selected statistics.
fn searched(z: f64, (first, last): (f64, f64)) -> f64 {
    let b = z.abs();
    let single = normal_two_sided_p(b);
    if b < 1.0 || last <= first {
        return single;
    }
    let density = Normal::new(0.0, 1.0).map_or(0.0, |normal| normal.density(b));
    let odds = (last * (1.0 - first) / ((1.0 - last) * first)).ln();
    (density * (4.0 / b + (b - 1.0 / b) * odds)).clamp(single, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Dice;

    /// Sixty weeks of a table of 40 unsolved and 160 solved matters, a third of each invited; from `since` on only `share` of the
    /// unsolved are.
    fn weeks(seed: u64, since: usize, share: f64) -> Vec<Score> {
        let mut dice = Dice(seed);
        let week = |index: usize| {
            let mut drawn = |n: usize, p: f64| (0..n).filter(|_| dice.uniform() < p).count() as f64;
            let unsolved = drawn(40, if index >= since { share } else { 0.33 });
            let solved = drawn(160, 0.33);
            Score::of_table(40.0, 200.0, unsolved, unsolved + solved)
        };
        (0..60).map(week).collect()
    }

    #[test]
    fn a_change_is_found_with_its_date() {
        let found = step(&weeks(1, 40, 0.12)).expect("enough weeks");
        assert!(found.p_value < 1e-8 && found.start.abs_diff(40) <= 1 && found.after < found.before, "{found:?}");
    }

    #[test]
    fn a_stable_series_seldom_looks_changed() {
        let p_values: Vec<f64> = (0..400).filter_map(|seed| step(&weeks(seed, usize::MAX, 0.0))).map(|step| step.p_value).collect();
        let below = |p: f64| p_values.iter().filter(|value| **value < p).count() as f64 / p_values.len() as f64;
        assert!(below(0.05) < 0.08 && below(0.01) < 0.025, "{} {}", below(0.05), below(0.01));
    }

    #[test]
    fn a_table_without_two_sides_says_nothing() {
        for (group, all, hits_group, hits) in [(0.0, 10.0, 0.0, 5.0), (10.0, 10.0, 5.0, 5.0), (3.0, 10.0, 0.0, 0.0), (1.0, 1.0, 1.0, 1.0)] {
            assert_eq!(Score::of_table(group, all, hits_group, hits), Score::default());
        }
        assert_eq!(step(&[]), None);
        assert_eq!(step(&[Score::default(); 60]), None);
    }

    #[test]
    fn a_known_table_gives_its_known_score() {
        // 3 of 10 in the group hit, 12 of 40 in all: as expected. Variance 10·30·12·28 ÷ (40²·39) = 1.615385.
        let score = Score::of_table(10.0, 40.0, 3.0, 12.0);
        assert_eq!(score.score, 0.0);
        assert!((score.variance - 1.615_384_6).abs() < 1e-6);
    }
}
