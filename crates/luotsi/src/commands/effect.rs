//! `luotsi effect`: did an action work (contract §2); without an id all actions with their verdicts.

use anyhow::Result;
use luotsi_core::actions::{self, Action};
use luotsi_core::effect::{self, Effect, Known};
use luotsi_core::situation::World;
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::Store;
use luotsi_web::effects;
use luotsi_web::i18n::Text;

use super::Call;
use crate::args::Format;
use crate::clock;
use crate::output::{self, Heading, Rows, figure};
use crate::voice::Said;
use crate::workspace::Workspace;

const HEADINGS: &[Heading] = &[
    ("action", Text::effect_column_action),
    ("title", Text::actions_column_title),
    ("place", Text::actions_column_where),
    ("started_on", Text::actions_column_since),
    ("metric", Text::export_metric),
    ("before", Text::signals_column_before),
    ("after", Text::signals_column_after),
    ("effect", Text::effect_fact_effect),
    ("low", Text::effect_column_low),
    ("high", Text::effect_column_high),
    ("verdict", Text::actions_column_verdict),
    ("needs", Text::effect_column_needs),
];

pub(crate) fn run(call: &Call, id: Option<&str>, state: Option<&str>) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now: clock::now() };
    let own = own(&workspace, state)?;
    let mut actions = actions::imported(&*workspace.lake)?;
    actions.extend(own.actions);
    let actions = actions::ordered(actions);
    let known = Known { actions: &actions, events: &own.events };
    let Some(id) = id else {
        if actions.is_empty() && call.format == Format::Table {
            return output::print(call.text.effect_none());
        }
        let effects = effect::effects(world, known)?;
        let answer: Vec<_> = effects.iter().map(|effect| effects::json(&workspace.catalogue, effect)).collect();
        return output::answer(call, &answer, |spelling| rows(call.text, spelling, &effects));
    };
    let Some(found) = effect::effect(world, known, id)? else {
        let known: Vec<&str> = actions.iter().map(|action| action.id.as_str()).collect();
        let known = if known.is_empty() { call.text.none().to_owned() } else { known.join(", ") };
        return Err(Said::error(call.text.effect_unknown(id, &known)));
    };
    let answer = effects::json(&workspace.catalogue, &found);
    if call.format == Format::Table {
        eprintln!("{}. {}", effects::verdict(call.text, &found), effects::sentence(call.text, &workspace.catalogue, &found));
    }
    output::answer(call, &answer, |spelling| rows(call.text, spelling, std::slice::from_ref(&found)))
}

/// What people wrote down on the pages.
#[derive(Default)]
struct Own {
    actions: Vec<Action>,
    events: Vec<TimelineEvent>,
}

/// Reads what people wrote down; there is nothing where no page was ever served.
fn own(workspace: &Workspace, state: Option<&str>) -> Result<Own> {
    if state.is_none() && !workspace.folder.join("state.db").exists() {
        return Ok(Own::default());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let own = workspace.state_url();
        let store = Store::open(state.unwrap_or(&own)).await?;
        let own = Own { actions: luotsi_state::actions::list(&store).await?, events: luotsi_state::timeline::list(&store).await? };
        store.close().await;
        Ok(own)
    })
}

fn rows(text: Text, spelling: output::Spelling, effects: &[Effect]) -> Rows {
    let row = |effect: &Effect| {
        let action = &effect.action;
        let outcome = effect.outcome.as_ref().ok();
        let size = outcome.and_then(|outcome| outcome.size);
        let codes = action.scope.conditions();
        let verdict = outcome.and_then(|outcome| outcome.verdict).map_or("", |verdict| verdict.name());
        vec![
            action.id.clone(),
            action.title.clone(),
            spelling.of(&codes.join(" "), |text| effects::place(text, &action.scope)),
            action.started_on.map(|day| day.to_string()).unwrap_or_default(),
            action.metric.clone().unwrap_or_default(),
            figure(outcome.map(|outcome| outcome.before).filter(|before| before.is_finite())),
            figure(outcome.and_then(|outcome| outcome.after)),
            figure(size.map(|size| size.effect)),
            figure(size.map(|size| size.low)),
            figure(size.map(|size| size.high)),
            spelling.of(verdict, |text| effects::verdict(text, effect)),
            outcome.and_then(|outcome| effects::needs(text, outcome)).unwrap_or_default(),
        ]
    };
    Rows { header: spelling.header(HEADINGS), rows: effects.iter().map(row).collect() }
}
