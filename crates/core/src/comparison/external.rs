//! Published values and the workspace's own series, and which of them may be compared.
//!
//! A value from elsewhere is compared only when it is the same thing: counted by the same definition, of the same sort of service
//! and customers, by a method that is public, not long ago. All others are shown, each with the reason why it is not compared.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Better, Difference, Metric};
use crate::scope::Scope;
use crate::settings::{BenchmarkSeries, Settings};

/// A published figure tells of its time: one older than this is history.
const MOST_YEARS: i16 = 5;
/// Grade of a vendor's figure, whose method and sample nobody can check.
const UNRELIABLE: &str = "c";
/// What is usual elsewhere. A best or a least level is something to aim at or to keep, not something to lag behind.
const USUAL: &[&str] = &["average", "median", "industry average", "usual level"];

/// A value from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct External {
    /// The value, in the metric's unit.
    pub value: f64,
    /// Records that it rests on, when that was told.
    pub n: Option<f64>,
    /// What it is: `average`, `median` …
    pub what: String,
    /// Whose.
    pub whose: String,
    /// Source.
    pub source: String,
    /// Year of the data.
    pub year: i16,
    /// How far it can be trusted, `a` to `c`.
    pub grade: String,
    /// The part of the service that it speaks of.
    pub scope: Scope,
    /// Does the workspace keep it itself?
    pub is_own: bool,
    /// Why it is not compared; `None` when it is.
    pub not_compared: Option<NotCompared>,
}

/// Why a value is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum NotCompared {
    /// Neither way is good by itself.
    NoDirection,
    /// A vendor's figure, without a public method and sample.
    Unreliable,
    /// It is not the same thing.
    Differs {
        /// In what.
        difference: Difference,
    },
    /// It is of a time long past.
    Old,
    /// There are no records of the part that it speaks of, or too few to tell its level.
    NoOwnFigure,
}

impl NotCompared {
    /// Its code in JSON and among texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoDirection => "no_direction",
            Self::Unreliable => "unreliable",
            Self::Differs { difference: Difference::Definition } => "definition",
            Self::Differs { difference: Difference::Customers } => "customers",
            Self::Differs { difference: Difference::Method } => "method",
            Self::Old => "old",
            Self::NoOwnFigure => "no_own_figure",
        }
    }
}

impl External {
    /// May it be compared?
    pub fn is_comparable(&self) -> bool {
        self.not_compared.is_none()
    }

    /// Is it what is usual elsewhere, so that being behind it says something?
    pub fn is_usual(&self) -> bool {
        USUAL.contains(&self.what.as_str())
    }
}

/// Every value from elsewhere that is known of a metric: the published ones, then the workspace's own. Of one and the same figure only
/// the latest is compared; earlier ones stand as [`NotCompared::Old`].
pub fn externals(metric: &Metric, settings: &Settings, this_year: i16) -> Vec<External> {
    let published = metric.benchmark.iter().map(|benchmark| External {
        value: benchmark.value,
        n: None,
        what: benchmark.what.clone(),
        whose: benchmark.whose.clone(),
        source: benchmark.source.clone(),
        year: benchmark.year,
        grade: benchmark.grade.clone(),
        scope: scope(&benchmark.scope),
        is_own: false,
        not_compared: why_not(metric, &benchmark.grade, &benchmark.differs, benchmark.year, this_year),
    });
    let kept = settings.benchmarks.iter().filter(|series| series.metric == metric.id).filter_map(|series| {
        let (period, latest) = series.latest()?;
        Some(External {
            value: latest.value,
            n: latest.n,
            what: series.what.clone(),
            whose: series.whose.clone(),
            source: series.source.clone(),
            year: period.start.year(),
            grade: series.grade.clone(),
            scope: scope(&series.scope),
            is_own: true,
            not_compared: why_not(metric, &series.grade, &series.differs, period.start.year(), this_year),
        })
    });
    let mut all: Vec<External> = published.chain(kept).collect();
    let years: Vec<(String, String, i16)> = all.iter().map(|one| (one.what.clone(), one.whose.clone(), one.year)).collect();
    for one in &mut all {
        let is_followed = years.iter().any(|(what, whose, year)| *what == one.what && *whose == one.whose && *year > one.year);
        if is_followed && one.is_comparable() {
            one.not_compared = Some(NotCompared::Old);
        }
    }
    all
}

fn why_not(metric: &Metric, grade: &str, differs: &[Difference], year: i16, this_year: i16) -> Option<NotCompared> {
    if metric.better == Better::Band {
        return Some(NotCompared::NoDirection);
    }
    if let Some(difference) = differs.first() {
        return Some(NotCompared::Differs { difference: *difference });
    }
    if grade == UNRELIABLE {
        return Some(NotCompared::Unreliable);
    }
    (this_year - year > MOST_YEARS).then_some(NotCompared::Old)
}

fn scope(given: &indexmap::IndexMap<String, String>) -> Scope {
    given.iter().fold(Scope::whole(), |scope, (dimension, value)| scope.with(dimension, value))
}

impl BenchmarkSeries {
    /// The latest value with its period; `None` without any.
    pub fn latest(&self) -> Option<(crate::period::Period, crate::settings::BenchmarkValue)> {
        let known = self.values.iter().filter_map(|value| Some((crate::period::Period::parse(&value.period)?, value.clone())));
        known.max_by_key(|(period, _)| period.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn shipped(id: &str) -> Vec<External> {
        let (catalogue, _) = Catalogue::shipped();
        externals(catalogue.get(id).expect("a shipped metric"), &Settings::default(), 2026)
    }

    #[test]
    fn a_vendors_figure_and_another_definition_are_shown_and_never_compared() {
        for (id, why) in [("csat_top1", "unreliable"), ("abandonment", "definition"), ("nps_relational", "customers")] {
            let all = shipped(id);
            assert!(!all.is_empty());
            for one in all {
                assert_eq!(one.not_compared.map(NotCompared::code), Some(why), "{id}");
            }
        }
    }

    #[test]
    fn of_two_years_of_one_figure_the_later_is_compared_and_with_the_part_that_it_speaks_of() {
        let waits = shipped("wait_s_mean");
        let compared: Vec<&External> = waits.iter().filter(|one| one.is_comparable()).collect();
        assert_eq!(compared.len(), 1);
        assert_eq!((compared[0].year, compared[0].value), (2024, 116.0));
        assert_eq!(compared[0].scope, Scope::whole().with("channel", "phone"));
        assert!(waits.iter().any(|one| one.not_compared == Some(NotCompared::Old)));
    }

    #[test]
    fn a_figure_of_long_ago_is_history() {
        let (catalogue, _) = Catalogue::shipped();
        let metric = catalogue.get("turnover").expect("a shipped metric");
        let compared = |year| externals(metric, &Settings::default(), year).into_iter().filter(External::is_comparable).count();
        assert_eq!((compared(2026), compared(2040)), (1, 0));
    }

    #[test]
    fn a_series_that_the_workspace_keeps_is_compared_by_its_latest_value() {
        let settings = Settings::read(
            "[[benchmarks]]\nmetric = \"review_stars\"\nwhose = \"Kilpailija Oy\"\nsource = \"public ratings\"\ngrade = \"b\"\n\
             values = [{ period = \"2026-Q1\", value = 4.2, n = 812 }, { period = \"2025-Q4\", value = 4.1 }]\n",
        )
        .expect("a right setting");
        let (catalogue, _) = Catalogue::shipped();
        let metric = catalogue.get("review_stars").expect("a shipped metric");
        let all = externals(metric, &settings, 2026);
        let own: Vec<&External> = all.iter().filter(|one| one.is_own).collect();
        assert_eq!(own.len(), 1);
        assert_eq!((own[0].value, own[0].n, own[0].year, own[0].not_compared), (4.2, Some(812.0), 2026, None));
    }
}
