//! Which parts of the service explain a change: a search over all combinations of up to three dimensions, and parts that add up.
//!
//! **Adding up.** A level is Σ w·r: shares of the records times levels of the parts. Its change is, to the last decimal, the sum over
//! parts of w̄·Δr (the part's level moved) and (r̄ − V̄)·Δw (the part's share of the records moved), where a bar is the mean of before
//! and since and V is the level of the whole (Kitagawa 1955, *JASA* 50:1168; V̄ takes nothing away, as shares add up to one). Counts
//! are simpler: each part's own change.
//!
//! **Search.** A part explains as much of the change as is gone when the part is left out. Its z, beyond what records and periods do by
//! chance, is weighed against the number of parts of as many dimensions (2·ln), so that a narrower part is preferred only where it
//! explains clearly more; where what surrounds it moved as well, the story is of what surrounds it. Then its records are taken out,
//! and the search begins anew among the rest. False discoveries are controlled over all parts of each search (Benjamini & Hochberg 1995).

use std::collections::HashMap;

use luotsi_stats::distribution::normal_two_sided_p;
use luotsi_stats::multiplicity::benjamini_hochberg;

use super::figure::{Figure, Sums};
use super::noise::{Noise, volume};
use super::{FALSE_SHARE, Shift, sums};
use crate::ask::Cell;
use crate::scope::Scope;

/// Combinations of at most so many dimensions.
const MOST_DIMENSIONS: usize = 3;
/// At most so many parts are told.
const MOST_PARTS: usize = 5;
/// A part that explains less of the whole change than this is not worth telling.
const LEAST_SHARE: f64 = 0.1;
/// What surrounds a part tells the story when it moved at least so much as the part …
const MOVED_AS_WELL: f64 = 0.5;
/// … by more than so many standard errors.
const MOVED_FOR_SURE: f64 = 2.0;
/// What surrounds a part and holds less than this share of its records is the part under another name.
const NEXT_TO_NOTHING: f64 = 0.1;
/// Two parts that share so much of their records are one part with two names.
const SAME_RECORDS: f64 = 0.8;
/// Names of one part that are told.
const MOST_NAMES: usize = 3;
/// Half of a 95 % interval in standard errors.
const Z_95: f64 = 1.959_963_984_540_054;
/// Stands for a value that is not known.
const UNKNOWN: u16 = u16::MAX;
/// Stands for no candidate.
const NONE: u32 = u32::MAX;

/// One part of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct PartOfChange {
    /// Where: one value of each of up to three dimensions, and of the dimensions that were asked for.
    pub scope: Scope,
    /// The same records under other names (a topic that one team alone answers).
    pub same_as: Vec<Scope>,
    /// Parts told earlier, whose records are not counted here again.
    pub apart_from: Vec<Scope>,
    /// What the part adds to the whole change: its level moved, and its share of the records moved.
    pub effect: f64,
    /// Lower end of the effect's 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Of the effect: because the part's level moved.
    pub rate_effect: f64,
    /// Of the effect: because the part's share of the records moved.
    pub mix_effect: f64,
    /// `effect` as a share of the whole change; `None` when the whole did not change.
    pub share_of_change: Option<f64>,
    /// The part's own level.
    pub level: Shift,
    /// The part's own values of the metric; differ from `level` where a quantile is divided by how often records exceed it.
    pub values: (f64, f64),
    /// The part's share of the records before and since.
    pub weight: (f64, f64),
    /// Records before and since.
    pub n: (f64, f64),
    /// The change that the service would have had without the part (and without the parts told before it).
    pub without: f64,
    /// Share of false ones among all parts at least as plain as this one.
    pub q: f64,
}

/// Everything that is in none of the parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rest {
    /// What it adds to the whole change.
    pub effect: f64,
    /// Of this: because its level moved.
    pub rate_effect: f64,
    /// Of this: because its share of the records moved.
    pub mix_effect: f64,
    /// As a share of the whole change.
    pub share_of_change: Option<f64>,
    /// Its level; `None` without records on one side.
    pub level: Option<(f64, f64)>,
    /// Records before and since.
    pub n: (f64, f64),
}

/// What the search found.
pub(super) struct Found {
    pub whole: Shift,
    pub parts: Vec<PartOfChange>,
    pub rest: Option<Rest>,
    pub searched: usize,
}

/// Sums before and since.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Pair {
    before: Sums,
    after: Sums,
}

impl Pair {
    fn add(&mut self, other: &Pair) {
        self.before += other.before;
        self.after += other.after;
    }

    fn minus(&self, other: &Pair) -> Pair {
        Pair { before: self.before - other.before, after: self.after - other.after }
    }

    fn n(&self) -> f64 {
        self.before.n + self.after.n
    }
}

/// All records of one combination of values of all dimensions.
pub(super) struct Leaf {
    values: Vec<u16>,
    pair: Pair,
    is_taken: bool,
}

impl Leaf {
    /// The sums before the date.
    pub(super) fn before(&mut self) -> &mut Sums {
        &mut self.pair.before
    }

    /// The sums since.
    pub(super) fn after(&mut self) -> &mut Sums {
        &mut self.pair.after
    }
}

/// A part that may explain the change.
struct Candidate {
    subset: usize,
    values: Vec<u16>,
    pair: Pair,
    /// With the records of parts that have been told.
    all: Pair,
}

/// A candidate weighed against the rest.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    /// What of the change is gone when the part is left out.
    explained: f64,
    /// Change of the rest.
    without: f64,
    z: f64,
    /// Did the part move more than the rest, or is it a matter of shares? Of two channels one moves and the other stands still: the
    /// story is of the one that moved.
    leads: bool,
}

/// The search.
pub(super) struct Search<'a> {
    figure: Figure,
    noise: Noise,
    dimensions: &'a [String],
    least: f64,
    codes: Vec<HashMap<String, u16>>,
    names: Vec<Vec<String>>,
    leaves: HashMap<Vec<u16>, Leaf>,
}

impl<'a> Search<'a> {
    /// `least`: parts with fewer records on either side are neither told nor left as the only rest.
    pub(super) fn new(figure: Figure, noise: Noise, dimensions: &'a [String], least: f64) -> Self {
        let count = dimensions.len();
        Self {
            figure,
            noise,
            dimensions,
            least,
            codes: vec![HashMap::new(); count],
            names: vec![Vec::new(); count],
            leaves: HashMap::new(),
        }
    }

    /// Adds a cell of all dimensions to one side.
    pub(super) fn add(&mut self, cell: &Cell, side: impl FnOnce(&mut Leaf) -> &mut Sums) {
        let mut values = Vec::with_capacity(self.dimensions.len());
        for (place, value) in cell.dims.iter().enumerate().take(self.dimensions.len()) {
            values.push(match value {
                None => UNKNOWN,
                Some(value) => match self.codes[place].get(value) {
                    Some(code) => *code,
                    None => {
                        let code = self.names[place].len() as u16;
                        self.codes[place].insert(value.clone(), code);
                        self.names[place].push(value.clone());
                        code
                    }
                },
            });
        }
        let leaf = self.leaves.entry(values.clone()).or_insert(Leaf { values, pair: Pair::default(), is_taken: false });
        *side(leaf) += sums(&cell.tally);
    }

    /// Searches.
    pub(super) fn run(self, asked: &Scope) -> Found {
        let Self { figure, noise, dimensions, least, names, leaves, .. } = self;
        let mut leaves: Vec<Leaf> = leaves.into_values().collect();
        // Whatever order the cells came in: floating sums are added in one order.
        leaves.sort_by_cached_key(|leaf| spelled(&names, &leaf.values));
        let mut whole = Pair::default();
        leaves.iter().for_each(|leaf| whole.add(&leaf.pair));
        let ground = Weights { figure, noise: &noise, least };
        let shift = ground.shift(&whole);
        let mut board = Board::new(&leaves, dimensions.len());
        let searched = board.candidates.iter().filter(|candidate| ground.is_shown(&candidate.pair)).count();
        let mut told: Vec<Told> = Vec::new();
        let mut universe = whole;
        while told.len() < MOST_PARTS && shift.effect.is_finite() {
            let Some(part) = board.next(&ground, (&universe, &whole)) else { break };
            let pair = board.candidates[part.candidate].pair;
            board.take(&mut leaves, part.candidate);
            universe = universe.minus(&pair);
            told.push(Told { pair, ..part });
        }
        let scope = |subset: usize, values: &[u16]| {
            let mut scope = asked.clone();
            for (place, value) in board.subsets[subset].iter().zip(values) {
                let (Some(dimension), Some(value)) = (dimensions.get(*place), names[*place].get(usize::from(*value))) else { continue };
                scope = scope.without(dimension).with(dimension.clone(), value.clone());
            }
            scope
        };
        let of = |candidate: usize| scope(board.candidates[candidate].subset, &board.candidates[candidate].values);
        let mut parts: Vec<PartOfChange> = Vec::new();
        for (number, part) in told.iter().enumerate() {
            let overlaps = |earlier: &&Told| board.overlaps(earlier.candidate, part.candidate);
            let divided = ground.divided(&part.pair, &whole);
            let level = ground.shift_of(&part.pair, &noise.own);
            let Pair { before, after } = part.pair;
            parts.push(PartOfChange {
                scope: of(part.candidate),
                same_as: part.same_as.iter().map(|candidate| of(*candidate)).collect(),
                apart_from: told[..number].iter().filter(overlaps).map(|earlier| of(earlier.candidate)).collect(),
                effect: divided.rate + divided.mix,
                low: divided.rate + divided.mix - Z_95 * divided.error,
                high: divided.rate + divided.mix + Z_95 * divided.error,
                rate_effect: divided.rate,
                mix_effect: divided.mix,
                share_of_change: share(divided.rate + divided.mix, &shift),
                values: (level.before, level.after),
                level,
                weight: ground.weights(&part.pair, &whole),
                n: (before.n, after.n),
                without: part.weighed.without,
                q: part.q,
            });
        }
        parts.sort_by(|left, right| right.effect.abs().total_cmp(&left.effect.abs()));
        let divided = ground.divided(&universe, &whole);
        let rest = (universe.n() > 0.0).then(|| Rest {
            effect: divided.rate + divided.mix,
            rate_effect: divided.rate,
            mix_effect: divided.mix,
            share_of_change: share(divided.rate + divided.mix, &shift),
            level: ground.levels(&universe),
            n: (universe.before.n, universe.after.n),
        });
        Found { whole: shift, parts, rest, searched }
    }
}

fn share(effect: f64, whole: &Shift) -> Option<f64> {
    (whole.effect.abs() > 1e-12 * whole.before.abs().max(whole.after.abs())).then(|| effect / whole.effect)
}

/// Values as they are read, so that an order does not depend on the order in which cells came.
fn spelled(names: &[Vec<String>], values: &[u16]) -> Vec<Option<String>> {
    values.iter().zip(names).map(|(value, names)| names.get(usize::from(*value)).cloned()).collect()
}

/// A part that is told.
struct Told {
    candidate: usize,
    same_as: Vec<usize>,
    weighed: Weighed,
    q: f64,
    pair: Pair,
}

/// A part's addition to the change of the whole, and its standard error.
struct Divided {
    rate: f64,
    mix: f64,
    error: f64,
}

/// How parts are weighed.
struct Weights<'n> {
    figure: Figure,
    noise: &'n Noise,
    least: f64,
}

impl Weights<'_> {
    /// Large enough on both sides, or new, or gone.
    fn is_shown(&self, pair: &Pair) -> bool {
        let is_enough = |sums: &Sums| sums.n >= self.least;
        let is_none = |sums: &Sums| sums.n <= 0.0;
        let (before, after) = (&pair.before, &pair.after);
        (is_enough(before) && is_enough(after)) || (is_none(before) && is_enough(after)) || (is_enough(before) && is_none(after))
    }

    fn level(&self, sums: &Sums, window: usize) -> Option<f64> {
        self.figure.level(sums, self.noise.periods[window])
    }

    /// Levels before and since; one that has no records is taken to be as the other.
    fn levels(&self, pair: &Pair) -> Option<(f64, f64)> {
        match (self.level(&pair.before, 0), self.level(&pair.after, 1)) {
            (Some(before), Some(after)) => Some((before, after)),
            (Some(one), None) | (None, Some(one)) => Some((one, one)),
            (None, None) => None,
        }
    }

    fn shift(&self, whole: &Pair) -> Shift {
        self.shift_of(whole, &self.noise.whole)
    }

    fn shift_of(&self, pair: &Pair, spread: &super::noise::Spread) -> Shift {
        let Some((before, after)) = self.levels(pair) else {
            return Shift { before: f64::NAN, after: f64::NAN, effect: f64::NAN, low: f64::NAN, high: f64::NAN };
        };
        let variance = self.noise.variance(self.figure, spread, (&pair.before, before), 0)
            + self.noise.variance(self.figure, spread, (&pair.after, after), 1);
        let (effect, margin) = (after - before, Z_95 * variance.sqrt());
        Shift { before, after, effect, low: effect - margin, high: effect + margin }
    }

    /// Shares of the records before and since.
    fn weights(&self, part: &Pair, whole: &Pair) -> (f64, f64) {
        let weight = |part: &Sums, whole: &Sums| {
            let (part, whole) = (volume(self.figure, part), volume(self.figure, whole));
            if whole > 0.0 { part / whole } else { 0.0 }
        };
        (weight(&part.before, &whole.before), weight(&part.after, &whole.after))
    }

    fn error_of_weight(&self, part: &Pair, whole: &Pair) -> f64 {
        let (before, after) = self.weights(part, whole);
        let weight = (0.5 * (before + after)).clamp(0.0, 1.0);
        self.noise.variance_of_weight(weight, [whole.before.n, whole.after.n]).sqrt()
    }

    /// What is gone of a change when the part is left out, and how sure that is.
    fn weigh(&self, part: &Pair, universe: &Pair) -> Option<Weighed> {
        let rest = universe.minus(part);
        if !self.is_shown(part) || rest.before.n < self.least || rest.after.n < self.least {
            return None;
        }
        let all = (self.level(&universe.before, 0)?, self.level(&universe.after, 1)?);
        let of_rest = (self.level(&rest.before, 0)?, self.level(&rest.after, 1)?);
        let (weight_before, weight_after) = self.weights(part, universe);
        let error_of_weight = self.error_of_weight(part, universe);
        if self.figure == Figure::Sum {
            let of_part = self.levels(part)?;
            // Had the part grown like the rest, nothing would be told of it.
            let like_the_rest = if of_rest.0 > 0.0 { of_part.0 * of_rest.1 / of_rest.0 } else { of_part.0 };
            let z = if error_of_weight > 0.0 { (weight_after - weight_before) / error_of_weight } else { 0.0 };
            let grown = |(before, after): (f64, f64)| if before > 0.0 { (after / before).ln().abs() } else { f64::INFINITY };
            let leads = grown(of_part) >= grown(of_rest);
            return Some(Weighed { explained: of_part.1 - like_the_rest, without: of_rest.1 - of_rest.0, z, leads });
        }
        let of_part = self.levels(part)?;
        let without = of_rest.1 - of_rest.0;
        let explained = (all.1 - all.0) - without;
        let weight = 0.5 * (weight_before + weight_after);
        let apart = self.variance_apart((part, of_part), (&rest, of_rest));
        let distance = 0.5 * (of_part.0 + of_part.1 - of_rest.0 - of_rest.1);
        let shifted = weight_after - weight_before;
        let variance = weight * weight * apart + distance * distance * error_of_weight * error_of_weight + shifted * shifted * 0.25 * apart;
        let z = if variance > 0.0 { explained / variance.sqrt() } else { 0.0 };
        let moved = of_part.1 - of_part.0;
        let leads = moved.abs() >= without.abs() || (weight * (moved - without)).abs() < (distance * shifted).abs();
        Some(Weighed { explained, without, z, leads })
    }

    /// Variance of how much more one part's level changed than another's.
    fn variance_apart(&self, one: (&Pair, (f64, f64)), other: (&Pair, (f64, f64))) -> f64 {
        let spread = &self.noise.apart;
        // What periods do to the distance of a part from the rest is in the spread once, not twice.
        let alone = super::noise::Spread { between: 0.0, ..*spread };
        let of = |(pair, levels): (&Pair, (f64, f64)), spread: &super::noise::Spread| {
            self.noise.variance(self.figure, spread, (&pair.before, levels.0), 0)
                + self.noise.variance(self.figure, spread, (&pair.after, levels.1), 1)
        };
        of(one, spread) + of(other, &alone)
    }

    /// What a part adds to the change of the whole.
    fn divided(&self, part: &Pair, whole: &Pair) -> Divided {
        let nothing = Divided { rate: 0.0, mix: 0.0, error: 0.0 };
        let (Some(before), Some(after)) = (self.level(&whole.before, 0), self.level(&whole.after, 1)) else { return nothing };
        if self.figure == Figure::Sum {
            let (from, to) = self.levels(part).unwrap_or_default();
            let shift = self.shift_of(part, &self.noise.own);
            return Divided { rate: to - from, mix: 0.0, error: (shift.high - shift.low) / (2.0 * Z_95) };
        }
        let middle = 0.5 * (before + after);
        let (weight_before, weight_after) = self.weights(part, whole);
        let shifted = weight_after - weight_before;
        let added = |part: &Sums, whole: &Sums| if whole.bottom > 0.0 { self.figure.addend(part, whole.bottom) } else { 0.0 };
        let total = added(&part.after, &whole.after) - added(&part.before, &whole.before) - middle * shifted;
        let levels = (self.level(&part.before, 0), self.level(&part.after, 1));
        let weight = 0.5 * (weight_before + weight_after);
        let rate = match levels {
            (Some(before), Some(after)) => weight * (after - before),
            // A part that is new or gone has moved by its share alone; one without any denominator, by its sum.
            (None, None) => total,
            _ => 0.0,
        };
        let (from, to) = self.levels(part).unwrap_or((middle, middle));
        let variance = self.noise.variance(self.figure, &self.noise.own, (&part.before, from), 0)
            + self.noise.variance(self.figure, &self.noise.own, (&part.after, to), 1);
        let distance = 0.5 * (from + to) - middle;
        let of_weight = self.error_of_weight(part, whole);
        let error = (weight * weight * variance + (distance * of_weight).powi(2) + shifted * shifted * 0.25 * variance).sqrt();
        Divided { rate, mix: total - rate, error }
    }
}

/// All candidates, and which leaves each holds.
struct Board {
    subsets: Vec<Vec<usize>>,
    candidates: Vec<Candidate>,
    /// Candidate of each leaf and subset.
    of_leaf: Vec<u32>,
    by_values: HashMap<(usize, Vec<u16>), usize>,
    /// Leaves of each candidate that has been told.
    leaves_of: HashMap<usize, Vec<usize>>,
}

impl Board {
    fn new(leaves: &[Leaf], dimensions: usize) -> Self {
        let mut subsets: Vec<Vec<usize>> = Vec::new();
        for size in 1..=MOST_DIMENSIONS.min(dimensions) {
            combinations(dimensions, size, &mut subsets);
        }
        let mut board = Self {
            candidates: Vec::new(),
            of_leaf: vec![NONE; leaves.len() * subsets.len()],
            by_values: HashMap::new(),
            leaves_of: HashMap::new(),
            subsets,
        };
        for (number, leaf) in leaves.iter().enumerate() {
            for (subset, places) in board.subsets.iter().enumerate() {
                let values: Vec<u16> = places.iter().map(|place| leaf.values.get(*place).copied().unwrap_or(UNKNOWN)).collect();
                if values.contains(&UNKNOWN) {
                    continue;
                }
                let next = board.candidates.len();
                let candidate = *board.by_values.entry((subset, values)).or_insert_with_key(|(subset, values)| {
                    board.candidates.push(Candidate {
                        subset: *subset,
                        values: values.clone(),
                        pair: Pair::default(),
                        all: Pair::default(),
                    });
                    next
                });
                board.candidates[candidate].pair.add(&leaf.pair);
                board.candidates[candidate].all.add(&leaf.pair);
                board.of_leaf[number * board.subsets.len() + subset] = candidate as u32;
            }
        }
        board
    }

    fn depth(&self, candidate: usize) -> usize {
        self.subsets[self.candidates[candidate].subset].len()
    }

    /// The part that explains most among the records that are left, if any does for sure.
    fn next(&mut self, ground: &Weights<'_>, (universe, whole): (&Pair, &Pair)) -> Option<Told> {
        let weighed: Vec<Option<Weighed>> = self.candidates.iter().map(|candidate| ground.weigh(&candidate.pair, universe)).collect();
        let judged: Vec<usize> = (0..weighed.len()).filter(|index| weighed[*index].is_some()).collect();
        let p_values: Vec<f64> =
            judged.iter().filter_map(|index| weighed[*index]).map(|weighed| normal_two_sided_p(weighed.z).clamp(0.0, 1.0)).collect();
        let q_values = benjamini_hochberg(&p_values).ok()?;
        let mut counts = [0.0_f64; MOST_DIMENSIONS + 1];
        judged.iter().for_each(|index| counts[self.depth(*index)] += 1.0);
        let (of_universe, of_whole) = (
            volume(ground.figure, &universe.before) + volume(ground.figure, &universe.after),
            volume(ground.figure, &whole.before) + volume(ground.figure, &whole.after),
        );
        let reach = if ground.figure == Figure::Sum { 1.0 } else { of_universe / of_whole };
        // In a change that is no larger than chance, what parts do to each other is told when it is as large as chance.
        let shift = ground.shift(whole);
        let yardstick = shift.effect.abs().max(0.5 * (shift.high - shift.low));
        // Parts that moved, and in the direction of a change that is one; the others only where there are none of these.
        let mut best: [Option<(f64, usize)>; 2] = [None; 2];
        let mut is_kept = vec![false; self.candidates.len()];
        for (index, q) in judged.iter().zip(&q_values) {
            let Some(found) = weighed[*index] else { continue };
            let is_material = (found.explained * reach).abs() >= LEAST_SHARE * yardstick;
            if *q > FALSE_SHARE || !is_material {
                continue;
            }
            is_kept[*index] = true;
            let score = found.z * found.z - 2.0 * counts[self.depth(*index)].max(1.0).ln();
            let is_against = shift.is_certain() && found.explained * shift.effect < 0.0;
            let best = &mut best[usize::from(is_against || !found.leads)];
            if score > 0.0 && best.is_none_or(|(most, _)| score > most) {
                *best = Some((score, *index));
            }
        }
        let (_, found) = best.into_iter().flatten().next()?;
        let candidate = self.simplest(ground, (&weighed, &is_kept), universe, found);
        let q = judged.iter().position(|index| *index == candidate).map_or(1.0, |place| q_values[place]);
        let same_as = self.same_records(candidate);
        Some(Told { candidate, same_as, weighed: weighed[candidate]?, q, pair: Pair::default() })
    }

    /// As long as what surrounds a part moved as well, or is next to nothing, the story is of what surrounds it.
    fn simplest(&self, ground: &Weights<'_>, (weighed, is_kept): (&[Option<Weighed>], &[bool]), universe: &Pair, found: usize) -> usize {
        let mut part = found;
        'wider: loop {
            let mut parents: Vec<usize> = self.parents(part).into_iter().filter(|parent| is_kept[*parent]).collect();
            let z = |index: usize| weighed[index].map_or(0.0, |weighed| weighed.z.abs());
            parents.sort_by(|left, right| z(*right).total_cmp(&z(*left)));
            for parent in parents {
                let (own, around) = (self.candidates[part].pair, self.candidates[parent].pair);
                let (between, rest) = (around.minus(&own), universe.minus(&around));
                let is_next_to_nothing =
                    between.before.n <= NEXT_TO_NOTHING * own.before.n && between.after.n <= NEXT_TO_NOTHING * own.after.n;
                if is_next_to_nothing || ground.moved_as_well(&own, &between, &rest) {
                    part = parent;
                    continue 'wider;
                }
            }
            return part;
        }
    }

    /// The candidates with one dimension less.
    fn parents(&self, candidate: usize) -> Vec<usize> {
        let Candidate { subset, values, .. } = &self.candidates[candidate];
        let places = &self.subsets[*subset];
        let mut found = Vec::new();
        for left_out in 0..places.len() {
            let keep = |index: &usize| *index != left_out;
            let fewer: Vec<usize> = (0..places.len()).filter(keep).map(|index| places[index]).collect();
            let values: Vec<u16> = (0..places.len()).filter(keep).map(|index| values[index]).collect();
            let Some(subset) = self.subsets.iter().position(|known| *known == fewer) else { continue };
            found.extend(self.by_values.get(&(subset, values)));
        }
        found
    }

    fn leaves(&self, candidate: usize) -> impl Iterator<Item = usize> {
        let (count, subset) = (self.subsets.len(), self.candidates[candidate].subset);
        (0..self.of_leaf.len() / count.max(1)).filter(move |leaf| self.of_leaf[leaf * count + subset] == candidate as u32)
    }

    /// Other names of nearly the same records, the simplest first.
    fn same_records(&self, candidate: usize) -> Vec<usize> {
        let count = self.subsets.len();
        let mut shared: HashMap<u32, f64> = HashMap::new();
        for leaf in self.leaves(candidate) {
            for other in &self.of_leaf[leaf * count..(leaf + 1) * count] {
                if *other != NONE {
                    *shared.entry(*other).or_default() += 1.0;
                }
            }
        }
        let own = self.candidates[candidate].all.n();
        let depth = self.depth(candidate);
        let places = &self.subsets[self.candidates[candidate].subset];
        let mut found: Vec<usize> = shared
            .into_keys()
            .map(|other| other as usize)
            .filter(|other| *other != candidate && self.depth(*other) <= depth && &self.subsets[self.candidates[*other].subset] != places)
            .filter(|other| {
                let both = self.records_of_both(candidate, *other);
                both >= SAME_RECORDS * (own + self.candidates[*other].all.n() - both)
            })
            .collect();
        found.sort_by_key(|other| (self.depth(*other), *other));
        found.truncate(MOST_NAMES);
        found
    }

    fn records_of_both(&self, one: usize, other: usize) -> f64 {
        // Of two candidates, what both hold is a candidate of the dimensions of both, when there are few enough of them.
        let mut places: Vec<(usize, u16)> = Vec::new();
        for candidate in [one, other] {
            let Candidate { subset, values, .. } = &self.candidates[candidate];
            for pair in self.subsets[*subset].iter().copied().zip(values.iter().copied()) {
                if places.iter().any(|known| known.0 == pair.0 && known.1 != pair.1) {
                    return 0.0;
                }
                if !places.contains(&pair) {
                    places.push(pair);
                }
            }
        }
        places.sort_unstable();
        let wanted: Vec<usize> = places.iter().map(|(place, _)| *place).collect();
        let values: Vec<u16> = places.iter().map(|(_, value)| *value).collect();
        let subset = self.subsets.iter().position(|known| *known == wanted);
        subset.and_then(|subset| self.by_values.get(&(subset, values))).map_or(0.0, |both| self.candidates[*both].all.n())
    }

    /// Takes a part's records out of all candidates.
    fn take(&mut self, leaves: &mut [Leaf], candidate: usize) {
        let count = self.subsets.len();
        let own: Vec<usize> = self.leaves(candidate).collect();
        for leaf in own.iter().copied().filter(|leaf| !leaves[*leaf].is_taken) {
            for other in &self.of_leaf[leaf * count..(leaf + 1) * count] {
                if *other != NONE {
                    let pair = &mut self.candidates[*other as usize].pair;
                    *pair = pair.minus(&leaves[leaf].pair);
                }
            }
        }
        own.iter().for_each(|leaf| leaves[*leaf].is_taken = true);
        self.leaves_of.insert(candidate, own);
    }

    /// Have two parts that were told any records in common?
    fn overlaps(&self, one: usize, other: usize) -> bool {
        match (self.leaves_of.get(&one), self.leaves_of.get(&other)) {
            (Some(one), Some(other)) => one.iter().any(|leaf| other.binary_search(leaf).is_ok()),
            _ => false,
        }
    }
}

impl Weights<'_> {
    /// Did what lies between a part and what surrounds it move like the part, against the rest?
    fn moved_as_well(&self, own: &Pair, between: &Pair, rest: &Pair) -> bool {
        let moved = |pair: &Pair| {
            let (before, after) = (self.level(&pair.before, 0)?, self.level(&pair.after, 1)?);
            let moved =
                if self.figure == Figure::Sum { if before > 0.0 { after / before - 1.0 } else { return None } } else { after - before };
            Some((moved, (before, after)))
        };
        let (Some((own, _)), Some((moved_between, levels)), Some((of_rest, levels_of_rest))) = (moved(own), moved(between), moved(rest))
        else {
            return false;
        };
        let mut error = self.variance_apart((between, levels), (rest, levels_of_rest)).sqrt();
        if self.figure == Figure::Sum {
            error /= levels.0;
        }
        let (own, beyond) = (own - of_rest, moved_between - of_rest);
        own * beyond > 0.0 && beyond.abs() >= MOVED_AS_WELL * own.abs() && beyond.abs() > MOVED_FOR_SURE * error
    }
}

/// All combinations of so many of the first numbers.
fn combinations(count: usize, size: usize, found: &mut Vec<Vec<usize>>) {
    let mut chosen: Vec<usize> = (0..size).collect();
    loop {
        found.push(chosen.clone());
        let Some(place) = (0..size).rev().find(|place| chosen[*place] < count - size + place) else { return };
        chosen[place] += 1;
        for next in place + 1..size {
            chosen[next] = chosen[next - 1] + 1;
        }
    }
}
