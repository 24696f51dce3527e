//! A judgement of the core → what charts draw and what stands beside them in words.

use luotsi_core::catalogue::{Metric, Unit};
use luotsi_core::judge::{Change, ChartPoint, Judgement, Shortage, Verdict};
use luotsi_core::measure::{Hidden, Value};
use luotsi_core::period::Granularity;
use luotsi_stats::spc::{Assurance, Heading};

use crate::charts::{Mark, Point, Shape, Tone, mark_icon};
use crate::format;
use crate::i18n::Text;
use crate::words;

/// Points of a judgement as charts draw them.
pub(crate) fn points(judgement: &Judgement) -> Vec<Point> {
    judgement.points.iter().map(|point| chart_point(judgement, point)).collect()
}

fn chart_point(judgement: &Judgement, point: &ChartPoint) -> Point {
    Point {
        period: point.period,
        n: point.value.n,
        value: point.value.value,
        centre: point.centre,
        lower: point.lower,
        upper: point.upper,
        mark: point_mark(judgement, point),
        flags: point.flags.iter().map(|flag| flag.id()).collect(),
        is_complete: point.is_complete(),
        is_excluded: false,
        phase: point.phase,
    }
}

fn point_mark(judgement: &Judgement, point: &ChartPoint) -> Option<Mark> {
    let shape = match point.heading {
        Some(Heading::Up) => Some(Shape::Up),
        Some(Heading::Down) => Some(Shape::Down),
        None => None,
    };
    if point.is_of_change
        && let Some(mark) = verdict_mark(&judgement.verdict)
    {
        return Some(mark);
    }
    if point.flags.is_empty() {
        return None;
    }
    Some(Mark { tone: Tone::Plain, shape: shape.unwrap_or(Shape::Diamond) })
}

/// The mark of a signal; `None` without one.
pub(crate) fn verdict_mark(verdict: &Verdict) -> Option<Mark> {
    let (shape, better) = match verdict {
        Verdict::SignalUp { better } => (Shape::Up, better),
        Verdict::SignalDown { better } => (Shape::Down, better),
        _ => return None,
    };
    let tone = match better {
        Some(true) => Tone::Improvement,
        Some(false) => Tone::Concern,
        None => Tone::Neutral,
    };
    Some(Mark { tone, shape })
}

/// The class that colours a row's word.
pub(crate) fn tone_class(verdict: &Verdict) -> &'static str {
    match verdict_mark(verdict).map(|mark| mark.tone) {
        Some(Tone::Improvement) => "is-improvement",
        Some(Tone::Concern) => "is-concern",
        Some(Tone::Neutral) => "is-neutral",
        Some(Tone::Plain) | None => "",
    }
}

/// Verdict in words: the word itself and what it says more.
pub(crate) struct Said {
    pub(crate) icon: String,
    pub(crate) word: &'static str,
    pub(crate) says: String,
}

/// The verdict of a metric in words.
pub(crate) fn said(text: Text, metric: &Metric, judgement: &Judgement, per: Granularity, this_year: i16) -> Said {
    let icon = verdict_mark(&judgement.verdict).map(mark_icon).unwrap_or_default();
    let (word, says) = match &judgement.verdict {
        Verdict::NoChange => (text.verdict_no_change(), String::new()),
        Verdict::SignalUp { .. } | Verdict::SignalDown { .. } => (
            signal_word(text, &judgement.verdict),
            judgement.change.map(|change| change_sentence(text, metric.unit, &change, this_year)).unwrap_or_default(),
        ),
        Verdict::NotEnough { of, have, need, about_periods } => {
            (text.verdict_not_enough(), shortage_sentence(text, *of, (*have, *need), *about_periods, per))
        }
        Verdict::NoData { missing } => {
            let says = match missing {
                Some(missing) => match &missing.column {
                    Some(column) => text.verdict_no_data_column(&words::column(text, column), words::kind(text, missing.kind)),
                    None => text.verdict_no_data_kind(words::kind(text, missing.kind)),
                },
                // The table and its columns are there: the filters or the stretch of time leave nothing.
                None => text.verdict_no_data_here().to_owned(),
            };
            (text.verdict_no_data(), says)
        }
    };
    Said { icon, word, says }
}

/// Colour and shape never carry the meaning alone: the word says whether the change is for the better.
fn signal_word(text: Text, verdict: &Verdict) -> &'static str {
    match verdict.better() {
        Some(true) => text.verdict_signal_improvement(),
        Some(false) => text.verdict_signal_concern(),
        None => text.verdict_signal(),
    }
}

fn shortage_sentence(text: Text, of: Shortage, (have, need): (u32, u32), about: Option<u32>, per: Granularity) -> String {
    let language = text.language();
    let (have, need) = (format::count(language, have.into()), format::count(language, need.into()));
    let mut says = match of {
        Shortage::Periods => text.verdict_need_periods(&have, &need),
        Shortage::Records => text.verdict_need_records(&have, &need),
    };
    if let Some(about) = about.filter(|about| *about > 0) {
        says.push(' ');
        says.push_str(&text.verdict_need_about(about.into(), per.name()));
    }
    says
}

/// `Laski 9,1 %-yks. 27.4. alkaen`.
pub(crate) fn change_sentence(text: Text, unit: Unit, change: &Change, this_year: i16) -> String {
    let size = format::change(text, unit, change.effect);
    let since = since(text, change, this_year);
    let direction = if change.effect >= 0.0 { "up" } else { "down" };
    if matches!(unit, Unit::Seconds | Unit::Hours | Unit::Days) {
        text.verdict_duration_change(direction, &since, &size)
    } else {
        text.verdict_change(direction, &since, &size)
    }
}

/// The first day of a change, with its year when that is not this one.
pub(crate) fn since(text: Text, change: &Change, this_year: i16) -> String {
    let day = change.since.start;
    if day.year() == this_year { format::day_month(text, day) } else { format::date(text, day) }
}

/// Whether the target is met as things are.
pub(crate) fn target_sentence(text: Text, metric: &Metric, judgement: &Judgement) -> Option<String> {
    let target = format::target(text, metric.unit, judgement.target?);
    Some(match judgement.assurance? {
        Assurance::ConsistentPass => text.target_pass(&target),
        Assurance::ConsistentFail => text.target_fail(&target),
        Assurance::Inconsistent => text.target_chance(&target),
    })
}

/// `27…35 · n 412`, or only n when no interval can be told.
pub(crate) fn interval_and_n(text: Text, unit: Unit, value: &Value) -> String {
    let n = format!("n\u{a0}{}", format::decimal(text.language(), value.n, 0));
    match (value.low, value.high) {
        (Some(low), Some(high)) => format!("{} · {n}", format::interval(text, unit, low, high)),
        _ => n,
    }
}

/// Why a value is not shown.
pub(crate) fn hidden(text: Text, value: &Value) -> Option<String> {
    let count = |number: u32| format::count(text.language(), number.into());
    Some(match value.hidden? {
        Hidden::NoRecords => text.hidden_no_records().to_owned(),
        Hidden::NothingToDivideBy => text.hidden_nothing_to_divide().to_owned(),
        Hidden::TooFew { need } => text.hidden_too_few(&format::decimal(text.language(), value.n, 0), &count(need)),
        Hidden::SmallGroup { need } => text.hidden_small_group(&count(need)),
        Hidden::FewPeople { need } => text.hidden_few_people(&count(need)),
        Hidden::Complementary => text.hidden_complementary().to_owned(),
        Hidden::NotFromParts => text.hidden_not_from_parts().to_owned(),
    })
}
