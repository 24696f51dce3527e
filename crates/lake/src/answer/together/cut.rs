//! One cut of a block: its cells, and what is worked out of each.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::Result;
use luotsi_core::ask::{Clusters, Direct, Tally};
use luotsi_stats::intervals::quantile::quantile_ranks;

use super::super::cells::NOWHERE;
use super::super::combinations::Combinations;
use super::super::gather::{ClusterSums, Gather, Gathered, Item, Masks, Products, Rows, Sketch, Sums, each, numbers, settled, with_nulls};
use super::super::measured::{DirectValue, agreement_tally, quantile_tally, sketch_tally, sums_tally, survival_tally};
use super::super::scan::ANY_TIME;
use super::super::sum::Sum;
use super::block::Block;
use crate::facts::texts::Texts;

/// What is worked out of an item: its sums, or a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    /// Number of the item in the scan.
    pub(super) item: usize,
    /// `None` = the sums.
    pub(super) direct: Option<DirectValue>,
}

/// A cut that was asked for.
#[derive(Debug)]
pub(super) struct Cut {
    /// Dimensions, by their places in the scan.
    pub(super) dims: Vec<usize>,
    pub(super) figures: Vec<Figure>,
    pub(super) combinations: Combinations,
    /// What was found, figure by figure.
    pub(super) columns: Vec<Column>,
}

/// Time of an item, and in which of the block's periods it is new.
type NewIn<'a> = (usize, &'a [bool]);

/// A figure in every cell that has records, in the order of periods and combinations as far as they came together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Column {
    /// Period and combination.
    pub(super) cells: Vec<(u32, u32)>,
    /// [`width`] numbers a cell.
    pub(super) numbers: Vec<f64>,
}

/// Numbers that a cell of a figure is kept in.
pub(super) fn width(item: &Item, figure: &Figure) -> usize {
    match (figure.direct, item.cluster) {
        (Some(_), _) => OF_DIRECT,
        (None, None) => OF_SUMS,
        (None, Some(_)) => OF_SUMS + OF_CLUSTERS,
    }
}

const OF_SUMS: usize = 4;
const OF_CLUSTERS: usize = 7;
const OF_DIRECT: usize = 5;

fn spread_sums(sums: &Sums) -> [f64; OF_SUMS] {
    [sums.n, sums.sum.value(), sums.squares.value(), sums.below.value()]
}

fn sums_of(numbers: &[f64]) -> Sums {
    Sums { n: numbers[0], sum: Sum::of(numbers[1]), squares: Sum::of(numbers[2]), below: Sum::of(numbers[3]) }
}

fn spread_clusters(clusters: &ClusterSums) -> [f64; OF_CLUSTERS] {
    let spread = |products: &Products| [products.numerator_squares, products.denominator_squares, products.products].map(Sum::value);
    let ([a, b, c], [d, e, f]) = (spread(&clusters.between), spread(&clusters.within));
    [clusters.count, a, b, c, d, e, f]
}

fn clusters_of(numbers: &[f64]) -> ClusterSums {
    let products = |numbers: &[f64]| Products {
        numerator_squares: Sum::of(numbers[0]),
        denominator_squares: Sum::of(numbers[1]),
        products: Sum::of(numbers[2]),
    };
    ClusterSums { count: numbers[0], between: products(&numbers[1..4]), within: products(&numbers[4..7]) }
}

/// Unknown ends are no numbers.
fn spread_tally(tally: &Tally) -> [f64; OF_DIRECT] {
    let direct = tally.direct.unwrap_or(Direct { value: f64::NAN, low: None, high: None });
    [tally.n, tally.numerator, direct.value, direct.low.unwrap_or(f64::NAN), direct.high.unwrap_or(f64::NAN)]
}

fn tally_of(numbers: &[f64]) -> Tally {
    let end = |end: f64| (!end.is_nan()).then_some(end);
    let direct = Direct { value: numbers[2], low: end(numbers[3]), high: end(numbers[4]) };
    Tally { n: numbers[0], numerator: numbers[1], denominator: numbers[0], direct: Some(direct), ..Tally::default() }
}

impl Column {
    /// The tallies of all cells, with their places; empty cells are left out.
    pub(super) fn tallies(&self, item: &Item, figure: &Figure) -> Vec<((u32, u32), Tally)> {
        let rows = || self.cells.iter().copied().zip(self.numbers.chunks_exact(width(item, figure)));
        if figure.direct.is_some() {
            return rows().map(|(cell, numbers)| (cell, tally_of(numbers))).collect();
        }
        let sums: Vec<Sums> = rows().map(|(_, numbers)| sums_of(numbers)).collect();
        let clusters: Vec<ClusterSums> = match item.cluster {
            None => Vec::new(),
            Some(_) => rows().map(|(_, numbers)| clusters_of(&numbers[OF_SUMS..])).collect(),
        };
        let mut clusters = settled(item, &clusters, &sums).into_iter();
        let tally = |(cell, sums): (&(u32, u32), &Sums)| {
            let clusters: Option<Clusters> = clusters.next().flatten();
            Some((*cell, sums_tally(item, sums, clusters)?))
        };
        self.cells.iter().zip(&sums).filter_map(tally).collect()
    }

    /// The sums of all cells, with their places.
    pub(super) fn sums(&self, item: &Item, figure: &Figure) -> impl Iterator<Item = ((u32, u32), Sums)> {
        self.cells.iter().copied().zip(self.numbers.chunks_exact(width(item, figure)).map(sums_of))
    }

    /// The cells of one period, which came together.
    pub(super) fn of_period(&self, period: u32) -> Range<usize> {
        let Some(first) = self.cells.iter().position(|cell| cell.0 == period) else { return 0..0 };
        first..first + self.cells[first..].iter().take_while(|cell| cell.0 == period).count()
    }
}

impl Cut {
    pub(super) fn new(dims: Vec<usize>) -> Self {
        Self { dims, figures: Vec::new(), combinations: Combinations::default(), columns: Vec::new() }
    }

    /// The number of a figure, added when it is new.
    pub(super) fn figure(&mut self, figure: Figure) -> usize {
        if let Some(known) = self.figures.iter().position(|known| *known == figure) {
            return known;
        }
        self.figures.push(figure);
        self.columns.push(Column::default());
        self.figures.len() - 1
    }

    fn combinations_of(&mut self, block: &Block, texts: &[Texts]) -> Vec<u32> {
        let codes: Vec<&[i32]> = self.dims.iter().map(|dim| block.dims[*dim].as_slice()).collect();
        let sizes: Vec<usize> = self.dims.iter().map(|dim| texts[*dim].values().len() + 1).collect();
        self.combinations.of_rows(&codes, &sizes, block.rows)
    }

    /// Gives up what was found.
    pub(super) fn forget(&mut self) {
        self.columns.iter_mut().for_each(|column| *column = Column::default());
    }

    /// How much was found of each figure.
    pub(super) fn lengths(&self) -> Vec<(usize, usize)> {
        self.columns.iter().map(|column| (column.cells.len(), column.numbers.len())).collect()
    }

    /// Gives up what was found since then.
    pub(super) fn cut_back(&mut self, lengths: &[(usize, usize)]) {
        for (column, (cells, numbers)) in self.columns.iter_mut().zip(lengths) {
            column.cells.truncate(*cells);
            column.numbers.truncate(*numbers);
        }
    }

    /// Adds who entered and left among these rows.
    pub(super) fn follow(&mut self, block: &Block, items: &[Item], texts: &[Texts], spans: &mut HashMap<usize, Gathered>) -> Result<()> {
        let combinations = self.combinations_of(block, texts);
        let mut masks = Masks::default();
        for figure in &self.figures {
            let mut rows = Rows { columns: &block.columns, cells: &combinations, runs: None, masks: &mut masks, grouped: None };
            spans.entry(figure.item).or_default().add(&items[figure.item], &mut rows, self.combinations.len())?;
        }
        Ok(())
    }

    /// Works out the figures of each item in those of the block's periods in which it is new.
    pub(super) fn gather(&mut self, block: &Block, items: &[Item], texts: &[Texts], is_new: &[Vec<bool>]) -> Result<()> {
        let combinations = self.combinations_of(block, texts);
        let parts = self.combinations.len();
        let cells = parts * block.periods.len();
        // Items of the same time that are new in the same periods share the cells of their rows.
        let mut known_cells: Vec<(NewIn<'_>, Vec<u32>)> = Vec::new();
        let mut masks = Masks::default();
        let mut ranks = RememberedRanks::default();
        for (number, item) in items.iter().enumerate().filter(|(_, item)| item.time != ANY_TIME) {
            let figures: Vec<usize> = (0..self.figures.len()).filter(|figure| self.figures[*figure].item == number).collect();
            let key: NewIn<'_> = (item.time, is_new[number].as_slice());
            if figures.is_empty() || !key.1.contains(&true) {
                continue;
            }
            let known = known_cells.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                let cell = |(period, part): (&u32, &u32)| match *period {
                    NOWHERE => NOWHERE,
                    period if key.1[period as usize] => period * parts as u32 + part,
                    _ => NOWHERE,
                };
                known_cells.push((key, block.period_of[item.time].iter().zip(&combinations).map(cell).collect()));
                known_cells.len() - 1
            });
            let cell_of = &known_cells[known].1;
            let place = |cell: usize| (block.periods.start + (cell / parts) as u32, (cell % parts) as u32);
            if let Gather::Collect { base, value, sketched } = &item.gather {
                let values = numbers(&block.columns, *value)?;
                let base = with_nulls(masks.of(&block.columns, *base)?, values);
                let mut collected = Collected::of(|add| each(&base, cell_of, |row, cell| add(cell, values.value(row))), cells, *sketched);
                for (cell, values) in collected.cells() {
                    for figure in &figures {
                        let Some(DirectValue::Quantile { q }) = self.figures[*figure].direct else { continue };
                        let tally = match sketched {
                            true => Some(sketch_tally(&Sketch::of(values), q)?),
                            false => quantile_tally(values, q, |n, q, confidence| ranks.of(n, q, confidence))?,
                        };
                        self.columns[*figure].push(place(cell), tally.iter().flat_map(spread_tally));
                    }
                }
                continue;
            }
            let mut gathered = Gathered::default();
            let grouped = item.cluster.and_then(|cluster| block.grouped(cluster));
            gathered.add(item, &mut Rows { columns: &block.columns, cells: cell_of, runs: None, masks: &mut masks, grouped }, cells)?;
            let clusters = gathered.cluster_sums(item, cells);
            for figure in figures {
                for cell in 0..cells {
                    match self.figures[figure].direct {
                        None => {
                            let Some(sums) = gathered.sums.get(cell).filter(|sums| **sums != Sums::default()) else { continue };
                            let of_clusters = clusters.get(cell).map(spread_clusters);
                            self.columns[figure].push(place(cell), spread_sums(sums).into_iter().chain(of_clusters.into_iter().flatten()));
                        }
                        Some(direct) => {
                            let tally = match direct {
                                DirectValue::Survival { q } => {
                                    gathered.times.get(cell).map_or(Ok(None), |times| survival_tally(times, q))?
                                }
                                DirectValue::Agreement { is_gwet, scale } => {
                                    gathered.ratings.get_mut(cell).and_then(|scores| agreement_tally(scores, is_gwet, scale))
                                }
                                DirectValue::Quantile { .. } => None,
                            };
                            self.columns[figure].push(place(cell), tally.iter().flat_map(spread_tally));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Column {
    fn push(&mut self, cell: (u32, u32), numbers: impl Iterator<Item = f64>) {
        let before = self.numbers.len();
        self.numbers.extend(numbers);
        if self.numbers.len() > before {
            self.cells.push(cell);
        }
    }
}

/// The values of every cell, one cell after the other in one list.
struct Collected {
    values: Vec<f64>,
    /// Where each cell's values end.
    ends: Vec<usize>,
}

impl Collected {
    /// `give` hands over cell and value of each row, and is called twice.
    fn of(give: impl Fn(&mut dyn FnMut(usize, f64)), cells: usize, sketched: bool) -> Self {
        // What is no number is in no exact quantile; a sketch has a place for everything.
        let is_kept = |value: f64| sketched || value.is_finite();
        let mut ends = vec![0; cells];
        give(&mut |cell, value| ends[cell] += usize::from(is_kept(value)));
        let mut begin = 0;
        for end in &mut ends {
            begin += std::mem::replace(end, begin);
        }
        let mut values = vec![0.0; begin];
        give(&mut |cell, value| {
            if is_kept(value) {
                values[ends[cell]] = value;
                ends[cell] += 1;
            }
        });
        Self { values, ends }
    }

    /// Cells that hold values, with them.
    fn cells(&mut self) -> impl Iterator<Item = (usize, &mut [f64])> {
        let mut rest = self.values.as_mut_slice();
        let mut begin = 0;
        self.ends.iter().enumerate().filter_map(move |(cell, end)| {
            let (values, others) = std::mem::take(&mut rest).split_at_mut(end - std::mem::replace(&mut begin, *end));
            rest = others;
            (!values.is_empty()).then_some((cell, values))
        })
    }
}

/// The same numbers of records come again and again; to find the ranks of one takes longer than to sort its records.
#[derive(Default)]
struct RememberedRanks {
    known: HashMap<(usize, u64), (usize, usize)>,
}

impl RememberedRanks {
    fn of(&mut self, n: usize, q: f64, confidence: f64) -> Result<(usize, usize), luotsi_stats::Error> {
        if let Some(known) = self.known.get(&(n, q.to_bits())) {
            return Ok(*known);
        }
        let ranks = quantile_ranks(n, q, confidence)?;
        self.known.insert((n, q.to_bits()), ranks);
        Ok(ranks)
    }
}
