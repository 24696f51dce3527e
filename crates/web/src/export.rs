//! Figures as CSV and XLSX: exactly what a page shows, with the definition and the filters in the file itself.

use std::borrow::Cow;

use luotsi_core::catalogue::Unit;
use luotsi_core::judge::Judgement;
use luotsi_core::situation::Breakdown;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::i18n::Text;

/// A file's content.
pub(crate) struct Figures {
    pub(crate) about_title: String,
    /// What the figures are: name and text, one a line.
    pub(crate) about: Vec<(String, String)>,
    pub(crate) sheets: Vec<Sheet>,
}

/// One table.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How values look in a workbook.
    pub(crate) number_format: &'static str,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    /// In the metric's own unit.
    Value(f64),
    Count(f64),
    Empty,
}

impl Sheet {
    /// The series of a judgement.
    pub(crate) fn of_points(text: Text, unit: Unit, name: &str, judgement: &Judgement) -> Self {
        let columns = [
            text.table_period(),
            text.table_value(),
            text.table_n(),
            text.export_low(),
            text.export_high(),
            text.table_centre(),
            text.table_lower(),
            text.table_upper(),
            text.table_signal(),
            text.export_complete(),
        ];
        let rows = judgement.points.iter().map(|point| {
            let rules = crate::charts::rule_words(text, point.flags.iter().map(|flag| flag.id()), point.phase);
            vec![
                Cell::Text(point.period.label()),
                value(point.value.value),
                count(point.value.n),
                value(point.value.low),
                value(point.value.high),
                value(point.centre),
                value(point.lower),
                value(point.upper),
                Cell::Text(rules),
                Cell::Text(if point.is_complete() { text.yes() } else { text.no() }.to_owned()),
            ]
        });
        Self {
            name: name.to_owned(),
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            number_format: number_format(unit),
        }
    }

    /// The groups of a breakdown, period by period.
    pub(crate) fn of_groups(text: Text, name: &str, breakdown: &Breakdown) -> Self {
        let columns = [text.export_group(), text.table_period(), text.table_value(), text.table_n(), text.export_low(), text.export_high()];
        let rows = breakdown.groups.iter().flat_map(|group| {
            let group_name = group.name.clone().unwrap_or_else(|| text.unknown_value().to_owned());
            group.judgement.points.iter().map(move |point| {
                vec![
                    Cell::Text(group_name.clone()),
                    Cell::Text(point.period.label()),
                    value(point.value.value),
                    count(point.value.n),
                    value(point.value.low),
                    value(point.value.high),
                ]
            })
        });
        Self { name: name.to_owned(), columns: columns.map(str::to_owned).to_vec(), rows: rows.collect(), number_format: "General" }
    }
}

fn value(number: Option<f64>) -> Cell {
    number.filter(|number| number.is_finite()).map_or(Cell::Empty, Cell::Value)
}

fn count(number: f64) -> Cell {
    if number.is_finite() { Cell::Count(number) } else { Cell::Empty }
}

fn number_format(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "0.0%",
        Unit::Points | Unit::Count => "0",
        Unit::Euros => "#,##0.00",
        Unit::Stars | Unit::Coefficient => "0.00",
        _ => "0.0",
    }
}

/// CSV in UTF-8 with comma and point: what the figures are stands in lines that begin with `#`, a table follows; several
/// tables are parted by an empty line.
pub(crate) fn csv(figures: &Figures) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    for (name, text) in &figures.about {
        let line = format!("# {name}: {}\r\n", text.replace(['\r', '\n'], " "));
        out.extend_from_slice(line.as_bytes());
    }
    for (index, sheet) in figures.sheets.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\r\n");
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let failed = |error: csv::Error| error.to_string();
        writer.write_record(&sheet.columns).map_err(failed)?;
        for row in &sheet.rows {
            writer.write_record(row.iter().map(written)).map_err(failed)?;
        }
        out.extend(writer.into_inner().map_err(|error| error.to_string())?);
    }
    Ok(out)
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Value(number) | Cell::Count(number) => number.to_string(),
        // A spreadsheet would run a name that looks like a formula.
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
    }
}

/// A workbook: one sheet a table, and one that says what the figures are.
pub(crate) fn xlsx(figures: &Figures) -> Result<Vec<u8>, String> {
    workbook(figures).map_err(|error| error.to_string())
}

fn workbook(figures: &Figures) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let head = Format::new().set_bold();
    for sheet in &figures.sheets {
        let numbers = Format::new().set_num_format(sheet.number_format);
        let page = workbook.add_worksheet();
        page.set_name(sheet_name(&sheet.name))?;
        page.set_freeze_panes(1, 1)?;
        for (column, name) in (0u16..).zip(&sheet.columns) {
            page.write_string_with_format(0, column, fitting(name), &head)?;
        }
        for (row, cells) in (1u32..).zip(&sheet.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => page.write_string(row, column, fitting(text))?,
                    Cell::Value(number) => page.write_number_with_format(row, column, *number, &numbers)?,
                    Cell::Count(number) => page.write_number(row, column, *number)?,
                    Cell::Empty => page,
                };
            }
        }
        page.set_column_width(0, 16)?;
    }
    let page = workbook.add_worksheet();
    page.set_name(sheet_name(&figures.about_title))?;
    page.set_column_width(0, 22)?;
    page.set_column_width(1, 90)?;
    for (row, (name, text)) in (0u32..).zip(&figures.about) {
        page.write_string_with_format(row, 0, name, &head)?;
        page.write_string(row, 1, fitting(text))?;
    }
    workbook.save_to_buffer()
}

/// Characters that a cell of a workbook holds at most.
const MOST_OF_A_CELL: usize = 32_767;

/// A text that fits into a cell: the end of a longer one (an address with a value of forty thousand letters) is three dots.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.chars().count() <= MOST_OF_A_CELL {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(MOST_OF_A_CELL - 1).chain(['…']).collect())
}

/// A name that a workbook accepts: 31 characters at most, none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    let name: String = name.chars().map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter }).take(31).collect();
    if name.trim().is_empty() { "1".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(name: &str) -> Figures {
        Figures {
            about_title: "Määritelmä".into(),
            about: vec![("Laskukaava".into(), "ratkaistut\nkaikki".into())],
            sheets: vec![Sheet {
                name: name.into(),
                columns: vec!["Osa".into(), "Arvo".into()],
                rows: vec![vec![Cell::Text("=cmd()".into()), Cell::Value(0.5)], vec![Cell::Text("A, b".into()), Cell::Empty]],
                number_format: "0.0%",
            }],
        }
    }

    #[test]
    fn csv_carries_its_definition_and_cannot_run_formulas() {
        let written = String::from_utf8(csv(&figures("x")).unwrap()).unwrap();
        assert_eq!(written, "# Laskukaava: ratkaistut kaikki\r\nOsa,Arvo\r\n'=cmd(),0.5\r\n\"A, b\",\r\n");
    }

    #[test]
    fn a_workbook_takes_any_dimension_name_as_the_name_of_a_sheet() {
        for name in ["", "a/b:c*?[]", "Pitkänimisen palveluprosessin laadunvarmistusvaihe"] {
            assert!(xlsx(&figures(name)).unwrap().starts_with(b"PK"), "{name}");
        }
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_because_no_spreadsheet_would_read_it() {
        let mut figures = figures("x");
        figures.about.push(("Osoite".into(), "ä".repeat(40_000)));
        assert!(xlsx(&figures).is_ok());
        assert_eq!(fitting(&"ä".repeat(40_000)).chars().count(), MOST_OF_A_CELL);
    }
}
