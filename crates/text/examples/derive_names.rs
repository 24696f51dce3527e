//! Derives `data/names-fi.txt`, the commonest Finnish given names and surnames, from the population register's open data.
//!
//! `cargo run --release -p luotsi-text --example derive_names -- ../shared/data/language/names-fi`
//!
//! The result depends on nothing but its input: names by falling frequency, cut at fixed places, sorted.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

const GIVEN_NAMES_OF_WOMEN: usize = 850;
const GIVEN_NAMES_OF_MEN: usize = 650;
const SURNAMES: usize = 1_600;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("say in which folder the name lists are (jp-names-women.csv and its kin)")?;
    let folder = Path::new(&folder);
    let mut given = commonest(&folder.join("jp-names-women.csv"), GIVEN_NAMES_OF_WOMEN)?;
    given.extend(commonest(&folder.join("jp-names-men.csv"), GIVEN_NAMES_OF_MEN)?);
    let surnames = commonest(&folder.join("jp-surnames.csv"), SURNAMES)?;

    let mut table =
        String::from("# Commonest Finnish names; source and licence: ATTRIBUTION.md. Made by examples/derive_names.rs.\n[given]\n");
    given.iter().for_each(|name| table.extend([name.as_str(), "\n"]));
    table.push_str("[surname]\n");
    surnames.iter().for_each(|name| table.extend([name.as_str(), "\n"]));
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/names-fi.txt");
    fs::write(&target, table)?;
    println!("{} given names and {} surnames written", given.len(), surnames.len());
    Ok(())
}

/// The first names of a file `name;count`, which is sorted by falling count.
fn commonest(file: &Path, number: usize) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text
        .trim_start_matches('\u{feff}')
        .lines()
        .filter_map(|line| line.split_once(';'))
        .filter(|(_, count)| count.trim().starts_with(|character: char| character.is_ascii_digit()))
        .map(|(name, _)| name.trim().to_lowercase())
        .filter(|name| name.chars().count() > 1)
        .take(number)
        .collect())
}
