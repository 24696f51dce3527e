//! Cells that are kept on disk, period by period, so that after an import only the periods that changed are worked out.
//!
//! `cells/<kind>-<granularity>-<what was asked>/<first day>-<shelf>` holds figures of one period. The name of the folder covers the
//! expressions of the metrics, the cuts, and the way in which this program works figures out ([`FORMAT`]); in the file, each item stands
//! with the fingerprint of what it sees of the period's rows. A correction of an old record therefore changes its own period alone, and
//! a record whose facts moved without a figure noticing (it has been observed for a week longer) changes none.
//!
//! Times that have not ended yet do grow with every import: they stand on a shelf of their own, so that the other files stay as they are.
//!
//! It is a cache: files are written under another name and renamed when they are whole, a damaged one is one that is not there, and
//! removing any of them costs nothing but time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, ensure};
use luotsi_core::period::{Granularity, Period};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::super::gather::{Gather, Item};
use super::super::scan::{Asked, Scan};
use super::cut::{Cut, width};
use crate::facts::Facts;
use crate::facts::texts::{Texts, UNKNOWN};

/// Raised when figures are worked out differently, or written differently.
const FORMAT: u32 = 1;
/// Folders of other sets of questions that stay: another program, or a definition that is being tried, may still use them.
const MOST_OTHERS: usize = 2;
/// The list of the files that belong to the latest version of the facts.
const LIST: &str = "periods.json";

/// Which files belong to a version of the facts: with it, the records need not even be read.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct List {
    facts: String,
    first_day: Option<i32>,
    last_day: Option<i32>,
    /// Number of each period that has records, the name of a file of it, and the file's checksum.
    files: Vec<(u32, String, String)>,
}

/// The kept cells of one set of questions.
pub(super) struct Kept {
    folder: PathBuf,
    /// Items by shelf.
    shelves: Vec<Vec<usize>>,
    files: Vec<(u32, String, String)>,
}

/// The cuts, the numbers of their values, and what is gathered for them.
pub(super) struct Found<'a> {
    pub(super) cuts: &'a mut [Cut],
    pub(super) texts: &'a mut [Texts],
    pub(super) items: &'a [Item],
}

impl Kept {
    pub(super) fn of(root: &Path, scan: &Scan, per: Granularity, cuts: &[Cut]) -> Self {
        let expressions: Vec<String> = scan.expressions.iter().map(ToString::to_string).collect();
        let cuts: Vec<String> = cuts.iter().map(|cut| format!("{:?} {:?}", cut.dims, cut.figures)).collect();
        let version = env!("CARGO_PKG_VERSION");
        let asked = format!("{FORMAT}/{version}/{}/{expressions:?}/{:?}/{cuts:?}", scan.filter_text(), scan.items);
        let name = format!("{}-{}-{:016x}", scan.kind.name(), per.name(), xxh3_64(asked.as_bytes()));
        let grows = |item: &usize| matches!(scan.items[*item].gather, Gather::Times { .. });
        let (growing, others): (Vec<usize>, Vec<usize>) = (0..scan.items.len()).partition(grows);
        let shelves = [others, growing].into_iter().filter(|shelf| !shelf.is_empty()).collect();
        Self { folder: root.join(name), shelves, files: Vec::new() }
    }

    /// Reads all cells, when the facts are those that were last looked at; false = they must be looked at.
    pub(super) fn read_all(&mut self, facts: &Facts, asked: &Asked, found: &mut Found<'_>) -> bool {
        let list = fs::read(self.folder.join(LIST)).ok().and_then(|text| serde_json::from_slice::<List>(&text).ok());
        let is_of_these =
            |list: &List| list.facts == name_of(facts) && (list.first_day, list.last_day) == (asked.first_day, asked.last_day);
        let Some(list) = list.filter(is_of_these) else { return false };
        for (period, name, checksum) in &list.files {
            let mut read = || -> Result<()> {
                let bytes = fs::read(self.folder.join(name))?;
                ensure!(checksum_of(&bytes) == *checksum, "of another version");
                let (_, shelf) = name.rsplit_once('-').ok_or_else(|| anyhow!("a name of another kind"))?;
                let shelf = self.shelves.get(shelf.parse::<usize>()?).ok_or_else(|| anyhow!("no such shelf"))?;
                decode(&bytes, (*period, shelf), None, found).map(drop)
            };
            if let Err(error) = read() {
                tracing::debug!(name, %error, "kept cells are not those of the list");
                found.cuts.iter_mut().for_each(Cut::forget);
                return false;
            }
        }
        true
    }

    /// Reads the cells of a period, of those items that have these fingerprints still; tells which.
    pub(super) fn read(&mut self, period: (u32, Period), prints: &[u128], found: &mut Found<'_>) -> Vec<bool> {
        let mut known = vec![false; prints.len()];
        for shelf in 0..self.shelves.len() {
            let name = name_in(period.1, shelf);
            let Ok(bytes) = fs::read(self.folder.join(&name)) else { continue };
            let before: Vec<Vec<(usize, usize)>> = found.cuts.iter().map(Cut::lengths).collect();
            match decode(&bytes, (period.0, &self.shelves[shelf]), Some(prints), found) {
                Ok(items) => {
                    if items.len() == self.shelves[shelf].len() {
                        self.files.push((period.0, name, checksum_of(&bytes)));
                    }
                    items.into_iter().for_each(|item| known[item] = true);
                }
                Err(error) => {
                    tracing::warn!(name, %error, "kept cells are damaged and are worked out anew");
                    found.cuts.iter_mut().zip(before).for_each(|(cut, before)| cut.cut_back(&before));
                }
            }
        }
        known
    }

    /// Keeps the cells of a period, as far as they are not kept already.
    pub(super) fn write(&mut self, period: (u32, Period), prints: &[u128], found: &Found<'_>) {
        for shelf in 0..self.shelves.len() {
            let name = name_in(period.1, shelf);
            if self.files.iter().any(|(_, known, _)| *known == name) {
                continue;
            }
            let bytes = encode((period.0, &self.shelves[shelf]), prints, found);
            if self.put(&name, &bytes) {
                self.files.push((period.0, name, checksum_of(&bytes)));
            }
        }
    }

    /// Writes down which files belong to these facts, and removes all others; `periods` is how many there should be.
    pub(super) fn finish(&mut self, facts: &Facts, asked: &Asked, periods: usize) {
        let files = self.files.clone();
        let is_whole = files.len() == periods * self.shelves.len();
        let list = List { facts: name_of(facts), first_day: asked.first_day, last_day: asked.last_day, files };
        if let Some(text) = serde_json::to_vec(&list).ok().filter(|_| is_whole) {
            self.put(LIST, &text);
        }
        if let Err(error) = self.sweep() {
            tracing::warn!(%error, "old cells cannot be removed");
        }
    }

    /// What cannot be kept is worked out again: no reason to leave a question without its answer.
    fn put(&self, name: &str, bytes: &[u8]) -> bool {
        let unfinished = self.folder.join(format!(".{name}-{}", std::process::id()));
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&unfinished, bytes))
            .and_then(|()| fs::rename(&unfinished, self.folder.join(name)));
        if let Err(error) = &written {
            tracing::warn!(%error, folder = %self.folder.display(), "cells cannot be kept");
        }
        written.is_ok()
    }

    fn sweep(&self) -> Result<()> {
        if !self.folder.exists() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let is_used = |name: &str| name == LIST || self.files.iter().any(|(_, known, _)| known == name);
            if !entry.file_name().to_str().is_some_and(is_used) {
                // Another process may have removed it first.
                let _ = fs::remove_file(entry.path());
            }
        }
        let (Some(root), Some(own)) = (self.folder.parent(), self.folder.file_name().and_then(|name| name.to_str())) else { return Ok(()) };
        let alike = own.rsplit_once('-').map_or(own, |(alike, _)| alike);
        let mut others = Vec::new();
        for entry in fs::read_dir(root)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != own && name.rsplit_once('-').is_some_and(|(kind, _)| kind == alike) {
                others.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        others.sort();
        for (_, folder) in others.iter().rev().skip(MOST_OTHERS) {
            let _ = fs::remove_dir_all(folder);
        }
        Ok(())
    }
}

fn name_of(facts: &Facts) -> String {
    facts.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn name_in(period: Period, shelf: usize) -> String {
    format!("{}-{shelf}", period.start)
}

fn checksum_of(bytes: &[u8]) -> String {
    bytes.last_chunk::<CHECKSUM>().map_or(String::new(), |checksum| format!("{:032x}", u128::from_le_bytes(*checksum)))
}

const CHECKSUM: usize = 16;

/// The cells of a period and a shelf as bytes: the fingerprint of each item; cut by cut the combinations that occur, then figure by figure
/// their numbers, with the size before them; at the end a checksum.
fn encode((period, shelf): (u32, &[usize]), prints: &[u128], found: &Found<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    shelf.iter().for_each(|item| out.extend_from_slice(&prints[*item].to_le_bytes()));
    for cut in found.cuts.iter() {
        let figures = move || cut.figures.iter().zip(&cut.columns).filter(move |(figure, _)| shelf.contains(&figure.item));
        let mut local: Vec<Option<u64>> = vec![None; cut.combinations.len()];
        let mut occurring: Vec<u32> = Vec::new();
        for (_, column) in figures() {
            for (_, combination) in &column.cells[column.of_period(period)] {
                let number = &mut local[*combination as usize];
                if number.is_none() {
                    *number = Some(occurring.len() as u64);
                    occurring.push(*combination);
                }
            }
        }
        put_count(&mut out, occurring.len() as u64);
        for combination in &occurring {
            for (code, dim) in cut.combinations.codes(*combination).iter().zip(&cut.dims) {
                match found.texts[*dim].value(*code) {
                    None => put_count(&mut out, 0),
                    Some(value) => {
                        put_count(&mut out, value.len() as u64 + 1);
                        out.extend_from_slice(value.as_bytes());
                    }
                }
            }
        }
        for (figure, column) in figures() {
            let width = width(&found.items[figure.item], figure);
            let mut cells = Vec::new();
            for cell in column.of_period(period) {
                put_count(&mut cells, local[column.cells[cell].1 as usize].unwrap_or_default());
                column.numbers[cell * width..(cell + 1) * width].iter().for_each(|number| put_number(&mut cells, *number));
            }
            put_count(&mut out, cells.len() as u64);
            out.extend_from_slice(&cells);
        }
    }
    let checksum = xxh3_128(&out);
    out.extend_from_slice(&checksum.to_le_bytes());
    out
}

/// Adds the cells of a period and a shelf to the cuts, of items that have these fingerprints still; without any, of all. Tells which.
fn decode(bytes: &[u8], (period, shelf): (u32, &[usize]), prints: Option<&[u128]>, found: &mut Found<'_>) -> Result<Vec<usize>> {
    let (payload, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(|| anyhow!("cut off"))?;
    ensure!(xxh3_128(payload).to_le_bytes() == *checksum, "not as it was written");
    let mut rest = payload;
    let mut known = Vec::new();
    for item in shelf {
        let print = u128::from_le_bytes(take(&mut rest, CHECKSUM)?.try_into().map_err(|_| anyhow!("cut off"))?);
        if prints.is_none_or(|prints| prints[*item] == print) {
            known.push(*item);
        }
    }
    for cut in found.cuts.iter_mut() {
        let mut numbers = Vec::new();
        for _ in 0..take_count(&mut rest)? {
            let mut codes = Vec::with_capacity(cut.dims.len());
            for dim in &cut.dims {
                codes.push(match take_count(&mut rest)? {
                    0 => UNKNOWN,
                    size => found.texts[*dim].code(std::str::from_utf8(take(&mut rest, size as usize - 1)?)?),
                });
            }
            numbers.push(cut.combinations.number(&codes));
        }
        for (figure, column) in cut.figures.iter().zip(&mut cut.columns).filter(|(figure, _)| shelf.contains(&figure.item)) {
            let size = take_count(&mut rest)? as usize;
            let mut cells = take(&mut rest, size)?;
            if !known.contains(&figure.item) {
                continue;
            }
            let width = width(&found.items[figure.item], figure);
            while !cells.is_empty() {
                let local = take_count(&mut cells)? as usize;
                let combination = *numbers.get(local).ok_or_else(|| anyhow!("a combination that is not there"))?;
                column.cells.push((period, combination));
                for _ in 0..width {
                    column.numbers.push(take_number(&mut cells)?);
                }
            }
        }
    }
    ensure!(rest.is_empty(), "more than was expected");
    Ok(known)
}

/// Whole numbers in groups of seven bits, the lowest first.
fn put_count(out: &mut Vec<u8>, mut count: u64) {
    while count >= 0x80 {
        out.push(count as u8 | 0x80);
        count >>= 7;
    }
    out.push(count as u8);
}

fn take_count(rest: &mut &[u8]) -> Result<u64> {
    let mut count = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)?[0];
        count |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(count);
        }
    }
    Err(anyhow!("a number without an end"))
}

/// Numbers up to this are written as whole ones when they are.
const LARGEST_WHOLE: f64 = (1_u64 << 52) as f64;

/// Most numbers are counts: those are written as such, with their sign in the last bit but one; 1 stands before all others.
fn put_number(out: &mut Vec<u8>, number: f64) {
    let is_whole = number.fract() == 0.0 && number.abs() <= LARGEST_WHOLE && !(number == 0.0 && number.is_sign_negative());
    if is_whole {
        put_count(out, (number.abs() as u64) << 2 | u64::from(number < 0.0) << 1);
    } else {
        out.push(1);
        out.extend_from_slice(&number.to_bits().to_le_bytes());
    }
}

fn take_number(rest: &mut &[u8]) -> Result<f64> {
    let coded = take_count(rest)?;
    if coded & 1 == 1 {
        let bytes = take(rest, 8)?.try_into().map_err(|_| anyhow!("cut off"))?;
        return Ok(f64::from_bits(u64::from_le_bytes(bytes)));
    }
    let number = (coded >> 2) as f64;
    Ok(if coded & 2 == 2 { -number } else { number })
}

fn take<'a>(rest: &mut &'a [u8], size: usize) -> Result<&'a [u8]> {
    let (taken, others) = rest.split_at_checked(size).ok_or_else(|| anyhow!("cut off"))?;
    *rest = others;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_read_as_it_was_written(numbers in proptest::collection::vec(prop_oneof![any::<f64>(), (-1e6_f64..1e6).prop_map(f64::round)], 0..50)) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| put_number(&mut bytes, *number));
            let mut rest = bytes.as_slice();
            for number in numbers {
                prop_assert_eq!(take_number(&mut rest).unwrap().to_bits(), number.to_bits());
            }
            prop_assert!(rest.is_empty());
        }
    }

    #[test]
    fn a_count_costs_a_byte_or_two_and_what_is_cut_off_is_an_error() {
        let mut bytes = Vec::new();
        [0.0, 31.0, -31.0, 2_000.0].iter().for_each(|number| put_number(&mut bytes, *number));
        assert_eq!(bytes.len(), 1 + 1 + 1 + 2);
        assert!(take_number(&mut &bytes[3..4]).is_err());
        assert!(take_number(&mut [1_u8, 2, 3].as_slice()).is_err());
    }
}
