//! The records behind a number: of its numerator, its denominator, or the rest.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use luotsi_core::ask::{Part, RecordsQuestion};
use luotsi_core::catalogue::Statistic;
use luotsi_core::period::Period;
use luotsi_core::situation::View;

use super::super::cells::{Cells, Column};
use super::super::filters::{Choice, pairs};
use super::super::frame::{Page, zone};
use super::super::problem::Failure;
use super::super::{Made, href};
use crate::App;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/metric/records.html")]
struct RecordsTemplate {
    page: Page,
    text: Text,
    metric_name: String,
    heading: String,
    back: String,
    count: String,
    shown: Option<String>,
    chips: Vec<Choice>,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    previous: Option<String>,
    next: Option<String>,
}

/// Rows on one page.
const PAGE: usize = 50;

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Numerator => "numerator",
        Part::Denominator => "denominator",
        Part::Rest => "rest",
    }
}

/// The address of the records of a period.
pub(in super::super) fn address(reader: &Reader, metric: &str, view: &View, period: Period, part: Part) -> String {
    let view = View { by: None, ..view.clone() };
    let query = view.to_query();
    let join = if query.is_empty() { "" } else { "&" };
    href(reader, &format!("/metric/{metric}/records"), &format!("{query}{join}period={}&part={}", period.label(), part_name(part)))
}

pub(in super::super) async fn records(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::super::page(site.app, reader, move |app, reader| render(app, reader, &id)).await
}

fn render(app: &App, reader: &Reader, id: &str) -> Result<Made, Failure> {
    let text = reader.text();
    let metric = app.catalogue.get(id).ok_or_else(|| super::unknown(app, id))?;
    let (view, _) = View::from_query(&reader.query);
    let given = pairs(&reader.query);
    let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let period = match find("period") {
        None => Period::all(),
        Some(label) => Period::parse(label).ok_or_else(|| Failure::BadRequest(format!("period={label}")))?,
    };
    let part = match find("part") {
        None | Some("denominator") => Part::Denominator,
        Some("numerator") => Part::Numerator,
        Some("rest") => Part::Rest,
        Some(other) => return Err(Failure::BadRequest(format!("part={other}"))),
    };
    let offset = match find("offset") {
        None => 0,
        Some(number) => number.parse::<usize>().map_err(|_| Failure::BadRequest(format!("offset={number}")))?,
    };
    let question = RecordsQuestion { metric: id.to_owned(), period, scope: view.scope.clone(), part, offset, limit: PAGE };
    let found = app.ask.records(&question)?;
    let name = &words::metric(metric, reader.language).name;
    let link = |part| address(reader, id, &view, period, part);
    // Only a share has a rest: those of its base that did not count as hits.
    let choices: &[Part] = match &metric.measure.statistic {
        Statistic::Share { .. } => &[Part::Numerator, Part::Rest, Part::Denominator],
        Statistic::Net { .. } | Statistic::Ratio { .. } => &[Part::Numerator, Part::Denominator],
        _ => &[],
    };
    let chips = choices
        .iter()
        .map(|choice| {
            let name = match choice {
                Part::Numerator => text.records_part_numerator(),
                Part::Denominator => text.records_part_denominator(),
                Part::Rest => text.records_part_rest(),
            };
            Choice { name: name.to_owned(), href: link(*choice), is_here: *choice == part }
        })
        .collect();
    let language = text.language();
    let total = found.total;
    let last = (offset + found.rows.len()) as u64;
    let shown = (!found.rows.is_empty() && total > found.rows.len() as u64)
        .then(|| text.records_shown(&format::count(language, offset as u64 + 1), &format::count(language, last)));
    let turn = |offset: usize| format!("{}&offset={offset}", link(part));
    let cells = Cells { text, kind: metric.measure.table, zone: zone(&app.settings) };
    let template = RecordsTemplate {
        page: super::super::frame(app, reader, text.records_title()),
        text,
        metric_name: name.clone(),
        heading: format!("{name}: {}", format::period(text, period)),
        back: href(reader, &format!("/metric/{id}"), &View { by: None, ..view.clone() }.to_query()),
        count: text.records_count(total),
        shown,
        chips,
        previous: (offset > 0).then(|| turn(offset.saturating_sub(PAGE))),
        next: (last < total).then(|| turn(offset + PAGE)),
        rows: found
            .rows
            .iter()
            .map(|row| found.columns.iter().zip(row).map(|(name, cell)| cells.words(name, cell.as_deref())).collect())
            .collect(),
        columns: found.columns.iter().map(|name| cells.column(name)).collect(),
    };
    Made::page(&template)
}
