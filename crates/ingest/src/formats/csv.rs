//! Delimited text, in any encoding and dress.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, UTF_8, WINDOWS_1252};
use luotsi_core::intake::{Dress, DressPart, FileFault, IntakeError, Reason};

use super::packing::{self, Packing, unpacked};
use super::split::{AtEnd, Cut, Marks, split};
use super::{BLOCK_BYTES, HEAD_BYTES, LONGEST_RECORD, Meter, OnBlock, cannot_read, header_of, header_row, wrong};
use crate::block::{Block, BrokenRow, Header, Span};
use crate::dress::{delimiter, encoding};
use crate::values::trimmed;

/// How the text is cut.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    packing: Packing,
    found: encoding::Found,
    marks: Marks,
    /// Rows up to and with the header.
    skip: u64,
    /// Rows may have fewer cells than there are columns: the rest is unknown.
    may_end_early: bool,
}

/// Looks at the first bytes; fills the dress. A file without a header has the `names` that are given.
pub(crate) fn look(
    path: &Path,
    packing: Packing,
    head: &[u8],
    dress: &mut Dress,
    names: Option<&[String]>,
) -> Result<(Header, Layout), IntakeError> {
    let found = encoding::detect(head, dress.encoding.as_deref())?;
    let (text, _) = found.encoding.decode_without_bom_handling(&head[found.mark_bytes..]);
    let text = text.as_bytes();
    let odd = text.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31)).count();
    // Text has hardly any control characters; a stray one in a cell is no reason to refuse a file.
    if odd > 8 && odd * 50 > text.len() {
        return Err(wrong(path, FileFault::NotATable));
    }
    let line_end = delimiter::line_end(text);
    let delimiter = match dress.delimiter {
        None => delimiter::detect(text, line_end),
        Some(sign) => u8::try_from(sign)
            .ok()
            .filter(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r'))
            .ok_or_else(|| IntakeError::Dress { part: DressPart::Delimiter, asked: sign.to_string() })?,
    };
    let marks = Marks { delimiter, quote: b'"', line_end };
    dress.encoding = Some(encoding::name(found.encoding));
    dress.delimiter = Some(char::from(delimiter));
    if let Some(names) = names {
        return Ok((header_of(names), Layout { packing, found, marks, skip: 0, may_end_early: true }));
    }
    // The last row of a cut head is half a row.
    let at_end = if head.len() < HEAD_BYTES { AtEnd::Close } else { AtEnd::Wait };
    let mut rows = rows_of(text, &split(text, marks, at_end));
    if rows.is_empty() {
        rows = rows_of(text, &split(text, marks, AtEnd::Close));
    }
    let at = header_row(&rows);
    let cells = rows.get(at).ok_or_else(|| wrong(path, FileFault::Empty))?;
    let last = cells.iter().rposition(|cell| !trimmed(cell).is_empty()).unwrap_or(0);
    Ok((header_of(&cells[..=last]), Layout { packing, found, marks, skip: at as u64 + 1, may_end_early: false }))
}

/// The first rows as texts; enough to find the header.
fn rows_of(text: &[u8], cut: &Cut) -> Vec<Vec<String>> {
    let all = [text, &cut.unescaped].concat();
    let mut from = 0;
    let mut rows = Vec::new();
    for end in cut.row_ends.iter().take(200) {
        let cells = &cut.cells[from..*end as usize];
        from = *end as usize;
        rows.push(cells.iter().map(|(start, end)| String::from_utf8_lossy(&all[*start as usize..*end as usize]).into_owned()).collect());
    }
    rows
}

/// Reads the rows after the header.
pub(crate) fn read(path: &Path, layout: &Layout, width: usize, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
    unpacked(path, &layout.packing, meter, |reader| {
        let mut text = Text::new(reader, layout.found);
        let mut rows = Rows { marks: layout.marks, width, next_number: 1, skip: layout.skip, may_end_early: layout.may_end_early };
        let mut buffer: Vec<u8> = Vec::new();
        let mut full = BLOCK_BYTES;
        loop {
            let is_more = text.fill(&mut buffer, full).map_err(|error| cannot_read(path, &error))?;
            let at_end = if is_more && buffer.len() < LONGEST_RECORD { AtEnd::Wait } else { AtEnd::Close };
            // A row that was closed because it is too long goes on; only rows before the last are complete then.
            let mut cut = split(&buffer, layout.marks, at_end);
            if at_end == AtEnd::Close && is_more {
                give_last_back(&mut cut);
            }
            if cut.used == 0 && is_more {
                full = (buffer.len() * 2).min(LONGEST_RECORD);
                continue;
            }
            full = BLOCK_BYTES;
            cut.bring_unescaped_forward(buffer.len());
            let rest = buffer.split_off(cut.used);
            let mut block = rows.block(buffer, cut, layout.found.is_open);
            buffer = rest;
            block.bytes_read = meter.bytes();
            let is_something = block.rows() > 0 || !block.broken.is_empty();
            if (is_something && on_block(block) == ControlFlow::Break(())) || !is_more {
                return Ok(());
            }
        }
    })
}

/// Takes the last row of a cut out again when it may go on, unless it is the only one.
fn give_last_back(cut: &mut Cut) {
    if cut.row_ends.len() > 1 && !cut.unclosed.contains(&(cut.row_ends.len() - 1)) {
        cut.row_ends.pop();
        cut.used = cut.row_starts.pop().map_or(cut.used, |start| start as usize);
        cut.cells.truncate(cut.row_ends.last().map_or(0, |end| *end as usize));
    }
}

/// Text in UTF-8, whatever the file is in.
struct Text<'a> {
    reader: &'a mut dyn Read,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    skip: usize,
}

impl<'a> Text<'a> {
    fn new(reader: &'a mut dyn Read, found: encoding::Found) -> Self {
        let decoder = (found.encoding != UTF_8).then(|| found.encoding.new_decoder_without_bom_handling());
        Self { reader, decoder, raw: Vec::new(), skip: found.mark_bytes }
    }

    /// Fills the buffer up to about `full` bytes; false when the file has ended.
    fn fill(&mut self, buffer: &mut Vec<u8>, full: usize) -> std::io::Result<bool> {
        if self.skip > 0 {
            let mut mark = Vec::new();
            packing::fill(self.reader, &mut mark, self.skip)?;
            self.skip = 0;
        }
        let Some(decoder) = &mut self.decoder else { return packing::fill(self.reader, buffer, full) };
        self.raw.clear();
        let is_more = packing::fill(self.reader, &mut self.raw, full.saturating_sub(buffer.len()).max(4096) / 2 * 2)?;
        decode(decoder, &self.raw, buffer, !is_more);
        Ok(is_more)
    }
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], buffer: &mut Vec<u8>, is_last: bool) {
    loop {
        let filled = buffer.len();
        let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3 + 16);
        buffer.resize(filled + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(raw, &mut buffer[filled..], is_last);
        buffer.truncate(filled + written);
        raw = &raw[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Numbers rows and puts blocks together.
struct Rows {
    marks: Marks,
    width: usize,
    next_number: u64,
    skip: u64,
    may_end_early: bool,
}

/// Gives rows that end early the cells that they lack; rows with nothing in them stay as they are.
fn padded(mut cut: Cut, width: usize) -> Cut {
    let mut cells = Vec::with_capacity(cut.cells.len());
    let mut from = 0;
    for (at, row_end) in cut.row_ends.iter_mut().enumerate() {
        let row = &cut.cells[from..*row_end as usize];
        from = *row_end as usize;
        cells.extend_from_slice(row);
        let is_something = row.iter().any(|(start, end)| start < end);
        if let (true, Some((_, end))) = (is_something && !cut.unclosed.contains(&at), row.last()) {
            cells.extend(std::iter::repeat_n((*end, *end), width.saturating_sub(row.len())));
        }
        *row_end = crate::block::position(cells.len());
    }
    cut.cells = cells;
    cut
}

impl Rows {
    fn block(&mut self, bytes: Vec<u8>, mut cut: Cut, may_be_windows_1252: bool) -> Block {
        let mut invalid = Vec::new();
        let text = match String::from_utf8(bytes) {
            Ok(text) if cut.unescaped.is_empty() => text,
            Ok(text) => return self.put_together(text.into_bytes(), cut, &mut invalid),
            Err(error) if may_be_windows_1252 => {
                let text = WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned();
                cut = split(text.as_bytes(), self.marks, AtEnd::Close);
                return self.put_together(text.into_bytes(), cut, &mut invalid);
            }
            Err(error) => return self.put_together(error.into_bytes(), cut, &mut invalid),
        };
        self.rows(text, cut, &invalid)
    }

    fn put_together(&mut self, mut bytes: Vec<u8>, cut: Cut, invalid: &mut Vec<u32>) -> Block {
        bytes.extend_from_slice(&cut.unescaped);
        let text = loop {
            match String::from_utf8(bytes) {
                Ok(text) => break text,
                Err(error) => {
                    let from = error.utf8_error().valid_up_to();
                    let length = error.utf8_error().error_len().unwrap_or(usize::MAX);
                    bytes = error.into_bytes();
                    let to = bytes.len().min(from.saturating_add(length));
                    for (at, byte) in bytes.iter_mut().enumerate().take(to).skip(from) {
                        invalid.push(crate::block::position(at));
                        *byte = b'?';
                    }
                }
            }
        };
        self.rows(text, cut, invalid)
    }

    fn rows(&mut self, text: String, cut: Cut, invalid: &[u32]) -> Block {
        let cut = if self.may_end_early { padded(cut, self.width) } else { cut };
        let mut block = Block { text, width: self.width, numbers: Vec::with_capacity(cut.row_ends.len()), ..Block::default() };
        block.cells = cut.cells;
        let mut unclosed = cut.unclosed.iter().peekable();
        let (mut from, mut kept) = (0, 0);
        for (at, end) in cut.row_ends.iter().enumerate() {
            let end = *end as usize;
            let (first, width) = (from, end - from);
            from = end;
            let number = self.next_number;
            self.next_number += 1;
            let is_unclosed = unclosed.next_if(|row| **row == at).is_some();
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let broken = |reason, value: Option<String>, expected| BrokenRow { number, reason, value, expected };
            if is_unclosed {
                let (start, end) = block.cells[first];
                let value = crate::records::shown(block.text.get(start as usize..end as usize).unwrap_or(""));
                block.broken.push(broken(Reason::UnclosedQuote, Some(value), Some("\"…\"".to_owned())));
                continue;
            }
            if width != self.width {
                let row = &block.cells[first..end];
                let is_blank = |(start, end): &Span| trimmed(block.text.get(*start as usize..*end as usize).unwrap_or("")).is_empty();
                let filled = row.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1);
                if filled == 0 {
                    continue;
                }
                if width < self.width || filled > self.width {
                    let reason = if width < self.width { Reason::TooFewCells } else { Reason::TooManyCells };
                    block.broken.push(broken(reason, Some(width.to_string()), Some(self.width.to_string())));
                    continue;
                }
            }
            let row = first..first + self.width;
            // Spreadsheets end their exports with rows of delimiters only.
            let (row_start, row_end) = (block.cells[first].0, block.cells[row.end - 1].1);
            if row_end.wrapping_sub(row_start) as usize == self.width - 1
                && block.cells[row.clone()].iter().all(|(start, end)| start == end)
            {
                continue;
            }
            if !invalid.is_empty()
                && block.cells[row.clone()].iter().any(|(start, end)| invalid.iter().any(|at| (start..end).contains(&at)))
            {
                block.broken.push(broken(Reason::Undecodable, None, Some("utf-8".to_owned())));
                continue;
            }
            if kept != first {
                block.cells.copy_within(row, kept);
            }
            kept += self.width;
            block.numbers.push(number);
        }
        block.cells.truncate(kept);
        block
    }
}
