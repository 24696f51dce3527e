//! Actions: what is done so that a metric moves, what is expected of it, and what must not get worse meanwhile.
//!
//! An action is the same thing wherever it comes from: imported with the records, made on a page, or made of a decision to react to
//! a signal. What came of it is told by [`crate::effect`].

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ask::{Ask, AskError};
use crate::catalogue::{Better, Catalogue, Metric};
use crate::scope::Scope;
use crate::timeline::TimelineEvent;

/// One action, imported or made in the program.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Action {
    /// Its identifier: a ULID for one made here, the source's own otherwise.
    pub id: String,
    /// What is done, in the user's words.
    pub title: String,
    /// Id of the metric that it should move; `None` when nobody said.
    pub metric: Option<String>,
    /// Where; the whole service when empty.
    pub scope: Scope,
    /// Who sees to it.
    pub owner: Option<String>,
    /// First day; `None` when nobody said.
    pub started_on: Option<Date>,
    /// Last day; `None` while it goes on.
    pub ended_on: Option<Date>,
    /// Change of the metric that is expected, in its unit and with its sign: a wait that should fall has one below 0. `None` when
    /// nobody said.
    pub expected: Option<f64>,
    /// Metric that must not get worse meanwhile; `None` = the metric's own counter-metrics.
    pub guard: Option<String>,
    /// Id of the signal that it answers.
    pub signal: Option<String>,
    /// What was learnt, written when it ended.
    pub learnt: Option<String>,
    /// Was it imported (then it is changed in its source) or made here?
    pub imported: bool,
}

impl Action {
    /// Does the action concern this part of the service? It does unless both name the same dimension without a common value.
    pub fn concerns(&self, scope: &Scope) -> bool {
        self.scope.iter().all(|(dimension, values)| {
            let asked = scope.values(dimension);
            asked.is_empty() || asked.iter().any(|value| values.contains(value))
        })
    }

    /// The action as an event on the timeline, from the beginning of its first day to the end of its last one. `None` without a
    /// first day.
    pub fn event(&self, zone: &TimeZone) -> Option<TimelineEvent> {
        let start_of = |day: Date| day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
        Some(TimelineEvent {
            id: self.id.clone(),
            at: start_of(self.started_on?)?,
            until: self.ended_on.and_then(|day| start_of(day.saturating_add(1.day()))).map(|end| end - 1.second()),
            title: if self.title.trim().is_empty() { self.id.clone() } else { self.title.clone() },
            kind: EVENT.to_owned(),
            scope: self.scope.clone(),
            imported: self.imported,
        })
    }
}

/// The sort of event that an action is on the timeline ([`crate::timeline::EVENT_KINDS`]).
pub const EVENT: &str = "action";

/// The actions of the records.
///
/// # Errors
/// As [`Ask::actions`].
pub fn imported(ask: &dyn Ask) -> Result<Vec<Action>, AskError> {
    Ok(ordered(ask.actions()?))
}

/// Actions of any source, latest start first; those without one last.
pub fn ordered(mut actions: Vec<Action>) -> Vec<Action> {
    actions.sort_by(|one, other| other.started_on.cmp(&one.started_on).then_with(|| one.id.cmp(&other.id)));
    actions
}

/// Events with the actions among them, earliest first. An action that was also written down as an event of the same name and day is
/// there once.
pub fn with_actions(mut events: Vec<TimelineEvent>, actions: &[Action], zone: &TimeZone) -> Vec<TimelineEvent> {
    let day = |event: &TimelineEvent| event.at.to_zoned(zone.clone()).date();
    let name = |event: &TimelineEvent| event.title.trim().to_lowercase();
    for event in actions.iter().filter_map(|action| action.event(zone)) {
        if events.iter().all(|known| day(known) != day(&event) || name(known) != name(&event)) {
            events.push(event);
        }
    }
    events.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    events
}

/// What is wrong with an action that somebody writes down here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing says what is done.
    NoTitle,
    /// No metric, or one that the catalogue does not know.
    NoMetric,
    /// No first day.
    NoStart,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// The expected effect makes the metric worse: +1 when an improvement of it is a rise, −1 when it is a fall.
    ExpectsWorse(i8),
    /// The expected effect is nothing.
    ExpectsNothing,
    /// The guard is the metric itself.
    GuardIsMetric,
    /// The guard is not in the catalogue.
    NoGuard,
}

/// Everything that is wrong with an action written down here, in the order of the fields.
pub fn faults(action: &Action, catalogue: &Catalogue) -> Vec<Fault> {
    let mut faults = Vec::new();
    if action.title.trim().is_empty() {
        faults.push(Fault::NoTitle);
    }
    let metric: Option<&Metric> = action.metric.as_deref().and_then(|id| catalogue.get(id));
    if metric.is_none() {
        faults.push(Fault::NoMetric);
    }
    if action.started_on.is_none() {
        faults.push(Fault::NoStart);
    }
    if action.ended_on.zip(action.started_on).is_some_and(|(end, start)| end < start) {
        faults.push(Fault::EndsBeforeStart);
    }
    faults.extend(action.expected.and_then(|expected| expected_fault(expected, metric)));
    match &action.guard {
        Some(guard) if action.metric.as_ref() == Some(guard) => faults.push(Fault::GuardIsMetric),
        Some(guard) if catalogue.get(guard).is_none() => faults.push(Fault::NoGuard),
        _ => {}
    }
    faults
}

/// What is wrong with an effect that is expected of a metric.
pub fn expected_fault(expected: f64, metric: Option<&Metric>) -> Option<Fault> {
    match metric.map(|metric| metric.better) {
        _ if expected == 0.0 || !expected.is_finite() => Some(Fault::ExpectsNothing),
        Some(Better::Up) if expected < 0.0 => Some(Fault::ExpectsWorse(1)),
        Some(Better::Down) if expected > 0.0 => Some(Fault::ExpectsWorse(-1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn action(title: &str) -> Action {
        Action {
            id: "01JZ".into(),
            title: title.into(),
            metric: Some("fcr_repeat".into()),
            started_on: Some(date(2026, 6, 8)),
            ..Action::default()
        }
    }

    #[test]
    fn an_action_is_an_event_from_its_first_morning_to_its_last_evening() {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let told = Action { ended_on: Some(date(2026, 6, 12)), scope: Scope::whole().with("team", "Tuki"), ..action("Valmennus") };
        let event = told.event(&zone).unwrap();
        assert_eq!(event.at.to_string(), "2026-06-07T21:00:00Z");
        assert_eq!(event.until.unwrap().to_string(), "2026-06-12T20:59:59Z");
        assert_eq!((event.kind.as_str(), event.title.as_str()), ("action", "Valmennus"));
        assert!(crate::timeline::EVENT_KINDS.contains(&event.kind.as_str()));
        assert_eq!(Action { started_on: None, ..told }.event(&zone), None);
        assert_eq!(action(" ").event(&zone).unwrap().title, "01JZ", "a name is better than none");
    }

    #[test]
    fn an_action_that_was_written_down_as_an_event_too_is_there_once() {
        let zone = TimeZone::UTC;
        let known = TimelineEvent { title: "valmennus ".into(), kind: "staffing".into(), ..action("Valmennus").event(&zone).unwrap() };
        let both = with_actions(vec![known.clone()], &[action("Valmennus"), action("Muu")], &zone);
        assert_eq!(both.iter().map(|event| event.title.as_str()).collect::<Vec<_>>(), ["valmennus ", "Muu"]);
        let later = Action { started_on: Some(date(2026, 7, 1)), ..action("Valmennus") };
        assert_eq!(with_actions(vec![known], &[later], &zone).len(), 2, "the same thing done again is another one");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let (catalogue, _) = Catalogue::shipped();
        assert_eq!(faults(&Action { expected: Some(0.03), guard: Some("nps_relational".into()), ..action("a") }, &catalogue), []);
        let junk = Action { metric: None, started_on: None, expected: Some(f64::NAN), guard: Some("zzz".into()), ..action("  ") };
        assert_eq!(faults(&junk, &catalogue), [Fault::NoTitle, Fault::NoMetric, Fault::NoStart, Fault::ExpectsNothing, Fault::NoGuard]);
        let of = |metric: &str, expected: f64| Action { metric: Some(metric.into()), expected: Some(expected), ..action("a") };
        assert_eq!(faults(&of("fcr_repeat", -0.03), &catalogue), [Fault::ExpectsWorse(1)]);
        assert_eq!(faults(&of("leavers", 2.0), &catalogue), [Fault::ExpectsWorse(-1)]);
        let turned = Action { ended_on: Some(date(2026, 6, 1)), guard: Some("fcr_repeat".into()), ..action("a") };
        assert_eq!(faults(&turned, &catalogue), [Fault::EndsBeforeStart, Fault::GuardIsMetric]);
    }
}
