//! What an import changes: its staged rows compared with the current rows by key and content.
//!
//! Only the hashes of keys and contents are read. Where there are more staged rows than [`PASS_ROWS`], the comparison goes over
//! the files several times, each time for a share of the keys, so that memory stays the same however large the import is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, anyhow};
use arrow::array::AsArray;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};

use crate::columns;
use crate::marks::Marks;
use crate::part::PartReader;

/// Staged rows held at a time: they fill a hash table of 2²³ places, about 300 MB.
const PASS_ROWS: u64 = 7_000_000;

/// Where rows of a staged part come from: `len` rows from `first_row` on are the rows from `sequence` on of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) first_row: usize,
    pub(crate) len: usize,
    /// Number of the first row within the kind's rows of this import: the later of two rows with one key wins.
    pub(crate) sequence: u64,
    /// Index of the imported file.
    pub(crate) file: usize,
}

/// A staged part for the comparison.
pub(crate) struct Staged<'a> {
    pub(crate) path: &'a Path,
    pub(crate) rows: u64,
    pub(crate) stretches: &'a [Stretch],
}

impl Staged<'_> {
    fn sequence(&self, row: usize) -> u64 {
        let index = self.stretches.partition_point(|stretch| stretch.first_row <= row).saturating_sub(1);
        self.stretches.get(index).map_or(0, |stretch| stretch.sequence + (row - stretch.first_row) as u64)
    }
}

/// What was found.
pub(crate) struct Comparison {
    /// By staged part: rows that are not needed, because they are there already or come again later in the import.
    pub(crate) dropped: Vec<Marks>,
    /// By staged part: rows that replace a current one.
    pub(crate) changed: Vec<Marks>,
    /// By current file: rows that are replaced.
    pub(crate) replaced: Vec<Marks>,
}

struct Held {
    content: i64,
    part: u32,
    row: u32,
}

impl Comparison {
    fn none(staged: &[Staged<'_>], current: &[(PathBuf, u64)]) -> Self {
        Self {
            dropped: staged.iter().map(|part| Marks::none(part.rows)).collect(),
            changed: staged.iter().map(|part| Marks::none(part.rows)).collect(),
            replaced: current.iter().map(|(_, rows)| Marks::none(*rows)).collect(),
        }
    }

    fn join(&mut self, other: &Self) {
        let pairs = [(&mut self.dropped, &other.dropped), (&mut self.changed, &other.changed), (&mut self.replaced, &other.replaced)];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.join(theirs));
        }
    }
}

/// Compares staged parts with the table's current files (path, rows).
pub(crate) fn compare(staged: &[Staged<'_>], current: &[(PathBuf, u64)]) -> Result<Comparison> {
    let rows: u64 = staged.iter().map(|part| part.rows).sum();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8) as u64;
    compare_in_passes(staged, current, rows.div_ceil(PASS_ROWS).max(1), threads)
}

/// Each pass takes a share of the keys, and each thread a share of the pass: together they hold no more rows than one would.
fn compare_in_passes(staged: &[Staged<'_>], current: &[(PathBuf, u64)], passes: u64, threads: u64) -> Result<Comparison> {
    let mut comparison = Comparison::none(staged, current);
    for pass in 0..passes {
        let found: Vec<Result<Comparison>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads)
                .map(|thread| scope.spawn(move || compare_share(staged, current, (pass * threads + thread, passes * threads))))
                .collect();
            let crashed = || Err(anyhow!("a thread that compares has crashed"));
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| crashed())).collect()
        });
        for found in found {
            comparison.join(&found?);
        }
    }
    Ok(comparison)
}

fn compare_share(staged: &[Staged<'_>], current: &[(PathBuf, u64)], (share, shares): (u64, u64)) -> Result<Comparison> {
    let mut comparison = Comparison::none(staged, current);
    let rows: u64 = staged.iter().map(|part| part.rows).sum();
    let mut latest: HashMap<u128, Held, BuildHasherDefault<KeyHasher>> =
        HashMap::with_capacity_and_hasher((rows / shares) as usize, BuildHasherDefault::default());
    for (index, part) in staged.iter().enumerate() {
        read_hashes(part.path, |row, key, content| {
            if share_of(key, shares) != share {
                return;
            }
            let held = Held { content, part: index as u32, row: row as u32 };
            match latest.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(held);
                }
                Entry::Occupied(mut place) => {
                    let earlier = place.get();
                    let earlier_sequence = staged[earlier.part as usize].sequence(earlier.row as usize);
                    if part.sequence(row) > earlier_sequence {
                        comparison.dropped[earlier.part as usize].set(earlier.row as usize);
                        place.insert(held);
                    } else {
                        comparison.dropped[index].set(row);
                    }
                }
            }
        })?;
    }
    for (index, (path, _)) in current.iter().enumerate() {
        read_hashes(path, |row, key, content| {
            if share_of(key, shares) != share {
                return;
            }
            if let Some(held) = latest.get(&key) {
                if held.content == content {
                    comparison.dropped[held.part as usize].set(held.row as usize);
                } else {
                    comparison.changed[held.part as usize].set(held.row as usize);
                    comparison.replaced[index].set(row);
                }
            }
        })?;
    }
    Ok(comparison)
}

/// Which of so many shares a key belongs to. The bits used are not those that choose the place in the hash table.
fn share_of(key: u128, shares: u64) -> u64 {
    ((key >> 96) as u64 * shares) >> 32
}

/// Reads row number, key and content hash of every row of a file.
pub(crate) fn read_hashes(path: &Path, mut each: impl FnMut(usize, u128, i64)) -> Result<()> {
    let mut first_row = 0;
    for batch in PartReader::open(path, hash_schema())? {
        let batch = batch?;
        let high = batch.column(0).as_primitive::<Int64Type>().values();
        let low = batch.column(1).as_primitive::<Int64Type>().values();
        let content = batch.column(2).as_primitive::<Int64Type>().values();
        for row in 0..batch.num_rows() {
            each(first_row + row, join_key(high[row], low[row]), content[row]);
        }
        first_row += batch.num_rows();
    }
    Ok(())
}

fn hash_schema() -> SchemaRef {
    let fields = [columns::KEY_HIGH, columns::KEY_LOW, columns::CONTENT].map(|name| Field::new(name, DataType::Int64, true));
    Arc::new(Schema::new(fields.to_vec()))
}

/// The key from its two stored halves.
pub(crate) fn join_key(high: i64, low: i64) -> u128 {
    u128::from(high as u64) << 64 | u128::from(low as u64)
}

/// The two stored halves of a key.
pub(crate) fn split_key(key: u128) -> (i64, i64) {
    ((key >> 64) as u64 as i64, key as u64 as i64)
}

/// Keys are hashes already: taking their low half is enough.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_two_halves() {
        for key in [0, 1, u128::MAX, 1 << 127, 0x8000_0000_0000_0000] {
            let (high, low) = split_key(key);
            assert_eq!(join_key(high, low), key);
        }
    }

    #[test]
    fn shares_cover_every_key_once() {
        for key in [0_u128, u128::MAX, 12345 << 96, 1 << 100] {
            assert_eq!((0..7).filter(|share| share_of(key, 7) == *share).count(), 1);
        }
    }
}
