#![doc = include_str!("../../docs/spc-rephase.md")]

use super::fit::median;

/// Which runs re-base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Runs above the median.
    Above,
    /// Runs below the median.
    Below,
    /// Either.
    Both,
}

/// The parameters of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Points of the first median.
    pub median_points: usize,
    /// Useful points of a run that re-bases.
    pub run_points: usize,
    /// Which runs count.
    pub wanted: Wanted,
}

impl Default for Rule {
    fn default() -> Rule {
        Rule { median_points: 13, run_points: 9, wanted: Wanted::Both }
    }
}

/// A suggested phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// Its median.
    pub median: f64,
    /// First point that the median was taken from; the phase starts here.
    pub start: usize,
    /// Last point that the median was taken from.
    pub end: usize,
    /// Last point that the median is drawn to: the start of the next phase, or the last point.
    pub extends_to: usize,
}

/// Suggests phases of values without gaps; empty when there are fewer than `median_points`.
pub fn suggest(values: &[f64], rule: Rule) -> Vec<Suggestion> {
    let Some(last) = values.len().checked_sub(1) else { return Vec::new() };
    if rule.median_points == 0 || rule.run_points == 0 || values.len() < rule.median_points {
        return Vec::new();
    }
    let first = median(&mut values[..rule.median_points].to_vec());
    let mut suggestions = vec![Suggestion { median: first, start: 0, end: rule.median_points - 1, extends_to: last }];
    let mut from = rule.median_points;
    while let Some(current) = suggestions.last_mut() {
        let Some((start, end)) = first_run(values, from, current.median, rule) else { break };
        // Points on the old median were no part of the run, and are none of the new median.
        let mut run: Vec<f64> = values[start..=end].iter().copied().filter(|value| *value != current.median).collect();
        current.extends_to = start;
        suggestions.push(Suggestion { median: median(&mut run), start, end, extends_to: last });
        from = end + 1;
    }
    suggestions
}

/// First and last point of the first long enough run from a position on.
fn first_run(values: &[f64], from: usize, centre: f64, rule: Rule) -> Option<(usize, usize)> {
    let (mut start, mut points, mut before) = (from, 0, 0_i8);
    for (at, value) in values.iter().enumerate().skip(from) {
        let side = i8::from(*value > centre) - i8::from(*value < centre);
        if side == 0 {
            continue;
        }
        if side != before {
            start = at;
            points = 0;
            before = side;
        }
        points += 1;
        let is_wanted = match rule.wanted {
            Wanted::Above => side > 0,
            Wanted::Below => side < 0,
            Wanted::Both => true,
        };
        if is_wanted && points == rule.run_points {
            return Some((start, at));
        }
    }
    None
}
