//! Answers: questions planned as scans, gathered cell by cell, remembered by version.
//!
//! One scan answers all metrics of a table: the query engine evaluates their expressions, row group by row group on all cores,
//! and hands the results to `gather`, which sums them straight into cells. Grouping in the engine instead would hash every row
//! once more and carry a hundred aggregates through plans that take longer to optimise than the sums take to make.
//!
//! A question by itself is answered row by row, holding no records (`scan`, `gather`). Many questions at once go through the records
//! once, block by block, and keep what they found on disk (`together`). Both give the same digits.

mod cells;
mod combinations;
mod counts;
mod desk;
mod draw;
mod gather;
mod measured;
mod plan;
mod records;
mod scan;
mod sum;
mod together;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::DataType;
use luotsi_core::actions::Action;
use luotsi_core::ask::{Answer, AskError, DrawQuestion, Drawn, Inventory, KindInventory, Question, Records, RecordsQuestion};
use luotsi_core::catalogue::{Catalogue, Metric, Statistic};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::nearest;
use luotsi_core::timeline::{EVENT_KINDS, TimelineEvent};

use self::scan::{Asked, Found};
use crate::time;

pub(crate) use counts::counts;
pub(crate) use desk::{Desk, engine_error};
pub(crate) use together::together;

/// Answers a question about metrics.
pub(crate) async fn answer(desk: &Desk, catalogue: &Catalogue, question: &Question) -> Result<Answer, AskError> {
    let metrics: Vec<&Metric> = question.metrics.iter().map(|id| metric(catalogue, id)).collect::<Result<_, _>>()?;
    answer_of(desk, &metrics, question).await
}

/// Answers how often the values of metrics lie above a threshold.
pub(crate) async fn exceedance(desk: &Desk, catalogue: &Catalogue, question: &Question, threshold: f64) -> Result<Answer, AskError> {
    let metrics: Vec<Metric> =
        question.metrics.iter().map(|id| above(metric(catalogue, id)?, threshold)).collect::<Result<_, AskError>>()?;
    answer_of(desk, &metrics.iter().collect::<Vec<_>>(), question).await
}

/// The share of a metric's records whose value lies above a threshold, as a metric.
fn above(metric: &Metric, threshold: f64) -> Result<Metric, AskError> {
    let (Statistic::Mean { base, value } | Statistic::Quantile { base, value, .. }) = &metric.measure.statistic else {
        return Err(AskError::Engine(format!("{} is no mean or quantile of a value", metric.id)));
    };
    let statistic =
        Statistic::Share { base: format!("({base}) and ({value}) is not null"), hit: format!("({value}) > cast({threshold:?} as double)") };
    let mut share = metric.clone();
    share.measure.statistic = statistic;
    Ok(share)
}

async fn answer_of(desk: &Desk, metrics: &[&Metric], question: &Question) -> Result<Answer, AskError> {
    check_cut(desk, metrics, &question.by, &question.scope)?;
    let asked =
        Asked { per: question.per, first_day: question.from.map(time::day_of), last_day: question.to.map(|to| time::day_of(to) - 1) };
    let plan = plan::plan(desk, question, metrics)?;
    let mut found: Vec<Found> = Vec::new();
    for scan in plan.scans {
        found.push(scan.run(desk, &asked).await.map_err(engine_error)?);
    }
    let mut measured = Vec::new();
    for (metric, source) in metrics.iter().zip(&plan.sources) {
        measured.push(measured::measured(desk, metric, source, &mut found, &asked)?);
    }
    Ok(Answer { version: desk.version.clone(), measured })
}

/// Checks a metric's expressions against the tables.
pub(crate) fn check(desk: &Desk, metric: &Metric) -> Result<(), AskError> {
    plan::check(desk, metric)
}

/// Opens a number.
pub(crate) async fn records(desk: &Desk, catalogue: &Catalogue, question: &RecordsQuestion) -> Result<Records, AskError> {
    let metric = metric(catalogue, &question.metric)?;
    check_cut(desk, &[metric], &[], &question.scope)?;
    records::records(desk, metric, question).await
}

/// Draws records at random.
pub(crate) async fn draw(desk: &Desk, catalogue: &Catalogue, question: &DrawQuestion) -> Result<Drawn, AskError> {
    draw::draw(desk, catalogue, question).await
}

fn metric<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Metric, AskError> {
    catalogue.get(id).ok_or_else(|| AskError::UnknownMetric { name: id.to_owned(), nearest: catalogue.nearest(id) })
}

/// Dimensions must be known in at least one of the tables asked, and never tell of persons.
fn check_cut(desk: &Desk, metrics: &[&Metric], by: &[String], scope: &Scope) -> Result<(), AskError> {
    let kinds: Vec<Kind> = metrics.iter().flat_map(|metric| plan::kinds(metric)).collect();
    check_kinds(desk, &kinds, by, scope)
}

fn check_kinds(desk: &Desk, kinds: &[Kind], by: &[String], scope: &Scope) -> Result<(), AskError> {
    for name in by.iter().map(String::as_str).chain(scope.iter().map(|(dimension, _)| dimension)) {
        if Kind::ALL.iter().any(|kind| kind.is_personal(name) && (kinds.contains(kind) || kind.column(name).is_some()))
            && !kinds.iter().any(|kind| desk.is_dimension(*kind, name))
        {
            return Err(AskError::Personal { name: name.to_owned() });
        }
        if !kinds.is_empty() && !kinds.iter().any(|kind| desk.is_dimension(*kind, name)) {
            let names: Vec<String> = kinds.iter().flat_map(|kind| desk.dimensions(*kind)).collect();
            return Err(AskError::UnknownDimension { name: name.to_owned(), nearest: nearest(name, names.iter().map(String::as_str)) });
        }
    }
    Ok(())
}

/// What there is.
pub(crate) fn inventory(desk: &Desk) -> Inventory {
    let at = |at_us: i64| jiff::Timestamp::from_microsecond(at_us).ok();
    let kinds = desk.facts.values().filter(|facts| facts.sheet.rows > 0).map(|facts| {
        let sheet = &facts.sheet;
        let ends = sheet.ends(&desk.zone);
        KindInventory {
            kind: sheet.kind,
            rows: sheet.rows,
            first: ends.and_then(|(first, _)| at(first)),
            last: ends.and_then(|(_, last)| at(last)),
            dimensions: sheet.dimensions.iter().filter(|dimension| desk.is_dimension(sheet.kind, &dimension.name)).cloned().collect(),
            filled: sheet.filled.iter().filter(|name| !name.starts_with('_')).cloned().collect(),
        }
    });
    Inventory { version: desk.version.clone(), kinds: kinds.collect() }
}

/// The columns of a batch that hold texts, whatever way they are kept.
struct TextColumns(BTreeMap<String, ArrayRef>);

impl TextColumns {
    fn of(batch: &RecordBatch) -> anyhow::Result<Self> {
        let mut texts = BTreeMap::new();
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            if matches!(field.data_type(), DataType::Dictionary(..) | DataType::Utf8) {
                texts.insert(field.name().clone(), arrow::compute::cast(array, &DataType::Utf8)?);
            }
        }
        Ok(Self(texts))
    }

    /// The text of a row; `None` = unknown, or no such column.
    fn get(&self, name: &str, row: usize) -> Option<String> {
        let array = self.0.get(name)?.as_string::<i32>();
        array.is_valid(row).then(|| array.value(row).to_owned())
    }

    /// Names of the columns, in order.
    fn names(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }
}

/// Imported events.
pub(crate) async fn timeline(desk: &Desk) -> Result<Vec<TimelineEvent>, AskError> {
    if desk.rows(Kind::Timeline) == 0 {
        return Ok(Vec::new());
    }
    let read = async || -> anyhow::Result<Vec<TimelineEvent>> {
        use arrow::datatypes::TimestampMicrosecondType;
        let mut events = Vec::new();
        for batch in desk.table(Kind::Timeline).await?.collect().await? {
            let texts = TextColumns::of(&batch)?;
            let text = |name: &str, row: usize| texts.get(name, row);
            let at = |name: &str, row: usize| {
                let times = batch.column_by_name(name)?.as_primitive_opt::<TimestampMicrosecondType>()?;
                times.is_valid(row).then(|| jiff::Timestamp::from_microsecond(times.value(row)).ok())?
            };
            for row in 0..batch.num_rows() {
                let (Some(id), Some(begins)) = (text("event_id", row), at("at", row)) else { continue };
                let mut scope = Scope::whole();
                let own = batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
                for dimension in own.iter().filter(|name| !["event_id", "title", "kind"].contains(&name.as_str())) {
                    if let Some(value) = text(dimension, row) {
                        scope = scope.with(dimension.clone(), value);
                    }
                }
                let kind = text("kind", row).filter(|kind| EVENT_KINDS.contains(&kind.as_str())).unwrap_or_else(|| "other".to_owned());
                events.push(TimelineEvent {
                    id,
                    at: begins,
                    until: at("until", row),
                    title: text("title", row).unwrap_or_default(),
                    kind,
                    scope,
                    imported: true,
                });
            }
        }
        events.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        Ok(events)
    };
    read().await.map_err(engine_error)
}

/// Imported actions. Every text column that says nothing else about the action limits where it is.
pub(crate) async fn actions(desk: &Desk) -> Result<Vec<Action>, AskError> {
    if desk.rows(Kind::Actions) == 0 {
        return Ok(Vec::new());
    }
    let read = async || -> anyhow::Result<Vec<Action>> {
        use arrow::datatypes::Date32Type;
        let mut actions = Vec::new();
        for batch in desk.table(Kind::Actions).await?.collect().await? {
            let texts = TextColumns::of(&batch)?;
            let text = |name: &str, row: usize| texts.get(name, row);
            let day = |name: &str, row: usize| {
                let days = batch.column_by_name(name)?.as_primitive_opt::<Date32Type>()?;
                days.is_valid(row).then(|| time::date(days.value(row).into()))?
            };
            for row in 0..batch.num_rows() {
                let Some(id) = text("action_id", row) else { continue };
                let says_where = |name: &&String| {
                    !["action_id", "title", "metric", "owner"].contains(&name.as_str()) && desk.is_dimension(Kind::Actions, name)
                };
                let scope = texts.names().filter(says_where).fold(Scope::whole(), |scope, name| match text(name, row) {
                    Some(value) => scope.with(name, value),
                    None => scope,
                });
                actions.push(Action {
                    id,
                    title: text("title", row).unwrap_or_default(),
                    metric: text("metric", row),
                    scope,
                    owner: text("owner", row),
                    started_on: day("started_on", row),
                    ended_on: day("ended_on", row),
                    imported: true,
                    ..Action::default()
                });
            }
        }
        actions.sort_by(|one, other| (one.started_on, &one.id).cmp(&(other.started_on, &other.id)));
        Ok(actions)
    };
    read().await.map_err(engine_error)
}

/// Answers given, until they take too much memory: the oldest go first.
#[derive(Default)]
pub(crate) struct Remembered {
    answers: Mutex<Answers>,
}

#[derive(Default)]
struct Answers {
    by_question: BTreeMap<String, Arc<Answer>>,
    order: VecDeque<(String, usize)>,
    size_bytes: usize,
}

impl Remembered {
    /// Answers take at most about so much memory.
    const MOST_BYTES: usize = 64 * 1024 * 1024;

    pub(crate) fn get(&self, key: &str) -> Option<Arc<Answer>> {
        self.answers.lock().ok()?.by_question.get(key).cloned()
    }

    pub(crate) fn put(&self, key: String, answer: Arc<Answer>) {
        let cells = answer.measured.iter().flat_map(|measured| &measured.cells);
        let size =
            cells.map(|cell| size_of_val(cell) + cell.dims.iter().flatten().map(|value| 24 + value.len()).sum::<usize>()).sum::<usize>()
                + key.len();
        let Ok(mut answers) = self.answers.lock() else { return };
        if size > Self::MOST_BYTES / 4 || answers.by_question.insert(key.clone(), answer).is_some() {
            return;
        }
        answers.order.push_back((key, size));
        answers.size_bytes += size;
        while answers.size_bytes > Self::MOST_BYTES {
            let Some((oldest, size)) = answers.order.pop_front() else { break };
            answers.by_question.remove(&oldest);
            answers.size_bytes -= size;
        }
    }
}
