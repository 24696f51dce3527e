//! Which truth a signal speaks of, and how plain a truth is for one who knows where and when to look.

use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::ask::{Ask, Question};
use luotsi_core::catalogue::{Catalogue, Metric};
use luotsi_core::measure::value;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_demo::{Course, Plan, Planted, Truth};

use super::parts::{Parts, both, count};

/// A date may be so many weeks off and still be that of the truth.
const DATE_OFF_WEEKS: i64 = 6;
/// A part that holds so much of a truth's contacts holds the truth.
const HOLDS: f64 = 0.8;
/// A part in which a truth's contacts are so many times as frequent as in the whole service has to do with it.
const MORE_OFTEN: f64 = 1.4;

/// A truth with the contacts that it is about.
pub(crate) struct Known<'a> {
    pub(crate) truth: &'a Planted,
    own: Vec<bool>,
    /// Contacts of its teams: who waits longer because colleagues have more to do.
    teams: Vec<bool>,
}

impl<'a> Known<'a> {
    pub(crate) fn new(parts: &Parts, truth: &'a Planted) -> Self {
        Self { truth, own: parts.of(&truth.scope), teams: parts.of(&parts.teams_of(&truth.scope)) }
    }

    /// Could what a metric did in a part at a date be the truth's doing?
    pub(crate) fn could_move(&self, metric: &Metric, part: &[bool], since: Date, plan: &Plan) -> bool {
        let truth = self.truth;
        let begins = truth.from.saturating_sub((7 * DATE_OFF_WEEKS).days());
        let last = if truth.course == Course::Drift { plan.until } else { truth.until.unwrap_or(truth.from) };
        let is_near = (begins..=last.saturating_add((7 * DATE_OFF_WEEKS).days())).contains(&since);
        is_near && touches(truth.kind, metric) && (is_of(part, &self.own) || makes_work(truth.kind) && is_of(part, &self.teams))
    }

    /// Contacts of both, as a share of the contacts of either (Jaccard).
    pub(crate) fn likeness(&self, part: &[bool]) -> f64 {
        let shared = count(&both(part, &self.own));
        shared / (count(part) + count(&self.own) - shared).max(1.0)
    }
}

/// Has a part to do with another?
fn is_of(part: &[bool], truth: &[bool]) -> bool {
    let (shared, part, own) = (count(&both(part, truth)), count(part), count(truth));
    let usual = own / truth.len().max(1) as f64;
    shared >= HOLDS * own || shared >= (MORE_OFTEN * usual).min(0.9) * part
}

/// Does it change how much there is to do?
fn makes_work(kind: Truth) -> bool {
    matches!(kind, Truth::Resolution | Truth::Bouncing | Truth::Hurry | Truth::Volume | Truth::Turnover)
}

/// Can a truth of a kind move a metric of these records at all?
fn touches(kind: Truth, metric: &Metric) -> bool {
    let tables = metric.tables();
    let any = |kinds: &[Kind]| tables.iter().any(|table| kinds.contains(table));
    match kind {
        Truth::Satisfaction | Truth::BiasedSampling => any(&[Kind::Feedback]),
        Truth::Quality | Truth::LenientAssessor => any(&[Kind::Evaluations]),
        Truth::Turnover => any(&[Kind::Evaluations, Kind::People, Kind::Work, Kind::Costs]),
        Truth::SkillGap => any(&[Kind::Contacts, Kind::Evaluations, Kind::Feedback]),
        Truth::Theme => any(&[Kind::Feedback]),
        _ => any(&[Kind::Contacts, Kind::Events, Kind::Feedback, Kind::Work, Kind::Costs]),
    }
}

/// How plain a truth is for one who knows its metrics, its part and its date.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Plainness {
    /// Its effect in standard deviations of a week of the part without it; the largest over the metrics that show it.
    pub(crate) sigmas: f64,
    /// Expected |t| of the level's change, autocorrelation allowed for; the largest over the metrics.
    pub(crate) noncentrality: f64,
}

/// Compares an organisation with its twin in which nothing happened.
pub(crate) fn plainness(planted: &dyn Ask, untouched: &dyn Ask, catalogue: &Catalogue, truth: &Planted) -> Plainness {
    let of = |id: &&str| plainness_of(planted, untouched, catalogue.get(id)?, truth);
    let larger = |one: Plainness, other: Plainness| Plainness {
        sigmas: one.sigmas.max(other.sigmas),
        noncentrality: one.noncentrality.max(other.noncentrality),
    };
    truth.kind.shown_by().iter().filter_map(of).fold(Plainness::default(), larger)
}

fn plainness_of(planted: &dyn Ask, untouched: &dyn Ask, metric: &Metric, truth: &Planted) -> Option<Plainness> {
    // Persons are no part to look at.
    let scope = if truth.scope.values("evaluator_id").is_empty() { truth.scope.clone() } else { Scope::whole() };
    let values = |ask: &dyn Ask| {
        let question = Question {
            metrics: vec![metric.id.clone()],
            per: Granularity::Week.max(metric.per()),
            by: Vec::new(),
            scope: scope.clone(),
            from: None,
            to: None,
        };
        let answer = ask.answer(&question).ok()?;
        let measured = answer.measured.into_iter().next()?;
        let value = |cell: &luotsi_core::ask::Cell| Some((cell.period.start, value(metric, &cell.tally).value?));
        Some(measured.cells.iter().filter_map(value).collect::<std::collections::BTreeMap<Date, f64>>())
    };
    let (with, without) = (values(planted)?, values(untouched)?);
    let usual: Vec<f64> = without.values().copied().collect();
    let mean = usual.iter().sum::<f64>() / usual.len() as f64;
    let squares: f64 = usual.iter().map(|value| (value - mean).powi(2)).sum();
    let sigma = (squares / (usual.len() as f64 - 1.0)).sqrt();
    let products: f64 = usual.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    let carried = (products / squares).clamp(0.0, 0.7);
    let moved: Vec<f64> =
        with.iter().filter(|(start, _)| **start >= truth.from).filter_map(|(start, value)| Some(value - without.get(start)?)).collect();
    let (after, before) = (moved.len() as f64, usual.len() as f64 - moved.len() as f64);
    if moved.is_empty() || before < 8.0 || sigma <= 0.0 || !sigma.is_finite() {
        return None;
    }
    let sigmas = (moved.iter().sum::<f64>() / after / sigma).abs();
    let error = ((1.0 / after + 1.0 / before) * (1.0 + carried) / (1.0 - carried)).sqrt();
    Some(Plainness { sigmas, noncentrality: sigmas / error })
}
