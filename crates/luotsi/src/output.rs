//! Answers on standard output, progress on standard error.

use std::io::Write as _;

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use luotsi_web::i18n::Text;
use serde::Serialize;

use crate::args::Format;
use crate::commands::Call;
use crate::voice::Said;

/// Rows with a header, for people or spreadsheets.
pub(crate) struct Rows {
    /// Column names.
    pub(crate) header: Vec<String>,
    /// Cells, as many as the header has.
    pub(crate) rows: Vec<Vec<String>>,
}

/// How words stand in rows: programs read stable codes, people read their own language.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spelling {
    /// As in JSON.
    Codes,
    /// In a language.
    Words(Text),
}

/// The code of a column with its heading.
pub(crate) type Heading = (&'static str, fn(Text) -> &'static str);

impl Spelling {
    /// A code as it is, or its words.
    pub(crate) fn of<W: Into<String>>(self, code: &str, words: impl FnOnce(Text) -> W) -> String {
        match self {
            Self::Codes => code.to_owned(),
            Self::Words(text) => words(text).into(),
        }
    }

    /// The first row.
    pub(crate) fn header(self, headings: &[Heading]) -> Vec<String> {
        headings.iter().map(|(code, words)| self.of(code, words)).collect()
    }

    /// Yes or no.
    pub(crate) fn yes_or_no(self, is_so: bool) -> String {
        if is_so { self.of("yes", Text::yes) } else { self.of("no", Text::no) }
    }
}

/// Prints an answer in the format asked for: `json` as it is, the others as rows.
pub(crate) fn answer(call: &Call, json: &impl Serialize, rows: impl FnOnce(Spelling) -> Rows) -> Result<()> {
    match call.format {
        Format::Json => print_json(json),
        Format::Csv => {
            let Rows { header, rows } = rows(Spelling::Codes);
            let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
            writer.write_record(&header)?;
            for row in &rows {
                writer.write_record(row)?;
            }
            Ok(writer.flush()?)
        }
        Format::Table => print(&table(rows(Spelling::Words(call.text)))),
        Format::Text | Format::Html => Err(Said::error(call.text.command_format())),
    }
}

/// Prints one JSON value and a line end.
pub(crate) fn print_json(json: &impl Serialize) -> Result<()> {
    print(&serde_json::to_string(json)?)
}

/// Prints text and a line end.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.write_all(b"\n")?;
    Ok(())
}

fn table(Rows { header, rows }: Rows) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
    for row in rows {
        let cell = |text: String| match text.parse::<f64>() {
            Ok(_) => Cell::new(text).set_alignment(CellAlignment::Right),
            Err(_) => Cell::new(text),
        };
        table.add_row(row.into_iter().map(cell));
    }
    table.to_string()
}

/// A figure with as many digits as are worth reading, in JSON's spelling.
pub(crate) fn figure(value: Option<f64>) -> String {
    match value {
        None => String::new(),
        Some(value) if value == value.trunc() && value.abs() < 1e15 => format!("{value:.0}"),
        Some(value) => {
            let digits = (3.0 - value.abs().log10().floor()).clamp(0.0, 8.0) as usize;
            format!("{value:.digits$}")
        }
    }
}

/// A number of records for JSON: whole wherever it is one, as it always is but for weighted sums.
pub(crate) fn count(n: f64) -> serde_json::Value {
    if n == n.trunc() && n.abs() < 9e15 { serde_json::Value::from(n as i64) } else { serde_json::Value::from(n) }
}

/// Did the reader of our output simply stop reading (`luotsi … | head`)?
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
