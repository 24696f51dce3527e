//! Files of every format as blocks of text cells.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod packing;
pub(crate) mod parquet;
pub(crate) mod split;
pub(crate) mod xlsx;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use luotsi_core::intake::{Dress, DressPart, FileFault, IntakeError};

use crate::block::{Block, Header};
use packing::Packing;

/// Rows looked at for detection, mapping and preview.
pub(crate) const SAMPLE_ROWS: usize = 1_000;
/// Bytes looked at for detection.
pub(crate) const HEAD_BYTES: usize = 256 * 1024;
/// Bytes among which the first line of a file without a header is looked for.
const FIRST_LINE_BYTES: usize = 4 * 1024;
/// Text in a block: large enough that columns are long, small enough that a few blocks at once stay in cache and memory.
pub(crate) const BLOCK_BYTES: usize = 1 << 20;
/// No record is longer; a longer one is a quote that nothing closes.
pub(crate) const LONGEST_RECORD: usize = 64 << 20;

/// Takes blocks; says when it has had enough.
pub(crate) type OnBlock<'a> = &'a mut dyn FnMut(Block) -> ControlFlow<()>;

/// A file whose dress is known: it can be read from the start as often as needed.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) size_bytes: u64,
    pub(crate) dress: Dress,
    pub(crate) header: Header,
    pub(crate) layout: Layout,
}

/// What a format needs to know besides the dress.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    Csv(csv::Layout),
    Json(json::Layout),
    Xlsx(xlsx::Layout),
    Parquet,
}

/// Bytes of the file read so far, shared with the one who reports progress.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Arc<AtomicU64>);

impl Meter {
    pub(crate) fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Source {
    /// Looks at the file: format, dress and header. `names` are the columns of a text file without a header.
    pub(crate) fn open(path: &std::path::Path, asked: &Dress, names: Option<&[String]>) -> Result<Self, IntakeError> {
        let size_bytes = std::fs::metadata(path).map_err(|error| cannot_open(path, &error))?.len();
        let packing = Packing::of(path)?;
        let format = match (asked.format.as_deref(), &packing) {
            (Some(format @ ("csv" | "xlsx" | "parquet" | "jsonl")), _) => format,
            (Some(other), _) => {
                return Err(IntakeError::Dress { part: DressPart::Format, asked: other.to_owned() });
            }
            (None, Packing::Workbook) => "xlsx",
            (None, Packing::Parquet) => "parquet",
            (None, _) => "",
        };
        let mut dress = asked.clone();
        let (header, layout) = match format {
            "xlsx" => {
                let (header, sheet, layout) = guarded(path, || xlsx::look(path, asked.sheet.as_deref()))?;
                dress.sheet = Some(sheet);
                (header, Layout::Xlsx(layout))
            }
            "parquet" => (guarded(path, || parquet::look(path))?, Layout::Parquet),
            _ => {
                let head = packing::head(path, &packing, HEAD_BYTES)?;
                if head.is_empty() {
                    return Err(wrong(path, FileFault::Empty));
                }
                if format == "jsonl" || (format.is_empty() && json::looks_like(&head)) {
                    let (header, layout) = json::look(path, packing)?;
                    dress.format = Some("jsonl".to_owned());
                    (header, Layout::Json(layout))
                } else {
                    let (header, layout) = csv::look(path, packing, &head, &mut dress, names)?;
                    (header, Layout::Csv(layout))
                }
            }
        };
        dress.format = Some(
            match layout {
                Layout::Csv(_) => "csv",
                Layout::Json(_) => "jsonl",
                Layout::Xlsx(_) => "xlsx",
                Layout::Parquet => "parquet",
            }
            .to_owned(),
        );
        if !matches!(layout, Layout::Csv(_)) {
            dress.encoding.get_or_insert_with(|| "utf-8".to_owned());
        }
        Ok(Self { path: path.to_owned(), size_bytes, dress, header, layout })
    }

    /// Reads all rows, block by block, until `on_block` breaks.
    pub(crate) fn read(&self, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
        match &self.layout {
            Layout::Csv(layout) => csv::read(&self.path, layout, self.header.len(), meter, on_block),
            Layout::Json(layout) => json::read(&self.path, layout, &self.header, meter, on_block),
            Layout::Xlsx(layout) => guarded(&self.path, || xlsx::read(&self.path, layout, self.header.len(), meter, on_block)),
            Layout::Parquet => guarded(&self.path, || parquet::read(&self.path, self.size_bytes, &self.header, meter, on_block)),
        }
    }

    /// The first rows, for detection, mapping and preview.
    pub(crate) fn sample(&self) -> Result<Vec<Block>, IntakeError> {
        let mut blocks = Vec::new();
        let mut rows = 0;
        self.read(&Meter::default(), &mut |mut block| {
            let rest = SAMPLE_ROWS - rows;
            if block.rows() > rest {
                block.numbers.truncate(rest);
                block.cells.truncate(rest * block.width);
                let last = block.numbers.last().copied().unwrap_or(0);
                block.broken.retain(|broken| broken.number <= last);
            }
            rows += block.rows();
            blocks.push(block);
            if rows >= SAMPLE_ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(blocks)
    }
}

/// Libraries that read binary formats panic on some damaged files. Then that file cannot be read, and the program goes on.
fn guarded<T>(path: &std::path::Path, read: impl FnOnce() -> Result<T, IntakeError>) -> Result<T, IntakeError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(cannot_read(path, &said.unwrap_or("damaged")))
    })
}

/// The first line with something on it of a text file; `None` for other files. Faults are told by the one who opens the file.
pub(crate) fn first_line(path: &std::path::Path) -> Option<String> {
    let packing = Packing::of(path).ok().filter(|packing| !matches!(packing, Packing::Workbook | Packing::Parquet))?;
    let head = packing::head(path, &packing, FIRST_LINE_BYTES).ok()?;
    let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head)).into_owned();
    text.lines().find(|line| !line.trim().is_empty()).map(str::to_owned)
}

/// Something is wrong with this file.
pub(crate) fn wrong(path: &std::path::Path, fault: FileFault) -> IntakeError {
    IntakeError::File { file: path.to_owned(), fault }
}

pub(crate) fn cannot_open(path: &std::path::Path, error: &dyn std::fmt::Display) -> IntakeError {
    wrong(path, FileFault::CannotOpen(error.to_string()))
}

pub(crate) fn cannot_read(path: &std::path::Path, error: &dyn std::fmt::Display) -> IntakeError {
    wrong(path, FileFault::CannotRead(error.to_string()))
}

pub(crate) fn cannot_unpack(path: &std::path::Path, error: &dyn std::fmt::Display) -> IntakeError {
    wrong(path, FileFault::CannotUnpack(error.to_string()))
}

/// Names of columns from the cells of a header row: an empty name becomes `column_7`, a repeated one gets a number.
pub(crate) fn header_of(cells: &[String]) -> Header {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        let name = crate::values::trimmed(cell).split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { format!("column_{}", at + 1) } else { name };
        let mut unique = name.clone();
        let mut number = 2;
        while names.contains(&unique) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        names.push(unique);
    }
    names.into()
}

/// Which of the first rows is the header: exports often begin with a title, a date of printing and an empty line.
/// It is the first row that fills most of the width which rows usually have.
pub(crate) fn header_row(rows: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !crate::values::trimmed(cell).is_empty()).count();
    let mut widths: Vec<usize> = rows.iter().map(filled).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    // The upper quartile is the usual width even when half of the rows leave some cells empty.
    let usual = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
    rows.iter().position(|row| filled(row) > 0 && filled(row) * 5 >= usual * 3).unwrap_or(0)
}
