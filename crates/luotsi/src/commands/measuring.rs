//! `luotsi measuring`: can the figures be believed?

use anyhow::Result;
use luotsi_core::intake::Intake as _;
use luotsi_core::measuring::{self, Finding, History, Kept, definition};
use luotsi_core::situation::World;
use luotsi_state::Store;
use luotsi_web::i18n::Text;

use super::Call;
use crate::args::Format;
use crate::clock;
use crate::intake::LocalIntake;
use crate::output::{self, Heading, Rows, figure};
use crate::workspace::Workspace;

const HEADINGS: &[Heading] = &[
    ("check", Text::measuring_column_check),
    ("finding", Text::measuring_column_finding),
    ("place", Text::signals_column_place),
    ("since", Text::signals_column_since),
    ("before", Text::signals_column_before),
    ("after", Text::signals_column_after),
    ("effect", Text::signals_column_effect),
    ("q", Text::signals_column_q),
    ("text", Text::measuring_column_sentence),
];

pub(crate) fn run(call: &Call) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let ledger = LocalIntake::open(&workspace)?.ledger()?;
    let now = clock::now();
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now };
    let changed = definitions(&workspace)?;
    let report = measuring::measuring(world, History { ledger: &ledger, definitions: &changed })?;
    let year = now.to_zoned(report.zone.clone()).year();
    if call.format == Format::Table {
        eprintln!("{}", luotsi_web::measuring::summary(call.text, &report));
    }
    output::answer(call, &luotsi_web::measuring::json(&workspace.catalogue, &report, &changed, now), |spelling| {
        let row = |kept: &Kept| {
            let Finding { what, scope, since, size, .. } = &kept.finding;
            let codes = scope.conditions();
            vec![
                spelling.of(what.check().name(), |text| luotsi_web::measuring::check(text, what.check())),
                spelling.of(what.code(), |text| luotsi_web::measuring::title(text, what)),
                spelling.of(&codes.join(" "), |text| luotsi_web::measuring::place(text, scope)),
                since.map(|since| since.to_string()).unwrap_or_default(),
                figure(Some(size.before)),
                figure(Some(size.after)),
                figure(Some(size.effect)),
                figure(Some(kept.q)),
                luotsi_web::measuring::sentence(call.text, &workspace.catalogue, &kept.finding, year),
            ]
        };
        Rows { header: spelling.header(HEADINGS), rows: report.findings.iter().map(row).collect() }
    })
}

/// Definitions that changed since the workspace was first served; none when it never was.
pub(super) fn definitions(workspace: &Workspace) -> Result<Vec<definition::Changed>> {
    if !workspace.folder.join("state.db").exists() {
        return Ok(Vec::new());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let met = runtime.block_on(async {
        let store = Store::open(&workspace.state_url()).await?;
        let met = luotsi_state::definitions::list(&store).await;
        store.close().await;
        met
    })?;
    Ok(definition::changes(&met))
}
