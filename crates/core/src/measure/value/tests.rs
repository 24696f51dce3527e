use super::*;
use crate::ask::Clusters;
use crate::measure::merge_all;
use crate::sample::{self, Dice};

fn close(value: Option<f64>, expected: f64, tolerance: f64) {
    let value = value.expect("there is a value");
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected}");
}

fn score(promoters: f64, passives: f64, detractors: f64) -> Tally {
    let n = promoters + passives + detractors;
    Tally { n, denominator: n, numerator: promoters - detractors, squares: promoters + detractors, ..Tally::default() }
}

/// Sums of a mean over values.
fn sums(values: &[f64]) -> Tally {
    let n = values.len() as f64;
    Tally { n, denominator: n, numerator: values.iter().sum(), squares: values.iter().map(|value| value * value).sum(), ..Tally::default() }
}

#[test]
fn wilson_of_golden_numbers() {
    let metric = sample::metric(sample::SHARE);
    let golden = [
        (8.0, 10.0, 0.4902, 0.9433),
        (80.0, 100.0, 0.7112, 0.8666),
        (800.0, 1000.0, 0.7741, 0.8236),
        (10.0, 10.0, 0.7225, 1.0),
        (0.0, 12.0, 0.0, 0.2425),
        (45.0, 50.0, 0.7864, 0.9565),
    ];
    for (hits, base, low, high) in golden {
        let value = value(&metric, &sample::share(hits, base));
        close(value.low, low, 5e-5);
        close(value.high, high, 5e-5);
        assert_eq!(value.hidden, None);
    }
}

#[test]
fn net_scores_of_golden_numbers() {
    let metric = sample::metric(sample::NET);
    for (answers, expected, margin) in [
        ((50.0, 33.0, 17.0), 33.0, 14.68),
        ((60.0, 30.0, 10.0), 50.0, 13.15),
        ((120.0, 60.0, 20.0), 50.0, 9.30),
        ((300.0, 150.0, 50.0), 50.0, 5.88),
    ] {
        let value = value(&metric, &score(answers.0, answers.1, answers.2));
        close(value.value, expected, 1e-9);
        close(value.low, expected - margin, 0.005);
        close(value.high, expected + margin, 0.005);
    }
    // Under 30 answers the interval stands around the adjusted score: 69.23 ± 31.15, cut at what is possible.
    let few = value(&metric, &score(9.0, 1.0, 0.0));
    close(few.value, 90.0, 1e-9);
    close(few.low, 69.23 - 31.15, 0.01);
    close(few.high, 100.0, 1e-9);
    let few = value(&metric, &score(8.0, 1.0, 1.0));
    close(few.low, 53.85 - 39.11, 0.01);
    close(few.high, 53.85 + 39.11, 0.01);
}

#[test]
fn trap_1_mean_of_means() {
    let metric = sample::metric(sample::MEAN);
    let (slow, quick) = (sums(&[100.0; 10]), sums(&[10.0; 1000]));
    let of_teams = [&slow, &quick].map(|team| value(&metric, team).value.expect("a mean"));
    assert_eq!((of_teams[0] + of_teams[1]) / 2.0, 55.0);
    close(value(&metric, &merge_all([&slow, &quick])).value, 10.8911, 5e-5);
}

#[test]
fn trap_2_mean_and_median_are_different_metrics_and_a_median_is_never_merged() {
    let metric = sample::metric(sample::MEDIAN);
    let merged = merge_all([&sample::direct(10.0, 5.0), &sample::direct(20.0, 9.0)]);
    let merged = value(&metric, &merged);
    assert_eq!((merged.value, merged.hidden, merged.n), (None, Some(Hidden::NotFromParts), 30.0));
}

#[test]
fn trap_8_proportions_have_wilson_intervals_also_at_zero_and_all() {
    let metric = sample::metric(sample::SHARE);
    for (hits, base) in [(0.0, 1.0), (1.0, 1.0), (0.0, 400.0), (400.0, 400.0)] {
        let value = value(&metric, &sample::share(hits, base));
        let (low, high) = (value.low.expect("low"), value.high.expect("high"));
        assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high) && low < high);
        assert!(value.standard_error.expect("an error") > 0.0);
    }
}

#[test]
fn trap_9_nps_needs_769_answers_for_five_points_at_variance_one_half() {
    let metric = sample::metric(sample::NET);
    let value = value(&metric, &score(192.25 * 2.0, 384.5, 0.0));
    // p = 0.5, d = 0: variance 0.25 and ±3.5; at variance 0.5 it is ±5.
    close(value.high, 50.0 + 1.96 * 100.0 * (0.25_f64 / 769.0).sqrt(), 0.02);
}

#[test]
fn trap_11_records_of_one_agent_are_not_independent() {
    let metric = sample::metric(sample::SHARE);
    // Ten agents with 40 contacts each; five always succeed, five always fail.
    let mut tally = sample::share(200.0, 400.0);
    let plain = value(&metric, &tally);
    tally.clusters =
        Some(Clusters { count: 10.0, numerator_squares: 5.0 * 1600.0, denominator_squares: 10.0 * 1600.0, products: 5.0 * 1600.0 });
    let robust = value(&metric, &tally);
    let effect = design_effect(&metric, &tally).expect("an effect");
    assert!(effect.factor > 40.0, "{effect:?}");
    assert!(robust.high.expect("high") - robust.low.expect("low") > 5.0 * (plain.high.expect("high") - plain.low.expect("low")));
    assert_eq!(robust.value, plain.value);
}

#[test]
fn clusters_never_narrow_an_interval() {
    let mut dice = Dice(5);
    for measure in [sample::SHARE, sample::MEAN] {
        let metric = sample::metric(measure);
        for _ in 0..200 {
            let mut tally = Tally::default();
            let (mut numerators, mut bases, mut products) = (0.0, 0.0, 0.0);
            for _ in 0..6 {
                let part: Vec<f64> = (0..20).map(|_| f64::from(u8::from(dice.uniform() < 0.4))).collect();
                let part = sums(&part);
                numerators += part.numerator.powi(2);
                bases += part.denominator.powi(2);
                products += part.numerator * part.denominator;
                tally.merge(&part);
            }
            let plain = value(&metric, &tally);
            tally.clusters = Some(Clusters { count: 6.0, numerator_squares: numerators, denominator_squares: bases, products });
            let robust = value(&metric, &tally);
            assert!(robust.standard_error >= plain.standard_error, "{robust:?} {plain:?}");
        }
    }
}

#[test]
fn rates_of_events_have_exact_poisson_intervals() {
    let metric = sample::metric(sample::EVENTS);
    let rate = value(&metric, &Tally { n: 1000.0, numerator: 0.0, denominator: 1000.0, ..Tally::default() });
    // Rule of three's exact cousin: 3.689 events for none seen.
    close(rate.value, 0.0, 0.0);
    close(rate.high, 3.6889, 1e-3);
    let ten = value(&metric, &Tally { n: 1000.0, numerator: 10.0, denominator: 1000.0, ..Tally::default() });
    close(ten.low, 4.7954, 1e-3);
    close(ten.high, 18.3904, 1e-3);
}

#[test]
fn a_mean_has_students_interval() {
    let metric = sample::metric(sample::MEAN);
    let value = value(&metric, &sums(&[1.0, 2.0, 3.0, 4.0, 5.0]));
    close(value.value, 3.0, 1e-12);
    close(value.low, 3.0 - 2.7764 * (2.5_f64 / 5.0).sqrt(), 1e-3);
}

#[test]
fn nothing_is_never_shown_as_zero() {
    for measure in [sample::SHARE, sample::NET, sample::MEAN, sample::MEDIAN, sample::EVENTS, sample::RATIO] {
        let metric = sample::metric(measure);
        let empty = value(&metric, &Tally::default());
        assert_eq!((empty.value, empty.hidden), (None, Some(Hidden::NoRecords)), "{measure}");
        let nothing_below = value(&metric, &Tally { n: 3.0, numerator: 2.0, ..Tally::default() });
        assert_eq!(nothing_below.value, None, "{measure}");
    }
    let total = value(&sample::metric(sample::TOTAL), &Tally { n: 0.0, numerator: 0.0, ..Tally::default() });
    assert_eq!(total.value, Some(0.0), "nobody called: that is a count");
}
