use super::*;
use crate::sample::{self, Dice};

fn groups(metric: &Metric, tallies: &[(&str, Tally)]) -> Vec<(Option<String>, Tally, Value)> {
    tallies.iter().map(|(name, tally)| (Some((*name).to_owned()), *tally, value(metric, tally))).collect()
}

#[test]
fn trap_15_groups_that_differ_by_chance_are_not_outside_and_stand_by_name() {
    let metric = sample::metric(sample::SHARE);
    let mut dice = Dice(3);
    let mut outside = 0;
    for _ in 0..200 {
        let tallies: Vec<(&str, Tally)> = ["f", "b", "a", "e", "c", "d"]
            .into_iter()
            .map(|name| {
                let n = 20.0 + (dice.uniform() * 200.0).floor();
                let hits = (0..n as usize).filter(|_| dice.uniform() < 0.7).count() as f64;
                (name, sample::share(hits, n))
            })
            .collect();
        let funnel = funnel(&metric, &groups(&metric, &tallies)).expect("a funnel");
        let names: Vec<&str> = funnel.points.iter().filter_map(|point| point.group.as_deref()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f"]);
        outside += funnel.points.iter().filter(|point| point.is_outside).count();
    }
    assert!(outside <= 12, "{outside} of 1200 with 0.2 % expected");
}

#[test]
fn a_group_far_from_the_others_is_outside() {
    let metric = sample::metric(sample::SHARE);
    let tallies = [
        ("a", sample::share(700.0, 1000.0)),
        ("b", sample::share(70.0, 100.0)),
        ("c", sample::share(30.0, 100.0)),
        ("d", sample::share(350.0, 500.0)),
    ];
    let funnel = funnel(&metric, &groups(&metric, &tallies)).expect("a funnel");
    let outside: Vec<&str> = funnel.points.iter().filter(|point| point.is_outside).filter_map(|point| point.group.as_deref()).collect();
    assert_eq!(outside, ["c"]);
    let width = |index: usize| funnel.points[index].far.map_or(0.0, |(low, high)| high - low);
    assert!(width(0) < width(1), "more records, narrower limits");
}
