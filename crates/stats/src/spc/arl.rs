#![doc = include_str!("../../docs/spc-arl.md")]

use crate::distribution::{normal_cdf, normal_survival};

/// Nodes of the quadrature: enough for seven digits with the limits in use.
const NODES: usize = 60;

/// Average run length of a Shewhart chart with limits at ± `limit` sigma when the mean moved by `shift` sigma.
pub fn shewhart(limit: f64, shift: f64) -> Option<f64> {
    let chance = normal_survival(limit - shift) + normal_cdf(-limit - shift);
    finite(1.0 / chance)
}

/// Average run length of a two-sided EWMA with weight `weight` and fixed (asymptotic) limits at ± `limit` sigma of the
/// average, starting at the centre, when the mean moved by `shift` sigma.
pub fn ewma(weight: f64, limit: f64, shift: f64) -> Option<f64> {
    if !(weight > 0.0 && weight <= 1.0 && limit > 0.0) {
        return None;
    }
    if weight == 1.0 {
        return shewhart(limit, shift);
    }
    let reach = limit * (weight / (2.0 - weight)).sqrt();
    let nodes = nodes(-reach, reach);
    let kernel = |from: f64, to: f64| density((to - (1.0 - weight) * from) / weight - shift) / weight;
    let lengths = solve(&nodes, kernel, |_| 0.0)?;
    let start = 1.0 + nodes.iter().zip(&lengths).map(|(node, length)| node.weight * length * kernel(0.0, node.at)).sum::<f64>();
    finite(start)
}

/// Average run length of a one-sided CUSUM starting at zero: allowance `allowance`, decision interval `limit`, mean at
/// `shift` (upwards), all in sigma.
pub fn cusum_one_sided(allowance: f64, limit: f64, shift: f64) -> Option<f64> {
    if limit.is_nan() || limit <= 0.0 || !allowance.is_finite() {
        return None;
    }
    let nodes = nodes(0.0, limit);
    let kernel = |from: f64, to: f64| density(to - from + allowance - shift);
    // The chance to be thrown back to zero, where L(0) is one more unknown.
    let back = |from: f64| normal_cdf(allowance - from - shift);
    let lengths = solve(&nodes, kernel, back)?;
    finite(*lengths.last()?)
}

/// Average run length of a two-sided CUSUM starting at zero.
pub fn cusum(allowance: f64, limit: f64, shift: f64) -> Option<f64> {
    let up = cusum_one_sided(allowance, limit, shift)?;
    let down = cusum_one_sided(allowance, limit, -shift)?;
    finite(1.0 / (1.0 / up + 1.0 / down))
}

/// The EWMA limit that gives a false signal in `arl0` points on average (10 to 100,000); `None` out of range.
pub fn ewma_limit(weight: f64, arl0: f64) -> Option<f64> {
    critical(arl0, (0.2, 6.0), |limit| ewma(weight, limit, 0.0))
}

/// The CUSUM decision interval that gives a false signal in `arl0` points on average; `None` out of range.
pub fn cusum_limit(allowance: f64, arl0: f64) -> Option<f64> {
    critical(arl0, (0.2, 30.0), |limit| cusum(allowance, limit, 0.0))
}

/// Where the run length, which grows with the limit, reaches a value: the secant's neighbour that cannot leave its
/// bracket (Illinois), on the logarithm.
fn critical(arl0: f64, bracket: (f64, f64), length: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    if !(10.0..=100_000.0).contains(&arl0) {
        return None;
    }
    let gap = |limit: f64| length(limit).map(|length| (length / arl0).ln());
    let (mut low, mut high) = bracket;
    // Very wide limits give lengths beyond numbers: step up to a bracket instead of starting from its end.
    let mut low_gap = gap(low)?;
    if low_gap > 0.0 {
        return None;
    }
    let mut step = 0.5;
    let mut high_gap;
    loop {
        let next = (low + step).min(high);
        high_gap = gap(next)?;
        if high_gap >= 0.0 {
            high = next;
            break;
        }
        if next >= bracket.1 {
            return None;
        }
        low = next;
        low_gap = high_gap;
        step *= 1.5;
    }
    for _ in 0..60 {
        if high - low < 1e-10 {
            break;
        }
        let middle = (low * high_gap - high * low_gap) / (high_gap - low_gap);
        let middle_gap = gap(middle)?;
        if middle_gap.abs() < 1e-12 {
            return Some(middle);
        }
        if middle_gap < 0.0 {
            low = middle;
            low_gap = middle_gap;
            high_gap /= 2.0;
        } else {
            high = middle;
            high_gap = middle_gap;
            low_gap /= 2.0;
        }
    }
    Some(low + (high - low) / 2.0)
}

fn finite(length: f64) -> Option<f64> {
    (length.is_finite() && length >= 1.0 - 1e-9).then_some(length)
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

struct Node {
    at: f64,
    weight: f64,
}

/// Gauss–Legendre nodes between two ends, by Newton's method on the Legendre polynomial.
fn nodes(from: f64, to: f64) -> Vec<Node> {
    let count = NODES as f64;
    (0..NODES)
        .map(|index| {
            let mut x = (std::f64::consts::PI * (index as f64 + 0.75) / (count + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..100 {
                let (mut before, mut value) = (1.0, x);
                for degree in 2..=NODES {
                    let degree = degree as f64;
                    let next = ((2.0 * degree - 1.0) * x * value - (degree - 1.0) * before) / degree;
                    before = value;
                    value = next;
                }
                slope = count * (x * value - before) / (x * x - 1.0);
                let step = value / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            let half = (to - from) / 2.0;
            Node { at: from + half * (1.0 - x), weight: half * 2.0 / ((1.0 - x * x) * slope * slope) }
        })
        .collect()
}

/// Solves `L(x) = 1 + L(0) back(x) + ∫ L(y) kernel(x, y) dy` at the nodes and, last, at 0.
fn solve(nodes: &[Node], kernel: impl Fn(f64, f64) -> f64, back: impl Fn(f64) -> f64) -> Option<Vec<f64>> {
    let size = nodes.len() + 1;
    let places: Vec<f64> = nodes.iter().map(|node| node.at).chain([0.0]).collect();
    let mut matrix: Vec<Vec<f64>> = places
        .iter()
        .enumerate()
        .map(|(row, from)| {
            let mut line: Vec<f64> = nodes.iter().map(|node| -node.weight * kernel(*from, node.at)).collect();
            line.push(-back(*from));
            line[row] += 1.0;
            line.push(1.0);
            line
        })
        .collect();
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        let size_of_pivot = matrix[pivot][column].abs();
        if size_of_pivot.is_nan() || size_of_pivot <= 1e-300 {
            return None;
        }
        matrix.swap(column, pivot);
        let (above, below) = matrix.split_at_mut(column + 1);
        let lead = &above[column];
        for line in below {
            let factor = line[column] / lead[column];
            if factor != 0.0 {
                for (value, lead) in line[column..].iter_mut().zip(&lead[column..]) {
                    *value -= factor * lead;
                }
            }
        }
    }
    let mut lengths = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| matrix[row][column] * lengths[column]).sum();
        lengths[row] = (matrix[row][size] - known) / matrix[row][row];
    }
    Some(lengths)
}
