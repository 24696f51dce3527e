//! Several rows of one case → the case's last row.
//!
//! An event log repeats the case's state in every row. Folding keeps one row per key: the one with the highest order, the
//! later one in the file among equals. Rows of a case need not stand together. Up to [`HELD_BYTES`] of text are held in
//! memory; beyond that all states are written to [`PARTS`] temporary files by the hash of their key and folded part by
//! part at the end, so that memory stays bounded by the larger of that and one part.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use crate::block::Block;
use crate::formats::BLOCK_BYTES;
use crate::plan::{Condition, Fold};
use crate::values::{number, trimmed};

/// Text of states held in memory before they are spilled.
const HELD_BYTES: usize = 96 << 20;
/// Temporary files that states are spread over.
const PARTS: usize = 64;

/// A row as it is kept: its number, its order and its cells.
struct State {
    number: u64,
    order: f64,
    text: Box<str>,
    /// Where each cell ends in the text.
    ends: Box<[u32]>,
}

/// Folds the rows of one table.
pub(crate) struct Folder {
    fold: Fold,
    when: Vec<Condition>,
    unknown: Vec<String>,
    decimal: u8,
    width: usize,
    states: HashMap<String, State>,
    held: usize,
    limit: usize,
    spilled: Vec<BufWriter<File>>,
    hash: RandomState,
}

impl Folder {
    pub(crate) fn new(fold: Fold, when: Vec<Condition>, unknown: Vec<String>, decimal: u8, width: usize) -> Self {
        Self {
            fold,
            when,
            unknown,
            decimal,
            width,
            states: HashMap::new(),
            held: 0,
            limit: HELD_BYTES,
            spilled: Vec::new(),
            hash: RandomState::new(),
        }
    }

    /// Takes the rows of a block.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(crate) fn take(&mut self, block: &Block) -> io::Result<()> {
        for row in 0..block.rows() {
            let meets =
                |condition: &Condition| condition.test.holds(condition.column.map_or("", |column| block.cell(row, column)), &self.unknown);
            if !self.when.iter().all(meets) {
                continue;
            }
            let key: Vec<&str> = self.fold.key.iter().map(|column| trimmed(block.cell(row, *column))).collect();
            let order = self
                .fold
                .order
                .and_then(|column| number::number(trimmed(block.cell(row, column)), self.decimal))
                .unwrap_or(f64::NEG_INFINITY);
            let mut text = String::new();
            let mut ends = Vec::with_capacity(self.width);
            for column in 0..self.width {
                text.push_str(block.cell(row, column));
                ends.push(crate::block::position(text.len()));
            }
            let state = State { number: block.numbers[row], order, text: text.into(), ends: ends.into() };
            self.keep(key.join("\u{1f}"), state);
        }
        if self.held > self.limit { self.spill() } else { Ok(()) }
    }

    fn keep(&mut self, key: String, state: State) {
        match self.states.entry(key) {
            Entry::Vacant(place) => {
                self.held += size(place.key(), &state);
                place.insert(state);
            }
            Entry::Occupied(mut place) => {
                let kept = place.get();
                if (state.order, state.number) >= (kept.order, kept.number) {
                    self.held = self.held + state.text.len() - kept.text.len().min(self.held);
                    place.insert(state);
                }
            }
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        while self.spilled.len() < PARTS {
            self.spilled.push(BufWriter::new(tempfile::tempfile()?));
        }
        for (key, state) in self.states.drain() {
            let part = self.hash.hash_one(&key) as usize % PARTS;
            write_state(&mut self.spilled[part], &key, &state)?;
        }
        self.held = 0;
        Ok(())
    }

    /// Gives the folded rows as blocks; within a part in the order of the file.
    ///
    /// # Errors
    /// When a temporary file cannot be read back, or what `on_block` reports.
    pub(crate) fn finish(mut self, on_block: &mut dyn FnMut(Block) -> bool) -> io::Result<()> {
        if !self.spilled.is_empty() {
            self.spill()?;
        }
        if self.spilled.is_empty() {
            give(self.width, self.states, on_block);
            return Ok(());
        }
        for part in std::mem::take(&mut self.spilled) {
            let mut file = part.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            let mut reader = BufReader::new(file);
            while let Some((key, state)) = read_state(&mut reader)? {
                self.keep(key, state);
            }
            if !give(self.width, std::mem::take(&mut self.states), on_block) {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn size(key: &str, state: &State) -> usize {
    key.len() + state.text.len() + state.ends.len() * 4 + 120
}

/// False when the receiver has had enough.
fn give(width: usize, states: HashMap<String, State>, on_block: &mut dyn FnMut(Block) -> bool) -> bool {
    let mut states: Vec<State> = states.into_values().collect();
    states.sort_unstable_by_key(|state| state.number);
    let mut block = Block::new(width);
    for state in states {
        let mut from = 0;
        let cells = state.ends.iter().map(|end| {
            let cell = &state.text[from..*end as usize];
            from = *end as usize;
            cell
        });
        block.push(state.number, cells);
        if block.text.len() >= BLOCK_BYTES && !on_block(std::mem::replace(&mut block, Block::new(width))) {
            return false;
        }
    }
    block.rows() == 0 || on_block(block)
}

fn write_state(out: &mut impl Write, key: &str, state: &State) -> io::Result<()> {
    let length = |length: usize| u32::try_from(length).map_err(io::Error::other).map(u32::to_le_bytes);
    out.write_all(&state.number.to_le_bytes())?;
    out.write_all(&state.order.to_le_bytes())?;
    out.write_all(&length(key.len())?)?;
    out.write_all(&length(state.text.len())?)?;
    out.write_all(&length(state.ends.len())?)?;
    out.write_all(key.as_bytes())?;
    out.write_all(state.text.as_bytes())?;
    for end in &state.ends {
        out.write_all(&end.to_le_bytes())?;
    }
    Ok(())
}

fn read_state(from: &mut impl Read) -> io::Result<Option<(String, State)>> {
    let mut head = [0; 28];
    let mut first = [0; 1];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    head[0] = first[0];
    from.read_exact(&mut head[1..])?;
    let eight = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&head[at..at + 8]);
        bytes
    };
    let length = |at: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&head[at..at + 4]);
        u32::from_le_bytes(bytes) as usize
    };
    let mut text = |length: usize| -> io::Result<String> {
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    };
    let (key, state_text) = (text(length(16))?, text(length(20))?);
    let mut ends = vec![0; length(24) * 4];
    from.read_exact(&mut ends)?;
    let ends = ends.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    let state = State { number: u64::from_le_bytes(eight(0)), order: f64::from_le_bytes(eight(8)), text: state_text.into(), ends };
    Ok(Some((key, state)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(limit: usize) -> Vec<(u64, String)> {
        let mut folder = Folder::new(Fold { key: vec![0], order: Some(1) }, Vec::new(), Vec::new(), b'.', 3);
        folder.limit = limit;
        for block_number in 0..20_u64 {
            let mut block = Block::new(3);
            for row in 0..50_u64 {
                let number = block_number * 50 + row;
                let (case, order) = ((number % 100).to_string(), (number / 200).to_string());
                block.push(number, [case.as_str(), order.as_str(), format!("state {number}").as_str()]);
            }
            folder.take(&block).unwrap_or_else(|error| panic!("{error}"));
        }
        let mut rows = Vec::new();
        folder
            .finish(&mut |block| {
                rows.extend((0..block.rows()).map(|row| (block.numbers[row], block.cell(row, 2).to_owned())));
                true
            })
            .unwrap_or_else(|error| panic!("{error}"));
        rows.sort();
        rows
    }

    #[test]
    fn the_last_row_of_each_case_remains_whether_it_fits_into_memory_or_not() {
        let in_memory = folded(HELD_BYTES);
        assert_eq!(in_memory.len(), 100);
        // Of rows with equal order (900…999 all have order 4) the later one wins.
        assert_eq!(in_memory[0], (900, "state 900".to_owned()));
        assert_eq!(folded(1_000), in_memory);
    }
}
