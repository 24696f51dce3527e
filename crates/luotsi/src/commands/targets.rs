//! `luotsi metrics ID --targets`: what the service could reach, in steps with dates.

use anyhow::Result;
use luotsi_core::ask::AskError;
use luotsi_core::comparison::{Step, proposal};
use luotsi_core::situation::World;
use luotsi_web::i18n::Text;
use luotsi_web::targets;

use super::Call;
use crate::args::Format;
use crate::clock;
use crate::output::{self, Heading, Rows, figure};
use crate::workspace::Workspace;

const HEADINGS: &[Heading] = &[
    ("by", Text::targets_column_by),
    ("target", Text::targets_column_target),
    ("aim", Text::targets_column_aim),
    ("chance", Text::targets_column_chance),
];

pub(crate) fn run(call: &Call, id: &str) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now: clock::now() };
    let proposal = proposal(world, id)?;
    let unknown = || AskError::UnknownMetric { name: id.to_owned(), nearest: workspace.catalogue.nearest(id) };
    let metric = workspace.catalogue.get(id).ok_or_else(unknown)?;
    if call.format == Format::Table {
        for sentence in targets::sentences(call.text, metric, &proposal).into_iter().chain(targets::beyond(call.text, metric, &proposal)) {
            eprintln!("{sentence}");
        }
    }
    output::answer(call, &targets::json(&proposal), |spelling| {
        let row = |step: &Step| {
            vec![
                step.by.to_string(),
                figure(Some(step.target)),
                spelling.of(step.aim.code(), |text| targets::aim(text, step)),
                figure(Some(step.chance)),
            ]
        };
        Rows { header: spelling.header(HEADINGS), rows: proposal.steps.iter().map(row).collect() }
    })
}
