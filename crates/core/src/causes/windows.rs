//! Which periods are compared: those since the date, against the level before it.

use jiff::civil::Date;

use super::Error;
use crate::catalogue::Metric;
use crate::judge::{ChartPoint, Judgement};
use crate::period::{Granularity, Period};

/// Complete periods that a level before needs.
const LEAST_BEFORE: usize = 4;
/// A change found so many days from the date asked for is that change: the date of a change has an interval.
const DAYS_OF_ONE_CHANGE: i32 = 42;

/// A stretch of whole periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// How finely time was cut.
    pub per: Granularity,
    /// First day.
    pub from: Date,
    /// First day that is no longer included.
    pub to: Date,
    /// Number of periods.
    pub periods: usize,
}

impl Window {
    /// The last periods of the window.
    pub(super) fn latest(&self, most: usize) -> Self {
        let first = Period::containing(self.per, self.from);
        let all = std::iter::successors(Some(first), |period| Some(period.next())).take(self.periods);
        let from = all.map(|period| period.start).nth(self.periods.saturating_sub(most)).unwrap_or(self.from);
        Self { from, periods: self.periods.min(most), ..*self }
    }

    /// Does the window hold the period?
    pub fn holds(&self, period: Period) -> bool {
        self.from <= period.start && period.end() <= self.to
    }
}

/// The level before the date reaches back to the change before it, the level since it on to the change after it.
pub(super) fn choose(metric: &Metric, judgement: &Judgement, at: Option<Date>) -> Result<(Window, Window), Error> {
    let no_change = || Error::NoChange { metric: metric.id.clone() };
    let at = match at {
        Some(at) => at,
        None => judgement.change.map(|change| change.since.start).ok_or_else(no_change)?,
    };
    // Only the beginning and the end of the records are unfinished.
    let complete: Vec<(usize, &ChartPoint)> =
        judgement.points.iter().enumerate().filter(|(_, point)| point.is_complete() && point.value.n > 0.0).collect();
    let is_apart = |start: usize| {
        let day = judgement.points.get(start).map_or(Date::MAX, |point| point.period.start);
        at.until(day).map_or(i32::MAX, |span| span.get_days().abs()) > DAYS_OF_ONE_CHANGE
    };
    let changes: Vec<usize> = judgement.phases.iter().skip(1).map(|phase| phase.start).filter(|start| is_apart(*start)).collect();
    let split = judgement.points.partition_point(|point| point.period.end() <= at);
    let from = changes.iter().copied().filter(|start| *start <= split).max().unwrap_or(0);
    let to = changes.iter().copied().filter(|start| *start > split).min().unwrap_or(usize::MAX);
    let within = |low: usize, high: usize| -> Vec<Period> {
        complete.iter().filter(|(index, _)| (low..high).contains(index)).map(|(_, point)| point.period).collect()
    };
    let (before, after) = (within(from, split), within(split, to));
    if before.len() < LEAST_BEFORE || after.is_empty() {
        let known = complete.first().zip(complete.last()).map(|((_, first), (_, last))| (first.period.start, last.period.end()));
        return Err(Error::TooFew { at, known, before: (before.len(), LEAST_BEFORE), after: (after.len(), 1) });
    }
    Ok((window(&before), window(&after)))
}

fn window(periods: &[Period]) -> Window {
    let (first, last) = (periods.first().copied().unwrap_or_else(Period::all), periods.last().copied().unwrap_or_else(Period::all));
    Window { per: first.granularity, from: first.start, to: last.end(), periods: first.through(last).len() }
}
