//! How much levels move by themselves from period to period: beyond the scatter of single records, and with a memory.
//!
//! Periods of one part are too few to tell. The variance between periods (the moment estimator of DerSimonian & Laird 1986) and the
//! lag-one autocorrelation are pooled over the values of the dimensions, within the level before and within the level since.

use std::collections::BTreeMap;

use super::figure::{Figure, Sums};
use super::{Window, sums};
use crate::ask::Cell;
use crate::judge::USUAL_AUTOCORRELATION;
use crate::period::Period;

/// Periods that a window needs to tell how periods differ, and to tell their autocorrelation.
const LEAST_PERIODS: usize = 3;
const LEAST_OF_MEMORY: usize = 8;
/// More autocorrelation than this is another change.
const MOST_AUTOCORRELATION: f64 = 0.7;

/// Sums of one part by period, before and since.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    windows: [Vec<Sums>; 2],
}

impl Series {
    pub(super) fn of_whole(cells: &[Cell], windows: (&Window, &Window)) -> Self {
        let mut parts = Self::gathered(cells, windows, |_| Some(()));
        parts.pop().unwrap_or_default()
    }

    /// One series for each value of one of the cells' dimensions; the unknown belongs to none.
    pub(super) fn of_parts(cells: &[Cell], windows: (&Window, &Window), place: usize) -> Vec<Self> {
        Self::gathered(cells, windows, |cell| cell.dims.get(place).cloned().flatten())
    }

    fn gathered<K: Ord>(cells: &[Cell], (before, after): (&Window, &Window), key: impl Fn(&Cell) -> Option<K>) -> Vec<Self> {
        let places = |window: &Window| {
            let first = Period::containing(window.per, window.from);
            std::iter::successors(Some(first), |period| Some(period.next())).take(window.periods).collect::<Vec<Period>>()
        };
        let places = [places(before), places(after)];
        let empty = || Self { windows: [before, after].map(|window| vec![Sums::default(); window.periods]) };
        let mut parts: BTreeMap<K, Self> = BTreeMap::new();
        for cell in cells {
            let Some(key) = key(cell) else { continue };
            for (window, places) in places.iter().enumerate() {
                let Some(place) = places.iter().position(|period| *period == cell.period) else { continue };
                parts.entry(key).or_insert_with(empty).windows[window][place] += sums(&cell.tally);
                break;
            }
        }
        parts.into_values().collect()
    }

    fn total(&self, window: usize) -> Sums {
        self.windows[window].iter().fold(Sums::default(), |mut total, sums| {
            total += *sums;
            total
        })
    }
}

/// How much levels move by themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Noise {
    /// Of the whole.
    pub whole: Spread,
    /// Of a part by itself.
    pub own: Spread,
    /// Of a part against all the rest: what moves everybody is not in it.
    pub apart: Spread,
    /// Of a part's share of the records, in units of w·(1 − w).
    pub weight: Spread,
    /// Periods before and since.
    pub periods: [f64; 2],
}

/// Variance between periods beyond the scatter of records, and memory.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Spread {
    /// Variance between periods; for sums and ratios, in units of the squared level.
    pub between: f64,
    /// For ratios: variance of the level times the denominator, in units of the squared level; it stands for the scatter of records.
    pub dispersion: f64,
    /// Lag-one autocorrelation.
    pub memory: f64,
}

impl Spread {
    /// By how much memory widens the variance of a mean over periods.
    pub(super) fn inflation(&self) -> f64 {
        (1.0 + self.memory) / (1.0 - self.memory)
    }
}

impl Noise {
    pub(super) fn estimate<'s>(figure: Figure, whole: &Series, parts: impl Iterator<Item = &'s Series> + Clone) -> Self {
        let periods = [whole.windows[0].len() as f64, whole.windows[1].len() as f64].map(|periods| periods.max(1.0));
        let mut of_whole = Moments::default();
        of_whole.add_levels(figure, whole, None);
        let (mut own, mut apart, mut weight) = (Moments::default(), Moments::default(), Moments::default());
        for part in parts {
            own.add_levels(figure, part, None);
            apart.add_levels(figure, part, Some(whole));
            weight.add_weights(figure, part, whole);
        }
        let of_whole = of_whole.spread();
        Self { whole: of_whole, own: own.spread_or(of_whole), apart: apart.spread_or(of_whole), weight: weight.spread(), periods }
    }

    /// Variance of a level over one window (0 = before, 1 = since), from the scatter of its records and from the periods.
    pub(super) fn variance(&self, figure: Figure, spread: &Spread, (sums, level): (&Sums, f64), window: usize) -> f64 {
        let of_periods = match figure {
            Figure::Sum | Figure::Ratio { .. } => spread.between * level * level,
            _ => spread.between,
        } / self.periods[window];
        let of_records = match figure {
            Figure::Sum => level.abs() / self.periods[window],
            _ if sums.bottom <= 0.0 => 0.0,
            Figure::Ratio { .. } => spread.dispersion * level * level / sums.bottom,
            _ => figure.scatter(sums).unwrap_or_default() / sums.bottom,
        };
        (of_periods + of_records) * spread.inflation()
    }

    /// Variance of the change of a part's share of the records.
    pub(super) fn variance_of_weight(&self, weight: f64, records: [f64; 2]) -> f64 {
        let of_records: f64 = records.iter().map(|records| 1.0 / records.max(1.0)).sum();
        let of_periods: f64 = self.periods.iter().map(|periods| self.weight.between / periods).sum();
        weight * (1.0 - weight) * (of_records + of_periods) * self.weight.inflation()
    }

    /// How unevenly the change lies over the values of a dimension: Σ z² of each value against the rest, beyond what chance gives.
    pub(super) fn unevenness(&self, figure: Figure, whole: &Series, values: &[Series]) -> f64 {
        let all = [whole.total(0), whole.total(1)];
        let mut excess = 0.0;
        for value in values {
            let own = [value.total(0), value.total(1)];
            let rest = [all[0] - own[0], all[1] - own[1]];
            let change = |sums: &[Sums; 2]| {
                let level = |window: usize| figure.level(&sums[window], self.periods[window]);
                Some((level(0)?, level(1)?))
            };
            let (Some(of_value), Some(of_rest)) = (change(&own), change(&rest)) else { continue };
            let variance: f64 = [(&own, of_value), (&rest, of_rest)]
                .into_iter()
                .map(|(sums, (before, after))| {
                    self.variance(figure, &self.apart, (&sums[0], before), 0) + self.variance(figure, &self.apart, (&sums[1], after), 1)
                })
                .sum();
            let apart = (of_value.1 - of_value.0) - (of_rest.1 - of_rest.0);
            if variance > 0.0 {
                excess += apart * apart / variance - 1.0;
            }
        }
        excess
    }
}

/// What is added up over series.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    squares: f64,
    freedom: f64,
    curvature: f64,
    dispersion: f64,
    pairs: (f64, f64),
    of_pairs: (f64, f64),
    lengths: (f64, f64),
}

impl Moments {
    /// Adds the levels of a series, by themselves or against the rest of a whole.
    fn add_levels(&mut self, figure: Figure, series: &Series, whole: Option<&Series>) {
        for window in 0..2 {
            let total = series.total(window);
            let periods = series.windows[window].len() as f64;
            let Some(level) = figure.level(&total, periods) else { continue };
            let rest_total = whole.map(|whole| whole.total(window) - total);
            let level_of_rest = rest_total.and_then(|rest| figure.level(&rest, periods));
            let is_relative = matches!(figure, Figure::Sum | Figure::Ratio { .. });
            if (whole.is_some() && level_of_rest.is_none()) || (is_relative && level == 0.0) {
                continue;
            }
            let scatter = figure.scatter(&total);
            let scatter_of_rest = rest_total.and_then(|rest| figure.scatter(&rest));
            let point = |(index, sums): (usize, &Sums)| {
                let value = figure.level(sums, 1.0)?;
                let rest = whole.map(|whole| whole.windows[window][index] - *sums);
                let of_rest = match &rest {
                    Some(rest) => figure.level(rest, 1.0)?,
                    None => 0.0,
                };
                Some(match figure {
                    Figure::Sum => (value / level, 1.0 / level.abs(), 1.0),
                    Figure::Ratio { .. } => {
                        let relative = value / level - level_of_rest.map_or(0.0, |level| of_rest / level);
                        (relative, 1.0 / sums.bottom, sums.bottom)
                    }
                    _ => {
                        let mut variance = scatter? / sums.bottom;
                        variance += rest.zip(scatter_of_rest).map_or(0.0, |(rest, scatter)| scatter / rest.bottom);
                        (value - of_rest, variance, sums.bottom)
                    }
                })
            };
            let points: Vec<Option<(f64, f64, f64)>> = series.windows[window].iter().enumerate().map(point).collect();
            self.add(&points, matches!(figure, Figure::Ratio { .. }));
        }
    }

    /// Adds the share of a part in the records of the whole.
    fn add_weights(&mut self, figure: Figure, series: &Series, whole: &Series) {
        for window in 0..2 {
            let (own, all) = (volume(figure, &series.total(window)), volume(figure, &whole.total(window)));
            let weight = own / all;
            if !(weight > 0.0 && weight < 1.0) {
                continue;
            }
            let spread = (weight * (1.0 - weight)).sqrt();
            let point = |(sums, of_whole): (&Sums, &Sums)| {
                let (own, all) = (volume(figure, sums), volume(figure, of_whole));
                (all > 0.0 && of_whole.n > 0.0).then(|| ((own / all - weight) / spread, 1.0 / of_whole.n, of_whole.n))
            };
            let points: Vec<Option<(f64, f64, f64)>> = series.windows[window].iter().zip(&whole.windows[window]).map(point).collect();
            self.add(&points, false);
        }
    }

    /// Adds values with their variances and sizes, in the order of the periods.
    fn add(&mut self, points: &[Option<(f64, f64, f64)>], is_dispersed: bool) {
        let known: Vec<(f64, f64, f64)> = points
            .iter()
            .flatten()
            .copied()
            .filter(|(value, variance, _)| value.is_finite() && variance.is_finite() && *variance > 0.0)
            .collect();
        if known.len() < LEAST_PERIODS {
            return;
        }
        let weights: f64 = known.iter().map(|(_, variance, _)| 1.0 / variance).sum();
        let mean = known.iter().map(|(value, variance, _)| value / variance).sum::<f64>() / weights;
        let freedom = known.len() as f64 - 1.0;
        if is_dispersed {
            self.dispersion += known.iter().map(|(value, _, size)| size * (value - mean).powi(2)).sum::<f64>();
        } else {
            self.squares += known.iter().map(|(value, variance, _)| (value - mean).powi(2) / variance).sum::<f64>();
            self.curvature += weights - known.iter().map(|(_, variance, _)| variance.powi(-2)).sum::<f64>() / weights;
        }
        self.freedom += freedom;
        if known.len() < LEAST_OF_MEMORY {
            return;
        }
        let rest = |point: &Option<(f64, f64, f64)>| {
            point.filter(|(_, variance, _)| *variance > 0.0).map(|(value, variance, _)| (value - mean) / variance.sqrt())
        };
        for pair in points.windows(2) {
            if let (Some(one), Some(other)) = (rest(&pair[0]), rest(&pair[1])) {
                self.pairs.0 += one * other;
                self.pairs.1 += 1.0;
            }
        }
        self.of_pairs.0 += points.iter().filter_map(rest).map(|rest| rest * rest).sum::<f64>();
        self.of_pairs.1 += known.len() as f64;
        self.lengths.0 += known.len() as f64;
        self.lengths.1 += 1.0;
    }

    fn spread(&self) -> Spread {
        let between = if self.curvature > 0.0 { ((self.squares - self.freedom) / self.curvature).max(0.0) } else { 0.0 };
        let dispersion = if self.freedom > 0.0 { self.dispersion / self.freedom } else { 0.0 };
        let memory = if self.pairs.1 > 0.0 && self.of_pairs.0 > 0.0 {
            let plain = (self.pairs.0 / self.pairs.1) / (self.of_pairs.0 / self.of_pairs.1);
            // Its bias corrected: (nφ + 1)/(n − 3).
            let length = self.lengths.0 / self.lengths.1;
            (length * plain + 1.0) / (length - 3.0)
        } else {
            USUAL_AUTOCORRELATION
        };
        Spread { between, dispersion, memory: memory.clamp(0.0, MOST_AUTOCORRELATION) }
    }

    fn spread_or(&self, otherwise: Spread) -> Spread {
        if self.freedom > 0.0 { self.spread() } else { otherwise }
    }
}

/// What a part's weight is measured by.
pub(super) fn volume(figure: Figure, sums: &Sums) -> f64 {
    if figure == Figure::Sum { sums.top } else { sums.bottom }
}
