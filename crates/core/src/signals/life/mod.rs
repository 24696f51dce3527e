//! The life of a signal: opened, continued, fading, closed, and never told twice as new.
//!
//! | file | what it holds |
//! |---|---|
//! | `kinship` | is what was found now the same thing as what was told before? |
//! | `standing` | how a series that is followed stands now, also when it does not stand out any more |
//!
//! Each look at the records (after an import, a correction, another program version) finds signals anew and knows nothing of the
//! earlier ones. [`next`] joins the two: the lives so far and what was found → the lives from now on, with what happened to
//! them. It is a pure function: the same look twice changes nothing, and the order of what it is given does not matter.
//!
//! What opens at [`super::FALSE_SHARE`] stays open until it has clearly gone ([`GONE_Q`], in two complete periods): a signal that
//! came and went with every look would teach people not to look.

mod kinship;
mod standing;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Kind, Signal};
use crate::judge::Change;
use crate::period::{Granularity, Period};
use crate::situation::shown_days;

pub use standing::{Followed, Standing};

pub(super) use standing::{of_aside, of_change, of_conflict, of_counted, of_target};

/// A signal is not told any more when its q has passed this: far enough from the bar at which it opened that noise alone does
/// not carry it over both.
pub const GONE_Q: f64 = 0.25;

/// A signal that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// Its id, for addresses and decisions: the same for as long as it is remembered.
    pub id: String,
    /// What was found at the latest look that found it, with the levels of the latest look that followed it.
    pub signal: Signal,
    /// Where it is in its life.
    pub stage: Stage,
    /// When it was first told.
    pub opened_at: Timestamp,
    /// The last complete period at that time.
    pub opened_in: Period,
    /// The last complete period in which it was still there.
    pub seen_in: Period,
}

/// Where a signal is in its life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// It stands.
    Open,
    /// It was not seen any more; one more complete period decides.
    Fading {
        /// The last complete period when it was first missed.
        since: Period,
    },
    /// It is over.
    Closed {
        /// Since when.
        at: Timestamp,
        /// How it ended.
        ending: Ending,
    },
}

impl Stage {
    /// Is it over?
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// Its name where it is stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fading { .. } => "fading",
            Self::Closed { .. } => "closed",
        }
    }
}

/// How a signal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    /// The level is back where it was before.
    Recovered,
    /// The new level has held for so long that it is how things are.
    Settled,
    /// It does not stand out any more, and the level is neither back nor clearly new.
    Faded,
    /// The same series has changed again, which is told on its own.
    Replaced,
    /// It turned out to be a part of another signal.
    ToldWith {
        /// Id of that signal.
        id: String,
    },
    /// The records that it rested on are gone.
    Withdrawn,
}

/// Something that happened to a signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Id of the signal.
    pub signal: String,
    /// When it was noticed.
    pub at: Timestamp,
    /// The last complete period at that time.
    pub period: Period,
    /// What happened.
    pub what: What,
    /// The level as it was known then, in the metric's unit.
    pub level: f64,
    /// q as it was known then.
    pub q: f64,
}

/// What may happen to a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// It was told for the first time.
    Opened,
    /// It was still there in a further complete period.
    Continued,
    /// It was missed for the first time.
    Missed,
    /// It was there again after having been missed once.
    Returned,
    /// It ended.
    Closed(Ending),
    /// It was there again after it had ended.
    Reopened,
}

impl What {
    /// Its name where it is stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Continued => "continued",
            Self::Missed => "missed",
            Self::Returned => "returned",
            Self::Closed(_) => "closed",
            Self::Reopened => "reopened",
        }
    }
}

/// One look at the records.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// When it was taken.
    pub at: Timestamp,
    /// The day up to which records are known, in the workspace's time zone; `None` when there are none.
    pub day: Option<Date>,
    /// What was found.
    pub found: &'a [Signal],
    /// How the series of earlier signals stand now, by the id of the signal.
    pub standings: &'a HashMap<String, Standing>,
}

/// What comes of a look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Next {
    /// All lives, by id.
    pub lives: Vec<Life>,
    /// What happened, by signal.
    pub events: Vec<Event>,
}

/// The lives so far and what was found → the lives from now on.
pub fn next(previous: &[Life], look: &Look<'_>) -> Next {
    let mut lives: Vec<Life> = previous.to_vec();
    lives.sort_by(|left, right| left.id.cmp(&right.id));
    lives.dedup_by(|later, first| later.id == first.id);
    let mut found: Vec<&Signal> = look.found.iter().collect();
    found.sort_by(|left, right| {
        left.id.cmp(&right.id).then_with(|| left.change.since.cmp(&right.change.since)).then_with(|| left.q.total_cmp(&right.q))
    });
    let mut events = Vec::new();
    let same = kinship::pairs(&lives, &found);
    let mut life_of_found: Vec<Option<String>> = vec![None; found.len()];
    for (life, signal) in &same {
        events.extend(goes_on(&mut lives[*life], found[*signal], look));
        life_of_found[*signal] = Some(lives[*life].id.clone());
    }
    let matched: HashSet<usize> = same.iter().map(|(life, _)| *life).collect();
    let known = lives.len();
    for (signal, life) in found.iter().zip(&mut life_of_found).filter(|(_, life)| life.is_none()) {
        let opened = open(signal, look, &lives);
        *life = Some(opened.id.clone());
        events.push(event(&opened, What::Opened, look));
        lives.push(opened);
    }
    let told: Vec<(&Signal, &str)> = found.iter().copied().zip(life_of_found.iter().map(|id| id.as_deref().unwrap_or_default())).collect();
    for (index, life) in lives.iter_mut().enumerate().take(known) {
        if !matched.contains(&index) && !life.stage.is_closed() {
            events.extend(is_missed(life, &told, look));
        }
    }
    lives.sort_by(|left, right| left.id.cmp(&right.id));
    events.sort_by(|left, right| left.signal.cmp(&right.signal));
    Next { lives, events }
}

/// A new life. Its id says what it is of, so that the same find has the same id wherever it is worked out.
fn open(signal: &Signal, look: &Look<'_>, lives: &[Life]) -> Life {
    let period = complete(look, signal.change.since.granularity);
    let plain =
        format!("{}-{}-{:08x}", signal.kind.name(), signal.metric, fingerprint(&format!("{}@{}", signal.id, signal.change.since.label())));
    let mut id = plain.clone();
    let mut count = 1;
    while lives.iter().any(|life| life.id == id) {
        count += 1;
        id = format!("{plain}-{count}");
    }
    Life { id, signal: signal.clone(), stage: Stage::Open, opened_at: look.at, opened_in: period, seen_in: period }
}

/// FNV-1a (Fowler, Noll & Vo 1991): ids must stay the same over program versions, which a hasher of the language does not promise.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A life whose signal was found again.
fn goes_on(life: &mut Life, signal: &Signal, look: &Look<'_>) -> Option<Event> {
    life.signal = signal.clone();
    seen(life, look)
}

/// A life that is there at this look: what happened to it, if anything that is news.
fn seen(life: &mut Life, look: &Look<'_>) -> Option<Event> {
    let period = complete(look, life.signal.change.since.granularity);
    let what = match life.stage {
        Stage::Closed { .. } => Some(What::Reopened),
        Stage::Fading { .. } => Some(What::Returned),
        Stage::Open => (period.start > life.seen_in.start).then_some(What::Continued),
    };
    life.stage = Stage::Open;
    if what.is_some() {
        life.seen_in = period;
    }
    what.map(|what| event(life, what, look))
}

/// A life whose signal was not found: is it told elsewhere, does it still stand, or is it going?
fn is_missed(life: &mut Life, told: &[(&Signal, &str)], look: &Look<'_>) -> Option<Event> {
    if let Some((_, id)) = told.iter().find(|(signal, _)| kinship::is_told_in(life, signal)) {
        return Some(close(life, Ending::ToldWith { id: (*id).to_owned() }, look));
    }
    let standing = look.standings.get(&life.id).copied();
    let now = standing.and_then(|standing| Some((standing, standing.change?)));
    if let Some((standing, change)) = now.filter(|(standing, change)| standing.q <= GONE_Q && kinship::is_same_change(life, change)) {
        life.signal.change = change;
        life.signal.q = standing.q;
        return seen(life, look);
    }
    let period = complete(look, life.signal.change.since.granularity);
    if period.start < life.seen_in.start {
        return Some(close(life, Ending::Withdrawn, look));
    }
    if let Some((standing, change)) = now.filter(|(standing, _)| standing.q <= super::FALSE_SHARE) {
        let is_later = change.since.start > life.signal.change.since.start;
        if is_later && change.effect * life.signal.change.effect > 0.0 {
            return Some(close(life, Ending::Replaced, look));
        }
        // The way back is a change of its own: it holds its two complete periods in itself.
        if is_later && change.points >= 2 {
            return Some(close(life, ending(life, Some(standing), look), look));
        }
    }
    match life.stage {
        Stage::Fading { since } if period.start > since.start => Some(close(life, ending(life, standing, look), look)),
        Stage::Fading { .. } | Stage::Closed { .. } => None,
        Stage::Open => {
            life.stage = Stage::Fading { since: period };
            Some(event(life, What::Missed, look))
        }
    }
}

/// How a signal ended that is not seen any more: by where the level is now.
fn ending(life: &Life, standing: Option<Standing>, look: &Look<'_>) -> Ending {
    /// The level is back when less than so much is left of the change.
    const HALF: f64 = 0.5;
    let Change { before, after, since, .. } = life.signal.change;
    // What began before the stretch that is judged cannot be found any more: it is no news.
    let is_old = look.day.is_some_and(|day| since.start <= day.saturating_sub(shown_days(since.granularity).days()));
    let level = standing.and_then(|standing| standing.level);
    let left = level.map(|level| (level - before) / (after - before)).filter(|left| left.is_finite());
    match (left, life.signal.kind) {
        (Some(left), _) if left < HALF => Ending::Recovered,
        (Some(_), Kind::Change | Kind::People | Kind::Conflict) if is_old => Ending::Settled,
        _ => Ending::Faded,
    }
}

fn close(life: &mut Life, ending: Ending, look: &Look<'_>) -> Event {
    life.stage = Stage::Closed { at: look.at, ending: ending.clone() };
    event(life, What::Closed(ending), look)
}

fn event(life: &Life, what: What, look: &Look<'_>) -> Event {
    Event {
        signal: life.id.clone(),
        at: look.at,
        period: complete(look, life.signal.change.since.granularity),
        what,
        level: life.signal.change.after,
        q: life.signal.q,
    }
}

/// The last period that had passed when the look was taken.
fn complete(look: &Look<'_>, per: Granularity) -> Period {
    let day = look.day.unwrap_or(Date::constant(1, 1, 1));
    Period::containing(per, day).previous()
}

#[cfg(test)]
mod tests;
