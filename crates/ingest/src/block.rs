//! A block: some thousands of rows of text cells, as every format gives them.

use std::sync::Arc;

use luotsi_core::intake::{Reason, Refusal};

/// A cell's place in the block's text, in bytes.
pub(crate) type Span = (u32, u32);

/// Rows of text cells that share one piece of memory. All rows have the same number of cells.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The text that cells point into.
    pub(crate) text: String,
    /// Cells, row by row.
    pub(crate) cells: Vec<Span>,
    /// Cells in a row.
    pub(crate) width: usize,
    /// Number of each row in the file, as a spreadsheet counts (the header is row 1 when nothing stands before it).
    pub(crate) numbers: Vec<u64>,
    /// Rows that could not be cut into cells.
    pub(crate) broken: Vec<BrokenRow>,
    /// Bytes of the file read when the block was complete.
    pub(crate) bytes_read: u64,
}

/// A row that is refused before its cells are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BrokenRow {
    pub(crate) number: u64,
    /// Why.
    pub(crate) reason: Reason,
    /// What was found, masked and cut.
    pub(crate) value: Option<String>,
    /// What would have been right.
    pub(crate) expected: Option<String>,
}

impl From<BrokenRow> for Refusal {
    fn from(broken: BrokenRow) -> Self {
        Self { row: broken.number, column: None, value: broken.value, reason: broken.reason, expected: broken.expected }
    }
}

impl Block {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    pub(crate) fn rows(&self) -> usize {
        self.numbers.len()
    }

    /// The cell's text; empty when it lies outside (never for rows and columns below the counts).
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        let Some((start, end)) = self.cells.get(row * self.width + column) else { return "" };
        self.text.get(*start as usize..*end as usize).unwrap_or("")
    }

    /// Adds a row; missing cells are empty and cells beyond the width are left out.
    pub(crate) fn push<'a>(&mut self, number: u64, cells: impl IntoIterator<Item = &'a str>) {
        let mut cells = cells.into_iter();
        for _ in 0..self.width {
            let start = position(self.text.len());
            self.text.push_str(cells.next().unwrap_or(""));
            self.cells.push((start, position(self.text.len())));
        }
        self.numbers.push(number);
    }
}

/// Blocks stay far below 4 GB (one record is at most `LONGEST_RECORD`), so a place always fits.
pub(crate) fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The names of a file's columns, in order.
pub(crate) type Header = Arc<[String]>;
