//! Deciding: react (an action comes of it), not now, or not real; each with its reason. What cannot be read is told beside the
//! form, with everything that was typed still in it.

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_core::actions::{Action, expected_fault};
use luotsi_core::catalogue::Metric;
use luotsi_core::signals::{Kind, Signal};
use luotsi_state::signals::{Choice, Decision};

use super::super::actions::form::fault_words;
use super::super::href;
use super::card::{Writer, path};
use crate::effects::{Told, effect_typed, number, shown_in, unit_label};
use crate::i18n::Text;
use crate::words;

/// Longest texts that are kept; a longer one is refused with a message, never cut.
const LONGEST_TITLE: usize = 120;
const LONGEST_NAME: usize = 80;
const LONGEST_REASON: usize = 1_000;
/// After how many days a signal that was put off is offered again, unless another day is chosen.
const LATER_DAYS: i64 = 28;

/// The forms of one signal.
pub(super) struct Forms {
    pub(super) id: String,
    pub(super) action: String,
    /// Page to return to.
    pub(super) back: String,
    pub(super) open: &'static str,
    pub(super) typed: Typed,
    pub(super) unit: String,
    /// Where it is asked how soon the effect would show.
    pub(super) foresee: String,
    /// The answer, where it was asked.
    pub(super) foresight: Option<Told>,
    pub(super) guards: Vec<(String, String)>,
}

/// What the fields hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) title: String,
    pub(super) who: String,
    pub(super) started_on: String,
    pub(super) expected: String,
    pub(super) guard: String,
    pub(super) reason: String,
    pub(super) back_on: String,
}

impl Typed {
    pub(super) fn of(given: &[(String, String)]) -> Self {
        let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        Self {
            title: find("title"),
            who: find("who"),
            started_on: find("started_on"),
            expected: find("expected"),
            guard: find("guard"),
            reason: find("reason"),
            back_on: find("back_on"),
        }
    }

    /// The action as far as it is written, for foreseeing its effect.
    pub(super) fn planned(&self, metric: Option<&Metric>, signal: &Signal, today: Date) -> Action {
        let scale = metric.map_or(1.0, |metric| shown_in(metric.unit));
        Action {
            metric: Some(signal.metric.clone()),
            scope: signal.scope.clone(),
            started_on: Some(self.started_on.parse().unwrap_or(today)),
            expected: number(&self.expected).map(|expected| expected / scale).filter(|expected| *expected != 0.0),
            ..Action::default()
        }
    }
}

/// A form that could not be taken.
pub(super) struct Refused {
    pub(super) choice: Option<Choice>,
    pub(super) typed: Typed,
    pub(super) problems: Vec<String>,
}

/// A decision that was read from a form.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub(super) choice: Choice,
    pub(super) reason: String,
    pub(super) who: String,
    pub(super) back_on: Option<Date>,
    pub(super) action: Option<NewAction>,
}

/// An action that was read from a form.
#[derive(Debug, PartialEq)]
pub(super) struct NewAction {
    title: String,
    started_on: Date,
    expected: Option<f64>,
    guard: Option<String>,
}

impl Writer<'_> {
    /// The forms of a signal: prefilled, or as they were refused.
    pub(super) fn forms(&self, id: &str, signal: &Signal, back: String, refused: Option<Refused>) -> Forms {
        let text = self.reader.text();
        let metric = self.app.catalogue.get(&signal.metric);
        let counters = || metric.into_iter().flat_map(|metric| &metric.counter).filter_map(|id| self.app.catalogue.get(id));
        let none = (String::new(), text.actions_guard_own().to_owned());
        let guards = std::iter::once(none)
            .chain(counters().map(|metric| (metric.id.clone(), words::metric(metric, text.language()).name.clone())))
            .collect();
        let today = self.today();
        let typed = || Typed {
            started_on: today.to_string(),
            back_on: today.saturating_add(LATER_DAYS.days()).to_string(),
            expected: metric.map(|metric| expected(text, metric, signal)).unwrap_or_default(),
            guard: counters().next().map(|metric| metric.id.clone()).unwrap_or_default(),
            ..Typed::default()
        };
        let (open, typed) = match refused {
            Some(refused) => (refused.choice.map_or("", Choice::name), refused.typed),
            None => ("", typed()),
        };
        Forms {
            id: id.to_owned(),
            action: href(self.reader, &format!("{}/decision", path(id)), ""),
            back,
            open,
            typed,
            unit: metric.map(|metric| unit_label(text, metric.unit)).unwrap_or_default(),
            foresee: href(self.reader, &format!("{}/foresight", path(id)), ""),
            foresight: None,
            guards,
        }
    }
}

/// Reads a form; everything that is wrong with it is told at once.
pub(super) fn read(text: Text, metric: Option<&Metric>, today: Date, given: &[(String, String)]) -> Result<Read, Refused> {
    let typed = Typed::of(given);
    let choice = given.iter().find(|(name, _)| name == "choice").and_then(|(_, value)| Choice::named(value.trim()));
    let Some(choice) = choice else {
        return Err(Refused { choice: None, typed, problems: vec![text.signals_problem_choice().to_owned()] });
    };
    let mut problems = Vec::new();
    let is_long = |value: &str, longest: usize| value.chars().count() > longest;
    let mut too_long = |label: &str, value: &str, longest: usize| {
        if is_long(value, longest) {
            problems.push(text.signals_problem_long(label, &longest.to_string()));
        }
    };
    too_long(text.signals_field_reason(), &typed.reason, LONGEST_REASON);
    too_long(if choice == Choice::React { text.signals_field_owner() } else { text.signals_field_who() }, &typed.who, LONGEST_NAME);
    if choice == Choice::React {
        too_long(text.signals_field_title(), &typed.title, LONGEST_TITLE);
    }
    if typed.reason.is_empty() {
        problems.push(text.signals_problem_reason().to_owned());
    }
    let mut back_on = None;
    if choice == Choice::Later {
        match typed.back_on.parse::<Date>() {
            Ok(day) if day > today => back_on = Some(day),
            _ => problems.push(text.signals_problem_back_on().to_owned()),
        }
    }
    let mut action = None;
    if choice == Choice::React {
        if typed.title.is_empty() {
            problems.push(text.signals_problem_title().to_owned());
        }
        let started_on = typed.started_on.parse::<Date>().ok();
        if started_on.is_none() {
            problems.push(text.signals_problem_started_on().to_owned());
        }
        let expected = number(&typed.expected);
        if expected.is_none() && !typed.expected.is_empty() {
            problems.push(text.signals_problem_expected(&typed.expected));
        }
        problems.extend(expected.and_then(|expected| expected_fault(expected, metric)).map(|fault| fault_words(text, &fault)));
        // A guard that is not offered means none: nothing of it was typed by hand.
        let guard = metric.filter(|metric| metric.counter.contains(&typed.guard)).map(|_| typed.guard.clone());
        let scale = metric.map_or(1.0, |metric| shown_in(metric.unit));
        action = started_on.map(|started_on| NewAction {
            title: typed.title.clone(),
            started_on,
            expected: expected.map(|expected| expected / scale),
            guard,
        });
    }
    if !problems.is_empty() {
        return Err(Refused { choice: Some(choice), typed, problems });
    }
    Ok(Read { choice, reason: typed.reason, who: typed.who, back_on, action })
}

impl Read {
    /// The decision and its action, with ids.
    pub(super) fn stored(self, id: String, of: (&str, &Signal), at: jiff::Timestamp) -> (Decision, Option<Action>) {
        let (signal_id, signal) = of;
        let action = self.action.map(|action| Action {
            // One decision, at most one action: they can share an id.
            id: id.clone(),
            title: action.title,
            metric: Some(signal.metric.clone()),
            scope: signal.scope.clone(),
            owner: Some(self.who.clone()).filter(|who| !who.is_empty()),
            started_on: Some(action.started_on),
            expected: action.expected,
            guard: action.guard,
            signal: Some(signal_id.to_owned()),
            ..Action::default()
        });
        let decision = Decision {
            id,
            signal: signal_id.to_owned(),
            choice: self.choice,
            reason: self.reason,
            who: self.who,
            back_on: self.back_on,
            action: action.as_ref().map(|action| action.id.clone()),
            at,
            withdrawn_at: None,
        };
        (decision, action)
    }
}

/// What an effect is worth expecting: back to where it was. Nothing is expected of what went well.
fn expected(text: Text, metric: &Metric, signal: &Signal) -> String {
    let effect = -signal.change.effect;
    let is_known = signal.better != Some(true) && matches!(signal.kind, Kind::Change | Kind::Target) && effect.is_finite();
    if !is_known {
        return String::new();
    }
    effect_typed(text, metric, effect)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::i18n::Language;

    const TODAY: Date = date(2026, 6, 15);

    fn given(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_reaction_becomes_an_action_with_what_was_typed() {
        let (catalogue, _) = luotsi_core::catalogue::Catalogue::shipped();
        let metric = catalogue.get("fcr_repeat").unwrap();
        let fields = [
            ("choice", "react"),
            ("title", "Uusi laskupohja"),
            ("who", "Aino"),
            ("started_on", "2026-06-22"),
            ("expected", "+9,0"),
            ("guard", "handle_s_median"),
            ("reason", "iso"),
        ];
        let read = read(Language::Fi.text(), Some(metric), TODAY, &given(&fields)).ok().unwrap();
        let action = read.action.unwrap();
        assert_eq!(action.title, "Uusi laskupohja");
        assert!(action.expected.is_some_and(|effect| (effect - 0.09).abs() < 1e-12), "kept as a share");
        assert_eq!(action.guard.as_deref(), Some("handle_s_median"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost() {
        let fields = [("choice", "react"), ("who", "Aino"), ("started_on", "22.6."), ("expected", "paljon"), ("reason", "")];
        let refused = read(Language::En.text(), None, TODAY, &given(&fields)).err().unwrap();
        assert_eq!(refused.problems.len(), 4, "{:?}", refused.problems);
        assert_eq!(
            (refused.typed.who.as_str(), refused.typed.started_on.as_str(), refused.typed.expected.as_str()),
            ("Aino", "22.6.", "paljon")
        );
        assert_eq!(refused.choice, Some(Choice::React));
    }

    #[test]
    fn a_day_to_come_back_lies_ahead() {
        let later = |day: &str| read(Language::En.text(), None, TODAY, &given(&[("choice", "later"), ("reason", "x"), ("back_on", day)]));
        assert_eq!(later("2026-07-01").ok().and_then(|read| read.back_on), Some(date(2026, 7, 1)));
        for day in ["2026-06-15", "", "next week"] {
            assert!(later(day).is_err(), "{day}");
        }
    }

    proptest! {
        #[test]
        fn junk_is_read_or_refused_and_never_breaks(fields in prop::collection::vec(("(choice|title|who|reason|expected|guard|started_on|back_on|[a-z]{1,5})", "(react|later|unreal|\\PC{0,40}|2026-[0-9]{2}-[0-9]{2})"), 0..10)) {
            let given: Vec<(String, String)> = fields;
            match read(Language::Sv.text(), None, TODAY, &given) {
                Ok(read) => {
                    prop_assert!(!read.reason.is_empty());
                    prop_assert_eq!(read.action.is_some(), read.choice == Choice::React);
                }
                Err(refused) => prop_assert!(!refused.problems.is_empty()),
            }
        }
    }
}
