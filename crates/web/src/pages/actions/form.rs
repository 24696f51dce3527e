//! Writing an action down here, and changing one: the form, what is wrong with it, and how soon its effect would show.

use jiff::civil::Date;
use luotsi_core::actions::{Action, Fault, faults};
use luotsi_core::ask::Inventory;
use luotsi_core::catalogue::{Catalogue, Perspective};
use luotsi_core::scope::Scope;

use super::super::filters::{Field, dimensions, pairs};
use crate::effects::{effect_typed, number, shown_in, unit_label};
use crate::i18n::Text;
use crate::words;

/// Longest texts that are kept; a longer one is refused with a message, never cut.
pub(super) const LONGEST_TITLE: usize = 120;
const LONGEST_NAME: usize = 80;
const LONGEST_LEARNT: usize = 2_000;
/// Dimensions that an action may be limited to by the form; others that it has already are kept.
const SCOPES: [&str; 3] = ["channel", "team", "topic"];
/// What a field of a dimension holds when the action has several values there: they are kept.
const KEPT: &str = "=";

/// What the fields hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) title: String,
    pub(super) metric: String,
    pub(super) owner: String,
    pub(super) started_on: String,
    pub(super) ended_on: String,
    pub(super) expected: String,
    pub(super) guard: String,
    pub(super) learnt: String,
    /// By dimension.
    scopes: Vec<(String, String)>,
}

impl Typed {
    /// The fields of a form, or of an address that fills one in.
    pub(super) fn of(query: &str) -> Self {
        let given = pairs(query);
        let find = |name: &str| given.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        Self {
            title: find("title"),
            metric: find("metric"),
            owner: find("owner"),
            started_on: find("started_on"),
            ended_on: find("ended_on"),
            expected: find("expected"),
            guard: find("guard"),
            learnt: find("learnt"),
            scopes: given
                .iter()
                .filter_map(|(name, value)| Some((name.strip_prefix("where.")?.to_owned(), value.trim().to_owned())))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        }
    }

    /// The fields of an action that is there.
    pub(super) fn from_action(text: Text, catalogue: &Catalogue, action: &Action) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let metric = action.metric.as_deref().and_then(|id| catalogue.get(id));
        let field = |(name, values): (&str, &[String])| {
            let value = if let [one] = values { one.clone() } else { KEPT.to_owned() };
            (name.to_owned(), value)
        };
        Self {
            title: action.title.clone(),
            metric: action.metric.clone().unwrap_or_default(),
            owner: action.owner.clone().unwrap_or_default(),
            started_on: day(action.started_on),
            ended_on: day(action.ended_on),
            expected: action.expected.zip(metric).map(|(expected, metric)| effect_typed(text, metric, expected)).unwrap_or_default(),
            guard: action.guard.clone().unwrap_or_default(),
            learnt: action.learnt.clone().unwrap_or_default(),
            scopes: action.scope.iter().map(field).collect(),
        }
    }

    /// The action as far as it is written; `former` is what it was before.
    pub(super) fn action(&self, catalogue: &Catalogue, former: &Action) -> Action {
        let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let scale = catalogue.get(&self.metric).map_or(1.0, |metric| shown_in(metric.unit));
        let scope = self.scopes.iter().fold(Scope::whole(), |scope, (name, value)| match former.scope.values(name) {
            several if value == KEPT => several.iter().fold(scope, |scope, value| scope.with(name.clone(), value.clone())),
            _ => scope.with(name.clone(), value.clone()),
        });
        Action {
            title: self.title.clone(),
            metric: said(&self.metric),
            scope,
            owner: said(&self.owner),
            started_on: self.started_on.parse().ok(),
            ended_on: self.ended_on.parse().ok(),
            expected: number(&self.expected).map(|expected| expected / scale),
            guard: said(&self.guard),
            learnt: said(&self.learnt),
            ..former.clone()
        }
    }
}

/// Reads a form; everything that is wrong with it is told at once.
pub(super) fn read(text: Text, catalogue: &Catalogue, former: &Action, typed: &Typed) -> Result<Action, Vec<String>> {
    let action = typed.action(catalogue, former);
    let mut problems = Vec::new();
    for (label, value, longest) in [
        (text.actions_field_title(), &typed.title, LONGEST_TITLE),
        (text.signals_field_owner(), &typed.owner, LONGEST_NAME),
        (text.actions_field_learnt(), &typed.learnt, LONGEST_LEARNT),
    ] {
        if value.chars().count() > longest {
            problems.push(text.signals_problem_long(label, &longest.to_string()));
        }
    }
    if !typed.expected.is_empty() && action.expected.is_none() {
        problems.push(text.signals_problem_expected(&typed.expected));
    }
    if !typed.ended_on.is_empty() && action.ended_on.is_none() {
        problems.push(text.actions_problem_ended_on().to_owned());
    }
    problems.extend(faults(&action, catalogue).iter().map(|fault| fault_words(text, fault)));
    if problems.is_empty() { Ok(action) } else { Err(problems) }
}

/// Reads the form that ends an action: its last day and what was learnt.
pub(super) fn read_ending(text: Text, action: &Action, typed: &Typed) -> Result<Action, Vec<String>> {
    let mut problems = Vec::new();
    let ended_on: Option<Date> = typed.ended_on.parse().ok();
    match (ended_on, action.started_on) {
        (None, _) => problems.push(text.actions_problem_ended_on().to_owned()),
        (Some(end), Some(start)) if end < start => problems.push(fault_words(text, &Fault::EndsBeforeStart)),
        _ => {}
    }
    match typed.learnt.chars().count() {
        0 => problems.push(text.actions_problem_learnt().to_owned()),
        long if long > LONGEST_LEARNT => {
            problems.push(text.signals_problem_long(text.actions_field_learnt(), &LONGEST_LEARNT.to_string()));
        }
        _ => {}
    }
    if problems.is_empty() { Ok(Action { ended_on, learnt: Some(typed.learnt.clone()), ..action.clone() }) } else { Err(problems) }
}

/// What is wrong, and what to do.
pub(in crate::pages) fn fault_words(text: Text, fault: &Fault) -> String {
    match fault {
        Fault::NoTitle => text.signals_problem_title(),
        Fault::NoMetric => text.actions_problem_metric(),
        Fault::NoStart => text.signals_problem_started_on(),
        Fault::EndsBeforeStart => text.actions_problem_ends_before(),
        Fault::ExpectsWorse(1) => text.actions_problem_expects_rise(),
        Fault::ExpectsWorse(_) => text.actions_problem_expects_fall(),
        Fault::ExpectsNothing => text.actions_problem_expects_nothing(),
        Fault::GuardIsMetric => text.actions_problem_guard(),
        Fault::NoGuard => text.actions_problem_guard_unknown(),
    }
    .to_owned()
}

/// A group of options with its name.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) options: Vec<(String, String)>,
}

/// All metrics by perspective, each with its unit, as a list to choose from.
pub(super) fn metrics(text: Text, catalogue: &Catalogue) -> Vec<Group> {
    let of = |perspective: Perspective| {
        let mut options: Vec<(String, String)> = catalogue
            .iter()
            .filter(|metric| metric.perspective == perspective)
            .map(|metric| {
                let (name, unit) = (&words::metric(metric, text.language()).name, unit_label(text, metric.unit));
                (metric.id.clone(), if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") })
            })
            .collect();
        options.sort_by_cached_key(|(_, name)| crate::format::sort_key(name));
        Group { name: words::perspective(text, perspective), options }
    };
    Perspective::ALL.into_iter().map(of).filter(|group| !group.options.is_empty()).collect()
}

/// The fields of where an action is: the usual dimensions, and those that it has already.
pub(super) fn scopes(text: Text, inventory: &Inventory, former: &Action, typed: &Typed) -> Vec<Field> {
    let known = dimensions(inventory);
    let own = former.scope.iter().map(|(name, _)| name).filter(|name| !SCOPES.contains(name));
    let field = |name: &str| {
        let value = typed.scopes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default();
        let mut options = vec![(String::new(), text.all().to_owned())];
        let several = former.scope.values(name);
        if several.len() > 1 {
            let values: Vec<String> = several.iter().map(|value| words::dimension_value(text, name, value)).collect();
            options.push((KEPT.to_owned(), values.join(", ")));
        }
        options.extend(known.get(name).into_iter().flatten().map(|value| (value.clone(), words::dimension_value(text, name, value))));
        // A value that the records do not have (any more) is not lost.
        if options.iter().all(|(known, _)| *known != value) {
            options.push((value.clone(), value.clone()));
        }
        let is_needed = options.len() > 1;
        is_needed.then(|| Field { label: words::dimension(text, name), name: format!("where.{name}"), value, options })
    };
    SCOPES.into_iter().chain(own).filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::i18n::Language;

    fn catalogue() -> Catalogue {
        Catalogue::shipped().0
    }

    const WHOLE: &str = "title=Uusi+pohja&metric=fcr_repeat&started_on=2026-06-22&expected=%2B9%2C0&where.team=Laskutus&where.channel=";

    #[test]
    fn a_form_becomes_an_action_and_an_action_the_same_form() {
        let text = Language::Fi.text();
        let typed = Typed::of(WHOLE);
        let action = read(text, &catalogue(), &Action::default(), &typed).unwrap();
        assert_eq!((action.title.as_str(), action.started_on), ("Uusi pohja", Some(date(2026, 6, 22))));
        assert!(action.expected.is_some_and(|expected| (expected - 0.09).abs() < 1e-12), "kept as a share");
        assert_eq!(action.scope, Scope::whole().with("team", "Laskutus"));
        assert_eq!((&action.owner, &action.guard, &action.ended_on), (&None, &None, &None), "what was left empty is unknown");
        assert_eq!(Typed::from_action(text, &catalogue(), &action), typed);
    }

    #[test]
    fn what_the_form_does_not_show_is_kept() {
        let former = Action {
            id: "01JZ".into(),
            scope: Scope::whole().with("team", "Laskutus").with("team", "Myynti").with("tier", "A"),
            signal: Some("s1".into()),
            ..Action::default()
        };
        let typed = Typed {
            title: "a".into(),
            metric: "fcr_repeat".into(),
            started_on: "2026-06-22".into(),
            ..Typed::from_action(Language::Sv.text(), &catalogue(), &former)
        };
        let action = read(Language::Sv.text(), &catalogue(), &former, &typed).unwrap();
        assert_eq!((action.scope, action.signal, action.id), (former.scope, former.signal, former.id));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let junk = Typed::of("title=+&metric=zzz&started_on=22.6.&ended_on=sometime&expected=much&guard=yyy");
        let problems = read(Language::En.text(), &catalogue(), &Action::default(), &junk).unwrap_err();
        assert_eq!(problems.len(), 6, "{problems:?}");
        let text = Language::En.text();
        let downwards = read(text, &catalogue(), &Action::default(), &Typed::of(&WHOLE.replace("%2B9", "-9"))).unwrap_err();
        assert_eq!(downwards, [text.actions_problem_expects_rise()]);
    }

    #[test]
    fn an_action_ends_with_what_was_learnt() {
        let text = Language::En.text();
        let action = Action { started_on: Some(date(2026, 6, 1)), ..Action::default() };
        let end = |query: &str| read_ending(text, &action, &Typed::of(query));
        assert_eq!(end("ended_on=2026-08-31&learnt=It+helped").unwrap().learnt.as_deref(), Some("It helped"));
        assert_eq!(end("ended_on=2026-05-31&learnt=").unwrap_err().len(), 2);
        assert_eq!(end(&format!("ended_on=2026-08-31&learnt={}", "x".repeat(3_000))).unwrap_err().len(), 1);
        assert_eq!(end("").unwrap_err().len(), 2);
    }

    proptest! {
        #[test]
        fn junk_is_read_or_refused_and_never_breaks(query in "[ -~]{0,120}", title in "\\PC{0,200}") {
            let typed = Typed { title, ..Typed::of(&query) };
            match read(Language::Fi.text(), &catalogue(), &Action::default(), &typed) {
                Ok(action) => prop_assert!(action.metric.is_some() && action.started_on.is_some()),
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }
    }
}
