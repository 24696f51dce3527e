//! The pages: one folder each, handler and template beside each other, one route line here.

mod actions;
mod catalogue;
mod cells;
pub(crate) mod chart_data;
mod comments;
mod figure;
mod filters;
pub(crate) mod frame;
mod help;
mod import;
mod measuring;
mod metric;
mod problem;
mod signals;
pub(crate) mod situation;
mod timeline;

mod brief;

/// Parts of the situation page that the brief is made from as well.
pub(crate) mod brief_parts {
    pub(crate) use super::chart_data;
    pub(crate) use super::frame;
    pub(crate) use super::situation;
}

use axum::Router;
use axum::extract::{Form, Request, State};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::App;
use crate::i18n::Language;
use crate::jobs::Site;
use crate::reader::{Reader, Theme};
use frame::Page;
use problem::Failure;

/// All pages of the program, ready to be served.
pub fn router(app: App) -> Router {
    let site = Site::new(app);
    site.records_changed();
    Router::new()
        .route("/", get(home))
        .route("/theme", post(theme))
        .route("/{language}", get(home))
        .route("/{language}/situation", get(situation::show))
        .route("/{language}/metrics", get(catalogue::show))
        .route("/{language}/metric/{metric}", get(metric::show))
        .route("/{language}/metric/{metric}/records", get(metric::records))
        .route("/{language}/metric/{metric}/why", get(metric::why))
        .route("/{language}/metric/{metric}/table.csv", get(metric::csv))
        .route("/{language}/metric/{metric}/table.xlsx", get(metric::xlsx))
        .route("/{language}/timeline", get(timeline::show).post(timeline::add))
        .route("/{language}/timeline/{event}/removal", post(timeline::remove))
        .route("/{language}/timeline/{event}/return", post(timeline::restore))
        .route("/{language}/brief", get(brief::show))
        .route("/{language}/brief.txt", get(brief::text_file))
        .route("/{language}/brief.json", get(brief::json_file))
        .route("/{language}/help", get(help::first))
        .route("/{language}/help/trainer", get(help::trainer::show))
        .route("/{language}/help/{page}", get(help::show))
        .merge(actions::routes())
        .merge(import::routes())
        .merge(signals::routes())
        .merge(measuring::routes())
        .route("/assets/{name}", get(crate::assets::serve))
        .fallback(problem::not_found)
        .with_state(site.clone())
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(site, explain_refusal))
        .layer(map_response(guard))
        .layer(CompressionLayer::new().gzip(true))
}

/// The first page, in the language of the browser or the workspace.
async fn home(reader: Reader) -> Redirect {
    Redirect::to(&format!("/{}/situation", reader.language.code()))
}

#[derive(Deserialize)]
struct ThemeForm {
    theme: String,
    #[serde(rename = "return")]
    back: String,
}

/// Keeps the theme in a cookie for a year and returns to the page.
async fn theme(Form(form): Form<ThemeForm>) -> Response {
    let back = own_path(&form.back).unwrap_or("/").to_owned();
    let theme = Theme::named(&form.theme).unwrap_or_default();
    let age = if theme == Theme::Auto { 0 } else { 31_536_000 };
    let cookie = format!("{}={}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly", Theme::COOKIE, theme.name());
    match (HeaderValue::from_str(&cookie), HeaderValue::from_str(&back)) {
        (Ok(cookie), Ok(back)) => (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, back)]).into_response(),
        _ => Redirect::to("/").into_response(),
    }
}

/// A path of our own to return to: another site must not be able to use a form as a springboard.
fn own_path(path: &str) -> Option<&str> {
    (path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n'])).then_some(path)
}

/// What every answer carries: nothing from elsewhere is loaded, nothing inline runs, nobody frames the page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Pages follow the records; only files with a hash in their name may be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// The CSRF layer answers with a bare status; a person gets a page that tells what to do.
async fn explain_refusal(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let reader = Reader::from_parts(&parts, Language::named(&site.app.settings.language).unwrap_or_default());
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<ProtectionError>() {
        Some(_) => problem::answer(&site.app, &reader, &Failure::Forbidden),
        None => response,
    }
}

/// Makes a page on a thread that may block, and shows a page of its own when that fails.
pub(crate) async fn page<F>(app: App, reader: Reader, make: F) -> Response
where
    F: FnOnce(&App, &Reader) -> Result<Made, Failure> + Send + 'static,
{
    let made = tokio::task::spawn_blocking({
        let (app, reader) = (app.clone(), reader.clone());
        move || make(&app, &reader)
    })
    .await;
    match made {
        Ok(Ok(Made::Page(html))) => Html(html).into_response(),
        Ok(Ok(Made::File(response))) => *response,
        Ok(Err(failure)) => problem::answer(&app, &reader, &failure),
        Err(error) => problem::answer(&app, &reader, &Failure::Engine(error.to_string())),
    }
}

/// What a handler makes.
pub(crate) enum Made {
    /// A page.
    Page(String),
    /// A file to be saved, or a redirection.
    File(Box<Response>),
}

impl Made {
    /// A rendered template.
    pub(crate) fn page(template: &impl askama::Template) -> Result<Self, Failure> {
        template.render().map(Self::Page).map_err(|error| Failure::Engine(error.to_string()))
    }

    /// A page with a form that could not be taken.
    pub(crate) fn refused(template: &impl askama::Template) -> Result<Self, Failure> {
        let html = template.render().map_err(|error| Failure::Engine(error.to_string()))?;
        Ok(Self::File(Box::new((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())))
    }

    /// A file that the browser shows.
    pub(crate) fn shown_file(content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self::File(Box::new(([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], bytes).into_response()))
    }

    /// A file with a name.
    pub(crate) fn file(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Self {
        let disposition = format!(
            "attachment; filename=\"{}\"",
            name.replace(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter), "_")
        );
        let mut response = bytes.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        Self::File(Box::new(response))
    }
}

/// A link with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) href: String,
}

/// A link to a page with a view.
pub(crate) fn href(reader: &Reader, path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/{}{path}{mark}{query}", reader.language.code())
}

/// The frame around a page.
pub(crate) fn frame(app: &App, reader: &Reader, title: &str) -> Page {
    frame::frame(app, reader, title)
}
