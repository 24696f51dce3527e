//! Counting by hand: cases drawn, marked one by one, and the certificate.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use luotsi_core::catalogue::{Metric, Unit};
use luotsi_core::measuring::calibration::{self as counting, Calibration, Draw, Said};
use luotsi_core::measuring::definition::fingerprint;
use luotsi_core::period::Period;
use luotsi_state::calibrations::{self, Count};

use super::super::cells::Cells;
use super::super::filters::pairs;
use super::super::frame::{Page, zone};
use super::super::problem::{self, Failure};
use super::super::{Made, href};
use crate::App;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::measuring::metric_name;
use crate::reader::Reader;

/// Longest note; more belongs into a document.
const LONGEST_NOTE: usize = 2_000;

#[derive(Template)]
#[template(path = "pages/measuring/calibration.html")]
struct CalibrationTemplate {
    page: Page,
    text: Text,
    back: String,
    here: String,
    heading: String,
    lede: String,
    problem: Option<String>,
    formula: Option<String>,
    certificate: Option<Certificate>,
    cases: Vec<CaseLine>,
    choices: [(&'static str, &'static str); 3],
    note: String,
}

struct Certificate {
    verdict: String,
    result: String,
    lines: Vec<(String, String)>,
    warnings: Vec<String>,
    note: String,
}

struct CaseLine {
    number: usize,
    name: String,
    legend: String,
    says: &'static str,
    fields: Vec<(String, String)>,
    /// What was marked, or is to be kept of a form that was not whole.
    said: &'static str,
}

/// The period that cases are drawn from.
pub(super) fn period(app: &App, watermark: Option<Timestamp>) -> Period {
    counting::period_before(watermark.unwrap_or_else(|| (app.now)()), &zone(&app.settings))
}

/// Draws cases of a metric and goes to them.
pub(in crate::pages) async fn draw(State(site): State<Site>, reader: Reader, body: Bytes) -> Response {
    let given = pairs(&String::from_utf8_lossy(&body));
    let asked = given.iter().find(|(name, _)| name == "metric").map(|(_, value)| value.clone()).unwrap_or_default();
    let back = |query: &str| Redirect::to(&format!("{}#calibration", href(&reader, "/measuring", query))).into_response();
    let app = site.app.clone();
    let Some(metric) = app.catalogue.get(&asked).filter(|metric| counting::can_be_calibrated(metric)).cloned() else {
        return back("problem=metric");
    };
    let id = site.new_id();
    let now = (app.now)();
    // The moment is as good a seed as any, and is kept: the same seed draws the same cases.
    let seed = u64::try_from(now.as_microsecond()).unwrap_or(0);
    let drawn = tokio::task::spawn_blocking({
        let (app, metric) = (app.clone(), metric.clone());
        move || {
            let watermark = app.ask.inventory()?.kinds.iter().find(|kind| kind.kind == metric.measure.table).and_then(|kind| kind.last);
            let period = period(&app, watermark.map(|last| last.min(now)));
            counting::draw(&*app.ask, &Draw { metric: &metric, period, seed }).map(|(cases, from)| (period, cases, from))
        }
    })
    .await;
    let (period, cases, drawn_from) = match drawn {
        Ok(Ok(drawn)) => drawn,
        Ok(Err(error)) => return problem::answer(&app, &reader, &Failure::from(error)),
        Err(error) => return problem::answer(&app, &reader, &Failure::Engine(error.to_string())),
    };
    if cases.is_empty() {
        return back(&format!("problem=empty&period={}", period.label()));
    }
    let calibration = Calibration {
        id: id.clone(),
        metric: metric.id.clone(),
        fingerprint: fingerprint(&metric, &app.settings),
        version: metric.version,
        period,
        drawn_from,
        seed,
        drawn_at: now,
        cases,
        said: Vec::new(),
        counted_at: None,
        note: String::new(),
    };
    match calibrations::draw(&app.store, &calibration).await {
        Ok(()) => Redirect::to(&href(&reader, &format!("/measuring/calibrations/{id}"), "")).into_response(),
        Err(error) => problem::answer(&app, &reader, &Failure::Engine(error.to_string())),
    }
}

/// The cases to be marked, or the certificate of those that were.
pub(in crate::pages) async fn show(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match calibrations::get(&site.app.store, &id).await {
        Ok(calibration) => {
            super::super::page(site.app, reader, move |app, reader| render(app, reader, &calibration, &Form::default())).await
        }
        Err(luotsi_state::StoreError::NotFound { .. }) => problem::answer(&site.app, &reader, &Failure::NotFound),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}

/// What was filled into the form.
#[derive(Default)]
struct Form {
    said: Vec<Option<Said>>,
    note: String,
    is_sent: bool,
}

impl Form {
    fn read(body: &[u8], cases: usize) -> Self {
        let given = pairs(&String::from_utf8_lossy(body));
        let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let said = (0..cases).map(|index| find(&format!("case{}", index + 1)).and_then(Said::named)).collect();
        let note = find("note").unwrap_or_default().trim().chars().take(LONGEST_NOTE).collect();
        Self { said, note, is_sent: true }
    }
}

/// Keeps the marks; a form that is not whole comes back as it was filled in.
pub(in crate::pages) async fn count(
    State(site): State<Site>,
    Path((_, id)): Path<(String, String)>,
    reader: Reader,
    body: Bytes,
) -> Response {
    let app = site.app.clone();
    let calibration = match calibrations::get(&app.store, &id).await {
        Ok(calibration) => calibration,
        Err(luotsi_state::StoreError::NotFound { .. }) => return problem::answer(&app, &reader, &Failure::NotFound),
        Err(error) => return problem::answer(&app, &reader, &Failure::Engine(error.to_string())),
    };
    let here = href(&reader, &format!("/measuring/calibrations/{}", calibration.id), "");
    let form = Form::read(&body, calibration.cases.len());
    let Some(said) = form.said.iter().copied().collect::<Option<Vec<Said>>>() else {
        return super::super::page(app, reader, move |app, reader| render(app, reader, &calibration, &form)).await;
    };
    match calibrations::count(&app.store, &calibration.id, &Count { said: &said, note: &form.note }, (app.now)()).await {
        // Somebody was quicker: their count stands, and is shown.
        Ok(()) | Err(luotsi_state::StoreError::NotFound { .. }) => Redirect::to(&here).into_response(),
        Err(error) => problem::answer(&app, &reader, &Failure::Engine(error.to_string())),
    }
}

fn render(app: &App, reader: &Reader, calibration: &Calibration, form: &Form) -> Result<Made, Failure> {
    let text = reader.text();
    let metric = app.catalogue.get(&calibration.metric);
    let name = metric_name(text, &app.catalogue, &calibration.metric);
    let period = format::period(text, calibration.period);
    let cells = metric.map(|metric| Cells { text, kind: metric.measure.table, zone: zone(&app.settings) });
    let cases = calibration.cases.iter().enumerate().map(|(index, case)| CaseLine {
        number: index + 1,
        name: text.calibration_case(&(index + 1).to_string()),
        legend: text.calibration_legend(&(index + 1).to_string()),
        says: match case.counted {
            counting::Counted::Hit => text.calibration_says_hit(),
            counting::Counted::Base => text.calibration_says_base(),
        },
        fields: case
            .fields
            .iter()
            .map(|(column, value)| match &cells {
                Some(cells) => (cells.column(column).word, cells.words(column, Some(value))),
                None => (column.clone(), value.clone()),
            })
            .collect(),
        said: match calibration.said.get(index).copied().or_else(|| form.said.get(index).copied().flatten()) {
            Some(said) => said.name(),
            None => "",
        },
    });
    let marked = form.said.iter().flatten().count();
    let template = CalibrationTemplate {
        page: super::super::frame(app, reader, &text.calibration_title(&name)),
        text,
        back: href(reader, "/measuring", ""),
        here: href(reader, &format!("/measuring/calibrations/{}", calibration.id), ""),
        heading: text.calibration_title(&name),
        lede: text.calibration_lede(
            &calibration.cases.len().to_string(),
            &format::count(text.language(), calibration.drawn_from),
            &period,
            &calibration.seed.to_string(),
        ),
        problem: (form.is_sent).then(|| text.measuring_calibration_problem_marks(&format!("{marked}/{}", calibration.cases.len()))),
        formula: metric.map(|metric| crate::words::metric(metric, text.language()).formula.clone()),
        certificate: certificate(app, reader, calibration, metric),
        cases: cases.collect(),
        choices: [
            (Said::Right.name(), text.calibration_right()),
            (Said::Wrong.name(), text.calibration_wrong()),
            (Said::Unclear.name(), text.calibration_unclear()),
        ],
        note: form.note.clone(),
    };
    Made::page(&template)
}

fn certificate(app: &App, reader: &Reader, calibration: &Calibration, metric: Option<&Metric>) -> Option<Certificate> {
    let text = reader.text();
    let outcome = calibration.outcome()?;
    let zone = zone(&app.settings);
    let day = |at: Timestamp| format::date(text, format::local(at, &zone).date());
    let name = metric_name(text, &app.catalogue, &calibration.metric);
    let is_good = outcome.agreement.is_some_and(|[share, ..]| share >= counting::ENOUGH);
    let result = match outcome.agreement {
        None => text.calibration_certificate_untold().to_owned(),
        Some([share, low, high]) => text.calibration_certificate_result(
            &format::interval(text, Unit::Percent, low, high),
            &outcome.right.to_string(),
            &format::value(text, Unit::Percent, share),
            &outcome.unclear.to_string(),
            &outcome.wrong.to_string(),
        ),
    };
    let mut warnings = Vec::new();
    if metric.is_none_or(|metric| fingerprint(metric, &app.settings) != calibration.fingerprint) {
        warnings.push(text.calibration_certificate_now_other().to_owned());
    }
    if outcome.wrong > 0 {
        warnings.push(text.calibration_certificate_advice().to_owned());
    }
    let mut lines = vec![
        (text.calibration_certificate_period().to_owned(), format::period(text, calibration.period)),
        (text.calibration_certificate_drawn().to_owned(), day(calibration.drawn_at)),
    ];
    lines.extend(calibration.counted_at.map(|at| (text.calibration_certificate_counted().to_owned(), day(at))));
    lines.extend(calibration.next_due().map(|at| (text.calibration_certificate_due().to_owned(), day(at))));
    lines.push((
        text.measuring_definition_metric().to_owned(),
        text.calibration_certificate_definition(&calibration.fingerprint, &calibration.version.to_string()),
    ));
    let verdict = if is_good { text.calibration_certificate_good(&name) } else { text.calibration_certificate_poor(&name) };
    Some(Certificate { verdict, result, lines, warnings, note: calibration.note.clone() })
}
