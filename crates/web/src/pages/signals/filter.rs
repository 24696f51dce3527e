//! Which signals are looked at, as a readable address, in and out.
//!
//! `state=later&kind=change&level=tactical&perspective=quality&team=Laskutus&sign=bouncing&page=2`. Defaults are left out. What cannot be
//! understood is passed over: a list that shows more than was asked for is better than none.

use luotsi_core::catalogue::{Catalogue, Level, Perspective};
use luotsi_core::signals::signs::Sign;
use luotsi_core::signals::{Kind, Signal};

use super::super::filters::pairs;

/// The dimension that people ask for by name.
const TEAM: &str = "team";

/// Which signals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) shelf: Shelf,
    pub(super) kind: Option<Kind>,
    pub(super) level: Option<Level>,
    pub(super) perspective: Option<Perspective>,
    pub(super) team: Option<String>,
    /// Only signals behind this sign of a need to develop.
    pub(super) sign: Option<Sign>,
    /// Page of the list, from 1.
    pub(super) page: Page,
}

/// A page of a list, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page(pub(super) usize);

impl Default for Page {
    fn default() -> Self {
        Self(1)
    }
}

/// Where a signal lies in the inbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) enum Shelf {
    /// It waits for a decision.
    #[default]
    Waiting,
    /// Something is done about it.
    React,
    /// It was put off.
    Later,
    /// It was said not to be real.
    Unreal,
    /// It ended before anything was decided.
    Ended,
}

impl Shelf {
    /// All of them, in the order of the page.
    pub(super) const ALL: [Self; 5] = [Self::Waiting, Self::React, Self::Later, Self::Unreal, Self::Ended];

    /// The word in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::React => "react",
            Self::Later => "later",
            Self::Unreal => "unreal",
            Self::Ended => "ended",
        }
    }
}

impl Filter {
    /// Reads the query of an address.
    pub(super) fn from_query(query: &str) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs(query) {
            match name.as_str() {
                "state" => filter.shelf = Shelf::ALL.into_iter().find(|shelf| shelf.name() == value).unwrap_or_default(),
                "kind" => filter.kind = Kind::ALL.into_iter().find(|kind| kind.name() == value),
                "level" => filter.level = Level::named(&value),
                "perspective" => filter.perspective = Perspective::named(&value),
                TEAM => filter.team = Some(value).filter(|team| !team.is_empty()),
                "sign" => filter.sign = Sign::named(&value),
                "page" => filter.page = Page(value.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1)),
                _ => {}
            }
        }
        filter
    }

    /// The query of the address, without `?`; empty for the first page of what waits.
    pub(super) fn to_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if self.shelf != Shelf::Waiting {
            pairs.push(("state", self.shelf.name().into()));
        }
        pairs.extend(self.kind.map(|kind| ("kind", kind.name().into())));
        pairs.extend(self.level.map(|level| ("level", level.name().into())));
        pairs.extend(self.perspective.map(|perspective| ("perspective", perspective.name().into())));
        pairs.extend(self.team.as_ref().map(|team| (TEAM, encode(team))));
        pairs.extend(self.sign.map(|sign| ("sign", sign.name().into())));
        if self.page != Page::default() {
            pairs.push(("page", self.page.0.to_string()));
        }
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Is anything narrowed beside the shelf and the page?
    pub(super) fn narrows(&self) -> bool {
        *self != Self { shelf: self.shelf, page: self.page, ..Self::default() }
    }

    /// Does a signal pass, whatever its shelf?
    pub(super) fn takes(&self, catalogue: &Catalogue, signal: &Signal) -> bool {
        let metric = catalogue.get(&signal.metric);
        self.kind.is_none_or(|kind| kind == signal.kind)
            && self.level.is_none_or(|level| metric.is_some_and(|metric| metric.levels.contains(&level)))
            && self.perspective.is_none_or(|perspective| metric.is_some_and(|metric| metric.perspective == perspective))
            && self.team.as_ref().is_none_or(|team| signal.scope.values(TEAM).contains(team))
            && self.sign.is_none_or(|sign| sign.is_shown_by(signal))
    }
}

/// The teams that signals speak of, by name.
pub(super) fn teams<'a>(signals: impl Iterator<Item = &'a Signal>) -> Vec<String> {
    let mut teams: Vec<String> = signals.flat_map(|signal| signal.scope.values(TEAM)).cloned().collect();
    teams.sort_by_cached_key(|team| crate::format::sort_key(team));
    teams.dedup();
    teams
}

/// Percent-encodes what has a meaning in a query.
pub(super) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_reads_like_what_it_says() {
        let filter = Filter {
            shelf: Shelf::Later,
            kind: Some(Kind::Change),
            team: Some("Tekninen tuki & muut".into()),
            page: Page(2),
            ..Filter::default()
        };
        assert_eq!(filter.to_query(), "state=later&kind=change&team=Tekninen+tuki+%26+muut&page=2");
        assert_eq!(Filter::default().to_query(), "");
        assert_eq!(Filter::from_query("state=x&kind=y&level=&page=-3&page=0&decided=abc"), Filter::default());
    }

    fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
        prop::option::of(prop::sample::select(all))
    }

    proptest! {
        #[test]
        fn a_filter_survives_its_address(
            shelf in prop::sample::select(&Shelf::ALL[..]),
            kind in one_of(&Kind::ALL),
            level in one_of(&Level::ALL),
            perspective in one_of(&Perspective::ALL),
            team in prop::option::of(".{1,12}"),
            sign in one_of(&Sign::ALL),
            page in 1_usize..200,
        ) {
            let filter = Filter { shelf, kind, level, perspective, team, sign, page: Page(page) };
            prop_assert_eq!(Filter::from_query(&filter.to_query()), filter);
        }
    }
}
