//! A made-up Finnish service organisation, “Pohjoisen Energia”: the customer service of an energy and broadband utility.
//!
//! Seeded, with realistic noise and with truths planted in it, for `luotsi demo`, the documents, tests and screenshots, and
//! for judging detectors: [`Plan::demo`] is the organisation of the demo, [`Plan::null`] the same with nothing to find, and
//! a [`Plan`] with any list of [`Planted`] is any other. README.md lists what is planted in the demo.
//!
//! | module | what it holds |
//! |---|---|
//! | `plan`, `planted`, `effects` | which organisation; what is planted in it; asked about for each contact |
//! | `varied` | organisations of all sorts with truths of all sorts, for judging detectors |
//! | `dress` | how an organisation writes its records down, and what of them was known at a day |
//! | `chance`, `level`, `days` | seeded randomness, levels that wander from week to week, Finnish days |
//! | `organisation`, `people`, `volume` | teams, channels and topics; the staff; how much each day brings |
//! | `contacts`, `events`, `feedback`, `evaluations`, `work`, `costs`, `actions`, `timeline` | the records, a file each |
//! | `comments` | what people write, in three languages |
//! | `settings` | opening hours and targets of the organisation |
//!
//! Days are made one after another and written as they are made, so memory does not grow with the number of contacts.

mod actions;
mod chance;
mod comments;
mod contacts;
mod costs;
mod days;
mod dress;
mod effects;
mod evaluations;
mod events;
mod feedback;
mod level;
mod organisation;
mod people;
mod plan;
mod planted;
mod settings;
mod table;
mod timeline;
mod varied;
mod volume;
mod work;

use std::io;
use std::path::{Path, PathBuf};

pub use dress::{Dress, Worn, known_until};
pub use plan::{Nature, Plan};
pub use planted::{Course, Described, Planted, Role, Truth};
pub use settings::settings_toml;

use contacts::{Contacts, ContactsFile};
use days::Days;
use effects::Effects;
use evaluations::Evaluations;
use events::Events;
use feedback::Feedback;
use people::Staff;
use work::Work;

/// What all records are made from.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) days: Days,
    pub(crate) effects: Effects,
    pub(crate) staff: Staff,
    /// Last day on which people were at work.
    pub(crate) last_working_day: usize,
}

impl World {
    fn new(plan: &Plan) -> io::Result<Self> {
        let days = Days::new(plan.weeks, plan.until)?;
        let effects = Effects::new(&plan.planted, &days);
        let staff = Staff::new(plan, &days);
        let last_working_day = (0..days.count).rev().find(|day| days.is_working(*day)).unwrap_or(0);
        Ok(Self { plan: plan.clone(), days, effects, staff, last_working_day })
    }
}

/// Writes the organisation's canonical files into a folder, replacing those of the same names, and tells their paths.
/// The same plan always gives the same bytes.
///
/// # Errors
/// When the plan's days lie outside the calendar, or a file cannot be written (the message names it).
pub fn write(folder: &Path, plan: &Plan) -> io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    let world = World::new(plan)?;
    let mut contacts = Contacts::new(&world);
    let mut contacts_file = ContactsFile::create(folder)?;
    let mut events = Events::create(folder, &world)?;
    let mut feedback = Feedback::create(folder, &world)?;
    let mut evaluations = Evaluations::create(folder, &world)?;
    let mut work = Work::create(folder, &world)?;
    for day in 0..world.days.count {
        let of_day = contacts.day(&world, day);
        if day >= world.days.start {
            contacts_file.day(&world, &of_day)?;
        }
        events.day(&world, day, &of_day)?;
        feedback.day(&world, day, &of_day)?;
        evaluations.day(&world, day, &of_day)?;
        work.day(&world, day, &of_day)?;
    }
    let (work, salaries) = work.close()?;
    let files = vec![
        contacts_file.close()?,
        events.close()?,
        feedback.close()?,
        evaluations.close()?,
        world.staff.write(folder, &world.days)?,
        work,
        costs::write(folder, &world, &salaries)?,
        actions::write(folder, &world)?,
        timeline::write(folder, &world)?,
    ];
    plan.dress.put_on(files, plan.seed)
}
