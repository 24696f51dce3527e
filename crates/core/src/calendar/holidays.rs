//! Public holidays of Finland and Sweden, computed.
//!
//! **Finland**: church holidays (Kirkkolaki 652/2023, chapter 1), 1 May (laki vapunpäivän järjestämisestä työntekijäin
//! vapaapäiväksi 272/1944), Independence Day (laki itsenäisyyspäivän viettämisestä 388/1937). Midsummer Eve and Christmas
//! Eve are no public holidays by law but days off by collective agreements: offices are closed.
//!
//! **Sweden**: lag (1989:253) om allmänna helgdagar, with 6 June instead of Whit Monday since 2005 (2004:1320). Midsummer
//! Eve, Christmas Eve and New Year's Eve count as Sundays in semesterlagen (1977:480) 3 a §: offices are closed.
//!
//! Moving days: Easter by the Gregorian computus (Meeus, Jones & Butcher); Midsummer Day is the Saturday of 20–26 June and
//! All Saints' the Saturday of 31 October – 6 November in both countries.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Countries whose holidays are known.
pub const COUNTRIES: &[&str] = &["FI", "SE"];

/// One holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Its name in the code: `good_friday`.
    pub name: &'static str,
    /// Why the service is closed.
    pub basis: Basis,
}

/// Why a service is closed on a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Public holiday by law.
    Law,
    /// No public holiday, but a day off in practice.
    Practice,
}

/// Easter Sunday of a year of the Gregorian calendar (Meeus, Jones & Butcher). `None` outside years 1583–9999.
pub fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Holidays of a country in a year, in order; empty for a country that is not known.
pub fn holidays(country: &str, year: i16) -> Vec<Holiday> {
    let mut days: Vec<Holiday> = Vec::new();
    let mut add = |date: Option<Date>, name, basis| days.extend(date.map(|date| Holiday { date, name, basis }));
    let on = |month, day| Date::new(year, month, day).ok();
    let easter = easter(year);
    let after_easter = |days: i64| easter.and_then(|easter| easter.checked_add(days.days()).ok());
    let saturday_from = |month, day| {
        let first = Date::new(year, month, day).ok()?;
        (0..7).filter_map(|ahead: i64| first.checked_add(ahead.days()).ok()).find(|date| date.weekday() == Weekday::Saturday)
    };
    let is_known = COUNTRIES.contains(&country);
    if is_known {
        add(on(1, 1), "new_years_day", Basis::Law);
        add(on(1, 6), "epiphany", Basis::Law);
        add(after_easter(-2), "good_friday", Basis::Law);
        add(easter, "easter_sunday", Basis::Law);
        add(after_easter(1), "easter_monday", Basis::Law);
        add(on(5, 1), "may_day", Basis::Law);
        add(after_easter(39), "ascension_day", Basis::Law);
        add(after_easter(49), "whit_sunday", Basis::Law);
        let midsummer_day = saturday_from(6, 20);
        add(midsummer_day.and_then(|day| day.yesterday().ok()), "midsummer_eve", Basis::Practice);
        add(midsummer_day, "midsummer_day", Basis::Law);
        add(saturday_from(10, 31), "all_saints_day", Basis::Law);
        add(on(12, 24), "christmas_eve", Basis::Practice);
        add(on(12, 25), "christmas_day", Basis::Law);
        add(on(12, 26), "boxing_day", Basis::Law);
    }
    match country {
        "FI" => add(on(12, 6), "independence_day", Basis::Law),
        "SE" => {
            // Before 2005 Whit Monday was the holiday instead.
            if year >= 2005 {
                add(on(6, 6), "national_day", Basis::Law);
            } else {
                add(after_easter(50), "whit_monday", Basis::Law);
            }
            add(on(12, 31), "new_years_eve", Basis::Practice);
        }
        _ => {}
    }
    days.sort_by_key(|holiday| holiday.date);
    days
}
