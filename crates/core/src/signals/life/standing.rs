//! How a series that is followed stands now, also when it does not stand out any more.
//!
//! | kind | stands as long as |
//! |---|---|
//! | change, people's load | the series shows that change at a q of at most [`super::GONE_Q`] |
//! | target | … and the target is not within reach again |
//! | leavers, measurement, benchmark | the very question, asked again, has such a q, told or not |
//! | conflict | each of its parts still holds; its q is the sum of theirs |
//! | what was counted | it is still counted |

use super::kinship::is_near;
use crate::judge::{Change, level_of};
use crate::measure::Point;
use crate::rules::Does;
use crate::scope::Scope;
use crate::signals::aside::Question;
use crate::signals::story::Map;
use crate::signals::target::Beside;
use crate::signals::watch::Watched;
use crate::signals::{FALSE_SHARE, Holds, Kind, Signal};

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
    /// The signal's id: what was asked.
    pub id: String,
    /// The change that was told.
    pub change: Change,
    /// What held of a conflict's rule.
    pub parts: Vec<Holds>,
    /// Was it counted rather than inferred?
    pub is_counted: bool,
}

impl From<&Signal> for Followed {
    fn from(signal: &Signal) -> Self {
        Self {
            kind: signal.kind,
            metric: signal.metric.clone(),
            scope: signal.scope.clone(),
            id: signal.id.clone(),
            change: signal.change,
            parts: signal.conflict.as_ref().map(|conflict| conflict.parts.clone()).unwrap_or_default(),
            is_counted: signal.finding.as_ref().is_some_and(crate::measuring::Finding::is_counted),
        }
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

/// A conflict: does each of its parts still hold? `None` when a series of it is not watched any more. Only its own series are asked, so
/// each of them is held to its share of the errors (Bonferroni). Numbers of records are not followed by themselves.
pub(in crate::signals) fn of_conflict(map: &Map<'_, '_>, followed: &Followed) -> Option<Standing> {
    let place: Vec<(String, String)> =
        followed.scope.iter().filter_map(|(dimension, values)| Some((dimension.to_owned(), values.first()?.clone()))).collect();
    let parts: Vec<&Holds> = followed.parts.iter().filter(|part| !part.of_records).collect();
    let mut q = 0.0;
    for part in &parts {
        q += of_part(map.get(&part.metric, &place)?, part, parts.len());
    }
    let head = map.get(&followed.metric, &place)?;
    let seen = head.weighed.change.filter(|change| is_same(change, &followed.change));
    (followed.kind == Kind::Conflict).then(|| Standing {
        q: f64::min(q, 1.0),
        change: Some(seen.unwrap_or(followed.change)),
        level: level_now(head),
    })
}

/// How little of a part still holds: 0 = all of it, 1 = nothing.
fn of_part(watched: &Watched<'_>, part: &Holds, of: usize) -> f64 {
    let change = watched.weighed.change;
    let odds = |change: Change| (change.p_value() * of as f64).min(1.0);
    match part.does {
        Does::Rises | Does::Falls | Does::Worsens | Does::Improves => change.filter(|now| is_same(now, &part.change)).map_or(1.0, odds),
        Does::StandsStill => {
            let has_moved = change.is_some_and(|now| is_near(&now, &part.change) && odds(now) <= FALSE_SHARE);
            f64::from(u8::from(has_moved))
        }
        Does::IsAbove | Does::IsBelow | Does::MeetsTarget | Does::MissesTarget => {
            // From the value to the level: the level has to be on the same side of it still.
            let is_there = level_now(watched).is_some_and(|level| (level - part.change.before) * part.change.effect > 0.0);
            f64::from(u8::from(!is_there))
        }
    }
}

fn is_same(now: &Change, told: &Change) -> bool {
    now.effect * told.effect > 0.0 && is_near(now, told)
}

/// What was counted and is not counted any more is in order again.
pub(in crate::signals) fn of_counted(followed: &Followed) -> Option<Standing> {
    (followed.kind == Kind::Measurement && followed.is_counted).then_some(Standing {
        q: 1.0,
        change: None,
        level: Some(followed.change.before),
    })
}

fn level_now(watched: &Watched<'_>) -> Option<f64> {
    let complete: Vec<&Point> = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some()).collect();
    let last = &complete[complete.len().saturating_sub(POINTS_OF_NOW)..];
    let level = level_of(watched.metric, last.iter().copied());
    level.is_finite().then_some(level)
}
