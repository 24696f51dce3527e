//! Real data of the shared folder: published textbook figures, and 130 A&E departments.

mod spc_support;

use std::collections::BTreeMap;

use luotsi_stats::spc::{self, Kind, Options, Request};
use spc_support::{csv_rows, shared_text};

#[test]
fn orange_juice_with_and_without_its_two_bad_shifts() {
    let Some(text) = shared_text("datasets/qcc_orangejuice.csv") else {
        return;
    };
    let rows = csv_rows(&text);
    let trial: Vec<_> = rows.iter().filter(|row| row["trial"] == "TRUE").collect();
    let column = |name: &str| -> Vec<Option<f64>> { trial.iter().map(|row| row[name].parse().ok()).collect() };
    let (defects, sizes) = (column("D"), column("size"));
    let ask = |exclude: &[usize]| {
        spc::judge(&Request {
            kind: Kind::P,
            values: &defects,
            sizes: &sizes,
            exclude,
            options: Options { count_limits: spc::CountLimits::Classic, ..Options::default() },
            ..Request::default()
        })
        .unwrap()
    };
    for (exclude, wanted) in [(&[][..], [0.231_333_3, 0.052_427_55, 0.410_239_1]), (&[14, 22], [0.215, 0.040_702_84, 0.389_297_2])] {
        let judged = ask(exclude);
        let point = judged.points[0];
        for (found, wanted) in [point.centre, point.lower, point.upper].into_iter().zip(wanted) {
            assert!((found.unwrap() - wanted).abs() < 1e-7, "{found:?} {wanted}");
        }
        let outside: Vec<usize> = (0..judged.points.len()).filter(|at| judged.points[*at].flags().contains(spc::Flag::Outside)).collect();
        assert!(outside.contains(&14) && outside.contains(&22), "{outside:?}");
    }
}

#[test]
fn the_packages_own_random_series() {
    // R: set.seed(123); rnorm(20), rounded to eight decimals; limits of the package's snapshot test.
    let values = [
        -0.56047565,
        -0.23017749,
        1.55870831,
        0.07050839,
        0.12928774,
        1.71506499,
        0.46091621,
        -1.26506123,
        -0.68685285,
        -0.44566197,
        1.22408180,
        0.35981383,
        0.40077145,
        0.11068272,
        -0.55584113,
        1.78691314,
        0.49785048,
        -1.96661716,
        0.70135590,
        -0.47279141,
    ]
    .map(Some);
    let point = spc::judge(&Request { values: &values, ..Request::default() }).unwrap().points[0];
    for (found, wanted) in [(point.centre, 0.141_623_8), (point.lower, -3.011_38), (point.upper, 3.294_627)] {
        assert!((found.unwrap() - wanted).abs() < 1e-6, "{found:?} {wanted}");
    }
}

#[test]
fn accident_and_emergency_series_are_as_flagged_and_correlated_as_measured() {
    let (Some(data), Some(summary)) =
        (shared_text("datasets/nhsrdatasets_ae_attendances.csv"), shared_text("real_ae_autocorrelation_summary.json"))
    else {
        return;
    };
    let mut trusts: BTreeMap<String, BTreeMap<String, [f64; 3]>> = BTreeMap::new();
    for row in csv_rows(&data).iter().filter(|row| row["type"] == "1") {
        let figures = ["attendances", "breaches", "admissions"].map(|name| row[name].parse().unwrap());
        trusts.entry(row["org_code"].clone()).or_default().insert(row["period"].clone(), figures);
    }
    trusts.retain(|_, months| months.len() == 36 && months.values().all(|month| month[0] > 0.0));
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    for row in summary["rows"].as_array().unwrap() {
        let pick: fn(&[f64; 3]) -> f64 = match row["metric"].as_str().unwrap() {
            "attendances" => |month| month[0],
            "breaches" => |month| month[1],
            "admissions" => |month| month[2],
            _ => |month| 1.0 - month[1] / month[0],
        };
        let (mut correlation, mut any, mut last, mut runs) = (0.0, 0.0, 0.0, 0.0);
        for months in trusts.values() {
            let values: Vec<Option<f64>> = months.values().map(|month| Some(pick(month))).collect();
            let judged = spc::judge(&Request { values: &values, ..Request::default() }).unwrap();
            let is_flagged = |point: &spc::Point| f64::from(u8::from(point.signal.is_some()));
            correlation += judged.phases[0].autocorrelation.unwrap();
            any += judged.points.iter().map(is_flagged).fold(0.0, f64::max);
            last += is_flagged(&judged.points[35]);
            runs += f64::from(u8::from(judged.runs().signal));
        }
        let count = trusts.len() as f64;
        assert_eq!(Some(trusts.len() as u64), row["series"].as_u64());
        for (name, found) in [
            ("mean_phi_biascorrected", correlation),
            ("share_any_flag", any),
            ("share_last_point_flag", last),
            ("share_anhoej_signal", runs),
        ] {
            let wanted = row[name].as_f64().unwrap();
            assert!((found / count - wanted).abs() < 0.0015, "{name}: {}, measured {wanted}", found / count);
        }
    }
}
