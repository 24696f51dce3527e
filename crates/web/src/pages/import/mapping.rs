//! What a file was understood as, and what becomes of each of its columns. The whole state stands in the address, so that
//! “check again” is a plain form and a colleague can be shown the same thing.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use luotsi_core::intake::{Dress, Mapped, Preview, PreviewTable, Request};
use luotsi_core::records::Kind;

use super::super::cells::{Cells, Column as Head};
use super::super::filters::{Field, pairs};
use super::super::frame::{Page, zone};
use super::super::problem::Failure;
use super::super::{Made, href};
use super::{ledger, upload};
use crate::App;
use crate::faults;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/import/mapping.html")]
struct MappingTemplate {
    page: Page,
    text: Text,
    back: String,
    here: String,
    heading: String,
    size: String,
    saved: Option<String>,
    problems: Vec<String>,
    fields: Vec<Field>,
    tables: Vec<Table>,
    can_run: bool,
}

struct Table {
    kind: String,
    missing: Option<String>,
    profile: Option<String>,
    columns: Vec<Column>,
    preview_columns: Vec<Head>,
    rows: Vec<Vec<String>>,
    refused_count: String,
    refused: Vec<Refused>,
}

struct Column {
    from: String,
    value: String,
    shown: String,
    options: Vec<(String, String)>,
    sure: &'static str,
    concern: Option<&'static str>,
    can_allow: bool,
    is_allowed: bool,
    examples: String,
}

struct Refused {
    row: String,
    column: String,
    value: String,
    reason: String,
    expected: String,
}

/// Refused rows shown; the file of refused rows holds all of them.
const MOST_REFUSED: usize = 20;

/// The request that the form's fields stand for.
fn request(path: std::path::PathBuf, name: &str, given: &[(String, String)]) -> Request {
    let find = |key: &str| given.iter().find(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.clone());
    let letter = |key: &str| find(key).and_then(|value| if value == "tab" { Some('\t') } else { value.chars().next() });
    let dress = Dress {
        format: find("format"),
        encoding: find("encoding"),
        delimiter: letter("delimiter"),
        decimal: letter("decimal"),
        date_order: find("date_order"),
        time_zone: find("time_zone"),
        sheet: find("sheet"),
    };
    let mapping = given
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("map.")?.to_owned(), (value != LEFT_OUT).then(|| value.clone()))))
        .collect();
    let allow_personal = given.iter().filter(|(key, _)| key == "allow").map(|(_, value)| value.clone()).collect();
    Request {
        file: path,
        shown_name: Some(name.to_owned()),
        kind: find("kind").as_deref().and_then(Kind::named),
        profile: find("profile"),
        dress,
        mapping,
        allow_personal,
    }
}

/// The choice of leaving a column out; no column has this name.
const LEFT_OUT: &str = "-";

pub(super) async fn show(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::super::page(site.app, reader, move |app, reader| render(app, reader, &id)).await
}

fn render(app: &App, reader: &Reader, id: &str) -> Result<Made, Failure> {
    let Some((path, name)) = upload::find(app, id) else { return Ok(Made::File(Box::new(ledger::gone(reader)))) };
    let text = reader.text();
    let given = pairs(&reader.query);
    let request = request(path, &name, &given);
    let mut problems = Vec::new();
    // What cannot be read with these settings is said beside the settings, where it can be put right.
    let preview = app.intake.preview(&request).unwrap_or_else(|error| {
        problems.push(faults::intake(text, &error));
        Preview { dress: request.dress.clone(), profile: request.profile.clone(), ..Preview::default() }
    });
    let can_run = !preview.tables.is_empty() && preview.tables.iter().all(|table| table.unmapped_required.is_empty());
    let is_single = preview.tables.len() == 1 && preview.profile.is_none();
    let looked = Looked { text, zone: zone(&app.settings), preview: &preview, request: &request, is_single };
    let template = MappingTemplate {
        page: super::super::frame(app, reader, text.import_title()),
        text,
        back: href(reader, "/import", ""),
        here: href(reader, &format!("/import/file/{id}"), ""),
        heading: text.import_mapping_heading(&name),
        size: format::size(text, preview.size_bytes),
        saved: given.iter().find(|(key, _)| key == "saved").map(|(_, name)| text.import_profile_saved(name)),
        problems,
        fields: fields(app, text, &preview, &request),
        tables: preview.tables.iter().map(|table| looked.table(table)).collect(),
        can_run,
    };
    Made::page(&template)
}

fn fields(app: &App, text: Text, preview: &Preview, request: &Request) -> Vec<Field> {
    let dress = &preview.dress;
    let field = |label: &str, name: &str, value: Option<String>, options: Vec<(String, String)>| Field {
        label: label.to_owned(),
        name: name.to_owned(),
        value: value.unwrap_or_default(),
        options,
    };
    let plain =
        |values: &[&str]| -> Vec<(String, String)> { values.iter().map(|value| ((*value).to_owned(), (*value).to_owned())).collect() };
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
    };
    let mut kinds = vec![(String::new(), text.import_detect().to_owned())];
    kinds.extend(Kind::ALL.into_iter().map(|kind| (kind.name().to_owned(), format::capitalised(words::kind(text, kind)))));
    let mut profiles = vec![(String::new(), text.import_profile_none().to_owned())];
    profiles.extend(app.intake.profiles().unwrap_or_default().into_iter().map(|name| (name.clone(), name)));
    let kind = request.kind.or(match preview.tables.as_slice() {
        [table] => Some(table.kind),
        _ => None,
    });
    let mut fields = vec![
        field(text.import_field_kind(), "kind", kind.map(|kind| kind.name().to_owned()), kinds),
        field(text.import_field_profile(), "profile", preview.profile.clone().or_else(|| request.profile.clone()), profiles),
        field(text.import_field_format(), "format", dress.format.clone(), plain(&["csv", "xlsx", "parquet", "jsonl"])),
    ];
    let is_text = dress.format.as_deref().is_none_or(|format| format == "csv");
    if is_text {
        fields.push(field(
            text.import_field_encoding(),
            "encoding",
            dress.encoding.clone(),
            plain(&["utf-8", "windows-1252", "utf-16le", "utf-16be"]),
        ));
        let delimiter = dress.delimiter.map(|letter| if letter == '\t' { "tab".to_owned() } else { letter.to_string() });
        fields.push(field(
            text.import_field_delimiter(),
            "delimiter",
            delimiter,
            named(&[
                (",", text.import_delimiter_comma()),
                (";", text.import_delimiter_semicolon()),
                ("tab", text.import_delimiter_tab()),
                ("|", text.import_delimiter_pipe()),
            ]),
        ));
    }
    fields.push(field(
        text.import_field_decimal(),
        "decimal",
        dress.decimal.map(String::from),
        named(&[(".", text.import_decimal_point()), (",", text.import_decimal_comma())]),
    ));
    fields.push(field(
        text.import_field_date_order(),
        "date_order",
        dress.date_order.clone(),
        named(&[("ymd", text.import_order_ymd()), ("dmy", text.import_order_dmy()), ("mdy", text.import_order_mdy())]),
    ));
    fields.push(field(text.import_field_time_zone(), "time_zone", dress.time_zone.clone(), Vec::new()));
    if dress.format.as_deref() == Some("xlsx") {
        fields.push(field(text.import_field_sheet(), "sheet", dress.sheet.clone(), Vec::new()));
    }
    fields
}

/// What a look into a file found, and how it was asked for.
struct Looked<'a> {
    text: Text,
    zone: TimeZone,
    preview: &'a Preview,
    request: &'a Request,
    is_single: bool,
}

impl Looked<'_> {
    fn table(&self, table: &PreviewTable) -> Table {
        let (text, preview, request, is_single) = (self.text, self.preview, self.request, self.is_single);
        let cells = Cells { text, kind: table.kind, zone: self.zone.clone() };
        let language = text.language();
        let refused = table
            .refused
            .iter()
            .take(MOST_REFUSED)
            .map(|refusal| Refused {
                row: format::count(language, refusal.row),
                column: refusal.column.as_deref().map(|name| words::column(text, name)).unwrap_or_default(),
                value: refusal.value.clone().unwrap_or_default(),
                reason: faults::reason(text, refusal.reason).to_owned(),
                expected: refusal.expected.clone().unwrap_or_default(),
            })
            .collect();
        Table {
            kind: format::capitalised(words::kind(text, table.kind)),
            missing: (!table.unmapped_required.is_empty()).then(|| {
                let names: Vec<String> = table.unmapped_required.iter().map(|name| named(text, name)).collect();
                text.import_required_missing(&names.join(", "))
            }),
            profile: preview.profile.as_ref().map(|profile| text.import_mapping_profile(profile)),
            columns: table.mapping.iter().map(|mapped| column(text, table.kind, mapped, request, is_single)).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| table.columns.iter().zip(row).map(|(name, cell)| cells.words(name, cell.as_deref())).collect())
                .collect(),
            preview_columns: table.columns.iter().map(|name| cells.column(name)).collect(),
            refused_count: text.import_refused_first(table.refused.len() as u64),
            refused,
        }
    }
}

/// A column in words, with the name that files and expressions use.
fn named(text: Text, name: &str) -> String {
    let word = words::column(text, name);
    if word == name { word } else { format!("{word} ({name})") }
}

fn column(text: Text, kind: Kind, mapped: &Mapped, request: &Request, is_single: bool) -> Column {
    let to = mapped.to.clone();
    let mut options = Vec::new();
    if is_single {
        options.push((LEFT_OUT.to_owned(), text.import_leave_out().to_owned()));
        options.extend(kind.columns().iter().map(|column| (column.name.to_owned(), named(text, column.name))));
        // A column of the workspace's own becomes a dimension under its own name.
        let own = to.clone().filter(|name| kind.column(name).is_none()).unwrap_or_else(|| own_name(&mapped.from));
        if kind.column(&own).is_none() && !own.is_empty() {
            options.push((own.clone(), text.import_as_dimension(&own)));
        }
    }
    let sure = match (&to, mapped.confidence) {
        (None, _) => text.import_sure_none(),
        (_, confidence) if confidence >= 0.9 => text.import_sure_certain(),
        (_, confidence) if confidence >= 0.6 => text.import_sure_likely(),
        _ => text.import_sure_guess(),
    };
    let is_allowed = request.allow_personal.contains(&mapped.from);
    Column {
        from: mapped.from.clone(),
        value: to.clone().unwrap_or_else(|| LEFT_OUT.to_owned()),
        shown: to.map_or_else(|| text.import_leave_out().to_owned(), |name| named(text, &name)),
        options,
        sure,
        concern: mapped.concern.as_deref().and_then(|concern| text.named(&format!("concern-{concern}"))),
        can_allow: is_allowed || mapped.concern.as_deref() == Some("personal"),
        is_allowed,
        examples: mapped.examples.iter().filter(|example| !example.is_empty()).cloned().collect::<Vec<_>>().join(" · "),
    }
}

/// A column's name as a dimension: small letters, digits and underscores.
fn own_name(column: &str) -> String {
    let name: String = column.trim().to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    name.trim_matches('_').to_owned()
}

pub(super) async fn run(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let Some((path, name)) = upload::find(&site.app, &id) else { return ledger::gone(&reader) };
    let request = request(path, &name, &pairs(&String::from_utf8_lossy(&body)));
    let job = site.start(name, id, request);
    Redirect::to(&href(&reader, &format!("/import/job/{job}"), "")).into_response()
}

pub(super) async fn save_profile(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let form = String::from_utf8_lossy(&body).into_owned();
    super::super::page(site.app, reader, move |app, reader| {
        let Some((path, name)) = upload::find(app, &id) else { return Ok(Made::File(Box::new(ledger::gone(reader)))) };
        let given = pairs(&form);
        let profile = given.iter().find(|(key, _)| key == "profile_name").map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        // The name becomes a file's name: only what the form asks for gets through.
        let is_good = profile.len() <= 40
            && profile.starts_with(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            && profile.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_good {
            return Err(Failure::BadRequest(format!("profile_name={profile}")));
        }
        app.intake.save_profile(&profile, &request(path, &name, &given))?;
        Ok(Made::File(Box::new(
            Redirect::to(&href(reader, &format!("/import/file/{id}"), &format!("saved={profile}&{}", kept(&form)))).into_response(),
        )))
    })
    .await
}

/// The form's fields without the name of the profile, to return to the same state.
fn kept(form: &str) -> String {
    form.split('&').filter(|pair| !pair.starts_with("profile_name=") && !pair.starts_with("saved=")).collect::<Vec<_>>().join("&")
}

pub(super) async fn remove(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    if upload::find(&site.app, &id).is_some()
        && let Err(error) = tokio::fs::remove_dir_all(upload::folder(&site.app, &id)).await
    {
        return ledger::failed(&site, &reader, &Failure::Engine(error.to_string()));
    }
    Redirect::to(&href(&reader, "/import", "")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_becomes_a_request_and_keeps_what_was_left_out() {
        let given = pairs("kind=contacts&format=csv&delimiter=tab&decimal=%2C&encoding=&map.Vastaanotettu=opened_at&map.Nimi=-&allow=Nimi");
        let request = request("x.csv".into(), "x.csv", &given);
        assert_eq!(request.kind, Some(Kind::Contacts));
        assert_eq!((request.dress.delimiter, request.dress.decimal, request.dress.encoding.clone()), (Some('\t'), Some(','), None));
        assert_eq!(request.mapping, [("Vastaanotettu".to_owned(), Some("opened_at".to_owned())), ("Nimi".to_owned(), None)]);
        assert_eq!(request.allow_personal, ["Nimi"]);
    }

    #[test]
    fn a_columns_own_name_is_fit_for_a_dimension() {
        assert_eq!(own_name(" Alueen nimi (uusi) "), "alueen_nimi__uusi");
    }
}
