//! What is looked at: the whole state of a page, as a readable URL query.
//!
//! `per=month&level=tactical&team=Laskutus&channel=phone&from=2025-04-21&to=2026-06-15&by=topic`. Dimensions stand under
//! their own names; one that is named like a word of the query itself is written `where.from=…`. Defaults are left out, so
//! that a link is as short as what it says.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Level, Perspective};
use crate::period::Granularity;
use crate::scope::Scope;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// How finely time is cut.
    pub per: Granularity,
    /// Levels of leadership shown; empty = all.
    pub levels: Vec<Level>,
    /// Perspectives shown; empty = all.
    pub perspectives: Vec<Perspective>,
    /// Which part of the service.
    pub scope: Scope,
    /// First day; `None` = the default stretch before the end of the data.
    pub from: Option<Date>,
    /// First day that is no longer included; `None` = to the end of the data.
    pub to: Option<Date>,
    /// Dimension of the breakdown on a metric's page.
    pub by: Option<String>,
    /// Also metrics that are not on the situation page by default.
    pub all_metrics: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            per: Granularity::Week,
            levels: Vec::new(),
            perspectives: Vec::new(),
            scope: Scope::whole(),
            from: None,
            to: None,
            by: None,
            all_metrics: false,
        }
    }
}

/// A part of a query that could not be read; the view goes on without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewProblem {
    /// Name of the parameter.
    pub name: String,
    /// The value given.
    pub value: String,
    /// Values that would be right: names, or a pattern such as `2026-06-08`.
    pub expected: Vec<String>,
}

/// Words of the query that no dimension may take: ours, and those of pages around the view.
const RESERVED: &[&str] = &[
    "at",
    "per",
    "level",
    "perspective",
    "from",
    "to",
    "by",
    "metrics",
    "lang",
    "theme",
    "period",
    "part",
    "page",
    "offset",
    "limit",
    "format",
    "q",
    "id",
    "metric",
    "kind",
    "chart",
    "rules",
    "target",
    "tab",
    "sort",
    "show",
    "phase",
    "group",
    "file",
    "import",
    "return",
    "token",
];
const ESCAPE: &str = "where.";

impl View {
    /// The view as a URL query without `?`; empty for the default view.
    pub fn to_query(&self) -> String {
        let mut pairs: Vec<(String, String)> = Vec::new();
        if self.per != Granularity::Week {
            pairs.push(("per".into(), self.per.name().into()));
        }
        pairs.extend(self.levels.iter().map(|level| ("level".into(), level.name().into())));
        pairs.extend(self.perspectives.iter().map(|perspective| ("perspective".into(), perspective.name().into())));
        for (dimension, values) in self.scope.iter() {
            let is_taken = RESERVED.contains(&dimension) || dimension.starts_with(ESCAPE);
            let name = if is_taken { format!("{ESCAPE}{dimension}") } else { dimension.to_owned() };
            pairs.extend(values.iter().map(|value| (name.clone(), value.clone())));
        }
        pairs.extend(self.from.map(|from| ("from".into(), from.to_string())));
        pairs.extend(self.to.map(|to| ("to".into(), to.to_string())));
        pairs.extend(self.by.as_ref().map(|by| ("by".into(), by.clone())));
        if self.all_metrics {
            pairs.push(("metrics".into(), "all".into()));
        }
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        pairs.join("&")
    }

    /// Reads a URL query, with or without `?`. Words of other parts of a page are passed over; what cannot be read is
    /// listed and left at its default.
    pub fn from_query(query: &str) -> (Self, Vec<ViewProblem>) {
        let mut view = Self::default();
        let mut problems = Vec::new();
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name), decode(value));
            // An empty field of a form means: not chosen.
            if value.is_empty() && !name.starts_with(ESCAPE) {
                continue;
            }
            if let Err(expected) = view.read(&name, &value) {
                problems.push(ViewProblem { name, value, expected });
            }
        }
        (view, problems)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), Vec<String>> {
        let date = || value.parse::<Date>().map_err(|_| vec!["2026-06-08".to_owned()]);
        match name {
            "per" => {
                let names = || Granularity::ALL.map(|per| per.name().to_owned()).to_vec();
                self.per = Granularity::named(value).ok_or_else(names)?;
            }
            "level" => {
                let names = || Level::ALL.map(|level| level.name().to_owned()).to_vec();
                let level = Level::named(value).ok_or_else(names)?;
                if !self.levels.contains(&level) {
                    self.levels.push(level);
                }
            }
            "perspective" => {
                let names = || Perspective::ALL.map(|perspective| perspective.name().to_owned()).to_vec();
                let perspective = Perspective::named(value).ok_or_else(names)?;
                if !self.perspectives.contains(&perspective) {
                    self.perspectives.push(perspective);
                }
            }
            "from" => self.from = Some(date()?),
            "to" => self.to = Some(date()?),
            "by" => self.by = Some(value.to_owned()),
            "metrics" => self.all_metrics = value == "all",
            word if RESERVED.contains(&word) => {}
            dimension => {
                let dimension = dimension.strip_prefix(ESCAPE).unwrap_or(dimension);
                self.scope = std::mem::take(&mut self.scope).with(dimension, value);
            }
        }
        Ok(())
    }
}

/// Percent-encodes what has a meaning in a query; letters of all languages stay readable in the address bar's own way.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b',' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = |offset: usize| bytes.get(index + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[index], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                index += 3;
                continue;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        index += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_reads_like_what_it_says() {
        let view = View {
            per: Granularity::Month,
            levels: vec![Level::Tactical],
            scope: Scope::whole().with("team", "Laskutus ja perintä").with("from", "Turku"),
            from: Some(date(2025, 4, 21)),
            by: Some("topic".into()),
            ..View::default()
        };
        let query = view.to_query();
        assert_eq!(query, "per=month&level=tactical&team=Laskutus+ja+perint%C3%A4&where.from=Turku&from=2025-04-21&by=topic");
        assert_eq!(View::from_query(&query), (view, Vec::new()));
        assert_eq!(View::default().to_query(), "");
    }

    #[test]
    fn what_cannot_be_read_is_listed_and_left_at_its_default() {
        let (view, problems) = View::from_query("?per=wek&from=8.6.2026&team=&lang=fi&q=x");
        assert_eq!(view, View::default());
        let names: Vec<(&str, &str)> = problems.iter().map(|problem| (problem.name.as_str(), problem.value.as_str())).collect();
        assert_eq!(names, [("per", "wek"), ("from", "8.6.2026")]);
        assert!(problems[0].expected.contains(&"week".to_owned()));
    }

    fn views() -> impl Strategy<Value = View> {
        let days = proptest::option::of((2000_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day)));
        let filters = proptest::collection::vec(("[a-zäö._ ]{1,8}", ".{1,12}"), 0..4);
        let parts = (
            0_usize..6,
            proptest::sample::subsequence(Level::ALL.to_vec(), 0..=3),
            proptest::sample::subsequence(Perspective::ALL.to_vec(), 0..=5),
        );
        (parts, filters, days.clone(), days, proptest::option::of("[a-z_]{1,8}"), any::<bool>()).prop_map(
            |((per, levels, perspectives), filters, from, to, by, all_metrics)| View {
                per: Granularity::ALL[per],
                levels,
                perspectives,
                scope: filters.into_iter().fold(Scope::whole(), |scope, (dimension, value)| scope.with(dimension, value)),
                from,
                to,
                by,
                all_metrics,
            },
        )
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_what_was_read_survives_its_url(
            pairs in proptest::collection::vec(("(per|level|perspective|from|to|by|metrics|team|where\\.from|\\PC{0,8})", "(week|tactical|all|2026-06-08|9999-12-31|-1|%|\\PC{0,12})"), 0..8),
            rest in "[ -~]{0,40}",
        ) {
            let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let (view, problems) = View::from_query(&format!("{}&{rest}", query.join("&")));
            prop_assert!(problems.iter().all(|problem| !problem.expected.is_empty()));
            prop_assert_eq!(View::from_query(&view.to_query()), (view, Vec::new()));
        }

        #[test]
        fn a_view_survives_its_url(view in views()) {
            prop_assert_eq!(View::from_query(&view.to_query()), (view, Vec::new()));
        }
    }
}
