//! Signals: out of everything that is watched, the few things worth a reaction.
//!
//! | file | what it holds |
//! |---|---|
//! | `watch` | which series are watched, and each of them judged with what its neighbours know of it |
//! | `story` | a change that shows in a metric, its whole and its parts is one signal, told where it happened |
//! | `aside` | what series do beside their level, each told once |
//! | `spike` | a few periods far out, and back again |
//! | `variation` | a series varies more than it used to |
//! | `conflict` | metrics that contradict each other, by the rules of `rules/` |
//! | `measurement` | what is wrong with the measuring itself, and the figures that it fakes told under it |
//! | `target` | a target that the process, as it now runs, will not meet |
//! | `people` | people leave more than they used to, or are worn out more |
//! | `benchmark` | plainly behind the own best quarter, or what is usual elsewhere and may be compared |
//! | [`life`] | opened, continued, closed: one signal over many looks at the records, never told twice as new |
//! | [`impact`] | how large a signal is in contacts, answers, hours and euros a week |
//! | [`signs`] | the seven signs of a need to develop, read from the signals that stand |
//! | [`picture`] | the small chart beside a signal, and all that a page needs of it without asking the records again |
//!
//! Every watched series gives one p-value ([`crate::judge::Change::p_value`]), and one more where it has a target. The share of
//! false ones among what is told is held over all of them together (Benjamini & Hochberg 1995, with weights after Genovese, Roeder
//! & Wasserman 2006), because rules that are right about one chart are wrong about five thousand (statistics.md §0.2). What is
//! counted are stories: a thing that moved three hundred series is one discovery, not three hundred
//! ([`benjamini_hochberg_of_groups`]). Leavers are a handful of questions of their own, and their errors are shared out among
//! themselves: among thousands of others no wave of leavers could ever be told. So are those of load, findings about the measuring, and
//! comparisons.

pub mod impact;
pub mod life;
pub mod picture;
pub mod signs;

mod aside;
mod benchmark;
mod conflict;
mod measurement;
pub(crate) mod people;
mod spike;
mod story;
mod target;
mod variation;
mod watch;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use luotsi_stats::multiplicity::{benjamini_hochberg, benjamini_hochberg_of_groups, weighted};
use luotsi_stats::spc::Chance;
use serde::{Deserialize, Serialize};

use crate::ask::AskError;
use crate::judge::{Change, Verdict};
use crate::measuring::{self, Finding, History};
use crate::rules::{Does, Rule, Rules};
use crate::scope::Scope;
use crate::situation::{Error, Ground, World};

pub use benchmark::Comparison;
pub use people::LEAVERS;

use benchmark::Behind;
use life::{Followed, Standing};
use story::{Kept, Story};
use target::Beside;
use watch::Watched;

/// The share of false ones among the signals that is allowed for: one in ten (statistics.md §0.4).
pub const FALSE_SHARE: f64 = 0.10;
/// How much a metric that is not on the situation picture weighs against one that is, when errors are shared out.
const WEIGHT_OFF_THE_PICTURE: f64 = 0.25;
/// How much a part of the service weighs against the whole, by the number of its dimensions: there are so many more of them.
const WEIGHT_BY_DEPTH: [f64; 3] = [4.0, 1.0, 0.5];

/// What deserves a reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Signals {
    /// Version of the lake that answered; empty before the first import.
    pub version: String,
    /// Up to when the records are known.
    pub watermark: Option<Timestamp>,
    /// Series that were judged.
    pub watched: usize,
    /// Series with too little data to be judged, or none.
    pub too_small: usize,
    /// Dimensions that were not watched, because they have too many values to be a part of the service.
    pub left_out: Vec<String>,
    /// How many of the signals are expected to be false.
    pub expected_false: f64,
    /// The signals, weightiest first.
    pub signals: Vec<Signal>,
}

impl Signals {
    /// Adds what was told of one family; the q of its least plain one is the share of false ones in it.
    fn add(&mut self, family: Vec<Signal>) {
        self.expected_false += family.iter().map(|signal| signal.q).fold(0.0, f64::max) * family.len() as f64;
        self.signals.extend(family);
    }
}

/// What kind of signal it is (contract: `kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A metric has moved to another level.
    Change,
    /// A target will not be met by the process as it now runs.
    Target,
    /// More people leave than used to, or are worn out more.
    People,
    /// Metrics contradict each other.
    Conflict,
    /// Something is wrong with the measuring itself.
    Measurement,
    /// Plainly behind what the service has been, or what is usual elsewhere.
    Benchmark,
}

impl Kind {
    /// All of them, in the order of the contract.
    pub const ALL: [Self; 6] = [Self::Change, Self::Target, Self::Conflict, Self::People, Self::Measurement, Self::Benchmark];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Target => "target",
            Self::People => "people",
            Self::Conflict => "conflict",
            Self::Measurement => "measurement",
            Self::Benchmark => "benchmark",
        }
    }
}

/// One thing worth a reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The same change of the same metric in the same part of the service has the same id at every refresh.
    pub id: String,
    /// What kind it is.
    pub kind: Kind,
    /// Id of the metric.
    pub metric: String,
    /// Where it happened: the smallest part of the service that explains it.
    pub scope: Scope,
    /// The change there; for a target, from the target to the level that the process has had since `since`; for leavers, from those
    /// that were to be expected in the latest months to those there were; for a comparison, from what is compared with to the level.
    pub change: Change,
    /// Is it for the better? `None` when neither way is good by itself.
    pub better: Option<bool>,
    /// Share of false ones among all signals at least as plain as this one.
    pub q: f64,
    /// How much it matters: size in standard deviations, times the root of the share of the records, more when it is for the
    /// worse and when it is fresh.
    pub weight: f64,
    /// Records of the part, as a share of the whole service's.
    pub share_of_records: f64,
    /// Share of the whole service's change that happened in this part; `None` when the whole did not move.
    pub share_of_change: Option<f64>,
    /// How the whole service stands against the metric's target; `None` in a part of it and without a target.
    pub against: Option<Against>,
    /// Where else the same change shows.
    pub seen_in: Vec<Seen>,
    /// Other metrics that moved at the same time in the same part.
    pub also: Vec<Also>,
    /// The rule behind a conflict, and what holds of it; `None` for other kinds.
    pub conflict: Option<Conflict>,
    /// What was found about the measuring; `None` in signals of other kinds.
    pub finding: Option<Finding>,
    /// What the service is behind; `None` in signals of other kinds.
    pub benchmark: Option<Comparison>,
}

/// A rule between metrics that holds in a part of the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The rule, with its texts as they were when it was told.
    #[serde(with = "whole_rule")]
    pub rule: Arc<Rule>,
    /// What holds of it, in the rule's order.
    pub parts: Vec<Holds>,
    /// Ids of other rules that the same changes fit.
    pub also_fits: Vec<String>,
    /// Ids of signals of which a change here is part, and which happened in more than this place.
    pub linked: Vec<String>,
}

/// A rule is stored whole: a signal that is remembered must say what it said, also when the rule has been worded anew.
mod whole_rule {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use crate::rules::Rule;

    pub(super) fn serialize<S: Serializer>(rule: &Arc<Rule>, into: S) -> Result<S::Ok, S::Error> {
        rule.as_ref().serialize(into)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Rule>, D::Error> {
        Rule::deserialize(from).map(Arc::new)
    }
}

/// One thing that a rule asks for and that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Holds {
    /// Id of the metric.
    pub metric: String,
    /// Is its number of records meant rather than its value?
    pub of_records: bool,
    /// What it does: [`Does::Rises`] and [`Does::Falls`] say which way, whatever word the rule has for it.
    pub does: Does,
    /// The change. For a level beside a value, from the value to the level. For a standstill, the change that it can have had:
    /// its interval (of 90 %) holds 0 or nearly so, and nothing as large as one standard deviation of an ordinary period.
    pub change: Change,
    /// Is the change for the better? `None` for what did not move or has no good direction.
    pub better: Option<bool>,
    /// Its q; `None` for a standstill, which is claimed with 95 % confidence instead.
    pub q: Option<f64>,
}

/// A process beside its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// The target, in the metric's unit.
    pub target: f64,
    /// The chance that a period meets it as things are.
    pub chance: Chance,
}

impl Against {
    /// A target is out of reach when at most so many periods would meet it …
    pub const OUT_OF_REACH: f64 = 0.1;
    /// … and still met as long as most of them do.
    const MET: f64 = 0.5;

    /// Will next to no period meet the target?
    pub fn is_out_of_reach(&self) -> bool {
        self.chance.probability <= Self::OUT_OF_REACH
    }

    /// Will most periods meet the target?
    pub fn is_met(&self) -> bool {
        self.chance.probability >= Self::MET
    }
}

/// The same change seen from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The part of the service.
    pub scope: Scope,
    /// The change there.
    pub effect: f64,
    /// Its q.
    pub q: f64,
}

/// Another metric that moved along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Also {
    /// Id of the metric.
    pub metric: String,
    /// Where.
    pub scope: Scope,
    /// The change.
    pub change: Change,
    /// Is it for the better?
    pub better: Option<bool>,
}

/// Watches everything and tells what deserves a reaction, metrics being read together by the rules that come with the program.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn signals(world: World<'_>) -> Result<Signals, Error> {
    signals_by(world, Rules::shipped())
}

/// The same with a workspace's own rules between metrics.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn signals_by(world: World<'_>, rules: &Rules) -> Result<Signals, Error> {
    Ok(look(world, &Given { rules, followed: &[], history: History::default() })?.0)
}

/// What a look is given beside the records.
#[derive(Clone, Copy)]
pub struct Given<'g> {
    /// Rules between metrics.
    pub rules: &'g Rules,
    /// Earlier signals whose series are followed.
    pub followed: &'g [Followed],
    /// What was imported, and what metrics have meant.
    pub history: History<'g>,
}

/// The same, and how the series of earlier signals stand now, in the order in which they were given; `None` for one that is not
/// watched (any more) or has too little to be judged.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn look(world: World<'_>, given: &Given<'_>) -> Result<(Signals, Vec<Option<Standing>>), Error> {
    let Given { rules, followed, history } = *given;
    let ground = Ground::new(&world)?;
    let watch = watch::collect(&world, &ground)?;
    let (mut found, of_series) = told(&watch, &world, rules, followed)?;
    let map = story::Map::new(&watch);
    let mut standings = Standings::default();
    of_people((&world, &ground), (&watch, &map), &mut found, &mut standings)?;
    let tested = measuring::tested(&world, &ground, history)?;
    let (counted, inferred): (Vec<Finding>, Vec<Finding>) = tested.into_iter().partition(Finding::is_counted);
    found.watched += inferred.len();
    let inferred = of_family(inferred, |finding| finding.p_value.unwrap_or(1.0))?;
    let today = watch.watermark.map(|end| end.to_zoned(ground.calendars.zone().clone()).date());
    let findings = counted.into_iter().map(|finding| (finding, 0.0)).chain(inferred).filter(|(finding, _)| measuring::is_material(finding));
    let findings: Vec<Signal> = findings.map(|(finding, q)| measurement::signal(finding, q, today)).collect();
    standings.of_signals(&findings);
    found.add(findings.into_iter().filter(|signal| signal.q <= FALSE_SHARE).collect());
    let comparisons = of_family(benchmark::compared(&world, &ground, &watch)?, |behind| behind.p_value)?;
    found.watched += comparisons.len();
    standings.of_comparisons(&comparisons);
    let behind = benchmark::told(comparisons.into_iter().filter(|(_, q)| *q <= FALSE_SHARE).collect(), &found.signals);
    found.add(behind);
    found.signals = measurement::explained(world.catalogue, found.signals);
    found.signals.sort_by(|left, right| right.weight.total_cmp(&left.weight).then_with(|| left.id.cmp(&right.id)));
    let standing = |(followed, of_series): (&Followed, Option<Standing>)| {
        of_series.or_else(|| standings.of(followed)).or_else(|| life::of_conflict(&map, followed)).or_else(|| life::of_counted(followed))
    };
    Ok((found, followed.iter().zip(of_series).map(standing).collect()))
}

/// Leavers and load, each a family of its own, with what the work did beside them.
fn of_people(
    (world, ground): (&World<'_>, &Ground),
    (watch, map): (&watch::Watch<'_>, &story::Map<'_, '_>),
    found: &mut Signals,
    standings: &mut Standings,
) -> Result<(), Error> {
    let leaving = of_family(people::leaving(world, ground)?, |leaving| leaving.p_value)?;
    found.watched += leaving.len();
    standings.of_signals(leaving.iter().map(|(leaving, q)| Signal { q: *q, ..leaving.signal.clone() }).collect::<Vec<_>>().as_slice());
    let leaving = leaving.into_iter().filter(|(_, q)| *q <= FALSE_SHARE).map(|(leaving, q)| leaving.with(q)).collect();
    found.add(people::waves(leaving).into_iter().map(|signal| people::beside(signal, map)).collect());
    let loads = of_family(people::heavier(watch, map, world.settings), |asked| asked.p_value)?;
    standings.of_loads(&loads);
    let loads = people::loads(map, loads.into_iter().filter(|(_, q)| *q <= FALSE_SHARE).collect());
    // What wears people out is told as that, and not as a change of a figure as well.
    let is_told = |signal: &Signal| {
        loads.iter().any(|load| load.metric == signal.metric && load.change.effect * signal.change.effect > 0.0)
            && signal.kind == Kind::Change
            && people::is_of_load(&signal.metric)
    };
    found.signals.retain(|signal| !is_told(signal));
    found.add(loads.into_iter().map(|signal| people::beside(signal, map)).collect());
    Ok(())
}

/// A family of questions that shares out its errors among itself: each with its q.
fn of_family<T>(asked: Vec<T>, p_value: impl Fn(&T) -> f64) -> Result<Vec<(T, f64)>, AskError> {
    let p_values: Vec<f64> = asked.iter().map(p_value).collect();
    let q_values = benjamini_hochberg(&p_values).map_err(|error| AskError::Engine(error.to_string()))?;
    Ok(asked.into_iter().zip(q_values).collect())
}

/// How everything stands now that was asked beside the series watched, told or not, by the id of its signal.
#[derive(Default)]
struct Standings {
    by_id: HashMap<String, Standing>,
}

impl Standings {
    fn add(&mut self, id: &str, standing: Standing) {
        // Of one and the same thing the plainest counts.
        let known = self.by_id.entry(measurement::without_direction(id).to_owned()).or_insert(standing);
        if standing.q < known.q {
            *known = standing;
        }
    }

    fn of_signals(&mut self, signals: &[Signal]) {
        for signal in signals {
            self.add(&signal.id, Standing { q: signal.q, change: Some(signal.change), level: Some(signal.change.after) });
        }
    }

    fn of_loads(&mut self, loads: &[(people::Asked<'_, '_>, f64)]) {
        for (asked, q) in loads {
            let id = people::load_id(&asked.watched.metric.id, &asked.watched.scope());
            self.add(&id, life::of_change(asked.watched, *q));
        }
    }

    fn of_comparisons(&mut self, comparisons: &[(Behind, f64)]) {
        for (Behind { signal, .. }, q) in comparisons {
            self.add(&format!("{}:", signal.id), Standing { q: *q, change: Some(signal.change), level: Some(signal.change.after) });
        }
    }

    fn of(&self, followed: &Followed) -> Option<Standing> {
        let id = if followed.kind == Kind::Benchmark { &followed.id } else { measurement::without_direction(&followed.id) };
        matches!(followed.kind, Kind::People | Kind::Measurement | Kind::Benchmark).then(|| self.by_id.get(id).copied()).flatten()
    }
}

/// What deserves a reaction among the series that were watched, read together by rules.
fn told(
    watch: &watch::Watch<'_>,
    world: &World<'_>,
    rules: &Rules,
    followed: &[Followed],
) -> Result<(Signals, Vec<Option<Standing>>), AskError> {
    let (judged, too_small): (Vec<&Watched<'_>>, Vec<&Watched<'_>>) =
        watch.series.iter().partition(|watched| !matches!(watched.weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. }));
    let targets: Vec<(f64, Beside<'_, '_>)> =
        judged.iter().filter_map(|watched| Some((weight(watched), target::beside(watched)?))).collect();
    let of_changes = judged.iter().map(|watched| (watched.weighed.change.map_or(1.0, |change| change.p_value()), weight(watched)));
    let of_targets = targets.iter().map(|(weight, beside)| (beside.p_value, *weight));
    let of_asides = aside::questions(&judged);
    let asked = of_asides.iter().map(|asked| (asked.p_value, asked.weight));
    let (p_values, weights): (Vec<f64>, Vec<f64>) = of_changes.chain(of_targets).chain(asked).unzip();
    let engine = |error: luotsi_stats::Error| AskError::Engine(error.to_string());
    let p_values = weighted(&p_values, &weights).map_err(engine)?;
    let mut odds = p_values.iter().copied().zip(benjamini_hochberg(&p_values).map_err(engine)?);
    let standings = standings(followed, &judged, &targets, &of_asides, &odds.clone().map(|(_, q)| q).collect::<Vec<f64>>());
    let of_series = judged.iter().zip(odds.by_ref()).filter(|(_, (_, q))| *q <= FALSE_SHARE);
    let kept: Vec<Kept<'_, '_>> = of_series.map(|(watched, (p, q))| Kept { watched, p, q }).collect();
    let map = story::Map::new(watch);
    let stories = story::tell(&map, &kept);
    let missed = targets.iter().zip(odds.by_ref()).filter(|(_, (_, q))| *q <= FALSE_SHARE);
    let missed: Vec<(Signal, f64)> = missed.filter_map(|((_, beside), (p, q))| Some((target::signal(beside, q)?, p))).collect();
    let beside = of_asides.iter().zip(odds).filter(|(_, (_, q))| *q <= FALSE_SHARE);
    let beside: Vec<aside::Kept<'_, '_>> = beside.filter_map(|(asked, (p, q))| asked.kept(p, q)).collect();
    let of_levels: Vec<&Signal> = stories.iter().map(|story| &story.signal).collect();
    let beside = aside::tell(&map, beside, &of_levels);
    let groups = stories.iter().map(|story| story.p).chain(missed.iter().chain(&beside).map(|(_, p)| *p));
    let groups: Vec<f64> = groups.collect();
    let mut q_values = benjamini_hochberg_of_groups(&groups, p_values.len()).map_err(engine)?.into_iter();
    let stories = stories.into_iter().zip(q_values.by_ref()).filter(|(_, q)| *q <= FALSE_SHARE);
    let stories: Vec<Story<'_, '_>> = stories.map(|(story, q)| story.with(q)).collect();
    let counted = conflict::counted(watch, rules, world.settings);
    let look = conflict::Look { map: &map, stories: &stories, settings: world.settings, catalogue: world.catalogue };
    let mut signals = conflict::tell(&look, &counted, rules);
    // A fall that put the target out of reach says so itself.
    let says_so = |told: &Signal| told.kind == Kind::Change && told.scope.is_whole() && told.better == Some(false);
    let is_told = |missed: &Signal| signals.iter().any(|told| told.metric == missed.metric && says_so(told));
    let missed = missed.into_iter().zip(q_values.by_ref()).filter(|((signal, _), q)| *q <= FALSE_SHARE && !is_told(signal));
    let missed: Vec<Signal> = missed.map(|((signal, _), q)| Signal { q, ..signal }).collect();
    signals.extend(missed);
    let beside = beside.into_iter().zip(q_values).filter(|(_, q)| *q <= FALSE_SHARE);
    signals.extend(beside.map(|((signal, _), q)| Signal { q, ..signal }));
    signals.sort_by(|left, right| right.weight.total_cmp(&left.weight).then_with(|| left.id.cmp(&right.id)));
    let mut found = Signals {
        version: watch.version.clone(),
        watermark: watch.watermark,
        watched: judged.len(),
        too_small: too_small.len(),
        left_out: watch.left_out.clone(),
        expected_false: 0.0,
        signals: Vec::new(),
    };
    found.add(signals);
    Ok((found, standings))
}

/// How followed series stand. The q-values are those of the changes of all judged series, then those of the targets, then those of
/// what series do beside their level.
fn standings(
    followed: &[Followed],
    judged: &[&Watched<'_>],
    targets: &[(f64, Beside<'_, '_>)],
    asides: &[aside::Question<'_, '_>],
    q_values: &[f64],
) -> Vec<Option<Standing>> {
    let (of_changes, others) = q_values.split_at(judged.len().min(q_values.len()));
    let (of_targets, of_asides) = others.split_at(targets.len().min(others.len()));
    let of_change = |followed: &Followed| {
        let found = judged.iter().zip(of_changes).find(|(watched, _)| followed.is(watched));
        found.map(|(watched, q)| life::of_change(watched, *q))
    };
    let of_target = |followed: &Followed| {
        let found = targets.iter().zip(of_targets).find(|((_, beside), _)| followed.is(beside.watched));
        found.map(|((_, beside), q)| life::of_target(beside, *q))
    };
    let of_aside = |followed: &Followed| {
        let found = asides.iter().zip(of_asides).find(|(asked, _)| asked.is_of(followed.change.course) && followed.is(asked.watched));
        found.map(|(asked, q)| life::of_aside(asked, *q))
    };
    let standing = |followed: &Followed| {
        if !followed.change.course.is_of_level() {
            return of_aside(followed);
        }
        [(Kind::Change, of_change(followed)), (Kind::Target, of_target(followed))]
            .into_iter()
            .find_map(|(kind, standing)| standing.filter(|_| kind == followed.kind))
    };
    followed.iter().map(standing).collect()
}

/// The same kind of thing in the same metric and part of the service, in the same direction, has the same id.
fn id(kind: Kind, watched: &Watched<'_>, change: &Change) -> String {
    let way = if change.effect > 0.0 { "up" } else { "down" };
    let direction = if change.course.is_of_level() { way.to_owned() } else { format!("{}:{way}", change.course.name()) };
    let at: Vec<String> = watched.place.iter().map(|(dimension, value)| format!("{dimension}={value}")).collect();
    format!("{}:{}:{}:{direction}", kind.name(), watched.metric.id, at.join(";"))
}

fn weight(watched: &Watched<'_>) -> f64 {
    let metric = if watched.metric.situation { 1.0 } else { WEIGHT_OFF_THE_PICTURE };
    metric * WEIGHT_BY_DEPTH.get(watched.depth()).copied().unwrap_or(0.25)
}

#[cfg(test)]
mod tests;
