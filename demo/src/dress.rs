//! How an organisation writes its records down: its own names, what it puts together, and what it does not record.
//!
//! Services that work alike keep different records: one has two teams and no regions, another twenty queues and hardly any
//! assessments. The records are made as ever and dressed when they are written, so that truths hold what they always hold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, Writer};
use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;

use crate::chance::settled;

/// How records are written down.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dress {
    /// Columns under a name of the organisation's own: as it is made, as it is written.
    pub columns: Vec<(String, String)>,
    /// Values under a name of the organisation's own; several that get the same name are put together.
    pub values: Vec<Worn>,
    /// Columns that are not recorded.
    pub left_out: Vec<(Kind, String)>,
    /// Kinds of which there are no records at all.
    pub missing: Vec<Kind>,
    /// Kinds of which only this share of the records is made: few are asked, few are assessed.
    pub thinned: Vec<(Kind, f64)>,
    /// A further column of contacts that has to do with nothing: its name, and how many values it has.
    pub further: Option<(String, u32)>,
}

/// A value under another name.
#[derive(Debug, Clone, PartialEq)]
pub struct Worn {
    /// The dimension, as it is made.
    pub dimension: String,
    /// The value, as it is made.
    pub made: String,
    /// The value, as it is written.
    pub written: String,
}

impl Dress {
    /// A part of the service as the records name it.
    pub fn scope(&self, scope: &Scope) -> Scope {
        let parts = scope.iter().flat_map(|(dimension, values)| values.iter().map(move |value| (dimension, value)));
        parts.fold(Scope::whole(), |written, (dimension, value)| written.with(self.column(dimension), self.value(dimension, value)))
    }

    /// Is the dimension written in contacts?
    pub(crate) fn has(&self, dimension: &str) -> bool {
        !self.left_out.iter().any(|(kind, column)| *kind == Kind::Contacts && column == dimension)
    }

    /// All values that are written as the one that this value is written as.
    pub(crate) fn alike<'a>(&'a self, dimension: &'a str, made: &'a str) -> Vec<&'a str> {
        let written = self.value(dimension, made);
        let others = self.values.iter().filter(|worn| worn.dimension == dimension && worn.written == written);
        let alike: Vec<&str> = others.map(|worn| worn.made.as_str()).collect();
        if alike.is_empty() { vec![made] } else { alike }
    }

    fn column<'a>(&'a self, made: &'a str) -> &'a str {
        self.columns.iter().find(|(known, _)| known == made).map_or(made, |(_, written)| written)
    }

    fn value<'a>(&'a self, dimension: &str, made: &'a str) -> &'a str {
        self.values.iter().find(|worn| worn.dimension == dimension && worn.made == made).map_or(made, |worn| &worn.written)
    }

    /// Puts it on files that were written as they are made; what is left of them.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn put_on(&self, files: Vec<PathBuf>, seed: u64) -> io::Result<Vec<PathBuf>> {
        if *self == Self::default() {
            return Ok(files);
        }
        let mut left = Vec::with_capacity(files.len());
        for file in files {
            if self.missing.iter().any(|kind| is_of(&file, *kind)) {
                fs::remove_file(&file)?;
                continue;
            }
            self.rewrite(&file, seed)?;
            left.push(file);
        }
        Ok(left)
    }

    fn rewrite(&self, file: &Path, seed: u64) -> io::Result<()> {
        let is_written = |column: &str| !self.left_out.iter().any(|(kind, left_out)| is_of(file, *kind) && left_out == column);
        let kept = self.thinned.iter().find(|(kind, _)| is_of(file, *kind)).map_or(1.0, |(_, share)| *share);
        let further = self.further.as_ref().filter(|_| is_of(file, Kind::Contacts));
        transform(file, |header| {
            let columns: Vec<(usize, String)> =
                header.iter().enumerate().filter(|(_, column)| is_written(column)).map(|(at, column)| (at, column.clone())).collect();
            let mut names: Vec<String> = columns.iter().map(|(_, column)| self.column(column).to_owned()).collect();
            names.extend(further.map(|(name, _)| name.clone()));
            let row = move |record: &ByteRecord| {
                let id = number(record.get(0).unwrap_or_default());
                if kept < 1.0 && settled(seed, id, 51) >= kept {
                    return None;
                }
                let mut fields: Vec<Vec<u8>> = columns
                    .iter()
                    .map(|(at, column)| {
                        let field = record.get(*at).unwrap_or_default();
                        std::str::from_utf8(field).map_or(field, |text| self.value(column, text).as_bytes()).to_vec()
                    })
                    .collect();
                let lot = |(name, many): &(String, u32)| {
                    format!("{name} {}", 1 + (settled(seed, id, 52).powi(2) * f64::from(*many)) as u32).into_bytes()
                };
                fields.extend(further.map(lot));
                Some(fields)
            };
            (names, row)
        })
    }
}

/// Leaves of files what was known at the end of a day: what was not there yet is not there, and what came of it neither.
///
/// # Errors
/// When a file cannot be read or written.
pub fn known_until(files: &[PathBuf], last: Date) -> io::Result<()> {
    // A month's costs are known when it is over.
    let whole_month = last.saturating_add(1.day()).first_of_month().to_string();
    let last = last.to_string();
    let is_later = |field: &[u8]| field.get(..10).is_some_and(|day| day > last.as_bytes());
    for file in files {
        transform(file, |header| {
            let at = |name: &str| header.iter().position(|column| column == name);
            let begins: Vec<usize> = ["opened_at", "asked_at", "at", "started_on", "date"].into_iter().filter_map(at).take(1).collect();
            let (given, month, promised) = (at("given_at"), at("month"), at("promised_at"));
            let dates: Vec<usize> = (0..header.len()).filter(|&index| Some(index) != promised && is_of_a_day(&header[index])).collect();
            let width = header.len();
            let (is_later, whole_month) = (&is_later, whole_month.as_bytes());
            let row = move |record: &ByteRecord| {
                let field = |index: usize| record.get(index).unwrap_or_default();
                let first = begins.iter().map(|&index| field(index)).find(|field| !field.is_empty());
                let first = first.or(given.map(field)).unwrap_or_default();
                if is_later(first) || month.is_some_and(|month| field(month) >= &whole_month[..7]) {
                    return None;
                }
                // An answer that was not given yet says nothing.
                let is_silent = given.is_some_and(|given| is_later(field(given)));
                let is_blank = |index: usize| {
                    is_silent && given.is_some_and(|given| index >= given) && Some(index) != promised
                        || dates.contains(&index) && is_later(field(index))
                };
                Some((0..width).map(|index| if is_blank(index) { Vec::new() } else { field(index).to_vec() }).collect())
            };
            (header.to_vec(), row)
        })?;
    }
    Ok(())
}

fn is_of_a_day(column: &str) -> bool {
    column == "at" || column == "until" || column.ends_with("_at") || column.ends_with("_on")
}

fn is_of(file: &Path, kind: Kind) -> bool {
    file.file_stem().is_some_and(|stem| stem == kind.name())
}

/// The digits of an identifier.
fn number(id: &[u8]) -> u64 {
    id.iter().filter(|byte| byte.is_ascii_digit()).fold(0, |sum: u64, byte| sum.wrapping_mul(10).wrapping_add(u64::from(byte - b'0')))
}

/// Writes a file anew: the header makes a new header and a function from record to record, `None` = left out.
fn transform<F>(file: &Path, with: impl FnOnce(&[String]) -> (Vec<String>, F)) -> io::Result<()>
where
    F: FnMut(&ByteRecord) -> Option<Vec<Vec<u8>>>,
{
    let mut reader = Reader::from_path(file)?;
    let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let (names, mut row) = with(&header);
    let unfinished = file.with_extension("dressing");
    let mut writer = Writer::from_path(&unfinished)?;
    writer.write_record(&names)?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        if let Some(fields) = row(&record) {
            writer.write_record(&fields)?;
        }
    }
    writer.flush()?;
    fs::rename(unfinished, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, text).expect("written");
        path
    }

    fn worn(dimension: &str, made: &str, written: &str) -> Worn {
        Worn { dimension: dimension.to_owned(), made: made.to_owned(), written: written.to_owned() }
    }

    #[test]
    fn two_teams_become_one_under_another_name_and_a_column_is_not_recorded() {
        let folder = tempfile::tempdir().expect("a folder");
        let contacts = file(folder.path(), "contacts.csv", "contact_id,team,region,wait_s\nC1,a,Lappi,3\nC2,b,Kainuu,\nC3,c,Lappi,1\n");
        let costs = file(folder.path(), "costs.csv", "month,team\n2026-01,a\n");
        let dress = Dress {
            columns: vec![("region".to_owned(), "alue".to_owned())],
            values: vec![worn("team", "a", "Tiimi 1"), worn("team", "b", "Tiimi 1")],
            left_out: vec![(Kind::Contacts, "wait_s".to_owned())],
            missing: vec![Kind::Costs],
            ..Dress::default()
        };
        let left = dress.put_on(vec![contacts.clone(), costs.clone()], 1).expect("dressed");
        assert_eq!(left, [contacts.as_path()]);
        assert!(!costs.exists());
        assert_eq!(fs::read_to_string(&contacts).expect("read"), "contact_id,team,alue\nC1,Tiimi 1,Lappi\nC2,Tiimi 1,Kainuu\nC3,c,Lappi\n");
        assert_eq!(dress.alike("team", "b"), ["a", "b"]);
        assert_eq!(dress.alike("team", "c"), ["c"]);
        let scope = Scope::whole().with("team", "a").with("team", "b").with("region", "Lappi");
        assert_eq!(dress.scope(&scope), Scope::whole().with("team", "Tiimi 1").with("alue", "Lappi"));
        assert!(!dress.has("wait_s") && dress.has("region"));
    }

    #[test]
    fn of_assessments_that_are_made_seldom_all_criteria_stay_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let rows: String = (0..400).flat_map(|id| ["a", "b"].map(|criterion| format!("E{id},{criterion}\n"))).collect();
        let evaluations = file(folder.path(), "evaluations.csv", &format!("evaluation_id,criterion\n{rows}"));
        let dress = Dress { thinned: vec![(Kind::Evaluations, 0.25)], ..Dress::default() };
        dress.put_on(vec![evaluations.clone()], 7).expect("dressed");
        let text = fs::read_to_string(evaluations).expect("read");
        let kept = text.lines().filter(|line| line.ends_with(",a")).count();
        assert_eq!(text.lines().filter(|line| line.ends_with(",b")).count(), kept);
        assert!((70..130).contains(&kept), "{kept}");
    }

    #[test]
    fn what_is_not_known_yet_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let contacts = file(
            folder.path(),
            "contacts.csv",
            "contact_id,opened_at,resolved_at,promised_at\nC1,2026-01-31T10:00:00+02:00,2026-02-02T10:00:00+02:00,2026-02-03T10:00:00+02:00\n\
             C2,2026-02-01T10:00:00+02:00,,\n",
        );
        let feedback = file(
            folder.path(),
            "feedback.csv",
            "feedback_id,asked_at,given_at,nps\nF1,2026-01-31T10:00:00+02:00,2026-02-01T08:00:00+02:00,9\nF2,,2026-01-30T08:00:00+02:00,1\n\
             F3,,2026-02-02T08:00:00+02:00,1\n",
        );
        let costs = file(folder.path(), "costs.csv", "month,amount_eur\n2026-01,5\n2026-02,6\n");
        let files = [contacts, feedback, costs];
        known_until(&files, Date::constant(2026, 1, 31)).expect("cut");
        let text = |index: usize| fs::read_to_string(&files[index]).expect("read");
        assert_eq!(text(0), "contact_id,opened_at,resolved_at,promised_at\nC1,2026-01-31T10:00:00+02:00,,2026-02-03T10:00:00+02:00\n");
        assert_eq!(text(1), "feedback_id,asked_at,given_at,nps\nF1,2026-01-31T10:00:00+02:00,,\nF2,,2026-01-30T08:00:00+02:00,1\n");
        assert_eq!(text(2), "month,amount_eur\n2026-01,5\n");
    }
}
