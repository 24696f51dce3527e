//! `luotsi measuring`: can the figures be believed?

use anyhow::Result;
use luotsi_core::intake::Intake as _;
use luotsi_core::measuring;
use luotsi_core::situation::World;

use super::Call;
use crate::clock;
use crate::intake::LocalIntake;
use crate::output::{self, Rows};
use crate::workspace::Workspace;

pub(crate) fn run(call: &Call) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let ledger = LocalIntake::open(&workspace)?.ledger()?;
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now: clock::now() };
    let report = measuring::measuring(world, &ledger)?;
    output::answer(call, &luotsi_web::measuring::json(&report), |_| Rows { header: Vec::new(), rows: Vec::new() })
}
