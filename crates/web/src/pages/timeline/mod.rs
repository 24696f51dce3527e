//! Events on the timeline: what happened around the service and may explain a change. Drawn on every chart of their scope.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use luotsi_core::actions::{self, Action};
use luotsi_core::scope::Scope;
use luotsi_core::timeline::{EVENT_KINDS, TimelineEvent};

use super::filters::{Field, dimensions, pairs};
use super::frame::{Page, zone};
use super::problem::{self, Failure};
use super::situation::scope_words;
use super::{Made, href};
use crate::App;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;
use luotsi_core::situation::View;

#[derive(Template)]
#[template(path = "pages/timeline/timeline.html")]
struct TimelineTemplate {
    page: Page,
    text: Text,
    here: String,
    problems: Vec<String>,
    removed: Option<String>,
    kinds: Vec<(&'static str, String)>,
    today: String,
    scopes: Vec<Field>,
    events: Vec<Line>,
}

struct Line {
    when: String,
    title: String,
    kind: String,
    scope: String,
    remove: Option<String>,
    /// The page of an action.
    page: Option<String>,
}

/// Dimensions that an event may be limited to.
const SCOPES: [&str; 3] = ["channel", "team", "topic"];
/// Longest name of an event; charts show its beginning.
const LONGEST_TITLE: usize = 120;

/// What people wrote down here, as far as it could be read.
pub(super) struct Own {
    pub(super) events: Vec<TimelineEvent>,
    pub(super) actions: Vec<Action>,
    /// Was all of it read?
    pub(super) is_whole: bool,
}

/// Reads what people wrote down here. What cannot be read is missing: a page stands without it and says so.
pub(super) async fn own(app: &App) -> Own {
    let events = luotsi_state::timeline::list(&app.store).await;
    let own_actions = luotsi_state::actions::list(&app.store).await;
    for error in [events.as_ref().err(), own_actions.as_ref().err()].into_iter().flatten() {
        tracing::error!(%error, "events or actions made by hand could not be read");
    }
    Own { is_whole: events.is_ok() && own_actions.is_ok(), events: events.unwrap_or_default(), actions: own_actions.unwrap_or_default() }
}

/// Everything on the timeline, earliest first: events and actions, imported and made here; and whether all of it could be read.
pub(super) fn all(app: &App, own: &Own) -> (Vec<TimelineEvent>, bool) {
    let (imported, of_records) = (app.ask.timeline(), app.ask.actions());
    for error in [imported.as_ref().err(), of_records.as_ref().err()].into_iter().flatten() {
        tracing::error!(%error, "imported events or actions could not be read");
    }
    let is_whole = own.is_whole && imported.is_ok() && of_records.is_ok();
    let events = own.events.iter().cloned().chain(imported.unwrap_or_default()).collect();
    let known: Vec<Action> = own.actions.iter().cloned().chain(of_records.unwrap_or_default()).collect();
    (actions::with_actions(events, &known, &zone(&app.settings)), is_whole)
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let own = own(&site.app).await;
    super::page(site.app, reader, move |app, reader| render(app, reader, &own)).await
}

fn render(app: &App, reader: &Reader, own: &Own) -> Result<Made, Failure> {
    let text = reader.text();
    let zone = zone(&app.settings);
    let mut problems = Vec::new();
    let given = pairs(&reader.query);
    let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match find("problem") {
        Some("title") => problems.push(text.timeline_problem_title().to_owned()),
        Some("date") => problems.push(text.timeline_problem_date().to_owned()),
        _ => {}
    }
    let (mut events, is_whole) = all(app, own);
    if !is_whole {
        problems.push(text.error_part().to_owned());
    }
    let is_action: std::collections::HashSet<String> =
        own.actions.iter().cloned().chain(app.ask.actions().unwrap_or_default()).map(|action| action.id).collect();
    let action_page = |event: &TimelineEvent| {
        (event.kind == actions::EVENT && is_action.contains(&event.id)).then(|| href(reader, &super::actions::path(&event.id), ""))
    };
    events.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.id.cmp(&other.id)));
    let dimensions = app.ask.inventory().map(|inventory| dimensions(&inventory)).unwrap_or_default();
    let scopes = SCOPES
        .into_iter()
        .filter_map(|name| {
            let values = dimensions.get(name)?;
            let options = std::iter::once((String::new(), text.all().to_owned()))
                .chain(values.iter().map(|value| (value.clone(), words::dimension_value(text, name, value))))
                .collect();
            Some(Field { label: words::dimension(text, name), name: name.to_owned(), value: String::new(), options })
        })
        .collect();
    let day = |at| format::date(text, format::local(at, &zone).date());
    let line = |event: &TimelineEvent| Line {
        when: match event.until {
            Some(until) => format!("{}–{}", day(event.at), day(until)),
            None => day(event.at),
        },
        title: event.title.clone(),
        kind: kind(text, &event.kind),
        scope: scope_words(text, &View { scope: event.scope.clone(), ..View::default() }),
        page: action_page(event),
        remove: (!event.imported && action_page(event).is_none()).then(|| href(reader, &format!("/timeline/{}/removal", event.id), "")),
    };
    let template = TimelineTemplate {
        page: super::frame(app, reader, text.nav_timeline()),
        text,
        here: href(reader, "/timeline", ""),
        problems,
        removed: find("removed")
            .filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .map(|id| href(reader, &format!("/timeline/{id}/return"), "")),
        kinds: EVENT_KINDS.iter().map(|name| (*name, kind(text, name))).collect(),
        today: format::local((app.now)(), &zone).date().to_string(),
        scopes,
        events: events.iter().map(line).collect(),
    };
    Made::page(&template)
}

fn kind(text: Text, name: &str) -> String {
    text.named(&format!("event-{name}")).map_or_else(|| name.to_owned(), str::to_owned)
}

pub(super) async fn add(State(site): State<Site>, reader: Reader, body: Bytes) -> Response {
    let given = pairs(&String::from_utf8_lossy(&body));
    let find = |name: &str| given.iter().find(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value.trim());
    let back = |query: &str| Redirect::to(&href(&reader, "/timeline", query)).into_response();
    let Some(title) = find("title") else { return back("problem=title") };
    let zone = zone(&site.app.settings);
    let at = |name: &str| {
        find(name).map(|day| day.parse::<Date>().ok().and_then(|day| day.to_zoned(zone.clone()).ok()).map(|zoned| zoned.timestamp()))
    };
    let (Some(Some(on)), until) = (at("on"), at("until")) else { return back("problem=date") };
    if until == Some(None) || until.flatten().is_some_and(|until| until < on) {
        return back("problem=date");
    }
    let mut scope = Scope::whole();
    for name in SCOPES {
        if let Some(value) = find(name) {
            scope = scope.with(name, value);
        }
    }
    let event = TimelineEvent {
        id: site.new_id(),
        at: on,
        until: until.flatten(),
        title: title.chars().take(LONGEST_TITLE).collect(),
        kind: find("kind").filter(|kind| EVENT_KINDS.contains(kind)).unwrap_or("other").to_owned(),
        scope,
        imported: false,
    };
    let now = (site.app.now)();
    match luotsi_state::timeline::put(&site.app.store, &event, now).await {
        Ok(()) => back(""),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}

pub(super) async fn remove(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    let now = (site.app.now)();
    match luotsi_state::timeline::remove(&site.app.store, &id, now).await {
        Ok(()) => Redirect::to(&href(&reader, "/timeline", &format!("removed={id}"))).into_response(),
        // Someone else was quicker: the event is gone, which is what was wanted.
        Err(luotsi_state::StoreError::NotFound { .. }) => Redirect::to(&href(&reader, "/timeline", "")).into_response(),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}

pub(super) async fn restore(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    match luotsi_state::timeline::restore(&site.app.store, &id).await {
        Ok(()) | Err(luotsi_state::StoreError::NotFound { .. }) => Redirect::to(&href(&reader, "/timeline", "")).into_response(),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}
