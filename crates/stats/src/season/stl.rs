//! STL: season and trend by local regression.

use crate::Error;
use crate::error::{check_count, check_finite};
use crate::intervals::quantile::quantile_of_sorted;

/// A series split into three parts that add up to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The part that repeats, equal in every period.
    pub seasonal: Vec<f64>,
    /// The slow part.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
}

/// How much single points may pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fitting {
    /// All points count the same (2 inner passes).
    Plain,
    /// Outlying points count less (1 inner pass, 15 outer ones with bisquare weights).
    Robust,
}

/// Splits a series into season, trend and remainder, as R's `stl(s.window = "periodic")` with its defaults.
///
/// `period` is the number of points in a period (12 months, 7 days). Source: Cleveland, Cleveland, McRae and Terpenning (1990),
/// *STL: A seasonal-trend decomposition procedure based on loess*.
///
/// # Errors
/// A period below 2, not more than two periods of points, or a value that is not finite.
pub fn stl(values: &[f64], period: usize, fitting: Fitting) -> Result<Decomposition, Error> {
    check_finite("value", values)?;
    check_count("points in a period", period, 2)?;
    check_count("points", values.len(), period.saturating_mul(2).saturating_add(1))?;
    let n = values.len();
    let season_window = 10 * n + 1;
    let next_odd = |x: f64| {
        let whole = x.ceil() as usize;
        if whole.is_multiple_of(2) { whole + 1 } else { whole }
    };
    let trend_window = next_odd(1.5 * period as f64 / (1.0 - 1.5 / season_window as f64));
    let low_pass_window = next_odd(period as f64);
    let smooth = |window: usize, degree: Degree| Loess { window, degree, jump: window.div_ceil(10) };
    let plan = Plan {
        period,
        season: smooth(season_window, Degree::Constant),
        trend: smooth(trend_window, Degree::Linear),
        low_pass: smooth(low_pass_window, Degree::Linear),
    };
    let (inner, outer) = match fitting {
        Fitting::Plain => (2, 0),
        Fitting::Robust => (1, 15),
    };
    let mut trend = vec![0.0; n];
    let mut seasonal = vec![0.0; n];
    let mut weights: Option<Vec<f64>> = None;
    for round in 0..=outer {
        for _ in 0..inner {
            (seasonal, trend) = plan.pass(values, &trend, weights.as_deref());
        }
        if round < outer {
            weights = Some(robustness(values, &seasonal, &trend));
        }
    }
    // "Periodic": every period gets the mean of its points.
    let mut means = vec![(0.0, 0.0); period];
    for (index, value) in seasonal.iter().enumerate() {
        means[index % period].0 += value;
        means[index % period].1 += 1.0;
    }
    let seasonal: Vec<f64> = (0..n).map(|index| means[index % period].0 / means[index % period].1).collect();
    let remainder = (0..n).map(|index| values[index] - seasonal[index] - trend[index]).collect();
    Ok(Decomposition { seasonal, trend, remainder })
}

/// The three smoothers of the inner loop.
struct Plan {
    period: usize,
    season: Loess,
    trend: Loess,
    low_pass: Loess,
}

impl Plan {
    /// One pass of the inner loop (its steps 1 to 6): new season and trend from the old trend.
    fn pass(&self, values: &[f64], trend: &[f64], weights: Option<&[f64]>) -> (Vec<f64>, Vec<f64>) {
        let n = values.len();
        let detrended: Vec<f64> = values.iter().zip(trend).map(|(value, trend)| value - trend).collect();
        let cycle = self.cycle_subseries(&detrended, weights);
        let low_pass = moving_average(&moving_average(&moving_average(&cycle, self.period), self.period), 3);
        let low_pass = self.low_pass.smooth(&low_pass, None);
        let seasonal: Vec<f64> = (0..n).map(|index| cycle[self.period + index] - low_pass[index]).collect();
        let adjusted: Vec<f64> = values.iter().zip(&seasonal).map(|(value, seasonal)| value - seasonal).collect();
        let trend = self.trend.smooth(&adjusted, weights);
        (seasonal, trend)
    }

    /// Each month (weekday, hour) smoothed on its own and extended by one period at both ends: n + 2·period values.
    fn cycle_subseries(&self, detrended: &[f64], weights: Option<&[f64]>) -> Vec<f64> {
        let n = detrended.len();
        let mut out = vec![0.0; n + 2 * self.period];
        for place in 0..self.period {
            let pick = |series: &[f64]| series.iter().skip(place).step_by(self.period).copied().collect::<Vec<f64>>();
            let own = pick(detrended);
            let own_weights = weights.map(pick);
            let own_weights = own_weights.as_deref();
            let count = own.len();
            let smooth = self.season.smooth(&own, own_weights);
            let reach = self.season.window.min(count);
            let first = self.season.at(&own, 0.0, (1, reach), own_weights).unwrap_or(smooth[0]);
            let last = self.season.at(&own, (count + 1) as f64, (count + 1 - reach, count), own_weights);
            out[place] = first;
            for (index, value) in smooth.iter().enumerate() {
                out[place + (index + 1) * self.period] = *value;
            }
            out[place + (count + 1) * self.period] = last.unwrap_or(smooth[count - 1]);
        }
        out
    }
}

/// The degree of the local polynomial.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Degree {
    Constant,
    Linear,
}

/// Local regression with tricube weights on equally spaced points, computed at every `jump`-th and interpolated between.
struct Loess {
    window: usize,
    degree: Degree,
    jump: usize,
}

impl Loess {
    fn smooth(&self, values: &[f64], weights: Option<&[f64]>) -> Vec<f64> {
        let n = values.len();
        if n < 2 {
            return values.to_vec();
        }
        let mut out = vec![0.0; n];
        let jump = self.jump.min(n - 1).max(1);
        let half = self.window.div_ceil(2);
        // 1-based neighbours of a 1-based position.
        let neighbours = |position: usize| {
            if self.window >= n || position < half {
                (1, self.window.min(n))
            } else if position > n - half {
                (n - self.window + 1, n)
            } else {
                (position - half + 1, self.window + position - half)
            }
        };
        let mut known = Vec::new();
        let mut position = 1;
        while position <= n {
            known.push(position);
            position += jump;
        }
        if known[known.len() - 1] != n {
            known.push(n);
        }
        for &position in &known {
            out[position - 1] = self.at(values, position as f64, neighbours(position), weights).unwrap_or(values[position - 1]);
        }
        for pair in known.windows(2) {
            let step = (out[pair[1] - 1] - out[pair[0] - 1]) / (pair[1] - pair[0]) as f64;
            for position in pair[0] + 1..pair[1] {
                out[position - 1] = out[pair[0] - 1] + step * (position - pair[0]) as f64;
            }
        }
        out
    }

    /// The fit at a (1-based, possibly outlying) position from 1-based neighbours; `None` when all weights are 0.
    fn at(&self, values: &[f64], position: f64, neighbours: (usize, usize), robustness: Option<&[f64]>) -> Option<f64> {
        let n = values.len();
        let (left, right) = neighbours;
        let mut reach = (position - left as f64).max(right as f64 - position);
        if self.window > n {
            reach += ((self.window - n) / 2) as f64;
        }
        let mut weights: Vec<f64> = (left..=right)
            .map(|neighbour| {
                let distance = (neighbour as f64 - position).abs();
                let tricube = if distance > 0.999 * reach {
                    0.0
                } else if distance > 0.001 * reach {
                    (1.0 - (distance / reach).powi(3)).powi(3)
                } else {
                    1.0
                };
                tricube * robustness.map_or(1.0, |robustness| robustness[neighbour - 1])
            })
            .collect();
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            return None;
        }
        weights.iter_mut().for_each(|weight| *weight /= sum);
        if reach > 0.0 && self.degree == Degree::Linear {
            let places = || (left..=right).map(|neighbour| neighbour as f64);
            let centre: f64 = weights.iter().zip(places()).map(|(weight, place)| weight * place).sum();
            let spread: f64 = weights.iter().zip(places()).map(|(weight, place)| weight * (place - centre).powi(2)).sum();
            if spread.sqrt() > 0.001 * (n as f64 - 1.0) {
                let slope = (position - centre) / spread;
                for (weight, place) in weights.iter_mut().zip(places()) {
                    *weight *= slope * (place - centre) + 1.0;
                }
            }
        }
        Some(weights.iter().zip(&values[left - 1..right]).map(|(weight, value)| weight * value).sum())
    }
}

fn moving_average(values: &[f64], length: usize) -> Vec<f64> {
    let mut sum: f64 = values.iter().take(length).sum();
    let mut out = vec![sum / length as f64];
    for index in length..values.len() {
        sum += values[index] - values[index - length];
        out.push(sum / length as f64);
    }
    out
}

/// Bisquare weights of the remainders with six times their median as the limit.
fn robustness(values: &[f64], seasonal: &[f64], trend: &[f64]) -> Vec<f64> {
    let sizes: Vec<f64> = (0..values.len()).map(|index| (values[index] - seasonal[index] - trend[index]).abs()).collect();
    let mut sorted = sizes.clone();
    sorted.sort_by(f64::total_cmp);
    let limit = 6.0 * quantile_of_sorted(&sorted, 0.5).unwrap_or(0.0);
    sizes
        .iter()
        .map(|size| {
            if *size <= 0.001 * limit {
                1.0
            } else if *size <= 0.999 * limit {
                (1.0 - (size / limit).powi(2)).powi(2)
            } else {
                0.0
            }
        })
        .collect()
}
