//! Is what was found now the same thing as what was told before?
//!
//! A story told next week has more points behind it: its date moves within its interval, and the smallest part that explains it
//! may become its neighbour. It is the same signal. Another change of the same series is another.

use jiff::civil::Date;

use super::Life;
use crate::judge::{Change, Course};
use crate::period::{Granularity, Period};
use crate::rules::DATES_OF_ONE_CHANGE;
use crate::scope::Scope;
use crate::signals::{Kind, Signal};

/// Where periods are long, dates so many of them apart may be those of one change.
const PERIODS_OF_ONE_CHANGE: i32 = 2;

/// Pairs of a life and what was found, each at most once, nearest first. Open lives come before those that have ended.
pub(super) fn pairs(lives: &[Life], found: &[&Signal]) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(bool, u8, i32, usize, usize)> = Vec::new();
    for (at, life) in lives.iter().enumerate() {
        for (index, signal) in found.iter().enumerate() {
            if let Some(distance) = distance(life, signal) {
                let days = days_between(life.signal.change.since.start, signal.change.since.start);
                candidates.push((life.stage.is_closed(), distance, days, at, index));
            }
        }
    }
    candidates.sort_unstable();
    let mut taken: (Vec<bool>, Vec<bool>) = (vec![false; lives.len()], vec![false; found.len()]);
    let mut pairs = Vec::new();
    for (.., life, signal) in candidates {
        if !taken.0[life] && !taken.1[signal] {
            taken.0[life] = true;
            taken.1[signal] = true;
            pairs.push((life, signal));
        }
    }
    pairs
}

/// How far the two are apart; `None` when they are two things. 0 the same place, 1 places of one story, 2 one place within the
/// other, 3 one told under the other's metric.
fn distance(life: &Life, signal: &Signal) -> Option<u8> {
    let told = &life.signal;
    if told.kind != signal.kind || !told.change.course.is_like(signal.change.course) {
        return None;
    }
    if told.metric != signal.metric {
        let moved_along = |head: &Signal, other: &Signal| {
            head.also.iter().any(|also| {
                also.metric == other.metric && is_same_place(&also.scope, &other.scope) && also.change.effect * other.change.effect > 0.0
            })
        };
        let is_near = is_near(&told.change, &signal.change);
        return (is_near && (moved_along(signal, told) || moved_along(told, signal))).then_some(3);
    }
    if told.change.effect * signal.change.effect <= 0.0 {
        return None;
    }
    // What lasts (a target that cannot be met) is the same for as long as it lasts, whatever date is put on its beginning.
    let lasts = told.kind != Kind::Change && !life.stage.is_closed();
    if !lasts && !is_near(&told.change, &signal.change) {
        return None;
    }
    let is_seen_in = |one: &Signal, other: &Signal| one.seen_in.iter().any(|seen| is_same_place(&seen.scope, &other.scope));
    if is_same_place(&told.scope, &signal.scope) {
        Some(0)
    } else if is_seen_in(signal, told) || is_seen_in(told, signal) {
        Some(1)
    } else {
        (holds(&told.scope, &signal.scope) || holds(&signal.scope, &told.scope)).then_some(2)
    }
}

/// Is the change the one that the signal tells of, with its date moved a little?
pub(super) fn is_same_change(life: &Life, change: &Change) -> bool {
    let told = &life.signal;
    told.change.course.is_like(change.course)
        && told.change.effect * change.effect > 0.0
        && (told.kind != Kind::Change || is_near(&told.change, change))
}

/// Does a found signal tell what the life told, as a part of its own story?
pub(super) fn is_told_in(life: &Life, signal: &Signal) -> bool {
    let told = &life.signal;
    let is_here = told.metric == signal.metric
        && told.change.effect * signal.change.effect > 0.0
        && signal.seen_in.iter().any(|seen| is_same_place(&seen.scope, &told.scope));
    let is_beside = signal
        .also
        .iter()
        .any(|also| also.metric == told.metric && is_same_place(&also.scope, &told.scope) && also.change.effect * told.change.effect > 0.0);
    // What seemed to have passed came to stay; what seemed to vary more has moved.
    let is_of_series = told.metric == signal.metric && is_same_place(&told.scope, &signal.scope);
    let is_like = told.change.course == Course::Spread || told.change.effect * signal.change.effect > 0.0;
    let is_taken_up = is_of_series && is_like && !told.change.course.is_of_level() && signal.change.course.is_of_level();
    told.kind == Kind::Change
        && signal.kind == Kind::Change
        && is_near(&told.change, &signal.change)
        && (is_here || is_beside || is_taken_up)
}

pub(super) fn is_near(one: &Change, other: &Change) -> bool {
    // A drift is seen as the step in its middle at one look and from its first period at the next.
    if one.may_be_as_old_as(other) {
        return true;
    }
    let per = one.since.granularity.max(other.since.granularity);
    days_between(one.since.start, other.since.start) <= (DATES_OF_ONE_CHANGE as i32).max(PERIODS_OF_ONE_CHANGE * days(per))
}

fn days(per: Granularity) -> i32 {
    let example = Period::containing(per, Date::constant(2026, 7, 1));
    days_between(example.start, example.end())
}

fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(i32::MAX, |span| span.get_days().abs())
}

fn is_same_place(one: &Scope, other: &Scope) -> bool {
    holds(one, other) && holds(other, one)
}

/// Does `outer` hold all records of `inner`?
fn holds(outer: &Scope, inner: &Scope) -> bool {
    outer.iter().all(|(dimension, values)| {
        let own = inner.values(dimension);
        !own.is_empty() && own.iter().all(|value| values.contains(value))
    })
}
