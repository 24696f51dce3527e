//! One seed: what was told of an organisation and of its twin, held against what is true.

use std::collections::BTreeSet;

use jiff::civil::Date;
use luotsi_core::catalogue::{Better, Catalogue, Metric, Statistic};
use luotsi_core::judge::Change;
use luotsi_core::measuring::What;
use luotsi_core::period::Granularity;
use luotsi_core::scope::Scope;
use luotsi_core::signals::{Kind, Signal, Signals};
use luotsi_demo::{Course, Plan, Planted, Role, Truth};
use serde::{Deserialize, Serialize};

use super::matching::{Known, Moved, Plainness, Spread, Twins, values};
use super::parts::Parts;

/// A target is missed when the level lies so many standard deviations of a period on its wrong side: one period of six meets it.
const MISSED_SIGMAS: f64 = 1.0;

/// What came of one seed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Trial {
    pub(crate) seed: u64,
    pub(crate) weeks: u32,
    pub(crate) contacts_per_week: f64,
    /// Series that were judged.
    pub(crate) watched: usize,
    /// Seconds for the signals of one organisation.
    pub(crate) took_s: f64,
    pub(crate) truths: Vec<TruthFound>,
    /// Signals of the organisation with the truths.
    pub(crate) told: Vec<Told>,
    /// Signals of its twin, in which nothing happened.
    pub(crate) told_of_nothing: Vec<Told>,
}

/// A truth, and what was told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TruthFound {
    pub(crate) kind: String,
    pub(crate) scope: String,
    pub(crate) from: Date,
    pub(crate) size: f64,
    pub(crate) drifts: bool,
    pub(crate) age_weeks: i64,
    pub(crate) plainness: Plainness,
    pub(crate) found: Option<FoundBy>,
    /// Was it looked for in the records as they were known earlier?
    pub(crate) is_followed: bool,
    /// Weeks of the truth in the records when it was first told; `None` where it was not looked for or is not told yet.
    pub(crate) told_after_weeks: Option<i64>,
}

/// The weightiest signal that tells of a truth.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FoundBy {
    /// Its place among the signals told.
    pub(crate) signal: usize,
    /// Contacts of the part named and of the truth's, as a share of those of either.
    pub(crate) likeness: f64,
    /// Weeks that the date told is late.
    pub(crate) weeks_off: f64,
}

/// What a signal is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Worth {
    /// A truth is behind it.
    Explained,
    /// It says how things are, and so they are: a target that is missed, a part that is not asked.
    Standing,
    /// Nothing is behind it.
    False,
}

/// A signal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) kind: String,
    pub(crate) metric: String,
    /// The rule of a conflict, the code of a finding.
    pub(crate) detail: String,
    pub(crate) scope: String,
    pub(crate) since: Date,
    pub(crate) effect_sigmas: f64,
    pub(crate) surprise: f64,
    pub(crate) points: u32,
    pub(crate) q: f64,
    pub(crate) seen_in: usize,
    pub(crate) also: Vec<String>,
    pub(crate) worth: Worth,
    /// Truths that are behind it.
    pub(crate) truths: Vec<usize>,
    /// Truths that are behind what is told along with it.
    pub(crate) along: Vec<usize>,
}

/// Ids of all metrics that something is told of.
pub(crate) fn metrics_of(signals: &Signals) -> BTreeSet<String> {
    let of = |signal: &Signal| {
        let along = signal.also.iter().map(|also| also.metric.clone());
        let parts = signal.conflict.iter().flat_map(|conflict| &conflict.parts).map(|part| part.metric.clone());
        along.chain(parts).chain([signal.metric.clone()]).collect::<Vec<String>>()
    };
    signals.signals.iter().flat_map(of).collect()
}

/// Ids of all metrics but those that are worked out by resampling, which take longer than all others together.
pub(crate) fn all_metrics(catalogue: &Catalogue) -> BTreeSet<String> {
    let is_resampled = |metric: &Metric| matches!(metric.measure.statistic, Statistic::Agreement { .. } | Statistic::Survival { .. });
    catalogue.iter().filter(|metric| !is_resampled(metric)).map(|metric| metric.id.clone()).collect()
}

/// One who knows what is true.
pub(crate) struct Judge<'a> {
    twins: Twins<'a>,
    parts: &'a Parts,
    plan: &'a Plan,
    known: Vec<Known<'a>>,
}

impl<'a> Judge<'a> {
    /// Measures what the truths did to the metrics.
    pub(crate) fn new(twins: Twins<'a>, parts: &'a Parts, plan: &'a Plan, metrics: &BTreeSet<String>) -> Self {
        let truths = plan.planted.iter().filter(|truth| truth.role == Role::Signal);
        let known = truths.map(|truth| Known::new(twins, parts, plan, truth, metrics)).collect();
        Self { twins, parts, plan, known }
    }

    /// One who knows that nothing happened.
    pub(crate) fn of_nothing(twins: Twins<'a>, parts: &'a Parts, plan: &'a Plan) -> Self {
        Self { twins: Twins { planted: twins.untouched, ..twins }, parts, plan, known: Vec::new() }
    }

    /// What each signal is worth.
    pub(crate) fn told(&self, signals: &Signals) -> Vec<Told> {
        signals.signals.iter().map(|signal| self.one(signal)).collect()
    }

    /// What was told of each truth.
    pub(crate) fn truths(&self, signals: &Signals, told: &[Told]) -> Vec<TruthFound> {
        let of = |(index, known): (usize, &Known<'a>)| {
            let truth = known.truth;
            TruthFound {
                kind: truth.kind.name().to_owned(),
                scope: words(&known.scope),
                from: truth.from,
                size: truth.size,
                drifts: truth.course == Course::Drift,
                age_weeks: i64::from((self.plan.until - truth.from).get_days()) / 7 + 1,
                plainness: known.plainness(),
                found: self.found(index, signals, told),
                is_followed: false,
                told_after_weeks: None,
            }
        };
        self.known.iter().enumerate().map(of).collect()
    }

    /// The weightiest signal that tells of a truth, or has it told along with it.
    pub(crate) fn found(&self, index: usize, signals: &Signals, told: &[Told]) -> Option<FoundBy> {
        let leads = told.iter().position(|told| told.truths.contains(&index));
        let signal = leads.or_else(|| told.iter().position(|told| told.along.contains(&index)))?;
        let known = &self.known[index];
        // A person's leniency is in no part of the contacts.
        let likeness =
            if known.truth.kind == Truth::LenientAssessor { 1.0 } else { known.likeness(&self.parts.of(&signals.signals[signal].scope)) };
        Some(FoundBy { signal, likeness, weeks_off: f64::from((told[signal].since - known.truth.from).get_days()) / 7.0 })
    }

    fn one(&self, signal: &Signal) -> Told {
        let (worth, truths) = match signal.kind {
            Kind::Target => (self.target(signal), Vec::new()),
            Kind::People => worth_of(self.those(|known| self.is_wave(known, signal))),
            Kind::Measurement => self.finding(signal),
            Kind::Conflict => self.conflict(signal),
            _ => worth_of(self.behind(&signal.metric, &signal.scope, &signal.change)),
        };
        let along = signal.also.iter().flat_map(|also| {
            let behind = self.behind(&also.metric, &also.scope, &also.change);
            behind.into_iter().filter(|index| self.known[*index].truth.kind.shown_by().contains(&also.metric.as_str()))
        });
        let along: BTreeSet<usize> = along.collect();
        let rule = signal.conflict.as_ref().map(|conflict| conflict.rule.id.clone());
        Told {
            kind: signal.kind.name().to_owned(),
            metric: signal.metric.clone(),
            detail: rule.or(signal.finding.as_ref().map(|finding| finding.what.code().to_owned())).unwrap_or_default(),
            scope: words(&signal.scope),
            since: signal.change.since.start,
            effect_sigmas: signal.change.effect_sigmas,
            surprise: signal.change.surprise,
            points: signal.change.points,
            q: signal.q,
            seen_in: signal.seen_in.len(),
            also: signal.also.iter().map(|also| also.metric.clone()).collect(),
            worth,
            truths,
            along: along.into_iter().collect(),
        }
    }

    fn those(&self, is_it: impl Fn(&Known<'a>) -> bool) -> Vec<usize> {
        (0..self.known.len()).filter(|index| is_it(&self.known[*index])).collect()
    }

    /// Truths behind a change.
    fn behind(&self, metric: &str, scope: &Scope, change: &Change) -> Vec<usize> {
        let Some(metric) = self.metric(metric) else { return Vec::new() };
        let moved = Moved { metric, part: self.parts.of(scope), since: change.since, effect: change.effect };
        self.those(|known| known.explains(&moved))
    }

    fn metric(&self, id: &str) -> Option<&'a Metric> {
        self.twins.catalogue.get(id)
    }

    /// Is the target really missed? By the level of all periods of the twin, and what the truths did to it lately.
    fn target(&self, signal: &Signal) -> Worth {
        let missed = || {
            let metric = self.metric(&signal.metric)?;
            let per = Granularity::Week.max(metric.per());
            let all = |ask| values(ask, &[metric], per, &Scope::whole()).remove(&metric.id);
            let (with, without) = (all(self.twins.planted)?, all(self.twins.untouched)?);
            let spread = Spread::of(&without)?;
            let lately: Vec<f64> = with
                .iter()
                .filter(|(period, _)| period.start >= signal.change.since.start)
                .filter_map(|(period, value)| Some(value - without.get(period)?))
                .collect();
            let level = spread.mean + lately.iter().sum::<f64>() / lately.len().max(1) as f64;
            let gap = signal.against?.target - level;
            let gap = if metric.better == Better::Down { -gap } else { gap };
            Some(gap >= MISSED_SIGMAS * spread.sigma)
        };
        if missed() == Some(true) { Worth::Standing } else { Worth::False }
    }

    /// Leavers of a team that was planted to lose people, when it was.
    fn is_wave(&self, known: &Known<'_>, signal: &Signal) -> bool {
        let told = signal.scope.values("team");
        let is_there = told.is_empty() || known.scope.values("team") == told;
        known.truth.kind == Truth::Turnover && is_there && known.is_near(signal.change.since)
    }

    /// All that moved has to be a truth's doing; what only says how levels stand tells no change.
    fn conflict(&self, signal: &Signal) -> (Worth, Vec<usize>) {
        let Some(conflict) = &signal.conflict else { return (Worth::False, Vec::new()) };
        let moves: Vec<_> = conflict.parts.iter().filter(|part| part.does.is_move()).collect();
        let behind: Vec<Vec<usize>> = moves
            .iter()
            .map(|part| {
                // A number of records moves with the contacts.
                let metric = if part.of_records { "contact_volume" } else { &part.metric };
                self.behind(metric, &signal.scope, &part.change)
            })
            .collect();
        match () {
            () if moves.is_empty() => (Worth::Standing, Vec::new()),
            () if behind.iter().any(Vec::is_empty) => (Worth::False, Vec::new()),
            () => worth_of(behind.into_iter().flatten().collect::<BTreeSet<usize>>().into_iter().collect()),
        }
    }

    fn finding(&self, signal: &Signal) -> (Worth, Vec<usize>) {
        let Some(finding) = &signal.finding else { return (Worth::False, Vec::new()) };
        let part = self.parts.of(&signal.scope);
        let is_there = |known: &Known<'_>| known.likeness(&part) > 0.3;
        let is_of = |known: &Known<'_>, kind: Truth| known.truth.kind == kind;
        let behind = match &finding.what {
            What::SelectionBegan => {
                self.those(|known| is_of(known, Truth::BiasedSampling) && known.is_near(signal.change.since) && is_there(known))
            }
            What::SelectionStands => self.those(|known| is_of(known, Truth::BiasedSampling) && is_there(known)),
            What::Lenient { .. } | What::Apart | What::Drifting { .. } | What::Disagreeing { .. } => {
                self.those(|known| is_of(known, Truth::LenientAssessor))
            }
            // Self-service is not asked and not assessed, messages hardly are: so the organisations are made.
            What::HardlyAsked | What::HardlyAssessed | What::SilenceColours { .. } => return (Worth::Standing, Vec::new()),
            _ => Vec::new(),
        };
        worth_of(behind)
    }
}

fn worth_of(truths: Vec<usize>) -> (Worth, Vec<usize>) {
    (if truths.is_empty() { Worth::False } else { Worth::Explained }, truths)
}

fn words(scope: &Scope) -> String {
    let parts: Vec<String> = scope.iter().map(|(name, values)| format!("{name}={}", values.join("|"))).collect();
    if parts.is_empty() { "everywhere".to_owned() } else { parts.join(", ") }
}

/// Truths that were planted, in the order of [`Judge::truths`].
pub(crate) fn truths_of(plan: &Plan) -> impl Iterator<Item = &Planted> {
    plan.planted.iter().filter(|truth| truth.role == Role::Signal)
}
