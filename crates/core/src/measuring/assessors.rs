//! Who assesses, and how? Agreement, leniency and severity, drift, and scores as they would be without them.
//!
//! Who gives more points may have seen better work. So each assessment is compared with what others gave for the same criterion and form
//! and to the same team in the same quarter (an additive model fitted by turns); what is left is the assessor's own scale. An assessor is
//! compared with the rest, the plainest first, and is then set apart, so that one lenient assessor does not make the others severe.
//! Differences are shrunk towards each other by how much of them chance explains (DerSimonian & Laird 1986), so that noise ranks nobody.
//!
//! Assessors are persons: nobody is named here, and what is told of single ones is that one of so many differs (privacy.md §6.2, 3 and 4).

use std::collections::{BTreeMap, BTreeSet};

use luotsi_stats::distribution::{normal_survival, normal_two_sided_p};

use super::{Desk, Finding, Size, WEEK, What, literal};
use crate::ask::{Counting, Question};
use crate::catalogue::Unit;
use crate::period::{Granularity, Period};
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::Error;

/// Assessments below which an assessor is not compared (privacy.md §6.2, 4).
const LEAST_ASSESSMENTS: f64 = 10.0;
/// An assessor is set apart when chance would make so large a difference less often than this.
const PLAIN: f64 = 1e-3;
/// Agreement that at least tentative conclusions ask for. Source: Krippendorff (2004), *Content Analysis*.
pub(super) const TENTATIVE: f64 = 0.667;
/// Double assessed units that a criterion's agreement needs.
const LEAST_UNITS: f64 = 20.0;
/// Rounds of the additive model: each halves what is left at least, as criteria and teams are spread over assessors.
const ROUNDS: usize = 12;

/// Who assesses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assessors {
    /// How many persons assess the quality of contacts.
    pub count: usize,
    /// How many of them have assessed enough to be compared.
    pub compared: usize,
    /// Assessments.
    pub assessments: usize,
    /// Agreement over all criteria (`None` as criterion) and of each.
    pub agreement: Vec<Agreement>,
    /// The scales of single assessors, without names, lowest first; empty when they are fewer than may be told apart.
    pub scales: Vec<Assessor>,
    /// Score of each team as given, and with the assessors' scales taken out.
    pub teams: Vec<TeamScore>,
    /// How much of the differences between assessors is not chance, 0–1.
    pub reliability: f64,
}

/// Agreement of assessors.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The criterion; `None` = all.
    pub criterion: Option<String>,
    /// Units that at least two scored.
    pub units: f64,
    /// Krippendorff's alpha with its 95 % interval.
    pub alpha: Option<[f64; 3]>,
    /// Gwet's AC1 with its 95 % interval.
    pub ac1: Option<[f64; 3]>,
}

/// How one assessor's scale lies against that of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assessor {
    /// Assessments.
    pub n: f64,
    /// Share of points more than the others would have given, with its 95 % interval.
    pub apart: [f64; 3],
    /// The same, shrunk.
    pub shrunk: f64,
}

/// The quality score of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamScore {
    /// The team.
    pub team: String,
    /// Assessments.
    pub n: f64,
    /// As given.
    pub given: f64,
    /// With the assessors' shrunk scales taken out, with its 95 % interval.
    pub adjusted: [f64; 3],
}

/// One assessment: whose, of which team, when; what was given and what others would have given.
#[derive(Debug, Clone)]
struct Assessment {
    assessor: usize,
    team: Option<String>,
    quarter: Period,
    week: Period,
    points: f64,
    possible: f64,
    expected: f64,
}

impl Assessment {
    /// Share of points more than expected.
    fn residual(&self) -> f64 {
        (self.points - self.expected) / self.possible
    }
}

/// A mean with its variance, from assessments as clusters of criteria.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    n: f64,
    mean: f64,
    variance: f64,
}

impl Mean {
    /// Of residuals, weighted by the points that were possible.
    fn of<'a>(assessments: impl Iterator<Item = &'a Assessment> + Clone) -> Self {
        let weight: f64 = assessments.clone().map(|one| one.possible).sum();
        let n = assessments.clone().count() as f64;
        if n < 2.0 {
            return Self { n, ..Self::default() };
        }
        let mean = assessments.clone().map(|one| one.possible * one.residual()).sum::<f64>() / weight;
        let squares: f64 = assessments.map(|one| (one.possible * (one.residual() - mean)).powi(2)).sum();
        Self { n, mean, variance: squares / (weight * weight) * n / (n - 1.0) }
    }
}

pub(super) fn check(desk: &Desk<'_>, found: &mut Vec<Finding>) -> Result<Assessors, Error> {
    if !desk.has(Kind::Evaluations) {
        return Ok(Assessors::default());
    }
    let (assessments, count) = assessments(desk)?;
    let mut report = Assessors { count, assessments: assessments.len(), agreement: agreement(desk)?, ..Assessors::default() };
    let of_assessor = |number: usize| assessments.iter().filter(move |one| one.assessor == number);
    let compared: Vec<usize> = (0..count).filter(|number| of_assessor(*number).count() as f64 >= LEAST_ASSESSMENTS).collect();
    report.compared = compared.len();
    disagreeing(&report.agreement, found);
    if compared.len() < 2 {
        return Ok(report);
    }
    let apart = set_apart(&assessments, &compared, found);
    drifting(&assessments, &compared, found);

    let means: Vec<Mean> = compared.iter().map(|number| Mean::of(of_assessor(*number))).collect();
    // The scale of those who were not set apart is where the others are measured from.
    let usual = Mean::of(assessments.iter().filter(|one| compared.contains(&one.assessor) && !apart.contains(&one.assessor)));
    let shrink = Shrink::of(&means);
    report.reliability = shrink.reliability(&means);
    let mut scales: BTreeMap<usize, f64> = BTreeMap::new();
    for (number, mean) in compared.iter().zip(&means) {
        scales.insert(*number, shrink.applied(mean) - usual.mean);
        let error = (mean.variance + usual.variance).sqrt();
        let difference = mean.mean - usual.mean;
        report.scales.push(Assessor {
            n: mean.n,
            apart: [difference, difference - 1.96 * error, difference + 1.96 * error],
            shrunk: shrink.applied(mean) - usual.mean,
        });
    }
    report.scales.sort_by(|left, right| left.shrunk.total_cmp(&right.shrunk));
    // Few enough to be recognised: what is told of them is told as a finding about one of so many.
    if compared.len() < desk.world.settings.people_min as usize {
        report.scales.clear();
    }
    report.teams = teams(&assessments, &scales, f64::from(desk.world.settings.group_min));
    Ok(report)
}

/// All quality assessments with what others would have given, and the number of assessors.
fn assessments(desk: &Desk<'_>) -> Result<(Vec<Assessment>, usize), Error> {
    let counting = Counting {
        kind: Kind::Evaluations,
        day: "at_day".into(),
        per: WEEK,
        by: ["evaluation_id", "evaluator_id", "team", "criterion", "form"].map(str::to_owned).to_vec(),
        base: format!("kind = {} and evaluator_id is not null and score is not null and max_score > 0", literal("qa")),
        sums: vec!["score".into(), "max_score".into()],
    };
    let counted = desk.world.ask.counts(&counting)?;
    let mut assessors: BTreeMap<String, usize> = BTreeMap::new();
    let mut criteria: BTreeMap<[Option<String>; 2], usize> = BTreeMap::new();
    let mut places: BTreeMap<(Option<String>, Period), usize> = BTreeMap::new();
    // Criterion, place and assessor of each score.
    let mut scores: Vec<([usize; 3], f64, f64)> = Vec::with_capacity(counted.len());
    let mut by_assessment: BTreeMap<(Option<String>, usize), (Assessment, Vec<usize>)> = BTreeMap::new();
    for one in counted {
        let [id, assessor, team, criterion, form] = <[Option<String>; 5]>::try_from(one.by).unwrap_or_default();
        let Some(assessor) = assessor else { continue };
        let next = assessors.len();
        let assessor = *assessors.entry(assessor).or_insert(next);
        let next = criteria.len();
        let criterion = *criteria.entry([criterion, form]).or_insert(next);
        let quarter = Period::containing(Granularity::Quarter, one.period.start);
        let next = places.len();
        let place = *places.entry((team.clone(), quarter)).or_insert(next);
        let (points, possible) = (one.sums[0], one.sums[1]);
        let empty = Assessment { assessor, team, quarter, week: one.period, points: 0.0, possible: 0.0, expected: 0.0 };
        let (assessment, own) = by_assessment.entry((id, assessor)).or_insert((empty, Vec::new()));
        assessment.points += points;
        assessment.possible += possible;
        own.push(scores.len());
        scores.push(([criterion, place, assessor], points, possible));
    }
    let effects = additive(&scores, [criteria.len(), places.len(), assessors.len()]);
    let assessments = by_assessment.into_values().map(|(mut assessment, own)| {
        let expected = |index: &usize| {
            let ([criterion, place, _], _, possible) = scores[*index];
            (effects[0][criterion] + effects[1][place]) * possible
        };
        assessment.expected = own.iter().map(expected).sum();
        assessment
    });
    Ok((assessments.collect(), assessors.len()))
}

/// Effects of criteria, places and assessors on the share of points, fitted by turns; those of criteria carry the level.
fn additive(scores: &[([usize; 3], f64, f64)], sizes: [usize; 3]) -> [Vec<f64>; 3] {
    let mut effects = sizes.map(|size| vec![0.0; size]);
    for round in 0..ROUNDS * 3 {
        let own = round % 3;
        let mut sums = vec![(0.0, 0.0); sizes[own]];
        for (place, points, possible) in scores {
            let others: f64 = (0..3).filter(|other| *other != own).map(|other| effects[other][place[other]]).sum();
            let (sum, weight) = &mut sums[place[own]];
            *sum += points - others * possible;
            *weight += possible;
        }
        effects[own] = sums.into_iter().map(|(sum, weight)| if weight > 0.0 { sum / weight } else { 0.0 }).collect();
    }
    effects
}

/// Tells the assessors who differ from the rest, the plainest first; gives those who were set apart.
fn set_apart(assessments: &[Assessment], compared: &[usize], found: &mut Vec<Finding>) -> BTreeSet<usize> {
    let mut apart: BTreeSet<usize> = BTreeSet::new();
    let of = compared.len();
    loop {
        let active: Vec<usize> = compared.iter().copied().filter(|number| !apart.contains(number)).collect();
        let against = |number: usize| {
            let own = Mean::of(assessments.iter().filter(|one| one.assessor == number));
            let rest = Mean::of(assessments.iter().filter(|one| one.assessor != number && active.contains(&one.assessor)));
            let error = (own.variance + rest.variance).sqrt();
            (number, own.mean - rest.mean, error, own.n)
        };
        let plainness = |(_, difference, error, _): &(usize, f64, f64, f64)| if *error > 0.0 { (difference / error).abs() } else { 0.0 };
        let plainest = active.iter().map(|number| against(*number)).max_by(|one, other| plainness(one).total_cmp(&plainness(other)));
        let Some(plainest) = plainest.filter(|_| active.len() >= 2) else { return apart };
        let (number, difference, error, n) = plainest;
        let z = if error > 0.0 { difference / error } else { 0.0 };
        let tests = if active.len() == 2 { 1.0 } else { active.len() as f64 };
        let p_value = (normal_two_sided_p(z) * tests).min(1.0);
        let what = match (of, difference > 0.0) {
            (2, _) => What::Apart,
            (_, true) => What::Lenient { of },
            (_, false) => What::Severe { of },
        };
        let level = |wanted: &dyn Fn(&Assessment) -> bool| {
            let (points, possible) =
                assessments.iter().filter(|one| wanted(one)).fold((0.0, 0.0), |sum, one| (sum.0 + one.points, sum.1 + one.possible));
            if possible > 0.0 { points / possible } else { 0.0 }
        };
        let usual = level(&|one| one.assessor != number && active.contains(&one.assessor));
        let difference = if of == 2 { difference.abs() } else { difference };
        found.push(Finding {
            what,
            scope: Scope::whole(),
            since: None,
            weeks: weeks(assessments),
            size: Size {
                before: usual,
                after: usual + difference,
                effect: difference,
                low: difference - 1.96 * error,
                high: difference + 1.96 * error,
                unit: Unit::Percent,
            },
            n,
            share_of_records: n / assessments.len().max(1) as f64,
            p_value: Some(p_value),
            z,
        });
        // Of two who are left, none can be set apart: each is the other's rest.
        if p_value >= PLAIN || active.len() <= 2 {
            return apart;
        }
        apart.insert(number);
    }
}

/// Weeks from the first assessment to the last.
fn weeks(assessments: &[Assessment]) -> usize {
    let all = || assessments.iter().map(|one| one.week);
    match (all().min(), all().max()) {
        (Some(first), Some(last)) => first.through(last).len(),
        _ => 0,
    }
}

/// The assessor whose scale has moved most against that of the others, from quarter to quarter.
fn drifting(assessments: &[Assessment], compared: &[usize], found: &mut Vec<Finding>) {
    let quarters: Vec<Period> = assessments.iter().map(|one| one.quarter).collect::<BTreeSet<_>>().into_iter().collect();
    let trend = |number: usize| {
        let points: Vec<(f64, f64, f64)> = quarters
            .iter()
            .enumerate()
            .filter_map(|(at, quarter)| {
                let within = |wanted: bool| {
                    Mean::of(assessments.iter().filter(move |one| {
                        one.quarter == *quarter && (one.assessor == number) == wanted && compared.contains(&one.assessor)
                    }))
                };
                let (own, rest) = (within(true), within(false));
                let variance = own.variance + rest.variance;
                (own.n >= LEAST_ASSESSMENTS && rest.n >= LEAST_ASSESSMENTS && variance > 0.0).then_some((
                    at as f64,
                    own.mean - rest.mean,
                    variance,
                ))
            })
            .collect();
        let weight: f64 = points.iter().map(|(.., variance)| 1.0 / variance).sum();
        let mean = |value: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(|point| value(point) / point.2).sum::<f64>() / weight;
        let (at, level) = (mean(&|point| point.0), mean(&|point| point.1));
        let spread: f64 = points.iter().map(|(x, _, variance)| (x - at).powi(2) / variance).sum();
        let slope = points.iter().map(|(x, y, variance)| (x - at) * (y - level) / variance).sum::<f64>() / spread;
        let (first, last) = (points.first()?.0, points.last()?.0);
        (points.len() >= 4 && spread > 0.0).then(|| {
            // Quarters vary more than chance alone: as much as around the line, when that is more.
            let rest: f64 = points.iter().map(|(x, y, variance)| (y - level - slope * (x - at)).powi(2) / variance).sum();
            let wide = (rest / (points.len() - 2) as f64).max(1.0);
            let error = (wide / spread).sqrt();
            let n = assessments.iter().filter(|one| one.assessor == number).count() as f64;
            (slope / error, level + slope * (first - at), level + slope * (last - at), error * (last - first), n)
        })
    };
    let plainest = compared.iter().filter_map(|number| trend(*number)).max_by(|one, other| one.0.abs().total_cmp(&other.0.abs()));
    let Some((z, before, after, error, n)) = plainest else { return };
    let effect = after - before;
    found.push(Finding {
        what: What::Drifting { of: compared.len() },
        scope: Scope::whole(),
        since: None,
        weeks: weeks(assessments),
        size: Size { before, after, effect, low: effect - 1.96 * error, high: effect + 1.96 * error, unit: Unit::Percent },
        n,
        share_of_records: n / assessments.len().max(1) as f64,
        p_value: Some((normal_two_sided_p(z) * compared.len() as f64).min(1.0)),
        z,
    });
}

/// How far means are drawn together.
struct Shrink {
    centre: f64,
    /// Variance between assessors beyond chance.
    between: f64,
}

impl Shrink {
    /// DerSimonian & Laird (1986), Controlled Clinical Trials 7:177.
    fn of(means: &[Mean]) -> Self {
        let weights: Vec<f64> = means.iter().map(|mean| if mean.variance > 0.0 { 1.0 / mean.variance } else { 0.0 }).collect();
        let (sum, squares): (f64, f64) = (weights.iter().sum(), weights.iter().map(|weight| weight * weight).sum());
        if sum <= 0.0 {
            return Self { centre: 0.0, between: 0.0 };
        }
        let centre = means.iter().zip(&weights).map(|(mean, weight)| mean.mean * weight).sum::<f64>() / sum;
        let q: f64 = means.iter().zip(&weights).map(|(mean, weight)| weight * (mean.mean - centre).powi(2)).sum();
        let scale = sum - squares / sum;
        let between = if scale > 0.0 { ((q - (means.len() as f64 - 1.0)) / scale).max(0.0) } else { 0.0 };
        let weights: Vec<f64> = means.iter().map(|mean| 1.0 / (mean.variance + between).max(1e-12)).collect();
        let centre = means.iter().zip(&weights).map(|(mean, weight)| mean.mean * weight).sum::<f64>() / weights.iter().sum::<f64>();
        Self { centre, between }
    }

    fn applied(&self, mean: &Mean) -> f64 {
        let kept = if self.between > 0.0 { self.between / (self.between + mean.variance) } else { 0.0 };
        self.centre + kept * (mean.mean - self.centre)
    }

    fn reliability(&self, means: &[Mean]) -> f64 {
        let within = means.iter().map(|mean| mean.variance).sum::<f64>() / means.len().max(1) as f64;
        if self.between + within > 0.0 { self.between / (self.between + within) } else { 0.0 }
    }
}

fn teams(assessments: &[Assessment], scales: &BTreeMap<usize, f64>, group_min: f64) -> Vec<TeamScore> {
    let mut by_team: BTreeMap<&str, Vec<&Assessment>> = BTreeMap::new();
    for one in assessments {
        if let Some(team) = &one.team {
            by_team.entry(team).or_default().push(one);
        }
    }
    let score = |(team, own): (&str, Vec<&Assessment>)| {
        let n = own.len() as f64;
        let possible: f64 = own.iter().map(|one| one.possible).sum();
        let given = own.iter().map(|one| one.points).sum::<f64>() / possible;
        let without = |one: &Assessment| one.points - scales.get(&one.assessor).copied().unwrap_or(0.0) * one.possible;
        let adjusted = own.iter().map(|one| without(one)).sum::<f64>() / possible;
        let squares: f64 = own.iter().map(|one| (without(one) - adjusted * one.possible).powi(2)).sum();
        let error = (squares * n / (n - 1.0).max(1.0)).sqrt() / possible;
        let adjusted = [adjusted, adjusted - 1.96 * error, adjusted + 1.96 * error].map(|share| share.clamp(0.0, 1.0));
        (n >= group_min.max(LEAST_ASSESSMENTS)).then(|| TeamScore { team: team.to_owned(), n, given, adjusted })
    };
    by_team.into_iter().filter_map(score).collect()
}

/// Agreement over all criteria and of each, as the metrics measure it.
fn agreement(desk: &Desk<'_>) -> Result<Vec<Agreement>, Error> {
    const METRICS: [&str; 2] = ["assessor_agreement_alpha", "assessor_agreement_ac1"];
    if METRICS.iter().any(|id| desk.world.catalogue.get(id).is_none()) {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    let evaluations = desk.ground.inventory.kinds.iter().find(|inventory| inventory.kind == Kind::Evaluations);
    let has_criteria = evaluations.is_some_and(|inventory| inventory.dimensions.iter().any(|dimension| dimension.name == "criterion"));
    let by_criterion = has_criteria.then(|| vec!["criterion".to_owned()]);
    for by in std::iter::once(Vec::new()).chain(by_criterion) {
        let question = Question {
            metrics: METRICS.map(str::to_owned).to_vec(),
            per: Granularity::All,
            by,
            scope: Scope::whole(),
            from: None,
            to: None,
        };
        let mut found: BTreeMap<Option<String>, Agreement> = BTreeMap::new();
        for (place, measured) in desk.world.ask.answer(&question)?.measured.into_iter().enumerate() {
            for cell in measured.cells {
                let criterion = cell.dims.first().cloned().flatten();
                let agreement = found.entry(criterion.clone()).or_insert(Agreement { criterion, units: 0.0, alpha: None, ac1: None });
                agreement.units = agreement.units.max(cell.tally.n);
                let value = cell.tally.direct.and_then(|direct| Some([direct.value, direct.low?, direct.high?]));
                if place == 0 { agreement.alpha = value } else { agreement.ac1 = value }
            }
        }
        all.extend(found.into_values());
    }
    Ok(all)
}

/// Criteria on which both coefficients are below what even tentative conclusions ask for.
fn disagreeing(agreement: &[Agreement], found: &mut Vec<Finding>) {
    for one in agreement.iter().filter(|one| one.units >= LEAST_UNITS) {
        let (Some(criterion), Some(alpha), Some(ac1)) = (&one.criterion, one.alpha, one.ac1) else { continue };
        // The kinder of the two: alpha collapses when nearly everything is met, AC1 does not.
        let [value, low, high] = if alpha[0] > ac1[0] { alpha } else { ac1 };
        let error = (high - low) / (2.0 * 1.96);
        let z = if error > 0.0 { (value - TENTATIVE) / error } else { 0.0 };
        found.push(Finding {
            what: What::Disagreeing { criterion: criterion.clone() },
            scope: Scope::whole(),
            since: None,
            weeks: 0,
            size: Size {
                before: TENTATIVE,
                after: value,
                effect: value - TENTATIVE,
                low: low - TENTATIVE,
                high: high - TENTATIVE,
                unit: Unit::Coefficient,
            },
            n: one.units,
            share_of_records: 1.0,
            p_value: Some(normal_survival(-z)),
            z,
        });
    }
}
