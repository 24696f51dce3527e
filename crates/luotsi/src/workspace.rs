//! A workspace: the folder that holds a service's records, settings and people's work.
//!
//! | in the folder | what |
//! |---|---|
//! | `workspace.toml` | settings; every one has a default |
//! | `customer.key` | secret that customer ids are hashed with; back it up, never share it |
//! | `metrics/` | own metric definitions; one with the id of a shipped one replaces it |
//! | `rules/` | own rules between metrics, in the same way |
//! | `sources/` | own mapping profiles |
//! | `lake/` | the records (Delta tables) |
//! | `state.db` | people's work (SQLite), unless PostgreSQL is used |

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use luotsi_core::catalogue::{self, Catalogue};
use luotsi_core::intake::IntakeError;
use luotsi_core::rules::Rules;
use luotsi_core::settings::{self, Settings};
use luotsi_lake::Lake;

/// Why a workspace cannot be opened. `Display` is for logs; its words are made where it is shown.
#[derive(Debug)]
pub enum WorkspaceError {
    /// There is no such folder.
    Missing(PathBuf),
    /// The folder cannot be made; what the system said.
    NotMade(PathBuf, String),
    /// A file or folder in it cannot be read; what the system said.
    Unreadable(PathBuf, String),
    /// A setting cannot be used.
    Setting(settings::Problem),
    /// An own metric's definition cannot be used.
    Metric(catalogue::Problem),
    /// An own rule between metrics cannot be used.
    Rule(catalogue::Problem),
    /// The records cannot be opened.
    Records(IntakeError),
}

impl std::fmt::Display for WorkspaceError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for WorkspaceError {}

type Result<T> = std::result::Result<T, WorkspaceError>;

/// An opened workspace.
pub struct Workspace {
    /// The folder.
    pub folder: PathBuf,
    /// Its settings.
    pub settings: Arc<Settings>,
    /// Shipped metrics with its own.
    pub catalogue: Arc<Catalogue>,
    /// Its records.
    pub lake: Arc<Lake>,
}

impl Workspace {
    /// Opens a workspace that is there.
    pub fn open(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            return Err(WorkspaceError::Missing(folder.to_owned()));
        }
        Self::open_or_create(folder)
    }

    /// Opens a workspace; makes an empty one when the folder is not there.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| WorkspaceError::NotMade(folder.to_owned(), error.to_string()))?;
        let settings = Arc::new(read_settings(folder)?);
        let catalogue = Arc::new(read_catalogue(folder)?);
        if let Some(problem) = catalogue.check_settings(&settings).into_iter().next() {
            return Err(WorkspaceError::Setting(problem));
        }
        let lake = Lake::open(&folder.join("lake"), Arc::clone(&catalogue), Settings::clone(&settings)).map_err(WorkspaceError::Records)?;
        Ok(Self { folder: folder.to_owned(), settings, catalogue, lake: Arc::new(lake) })
    }

    /// Address of the workspace's own state database.
    pub fn state_url(&self) -> String {
        luotsi_state::Store::sqlite_url(&self.folder.join("state.db"))
    }
}

/// Settings of a workspace; the defaults when it has no `workspace.toml`.
pub fn read_settings(folder: &Path) -> Result<Settings> {
    let file = folder.join("workspace.toml");
    match fs::read_to_string(&file) {
        Ok(text) => Settings::read(&text).map_err(WorkspaceError::Setting),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(unreadable(&file, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> WorkspaceError {
    WorkspaceError::Unreadable(path.to_owned(), error.to_string())
}

/// Shipped metrics with the workspace's own. A wrong definition of one's own is an error here: figures must not silently
/// come from another definition than the one that was meant.
pub fn read_catalogue(folder: &Path) -> Result<Catalogue> {
    let (catalogue, problems) = Catalogue::shipped_with(own_files(&folder.join("metrics"))?);
    match problems.into_iter().next() {
        None => Ok(catalogue),
        Some(problem) => Err(WorkspaceError::Metric(problem)),
    }
}

/// Shipped rules between metrics with the workspace's own. A wrong rule of one's own is an error here, as a metric is.
pub fn read_rules(folder: &Path, catalogue: &Catalogue) -> Result<Rules> {
    let (rules, problems) = Rules::shipped_with(own_files(&folder.join("rules"))?);
    match problems.into_iter().chain(rules.check(catalogue)).next() {
        None => Ok(rules),
        Some(problem) => Err(WorkspaceError::Rule(problem)),
    }
}

/// Name and text of each TOML file of a folder of metrics or rules, by name.
pub fn own_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
