//! Published and calculated figures for intervals (reference: golden numbers of the project), and laws that always hold.

use luotsi_stats::intervals::difference::{newcombe, two_proportions};
use luotsi_stats::intervals::mean::Moments;
use luotsi_stats::intervals::nps::{Answers, difference};
use luotsi_stats::intervals::proportion::{Count, Sampling, clopper_pearson, mid_p, rule_of_three, wilson, wilson_sampled};
use luotsi_stats::intervals::quantile::{quantile, quantile_interval};
use luotsi_stats::intervals::rate::rate;
use luotsi_stats::intervals::ratio::{ClusterSums, weighting_design_effect};
use luotsi_stats::intervals::sample_size::{Wish, for_nps, for_proportion, in_population};
use proptest::prelude::*;

fn near(got: f64, expected: f64, within: f64) {
    assert!((got - expected).abs() <= within, "{got} is not within {within} of {expected}");
}

fn count(successes: u64, trials: u64) -> Count {
    Count { successes, trials }
}

fn answers(promoters: u64, passives: u64, detractors: u64) -> Answers {
    Answers { promoters, passives, detractors }
}

#[test]
fn wilson_gives_the_golden_numbers() {
    for (successes, trials, low, high) in [
        (8, 10, 0.4902, 0.9433),
        (80, 100, 0.7112, 0.8666),
        (800, 1000, 0.7741, 0.8236),
        (10, 10, 0.7225, 1.0),
        (0, 12, 0.0, 0.2425),
        (45, 50, 0.7864, 0.9565),
    ] {
        let interval = wilson(count(successes, trials), 0.95).unwrap();
        near(interval.low, low, 5e-5);
        near(interval.high, high, 5e-5);
    }
}

#[test]
fn two_proportions_give_the_golden_z() {
    near(two_proportions(count(164, 200), count(156, 200)).unwrap().z, 1.000, 5e-4);
    near(two_proportions(count(1640, 2000), count(1560, 2000)).unwrap().z, 3.162, 5e-4);
}

#[test]
fn nps_gives_the_golden_numbers() {
    for (sample, score, standard_error, margin) in [
        (answers(50, 33, 17), 33.0, 7.4907, 14.68),
        (answers(60, 30, 10), 50.0, 6.7082, 13.15),
        (answers(120, 60, 20), 50.0, 4.7434, 9.30),
        (answers(300, 150, 50), 50.0, 3.0000, 5.88),
    ] {
        let got = sample.score().unwrap();
        near(got.score, score, 1e-9);
        near(got.standard_error, standard_error, 5e-5);
        near(sample.interval(0.95).unwrap().margin(), margin, 5e-3);
    }
    let score_and_margin = |sample: Answers| {
        let score = sample.adjusted_wald(0.95).unwrap().estimate;
        (score, 1.959963984540054 * standard_error_of_adjusted(sample))
    };
    let (score, margin) = score_and_margin(answers(9, 1, 0));
    near(score, 69.23, 5e-3);
    near(margin, 31.15, 5e-3);
    let (score, margin) = score_and_margin(answers(8, 1, 1));
    near(score, 53.85, 5e-3);
    near(margin, 39.11, 5e-3);
    let two = difference(&answers(50, 33, 17), &answers(42, 36, 22), 0.95).unwrap();
    near(two.difference.estimate, 13.0, 1e-9);
    near(two.standard_error, 10.775, 5e-4);
    near(two.test.z, 1.206, 5e-4);
    assert!(two.difference.contains(0.0));
}

/// The adjusted interval is cut at 100 points; its lower half shows the margin.
fn standard_error_of_adjusted(sample: Answers) -> f64 {
    let interval = sample.adjusted_wald(0.95).unwrap();
    (interval.estimate - interval.low) / 1.959963984540054
}

#[test]
fn sample_sizes_are_the_golden_ones() {
    let wish = |margin: f64| Wish { margin, confidence: 0.95, population: None };
    for (variance, five, ten) in [(0.5, 769, 193), (0.7, 1076, 269), (1.0, 1537, 385)] {
        assert_eq!(for_nps(variance, wish(5.0)).unwrap(), five);
        assert_eq!(for_nps(variance, wish(10.0)).unwrap(), ten);
    }
    assert_eq!(for_proportion(0.5, wish(0.05)).unwrap(), 385);
    assert_eq!(for_proportion(0.8, wish(0.05)).unwrap(), 246);
    assert_eq!(in_population(385, 500), 218);
    assert_eq!(in_population(385, 2000), 323);
    assert_eq!(for_proportion(0.5, Wish { population: Some(500), ..wish(0.05) }).unwrap(), 218);
}

#[test]
fn exact_intervals_equal_those_of_r() {
    // R: binom.test(8, 10)$conf.int, binom.test(0, 12)$conf.int, poisson.test(7, 2)$conf.int.
    let exact = clopper_pearson(count(8, 10), 0.95).unwrap();
    near(exact.low, 0.443904538, 5e-9);
    near(exact.high, 0.974789274, 5e-9);
    let none = clopper_pearson(count(0, 12), 0.95).unwrap();
    near(none.low, 0.0, 0.0);
    near(none.high, 1.0 - 0.025f64.powf(1.0 / 12.0), 1e-12);
    let seven = rate(7, 2.0, 0.95).unwrap();
    near(seven.low, 2.814363 / 2.0, 5e-7);
    near(seven.high, 14.42268 / 2.0, 5e-6);
    near(rate(0, 1.0, 0.95).unwrap().high, -(0.025f64.ln()), 1e-12);
    // Newcombe (1998), table II, case (a): 56/70 − 48/80, method 10: 0.0524 to 0.3339.
    let difference = newcombe(count(56, 70), count(48, 80), 0.95).unwrap();
    near(difference.low, 0.0524, 5e-5);
    near(difference.high, 0.3339, 5e-5);
    near(rule_of_three(300).unwrap(), 0.01, 1e-15);
}

#[test]
fn mid_p_halves_the_observed_count() {
    let sample = count(3, 20);
    let interval = mid_p(sample, 0.95).unwrap();
    let mid_tail = |p: f64| {
        let binomial = luotsi_stats::distribution::Binomial::new(20, p).unwrap();
        (binomial.survival(3) + 0.5 * binomial.probability(3), binomial.cdf(3) - 0.5 * binomial.probability(3))
    };
    near(mid_tail(interval.low).0, 0.025, 1e-12);
    near(mid_tail(interval.high).1, 0.025, 1e-12);
    // All of two: 0.5·p² = 0.025.
    near(mid_p(count(2, 2), 0.95).unwrap().low, 0.05f64.sqrt(), 1e-12);
}

#[test]
fn trap_10_a_finite_population_narrows_and_clusters_widen() {
    let plain = wilson(count(80, 100), 0.95).unwrap();
    let small = wilson_sampled(count(80, 100), Sampling { population: Some(120), ..Sampling::default() }, 0.95).unwrap();
    let clustered = wilson_sampled(count(80, 100), Sampling { design_effect: 4.0, ..Sampling::default() }, 0.95).unwrap();
    assert!(small.margin() < plain.margin() && plain.margin() < clustered.margin());
    // Design effect 4: as if 20 of 25.
    let quarter = wilson(count(20, 25), 0.95).unwrap();
    near(clustered.low, quarter.low, 1e-12);
    let everybody = wilson_sampled(count(80, 100), Sampling { population: Some(100), ..Sampling::default() }, 0.95).unwrap();
    near(everybody.margin(), 0.0, 0.0);
}

#[test]
fn means_of_means_are_never_taken() {
    let slow = ClusterSums {
        clusters: 10,
        numerator: 1000.0,
        denominator: 10.0,
        numerator_squared: 100_000.0,
        denominator_squared: 10.0,
        product: 1000.0,
    };
    let fast = ClusterSums {
        clusters: 1000,
        numerator: 10_000.0,
        denominator: 1000.0,
        numerator_squared: 100_000.0,
        denominator_squared: 1000.0,
        product: 10_000.0,
    };
    near(slow.merge(fast).ratio().unwrap(), 10.8911, 5e-5);
}

#[test]
fn with_single_observations_as_clusters_the_ratio_is_the_mean() {
    let values = [5.1, 4.9, 6.2, 5.7, 5.0, 4.4];
    let sums = values.iter().map(|value| ClusterSums::of_unit(*value, 1.0)).fold(ClusterSums::default(), ClusterSums::merge);
    let by_ratio = sums.estimate(0.95).unwrap().interval;
    let by_mean = Moments::of(&values).unwrap().interval(0.95).unwrap();
    near(by_ratio.low, by_mean.low, 1e-10);
    // R: t.test(c(5.1, 4.9, 6.2, 5.7, 5.0, 4.4))$conf.int.
    near(by_mean.estimate, 5.216666666666667, 1e-12);
    let squares: f64 = values.iter().map(|value| value * value).sum();
    near(sums.design_effect_of_mean(squares).unwrap().unwrap(), 1.0, 1e-10);
    near(weighting_design_effect(&[2.0; 7]).unwrap(), 1.0, 1e-12);
    near(weighting_design_effect(&[1.0, 3.0]).unwrap(), 1.25, 1e-12);
}

#[test]
fn quantiles_interpolate_as_type_seven() {
    // R: quantile(c(1, 2, 4, 8, 16), c(.1, .5, .9)) = 1.4, 4, 12.8.
    let values = [16.0, 1.0, 4.0, 2.0, 8.0];
    for (share, expected) in [(0.1, 1.4), (0.5, 4.0), (0.9, 12.8), (0.0, 1.0), (1.0, 16.0)] {
        near(quantile(&values, share).unwrap(), expected, 1e-12);
    }
    // The classic table for the median of 20: the 6th to the 15th value.
    let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
    let median = quantile_interval(&twenty, 0.5, 0.95).unwrap();
    assert_eq!((median.low, median.estimate, median.high), (6.0, 10.5, 15.0));
}

proptest! {
    #[test]
    fn proportions_stay_inside(trials in 1u64..100_000, part in 0.0f64..=1.0, confidence in 0.01f64..0.999) {
        let sample = count((trials as f64 * part) as u64, trials);
        for interval in [wilson(sample, confidence).unwrap(), clopper_pearson(sample, confidence).unwrap()] {
            prop_assert!(0.0 <= interval.low && interval.low <= interval.estimate);
            prop_assert!(interval.estimate <= interval.high && interval.high <= 1.0);
        }
    }

    #[test]
    fn merging_parts_equals_the_whole(values in prop::collection::vec((-1e3f64..1e3, 0.1f64..50.0), 3..60), cut in 0usize..60) {
        let cut = cut.min(values.len());
        let sums = |part: &[(f64, f64)]| part.iter().map(|(a, b)| ClusterSums::of_unit(*a, *b)).fold(ClusterSums::default(), ClusterSums::merge);
        let (left, right) = values.split_at(cut);
        let whole = sums(&values).estimate(0.95).unwrap();
        let parts = sums(right).merge(sums(left)).estimate(0.95).unwrap();
        prop_assert!((whole.interval.low - parts.interval.low).abs() <= 1e-7 * (1.0 + whole.standard_error));
        let numbers: Vec<f64> = values.iter().map(|(a, _)| *a).collect();
        let (left, right) = numbers.split_at(cut);
        let whole = Moments::of(&numbers).unwrap();
        let parts = Moments::of(left).unwrap().merge(Moments::of(right).unwrap());
        prop_assert!((whole.mean - parts.mean).abs() < 1e-9);
        prop_assert!((whole.squared_deviations - parts.squared_deviations).abs() < 1e-6 * (1.0 + whole.squared_deviations));
    }

    #[test]
    fn order_is_irrelevant_for_quantiles(mut values in prop::collection::vec(-1e6f64..1e6, 1..80), share in 0.0f64..=1.0) {
        let before = quantile_interval(&values, share, 0.95).unwrap();
        values.reverse();
        prop_assert_eq!(before, quantile_interval(&values, share, 0.95).unwrap());
        prop_assert!(before.low <= before.estimate && before.estimate <= before.high);
    }

    #[test]
    fn nothing_panics_and_nothing_is_nan(a in any::<u32>(), b in any::<u32>(), c in any::<u32>(), x in any::<f64>(), y in any::<f64>()) {
        let sample = answers(a.into(), b.into(), c.into());
        if let Ok(interval) = sample.interval(0.95) {
            prop_assert!(-100.0 <= interval.low && interval.low <= interval.high && interval.high <= 100.0);
        }
        if let Ok(interval) = wilson(count(a.into(), b.into()), x) { prop_assert!(!interval.low.is_nan()); }
        if let Ok(interval) = rate(a.into(), x, y) { prop_assert!(!interval.low.is_nan() && interval.low <= interval.high); }
        let _ = ClusterSums::of_unit(x, y).merge(ClusterSums::of_unit(y, x)).proportion(0.95);
        let _ = quantile(&[x, y], 0.3);
    }
}
