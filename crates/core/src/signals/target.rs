//! `target`: what the process, as it now runs, will not deliver.
//!
//! Judged of the whole service, which is what a target of `workspace.toml` is set for: a part of it need not be able to do what
//! the whole can. The p-value is that of a level as far on the wrong side of the target if the level were right on it (Student's
//! t, with the variance of a mean of AR(1) noise), and is held to the same share of false signals as changes are. Beyond that the
//! chance that a period meets the target has to be small: a level a little short of it meets it every other week.
//!
//! Charts without a predictive distribution (run charts, rare events) and metrics whose good lies in a band give no chance, and so
//! no signal.

use luotsi_stats::distribution::StudentT;

use super::watch::Watched;
use super::{Against, Kind, Signal};
use crate::catalogue::Better;
use crate::judge::{Change, Course, Verdict, level_of};
use crate::period::Period;
use crate::scope::Scope;
use crate::situation::weight;

/// Parameters behind the spread of a point: a level, and the autocorrelation.
pub(super) const PARAMETERS: f64 = 2.0;

/// The level that a process has had since a period.
pub(super) struct Level {
    pub since: Period,
    /// Periods that it rests on.
    pub points: usize,
    pub value: f64,
    /// Standard deviation of one ordinary point.
    pub sigma: f64,
    /// Standard error of the level.
    pub error: f64,
}

impl Level {
    /// From a value that it might have had to where it is.
    pub(super) fn beside(&self, value: f64, spread: &StudentT) -> Change {
        let effect = self.value - value;
        let margin = spread.t_for(crate::measure::CONFIDENCE) * self.error;
        Change {
            since: self.since,
            within: None,
            course: Course::Step,
            points: self.points as u32,
            before: value,
            after: self.value,
            effect,
            low: effect - margin,
            high: effect + margin,
            effect_sigmas: effect / self.sigma,
            surprise: effect.abs() / self.error,
        }
    }
}

/// A series beside its target.
pub(super) struct Beside<'w, 'm> {
    pub watched: &'w Watched<'m>,
    pub against: Against,
    /// From the target to the level.
    pub gap: Change,
    /// Probability of a level as far on the wrong side when the true one is on the target.
    pub p_value: f64,
}

/// How a process stands against its target; `None` for a part of the service, and without a target or a chance to tell.
pub(super) fn against(watched: &Watched<'_>) -> Option<Against> {
    let judgement = watched.beside_target.as_ref()?;
    Some(Against { target: judgement.target?, chance: judgement.chance? })
}

/// A series judged against its target.
pub(super) fn beside<'w, 'm>(watched: &'w Watched<'m>) -> Option<Beside<'w, 'm>> {
    let against = against(watched)?;
    let judgement = watched.beside_target.as_ref()?;
    let since = judgement.points.get(judgement.phases.last()?.start)?.period;
    let of_phase = watched.points.iter().filter(|point| point.is_complete() && point.value.value.is_some() && point.period >= since);
    let points = of_phase.clone().count();
    let level = level_of(watched.metric, of_phase);
    let sigma = judgement.sigma.filter(|_| points > 0 && level.is_finite())?;
    let kept = judgement.autocorrelation;
    let error = sigma * ((1.0 + kept) / (1.0 - kept) / points as f64).sqrt();
    let spread = StudentT::new((judgement.judged_points as f64 - PARAMETERS).max(1.0))?;
    let gap = Level { since, points, value: level, sigma, error }.beside(against.target, &spread);
    let wrong = match watched.metric.better {
        Better::Up => -gap.effect,
        Better::Down => gap.effect,
        Better::Band => return None,
    };
    Some(Beside { watched, against, gap, p_value: spread.survival(wrong / error) })
}

/// The signal of a target that will not be met; `None` when periods meet it now and then.
pub(super) fn signal(beside: &Beside<'_, '_>, q: f64) -> Option<Signal> {
    let Beside { watched, against, gap, .. } = beside;
    let worse = if gap.effect > 0.0 { Verdict::SignalUp { better: Some(false) } } else { Verdict::SignalDown { better: Some(false) } };
    (against.is_out_of_reach()).then(|| Signal {
        id: super::id(Kind::Target, watched, gap),
        kind: Kind::Target,
        metric: watched.metric.id.clone(),
        scope: Scope::whole(),
        change: *gap,
        better: Some(false),
        q,
        weight: weight(&worse, gap, watched.per),
        share_of_records: 1.0,
        share_of_change: None,
        against: Some(*against),
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    })
}
