//! How metrics are read together, as data: rules between metrics, and what to do with each kind of signal.
//!
//! | file | what it holds |
//! |---|---|
//! | `read` | rule files → [`Rules`]; a bad file is left out and a problem says why |
//! | `check` | what can be told of a rule without records: words, metrics, languages |
//! | `reaction` | the four steps of a reaction, one file per kind of signal |
//!
//! A rule says which metrics have to do what in the same part of the service at about the same time, what that usually means,
//! what to look at first and what would show that it is so or not. `crate::signals` evaluates rules on judged series, never on
//! raw ups and downs.

mod check;
mod reaction;
mod read;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;

pub use reaction::{Better, Reaction, Reactions, Steps};

/// Dates so far apart may be those of one change, in days: the date of a change has an interval.
pub const DATES_OF_ONE_CHANGE: u32 = 6 * 7;

/// A rule between metrics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id: the file's name without `.toml`, in snake case, `a-z0-9_`.
    pub id: String,
    /// Version of the rule: a new number when it fires on something else.
    pub version: u32,
    /// Its number among the field's rules of reading metrics together; `None` for one of a workspace's own.
    #[serde(default)]
    pub number: Option<u32>,
    /// Why it is believed, in English: where the reading comes from and what could fool it.
    pub reasoning: String,
    /// What it is for the service when all of it holds.
    pub reading: Reading,
    /// Where it may hold.
    #[serde(default)]
    pub place: Place,
    /// How far apart the dates of its changes may lie.
    #[serde(default = "dates_of_one_change")]
    pub within_days: u32,
    /// Metrics that no catalogue has yet: until one has, the rule cannot be evaluated and says so.
    #[serde(default)]
    pub awaits: Vec<String>,
    /// What has to hold, all of it.
    pub when: Vec<Part>,
    /// Texts in Finnish.
    pub fi: Texts,
    /// Texts in Swedish.
    pub sv: Texts,
    /// Texts in English.
    pub en: Texts,
}

fn dates_of_one_change() -> u32 {
    DATES_OF_ONE_CHANGE
}

/// One thing that has to hold: one of these metrics does one of these things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Metrics that say the same, the one to name first; one of them is enough.
    pub metrics: Vec<Reference>,
    /// What it has to do; one of these is enough.
    pub does: Vec<Does>,
    /// So many of the metrics, each by itself.
    #[serde(default = "one")]
    pub at_least: usize,
    /// Smallest size of a move, in the metric's unit.
    #[serde(default)]
    pub least: Option<f64>,
    /// The value that `is_above` and `is_below` compare with, in the metric's unit.
    #[serde(default)]
    pub value: Option<f64>,
    /// Its change comes so many days after that of the first part: from and to; at about the same time when left out.
    #[serde(default)]
    pub after_days: Option<[u32; 2]>,
}

fn one() -> usize {
    1
}

/// A metric as a rule names it: `fcr_repeat`, `-repeat_contact_rate` (the same thing said the other way round), `n:csat_top2`
/// (the number of records behind the metric).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Reference {
    /// Id of the metric; [`Reference::ANY`] and [`Reference::GUARD`] stand for metrics that a workspace chooses.
    pub metric: String,
    /// Does it rise when what is meant falls?
    pub mirrored: bool,
    /// Is its number of records meant rather than its value?
    pub of_records: bool,
}

impl Reference {
    /// Stands for each metric that has a target.
    pub const ANY: &'static str = "any";
    /// Stands for the first counter-metric of what [`Reference::ANY`] stands for.
    pub const GUARD: &'static str = "guard";
    const MIRRORED: &'static str = "-";
    const OF_RECORDS: &'static str = "n:";

    /// A metric's value, as it is.
    pub fn plain(metric: &str) -> Self {
        Self { metric: metric.to_owned(), mirrored: false, of_records: false }
    }

    fn stands_for_others(&self) -> bool {
        [Self::ANY, Self::GUARD].contains(&self.metric.as_str())
    }
}

impl From<String> for Reference {
    fn from(written: String) -> Self {
        let (mirrored, rest) = written.strip_prefix(Self::MIRRORED).map_or((false, written.as_str()), |rest| (true, rest));
        let (of_records, metric) = rest.strip_prefix(Self::OF_RECORDS).map_or((false, rest), |metric| (true, metric));
        Self { metric: metric.to_owned(), mirrored, of_records }
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        let Reference { metric, mirrored, of_records } = reference;
        let sign = if mirrored { Reference::MIRRORED } else { "" };
        let of = if of_records { Reference::OF_RECORDS } else { "" };
        format!("{sign}{of}{metric}")
    }
}

/// What a metric does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Its level has risen: a signal.
    Rises,
    /// Its level has fallen: a signal.
    Falls,
    /// It has moved for the worse: a signal.
    Worsens,
    /// It has moved for the better: a signal.
    Improves,
    /// It was judged and did not move, and a move that matters would have been seen.
    StandsStill,
    /// Its level is above a value, with little doubt.
    IsAbove,
    /// Its level is below a value, with little doubt.
    IsBelow,
    /// The service as it runs meets the target.
    MeetsTarget,
    /// The service as it runs does not meet the target.
    MissesTarget,
}

impl Does {
    /// Every word, in the order of the guide.
    pub const ALL: [Self; 9] = [
        Self::Rises,
        Self::Falls,
        Self::Worsens,
        Self::Improves,
        Self::StandsStill,
        Self::IsAbove,
        Self::IsBelow,
        Self::MeetsTarget,
        Self::MissesTarget,
    ];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rises => "rises",
            Self::Falls => "falls",
            Self::Worsens => "worsens",
            Self::Improves => "improves",
            Self::StandsStill => "stands_still",
            Self::IsAbove => "is_above",
            Self::IsBelow => "is_below",
            Self::MeetsTarget => "meets_target",
            Self::MissesTarget => "misses_target",
        }
    }

    /// Is it a change of level?
    pub fn is_move(self) -> bool {
        matches!(self, Self::Rises | Self::Falls | Self::Worsens | Self::Improves)
    }

    /// Is it a level beside a value or a target?
    pub fn is_state(self) -> bool {
        matches!(self, Self::IsAbove | Self::IsBelow | Self::MeetsTarget | Self::MissesTarget)
    }
}

/// What a rule that holds is for the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Something is wrong.
    Worse,
    /// Something works.
    Better,
    /// It may be either.
    Open,
}

impl Reading {
    /// Is it good? `None` = it may be either.
    pub fn better(self) -> Option<bool> {
        match self {
            Self::Worse => Some(false),
            Self::Better => Some(true),
            Self::Open => None,
        }
    }
}

/// Where a rule may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the whole service and in any part of it.
    #[default]
    Anywhere,
    /// In a part of the service only.
    Part,
    /// In the whole service only.
    Whole,
}

impl Place {
    /// May a rule hold where these dimensions have these values?
    pub fn admits(self, place: &[(String, String)]) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Part => !place.is_empty(),
            Self::Whole => place.is_empty(),
        }
    }
}

/// Texts of a rule in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// What is seen, in a few words.
    pub name: String,
    /// What it usually means.
    pub means: String,
    /// What to look at first, one sentence each.
    pub check: Vec<String>,
    /// What would show that it is so.
    pub confirms: String,
    /// What would show that it is not.
    pub refutes: String,
}

impl Rule {
    /// The rule's texts in a language; English for one that is not spoken.
    pub fn texts(&self, language: &str) -> &Texts {
        match language {
            "fi" => &self.fi,
            "sv" => &self.sv,
            _ => &self.en,
        }
    }

    /// Metrics without which the rule cannot be evaluated, because no part of it that needs them has another.
    pub fn needs(&self, catalogue: &Catalogue) -> Vec<&str> {
        let is_there = |reference: &&Reference| reference.stands_for_others() || catalogue.get(&reference.metric).is_some();
        let needed = |part: &'_ Part| {
            let there = part.metrics.iter().filter(is_there).count();
            there < part.at_least
        };
        let lacking = self.when.iter().filter(|part| needed(part));
        let missing = lacking.flat_map(|part| part.metrics.iter().filter(|reference| !is_there(reference)));
        missing.map(|reference| reference.metric.as_str()).collect()
    }
}

/// All rules of a workspace, in the order of their numbers and names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    rules: Vec<Arc<Rule>>,
}

impl Rules {
    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// All rules: numbered ones first, by number; then a workspace's own, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.iter()
    }

    /// Number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Rules that cannot be evaluated with these metrics, and the metrics that each of them lacks.
    pub fn not_evaluable<'a>(&'a self, catalogue: &Catalogue) -> Vec<(&'a Rule, Vec<&'a str>)> {
        let lacking = self.rules.iter().map(|rule| (&**rule, rule.needs(catalogue)));
        lacking.filter(|(_, needs)| !needs.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests;
