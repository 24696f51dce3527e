//! Signals in words and as JSON (contract §2).

use luotsi_core::catalogue::{Catalogue, Metric, Unit};
use luotsi_core::comparison::{External, OwnBest};
use luotsi_core::judge::{Change, Course};
use luotsi_core::measuring::Finding;
use luotsi_core::rules::{Does, Rule, Texts};
use luotsi_core::scope::Scope;
use luotsi_core::signals::{Against, Comparison, Conflict, Holds, Kind, LEAVERS, Signal, Signals};
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
    if let Some(conflict) = &signal.conflict {
        return with_others(text, catalogue, signal, contradiction(text, catalogue, (signal, conflict), this_year));
    }
    let change = &signal.change;
    let level = |number: f64| format::value(text, metric.unit, number);
    let since = chart_data::since(text, change, this_year);
    let name = &words::metric(metric, text.language()).name;
    let mut said = match (signal.kind, &signal.against) {
        (Kind::Target, Some(against)) => {
            let target = format::target(text, metric.unit, against.target);
            text.signals_target(&chance(text, against), &level(change.after), name, &place(text, signal), &since, &target)
        }
        (Kind::Benchmark, _) => behind(text, metric, signal),
        (Kind::People, _) if signal.metric != LEAVERS => {
            let effect = effect_words(text, metric.unit, change).unwrap_or_default();
            let levels = chart_data::levels_sentence(text, (&level(change.before), &level(change.after)), change, this_year);
            text.signals_load(&effect, &levels, name, &place(text, signal))
        }
        (Kind::People, _) => {
            let people = |number: f64| {
                if number < 0.1 {
                    text.signals_less_than(&format::decimal(text.language(), 0.1, 1))
                } else {
                    format::decimal(text.language(), number, 1)
                }
            };
            text.signals_people(&format::count(text.language(), change.after as u64), &place(text, signal), &since, &people(change.before))
        }
        _ if matches!(change.course, Course::Spike { .. }) => {
            let way = if change.effect >= 0.0 { "up" } else { "down" };
            let when = format::capitalised(&when(text, change));
            let seen = text.signals_spike(&level(change.after), &level(change.before), way, name, &place(text, signal), &when);
            format!("{seen} {}.", towards(text, signal.better))
        }
        _ if change.course == Course::Spread => {
            // Two standard deviations hold most periods.
            let most = |deviation: f64| format::change(text, metric.unit, 2.0 * deviation);
            text.signals_spread(&most(change.after), &most(change.before), name, &place(text, signal), &since)
        }
        _ => {
            let effect = effect_words(text, metric.unit, change).unwrap_or_default();
            let levels = chart_data::levels_sentence(text, (&level(change.before), &level(change.after)), change, this_year);
            text.signals_sentence(&effect, &levels, name, &place(text, signal), &towards(text, signal.better))
        }
    };
    if let Some(beside) = beside_target(text, metric, signal) {
        said.push(' ');
        said.push_str(&beside);
    }
    with_others(text, catalogue, signal, said)
}

/// The periods of what has a beginning and an end: `week 24/2026`, `week 23/2026 – week 24/2026`.
pub(crate) fn when(text: Text, change: &Change) -> String {
    let (first, last) = (change.since, change.course.until().unwrap_or(change.since));
    let first_words = format::period(text, first);
    if first == last { first_words } else { format!("{first_words} – {}", format::period(text, last)) }
}

/// What was said, and the other metrics that moved along.
fn with_others(text: Text, catalogue: &Catalogue, signal: &Signal, mut said: String) -> String {
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

/// What a comparison says: the own best quarter first, and what is usual elsewhere.
fn behind(text: Text, metric: &Metric, signal: &Signal) -> String {
    let level = |number: f64| format::value(text, metric.unit, number);
    let name = &words::metric(metric, text.language()).name;
    let place = place(text, signal);
    let Some(Comparison { external, own_best }) = &signal.benchmark else { return String::new() };
    let mut said = Vec::new();
    if let Some(best) = own_best {
        let gap = format::change(text, metric.unit, best.gap);
        let ends = format::interval(text, metric.unit, best.gap_low, best.gap_high);
        said.push(text.signals_benchmark_own(
            &level(best.value),
            &gap,
            &format!(" ({ends})"),
            &level(best.lately),
            &level(best.measured),
            name,
            &place,
            &format::period(text, best.quarter),
        ));
    }
    if let Some(other) = external {
        let (what, year, value) = (benchmark_words(text, &other.what), other.year.to_string(), level(other.value));
        said.push(match own_best {
            Some(_) => text.signals_benchmark_too(&other.source, &value, &what, &other.whose, &year),
            None => {
                text.signals_benchmark_other(&level(signal.change.after), name, &place, &other.source, &value, &what, &other.whose, &year)
            }
        });
    }
    said.join(" ")
}

/// What a value of others is, in words where there are some.
pub fn benchmark_words(text: Text, what: &str) -> String {
    text.named(&format!("benchmark-{what}")).map_or_else(|| what.replace('_', " "), str::to_owned)
}

/// A value of others as a program reads it.
pub(crate) fn external_json(external: &External) -> Value {
    json!({
        "value": external.value, "n": external.n, "what": external.what, "whose": external.whose, "source": external.source,
        "year": external.year, "grade": external.grade, "scope": scope_json(&external.scope), "own_series": external.is_own,
        "compared": external.is_comparable(), "why_not": external.not_compared.map(|why| why.code()),
    })
}

/// The own best quarter as a program reads it.
pub(crate) fn own_best_json(best: &OwnBest) -> Value {
    json!({
        "quarter": best.quarter, "measured": best.measured, "value": best.value, "low": best.low, "high": best.high,
        "quarters": best.quarters, "believed": best.believed, "lately": best.lately, "since": best.since.start, "periods": best.points,
        "gap": best.gap, "gap_low": best.gap_low, "gap_high": best.gap_high, "p": best.p_value,
    })
}

/// What a signal is behind: the value with its source, and the own best quarter.
fn benchmark_json(comparison: &Comparison) -> Value {
    let external = comparison.external.as_ref();
    json!({
        "value": external.map(|external| external.value), "source": external.map(|external| &external.source),
        "year": external.map(|external| external.year), "grade": external.map(|external| &external.grade),
        "what": external.map(|external| &external.what), "whose": external.map(|external| &external.whose),
        "n": external.and_then(|external| external.n),
        "own_best": comparison.own_best.as_ref().map(own_best_json),
    })
}

/// What a conflict says: the rule's name, each of its parts with figures, and what it usually means.
fn contradiction(text: Text, catalogue: &Catalogue, (signal, conflict): (&Signal, &Conflict), this_year: i16) -> String {
    let told = conflict.rule.texts(text.language().code());
    let parts: Vec<String> = conflict.parts.iter().map(|part| holds(text, catalogue, part, this_year)).collect();
    text.signals_conflict(&told.means, &told.name, &parts.join(" "), &place(text, signal))
}

/// One part of a conflict, with its figures. Empty when the catalogue does not know its metric.
pub fn holds(text: Text, catalogue: &Catalogue, part: &Holds, this_year: i16) -> String {
    let Some(metric) = catalogue.get(&part.metric) else { return String::new() };
    let change = &part.change;
    let figure = |number: f64| match part.of_records {
        true => format::count(text.language(), number.round().max(0.0) as u64),
        false => format::value(text, metric.unit, number),
    };
    let name = &words::metric(metric, text.language()).name;
    let name = if part.of_records { text.signals_part_records(name) } else { name.clone() };
    let target = |number: f64| format::target(text, metric.unit, number);
    let level = figure(change.after);
    match part.does {
        Does::StandsStill => {
            let most = change.low.abs().max(change.high.abs());
            let most = if part.of_records { figure(most) } else { format::change(text, metric.unit, most) };
            text.signals_part_still(&level, &name, &most)
        }
        Does::IsAbove => text.signals_part_above(&level, &name, &target(change.before)),
        Does::IsBelow => text.signals_part_below(&level, &name, &target(change.before)),
        Does::MeetsTarget => text.signals_part_met(&level, &name, &target(change.before)),
        Does::MissesTarget => text.signals_part_missed(&level, &name, &target(change.before)),
        Does::Rises | Does::Falls | Does::Worsens | Does::Improves => {
            let levels = chart_data::levels_sentence(text, (&figure(change.before), &level), change, this_year);
            text.signals_part_moved(&levels, &name)
        }
    }
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
pub(crate) fn chance(text: Text, against: &Against) -> String {
    let percent = |share: f64| format::value(text, Unit::Percent, share);
    if against.chance.probability < 0.01 { text.signals_less_than(&percent(0.01)) } else { percent(against.chance.probability) }
}

/// What a change for the worse means for the target: still met (a good level in a bad direction), or no more.
pub(crate) fn beside_target(text: Text, metric: &Metric, signal: &Signal) -> Option<String> {
    let against =
        signal.against.filter(|_| signal.change.course.is_of_level() && signal.kind == Kind::Change && signal.better == Some(false))?;
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
pub(crate) fn scope_json(scope: &Scope) -> Value {
    let one = |(name, values): (&str, &[String])| (name.to_owned(), Value::from(values.join(",")));
    Value::Object(scope.iter().map(one).collect())
}

/// The rule behind a conflict with its texts, and what each of its metrics did.
fn conflict_json(conflict: &Conflict) -> Value {
    let part = |part: &Holds| {
        let change = &part.change;
        json!({
            "metric": part.metric, "of": if part.of_records { "records" } else { "value" }, "does": part.does.name(),
            "since": change.since.start, "before": change.before, "after": change.after, "effect": change.effect, "low": change.low,
            "high": change.high, "effect_sigmas": change.effect_sigmas, "better": part.better, "q": part.q,
        })
    };
    json!({
        "rule": conflict.rule.id, "number": conflict.rule.number, "parts": conflict.parts.iter().map(part).collect::<Vec<Value>>(),
        "text": rule_json(&conflict.rule), "also_fits": conflict.also_fits, "linked": conflict.linked,
    })
}

/// A rule's texts by language.
pub fn rule_json(rule: &Rule) -> Value {
    let one = |Texts { name, means, check, confirms, refutes }: &Texts| json!({ "name": name, "means": means, "check": check, "confirms": confirms, "refutes": refutes });
    let texts = Language::ALL.into_iter().map(|language| (language.code().to_owned(), one(rule.texts(language.code()))));
    Value::Object(texts.collect())
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
        let conflict = signal.conflict.as_ref().map(conflict_json);
        json!({
            "id": signal.id, "kind": signal.kind.name(), "metric": signal.metric, "scope": scope_json(&signal.scope), "since": change.since.start,
            "direction": if change.effect > 0.0 { "up" } else { "down" }, "better": signal.better, "before": change.before,
            "after": change.after, "effect": change.effect, "low": change.low, "high": change.high, "q": signal.q,
            "weight": signal.weight,
            "evidence": {
                "share_of_records": signal.share_of_records, "share_of_change": signal.share_of_change, "periods": change.points,
                "effect_sigmas": change.effect_sigmas, "target": target, "seen_in": seen, "also": also,
                "within": change.within.map(|(first, last)| [first.start, last.start]), "course": change.course.name(),
                "until": change.course.until().map(|until| until.start), "conflict": conflict,
                "benchmark": signal.benchmark.as_ref().map(benchmark_json),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use luotsi_core::period::{Granularity, Period};
    use luotsi_core::rules::Rules;

    use super::*;

    fn change(before: f64, after: f64) -> Change {
        let since = Period::containing(Granularity::Week, jiff::civil::date(2026, 3, 30));
        let effect = after - before;
        let (low, high) = (effect - 0.02, effect + 0.02);
        Change {
            since,
            within: None,
            course: Course::Step,
            points: 10,
            before,
            after,
            effect,
            low,
            high,
            effect_sigmas: 3.0,
            surprise: 6.0,
        }
    }

    fn part(metric: &str, does: Does, change: Change) -> Holds {
        Holds { metric: metric.to_owned(), of_records: false, does, change, better: None, q: Some(0.01) }
    }

    /// A conflict with one part of every sort.
    fn conflict() -> Signal {
        let rule = Rules::shipped().get("faster_less_solved").expect("a shipped rule");
        let parts = vec![
            part("handle_s_median", Does::Falls, change(450.0, 366.0)),
            part("fcr_repeat", Does::StandsStill, change(0.75, 0.75)),
            Holds { of_records: true, ..part("csat_top2", Does::Rises, change(400.0, 520.0)) },
            part("occupancy", Does::IsAbove, change(0.88, 0.93)),
            part("service_level_v3", Does::MeetsTarget, change(0.8, 0.86)),
            part("abandonment", Does::MissesTarget, change(0.08, 0.12)),
        ];
        Signal {
            id: "conflict:faster_less_solved:team=A".into(),
            kind: Kind::Conflict,
            metric: "handle_s_median".into(),
            scope: Scope::whole().with("team", "A"),
            change: change(450.0, 366.0),
            better: Some(false),
            q: 0.02,
            weight: 1.0,
            share_of_records: 0.2,
            share_of_change: None,
            against: None,
            seen_in: Vec::new(),
            also: Vec::new(),
            conflict: Some(Conflict { rule: Arc::clone(rule), parts, also_fits: vec!["easy_cases_only".into()], linked: Vec::new() }),
            finding: None,
            benchmark: None,
        }
    }

    #[test]
    fn a_conflict_says_what_is_seen_with_figures_and_what_it_means() {
        let (catalogue, _) = Catalogue::shipped();
        let signal = conflict();
        // Figures and their units hold together.
        let said = sentence(Language::En.text(), &catalogue, &signal, 2026).replace('\u{a0}', " ");
        for part in [
            "Handling gets shorter, but fewer matters are settled at once.",
            "Handling time, median: Level 7 min 30 s → 6 min 6 s since 30 March.",
            "no repeat on the same topic: as before (75.0%; a change by 2.0 pp at most).",
            "Number of records (Customer satisfaction (CSAT), satisfied 4–5): Level 400 → 520",
            "Occupancy: 93.0%, above 88",
            "Service level V3: 86.0%, the target 80",
            "Abandonment rate: 12.0%, the target 8",
            "The pace is probably too fast",
        ] {
            assert!(said.contains(part), "“{part}” is not in: {said}");
        }
        let in_finnish = sentence(Language::Fi.text(), &catalogue, &signal, 2026);
        assert!(
            in_finnish.contains("Käsittely lyhenee") && in_finnish.contains("ennallaan (75,0") && in_finnish.contains("ei täyty"),
            "{in_finnish}"
        );
        let in_swedish = sentence(Language::Sv.text(), &catalogue, &signal, 2026);
        assert!(in_swedish.contains("Hanteringen blir kortare") && in_swedish.contains("nås inte"), "{in_swedish}");
    }

    #[test]
    fn the_evidence_of_a_conflict_names_its_rule_and_each_change() {
        let (catalogue, _) = Catalogue::shipped();
        let signals = Signals {
            version: "1".into(),
            watermark: None,
            watched: 100,
            too_small: 0,
            left_out: Vec::new(),
            expected_false: 0.02,
            signals: vec![conflict()],
        };
        let answer = json(&catalogue, &signals, 2026);
        let signal = &answer["signals"][0];
        let evidence = &signal["evidence"]["conflict"];
        assert_eq!(
            (&signal["kind"], &evidence["rule"], &evidence["number"]),
            (&json!("conflict"), &json!("faster_less_solved"), &json!(1))
        );
        assert_eq!(evidence["parts"].as_array().map(Vec::len), Some(6));
        assert_eq!((&evidence["parts"][0]["metric"], &evidence["parts"][0]["does"]), (&json!("handle_s_median"), &json!("falls")));
        assert_eq!(evidence["parts"][2]["of"], json!("records"));
        for language in ["fi", "sv", "en"] {
            assert!(evidence["text"][language]["check"].as_array().is_some_and(|check| !check.is_empty()), "{language}");
        }
    }
}
