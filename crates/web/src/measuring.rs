//! The measuring of the measuring in words and as JSON.

use jiff::Timestamp;
use jiff::civil::Date;
use luotsi_core::catalogue::{Catalogue, Unit};
use luotsi_core::measuring::definition::Changed;
use luotsi_core::measuring::{Check, Finding, Kept, Measuring, What};
use luotsi_core::scope::Scope;
use luotsi_core::situation::View;
use serde_json::{Map, Value, json};

use crate::i18n::{Language, Text};
use crate::pages::situation::scope_words;
use crate::signals::scope_json;
use crate::{format, words};

/// A part of the service with a capital letter.
pub fn place(text: Text, scope: &Scope) -> String {
    format::capitalised(&scope_words(text, &View { scope: scope.clone(), ..View::default() }))
}

/// The question that a check answers.
pub fn check(text: Text, check: Check) -> &'static str {
    text.named(&format!("measuring-section-{}", check.name())).unwrap_or_default()
}

/// What was found, in a few words.
pub fn title(text: Text, what: &What) -> &'static str {
    named(text, "what", what)
}

/// What it means for the figures.
pub fn meaning(text: Text, what: &What) -> &'static str {
    named(text, "means", what)
}

/// What to do about it.
pub fn to_do(text: Text, what: &What) -> &'static str {
    named(text, "do", what)
}

fn named(text: Text, part: &str, what: &What) -> &'static str {
    // Every code has its texts: a test holds that.
    text.named(&format!("measuring-{part}-{}", what.code().replace('_', "-"))).unwrap_or_default()
}

/// What was found, where, since when and how large, in a sentence.
pub fn sentence(text: Text, catalogue: &Catalogue, finding: &Finding, this_year: i16) -> String {
    let size = &finding.size;
    let level = |number: f64| format::value(text, size.unit, number);
    let (before, after) = (level(size.before), level(size.after));
    let effect = format::change(text, size.unit, size.effect);
    let (low, high) = if size.effect < 0.0 { (-size.high, -size.low) } else { (size.low, size.high) };
    let interval = format::interval(text, size.unit, low, high);
    let place = place(text, &finding.scope);
    let since = finding.since.map(|day| day_words(text, day, this_year)).unwrap_or_default();
    let count = |number: usize| format::count(text.language(), number as u64);
    let kind = |kind| format::capitalised(words::kind(text, kind));
    match &finding.what {
        What::SelectionBegan => text.measuring_says_selection_began(&after, &before, &place, &since),
        What::SelectionStands => text.measuring_says_selection_stands(&after, &before, &place),
        What::SilenceColours { metric } => text.measuring_says_silence_colours(&after, &before, &metric_name(text, catalogue, metric)),
        What::Lenient { of } => text.measuring_says_lenient(&count(*of), &effect, &interval),
        What::Severe { of } => text.measuring_says_severe(&count(*of), &effect, &interval),
        What::Apart => text.measuring_says_apart(&effect, &interval),
        What::Drifting { of } => text.measuring_says_drifting(&count(*of), &effect, &interval),
        What::Disagreeing { criterion } => text.measuring_says_disagreeing(&after, &before, criterion),
        What::HardlyAsked => text.measuring_says_hardly_asked(&after, &before, &place),
        What::HardlyAssessed => text.measuring_says_hardly_assessed(&after, &before, &place),
        What::PeopleLeftOut { people } => {
            let expected = format::decimal(text.language(), size.before * finding.n, 1);
            text.measuring_says_people_left_out(&count(finding.n as usize), &expected, &count(*people))
        }
        What::UnknownChanged { kind: of, column, others } => {
            let (column, kind) = (words::column(text, column), kind(*of));
            if others.is_empty() {
                text.measuring_says_unknown_changed(&after, &before, &column, &kind, &since)
            } else {
                let others: Vec<String> = others.iter().map(|other| words::column(text, other)).collect();
                text.measuring_says_unknown_changed_many(&after, &before, &column, &kind, &others.join(", "), &since)
            }
        }
        What::DefinitionChanged { metric, is_own } => {
            let name = metric_name(text, catalogue, metric);
            if *is_own {
                text.measuring_says_definition_changed_own(&name, &since)
            } else {
                text.measuring_says_definition_changed_program(&after, &before, &name, &since)
            }
        }
        What::MappingChanged { kind: of, columns } => {
            let from = |name: &Option<String>| name.clone().unwrap_or_else(|| text.measuring_mapping_nothing().to_owned());
            let moved = |one: &luotsi_core::measuring::Remapped| {
                text.measuring_mapping_moved(&from(&one.after), &from(&one.before), &words::column(text, &one.column))
            };
            let columns: Vec<String> = columns.iter().map(moved).collect();
            text.measuring_says_mapping_changed(&columns.join("; "), &kind(*of), &since)
        }
        What::StoppedComing { kind: of } => text.measuring_says_stopped_coming(&before, words::kind(text, *of), &place, &since),
        What::Impossible { kind: of, what } => {
            let what = text.named(&format!("measuring-impossible-{}", what.code().replace('_', "-"))).unwrap_or_default();
            text.measuring_says_impossible(&after, &kind(*of), what)
        }
        What::MoreRefused { file } => text.measuring_says_more_refused(&after, &before, file),
        What::NotReconciled { kind: of } => text.measuring_says_not_reconciled(&after, &before, &kind(*of)),
    }
}

/// The difference with its interval; `None` where the sentence says it already or it was counted.
pub(crate) fn effect(text: Text, finding: &Finding) -> Option<String> {
    let size = &finding.size;
    let is_said = matches!(finding.what, What::Lenient { .. } | What::Severe { .. } | What::Apart | What::Drifting { .. });
    let is_known = finding.p_value.is_some() && size.low < size.high && !is_said;
    let (low, high) = if size.effect < 0.0 { (-size.high, -size.low) } else { (size.low, size.high) };
    is_known.then(|| text.measuring_effect(&format::change(text, size.unit, size.effect), &format::interval(text, size.unit, low, high)))
}

/// A day, with its year when that is not this one.
pub(crate) fn day_words(text: Text, day: Date, this_year: i16) -> String {
    if day.year() == this_year { format::day_month(text, day) } else { format::date(text, day) }
}

/// A metric's name; its id when the catalogue does not know it.
pub(crate) fn metric_name(text: Text, catalogue: &Catalogue, id: &str) -> String {
    catalogue.get(id).map_or_else(|| id.to_owned(), |metric| words::metric(metric, text.language()).name.clone())
}

/// How much was checked, in a sentence.
pub fn summary(text: Text, report: &Measuring) -> String {
    let expected: f64 = report.findings.iter().map(|kept| kept.q).sum();
    let mut said = vec![
        format!("{}.", text.measuring_heading(report.findings.len() as u64)),
        text.measuring_lede(&format::count(text.language(), report.tested as u64)),
    ];
    if !report.findings.is_empty() {
        said.push(text.measuring_lede_expected(&format::decimal(text.language(), expected, 1)));
    }
    said.join(" ")
}

/// The report as JSON, findings with their sentences in every language. `changed` are definitions that changed.
pub fn json(catalogue: &Catalogue, report: &Measuring, changed: &[Changed], now: Timestamp) -> Value {
    let this_year = now.to_zoned(report.zone.clone()).year();
    let finding = |kept: &Kept| {
        let Finding { what, scope, since, weeks, size, n, p_value, .. } = &kept.finding;
        let said = |say: &dyn Fn(Text) -> String| -> Map<String, Value> {
            Language::ALL.into_iter().map(|language| (language.code().to_owned(), say(language.text()).into())).collect()
        };
        let scope = scope_json(scope);
        json!({
            "check": what.check().name(), "finding": what, "metric": what.metric(), "scope": scope, "since": since, "weeks": weeks,
            "unit": size.unit, "before": size.before, "after": size.after, "effect": size.effect, "low": size.low, "high": size.high,
            "n": n, "p": p_value, "q": kept.q,
            "text": said(&|text| sentence(text, catalogue, &kept.finding, this_year)),
            "means": said(&|text| meaning(text, what).to_owned()),
            "do": said(&|text| to_do(text, what).to_owned()),
        })
    };
    let sampling: Vec<Value> = report
        .sampling
        .selections
        .iter()
        .map(|selection| {
            let all = &selection.all;
            json!({ "scope": selection.scope, "unsolved": all.unsolved, "unsolved_invited": all.unsolved_invited, "solved": all.solved,
                    "solved_invited": all.solved_invited, "odds": selection.odds, "since": selection.since })
        })
        .collect();
    let response = &report.response;
    let facts: Vec<Value> = response
        .facts
        .iter()
        .map(|fact| {
            let levels: Vec<Value> = fact
                .levels
                .iter()
                .map(|level| {
                    json!({ "value": level.value, "invited": level.invited, "answered": level.answered, "rate": level.rate,
                            "satisfied": level.satisfied })
                })
                .collect();
            json!({ "fact": fact.name, "p": fact.p_value, "levels": levels })
        })
        .collect();
    let results: Vec<Value> = response
        .results
        .iter()
        .map(|result| {
            let bounds = &result.bounds;
            json!({ "metric": result.metric, "n": result.n, "plain": result.plain, "to_invited": result.to_invited,
                    "to_contacts": result.to_contacts, "contacts_covered": result.contacts_covered, "design_effect": result.design_effect,
                    "worst": bounds.worst, "least_happy": bounds.least_happy, "best": bounds.best })
        })
        .collect();
    let assessors = &report.assessors;
    let agreement: Vec<Value> = assessors
        .agreement
        .iter()
        .map(|one| json!({ "criterion": one.criterion, "units": one.units, "alpha": one.alpha, "ac1": one.ac1 }))
        .collect();
    let scales: Vec<Value> = assessors.scales.iter().map(|one| json!({ "n": one.n, "apart": one.apart, "shrunk": one.shrunk })).collect();
    let teams: Vec<Value> = assessors
        .teams
        .iter()
        .map(|team| json!({ "team": team.team, "n": team.n, "given": team.given, "adjusted": team.adjusted }))
        .collect();
    let coverage = &report.coverage;
    let reach = |reach: &luotsi_core::measuring::Reach| {
        json!({ "scope": reach.scope, "contacts": reach.contacts, "share": reach.share, "invited": reach.invited,
                "answered": reach.answered, "assessed": reach.assessed })
    };
    let data = &report.data;
    let columns: Vec<Value> = data
        .columns
        .iter()
        .map(|column| json!({ "kind": column.kind, "column": column.name, "n": column.n, "unknown": column.unknown, "lately": column.lately }))
        .collect();
    let impossible: Vec<Value> =
        data.impossible.iter().map(|(kind, what, count, n)| json!({ "kind": kind, "what": what.code(), "count": count, "n": n })).collect();
    let reconciliation: Vec<Value> = data
        .reconciliation
        .iter()
        .map(|one| {
            json!({ "kind": one.kind, "read": one.read, "new": one.new, "changed": one.changed, "unchanged": one.unchanged,
                    "refused": one.refused, "kept": one.kept, "agrees": one.agrees })
        })
        .collect();
    let definitions: Vec<Value> = changed
        .iter()
        .map(|one| json!({ "metric": one.metric, "at": one.at, "versions": one.versions, "fingerprints": one.fingerprints }))
        .collect();
    json!({
        "watermark": report.watermark, "tested": report.tested,
        "expected_false": report.findings.iter().map(|kept| kept.q).sum::<f64>(),
        "findings": report.findings.iter().map(finding).collect::<Vec<Value>>(),
        "sampling": sampling,
        "response": { "days": response.days, "invited": response.invited, "answered": response.answered, "rate": response.rate,
                      "facts": facts, "results": results },
        "assessors": { "count": assessors.count, "assessments": assessors.assessments, "agreement": agreement, "scales": scales,
                       "teams": teams, "reliability": assessors.reliability },
        "coverage": { "days": coverage.days, "whole": reach(&coverage.whole), "parts": coverage.parts.iter().map(reach).collect::<Vec<_>>(),
                      "people": coverage.people, "people_not_assessed": coverage.people_not_assessed,
                      "expected_not_assessed": coverage.expected_not_assessed },
        "data": { "columns": columns, "impossible": impossible, "reconciliation": reconciliation },
        "definitions": definitions,
    })
}

/// A share with its interval: `74,0 % (72,1…75,8)`.
pub(crate) fn with_interval(text: Text, unit: Unit, [value, low, high]: [f64; 3]) -> String {
    text.measuring_interval(&format::interval(text, unit, low, high), &format::value(text, unit, value))
}

#[cfg(test)]
mod tests {
    use luotsi_core::measuring::{Impossible, Remapped, Size};
    use luotsi_core::records::Kind;

    use super::*;

    fn every_what() -> Vec<What> {
        vec![
            What::SelectionBegan,
            What::SelectionStands,
            What::SilenceColours { metric: "csat_top2".into() },
            What::Lenient { of: 3 },
            What::Severe { of: 3 },
            What::Apart,
            What::Drifting { of: 4 },
            What::Disagreeing { criterion: "Tervehdys".into() },
            What::HardlyAsked,
            What::HardlyAssessed,
            What::PeopleLeftOut { people: 7 },
            What::UnknownChanged { kind: Kind::Contacts, column: "topic".into(), others: Vec::new() },
            What::UnknownChanged { kind: Kind::Contacts, column: "topic".into(), others: vec!["channel".into(), "region".into()] },
            What::DefinitionChanged { metric: "csat_top2".into(), is_own: true },
            What::DefinitionChanged { metric: "csat_top2".into(), is_own: false },
            What::MappingChanged {
                kind: Kind::Contacts,
                columns: vec![Remapped { column: "team".into(), before: Some("group".into()), after: None }],
            },
            What::StoppedComing { kind: Kind::Feedback },
            What::Impossible { kind: Kind::Contacts, what: Impossible::SameMoment },
            What::MoreRefused { file: "contacts.csv".into() },
            What::NotReconciled { kind: Kind::Work },
        ]
    }

    #[test]
    fn everything_that_can_be_found_has_words_in_every_language() {
        let (catalogue, _) = Catalogue::shipped();
        for language in Language::ALL {
            let text = language.text();
            for what in every_what() {
                for words in [title(text, &what), meaning(text, &what), to_do(text, &what)] {
                    assert!(!words.is_empty(), "{} in {}", what.code(), language.code());
                }
                let size = Size { before: 0.5, after: 0.1, effect: -0.4, low: -0.5, high: -0.3, unit: Unit::Percent };
                let scope = Scope::whole().with("team", "Yrityspalvelu");
                let finding = Finding {
                    what,
                    scope,
                    since: Some(jiff::civil::date(2026, 1, 19)),
                    weeks: 20,
                    size,
                    n: 100.0,
                    share_of_records: 0.1,
                    p_value: Some(1e-9),
                    z: -9.0,
                };
                let said = sentence(text, &catalogue, &finding, 2026);
                assert!(said.len() > 30 && !said.contains("{ "), "{said}");
            }
        }
    }

    #[test]
    fn a_size_is_said_without_signs_that_the_words_say_already() {
        let size = Size { before: 0.9, after: 0.8, effect: -0.1, low: -0.12, high: -0.08, unit: Unit::Percent };
        let finding = Finding {
            what: What::Severe { of: 3 },
            scope: Scope::whole(),
            since: None,
            weeks: 52,
            size,
            n: 100.0,
            share_of_records: 0.3,
            p_value: Some(1e-9),
            z: -9.0,
        };
        let said = sentence(Language::En.text(), &Catalogue::default(), &finding, 2026);
        assert_eq!(said, "One of 3 assessors gives fewer points for like work than the others would: 10\u{a0}pp (8.0…12.0).");
    }
}
