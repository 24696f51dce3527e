//! Signals are worked out in the background: at the start, and whenever the records have changed. One look at a time; its result
//! is stored whole or not at all, so that a program that is stopped meanwhile leaves what the look before had left.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use luotsi_core::ask::{self, Answer, Answers, Ask, AskError, Inventory, Question, Records, RecordsQuestion};
use luotsi_core::intake::LedgerEntry;
use luotsi_core::measuring::History;
use luotsi_core::measuring::definition::{self, Changed};
use luotsi_core::signals;
use luotsi_core::signals::life::{self, Event, Followed, Life, Standing};
use luotsi_core::signals::picture::{picture, price};
use luotsi_core::situation::{Error, World};
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::StoreError;
use luotsi_state::signals::{Kept, Look};

use crate::jobs::Site;
use crate::pages::frame::zone;
use crate::{App, Watch};

/// What the refresh is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing.
    Nothing,
    /// It looks at the records; so many series have been seen so far.
    Looking { series: u64 },
    /// The latest look failed; the log says why.
    Failed,
}

/// Whether a look is taken at records that have been looked at already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Only when something has changed.
    WhenChanged,
    /// In any case.
    Anyway,
}

/// The refresh of one site.
#[derive(Default)]
pub(crate) struct Refresh {
    state: Mutex<State>,
    series: AtomicU64,
}

#[derive(Default)]
struct State {
    is_running: bool,
    /// Something changed while a look was taken: another follows.
    again: bool,
    has_failed: bool,
}

/// Why a look failed.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("the records could not be asked: {0}")]
    Ask(#[from] AskError),
    #[error("the signals could not be worked out: {0}")]
    Core(#[from] Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the thread that works the signals out was lost")]
    Lost,
}

impl Site {
    /// What the refresh is doing now.
    pub(crate) fn doing(&self) -> Doing {
        let state = lock(&self.refresh.state);
        match (state.is_running, state.has_failed) {
            (true, _) => Doing::Looking { series: self.refresh.series.load(Ordering::Relaxed) },
            (false, true) => Doing::Failed,
            (false, false) => Doing::Nothing,
        }
    }

    /// Tells that records may have changed.
    pub(crate) fn records_changed(&self) {
        if self.app.watch == Watch::Always {
            self.look(Wish::WhenChanged);
        }
    }

    /// Takes a look at the records, on its own time. One at a time: a wish that comes meanwhile is fulfilled afterwards.
    pub(crate) fn look(&self, wish: Wish) {
        {
            let mut state = lock(&self.refresh.state);
            if state.is_running {
                state.again = true;
                return;
            }
            state.is_running = true;
        }
        let site = self.clone();
        tokio::spawn(async move {
            let mut wish = wish;
            loop {
                site.refresh.series.store(0, Ordering::Relaxed);
                let taken = site.take_a_look(wish).await;
                if let Err(error) = &taken {
                    tracing::error!(%error, "signals could not be worked out; the earlier ones stay");
                }
                let mut state = lock(&site.refresh.state);
                state.has_failed = taken.is_err();
                if !std::mem::take(&mut state.again) {
                    state.is_running = false;
                    return;
                }
                wish = Wish::WhenChanged;
            }
        });
    }

    async fn take_a_look(&self, wish: Wish) -> Result<(), Failed> {
        let app = &self.app;
        // Another program may store a look meanwhile; then this one starts from what that one left.
        loop {
            let asked = app.clone();
            let inventory = tokio::task::spawn_blocking(move || asked.ask.inventory()).await.map_err(|_| Failed::Lost)??;
            let latest = luotsi_state::signals::latest_look(&app.store).await?;
            let basis = self.basis(&inventory);
            let is_known = latest.as_ref().is_some_and(|look| look.basis == basis);
            if wish == Wish::WhenChanged && is_known || latest.is_none() && inventory.kinds.is_empty() {
                return Ok(());
            }
            let listed = luotsi_state::signals::list(&app.store).await?;
            for id in &listed.unreadable {
                tracing::warn!(%id, "a signal was stored by another version of the program and is left as it is");
            }
            let number = latest.map_or(0, |look| look.number) + 1;
            let met = luotsi_state::definitions::list(&app.store).await?;
            let worked = self.on_its_own_thread(listed.signals, definition::changes(&met)).await?;
            let look = Look { number, basis, ..worked.look };
            if luotsi_state::signals::keep(&app.store, &look, &worked.signals, &worked.events).await? {
                tracing::info!(watched = look.watched, took_s = look.took_s, "signals are worked out");
                return Ok(());
            }
        }
    }

    /// A thread that the program need not wait for when it is told to stop: nothing is stored before the look is whole.
    async fn on_its_own_thread(&self, previous: Vec<Kept>, definitions: Vec<Changed>) -> Result<Worked, Failed> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let site = self.clone();
        std::thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                let worked = work_out(&site.app, &site.refresh.series, previous, &definitions);
                // Nobody waits any more when the program is stopping.
                let _ = sender.send(worked);
            })
            .map_err(|_| Failed::Lost)?;
        Ok(receiver.await.map_err(|_| Failed::Lost)??)
    }

    /// What a look rests on: the same records, settings, definitions and program give the same signals.
    pub(crate) fn basis(&self, inventory: &Inventory) -> String {
        format!("{}@{}", inventory.version, self.rules)
    }
}

/// A fingerprint of the settings, the definitions and the program.
pub(crate) fn rules(app: &App) -> String {
    let settings = serde_json::to_string(&*app.settings).unwrap_or_default();
    let metrics: Vec<String> = app.catalogue.iter().map(|metric| serde_json::to_string(metric).unwrap_or_default()).collect();
    let parts =
        std::iter::once(env!("CARGO_PKG_VERSION")).chain(std::iter::once(settings.as_str())).chain(metrics.iter().map(String::as_str));
    // FNV-1a (Fowler, Noll & Vo 1991): the same in every build, which a hasher of the language does not promise.
    let hash =
        parts.flat_map(str::bytes).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// What comes of a look, ready to be stored.
struct Worked {
    look: Look,
    signals: Vec<Kept>,
    events: Vec<Event>,
}

fn work_out(app: &App, series: &AtomicU64, previous: Vec<Kept>, definitions: &[Changed]) -> Result<Worked, Error> {
    let begun = (app.now)();
    let counting = Counting { ask: &*app.ask, series };
    let world = World { ask: &counting, catalogue: &app.catalogue, settings: &app.settings, now: begun };
    let lives: Vec<Life> = previous.iter().map(|kept| kept.life.clone()).collect();
    let open: Vec<&Life> = lives.iter().filter(|life| !life.stage.is_closed()).collect();
    let followed: Vec<Followed> = open.iter().map(|life| Followed::from(&life.signal)).collect();
    let ledger: Vec<LedgerEntry> = app.intake.ledger().unwrap_or_else(|error| {
        tracing::warn!(%error, "the ledger of imports could not be read; what it tells of the measuring is left out");
        Vec::new()
    });
    let given = signals::Given { rules: &app.rules, followed: &followed, history: History { ledger: &ledger, definitions } };
    let (found, standings) = signals::look(world, &given)?;
    let standings: HashMap<String, Standing> =
        open.iter().zip(standings).filter_map(|(life, standing)| Some((life.id.clone(), standing?))).collect();
    let day = found.watermark.map(|watermark| zone(&app.settings).to_datetime(watermark).date());
    let next = life::next(&lives, &life::Look { at: begun, day, found: &found.signals, standings: &standings });
    // The charts are asked for at once, so that the page need not ask for each of them whenever it is read.
    let price = price(world).unwrap_or_else(|error| {
        tracing::warn!(%error, "costs could not be asked; signals are shown without euros");
        None
    });
    let mut earlier: HashMap<String, Kept> = previous.into_iter().map(|kept| (kept.life.id.clone(), kept)).collect();
    let mut signals = Vec::new();
    for life in next.lives {
        let before = earlier.remove(&life.id);
        let known = before.as_ref().and_then(|kept| kept.picture.clone());
        let drawn = if life.stage.is_closed() { Ok(known.clone()) } else { picture(world, &life.signal, price) };
        let picture = drawn.unwrap_or_else(|error| {
            tracing::warn!(%error, id = %life.id, "the chart of a signal could not be drawn; the earlier one stays");
            known
        });
        let kept = Kept { life, picture };
        if before.as_ref() != Some(&kept) {
            signals.push(kept);
        }
    }
    let took_s = (app.now)().duration_since(begun).as_secs_f64();
    let look = Look {
        number: 0,
        at: begun,
        basis: String::new(),
        watermark: found.watermark,
        watched: found.watched as u64,
        too_small: found.too_small as u64,
        left_out: found.left_out,
        took_s,
    };
    Ok(Worked { look, signals, events: next.events })
}

/// The door to the figures, with a count of the series that came through it: honest progress.
struct Counting<'a> {
    ask: &'a dyn Ask,
    series: &'a AtomicU64,
}

impl Counting<'_> {
    fn count(&self, answer: &Answer) {
        for measured in &answer.measured {
            let is_known = |dims: &&[Option<String>]| dims.iter().all(Option::is_some);
            let parts: HashSet<&[Option<String>]> = measured.cells.iter().map(|cell| cell.dims.as_slice()).filter(is_known).collect();
            self.series.fetch_add(parts.len() as u64, Ordering::Relaxed);
        }
    }
}

impl Ask for Counting<'_> {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        self.ask.answer(question).inspect(|answer| self.count(answer))
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        let answers = self.ask.together(questions)?;
        Ok(Answers::new(move |index| answers.get(index).inspect(|answer| self.count(answer))))
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        self.ask.inventory()
    }

    fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError> {
        self.ask.records(question)
    }

    fn counts(&self, counting: &ask::Counting) -> Result<Vec<ask::Counted>, AskError> {
        self.ask.counts(counting)
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        self.ask.timeline()
    }

    fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError> {
        self.ask.exceedance(question, threshold)
    }

    fn draw(&self, question: &ask::DrawQuestion) -> Result<ask::Drawn, AskError> {
        self.ask.draw(question)
    }

    fn actions(&self) -> Result<Vec<luotsi_core::actions::Action>, AskError> {
        self.ask.actions()
    }
}

/// A thread that panicked while it held this small value leaves a whole value behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
