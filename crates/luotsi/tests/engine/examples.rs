//! Every worked example of every shipped metric runs through the real way: file, checks, lake, facts, answer, value.

use luotsi_core::ask::{Ask as _, Question};
use luotsi_core::catalogue::{Catalogue, Example, Metric};
use luotsi_core::intake::Request;
use luotsi_core::measure;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;

use super::world::{World, import};

/// Examples give six digits.
const CLOSE: f64 = 1e-5;

#[test]
fn every_definition_is_sound() {
    let (catalogue, problems) = Catalogue::shipped();
    assert!(problems.is_empty(), "{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert!(catalogue.len() >= 45, "only {} metrics", catalogue.len());
    let workspace = World::new("").open();
    let unplannable: Vec<String> = catalogue.iter().filter_map(|metric| workspace.lake.check(metric).err()).map(|error| error.to_string()).collect();
    assert!(unplannable.is_empty(), "{}", unplannable.join("\n"));
}

#[test]
fn every_worked_example_comes_out() {
    let (catalogue, _) = Catalogue::shipped();
    let mut wrong = Vec::new();
    let mut count = 0;
    for metric in catalogue.iter() {
        for example in &metric.example {
            count += 1;
            wrong.extend(check(metric, example).into_iter().map(|difference| format!("{}: “{}”: {difference}", metric.id, example.shows)));
        }
    }
    assert!(count >= 90, "only {count} worked examples");
    assert!(wrong.is_empty(), "{} of {count} examples differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What differs between what an example says and what the engine gives.
fn check(metric: &Metric, example: &Example) -> Vec<String> {
    let mut settings = String::from("time_zone = \"UTC\"\nholidays = \"\"\n");
    if !example.parameters.is_empty() {
        settings.push_str(&format!("[parameters.{}]\n", metric.id));
        example.parameters.iter().for_each(|(name, value)| settings.push_str(&format!("{name} = {value}\n")));
    }
    let world = World::new(&settings);
    let files: Vec<Request> = example.records.iter().map(|(kind, text)| file(&world, *kind, text)).collect();
    let workspace = world.open();
    let entry = import(&workspace, &files);
    let refused: u64 = entry.files.iter().map(|counts| counts.rejected).sum();
    if refused > 0 {
        let reasons = entry.rejects.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        return vec![format!("{refused} rows refused:\n{reasons}")];
    }
    let period = example.period.as_deref().map_or(Some(Period::all()), Period::parse);
    let Some(period) = period else { return vec![format!("no such period: {:?}", example.period)] };
    let is_whole = period.granularity == Granularity::All;
    let question = Question {
        metrics: vec![metric.id.clone()],
        per: period.granularity,
        by: Vec::new(),
        scope: Scope::whole(),
        from: (!is_whole).then_some(period.start),
        to: (!is_whole).then(|| period.end()),
    };
    let answer = match workspace.lake.answer(&question) {
        Ok(answer) => answer,
        Err(error) => return vec![error.to_string()],
    };
    let tally = answer.measured[0].cells.iter().find(|cell| cell.period == period).map(|cell| cell.tally).unwrap_or_default();
    let value = measure::value(metric, &tally);
    let mut differences = Vec::new();
    let mut compare = |name: &str, expected: Option<f64>, found: Option<f64>| {
        let is_same = match (expected, found) {
            (Some(expected), Some(found)) => (expected - found).abs() <= CLOSE * expected.abs().max(1.0),
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            differences.push(format!("{name} should be {expected:?} and is {found:?}"));
        }
    };
    compare("the value", example.value, value.value);
    if example.n.is_some() {
        compare("n", example.n, Some(value.n));
    }
    if example.low.is_some() {
        compare("the interval's lower end", example.low, value.low);
    }
    if example.high.is_some() {
        compare("the interval's upper end", example.high, value.high);
    }
    differences
}

fn file(world: &World, kind: Kind, text: &str) -> Request {
    Request { file: world.file(&format!("{}.csv", kind.name()), text.trim_start()), kind: Some(kind), ..Request::default() }
}
