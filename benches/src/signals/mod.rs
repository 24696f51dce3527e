//! How good are the signals? Organisations are made with known truths in them, imported like anybody's files, and what is told is
//! held against what is true.
//!
//! | file | what it holds |
//! |---|---|
//! | `organisation` | one seed: an organisation with its truths, and its twin in which nothing happened, imported and asked |
//! | `trial` | what each signal is worth, and what was told of each truth |
//! | `matching` | what the truths did to the metrics, part by part; which truth a change is the doing of; how plain a truth is |
//! | `parts` | how much of one part of the service lies in another |
//! | `report` | many trials → recall, false signals, delay, place and date |
//!
//! Trials are kept in a file, a line each, and go on where they stopped.

mod matching;
mod organisation;
mod parts;
mod report;
mod trial;

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};

use trial::Trial;

/// Two organisations of a seed: with its truths, and without.
const TWINS: u64 = 2;

/// Makes organisations until the file holds so many of the seeds from the first on, and prints the report over them.
pub(crate) fn run(organisations: u64, file: &Path, first: u64) -> Result<()> {
    let seeds = first..first + organisations.div_ceil(TWINS);
    let mut trials = read(file)?;
    trials.retain(|trial| seeds.contains(&trial.seed));
    let known: BTreeSet<u64> = trials.iter().map(|trial| trial.seed).collect();
    let mut output =
        OpenOptions::new().create(true).append(true).open(file).with_context(|| format!("{} cannot be written", file.display()))?;
    for seed in seeds.filter(|seed| !known.contains(seed)) {
        let trial = organisation::try_seed(seed).with_context(|| format!("The organisation of seed {seed} could not be tried"))?;
        eprintln!("{}", report::line(&trial));
        writeln!(output, "{}", serde_json::to_string(&trial)?)?;
        trials.push(trial);
    }
    trials.sort_by_key(|trial| trial.seed);
    print!("{}", report::page(&trials));
    Ok(())
}

fn read(file: &Path) -> Result<Vec<Trial>> {
    let Ok(file) = File::open(file) else { return Ok(Vec::new()) };
    // A line that was cut off when a run was stopped is tried anew.
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    Ok(lines.filter_map(|line| serde_json::from_str(&line).ok()).collect())
}
