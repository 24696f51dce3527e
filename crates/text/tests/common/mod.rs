//! What several tests of this crate share: a seeded source of numbers, and the data sets that stand beside the repository.

#![allow(dead_code, reason = "every test binary uses its own part")]

use std::path::PathBuf;
use std::{env, fs};

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.between(0, 9) as u8)).collect()
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.between(0, choices.len() as u64 - 1) as usize]
    }

    pub(crate) fn letter(&mut self, alphabet: &str) -> char {
        let letters: Vec<char> = alphabet.chars().collect();
        letters[self.between(0, letters.len() as u64 - 1) as usize]
    }
}

/// A file of the shared data, or `None` after a line that says which test did not run.
pub(crate) fn shared(path: &str) -> Option<String> {
    let folder =
        env::var_os("LUOTSI_SHARED").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = folder.join(path);
    match fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(_) => {
            println!("not run: {path} is not in the shared folder (set LUOTSI_SHARED)");
            None
        }
    }
}
