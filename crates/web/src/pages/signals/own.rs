//! The page of one signal: its chart at full size, what is known of it, what to do, what was decided, and its history.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use luotsi_core::actions::Action;
use luotsi_core::causes::{self, CommentsOf, seed_of};
use luotsi_core::signals::life::{Event, Stage, What};
use luotsi_core::signals::picture::Picture;
use luotsi_core::signals::{Kind, LEAVERS, Signal};
use luotsi_core::situation::{View, World};
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::signals::{Choice, Decision, Kept};
use luotsi_state::{StoreError, signals};

use super::super::comments::{Comments, comments};
use super::super::figure::{Figure, Table, number_head, words_head};
use super::super::filters::pairs;
use super::super::frame::{Page, zone};
use super::super::metric;
use super::super::problem::{self, Failure};
use super::super::situation::scope_words;
use super::super::timeline::Own;
use super::super::{Link, Made, actions, href, own_path, timeline};
use super::card::{self, Card, Writer, ending_words, path, q_figure};
use super::decision::{self, Forms, Refused, Typed};
use super::{choice_words, filter, is_due};
use crate::App;
use crate::charts::{Palette, Pictures, Point, Series, control_chart};
use crate::effects::{Told, effect_shown};
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
    figure: Option<Figure>,
    note: Option<&'static str>,
    forms: Forms,
    /// What holds now, with the form that takes it back.
    decision: Option<Standing>,
    /// What is done about it.
    actions: Vec<ActionWords>,
    is_decided: bool,
    history: Vec<Line>,
    told_with: Option<Link>,
    /// The way to the parts, drivers and cases behind it.
    why: Option<String>,
    /// Comments of customers; `None` where they say nothing of what happened.
    heard: Option<Comments>,
    numbers: Vec<(&'static str, String)>,
    seen_in: Vec<SeenRow>,
}

struct Standing {
    says: String,
    undo: String,
}

struct ActionWords {
    title: String,
    href: String,
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
    own: Own,
}

async fn find(app: &App, id: &str) -> Result<Found, Failure> {
    let failed = |error: StoreError| Failure::Engine(error.to_string());
    let kept = signals::get(&app.store, id).await.map_err(failed)?.ok_or(Failure::NotFound)?;
    let decisions: Vec<Decision> =
        signals::decisions(&app.store).await.map_err(failed)?.into_iter().filter(|decision| decision.signal == id).collect();
    Ok(Found { events: signals::events(&app.store, id).await.map_err(failed)?, kept, decisions, own: timeline::own(app).await })
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
        let template = template(app, reader, found, refused)?;
        if template.problems.is_empty() { Made::page(&template) } else { Made::refused(&template) }
    })
    .await
}

fn template(app: &App, reader: &Reader, found: Found, refused: Option<Refused>) -> Result<SignalTemplate, Failure> {
    let text = reader.text();
    let writer = Writer::new(app, reader);
    let Found { kept, events, decisions, own } = found;
    let signal = &kept.life.signal;
    // A metric that the workspace has taken out of its catalogue has no words any more.
    let card = writer.card(&kept).ok_or(Failure::NotFound)?;
    let view = View { scope: signal.scope.clone(), ..View::default() };
    let (mut events_there, _): (Vec<TimelineEvent>, bool) = timeline::all(app, &own);
    events_there.retain(|event| event.concerns(&signal.scope));
    // The page stands without its large chart. Months of leavers are hidden as a metric, and told as what the signal itself counts.
    let figure = match (&kept.picture, signal.kind) {
        (Some(picture), Kind::People) if signal.metric == LEAVERS => Ok(leavers(&writer, signal, picture)),
        _ => metric::figure(app, reader, &signal.metric, view, &events_there),
    };
    let note = figure.is_err().then(|| text.error_part());
    if let Err(failure) = &figure {
        tracing::error!(?failure, id = %kept.life.id, "the chart of a signal could not be drawn");
    }
    let heard = heard(app, reader, signal);
    let standing = decisions.iter().find(|decision| decision.withdrawn_at.is_none());
    let given = pairs(&reader.query);
    let has = |name: &str| given.iter().any(|(key, _)| key == name);
    let problems = refused.as_ref().map(|refused| refused.problems.clone()).unwrap_or_default();
    let back = href(reader, &path(&kept.life.id), "");
    let mut forms = writer.forms(&kept.life.id, signal, back, refused);
    forms.foresight = foreseen(&writer, signal, &own, &forms.typed);
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
        forms,
        decision: standing.map(|decision| Standing {
            says: writer.decided(decision),
            undo: href(reader, &format!("{}/decision/{}/removal", path(&kept.life.id), decision.id), ""),
        }),
        actions: own
            .actions
            .iter()
            .filter(|action| action.signal.as_ref() == Some(&kept.life.id))
            .map(|action| action_words(&writer, action))
            .collect(),
        is_decided: standing.is_some_and(|decision| !is_due(decision, writer.today())),
        history: history(&writer, &kept, &events, &decisions),
        told_with,
        why: matches!(signal.kind, Kind::Change).then(|| card.next.href.clone()),
        heard,
        numbers: numbers(&writer, &kept),
        seen_in: seen_in(&writer, signal),
        card,
    })
}

/// Comments shown beside the figures: enough to hear a voice, few enough to be read.
const MOST_COMMENTS: usize = 5;

/// What customers wrote since, drawn at random. Of the staff and of the measuring, customers do not write.
fn heard(app: &App, reader: &Reader, signal: &Signal) -> Option<Comments> {
    if matches!(signal.kind, Kind::People | Kind::Measurement) {
        return None;
    }
    let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
    let of = CommentsOf {
        scope: &signal.scope,
        from: signal.change.since.start,
        to: zone(&app.settings).to_datetime((app.now)()).date().tomorrow().ok()?,
        seed: seed_of(&signal.id),
        limit: MOST_COMMENTS,
    };
    match causes::comments(&world, &of) {
        Ok(drawing) => Some(comments(app, reader.text(), &drawing)),
        Err(error) => {
            tracing::error!(%error, id = %signal.id, "comments beside a signal could not be drawn");
            None
        }
    }
}

/// The chart of people who left, month by month.
fn leavers(writer: &Writer<'_>, signal: &Signal, picture: &Picture) -> Option<Figure> {
    let text = writer.reader.text();
    let metric = writer.app.catalogue.get(&signal.metric)?;
    let points = card::points(signal, picture);
    if points.is_empty() {
        return None;
    }
    let title = text.metric_chart_title(&words::metric(metric, text.language()).name);
    let sentence = crate::signals::sentence(text, &writer.app.catalogue, signal, writer.this_year);
    let series = Series {
        text,
        id: "chart",
        title: &title,
        sentence: &sentence,
        unit: metric.unit,
        points: &points,
        target: None,
        events: &[],
        others: &[],
    };
    let decimals = |number: Option<f64>| number.map(|number| format::decimal(text.language(), number, 1)).unwrap_or_default();
    let whole = |number: f64| format::decimal(text.language(), number, 0);
    let row = |point: &Point| {
        let unfinished = if point.is_complete { "" } else { text.chart_unfinished() };
        vec![
            format::period(text, point.period),
            point.value.map(whole).unwrap_or_default(),
            decimals(point.centre),
            point.upper.map(whole).unwrap_or_default(),
            whole(point.n),
            unfinished.to_owned(),
        ]
    };
    let table = Table {
        title: title.clone(),
        head: vec![
            words_head(text.table_period()),
            number_head(text.signals_leavers_left()),
            number_head(text.signals_leavers_usual()),
            number_head(text.signals_leavers_limit()),
            number_head(text.signals_leavers_people()),
            words_head(text.table_signal()),
        ],
        rows: points.iter().rev().map(row).collect(),
        links: Vec::new(),
    };
    let pictures = Pictures::drawn(|frame| control_chart(&series, frame, Palette::Classes));
    Some(Figure::new(pictures, text.signals_leavers_caption().to_owned(), table))
}

fn action_words(writer: &Writer<'_>, action: &Action) -> ActionWords {
    let text = writer.reader.text();
    let name =
        |id: &str| writer.app.catalogue.get(id).map_or_else(|| id.to_owned(), |metric| words::metric(metric, text.language()).name.clone());
    let mut facts = Vec::new();
    facts.extend(action.owner.clone().map(|owner| (text.signals_field_owner(), owner)));
    facts.extend(action.started_on.map(|day| (text.signals_field_started_on(), format::date(text, day))));
    facts.extend(action.ended_on.map(|day| (text.effect_fact_ended(), format::date(text, day))));
    facts.extend(action.metric.as_deref().map(|metric| (text.signals_field_metric(), name(metric))));
    let metric = action.metric.as_deref().and_then(|metric| writer.app.catalogue.get(metric));
    facts.extend(action.expected.zip(metric).map(|(effect, metric)| (text.signals_field_expected(), effect_shown(text, metric, effect))));
    facts.extend(action.guard.as_deref().map(|guard| (text.signals_field_guard(), name(guard))));
    ActionWords { title: action.title.clone(), href: href(writer.reader, &actions::path(&action.id), ""), facts }
}

/// How soon the effect of what is written in the form would show.
fn foreseen(writer: &Writer<'_>, signal: &Signal, own: &Own, typed: &Typed) -> Option<Told> {
    let planned = typed.planned(writer.app.catalogue.get(&signal.metric), signal, writer.today());
    actions::foresight(writer.app, writer.reader.text(), own, planned)
}

/// The page with what is foreseen for what was typed; or that alone, where a script asks for it.
pub(super) async fn foresee(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader, body: Bytes) -> Response {
    let given = pairs(&String::from_utf8_lossy(&body));
    let typed = Typed::of(&given);
    if !actions::is_part(&given) {
        return answer(site, reader, id, Some(Refused { choice: Some(Choice::React), typed, problems: Vec::new() })).await;
    }
    let found = match find(&site.app, &id).await {
        Ok(found) => found,
        Err(failure) => return problem::answer(&site.app, &reader, &failure),
    };
    super::super::page(site.app, reader, move |app, reader| {
        let foresight = foreseen(&Writer::new(app, reader), &found.kept.life.signal, &found.own, &typed);
        Made::page(&actions::ForesightTemplate { text: reader.text(), foresight })
    })
    .await
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
            What::Closed(ending) => ending_words(text, &kept.life.signal, ending).to_owned(),
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
    let mut numbers = vec![(text.signals_column_since(), format::period(text, change.since))];
    if let Some((first, last)) = change.within.filter(|(first, last)| first != last) {
        numbers.push((text.signals_number_within(), format!("{} … {}", format::period(text, first), format::period(text, last))));
    }
    numbers.extend(change.course.until().map(|until| (text.signals_number_until(), format::period(text, until))));
    numbers.extend([
        (text.signals_column_before(), value(change.before)),
        (text.signals_column_after(), value(change.after)),
        (text.signals_number_effect(), effect_shown(text, metric, change.effect)),
    ]);
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
