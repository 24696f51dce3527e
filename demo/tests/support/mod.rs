//! The demo's files, read back as anybody would read them.

#![allow(dead_code)] // Each test program uses its own part.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use luotsi_core::records::Kind;
use luotsi_demo::Plan;

/// Last day of the organisations under test: a Wednesday, so that the last week is unfinished.
pub(crate) const UNTIL: Date = Date::constant(2026, 6, 10);
/// Weeks of history.
pub(crate) const WEEKS: u32 = 65;

/// The organisation of the demo.
pub(crate) static DEMO: LazyLock<Files> = LazyLock::new(|| Files::of(&Plan::demo(1, WEEKS, UNTIL)));
/// The same with nothing planted.
pub(crate) static NULL: LazyLock<Files> = LazyLock::new(|| Files::of(&Plan::null(1, WEEKS, UNTIL)));

/// Records of all kinds.
pub(crate) struct Files {
    tables: Vec<(Kind, Table)>,
}

/// Records of one kind.
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

/// One record.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    row: &'a csv::StringRecord,
}

impl Files {
    pub(crate) fn of(plan: &Plan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        luotsi_demo::write(folder.path(), plan).expect("files");
        Self { tables: Kind::ALL.map(|kind| (kind, Table::read(&folder.path().join(kind.name()).with_extension("csv")))).into() }
    }

    pub(crate) fn of_kind(&self, kind: Kind) -> &Table {
        &self.tables.iter().find(|(known, _)| *known == kind).expect("every kind").1
    }
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("a file");
        let columns = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        Self { columns, rows: reader.records().map(|row| row.expect("a record")).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| Row { table: self, row })
    }
}

impl<'a> Row<'a> {
    /// A field; empty when the file has no such column.
    pub(crate) fn text(self, column: &str) -> &'a str {
        self.table.columns.iter().position(|known| known == column).and_then(|index| self.row.get(index)).unwrap_or("")
    }

    pub(crate) fn number(self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    pub(crate) fn moment(self, column: &str) -> Option<Timestamp> {
        self.text(column).parse().ok()
    }

    /// Weeks from the Monday of the last week back to the week of a moment; 0 = the last, unfinished week.
    pub(crate) fn weeks_ago(self, column: &str) -> Option<i32> {
        let date: Date = self.text(column).get(..10)?.parse().ok()?;
        let last_monday = Date::constant(2026, 6, 8);
        Some((last_monday - date).get_days().div_euclid(7) + i32::from((last_monday - date).get_days().rem_euclid(7) > 0))
    }
}

/// A mean with the number of records that it was taken over.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Mean {
    sum: f64,
    pub(crate) n: f64,
}

impl Mean {
    pub(crate) fn add(&mut self, value: f64) {
        self.sum += value;
        self.n += 1.0;
    }

    pub(crate) fn value(self) -> f64 {
        self.sum / self.n
    }
}

/// Mean of a value before a change and since, over complete weeks: `since` weeks ago and later against all before.
pub(crate) fn around<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    time: &str,
    since: i32,
    value: impl Fn(Row<'a>) -> Option<f64>,
) -> (Mean, Mean) {
    let (mut before, mut after) = (Mean::default(), Mean::default());
    for row in rows {
        let (Some(week), Some(value)) = (row.weeks_ago(time), value(row)) else { continue };
        match week {
            0 => {}
            week if week <= since => after.add(value),
            _ => before.add(value),
        }
    }
    (before, after)
}

/// Contacts with whether the same customer came back on the same topic within seven days; those that cannot be told are left out.
pub(crate) fn with_repeats(files: &Files) -> Vec<(Row<'_>, bool)> {
    const WEEK_S: i64 = 7 * 86_400;
    let contacts = files.of_kind(Kind::Contacts);
    let mut times: HashMap<(&str, &str), Vec<i64>> = HashMap::new();
    let second = |row: Row<'_>| row.moment("opened_at").map_or(0, Timestamp::as_second);
    for row in contacts.rows() {
        times.entry((row.text("customer_id"), row.text("topic"))).or_default().push(second(row));
    }
    times.values_mut().for_each(|times| times.sort_unstable());
    let end = contacts.rows().map(second).max().unwrap_or(0);
    let counts = |row: &Row<'_>| {
        !row.text("customer_id").is_empty()
            && !row.text("topic").is_empty()
            && row.text("abandoned") != "1"
            && row.text("self_service") == "0"
    };
    contacts
        .rows()
        .filter(|row| counts(row) && second(*row) + WEEK_S <= end)
        .map(|row| {
            let at = second(row);
            let own = &times[&(row.text("customer_id"), row.text("topic"))];
            let next = own.partition_point(|time| *time <= at);
            (row, own.get(next).is_some_and(|time| time - at <= WEEK_S))
        })
        .collect()
}
