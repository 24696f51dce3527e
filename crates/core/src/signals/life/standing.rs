//! How a series that is followed stands now, also when it does not stand out any more.

use crate::judge::{Change, Course, level_of};
use crate::measure::Point;
use crate::scope::Scope;
use crate::signals::aside::Question;
use crate::signals::target::Beside;
use crate::signals::watch::Watched;
use crate::signals::{Kind, Signal};

/// Complete points whose level is how things stand now.
const POINTS_OF_NOW: usize = 4;
/// Above this chance of meeting it, a target is within reach again (it is out of reach at 0.1).
const WITHIN_REACH: f64 = 0.25;

/// A series that an earlier signal was told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Followed {
    /// The signal's kind.
    pub kind: Kind,
    /// Id of the metric.
    pub metric: String,
    /// The part of the service.
    pub scope: Scope,
    /// How its change came about.
    pub course: Course,
}

impl From<&Signal> for Followed {
    fn from(signal: &Signal) -> Self {
        Self { kind: signal.kind, metric: signal.metric.clone(), scope: signal.scope.clone(), course: signal.change.course }
    }
}

impl Followed {
    /// Is it this series?
    pub(in crate::signals) fn is(&self, watched: &Watched<'_>) -> bool {
        watched.metric.id == self.metric
            && watched.place.len() == self.scope.iter().count()
            && watched.place.iter().all(|(dimension, value)| self.scope.values(dimension) == std::slice::from_ref(value))
    }
}

/// How a followed series stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// q of the change that the series shows now, among everything watched; 1 when it shows none.
    pub q: f64,
    /// The change that it shows now.
    pub change: Option<Change>,
    /// The level of the last complete points, in the metric's unit; of a series that varied more, the standard deviation of a
    /// period lately. `None` without any.
    pub level: Option<f64>,
}

/// A series that may have changed.
pub(in crate::signals) fn of_change(watched: &Watched<'_>, q: f64) -> Standing {
    let change = watched.weighed.change;
    Standing { q: if change.is_some() { q } else { 1.0 }, change, level: level_now(watched) }
}

/// A series that did something beside its level.
pub(in crate::signals) fn of_aside(asked: &Question<'_, '_>, q: f64) -> Standing {
    let change = asked.found.map(|found| found.change);
    let level = if asked.is_spike { level_now(asked.watched) } else { asked.watched.asides.spread_now };
    Standing { q: if change.is_some() { q } else { 1.0 }, change, level }
}

/// A series beside its target.
pub(in crate::signals) fn of_target(beside: &Beside<'_, '_>, q: f64) -> Standing {
    let is_within_reach = beside.against.chance.probability > WITHIN_REACH;
    Standing { q: if is_within_reach { 1.0 } else { q }, change: Some(beside.gap), level: level_now(beside.watched) }
}

fn level_now(watched: &Watched<'_>) -> Option<f64> {
    let complete: Vec<&Point> = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some()).collect();
    let last = &complete[complete.len().saturating_sub(POINTS_OF_NOW)..];
    let level = level_of(watched.metric, last.iter().copied());
    level.is_finite().then_some(level)
}
