//! Contacts, one after another in time. Each says what the customer lived through; who was not really helped comes back,
//! by the same channel or another, so that repeat contacts, resolution and load hang together as they do in a real service.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun, settled};
use crate::days::{DAY, HOUR, MINUTE, Moment};
use crate::effects::{Place, Quantity};
use crate::level::Level;
use crate::organisation::{
    CHANNELS, CHAT, COMPANY_TEAM, EMAIL, LANGUAGES, PHONE, PRODUCTS, REGION_SHARES, REGIONS, SEGMENTS, SELF_SERVICE, SMS, TEAMS, TOPICS,
};
use crate::table::Table;
use crate::volume::{Volume, opening_hours, time_of_day};

/// A contact with what its record tells, and what only we know.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) number: u32,
    pub(crate) case: Option<u32>,
    pub(crate) customer: Option<u32>,
    pub(crate) place: Place,
    /// Index in the staff.
    pub(crate) agent: Option<usize>,
    pub(crate) opened: Moment,
    pub(crate) first_response: Option<Moment>,
    pub(crate) resolved: Option<Moment>,
    pub(crate) promised: Option<Moment>,
    pub(crate) wait_s: Option<u32>,
    pub(crate) handle_s: Option<u32>,
    pub(crate) replies: Option<u32>,
    pub(crate) transfers: Option<u32>,
    pub(crate) reopened: Option<u32>,
    pub(crate) escalated: Option<bool>,
    pub(crate) abandoned: Option<bool>,
    pub(crate) resolved_first: Option<bool>,
    pub(crate) self_service: bool,
    pub(crate) failure_demand: Option<bool>,
    pub(crate) deviation: Option<bool>,
    pub(crate) hard_encounter: Option<bool>,
    pub(crate) cost_eur: Option<f64>,
    pub(crate) is_topic_coded: bool,
    /// Was the matter really solved?
    pub(crate) solved: bool,
    /// Contacts of the same matter before this one.
    pub(crate) attempt: u32,
    /// How the contact relates to its case.
    pub(crate) step: Step,
    /// When the encounter ended.
    pub(crate) ended: Moment,
    /// Work on the case between contacts, in hours.
    pub(crate) case_work_h: f64,
}

/// How a contact relates to its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Begins it.
    Opens,
    /// Asks about it while it is open.
    Continues,
    /// Opens it again after it was called solved.
    Reopens,
}

/// A contact that is going to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Coming {
    at: Moment,
    /// Keeps the order of those who come at the same second.
    sequence: u32,
    customer: u32,
    topic: usize,
    channel: usize,
    product: usize,
    attempt: u32,
    case: Option<(u32, bool)>,
}

/// Customers for each contact of a week: chance meetings of two matters of one customer stay rare.
const CUSTOMERS_PER_WEEKLY_CONTACT: f64 = 45.0;
/// Share of customers who are companies.
const COMPANIES: f64 = 0.09;
/// Fixed cost of a contact (licences, telephony) and cost of a second of handling, breaks and absence included.
const COST_PER_CONTACT_EUR: f64 = 0.62;
const PAID_PER_HANDLED: f64 = 1.45;

/// Makes contacts day by day.
pub(crate) struct Contacts {
    chance: Chance,
    volume: Volume,
    coming: BinaryHeap<Reverse<Coming>>,
    /// How long everybody waits, and how long each team's channel lets wait besides.
    wait: Level,
    waits: Vec<Level>,
    solving: Vec<Level>,
    replying: Vec<Level>,
    customers: f64,
    sequence: u32,
    contacts: u32,
    cases: u32,
    seed: u64,
}

impl Contacts {
    pub(crate) fn new(world: &World) -> Self {
        let seed = world.plan.seed;
        // Another seed than the volumes', so that a change in the number of topics leaves these levels alone.
        let mut levels = Chance::of(seed.rotate_left(17) ^ 0x5ce1, Noun::Level);
        let weeks = world.days.count.div_ceil(7);
        let nature = &world.plan.nature;
        let wait = Level::new(&mut levels, weeks, 0.07, nature);
        let mut many = |sigma: f64| (0..TEAMS.len() * CHANNELS.len()).map(|_| Level::new(&mut levels, weeks, sigma, nature)).collect();
        Self {
            chance: Chance::of(seed, Noun::Contacts),
            volume: Volume::new(&world.plan, &world.days),
            coming: BinaryHeap::new(),
            wait,
            waits: many(0.09),
            solving: many(0.008),
            replying: many(0.05),
            customers: (world.plan.contacts_per_week * CUSTOMERS_PER_WEEKLY_CONTACT).max(100.0),
            sequence: 0,
            contacts: 0,
            cases: 0,
            seed,
        }
    }

    /// The contacts of a day, in order of time.
    pub(crate) fn day(&mut self, world: &World, day: usize) -> Vec<Contact> {
        let volume = self.volume.day(&world.days, &world.effects, day);
        for (topic, counts) in volume.counts.iter().enumerate() {
            for (channel, count) in counts.iter().enumerate() {
                for _ in 0..*count {
                    let coming = self.new_matter(world, day, topic, channel);
                    self.coming.push(Reverse(coming));
                }
            }
        }
        let day_noise: Vec<f64> = (0..TEAMS.len()).map(|_| 0.06 * self.chance.normal()).collect();
        let mut contacts = Vec::new();
        let midnight = world.days.at(day + 1, 0).min(world.days.end);
        while self.coming.peek().is_some_and(|Reverse(coming)| coming.at < midnight) {
            let Some(Reverse(coming)) = self.coming.pop() else { break };
            let team = TOPICS[coming.topic].team;
            let slower = 1.2 * volume.load[team].ln() + day_noise[team];
            contacts.push(self.serve(world, coming, slower));
        }
        contacts
    }

    fn new_matter(&mut self, world: &World, day: usize, topic: usize, channel: usize) -> Coming {
        let is_company = TOPICS[topic].team == COMPANY_TEAM || self.chance.yes(0.03);
        let consumers = self.customers * (1.0 - COMPANIES);
        let customer =
            if is_company { consumers + self.chance.unit() * self.customers * COMPANIES } else { self.chance.unit() * consumers };
        let product = self.chance.weighted(&TOPICS[topic].products);
        let at = world.days.at(day, time_of_day(&mut self.chance, channel));
        self.come(Coming { at, sequence: 0, customer: customer as u32, topic, channel, product, attempt: 0, case: None })
    }

    fn come(&mut self, coming: Coming) -> Coming {
        self.sequence += 1;
        Coming { sequence: self.sequence, ..coming }
    }

    /// Where a customer's contact stands. Region, segment and language belong to the customer for ever.
    fn place(&self, coming: &Coming) -> Place {
        let own = |what| settled(self.seed, u64::from(coming.customer), what);
        let mut left = own(1);
        let mut region = REGIONS.len() - 1;
        for (index, share) in REGION_SHARES.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                region = index;
                break;
            }
        }
        let swedish = if REGIONS[region] == "Pohjanmaa" { 0.45 } else { 0.03 };
        let language = match own(2) {
            drawn if drawn < swedish => 1,
            drawn if drawn < swedish + 0.05 => 2,
            _ => 0,
        };
        let segment = usize::from(f64::from(coming.customer) >= self.customers * (1.0 - COMPANIES));
        let team = TOPICS[coming.topic].team;
        Place { team, channel: coming.channel, topic: coming.topic, region, segment, language, product: coming.product }
    }

    fn serve(&mut self, world: &World, coming: Coming, slower: f64) -> Contact {
        let place = self.place(&coming);
        let (day, second) = world.days.clock(coming.at);
        self.contacts += 1;
        let mut contact = Contact {
            number: self.contacts,
            case: None,
            customer: Some(coming.customer),
            place,
            agent: None,
            opened: coming.at,
            first_response: None,
            resolved: None,
            promised: None,
            wait_s: None,
            handle_s: None,
            replies: None,
            transfers: None,
            reopened: None,
            escalated: None,
            abandoned: None,
            resolved_first: None,
            self_service: false,
            failure_demand: None,
            deviation: None,
            hard_encounter: None,
            cost_eur: None,
            is_topic_coded: self.chance.yes(0.985),
            solved: false,
            attempt: coming.attempt,
            step: Step::Opens,
            ended: coming.at,
            case_work_h: 0.0,
        };
        // Some customers stay unknown: they did not sign in.
        if self.chance.yes(0.025) {
            contact.customer = None;
        }
        if place.channel == SELF_SERVICE && self.chance.yes(0.86) {
            self.serve_oneself(world, &coming, &mut contact);
        } else if opening_hours(place.channel).is_some() {
            let crowd = crowd(place.channel, second / HOUR);
            let wait = self.wait(world, &place, day, slower + crowd);
            let patience = if self.chance.yes(0.02) { 5.0 * self.chance.unit() } else { self.chance.exponential(1_500.0) };
            contact.wait_s = Some(wait.min(patience).min(7_200.0).round() as u32);
            contact.abandoned = Some(patience < wait);
            if patience < wait {
                self.give_up(world, &coming, &mut contact);
            } else {
                contact.first_response = Some(coming.at + wait.round() as i64);
                self.handle(world, &coming, &mut contact, day);
            }
        } else {
            contact.first_response = Some(self.first_reply(world, &place, coming.at, day));
            self.handle(world, &coming, &mut contact, day);
        }
        // Nothing that lies after the end of the data is known yet.
        for moment in [&mut contact.first_response, &mut contact.resolved] {
            *moment = moment.filter(|moment| *moment <= world.days.end);
        }
        contact
    }

    fn serve_oneself(&mut self, world: &World, coming: &Coming, contact: &mut Contact) {
        contact.self_service = true;
        contact.solved = self.chance.yes(0.86 + world.effects.sum(Quantity::Resolution, world.days.clock(coming.at).0, &contact.place, ""));
        contact.ended = coming.at + self.chance.lognormal(210.0, 0.6) as i64;
        if contact.solved {
            contact.resolved = Some(contact.ended);
        } else if self.chance.yes(0.85) {
            let channel = [PHONE, CHAT, EMAIL][self.chance.weighted(&[0.5, 0.3, 0.2])];
            let after = self.chance.lognormal(0.3 * DAY as f64, 1.0);
            self.come_back(world, coming, Return { after_s: after + 600.0, channel, case: None });
        }
    }

    fn wait(&mut self, world: &World, place: &Place, day: usize, slower: f64) -> f64 {
        let (median, sigma) = if place.channel == CHAT { (72.0, 0.95) } else { (70.0, 0.95) };
        let level = self.waits[place.team * CHANNELS.len() + place.channel].on(day);
        let shift = self.wait.on(day) + level + slower + world.effects.sum(Quantity::Wait, day, place, "");
        self.chance.lognormal(median, sigma) * shift.exp()
    }

    fn first_reply(&mut self, world: &World, place: &Place, at: Moment, day: usize) -> Moment {
        let median_h = if place.channel == SMS { 0.6 } else { 3.0 };
        let level = self.replying[place.team * CHANNELS.len() + place.channel].on(day);
        let shift = level + world.effects.sum(Quantity::FirstReply, day, place, "");
        let hours = self.chance.lognormal(median_h, 0.75) * shift.exp();
        world.days.after_office_hours(at, hours.clamp(0.02, 200.0))
    }

    fn give_up(&mut self, world: &World, coming: &Coming, contact: &mut Contact) {
        contact.ended = coming.at + i64::from(contact.wait_s.unwrap_or(0));
        if self.chance.yes(0.65) {
            let after = self.chance.lognormal(3.0 * HOUR as f64, 1.1);
            let channel = [PHONE, CHAT, EMAIL][self.chance.weighted(&[0.72, 0.16, 0.12])];
            self.come_back(world, coming, Return { after_s: after + 120.0, channel, case: coming.case });
        }
    }

    fn handle(&mut self, world: &World, coming: &Coming, contact: &mut Contact, day: usize) {
        let place = contact.place;
        let topic = &TOPICS[place.topic];
        let response = contact.first_response.unwrap_or(coming.at);
        let duty = world.staff.on_duty(world.days.working_from(world.days.clock(response).0).min(world.days.count - 1), place.team);
        let on_duty = if duty.is_empty() { world.staff.on_duty(world.last_working_day, place.team) } else { duty };
        let weights: Vec<f64> = on_duty.iter().map(|index| world.staff.people[*index].fte).collect();
        let agent = on_duty[self.chance.weighted(&weights).min(on_duty.len() - 1)];
        let person = &world.staff.people[agent];
        contact.agent = Some(agent);
        let effect = |quantity| world.effects.sum(quantity, day, &place, &person.id);

        let passed_on = (topic.transferred + effect(Quantity::Transfers)).clamp(0.01, 0.9);
        let mut transfers = 0;
        while transfers < 5 && self.chance.yes(if transfers == 0 { passed_on } else { 0.28 }) {
            transfers += 1;
        }
        let case = match coming.case {
            Some((case, is_closed)) => {
                contact.step = if is_closed { Step::Reopens } else { Step::Continues };
                case
            }
            None => {
                self.cases += 1;
                self.cases
            }
        };
        contact.case = Some(case);
        contact.transfers = Some(transfers);

        let by_channel = [0.01, -0.02, 0.005, -0.015, -0.03][place.channel];
        let level = self.solving[place.team * CHANNELS.len() + place.channel].on(day);
        let likely = topic.solved + by_channel + person.skill + level + effect(Quantity::Resolution) - 0.08 * f64::from(transfers.min(2));
        contact.solved = self.chance.yes(likely.clamp(0.04, 0.98));

        let slower = [1.0, 2.1, 1.45, 0.75, 1.8][place.channel];
        let unsolved = if contact.solved { 1.0 } else { 1.06 };
        let handle = self.chance.lognormal(topic.handle_s * slower * unsolved, 0.52) * (person.pace + effect(Quantity::Handling)).exp();
        let handle = handle.clamp(15.0, 5.0 * HOUR as f64);
        contact.handle_s = Some(handle.round() as u32);
        contact.ended = response + handle as i64;
        contact.cost_eur = Some(COST_PER_CONTACT_EUR + handle / HOUR as f64 * person.hourly_cost * PAID_PER_HANDLED);

        // Who was not helped may have been told otherwise: staff honestly believes that more is solved than is.
        let believed = contact.solved || self.chance.yes(0.55);
        contact.resolved_first = Some(believed);
        contact.escalated = Some(self.chance.yes(if believed { 0.012 } else { 0.09 }));
        contact.deviation = Some(self.chance.yes(if contact.solved { 0.004 } else { 0.014 }));
        if opening_hours(place.channel).is_some() {
            contact.hard_encounter = Some(self.chance.yes(if coming.attempt > 0 { 0.022 } else { 0.007 }));
        }
        self.write_back(world, contact, believed);
        if self.chance.yes(0.12) {
            let is_failure = coming.attempt > 0 || self.chance.yes(0.14);
            contact.failure_demand = Some(is_failure);
        }
        if !contact.solved {
            self.disappoint(world, coming, contact, believed);
        }
    }

    /// Replies, solution and promise.
    fn write_back(&mut self, world: &World, contact: &mut Contact, believed: bool) {
        let is_live = opening_hours(contact.place.channel).is_some();
        let mut closing = contact.ended;
        if !is_live {
            let mut replies = 1;
            while replies < 6 && self.chance.yes(0.24) {
                replies += 1;
            }
            contact.replies = Some(replies);
            for _ in 1..replies {
                let hours = self.chance.lognormal(5.0, 0.8);
                closing = world.days.after_office_hours(closing, hours);
            }
        }
        contact.reopened = Some(0);
        if believed {
            contact.resolved = Some(closing);
            return;
        }
        // The matter goes to the back office.
        contact.case_work_h = self.chance.lognormal(0.75, 0.6);
        let hours = self.chance.lognormal(13.0, 0.85);
        contact.resolved = Some(world.days.after_office_hours(closing, hours));
        if self.chance.yes(0.85) {
            contact.promised = Some(world.days.after_office_hours(closing, 24.0));
        }
    }

    /// Who was not helped mostly comes back.
    fn disappoint(&mut self, world: &World, coming: &Coming, contact: &mut Contact, believed: bool) {
        if !self.chance.yes(if believed { 0.95 } else { 0.80 }) || coming.attempt >= 6 {
            return;
        }
        let after_s = self.chance.lognormal(2.2 * DAY as f64, 0.7).max(1.5 * HOUR as f64);
        let channel = if self.chance.yes(0.62) && contact.place.channel != SELF_SERVICE {
            contact.place.channel
        } else {
            [PHONE, EMAIL, CHAT][self.chance.weighted(&[0.62, 0.18, 0.20])]
        };
        let is_same_case = !believed || self.chance.yes(0.6);
        let case = contact.case.filter(|_| is_same_case).map(|case| (case, believed));
        let at = self.come_back(world, coming, Return { after_s: after_s + (contact.ended - coming.at) as f64, channel, case });
        if believed && is_same_case && at <= world.days.end {
            contact.reopened = Some(1);
        }
    }

    /// Plans a return; tells when.
    fn come_back(&mut self, world: &World, coming: &Coming, back: Return) -> Moment {
        let days = &world.days;
        let mut at = coming.at + back.after_s as i64;
        if let Some((opens, closes)) = opening_hours(back.channel) {
            let (mut day, second) = days.clock(at);
            let is_open = days.is_working(day) && (opens * HOUR..closes * HOUR).contains(&second);
            if !is_open {
                if !days.is_working(day) || second >= closes * HOUR {
                    day = days.working_from(day + 1);
                }
                at = days.at(day, time_of_day(&mut self.chance, back.channel)).max(coming.at + MINUTE);
            }
        }
        let next = self.come(Coming { at, channel: back.channel, attempt: coming.attempt + 1, case: back.case, ..coming.clone() });
        self.coming.push(Reverse(next));
        at
    }
}

/// How a customer comes back.
struct Return {
    after_s: f64,
    channel: usize,
    case: Option<(u32, bool)>,
}

/// Crowded hours wait longer.
fn crowd(channel: usize, hour: i64) -> f64 {
    match (channel, hour) {
        (PHONE, 9 | 10) => 0.14,
        (PHONE, 15 | 16) => -0.12,
        (CHAT, 17..) => 0.16,
        _ => 0.0,
    }
}

const COLUMNS: [&str; 29] = [
    "contact_id",
    "case_id",
    "customer_id",
    "channel",
    "team",
    "agent_id",
    "topic",
    "direction",
    "opened_at",
    "first_response_at",
    "resolved_at",
    "promised_at",
    "wait_s",
    "handle_s",
    "replies",
    "transfers",
    "reopened",
    "escalated",
    "abandoned",
    "resolved_first",
    "self_service",
    "failure_demand",
    "deviation",
    "hard_encounter",
    "cost_eur",
    "region",
    "customer_segment",
    "language",
    "product",
];

/// Writes `contacts.csv`.
pub(crate) struct ContactsFile(Table);

impl ContactsFile {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self(Table::create(folder, Kind::Contacts, &COLUMNS)?))
    }

    pub(crate) fn day(&mut self, world: &World, contacts: &[Contact]) -> io::Result<()> {
        let table = &mut self.0;
        for contact in contacts {
            let place = &contact.place;
            table.id('C', Some(contact.number))?;
            table.id('K', contact.case)?;
            table.id('P', contact.customer)?;
            table.text(CHANNELS[place.channel])?;
            table.text(TEAMS[place.team].name)?;
            table.maybe(contact.agent.map(|agent| world.staff.people[agent].id.as_str()))?;
            table.maybe(contact.is_topic_coded.then_some(TOPICS[place.topic].name))?;
            table.text("inbound")?;
            table.moment(&world.days, Some(contact.opened))?;
            table.moment(&world.days, contact.first_response)?;
            table.moment(&world.days, contact.resolved)?;
            table.moment(&world.days, contact.promised)?;
            table.count(contact.wait_s)?;
            table.count(contact.handle_s)?;
            table.count(contact.replies)?;
            table.count(contact.transfers)?;
            table.count(contact.reopened)?;
            table.flag(contact.escalated)?;
            table.flag(contact.abandoned)?;
            table.flag(contact.resolved_first)?;
            table.flag(Some(contact.self_service))?;
            table.flag(contact.failure_demand)?;
            table.flag(contact.deviation)?;
            table.flag(contact.hard_encounter)?;
            table.number(contact.cost_eur)?;
            table.text(REGIONS[place.region])?;
            table.text(SEGMENTS[place.segment])?;
            table.text(LANGUAGES[place.language])?;
            table.text(PRODUCTS[place.product])?;
            table.end()?;
        }
        Ok(())
    }

    pub(crate) fn close(self) -> io::Result<PathBuf> {
        self.0.close()
    }
}
