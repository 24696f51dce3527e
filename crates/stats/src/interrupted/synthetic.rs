//! Weights of a synthetic control: which mixture of untouched parts moves as the touched one did.

/// Weights ≥ 0 whose sum is at most 1 and that bring Σ weight · donor closest to the target, all series being deviations from their
/// own means over the days before.
///
/// Synthetic control (Abadie, Diamond and Hainmueller 2010) on demeaned series (Doudchenko and Imbens 2016; Ferman and Pinto 2021):
/// parts of a service differ in level, which tells nothing. The sum may stay below 1, because a mixture of strangers is no better
/// than none. Missing values (`NaN`) count as no deviation. Projected gradient with Nesterov's steps; the answer is that of the
/// quadratic programme to about five digits.
pub fn synthetic_weights(target: &[f64], donors: &[Vec<f64>]) -> Vec<f64> {
    let clean = |value: f64| if value.is_finite() { value } else { 0.0 };
    let product = |one: &[f64], other: &[f64]| -> f64 { one.iter().zip(other).map(|(a, b)| clean(*a) * clean(*b)).sum() };
    let gram: Vec<Vec<f64>> = donors.iter().map(|one| donors.iter().map(|other| product(one, other)).collect()).collect();
    let wanted: Vec<f64> = donors.iter().map(|donor| product(donor, target)).collect();
    // The trace bounds the largest eigenvalue.
    let curvature: f64 = (0..donors.len()).map(|index| gram[index][index]).sum();
    let mut weights = vec![0.0; donors.len()];
    if curvature <= 0.0 {
        return weights;
    }
    let mut ahead = weights.clone();
    let mut pace = 1.0_f64;
    for _ in 0..400 {
        let gradient = |index: usize| gram[index].iter().zip(&ahead).map(|(cell, weight)| cell * weight).sum::<f64>() - wanted[index];
        let moved: Vec<f64> = (0..ahead.len()).map(|index| ahead[index] - gradient(index) / curvature).collect();
        let next = projected(&moved);
        let faster = 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt());
        let push = (pace - 1.0) / faster;
        ahead = next.iter().zip(&weights).map(|(next, before)| next + push * (next - before)).collect();
        let change: f64 = next.iter().zip(&weights).map(|(next, before)| (next - before).abs()).sum();
        weights = next;
        pace = faster;
        if change < 1e-7 {
            break;
        }
    }
    weights
}

/// The nearest point with no negative part and a sum of at most 1 (Held, Wolfe and Crowder 1974).
fn projected(point: &[f64]) -> Vec<f64> {
    let positive: Vec<f64> = point.iter().map(|value| value.max(0.0)).collect();
    if positive.iter().sum::<f64>() <= 1.0 {
        return positive;
    }
    let mut sorted = point.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (index, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / (index + 1) as f64;
        if *value > candidate {
            shift = candidate;
        }
    }
    point.iter().map(|value| (value - shift).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mixture_is_found_again() {
        let one: Vec<f64> = (0..40).map(|week| f64::from(week).sin()).collect();
        let other: Vec<f64> = (0..40).map(|week| (1.7 * f64::from(week)).cos()).collect();
        let stranger: Vec<f64> = (0..40).map(|week| (0.3 * f64::from(week)).cos()).collect();
        let target: Vec<f64> = one.iter().zip(&other).map(|(one, other)| 0.6 * one + 0.3 * other).collect();
        let weights = synthetic_weights(&target, &[one, other, stranger]);
        for (weight, expected) in weights.iter().zip([0.6, 0.3, 0.0]) {
            assert!((weight - expected).abs() < 1e-3, "{weights:?}");
        }
    }

    #[test]
    fn strangers_get_no_weight_and_nothing_comes_of_nothing() {
        assert_eq!(synthetic_weights(&[1.0, -1.0], &[vec![-1.0, 1.0]]), [0.0]);
        assert_eq!(synthetic_weights(&[1.0, -1.0], &[vec![0.0, 0.0]]), [0.0]);
        assert!(synthetic_weights(&[1.0], &[]).is_empty());
    }

    proptest! {
        #[test]
        fn weights_are_weights_and_never_worse_than_none(
            target in prop::collection::vec(-9.0f64..9.0, 12),
            donors in prop::collection::vec(prop::collection::vec(-9.0f64..9.0, 12), 0..6),
        ) {
            let weights = synthetic_weights(&target, &donors);
            prop_assert!(weights.iter().all(|weight| *weight >= 0.0) && weights.iter().sum::<f64>() <= 1.0 + 1e-9);
            let squares = |weights: &[f64]| -> f64 {
                (0..12).map(|at| (target[at] - donors.iter().zip(weights).map(|(donor, w)| donor[at] * w).sum::<f64>()).powi(2)).sum()
            };
            prop_assert!(squares(&weights) <= squares(&vec![0.0; donors.len()]) + 1e-6);
        }
    }
}
