//! Help: the guide's pages inside the program, and charts to learn reading on.

pub(super) mod trainer;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::frame::Page;
use super::problem::Failure;
use super::{Link, Made, href};
use crate::App;
use crate::guide;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;

#[derive(Template)]
#[template(path = "pages/help/help.html")]
struct HelpTemplate {
    page: Page,
    text: Text,
    title: String,
    body: String,
    contents: Vec<Link>,
    /// What the page is about, done here.
    start: Option<Link>,
}

pub(super) async fn first(reader: Reader) -> Response {
    Redirect::to(&href(&reader, "/help/start", "")).into_response()
}

pub(super) async fn show(State(site): State<Site>, Path((_, name)): Path<(String, String)>, reader: Reader) -> Response {
    super::page(site.app, reader, move |app, reader| {
        let page = guide::page(reader.language, &name).ok_or(Failure::NotFound)?;
        render(app, reader, page, None)
    })
    .await
}

fn render(app: &App, reader: &Reader, page: guide::Page, start: Option<Link>) -> Result<Made, Failure> {
    let contents = guide::contents(reader.language)
        .into_iter()
        .map(|(name, title)| Link { name: title, href: href(reader, &format!("/help/{name}"), "") })
        .collect();
    Made::page(&HelpTemplate {
        page: super::frame(app, reader, &page.title),
        text: reader.text(),
        title: page.title,
        body: page.body,
        contents,
        start,
    })
}
