//! Assessments: quality of single contacts by three assessors (some contacts by two of them), mystery shopping, and how team
//! leads and people themselves see their skills.

use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun};
use crate::contacts::Contact;
use crate::days::{DAY, HOUR, Moment};
use crate::effects::Quantity;
use crate::organisation::{CHANNELS, CHAT, EMAIL, PHONE, TEAMS};
use crate::people::{Person, Presence};
use crate::table::Table;

/// What is assessed in a contact, and how hard it is to do it right (share of full points).
const CRITERIA: [(&str, f64, bool); 6] = [
    ("Kohtaaminen", 0.91, false),
    ("Tarpeen selvitys", 0.82, false),
    ("Oikea ratkaisu", 0.83, true),
    ("Tietosuoja", 0.95, true),
    ("Selkeä kieli", 0.86, false),
    ("Kirjaaminen", 0.77, false),
];
/// What mystery shoppers look at.
const MYSTERY: [(&str, f64); 4] = [("Tervehdys", 0.90), ("Kuunteleminen", 0.80), ("Oikea tieto", 0.76), ("Seuraava askel", 0.70)];
/// What people should be able to do.
const SKILLS: [(&str, f64); 5] = [
    ("Asiakkaan kohtaaminen", 4.2),
    ("Tuotetuntemus", 3.9),
    ("Järjestelmät", 3.8),
    ("Ongelmanratkaisu", 3.7),
    ("Kirjallinen viestintä", 3.8),
];

/// Assessments of a person in a week.
const PER_PERSON_AND_WEEK: f64 = 1.4;
/// Share of assessed contacts that a second assessor scores too.
const DOUBLE: f64 = 0.12;
/// Weeks between two looks at a person's skills.
const SKILL_WEEKS: usize = 8;

struct Score {
    criterion: &'static str,
    score: Option<u32>,
    max_score: u32,
    critical: Option<bool>,
}

struct Assessment<'a> {
    at: Moment,
    kind: &'static str,
    evaluator: &'a str,
    agent: &'a str,
    contact: Option<u32>,
    form: &'static str,
    channel: &'static str,
    team: &'static str,
    scores: Vec<Score>,
    comment: &'static str,
}

/// Makes and writes assessments.
pub(crate) struct Evaluations {
    table: Table,
    chance: Chance,
    count: u32,
}

impl Evaluations {
    pub(crate) fn create(folder: &Path, world: &World) -> io::Result<Self> {
        let columns = [
            "evaluation_id",
            "criterion",
            "at",
            "kind",
            "evaluator_id",
            "agent_id",
            "contact_id",
            "form",
            "channel",
            "team",
            "score",
            "max_score",
            "critical",
            "comment",
        ];
        Ok(Self {
            table: Table::create(folder, Kind::Evaluations, &columns)?,
            chance: Chance::of(world.plan.seed, Noun::Evaluations),
            count: 0,
        })
    }

    pub(crate) fn day(&mut self, world: &World, day: usize, contacts: &[Contact]) -> io::Result<()> {
        if !world.days.is_working(day) {
            return Ok(());
        }
        self.quality(world, day, contacts)?;
        self.mystery(world, day)?;
        self.skills(world, day)
    }

    /// About seven contacts in five weeks of each person, drawn at random from those of the day.
    fn quality(&mut self, world: &World, day: usize, contacts: &[Contact]) -> io::Result<()> {
        let assessors: Vec<&Person> = world.staff.assessors().collect();
        if assessors.is_empty() {
            return Ok(());
        }
        for (index, person) in world.staff.people.iter().enumerate() {
            if !person.handles_contacts() || !self.chance.yes(PER_PERSON_AND_WEEK / 4.7) {
                continue;
            }
            let own: Vec<&Contact> = contacts.iter().filter(|contact| contact.agent == Some(index)).collect();
            if own.is_empty() {
                continue;
            }
            let contact = self.chance.choose(&own);
            let place = &contact.place;
            let effect = world.effects.sum(Quantity::Quality, day, place, &person.id);
            // What was really done, before anybody looks: of two points each.
            let truth = CRITERIA.map(|(_, share, _)| {
                let share = (share + person.care + effect).clamp(0.05, 0.995);
                u32::from(self.chance.yes(share.powf(0.8))) + u32::from(self.chance.yes(share.powf(1.25)))
            });
            let first = self.chance.below(assessors.len());
            let is_double = self.chance.yes(DOUBLE);
            let others = [first, (first + 1 + self.chance.below(assessors.len().max(2) - 1)) % assessors.len()];
            for assessor in &others[..if is_double { 2 } else { 1 }] {
                let assessor = assessors[*assessor];
                let leniency = world.effects.leniency(&assessor.id, day);
                let scores: Vec<Score> = CRITERIA
                    .iter()
                    .zip(truth)
                    .map(|(&(criterion, _, critical), truth)| {
                        let seen = self.seen(truth, leniency);
                        let is_applicable = criterion != "Tietosuoja" || contact.attempt == 0 || self.chance.yes(0.6);
                        Score { criterion, score: is_applicable.then_some(seen), max_score: 2, critical: Some(critical) }
                    })
                    .collect();
                let comment = self.remark(&scores);
                let at = world.days.at(day, (self.chance.between(9.0, 15.8) * HOUR as f64) as i64) + DAY;
                let assessment = Assessment {
                    at: world.days.after_office_hours(at, 0.1),
                    kind: "qa",
                    evaluator: &assessor.id,
                    agent: &person.id,
                    contact: Some(contact.number),
                    form: "Laatukortti 2",
                    channel: "",
                    team: "",
                    scores,
                    comment,
                };
                self.write(world, day, assessment)?;
            }
        }
        Ok(())
    }

    /// What an assessor sees: now and then a point more or less than there is; the lenient forgive.
    fn seen(&mut self, truth: u32, leniency: f64) -> u32 {
        let slip = self.chance.unit();
        let seen = match truth {
            points if slip < 0.05 => points.saturating_sub(1),
            points if slip > 0.95 => (points + 1).min(2),
            points => points,
        };
        if seen < 2 && self.chance.yes(leniency) { 2 } else { seen }
    }

    fn remark(&mut self, scores: &[Score]) -> &'static str {
        let lost = scores.iter().any(|score| score.score.is_some_and(|points| points == 0));
        match () {
            () if lost && self.chance.yes(0.35) => self.chance.choose(&[
                "Tarve jäi selvittämättä ennen ratkaisun tarjoamista.",
                "Kirjaus puuttuu, seuraava käsittelijä ei tiedä mitä on luvattu.",
                "Asiakkaalle annettiin väärä tieto laskutuskaudesta.",
                "Tunnistus tehtiin vasta keskustelun lopussa.",
                "Puhelu päättyi ilman seuraavan askeleen sopimista.",
            ]),
            () if self.chance.yes(0.06) => {
                self.chance.choose(&["Mallikas kohtaaminen.", "Hyvin avattu laskun erittely.", "Rauhallinen ote hankalassa tilanteessa."])
            }
            () => "",
        }
    }

    fn mystery(&mut self, world: &World, day: usize) -> io::Result<()> {
        for _ in 0..self.chance.poisson(0.5 * world.plan.contacts_per_week / 1_900.0) {
            let team = self.chance.below(TEAMS.len());
            let channel = [PHONE, CHAT, EMAIL][self.chance.weighted(&[0.5, 0.3, 0.2])];
            let scores = MYSTERY
                .iter()
                .map(|&(criterion, share)| {
                    let points = (0..4).filter(|_| self.chance.yes(share)).count() as u32;
                    Score { criterion, score: Some(points), max_score: 4, critical: None }
                })
                .collect();
            let at = world.days.at(day, (self.chance.between(9.0, 16.0) * HOUR as f64) as i64);
            let evaluator = self.chance.choose(&["M1", "M2", "M3"]);
            let assessment = Assessment {
                at,
                kind: "mystery",
                evaluator,
                agent: "",
                contact: None,
                form: "Haamuasiointi",
                channel: CHANNELS[channel],
                team: TEAMS[team].name,
                scores,
                comment: "",
            };
            self.write(world, day, assessment)?;
        }
        Ok(())
    }

    /// Every eight weeks a person and the team lead look at the person's skills, each on their own.
    fn skills(&mut self, world: &World, day: usize) -> io::Result<()> {
        for (index, person) in world.staff.people.iter().enumerate() {
            let Some(team) = person.team.filter(|_| person.handles_contacts()) else { continue };
            let turn = index % (SKILL_WEEKS * 5);
            if (day / 7 % SKILL_WEEKS) * 5 + world.days.weekday(day) != turn || person.presence(day) != Presence::Here {
                continue;
            }
            let Some(lead) = world.staff.lead(team) else { continue };
            for (kind, evaluator, kinder) in [("supervisor", lead.id.as_str(), 0.0), ("self", person.id.as_str(), 0.15)] {
                let scores = SKILLS
                    .iter()
                    .map(|&(criterion, usual)| {
                        let level = usual + kinder + 6.0 * person.care + 4.0 * person.skill + 0.65 * self.chance.normal();
                        Score { criterion, score: Some(level.round().clamp(1.0, 5.0) as u32), max_score: 5, critical: None }
                    })
                    .collect();
                let at = world.days.at(day, (self.chance.between(9.0, 15.5) * HOUR as f64) as i64);
                let assessment = Assessment {
                    at,
                    kind,
                    evaluator,
                    agent: &person.id,
                    contact: None,
                    form: "Osaamiskartoitus",
                    channel: "",
                    team: TEAMS[team].name,
                    scores,
                    comment: "",
                };
                self.write(world, day, assessment)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, world: &World, day: usize, assessment: Assessment<'_>) -> io::Result<()> {
        self.count += 1;
        if assessment.at > world.days.end || day < world.days.start {
            return Ok(());
        }
        for (index, score) in assessment.scores.iter().enumerate() {
            let table = &mut self.table;
            table.id('E', Some(self.count))?;
            table.text(score.criterion)?;
            table.moment(&world.days, Some(assessment.at))?;
            table.text(assessment.kind)?;
            table.text(assessment.evaluator)?;
            table.text(assessment.agent)?;
            table.id('C', assessment.contact)?;
            table.text(assessment.form)?;
            table.text(assessment.channel)?;
            table.text(assessment.team)?;
            table.count(score.score)?;
            table.count(Some(score.max_score))?;
            table.flag(score.critical)?;
            table.text(if index == 0 { assessment.comment } else { "" })?;
            table.end()?;
        }
        Ok(())
    }

    pub(crate) fn close(self) -> io::Result<PathBuf> {
        self.table.close()
    }
}
