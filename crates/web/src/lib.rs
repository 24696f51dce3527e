//! Out: pages, charts and texts of Luotsi.
//!
//! | module | what it holds |
//! |---|---|
//! | [`App`], [`router`] | what the pages need, and the pages |
//! | [`pages`] | one folder per page: handler and template beside each other |
//! | [`charts`] | pictures as pure functions: series in; SVG, sentence and table out |
//! | [`brief`] | the situation on one page as text, HTML and JSON, also for the command line |
//! | [`effects`] | actions and their effects in words and as JSON, also for the command line |
//! | [`faults`], [`words`] | errors and codes of the core in the reader's words, also for the command line |
//! | [`causes`] | explanations in words and as JSON, also for the command line |
//! | [`i18n`], [`format`] | texts, numbers, dates and durations in Finnish, Swedish and English |
//! | `jobs` | running imports, which go on when their page is closed |
//! | `refresh` | signals, worked out in the background whenever the records have changed |
//!
//! Pages reach the records only through [`luotsi_core::ask::Ask`] and [`luotsi_core::intake::Intake`]. Every page works without
//! JavaScript; what the script adds is comfort.

pub mod brief;
pub mod causes;
pub mod charts;
pub mod effects;
pub mod faults;
pub mod format;
pub mod i18n;
pub mod measuring;
pub mod pages;
pub mod signals;
pub mod targets;
pub mod words;

mod assets;
mod export;
mod guide;
mod jobs;
mod reader;
mod refresh;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use luotsi_core::ask::Ask;
use luotsi_core::catalogue::Catalogue;
use luotsi_core::intake::Intake;
use luotsi_core::rules::Rules;
use luotsi_core::settings::Settings;
use luotsi_state::Store;

pub use pages::router;

/// What the pages are made from. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The door to the figures.
    pub ask: Arc<dyn Ask>,
    /// The door for records.
    pub intake: Arc<dyn Intake>,
    /// The metrics.
    pub catalogue: Arc<Catalogue>,
    /// How metrics are read together.
    pub rules: Arc<Rules>,
    /// The workspace's settings.
    pub settings: Arc<Settings>,
    /// People's work: events made by hand.
    pub store: Store,
    /// The clock.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Folder for uploaded files that wait for their import.
    pub uploads: PathBuf,
    /// When signals are worked out.
    pub watch: Watch,
}

/// When signals are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// At the start and whenever the records have changed.
    Always,
    /// Only when somebody asks for it on the page.
    WhenAsked,
}
