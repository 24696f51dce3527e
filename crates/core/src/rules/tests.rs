use proptest::prelude::*;

use super::*;
use crate::catalogue::{DefinitionFault as Fault, Problem, Severity};

fn sample() -> String {
    let (_, text) = Rules::shipped_files().into_iter().find(|(file, _)| file == "premature_closing.toml").expect("a shipped rule");
    text
}

fn problems_of(text: String) -> Vec<Problem> {
    Rules::read([("premature_closing.toml".to_owned(), text)]).1
}

fn check((from, to): (&str, &str), field: &str, fault: Fault) {
    let text = sample();
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "the sample holds “{from}”");
    let problems = problems_of(changed);
    assert!(
        problems.iter().any(|problem| problem.field == field && problem.fault == fault),
        "{field}: {fault:?} is not among {problems:#?}"
    );
    assert!(problems.iter().all(|problem| problem.file == "premature_closing.toml"));
}

#[test]
fn the_thirty_four_shipped_rules_read_without_a_problem_and_know_their_metrics() {
    let (rules, problems) = Rules::read(Rules::shipped_files());
    assert_eq!(problems, []);
    let numbers: Vec<Option<u32>> = rules.iter().map(|rule| rule.number).collect();
    assert_eq!(numbers, (1..=34).map(Some).collect::<Vec<_>>());
    let (catalogue, _) = Catalogue::shipped();
    assert_eq!(rules.check(&catalogue), []);
    assert_eq!(&rules, Rules::shipped());
}

#[test]
fn rules_whose_metrics_do_not_exist_yet_are_listed_with_what_they_need() {
    let (catalogue, _) = Catalogue::shipped();
    let lacking: Vec<(&str, Vec<&str>)> =
        Rules::shipped().not_evaluable(&catalogue).into_iter().map(|(rule, needs)| (rule.id.as_str(), needs)).collect();
    assert_eq!(
        lacking,
        [("mandate_too_narrow", vec!["mandate_lacking_share"]), ("confidence_outruns_skill", vec!["competence_self_rating"])]
    );
}

#[test]
fn a_bad_rule_names_file_and_field() {
    check(("does = ", "dose = "), "dose", Fault::UnknownField);
    let known = Does::ALL.map(|does| does.name().to_owned()).to_vec();
    check(("does = [\"rises\"]", "does = [\"rise\"]"), "does", Fault::UnknownWord { word: "rise".into(), known });
    check(("id = \"premature_closing\"", "id = \"Premature\""), "id", Fault::NotSnakeCase);
    check(("version = 1", "version = 0"), "version", Fault::VersionZero);
    check(("does = [\"rises\"]", "does = []"), "when.1.does", Fault::Empty);
    check(("metrics = [\"fcr_one_touch\"]", "metrics = []"), "when.1.metrics", Fault::Empty);
    check(("means = ", "meens = "), "meens", Fault::UnknownField);
    check(("[sv]", "[se]"), "se", Fault::UnknownField);
    check(("does = [\"rises\"]", "does = [\"is_above\"]"), "when.1.value", Fault::FieldMissing);
    check(
        ("does = [\"rises\"]", "does = [\"rises\"]\nat_least = 2"),
        "when.1.at_least",
        Fault::Outside { from: "1".into(), to: "1".into() },
    );
    check(
        ("does = [\"rises\"]", "does = [\"rises\"]\nafter_days = [30, 90]"),
        "when.1.after_days",
        Fault::Outside { from: "0".into(), to: "730".into() },
    );
    check(("[\"fcr_one_touch\"]\ndoes = [\"rises\"]", "[\"-fcr_one_touch\"]\ndoes = [\"worsens\"]"), "when.1.metrics", Fault::Mirrored);
    check(("reading = ", "awaits = [\"nothing\"]\nreading = "), "awaits", Fault::AwaitedUnused("nothing".into()));
    check(("[\"fcr_one_touch\"]", "[\"guard\"]"), "when.1.metrics", Fault::UnknownMetric("guard".into()));
}

#[test]
fn a_rule_of_standstills_alone_would_always_hold_and_is_refused() {
    let text = sample().replace("does = [\"rises\"]", "does = [\"stands_still\"]");
    assert!(problems_of(text).iter().any(|problem| problem.fault == Fault::NothingMoves));
}

#[test]
fn a_language_that_is_left_empty_is_an_error_that_names_it() {
    for language in ["fi", "sv", "en"] {
        let text = sample();
        let start = text.find(&format!("[{language}]")).expect("a language");
        let (head, rest) = text.split_at(start);
        let name = rest.lines().find(|line| line.starts_with("name = ")).expect("a name");
        let changed = format!("{head}{}", rest.replacen(name, "name = \" \"", 1));
        let problems = problems_of(changed);
        assert!(
            problems.iter().any(|problem| problem.field == format!("{language}.name") && problem.fault == Fault::NoText),
            "{problems:?}"
        );
    }
}

#[test]
fn an_unknown_metric_is_named_with_the_nearest_and_the_rule_is_kept_but_not_evaluable() {
    let text = sample().replace("reopen_rate", "reopen_rat");
    let (rules, problems) = Rules::read([("premature_closing.toml".to_owned(), text)]);
    assert_eq!(problems, []);
    let (catalogue, _) = Catalogue::shipped();
    let found = rules.check(&catalogue);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].field.as_str(), &found[0].fault), ("when.2.metrics", &Fault::UnknownMetric("reopen_rat".into())));
    assert_eq!((found[0].severity, found[0].nearest.first().map(String::as_str)), (Severity::Warning, Some("reopen_rate")));
    assert_eq!(rules.not_evaluable(&catalogue).len(), 1);
}

#[test]
fn an_own_rule_replaces_a_shipped_one_and_stands_after_them_otherwise() {
    let own = |id: &str| sample().replace("id = \"premature_closing\"", &format!("id = \"{id}\"")).replace("version = 1", "version = 7");
    let unnumbered = own("ours").replace("number = 14\n", "");
    let (rules, problems) =
        Rules::shipped_with([("premature_closing.toml".to_owned(), own("premature_closing")), ("ours.toml".to_owned(), unnumbered)]);
    assert_eq!(problems, []);
    assert_eq!(rules.len(), 35);
    assert_eq!(rules.get("premature_closing").map(|rule| rule.version), Some(7));
    assert_eq!(rules.iter().last().map(|rule| rule.id.as_str()), Some("ours"));
}

#[test]
fn metrics_are_written_as_they_were_read() {
    for (written, metric, mirrored, of_records) in [
        ("fcr_repeat", "fcr_repeat", false, false),
        ("-fcr_repeat", "fcr_repeat", true, false),
        ("n:csat_top2", "csat_top2", false, true),
        ("-n:csat_top2", "csat_top2", true, true),
    ] {
        let reference = Reference::from(written.to_owned());
        assert_eq!(reference, Reference { metric: metric.to_owned(), mirrored, of_records });
        assert_eq!(String::from(reference), written);
    }
}

#[test]
fn every_kind_of_signal_has_its_four_steps_in_three_languages() {
    let (reactions, problems) = Reactions::read(Reactions::shipped_files());
    assert_eq!(problems, []);
    for kind in crate::signals::Kind::ALL {
        for better in [Some(true), Some(false), None] {
            assert_eq!(reactions.of(kind.name(), better).kind, kind.name());
        }
    }
    let ids = |kind: &str, better| reactions.of(kind, better).id.clone();
    let courses = |course: &str| reactions.of_course("change", course, Some(false)).id.clone();
    assert_eq!(["step", "drift", "spike", "spread"].map(courses), ["change_worse", "change_drift", "change_spike", "change_spread"]);
    assert_eq!(ids("change", Some(false)), "change_worse");
    assert_eq!(ids("change", Some(true)), "change_better");
    assert_eq!(ids("target", Some(false)), "target");
    assert_eq!(ids("a kind to come", Some(true)), "any");
    assert_ne!(reactions.of("change", None).steps("fi"), reactions.of("change", None).steps("sv"));
    assert_eq!(reactions.of("change", None).steps("de"), &reactions.of("change", None).en);
}

#[test]
fn a_bad_guide_names_its_file_and_step() {
    let (_, text) = Reactions::shipped_files().into_iter().find(|(file, _)| file == "target.toml").expect("a guide");
    let step = text.lines().find(|line| line.starts_with("team = ")).expect("a step").to_owned();
    let (_, problems) = Reactions::read([("target.toml".to_owned(), text.replace(&step, "team = \"\"").replace("\"target\"", "\"goal\""))]);
    let fields: Vec<(&str, &str)> = problems.iter().map(|problem| (problem.file.as_str(), problem.field.as_str())).collect();
    assert_eq!(fields, [("target.toml", "id"), ("target.toml", "kind"), ("target.toml", "fi.team"), ("any.toml", "kind")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_read_as_a_rule_or_told_to_be_none(text in "\\PC{0,200}") {
        let (rules, problems) = Rules::read([("x.toml".to_owned(), text.clone())]);
        prop_assert!(rules.is_empty() && !problems.is_empty());
        let (_, problems) = Reactions::read([("x.toml".to_owned(), text)]);
        prop_assert!(!problems.is_empty());
    }

    #[test]
    fn a_rule_with_a_piece_cut_out_or_put_in_is_a_rule_or_a_problem(
        number in 0_usize..34, at in 0.0_f64..1.0, cut in 0_usize..40, put in "[\\PC\n]{0,12}",
    ) {
        let (file, text) = Rules::shipped_files().swap_remove(number);
        let letters: Vec<char> = text.chars().collect();
        let start = (at * letters.len() as f64) as usize;
        let end = (start + cut).min(letters.len());
        let changed: String = letters[..start].iter().copied().chain(put.chars()).chain(letters[end..].iter().copied()).collect();
        let (rules, problems) = Rules::read([(file.clone(), changed)]);
        prop_assert!(rules.len() + usize::from(!problems.is_empty()) >= 1);
        prop_assert!(problems.iter().all(|problem| problem.file == file && !problem.field.is_empty()));
        // Without a catalogue nothing can be evaluated, and every metric is named.
        let catalogue = Catalogue::default();
        prop_assert!(rules.iter().all(|rule| rule.needs(&catalogue).len() >= rule.awaits.len()));
    }
}
