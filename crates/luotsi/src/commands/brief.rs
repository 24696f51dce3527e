//! `luotsi brief`: the situation picture on one page, as text, HTML or JSON.

use anyhow::Result;
use luotsi_core::situation::{View, World, situation};

use super::{Call, question};
use crate::args::{Brief, Format};
use crate::clock;
use crate::output;
use crate::workspace::Workspace;

pub(crate) fn run(call: &Call, args: &Brief) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let language = call.language_of_pages(&workspace.settings);
    let per = args.per.as_deref().map(|name| question::granularity(call.text, name)).transpose()?.unwrap_or(View::default().per);
    let view = View { per, scope: question::scope(call.text, &args.filters)?, ..View::default() };
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now: clock::now() };
    let situation = situation(world, &view)?;
    match call.format {
        Format::Html => output::print(&luotsi_web::brief::html(world, &situation, language).map_err(anyhow::Error::msg)?),
        Format::Json => output::print_json(&luotsi_web::brief::json(world, &situation, language)),
        Format::Table | Format::Text | Format::Csv => output::print(&luotsi_web::brief::text(world, &situation, language)),
    }
}
