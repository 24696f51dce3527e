//! The files are what the import contract asks for, hang together, and are the same whenever they are made.

mod support;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use luotsi_core::records::{Kind, Value};
use luotsi_demo::{Plan, settings_toml};
use support::{DEMO, Row, UNTIL};

/// Columns beyond the canonical ones.
const DIMENSIONS: [&str; 4] = ["region", "customer_segment", "language", "product"];

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let made = |seed| {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = Plan::demo(seed, 6, UNTIL);
        let files = luotsi_demo::write(folder.path(), &plan).expect("files");
        assert_eq!(files.len(), Kind::ALL.len());
        files.iter().map(|file| std::fs::read(file).expect("a file")).collect::<Vec<_>>()
    };
    assert_eq!(made(1), made(1));
    // What was done and what happened follows from the plan; all else is drawn.
    let same: Vec<Kind> = Kind::ALL
        .into_iter()
        .zip(made(1).into_iter().zip(made(2)))
        .filter(|(_, (one, other))| one == other)
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(same, [Kind::Actions, Kind::Timeline]);
}

#[test]
fn the_demo_is_as_large_as_it_says() {
    let contacts = DEMO.of_kind(Kind::Contacts);
    assert!((110_000..=130_000).contains(&contacts.len()), "{}", contacts.len());
    let different =
        |column: &str| contacts.rows().map(|row| row.text(column).to_owned()).filter(|text| !text.is_empty()).collect::<HashSet<_>>();
    assert_eq!(different("team").len(), 6);
    assert_eq!(different("channel").len(), 5);
    assert_eq!(different("topic").len(), 19);
    for dimension in DIMENSIONS {
        assert!((2..=5).contains(&different(dimension).len()), "{dimension}");
    }
    for kind in Kind::ALL {
        assert!(DEMO.of_kind(kind).len() > 0, "{}", kind.name());
    }
    let people = DEMO.of_kind(Kind::People);
    for day in ["2025-03-20", "2025-10-01", "2026-06-01"] {
        let employed = people
            .rows()
            .filter(|row| row.text("started_on") <= day && (row.text("ended_on").is_empty() || row.text("ended_on") >= day))
            .count();
        assert!((46..=54).contains(&employed), "{employed} on {day}");
    }
    let weeks: HashSet<i32> = contacts.rows().filter_map(|row| row.weeks_ago("opened_at")).collect();
    assert_eq!(weeks.len(), 65);
}

#[test]
fn every_record_is_valid_and_its_key_is_its_own() {
    for kind in Kind::ALL {
        let table = DEMO.of_kind(kind);
        for column in &table.columns {
            let is_known = kind.column(column).is_some() || (kind == Kind::Contacts && DIMENSIONS.contains(&column.as_str()));
            assert!(is_known, "{column} of {}", kind.name());
        }
        for column in kind.columns() {
            assert!(!column.required || table.columns.iter().any(|known| known == column.name), "{} of {}", column.name, kind.name());
            for row in table.rows() {
                let text = row.text(column.name);
                if text.is_empty() {
                    assert!(!column.required, "{} of {} is empty", column.name, kind.name());
                } else {
                    assert!(is_valid(column.value, text), "{} of {}: {text}", column.name, kind.name());
                }
            }
        }
        let mut keys = HashSet::new();
        for row in table.rows() {
            let key: Vec<&str> = kind.key().iter().map(|column| row.text(column)).collect();
            assert!(keys.insert(key.clone()), "{} has {key:?} twice", kind.name());
        }
    }
}

fn is_valid(value: Value, text: &str) -> bool {
    match value {
        Value::Id | Value::CustomerId | Value::Dimension | Value::Comment => text.trim() == text,
        Value::Choice(words) => words.contains(&text),
        Value::Time => text.parse::<Timestamp>().is_ok(),
        Value::Date => text.parse::<Date>().is_ok(),
        Value::Month => format!("{text}-01").parse::<Date>().is_ok(),
        Value::Number { from, to } => text.parse::<f64>().is_ok_and(|number| (from..=to).contains(&number)),
        Value::Count { from, to } => text.parse::<i64>().is_ok_and(|number| (from..=to).contains(&number)),
        Value::Flag => text == "0" || text == "1",
    }
}

#[test]
fn records_refer_to_records_that_are_there() {
    let ids = |kind: Kind, column: &'static str| DEMO.of_kind(kind).rows().map(move |row| row.text(column)).collect::<HashSet<_>>();
    let people = ids(Kind::People, "agent_id");
    let contacts = ids(Kind::Contacts, "contact_id");
    let cases = ids(Kind::Contacts, "case_id");
    let check = |kind: Kind, column: &'static str, known: &HashSet<&str>| {
        for row in DEMO.of_kind(kind).rows() {
            let id = row.text(column);
            assert!(id.is_empty() || known.contains(id), "{column} {id} of {}", kind.name());
        }
    };
    for kind in [Kind::Contacts, Kind::Events, Kind::Evaluations, Kind::Work] {
        check(kind, "agent_id", &people);
    }
    check(Kind::People, "supervisor_id", &people);
    check(Kind::Actions, "owner", &people);
    check(Kind::Events, "case_id", &cases);
    check(Kind::Feedback, "contact_id", &contacts);
    check(Kind::Evaluations, "contact_id", &contacts);
}

#[test]
fn nothing_happens_after_the_end_or_before_its_cause() {
    let end: Timestamp = "2026-06-10T20:00:00+03:00".parse().expect("a moment");
    for kind in Kind::ALL {
        for column in kind.columns().iter().filter(|column| column.value == Value::Time && column.name != "promised_at") {
            for row in DEMO.of_kind(kind).rows() {
                assert!(row.moment(column.name).is_none_or(|at| at <= end), "{} of {}", column.name, kind.name());
            }
        }
    }
    let in_order = |row: Row<'_>, earlier: &str, later: &str| {
        let (Some(first), Some(second)) = (row.moment(earlier), row.moment(later)) else { return };
        assert!(first <= second, "{earlier} {first} {later} {second}");
    };
    for row in DEMO.of_kind(Kind::Contacts).rows() {
        in_order(row, "opened_at", "first_response_at");
        in_order(row, "first_response_at", "resolved_at");
        in_order(row, "opened_at", "promised_at");
    }
    for row in DEMO.of_kind(Kind::Feedback).rows() {
        in_order(row, "asked_at", "given_at");
        in_order(row, "given_at", "answered_at");
    }
    for row in DEMO.of_kind(Kind::Events).rows() {
        in_order(row, "at", "completed_at");
    }
    let employed: HashMap<&str, (&str, &str)> =
        DEMO.of_kind(Kind::People).rows().map(|row| (row.text("agent_id"), (row.text("started_on"), row.text("ended_on")))).collect();
    for row in DEMO.of_kind(Kind::Work).rows() {
        let (started, ended) = employed[row.text("agent_id")];
        assert!(row.text("date") >= started && (ended.is_empty() || row.text("date") <= ended));
        let sum = ["available_h", "handling_h", "absent_h", "learning_h"].iter().filter_map(|hours| row.number(hours)).sum::<f64>();
        assert!(row.number("paid_h").is_some_and(|paid| sum <= paid + 0.03), "{sum} h of {:?}", row.number("paid_h"));
    }
}

#[test]
fn cases_are_still_open_at_the_end_and_some_were_opened_again() {
    let contacts = DEMO.of_kind(Kind::Contacts);
    let open = contacts.rows().filter(|row| !row.text("case_id").is_empty() && row.text("resolved_at").is_empty()).count();
    assert!((60..=600).contains(&open), "{open}");
    assert!(contacts.rows().filter(|row| row.number("reopened").is_some_and(|times| times > 0.0)).count() > 3_000);
    let activities: HashSet<&str> = DEMO.of_kind(Kind::Events).rows().map(|row| row.text("activity")).collect();
    for activity in [
        "Avattu",
        "Otettu käsittelyyn",
        "Siirretty",
        "Odottaa asiakasta",
        "Odottaa toista yksikköä",
        "Vastattu",
        "Ratkaistu",
        "Avattu uudelleen",
    ] {
        assert!(activities.contains(activity), "{activity}");
    }
}

#[test]
fn on_holidays_nobody_calls_and_nobody_works() {
    let on = |kind: Kind, column: &str, day: &str, channel: &str| {
        let is_it = |row: &Row<'_>| row.text(column).starts_with(day) && row.text("channel") == channel;
        DEMO.of_kind(kind).rows().filter(is_it).count()
    };
    for holiday in ["2025-06-20", "2025-12-24", "2025-12-25", "2026-01-06", "2026-04-03", "2026-05-14"] {
        assert_eq!(on(Kind::Contacts, "opened_at", holiday, "phone"), 0, "{holiday}");
        assert_eq!(on(Kind::Work, "date", holiday, ""), 0, "{holiday}");
        assert!(on(Kind::Contacts, "opened_at", holiday, "email") > 0, "{holiday}");
    }
    assert!(on(Kind::Contacts, "opened_at", "2026-05-15", "phone") > 100);
}

#[test]
fn comments_come_in_three_languages_and_some_tell_too_much() {
    let language: HashMap<&str, &str> =
        DEMO.of_kind(Kind::Contacts).rows().map(|row| (row.text("contact_id"), row.text("language"))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut different = HashSet::new();
    let (mut addresses, mut all) = (0, 0);
    for row in DEMO.of_kind(Kind::Feedback).rows().filter(|row| !row.text("comment").is_empty()) {
        all += 1;
        different.insert(row.text("comment"));
        addresses += usize::from(row.text("comment").contains('@'));
        if let Some(language) = language.get(row.text("contact_id")) {
            *counts.entry(language).or_default() += 1;
        }
    }
    assert!(all > 4_000, "{all}");
    assert!(different.len() * 2 > all, "{} of {all}", different.len());
    assert!(addresses > 10);
    for (language, least) in [("fi", 2_500), ("sv", 200), ("en", 100)] {
        assert!(counts[language] > least, "{language}: {counts:?}");
    }
}

#[test]
fn salaries_are_what_the_staff_costs() {
    let people: HashMap<&str, Row<'_>> = DEMO.of_kind(Kind::People).rows().map(|row| (row.text("agent_id"), row)).collect();
    // October 2025: everybody employed all month, 31 days of five sevenths.
    let is_there =
        |row: &&Row<'_>| row.text("started_on") <= "2025-10-01" && (row.text("ended_on").is_empty() || row.text("ended_on") > "2025-10-31");
    let daily: f64 = people.values().filter(is_there).filter_map(|row| Some(row.number("fte")? * row.number("hourly_cost")? * 7.5)).sum();
    let is_pay = |row: &Row<'_>| row.text("month") == "2025-10" && row.text("item") == "Palkat";
    let paid: f64 = DEMO.of_kind(Kind::Costs).rows().filter(is_pay).filter_map(|row| row.number("amount_eur")).sum();
    let expected = daily * 31.0 * 5.0 / 7.0;
    assert!((paid / expected - 1.0).abs() < 0.04, "{paid} against {expected}");
}

#[test]
fn weeks_carry_over_a_little_and_days_scatter_more_than_chance() {
    let mut weeks: HashMap<i32, Vec<f64>> = HashMap::new();
    let mut days: HashMap<&str, f64> = HashMap::new();
    for row in DEMO.of_kind(Kind::Contacts).rows().filter(|row| row.text("channel") == "phone" && !row.text("wait_s").is_empty()) {
        weeks.entry(row.weeks_ago("opened_at").unwrap_or(0)).or_default().push(row.number("wait_s").unwrap_or(0.0).max(1.0).ln());
        *days.entry(&row.text("opened_at")[..10]).or_default() += 1.0;
    }
    // The outage week stands out on purpose.
    let mut series: Vec<(i32, f64)> = weeks
        .iter()
        .filter(|(week, _)| **week != 29)
        .map(|(week, waits)| (*week, waits.iter().sum::<f64>() / waits.len() as f64))
        .collect();
    series.sort_by_key(|(week, _)| *week);
    let mean = series.iter().map(|(_, value)| value).sum::<f64>() / series.len() as f64;
    let variance: f64 = series.iter().map(|(_, value)| (value - mean).powi(2)).sum();
    let carried: f64 = series.windows(2).map(|pair| (pair[0].1 - mean) * (pair[1].1 - mean)).sum::<f64>() / variance;
    assert!((-0.1..0.6).contains(&carried), "{carried}");

    // Tuesdays without a holiday near: were calls independent, the variance would be about the mean.
    let tuesdays: Vec<f64> = days
        .iter()
        .filter(|(day, _)| day.parse::<Date>().is_ok_and(|date| date.weekday() == jiff::civil::Weekday::Tuesday))
        .map(|(_, count)| *count)
        .collect();
    let mean = tuesdays.iter().sum::<f64>() / tuesdays.len() as f64;
    let variance = tuesdays.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (tuesdays.len() - 1) as f64;
    assert!(variance > 1.3 * mean, "{variance} against {mean}");
}

#[test]
fn other_sizes_and_lengths_are_made_as_well() {
    for (weeks, people, contacts_per_week) in [(2, 20, 300.0), (10, 120, 5_000.0)] {
        let plan = Plan { people, contacts_per_week, ..Plan::null(3, weeks, UNTIL) };
        let files = support::Files::of(&plan);
        let per_week = files.of_kind(Kind::Contacts).len() as f64 / f64::from(weeks);
        assert!((0.6..1.3).contains(&(per_week / contacts_per_week)), "{per_week} against {contacts_per_week}");
    }
    assert!(settings_toml(&Plan::demo(1, 65, UNTIL)).contains("Pohjoisen Energia"));
}
