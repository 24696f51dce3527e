//! Bai and Perron's breaks in the mean with intervals for their dates.

use crate::Error;
use crate::distribution::normal_cdf;
use crate::error::{check_count, check_finite, check_share};
use std::f64::consts::PI;

/// One break with the interval of its date.
///
/// Positions are 0-based and name the first point of the new segment. The interval may reach beyond the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakDate {
    /// The first point after the break.
    pub at: usize,
    /// The earliest credible first point, and the latest; `None` when the data do not bound the date.
    pub between: Option<(i64, i64)>,
}

/// The breaks that the BIC chooses, and what the other numbers of breaks would have given.
#[derive(Debug, Clone, PartialEq)]
pub struct Breaks {
    /// The chosen breaks, ascending; empty = one level throughout.
    pub breaks: Vec<BreakDate>,
    /// BIC for 0, 1, 2, … breaks; −∞ when the fit is perfect.
    pub bic: Vec<f64>,
    /// Residual sum of squares for 0, 1, 2, … breaks, in the squared unit of the values.
    pub residual_sum_of_squares: Vec<f64>,
}

/// Finds breaks in the level of a series by dynamic programming, chooses their number by BIC and dates each with an interval.
///
/// `least_segment` is the least number of points between breaks (at least 2); the most breaks tried are ⌈n/least⌉ − 2, as in
/// R's strucchange. Sources: Bai and Perron (2003), J. Appl. Econometrics 18:1 (search); Bai (1997), *Estimation of
/// a change point in multiple regression models* (interval, with own error variance on each side); Yao (1988)
/// (BIC, two parameters a segment).
///
/// # Errors
/// A value that is not finite, fewer than two segments of points, or a confidence outside 0..1.
pub fn bai_perron(values: &[f64], least_segment: usize, confidence: f64) -> Result<Breaks, Error> {
    check_finite("value", values)?;
    check_share("confidence", confidence)?;
    check_count("points in the shortest allowed segment", least_segment, 2)?;
    let n = values.len();
    check_count("points", n, least_segment.saturating_mul(2))?;
    let most = n.div_ceil(least_segment).saturating_sub(2).max(1).min(n / least_segment - 1);
    let segments = Segments::new(values);
    // best[k][end]: least sum of squares of the first `end` points in k + 1 segments, and where the last one starts.
    let mut best: Vec<Vec<(f64, usize)>> = vec![(0..=n).map(|end| (segments.sum_of_squares(0, end), 0)).collect()];
    for breaks in 1..=most {
        let before = &best[breaks - 1];
        let row = (0..=n)
            .map(|end| {
                let mut least = (f64::INFINITY, 0);
                let last = (end + 1).saturating_sub(least_segment);
                for (start, (squares, _)) in before.iter().enumerate().take(last).skip(breaks * least_segment) {
                    let total = squares + segments.sum_of_squares(start, end);
                    if total < least.0 {
                        least = (total, start);
                    }
                }
                least
            })
            .collect();
        best.push(row);
    }
    let residual_sum_of_squares: Vec<f64> = best.iter().map(|row| row[n].0.max(0.0)).collect();
    let points = n as f64;
    let bic: Vec<f64> = residual_sum_of_squares
        .iter()
        .enumerate()
        .map(|(breaks, squares)| points * (squares.ln() + 1.0 - points.ln() + (2.0 * PI).ln()) + points.ln() * 2.0 * (breaks + 1) as f64)
        .collect();
    let chosen = (0..bic.len()).fold(0, |least, breaks| if bic[breaks] < bic[least] { breaks } else { least });
    let mut ends = vec![n];
    for breaks in (1..=chosen).rev() {
        let end = ends[ends.len() - 1];
        ends.push(best[breaks][end].1);
    }
    ends.push(0);
    ends.reverse();
    let breaks = ends.windows(3).map(|around| segments.date(around[0], around[1], around[2], confidence)).collect();
    Ok(Breaks { breaks, bic, residual_sum_of_squares })
}

/// Running sums of the centred values.
struct Segments {
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Segments {
    fn new(values: &[f64]) -> Segments {
        let centre = values.iter().sum::<f64>() / values.len() as f64;
        let (mut sums, mut squares) = (vec![0.0], vec![0.0]);
        let (mut sum, mut square) = (0.0, 0.0);
        for value in values {
            sum += value - centre;
            square += (value - centre) * (value - centre);
            sums.push(sum);
            squares.push(square);
        }
        Segments { sums, squares }
    }

    fn mean(&self, start: usize, end: usize) -> f64 {
        (self.sums[end] - self.sums[start]) / (end - start) as f64
    }

    fn sum_of_squares(&self, start: usize, end: usize) -> f64 {
        if end <= start {
            return 0.0;
        }
        let sum = self.sums[end] - self.sums[start];
        (self.squares[end] - self.squares[start] - sum * sum / (end - start) as f64).max(0.0)
    }

    fn date(&self, start: usize, at: usize, end: usize, confidence: f64) -> BreakDate {
        let jump = self.mean(at, end) - self.mean(start, at);
        let before = self.sum_of_squares(start, at) / (at - start) as f64;
        let after = self.sum_of_squares(at, end) / (end - at) as f64;
        let tail = 0.5 * (1.0 - confidence);
        let ratio = after / before;
        if !(before > 0.0 && ratio > 0.0 && ratio.is_finite() && jump != 0.0) {
            // Without noise the break is exactly where it is; a one-sided lack of noise leaves it undated.
            return BreakDate { at, between: (before == 0.0 && after == 0.0).then_some((at as i64, at as i64)) };
        }
        // In Bai's time scale, one point is jump²/σ² long. The estimate lies to the right of the truth by the argmax of V.
        let points = before / (jump * jump);
        let right = upper_point(tail, |x| later_than(x / ratio, ratio));
        let left = upper_point(tail, |x| later_than(x, 1.0 / ratio));
        let between = match (left, right) {
            (Some(left), Some(right)) => {
                let early = at as f64 - (right * points).ceil();
                let late = at as f64 + (left * points).ceil();
                Some((early as i64, late as i64))
            }
            _ => None,
        };
        BreakDate { at, between }
    }
}

/// The x ≥ 0 at which a falling tail function passes `tail`; `None` when it starts below.
fn upper_point(tail: f64, exceeds: impl Fn(f64) -> f64) -> Option<f64> {
    if exceeds(0.0) < tail {
        return None;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while exceeds(high) > tail {
        low = high;
        high *= 2.0;
        if high > 1e12 {
            return None;
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if exceeds(middle) > tail { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}

/// The probability that the argmax of W₁(s) − s/2 over s > 0 lies beyond x and beats an independent exponential of the given
/// rate, the maximum of the other side.
///
/// The joint density of time and height of the maximum of drifting Brownian motion, integrated in closed form over the
/// height; equal to the distribution of Bai (1997), appendix B.
fn later_than(x: f64, rate: f64) -> f64 {
    let root = x.sqrt();
    let half = 0.5 * root;
    let below = normal_cdf(-half);
    let density = (-0.5 * half * half).exp() / (2.0 * PI).sqrt();
    let mixed = (0.5 * rate * (1.0 + rate) * x + ln_normal_cdf(-(0.5 + rate) * root)).exp();
    2.0 * below - (below + mixed) / (1.0 + rate) - root * (density - half * below) + (below - mixed) / rate
}

/// ln Φ(z), also where Φ underflows. Source: Abramowitz and Stegun (1964), 26.2.12, for the far tail.
fn ln_normal_cdf(z: f64) -> f64 {
    if z > -30.0 {
        return normal_cdf(z).ln();
    }
    let square = z * z;
    -0.5 * square - (-z).ln() - 0.5 * (2.0 * PI).ln() + libm::log1p(-1.0 / square + 3.0 / (square * square))
}
