//! Opening hours of a day.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::settings::SettingFault;

/// One open stretch of a day, in minutes from its midnight by the wall clock. May reach into the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Opening, 0–1439.
    pub opens_min: u16,
    /// Closing, after opening; more than 1440 = on the next day.
    pub closes_min: u16,
}

const DAY_MIN: u16 = 24 * 60;

impl Range {
    /// Reads `08:00-16:00`, `8-16`, `8.30–16.00`, `22:00-02:00` (into the next day) or `00:00-24:00`.
    pub fn read(text: &str) -> Result<Self, SettingFault> {
        let wrong = || SettingFault::OpeningTime(text.to_owned());
        let (opens, closes) = text.split_once(['-', '–']).ok_or_else(wrong)?;
        let minutes = |part: &str| -> Option<u16> {
            let (hour, minute) = part.trim().split_once([':', '.']).unwrap_or((part.trim(), "0"));
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            let total = hour.checked_mul(60)?.checked_add(minute)?;
            (minute < 60 && total <= DAY_MIN).then_some(total)
        };
        let opens_min = minutes(opens).filter(|opens| *opens < DAY_MIN).ok_or_else(wrong)?;
        let closes_min = minutes(closes).ok_or_else(wrong)?;
        if opens_min == closes_min {
            return Err(SettingFault::NeverOpen(text.to_owned()));
        }
        let closes_min = if closes_min < opens_min { closes_min + DAY_MIN } else { closes_min };
        Ok(Self { opens_min, closes_min })
    }

    /// The stretch on a day, in microseconds since 1970; `None` when daylight saving swallows it.
    pub(super) fn on(self, day: Date, zone: &TimeZone) -> Option<(i64, i64)> {
        let (opens, closes) = (instant(day, self.opens_min, zone)?, instant(day, self.closes_min, zone)?);
        (opens < closes).then_some((opens.as_microsecond(), closes.as_microsecond()))
    }
}

/// The point in time at which the wall clock of a day shows a minute. In the hour that spring skips: the moment of the
/// change; in the hour that autumn repeats: the first time.
fn instant(day: Date, minute: u16, zone: &TimeZone) -> Option<Timestamp> {
    let day = if minute >= DAY_MIN { day.tomorrow().ok()? } else { day };
    let minute = i8::try_from(minute % DAY_MIN / 60).ok().zip(i8::try_from(minute % 60).ok());
    let (hour, minute) = minute?;
    let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(Time::new(hour, minute, 0, 0).ok()?));
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => {
            let after = ambiguous.later().ok()?.checked_add(1.second()).ok()?;
            zone.preceding(after).next().map(|transition| transition.timestamp())
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.compatible().ok(),
    }
}
