//! Actions: what was done, and whether it worked.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use luotsi_core::catalogue::Metric;
use luotsi_core::effect::{self, Action, Effect, LeftOut, Outcome, Side, Verdict};
use luotsi_core::situation::World;

use super::frame::Page;
use super::problem::Failure;
use super::{Link, Made, href};
use crate::App;
use crate::charts::{Event, Frame, Mark, Palette, Point, Series, Shape, Sparkline, Tone, effect_chart, mark_icon, sparkline};
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::{effects, format, words};

#[derive(Template)]
#[template(path = "pages/actions/actions.html")]
struct ActionsTemplate {
    page: Page,
    text: Text,
    summary: String,
    import: String,
    help: String,
    rows: Vec<Line>,
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
    chart: Option<Chart>,
    method: Option<(&'static str, &'static str)>,
    checks: String,
    facts: Vec<(&'static str, String)>,
    controls: Vec<(String, String)>,
    left_out: Vec<(String, String)>,
    guards: Vec<Guard>,
    help: String,
}

struct Chart {
    title: String,
    wide: String,
    narrow: String,
    caption: String,
    rows: Vec<Row>,
}

struct Row {
    period: String,
    value: String,
    n: String,
    without: String,
    side: &'static str,
}

struct Guard {
    name: String,
    href: String,
    word: &'static str,
    says: String,
}

/// All actions that the pages know, latest start first: the imported ones.
fn all(app: &App) -> Result<Vec<Action>, Failure> {
    Ok(effect::imported(world(app))?)
}

fn world(app: &App) -> World<'_> {
    World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() }
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    super::page(site.app, reader, render).await
}

fn render(app: &App, reader: &Reader) -> Result<Made, Failure> {
    let text = reader.text();
    let effects = effect::effects(world(app), &all(app)?)?;
    let count = |verdict: Verdict| {
        let are = effects.iter().filter(|effect| effect.outcome.as_ref().is_ok_and(|outcome| outcome.verdict == Some(verdict)));
        are.count().to_string()
    };
    let [worked, none, worse, early] = Verdict::ALL.map(count);
    let template = ActionsTemplate {
        page: super::frame(app, reader, text.nav_actions()),
        text,
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
        href: href(reader, &format!("/actions/{}", encoded(&action.id)), ""),
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

/// A part of a path, safe for any id.
fn encoded(part: &str) -> String {
    part.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

pub(super) async fn one(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::page(site.app, reader, move |app, reader| render_one(app, reader, &id)).await
}

fn render_one(app: &App, reader: &Reader, id: &str) -> Result<Made, Failure> {
    let text = reader.text();
    let Some(effect) = effect::effect(world(app), &all(app)?, id)? else { return Err(Failure::NotFound) };
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
        help: href(reader, "/help/effect", ""),
    };
    Made::page(&template)
}

/// What may make the effect look larger or smaller than it is.
fn careful(text: Text, outcome: &Outcome, metric: &Metric) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(unusual) = outcome.unusual {
        let (count, size) = (unusual.points.to_string(), format::change(text, metric.unit, unusual.deviation));
        said.push(if outcome.is_after_bad { text.effect_unusual_bad(&count, &size) } else { text.effect_unusual_other(&count, &size) });
    }
    if !outcome.together.is_empty() {
        said.push(text.effect_together(&outcome.together.iter().map(title).collect::<Vec<_>>().join("; ")));
    }
    if !outcome.events.is_empty() {
        said.push(text.effect_events(&outcome.events.iter().map(|event| event.title.clone()).collect::<Vec<_>>().join("; ")));
    }
    said
}

fn chart(text: Text, action: &Action, outcome: &Outcome, metric: &Metric, says: &str) -> Chart {
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
    let row = |point: &effect::EffectPoint| Row {
        period: format::capitalised(&format::period(text, point.period)),
        value: words::hidden(text, &point.value).unwrap_or_else(|| value(point.value.value)),
        n: format::decimal(text.language(), point.value.n, 0),
        without: value(point.without),
        side: if point.is_complete { side(text, point.side) } else { text.chart_unfinished() },
    };
    Chart {
        wide: effect_chart(&series, Frame::WIDE, Palette::Classes),
        narrow: effect_chart(&series, Frame::NARROW, Palette::Classes),
        rows: outcome.points.iter().rev().map(row).collect(),
        title: title_of_chart,
        caption,
    }
}

fn side(text: Text, side: Side) -> &'static str {
    match side {
        Side::Before => text.effect_side_before(),
        Side::Unusual => text.effect_side_unusual(),
        Side::Between => text.effect_side_between(),
        Side::After => text.effect_side_after(),
    }
}

/// Points as charts draw them: the centre is what would have been, and the limits are its interval.
fn points(outcome: &Outcome) -> Vec<Point> {
    let tone = tone(outcome.verdict);
    let point = |point: &effect::EffectPoint| {
        let is_after = point.side == Side::After;
        let around = point.without.zip(outcome.size).filter(|_| is_after);
        let shape = outcome.size.filter(|size| size.effect < 0.0).map_or(Shape::Up, |_| Shape::Down);
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
            phase: u32::from(is_after),
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
    facts.push((text.effect_fact_autocorrelation(), format::decimal(text.language(), outcome.autocorrelation, 2)));
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
