//! How often an interval holds the truth when only some of many clusters are looked at (`lake::answer` above 200,000 records).
//!
//! The lake takes one customer in so many, works out how much more customers' contacts resemble each other than chance (Kish's design
//! effect, pooled over all cells of the question), and widens every cell's interval by it. Here the same sums are made of customers
//! whose truth is known. Where all cells have the same design effect nothing is lost. Where parts differ, the interval of one with
//! more repeats than the whole is too narrow and that of one with fewer too wide; how much is what the test says.

use super::*;
use crate::ask::Clusters;
use crate::sample::{self, Dice};

/// Share of contacts for the better, in every cell.
const TRUTH: f64 = 0.3;
const CELLS: usize = 60;
const CUSTOMERS: usize = 1_000;

/// How customers of a cell come back.
#[derive(Clone, Copy)]
struct Habits {
    /// Chance of one more contact after each.
    returns: f64,
    /// Share of customers whose contacts all end alike (the intra-cluster correlation).
    alike: f64,
}

/// Sums of a cell over all its customers, and over those that are looked at.
#[derive(Default)]
struct Cell {
    n: f64,
    hits: f64,
    all: Clusters,
    seen: Vec<[f64; 2]>,
}

fn cell(habits: Habits, one_in: u64, dice: &mut Dice) -> Cell {
    let mut cell = Cell::default();
    for _ in 0..CUSTOMERS {
        let mut contacts = 1.0;
        while dice.uniform() < habits.returns {
            contacts += 1.0;
        }
        let is_alike = dice.uniform() < habits.alike;
        let first = f64::from(u8::from(dice.uniform() < TRUTH));
        let mut hits = first;
        for _ in 1..contacts as usize {
            hits += if is_alike { first } else { f64::from(u8::from(dice.uniform() < TRUTH)) };
        }
        (cell.n, cell.hits) = (cell.n + contacts, cell.hits + hits);
        cell.all.count += 1.0;
        cell.all.numerator_squares += hits * hits;
        cell.all.denominator_squares += contacts * contacts;
        cell.all.products += hits * contacts;
        if dice.uniform() * (one_in as f64) < 1.0 {
            cell.seen.push([hits, contacts]);
        }
    }
    cell
}

/// Shares of cells, of even and of odd number, whose interval holds the truth: with all clusters, and with those looked at.
fn coverage(habits: [Habits; 2], one_in: u64, rounds: u64) -> [[f64; 2]; 2] {
    let metric = sample::metric(sample::SHARE);
    let mut held = [[0.0; 2]; 2];
    for round in 0..rounds {
        let mut dice = Dice(round);
        let cells: Vec<Cell> = (0..CELLS).map(|at| cell(habits[at % 2], one_in, &mut dice)).collect();
        // As in `lake::answer::gather`: scatter of customers over that of single contacts, around each cell's own share.
        let (mut between, mut within) = (0.0, 0.0);
        for cell in &cells {
            let share = cell.hits / cell.n;
            for [hits, contacts] in &cell.seen {
                between += (hits - share * contacts).powi(2);
                within += hits - 2.0 * share * hits + share * share * contacts;
            }
        }
        let effect = between / within;
        for (at, cell) in cells.iter().enumerate() {
            let of_sample = Clusters {
                count: cell.seen.len() as f64 * one_in as f64,
                numerator_squares: effect * cell.hits,
                denominator_squares: effect * cell.n,
                products: effect * cell.hits,
            };
            for (way, clusters) in [cell.all, of_sample].into_iter().enumerate() {
                let tally = Tally { clusters: Some(clusters), squares: cell.hits, ..sample::share(cell.hits, cell.n) };
                let value = value(&metric, &tally);
                let holds = value.low.is_some_and(|low| low <= TRUTH) && value.high.is_some_and(|high| high >= TRUTH);
                held[way][at % 2] += f64::from(u8::from(holds));
            }
        }
    }
    held.map(|parts| parts.map(|count| count / (rounds * CELLS as u64 / 2) as f64))
}

#[test]
fn trap_11_intervals_hold_the_truth_also_when_one_customer_in_eight_is_looked_at() {
    let usual = Habits { returns: 0.4, alike: 0.5 };
    let [all, sampled] = coverage([usual, usual], 8, 60);
    println!("all parts alike: every customer {all:?}, one in eight {sampled:?}");
    for share in all.into_iter().chain(sampled) {
        assert!((0.935..0.965).contains(&share), "{share}");
    }
}

#[test]
fn a_part_with_more_repeats_than_the_whole_has_too_narrow_an_interval_and_this_much() {
    // Design effects of about 1.05 and 2.4: in one channel hardly anybody comes back, in the other most come back about the same.
    let [all, sampled] = coverage([Habits { returns: 0.1, alike: 0.3 }, Habits { returns: 0.6, alike: 0.5 }], 8, 60);
    println!("parts differ: every customer {all:?}, one in eight {sampled:?}");
    for share in all {
        assert!((0.935..0.965).contains(&share), "{share}");
    }
    let [few, many] = sampled;
    assert!(few > 0.965 && (0.88..0.95).contains(&many), "{few} {many}");
}
