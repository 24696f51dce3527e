//! One file per command: ask, then print.

mod brief;
mod demo;
mod import;
mod imports;
mod measure;
mod metrics;
mod question;
mod reference;
mod serve;
mod spc;

use anyhow::Result;

use crate::args::{Args, Command};

/// Runs the command.
pub(crate) fn run(args: Args) -> Result<()> {
    let Args { workspace, format, command } = args;
    let otherwise = if matches!(command, Command::Demo(_)) { "luotsi-demo" } else { "luotsi-data" };
    let workspace = workspace.unwrap_or_else(|| otherwise.into());
    match command {
        Command::Demo(demo) => demo::run(&workspace, &demo),
        Command::Serve(serve) => serve::run(&workspace, &serve),
        Command::Import(import) => import::run(&workspace, format, &import),
        Command::Imports => imports::list(&workspace, format),
        Command::Undo { import } => imports::undo(&workspace, format, &import),
        Command::Metrics { id } => metrics::run(&workspace, format, id.as_deref()),
        Command::Measure(asked) => measure::measure(&workspace, format, &asked),
        Command::Chart(asked) => measure::chart(&workspace, format, &asked),
        Command::Brief(brief) => brief::run(&workspace, format, &brief),
        Command::Spc(spc) => spc::run(format, &spc),
        Command::Reference { folder } => reference::write(&folder),
    }
}
