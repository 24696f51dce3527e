//! An import: staged while it is read, compared with what is there, made visible as a whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use arrow::array::RecordBatch;
use jiff::Timestamp;
use luotsi_core::intake::{Counts, FileMapping, ImportState, IntakeError, LedgerEntry, MachineFault, OnProgress, Progress};
use luotsi_core::records::Kind;

use crate::columns::{self, RowState};
use crate::compare::{Comparison, Staged, compare};
use crate::engine::{Engine, machine};
use crate::journal::{Intent, TableChange};
use crate::part::Part;
use crate::rewrite::Rewriter;
use crate::staging::{Delivery, StagedPart, Staging};
use crate::table::{Table, TableFile, add_action};

/// Files of fewer rows than this are small …
const SMALL_ROWS: u64 = 128 * 1024;
/// … and when a table has so many of them, the next change lays them together: a question opens every file.
const SMALL_FILES: usize = 16;

/// An import being made. Nothing of it can be seen before [`Writer::finish`], and nothing remains of it when it is dropped.
pub struct Writer {
    engine: Arc<Engine>,
    import: String,
    at: Timestamp,
    begun: Instant,
    staging: Option<Staging>,
    files: Vec<String>,
    rows: BTreeMap<Kind, u64>,
    counts: BTreeMap<(usize, Kind), (u64, u64)>,
    mappings: Vec<FileMapping>,
    on_progress: OnProgress,
    _alive: File,
}

impl Writer {
    pub(crate) fn begin(engine: Arc<Engine>, import: &str, at: Timestamp, on_progress: OnProgress) -> Result<Self, IntakeError> {
        let begin = || -> Result<(File, Staging)> {
            let journal = &engine.journal;
            let alive = journal.lock_writing(import)?;
            let folder = journal.folder(import);
            if folder.exists() {
                return Err(anyhow!("there is an import {import} already"));
            }
            let staged = folder.join("staged");
            std::fs::create_dir_all(&staged).with_context(|| format!("the folder {} cannot be made", staged.display()))?;
            Ok((alive, Staging::start(&staged, import)))
        };
        let (alive, staging) = begin().map_err(machine)?;
        Ok(Self {
            engine,
            import: import.to_owned(),
            at,
            begun: Instant::now(),
            staging: Some(staging),
            files: Vec::new(),
            rows: BTreeMap::new(),
            counts: BTreeMap::new(),
            mappings: Vec::new(),
            on_progress,
            _alive: alive,
        })
    }

    /// The rows and refusals that follow come from this file.
    pub fn file(&mut self, name: impl Into<String>) {
        self.files.push(name.into());
    }

    /// What the columns of the current file became: kept in the ledger, so that another mapping of the same source can be told later.
    pub fn mapped(&mut self, kind: Kind, columns: Vec<(String, String)>) {
        let file = self.files.last().cloned().unwrap_or_else(|| kind.name().to_owned());
        self.mappings.push(FileMapping { file, kind, columns });
    }

    /// Where the refused rows may be written (CSV with a reason column). Kept with the import when the file exists at the end.
    pub fn refused_path(&self) -> PathBuf {
        self.engine.journal.folder(&self.import).join("refused.csv")
    }

    /// Counts refused rows of the current file.
    pub fn refuse(&mut self, kind: Kind, rows: u64) {
        self.count(kind).1 += rows;
    }

    fn count(&mut self, kind: Kind) -> &mut (u64, u64) {
        self.counts.entry((self.files.len().saturating_sub(1), kind)).or_default()
    }

    /// Stages rows of a kind: canonical columns in the types of [`crate::canonical_schema`] (or castable to them), further
    /// columns as text. A column `_row` tells the row's number in its file; rows are numbered as they come without it.
    pub fn append(&mut self, kind: Kind, batch: RecordBatch) -> Result<(), IntakeError> {
        for field in batch.schema().fields() {
            if field.name() != columns::ROW && !columns::is_column_name(field.name()) {
                return Err(IntakeError::ColumnName { column: field.name().clone() });
            }
        }
        for key in kind.key() {
            if kind.column(key).is_some_and(|column| column.required) && batch.column_by_name(key).is_none_or(|key| key.null_count() > 0) {
                return Err(IntakeError::KeyMissing { kind, key: (*key).to_owned() });
            }
        }
        if self.files.is_empty() {
            self.files.push(kind.name().to_owned());
        }
        let rows = batch.num_rows() as u64;
        self.count(kind).0 += rows;
        let sequence = self.rows.entry(kind).or_default();
        let delivery = Delivery { kind, batch, sequence: *sequence, file: self.files.len() - 1 };
        *sequence += rows;
        match &mut self.staging {
            Some(staging) => staging.deliver(delivery).map_err(machine),
            None => Err(IntakeError::Machine(MachineFault::ImportIsOver)),
        }
    }

    /// Compares what was staged with what is there and makes it visible, all tables at once. An import that changes nothing
    /// makes no new version, but a line in the ledger.
    pub fn finish(mut self) -> Result<LedgerEntry, IntakeError> {
        let staged = match self.staging.take() {
            Some(staging) => staging.finish().map_err(machine)?,
            None => BTreeMap::new(),
        };
        let _changing = self.engine.journal.lock_changes().map_err(machine)?;
        self.engine.settle().map_err(machine)?;
        let mut entry = self.entry();
        let mut tables = Vec::new();
        for (kind, parts) in &staged {
            self.report("comparing", *kind)?;
            let change = self.change(*kind, parts, &mut entry).map_err(machine)?;
            if !change.actions.is_empty() {
                tables.push(change);
            }
            self.report("writing", *kind)?;
        }
        entry.took_s = self.begun.elapsed().as_secs_f64();
        let intent = Intent { change: self.import.clone(), at_ms: self.at.as_millisecond(), entry, tables };
        self.engine.enact(&intent).map_err(machine)?;
        let mut entry = intent.entry;
        entry.rejects = entry.rejects.map(|name| self.engine.journal.folder(&self.import).join(name));
        Ok(entry)
    }

    fn report(&self, phase: &str, kind: Kind) -> Result<(), IntakeError> {
        let progress = Progress {
            phase: phase.to_owned(),
            file: kind.name().to_owned(),
            rows: self.rows.get(&kind).copied().unwrap_or_default(),
            ..Progress::default()
        };
        if (self.on_progress)(&progress) { Ok(()) } else { Err(IntakeError::Stopped) }
    }

    fn entry(&self) -> LedgerEntry {
        let files = self.counts.iter().map(|((file, kind), (rows, rejected))| Counts {
            file: self.files.get(*file).cloned().unwrap_or_default(),
            kind: *kind,
            rows: rows + rejected,
            new: 0,
            changed: 0,
            unchanged: *rows,
            rejected: *rejected,
        });
        LedgerEntry {
            id: self.import.clone(),
            at: self.at,
            undone_at: None,
            state: ImportState::Done,
            files: files.collect(),
            rejects: self.refused_path().exists().then(|| "refused.csv".into()),
            took_s: 0.0,
            mappings: self.mappings.clone(),
        }
    }

    fn change(&self, kind: Kind, parts: &[StagedPart], entry: &mut LedgerEntry) -> Result<TableChange> {
        let table = self.engine.runtime.block_on(Table::open(self.engine.journal.root(), kind))?;
        let current: Vec<&TableFile> = table.files_in(RowState::Current).collect();
        let paths: Vec<(PathBuf, u64)> = current.iter().map(|file| (table.path(file), file.rows)).collect();
        let staged: Vec<Staged<'_>> =
            parts.iter().map(|staged| Staged { path: &staged.part.path, rows: staged.part.rows, stretches: &staged.stretches }).collect();
        let comparison = compare(&staged, &paths)?;
        self.count_outcome(kind, parts, &comparison, entry);
        let mut change = TableChange { kind, moves: Vec::new(), actions: Vec::new() };
        if parts.iter().zip(&comparison.dropped).all(|(staged, dropped)| dropped.count() == staged.part.rows) {
            return Ok(change);
        }

        let small = current.iter().filter(|file| file.rows < SMALL_ROWS).count() >= SMALL_FILES;
        let touched: Vec<usize> = (0..current.len())
            .filter(|&index| comparison.replaced[index].count() > 0 || small && current[index].rows < SMALL_ROWS)
            .collect();
        let cut: Vec<usize> =
            (0..parts.len()).filter(|&index| (1..parts[index].part.rows).contains(&comparison.dropped[index].count())).collect();
        let sources: Vec<PathBuf> =
            touched.iter().map(|&index| paths[index].0.clone()).chain(cut.iter().map(|&index| parts[index].part.path.clone())).collect();
        let folder = self.engine.journal.folder(&self.import).join("staged").join(kind.name()).join("rewritten");
        let mut rewriter = Rewriter::new(kind, folder, &sources)?;
        for &index in &touched {
            rewriter.replace(&paths[index].0, &comparison.replaced[index], &self.import)?;
        }
        for &index in &cut {
            rewriter.keep(&parts[index].part.path, RowState::Current, &comparison.dropped[index])?;
        }
        let rewritten = rewriter.finish()?;

        let whole = parts.iter().zip(&comparison.dropped).filter(|(_, dropped)| dropped.count() == 0).map(|(staged, _)| &staged.part);
        let added: Vec<&Part> = whole.chain(&rewritten).collect();
        self.engine.plan(
            &table,
            &added,
            &touched.iter().map(|&index| current[index]).collect::<Vec<_>>(),
            &self.import,
            &mut change,
            self.at,
        )?;
        Ok(change)
    }

    fn count_outcome(&self, kind: Kind, parts: &[StagedPart], comparison: &Comparison, entry: &mut LedgerEntry) {
        for (index, staged) in parts.iter().enumerate() {
            for stretch in &staged.stretches {
                let rows = stretch.first_row..stretch.first_row + stretch.len;
                let dropped = comparison.dropped[index].count_in(rows.clone());
                let changed = comparison.changed[index].count_in(rows);
                let position = self.counts.keys().position(|key| *key == (stretch.file, kind));
                if let Some(counts) = position.and_then(|position| entry.files.get_mut(position)) {
                    let fresh = stretch.len as u64 - dropped;
                    counts.changed += changed;
                    counts.new += fresh - changed;
                    counts.unchanged -= fresh;
                }
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.staging = None;
        let folder = self.engine.journal.folder(&self.import);
        if !self.engine.journal.is_settled(&self.import) {
            // What cannot be removed now is swept when the lake is opened next.
            let _ = std::fs::remove_dir_all(&folder);
        }
        self.engine.journal.unlock_writing(&self.import);
    }
}

impl Engine {
    /// Completes the change of a table: files in, files out, columns, moves.
    pub(crate) fn plan(
        &self,
        table: &Table,
        added: &[&Part],
        removed: &[&TableFile],
        change_id: &str,
        change: &mut TableChange,
        at: Timestamp,
    ) -> Result<()> {
        let at_ms = at.as_millisecond();
        let mut dimensions = table.dimensions.clone();
        for part in added {
            for field in part.schema.fields() {
                let name = field.name();
                if !name.starts_with('_') && table.kind().column(name).is_none() && !dimensions.contains(name) {
                    dimensions.push(name.clone());
                }
            }
        }
        change.actions = table.schema_actions(&dimensions, at_ms)?;
        change.actions.extend(removed.iter().map(|file| file.remove_action(at_ms)));
        for (index, part) in added.iter().enumerate() {
            let name = format!("{}={}/{change_id}-{index}.parquet", columns::STATE, part.state.name());
            let staged = part.path.strip_prefix(self.journal.folder(change_id.trim_start_matches("undo-")))?;
            change.actions.push(add_action(part, &name, at_ms));
            change.moves.push((staged.to_owned(), name));
        }
        Ok(())
    }
}
