//! Erlang A: some give up waiting.

use super::{Demand, erlang_b};
use crate::Error;
use crate::error::check_count;

/// A team whose callers give up after an exponential time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// The share of contacts that have to wait, 0..=1.
    pub waiting_share: f64,
    /// The share of contacts that give up, 0..=1.
    pub abandoned_share: f64,
    /// The average wait over all contacts, those who give up included, in seconds.
    pub wait_s_mean: f64,
    /// The share of time that agents are busy, 0..=1.
    pub occupancy: f64,
    /// The share of all offered contacts that are answered within the asked time, 0..=1.
    pub service_level: f64,
}

/// Panels of Simpson's rule on either side of the asked time; the integrand is smooth and has one hill.
const PANELS: usize = 4000;
/// Beyond this many natural logarithms below its top the hill holds nothing that shows in 64 bits.
const DEPTH: f64 = 45.0;

/// Waiting in a team of `agents` whose callers have an average patience of `patience_s` seconds; `within_s` is the asked time of the
/// service level.
///
/// The wait that an endlessly patient caller would have has density λ·π(N − 1)·exp(λ/θ·(1 − e^{−θx}) − Nμx). Sources: Palm (1957);
/// Baccelli and Hebuterne (1981); Mandelbaum and Zeltyn (2007), "Service engineering in action".
///
/// # Errors
/// Demand outside its range, no agents, or a patience or time that is not in its range.
pub fn erlang_a(demand: Demand, agents: u32, patience_s: f64, within_s: f64) -> Result<ErlangA, Error> {
    check_count("agents", agents as usize, 1)?;
    let erlangs = demand.erlangs()?;
    if !(patience_s.is_finite() && patience_s > 0.0) {
        return Err(Error::OutOfRange { what: "patience", value: patience_s, expected: "a finite number of seconds above 0" });
    }
    if !(within_s.is_finite() && within_s >= 0.0) {
        return Err(Error::OutOfRange {
            what: "time of the service level",
            value: within_s,
            expected: "a finite number of at least 0 seconds",
        });
    }
    let idle = ErlangA { waiting_share: 0.0, abandoned_share: 0.0, wait_s_mean: 0.0, occupancy: 0.0, service_level: 1.0 };
    let arrivals = demand.contacts / demand.period_s;
    if arrivals == 0.0 {
        return Ok(idle);
    }
    let capacity = f64::from(agents) / demand.handle_s;
    let exponent = |x: f64| -arrivals * patience_s * libm::expm1(-x / patience_s) - capacity * x;
    // The top of the hill: where arrivals that have not given up equal the capacity, or at 0.
    let summit = if arrivals > capacity { patience_s * (arrivals / capacity).ln() } else { 0.0 };
    let top = exponent(summit);
    let mut end = summit + 1.0 / capacity;
    while exponent(end) > top - DEPTH {
        end *= 2.0;
    }
    // All integrals carry e^−top; so does the chance to find somebody free.
    let free = (-top).exp() / erlang_b(erlangs, agents - 1)?;
    let density = |x: f64| (exponent(x) - top).exp();
    let asked = within_s.min(end);
    let mut begin = 0.0f64;
    let mut below = summit;
    // The foot of the hill on the left, so that a narrow hill gets its share of the panels.
    if exponent(0.0) < top - DEPTH {
        while below - begin > 1e-9 * summit {
            let middle = 0.5 * (begin + below);
            if exponent(middle) < top - DEPTH { begin = middle } else { below = middle }
        }
    }
    let split = asked.max(begin);
    let served = |x: f64| density(x) * (-x / patience_s).exp();
    let in_time = simpson(begin, split, served);
    let waiting = arrivals * (simpson(begin, split, density) + simpson(split, end, density));
    let served_after_wait = arrivals * (in_time + simpson(split, end, served));
    let all = free + waiting;
    let waiting_share = (waiting / all).clamp(0.0, 1.0);
    let abandoned_share = ((waiting - served_after_wait) / all).clamp(0.0, 1.0);
    Ok(ErlangA {
        waiting_share,
        abandoned_share,
        wait_s_mean: abandoned_share * patience_s,
        occupancy: (erlangs * (1.0 - abandoned_share) / f64::from(agents)).clamp(0.0, 1.0),
        service_level: ((free + arrivals * in_time) / all).clamp(0.0, 1.0),
    })
}

fn simpson(from: f64, to: f64, at: impl Fn(f64) -> f64) -> f64 {
    if to <= from {
        return 0.0;
    }
    let step = (to - from) / (2 * PANELS) as f64;
    let inner: f64 = (1..2 * PANELS).map(|index| at(from + step * index as f64) * if index % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (at(from) + inner + at(to)) * step / 3.0
}
