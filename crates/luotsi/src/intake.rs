//! Ingest and lake behind the one door for records.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use luotsi_core::intake::{Intake, IntakeError, LedgerEntry, MachineFault, OnProgress, Preview, Progress, Refusal, Request};
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;
use luotsi_ingest::{Context, Key, Profiles, Reading, profile};
use luotsi_lake::{Lake, Writer};
use luotsi_web::faults;
use luotsi_web::i18n::{Language, Text};

use crate::clock;
use crate::workspace::Workspace;

/// The door of a workspace on this machine.
pub struct LocalIntake {
    settings: Arc<Settings>,
    lake: Arc<Lake>,
    key: Key,
    sources: PathBuf,
    text: Text,
}

impl LocalIntake {
    /// Opens the door; makes the workspace's key at the first time. Reasons of refused rows are written in the workspace's
    /// language.
    pub fn open(workspace: &Workspace) -> Result<Self, IntakeError> {
        let key = Key::open_or_create(&workspace.folder, || {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret).map_err(std::io::Error::other)?;
            Ok(secret)
        })?;
        let sources = workspace.folder.join("sources");
        let text = Language::named(&workspace.settings.language).unwrap_or_default().text();
        Ok(Self { settings: Arc::clone(&workspace.settings), lake: Arc::clone(&workspace.lake), key, sources, text })
    }

    /// The same door, with the reasons of refused rows in the words of another language.
    pub fn speaking(self, text: Text) -> Self {
        Self { text, ..self }
    }

    fn reading(&self, request: &Request) -> Result<Reading, IntakeError> {
        // Read anew each time: a profile saved on the mapping page is there for the next file.
        let profiles = Profiles::load(Some(&self.sources))?;
        Reading::open(request, &Context { settings: &self.settings, profiles: &profiles, key: &self.key, now: clock::now() })
    }

    fn import_file(&self, request: &Request, import: &mut Import<'_>) -> Result<(), IntakeError> {
        let name = shown_name(request);
        let reading = self.reading(request)?;
        import.writer.file(name.clone());
        for (kind, columns) in reading.mappings() {
            import.writer.mapped(kind, columns);
        }
        let mut progress =
            Progress { phase: "reading".to_owned(), file: name.clone(), bytes_total: reading.size_bytes(), ..Progress::default() };
        for batch in reading.batches() {
            let batch = batch?;
            if !batch.refused.is_empty() {
                import.refused.write(&name, batch.kind, &batch.refused)?;
                import.writer.refuse(batch.kind, batch.refused.len() as u64);
            }
            if batch.records.num_rows() > 0 {
                import.writer.append(batch.kind, batch.records)?;
            }
            progress.rows = batch.rows_read;
            progress.bytes = batch.bytes_read;
            if !(import.on_progress)(&progress) {
                return Err(IntakeError::Stopped);
            }
        }
        Ok(())
    }
}

/// An import under way.
struct Import<'a> {
    writer: Writer,
    refused: Refused,
    on_progress: &'a OnProgress,
}

impl Intake for LocalIntake {
    fn preview(&self, request: &Request) -> Result<Preview, IntakeError> {
        self.reading(request)?.preview()
    }

    fn import(&self, requests: &[Request], on_progress: OnProgress) -> Result<LedgerEntry, IntakeError> {
        let at = clock::now();
        let id = clock::new_id(at).map_err(|error| IntakeError::Machine(MachineFault::NoRandomness { detail: error.to_string() }))?;
        let writer = self.lake.writer(&id, at, Arc::clone(&on_progress))?;
        let refused = Refused { path: writer.refused_path(), file: None, text: self.text };
        let mut import = Import { writer, refused, on_progress: &on_progress };
        for request in requests {
            self.import_file(request, &mut import)?;
        }
        import.refused.finish()?;
        let entry = import.writer.finish()?;
        // Facts are worked out here, where progress is shown, rather than at the next question.
        self.lake.refresh(&on_progress)?;
        Ok(entry)
    }

    fn ledger(&self) -> Result<Vec<LedgerEntry>, IntakeError> {
        self.lake.ledger()
    }

    fn undo(&self, import: &str) -> Result<LedgerEntry, IntakeError> {
        self.lake.undo(import, clock::now())
    }

    fn save_profile(&self, name: &str, request: &Request) -> Result<PathBuf, IntakeError> {
        let is_plain = !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-'));
        if !is_plain {
            return Err(IntakeError::ProfileName { name: name.to_owned() });
        }
        let text = profile::profile_text(name, &self.reading(request)?.preview()?)?;
        let path = self.sources.join(format!("{name}.toml"));
        let failed =
            |error: std::io::Error| IntakeError::Machine(MachineFault::ProfileNotWritten { path: path.clone(), detail: error.to_string() });
        std::fs::create_dir_all(&self.sources).map_err(failed)?;
        let fresh = self.sources.join(format!("{name}.toml.new"));
        std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, &path)).map_err(failed)?;
        Ok(path)
    }

    fn profiles(&self) -> Result<Vec<String>, IntakeError> {
        Ok(Profiles::load(Some(&self.sources))?.names())
    }
}

fn shown_name(request: &Request) -> String {
    match &request.shown_name {
        Some(name) => name.clone(),
        None => request.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

/// The refused rows of an import, written as they come: there may be as many as the file has rows.
struct Refused {
    path: PathBuf,
    file: Option<csv::Writer<BufWriter<File>>>,
    text: Text,
}

impl Refused {
    fn write(&mut self, file: &str, kind: Kind, refusals: &[Refusal]) -> Result<(), IntakeError> {
        let path = self.path.clone();
        let writer = match &mut self.file {
            Some(writer) => writer,
            slot => {
                let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(&path).map_err(|error| unwritable(&path, &error))?));
                writer
                    .write_record(["file", "kind", "row", "column", "value", "reason", "expected", "code"])
                    .map_err(|error| unwritable(&path, &error))?;
                slot.insert(writer)
            }
        };
        for refusal in refusals {
            let row = refusal.row.to_string();
            let column = refusal.column.as_deref().unwrap_or_default();
            let value = refusal.value.as_deref().unwrap_or_default();
            let expected = refusal.expected.as_deref().unwrap_or_default();
            let reason = faults::reason(self.text, refusal.reason);
            writer
                .write_record([file, kind.name(), &row, column, value, reason, expected, refusal.reason.code()])
                .map_err(|error| unwritable(&path, &error))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), IntakeError> {
        match self.file.take() {
            Some(mut writer) => writer.flush().map_err(|error| unwritable(&self.path, &error)),
            None => Ok(()),
        }
    }
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> IntakeError {
    IntakeError::Machine(MachineFault::RefusedNotWritten { path: path.to_owned(), detail: error.to_string() })
}
