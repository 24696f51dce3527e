//! What the command line says is Finnish, Swedish or English, as asked; what programs read stays the same.

use std::path::Path;
use std::process::{Command, Output};

use super::world::World;

/// Runs the program with nothing of the test's own surroundings that could choose the language.
fn luotsi(workspace: &Path, arguments: &[&str], system: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luotsi"));
    command.args(["--workspace".as_ref(), workspace.as_os_str()]).args(arguments);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.envs(system.iter().copied()).output().expect("the program runs")
}

fn said(workspace: &Path, language: &str, arguments: &[&str]) -> String {
    let output = luotsi(workspace, &[&["--lang", language], arguments].concat(), &[]);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn wrong_input_is_answered_in_the_language_asked_for() {
    let world = World::new("");
    let folder = world.folder.path();
    let empty = world.file("contacts.csv", "");
    let empty = empty.to_str().expect("a path");
    let unmapped = world.file("yhteydenotot.csv", "contact_id,kanava\n1,puhelin\n");
    let unmapped = unmapped.to_str().expect("a path");
    let check = |arguments: &[&str], fi: &str, sv: &str, en: &str| {
        for (language, expected) in [("fi", fi), ("sv", sv), ("en", en)] {
            let said = said(folder, language, arguments);
            assert!(said.starts_with("luotsi: ") && said.contains(expected), "{arguments:?} in {language}: {said}");
        }
    };
    check(
        &["import", empty],
        "Tiedosto contacts.csv on tyhjä. Tiedosto alkaa rivillä, jolla ovat sarakkeiden nimet.",
        "Filen contacts.csv är tom. En fil börjar med en rad med kolumnernas namn.",
        "The file contacts.csv is empty. A file begins with a row of column names.",
    );
    check(
        &["import", "no-such-file.csv"],
        "no-such-file.csv ei ole tiedosto, jonka voisi lukea.",
        "no-such-file.csv är ingen fil som går att läsa.",
        "no-such-file.csv is not a file that can be read.",
    );
    check(
        &["import", unmapped],
        "Mitään tiedoston yhteydenotot.csv saraketta ei ole kytketty sarakkeeseen opened_at",
        "Ingen kolumn i filen yhteydenotot.csv är mappad till opened_at",
        "No column of the file yhteydenotot.csv is mapped to opened_at",
    );
    check(&["import", empty, "--map", "zendesk_ticket"], "Profiilia ”zendesk_ticket” ei ole.", "ingen profil", "There is no profile");
    check(
        &["import", empty, "--as", "kontaktit"],
        "Tietojen lajia ”kontaktit” ei ole.",
        "ingen uppgiftstyp",
        "There is no kind of records",
    );
    check(&["undo", "01JXQ"], "Tuontia 01JXQ ei ole.", "Det finns ingen import 01JXQ.", "There is no import 01JXQ.");
    check(
        &["measure", "npss"],
        "Mittaria ”npss” ei ole. Lähimmät: enps",
        "Det finns inget mätetal ”npss”. Närmast: enps",
        "There is no metric “npss”. Nearest: enps",
    );
    check(&["metrics", "npss"], "`luotsi metrics` luettelee kaikki.", "räknar upp alla", "lists them all");
    check(&["measure", "nps_relational", "--per", "fortnight"], "tunnetut ovat day, week", "kända är day, week", "known are day, week");
    check(&["measure", "nps_relational", "--by", "agent_id"], "yksittäisistä ihmisistä", "enskilda personer", "single persons");
    check(
        &["serve", "--listen", "0.0.0.0:8099"],
        "eikä Luotsissa ole vielä pääsynhallintaa",
        "ännu ingen åtkomstkontroll",
        "no access control yet",
    );
    check(&["spc", empty], "ei ole rivejä", "har inga rader", "has no rows");
    let none = folder.join("none");
    for (language, expected) in [("fi", "ei ole työtilaa"), ("sv", "ingen arbetsyta"), ("en", "no workspace")] {
        assert!(said(&none, language, &["brief"]).contains(expected), "{language}");
    }
}

#[test]
fn a_port_in_use_a_wrong_setting_and_a_wrong_definition_are_told_in_the_language_asked_for() {
    let world = World::new("");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = world.folder.path();
    assert!(said(folder, "fi", &["serve", "--listen", &address]).contains("ei voitu kuunnella. Käyttääkö sitä toinen ohjelma?"));
    assert!(said(folder, "sv", &["serve", "--listen", &address]).contains("Används den av ett annat program?"));

    std::fs::create_dir(folder.join("metrics")).expect("a folder");
    std::fs::write(folder.join("metrics/oma.toml"), "id = \"oma\"\nversoin = 1\n").expect("a file");
    let fi = said(folder, "fi", &["metrics"]);
    assert!(fi.contains("oma.toml, rivi 2, versoin: tällaista kenttää ei ole. Lähimmät: version."), "{fi}");
    let checked = luotsi(folder, &["--lang", "sv", "metrics", "check"], &[]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("oma.toml, rad 2, versoin: det finns inget sådant fält."));
    assert!(String::from_utf8_lossy(&checked.stderr).contains("Det finns ett fel i mätetalens definitioner"));

    let wrong = World::new("group_min = 1");
    let sv = said(wrong.folder.path(), "sv", &["imports"]);
    assert!(sv.contains("workspace.toml, group_min: 1 skulle avslöja enskilda personer."), "{sv}");
}

#[test]
fn the_language_is_the_asked_one_then_the_workspaces_then_the_systems_then_english() {
    let (own, open) = (World::new("language = \"sv\""), World::new(""));
    let said = |world: &World, arguments: &[&str], system: &[(&str, &str)]| {
        let output = luotsi(world.folder.path(), &[arguments, &["undo", "01JXQ"]].concat(), system);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let finnish = [("LANG", "fi_FI.UTF-8")];
    assert!(said(&own, &["--lang", "en"], &finnish).contains("There is no import"));
    assert!(said(&own, &[], &finnish).contains("Det finns ingen import"));
    assert!(said(&open, &[], &finnish).contains("Tuontia 01JXQ ei ole"));
    assert!(said(&open, &[], &[("LC_ALL", "C"), ("LANG", "fi_FI.UTF-8")]).contains("There is no import"));
    assert!(said(&open, &[], &[("LANG", "de_DE.UTF-8")]).contains("There is no import"));
    let unknown = luotsi(open.folder.path(), &["--lang", "de", "imports"], &[]);
    assert_eq!(unknown.status.code(), Some(2), "a language that is none of ours is wrong usage");
}

#[test]
fn refused_rows_carry_their_reason_in_the_language_of_the_import_and_a_stable_code() {
    let feedback = "feedback_id,source,given_at,nps\n1,survey,2026-06-08T09:00:00Z,9\n2,survey,2026-06-08T09:00:00Z,11\n";
    for (setting, arguments, reason) in [
        ("language = \"fi\"", &[][..], "arvo on sallitun välin ulkopuolella"),
        ("language = \"sv\"", &[], "värdet är utanför det tillåtna intervallet"),
        ("language = \"en\"", &[], "the value is outside the allowed range"),
        ("language = \"en\"", &["--lang", "fi"], "arvo on sallitun välin ulkopuolella"),
    ] {
        let world = World::new(setting);
        let file = world.file("feedback.csv", feedback);
        let arguments = [arguments, &["--format", "json", "import", file.to_str().expect("a path")]].concat();
        let output = luotsi(world.folder.path(), &arguments, &[]);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let refused = std::fs::read_to_string(answer["rejects"].as_str().expect("a path")).expect("refused rows");
        let expected =
            format!("file,kind,row,column,value,reason,expected,code\nfeedback.csv,feedback,3,nps,11,{reason},0–10,out_of_range\n");
        assert_eq!(refused, expected);
    }
}

#[test]
fn tables_have_headings_and_words_of_a_language_and_csv_keeps_its_codes() {
    let world = World::new("");
    let folder = world.folder.path();
    let rows: String =
        (0..30).map(|number| format!("F{number},survey,2026-06-01T09:00:00Z,9,{}\n", if number < 3 { "Pieni" } else { "Suuri" })).collect();
    let file = world.file("feedback.csv", &format!("feedback_id,source,given_at,nps,team\n{rows}"));
    let print = |arguments: &[&str]| {
        let output = luotsi(folder, arguments, &[]);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (table, closing) = print(&["--lang", "fi", "import", file.to_str().expect("a path")]);
    assert!(table.contains("Tuonti") && table.contains("Hylättyjä") && table.contains("palautteet"), "{table}");
    assert!(closing.contains("kesti"), "{closing}");
    let (table, _) = print(&["--lang", "sv", "imports"]);
    assert!(table.contains("Oförändrade") && table.contains("gjord"), "{table}");
    let measure = ["measure", "nps_relational", "--per", "all", "--by", "team"];
    let (table, _) = print(&[&["--lang", "fi"], &measure[..]].concat());
    assert!(table.contains("Jakso") && table.contains("Tiimi") && table.contains("Piilotettu: havaintoja on 3"), "{table}");
    let (csv, _) = print(&[&["--lang", "fi", "--format", "csv"], &measure[..]].concat());
    assert!(csv.starts_with("period,team,n,value,low,high,complete,why\n") && csv.contains(",too_few\n"), "{csv}");
    let (table, _) = print(&["--lang", "sv", "metrics"]);
    assert!(table.contains("Perspektiv") && table.contains("Kundupplevelse") && table.contains("procent"), "{table}");
    let (table, _) = print(&["--lang", "fi", "chart", "nps_relational", "--per", "all"]);
    assert!(table.contains("Keskiviiva"), "{table}");
}
