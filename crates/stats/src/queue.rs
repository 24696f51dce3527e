#![doc = include_str!("../docs/queue.md")]

mod patience;

pub use patience::{ErlangA, erlang_a};

use crate::Error;
use crate::error::{check_count, check_share};

/// What comes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Contacts offered in the period; at least 0.
    pub contacts: f64,
    /// Length of the period in seconds; above 0.
    pub period_s: f64,
    /// Average handling time of a contact in seconds, wrap-up included; above 0.
    pub handle_s: f64,
}

impl Demand {
    /// The traffic in erlangs: how many people would be busy on average.
    ///
    /// # Errors
    /// A number outside its range.
    pub fn erlangs(&self) -> Result<f64, Error> {
        if !(self.contacts.is_finite() && self.contacts >= 0.0) {
            return Err(Error::OutOfRange { what: "contacts", value: self.contacts, expected: "a finite number of at least 0" });
        }
        for (what, value) in [("period", self.period_s), ("handling time", self.handle_s)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(Error::OutOfRange { what, value, expected: "a finite number of seconds above 0" });
            }
        }
        Ok(self.contacts * self.handle_s / self.period_s)
    }
}

/// The share of contacts that find all lines busy when nobody can wait, 0..=1. Source: Erlang (1917), by the recursion
/// B(n) = a·B(n − 1)/(n + a·B(n − 1)).
///
/// # Errors
/// Traffic that is negative or not finite.
pub fn erlang_b(erlangs: f64, agents: u32) -> Result<f64, Error> {
    if !(erlangs.is_finite() && erlangs >= 0.0) {
        return Err(Error::OutOfRange { what: "traffic", value: erlangs, expected: "a finite number of at least 0 erlangs" });
    }
    let mut blocked = 1.0;
    for agent in 1..=agents {
        blocked = erlangs * blocked / (f64::from(agent) + erlangs * blocked);
        if blocked == 0.0 {
            break;
        }
    }
    Ok(blocked)
}

/// A team that everybody waits for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    /// The share of contacts that have to wait, 0..=1.
    pub waiting_share: f64,
    /// The average wait over all contacts in seconds; `None` when the queue grows without end.
    pub wait_s_mean: Option<f64>,
    /// The share of time that agents are busy, 0..=1.
    pub occupancy: f64,
    /// The rate at which the wait of those who wait ends, per second; 0 when the queue grows without end.
    release_per_s: f64,
}

impl ErlangC {
    /// The share of contacts answered within so many seconds, 0..=1; 0 when the queue grows without end.
    pub fn service_level(&self, within_s: f64) -> f64 {
        if self.release_per_s <= 0.0 {
            return 0.0;
        }
        (1.0 - self.waiting_share * (-self.release_per_s * within_s.max(0.0)).exp()).clamp(0.0, 1.0)
    }
}

/// Waiting in a team of `agents`, when nobody gives up. Source: Erlang (1917): C = B/(1 − ρ(1 − B)), SL = 1 − C·e^{−(N−a)T/AHT},
/// ASA = C·AHT/(N − a).
///
/// With abandonment above 3 to 5 % the waits come out too long: use [`erlang_a`].
///
/// # Errors
/// Demand outside its range, or no agents.
pub fn erlang_c(demand: Demand, agents: u32) -> Result<ErlangC, Error> {
    check_count("agents", agents as usize, 1)?;
    let erlangs = demand.erlangs()?;
    let spare = f64::from(agents) - erlangs;
    if spare <= 0.0 {
        return Ok(ErlangC { waiting_share: 1.0, wait_s_mean: None, occupancy: 1.0, release_per_s: 0.0 });
    }
    let blocked = erlang_b(erlangs, agents)?;
    let occupancy = erlangs / f64::from(agents);
    let waiting_share = (blocked / (1.0 - occupancy * (1.0 - blocked))).clamp(0.0, 1.0);
    Ok(ErlangC {
        waiting_share,
        wait_s_mean: Some(waiting_share * demand.handle_s / spare),
        occupancy,
        release_per_s: spare / demand.handle_s,
    })
}

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promise {
    /// The share of contacts that is to be answered in time, strictly between 0 and 1 (0.8 of "80/20").
    pub share: f64,
    /// In how many seconds; at least 0 (20 of "80/20").
    pub within_s: f64,
    /// The largest share of time that agents may be busy; `None` = no such limit.
    pub occupancy_most: Option<f64>,
}

/// Larger teams than this are not computed.
const MOST_AGENTS: u32 = 1_000_000;

/// The least number of agents at work that keeps the promise by Erlang C; at least 1.
///
/// # Errors
/// Demand or promise outside its range, or a team of more than a million.
pub fn required_agents(demand: Demand, promise: Promise) -> Result<u32, Error> {
    check_share("promised share", promise.share)?;
    if !(promise.within_s.is_finite() && promise.within_s >= 0.0) {
        return Err(Error::OutOfRange {
            what: "promised time",
            value: promise.within_s,
            expected: "a finite number of at least 0 seconds",
        });
    }
    let most = match promise.occupancy_most {
        Some(most) if most > 0.0 && most <= 1.0 => most,
        Some(value) => return Err(Error::OutOfRange { what: "largest occupancy", value, expected: "above 0 and at most 1" }),
        None => 1.0,
    };
    let erlangs = demand.erlangs()?;
    if erlangs / most > f64::from(MOST_AGENTS) / 2.0 {
        return Err(Error::OutOfRange { what: "traffic", value: erlangs, expected: "at most what half a million agents can bear" });
    }
    let keeps = |agents: u32| -> Result<bool, Error> {
        let team = erlang_c(demand, agents)?;
        Ok(team.occupancy <= most && team.service_level(promise.within_s) >= promise.share)
    };
    // More agents never answer later: double the surplus until it is enough, then halve the doubt.
    let (mut low, mut step) = (erlangs.floor() as u32, 1u32);
    while !keeps(low + step)? {
        low += step;
        step = step.saturating_mul(2);
        if low > MOST_AGENTS {
            return Err(Error::Undetermined { why: "Not even a million agents keep this promise: promise less or shorten the handling." });
        }
    }
    let mut high = low + step;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if keeps(middle)? { high = middle } else { low = middle }
    }
    Ok(high)
}

/// The people to schedule so that `at_work` are at work when a share of paid time goes elsewhere: at_work/(1 − shrinkage).
///
/// Not at_work·(1 + shrinkage), which schedules too few. Leave rounding up to the caller.
///
/// # Errors
/// A negative number at work, or a shrinkage that is not in 0..1.
pub fn scheduled(at_work: f64, shrinkage: f64) -> Result<f64, Error> {
    if !(at_work.is_finite() && at_work >= 0.0) {
        return Err(Error::OutOfRange { what: "agents at work", value: at_work, expected: "a finite number of at least 0" });
    }
    if !(0.0..1.0).contains(&shrinkage) {
        return Err(Error::OutOfRange { what: "shrinkage", value: shrinkage, expected: "at least 0 and below 1" });
    }
    Ok(at_work / (1.0 - shrinkage))
}
