//! Sums → a level, and how much of it is the scatter of single records.

use std::ops::{AddAssign, Sub, SubAssign};

use crate::catalogue::{Metric, Statistic};

/// Sums of some records.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sums {
    pub n: f64,
    pub top: f64,
    pub bottom: f64,
    pub squares: f64,
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.top += other.top;
        self.bottom += other.bottom;
        self.squares += other.squares;
    }
}

impl SubAssign for Sums {
    fn sub_assign(&mut self, other: Self) {
        self.n -= other.n;
        self.top -= other.top;
        self.bottom -= other.bottom;
        self.squares -= other.squares;
    }
}

impl Sub for Sums {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        self -= other;
        self
    }
}

/// How sums become a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    /// Hits ÷ base; also the share of records above a threshold.
    Share,
    /// 100 · (plus − minus) ÷ base.
    Net,
    /// Σ value ÷ n.
    Mean,
    /// `scale` · events ÷ exposure.
    Events { scale: f64 },
    /// `scale` · Σ numerator ÷ Σ denominator.
    Ratio { scale: f64 },
    /// Σ value of a period.
    Sum,
}

impl Figure {
    /// The figure of a metric; `None` when it is not made of parts.
    pub(super) fn of(metric: &Metric) -> Option<Self> {
        Some(match &metric.measure.statistic {
            Statistic::Share { .. } | Statistic::Quantile { .. } => Self::Share,
            Statistic::Net { .. } => Self::Net,
            Statistic::Mean { .. } => Self::Mean,
            Statistic::Ratio { scale, events: true, .. } => Self::Events { scale: *scale },
            Statistic::Ratio { scale, events: false, .. } => Self::Ratio { scale: *scale },
            Statistic::Total { .. } | Statistic::Stock { .. } => Self::Sum,
            Statistic::Survival { .. } | Statistic::Agreement { .. } | Statistic::Turnover { .. } => return None,
        })
    }

    fn scale(self) -> f64 {
        match self {
            Self::Net => 100.0,
            Self::Events { scale } | Self::Ratio { scale } => scale,
            Self::Share | Self::Mean | Self::Sum => 1.0,
        }
    }

    /// The level of some records over so many periods; `None` when there is nothing to divide by.
    pub(super) fn level(self, sums: &Sums, periods: f64) -> Option<f64> {
        match self {
            Self::Sum => Some(sums.top / periods),
            _ => (sums.bottom > 0.0).then(|| self.scale() * sums.top / sums.bottom),
        }
    }

    /// What a part adds to the level of a whole with this denominator.
    pub(super) fn addend(self, sums: &Sums, bottom_of_whole: f64) -> f64 {
        self.scale() * sums.top / bottom_of_whole
    }

    /// Variance of the level from the scatter of single records, times the denominator; `None` where sums do not tell it.
    pub(super) fn scatter(self, sums: &Sums) -> Option<f64> {
        if sums.bottom <= 0.0 {
            return None;
        }
        match self {
            Self::Share => {
                // Jeffreys' share keeps it above zero where every record was a hit, or none.
                let share = (sums.top + 0.5) / (sums.bottom + 1.0);
                Some((share * (1.0 - share)).max(0.0))
            }
            Self::Net => {
                let mean = sums.top / sums.bottom;
                Some(1e4 * (sums.squares / sums.bottom - mean * mean).max(1.0 / (sums.bottom + 1.0)))
            }
            Self::Mean => {
                let mean = sums.top / sums.bottom;
                Some((sums.squares / sums.bottom - mean * mean).max(0.0))
            }
            Self::Events { scale } => Some(scale * scale * (sums.top + 0.5) / sums.bottom),
            Self::Ratio { .. } | Self::Sum => None,
        }
    }
}
