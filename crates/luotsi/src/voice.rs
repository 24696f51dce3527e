//! The language of what is printed, and errors in its words.

use std::fmt;
use std::path::Path;

use luotsi_core::ask::AskError;
use luotsi_core::intake::IntakeError;
use luotsi_core::settings::{self, Settings};
use luotsi_core::situation;
use luotsi_state::StoreError;
use luotsi_web::faults;
use luotsi_web::i18n::{Language, Text};

use crate::workspace::WorkspaceError;

/// The language asked for, else the one that the workspace names, else the system's, else English.
pub(crate) fn language(asked: Option<Language>, folder: &Path) -> Language {
    asked.or_else(|| of_workspace(folder)).or_else(of_system).unwrap_or(Language::En)
}

fn of_workspace(folder: &Path) -> Option<Language> {
    let text = std::fs::read_to_string(folder.join("workspace.toml")).ok()?;
    Language::named(&Settings::named_language(&text)?)
}

/// The first of the three that is set decides, also when it names a language that is none of ours (POSIX.1, section 8.2).
fn of_system() -> Option<Language> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set)?;
    Language::named(locale.split(['_', '.', '@', '-']).next()?)
}

/// An error that has its words already: one of the command line's own.
#[derive(Debug)]
pub(crate) struct Said(String);

impl Said {
    /// A sentence as an error.
    pub(crate) fn error(sentence: impl Into<String>) -> anyhow::Error {
        Self(sentence.into()).into()
    }

    /// A sentence as an error, and what the system or a library said.
    pub(crate) fn with(text: Text, sentence: &str, detail: &dyn fmt::Display) -> anyhow::Error {
        Self(faults::with_detail(text, sentence, &format!("{detail:#}"))).into()
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Said {}

/// Any error in words: what happened, to what, and what to do next.
pub(crate) fn told(text: Text, error: &anyhow::Error) -> String {
    error.chain().find_map(|cause| known(text, cause)).unwrap_or_else(|| {
        let detail = format!("{error:#}");
        faults::with_detail(text, text.fault_other(), &detail)
    })
}

fn known(text: Text, cause: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(Said(sentence)) = cause.downcast_ref() {
        return Some(sentence.clone());
    }
    if let Some(error) = cause.downcast_ref::<IntakeError>() {
        return Some(faults::intake(text, error));
    }
    if let Some(error) = cause.downcast_ref::<AskError>() {
        return Some(ask(text, error));
    }
    if let Some(error) = cause.downcast_ref::<situation::Error>() {
        return Some(match error {
            situation::Error::Ask(error) => ask(text, error),
            situation::Error::Settings(problem) => faults::setting(text, problem),
        });
    }
    if let Some(problem) = cause.downcast_ref::<settings::Problem>() {
        return Some(faults::setting(text, problem));
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(faults::store(text, error));
    }
    cause.downcast_ref::<WorkspaceError>().map(|error| workspace(text, error))
}

/// What a page shows as links is written out here.
fn ask(text: Text, error: &AskError) -> String {
    let mut said = vec![faults::ask(text, error)];
    match error {
        AskError::UnknownMetric { nearest, .. } => {
            said.push(faults::nearest(text, nearest));
            said.push(text.command_metrics_hint().to_owned());
        }
        AskError::UnknownDimension { nearest, .. } => said.push(faults::nearest(text, nearest)),
        AskError::Personal { .. } | AskError::Definition { .. } | AskError::Engine(_) => {}
    }
    said.retain(|sentence| !sentence.is_empty());
    said.join(" ")
}

fn workspace(text: Text, error: &WorkspaceError) -> String {
    let shown = |path: &Path| path.display().to_string();
    match error {
        WorkspaceError::Missing(folder) => text.command_no_workspace(&shown(folder)),
        WorkspaceError::NotMade(folder, said) => faults::with_detail(text, &text.command_cannot_make(&shown(folder)), said),
        WorkspaceError::Unreadable(path, said) => faults::with_detail(text, &text.command_cannot_read(&shown(path)), said),
        WorkspaceError::Setting(problem) => faults::setting(text, problem),
        WorkspaceError::Metric(problem) => format!("{} {}", faults::metric_file(text, problem), text.command_check_hint()),
        WorkspaceError::Rule(problem) => format!("{} {}", faults::metric_file(text, problem), text.command_rules_hint()),
        WorkspaceError::Records(error) => faults::intake(text, error),
    }
}
