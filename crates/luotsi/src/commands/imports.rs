//! `luotsi imports` and `luotsi undo`: the ledger of imports.

use anyhow::Result;
use luotsi_core::intake::Intake as _;

use super::Call;
use super::import::ledger_rows;
use crate::args::Format;
use crate::intake::LocalIntake;
use crate::output;
use crate::workspace::Workspace;

pub(crate) fn list(call: &Call) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let entries = LocalIntake::open(&workspace)?.ledger()?;
    output::answer(call, &entries, |spelling| ledger_rows(spelling, &entries))?;
    if call.format == Format::Table && entries.is_empty() {
        eprintln!("{}", call.text.ledger_empty());
    }
    Ok(())
}

pub(crate) fn undo(call: &Call, import: &str) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let entry = LocalIntake::open(&workspace)?.undo(import)?;
    output::answer(call, &entry, |spelling| ledger_rows(spelling, std::slice::from_ref(&entry)))?;
    if call.format == Format::Table {
        eprintln!("{}", call.text.ledger_undo_done());
    }
    Ok(())
}
