//! Data sets of textbooks and packages, read from the shared folder, against the figures printed with them.
//!
//! Figures come from Montgomery, *Introduction to Statistical Quality Control* (tables by their number), from the vignette of
//! qcc 3.0 and from the tests of qicharts2 0.8.1. The shared folder's licence keeps the data out of the repository.

mod spc_support;

use std::collections::HashMap;

use luotsi_stats::spc::{self, CountLimits, Flag, IndividualSigma, Judged, Kind, Memory, Options, Policy, Request, SubgroupSigma, dialect};
use spc_support::{cases, csv_rows, is_close, numbers, shared_text};

type Rows = Vec<HashMap<String, String>>;

fn data(name: &str) -> Option<Rows> {
    shared_text(&format!("datasets/{name}.csv")).map(|text| csv_rows(&text))
}

fn column(rows: &Rows, name: &str) -> Vec<Option<f64>> {
    rows.iter().map(|row| row[name].parse().ok()).collect()
}

fn kept(rows: &Rows, name: &str, value: &str) -> Rows {
    rows.iter().filter(|row| row[name] == value).cloned().collect()
}

/// Values by the sample that they belong to, in the order of the file.
fn subgroups(rows: &Rows, value: &str) -> Vec<Vec<Option<f64>>> {
    let mut groups: Vec<(String, Vec<Option<f64>>)> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|(sample, _)| *sample != row["sample"]) {
            groups.push((row["sample"].clone(), Vec::new()));
        }
        if let Some((_, values)) = groups.last_mut() {
            values.push(row[value].parse().ok());
        }
    }
    groups.into_iter().map(|(_, values)| values).collect()
}

fn classic() -> Options {
    Options { policy: Policy::Upstream, count_limits: CountLimits::Classic, ..Options::default() }
}

/// 1-based numbers of the points outside the limits.
fn outside(judged: &Judged) -> Vec<usize> {
    (0..judged.points.len()).filter(|at| judged.points[*at].flags().contains(Flag::Outside)).map(|at| at + 1).collect()
}

/// Centre, lower and upper limit of a point, as printed.
fn limits_are(judged: &Judged, at: usize, [centre, lower, upper]: [f64; 3], tolerance: f64) {
    let point = judged.points[at];
    for (name, found, wanted) in [("centre", point.centre, centre), ("lower", point.lower, lower), ("upper", point.upper, upper)] {
        assert!(found.is_some_and(|found| (found - wanted).abs() <= tolerance), "{name} of point {}: {found:?}, printed {wanted}", at + 1);
    }
}

#[test]
fn piston_rings_of_three_tables_are_one_process_with_three_points_out_later() {
    let (Some(rings), Some(table_6_3), Some(table_6_4)) =
        (data("qcc_pistonrings"), data("qicharts2_tbl_06.03"), data("qicharts2_tbl_06.04"))
    else {
        return;
    };
    let groups = subgroups(&rings, "diameter");
    let judged = spc::judge(&Request {
        kind: Kind::Xbar,
        subgroups: &groups,
        baseline: Some(25),
        options: Options { subgroup_sigma: Some(SubgroupSigma::QccDefault), ..classic() },
        ..Request::default()
    })
    .unwrap();
    limits_are(&judged, 0, [74.001_18, 73.988_05, 74.014_3], 5e-6);
    assert_eq!(outside(&judged), [37, 38, 39]);

    // Table 6.3: the first 25 samples again. The book rounds s̄ to 0.0094 and the limits to three decimals.
    let groups = subgroups(&table_6_3, "obs");
    let ask = |kind, groups: &[Vec<Option<f64>>]| {
        spc::judge(&Request { kind, subgroups: groups, options: classic(), ..Request::default() }).unwrap()
    };
    limits_are(&ask(Kind::Xbar, &groups), 0, [74.001, 73.988, 74.014], 1e-3);
    limits_are(&ask(Kind::S, &groups), 0, [0.0094, 0.0, 0.0196], 5e-5);

    // Table 6.4: samples of 3 to 5 rings, so that each has limits of its own around one centre.
    let groups = subgroups(&table_6_4, "obs");
    let means = ask(Kind::Xbar, &groups);
    assert!((means.points[0].centre.unwrap() - 74.001).abs() < 5e-4);
    let width = |at: usize| means.points[at].upper.unwrap() - means.points[at].lower.unwrap();
    let of_size = |size: usize| (0..groups.len()).find(|at| groups[*at].len() == size).unwrap();
    assert!(width(of_size(3)) > width(of_size(4)) && width(of_size(4)) > width(of_size(5)));
    assert_eq!(outside(&means), Vec::<usize>::new());
}

#[test]
fn loan_costs_stay_inside_the_limits_of_their_first_twenty_weeks_and_then_do_not() {
    // Montgomery, table 6.7: x̄ = 300.5, mean moving range 7.79.
    let Some(rows) = data("qicharts2_tbl_06.07") else { return };
    let values = column(&rows, "cost");
    let judged = spc::judge(&Request { values: &values, baseline: Some(20), options: classic(), ..Request::default() }).unwrap();
    limits_are(&judged, 0, [300.5, 279.78, 321.22], 0.005);
    // The process average moved up around week 39.
    assert!(outside(&judged).iter().all(|point| *point >= 39) && !outside(&judged).is_empty(), "{:?}", outside(&judged));
}

#[test]
fn orange_juice_cans_before_and_after_the_machine_was_adjusted() {
    let (Some(table_7_3), Some(second)) = (data("qicharts2_tbl_07.03"), data("qcc_orangejuice2")) else { return };
    let ask = |rows: &Rows, counts: &str, exclude: &[usize]| {
        let (counts, sizes) = (column(rows, counts), column(rows, "size"));
        spc::judge(&Request { kind: Kind::P, values: &counts, sizes: &sizes, exclude, options: classic(), ..Request::default() }).unwrap()
    };
    let first = kept(&table_7_3, "phase", "1");
    let judged = ask(&first, "count", &[]);
    limits_are(&judged, 0, [0.2313, 0.0524, 0.4102], 5e-5);
    assert_eq!(outside(&judged), [15, 23]);
    let without = ask(&first, "count", &[14, 22]);
    limits_are(&without, 0, [0.2150, 0.0407, 0.3893], 5e-5);
    // Without them sample 21 is outside as well; the book finds no cause for it and keeps it.
    assert!(outside(&without).contains(&21));
    // After the adjustment: p̄ = 0.1108, upper limit 0.2440, nothing outside.
    let adjusted = ask(&kept(&second, "trial", "TRUE"), "D", &[]);
    limits_are(&adjusted, 0, [0.1108, 0.0, 0.2440], 5e-5);
    assert_eq!(outside(&adjusted), Vec::<usize>::new());
}

#[test]
fn purchase_orders_with_changing_numbers_have_changing_limits() {
    // Montgomery, table 7.4: p̄ = 234/2450 = 0.0955; sample 11 is out.
    let Some(rows) = data("qicharts2_tbl_07.04") else { return };
    let (counts, sizes) = (column(&rows, "count"), column(&rows, "size"));
    let judged = spc::judge(&Request { kind: Kind::P, values: &counts, sizes: &sizes, options: classic(), ..Request::default() }).unwrap();
    limits_are(&judged, 0, [0.0955, 0.0073, 0.1837], 5e-5);
    assert_eq!(outside(&judged), [11]);
}

#[test]
fn defects_of_circuit_boards() {
    let (Some(circuit), Some(table_7_8)) = (data("qcc_circuit"), data("qicharts2_tbl_07.08")) else { return };
    for (rows, name) in [(kept(&circuit, "trial", "TRUE"), "x"), (kept(&table_7_8, "phase", "1"), "count")] {
        let counts = column(&rows, name);
        let judged = spc::judge(&Request { kind: Kind::C, values: &counts, options: classic(), ..Request::default() }).unwrap();
        limits_are(&judged, 0, [19.846_15, 6.481_447, 33.210_86], 5e-6);
        assert_eq!(outside(&judged), [6, 20], "{name}");
    }
    // Without the two the book continues with c̄ = 472/24 = 19.67.
    let counts = column(&kept(&circuit, "trial", "TRUE"), "x");
    let judged =
        spc::judge(&Request { kind: Kind::C, values: &counts, exclude: &[5, 19], options: classic(), ..Request::default() }).unwrap();
    limits_are(&judged, 0, [19.67, 6.36, 32.97], 5e-3);
}

#[test]
fn defects_for_each_unit_of_computers_shipments_and_cloth() {
    let (Some(computers), Some(shipments), Some(cloth), Some(table_7_11)) =
        (data("qcc_pcmanufact"), data("qicharts2_tbl_07.10"), data("qcc_dyedcloth"), data("qicharts2_tbl_07.11"))
    else {
        return;
    };
    let ask = |rows: &Rows, counts: &str, sizes: Vec<Option<f64>>| {
        let counts = column(rows, counts);
        spc::judge(&Request { kind: Kind::U, values: &counts, sizes: &sizes, options: classic(), ..Request::default() }).unwrap()
    };
    limits_are(&ask(&computers, "x", column(&computers, "size")), 0, [1.93, 0.066_133_05, 3.793_867], 5e-6);
    // Table 7.10: ū = 0.0740, limits 0 and 0.1894.
    limits_are(&ask(&shipments, "count", column(&shipments, "size")), 0, [0.0740, 0.0, 0.1894], 5e-5);
    // Table 7.11: rolls of cloth in units of 50 square metres; ū = 153/107.5 = 1.42, limits of the first roll 0.29 and 2.55.
    let units: Vec<Option<f64>> = column(&table_7_11, "meters").into_iter().map(|meters| meters.map(|meters| meters / 50.0)).collect();
    assert_eq!(units, column(&cloth, "size"));
    for rows in [(&table_7_11, "count"), (&cloth, "x")] {
        limits_are(&ask(rows.0, rows.1, units.clone()), 0, [1.423, 0.291, 2.555], 5e-4);
    }
}

#[test]
fn viscosity_by_moving_ranges_and_by_standard_deviation() {
    let Some(rows) = data("qcc_viscosity") else { return };
    let values = column(&rows, "viscosity");
    let trial = rows.iter().filter(|row| row["trial"] == "TRUE").count();
    for (sigma, limits) in [
        (IndividualSigma::MeanMovingRange, [34.088, 32.565_04, 35.610_96]),
        (IndividualSigma::StandardDeviation, [34.088, 32.357_04, 35.818_96]),
    ] {
        let judged = spc::judge(&Request {
            values: &values,
            baseline: Some(trial),
            // The NHS tools round 3/1.128 to 2.66.
            dialect: &dialect::WESTERN_ELECTRIC_1956,
            options: Options { individual_sigma: sigma, screen: Some(false), ..classic() },
            ..Request::default()
        })
        .unwrap();
        limits_are(&judged, 0, limits, 5e-5);
    }
}

#[test]
fn valve_failures_are_in_control_once_their_times_are_transformed() {
    // Montgomery, table 7.14: hours^0.2777 has mean 5.39 and mean moving range 2.36; nothing is outside.
    let Some(rows) = data("qicharts2_tbl_07.14") else { return };
    let hours = column(&rows, "hours");
    let judged =
        spc::judge(&Request { kind: Kind::T, values: &hours, options: Options { screen: Some(false), ..classic() }, ..Request::default() })
            .unwrap();
    let point = judged.points[0];
    assert!((point.centre.unwrap().powf(1.0 / 3.6) - 5.389).abs() < 5e-3, "{point:?}");
    assert!((point.upper.unwrap().powf(1.0 / 3.6) - (5.389 + 2.66 * 2.361)).abs() < 0.01, "{point:?}");
    assert_eq!(point.lower, Some(0.0));
    assert_eq!(outside(&judged), Vec::<usize>::new());
    // The times themselves are anything but normal: untransformed, the longest one is called a signal.
    let plain =
        spc::judge(&Request { values: &hours, options: Options { screen: Some(false), ..classic() }, ..Request::default() }).unwrap();
    assert!(plain.points.iter().any(|point| point.lower.unwrap() < 0.0));
}

#[test]
fn a_shift_of_one_sigma_is_found_by_sums_and_averages_where_single_values_stay_inside() {
    // Montgomery, table 9.1: from the 21st value on the mean is 11 instead of 10; C⁺ passes 5 at the 29th with 5.28.
    let Some(rows) = data("qicharts2_tbl_09.01") else { return };
    let values = column(&rows, "x");
    let known = Some(spc::Known { centre: 10.0, sigma: 1.0 });
    let ask = |kind, memory| {
        spc::judge(&Request { kind, values: &values, options: Options { known, memory, ..classic() }, ..Request::default() }).unwrap()
    };
    let sums = ask(Kind::Cusum, Memory { cusum_allowance: 0.5, cusum_limit: 5.0, ..Memory::default() });
    assert!((sums.sums[28].0 - 5.28).abs() < 1e-9, "{:?}", sums.sums[28]);
    assert_eq!(outside(&sums), [29, 30]);
    let averages = ask(Kind::Ewma, Memory { ewma_weight: 0.1, ewma_limit: 2.7, ..Memory::default() });
    assert!(averages.points[..28].iter().all(|point| point.signal.is_none()));
    assert!((averages.points[28].value.unwrap() - 10.6468).abs() < 5e-5);
    let singles = ask(Kind::Xmr, Memory::default());
    assert_eq!(outside(&singles), Vec::<usize>::new());
}

#[test]
fn figures_that_qicharts2_gave_for_its_own_data_come_from_these_files() {
    let (Some(infections), Some(cdi), Some(accidents), Some(complaints)) =
        (data("qicharts2_hospital_infections"), data("qicharts2_cdi"), data("qicharts2_nhs_accidents"), data("qicharts2_complaints"))
    else {
        return;
    };
    let mut seen = 0;
    for case in cases("qicharts2_golden.jsonl") {
        let Some(name) = case["kind"].as_str().and_then(|kind| kind.strip_prefix("bundled:")) else { continue };
        let (rows, count, size) = match name.split('_').collect::<Vec<_>>()[..] {
            ["hai", hospital, infection] => (kept(&kept(&infections, "hospital", hospital), "infection", infection), "n", Some("days")),
            ["cdi"] => (cdi.clone(), "n", (case["input"]["chart"] == "u").then_some("days")),
            ["nhs", "accidents"] => (accidents.clone(), "r", Some("n")),
            ["complaints"] => (complaints.clone(), "complaints", Some("sales")),
            _ => continue,
        };
        let (values, sizes) = (column(&rows, count), size.map(|size| column(&rows, size)).unwrap_or_default());
        let multiplier = case["input"]["multiply"].as_f64();
        let judged = spc::judge(&Request {
            kind: Kind::from_id(case["input"]["chart"].as_str().unwrap()).unwrap(),
            values: &values,
            sizes: &sizes,
            phases: &spc_support::indices(&case["input"]["part"]),
            baseline: case["input"]["freeze"].as_u64().map(|points| points as usize),
            options: Options { multiplier, ..classic() },
            ..Request::default()
        })
        .unwrap();
        for (key, pick) in
            [("cl", (|point| point.centre) as fn(&spc::Point) -> Option<f64>), ("lcl", |point| point.lower), ("ucl", |point| point.upper)]
        {
            let wanted: Vec<Option<f64>> = numbers(&case["expected"][key]);
            for (at, point) in judged.points.iter().enumerate() {
                assert!(is_close(pick(point), wanted[at], 1e-9), "{name} {key} {at}: {:?}, given {:?}", pick(point), wanted[at]);
            }
        }
        seen += 1;
    }
    assert!(seen >= 9, "{seen} of the package's own data sets");
}

/// Centre and limits by the written rule alone: mean ± 2.66 · mean moving range.
fn by_hand(values: &[f64]) -> [f64; 3] {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let ranges = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / (values.len() - 1) as f64;
    [mean, mean - 3.0 / 1.128 * ranges, mean + 3.0 / 1.128 * ranges]
}

#[test]
fn water_in_antifreeze_and_temperatures_of_a_boiler() {
    let (Some(antifreeze), Some(boiler)) = (data("qcc_antifreeze"), data("qcc_boiler")) else { return };
    // The package's vignette prints the centres of the eight burners.
    let printed = [525.0, 513.56, 538.92, 521.68, 503.80, 512.44, 478.72, 477.24];
    let burners = (1..=8).map(|burner| (column(&boiler, &format!("t{burner}")), Some(printed[burner - 1])));
    for (values, printed) in burners.chain([(column(&antifreeze, "water"), None)]) {
        let judged =
            spc::judge(&Request { values: &values, options: Options { screen: Some(false), ..classic() }, ..Request::default() }).unwrap();
        let plain: Vec<f64> = values.iter().copied().flatten().collect();
        limits_are(&judged, 0, by_hand(&plain), 0.01);
        if let Some(printed) = printed {
            assert!((judged.points[0].centre.unwrap() - printed).abs() < 1e-9);
        }
    }
}

#[test]
fn lots_of_two_sizes_need_weights_of_their_own() {
    // Taylor's example of the I′ chart: totals of lots of 13 and of 5, judged as totals for each piece.
    let Some(rows) = data("qicharts2_lots") else { return };
    let (values, sizes) = (column(&rows, "value"), column(&rows, "n"));
    let judged = spc::judge(&Request { kind: Kind::Ip, values: &values, sizes: &sizes, options: classic(), ..Request::default() }).unwrap();
    let total: f64 = values.iter().flatten().sum::<f64>() / sizes.iter().flatten().sum::<f64>();
    let width = |at: usize| judged.points[at].upper.unwrap() - judged.points[at].centre.unwrap();
    let of_size = |size: f64| sizes.iter().position(|found| *found == Some(size)).unwrap();
    assert!((judged.points[0].centre.unwrap() - total).abs() < 1e-9);
    // Limits ± 3 s̄ √(1/n): the ratio of widths is that of the roots of the sizes.
    assert!((width(of_size(5.0)) / width(of_size(13.0)) - (13.0_f64 / 5.0).sqrt()).abs() < 1e-9);
    assert_eq!(outside(&judged), Vec::<usize>::new());
}

#[test]
fn the_published_limits_of_accidents_come_out() {
    // qicharts2's own test and PowerBI's: upper limit of the first point 96.567 %, lower 94.013 %.
    let Some(rows) = data("qicharts2_nhs_accidents") else { return };
    let (values, sizes) = (column(&rows, "r"), column(&rows, "n"));
    let judged = spc::judge(&Request { kind: Kind::Pp, values: &values, sizes: &sizes, options: classic(), ..Request::default() }).unwrap();
    assert!(is_close(judged.points[0].upper, Some(0.965_67), 1e-5));
    assert!(is_close(judged.points[0].lower, Some(0.940_13), 1e-5));
}
