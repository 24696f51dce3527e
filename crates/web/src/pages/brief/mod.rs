//! The brief as a page, and as files.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luotsi_core::situation::{View, World};

use super::frame::Page;
use super::problem::Failure;
use super::{Made, href};
use crate::App;
use crate::brief::{self, BodyTemplate};
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;

#[derive(Template)]
#[template(path = "pages/brief/brief.html")]
struct BriefTemplate {
    page: Page,
    text: Text,
    text_file: String,
    json_file: String,
    body: String,
}

fn world(app: &App) -> World<'_> {
    World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() }
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    super::page(site.app, reader, |app, reader| {
        let (view, _) = View::from_query(&reader.query);
        let text = reader.text();
        let situation = luotsi_core::situation::situation(world(app), &view)?;
        let shown = brief::shown(world(app), &situation, reader.language, crate::charts::Palette::Classes);
        let body = BodyTemplate { text, brief: &shown }.render().map_err(|error| Failure::Engine(error.to_string()))?;
        let template = BriefTemplate {
            page: super::frame(app, reader, text.nav_brief()),
            text,
            text_file: href(reader, "/brief.txt", &view.to_query()),
            json_file: href(reader, "/brief.json", &view.to_query()),
            body,
        };
        Made::page(&template)
    })
    .await
}

pub(super) async fn text_file(State(site): State<Site>, reader: Reader) -> Response {
    super::page(site.app, reader, |app, reader| {
        let (view, _) = View::from_query(&reader.query);
        let situation = luotsi_core::situation::situation(world(app), &view)?;
        Ok(Made::shown_file("text/plain; charset=utf-8", brief::text(world(app), &situation, reader.language).into_bytes()))
    })
    .await
}

pub(super) async fn json_file(State(site): State<Site>, reader: Reader) -> Response {
    super::page(site.app, reader, |app, reader| {
        let (view, _) = View::from_query(&reader.query);
        let situation = luotsi_core::situation::situation(world(app), &view)?;
        let json = brief::json(world(app), &situation, reader.language);
        Ok(Made::shown_file("application/json", json.to_string().into_bytes()))
    })
    .await
}
