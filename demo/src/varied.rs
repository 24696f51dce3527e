//! Organisations of all sorts, for judging detectors: another size, another restlessness and other truths with every seed.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::chance::{Chance, Noun};
use crate::organisation::{CHANNELS, CHAT, LANGUAGES, PHONE, PRODUCTS, REGIONS, SEGMENTS, TEAMS, TOPICS};
use crate::plan::{Nature, Plan};
use crate::planted::{Planted, Truth};

/// Weeks that a truth is old: new enough to be news, and a detector may know it from its first weeks on.
const YOUNGEST: f64 = 2.0;
const OLDEST: f64 = 26.0;
/// Truths that are planted at most.
const MOST_TRUTHS: usize = 4;

impl Plan {
    /// An organisation drawn by the seed: 60 to 104 weeks that end anywhere in a year, 35 to 80 people, 1,000 to 3,200 contacts a
    /// week, levels that carry over 0 to 0.5 and wander half to one and a half times as far as the demo's, seasons from none to
    /// half as strong again; and one to four truths of different kinds, sizes (hardly visible to glaring) and ages (2 to 26
    /// weeks), for the better or the worse, in parts of one or two dimensions or everywhere.
    pub fn varied(seed: u64) -> Self {
        let mut chance = Chance::of(seed, Noun::Plan);
        let until = Date::constant(2025, 7, 6).saturating_add((7 * chance.below(52) as i64).days());
        let people = 35 + chance.below(46) as u32;
        let plan = Self {
            people,
            // So many contacts that the staff has its hands full as in the demo.
            contacts_per_week: f64::from(people) * chance.between(29.0, 40.0),
            nature: Nature { carry_over: chance.between(0.0, 0.5), unrest: chance.between(0.5, 1.5), season: chance.between(0.0, 1.5) },
            ..Self::null(seed, 60 + chance.below(45) as u32, until)
        };
        let mut kinds = KINDS.to_vec();
        let truths = 1 + chance.below(MOST_TRUTHS);
        let planted = (0..truths).map(|_| {
            let kind = kinds.swap_remove(chance.below(kinds.len()));
            let age = chance.between(YOUNGEST, OLDEST) as u32;
            truth(&mut chance, kind, plan.weeks_before(age))
        });
        let planted = planted.collect();
        Self { planted, ..plan }
    }
}

/// Kinds that show in records by themselves; a skill of one person is nobody else's business, and themes wait for their reader.
const KINDS: [Truth; 11] = [
    Truth::Resolution,
    Truth::Bouncing,
    Truth::Hurry,
    Truth::Waiting,
    Truth::FirstReply,
    Truth::Volume,
    Truth::Satisfaction,
    Truth::Quality,
    Truth::LenientAssessor,
    Truth::BiasedSampling,
    Truth::Turnover,
];

fn truth(chance: &mut Chance, kind: Truth, from: Date) -> Planted {
    let either = |chance: &mut Chance, low: f64, high: f64| {
        let size = chance.between(low, high);
        if chance.yes(0.5) { size } else { -size }
    };
    let team = TEAMS[chance.below(TEAMS.len())].name;
    let plain = |size: f64| Planted::new(kind, from, size);
    match kind {
        Truth::Resolution => {
            let size = either(chance, 0.04, 0.22);
            anywhere(chance, plain(size))
        }
        Truth::Bouncing => {
            let size = chance.between(0.04, 0.2);
            anywhere(chance, plain(size))
        }
        Truth::Hurry => {
            let size = -chance.between(0.08, 0.3);
            plain(size).of("team", team).of("channel", CHANNELS[if chance.yes(0.8) { PHONE } else { CHAT }])
        }
        Truth::Waiting => {
            let truth = plain(if chance.yes(0.5) { chance.between(0.15, 1.0) } else { -chance.between(0.15, 0.5) });
            let channel = CHANNELS[if chance.yes(0.5) { PHONE } else { CHAT }];
            match chance.below(3) {
                0 => truth.of("channel", channel),
                1 => truth.of("team", team),
                _ => truth.of("team", team).of("channel", channel),
            }
        }
        Truth::FirstReply => {
            if chance.yes(0.4) {
                let size = chance.between(0.01, 0.04);
                return plain(size).of("team", team).of("channel", "email").drifting();
            }
            let size = either(chance, 0.12, 0.5);
            let truth = plain(size);
            if chance.yes(0.5) { truth.of("channel", "email") } else { truth.of("team", team).of("channel", "email") }
        }
        Truth::Volume => {
            let size = chance.between(0.1, 0.6);
            let truth = plain(size);
            if chance.yes(0.5) { truth.of("team", team) } else { truth.of("topic", topic(chance)) }
        }
        Truth::Satisfaction => {
            let size = either(chance, 0.2, 0.9);
            anywhere(chance, plain(size))
        }
        Truth::Quality => {
            let size = either(chance, 0.04, 0.14);
            plain(size).of("team", team)
        }
        Truth::LenientAssessor => {
            let size = chance.between(0.3, 0.8);
            plain(size).of("evaluator_id", crate::people::LENIENT_ASSESSOR)
        }
        Truth::BiasedSampling => {
            let size = chance.between(0.5, 1.0);
            let truth = plain(size);
            if chance.yes(0.6) { truth.of("team", team) } else { truth.of("channel", CHANNELS[chance.below(3)]) }
        }
        Truth::Turnover => {
            let leavers = 2 + chance.below(3);
            let until = from.saturating_add((7 * (3 + chance.below(8)) as i64).days());
            plain(leavers as f64).of("team", team).until(until)
        }
        Truth::SkillGap | Truth::Theme => plain(0.0),
    }
}

fn topic(chance: &mut Chance) -> &'static str {
    TOPICS[chance.below(TOPICS.len())].name
}

/// Somewhere: everywhere, one value of a dimension, or two.
fn anywhere(chance: &mut Chance, truth: Planted) -> Planted {
    let team = TEAMS[chance.below(TEAMS.len())].name;
    match chance.below(9) {
        0 => truth,
        1 | 2 => truth.of("team", team),
        3 | 4 => truth.of("topic", topic(chance)),
        5 => truth.of("team", team).of("channel", CHANNELS[chance.below(3)]),
        6 => truth.of("product", PRODUCTS[chance.below(PRODUCTS.len())]).of("region", REGIONS[chance.below(2)]),
        7 => truth.of("customer_segment", SEGMENTS[chance.below(SEGMENTS.len())]),
        _ => truth.of("language", LANGUAGES[chance.below(LANGUAGES.len())]).of("channel", CHANNELS[chance.below(3)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_gives_another_organisation_and_the_same_seed_the_same() {
        assert_eq!(Plan::varied(7), Plan::varied(7));
        let plans: Vec<Plan> = (0..200).map(Plan::varied).collect();
        for plan in &plans {
            assert!((1..=MOST_TRUTHS).contains(&plan.planted.len()));
            assert!(
                plan.planted.iter().all(|truth| truth.size != 0.0 && truth.from < plan.until && truth.from > plan.weeks_before(plan.weeks))
            );
            assert_eq!(plan.untouched(), Plan { planted: Vec::new(), ..plan.clone() });
        }
        for kind in KINDS {
            assert!(plans.iter().flat_map(|plan| &plan.planted).filter(|truth| truth.kind == kind).count() > 10, "{kind:?}");
        }
    }
}
