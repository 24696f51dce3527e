//! Series in, effect out: the step at the start of an action, weighed against what untouched parts did.
//!
//! Three readings of the same series are tried, simplest first:
//!
//! 1. **interrupted series**: the part itself before and after (Bernal, Cummins & Gasparrini 2017);
//! 2. **difference in differences**: the part minus the mean of untouched parts, each as its own deviation from its level before,
//!    weighed by how steady it is;
//! 3. **synthetic control**: the same with weights fitted to the time before (Abadie, Diamond & Hainmueller 2010, demeaned after
//!    Ferman & Pinto 2021). The weights that a week is compared with are fitted without its neighbours (cross-fitting after
//!    Chernozhukov, Wüthrich & Zhu 2018), because weights that have seen a week fit it too well.
//!
//! Each becomes one series, and `luotsi_stats::interrupted::step` estimates its step with season, slope and autocorrelation
//! allowed for. Which one is told is decided by their standard errors alone, never by what they say.

use luotsi_stats::interrupted::{self, Restraints, Series, Step, Wave, foreseen_error, synthetic_weights};
use serde::{Deserialize, Serialize};

use crate::judge::{Observation, Spread};

/// One part of the service, period by period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unit {
    /// Values; `None` where there is none, or it must not be compared.
    pub values: Vec<Option<f64>>,
    /// Standard errors of the values from their own records, where known.
    pub errors: Vec<Option<f64>>,
}

/// How parts of different level are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Differences: shares, scores.
    Difference,
    /// Ratios: counts, durations, money. A tenth more here is a tenth more there.
    Ratio,
}

/// What an effect is estimated from. All units cover the same periods.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The part where something was done.
    pub treated: &'a Unit,
    /// Comparable parts where nothing was done.
    pub controls: &'a [Unit],
    /// Periods before the start.
    pub before: usize,
    /// Periods from there on that belong to neither side: the one in which the action began midway.
    pub between: usize,
    /// Periods in a year; `None` without a season within the year.
    pub year: Option<f64>,
    /// How parts are compared.
    pub scale: Scale,
    /// Periods with which other actions on the same part begin, rising: their steps are allowed for, so that nothing is credited twice.
    pub further: &'a [usize],
}

/// How the effect was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The part itself, before and after.
    InterruptedSeries,
    /// Against the mean of untouched parts.
    DifferenceInDifferences,
    /// Against a mixture of untouched parts that moved as this one did.
    SyntheticControl,
    /// Two counts, before and since, without a series.
    ExactCounts,
}

impl Method {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::InterruptedSeries => "interrupted_time_series",
            Self::DifferenceInDifferences => "difference_in_differences",
            Self::SyntheticControl => "synthetic_control",
            Self::ExactCounts => "exact_counts",
        }
    }
}

/// What became of the step of another action on the same part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// It has a step of its own, which is not credited to this action.
    Apart,
    /// It began so near that one effect of both is all that can be told.
    Mixed,
    /// It began before or after everything that is compared.
    Outside,
}

/// Why this method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is nothing untouched to compare with.
    NoControls,
    /// The untouched parts move so differently that comparing with them would blur more than it clears.
    ControlsTooNoisy,
    /// Untouched parts take out what happened to everybody.
    ControlsFit,
    /// The mixture follows the time before more closely than the plain mean.
    MixtureFitsBetter,
    /// There are too few of them in a period for a series.
    TooFewForASeries,
}

/// Why nothing can be estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Short {
    /// Too few points before the start.
    Before {
        /// How many there are.
        have: usize,
        /// How many are needed.
        need: usize,
    },
    /// All values are equal: there is nothing to weigh a step against.
    Constant,
}

/// The estimated effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// How it was estimated.
    pub method: Method,
    /// Why so.
    pub reason: Reason,
    /// The step; `None` before there is a point after the start.
    pub step: Option<Step>,
    /// Weights of the controls that were used, in their order; 0 = not used.
    pub weights: Vec<f64>,
    /// Controls that changed by themselves at the same time and were left out.
    pub own_way: Vec<usize>,
    /// What would have been without the action, period by period.
    pub without: Vec<Option<f64>>,
    /// Points before that the comparison rests on.
    pub points_before: usize,
    /// Points after.
    pub points_after: usize,
    /// Points after, until another action on the same part begins.
    pub points_alone: usize,
    /// What became of the other actions of the case.
    pub beside: Vec<Beside>,
    /// Points just before the start that were unusual and are left out of the comparison, with the direction of their deviation.
    pub unusual: Option<Unusual>,
    /// Standard deviation of an ordinary point of the part itself.
    pub sigma: f64,
    compared: Compared,
    outlook: Outlook,
}

/// Unusual points just before a start: what follows them drifts back by itself (Galton 1886; Ashenfelter 1978).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Unusual {
    /// How many.
    pub points: usize,
    /// How far they lie from the level before them, in the unit of the series.
    pub deviation: f64,
}

/// The series whose step is estimated.
#[derive(Debug, Clone, PartialEq)]
struct Compared {
    /// Number of the period of each point.
    at: Vec<usize>,
    values: Vec<f64>,
    spread: Vec<f64>,
    before: usize,
    /// Points before each step of another action that is allowed for.
    further: Vec<usize>,
    beside: Vec<Beside>,
    restraints: Restraints,
    /// What the controls say, period by period; empty without.
    controls: Vec<Option<f64>>,
}

/// What later points will tell.
#[derive(Debug, Clone, PartialEq)]
struct Outlook {
    at: Vec<f64>,
    further: Vec<usize>,
    restraints: Restraints,
    sigma: f64,
    autocorrelation: f64,
}

/// Points before the start below which nothing is told: a level needs some weeks to be known.
pub const LEAST_BEFORE: usize = 8;
/// Steps nearer to each other than so many points cannot be told apart.
const NEAR: usize = 4;
/// Points just before the start that may be unusual together.
const MOST_UNUSUAL: usize = 4;
/// From how many normal deviates on they are unusual. Lower than a bar for news would be: leaving out ordinary points costs
/// little, keeping unusual ones makes an effect out of nothing.
const UNUSUAL: f64 = 1.7;
/// A control whose own step at the start is plainer than this went its own way.
const OWN_WAY: f64 = 3.0;
/// Untouched parts protect against what nobody thought of; they may cost so much of the certainty.
const MOST_BLUR: f64 = 1.2;
/// The mixture has to be so much closer than the plain mean.
const CLEARLY_CLOSER: f64 = 0.95;
/// A control needs values in at least this share of the periods on each side.
const LEAST_KNOWN: f64 = 0.8;
/// Parts of the time before for cross-fitting.
const FOLDS: usize = 4;

/// Sizes that a yearly wave may have, in standard deviations of a point: hardly any, or as large as weekly figures have.
const SEASON: [f64; 2] = [0.1, 0.5];
/// The same from two years on, when it can be seen by itself.
const SEEN_SEASON: [f64; 2] = [0.2, 1.0];
/// What a slope may amount to in a year, in standard deviations of a point: next to nothing, or a growing service.
const SLOPE: [f64; 2] = [0.1, 0.7];
/// What is left of season and slope when untouched parts are taken off.
const LEFT_BESIDE_CONTROLS: f64 = 0.5;
/// What the autocorrelation of such series usually is (statistics.md §0.2; weekly figures have less than monthly ones).
const USUAL_AUTOCORRELATION: f64 = 0.3;

/// Estimates the effect of an action.
///
/// # Errors
/// Too few points before the start, or a series without any spread.
pub fn estimate(case: Case<'_>) -> Result<Estimate, Short> {
    let own = kept(&case, case.treated, &vec![Some(0.0); case.treated.values.len()], None);
    let have = own.before;
    if have < LEAST_BEFORE {
        return Err(Short::Before { have, need: LEAST_BEFORE });
    }
    let unusual = unusual(&own);
    let left_out = unusual.map(|unusual| own.at[own.before - unusual.points..own.before].to_vec());
    let left_out = left_out.as_deref();
    let alone = kept(&case, case.treated, &vec![Some(0.0); case.treated.values.len()], left_out);
    let alone_fit = fit(&alone).ok_or(Short::Constant)?;
    let sigma = alone_fit.sigma;
    let controls = Controls::of(&case);
    let mut chosen =
        Chosen { method: Method::InterruptedSeries, reason: Reason::NoControls, compared: alone, fit: alone_fit, weights: Vec::new() };
    if !controls.usable.is_empty() {
        let mean = controls.mean(&controls.usable, None);
        let against_mean = kept(&case, case.treated, &mean, left_out);
        if let Some(mean_fit) = fit(&against_mean) {
            let mut best = Chosen {
                method: Method::DifferenceInDifferences,
                reason: Reason::ControlsFit,
                compared: against_mean,
                fit: mean_fit,
                weights: controls.plain_weights(),
            };
            if controls.usable.len() > 1 {
                let (mixture, weights) = controls.mixture(&case, &best.compared);
                let against_mixture = kept(&case, case.treated, &mixture, left_out);
                if let Some(mixture_fit) = fit(&against_mixture)
                    && mixture_fit.standard_error < CLEARLY_CLOSER * best.fit.standard_error
                    && weights.iter().sum::<f64>() > 0.0
                {
                    best = Chosen {
                        method: Method::SyntheticControl,
                        reason: Reason::MixtureFitsBetter,
                        compared: against_mixture,
                        fit: mixture_fit,
                        weights,
                    };
                }
            }
            if best.fit.standard_error <= MOST_BLUR * chosen.fit.standard_error {
                chosen = best;
            } else {
                chosen.reason = Reason::ControlsTooNoisy;
            }
        }
    }
    Ok(finish(&case, chosen, Found { unusual, sigma, own_way: controls.own_way }))
}

struct Chosen {
    method: Method,
    reason: Reason,
    compared: Compared,
    fit: Step,
    weights: Vec<f64>,
}

struct Found {
    unusual: Option<Unusual>,
    sigma: f64,
    own_way: Vec<usize>,
}

fn finish(case: &Case<'_>, chosen: Chosen, found: Found) -> Estimate {
    let Chosen { method, reason, compared, fit, weights } = chosen;
    let points_after = compared.at.len() - compared.before;
    let mut without = vec![None; case.treated.values.len()];
    for (place, level) in compared.at.iter().zip(&fit.without) {
        let others = if compared.controls.is_empty() { Some(0.0) } else { compared.controls[*place] };
        without[*place] = others.map(|others| level + others);
    }
    let outlook = Outlook {
        at: compared.at[..compared.before].iter().map(|place| *place as f64).collect(),
        further: compared.further.iter().copied().filter(|further| *further < compared.before).collect(),
        restraints: compared.restraints,
        sigma: fit.sigma,
        autocorrelation: fit.autocorrelation,
    };
    let Found { unusual, sigma, own_way } = found;
    Estimate {
        method,
        reason,
        points_before: compared.before,
        points_after,
        points_alone: compared
            .further
            .iter()
            .find(|further| **further > compared.before)
            .map_or(points_after, |next| next - compared.before),
        beside: compared.beside.clone(),
        step: (points_after > 0).then_some(fit),
        weights,
        own_way,
        without,
        unusual,
        sigma,
        compared,
        outlook,
    }
}

impl Estimate {
    /// Points after the start that are needed to see an effect of this size with a chance of 80 %, when so many normal deviates
    /// are asked for; `None` when two years would not do.
    pub fn points_needed(&self, size: f64, deviates: f64) -> Option<usize> {
        (1..=MOST_POINTS).find(|after| self.smallest_seen(*after, deviates).is_some_and(|smallest| smallest <= size))
    }

    /// The smallest effect that so many points after the start show with a chance of 80 %.
    pub fn smallest_seen(&self, after: usize, deviates: f64) -> Option<f64> {
        let Outlook { at, further, restraints, sigma, autocorrelation } = &self.outlook;
        Some((deviates + POWER_80) * sigma * foreseen_error(at, further, after, *restraints, *autocorrelation)?)
    }

    /// Lag-one autocorrelation that later points are reckoned with.
    pub fn autocorrelation(&self) -> f64 {
        self.outlook.autocorrelation
    }
}

/// Two years of weeks: who needs longer will not wait.
const MOST_POINTS: usize = 104;
/// The normal deviate that four in five pass.
const POWER_80: f64 = 0.841_621_233_572_914;

/// The points that are compared, as the unit's values minus what the controls did.
fn kept(case: &Case<'_>, unit: &Unit, controls: &[Option<f64>], left_out: Option<&[usize]>) -> Compared {
    let is_kept = |place: &usize| {
        !(case.before..case.before + case.between).contains(place) && left_out.is_none_or(|left_out| !left_out.contains(place))
    };
    let mut at = Vec::new();
    let mut observations = Vec::new();
    for place in (0..unit.values.len()).filter(is_kept) {
        if let (Some(value), Some(others)) = (unit.values[place], controls.get(place).copied().flatten()) {
            at.push(place);
            observations.push(Observation { at: place as f64, value: value - others, error: unit.errors.get(place).copied().flatten() });
        }
    }
    let before = at.iter().filter(|place| **place < case.before).count();
    let (further, beside) = further(case.further, &at, before);
    let span = at.last().map_or(0, |last| last - at[0] + 1) as f64;
    let left = if controls.iter().flatten().any(|others| *others != 0.0) { LEFT_BESIDE_CONTROLS } else { 1.0 };
    let season = case.year.map(|year| {
        let is_known = span >= (2.0 * year).floor() && at.len() as f64 >= 1.5 * year;
        let priors = (if is_known { SEEN_SEASON } else { SEASON }).map(|prior| prior * left);
        Wave { periods: year, harmonics: if is_known && year > 4.5 { 2 } else { 1 }, priors }
    });
    let spread = Spread::of(&observations);
    Compared {
        at,
        values: observations.iter().map(|observation| observation.value).collect(),
        before,
        further,
        beside,
        restraints: Restraints {
            season,
            slope: SLOPE.map(|prior| prior * left),
            slope_periods: case.year.unwrap_or(52.0),
            autocorrelation: USUAL_AUTOCORRELATION,
            least_sigma: spread.floor,
        },
        spread: spread.relative,
        controls: controls.to_vec(),
    }
}

/// The steps of other actions that can be told apart from the own one and from each other, and what became of each.
fn further(places: &[usize], at: &[usize], own: usize) -> (Vec<usize>, Vec<Beside>) {
    let mut kept: Vec<usize> = Vec::new();
    let beside = places
        .iter()
        .map(|place| {
            let before = at.partition_point(|known| known < place);
            if before == 0 || before == at.len() {
                return Beside::Outside;
            }
            if before.abs_diff(own) < NEAR {
                return Beside::Mixed;
            }
            // Two others that began nearly together share one step: they are not told apart from each other, but from this one.
            if kept.last().is_none_or(|last| before - last >= NEAR) {
                kept.push(before);
            }
            Beside::Apart
        })
        .collect();
    (kept, beside)
}

/// Fits the step; before there is a point after the start, a step at the last point stands in: it tells how much points spread.
fn fit(compared: &Compared) -> Option<Step> {
    let before = compared.before.min(compared.at.len().saturating_sub(1));
    fit_at(compared, 0, before, compared.at.len())
}

fn fit_at(compared: &Compared, from: usize, before: usize, to: usize) -> Option<Step> {
    let at: Vec<f64> = compared.at[from..to].iter().map(|place| *place as f64).collect();
    let own = before.checked_sub(from)?;
    let further: Vec<usize> = compared
        .further
        .iter()
        .filter_map(|further| further.checked_sub(from))
        .filter(|further| *further > 0 && *further < at.len() && *further != own)
        .collect();
    let series = Series { at: &at, values: &compared.values[from..to], spread: &compared.spread[from..to], before: own, further: &further };
    interrupted::step(series, compared.restraints).ok()
}

/// Were the last points before the start unusual?
fn unusual(own: &Compared) -> Option<Unusual> {
    // The points after the start of another action are that one's doing.
    let last = own.further.iter().filter(|further| **further < own.before).max().copied().unwrap_or(0);
    let plainest = (1..=MOST_UNUSUAL)
        .filter(|points| own.before >= LEAST_BEFORE + points && own.before - points >= last + if last > 0 { NEAR } else { 0 })
        .filter_map(|points| Some((points, fit_at(own, 0, own.before - points, own.before)?)))
        .max_by(|one, other| one.1.deviate().abs().total_cmp(&other.1.deviate().abs()));
    plainest.filter(|(_, step)| step.deviate().abs() >= UNUSUAL).map(|(points, step)| Unusual { points, deviation: step.size })
}

/// Untouched parts as deviations from their own levels before, in the unit of the treated part.
struct Controls {
    /// Deviations of every control; `None` where unknown.
    deviations: Vec<Vec<Option<f64>>>,
    /// How steady each is: 1 ÷ variance.
    steadiness: Vec<f64>,
    /// Those that are used.
    usable: Vec<usize>,
    own_way: Vec<usize>,
}

impl Controls {
    fn of(case: &Case<'_>) -> Self {
        let level = |unit: &Unit| {
            let before: Vec<f64> = unit.values.iter().take(case.before).filter_map(|value| *value).collect();
            (!before.is_empty()).then(|| before.iter().sum::<f64>() / before.len() as f64)
        };
        let treated = level(case.treated).unwrap_or(0.0);
        let mut controls = Self { deviations: Vec::new(), steadiness: Vec::new(), usable: Vec::new(), own_way: Vec::new() };
        for (index, unit) in case.controls.iter().enumerate() {
            let own = level(unit);
            let factor = match (case.scale, own) {
                (Scale::Ratio, Some(own)) if own > 0.0 && treated > 0.0 => treated / own,
                _ => 1.0,
            };
            let own_level = own.unwrap_or(0.0);
            let deviations: Vec<Option<f64>> = unit.values.iter().map(|value| value.map(|value| (value - own_level) * factor)).collect();
            let known: Vec<Observation> = deviations[..case.before.min(deviations.len())]
                .iter()
                .enumerate()
                .filter_map(|(at, value)| Some(Observation { at: at as f64, value: (*value)?, error: None }))
                .collect();
            let differences = known.windows(2).map(|pair| (pair[1].value - pair[0].value).powi(2));
            let variance = differences.sum::<f64>() / (2 * known.len().saturating_sub(1).max(1)) as f64;
            if is_known(case, unit) && variance > 0.0 {
                controls.usable.push(index);
            }
            controls.steadiness.push(if variance > 0.0 { 1.0 / variance } else { 0.0 });
            controls.deviations.push(deviations);
        }
        controls.leave_out_own_ways(case);
        controls
    }

    /// Leaves out, one by one, the controls that took a step of their own at the start: they were touched by something.
    fn leave_out_own_ways(&mut self, case: &Case<'_>) {
        loop {
            if self.usable.len() < 2 {
                return;
            }
            let Some((plainest, deviate)) = self
                .usable
                .iter()
                .filter_map(|&control| Some((control, self.own_step(case, control)?.deviate().abs())))
                .max_by(|one, other| one.1.total_cmp(&other.1))
            else {
                return;
            };
            if deviate < OWN_WAY {
                return;
            }
            if self.usable.len() == 2 {
                // Which of two went its own way cannot be told.
                self.own_way.append(&mut self.usable);
            } else {
                self.usable.retain(|control| *control != plainest);
                self.own_way.push(plainest);
            }
        }
    }

    /// The step of a control against the others.
    fn own_step(&self, case: &Case<'_>, control: usize) -> Option<Step> {
        let others: Vec<usize> = self.usable.iter().copied().filter(|other| *other != control).collect();
        let unit = Unit { values: self.deviations[control].clone(), errors: Vec::new() };
        // Other actions on the treated part say nothing of this one.
        let case = &Case { further: &[], ..*case };
        let compared = kept(case, &unit, &self.mean(&others, None), None);
        (compared.before >= LEAST_BEFORE && compared.at.len() > compared.before).then(|| fit(&compared))?
    }

    /// The mean of some controls, the steadier ones weighing more; over those that are known in each period.
    fn mean(&self, of: &[usize], weights: Option<&[f64]>) -> Vec<Option<f64>> {
        let periods = self.deviations.first().map_or(0, Vec::len);
        let weight = |control: usize| weights.map_or(self.steadiness[control], |weights| weights[control]);
        let all: f64 = of.iter().map(|control| weight(*control)).sum();
        let at = |place: usize| {
            let known = of.iter().filter_map(|control| Some((weight(*control), self.deviations[*control][place]?)));
            let (sum, total) = known.fold((0.0, 0.0), |(sum, total), (weight, value)| (sum + weight * value, total + weight));
            // Steadiness has no sum of its own; fitted weights keep theirs when one of them is missing.
            let share = if weights.is_some() { all } else { 1.0 };
            (total > 0.5 * all && total > 0.0).then(|| sum / total * share)
        };
        (0..periods).map(at).collect()
    }

    fn plain_weights(&self) -> Vec<f64> {
        let all: f64 = self.usable.iter().map(|control| self.steadiness[*control]).sum();
        (0..self.deviations.len())
            .map(|control| if self.usable.contains(&control) { self.steadiness[control] / all } else { 0.0 })
            .collect()
    }

    /// The synthetic control, cross-fitted before the start, and its weights.
    fn mixture(&self, case: &Case<'_>, compared: &Compared) -> (Vec<Option<f64>>, Vec<f64>) {
        let before = &compared.at[..compared.before];
        let level = before.iter().filter_map(|place| case.treated.values[*place]).sum::<f64>() / before.len().max(1) as f64;
        let fitted = |places: &[usize]| -> Vec<f64> {
            let target: Vec<f64> = places.iter().map(|place| case.treated.values[*place].map_or(f64::NAN, |value| value - level)).collect();
            let donor = |control: &usize| places.iter().map(|place| self.deviations[*control][*place].unwrap_or(f64::NAN)).collect();
            let donors: Vec<Vec<f64>> = self.usable.iter().map(donor).collect();
            let mut weights = vec![0.0; self.deviations.len()];
            for (control, weight) in self.usable.iter().zip(synthetic_weights(&target, &donors)) {
                weights[*control] = weight;
            }
            weights
        };
        let weights = fitted(before);
        let mut mixture = self.weighted(&weights);
        let fold = before.len().div_ceil(FOLDS).max(1);
        for (number, left_out) in before.chunks(fold).enumerate() {
            let seen: Vec<usize> = before.iter().enumerate().filter(|(index, _)| index / fold != number).map(|(_, place)| *place).collect();
            let unseen = self.weighted(&fitted(&seen));
            for place in left_out {
                mixture[*place] = unseen[*place];
            }
        }
        (mixture, weights)
    }

    fn weighted(&self, weights: &[f64]) -> Vec<Option<f64>> {
        if weights.iter().sum::<f64>() > 0.0 {
            self.mean(&self.usable, Some(weights))
        } else {
            vec![Some(0.0); self.deviations.first().map_or(0, Vec::len)]
        }
    }
}

/// Has the unit values in enough of the periods on both sides?
fn is_known(case: &Case<'_>, unit: &Unit) -> bool {
    let after = (case.before + case.between).min(unit.values.len());
    let side = |range: std::ops::Range<usize>| {
        let treated = range.clone().filter(|place| case.treated.values[*place].is_some());
        let (all, known) = treated.fold((0, 0), |(all, known), place| (all + 1, known + usize::from(unit.values[place].is_some())));
        known as f64 >= LEAST_KNOWN * f64::from(all)
    };
    side(0..case.before.min(unit.values.len())) && side(after..unit.values.len())
}

/// How often the same analysis finds as plain an effect where there was no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Placebo {
    /// Analyses at pretended starts before the action and on untouched parts at its start.
    pub tried: usize,
    /// Those that found at least as plain an effect, in either direction.
    pub as_plain: usize,
}

/// Pretended starts at most: neighbouring ones tell nearly the same.
const MOST_PRETENDED: usize = 24;

/// Asks the same question where the answer is known to be "nothing".
pub fn placebo(case: Case<'_>, estimate: &Estimate) -> Placebo {
    let mut placebo = Placebo::default();
    let Some(plain) = estimate.step.as_ref().map(|step| step.deviate().abs()) else { return placebo };
    let compared = &estimate.compared;
    let mut count = |step: Option<Step>| {
        if let Some(step) = step {
            placebo.tried += 1;
            placebo.as_plain += usize::from(step.deviate().abs() >= plain);
        }
    };
    let after = estimate.points_after.max(1);
    let is_free = |start: &usize| compared.further.iter().all(|further| further.abs_diff(*start) >= NEAR);
    let starts: Vec<usize> = (LEAST_BEFORE..compared.before.saturating_sub(3)).filter(is_free).collect();
    for start in starts.iter().step_by(starts.len().div_ceil(MOST_PRETENDED).max(1)) {
        count(fit_at(compared, 0, *start, (start + after).min(compared.before)));
    }
    let controls = Controls::of(&case);
    if controls.usable.len() > 2 {
        for control in &controls.usable {
            count(controls.own_step(&case, *control));
        }
    }
    placebo
}
