//! Parts → whole. Sums are added, never averaged (metrics.md, trap 1).

use indexmap::IndexMap;

use crate::ask::{Cell, Clusters, Tally};
use crate::catalogue::Statistic;
use crate::period::{Granularity, Period};

impl Tally {
    /// Adds another part of the same whole.
    ///
    /// Clusters of the two parts count as different clusters: merging weeks of one agent treats the agent's weeks as
    /// independent, so an interval over merged weeks may be a little narrow; a question asked at the coarser
    /// granularity knows better. A direct value cannot be merged: it is dropped when both parts hold records.
    pub fn merge(&mut self, other: &Tally) {
        if self.n == 0.0 && self.denominator == 0.0 && self.direct.is_none() && self.clusters.is_none() && self.numerator == 0.0 {
            *self = *other;
            return;
        }
        if other.n == 0.0 && other.denominator == 0.0 && other.direct.is_none() && other.numerator == 0.0 {
            return;
        }
        self.n += other.n;
        self.numerator += other.numerator;
        self.denominator += other.denominator;
        self.squares += other.squares;
        self.clusters = match (self.clusters, other.clusters) {
            (Some(ours), Some(theirs)) => Some(Clusters {
                count: ours.count + theirs.count,
                numerator_squares: ours.numerator_squares + theirs.numerator_squares,
                denominator_squares: ours.denominator_squares + theirs.denominator_squares,
                products: ours.products + theirs.products,
            }),
            _ => None,
        };
        self.direct = None;
    }
}

/// The whole of some parts; empty for none.
pub fn merge_all<'a>(parts: impl IntoIterator<Item = &'a Tally>) -> Tally {
    let mut whole = Tally::default();
    for part in parts {
        whole.merge(part);
    }
    whole
}

/// Can the statistic of a whole be had from the tallies of its parts?
pub fn is_mergeable(statistic: &Statistic) -> bool {
    match statistic {
        Statistic::Share { .. } | Statistic::Net { .. } | Statistic::Mean { .. } | Statistic::Ratio { .. } | Statistic::Total { .. } => {
            true
        }
        Statistic::Quantile { .. }
        | Statistic::Stock { .. }
        | Statistic::Survival { .. }
        | Statistic::Agreement { .. }
        | Statistic::Turnover { .. } => false,
    }
}

/// Does every period of the finer granularity lie in one period of the coarser one? Weeks do not lie in months.
pub fn nests(finer: Granularity, coarser: Granularity) -> bool {
    use Granularity::{All, Day, Month, Quarter, Year};
    finer == coarser || matches!((finer, coarser), (Day, _) | (_, All) | (Month, Quarter | Year) | (Quarter, Year))
}

/// Rolls cells of a finer granularity up into a coarser one, ordered by period and dimensions. A stock takes its last
/// cell instead of a sum. `None` when the statistic cannot be merged or the periods do not nest: then ask again.
pub fn roll_up(statistic: &Statistic, cells: &[Cell], coarser: Granularity) -> Option<Vec<Cell>> {
    let is_stock = matches!(statistic, Statistic::Stock { .. });
    if !is_stock && !is_mergeable(statistic) {
        return None;
    }
    type Key = (Period, Vec<Option<String>>);
    let mut rolled: IndexMap<Key, (Period, Tally)> = IndexMap::new();
    for cell in cells {
        if !nests(cell.period.granularity, coarser) {
            return None;
        }
        let period = if coarser == Granularity::All { Period::all() } else { Period::containing(coarser, cell.period.start) };
        let (latest, tally) = rolled.entry((period, cell.dims.clone())).or_insert((cell.period, Tally::default()));
        if !is_stock {
            tally.merge(&cell.tally);
        } else if cell.period >= *latest {
            *latest = cell.period;
            *tally = cell.tally;
        }
    }
    let mut cells: Vec<Cell> = rolled.into_iter().map(|((period, dims), (_, tally))| Cell { period, dims, tally }).collect();
    cells.sort_by(|left, right| left.period.cmp(&right.period).then_with(|| left.dims.cmp(&right.dims)));
    Some(cells)
}
