#![doc = include_str!("../../docs/spc-runs.md")]

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::dialect::RunsMethod;
use crate::distribution::Binomial;

/// The runs analysis of one phase. Its fields are those of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Runs {
    /// Points that are not on the centre line.
    pub useful: usize,
    /// Points in the longest run on one side.
    pub longest: usize,
    /// Longest run that chance explains; `None` when no point is useful.
    pub longest_max: Option<usize>,
    /// Times the series crossed the centre.
    pub crossings: usize,
    /// Fewest crossings that chance explains; `None` when no point is useful.
    pub crossings_min: Option<usize>,
    /// Whether either limit is broken.
    pub signal: bool,
}

/// Limits for runs and crossings with `useful` points: (longest run max, crossings min).
pub fn limits(method: RunsMethod, useful: usize) -> Option<(usize, usize)> {
    if useful == 0 {
        return None;
    }
    let plain = (longest_max(useful), crossings_min(useful));
    match method {
        RunsMethod::Anhoej | RunsMethod::CutBox => Some(plain),
        RunsMethod::BestBox => Some(best_box(useful).map(|(crossings, longest)| (longest, crossings)).unwrap_or(plain)),
    }
}

/// The runs analysis and the run that the series ended in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Analysis {
    pub runs: Runs,
    pub last_run: usize,
    /// −1 or 1; 0 when no point is useful.
    pub last_side: i8,
}

impl Analysis {
    /// Whether there is a signal and the run at the end is the one that is too long.
    pub(crate) fn is_ongoing_signal(&self) -> bool {
        self.runs.signal && self.runs.longest_max.is_some_and(|most| self.last_run > most)
    }
}

/// Analyses the sides (−1, 0, 1) of points against the centre.
pub(crate) fn analyse(method: RunsMethod, sides: impl Iterator<Item = i8>) -> Analysis {
    let mut useful = 0;
    let mut longest = 0;
    let mut crossings = 0;
    let mut run = 0;
    let mut before = 0;
    for side in sides.filter(|side| *side != 0) {
        useful += 1;
        if side == before {
            run += 1;
        } else {
            crossings += usize::from(before != 0);
            run = 1;
            before = side;
        }
        longest = longest.max(run);
    }
    let Some((longest_max, crossings_min)) = limits(method, useful) else {
        return Analysis::default();
    };
    Analysis {
        runs: Runs {
            useful,
            longest,
            longest_max: Some(longest_max),
            crossings,
            crossings_min: Some(crossings_min),
            signal: is_signal(method, useful, longest, crossings),
        },
        last_run: run,
        last_side: before,
    }
}

/// Whether `longest` and `crossings` among `useful` points are a signal.
pub fn is_signal(method: RunsMethod, useful: usize, longest: usize, crossings: usize) -> bool {
    let Some((longest_max, crossings_min)) = limits(method, useful) else {
        return false;
    };
    let is_outside_box = longest > longest_max || crossings < crossings_min;
    match method {
        RunsMethod::CutBox => is_outside_cut_box(useful, longest, crossings).unwrap_or(is_outside_box),
        RunsMethod::Anhoej | RunsMethod::BestBox => is_outside_box,
    }
}

/// Schilling (2012): `log2 n` is the expected longest run, 3 its upper prediction distance.
fn longest_max(useful: usize) -> usize {
    (useful as f64).log2().round_ties_even() as usize + 3
}

/// Chen (2010): the 5 % quantile of Binomial(n − 1, ½). Kept for up to a thousand points, as it is asked for each
/// series.
fn crossings_min(useful: usize) -> usize {
    static KEPT: OnceLock<Vec<u16>> = OnceLock::new();
    let quantile = |useful: usize| Binomial::new(useful.saturating_sub(1) as u64, 0.5).map_or(0, |binomial| binomial.quantile(0.05));
    let kept = KEPT.get_or_init(|| (0..=1000).map(|useful| quantile(useful) as u16).collect());
    match kept.get(useful) {
        Some(crossings) => usize::from(*crossings),
        None => quantile(useful) as usize,
    }
}

/// (crossings min, longest max) of the best box.
fn best_box(useful: usize) -> Option<(usize, usize)> {
    let (crossings, longest, _, _) = *BOXES.get(useful.checked_sub(10)?)?;
    Some((usize::from(crossings), usize::from(longest)))
}

/// The cut box takes from the best box the parts of its two borders that lie near its corner.
fn is_outside_cut_box(useful: usize, longest: usize, crossings: usize) -> Option<bool> {
    let (crossings_min, longest_max, crossings_border, longest_border) = *BOXES.get(useful.checked_sub(10)?)?;
    let (crossings_min, longest_max) = (usize::from(crossings_min), usize::from(longest_max));
    if crossings_border == 0 {
        return Some(longest > longest_max || crossings < crossings_min);
    }
    let is_inside = crossings > crossings_min && longest < longest_max;
    let is_on_crossings_border = crossings == crossings_min && longest <= usize::from(longest_border);
    let is_on_longest_border = crossings >= usize::from(crossings_border) && longest <= longest_max;
    Some(!(is_inside || is_on_crossings_border || is_on_longest_border))
}

/// For 10 to 100 useful points: best box (crossings min, longest max) and cut box borders (crossings, longest;
/// 0 = nothing is cut). Anhøj & Wentzel-Larsen 2020.
#[rustfmt::skip]
const BOXES: [(u8, u8, u8, u8); 91] = [
    (2, 6, 3, 5), (3, 7, 4, 6), (3, 6, 0, 0), (3, 6, 0, 0), (3, 6, 0, 0),
    (4, 7, 6, 6), (5, 8, 6, 7), (5, 7, 0, 0), (5, 7, 6, 6), (5, 7, 6, 5),
    (6, 7, 0, 0), (7, 8, 0, 0), (6, 7, 7, 6), (6, 7, 7, 6), (6, 7, 7, 6),
    (6, 7, 0, 0), (9, 9, 10, 7), (9, 8, 10, 7), (9, 8, 11, 7), (10, 8, 0, 0),
    (11, 10, 12, 9), (11, 9, 14, 8), (11, 8, 0, 0), (11, 8, 12, 7), (11, 8, 13, 7),
    (12, 8, 0, 0), (13, 9, 15, 8), (14, 10, 0, 0), (13, 8, 0, 0), (15, 11, 0, 0),
    (15, 9, 0, 0), (15, 9, 17, 8), (14, 8, 0, 0), (14, 8, 0, 0), (17, 10, 0, 0),
    (17, 9, 0, 0), (17, 9, 19, 8), (17, 9, 20, 7), (19, 12, 20, 11), (19, 10, 21, 9),
    (19, 9, 0, 0), (19, 9, 21, 8), (19, 9, 21, 7), (21, 11, 23, 9), (21, 10, 23, 8),
    (21, 9, 0, 0), (21, 9, 23, 8), (23, 12, 25, 11), (23, 10, 24, 9), (23, 10, 26, 8),
    (23, 9, 0, 0), (23, 9, 24, 8), (25, 11, 27, 9), (25, 10, 27, 9), (26, 11, 27, 10),
    (26, 10, 27, 9), (27, 12, 29, 10), (27, 10, 0, 0), (27, 10, 29, 8), (28, 11, 29, 8),
    (29, 14, 30, 13), (29, 11, 31, 9), (29, 10, 30, 9), (30, 11, 31, 10), (30, 10, 0, 0),
    (31, 12, 32, 9), (31, 11, 34, 8), (31, 10, 33, 9), (32, 11, 33, 8), (33, 13, 37, 11),
    (33, 11, 35, 9), (33, 10, 0, 0), (34, 11, 36, 10), (33, 10, 36, 7), (35, 11, 0, 0),
    (35, 11, 38, 8), (35, 10, 36, 9), (35, 10, 38, 8), (37, 12, 38, 10), (37, 11, 39, 9),
    (38, 12, 0, 0), (37, 10, 39, 9), (39, 13, 41, 12), (39, 11, 40, 10), (39, 11, 42, 8),
    (39, 10, 0, 0), (39, 10, 41, 8), (41, 12, 42, 9), (41, 11, 44, 9), (42, 12, 43, 10),
    (41, 10, 42, 9),
];
