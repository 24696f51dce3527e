//! A small service to tell stories about.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::Timestamp;
use luotsi_core::ask::{Answer, Ask, Cell, Question};
use luotsi_core::catalogue::Catalogue;
use luotsi_core::intake::{IntakeError, LedgerEntry, OnProgress};
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;
use luotsi_lake::{Lake, canonical_schema};
use tempfile::TempDir;

/// A workspace of its own with a lake.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) lake: Lake,
    imports: usize,
}

pub(crate) fn quiet() -> OnProgress {
    Arc::new(|_| true)
}

pub(crate) fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn open(folder: &Path, catalogue: Catalogue, settings: Settings) -> Lake {
    Lake::open(&folder.join("lake"), Arc::new(catalogue), settings).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Catalogue::shipped().0, Settings::default())
    }

    pub(crate) fn with(catalogue: Catalogue, settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let lake = open(folder.path(), catalogue, settings);
        Self { folder, lake, imports: 0 }
    }

    /// Imports tables as one import; its id is `IMPORT1`, `IMPORT2`, …
    pub(crate) fn import(&mut self, tables: &[(Kind, &str)]) -> LedgerEntry {
        self.try_import(tables).unwrap()
    }

    pub(crate) fn try_import(&mut self, tables: &[(Kind, &str)]) -> Result<LedgerEntry, IntakeError> {
        self.imports += 1;
        let mut writer = self.lake.writer(&format!("IMPORT{}", self.imports), noon(), quiet())?;
        for (kind, text) in tables {
            writer.file(format!("{}.csv", kind.name()));
            writer.append(*kind, table(*kind, text))?;
        }
        writer.finish()
    }

    pub(crate) fn answer(&self, question: &Question) -> Answer {
        self.lake.answer(question).unwrap()
    }

    /// The cells of one metric.
    pub(crate) fn cells(&self, metric: &str, per: Granularity, by: &[&str]) -> Vec<Cell> {
        self.answer(&question(metric, per, by)).measured.remove(0).cells
    }

    /// Current contacts as id → topic, as the lake tells them.
    pub(crate) fn topics(&self) -> BTreeMap<String, Option<String>> {
        topics(&self.lake)
    }
}

/// Current contacts as id → topic.
pub(crate) fn topics(lake: &Lake) -> BTreeMap<String, Option<String>> {
    let question = luotsi_core::ask::RecordsQuestion {
        metric: "contact_volume".into(),
        period: luotsi_core::period::Period::all(),
        scope: Scope::whole(),
        part: luotsi_core::ask::Part::Denominator,
        offset: 0,
        limit: 100_000,
    };
    let records = lake.records(&question).unwrap();
    let id = records.columns.iter().position(|name| name == "contact_id");
    let topic = records.columns.iter().position(|name| name == "topic");
    assert_eq!(records.rows.len() as u64, records.total);
    let mut topics = BTreeMap::new();
    for row in &records.rows {
        let before = topics.insert(row[id.unwrap()].clone().unwrap(), topic.and_then(|topic| row[topic].clone()));
        assert_eq!(before, None, "a contact stands there twice");
    }
    topics
}

pub(crate) fn question(metric: &str, per: Granularity, by: &[&str]) -> Question {
    Question {
        metrics: vec![metric.to_owned()],
        per,
        by: by.iter().map(|name| (*name).to_owned()).collect(),
        scope: Scope::whole(),
        from: None,
        to: None,
    }
}

/// Canonical CSV as a batch: no quoting, empty = unknown.
pub(crate) fn table(kind: Kind, text: &str) -> RecordBatch {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names: Vec<&str> = lines.next().unwrap().split(',').map(str::trim).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').map(str::trim).collect()).collect();
    let schema = canonical_schema(kind);
    let columns = names.iter().enumerate().map(|(index, name)| {
        let data_type = schema.field_with_name(name).map_or(DataType::Utf8, |field| field.data_type().clone());
        let is_month = kind.column(name).is_some_and(|column| column.value == luotsi_core::records::Value::Month);
        let texts: Vec<Option<String>> = rows
            .iter()
            .map(|row| {
                let cell = row.get(index).copied().unwrap_or_default();
                let cell = if is_month && cell.len() == 7 { format!("{cell}-01") } else { cell.to_owned() };
                (!cell.is_empty()).then_some(cell)
            })
            .collect();
        let array: ArrayRef = match data_type {
            DataType::Timestamp(..) => {
                let times = texts.iter().map(|text| text.as_ref().map(|text| text.parse::<Timestamp>().unwrap().as_microsecond()));
                Arc::new(arrow::array::TimestampMicrosecondArray::from_iter(times).with_timezone("UTC"))
            }
            DataType::Boolean => Arc::new(
                texts.iter().map(|text| text.as_deref().map(|text| text == "1" || text == "true")).collect::<arrow::array::BooleanArray>(),
            ),
            other if texts.iter().all(Option::is_none) => new_null_array(&other, texts.len()),
            other => cast(&StringArray::from(texts), &other).unwrap(),
        };
        (*name, array, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns.collect::<Vec<_>>()).unwrap()
}
