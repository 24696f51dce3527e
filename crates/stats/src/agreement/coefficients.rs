//! The coefficients of agreement. 1 = perfect, 0 = no better than chance, below 0 = worse.

use super::{Ratings, Scale};
use crate::Error;
use crate::distribution::{StudentT, z_for};
use crate::error::{check_count, check_share};
use crate::intervals::Interval;
use crate::intervals::proportion::wilson_of_share;

const ALL_ALIKE: Error = Error::Undetermined {
    why: "Everybody gave the same rating, so that chance agreement cannot be told: show the percent agreement and rate more varied cases.",
};

/// The share of pairs of raters that agree, averaged over units with two or more ratings, 0..=1; Wilson's interval over units.
///
/// The interval is a little too wide for more than two raters, because a unit then counts in parts.
///
/// # Errors
/// A confidence outside 0..1, or no unit with two ratings.
pub fn percent_agreement(ratings: &Ratings, confidence: f64) -> Result<Interval, Error> {
    let z = z_for(check_share("confidence", confidence)?);
    let shares: Vec<f64> = ratings
        .units
        .iter()
        .filter(|unit| unit.len() >= 2)
        .map(|unit| {
            let counts = category_counts(unit, ratings.categories.len());
            let raters = unit.len() as f64;
            counts.iter().map(|count| count * (count - 1.0)).sum::<f64>() / (raters * (raters - 1.0))
        })
        .collect();
    check_count("units with two ratings", shares.len(), 1)?;
    let share = (shares.iter().sum::<f64>() / shares.len() as f64).clamp(0.0, 1.0);
    Ok(wilson_of_share(share, shares.len() as f64, z))
}

/// Cohen's kappa of the first two raters over the units that both rated, with a large-sample interval.
///
/// Sources: Cohen (1960), Educ Psychol Meas 20:37; variance Fleiss, Cohen and Everitt (1969), *Large sample standard
/// errors of kappa and weighted kappa*. Falls towards 0 when one category dwarfs the others, however well
/// the raters agree: show it beside [`gwet`].
///
/// # Errors
/// Fewer than two units rated by both, both always giving the same category, or a confidence outside 0..1.
pub fn cohen_kappa(ratings: &Ratings, confidence: f64) -> Result<Interval, Error> {
    let z = z_for(check_share("confidence", confidence)?);
    let size = ratings.categories.len();
    let mut table = vec![vec![0.0; size]; size];
    let mut both = 0usize;
    for unit in &ratings.by_rater {
        if let (Some(Some(first)), Some(Some(second))) = (unit.first(), unit.get(1)) {
            table[*first][*second] += 1.0;
            both += 1;
        }
    }
    check_count("units rated by both raters", both, 2)?;
    let n = both as f64;
    table.iter_mut().flatten().for_each(|cell| *cell /= n);
    let rows: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..size).map(|j| table.iter().map(|row| row[j]).sum()).collect();
    let observed: f64 = (0..size).map(|i| table[i][i]).sum();
    let chance: f64 = (0..size).map(|i| rows[i] * columns[i]).sum();
    if 1.0 - chance < 1e-12 {
        return Err(ALL_ALIKE);
    }
    let kappa = (observed - chance) / (1.0 - chance);
    let mut sum = 0.0;
    for (i, row) in table.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            sum += if i == j {
                cell * (1.0 - (rows[i] + columns[i]) * (1.0 - kappa)).powi(2)
            } else {
                cell * (1.0 - kappa).powi(2) * (columns[i] + rows[j]).powi(2)
            };
        }
    }
    let variance = (sum - (kappa - chance * (1.0 - kappa)).powi(2)).max(0.0) / (n * (1.0 - chance).powi(2));
    Ok(Interval::around(kappa, z * variance.sqrt()).within(-1.0, 1.0))
}

/// Krippendorff's alpha for any number of raters and any gaps; [`super::resampled_alpha`] gives its interval.
///
/// α = 1 − observed/expected disagreement from the matrix of coincidences. Source: Krippendorff (2011), "Computing Krippendorff's
/// Alpha-Reliability", sections A to E; ordinal distance (Σ n_g between − (n_c + n_k)/2)².
///
/// # Errors
/// No unit with two ratings, or only one category in all of them.
pub fn krippendorff_alpha(ratings: &Ratings, scale: Scale) -> Result<f64, Error> {
    let size = ratings.categories.len();
    let mut coincidences = vec![0.0; size * size];
    for unit in &ratings.units {
        coincidences_of(unit, size).iter().for_each(|(cell, share)| coincidences[*cell] += share);
    }
    alpha_of(&coincidences, &ratings.categories, scale)
}

/// What one unit adds to the matrix of coincidences, as (row · categories + column, share); nothing with fewer than two ratings.
pub(super) fn coincidences_of(unit: &[usize], size: usize) -> Vec<(usize, f64)> {
    if unit.len() < 2 {
        return Vec::new();
    }
    let counts = category_counts(unit, size);
    let others = unit.len() as f64 - 1.0;
    let share = |c: usize, k: usize| counts[c] * (if c == k { counts[k] - 1.0 } else { counts[k] }) / others;
    (0..size * size).map(|cell| (cell, share(cell / size, cell % size))).filter(|(_, share)| *share != 0.0).collect()
}

/// Alpha from the matrix of coincidences, row by row.
pub(super) fn alpha_of(coincidences: &[f64], categories: &[f64], scale: Scale) -> Result<f64, Error> {
    let size = categories.len();
    let totals: Vec<f64> = coincidences.chunks(size.max(1)).map(|row| row.iter().sum()).collect();
    let n: f64 = totals.iter().sum();
    if n < 2.0 {
        return Err(Error::TooFew { what: "units with two ratings", needed: 1, got: 0 });
    }
    let distance = |c: usize, k: usize| match scale {
        Scale::Nominal => 1.0,
        Scale::Interval => (categories[c] - categories[k]).powi(2),
        Scale::Ordinal => (totals[c..=k].iter().sum::<f64>() - 0.5 * (totals[c] + totals[k])).powi(2),
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for c in 0..size {
        for k in c + 1..size {
            observed += coincidences[c * size + k] * distance(c, k);
            expected += totals[c] * totals[k] * distance(c, k);
        }
    }
    if !(expected > 0.0 && expected.is_finite()) {
        return Err(ALL_ALIKE);
    }
    Ok(1.0 - (n - 1.0) * observed / expected)
}

/// Gwet's AC1 (nominal) or AC2 (ordinal and quadratic weights for an interval scale), with an interval over units.
///
/// Chance agreement T_w/(q(q − 1))·Σ π(1 − π), π the mean share of a category, T_w the sum of the weights, q the number of categories. Stays
/// meaningful when one category dwarfs the others. Sources: Gwet (2008), Br J Math Stat Psychol 61:29; Gwet (2014), *Handbook of
/// Inter-Rater Reliability* (variance, t with n − 1 degrees of freedom).
///
/// # Errors
/// Fewer than two units, none with two ratings, fewer than two categories, or a confidence outside 0..1.
pub fn gwet(ratings: &Ratings, scale: Scale, confidence: f64) -> Result<Interval, Error> {
    check_share("confidence", confidence)?;
    let size = ratings.categories.len();
    if size < 2 {
        return Err(ALL_ALIKE);
    }
    let weights = weights(&ratings.categories, scale);
    let rated: Vec<Vec<f64>> = ratings.units.iter().filter(|unit| !unit.is_empty()).map(|unit| category_counts(unit, size)).collect();
    check_count("units", rated.len(), 2)?;
    let n = rated.len() as f64;
    let totals: Vec<f64> = rated.iter().map(|counts| counts.iter().sum()).collect();
    let paired = totals.iter().filter(|total| **total >= 2.0).count();
    check_count("units with two ratings", paired, 1)?;
    let paired = paired as f64;
    let shares: Vec<f64> = (0..size).map(|k| rated.iter().zip(&totals).map(|(counts, total)| counts[k] / total).sum::<f64>() / n).collect();
    let scale_factor = weights.iter().flatten().sum::<f64>() / (size as f64 * (size as f64 - 1.0));
    let chance = scale_factor * shares.iter().map(|share| share * (1.0 - share)).sum::<f64>();
    if 1.0 - chance < 1e-12 {
        return Err(ALL_ALIKE);
    }
    let own_agreement = |counts: &[f64], total: f64| -> f64 {
        let sum: f64 = (0..size)
            .map(|k| {
                let weighted: f64 = (0..size).map(|l| weights[k][l] * counts[l]).sum();
                counts[k] * (weighted - 1.0)
            })
            .sum();
        sum / (total * (total - 1.0))
    };
    let agreements: Vec<Option<f64>> =
        rated.iter().zip(&totals).map(|(counts, total)| (*total >= 2.0).then(|| own_agreement(counts, *total))).collect();
    let observed = agreements.iter().flatten().sum::<f64>() / paired;
    let coefficient = (observed - chance) / (1.0 - chance);
    let spread: f64 = rated
        .iter()
        .zip(&totals)
        .zip(&agreements)
        .map(|((counts, total), agreement)| {
            let own = agreement.map_or(0.0, |agreement| n / paired * (agreement - chance) / (1.0 - chance));
            let own_chance = scale_factor * (0..size).map(|k| counts[k] / total * (1.0 - shares[k])).sum::<f64>();
            let corrected = own - 2.0 * (1.0 - coefficient) * (own_chance - chance) / (1.0 - chance);
            (corrected - coefficient).powi(2)
        })
        .sum();
    let standard_error = (spread / (n * (n - 1.0))).sqrt();
    let t = StudentT::new(n - 1.0).map_or(f64::INFINITY, |t| t.t_for(confidence));
    Ok(Interval::around(coefficient, t * standard_error).within(-1.0, 1.0))
}

/// Agreement weights, 1 on the diagonal. Ordinal: 1 − C(|k − l| + 1, 2)/C(q, 2); interval: 1 − (distance/range)². Source: Gwet (2014).
fn weights(categories: &[f64], scale: Scale) -> Vec<Vec<f64>> {
    let size = categories.len();
    let range = categories[size - 1] - categories[0];
    let pairs = |m: f64| m * (m - 1.0) / 2.0;
    let weight = |k: usize, l: usize| match scale {
        _ if k == l => 1.0,
        Scale::Nominal => 0.0,
        Scale::Ordinal => 1.0 - pairs(k.abs_diff(l) as f64 + 1.0) / pairs(size as f64),
        Scale::Interval => 1.0 - ((categories[k] - categories[l]) / range).powi(2),
    };
    (0..size).map(|k| (0..size).map(|l| weight(k, l)).collect()).collect()
}

fn category_counts(unit: &[usize], size: usize) -> Vec<f64> {
    let mut counts = vec![0.0; size];
    for category in unit {
        counts[*category] += 1.0;
    }
    counts
}
