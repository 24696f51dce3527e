//! `luotsi brief`: the situation picture on one page, as text, HTML or JSON.

use std::path::Path;

use anyhow::{Context as _, Result};
use luotsi_core::situation::{View, World, situation};
use luotsi_web::i18n::Language;

use super::question;
use crate::args::{Brief, Format};
use crate::clock;
use crate::output;
use crate::workspace::Workspace;

pub(crate) fn run(folder: &Path, format: Format, args: &Brief) -> Result<()> {
    let workspace = Workspace::open(folder)?;
    let code = args.lang.as_deref().unwrap_or(&workspace.settings.language);
    let language = Language::named(code).with_context(|| format!("--lang {code}: known are fi, sv and en."))?;
    let per = args.per.as_deref().map(question::granularity).transpose()?.unwrap_or(View::default().per);
    let view = View { per, scope: question::scope(&args.filters)?, ..View::default() };
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now: clock::now() };
    let situation = situation(world, &view)?;
    match format {
        Format::Html => output::print(&luotsi_web::brief::html(world, &situation, language).map_err(anyhow::Error::msg)?),
        Format::Json => output::print_json(&luotsi_web::brief::json(world, &situation, language)),
        Format::Table | Format::Text | Format::Csv => output::print(&luotsi_web::brief::text(world, &situation, language)),
    }
}
