//! The catalogue: every metric by perspective, with a search, and what the workspace lacks for it to work.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use luotsi_core::ask::Inventory;
use luotsi_core::catalogue::{Level, Metric, Perspective};
use luotsi_core::facts;

use super::filters::{Choice, pairs};
use super::frame::Page;
use super::problem::Failure;
use super::{Made, href};
use crate::App;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/catalogue/catalogue.html")]
struct CatalogueTemplate {
    page: Page,
    text: Text,
    here: String,
    heading: String,
    query: String,
    hidden: Vec<(&'static str, &'static str)>,
    perspectives: Vec<Choice>,
    levels: Vec<Choice>,
    groups: Vec<Group>,
}

struct Group {
    name: &'static str,
    question: &'static str,
    metrics: Vec<Line>,
}

struct Line {
    name: String,
    href: String,
    level: String,
    question: String,
    direction: &'static str,
    needs: Option<String>,
}

pub(super) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    super::page(site.app, reader, render).await
}

fn render(app: &App, reader: &Reader) -> Result<Made, Failure> {
    let text = reader.text();
    let given = pairs(&reader.query);
    let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let query = find("q").unwrap_or_default().trim().to_owned();
    let perspective = find("perspective").and_then(Perspective::named);
    let level = find("level").and_then(Level::named);
    let inventory = app.ask.inventory()?;
    let link = |perspective: Option<Perspective>, level: Option<Level>| {
        let mut parts = Vec::new();
        parts.extend(perspective.map(|perspective| format!("perspective={}", perspective.name())));
        parts.extend(level.map(|level| format!("level={}", level.name())));
        if !query.is_empty() {
            parts.push(format!("q={}", encode(&query)));
        }
        href(reader, "/metrics", &parts.join("&"))
    };
    let mut perspectives = vec![Choice { name: text.all().to_owned(), href: link(None, level), is_here: perspective.is_none() }];
    perspectives.extend(Perspective::ALL.into_iter().map(|one| Choice {
        name: words::perspective(text, one).to_owned(),
        href: link(Some(one), level),
        is_here: perspective == Some(one),
    }));
    let mut levels = vec![Choice { name: text.level_all().to_owned(), href: link(perspective, None), is_here: level.is_none() }];
    levels.extend(Level::ALL.into_iter().map(|one| Choice {
        name: text.level_pill(one.name()),
        href: link(perspective, Some(one)),
        is_here: level == Some(one),
    }));
    let wanted = query.to_lowercase();
    let matches = |metric: &&Metric| {
        let texts = words::metric(metric, reader.language);
        let words = [metric.id.as_str(), metric.code.as_deref().unwrap_or_default(), &texts.name, &texts.question, &texts.formula];
        wanted.split_whitespace().all(|word| words.iter().any(|text| text.to_lowercase().contains(word)))
            && perspective.is_none_or(|perspective| metric.perspective == perspective)
            && level.is_none_or(|level| metric.levels.contains(&level))
    };
    let found: Vec<&Metric> = app.catalogue.iter().filter(matches).collect();
    let mut groups: Vec<Group> = Vec::new();
    for perspective in Perspective::ALL {
        let metrics: Vec<Line> = found
            .iter()
            .filter(|metric| metric.perspective == perspective)
            .map(|metric| Line {
                name: words::metric(metric, reader.language).name.clone(),
                href: href(reader, &format!("/metric/{}", metric.id), ""),
                level: metric.levels.iter().map(|level| words::level(text, *level)).collect::<Vec<_>>().join(" · "),
                question: words::metric(metric, reader.language).question.clone(),
                direction: words::direction(text, metric.better),
                needs: needs(text, metric, &inventory),
            })
            .collect();
        if !metrics.is_empty() {
            groups.push(Group {
                name: words::perspective(text, perspective),
                question: words::perspective_question(text, perspective),
                metrics,
            });
        }
    }
    let mut hidden = Vec::new();
    hidden.extend(perspective.map(|perspective| ("perspective", perspective.name())));
    hidden.extend(level.map(|level| ("level", level.name())));
    let template = CatalogueTemplate {
        page: super::frame(app, reader, text.nav_metrics()),
        text,
        here: href(reader, "/metrics", ""),
        heading: text.catalogue_heading(found.len() as u64),
        query,
        hidden,
        perspectives,
        levels,
        groups,
    };
    Made::page(&template)
}

/// What the workspace lacks for a metric, in words; `None` when nothing is known to be missing.
fn needs(text: Text, metric: &Metric, inventory: &Inventory) -> Option<String> {
    for (_, kind, expression) in metric.expressions() {
        let Some(there) = inventory.kinds.iter().find(|there| there.kind == kind && there.rows > 0) else {
            return Some(text.verdict_no_data_kind(words::kind(text, kind)));
        };
        let derived: HashSet<&str> = facts::of(kind).iter().map(|fact| fact.name).collect();
        let missing = identifiers(expression)
            .find(|name| kind.column(name).is_some() && !derived.contains(name) && !there.filled.iter().any(|filled| filled == name));
        if let Some(column) = missing {
            return Some(text.verdict_no_data_column(&words::column(text, column), words::kind(text, kind)));
        }
    }
    None
}

/// Words of an expression that may be columns.
fn identifiers(expression: &str) -> impl Iterator<Item = &str> {
    expression
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase()))
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
