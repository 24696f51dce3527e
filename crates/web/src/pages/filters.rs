//! The row of pills that narrows a page: period, time, dimensions, level. Links where there are few choices, forms where
//! there are many; both work without a script, and the result is a readable address.

use indexmap::IndexMap;
use jiff::ToSpan;
use luotsi_core::ask::Inventory;
use luotsi_core::catalogue::Level;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::situation::View;

use super::href;
use crate::format;
use crate::reader::Reader;
use crate::words;

/// The pills of a page.
pub(crate) struct Filters {
    pub(crate) pills: Vec<Pill>,
    /// Link to the page without filters, when there are any.
    pub(crate) clear: Option<String>,
}

pub(crate) struct Pill {
    pub(crate) label: String,
    pub(crate) is_set: bool,
    pub(crate) options: Vec<Choice>,
    pub(crate) form: Option<PillForm>,
}

pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

pub(crate) struct PillForm {
    pub(crate) action: String,
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) label: String,
    pub(crate) name: String,
    pub(crate) value: String,
    /// Values with labels; a date when there are none.
    pub(crate) options: Vec<(String, String)>,
}

/// Which pills a page has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of them.
    WithLevels,
    /// A page of one metric needs no level.
    WithoutLevels,
}

/// Above this many values a form with a list is kinder than a wall of links.
const MOST_LINKS: usize = 14;
/// Dimensions with a pill of their own; the rest share one.
const OWN_PILLS: [&str; 3] = ["channel", "team", "topic"];
/// A dimension with more values than this is no good as a filter list.
const MOST_VALUES: u64 = 400;

pub(crate) fn filters(reader: &Reader, path: &str, view: &View, inventory: &Inventory, which: Which) -> Filters {
    let text = reader.text();
    let link = |view: &View| href(reader, path, &view.to_query());
    let mut pills = Vec::new();

    let options = [Granularity::Day, Granularity::Week, Granularity::Month, Granularity::Quarter, Granularity::Year]
        .into_iter()
        .map(|per| Choice {
            name: words::granularity(text, per).to_owned(),
            href: link(&View { per, ..view.clone() }),
            is_here: per == view.per,
        })
        .collect();
    pills.push(Pill { label: words::granularity(text, view.per).to_owned(), is_set: view.per != Granularity::Week, options, form: None });
    pills.push(range(reader, path, view, inventory));

    let dimensions = dimensions(inventory);
    for name in OWN_PILLS {
        if let Some(values) = dimensions.get(name) {
            pills.push(dimension(reader, path, view, (name, values)));
        }
    }
    let others: Vec<(&String, &Vec<String>)> = dimensions.iter().filter(|(name, _)| !OWN_PILLS.contains(&name.as_str())).collect();
    for (name, values) in &others {
        if !view.scope.values(name).is_empty() {
            pills.push(dimension(reader, path, view, (name, values)));
        }
    }
    if which == Which::WithLevels {
        let mut options = vec![Choice {
            name: text.level_all().to_owned(),
            href: link(&View { levels: Vec::new(), ..view.clone() }),
            is_here: view.levels.is_empty(),
        }];
        options.extend(Level::ALL.into_iter().map(|level| Choice {
            name: text.level_pill(level.name()),
            href: link(&View { levels: vec![level], ..view.clone() }),
            is_here: view.levels == [level],
        }));
        let label = match view.levels.as_slice() {
            [] => text.level_all().to_owned(),
            levels => levels.iter().map(|level| text.level_pill(level.name())).collect::<Vec<_>>().join(" + "),
        };
        pills.push(Pill { label, is_set: !view.levels.is_empty(), options, form: None });
    }
    let unset: Vec<Field> = others
        .iter()
        .filter(|(name, _)| view.scope.values(name).is_empty())
        .map(|(name, values)| Field {
            label: words::dimension(text, name),
            name: parameter(name),
            value: String::new(),
            options: choices(reader, name, values),
        })
        .collect();
    if !unset.is_empty() {
        let form = PillForm { action: href(reader, path, ""), hidden: hidden(view, &[]), fields: unset };
        pills.push(Pill { label: text.filters_more().to_owned(), is_set: false, options: Vec::new(), form: Some(form) });
    }
    let plain = View { by: view.by.clone(), all_metrics: view.all_metrics, ..View::default() };
    let clear = (*view != plain).then(|| link(&plain));
    Filters { pills, clear }
}

/// Dimensions of all kinds of records with their values by name.
pub(crate) fn dimensions(inventory: &Inventory) -> IndexMap<String, Vec<String>> {
    let mut found: IndexMap<String, Vec<String>> = IndexMap::new();
    for kind in &inventory.kinds {
        if matches!(kind.kind, Kind::Timeline | Kind::Actions) {
            continue;
        }
        for dimension in &kind.dimensions {
            if dimension.different > MOST_VALUES || dimension.different < 2 || kind.kind.is_personal(&dimension.name) {
                continue;
            }
            let values = found.entry(dimension.name.clone()).or_default();
            for (value, _) in &dimension.values {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
        }
    }
    for values in found.values_mut() {
        values.sort_by_cached_key(|value| format::sort_key(value));
    }
    found
}

fn dimension(reader: &Reader, path: &str, view: &View, (name, values): (&str, &[String])) -> Pill {
    let text = reader.text();
    let called = words::dimension(text, name);
    let chosen = view.scope.values(name);
    let label = match chosen {
        [] => text.dimension_pill_all(&called),
        [one] => text.dimension_pill_one(&called, &words::dimension_value(text, name, one)),
        many => text.dimension_pill_many(&format::count(text.language(), many.len() as u64), &called),
    };
    let is_set = !chosen.is_empty();
    if values.len() > MOST_LINKS {
        let field = Field {
            label: called,
            name: parameter(name),
            value: chosen.first().cloned().unwrap_or_default(),
            options: choices(reader, name, values),
        };
        let form = PillForm { action: href(reader, path, ""), hidden: hidden(view, &[name]), fields: vec![field] };
        return Pill { label, is_set, options: Vec::new(), form: Some(form) };
    }
    let with = |scope| href(reader, path, &View { scope, ..view.clone() }.to_query());
    let without = view.scope.clone().without(name);
    let mut options = vec![Choice { name: text.all().to_owned(), href: with(without.clone()), is_here: chosen.is_empty() }];
    options.extend(values.iter().map(|value| Choice {
        name: words::dimension_value(text, name, value),
        href: with(without.clone().with(name, value.clone())),
        is_here: chosen == [value.clone()],
    }));
    Pill { label, is_set, options, form: None }
}

fn choices(reader: &Reader, name: &str, values: &[String]) -> Vec<(String, String)> {
    let text = reader.text();
    std::iter::once((String::new(), text.all().to_owned()))
        .chain(values.iter().map(|value| (value.clone(), words::dimension_value(text, name, value))))
        .collect()
}

fn range(reader: &Reader, path: &str, view: &View, inventory: &Inventory) -> Pill {
    let text = reader.text();
    let day = |day| format::date(text, day);
    // The address names the first day after the range; people speak of the last day in it.
    let label = match (view.from, view.to.map(|to| to.yesterday().unwrap_or(to))) {
        (None, None) => text.range_pill_default().to_owned(),
        (Some(from), None) => text.range_pill_from(&day(from)),
        (None, Some(to)) => text.range_pill_to(&day(to)),
        (Some(from), Some(to)) => text.range_pill(&day(from), &day(to)),
    };
    let link = |from, to| href(reader, path, &View { from, to, ..view.clone() }.to_query());
    let zone = jiff::tz::TimeZone::UTC;
    let known = |pick: fn(&luotsi_core::ask::KindInventory) -> Option<jiff::Timestamp>| {
        inventory.kinds.iter().filter(|kind| matches!(kind.kind, Kind::Contacts | Kind::Feedback | Kind::Events)).filter_map(pick)
    };
    let first = known(|kind| kind.first).min().map(|at| zone.to_datetime(at).date());
    let last = known(|kind| kind.last).max().map(|at| zone.to_datetime(at).date());
    let mut options = vec![Choice {
        name: text.range_pill_default().to_owned(),
        href: link(None, None),
        is_here: view.from.is_none() && view.to.is_none(),
    }];
    if let Some(last) = last {
        for (months, name) in
            [(3, text.range_months_3()), (6, text.range_months_6()), (12, text.range_months_12()), (24, text.range_months_24())]
        {
            let from = last.saturating_sub(months.months()).first_of_month();
            if first.is_none_or(|first| from > first) {
                options.push(Choice {
                    name: name.to_owned(),
                    href: link(Some(from), None),
                    is_here: view.from == Some(from) && view.to.is_none(),
                });
            }
        }
    }
    if let Some(first) = first {
        options.push(Choice {
            name: text.range_pill_all().to_owned(),
            href: link(Some(first), None),
            is_here: view.from == Some(first) && view.to.is_none(),
        });
    }
    let field = |label: &str, name: &str, value: Option<jiff::civil::Date>| Field {
        label: label.to_owned(),
        name: name.to_owned(),
        value: value.map(|day| day.to_string()).unwrap_or_default(),
        options: Vec::new(),
    };
    let fields = vec![field(text.range_from(), "from", view.from), field(text.range_to(), "to", view.to)];
    let bare = View { from: None, to: None, ..view.clone() };
    let form = PillForm { action: href(reader, path, ""), hidden: hidden(&bare, &[]), fields };
    Pill { label, is_set: view.from.is_some() || view.to.is_some(), options, form: Some(form) }
}

/// The view as hidden fields of a form, without the dimensions that the form itself asks for.
fn hidden(view: &View, without: &[&str]) -> Vec<(String, String)> {
    let mut view = view.clone();
    for name in without {
        view.scope = std::mem::take(&mut view.scope).without(name);
    }
    pairs(&view.to_query())
}

/// A query as names and values.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |index: usize| tail.get(index).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            (b'+', ..) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Name of the query parameter of a dimension, as the view writes it.
fn parameter(dimension: &str) -> String {
    let view = View { scope: luotsi_core::scope::Scope::whole().with(dimension, "x"), ..View::default() };
    pairs(&view.to_query()).into_iter().next().map_or_else(|| dimension.to_owned(), |(name, _)| name)
}
