//! Metric files → the catalogue. A bad file is not fatal: it is left out, and a problem says which file, which field, and
//! what would be right.

use std::fmt;

use include_dir::{Dir, include_dir};
use indexmap::IndexMap;

use super::{Catalogue, DefinitionFault, Metric};
use crate::settings::nearest;

/// The metrics that come with the program.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../metrics");

/// Something wrong in a metric file. `Display` is for logs; its words are made where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// Field in it: `measure.hit`, `fi.name`; `file` when it cannot be read at all.
    pub field: String,
    /// Line in it, from 1, where the reader tells one.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: DefinitionFault,
    /// Nearest valid names, best first.
    pub nearest: Vec<String>,
    /// Is the metric left out, or only worth a look?
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The metric cannot be used and is left out.
    Error,
    /// The metric can be used; it may still be wrong (a word that may be a dimension of your own).
    Warning,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, {}: {:?}, nearest {:?}", self.file, self.field, self.fault, self.nearest)
    }
}

impl Catalogue {
    /// Reads metric files (name such as `fcr.toml`, text), in any order. A later file of the same id replaces an earlier
    /// one, so that an own folder given after the shipped one overrides it.
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut metrics: IndexMap<String, (String, Metric)> = IndexMap::new();
        for (file, text) in files {
            match toml::from_str::<Metric>(&text) {
                Ok(metric) => {
                    metrics.insert(metric.id.clone(), (file, metric));
                }
                Err(error) => problems.push(unreadable(file, &text, &error)),
            }
        }
        let ids: Vec<String> = metrics.keys().cloned().collect();
        let mut good: Vec<Metric> = Vec::new();
        for (file, metric) in metrics.into_values() {
            let found = super::check(&metric, &super::Check { file: &file, ids: &ids });
            let is_good = found.iter().all(|problem| problem.severity == Severity::Warning);
            problems.extend(found);
            if is_good {
                good.push(metric);
            }
        }
        good.sort_by(|left, right| (left.perspective, &left.id).cmp(&(right.perspective, &right.id)));
        let metrics = good.into_iter().map(|metric| (metric.id.clone(), metric)).collect();
        (Self { metrics }, problems)
    }

    /// The files of the metrics that come with the program.
    pub fn shipped_files() -> Vec<(String, String)> {
        files_of(&SHIPPED)
    }

    /// The metrics that come with the program; the problems are empty in a released program (a test sees to it).
    pub fn shipped() -> (Self, Vec<Problem>) {
        Self::read(Self::shipped_files())
    }

    /// The shipped metrics with an own folder's files over them.
    pub fn shipped_with(own: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        Self::read(Self::shipped_files().into_iter().chain(own))
    }
}

/// Name and text of each TOML file of an embedded folder, by name.
pub(crate) fn files_of(folder: &Dir<'static>) -> Vec<(String, String)> {
    let files = folder.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"));
    let mut files: Vec<(String, String)> = files
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?.to_owned();
            Some((name, file.contents_utf8()?.to_owned()))
        })
        .collect();
    files.sort();
    files
}

/// A TOML error as a problem: names the field and the nearest valid one where the reader tells, and always the line.
pub(crate) fn unreadable(file: String, text: &str, error: &toml::de::Error) -> Problem {
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let (field, fault, near) = if message.starts_with("unknown field") {
        let field = quoted.next().unwrap_or("file").to_owned();
        let near = nearest(&field, quoted);
        (field, DefinitionFault::UnknownField, near)
    } else if message.starts_with("unknown variant") {
        let written = quoted.next().unwrap_or_default().to_owned();
        let valid: Vec<&str> = quoted.collect();
        let near = nearest(&written, valid.iter().copied());
        (field_at(text, line), unknown_word(written, &valid), near)
    } else if message.starts_with("missing field") {
        (quoted.next().unwrap_or("file").to_owned(), DefinitionFault::FieldMissing, Vec::new())
    } else {
        (field_at(text, line), DefinitionFault::Unreadable(message.to_owned()), Vec::new())
    };
    Problem { file, field, line, fault, nearest: near, severity: Severity::Error }
}

/// A word that is none of the valid ones.
pub(super) fn unknown_word(word: String, valid: &[&str]) -> DefinitionFault {
    DefinitionFault::UnknownWord { word, known: valid.iter().map(|word| (*word).to_owned()).collect() }
}

/// The key that stands on a line of TOML; `file` when there is none.
fn field_at(text: &str, line: Option<usize>) -> String {
    let line = line.and_then(|line| text.lines().nth(line - 1));
    let key = line.and_then(|line| line.split_once('=')).map(|(key, _)| key.trim().trim_matches('"').to_owned());
    key.filter(|key| !key.is_empty()).unwrap_or_else(|| "file".to_owned())
}
