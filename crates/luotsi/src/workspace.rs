//! A workspace: the folder that holds a service's records, settings and people's work.
//!
//! | in the folder | what |
//! |---|---|
//! | `workspace.toml` | settings; every one has a default |
//! | `customer.key` | secret that customer ids are hashed with; back it up, never share it |
//! | `metrics/` | own metric definitions; one with the id of a shipped one replaces it |
//! | `sources/` | own mapping profiles |
//! | `lake/` | the records (Delta tables) |
//! | `state.db` | people's work (SQLite), unless PostgreSQL is used |

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use luotsi_core::catalogue::Catalogue;
use luotsi_core::settings::Settings;
use luotsi_lake::Lake;

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
            bail!(
                "There is no workspace in {}. Import your records to make one (luotsi import contacts.csv), try the made-up \
                 service (luotsi demo), or name another folder with --workspace.",
                folder.display()
            );
        }
        Self::open_or_create(folder)
    }

    /// Opens a workspace; makes an empty one when the folder is not there.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("The workspace folder {} could not be made", folder.display()))?;
        let settings = Arc::new(read_settings(folder)?);
        let catalogue = Arc::new(read_catalogue(folder)?);
        let lake = Lake::open(&folder.join("lake"), Arc::clone(&catalogue), Settings::clone(&settings))
            .with_context(|| format!("The records in {} could not be opened", folder.join("lake").display()))?;
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
        Ok(text) => Settings::read(&text).map_err(|problem| anyhow::anyhow!("{}: {problem}", file.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(error).with_context(|| format!("{} could not be read", file.display())),
    }
}

/// Shipped metrics with the workspace's own. A wrong definition of one's own is an error here: figures must not silently
/// come from another definition than the one that was meant.
pub fn read_catalogue(folder: &Path) -> Result<Catalogue> {
    let (catalogue, problems) = Catalogue::shipped_with(own_metrics(&folder.join("metrics"))?);
    match problems.first() {
        None => Ok(catalogue),
        Some(problem) => bail!("{problem}. `luotsi metrics check` lists every problem."),
    }
}

/// Name and text of each TOML file of a folder of metrics, by name.
pub fn own_metrics(folder: &Path) -> Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("{} could not be read", folder.display())),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{} could not be read", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).with_context(|| format!("{} could not be read", path.display()))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
