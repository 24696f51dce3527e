//! `luotsi signals`: what deserves a reaction, out of everything that is watched (contract §2).

use anyhow::Result;
use luotsi_core::intake::Intake as _;
use luotsi_core::measuring::History;
use luotsi_core::signals::{self, Given, Signal};
use luotsi_core::situation::World;
use luotsi_web::i18n::Text;

use super::{Call, measuring};
use crate::args::{Format, Signals};
use crate::clock;
use crate::intake::LocalIntake;
use crate::output::{self, Heading, Rows, figure};
use crate::workspace::{self, Workspace};

const HEADINGS: &[Heading] = &[
    ("since", Text::signals_column_since),
    ("within", Text::signals_column_within),
    ("place", Text::signals_column_place),
    ("metric", Text::export_metric),
    ("before", Text::signals_column_before),
    ("after", Text::signals_column_after),
    ("effect", Text::signals_column_effect),
    ("q", Text::signals_column_q),
    ("text", Text::signals_column_sentence),
];

pub(crate) fn run(call: &Call, args: &Signals) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let now = clock::now();
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now };
    let rules = workspace::read_rules(&call.folder, &workspace.catalogue)?;
    let (ledger, definitions) = (LocalIntake::open(&workspace)?.ledger()?, measuring::definitions(&workspace)?);
    let given = Given { rules: &rules, followed: &[], history: History { ledger: &ledger, definitions: &definitions } };
    let (mut found, _) = signals::look(world, &given)?;
    found.signals.retain(|signal| {
        args.since.is_none_or(|day| signal.change.since.end() > day) && args.kind.is_none_or(|kind| kind == signal.kind.name())
    });
    found.signals.truncate(args.limit.unwrap_or(usize::MAX));
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    let answer = luotsi_web::signals::json(&workspace.catalogue, &found, year);
    let summary = luotsi_web::signals::summary(call.text, &found);
    if call.format == Format::Table {
        eprintln!("{summary}");
    }
    output::answer(call, &answer, |spelling| {
        let row = |signal: &Signal| {
            let change = &signal.change;
            let codes = signal.scope.conditions();
            vec![
                change.since.start.to_string(),
                change.within.map(|(first, last)| format!("{}/{}", first.start, last.start)).unwrap_or_default(),
                spelling.of(&codes.join(" "), |text| luotsi_web::signals::place(text, signal)),
                signal.metric.clone(),
                figure(Some(change.before)),
                figure(Some(change.after)),
                figure(Some(change.effect)),
                figure(Some(signal.q)),
                luotsi_web::signals::sentence(call.text, &workspace.catalogue, signal, year),
            ]
        };
        Rows { header: spelling.header(HEADINGS), rows: found.signals.iter().map(row).collect() }
    })
}
