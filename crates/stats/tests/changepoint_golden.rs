//! Change points against the R packages changepoint and strucchange.

mod shared;

use luotsi_stats::changepoint::{Change, Penalty, Scale, Search, amoc, autocorrelation_factor, bai_perron, moving_range_sd, pelt};
use proptest::prelude::*;
use shared::{close, golden, lines, numbers};

/// Where R's changepoint is wrong: its AMOC tries one position too many at the end, so that the last segment may hold
/// `minseglen` − 1 points (here 4 instead of 5). Its answer is what the allowed positions do not contain.
const AMOC_LEAVES_FOUR_POINTS: [(&str, &[usize]); 3] = [("cpt-018", &[31]), ("cpt-030", &[]), ("cpt-044", &[])];

#[test]
fn all_cases_come_out_as_in_r() {
    let Some(text) = golden("changepoint_golden.jsonl") else { return };
    let (mut searches, mut dated, mut failures) = (0, 0, Vec::new());
    for case in lines(&text) {
        let y = numbers(&case["input"]["y"]);
        let expected = &case["expected"];
        if case["kind"] == "bai_perron_bic" {
            dated += 1;
            let got = bai_perron(&y, case["input"]["h"].as_u64().unwrap() as usize, 0.95).unwrap();
            let at: Vec<f64> = got.breaks.iter().map(|one| one.at as f64).collect();
            // R names the last point of a segment, 1-based, which is our 0-based first point of the next.
            let wanted: Vec<f64> =
                expected["breakpoints"].as_array().map_or(Vec::new(), |list| list.iter().filter_map(|point| point.as_f64()).collect());
            if at != wanted {
                failures.push(format!("{} breaks {at:?} for {wanted:?}", case["id"]));
            }
            for (list, name) in [(&got.bic, "bic"), (&got.residual_sum_of_squares, "rss")] {
                let wanted = numbers(&expected[name]);
                if list.len() != wanted.len() || !list.iter().zip(&wanted).all(|(a, b)| close(*a, *b, 1e-9)) {
                    failures.push(format!("{} {name} {list:?} for {wanted:?}", case["id"]));
                }
            }
            let ranges: Vec<Vec<f64>> = expected["confint95"].as_array().map_or(Vec::new(), |list| list.iter().map(numbers).collect());
            for (one, range) in got.breaks.iter().zip(&ranges) {
                if one.between != Some((range[0] as i64, range[2] as i64)) {
                    failures.push(format!("{} interval {one:?} for {range:?}", case["id"]));
                }
            }
            continue;
        }
        searches += 1;
        // The golden figures divide by the rounded 1.128 instead of 2/√π.
        let sd = case["input"]["sd_mr"].as_f64().unwrap();
        assert!(close(moving_range_sd(&y).unwrap() * 2.0 / std::f64::consts::PI.sqrt() / 1.128, sd, 1e-12));
        let z: Vec<f64> = y.iter().map(|value| value / sd).collect();
        let value = Penalty::Value(case["input"]["pen_2logn"].as_f64().unwrap());
        let search = |change, penalty| Search { change, penalty, least_segment: 5 };
        let list = |changes: Vec<usize>| changes.into_iter().map(|at| at as f64).collect::<Vec<f64>>();
        for (got, name) in [
            (list(pelt(&z, search(Change::Mean, value)).unwrap()), "pelt_mean_manual_2logn"),
            (list(pelt(&z, search(Change::Mean, Penalty::ModifiedBic)).unwrap()), "pelt_mean_mbic"),
            (list(pelt(&y, search(Change::MeanAndVariance, Penalty::ModifiedBic)).unwrap()), "pelt_meanvar_normal_mbic"),
            (list(amoc(&z, search(Change::Mean, value)).unwrap().into_iter().collect()), "amoc_mean_2logn"),
        ] {
            let known = AMOC_LEAVES_FOUR_POINTS.iter().find(|(id, _)| name == "amoc_mean_2logn" && case["id"] == *id);
            if let Some((_, ours)) = known {
                assert_eq!(y.len() as f64 - numbers(&expected[name])[0], 4.0);
                assert_eq!(got, list(ours.to_vec()));
            } else if got != numbers(&expected[name]) {
                failures.push(format!("{} {name} {got:?} for {}", case["id"], expected[name]));
            }
        }
    }
    println!("{searches} searches, {dated} dated");
    assert!(searches > 0 && dated > 0);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn autocorrelation_makes_a_change_dearer() {
    assert!(close(autocorrelation_factor(0.5, Scale::StandardDeviation).unwrap(), 3.0, 1e-12));
    assert!(close(autocorrelation_factor(0.5, Scale::MovingRange).unwrap(), 6.0, 1e-12));
    assert!(close(autocorrelation_factor(-0.5, Scale::MovingRange).unwrap(), 1.0, 1e-12));
    assert!(autocorrelation_factor(1.0, Scale::MovingRange).is_err());
}

/// The least penalised cost over all segmentations, by trying every one.
fn by_trying_all(values: &[f64], penalty: f64, least: usize) -> f64 {
    let cost = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        part.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    let whole = cost(values);
    (least..=values.len().saturating_sub(least))
        .map(|at| cost(&values[..at]) + penalty + by_trying_all(&values[at..], penalty, least))
        .fold(whole, f64::min)
}

proptest! {
    #[test]
    fn pelt_finds_the_least_cost(values in prop::collection::vec(-3.0f64..3.0, 4..14), penalty in 0.1f64..8.0) {
        let changes = pelt(&values, Search { change: Change::Mean, penalty: Penalty::Value(penalty), least_segment: 2 }).unwrap();
        let mut ends = vec![0];
        ends.extend(&changes);
        ends.push(values.len());
        let total: f64 = ends.windows(2).map(|pair| by_trying_all(&values[pair[0]..pair[1]], 1e9, 2)).sum::<f64>() + penalty * changes.len() as f64;
        prop_assert!((total - by_trying_all(&values, penalty, 2)).abs() < 1e-9);
    }

    #[test]
    fn a_constant_series_never_changes(value in -1e6f64..1e6, n in 4usize..60) {
        let values = vec![value; n];
        let search = Search { change: Change::Mean, penalty: Penalty::Value(1.0), least_segment: 2 };
        prop_assert!(pelt(&values, search).unwrap().is_empty());
        prop_assert!(amoc(&values, search).unwrap().is_none());
        let _ = bai_perron(&values, 2, 0.95).unwrap();
    }

    #[test]
    fn nothing_panics(values in prop::collection::vec(any::<f64>(), 0..30), least in prop_oneof![0usize..6, Just(usize::MAX)], penalty in any::<f64>()) {
        for change in [Change::Mean, Change::Variance { mean: 0.0 }, Change::MeanAndVariance] {
            let _ = pelt(&values, Search { change, penalty: Penalty::Value(penalty), least_segment: least });
            let _ = amoc(&values, Search { change, penalty: Penalty::ModifiedBic, least_segment: least });
        }
        let _ = bai_perron(&values, least, 0.95);
    }
}
