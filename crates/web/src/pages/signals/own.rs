//! The page of one signal: its chart at full size, what is known of it, what to do, what was decided, and its history.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use luotsi_core::signals::Signal;
use luotsi_core::signals::life::{Event, Stage, What};
use luotsi_core::situation::View;
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::actions::Action;
use luotsi_state::signals::{Decision, Kept};
use luotsi_state::{StoreError, actions, signals, timeline};

use super::super::filters::pairs;
use super::super::frame::Page;
use super::super::metric::{self, Chart};
use super::super::problem::{self, Failure};
use super::super::situation::scope_words;
use super::super::{Link, Made, href, own_path};
use super::card::{Card, Writer, ending_words, path, q_figure};
use super::decision::{self, Forms, Refused, effect_shown};
use super::{choice_words, filter, is_due};
use crate::App;
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/signals/signal.html")]
struct SignalTemplate {
    page: Page,
    text: Text,
    inbox: String,
    card: Card,
    notice: Option<&'static str>,
    problems: Vec<String>,
    figure: Option<Chart>,
    note: Option<&'static str>,
    forms: Forms,
    /// What holds now, with the form that takes it back.
    decision: Option<Standing>,
    action: Option<ActionWords>,
    is_decided: bool,
    history: Vec<Line>,
    told_with: Option<Link>,
    numbers: Vec<(&'static str, String)>,
    seen_in: Vec<SeenRow>,
}

struct Standing {
    says: String,
    undo: String,
}

struct ActionWords {
    title: String,
    facts: Vec<(&'static str, String)>,
}

struct Line {
    when: String,
    what: String,
    detail: String,
}

struct SeenRow {
    place: String,
    effect: String,
    q: String,
}

/// Everything that the page is made from.
struct Found {
    kept: Kept,
    events: Vec<Event>,
    decisions: Vec<Decision>,
    action: Option<Action>,
    timeline: Vec<TimelineEvent>,
}

async fn find(app: &App, id: &str) -> Result<Found, Failure> {
    let failed = |error: StoreError| Failure::Engine(error.to_string());
    let kept = signals::get(&app.store, id).await.map_err(failed)?.ok_or(Failure::NotFound)?;
    let decisions: Vec<Decision> =
        signals::decisions(&app.store).await.map_err(failed)?.into_iter().filter(|decision| decision.signal == id).collect();
    let action = match decisions.iter().find_map(|decision| decision.action.as_ref().filter(|_| decision.withdrawn_at.is_none())) {
        Some(id) => actions::get(&app.store, id).await.map_err(failed)?,
        None => None,
    };
    let timeline = timeline::list(&app.store).await.unwrap_or_else(|error| {
        tracing::error!(%error, "events made by hand could not be read");
        Vec::new()
    });
    Ok(Found { events: signals::events(&app.store, id).await.map_err(failed)?, kept, decisions, action, timeline })
}

pub(super) async fn show(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    answer(site, reader, id, None).await
}

/// The page, or the page with a form that could not be taken.
async fn answer(site: Site, reader: Reader, id: String, refused: Option<Refused>) -> Response {
    let found = match find(&site.app, &id).await {
        Ok(found) => found,
        Err(failure) => return problem::answer(&site.app, &reader, &failure),
    };
    super::super::page(site.app, reader, move |app, reader| {
        let is_refused = refused.is_some();
        let template = template(app, reader, found, refused)?;
        if !is_refused {
            return Made::page(&template);
        }
        let html = template.render().map_err(|error| Failure::Engine(error.to_string()))?;
        Ok(Made::File(Box::new((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())))
    })
    .await
}

fn template(app: &App, reader: &Reader, found: Found, refused: Option<Refused>) -> Result<SignalTemplate, Failure> {
    let text = reader.text();
    let writer = Writer::new(app, reader);
    let Found { kept, events, decisions, action, timeline } = found;
    let signal = &kept.life.signal;
    // A metric that the workspace has taken out of its catalogue has no words any more.
    let card = writer.card(&kept).ok_or(Failure::NotFound)?;
    let view = View { scope: signal.scope.clone(), ..View::default() };
    let events_there: Vec<TimelineEvent> =
        timeline.into_iter().chain(app.ask.timeline().unwrap_or_default()).filter(|event| event.concerns(&signal.scope)).collect();
    // The page stands without its large chart.
    let figure = metric::figure(app, reader, &signal.metric, view, &events_there);
    let note = figure.is_err().then(|| text.error_part());
    if let Err(failure) = &figure {
        tracing::error!(?failure, id = %kept.life.id, "the chart of a signal could not be drawn");
    }
    let standing = decisions.iter().find(|decision| decision.withdrawn_at.is_none());
    let given = pairs(&reader.query);
    let has = |name: &str| given.iter().any(|(key, _)| key == name);
    let problems = refused.as_ref().map(|refused| refused.problems.clone()).unwrap_or_default();
    let back = href(reader, &path(&kept.life.id), "");
    let told_with = match &kept.life.stage {
        Stage::Closed { ending: luotsi_core::signals::life::Ending::ToldWith { id }, .. } => {
            Some(Link { name: text.signals_told_with().to_owned(), href: href(reader, &path(id), "") })
        }
        _ => None,
    };
    Ok(SignalTemplate {
        page: super::super::frame(app, reader, &card.title),
        text,
        inbox: href(reader, "/signals", ""),
        notice: if has("decided") && standing.is_some() {
            Some(text.signals_decision_kept())
        } else {
            has("withdrawn").then(|| text.signals_withdrawn())
        },
        problems,
        figure: figure.ok().flatten(),
        note,
        forms: writer.forms(&kept.life.id, signal, back, refused),
        decision: standing.map(|decision| Standing {
            says: writer.decided(decision),
            undo: href(reader, &format!("{}/decision/{}/removal", path(&kept.life.id), decision.id), ""),
        }),
        action: action.map(|action| action_words(&writer, &action)),
        is_decided: standing.is_some_and(|decision| !is_due(decision, writer.today())),
        history: history(&writer, &kept, &events, &decisions),
        told_with,
        numbers: numbers(&writer, &kept),
        seen_in: seen_in(&writer, signal),
        card,
    })
}

fn action_words(writer: &Writer<'_>, action: &Action) -> ActionWords {
    let text = writer.reader.text();
    let name =
        |id: &str| writer.app.catalogue.get(id).map_or_else(|| id.to_owned(), |metric| words::metric(metric, text.language()).name.clone());
    let mut facts = Vec::new();
    if !action.owner.is_empty() {
        facts.push((text.signals_field_owner(), action.owner.clone()));
    }
    facts.push((text.signals_field_started_on(), format::date(text, action.started_on)));
    facts.push((text.signals_field_metric(), name(&action.metric)));
    if let (Some(effect), Some(metric)) = (action.expected_effect, writer.app.catalogue.get(&action.metric)) {
        facts.push((text.signals_field_expected(), effect_shown(text, metric, effect)));
    }
    if let Some(guard) = &action.guard_metric {
        facts.push((text.signals_field_guard(), name(guard)));
    }
    ActionWords { title: action.title.clone(), facts }
}

/// What happened to the signal and what was decided of it, latest first.
fn history(writer: &Writer<'_>, kept: &Kept, events: &[Event], decisions: &[Decision]) -> Vec<Line> {
    let text = writer.reader.text();
    let metric = writer.app.catalogue.get(&kept.life.signal.metric);
    let mut lines: Vec<(jiff::Timestamp, Line)> = Vec::new();
    for event in events {
        let what = match &event.what {
            What::Opened => text.signals_event_opened().to_owned(),
            What::Continued => text.signals_event_continued().to_owned(),
            What::Missed => text.signals_event_missed().to_owned(),
            What::Returned => text.signals_event_returned().to_owned(),
            What::Reopened => text.signals_event_reopened().to_owned(),
            What::Closed(ending) => ending_words(text, kept.life.signal.kind, ending).to_owned(),
        };
        let q = q_figure(text, event.q);
        let detail = match metric {
            Some(metric) => {
                text.signals_event_detail(&format::value(text, metric.unit, event.level), &format::period(text, event.period), &q)
            }
            None => format::period(text, event.period),
        };
        lines.push((event.at, Line { when: writer.day(event.at), what, detail }));
    }
    for decision in decisions {
        let mut detail = decision.reason.clone();
        if !decision.who.is_empty() {
            detail.push_str(&format!(" ({})", decision.who));
        }
        let what = text.signals_event_decided(&choice_words(text, decision.choice));
        lines.push((decision.at, Line { when: writer.day(decision.at), what, detail }));
        if let Some(at) = decision.withdrawn_at {
            let what = text.signals_event_withdrawn(&choice_words(text, decision.choice));
            lines.push((at, Line { when: writer.day(at), what, detail: String::new() }));
        }
    }
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Every figure behind the words.
fn numbers(writer: &Writer<'_>, kept: &Kept) -> Vec<(&'static str, String)> {
    let text = writer.reader.text();
    let language = text.language();
    let signal = &kept.life.signal;
    let change = &signal.change;
    let Some(metric) = writer.app.catalogue.get(&signal.metric) else { return Vec::new() };
    let value = |number: f64| format::value(text, metric.unit, number);
    let percent = |share: f64| format::percent(language, share, 1);
    let mut numbers = vec![
        (text.signals_column_since(), format::period(text, change.since)),
        (text.signals_column_before(), value(change.before)),
        (text.signals_column_after(), value(change.after)),
        (text.signals_number_effect(), effect_shown(text, metric, change.effect)),
    ];
    if change.low.is_finite() && change.high.is_finite() {
        let ends = format!("{} … {}", effect_shown(text, metric, change.low), effect_shown(text, metric, change.high));
        numbers.push((text.signals_number_interval(), ends));
    }
    numbers.extend([
        (text.signals_number_sigmas(), format::decimal(language, change.effect_sigmas, 2)),
        (text.signals_number_periods(), format::count(language, change.points.into())),
        (text.signals_column_q(), format::decimal(language, signal.q, 4)),
        (text.signals_number_records(), percent(signal.share_of_records)),
    ]);
    numbers.extend(signal.share_of_change.map(|share| (text.signals_number_share(), percent(share))));
    if let Some(against) = signal.against {
        numbers.push((text.signals_number_target(), format::target(text, metric.unit, against.target)));
        let chance = against.chance;
        let interval = format::interval(text, luotsi_core::catalogue::Unit::Percent, chance.low, chance.high);
        numbers.push((text.signals_number_chance(), format!("{} ({interval})", percent(chance.probability))));
    }
    if let Some(comparison) = &signal.benchmark {
        if let Some(best) = &comparison.own_best {
            let interval = format::interval(text, metric.unit, best.low, best.high);
            numbers.push((
                text.signals_number_own_best(),
                format!("{}: {} ({interval})", format::period(text, best.quarter), value(best.value)),
            ));
        }
        if let Some(other) = &comparison.external {
            let what = crate::signals::benchmark_words(text, &other.what);
            numbers.push((
                text.signals_number_compared(),
                format!("{}: {} ({what}, {}, {})", other.whose, value(other.value), other.source, other.year),
            ));
        }
    }
    numbers.push((text.signals_number_weight(), format::decimal(language, signal.weight, 2)));
    numbers.push((
        text.signals_number_opened(),
        format!("{}, {}", writer.day(kept.life.opened_at), format::period(text, kept.life.opened_in)),
    ));
    numbers.push((text.signals_number_seen(), format::period(text, kept.life.seen_in)));
    numbers
}

fn seen_in(writer: &Writer<'_>, signal: &Signal) -> Vec<SeenRow> {
    let text = writer.reader.text();
    let Some(metric) = writer.app.catalogue.get(&signal.metric) else { return Vec::new() };
    let row = |seen: &luotsi_core::signals::Seen| SeenRow {
        place: format::capitalised(&scope_words(text, &View { scope: seen.scope.clone(), ..View::default() })),
        effect: effect_shown(text, metric, seen.effect),
        q: q_figure(text, seen.q),
    };
    signal.seen_in.iter().map(row).collect()
}

pub(super) async fn decide(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let given = pairs(&String::from_utf8_lossy(&body));
    let kept = match signals::get(&site.app.store, &id).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return problem::answer(&site.app, &reader, &Failure::NotFound),
        Err(error) => return problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    };
    let signal = &kept.life.signal;
    let today = Writer::new(&site.app, &reader).today();
    let read = match decision::read(reader.text(), site.app.catalogue.get(&signal.metric), today, &given) {
        Ok(read) => read,
        Err(refused) => return answer(site, reader, id, Some(refused)).await,
    };
    let (decision, action) = read.stored(site.new_id(), (&id, signal), (site.app.now)());
    match signals::decide(&site.app.store, &decision, action.as_ref()).await {
        Ok(()) => Redirect::to(&back_to(&reader, &id, &given, &format!("decided={}", decision.id))).into_response(),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}

pub(super) async fn withdraw(
    State(site): State<Site>,
    Path((_, id, decision)): Path<(String, String, String)>,
    reader: Reader,
    body: Bytes,
) -> Response {
    let given = pairs(&String::from_utf8_lossy(&body));
    match signals::withdraw(&site.app.store, &decision, (site.app.now)()).await {
        // Someone else was quicker: it is taken back, which is what was wanted.
        Ok(()) | Err(StoreError::NotFound { .. }) => Redirect::to(&back_to(&reader, &id, &given, "withdrawn=1")).into_response(),
        Err(error) => problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    }
}

/// The page that a form came from, with what was done; the signal's own page when the form does not say.
fn back_to(reader: &Reader, id: &str, given: &[(String, String)], done: &str) -> String {
    let asked = given.iter().find(|(name, _)| name == "return").and_then(|(_, value)| own_path(value));
    let is_inbox = |path: &str| path == href(reader, "/signals", "");
    let (path, query) = asked.map(|asked| asked.split_once('?').unwrap_or((asked, ""))).unwrap_or_default();
    if !is_inbox(path) {
        let id: String = filter::encode(id);
        return href(reader, &self::path(&id), done);
    }
    // Only what narrows the list goes on: an earlier message does not.
    let query = filter::Filter::from_query(query).to_query();
    href(reader, "/signals", &if query.is_empty() { done.to_owned() } else { format!("{query}&{done}") })
}
