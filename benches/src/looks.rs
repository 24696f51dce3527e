//! How long a look at the signals takes and how much memory, over organisations of any size: from cold, again, and with a week more.
//!
//! Every look is a process of its own, as `luotsi signals` is, and is measured as the system measures it (`/proc`, Linux).

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi::intake::LocalIntake;
use luotsi::workspace::Workspace;
use luotsi_core::causes::{self, explain};
use luotsi_core::intake::{Intake as _, Request};
use luotsi_core::signals::{Kind, signals};
use luotsi_core::situation::{View, World};
use luotsi_demo::Plan;
use serde::{Deserialize, Serialize};

/// Weeks of history, the last of which is imported by itself.
const WEEKS: u32 = 61;
/// Contacts a week that one person of the staff takes care of in the demo.
const CONTACTS_PER_PERSON: f64 = 37.0;
/// Dimensions of its own that a small organisation has not.
const LEFT_OUT: [&str; 5] = ["region", "customer_segment", "product", "language", "topic"];

/// How many parts the service is told apart in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Parts {
    /// Teams and channels: about five thousand series.
    Few,
    /// All that the demo has: about fifty thousand.
    Many,
}

/// What one process cost.
#[derive(Debug, Serialize, Deserialize)]
struct Cost {
    wall_s: f64,
    cpu_s: f64,
    peak_gb: f64,
    said: String,
}

/// Makes an organisation with so many contacts in the folder, unless one is there, and prints what looks at it cost.
pub(crate) fn run(contacts: u64, folder: &Path, parts: Parts) -> Result<()> {
    let workspace = folder.join("workspace");
    if workspace.exists() {
        fs::remove_dir_all(&workspace).with_context(|| format!("{} cannot be removed", workspace.display()))?;
    }
    let [before, week] = made(contacts, folder, parts)?;
    fs::create_dir_all(&workspace)?;
    fs::copy(folder.join("workspace.toml"), workspace.join("workspace.toml"))?;
    println!("{contacts} contacts, {parts:?} parts\n");
    println!("| step | seconds | CPU seconds | GB | |");
    println!("|---|---|---|---|---|");
    step("import of all weeks but one", "bring", &workspace, Some(&before))?;
    step("look, from cold", "look", &workspace, None)?;
    step("look, again", "look", &workspace, None)?;
    step("import of a week more", "bring", &workspace, Some(&week))?;
    step("look, a week more", "look", &workspace, None)?;
    step("explanation of the weightiest change", "explain", &workspace, None)?;
    fs::remove_dir_all(workspace.join("lake/cells")).context("nothing was kept")?;
    step("look, from cold, with the week", "look", &workspace, None)
}

/// Runs one step as a process and prints what it cost.
fn step(name: &str, what: &str, workspace: &Path, files: Option<&Path>) -> Result<()> {
    let output = Command::new(std::env::current_exe()?).args(["step", what]).arg(workspace).args(files).output()?;
    if !output.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    std::io::stderr().write_all(&output.stderr)?;
    let cost: Cost = serde_json::from_slice(&output.stdout).with_context(|| format!("{name} has said nothing"))?;
    println!("| {name} | {:.2} | {:.2} | {:.2} | {} |", cost.wall_s, cost.cpu_s, cost.peak_gb, cost.said);
    Ok(())
}

/// One step, in the process that is measured.
pub(crate) fn measured(what: &str, workspace: &Path, files: Option<&Path>) -> Result<()> {
    let begun = Instant::now();
    let said = match (what, files) {
        ("bring", Some(files)) => bring(workspace, files)?,
        ("look", None) => look(workspace)?,
        ("explain", None) => return explained(workspace),
        _ => bail!("there is no step {what}"),
    };
    print(begun.elapsed().as_secs_f64(), cpu_s()?, said)
}

fn print(wall_s: f64, cpu_s: f64, said: String) -> Result<()> {
    println!("{}", serde_json::to_string(&Cost { wall_s, cpu_s, peak_gb: peak_gb()?, said })?);
    Ok(())
}

fn open(folder: &Path) -> Result<Workspace> {
    Workspace::open(folder).map_err(|error| anyhow::anyhow!("{error}"))
}

fn bring(workspace: &Path, files: &Path) -> Result<String> {
    let workspace = open(workspace)?;
    let files: Vec<PathBuf> = fs::read_dir(files)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    let requests: Vec<Request> = files.into_iter().map(|file| Request { file, ..Request::default() }).collect();
    let intake = LocalIntake::open(&workspace).map_err(|error| anyhow::anyhow!("{error}"))?;
    let entry = intake.import(&requests, Arc::new(|_| true)).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(format!("{} rows", entry.files.iter().map(|file| file.rows).sum::<u64>()))
}

/// The world of a workspace whose last day is the one that the plan ends with.
fn now() -> Result<jiff::Timestamp> {
    Ok(UNTIL.saturating_add(1.day()).at(12, 0, 0, 0).in_tz("Europe/Helsinki")?.timestamp())
}

const UNTIL: Date = Date::constant(2026, 6, 14);

fn look(workspace: &Path) -> Result<String> {
    let Workspace { lake, catalogue, settings, .. } = open(workspace)?;
    let world = World { ask: &*lake, catalogue: &catalogue, settings: &settings, now: now()? };
    let found = signals(world).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(format!("{} series judged, {} too small, {} signals", found.watched, found.too_small, found.signals.len()))
}

fn explained(workspace: &Path) -> Result<()> {
    let Workspace { lake, catalogue, settings, .. } = open(workspace)?;
    let world = || -> Result<World<'_>> { Ok(World { ask: &*lake, catalogue: &catalogue, settings: &settings, now: now()? }) };
    let found = signals(world()?).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let signal = found.signals.iter().find(|signal| signal.kind == Kind::Change).context("nothing has changed")?;
    let view = View { scope: signal.scope.clone(), ..View::default() };
    let (begun, cpu_before) = (Instant::now(), cpu_s()?);
    let request = causes::Request { metric: &signal.metric, at: Some(signal.change.since.start), view: &view };
    let explanation = explain(world()?, request).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let said = format!("{} in {} parts", signal.metric, explanation.parts.len());
    print(begun.elapsed().as_secs_f64(), cpu_s()? - cpu_before, said)
}

/// Processor time of this process so far: fields 14 and 15 of proc(5), in hundredths of a second.
fn cpu_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field, the name, may hold spaces; the third begins after its bracket.
    let fields: Vec<&str> = stat.rsplit_once(')').context("a line of another kind")?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place - 3).and_then(|field| field.parse::<f64>().ok()).context("a field is missing");
    Ok((ticks(14)? + ticks(15)?) / 100.0)
}

/// The most memory that this process has held at a time.
fn peak_gb() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("the system does not tell")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0 / 1024.0)
}

/// The files of an organisation: all weeks but the last, and the last.
fn made(contacts: u64, folder: &Path, parts: Parts) -> Result<[PathBuf; 2]> {
    let [before, week] = ["before", "week"].map(|name| folder.join(name));
    if week.exists() {
        return Ok([before, week]);
    }
    let files = folder.join("files");
    let per_week = contacts as f64 / f64::from(WEEKS);
    let plan =
        Plan { contacts_per_week: per_week, people: ((per_week / CONTACTS_PER_PERSON) as u32).max(30), ..Plan::demo(1, WEEKS, UNTIL) };
    let written = luotsi_demo::write(&files, &plan)?;
    fs::write(folder.join("workspace.toml"), luotsi_demo::settings_toml(&plan))?;
    let unfinished = folder.join("unfinished");
    fs::create_dir_all(&before)?;
    fs::create_dir_all(&unfinished)?;
    let monday = plan.weeks_before(0).to_string();
    for file in written {
        part(&file, [&before, &unfinished], &monday, parts)?;
        fs::remove_file(&file)?;
    }
    fs::rename(&unfinished, &week)?;
    Ok([before, week])
}

/// Parts the records of a file into those before the day and those from it on; registers have no day and come first.
fn part(file: &Path, [before, week]: [&Path; 2], monday: &str, parts: Parts) -> Result<()> {
    let name = file.file_name().context("a file without a name")?;
    let mut reader = csv::Reader::from_path(file)?;
    let header = reader.headers()?.clone();
    let kept: Vec<usize> =
        (0..header.len()).filter(|column| parts == Parts::Many || !LEFT_OUT.contains(&header.get(*column).unwrap_or_default())).collect();
    let days: Vec<usize> = ["opened_at", "asked_at", "given_at", "at", "date"]
        .iter()
        .filter_map(|day| header.iter().position(|column| column == *day))
        .collect();
    let is_register = ["people.csv", "costs.csv", "actions.csv", "timeline.csv"].iter().any(|register| name == *register);
    let mut early = csv::Writer::from_path(before.join(name))?;
    early.write_record(kept.iter().map(|column| header.get(*column).unwrap_or_default()))?;
    let mut late = None;
    for record in reader.records() {
        let record = record?;
        let day = days.iter().find_map(|day| record.get(*day).filter(|day| !day.is_empty()));
        let fields = kept.iter().map(|column| record.get(*column).unwrap_or_default());
        if is_register || day.is_none_or(|day| day < monday) {
            early.write_record(fields)?;
            continue;
        }
        let late = match &mut late {
            Some(late) => late,
            none => {
                let mut writer = csv::Writer::from_path(week.join(name))?;
                writer.write_record(kept.iter().map(|column| header.get(*column).unwrap_or_default()))?;
                none.insert(writer)
            }
        };
        late.write_record(fields)?;
    }
    early.flush()?;
    late.map_or(Ok(()), |mut late| late.flush())?;
    Ok(())
}
