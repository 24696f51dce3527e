//! Events on the timeline: what happened around the service and may explain a change (capability C13).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;

/// Sorts of events, as written in files and URLs.
pub const EVENT_KINDS: &[&str] =
    &["release", "outage", "campaign", "price", "letter", "staffing", "definition", "holiday", "action", "other"];

/// One event, drawn as a dotted line with its name on every chart of its scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineEvent {
    /// Identifier: a ULID for events made by hand, the source's own otherwise.
    pub id: String,
    /// When it happened or began.
    pub at: Timestamp,
    /// When it ended; `None` for a moment.
    pub until: Option<Timestamp>,
    /// What happened, in a few words of the user.
    pub title: String,
    /// One of [`EVENT_KINDS`].
    pub kind: String,
    /// Where it matters; the whole service when empty.
    pub scope: Scope,
    /// Was it imported (then it is changed in its source) or made by hand here?
    pub imported: bool,
}

impl TimelineEvent {
    /// Does the event concern a chart of this scope? It does unless both name the same dimension without a common value.
    pub fn concerns(&self, scope: &Scope) -> bool {
        self.scope.iter().all(|(dimension, values)| {
            let asked = scope.values(dimension);
            asked.is_empty() || asked.iter().any(|value| values.contains(value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_chat_is_not_drawn_on_a_chart_of_phone() {
        let event = TimelineEvent {
            id: "1".into(),
            at: Timestamp::UNIX_EPOCH,
            until: None,
            title: "Chatin iltavuoro".into(),
            kind: "staffing".into(),
            scope: Scope::whole().with("channel", "chat"),
            imported: false,
        };
        assert!(event.concerns(&Scope::whole()));
        assert!(event.concerns(&Scope::whole().with("channel", "chat").with("team", "Myynti")));
        assert!(!event.concerns(&Scope::whole().with("channel", "phone")));
    }
}
