//! A workspace in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use luotsi::intake::LocalIntake;
use luotsi::workspace::Workspace;
use luotsi_core::intake::{Intake as _, LedgerEntry, Request};

/// A workspace that is gone when it is dropped.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
}

impl World {
    /// An empty workspace with these settings.
    pub(crate) fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("workspace.toml"), settings).expect("settings");
        Self { folder }
    }

    /// The workspace, opened.
    pub(crate) fn open(&self) -> Workspace {
        Workspace::open(self.folder.path()).unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// Writes a file beside the workspace's own and gives its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }
}

/// Imports files as one whole.
pub(crate) fn import(workspace: &Workspace, requests: &[Request]) -> LedgerEntry {
    let intake = LocalIntake::open(workspace).unwrap_or_else(|error| panic!("{error}"));
    intake.import(requests, Arc::new(|_| true)).unwrap_or_else(|error| panic!("{error}"))
}

/// The folder of shared reference data beside the repository; says that a test did not run when it is absent.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let folder = match std::env::var_os("LUOTSI_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    if folder.is_dir() {
        return Some(folder);
    }
    println!("{test}: not run, the shared reference data is not beside the repository");
    None
}
