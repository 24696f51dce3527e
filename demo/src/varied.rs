//! Organisations of all sorts, for judging detectors: another size, another restlessness, other records and other truths with
//! every seed.

use jiff::ToSpan as _;
use jiff::civil::Date;
use luotsi_core::records::Kind;

use crate::chance::{Chance, Noun};
use crate::dress::{Dress, Worn};
use crate::organisation::{CHANNELS, CHAT, LANGUAGES, PHONE, PRODUCTS, REGIONS, SEGMENTS, TEAMS, TOPICS};
use crate::people::{LENIENT_ASSESSOR, first_agents};
use crate::plan::{Nature, Plan};
use crate::planted::{Planted, Truth};

/// Weeks that a truth is old: new enough to be news, and a detector may know it from its first weeks on.
const YOUNGEST: f64 = 2.0;
const OLDEST: f64 = 26.0;
/// Truths that are planted at most.
const MOST_TRUTHS: usize = 4;
/// The end of the records lies within so many days from this one.
const FIRST_END: Date = Date::constant(2024, 2, 4);
const DAYS_OF_ENDS: usize = 880;

impl Plan {
    /// An organisation drawn by the seed: 54 to 123 weeks that end on any day within two and a half years, 26 to 110 people, 800
    /// to 4,000 contacts a week, topics up to several times as frequent as the demo's, levels that carry over 0 to 0.5 and wander
    /// half to one and a half times as far as the demo's, seasons from none to half as strong again; records with own names, with
    /// teams and topics put together, with dimensions and whole files missing, with few answers and assessments; targets within
    /// reach, at the edge and out of reach; something that always looked bad now and then; and one to four truths of different
    /// kinds, sizes (hardly visible to glaring) and ages (2 to 26 weeks), for the better or the worse, after actions or not, in
    /// parts of one or two dimensions or everywhere.
    pub fn varied(seed: u64) -> Self {
        let mut chance = Chance::of(seed, Noun::Plan);
        let until = FIRST_END.saturating_add((chance.below(DAYS_OF_ENDS) as i64).days());
        // As many small services as large ones.
        let people = (26.0 * (110.0_f64 / 26.0).powf(chance.unit())) as u32;
        let plan = Self {
            people,
            // So many contacts that the staff has its hands full as in the demo.
            contacts_per_week: f64::from(people) * chance.between(29.0, 40.0),
            nature: Nature {
                carry_over: chance.between(0.0, 0.5),
                unrest: chance.between(0.5, 1.5),
                season: chance.between(0.0, 1.5),
                growth: chance.between(-0.06, 0.08),
                lopsided: chance.between(0.0, 0.7),
                turnover: chance.between(0.02, 0.2),
            },
            dress: dress(&mut chance),
            targets: targets(&mut chance),
            ..Self::null(seed, 54 + chance.below(70) as u32, until)
        };
        let mut kinds: Vec<Truth> = KINDS.into_iter().filter(|kind| is_recorded(*kind, &plan.dress)).collect();
        let truths = 1 + chance.below(MOST_TRUTHS);
        let mut planted: Vec<Planted> = Vec::new();
        for _ in 0..truths {
            let kind = kinds.swap_remove(chance.below(kinds.len()));
            let age = chance.between(YOUNGEST, OLDEST) as u32;
            let truth = truth(&mut chance, &plan, kind, plan.weeks_before(age));
            let is_done = is_for_the_better(&truth) && chance.yes(0.5);
            planted.push(if is_done { truth.by_action() } else { truth });
        }
        if chance.yes(0.4) {
            planted.push(decoy(&mut chance, &plan));
        }
        Self { planted, ..plan }
    }
}

/// Kinds that are drawn. A theme waits for its reader and would be found by nobody yet.
const KINDS: [Truth; 12] = [
    Truth::Resolution,
    Truth::Bouncing,
    Truth::Hurry,
    Truth::Waiting,
    Truth::FirstReply,
    Truth::Volume,
    Truth::Satisfaction,
    Truth::Quality,
    Truth::SkillGap,
    Truth::LenientAssessor,
    Truth::BiasedSampling,
    Truth::Turnover,
];

/// Are there records that could show a truth of the kind?
fn is_recorded(kind: Truth, dress: &Dress) -> bool {
    let has = |kind: Kind| !dress.missing.contains(&kind);
    match kind {
        Truth::Quality | Truth::LenientAssessor => has(Kind::Evaluations),
        Truth::Satisfaction | Truth::BiasedSampling => has(Kind::Feedback),
        Truth::Turnover => has(Kind::People),
        _ => true,
    }
}

fn is_for_the_better(truth: &Planted) -> bool {
    match truth.kind {
        Truth::Resolution | Truth::Satisfaction | Truth::Quality => truth.size > 0.0,
        Truth::Waiting | Truth::FirstReply => truth.size < 0.0,
        _ => false,
    }
}

/// How the organisation writes its records down.
fn dress(chance: &mut Chance) -> Dress {
    let mut dress = Dress::default();
    for (column, own) in [("region", "alue"), ("customer_segment", "asiakasryhmä"), ("language", "kieli"), ("product", "tuote")] {
        if chance.yes(0.3) {
            dress.left_out.push((Kind::Contacts, column.to_owned()));
        } else if chance.yes(0.4) {
            dress.columns.push((column.to_owned(), own.to_owned()));
        }
    }
    for column in ["cost_eur", "promised_at", "resolved_first", "failure_demand", "replies", "reopened", "deviation", "hard_encounter"] {
        if chance.yes(0.2) {
            dress.left_out.push((Kind::Contacts, column.to_owned()));
        }
    }
    for column in ["ces", "stars", "expectation", "wait_ok", "emotion", "nps"] {
        if chance.yes(0.2) {
            dress.left_out.push((Kind::Feedback, column.to_owned()));
        }
    }
    for (kind, seldom) in [
        (Kind::Events, 0.3),
        (Kind::Evaluations, 0.15),
        (Kind::Work, 0.3),
        (Kind::Costs, 0.3),
        (Kind::Timeline, 0.5),
        (Kind::People, 0.1),
        (Kind::Feedback, 0.05),
    ] {
        if chance.yes(seldom) {
            dress.missing.push(kind);
        }
    }
    for kind in [Kind::Feedback, Kind::Evaluations] {
        if chance.yes(0.4) {
            dress.thinned.push((kind, chance.between(0.25, 0.8)));
        }
    }
    if chance.yes(0.5) {
        put_together(chance, &mut dress, "team", &TEAMS.each_ref().map(|team| team.name));
    }
    if chance.yes(0.5) {
        put_together(chance, &mut dress, "topic", &TOPICS.each_ref().map(|topic| topic.name));
    }
    if chance.yes(0.4) {
        let name = chance.choose(&["kampanja", "site", "jono"]);
        dress.further = Some((name.to_owned(), 2 + chance.below(9) as u32));
    }
    dress
}

/// Some of the values under one name each, the others as they are or under names of their own.
fn put_together(chance: &mut Chance, dress: &mut Dress, dimension: &str, values: &[&str]) {
    let names = 2 + chance.below(values.len() - 1);
    let prefix = chance.choose(&["Ryhmä", "Q-", "Enhet", "L"]);
    for (index, made) in values.iter().enumerate() {
        let number = if index < names { index } else { chance.below(names) };
        dress.values.push(Worn { dimension: dimension.to_owned(), made: (*made).to_owned(), written: format!("{prefix}{}", number + 1) });
    }
}

/// Targets within reach, at the edge and out of reach of the service as it usually is.
fn targets(chance: &mut Chance) -> Vec<(&'static str, f64)> {
    // Metric, what such a service usually has, and how far from it a target is plainly met or missed.
    const USUAL: [(&str, f64, f64); 8] = [
        ("fcr_repeat", 0.77, 0.05),
        ("csat_top2", 0.74, 0.10),
        ("nps_transactional", 20.0, 20.0),
        ("abandonment", 0.075, -0.035),
        ("service_level_v3", 0.70, 0.10),
        ("qa_score", 0.855, 0.04),
        ("promise_kept", 0.75, 0.12),
        ("response_rate", 0.17, 0.06),
    ];
    let mut targets = Vec::new();
    for (metric, usual, far) in USUAL {
        let apart = match chance.below(4) {
            0 => continue,
            1 => -1.0,
            2 => chance.between(-0.4, 0.4),
            _ => 1.2,
        };
        let target: f64 = usual + apart * far;
        targets.push((metric, (target * 1000.0).round() / 1000.0));
    }
    targets
}

fn truth(chance: &mut Chance, plan: &Plan, kind: Truth, from: Date) -> Planted {
    let either = |chance: &mut Chance, low: f64, high: f64| {
        let size = chance.between(low, high);
        if chance.yes(0.5) { size } else { -size }
    };
    let dress = &plan.dress;
    let team = TEAMS[chance.below(TEAMS.len())].name;
    let plain = |size: f64| Planted::new(kind, from, size);
    let in_team = |truth: Planted| truth.of_any("team", &dress.alike("team", team));
    match kind {
        Truth::Resolution => {
            let size = either(chance, 0.04, 0.22);
            anywhere(chance, dress, plain(size))
        }
        Truth::Bouncing => {
            let size = chance.between(0.04, 0.2);
            anywhere(chance, dress, plain(size))
        }
        Truth::Hurry => {
            let size = -chance.between(0.08, 0.3);
            in_team(plain(size)).of("channel", CHANNELS[if chance.yes(0.8) { PHONE } else { CHAT }])
        }
        Truth::Waiting => {
            let channel = CHANNELS[if chance.yes(0.5) { PHONE } else { CHAT }];
            let truth = if chance.yes(0.3) {
                // Week by week: waits grow, for as long as it lasts.
                plain(chance.between(0.01, 0.05)).drifting()
            } else {
                plain(if chance.yes(0.5) { chance.between(0.15, 1.0) } else { -chance.between(0.15, 0.5) })
            };
            match chance.below(3) {
                0 => truth.of("channel", channel),
                1 => in_team(truth),
                _ => in_team(truth).of("channel", channel),
            }
        }
        Truth::FirstReply => {
            if chance.yes(0.4) {
                let size = chance.between(0.01, 0.04);
                return in_team(plain(size)).of("channel", "email").drifting();
            }
            let size = either(chance, 0.12, 0.5);
            let truth = plain(size);
            if chance.yes(0.5) { truth.of("channel", "email") } else { in_team(truth).of("channel", "email") }
        }
        Truth::Volume => {
            let truth = plain(chance.between(0.1, 0.6));
            if chance.yes(0.5) { in_team(truth) } else { of_topic(chance, dress, truth) }
        }
        Truth::Satisfaction => {
            let size = either(chance, 0.2, 0.9);
            anywhere(chance, dress, plain(size))
        }
        Truth::Quality => {
            if chance.yes(0.25) {
                return in_team(plain(-chance.between(0.002, 0.008))).drifting();
            }
            let size = either(chance, 0.04, 0.14);
            in_team(plain(size))
        }
        Truth::SkillGap => {
            // Somebody of the team that answers the topic.
            let topic = &TOPICS[chance.below(TOPICS.len())];
            let agents = first_agents(plan.people, topic.team);
            let agent = &agents[chance.below(agents.len())];
            let size = chance.between(0.1, 0.4);
            plain(size).of("agent_id", agent).of_any("topic", &dress.alike("topic", topic.name))
        }
        Truth::LenientAssessor => {
            let size = chance.between(0.3, 0.8);
            plain(size).of("evaluator_id", LENIENT_ASSESSOR)
        }
        Truth::BiasedSampling => {
            let size = chance.between(0.5, 1.0);
            let truth = plain(size);
            if chance.yes(0.6) { in_team(truth) } else { truth.of("channel", CHANNELS[chance.below(3)]) }
        }
        Truth::Turnover => {
            let leavers = 2 + chance.below(3);
            let until = from.saturating_add((7 * (3 + chance.below(8)) as i64).days());
            in_team(plain(leavers as f64)).until(until)
        }
        Truth::Theme => plain(0.0),
    }
}

/// What always looked bad, and is as it always was.
fn decoy(chance: &mut Chance, plan: &Plan) -> Planted {
    let from = plan.weeks_before(plan.weeks + 4);
    let (kind, size) = match chance.below(3) {
        0 => (Truth::Satisfaction, -chance.between(0.3, 0.8)),
        1 => (Truth::Resolution, -chance.between(0.05, 0.15)),
        _ => (Truth::Waiting, chance.between(0.3, 0.8)),
    };
    anywhere(chance, &plan.dress, Planted::new(kind, from, size)).as_decoy()
}

fn of_topic(chance: &mut Chance, dress: &Dress, truth: Planted) -> Planted {
    let topic = TOPICS[chance.below(TOPICS.len())].name;
    truth.of_any("topic", &dress.alike("topic", topic))
}

/// Somewhere that the records know of: everywhere, one value of a dimension, or two.
fn anywhere(chance: &mut Chance, dress: &Dress, truth: Planted) -> Planted {
    let team = TEAMS[chance.below(TEAMS.len())].name;
    let in_team = |truth: Planted| truth.of_any("team", &dress.alike("team", team));
    match chance.below(9) {
        0 => truth,
        3 | 4 => of_topic(chance, dress, truth),
        5 => in_team(truth).of("channel", CHANNELS[chance.below(3)]),
        6 if dress.has("product") && dress.has("region") => {
            truth.of("product", PRODUCTS[chance.below(PRODUCTS.len())]).of("region", REGIONS[chance.below(2)])
        }
        7 if dress.has("customer_segment") => truth.of("customer_segment", SEGMENTS[chance.below(SEGMENTS.len())]),
        8 if dress.has("language") => {
            truth.of("language", LANGUAGES[chance.below(LANGUAGES.len())]).of("channel", CHANNELS[chance.below(3)])
        }
        _ => in_team(truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planted::{Course, Role};

    #[test]
    fn every_seed_gives_another_organisation_and_the_same_seed_the_same() {
        assert_eq!(Plan::varied(7), Plan::varied(7));
        let plans: Vec<Plan> = (0..200).map(Plan::varied).collect();
        let truths = || plans.iter().flat_map(|plan| &plan.planted).filter(|truth| truth.role == Role::Signal);
        for plan in &plans {
            let of_plan: Vec<&Planted> = plan.planted.iter().filter(|truth| truth.role == Role::Signal).collect();
            assert!((1..=MOST_TRUTHS).contains(&of_plan.len()));
            assert!(of_plan.iter().all(|truth| truth.size != 0.0 && truth.from < plan.until && truth.from > plan.weeks_before(plan.weeks)));
            assert!(plan.untouched().planted.iter().all(|truth| truth.role == Role::Decoy));
            assert_eq!(plan.untouched().dress, plan.dress);
        }
        for kind in KINDS {
            assert!(truths().filter(|truth| truth.kind == kind).count() > 10, "{kind:?}");
        }
        assert!(truths().filter(|truth| truth.course == Course::Drift).count() > 10);
        assert!(truths().filter(|truth| truth.is_action).count() > 10);
        let share = |is_it: &dyn Fn(&Plan) -> bool| plans.iter().filter(|plan| is_it(plan)).count();
        assert!((50..110).contains(&share(&|plan| plan.planted.iter().any(|truth| truth.role == Role::Decoy))));
        assert!((20..100).contains(&share(&|plan| plan.dress.missing.contains(&Kind::Events))));
        assert!((60..140).contains(&share(&|plan| plan.dress.values.iter().any(|worn| worn.dimension == "team"))));
    }

    #[test]
    fn a_truth_in_a_team_is_one_in_all_that_the_records_call_by_its_name() {
        for plan in (0..200).map(Plan::varied) {
            for truth in plan.planted.iter().filter(|truth| !truth.scope.values("team").is_empty()) {
                assert_eq!(plan.dress.scope(&truth.scope).values("team").len(), 1, "{:?}", truth.scope);
            }
        }
    }
}
