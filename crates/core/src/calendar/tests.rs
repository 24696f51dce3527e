use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::settings::{Hours, Settings};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn helsinki(days: &[(&str, &str)]) -> Settings {
    let days = days.iter().map(|(day, hours)| ((*day).to_owned(), (*hours).to_owned())).collect();
    Settings { days, ..Settings::default() }
}

fn clock(settings: &Settings) -> BusinessClock {
    Calendars::new(settings).expect("calendars").default_clock(date(2020, 1, 1), date(2030, 1, 1))
}

fn weekly(zone: &str, hours: &str) -> BusinessClock {
    let range = Range::read(hours).expect("hours");
    let week = std::array::from_fn(|day| if day < 5 { vec![range] } else { Vec::new() });
    let zone = TimeZone::get(zone).expect("a zone");
    Calendar::weekly(zone, week).clock(date(2020, 1, 1), date(2022, 1, 1))
}

/// golden-numbers.md, "Business clock": 959.46 minutes over all schedules, 689.46 by the last one alone.
///
/// The published figures do not tell the hours of the schedules. Their difference of exactly 270 minutes and their size fit
/// 14 open hours a day in Chicago and 9½ in San Francisco. With these the difference comes out exactly and both figures are
/// 0.67 minutes above the published ones; where those 40 seconds went upstream is not known to us.
#[test]
fn trap_6_a_contact_that_changed_calendars_runs_on_the_clock_of_the_time() {
    let (chicago, san_francisco) = (weekly("America/Chicago", "06:00-20:00"), weekly("America/Los_Angeles", "08:00-17:30"));
    let (created, moved, replied) = (at("2020-09-29T17:01:38Z"), at("2020-09-30T19:01:25Z"), at("2020-09-30T19:01:46Z"));
    let all = between(created, replied, &[(created, &chicago), (moved, &san_francisco)]) / 60.0;
    let last = san_francisco.business_seconds(created, replied) / 60.0;
    assert!((all - 959.46).abs() < 0.7 && (last - 689.46).abs() < 0.7, "{all} {last}");
    assert!((all - last - (959.46 - 689.46)).abs() < 1e-6, "{}", all - last);
}

#[test]
fn a_night_a_weekend_and_a_holiday_do_not_count() {
    let clock = clock(&helsinki(&[]));
    // Thursday 30 April 15:00 → Monday 4 May 9:00, 2026: May Day is a Friday.
    let hours = clock.business_seconds(at("2026-04-30T15:00:00+03:00"), at("2026-05-04T09:00:00+03:00")) / 3600.0;
    assert_eq!(hours, 2.0);
}

#[test]
fn own_days_win_over_holidays() {
    let clock = clock(&helsinki(&[("2026-12-24", "10:00-12:00"), ("2026-12-23", "closed")]));
    assert_eq!(clock.business_seconds(at("2026-12-23T00:00:00+02:00"), at("2026-12-25T00:00:00+02:00")), 7200.0);
}

#[test]
fn days_of_daylight_saving_are_as_long_as_they_are() {
    let mut settings = helsinki(&[]);
    settings.holidays = String::new();
    let always = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day.to_owned(), vec!["00:00-24:00".to_owned()]));
    settings.calendars.insert("default".into(), Hours { days: always.into_iter().collect() });
    let around = clock(&settings);
    let hours = |from: &str, to: &str| around.business_seconds(at(from), at(to)) / 3600.0;
    assert_eq!(hours("2026-03-29T00:00:00+02:00", "2026-03-30T00:00:00+03:00"), 23.0);
    assert_eq!(hours("2026-10-25T00:00:00+03:00", "2026-10-26T00:00:00+02:00"), 25.0);
    // Open 2:00–3:30 in the night in which 3:00–4:00 is skipped: one hour.
    let night = Hours { days: [("sun".to_owned(), vec!["02:00-03:30".to_owned()])].into_iter().collect() };
    settings.calendars.insert("default".into(), night);
    let night = clock(&settings);
    assert_eq!(night.business_seconds(at("2026-03-29T00:00:00+02:00"), at("2026-03-30T00:00:00+03:00")), 3600.0);
}

#[test]
fn easter_and_what_moves_with_it() {
    for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
        assert_eq!(easter(year), Some(date(year, month, day)));
    }
    let named = |country: &str, year: i16| -> Vec<String> {
        holidays(country, year).into_iter().map(|holiday| format!("{} {}", holiday.date, holiday.name)).collect()
    };
    assert_eq!(
        named("FI", 2026),
        [
            "2026-01-01 new_years_day",
            "2026-01-06 epiphany",
            "2026-04-03 good_friday",
            "2026-04-05 easter_sunday",
            "2026-04-06 easter_monday",
            "2026-05-01 may_day",
            "2026-05-14 ascension_day",
            "2026-05-24 whit_sunday",
            "2026-06-19 midsummer_eve",
            "2026-06-20 midsummer_day",
            "2026-10-31 all_saints_day",
            "2026-12-06 independence_day",
            "2026-12-24 christmas_eve",
            "2026-12-25 christmas_day",
            "2026-12-26 boxing_day",
        ]
    );
    let swedish = named("SE", 2026);
    assert!(swedish.contains(&"2026-06-06 national_day".to_owned()) && swedish.contains(&"2026-12-31 new_years_eve".to_owned()));
    assert!(!swedish.iter().any(|day| day.contains("independence")));
    assert!(holidays("", 2026).is_empty());
}

#[test]
fn a_teams_calendar_wins_over_its_channels() {
    let mut settings = helsinki(&[]);
    for name in ["evening", "early"] {
        settings.calendars.insert(name.into(), Hours::default());
    }
    settings.calendar_of =
        [("channel:chat".to_owned(), "evening".to_owned()), ("team:Laskutus".to_owned(), "early".to_owned())].into_iter().collect();
    let calendars = Calendars::new(&settings).expect("calendars");
    assert_eq!(calendars.name_for(Some("chat"), Some("Laskutus")), "early");
    assert_eq!(calendars.name_for(Some("chat"), Some("Myynti")), "evening");
    assert_eq!(calendars.name_for(None, None), "default");
}

#[test]
fn wrong_hours_say_where_and_what_was_meant() {
    let mut settings = helsinki(&[]);
    settings.calendars.insert("default".into(), Hours { days: [("mon".to_owned(), vec!["8-25".to_owned()])].into_iter().collect() });
    let problem = Calendars::new(&settings).expect_err("25 is no hour");
    let fault = crate::settings::SettingFault::OpeningTime("8-25".into());
    assert_eq!((problem.field.as_str(), problem.fault), ("calendars.default.mon", fault));
    settings.calendars.insert("default".into(), Hours { days: [("mno".to_owned(), Vec::new())].into_iter().collect() });
    assert_eq!(Calendars::new(&settings).expect_err("no such day").nearest, ["mon"]);
    assert_eq!(Range::read("22:00-02:00"), Ok(Range { opens_min: 1320, closes_min: 1560 }));
    assert_eq!(Range::read("8.30–16"), Ok(Range { opens_min: 510, closes_min: 960 }));
    assert!(Range::read("08:00-08:00").is_err() && Range::read("x").is_err());
}

#[test]
fn ten_million_look_ups_take_seconds_at_most() {
    let clock = clock(&helsinki(&[]));
    let begin = at("2024-01-01T00:00:00Z").as_microsecond();
    let started = std::time::Instant::now();
    let mut sum = 0_i64;
    let count = 1_000_000_i64;
    for contact in 0..count {
        let opened = begin + contact * 60_000_000;
        sum += clock.business_us(opened, opened + (contact % 5_000) * 60_000_000);
    }
    let per_contact = started.elapsed() / u32::try_from(count).expect("a count");
    assert!(sum > 0);
    // Generous, so that a busy machine does not fail the build; alone it is some tens of nanoseconds.
    assert!(per_contact.as_nanos() < 2_000, "{per_contact:?}");
    println!("business time: {per_contact:?} a contact");
}

proptest! {
    #[test]
    fn business_time_adds_up_and_is_never_negative(start in 0_i64..300_000_000, first in 0_i64..40_000_000, second in 0_i64..40_000_000) {
        let clock = clock(&helsinki(&[]));
        let from = at("2020-01-01T00:00:00Z") + start.seconds();
        let (middle, to) = (from + first.seconds(), from + (first + second).seconds());
        let whole = clock.business_seconds(from, to);
        prop_assert_eq!(whole, clock.business_seconds(from, middle) + clock.business_seconds(middle, to));
        prop_assert!(whole >= 0.0 && whole <= (first + second) as f64);
        prop_assert_eq!(clock.business_seconds(to, from), 0.0);
    }
}
