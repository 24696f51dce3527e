//! Rule files → rules. A bad file is not fatal: it is left out, and a problem says which file, which field, and what would be right.

use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use indexmap::IndexMap;

use super::{Rule, Rules};
use crate::catalogue::{Problem, Severity, files_of, unreadable};

/// The rules that come with the program; reactions stand in a folder of their own.
static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// The folder of reactions that come with the program.
pub(super) fn shipped_reactions() -> Vec<(String, String)> {
    SHIPPED.get_dir("reactions").map(files_of).unwrap_or_default()
}

impl Rules {
    /// Reads rule files (name such as `premature_closing.toml`, text), in any order. A later file of the same id replaces an
    /// earlier one, so that an own folder given after the shipped one overrides it. Whether the metrics are there is left to
    /// [`Rules::check`].
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut read: IndexMap<String, (String, Rule)> = IndexMap::new();
        for (file, text) in files {
            match toml::from_str::<Rule>(&text) {
                Ok(rule) => {
                    read.insert(rule.id.clone(), (file, rule));
                }
                Err(error) => problems.push(unreadable(file, &text, &error)),
            }
        }
        let mut rules: Vec<Arc<Rule>> = Vec::new();
        for (file, rule) in read.into_values() {
            let found = super::check::structure(&rule, &file);
            let is_good = found.iter().all(|problem| problem.severity == Severity::Warning);
            problems.extend(found);
            if is_good {
                rules.push(Arc::new(rule));
            }
        }
        rules.sort_by(|left, right| (left.number.is_none(), left.number, &left.id).cmp(&(right.number.is_none(), right.number, &right.id)));
        (Self { rules }, problems)
    }

    /// The files of the rules that come with the program.
    pub fn shipped_files() -> Vec<(String, String)> {
        files_of(&SHIPPED)
    }

    /// The rules that come with the program. A test sees to it that none has a problem.
    pub fn shipped() -> &'static Self {
        static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(Rules::shipped_files()).0);
        &RULES
    }

    /// The shipped rules with an own folder's files over them.
    pub fn shipped_with(own: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        Self::read(Self::shipped_files().into_iter().chain(own))
    }
}
