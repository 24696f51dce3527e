//! The first page of imports: the form for a file, what is running, and the ledger.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use luotsi_core::intake::{ImportState, LedgerEntry, Reason};

use super::super::filters::pairs;
use super::super::frame::{Page, zone};
use super::super::problem::{self, Failure};
use super::super::{Link, Made, href};
use crate::App;
use crate::faults;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/import/import.html")]
struct ImportTemplate {
    page: Page,
    text: Text,
    upload: String,
    problems: Vec<String>,
    done: Option<&'static str>,
    running: Vec<Link>,
    ledger: Vec<Entry>,
}

struct Entry {
    when: String,
    took: String,
    undone: Option<String>,
    refused: Option<String>,
    undo: String,
    lines: Vec<Line>,
}

struct Line {
    file: String,
    kind: &'static str,
    rows: String,
    new: String,
    changed: String,
    unchanged: String,
    refused: String,
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let running: Vec<Link> = site
        .running()
        .iter()
        .map(|job| Link { name: job.file.clone(), href: href(&reader, &format!("/import/job/{}", job.id), "") })
        .collect();
    super::super::page(site.app, reader, move |app, reader| render(app, reader, running)).await
}

fn render(app: &App, reader: &Reader, running: Vec<Link>) -> Result<Made, Failure> {
    let text = reader.text();
    let given = pairs(&reader.query);
    let has = |name: &str, value: &str| given.iter().any(|(key, given)| key == name && given == value);
    let mut problems = Vec::new();
    if has("problem", "none") {
        problems.push(text.import_upload_none().to_owned());
    }
    if has("problem", "gone") {
        problems.push(text.import_upload_gone().to_owned());
    }
    // A ledger that cannot be read must not keep anyone from importing.
    let ledger = app.intake.ledger().unwrap_or_else(|error| {
        problems.push(text.ledger_failed(&faults::intake(text, &error)));
        Vec::new()
    });
    let template = ImportTemplate {
        page: super::super::frame(app, reader, text.import_title()),
        text,
        upload: href(reader, "/import/upload", ""),
        problems,
        done: has("done", "undo").then(|| text.ledger_undo_done()),
        running,
        ledger: ledger.iter().map(|entry| shown(app, reader, entry)).collect(),
    };
    Made::page(&template)
}

fn shown(app: &App, reader: &Reader, entry: &LedgerEntry) -> Entry {
    let text = reader.text();
    let zone = zone(&app.settings);
    let count = |number: u64| format::count(text.language(), number);
    let lines = entry
        .files
        .iter()
        .map(|counts| Line {
            file: counts.file.clone(),
            kind: words::kind(text, counts.kind),
            rows: count(counts.rows),
            new: count(counts.new),
            changed: count(counts.changed),
            unchanged: count(counts.unchanged),
            refused: count(counts.rejected),
        })
        .collect();
    let undone = (entry.state == ImportState::Undone)
        .then(|| text.ledger_undone(&entry.undone_at.map(|at| format::moment_short(text, at, &zone)).unwrap_or_default()));
    Entry {
        when: format::moment(text, entry.at, &zone),
        took: format::duration(text, entry.took_s),
        undone,
        refused: entry.rejects.is_some().then(|| href(reader, &format!("/import/done/{}/refused.csv", entry.id), "")),
        undo: href(reader, &format!("/import/done/{}/undo", entry.id), ""),
        lines,
    }
}

pub(super) async fn undo(State(site): State<Site>, Path((_, import)): Path<(String, String)>, reader: Reader) -> Response {
    let changed = site.clone();
    super::super::page(site.app, reader, move |app, reader| {
        app.intake.undo(&import)?;
        changed.records_changed();
        Ok(Made::File(Box::new(Redirect::to(&href(reader, "/import", "done=undo")).into_response())))
    })
    .await
}

/// The refused rows of an import, with their reasons in the language of the one who downloads them.
pub(super) async fn refused(State(site): State<Site>, Path((_, import)): Path<(String, String)>, reader: Reader) -> Response {
    super::super::page(site.app, reader, move |app, reader| {
        let ledger = app.intake.ledger()?;
        // The path comes from the ledger, never from the address.
        let path = ledger.iter().find(|entry| entry.id == import).and_then(|entry| entry.rejects.clone()).ok_or(Failure::NotFound)?;
        let bytes = std::fs::read(&path).map_err(|error| Failure::Engine(format!("{}: {error}", path.display())))?;
        let bytes = reasons_in(reader.text(), &bytes).map_err(|error| Failure::Engine(format!("{}: {error}", path.display())))?;
        Ok(Made::file("text/csv; charset=utf-8", &format!("{import}-refused.csv"), bytes))
    })
    .await
}

/// The same rows with the `reason` of each put into words by its `code`; a row without a known code stays as it is.
fn reasons_in(text: Text, file: &[u8]) -> Result<Vec<u8>, csv::Error> {
    let mut rows = csv::Reader::from_reader(file);
    let header = rows.byte_headers()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name.as_bytes());
    let (code, reason) = (place("code"), place("reason"));
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(file.len()));
    writer.write_byte_record(&header)?;
    for row in rows.byte_records() {
        let row = row?;
        let words = code
            .and_then(|code| Reason::named(std::str::from_utf8(row.get(code)?).ok()?))
            .map(|found| faults::reason(text, found).as_bytes());
        writer.write_record(row.iter().enumerate().map(|(at, cell)| words.filter(|_| Some(at) == reason).unwrap_or(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Tells that an upload is gone, with the form to try again.
pub(super) fn gone(reader: &Reader) -> Response {
    Redirect::to(&href(reader, "/import", "problem=gone")).into_response()
}

/// A failure as a page, for handlers that do not make one themselves.
pub(super) fn failed(site: &Site, reader: &Reader, failure: &Failure) -> Response {
    problem::answer(&site.app, reader, failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn refused_rows_are_downloaded_in_the_readers_language() {
        let kept = "file,kind,row,column,value,reason,expected,code\n\
                    a.csv,feedback,83,nps,11,arvo on sallitun välin ulkopuolella,0–10,out_of_range\n\
                    a.csv,feedback,84,nps,\"a, b\",what a later program says,0–10,of_a_later_program\n";
        for (language, expected) in [
            (Language::Fi, "arvo on sallitun välin ulkopuolella"),
            (Language::Sv, "värdet är utanför det tillåtna intervallet"),
            (Language::En, "the value is outside the allowed range"),
        ] {
            let given = String::from_utf8(reasons_in(language.text(), kept.as_bytes()).unwrap()).unwrap();
            let rows: Vec<&str> = given.lines().collect();
            assert_eq!(rows[0], "file,kind,row,column,value,reason,expected,code");
            assert_eq!(rows[1], format!("a.csv,feedback,83,nps,11,{expected},0–10,out_of_range"));
            assert_eq!(rows[2], "a.csv,feedback,84,nps,\"a, b\",what a later program says,0–10,of_a_later_program");
        }
    }
}
