//! The kinds of records of the import contract: what each holds, in which unit and range, and what makes a record the same record.
//!
//! Everything that reads or writes records works from these tables: the reader's checks, the lake's schemas, the metric
//! checker, the mapping page and the generated reference. A new column is one line here.

use serde::{Deserialize, Serialize};

/// A kind of record, one canonical file each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One contact of a customer with the service.
    Contacts,
    /// One step in the life of a case.
    Events,
    /// One answer, review, complaint or remark; also an invitation that was not answered.
    Feedback,
    /// One criterion of one assessment.
    Evaluations,
    /// One member of the staff.
    People,
    /// One person's working day.
    Work,
    /// One cost item of a month.
    Costs,
    /// One action taken to improve something.
    Actions,
    /// One thing that happened around the service and may explain a change.
    Timeline,
}

/// What a column's values are. Empty always means unknown, never zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// An identifier, kept as it is.
    Id,
    /// A customer's identifier: replaced by a keyed hash before anything is stored.
    CustomerId,
    /// A short text with few different values: usable in filters, breakdowns and cause search.
    Dimension,
    /// One of the listed words.
    Choice(&'static [&'static str]),
    /// Free text of a person: masked before anything is stored.
    Comment,
    /// A point in time (stored in UTC, microseconds).
    Time,
    /// A calendar day.
    Date,
    /// A calendar month, stored as its first day.
    Month,
    /// A number within the range, both ends allowed.
    Number {
        /// Smallest value that makes sense.
        from: f64,
        /// Largest value that makes sense.
        to: f64,
    },
    /// A whole number within the range, both ends allowed.
    Count {
        /// Smallest value that makes sense.
        from: i64,
        /// Largest value that makes sense.
        to: i64,
    },
    /// Yes or no: 1/0 in files, true/false in the lake.
    Flag,
}

/// One canonical column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its name in files, in the lake and in metric expressions.
    pub name: &'static str,
    /// What it holds.
    pub value: Value,
    /// Must every record have it?
    pub required: bool,
    /// What it means, in one English sentence for the generated reference.
    pub about: &'static str,
}

const DAY_S: f64 = 86_400.0;
/// No wait or handling of one contact lasts a year: a larger figure is a unit mistake (milliseconds) or a broken clock.
const LONGEST_S: f64 = 366.0 * DAY_S;

const fn must(name: &'static str, value: Value, about: &'static str) -> Column {
    Column { name, value, required: true, about }
}

const fn may(name: &'static str, value: Value, about: &'static str) -> Column {
    Column { name, value, required: false, about }
}

const SECONDS: Value = Value::Number { from: 0.0, to: LONGEST_S };
const HOURS_OF_DAY: Value = Value::Number { from: 0.0, to: 24.0 };
const EUROS: Value = Value::Number { from: -1e12, to: 1e12 };
const STEPS: Value = Value::Count { from: 0, to: 100_000 };

/// Where feedback comes from.
pub const FEEDBACK_SOURCES: &[&str] = &["survey", "sms", "kiosk", "social", "review", "complaint", "direct", "panel", "staff"];
/// Who assessed, and how.
pub const EVALUATION_KINDS: &[&str] = &["qa", "mystery", "self", "supervisor", "peer", "customer"];

const CONTACTS: &[Column] = &[
    must("contact_id", Value::Id, "The contact's own identifier in its source."),
    may("case_id", Value::Id, "The case (matter) that the contact belongs to; several contacts may share one."),
    may("customer_id", Value::CustomerId, "The customer; stored only as a keyed hash."),
    may("channel", Value::Dimension, "Phone, e-mail, chat, …"),
    may("team", Value::Dimension, "The team that handled the contact."),
    may("agent_id", Value::Id, "The person who handled the contact."),
    may("topic", Value::Dimension, "What the contact was about (contact reason)."),
    may("direction", Value::Choice(&["inbound", "outbound", "internal"]), "Who started the contact; unknown counts as inbound."),
    must("opened_at", Value::Time, "When the customer made contact (call offered, message arrived, case created)."),
    may("first_response_at", Value::Time, "First reply of a person to the customer; automatic replies do not count."),
    may("resolved_at", Value::Time, "When the matter was last solved; empty while it is open."),
    may("promised_at", Value::Time, "When the customer was promised a solution."),
    may("wait_s", SECONDS, "Wait in the queue before an answer or before giving up, in seconds."),
    may("handle_s", SECONDS, "Work on the contact: talk + hold + after-call work, or touch time, in seconds."),
    may("replies", STEPS, "Public replies by staff."),
    may("transfers", STEPS, "Times the contact was passed on to another person or team."),
    may("reopened", STEPS, "Times the case was opened again after it had been solved."),
    may("escalated", Value::Flag, "Passed beyond the service team."),
    may("abandoned", Value::Flag, "The customer gave up before an answer."),
    may("resolved_first", Value::Flag, "The person who answered says: solved in this contact."),
    may("self_service", Value::Flag, "Handled in self-service without a person."),
    may("failure_demand", Value::Flag, "Coded sample: the contact was caused by our own failure."),
    may("deviation", Value::Flag, "A deviation from the service standard was recorded."),
    may("hard_encounter", Value::Flag, "The person who answered noted a hard encounter."),
    may("cost_eur", EUROS, "Cost of the contact in euros, where the source knows it."),
];

const EVENTS: &[Column] = &[
    must("case_id", Value::Id, "The case that the step belongs to."),
    must("activity", Value::Dimension, "What was done."),
    must("at", Value::Time, "When the step started, or happened."),
    may("completed_at", Value::Time, "When the step was done."),
    may("agent_id", Value::Id, "Who did it."),
    may("team", Value::Dimension, "The team of the step."),
    may("channel", Value::Dimension, "The channel of the step."),
];

const FEEDBACK: &[Column] = &[
    must("feedback_id", Value::Id, "The answer's own identifier in its source."),
    may("contact_id", Value::Id, "The contact it is about; its dimensions are inherited."),
    may("customer_id", Value::CustomerId, "The customer; stored only as a keyed hash."),
    may("source", Value::Choice(FEEDBACK_SOURCES), "Where it came from."),
    may("channel", Value::Dimension, "Channel, when not inherited from the contact."),
    may("team", Value::Dimension, "Team, when not inherited from the contact."),
    may("topic", Value::Dimension, "Topic, when not inherited from the contact."),
    may("asked_at", Value::Time, "When the customer was asked; a record with only this is an invitation without an answer."),
    may("given_at", Value::Time, "When the answer was given."),
    may("nps", Value::Count { from: 0, to: 10 }, "Likelihood to recommend, 0–10."),
    may("csat", Value::Count { from: 1, to: 5 }, "Satisfaction, 1–5."),
    may("ces", Value::Count { from: 1, to: 7 }, "Ease (“made it easy for me”), 1–7, 7 = easy."),
    may("stars", Value::Count { from: 1, to: 5 }, "Public rating, 1–5 stars."),
    may("resolved", Value::Choice(&["yes", "partly", "no"]), "Was your matter resolved?"),
    may("expectation", Value::Choice(&["better", "as_expected", "worse"]), "How the service met expectations."),
    may("wait_ok", Value::Flag, "The waiting time was acceptable."),
    may(
        "emotion",
        Value::Choice(&["positive", "neutral", "negative"]),
        "How the customer says the encounter felt (asked, never inferred).",
    ),
    may("promised_at", Value::Time, "When a reply was promised (complaints)."),
    may("answered_at", Value::Time, "When we replied to the one who gave the feedback."),
    may("recovered", Value::Flag, "After our reply at least neutral again."),
    may("upheld", Value::Flag, "The complaint was found justified."),
    may("remedy_eur", EUROS, "Compensation paid, in euros."),
    may("support", Value::Count { from: 1, to: 5 }, "Staff: I get the support I need, 1–5."),
    may("goal_known", Value::Flag, "Staff: knew the goal when asked."),
    may("comment", Value::Comment, "The person's own words; masked before anything is stored."),
];

const EVALUATIONS: &[Column] = &[
    must("evaluation_id", Value::Id, "One assessment; several criteria share it."),
    must("criterion", Value::Dimension, "What was assessed."),
    may("at", Value::Time, "When the assessment was made."),
    may("kind", Value::Choice(EVALUATION_KINDS), "Who assessed, and how."),
    may("evaluator_id", Value::Id, "Who assessed."),
    may("agent_id", Value::Id, "Whose work was assessed."),
    may("contact_id", Value::Id, "The contact assessed; its dimensions are inherited."),
    may("form", Value::Dimension, "The form (scorecard) used."),
    may("channel", Value::Dimension, "Channel, when not inherited from the contact."),
    may("team", Value::Dimension, "Team, when not inherited from the contact."),
    may("score", Value::Number { from: 0.0, to: 1_000.0 }, "Points got; empty = not applicable."),
    may("max_score", Value::Number { from: 0.0, to: 1_000.0 }, "Points possible."),
    may("critical", Value::Flag, "A criterion whose failure is a critical error."),
    may("comment", Value::Comment, "The assessor's words; masked before anything is stored."),
];

const PEOPLE: &[Column] = &[
    must("agent_id", Value::Id, "The person's identifier."),
    may("name", Value::Id, "The person's name; shown only by right."),
    may("team", Value::Dimension, "The person's team."),
    may("role", Value::Dimension, "The person's role."),
    may("supervisor_id", Value::Id, "The person's team lead."),
    may("started_on", Value::Date, "First day of employment."),
    may("ended_on", Value::Date, "Last day of employment; empty while employed."),
    may("fte", Value::Number { from: 0.0, to: 2.0 }, "Share of full time."),
    may("hourly_cost", Value::Number { from: 0.0, to: 10_000.0 }, "Full cost of an hour, in euros."),
];

const WORK: &[Column] = &[
    must("agent_id", Value::Id, "The person."),
    must("date", Value::Date, "The working day."),
    may("team", Value::Dimension, "Team, when not the person's own."),
    may("paid_h", HOURS_OF_DAY, "Paid hours."),
    may("available_h", HOURS_OF_DAY, "Hours logged in and available, without handling."),
    may("handling_h", HOURS_OF_DAY, "Hours of handling contacts."),
    may("absent_h", HOURS_OF_DAY, "Hours of absence, without reasons."),
    may("scheduled_h", HOURS_OF_DAY, "Hours scheduled."),
    may("on_schedule_h", HOURS_OF_DAY, "Scheduled hours in the right state."),
    may("learning_h", HOURS_OF_DAY, "Hours of learning."),
];

const COSTS: &[Column] = &[
    must("month", Value::Month, "The month."),
    must("item", Value::Dimension, "Salaries, premises, licences, …"),
    may("channel", Value::Dimension, "Channel that carries the cost; empty = shared."),
    may("team", Value::Dimension, "Team that carries the cost; empty = shared."),
    may("amount_eur", EUROS, "Cost in euros."),
    may("plan_eur", EUROS, "Planned cost in euros."),
];

const ACTIONS: &[Column] = &[
    must("action_id", Value::Id, "The action's identifier."),
    must("title", Value::Dimension, "What is done."),
    may("metric", Value::Dimension, "The metric that it should move."),
    may("team", Value::Dimension, "Where it is done."),
    may("channel", Value::Dimension, "The channel it concerns."),
    may("topic", Value::Dimension, "The topic it concerns."),
    may("owner", Value::Id, "Who sees to it."),
    may("started_on", Value::Date, "First day."),
    may("ended_on", Value::Date, "Last day; empty while it goes on."),
];

const TIMELINE: &[Column] = &[
    must("event_id", Value::Id, "The event's identifier."),
    must("at", Value::Time, "When it happened or began."),
    may("until", Value::Time, "When it ended, if it lasted."),
    must("title", Value::Dimension, "What happened, in a few words."),
    may("kind", Value::Choice(crate::timeline::EVENT_KINDS), "What sort of event."),
    may("channel", Value::Dimension, "The channel it concerns; empty = all."),
    may("team", Value::Dimension, "The team it concerns; empty = all."),
    may("topic", Value::Dimension, "The topic it concerns; empty = all."),
];

impl Kind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Kind; 9] = [
        Self::Contacts,
        Self::Events,
        Self::Feedback,
        Self::Evaluations,
        Self::People,
        Self::Work,
        Self::Costs,
        Self::Actions,
        Self::Timeline,
    ];

    /// The name of the canonical file, of the lake's table and of the word after `--as`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Events => "events",
            Self::Feedback => "feedback",
            Self::Evaluations => "evaluations",
            Self::People => "people",
            Self::Work => "work",
            Self::Costs => "costs",
            Self::Actions => "actions",
            Self::Timeline => "timeline",
        }
    }

    /// The kind of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The canonical columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Contacts => CONTACTS,
            Self::Events => EVENTS,
            Self::Feedback => FEEDBACK,
            Self::Evaluations => EVALUATIONS,
            Self::People => PEOPLE,
            Self::Work => WORK,
            Self::Costs => COSTS,
            Self::Actions => ACTIONS,
            Self::Timeline => TIMELINE,
        }
    }

    /// The canonical column of that name.
    pub fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }

    /// The columns that together make a record the same record.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Contacts => &["contact_id"],
            Self::Events => &["case_id", "activity", "at"],
            Self::Feedback => &["feedback_id"],
            Self::Evaluations => &["evaluation_id", "criterion"],
            Self::People => &["agent_id"],
            Self::Work => &["agent_id", "date"],
            Self::Costs => &["month", "item", "channel", "team"],
            Self::Actions => &["action_id"],
            Self::Timeline => &["event_id"],
        }
    }

    /// Columns of a person rather than of the service: never a dimension of a breakdown, shown only by right.
    pub fn is_personal(self, column: &str) -> bool {
        matches!(column, "agent_id" | "evaluator_id" | "supervisor_id" | "customer_id" | "owner" | "hourly_cost")
            || (self == Self::People && column == "name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_column_exists_and_costs_alone_has_keys_that_may_be_empty() {
        for kind in Kind::ALL {
            for key in kind.key() {
                let column = kind.column(key).unwrap_or_else(|| panic!("{key} of {}", kind.name()));
                assert!(column.required || kind == Kind::Costs, "{key} of {}", kind.name());
            }
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn a_column_of_one_name_has_one_meaning_over_all_kinds() {
        for kind in Kind::ALL {
            for column in kind.columns() {
                for other in Kind::ALL {
                    let Some(same) = other.column(column.name) else { continue };
                    let allowed_to_differ = ["kind", "name"].contains(&column.name);
                    assert!(allowed_to_differ || same.value == column.value, "{} of {} and {}", column.name, kind.name(), other.name());
                }
            }
        }
    }
}
