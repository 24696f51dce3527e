//! One file per command: ask, then print.

mod brief;
mod demo;
mod effect;
mod explain;
mod import;
mod imports;
mod measure;
mod measuring;
mod metrics;
mod question;
mod reference;
mod rules;
mod serve;
mod signals;
mod spc;
mod targets;

use std::path::PathBuf;

use anyhow::Result;
use luotsi_web::i18n::{Language, Text};

use crate::args::{Args, Command, Format};
use crate::voice;

/// What every command is told.
pub(crate) struct Call {
    /// The workspace's folder.
    pub(crate) folder: PathBuf,
    /// How the answer is printed.
    pub(crate) format: Format,
    /// The language asked for with `--lang`.
    pub(crate) asked: Option<Language>,
    /// The words of messages and tables.
    pub(crate) text: Text,
}

impl From<&Args> for Call {
    fn from(args: &Args) -> Self {
        let otherwise = if matches!(args.command, Command::Demo(_)) { "luotsi-demo" } else { "luotsi-data" };
        let folder = args.workspace.clone().unwrap_or_else(|| otherwise.into());
        let text = voice::language(args.lang, &folder).text();
        Self { folder, format: args.format, asked: args.lang, text }
    }
}

impl Call {
    /// The language of what a workspace says of itself (the brief, names of metrics for programs): it follows the workspace's
    /// pages, not the system that happens to run the command.
    pub(crate) fn language_of_pages(&self, settings: &luotsi_core::settings::Settings) -> Language {
        self.asked.or_else(|| Language::named(&settings.language)).unwrap_or_default()
    }
}

/// Runs the command.
pub(crate) fn run(call: &Call, command: Command) -> Result<()> {
    match command {
        Command::Demo(demo) => demo::run(call, &demo),
        Command::Serve(serve) => serve::run(call, &serve),
        Command::Import(import) => import::run(call, &import),
        Command::Imports => imports::list(call),
        Command::Undo { import } => imports::undo(call, &import),
        Command::Metrics { id: Some(id), targets: true } => targets::run(call, &id),
        Command::Metrics { id, .. } => metrics::run(call, id.as_deref()),
        Command::Rules { id } => rules::run(call, id.as_deref()),
        Command::Measure(asked) => measure::measure(call, &asked),
        Command::Chart(asked) => measure::chart(call, &asked),
        Command::Brief(brief) => brief::run(call, &brief),
        Command::Measuring => measuring::run(call),
        Command::Effect { action, state } => effect::run(call, action.as_deref(), state.as_deref()),
        Command::Signals(signals) => signals::run(call, &signals),
        Command::Explain(explain) => explain::run(call, &explain),
        Command::Spc(spc) => spc::run(call, &spc),
        Command::Reference { folder } => reference::write(&folder),
    }
}
