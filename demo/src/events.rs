//! Steps in the life of a case: opened, taken up, passed on, waiting, answered, solved, opened again.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun};
use crate::contacts::{Contact, Step};
use crate::days::{HOUR, MINUTE, Moment};
use crate::organisation::{CHANNELS, TEAMS};
use crate::table::Table;

struct Event {
    activity: &'static str,
    at: Moment,
    completed: Option<Moment>,
    agent: Option<usize>,
    team: usize,
}

/// Makes and writes the steps of cases.
pub(crate) struct Events {
    table: Table,
    chance: Chance,
    /// Seconds that a case has steps in, from today on: two contacts of a case may not share one.
    taken: HashSet<(u32, Moment)>,
}

impl Events {
    pub(crate) fn create(folder: &Path, world: &World) -> io::Result<Self> {
        let columns = ["case_id", "activity", "at", "completed_at", "agent_id", "team", "channel"];
        Ok(Self {
            table: Table::create(folder, Kind::Events, &columns)?,
            chance: Chance::of(world.plan.seed, Noun::Events),
            taken: HashSet::new(),
        })
    }

    pub(crate) fn day(&mut self, world: &World, day: usize, contacts: &[Contact]) -> io::Result<()> {
        // No later contact has steps before today.
        let midnight = world.days.at(day, 0);
        self.taken.retain(|(_, at)| *at >= midnight);
        for contact in contacts {
            let mut events = self.steps(world, day, contact);
            // Two steps of a case never share a second: the time is part of the key.
            events.sort_by_key(|event| event.at);
            let mut before = Moment::MIN;
            for event in &mut events {
                event.at = event.at.max(before + 1);
                while contact.case.is_some_and(|case| !self.taken.insert((case, event.at))) {
                    event.at += 1;
                }
                before = event.at;
            }
            for event in events.iter().filter(|event| event.at <= world.days.end && day >= world.days.start) {
                let table = &mut self.table;
                table.id('K', contact.case)?;
                table.text(event.activity)?;
                table.moment(&world.days, Some(event.at))?;
                let completed = event.completed.filter(|completed| *completed <= world.days.end).map(|completed| completed.max(event.at));
                table.moment(&world.days, completed)?;
                table.maybe(event.agent.map(|agent| world.staff.people[agent].id.as_str()))?;
                table.text(TEAMS[event.team].name)?;
                table.text(CHANNELS[contact.place.channel])?;
                table.end()?;
            }
        }
        Ok(())
    }

    fn steps(&mut self, world: &World, day: usize, contact: &Contact) -> Vec<Event> {
        let chance = &mut self.chance;
        let mut events = Vec::new();
        let (Some(_), Some(agent)) = (contact.case, contact.agent) else { return events };
        let team = contact.place.team;
        let begins = match contact.step {
            Step::Opens => "Avattu",
            Step::Continues => "Uusi yhteydenotto",
            Step::Reopens => "Avattu uudelleen",
        };
        events.push(Event { activity: begins, at: contact.opened, completed: None, agent: None, team });
        let handle = i64::from(contact.handle_s.unwrap_or(0));
        let mut at = contact.ended - handle;
        let mut place = team;
        let moves = contact.transfers.unwrap_or(0);
        for nth in 0..moves {
            // Passed to another team and back, or on to a third.
            let from = if nth + 1 == moves && place != team { place } else { chance.below(TEAMS.len()) };
            let on_duty = world.staff.on_duty(day, from);
            let by = if on_duty.is_empty() { agent } else { chance.choose(on_duty) };
            let took = (chance.lognormal(4.0, 0.6) * MINUTE as f64) as i64;
            events.push(Event { activity: "Otettu käsittelyyn", at, completed: Some(at + took), agent: Some(by), team: from });
            at += took;
            place = if nth + 1 == moves { team } else { chance.below(TEAMS.len()) };
            events.push(Event { activity: "Siirretty", at, completed: None, agent: Some(by), team: place });
            at += (chance.lognormal(6.0, 0.8) * MINUTE as f64) as i64;
        }
        let done = at + handle;
        events.push(Event { activity: "Otettu käsittelyyn", at, completed: Some(done), agent: Some(agent), team });
        events.push(Event { activity: "Vastattu", at: done, completed: None, agent: Some(agent), team });
        if contact.resolved_first == Some(false) {
            let until = contact.resolved.unwrap_or(world.days.end + HOUR);
            let waits = ["Odottaa toista yksikköä", "Odottaa asiakasta", "Odottaa asentajaa"];
            let shares = match TEAMS[team].name {
                "Vianselvitys" | "Tekninen tuki" => [0.35, 0.2, 0.45],
                _ => [0.62, 0.33, 0.05],
            };
            let activity = waits[chance.weighted(&shares)];
            let ends = done.max(until - 20 * MINUTE);
            events.push(Event { activity, at: done + 1, completed: Some(ends), agent: None, team });
            events.push(Event { activity: "Vastattu", at: ends, completed: None, agent: Some(agent), team });
        } else {
            let rounds = contact.replies.unwrap_or(1).saturating_sub(1);
            let closing = contact.resolved.unwrap_or(done);
            for nth in 1..=rounds {
                let share = f64::from(nth) / f64::from(rounds);
                let replied = done + ((closing - done).max(0) as f64 * share) as i64;
                let asked = done + ((closing - done).max(0) as f64 * (share - 0.5 / f64::from(rounds))) as i64;
                events.push(Event { activity: "Odottaa asiakasta", at: asked, completed: Some(replied), agent: None, team });
                events.push(Event { activity: "Vastattu", at: replied, completed: None, agent: Some(agent), team });
            }
        }
        if let Some(resolved) = contact.resolved {
            let last = events.iter().map(|event| event.at).max().unwrap_or(resolved);
            events.push(Event { activity: "Ratkaistu", at: resolved.max(last + 1), completed: None, agent: Some(agent), team });
        }
        events
    }

    pub(crate) fn close(self) -> io::Result<PathBuf> {
        self.table.close()
    }
}
