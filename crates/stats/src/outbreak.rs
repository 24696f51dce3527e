#![doc = include_str!("../docs/outbreak.md")]

mod glm;
mod windows;

use crate::Error;
use crate::distribution::special::incomplete_beta;
use crate::distribution::{Poisson, StudentT, normal_quantile};
use crate::error::{check_count, check_share};
use glm::{Fitted, poisson_regression};
use serde::{Deserialize, Serialize};
use windows::{Place, reference};

/// Which version of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Farrington et al. (1996): only the same weeks of earlier years.
    Original,
    /// Noufaily et al. (2013): all weeks with a season in steps, recent weeks left out, past outbreaks counted less only when
    /// they are extreme, a quantile of the negative binomial as the bound.
    Flexible,
}

/// How to judge a count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Which version of the method.
    pub method: Method,
    /// Number of counts in a year: 52 weeks, 12 months.
    pub period: usize,
    /// How many years to look back; the trend needs at least 3.
    pub years: usize,
    /// Counts on either side of the same week that belong to it.
    pub half_window: usize,
    /// Only flexible: how many steps the season has, the window itself included.
    pub season_steps: usize,
    /// Only flexible: how many counts before the judged one are left out, so that a growing outbreak does not hide itself.
    pub recent_excluded: usize,
    /// The chance of an alarm without outbreak: two-sided in the original method, one-sided in the flexible one.
    pub level: f64,
}

impl Settings {
    /// The choices of the original paper for weekly counts: 5 years, ±3 weeks, 5 % two-sided.
    pub fn original() -> Settings {
        Settings { method: Method::Original, period: 52, years: 5, half_window: 3, season_steps: 1, recent_excluded: 0, level: 0.05 }
    }

    /// The choices of Noufaily et al. for weekly counts: 10 steps of season, 26 weeks left out, 5 % one-sided.
    pub fn flexible() -> Settings {
        Settings { method: Method::Flexible, season_steps: 10, recent_excluded: 26, ..Settings::original() }
    }
}

/// Residuals above this make a past week count less: 1 in the original, 2.58 in the flexible method (Noufaily et al. 2013, 3.3).
const ORIGINAL_RESIDUAL: f64 = 1.0;
const FLEXIBLE_RESIDUAL: f64 = 2.58;
/// The original method keeps a trend only when it is significant at this level (Farrington et al. 1996).
const TREND_P: f64 = 0.05;
/// An alarm needs at least this many events in so many counts, the judged one included (Farrington et al. 1996).
const LEAST_EVENTS: u64 = 5;
const LEAST_EVENTS_WITHIN: usize = 4;

/// What is to be thought of a count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The count that history leads to expect.
    pub expected: f64,
    /// The largest unremarkable count; a larger one is an alarm.
    pub upper: f64,
    /// (count − expected)/(upper − expected): above 1 is an alarm.
    pub score: f64,
    /// Whether the count is unusually high and there are at least 5 events within 4 counts.
    pub alarm: bool,
    /// The variance over the mean, at least 1.
    pub dispersion: f64,
    /// Whether the expectation follows a trend.
    pub with_trend: bool,
}

/// Judges the count at a 0-based position by the counts before it.
///
/// Sources: Farrington, Andrews, Beale and Catchpole (1996), JRSS-A 159:547; Noufaily et al. (2013), *An improved
/// algorithm for outbreak detection in multiple surveillance systems*. As the R package surveillance 1.20: `farrington()` and `farringtonFlexible(thresholdMethod = "nbPlugin", pThresholdTrend = 1)`.
///
/// # Errors
/// A position without enough years before it, settings outside their range, a history without any event, or a model that
/// does not converge.
pub fn farrington(counts: &[u64], at: usize, settings: Settings) -> Result<Judgement, Error> {
    check_share("level", settings.level)?;
    check_count("years", settings.years, 1)?;
    check_count("counts in a year", settings.period, settings.half_window.saturating_mul(2).saturating_add(2))?;
    check_count("counts", counts.len(), at.saturating_add(1))?;
    let needed = settings.period.saturating_mul(settings.years).saturating_add(settings.half_window);
    check_count("counts before the judged one", at, needed)?;
    let places = reference(at, settings)?;
    if places.iter().all(|place| counts[place.at] == 0) {
        return Err(Error::Undetermined { why: "Nothing ever happened in the weeks to compare with: there is nothing to expect." });
    }
    let history = History { counts, places: &places, at, settings };
    let with_trend = history.fit(Trend::Linear).ok().filter(|fit| history.trend_is_credible(fit));
    let (fit, trend) = match with_trend {
        Some(fit) => (fit, Trend::Linear),
        None => (history.fit(Trend::None)?, Trend::None),
    };
    let now = history.row_now(trend);
    let expected = fit.predict(&now);
    let dispersion = fit.dispersion.max(1.0);
    let count = counts[at] as f64;
    let upper = match settings.method {
        Method::Original => {
            let variance_of_mean = dispersion * fit.unscaled_variance(&now) * expected * expected;
            let tau = dispersion + variance_of_mean / expected;
            let error = (4.0 / 9.0 * expected.cbrt() * tau).sqrt();
            let z = -normal_quantile(0.5 * settings.level);
            (expected.powf(2.0 / 3.0) + z * error).powf(1.5)
        }
        Method::Flexible => count_quantile(1.0 - settings.level, expected, dispersion),
    };
    let recent: u64 = counts[at.saturating_sub(LEAST_EVENTS_WITHIN - 1)..=at].iter().fold(0, |sum, count| sum.saturating_add(*count));
    // An upper bound at or below the expectation (tiny expectations) leaves the score without a scale.
    let score = if upper > expected {
        (count - expected) / (upper - expected)
    } else if count > upper {
        f64::MAX
    } else {
        0.0
    };
    Ok(Judgement {
        expected,
        upper,
        score,
        alarm: recent >= LEAST_EVENTS && counts[at] > 0 && count > upper,
        dispersion,
        with_trend: trend == Trend::Linear,
    })
}

/// The quantile of a count with the given mean and variance dispersion·mean: negative binomial, or Poisson at dispersion 1.
fn count_quantile(p: f64, mean: f64, dispersion: f64) -> f64 {
    if dispersion <= 1.0 {
        return Poisson::new(mean).map_or(f64::INFINITY, |poisson| poisson.quantile(p) as f64);
    }
    let size = mean / (dispersion - 1.0);
    let share = 1.0 / dispersion;
    let cdf = |k: u64| incomplete_beta(size, k as f64 + 1.0, share, 1.0 - share).lower;
    let guess = mean + (mean * dispersion).sqrt() * normal_quantile(p).clamp(-40.0, 40.0);
    crate::distribution::smallest_count(p, guess, None, cdf) as f64
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trend {
    Linear,
    None,
}

/// The counts to compare with.
struct History<'a> {
    counts: &'a [u64],
    places: &'a [Place],
    at: usize,
    settings: Settings,
}

impl History<'_> {
    /// The model matrix, column by column: 1, the steps of the season that occur, the trend.
    fn columns(&self, trend: Trend) -> Vec<Vec<f64>> {
        let mut columns = vec![vec![1.0; self.places.len()]];
        for step in 1..self.settings.season_steps {
            let column: Vec<f64> = self.places.iter().map(|place| if place.step == step { 1.0 } else { 0.0 }).collect();
            if column.contains(&1.0) {
                columns.push(column);
            }
        }
        if trend == Trend::Linear {
            // Counted back from the judged count, so that the prediction is the intercept and nothing is extrapolated by
            // cancelling large numbers.
            columns.push(self.places.iter().map(|place| place.at as f64 - self.at as f64).collect());
        }
        columns
    }

    /// The row of the judged count: in the season of the windows, at distance 0.
    fn row_now(&self, trend: Trend) -> Vec<f64> {
        let mut row = vec![0.0; self.columns(trend).len()];
        row[0] = 1.0;
        row
    }

    /// A quasi-Poisson regression, and once more with past outbreaks weighted down by their Anscombe residuals.
    fn fit(&self, trend: Trend) -> Result<Fitted, Error> {
        let y: Vec<f64> = self.places.iter().map(|place| self.counts[place.at] as f64).collect();
        let columns = self.columns(trend);
        let first = poisson_regression(&columns, &y, &vec![1.0; y.len()])?;
        let threshold = match self.settings.method {
            Method::Original => ORIGINAL_RESIDUAL,
            Method::Flexible => FLEXIBLE_RESIDUAL,
        };
        let dispersion = first.dispersion.max(1.0);
        let shares: Vec<f64> = y
            .iter()
            .zip(&first.means)
            .zip(&first.leverages)
            .map(|((y, mean), leverage)| {
                let anscombe = 1.5 * (y.powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt());
                let residual = anscombe / (dispersion * (1.0 - leverage).max(1e-12)).sqrt();
                if residual > threshold { 1.0 / (residual * residual) } else { 1.0 }
            })
            .collect();
        let scale = y.len() as f64 / shares.iter().sum::<f64>();
        let weights: Vec<f64> = shares.iter().map(|share| share * scale).collect();
        poisson_regression(&columns, &y, &weights)
    }

    /// A trend is believed when there are three years, it leads to no more than was ever seen and, in the original method, is
    /// significant (Noufaily et al. 2013: always).
    fn trend_is_credible(&self, fit: &Fitted) -> bool {
        let most = self.places.iter().map(|place| self.counts[place.at]).max().unwrap_or(0) as f64;
        let significant = match self.settings.method {
            Method::Flexible => true,
            Method::Original => {
                let last = fit.coefficients.len() - 1;
                let mut row = vec![0.0; fit.coefficients.len()];
                row[last] = 1.0;
                let error = (fit.dispersion * fit.unscaled_variance(&row)).sqrt();
                let degrees = (self.places.len() - fit.coefficients.len()) as f64;
                StudentT::new(degrees).is_some_and(|t| error > 0.0 && t.two_sided_p(fit.coefficients[last] / error) < TREND_P)
            }
        };
        self.settings.years >= 3 && significant && fit.predict(&self.row_now(Trend::Linear)) <= most
    }
}
