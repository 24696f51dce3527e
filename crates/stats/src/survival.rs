#![doc = include_str!("../docs/survival.md")]

use crate::Error;
use crate::distribution::{ChiSquared, z_for};
use crate::error::{check_count, check_share};
use crate::intervals::Interval;

/// A case that has ended, or is still open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// How long it took, or has been open so far; at least 0, in any one unit of time.
    pub duration: f64,
    /// Whether it has ended. `false` = still open (censored).
    pub ended: bool,
}

/// The curve just after a time at which cases ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time, in the unit of the durations.
    pub time: f64,
    /// Cases open just before.
    pub at_risk: usize,
    /// Cases that ended at this time.
    pub ended: usize,
    /// The share of cases still open after it, 0..=1, with its log-log interval.
    pub open: Interval,
    /// Greenwood's standard error of the share; 0 when none is left.
    pub standard_error: f64,
}

/// How long cases take when some are still open.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// One entry per time at which a case ended, ascending.
    pub steps: Vec<Step>,
    /// Number of cases.
    pub cases: usize,
    /// The longest duration seen; nothing is known beyond it unless all cases had ended.
    pub longest: f64,
}

/// The time by which a share of cases has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeQuantile {
    /// The time; `None` = not reached yet.
    pub time: Option<f64>,
    /// The lower end of its interval; `None` = not reached.
    pub low: Option<f64>,
    /// The upper end; `None` = open-ended.
    pub high: Option<f64>,
}

/// The product-limit estimate. Sources: Kaplan and Meier (1958), JASA 53:457; variance Greenwood (1926); log-log interval Kalbfleisch
/// and Prentice (1980), *The Statistical Analysis of Failure Time Data*.
///
/// A case that is still open at the very time at which another ends counts as open just before it.
///
/// # Errors
/// No cases, a duration that is negative or not finite, or a confidence outside 0..1.
pub fn kaplan_meier(cases: &[Case], confidence: f64) -> Result<KaplanMeier, Error> {
    let z = z_for(check_share("confidence", confidence)?);
    let sorted = checked(cases)?;
    let (mut open, mut greenwood) = (1.0f64, 0.0f64);
    let mut at_risk = sorted.len();
    let mut last = Interval { estimate: 1.0, low: 1.0, high: 1.0 };
    let mut steps = Vec::new();
    for group in sorted.chunk_by(|a, b| a.duration == b.duration) {
        let ended = group.iter().filter(|case| case.ended).count();
        if ended > 0 {
            let (risk, gone) = (at_risk as f64, ended as f64);
            open *= (risk - gone) / risk;
            if ended < at_risk {
                greenwood += gone / (risk * (risk - gone));
                let reach = z * greenwood.sqrt() / open.ln().abs();
                last = Interval { estimate: open, low: open.powf(reach.exp()), high: open.powf((-reach).exp()) };
            } else {
                // Greenwood's formula has no answer when nobody is left: 0 to where the curve could last be.
                open = 0.0;
                last = Interval { estimate: 0.0, low: 0.0, high: last.high };
            }
            steps.push(Step { time: group[0].duration, at_risk, ended, open: last, standard_error: open * greenwood.sqrt() });
        }
        at_risk -= group.len();
    }
    Ok(KaplanMeier { steps, cases: sorted.len(), longest: sorted[sorted.len() - 1].duration })
}

impl KaplanMeier {
    /// The share of cases that have ended within a time, 0..=1, with its interval.
    ///
    /// `None` = nothing is known that far: the time lies beyond the longest duration while cases were still open.
    pub fn done_within(&self, time: f64) -> Option<Interval> {
        let step = self.steps.iter().rev().find(|step| step.time <= time);
        let open = step.map_or(Interval { estimate: 1.0, low: 1.0, high: 1.0 }, |step| step.open);
        if time.is_nan() || (time > self.longest && open.estimate > 0.0) {
            return None;
        }
        Some(Interval { estimate: 1.0 - open.estimate, low: 1.0 - open.high, high: 1.0 - open.low })
    }

    /// The time by which a share of cases has ended (0.5 = the median), with the interval of Brookmeyer and Crowley (1982).
    ///
    /// When the curve lies exactly at the share over a stretch, its middle, as in R's `survfit`.
    ///
    /// # Errors
    /// A share not strictly between 0 and 1.
    pub fn quantile(&self, share: f64) -> Result<TimeQuantile, Error> {
        let left = 1.0 - check_share("share", share)?;
        let crossing = |curve: &dyn Fn(&Step) -> f64| -> Option<f64> {
            let index = self.steps.iter().position(|step| curve(step) <= left + 1e-12)?;
            let step = &self.steps[index];
            let level = (curve(step) - left).abs() <= 1e-12;
            match self.steps.get(index + 1) {
                Some(next) if level => Some(0.5 * (step.time + next.time)),
                _ => Some(step.time),
            }
        };
        Ok(TimeQuantile {
            time: crossing(&|step| step.open.estimate),
            low: crossing(&|step| step.open.low),
            high: crossing(&|step| step.open.high),
        })
    }
}

/// Whether two groups of cases take equally long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// Cases of the first group that ended.
    pub observed: f64,
    /// Those that would have ended, had both groups been alike.
    pub expected: f64,
    /// (observed − expected)²/variance.
    pub chi_squared: f64,
    /// The chance of so large a difference between groups that are alike, 0..=1.
    pub p: f64,
}

/// The log-rank test of two groups. Source: Mantel (1966); Peto and Peto (1972), *Asymptotically efficient rank
/// invariant test procedures*.
///
/// When nothing ended, or the groups were never open together, there is no difference to see: χ² = 0, p = 1.
///
/// # Errors
/// An empty group, or a duration that is negative or not finite.
pub fn log_rank(first: &[Case], second: &[Case]) -> Result<LogRank, Error> {
    let (first, second) = (checked(first)?, checked(second)?);
    let mut times: Vec<f64> = first.iter().chain(&second).filter(|case| case.ended).map(|case| case.duration).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    let at_risk = |cases: &[Case], time: f64| (cases.len() - cases.partition_point(|case| case.duration < time)) as f64;
    let ended = |cases: &[Case], time: f64| {
        let from = cases.partition_point(|case| case.duration < time);
        cases[from..].iter().take_while(|case| case.duration == time).filter(|case| case.ended).count() as f64
    };
    for time in times {
        let (risk_one, risk_two) = (at_risk(&first, time), at_risk(&second, time));
        let (gone_one, gone_two) = (ended(&first, time), ended(&second, time));
        let (risk, gone) = (risk_one + risk_two, gone_one + gone_two);
        observed += gone_one;
        expected += gone * risk_one / risk;
        if risk > 1.0 {
            variance += gone * (risk_one / risk) * (risk_two / risk) * (risk - gone) / (risk - 1.0);
        }
    }
    let chi_squared = if variance > 0.0 { (observed - expected).powi(2) / variance } else { 0.0 };
    let p = ChiSquared::new(1.0).map_or(1.0, |distribution| distribution.survival(chi_squared));
    Ok(LogRank { observed, expected, chi_squared, p })
}

/// The cases by duration, checked.
fn checked(cases: &[Case]) -> Result<Vec<Case>, Error> {
    check_count("cases", cases.len(), 1)?;
    if let Some(case) = cases.iter().find(|case| !(case.duration.is_finite() && case.duration >= 0.0)) {
        return Err(Error::OutOfRange { what: "duration", value: case.duration, expected: "a finite number of at least 0" });
    }
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.duration.total_cmp(&b.duration));
    Ok(sorted)
}
