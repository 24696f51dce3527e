//! What all parts of the lake share: the journal, the runtime of the libraries, and the way in which a change happens.

use std::path::Path;

use anyhow::{Context, Result};
use luotsi_core::intake::{IntakeError, MachineFault};
use luotsi_core::records::Kind;
use tokio::runtime::{Handle, Runtime};

use crate::journal::{Intent, Journal};
use crate::table::Table;

/// The shared part of a lake.
pub(crate) struct Engine {
    pub(crate) journal: Journal,
    pub(crate) runtime: Handle,
    threads: Option<Runtime>,
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The last owner may be an asynchronous task, in which a runtime must not wait for its threads.
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// All tables at one moment.
pub(crate) struct Snapshot {
    /// Tables that exist.
    pub(crate) tables: Vec<Table>,
}

impl Snapshot {
    /// The version as text: the same text means the same records.
    pub(crate) fn version(&self) -> String {
        let versions: Vec<String> =
            self.tables.iter().filter_map(|table| Some(format!("{}-{}", table.kind().name(), table.version()?))).collect();
        versions.join(".")
    }

    pub(crate) fn table(&self, kind: Kind) -> Option<&Table> {
        self.tables.iter().find(|table| table.kind() == kind)
    }
}

impl Engine {
    /// An engine with threads of its own.
    pub(crate) fn start(journal: Journal) -> Result<Self> {
        let threads = tokio::runtime::Builder::new_multi_thread()
            .thread_name("lake")
            .enable_all()
            .build()
            .context("the threads of the lake cannot be started")?;
        Ok(Self { journal, runtime: threads.handle().clone(), threads: Some(threads) })
    }

    /// Finishes changes that were written down before a crash, and sweeps. The caller holds the change lock.
    pub(crate) fn settle(&self) -> Result<()> {
        let pending = self.journal.pending()?;
        if !pending.is_empty() {
            let _committing = self.journal.lock_commits()?;
            for intent in &pending {
                tracing::warn!(import = intent.entry.id, "finishing a change that was interrupted");
                self.runtime.block_on(self.journal.carry_out(intent))?;
            }
        }
        self.journal.sweep()
    }

    /// Makes a change happen. The caller holds the change lock.
    pub(crate) fn enact(&self, intent: &Intent) -> Result<()> {
        let _committing = self.journal.lock_commits()?;
        self.journal.write_intent(intent)?;
        let Err(error) = self.runtime.block_on(self.journal.carry_out(intent)) else { return Ok(()) };
        if self.runtime.block_on(self.has_begun(intent))? {
            return Err(error.context("the change was begun and will be finished when the workspace is opened next"));
        }
        self.journal.withdraw(&intent.entry.id)?;
        Err(error)
    }

    async fn has_begun(&self, intent: &Intent) -> Result<bool> {
        for change in &intent.tables {
            if Table::open(self.journal.root(), change.kind).await?.has_committed(&intent.change).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The version as far as file names tell it: the newest commit of each table. `None` while a change is pending.
    pub(crate) fn quick_version(&self) -> Result<Option<String>> {
        let _reading = self.journal.share_commits()?;
        if self.journal.has_pending()? {
            return Ok(None);
        }
        let mut versions = Vec::new();
        for kind in Kind::ALL {
            let log = self.journal.root().join(kind.name()).join("_delta_log");
            if let Some(version) = newest_commit(&log)? {
                versions.push(format!("{}-{version}", kind.name()));
            }
        }
        Ok(Some(versions.join(".")))
    }

    /// All tables as they are now: before a change or after it, never between.
    pub(crate) fn snapshot(&self) -> Result<Snapshot> {
        loop {
            {
                let _reading = self.journal.share_commits()?;
                if !self.journal.has_pending()? {
                    let mut tables = Vec::new();
                    for kind in Kind::ALL {
                        tables.extend(self.runtime.block_on(Table::open_existing(self.journal.root(), kind))?);
                    }
                    return Ok(Snapshot { tables });
                }
            }
            // Somebody died while committing, since nobody holds the commit lock: finish it for them.
            let _changing = self.journal.lock_changes()?;
            self.settle().context("an interrupted change cannot be finished")?;
        }
    }
}

/// The newest commit in a table's log (`00000000000000000042.json`).
fn newest_commit(log: &Path) -> Result<Option<u64>> {
    if !log.exists() {
        return Ok(None);
    }
    let mut newest = None;
    for entry in std::fs::read_dir(log)? {
        let name = entry?.file_name();
        let version =
            name.to_str().and_then(|name| name.strip_suffix(".json")).filter(|stem| stem.len() == 20).and_then(|stem| stem.parse().ok());
        newest = newest.max(version);
    }
    Ok(newest)
}

/// A failure of the machine (disk, rights, damaged file), told as a whole.
pub(crate) fn machine(error: anyhow::Error) -> IntakeError {
    IntakeError::Machine(MachineFault::Lake { detail: format!("{error:#}") })
}
