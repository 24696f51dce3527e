//! What is planted is in the records, computed here from the raw files; where nothing is planted, nothing is.

mod support;

use std::collections::HashMap;

use jiff::civil::Date;
use luotsi_core::calendar::Calendars;
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;
use luotsi_demo::{Plan, Planted, Truth, settings_toml};
use support::{DEMO, Files, Mean, NULL, Row, UNTIL, WEEKS, around, with_repeats};

fn share(hit: bool) -> Option<f64> {
    Some(f64::from(u8::from(hit)))
}

/// Share not followed by another contact on the topic, before and since.
fn solved_at_first(files: &Files, since: i32, is_it: impl Fn(Row<'_>) -> bool) -> (f64, f64) {
    let (mut before, mut after) = (Mean::default(), Mean::default());
    for (row, repeats) in with_repeats(files).into_iter().filter(|(row, _)| is_it(*row)) {
        match row.weeks_ago("opened_at") {
            Some(week) if week <= since => after.add(f64::from(u8::from(!repeats))),
            _ => before.add(f64::from(u8::from(!repeats))),
        }
    }
    (before.value(), after.value())
}

fn quantile(mut values: Vec<f64>, q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q) as usize]
}

/// Median of a value before and since.
fn medians<'a>(rows: impl Iterator<Item = Row<'a>>, since: i32, value: impl Fn(Row<'a>) -> Option<f64>) -> (f64, f64) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(value) = value(row) else { continue };
        if row.weeks_ago("opened_at").is_some_and(|week| week <= since) { after.push(value) } else { before.push(value) }
    }
    (quantile(before, 0.5), quantile(after, 0.5))
}

fn contacts(files: &Files) -> impl Iterator<Item = Row<'_>> {
    files.of_kind(Kind::Contacts).rows()
}

/// Rows of feedback with their contact.
fn feedback(files: &Files) -> Vec<(Row<'_>, Option<Row<'_>>)> {
    let by_id: HashMap<&str, Row<'_>> = contacts(files).map(|row| (row.text("contact_id"), row)).collect();
    files.of_kind(Kind::Feedback).rows().map(|row| (row, by_id.get(row.text("contact_id")).copied())).collect()
}

#[test]
fn new_invoice_templates_bring_customers_back() {
    let is_invoice = |row: Row<'_>| row.text("topic") == "Laskun sisältö" && row.text("channel") == "phone";
    let (before, after) = solved_at_first(&DEMO, 7, is_invoice);
    assert!((0.72..0.79).contains(&before) && (0.54..0.65).contains(&after), "{before} {after}");
    let (before, after) = solved_at_first(&NULL, 7, is_invoice);
    assert!((before - after).abs() < 0.045, "{before} {after}");
    let (before, after) = around(contacts(&DEMO).filter(|row| row.text("topic") == "Laskun sisältö"), "opened_at", 7, |row| {
        share(row.number("transfers")? > 0.0)
    });
    assert!(after.value() > before.value() + 0.1, "{before:?} {after:?}");
    let answers = feedback(&DEMO);
    let of_topic =
        answers.iter().filter(|(_, contact)| contact.is_some_and(|contact| contact.text("topic") == "Laskun sisältö")).map(|(row, _)| *row);
    let (before, after) = around(of_topic, "given_at", 7, |row| row.number("ces"));
    assert!(after.value() < before.value() - 0.25, "{before:?} {after:?}");
}

#[test]
fn hurry_shortens_calls_and_brings_customers_back() {
    let is_it = |row: &Row<'_>| row.text("team") == "Sopimukset" && row.text("channel") == "phone";
    let (before, after) = medians(contacts(&DEMO).filter(is_it), 10, |row| row.number("handle_s"));
    assert!(after < 0.88 * before, "{before} {after}");
    let (before, after) = solved_at_first(&DEMO, 10, |row| is_it(&row));
    assert!(after < before - 0.02, "{before} {after}");
    let (before, after) = medians(contacts(&NULL).filter(is_it), 10, |row| row.number("handle_s"));
    assert!((after / before - 1.0).abs() < 0.08, "{before} {after}");
}

#[test]
fn the_evening_shift_answers_chat_in_time() {
    let in_time = |row: Row<'_>| {
        let (wait, gave_up) = (row.number("wait_s")?, row.text("abandoned") == "1");
        if gave_up && wait <= 120.0 { None } else { share(!gave_up && wait <= 120.0) }
    };
    let (before, after) = around(contacts(&DEMO).filter(|row| row.text("channel") == "chat"), "opened_at", 16, in_time);
    assert!((0.67..0.75).contains(&before.value()) && (0.78..0.86).contains(&after.value()), "{before:?} {after:?}");
    let (before, after) = around(contacts(&DEMO).filter(|row| row.text("channel") == "phone"), "opened_at", 16, in_time);
    assert!((before.value() - after.value()).abs() < 0.03, "{before:?} {after:?}");
    assert!(DEMO.of_kind(Kind::Actions).rows().any(|row| row.text("channel") == "chat" && row.text("started_on") == "2026-02-16"));
}

#[test]
fn replies_to_moving_mail_drift_away() {
    let settings = Settings::read(&settings_toml(&Plan::demo(1, WEEKS, UNTIL))).expect("settings");
    let clock = Calendars::new(&settings).expect("calendars").default_clock(Date::constant(2025, 1, 1), Date::constant(2026, 7, 1));
    let delay = |files: &'static Files, weeks: std::ops::RangeInclusive<i32>| {
        let is_it = |row: &Row<'_>| {
            row.text("team") == "Muutot"
                && row.text("channel") == "email"
                && row.weeks_ago("opened_at").is_some_and(|week| weeks.contains(&week))
        };
        let seconds = |row: Row<'_>| Some(clock.business_seconds(row.moment("opened_at")?, row.moment("first_response_at")?));
        quantile(contacts(files).filter(is_it).filter_map(seconds).collect(), 0.5)
    };
    assert!(delay(&DEMO, 1..=8) > 1.15 * delay(&DEMO, 21..=60), "{} {}", delay(&DEMO, 1..=8), delay(&DEMO, 21..=60));
    assert!(delay(&NULL, 1..=8) < 1.15 * delay(&NULL, 21..=60), "{} {}", delay(&NULL, 1..=8), delay(&NULL, 21..=60));
}

#[test]
fn one_assessor_is_lenient() {
    let points = |files: &Files, evaluator: &str| {
        let mut mean = Mean::default();
        let of_evaluator = |row: &Row<'_>| row.text("kind") == "qa" && row.text("evaluator_id") == evaluator;
        files
            .of_kind(Kind::Evaluations)
            .rows()
            .filter(of_evaluator)
            .filter_map(|row| Some(row.number("score")? / row.number("max_score")?))
            .for_each(|share| mean.add(share));
        mean.value()
    };
    assert!(points(&DEMO, "A003") > points(&DEMO, "A002") + 0.06);
    assert!((points(&NULL, "A003") - points(&NULL, "A002")).abs() < 0.03);
}

#[test]
fn only_the_solved_are_asked_about_companies() {
    let of_companies = |files: &'static Files| {
        let answers = feedback(files);
        let rows = answers
            .into_iter()
            .filter(|(_, contact)| contact.is_some_and(|contact| contact.text("team") == "Yrityspalvelu"))
            .map(|(row, _)| row);
        around(rows.collect::<Vec<_>>().into_iter(), "given_at", 20, |row| {
            share(!row.text("resolved").is_empty() && row.text("resolved") == "yes").filter(|_| !row.text("resolved").is_empty())
        })
    };
    let (before, after) = of_companies(&DEMO);
    assert!(after.value() > before.value() + 0.1, "{before:?} {after:?}");
    let (before, after) = of_companies(&NULL);
    assert!((after.value() - before.value()).abs() < 0.08, "{before:?} {after:?}");
    let (before, after) = solved_at_first(&DEMO, 20, |row| row.text("team") == "Yrityspalvelu");
    assert!((before - after).abs() < 0.04, "the service itself is as it was: {before} {after}");
}

#[test]
fn four_leave_one_team_and_its_quality_falls() {
    let team_of: HashMap<&str, &str> = DEMO.of_kind(Kind::People).rows().map(|row| (row.text("agent_id"), row.text("team"))).collect();
    let left = |files: &Files| {
        let is_it = |row: &Row<'_>| row.text("team") == "Vianselvitys" && row.text("ended_on") >= "2026-03-16";
        files.of_kind(Kind::People).rows().filter(is_it).count()
    };
    assert_eq!(left(&DEMO), 4);
    assert!(left(&NULL) <= 1);
    let quality = |team: &str, since| {
        let of_team = |row: &Row<'_>| row.text("kind") == "qa" && team_of.get(row.text("agent_id")) == Some(&team);
        around(DEMO.of_kind(Kind::Evaluations).rows().filter(of_team), "at", since, |row| {
            Some(row.number("score")? / row.number("max_score")?)
        })
    };
    let (before, after) = quality("Vianselvitys", 12);
    assert!(after.value() < before.value() - 0.04, "{before:?} {after:?}");
    let (before, after) = quality("Tekninen tuki", 25);
    assert!(after.value() > before.value() + 0.04, "{before:?} {after:?}");
    let (before, after) = quality("Laskutus", 12);
    assert!((after.value() - before.value()).abs() < 0.03, "{before:?} {after:?}");
}

#[test]
fn in_the_outage_week_many_give_up_and_only_then() {
    let mut weeks: HashMap<i32, Mean> = HashMap::new();
    for row in contacts(&DEMO).filter(|row| row.number("wait_s").is_some_and(|wait| wait > 5.0)) {
        weeks.entry(row.weeks_ago("opened_at").unwrap_or(0)).or_default().add(f64::from(u8::from(row.text("abandoned") == "1")));
    }
    let mut by_share: Vec<(i32, f64)> = weeks.into_iter().filter(|(week, _)| *week > 0).map(|(week, mean)| (week, mean.value())).collect();
    by_share.sort_by(|left, right| right.1.total_cmp(&left.1));
    assert_eq!(by_share[0].0, 29, "{:?}", &by_share[..3]);
    assert!(by_share[0].1 > 1.3 * by_share[1].1, "{:?}", &by_share[..3]);
    let timeline = DEMO.of_kind(Kind::Timeline);
    assert!(timeline.rows().any(|row| row.text("kind") == "outage" && row.weeks_ago("at") == Some(29)));
}

#[test]
fn a_new_theme_comes_up_in_comments() {
    let is_login = |row: Row<'_>| {
        let text = row.text("comment").to_lowercase();
        let has = |word: &str| text.contains(word);
        (!text.is_empty()).then(|| f64::from(u8::from(has("sovellu") || has("appi") || has("appen") || has("the app") || has("kirjautum"))))
    };
    let (before, after) = around(DEMO.of_kind(Kind::Feedback).rows(), "given_at", 5, is_login);
    assert!(before.value() < 0.015 && (0.025..0.08).contains(&after.value()), "{before:?} {after:?}");
    let (before, after) = around(NULL.of_kind(Kind::Feedback).rows(), "given_at", 5, is_login);
    assert!((after.value() - before.value()).abs() < 0.012, "{before:?} {after:?}");
}

#[test]
fn sms_is_disliked_and_always_was() {
    let answers = feedback(&DEMO);
    let of = |channel: &str| {
        let rows: Vec<Row<'_>> = answers
            .iter()
            .filter(|(_, contact)| contact.is_some_and(|contact| contact.text("channel") == channel))
            .map(|(row, _)| *row)
            .collect();
        around(rows.into_iter(), "given_at", 20, |row| share(row.number("csat")? >= 4.0))
    };
    let ((before, after), (phone, _)) = (of("sms"), of("phone"));
    assert!(before.value() < phone.value() - 0.12, "{before:?} {phone:?}");
    assert!((before.value() - after.value()).abs() < 0.08, "{before:?} {after:?}");
}

#[test]
fn any_truth_can_be_planted_anywhere() {
    let from = Date::constant(2026, 4, 6);
    // Somebody who is there to the end: the one with most contacts of the last weeks.
    let without = Files::of(&Plan::null(5, 24, UNTIL));
    let mut latest: HashMap<&str, usize> = HashMap::new();
    let is_latest = |row: &Row<'_>| row.text("topic") == "Maksujärjestely" && row.weeks_ago("opened_at").is_some_and(|week| week <= 9);
    contacts(&without).filter(is_latest).for_each(|row| *latest.entry(row.text("agent_id")).or_default() += 1);
    latest.remove("");
    let person = latest.into_iter().max_by_key(|(agent, count)| (*count, *agent)).map(|(agent, _)| agent).expect("somebody");
    let plan = Plan {
        planted: vec![
            Planted::new(Truth::Bouncing, from, 0.25).of("region", "Lappi").of("channel", "phone"),
            Planted::new(Truth::Volume, from, 0.6).of("topic", "E-lasku"),
            Planted::new(Truth::SkillGap, from, 0.3).of("agent_id", person).of("topic", "Maksujärjestely"),
        ],
        ..Plan::null(5, 24, UNTIL)
    };
    let files = Files::of(&plan);
    let passed_on = |region: &str| {
        let is_it = |row: &Row<'_>| row.text("region") == region && row.text("channel") == "phone";
        around(contacts(&files).filter(is_it), "opened_at", 9, |row| share(row.number("transfers")? > 0.0))
    };
    let (before, after) = passed_on("Lappi");
    assert!((0.18..0.32).contains(&(after.value() - before.value())), "{before:?} {after:?}");
    let (before, after) = passed_on("Kainuu");
    assert!((after.value() - before.value()).abs() < 0.04, "{before:?} {after:?}");
    let (before, after) =
        around(contacts(&files).filter(|row| !row.text("topic").is_empty()), "opened_at", 9, |row| share(row.text("topic") == "E-lasku"));
    assert!((1.3..1.9).contains(&(after.value() / before.value())), "{before:?} {after:?}");
    let of_person = |agent: &str| solved_at_first(&files, 9, |row| row.text("agent_id") == agent && row.text("topic") == "Maksujärjestely");
    let (before, after) = of_person(person);
    assert!(after < before - 0.1, "{before} {after}");
}

#[test]
fn the_readme_lists_what_is_planted() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let plan = Plan::demo(1, WEEKS, UNTIL);
    for planted in &plan.planted {
        let told = planted.described();
        let shown_by: Vec<String> = told.shown_by.iter().map(|metric| format!("`{metric}`")).collect();
        let shown_by = if shown_by.is_empty() { "comments".to_owned() } else { shown_by.join(", ") };
        let row = format!("| {} | {} | {} | {} | {} | {} |", told.kind, told.scope, told.when, told.size, told.story, shown_by);
        assert!(readme.contains(&row), "README.md lacks this row:\n{row}");
    }
    assert_eq!(
        readme
            .lines()
            .filter(|line| line.starts_with("| ") && line.contains("2026-") || line.contains("2025-") && line.starts_with("| "))
            .count(),
        plan.planted.len()
    );
}
