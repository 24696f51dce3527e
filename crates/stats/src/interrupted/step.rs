//! A step at a known date in a series whose season, slope and autocorrelation are known only roughly.

use crate::Error;
use crate::distribution::StudentT;
use crate::error::{check_count, check_finite};
use crate::intervals::Interval;
use crate::linear::least_squares;

/// A series with a step at a known place.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// When each point was, counted in periods from anywhere; rising, gaps allowed.
    pub at: &'a [f64],
    /// The values.
    pub values: &'a [f64],
    /// How much each point spreads by itself, against the others: 1 = as an ordinary point.
    pub spread: &'a [f64],
    /// How many points come before the step.
    pub before: usize,
    /// Further steps at known places: how many points come before each. They have sizes of their own, so that the step asked for is
    /// not credited with them. Each needs a point on either side that lies on no other side of the steps.
    pub further: &'a [usize],
}

/// What may hide behind a step, and how large it may be: standard deviations of normal priors, in standard deviations of a point.
/// Each has two sizes, a small and a large one, and the series itself says which is more likely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Restraints {
    /// A yearly wave.
    pub season: Option<Wave>,
    /// A straight slope: prior standard deviations of what it amounts to over `slope_periods`, equally likely; 0 = no slope.
    pub slope: [f64; 2],
    /// Periods over which the slope is counted.
    pub slope_periods: f64,
    /// What the autocorrelation of such series usually is.
    pub autocorrelation: f64,
    /// Least standard deviation that a point can be said to have, in the unit of the series; 0 = any.
    pub least_sigma: f64,
}

/// A wave that comes again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wave {
    /// Periods until it comes again.
    pub periods: f64,
    /// Sine and cosine pairs.
    pub harmonics: usize,
    /// Prior standard deviations of a coefficient, equally likely; 0 = no wave.
    pub priors: [f64; 2],
}

/// The step, as far as the series tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its size: the mean over everything that the autocorrelation may be.
    pub size: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Standard deviation of a point around level, season and slope.
    pub sigma: f64,
    /// Lag-one autocorrelation: its mean.
    pub autocorrelation: f64,
    /// What the series would have been without the step, point by point.
    pub without: Vec<f64>,
    parts: Vec<Part>,
}

/// What is known of the step if the autocorrelation is this one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    /// Probability of this autocorrelation.
    weight: f64,
    size: f64,
    error: f64,
    student: StudentT,
}

/// Autocorrelations that are looked at.
const GRID: [f64; 10] = [-0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
/// Standard deviation of the prior around what is usual. Wide enough for a series to say otherwise.
const PRIOR_SPREAD: f64 = 0.3;
/// Points on each side without which nothing is said.
pub const LEAST_POINTS: (usize, usize) = (4, 1);

impl Step {
    /// Probability that the step is below a size.
    pub fn below(&self, size: f64) -> f64 {
        self.parts.iter().map(|part| part.weight * part.student.cdf((size - part.size) / part.error)).sum()
    }

    /// Probability that the step is above a size, without losing digits where it is small.
    pub fn above(&self, size: f64) -> f64 {
        self.parts.iter().map(|part| part.weight * part.student.survival((size - part.size) / part.error)).sum()
    }

    /// The interval that leaves the same probability out at both ends.
    pub fn interval(&self, confidence: f64) -> Interval {
        let tail = 0.5 * (1.0 - confidence);
        // The quantile of a mixture lies between the quantiles of its parts.
        let ends = |pick: fn(f64, f64) -> f64, start: f64, upper: bool| {
            self.parts.iter().fold(start, |end, part| {
                let t = part.student.t_for(confidence) * part.error;
                pick(end, part.size + if upper { t } else { -t })
            })
        };
        let solve = |upper: bool| {
            let (mut from, mut to) = (ends(f64::min, f64::INFINITY, upper), ends(f64::max, f64::NEG_INFINITY, upper));
            for _ in 0..60 {
                let middle = 0.5 * (from + to);
                let is_beyond = if upper { self.above(middle) < tail } else { self.below(middle) > tail };
                if is_beyond {
                    to = middle;
                } else {
                    from = middle;
                }
                if to - from <= 1e-9 * self.standard_error {
                    break;
                }
            }
            0.5 * (from + to)
        };
        Interval { estimate: self.size, low: solve(false), high: solve(true) }
    }

    /// The step as a normal deviate: how plain it is, with its sign.
    pub fn deviate(&self) -> f64 {
        let (below, above) = (self.below(0.0), self.above(0.0));
        let z = -crate::distribution::normal_quantile(below.min(above).max(1e-300));
        if above >= below { z } else { -z }
    }
}

/// What a column of the design is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Free,
    Wave,
    Slope,
}

/// The design of the regression, before it is whitened: level, step, waves, further steps, slope.
fn design(series: &Series<'_>, restraints: &Restraints) -> (Vec<Vec<f64>>, Vec<Column>) {
    let n = series.at.len();
    let mut columns = vec![vec![1.0; n], (0..n).map(|index| if index < series.before { 0.0 } else { 1.0 }).collect()];
    let mut kinds = vec![Column::Free, Column::Free];
    if let Some(wave) = restraints.season.filter(|wave| wave.priors[1] > 0.0) {
        for harmonic in 1..=wave.harmonics {
            let angle = |at: &f64| std::f64::consts::TAU * harmonic as f64 * at / wave.periods;
            columns.push(series.at.iter().map(|at| angle(at).sin()).collect());
            columns.push(series.at.iter().map(|at| angle(at).cos()).collect());
            kinds.extend([Column::Wave; 2]);
        }
    }
    for &further in series.further {
        columns.push((0..n).map(|index| if index < further { 0.0 } else { 1.0 }).collect());
        kinds.push(Column::Free);
    }
    if restraints.slope[1] > 0.0 {
        let middle = series.at.iter().sum::<f64>() / n.max(1) as f64;
        columns.push(series.at.iter().map(|at| (at - middle) / restraints.slope_periods).collect());
        kinds.push(Column::Slope);
    }
    (columns, kinds)
}

/// Every combination of sizes that the priors may have: the precision of each column.
fn precisions(kinds: &[Column], restraints: &Restraints) -> Vec<Vec<f64>> {
    let waves = restraints.season.map_or([0.0; 2], |wave| wave.priors);
    let sizes = |kind: Column, sizes: [f64; 2]| -> Vec<f64> { if kinds.contains(&kind) { sizes.to_vec() } else { vec![1.0] } };
    let mut found = Vec::new();
    for wave in sizes(Column::Wave, waves) {
        for slope in sizes(Column::Slope, restraints.slope) {
            let precision = |kind: &Column| match kind {
                Column::Free => 0.0,
                Column::Wave => 1.0 / (wave * wave),
                Column::Slope => 1.0 / (slope * slope),
            };
            found.push(kinds.iter().map(precision).collect());
        }
    }
    found
}

/// Whitens a column in place: each point by its spread, and what the point before tells taken out (Prais and Winsten 1954, over
/// gaps). Gives half the logarithm of the determinant of the noise's correlation.
fn whiten(column: &mut [f64], series: &Series<'_>, autocorrelation: f64) -> f64 {
    for (value, spread) in column.iter_mut().zip(series.spread) {
        *value /= spread;
    }
    let mut half_ln = 0.0;
    for index in (1..column.len()).rev() {
        let gap = (series.at[index] - series.at[index - 1]).max(1.0);
        let kept = if autocorrelation >= 0.0 || gap == 1.0 { autocorrelation.abs().powf(gap).copysign(autocorrelation) } else { 0.0 };
        let rest = 1.0 - kept * kept;
        column[index] = (column[index] - kept * column[index - 1]) / rest.sqrt();
        half_ln += 0.5 * rest.ln();
    }
    half_ln
}

/// The design with the priors as further rows (ridge regression as augmented least squares; Hoerl and Kennard 1970).
fn augmented(columns: &[Vec<f64>], precisions: &[f64]) -> Vec<Vec<f64>> {
    let restrained: Vec<usize> = (0..precisions.len()).filter(|&index| precisions[index] > 0.0).collect();
    let with_rows = |(index, column): (usize, &Vec<f64>)| {
        let row = |&of: &usize| if of == index { precisions[index].sqrt() } else { 0.0 };
        column.iter().copied().chain(restrained.iter().map(row)).collect()
    };
    columns.iter().enumerate().map(with_rows).collect()
}

/// Estimates a step at a known date.
///
/// Model: value = level + step after the date + further steps + season + slope + noise, the noise AR(1). Season and slope have normal priors, and
/// everything that is said is averaged over the autocorrelations that the series leaves possible (marginal likelihood times a
/// normal prior) and over the sizes that season and slope may have, instead of taking one as if it were known: that alone costs
/// intervals some points of their coverage at the lengths that there are. For one of each the step has Student's t with n − 2
/// degrees of freedom, less one for each further step (conjugate prior; O'Hagan and Forster 2004, chapter 11).
///
/// # Errors
/// Lists of unequal lengths, a value that is not finite, fewer than four points before or none after, or no spread at all.
pub fn step(series: Series<'_>, restraints: Restraints) -> Result<Step, Error> {
    let n = series.values.len();
    for (what, list) in [("times and values", series.at), ("spreads and values", series.spread)] {
        if list.len() != n {
            return Err(Error::UnequalLengths { what, first: list.len(), second: n });
        }
    }
    check_finite("value", series.values)?;
    check_finite("time", series.at)?;
    check_count("points before the step", series.before.min(n), LEAST_POINTS.0)?;
    check_count("points after the step", n.saturating_sub(series.before), LEAST_POINTS.1)?;
    // Centring keeps the sums of squares from losing digits.
    let middle = series.values.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = series.values.iter().map(|value| value - middle).collect();
    let (columns, kinds) = design(&series, &restraints);
    let combinations = precisions(&kinds, &restraints);
    let freedom = n as f64 - 2.0 - series.further.len() as f64;
    let too_few = Error::TooFew { what: "points", needed: 3, got: n };
    let student = StudentT::new(freedom).ok_or(too_few)?;
    let floor = freedom * restraints.least_sigma * restraints.least_sigma;
    struct Fitted {
        ln_weight: f64,
        autocorrelation: f64,
        coefficients: Vec<f64>,
        variance: f64,
        of_step: f64,
    }
    let mut fits: Vec<Fitted> = Vec::with_capacity(GRID.len());
    for autocorrelation in GRID {
        let mut half_ln = 0.0;
        let mut white = columns.clone();
        for column in &mut white {
            half_ln = whiten(column, &series, autocorrelation);
        }
        let mut values = centred.clone();
        whiten(&mut values, &series, autocorrelation);
        let distance = (autocorrelation - restraints.autocorrelation) / PRIOR_SPREAD;
        for precisions in &combinations {
            let rows = augmented(&white, precisions);
            values.resize(n, 0.0);
            values.resize(rows[0].len(), 0.0);
            let fit = least_squares(&rows, &values)?;
            let squares = fit.residual_sum_of_squares().max(floor);
            if squares <= 0.0 {
                return Err(Error::Undetermined { why: "The series does not vary: there is nothing to weigh a step against." });
            }
            let of_priors: f64 = precisions.iter().filter(|precision| **precision > 0.0).map(|precision| 0.5 * precision.ln()).sum();
            fits.push(Fitted {
                ln_weight: of_priors - half_ln - 0.5 * fit.ln_determinant - 0.5 * freedom * squares.ln() - 0.5 * distance * distance,
                autocorrelation,
                variance: squares / freedom,
                of_step: fit.inverse[1][1].max(0.0),
                coefficients: fit.coefficients,
            });
        }
    }
    let most = fits.iter().map(|fit| fit.ln_weight).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = fits.iter().map(|fit| (fit.ln_weight - most).exp()).sum();
    let weight = |fit: &Fitted| (fit.ln_weight - most).exp() / total;
    let mean = |of: &dyn Fn(&Fitted) -> f64| -> f64 { fits.iter().map(|fit| weight(fit) * of(fit)).sum() };
    let size = mean(&|fit| fit.coefficients[1]);
    let second = mean(&|fit| fit.variance * fit.of_step + (fit.coefficients[1] - size).powi(2));
    let without = |index: usize| {
        let at = |fit: &Fitted| -> f64 {
            columns
                .iter()
                .zip(&fit.coefficients)
                .enumerate()
                .filter(|(place, _)| *place != 1)
                .map(|(_, (column, b))| column[index] * b)
                .sum()
        };
        middle + mean(&at)
    };
    let part = |fit: &Fitted| Part {
        weight: weight(fit),
        size: fit.coefficients[1],
        error: (fit.variance * fit.of_step).sqrt().max(f64::MIN_POSITIVE),
        student,
    };
    Ok(Step {
        size,
        standard_error: second.sqrt(),
        sigma: mean(&|fit| fit.variance).sqrt(),
        autocorrelation: mean(&|fit| fit.autocorrelation),
        without: (0..n).map(without).collect(),
        parts: fits.iter().filter(|fit| weight(fit) > 1e-6).map(part).collect(),
    })
}

/// What a series will tell when so many points have come after its step.
///
/// Gives the standard error of the step in standard deviations of a point, for a series with points at `at` before the step,
/// `after` ordinary points after it one period apart, and this autocorrelation; `further` are earlier steps, as in [`Series`]. `None`
/// when there are too few points.
pub fn foreseen_error(at: &[f64], further: &[usize], after: usize, restraints: Restraints, autocorrelation: f64) -> Option<f64> {
    if at.len() < LEAST_POINTS.0 || after < LEAST_POINTS.1 {
        return None;
    }
    let last = at.last().copied()?;
    let at: Vec<f64> = at.iter().copied().chain((1..=after).map(|further| last + further as f64)).collect();
    let spread = vec![1.0; at.len()];
    let series = Series { at: &at, values: &[], spread: &spread, before: at.len() - after, further };
    let (mut columns, kinds) = design(&series, &restraints);
    for column in &mut columns {
        whiten(column, &series, autocorrelation);
    }
    let combinations = precisions(&kinds, &restraints);
    let variance = |precisions: &Vec<f64>| -> Option<f64> {
        let rows = augmented(&columns, precisions);
        let fit = least_squares(&rows, &vec![0.0; rows[0].len()]).ok()?;
        Some(fit.inverse[1][1].max(0.0))
    };
    let sum = combinations.iter().map(variance).sum::<Option<f64>>()?;
    Some((sum / combinations.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Restraints = Restraints { season: None, slope: [0.0; 2], slope_periods: 52.0, autocorrelation: 0.0, least_sigma: 0.0 };

    fn check(values: &[f64], before: usize, restraints: Restraints) -> Step {
        let at: Vec<f64> = (0..values.len()).map(|index| index as f64).collect();
        step(Series { at: &at, values, spread: &vec![1.0; values.len()], before, further: &[] }, restraints).unwrap()
    }

    #[test]
    fn a_plain_step_is_the_difference_of_means() {
        let found = check(&[5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 15.0, 16.0, 14.0, 15.0], 6, OPEN);
        assert!((found.size - 10.0).abs() < 0.2, "{found:?}");
        let interval = found.interval(0.95);
        assert!(interval.low > 8.0 && interval.high < 12.0, "{interval:?}");
        assert!(found.deviate() > 4.0 && found.above(0.0) > 0.999);
        assert!(found.without.iter().all(|level| (level - 5.0).abs() < 0.3));
    }

    #[test]
    fn an_interval_holds_its_probability() {
        let found = check(&[5.0, 6.0, 4.0, 5.5, 6.5, 4.0, 7.0, 8.0, 6.0], 6, OPEN);
        let Interval { low, high, .. } = found.interval(0.95);
        assert!((found.below(low) - 0.025).abs() < 1e-6 && (found.above(high) - 0.025).abs() < 1e-6);
    }

    #[test]
    fn a_slope_that_is_allowed_for_is_no_step() {
        let slope: Vec<f64> = (0..40).map(|week| f64::from(week) + if week % 2 == 0 { 0.5 } else { -0.5 }).collect();
        let blind = check(&slope, 20, OPEN);
        assert!(blind.interval(0.95).low > 5.0);
        let seeing = check(&slope, 20, Restraints { slope: [0.1, 50.0], ..OPEN });
        assert!(seeing.interval(0.95).contains(0.0), "{:?}", seeing.interval(0.95));
    }

    #[test]
    fn more_points_tell_more_and_autocorrelation_less() {
        let at: Vec<f64> = (0..40).map(f64::from).collect();
        let error = |after: usize, kept: f64| foreseen_error(&at, &[], after, OPEN, kept).unwrap();
        // Independent points: √(1/40 + 1/10).
        assert!((error(10, 0.0) - 0.125_f64.sqrt()).abs() < 1e-9);
        assert!(error(20, 0.0) < error(10, 0.0) && error(10, 0.4) > error(10, 0.0));
        assert_eq!(foreseen_error(&at[..3], &[], 5, OPEN, 0.0), None);
    }

    #[test]
    fn a_further_step_keeps_its_own_part_of_the_change() {
        let at: Vec<f64> = (0..30).map(f64::from).collect();
        let noise = |index: usize| [0.4, -0.5, 0.1, -0.2, 0.3, -0.1][index % 6];
        let values: Vec<f64> = (0..30)
            .map(|index| {
                noise(index)
                    + if index >= 20 {
                        5.0
                    } else if index >= 10 {
                        3.0
                    } else {
                        0.0
                    }
            })
            .collect();
        let spread = vec![1.0; 30];
        let found =
            |before: usize, further: &[usize]| step(Series { at: &at, values: &values, spread: &spread, before, further }, OPEN).unwrap();
        assert!((found(10, &[20]).size - 3.0).abs() < 0.3 && (found(20, &[10]).size - 2.0).abs() < 0.3);
        assert!(found(10, &[]).size > 3.5, "alone it is credited with both");
        // What would have been without the first one still has the second.
        assert!((found(10, &[20]).without[25] - 2.0).abs() < 0.4);
        let foreseen = |further: &[usize]| foreseen_error(&at, further, 8, OPEN, 0.3).unwrap();
        assert!(foreseen(&[15]) > foreseen(&[]), "a level that is known for a shorter time is known less well");
    }

    #[test]
    fn what_cannot_be_told_is_said() {
        let at = [0.0, 1.0, 2.0, 3.0, 4.0];
        let ask = |values: &[f64], before: usize| step(Series { at: &at, values, spread: &[1.0; 5], before, further: &[] }, OPEN);
        assert!(matches!(ask(&[1.0; 5], 4), Err(Error::Undetermined { .. })));
        assert!(matches!(ask(&[1.0, 2.0, 3.0, 4.0, 5.0], 2), Err(Error::TooFew { .. })));
        assert!(matches!(ask(&[1.0, f64::NAN, 3.0, 4.0, 5.0], 4), Err(Error::OutOfRange { .. })));
        assert!(matches!(ask(&[1.0, 2.0], 4), Err(Error::UnequalLengths { .. })));
    }
}
