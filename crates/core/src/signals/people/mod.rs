//! `people`: what wears people out, and that they go: of the whole service and of its parts, never of a person.
//!
//! | file | what it holds |
//! |---|---|
//! | `leavers` | people leave more than they used to, counted exactly |
//! | `load` | absence, occupancy, overtime and the pace of work have risen so much that it matters |
//!
//! Each of the two shares out its errors among its own questions. What the work did at the same time in the same part stands beside
//! it ([`beside`]): people who go take what they know with them, and people who are worn out do worse work.

mod leavers;
mod load;

use jiff::ToSpan;

use super::story::Map;
use super::{Also, FALSE_SHARE, Signal};
use crate::catalogue::Better;
use crate::signals::watch::Watched;

pub use leavers::LEAVERS;

pub(crate) use leavers::{HEADCOUNT, Month, staffs};

pub(super) use leavers::{is_of_staff, leaving, months, told as waves};
pub(super) use load::{Asked, heavier, id as load_id, is_of_load, told as loads};

/// What work does when the people behind it change (rule R25 of `rules/turnover_loses_competence.toml` reads them together).
const OF_THE_WORK: [&str; 6] = ["qa_score", "csat_top2", "fcr_repeat", "reopen_rate", "handle_s_median", "wait_s_median"];
/// From so many days before …
const DAYS_BEFORE: i64 = 30;
/// … to so many after it: successors work alone one to three months later.
const DAYS_AFTER: i64 = 120;

/// The signal with what the work did at the time in the same part of the service. Only the series of that place are asked, so each is
/// held to its share of the errors (Bonferroni).
pub(super) fn beside(mut signal: Signal, map: &Map<'_, '_>) -> Signal {
    let place: Vec<(String, String)> =
        signal.scope.iter().filter_map(|(dimension, values)| Some((dimension.to_owned(), values.first()?.clone()))).collect();
    let asked: Vec<&Watched<'_>> = OF_THE_WORK.iter().filter_map(|id| map.get(id, &place)).collect();
    let since = signal.change.since.start;
    let (from, to) = (since.saturating_sub(DAYS_BEFORE.days()), since.saturating_add(DAYS_AFTER.days()));
    for watched in &asked {
        let Some(change) = watched.weighed.change else { continue };
        let is_plain = change.p_value() * asked.len() as f64 <= FALSE_SHARE;
        let is_near = (from..to).contains(&change.since.start);
        let is_told = signal.also.iter().any(|also| also.metric == watched.metric.id);
        if is_plain && is_near && !is_told {
            let better = match watched.metric.better {
                Better::Up => Some(change.effect > 0.0),
                Better::Down => Some(change.effect < 0.0),
                Better::Band => None,
            };
            signal.also.push(Also { metric: watched.metric.id.clone(), scope: watched.scope(), change, better });
        }
    }
    signal
}
