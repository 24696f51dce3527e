//! What went wrong, in words, with the next step as a link.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use luotsi_core::ask::AskError;
use luotsi_core::intake::IntakeError;
use luotsi_core::situation::{Error, View};

use super::frame::Page;
use super::{Link, href};
use crate::App;
use crate::faults;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

/// Why a page could not be made.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no such page.
    NotFound,
    /// The request makes no sense; a short detail, as the reader wrote it.
    BadRequest(String),
    /// A form came from another site.
    Forbidden,
    /// The lake could not answer.
    Ask(AskError),
    /// Records could not be read or imported; the core says what to do.
    Intake(IntakeError),
    /// A setting of the workspace cannot be used.
    Setting(luotsi_core::settings::Problem),
    /// Something failed that only the log can explain.
    Engine(String),
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        Self::Ask(error)
    }
}

impl From<IntakeError> for Failure {
    fn from(error: IntakeError) -> Self {
        Self::Intake(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Ask(error) => Self::Ask(error),
            Error::Settings(problem) => Self::Setting(problem),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/problem/problem.html")]
struct ProblemTemplate {
    page: Page,
    text: Text,
    heading: String,
    message: String,
    nearest: Vec<Link>,
    next: Vec<Link>,
}

/// The page of an unknown address.
pub(super) async fn not_found(State(site): State<Site>, reader: Reader) -> Response {
    answer(&site.app, &reader, &Failure::NotFound)
}

/// What went wrong, in words.
pub(crate) fn message(text: Text, address: &str, failure: &Failure) -> String {
    match failure {
        Failure::NotFound => text.error_not_found(address),
        Failure::BadRequest(detail) => text.error_bad_request(detail),
        Failure::Forbidden => text.error_forbidden().to_owned(),
        // What the engine said is for the log: it may name what a reader has no use for.
        Failure::Ask(AskError::Engine(_)) | Failure::Engine(_) => text.error_engine().to_owned(),
        Failure::Ask(error) => faults::ask(text, error),
        Failure::Intake(error) => faults::intake(text, error),
        Failure::Setting(problem) => faults::setting(text, problem),
    }
}

/// Answers with the page of a failure; what only a log can use goes to the log, once.
pub(crate) fn answer(app: &App, reader: &Reader, failure: &Failure) -> Response {
    let text = reader.text();
    let link = |name: &str, path: &str| Link { name: name.to_owned(), href: href(reader, path, "") };
    let (status, heading) = match failure {
        Failure::NotFound => (StatusCode::NOT_FOUND, text.error_not_found_title()),
        Failure::Ask(AskError::UnknownMetric { .. }) => (StatusCode::NOT_FOUND, text.error_metric_title()),
        Failure::Ask(AskError::UnknownDimension { .. } | AskError::Personal { .. }) | Failure::BadRequest(_) | Failure::Intake(_) => {
            (StatusCode::BAD_REQUEST, text.error_title())
        }
        Failure::Forbidden => (StatusCode::FORBIDDEN, text.error_forbidden_title()),
        Failure::Ask(_) | Failure::Engine(_) | Failure::Setting(_) => (StatusCode::INTERNAL_SERVER_ERROR, text.error_title()),
    };
    if let Failure::Ask(AskError::Engine(reason)) | Failure::Engine(reason) = failure {
        tracing::error!(path = %reader.path, reason = %reason, "a page could not be made");
    }
    let nearest = match failure {
        Failure::Ask(AskError::UnknownMetric { nearest, .. }) => nearest
            .iter()
            .map(|id| {
                let name = app.catalogue.get(id).map_or(id.as_str(), |metric| &words::metric(metric, reader.language).name);
                link(name, &format!("/metric/{id}"))
            })
            .collect(),
        Failure::Ask(AskError::UnknownDimension { nearest, .. }) => nearest
            .iter()
            .map(|name| Link {
                name: words::dimension(text, name),
                href: href(reader, "/situation", &View { by: Some(name.clone()), ..View::default() }.to_query()),
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut next =
        vec![link(text.error_to_situation(), "/situation"), link(text.error_to_metrics(), "/metrics"), link(text.error_to_help(), "/help")];
    if !reader.query.is_empty() && !matches!(failure, Failure::NotFound) {
        next.insert(0, link(text.error_clear_filters(), &reader.path));
    }
    let template = ProblemTemplate {
        page: super::frame(app, reader, heading),
        text,
        heading: heading.to_owned(),
        message: message(text, &reader.address, failure),
        nearest,
        next,
    };
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a failure could not be made");
            status.into_response()
        }
    }
}
