//! Planted truths, made ready to be asked about for every contact.

use crate::days::Days;
use crate::organisation::{CHANNELS, LANGUAGES, PRODUCTS, REGIONS, SEGMENTS, TEAMS, TOPICS, position};
use crate::planted::{Course, Planted, Truth};

/// What a truth acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// Added to the share solved.
    Resolution,
    /// Added to the share passed on.
    Transfers,
    /// Added to the logarithm of the handling time.
    Handling,
    /// Added to the logarithm of the wait.
    Wait,
    /// Added to the logarithm of the time to the first reply.
    FirstReply,
    /// Added to the logarithm of the number of contacts.
    Volume,
    /// Added to satisfaction, in CSAT points.
    Satisfaction,
    /// Added to the share of points in assessments.
    Quality,
    /// Share of unsolved matters that are not invited.
    NotInvited,
}

const QUANTITIES: usize = 9;
/// Each successor of a person who left costs a team this share of its points.
const QUALITY_PER_LEAVER: f64 = 0.03;

/// Where a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) team: usize,
    pub(crate) channel: usize,
    pub(crate) topic: usize,
    pub(crate) region: usize,
    pub(crate) segment: usize,
    pub(crate) language: usize,
    pub(crate) product: usize,
}

/// A set of accepted values by index; everything when nothing was asked for.
#[derive(Debug, Clone, Copy)]
struct Accepted(u32);

impl Accepted {
    fn has(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }
}

#[derive(Debug)]
struct Effect {
    team: Accepted,
    channel: Accepted,
    topic: Accepted,
    region: Accepted,
    segment: Accepted,
    language: Accepted,
    product: Accepted,
    agents: Vec<String>,
    from: usize,
    until: usize,
    course: Course,
    size: f64,
}

/// All effects, by what they act on.
#[derive(Debug)]
pub(crate) struct Effects {
    of: [Vec<Effect>; QUANTITIES],
    themes: Vec<(String, usize, usize, f64)>,
    lenient: Vec<(String, usize, usize, f64)>,
}

impl Effects {
    pub(crate) fn new(planted: &[Planted], days: &Days) -> Self {
        let mut effects = Self { of: Default::default(), themes: Vec::new(), lenient: Vec::new() };
        for truth in planted {
            let share = |size: f64| (1.0 + size).max(0.01).ln();
            let mut add = |quantity: Quantity, size: f64| effects.of[quantity as usize].push(Effect::new(truth, days, size));
            match truth.kind {
                Truth::Resolution => {
                    add(Quantity::Resolution, truth.size);
                    add(Quantity::Transfers, -truth.size);
                }
                Truth::Bouncing => {
                    add(Quantity::Transfers, truth.size);
                    add(Quantity::Resolution, -truth.size / 2.0);
                }
                Truth::Hurry => {
                    add(Quantity::Handling, share(truth.size));
                    add(Quantity::Resolution, 0.45 * truth.size);
                }
                Truth::Waiting => add(Quantity::Wait, share(truth.size)),
                Truth::FirstReply => add(Quantity::FirstReply, share(truth.size)),
                Truth::Volume => add(Quantity::Volume, share(truth.size)),
                Truth::Satisfaction => add(Quantity::Satisfaction, truth.size),
                Truth::Quality => add(Quantity::Quality, truth.size),
                Truth::SkillGap => {
                    add(Quantity::Resolution, -truth.size);
                    add(Quantity::Quality, -truth.size);
                }
                Truth::BiasedSampling => add(Quantity::NotInvited, truth.size),
                Truth::Turnover => {
                    // Successors start while the others leave, and keep learning after it: the fall does not end with `until`.
                    let lasting = Planted { until: None, ..truth.clone() };
                    effects.of[Quantity::Quality as usize].push(Effect::new(&lasting, days, -QUALITY_PER_LEAVER * truth.size));
                }
                Truth::Theme | Truth::LenientAssessor => {
                    let (dimension, into) = match truth.kind {
                        Truth::Theme => ("theme", &mut effects.themes),
                        _ => ("evaluator_id", &mut effects.lenient),
                    };
                    let (from, until) = span(truth, days);
                    into.extend(truth.scope.values(dimension).iter().map(|name| (name.clone(), from, until, truth.size)));
                }
            }
        }
        effects
    }

    /// The sum of all effects on a quantity on a day. `agent` is empty while nobody serves yet.
    pub(crate) fn sum(&self, quantity: Quantity, day: usize, place: &Place, agent: &str) -> f64 {
        self.of[quantity as usize].iter().map(|effect| effect.on(day, place, agent)).sum()
    }

    /// Share of comments of a day that are about a theme.
    pub(crate) fn theme(&self, name: &str, day: usize) -> f64 {
        active(&self.themes, name, day)
    }

    /// Share of faults that an assessor forgives.
    pub(crate) fn leniency(&self, evaluator: &str, day: usize) -> f64 {
        active(&self.lenient, evaluator, day)
    }
}

fn active(of: &[(String, usize, usize, f64)], name: &str, day: usize) -> f64 {
    of.iter().filter(|(known, from, until, _)| known == name && (*from..=*until).contains(&day)).map(|(.., size)| size).sum()
}

fn span(truth: &Planted, days: &Days) -> (usize, usize) {
    let until = truth.until.map_or(usize::MAX, |until| days.index(until));
    (days.index(truth.from), until)
}

impl Effect {
    fn new(truth: &Planted, days: &Days, size: f64) -> Self {
        let accepted = |dimension: &str, names: &[&str]| {
            let asked = truth.scope.values(dimension);
            if asked.is_empty() {
                return Accepted(u32::MAX);
            }
            Accepted(asked.iter().filter_map(|value| position(names.iter().copied(), value)).fold(0, |mask, index| mask | (1 << index)))
        };
        let (from, until) = span(truth, days);
        Self {
            team: accepted("team", &TEAMS.each_ref().map(|team| team.name)),
            channel: accepted("channel", &CHANNELS),
            topic: accepted("topic", &TOPICS.each_ref().map(|topic| topic.name)),
            region: accepted("region", &REGIONS),
            segment: accepted("customer_segment", &SEGMENTS),
            language: accepted("language", &LANGUAGES),
            product: accepted("product", &PRODUCTS),
            agents: truth.scope.values("agent_id").to_vec(),
            from,
            until,
            course: truth.course,
            size,
        }
    }

    fn on(&self, day: usize, place: &Place, agent: &str) -> f64 {
        let is_here = (self.from..=self.until).contains(&day)
            && self.team.has(place.team)
            && self.channel.has(place.channel)
            && self.topic.has(place.topic)
            && self.region.has(place.region)
            && self.segment.has(place.segment)
            && self.language.has(place.language)
            && self.product.has(place.product)
            && (self.agents.is_empty() || self.agents.iter().any(|known| known == agent));
        match self.course {
            _ if !is_here => 0.0,
            Course::Step => self.size,
            Course::Drift => self.size * (1 + (day - self.from) / 7) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[test]
    fn an_effect_holds_in_its_scope_and_time_and_a_drift_grows_by_the_week() {
        let until = Date::constant(2026, 6, 10);
        let days = Days::new(10, until).expect("days");
        let from = days.date(14);
        let planted = [
            Planted::new(Truth::Waiting, from, 0.5).of("channel", "chat").of("region", "Lappi"),
            Planted::new(Truth::FirstReply, from, 0.01).drifting(),
            Planted::new(Truth::SkillGap, from, 0.2).of("agent_id", "A003"),
        ];
        let effects = Effects::new(&planted, &days);
        let place = Place { team: 0, channel: 2, topic: 0, region: 0, segment: 0, language: 0, product: 0 };
        assert_eq!(effects.sum(Quantity::Wait, 13, &place, ""), 0.0);
        assert_eq!(effects.sum(Quantity::Wait, 14, &place, ""), 1.5_f64.ln());
        assert_eq!(effects.sum(Quantity::Wait, 14, &Place { region: 1, ..place }, ""), 0.0);
        assert_eq!(effects.sum(Quantity::FirstReply, 30, &place, ""), 3.0 * 1.01_f64.ln());
        assert_eq!(effects.sum(Quantity::Resolution, 30, &place, "A002"), 0.0);
        assert_eq!(effects.sum(Quantity::Resolution, 30, &place, "A003"), -0.2);
    }
}
