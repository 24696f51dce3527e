//! `luotsi import`: files → records, all of them as one whole.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use luotsi_core::intake::{Dress, ImportState, Intake as _, LedgerEntry, OnProgress, Preview, Request};
use luotsi_core::records::Kind;
use luotsi_web::i18n::Text;
use luotsi_web::{format, words};
use serde_json::json;

use super::Call;
use crate::args::{Format, Import};
use crate::intake::LocalIntake;
use crate::output::{self, Heading, Rows, Spelling};
use crate::voice::Said;
use crate::workspace::Workspace;

pub(crate) fn run(call: &Call, args: &Import) -> Result<()> {
    let text = call.text;
    let requests = requests(text, args)?;
    let workspace = Workspace::open_or_create(&call.folder)?;
    let intake = LocalIntake::open(&workspace)?.speaking(text);
    if args.preview {
        return preview(call, &intake, &requests);
    }
    let bar = progress_bar();
    let entry = intake.import(&requests, on_progress(text, bar.clone()));
    bar.finish_and_clear();
    let entry = entry?;
    let rejects = entry.rejects.as_ref().map(|path| path.display().to_string());
    let answer = json!({ "files": entry.files, "rejects": rejects });
    output::answer(call, &answer, |spelling| ledger_rows(spelling, std::slice::from_ref(&entry)))?;
    if call.format == Format::Table {
        eprintln!("{}", text.command_import_took(&entry.id, &format::duration(text, entry.took_s)));
        if let Some(rejects) = rejects {
            eprintln!("{}", text.command_import_refused(&rejects));
        }
    }
    Ok(())
}

fn requests(text: Text, args: &Import) -> Result<Vec<Request>> {
    let kind = match &args.kind {
        None => None,
        Some(name) => {
            let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
            Some(Kind::named(name).ok_or_else(|| Said::error(text.command_import_kind(&known.join(", "), name)))?)
        }
    };
    let dress = Dress {
        format: None,
        encoding: args.encoding.clone(),
        delimiter: args.delimiter,
        decimal: args.decimal,
        date_order: args.date_order.clone(),
        time_zone: args.time_zone.clone(),
        sheet: args.sheet.clone(),
    };
    let request = |file: &std::path::PathBuf| {
        if !file.is_file() {
            return Err(Said::error(text.command_import_no_file(&file.display().to_string())));
        }
        Ok(Request {
            file: file.clone(),
            shown_name: None,
            kind,
            profile: args.map.clone(),
            dress: dress.clone(),
            mapping: Vec::new(),
            allow_personal: args.allow_personal.clone(),
        })
    };
    args.files.iter().map(request).collect()
}

const PREVIEW: &[Heading] = &[
    ("kind", Text::ledger_kind),
    ("file column", Text::import_column_from),
    ("becomes", Text::import_column_to),
    ("sure", Text::import_column_sure),
    ("concern", Text::command_column_concern),
    ("examples", Text::import_column_examples),
];

fn preview(call: &Call, intake: &LocalIntake, requests: &[Request]) -> Result<()> {
    let previews = requests.iter().map(|request| intake.preview(request)).collect::<Result<Vec<Preview>, _>>()?;
    output::answer(call, &json!({ "previews": previews }), |spelling| {
        let tables = previews.iter().flat_map(|preview| &preview.tables);
        let row = |kind: Kind, mapped: &luotsi_core::intake::Mapped| {
            vec![
                spelling.of(kind.name(), |text| words::kind(text, kind)),
                mapped.from.clone(),
                mapped.to.clone().unwrap_or_default(),
                format!("{:.0} %", mapped.confidence * 100.0),
                mapped.concern.as_deref().map(|code| concern(spelling, code)).unwrap_or_default(),
                mapped.examples.join(" · "),
            ]
        };
        let rows = tables.flat_map(|table| table.mapping.iter().map(move |mapped| row(table.kind, mapped))).collect();
        Rows { header: spelling.header(PREVIEW), rows }
    })
}

fn concern(spelling: Spelling, code: &str) -> String {
    spelling.of(code, |text| text.named(&format!("concern-{code}")).unwrap_or(code))
}

const LEDGER: &[Heading] = &[
    ("import", Text::command_column_import),
    ("at", Text::ledger_when),
    ("state", Text::command_column_state),
    ("file", Text::ledger_file),
    ("kind", Text::ledger_kind),
    ("rows", Text::ledger_rows),
    ("new", Text::ledger_new),
    ("changed", Text::ledger_changed),
    ("unchanged", Text::ledger_unchanged),
    ("refused", Text::ledger_refused),
];

/// Imports of the ledger as rows, one per file and kind.
pub(crate) fn ledger_rows(spelling: Spelling, entries: &[LedgerEntry]) -> Rows {
    let state = |state: ImportState| match state {
        ImportState::Done => spelling.of("done", Text::command_state_done),
        ImportState::Undone => spelling.of("undone", Text::command_state_undone),
    };
    let row = |entry: &LedgerEntry, counts: &luotsi_core::intake::Counts| {
        let mut cells = vec![entry.id.clone(), entry.at.strftime("%Y-%m-%d %H:%M").to_string(), state(entry.state)];
        cells.extend([counts.file.clone(), spelling.of(counts.kind.name(), |text| words::kind(text, counts.kind))]);
        cells.extend([counts.rows, counts.new, counts.changed, counts.unchanged, counts.rejected].map(|count| count.to_string()));
        cells
    };
    Rows {
        header: spelling.header(LEDGER),
        rows: entries.iter().flat_map(|entry| entry.files.iter().map(move |counts| row(entry, counts))).collect(),
    }
}

/// A bar on standard error; silent when that is no terminal.
pub(crate) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{spinner} {prefix} {wide_bar} {bytes}/{total_bytes} · {msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Shows an import's progress on the bar.
pub(crate) fn on_progress(text: Text, bar: ProgressBar) -> OnProgress {
    Arc::new(move |progress| {
        bar.set_length(progress.bytes_total.max(progress.bytes));
        bar.set_position(progress.bytes);
        bar.set_prefix(text.named(&format!("job-phase-{}", progress.phase)).unwrap_or_default());
        let language = text.language();
        let rate = progress.rows as f64 / bar.elapsed().as_secs_f64().max(0.001);
        let mut said = vec![text.job_rows(&format::count(language, progress.rows)), text.job_rate(&format::decimal(language, rate, 0))];
        let left_s = bar.eta().as_secs_f64();
        if left_s >= 1.0 {
            said.push(text.job_left(&format::duration(text, left_s)));
        }
        bar.set_message(said.join(" · "));
        true
    })
}
