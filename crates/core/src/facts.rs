//! Facts: columns that the lake derives from records once per version of its tables.
//!
//! Metric expressions may use every canonical column, every dimension, and these. Durations and windows over a customer's
//! contacts are worked out in one sorted pass when records have changed, not in each question: as a window in each query
//! they cost 11–15 s over 10 M contacts.

use crate::records::{Kind, Value};

/// One derived column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fact {
    /// Its name in metric expressions.
    pub name: &'static str,
    /// What it holds.
    pub value: Value,
    /// What it means and when it is empty, in one English sentence for the generated reference.
    pub about: &'static str,
}

const fn fact(name: &'static str, value: Value, about: &'static str) -> Fact {
    Fact { name, value, about }
}

const ANY: Value = Value::Number { from: 0.0, to: f64::MAX };

const CONTACTS: &[Fact] = &[
    fact(
        "first_response_s",
        ANY,
        "From opening to the first response, calendar time; empty without a response or when it lies before opening.",
    ),
    fact("first_response_business_s", ANY, "The same in business time of the contact's calendar."),
    fact("resolution_s", ANY, "From opening to the last solution, calendar time; empty while open."),
    fact("resolution_business_s", ANY, "The same in business time of the contact's calendar."),
    fact("observed_s", ANY, "From opening to the end of the data: how long the contact could have been followed (right-censoring)."),
    fact("next_contact_s", ANY, "To the same customer's next contact on any topic; empty when none has come or the customer is unknown."),
    fact("next_same_topic_s", ANY, "To the same customer's next contact on the same topic; empty when none has come or either is unknown."),
    fact("previous_contact_s", ANY, "From the same customer's previous contact on any topic; empty when there is none."),
    fact("is_repeat", Value::Flag, "The same customer had been in contact within 7 days before; empty when the customer is unknown."),
    fact(
        "came_back",
        Value::Flag,
        "The same customer was in contact on the same topic again within 7 days after; empty when customer or topic is unknown, or when 7 days have not passed.",
    ),
    fact("case_contacts", Value::Count { from: 1, to: i64::MAX }, "Contacts of the same case; 1 without a case."),
    fact("is_first_of_case", Value::Flag, "The first contact of its case; true without a case."),
];

const FEEDBACK: &[Fact] = &[
    fact("reply_s", ANY, "From the answer to our reply to it; empty when there was none."),
    fact("wait_s", ANY, "Wait of the contact it is about."),
    fact("handle_s", ANY, "Handling time of the contact it is about."),
    fact("agent_id", Value::Id, "Who handled the contact it is about."),
    fact(
        "is_repeat",
        Value::Flag,
        "The same customer had been in contact within 7 days before the contact it is about; empty when the customer is unknown.",
    ),
    fact(
        "came_back",
        Value::Flag,
        "The same customer was in contact on the same topic again within 7 days after the contact it is about; empty when that cannot be told.",
    ),
    fact("reopened", ANY, "Times the contact it is about was opened again."),
    fact("transfers", ANY, "Times the contact it is about was passed on."),
    fact("resolved_first", Value::Flag, "The person who answered the contact it is about said: solved in this contact."),
    fact(
        "direction",
        Value::Choice(&["inbound", "outbound", "internal"]),
        "Who started the contact it is about; unknown counts as inbound.",
    ),
    fact("self_service", Value::Flag, "The contact it is about was handled in self-service."),
    fact("abandoned", Value::Flag, "The customer gave up the contact it is about before an answer."),
    fact("contact_on", Value::Date, "Day on which the contact it is about was opened."),
];

const EVENTS: &[Fact] = &[fact("work_s", ANY, "From the step's start to its completion; empty without a completion.")];

const EVALUATIONS: &[Fact] = &[
    fact("topic", Value::Dimension, "Topic of the contact assessed."),
    fact("items", Value::Count { from: 1, to: i64::MAX }, "Assessors who scored the same criterion of the same contact."),
    fact("is_first_of_evaluation", Value::Flag, "True for one criterion of each assessment: counts assessments."),
    fact(
        "is_first_of_contact",
        Value::Flag,
        "True for one criterion of the contact's first assessment of its kind: counts contacts assessed; empty without a contact.",
    ),
    fact(
        "critical_errors",
        Value::Count { from: 0, to: i64::MAX },
        "Critical criteria of the same assessment that did not get all points; empty when none was scored.",
    ),
];

const WORK: &[Fact] = &[fact("hourly_cost", ANY, "The person's full cost of an hour.")];

/// Derived columns of a kind, in order.
pub fn of(kind: Kind) -> &'static [Fact] {
    match kind {
        Kind::Contacts => CONTACTS,
        Kind::Feedback => FEEDBACK,
        Kind::Events => EVENTS,
        Kind::Evaluations => EVALUATIONS,
        Kind::Work => WORK,
        Kind::People | Kind::Costs | Kind::Actions | Kind::Timeline => &[],
    }
}

/// Dimensions that records of a kind inherit through a key when they do not carry them themselves: feedback and
/// evaluations from their contact, working days from their person.
pub fn inherits_from(kind: Kind) -> Option<(Kind, &'static str)> {
    match kind {
        Kind::Feedback | Kind::Evaluations => Some((Kind::Contacts, "contact_id")),
        Kind::Work => Some((Kind::People, "agent_id")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fact_hides_a_canonical_column() {
        for kind in Kind::ALL {
            for fact in of(kind) {
                assert!(kind.column(fact.name).is_none(), "{} of {}", fact.name, kind.name());
            }
        }
    }
}
