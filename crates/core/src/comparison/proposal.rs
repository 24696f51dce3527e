//! Targets in steps with dates that the process could reach.
//!
//! A target is a decision of people; what is proposed here is arithmetic: from the level that the process has now, towards the best
//! quarter that it has had (as far as noise leaves that believed), and only then towards a usual level elsewhere that may be
//! compared. A step is as large as quarters of this service truly lie apart, and never smaller than what can be recognised. Each
//! step says with what chance a period would meet it if nothing changed: a target beyond that is not reached by trying harder, the
//! process has to be changed.

use jiff::civil::Date;
use luotsi_stats::distribution::StudentT;
use serde::{Deserialize, Serialize};

use super::external::{External, NotCompared, externals};
use super::own_best::{OwnBest, own_best};
use super::process::{Level, Process};
use crate::ask::AskError;
use crate::catalogue::{Metric, Unit};
use crate::judge::Judgement;
use crate::measure::{Cut, Point};
use crate::period::{Granularity, Period};
use crate::scope::Scope;
use crate::signals::Against;
use crate::situation::{Error, Ground, Known, Rower, View, World, ask_all};

/// Steps that are proposed at once: beyond a year nobody knows.
const MOST_STEPS: usize = 4;
/// A level to hold is met by so many of the periods as they are.
const HELD_BY: f64 = 0.8;

/// What is proposed for a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Id of the metric.
    pub metric: String,
    /// What a period is.
    pub per: Granularity,
    /// What is proposed, or why nothing is.
    pub outcome: Outcome,
    /// The level now, with the ends of its 95 % interval; `None` when it cannot be told.
    pub present: Option<Present>,
    /// The best quarter so far.
    pub own_best: Option<OwnBest>,
    /// Values from elsewhere, also those that are not compared.
    pub externals: Vec<External>,
    /// The steps, first things first.
    pub steps: Vec<Step>,
    /// The goal that lies beyond the last step, when the way there is longer than a year.
    pub beyond: Option<f64>,
    /// The target that the workspace has set, with the chance that a period meets it as things are.
    pub target: Option<(f64, f64)>,
}

/// What the process does now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Present {
    /// First period of the level.
    pub since: Period,
    /// Points that it rests on.
    pub points: usize,
    /// The level.
    pub level: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Between these lie nineteen of twenty periods as things are.
    pub range: (f64, f64),
}

/// What comes of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There is a better level that the service has had, or that is usual elsewhere.
    Steps,
    /// The service is as good as it has ever been, and nothing honest to compare with is better: hold that.
    Hold,
    /// Neither way is good by itself.
    NoDirection,
    /// Too little is known to tell what the process can do.
    TooLittle,
}

impl Outcome {
    /// Its code in JSON and among texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::Hold => "hold",
            Self::NoDirection => "no_direction",
            Self::TooLittle => "too_little",
        }
    }
}

/// What a step leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The level as it is, held.
    Hold,
    /// On the way to the own best quarter, or there.
    OwnBest,
    /// On the way to what is usual elsewhere, or there.
    External,
}

impl Aim {
    /// Its code in JSON and among texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::OwnBest => "own_best",
            Self::External => "external",
        }
    }
}

/// One target on the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The target, in the metric's unit.
    pub target: f64,
    /// The last day of the quarter by whose end the level is there.
    pub by: Date,
    /// What it leads to.
    pub aim: Aim,
    /// Chance that an ordinary period meets it as things are.
    pub chance: f64,
}

impl Step {
    /// Does next to no period meet it as things are? Then the process has to be changed before it can be met.
    pub fn is_outside(&self) -> bool {
        self.chance <= Against::OUT_OF_REACH
    }
}

/// Proposes targets for a metric of the whole service.
///
/// # Errors
/// When there is no such metric, the lake cannot answer or a setting is wrong.
pub fn proposal(world: World<'_>, id: &str) -> Result<Proposal, Error> {
    let unknown = || AskError::UnknownMetric { name: id.to_owned(), nearest: world.catalogue.nearest(id) };
    let metric = world.catalogue.get(id).ok_or_else(unknown)?;
    let ground = Ground::new(&world)?;
    let today = ground.watermark.unwrap_or(world.now).to_zoned(ground.calendars.zone().clone()).date();
    let mut externals = externals(metric, world.settings, today.year());
    let (points, judgement) = judged(&world, &ground, metric, &Scope::whole())?;
    let whole = Process::of_judgement(metric, &points, &judgement);
    // A value of a part of the service stands beside that part.
    let mut goals: Vec<f64> = Vec::new();
    for external in externals.iter_mut().filter(|external| external.is_comparable()) {
        if external.scope.is_whole() {
            goals.push(external.value);
            continue;
        }
        let (points, judgement) = judged(&world, &ground, metric, &external.scope)?;
        if Process::of_judgement(metric, &points, &judgement).and_then(|part| part.present()).is_none() {
            external.not_compared = Some(NotCompared::NoOwnFigure);
        }
    }
    let per = points.first().map_or(metric.per(), |point| point.period.granularity);
    let nothing = |outcome: Outcome, externals: Vec<External>| Proposal {
        metric: metric.id.clone(),
        per,
        outcome,
        present: None,
        own_best: None,
        externals,
        steps: Vec::new(),
        beyond: None,
        target: None,
    };
    let Some(process) = whole.filter(|process| process.sign().is_some()) else {
        let outcome = if metric.better == crate::catalogue::Better::Band { Outcome::NoDirection } else { Outcome::TooLittle };
        return Ok(nothing(outcome, externals));
    };
    let enough = process.present().filter(|_| process.judged >= crate::judge::POINTS_NEEDED);
    let Some(level) = enough else { return Ok(nothing(Outcome::TooLittle, externals)) };
    let own_best = own_best(&process, world.settings.smallest_change_sigmas);
    let target = world.settings.targets.get(&metric.id).copied();
    let basis = Basis { process, level, own_best, goals, today, least_sigmas: world.settings.smallest_change_sigmas };
    Ok(Proposal { externals, target: target.map(|target| (target, basis.chance(target))), ..basis.proposed() })
}

/// The series of a metric in a part of the service, with its judgement.
fn judged(world: &World<'_>, ground: &Ground, metric: &Metric, scope: &Scope) -> Result<(Vec<Point>, Judgement), Error> {
    let view = View { scope: scope.clone(), ..View::default() };
    let rower = Rower { world, ground, view: &view };
    let (_, asked) = ask_all(&rower, &[metric], &[])?;
    let cut = if scope.is_whole() { Cut::Whole } else { Cut::Group };
    let (points, stretch, missing) = match asked.first() {
        Some((_, stretch, measured)) => {
            let cells: Vec<&crate::ask::Cell> = measured.cells.iter().collect();
            (rower.points(metric, &cells, *stretch, cut), *stretch, measured.missing.clone())
        }
        None => (Vec::new(), ground.stretch(&view, metric.per()), None),
    };
    let judgement = rower.judgement(metric, &points, stretch, Known { missing: missing.as_ref(), ..Known::default() });
    Ok((points, judgement))
}

/// What a proposal is made from.
struct Basis<'p> {
    process: Process<'p>,
    level: Level,
    own_best: Option<OwnBest>,
    /// Usual levels elsewhere that may be compared.
    goals: Vec<f64>,
    today: Date,
    /// The smallest change that matters, in standard deviations of an ordinary point.
    least_sigmas: f64,
}

impl Basis<'_> {
    fn proposed(&self) -> Proposal {
        let Self { process, level, own_best, .. } = self;
        let (outcome, (steps, beyond)) = match self.aims() {
            aims if aims.is_empty() => (Outcome::Hold, (vec![self.hold()], None)),
            aims => (Outcome::Steps, self.steps(&aims)),
        };
        let (margin, spread) = (process.t() * level.error, process.t() * self.spread_of_period());
        Proposal {
            metric: process.metric.id.clone(),
            per: level.since.granularity,
            outcome,
            present: Some(Present {
                since: level.since,
                points: level.points,
                level: level.value,
                low: level.value - margin,
                high: level.value + margin,
                range: (self.possible(level.value - spread), self.possible(level.value + spread)),
            }),
            own_best: *own_best,
            externals: Vec::new(),
            steps,
            beyond,
            target: None,
        }
    }

    fn sign(&self) -> f64 {
        self.process.sign().unwrap_or(1.0)
    }

    /// The smallest step that can be recognised.
    fn smallest(&self) -> f64 {
        /// Below this nothing can be told from ordinary movement, whatever the workspace calls small.
        const LEAST_SIGMAS: f64 = 0.25;
        self.least_sigmas.max(LEAST_SIGMAS) * self.process.sigma
    }

    /// A step: how far quarters truly lie apart, and at least what can be recognised.
    fn pace(&self) -> f64 {
        self.own_best.map_or(0.0, |best| best.typical_move).max(self.smallest())
    }

    /// Goals that are better than the level, nearest first: the own best quarter, then the next usual level elsewhere.
    fn aims(&self) -> Vec<(f64, Aim)> {
        let better_than = |goal: f64, level: f64| self.sign() * (goal - level) >= self.smallest();
        let mut aims: Vec<(f64, Aim)> = Vec::new();
        aims.extend(self.own_best.filter(|best| better_than(best.value, self.level.value)).map(|best| (best.value, Aim::OwnBest)));
        let so_far = aims.last().map_or(self.level.value, |(goal, _)| *goal);
        let further = self.goals.iter().copied().filter(|goal| better_than(*goal, so_far));
        aims.extend(further.min_by(|left, right| (self.sign() * left).total_cmp(&(self.sign() * right))).map(|goal| (goal, Aim::External)));
        aims
    }

    /// Steps of one quarter each; and the goal beyond them when there are more than a year's.
    fn steps(&self, aims: &[(f64, Aim)]) -> (Vec<Step>, Option<f64>) {
        let mut steps: Vec<Step> = Vec::new();
        let mut from = self.level.value;
        let mut quarter = Period::containing(Granularity::Quarter, self.today);
        for (goal, aim) in aims {
            let count = ((goal - from).abs() / self.pace()).ceil().max(1.0) as usize;
            for step in 1..=count {
                if steps.len() == MOST_STEPS {
                    return (steps, Some(*goal));
                }
                let target = self.possible(self.rounded(from + (goal - from) * step as f64 / count as f64));
                // A step that rounding has taken is none.
                let is_further = steps.last().map_or(self.level.value, |last| last.target);
                if self.sign() * (target - is_further) <= 0.0 {
                    continue;
                }
                quarter = quarter.next();
                steps.push(self.step(target, quarter, *aim));
            }
            from = *goal;
        }
        (steps, None)
    }

    /// The level that most periods keep as they are.
    fn hold(&self) -> Step {
        let back = self.process.spread().map_or(0.0, |spread: StudentT| spread.quantile(HELD_BY)) * self.spread_of_period();
        let target = self.possible(self.rounded(self.level.value - self.sign() * back));
        self.step(target, Period::containing(Granularity::Quarter, self.today).next(), Aim::Hold)
    }

    fn step(&self, target: f64, quarter: Period, aim: Aim) -> Step {
        Step { target, by: quarter.end().yesterday().unwrap_or(quarter.start), aim, chance: self.chance(target) }
    }

    /// Standard deviation of one ordinary period, the error of the level included.
    fn spread_of_period(&self) -> f64 {
        self.process.sigma.hypot(self.level.error)
    }

    /// Chance that an ordinary period meets a target as things are.
    fn chance(&self, target: f64) -> f64 {
        let missing = self.sign() * (target - self.level.value) / self.spread_of_period();
        self.process.spread().map_or(0.5, |spread| spread.survival(missing))
    }

    /// With as many digits as a step can carry: a half of the power of ten below it.
    fn rounded(&self, number: f64) -> f64 {
        let unit = 10_f64.powf(self.pace().log10().floor()) / 2.0;
        let rounded = (number / unit).round() * unit;
        if rounded.is_finite() { (rounded * 1e9).round() / 1e9 } else { number }
    }

    /// Within what the unit allows.
    fn possible(&self, number: f64) -> f64 {
        match self.process.metric.unit {
            Unit::Percent => number.clamp(0.0, 1.0),
            Unit::Points => number.clamp(-100.0, 100.0),
            Unit::Stars => number.clamp(1.0, 5.0),
            Unit::Coefficient => number.clamp(-1.0, 1.0),
            _ => number.max(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::judge::{Request, weigh};
    use crate::sample::{self, Dice};
    use crate::settings::Settings;

    /// What is proposed for weeks of a share, seen from the summer of 2026.
    fn proposed(count: usize, level: impl Fn(usize) -> f64, goals: &[f64]) -> Proposal {
        let metric = sample::metric(sample::SHARE);
        let mut dice = Dice(7);
        let tallies: Vec<_> =
            (0..count).map(|week| Some(sample::share((2_000.0 * (level(week) + 0.02 * dice.normal())).round(), 2_000.0))).collect();
        let points = sample::weeks(&metric, &tallies);
        let settings = Settings::default();
        let request =
            Request { metric: &metric, points: &points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 };
        let weighed = weigh(&request);
        let process = Process::of_weighed(&metric, &points, &weighed).expect("it varies");
        let basis = Basis {
            process,
            level: process.present().expect("a level"),
            own_best: own_best(&process, 0.5),
            goals: goals.to_vec(),
            today: date(2026, 8, 3),
            least_sigmas: 0.5,
        };
        basis.proposed()
    }

    #[test]
    fn the_way_back_to_the_best_quarter_goes_in_steps_of_what_quarters_differ_by() {
        let proposal = proposed(120, |week| if (26..52).contains(&week) { 0.78 } else { 0.7 }, &[]);
        assert_eq!(proposal.outcome, Outcome::Steps);
        let best = proposal.own_best.expect("nine quarters").value;
        let targets: Vec<f64> = proposal.steps.iter().map(|step| step.target).collect();
        assert!(targets.windows(2).all(|pair| pair[0] < pair[1]), "{targets:?}");
        assert!((targets.last().unwrap() - best).abs() <= 0.005 + 1e-9, "{targets:?} to {best}");
        assert_eq!(proposal.steps[0].by, date(2026, 12, 31));
        assert_eq!(proposal.steps[1].by, date(2027, 3, 31));
        assert!(proposal.steps.iter().all(|step| step.aim == Aim::OwnBest));
        // Each step is less likely than the one before, as things are.
        assert!(proposal.steps.windows(2).all(|pair| pair[0].chance > pair[1].chance));
        assert!(proposal.steps.last().unwrap().is_outside(), "eight points are four standard deviations of a week");
    }

    #[test]
    fn a_service_at_its_best_is_asked_to_hold_what_it_has() {
        let proposal = proposed(120, |_| 0.7, &[]);
        assert_eq!((proposal.outcome, proposal.steps.len()), (Outcome::Hold, 1));
        let step = proposal.steps[0];
        assert!(step.aim == Aim::Hold && step.target < 0.7 && (0.7..0.9).contains(&step.chance) && !step.is_outside(), "{step:?}");
    }

    #[test]
    fn what_is_usual_elsewhere_comes_after_the_own_best_and_beyond_a_year_is_said_to_be_beyond() {
        let proposal = proposed(120, |_| 0.7, &[0.72, 0.95, 0.6]);
        assert_eq!(proposal.steps[0].aim, Aim::External);
        assert_eq!(proposal.beyond, None, "the nearest better level is the next goal, not the farthest");
        let far = proposed(120, |_| 0.7, &[0.95]);
        assert_eq!((far.steps.len(), far.beyond), (MOST_STEPS, Some(0.95)));
        assert!(far.steps.iter().all(|step| step.target < 0.95));
    }

    #[test]
    fn a_target_never_leaves_what_the_unit_allows() {
        let proposal = proposed(120, |week| if week < 80 { 0.99 } else { 0.95 }, &[1.4]);
        assert!(proposal.steps.iter().all(|step| (0.0..=1.0).contains(&step.target)), "{:?}", proposal.steps);
    }
}
