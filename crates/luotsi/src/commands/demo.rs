//! `luotsi demo`: a made-up service organisation, imported like anybody's files, and its situation picture.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use luotsi_core::intake::{Intake as _, Request};
use luotsi_demo::Plan;

use super::import::{on_progress, progress_bar};
use super::serve;
use crate::args::Demo;
use crate::clock;
use crate::intake::LocalIntake;
use crate::workspace::Workspace;

/// Holds which organisation was made; written last, so that a demo that was interrupted is made anew.
const MADE: &str = "demo.txt";

pub(crate) fn run(folder: &Path, args: &Demo) -> Result<()> {
    let made = fs::read_to_string(folder.join(MADE)).ok();
    let begins_as = format!("seed {} weeks {} until ", args.seed, args.weeks);
    let is_same = made
        .as_deref()
        .is_some_and(|made| made.starts_with(&begins_as) && args.until.is_none_or(|until| made == format!("{begins_as}{until}")));
    if !is_same {
        make(folder, args, &begins_as)?;
    }
    if args.no_serve {
        eprintln!("The made-up service is in {}.", folder.display());
        return Ok(());
    }
    serve::serve(&Workspace::open(folder)?, args.listen, None)
}

fn make(folder: &Path, args: &Demo, begins_as: &str) -> Result<()> {
    let files = folder.join("files");
    if folder.exists() {
        // Only what an earlier demo left may be thrown away, never somebody's records.
        let is_empty = fs::read_dir(folder).with_context(|| format!("{} could not be read", folder.display()))?.next().is_none();
        if !is_empty && !folder.join(MADE).exists() && !files.join("made-up").exists() {
            bail!("{} already holds something that is no demo. Name another folder with --workspace.", folder.display());
        }
        fs::remove_dir_all(folder).with_context(|| format!("{} could not be emptied", folder.display()))?;
    }
    fs::create_dir_all(&files).with_context(|| format!("{} could not be made", files.display()))?;
    fs::write(files.join("made-up"), "These files are made up by `luotsi demo`.\n")
        .with_context(|| format!("{} could not be written to", files.display()))?;
    let until = match args.until {
        Some(until) => until,
        None => clock::now().to_zoned(jiff::tz::TimeZone::get("Europe/Helsinki")?).date().yesterday()?,
    };
    eprintln!("Making up a service organisation: {} weeks until {until} …", args.weeks);
    let plan = Plan::demo(args.seed, args.weeks, until);
    let written = luotsi_demo::write(&files, &plan).with_context(|| format!("The files could not be written to {}", files.display()))?;
    fs::write(folder.join("workspace.toml"), luotsi_demo::settings_toml(&plan))?;

    let workspace = Workspace::open(folder)?;
    let bar = progress_bar();
    let requests: Vec<Request> = written.into_iter().map(|file| Request { file, ..Request::default() }).collect();
    let entry = LocalIntake::open(&workspace)?.import(&requests, on_progress(bar.clone()));
    bar.finish_and_clear();
    let entry = entry?;
    let rows: u64 = entry.files.iter().map(|counts| counts.rows).sum();
    eprintln!("{rows} records imported in {:.1} s.", entry.took_s);
    fs::write(folder.join(MADE), format!("{begins_as}{until}")).with_context(|| format!("{} could not be written to", folder.display()))?;
    Ok(())
}
