//! `luotsi rules`: the rules between metrics, one of them, or a check of all.

use anyhow::Result;
use luotsi_core::catalogue::Catalogue;
use luotsi_core::rules::{Reading, Rule, Rules};
use luotsi_web::i18n::Text;
use luotsi_web::{faults, signals};
use serde_json::{Value, json};

use super::Call;
use crate::args::Format;
use crate::output::{self, Heading, Rows, Spelling};
use crate::voice::Said;
use crate::workspace;

const LIST: &[Heading] = &[
    ("number", Text::command_column_number),
    ("id", Text::command_column_id),
    ("name", Text::command_column_name),
    ("reading", Text::command_column_reading),
    ("needs", Text::command_column_needs),
];

pub(crate) fn run(call: &Call, id: Option<&str>) -> Result<()> {
    if id == Some("check") {
        return check(call);
    }
    let catalogue = workspace::read_catalogue(&call.folder)?;
    let rules = workspace::read_rules(&call.folder, &catalogue)?;
    let chosen: Vec<&Rule> = match id {
        None => rules.iter().map(|rule| &**rule).collect(),
        Some(id) => match rules.get(id) {
            Some(rule) => vec![rule],
            None => return Err(Said::error(call.text.command_rules_none(id))),
        },
    };
    if call.format == Format::Table {
        say_what_is_missing(call.text, &rules, &catalogue);
    }
    let list: Vec<Value> = chosen.iter().map(|rule| described(rule, &catalogue)).collect();
    output::answer(call, &list, |spelling| Rows {
        header: spelling.header(LIST),
        rows: chosen.iter().map(|rule| row(call.text, spelling, rule, &catalogue)).collect(),
    })
}

fn described(rule: &Rule, catalogue: &Catalogue) -> Value {
    json!({
        "id": rule.id, "number": rule.number, "version": rule.version, "reading": rule.reading, "place": rule.place,
        "within_days": rule.within_days, "when": rule.when, "reasoning": rule.reasoning, "needs": rule.needs(catalogue),
        "text": signals::rule_json(rule),
    })
}

fn row(text: Text, spelling: Spelling, rule: &Rule, catalogue: &Catalogue) -> Vec<String> {
    let (code, words): (&str, fn(Text) -> &'static str) = match rule.reading {
        Reading::Worse => ("worse", Text::command_reading_worse),
        Reading::Better => ("better", Text::command_reading_better),
        Reading::Open => ("open", Text::command_reading_open),
    };
    vec![
        rule.number.map(|number| number.to_string()).unwrap_or_default(),
        rule.id.clone(),
        rule.texts(text.language().code()).name.clone(),
        spelling.of(code, words),
        rule.needs(catalogue).join(" "),
    ]
}

/// Structure, texts and metrics of every rule, shipped and own.
fn check(call: &Call) -> Result<()> {
    let text = call.text;
    let catalogue = workspace::read_catalogue(&call.folder)?;
    let (rules, problems) = Rules::shipped_with(workspace::own_files(&call.folder.join("rules"))?);
    let found: Vec<String> = problems.iter().chain(&rules.check(&catalogue)).map(|problem| faults::metric_file(text, problem)).collect();
    output::answer(call, &json!({ "rules": rules.len(), "problems": found }), |spelling| Rows {
        header: spelling.header(&[("problem", Text::command_column_problem)]),
        rows: found.iter().map(|problem| vec![problem.clone()]).collect(),
    })?;
    say_what_is_missing(text, &rules, &catalogue);
    match found.len() {
        0 => {
            eprintln!("{}", text.command_rules_good(rules.len() as u64));
            Ok(())
        }
        count => Err(Said::error(text.command_rules_bad(count as u64))),
    }
}

/// Rules that cannot be evaluated are named with what they need, on standard error.
fn say_what_is_missing(text: Text, rules: &Rules, catalogue: &Catalogue) {
    let lacking: Vec<String> =
        rules.not_evaluable(catalogue).into_iter().map(|(rule, needs)| format!("{} ({})", rule.id, needs.join(", "))).collect();
    if !lacking.is_empty() {
        eprintln!("{}", text.command_rules_needs(&lacking.join("; ")));
    }
}
