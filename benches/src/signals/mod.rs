//! How good are the signals? Organisations are made with known truths in them, imported like anybody's files, and what is told is
//! held against what is true.
//!
//! | file | what it holds |
//! |---|---|
//! | `trial` | one seed: an organisation with its truths, and its twin in which nothing happened |
//! | `matching` | which truth a signal speaks of; how plain a truth is for one who knows where and when to look |
//! | `parts` | how much of one part of the service lies in another |
//! | `report` | many trials → recall, false signals, delay, place and date |
//!
//! Trials are kept in a file, a line each, and go on where they stopped.

mod matching;
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

/// Makes organisations until the file holds so many, and prints the report over all of them.
pub(crate) fn run(organisations: u64, file: &Path) -> Result<()> {
    let mut trials = read(file)?;
    let known: BTreeSet<u64> = trials.iter().map(|trial| trial.seed).collect();
    let mut output =
        OpenOptions::new().create(true).append(true).open(file).with_context(|| format!("{} cannot be written", file.display()))?;
    for seed in (1..=organisations.div_ceil(TWINS)).filter(|seed| !known.contains(seed)) {
        let trial = trial::run(seed).with_context(|| format!("The organisation of seed {seed} could not be tried"))?;
        eprintln!("{}", report::line(&trial));
        writeln!(output, "{}", serde_json::to_string(&trial)?)?;
        trials.push(trial);
    }
    print!("{}", report::report(&trials));
    Ok(())
}

fn read(file: &Path) -> Result<Vec<Trial>> {
    let Ok(file) = File::open(file) else { return Ok(Vec::new()) };
    // A line that was cut off when a run was stopped is tried anew.
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    Ok(lines.filter_map(|line| serde_json::from_str(&line).ok()).collect())
}
