//! One Delta table per kind: which files are in it now, and how a change is committed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties, TableReference};
use deltalake_core::kernel::{Action, Transaction};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use luotsi_core::records::Kind;
use serde_json::json;
use url::Url;

use crate::columns::{self, RowState, STATE};
use crate::part::Part;

/// A file of a table.
#[derive(Debug, Clone)]
pub(crate) struct TableFile {
    /// Path within the table's folder.
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) state: RowState,
    /// The Delta action that takes it out of the table.
    remove: serde_json::Value,
    /// Earliest and latest import among its rows, when known.
    imports: Option<(String, String)>,
    /// Earliest and latest import that replaced some of its rows, when known.
    replaced_by: Option<(String, String)>,
}

impl TableFile {
    /// May the file hold rows of the import?
    pub(crate) fn may_hold(&self, import: &str) -> bool {
        self.imports.as_ref().is_none_or(|(first, last)| first.as_str() <= import && import <= last.as_str())
    }

    /// May the file hold rows that the import replaced?
    pub(crate) fn may_hold_replaced_by(&self, import: &str) -> bool {
        self.state == RowState::Replaced
            && self.replaced_by.as_ref().is_none_or(|(first, last)| first.as_str() <= import && import <= last.as_str())
    }

    pub(crate) fn remove_action(&self, at_ms: i64) -> serde_json::Value {
        let mut action = self.remove.clone();
        action["deletionTimestamp"] = at_ms.into();
        json!({"remove": action})
    }
}

/// A table as it is in one version.
pub(crate) struct Table {
    kind: Kind,
    folder: PathBuf,
    delta: DeltaTable,
    version: Option<u64>,
    /// Its files.
    pub(crate) files: Vec<TableFile>,
    /// Columns beyond the canonical ones.
    pub(crate) dimensions: Vec<String>,
}

impl Table {
    /// Reads the newest version; a table that is not there yet has no version and no files.
    pub(crate) async fn open(lake: &Path, kind: Kind) -> Result<Self> {
        let folder = lake.join(kind.name());
        std::fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        let absolute = folder.canonicalize()?;
        let url = Url::from_directory_path(&absolute).map_err(|()| anyhow!("{} is no path of a folder", absolute.display()))?;
        let mut delta = DeltaTableBuilder::from_url(url)?.build()?;
        if absolute.join("_delta_log").exists() {
            match delta.load().await {
                Ok(()) | Err(DeltaTableError::NotATable(_)) => {}
                Err(error) => return Err(error).with_context(|| format!("the table {} cannot be read", kind.name())),
            }
        }
        let version = delta.version();
        let mut table = Self { kind, folder, delta, version, files: Vec::new(), dimensions: Vec::new() };
        if table.version.is_some() {
            table.read_state()?;
        }
        Ok(table)
    }

    /// The table, when there has been one.
    pub(crate) async fn open_existing(lake: &Path, kind: Kind) -> Result<Option<Self>> {
        if !lake.join(kind.name()).join("_delta_log").exists() {
            return Ok(None);
        }
        let table = Self::open(lake, kind).await?;
        Ok(table.version.is_some().then_some(table))
    }

    fn read_state(&mut self) -> Result<()> {
        let state = self.delta.snapshot()?;
        for view in state.log_data().iter() {
            let stats: serde_json::Value =
                view.stats().and_then(|stats| serde_json::from_str(&stats).ok()).unwrap_or(serde_json::Value::Null);
            let range = |column: &str| {
                let end = |end: &str| stats[end][column].as_str().map(str::to_owned);
                end("minValues").zip(end("maxValues"))
            };
            let replaced = view.partition_values_map().get(STATE).cloned().flatten().as_deref() == Some(RowState::Replaced.name());
            let rows = stats["numRecords"].as_u64().or_else(|| view.num_records().map(|rows| rows as u64));
            let name = view.path().into_owned();
            self.files.push(TableFile {
                rows: rows.ok_or_else(|| anyhow!("the table's log does not tell how many rows {name} has"))?,
                state: if replaced { RowState::Replaced } else { RowState::Current },
                remove: serde_json::to_value(view.remove_action(true))?,
                imports: range(columns::IMPORT),
                replaced_by: range(columns::REPLACED_BY),
                name,
            });
        }
        self.files.sort_by(|one, other| one.name.cmp(&other.name));
        let metadata = serde_json::to_value(state.metadata())?;
        let schema: serde_json::Value = serde_json::from_str(metadata["schemaString"].as_str().unwrap_or("{}"))?;
        for field in schema["fields"].as_array().into_iter().flatten() {
            let name = field["name"].as_str().unwrap_or_default();
            if !name.starts_with('_') && self.kind.column(name).is_none() {
                self.dimensions.push(name.to_owned());
            }
        }
        Ok(())
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn version(&self) -> Option<u64> {
        self.version
    }

    pub(crate) fn path(&self, file: &TableFile) -> PathBuf {
        self.folder.join(&file.name)
    }

    pub(crate) fn files_in(&self, state: RowState) -> impl Iterator<Item = &TableFile> {
        self.files.iter().filter(move |file| file.state == state)
    }

    /// Protocol and metadata: for a table that is not there yet, or whose columns grow.
    pub(crate) fn schema_actions(&self, dimensions: &[String], at_ms: i64) -> Result<Vec<serde_json::Value>> {
        let schema = columns::delta_schema(self.kind, dimensions).to_string();
        if self.version.is_none() {
            let metadata = json!({
                "id": format!("luotsi-{}", self.kind.name()),
                "name": self.kind.name(),
                "format": {"provider": "parquet", "options": {}},
                "schemaString": schema,
                "partitionColumns": [STATE],
                "configuration": {},
                "createdTime": at_ms,
            });
            return Ok(vec![json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}), json!({"metaData": metadata})]);
        }
        if dimensions.iter().all(|dimension| self.dimensions.contains(dimension)) {
            return Ok(Vec::new());
        }
        let mut metadata = serde_json::to_value(self.delta.snapshot()?.metadata())?;
        metadata["schemaString"] = schema.into();
        Ok(vec![json!({"metaData": metadata})])
    }

    /// Was the change with this id committed before?
    pub(crate) async fn has_committed(&self, change: &str) -> Result<bool> {
        if self.version.is_none() {
            return Ok(false);
        }
        let log_store = self.delta.log_store();
        Ok(self.delta.snapshot()?.transaction_version(log_store.as_ref(), change).await?.is_some())
    }

    /// Commits actions as one change with this id. The caller holds the commit lock: nobody else commits meanwhile.
    pub(crate) async fn commit(&self, change: &str, actions: &[serde_json::Value], at_ms: i64) -> Result<()> {
        let actions: Vec<Action> = actions
            .iter()
            .map(|action| serde_json::from_value(action.clone()))
            .collect::<Result<_, _>>()
            .context("a planned change cannot be read")?;
        let transaction = Transaction { app_id: change.to_owned(), version: 1, last_updated: Some(at_ms) };
        let properties = CommitProperties::default().with_application_transaction(transaction).with_cleanup_expired_logs(Some(false));
        let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: Some(vec![STATE.to_owned()]), predicate: None };
        let reference: Option<&dyn TableReference> = match self.version {
            None => None,
            Some(_) => Some(self.delta.snapshot()?),
        };
        CommitBuilder::from(properties)
            .with_actions(actions)
            .with_max_retries(0)
            .build(reference, self.delta.log_store(), operation)
            .await
            .with_context(|| format!("the table {} cannot be changed", self.kind.name()))?;
        Ok(())
    }
}

/// The Delta action that brings a part file into its table under this name.
pub(crate) fn add_action(part: &Part, name: &str, at_ms: i64) -> serde_json::Value {
    json!({"add": {
        "path": name,
        "partitionValues": {STATE: part.state.name()},
        "size": part.size_bytes,
        "modificationTime": at_ms,
        "dataChange": true,
        "stats": part.stats,
        "tags": null,
        "baseRowId": null,
        "defaultRowCommitVersion": null,
        "clusteringProvider": null,
    }})
}
