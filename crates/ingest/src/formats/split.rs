//! Cutting delimited text into cells.
//!
//! The bytes that matter (delimiter, line end, quote) are found eight at a time; what lies between them is never looked at
//! twice. Quoting is that of RFC 4180, read leniently: a quote inside an unquoted cell is a character like any other, and
//! text after a closing quote belongs to the cell.

use crate::block::{Span, position};

/// The bytes that cut a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) delimiter: u8,
    pub(crate) quote: u8,
    pub(crate) line_end: u8,
}

/// Cells of complete rows, in order.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    /// All cells; a place at or beyond the text's length lies in `unescaped`.
    pub(crate) cells: Vec<Span>,
    /// For each row: how many cells there are up to its end.
    pub(crate) row_ends: Vec<u32>,
    /// For each row: where it begins in the text.
    pub(crate) row_starts: Vec<u32>,
    /// Cells whose doubled quotes had to be written anew.
    pub(crate) unescaped: Vec<u8>,
    /// Where the text that was not used begins.
    pub(crate) used: usize,
    /// Rows (by index) that begin a quoted cell which never ends; they have one cell, up to the end of their line.
    pub(crate) unclosed: Vec<usize>,
}

impl Cut {
    /// Places cells that were written anew right behind the used text of `length` bytes instead of behind all of it.
    pub(crate) fn bring_unescaped_forward(&mut self, length: usize) {
        let unused = position(length - self.used);
        if self.unescaped.is_empty() || unused == 0 {
            return;
        }
        for (start, end) in &mut self.cells {
            if *start as usize >= length {
                *start -= unused;
                *end -= unused;
            }
        }
    }
}

/// What to do with the last row when the text ends inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtEnd {
    /// Leave it: more text is coming.
    Wait,
    /// It is complete: the file ends here, or the row has become longer than any row may be.
    Close,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The high bit of every byte of `word` that is `byte`, and no other bit.
#[inline]
fn hits(word: u64, byte: u64) -> u64 {
    let x = word ^ byte;
    !(((x & LOW) + LOW) | x | LOW)
}

struct Scan<'a> {
    bytes: &'a [u8],
    marks: Marks,
    cut: &'a mut Cut,
    cell_start: usize,
    row_start: usize,
    row_first: usize,
    quotes: usize,
    inside: bool,
}

impl Scan<'_> {
    #[inline]
    fn hit(&mut self, at: usize) {
        let byte = self.bytes[at];
        if byte == self.marks.quote {
            if self.inside {
                self.inside = false;
                self.quotes += 1;
            } else if at == self.cell_start {
                self.inside = true;
                self.quotes = 1;
            } else if self.quotes > 0 && self.bytes[at - 1] == self.marks.quote {
                self.inside = true;
                self.quotes += 1;
            }
        } else if !self.inside {
            let is_row_end = byte == self.marks.line_end;
            self.end_cell(at, is_row_end);
            self.cell_start = at + 1;
            if is_row_end {
                self.end_row(at + 1);
            }
        }
    }

    #[inline]
    fn end_cell(&mut self, at: usize, is_row_end: bool) {
        let start = self.cell_start;
        let mut end = at;
        if is_row_end && end > start && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        if self.quotes == 0 {
            self.cut.cells.push((position(start), position(end)));
        } else {
            self.end_quoted(start, end);
        }
    }

    fn end_quoted(&mut self, start: usize, end: usize) {
        let quote = self.marks.quote;
        self.quotes_done();
        let inner = &self.bytes[start + 1..end.max(start + 1)];
        if let Some(closing) = inner.iter().position(|byte| *byte == quote)
            && closing + 1 == inner.len()
        {
            self.cut.cells.push((position(start + 1), position(end - 1)));
            return;
        }
        let from = self.bytes.len() + self.cut.unescaped.len();
        let mut open = true;
        let mut at = 0;
        while at < inner.len() {
            let byte = inner[at];
            at += 1;
            if open && byte == quote {
                if inner.get(at) == Some(&quote) {
                    self.cut.unescaped.push(quote);
                    at += 1;
                } else {
                    open = false;
                }
            } else {
                self.cut.unescaped.push(byte);
            }
        }
        self.cut.cells.push((position(from), position(self.bytes.len() + self.cut.unescaped.len())));
    }

    fn quotes_done(&mut self) {
        self.quotes = 0;
        self.inside = false;
    }

    #[inline]
    fn end_row(&mut self, next: usize) {
        self.cut.row_starts.push(position(self.row_start));
        self.cut.row_ends.push(position(self.cut.cells.len()));
        self.row_first = self.cut.cells.len();
        self.row_start = next;
        self.cut.used = next;
    }

    /// Reads from `from` to the end of the text.
    fn run(&mut self, from: usize) {
        let (delimiter, quote, line_end) =
            (ONES * u64::from(self.marks.delimiter), ONES * u64::from(self.marks.quote), ONES * u64::from(self.marks.line_end));
        let bytes = self.bytes;
        let mut words = bytes[from..].chunks_exact(8);
        let mut base = from;
        for word in &mut words {
            let word = word.try_into().map_or(0, u64::from_le_bytes);
            let mut found = hits(word, delimiter) | hits(word, line_end) | hits(word, quote);
            while found != 0 {
                self.hit(base + (found.trailing_zeros() / 8) as usize);
                found &= found - 1;
            }
            base += 8;
        }
        for (at, byte) in words.remainder().iter().enumerate() {
            if [self.marks.delimiter, self.marks.quote, self.marks.line_end].contains(byte) {
                self.hit(base + at);
            }
        }
    }
}

/// Cuts as many complete rows as the text holds.
pub(crate) fn split(bytes: &[u8], marks: Marks, at_end: AtEnd) -> Cut {
    let mut cut = Cut { cells: Vec::with_capacity(bytes.len() / 8), ..Cut::default() };
    let mut scan = Scan { bytes, marks, cut: &mut cut, cell_start: 0, row_start: 0, row_first: 0, quotes: 0, inside: false };
    let mut from = 0;
    loop {
        scan.run(from);
        if at_end == AtEnd::Wait || scan.row_start == bytes.len() {
            break;
        }
        if !scan.inside {
            scan.end_cell(bytes.len(), true);
            scan.end_row(bytes.len());
            break;
        }
        // A quote that nothing closes would swallow the rest of the file. Only its own line is given up.
        scan.quotes_done();
        scan.cut.cells.truncate(scan.row_first);
        scan.cut.unclosed.push(scan.cut.row_ends.len());
        let row_start = scan.row_start;
        let line = bytes[row_start..].iter().position(|byte| *byte == marks.line_end).map_or(bytes.len(), |length| row_start + length);
        scan.cut.cells.push((position(row_start), position(line)));
        from = (line + 1).min(bytes.len());
        scan.end_row(from);
        scan.cell_start = from;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Marks = Marks { delimiter: b',', quote: b'"', line_end: b'\n' };

    fn rows(text: &str, at_end: AtEnd) -> Vec<Vec<String>> {
        let cut = split(text.as_bytes(), COMMA, at_end);
        let mut all = text.as_bytes().to_vec();
        all.extend(&cut.unescaped);
        let mut from = 0;
        cut.row_ends
            .iter()
            .map(|end| {
                let cells = &cut.cells[from..*end as usize];
                from = *end as usize;
                cells.iter().map(|(start, end)| String::from_utf8_lossy(&all[*start as usize..*end as usize]).into_owned()).collect()
            })
            .collect()
    }

    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(
            rows(text, AtEnd::Close),
            expected.iter().map(|row| row.iter().map(|c| (*c).to_owned()).collect()).collect::<Vec<Vec<String>>>(),
            "{text:?}"
        );
    }

    #[test]
    fn quotes_line_ends_and_empty_cells() {
        check("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b\r\n1,\"2\"\r\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b\n1,2", &[&["a", "b"], &["1", "2"]]);
        check("\"x,\ny\",z\n", &[&["x,\ny", "z"]]);
        check("\"say \"\"hi\"\"\",\n", &[&["say \"hi\"", ""]]);
        check("\"\",\"\"\"\"\n", &[&["", "\""]]);
        check("5\" pipe,\"a\"b\n", &[&["5\" pipe", "ab"]]);
        check("\n,\n", &[&[""], &["", ""]]);
        check("", &[]);
    }

    #[test]
    fn a_quote_that_nothing_closes_costs_its_own_line_only() {
        check("1,\"oops\n2,b\n3,c\n", &[&["1,\"oops"], &["2", "b"], &["3", "c"]]);
    }

    #[test]
    fn an_unfinished_row_waits_for_the_rest() {
        assert_eq!(rows("a,b\n1,\"2\n", AtEnd::Wait), vec![vec!["a", "b"]]);
        assert_eq!(split(b"a,b\n1,\"2\n", COMMA, AtEnd::Wait).used, 4);
    }

    proptest! {
        #[test]
        fn what_is_written_by_the_rules_is_read_back(table in prop::collection::vec(prop::collection::vec("[a,\"\n\r é]{0,12}", 3), 1..8)) {
            let mut text = String::new();
            for row in &table {
                let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                text.push_str(&cells.join(","));
                text.push_str("\r\n");
            }
            prop_assert_eq!(rows(&text, AtEnd::Close), table);
        }

        #[test]
        fn it_does_not_matter_where_the_text_is_interrupted(text in "[ab,\"\n]{0,60}", at in 0_usize..60) {
            let whole = rows(&text, AtEnd::Close);
            let first = split(&text.as_bytes()[..at.min(text.len())], COMMA, AtEnd::Wait);
            let mut parts = rows(&text[..first.used], AtEnd::Close);
            parts.extend(rows(&text[first.used..], AtEnd::Close));
            prop_assert_eq!(parts, whole);
        }
    }
}
