//! Writing actions down here: the form, and what is done with an action that was made here.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use luotsi_core::actions::Action;
use luotsi_core::effect::{self, Known};
use luotsi_state::{StoreError, actions};

use super::super::filters::{Field, pairs};
use super::super::frame::{Page, zone};
use super::super::problem::{self, Failure};
use super::super::timeline::{self, Own};
use super::super::{Link, Made, href};
use super::form::{self, Group, Typed};
use super::{Asked, all, encoded, path, render_one, world};
use crate::App;
use crate::effects::{self, Told};
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;

#[derive(Template)]
#[template(path = "pages/actions/form.html")]
struct FormTemplate {
    page: Page,
    text: Text,
    back: Link,
    heading: &'static str,
    problems: Vec<String>,
    action: String,
    foresee: String,
    typed: Typed,
    metrics: Vec<Group>,
    scopes: Vec<Field>,
    /// Has the action begun, so that it may have ended?
    is_there: bool,
    submit: &'static str,
    foresight: Option<Told>,
}

/// What was foreseen, by itself: for the script.
#[derive(Template)]
#[template(path = "pages/actions/foresight_part.html")]
pub(in crate::pages) struct ForesightTemplate {
    pub(in crate::pages) text: Text,
    pub(in crate::pages) foresight: Option<Told>,
}

/// A form as it is shown.
struct Shown {
    /// The action that is changed; a new one has no id yet.
    former: Action,
    typed: Typed,
    problems: Vec<String>,
    /// Is only what is foreseen wanted?
    is_part: bool,
}

async fn answer(site: Site, reader: Reader, shown: Shown) -> Response {
    let own = timeline::own(&site.app).await;
    super::super::page(site.app, reader, move |app, reader| render(app, reader, &own, shown)).await
}

fn render(app: &App, reader: &Reader, own: &Own, shown: Shown) -> Result<Made, Failure> {
    let text = reader.text();
    let Shown { former, typed, problems, is_part } = shown;
    let planned = typed.action(&app.catalogue, &former);
    let foresight = planned.metric.is_some().then(|| foresight(app, text, own, planned)).flatten();
    if is_part {
        return Made::page(&ForesightTemplate { text, foresight });
    }
    let is_new = former.id.is_empty();
    let (back, here) = if is_new { ("/actions".to_owned(), "/actions".to_owned()) } else { (path(&former.id), path(&former.id)) };
    let heading = if is_new { text.actions_new_heading() } else { text.actions_edit_heading() };
    let inventory = app.ask.inventory()?;
    let template = FormTemplate {
        page: super::super::frame(app, reader, heading),
        text,
        back: Link { name: if is_new { text.actions_back().to_owned() } else { super::title(&former) }, href: href(reader, &back, "") },
        heading,
        action: href(reader, &here, ""),
        foresee: href(reader, &format!("{here}/foresight"), ""),
        metrics: form::metrics(text, &app.catalogue),
        scopes: form::scopes(text, &inventory, &former, &typed),
        is_there: !is_new,
        submit: if is_new { text.actions_create() } else { text.actions_save() },
        foresight,
        problems,
        typed,
    };
    if template.problems.is_empty() { Made::page(&template) } else { Made::refused(&template) }
}

/// How soon the effect of a planned action will be told. The page stands without it.
pub(in crate::pages) fn foresight(app: &App, text: Text, own: &Own, mut planned: Action) -> Option<Told> {
    let today = zone(&app.settings).to_datetime((app.now)()).date();
    planned.started_on = planned.started_on.or(Some(today));
    planned.expected = planned.expected.filter(|expected| *expected != 0.0);
    let foreseen =
        all(app, own).and_then(|actions| Ok(effect::foresee(world(app), Known { actions: &actions, events: &own.events }, &planned)?));
    match foreseen {
        Ok(foreseen) => Some(effects::foresight(text, &app.catalogue, &foreseen)),
        Err(failure) => {
            tracing::error!(?failure, "the effect of a planned action could not be foreseen");
            None
        }
    }
}

/// Is only what is foreseen wanted? A script asks so.
pub(in crate::pages) fn is_part(given: &[(String, String)]) -> bool {
    given.iter().any(|(name, value)| name == "part" && value == "foresight")
}

pub(super) async fn fresh(State(site): State<Site>, reader: Reader) -> Response {
    let mut typed = Typed::of(&reader.query);
    if typed.started_on.is_empty() {
        typed.started_on = zone(&site.app.settings).to_datetime((site.app.now)()).date().to_string();
    }
    answer(site, reader, Shown { former: Action::default(), typed, problems: Vec::new(), is_part: false }).await
}

pub(super) async fn foresee_new(State(site): State<Site>, reader: Reader, body: Bytes) -> Response {
    let query = String::from_utf8_lossy(&body);
    let shown = Shown { former: Action::default(), typed: Typed::of(&query), problems: Vec::new(), is_part: is_part(&pairs(&query)) };
    answer(site, reader, shown).await
}

pub(super) async fn create(State(site): State<Site>, reader: Reader, body: Bytes) -> Response {
    let typed = Typed::of(&String::from_utf8_lossy(&body));
    let former = Action::default();
    match form::read(reader.text(), &site.app.catalogue, &former, &typed) {
        Err(problems) => answer(site, reader, Shown { former, typed, problems, is_part: false }).await,
        Ok(action) => {
            let action = Action { id: site.new_id(), ..action };
            match actions::put(&site.app.store, &action, (site.app.now)()).await {
                Ok(()) => to(&reader, &path(&action.id), "created=1"),
                Err(error) => failed(&site, &reader, error),
            }
        }
    }
}

/// An action that was made here; imported ones are changed in their file.
async fn find(site: &Site, reader: &Reader, id: &str) -> Result<Action, Box<Response>> {
    match actions::get(&site.app.store, id).await {
        Ok(Some(action)) => Ok(action),
        Ok(None) => Err(Box::new(problem::answer(&site.app, reader, &Failure::NotFound))),
        Err(error) => Err(Box::new(failed(site, reader, error))),
    }
}

pub(super) async fn edit(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match find(&site, &reader, &id).await {
        Err(response) => *response,
        Ok(former) => {
            let typed = Typed::from_action(reader.text(), &site.app.catalogue, &former);
            answer(site, reader, Shown { former, typed, problems: Vec::new(), is_part: false }).await
        }
    }
}

pub(super) async fn foresee(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let query = String::from_utf8_lossy(&body);
    match find(&site, &reader, &id).await {
        Err(response) => *response,
        Ok(former) => {
            let shown = Shown { former, typed: Typed::of(&query), problems: Vec::new(), is_part: is_part(&pairs(&query)) };
            answer(site, reader, shown).await
        }
    }
}

pub(super) async fn change(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let typed = Typed::of(&String::from_utf8_lossy(&body));
    let former = match find(&site, &reader, &id).await {
        Ok(former) => former,
        Err(response) => return *response,
    };
    match form::read(reader.text(), &site.app.catalogue, &former, &typed) {
        Err(problems) => answer(site, reader, Shown { former, typed, problems, is_part: false }).await,
        Ok(action) => kept(&site, &reader, &action, "changed=1").await,
    }
}

pub(super) async fn end(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let typed = Typed::of(&String::from_utf8_lossy(&body));
    let former = match find(&site, &reader, &id).await {
        Ok(former) => former,
        Err(response) => return *response,
    };
    match form::read_ending(reader.text(), &former, &typed) {
        Ok(action) => kept(&site, &reader, &action, "ended=1").await,
        Err(problems) => {
            let own = timeline::own(&site.app).await;
            super::super::page(site.app, reader, move |app, reader| {
                render_one(app, reader, &Asked { id: &id, own: &own, ending: Some((typed, problems)) })
            })
            .await
        }
    }
}

async fn kept(site: &Site, reader: &Reader, action: &Action, done: &str) -> Response {
    match actions::change(&site.app.store, action).await {
        Ok(()) => to(reader, &path(&action.id), done),
        // Somebody removed it meanwhile.
        Err(StoreError::NotFound { .. }) => problem::answer(&site.app, reader, &Failure::NotFound),
        Err(error) => failed(site, reader, error),
    }
}

pub(super) async fn remove(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match actions::remove(&site.app.store, &id, (site.app.now)()).await {
        Ok(()) => to(&reader, "/actions", &format!("removed={}", encoded(&id))),
        // Someone else was quicker: it is gone, which is what was wanted.
        Err(StoreError::NotFound { .. }) => to(&reader, "/actions", ""),
        Err(error) => failed(&site, &reader, error),
    }
}

pub(super) async fn restore(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match actions::restore(&site.app.store, &id).await {
        Ok(()) => to(&reader, &path(&id), "restored=1"),
        Err(StoreError::NotFound { .. }) => to(&reader, "/actions", ""),
        Err(error) => failed(&site, &reader, error),
    }
}

fn to(reader: &Reader, path: &str, query: &str) -> Response {
    Redirect::to(&href(reader, path, query)).into_response()
}

fn failed(site: &Site, reader: &Reader, error: StoreError) -> Response {
    problem::answer(&site.app, reader, &Failure::Engine(error.to_string()))
}
