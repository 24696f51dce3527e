//! Days since 1970 and calendar dates.

use jiff::Span;
use jiff::civil::Date;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The date of a number of days since 1970; `None` beyond the calendar.
pub(crate) fn date(day: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

/// Days since 1970 of a date.
pub(crate) fn day_of(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_match() {
        for (day, text) in [(0, "1970-01-01"), (-1, "1969-12-31"), (20_612, "2026-06-08")] {
            assert_eq!(date(day).unwrap().to_string(), text);
            assert_eq!(day_of(text.parse().unwrap()), day as i32);
        }
        assert_eq!(date(i64::MAX), None);
    }
}
