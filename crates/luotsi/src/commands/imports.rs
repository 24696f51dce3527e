//! `luotsi imports` and `luotsi undo`: the ledger of imports.

use std::path::Path;

use anyhow::Result;
use luotsi_core::intake::Intake as _;

use super::import::ledger_rows;
use crate::args::Format;
use crate::intake::LocalIntake;
use crate::output;
use crate::workspace::Workspace;

pub(crate) fn list(folder: &Path, format: Format) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let entries = LocalIntake::open(&workspace)?.ledger()?;
    output::answer(format, &entries, || ledger_rows(&entries))
}

pub(crate) fn undo(folder: &Path, format: Format, import: &str) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let entry = LocalIntake::open(&workspace)?.undo(import)?;
    output::answer(format, &entry, || ledger_rows(std::slice::from_ref(&entry)))
}
