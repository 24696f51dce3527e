//! The worked examples of all shipped metrics, run through the real engine.

use luotsi_core::ask::{Ask, Question};
use luotsi_core::catalogue::{Catalogue, Metric};
use luotsi_core::measure::value;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;

use crate::world::{World, table};

#[test]
fn every_shipped_metric_fits_the_tables() {
    let world = World::new();
    let (catalogue, _) = Catalogue::shipped();
    let wrong: Vec<String> = catalogue.iter().filter_map(|metric| world.lake.check(metric).err()).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_worked_example_of_the_shipped_metrics_comes_out() {
    let (catalogue, _) = Catalogue::shipped();
    let mut wrong = Vec::new();
    let mut run = 0;
    for metric in catalogue.iter() {
        for number in 0..metric.example.len() {
            run += 1;
            wrong.extend(run_example(metric, number));
        }
    }
    assert!(run > 0 && wrong.is_empty(), "{} of {run} examples:\n{}", wrong.len(), wrong.join("\n"));
}

fn run_example(metric: &Metric, number: usize) -> Vec<String> {
    let example = &metric.example[number];
    let mut settings = Settings::default();
    settings.parameters.insert(metric.id.clone(), example.parameters.clone());
    let world = World::with(Catalogue::shipped().0, settings);
    let mut writer = world.lake.writer("EXAMPLE", crate::world::noon(), crate::world::quiet()).unwrap();
    let mut kinds: Vec<(&Kind, &String)> = example.records.iter().collect();
    kinds.sort();
    for (kind, text) in kinds {
        writer.append(*kind, table(*kind, text)).unwrap();
    }
    writer.finish().unwrap();

    let period = example.period.as_deref().map_or(Period::all(), |label| Period::parse(label).unwrap());
    let question =
        Question { metrics: vec![metric.id.clone()], per: period.granularity, by: Vec::new(), scope: Scope::whole(), from: None, to: None };
    let told = |what: String| format!("{} “{}”: {what}", metric.id, example.shows);
    let answer = match world.lake.answer(&question) {
        Ok(answer) => answer,
        Err(error) => return vec![told(error.to_string())],
    };
    let cell = answer.measured[0].cells.iter().find(|cell| cell.period == period || period.granularity == Granularity::All);
    let found = cell.map(|cell| value(metric, &cell.tally)).unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, right, is) in [
        ("value", example.value, found.value),
        ("n", example.n, Some(found.n)),
        ("low", example.low, found.low),
        ("high", example.high, found.high),
    ] {
        let agrees = match (right, is) {
            (Some(right), Some(is)) => (right - is).abs() <= 2e-6 * right.abs().max(1.0),
            (Some(_), None) => false,
            (None, Some(_)) => name != "value",
            (None, None) => true,
        };
        if !agrees {
            wrong.push(told(format!("{name} is {is:?}, expected {right:?}")));
        }
    }
    wrong
}
