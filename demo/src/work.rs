//! Working days: what each person was paid for, and how the hours went. Handling is that of the contacts and of the work on
//! their cases between contacts. Planned holidays are no working days and have no record.

use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun};
use crate::contacts::Contact;
use crate::days::HOUR;
use crate::organisation::TEAMS;
use crate::people::Presence;
use crate::table::Table;

/// Hours of a full working day (37.5 a week).
const FULL_DAY_H: f64 = 7.5;
/// Share of the paid day that is left for contacts after breaks and meetings.
const FOR_CONTACTS: f64 = 0.90;
/// Share of a full day that goes to work on cases beyond what single contacts show.
const CASE_WORK: f64 = 0.30;

const COLUMNS: [&str; 9] =
    ["agent_id", "date", "paid_h", "available_h", "handling_h", "absent_h", "scheduled_h", "on_schedule_h", "learning_h"];

/// Makes and writes working days.
pub(crate) struct Work {
    table: Table,
    chance: Chance,
    /// Euros by day and team (the last for those without one): what salaries are made of.
    pub(crate) salaries: Vec<[f64; TEAMS.len() + 1]>,
}

impl Work {
    pub(crate) fn create(folder: &Path, world: &World) -> io::Result<Self> {
        let salaries = vec![[0.0; TEAMS.len() + 1]; world.days.count];
        Ok(Self { table: Table::create(folder, Kind::Work, &COLUMNS)?, chance: Chance::of(world.plan.seed, Noun::Work), salaries })
    }

    pub(crate) fn day(&mut self, world: &World, day: usize, contacts: &[Contact]) -> io::Result<()> {
        let mut handled = vec![0.0; world.staff.people.len()];
        for contact in contacts {
            if let Some(agent) = contact.agent {
                handled[agent] += f64::from(contact.handle_s.unwrap_or(0)) / HOUR as f64 + contact.case_work_h;
            }
        }
        for (index, person) in world.staff.people.iter().enumerate() {
            let chance = &mut self.chance;
            let (drawn, late, lesson) = (chance.factor(0.12), chance.unit(), chance.unit());
            let presence = person.presence(day);
            let date = world.days.date(day);
            let is_employed = person.started <= date && person.ended.is_none_or(|ended| ended >= date);
            let paid = FULL_DAY_H * person.fte;
            if is_employed {
                // Monthly pay: the same for each calendar day, holidays included.
                self.salaries[day][person.team.unwrap_or(TEAMS.len())] += paid * person.hourly_cost * 5.0 / 7.0;
            }
            if presence == Presence::Off || !person.handles_contacts() {
                continue;
            }
            let is_here = presence == Presence::Here;
            let absent = if is_here { 0.0 } else { paid };
            let learning = match () {
                () if !is_here => 0.0,
                () if lesson < 0.07 => 1.5 * person.fte,
                () => 0.1 * person.fte,
            };
            let room = ((paid - absent) * FOR_CONTACTS - learning).max(0.0);
            let handling = if is_here { (handled[index] + CASE_WORK * paid * drawn).min(room * 0.96) } else { 0.0 };
            let kept = 0.985 - 0.12 * late * late;
            if day < world.days.start {
                continue;
            }
            let table = &mut self.table;
            table.text(&person.id)?;
            table.text(world.days.written(day))?;
            table.number(Some(paid))?;
            table.number(Some(room - handling))?;
            table.number(Some(handling))?;
            table.number(Some(absent))?;
            table.number(Some(paid))?;
            table.number(Some(if is_here { paid * kept } else { 0.0 }))?;
            table.number(Some(learning))?;
            table.end()?;
        }
        Ok(())
    }

    /// The file's path, and the salaries.
    pub(crate) fn close(self) -> io::Result<(PathBuf, Vec<[f64; TEAMS.len() + 1]>)> {
        Ok((self.table.close()?, self.salaries))
    }
}
