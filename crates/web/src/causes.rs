//! Explanations in words and as JSON (contract §2).

use jiff::civil::Date;
use luotsi_core::ask::{Part, Records};
use luotsi_core::catalogue::{Catalogue, Metric, Unit};
use luotsi_core::causes::{Drawing, Driver, Error, Explanation, Method, PartOfChange, Priority, Role, Window, priorities};
use luotsi_core::scope::Scope;
use luotsi_core::situation::{self, View};
use luotsi_stats::intervals::Interval;
use serde_json::{Map, Value, json};

use crate::i18n::{Language, Text};
use crate::pages::situation::scope_words;
use crate::signals::scope_json;
use crate::{faults, format, words};

/// The unit that a change is divided in: the metric's, or a share of records where quantiles are divided by exceedance.
pub fn unit(metric: &Metric, explanation: &Explanation) -> Unit {
    if matches!(explanation.method, Method::Exceedance { .. }) { Unit::Percent } else { metric.unit }
}

/// A part of the service in words.
pub fn place(text: Text, scope: &Scope) -> String {
    format::capitalised(&scope_words(text, &View { scope: scope.clone(), ..View::default() }))
}

/// Changes on a scale of a few steps, and counts per case, are small: they need a decimal more than other figures do.
fn is_fine(unit: Unit, number: f64) -> bool {
    matches!(unit, Unit::Scale | Unit::Stars | Unit::Coefficient) || (unit == Unit::Count && number.abs() < 10.0)
}

/// A change with its sign: `+9,1 %-yks.`.
pub fn signed(text: Text, unit: Unit, number: f64) -> String {
    let sign = if number < 0.0 { "\u{2212}" } else { "+" };
    if !number.is_finite() {
        return "–".to_owned();
    }
    let size = if is_fine(unit, number) { format::decimal(text.language(), number.abs(), 2) } else { format::change(text, unit, number) };
    format!("{sign}{size}")
}

/// `−12,0…−6,1`: both ends with their signs, in the unit of the change.
pub fn interval(text: Text, unit: Unit, low: f64, high: f64) -> String {
    if !(low.is_finite() && high.is_finite()) {
        return "–".to_owned();
    }
    let fine = |number: f64| format::decimal(text.language(), number, 2);
    if is_fine(unit, low.abs().max(high.abs())) {
        format!("{}…{}", fine(low), fine(high))
    } else {
        format::interval(text, unit, low, high)
    }
}

/// A level; a dash where there is none.
pub fn level(text: Text, unit: Unit, number: f64) -> String {
    match unit {
        _ if !number.is_finite() => "–".to_owned(),
        Unit::Count if number.abs() < 10.0 => format::decimal(text.language(), number, 2),
        _ => format::value(text, unit, number),
    }
}

/// A share of a change as it is read: `83 %`, `−12 %`.
pub fn share(text: Text, share: f64) -> String {
    format::percent(text.language(), share, 0)
}

fn day(text: Text, day: Date, this_year: i16) -> String {
    if day.year() == this_year { format::day_month(text, day) } else { format::date(text, day) }
}

/// What an explanation says, in sentences.
pub fn sentences(text: Text, catalogue: &Catalogue, explanation: &Explanation, this_year: i16) -> Vec<String> {
    // An abbreviated unit at the end of a sentence brings a full stop of its own.
    told(text, catalogue, explanation, this_year).into_iter().map(|sentence| sentence.replace("..", ".")).collect()
}

fn told(text: Text, catalogue: &Catalogue, explanation: &Explanation, this_year: i16) -> Vec<String> {
    let Some(metric) = catalogue.get(&explanation.metric) else { return Vec::new() };
    let mut said = changed(text, metric, explanation, this_year);
    match explanation.method {
        Method::Indivisible => {
            said.push(text.why_no_parts_of_it().to_owned());
            return said;
        }
        Method::Exceedance { threshold } => {
            let share = |share: f64| format::value(text, Unit::Percent, share);
            let whole = &explanation.whole;
            said.push(text.why_exceedance(&share(whole.after), &share(whole.before), &level(text, metric.unit, threshold)));
        }
        Method::Weighted | Method::Additive => {}
    }
    if !explanation.whole.is_certain() {
        said.push(text.why_uncertain().to_owned());
    }
    if explanation.parts.is_empty() {
        said.push(text.why_no_part().to_owned());
    }
    said.extend(explanation.parts.iter().flat_map(|found| part(text, metric, explanation, found)));
    let names: Vec<&str> = explanation
        .along
        .iter()
        .take(4)
        .filter_map(|along| catalogue.get(&along.metric))
        .map(|metric| words::metric(metric, text.language()).name.as_str())
        .collect();
    if !names.is_empty() {
        said.push(text.why_along_sentence(&names.join("; ")));
    }
    // A factor that goes with next to nothing is not worth a sentence.
    let first = explanation.drivers.as_ref().and_then(|drivers| drivers.factors.first());
    if let Some(first) = first.filter(|first| first.importance.estimate >= 0.02 && first.importance.low > 0.001) {
        let goes = signed(text, metric.unit, first.goes_with.estimate);
        said.push(text.why_driver(&factor(text, first), &goes, &percent(text, first.importance.estimate)));
    }
    said
}

fn changed(text: Text, metric: &Metric, explanation: &Explanation, this_year: i16) -> Vec<String> {
    let (before, after) = explanation.values;
    let at = day(text, explanation.after.from, this_year);
    let (before, after) = (level(text, metric.unit, before), level(text, metric.unit, after));
    let name = &words::metric(metric, text.language()).name;
    let place = format!("{name}, {}", scope_words(text, &View { scope: explanation.scope.clone(), ..View::default() }));
    let whole = &explanation.whole;
    let is_direct = matches!(explanation.method, Method::Weighted | Method::Additive);
    if is_direct && whole.low.is_finite() && whole.high.is_finite() {
        let change = signed(text, metric.unit, whole.effect);
        return vec![text.why_changed(&after, &before, &change, &interval(text, metric.unit, whole.low, whole.high), &place, &at)];
    }
    vec![text.why_changed_plain(&after, &before, &place, &at)]
}

fn part(text: Text, metric: &Metric, explanation: &Explanation, part: &PartOfChange) -> Vec<String> {
    let unit = unit(metric, explanation);
    let (before, after) = (level(text, metric.unit, part.values.0), level(text, metric.unit, part.values.1));
    let without = signed(text, unit, part.without);
    let place = place(text, &part.scope);
    // Shares of a change that may be none say nothing.
    let mut said = vec![match part.share_of_change.filter(|_| explanation.whole.is_certain()) {
        Some(of_change) => text.why_part(&after, &before, &place, &share(text, of_change), &without),
        None => text.why_part_plain(&after, &before, &place, &without),
    }];
    if part.mix_effect.abs() > 0.25 * part.effect.abs() {
        let weight = |weight: f64| format::value(text, Unit::Percent, weight);
        said.push(text.why_part_mix(&weight(part.weight.0), &signed(text, unit, part.mix_effect), &weight(part.weight.1)));
    }
    let names = |scopes: &[Scope]| scopes.iter().map(|scope| self::place(text, scope)).collect::<Vec<_>>().join("; ");
    if !part.same_as.is_empty() {
        said.push(text.why_part_same(&names(&part.same_as)));
    }
    if !part.apart_from.is_empty() {
        said.push(text.why_part_apart(&names(&part.apart_from)));
    }
    said
}

/// The name of a factor.
pub fn factor(text: Text, driver: &Driver) -> String {
    words::column(text, &driver.factor)
}

/// A share of the scatter, with a decimal where it is small.
pub(crate) fn percent(text: Text, share: f64) -> String {
    format::percent(text.language(), share, if share < 0.0995 { 1 } else { 0 })
}

/// The sort of a factor in words.
pub(crate) fn role(text: Text, role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Basic) => text.why_role_basic(),
        Some(Role::Performance) => text.why_role_performance(),
        Some(Role::Excitement) => text.why_role_excitement(),
        Some(Role::Unclear) => text.why_role_unclear(),
        None => text.why_role_none(),
    }
}

/// What follows from a factor's importance and performance.
pub(crate) fn priority(text: Text, priority: Option<Priority>) -> &'static str {
    match priority {
        Some(Priority::First) => text.why_priority_first(),
        Some(Priority::KeepUp) => text.why_priority_keep_up(),
        Some(Priority::NoHurry) => text.why_priority_no_hurry(),
        Some(Priority::Ample) => text.why_priority_ample(),
        None => text.why_priority_on_a_line(),
    }
}

/// The mean of a factor in its own unit.
pub(crate) fn mean(text: Text, metric: &Metric, driver: &Driver, mean: f64) -> String {
    if driver.is_flag(metric) {
        format::value(text, Unit::Percent, mean)
    } else if driver.factor.ends_with("_s") {
        format::value(text, Unit::Seconds, mean)
    } else {
        format::decimal(text.language(), mean, 2)
    }
}

/// A window in words: its days and how many periods they are.
pub(crate) fn window(text: Text, window: &Window) -> String {
    let last = window.to.yesterday().unwrap_or(window.to);
    let count = text.why_periods(&format::count(text.language(), window.periods as u64), window.per.name());
    text.why_window(&count, &format::date(text, window.from), &format::date(text, last))
}

/// Why a change could not be explained, and what to do next.
pub fn fault(text: Text, catalogue: &Catalogue, error: &Error) -> String {
    let number = |count: usize| format::count(text.language(), count as u64);
    match error {
        Error::Situation(situation::Error::Ask(error)) => faults::ask(text, error),
        Error::Situation(situation::Error::Settings(problem)) => faults::setting(text, problem),
        Error::UnknownValue { dimension, value, nearest } => {
            let said = text.why_unknown_value(&words::dimension(text, dimension), value);
            let names: Vec<String> = nearest.iter().map(|name| words::dimension_value(text, dimension, name)).collect();
            [said, faults::nearest(text, &names)].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Error::NoChange { metric } => {
            let name = catalogue.get(metric).map_or(metric.as_str(), |metric| &words::metric(metric, text.language()).name);
            text.why_no_change(name)
        }
        Error::TooFewRecords { have, need } => {
            text.why_too_few_records(&format::count(text.language(), *have), &format::count(text.language(), u64::from(*need)))
        }
        Error::TooFew { at, known, before, after } => {
            let said = text.why_too_few(&number(after.0), &format::date(text, *at), &number(before.0), &number(after.1), &number(before.1));
            let reach = match known {
                Some((from, to)) => text.why_known(&format::date(text, *from), &format::date(text, to.yesterday().unwrap_or(*to))),
                None => text.why_known_none().to_owned(),
            };
            format!("{said} {reach}")
        }
    }
}

fn number(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}

fn count(value: f64) -> Value {
    if value == value.trunc() && value.abs() < 9e15 { json!(value as i64) } else { number(value) }
}

fn window_json(window: &Window) -> Value {
    json!({ "per": window.per.name(), "from": window.from, "to": window.to.yesterday().unwrap_or(window.to), "periods": window.periods })
}

fn interval_json(interval: &Interval) -> Value {
    json!({ "value": number(interval.estimate), "low": number(interval.low), "high": number(interval.high) })
}

fn records_json(records: &Drawing) -> Value {
    match records {
        Drawing::None => json!({ "rows": [] }),
        Drawing::TooFew { have, need } => json!({ "rows": [], "have": have, "need": need }),
        Drawing::Drawn(Records { columns, rows, total }) => {
            let row = |row: &Vec<Option<String>>| {
                let cells = columns.iter().cloned().zip(row.iter().map(|cell| cell.as_deref().map_or(Value::Null, Value::from)));
                Value::Object(cells.collect::<Map<String, Value>>())
            };
            json!({ "total": total, "rows": rows.iter().map(row).collect::<Vec<Value>>() })
        }
    }
}

/// The explanation as JSON, with its sentences in every language.
pub fn json(catalogue: &Catalogue, explanation: &Explanation, this_year: i16) -> Value {
    let whole = &explanation.whole;
    let part = |part: &PartOfChange| {
        let names = |scopes: &[Scope]| scopes.iter().map(scope_json).collect::<Vec<Value>>();
        json!({
            "scope": scope_json(&part.scope), "share_of_change": part.share_of_change, "effect": number(part.effect),
            "low": number(part.low), "high": number(part.high), "rate_effect": number(part.rate_effect),
            "mix_effect": number(part.mix_effect), "n": count(part.n.1), "n_before": count(part.n.0), "q": number(part.q),
            "before": number(part.values.0), "after": number(part.values.1),
            "level": { "before": number(part.level.before), "after": number(part.level.after), "effect": number(part.level.effect),
                       "low": number(part.level.low), "high": number(part.level.high) },
            "share_of_records": { "before": number(part.weight.0), "after": number(part.weight.1) },
            "without": number(part.without), "same_as": names(&part.same_as), "apart_from": names(&part.apart_from),
        })
    };
    let rest = explanation.rest.map(|rest| {
        json!({ "share_of_change": rest.share_of_change, "effect": number(rest.effect), "rate_effect": number(rest.rate_effect),
                "mix_effect": number(rest.mix_effect), "before": rest.level.map(|level| level.0), "after": rest.level.map(|level| level.1),
                "n": count(rest.n.1), "n_before": count(rest.n.0) })
    });
    let factors = explanation.drivers.as_ref().map(|drivers| drivers.factors.as_slice()).unwrap_or_default();
    let map = priorities(factors);
    let priority =
        |number: usize| map.iter().flat_map(|map| &map.places).find(|place| place.driver == number).and_then(|place| place.priority);
    let driver = |(number, driver): (usize, &Driver)| {
        json!({
            "factor": driver.factor, "importance": interval_json(&driver.importance), "goes_with": interval_json(&driver.goes_with),
            "before": driver.mean.map(|mean| mean.0), "after": driver.mean.map(|mean| mean.1),
            "performance": driver.performance.map(|place| place.estimate),
            "performance_low": driver.performance.map(|place| place.low), "performance_high": driver.performance.map(|place| place.high),
            "penalty": driver.penalty.as_ref().map(interval_json), "reward": driver.reward.as_ref().map(interval_json),
            "role": driver.role.map(Role::name), "priority": priority(number).map(Priority::name),
        })
    };
    let drivers: Vec<Value> = factors.iter().enumerate().map(driver).collect();
    let drawn = explanation.drivers.as_ref().map(|drivers| {
        json!({ "before": drivers.drawn.0, "after": drivers.drawn.1, "out_of_before": drivers.out_of.0, "out_of_after": drivers.out_of.1,
                "seed": drivers.seed, "r_squared": number(drivers.r_squared), "change": number(drivers.change),
                "goes_with_none": number(drivers.goes_with_none), "what": "association" })
    });
    let along: Vec<Value> = explanation
        .along
        .iter()
        .map(|along| {
            json!({ "metric": along.metric, "before": number(along.before), "after": number(along.after), "effect": number(along.effect),
                    "low": number(along.low), "high": number(along.high), "better": along.better, "q": number(along.q) })
        })
        .collect();
    let cases = &explanation.cases;
    let (method, threshold) = match explanation.method {
        Method::Weighted => ("weighted", None),
        Method::Additive => ("additive", None),
        Method::Exceedance { threshold } => ("exceedance", Some(threshold)),
        Method::Indivisible => ("indivisible", None),
    };
    let texts: Map<String, Value> = Language::ALL
        .into_iter()
        .map(|language| {
            let said = sentences(language.text(), catalogue, explanation, this_year);
            (language.code().to_owned(), said.join(" ").into())
        })
        .collect();
    json!({
        "metric": explanation.metric, "scope": scope_json(&explanation.scope), "at": explanation.after.from,
        "before": number(explanation.values.0), "after": number(explanation.values.1), "effect": number(explanation.values.1 - explanation.values.0),
        "method": method, "threshold": threshold,
        "divided": { "before": number(whole.before), "after": number(whole.after), "effect": number(whole.effect), "low": number(whole.low),
                     "high": number(whole.high) },
        "windows": { "before": window_json(&explanation.before), "after": window_json(&explanation.after) },
        "parts": explanation.parts.iter().map(part).collect::<Vec<Value>>(), "rest": rest, "searched": explanation.searched,
        "dimensions": explanation.dimensions, "left_out": explanation.left_out, "false_share": luotsi_core::causes::FALSE_SHARE,
        "along": along, "drivers": drivers, "drawn": drawn, "themes": [],
        "cases": { "seed": cases.seed, "scope": scope_json(&cases.scope), "part": cases.part.map(part_name),
                   "records": records_json(&cases.records), "comments": records_json(&cases.comments) },
        "version": explanation.version, "text": texts,
    })
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Numerator => "numerator",
        Part::Denominator => "denominator",
        Part::Rest => "rest",
    }
}
