//! One seed: an organisation with its truths, and its twin in which nothing happened; both imported and asked for signals.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi::intake::LocalIntake;
use luotsi::workspace::Workspace;
use luotsi_core::intake::{Intake as _, Request};
use luotsi_core::signals::{Signal, Signals, signals};
use luotsi_core::situation::World;
use luotsi_demo::{Course, Plan, Role};
use serde::{Deserialize, Serialize};

use super::matching::{Known, Plainness, plainness};
use super::parts::Parts;

/// What came of one seed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Trial {
    pub(crate) seed: u64,
    pub(crate) weeks: u32,
    pub(crate) contacts_per_week: f64,
    /// Series that were judged.
    pub(crate) watched: usize,
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

/// A signal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) kind: String,
    pub(crate) metric: String,
    pub(crate) scope: String,
    pub(crate) since: Date,
    pub(crate) effect_sigmas: f64,
    pub(crate) surprise: f64,
    pub(crate) points: u32,
    pub(crate) q: f64,
    pub(crate) seen_in: usize,
    pub(crate) also: Vec<String>,
    /// Truths that could be behind it.
    pub(crate) truths: Vec<usize>,
}

pub(crate) fn run(seed: u64) -> Result<Trial> {
    let plan = Plan::varied(seed);
    let (planted, untouched) = (Organisation::make(&plan)?, Organisation::make(&plan.untouched())?);
    let began = Instant::now();
    let found = planted.signals(&plan)?;
    let took_s = began.elapsed().as_secs_f64();
    let nothing = untouched.signals(&plan)?;
    let parts = Parts::read(&planted.folder.path().join("files/contacts.csv"))?;
    let known: Vec<Known<'_>> =
        plan.planted.iter().filter(|truth| truth.role == Role::Signal).map(|truth| Known::new(&parts, truth)).collect();
    let catalogue = &planted.workspace.catalogue;
    let told: Vec<Told> = found
        .signals
        .iter()
        .map(|signal| {
            // What moved along is told with it.
            let moved = std::iter::once((&signal.metric, &signal.scope, signal.change.since.start))
                .chain(signal.also.iter().map(|also| (&also.metric, &also.scope, also.change.since.start)));
            let moved: Vec<_> = moved.filter_map(|(metric, scope, since)| Some((catalogue.get(metric)?, parts.of(scope), since))).collect();
            let could = |known: &Known<'_>| moved.iter().any(|(metric, part, since)| known.could_move(metric, part, *since, &plan));
            told_as(signal, (0..known.len()).filter(|&index| could(&known[index])).collect())
        })
        .collect();
    let truths = known.iter().enumerate().map(|(index, known)| {
        let shows = |signal: &Told| {
            let shown_by = known.truth.kind.shown_by();
            signal.truths.contains(&index)
                && (shown_by.contains(&signal.metric.as_str()) || signal.also.iter().any(|also| shown_by.contains(&also.as_str())))
        };
        let found = told.iter().position(shows).map(|signal| FoundBy {
            signal,
            likeness: known.likeness(&parts.of(&found.signals[signal].scope)),
            weeks_off: f64::from((told[signal].since - known.truth.from).get_days()) / 7.0,
        });
        let truth = known.truth;
        TruthFound {
            kind: truth.kind.name().to_owned(),
            scope: words(&truth.scope),
            from: truth.from,
            size: truth.size,
            drifts: truth.course == Course::Drift,
            age_weeks: i64::from((plan.until - truth.from).get_days()) / 7 + 1,
            plainness: plainness(&*planted.workspace.lake, &*untouched.workspace.lake, catalogue, truth),
            found,
        }
    });
    Ok(Trial {
        seed,
        weeks: plan.weeks,
        contacts_per_week: plan.contacts_per_week,
        watched: found.watched,
        took_s,
        truths: truths.collect(),
        told_of_nothing: nothing.signals.iter().map(|signal| told_as(signal, Vec::new())).collect(),
        told,
    })
}

fn told_as(signal: &Signal, truths: Vec<usize>) -> Told {
    Told {
        kind: signal.kind.name().to_owned(),
        metric: signal.metric.clone(),
        scope: words(&signal.scope),
        since: signal.change.since.start,
        effect_sigmas: signal.change.effect_sigmas,
        surprise: signal.change.surprise,
        points: signal.change.points,
        q: signal.q,
        seen_in: signal.seen_in.len(),
        also: signal.also.iter().map(|also| also.metric.clone()).collect(),
        truths,
    }
}

fn words(scope: &luotsi_core::scope::Scope) -> String {
    let parts: Vec<String> = scope.iter().map(|(name, values)| format!("{name}={}", values.join("|"))).collect();
    if parts.is_empty() { "everywhere".to_owned() } else { parts.join(", ") }
}

/// A workspace with the records of a plan.
struct Organisation {
    folder: tempfile::TempDir,
    workspace: Workspace,
}

impl Organisation {
    fn make(plan: &Plan) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let files = luotsi_demo::write(&folder.path().join("files"), plan)?;
        fs::write(folder.path().join("workspace.toml"), luotsi_demo::settings_toml(plan))?;
        let workspace = open(folder.path())?;
        let requests: Vec<Request> = files.into_iter().map(|file| Request { file, ..Request::default() }).collect();
        let intake = LocalIntake::open(&workspace).map_err(|error| anyhow::anyhow!("{error}"))?;
        intake.import(&requests, Arc::new(|_| true)).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self { folder, workspace })
    }

    fn signals(&self, plan: &Plan) -> Result<Signals> {
        let now = plan.until.saturating_add(1.day()).at(12, 0, 0, 0).in_tz("Europe/Helsinki")?.timestamp();
        let Workspace { lake, catalogue, settings, .. } = &self.workspace;
        signals(World { ask: &**lake, catalogue, settings, now }).map_err(|error| anyhow::anyhow!("{error:?}"))
    }
}

fn open(folder: &Path) -> Result<Workspace> {
    Workspace::open(folder).map_err(|error| anyhow::anyhow!("{error}"))
}
