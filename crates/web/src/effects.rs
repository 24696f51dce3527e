//! Actions and their effects in words and as JSON (contract §2).

use luotsi_core::actions::Action;
use luotsi_core::catalogue::{Better, Catalogue, Metric, Unit};
use luotsi_core::effect::{Counts, Effect, Foresight, Lasting, Method, Outcome, Reason, Size, Verdict, Why};
use luotsi_core::period::Granularity;
use luotsi_core::scope::Scope;
use luotsi_core::situation::View;
use serde_json::{Map, Value, json};

use crate::i18n::{Language, Text};
use crate::pages::situation::scope_words;
use crate::signals::scope_json;
use crate::{format, words};

/// Where an action is, in words.
pub fn place(text: Text, scope: &Scope) -> String {
    format::capitalised(&scope_words(text, &View { scope: scope.clone(), ..View::default() }))
}

/// The word of an effect.
pub fn verdict(text: Text, effect: &Effect) -> &'static str {
    match &effect.outcome {
        Ok(outcome) if outcome.is_bought() => text.effect_worked_bought(),
        Ok(outcome) => word(text, outcome.verdict, outcome.size.as_ref()),
        Err(_) => text.effect_cannot(),
    }
}

/// The word of a verdict. Where neither way is better there is none: then the sure interval says whether anything changed.
pub(crate) fn word(text: Text, verdict: Option<Verdict>, size: Option<&Size>) -> &'static str {
    match verdict {
        Some(Verdict::Worked) => text.effect_worked(),
        Some(Verdict::NoEvidence) => text.effect_no_evidence(),
        Some(Verdict::Worse) => text.effect_worse(),
        Some(Verdict::TooEarly) => text.effect_too_early(),
        None if size.is_some_and(|size| size.sure_low > 0.0 || size.sure_high < 0.0) => text.effect_changed(),
        None => text.effect_no_evidence(),
    }
}

/// What is told of an action, in a few sentences.
pub fn sentence(text: Text, catalogue: &Catalogue, effect: &Effect) -> String {
    match &effect.outcome {
        Err(why) => why_not(text, why, effect.action.imported),
        Ok(outcome) => catalogue.get(&outcome.metric).map_or_else(String::new, |metric| told(text, metric, outcome)),
    }
}

fn told(text: Text, metric: &Metric, outcome: &Outcome) -> String {
    let amount = |number: f64| format::change(text, metric.unit, number);
    let mut said = Vec::new();
    match &outcome.size {
        None => said.push(text.effect_before_start().to_owned()),
        Some(size) => {
            said.push(size_words(text, metric, size));
            said.extend(outcome.counts.as_ref().map(|counts| counted(text, counts)));
            if let Some(after) = outcome.after.filter(|_| outcome.before.is_finite()) {
                let level = |number: f64| format::value(text, metric.unit, number);
                said.push(text.effect_levels(&level(after), &level(outcome.before)));
            }
        }
    }
    match outcome.verdict {
        Some(Verdict::NoEvidence) => {
            said.push(match outcome.smallest_seen {
                Some(seen) if seen > outcome.smallest => text.effect_blind(&amount(seen)),
                _ => text.effect_shown(&amount(outcome.smallest)),
            });
            said.extend(more_certainty(text, metric, outcome));
        }
        Some(Verdict::TooEarly) => {
            said.extend(more_certainty(text, metric, outcome));
            said.push(needs(text, outcome).unwrap_or_default());
            said.push(power(text, metric.unit, outcome));
        }
        Some(Verdict::Worked | Verdict::Worse) | None => {}
    }
    said.extend(outcome.since_end.as_ref().map(|since| since_end(text, metric, since)));
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

/// What is left of the effect since the action ended.
fn since_end(text: Text, metric: &Metric, since: &Lasting) -> String {
    let size = since.size.as_ref().map(|size| size_words(text, metric, size)).unwrap_or_default();
    match since.verdict {
        Some(Verdict::Worked) => text.effect_ended_lasts(&size),
        Some(Verdict::Worse) => text.effect_ended_worse(&size),
        Some(Verdict::NoEvidence) => text.effect_ended_gone(&size),
        Some(Verdict::TooEarly) => text.effect_ended_early(&size),
        None => text.effect_ended_size(&size),
    }
}

fn counted(text: Text, counts: &Counts) -> String {
    text.effect_counted(
        &counts.after.to_string(),
        &counts.before.to_string(),
        &counts.months_before.to_string(),
        &counts.months_after.to_string(),
    )
}

/// What is told before an action begins.
pub struct Told {
    /// Sentences, the most important first.
    pub says: Vec<String>,
    /// It can never be told, or not at all.
    pub is_warning: bool,
    /// After how long how large an effect shows.
    pub shows: Vec<(String, String)>,
}

/// What can be known of a planned action's effect, in words.
pub fn foresight(text: Text, catalogue: &Catalogue, foreseen: &Result<Foresight, Why>) -> Told {
    let foreseen = match foreseen {
        Ok(foreseen) => foreseen,
        Err(why) => return Told { says: vec![why_not(text, why, false)], is_warning: true, shows: Vec::new() },
    };
    let Some(metric) = catalogue.get(&foreseen.metric) else {
        return Told { says: Vec::new(), is_warning: false, shows: Vec::new() };
    };
    let language = text.language();
    let size = format::change(text, metric.unit, foreseen.smallest);
    let per = period(foreseen.per);
    let count = |periods: usize| format::count(language, periods as u64);
    let mut says = vec![match foreseen.horizon {
        Some(periods) if !foreseen.is_never => text.effect_power(&count(periods), per, &size),
        _ => text.foresight_never(&size),
    }];
    if foreseen.is_never {
        let most = foreseen.shows.last().map(|(_, size)| format::change(text, metric.unit, *size));
        says.extend(most.map(|most| text.foresight_never_but(&most)));
        says.push(text.foresight_never_help().to_owned());
    }
    if !foreseen.is_expected {
        says.push(if foreseen.method == Method::ExactCounts { text.foresight_half() } else { text.foresight_ordinary() }.to_owned());
    }
    let records = format::decimal(language, foreseen.records, if foreseen.records < 10.0 { 1 } else { 0 });
    says.push(match foreseen.sigma.zip(foreseen.autocorrelation) {
        Some((sigma, autocorrelation)) => text.foresight_basis(
            &format::decimal(language, autocorrelation, 2),
            &foreseen.controls.to_string(),
            per,
            &records,
            &format::change(text, metric.unit, sigma),
        ),
        None => text.foresight_basis_counted(&records),
    });
    let shows = foreseen
        .shows
        .iter()
        .map(|(periods, size)| (text.foresight_after(&count(*periods), per), format::change(text, metric.unit, *size)))
        .collect();
    Told { says, is_warning: foreseen.is_never, shows }
}

/// How large an effect is, with its interval, towards the better.
pub(crate) fn size_words(text: Text, metric: &Metric, size: &Size) -> String {
    let amount = format::change(text, metric.unit, size.effect);
    let sign = match metric.better {
        Better::Up => 1.0,
        Better::Down => -1.0,
        Better::Band => {
            return text.effect_size_other(&interval(text, metric, size.low, size.high), &format::change(text, metric.unit, size.effect));
        }
    };
    let is_better = size.effect * sign >= 0.0;
    let towards = if is_better { sign } else { -sign };
    let (low, high) = (size.low * towards, size.high * towards);
    let interval = format::interval(text, metric.unit, low.min(high), low.max(high));
    if is_better { text.effect_size_better(&interval, &amount) } else { text.effect_size_worse(&interval, &amount) }
}

/// An interval as it stands.
pub(crate) fn interval(text: Text, metric: &Metric, low: f64, high: f64) -> String {
    format::interval(text, metric.unit, low, high)
}

/// The 95 % interval excludes nothing, the one for looking every week does not.
fn more_certainty(text: Text, metric: &Metric, outcome: &Outcome) -> Option<String> {
    let size = outcome.size.filter(|size| size.low > 0.0 || size.high < 0.0)?;
    (outcome.periods.1 >= luotsi_core::effect::LEAST_AFTER)
        .then(|| text.effect_sure(&interval(text, metric, size.sure_low, size.sure_high)))
}

/// How much longer until it can be told; `None` when it is told.
pub fn needs(text: Text, outcome: &Outcome) -> Option<String> {
    outcome.needs.map(|periods| text.verdict_need_about(periods as u64, period(outcome.per)))
}

/// How soon an effect that matters shows.
pub(crate) fn power(text: Text, unit: Unit, outcome: &Outcome) -> String {
    let size = format::change(text, unit, outcome.smallest);
    match outcome.horizon {
        Some(periods) => text.effect_power(&format::count(text.language(), periods as u64), period(outcome.per), &size),
        None => text.effect_power_never(&size),
    }
}

fn period(per: Granularity) -> &'static str {
    if per == Granularity::All { Granularity::Week.name() } else { per.name() }
}

/// Why nothing can be told, and what to do: in the file that an action comes from, or on its page.
fn why_not(text: Text, why: &Why, imported: bool) -> String {
    match why {
        Why::NoMetric if !imported => text.effect_why_no_metric_here().to_owned(),
        Why::NoStart if !imported => text.effect_why_no_start_here().to_owned(),
        Why::FewPeople { need } => text.effect_why_few_people(&need.to_string()),
        Why::NobodyLeft => text.effect_why_nobody_left().to_owned(),
        Why::NoMetric => text.effect_why_no_metric().to_owned(),
        Why::UnknownMetric { name, nearest } => {
            let nearest = if nearest.is_empty() { text.none().to_owned() } else { nearest.join(", ") };
            text.effect_why_unknown_metric(name, &nearest)
        }
        Why::NoStart => text.effect_why_no_start().to_owned(),
        Why::NoDimension { name } => text.effect_why_no_dimension(name),
        Why::NoRecords { .. } => text.effect_why_no_records().to_owned(),
        Why::ShortBefore { have, need } => text.effect_why_short_before(&have.to_string(), &need.to_string()),
        Why::Constant => text.effect_why_constant().to_owned(),
    }
}

/// How it was told.
pub(crate) fn method(text: Text, method: Method) -> &'static str {
    match method {
        Method::InterruptedSeries => text.effect_method_interrupted(),
        Method::DifferenceInDifferences => text.effect_method_differences(),
        Method::SyntheticControl => text.effect_method_synthetic(),
        Method::ExactCounts => text.effect_method_counts(),
    }
}

/// Why so.
pub(crate) fn reason(text: Text, reason: Reason) -> &'static str {
    match reason {
        Reason::NoControls => text.effect_reason_none(),
        Reason::ControlsTooNoisy => text.effect_reason_noisy(),
        Reason::ControlsFit => text.effect_reason_fit(),
        Reason::MixtureFitsBetter => text.effect_reason_mixture(),
        Reason::TooFewForASeries => text.effect_reason_counts(),
    }
}

/// The name of an action's metric.
pub fn metric_name(text: Text, catalogue: &Catalogue, action: &Action) -> String {
    let name = action.metric.as_deref().unwrap_or_default();
    catalogue.get(name).map_or_else(|| name.to_owned(), |metric| words::metric(metric, text.language()).name.clone())
}

/// An effect as JSON (contract: `luotsi effect`), with its sentences in every language.
pub fn json(catalogue: &Catalogue, effect: &Effect) -> Value {
    let action = &effect.action;
    let texts: Map<String, Value> = Language::ALL
        .into_iter()
        .map(|language| {
            (
                language.code().to_owned(),
                format!("{}. {}", verdict(language.text(), effect), sentence(language.text(), catalogue, effect)).into(),
            )
        })
        .collect();
    let mut object = json!({
        "action": action.id, "title": action.title, "metric": action.metric, "scope": scope_json(&action.scope), "owner": action.owner,
        "started_on": action.started_on, "ended_on": action.ended_on, "expected": action.expected, "guard": action.guard,
        "signal": action.signal, "learnt": action.learnt, "source": if action.imported { "imported" } else { "own" }, "text": texts,
        "counted": effect.is_counted(),
    });
    let more = match &effect.outcome {
        Err(why) => {
            json!({ "verdict": null, "why": why, "needs": null, "method": null, "before": null, "after": null, "effect": null, "low": null, "high": null })
        }
        Ok(outcome) => outcome_json(outcome),
    };
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

fn outcome_json(outcome: &Outcome) -> Value {
    let size = outcome.size.as_ref();
    let finite = |number: f64| number.is_finite().then_some(number);
    let guards: Vec<Value> = outcome
        .guards
        .iter()
        .map(|guard| {
            let size = guard.size.as_ref();
            json!({ "metric": guard.metric, "method": guard.method.name(), "effect": size.map(|size| size.effect), "low": size.map(|size| size.low),
                    "high": size.map(|size| size.high), "verdict": guard.verdict })
        })
        .collect();
    let controls: Vec<Value> =
        outcome.controls.iter().map(|control| json!({ "scope": scope_json(&control.scope), "weight": control.weight })).collect();
    let points: Vec<Value> = outcome
        .points
        .iter()
        .map(|point| {
            json!({ "period": point.period, "n": point.value.n, "value": point.value.value, "without": point.without, "side": point.side,
                    "complete": point.is_complete })
        })
        .collect();
    let needs = needs(Language::En.text(), outcome);
    json!({
        "method": outcome.method.name(), "reason": outcome.reason, "before": finite(outcome.before), "after": outcome.after,
        "effect": size.map(|size| size.effect), "low": size.map(|size| size.low), "high": size.map(|size| size.high),
        "sure_low": size.map(|size| size.sure_low), "sure_high": size.map(|size| size.sure_high), "verdict": outcome.verdict,
        "needs": needs, "needs_periods": outcome.needs, "per": outcome.per, "horizon_periods": outcome.horizon,
        "smallest_that_matters": outcome.smallest, "smallest_seen": outcome.smallest_seen,
        "periods_before": outcome.periods.0, "periods_after": outcome.periods.1, "autocorrelation": outcome.autocorrelation,
        "regression_to_the_mean": outcome.unusual.map(|unusual| json!({ "periods": unusual.points, "deviation": unusual.deviation, "bad": outcome.is_after_bad })),
        "controls": controls, "placebo": outcome.placebo, "guards": guards,
        "rule": outcome.is_bought().then_some("R34"),
        "together": outcome.together.iter().map(|other| &other.id).collect::<Vec<_>>(),
        "shared_with": outcome.shared.iter().map(|other| &other.id).collect::<Vec<_>>(),
        "since_end": outcome.since_end.as_ref().map(|since| {
            let size = since.size.as_ref();
            json!({ "periods": since.periods, "effect": size.map(|size| size.effect), "low": size.map(|size| size.low),
                    "high": size.map(|size| size.high), "verdict": since.verdict })
        }),
        "leavers": outcome.counts.map(|counts| json!({ "before": counts.before, "months_before": counts.months_before,
                                                       "after": counts.after, "months_after": counts.months_after })),
        "events": outcome.events.iter().map(|event| &event.title).collect::<Vec<_>>(),
        "points": points,
    })
}

/// An effect as it stands in a form or a sentence, with its sign and unit.
pub(crate) fn effect_shown(text: Text, metric: &Metric, effect: f64) -> String {
    let shown = effect * shown_in(metric.unit);
    let number = format::signed(text.language(), shown, if shown.abs() >= 20.0 { 0 } else { 1 });
    format!("{number}\u{a0}{}", unit_label(text, metric.unit)).trim_end().to_owned()
}

/// An effect as a field of a form holds it: with its sign, without its unit.
pub(crate) fn effect_typed(text: Text, metric: &Metric, effect: f64) -> String {
    let shown = effect * shown_in(metric.unit);
    let decimals = match shown.abs() {
        size if size >= 20.0 => 0,
        size if size >= 1.0 => 1,
        _ => 2,
    };
    let written = format::signed(text.language(), shown, decimals);
    // A field holds no marks between thousands: those of English are the decimal marks of Finnish and Swedish.
    if text.language() == Language::En { written.replace(',', "") } else { written }
}

/// People write per cent as 9, not as 0.09.
pub(crate) fn shown_in(unit: Unit) -> f64 {
    if unit == Unit::Percent { 100.0 } else { 1.0 }
}

pub(crate) fn unit_label(text: Text, unit: Unit) -> String {
    match unit {
        Unit::Percent => text.signals_unit_percent(),
        Unit::Points => text.signals_unit_points(),
        Unit::Seconds => "s",
        Unit::Hours => "h",
        Unit::Days => text.unit_days_short(),
        Unit::Euros => "€",
        Unit::PerThousand => "‰",
        Unit::PerHundred => "/ 100",
        Unit::Stars => "★",
        Unit::Scale | Unit::Count | Unit::Coefficient => "",
    }
    .to_owned()
}

/// A number as people of three languages write it: comma or point, any minus, any spaces.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let plain = plain.replace(['\u{2212}', '–'], "-").replace(',', ".");
    // Words that Rust takes for numbers are none here.
    let is_written = plain.chars().all(|letter| letter.is_ascii_digit() || "+-.".contains(letter));
    plain.parse().ok().filter(|number: &f64| is_written && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (written, expected) in [
            ("+9,0", Some(9.0)),
            ("−1 204,5", Some(-1204.5)),
            ("3.25", Some(3.25)),
            ("inf", None),
            ("NaN", None),
            ("1e5", None),
            ("noin 5", None),
            ("", None),
        ] {
            assert_eq!(number(written), expected, "{written}");
        }
    }

    #[test]
    fn an_effect_that_was_typed_is_read_back_as_it_was() {
        let (catalogue, _) = Catalogue::shipped();
        for (metric, effect) in [("fcr_repeat", 0.09), ("fcr_repeat", -0.125), ("first_response_s_median", -1_204.0), ("csat_mean", 0.25)] {
            let Some(metric) = catalogue.get(metric) else { continue };
            for language in Language::ALL {
                let typed = effect_typed(language.text(), metric, effect);
                let read = number(&typed).expect("a number") / shown_in(metric.unit);
                assert!((read - effect).abs() <= 0.006 * effect.abs(), "{typed}");
            }
        }
    }
}
