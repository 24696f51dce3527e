//! Parameters of expressions: `{window_days}` → the literal of its value.

use std::collections::BTreeSet;

use super::{DefinitionFault, Metric, Statistic, Sum};
use crate::records::Kind;
use crate::settings::Settings;

/// A parameter's value as it stands in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// Numbers as they are, truth values in words, texts quoted, lists in brackets. `None` for what SQL cannot hold here.
    pub fn of(value: &toml::Value) -> Option<Self> {
        let text = match value {
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Float(number) if number.is_finite() => format!("{number:?}"),
            toml::Value::Boolean(truth) => truth.to_string(),
            toml::Value::String(text) => format!("'{}'", text.replace('\'', "''")),
            toml::Value::Array(values) if !values.is_empty() => {
                let items: Option<Vec<String>> = values.iter().map(|value| Self::of(value).map(|literal| literal.0)).collect();
                format!("({})", items?.join(", "))
            }
            _ => return None,
        };
        Some(Self(text))
    }

    /// The SQL text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Metric {
    /// An expression with its parameters put in: the workspace's value where it sets one, the definition's otherwise.
    /// The error says which parameter is missing or cannot be used.
    pub fn expression(&self, text: &str, settings: &Settings) -> Result<String, DefinitionFault> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            out.push_str(before);
            let Some(close) = after.find('}') else {
                return Err(DefinitionFault::ParameterUnclosed(after.to_owned()));
            };
            let name = after[1..close].trim();
            out.push_str(self.parameter(name, settings)?.as_str());
            rest = &after[close + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The literal of a parameter.
    pub fn parameter(&self, name: &str, settings: &Settings) -> Result<Literal, DefinitionFault> {
        let defined = self.parameters.get(name).ok_or_else(|| {
            let nearest = crate::settings::nearest(name, self.parameters.keys().map(String::as_str));
            DefinitionFault::UnknownParameter { name: name.to_owned(), nearest }
        })?;
        let set = settings.parameters.get(&self.id).and_then(|parameters| parameters.get(name));
        let value = set.unwrap_or(&defined.value);
        if let Some(number) = value.as_float().or_else(|| value.as_integer().map(|number| number as f64)) {
            let (from, to) = (defined.from.unwrap_or(f64::NEG_INFINITY), defined.to.unwrap_or(f64::INFINITY));
            if !(from..=to).contains(&number) {
                return Err(DefinitionFault::ParameterOutside {
                    name: name.to_owned(),
                    value: number.to_string(),
                    from: from.to_string(),
                    to: to.to_string(),
                    unit: defined.unit.clone(),
                });
            }
        }
        Literal::of(value).ok_or_else(|| DefinitionFault::ParameterUnwritable { name: name.to_owned(), value: value.to_string() })
    }

    /// Days that must have passed after a period before its figure is whole; 0 without a follow-up window.
    pub fn matures_after_days(&self, settings: &Settings) -> Result<f64, DefinitionFault> {
        let Some(text) = &self.measure.matures_after_days else { return Ok(0.0) };
        let days = self.expression(text, settings)?;
        match days.trim().parse::<f64>() {
            Ok(days) if (0.0..=3_660.0).contains(&days) => Ok(days),
            _ => Err(DefinitionFault::NotDays(days)),
        }
    }

    /// Every expression of the definition with the field that it stands in and the table that it is about.
    pub fn expressions(&self) -> Vec<(String, Kind, &str)> {
        let table = self.measure.table;
        let mut found = vec![named("time", table, &self.measure.time)];
        found.extend(self.measure.cluster.iter().map(|cluster| named("cluster", table, cluster)));
        match &self.measure.statistic {
            Statistic::Ratio { numerator, denominator, .. } => {
                found.extend(of_sum("numerator", table, numerator));
                found.extend(of_sum("denominator", table, denominator));
            }
            Statistic::Share { base, hit } => found.extend([named("base", table, base), named("hit", table, hit)]),
            Statistic::Net { base, plus, minus } => {
                found.extend([named("base", table, base), named("plus", table, plus), named("minus", table, minus)]);
            }
            Statistic::Mean { base, value } | Statistic::Quantile { base, value, .. } | Statistic::Total { base, value } => {
                found.extend([named("base", table, base), named("value", table, value)]);
            }
            Statistic::Stock { base, enters, leaves } => {
                found.extend([named("base", table, base), named("enters", table, enters), named("leaves", table, leaves)]);
            }
            Statistic::Survival { base, duration, ended, .. } => {
                found.extend([named("base", table, base), named("duration", table, duration), named("ended", table, ended)]);
            }
            Statistic::Agreement { base, unit, rater, score, .. } => {
                found.extend([named("base", table, base), named("rater", table, rater), named("score", table, score)]);
                found.extend(unit.iter().map(|column| named("unit", table, column)));
            }
            Statistic::Turnover { base, started, ended } => {
                found.extend([named("base", table, base), named("started", table, started), named("ended", table, ended)]);
            }
        }
        found
    }

    /// The tables that the metric needs, its own first.
    pub fn tables(&self) -> Vec<Kind> {
        let mut tables = vec![self.measure.table];
        if let Statistic::Ratio { numerator, denominator, .. } = &self.measure.statistic {
            // When both sums name a table of their own, the metric's table only lends its name.
            let named: Vec<Kind> = [numerator.table, denominator.table].into_iter().flatten().collect();
            if named.len() == 2 {
                tables.clear();
            }
            tables.extend(named);
        }
        tables.dedup();
        tables
    }

    /// Names of the parameters that the expressions and the follow-up window use.
    pub fn parameters_used(&self) -> BTreeSet<String> {
        let window = self.measure.matures_after_days.as_deref();
        let texts = self.expressions();
        let texts = texts.iter().map(|(_, _, text)| *text).chain(window);
        let names = texts.flat_map(|text| text.split('{').skip(1).filter_map(|part| part.split_once('}')));
        names.map(|(name, _)| name.trim().to_owned()).collect()
    }
}

fn named<'a>(field: &str, kind: Kind, text: &'a str) -> (String, Kind, &'a str) {
    (format!("measure.{field}"), kind, text)
}

fn of_sum<'a>(field: &str, table: Kind, sum: &'a Sum) -> Vec<(String, Kind, &'a str)> {
    let kind = sum.table.unwrap_or(table);
    let parts = [("value", Some(&sum.value)), ("base", sum.base.as_ref()), ("time", sum.time.as_ref())];
    parts.into_iter().filter_map(|(part, text)| Some(named(&format!("{field}.{part}"), kind, text?))).collect()
}
