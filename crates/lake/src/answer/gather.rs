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
use luotsi_core::ask::Clusters;

use super::cells::{NOWHERE, codes};
use super::sum::Sum;
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
    pub(crate) sum: Sum,
    pub(crate) squares: Sum,
    /// Sum below the line; only of ratios.
    pub(crate) below: Sum,
}

impl Sums {
    /// Records of yes and no: so many more, so many of them counted.
    pub(crate) fn count(&mut self, flags: f64, sign: f64) {
        self.sum.add(sign * flags);
        self.squares.add(flags);
    }

    /// One more record with a value.
    pub(crate) fn note(&mut self, value: f64) {
        // A figure divided by nothing is no figure.
        if value.is_finite() {
            self.n += 1.0;
            self.sum.add(value);
            self.squares.add(value * value);
        }
    }

    /// One more record of a ratio, with what it adds above and below the line.
    pub(crate) fn divide(&mut self, n: f64, (above, below): (f64, f64)) {
        self.n += n;
        self.sum.add(above);
        self.squares.add(above * above);
        self.below.add(below);
    }

    /// What is above the line over what is below it.
    fn ratio(&self, item: &Item) -> Option<f64> {
        let below = if matches!(item.gather, Gather::Ratio { .. }) { self.below.value() } else { self.n };
        (below > 0.0).then(|| self.sum.value() / below)
    }

    fn add(&mut self, other: Sums) {
        self.n += other.n;
        self.sum.merge(other.sum);
        self.squares.merge(other.squares);
        self.below.merge(other.below);
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
    named: Vec<Vec<(u32, [Sum; 2])>>,
    /// By cell and cluster: numerator, denominator, and the squares and products of single records.
    hashed: HashMap<u128, [Sum; 5], BuildHasherDefault<KeyHasher>>,
    /// By cell, when the rows came grouped by cluster.
    grouped: Vec<ClusterSums>,
}

/// Sums over clusters of one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct ClusterSums {
    pub(crate) count: f64,
    pub(crate) between: Products,
    /// Of the single records of the clusters looked at; only where some of many are.
    pub(crate) within: Products,
}

/// Squares and products of numerators and denominators: of clusters, or of single records.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Products {
    pub(crate) numerator_squares: Sum,
    pub(crate) denominator_squares: Sum,
    pub(crate) products: Sum,
}

impl Products {
    pub(crate) fn add(&mut self, numerator: f64, denominator: f64) {
        self.numerator_squares.add(numerator * numerator);
        self.denominator_squares.add(denominator * denominator);
        self.products.add(numerator * denominator);
    }

    /// Σ (numerator − ratio · denominator)².
    fn around(&self, ratio: f64) -> f64 {
        self.numerator_squares.value() - 2.0 * ratio * self.products.value() + ratio * ratio * self.denominator_squares.value()
    }
}

impl ClusterSums {
    /// One more cluster.
    pub(crate) fn add(&mut self, numerator: f64, denominator: f64) {
        self.count += 1.0;
        self.between.add(numerator, denominator);
    }
}

/// What the sums over clusters say of each cell, in the order of the cells; `None` where there are no clusters.
///
/// Above 200,000 records only some of many clusters (customers) are looked at. Their design effect (Kish 1965: variance with
/// clusters ÷ variance as if records were independent), pooled over all cells, then stands for every cell: worked out
/// cell by cell from a sample it would be noise.
pub(crate) fn settled(item: &Item, clusters: &[ClusterSums], sums: &[Sums]) -> Vec<Option<Clusters>> {
    let as_they_are = |sums: &ClusterSums| Clusters {
        count: sums.count,
        numerator_squares: sums.between.numerator_squares.value(),
        denominator_squares: sums.between.denominator_squares.value(),
        products: sums.between.products.value(),
    };
    let one_in = match item.cluster {
        Some(Cluster::Hashed { one_in, .. }) => one_in as f64,
        _ => 1.0,
    };
    let effect = || {
        let (mut between, mut within) = (Sum::default(), Sum::default());
        for (clusters, sums) in clusters.iter().zip(sums) {
            if let Some(ratio) = sums.ratio(item) {
                between.add(clusters.between.around(ratio));
                within.add(clusters.within.around(ratio));
            }
        }
        if within.value() > 0.0 { between.value() / within.value() } else { 1.0 }
    };
    let is_ratio = matches!(item.gather, Gather::Ratio { .. });
    let effect = if one_in > 1.0 && !is_ratio { effect() } else { 1.0 };
    let settle = |(clusters, whole): (&ClusterSums, &Sums)| {
        let found = as_they_are(clusters);
        let scaled = match one_in {
            1.0 => found,
            one_in if is_ratio => Clusters {
                count: found.count * one_in,
                numerator_squares: found.numerator_squares * one_in,
                denominator_squares: found.denominator_squares * one_in,
                products: found.products * one_in,
            },
            one_in => Clusters {
                count: found.count * one_in,
                numerator_squares: effect * whole.squares.value(),
                denominator_squares: effect * whole.n,
                products: effect * whole.sum.value(),
            },
        };
        (scaled.count > 0.0).then_some(scaled)
    };
    clusters.iter().zip(sums).map(settle).collect()
}

/// A batch with its cells.
pub(crate) struct Rows<'a> {
    pub(crate) columns: &'a [ArrayRef],
    /// Cell of each row.
    pub(crate) cells: &'a [u32],
    /// Runs of rows of one cell, when they are long: cell, first row, rows.
    pub(crate) runs: Option<&'a [(u32, usize, usize)]>,
    pub(crate) masks: &'a mut Masks,
    /// The rows of the item's clusters, when all rows of the cells are here; without them clusters are put together in tables.
    pub(crate) grouped: Option<&'a Grouped>,
}

/// Rows of one cluster after the other. Rows whose cluster is not looked at are in none.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    rows: Vec<u32>,
    /// Where each cluster's rows end.
    ends: Vec<usize>,
}

impl Grouped {
    /// The rows of these columns by the clusters of an item.
    pub(crate) fn of(cluster: Cluster, columns: &[ArrayRef]) -> Result<Self> {
        let mut keyed: Vec<(u64, u32)> = match cluster {
            Cluster::Named { column } => {
                let codes = codes(&mut Texts::default(), &columns[column])?;
                codes.iter().zip(0..).map(|(code, row)| ((code + 1) as u64, row)).collect()
            }
            Cluster::Hashed { column, one_in } => {
                let hash_of = hashes(&columns[column])?;
                let looked_at = |row: u32| hash_of(row as usize).filter(|hash| is_looked_at(*hash, one_in)).map(|hash| (hash, row));
                (0..columns[column].len() as u32).filter_map(looked_at).collect()
            }
        };
        keyed.sort_unstable();
        let mut grouped = Self { rows: keyed.iter().map(|(_, row)| *row).collect(), ends: Vec::new() };
        for group in keyed.chunk_by(|one, other| one.0 == other.0) {
            grouped.ends.push(grouped.ends.last().copied().unwrap_or_default() + group.len());
        }
        Ok(grouped)
    }

    fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let mut begin = 0;
        self.ends.iter().map(move |end| &self.rows[std::mem::replace(&mut begin, *end)..*end])
    }
}

/// Of many clusters one in so many is looked at.
fn is_looked_at(hash: u64, one_in: u64) -> bool {
    (hash >> 8).is_multiple_of(one_in)
}

/// Truth values of boolean columns, unknown counted as not true; worked out once a batch.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    known: HashMap<usize, BooleanBuffer>,
}

impl Masks {
    pub(crate) fn of(&mut self, columns: &[ArrayRef], column: usize) -> Result<BooleanBuffer> {
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

pub(crate) fn numbers(columns: &[ArrayRef], column: usize) -> Result<&Float64Array> {
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
                    self.sums[cell].count(count, 1.0);
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
                count(flags, rows, |cell, count| self.sums[cell].count(count, sign));
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
            self.sums[cell].divide(f64::from(u8::from(bottom_mask.value(row))), term(row));
        });
        self.add_clusters(item, &either, rows, cells, term)
    }

    fn add_values(&mut self, item: &Item, base: usize, value: usize, rows: &mut Rows<'_>, cells: usize) -> Result<()> {
        let values = numbers(rows.columns, value)?;
        let base = with_nulls(rows.masks.of(rows.columns, base)?, values);
        self.sums.resize(cells, Sums::default());
        match rows.runs {
            Some(runs) => {
                for (cell, first, len) in runs {
                    let mut sums = Sums::default();
                    let run = &values.values()[*first..first + len];
                    let counted = base.slice(*first, *len);
                    if counted.count_set_bits() == *len {
                        run.iter().for_each(|value| sums.note(*value));
                    } else {
                        counted.set_indices().for_each(|row| sums.note(run[row]));
                    }
                    self.sums[*cell as usize].add(sums);
                }
            }
            None => each(&base, rows.cells, |row, cell| self.sums[cell].note(values.value(row))),
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
        if let (Some(cluster), Some(grouped)) = (item.cluster, rows.grouped) {
            self.add_grouped(cluster, grouped, base, (rows.cells, cells), term);
            return Ok(());
        }
        match item.cluster {
            None => {}
            Some(Cluster::Named { column }) => {
                let codes = codes(&mut self.cluster_names, &rows.columns[column])?;
                self.named.resize(cells, Vec::new());
                each(base, rows.cells, |row, cell| {
                    // Records without a cluster belong to one of their own kind: the cluster of the unknown.
                    let cluster = of_cluster(&mut self.named[cell], (codes[row] + 1) as u32);
                    let (above, below) = term(row);
                    cluster[0].add(above);
                    cluster[1].add(below);
                });
            }
            Some(Cluster::Hashed { column, one_in }) => {
                let hash_of = hashes(&rows.columns[column])?;
                each(base, rows.cells, |row, cell| {
                    if let Some(hash) = hash_of(row).filter(|hash| is_looked_at(*hash, one_in)) {
                        let (above, below) = term(row);
                        let cluster = self.hashed.entry(cluster_key(cell as u64, hash)).or_default();
                        cluster
                            .iter_mut()
                            .zip([above, below, above * above, above * below, below * below])
                            .for_each(|(sum, term)| sum.add(term));
                    }
                });
            }
        }
        Ok(())
    }

    /// The same with the rows of each cluster one after the other: what one cluster adds to each cell is in memory at a time.
    fn add_grouped(
        &mut self,
        cluster: Cluster,
        grouped: &Grouped,
        base: &BooleanBuffer,
        (cell_of, cells): (&[u32], usize),
        term: impl Fn(usize) -> (f64, f64),
    ) {
        self.grouped.resize(cells, ClusterSums::default());
        let is_hashed = matches!(cluster, Cluster::Hashed { .. });
        let mut of_cluster = vec![[Sum::default(); 2]; cells];
        let mut is_touched = vec![false; cells];
        let mut touched: Vec<usize> = Vec::new();
        for rows in grouped.groups() {
            for row in rows.iter().map(|row| *row as usize) {
                if !base.value(row) || cell_of[row] == NOWHERE {
                    continue;
                }
                let cell = cell_of[row] as usize;
                let (above, below) = term(row);
                if is_hashed {
                    self.grouped[cell].within.add(above, below);
                }
                if !std::mem::replace(&mut is_touched[cell], true) {
                    touched.push(cell);
                }
                of_cluster[cell][0].add(above);
                of_cluster[cell][1].add(below);
            }
            for cell in touched.drain(..) {
                let [above, below] = std::mem::take(&mut of_cluster[cell]).map(Sum::value);
                is_touched[cell] = false;
                if is_hashed || below > 0.0 {
                    self.grouped[cell].add(above, below);
                }
            }
        }
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
                cluster[0].merge(sums[0]);
                cluster[1].merge(sums[1]);
            }
        }
        for (key, sums) in other.hashed {
            let cell = (key >> 64) as u64;
            let hash = key as u64 ^ cell.wrapping_mul(SPREAD);
            let whole = self.hashed.entry(cluster_key(u64::from(cell_of[cell as usize]), hash)).or_default();
            whole.iter_mut().zip(sums).for_each(|(whole, part)| whole.merge(part));
        }
    }

    /// Sums over clusters by cell; empty when the item names none.
    pub(crate) fn cluster_sums(&self, item: &Item, cells: usize) -> Vec<ClusterSums> {
        if !self.grouped.is_empty() {
            return self.grouped.clone();
        }
        let mut all = vec![ClusterSums::default(); cells];
        match item.cluster {
            None => return Vec::new(),
            Some(Cluster::Named { .. }) => {
                for (sums, clusters) in all.iter_mut().zip(&self.named) {
                    for (_, [numerator, denominator]) in clusters {
                        if denominator.value() > 0.0 {
                            sums.add(numerator.value(), denominator.value());
                        }
                    }
                }
            }
            Some(Cluster::Hashed { .. }) => {
                for (key, [numerator, denominator, top_squares, products, bottom_squares]) in &self.hashed {
                    let sums = &mut all[(key >> 64) as usize];
                    sums.add(numerator.value(), denominator.value());
                    sums.within.numerator_squares.merge(*top_squares);
                    sums.within.products.merge(*products);
                    sums.within.denominator_squares.merge(*bottom_squares);
                }
            }
        }
        all
    }
}

/// The sums of a cluster of a cell.
fn of_cluster(clusters: &mut Vec<(u32, [Sum; 2])>, code: u32) -> &mut [Sum; 2] {
    // A large cell holds nearly all clusters, each at the place of its number.
    let guess = (code as usize).min(clusters.len().saturating_sub(1));
    let place = match clusters.get(guess) {
        Some((known, _)) if *known == code => guess,
        _ => clusters.binary_search_by_key(&code, |(known, _)| *known).unwrap_or_else(|place| {
            clusters.insert(place, (code, Default::default()));
            place
        }),
    };
    &mut clusters[place].1
}

/// Hashes of a column of clusters: kept with the facts (customers), or made from identifiers now.
pub(crate) fn hashes(array: &ArrayRef) -> Result<Box<dyn Fn(usize) -> Option<u64> + '_>> {
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

pub(crate) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

pub(crate) fn note(days: &mut Vec<f64>, day: i64) {
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

pub(crate) fn with_nulls(mask: BooleanBuffer, values: &Float64Array) -> BooleanBuffer {
    match values.nulls() {
        Some(nulls) => &mask & nulls.inner(),
        None => mask,
    }
}

/// Calls with row and cell of every row that is marked and in a cell.
pub(crate) fn each(mask: &BooleanBuffer, cells: &[u32], mut call: impl FnMut(usize, usize)) {
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

    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sketch = Self::default();
        values.iter().for_each(|value| sketch.add(*value));
        sketch
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
