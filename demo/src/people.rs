//! The staff: who works there, since when, how able they are, and on which days they are at work.

use std::io;
use std::path::{Path, PathBuf};

use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::records::Kind;

use crate::Plan;
use crate::chance::{Chance, Noun};
use crate::days::Days;
use crate::organisation::{TEAMS, position};
use crate::planted::Truth;
use crate::table::Table;

/// The assessor whom the demo makes lenient.
pub(crate) const LENIENT_ASSESSOR: &str = "A003";
/// Head of the service, quality staff and one lead a team: people who do not handle contacts.
const QUALITY_STAFF: usize = 3;

/// A member of the staff.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Index of the team; `None` for those who serve all teams.
    pub(crate) team: Option<usize>,
    pub(crate) role: &'static str,
    pub(crate) supervisor: Option<String>,
    pub(crate) started: Date,
    pub(crate) ended: Option<Date>,
    pub(crate) fte: f64,
    pub(crate) hourly_cost: f64,
    /// Added to the share of matters solved.
    pub(crate) skill: f64,
    /// Added to the logarithm of the handling time.
    pub(crate) pace: f64,
    /// Added to satisfaction, in CSAT points.
    pub(crate) manner: f64,
    /// Added to the share of points in assessments.
    pub(crate) care: f64,
    presence: Vec<Presence>,
}

/// What a person does on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Day off, holiday, or not employed.
    Off,
    /// Absent on a working day.
    Absent,
    /// At work.
    Here,
}

impl Person {
    pub(crate) fn presence(&self, day: usize) -> Presence {
        self.presence.get(day).copied().unwrap_or(Presence::Off)
    }

    pub(crate) fn handles_contacts(&self) -> bool {
        self.role == AGENT
    }
}

/// How many people of each team handle contacts.
fn agents(people: u32) -> [usize; TEAMS.len()] {
    let usual: usize = TEAMS.iter().map(|team| team.agents).sum();
    let others = 1 + QUALITY_STAFF + TEAMS.len();
    let agents = (people as usize).saturating_sub(others) as f64;
    TEAMS.each_ref().map(|team| (team.agents as f64 * agents / usual as f64).round().max(2.0) as usize)
}

/// Ids of those who handle contacts in a team on the first day.
pub(crate) fn first_agents(people: u32, team: usize) -> Vec<String> {
    let counts = agents(people);
    let first = 1 + QUALITY_STAFF + TEAMS.len() + counts[..team].iter().sum::<usize>();
    (first..first + counts[team]).map(|index| format!("A{:03}", index + 1)).collect()
}

const AGENT: &str = "asiakaspalvelija";
const LEAD: &str = "esihenkilö";
const ASSESSOR: &str = "laatuasiantuntija";
const HEAD: &str = "palvelupäällikkö";

/// Everybody who was employed at some time of the plan.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) people: Vec<Person>,
    /// By day and team: who can take contacts.
    on_duty: Vec<[Vec<usize>; TEAMS.len()]>,
}

impl Staff {
    pub(crate) fn new(plan: &Plan, days: &Days) -> Self {
        let mut chance = Chance::of(plan.seed, Noun::People);
        let mut staff = Self { people: Vec::new(), on_duty: Vec::new() };
        staff.hire(&mut chance, plan, days);
        staff.part(&mut chance, plan, days);
        for person in &mut staff.people {
            person.presence = presence(plan.seed, person, days);
        }
        staff.on_duty = (0..days.count).map(|day| staff.duty(day)).collect();
        staff
    }

    /// Those of a team who take contacts on a day.
    pub(crate) fn on_duty(&self, day: usize, team: usize) -> &[usize] {
        self.on_duty.get(day).map_or(&[], |teams| &teams[team])
    }

    /// The lead of a team.
    pub(crate) fn lead(&self, team: usize) -> Option<&Person> {
        self.people.iter().find(|person| person.team == Some(team) && person.role == LEAD)
    }

    /// Those who assess quality.
    pub(crate) fn assessors(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.role == ASSESSOR)
    }

    fn hire(&mut self, chance: &mut Chance, plan: &Plan, days: &Days) {
        let long_ago = |chance: &mut Chance| {
            let ago = 200.0 + chance.exponential(1_600.0);
            days.date(0).checked_sub((ago.min(9_000.0) as i64).days()).unwrap_or(days.date(0))
        };
        let begin = long_ago(chance);
        let head = self.add(chance, None, HEAD, begin);
        for _ in 0..QUALITY_STAFF {
            let begin = long_ago(chance);
            let index = self.add(chance, None, ASSESSOR, begin);
            self.people[index].supervisor = Some(self.people[head].id.clone());
        }
        for team in 0..TEAMS.len() {
            let begin = long_ago(chance);
            let index = self.add(chance, Some(team), LEAD, begin);
            self.people[index].supervisor = Some(self.people[head].id.clone());
        }
        for (team, count) in agents(plan.people).into_iter().enumerate() {
            for _ in 0..count {
                let begin = long_ago(chance);
                self.add(chance, Some(team), AGENT, begin);
            }
        }
    }

    /// People leave, as everywhere, and as planted; successors start some weeks later.
    fn part(&mut self, chance: &mut Chance, plan: &Plan, days: &Days) {
        let length = (days.count - days.start) as f64;
        let leavers = (plan.nature.turnover * f64::from(plan.people) * length / 365.0).round() as usize;
        // A team that is planted to lose people is left alone otherwise, so that what is planted is what is seen.
        let is_planted = |team: usize| {
            let of_team = |truth: &&crate::planted::Planted| truth.scope.values("team").iter().any(|name| name == TEAMS[team].name);
            plan.planted.iter().filter(|truth| truth.kind == Truth::Turnover).any(|truth| of_team(&truth))
        };
        let mut team = chance.below(TEAMS.len());
        for nth in 0..leavers {
            let day = days.part((nth as f64 + chance.unit()) / leavers as f64);
            if !is_planted(team) {
                self.replace(chance, days, team, day);
            }
            // One team after another, so that no team happens to lose many at a time.
            team = (team + 1) % TEAMS.len();
        }
        for truth in plan.planted.iter().filter(|truth| truth.kind == Truth::Turnover) {
            let from = days.index(truth.from);
            let until = truth.until.map_or(days.count - 1, |until| days.index(until)).max(from + 1);
            let names = truth.scope.values("team").iter();
            let teams: Vec<usize> = names.filter_map(|name| position(TEAMS.iter().map(|team| team.name), name)).collect();
            let count = truth.size.round().max(0.0) as usize;
            for nth in 0..if teams.is_empty() { 0 } else { count } {
                let day = from + (until - from) * (2 * nth + 1) / (2 * count);
                self.replace(chance, days, teams[nth % teams.len()], day);
            }
        }
    }

    /// The one who has been there longest of those who stay leaves the team on a day; a successor starts later.
    fn replace(&mut self, chance: &mut Chance, days: &Days, team: usize, day: usize) {
        let candidates: Vec<usize> = (0..self.people.len())
            .filter(|index| {
                let person = &self.people[*index];
                person.team == Some(team) && person.role == AGENT && person.ended.is_none() && person.started < days.date(0)
            })
            .collect();
        if candidates.is_empty() {
            return;
        }
        let leaver = chance.choose(&candidates);
        self.people[leaver].ended = Some(days.date(day));
        let start = days.working_from(day + 14 + chance.below(28));
        if start < days.count {
            self.add(chance, Some(team), AGENT, days.date(start));
        }
    }

    fn add(&mut self, chance: &mut Chance, team: Option<usize>, role: &'static str, started: Date) -> usize {
        let supervisor = match role {
            AGENT => team.and_then(|team| self.lead(team)).map(|lead| lead.id.clone()),
            _ => None,
        };
        let mut name = full_name(chance);
        while self.people.iter().any(|person| person.name == name) {
            name = full_name(chance);
        }
        let is_agent = role == AGENT;
        let fte = if is_agent { [1.0, 1.0, 1.0, 0.8, 0.6][chance.below(5)] } else { 1.0 };
        let base_cost = match role {
            HEAD => 58.0,
            LEAD => 43.0,
            ASSESSOR => 40.0,
            _ => 31.0,
        };
        self.people.push(Person {
            id: format!("A{:03}", self.people.len() + 1),
            name,
            team,
            role,
            supervisor,
            started,
            ended: None,
            fte,
            hourly_cost: (base_cost * chance.factor(0.06) * 20.0).round() / 20.0,
            skill: 0.025 * chance.normal(),
            pace: 0.13 * chance.normal(),
            manner: 0.14 * chance.normal(),
            care: 0.025 * chance.normal(),
            presence: Vec::new(),
        });
        self.people.len() - 1
    }

    fn duty(&self, day: usize) -> [Vec<usize>; TEAMS.len()] {
        let mut teams: [Vec<usize>; TEAMS.len()] = Default::default();
        for (index, person) in self.people.iter().enumerate() {
            if let Some(team) = person.team
                && person.handles_contacts()
                && person.presence(day) == Presence::Here
            {
                teams[team].push(index);
            }
        }
        // A team of which everybody is away is served by its lead.
        for (team, people) in teams.iter_mut().enumerate() {
            if people.is_empty() {
                people.extend(self.people.iter().position(|person| person.team == Some(team) && person.role == LEAD));
            }
        }
        teams
    }

    /// Writes `people.csv`.
    pub(crate) fn write(&self, folder: &Path, days: &Days) -> io::Result<PathBuf> {
        let columns = ["agent_id", "name", "team", "role", "supervisor_id", "started_on", "ended_on", "fte", "hourly_cost"];
        let mut table = Table::create(folder, Kind::People, &columns)?;
        for person in &self.people {
            table.text(&person.id)?;
            table.text(&person.name)?;
            table.maybe(person.team.map(|team| TEAMS[team].name))?;
            table.text(person.role)?;
            table.maybe(person.supervisor.as_deref())?;
            table.text(&person.started.to_string())?;
            // A notice that ends after the last day of the data is not known yet.
            let ended = person.ended.filter(|ended| *ended <= days.date(days.count - 1));
            table.maybe(ended.map(|ended| ended.to_string()).as_deref())?;
            table.number(Some(person.fte))?;
            table.number(Some(person.hourly_cost))?;
            table.end()?;
        }
        table.close()
    }
}

/// Holidays in weeks, sickness in spells; a stream of its own for each person, so that a new person changes nobody's days.
fn presence(seed: u64, person: &Person, days: &Days) -> Vec<Presence> {
    let own: u64 = person.id.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte));
    let mut chance = Chance::of(seed ^ own.wrapping_mul(0x2545_f491_4f6c_dd1d), Noun::Absence);
    let mut presence = Vec::with_capacity(days.count);
    let mut absent_until = 0;
    let mut away_until = 0;
    for day in 0..days.count {
        let date = days.date(day);
        if days.weekday(day) == 0 && day >= away_until {
            // Two of five weeks in summer.
            let is_summer = (25..=33).contains(&date.iso_week_date().week());
            if chance.yes(if is_summer { 0.14 } else { 0.055 }) {
                away_until = day + if is_summer { 14 } else { 7 };
            }
        }
        let spell = 1.0 + chance.exponential(2.5);
        if day >= absent_until && chance.yes(0.016) {
            absent_until = day + spell.min(15.0) as usize;
        }
        let is_employed = person.started <= date && person.ended.is_none_or(|ended| ended >= date);
        presence.push(match () {
            () if !is_employed || !days.is_working(day) || day < away_until => Presence::Off,
            () if day < absent_until => Presence::Absent,
            () => Presence::Here,
        });
    }
    presence
}

fn full_name(chance: &mut Chance) -> String {
    if chance.yes(0.14) {
        return format!("{} {}", chance.choose(SWEDISH_FIRST), chance.choose(SWEDISH_LAST));
    }
    format!("{} {}", chance.choose(FINNISH_FIRST), chance.choose(FINNISH_LAST))
}

/// First names, also for those whom customers name in comments.
pub(crate) const FINNISH_FIRST: &[&str] = &[
    "Aino", "Anni", "Antti", "Eero", "Elina", "Emilia", "Eveliina", "Hanna", "Heikki", "Helena", "Henna", "Iida", "Jaakko", "Janne",
    "Jari", "Jenni", "Johanna", "Joni", "Juha", "Jukka", "Kaisa", "Kari", "Katja", "Kirsi", "Laura", "Lauri", "Leena", "Lotta", "Maija",
    "Marja", "Marko", "Matti", "Mika", "Mikko", "Minna", "Niina", "Noora", "Oona", "Outi", "Pekka", "Petri", "Päivi", "Riikka", "Risto",
    "Roosa", "Saara", "Sami", "Sanna", "Satu", "Tapio", "Teemu", "Tiina", "Timo", "Toni", "Tuomas", "Tuula", "Veera", "Ville",
];
const FINNISH_LAST: &[&str] = &[
    "Aaltonen",
    "Ahonen",
    "Anttila",
    "Hakala",
    "Hautala",
    "Heikkilä",
    "Heikkinen",
    "Hiltunen",
    "Hämäläinen",
    "Jokela",
    "Järvinen",
    "Kallio",
    "Karjalainen",
    "Karppinen",
    "Kauppinen",
    "Kinnunen",
    "Koivisto",
    "Kokko",
    "Korhonen",
    "Koskela",
    "Kärkkäinen",
    "Laine",
    "Laitinen",
    "Lehtonen",
    "Leinonen",
    "Manninen",
    "Mattila",
    "Mustonen",
    "Mäkelä",
    "Mäkinen",
    "Niemi",
    "Nieminen",
    "Nurmi",
    "Oikarinen",
    "Ojala",
    "Partanen",
    "Peltola",
    "Pitkänen",
    "Rantala",
    "Rissanen",
    "Räsänen",
    "Saarinen",
    "Salmela",
    "Savolainen",
    "Seppälä",
    "Tervo",
    "Toivonen",
    "Turunen",
    "Vainio",
    "Virtanen",
    "Väisänen",
    "Ylitalo",
];
const SWEDISH_FIRST: &[&str] =
    &["Anders", "Annika", "Camilla", "Emma", "Fredrik", "Johan", "Linda", "Mats", "Oskar", "Sofia", "Susanne", "Tove"];
const SWEDISH_LAST: &[&str] =
    &["Backman", "Enlund", "Holm", "Lindqvist", "Nyström", "Sandberg", "Sundqvist", "Södergård", "Westerlund", "Wikström"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_leave_the_planted_team_and_somebody_is_always_on_duty_on_working_days() {
        let until = Date::constant(2026, 6, 10);
        let plan = Plan::demo(1, 65, until);
        let days = Days::new(65, until).expect("days");
        let staff = Staff::new(&plan, &days);
        let team = position(TEAMS.iter().map(|team| team.name), "Vianselvitys");
        let left =
            staff.people.iter().filter(|person| person.team == team && person.ended.is_some_and(|ended| ended >= plan.weeks_before(12)));
        assert_eq!(left.count(), 4);
        for day in (days.start..days.count).filter(|day| days.is_working(*day)) {
            for (index, team) in TEAMS.iter().enumerate() {
                assert!(!staff.on_duty(day, index).is_empty(), "{} {}", days.written(day), team.name);
            }
        }
    }
}
