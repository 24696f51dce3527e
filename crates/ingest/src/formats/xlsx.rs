//! Workbooks: one sheet, read cell by cell without holding it in memory.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx, open_workbook};
use luotsi_core::intake::{FileFault, IntakeError};

use super::{BLOCK_BYTES, Meter, OnBlock, cannot_read, header_of, header_row, wrong};
use crate::block::{Block, Header};
use crate::values::trimmed;

type Workbook = Xlsx<BufReader<File>>;

/// Rows among which the header is looked for.
const HEAD_ROWS: usize = 60;
/// A sheet has at most 16,384 columns.
const MOST_COLUMNS: usize = 1 << 14;

#[derive(Debug, Clone)]
pub(crate) struct Layout {
    sheet: String,
    /// Row of the header, counted from 1.
    header_number: u64,
    /// Column of the first name, counted from 0.
    first_column: usize,
}

/// The header of the sheet asked for, or of the first visible one that has a table.
pub(crate) fn look(path: &Path, asked: Option<&str>) -> Result<(Header, String, Layout), IntakeError> {
    let mut book: Workbook = open_workbook(path).map_err(|error: calamine::XlsxError| cannot_read(path, &error))?;
    let sheets: Vec<String> =
        book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect();
    let names: Vec<String> = match asked {
        None => sheets.clone(),
        Some(asked) if book.sheet_names().iter().any(|name| name == asked) => vec![asked.to_owned()],
        Some(asked) => {
            return Err(wrong(path, FileFault::NoSheet { asked: asked.to_owned(), sheets }));
        }
    };
    for sheet in names {
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        for_rows(&mut book, &sheet, path, &mut |number, cells| {
            rows.push((number, cells.to_vec()));
            if rows.len() < HEAD_ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let texts: Vec<Vec<String>> = rows.iter().map(|(_, cells)| cells.clone()).collect();
        let Some((header_number, cells)) = rows.get(header_row(&texts)) else { continue };
        let is_filled = |cell: &String| !trimmed(cell).is_empty();
        let (Some(first), Some(last)) = (cells.iter().position(is_filled), cells.iter().rposition(is_filled)) else { continue };
        let layout = Layout { sheet: sheet.clone(), header_number: *header_number, first_column: first };
        return Ok((header_of(&cells[first..=last]), sheet, layout));
    }
    Err(wrong(path, FileFault::NoHeader))
}

pub(crate) fn read(path: &Path, layout: &Layout, width: usize, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
    let mut book: Workbook = open_workbook(path).map_err(|error: calamine::XlsxError| cannot_read(path, &error))?;
    let size_bytes = std::fs::metadata(path).map_or(0, |data| data.len());
    let mut block = Block::new(width);
    let mut stopped = false;
    for_rows(&mut book, &layout.sheet, path, &mut |number, cells| {
        if number <= layout.header_number {
            return ControlFlow::Continue(());
        }
        let cells = cells.get(layout.first_column..).unwrap_or(&[]);
        if cells.iter().all(|cell| trimmed(cell).is_empty()) {
            return ControlFlow::Continue(());
        }
        block.push(number, cells.iter().map(String::as_str));
        if block.text.len() < BLOCK_BYTES {
            return ControlFlow::Continue(());
        }
        let flow = on_block(std::mem::replace(&mut block, Block::new(width)));
        stopped = flow == ControlFlow::Break(());
        flow
    })?;
    // A workbook tells no place in the file; it counts as read when its last row is.
    meter.set(size_bytes);
    block.bytes_read = size_bytes;
    if !stopped && block.rows() > 0 {
        let _ = on_block(block);
    }
    Ok(())
}

/// Calls `on_row` with every row that has cells: its number counted from 1, its cells from the first column on.
fn for_rows(
    book: &mut Workbook,
    sheet: &str,
    path: &Path,
    on_row: &mut dyn FnMut(u64, &[String]) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| cannot_read(path, &error))?;
    let mut cells: Vec<String> = Vec::new();
    let mut current = None;
    while let Some(cell) = reader.next_cell().map_err(|error| cannot_read(path, &error))? {
        let (row, column) = cell.get_position();
        if current != Some(row) {
            if let Some(row) = current
                && on_row(u64::from(row) + 1, &cells) == ControlFlow::Break(())
            {
                return Ok(());
            }
            cells.clear();
            current = Some(row);
        }
        let column = (column as usize).min(MOST_COLUMNS);
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text(cell.get_value());
    }
    if let Some(row) = current {
        let _ = on_row(u64::from(row) + 1, &cells);
    }
    Ok(())
}

fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => if *flag { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(at) => date_text(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        // A formula that failed has no value.
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date cell as ISO text; a clock without a day and a duration as hours, minutes and seconds.
fn date_text(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if at.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round().max(0.0) as u64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}")
}
