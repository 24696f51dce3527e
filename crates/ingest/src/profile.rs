//! Profiles: how the export of a known system maps to records.
//!
//! A profile is a TOML file; its name is the file's. `sources/README.md` tells how to write one.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use indexmap::IndexMap;
use luotsi_core::intake::{Dress, IntakeError, MachineFault, Preview, ProfileFault};
use luotsi_core::records::Kind;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../sources");

/// The profiles that can be used: those shipped with Luotsi and those of the workspace, which take precedence.
#[derive(Debug, Clone)]
pub struct Profiles {
    by_name: IndexMap<String, Result<Arc<Profile>, IntakeError>>,
}

impl Profiles {
    /// Reads the shipped profiles and, where the folder exists, those in it.
    ///
    /// A faulty own profile does not stand in the way of others: it is reported when it is asked for and by
    /// [`Profiles::problems`].
    ///
    /// # Errors
    /// When the folder exists but cannot be read.
    pub fn load(folder: Option<&Path>) -> Result<Self, IntakeError> {
        let mut by_name = IndexMap::new();
        let mut add = |path: &Path, text: &str| {
            if let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) {
                by_name.insert(name.to_owned(), parse(&path.display().to_string(), text).map(Arc::new));
            }
        };
        for file in SHIPPED.files() {
            if file.path().extension().is_some_and(|extension| extension == "toml") {
                add(file.path(), file.contents_utf8().unwrap_or(""));
            }
        }
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            let unreadable = |error: std::io::Error| {
                IntakeError::Machine(MachineFault::ProfilesUnreadable { folder: folder.to_owned(), detail: error.to_string() })
            };
            let mut paths = Vec::new();
            for entry in std::fs::read_dir(folder).map_err(unreadable)? {
                paths.push(entry.map_err(unreadable)?.path());
            }
            paths.sort();
            for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
                add(path, &std::fs::read_to_string(path).map_err(unreadable)?);
            }
        }
        by_name.sort_keys();
        Ok(Self { by_name })
    }

    /// Names of the profiles, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }

    /// Name and title of the profiles that can be used, in alphabetical order of names.
    pub fn titles(&self) -> Vec<(String, String)> {
        self.by_name
            .iter()
            .filter_map(|(name, profile)| profile.as_ref().ok().map(|profile| (name.clone(), profile.title.clone())))
            .collect()
    }

    /// What is wrong with profiles; empty when all is well.
    pub fn problems(&self) -> Vec<IntakeError> {
        self.by_name.values().filter_map(|profile| profile.as_ref().err().cloned()).collect()
    }

    /// The profile of that name, or the one in that TOML file.
    ///
    /// # Errors
    /// When there is none (the error names the nearest) or when it is faulty (the error says where).
    pub fn get(&self, name: &str) -> Result<(String, Arc<Profile>), IntakeError> {
        if let Some(profile) = self.by_name.get(name) {
            return profile.clone().map(|profile| (name.to_owned(), profile));
        }
        let path = Path::new(name);
        if path.extension().is_some_and(|extension| extension == "toml") {
            let unreadable = |error: std::io::Error| faulty(name, ProfileFault::CannotRead(error.to_string()));
            let profile = parse(name, &std::fs::read_to_string(path).map_err(unreadable)?)?;
            let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
            return Ok((stem, Arc::new(profile)));
        }
        let nearest = nearest(name, self.by_name.keys().map(String::as_str)).map(str::to_owned);
        Err(IntakeError::UnknownProfile { name: name.to_owned(), nearest, known: self.names() })
    }

    /// The profile whose columns a header has, if there is one; of several the one that asks for most.
    pub(crate) fn recognise(&self, header: &[String]) -> Option<(String, Arc<Profile>)> {
        let has = |column: &String| header.iter().any(|name| name == column);
        self.by_name
            .iter()
            .filter_map(|(name, profile)| profile.as_ref().ok().map(|profile| (name, profile)))
            .filter(|(_, profile)| !profile.recognise.columns.is_empty() && profile.recognise.columns.iter().all(has))
            .max_by_key(|(_, profile)| profile.recognise.columns.len())
            .map(|(name, profile)| (name.clone(), profile.clone()))
    }

    /// The profile whose files have no header and begin like this, if there is one.
    pub(crate) fn recognise_start(&self, first_line: &str) -> Option<(String, Arc<Profile>)> {
        self.by_name
            .iter()
            .filter_map(|(name, profile)| profile.as_ref().ok().map(|profile| (name, profile)))
            .find(|(_, profile)| profile.header_of(first_line).is_some())
            .map(|(name, profile)| (name.clone(), profile.clone()))
    }
}

/// How the export of one system maps to records.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The system and its export, for people.
    pub title: String,
    /// How to get the export and what to know about it.
    #[serde(default)]
    pub about: String,
    /// How a file of this source is recognised.
    #[serde(default)]
    pub recognise: Recognise,
    /// How its files are written, where detection would not do.
    #[serde(default)]
    pub dress: Dress,
    /// Cells that mean unknown in this source (`?`, `n/a` …), besides the empty one.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// The tables that one file gives.
    #[serde(rename = "table")]
    pub tables: Vec<TableSpec>,
}

impl Profile {
    /// The columns of a file that begins with this line and has no header; `None` when it has one.
    pub(crate) fn header_of(&self, first_line: &str) -> Option<&[String]> {
        let pattern = regex::Regex::new(self.recognise.first_line.as_ref()?).ok()?;
        pattern.is_match(first_line).then_some(&self.recognise.header)
    }
}

/// How a file of a source is recognised.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Column names that all have to be in the header.
    #[serde(default)]
    pub columns: Vec<String>,
    /// A regular expression for the first line of a file that has no header.
    #[serde(default)]
    pub first_line: Option<String>,
    /// The columns of such a file, in order; its rows may end early.
    #[serde(default)]
    pub header: Vec<String>,
    /// What parts the cells of such a file, where rows of different length would mislead detection.
    #[serde(default)]
    pub delimiter: Option<char>,
}

/// How one table is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// The kind of its records.
    pub kind: Kind,
    /// Conditions that a row of the file meets.
    #[serde(default)]
    pub when: Vec<ConditionSpec>,
    /// What becomes of columns that no column below is made from.
    #[serde(default)]
    pub rest: Rest,
    /// Several rows of the file become one record.
    #[serde(default)]
    pub fold: Option<FoldSpec>,
    /// Canonical columns and dimensions, each with what it is made from.
    pub columns: IndexMap<String, ColumnSpec>,
    /// One row of the file becomes several records: for each of these one, with the columns above and its own.
    #[serde(default)]
    pub rows: Vec<RowSpec>,
    /// Columns of the file become rows.
    #[serde(default)]
    pub unpivot: Option<UnpivotSpec>,
}

/// What becomes of the columns that a profile does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rest {
    /// They are left out.
    #[default]
    Leave,
    /// They become dimensions, unless they look personal.
    Dimensions,
}

/// A condition on a column of the file; all that are given have to hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionSpec {
    /// The column.
    pub column: String,
    /// Its cell is one of these.
    pub is: Option<OneOrMany>,
    /// Its cell is none of these.
    pub not: Option<OneOrMany>,
    /// Its cell is filled (or, with `false`, is not).
    pub filled: Option<bool>,
    /// Its cell matches this regular expression somewhere.
    pub matches: Option<String>,
}

/// Several rows of the file become one record: the last state of each case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldSpec {
    /// Columns of the file that tell the case.
    pub by: OneOrMany,
    /// Column with a number that grows with every row of a case; without one, the last row in the file counts.
    #[serde(default)]
    pub order: Option<String>,
}

/// One of several records that a row of the file becomes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// Conditions for this record, besides those of the table.
    #[serde(default)]
    pub when: Vec<ConditionSpec>,
    /// Its own columns.
    pub columns: IndexMap<String, ColumnSpec>,
}

/// Columns of the file become rows: one record for each column whose name matches and whose cell is filled.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnpivotSpec {
    /// Regular expression for names of columns; its first group, if any, is the name that is kept.
    pub columns: String,
    /// The canonical column that gets the name.
    pub name: String,
    /// The canonical column that gets the cell.
    pub value: String,
}

/// What a column is made from. A plain text means the file's column of that name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ColumnFields {
    from: Option<OneOrMany>,
    constant: Option<Scalar>,
    join: Vec<String>,
    with: Option<String>,
    lower: bool,
    before: Option<String>,
    after_last: Option<String>,
    pattern: Option<String>,
    pick: Option<String>,
    map: IndexMap<String, Scalar>,
    other: Option<Scalar>,
    unknown: Vec<String>,
    time: Option<TimeWord>,
    unit: Option<UnitWord>,
    follows: Option<String>,
    before_is_unknown: bool,
    plus: Option<OneOrMany>,
    minus: Option<OneOrMany>,
    plus_unit: Option<UnitWord>,
    less: f64,
}

/// What a column is made from.
#[derive(Debug, Clone, Default)]
pub struct ColumnSpec {
    /// Columns of the file; the first one that is there and filled counts.
    pub from: Vec<String>,
    /// The same text in every record.
    pub constant: Option<String>,
    /// Columns of the file put one after the other.
    pub join: Vec<String>,
    /// What stands between joined columns.
    pub with: String,
    /// Steps that change the text, in the order in which they are listed here.
    pub lower: bool,
    /// The part before the first of this text.
    pub before: Option<String>,
    /// The part after the last of this text.
    pub after_last: Option<String>,
    /// The first group of this regular expression, or all that it matches.
    pub pattern: Option<String>,
    /// The member at this dotted path of a cell that holds JSON.
    pub pick: Option<String>,
    /// Words for words.
    pub map: Vec<(String, String)>,
    /// What a word becomes that `map` does not list; without it, the word stays.
    pub other: Option<String>,
    /// Words that mean unknown in this column.
    pub unknown: Vec<String>,
    /// How its times are written.
    pub time: Option<TimeWord>,
    /// In which unit its numbers are written.
    pub unit: Option<UnitWord>,
    /// Column with the clock that this one (a clock without a day) comes after: far before it means the next day.
    pub follows: Option<String>,
    /// A clock a little before the one that it follows is a mistake of the source and counts as unknown.
    pub before_is_unknown: bool,
    /// Columns with durations that are added to a time; where one is unknown, the time is.
    pub plus: Vec<String>,
    /// Columns with durations that are taken off a time, likewise.
    pub minus: Vec<String>,
    /// The unit of those durations; seconds when nothing is said.
    pub plus_unit: Option<UnitWord>,
    /// Is taken off a number, which does not fall below zero by it.
    pub less: f64,
}

/// How times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeWord {
    /// Year first.
    Ymd,
    /// Day first.
    Dmy,
    /// Month first.
    Mdy,
    /// Six digits for the day.
    Yymmdd,
    /// Seconds since 1970.
    EpochS,
    /// Milliseconds since 1970.
    EpochMs,
}

/// In which unit numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitWord {
    /// Microseconds.
    Us,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Minutes.
    Min,
    /// Hours.
    H,
    /// Days.
    D,
    /// `mm:ss` or `h:mm:ss`.
    Clock,
    /// Percent.
    Percent,
}

/// One text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    pub fn all(&self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::Many(many) => many.clone(),
        }
    }
}

/// A text, a number or a yes/no as TOML writes it; all are texts to us.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
}

impl Scalar {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => u8::from(*flag).to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for ColumnSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = ColumnSpec;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of a column of the file, a list of names, or a table such as { from = \"…\" }")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<ColumnSpec, E> {
                Ok(ColumnSpec { from: vec![name.to_owned()], ..ColumnSpec::default() })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<ColumnSpec, A::Error> {
                let mut from = Vec::new();
                while let Some(name) = names.next_element()? {
                    from.push(name);
                }
                Ok(ColumnSpec { from, ..ColumnSpec::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ColumnSpec, A::Error> {
                let fields = ColumnFields::deserialize(de::value::MapAccessDeserializer::new(map))?;
                let spec = ColumnSpec {
                    from: fields.from.map_or_else(Vec::new, |from| from.all()),
                    constant: fields.constant.map(|constant| constant.text()),
                    join: fields.join,
                    with: fields.with.unwrap_or_else(|| " ".to_owned()),
                    lower: fields.lower,
                    before: fields.before,
                    after_last: fields.after_last,
                    pattern: fields.pattern,
                    pick: fields.pick,
                    map: fields.map.into_iter().map(|(word, becomes)| (word, becomes.text())).collect(),
                    other: fields.other.map(|other| other.text()),
                    unknown: fields.unknown,
                    time: fields.time,
                    unit: fields.unit,
                    follows: fields.follows,
                    before_is_unknown: fields.before_is_unknown,
                    plus: fields.plus.map_or_else(Vec::new, |plus| plus.all()),
                    minus: fields.minus.map_or_else(Vec::new, |minus| minus.all()),
                    plus_unit: fields.plus_unit,
                    less: fields.less,
                };
                let sources = [!spec.from.is_empty(), spec.constant.is_some(), !spec.join.is_empty()];
                if sources.into_iter().filter(|given| *given).count() != 1 {
                    return Err(de::Error::custom("a column needs exactly one of `from`, `constant` and `join`"));
                }
                Ok(spec)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The name among `names` that `word` was probably meant to be.
pub(crate) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names.map(|name| (strsim::jaro_winkler(word, name), name)).filter(|(score, _)| *score > 0.75);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// Something is wrong with this profile.
pub(crate) fn faulty(profile: &str, fault: ProfileFault) -> IntakeError {
    IntakeError::Profile { profile: profile.to_owned(), fault }
}

/// Reads and checks a profile; the error names the file, the place and the nearest valid name.
fn parse(file: &str, text: &str) -> Result<Profile, IntakeError> {
    let profile: Profile = toml::from_str(text).map_err(|error| {
        let message = error.message();
        // “unknown field `fom`, expected one of `from`, `constant`, …”
        let mut quoted = message.split('`').skip(1).step_by(2);
        let nearest = match quoted.next() {
            Some(bad) if message.starts_with("unknown") => nearest(bad, quoted).map(str::to_owned),
            _ => None,
        };
        let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        faulty(file, ProfileFault::Unreadable { line, detail: message.to_owned(), nearest })
    })?;
    let wrong = |fault: ProfileFault| faulty(file, fault);
    if profile.tables.is_empty() {
        return Err(wrong(ProfileFault::NoTable));
    }
    if let Some(pattern) = &profile.recognise.first_line {
        regex::Regex::new(pattern).map_err(|error| wrong(bad_pattern(pattern, &error)))?;
    }
    if profile.recognise.first_line.is_some() == profile.recognise.header.is_empty() {
        return Err(wrong(ProfileFault::HalfAHeader));
    }
    for table in &profile.tables {
        let kind = table.kind;
        let mut names: Vec<&String> = table.columns.keys().chain(table.rows.iter().flat_map(|row| row.columns.keys())).collect();
        names.extend(table.unpivot.iter().flat_map(|unpivot| [&unpivot.name, &unpivot.value]));
        for name in names {
            if kind.column(name).is_some() {
                continue;
            }
            let is_snake = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !is_snake {
                return Err(wrong(ProfileFault::DimensionName { name: name.clone(), kind }));
            }
            // A dimension that is nearly a canonical column is a slip of the pen.
            let near = kind.columns().iter().map(|column| column.name).find(|column| strsim::damerau_levenshtein(column, name) == 1);
            if let Some(near) = near {
                return Err(wrong(ProfileFault::NearColumn { name: name.clone(), kind, nearest: near.to_owned() }));
            }
        }
        let made = |name: &str| {
            let by_unpivot = table.unpivot.as_ref().is_some_and(|unpivot| unpivot.name == name || unpivot.value == name);
            table.columns.contains_key(name)
                || by_unpivot
                || (!table.rows.is_empty() && table.rows.iter().all(|row| row.columns.contains_key(name)))
        };
        for column in kind.columns().iter().filter(|column| column.required) {
            if !made(column.name) {
                return Err(wrong(ProfileFault::RequiredUnsaid { column: column.name.to_owned(), kind }));
            }
        }
        let specs = table.columns.values().chain(table.rows.iter().flat_map(|row| row.columns.values()));
        let patterns = specs.filter_map(|spec| spec.pattern.as_ref());
        let conditions = table.when.iter().chain(table.rows.iter().flat_map(|row| &row.when));
        let patterns = patterns
            .chain(conditions.filter_map(|condition| condition.matches.as_ref()))
            .chain(table.unpivot.iter().map(|unpivot| &unpivot.columns));
        for pattern in patterns {
            regex::Regex::new(pattern).map_err(|error| wrong(bad_pattern(pattern, &error)))?;
        }
    }
    Ok(profile)
}

/// A mapping, as shown and corrected on the mapping page, as the text of a profile.
///
/// Columns that were left out stay left out; the dress is kept, so that the next file of the same source is read alike,
/// and the file's columns become the mark by which the source is recognised.
///
/// # Errors
/// When nothing is mapped, or when the file is read by a profile already: its transforms are more than a mapping can say.
pub fn profile_text(title: &str, preview: &Preview) -> Result<String, IntakeError> {
    #[derive(Serialize)]
    struct Text<'a> {
        title: &'a str,
        recognise: RecogniseText<'a>,
        dress: Dress,
        table: Vec<TableText<'a>>,
    }
    #[derive(Serialize)]
    struct RecogniseText<'a> {
        columns: Vec<&'a str>,
    }
    #[derive(Serialize)]
    struct TableText<'a> {
        kind: Kind,
        columns: IndexMap<&'a str, &'a str>,
    }
    if let Some(name) = &preview.profile {
        return Err(IntakeError::ReadByProfile { profile: name.clone() });
    }
    let tables = preview.tables.iter().map(|table| {
        let pairs = table.mapping.iter().filter_map(|mapped| mapped.to.as_deref().map(|to| (to, mapped.from.as_str())));
        TableText { kind: table.kind, columns: pairs.collect() }
    });
    let tables: Vec<TableText> = tables.filter(|table| !table.columns.is_empty()).collect();
    if tables.is_empty() {
        return Err(IntakeError::NothingMapped);
    }
    let mut columns: Vec<&str> = preview.tables.iter().flat_map(|table| &table.mapping).map(|mapped| mapped.from.as_str()).collect();
    columns.sort_unstable();
    columns.dedup();
    // The encoding, delimiter and decimal sign of the next export may differ (another program saves it): only what
    // cannot be told from the file itself is kept.
    let dress = Dress { date_order: preview.dress.date_order.clone(), time_zone: preview.dress.time_zone.clone(), ..Dress::default() };
    toml::to_string(&Text { title, recognise: RecogniseText { columns }, dress, table: tables })
        .map_err(|error| faulty(title, ProfileFault::CannotWrite(error.to_string())))
}

/// A pattern that is no regular expression.
pub(crate) fn bad_pattern(pattern: &str, error: &regex::Error) -> ProfileFault {
    ProfileFault::Pattern { pattern: pattern.to_owned(), detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_shipped_profile_is_well_formed() -> Result<(), IntakeError> {
        let profiles = Profiles::load(None)?;
        assert_eq!(profiles.problems(), Vec::new());
        for name in [
            "servicenow_incident_log",
            "call_log",
            "zendesk_tickets",
            "zammad_tickets",
            "formbricks_responses",
            "limesurvey_responses",
            "google_play_reviews",
        ] {
            assert!(profiles.get(name).is_ok(), "{name}");
        }
        Ok(())
    }

    fn fault(text: &str) -> Option<ProfileFault> {
        match parse("own.toml", text) {
            Err(IntakeError::Profile { profile, fault }) if profile == "own.toml" => Some(fault),
            _ => None,
        }
    }

    #[test]
    fn an_error_names_the_file_the_line_and_the_nearest_name() {
        use ProfileFault as Fault;
        let start = "title = \"x\"\n[[table]]\nkind = \"contacts\"\n[table.columns]\ncontact_id = \"id\"\n";
        let with = |line: &str| fault(&format!("{start}{line}\n"));
        let kind = Kind::Contacts;
        assert!(matches!(
            with("opened_at = { form = \"created\" }"),
            Some(Fault::Unreadable { line: Some(6), nearest: Some(near), .. }) if near == "from"
        ));
        let nearest = "opened_at".to_owned();
        assert_eq!(with("opend_at = \"created\""), Some(Fault::NearColumn { name: "opend_at".into(), kind, nearest }));
        assert_eq!(fault(start), Some(Fault::RequiredUnsaid { column: "opened_at".into(), kind }));
        let two = with("opened_at = { from = \"a\", constant = \"b\" }");
        assert!(matches!(two, Some(Fault::Unreadable { detail, .. }) if detail.contains("exactly one")));
        let headless =
            |mark: &str| fault(&format!("title = \"x\"\n[recognise]\n{mark}\n{}opened_at = \"a\"", &start["title = \"x\"\n".len()..]));
        assert_eq!(headless("first_line = '^[0-9]'"), Some(Fault::HalfAHeader));
        assert_eq!(headless("header = ['id', 'a']"), Some(Fault::HalfAHeader));
        assert!(matches!(headless("first_line = '('\nheader = ['id', 'a']"), Some(Fault::Pattern { .. })));
        assert_eq!(headless("first_line = '^[0-9]'\nheader = ['id', 'a']"), None);
        let pattern = with("opened_at = { from = \"a\", pattern = \"(\" }");
        assert!(matches!(pattern, Some(Fault::Pattern { pattern, .. }) if pattern == "("));
        let other_kind = fault("title = \"x\"\n[[table]]\nkind = \"contact\"\n[table.columns]\n");
        assert!(matches!(other_kind, Some(Fault::Unreadable { nearest: Some(near), .. }) if near == "contacts"));
        let odd = with("opened_at = \"a\"\nBad-Name = \"a\"");
        assert_eq!(odd, Some(Fault::DimensionName { name: "Bad-Name".into(), kind }));
        assert!(matches!(fault("title = "), Some(Fault::Unreadable { .. })));
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() -> Result<(), IntakeError> {
        let error = Profiles::load(None)?.get("zendesk_ticket").err();
        assert!(matches!(&error, Some(IntakeError::UnknownProfile { nearest: Some(near), .. }) if near == "zendesk_tickets"), "{error:?}");
        Ok(())
    }

    #[test]
    fn a_profile_of_the_workspace_takes_precedence_and_a_faulty_one_harms_no_other() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let own = "title = \"Ours\"\n[[table]]\nkind = \"people\"\n[table.columns]\nagent_id = \"id\"\n";
        std::fs::write(folder.path().join("call_log.toml"), own)?;
        std::fs::write(folder.path().join("faulty.toml"), "title = 1")?;
        let profiles = Profiles::load(Some(folder.path()))?;
        assert_eq!(profiles.get("call_log")?.1.title, "Ours");
        assert_eq!(profiles.problems().len(), 1);
        assert!(profiles.get("faulty").is_err());
        let path = folder.path().join("call_log.toml");
        assert_eq!(profiles.get(&path.display().to_string())?.0, "call_log");
        Ok(())
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_a_profile_or_told_to_be_none(text in "\\PC{0,200}") {
            prop_assert!(parse("x.toml", &text).is_err());
        }

        #[test]
        fn a_profile_with_a_piece_cut_out_or_put_in_is_a_profile_or_a_problem(
            number in any::<prop::sample::Index>(), at in 0.0_f64..1.0, cut in 0_usize..60, put in "[\\PC\n]{0,12}",
        ) {
            let profiles: Vec<&str> = SHIPPED
                .files()
                .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
                .filter_map(|file| file.contents_utf8())
                .collect();
            let letters: Vec<char> = profiles[number.index(profiles.len())].chars().collect();
            let start = (at * letters.len() as f64) as usize;
            let end = (start + cut).min(letters.len());
            let changed: String = letters[..start].iter().copied().chain(put.chars()).chain(letters[end..].iter().copied()).collect();
            match parse("x.toml", &changed) {
                // What is accepted fills what its records need.
                Ok(profile) => prop_assert!(!profile.tables.is_empty()),
                Err(error) => prop_assert!(matches!(&error, IntakeError::Profile { profile, .. } if profile == "x.toml"), "{error}"),
            }
        }
    }
}
