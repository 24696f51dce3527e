//! Did it work: the word, and how much longer until it can be told.
//!
//! An effect is looked at every week, and every look is another chance to be wrong. So the word asks for more than the 95 %
//! interval does: [`SURE`] normal deviates instead of 1.96, a constant bar as that of Pocock (1977, Biometrika 64:191) for group
//! sequential trials, set by simulation so that it holds over two years of weekly looks together
//! (docs/decisions/0009-effects.md). The interval that belongs to the bar is told beside the 95 % one.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;

/// Normal deviates that an effect has to lie from nothing to be called one.
pub const SURE: f64 = 2.6;
/// Points after the start before which nothing is called.
pub const LEAST_AFTER: usize = 4;
/// How sure one has to be that an effect is smaller than what matters to say so early.
const RULED_OUT: f64 = 0.025;

/// What can be said of an action (contract: `verdict`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The metric is better than it would have been.
    Worked,
    /// There is no sign of an effect, although one that matters would most likely have shown, or no more is to come.
    NoEvidence,
    /// The metric is worse than it would have been.
    Worse,
    /// An effect that matters could not be told from chance yet.
    TooEarly,
}

impl Verdict {
    /// All of them, in the order of the contract.
    pub const ALL: [Self; 4] = [Self::Worked, Self::NoEvidence, Self::Worse, Self::TooEarly];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::NoEvidence => "no_evidence",
            Self::Worse => "worse",
            Self::TooEarly => "too_early",
        }
    }
}

/// What is asked of an effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// +1 when more is better, −1 when less is.
    pub better: f64,
    /// The smallest effect that matters, above 0, in the unit of the series.
    pub smallest: f64,
    /// Points after which nobody waits any longer: a year.
    pub most_points: usize,
    /// Will there be no more points: has the action ended?
    pub is_over: bool,
}

/// The word and what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub verdict: Verdict,
    /// How many more points it takes to tell, while it is too early.
    pub needs: Option<usize>,
    /// Does a year of points suffice to see the smallest effect that matters?
    pub can_tell: bool,
}

/// Says the word.
pub fn word(estimate: &Estimate, wanted: Wanted) -> Word {
    let needed = estimate.points_needed(wanted.smallest, SURE);
    let can_tell = needed.is_some_and(|needed| needed <= wanted.most_points);
    let horizon = needed.unwrap_or(wanted.most_points).clamp(LEAST_AFTER, wanted.most_points.max(LEAST_AFTER));
    // Once another action has begun on the same part, further points tell of both.
    let is_over = wanted.is_over || estimate.points_alone < estimate.points_after;
    let have = estimate.points_alone;
    let too_early = Word { verdict: Verdict::TooEarly, needs: Some(horizon.saturating_sub(have).max(1)), can_tell };
    let Some(step) = estimate.step.as_ref().filter(|_| have >= LEAST_AFTER) else { return too_early };
    let deviate = step.deviate() * wanted.better;
    let said = |verdict| Word { verdict, needs: None, can_tell };
    if deviate >= SURE {
        return said(Verdict::Worked);
    }
    if deviate <= -SURE {
        return said(Verdict::Worse);
    }
    let matters = if wanted.better > 0.0 { step.above(wanted.smallest) } else { step.below(-wanted.smallest) };
    if is_over || have >= horizon || matters < RULED_OUT { said(Verdict::NoEvidence) } else { too_early }
}
