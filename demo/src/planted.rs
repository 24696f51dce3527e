//! What is planted: truths about the made-up organisation that a good eye should find in its records, or leave alone.
//!
//! A truth is data: its kind, where it holds, from when until when, whether it comes at once or week by week, and its size.
//! [`crate::Plan`] takes any list of them, so that organisations can be made with any mixture.

use jiff::civil::Date;
use luotsi_core::scope::Scope;

/// What sort of truth; each says what its size means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// The share of contacts after which the matter is solved changes by `size` (−0.15 = 15 percentage points fewer);
    /// customers come back, and contacts are passed on as much more often as fewer are solved.
    Resolution,
    /// The share of contacts that are passed on changes by `size`; half as many more stay unsolved.
    Bouncing,
    /// Handling becomes shorter by the share `size` (−0.12), and fewer matters are solved: by 45 % of it in points.
    Hurry,
    /// Waits in the queue change by the share `size` (0.5 = half as long again).
    Waiting,
    /// Time to the first reply in e-mail, SMS and forms changes by the share `size`.
    FirstReply,
    /// Contacts change in number by the share `size`, and nobody was hired for them: waits follow.
    Volume,
    /// Customers' satisfaction changes by `size` points of the CSAT scale, whatever the service does.
    Satisfaction,
    /// The share of points in quality assessments changes by `size`: training that worked, or care that slips.
    Quality,
    /// A person (scope `agent_id`) lacks a skill in a topic: `size` fewer are solved, and assessors see it.
    SkillGap,
    /// An assessor (scope `evaluator_id`) gives full points for `size` of what others would mark down.
    LenientAssessor,
    /// Of unsolved matters the share `size` is no longer invited to answer.
    BiasedSampling,
    /// `size` people of the team leave between `from` and `until`; while their successors learn, quality falls by 3 points each.
    Turnover,
    /// The share `size` of comments is about a theme (scope `theme`) that hardly came up before.
    Theme,
}

/// How a truth comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// At once.
    Step,
    /// Week by week: the size is added every week anew (shares multiply).
    Drift,
}

/// One planted truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Planted {
    /// What sort of truth.
    pub kind: Truth,
    /// Where it holds: dimensions of contacts (team, channel, topic, region, customer_segment, language, product, agent_id),
    /// or what the kind names. Empty = everywhere.
    pub scope: Scope,
    /// First day.
    pub from: Date,
    /// Last day; `None` = to the end.
    pub until: Option<Date>,
    /// At once or week by week.
    pub course: Course,
    /// How large; [`Truth`] says in which unit.
    pub size: f64,
    /// Is it worth a reaction? A decoy looks bad but is as it always was: nothing should be said of it.
    pub role: Role,
    /// Did the service bring it about with an action that it recorded?
    pub is_action: bool,
    /// What happened, for the documents.
    pub story: &'static str,
}

/// What a good eye should do with a planted truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Find it.
    Signal,
    /// Leave it alone.
    Decoy,
}

/// A planted truth in words, for documents and tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The kind's name: `biased_sampling`.
    pub kind: &'static str,
    /// Where: `team=Laskutus, channel=phone`, or `everywhere`.
    pub scope: String,
    /// When: first day, and the last one if it ended.
    pub when: String,
    /// How large, with its unit.
    pub size: String,
    /// Metrics that show it, by id.
    pub shown_by: &'static [&'static str],
    /// What happened.
    pub story: &'static str,
}

impl Truth {
    /// The kind's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resolution => "resolution",
            Self::Bouncing => "bouncing",
            Self::Hurry => "hurry",
            Self::Waiting => "waiting",
            Self::FirstReply => "first_reply",
            Self::Volume => "volume",
            Self::Satisfaction => "satisfaction",
            Self::Quality => "quality",
            Self::SkillGap => "skill_gap",
            Self::LenientAssessor => "lenient_assessor",
            Self::BiasedSampling => "biased_sampling",
            Self::Turnover => "turnover",
            Self::Theme => "theme",
        }
    }

    /// Ids of the metrics that show it.
    pub fn shown_by(self) -> &'static [&'static str] {
        match self {
            Self::Resolution => &["fcr_repeat", "repeat_contact_rate", "transfer_rate", "ces_mean", "resolved_by_customer"],
            Self::Bouncing => &["transfer_rate", "transfers_mean", "fcr_repeat"],
            Self::Hurry => &["handle_s_median", "handle_s_mean", "repeat_contact_rate"],
            Self::Waiting => &["service_level_v3", "wait_s_median", "wait_s_p90", "abandonment"],
            Self::FirstReply => &["first_response_business_s_median", "first_response_s_median", "first_response_within_promise"],
            Self::Volume => &["contact_volume", "abandonment", "wait_s_median"],
            Self::Satisfaction => &["csat_top2", "csat_top1", "dsat"],
            Self::Quality => &["qa_score", "standard_conformity"],
            Self::SkillGap => &["fcr_repeat", "qa_score", "competence_coverage"],
            Self::LenientAssessor => &["assessor_agreement_alpha", "assessor_agreement_ac1", "qa_score"],
            Self::BiasedSampling => &["csat_top2", "resolved_by_customer", "fcr_survey", "response_rate"],
            Self::Turnover => &["leavers", "turnover", "headcount", "qa_score"],
            Self::Theme => &[],
        }
    }
}

impl Planted {
    /// A truth that comes at once, everywhere, and stays; narrow it with the other functions.
    pub fn new(kind: Truth, from: Date, size: f64) -> Self {
        Self { kind, scope: Scope::whole(), from, until: None, course: Course::Step, size, role: Role::Signal, is_action: false, story: "" }
    }

    /// Narrowed to a value of a dimension.
    #[must_use]
    pub fn of(mut self, dimension: &str, value: &str) -> Self {
        self.scope = self.scope.with(dimension, value);
        self
    }

    /// Narrowed to several values of a dimension.
    #[must_use]
    pub fn of_any(self, dimension: &str, values: &[&str]) -> Self {
        values.iter().fold(self, |truth, value| truth.of(dimension, value))
    }

    /// Brought about by an action that the service recorded.
    #[must_use]
    pub fn by_action(self) -> Self {
        Self { is_action: true, ..self }
    }

    /// Ending with a day.
    #[must_use]
    pub fn until(self, until: Date) -> Self {
        Self { until: Some(until), ..self }
    }

    /// Week by week instead of at once.
    #[must_use]
    pub fn drifting(self) -> Self {
        Self { course: Course::Drift, ..self }
    }

    /// Looks bad, but always was so.
    #[must_use]
    pub fn as_decoy(self) -> Self {
        Self { role: Role::Decoy, ..self }
    }

    /// With what happened.
    #[must_use]
    pub fn because(self, story: &'static str) -> Self {
        Self { story, ..self }
    }

    /// The truth in words.
    pub fn described(&self) -> Described {
        let parts: Vec<String> = self.scope.iter().map(|(dimension, values)| format!("{dimension}={}", values.join("|"))).collect();
        let points = |size: f64| format!("{:+.0} percentage points", size * 100.0);
        let percent = |size: f64| format!("{:+.0} %", size * 100.0);
        let size = match self.kind {
            Truth::Resolution | Truth::Bouncing | Truth::Quality => points(self.size),
            Truth::SkillGap => points(-self.size),
            Truth::Hurry | Truth::Waiting | Truth::FirstReply | Truth::Volume => percent(self.size),
            Truth::Satisfaction => format!("{:+.1} points of 1–5", self.size),
            Truth::LenientAssessor => format!("{:.0} % of faults forgiven", self.size * 100.0),
            Truth::BiasedSampling => format!("{:.0} % of unsolved matters not asked", self.size * 100.0),
            Truth::Turnover => format!("{:.0} people", self.size),
            Truth::Theme => format!("{:.0} % of comments", self.size * 100.0),
        };
        Described {
            kind: self.kind.name(),
            scope: if parts.is_empty() { "everywhere".to_owned() } else { parts.join(", ") },
            when: self.until.map_or_else(|| format!("from {}", self.from), |until| format!("{} – {until}", self.from)),
            size: if self.course == Course::Drift { format!("{size} a week") } else { size },
            shown_by: self.kind.shown_by(),
            story: self.story,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_says_where_when_and_how_large() {
        let from = Date::constant(2026, 1, 5);
        let planted = Planted::new(Truth::FirstReply, from, 0.01).of("team", "Muutot").of("channel", "email").drifting();
        let described = planted.described();
        assert_eq!(described.scope, "team=Muutot, channel=email");
        assert_eq!(described.when, "from 2026-01-05");
        assert_eq!(described.size, "+1 % a week");
        assert_eq!(Planted::new(Truth::Resolution, from, -0.14).described().size, "-14 percentage points");
    }
}
