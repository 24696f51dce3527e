//! Signals in words and as JSON (contract §2).

use luotsi_core::catalogue::{Catalogue, Metric, Unit};
use luotsi_core::measuring::Finding;
use luotsi_core::scope::Scope;
use luotsi_core::signals::{Against, Kind, Signal, Signals};
use luotsi_core::situation::View;
use serde_json::{Map, Value, json};

use crate::i18n::{Language, Text};
use crate::pages::chart_data;
use crate::pages::situation::{effect_words, scope_words, towards};
use crate::{format, measuring, words};

/// Where a signal is, in words.
pub fn place(text: Text, signal: &Signal) -> String {
    format::capitalised(&scope_words(text, &View { scope: signal.scope.clone(), ..View::default() }))
}

/// What a signal says, in one sentence or two. Empty when the catalogue does not know its metric.
pub fn sentence(text: Text, catalogue: &Catalogue, signal: &Signal, this_year: i16) -> String {
    if let Some(finding) = &signal.finding {
        return found(text, catalogue, signal, finding, this_year);
    }
    let Some(metric) = catalogue.get(&signal.metric) else { return String::new() };
    let change = &signal.change;
    let level = |number: f64| format::value(text, metric.unit, number);
    let since = chart_data::since(text, change, this_year);
    let name = &words::metric(metric, text.language()).name;
    let mut said = match (signal.kind, &signal.against) {
        (Kind::Target, Some(against)) => {
            let target = format::target(text, metric.unit, against.target);
            text.signals_target(&chance(text, against), &level(change.after), name, &place(text, signal), &since, &target)
        }
        _ => {
            let effect = effect_words(text, metric.unit, change).unwrap_or_default();
            let levels = text.situation_card_levels(&level(change.after), &level(change.before), &since);
            text.signals_sentence(&effect, &levels, name, &place(text, signal), &towards(text, signal.better))
        }
    };
    if let Some(beside) = beside_target(text, metric, signal) {
        said.push(' ');
        said.push_str(&beside);
    }
    let others: Vec<&str> = signal
        .also
        .iter()
        .filter_map(|also| catalogue.get(&also.metric))
        .map(|metric| words::metric(metric, text.language()).name.as_str())
        .collect();
    if !others.is_empty() {
        said.push(' ');
        said.push_str(&text.signals_also(&others.join("; ")));
    }
    said
}

/// What was found about the measuring, and which figures it fakes.
fn found(text: Text, catalogue: &Catalogue, signal: &Signal, finding: &Finding, this_year: i16) -> String {
    let mut said = measuring::sentence(text, catalogue, finding, this_year);
    let mut faked: Vec<&str> = Vec::new();
    for also in &signal.also {
        if let Some(metric) = catalogue.get(&also.metric) {
            let name = words::metric(metric, text.language()).name.as_str();
            if !faked.contains(&name) {
                faked.push(name);
            }
        }
    }
    if !faked.is_empty() {
        said.push(' ');
        said.push_str(&text.measuring_explains(&faked.join("; ")));
    }
    said
}

/// The chance that a period meets the target; one that rounds to nothing is not said to be nothing.
fn chance(text: Text, against: &Against) -> String {
    let percent = |share: f64| format::value(text, Unit::Percent, share);
    if against.chance.probability < 0.01 { text.signals_less_than(&percent(0.01)) } else { percent(against.chance.probability) }
}

/// What a change for the worse means for the target: still met (a good level in a bad direction), or no more.
fn beside_target(text: Text, metric: &Metric, signal: &Signal) -> Option<String> {
    let against = signal.against.filter(|_| signal.kind == Kind::Change && signal.better == Some(false))?;
    let target = format::target(text, metric.unit, against.target);
    if against.is_met() {
        return Some(text.signals_still_met(&target));
    }
    against.is_out_of_reach().then(|| text.target_fail(&target))
}

/// How much was watched, and how much of what is told is expected to be false.
pub fn summary(text: Text, signals: &Signals) -> String {
    let count = |number: usize| format::count(text.language(), number as u64);
    let mut said = if signals.signals.is_empty() {
        text.signals_none(&count(signals.watched))
    } else {
        let expected = format::decimal(text.language(), signals.expected_false, 1);
        text.signals_summary(&count(signals.signals.len()), &expected, &count(signals.watched))
    };
    if !signals.left_out.is_empty() {
        let names: Vec<String> = signals.left_out.iter().map(|name| words::dimension(text, name)).collect();
        said.push(' ');
        said.push_str(&text.signals_left_out(&names.join(", ")));
    }
    said
}

/// A part of the service as a program reads it: one value of each dimension.
fn scope_json(scope: &Scope) -> Value {
    let one = |(name, values): (&str, &[String])| (name.to_owned(), Value::from(values.join(",")));
    Value::Object(scope.iter().map(one).collect())
}

/// The signals as JSON, with their sentences in every language.
pub fn json(catalogue: &Catalogue, signals: &Signals, this_year: i16) -> Value {
    let one = |signal: &Signal| {
        let change = &signal.change;
        let texts: Map<String, Value> = Language::ALL
            .into_iter()
            .map(|language| (language.code().to_owned(), sentence(language.text(), catalogue, signal, this_year).into()))
            .collect();
        let seen: Vec<Value> =
            signal.seen_in.iter().map(|seen| json!({ "scope": scope_json(&seen.scope), "effect": seen.effect, "q": seen.q })).collect();
        let also: Vec<Value> = signal
            .also
            .iter()
            .map(|also| {
                json!({ "metric": also.metric, "scope": scope_json(&also.scope), "since": also.change.since.start, "before": also.change.before,
                        "after": also.change.after, "better": also.better })
            })
            .collect();
        let target = signal.against.map(|against| {
            let chance = against.chance;
            json!({ "target": against.target, "chance": chance.probability, "low": chance.low, "high": chance.high })
        });
        json!({
            "id": signal.id, "kind": signal.kind.name(), "metric": signal.metric, "scope": scope_json(&signal.scope), "since": change.since.start,
            "direction": if change.effect > 0.0 { "up" } else { "down" }, "better": signal.better, "before": change.before,
            "after": change.after, "effect": change.effect, "low": change.low, "high": change.high, "q": signal.q,
            "weight": signal.weight,
            "evidence": {
                "share_of_records": signal.share_of_records, "share_of_change": signal.share_of_change, "periods": change.points,
                "effect_sigmas": change.effect_sigmas, "target": target, "seen_in": seen, "also": also,
                "finding": signal.finding.as_ref().map(|finding| &finding.what), "n": signal.finding.as_ref().map(|finding| finding.n),
            },
            "text": texts,
        })
    };
    json!({
        "watched": signals.watched, "too_small": signals.too_small, "left_out": signals.left_out,
        "expected_false": signals.expected_false, "signals": signals.signals.iter().map(one).collect::<Vec<Value>>(),
    })
}
