use proptest::prelude::*;

use super::DefinitionFault as Fault;
use super::*;
use crate::sample;
use crate::settings::Settings;

fn problems_of(id: &str, text: String) -> Vec<Problem> {
    let other = sample::metric_toml("other", sample::SHARE).replace("counter = [\"other\"]", &format!("counter = [\"{id}\"]"));
    let (_, problems) = Catalogue::read([(format!("{id}.toml"), text), ("other.toml".to_owned(), other)]);
    problems.into_iter().filter(|problem| problem.file == format!("{id}.toml")).collect()
}

fn check(change: (&str, &str), field: &str, fault: DefinitionFault, nearest: &[&str]) {
    let text = sample::metric_toml("fcr", sample::SHARE);
    let changed = text.replace(change.0, change.1);
    assert_ne!(text, changed, "the sample holds “{}”", change.0);
    let problems = problems_of("fcr", changed);
    let found = problems.iter().find(|problem| problem.field == field && problem.fault == fault);
    let found = found.unwrap_or_else(|| panic!("{field}: {fault:?} is not among {problems:#?}"));
    assert_eq!(found.nearest, nearest);
}

#[test]
fn the_shipped_metrics_read_without_an_error() {
    let (catalogue, problems) = Catalogue::shipped();
    let errors: Vec<String> = problems.iter().filter(|problem| problem.severity == Severity::Error).map(Problem::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(catalogue.len(), Catalogue::shipped_files().len());
    assert!(catalogue.len() >= 45, "{}", catalogue.len());
    for perspective in Perspective::ALL {
        assert!(catalogue.iter().any(|metric| metric.perspective == perspective), "{}", perspective.name());
    }
}

#[test]
fn a_good_file_has_no_problems() {
    assert_eq!(problems_of("fcr", sample::metric_toml("fcr", sample::SHARE)), Vec::new());
}

#[test]
fn a_bad_field_names_file_field_and_nearest() {
    check(("hit = ", "hitt = "), "hitt", Fault::UnknownField, &["hit"]);
    check(("n_min = 1", "n_mim = 1"), "n_mim", Fault::UnknownField, &["n_min"]);
    let known = Perspective::ALL.map(|perspective| perspective.name().to_owned()).to_vec();
    check(("\"quality\"", "\"qualty\""), "perspective", Fault::UnknownWord { word: "qualty".into(), known }, &["quality"]);
    check(
        ("hit = \"escalated\"", "hit = \"escalted\""),
        "measure.hit",
        Fault::UnknownColumn { word: "escalted".into(), kind: Kind::Contacts },
        &["escalated"],
    );
    check(("counter = [\"other\"]", "counter = [\"othre\"]"), "counter", Fault::UnknownMetric("othre".into()), &["other"]);
    check(("n_min = 1", "n_min = 0"), "n_min", Fault::SmallestZero, &[]);
    check(("levels = [\"tactical\"]", "levels = []"), "levels", Fault::NoLevels, &[]);
    check(("hit = \"escalated\"", "hit = \"wait_s < {limit_s}\""), "parameters.limit_s", Fault::ParameterUndefined, &[]);
    check(("pitfalls = [\"small n\"]", "pitfalls = []"), "sv.pitfalls", Fault::NoPitfalls, &[]);
    check(("n_min = 1", "n_min = 1\nchart = \"xmrr\""), "chart", Fault::UnknownChart("xmrr".into()), &["xmr"]);
    check(("n_min = 1", "n_min = 1\nper = \"wek\""), "per", Fault::UnknownGranularity("wek".into()), &["week"]);
}

#[test]
fn an_unused_parameter_and_a_benchmark_without_a_source_are_errors() {
    let text = sample::metric_toml("fcr", sample::SHARE)
        + "[parameters.window_days]\nvalue = 7\nunit = \"days\"\n\n[[benchmark]]\nvalue = 0.7\nwhat = \"average\"\nwhose = \"x\"\nsource = \"\"\nyear = 2023\ngrade = \"d\"\n";
    let fields: Vec<String> = problems_of("fcr", text).into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["parameters.window_days", "benchmark.1.source", "benchmark.1.grade"]);
}

#[test]
fn a_bad_file_does_not_take_the_others_with_it_and_an_own_file_overrides() {
    let good = sample::metric_toml("fcr", sample::SHARE);
    let own = good.replace("version = 1", "version = 7");
    let (catalogue, problems) =
        Catalogue::read([("broken.toml".to_owned(), "id = ".to_owned()), ("fcr.toml".to_owned(), good), ("own/fcr.toml".to_owned(), own)]);
    assert_eq!(catalogue.get("fcr").map(|metric| metric.version), Some(7));
    assert!(problems.iter().any(|problem| problem.file == "broken.toml" && problem.line == Some(1)), "{problems:?}");
    assert_eq!(catalogue.nearest("fcrr"), ["fcr"]);
}

#[test]
fn parameters_are_put_in_and_a_workspace_may_set_its_own() {
    let measure = "statistic = \"share\"\nbase = \"topic in {topics}\"\nhit = \"next_contact_s < {window_days} * 86400 and channel <> {channel}\"\nmatures_after_days = \"{window_days}\"";
    let text = sample::metric_toml("fcr", measure)
        + "[parameters.window_days]\nvalue = 7\nunit = \"days\"\nfrom = 1\nto = 30\n[parameters.topics]\nvalue = [\"a\", \"o'b\"]\nunit = \"words\"\n[parameters.channel]\nvalue = \"chat\"\nunit = \"word\"\n";
    assert_eq!(problems_of("fcr", text.clone()), Vec::new());
    let metric: Metric = toml::from_str(&text).expect("a metric");
    let mut settings = Settings::default();
    let Statistic::Share { base, hit } = &metric.measure.statistic else { panic!("a share") };
    assert_eq!(metric.expression(base, &settings).as_deref(), Ok("topic in ('a', 'o''b')"));
    assert_eq!(metric.expression(hit, &settings).as_deref(), Ok("next_contact_s < 7 * 86400 and channel <> 'chat'"));
    assert_eq!(metric.matures_after_days(&settings), Ok(7.0));
    settings.parameters.entry("fcr".into()).or_default().insert("window_days".into(), toml::Value::Integer(14));
    assert_eq!(metric.matures_after_days(&settings), Ok(14.0));
    settings.parameters.entry("fcr".into()).or_default().insert("window_days".into(), toml::Value::Integer(400));
    let outside = metric.expression(hit, &settings).expect_err("out of range");
    assert!(
        matches!(&outside, Fault::ParameterOutside { value, from, to, .. } if (value.as_str(), from.as_str(), to.as_str()) == ("400", "1", "30")),
        "{outside:?}"
    );
    let (catalogue, _) = Catalogue::read([("fcr.toml".to_owned(), text)]);
    assert_eq!(catalogue.check_settings(&settings).len(), 1);
    settings.targets.insert("frc".into(), 0.8);
    assert!(catalogue.check_settings(&settings).iter().any(|problem| problem.field == "targets.frc"));
}

#[test]
fn words_of_the_query_language_are_sorted_for_the_search() {
    let text = "case when lower(channel) = 'phone' and extract(epoch from resolved_at) > 1e6 then 1 else 0 end";
    let metric = sample::metric(&format!("statistic = \"mean\"\nbase = \"true\"\nvalue = \"{text}\""));
    let problems = check_words(&metric);
    assert_eq!(problems, Vec::<String>::new());
}

fn check_words(metric: &Metric) -> Vec<String> {
    let ids = ["other".to_owned()];
    super::check(metric, &Check { file: "sample.toml", ids: &ids }).into_iter().map(|problem| problem.to_string()).collect()
}

#[test]
fn trap_21_no_metric_is_a_composite_of_others() {
    // An index of metrics hides its parts. A definition reads records, so none can be made; and none may be smuggled in by a column
    // that is called like a metric.
    let (catalogue, _) = Catalogue::shipped();
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    for metric in catalogue.iter() {
        for (field, kind, text) in metric.expressions() {
            let words = text.split(|letter: char| !is_of_name(letter));
            let composite: Vec<&str> = words.filter(|word| catalogue.get(word).is_some() && kind.column(word).is_none()).collect();
            assert_eq!(composite, Vec::<&str>::new(), "{} {field}", metric.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_as_a_metric_or_told_to_be_none(text in "\\PC{0,200}") {
        let (catalogue, problems) = Catalogue::read([("x.toml".to_owned(), text)]);
        prop_assert!(catalogue.is_empty() && !problems.is_empty());
    }

    #[test]
    fn a_metric_with_a_piece_cut_out_or_put_in_is_a_metric_or_a_problem(
        number in any::<prop::sample::Index>(), at in 0.0_f64..1.0, cut in 0_usize..60, put in "[\\PC\n]{0,12}",
    ) {
        let mut files = Catalogue::shipped_files();
        let place = number.index(files.len());
        let (file, text) = files[place].clone();
        let letters: Vec<char> = text.chars().collect();
        let start = (at * letters.len() as f64) as usize;
        let end = (start + cut).min(letters.len());
        let changed: String = letters[..start].iter().copied().chain(put.chars()).chain(letters[end..].iter().copied()).collect();
        files[place].1 = changed;
        let count = files.len();
        let (catalogue, problems) = Catalogue::read(files);
        // The file's own metric is read, or the file is named with what is wrong; the others stay.
        prop_assert!(catalogue.len() >= count - 1);
        let is_told = problems.iter().any(|problem| problem.file == file && !problem.to_string().is_empty());
        prop_assert!(catalogue.len() == count || is_told, "{problems:?}");
        for metric in catalogue.iter() {
            for (_, _, text) in metric.expressions() {
                let _ = metric.expression(text, &Settings::default());
            }
        }
    }
}
