//! Records in tables, as people read them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use luotsi_core::catalogue::Unit;
use luotsi_core::facts;
use luotsi_core::records::{Kind, Value};

use crate::format;
use crate::i18n::Text;
use crate::words;

/// The head of a column: its name in words, and as the records write it.
pub(super) struct Column {
    pub(super) word: String,
    pub(super) name: String,
    pub(super) is_number: bool,
}

/// Cells as people read them: times in the workspace's zone, durations in their units, our own codes in words.
pub(super) struct Cells {
    pub(super) text: Text,
    pub(super) kind: Kind,
    pub(super) zone: TimeZone,
}

impl Cells {
    fn value(&self, name: &str) -> Option<Value> {
        let derived = || facts::of(self.kind).iter().find(|fact| fact.name == name).map(|fact| fact.value);
        self.kind.column(name).map(|column| column.value).or_else(derived)
    }

    /// The head of a column.
    pub(super) fn column(&self, name: &str) -> Column {
        Column { word: words::column(self.text, name), name: name.to_owned(), is_number: self.is_number(name) }
    }

    fn is_number(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Number { .. } | Value::Count { .. }))
    }

    /// A cell in words; empty when it is unknown.
    pub(super) fn words(&self, name: &str, cell: Option<&str>) -> String {
        let Some(cell) = cell else { return String::new() };
        let text = self.text;
        let number = || cell.parse::<f64>().ok().filter(|number| number.is_finite());
        let said = match self.value(name) {
            Some(Value::Time) => cell.parse::<Timestamp>().ok().map(|at| format::moment(text, at, &self.zone)),
            Some(Value::Date) => cell.parse::<Date>().ok().map(|day| format::date(text, day)),
            Some(Value::Flag) => match cell {
                "1" | "true" => Some(text.yes().to_owned()),
                "0" | "false" => Some(text.no().to_owned()),
                _ => None,
            },
            Some(Value::Number { .. }) if name.ends_with("_s") => number().map(|seconds| format::duration(text, seconds)),
            Some(Value::Number { .. }) if name.ends_with("_eur") => number().map(|euros| format::value(text, Unit::Euros, euros)),
            Some(Value::Number { .. }) => {
                number().map(|number| format::decimal(text.language(), number, if number.fract() == 0.0 { 0 } else { 2 }))
            }
            Some(Value::Choice(_) | Value::Dimension) => Some(words::dimension_value(text, name, cell)),
            _ => None,
        };
        said.unwrap_or_else(|| cell.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_cell_reads_like_the_rest_of_the_page() {
        let cells =
            Cells { text: Language::Fi.text(), kind: Kind::Contacts, zone: TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC) };
        for (column, cell, expected) in [
            ("opened_at", Some("2026-05-17T20:10:56Z"), "17.5.2026 klo 23.10"),
            ("opened_at", Some("eilen"), "eilen"),
            ("observed_s", Some("2407070"), "27,9\u{a0}pv"),
            ("abandoned", Some("0"), "ei"),
            ("channel", Some("email"), "sähköposti"),
            ("channel", Some("Kyläkauppa"), "Kyläkauppa"),
            ("transfers", Some("2"), "2"),
            ("resolved_at", None, ""),
        ] {
            assert_eq!(cells.words(column, cell), expected, "{column}");
        }
    }
}
