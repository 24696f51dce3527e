//! Facts: what can be worked out from records is worked out once per version, sorted by day, and stored as Parquet files.
//!
//! Facts are a cache: `facts/<kind>-<fingerprint>/` holds the files and `facts.json`, and can be rebuilt at any time. The
//! fingerprint covers the versions of the tables that the kind rests on and the settings that move days and business time, so
//! that an import of feedback leaves the facts of contacts as they are.

mod assessments;
mod chunk;
pub(crate) use chunk::fact_type;
mod derive;
mod local_day;
mod parents;
pub(crate) mod texts;
mod windows;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use luotsi_core::ask::Dimension;
use luotsi_core::facts::inherits_from;
use luotsi_core::records::{Kind, Value};
use luotsi_core::settings::Settings;
use serde::{Deserialize, Serialize};

use self::chunk::Contents;
use crate::columns;
use crate::engine::{Engine, Snapshot};

pub(crate) use derive::DeriveProgress;

/// The root cause when the receiver of progress said stop.
pub(crate) const STOPPED: &str = "stopped";

/// Raised when facts are worked out differently, so that old ones are built anew.
const FORMAT: u32 = 5;
/// Dimensions with more values than this are no good as a breakdown: counting them all would cost memory for nothing.
const MOST_COUNTED: usize = 200_000;

/// The facts of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) folder: PathBuf,
    pub(crate) sheet: Sheet,
}

/// What there is in the files (`facts.json`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sheet {
    pub(crate) kind: Kind,
    pub(crate) rows: u64,
    pub(crate) files: Vec<String>,
    /// Columns with their type: `text`, or a Delta type.
    pub(crate) columns: Vec<(String, String)>,
    /// Columns that hold at least one value.
    pub(crate) filled: Vec<String>,
    pub(crate) dimensions: Vec<Dimension>,
    /// First and last value of time (microseconds) and day columns.
    pub(crate) ranges: BTreeMap<String, (i64, i64)>,
}

impl Facts {
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.sheet.files.iter().map(|file| self.folder.join(file)).collect()
    }

    /// Text columns: those that may be dimensions.
    pub(crate) fn text_columns(&self) -> Vec<String> {
        self.sheet.columns.iter().filter(|(_, data_type)| data_type == "text").map(|(name, _)| name.clone()).collect()
    }
}

impl Sheet {
    /// Schema of the files.
    pub(crate) fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self.columns.iter().map(|(name, data_type)| Field::new(name, named_type(data_type), true)).collect();
        std::sync::Arc::new(Schema::new(fields))
    }

    /// The latest time of the records, in microseconds: a day or a month is known to its end.
    pub(crate) fn last_us(&self, zone: &jiff::tz::TimeZone) -> Option<i64> {
        self.ends(zone).map(|(_, last)| last)
    }

    /// Earliest and latest time of the records, in microseconds.
    pub(crate) fn ends(&self, zone: &jiff::tz::TimeZone) -> Option<(i64, i64)> {
        let ends = watermark_columns(self.kind).iter().filter_map(|name| {
            let (first, last) = *self.ranges.get(*name)?;
            match self.kind.column(name)?.value {
                Value::Time => Some((first, last)),
                value => {
                    let first = crate::time::date(first)?;
                    let last = crate::time::date(last)?;
                    let after = match value {
                        Value::Month => last.last_of_month().tomorrow(),
                        _ => last.tomorrow(),
                    };
                    let start = |date: jiff::civil::Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond());
                    Some((start(first)?, start(after.ok()?)? - 1))
                }
            }
        });
        ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }
}

/// The column that says when a record was.
pub(crate) fn time_column(kind: Kind) -> &'static str {
    match kind {
        Kind::Contacts => "opened_at",
        Kind::Feedback => "given_at",
        Kind::Events | Kind::Evaluations | Kind::Timeline => "at",
        Kind::People | Kind::Actions => "started_on",
        Kind::Work => "date",
        Kind::Costs => "month",
    }
}

/// Columns whose latest value tells up to when records are known.
fn watermark_columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Feedback => &["given_at", "asked_at"],
        Kind::People => &["started_on", "ended_on"],
        Kind::Contacts => &["opened_at"],
        Kind::Events | Kind::Evaluations | Kind::Timeline => &["at"],
        Kind::Actions => &["started_on"],
        Kind::Work => &["date"],
        Kind::Costs => &["month"],
    }
}

/// The column of days that belongs to a time or date column.
pub(crate) fn day_column(kind: Kind, column: &str) -> Option<String> {
    match kind.column(column)?.value {
        Value::Time => Some(format!("{column}_day")),
        Value::Date | Value::Month => Some(column.to_owned()),
        _ => None,
    }
}

/// The column without which a fact cannot be worked out.
pub(crate) fn source_of(fact: &str) -> Option<&'static str> {
    match fact {
        "first_response_s" | "first_response_business_s" => Some("first_response_at"),
        "resolution_s" | "resolution_business_s" => Some("resolved_at"),
        "next_contact_s" | "next_same_topic_s" | "previous_contact_s" => Some("customer_id"),
        "case_contacts" | "is_first_of_case" => Some("case_id"),
        "reply_s" => Some("answered_at"),
        "wait_s" | "handle_s" | "agent_id" | "is_repeat" | "came_back" | "contact_on" | "items" | "is_first_of_contact" => {
            Some("contact_id")
        }
        "critical_errors" => Some("critical"),
        "work_s" => Some("completed_at"),
        _ => None,
    }
}

fn named_type(name: &str) -> DataType {
    match name {
        "text" => texts::text_type(),
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        "date" => DataType::Date32,
        "double" => DataType::Float64,
        "long" => DataType::Int64,
        "boolean" => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Dictionary(..) => "text",
        other => columns::delta_type(other),
    }
}

/// The facts of every kind in this version, built where they are not there yet.
pub(crate) fn prepare(
    engine: &Engine,
    snapshot: &Snapshot,
    settings: &Settings,
    progress: &DeriveProgress<'_>,
) -> Result<BTreeMap<Kind, Facts>> {
    let root = engine.journal.root().join("facts");
    fs::create_dir_all(&root).with_context(|| format!("the folder {} cannot be made", root.display()))?;
    let mut prepared: BTreeMap<Kind, Facts> = BTreeMap::new();
    // Parents before those that inherit from them.
    let (parents, heirs): (Vec<_>, Vec<_>) = snapshot.tables.iter().partition(|table| inherits_from(table.kind()).is_none());
    for table in parents.into_iter().chain(heirs) {
        let kind = table.kind();
        let folder = root.join(format!("{}-{}", kind.name(), fingerprint(kind, snapshot, settings)));
        if !folder.join("facts.json").exists() {
            let building = engine.journal.lock_facts()?;
            if !folder.join("facts.json").exists() {
                let unfinished = root.join(format!(".{}-unfinished", kind.name()));
                if unfinished.exists() {
                    fs::remove_dir_all(&unfinished)?;
                }
                fs::create_dir_all(&unfinished)?;
                let parent = inherits_from(kind).and_then(|(parent, _)| prepared.get(&parent));
                let sheet = derive::derive(&derive::Work { table, parent, settings, folder: &unfinished, progress })?;
                fs::write(unfinished.join("facts.json"), serde_json::to_vec_pretty(&sheet)?)?;
                fs::rename(&unfinished, &folder)?;
            }
            drop(building);
        }
        let text = fs::read(folder.join("facts.json")).with_context(|| format!("the facts in {} cannot be read", folder.display()))?;
        let sheet = serde_json::from_slice(&text).with_context(|| format!("{} is damaged: remove the folder", folder.display()))?;
        prepared.insert(kind, Facts { folder, sheet });
    }
    remove_old(&root, &prepared)?;
    Ok(prepared)
}

/// Old facts go, but for the latest of each kind: another process may still be answering from them.
fn remove_old(root: &Path, prepared: &BTreeMap<Kind, Facts>) -> Result<()> {
    let mut old: HashMap<String, Vec<(std::time::SystemTime, PathBuf)>> = HashMap::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_used = prepared.values().any(|facts| facts.folder == path);
        if let Some((kind, _)) = name.rsplit_once('-')
            && !name.starts_with('.')
            && !is_used
        {
            old.entry(kind.to_owned()).or_default().push((entry.metadata()?.modified()?, path));
        }
    }
    for mut folders in old.into_values() {
        folders.sort();
        folders.pop();
        for (_, folder) in folders {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
        }
    }
    Ok(())
}

fn fingerprint(kind: Kind, snapshot: &Snapshot, settings: &Settings) -> String {
    let version = |kind: Kind| snapshot.table(kind).and_then(|table| table.version());
    let parent = inherits_from(kind).map(|(parent, _)| version(parent));
    let times = (&settings.time_zone, &settings.holidays, &settings.days, &settings.calendars, &settings.calendar_of);
    let grandparent_times = serde_json::to_string(&times).unwrap_or_default();
    let text = format!("{FORMAT}/{}/{:?}/{parent:?}/{grandparent_times}", kind.name(), version(kind));
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// Puts together what there is in all files of a kind, told chunk by chunk in the order of the files.
fn sheet(kind: Kind, files: Vec<(String, Contents)>) -> Result<Sheet> {
    let mut sheet = Sheet {
        kind,
        rows: 0,
        files: Vec::new(),
        columns: Vec::new(),
        filled: Vec::new(),
        dimensions: Vec::new(),
        ranges: BTreeMap::new(),
    };
    let mut counts: BTreeMap<String, (HashMap<String, u64>, u64)> = BTreeMap::new();
    for (name, contents) in files {
        if sheet.files.last() != Some(&name) {
            sheet.files.push(name);
        }
        sheet.rows += contents.rows;
        for (column, data_type) in contents.columns {
            let stored = type_name(&data_type).to_owned();
            match sheet.columns.iter().find(|(known, _)| *known == column) {
                Some((_, known)) if *known != stored => {
                    return Err(anyhow!("the column {column} is {known} in one file and {stored} in another"));
                }
                Some(_) => {}
                None => sheet.columns.push((column, stored)),
            }
        }
        for column in contents.filled {
            if !sheet.filled.contains(&column) {
                sheet.filled.push(column);
            }
        }
        for (column, (first, last)) in contents.ranges {
            let range = sheet.ranges.entry(column).or_insert((first, last));
            *range = (range.0.min(first), range.1.max(last));
        }
        for (column, values) in contents.texts {
            let (known, uncounted) = counts.entry(column).or_default();
            for (value, count) in values {
                if known.len() < MOST_COUNTED || known.contains_key(&value) {
                    *known.entry(value).or_default() += count;
                } else {
                    *uncounted += 1;
                }
            }
        }
    }
    for (name, (values, uncounted)) in counts {
        if kind.is_personal(&name) || values.is_empty() {
            continue;
        }
        let different = values.len() as u64 + uncounted;
        let mut values: Vec<(String, u64)> = values.into_iter().collect();
        values.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        values.truncate(Dimension::MOST_VALUES);
        sheet.dimensions.push(Dimension { name, values, different });
    }
    Ok(sheet)
}
