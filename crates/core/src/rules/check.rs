//! Checks of a rule: everything that can be told without records.

use super::{Does, Part, Place, Reference, Rule, Rules};
use crate::catalogue::{Catalogue, DefinitionFault, Problem, Severity};
use crate::settings::nearest;

/// The longest time that may lie between changes that a rule puts together, in days.
const LONGEST: u32 = 730;

/// Everything wrong with a rule by itself.
pub(super) fn structure(rule: &Rule, file: &str) -> Vec<Problem> {
    let mut checker = Checker { file, problems: Vec::new() };
    checker.identity(rule);
    checker.texts(rule);
    if rule.when.is_empty() {
        checker.error("when", DefinitionFault::Empty);
    }
    for (position, part) in rule.when.iter().enumerate() {
        checker.part(&format!("when.{}", position + 1), rule, (position, part));
    }
    if !rule.when.is_empty() && rule.when.iter().all(|part| part.does.iter().all(|does| *does == Does::StandsStill)) {
        checker.error("when", DefinitionFault::NothingMoves);
    }
    checker.problems
}

impl Rules {
    /// Checks what rules say about metrics: each must be in the catalogue, or be awaited.
    pub fn check(&self, catalogue: &Catalogue) -> Vec<Problem> {
        let mut problems = Vec::new();
        for rule in self.iter() {
            let mut add = |field: String, fault: DefinitionFault, nearest: Vec<String>| {
                problems.push(Problem {
                    file: format!("{}.toml", rule.id),
                    field,
                    line: None,
                    fault,
                    nearest,
                    severity: Severity::Warning,
                });
            };
            for (position, part) in rule.when.iter().enumerate() {
                for reference in part.metrics.iter().filter(|reference| !reference.stands_for_others()) {
                    let id = &reference.metric;
                    if catalogue.get(id).is_none() && !rule.awaits.contains(id) {
                        add(format!("when.{}.metrics", position + 1), DefinitionFault::UnknownMetric(id.clone()), catalogue.nearest(id));
                    }
                }
            }
        }
        problems
    }
}

struct Checker<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn error(&mut self, field: impl Into<String>, fault: DefinitionFault) {
        let file = self.file.to_owned();
        self.problems.push(Problem { file, field: field.into(), line: None, fault, nearest: Vec::new(), severity: Severity::Error });
    }

    fn identity(&mut self, rule: &Rule) {
        let id = &rule.id;
        let name = self.file.rsplit('/').next().unwrap_or(self.file).trim_end_matches(".toml");
        if name != id {
            self.error("id", DefinitionFault::OtherFileName { id: id.clone(), file: name.to_owned() });
        }
        let is_snake = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if id.is_empty() || !id.chars().all(is_snake) {
            self.error("id", DefinitionFault::NotSnakeCase);
        }
        if rule.version == 0 {
            self.error("version", DefinitionFault::VersionZero);
        }
        if rule.reasoning.trim().is_empty() {
            self.error("reasoning", DefinitionFault::Empty);
        }
        if rule.within_days > LONGEST {
            self.error("within_days", DefinitionFault::Outside { from: "0".to_owned(), to: LONGEST.to_string() });
        }
        for id in &rule.awaits {
            if !rule.when.iter().any(|part| part.metrics.iter().any(|reference| &reference.metric == id)) {
                self.error("awaits", DefinitionFault::AwaitedUnused(id.clone()));
            }
        }
    }

    fn texts(&mut self, rule: &Rule) {
        for (language, texts) in [("fi", &rule.fi), ("sv", &rule.sv), ("en", &rule.en)] {
            let fields = [("name", &texts.name), ("means", &texts.means), ("confirms", &texts.confirms), ("refutes", &texts.refutes)];
            for (field, text) in fields {
                if text.trim().is_empty() {
                    self.error(format!("{language}.{field}"), DefinitionFault::NoText);
                }
            }
            if texts.check.is_empty() || texts.check.iter().any(|check| check.trim().is_empty()) {
                self.error(format!("{language}.check"), DefinitionFault::NoText);
            }
        }
    }

    fn part(&mut self, field: &str, rule: &Rule, (position, part): (usize, &Part)) {
        if part.metrics.is_empty() || part.metrics.iter().any(|reference| reference.metric.trim().is_empty()) {
            self.error(format!("{field}.metrics"), DefinitionFault::Empty);
        }
        if part.does.is_empty() {
            self.error(format!("{field}.does"), DefinitionFault::Empty);
        }
        if part.at_least == 0 || part.at_least > part.metrics.len() {
            let to = part.metrics.len().to_string();
            self.error(format!("{field}.at_least"), DefinitionFault::Outside { from: "1".to_owned(), to });
        }
        let needs_value = part.does.iter().any(|does| matches!(does, Does::IsAbove | Does::IsBelow));
        match part.value {
            None if needs_value => self.error(format!("{field}.value"), DefinitionFault::FieldMissing),
            Some(value) if !value.is_finite() => self.error(format!("{field}.value"), DefinitionFault::Empty),
            _ => {}
        }
        if part.least.is_some_and(|least| !(least.is_finite() && least >= 0.0)) {
            self.error(format!("{field}.least"), DefinitionFault::Outside { from: "0".to_owned(), to: "∞".to_owned() });
        }
        if part.after_days.is_some_and(|[from, to]| position == 0 || from > to || to > LONGEST) {
            self.error(format!("{field}.after_days"), DefinitionFault::Outside { from: "0".to_owned(), to: LONGEST.to_string() });
        }
        let is_turned = part.metrics.iter().any(|reference| reference.mirrored);
        if is_turned && part.does.iter().any(|does| does.is_state() || matches!(does, Does::Worsens | Does::Improves)) {
            self.error(format!("{field}.metrics"), DefinitionFault::Mirrored);
        }
        self.chosen(field, rule, (position, part));
    }

    /// `any` and `guard` stand alone; a guard belongs to what the first part stands for.
    fn chosen(&mut self, field: &str, rule: &Rule, (position, part): (usize, &Part)) {
        let stands_for = |part: &Part, name: &str| part.metrics.iter().any(|reference| reference.metric == name);
        let is_alone = part.metrics.len() == 1 && part.metrics.iter().all(|reference| *reference == Reference::plain(&reference.metric));
        let first_is_any = rule.when.first().is_some_and(|first| stands_for(first, Reference::ANY));
        for name in [Reference::ANY, Reference::GUARD].into_iter().filter(|name| stands_for(part, name)) {
            let is_in_place = if name == Reference::ANY { position == 0 } else { position > 0 && first_is_any };
            if !(is_alone && is_in_place && rule.place == Place::Whole) {
                let near = nearest(name, [Reference::ANY, Reference::GUARD]);
                self.error(format!("{field}.metrics"), DefinitionFault::UnknownMetric(name.to_owned()));
                if let Some(problem) = self.problems.last_mut() {
                    problem.nearest = near.into_iter().filter(|other| other != name).collect();
                }
            }
        }
    }
}
