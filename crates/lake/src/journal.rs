//! The journal of changes: every import and undo is first written down as a whole, then done; whoever opens the lake after a
//! crash finishes what was written down and sweeps away what was not.
//!
//! ```text
//! imports/<ULID>/staged/…      part files being written, visible to nobody
//! imports/<ULID>/done.json     the ledger's line
//! imports/<ULID>/refused.csv   refused rows with their reasons
//! intents/<ULID>.json          everything that is about to happen to all tables (fsynced, renamed into place)
//! ```
//!
//! Intents lie together, so that one look at a folder that is nearly always empty tells whether anything is pending.
//!
//! A change is made while the change lock is held, its commits while the commit lock is held; readers share the commit lock, so
//! that they see all tables of a change or none.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use luotsi_core::intake::LedgerEntry;
use luotsi_core::records::Kind;
use serde::{Deserialize, Serialize};

use crate::table::Table;

/// A change that is about to happen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// Id of the change, remembered by each table: `<import>` or `undo-<import>`.
    pub(crate) change: String,
    /// When, in milliseconds since 1970.
    pub(crate) at_ms: i64,
    /// The ledger's line once it has happened.
    pub(crate) entry: LedgerEntry,
    /// What happens to each table.
    pub(crate) tables: Vec<TableChange>,
}

/// What happens to one table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableChange {
    pub(crate) kind: Kind,
    /// Files to move into the table's folder: from (within the import's folder) → name (within the table's folder).
    pub(crate) moves: Vec<(PathBuf, String)>,
    /// Delta actions.
    pub(crate) actions: Vec<serde_json::Value>,
}

/// The folders and locks of a lake.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    root: PathBuf,
}

impl Journal {
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let journal = Self { root: root.to_owned() };
        for folder in [journal.imports(), journal.intents()] {
            fs::create_dir_all(&folder)
                .with_context(|| format!("the folder {} cannot be made: check the rights and the free space", folder.display()))?;
        }
        Ok(journal)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    fn imports(&self) -> PathBuf {
        self.root.join("imports")
    }

    fn intents(&self) -> PathBuf {
        self.root.join("intents")
    }

    fn intent(&self, import: &str) -> PathBuf {
        self.intents().join(format!("{import}.json"))
    }

    /// Is the import in the ledger, or about to be?
    pub(crate) fn is_settled(&self, import: &str) -> bool {
        self.folder(import).join("done.json").exists() || self.intent(import).exists()
    }

    pub(crate) fn folder(&self, import: &str) -> PathBuf {
        self.imports().join(import)
    }

    /// Held by whoever compares and changes the lake: one at a time.
    pub(crate) fn lock_changes(&self) -> Result<File> {
        let file = self.lock_file(&self.root.join("changes.lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// The same, unless somebody else is at it.
    pub(crate) fn try_lock_changes(&self) -> Result<Option<File>> {
        let file = self.lock_file(&self.root.join("changes.lock"))?;
        Ok(file.try_lock().is_ok().then_some(file))
    }

    /// Held exclusively while tables are committed.
    pub(crate) fn lock_commits(&self) -> Result<File> {
        let file = self.lock_file(&self.root.join("commits.lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// Shared by readers while they look up the tables' versions.
    pub(crate) fn share_commits(&self) -> Result<File> {
        let file = self.lock_file(&self.root.join("commits.lock"))?;
        file.lock_shared()?;
        Ok(file)
    }

    /// Held by whoever builds facts: a second process waits and finds them ready.
    pub(crate) fn lock_facts(&self) -> Result<File> {
        let file = self.lock_file(&self.root.join("facts.lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// Held by the writer of an import as long as it lives.
    pub(crate) fn lock_writing(&self, import: &str) -> Result<File> {
        let file = self.lock_file(&self.imports().join(format!("{import}.lock")))?;
        file.lock()?;
        Ok(file)
    }

    pub(crate) fn unlock_writing(&self, import: &str) {
        // The lock file is only a handle: one left behind is swept with the next opening.
        let _ = fs::remove_file(self.imports().join(format!("{import}.lock")));
    }

    fn lock_file(&self, path: &Path) -> Result<File> {
        File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .with_context(|| format!("the lock {} cannot be opened: check the rights of the workspace", path.display()))
    }

    /// Writes the change down. From here on it happens, now or when the lake is opened next.
    pub(crate) fn write_intent(&self, intent: &Intent) -> Result<()> {
        self.write_json(&self.intent(&intent.entry.id), intent)
    }

    /// Forgets a change that could not be begun.
    pub(crate) fn withdraw(&self, import: &str) -> Result<()> {
        fs::remove_file(self.intent(import)).context("the planned change cannot be withdrawn")
    }

    fn write_json(&self, finished: &Path, value: &impl Serialize) -> Result<()> {
        let unfinished = finished.with_extension("unfinished");
        let write = || -> Result<()> {
            let mut file = File::create(&unfinished)?;
            file.write_all(&serde_json::to_vec_pretty(value)?)?;
            file.sync_all()?;
            fs::rename(&unfinished, finished)?;
            if let Some(folder) = finished.parent() {
                File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        write().with_context(|| format!("{} cannot be written: check the free space", finished.display()))
    }

    /// Changes that were written down but not finished.
    pub(crate) fn pending(&self) -> Result<Vec<Intent>> {
        let mut pending = Vec::new();
        for entry in fs::read_dir(self.intents())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                pending.push(serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?);
            }
        }
        Ok(pending)
    }

    /// Is any change pending?
    pub(crate) fn has_pending(&self) -> Result<bool> {
        for entry in fs::read_dir(self.intents())? {
            if entry?.path().extension().is_some_and(|extension| extension == "json") {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn import_names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.imports())? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Does everything that the intent says and was not done yet. The caller holds the commit lock.
    pub(crate) async fn carry_out(&self, intent: &Intent) -> Result<()> {
        let folder = self.folder(&intent.entry.id);
        for change in &intent.tables {
            for (from, name) in &change.moves {
                let from = folder.join(from);
                let to = self.root.join(change.kind.name()).join(name);
                if from.exists() {
                    if let Some(parent) = to.parent() {
                        fs::create_dir_all(parent)?;
                    }
                    fs::rename(&from, &to).with_context(|| format!("{} cannot be moved to {}", from.display(), to.display()))?;
                }
            }
            let table = Table::open(&self.root, change.kind).await?;
            if !change.actions.is_empty() && !table.has_committed(&intent.change).await? {
                table.commit(&intent.change, &change.actions, intent.at_ms).await?;
            }
        }
        self.write_json(&folder.join("done.json"), &intent.entry)?;
        fs::remove_file(self.intent(&intent.entry.id))?;
        let staged = folder.join("staged");
        if staged.exists() {
            fs::remove_dir_all(staged)?;
        }
        Ok(())
    }

    /// Removes what imports left behind that died before they were written down. The caller holds the change lock.
    pub(crate) fn sweep(&self) -> Result<()> {
        for entry in fs::read_dir(self.intents())? {
            let path = entry?.path();
            // Killed between writing an intent and giving it its name: it was never meant.
            if path.extension().is_some_and(|extension| extension == "unfinished") {
                fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        for import in self.import_names()? {
            let folder = self.folder(&import);
            let lock = self.lock_file(&self.imports().join(format!("{import}.lock")))?;
            if lock.try_lock().is_err() {
                continue;
            }
            let leftover = if self.is_settled(&import) { folder.join("staged") } else { folder };
            if leftover.exists() {
                fs::remove_dir_all(&leftover).with_context(|| format!("{} cannot be removed", leftover.display()))?;
            }
            self.unlock_writing(&import);
        }
        Ok(())
    }

    /// The ledger, latest first.
    pub(crate) fn ledger(&self) -> Result<Vec<LedgerEntry>> {
        let mut entries: Vec<LedgerEntry> = Vec::new();
        for import in self.import_names()? {
            let path = self.folder(&import).join("done.json");
            if path.exists() {
                let text = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                let mut entry: LedgerEntry = serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?;
                // Stored without a folder, so that a workspace can be moved.
                entry.rejects = entry.rejects.map(|name| self.folder(&import).join(name));
                entries.push(entry);
            }
        }
        entries.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
        Ok(entries)
    }
}
