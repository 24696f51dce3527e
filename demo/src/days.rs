//! The days of the made-up organisation: weekdays, holidays, and points in time written in Finnish local time.

use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use luotsi_core::calendar::holidays;

/// A point in time, in seconds since 1970 (UTC).
pub(crate) type Moment = i64;

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// Days after the end that plans (a return, a promise) may still reach into.
const AHEAD: usize = 90;
/// Weeks before the first record.
const WARM_UP: i64 = 4;
/// Last hour of the last day from which there are records.
const LAST_HOUR: i64 = 20;

/// The days from the first Monday to the last day, and some after it.
#[derive(Debug)]
pub(crate) struct Days {
    /// First day of which there are records. The days before it are lived but not written: otherwise the first week would
    /// have no repeat contacts, because nobody had been in contact before.
    pub(crate) start: usize,
    /// Days in all, those before the first record included.
    pub(crate) count: usize,
    /// End of the data: nothing happens after it.
    pub(crate) end: Moment,
    dates: Vec<Date>,
    written: Vec<String>,
    midnights: Vec<Moment>,
    holidays: Vec<bool>,
    /// Moments from which an offset holds, in order.
    offsets: Vec<(Moment, i64)>,
}

impl Days {
    /// The last of the weeks is the one of `until`, whole or not.
    pub(crate) fn new(weeks: u32, until: Date) -> io::Result<Self> {
        let wrong = |error: jiff::Error| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("The days until {until} cannot be worked out: {error}"))
        };
        let zone = TimeZone::get("Europe/Helsinki").map_err(wrong)?;
        let monday = monday_of(until).map_err(wrong)?;
        let first = monday.checked_sub((i64::from(weeks.max(1)) - 1 + WARM_UP).weeks()).map_err(wrong)?;
        let count = usize::try_from((until - first).get_days()).unwrap_or(0) + 1;
        let mut days = Self {
            start: 7 * WARM_UP as usize,
            count,
            end: 0,
            dates: Vec::new(),
            written: Vec::new(),
            midnights: Vec::new(),
            holidays: Vec::new(),
            offsets: Vec::new(),
        };
        let mut known: Vec<Date> = Vec::new();
        let mut date = first;
        for _ in 0..count + AHEAD {
            if days.dates.last().is_none_or(|last| last.year() != date.year()) {
                known = holidays("FI", date.year()).into_iter().map(|holiday| holiday.date).collect();
            }
            let midnight = date.to_zoned(zone.clone()).map_err(wrong)?.timestamp();
            days.dates.push(date);
            days.written.push(date.to_string());
            days.midnights.push(midnight.as_second());
            days.holidays.push(known.contains(&date));
            date = date.tomorrow().map_err(wrong)?;
        }
        let start = Timestamp::from_second(days.midnights[0] - DAY).map_err(wrong)?;
        days.offsets.push((i64::MIN, i64::from(zone.to_offset(start).seconds())));
        for change in zone.following(start).take(2 + 2 * (1 + days.dates.len() / 365)) {
            days.offsets.push((change.timestamp().as_second(), i64::from(change.offset().seconds())));
        }
        days.end = days.at(count - 1, LAST_HOUR * HOUR);
        Ok(days)
    }

    /// The day at a share of the time of which there are records.
    pub(crate) fn part(&self, share: f64) -> usize {
        self.start + ((self.count - self.start) as f64 * share) as usize
    }

    /// Index of a date; before the first day it is 0, after the last known one it is beyond all days.
    pub(crate) fn index(&self, date: Date) -> usize {
        self.dates.partition_point(|day| *day < date)
    }

    pub(crate) fn date(&self, day: usize) -> Date {
        self.dates[day.min(self.dates.len() - 1)]
    }

    /// The date as it is written in files.
    pub(crate) fn written(&self, day: usize) -> &str {
        &self.written[day.min(self.written.len() - 1)]
    }

    /// Monday = 0.
    pub(crate) fn weekday(&self, day: usize) -> usize {
        // The first day is a Monday.
        day % 7
    }

    pub(crate) fn is_holiday(&self, day: usize) -> bool {
        self.holidays.get(day).copied().unwrap_or(false)
    }

    /// Is the office open: a weekday that is no holiday?
    pub(crate) fn is_working(&self, day: usize) -> bool {
        self.weekday(day) < 5 && !self.is_holiday(day)
    }

    /// The moment at which so many seconds of a day's wall clock have passed.
    pub(crate) fn at(&self, day: usize, second: i64) -> Moment {
        let day = day.min(self.midnights.len() - 1);
        // On the two days a year whose clock is moved, the night before the change is left out; nobody works then.
        let midnight = self.midnights[day];
        midnight + self.offset(midnight) - self.offset(midnight + DAY / 2) + second
    }

    /// Day and second of its wall clock at a moment.
    pub(crate) fn clock(&self, moment: Moment) -> (usize, i64) {
        let local = moment + self.offset(moment) - (self.midnights[0] + self.offset(self.midnights[0]));
        (usize::try_from(local.div_euclid(DAY)).unwrap_or(0), local.rem_euclid(DAY))
    }

    fn offset(&self, moment: Moment) -> i64 {
        let after = self.offsets.partition_point(|(from, _)| *from <= moment);
        self.offsets[after.saturating_sub(1)].1
    }

    /// The first working day from a day on.
    pub(crate) fn working_from(&self, day: usize) -> usize {
        (day..self.dates.len()).find(|day| self.is_working(*day)).unwrap_or(self.dates.len() - 1)
    }

    /// The moment at which so many office hours (8–16 on working days) have passed.
    pub(crate) fn after_office_hours(&self, from: Moment, hours: f64) -> Moment {
        const OPENS: i64 = 8 * HOUR;
        const CLOSES: i64 = 16 * HOUR;
        let (day, second) = self.clock(from);
        let mut left = (hours * HOUR as f64) as i64;
        let mut day = day;
        let mut start = if self.is_working(day) { second.max(OPENS) } else { CLOSES };
        loop {
            let open = (CLOSES - start).max(0);
            if left < open {
                return self.at(day, start + left);
            }
            if day + 2 >= self.dates.len() {
                return self.at(self.dates.len() - 1, CLOSES);
            }
            left -= open;
            day = self.working_from(day + 1);
            start = OPENS;
        }
    }

    /// Appends a moment as RFC 3339 in local time with its offset.
    pub(crate) fn write(&self, moment: Moment, into: &mut Vec<u8>) {
        let (day, second) = self.clock(moment);
        let two = |into: &mut Vec<u8>, number: i64| {
            into.push(b'0' + u8::try_from(number / 10 % 10).unwrap_or(0));
            into.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
        };
        into.extend_from_slice(self.written(day).as_bytes());
        into.push(b'T');
        two(into, second / HOUR);
        into.push(b':');
        two(into, second / MINUTE % 60);
        into.push(b':');
        two(into, second % 60);
        into.push(b'+');
        two(into, self.offset(moment) / HOUR);
        into.extend_from_slice(b":00");
    }
}

/// The Monday of a date's ISO week.
pub(crate) fn monday_of(date: Date) -> Result<Date, jiff::Error> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days() -> Days {
        Days::new(65, "2026-06-10".parse().expect("a date")).expect("days")
    }

    fn written(days: &Days, moment: Moment) -> String {
        let mut text = Vec::new();
        days.write(moment, &mut text);
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn the_last_week_is_the_one_of_the_last_day() {
        let days = days();
        assert_eq!(days.written(days.start), "2025-03-17");
        assert_eq!(days.written(days.count - 1), "2026-06-10");
        assert_eq!(written(&days, days.end), "2026-06-10T20:00:00+03:00");
        assert!(days.is_holiday(days.index("2025-12-06".parse().expect("a date"))));
    }

    #[test]
    fn every_moment_is_written_so_that_it_reads_back_also_when_clocks_are_moved() {
        let days = days();
        for text in ["2025-03-30T05:10:00+03:00", "2025-03-29T12:00:00+02:00", "2025-10-26T12:00:00+02:00", "2026-01-01T00:00:00+02:00"] {
            let moment: Timestamp = text.parse().expect("a moment");
            assert_eq!(written(&days, moment.as_second()), text);
        }
        for day in 0..days.count {
            let noon = days.at(day, 12 * HOUR);
            assert_eq!(days.clock(noon), (day, 12 * HOUR), "{}", days.written(day));
            let read: Timestamp = written(&days, noon).parse().expect("a moment");
            assert_eq!(read.as_second(), noon);
        }
    }

    #[test]
    fn office_hours_stop_for_the_night_the_weekend_and_christmas() {
        let days = days();
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment").as_second();
        let check = |from: &str, hours: f64, to: &str| assert_eq!(written(&days, days.after_office_hours(at(from), hours)), to);
        check("2026-06-08T15:00:00+03:00", 2.0, "2026-06-09T09:00:00+03:00");
        check("2026-06-05T20:00:00+03:00", 1.0, "2026-06-08T09:00:00+03:00");
        check("2025-12-23T15:30:00+02:00", 1.0, "2025-12-29T08:30:00+02:00");
    }
}
