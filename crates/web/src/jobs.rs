//! Running imports. They live beside the pages: closing a page does not stop its import, and any page may look at it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use luotsi_core::intake::{IntakeError, LedgerEntry, Progress, Request};
use ulid::Ulid;

use crate::App;
use crate::refresh::{self, Refresh};

/// The pages' own state: what they are made from, and what is running.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) refresh: Arc<Refresh>,
    /// Fingerprint of what signals are worked out with, beside the records.
    pub(crate) rules: Arc<str>,
    jobs: Arc<Mutex<HashMap<String, Arc<Job>>>>,
    made: Arc<AtomicU64>,
}

/// One import.
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) file: String,
    /// Its upload, to return to when it fails.
    pub(crate) upload: String,
    pub(crate) started: Timestamp,
    progress: Mutex<Progress>,
    state: Mutex<State>,
    is_cancelled: AtomicBool,
}

/// Where an import is.
#[derive(Clone)]
pub(crate) enum State {
    Running,
    Done(Box<LedgerEntry>),
    Stopped,
    Failed(IntakeError),
}

impl Job {
    pub(crate) fn progress(&self) -> Progress {
        lock(&self.progress).clone()
    }

    pub(crate) fn state(&self) -> State {
        lock(&self.state).clone()
    }

    /// Asks the import to stop; it does so at its next sign of life.
    pub(crate) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}

/// Finished imports that are still remembered; the ledger keeps all of them.
const MOST_REMEMBERED: usize = 50;

impl Site {
    pub(crate) fn new(app: App) -> Self {
        let rules = refresh::rules(&app).into();
        Self { app, refresh: Arc::default(), rules, jobs: Arc::default(), made: Arc::default() }
    }

    /// A new identifier: the time, and a count in place of chance, which must not be drawn here.
    pub(crate) fn new_id(&self) -> String {
        let millis = u64::try_from((self.app.now)().as_millisecond()).unwrap_or(0);
        Ulid::from_parts(millis, u128::from(self.made.fetch_add(1, Ordering::Relaxed)).wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_string()
    }

    /// Starts an import on a thread of its own and tells its id.
    pub(crate) fn start(&self, file: String, upload: String, request: Request) -> String {
        let job = Arc::new(Job {
            id: self.new_id(),
            file,
            upload,
            started: (self.app.now)(),
            progress: Mutex::new(Progress { phase: "waiting".to_owned(), ..Progress::default() }),
            state: Mutex::new(State::Running),
            is_cancelled: AtomicBool::new(false),
        });
        let id = job.id.clone();
        let mut jobs = lock(&self.jobs);
        if jobs.len() >= MOST_REMEMBERED {
            jobs.retain(|_, job| matches!(job.state(), State::Running));
        }
        jobs.insert(id.clone(), Arc::clone(&job));
        drop(jobs);
        let (intake, folder) = (Arc::clone(&self.app.intake), self.app.uploads.join(&job.upload));
        let site = self.clone();
        tokio::task::spawn_blocking(move || {
            let seen = Arc::clone(&job);
            let done = intake.import(
                &[request],
                Arc::new(move |progress| {
                    *lock(&seen.progress) = progress.clone();
                    !seen.is_cancelled.load(Ordering::Relaxed)
                }),
            );
            let state = match done {
                Ok(entry) => {
                    // The records are in the lake; the uploaded copy would only be one more place with personal data.
                    if let Err(error) = std::fs::remove_dir_all(&folder) {
                        tracing::warn!(%error, "an imported upload could not be removed");
                    }
                    State::Done(Box::new(entry))
                }
                Err(IntakeError::Stopped) => State::Stopped,
                Err(error) => {
                    tracing::error!(%error, "an import failed");
                    State::Failed(error)
                }
            };
            let is_done = matches!(state, State::Done(_));
            *lock(&job.state) = state;
            if is_done {
                site.records_changed();
            }
        });
        id
    }

    /// The import of that id, if it is still remembered.
    pub(crate) fn job(&self, id: &str) -> Option<Arc<Job>> {
        lock(&self.jobs).get(id).cloned()
    }

    /// Imports that are running, earliest first.
    pub(crate) fn running(&self) -> Vec<Arc<Job>> {
        let mut running: Vec<Arc<Job>> = lock(&self.jobs).values().filter(|job| matches!(job.state(), State::Running)).cloned().collect();
        running.sort_by(|one, other| one.id.cmp(&other.id));
        running
    }
}

/// A thread that panicked while it held one of these small values leaves a whole value behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
