//! An import taken back: its rows go, and the versions that it replaced come back, unless a later import replaced them in turn.
//!
//! Versions of one record form a chain: a replaced row names the import whose row came in its place. Taking a row out of the
//! middle of a chain joins its neighbours; taking out the last makes the one before it current again.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use arrow::array::{AsArray, BooleanArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use jiff::Timestamp;
use luotsi_core::intake::{ImportState, IntakeError, LedgerEntry};
use luotsi_core::records::Kind;

use crate::columns::{self, RowState};
use crate::compare::{KeyHasher, join_key};
use crate::engine::{Engine, machine};
use crate::journal::{Intent, TableChange};
use crate::part::PartReader;
use crate::rewrite::{Rewriter, with_replaced_by};
use crate::table::{Table, TableFile};

/// Takes the import back.
pub(crate) fn undo(engine: &Engine, import: &str, at: Timestamp) -> Result<LedgerEntry, IntakeError> {
    let _changing = engine.journal.lock_changes().map_err(machine)?;
    engine.settle().map_err(machine)?;
    let ledger = engine.journal.ledger().map_err(machine)?;
    let Some(mut entry) = ledger.into_iter().find(|entry| entry.id == import) else {
        return Err(IntakeError::UnknownImport { import: import.to_owned() });
    };
    if entry.state == ImportState::Undone {
        return Err(IntakeError::AlreadyUndone { import: import.to_owned() });
    }
    entry.state = ImportState::Undone;
    entry.undone_at = Some(at);
    let mut stored = entry.clone();
    stored.rejects = entry.rejects.as_ref().and_then(|path| Some(PathBuf::from(path.file_name()?)));
    let mut tables = Vec::new();
    for kind in Kind::ALL {
        let table = engine.runtime.block_on(Table::open_existing(engine.journal.root(), kind)).map_err(machine)?;
        if let Some(table) = table
            && let Some(change) = change(engine, &table, import, at).map_err(machine)?
        {
            tables.push(change);
        }
    }
    let intent = Intent { change: format!("undo-{import}"), at_ms: at.as_millisecond(), entry: stored, tables };
    engine.enact(&intent).map_err(machine)?;
    Ok(entry)
}

/// What becomes of a replaced row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// Waits for the row that had replaced it to be found.
    Orphan,
    ComesBack,
    /// Becomes the predecessor of this import's row (index into a list of imports).
    ReplacedBy(u16),
}

struct Candidate<'a> {
    file: &'a TableFile,
    path: PathBuf,
    fates: Vec<Fate>,
    has_rows_of_import: bool,
}

fn change(engine: &Engine, table: &Table, import: &str, at: Timestamp) -> Result<Option<TableChange>> {
    let mut candidates: Vec<Candidate<'_>> = table
        .files
        .iter()
        .filter(|file| file.may_hold(import) || file.may_hold_replaced_by(import))
        .map(|file| Candidate { file, path: table.path(file), fates: Vec::new(), has_rows_of_import: false })
        .collect();

    let mut orphans: HashMap<u128, (usize, usize), BuildHasherDefault<KeyHasher>> = HashMap::default();
    for (index, candidate) in candidates.iter_mut().enumerate() {
        if candidate.file.may_hold_replaced_by(import) {
            candidate.fates = vec![Fate::Stays; candidate.file.rows as usize];
            read_links(&candidate.path, |row, key, _, by| {
                if by == Some(import) {
                    orphans.insert(key, (index, row));
                    candidate.fates[row] = Fate::Orphan;
                }
                Ok(())
            })?;
        }
    }

    let mut later: Vec<String> = Vec::new();
    let mut found: Vec<((usize, usize), Fate)> = Vec::new();
    for candidate in &mut candidates {
        read_links(&candidate.path, |_, key, of, by| {
            if of == import {
                candidate.has_rows_of_import = true;
                if let Some(place) = orphans.get(&key) {
                    let fate = match by {
                        None => Fate::ComesBack,
                        Some(by) => Fate::ReplacedBy(index_of(&mut later, by)?),
                    };
                    found.push((*place, fate));
                }
            }
            Ok(())
        })?;
    }
    for ((index, row), fate) in found {
        candidates[index].fates[row] = fate;
    }
    if candidates.iter().any(|candidate| candidate.fates.contains(&Fate::Orphan)) {
        bail!("the table {} holds a replaced row whose successor is missing: it was changed by another program", table.kind().name());
    }

    candidates.retain(|candidate| candidate.has_rows_of_import || candidate.fates.iter().any(|fate| *fate != Fate::Stays));
    if candidates.is_empty() {
        return Ok(None);
    }
    let folder = engine.journal.folder(import).join("staged").join(table.kind().name());
    let sources: Vec<PathBuf> = candidates.iter().map(|candidate| candidate.path.clone()).collect();
    let mut rewriter = Rewriter::new(table.kind(), folder, &sources)?;
    for candidate in &candidates {
        rewrite(&mut rewriter, candidate, import, &later)?;
    }
    let parts = rewriter.finish()?;
    let mut change = TableChange { kind: table.kind(), moves: Vec::new(), actions: Vec::new() };
    let removed: Vec<&TableFile> = candidates.iter().map(|candidate| candidate.file).collect();
    engine.plan(table, &parts.iter().collect::<Vec<_>>(), &removed, &format!("undo-{import}"), &mut change, at)?;
    Ok(Some(change))
}

fn index_of(names: &mut Vec<String>, name: &str) -> Result<u16> {
    let index = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    Ok(u16::try_from(index)?)
}

fn rewrite(rewriter: &mut Rewriter, candidate: &Candidate<'_>, import: &str, later: &[String]) -> Result<()> {
    let mut first_row = 0;
    for batch in PartReader::open(&candidate.path, rewriter.schema())? {
        let batch = batch?;
        let imports = batch.column_by_name(columns::IMPORT).and_then(|column| column.as_string_opt::<i32>().cloned());
        let Some(imports) = imports else { bail!("a file of {} has no column {}", rewriter.kind().name(), columns::IMPORT) };
        let fate = |row: usize| candidate.fates.get(first_row + row).copied().unwrap_or(Fate::Stays);
        let stays: BooleanArray =
            (0..batch.num_rows()).map(|row| Some(imports.value(row) != import && fate(row) != Fate::ComesBack)).collect();
        let returns: BooleanArray = (0..batch.num_rows()).map(|row| Some(fate(row) == Fate::ComesBack)).collect();

        let replaced_by = batch.column_by_name(columns::REPLACED_BY).and_then(|column| column.as_string_opt::<i32>().cloned());
        let linked: Vec<Option<&str>> = (0..batch.num_rows())
            .map(|row| match fate(row) {
                Fate::ReplacedBy(index) => later.get(usize::from(index)).map(String::as_str),
                _ => replaced_by.as_ref().and_then(|by| arrow::array::Array::is_valid(by, row).then(|| by.value(row))),
            })
            .collect();
        let batch = with_replaced_by(&batch, &linked)?;
        rewriter.write(candidate.file.state, &filter_record_batch(&batch, &stays)?)?;
        let back = filter_record_batch(&batch, &returns)?;
        let nobody = vec![None; back.num_rows()];
        rewriter.write(RowState::Current, &with_replaced_by(&back, &nobody)?)?;
        first_row += batch.num_rows();
    }
    Ok(())
}

/// Reads row number, key, import and replacing import of every row.
fn read_links(path: &Path, mut each: impl FnMut(usize, u128, &str, Option<&str>) -> Result<()>) -> Result<()> {
    let schema = Arc::new(Schema::new(vec![
        Field::new(columns::KEY_HIGH, DataType::Int64, true),
        Field::new(columns::KEY_LOW, DataType::Int64, true),
        Field::new(columns::IMPORT, DataType::Utf8, true),
        Field::new(columns::REPLACED_BY, DataType::Utf8, true),
    ]));
    let mut first_row = 0;
    for batch in PartReader::open(path, schema)? {
        let batch = batch?;
        let high = batch.column(0).as_primitive::<Int64Type>().values();
        let low = batch.column(1).as_primitive::<Int64Type>().values();
        let imports = batch.column(2).as_string::<i32>();
        let replaced_by = batch.column(3).as_string::<i32>();
        for row in 0..batch.num_rows() {
            let by = arrow::array::Array::is_valid(replaced_by, row).then(|| replaced_by.value(row));
            each(first_row + row, join_key(high[row], low[row]), imports.value(row), by)?;
        }
        first_row += batch.num_rows();
    }
    Ok(())
}
