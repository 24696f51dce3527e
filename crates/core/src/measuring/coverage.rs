//! What is measured at all? Every channel and team should have its share of what is asked and assessed, and every person a chance to be
//! assessed. Persons are only counted.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_stats::distribution::Poisson;
use luotsi_stats::intervals::Interval;

use super::{Desk, Finding, Size, WEEK, What, share};
use crate::ask::{Counted, Counting};
use crate::catalogue::Unit;
use crate::period::Period;
use crate::records::Kind;
use crate::scope::Scope;
use crate::situation::Error;

/// Weeks that are looked at: a quarter.
const WEEKS: i64 = 13;
/// Time in which an invitation and an assessment follow a contact.
const FOLLOWS_DAYS: i64 = 7;
/// Parts with a smaller share of the contacts are not told of …
const LEAST_SHARE: f64 = 0.02;
/// … nor those that are measured at least so often as the others.
const HARDLY: f64 = 0.2;
/// Contacts of a person below which nobody wonders that none was assessed (privacy.md §6.2, 4).
const LEAST_CONTACTS: f64 = 30.0;

/// What is measured at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// First and last day looked at; `None` without contacts.
    pub days: Option<(Date, Date)>,
    /// The whole.
    pub whole: Reach,
    /// Each channel and team, those with most contacts first; fewer contacts than the smallest group are left out.
    pub parts: Vec<Reach>,
    /// People who handled at least 30 contacts; `None` when they are fewer than may be spoken of.
    pub people: Option<usize>,
    /// Those of them without any contact assessed.
    pub people_not_assessed: usize,
    /// How many that would be if contacts were drawn without regard to persons.
    pub expected_not_assessed: f64,
}

/// How far the measuring reaches into one part of the service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reach {
    /// The part.
    pub scope: Scope,
    /// Contacts of customers with people; not given up, not self-service.
    pub contacts: f64,
    /// Its share of them.
    pub share: f64,
    /// Invitations to a survey about them.
    pub invited: f64,
    /// Answers.
    pub answered: f64,
    /// Contacts whose quality was assessed.
    pub assessed: f64,
}

impl Reach {
    /// Share of contacts that were invited, with its 95 % interval.
    pub fn invited_share(&self) -> Option<[f64; 3]> {
        share(self.invited, self.contacts).map(|interval| [interval.estimate, interval.low, interval.high])
    }

    /// Share of contacts that were assessed, with its 95 % interval.
    pub fn assessed_share(&self) -> Option<[f64; 3]> {
        share(self.assessed, self.contacts).map(|interval| [interval.estimate, interval.low, interval.high])
    }
}

/// Contacts with people that could have been measured.
const WITH_PEOPLE: &str = "abandoned is not true and self_service is not true and (direction is null or direction = 'inbound')";

pub(super) fn check(desk: &Desk<'_>, found: &mut Vec<Finding>) -> Result<Coverage, Error> {
    if !desk.has(Kind::Contacts) {
        return Ok(Coverage::default());
    }
    let last = Period::containing(WEEK, desk.today.saturating_sub(FOLLOWS_DAYS.days())).start;
    let first = last.saturating_sub((WEEKS * 7).days());
    let mut coverage = Coverage { days: Some((first, last.yesterday().unwrap_or(last))), ..Coverage::default() };
    let ask = |kind: Kind, day: &str, by: &[&str], base: &str, sums: &[&str]| -> Result<Vec<Counted>, Error> {
        let counting = Counting {
            kind,
            day: day.into(),
            per: WEEK,
            by: by.iter().map(|by| (*by).to_owned()).collect(),
            base: base.into(),
            sums: sums.iter().map(|sum| (*sum).to_owned()).collect(),
        };
        let counted = desk.world.ask.counts(&counting)?;
        Ok(counted.into_iter().filter(|one| (first..last).contains(&one.period.start)).collect())
    };
    let places = ["channel", "team"];
    let asked = format!("asked_at is not null and contact_id is not null and {WITH_PEOPLE}");
    let assessed = "kind = 'qa' and is_first_of_contact";
    let contacts = ask(Kind::Contacts, "opened_at_day", &places, WITH_PEOPLE, &[])?;
    let invited = ask(Kind::Feedback, "contact_on", &places, &asked, &["given_at is not null"])?;
    let assessments = ask(Kind::Evaluations, "at_day", &places, assessed, &[])?;
    let all: f64 = contacts.iter().map(|one| one.n).sum();
    if all == 0.0 {
        return Ok(coverage);
    }
    let reach = |scope: Scope, is_wanted: &dyn Fn(&Counted) -> bool| {
        let sum = |counted: &[Counted]| counted.iter().filter(|one| is_wanted(one)).map(|one| one.n).sum::<f64>();
        let contacts = sum(&contacts);
        Reach {
            scope,
            contacts,
            share: contacts / all,
            invited: sum(&invited),
            answered: invited.iter().filter(|one| is_wanted(one)).map(|one| one.sums[0]).sum(),
            assessed: sum(&assessments),
        }
    };
    coverage.whole = reach(Scope::whole(), &|_| true);
    let group_min = f64::from(desk.world.settings.group_min);
    for (place, name) in places.iter().enumerate().filter(|(_, name)| desk.has_dimension(Kind::Contacts, name)) {
        let mut values: Vec<&String> = contacts.iter().filter_map(|one| one.by[place].as_ref()).collect();
        values.sort();
        values.dedup();
        let part = |value: &String| reach(Scope::whole().with(*name, value), &|one: &Counted| one.by[place].as_ref() == Some(value));
        let mut parts: Vec<Reach> = values.into_iter().map(part).filter(|part| part.contacts >= group_min).collect();
        parts.sort_by(|left, right| right.contacts.total_cmp(&left.contacts));
        coverage.parts.extend(parts);
    }
    for part in &coverage.parts {
        found.extend(hardly(&coverage.whole, part, What::HardlyAsked, |reach| reach.invited));
        found.extend(hardly(&coverage.whole, part, What::HardlyAssessed, |reach| reach.assessed));
    }
    let handled = ask(Kind::Contacts, "opened_at_day", &["agent_id"], WITH_PEOPLE, &[])?;
    let seen = ask(Kind::Evaluations, "at_day", &["agent_id"], assessed, &[])?;
    people(desk, &mut coverage, (handled, seen), found);
    Ok(coverage)
}

/// A share beside what is usual.
fn beside(now: &Interval, usual: f64) -> Size {
    Size {
        before: usual,
        after: now.estimate,
        effect: now.estimate - usual,
        low: now.low - usual,
        high: now.high - usual,
        unit: Unit::Percent,
    }
}

/// Is a part measured far less than the rest of the service? Tested against as many as its contacts would have had among the others.
fn hardly(whole: &Reach, part: &Reach, what: What, measured: impl Fn(&Reach) -> f64) -> Option<Finding> {
    let (others, rest) = (measured(whole) - measured(part), whole.contacts - part.contacts);
    if rest <= 0.0 || others <= 0.0 || part.share < LEAST_SHARE {
        return None;
    }
    let usual = others / rest;
    let (expected, seen) = (usual * part.contacts, measured(part));
    let now = share(seen, part.contacts)?;
    let p_value = if seen < HARDLY * expected { Poisson::new(expected)?.cdf(seen as u64) } else { 1.0 };
    Some(Finding {
        what,
        scope: part.scope.clone(),
        since: None,
        weeks: WEEKS as usize,
        size: beside(&now, usual),
        n: part.contacts,
        share_of_records: part.share,
        p_value: Some(p_value),
        z: (seen - expected) / expected.sqrt(),
    })
}

fn people(desk: &Desk<'_>, coverage: &mut Coverage, (handled, seen): (Vec<Counted>, Vec<Counted>), found: &mut Vec<Finding>) {
    let by_person = |counted: Vec<Counted>| {
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for one in counted {
            if let Some(person) = one.by.into_iter().next().flatten() {
                *sums.entry(person).or_default() += one.n;
            }
        }
        sums
    };
    let (mut handled, seen) = (by_person(handled), by_person(seen));
    handled.retain(|_, contacts| *contacts >= LEAST_CONTACTS);
    let assessed: f64 = handled.keys().filter_map(|person| seen.get(person)).sum();
    if handled.len() < desk.world.settings.people_min as usize || assessed == 0.0 {
        return;
    }
    let rate = assessed / handled.values().sum::<f64>();
    let chances: Vec<f64> = handled.values().map(|contacts| (-rate * contacts).exp()).collect();
    let expected: f64 = chances.iter().sum();
    let left_out = handled.keys().filter(|person| !seen.contains_key(*person)).count();
    coverage.people = Some(handled.len());
    coverage.people_not_assessed = left_out;
    coverage.expected_not_assessed = expected;
    let Some(now) = share(left_out as f64, handled.len() as f64) else { return };
    let usual = expected / handled.len() as f64;
    let p_value = match left_out {
        0 => 1.0,
        some => Poisson::new(expected).map_or(1.0, |poisson| poisson.survival(some as u64 - 1)),
    };
    found.push(Finding {
        what: What::PeopleLeftOut { people: left_out },
        scope: Scope::whole(),
        since: None,
        weeks: WEEKS as usize,
        size: beside(&now, usual),
        n: handled.len() as f64,
        share_of_records: 1.0,
        p_value: Some(p_value),
        z: (left_out as f64 - expected) / expected.max(1.0).sqrt(),
    });
}
