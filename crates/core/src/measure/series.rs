//! Cells → points in the order of time: gaps filled, unfinished periods marked and never compared.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::protection::{Cut, Protection};
use super::value::{Hidden, Value};
use crate::ask::{Cell, Tally};
use crate::calendar::BusinessClock;
use crate::catalogue::Metric;
use crate::period::{Granularity, Period};

/// One period of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// Its value, with n and interval, or why there is none.
    pub value: Value,
    /// The sums; `None` for a period without records, and for a hidden one (so that nothing leaks further on).
    pub tally: Option<Tally>,
    /// Why the period is not whole yet; `None` = it is complete and may be compared.
    pub unfinished: Option<Unfinished>,
}

impl Point {
    /// May the period be compared?
    pub fn is_complete(&self) -> bool {
        self.unfinished.is_none()
    }
}

/// Why a period's figure is not whole yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfinished {
    /// Open hours of the period are still to come, or their records are.
    Running,
    /// The period is over, but what follows its contacts is not known yet (follow-up window).
    Maturing,
    /// Records begin in the middle of the period.
    Begun,
}

/// What a series is laid over: the same for all metrics of one page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Granularity of the points.
    pub per: Granularity,
    /// First day, or from the first record.
    pub from: Option<Date>,
    /// First day that is no longer included, or to the watermark.
    pub to: Option<Date>,
    /// Up to when the records are known; `None` = nothing is.
    pub watermark: Option<Timestamp>,
    /// From when the records are known; `None` = the first period is taken as whole.
    pub known_from: Option<Timestamp>,
    /// Where days begin.
    pub zone: &'a TimeZone,
    /// Opening hours of the default calendar; must reach over the frame.
    pub clock: &'a BusinessClock,
    /// What must stay hidden.
    pub protection: Protection,
    /// Whole service or a part of it.
    pub cut: Cut,
}

/// An open hour of this many seconds at most may be missing before a period counts as unfinished: the last contact of a
/// day comes some minutes before closing time. At most 2 % of the period's open time, and never more than an hour.
const MISSING_OPEN_S: f64 = 3_600.0;
const MISSING_OPEN_SHARE: f64 = 0.02;

impl Frame<'_> {
    /// Why a period is not whole yet, for a metric whose figures mature this many days after the period.
    pub fn unfinished(&self, period: Period, matures_after_days: f64) -> Option<Unfinished> {
        let Some(watermark) = self.watermark else { return Some(Unfinished::Running) };
        if period.granularity == Granularity::All {
            // Everything up to now is what was asked for: it is whole as far as anything is known.
            return None;
        }
        let day = |date: Date| date.to_zoned(self.zone.clone()).map(|zoned| zoned.timestamp()).unwrap_or(Timestamp::MAX);
        let (start, end) = (day(period.start), day(period.end()));
        if watermark <= start {
            return Some(Unfinished::Running);
        }
        let spare_s = |open_s: f64| (open_s * MISSING_OPEN_SHARE).min(MISSING_OPEN_S);
        let allowed_s = spare_s(self.clock.business_seconds(start, end));
        if watermark < end && (self.clock.business_seconds(watermark, end) > allowed_s || self.clock.is_beyond(end)) {
            return Some(Unfinished::Running);
        }
        if let Some(first) = self.known_from
            && first > start
            && (first >= end || self.clock.business_seconds(start, first) > allowed_s)
        {
            return Some(Unfinished::Begun);
        }
        if matures_after_days > 0.0 {
            let window = jiff::SignedDuration::from_secs_f64((matures_after_days * 86_400.0).min(1e10));
            let mature = end.checked_add(window).unwrap_or(Timestamp::MAX);
            if watermark < mature && self.clock.business_seconds(watermark, mature) > allowed_s {
                return Some(Unfinished::Maturing);
            }
        }
        None
    }

    fn last_period(&self) -> Option<Period> {
        let known = self.watermark.map(|watermark| watermark.to_zoned(self.zone.clone()).date());
        let asked = self.to.map(|to| to.yesterday().unwrap_or(to));
        let last = match (known, asked) {
            (Some(known), Some(asked)) => known.min(asked),
            (Some(day), None) | (None, Some(day)) => day,
            (None, None) => return None,
        };
        Some(Period::containing(self.per, last))
    }
}

/// The points of one metric and one combination of dimension values. `cells` are those of the combination, in any order.
pub fn series(metric: &Metric, cells: &[&Cell], matures_after_days: f64, frame: &Frame<'_>) -> Vec<Point> {
    let by_period: HashMap<Period, &Cell> = cells.iter().map(|cell| (cell.period, *cell)).collect();
    let first = match frame.from {
        Some(from) => Some(Period::containing(frame.per, from)),
        None => cells.iter().map(|cell| cell.period).min(),
    };
    let last = frame.last_period().max(cells.iter().map(|cell| cell.period).max());
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let point = |period: Period| {
        let unfinished = frame.unfinished(period, matures_after_days);
        let Some(cell) = by_period.get(&period) else {
            let value = Value { hidden: Some(Hidden::NoRecords), ..Value::default() };
            return Point { period, value, tally: None, unfinished };
        };
        let value = frame.protection.shown(metric, &cell.tally, frame.cut);
        let is_open = value.hidden.is_none();
        Point { period, value, tally: is_open.then_some(cell.tally), unfinished }
    };
    first.through(last).into_iter().map(point).collect()
}

/// The last complete point that has a value.
pub fn last_complete(points: &[Point]) -> Option<&Point> {
    points.iter().rev().find(|point| point.is_complete() && point.value.value.is_some())
}
