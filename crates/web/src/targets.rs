//! Proposed targets in words and as JSON.

use luotsi_core::catalogue::Metric;
use luotsi_core::comparison::{Proposal, Step};
use luotsi_core::signals::Against;
use serde_json::{Value, json};

use crate::format;
use crate::i18n::Text;
use crate::signals::{external_json, own_best_json};

/// What the service does now, what it has done at its best, and what follows from it: a sentence each.
pub fn sentences(text: Text, metric: &Metric, proposal: &Proposal) -> Vec<String> {
    let value = |number: f64| format::value(text, metric.unit, number);
    let mut said = Vec::new();
    if let Some(present) = &proposal.present {
        let interval = format::interval(text, metric.unit, present.low, present.high);
        said.push(text.targets_now(&value(present.range.1), &interval, &value(present.level), &value(present.range.0)));
        said.push(match &proposal.own_best {
            Some(best) => text.targets_best(
                &value(best.value),
                &format::count(text.language(), best.quarters as u64),
                &value(best.measured),
                &format::period(text, best.quarter),
            ),
            None => text.targets_best_none().to_owned(),
        });
    }
    said.push(text.named(&format!("targets-outcome-{}", proposal.outcome.code())).unwrap_or_default().to_owned());
    said
}

/// What is to be said after the steps: the goal beyond them, and how the target that is set stands.
pub fn beyond(text: Text, metric: &Metric, proposal: &Proposal) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(proposal.beyond.map(|goal| text.targets_beyond(&format::value(text, metric.unit, goal))));
    said.extend(proposal.target.filter(|_| proposal.present.is_some()).map(|(target, chance)| {
        let (chance_said, target) = (chance_words(text, chance), format::target(text, metric.unit, target));
        if chance <= Against::OUT_OF_REACH {
            text.targets_set_outside(&chance_said, &target)
        } else {
            text.targets_set(&chance_said, &target)
        }
    }));
    said
}

/// What a step leads to.
pub fn aim(text: Text, step: &Step) -> &'static str {
    text.named(&format!("targets-aim-{}", step.aim.code())).unwrap_or_default()
}

/// With what chance a step is met as things are, and that it takes another way of working where it is next to none.
pub fn chance(text: Text, step: &Step) -> String {
    let said = text.targets_chance(&chance_words(text, step.chance));
    if step.is_outside() { format!("{said}. {}", text.targets_outside()) } else { said }
}

fn chance_words(text: Text, chance: f64) -> String {
    let percent = |share: f64| format::percent(text.language(), share, 0);
    if chance < 0.01 { text.signals_less_than(&percent(0.01)) } else { percent(chance) }
}

/// The proposal as a program reads it.
pub fn json(proposal: &Proposal) -> Value {
    let step = |step: &Step| json!({ "target": step.target, "by": step.by, "aim": step.aim.code(), "chance": step.chance, "outside_process": step.is_outside() });
    let present = proposal.present.map(|present| {
        json!({ "since": present.since.start, "periods": present.points, "level": present.level, "low": present.low, "high": present.high,
                "range": [present.range.0, present.range.1] })
    });
    json!({
        "metric": proposal.metric, "per": proposal.per, "outcome": proposal.outcome.code(), "present": present,
        "own_best": proposal.own_best.as_ref().map(own_best_json),
        "benchmarks": proposal.externals.iter().map(external_json).collect::<Vec<Value>>(),
        "steps": proposal.steps.iter().map(step).collect::<Vec<Value>>(), "beyond": proposal.beyond,
        "target": proposal.target.map(|(target, chance)| json!({ "target": target, "chance": chance, "outside_process": chance <= Against::OUT_OF_REACH })),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use luotsi_core::catalogue::Catalogue;
    use luotsi_core::comparison::{Aim, Outcome, Present};
    use luotsi_core::period::{Granularity, Period};

    use super::*;
    use crate::i18n::Language;

    fn proposal(outcome: Outcome) -> Proposal {
        let week = Period::containing(Granularity::Week, date(2026, 3, 2));
        Proposal {
            metric: "fcr_repeat".into(),
            per: Granularity::Week,
            outcome,
            present: Some(Present { since: week, points: 20, level: 0.70, low: 0.69, high: 0.71, range: (0.66, 0.74) }),
            own_best: None,
            externals: Vec::new(),
            steps: vec![Step { target: 0.78, by: date(2026, 12, 31), aim: Aim::OwnBest, chance: 0.004 }],
            beyond: Some(0.84),
            target: Some((0.85, 0.0001)),
        }
    }

    #[test]
    fn every_outcome_and_aim_has_words_in_every_language() {
        let (catalogue, _) = Catalogue::shipped();
        let metric = catalogue.get("fcr_repeat").expect("a shipped metric");
        for language in Language::ALL {
            let text = language.text();
            for outcome in [Outcome::Steps, Outcome::Hold, Outcome::NoDirection, Outcome::TooLittle] {
                let said = sentences(text, metric, &proposal(outcome));
                assert!(said.len() == 3 && said.iter().all(|sentence| sentence.len() > 20), "{said:?}");
            }
            for aim_of in [Aim::Hold, Aim::OwnBest, Aim::External] {
                let step = Step { aim: aim_of, ..proposal(Outcome::Steps).steps[0] };
                assert!(!aim(text, &step).is_empty());
            }
            assert_eq!(beyond(text, metric, &proposal(Outcome::Steps)).len(), 2);
        }
    }

    #[test]
    fn a_step_outside_of_the_process_says_so_in_plain_words() {
        let text = Language::En.text();
        let said = chance(text, &proposal(Outcome::Steps).steps[0]).replace('\u{a0}', " ");
        assert!(said.contains("less than 1") && said.contains("another way of working, not more effort"), "{said}");
    }
}
