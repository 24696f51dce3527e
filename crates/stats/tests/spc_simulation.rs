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
