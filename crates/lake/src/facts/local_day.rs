//! The calendar day of a point in time in the workspace's zone, fast enough for every time of ten million contacts.

use std::cell::Cell;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::date};

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 86_400 * SECOND_US;

/// Days since 1970 of points in time. Changes of the zone's offset are looked up once; between two of them a day is one division.
pub(crate) struct LocalDays {
    /// From when on (microseconds) which offset holds, in order of time.
    offsets: Vec<(i64, i64)>,
    last: Cell<usize>,
}

impl LocalDays {
    pub(crate) fn new(zone: &TimeZone) -> Self {
        let begin = date(1900, 1, 1).to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |zoned| zoned.timestamp());
        let end = date(2200, 1, 1).to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
        let offset_us = |at: Timestamp| i64::from(zone.to_offset(at).seconds()) * SECOND_US;
        let mut offsets = vec![(i64::MIN, offset_us(begin))];
        for transition in zone.following(begin).take_while(|transition| transition.timestamp() < end) {
            let at = transition.timestamp();
            offsets.push((at.as_microsecond(), offset_us(at)));
        }
        Self { offsets, last: Cell::new(0) }
    }

    /// The day of a time in microseconds since 1970.
    pub(crate) fn day(&self, at_us: i64) -> i32 {
        let mut index = self.last.get();
        let holds = |index: usize| self.offsets[index].0 <= at_us && self.offsets.get(index + 1).is_none_or(|(next, _)| at_us < *next);
        if !holds(index) {
            index = self.offsets.partition_point(|(from, _)| *from <= at_us).saturating_sub(1);
            self.last.set(index);
        }
        let day = at_us.saturating_add(self.offsets[index].1).div_euclid(DAY_US);
        i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn days_are_those_of_the_zone_on_both_sides_of_every_clock_change() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let days = LocalDays::new(&zone);
        let epoch = Date::constant(1970, 1, 1);
        let mut at: Timestamp = "2025-03-29T20:00:00Z".parse().unwrap();
        for _ in 0..20_000 {
            let right = epoch.until(at.to_zoned(zone.clone()).date()).unwrap().get_days();
            assert_eq!(days.day(at.as_microsecond()), right, "{at}");
            at = at.checked_add(jiff::SignedDuration::from_mins(29)).unwrap();
        }
        assert_eq!(days.day("1969-12-31T21:59:59Z".parse::<Timestamp>().unwrap().as_microsecond()), -1);
    }
}
