#![doc = include_str!("../docs/importance.md")]

use crate::Error;
use crate::agreement::Resampling;
use crate::error::{check_count, check_share};
use crate::intervals::Interval;
use crate::intervals::quantile::quantile_of_sorted;
use crate::random::SplitMix;

/// More groups than these would take more subsets than are worth adding up (2¹⁶).
pub const MOST_GROUPS: usize = 16;
/// A column of which less than this share is left when the others are taken out says nothing new.
const DEPENDENT: f64 = 1e-9;

/// Sums of cross products of rows, kept apart in blocks. The last column of a row is the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Crosses {
    columns: usize,
    blocks: Vec<Vec<f64>>,
}

impl Crosses {
    /// Empty sums for rows of so many columns (the outcome counted) in so many blocks.
    pub fn new(columns: usize, blocks: usize) -> Self {
        Self { columns, blocks: vec![vec![0.0; columns * columns]; blocks.max(1)] }
    }

    /// Adds a row to a block (numbers beyond the last block begin anew). Rows of another length, or with a number that is none,
    /// are left out: false.
    pub fn add(&mut self, block: usize, row: &[f64]) -> bool {
        if row.len() != self.columns || row.iter().any(|value| !value.is_finite()) {
            return false;
        }
        let place = block % self.blocks.len();
        let sums = &mut self.blocks[place];
        for (at, left) in row.iter().enumerate() {
            if *left != 0.0 {
                let line = &mut sums[at * self.columns..(at + 1) * self.columns];
                line[at..].iter_mut().zip(&row[at..]).for_each(|(sum, right)| *sum += left * right);
            }
        }
        true
    }

    /// The sums of some blocks, each as often as it is named.
    fn matrix(&self, chosen: impl Iterator<Item = usize>) -> Matrix {
        let mut sums = vec![0.0; self.columns * self.columns];
        for block in chosen {
            sums.iter_mut().zip(&self.blocks[block]).for_each(|(sum, part)| *sum += part);
        }
        for row in 0..self.columns {
            for column in 0..row {
                sums[row * self.columns + column] = sums[column * self.columns + row];
            }
        }
        Matrix { size: self.columns, sums }
    }

    /// What `of` makes of all rows, each number with the percentile interval over resampled blocks.
    ///
    /// # Errors
    /// No rounds, a confidence outside 0..1, or `of` cannot make anything of the rows.
    pub fn resampled(&self, resampling: Resampling, of: impl Fn(&Matrix) -> Option<Vec<f64>>) -> Result<Vec<Interval>, Error> {
        let tail = 0.5 * (1.0 - check_share("confidence", resampling.confidence)?);
        check_count("resamples", resampling.rounds, 1)?;
        let count = self.blocks.len();
        let undetermined = Error::Undetermined { why: "The records do not determine a model: they are too few, or all alike." };
        let estimates = of(&self.matrix(0..count)).ok_or(undetermined)?;
        let mut random = SplitMix(resampling.seed);
        let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(resampling.rounds); estimates.len()];
        for _ in 0..resampling.rounds {
            let chosen: Vec<usize> = (0..count).map(|_| random.below(count)).collect();
            let Some(values) = of(&self.matrix(chosen.into_iter())) else { continue };
            for (all, value) in found.iter_mut().zip(values) {
                if value.is_finite() {
                    all.push(value);
                }
            }
        }
        let interval = |(estimate, mut values): (f64, Vec<f64>)| {
            values.sort_by(f64::total_cmp);
            let low = quantile_of_sorted(&values, tail)?;
            let high = quantile_of_sorted(&values, 1.0 - tail)?;
            Ok(Interval { estimate, low: low.min(estimate), high: high.max(estimate) })
        };
        estimates.into_iter().zip(found).map(interval).collect()
    }
}

/// Sums of squares and products of columns, the outcome last.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    sums: Vec<f64>,
}

impl Matrix {
    /// Σ left · right over the rows.
    pub fn sum(&self, left: usize, right: usize) -> f64 {
        self.sums.get(left * self.size + right).copied().unwrap_or_default()
    }

    /// What is left of the other columns when the first `count` are taken out (Schur complement).
    fn without_first(&self, count: usize) -> Matrix {
        let scale: Vec<f64> = (0..self.size).map(|column| self.sum(column, column)).collect();
        let mut rest = self.sums.clone();
        for (pivot, scale) in scale.iter().enumerate().take(count) {
            take_out(&mut rest, self.size, pivot, *scale);
        }
        let size = self.size - count;
        let sums = (count..self.size).flat_map(|row| rest[row * self.size + count..(row + 1) * self.size].to_vec()).collect();
        Matrix { size, sums }
    }

    /// The share of the outcome's variance that goes with each group of columns, in the order of the groups; they add up to R².
    ///
    /// The first `controls` columns (the constant, …) are taken out beforehand; `groups` are the numbers of columns of each group,
    /// in the order of the columns. `None` when the outcome does not vary or the numbers of columns do not add up.
    pub fn relative_importance(&self, controls: usize, groups: &[usize]) -> Option<Vec<f64>> {
        let count = groups.len();
        if controls + groups.iter().sum::<usize>() + 1 != self.size || count > MOST_GROUPS {
            return None;
        }
        let of_outcome = self.sum(self.size - 1, self.size - 1);
        let rest = self.without_first(controls);
        let total = rest.sum(rest.size - 1, rest.size - 1);
        if total <= DEPENDENT * of_outcome || total <= 0.0 {
            return None;
        }
        let scale: Vec<f64> = (0..rest.size).map(|column| rest.sum(column, column)).collect();
        let mut explained = vec![0.0; 1 << count];
        explain(Branch { rest: &rest.sums, scale: &scale, first: 0, subset: 0 }, groups, total, &mut explained);
        // How often a group enters after a given set of others, among all orders.
        let mut factorials = vec![1.0; count + 1];
        (1..=count).for_each(|number| factorials[number] = factorials[number - 1] * number as f64);
        let share = |group: usize| {
            let without = (0..1_usize << count).filter(|subset| subset & (1 << group) == 0);
            without
                .map(|subset| {
                    let before = subset.count_ones() as usize;
                    let orders = factorials[before] * factorials[count - 1 - before] / factorials[count];
                    orders * (explained[subset | 1 << group] - explained[subset])
                })
                .sum::<f64>()
                .max(0.0)
        };
        Some((0..count).map(share).collect())
    }

    /// Coefficients of the least-squares model of the outcome on all other columns, 0 for a column that says nothing new; `None`
    /// without any row.
    pub fn coefficients(&self) -> Option<Vec<f64>> {
        let columns = self.size.checked_sub(1)?;
        let scale: Vec<f64> = (0..columns).map(|column| self.sum(column, column)).collect();
        if scale.first().is_none_or(|first| *first <= 0.0) {
            return None;
        }
        let mut rest = self.sums.clone();
        let used: Vec<bool> = (0..columns).map(|pivot| take_out(&mut rest, self.size, pivot, scale[pivot])).collect();
        // Each used row now holds what its column is in terms of the later ones; from the last to the first they give the model.
        let mut coefficients = vec![0.0; columns];
        for row in (0..columns).rev().filter(|row| used[*row]) {
            let line = &rest[row * self.size..(row + 1) * self.size];
            let later: f64 = (row + 1..columns).map(|column| line[column] * coefficients[column]).sum();
            coefficients[row] = (line[columns] - later) / line[row];
        }
        Some(coefficients)
    }
}

/// Takes a column out of all later ones; false when nothing of it is left to take out.
fn take_out(rest: &mut [f64], size: usize, pivot: usize, scale: f64) -> bool {
    let square = rest[pivot * size + pivot];
    if square.is_nan() || square <= DEPENDENT * scale || square <= 0.0 {
        return false;
    }
    for row in pivot + 1..size {
        let share = rest[pivot * size + row] / square;
        if share != 0.0 {
            for column in pivot + 1..size {
                rest[row * size + column] -= share * rest[pivot * size + column];
            }
        }
    }
    true
}

/// A place in the tree of subsets: what is left of the columns of the groups from `first` on, and of the outcome.
struct Branch<'a> {
    rest: &'a [f64],
    scale: &'a [f64],
    first: usize,
    subset: usize,
}

/// Writes down R² of every subset below a branch. With each group the matrix shrinks, so that the many small branches cost little.
fn explain(branch: Branch<'_>, groups: &[usize], total: f64, explained: &mut [f64]) {
    let Some(&columns) = groups.get(branch.first) else {
        explained[branch.subset] = 1.0 - branch.rest.last().copied().unwrap_or(total) / total;
        return;
    };
    let size = branch.scale.len();
    let shrunk =
        |rest: &[f64]| -> Vec<f64> { (columns..size).flat_map(|row| rest[row * size + columns..(row + 1) * size].to_vec()).collect() };
    let next = |rest: &[f64], subset: usize, explained: &mut [f64]| {
        explain(Branch { rest, scale: &branch.scale[columns..], first: branch.first + 1, subset }, groups, total, explained);
    };
    next(&shrunk(branch.rest), branch.subset, explained);
    let mut rest = branch.rest.to_vec();
    for pivot in 0..columns {
        take_out(&mut rest, size, pivot, branch.scale[pivot]);
    }
    next(&shrunk(&rest), branch.subset | 1 << branch.first, explained);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fertility and five indicators of 47 districts (Mosteller and Tukey 1977, p. 549): fertility, agriculture, examination, education,
    /// catholic, infant mortality.
    const SWISS: [[f64; 6]; 47] = [
        [80.2, 17.0, 15.0, 12.0, 9.96, 22.2],
        [83.1, 45.1, 6.0, 9.0, 84.84, 22.2],
        [92.5, 39.7, 5.0, 5.0, 93.40, 20.2],
        [85.8, 36.5, 12.0, 7.0, 33.77, 20.3],
        [76.9, 43.5, 17.0, 15.0, 5.16, 20.6],
        [76.1, 35.3, 9.0, 7.0, 90.57, 26.6],
        [83.8, 70.2, 16.0, 7.0, 92.85, 23.6],
        [92.4, 67.8, 14.0, 8.0, 97.16, 24.9],
        [82.4, 53.3, 12.0, 7.0, 97.67, 21.0],
        [82.9, 45.2, 16.0, 13.0, 91.38, 24.4],
        [87.1, 64.5, 14.0, 6.0, 98.61, 24.5],
        [64.1, 62.0, 21.0, 12.0, 8.52, 16.5],
        [66.9, 67.5, 14.0, 7.0, 2.27, 19.1],
        [68.9, 60.7, 19.0, 12.0, 4.43, 22.7],
        [61.7, 69.3, 22.0, 5.0, 2.82, 18.7],
        [68.3, 72.6, 18.0, 2.0, 24.20, 21.2],
        [71.7, 34.0, 17.0, 8.0, 3.30, 20.0],
        [55.7, 19.4, 26.0, 28.0, 12.11, 20.2],
        [54.3, 15.2, 31.0, 20.0, 2.15, 10.8],
        [65.1, 73.0, 19.0, 9.0, 2.84, 20.0],
        [65.5, 59.8, 22.0, 10.0, 5.23, 18.0],
        [65.0, 55.1, 14.0, 3.0, 4.52, 22.4],
        [56.6, 50.9, 22.0, 12.0, 15.14, 16.7],
        [57.4, 54.1, 20.0, 6.0, 4.20, 15.3],
        [72.5, 71.2, 12.0, 1.0, 2.40, 21.0],
        [74.2, 58.1, 14.0, 8.0, 5.23, 23.8],
        [72.0, 63.5, 6.0, 3.0, 2.56, 18.0],
        [60.5, 60.8, 16.0, 10.0, 7.72, 16.3],
        [58.3, 26.8, 25.0, 19.0, 18.46, 20.9],
        [65.4, 49.5, 15.0, 8.0, 6.10, 22.5],
        [75.5, 85.9, 3.0, 2.0, 99.71, 15.1],
        [69.3, 84.9, 7.0, 6.0, 99.68, 19.8],
        [77.3, 89.7, 5.0, 2.0, 100.00, 18.3],
        [70.5, 78.2, 12.0, 6.0, 98.96, 19.4],
        [79.4, 64.9, 7.0, 3.0, 98.22, 20.2],
        [65.0, 75.9, 9.0, 9.0, 99.06, 17.8],
        [92.2, 84.6, 3.0, 3.0, 99.46, 16.3],
        [79.3, 63.1, 13.0, 13.0, 96.83, 18.1],
        [70.4, 38.4, 26.0, 12.0, 5.62, 20.3],
        [65.7, 7.7, 29.0, 11.0, 13.79, 20.5],
        [72.7, 16.7, 22.0, 13.0, 11.22, 18.9],
        [64.4, 17.6, 35.0, 32.0, 16.92, 23.0],
        [77.6, 37.6, 15.0, 7.0, 4.97, 20.0],
        [67.6, 18.7, 25.0, 7.0, 8.65, 19.5],
        [35.0, 1.2, 37.0, 53.0, 42.34, 18.0],
        [44.7, 46.6, 16.0, 29.0, 50.43, 18.2],
        [42.8, 27.7, 22.0, 29.0, 58.33, 19.3],
    ];

    fn swiss(blocks: usize) -> Crosses {
        let mut crosses = Crosses::new(7, blocks);
        for (number, [fertility, others @ ..]) in SWISS.iter().enumerate() {
            let mut row = vec![1.0];
            row.extend(others);
            row.push(*fertility);
            assert!(crosses.add(number, &row));
        }
        crosses
    }

    #[test]
    fn the_published_shares_of_the_swiss_districts_come_out() {
        // Printed by the R package relaimpo 2.2 (calc.relimp(swiss), type "lmg"; Grömping 2006): R² 70.67 %.
        let golden = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592];
        let found = swiss(1).matrix(0..1).relative_importance(1, &[1; 5]).unwrap();
        for (found, golden) in found.iter().zip(golden) {
            assert!((found - golden).abs() < 1e-7, "{found} for {golden}");
        }
        // Coefficients of lm(Fertility ~ ., swiss).
        let golden = [66.91518, -0.17211, -0.25801, -0.87094, 0.10412, 1.07705];
        for (found, golden) in swiss(1).matrix(0..1).coefficients().unwrap().iter().zip(golden) {
            assert!((found - golden).abs() < 1e-5, "{found} for {golden}");
        }
    }

    #[test]
    fn shares_add_up_and_a_copy_shares_with_its_original() {
        let mut crosses = Crosses::new(5, 1);
        for row in &SWISS {
            crosses.add(0, &[1.0, row[1], row[3], row[3], row[0]]);
        }
        let matrix = crosses.matrix(0..1);
        let shares = matrix.relative_importance(1, &[1, 1, 1]).unwrap();
        assert!((shares[1] - shares[2]).abs() < 1e-9, "{shares:?}");
        let together = matrix.relative_importance(1, &[3]).unwrap();
        assert!((shares.iter().sum::<f64>() - together[0]).abs() < 1e-9);
        // A model with a column twice leaves the copy out.
        assert_eq!(matrix.coefficients().unwrap()[3], 0.0);
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_blocks_give_intervals() {
        let mut turned = Crosses::new(7, 1);
        for [fertility, others @ ..] in SWISS.iter().rev() {
            let mut row = vec![1.0];
            row.extend(others);
            row.push(*fertility);
            turned.add(0, &row);
        }
        let one = swiss(1).matrix(0..1).relative_importance(1, &[1; 5]).unwrap();
        let other = turned.matrix(0..1).relative_importance(1, &[1; 5]).unwrap();
        assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-9));
        let resampling = Resampling { rounds: 200, seed: 1, confidence: 0.95 };
        let intervals = swiss(47).resampled(resampling, |matrix| matrix.relative_importance(1, &[1; 5])).unwrap();
        assert!(intervals.iter().zip(&one).all(|(interval, one)| interval.low < *one && *one < interval.high));
    }

    #[test]
    fn an_outcome_that_does_not_vary_has_nothing_to_share() {
        let mut crosses = Crosses::new(3, 1);
        (0..20).for_each(|number| assert!(crosses.add(0, &[1.0, f64::from(number), 5.0])));
        assert!(!crosses.add(0, &[1.0, f64::NAN, 5.0]) && !crosses.add(0, &[1.0]));
        assert_eq!(crosses.matrix(0..1).relative_importance(1, &[1]), None);
        assert!(Crosses::new(3, 4).resampled(Resampling { rounds: 5, seed: 1, confidence: 0.95 }, Matrix::coefficients).is_err());
    }
}
