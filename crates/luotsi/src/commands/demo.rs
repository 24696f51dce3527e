//! `luotsi demo`: a made-up service organisation, imported like anybody's files, and its situation picture.

use std::fs;
use std::path::Path;

use anyhow::Result;
use luotsi_core::intake::{Intake as _, Request};
use luotsi_demo::Plan;
use luotsi_web::format;

use super::import::{on_progress, progress_bar};
use super::{Call, serve};
use crate::args::Demo;
use crate::clock;
use crate::intake::LocalIntake;
use crate::voice::Said;
use crate::workspace::Workspace;

/// Holds which organisation was made; written last, so that a demo that was interrupted is made anew.
const MADE: &str = "demo.txt";

pub(crate) fn run(call: &Call, args: &Demo) -> Result<()> {
    let folder = &call.folder;
    let made = fs::read_to_string(folder.join(MADE)).ok();
    let begins_as = format!("seed {} weeks {} until ", args.seed, args.weeks);
    let is_same = made
        .as_deref()
        .is_some_and(|made| made.starts_with(&begins_as) && args.until.is_none_or(|until| made == format!("{begins_as}{until}")));
    if !is_same {
        make(call, args, &begins_as)?;
    }
    if args.no_serve {
        eprintln!("{}", call.text.command_demo_there(&shown(folder)));
        return Ok(());
    }
    serve::serve(call, &Workspace::open(folder)?, args.listen, None)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn make(call: &Call, args: &Demo, begins_as: &str) -> Result<()> {
    let (folder, text) = (&call.folder, call.text);
    let unwritable = |path: &Path, error: &dyn std::fmt::Display| Said::with(text, &text.command_cannot_write(&shown(path)), error);
    let files = folder.join("files");
    if folder.exists() {
        // Only what an earlier demo left may be thrown away, never somebody's records.
        let is_empty =
            fs::read_dir(folder).map_err(|error| Said::with(text, &text.command_cannot_read(&shown(folder)), &error))?.next().is_none();
        if !is_empty && !folder.join(MADE).exists() && !files.join("made-up").exists() {
            return Err(Said::error(text.command_demo_not_ours(&shown(folder))));
        }
        fs::remove_dir_all(folder).map_err(|error| Said::with(text, &text.command_cannot_empty(&shown(folder)), &error))?;
    }
    fs::create_dir_all(&files).map_err(|error| Said::with(text, &text.command_cannot_make(&shown(&files)), &error))?;
    fs::write(files.join("made-up"), "These files are made up by `luotsi demo`.\n").map_err(|error| unwritable(&files, &error))?;
    let until = match args.until {
        Some(until) => until,
        None => clock::now().to_zoned(jiff::tz::TimeZone::get("Europe/Helsinki")?).date().yesterday()?,
    };
    eprintln!("{}", text.command_demo_making(&format::date(text, until), args.weeks.into()));
    let plan = Plan::demo(args.seed, args.weeks, until);
    let written = luotsi_demo::write(&files, &plan).map_err(|error| unwritable(&files, &error))?;
    let settings = folder.join("workspace.toml");
    fs::write(&settings, luotsi_demo::settings_toml(&plan)).map_err(|error| unwritable(&settings, &error))?;

    let workspace = Workspace::open(folder)?;
    let bar = progress_bar();
    let requests: Vec<Request> = written.into_iter().map(|file| Request { file, ..Request::default() }).collect();
    let entry = LocalIntake::open(&workspace)?.import(&requests, on_progress(text, bar.clone()));
    bar.finish_and_clear();
    let entry = entry?;
    let rows: u64 = entry.files.iter().map(|counts| counts.rows).sum();
    eprintln!("{}", text.command_demo_made(&format::count(text.language(), rows), &format::duration(text, entry.took_s)));
    fs::write(folder.join(MADE), format!("{begins_as}{until}")).map_err(|error| unwritable(folder, &error))
}
