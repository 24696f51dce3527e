//! Feedback: who is asked, who answers, and what they say about what they lived through; reviews, complaints, direct and
//! public remarks, the half-yearly panel of all customers, and what the staff says each month.

use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun};
use crate::comments::{self, Remark, Theme};
use crate::contacts::Contact;
use crate::days::{DAY, HOUR, MINUTE, Moment};
use crate::effects::Quantity;
use crate::organisation::{APP_TOPIC, CHANNELS, EMAIL, FINNISH, PHONE, SMS, TEAMS, TOPICS};
use crate::people::Presence;
use crate::table::Table;

/// A record of `feedback.csv`.
#[derive(Debug, Default)]
struct Answer {
    contact: Option<u32>,
    customer: Option<u32>,
    source: &'static str,
    channel: &'static str,
    team: &'static str,
    topic: &'static str,
    asked: Option<Moment>,
    given: Option<Moment>,
    nps: Option<u32>,
    csat: Option<u32>,
    ces: Option<u32>,
    stars: Option<u32>,
    resolved: &'static str,
    expectation: &'static str,
    wait_ok: Option<bool>,
    emotion: &'static str,
    promised: Option<Moment>,
    answered: Option<Moment>,
    recovered: Option<bool>,
    upheld: Option<bool>,
    remedy_eur: Option<f64>,
    support: Option<u32>,
    goal_known: Option<bool>,
    comment: String,
}

/// Nobody is asked again within so many days.
const REST_DAYS: u32 = 14;
/// Most answers come within hours; after two weeks the link is closed.
const ANSWER_WITHIN: f64 = 13.0 * DAY as f64;
/// Usual share of comments about logging in to the app.
const APP_LOGIN_USUAL: f64 = 0.004;

const COLUMNS: [&str; 25] = [
    "feedback_id",
    "contact_id",
    "customer_id",
    "source",
    "channel",
    "team",
    "topic",
    "asked_at",
    "given_at",
    "nps",
    "csat",
    "ces",
    "stars",
    "resolved",
    "expectation",
    "wait_ok",
    "emotion",
    "promised_at",
    "answered_at",
    "recovered",
    "upheld",
    "remedy_eur",
    "support",
    "goal_known",
    "comment",
];

/// Makes and writes feedback day by day.
pub(crate) struct Feedback {
    table: Table,
    chance: Chance,
    words: Chance,
    reviews: Chance,
    staff: Chance,
    /// Day on which a customer was last asked, plus one.
    asked: Vec<u32>,
    count: u32,
}

impl Feedback {
    pub(crate) fn create(folder: &Path, world: &World) -> io::Result<Self> {
        let seed = world.plan.seed;
        Ok(Self {
            table: Table::create(folder, Kind::Feedback, &COLUMNS)?,
            chance: Chance::of(seed, Noun::Feedback),
            words: Chance::of(seed, Noun::Comments),
            reviews: Chance::of(seed, Noun::Reviews),
            staff: Chance::of(seed, Noun::Staff),
            asked: Vec::new(),
            count: 0,
        })
    }

    pub(crate) fn day(&mut self, world: &World, day: usize, contacts: &[Contact]) -> io::Result<()> {
        for contact in contacts {
            let felt = self.felt(world, day, contact);
            if let Some(answer) = self.survey(world, day, contact, felt) {
                self.write(world, day, answer)?;
            }
            if let Some(answer) = self.complaint(world, day, contact, felt) {
                self.write(world, day, answer)?;
            }
        }
        for answer in self.unasked(world, day) {
            self.write(world, day, answer)?;
        }
        for answer in self.panel(world, day) {
            self.write(world, day, answer)?;
        }
        for answer in self.pulse(world, day) {
            self.write(world, day, answer)?;
        }
        Ok(())
    }

    /// How satisfied a customer is, on the CSAT scale without its ends.
    fn felt(&mut self, world: &World, day: usize, contact: &Contact) -> f64 {
        let wait = f64::from(contact.wait_s.unwrap_or(40));
        let response_h = contact.first_response.map_or(0.0, |at| (at - contact.opened) as f64 / HOUR as f64);
        let person = contact.agent.map(|agent| &world.staff.people[agent]);
        let own = world.effects.sum(Quantity::Satisfaction, day, &contact.place, person.map_or("", |person| person.id.as_str()));
        let solved = match (contact.solved, contact.resolved_first) {
            (true, _) => 0.0,
            // Told that it was solved: the disappointment comes later.
            (false, Some(true)) => -0.75,
            (false, _) => -1.25,
        };
        let slow = if contact.wait_s.is_some() { -0.26 * (1.0 + wait / 90.0).ln() } else { -0.10 * (1.0 + response_h / 6.0).ln() };
        let gave_up = if contact.abandoned == Some(true) { -0.8 } else { 0.0 };
        4.88 + person.map_or(0.0, |person| person.manner) + own + solved + slow + gave_up
            - 0.20 * f64::from(contact.transfers.unwrap_or(0).min(3))
            - 0.26 * f64::from(contact.attempt.min(3))
            + 0.80 * self.chance.normal()
    }

    fn survey(&mut self, world: &World, day: usize, contact: &Contact, felt: f64) -> Option<Answer> {
        let customer = contact.customer?;
        let place = &contact.place;
        let invited = match CHANNELS[place.channel] {
            "phone" => 0.60,
            "email" => 0.55,
            "chat" => 0.80,
            "sms" => 0.80,
            _ if contact.self_service => 0.15,
            _ => 0.5,
        };
        let is_drawn = self.chance.yes(invited) && contact.abandoned != Some(true);
        let is_skipped = !contact.solved && self.chance.yes(world.effects.sum(Quantity::NotInvited, day, place, ""));
        let index = customer as usize;
        if self.asked.len() <= index {
            self.asked.resize(index + 1, 0);
        }
        let today = day as u32 + 1;
        let is_resting = self.asked[index] > 0 && today - self.asked[index] < REST_DAYS;
        let asked = contact.ended + 40 * MINUTE;
        if !is_drawn || is_skipped || is_resting || asked > world.days.end {
            return None;
        }
        self.asked[index] = today;
        let mut answer = Answer { contact: Some(contact.number), customer: Some(customer), asked: Some(asked), ..Answer::default() };
        answer.source = if place.channel == PHONE || place.channel == SMS { "sms" } else { "survey" };
        let willing = match CHANNELS[place.channel] {
            "phone" => 0.22,
            "email" => 0.17,
            "chat" => 0.33,
            "sms" => 0.27,
            _ => 0.12,
        };
        // The annoyed answer most, the delighted somewhat more than the lukewarm.
        let moved = if felt < 2.5 { 1.35 } else { 1.0 + 0.12 * (felt - 4.2).max(0.0) };
        let given = asked + self.chance.lognormal(3.0 * HOUR as f64, 1.5).min(ANSWER_WITHIN) as i64;
        if !self.chance.yes(willing * moved) || given > world.days.end {
            return Some(answer);
        }
        answer.given = Some(given);
        self.fill_in(contact, felt, &mut answer);
        if self.chance.yes(if felt < 3.0 { 0.58 } else { 0.27 }) {
            answer.comment = self.comment(world, day, contact, felt);
        }
        if answer.csat.is_some_and(|csat| csat <= 2) || answer.nps.is_some_and(|nps| nps <= 6) {
            self.call_back(world, given, &mut answer);
        }
        Some(answer)
    }

    fn fill_in(&mut self, contact: &Contact, felt: f64, answer: &mut Answer) {
        let chance = &mut self.chance;
        let scale = |value: f64, from: f64, to: f64| Some(value.round().clamp(from, to) as u32);
        if chance.yes(0.96) {
            answer.csat = scale(felt, 1.0, 5.0);
        }
        if chance.yes(0.55) {
            answer.nps = scale(8.35 + 1.35 * (felt - 4.3) + 1.6 * chance.normal(), 0.0, 10.0);
        }
        if chance.yes(0.62) {
            let unsolved = if contact.solved { 0.0 } else { 0.6 };
            let effort = unsolved + 0.45 * f64::from(contact.transfers.unwrap_or(0).min(3)) + 0.4 * f64::from(contact.attempt.min(3));
            answer.ces = scale(5.62 + 0.90 * (felt - 4.4) - effort + 1.05 * chance.normal(), 1.0, 7.0);
        }
        if chance.yes(0.85) {
            let shares = if contact.solved { [0.91, 0.06, 0.03] } else { [0.20, 0.32, 0.48] };
            answer.resolved = ["yes", "partly", "no"][chance.weighted(&shares)];
        }
        if chance.yes(0.35) {
            answer.expectation = match felt + 0.4 * chance.normal() {
                level if level > 5.1 => "better",
                level if level < 3.3 => "worse",
                _ => "as_expected",
            };
        }
        if let Some(wait) = contact.wait_s.filter(|_| chance.yes(0.5)) {
            let odds = (2.9 - 1.1 * (1.0 + f64::from(wait) / 60.0).ln()).exp();
            answer.wait_ok = Some(chance.yes(odds / (1.0 + odds)));
        }
        if chance.yes(0.5) {
            answer.emotion = match felt + 0.5 * chance.normal() {
                level if level > 4.5 => "positive",
                level if level < 3.2 => "negative",
                _ => "neutral",
            };
        }
    }

    /// The dissatisfied are called; most within two days.
    fn call_back(&mut self, world: &World, given: Moment, answer: &mut Answer) {
        if !self.chance.yes(0.85) {
            return;
        }
        let hours = self.chance.lognormal(3.5, 0.9);
        let answered = world.days.after_office_hours(given, hours);
        if answered <= world.days.end {
            answer.answered = Some(answered);
            answer.recovered = self.chance.yes(0.8).then(|| self.chance.yes(0.56));
        }
    }

    fn comment(&mut self, world: &World, day: usize, contact: &Contact, felt: f64) -> String {
        let words = &mut self.words;
        let place = &contact.place;
        let waited = contact.wait_s.unwrap_or(0);
        let days = contact.first_response.map_or(2, |at| ((at - contact.opened) / DAY + 1).clamp(2, 9)) as u32;
        let app = APP_LOGIN_USUAL + world.effects.theme("app_login", day);
        let app = if place.topic == APP_TOPIC { app + 0.05 } else { app };
        let mut themes = Vec::new();
        if words.yes(app) {
            themes.push(Theme::AppLogin);
        }
        let bad = |words: &mut Chance| {
            let unsolved = if contact.solved { 0.15 } else { 2.2 };
            let team = TEAMS[place.team].name;
            let of = |name: &str, weight: f64, other: f64| if team == name { weight } else { other };
            let topic = TOPICS[place.topic].name;
            let is_invoice = topic == "Laskun sisältö" || topic == "Yrityslaskutus";
            let choices = [
                (Theme::Waiting, if waited > 180 { 3.0 } else { 0.25 }),
                (Theme::LateReply, if place.channel == EMAIL { 2.0 } else { 0.05 }),
                (Theme::Bouncing, if contact.transfers.unwrap_or(0) > 0 { 4.0 } else { 0.1 }),
                (Theme::Repeating, if contact.attempt > 0 { 3.5 } else { 0.1 }),
                (Theme::Unsolved, unsolved),
                (Theme::Invoice, if is_invoice { 2.4 } else { of("Laskutus", 0.6, 0.05) }),
                (Theme::Outage, of("Vianselvitys", 1.8, 0.05)),
                (Theme::Price, if topic == "Hintamuutos" { 3.0 } else { of("Sopimukset", 0.8, 0.18) }),
                (Theme::Promise, if contact.solved { 0.1 } else { 1.0 }),
                (Theme::Moving, of("Muutot", 1.6, 0.02)),
                (Theme::Connection, of("Tekninen tuki", 1.4, 0.1)),
                (Theme::Contract, of("Sopimukset", 1.2, 0.1)),
                (Theme::Rude, 0.45),
            ];
            choices[words.weighted(&choices.map(|(_, weight)| weight))].0
        };
        let good = |words: &mut Chance| {
            let fast = if waited < 60 && contact.wait_s.is_some() { 2.0 } else { 0.4 };
            let solved = if contact.solved { 2.2 } else { 0.2 };
            let choices = [(Theme::Courtesy, 2.6), (Theme::Solved, solved), (Theme::Fast, fast), (Theme::Clear, 0.9)];
            choices[words.weighted(&choices.map(|(_, weight)| weight))].0
        };
        let second = words.yes(0.34);
        if felt < 3.4 {
            let first = bad(words);
            themes.push(first);
            let other = if words.yes(0.2) { good(words) } else { bad(words) };
            if second && other != first {
                themes.push(other);
            }
        } else if felt > 3.9 {
            let first = good(words);
            themes.push(first);
            let other = if words.yes(0.15) { bad(words) } else { good(words) };
            if second && other != first {
                themes.push(other);
            }
        } else {
            let (pleasant, unpleasant) = (good(words), bad(words));
            themes.extend(if words.yes(0.5) { [pleasant, unpleasant] } else { [unpleasant, pleasant] });
        }
        themes.truncate(2);
        let remark =
            Remark { language: place.language, themes, product: place.product, wait_s: waited, contacts: contact.attempt + 1, days };
        comments::write(words, &remark)
    }

    /// Some of those who were not helped complain, in writing and with the right to a reply.
    fn complaint(&mut self, world: &World, day: usize, contact: &Contact, felt: f64) -> Option<Answer> {
        let likely = if felt < 2.5 {
            0.055
        } else if felt < 3.3 {
            0.016
        } else {
            0.0012
        };
        if !self.reviews.yes(likely) || contact.case.is_none() {
            return None;
        }
        let given = contact.ended + self.reviews.lognormal(1.2 * DAY as f64, 0.9) as i64;
        if given > world.days.end {
            return None;
        }
        let mut answer = Answer {
            contact: Some(contact.number),
            customer: contact.customer,
            source: "complaint",
            given: Some(given),
            ..Answer::default()
        };
        answer.promised = Some(given + 14 * DAY);
        let hours = self.reviews.lognormal(44.0, 0.6);
        let answered = world.days.after_office_hours(given, hours);
        if answered <= world.days.end {
            answer.answered = Some(answered);
            let upheld = self.reviews.yes(0.46);
            answer.upheld = Some(upheld);
            if upheld {
                answer.remedy_eur = Some((self.reviews.lognormal(38.0, 0.7) / 5.0).round().max(1.0) * 5.0);
            }
            answer.recovered = Some(self.reviews.yes(if upheld { 0.68 } else { 0.34 }));
        }
        answer.comment = self.comment(world, day, contact, felt.min(3.0));
        Some(answer)
    }

    /// Reviews in the app store, remarks in public and by form: nobody asked for them.
    fn unasked(&mut self, world: &World, day: usize) -> Vec<Answer> {
        let mut answers = Vec::new();
        let scale = world.plan.contacts_per_week / 1_900.0;
        for (source, per_week) in [("review", 14.0), ("social", 6.0), ("direct", 9.0)] {
            for _ in 0..self.reviews.poisson(per_week * scale / 7.0) {
                let chance = &mut self.reviews;
                let given = world.days.at(day, (chance.between(7.0, 22.5) * HOUR as f64) as i64);
                let is_glad = chance.yes(match source {
                    "review" => 0.58,
                    "social" => 0.28,
                    _ => 0.40,
                });
                let mut answer = Answer { source, given: Some(given), ..Answer::default() };
                if source == "review" {
                    answer.stars = Some(if is_glad { 4 + chance.below(2) as u32 } else { 1 + chance.weighted(&[0.55, 0.25, 0.2]) as u32 });
                    answer.channel = CHANNELS[4];
                }
                if given > world.days.end {
                    continue;
                }
                if source != "review" || chance.yes(0.7) {
                    let words = &mut self.words;
                    let is_app =
                        words.yes(APP_LOGIN_USUAL + if source == "review" { 0.05 } else { 0.0 } + world.effects.theme("app_login", day));
                    let bad = [
                        Theme::Price,
                        Theme::Outage,
                        Theme::Connection,
                        Theme::Waiting,
                        Theme::Invoice,
                        Theme::Contract,
                        Theme::Rude,
                        Theme::Promise,
                    ];
                    let good = [Theme::Courtesy, Theme::Fast, Theme::Solved, Theme::Clear];
                    let theme = match (is_app && !is_glad, is_glad) {
                        (true, _) => Theme::AppLogin,
                        (_, true) => words.choose(&good),
                        _ => words.choose(&bad),
                    };
                    let language = words.weighted(&[0.86, 0.09, 0.05]);
                    let wait_s = words.lognormal(420.0, 0.6) as u32;
                    let contacts = 1 + words.below(3) as u32;
                    let remark = Remark {
                        language,
                        themes: vec![theme],
                        product: words.below(4),
                        wait_s,
                        contacts,
                        days: 2 + words.below(6) as u32,
                    };
                    answer.comment = comments::write(words, &remark);
                }
                answers.push(answer);
            }
        }
        answers
    }

    /// Customers are also asked about the company as a whole, whether they had been in contact or not.
    fn panel(&mut self, world: &World, day: usize) -> Vec<Answer> {
        let mut answers = Vec::new();
        if !world.days.is_working(day) {
            return answers;
        }
        let scale = world.plan.contacts_per_week / 1_900.0;
        for _ in 0..self.reviews.poisson(34.0 * scale) {
            let chance = &mut self.reviews;
            let asked = world.days.at(day, (chance.between(10.0, 14.0) * HOUR as f64) as i64);
            let mut answer = Answer { source: "panel", asked: Some(asked), ..Answer::default() };
            let given = asked + chance.lognormal(9.0 * HOUR as f64, 1.3).min(ANSWER_WITHIN) as i64;
            let liking = chance.normal();
            if chance.yes(0.21 + 0.02 * liking.abs()) && given <= world.days.end {
                answer.given = Some(given);
                answer.nps = Some((7.65 + 2.05 * liking).round().clamp(0.0, 10.0) as u32);
                if chance.yes(0.2) {
                    let theme =
                        if liking > 0.2 { Theme::Courtesy } else { self.words.choose(&[Theme::Price, Theme::Connection, Theme::Outage]) };
                    let remark =
                        Remark { language: FINNISH, themes: vec![theme], product: self.words.below(4), wait_s: 240, contacts: 1, days: 3 };
                    answer.comment = comments::write(&mut self.words, &remark);
                }
            }
            if asked <= world.days.end {
                answers.push(answer);
            }
        }
        answers
    }

    /// In the middle of each month the staff is asked, without names.
    fn pulse(&mut self, world: &World, day: usize) -> Vec<Answer> {
        let date = world.days.date(day);
        let middle = date.day() >= 12 && world.days.is_working(day);
        let is_first = (1..=4).all(|back| day < back || world.days.date(day - back).day() < 12 || !world.days.is_working(day - back));
        if !middle || !is_first || date.day() > 16 {
            return Vec::new();
        }
        let mut answers = Vec::new();
        for person in &world.staff.people {
            let chance = &mut self.staff;
            let is_employed = person.started <= date && person.ended.is_none_or(|ended| ended > date);
            let given = world.days.at(day, (chance.between(8.5, 15.5) * HOUR as f64) as i64) + DAY * chance.below(3) as i64;
            let spirit = chance.normal();
            if !is_employed || person.presence(day) == Presence::Absent || !chance.yes(0.80) || given > world.days.end {
                continue;
            }
            let mut answer = Answer { source: "staff", given: Some(given), ..Answer::default() };
            answer.asked = Some(world.days.at(day, 8 * HOUR));
            answer.team = person.team.map_or("", |team| TEAMS[team].name);
            answer.nps = Some((7.5 + 1.8 * spirit).round().clamp(0.0, 10.0) as u32);
            answer.support = Some((3.95 + 0.7 * spirit + 0.5 * chance.normal()).round().clamp(1.0, 5.0) as u32);
            answer.goal_known = chance.yes(0.6).then(|| chance.yes(0.66));
            if chance.yes(0.16) {
                let theme = if spirit > 0.0 { Theme::StaffGood } else { Theme::StaffBad };
                let remark = Remark { language: FINNISH, themes: vec![theme], product: 0, wait_s: 0, contacts: 1, days: 2 };
                answer.comment = comments::write(&mut self.words, &remark);
            }
            answers.push(answer);
        }
        answers
    }

    fn write(&mut self, world: &World, day: usize, answer: Answer) -> io::Result<()> {
        self.count += 1;
        if day < world.days.start {
            return Ok(());
        }
        let table = &mut self.table;
        table.id('F', Some(self.count))?;
        table.id('C', answer.contact)?;
        table.id('P', answer.customer)?;
        table.text(if answer.source.is_empty() { "survey" } else { answer.source })?;
        table.text(answer.channel)?;
        table.text(answer.team)?;
        table.text(answer.topic)?;
        table.moment(&world.days, answer.asked)?;
        table.moment(&world.days, answer.given)?;
        table.count(answer.nps)?;
        table.count(answer.csat)?;
        table.count(answer.ces)?;
        table.count(answer.stars)?;
        table.text(answer.resolved)?;
        table.text(answer.expectation)?;
        table.flag(answer.wait_ok)?;
        table.text(answer.emotion)?;
        table.moment(&world.days, answer.promised)?;
        table.moment(&world.days, answer.answered)?;
        table.flag(answer.recovered)?;
        table.flag(answer.upheld)?;
        table.number(answer.remedy_eur)?;
        table.count(answer.support)?;
        table.flag(answer.goal_known)?;
        table.text(&answer.comment)?;
        table.end()
    }

    pub(crate) fn close(self) -> io::Result<PathBuf> {
        self.table.close()
    }
}
