//! Would you react? Ten made-up charts; the reader judges, and the answer is explained. The whole round stands in the address: nothing is
//! kept, and a link shows the same chart with the same answers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luotsi_core::catalogue::Metric;
use luotsi_core::trainer::{CHARTS, COLOURED_SHARE, Exercise, MOST_ROUND, Planted, exercise};

use super::super::figure::{Figure, Table, number_head, words_head};
use super::super::filters::pairs;
use super::super::frame::Page;
use super::super::problem::Failure;
use super::super::{Link, Made, chart_data, href};
use crate::App;
use crate::charts::{self, Mark, Palette, Pictures, Point, Series, Shape, Tone, control_chart, mark_icon};
use crate::format;
use crate::guide;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/help/trainer.html")]
struct TrainerTemplate {
    page: Page,
    text: Text,
    help: String,
    heading: String,
    about: String,
    /// Why there is no chart.
    none: Option<&'static str>,
    chart: Option<Chart>,
    form: Option<Form>,
    answer: Option<Answer>,
    result: Option<Outcome>,
    /// How to give the round to a colleague.
    link: Option<String>,
}

struct Chart {
    name: String,
    question: &'static str,
    figure: Figure,
}

struct Form {
    action: String,
    round: u32,
    chart: usize,
    react: String,
    leave: String,
}

struct Answer {
    icon: String,
    verdict: &'static str,
    facts: Vec<(&'static str, String)>,
    next: Link,
}

/// How a whole round went.
struct Outcome {
    sentences: Vec<String>,
    table: Table,
    again: Link,
    measuring: Link,
}

/// What the reader judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    React,
    Leave,
}

/// A round as it stands in the address: `round=4711&answers=rrl&chart=3`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Round {
    number: u32,
    answers: Vec<Judged>,
    /// The chart that is looked at, from 1; one more than the last shows how the round went.
    chart: usize,
}

impl Round {
    /// Reads the query of an address; what cannot be understood is passed over. `None` without a round.
    fn from_query(query: &str) -> Option<Self> {
        let given = pairs(query);
        let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let number = find("round")?.parse::<u32>().ok()?.min(MOST_ROUND);
        let read = |letter: char| match letter {
            'r' => Some(Judged::React),
            'l' => Some(Judged::Leave),
            _ => None,
        };
        let answers: Vec<Judged> = find("answers").unwrap_or_default().chars().filter_map(read).take(CHARTS).collect();
        // A chart cannot be looked at before those in front of it.
        let next = answers.len() + 1;
        let chart = find("chart").and_then(|chart| chart.parse::<usize>().ok()).unwrap_or(next).clamp(1, next);
        Some(Self { number, answers, chart })
    }

    fn to_query(&self) -> String {
        format!("round={}&answers={}&chart={}", self.number, letters(&self.answers), self.chart)
    }

    /// The answers with one more.
    fn with(&self, judged: Judged) -> String {
        letters(&[self.answers.as_slice(), &[judged]].concat())
    }
}

fn letters(answers: &[Judged]) -> String {
    answers.iter().map(|judged| if *judged == Judged::React { 'r' } else { 'l' }).collect()
}

pub(in super::super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    super::super::page(site.app, reader, |app, reader| match Round::from_query(&reader.query) {
        Some(round) => Made::page(&Asked { app, reader, round }.template()),
        None => begin(app, reader),
    })
    .await
}

/// What it is about, and the way into a new round.
fn begin(app: &App, reader: &Reader) -> Result<Made, Failure> {
    let page = guide::page(reader.language, "trainer").ok_or(Failure::NotFound)?;
    // Whoever begins at another moment gets another round.
    let number = u32::try_from((app.now)().as_second().unsigned_abs() % u64::from(MOST_ROUND)).unwrap_or_default();
    let start = Link { name: reader.text().trainer_begin().to_owned(), href: href(reader, "/help/trainer", &format!("round={number}")) };
    super::render(app, reader, page, Some(start))
}

struct Asked<'a> {
    app: &'a App,
    reader: &'a Reader,
    round: Round,
}

impl Asked<'_> {
    fn text(&self) -> Text {
        self.reader.text()
    }

    fn exercise(&self, chart: usize) -> Option<(Exercise, &Metric)> {
        let exercise = exercise(&self.app.catalogue, self.round.number, chart.checked_sub(1)?)?;
        let metric = self.app.catalogue.get(&exercise.metric)?;
        Some((exercise, metric))
    }

    fn at(&self, chart: usize) -> String {
        href(self.reader, "/help/trainer", &Round { chart, ..self.round.clone() }.to_query())
    }

    fn template(&self) -> TrainerTemplate {
        let (text, round) = (self.text(), &self.round);
        let is_over = round.chart > CHARTS;
        let found = (!is_over).then(|| self.exercise(round.chart)).flatten();
        let judged = round.answers.get(round.chart - 1).copied();
        let count = |number: usize| format::count(text.language(), number as u64);
        let looked_at = round.answers.len().min(round.chart);
        let answered: Vec<(Exercise, &Metric, Judged)> = (1..=looked_at)
            .filter_map(|chart| self.exercise(chart).zip(round.answers.get(chart - 1)))
            .map(|((exercise, metric), judged)| (exercise, metric, *judged))
            .collect();
        let right = answered.iter().filter(|(exercise, _, judged)| exercise.is_worth_reacting() == (*judged == Judged::React)).count();
        let is_asked = found.is_some() && judged.is_none();
        TrainerTemplate {
            page: super::super::frame(self.app, self.reader, text.trainer_title()),
            text,
            help: href(self.reader, "/help/trainer", ""),
            heading: if is_over { text.trainer_result_heading(&count(CHARTS), &count(right)) } else { text.trainer_title().to_owned() },
            about: if is_over {
                text.trainer_round(&round.number.to_string())
            } else {
                text.trainer_progress(&count(round.chart), &count(CHARTS), &count(right))
            },
            none: (found.is_none() && !is_over).then(|| text.trainer_none()),
            chart: found.as_ref().map(|(exercise, metric)| self.chart(exercise, metric, judged.is_some())),
            form: is_asked.then(|| Form {
                action: href(self.reader, "/help/trainer", ""),
                round: round.number,
                chart: round.chart,
                react: round.with(Judged::React),
                leave: round.with(Judged::Leave),
            }),
            answer: found.as_ref().zip(judged).map(|((exercise, metric), judged)| self.answer(exercise, metric, judged)),
            result: is_over.then(|| self.outcome(&answered, right)),
            link: (found.is_some() || is_over).then(|| text.trainer_link(&round.number.to_string())),
        }
    }

    /// The chart as it comes to the reader, or with what the judge and the usual rules see in it.
    fn chart(&self, exercise: &Exercise, metric: &Metric, is_answered: bool) -> Chart {
        let text = self.text();
        let name = words::metric(metric, text.language()).name.clone();
        let points = if is_answered { chart_data::points(&exercise.judgement) } else { unread(chart_data::points(&exercise.judgement)) };
        let title = text.metric_chart_title(&name);
        let sentence = text.trainer_chart_sentence(&name);
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
        let mut caption = vec![text.chart_read().to_owned()];
        if is_answered && points.iter().any(|point| point.mark.is_some_and(|mark| mark.tone != Tone::Plain)) {
            caption.push(text.chart_read_flags().to_owned());
        }
        if is_answered && points.iter().any(|point| point.mark.is_some_and(|mark| mark.tone == Tone::Plain)) {
            caption.push(text.chart_read_plain().to_owned());
        }
        if points.iter().any(|point| !point.is_complete) {
            caption.push(text.chart_read_unfinished().to_owned());
        }
        let number = |value: Option<f64>| value.map(|value| format::value(text, metric.unit, value)).unwrap_or_default();
        let row = |point: &Point| {
            let rules = charts::rule_words(text, point.flags.iter().copied(), point.phase);
            let unfinished = if point.is_complete { "" } else { text.chart_unfinished() };
            let signal = [unfinished, &rules].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
            vec![
                format::period(text, point.period),
                number(point.value),
                format::decimal(text.language(), point.n, 0),
                number(point.centre),
                number(point.lower),
                number(point.upper),
                signal,
            ]
        };
        let table = Table {
            title: title.clone(),
            head: vec![
                words_head(text.table_period()),
                number_head(text.table_value()),
                number_head(text.table_n()),
                number_head(text.table_centre()),
                number_head(text.table_lower()),
                number_head(text.table_upper()),
                words_head(text.table_signal()),
            ],
            rows: points.iter().rev().map(row).collect(),
            links: Vec::new(),
        };
        let pictures = Pictures::drawn(|frame| control_chart(&series, frame, Palette::Classes));
        let question = if is_answered { text.trainer_answered() } else { text.trainer_question() };
        Chart { name, question, figure: Figure::new(pictures, caption.join(" "), table) }
    }

    fn answer(&self, exercise: &Exercise, metric: &Metric, judged: Judged) -> Answer {
        let text = self.text();
        let verdict = match (exercise.is_worth_reacting(), judged) {
            (true, Judged::React) => text.trainer_right_react(),
            (false, Judged::Leave) => text.trainer_right_leave(),
            (true, Judged::Leave) => text.trainer_missed(),
            (false, Judged::React) => text.trainer_overreacted(),
        };
        let is_last = self.round.chart == CHARTS;
        let next = Link {
            name: if is_last { text.trainer_finish() } else { text.trainer_next() }.to_owned(),
            href: self.at(self.round.chart + 1),
        };
        let mark = chart_data::verdict_mark(&exercise.judgement.verdict).unwrap_or(Mark { tone: Tone::Plain, shape: Shape::Diamond });
        let facts = vec![
            (text.trainer_fact_what(), what(text, exercise.planted).to_owned()),
            (text.trainer_fact_why(), why(text, exercise, metric)),
            (text.trainer_fact_chance(), chance(text, exercise)),
            (text.trainer_fact_rules(), coloured(text, exercise)),
            (text.trainer_fact_do(), to_do(text, exercise.planted).to_owned()),
        ];
        Answer { icon: mark_icon(mark), verdict, facts, next }
    }

    fn outcome(&self, answered: &[(Exercise, &Metric, Judged)], right: usize) -> Outcome {
        let (text, round) = (self.text(), &self.round);
        let mut rows = Vec::new();
        let (mut overreacted, mut missed) = (0, 0);
        for (chart, (exercise, metric, judged)) in (1..).zip(answered) {
            let (wanted, given) = (exercise.is_worth_reacting(), *judged == Judged::React);
            overreacted += u64::from(given && !wanted);
            missed += u64::from(wanted && !given);
            let word = |reacts: bool| if reacts { text.trainer_react() } else { text.trainer_leave() }.to_owned();
            rows.push(vec![
                text.trainer_chart_number(&words::metric(metric, text.language()).name, &chart.to_string()),
                what(text, exercise.planted).to_owned(),
                word(given),
                word(wanted),
                if wanted == given { text.yes() } else { text.no() }.to_owned(),
            ]);
        }
        let mut sentences = Vec::new();
        if right == CHARTS {
            sentences.push(text.trainer_result_all().to_owned());
        }
        if overreacted > 0 {
            sentences.push(text.trainer_result_overreacted(overreacted));
        }
        if missed > 0 {
            sentences.push(text.trainer_result_missed(missed));
        }
        let links = (1..=rows.len()).map(|chart| Some(self.at(chart))).collect();
        let next = (round.number + 1) % (MOST_ROUND + 1);
        Outcome {
            sentences,
            table: Table {
                title: text.trainer_title().to_owned(),
                head: vec![
                    words_head(text.trainer_column_chart()),
                    words_head(text.trainer_fact_what()),
                    words_head(text.trainer_column_you()),
                    words_head(text.trainer_column_program()),
                    words_head(text.trainer_column_right()),
                ],
                rows,
                links,
            },
            again: Link { name: text.trainer_again().to_owned(), href: href(self.reader, "/help/trainer", &format!("round={next}")) },
            measuring: Link { name: text.trainer_more().to_owned(), href: href(self.reader, "/help/measuring", "") },
        }
    }
}

/// A chart without anything that would tell the answer: no colours, no shapes, and the first limits all the way.
fn unread(mut points: Vec<Point>) -> Vec<Point> {
    let mut first = None;
    for point in &mut points {
        if point.phase == 0 {
            first = Some((point.centre, point.lower, point.upper));
        } else if let Some((centre, lower, upper)) = first {
            (point.centre, point.lower, point.upper, point.phase) = (centre, lower, upper, 0);
        }
        point.mark = None;
        point.flags.clear();
    }
    points
}

fn what(text: Text, planted: Planted) -> &'static str {
    match planted {
        Planted::Calm => text.trainer_what_calm(),
        Planted::Coloured => text.trainer_what_coloured(),
        Planted::OddWeek => text.trainer_what_odd_week(),
        Planted::Wave => text.trainer_what_wave(),
        Planted::Unfinished => text.trainer_what_unfinished(),
        Planted::Worse => text.trainer_what_worse(),
        Planted::Better => text.trainer_what_better(),
        Planted::Drift => text.trainer_what_drift(),
        Planted::Lasting => text.trainer_what_lasting(),
    }
}

fn why(text: Text, exercise: &Exercise, metric: &Metric) -> String {
    let Some(change) = exercise.judgement.change else {
        return match exercise.planted {
            Planted::OddWeek => text.trainer_why_odd_week(),
            Planted::Unfinished => text.trainer_why_unfinished(),
            _ => text.trainer_why_leave(),
        }
        .to_owned();
    };
    let level = |number: f64| format::value(text, metric.unit, number);
    let sigmas = format::decimal(text.language(), change.effect_sigmas.abs(), 1);
    let weeks = format::count(text.language(), change.points.into());
    text.trainer_why_react(&level(change.after), &level(change.before), &format::period(text, change.since), &sigmas, &weeks)
}

/// How often chance alone makes a chart look like this.
fn chance(text: Text, exercise: &Exercise) -> String {
    const RARE: f64 = 100_000.0;
    match exercise.one_in() {
        Some(one_in) if one_in >= RARE => text.trainer_chance_rare(&format::count(text.language(), RARE as u64)),
        Some(one_in) => {
            // One digit that means something: it is an estimate.
            let step = 10_f64.powi(one_in.max(1.0).log10().floor() as i32);
            text.trainer_chance_react(&format::count(text.language(), ((one_in / step).round() * step).max(2.0) as u64))
        }
        None if exercise.coloured() > 0 => text.trainer_chance_coloured(&format::percent(text.language(), COLOURED_SHARE, 0)),
        None => text.trainer_chance_calm(&format::percent(text.language(), 1.0 - COLOURED_SHARE, 0)),
    }
}

/// What the usual rules would have coloured.
fn coloured(text: Text, exercise: &Exercise) -> String {
    let count = exercise.coloured();
    if count == 0 {
        return text.trainer_rules_none().to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for flag in exercise.judgement.points.iter().filter(|point| point.is_complete()).flat_map(|point| &point.flags) {
        let name = text.named(&format!("rule-{}", flag.id())).unwrap_or_default();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    text.trainer_rules_some(count as u64, &names.join("; "))
}

fn to_do(text: Text, planted: Planted) -> &'static str {
    match planted {
        Planted::Calm | Planted::Coloured | Planted::Wave => text.trainer_do_leave(),
        Planted::OddWeek => text.trainer_do_odd_week(),
        Planted::Unfinished => text.trainer_do_unfinished(),
        Planted::Worse | Planted::Drift | Planted::Lasting => text.trainer_do_worse(),
        Planted::Better => text.trainer_do_better(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_stands_in_its_address_and_nonsense_harms_nothing() {
        let round = Round::from_query("round=4711&answers=rlr&chart=2").unwrap();
        assert_eq!((round.number, round.answers.len(), round.chart), (4_711, 3, 2));
        assert_eq!(Round::from_query(&round.to_query()), Some(round.clone()));
        assert_eq!(round.with(Judged::Leave), "rlrl");
        assert_eq!(Round::from_query("round=4711").unwrap().chart, 1);
        assert_eq!(Round::from_query("round=4711&answers=rl").unwrap().chart, 3, "the first that is not answered");
        assert_eq!(Round::from_query("round=4711&answers=rl&chart=9").unwrap().chart, 3, "no chart before those in front of it");
        let long = Round::from_query("round=99999999&answers=rxlrlrlrlrlrlrlrl&chart=0").unwrap();
        assert_eq!((long.number, long.answers.len(), long.chart), (MOST_ROUND, CHARTS, 1));
        for nothing in ["", "round=", "round=-1", "round=x", "answers=rrr"] {
            assert_eq!(Round::from_query(nothing), None, "{nothing}");
        }
    }
}
