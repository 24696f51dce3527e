//! What is gathered for one metric, cell by cell, from batches of evaluated expressions.
//!
//! The query engine evaluates the expressions of all metrics of a table in one scan; the sums are made here. Rows come in order
//! of their day, so that without dimensions a cell is a run of rows and a share is the counting of bits.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use anyhow::{Result, anyhow};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{Date32Type, Float64Type, Int64Type};

use super::cells::{NOWHERE, codes};
use crate::compare::KeyHasher;
use crate::facts::texts::{Texts, UNKNOWN};

/// What to gather; numbers are those of columns of the scan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gather {
    /// Counts of base, plus and minus.
    Flags { base: usize, plus: usize, minus: Option<usize> },
    /// Count, sum and squares of a value.
    Values { base: usize, value: usize },
    /// Count.
    Count { base: usize },
    /// Every value, or a sketch of them.
    Collect { base: usize, value: usize, sketched: bool },
    /// Times with their ending.
    Times { base: usize, time: usize, ended: usize },
    /// Scores by unit and assessor.
    Ratings { base: usize, unit: Vec<usize>, rater: usize, score: usize },
    /// Two sums of the same records, one over the other; a value left out counts records.
    Ratio { top_base: usize, top: Option<usize>, bottom_base: usize, bottom: Option<usize> },
    /// How many enter and leave each day from `first_day` on; cells are those of the dimensions alone.
    Spans { base: usize, enters: usize, leaves: usize, first_day: i32 },
}

/// Which records resemble each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cluster {
    /// Few clusters, by a text column.
    Named { column: usize },
    /// Many clusters, by a column of hashes or identifiers; one in so many is looked at.
    Hashed { column: usize, one_in: u64 },
}

/// One metric's part of a scan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// Which column of days puts a record into a period (number among the scan's times).
    pub(crate) time: usize,
    pub(crate) gather: Gather,
    pub(crate) cluster: Option<Cluster>,
}

/// Sums of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sums {
    pub(crate) n: f64,
    pub(crate) sum: f64,
    pub(crate) squares: f64,
    /// Sum below the line; only of ratios.
    pub(crate) below: f64,
}

impl Sums {
    /// What is above the line over what is below it.
    fn ratio(&self, item: &Item) -> Option<f64> {
        let below = if matches!(item.gather, Gather::Ratio { .. }) { self.below } else { self.n };
        (below > 0.0).then(|| self.sum / below)
    }

    fn add(&mut self, other: Sums) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.below += other.below;
    }
}

/// What was gathered for one item.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) sums: Vec<Sums>,
    pub(crate) values: Vec<Vec<f64>>,
    pub(crate) sketches: Vec<Sketch>,
    /// Times with their ending.
    pub(crate) times: Vec<Vec<(f64, bool)>>,
    /// How many enter on each day, and how many leave.
    pub(crate) spans: Vec<[Vec<f64>; 2]>,
    /// Unit, assessor, score.
    pub(crate) ratings: Vec<Vec<(u64, u64, f64)>>,
    cluster_names: Texts,
    /// By cell: its clusters, in the order of their numbers, with numerator and denominator. Small cells hold few of all clusters.
    named: Vec<Vec<(u32, [f64; 2])>>,
    /// By cell and cluster: numerator, denominator, and the squares and products of single records.
    hashed: HashMap<u128, [f64; 5], BuildHasherDefault<KeyHasher>>,
}

/// Sums over clusters of one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct ClusterSums {
    pub(crate) count: f64,
    pub(crate) numerator_squares: f64,
    pub(crate) denominator_squares: f64,
    pub(crate) products: f64,
}

/// A batch with its cells.
pub(crate) struct Rows<'a> {
    pub(crate) columns: &'a [ArrayRef],
    /// Cell of each row.
    pub(crate) cells: &'a [u32],
    /// Runs of rows of one cell, when they are long: cell, first row, rows.
    pub(crate) runs: Option<&'a [(u32, usize, usize)]>,
    pub(crate) masks: &'a mut Masks,
}

/// Truth values of boolean columns, unknown counted as not true; worked out once a batch.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    known: HashMap<usize, BooleanBuffer>,
}

impl Masks {
    fn of(&mut self, columns: &[ArrayRef], column: usize) -> Result<BooleanBuffer> {
        if let Some(mask) = self.known.get(&column) {
            return Ok(mask.clone());
        }
        let flags = columns[column].as_boolean_opt().ok_or_else(|| anyhow!("an expression of yes and no gave something else"))?;
        let mask = match flags.nulls() {
            Some(nulls) => flags.values() & nulls.inner(),
            None => flags.values().clone(),
        };
        self.known.insert(column, mask.clone());
        Ok(mask)
    }
}

fn numbers(columns: &[ArrayRef], column: usize) -> Result<&Float64Array> {
    columns[column].as_primitive_opt::<Float64Type>().ok_or_else(|| anyhow!("an expression of numbers gave something else"))
}

impl Gathered {
    /// Adds a batch.
    pub(crate) fn add(&mut self, item: &Item, rows: &mut Rows<'_>, cells: usize) -> Result<()> {
        match &item.gather {
            Gather::Flags { base, plus, minus } => self.add_flags(item, (*base, *plus, *minus), rows, cells),
            Gather::Values { base, value } => self.add_values(item, *base, *value, rows, cells),
            Gather::Count { base } => {
                let base = rows.masks.of(rows.columns, *base)?;
                self.sums.resize(cells, Sums::default());
                count(&base, rows, |cell, count| {
                    self.sums[cell].n += count;
                    self.sums[cell].sum += count;
                    self.sums[cell].squares += count;
                });
                Ok(())
            }
            Gather::Collect { base, value, sketched } => {
                let values = numbers(rows.columns, *value)?;
                let base = with_nulls(rows.masks.of(rows.columns, *base)?, values);
                if *sketched {
                    self.sketches.resize_with(cells, Sketch::default);
                    each(&base, rows.cells, |row, cell| self.sketches[cell].add(values.value(row)));
                } else {
                    self.values.resize(cells, Vec::new());
                    each(&base, rows.cells, |row, cell| {
                        if values.value(row).is_finite() {
                            self.values[cell].push(values.value(row));
                        }
                    });
                }
                Ok(())
            }
            Gather::Times { base, time, ended } => {
                let times = numbers(rows.columns, *time)?;
                let base = with_nulls(rows.masks.of(rows.columns, *base)?, times);
                let ended = rows.masks.of(rows.columns, *ended)?;
                self.times.resize(cells, Vec::new());
                each(&base, rows.cells, |row, cell| self.times[cell].push((times.value(row), ended.value(row))));
                Ok(())
            }
            Gather::Ratio { top_base, top, bottom_base, bottom } => {
                self.add_ratio(item, [(*top_base, *top), (*bottom_base, *bottom)], rows, cells)
            }
            Gather::Spans { base, enters, leaves, first_day } => {
                let days = |column: usize| {
                    rows.columns[column].as_primitive_opt::<Date32Type>().ok_or_else(|| anyhow!("a column of days holds something else"))
                };
                let (enters, leaves) = (days(*enters)?, days(*leaves)?);
                let base = rows.masks.of(rows.columns, *base)?;
                self.spans.resize(cells, Default::default());
                each(&base, rows.cells, |row, cell| {
                    // Without a first day from the beginning on; who leaves before entering leaves at once.
                    let enters = if enters.is_valid(row) { enters.value(row).max(*first_day) } else { *first_day };
                    note(&mut self.spans[cell][0], i64::from(enters) - i64::from(*first_day));
                    if leaves.is_valid(row) {
                        note(&mut self.spans[cell][1], i64::from(leaves.value(row).max(enters)) - i64::from(*first_day));
                    }
                });
                Ok(())
            }
            Gather::Ratings { base, unit, rater, score } => {
                let scores = numbers(rows.columns, *score)?;
                let base = with_nulls(rows.masks.of(rows.columns, *base)?, scores);
                let mut units = vec![0_u64; rows.cells.len()];
                for column in unit.iter().chain([rater]) {
                    let mut texts = Texts::default();
                    let codes = codes(&mut texts, &rows.columns[*column])?;
                    let hashes: Vec<u64> = texts.values().iter().map(|text| xxhash_rust::xxh3::xxh3_64(text.as_bytes())).collect();
                    let hash = |code: i32| usize::try_from(code).map_or(0, |code| hashes[code]);
                    if column == rater {
                        self.ratings.resize(cells, Vec::new());
                        each(&base, rows.cells, |row, cell| {
                            if codes[row] != UNKNOWN {
                                self.ratings[cell].push((units[row], hash(codes[row]), scores.value(row)));
                            }
                        });
                    } else {
                        for (unit, code) in units.iter_mut().zip(&codes) {
                            *unit = unit.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash(*code);
                        }
                    }
                }
                Ok(())
            }
        }
    }

    fn add_flags(
        &mut self,
        item: &Item,
        (base, plus, minus): (usize, usize, Option<usize>),
        rows: &mut Rows<'_>,
        cells: usize,
    ) -> Result<()> {
        let base = rows.masks.of(rows.columns, base)?;
        let plus = &base & &rows.masks.of(rows.columns, plus)?;
        let minus = minus.map(|minus| rows.masks.of(rows.columns, minus)).transpose()?.map(|minus| &base & &minus);
        self.sums.resize(cells, Sums::default());
        count(&base, rows, |cell, count| self.sums[cell].n += count);
        for (flags, sign) in [(Some(&plus), 1.0), (minus.as_ref(), -1.0)] {
            if let Some(flags) = flags {
                count(flags, rows, |cell, count| {
                    self.sums[cell].sum += sign * count;
                    self.sums[cell].squares += count;
                });
            }
        }
        let flag = |flags: &BooleanBuffer, row: usize| f64::from(u8::from(flags.value(row)));
        let term = |row: usize| (flag(&plus, row) - minus.as_ref().map_or(0.0, |minus| flag(minus, row)), 1.0);
        self.add_clusters(item, &base, rows, cells, term)
    }

    fn add_ratio(&mut self, item: &Item, sides: [(usize, Option<usize>); 2], rows: &mut Rows<'_>, cells: usize) -> Result<()> {
        let mut terms = Vec::new();
        for (base, value) in sides {
            let mask = rows.masks.of(rows.columns, base)?;
            let values = value.map(|value| numbers(rows.columns, value)).transpose()?;
            let mask = values.map_or(mask.clone(), |values| with_nulls(mask, values));
            terms.push((mask, values));
        }
        let [(top_mask, top), (bottom_mask, bottom)] = &terms[..] else { return Ok(()) };
        let value = |mask: &BooleanBuffer, values: Option<&Float64Array>, row: usize| match (mask.value(row), values) {
            (false, _) => 0.0,
            (true, None) => 1.0,
            (true, Some(values)) => finite(values.value(row)),
        };
        self.sums.resize(cells, Sums::default());
        let either = top_mask | bottom_mask;
        let term = |row: usize| (value(top_mask, *top, row), value(bottom_mask, *bottom, row));
        each(&either, rows.cells, |row, cell| {
            let (above, below) = term(row);
            let n = f64::from(u8::from(bottom_mask.value(row)));
            self.sums[cell].add(Sums { n, sum: above, squares: above * above, below });
        });
        self.add_clusters(item, &either, rows, cells, term)
    }

    fn add_values(&mut self, item: &Item, base: usize, value: usize, rows: &mut Rows<'_>, cells: usize) -> Result<()> {
        let values = numbers(rows.columns, value)?;
        let base = with_nulls(rows.masks.of(rows.columns, base)?, values);
        self.sums.resize(cells, Sums::default());
        let add = |sums: &mut Sums, value: f64| {
            // A figure divided by nothing is no figure.
            if value.is_finite() {
                sums.n += 1.0;
                sums.sum += value;
                sums.squares += value * value;
            }
        };
        match rows.runs {
            Some(runs) => {
                for (cell, first, len) in runs {
                    let mut sums = Sums::default();
                    let run = &values.values()[*first..first + len];
                    let counted = base.slice(*first, *len);
                    if counted.count_set_bits() == *len {
                        run.iter().for_each(|value| add(&mut sums, *value));
                    } else {
                        counted.set_indices().for_each(|row| add(&mut sums, run[row]));
                    }
                    self.sums[*cell as usize].add(sums);
                }
            }
            None => each(&base, rows.cells, |row, cell| add(&mut self.sums[cell], values.value(row))),
        }
        self.add_clusters(item, &base, rows, cells, |row| (finite(values.value(row)), 1.0))
    }

    /// Adds to the sums over clusters; `term` gives what a row adds above and below the line.
    fn add_clusters(
        &mut self,
        item: &Item,
        base: &BooleanBuffer,
        rows: &Rows<'_>,
        cells: usize,
        term: impl Fn(usize) -> (f64, f64),
    ) -> Result<()> {
        match item.cluster {
            None => {}
            Some(Cluster::Named { column }) => {
                let codes = codes(&mut self.cluster_names, &rows.columns[column])?;
                self.named.resize(cells, Vec::new());
                each(base, rows.cells, |row, cell| {
                    // Records without a cluster belong to one of their own kind: the cluster of the unknown.
                    let cluster = of_cluster(&mut self.named[cell], (codes[row] + 1) as u32);
                    let (above, below) = term(row);
                    cluster[0] += above;
                    cluster[1] += below;
                });
            }
            Some(Cluster::Hashed { column, one_in }) => {
                let hash_of = hashes(&rows.columns[column])?;
                each(base, rows.cells, |row, cell| {
                    if let Some(hash) = hash_of(row).filter(|hash| (hash >> 8).is_multiple_of(one_in)) {
                        let (above, below) = term(row);
                        let cluster = self.hashed.entry(cluster_key(cell as u64, hash)).or_default();
                        cluster
                            .iter_mut()
                            .zip([above, below, above * above, above * below, below * below])
                            .for_each(|(sum, term)| *sum += term);
                    }
                });
            }
        }
        Ok(())
    }

    /// Adds what another part of the scan has gathered; its cell number n is ours number `cell_of[n]`.
    pub(crate) fn merge(&mut self, other: Gathered, cell_of: &[u32], cells: usize) {
        let place = |cell: usize| cell_of[cell] as usize;
        if !other.sums.is_empty() {
            self.sums.resize(cells, Sums::default());
        }
        for (cell, sums) in other.sums.into_iter().enumerate() {
            self.sums[place(cell)].add(sums);
        }
        merge_lists(&mut self.values, other.values, cell_of, cells);
        merge_lists(&mut self.times, other.times, cell_of, cells);
        if !other.spans.is_empty() {
            self.spans.resize(cells, Default::default());
        }
        for (cell, spans) in other.spans.into_iter().enumerate() {
            for (whole, part) in self.spans[place(cell)].iter_mut().zip(spans) {
                whole.resize(whole.len().max(part.len()), 0.0);
                whole.iter_mut().zip(part).for_each(|(whole, part)| *whole += part);
            }
        }
        merge_lists(&mut self.ratings, other.ratings, cell_of, cells);
        if !other.sketches.is_empty() {
            self.sketches.resize_with(cells, Sketch::default);
        }
        for (cell, sketch) in other.sketches.into_iter().enumerate() {
            self.sketches[place(cell)].merge(&sketch);
        }
        let names: Vec<i32> = other.cluster_names.values().iter().map(|name| self.cluster_names.code(name)).collect();
        if !other.named.is_empty() {
            self.named.resize(cells, Vec::new());
        }
        for (cell, clusters) in other.named.into_iter().enumerate() {
            let whole = &mut self.named[place(cell)];
            for (code, sums) in clusters {
                let code = code.checked_sub(1).map_or(0, |code| (names[code as usize] + 1) as u32);
                let cluster = of_cluster(whole, code);
                cluster[0] += sums[0];
                cluster[1] += sums[1];
            }
        }
        for (key, sums) in other.hashed {
            let cell = (key >> 64) as u64;
            let hash = key as u64 ^ cell.wrapping_mul(SPREAD);
            let whole = self.hashed.entry(cluster_key(u64::from(cell_of[cell as usize]), hash)).or_default();
            whole.iter_mut().zip(sums).for_each(|(whole, part)| *whole += part);
        }
    }

    /// Sums over clusters by cell; empty when the item names none.
    ///
    /// Above 200,000 records only some of many clusters (customers) are looked at. Their design effect (Kish 1965: variance with
    /// clusters ÷ variance as if records were independent), pooled over all cells, then stands for every cell: worked out
    /// cell by cell from a sample it would be noise.
    pub(crate) fn cluster_sums(&self, item: &Item, cells: usize) -> Vec<ClusterSums> {
        let mut all = vec![ClusterSums::default(); cells];
        let add = |sums: &mut ClusterSums, numerator: f64, denominator: f64| {
            sums.count += 1.0;
            sums.numerator_squares += numerator * numerator;
            sums.denominator_squares += denominator * denominator;
            sums.products += numerator * denominator;
        };
        match item.cluster {
            None => Vec::new(),
            Some(Cluster::Named { .. }) => {
                for (sums, clusters) in all.iter_mut().zip(&self.named) {
                    clusters.iter().filter(|(_, cluster)| cluster[1] > 0.0).for_each(|(_, cluster)| add(sums, cluster[0], cluster[1]));
                }
                all
            }
            Some(Cluster::Hashed { one_in, .. }) => {
                let mut between = 0.0;
                let mut within = 0.0;
                for (key, [numerator, denominator, top_squares, products, bottom_squares]) in &self.hashed {
                    let cell = (key >> 64) as usize;
                    add(&mut all[cell], *numerator, *denominator);
                    if let Some(ratio) = self.sums.get(cell).and_then(|sums| sums.ratio(item)) {
                        between += (numerator - ratio * denominator).powi(2);
                        within += top_squares - 2.0 * ratio * products + ratio * ratio * bottom_squares;
                    }
                }
                if one_in > 1 {
                    let effect = if within > 0.0 { between / within } else { 1.0 };
                    for (sums, whole) in all.iter_mut().zip(&self.sums) {
                        if matches!(item.gather, Gather::Ratio { .. }) {
                            let scale = one_in as f64;
                            sums.count *= scale;
                            sums.numerator_squares *= scale;
                            sums.denominator_squares *= scale;
                            sums.products *= scale;
                            continue;
                        }
                        *sums = ClusterSums {
                            count: sums.count * one_in as f64,
                            numerator_squares: effect * whole.squares,
                            denominator_squares: effect * whole.n,
                            products: effect * whole.sum,
                        };
                    }
                }
                all
            }
        }
    }
}

/// The sums of a cluster of a cell.
fn of_cluster(clusters: &mut Vec<(u32, [f64; 2])>, code: u32) -> &mut [f64; 2] {
    // A large cell holds nearly all clusters, each at the place of its number.
    let guess = (code as usize).min(clusters.len().saturating_sub(1));
    let place = match clusters.get(guess) {
        Some((known, _)) if *known == code => guess,
        _ => clusters.binary_search_by_key(&code, |(known, _)| *known).unwrap_or_else(|place| {
            clusters.insert(place, (code, [0.0; 2]));
            place
        }),
    };
    &mut clusters[place].1
}

/// Hashes of a column of clusters: kept with the facts (customers), or made from identifiers now.
fn hashes(array: &ArrayRef) -> Result<Box<dyn Fn(usize) -> Option<u64> + '_>> {
    if let Some(hashes) = array.as_primitive_opt::<Int64Type>() {
        return Ok(Box::new(|row| hashes.is_valid(row).then(|| hashes.value(row) as u64)));
    }
    let texts = array.as_string_opt::<i32>().ok_or_else(|| anyhow!("a column of clusters holds neither hashes nor texts"))?;
    Ok(Box::new(|row| texts.is_valid(row).then(|| xxhash_rust::xxh3::xxh3_64(texts.value(row).as_bytes()))))
}

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A cluster of a cell. The lower half, which chooses the place in the table, differs between cells.
fn cluster_key(cell: u64, hash: u64) -> u128 {
    u128::from(cell) << 64 | u128::from(hash ^ cell.wrapping_mul(SPREAD))
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

fn note(days: &mut Vec<f64>, day: i64) {
    // A mistyped year must not fill the memory: nobody is asked about times so far ahead.
    const FURTHEST: i64 = 366 * 200;
    let day = day.clamp(0, FURTHEST) as usize;
    if days.len() <= day {
        days.resize(day + 1, 0.0);
    }
    days[day] += 1.0;
}

fn merge_lists<T: Clone>(ours: &mut Vec<Vec<T>>, theirs: Vec<Vec<T>>, cell_of: &[u32], cells: usize) {
    if theirs.is_empty() {
        return;
    }
    ours.resize(cells, Vec::new());
    for (cell, mut list) in theirs.into_iter().enumerate() {
        ours[cell_of[cell] as usize].append(&mut list);
    }
}

fn with_nulls(mask: BooleanBuffer, values: &Float64Array) -> BooleanBuffer {
    match values.nulls() {
        Some(nulls) => &mask & nulls.inner(),
        None => mask,
    }
}

/// Calls with row and cell of every row that is marked and in a cell.
fn each(mask: &BooleanBuffer, cells: &[u32], mut call: impl FnMut(usize, usize)) {
    for row in mask.set_indices() {
        let cell = cells[row];
        if cell != NOWHERE {
            call(row, cell as usize);
        }
    }
}

/// Counts marked rows by cell.
fn count(mask: &BooleanBuffer, rows: &Rows<'_>, mut add: impl FnMut(usize, f64)) {
    match rows.runs {
        Some(runs) => {
            for (cell, first, len) in runs {
                add(*cell as usize, mask.slice(*first, *len).count_set_bits() as f64);
            }
        }
        None => each(mask, rows.cells, |_, cell| add(cell, 1.0)),
    }
}

/// A sketch of many values: counts of values whose logarithms are near each other, so that a quantile is right within 0.5 per
/// cent of itself. Source: Masson, Rim and Lee (2019), DDSketch, section 2.1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sketch {
    counts: HashMap<i32, u64>,
    n: u64,
}

/// Width of a bucket: (1 + α)/(1 − α) for α = 0.005.
const SKETCH_STEP: f64 = 1.005 / 0.995;
/// Bucket of values at or below zero (durations and counts are never below).
const ZERO: i32 = i32::MIN;

impl Sketch {
    pub(crate) fn add(&mut self, value: f64) {
        let bucket = if value > 1e-9 { (value.ln() / SKETCH_STEP.ln()).ceil() as i32 } else { ZERO };
        *self.counts.entry(bucket).or_default() += 1;
        self.n += 1;
    }

    fn merge(&mut self, other: &Sketch) {
        for (bucket, count) in &other.counts {
            *self.counts.entry(*bucket).or_default() += count;
        }
        self.n += other.n;
    }

    /// How many values there are.
    pub(crate) fn n(&self) -> u64 {
        self.n
    }

    /// The value at these positions (0-based, ascending).
    pub(crate) fn at(&self, positions: [usize; 3]) -> [f64; 3] {
        let mut buckets: Vec<(i32, u64)> = self.counts.iter().map(|(bucket, count)| (*bucket, *count)).collect();
        buckets.sort_unstable();
        positions.map(|position| {
            let mut before = 0;
            for (bucket, count) in &buckets {
                before += count;
                if before > position as u64 {
                    return if *bucket == ZERO { 0.0 } else { 2.0 * SKETCH_STEP.powi(*bucket) / (SKETCH_STEP + 1.0) };
                }
            }
            f64::NAN
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_is_right_within_half_a_per_cent_also_when_merged() {
        let (mut one, mut other) = (Sketch::default(), Sketch::default());
        (0..50_000).for_each(|value| one.add(f64::from(value)));
        (50_000..100_000).for_each(|value| other.add(f64::from(value)));
        one.merge(&other);
        for (found, right) in one.at([0, 50_000, 99_000]).into_iter().zip([0.0, 50_000.0, 99_000.0]) {
            assert!((found - right).abs() <= 0.0051 * right, "{found} for {right}");
        }
        assert_eq!(one.n(), 100_000);
    }
}
