//! One metric: its control chart, how the figure is calculated with the latest numbers put in, what to look at beside it, what
//! it is made of, and the records behind it.

mod breakdown;
mod records;
mod targets;
mod why;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use luotsi_core::ask::{AskError, Inventory, Part, RecordsQuestion};
use luotsi_core::catalogue::{Metric, Statistic};
use luotsi_core::comparison::externals;
use luotsi_core::judge::{ChartReason, Judgement, Season, Verdict};
use luotsi_core::measure::Value;
use luotsi_core::situation::{MetricPage, MetricRequest, Row, View, World};
use luotsi_core::timeline::TimelineEvent;
use luotsi_stats::spc::choose::Reason;

use super::figure::{Figure, Table, number_head, words_head};
use super::filters::{Choice, Filters, Which, filters};
use super::frame::{Page, zone};
use super::problem::Failure;
use super::situation::scope_words;
use super::{Link, Made, chart_data, href, timeline};
use crate::App;
use crate::charts::{self, Event, Other, OtherValue, Palette, Pictures, Series, Sparkline, control_chart, sparkline};
use crate::export::{Figures, Sheet};
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

pub(super) use records::{address as records_address, records};
pub(super) use why::{address as why_address, why};

#[derive(Template)]
#[template(path = "pages/metric/metric.html")]
struct MetricTemplate {
    page: Page,
    text: Text,
    back: Link,
    perspective: &'static str,
    filters: Filters,
    heading: String,
    question: String,
    scope: Option<String>,
    class: &'static str,
    value: Option<String>,
    detail: String,
    icon: String,
    word: &'static str,
    says: String,
    notes: Vec<String>,
    /// What to do next while there are no records for the metric.
    start: Option<Vec<Link>>,
    chart: Option<Figure>,
    /// The way to the parts, drivers and cases behind the change that the chart shows.
    why: Option<Link>,
    csv: String,
    xlsx: String,
    formula: String,
    worked: Option<Worked>,
    records: Option<String>,
    pitfalls: Vec<String>,
    facts: Vec<(&'static str, String)>,
    expressions: Vec<(String, String)>,
    beside: Vec<Beside>,
    benchmarks: Vec<BenchmarkRow>,
    /// What the service could reach; only of the whole, so that no part is ranked.
    targets: Option<targets::Targets>,
    chips: Vec<Choice>,
    parts: Option<breakdown::Parts>,
}

/// The formula with the latest numbers put in.
struct Worked {
    lead: String,
    before: String,
    numerator: String,
    numerator_href: String,
    denominator: String,
    denominator_href: String,
    result: String,
}

struct Beside {
    name: String,
    href: String,
    class: &'static str,
    value: Option<String>,
    detail: String,
    chart: String,
    icon: String,
    word: &'static str,
    says: String,
}

struct BenchmarkRow {
    value: String,
    what: String,
    whose: String,
    source: String,
    grade: String,
    /// Is it compared, or why not?
    compared: String,
}

/// A metric that was asked for, with everything that its page and its files need.
struct Asked<'a> {
    app: &'a App,
    reader: &'a Reader,
    metric: &'a Metric,
    view: View,
    made: MetricPage,
    zone: TimeZone,
    this_year: i16,
}

impl<'a> Asked<'a> {
    fn new(app: &'a App, reader: &'a Reader, id: &str, view: View) -> Result<Self, Failure> {
        let Some(metric) = app.catalogue.get(id) else { return Err(unknown(app, id)) };
        let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
        let made = luotsi_core::situation::metric_page(world, MetricRequest { metric: id, view: &view })?;
        let zone = zone(&app.settings);
        let this_year = zone.to_datetime(world.now).year();
        Ok(Self { app, reader, metric, view, made, zone, this_year })
    }

    fn text(&self) -> Text {
        self.reader.text()
    }

    fn path(&self) -> String {
        format!("/metric/{}", self.metric.id)
    }

    fn link(&self, view: &View) -> String {
        href(self.reader, &self.path(), &view.to_query())
    }

    fn value(&self, number: f64) -> String {
        format::value(self.text(), self.metric.unit, number)
    }

    fn name(&self) -> &str {
        &words::metric(self.metric, self.reader.language).name
    }

    /// The address of the records of a question, readable and complete.
    fn records_href(&self, question: &RecordsQuestion) -> String {
        records::address(self.reader, &self.metric.id, &self.view, question.period, question.part)
    }

    /// A short account of the verdict, for the picture's description and for files.
    fn sentence(&self) -> String {
        let text = self.text();
        match self.made.row.latest {
            Some(latest) => {
                let said = chart_data::said(text, self.metric, &self.made.row.judgement, self.made.row.per, self.this_year);
                let verdict =
                    if said.says.is_empty() { said.word.to_owned() } else { format!("{}. {}", said.word, said.says.trim_end_matches('.')) };
                let value = latest.value.value.map(|value| self.value(value)).unwrap_or_else(|| text.unknown_value().to_owned());
                text.metric_chart_sentence(self.name(), &format::period(text, latest.period), &value, &verdict)
            }
            None => text.metric_chart_sentence_empty(self.name()),
        }
    }
}

fn unknown(app: &App, id: &str) -> Failure {
    let nearest = app.catalogue.nearest(id);
    Failure::Ask(AskError::UnknownMetric { name: id.to_owned(), nearest })
}

pub(super) async fn show(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    let own = timeline::own(&site.app).await;
    super::page(site.app, reader, move |app, reader| render(app, reader, &id, &own)).await
}

fn render(app: &App, reader: &Reader, id: &str, own: &timeline::Own) -> Result<Made, Failure> {
    let text = reader.text();
    let (view, problems) = View::from_query(&reader.query);
    let inventory = app.ask.inventory()?;
    let mut notes: Vec<String> =
        problems.iter().map(|problem| text.situation_problem(&problem.expected.join(", "), &problem.name, &problem.value)).collect();
    let asked = match Asked::new(app, reader, id, view.clone()) {
        // A breakdown that cannot be made must not take the chart with it.
        Err(Failure::Ask(error @ (AskError::UnknownDimension { .. } | AskError::Personal { .. }))) if view.by.is_some() => {
            notes.push(super::problem::message(text, &reader.address, &Failure::Ask(error)));
            Asked::new(app, reader, id, View { by: None, ..view })?
        }
        other => other?,
    };
    let (mut events, is_whole) = timeline::all(app, own);
    if !is_whole {
        notes.push(text.metric_events_failed().to_owned());
    }
    events.retain(|event| event.concerns(&asked.view.scope));

    let metric = asked.metric;
    let texts = words::metric(metric, reader.language);
    let row = &asked.made.row;
    let said = chart_data::said(text, metric, &row.judgement, row.per, asked.this_year);
    let target = chart_data::target_sentence(text, metric, &row.judgement);
    let says = [Some(said.says), target]
        .into_iter()
        .flatten()
        .filter(|sentence| !sentence.is_empty())
        .map(full_stop)
        .collect::<Vec<_>>()
        .join(" ");
    if row.approximate {
        notes.push(text.metric_approximate().to_owned());
    }
    let situation_view = View { by: None, ..asked.view.clone() };
    let template = MetricTemplate {
        page: super::frame(app, reader, &texts.name),
        text,
        back: Link { name: text.nav_situation().to_owned(), href: href(reader, "/situation", &situation_view.to_query()) },
        perspective: words::perspective(text, metric.perspective),
        filters: if inventory.kinds.is_empty() {
            Filters { pills: Vec::new(), clear: None }
        } else {
            filters(reader, &asked.path(), &asked.view, &inventory, Which::WithoutLevels)
        },
        heading: texts.name.clone(),
        question: texts.question.clone(),
        scope: (!asked.view.scope.is_whole()).then(|| scope_words(text, &asked.view)),
        class: chart_data::tone_class(&row.judgement.verdict),
        value: row.latest.and_then(|latest| latest.value.value).map(|value| asked.value(value)),
        detail: row.latest.map(|latest| latest_detail(&asked, &latest.value, latest.period)).unwrap_or_default(),
        icon: said.icon,
        word: said.word,
        says,
        notes,
        start: matches!(row.judgement.verdict, Verdict::NoData { .. }).then(|| start(&asked, &inventory)),
        chart: chart(&asked, &events),
        why: why::link(&asked),
        csv: href(reader, &format!("{}/table.csv", asked.path()), &asked.view.to_query()),
        xlsx: href(reader, &format!("{}/table.xlsx", asked.path()), &asked.view.to_query()),
        formula: texts.formula.clone(),
        worked: worked(&asked),
        records: asked.made.records.as_ref().map(|records| asked.records_href(&records.denominator)),
        pitfalls: texts.pitfalls.clone(),
        facts: facts(&asked),
        expressions: expressions(&asked),
        beside: asked.made.counters.iter().filter_map(|row| beside(&asked, row)).collect(),
        benchmarks: benchmarks(&asked),
        targets: targets::targets(&asked),
        chips: chips(&asked),
        parts: breakdown::parts(&asked),
    };
    Made::page(&template)
}

/// The chart of a metric in a part of the service, for a page that speaks of it. `None` without any value.
pub(super) fn figure(app: &App, reader: &Reader, id: &str, view: View, events: &[TimelineEvent]) -> Result<Option<Figure>, Failure> {
    Ok(chart(&Asked::new(app, reader, id, view)?, events))
}

/// The ways on from a metric that has no records: filters that hide them come off first.
fn start(asked: &Asked, inventory: &Inventory) -> Vec<Link> {
    let text = asked.text();
    let link = |name: &str, href: String| Link { name: name.to_owned(), href };
    let mut links = Vec::new();
    if !inventory.kinds.is_empty() && !asked.view.scope.is_whole() {
        links.push(link(text.filters_clear(), href(asked.reader, &asked.path(), "")));
    }
    links.push(link(text.metric_start_import(), href(asked.reader, "/import", "")));
    links.push(link(text.situation_start_help(), href(asked.reader, "/help/import", "")));
    links
}

fn full_stop(sentence: String) -> String {
    if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
}

/// `(63,8…66,6), n 4 417, viikko 23/2026`.
fn latest_detail(asked: &Asked, value: &Value, period: luotsi_core::period::Period) -> String {
    let text = asked.text();
    let n = format!("n\u{a0}{}", format::decimal(text.language(), value.n, 0));
    let period = format::period(text, period);
    match (value.low, value.high) {
        (Some(low), Some(high)) => format!("({}), {n}, {period}", format::interval(text, asked.metric.unit, low, high)),
        _ => format!("{n}, {period}"),
    }
}

fn chart(asked: &Asked, events: &[TimelineEvent]) -> Option<Figure> {
    let text = asked.text();
    let points = chart_data::points(&asked.made.row.judgement);
    if points.iter().all(|point| point.value.is_none()) {
        return None;
    }
    let title = text.metric_chart_title(asked.name());
    let sentence = asked.sentence();
    let first = points.first().map(|point| point.period.start);
    let end = points.last().map(|point| point.period.end());
    let marks: Vec<Event> = events
        .iter()
        .map(|event| Event { day: format::local(event.at, &asked.zone).date(), title: event.title.clone() })
        .filter(|event| first.is_some_and(|first| event.day >= first) && end.is_some_and(|end| event.day < end))
        .collect();
    let others = others(asked);
    let series = Series {
        text,
        id: "chart",
        title: &title,
        sentence: &sentence,
        unit: asked.metric.unit,
        points: &points,
        target: asked.made.row.judgement.target,
        events: &marks,
        others: &others,
    };
    let mut caption = vec![text.metric_each_point(asked.made.row.per.name()), text.chart_read().to_owned()];
    if points.iter().any(|point| point.mark.is_some_and(|mark| mark.tone != charts::Tone::Plain)) {
        caption.push(text.chart_read_flags().to_owned());
    }
    if points.iter().any(|point| point.mark.is_some_and(|mark| mark.tone == charts::Tone::Plain)) {
        caption.push(text.chart_read_plain().to_owned());
    }
    if points.iter().any(|point| !point.is_complete && point.value.is_some()) {
        caption.push(text.chart_read_unfinished().to_owned());
    }
    if !others.is_empty() {
        caption.push(text.chart_others_about().to_owned());
    }
    let pictures = Pictures::drawn(|frame| control_chart(&series, frame, Palette::Classes));
    let events = marks.iter().map(|event| format!("{} {}", format::date(text, event.day), event.title)).collect();
    Some(Figure { events, others: other_table(asked, &others), ..Figure::new(pictures, caption.join(" "), chart_table(asked, &title)) })
}

/// The series of others that the workspace keeps: of the part of the service that is looked at.
fn others(asked: &Asked) -> Vec<Other> {
    let is_here = |series: &&luotsi_core::settings::BenchmarkSeries| {
        let mut given: Vec<(&str, &str)> = series.scope.iter().map(|(dimension, value)| (dimension.as_str(), value.as_str())).collect();
        let mut looked_at: Vec<(&str, &str)> =
            asked.view.scope.iter().filter_map(|(dimension, values)| Some((dimension, values.first()?.as_str()))).collect();
        given.sort_unstable();
        looked_at.sort_unstable();
        series.metric == asked.metric.id && given == looked_at
    };
    let other = |series: &luotsi_core::settings::BenchmarkSeries| {
        let value = |value: &luotsi_core::settings::BenchmarkValue| {
            Some(OtherValue { period: luotsi_core::period::Period::parse(&value.period)?, value: value.value, n: value.n })
        };
        let mut values: Vec<OtherValue> = series.values.iter().filter_map(value).collect();
        values.sort_by_key(|value| value.period.start);
        Other { name: series.whose.clone(), source: series.source.clone(), values }
    };
    asked.app.settings.benchmarks.iter().filter(is_here).map(other).collect()
}

/// The values behind the dotted lines; `None` when there are none.
fn other_table(asked: &Asked, others: &[Other]) -> Option<Table> {
    let text = asked.text();
    let row = |other: &Other, value: &OtherValue| {
        vec![
            other.name.clone(),
            format::period(text, value.period),
            asked.value(value.value),
            value.n.map(|n| format::decimal(text.language(), n, 0)).unwrap_or_default(),
            other.source.clone(),
        ]
    };
    (!others.is_empty()).then(|| Table {
        title: text.chart_others_title().to_owned(),
        head: vec![
            words_head(text.metric_benchmark_whose()),
            words_head(text.table_period()),
            number_head(text.table_value()),
            number_head(text.table_n()),
            words_head(text.metric_benchmark_source()),
        ],
        rows: others.iter().flat_map(|other| other.values.iter().map(move |value| row(other, value))).collect(),
        links: Vec::new(),
    })
}

fn chart_table(asked: &Asked, title: &str) -> Table {
    let text = asked.text();
    let number = |value: Option<f64>| value.filter(|value| value.is_finite()).map(|value| asked.value(value)).unwrap_or_default();
    let row = |point: &luotsi_core::judge::ChartPoint| {
        let value = &point.value;
        let rules = charts::rule_words(text, point.flags.iter().map(|flag| flag.id()), point.phase);
        let unfinished = if point.is_complete() { "" } else { text.chart_unfinished() };
        let signal = [unfinished, &rules].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
        vec![
            format::period(text, point.period),
            value.value.map(|value| asked.value(value)).unwrap_or_else(|| chart_data::hidden(text, value).unwrap_or_default()),
            format::decimal(text.language(), value.n, 0),
            match (value.low, value.high) {
                (Some(low), Some(high)) => format::interval(text, asked.metric.unit, low, high),
                _ => String::new(),
            },
            number(point.centre),
            number(point.lower),
            number(point.upper),
            signal.join(", "),
        ]
    };
    let link = |point: &luotsi_core::judge::ChartPoint| {
        (point.value.value.is_some() && asked.made.records.is_some())
            .then(|| records::address(asked.reader, &asked.metric.id, &asked.view, point.period, Part::Denominator))
    };
    let latest_first = || asked.made.row.judgement.points.iter().rev();
    Table {
        title: title.to_owned(),
        head: vec![
            words_head(text.table_period()),
            number_head(text.table_value()),
            number_head(text.table_n()),
            number_head(text.table_interval()),
            number_head(text.table_centre()),
            number_head(text.table_lower()),
            number_head(text.table_upper()),
            words_head(text.table_signal()),
        ],
        rows: latest_first().map(row).collect(),
        links: latest_first().map(link).collect(),
    }
}

/// The formula with the latest numbers, where it is a fraction of two sums.
fn worked(asked: &Asked) -> Option<Worked> {
    let text = asked.text();
    let latest = asked.made.row.latest?;
    let (numerator, denominator, value) = (latest.numerator?, latest.denominator?, latest.value.value?);
    let language = text.language();
    let before = match &asked.metric.measure.statistic {
        Statistic::Net { .. } => "100 · ".to_owned(),
        Statistic::Ratio { scale, .. } if *scale != 1.0 => {
            format!("{} · ", format::decimal(language, *scale, if scale.fract() == 0.0 { 0 } else { 2 }))
        }
        Statistic::Share { .. } | Statistic::Mean { .. } | Statistic::Ratio { .. } => String::new(),
        _ => return None,
    };
    let number = |number: f64| format::decimal(language, number, usize::from(number.fract().abs() > 1e-6 && number.abs() < 1e4));
    let (numerator_href, denominator_href) = match &asked.made.records {
        Some(records) => (asked.records_href(&records.numerator), asked.records_href(&records.denominator)),
        None => (String::new(), String::new()),
    };
    Some(Worked {
        lead: format!("{}:", format::capitalised(&format::period(text, latest.period))),
        before,
        numerator: number(numerator),
        numerator_href,
        denominator: number(denominator),
        denominator_href,
        result: asked.value(value),
    })
}

fn facts(asked: &Asked) -> Vec<(&'static str, String)> {
    let text = asked.text();
    let metric = asked.metric;
    let judgement = &asked.made.row.judgement;
    let levels: Vec<&str> = metric.levels.iter().map(|level| words::level(text, *level)).collect();
    let id = metric.code.as_ref().map_or_else(|| metric.id.clone(), |code| format!("{} ({code})", metric.id));
    let mut facts = vec![
        (text.metric_fact_id(), id),
        (text.metric_fact_version(), text.metric_version(&format::date(text, metric.since), &metric.version.to_string())),
        (text.metric_fact_direction(), words::direction(text, metric.better).to_owned()),
        (text.metric_fact_level(), levels.join(", ")),
        (text.metric_fact_source(), words::kind(text, metric.measure.table).to_owned()),
        (text.metric_fact_minimum(), format::count(text.language(), metric.n_min.into())),
    ];
    if judgement.judged_points > 0 {
        facts.push((text.metric_fact_chart(), format!("{}: {}", judgement.chart.id(), chart_reason(text, judgement))));
        facts.push((text.metric_fact_rules(), judgement.dialect.to_owned()));
        facts.push((text.metric_fact_season(), season(text, judgement).to_owned()));
    }
    if let Some(watermark) = asked.made.watermark {
        facts.push((text.metric_fact_fresh(), format::moment(text, watermark, &asked.zone)));
    }
    facts
}

fn chart_reason(text: Text, judgement: &Judgement) -> &'static str {
    match judgement.reason {
        ChartReason::Named => text.chart_reason_named(),
        ChartReason::Chosen(reason) => match reason {
            Reason::Binomial { .. } => text.chart_reason_binomial(),
            Reason::SmallCounts { .. } => text.chart_reason_small_counts(),
            Reason::Overdispersed { .. } => text.chart_reason_overdispersed(),
            Reason::UnequalExposure { .. } => text.chart_reason_unequal_exposure(),
            Reason::EqualExposure => text.chart_reason_equal_exposure(),
            Reason::RareEvents { .. } => text.chart_reason_rare_events(),
            Reason::MeanOfCases { .. } => text.chart_reason_mean_of_cases(),
            Reason::UnequalWeights { .. } => text.chart_reason_unequal_weights(),
            Reason::SingleValues | Reason::NoSizes => text.chart_reason_single_values(),
            Reason::BetweenEvents => text.chart_reason_between_events(),
            Reason::FewPeriods { .. } => text.chart_reason_few_periods(),
        },
    }
}

fn season(text: Text, judgement: &Judgement) -> &'static str {
    match judgement.season {
        Season::None => text.season_none(),
        Season::Allowed => text.season_allowed(),
        Season::Estimated => text.season_estimated(),
        Season::WeekPattern => text.season_week_pattern(),
    }
}

/// The expressions as the engine gets them, with the parameters of this workspace put in.
fn expressions(asked: &Asked) -> Vec<(String, String)> {
    let metric = asked.metric;
    let mut found: Vec<(String, String)> = metric
        .expressions()
        .into_iter()
        .map(|(field, _, expression)| {
            let field = field.strip_prefix("measure.").map_or(field.clone(), str::to_owned);
            (field, metric.expression(expression, &asked.app.settings).unwrap_or_else(|_| expression.to_owned()))
        })
        .collect();
    for (name, parameter) in &metric.parameters {
        if let Ok(value) = metric.parameter(name, &asked.app.settings) {
            found.push((name.clone(), format!("{} {}", value.as_str(), parameter.unit)));
        }
    }
    found
}

fn beside(asked: &Asked, row: &Row) -> Option<Beside> {
    let text = asked.text();
    let metric = asked.app.catalogue.get(&row.metric)?;
    let said = chart_data::said(text, metric, &row.judgement, row.per, asked.this_year);
    let points = chart_data::points(&row.judgement);
    let view = View { by: None, ..asked.view.clone() };
    Some(Beside {
        name: words::metric(metric, text.language()).name.clone(),
        href: href(asked.reader, &format!("/metric/{}", metric.id), &view.to_query()),
        class: chart_data::tone_class(&row.judgement.verdict),
        value: row.latest.and_then(|latest| latest.value.value).map(|value| format::value(text, metric.unit, value)),
        detail: row.latest.map(|latest| chart_data::interval_and_n(text, metric.unit, &latest.value)).unwrap_or_default(),
        chart: if points.iter().any(|point| point.value.is_some()) {
            sparkline(&Sparkline { points: &points, unit: metric.unit, domain: None, palette: Palette::Classes })
        } else {
            String::new()
        },
        icon: said.icon,
        word: said.word,
        says: said.says,
    })
}

/// Every value of others with its source, and whether it is compared.
fn benchmarks(asked: &Asked) -> Vec<BenchmarkRow> {
    let text = asked.text();
    let row = |external: luotsi_core::comparison::External| {
        let n = external.n.map(|n| format!(", {}", text.metric_benchmark_n(&format::decimal(text.language(), n, 0)))).unwrap_or_default();
        let grade = text.named(&format!("grade-{}", external.grade)).unwrap_or_default();
        BenchmarkRow {
            value: asked.value(external.value),
            what: crate::signals::benchmark_words(text, &external.what),
            whose: external.whose,
            source: format!("{}, {}{n}", external.source, external.year),
            grade: if external.is_own { format!("{grade}, {}", text.metric_benchmark_own()) } else { grade.to_owned() },
            compared: match external.not_compared {
                None => text.metric_benchmark_compared().to_owned(),
                Some(why) => text.metric_benchmark_not(text.named(&format!("not-compared-{}", why.code())).unwrap_or_default()),
            },
        }
    };
    externals(asked.metric, &asked.app.settings, asked.this_year).into_iter().map(row).collect()
}

fn chips(asked: &Asked) -> Vec<Choice> {
    let text = asked.text();
    let here = asked.made.breakdown.as_ref().map(|breakdown| breakdown.dimension.as_str());
    let mut chips: Vec<Choice> = asked
        .made
        .dimensions
        .iter()
        .map(|(name, _)| Choice {
            name: words::dimension(text, name),
            href: asked.link(&View { by: Some(name.clone()), ..asked.view.clone() }),
            is_here: here == Some(name.as_str()),
        })
        .collect();
    if here.is_some() {
        chips.push(Choice {
            name: text.metric_breakdown_close().to_owned(),
            href: asked.link(&View { by: None, ..asked.view.clone() }),
            is_here: false,
        });
    }
    chips
}

pub(super) async fn csv(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::page(site.app, reader, move |app, reader| {
        let figures = figures(app, reader, &id)?;
        Ok(Made::file("text/csv; charset=utf-8", &format!("{id}.csv"), crate::export::csv(&figures).map_err(Failure::Engine)?))
    })
    .await
}

pub(super) async fn xlsx(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::page(site.app, reader, move |app, reader| {
        let figures = figures(app, reader, &id)?;
        let bytes = crate::export::xlsx(&figures).map_err(Failure::Engine)?;
        Ok(Made::file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &format!("{id}.xlsx"), bytes))
    })
    .await
}

/// Exactly what the page shows, with the definition and the filters printed in the file.
fn figures(app: &App, reader: &Reader, id: &str) -> Result<Figures, Failure> {
    let (view, _) = View::from_query(&reader.query);
    let asked = Asked::new(app, reader, id, view)?;
    let text = reader.text();
    let texts = words::metric(asked.metric, reader.language);
    let page_address = reader.address.replace("/table.csv", "").replace("/table.xlsx", "");
    let mut about = vec![
        (text.export_metric().to_owned(), format!("{} ({})", texts.name, asked.metric.id)),
        (
            text.metric_fact_version().to_owned(),
            text.metric_version(&format::date(text, asked.metric.since), &asked.metric.version.to_string()),
        ),
        (text.export_formula().to_owned(), texts.formula.clone()),
        (text.export_filters().to_owned(), scope_words(text, &asked.view)),
        (text.export_period().to_owned(), words::granularity(text, asked.made.row.per).to_owned()),
        (text.table_signal().to_owned(), asked.sentence()),
        (text.export_fresh().to_owned(), asked.made.watermark.map(|at| format::moment(text, at, &asked.zone)).unwrap_or_default()),
        (text.metric_fact_version_lake().to_owned(), asked.made.version.clone()),
        (text.export_made().to_owned(), format::moment(text, (app.now)(), &asked.zone)),
        (text.export_address().to_owned(), page_address),
    ];
    about.extend(expressions(&asked));
    let mut sheets = vec![Sheet::of_points(text, asked.metric.unit, text.export_figures(), &asked.made.row.judgement)];
    if let Some(breakdown) = &asked.made.breakdown {
        sheets.push(Sheet::of_groups(text, &words::dimension(text, &breakdown.dimension), breakdown));
    }
    Ok(Figures { about_title: text.export_definition().to_owned(), about, sheets })
}
