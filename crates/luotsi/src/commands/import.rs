//! `luotsi import`: files → records, all of them as one whole.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use luotsi_core::intake::{Dress, Intake as _, LedgerEntry, OnProgress, Preview, Request};
use luotsi_core::records::Kind;
use serde_json::json;

use crate::args::{Format, Import};
use crate::intake::LocalIntake;
use crate::output::{self, Rows};
use crate::workspace::Workspace;

pub(crate) fn run(folder: &Path, format: Format, args: &Import) -> Result<()> {
    let requests = requests(args)?;
    let workspace = Workspace::open_or_create(folder)?;
    let intake = LocalIntake::open(&workspace)?;
    if args.preview {
        return preview(format, &intake, &requests);
    }
    let bar = progress_bar();
    let entry = intake.import(&requests, on_progress(bar.clone()));
    bar.finish_and_clear();
    let entry = entry?;
    let rejects = entry.rejects.as_ref().map(|path| path.display().to_string());
    output::answer(format, &json!({ "files": entry.files, "rejects": rejects }), || ledger_rows(std::slice::from_ref(&entry)))?;
    if format == Format::Table {
        eprintln!("Import {} took {:.1} s.", entry.id, entry.took_s);
        if let Some(rejects) = rejects {
            eprintln!("Refused rows with their reasons: {rejects}");
        }
    }
    Ok(())
}

fn requests(args: &Import) -> Result<Vec<Request>> {
    let kind = match &args.kind {
        None => None,
        Some(name) => {
            let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
            Some(Kind::named(name).with_context(|| format!("There is no kind of records “{name}”. Known: {}.", known.join(", ")))?)
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
            bail!("{} is not a file that can be read.", file.display());
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

fn preview(format: Format, intake: &LocalIntake, requests: &[Request]) -> Result<()> {
    let previews = requests.iter().map(|request| intake.preview(request)).collect::<Result<Vec<Preview>, _>>()?;
    output::answer(format, &json!({ "previews": previews }), || {
        let header = ["kind", "file column", "becomes", "sure", "concern", "examples"].map(str::to_owned).to_vec();
        let tables = previews.iter().flat_map(|preview| &preview.tables);
        let row = |kind: Kind, mapped: &luotsi_core::intake::Mapped| {
            vec![
                kind.name().to_owned(),
                mapped.from.clone(),
                mapped.to.clone().unwrap_or_default(),
                format!("{:.0} %", mapped.confidence * 100.0),
                mapped.concern.clone().unwrap_or_default(),
                mapped.examples.join(" · "),
            ]
        };
        Rows { header, rows: tables.flat_map(|table| table.mapping.iter().map(move |mapped| row(table.kind, mapped))).collect() }
    })
}

/// Imports of the ledger as rows, one per file and kind.
pub(crate) fn ledger_rows(entries: &[LedgerEntry]) -> Rows {
    let header = ["import", "at", "state", "file", "kind", "rows", "new", "changed", "unchanged", "refused"].map(str::to_owned).to_vec();
    let row = |entry: &LedgerEntry, counts: &luotsi_core::intake::Counts| {
        let mut cells =
            vec![entry.id.clone(), entry.at.strftime("%Y-%m-%d %H:%M").to_string(), format!("{:?}", entry.state).to_lowercase()];
        cells.extend([counts.file.clone(), counts.kind.name().to_owned()]);
        cells.extend([counts.rows, counts.new, counts.changed, counts.unchanged, counts.rejected].map(|count| count.to_string()));
        cells
    };
    Rows { header, rows: entries.iter().flat_map(|entry| entry.files.iter().map(move |counts| row(entry, counts))).collect() }
}

/// A bar on standard error; silent when that is no terminal.
pub(crate) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{spinner} {prefix:10} {wide_bar} {bytes}/{total_bytes} · {msg} · {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Shows an import's progress on the bar.
pub(crate) fn on_progress(bar: ProgressBar) -> OnProgress {
    Arc::new(move |progress| {
        bar.set_length(progress.bytes_total.max(progress.bytes));
        bar.set_position(progress.bytes);
        bar.set_prefix(progress.phase.clone());
        let seconds = bar.elapsed().as_secs_f64().max(0.001);
        bar.set_message(format!("{} rows, {:.0} rows/s", progress.rows, progress.rows as f64 / seconds));
        true
    })
}
