//! A made-up service with actions: what was done, and what is told of it.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::*;
use crate::actions;
use crate::ask::{
    Answer, Answers, Ask, AskError, Cell, Counted, Counting, Dimension, DrawQuestion, Drawn, Inventory, KindInventory, Measured, Question,
    Records, RecordsQuestion,
};
use crate::catalogue::Catalogue;
use crate::period::Period;
use crate::records::Kind;
use crate::sample::{self, Dice};
use crate::scope::Scope;
use crate::settings::Settings;

const TEAMS: [&str; 5] = ["Laskutus", "Muutot", "Myynti", "Tuki", "Vika"];
const WEEKS: usize = 60;

/// Hits and records by week and dimensions.
type Sums = BTreeMap<(usize, Vec<Option<String>>), (f64, f64)>;

/// A share by team and week.
struct Lake {
    cells: Vec<(usize, usize, f64, f64)>,
    actions: Vec<Action>,
}

impl Lake {
    fn new(seed: u64, step: impl Fn(usize, usize) -> f64, actions: Vec<Action>) -> Self {
        let mut dice = Dice(seed);
        let mut cells = Vec::new();
        for week in 0..WEEKS {
            let common = 0.02 * dice.normal();
            for team in 0..TEAMS.len() {
                let n = (200.0 + 80.0 * dice.uniform()).round();
                let share = (0.7 + common + 0.02 * dice.normal() + step(week, team)).clamp(0.02, 0.98);
                let hits = (share * n + (share * (1.0 - share) * n).sqrt() * dice.normal()).round().clamp(0.0, n);
                cells.push((week, team, hits, n));
            }
        }
        Self { cells, actions }
    }
}

impl Ask for Lake {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        let first = Period::containing(Granularity::Week, sample::FIRST);
        let weeks: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next())).take(WEEKS).collect();
        let mut sums: Sums = BTreeMap::new();
        for (week, team, hits, n) in &self.cells {
            let dims = question.by.iter().map(|_| Some(TEAMS[*team].to_owned())).collect();
            let sum = sums.entry((*week, dims)).or_default();
            sum.0 += hits;
            sum.1 += n;
        }
        let cell = |((week, dims), (hits, n))| Cell { period: weeks[week], dims, tally: sample::share(hits, n) };
        let cells: Vec<Cell> = sums.into_iter().map(cell).collect();
        let measured = question.metrics.iter().map(|metric| Measured {
            metric: metric.clone(),
            cells: cells.clone(),
            approximate: false,
            missing: None,
        });
        Ok(Answer { version: "1".into(), measured: measured.collect() })
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        let at = |day: Date| day.at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
        let team = Dimension { name: "team".into(), values: Vec::new(), different: TEAMS.len() as u64 };
        let contacts = KindInventory {
            kind: Kind::Contacts,
            rows: 60_000,
            first: Some(at(sample::FIRST)),
            last: Some(at(sample::FIRST.saturating_add(((WEEKS * 7) as i64 + 20).days()))),
            dimensions: vec![team],
            filled: vec!["opened_at".into()],
        };
        Ok(Inventory { version: "1".into(), kinds: vec![contacts] })
    }

    fn records(&self, _: &RecordsQuestion) -> Result<Records, AskError> {
        Ok(Records::default())
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        Ok(Vec::new())
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        Ok(Answers::one_by_one(self, questions))
    }

    fn counts(&self, _: &Counting) -> Result<Vec<Counted>, AskError> {
        sample::no_records()
    }

    fn exceedance(&self, _: &Question, _: f64) -> Result<Answer, AskError> {
        sample::no_records()
    }

    fn draw(&self, _: &DrawQuestion) -> Result<Drawn, AskError> {
        sample::no_records()
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        Ok(self.actions.clone())
    }
}

/// The first day of a week, counted from the first.
fn week(number: i64) -> Date {
    sample::FIRST.saturating_add((7 * number).days())
}

fn action(id: &str, team: Option<&str>, started_on: Date) -> Action {
    Action {
        id: id.into(),
        title: format!("Action {id}"),
        metric: Some("sample".into()),
        scope: team.map_or_else(Scope::whole, |team| Scope::whole().with("team", team)),
        started_on: Some(started_on),
        imported: true,
        ..Action::default()
    }
}

fn with_world<T>(lake: &Lake, tell: impl Fn(World<'_>, &[Action]) -> T) -> T {
    with_guard(lake, "up", tell)
}

/// The same with a guard that gets better this way.
fn with_guard<T>(lake: &Lake, better: &str, tell: impl Fn(World<'_>, &[Action]) -> T) -> T {
    let of = |id: &str, counter: &str| {
        (format!("{id}.toml"), sample::metric_toml(id, sample::SHARE).replace("\"other\"", &format!("\"{counter}\"")))
    };
    let (file, guard) = of("guard", "sample");
    let guard = guard.replace("better = \"up\"", &format!("better = \"{better}\""));
    let (catalogue, problems) = Catalogue::read([of("sample", "guard"), (file, guard)]);
    assert_eq!(problems, []);
    let settings = Settings::default();
    let now = date(2026, 8, 1).at(12, 0, 0, 0).in_tz("Europe/Helsinki").unwrap().timestamp();
    let world = World { ask: lake, catalogue: &catalogue, settings: &settings, now };
    let actions = actions::imported(lake).unwrap();
    tell(world, &actions)
}

fn known(actions: &[Action]) -> Known<'_> {
    Known { actions, events: &[] }
}

fn told(lake: &Lake, id: &str) -> Outcome {
    with_world(lake, |world, actions| {
        effect(world, known(actions), id).unwrap().expect("the action is known").outcome.expect("it can be told")
    })
}

fn why(lake: &Lake) -> Why {
    with_world(lake, |world, actions| effects(world, known(actions)).unwrap()[0].outcome.clone().expect_err("it cannot be told"))
}

#[test]
fn an_action_that_worked_is_called_so_and_compared_with_untouched_teams() {
    let lake = Lake::new(1, |week, team| if week >= 40 && team == 1 { 0.09 } else { 0.0 }, vec![action("T1", Some("Muutot"), week(40))]);
    let outcome = told(&lake, "T1");
    assert_eq!(outcome.verdict, Some(Verdict::Worked));
    let size = outcome.size.unwrap();
    assert!(size.low < 0.09 && 0.09 < size.high && size.sure_low > 0.0, "{size:?}");
    assert!(size.sure_low < size.low && size.high < size.sure_high);
    assert_ne!(outcome.method, Method::InterruptedSeries);
    assert!(outcome.controls.iter().all(|control| control.scope.values("team") != ["Muutot"]));
    assert_eq!(outcome.periods.1, 20);
    assert!(outcome.placebo.unwrap().tried > 10 && outcome.placebo.unwrap().as_plain <= 1, "{:?}", outcome.placebo);
    // Its guard is measured from the same records here, so that it moved as well.
    assert_eq!(outcome.guards[0].metric, "guard");
    let start = outcome.points.iter().find(|point| point.side == Side::After).unwrap();
    assert_eq!(start.period.start, week(40));
}

#[test]
fn what_happened_to_everybody_is_no_effect() {
    let lake = Lake::new(2, |week, _| if week >= 40 { 0.09 } else { 0.0 }, vec![action("T1", Some("Muutot"), week(40))]);
    let outcome = told(&lake, "T1");
    assert_eq!(outcome.method, Method::DifferenceInDifferences);
    assert!(matches!(outcome.verdict, Some(Verdict::NoEvidence | Verdict::TooEarly)), "{:?}", outcome.verdict);
    assert!(outcome.size.unwrap().low < 0.0 && 0.0 < outcome.size.unwrap().high);
}

#[test]
fn a_team_that_another_action_touched_is_no_comparison() {
    let actions = vec![action("T1", Some("Muutot"), week(40)), action("T2", Some("Vika"), week(30)), action("T3", None, week(20))];
    let outcome = told(&Lake::new(3, |_, _| 0.0, actions), "T1");
    let vika = Scope::whole().with("team", "Vika");
    assert_eq!(outcome.left_out, [(vika, LeftOut::Touched("T2".into()))]);
    // What was done everywhere, twenty weeks before, has a step of its own.
    assert_eq!(outcome.together.iter().map(|other| other.id.as_str()).collect::<Vec<_>>(), ["T3"]);
}

#[test]
fn before_and_right_after_the_start_it_says_how_long_it_takes() {
    for (start, periods) in [(80, 0), (58, 2)] {
        let outcome = told(&Lake::new(4, |_, _| 0.0, vec![action("T1", Some("Tuki"), week(start))]), "T1");
        assert_eq!((outcome.verdict, outcome.periods.1), (Some(Verdict::TooEarly), periods));
        assert!(outcome.horizon.is_some_and(|weeks| (4..=52).contains(&weeks)), "{:?}", outcome.horizon);
        assert_eq!(outcome.needs, outcome.horizon.map(|horizon| horizon - periods));
        assert_eq!(outcome.size.is_some(), periods > 0);
    }
}

#[test]
fn two_actions_one_after_the_other_are_each_credited_with_their_own_step() {
    let steps = |week: usize, team: usize| if team != 1 { 0.0 } else { f64::from(week >= 25) * 0.08 + f64::from(week >= 42) * 0.08 };
    let actions = vec![action("T1", Some("Muutot"), week(25)), action("T2", Some("Muutot"), week(42))];
    let lake = Lake::new(21, steps, actions);
    for id in ["T1", "T2"] {
        let outcome = told(&lake, id);
        let size = outcome.size.unwrap();
        assert!(size.low < 0.08 && 0.08 < size.high && size.high < 0.15, "{id}: {size:?}");
        assert_eq!((outcome.together.len(), outcome.shared.len()), (1, 0));
        assert_eq!(outcome.verdict, Some(Verdict::Worked), "{id}");
    }
    // The later one did nothing: it must not live on the earlier one's effect.
    let one = |week: usize, team: usize| if team == 1 && week >= 25 { 0.12 } else { 0.0 };
    let actions = vec![action("T1", Some("Muutot"), week(25)), action("T2", Some("Muutot"), week(42))];
    let lake = Lake::new(22, one, actions);
    assert_eq!(told(&lake, "T1").verdict, Some(Verdict::Worked));
    assert_ne!(told(&lake, "T2").verdict, Some(Verdict::Worked));
}

#[test]
fn actions_that_began_together_are_counted_once() {
    let step = |week: usize, team: usize| if team == 1 && week >= 40 { 0.12 } else { 0.0 };
    let actions =
        vec![action("T1", Some("Muutot"), week(40)), action("T2", Some("Muutot"), week(41)), action("T3", Some("Tuki"), week(40))];
    let lake = Lake::new(23, step, actions);
    with_world(&lake, |world, actions| {
        let effects = effects(world, known(actions)).unwrap();
        let of = |id: &str| effects.iter().find(|effect| effect.action.id == id).unwrap();
        let shared = |id: &str| of(id).outcome.as_ref().unwrap().shared.iter().map(|other| other.id.clone()).collect::<Vec<_>>();
        assert_eq!((shared("T1"), shared("T2"), shared("T3")), (vec!["T2".to_owned()], vec!["T1".to_owned()], Vec::new()));
        assert!(of("T1").is_counted() && !of("T2").is_counted() && of("T3").is_counted());
    });
}

#[test]
fn an_action_that_ended_is_told_while_it_ran_and_since() {
    let ending = |after: f64| {
        let step = move |week: usize, team: usize| match week {
            _ if team != 1 => 0.0,
            35..47 => 0.12,
            47.. => after,
            _ => 0.0,
        };
        let ended = Action { ended_on: Some(week(47).saturating_sub(1.days())), ..action("T1", Some("Muutot"), week(35)) };
        told(&Lake::new(24, step, vec![ended]), "T1")
    };
    let lasted = ending(0.12);
    assert_eq!((lasted.verdict, lasted.periods.1), (Some(Verdict::Worked), 12));
    assert_eq!((lasted.since_end.unwrap().verdict, lasted.since_end.unwrap().periods), (Some(Verdict::Worked), 13));
    let faded = ending(0.0);
    assert_eq!(faded.verdict, Some(Verdict::Worked), "it worked while it ran");
    assert_ne!(faded.since_end.unwrap().verdict, Some(Verdict::Worked));
    assert!(faded.since_end.unwrap().size.unwrap().low < 0.0);
    let sides: Vec<Side> = faded.points.iter().map(|point| point.side).collect();
    assert_eq!((sides.iter().filter(|side| **side == Side::After).count(), sides.last()), (12, Some(&Side::Ended)));
    let compared = |point: &&EffectPoint| point.side == Side::Ended && point.is_complete && point.value.value.is_some();
    assert!(faded.points.iter().filter(compared).all(|point| point.without.is_some()));
}

#[test]
fn an_action_that_ended_at_once_is_told_by_what_came_after() {
    let step = |week: usize, team: usize| if team == 1 && week >= 40 { 0.12 } else { 0.0 };
    let short = Action { ended_on: Some(week(41)), ..action("T1", Some("Muutot"), week(40)) };
    let outcome = told(&Lake::new(25, step, vec![short]), "T1");
    assert_eq!((outcome.verdict, outcome.periods.1, outcome.since_end), (Some(Verdict::Worked), 20, None));
}

#[test]
fn before_the_start_it_is_told_how_large_an_effect_shows_when() {
    let lake = Lake::new(26, |_, _| 0.0, vec![]);
    let ahead = |expected: Option<f64>| {
        with_world(&lake, |world, actions| {
            let planned = Action { expected, ..action("", Some("Tuki"), week(60)) };
            foresee(world, known(actions), &planned).unwrap().unwrap()
        })
    };
    let (large, small, nobody) = (ahead(Some(0.15)), ahead(Some(0.04)), ahead(None));
    assert!(large.horizon < small.horizon, "{large:?} {small:?}");
    assert!(large.horizon.is_some_and(|weeks| weeks >= LEAST_AFTER) && !large.is_never);
    assert!((large.is_expected, nobody.is_expected) == (true, false) && nobody.smallest == nobody.sigma.unwrap());
    assert_eq!(large.shows.iter().map(|(weeks, _)| *weeks).collect::<Vec<_>>(), [4, 13, 26, 52]);
    assert!(large.shows.windows(2).all(|pair| pair[0].1 > pair[1].1), "{:?}", large.shows);
    assert!(large.controls > 0 && large.records > 100.0);
    // So small that nobody would wait for it.
    let never = ahead(Some(0.001));
    assert!(never.is_never && never.horizon.is_none());
    // What is foreseen is what the page of the action says when it has begun.
    let begun = Lake::new(26, |_, _| 0.0, vec![Action { expected: Some(0.15), ..action("T1", Some("Tuki"), week(60)) }]);
    assert_eq!(told(&begun, "T1").horizon, large.horizon);
}

#[test]
fn an_action_that_began_shortly_before_does_not_blur_what_is_foreseen() {
    let sigma = |size: f64| {
        let step = move |week: usize, team: usize| if team == 3 && week >= 54 { size } else { 0.0 };
        let lake = Lake::new(29, step, vec![action("T1", Some("Tuki"), week(54))]);
        let planned = action("", Some("Tuki"), week(60));
        with_world(&lake, |world, actions| foresee(world, known(actions), &planned).unwrap().unwrap().sigma.unwrap())
    };
    assert!(sigma(0.2) < 1.3 * sigma(0.0), "{} {}", sigma(0.2), sigma(0.0));
}

#[test]
fn what_cannot_be_foreseen_says_why() {
    let lake = Lake::new(27, |_, _| 0.0, vec![]);
    let why = |planned: Action| with_world(&lake, |world, actions| foresee(world, known(actions), &planned).unwrap().unwrap_err());
    assert_eq!(why(Action { metric: None, ..action("", None, week(40)) }), Why::NoMetric);
    assert_eq!(why(action("", Some("Nobody"), week(40))), Why::NoRecords { missing: None });
    assert_eq!(why(action("", Some("Tuki"), week(3))), Why::ShortBefore { have: 2, need: LEAST_BEFORE });
}

#[test]
fn an_action_that_is_bought_with_another_metric_says_so() {
    // The guard is measured from the same records, but less of it is better: what lifts the one spoils the other.
    let lake = Lake::new(28, |week, team| if week >= 40 && team == 1 { 0.12 } else { 0.0 }, vec![action("T1", Some("Muutot"), week(40))]);
    let outcome = with_guard(&lake, "down", |world, actions| {
        let in_list = effects(world, known(actions)).unwrap().remove(0).outcome.unwrap();
        assert!(in_list.is_bought(), "the list says what the page says");
        effect(world, known(actions), "T1").unwrap().unwrap().outcome.unwrap()
    });
    assert_eq!((outcome.verdict, outcome.guards[0].verdict), (Some(Verdict::Worked), Some(Verdict::Worse)));
    assert!(outcome.is_bought());
}

#[test]
fn a_larger_expected_effect_needs_fewer_weeks() {
    let needs = |expected: f64| {
        let small = Action { expected: Some(expected), ..action("T1", Some("Tuki"), week(80)) };
        told(&Lake::new(5, |_, _| 0.0, vec![small]), "T1").horizon
    };
    assert!(needs(0.15) < needs(0.06), "{:?} {:?}", needs(0.15), needs(0.06));
}

#[test]
fn a_start_after_bad_weeks_is_named() {
    let dip = |week: usize, team: usize| if team == 1 && (37..40).contains(&week) { -0.12 } else { 0.0 };
    let outcome = told(&Lake::new(6, dip, vec![action("T1", Some("Muutot"), week(40))]), "T1");
    assert!(outcome.is_after_bad);
    assert!(outcome.unusual.unwrap().points >= 3 && outcome.unusual.unwrap().deviation < 0.0);
    assert_ne!(outcome.verdict, Some(Verdict::Worked));
    assert!(outcome.points.iter().any(|point| point.side == Side::Unusual));
}

#[test]
fn a_start_in_the_middle_of_a_week_leaves_that_week_out() {
    let outcome = told(&Lake::new(7, |_, _| 0.0, vec![action("T1", Some("Tuki"), week(40).saturating_add(3.days()))]), "T1");
    let between: Vec<Date> = outcome.points.iter().filter(|point| point.side == Side::Between).map(|point| point.period.start).collect();
    assert_eq!(between, [week(40)]);
    assert_eq!(outcome.periods.1, 19);
}

#[test]
fn what_cannot_be_told_says_why() {
    let alone = |action: Action| Lake::new(8, |_, _| 0.0, vec![action]);
    let usual = || action("T1", Some("Tuki"), week(40));
    assert_eq!(why(&alone(Action { metric: None, ..usual() })), Why::NoMetric);
    assert_eq!(
        why(&alone(Action { metric: Some("sampel".into()), ..usual() })),
        Why::UnknownMetric { name: "sampel".into(), nearest: vec!["sample".into()] }
    );
    assert_eq!(why(&alone(Action { started_on: None, ..usual() })), Why::NoStart);
    assert_eq!(why(&alone(Action { scope: Scope::whole().with("planet", "Mars"), ..usual() })), Why::NoDimension { name: "planet".into() });
    assert_eq!(why(&alone(action("T1", Some("Nobody"), week(40)))), Why::NoRecords { missing: None });
    assert_eq!(why(&alone(action("T1", Some("Tuki"), week(5)))), Why::ShortBefore { have: 4, need: LEAST_BEFORE });
    assert!(with_world(&alone(usual()), |world, actions| effect(world, known(actions), "T9").unwrap()).is_none());
}

#[test]
fn a_small_share_is_not_pulled_towards_the_weeks_that_happen_to_be_low() {
    // Weeks at 2 and at 10 per cent by turns: the error of a low week is less than half of a high one's.
    let points = sample::weeks(
        &sample::metric(sample::SHARE),
        &(0..40).map(|week| Some(sample::share(if week % 2 == 0 { 1.0 } else { 5.0 }, 50.0))).collect::<Vec<_>>(),
    );
    let found = errors(&points);
    assert!(found.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]), "{found:?}");
}
