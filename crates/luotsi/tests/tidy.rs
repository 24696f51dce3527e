//! House rules that a compiler does not hold: who may use whom, one copy of what is heavy, languages in step, generated pages
//! fresh, no clock outside its place, nothing of a machine in the files. Links nothing heavy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// Crate → what it may never use (design: "Who may use whom").
const NEVER: &[(&str, &[&str])] = &[
    ("stats", &["luotsi-*", "tokio", "jiff", "arrow", "datafusion", "sqlx", "axum", "reqwest"]),
    ("text", &["luotsi-*", "tokio", "jiff", "arrow", "datafusion", "sqlx", "axum", "reqwest"]),
    (
        "core",
        &[
            "luotsi-ingest",
            "luotsi-lake",
            "luotsi-state",
            "luotsi-web",
            "tokio",
            "axum",
            "sqlx",
            "arrow",
            "datafusion",
            "parquet",
            "reqwest",
        ],
    ),
    ("ingest", &["luotsi-lake", "luotsi-state", "luotsi-web", "datafusion", "deltalake-core", "sqlx", "axum"]),
    ("lake", &["luotsi-ingest", "luotsi-state", "luotsi-web", "sqlx", "axum", "ballista*"]),
    ("state", &["luotsi-ingest", "luotsi-lake", "luotsi-web", "axum", "datafusion", "arrow", "deltalake-core"]),
    ("web", &["luotsi-ingest", "luotsi-lake", "datafusion", "arrow", "parquet", "deltalake-core", "sqlx"]),
];

/// Crates of which the lock file may hold one version only.
const ONE_COPY: &[&str] =
    &["arrow", "arrow-array", "parquet", "datafusion", "object_store", "tokio", "hyper", "rustls", "sqlx", "axum", "jiff"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository's root")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files below a folder with one of the endings, in order; build output and fetched packages are passed over.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_foreign =
                    name == "target" || name == "node_modules" || (name.starts_with('.') && name != ".ci") || name.ends_with("-data");
                if !is_foreign {
                    folders.push(path);
                }
            } else if endings.is_empty() || endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn no_crate_uses_what_it_may_not() {
    for (name, never) in NEVER {
        let text = read(&root().join("crates").join(name).join("Cargo.toml"));
        let mut is_in_dependencies = false;
        for line in text.lines() {
            if let Some(section) = line.strip_prefix('[') {
                is_in_dependencies = section.starts_with("dependencies") || section.starts_with("build-dependencies");
            }
            let used = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let is_forbidden =
                never.iter().any(|pattern| pattern.strip_suffix('*').map_or(used == *pattern, |start| used.starts_with(start)));
            assert!(!(is_in_dependencies && is_forbidden), "crates/{name} uses {used}: ARCHITECTURE.md, “Who may use whom”, forbids it");
        }
    }
}

#[test]
fn there_is_one_copy_of_what_is_heavy() {
    let lock = read(&root().join("Cargo.lock"));
    for name in ONE_COPY {
        let copies = lock.lines().filter(|line| *line == format!("name = \"{name}\"")).count();
        assert!(copies <= 1, "{copies} versions of {name} in Cargo.lock; `cargo tree --duplicates` tells who asks for the second");
    }
}

#[test]
fn the_clock_is_read_in_one_place() {
    let readers = ["Timestamp::now(", "Zoned::now(", "SystemTime::now(", "Utc::now(", "Local::now("];
    for file in files(&root().join("crates"), &[".rs"]) {
        let name = shown(&file);
        if name.ends_with("luotsi/src/clock.rs") || name.ends_with("luotsi/tests/tidy.rs") {
            continue;
        }
        for (number, line) in (1..).zip(read(&file).lines()) {
            let code = line.split("//").next().unwrap_or_default();
            assert!(!readers.iter().any(|reader| code.contains(reader)), "{name}:{number} reads the clock; take the time as a parameter");
        }
    }
}

#[test]
fn the_three_languages_are_in_step() {
    let mut keys: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for language in LANGUAGES {
        let folder = root().join("locales").join(language);
        let set = keys.entry(language).or_default();
        for file in files(&folder, &[".ftl"]) {
            let name = file.strip_prefix(&folder).expect("below the folder").display().to_string();
            for line in read(&file).lines() {
                let starts_a_message = line.starts_with(|first: char| first.is_ascii_lowercase());
                if let (true, Some((key, _))) = (starts_a_message, line.split_once('=')) {
                    set.insert(format!("{name}: {}", key.trim()));
                }
            }
        }
        assert!(!set.is_empty(), "no texts in {language}");
    }
    for language in LANGUAGES {
        let missing: Vec<_> = keys["en"].symmetric_difference(&keys[language]).collect();
        assert!(missing.is_empty(), "en and {language} differ in {missing:?}");
    }
    let pages = |language: &str| -> BTreeSet<String> {
        let folder = root().join("docs/guide").join(language);
        files(&folder, &[".md"]).iter().map(|file| file.strip_prefix(&folder).expect("below the folder").display().to_string()).collect()
    };
    for language in LANGUAGES {
        assert_eq!(pages("en"), pages(language), "pages of docs/guide differ between en and {language}");
    }
}

#[test]
fn generated_pages_are_fresh() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = Command::new(env!("CARGO_BIN_EXE_luotsi")).arg("reference").arg(folder.path()).status().expect("the program runs");
    assert!(status.success());
    let made = files(folder.path(), &[".md"]);
    assert!(!made.is_empty());
    for file in made {
        let name = file.file_name().expect("a name");
        let kept = root().join("docs/reference").join(name);
        assert!(
            kept.is_file() && read(&kept) == read(&file),
            "{} is stale: run `cargo run --release -- reference docs/reference`",
            shown(&kept)
        );
    }
}

#[test]
fn every_setting_and_command_is_in_the_reference() {
    let settings = read(&root().join("docs/reference/settings.md"));
    for setting in luotsi_core::settings::documented() {
        assert!(settings.contains(setting.name), "setting {} is not in docs/reference/settings.md", setting.name);
    }
    let help = Command::new(env!("CARGO_BIN_EXE_luotsi")).arg("--help").output().expect("the program runs");
    let help = String::from_utf8(help.stdout).expect("text");
    let commands = read(&root().join("docs/reference/commands.md"));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).map_while(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut count = 0;
    for command in listed.filter(|command| !command.is_empty()) {
        assert!(commands.contains(&format!("luotsi {command}")), "command {command} is not in docs/reference/commands.md");
        count += 1;
    }
    assert!(count >= 8, "only {count} commands found in --help");
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_to_be_written() {
    let left = [
        concat!("#[ig", "nore"),
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("db", "g!("),
        concat!("assert!(tr", "ue)"),
    ];
    for file in files(&root(), &[".rs"]) {
        for (number, line) in (1..).zip(read(&file).lines()) {
            assert!(!left.iter().any(|word| line.contains(word)), "{}:{number}: {}", shown(&file), line.trim());
        }
    }
}

#[test]
fn nothing_of_a_machine_or_a_registry_is_in_the_files() {
    let traces = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("crates", ".io/"),
        concat!("registry.", "npmjs"),
        concat!("pypi", ".org"),
        concat!("deb.", "debian"),
    ];
    let endings = [".rs", ".toml", ".md", ".ftl", ".html", ".css", ".js", ".json", ".mjs", ".sh", ".py", "run", "test", "setup"];
    for file in files(&root(), &endings) {
        let name = shown(&file);
        if name == "Cargo.lock" {
            continue;
        }
        for (number, line) in (1..).zip(String::from_utf8_lossy(&fs::read(&file).expect("a file")).lines()) {
            assert!(
                !traces.iter().any(|trace| line.contains(trace)),
                "{name}:{number} names a machine's path or a registry: {}",
                line.trim()
            );
        }
    }
}

#[test]
fn every_crate_begins_with_its_map() {
    for file in files(&root().join("crates"), &["lib.rs", "main.rs"]) {
        if file.parent().is_some_and(|folder| folder.ends_with("src")) {
            assert!(read(&file).starts_with("//! "), "{} does not begin with //!", shown(&file));
        }
    }
}

#[test]
fn every_trap_of_arithmetic_is_held_by_a_test_or_an_example_named_after_it() {
    /// Traps of the catalogue of metrics (metrics/README.md).
    const TRAPS: std::ops::RangeInclusive<usize> = 1..=22;
    let mut held: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut note = |text: &str, mark: &str, end: char, place: &str| {
        for part in text.split(mark).skip(1) {
            if let Some(number) = part.split(end).next().and_then(|number| number.parse().ok()) {
                held.entry(number).or_default().push(place.to_owned());
            }
        }
    };
    for file in files(&root().join("crates"), &[".rs"]) {
        note(&read(&file), concat!("fn tr", "ap_"), '_', &shown(&file));
    }
    for file in files(&root().join("metrics"), &[".toml"]) {
        note(&read(&file), "shows = \"trap ", ':', &shown(&file));
    }
    let missing: Vec<usize> = TRAPS.filter(|trap| !held.contains_key(trap)).collect();
    assert!(missing.is_empty(), "nothing is named after trap {missing:?}");
    assert!(held.keys().all(|trap| TRAPS.contains(trap)), "{held:?}");
    // The table of the README names them all.
    let readme = read(&root().join("metrics/README.md"));
    let (_, table) = readme.split_once("## Traps").expect("the traps");
    for trap in TRAPS {
        assert!(
            table.split(|letter: char| !letter.is_ascii_digit()).any(|number| number == trap.to_string()),
            "trap {trap} is not in the table"
        );
    }
}
