//! Signals: an inbox of what deserves a reaction, ordered by expected harm or gain; the page of one; and what was decided.

mod card;
mod decision;
mod filter;
mod own;
mod signs;

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use jiff::civil::Date;
use luotsi_core::catalogue::{Level, Perspective};
use luotsi_core::signals::Kind;
use luotsi_core::signals::life::Stage;
use luotsi_core::signals::signs::Sign;
use luotsi_state::StoreError;
use luotsi_state::signals::{Choice, Decision, Kept, Listed, Look};
use serde::Serialize;

use super::filters::{Choice as FilterChoice, Filters, Pill, pairs};
use super::frame::{Page, zone};
use super::problem::{self, Failure};
use super::{Link, Made, href};
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::refresh::{Doing, Wish};
use crate::words;
use crate::{App, Watch};

pub(super) use card::path;
use card::{Card, Writer};
use decision::Forms;
use filter::{Filter, Shelf, teams};

pub(super) use signs::{SignCell, Standing, cells as sign_cells, standing};

/// The routes of signals.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/{language}/signals", get(show))
        .route("/{language}/signals/status", get(status))
        .route("/{language}/signals/look", post(look))
        .route("/{language}/signals/{signal}", get(own::show))
        .route("/{language}/signals/{signal}/decision", post(own::decide))
        .route("/{language}/signals/{signal}/foresight", get(own::show).post(own::foresee))
        .route("/{language}/signals/{signal}/decision/{decision}/removal", post(own::withdraw))
}

/// Signals on one page of the list.
const ON_A_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "pages/signals/signals.html")]
struct SignalsTemplate {
    page: Page,
    text: Text,
    heading: String,
    lede: Vec<String>,
    filters: Filters,
    shelves: Vec<FilterChoice>,
    notice: Option<Notice>,
    /// Something is being worked out: what, and where a script may ask how far it is.
    working: Option<Working>,
    problem: Option<&'static str>,
    start: Option<Start>,
    empty: Option<Vec<String>>,
    /// The form that has the signals worked out now, where nothing else would.
    look: Option<String>,
    /// The same at the foot of a page that is up to date.
    look_again: Option<String>,
    items: Vec<Item>,
    most_also: usize,
    range: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// What was just done, with the way back.
struct Notice {
    says: String,
    undo: String,
    back: String,
}

struct Working {
    says: String,
    detail: String,
    percent: Option<u64>,
    /// Address of the progress; only where the page has nothing yet that a reader could be reading.
    status: Option<String>,
}

struct Start {
    import: String,
    help: String,
}

struct Item {
    card: Card,
    forms: Forms,
    /// What was decided, in words.
    decision: Option<String>,
    is_new: bool,
    is_decided: bool,
    /// How many metrics more moved along; empty when all of them are shown.
    more: String,
}

/// Metrics that moved along, in the list; the rest are on the signal's page.
const MOST_ALSO: usize = 4;

/// Everything that is remembered.
pub(super) struct Memory {
    look: Option<Look>,
    listed: Listed,
    /// Decisions that stand, by signal.
    standing: HashMap<String, Decision>,
}

impl Memory {
    async fn read(app: &App) -> Result<Self, StoreError> {
        let decisions = luotsi_state::signals::decisions(&app.store).await?;
        let standing = decisions.into_iter().filter(|decision| decision.withdrawn_at.is_none());
        Ok(Self {
            look: luotsi_state::signals::latest_look(&app.store).await?,
            listed: luotsi_state::signals::list(&app.store).await?,
            standing: standing.map(|decision| (decision.signal.clone(), decision)).collect(),
        })
    }

    fn shelf(&self, kept: &Kept, today: Date) -> Shelf {
        let is_over = kept.life.stage.is_closed();
        match self.standing.get(&kept.life.id) {
            Some(decision) if is_due(decision, today) && !is_over => Shelf::Waiting,
            Some(decision) => match decision.choice {
                Choice::React => Shelf::React,
                Choice::Later => Shelf::Later,
                Choice::Unreal => Shelf::Unreal,
            },
            None if is_over => Shelf::Ended,
            None => Shelf::Waiting,
        }
    }
}

/// Has the day come to look at it again?
fn is_due(decision: &Decision, today: Date) -> bool {
    decision.back_on.is_some_and(|day| day <= today)
}

impl Writer<'_> {
    fn new<'a>(app: &'a App, reader: &'a Reader) -> Writer<'a> {
        Writer { app, reader, this_year: zone(&app.settings).to_datetime((app.now)()).year() }
    }

    /// Today, in the workspace's time zone.
    fn today(&self) -> Date {
        zone(&self.app.settings).to_datetime((self.app.now)()).date()
    }

    fn day(&self, at: jiff::Timestamp) -> String {
        let text = self.reader.text();
        let day = zone(&self.app.settings).to_datetime(at).date();
        if day.year() == self.this_year { format::day_month(text, day) } else { format::date(text, day) }
    }

    /// What was decided, why, by whom, and when.
    fn decided(&self, decision: &Decision) -> String {
        let text = self.reader.text();
        let mut said = text.signals_decided(&choice_words(text, decision.choice), &self.day(decision.at), &decision.reason);
        if !decision.who.is_empty() {
            said.push(' ');
            said.push_str(&text.signals_decided_by(&decision.who));
        }
        if let Some(day) = decision.back_on {
            let day = format::date(text, day);
            said.push(' ');
            said.push_str(&if is_due(decision, self.today()) { text.signals_decided_due(&day) } else { text.signals_decided_back(&day) });
        }
        said
    }
}

fn choice_words(text: Text, choice: Choice) -> String {
    match choice {
        Choice::React => text.signals_choice_react(),
        Choice::Later => text.signals_choice_later(),
        Choice::Unreal => text.signals_choice_unreal(),
    }
    .to_owned()
}

async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let memory = match Memory::read(&site.app).await {
        Ok(memory) => memory,
        Err(error) => return problem::answer(&site.app, &reader, &Failure::Engine(error.to_string())),
    };
    super::page(site.app.clone(), reader, move |app, reader| render(&site, app, reader, &memory)).await
}

fn render(site: &Site, app: &App, reader: &Reader, memory: &Memory) -> Result<Made, Failure> {
    let text = reader.text();
    let inventory = app.ask.inventory()?;
    // An import by another program is noticed here.
    let is_empty = inventory.kinds.is_empty() && memory.look.is_none();
    let is_stale = !is_empty && memory.look.as_ref().map(|look| look.basis.as_str()) != Some(site.basis(&inventory).as_str());
    if is_stale && app.watch == Watch::Always && site.doing() == Doing::Nothing {
        site.records_changed();
    }
    let doing = site.doing();
    let writer = Writer::new(app, reader);
    let today = writer.today();
    let filter = Filter::from_query(&reader.query);
    let taken: Vec<(&Kept, Shelf)> = memory
        .listed
        .signals
        .iter()
        .filter(|kept| filter.takes(&app.catalogue, &kept.life.signal) && app.catalogue.get(&kept.life.signal.metric).is_some())
        .map(|kept| (kept, memory.shelf(kept, today)))
        .collect();
    let mut here: Vec<&Kept> = taken.iter().filter(|(_, shelf)| *shelf == filter.shelf).map(|(kept, _)| *kept).collect();
    sort(&mut here, filter.shelf, memory);
    let pages = here.len().div_ceil(ON_A_PAGE).max(1);
    let at = filter.page.0.min(pages);
    let shown = &here[(at - 1) * ON_A_PAGE..(at * ON_A_PAGE).min(here.len())];
    let items: Vec<Item> = shown.iter().filter_map(|kept| item(&writer, memory, kept)).collect();
    let link = |filter: &Filter| href(reader, "/signals", &filter.to_query());
    let turned = |page: usize| link(&Filter { page: filter::Page(page), ..filter.clone() });
    let count = |number: usize| format::count(text.language(), number as u64);
    let working = working(site, reader, memory, doing);
    let can_look = !is_empty && working.is_none();
    let is_up_to_date = memory.look.is_some() && !is_stale && doing == Doing::Nothing;
    let template = SignalsTemplate {
        page: super::frame(app, reader, text.signals_title()),
        text,
        heading: heading(text, filter.shelf, here.len(), memory.look.is_some()),
        lede: lede(&writer, memory, shown, &filter),
        filters: if memory.look.is_none() { Filters { pills: Vec::new(), clear: None } } else { filters(reader, &filter, memory) },
        shelves: if memory.look.is_none() {
            Vec::new()
        } else {
            Shelf::ALL
                .into_iter()
                .map(|shelf| FilterChoice {
                    name: format::capitalised(
                        &text.signals_shelf(&count(taken.iter().filter(|(_, own)| *own == shelf).count()), shelf_words(text, shelf)),
                    ),
                    href: link(&Filter { shelf, page: filter::Page::default(), ..filter.clone() }),
                    is_here: shelf == filter.shelf,
                })
                .collect()
        },
        notice: notice(&writer, memory),
        problem: (doing == Doing::Failed).then(|| text.signals_failed()),
        start: is_empty.then(|| Start { import: href(reader, "/import", ""), help: href(reader, "/help/signals", "") }),
        empty: (!is_empty && memory.look.is_some() && here.is_empty()).then(|| empty(&writer, memory, &filter)),
        look: (can_look && !is_up_to_date).then(|| href(reader, "/signals/look", "")),
        look_again: (can_look && is_up_to_date).then(|| href(reader, "/signals/look", "")),
        working,
        range: (pages > 1).then(|| {
            let first = (at - 1) * ON_A_PAGE + 1;
            text.signals_range(&count(here.len()), &count(first), &count(first + shown.len() - 1))
        }),
        previous: (at > 1).then(|| turned(at - 1)),
        next: (at < pages).then(|| turned(at + 1)),
        items,
        most_also: MOST_ALSO,
    };
    Made::page(&template)
}

fn item(writer: &Writer<'_>, memory: &Memory, kept: &Kept) -> Option<Item> {
    let text = writer.reader.text();
    let card = writer.card(kept)?;
    let rest = card.also.len().saturating_sub(MOST_ALSO) + card.also_elsewhere.len();
    let decision = memory.standing.get(&kept.life.id);
    let back = writer.reader.in_language(writer.reader.language);
    let is_new = memory.look.as_ref().is_some_and(|look| look.number > 1 && kept.life.opened_at == look.at);
    Some(Item {
        forms: writer.forms(&kept.life.id, &kept.life.signal, back, None),
        decision: decision.map(|decision| writer.decided(decision)),
        is_decided: decision.is_some_and(|decision| !is_due(decision, writer.today())),
        is_new,
        more: if rest > 0 { text.signals_also_more(&format::count(text.language(), rest as u64)) } else { String::new() },
        card,
    })
}

/// What waits: by expected harm or gain. What was decided or has ended: latest first.
fn sort(here: &mut [&Kept], shelf: Shelf, memory: &Memory) {
    let decided_at = |kept: &Kept| memory.standing.get(&kept.life.id).map(|decision| decision.at);
    let ended_at = |kept: &Kept| match &kept.life.stage {
        Stage::Closed { at, .. } => Some(*at),
        _ => None,
    };
    here.sort_by(|left, right| {
        let by_weight = right.life.signal.weight.total_cmp(&left.life.signal.weight);
        let order = match shelf {
            Shelf::Waiting => by_weight,
            Shelf::Ended => ended_at(right).cmp(&ended_at(left)).then(by_weight),
            _ => decided_at(right).cmp(&decided_at(left)).then(by_weight),
        };
        order.then_with(|| left.life.id.cmp(&right.life.id))
    });
}

fn heading(text: Text, shelf: Shelf, count: usize, has_looked: bool) -> String {
    match shelf {
        Shelf::Waiting if !has_looked => text.signals_title().to_owned(),
        Shelf::Waiting if count == 0 => text.signals_heading_none().to_owned(),
        Shelf::Waiting => text.signals_heading(count as u64),
        shelf => text.signals_heading_shelf(shelf_words(text, shelf)),
    }
}

fn shelf_words(text: Text, shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Waiting => text.signals_shelf_waiting(),
        Shelf::React => text.signals_shelf_react(),
        Shelf::Later => text.signals_shelf_later(),
        Shelf::Unreal => text.signals_shelf_unreal(),
        Shelf::Ended => text.signals_shelf_ended(),
    }
}

/// Where to begin, how much of it is expected to be false, what was watched, and how fresh it is.
fn lede(writer: &Writer<'_>, memory: &Memory, shown: &[&Kept], filter: &Filter) -> Vec<String> {
    let text = writer.reader.text();
    let Some(look) = &memory.look else { return vec![text.signals_lede_first().to_owned()] };
    let mut sentences = Vec::new();
    if filter.shelf == Shelf::Waiting && !shown.is_empty() {
        sentences.push(text.signals_lede_begin().to_owned());
    }
    if !shown.is_empty() && filter.shelf != Shelf::Ended {
        let false_ones: f64 = shown.iter().map(|kept| kept.life.signal.q).sum();
        // It is never none: some false alarms are the price of finding the true ones.
        let number = |number: f64| format::decimal(text.language(), number, 1);
        let said = if false_ones < 0.05 { text.signals_less_than(&number(0.1)) } else { number(false_ones) };
        sentences.push(text.signals_lede_expected(&said));
    }
    sentences.push(text.signals_lede_watched(&format::count(text.language(), look.watched)));
    if let Some(watermark) = look.watermark {
        sentences.push(text.situation_lede_fresh(&format::moment_short(text, watermark, &zone(&writer.app.settings))));
    }
    sentences
}

/// Why there is nothing here, and what was watched all the same.
fn empty(writer: &Writer<'_>, memory: &Memory, filter: &Filter) -> Vec<String> {
    let text = writer.reader.text();
    let count = |number: u64| format::count(text.language(), number);
    if filter.narrows() {
        return vec![text.signals_empty_filtered().to_owned()];
    }
    if filter.shelf != Shelf::Waiting {
        return vec![text.signals_empty_shelf().to_owned()];
    }
    let Some(look) = &memory.look else { return Vec::new() };
    let mut sentences = Vec::new();
    if memory.listed.signals.iter().all(|kept| kept.life.stage.is_closed()) {
        sentences.push(text.signals_empty_none().to_owned());
    } else {
        sentences.push(text.signals_empty_decided().to_owned());
    }
    sentences.push(text.signals_empty_watched(&count(look.too_small), &count(look.watched)));
    if !look.left_out.is_empty() {
        let names: Vec<String> = look.left_out.iter().map(|name| words::dimension(text, name)).collect();
        sentences.push(text.signals_left_out(&names.join(", ")));
    }
    sentences
}

fn working(site: &Site, reader: &Reader, memory: &Memory, doing: Doing) -> Option<Working> {
    let Doing::Looking { .. } = doing else { return None };
    let status = status_of(site, reader.text(), memory.look.as_ref());
    let says = if memory.look.is_some() { reader.text().signals_working_again() } else { reader.text().signals_working_first() };
    // A page that is being read, or a form that is being filled in, is not taken away from its reader.
    let address = memory.look.is_none().then(|| href(reader, "/signals/status", ""));
    Some(Working { says: says.to_owned(), detail: status.detail, percent: status.percent, status: address })
}

/// How far the look is.
#[derive(Serialize)]
struct Status {
    running: bool,
    phase: String,
    percent: Option<u64>,
    detail: String,
}

fn status_of(site: &Site, text: Text, latest: Option<&Look>) -> Status {
    let Doing::Looking { series } = site.doing() else {
        return Status { running: false, phase: String::new(), percent: None, detail: String::new() };
    };
    let count = |number: u64| format::count(text.language(), number);
    let before = latest.map(|look| look.watched + look.too_small).filter(|before| *before > 0);
    let detail = match before {
        Some(before) if series <= before => text.signals_working_of(&count(before), &count(series)),
        _ => text.signals_working_series(&count(series)),
    };
    // Series of the last look are the best guess of how many there are; judging comes after the last of them.
    let percent = before.map(|before| (series * 100 / before).min(99));
    Status { running: true, phase: text.signals_working_first().to_owned(), percent, detail }
}

async fn status(State(site): State<Site>, reader: Reader) -> Response {
    let latest = luotsi_state::signals::latest_look(&site.app.store).await.unwrap_or_default();
    match serde_json::to_string(&status_of(&site, reader.text(), latest.as_ref())) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn look(State(site): State<Site>, reader: Reader) -> Response {
    site.look(Wish::Anyway);
    Redirect::to(&href(&reader, "/signals", "")).into_response()
}

/// What was just decided, with the way back.
fn notice(writer: &Writer<'_>, memory: &Memory) -> Option<Notice> {
    let text = writer.reader.text();
    let given = pairs(&writer.reader.query);
    let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if find("withdrawn").is_some() {
        return Some(Notice { says: text.signals_withdrawn().to_owned(), undo: String::new(), back: String::new() });
    }
    let id = find("decided")?;
    let decision = memory.standing.values().find(|decision| decision.id == id)?;
    let kept = memory.listed.signals.iter().find(|kept| kept.life.id == decision.signal)?;
    let metric = writer.app.catalogue.get(&kept.life.signal.metric)?;
    Some(Notice {
        says: text.signals_done(&choice_words(text, decision.choice), &writer.title(metric, &kept.life.signal)),
        undo: href(writer.reader, &format!("{}/decision/{}/removal", card::path(&decision.signal), decision.id), ""),
        back: writer.reader.in_language(writer.reader.language),
    })
}

fn filters(reader: &Reader, filter: &Filter, memory: &Memory) -> Filters {
    let text = reader.text();
    let first = Filter { page: filter::Page::default(), ..filter.clone() };
    let link = |filter: Filter| href(reader, "/signals", &filter.to_query());
    let choice = |name: String, is_here: bool, filter: Filter| FilterChoice { name, href: link(filter), is_here };
    let mut pills = Vec::new();

    let mut options = vec![choice(text.signals_all_kinds().to_owned(), filter.kind.is_none(), Filter { kind: None, ..first.clone() })];
    options.extend(
        Kind::ALL
            .into_iter()
            .map(|kind| choice(kind_words(text, kind), filter.kind == Some(kind), Filter { kind: Some(kind), ..first.clone() })),
    );
    let label = filter.kind.map_or_else(|| text.signals_all_kinds().to_owned(), |kind| kind_words(text, kind));
    pills.push(Pill { label, is_set: filter.kind.is_some(), options, form: None });

    let all = text.signals_all_perspectives();
    let mut options = vec![choice(all.to_owned(), filter.perspective.is_none(), Filter { perspective: None, ..first.clone() })];
    options.extend(Perspective::ALL.into_iter().map(|perspective| {
        let name = words::perspective(text, perspective).to_owned();
        choice(name, filter.perspective == Some(perspective), Filter { perspective: Some(perspective), ..first.clone() })
    }));
    let label = filter.perspective.map_or(all, |perspective| words::perspective(text, perspective)).to_owned();
    pills.push(Pill { label, is_set: filter.perspective.is_some(), options, form: None });

    let mut options = vec![choice(text.level_all().to_owned(), filter.level.is_none(), Filter { level: None, ..first.clone() })];
    options.extend(
        Level::ALL.into_iter().map(|level| {
            choice(text.level_pill(level.name()), filter.level == Some(level), Filter { level: Some(level), ..first.clone() })
        }),
    );
    let label = filter.level.map_or_else(|| text.level_all().to_owned(), |level| text.level_pill(level.name()));
    pills.push(Pill { label, is_set: filter.level.is_some(), options, form: None });

    let teams = teams(memory.listed.signals.iter().map(|kept| &kept.life.signal));
    if !teams.is_empty() || filter.team.is_some() {
        let called = words::dimension(text, "team");
        let mut options = vec![choice(text.all().to_owned(), filter.team.is_none(), Filter { team: None, ..first.clone() })];
        options.extend(
            teams
                .into_iter()
                .map(|team| choice(team.clone(), filter.team.as_ref() == Some(&team), Filter { team: Some(team), ..first.clone() })),
        );
        let label = match &filter.team {
            Some(team) => text.dimension_pill_one(&called, team),
            None => text.dimension_pill_all(&called),
        };
        pills.push(Pill { label, is_set: filter.team.is_some(), options, form: None });
    }
    // Signs are chosen on the situation picture; here it is seen that one is, and how to let go of it.
    if let Some(sign) = filter.sign {
        let mut options = vec![choice(text.signs_all().to_owned(), false, Filter { sign: None, ..first.clone() })];
        options.extend(
            Sign::ALL
                .into_iter()
                .map(|other| choice(signs::name(text, other).to_owned(), other == sign, Filter { sign: Some(other), ..first.clone() })),
        );
        pills.push(Pill { label: signs::name(text, sign).to_owned(), is_set: true, options, form: None });
    }
    let clear = filter.narrows().then(|| link(Filter { shelf: filter.shelf, ..Filter::default() }));
    Filters { pills, clear }
}

/// The name of a kind of signals; its word in the contract when there are no words for it.
fn kind_words(text: Text, kind: Kind) -> String {
    text.named(&format!("signals-kind-{}", kind.name())).map_or_else(|| format::capitalised(kind.name()), str::to_owned)
}

/// A link to the inbox from elsewhere, with how many wait. `None` when there are none.
pub(super) async fn line(app: &App, reader: &Reader) -> Option<Link> {
    let today = zone(&app.settings).to_datetime((app.now)()).date();
    let waiting = match luotsi_state::signals::waiting(&app.store, today).await {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::error!(%error, "signals that wait could not be counted");
            return None;
        }
    };
    (waiting > 0).then(|| Link { name: reader.text().signals_line(waiting), href: href(reader, "/signals", "") })
}
