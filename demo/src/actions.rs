//! Actions that were taken to improve something: some belong to planted truths, some changed nothing.

use std::io;
use std::path::{Path, PathBuf};

use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::records::Kind;

use crate::World;
use crate::organisation::{CHANNELS, TEAMS};
use crate::planted::{Planted, Truth};
use crate::table::Table;

struct Action {
    title: &'static str,
    metric: &'static str,
    team: &'static str,
    channel: &'static str,
    started: Date,
    /// Length in days; `None` while it goes on.
    days: Option<i64>,
}

/// Writes `actions.csv`.
pub(crate) fn write(folder: &Path, world: &World) -> io::Result<PathBuf> {
    let started = |is_it: &dyn Fn(&Planted) -> bool| world.plan.planted.iter().find(|truth| is_it(truth)).map(|truth| truth.from);
    let of = |truth: &Planted, dimension: &str, value: &str| truth.scope.values(dimension).iter().any(|known| known == value);
    let mut actions = Vec::new();
    if let Some(started) = started(&|truth| truth.kind == Truth::Waiting && of(truth, "channel", "chat")) {
        actions.push(Action { title: "Iltavuoro chatille", metric: "service_level_v3", team: "", channel: "chat", started, days: None });
    }
    if let Some(started) = started(&|truth| truth.kind == Truth::Quality && of(truth, "team", "Tekninen tuki")) {
        actions.push(Action {
            title: "Vianhakuvalmennus",
            metric: "qa_score",
            team: "Tekninen tuki",
            channel: "",
            started,
            days: Some(18),
        });
    }
    // What the service of a drawn organisation did, in its first place.
    for truth in world.plan.planted.iter().filter(|truth| truth.is_action) {
        let Some(metric) = truth.kind.shown_by().first() else { continue };
        let team = TEAMS.iter().map(|team| team.name).find(|team| of(truth, "team", team)).unwrap_or_default();
        let channel = CHANNELS.into_iter().find(|channel| of(truth, "channel", channel)).unwrap_or_default();
        actions.push(Action { title: "Toimintatapa uusiksi", metric, team, channel, started: truth.from, days: None });
    }
    let part = |share: f64| world.days.date(world.days.part(share));
    actions.extend([
        Action {
            title: "Vastauspohjat sähköpostiin",
            metric: "first_response_s_median",
            team: "Laskutus",
            channel: "email",
            started: part(0.30),
            days: Some(45),
        },
        Action {
            title: "Oma-palvelun ohjeet uusiksi",
            metric: "self_service_success",
            team: "",
            channel: "self_service",
            started: part(0.44),
            days: Some(30),
        },
        Action {
            title: "Takaisinsoitto ruuhkatunteina",
            metric: "abandonment",
            team: "Sopimukset",
            channel: "phone",
            started: part(0.55),
            days: Some(90),
        },
        Action {
            title: "Viikkopalaveriin tavoitteiden läpikäynti",
            metric: "goal_awareness",
            team: "",
            channel: "",
            started: part(0.62),
            days: None,
        },
    ]);
    // A truth may be older than the records.
    actions.retain(|action| action.started >= world.days.date(world.days.start));
    actions.sort_by_key(|action| action.started);

    let columns = ["action_id", "title", "metric", "team", "channel", "topic", "owner", "started_on", "ended_on"];
    let mut table = Table::create(folder, Kind::Actions, &columns)?;
    for (index, action) in actions.iter().enumerate() {
        let team = TEAMS.iter().position(|team| team.name == action.team).unwrap_or(index % TEAMS.len());
        table.text(&format!("T{:02}", index + 1))?;
        table.text(action.title)?;
        table.text(action.metric)?;
        table.text(action.team)?;
        table.text(action.channel)?;
        table.empty()?;
        table.maybe(world.staff.lead(team).map(|lead| lead.id.as_str()))?;
        table.text(&action.started.to_string())?;
        let ended = action.days.and_then(|days| action.started.checked_add(days.days()).ok());
        table.maybe(ended.filter(|ended| *ended <= world.plan.until).map(|ended| ended.to_string()).as_deref())?;
        table.end()?;
    }
    table.close()
}
