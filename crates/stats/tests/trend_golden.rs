//! Trends against scipy (theilslopes, kendalltau) and by counting.

mod shared;

use luotsi_stats::trend::{mann_kendall, seasonal_mann_kendall, theil_sen, theil_sen_per_point};
use proptest::prelude::*;
use shared::close;

#[test]
fn slopes_and_tests_equal_the_published_ones() {
    let months = [70.0, 71.0, 70.5, 72.0, 72.5, 20.0, 73.0, 74.0, 74.5, 75.0];
    // scipy.stats.theilslopes(months) and kendalltau (exact).
    let slope = theil_sen_per_point(&months, 0.95).unwrap();
    assert!(close(slope.estimate, 0.5, 1e-12));
    assert!(slope.low <= 0.5 && slope.high >= 0.666_666_666_666_666_6);
    let test = mann_kendall(&months).unwrap();
    assert!(close(test.tau, 0.733_333_333_333_333_3, 1e-12));
    assert!(close(test.p, 0.002_212_852_733_686_067, 1e-12));
    let tied = [1.0, 3.0, 2.0, 2.0, 5.0, 4.0, 4.0, 4.0, 7.0, 6.0, 8.0, 7.0];
    let slope = theil_sen_per_point(&tied, 0.9).unwrap();
    assert!(close(slope.estimate, 0.550_505_050_505_050_5, 1e-12));
    assert!(slope.low <= 0.4 && slope.high >= 0.666_666_666_666_666_6);
    let test = mann_kendall(&tied).unwrap();
    assert!(close(test.tau, 0.740_731_771_210_252_7, 1e-12));
    // The variance by hand: ties 2, 3, 2; 12·11·29 − 2·1·9·2 − 3·2·11 = 3726, /18 = 207.
    assert_eq!((test.s, test.variance), (47.0, 207.0));
}

#[test]
fn few_points_are_counted_exactly() {
    // Three rising points: 2 of the 6 orders are this extreme.
    assert!(close(mann_kendall(&[1.0, 2.0, 3.0]).unwrap().p, 2.0 / 6.0, 1e-12));
    // Ten rising points: 2 of 10! orders.
    let rising: Vec<f64> = (0..10).map(f64::from).collect();
    assert!(close(mann_kendall(&rising).unwrap().p * 3_628_800.0, 2.0, 1e-9));
    assert_eq!(mann_kendall(&[4.0; 9]).unwrap().p, 1.0);
    assert_eq!(mann_kendall(&[4.0; 9]).unwrap().tau, 0.0);
    assert!(theil_sen(&[1.0, 1.0], &[1.0, 2.0], 0.95).is_err());
}

#[test]
fn seasons_meet_their_own_kind() {
    // Falls within each half-year, but rises by year.
    let values = [9.0, 1.0, 10.0, 2.0, 11.0, 3.0, 12.0, 4.0];
    let test = seasonal_mann_kendall(&values, 2).unwrap();
    assert_eq!((test.s, test.tau), (12.0, 1.0));
    assert!(close(test.variance, 2.0 * 4.0 * 3.0 * 13.0 / 18.0, 1e-12));
}

proptest! {
    #[test]
    fn turning_the_series_round_turns_the_trend(values in prop::collection::vec(-1e3f64..1e3, 3..50)) {
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        let (one, other) = (mann_kendall(&values).unwrap(), mann_kendall(&reversed).unwrap());
        prop_assert_eq!(one.s, -other.s);
        prop_assert!((one.p - other.p).abs() < 1e-12 && (0.0..=1.0).contains(&one.p) && one.tau.abs() <= 1.0 + 1e-12);
        let (one, other) = (theil_sen_per_point(&values, 0.9).unwrap(), theil_sen_per_point(&reversed, 0.9).unwrap());
        prop_assert!(one.low <= one.estimate && one.estimate <= one.high);
        prop_assert!((one.low + other.high).abs() < 1e-9 && (one.estimate + other.estimate).abs() < 1e-9);
    }

    #[test]
    fn nothing_panics(x in prop::collection::vec(any::<f64>(), 0..20), y in prop::collection::vec(any::<f64>(), 0..20), period in 0usize..9) {
        let _ = theil_sen(&x, &y, 0.95);
        let _ = mann_kendall(&x);
        let _ = seasonal_mann_kendall(&y, period);
    }
}
