//! Targets that the service could reach, on the page of a metric.

use luotsi_core::comparison::{Proposal, Step, proposal};
use luotsi_core::situation::World;

use super::Asked;
use crate::{format, targets as words};

/// The section.
pub(super) struct Targets {
    pub(super) sentences: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) after: Vec<String>,
}

/// One step.
pub(super) struct Row {
    pub(super) by: String,
    pub(super) target: String,
    pub(super) aim: &'static str,
    pub(super) chance: String,
}

/// What the service could reach. `None` in a part of it, without any record, and when it could not be worked out: the page stands.
pub(super) fn targets(asked: &Asked) -> Option<Targets> {
    if !asked.view.scope.is_whole() || asked.made.row.latest.is_none() {
        return None;
    }
    let app = asked.app;
    let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
    match proposal(world, &asked.metric.id) {
        Ok(proposal) => Some(shown(asked, &proposal)),
        Err(error) => {
            tracing::error!(%error, metric = asked.metric.id, "targets could not be proposed");
            None
        }
    }
}

fn shown(asked: &Asked, proposal: &Proposal) -> Targets {
    let text = asked.text();
    let row = |step: &Step| Row {
        by: format::date(text, step.by),
        target: format::target(text, asked.metric.unit, step.target),
        aim: words::aim(text, step),
        chance: words::chance(text, step),
    };
    Targets {
        sentences: words::sentences(text, asked.metric, proposal),
        rows: proposal.steps.iter().map(row).collect(),
        after: words::beyond(text, asked.metric, proposal),
    }
}
