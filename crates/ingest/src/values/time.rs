//! Points in time, days and months, as systems write them.
//!
//! A time without an offset is read in the workspace's zone. Where the clocks go forward, a time that never was is moved
//! forward by the gap; where they go back, a time that was twice means the first one. That is the rule of RFC 5545
//! (`compatible` in jiff); the earlier reading never lets a case end before it began.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// In which order day, month and year stand when only digits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrder {
    Ymd,
    Dmy,
    Mdy,
}

impl DateOrder {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "ymd" => Some(Self::Ymd),
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ymd => "ymd",
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }
}

/// How a profile says that a time is written, when reading it as usual would not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeStyle {
    /// Digits only, in this order; ISO forms are always understood.
    Order(DateOrder),
    /// Six digits for the day: `990201`.
    Yymmdd,
    /// Seconds since 1970, fractions allowed.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
}

/// A point on the calendar and the clock, with an offset from UTC when one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Civil {
    /// Days since 1970-01-01.
    day: i32,
    /// Microseconds since midnight.
    micros: i64,
    offset_s: Option<i32>,
}

const DAY_US: i64 = 86_400_000_000;
/// Hours remembered; two weeks of consecutive hours never push each other out.
const REMEMBERED: usize = 1 << 12;

/// Reads times; remembers the zone's offset by hour, because asking the zone costs more than all the rest.
pub(crate) struct TimeReader {
    zone: TimeZone,
    /// Local hour since 1970 → offset in seconds.
    known: Vec<(i64, i32)>,
}

impl TimeReader {
    pub(crate) fn new(zone: TimeZone) -> Self {
        Self { zone, known: vec![(i64::MIN, 0); REMEMBERED] }
    }

    /// Microseconds since 1970 in UTC. ISO forms are understood in every style.
    pub(crate) fn micros(&mut self, text: &str, style: TimeStyle) -> Option<i64> {
        let bytes = text.as_bytes();
        let civil = iso(bytes).or_else(|| match style {
            TimeStyle::Order(order) => any(text, order),
            TimeStyle::Yymmdd => yymmdd(bytes),
            TimeStyle::EpochSeconds | TimeStyle::EpochMillis => None,
        });
        match (civil, style) {
            (Some(civil), _) => self.resolve(civil),
            (None, TimeStyle::EpochSeconds) => epoch(text, 1e6),
            (None, TimeStyle::EpochMillis) => epoch(text, 1e3),
            (None, _) => None,
        }
    }

    fn resolve(&mut self, civil: Civil) -> Option<i64> {
        let local = i64::from(civil.day) * DAY_US + civil.micros;
        if let Some(offset) = civil.offset_s {
            return Some(local - i64::from(offset) * 1_000_000);
        }
        let hour = local.div_euclid(3_600_000_000);
        let slot = hour.rem_euclid(REMEMBERED as i64) as usize;
        let (known_hour, offset) = self.known[slot];
        if known_hour == hour {
            return Some(local - i64::from(offset) * 1_000_000);
        }
        let begins = self.offset(hour * 3600);
        if let (Some(begins), Some(ends)) = (begins, self.offset(hour * 3600 + 3599))
            && begins == ends
        {
            self.known[slot] = (hour, begins);
            return Some(local - i64::from(begins) * 1_000_000);
        }
        let instant = self.zone.to_ambiguous_timestamp(civil_datetime(local)?).compatible().ok()?;
        Some(instant.as_microsecond())
    }

    /// The zone's offset at a local second; `None` in a gap or a fold.
    fn offset(&self, local_s: i64) -> Option<i32> {
        let at = civil_datetime(local_s.checked_mul(1_000_000)?)?;
        match self.zone.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => Some(offset.seconds()),
            _ => None,
        }
    }
}

/// The day of a cell, in days since 1970; a time after it is left out.
pub(crate) fn day(text: &str, style: TimeStyle) -> Option<i32> {
    match style {
        TimeStyle::Order(order) => iso(text.as_bytes()).or_else(|| any(text, order)).map(|civil| civil.day),
        TimeStyle::Yymmdd => yymmdd(text.as_bytes()).map(|civil| civil.day),
        TimeStyle::EpochSeconds | TimeStyle::EpochMillis => {
            let micros = epoch(text, if style == TimeStyle::EpochSeconds { 1e6 } else { 1e3 })?;
            i32::try_from(micros.div_euclid(DAY_US)).ok()
        }
    }
}

/// The first day of the month of a cell (`2026-06`, `6/2026`, `06.2026`, `202606` or any day of it), in days since 1970.
pub(crate) fn month(text: &str, style: TimeStyle) -> Option<i32> {
    let bytes = text.as_bytes();
    let mut parts = bytes.split(|b| !b.is_ascii_digit());
    let months = match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), None) if year.len() == 4 => Some((digits(year)?, digits(month)?)),
        (Some(month), Some(year), None) if year.len() == 4 => Some((digits(year)?, digits(month)?)),
        (Some(both), None, None) if both.len() == 6 && style != TimeStyle::Yymmdd => Some((digits(&both[..4])?, digits(&both[4..])?)),
        _ => None,
    };
    if let Some((year, month)) = months {
        return days(year, month, 1);
    }
    let day = day(text, style)?;
    let date = civil_datetime(i64::from(day) * DAY_US)?.date();
    Some(day - i32::from(date.day()) + 1)
}

/// Seconds of `mm:ss`, `h:mm:ss` or `h.mm.ss`, with fractions of a second; `None` when it is no such duration.
pub(crate) fn clock_s(text: &str) -> Option<f64> {
    let (text, fraction) = match text.rsplit_once([',', '.']) {
        Some((clock, fraction)) if clock.contains(':') => (clock, fraction),
        _ => (text, ""),
    };
    let mut parts = text.split([':', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || first.len() > 6 {
        return None;
    }
    let seconds = match third {
        Some(third) => f64::from(digits(first.as_bytes())?) * 3600.0 + sixty(second)? * 60.0 + sixty(third)?,
        None => f64::from(digits(first.as_bytes())?) * 60.0 + sixty(second)?,
    };
    let fraction = if fraction.is_empty() { 0.0 } else { f64::from(micros_of(fraction.as_bytes())?) / 1e6 };
    Some(seconds + fraction)
}

fn sixty(text: &str) -> Option<f64> {
    let value = digits(text.as_bytes())?;
    (text.len() <= 2 && value < 60).then(|| f64::from(value))
}

fn epoch(text: &str, scale: f64) -> Option<i64> {
    if text.len() <= 15
        && let Ok(value) = text.parse::<i64>()
    {
        return value.checked_mul(scale as i64);
    }
    let value = super::number::number(text, b'.')? * scale;
    (value.abs() < 1e17).then_some(value as i64)
}

/// `2026-06-08T12:30:00+03:00` and its shorter forms: the common case, read by position.
fn iso(b: &[u8]) -> Option<Civil> {
    if b.len() < 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let year = two(b[0], b[1])? * 100 + two(b[2], b[3])?;
    let day = days(year, two(b[5], b[6])?, two(b[8], b[9])?)?;
    if b.len() == 10 {
        return Some(Civil { day, micros: 0, offset_s: None });
    }
    if b.len() < 16 || !matches!(b[10], b'T' | b' ' | b't') || b[13] != b':' {
        return None;
    }
    let (hour, minute) = (two(b[11], b[12])?, two(b[14], b[15])?);
    let (second, rest) = if b.len() >= 19 && b[16] == b':' { (two(b[17], b[18])?, &b[19..]) } else { (0, &b[16..]) };
    let (fraction, rest) = fraction(rest)?;
    let micros = clock(hour, minute, second)? + i64::from(fraction);
    Some(Civil { day, micros, offset_s: offset(rest)? })
}

/// Everything else: a day in some order, then perhaps a clock with dots or colons, then perhaps AM or PM and an offset.
fn any(text: &str, order: DateOrder) -> Option<Civil> {
    let b = text.as_bytes();
    let first = run(b);
    let (day, rest) = match (first, b.get(first)) {
        (8, _) => (days(digits(&b[..4])?, digits(&b[4..6])?, digits(&b[6..8])?)?, &b[8..]),
        (14, None) => {
            let day = days(digits(&b[..4])?, digits(&b[4..6])?, digits(&b[6..8])?)?;
            let micros = clock(two(b[8], b[9])?, two(b[10], b[11])?, two(b[12], b[13])?)?;
            return Some(Civil { day, micros, offset_s: None });
        }
        (1 | 2 | 4, Some(mark @ (b'-' | b'/' | b'.'))) => {
            let second = run(&b[first + 1..]);
            let third_at = first + second + 2;
            if b.get(first + 1 + second) != Some(mark) {
                return None;
            }
            let third = run(b.get(third_at..)?);
            let parts = (digits(&b[..first])?, digits(&b[first + 1..first + 1 + second])?, digits(&b[third_at..third_at + third])?);
            let rest = &b[third_at + third..];
            if second > 2 || !matches!(third, 1 | 2 | 4) {
                return None;
            }
            let (year, year_digits, month, day) = if first == 4 {
                (parts.0, 4, parts.1, parts.2)
            } else {
                match (order, mark) {
                    (DateOrder::Ymd, b'-' | b'/') if third < 4 => (parts.0, first, parts.1, parts.2),
                    (DateOrder::Mdy, b'-' | b'/') => (parts.2, third, parts.0, parts.1),
                    _ => (parts.2, third, parts.1, parts.0),
                }
            };
            (days(full_year(year, year_digits)?, month, day)?, rest)
        }
        _ => return None,
    };
    let rest = std::str::from_utf8(rest).ok()?;
    let rest = rest.strip_prefix('T').unwrap_or(rest).trim_start_matches([' ', ',', '\u{a0}', '\u{202f}']);
    let rest = ["klo ", "kl. ", "kl "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    if rest.is_empty() {
        return Some(Civil { day, micros: 0, offset_s: None });
    }
    let (micros, offset_s) = clock_and_offset(rest.as_bytes())?;
    Some(Civil { day, micros, offset_s })
}

fn yymmdd(b: &[u8]) -> Option<Civil> {
    if run(b) != 6 {
        return None;
    }
    let day = days(full_year(digits(&b[..2])?, 2)?, digits(&b[2..4])?, digits(&b[4..6])?)?;
    let rest = b[6..].trim_ascii();
    if rest.is_empty() {
        return Some(Civil { day, micros: 0, offset_s: None });
    }
    let (micros, offset_s) = clock_and_offset(rest)?;
    Some(Civil { day, micros, offset_s })
}

/// `12:30`, `12.30.05`, `7:02:47.5`, `08:05 PM`, with an offset after it or not.
fn clock_and_offset(b: &[u8]) -> Option<(i64, Option<i32>)> {
    let hours = run(b);
    let mut hour = digits(b.get(..hours).filter(|digits| matches!(digits.len(), 1 | 2))?)?;
    let mark = *b.get(hours)?;
    if !matches!(mark, b':' | b'.') || run(&b[hours + 1..]) != 2 {
        return None;
    }
    let minute = digits(&b[hours + 1..hours + 3])?;
    let mut rest = &b[hours + 3..];
    let mut second = 0;
    if rest.first() == Some(&mark) && run(&rest[1..]) == 2 {
        second = digits(&rest[1..3])?;
        rest = &rest[3..];
    }
    let (fraction, rest) = fraction(rest)?;
    let mut rest = rest.trim_ascii_start();
    if let [half @ (b'A' | b'a' | b'P' | b'p'), tail @ ..] = rest {
        let tail = tail.strip_prefix(b".").unwrap_or(tail);
        let tail = tail.strip_prefix(b"M").or_else(|| tail.strip_prefix(b"m"))?;
        rest = tail.strip_prefix(b".").unwrap_or(tail);
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if matches!(half, b'P' | b'p') { 12 } else { 0 };
    }
    Some((clock(hour, minute, second)? + i64::from(fraction), offset(rest)?))
}

/// The offset at the end of a time: outer `None` = not an offset, inner `None` = nothing written.
fn offset(b: &[u8]) -> Option<Option<i32>> {
    match b {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        _ => {}
    }
    let b = b.trim_ascii();
    // `2026-06-08T12:30+03:00[Europe/Helsinki]`: the offset already says it all.
    let b = match b.iter().position(|byte| *byte == b'[') {
        Some(at) if b.ends_with(b"]") => &b[..at],
        _ => b,
    };
    if matches!(b, b"Z" | b"UTC" | b"GMT") {
        return Some(Some(0));
    }
    let (sign, b) = match b.first() {
        None => return Some(None),
        Some(b'+') => (1, &b[1..]),
        Some(b'-') => (-1, &b[1..]),
        Some(_) => return None,
    };
    let (hours, minutes) = match b {
        [a, b] => (two(*a, *b)?, 0),
        [a, b, c, d] | [a, b, b':', c, d] => (two(*a, *b)?, two(*c, *d)?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

/// A fraction of a second in microseconds, and what follows it.
fn fraction(b: &[u8]) -> Option<(i32, &[u8])> {
    if !matches!(b.first(), Some(b'.' | b',')) {
        return Some((0, b));
    }
    let length = run(&b[1..]);
    Some((micros_of(&b[1..=length])?, &b[1 + length..]))
}

/// Digits after the decimal sign as millionths; further ones are cut off.
fn micros_of(b: &[u8]) -> Option<i32> {
    if b.is_empty() || !b.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((0..6).fold(0, |sum, at| sum * 10 + b.get(at).map_or(0, |digit| i32::from(digit - b'0'))))
}

fn clock(hour: i32, minute: i32, second: i32) -> Option<i64> {
    // A leap second is read as the last second of its minute; 24:00 is the next midnight.
    let fits = (hour < 24 && minute < 60 && second <= 60) || (hour == 24 && minute == 0 && second == 0);
    fits.then(|| i64::from(hour * 3600 + minute * 60 + second.min(59)) * 1_000_000)
}

fn full_year(year: i32, digits: usize) -> Option<i32> {
    match digits {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// Days since 1970 of a civil date, by counting in years that begin in March (H. Hinnant, “days_from_civil”, 2013).
fn days(year: i32, month: i32, day: i32) -> Option<i32> {
    const LENGTHS: [i32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !(1..=12).contains(&month) || day < 1 || !(1..=9999).contains(&year) {
        return None;
    }
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if day > LENGTHS[(month - 1) as usize] || (month == 2 && day == 29 && !is_leap) {
        return None;
    }
    let march_year = if month <= 2 { year - 1 } else { year };
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

fn civil_datetime(local_us: i64) -> Option<DateTime> {
    let instant = jiff::Timestamp::from_microsecond(local_us).ok()?;
    Some(instant.to_zoned(TimeZone::UTC).datetime())
}

fn two(tens: u8, ones: u8) -> Option<i32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

fn digits(b: &[u8]) -> Option<i32> {
    if b.is_empty() || b.len() > 9 {
        return None;
    }
    b.iter().try_fold(0, |sum: i32, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
}

/// How many digits stand at the beginning.
fn run(b: &[u8]) -> usize {
    b.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn helsinki() -> TimeReader {
        TimeReader::new(TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC))
    }

    fn check_with(text: &str, style: TimeStyle, expected: Option<&str>) {
        let micros = helsinki().micros(text, style);
        let shown = micros.and_then(|us| jiff::Timestamp::from_microsecond(us).ok()).map(|at| at.to_string());
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    fn check(text: &str, expected: Option<&str>) {
        check_with(text, TimeStyle::Order(DateOrder::Dmy), expected);
    }

    #[test]
    fn times_as_systems_write_them() {
        check("2026-06-08T12:30:00+03:00", Some("2026-06-08T09:30:00Z"));
        check("2026-06-08T12:30:00Z", Some("2026-06-08T12:30:00Z"));
        check("2026-06-08T12:30:00.123456789Z", Some("2026-06-08T12:30:00.123456Z"));
        check("2026-06-08 12:30", Some("2026-06-08T09:30:00Z"));
        check("2026-06-08T12:30:00", Some("2026-06-08T09:30:00Z"));
        check("2026-06-08 12:30:00 +0300", Some("2026-06-08T09:30:00Z"));
        check("2026-06-08 12:30:00 UTC", Some("2026-06-08T12:30:00Z"));
        check("2026-06-08T12:30+03:00[Europe/Helsinki]", Some("2026-06-08T09:30:00Z"));
        check("8.6.2026 12.30", Some("2026-06-08T09:30:00Z"));
        check("08.06.2026 klo 12.30.05", Some("2026-06-08T09:30:05Z"));
        check("8.6.26 12:30", Some("2026-06-08T09:30:00Z"));
        check("29/2/2016 01:16", Some("2016-02-28T23:16:00Z"));
        check("08/06/2026 12:30:00 PM", Some("2026-06-08T09:30:00Z"));
        check("08/06/2026 12:05 am", Some("2026-06-07T21:05:00Z"));
        check("2026/06/08 12:30", Some("2026-06-08T09:30:00Z"));
        check("20260608", Some("2026-06-07T21:00:00Z"));
        check("20260608T12:30", Some("2026-06-08T09:30:00Z"));
        check("20260608123000", Some("2026-06-08T09:30:00Z"));
        check("2026-06-08", Some("2026-06-07T21:00:00Z"));
        check("2026-06-08T24:00:00", Some("2026-06-08T21:00:00Z"));
        check_with("06/08/2026 12:30", TimeStyle::Order(DateOrder::Mdy), Some("2026-06-08T09:30:00Z"));
        check_with("8.6.2026 12.30", TimeStyle::Order(DateOrder::Mdy), Some("2026-06-08T09:30:00Z"));
        check_with("26-06-08 12:30", TimeStyle::Order(DateOrder::Ymd), Some("2026-06-08T09:30:00Z"));
        check_with("990201 7:02:47", TimeStyle::Yymmdd, Some("1999-02-01T05:02:47Z"));
        check_with("2026-06-08 12:30:00+00:00", TimeStyle::EpochSeconds, Some("2026-06-08T12:30:00Z"));
        check_with("2026-06-08T09:30:00Z", TimeStyle::Yymmdd, Some("2026-06-08T09:30:00Z"));
        check_with("1366720340", TimeStyle::EpochSeconds, Some("2013-04-23T12:32:20Z"));
        check_with("1366720340.25", TimeStyle::EpochSeconds, Some("2013-04-23T12:32:20.25Z"));
        check_with("1366720340250", TimeStyle::EpochMillis, Some("2013-04-23T12:32:20.25Z"));
    }

    #[test]
    fn what_is_no_time_is_not_guessed() {
        for text in [
            "",
            "x",
            "12:30",
            "2026-13-01",
            "2026-02-29",
            "31.4.2026",
            "2026-06-08T25:00",
            "2026-06-08T12:61",
            "1366720340",
            "8.6.2026 12",
            "2026-06-08T12:30:00+3",
            "1/2/3/4",
            "2026-06-08T12:30:00 kesä",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_time_in_the_spring_gap_moves_forward_and_one_in_the_autumn_fold_is_the_first() {
        check("2026-03-29 03:30", Some("2026-03-29T01:30:00Z"));
        check("2026-03-29 02:59", Some("2026-03-29T00:59:00Z"));
        check("2026-03-29 04:00", Some("2026-03-29T01:00:00Z"));
        check("2026-10-25 03:30", Some("2026-10-25T00:30:00Z"));
        check("2026-10-25 04:00", Some("2026-10-25T02:00:00Z"));
    }

    #[test]
    fn the_remembered_hours_give_what_the_zone_gives() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap_or(TimeZone::UTC);
        let mut reader = helsinki();
        for quarter in 0..(366 * 24 * 4) {
            let local = i64::from(20_454) * DAY_US + quarter * 900_000_000;
            let Some(at) = civil_datetime(local) else { continue };
            let text = at.to_string();
            let expected = zone.to_ambiguous_timestamp(at).compatible().map(|at| at.as_microsecond()).ok();
            assert_eq!(reader.micros(&text, TimeStyle::Order(DateOrder::Ymd)), expected, "{text}");
        }
    }

    #[test]
    fn days_and_months() {
        let dmy = TimeStyle::Order(DateOrder::Dmy);
        assert_eq!(day("1970-01-02", dmy), Some(1));
        assert_eq!(day("1.3.2000", dmy), Some(11_017));
        for june in ["2026-06", "6/2026", "06.2026", "202606", "2026-06-17", "17.6.2026"] {
            assert_eq!(month(june, dmy), days(2026, 6, 1), "{june}");
        }
        assert_eq!(month("2026", dmy), None);
        assert_eq!(month("13/2026", dmy), None);
    }

    #[test]
    fn durations_on_a_clock() {
        assert_eq!(clock_s("01:30"), Some(90.0));
        assert_eq!(clock_s("1:00:05"), Some(3605.0));
        assert_eq!(clock_s("0:00:05.5"), Some(5.5));
        assert_eq!(clock_s("100:00:00"), Some(360_000.0));
        assert_eq!(clock_s("1:75"), None);
        assert_eq!(clock_s("90"), None);
        assert_eq!(clock_s(""), None);
    }

    proptest! {
        #[test]
        fn any_day_is_what_jiff_says(at in -700_000_i32..2_900_000) {
            let Some(date) = civil_datetime(i64::from(at) * DAY_US).map(|at| at.date()) else { return Ok(()) };
            prop_assume!(date.year() >= 1);
            prop_assert_eq!(days(i32::from(date.year()), i32::from(date.month()), i32::from(date.day())), Some(at));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}", more in "[0-9:./TZ +-]{0,30}") {
            for style in [TimeStyle::Order(DateOrder::Ymd), TimeStyle::Order(DateOrder::Mdy), TimeStyle::Yymmdd, TimeStyle::EpochSeconds, TimeStyle::EpochMillis] {
                for text in [&text, &more] {
                    let _ = (helsinki().micros(text, style), day(text, style), month(text, style), clock_s(text));
                }
            }
        }
    }
}
