//! The situation picture: a sentence, the findings behind it, and every metric with its value, chart and verdict.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luotsi_core::catalogue::{Catalogue, Metric, Unit};
use luotsi_core::judge::{Change, Verdict};
use luotsi_core::situation::{Finding, Row, Situation, View, ViewProblem, World};
use luotsi_stats::spc::Assurance;

use super::filters::{Filters, Which, filters};
use super::frame::{Page, service_name, zone};
use super::problem::Failure;
use super::signals::{SignCell, Standing, sign_cells};
use super::{Link, Made, chart_data, href};
use crate::App;
use crate::charts::{Mark, Palette, Shape, Sparkline, Tone, mark_icon, sparkline};
use crate::format;
use crate::i18n::{Text, rich, strong};
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/situation/situation.html")]
struct SituationTemplate {
    page: Page,
    text: Text,
    where_: String,
    filters: Filters,
    heading: String,
    lede: Vec<String>,
    /// Signals that wait for a decision.
    waiting_signals: Option<Link>,
    notes: Vec<String>,
    /// Signs of a need to develop; empty before the first look at the records, and in a part of the service.
    signs: Vec<SignCell>,
    start: Option<Start>,
    cards: Vec<Card>,
    groups: Vec<Group>,
    waiting: Vec<Waiting>,
    waiting_heading: String,
    waiting_question: &'static str,
    more: Option<Link>,
}

/// What comes next in an empty workspace.
struct Start {
    heading: &'static str,
    steps: Vec<&'static str>,
    import: String,
    help: String,
}

struct Card {
    icon: String,
    title: String,
    body: String,
    actions: Vec<Link>,
}

struct Group {
    name: &'static str,
    question: &'static str,
    rows: Vec<Line>,
}

struct Line {
    name: String,
    href: String,
    level: String,
    class: &'static str,
    value: Option<String>,
    detail: String,
    chart: String,
    icon: String,
    word: &'static str,
    says: String,
}

/// A metric without records, and what it waits for.
struct Waiting {
    name: String,
    href: String,
    needs: String,
}

/// Cards above the rows; a reader cannot hold more in mind, and the rest stand in their rows.
const MOST_CARDS: usize = 6;

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let signals = super::signals::line(&site.app, &reader).await;
    let standing = super::signals::standing(&site.app, &reader).await.unwrap_or_else(|error| {
        tracing::error!(%error, "the signals that stand could not be read");
        None
    });
    super::page(site.app, reader, move |app, reader| render(app, reader, signals, standing)).await
}

fn render(app: &App, reader: &Reader, waiting_signals: Option<Link>, standing: Option<Standing>) -> Result<Made, Failure> {
    let (view, problems) = View::from_query(&reader.query);
    let inventory = app.ask.inventory()?;
    let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
    let situation = luotsi_core::situation::situation(world, &view)?;
    let is_empty = inventory.kinds.is_empty();
    let text = reader.text();
    let filters = if is_empty {
        Filters { pills: Vec::new(), clear: None }
    } else {
        filters(reader, "/situation", &view, &inventory, Which::WithLevels)
    };
    let this_year = zone(&app.settings).to_datetime(world.now).year();
    let lines = Lines { app, reader, view: &view, this_year };
    let more = (!is_empty).then(|| {
        let name = if view.all_metrics { text.situation_show_fewer() } else { text.situation_show_all() };
        Link {
            name: name.to_owned(),
            href: href(reader, "/situation", &View { all_metrics: !view.all_metrics, ..view.clone() }.to_query()),
        }
    });
    let waiting = lines.waiting(&situation);
    let template = SituationTemplate {
        page: super::frame(app, reader, text.situation_title()),
        text,
        where_: format!("{} · {}", service_name(app, reader), scope_words(text, &view)),
        filters,
        heading: heading(text, &situation, is_empty),
        lede: lede(text, &situation, is_empty, &zone(&app.settings)),
        waiting_signals,
        signs: standing
            .filter(|_| !is_empty && view.scope.is_whole())
            .map(|standing| sign_cells(app, reader, &inventory, &standing))
            .unwrap_or_default(),
        notes: problems.iter().map(|problem| problem_words(text, problem)).collect(),
        start: is_empty.then(|| start(reader)),
        cards: situation.findings.iter().take(MOST_CARDS).filter_map(|finding| lines.card(finding)).collect(),
        groups: if is_empty { Vec::new() } else { lines.groups(&situation) },
        waiting_question: if view.scope.is_whole() { text.situation_waiting_question() } else { text.situation_waiting_filtered() },
        waiting_heading: text.situation_waiting(waiting.len() as u64),
        waiting: if is_empty { Vec::new() } else { waiting },
        more,
    };
    Made::page(&template)
}

/// What the page is about, in words: the whole service, or the filters that hold.
pub(crate) fn scope_words(text: Text, view: &View) -> String {
    if view.scope.is_whole() {
        return text.whole_service().to_owned();
    }
    view.scope
        .iter()
        .map(|(dimension, values)| {
            let values: Vec<String> = values.iter().map(|value| words::dimension_value(text, dimension, value)).collect();
            text.dimension_pill_one(&words::dimension(text, dimension), &values.join(", "))
        })
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The sentence that the page is about.
pub(crate) fn heading(text: Text, situation: &Situation, is_empty: bool) -> String {
    if is_empty {
        return text.situation_heading_empty().to_owned();
    }
    let period = situation
        .last_complete
        .or(situation.unfinished)
        .map(|period| format::period_heading(text, period))
        .unwrap_or_else(|| text.situation_title().to_owned());
    if situation.watched == 0 {
        return text.situation_heading_unjudged(&period);
    }
    text.situation_heading(situation.findings.len() as u64, &period)
}

/// How sure and how fresh.
pub(crate) fn lede(text: Text, situation: &Situation, is_empty: bool, zone: &jiff::tz::TimeZone) -> Vec<String> {
    if is_empty {
        return vec![rich(text.situation_lede_empty())];
    }
    let mut sentences = Vec::new();
    let quiet = situation.watched.saturating_sub(situation.findings.len()) as u64;
    if situation.findings.is_empty() {
        if quiet > 0 {
            sentences.push(text.situation_lede_all_quiet(quiet));
        }
    } else {
        sentences.push(text.situation_lede_others(quiet));
    }
    if situation.watched > 0 {
        sentences.push(text.situation_lede_expected(&format::decimal(text.language(), situation.expected_false, 1)));
    }
    let rows = || situation.sections.iter().flat_map(|section| &section.rows);
    let short = rows().filter(|row| matches!(row.judgement.verdict, Verdict::NotEnough { .. })).count() as u64;
    if short > 0 {
        sentences.push(text.situation_lede_not_enough(short));
    }
    if let Some(watermark) = situation.watermark {
        sentences.push(text.situation_lede_fresh(&format::moment_short(text, watermark, zone)));
    }
    if let Some(unfinished) = situation.unfinished {
        sentences.push(text.situation_lede_unfinished(&format::period(text, unfinished)));
    }
    sentences.iter().map(|sentence| rich(sentence)).collect()
}

fn problem_words(text: Text, problem: &ViewProblem) -> String {
    text.situation_problem(&problem.expected.join(", "), &problem.name, &problem.value)
}

fn start(reader: &Reader) -> Start {
    let text = reader.text();
    Start {
        heading: text.situation_start_heading(),
        steps: vec![text.situation_start_1(), text.situation_start_2(), text.situation_start_3()],
        import: href(reader, "/import", ""),
        help: href(reader, "/help/import", ""),
    }
}

/// A finding in words, for cards, the brief and files.
pub(crate) struct FindingWords {
    pub(crate) mark: Mark,
    pub(crate) title: String,
    pub(crate) sentences: Vec<String>,
    /// Id of the metric beside it, when there is one.
    pub(crate) counter: Option<String>,
}

/// Says what a finding is.
pub(crate) fn finding_words(text: Text, catalogue: &Catalogue, finding: &Finding, this_year: i16) -> Option<FindingWords> {
    let metric = catalogue.get(&finding.metric)?;
    let name = &words::metric(metric, text.language()).name;
    let mut mark = chart_data::verdict_mark(&finding.verdict)?;
    let change = &finding.change;
    let level = |number: f64| format::value(text, metric.unit, number);
    let ends = (strong(&level(change.before)), strong(&level(change.after)));
    let levels = chart_data::levels_sentence(text, (&ends.0, &ends.1), change, this_year);
    let mut sentences = vec![format!("{}.", towards(text, finding.verdict.better())), levels];
    sentences.extend(effect_words(text, metric.unit, change));
    let counter = finding.counter.as_ref().and_then(|(id, verdict)| Some((catalogue.get(id)?, verdict)));
    if let Some((beside, verdict)) = counter {
        let said = verdict_words(text, verdict);
        sentences.push(text.situation_card_counter(&words::metric(beside, text.language()).name, &said));
        // One for the better and the other for the worse: a goal may be gamed, so neither colour is honest.
        if let (Some(one), Some(other)) = (finding.verdict.better(), verdict.better())
            && one != other
        {
            mark = Mark { tone: Tone::Neutral, shape: Shape::Diamond };
            sentences.push(text.situation_card_conflict().to_owned());
        }
    }
    Some(FindingWords {
        mark,
        title: text.situation_card_title(chart_data::direction(change), name),
        sentences,
        counter: counter.map(|(beside, _)| beside.id.clone()),
    })
}

/// Is it for the better, with a capital letter.
pub(crate) fn towards(text: Text, better: Option<bool>) -> String {
    format::capitalised(match better {
        Some(true) => text.verdict_improvement(),
        Some(false) => text.verdict_concern(),
        None => text.verdict_neutral(),
    })
}

/// How large a change is, with its interval; nothing when that cannot be told.
pub(crate) fn effect_words(text: Text, unit: Unit, change: &Change) -> Option<String> {
    let (low, high) = if change.effect < 0.0 { (-change.high, -change.low) } else { (change.low, change.high) };
    let is_known = low.is_finite() && high.is_finite();
    is_known.then(|| text.situation_card_effect(&format::change(text, unit, change.effect), &format::interval(text, unit, low, high)))
}

/// A verdict in a few words, for use inside a sentence.
pub(crate) fn verdict_words(text: Text, verdict: &Verdict) -> String {
    let word = match verdict {
        Verdict::NoChange => text.verdict_no_change(),
        Verdict::SignalUp { .. } => text.verdict_up(),
        Verdict::SignalDown { .. } => text.verdict_down(),
        Verdict::NotEnough { .. } => text.verdict_not_enough(),
        Verdict::NoData { .. } => text.verdict_no_data(),
    };
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

struct Lines<'a> {
    app: &'a App,
    reader: &'a Reader,
    view: &'a View,
    this_year: i16,
}

impl Lines<'_> {
    fn metric_href(&self, id: &str) -> String {
        // Levels and perspectives choose metrics; on the page of one they mean nothing.
        let view = View { levels: Vec::new(), perspectives: Vec::new(), all_metrics: false, ..self.view.clone() };
        href(self.reader, &format!("/metric/{id}"), &view.to_query())
    }

    fn card(&self, finding: &Finding) -> Option<Card> {
        let text = self.reader.text();
        let said = finding_words(text, &self.app.catalogue, finding, self.this_year)?;
        let mut actions =
            vec![Link { name: text.situation_action_cause().to_owned(), href: format!("{}#breakdown", self.metric_href(&finding.metric)) }];
        if let Some(counter) = &said.counter {
            actions.push(Link { name: text.situation_action_counter().to_owned(), href: self.metric_href(counter) });
        } else {
            actions.insert(0, Link { name: text.situation_action_chart().to_owned(), href: self.metric_href(&finding.metric) });
        }
        Some(Card { icon: mark_icon(said.mark), title: said.title, body: rich(&said.sentences.join(" ")), actions })
    }

    fn groups(&self, situation: &Situation) -> Vec<Group> {
        let text = self.reader.text();
        let group = |section: &luotsi_core::situation::Section| Group {
            name: words::perspective(text, section.perspective),
            question: words::perspective_question(text, section.perspective),
            rows: section
                .rows
                .iter()
                .filter(|row| !matches!(row.judgement.verdict, Verdict::NoData { .. }))
                .filter_map(|row| Some(self.line(self.app.catalogue.get(&row.metric)?, row)))
                .collect(),
        };
        situation.sections.iter().map(group).filter(|group| !group.rows.is_empty()).collect()
    }

    fn line(&self, metric: &Metric, row: &Row) -> Line {
        let text = self.reader.text();
        let said = chart_data::said(text, metric, &row.judgement, row.per, self.this_year);
        let points = chart_data::points(&row.judgement);
        // A promise that cannot be kept deserves a line even when nothing has changed.
        let says = if said.says.is_empty() && row.judgement.assurance == Some(Assurance::ConsistentFail) {
            chart_data::target_sentence(text, metric, &row.judgement).unwrap_or_default()
        } else {
            said.says
        };
        let mut level: Vec<&str> = metric.levels.iter().map(|level| words::level(text, *level)).collect();
        let per = words::granularity(text, row.per).to_lowercase();
        if row.per != self.view.per {
            level.push(&per);
        }
        let value = row.latest.and_then(|latest| latest.value.value).map(|value| format::value(text, metric.unit, value));
        Line {
            name: words::metric(metric, text.language()).name.clone(),
            href: self.metric_href(&metric.id),
            level: level.join(" · "),
            class: chart_data::tone_class(&row.judgement.verdict),
            value,
            detail: row.latest.map(|latest| chart_data::interval_and_n(text, metric.unit, &latest.value)).unwrap_or_default(),
            chart: if points.iter().any(|point| point.value.is_some()) {
                sparkline(&Sparkline { points: &points, unit: metric.unit, domain: None, palette: Palette::Classes })
            } else {
                String::new()
            },
            icon: said.icon,
            word: said.word,
            says,
        }
    }

    fn waiting(&self, situation: &Situation) -> Vec<Waiting> {
        let text = self.reader.text();
        let rows = situation
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .filter(|row| matches!(row.judgement.verdict, Verdict::NoData { .. }));
        rows.filter_map(|row| {
            let metric = self.app.catalogue.get(&row.metric)?;
            Some(Waiting {
                name: words::metric(metric, text.language()).name.clone(),
                href: self.metric_href(&metric.id),
                needs: chart_data::said(text, metric, &row.judgement, row.per, self.this_year).says,
            })
        })
        .collect()
    }
}
