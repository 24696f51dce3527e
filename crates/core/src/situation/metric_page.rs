//! One metric: chart, guard, breakdown, formula with its latest numbers, records behind it.

use super::{Error, Funnel, Row, View, World};
use crate::ask::{Part, RecordsQuestion};
use crate::judge::Judgement;
use crate::measure::Value;

/// Which metric's page, and how it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct MetricRequest<'a> {
    /// Id of the metric.
    pub metric: &'a str,
    /// The view; its `by` gives the breakdown.
    pub view: &'a View,
}

/// The page of one metric. Definition, texts, pitfalls and benchmarks are in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricPage {
    /// Chart, latest figure with numerator and denominator, verdict.
    pub row: Row,
    /// Version of the lake that answered.
    pub version: String,
    /// Up to when the records are known.
    pub watermark: Option<jiff::Timestamp>,
    /// Its guards: the metrics that must not get worse while this one gets better.
    pub counters: Vec<Row>,
    /// The breakdown asked for.
    pub breakdown: Option<Breakdown>,
    /// Dimensions that the metric can be broken down by, with the number of their values.
    pub dimensions: Vec<(String, u64)>,
    /// The records behind the latest figure; `None` when it rests on none.
    pub records: Option<RecordsBehind>,
}

/// Questions that open a number.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordsBehind {
    /// Records of the numerator.
    pub numerator: RecordsQuestion,
    /// Records of the base.
    pub denominator: RecordsQuestion,
    /// Records of the base that are not in the numerator; `None` where that means nothing.
    pub rest: Option<RecordsQuestion>,
}

impl RecordsBehind {
    /// The question for a part.
    pub fn part(&self, part: Part) -> Option<&RecordsQuestion> {
        match part {
            Part::Numerator => Some(&self.numerator),
            Part::Denominator => Some(&self.denominator),
            Part::Rest => self.rest.as_ref(),
        }
    }
}

/// A metric by the values of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakdown {
    /// The dimension.
    pub dimension: String,
    /// Its values by name, the unknown one last; at most [`Breakdown::MOST_GROUPS`].
    pub groups: Vec<Group>,
    /// Groups that were left out because there are too many.
    pub left_out: usize,
    /// The groups around the whole; `None` where the statistic cannot be pooled.
    pub funnel: Option<Funnel>,
}

impl Breakdown {
    /// How many small multiples a page can carry.
    pub const MOST_GROUPS: usize = 24;
}

/// One group of a breakdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Value of the dimension; `None` = unknown.
    pub name: Option<String>,
    /// Value over the complete periods shown, where it can be pooled; the last complete one otherwise.
    pub value: Value,
    /// Chart and verdict, with the autocorrelation pooled over the groups.
    pub judgement: Judgement,
}

/// Makes the page of a metric: one question for the whole and its guards, one for the breakdown.
pub fn metric_page(world: World<'_>, request: MetricRequest<'_>) -> Result<MetricPage, Error> {
    { let _ = (world, request); Err(Error::Ask(crate::ask::AskError::Engine(String::new()))) }
}
