//! What to do with a signal: check the data → look at cases → talk with the team → decide. One file per kind of signal, in
//! `rules/reactions/`; where a kind has another answer for the better than for the worse, one file for each.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::read::shipped_reactions;
use crate::catalogue::{DefinitionFault, Problem, Severity, unreadable};
use crate::settings::nearest;

/// A guide for one kind of signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// Its id: the file's name without `.toml`.
    pub id: String,
    /// Kind of the signal, a word of the contract; `any` for the guide of kinds that have none of their own.
    pub kind: String,
    /// For which way of the signal it is; for all of them when left out.
    #[serde(default)]
    pub better: Option<Better>,
    /// For which course of a change it is (`drift`, `spike`, `spread`); for all of them when left out.
    #[serde(default)]
    pub course: Option<String>,
    /// The steps in Finnish.
    pub fi: Steps,
    /// The steps in Swedish.
    pub sv: Steps,
    /// The steps in English.
    pub en: Steps,
}

/// Whether a signal is for the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// For the better.
    Yes,
    /// For the worse.
    No,
}

/// The four steps, each in one or two plain sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// Check the data.
    pub data: String,
    /// Look at cases.
    pub cases: String,
    /// Talk with the team.
    pub team: String,
    /// Decide.
    pub decide: String,
}

impl Reaction {
    /// The steps in a language; English for one that is not spoken.
    pub fn steps(&self, language: &str) -> &Steps {
        match language {
            "fi" => &self.fi,
            "sv" => &self.sv,
            _ => &self.en,
        }
    }
}

/// All guides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reactions {
    guides: Vec<Reaction>,
    general: Reaction,
}

/// The kind of the guide that answers where a kind has none of its own.
const ANY: &str = "any";

/// Kinds of signals (contract §2) and the guide of all others.
const KINDS: [&str; 12] =
    ["change", "target", "cause", "conflict", "theme", "bottleneck", "skill", "people", "measurement", "standard", "benchmark", ANY];

/// Courses of a change that may have a guide of their own.
const COURSES: [&str; 4] = ["step", "drift", "spike", "spread"];

impl Reactions {
    /// Reads guides (name such as `change_worse.toml`, text). A later file of the same id replaces an earlier one. Where no
    /// guide for `any` kind is among them, a problem says so and the steps of other kinds are empty.
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut guides: Vec<Reaction> = Vec::new();
        for (file, text) in files {
            match toml::from_str::<Reaction>(&text) {
                Ok(guide) => {
                    let found = check(&guide, &file);
                    if found.is_empty() {
                        guides.retain(|known| known.id != guide.id);
                        guides.push(guide);
                    }
                    problems.extend(found);
                }
                Err(error) => problems.push(unreadable(file, &text, &error)),
            }
        }
        let general = guides.iter().find(|guide| guide.kind == ANY && guide.better.is_none()).cloned().unwrap_or_else(|| {
            problems.push(problem("any.toml", "kind", DefinitionFault::FieldMissing));
            let empty = Steps::default;
            Reaction { id: ANY.to_owned(), kind: ANY.to_owned(), better: None, course: None, fi: empty(), sv: empty(), en: empty() }
        });
        (Self { guides, general }, problems)
    }

    /// The guides that come with the program. A test sees to it that none has a problem.
    pub fn shipped() -> &'static Self {
        static GUIDES: LazyLock<Reactions> = LazyLock::new(|| Reactions::read(Reactions::shipped_files()).0);
        &GUIDES
    }

    /// The files of the guides that come with the program.
    pub fn shipped_files() -> Vec<(String, String)> {
        shipped_reactions()
    }

    /// The guide for a kind of signal (its name in the contract) and its way: the kind's own for that way, else the kind's
    /// own for all ways, else the general one.
    pub fn of(&self, kind: &str, better: Option<bool>) -> &Reaction {
        let way = better.map(|better| if better { Better::Yes } else { Better::No });
        let of = |way: Option<Better>| self.guides.iter().find(|guide| guide.kind == kind && guide.better == way && guide.course.is_none());
        of(way).or_else(|| of(None)).unwrap_or(&self.general)
    }

    /// The same for a change that came about in some way (its name in the contract): a guide for that course comes first.
    pub fn of_course(&self, kind: &str, course: &str, better: Option<bool>) -> &Reaction {
        let own = self.guides.iter().find(|guide| guide.kind == kind && guide.course.as_deref() == Some(course));
        own.unwrap_or_else(|| self.of(kind, better))
    }

    /// All guides, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Reaction> {
        self.guides.iter()
    }
}

fn problem(file: &str, field: &str, fault: DefinitionFault) -> Problem {
    Problem { file: file.to_owned(), field: field.to_owned(), line: None, fault, nearest: Vec::new(), severity: Severity::Error }
}

fn check(guide: &Reaction, file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml");
    if name != guide.id {
        problems.push(problem(file, "id", DefinitionFault::OtherFileName { id: guide.id.clone(), file: name.to_owned() }));
    }
    if !KINDS.contains(&guide.kind.as_str()) {
        let known = KINDS.map(str::to_owned).to_vec();
        let fault = DefinitionFault::UnknownWord { word: guide.kind.clone(), known };
        problems.push(Problem { nearest: nearest(&guide.kind, KINDS), ..problem(file, "kind", fault) });
    }
    if let Some(course) = guide.course.as_ref().filter(|course| !COURSES.contains(&course.as_str())) {
        let fault = DefinitionFault::UnknownWord { word: course.clone(), known: COURSES.map(str::to_owned).to_vec() };
        problems.push(Problem { nearest: nearest(course, COURSES), ..problem(file, "course", fault) });
    }
    for (language, steps) in [("fi", &guide.fi), ("sv", &guide.sv), ("en", &guide.en)] {
        for (step, text) in [("data", &steps.data), ("cases", &steps.cases), ("team", &steps.team), ("decide", &steps.decide)] {
            if text.trim().is_empty() {
                problems.push(problem(file, &format!("{language}.{step}"), DefinitionFault::NoText));
            }
        }
    }
    problems
}
