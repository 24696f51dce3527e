//! Actions and their effects in words and as JSON (contract §2).

use luotsi_core::catalogue::{Better, Catalogue, Metric, Unit};
use luotsi_core::effect::{Action, Effect, Method, Outcome, Reason, Size, Verdict, Why};
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
        Err(why) => why_not(text, why),
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
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
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

/// Why nothing can be told.
fn why_not(text: Text, why: &Why) -> String {
    match why {
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
    }
}

/// Why so.
pub(crate) fn reason(text: Text, reason: Reason) -> &'static str {
    match reason {
        Reason::NoControls => text.effect_reason_none(),
        Reason::ControlsTooNoisy => text.effect_reason_noisy(),
        Reason::ControlsFit => text.effect_reason_fit(),
        Reason::MixtureFitsBetter => text.effect_reason_mixture(),
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
        "started_on": action.started_on, "ended_on": action.ended_on, "text": texts,
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
        "together": outcome.together.iter().map(|other| &other.id).collect::<Vec<_>>(),
        "events": outcome.events.iter().map(|event| &event.title).collect::<Vec<_>>(),
        "points": points,
    })
}
