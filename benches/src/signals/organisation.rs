//! A workspace with the records of a plan, imported like anybody's files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi::intake::LocalIntake;
use luotsi::workspace::Workspace;
use luotsi_core::intake::{Intake as _, Request};
use luotsi_core::signals::{Signals, signals};
use luotsi_core::situation::World;
use luotsi_demo::Plan;

use super::matching::Twins;
use super::parts::Parts;
use super::trial::{Judge, Trial, all_metrics, metrics_of, truths_of};

/// Of one seed in so many, how soon its truths are told is looked for too: that takes several looks at each.
const LOOKED_FOR_DELAY: u64 = 5;

/// Makes the organisation of a seed and its twin, and holds what is told of them against what is true.
pub(crate) fn try_seed(seed: u64) -> Result<Trial> {
    let plan = Plan::varied(seed);
    let (planted, untouched) = (Organisation::make(&plan)?, Organisation::make(&plan.untouched())?);
    let began = Instant::now();
    let found = planted.signals(plan.until)?;
    let took_s = began.elapsed().as_secs_f64();
    let nothing = untouched.signals(plan.until)?;
    let parts = Parts::read(&planted.file("contacts.csv"))?;
    let twins = Twins { planted: &*planted.workspace.lake, untouched: &*untouched.workspace.lake, catalogue: &planted.workspace.catalogue };
    let is_followed = seed.is_multiple_of(LOOKED_FOR_DELAY);
    // Earlier looks may tell of other metrics than the last one.
    let all = if is_followed { all_metrics(&planted.workspace.catalogue) } else { BTreeSet::new() };
    let metrics = &all | &metrics_of(&found);
    let judge = Judge::new(twins, &parts, &plan, &metrics);
    let told = judge.told(&found);
    let mut truths = judge.truths(&found, &told);
    if is_followed {
        for (index, truth) in truths_of(&plan).enumerate() {
            truths[index].is_followed = true;
            if truths[index].found.is_some() {
                truths[index].told_after_weeks = Some(delay(&planted, &judge, index, truth.from, truths[index].age_weeks)?);
            }
        }
    }
    Ok(Trial {
        seed,
        weeks: plan.weeks,
        contacts_per_week: plan.contacts_per_week,
        watched: found.watched,
        took_s,
        told_of_nothing: Judge::of_nothing(twins, &parts, &plan).told(&nothing),
        truths,
        told,
    })
}

/// Weeks of a truth in the records at which it is first told, by halving: what is told of it later is told from then on.
fn delay(planted: &Organisation, judge: &Judge<'_>, index: usize, from: Date, age: i64) -> Result<i64> {
    let (mut silent, mut told) = (0, age);
    while told - silent > 1 {
        // Truths are told early or late: the first look is at four weeks.
        let weeks = if silent == 0 && told > 8 { 4 } else { (silent + told) / 2 };
        let last = from.saturating_add((7 * weeks - 1).days());
        let seen = planted.known_until(last)?;
        let signals = seen.signals(last)?;
        if judge.found(index, &signals, &judge.told(&signals)).is_some() { told = weeks } else { silent = weeks }
    }
    Ok(told)
}

struct Organisation {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
    settings: String,
    workspace: Workspace,
}

impl Organisation {
    fn make(plan: &Plan) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let files = luotsi_demo::write(&folder.path().join("files"), plan)?;
        Self::import(folder, files, luotsi_demo::settings_toml(plan))
    }

    /// The same as it was known at the end of a day.
    fn known_until(&self, last: Date) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let files: Vec<PathBuf> = self.files.iter().filter_map(|file| Some(folder.path().join(file.file_name()?))).collect();
        for (from, to) in self.files.iter().zip(&files) {
            fs::copy(from, to)?;
        }
        luotsi_demo::known_until(&files, last)?;
        Self::import(folder, files, self.settings.clone())
    }

    fn import(folder: tempfile::TempDir, files: Vec<PathBuf>, settings: String) -> Result<Self> {
        fs::write(folder.path().join("workspace.toml"), &settings)?;
        let workspace = open(folder.path())?;
        let requests: Vec<Request> = files.iter().map(|file| Request { file: file.clone(), ..Request::default() }).collect();
        let intake = LocalIntake::open(&workspace).map_err(|error| anyhow::anyhow!("{error}"))?;
        intake.import(&requests, Arc::new(|_| true)).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self { folder, files, settings, workspace })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("files").join(name)
    }

    fn signals(&self, until: Date) -> Result<Signals> {
        let now = until.saturating_add(1.day()).at(12, 0, 0, 0).in_tz("Europe/Helsinki")?.timestamp();
        let Workspace { lake, catalogue, settings, .. } = &self.workspace;
        signals(World { ask: &**lake, catalogue, settings, now }).map_err(|error| anyhow::anyhow!("{error:?}"))
    }
}

fn open(folder: &Path) -> Result<Workspace> {
    Workspace::open(folder).map_err(|error| anyhow::anyhow!("{error}"))
}
