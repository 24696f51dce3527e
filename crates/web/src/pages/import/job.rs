//! A running import and its result.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use luotsi_core::intake::LedgerEntry;
use serde::Serialize;

use super::super::frame::Page;
use super::super::{Link, Made, href};
use crate::App;
use crate::faults;
use crate::format;
use crate::i18n::Text;
use crate::jobs::{Job, Site, State as JobState};
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/import/job.html")]
struct JobTemplate {
    page: Page,
    text: Text,
    back: String,
    heading: String,
    lede: String,
    problem: Option<String>,
    is_running: bool,
    phase: String,
    percent: Option<u64>,
    detail: String,
    status: String,
    cancel: String,
    results: Vec<ResultGroup>,
    actions: Vec<Link>,
}

struct ResultGroup {
    name: String,
    numbers: Vec<(&'static str, String)>,
}

/// What the script asks for while an import runs.
#[derive(Serialize)]
struct Status {
    running: bool,
    phase: String,
    percent: Option<u64>,
    detail: String,
}

pub(super) async fn show(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    let job = site.job(&id);
    super::super::page(site.app, reader, move |app, reader| {
        let text = reader.text();
        let Some(job) = job else {
            return Made::page(&JobTemplate {
                page: super::super::frame(app, reader, text.import_title()),
                text,
                back: href(reader, "/import", ""),
                heading: text.import_title().to_owned(),
                lede: text.job_gone().to_owned(),
                problem: None,
                is_running: false,
                phase: String::new(),
                percent: None,
                detail: String::new(),
                status: String::new(),
                cancel: String::new(),
                results: Vec::new(),
                actions: vec![Link { name: text.ledger_heading().to_owned(), href: href(reader, "/import", "") }],
            });
        };
        Made::page(&template(app, reader, &job))
    })
    .await
}

fn template(app: &App, reader: &Reader, job: &Job) -> JobTemplate {
    let text = reader.text();
    let now = status_of(app, text, job);
    let link = |name: &str, path: &str| Link { name: name.to_owned(), href: href(reader, path, "") };
    let again = link(text.job_again(), &format!("/import/file/{}", job.upload));
    let (heading, lede, problem, results, actions) = match job.state() {
        JobState::Running => (text.job_heading_running(&job.file), text.job_lede_running(), None, Vec::new(), Vec::new()),
        JobState::Done(entry) => {
            let mut actions = vec![link(text.job_to_situation(), "/situation"), link(text.job_to_import(), "/import")];
            if entry.rejects.is_some() {
                actions.push(link(text.ledger_download(), &format!("/import/done/{}/refused.csv", entry.id)));
            }
            (text.job_heading_done(&job.file), "", None, results(text, &entry), actions)
        }
        JobState::Stopped => (text.job_heading_stopped().to_owned(), text.job_lede_stopped(), None, Vec::new(), vec![again]),
        JobState::Failed(error) => {
            (text.job_heading_failed().to_owned(), text.job_lede_failed(), Some(faults::intake(text, &error)), Vec::new(), vec![again])
        }
    };
    JobTemplate {
        page: super::super::frame(app, reader, &heading),
        text,
        back: href(reader, "/import", ""),
        heading,
        lede: lede.to_owned(),
        problem,
        is_running: now.running,
        phase: now.phase,
        percent: now.percent,
        detail: now.detail,
        status: href(reader, &format!("/import/job/{}/status", job.id), ""),
        cancel: href(reader, &format!("/import/job/{}/stop", job.id), ""),
        results,
        actions,
    }
}

fn results(text: Text, entry: &LedgerEntry) -> Vec<ResultGroup> {
    let count = |number: u64| format::count(text.language(), number);
    entry
        .files
        .iter()
        .map(|counts| ResultGroup {
            name: format::capitalised(words::kind(text, counts.kind)),
            numbers: vec![
                (text.ledger_rows(), count(counts.rows)),
                (text.ledger_new(), count(counts.new)),
                (text.ledger_changed(), count(counts.changed)),
                (text.ledger_unchanged(), count(counts.unchanged)),
                (text.ledger_refused(), count(counts.rejected)),
            ],
        })
        .collect()
}

fn status_of(app: &App, text: Text, job: &Job) -> Status {
    let progress = job.progress();
    let language = text.language();
    let passed_s = (app.now)().duration_since(job.started).as_secs_f64().max(0.001);
    let share = (progress.bytes_total > 0).then(|| (progress.bytes as f64 / progress.bytes_total as f64).clamp(0.0, 1.0));
    let mut detail = vec![text.job_rows(&format::count(language, progress.rows))];
    if progress.rows > 0 && passed_s > 1.0 {
        detail.push(text.job_rate(&format::decimal(language, progress.rows as f64 / passed_s, 0)));
    }
    if let Some(share) = share {
        detail.push(text.job_percent(&format::percent(language, share, 0)));
        if share > 0.02 && share < 1.0 && passed_s > 2.0 {
            detail.push(text.job_left(&format::duration(text, (passed_s * (1.0 - share) / share).round())));
        }
    }
    Status {
        running: matches!(job.state(), JobState::Running),
        phase: text.named(&format!("job-phase-{}", progress.phase)).unwrap_or_default().to_owned(),
        percent: share.map(|share| (share * 100.0) as u64),
        detail: detail.join(" · "),
    }
}

pub(super) async fn status(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match site.job(&id) {
        Some(job) => match serde_json::to_string(&status_of(&site.app, reader.text(), &job)) {
            Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn stop(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    if let Some(job) = site.job(&id) {
        job.cancel();
    }
    Redirect::to(&href(&reader, &format!("/import/job/{id}"), "")).into_response()
}
