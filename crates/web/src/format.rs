//! Numbers, durations, money, dates and periods as people of each language write them.
//!
//! Rules from the terms of the field: Finnish and Swedish take a decimal comma and a narrow no-break space before the
//! per cent sign and between thousands, English a point and a comma; minus is U+2212; the clock has 24 hours; weeks are ISO.
//! CLDR's data is not used: its separators differ from these rules, and three languages are few (docs/decisions).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use luotsi_core::catalogue::Unit;
use luotsi_core::period::{Granularity, Period};

use crate::i18n::{Language, Text};

/// Narrow no-break space.
const THIN: char = '\u{202f}';
/// No-break space between a figure and its unit.
const HARD: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// A whole number with its thousands grouped.
pub fn count(language: Language, number: u64) -> String {
    let digits = number.to_string();
    // Four digits stay together when alone (1204 would be fine), but columns of figures read better grouped.
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(if language == Language::En { ',' } else { THIN });
        }
        out.push(digit);
    }
    out
}

/// A number with a fixed count of decimals. What is not a number is an en dash: a reader must never see “NaN”.
pub fn decimal(language: Language, number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    if number.abs() >= 1e15 {
        return format!("{number:.1e}");
    }
    let rounded = format!("{:.*}", decimals, number.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut out = String::new();
    if number < 0.0 && rounded.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        out.push(MINUS);
    }
    out.push_str(&count(language, whole.parse().unwrap_or(u64::MAX)));
    if !fraction.is_empty() {
        out.push(if language == Language::En { '.' } else { ',' });
        out.push_str(fraction);
    }
    out
}

/// The same with a plus sign when it is above zero.
pub fn signed(language: Language, number: f64, decimals: usize) -> String {
    let text = decimal(language, number, decimals);
    let shows_something = text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if number > 0.0 && shows_something { format!("+{text}") } else { text }
}

/// A share (0–1) as per cent.
pub fn percent(language: Language, share: f64, decimals: usize) -> String {
    with_percent(language, &decimal(language, share * 100.0, decimals))
}

fn with_percent(language: Language, number: &str) -> String {
    if language == Language::En { format!("{number}%") } else { format!("{number}{THIN}%") }
}

/// A duration as it reads best: `4,5 s`, `45 s`, `5 min 58 s`, `3,2 h`, `2,4 pv`.
pub fn duration(text: Text, seconds: f64) -> String {
    let language = text.language();
    let size = seconds.abs();
    if !seconds.is_finite() {
        return "–".to_owned();
    }
    if size < 9.95 && size.fract() != 0.0 {
        return format!("{}{HARD}s", decimal(language, seconds, 1));
    }
    if size < 59.5 {
        return format!("{}{HARD}s", decimal(language, seconds, 0));
    }
    if size < 3_570.0 {
        let whole = size.round();
        let (minutes, rest) = ((whole / 60.0).floor(), whole % 60.0);
        let sign = if seconds < 0.0 { MINUS.to_string() } else { String::new() };
        // From ten minutes on nobody needs the seconds.
        if size >= 600.0 || rest == 0.0 {
            return format!("{sign}{}{HARD}min", decimal(language, size / 60.0, 0));
        }
        return format!("{sign}{minutes}{HARD}min {rest}{HARD}s");
    }
    if size < 48.0 * 3_600.0 {
        return format!("{}{HARD}h", decimal(language, seconds / 3_600.0, 1));
    }
    format!("{}{HARD}{}", decimal(language, seconds / 86_400.0, 1), text.unit_days_short())
}

/// A duration as short as a chart's axis or an interval wants it: `5:51` under an hour.
pub fn duration_short(text: Text, seconds: f64) -> String {
    let size = seconds.abs();
    if !(59.5..3_570.0).contains(&size) {
        return duration(text, seconds);
    }
    let whole = size.round();
    let sign = if seconds < 0.0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{}:{:02}", (whole / 60.0).floor(), whole % 60.0)
}

/// A metric's value in its unit.
pub fn value(text: Text, unit: Unit, number: f64) -> String {
    let language = text.language();
    match unit {
        Unit::Percent => percent(language, number, 1),
        Unit::Points => signed(language, number, 0),
        Unit::Scale => decimal(language, number, 1),
        Unit::Stars => format!("{}{HARD}★", decimal(language, number, 2)),
        Unit::Seconds => duration(text, number),
        Unit::Hours => format!("{}{HARD}h", decimal(language, number, 1)),
        Unit::Days => format!("{}{HARD}{}", decimal(language, number, 1), text.unit_days_short()),
        Unit::Euros => euros(language, number),
        Unit::Count => decimal(language, number, count_decimals(number)),
        Unit::PerThousand => format!("{}{HARD}‰", decimal(language, number, 1)),
        Unit::PerHundred => format!("{}{HARD}/{HARD}100", decimal(language, number, 1)),
        Unit::Coefficient => decimal(language, number, 2),
    }
}

/// A mean of counts (contacts a case) is no whole number: 1.7 must not be shown as 2, nor its change as 0.
fn count_decimals(number: f64) -> usize {
    match number.abs() {
        _ if number.fract() == 0.0 => 0,
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    }
}

/// A promised value: people set round ones, and `75,0 %` would claim a precision that nobody meant.
pub fn target(text: Text, unit: Unit, number: f64) -> String {
    let is_round = |number: f64| (number - number.round()).abs() < 1e-9;
    match unit {
        Unit::Percent if is_round(number * 100.0) => percent(text.language(), number, 0),
        Unit::Scale if is_round(number) => decimal(text.language(), number, 0),
        _ => value(text, unit, number),
    }
}

/// Euros: cents below a hundred, whole euros from there on.
pub fn euros(language: Language, number: f64) -> String {
    let text = decimal(language, number, if number.abs() < 99.995 { 2 } else { 0 });
    if language == Language::En {
        match text.strip_prefix(MINUS) {
            Some(positive) => format!("{MINUS}€{positive}"),
            None => format!("€{text}"),
        }
    } else {
        format!("{text}{HARD}€")
    }
}

/// A value on an axis whose ticks are `step` apart: only the decimals that tell two ticks apart.
pub fn tick(text: Text, unit: Unit, number: f64, step: f64) -> String {
    let language = text.language();
    let decimals = |step: f64| if step.is_finite() && step > 0.0 { (-step.log10() - 0.001).ceil().clamp(0.0, 6.0) as usize } else { 0 };
    match unit {
        Unit::Percent => percent(language, number, decimals(step * 100.0)),
        Unit::Seconds if number == 0.0 => "0".to_owned(),
        Unit::Seconds if step >= 86_400.0 => {
            format!("{}{HARD}{}", decimal(language, number / 86_400.0, decimals(step / 86_400.0)), text.unit_days_short())
        }
        Unit::Seconds if step >= 900.0 => format!("{}{HARD}h", decimal(language, number / 3_600.0, decimals(step / 3_600.0))),
        Unit::Seconds if step >= 1.0 => duration_short(text, number),
        Unit::Seconds => format!("{}{HARD}s", decimal(language, number, decimals(step))),
        Unit::Points => signed(language, number, decimals(step)),
        Unit::Euros if language == Language::En => format!("€{}", decimal(language, number, decimals(step))),
        Unit::Euros => format!("{}{HARD}€", decimal(language, number, decimals(step))),
        Unit::Hours => format!("{}{HARD}h", decimal(language, number, decimals(step))),
        _ => decimal(language, number, decimals(step)),
    }
}

/// An interval without repeating the unit: `63,8…66,6`, `5:51…6:06`.
pub fn interval(text: Text, unit: Unit, low: f64, high: f64) -> String {
    let language = text.language();
    let is_days = unit == Unit::Seconds && low.abs().max(high.abs()) >= 48.0 * 3_600.0;
    let is_hours = unit == Unit::Seconds && !is_days && low.abs().max(high.abs()) >= 3_570.0;
    let bare = |number: f64| match unit {
        Unit::Percent => decimal(language, number * 100.0, 1),
        Unit::Points => decimal(language, number, 0),
        Unit::Seconds if is_hours => decimal(language, number / 3_600.0, 1),
        Unit::Seconds if is_days => decimal(language, number / 86_400.0, 1),
        Unit::Seconds => duration_short(text, number),
        Unit::Stars | Unit::Coefficient => decimal(language, number, 2),
        Unit::Count => decimal(language, number, count_decimals(if high.abs() > low.abs() { high } else { low })),
        Unit::Euros => decimal(language, number, if high.abs() < 99.995 { 2 } else { 0 }),
        _ => decimal(language, number, 1),
    };
    let unit_word = if is_hours {
        format!("{HARD}h")
    } else if is_days {
        format!("{HARD}{}", text.unit_days_short())
    } else {
        String::new()
    };
    format!("{}…{}{unit_word}", bare(low), bare(high))
}

/// The size of a change, without a sign: the sentence says which way (`9,1 %-yks.`, `43 s`, `12 pistettä`).
pub fn change(text: Text, unit: Unit, number: f64) -> String {
    let language = text.language();
    let size = number.abs();
    match unit {
        Unit::Percent => text.unit_percentage_points(&decimal(language, size * 100.0, if size < 0.0995 { 1 } else { 0 })),
        Unit::Points => text.unit_points(&decimal(language, size, if size < 9.95 { 1 } else { 0 })),
        _ => value(text, unit, size),
    }
}

/// A day: `8.6.2026`, `2026-06-08`, `8 June 2026`.
pub fn date(text: Text, day: Date) -> String {
    match text.language() {
        Language::Fi => format!("{}.{}.{}", day.day(), day.month(), day.year()),
        Language::Sv => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        Language::En => format!("{}{HARD}{}{HARD}{}", day.day(), month(text, day.month()), day.year()),
    }
}

/// A day of a year that the reader knows: `8.6.`, `8 juni`, `8 June`.
pub fn day_month(text: Text, day: Date) -> String {
    match text.language() {
        Language::Fi => format!("{}.{}.", day.day(), day.month()),
        Language::Sv | Language::En => format!("{}{HARD}{}", day.day(), month(text, day.month())),
    }
}

/// A moment in the workspace's time zone: `14.6.2026 klo 23.40`.
pub fn moment(text: Text, at: Timestamp, zone: &TimeZone) -> String {
    let local = local(at, zone);
    text.moment(&clock(text, local), &date(text, local.date()))
}

/// A moment of a year that the reader knows: `14.6. klo 23.40`.
pub fn moment_short(text: Text, at: Timestamp, zone: &TimeZone) -> String {
    let local = local(at, zone);
    text.moment(&clock(text, local), &day_month(text, local.date()))
}

/// The civil time of a moment.
pub fn local(at: Timestamp, zone: &TimeZone) -> DateTime {
    zone.to_datetime(at)
}

fn clock(text: Text, time: DateTime) -> String {
    match text.language() {
        Language::En => format!("{:02}:{:02}", time.hour(), time.minute()),
        Language::Fi | Language::Sv => format!("{}.{:02}", time.hour(), time.minute()),
    }
}

/// The name of a month, 1–12, in the nominative.
pub fn month(text: Text, month: i8) -> &'static str {
    match month {
        1 => text.month_1(),
        2 => text.month_2(),
        3 => text.month_3(),
        4 => text.month_4(),
        5 => text.month_5(),
        6 => text.month_6(),
        7 => text.month_7(),
        8 => text.month_8(),
        9 => text.month_9(),
        10 => text.month_10(),
        11 => text.month_11(),
        _ => text.month_12(),
    }
}

fn month_short(text: Text, number: i8) -> String {
    let name = month(text, number);
    match text.language() {
        // Finnish months all end in “kuu”, which is what makes them long.
        Language::Fi => name.strip_suffix("kuu").unwrap_or(name).to_owned(),
        Language::Sv | Language::En => name.chars().take(3).collect(),
    }
}

/// A period by its full name with its year: `viikko 24/2026`, `kesäkuu 2026`.
pub fn period(text: Text, period: Period) -> String {
    let day = period.start;
    match period.granularity {
        Granularity::Day => date(text, day),
        Granularity::Week => {
            let week = day.iso_week_date();
            text.period_week(&week.week().to_string(), &week.year().to_string())
        }
        Granularity::Month => format!("{} {}", month(text, day.month()), day.year()),
        Granularity::Quarter => text.period_quarter(&((day.month() - 1) / 3 + 1).to_string(), &day.year().to_string()),
        Granularity::Year => day.year().to_string(),
        Granularity::All => text.period_all().to_owned(),
    }
}

/// A period by its name without the year, to begin a heading: `Viikko 24`.
pub fn period_heading(text: Text, period: Period) -> String {
    let day = period.start;
    match period.granularity {
        Granularity::Week => text.period_week_heading(&day.iso_week_date().week().to_string()),
        Granularity::Month => capitalised(month(text, day.month())),
        Granularity::Day => capitalised(&day_month(text, day)),
        _ => capitalised(&self::period(text, period)),
    }
}

/// A period as an axis has room for it: `vko 24`, `kesä`, `Q2`, `8.6.`; with the year where a new one begins.
pub fn period_short(text: Text, period: Period) -> String {
    let day = period.start;
    match period.granularity {
        Granularity::Day => day_month(text, day),
        Granularity::Week => text.period_week_short(&day.iso_week_date().week().to_string()),
        Granularity::Month => month_short(text, day.month()),
        Granularity::Quarter => format!("Q{}", (day.month() - 1) / 3 + 1),
        Granularity::Year => day.year().to_string(),
        Granularity::All => text.period_all().to_owned(),
    }
}

/// The same text with its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Size of a file: `1,2 Mt`, `1.2 MB`.
pub fn size(text: Text, bytes: u64) -> String {
    let language = text.language();
    let letter = if language == Language::Fi { 't' } else { 'B' };
    let number = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes}{HARD}{}", if letter == 't' { "t" } else { "B" }),
        1_000..1_000_000 => format!("{}{HARD}k{letter}", decimal(language, number / 1e3, 0)),
        1_000_000..1_000_000_000 => format!("{}{HARD}M{letter}", decimal(language, number / 1e6, 1)),
        _ => format!("{}{HARD}G{letter}", decimal(language, number / 1e9, 1)),
    }
}

/// Sorts names as a Finnish or Swedish reader expects: case does not matter, å ä ö come last in this order.
pub fn sort_key(name: &str) -> Vec<(u8, char)> {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'å' => (1, 'a'),
            'ä' | 'æ' => (1, 'b'),
            'ö' | 'ø' => (1, 'c'),
            'é' | 'è' => (0, 'e'),
            'ü' => (0, 'y'),
            other => (0, other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    const FI: Language = Language::Fi;
    const SV: Language = Language::Sv;
    const EN: Language = Language::En;

    fn check(written: String, expected: &str) {
        assert_eq!(written.replace(THIN, "_").replace(HARD, "~"), expected);
    }

    #[test]
    fn numbers_have_their_own_comma_and_space_in_each_language() {
        check(decimal(FI, 1_234_567.891, 2), "1_234_567,89");
        check(decimal(SV, -1_204.0, 0), "−1_204");
        check(decimal(EN, -1_234.5, 1), "−1,234.5");
        check(percent(FI, 0.784, 1), "78,4_%");
        check(percent(SV, 1.0, 0), "100_%");
        check(percent(EN, 0.784, 1), "78.4%");
        check(signed(FI, 31.2, 0), "+31");
        check(signed(FI, -3.4, 0), "−3");
    }

    #[test]
    fn there_is_no_minus_zero_and_no_nan() {
        check(decimal(FI, -0.04, 1), "0,0");
        check(signed(FI, 0.04, 1), "0,0");
        check(decimal(EN, f64::NAN, 1), "–");
        check(duration(FI.text(), f64::INFINITY), "–");
        check(decimal(FI, 1e300, 0), "1.0e300");
    }

    #[test]
    fn durations_read_as_people_say_them() {
        for (seconds, expected) in [
            (0.0, "0~s"),
            (4.5, "4,5~s"),
            (45.2, "45~s"),
            (59.6, "1~min"),
            (112.0, "1~min 52~s"),
            (358.0, "5~min 58~s"),
            (1_500.0, "25~min"),
            (3_600.0, "1,0~h"),
            (11_520.0, "3,2~h"),
            (259_200.0, "3,0~pv"),
            (-43.0, "−43~s"),
        ] {
            check(duration(FI.text(), seconds), expected);
        }
        check(duration_short(FI.text(), 351.0), "5:51");
        check(duration_short(FI.text(), 61.0), "1:01");
        check(interval(FI.text(), Unit::Seconds, 351.0, 366.0), "5:51…6:06");
    }

    #[test]
    fn money_stands_where_each_language_puts_it() {
        check(euros(FI, 2_900.0), "2_900~€");
        check(euros(SV, 6.5), "6,50~€");
        check(euros(EN, -2_900.0), "−€2,900");
    }

    #[test]
    fn dates_weeks_and_months() {
        let first = day(2026, 6, 8);
        check(date(FI.text(), first), "8.6.2026");
        check(date(SV.text(), first), "2026-06-08");
        check(date(EN.text(), first), "8~June~2026");
        let week = Period::containing(Granularity::Week, first);
        check(period(FI.text(), week), "viikko 24/2026");
        check(period_heading(SV.text(), week), "Vecka 24");
        check(period_short(EN.text(), week), "wk 24");
        let month = Period::containing(Granularity::Month, first);
        check(period(FI.text(), month), "kesäkuu 2026");
        check(period_short(FI.text(), month), "kesä");
        check(period_short(SV.text(), month), "jun");
    }

    #[test]
    fn the_clock_says_klo_in_finnish() {
        let at: Timestamp = "2026-06-14T20:40:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        check(moment_short(FI.text(), at, &zone), "14.6. klo 23.40");
        check(moment_short(SV.text(), at, &zone), "14~juni kl. 23.40");
        check(moment(EN.text(), at, &zone), "14~June~2026 at 23:40");
    }

    #[test]
    fn ticks_show_only_the_decimals_that_differ() {
        check(tick(FI.text(), Unit::Percent, 0.75, 0.05), "75_%");
        check(tick(FI.text(), Unit::Percent, 0.755, 0.005), "75,5_%");
        check(tick(EN.text(), Unit::Seconds, 90.0, 30.0), "1:30");
        check(tick(FI.text(), Unit::Seconds, 7_200.0, 3_600.0), "2~h");
    }

    #[test]
    fn swedish_letters_come_last() {
        let mut names = ["Öljy", "Åland", "Zeta", "ärende", "Asia"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Asia", "Zeta", "Åland", "ärende", "Öljy"]);
    }
}
