//! What other programs may rely on: names, shapes and exit statuses of the commands (contract §1–§3).

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::world::World;

fn luotsi(workspace: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luotsi"));
    command.args(["--workspace".as_ref(), workspace.as_os_str()]).args(["--format", "json"]).args(arguments);
    // The words of the machine that runs the test must not matter.
    command.env("LC_ALL", "C").output().expect("the program runs")
}

fn answer(workspace: &Path, arguments: &[&str]) -> Value {
    let output = luotsi(workspace, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?} printed no JSON: {error}"))
}

fn failure(workspace: &Path, arguments: &[&str]) -> String {
    let output = luotsi(workspace, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty(), "a failure leaves standard output empty");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// 40 answers in week 23 and 40 in week 24; 0 is an answer, an empty cell is none; the last row is out of range.
fn feedback() -> String {
    let row = |number: usize| {
        let (day, nps) = (1 + number / 40 * 7, if number.is_multiple_of(4) { "0" } else { "10" });
        format!("F{number},survey,2026-06-{day:02}T09:00:00+03:00,{nps},Laskutus\n")
    };
    let rows: String = (0..80).map(row).collect();
    format!(
        "feedback_id,source,given_at,nps,team\n{rows}F80,survey,2026-06-08T09:00:00+03:00,,Laskutus\nF81,survey,2026-06-08T09:00:00+03:00,11,Laskutus\n"
    )
}

#[test]
fn an_import_tells_what_became_of_every_row() {
    let world = World::new("");
    let file = world.file("feedback.csv", &feedback());
    let file = file.to_str().expect("a path");
    let first = answer(world.folder.path(), &["import", file]);
    let counts = &first["files"][0];
    assert_eq!(counts["kind"], "feedback");
    assert_eq!([&counts["rows"], &counts["new"], &counts["rejected"]], [&json!(82), &json!(81), &json!(1)]);
    let rejects = std::fs::read_to_string(first["rejects"].as_str().expect("a path")).expect("refused rows");
    assert!(
        rejects.contains("the value is outside the allowed range") && rejects.contains("out_of_range") && rejects.contains("83"),
        "{rejects}"
    );

    let again = answer(world.folder.path(), &["import", file]);
    assert_eq!(
        [&again["files"][0]["new"], &again["files"][0]["changed"], &again["files"][0]["unchanged"]],
        [&json!(0), &json!(0), &json!(81)]
    );
}

#[test]
fn measure_and_chart_answer_in_the_shape_of_the_contract() {
    let world = World::new("");
    let file = world.file("feedback.csv", &feedback());
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let measured = answer(world.folder.path(), &["measure", "nps_relational", "--per", "week", "--by", "team"]);
    let row = &measured["rows"][0];
    assert_eq!(measured["metric"], "nps_relational");
    assert_eq!([&row["period"], &row["dims"]["team"], &row["n"]], [&json!("2026-W23"), &json!("Laskutus"), &json!(40)]);
    // 30 tens and 10 zeros: 100 · (30 − 10) / 40. Zero is an answer.
    assert_eq!(row["value"], 50.0);
    assert!(row["low"].as_f64() < Some(50.0) && row["high"].as_f64() > Some(50.0));
    let whole = answer(world.folder.path(), &["measure", "nps_relational", "--per", "all"]);
    assert_eq!(whole["rows"][0]["n"], 80, "an empty cell is no answer");

    let chart = answer(world.folder.path(), &["chart", "nps_relational", "--per", "week"]);
    for field in ["metric", "rules", "points", "variation", "assurance", "target"] {
        assert!(chart.get(field).is_some(), "chart answers {field}");
    }
    for field in ["period", "n", "value", "centre", "lower", "upper", "flags", "phase", "complete"] {
        assert!(chart["points"][0].get(field).is_some(), "a point has {field}");
    }
}

/// Fifty weeks of two teams; from week 41 on one in four contacts of one of them is escalated instead of one in sixteen.
fn escalations() -> String {
    let mut text = "contact_id,channel,team,opened_at,escalated\n".to_owned();
    let first = jiff::civil::date(2025, 6, 2);
    for number in 0..50 * 160 {
        let (week, place) = (number / 160, number % 160);
        let day = first.saturating_add(jiff::Span::new().days(i64::from(week * 7 + place % 5)));
        let team = if place < 80 { "Laskutus" } else { "Myynti" };
        let one_in = if week >= 40 && team == "Myynti" { 4 } else { 16 };
        // A multiplicative walk through the numbers: no week is like another, and nothing is random.
        let is_escalated = (number * 7_919 + week * 31) % 1_009 % one_in == 0;
        text.push_str(&format!("C{number},phone,{team},{day}T10:00:00+03:00,{}\n", u8::from(is_escalated)));
    }
    text
}

#[test]
fn signals_name_the_part_where_it_happened_in_the_shape_of_the_contract() {
    let world = World::new("");
    let file = world.file("contacts.csv", &escalations());
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let found = answer(world.folder.path(), &["signals"]);
    assert!(found["watched"].as_u64() > Some(3) && found["expected_false"].as_f64() < Some(0.5), "{found}");
    let signals = found["signals"].as_array().expect("a list");
    let signal = signals.iter().find(|signal| signal["metric"] == "escalation_rate").unwrap_or_else(|| panic!("{found}"));
    assert_eq!(signal["scope"], json!({ "team": "Myynti" }));
    assert_eq!([&signal["kind"], &signal["direction"], &signal["better"]], [&json!("change"), &json!("up"), &json!(false)]);
    for field in ["id", "since", "before", "after", "effect", "low", "high", "q", "weight", "evidence"] {
        assert!(signal.get(field).is_some(), "a signal has {field}");
    }
    assert!(signal["low"].as_f64() < Some(0.1875) && signal["high"].as_f64() > Some(0.1875), "{signal}");
    for (language, word) in [("fi", "Tiimi: Myynti"), ("sv", "Team: Myynti"), ("en", "Team: Myynti")] {
        assert!(signal["text"][language].as_str().is_some_and(|text| text.contains(word)), "{signal}");
    }
    assert_eq!(answer(world.folder.path(), &["signals", "--since", "2026-06-01"])["signals"], json!([]));
    assert_eq!(answer(world.folder.path(), &["signals", "--limit", "0", "--kind", "change"])["signals"], json!([]));

    let nothing = World::new("");
    assert_eq!(answer(nothing.folder.path(), &["signals"])["signals"], json!([]));
}

#[test]
fn effects_of_actions_come_in_the_shape_of_the_contract_and_an_unknown_action_names_the_known_ones() {
    let world = World::new("");
    let actions = "action_id,title,metric,team,owner,started_on,ended_on\nT1,New form,escalation_rate,Myynti,A1,2026-03-09,\nT2,Other form,escalation_rate,Laskutus,,2026-03-20,\nT3,No metric,,,,,\n";
    for (name, text) in [("contacts.csv", escalations()), ("actions.csv", actions.to_owned())] {
        answer(world.folder.path(), &["import", world.file(name, &text).to_str().expect("a path")]);
    }
    let found = answer(world.folder.path(), &["effect", "T1"]);
    for field in ["action", "metric", "scope", "started_on", "method", "before", "after", "effect", "low", "high", "verdict", "needs"] {
        assert!(found.get(field).is_some(), "an effect has {field}: {found}");
    }
    assert_eq!([&found["action"], &found["verdict"], &found["scope"]], [&json!("T1"), &json!("worse"), &json!({ "team": "Myynti" })]);
    assert!(found["low"].as_f64() < Some(0.1875) && found["high"].as_f64() > Some(0.1875), "{found}");
    let all = answer(world.folder.path(), &["effect"]);
    let verdicts: Vec<_> = all.as_array().expect("a list").iter().map(|one| (&one["action"], &one["verdict"])).collect();
    assert_eq!(verdicts.len(), 3);
    assert!(verdicts.contains(&(&json!("T3"), &Value::Null)), "{all}");
    let refused = failure(world.folder.path(), &["effect", "T9"]);
    assert!(refused.contains("T9") && refused.contains("T1") && refused.contains("T2"), "{refused}");
    assert_eq!(answer(World::new("").folder.path(), &["effect"]), json!([]));
}

#[test]
fn a_target_that_will_not_be_met_is_a_signal_with_its_chance() {
    let world = World::new("[targets]\nescalation_rate = 0.01\n");
    let file = world.file("contacts.csv", &escalations());
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let found = answer(world.folder.path(), &["signals"]);
    let of_metric = |signal: &&Value| signal["metric"] == "escalation_rate" && !signal["evidence"]["target"].is_null();
    let signal = found["signals"].as_array().expect("a list").iter().find(of_metric).unwrap_or_else(|| panic!("{found}"));
    assert_eq!([&signal["kind"], &signal["scope"], &signal["before"]], [&json!("target"), &json!({}), &json!(0.01)]);
    assert!(signal["evidence"]["target"]["chance"].as_f64() <= Some(0.1), "{signal}");
    for (language, word) in [("fi", "Tavoite on"), ("sv", "Målet är"), ("en", "The target is")] {
        assert!(signal["text"][language].as_str().is_some_and(|text| text.contains(word)), "{signal}");
    }
}

#[test]
fn targets_come_in_steps_with_dates_and_say_what_lies_outside_of_the_process() {
    let world = World::new(
        "[targets]\nescalation_rate = 0.01\n\n[[benchmarks]]\nmetric = \"escalation_rate\"\nwhose = \"Rival\"\nsource = \"a register\"\ngrade = \"b\"\n\
         values = [{ period = \"2026-Q1\", value = 0.05, n = 900 }]\n",
    );
    let file = world.file("contacts.csv", &escalations());
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let proposed = answer(world.folder.path(), &["metrics", "escalation_rate", "--targets"]);
    for field in ["metric", "per", "outcome", "present", "own_best", "benchmarks", "steps", "beyond", "target"] {
        assert!(proposed.get(field).is_some(), "a proposal has {field}: {proposed}");
    }
    // Since week 41 the level is about 0.16; the rival's 0.05 is the only honest figure beside it.
    assert_eq!(proposed["outcome"], "steps", "{proposed}");
    let steps = proposed["steps"].as_array().expect("a list");
    let targets: Vec<f64> = steps.iter().filter_map(|step| step["target"].as_f64()).collect();
    assert!(targets.windows(2).all(|pair| pair[1] < pair[0]) && targets[0] < 0.16, "{proposed}");
    assert_eq!(proposed["target"]["outside_process"], json!(true));
    let rival = &proposed["benchmarks"][0];
    assert_eq!([&rival["whose"], &rival["n"], &rival["compared"]], [&json!("Rival"), &json!(900.0), &json!(true)]);
    // What cannot be used is said with its place.
    let wrong = World::new(
        "[[benchmarks]]\nmetric = \"escalation_rat\"\nwhose = \"Rival\"\nsource = \"a register\"\ngrade = \"b\"\nvalues = [{ period = \"2026\", value = 0.05 }]\n",
    );
    let refused = failure(wrong.folder.path(), &["signals"]);
    assert!(refused.contains("benchmarks.1.metric") && refused.contains("escalation_rate"), "{refused}");
}

#[test]
fn a_small_group_is_hidden_and_says_why() {
    let world = World::new("");
    let rows: String =
        (0..30).map(|number| format!("F{number},survey,2026-06-01T09:00:00Z,9,{}\n", if number < 3 { "Pieni" } else { "Suuri" })).collect();
    let file = world.file("feedback.csv", &format!("feedback_id,source,given_at,nps,team\n{rows}"));
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let measured = answer(world.folder.path(), &["measure", "nps_relational", "--per", "all", "--by", "team"]);
    let rows = measured["rows"].as_array().expect("rows");
    let small = rows.iter().find(|row| row["dims"]["team"] == "Pieni").expect("the small team");
    assert!(small["value"].is_null() && small["why"].is_string(), "{small}");
}

#[test]
fn what_is_wrong_is_said_with_the_next_step() {
    let world = World::new("");
    let folder = world.folder.path();
    assert!(failure(folder, &["measure", "npss"]).contains("Nearest"));
    assert!(failure(folder, &["import", "no-such-file.csv"]).contains("no-such-file.csv"));
    assert!(failure(folder, &["measure", "nps_relational", "--per", "fortnight"]).contains("known are"));
    assert!(failure(folder, &["measure", "nps_relational", "--where", "team"]).contains("DIM=VALUE"));
    assert!(failure(folder, &["serve", "--listen", "0.0.0.0:8099"]).contains("access control"));
    assert!(failure(&folder.join("none"), &["brief"]).contains("no workspace"));
    assert_eq!(luotsi(folder, &["bogus"]).status.code(), Some(2));
}

#[test]
fn metrics_lists_every_definition() {
    let world = World::new("");
    let metrics = answer(world.folder.path(), &["metrics"]);
    let metrics = metrics.as_array().expect("a list");
    assert!(metrics.len() >= 45);
    for field in ["id", "name", "perspective", "level", "unit", "better", "summary", "chart", "counter", "definition"] {
        assert!(metrics.iter().all(|metric| metric.get(field).is_some_and(|value| !value.is_null())), "every metric has {field}");
    }
    let checked = answer(world.folder.path(), &["metrics", "check"]);
    assert_eq!(checked["problems"], json!([]));
}

#[test]
fn spc_answers_line_by_line_without_a_workspace() {
    let world = World::new("");
    let lines = "{\"id\":\"a\",\"chart\":\"xmr\",\"y\":[1,2,1,2,10,1,2,1,2,1,2,1,2],\"rules\":\"nhsr-0.2.2\"}\nnonsense\n";
    let file = world.file("series.jsonl", lines);
    let output = luotsi(world.folder.path(), &["spc", "--batch", file.to_str().expect("a path")]);
    assert!(output.status.success());
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).expect("text").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!((&answers[0]["id"], &answers[0]["flags"][4][0]), (&json!("a"), &json!("outside")));
    for field in ["centre", "lower", "upper", "flags", "variation", "assurance", "runs", "error"] {
        assert!(answers[0].get(field).is_some(), "an answer has {field}");
    }
    assert!(answers[1]["error"].is_string());
}

#[test]
fn spc_takes_subgroups_and_the_text_of_spreadsheets_and_a_broken_line_costs_its_own_answer_only() {
    let world = World::new("");
    let path = |name: &str, bytes: &[u8]| {
        let path = world.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    // Four weeks of three measurements each: means 10, 11, 10 and 20, mean deviation 1.
    let rows: String = [("W1", 10), ("W2", 11), ("W3", 10), ("W4", 20)]
        .iter()
        .map(|(week, mean)| format!("{week};{}\n{week};{mean}\n{week};{}\n", mean - 1, mean + 1))
        .collect();
    let text = format!("viikko;arvo\n{rows}");
    let utf_16: Vec<u8> = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let western = path("länsi.csv", &text.replace('W', "V\u{e4}").chars().map(|sign| sign as u8).collect::<Vec<u8>>());
    for file in [path("plain.csv", text.as_bytes()), path("wide.csv", &utf_16), western] {
        let chart = answer(world.folder.path(), &["spc", &file, "--chart", "xbar", "--baseline", "3"]);
        let points = chart["points"].as_array().expect("points");
        assert_eq!(points.len(), 4, "{chart}");
        assert!((points[0]["centre"].as_f64().expect("a centre") - 31.0 / 3.0).abs() < 1e-9);
        // A3(3) = 1.954.
        assert!((points[0]["upper"].as_f64().expect("a limit") - (31.0 / 3.0 + 1.954)).abs() < 1e-3);
        assert_eq!(points[3]["flags"][0], json!("outside"));
    }
    let lines = path(
        "series.jsonl",
        b"{\"id\":\"a\",\"chart\":\"xmr\",\"y\":[1,2,1]}\n\xff\xfe{\n\n{\"id\":\"b\",\"chart\":\"xmr\",\"y\":[1,2,1]}",
    );
    let output = luotsi(world.folder.path(), &["spc", "--batch", &lines]);
    assert!(output.status.success());
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).expect("text").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.iter().map(|answer| answer["error"].is_string()).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!((&answers[0]["id"], &answers[2]["id"]), (&json!("a"), &json!("b")));
}

#[test]
fn measuring_answers_in_one_shape_with_few_records_and_with_none() {
    let world = World::new("");
    let empty = answer(world.folder.path(), &["measuring"]);
    assert_eq!((&empty["findings"], &empty["tested"]), (&json!([]), &json!(0)));
    let file = world.file("feedback.csv", &feedback());
    answer(world.folder.path(), &["import", file.to_str().expect("a path")]);
    let told = answer(world.folder.path(), &["measuring"]);
    for part in ["sampling", "response", "assessors", "coverage", "data", "definitions", "expected_false", "watermark"] {
        assert!(told.get(part).is_some(), "{part}");
    }
    let rows = &told["data"]["reconciliation"][0];
    assert_eq!(
        [&rows["read"], &rows["new"], &rows["refused"], &rows["kept"], &rows["agrees"]],
        [&json!(82), &json!(81), &json!(1), &json!(81), &json!(true)]
    );
}

/// Fifty weeks of customers who answer after their contact. From week 41 on those with complex matters had to make contact again the
/// next day, and are less happy and find it less easy.
fn complex_matters() -> (String, String) {
    let mut contacts = "contact_id,customer_id,channel,team,topic,complexity,opened_at,wait_s\n".to_owned();
    let mut feedback = "feedback_id,contact_id,customer_id,source,given_at,nps,ces,comment\n".to_owned();
    let first = jiff::civil::date(2025, 6, 2);
    for number in 0..50 * 90_u32 {
        let (week, place) = (number / 90, number % 90);
        let day = first.saturating_add(jiff::Span::new().days(i64::from(week * 7 + place % 4)));
        // Numbers that mix well and are the same every time (the last step of SplitMix64).
        let walk = |step: u32, below: u64| {
            let mixed = (u64::from(number) << 20 | u64::from(step)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (mixed ^ (mixed >> 31)) % below
        };
        let complexity = ["simple", "complex", "usual"][walk(7_919, 3) as usize];
        let (team, channel) = (["Laskutus", "Myynti"][walk(6_007, 2) as usize], ["phone", "chat"][walk(5_003, 2) as usize]);
        let one_in = if complexity == "complex" && week >= 40 { 1 } else { 9 };
        let is_repeat = walk(4_001, one_in) == 0;
        let mut contact = |id: &str, day: jiff::civil::Date| {
            let wait_s = walk(3_001, 300);
            contacts.push_str(&format!("{id},K{number},{channel},{team},matter,{complexity},{day}T10:00:00+03:00,{wait_s}\n"));
        };
        if is_repeat {
            contact(&format!("A{number}"), day);
        }
        let day = day.saturating_add(jiff::Span::new().days(1));
        contact(&format!("C{number}"), day);
        let nps = if is_repeat { walk(2_003, 8) } else { 6 + walk(2_003, 5) };
        let ces = if is_repeat { 1 + walk(1_201, 4) } else { 4 + walk(1_201, 4) };
        feedback.push_str(&format!("F{number},C{number},K{number},survey,{day}T12:00:00+03:00,{nps},{ces},word {number}\n"));
    }
    (contacts, feedback)
}

#[test]
fn the_classic_case_is_explained_by_itself_in_the_shape_of_the_contract() {
    let world = World::new("");
    let (contacts, feedback) = complex_matters();
    let (contacts, feedback) = (world.file("contacts.csv", &contacts), world.file("feedback.csv", &feedback));
    answer(world.folder.path(), &["import", contacts.to_str().expect("a path"), feedback.to_str().expect("a path")]);
    let found = answer(world.folder.path(), &["explain", "nps_transactional"]);
    // NPS falls, in week 41 …
    assert_eq!([&found["metric"], &found["at"]], [&json!("nps_transactional"), &json!("2026-03-09")]);
    assert!(found["effect"].as_f64() < Some(-10.0), "{found}");
    // … in customers with complex matters …
    let parts = found["parts"].as_array().expect("a list");
    assert_eq!(parts.len(), 1, "{parts:?}");
    assert_eq!(parts[0]["scope"], json!({ "complexity": "complex" }));
    for field in ["share_of_change", "rate_effect", "mix_effect", "n", "q"] {
        assert!(parts[0][field].is_number(), "a part has {field}");
    }
    let sum: f64 =
        [&parts[0], &found["rest"]].iter().flat_map(|part| [&part["rate_effect"], &part["mix_effect"]]).filter_map(Value::as_f64).sum();
    assert!((sum - found["effect"].as_f64().expect("a number")).abs() < 1e-9, "parts and the rest add up");
    // … who had to make contact several times …
    let drivers = found["drivers"].as_array().expect("a list");
    assert_eq!(drivers[0]["factor"], "is_repeat", "{drivers:?}");
    assert!(drivers[0]["goes_with"]["high"].as_f64() < Some(0.0));
    // … and CES shows it.
    let along: Vec<&str> = found["along"].as_array().expect("a list").iter().filter_map(|along| along["metric"].as_str()).collect();
    assert!(along.contains(&"ces_mean"), "{along:?}");
    // Cases and comments are drawn, and drawn alike again.
    assert!(!found["cases"]["records"]["rows"].as_array().expect("a list").is_empty());
    assert!(found["cases"]["comments"]["rows"][0]["comment"].as_str().is_some_and(|words| words.starts_with("word")));
    assert_eq!(answer(world.folder.path(), &["explain", "nps_transactional"]), found);
    assert!(found["themes"].is_array() && found["text"]["fi"].is_string() && found["text"]["sv"].is_string());

    // What is not there is answered with what is.
    assert!(failure(world.folder.path(), &["explain", "nps"]).contains("nps_transactional"));
    assert!(failure(world.folder.path(), &["explain", "nps_transactional", "--where", "complexity=complx"]).contains("complex"));
    assert!(failure(world.folder.path(), &["explain", "nps_transactional", "--where", "complexty=complex"]).contains("complexity"));
    assert!(failure(world.folder.path(), &["explain", "nps_transactional", "--at", "2031-01-01"]).contains("2025"));
}
