//! Imports killed at any moment, or left without room on the disk, leave the state before or after, in all tables, and nothing twice.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use luotsi_core::ask::{Ask, Part, RecordsQuestion};
use luotsi_core::catalogue::Catalogue;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;

use crate::world::{noon, open, question, quiet, table, topics};

const ROWS: usize = 4_000;
const KILLS: u32 = 24;
/// Tells the child which lake to import into, and as what.
const CHILD: &str = "LUOTSI_LAKE_CHILD";

fn import(folder: &Path, name: &str) {
    let lake = open(folder, Catalogue::shipped().0, Settings::default());
    let rows = |line: &dyn Fn(usize) -> String| (0..ROWS).map(line).collect::<Vec<_>>().join("\n");
    let mut writer = lake.writer(name, noon(), quiet()).unwrap();
    let contacts = rows(&|id| format!("{id},2026-06-08T06:00:00Z,{name}"));
    let feedback = rows(&|id| format!("f{id},{id},2026-06-08T07:00:00Z,5,{name}"));
    writer.append(Kind::Contacts, table(Kind::Contacts, &format!("contact_id,opened_at,topic\n{contacts}"))).unwrap();
    writer.append(Kind::Feedback, table(Kind::Feedback, &format!("feedback_id,contact_id,given_at,csat,region\n{feedback}"))).unwrap();
    writer.finish().unwrap();
}

/// The import's name that stands in every row of both tables.
fn state(folder: &Path) -> String {
    let lake = open(folder, Catalogue::shipped().0, Settings::default());
    let topics = topics(&lake);
    assert_eq!(topics.len(), ROWS);
    let name = topics["0"].clone().unwrap();
    assert!(topics.values().all(|topic| topic.as_deref() == Some(name.as_str())), "contacts are half of {name}");
    let feedback = lake.answer(&question("csat_top2", Granularity::All, &["region"])).unwrap();
    let cells = &feedback.measured[0].cells;
    assert_eq!(cells.len(), 1, "feedback is half of {name}");
    assert_eq!((cells[0].dims[0].as_deref(), cells[0].tally.n), (Some(name.as_str()), ROWS as f64));
    let replaced = RecordsQuestion {
        metric: "csat_top2".into(),
        period: Period::all(),
        scope: Scope::whole(),
        part: Part::Denominator,
        offset: 0,
        limit: 1,
    };
    assert_eq!(lake.records(&replaced).unwrap().total, ROWS as u64);
    assert!(lake.ledger().unwrap().iter().any(|entry| entry.id == name), "the ledger does not know {name}");
    let intents: Vec<_> = std::fs::read_dir(folder.join("lake/intents")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(intents.is_empty(), "{intents:?} are left");
    name
}

#[test]
fn imports_killed_at_any_moment_leave_the_state_before_or_after() {
    let folder = tempfile::TempDir::new().unwrap();
    import(folder.path(), "N0");
    let child = |name: &str| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::the_import_that_is_killed", "--nocapture"])
            .env(CHILD, format!("{name}|{}", folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let begun = Instant::now();
    assert!(child("N1").wait().unwrap().success());
    let whole = begun.elapsed();
    let mut before = state(folder.path());
    assert_eq!(before, "N1");
    let (mut kept, mut lost) = (0, 0);
    for kill in 0..KILLS {
        let name = format!("K{kill}");
        let mut running = child(&name);
        // Spread over the whole of an import, denser towards its end, where it becomes visible.
        let share = 1.0 - (1.0 - f64::from(kill) / f64::from(KILLS)).powi(2);
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        running.kill().unwrap();
        running.wait().unwrap();
        let after = state(folder.path());
        assert!(after == before || after == name, "{after} is neither {before} nor {name}");
        if after == before {
            lost += 1;
        } else {
            kept += 1;
        }
        before = after;
    }
    println!("{kept} imports came to be visible, {lost} left no trace");
    let left: Vec<_> = std::fs::read_dir(folder.path().join("lake/imports")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let lake = open(folder.path(), Catalogue::shipped().0, Settings::default());
    assert_eq!(left.iter().filter(|path| path.is_dir()).count(), lake.ledger().unwrap().len(), "{left:?}");
}

/// Sizes of the disk that are tried, from no room at all to enough.
const SIZES: u32 = 20;
/// In a file system of its own that holds so many kilobytes more than are there: import, make room again, tell the state.
const ON_A_FULL_DISK: &str = r#"
set -eu
mount -t tmpfs -o size=256m tmpfs "$FOLDER"
echo mounted
run() { LUOTSI_LAKE_CHILD="$1|$FOLDER" "$PROGRAM" --exact kill::the_import_that_is_killed --nocapture; }
run D0 >/dev/null 2>&1
for size in $(seq 1 "$SIZES"); do
  used=$(df -k --output=used "$FOLDER" | tail -n 1)
  mount -o remount,size=$((used + (size - 1) * (size - 1) * 2))k "$FOLDER"
  run "D$size" >/dev/null 2>&1 && ended=whole || ended=failed
  mount -o remount,size=256m "$FOLDER"
  echo "$size $ended $(run '?' | grep '^state ')"
done
"#;

#[test]
fn an_import_that_fills_the_disk_leaves_the_state_before_or_after() {
    let folder = tempfile::TempDir::new().unwrap();
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", ON_A_FULL_DISK])
        .env("FOLDER", folder.path())
        .env("PROGRAM", std::env::current_exe().unwrap())
        .env("SIZES", SIZES.to_string())
        .output();
    let told = output.as_ref().map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if !told.starts_with("mounted") {
        println!("Not run: this system lets nobody mount a small disk ({:?}).", output.map(|output| output.status));
        return;
    }
    let mut before = "D0".to_owned();
    let (mut whole, mut failed) = (0, 0);
    for line in told.lines().skip(1) {
        let [size, ended, "state", after] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{told}") };
        let own = format!("D{size}");
        match ended {
            "whole" => assert_eq!(after, own, "{told}"),
            _ => assert!(after == before || after == own, "{after} is neither {before} nor {own}: {told}"),
        }
        (whole, failed) = (whole + u32::from(ended == "whole"), failed + u32::from(ended != "whole"));
        after.clone_into(&mut before);
    }
    assert_eq!(whole + failed, SIZES, "{told}");
    assert!(whole > 0 && failed > 0, "both the room and the lack of it were tried: {told}");
}

/// Not a test by itself: the process that the tests above kill or starve.
#[test]
fn the_import_that_is_killed() {
    if let Ok(order) = std::env::var(CHILD) {
        match order.split_once('|').unwrap() {
            ("?", folder) => println!("\nstate {}", state(Path::new(folder))),
            (name, folder) => import(Path::new(folder), name),
        }
    }
}
