//! Which organisation is made.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::days::monday_of;
use crate::dress::Dress;
use crate::planted::{Planted, Role, Truth};

/// Everything that decides what is made: the same plan always gives the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Seed of all randomness.
    pub seed: u64,
    /// Weeks of history, the week of the last day included (from 2; a year and a season need 60 or more).
    pub weeks: u32,
    /// Last day; its records end at 20:00 local time.
    pub until: Date,
    /// People employed at a time, team leads and quality staff included; spread over the teams in proportion.
    pub people: u32,
    /// Contacts in a usual week: offered calls, messages and self-service, repeat contacts included.
    pub contacts_per_week: f64,
    /// How restless it is by itself.
    pub nature: Nature,
    /// How its records are written down.
    pub dress: Dress,
    /// Targets of its settings, by metric.
    pub targets: Vec<(&'static str, f64)>,
    /// What is planted.
    pub planted: Vec<Planted>,
}

/// How an organisation wanders and swings when nothing happens in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nature {
    /// Share of a level's deviation that carries over to the next week (0 to below 1).
    pub carry_over: f64,
    /// How far levels wander, as a multiple of the demo's.
    pub unrest: f64,
    /// How strong the seasons are, as a power of the demo's: 0 = none, 1 = the demo's.
    pub season: f64,
    /// Growth of the number of contacts in a year, as a share.
    pub growth: f64,
    /// How differently topics are asked about than in the demo: the standard deviation of the logarithm of their weights.
    pub lopsided: f64,
    /// Share of the staff that leaves in a year.
    pub turnover: f64,
}

impl Default for Nature {
    /// The demo's: levels carry over as service data do (phi 0.2–0.4).
    fn default() -> Self {
        Self { carry_over: 0.3, unrest: 1.0, season: 1.0, growth: 0.02, lopsided: 0.0, turnover: 0.08 }
    }
}

const PEOPLE: u32 = 51;
const CONTACTS_PER_WEEK: f64 = 1_900.0;
/// What the demo's service wants to reach.
const TARGETS: [(&str, f64); 8] = [
    ("fcr_repeat", 0.75),
    ("csat_top2", 0.8),
    ("nps_transactional", 30.0),
    ("abandonment", 0.08),
    ("service_level_v3", 0.8),
    ("qa_score", 0.85),
    ("promise_kept", 0.8),
    ("response_rate", 0.2),
];

impl Plan {
    /// The organisation of `luotsi demo`, with what README.md lists planted in it.
    pub fn demo(seed: u64, weeks: u32, until: Date) -> Self {
        Self { planted: demo_truths(weeks, until), ..Self::null(seed, weeks, until) }
    }

    /// The same organisation and noise with nothing planted: whatever is found in it is a false alarm.
    pub fn null(seed: u64, weeks: u32, until: Date) -> Self {
        let nature = Nature::default();
        Self {
            seed,
            weeks,
            until,
            people: PEOPLE,
            contacts_per_week: CONTACTS_PER_WEEK,
            nature,
            dress: Dress::default(),
            targets: TARGETS.to_vec(),
            planted: Vec::new(),
        }
    }

    /// The same organisation with nothing planted that is worth a reaction: what only looks bad stays.
    #[must_use]
    pub fn untouched(&self) -> Self {
        let planted = self.planted.iter().filter(|truth| truth.role == Role::Decoy).cloned().collect();
        Self { planted, ..self.clone() }
    }

    /// Monday so many weeks before the week of the last day.
    pub fn weeks_before(&self, weeks: u32) -> Date {
        weeks_before(self.until, weeks)
    }
}

fn weeks_before(until: Date, weeks: u32) -> Date {
    monday_of(until).and_then(|monday| monday.checked_sub(i64::from(weeks).weeks())).unwrap_or(until)
}

fn demo_truths(weeks: u32, until: Date) -> Vec<Planted> {
    let ago = |weeks| weeks_before(until, weeks);
    let outage = ago(29);
    vec![
        Planted::new(Truth::Resolution, ago(7), -0.18)
            .of("team", "Laskutus")
            .of("topic", "Laskun sisältö")
            .because("New invoice templates: people cannot tell what they pay for, and one call no longer settles it."),
        Planted::new(Truth::Resolution, ago(7), -0.04)
            .of("team", "Laskutus")
            .of("topic", "Maksujärjestely")
            .because("The new invoice templates also confuse those who ask for more time to pay."),
        Planted::new(Truth::Hurry, ago(10), -0.18)
            .of("team", "Sopimukset")
            .of("channel", "phone")
            .because("Calls in Sopimukset are cut short, and more customers have to call again."),
        Planted::new(Truth::Waiting, ago(16), -0.31)
            .of("channel", "chat")
            .because("An evening shift for chat: more are answered in the promised time."),
        Planted::new(Truth::FirstReply, ago(20), 0.02)
            .of("team", "Muutot")
            .of("channel", "email")
            .drifting()
            .because("The first reply to e-mail in Muutot takes two per cent longer every week."),
        Planted::new(Truth::LenientAssessor, ago(weeks), 0.55)
            .of("evaluator_id", crate::people::LENIENT_ASSESSOR)
            .because("One of the three assessors forgives what the others mark down, and always has."),
        Planted::new(Truth::BiasedSampling, ago(20), 1.0)
            .of("team", "Yrityspalvelu")
            .because("Yrityspalvelu invites only customers whose matter was solved: its figures rise, its service does not."),
        Planted::new(Truth::Turnover, ago(12), 4.0)
            .of("team", "Vianselvitys")
            .until(ago(1))
            .because("Four people left Vianselvitys within a quarter; their successors are still learning."),
        Planted::new(Truth::Volume, outage, 2.6)
            .of("team", "Vianselvitys")
            .until(outage.checked_add(6.days()).unwrap_or(outage))
            .because("A wide outage for a week: a flood of calls, long waits, many give up. One special week, no new level."),
        Planted::new(Truth::Theme, ago(5), 0.04)
            .of("theme", "app_login")
            .because("Since a release of the app people cannot log in; they say so in comments of all topics."),
        Planted::new(Truth::Quality, ago(25), 0.10)
            .of("team", "Tekninen tuki")
            .because("A training in Tekninen tuki: quality assessments rise and stay up."),
        Planted::new(Truth::Satisfaction, ago(weeks), -0.75)
            .of("channel", "sms")
            .as_decoy()
            .because("Customers of SMS are less satisfied than others, and always were: low, but no change."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_planted_in_the_null_organisation() {
        let until = Date::constant(2026, 6, 10);
        assert!(Plan::null(1, 65, until).planted.is_empty());
        assert_eq!(Plan { planted: Vec::new(), ..Plan::demo(1, 65, until) }, Plan::null(1, 65, until));
        assert_eq!(Plan::null(1, 65, until).weeks_before(7).to_string(), "2026-04-20");
    }
}
