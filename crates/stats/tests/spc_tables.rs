//! Tables: constants, runs limits, chart-wise multipliers, hand cases, published examples, Bernoulli CUSUM, EWMA and CUSUM.

mod spc_support;

use luotsi_stats::spc::{
    self, Bernoulli, Flag, Kind, Known, Memory, Options, Request, constants, dialect, memory, multiplier, overdispersion, runs,
};
use serde_json::Value;
use spc_support::{cases, csv_rows, golden_text, is_close, numbers, shared_text};

#[test]
fn control_chart_constants_agree_with_the_table() {
    for row in csv_rows(&golden_text("control_chart_constants_n2_25.csv")) {
        let size: usize = row["n"].parse().unwrap();
        let wanted = |name: &str| row[name].parse::<f64>().unwrap();
        let table = constants::constants(size).unwrap();
        for (name, found, tolerance) in [
            ("d2_exact", constants::d2(size).unwrap(), 5e-8),
            // The table's own integration is good to about 3e-8; ours agrees with closed forms to 1e-13.
            ("d3_exact", constants::d3(size).unwrap(), 2e-6),
            ("c4", constants::c4(size as f64).unwrap(), 1e-12),
            ("A2", table.a2, 5e-8),
            ("A3", table.a3, 1e-12),
            ("D3", table.d3_lower, 2e-5),
            ("D4", table.d4_upper, 5e-6),
            ("B3", table.b3, 1e-10),
            ("B4", table.b4, 1e-10),
            ("E2", table.e2, 5e-8),
        ] {
            assert!((found - wanted(name)).abs() <= tolerance, "{name} of {size}: {found}, table {}", wanted(name));
        }
    }
    // For two values the range is |z| √2: its moments are known.
    assert!((constants::d2(2).unwrap() - 2.0 / std::f64::consts::PI.sqrt()).abs() < 1e-13);
    let d3 = (2.0 - 4.0 / std::f64::consts::PI).sqrt();
    assert!((constants::d3(2).unwrap() - d3).abs() < 1e-6, "{:?} {d3}", constants::d3(2));
    assert_eq!(constants::d2(1), None);
}

#[test]
fn runs_limits_agree_with_the_table() {
    for row in csv_rows(&golden_text("anhoej_runs_limits_n10_100.csv")) {
        let points: usize = row["n"].parse().unwrap();
        let number = |name: &str| row[name].parse::<usize>().ok();
        assert_eq!(
            runs::limits(dialect::RunsMethod::Anhoej, points),
            Some((number("longest_run_max").unwrap(), number("n_crossings_min").unwrap()))
        );
        let (longest, crossings) = (number("bestbox_longest_max").unwrap(), number("bestbox_crossings_min").unwrap());
        assert_eq!(runs::limits(dialect::RunsMethod::BestBox, points), Some((longest, crossings)));
        let is_cut = |longest, crossings| runs::is_signal(dialect::RunsMethod::CutBox, points, longest, crossings);
        let corner = is_cut(longest, crossings);
        match (number("cutbox_crossings_border"), number("cutbox_longest_border")) {
            (Some(crossings_border), Some(longest_border)) => {
                assert!(corner, "{points}: the corner of the box is cut off");
                assert!(!is_cut(longest_border, crossings), "{points}");
                assert!(is_cut(longest_border + 1, crossings), "{points}");
                assert!(!is_cut(longest, crossings_border), "{points}");
                assert!(is_cut(longest, crossings_border - 1), "{points}");
            }
            _ => assert!(!corner, "{points}: nothing is cut"),
        }
        assert!(is_cut(longest + 1, points - 1) && is_cut(1, crossings - 1));
    }
}

#[test]
fn chartwise_multipliers_agree_with_the_table() {
    for row in csv_rows(&golden_text("xmr_max_abs_z_quantiles_sim.csv")) {
        let points: usize = row["n"].parse().unwrap();
        for (name, rate) in [("q95", multiplier::Rate::FivePercent), ("q99", multiplier::Rate::OnePercent)] {
            let wanted: f64 = row[name].parse().unwrap();
            assert!((multiplier::chartwise(points, rate) - wanted).abs() < 1e-9);
        }
    }
    let between = multiplier::chartwise(27, multiplier::Rate::FivePercent);
    assert!(between > 3.0524 && between < 3.1239, "{between}");
}

#[test]
fn two_in_three_hand_cases() {
    let file: Value = serde_json::from_str(&golden_text("two_in_three_rule_variants_handcases.json")).unwrap();
    let baseline = numbers(&file["baseline"]);
    for case in file["cases"].as_array().unwrap() {
        let tail = numbers(&case["tail"]);
        let values: Vec<Option<f64>> = baseline.iter().chain(&tail).copied().collect();
        for (key, dialect) in
            [("nhsr_0_2_2", &dialect::NHSR_0_2_2), ("mdc_2023", &dialect::MDC_2023), ("powerbi_1_8", &dialect::POWERBI_1_8)]
        {
            let judged = spc::judge(&Request { values: &values, baseline: Some(baseline.len()), dialect, ..Request::default() }).unwrap();
            let last = judged.points.last().unwrap();
            assert!(is_close(last.lower, file["limits_from_baseline_15_points"]["lpl"].as_f64(), 1e-9));
            assert!(is_close(last.near_upper, file["limits_from_baseline_15_points"]["near_upper"].as_f64(), 1e-9));
            let flagged: Vec<usize> =
                (0..tail.len()).filter(|at| judged.points[baseline.len() + at].flags().contains(Flag::TwoOfThree)).collect();
            let wanted: Vec<usize> = numbers(&case[key]).into_iter().flatten().map(|at| at as usize).collect();
            assert_eq!(flagged, wanted, "{key}: {}", case["why"]);
        }
    }
}

#[test]
fn bernoulli_sums_agree_with_qicharts2() {
    let file: Value = serde_json::from_str(&golden_text("qicharts2_bernoulli_cusum_golden.json")).unwrap();
    for case in file.as_array().unwrap() {
        let input = &case["input"];
        let values = numbers(&input["x"]);
        let judged = spc::judge(&Request {
            kind: Kind::BernoulliCusum,
            values: &values,
            options: Options {
                bernoulli: Bernoulli {
                    accepted: input["p0"].as_f64(),
                    odds_ratio: input["or"].as_f64().unwrap(),
                    limit: input["limit"].as_f64().unwrap(),
                },
                ..Options::default()
            },
            ..Request::default()
        })
        .unwrap();
        let (upper, lower) = (numbers(&case["expected"]["cusum_up"]), numbers(&case["expected"]["cusum_down"]));
        for (at, sums) in judged.sums.iter().enumerate() {
            assert!(is_close(Some(sums.0), upper[at], 1e-9), "{} {at}", case["id"]);
            assert!(is_close(Some(sums.1), lower[at], 1e-9), "{} {at}", case["id"]);
        }
        for (key, is_up) in [("signal_up", true), ("signal_down", false)] {
            let wanted: Vec<usize> = numbers(&case["expected"][key]).into_iter().flatten().map(|at| at as usize - 1).collect();
            let found: Vec<usize> =
                (0..values.len()).filter(|at| !if is_up { judged.points[*at].up } else { judged.points[*at].down }.is_empty()).collect();
            assert_eq!(found, wanted, "{} {key}", case["id"]);
        }
    }
}

#[test]
fn ewma_cusum_and_overdispersion_agree_with_qcc() {
    let mut seen = 0;
    for case in cases("qcc_cusum_ewma_capability_golden.jsonl") {
        let (input, expected, id) = (&case["input"], &case["expected"], &case["id"]);
        let values = numbers(&input["y"]);
        let known = || Some(Known { centre: input["center"].as_f64().unwrap(), sigma: input["std_dev"].as_f64().unwrap() });
        match case["kind"].as_str().unwrap() {
            "cusum" => {
                let judged = spc::judge(&Request {
                    kind: Kind::Cusum,
                    values: &values,
                    options: Options {
                        known: known(),
                        memory: Memory {
                            cusum_allowance: input["se_shift"].as_f64().unwrap() / 2.0,
                            cusum_limit: input["decision_interval"].as_f64().unwrap(),
                            cusum_head_start: input["head_start"].as_f64().unwrap(),
                            ..Memory::default()
                        },
                        ..Options::default()
                    },
                    ..Request::default()
                })
                .unwrap();
                for (key, column) in [("pos", 0), ("neg", 1)] {
                    for (at, wanted) in numbers(&expected[key]).into_iter().enumerate() {
                        let sums = judged.sums[at];
                        let found = if column == 0 { sums.0 } else { sums.1 };
                        assert!((found - wanted.unwrap()).abs() < 1e-9, "{id} {key} {at}");
                    }
                }
                let limit = input["decision_interval"].as_f64().unwrap();
                for (key, is_out) in [
                    ("upper_1based", &(|sums: (f64, f64)| sums.0 > limit) as &dyn Fn((f64, f64)) -> bool),
                    ("lower_1based", &|sums: (f64, f64)| sums.1 < -limit),
                ] {
                    let wanted: Vec<usize> = numbers(&expected[key]).into_iter().flatten().map(|at| at as usize - 1).collect();
                    let found: Vec<usize> = (0..values.len()).filter(|at| is_out(judged.sums[*at])).collect();
                    assert_eq!(found, wanted, "{id} {key}");
                    for at in found {
                        assert!(judged.points[at].flags().contains(Flag::Outside));
                    }
                }
            }
            "ewma" => {
                let judged = spc::judge(&Request {
                    kind: Kind::Ewma,
                    values: &values,
                    options: Options {
                        known: known(),
                        memory: Memory {
                            ewma_weight: input["lambda"].as_f64().unwrap(),
                            ewma_limit: input["nsigmas"].as_f64().unwrap(),
                            ..Memory::default()
                        },
                        ..Options::default()
                    },
                    ..Request::default()
                })
                .unwrap();
                let [averages, lowers, uppers] = ["ewma", "lcl", "ucl"].map(|key| numbers(&expected[key]));
                let mut violations = Vec::new();
                for (at, point) in judged.points.iter().enumerate() {
                    assert!(is_close(point.value, averages[at], 1e-9), "{id} {at}");
                    assert!(is_close(point.lower, lowers[at], 1e-9), "{id} {at} {point:?} {:?}", lowers[at]);
                    assert!(is_close(point.upper, uppers[at], 1e-9), "{id} {at}");
                    if point.signal.is_some() {
                        violations.push(at + 1);
                    }
                }
                let mut wanted: Vec<usize> = numbers(&expected["violations_1based"]).into_iter().flatten().map(|at| at as usize).collect();
                wanted.sort_unstable();
                assert_eq!(violations, wanted, "{id}");
            }
            "overdispersion" => {
                let [counts, sizes] = ["x", "size"].map(|key| numbers(&input[key]).into_iter().flatten().collect::<Vec<_>>());
                let test = overdispersion::equal_sizes(overdispersion::Theory::Binomial, &counts, &sizes).unwrap();
                assert!(is_close(Some(test.ratio), expected["ratio"].as_f64(), 1e-9), "{id}");
                assert!(is_close(Some(test.statistic), expected["D"].as_f64(), 1e-9), "{id}");
                let wanted = expected["p_value_5signif"].as_f64().unwrap();
                assert!((test.p_value - wanted).abs() <= 1e-4 * wanted + 1e-12, "{id}");
            }
            _ => continue,
        }
        seen += 1;
    }
    assert!(seen >= 40, "{seen} cases of cusum, ewma and overdispersion");
}

#[test]
fn power_bi_charts_agree_to_the_stated_decimals() {
    let Some(text) = shared_text("powerbi_spc_chart_cases.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let (id, data) = (&case["id"], &case["data"]);
        let kind = Kind::from_id(case["chart"].as_str().unwrap()).unwrap();
        let settings = case["settings"].to_string();
        let values = if data["sds"].is_array() { Vec::new() } else { numbers(&data["numerators"]) };
        let sizes = numbers(&data["denominators"]);
        let spreads = if data["sds"].is_array() { numbers(&data["sds"]) } else { numbers(&data["xbar_sds"]) };
        let values = if values.is_empty() { spreads.clone() } else { values };
        let groups = numbers(&data["groupings"]);
        let phases: Vec<usize> = (1..groups.len()).filter(|at| groups[*at] != groups[at - 1]).collect();
        let multiplier = match kind {
            Kind::P | Kind::Pp => Some(100.0),
            _ if settings.contains("multiplier = 10000") => Some(10_000.0),
            _ => None,
        };
        let judged = spc::judge(&Request {
            kind,
            values: &values,
            sizes: &sizes,
            spreads: &spreads,
            phases: &phases,
            dialect: &dialect::POWERBI_1_8,
            options: Options {
                screen: settings.contains("outliers_in_limits = false").then_some(true),
                count_limits: spc::CountLimits::Classic,
                multiplier,
                // The visual pools subgroup deviations whatever their sizes, and its limits of a t chart are screened.
                ..Options::default()
            },
            ..Request::default()
        })
        .unwrap();
        for (key, pick) in [
            ("ul99", &(|point: &spc::Point| point.upper) as &dyn Fn(&spc::Point) -> Option<f64>),
            ("ul95", &|point: &spc::Point| point.near_upper),
            ("ll95", &|point: &spc::Point| point.near_lower),
            ("ll99", &|point: &spc::Point| point.lower),
            ("values", &|point: &spc::Point| point.value),
        ] {
            let Some(decimals) = case["decimals"][key].as_i64() else { continue };
            let tolerance = 0.5 * 10_f64.powi(-(decimals as i32)) + 1e-9;
            let wanted = numbers(&data[key]);
            // The visual's first moving range is no point at all; its rare-event charts have one point too many.
            let skipped = judged.points.len().saturating_sub(wanted.len());
            let wanted = wanted.into_iter().take(judged.points.len()).collect::<Vec<_>>();
            for (at, wanted) in wanted.into_iter().enumerate() {
                let found = pick(&judged.points[at + skipped]);
                assert!(
                    matches!((found, wanted), (Some(found), Some(wanted)) if (found - wanted).abs() <= tolerance),
                    "{id} {key} {at}: {found:?}, published {wanted:?}"
                );
            }
        }
    }
}

#[test]
fn power_bi_rules_agree_with_their_unit_tests() {
    use dialect::{Mark, Rule, Side, Test, Zone};
    use spc::rules::{Sequence, evaluate};
    let Some(text) = shared_text("powerbi_spc_rule_cases.json") else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let vars = &case["vars"];
        let values: Vec<f64> = numbers(&vars["val"]).into_iter().flatten().collect();
        let points = vars["n"].as_u64().unwrap_or(0) as usize;
        let line = |key: &str, at: usize| vars[key].get(at).and_then(Value::as_f64);
        let mut sequence = Sequence::default();
        for (at, value) in values.iter().copied().enumerate() {
            let side = |line: Option<f64>| line.map_or(0, |line| i8::from(value > line) - i8::from(value < line));
            let beyond = |lower: &str, upper: &str| {
                i8::from(line(upper, at).is_some_and(|upper| value > upper)) - i8::from(line(lower, at).is_some_and(|lower| value < lower))
            };
            sequence.value.push(value);
            sequence.side.push(side(line("targets", at)));
            sequence.zone.push(beyond("ll99", "ul99") * 4 + beyond("ll95", "ul95") * 3);
        }
        let (test, mark) = match case["rule"].as_str().unwrap() {
            "trend" => (Test::Trend { points }, Mark::Members),
            "shift" => (Test::Run { points }, Mark::Members),
            "astronomical" => (Test::Outside, Mark::Members),
            _ => (
                Test::InZone { hits: 2, window: 3, sigmas: 2, zone: Zone::Beyond, side: Side::Counted },
                if vars["highlight_series"] == true { Mark::Window } else { Mark::Members },
            ),
        };
        evaluate(&[Rule { flag: Flag::Outside, test, mark }], &mut sequence);
        let found: Vec<&str> = (0..values.len())
            .map(|at| match (sequence.up[at].is_empty(), sequence.down[at].is_empty()) {
                (true, true) => "none",
                (false, true) => "upper",
                (true, false) => "lower",
                // Both: a turning point, which goes where the next value goes.
                _ if values.get(at + 1).is_some_and(|next| *next > values[at]) => "upper",
                _ => "lower",
            })
            .collect();
        assert_eq!(serde_json::json!(found), case["expected"], "{} {}", case["rule"], case["name"]);
    }
}

#[test]
fn published_examples() {
    let judge = |values: &[f64], screen: bool| {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        spc::judge(&Request { values: &values, options: Options { screen: Some(screen), ..Options::default() }, ..Request::default() })
            .unwrap()
            .points[0]
    };
    // NHSRplotthedots, vignette on deviations (reference/golden-numbers.md).
    let series = [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
    let (screened, plain) = (judge(&series, true), judge(&series, false));
    for (found, wanted, tolerance) in [
        (screened.centre, 1.944, 5e-4),
        (screened.lower, -0.716, 5e-4),
        (screened.upper, 4.604, 5e-4),
        (plain.lower, -3.063, 5e-4),
        (plain.upper, 6.952, 5e-4),
    ] {
        assert!(found.is_some_and(|found| (found - wanted).abs() <= tolerance), "{found:?} {wanted}");
    }
    // The XmR series of golden-numbers.md, with the limit of its moving ranges (3.268 there, 3.267 in every tool).
    let weeks = [82.0, 79.0, 84.0, 80.0, 77.0, 83.0, 81.0, 78.0, 85.0, 80.0, 82.0, 79.0].map(Some);
    let ranges = spc::judge(&Request { kind: Kind::Mr, values: &weeks, ..Request::default() }).unwrap().points[1];
    assert!((ranges.centre.unwrap() - 3.9091).abs() < 5e-5);
    assert!((ranges.upper.unwrap() - 12.7749).abs() < 0.005);
}

#[test]
fn a_remembering_chart_skips_gaps() {
    let memory = Memory::default();
    let with_gap = memory::cusum([1.0, f64::NAN, 1.0].into_iter(), &memory);
    let without = memory::cusum([1.0, 1.0].into_iter(), &memory);
    assert_eq!(with_gap[2], without[1]);
    let with_gap = memory::ewma([1.0, f64::NAN, 1.0].into_iter(), 0.0, 0.2);
    let without = memory::ewma([1.0, 1.0].into_iter(), 0.0, 0.2);
    assert_eq!(with_gap[2], without[1]);
}

#[test]
fn capability_agrees_with_qcc() {
    use luotsi_stats::spc::capability::{Index, Process, Specification, capability};
    let mut seen = 0;
    for case in cases("qcc_cusum_ewma_capability_golden.jsonl") {
        if case["kind"] != "capability" {
            continue;
        }
        let (input, expected) = (&case["input"], &case["expected"]);
        let values: Vec<f64> = numbers(&input["y"]).into_iter().flatten().collect();
        let found = capability(
            &values,
            Process { centre: expected["center"].as_f64().unwrap(), sigma: expected["std_dev"].as_f64().unwrap() },
            Specification { lower: input["lsl"].as_f64(), upper: input["usl"].as_f64(), target: input["target"].as_f64() },
            input["confidence_level"].as_f64().unwrap(),
        )
        .unwrap();
        let all: [(&str, Option<Index>); 10] = [
            ("Cp", found.potential.both),
            ("Cp_l", found.potential.lower),
            ("Cp_u", found.potential.upper),
            ("Cp_k", found.potential.worse),
            ("Cpm", found.potential.target),
            ("Pp", found.performance.both),
            ("Pp_l", found.performance.lower),
            ("Pp_u", found.performance.upper),
            ("Pp_k", found.performance.worse),
            ("Ppm", found.performance.target),
        ];
        for (name, index) in all {
            let wanted = numbers(&expected["indices"][name]);
            let ours = match index {
                Some(index) => [Some(index.value), Some(index.low), Some(index.high)],
                None => [None; 3],
            };
            for (ours, wanted) in ours.into_iter().zip(wanted) {
                assert!(is_close(ours, wanted, 1e-9), "{} {name}: {ours:?} {wanted:?}", case["id"]);
            }
        }
        // The package shows per cent and writes 0 under a hundredth.
        for (ours, at) in [(found.expected_below, 0), (found.expected_above, 1)] {
            let ours = ours.map(|share| share * 100.0).map(|share| if share < 0.01 { 0.0 } else { share });
            assert!(is_close(ours, expected["exp_pct"][at].as_f64(), 1e-9), "{}", case["id"]);
        }
        for (ours, at) in [(found.observed_below, 0), (found.observed_above, 1)] {
            assert!(is_close(ours.map(|share| share * 100.0), expected["obs_pct"][at].as_f64(), 1e-9));
        }
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}

#[test]
fn run_lengths_agree_with_the_exact_table() {
    use luotsi_stats::spc::arl;
    let mut seen = 0;
    for row in csv_rows(&golden_text("arl_ewma_cusum_shewhart_exact.csv")) {
        let shift: f64 = row["shift_sigma"].parse().unwrap();
        let parameters: Vec<f64> = row["params"].split(',').map(|part| part.split('=').nth(1).unwrap().parse().unwrap()).collect();
        let found = match row["chart"].split(' ').next().unwrap() {
            "Shewhart" => arl::shewhart(parameters[0], shift),
            "EWMA" => arl::ewma(parameters[0], parameters[1], shift),
            _ => arl::cusum(parameters[0], parameters[1], shift),
        };
        let wanted: f64 = row["ARL"].parse().unwrap();
        assert!(is_close(found, Some(wanted), 1e-5), "{} {} {shift}: {found:?}, table {wanted}", row["chart"], row["params"]);
        seen += 1;
    }
    assert_eq!(seen, 80);
}

#[test]
fn critical_values_agree_with_the_exact_table() {
    use luotsi_stats::spc::arl;
    for row in csv_rows(&golden_text("ewma_cusum_critical_values.csv")) {
        let (parameter, arl0): (f64, f64) = (row["param"].parse().unwrap(), row["ARL0"].parse().unwrap());
        let found = match row["chart"].as_str() {
            "EWMA" => arl::ewma_limit(parameter, arl0),
            _ => arl::cusum_limit(parameter, arl0),
        };
        let wanted: f64 = row["critical_value"].parse().unwrap();
        assert!(is_close(found, Some(wanted), 5e-6), "{} {parameter} {arl0}: {found:?}, table {wanted}", row["chart"]);
    }
    assert_eq!(arl::ewma_limit(0.2, 1.0), None);
}

#[test]
fn suggested_phases_agree_with_runcharter() {
    use luotsi_stats::spc::rephase::{Rule, Wanted, suggest};
    let Some(data) = shared_text("datasets/runcharter_signals.csv") else {
        return;
    };
    let rows = csv_rows(&data);
    for (file, wanted) in [
        ("runcharter_signals_above_med13_run9.csv", Wanted::Above),
        ("runcharter_signals_below_med13_run9.csv", Wanted::Below),
        ("runcharter_signals_both_med13_run9.csv", Wanted::Both),
    ] {
        let Some(expected) = shared_text(file) else {
            return;
        };
        let expected = csv_rows(&expected);
        let mut found = 0;
        for ward in ["WardV", "WardX", "WardY", "WardZ"] {
            let of_ward: Vec<_> = rows.iter().filter(|row| row["grp"] == ward).collect();
            let values: Vec<f64> = of_ward.iter().map(|row| row["y"].parse().unwrap()).collect();
            let date = |at: usize| of_ward[at]["date"].clone();
            for suggestion in suggest(&values, Rule { wanted, ..Rule::default() }) {
                found += 1;
                assert!(
                    expected.iter().any(|row| row["grp"] == ward
                        && row["median"].parse::<f64>().ok() == Some(suggestion.median)
                        && row["start_date"] == date(suggestion.start)
                        && row["end_date"] == date(suggestion.end)
                        && row["extend_to"] == date(suggestion.extends_to)),
                    "{file} {ward} {suggestion:?} {} {} {}",
                    date(suggestion.start),
                    date(suggestion.end),
                    date(suggestion.extends_to)
                );
            }
        }
        assert_eq!(found, expected.len(), "{file}");
    }
}
