//! Measured but unused: which metrics nobody has decided or done anything by.

use std::collections::HashMap;

use jiff::Timestamp;
use luotsi_core::actions::Action;
use luotsi_core::measuring::definition::Met;
use luotsi_core::measuring::unused::{Unused, Use, unused};
use luotsi_core::signals::Signal;
use luotsi_core::signals::signs::lacks;
use luotsi_state::{StoreError, actions, signals};

use super::super::figure::{Table, words_head};
use super::super::frame::zone;
use super::super::problem::Failure;
use super::super::{Link, href};
use super::Asked;
use super::sections::Section;
use crate::App;
use crate::format;
use crate::measuring::metric_name;
use crate::words;

/// What people decided and do, as uses of the metrics that it is about.
pub(super) async fn decided(app: &App) -> Result<Vec<Use>, StoreError> {
    let kept = signals::list(&app.store).await?.signals;
    let by_id: HashMap<&str, &Signal> = kept.iter().map(|kept| (kept.life.id.as_str(), &kept.life.signal)).collect();
    let mut uses = Vec::new();
    for decision in signals::decisions(&app.store).await? {
        let Some(signal) = by_id.get(decision.signal.as_str()).filter(|_| decision.withdrawn_at.is_none()) else { continue };
        uses.extend(concerned(signal).map(|metric| Use { metric: metric.to_owned(), at: decision.at }));
    }
    for action in actions::list(&app.store).await? {
        uses.extend(of_action(app, action));
    }
    Ok(uses)
}

/// Targets that hold, and actions that were imported.
pub(super) fn standing(app: &App) -> Vec<Use> {
    let now = (app.now)();
    let targets = app.settings.targets.keys().map(|metric| Use { metric: metric.clone(), at: now });
    let imported = app.ask.actions().unwrap_or_else(|error| {
        tracing::error!(%error, "imported actions could not be read; their metrics count as unused");
        Vec::new()
    });
    targets.chain(imported.into_iter().flat_map(|action| of_action(app, action))).collect()
}

/// The metrics that an action is about. One that goes on is a use for as long as it does.
fn of_action(app: &App, action: Action) -> impl Iterator<Item = Use> {
    let at = action.ended_on.and_then(|day| start_of(app, day)).unwrap_or((app.now)());
    action.metric.into_iter().chain(action.guard).map(move |metric| Use { metric, at })
}

/// The metrics that a signal is about.
fn concerned(signal: &Signal) -> impl Iterator<Item = &str> {
    let parts = signal.conflict.iter().flat_map(|conflict| &conflict.parts).map(|part| part.metric.as_str());
    std::iter::once(signal.metric.as_str()).chain(signal.also.iter().map(|also| also.metric.as_str())).chain(parts)
}

fn start_of(app: &App, day: jiff::civil::Date) -> Option<Timestamp> {
    day.to_zoned(zone(&app.settings)).ok().map(|start| start.timestamp())
}

/// The section of the page.
pub(super) fn section(asked: &Asked, met: &[Met], uses: &[Use]) -> Result<Section, Failure> {
    let (text, app) = (asked.text(), asked.app);
    let inventory = app.ask.inventory()?;
    let report = unused(&app.catalogue, |metric| lacks(metric, &inventory).is_none(), met, uses, (app.now)());
    let count = |number: usize| format::count(text.language(), number as u64);
    let day = |at: Timestamp| asked.day(format::local(at, &asked.report.zone).date());
    let mut section = Section {
        id: "unused",
        name: text.measuring_section_unused(),
        question: text.measuring_question_unused(),
        sentences: vec![text.measuring_unused_asked(&count(report.asked), &count(report.used))],
        none: None,
        figures: Vec::new(),
        tables: Vec::new(),
        link: Some(Link { name: text.measuring_unused_actions().to_owned(), href: href(asked.reader, "/actions", "") }),
    };
    if let Some(ready) = report.ready_at {
        section.sentences.push(text.measuring_unused_too_early(&count(report.too_early), &day(ready)));
    }
    if report.unused.is_empty() {
        if report.too_early == 0 {
            section.sentences.push(text.measuring_unused_none().to_owned());
        }
        return Ok(section);
    }
    section.sentences.push(text.measuring_unused_some(report.unused.len() as u64));
    section.sentences.push(text.measuring_unused_advice().to_owned());
    let row = |one: &Unused| {
        vec![
            metric_name(text, &app.catalogue, &one.metric),
            words::level(text, one.level).to_owned(),
            day(one.since),
            one.last_used.map_or_else(|| text.measuring_unused_never().to_owned(), day),
        ]
    };
    section.tables.push(Table {
        title: text.measuring_unused_table().to_owned(),
        head: vec![
            words_head(text.measuring_definition_metric()),
            words_head(text.measuring_unused_level()),
            words_head(text.measuring_unused_since()),
            words_head(text.measuring_unused_last()),
        ],
        rows: report.unused.iter().map(row).collect(),
        links: report.unused.iter().map(|one| Some(href(asked.reader, &format!("/metric/{}", one.metric), ""))).collect(),
    });
    Ok(section)
}
