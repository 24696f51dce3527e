#![doc = include_str!("../../docs/spc-autocorrelation.md")]

/// Lag-one autocorrelation of values in order: `Σ (xₜ − x̄)(xₜ₊₁ − x̄) / Σ (xₜ − x̄)²`. `None` under three values or
/// when all are equal.
pub fn autocorrelation(values: &[f64]) -> Option<f64> {
    let points = values.len();
    if points < 3 {
        return None;
    }
    let mean = super::fit::mean(values.iter().copied());
    let (mut products, mut squares) = (0.0, 0.0);
    let mut before = 0.0;
    for value in values {
        let deviation = value - mean;
        products += deviation * before;
        squares += deviation * deviation;
        before = deviation;
    }
    let coefficient = products / squares;
    coefficient.is_finite().then_some(coefficient)
}

/// The same without most of its bias towards −1/n: `(nφ + 1)/(n − 3)` (Kendall 1954; Marriott and Pope 1954), within
/// −0.99..0.99. `None` under eight values.
pub fn unbiased_autocorrelation(values: &[f64]) -> Option<f64> {
    let points = values.len() as f64;
    if values.len() < 8 {
        return None;
    }
    let coefficient = autocorrelation(values)?;
    Some(((points * coefficient + 1.0) / (points - 3.0)).clamp(-0.99, 0.99))
}
