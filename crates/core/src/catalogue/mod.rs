//! Metrics as data: one TOML file per metric, with its definition, parameters, worked examples and texts in three languages.
//!
//! The statistic of a metric says how its sums become a value (`crate::measure`) and which control chart fits
//! (`crate::judge`). Expressions are SQL over the columns of one table: canonical columns, facts ([`crate::facts`]),
//! dimensions, and parameters written `{window_days}`.

mod check;
mod expression;
mod fault;
mod read;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::records::Kind;

/// One of the views that a balanced set of metrics covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Perspective {
    /// Customer experience.
    Experience,
    /// Quality.
    Quality,
    /// Efficiency.
    Efficiency,
    /// Cost.
    Cost,
    /// People.
    People,
}

/// On which level of leadership a metric is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Strategic.
    Strategic,
    /// Tactical.
    Tactical,
    /// Operational.
    Operational,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
    /// Neither way by itself: too much and too little are both bad, or it is context.
    Band,
}

/// The unit of a metric's value. Shares are kept as 0–1 and shown as per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share, 0–1, shown as per cent.
    Percent,
    /// Points of a scale that runs −100…+100 (net scores).
    Points,
    /// A mean on a scale; the scale's end is in the definition.
    Scale,
    /// Stars, 1–5.
    Stars,
    /// A duration in seconds, shown as it reads best.
    Seconds,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Euros.
    Euros,
    /// A count.
    Count,
    /// Events per 1,000.
    PerThousand,
    /// Events per 100.
    PerHundred,
    /// A coefficient, −1…1.
    Coefficient,
}

impl Perspective {
    /// Every perspective, in the order of pages.
    pub const ALL: [Self; 5] = [Self::Experience, Self::Quality, Self::Efficiency, Self::Cost, Self::People];

    /// The word in files and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Experience => "experience",
            Self::Quality => "quality",
            Self::Efficiency => "efficiency",
            Self::Cost => "cost",
            Self::People => "people",
        }
    }

    /// The perspective of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|perspective| perspective.name() == name)
    }
}

impl Level {
    /// Every level, from the top.
    pub const ALL: [Self; 3] = [Self::Strategic, Self::Tactical, Self::Operational];

    /// The word in files and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strategic => "strategic",
            Self::Tactical => "tactical",
            Self::Operational => "operational",
        }
    }

    /// The level of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// What more of a metric costs somebody, where that follows from the metric itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Burden {
    /// Each record for the worse is one more contact to handle.
    Contact,
    /// Its seconds are the staff's work.
    Work,
    /// Its seconds are the customers' waiting.
    Waiting,
}

/// How records become a value. Expressions are SQL; boolean ones count only where they are true (unknown is not true).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "statistic", rename_all = "lowercase", deny_unknown_fields)]
pub enum Statistic {
    /// Σ hit ÷ Σ base: a proportion.
    Share {
        /// Boolean: which records count at all.
        base: String,
        /// Boolean: which of those count as hits.
        hit: String,
    },
    /// 100 · (Σ plus − Σ minus) ÷ Σ base: a net score.
    Net {
        /// Boolean: which records count at all.
        base: String,
        /// Boolean: which of those count for.
        plus: String,
        /// Boolean: which of those count against.
        minus: String,
    },
    /// Σ value ÷ number of records with a value.
    Mean {
        /// Boolean: which records count at all.
        base: String,
        /// Numeric; records where it is unknown do not count.
        value: String,
    },
    /// The q-quantile of a value (linear interpolation, type 7).
    Quantile {
        /// Boolean: which records count at all.
        base: String,
        /// Numeric; records where it is unknown do not count.
        value: String,
        /// 0–1: 0.5 = median.
        q: f64,
    },
    /// `scale` · Σ numerator ÷ Σ denominator, both sums over records of the metric's table or of tables of their own.
    Ratio {
        /// What is summed above the line.
        numerator: Sum,
        /// What is summed below the line.
        denominator: Sum,
        /// Factor, 1 when left out.
        #[serde(default = "one")]
        scale: f64,
        /// Is the numerator a count of events (then the interval and the chart are those of a rate)?
        #[serde(default)]
        events: bool,
    },
    /// Σ value.
    Total {
        /// Boolean: which records count at all.
        base: String,
        /// Numeric, `1` to count records.
        value: String,
    },
    /// How many are open at the end of the period.
    Stock {
        /// Boolean: which records count at all.
        base: String,
        /// Time column: from when a record is in the stock.
        enters: String,
        /// Time column: from when it no longer is; unknown = still in it.
        leaves: String,
    },
    /// Kaplan–Meier quantile of the time from entering to leaving, by period of entering; open records are censored.
    Survival {
        /// Boolean: which records count at all.
        base: String,
        /// Numeric: observed time in seconds (to leaving, or to the end of the data while open).
        duration: String,
        /// Boolean: has it left?
        ended: String,
        /// 0–1: 0.5 = median.
        q: f64,
    },
    /// Agreement of assessors over units scored by at least two of them.
    Agreement {
        /// Boolean: which records count at all.
        base: String,
        /// What was assessed (any columns, joined).
        unit: Vec<String>,
        /// Column: who assessed.
        rater: String,
        /// Numeric: the score given.
        score: String,
        /// `krippendorff_alpha` or `gwet_ac1`.
        coefficient: String,
        /// `nominal`, `ordinal` or `interval`.
        scale: String,
    },
    /// Leavers of the 12 months that end with the period ÷ average headcount of the same months.
    Turnover {
        /// Boolean: which people count at all.
        base: String,
        /// Date column: first day.
        started: String,
        /// Date column: last day.
        ended: String,
    },
}

fn one() -> f64 {
    1.0
}

/// A sum over records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Table, when it is not the metric's own.
    #[serde(default)]
    pub table: Option<Kind>,
    /// Time column of that table.
    #[serde(default)]
    pub time: Option<String>,
    /// Boolean: which records are summed; all when left out.
    #[serde(default)]
    pub base: Option<String>,
    /// Numeric, `1` to count records.
    pub value: String,
}

/// Where a metric's records are and which of its columns says to which period a record belongs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The table.
    pub table: Kind,
    /// Time or date column that puts a record into a period.
    pub time: String,
    /// The statistic with its expressions.
    #[serde(flatten)]
    pub statistic: Statistic,
    /// Column whose values make records resemble each other (for the interval): `agent_id`, `customer_id`, `evaluation_id`.
    #[serde(default)]
    pub cluster: Option<String>,
    /// Days that must have passed before a period's figure is whole (follow-up windows); may be a parameter `{window_days}`.
    #[serde(default)]
    pub matures_after_days: Option<String>,
}

/// A parameter of a definition, usable in expressions as `{name}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Value used unless the workspace sets another.
    pub value: toml::Value,
    /// Unit, in words of the field: `days`, `seconds`, `points`, `box`.
    pub unit: String,
    /// Smallest sensible value.
    #[serde(default)]
    pub from: Option<f64>,
    /// Largest sensible value.
    #[serde(default)]
    pub to: Option<f64>,
}

/// A public value to compare with, never without its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// The value in the metric's unit.
    pub value: f64,
    /// What it is: `average`, `median`, `top_quartile`, `floor` …
    pub what: String,
    /// Whose: industry and region.
    pub whose: String,
    /// Source.
    pub source: String,
    /// Year of the data.
    pub year: i16,
    /// How far it can be trusted: `a` public method and sample, `b` public figure of a named study, `c` vendor's figure.
    pub grade: String,
    /// The part of the service that it speaks of, `{ channel = "phone" }`; empty = the whole.
    #[serde(default, rename = "where", skip_serializing_if = "IndexMap::is_empty")]
    pub scope: IndexMap<String, String>,
    /// In what it is another thing than this metric. Such a value is shown and never compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
}

/// In what a value from elsewhere is another thing than a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// It is counted by another definition, or its source does not say by which.
    Definition,
    /// It is of customers or a trade that have little in common with a service's own.
    Customers,
    /// It was asked or drawn in another way.
    Method,
}

/// A worked example: records in, value out. Runs through the real engine in the tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What the example shows, in one English sentence.
    pub shows: String,
    /// Canonical CSV per kind: the records of a small service.
    pub records: IndexMap<Kind, String>,
    /// Period asked, a label of [`crate::period::Period`]; `all` when left out.
    #[serde(default)]
    pub period: Option<String>,
    /// Parameters that differ from the definition.
    #[serde(default)]
    pub parameters: IndexMap<String, toml::Value>,
    /// Expected value in the metric's unit; left out = no value can be given.
    #[serde(default)]
    pub value: Option<f64>,
    /// Expected n.
    #[serde(default)]
    pub n: Option<f64>,
    /// Expected lower end of the interval.
    #[serde(default)]
    pub low: Option<f64>,
    /// Expected upper end of the interval.
    #[serde(default)]
    pub high: Option<f64>,
}

/// Texts of a metric in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Its name, as it stands in a list.
    pub name: String,
    /// The question that it answers.
    pub question: String,
    /// How it is calculated, in words.
    pub formula: String,
    /// Traps, one sentence each.
    pub pitfalls: Vec<String>,
}

/// A metric: what it measures, how, and how it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Its id: the file's name without `.toml`, in snake case, `a-z0-9_`.
    pub id: String,
    /// Version of the definition: a new number when figures change.
    pub version: u32,
    /// Day from which this version holds.
    pub since: Date,
    /// Code in the catalogue of the field (`CX1`, `Q1b`, `E5`), when it has one.
    #[serde(default)]
    pub code: Option<String>,
    /// View.
    pub perspective: Perspective,
    /// Levels on which it is used.
    pub levels: Vec<Level>,
    /// Which way is good.
    pub better: Better,
    /// Unit of the value.
    pub unit: Unit,
    /// Smallest n for which a value is shown.
    pub n_min: u32,
    /// Control chart: `auto`, or a kind of `luotsi_stats::spc`.
    #[serde(default = "auto")]
    pub chart: String,
    /// Coarsest period that still makes sense by default: `week` unless records are rarer (`month`, `quarter`).
    #[serde(default = "week")]
    pub per: String,
    /// Is it on the situation page by default?
    #[serde(default)]
    pub situation: bool,
    /// What it costs when it gets worse; `None` where no amount follows from it.
    #[serde(default)]
    pub burden: Option<Burden>,
    /// Metrics to look at together with it; the first is its guard (counter-metric).
    pub counter: Vec<String>,
    /// Sources that can carry it, in words of `sources/*.toml`; empty = any.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Where records are and how they become a value.
    pub measure: Measure,
    /// Parameters of the expressions.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// Public values to compare with.
    #[serde(default)]
    pub benchmark: Vec<Benchmark>,
    /// Worked examples.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Texts in Finnish.
    pub fi: Texts,
    /// Texts in Swedish.
    pub sv: Texts,
    /// Texts in English.
    pub en: Texts,
}

pub use check::{Check, check};
pub use expression::Literal;
pub use fault::DefinitionFault;
pub use read::{Problem, Severity};

pub(crate) use read::{files_of, unreadable};

/// All metrics of a workspace, in the order of their perspectives and file names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    metrics: IndexMap<String, Metric>,
}

impl Catalogue {
    /// The metric of that id.
    pub fn get(&self, id: &str) -> Option<&Metric> {
        self.metrics.get(id)
    }

    /// All metrics, by perspective and then by id.
    pub fn iter(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.values()
    }

    /// Number of metrics.
    pub fn len(&self) -> usize {
        self.metrics.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// At most three ids that resemble what was written, best first.
    pub fn nearest(&self, written: &str) -> Vec<String> {
        crate::settings::nearest(written, self.metrics.keys().map(String::as_str))
    }
}

impl Metric {
    /// The metric's texts in a language; English for one that is not spoken.
    pub fn texts(&self, language: &str) -> &Texts {
        match language {
            "fi" => &self.fi,
            "sv" => &self.sv,
            _ => &self.en,
        }
    }

    /// The coarsest granularity that makes sense by default; week when the definition's word is none.
    pub fn per(&self) -> crate::period::Granularity {
        crate::period::Granularity::named(&self.per).unwrap_or(crate::period::Granularity::Week)
    }
}

fn auto() -> String {
    "auto".to_owned()
}

fn week() -> String {
    "week".to_owned()
}

#[cfg(test)]
mod tests;
