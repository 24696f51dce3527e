//! Structural checks of a metric: everything that can be told without running it.

use super::read::unknown_word;
use super::{DefinitionFault, Metric, Problem, Severity, Statistic};
use crate::facts;
use crate::period::Granularity;
use crate::records::Kind;
use crate::settings::{SettingFault, Settings, nearest};

/// What a metric is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// Name of its file.
    pub file: &'a str,
    /// Ids of all metrics that were read.
    pub ids: &'a [String],
}

/// Everything wrong with a metric.
pub fn check(metric: &Metric, against: &Check<'_>) -> Vec<Problem> {
    let mut checker = Checker { metric, file: against.file, problems: Vec::new() };
    checker.identity();
    checker.texts();
    checker.reading(against.ids);
    checker.parameters();
    checker.statistic();
    checker.identifiers();
    checker.benchmarks();
    checker.examples();
    checker.problems
}

impl super::Catalogue {
    /// Checks what settings say about metrics: targets and parameters must belong to metrics that exist.
    pub fn check_settings(&self, settings: &Settings) -> Vec<crate::settings::Problem> {
        let mut problems = Vec::new();
        let mut unknown = |field: String, id: &str| {
            problems.push(crate::settings::Problem { field, fault: SettingFault::UnknownMetric(id.to_owned()), nearest: self.nearest(id) });
        };
        for id in settings.targets.keys().filter(|id| self.get(id).is_none()) {
            unknown(format!("targets.{id}"), id);
        }
        for id in settings.parameters.keys().filter(|id| self.get(id).is_none()) {
            unknown(format!("parameters.{id}"), id);
        }
        for (position, series) in settings.benchmarks.iter().enumerate().filter(|(_, series)| self.get(&series.metric).is_none()) {
            unknown(format!("benchmarks.{}.metric", position + 1), &series.metric);
        }
        for (id, parameters) in &settings.parameters {
            let Some(metric) = self.get(id) else { continue };
            for name in parameters.keys() {
                if let Err(fault) = metric.parameter(name, settings) {
                    let field = format!("parameters.{id}.{name}");
                    problems.push(crate::settings::Problem { field, fault: SettingFault::Parameter(fault), nearest: Vec::new() });
                }
            }
        }
        problems
    }
}

struct Checker<'a> {
    metric: &'a Metric,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn error(&mut self, field: impl Into<String>, fault: DefinitionFault) {
        self.add(Severity::Error, field.into(), fault, Vec::new());
    }

    fn add(&mut self, severity: Severity, field: String, fault: DefinitionFault, nearest: Vec<String>) {
        self.problems.push(Problem { file: self.file.to_owned(), field, line: None, fault, nearest, severity });
    }

    fn identity(&mut self) {
        let id = &self.metric.id;
        let name = self.file.rsplit('/').next().unwrap_or(self.file).trim_end_matches(".toml");
        if name != id {
            self.error("id", DefinitionFault::OtherFileName { id: id.clone(), file: name.to_owned() });
        }
        let is_snake = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if id.is_empty() || !id.chars().all(is_snake) {
            self.error("id", DefinitionFault::NotSnakeCase);
        }
        if self.metric.version == 0 {
            self.error("version", DefinitionFault::VersionZero);
        }
    }

    fn texts(&mut self) {
        for (language, texts) in [("fi", &self.metric.fi), ("sv", &self.metric.sv), ("en", &self.metric.en)] {
            for (field, text) in [("name", &texts.name), ("question", &texts.question), ("formula", &texts.formula)] {
                if text.trim().is_empty() {
                    self.error(format!("{language}.{field}"), DefinitionFault::NoText);
                }
            }
            if texts.pitfalls.is_empty() || texts.pitfalls.iter().any(|pitfall| pitfall.trim().is_empty()) {
                self.error(format!("{language}.pitfalls"), DefinitionFault::NoPitfalls);
            }
        }
    }

    fn reading(&mut self, ids: &[String]) {
        let metric = self.metric;
        if metric.levels.is_empty() {
            self.error("levels", DefinitionFault::NoLevels);
        }
        if metric.n_min == 0 {
            self.error("n_min", DefinitionFault::SmallestZero);
        }
        if metric.chart != "auto" && luotsi_stats::spc::Kind::from_id(&metric.chart).is_none() {
            let kinds = luotsi_stats::spc::Kind::ALL.into_iter().map(luotsi_stats::spc::Kind::id);
            let near = nearest(&metric.chart, kinds);
            self.add(Severity::Error, "chart".into(), DefinitionFault::UnknownChart(metric.chart.clone()), near);
        }
        if Granularity::named(&metric.per).is_none() {
            let near = nearest(&metric.per, Granularity::ALL.into_iter().map(Granularity::name));
            self.add(Severity::Error, "per".into(), DefinitionFault::UnknownGranularity(metric.per.clone()), near);
        }
        if metric.counter.is_empty() {
            self.error("counter", DefinitionFault::NoCounter);
        }
        for id in &metric.counter {
            if id == &metric.id {
                self.error("counter", DefinitionFault::CounterIsItself);
            } else if !ids.contains(id) {
                let near = nearest(id, ids.iter().map(String::as_str).filter(|other| *other != metric.id));
                // A counter-metric that was left out for a mistake of its own must not take this one with it.
                self.add(Severity::Warning, "counter".into(), DefinitionFault::UnknownMetric(id.clone()), near);
            }
        }
    }

    fn parameters(&mut self) {
        let metric = self.metric;
        let used = metric.parameters_used();
        for name in &used {
            if !metric.parameters.contains_key(name) {
                let near = nearest(name, metric.parameters.keys().map(String::as_str));
                self.add(Severity::Error, format!("parameters.{name}"), DefinitionFault::ParameterUndefined, near);
            }
        }
        for (name, parameter) in &metric.parameters {
            let field = format!("parameters.{name}");
            if !used.contains(name) {
                self.error(&field, DefinitionFault::ParameterUnused);
            }
            if parameter.unit.trim().is_empty() {
                self.error(&field, DefinitionFault::ParameterWithoutUnit);
            }
            if let Err(fault) = metric.parameter(name, &Settings::default()) {
                self.error(&field, fault);
            }
        }
        if let Err(fault) = metric.matures_after_days(&Settings::default())
            && metric.parameters_used().iter().all(|name| metric.parameters.contains_key(name))
        {
            self.error("measure.matures_after_days", fault);
        }
    }

    fn statistic(&mut self) {
        let quantile = match &self.metric.measure.statistic {
            Statistic::Quantile { q, .. } | Statistic::Survival { q, .. } => Some(*q),
            _ => None,
        };
        if quantile.is_some_and(|q| !(q > 0.0 && q < 1.0)) {
            self.error("measure.q", DefinitionFault::QuantileOutside);
        }
        if let Statistic::Agreement { coefficient, scale, unit, .. } = &self.metric.measure.statistic {
            for (field, value, valid) in [
                ("measure.coefficient", coefficient, &["krippendorff_alpha", "gwet_ac1"][..]),
                ("measure.scale", scale, &["nominal", "ordinal", "interval"][..]),
            ] {
                if !valid.contains(&value.as_str()) {
                    self.add(Severity::Error, field.into(), unknown_word(value.clone(), valid), nearest(value, valid.iter().copied()));
                }
            }
            if unit.is_empty() {
                self.error("measure.unit", DefinitionFault::Empty);
            }
        }
        if let Statistic::Ratio { scale, .. } = &self.metric.measure.statistic
            && !(scale.is_finite() && *scale > 0.0)
        {
            self.error("measure.scale", DefinitionFault::ScaleNotPositive);
        }
    }

    fn identifiers(&mut self) {
        for (field, kind, text) in self.metric.expressions() {
            // Parameters are no columns; put a number in their place.
            let text = without_parameters(text);
            if text.trim().is_empty() {
                self.error(&field, DefinitionFault::Empty);
            }
            for word in identifiers(&text) {
                if is_known(kind, &word) {
                    continue;
                }
                let columns = kind.columns().iter().map(|column| column.name);
                let near = nearest(&word, columns.chain(facts::of(kind).iter().map(|fact| fact.name)));
                self.add(Severity::Warning, field.clone(), DefinitionFault::UnknownColumn { word, kind }, near);
            }
        }
    }

    fn benchmarks(&mut self) {
        for (position, benchmark) in self.metric.benchmark.iter().enumerate() {
            let field = format!("benchmark.{}", position + 1);
            for (name, text) in [("what", &benchmark.what), ("whose", &benchmark.whose), ("source", &benchmark.source)] {
                if text.trim().is_empty() {
                    self.error(format!("{field}.{name}"), DefinitionFault::BenchmarkUnsourced);
                }
            }
            if !["a", "b", "c"].contains(&benchmark.grade.as_str()) {
                self.error(format!("{field}.grade"), DefinitionFault::BenchmarkGrade(benchmark.grade.clone()));
            }
            if !(1990..=2100).contains(&benchmark.year) || !benchmark.value.is_finite() {
                self.error(&field, DefinitionFault::BenchmarkValue);
            }
        }
    }

    fn examples(&mut self) {
        for (position, example) in self.metric.example.iter().enumerate() {
            let field = format!("example.{}", position + 1);
            if example.shows.trim().is_empty() {
                self.error(format!("{field}.shows"), DefinitionFault::Empty);
            }
            if let Some(period) = &example.period
                && crate::period::Period::parse(period).is_none()
            {
                self.error(format!("{field}.period"), DefinitionFault::UnknownPeriod(period.clone()));
            }
            for name in example.parameters.keys().filter(|name| !self.metric.parameters.contains_key(*name)) {
                let nearest = nearest(name, self.metric.parameters.keys().map(String::as_str));
                self.error(format!("{field}.parameters"), DefinitionFault::UnknownParameter { name: name.clone(), nearest });
            }
            for (kind, csv) in &example.records {
                self.example_records(&format!("{field}.records.{}", kind.name()), *kind, csv);
            }
        }
    }

    /// The head of the example's CSV must hold the required columns, and every row as many cells. Cells are counted
    /// outside quotes; the reading itself is the importer's work.
    fn example_records(&mut self, field: &str, kind: Kind, csv: &str) {
        let mut lines = csv.lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(head) = lines.next() else {
            self.error(field, DefinitionFault::ExampleEmpty);
            return;
        };
        let columns: Vec<&str> = head.split(',').map(str::trim).collect();
        for column in kind.columns().iter().filter(|column| column.required && !columns.contains(&column.name)) {
            let near = nearest(column.name, columns.iter().copied());
            self.add(Severity::Error, field.to_owned(), DefinitionFault::ExampleColumn(column.name.to_owned()), near);
        }
        for (row, line) in lines.enumerate() {
            let cells = line.split('"').step_by(2).map(|part| part.matches(',').count()).sum::<usize>() + 1;
            if cells != columns.len() {
                self.error(field, DefinitionFault::ExampleCells { row: row + 1, cells, head: columns.len() });
            }
        }
    }
}

fn is_known(kind: Kind, word: &str) -> bool {
    let inherited = facts::inherits_from(kind).is_some_and(|(from, _)| {
        from.column(word).is_some_and(|column| matches!(column.value, crate::records::Value::Dimension | crate::records::Value::Choice(_)))
    });
    kind.column(word).is_some() || facts::of(kind).iter().any(|fact| fact.name == word) || inherited || is_sql(word)
}

/// Words and functions of the query language that definitions use.
const SQL: &[&str] = &[
    "abs",
    "and",
    "as",
    "asc",
    "between",
    "bigint",
    "boolean",
    "by",
    "case",
    "cast",
    "ceil",
    "coalesce",
    "concat",
    "current_date",
    "date",
    "date_part",
    "date_trunc",
    "day",
    "days",
    "desc",
    "distinct",
    "double",
    "else",
    "end",
    "epoch",
    "exp",
    "extract",
    "false",
    "floor",
    "from",
    "greatest",
    "hour",
    "ilike",
    "in",
    "integer",
    "interval",
    "is",
    "least",
    "length",
    "like",
    "ln",
    "log",
    "lower",
    "month",
    "not",
    "null",
    "nullif",
    "or",
    "power",
    "round",
    "second",
    "sign",
    "sqrt",
    "starts_with",
    "strpos",
    "substr",
    "then",
    "timestamp",
    "to_timestamp",
    "trim",
    "true",
    "upper",
    "varchar",
    "when",
    "year",
];

fn is_sql(word: &str) -> bool {
    SQL.binary_search(&word.to_lowercase().as_str()).is_ok()
}

fn without_parameters(text: &str) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('0');
        out.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    out
}

/// Words of an expression that are neither numbers nor inside single quotes. `"quoted names"` count as words.
fn identifiers(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => while letters.next().is_some_and(|inside| inside != '\'') {},
            '"' => {
                let mut word = String::new();
                while let Some(inside) = letters.next().filter(|inside| *inside != '"') {
                    word.push(inside);
                }
                words.push(word);
            }
            _ if letter.is_ascii_digit() => {
                // A number such as 1e6 is no word.
                while letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '.').is_some() {}
            }
            _ if letter.is_alphabetic() || letter == '_' => {
                let mut word = String::from(letter);
                while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                    word.push(next);
                }
                words.push(word);
            }
            _ => {}
        }
    }
    words.sort();
    words.dedup();
    words
}
