//! Seeded simulations: the dialects' run lengths, and limits that allow for autocorrelation.

mod spc_support;

use luotsi_stats::spc::dialect::{Dialect, MDC_2023, NELSON_1984, NHSR_0_2_2, POWERBI_1_8, WESTERN_ELECTRIC_1956};
use luotsi_stats::spc::rules::{Sequence, evaluate};
use luotsi_stats::spc::{self, Autocorrelation, Options, Request};
use spc_support::{csv_rows, shared_text};

/// SplitMix64 with a fixed seed, and the polar method for normal values.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }
}

/// Mean number of points until the first one is flagged, with known centre 0 and sigma 1. A pattern that colours
/// earlier points is noticed when its last point arrives.
fn run_length(dialect: &Dialect, shift: f64, runs: usize) -> f64 {
    const WINDOW: usize = 20;
    let mut chance = Chance(20_260_102);
    let mut total = 0;
    let mut sequence = Sequence::default();
    for _ in 0..runs {
        sequence.clear();
        for points in 1.. {
            let value = chance.normal() + shift;
            if sequence.value.len() == WINDOW {
                // Every rule looks back at fewer points than this.
                sequence.value.remove(0);
                sequence.side.remove(0);
                sequence.zone.remove(0);
            }
            let side = if value > 0.0 { 1 } else { -1 };
            let depth = value.abs();
            let zone = match depth {
                depth if depth > 3.0 => 4,
                depth if depth > 2.0 => 3,
                depth if depth > 1.0 => 2,
                _ => 0,
            };
            sequence.value.push(value);
            sequence.side.push(side);
            sequence.zone.push(zone * side);
            evaluate(dialect.rules, &mut sequence);
            if sequence.up.iter().chain(&sequence.down).any(|flags| !flags.is_empty()) {
                total += points;
                break;
            }
        }
    }
    total as f64 / runs as f64
}

#[test]
fn run_lengths_of_dialects_agree_with_the_table() {
    let Some(table) = shared_text("arl_rule_sets_known_parameters_sim.csv") else {
        return;
    };
    let rows = csv_rows(&table);
    const RUNS: usize = 6_000;
    for (dialect, name) in [
        (&NHSR_0_2_2, "NHS PTD R"),
        (&WESTERN_ELECTRIC_1956, "WE1-4 all"),
        (&NELSON_1984, "Nelson1-8 all"),
        (&POWERBI_1_8, "PowerBI default-all"),
    ] {
        let mut compared = 0;
        for row in rows.iter().filter(|row| row["rule_set"].starts_with(name)) {
            let shift: f64 = row["shift_sigma"].parse().unwrap();
            if ![0.0, 1.0, 2.0].contains(&shift) {
                continue;
            }
            let wanted: f64 = row["ARL"].parse().unwrap();
            let error: f64 = row["se"].parse().unwrap();
            let found = run_length(dialect, shift, RUNS);
            // The table's standard error comes from ten times as many runs.
            let tolerance = 4.0 * error * (1.0 + 60_000.0 / RUNS as f64).sqrt();
            assert!((found - wanted).abs() <= tolerance, "{} at {shift}: {found}, table {wanted} ± {tolerance}", dialect.id);
            compared += 1;
            if shift == 0.0 {
                println!("{}: ARL0 {found:.1}, table {wanted}", dialect.id);
                let stated = dialect.arl0.unwrap();
                assert!((stated / wanted - 1.0).abs() < 0.01, "{}: {stated}", dialect.id);
            }
        }
        assert_eq!(compared, 3, "{name}");
    }
    // The stricter text of 2023 counts more points and can only be quicker.
    assert!(run_length(&MDC_2023, 0.0, RUNS) < 95.0);
}

#[test]
fn limits_that_allow_for_autocorrelation_agree_with_the_prototype() {
    let Some(table) = shared_text("prototype_ar1_adjusted_limits_sim.csv") else {
        return;
    };
    const CHARTS: usize = 4_000;
    for row in csv_rows(&table) {
        let coefficient: f64 = row["phi"].parse().unwrap();
        let points: usize = row["n"].parse().unwrap();
        if points > 60 || ![0.0, 0.4, 0.6].contains(&coefficient) {
            continue;
        }
        let mut chance = Chance(7);
        let (mut plain, mut adjusted) = (0, 0);
        for _ in 0..CHARTS {
            let mut level = chance.normal();
            let values: Vec<Option<f64>> = (0..points)
                .map(|_| {
                    let value = level;
                    level = coefficient * level + (1.0_f64 - coefficient * coefficient).sqrt() * chance.normal();
                    Some(value)
                })
                .collect();
            let any_outside = |autocorrelation| {
                let judged = spc::judge(&Request {
                    values: &values,
                    options: Options { screen: Some(false), autocorrelation, ..Options::default() },
                    ..Request::default()
                })
                .unwrap();
                judged.points.iter().any(|point| point.flags().contains(spc::Flag::Outside))
            };
            plain += usize::from(any_outside(Autocorrelation::Report));
            adjusted += usize::from(any_outside(Autocorrelation::Estimate));
        }
        for (name, found) in [("p_any_outside_plain_XmR", plain), ("p_any_outside_XmR_sqrt1mphi_hat_biascorrected", adjusted)] {
            let wanted: f64 = row[name].parse().unwrap();
            let found = found as f64 / CHARTS as f64;
            let error = (wanted * (1.0 - wanted) / CHARTS as f64).sqrt();
            assert!((found - wanted).abs() < 5.0 * error + 0.002, "{name} φ={coefficient} n={points}: {found}, table {wanted}");
        }
    }
}

/// A stable series of a process that the table names; `None` for those whose making the table does not tell.
fn stable(process: &str, points: usize, chance: &mut Chance) -> Option<Vec<Option<f64>>> {
    let correlated = |coefficient: f64, chance: &mut Chance| {
        let mut level = chance.normal();
        let mut next = || {
            let value = level;
            level = coefficient * level + (1.0 - coefficient * coefficient).sqrt() * chance.normal();
            Some(value)
        };
        (0..points).map(|_| next()).collect()
    };
    let mut each = |make: &mut dyn FnMut(&mut Chance) -> f64| (0..points).map(|_| Some(make(chance))).collect();
    Some(match process {
        "normal iid" => each(&mut Chance::normal),
        "exponential (waiting times)" => each(&mut |chance| -(1.0 - chance.uniform()).ln()),
        "lognormal sdlog=0.5" => each(&mut |chance| (0.5 * chance.normal()).exp()),
        "Poisson counts mean 1.00" => each(&mut |chance| {
            let (mut count, mut product) = (0.0, chance.uniform());
            while product > (-1.0_f64).exp() {
                count += 1.0;
                product *= chance.uniform();
            }
            count
        }),
        "proportion p=0.95 denominator 30" => each(&mut |chance| (0..30).filter(|_| chance.uniform() < 0.95).count() as f64 / 30.0),
        "AR(1) phi=0.4" => correlated(0.4, chance),
        "AR(1) phi=0.8" => correlated(0.8, chance),
        _ => return None,
    })
}

#[test]
fn stable_series_are_coloured_as_often_as_the_table_says() {
    let Some(table) = shared_text("false_alarm_nhs_rules_retrospective_sim.csv") else {
        return;
    };
    const CHARTS: usize = 3_000;
    let mut compared = 0;
    for row in csv_rows(&table) {
        let points: usize = row["n_points"].parse().unwrap();
        let mut chance = Chance(points as u64);
        let mut counts = [0_usize; 5];
        for _ in 0..CHARTS {
            let Some(values) = stable(&row["process"], points, &mut chance) else { break };
            let judged = spc::judge(&Request {
                values: &values,
                // The table is of the upstream tool, also where its limits collapse.
                options: Options { policy: spc::Policy::Upstream, screen: Some(row["screen_outliers"] == "1"), ..Options::default() },
                ..Request::default()
            })
            .unwrap();
            let has = |flag| judged.points.iter().any(|point| point.flags().contains(flag));
            for (count, is_so) in counts.iter_mut().zip([
                judged.points.iter().any(|point| point.signal.is_some()),
                has(spc::Flag::Outside),
                has(spc::Flag::Shift),
                judged.points[points - 1].signal.is_some(),
                judged.runs().signal,
            ]) {
                *count += usize::from(is_so);
            }
        }
        if counts == [0; 5] {
            continue;
        }
        for (name, count) in
            ["p_any_flag_NHS", "p_any_outside", "p_any_run7", "p_last_point_flagged_icon_not_grey", "p_anhoej_runs_signal_mean_cl"]
                .into_iter()
                .zip(counts)
        {
            let wanted: f64 = row[name].parse().unwrap();
            let found = count as f64 / CHARTS as f64;
            // The table's own shares come from 20,000 charts.
            let error = (wanted * (1.0 - wanted) * (1.0 / CHARTS as f64 + 1.0 / 20_000.0)).sqrt();
            assert!(
                (found - wanted).abs() < 4.5 * error + 0.001,
                "{name} of {} with {points} points: {found}, table {wanted}",
                row["process"]
            );
            compared += 1;
        }
    }
    assert!(compared >= 200, "{compared} shares compared");
}

#[test]
fn a_shift_is_found_as_soon_as_the_table_says_and_sooner_with_a_frozen_baseline() {
    let Some(table) = shared_text("detection_time_nhs_rules_sim.csv") else {
        return;
    };
    const CHARTS: usize = 1_500;
    let mut within_seven = std::collections::HashMap::new();
    for row in csv_rows(&table) {
        let baseline: usize = row["baseline_points"].parse().unwrap();
        let shift: f64 = row["shift_in_sd"].parse().unwrap();
        if ![0.0, 1.0, 2.0].contains(&shift) || ![12, 24].contains(&baseline) {
            continue;
        }
        let is_frozen = row["limits"] == "frozen_on_baseline";
        let mut chance = Chance(41);
        let mut found_after = [0_usize; 13];
        for _ in 0..CHARTS {
            let values: Vec<Option<f64>> =
                (0..baseline + 12).map(|at| Some(chance.normal() + if at < baseline { 0.0 } else { shift })).collect();
            let first = (1..=12).find(|seen| {
                let judged = spc::judge(&Request {
                    values: &values[..baseline + seen],
                    baseline: is_frozen.then_some(baseline),
                    ..Request::default()
                })
                .unwrap();
                judged.points[baseline..].iter().any(|point| point.signal.is_some())
            });
            first.into_iter().for_each(|first| found_after[first..].iter_mut().for_each(|count| *count += 1));
        }
        for (within, column) in [(1, "p_flag_within_1"), (3, "p_within_3"), (7, "p_within_7"), (12, "p_within_12")] {
            let wanted: f64 = row[column].parse().unwrap();
            let found = found_after[within] as f64 / CHARTS as f64;
            let error = (wanted * (1.0 - wanted) * (1.0 / CHARTS as f64 + 1.0 / 20_000.0)).sqrt();
            assert!(
                (found - wanted).abs() < 4.5 * error + 0.002,
                "{shift} sd after {baseline} points, {}, within {within}: {found}, table {wanted}",
                row["limits"]
            );
        }
        within_seven.insert((baseline, shift as i32, is_frozen), found_after[7]);
    }
    for baseline in [12, 24] {
        assert!(within_seven[&(baseline, 1, true)] > within_seven[&(baseline, 1, false)], "{within_seven:?}");
    }
}

#[test]
fn icons_over_a_portfolio_are_mostly_false_as_the_table_says() {
    let Some(table) = shared_text("prototype_fdr_portfolio_sim.csv") else {
        return;
    };
    const CHARTS: usize = 20_000;
    let mut compared = 0;
    for row in csv_rows(&table).iter().filter(|row| row["method"].starts_with("NHS rules")) {
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let (coefficient, points, shift, shifted) =
            (number("phi"), number("n") as usize, number("shift_sd_last6"), number("share_shifted"));
        let mut chance = Chance(points as u64 + (coefficient * 10.0) as u64);
        let (mut hits, mut false_ones, mut changed) = (0, 0, 0);
        for chart in 0..CHARTS {
            let is_changed = (chart as f64) < shifted * CHARTS as f64;
            let mut level = chance.normal();
            let values: Vec<Option<f64>> = (0..points)
                .map(|at| {
                    let value = level + if is_changed && at + 6 >= points { shift } else { 0.0 };
                    level = coefficient * level + (1.0 - coefficient * coefficient).sqrt() * chance.normal();
                    Some(value)
                })
                .collect();
            let judged = spc::judge(&Request { values: &values, ..Request::default() }).unwrap();
            let is_coloured = judged.points[points - 1].signal.is_some();
            hits += usize::from(is_changed && is_coloured);
            false_ones += usize::from(!is_changed && is_coloured);
            changed += usize::from(is_changed);
        }
        let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let per_5000 = (hits + false_ones) as f64 * 5_000.0 / CHARTS as f64;
        for (name, found, tolerance) in [
            ("flagged_per_5000", per_5000, 5.0 * number("flagged_per_5000").sqrt() / 2.0),
            ("false_discovery_proportion", share(false_ones, hits + false_ones), 0.07),
            ("power", share(hits, changed), 0.07),
        ] {
            assert!(
                (found - number(name)).abs() <= tolerance,
                "{name} φ={coefficient} n={points} {shift} {shifted}: {found}, table {}",
                row[name]
            );
        }
        compared += 1;
    }
    assert!(compared >= 24, "{compared} rows");
}
