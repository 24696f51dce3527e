//! Fisher's F distribution.

use super::special::{Tails, incomplete_beta, inverse_incomplete_beta};

/// Fisher's F distribution: the ratio of two mean squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FisherF {
    numerator_df: f64,
    denominator_df: f64,
}

impl FisherF {
    /// `None` when one of the degrees of freedom is not a finite number above 0.
    pub fn new(numerator_df: f64, denominator_df: f64) -> Option<FisherF> {
        let valid = |df: f64| df.is_finite() && df > 0.0;
        (valid(numerator_df) && valid(denominator_df)).then_some(FisherF { numerator_df, denominator_df })
    }

    /// The probability of a ratio at or below x, 0..=1.
    pub fn cdf(&self, x: f64) -> f64 {
        self.tails(x).lower
    }

    /// The probability of a ratio above x, 0..=1.
    pub fn survival(&self, x: f64) -> f64 {
        self.tails(x).upper
    }

    /// The ratio that a share p of the distribution does not exceed; 0 at 0, +∞ at 1.
    pub fn quantile(&self, p: f64) -> f64 {
        self.at(Tails { lower: p, upper: 1.0 - p })
    }

    /// The ratio that a share p of the distribution exceeds; precise for tiny p.
    pub fn upper_quantile(&self, p: f64) -> f64 {
        self.at(Tails { lower: 1.0 - p, upper: p })
    }

    /// I_w(d₁/2, d₂/2) at w = d₁x/(d₁x + d₂). Source: Abramowitz and Stegun (1964), 26.6.2.
    fn tails(&self, x: f64) -> Tails {
        if x.is_nan() {
            return Tails { lower: f64::NAN, upper: f64::NAN };
        }
        if x <= 0.0 {
            return Tails { lower: 0.0, upper: 1.0 };
        }
        let ratio = self.numerator_df * x / self.denominator_df;
        let share = 1.0 / (1.0 + 1.0 / ratio);
        incomplete_beta(0.5 * self.numerator_df, 0.5 * self.denominator_df, share, 1.0 / (1.0 + ratio))
    }

    fn at(&self, tails: Tails) -> f64 {
        if tails.lower.is_nan() {
            return f64::NAN;
        }
        let log_odds = inverse_incomplete_beta(0.5 * self.numerator_df, 0.5 * self.denominator_df, tails);
        self.denominator_df / self.numerator_df * log_odds.exp()
    }
}
