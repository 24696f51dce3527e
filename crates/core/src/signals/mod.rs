//! Signals: out of everything that is watched, the few things worth a reaction.
//!
//! | file | what it holds |
//! |---|---|
//! | `watch` | which series are watched, and each of them judged with what its neighbours know of it |
//! | `story` | a change that shows in a metric, its whole and its parts is one signal, told where it happened |
//! | `measurement` | what is wrong with the measuring itself, and the figures that it fakes told under it |
//! | `target` | a target that the process, as it now runs, will not meet |
//!
//! Every watched series gives one p-value ([`crate::judge::Change::p_value`]), and one more where it has a target. The share of
//! false ones among what is kept is held over all of them together (Benjamini & Hochberg 1995, with weights after Genovese, Roeder
//! & Wasserman 2006), because rules that are right about one chart are wrong about five thousand (statistics.md §0.2).

mod measurement;
mod story;
mod target;
mod watch;

use jiff::Timestamp;
use luotsi_stats::multiplicity::weighted_benjamini_hochberg;
use luotsi_stats::spc::Chance;
use serde::{Deserialize, Serialize};

use crate::ask::AskError;
use crate::judge::{Change, Verdict};
use crate::measuring::{self, Finding};
use crate::scope::Scope;
use crate::situation::{Error, Ground, World};

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

/// What kind of signal it is (contract: `kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A metric has moved to another level.
    Change,
    /// A target will not be met by the process as it now runs.
    Target,
    /// Something is wrong with the measuring itself.
    Measurement,
}

impl Kind {
    /// All of them, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Change, Self::Target, Self::Measurement];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Target => "target",
            Self::Measurement => "measurement",
        }
    }
}

/// One thing worth a reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The same change of the same metric in the same part of the service has the same id at every refresh.
    pub id: String,
    /// What kind it is.
    pub kind: Kind,
    /// Id of the metric.
    pub metric: String,
    /// Where it happened: the smallest part of the service that explains it.
    pub scope: Scope,
    /// The change there; for a target, from the target to the level that the process has had since `since`.
    pub change: Change,
    /// Is it for the better? `None` when neither way is good by itself.
    pub better: Option<bool>,
    /// Share of false ones among all signals at least as plain as this one, where it was seen most plainly.
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
    /// What was found about the measuring; `None` in signals of other kinds.
    pub finding: Option<Finding>,
}

/// A process beside its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Against {
    /// The target, in the metric's unit.
    pub target: f64,
    /// The chance that a period meets it as things are.
    pub chance: Chance,
}

impl Against {
    /// A target is out of reach when at most so many periods would meet it …
    const OUT_OF_REACH: f64 = 0.1;
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
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The part of the service.
    pub scope: Scope,
    /// The change there.
    pub effect: f64,
    /// Its q.
    pub q: f64,
}

/// Another metric that moved along.
#[derive(Debug, Clone, PartialEq)]
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

/// Watches everything and tells what deserves a reaction.
///
/// # Errors
/// When the lake cannot answer or a setting is wrong.
pub fn signals(world: World<'_>) -> Result<Signals, Error> {
    let watch = watch::collect(&world)?;
    let (judged, too_small): (Vec<&Watched<'_>>, Vec<&Watched<'_>>) =
        watch.series.iter().partition(|watched| !matches!(watched.weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. }));
    let targets: Vec<(f64, Beside<'_, '_>)> =
        judged.iter().filter_map(|watched| Some((weight(watched), target::beside(watched)?))).collect();
    let of_changes = judged.iter().map(|watched| (watched.weighed.change.map_or(1.0, |change| change.p_value()), weight(watched)));
    let of_targets = targets.iter().map(|(weight, beside)| (beside.p_value, *weight));
    let ground = Ground::new(&world)?;
    let found = measuring::tested(&world, &ground)?;
    let of_findings = found.iter().filter_map(|finding| Some((finding.p_value?, 1.0)));
    let (p_values, weights): (Vec<f64>, Vec<f64>) = of_changes.chain(of_targets).chain(of_findings).unzip();
    let mut q_values = weighted_benjamini_hochberg(&p_values, &weights).map_err(|error| AskError::Engine(error.to_string()))?.into_iter();
    let kept: Vec<(&Watched<'_>, f64)> = judged.iter().copied().zip(q_values.by_ref()).filter(|(_, q)| *q <= FALSE_SHARE).collect();
    let mut signals = story::tell(&watch, &kept);
    let missed: Vec<Signal> = targets
        .iter()
        .zip(q_values.by_ref())
        .filter(|(_, q)| *q <= FALSE_SHARE)
        .filter_map(|((_, beside), q)| target::signal(beside, q))
        .collect();
    // A fall that put the target out of reach says so itself.
    let is_told =
        |missed: &Signal| signals.iter().any(|told| told.metric == missed.metric && told.scope.is_whole() && told.better == Some(false));
    let missed: Vec<Signal> = missed.into_iter().filter(|missed| !is_told(missed)).collect();
    signals.extend(missed);
    let today = watch.watermark.map(|end| end.to_zoned(ground.calendars.zone().clone()).date());
    let tests = found.iter().filter(|finding| finding.p_value.is_some()).count();
    let found = found.into_iter().map(|finding| {
        let q = if finding.is_counted() { 0.0 } else { q_values.next().unwrap_or(1.0) };
        (finding, q)
    });
    let found = found.filter(|(finding, q)| *q <= FALSE_SHARE && measuring::is_material(finding));
    signals.extend(found.map(|(finding, q)| measurement::signal(finding, q, today)));
    let mut signals = measurement::explained(world.catalogue, signals);
    signals.sort_by(|left, right| right.weight.total_cmp(&left.weight).then_with(|| left.id.cmp(&right.id)));
    Ok(Signals {
        version: watch.version,
        watermark: watch.watermark,
        watched: judged.len() + tests,
        too_small: too_small.len(),
        left_out: watch.left_out,
        expected_false: signals.iter().map(|signal| signal.q).sum(),
        signals,
    })
}

/// The same kind of thing in the same metric and part of the service, in the same direction, has the same id.
fn id(kind: Kind, watched: &Watched<'_>, change: &Change) -> String {
    let direction = if change.effect > 0.0 { "up" } else { "down" };
    let at: Vec<String> = watched.place.iter().map(|(dimension, value)| format!("{dimension}={value}")).collect();
    format!("{}:{}:{}:{direction}", kind.name(), watched.metric.id, at.join(";"))
}

fn weight(watched: &Watched<'_>) -> f64 {
    let metric = if watched.metric.situation { 1.0 } else { WEIGHT_OFF_THE_PICTURE };
    metric * WEIGHT_BY_DEPTH.get(watched.depth()).copied().unwrap_or(0.25)
}

#[cfg(test)]
mod tests;
