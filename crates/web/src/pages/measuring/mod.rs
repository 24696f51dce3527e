//! Measurement health: what weakens the figures, in sentences with what to do; then every check with its picture and tables.

mod calibration;
mod sections;
mod uses;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use luotsi_core::measuring::calibration::{self as counting, Calibration};
use luotsi_core::measuring::definition::{Met, changes, fingerprint};
use luotsi_core::measuring::unused::Use;
use luotsi_core::measuring::{History, Kept, Measuring, measuring};
use luotsi_core::situation::{View, World};

use super::filters::pairs;
use super::frame::{Page, service_name};
use super::problem::Failure;
use super::{Link, Made, href};
use crate::App;
use crate::charts::{Mark, Shape, Tone, mark_icon};
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::measuring as said;
use crate::reader::Reader;
use sections::Section;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/{language}/measuring", get(show))
        .route("/{language}/measuring/calibrations", post(calibration::draw))
        .route("/{language}/measuring/calibrations/{calibration}", get(calibration::show).post(calibration::count))
}

#[derive(Template)]
#[template(path = "pages/measuring/measuring.html")]
struct MeasuringTemplate {
    page: Page,
    text: Text,
    where_: String,
    heading: String,
    lede: Vec<String>,
    problems: Vec<String>,
    start: Option<String>,
    cards: Vec<Card>,
    sections: Vec<Section>,
    calibrations: Calibrations,
}

struct Card {
    icon: String,
    title: String,
    says: String,
    effect: Option<String>,
    meaning: &'static str,
    to_do: &'static str,
    explains: Option<String>,
    actions: Vec<Link>,
}

/// Counting by hand: a form, and what was counted.
struct Calibrations {
    how: String,
    action: String,
    metrics: Vec<(String, String)>,
    due: Option<String>,
    rows: Vec<CalibrationRow>,
}

struct CalibrationRow {
    metric: String,
    drawn: String,
    state: String,
    due: String,
    link: Link,
}

/// What people's work knows of the measuring.
struct Known {
    calibrations: Result<Vec<Calibration>, String>,
    met: Result<Vec<Met>, String>,
    uses: Result<Vec<Use>, String>,
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let known = Known {
        calibrations: luotsi_state::calibrations::list(&site.app.store).await.map_err(|error| error.to_string()),
        met: luotsi_state::definitions::list(&site.app.store).await.map_err(|error| error.to_string()),
        uses: uses::decided(&site.app).await.map_err(|error| error.to_string()),
    };
    super::page(site.app, reader, move |app, reader| render(app, reader, known)).await
}

fn render(app: &App, reader: &Reader, known: Known) -> Result<Made, Failure> {
    let text = reader.text();
    let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
    let mut problems = asked_wrong(reader);
    let mut part = |reason: String| {
        tracing::error!(%reason, "a part of the measuring could not be read");
        problems.push(text.error_part().to_owned());
    };
    let ledger = app.intake.ledger().unwrap_or_else(|error| {
        part(error.to_string());
        Vec::new()
    });
    let calibrations = known.calibrations.unwrap_or_else(|reason| {
        part(reason);
        Vec::new()
    });
    let met = known.met.unwrap_or_else(|reason| {
        part(reason);
        Vec::new()
    });
    let mut uses = known.uses.unwrap_or_else(|reason| {
        part(reason);
        Vec::new()
    });
    uses.extend(uses::standing(app));
    let definitions = changes(&met);
    let report = measuring(world, History { ledger: &ledger, definitions: &definitions })?;
    let asked = Asked { app, reader, report: &report, year: format::local((app.now)(), &report.zone).date().year() };
    let is_empty = report.version.is_empty() || report.watermark.is_none();
    let mut sections = if is_empty { Vec::new() } else { sections::sections(&asked, &met, &definitions) };
    if !is_empty {
        sections.push(uses::section(&asked, &met, &uses)?);
    }
    let template = MeasuringTemplate {
        page: super::frame(app, reader, text.measuring_title()),
        text,
        where_: service_name(app, reader),
        heading: if is_empty { text.measuring_heading_empty().to_owned() } else { text.measuring_heading(report.findings.len() as u64) },
        lede: lede(&asked, is_empty),
        problems,
        start: is_empty.then(|| href(reader, "/import", "")),
        cards: cards(&asked),
        sections,
        calibrations: calibrations_of(&asked, &calibrations),
    };
    Made::page(&template)
}

/// What a page of the report works from.
struct Asked<'a> {
    app: &'a App,
    reader: &'a Reader,
    report: &'a Measuring,
    year: i16,
}

impl Asked<'_> {
    fn text(&self) -> Text {
        self.reader.text()
    }

    fn day(&self, day: jiff::civil::Date) -> String {
        said::day_words(self.text(), day, self.year)
    }
}

fn lede(asked: &Asked, is_empty: bool) -> Vec<String> {
    let (text, report) = (asked.text(), asked.report);
    if is_empty {
        return vec![text.measuring_lede_empty().to_owned()];
    }
    let mut sentences = vec![text.measuring_lede(&format::count(text.language(), report.tested as u64))];
    if !report.findings.is_empty() {
        let expected: f64 = report.findings.iter().map(|kept| kept.q).sum();
        sentences.push(text.measuring_lede_expected(&format::decimal(text.language(), expected, 1)));
    }
    if let Some(watermark) = report.watermark {
        sentences.push(text.measuring_lede_fresh(&format::moment_short(text, watermark, &report.zone)));
    }
    sentences
}

fn cards(asked: &Asked) -> Vec<Card> {
    let (text, app) = (asked.text(), asked.app);
    if asked.report.findings.is_empty() {
        return Vec::new();
    }
    let card = |kept: &Kept| {
        let finding = &kept.finding;
        let what = &finding.what;
        let view = View { scope: finding.scope.clone(), ..View::default() };
        let mut actions = vec![Link { name: text.measuring_see().to_owned(), href: format!("#{}", what.check().name()) }];
        if app.catalogue.get(what.metric()).is_some() {
            let chart = href(asked.reader, &format!("/metric/{}", what.metric()), &view.to_query());
            actions.push(Link {
                name: format!("{}: {}", text.measuring_see_metric(), said::metric_name(text, &app.catalogue, what.metric())),
                href: chart,
            });
        }
        Card {
            icon: mark_icon(Mark { tone: Tone::Concern, shape: Shape::Diamond }),
            title: said::title(text, what).to_owned(),
            says: said::sentence(text, &app.catalogue, finding, asked.year),
            effect: said::effect(text, finding),
            meaning: said::meaning(text, what),
            to_do: said::to_do(text, what),
            explains: None,
            actions,
        }
    };
    asked.report.findings.iter().map(card).collect()
}

/// What the address says went wrong with a form.
fn asked_wrong(reader: &Reader) -> Vec<String> {
    let text = reader.text();
    let given = pairs(&reader.query);
    let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match find("problem") {
        Some("metric") => vec![text.measuring_calibration_problem_metric().to_owned()],
        Some("empty") => {
            let period = find("period").and_then(luotsi_core::period::Period::parse).map(|period| format::period(text, period));
            vec![text.measuring_calibration_problem_empty(&period.unwrap_or_default())]
        }
        _ => Vec::new(),
    }
}

fn calibrations_of(asked: &Asked, calibrations: &[Calibration]) -> Calibrations {
    let (text, app, reader) = (asked.text(), asked.app, asked.reader);
    let zone = &asked.report.zone;
    let now = (app.now)();
    let period = calibration::period(app, asked.report.watermark);
    let mut metrics: Vec<(String, String)> = app
        .catalogue
        .iter()
        .filter(|metric| counting::can_be_calibrated(metric))
        .map(|metric| (metric.id.clone(), said::metric_name(text, &app.catalogue, &metric.id)))
        .collect();
    metrics.sort_by_key(|(_, name)| format::sort_key(name));
    // Only the latest count of a metric can be due.
    let is_latest = |one: &Calibration| {
        calibrations.iter().find(|other| other.metric == one.metric && other.counted_at.is_some()).is_some_and(|other| other.id == one.id)
    };
    let is_due = |one: &Calibration| {
        let is_other = app.catalogue.get(&one.metric).is_some_and(|metric| fingerprint(metric, &app.settings) != one.fingerprint);
        is_latest(one) && (is_other || one.next_due().is_some_and(|due| due <= now))
    };
    let row = |one: &Calibration| {
        let state = match one.outcome() {
            None => text.measuring_calibration_open().to_owned(),
            Some(outcome) => match outcome.agreement {
                None => text.measuring_calibration_all_unclear().to_owned(),
                Some([share, low, high]) => {
                    let percent = luotsi_core::catalogue::Unit::Percent;
                    text.measuring_calibration_agreement(
                        &format::interval(text, percent, low, high),
                        &outcome.right.to_string(),
                        &format::value(text, percent, share),
                        &(outcome.right + outcome.wrong).to_string(),
                    )
                }
            },
        };
        let due = match one.next_due().filter(|_| is_latest(one)) {
            _ if is_due(one) => text.measuring_calibration_now().to_owned(),
            Some(due) => format::date(text, format::local(due, zone).date()),
            None => String::new(),
        };
        let name = if one.counted_at.is_some() { text.measuring_calibration_certificate() } else { text.measuring_calibration_continue() };
        CalibrationRow {
            metric: said::metric_name(text, &app.catalogue, &one.metric),
            drawn: format::date(text, format::local(one.drawn_at, zone).date()),
            state,
            due,
            link: Link { name: name.to_owned(), href: href(reader, &format!("/measuring/calibrations/{}", one.id), "") },
        }
    };
    let due = calibrations.iter().filter(|one| is_due(one)).count();
    Calibrations {
        how: text.measuring_calibration_how(
            &counting::CASES.to_string(),
            &format::value(text, luotsi_core::catalogue::Unit::Percent, counting::ENOUGH),
            &format::period(text, period),
        ),
        action: href(reader, "/measuring/calibrations", ""),
        metrics,
        due: (due > 0).then(|| text.measuring_calibration_due_now(due as u64)),
        rows: calibrations.iter().map(row).collect(),
    }
}
