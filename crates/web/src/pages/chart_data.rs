//! A judgement of the core → what charts draw and what stands beside them in words.

use jiff::ToSpan;
use luotsi_core::catalogue::{Metric, Unit};
use luotsi_core::judge::{Change, ChartPoint, Course, Judgement, Shortage, Verdict};
use luotsi_core::measure::{Hidden, Value};
use luotsi_core::period::{Granularity, Period};
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
    let direction = direction(change);
    if matches!(unit, Unit::Seconds | Unit::Hours | Unit::Days) {
        text.verdict_duration_change(direction, &since, &size)
    } else {
        text.verdict_change(direction, &since, &size)
    }
}

/// Which way a change went, as texts know it: at once or little by little.
pub(crate) fn direction(change: &Change) -> &'static str {
    match (change.course, change.effect >= 0.0) {
        (Course::Step, true) => "up",
        (Course::Step, false) => "down",
        (Course::Drift { .. }, true) => "rising",
        (Course::Drift { .. }, false) => "falling",
        (Course::Spike { .. }, true) => "peak",
        (Course::Spike { .. }, false) => "dip",
        (Course::Spread, _) => "spread",
    }
}

/// `Taso 74 % → 59 % 27.4. alkaen (joskus viikoilla 15–18).` The levels come written, before and after.
pub(crate) fn levels_sentence(text: Text, (before, after): (&str, &str), change: &Change, this_year: i16) -> String {
    text.situation_card_levels(after, before, change.course.name(), &since(text, change, this_year), &within(text, change))
}

/// Days between which a change began that say something; a longer time is told as what it is: nobody knows.
const MOST_TOLD: i64 = 183;

/// Between which periods a change began, to stand behind its date: ` (joskus viikoilla 15–18)`. Empty where the date is plain.
pub(crate) fn within(text: Text, change: &Change) -> String {
    let Some((first, last)) = change.within.filter(|(first, last)| first != last) else { return String::new() };
    if first.start.saturating_add(MOST_TOLD.days()) < last.start {
        return format!(" {}", text.change_within_vague());
    }
    let week = |period: Period| period.start.iso_week_date();
    let is_by_number = first.granularity == Granularity::Week && week(first).year() == week(last).year();
    let words = |period: Period| if is_by_number { week(period).week().to_string() } else { format::period(text, period) };
    format!(" {}", text.change_within(&words(first), &words(last), if is_by_number { "week" } else { "other" }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn change(within: Option<(&str, &str)>, course: Course) -> Change {
        let period = |label: &str| Period::parse(label).expect("a period");
        Change {
            since: period("2026-W17"),
            within: within.map(|(first, last)| (period(first), period(last))),
            course,
            points: 8,
            before: 0.74,
            after: 0.59,
            effect: -0.15,
            low: -0.19,
            high: -0.11,
            effect_sigmas: -3.0,
            surprise: 6.0,
        }
    }

    #[test]
    fn the_interval_of_a_date_stands_behind_it_where_there_is_one() {
        let said =
            |language: Language, ends: Option<(&str, &str)>| within(language.text(), &change(ends, Course::Step)).replace('\u{a0}', " ");
        assert_eq!(said(Language::En, Some(("2026-W15", "2026-W18"))), " (some time in weeks 15–18)");
        assert_eq!(said(Language::Fi, Some(("2026-W15", "2026-W18"))), " (joskus viikoilla 15–18)");
        assert_eq!(said(Language::Sv, Some(("2026-W15", "2026-W18"))), " (någon gång veckorna 15–18)");
        assert_eq!(said(Language::En, Some(("2026-03", "2026-05"))), " (some time between March 2026 and May 2026)");
        assert_eq!(said(Language::En, Some(("2025-W50", "2026-W02"))), " (some time between week 50/2025 and week 2/2026)");
        assert_eq!(said(Language::En, Some(("2026-W17", "2026-W17"))), "", "one week is no interval");
        assert_eq!(said(Language::En, None), "");
    }

    #[test]
    fn a_drift_is_said_to_have_come_little_by_little() {
        let drift = change(None, Course::Drift { until: Period::parse("2026-W24").expect("a week") });
        for (language, words) in [(Language::En, "little by little"), (Language::Fi, "vähitellen"), (Language::Sv, "lite i sänder")] {
            let text = language.text();
            assert!(levels_sentence(text, ("74", "59"), &drift, 2026).contains(words));
            assert!(change_sentence(text, Unit::Percent, &drift, 2026).contains(words));
            assert!(change_sentence(text, Unit::Seconds, &drift, 2026).contains(words));
            assert!(!levels_sentence(text, ("74", "59"), &change(None, Course::Step), 2026).contains(words));
        }
    }
}
