//! The lake as others see it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use anyhow::Result;
use jiff::Timestamp;
use luotsi_core::ask::{
    Answer, Answers, Ask, AskError, Counted, Counting, DrawQuestion, Drawn, Inventory, Question, Records, RecordsQuestion,
};
use luotsi_core::catalogue::{Catalogue, Metric};
use luotsi_core::intake::{IntakeError, LedgerEntry, OnProgress, Progress};
use luotsi_core::settings::Settings;
use luotsi_core::timeline::TimelineEvent;

use crate::answer::{self, Desk, Remembered, engine_error};
use crate::engine::{Engine, machine};
use crate::facts;
use crate::journal::Journal;
use crate::sessions::{Sessions, embedded};
use crate::undo;
use crate::writer::Writer;

/// The records of a workspace. Cheap to share; all calls block and may come from any thread outside of an asynchronous task
/// (a page asks from a blocking thread).
pub struct Lake {
    engine: Arc<Engine>,
    catalogue: Arc<Catalogue>,
    settings: Settings,
    sessions: Sessions,
    desk: RwLock<Option<Arc<Desk>>>,
    /// Held while facts are built, so that threads of this process do not all begin.
    preparing: Mutex<()>,
    remembered: Remembered,
    /// What was counted in one version.
    counted: Mutex<(String, CountsByQuestion)>,
}

/// What was counted, by question.
type CountsByQuestion = HashMap<String, Arc<Vec<Counted>>>;

/// Counts remembered at most; reports ask about forty.
const MOST_COUNTED: usize = 100;
/// A count with more rows is not remembered.
const MOST_COUNTED_ROWS: usize = 200_000;

impl Lake {
    /// Opens the lake in this folder (made when it is not there), finishes changes that a crash interrupted and sweeps away
    /// imports that never came to be visible. Facts are built when they are first needed, or with [`Lake::refresh`].
    ///
    /// # Errors
    /// The folder cannot be used, or a table is damaged: says what and where.
    pub fn open(path: &Path, catalogue: Arc<Catalogue>, settings: Settings) -> Result<Self, IntakeError> {
        Self::open_on(path, catalogue, settings, embedded())
    }

    /// The same, with the scans of questions run in these sessions, on a cluster for example. Imports and facts stay with this process.
    ///
    /// # Errors
    /// Those of [`Lake::open`].
    pub fn open_on(path: &Path, catalogue: Arc<Catalogue>, settings: Settings, sessions: Sessions) -> Result<Self, IntakeError> {
        let open = || -> Result<Engine> {
            let engine = Engine::start(Journal::open(path)?)?;
            if let Some(_changing) = engine.journal.try_lock_changes()? {
                engine.settle()?;
            }
            Ok(engine)
        };
        let engine = open().map_err(machine)?;
        Ok(Self {
            engine: Arc::new(engine),
            catalogue,
            settings,
            sessions,
            desk: RwLock::new(None),
            preparing: Mutex::new(()),
            remembered: Remembered::default(),
            counted: Mutex::default(),
        })
    }

    /// Begins an import. Several may be staged at the same time; they become visible one after the other.
    ///
    /// # Errors
    /// The import's id (a ULID) is in use, or the folder cannot be written.
    pub fn writer(&self, import: &str, at: Timestamp, on_progress: OnProgress) -> Result<Writer, IntakeError> {
        if import.is_empty() || !import.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(IntakeError::ImportId { import: import.to_owned() });
        }
        Writer::begin(self.engine.clone(), import, at, on_progress)
    }

    /// Takes an import back as a whole: its rows go, the versions that they replaced come back. Rows that the import found
    /// already there were never its own and stay with the import that brought them.
    ///
    /// # Errors
    /// There is no such import, or it has been undone already; or the machine fails, and nothing has changed.
    pub fn undo(&self, import: &str, at: Timestamp) -> Result<LedgerEntry, IntakeError> {
        undo::undo(&self.engine, import, at)
    }

    /// The imports made, latest first.
    ///
    /// # Errors
    /// A line of the ledger cannot be read.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, IntakeError> {
        self.engine.snapshot().and_then(|_| self.engine.journal.ledger()).map_err(machine)
    }

    /// The version of the records as they are now; empty before the first import.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn version(&self) -> Result<String, IntakeError> {
        self.engine.snapshot().map(|snapshot| snapshot.version()).map_err(machine)
    }

    /// Builds the facts of the version as it is now, where they are not there yet, and answers from them from now on. Progress
    /// is told as phase `deriving`; when the receiver says stop, the work is given up and nothing is kept of it.
    ///
    /// # Errors
    /// The disk is full or a file is damaged. Questions are then answered as before.
    pub fn refresh(&self, on_progress: &OnProgress) -> Result<(), IntakeError> {
        let progress = |progress: &Progress| on_progress(progress);
        self.prepare(&progress).map(drop).map_err(|error| match error.root_cause().to_string().as_str() {
            facts::STOPPED => IntakeError::Stopped,
            _ => machine(error),
        })
    }

    /// Checks every expression of a metric against the tables, whether they hold records or not.
    ///
    /// # Errors
    /// [`AskError::Definition`] names the field, what is wrong and the nearest valid name.
    pub fn check(&self, metric: &Metric) -> Result<(), AskError> {
        let desk = self.desk()?;
        answer::check(&desk, metric)
    }

    /// The desk of the version as it is now.
    fn desk(&self) -> Result<Arc<Desk>, AskError> {
        self.prepare(&|_| true).map_err(engine_error)
    }

    fn prepare(&self, progress: &facts::DeriveProgress<'_>) -> Result<Arc<Desk>> {
        let current = |version: &str| {
            let desk = self.desk.read().ok()?;
            desk.as_ref().filter(|desk| desk.version == version).cloned()
        };
        let version = self.engine.quick_version()?;
        if let Some(desk) = version.and_then(|version| current(&version)) {
            return Ok(desk);
        }
        let _preparing = self.preparing.lock();
        let snapshot = self.engine.snapshot()?;
        if let Some(desk) = current(&snapshot.version()) {
            return Ok(desk);
        }
        let facts = facts::prepare(&self.engine, &snapshot, &self.settings, progress)?;
        let setting = Desk::set(snapshot.version(), facts, self.settings.clone(), &self.sessions);
        let desk = Arc::new(self.engine.runtime.block_on(setting)?);
        if let Ok(mut place) = self.desk.write() {
            *place = Some(desk.clone());
        }
        Ok(desk)
    }
}

impl Lake {
    /// The answer of this version to a question, remembered; `about` tells what was asked of it beyond the question.
    fn remembered(
        &self,
        (question, about): (&Question, &str),
        ask: impl AsyncFnOnce(&Desk) -> Result<Answer, AskError>,
    ) -> Result<Answer, AskError> {
        let desk = self.desk()?;
        let asked = serde_json::to_string(question).map_err(|error| AskError::Engine(error.to_string()))?;
        let key = format!("{}\n{asked}{about}", desk.version);
        if let Some(known) = self.remembered.get(&key) {
            return Ok(known.as_ref().clone());
        }
        let answer = Arc::new(self.engine.runtime.block_on(ask(&desk))?);
        self.remembered.put(key, answer.clone());
        Ok(answer.as_ref().clone())
    }
}

impl Ask for Lake {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        self.remembered((question, ""), async |desk: &Desk| answer::answer(desk, &self.catalogue, question).await)
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        // One question alone may be remembered, and needs nothing kept.
        if questions.len() < 2 {
            return Ok(Answers::one_by_one(self, questions));
        }
        let kept = self.engine.journal.root().join("cells");
        let together = answer::together(self.desk()?, &self.engine.runtime, &self.catalogue, questions, &kept)?;
        Ok(Answers::new(move |index| together.answer(index)))
    }

    fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError> {
        let about = format!(" above {threshold:?}");
        self.remembered((question, &about), async |desk: &Desk| answer::exceedance(desk, &self.catalogue, question, threshold).await)
    }

    fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError> {
        let desk = self.desk()?;
        self.engine.runtime.block_on(answer::draw(&desk, &self.catalogue, question))
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        Ok(answer::inventory(self.desk()?.as_ref()))
    }

    fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError> {
        let desk = self.desk()?;
        self.engine.runtime.block_on(answer::records(&desk, &self.catalogue, question))
    }

    fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError> {
        let desk = self.desk()?;
        let key = serde_json::to_string(counting).map_err(|error| AskError::Engine(error.to_string()))?;
        if let Ok(mut counted) = self.counted.lock() {
            if counted.0 != desk.version {
                *counted = (desk.version.clone(), HashMap::new());
            }
            if let Some(known) = counted.1.get(&key) {
                return Ok(known.as_ref().clone());
            }
        }
        let found = self.engine.runtime.block_on(answer::counts(&desk, counting))?;
        if let Ok(mut counted) = self.counted.lock()
            && counted.0 == desk.version
            && counted.1.len() < MOST_COUNTED
            && found.len() <= MOST_COUNTED_ROWS
        {
            counted.1.insert(key, Arc::new(found.clone()));
        }
        Ok(found)
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        let desk = self.desk()?;
        self.engine.runtime.block_on(answer::timeline(&desk))
    }

    fn actions(&self) -> Result<Vec<luotsi_core::actions::Action>, AskError> {
        let desk = self.desk()?;
        self.engine.runtime.block_on(answer::actions(&desk))
    }
}
