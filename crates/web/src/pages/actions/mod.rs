//! Actions: what was done, and whether it worked; written down, changed, ended and removed here.

pub(super) mod form;
mod own;

pub(super) use own::{ForesightTemplate, foresight, is_part};

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use luotsi_core::actions::{self, Action};
use luotsi_core::catalogue::Metric;
use luotsi_core::effect::{self, Effect, Known, LeftOut, Outcome, Side, Verdict};
use luotsi_core::situation::World;

use super::figure::{Figure, Table, number_head, words_head};
use super::filters::pairs;
use super::frame::Page;
use super::problem::Failure;
use super::timeline::Own;
use super::{Link, Made, href, timeline};
use crate::App;
use crate::charts::{Event, Mark, Palette, Pictures, Point, Series, Shape, Sparkline, Tone, effect_chart, mark_icon, sparkline};
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::{effects, format, words};

/// The routes of actions.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/{language}/actions", get(show).post(own::create))
        .route("/{language}/actions/new", get(own::fresh))
        .route("/{language}/actions/foresight", get(own::fresh).post(own::foresee_new))
        .route("/{language}/actions/{action}", get(one).post(own::change))
        .route("/{language}/actions/{action}/edit", get(own::edit))
        .route("/{language}/actions/{action}/foresight", get(own::edit).post(own::foresee))
        .route("/{language}/actions/{action}/ending", get(one).post(own::end))
        .route("/{language}/actions/{action}/removal", post(own::remove))
        .route("/{language}/actions/{action}/return", post(own::restore))
}

/// Words that stand where an id stands: an action of such a name has its first letter in code.
const TAKEN: [&str; 2] = ["new", "foresight"];

/// The path of an action's page, safe for any id.
pub(super) fn path(id: &str) -> String {
    match id.bytes().next() {
        Some(first) if TAKEN.contains(&id) => format!("/actions/%{first:02X}{}", &id[1..]),
        _ => format!("/actions/{}", encoded(id)),
    }
}

/// A part of a path or a query, safe for any id.
fn encoded(part: &str) -> String {
    part.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "pages/actions/actions.html")]
struct ActionsTemplate {
    page: Page,
    text: Text,
    notices: Vec<Notice>,
    summary: String,
    create: String,
    import: String,
    help: String,
    rows: Vec<Line>,
}

/// What was just done, or could not be; with the form that takes it back.
struct Notice {
    says: String,
    class: &'static str,
    undo: Option<(String, &'static str)>,
}

struct Line {
    title: String,
    href: String,
    detail: String,
    metric: String,
    since: String,
    chart: String,
    class: &'static str,
    icon: String,
    word: &'static str,
    says: String,
}

#[derive(Template)]
#[template(path = "pages/actions/action.html")]
struct ActionTemplate {
    page: Page,
    text: Text,
    back: Link,
    heading: String,
    about: String,
    class: &'static str,
    icon: String,
    word: &'static str,
    says: String,
    careful: Vec<String>,
    chart: Option<Figure>,
    method: Option<(&'static str, &'static str)>,
    checks: String,
    facts: Vec<(&'static str, String)>,
    controls: Vec<(String, String)>,
    left_out: Vec<(String, String)>,
    guards: Vec<Guard>,
    bought: Option<Bought>,
    notices: Vec<Notice>,
    signal: Option<Link>,
    learnt: Option<String>,
    /// Where it is changed: here, or in its file.
    own: Option<Doing>,
    imported: Option<String>,
    help: String,
}

/// Rule R34, with what to check.
struct Bought {
    name: String,
    means: String,
    check: Vec<String>,
}

/// What can be done with an action that was made here.
struct Doing {
    edit: String,
    removal: String,
    /// The form that ends it, while it goes on.
    ending: Option<Ending>,
}

struct Ending {
    action: String,
    is_open: bool,
    ended_on: String,
    learnt: String,
}

struct Guard {
    name: String,
    href: String,
    word: &'static str,
    says: String,
}

/// All actions that the pages know, latest start first.
pub(super) fn all(app: &App, own: &Own) -> Result<Vec<Action>, Failure> {
    let mut all = actions::imported(&*app.ask)?;
    all.extend(own.actions.iter().cloned());
    Ok(actions::ordered(all))
}

pub(super) fn world(app: &App) -> World<'_> {
    World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() }
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let own = timeline::own(&site.app).await;
    super::page(site.app, reader, move |app, reader| render(app, reader, &own)).await
}

fn render(app: &App, reader: &Reader, own: &Own) -> Result<Made, Failure> {
    let text = reader.text();
    let all = all(app, own)?;
    let effects = effect::effects(world(app), Known { actions: &all, events: &own.events })?;
    let count = |verdict: Verdict| {
        let has = |effect: &&Effect| effect.outcome.as_ref().is_ok_and(|outcome| outcome.verdict == Some(verdict));
        let are = effects.iter().filter(|effect| effect.is_counted()).filter(has);
        are.count().to_string()
    };
    let [worked, none, worse, early] = Verdict::ALL.map(count);
    let template = ActionsTemplate {
        page: super::frame(app, reader, text.nav_actions()),
        text,
        notices: notices(reader, own),
        create: href(reader, "/actions/new", ""),
        summary: if effects.is_empty() {
            String::new()
        } else {
            text.actions_summary(&effects.len().to_string(), &early, &none, &worked, &worse)
        },
        import: href(reader, "/import", ""),
        help: href(reader, "/help/effect", ""),
        rows: effects.iter().map(|effect| line(app, reader, effect)).collect(),
    };
    Made::page(&template)
}

fn line(app: &App, reader: &Reader, effect: &Effect) -> Line {
    let text = reader.text();
    let action = &effect.action;
    let metric = effect.outcome.as_ref().ok().and_then(|outcome| app.catalogue.get(&outcome.metric));
    let chart = match (&effect.outcome, metric) {
        (Ok(outcome), Some(metric)) => {
            sparkline(&Sparkline { points: &points(outcome), unit: metric.unit, domain: None, palette: Palette::Classes })
        }
        _ => String::new(),
    };
    let mut detail = vec![effects::place(text, &action.scope)];
    detail.extend(action.owner.clone());
    Line {
        title: title(action),
        href: href(reader, &path(&action.id), ""),
        detail: detail.join(" · "),
        metric: effects::metric_name(text, &app.catalogue, action),
        since: action.started_on.map(|day| format::date(text, day)).unwrap_or_default(),
        chart,
        class: class(effect),
        icon: mark(effect).map(mark_icon).unwrap_or_default(),
        word: effects::verdict(text, effect),
        says: effects::sentence(text, &app.catalogue, effect),
    }
}

fn title(action: &Action) -> String {
    if action.title.trim().is_empty() { action.id.clone() } else { action.title.clone() }
}

/// What was just done, and what could not be read.
fn notices(reader: &Reader, own: &Own) -> Vec<Notice> {
    let text = reader.text();
    let given = pairs(&reader.query);
    let has = |name: &str| given.iter().any(|(known, _)| known == name);
    let mut notices = Vec::new();
    for (name, says) in [
        ("created", text.actions_created()),
        ("changed", text.actions_changed()),
        ("ended", text.actions_ended()),
        ("restored", text.actions_restored()),
    ] {
        if has(name) {
            notices.push(Notice { says: says.to_owned(), class: "done", undo: None });
        }
    }
    let removed = given.iter().find(|(name, _)| name == "removed").map(|(_, id)| id.as_str());
    if let Some(id) = removed.filter(|id| own.actions.iter().all(|action| action.id != *id)) {
        let undo = (href(reader, &format!("{}/return", path(id)), ""), text.actions_restore());
        notices.push(Notice { says: text.actions_removed().to_owned(), class: "done", undo: Some(undo) });
    }
    if !own.is_whole {
        notices.push(Notice { says: text.actions_part_failed().to_owned(), class: "problem", undo: None });
    }
    notices
}

pub(super) async fn one(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    let own = timeline::own(&site.app).await;
    super::page(site.app, reader, move |app, reader| render_one(app, reader, &Asked { id: &id, own: &own, ending: None })).await
}

/// One action's page, and the form of it that could not be taken.
struct Asked<'a> {
    id: &'a str,
    own: &'a Own,
    ending: Option<(form::Typed, Vec<String>)>,
}

fn render_one(app: &App, reader: &Reader, asked: &Asked<'_>) -> Result<Made, Failure> {
    let text = reader.text();
    let all = all(app, asked.own)?;
    let known = Known { actions: &all, events: &asked.own.events };
    let Some(effect) = effect::effect(world(app), known, asked.id)? else { return Err(Failure::NotFound) };
    let action = &effect.action;
    let outcome = effect.outcome.as_ref().ok();
    let metric = outcome.and_then(|outcome| app.catalogue.get(&outcome.metric));
    let says = effects::sentence(text, &app.catalogue, &effect);
    let shown = outcome.zip(metric);
    let mut about = vec![effects::metric_name(text, &app.catalogue, action), effects::place(text, &action.scope)];
    about.extend(action.owner.clone());
    about.retain(|part| !part.is_empty());
    let checks = match outcome.and_then(|outcome| outcome.placebo).filter(|placebo| placebo.tried > 0) {
        Some(placebo) => text.effect_placebo(&placebo.as_plain.to_string(), &placebo.tried.to_string()),
        None => text.effect_placebo_none().to_owned(),
    };
    let mut notices = notices(reader, asked.own);
    let problems = asked.ending.iter().flat_map(|(_, problems)| problems);
    notices.extend(problems.map(|says| Notice { says: says.clone(), class: "problem", undo: None }));
    let template = ActionTemplate {
        page: super::frame(app, reader, &title(action)),
        text,
        back: Link { name: text.actions_back().to_owned(), href: href(reader, "/actions", "") },
        heading: title(action),
        about: about.join(" · "),
        class: class(&effect),
        icon: mark(&effect).map(mark_icon).unwrap_or_default(),
        word: effects::verdict(text, &effect),
        careful: shown.map(|(outcome, metric)| careful(text, outcome, metric)).unwrap_or_default(),
        chart: shown.map(|(outcome, metric)| chart(text, action, outcome, metric, &says)),
        says,
        method: outcome.map(|outcome| (effects::method(text, outcome.method), effects::reason(text, outcome.reason))),
        checks,
        facts: facts(text, action, shown),
        controls: outcome.map(|outcome| controls(text, outcome)).unwrap_or_default(),
        left_out: outcome.map(|outcome| left_out(text, outcome)).unwrap_or_default(),
        guards: outcome.map(|outcome| guards(app, reader, outcome)).unwrap_or_default(),
        bought: outcome.filter(|outcome| outcome.is_bought()).and_then(|_| bought(app, text)),
        notices,
        signal: action
            .signal
            .as_ref()
            .map(|signal| Link { name: text.actions_from_signal().to_owned(), href: href(reader, &super::signals::path(signal), "") }),
        learnt: action.learnt.clone(),
        own: (!action.imported).then(|| doing(app, reader, action, asked.ending.as_ref())),
        imported: action.imported.then(|| text.actions_imported(&action.id)),
        help: href(reader, "/help/effect", ""),
    };
    if asked.ending.is_none() {
        return Made::page(&template);
    }
    Made::refused(&template)
}

/// The rule between metrics that says what it means when a goal is met and its guard gets worse.
fn bought(app: &App, text: Text) -> Option<Bought> {
    let rule = app.rules.iter().find(|rule| rule.number == Some(34))?;
    let texts = rule.texts(text.language().code());
    Some(Bought { name: texts.name.clone(), means: texts.means.clone(), check: texts.check.clone() })
}

fn doing(app: &App, reader: &Reader, action: &Action, refused: Option<&(form::Typed, Vec<String>)>) -> Doing {
    let to = |end: &str| href(reader, &format!("{}/{end}", path(&action.id)), "");
    let today = super::frame::zone(&app.settings).to_datetime((app.now)()).date().to_string();
    let (ended_on, learnt) = refused.map_or((today, String::new()), |(typed, _)| (typed.ended_on.clone(), typed.learnt.clone()));
    Doing {
        edit: to("edit"),
        removal: to("removal"),
        ending: action.ended_on.is_none().then(|| Ending { action: to("ending"), is_open: refused.is_some(), ended_on, learnt }),
    }
}

/// What may make the effect look larger or smaller than it is.
fn careful(text: Text, outcome: &Outcome, metric: &Metric) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(unusual) = outcome.unusual {
        let (count, size) = (unusual.points.to_string(), format::change(text, metric.unit, unusual.deviation));
        said.push(if outcome.is_after_bad { text.effect_unusual_bad(&count, &size) } else { text.effect_unusual_other(&count, &size) });
    }
    if !outcome.shared.is_empty() {
        said.push(text.effect_shared(&outcome.shared.iter().map(title).collect::<Vec<_>>().join("; ")));
    }
    if !outcome.together.is_empty() {
        said.push(text.effect_together(&outcome.together.iter().map(title).collect::<Vec<_>>().join("; ")));
    }
    if !outcome.events.is_empty() {
        said.push(text.effect_events(&outcome.events.iter().map(|event| event.title.clone()).collect::<Vec<_>>().join("; ")));
    }
    said
}

fn chart(text: Text, action: &Action, outcome: &Outcome, metric: &Metric, says: &str) -> Figure {
    let points = points(outcome);
    let title_of_chart = text.effect_chart(&words::metric(metric, text.language()).name);
    let caption = text.effect_chart_sentence(says);
    let mut events: Vec<Event> = action.started_on.map(|day| Event { day, title: title(action) }).into_iter().collect();
    events.extend(action.ended_on.map(|day| Event { day, title: text.effect_fact_ended().to_owned() }));
    let series = Series {
        text,
        id: "effect",
        title: &title_of_chart,
        sentence: &caption,
        unit: metric.unit,
        points: &points,
        target: None,
        events: &events,
        others: &[],
    };
    let value = |number: Option<f64>| number.map(|number| format::value(text, metric.unit, number)).unwrap_or_default();
    let row = |point: &effect::EffectPoint| {
        vec![
            format::capitalised(&format::period(text, point.period)),
            words::hidden(text, &point.value).unwrap_or_else(|| value(point.value.value)),
            format::decimal(text.language(), point.value.n, 0),
            value(point.without),
            if point.is_complete { side(text, point.side) } else { text.chart_unfinished() }.to_owned(),
        ]
    };
    let pictures = Pictures::drawn(|frame| effect_chart(&series, frame, Palette::Classes));
    let table = Table {
        title: title_of_chart,
        head: vec![
            words_head(text.table_period()),
            number_head(text.table_value()),
            number_head(text.table_n()),
            number_head(text.effect_without()),
            words_head(text.effect_side()),
        ],
        rows: outcome.points.iter().rev().map(row).collect(),
        links: Vec::new(),
    };
    Figure::new(pictures, caption, table)
}

fn side(text: Text, side: Side) -> &'static str {
    match side {
        Side::Before => text.effect_side_before(),
        Side::Unusual => text.effect_side_unusual(),
        Side::Between => text.effect_side_between(),
        Side::After => text.effect_side_after(),
        Side::Ended => text.effect_side_ended(),
    }
}

/// Points as charts draw them: the centre is what would have been, and the limits are its interval.
fn points(outcome: &Outcome) -> Vec<Point> {
    let point = |point: &effect::EffectPoint| {
        let is_after = matches!(point.side, Side::After | Side::Ended);
        let (size, tone) = match (point.side, &outcome.since_end) {
            (Side::Ended, Some(since)) => (since.size, tone(since.verdict)),
            _ => (outcome.size, tone(outcome.verdict)),
        };
        let around = point.without.zip(size).filter(|_| is_after);
        let shape = size.filter(|size| size.effect < 0.0).map_or(Shape::Up, |_| Shape::Down);
        Point {
            period: point.period,
            n: point.value.n,
            value: point.value.value,
            centre: point.without,
            lower: around.map(|(without, size)| without - (size.high - size.effect)),
            upper: around.map(|(without, size)| without + (size.effect - size.low)),
            mark: tone.filter(|_| is_after && point.is_complete).map(|tone| Mark { tone, shape }),
            flags: Vec::new(),
            is_complete: point.is_complete,
            is_excluded: matches!(point.side, Side::Unusual | Side::Between),
            phase: match point.side {
                Side::After => 1,
                Side::Ended => 2,
                _ => 0,
            },
        }
    };
    outcome.points.iter().map(point).collect()
}

fn tone(verdict: Option<Verdict>) -> Option<Tone> {
    match verdict {
        Some(Verdict::Worked) => Some(Tone::Improvement),
        Some(Verdict::Worse) => Some(Tone::Concern),
        _ => None,
    }
}

fn mark(effect: &Effect) -> Option<Mark> {
    let outcome = effect.outcome.as_ref().ok()?;
    let shape = if outcome.size?.effect < 0.0 { Shape::Down } else { Shape::Up };
    Some(Mark { tone: tone(outcome.verdict)?, shape })
}

fn class(effect: &Effect) -> &'static str {
    match mark(effect).map(|mark| mark.tone) {
        Some(Tone::Improvement) => "is-improvement",
        Some(Tone::Concern) => "is-concern",
        _ => "",
    }
}

fn facts(text: Text, action: &Action, shown: Option<(&Outcome, &Metric)>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(action.started_on.map(|day| (text.actions_column_since(), format::date(text, day))));
    facts.extend(action.ended_on.map(|day| (text.effect_fact_ended(), format::date(text, day))));
    facts.extend(action.owner.clone().map(|owner| (text.actions_column_owner(), owner)));
    let Some((outcome, metric)) = shown else { return facts };
    let value = |number: f64| format::value(text, metric.unit, number);
    if outcome.before.is_finite() {
        facts.push((text.effect_fact_before(), value(outcome.before)));
    }
    facts.extend(outcome.after.map(|after| (text.effect_fact_after(), value(after))));
    if let Some(size) = &outcome.size {
        let sign = if size.effect < 0.0 { "−" } else { "+" };
        facts.push((text.effect_fact_effect(), format!("{sign}{}", format::change(text, metric.unit, size.effect))));
        facts.push((text.effect_fact_interval(), effects::interval(text, metric, size.low, size.high)));
        facts.push((text.effect_fact_sure(), effects::interval(text, metric, size.sure_low, size.sure_high)));
    }
    let smallest = if action.expected.is_some() { text.effect_fact_expected() } else { text.effect_fact_smallest() };
    facts.push((smallest, format::change(text, metric.unit, outcome.smallest)));
    facts.push((text.effect_fact_periods(), format!("{} / {}", outcome.periods.0, outcome.periods.1)));
    if outcome.method != effect::Method::ExactCounts {
        facts.push((text.effect_fact_autocorrelation(), format::decimal(text.language(), outcome.autocorrelation, 2)));
    }
    facts
}

fn controls(text: Text, outcome: &Outcome) -> Vec<(String, String)> {
    let weight = |share: f64| format::percent(text.language(), share, 0);
    outcome.controls.iter().map(|control| (effects::place(text, &control.scope), weight(control.weight))).collect()
}

fn left_out(text: Text, outcome: &Outcome) -> Vec<(String, String)> {
    let why = |why: &LeftOut| match why {
        LeftOut::Touched(id) => text.effect_touched(id),
        LeftOut::OwnWay => text.effect_own_way().to_owned(),
    };
    outcome.left_out.iter().map(|(scope, reason)| (effects::place(text, scope), why(reason))).collect()
}

fn guards(app: &App, reader: &Reader, outcome: &Outcome) -> Vec<Guard> {
    let text = reader.text();
    let guard = |guard: &effect::Guard| {
        let metric = app.catalogue.get(&guard.metric)?;
        Some(Guard {
            name: words::metric(metric, text.language()).name.clone(),
            href: href(reader, &format!("/metric/{}", metric.id), ""),
            word: effects::word(text, guard.verdict, guard.size.as_ref()),
            says: guard.size.as_ref().map(|size| effects::size_words(text, metric, size)).unwrap_or_default(),
        })
    };
    outcome.guards.iter().filter_map(guard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_of_any_name_has_a_page_of_its_own() {
        assert_eq!(path("T-01"), "/actions/T-01");
        assert_eq!(path("new"), "/actions/%6Eew");
        assert_eq!(path("a/b ä"), "/actions/a%2Fb%20%C3%A4");
    }
}
