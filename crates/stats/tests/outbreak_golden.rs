//! Farrington and Noufaily against the R package surveillance.

mod shared;

use luotsi_stats::outbreak::{Settings, farrington};
use proptest::prelude::*;
use shared::{close, golden, lines, numbers};

/// R's glm stops when the deviance moves by less than 1e-8 of itself, and takes leverages and dispersion from the weights of
/// the step before. We go on until nothing moves; with R's early stop the bounds agree to 1e-8 (tried once).
const R_STOPS_EARLY: f64 = 2e-4;

#[test]
fn all_cases_come_out_as_in_r() {
    let Some(text) = golden("farrington_seasonal_counts_golden.jsonl") else { return };
    let (mut count, mut failures) = (0, Vec::new());
    for case in lines(&text) {
        count += 1;
        let counts: Vec<u64> = numbers(&case["input"]["y"]).iter().map(|count| *count as u64).collect();
        let range = numbers(&case["input"]["range_1based"]);
        let period = case["input"]["frequency"].as_u64().unwrap() as usize;
        // The golden figures were made with four years and 1 %.
        for (settings, name, tolerance) in [(Settings::original(), "original", R_STOPS_EARLY), (Settings::flexible(), "flexible", 0.0)] {
            let uppers = case["expected"][format!("{name}_upperbound")].as_array().unwrap();
            let alarms = case["expected"][format!("{name}_alarm")].as_array().unwrap();
            for (index, at) in range.iter().enumerate() {
                let judged = farrington(&counts, *at as usize - 1, Settings { period, years: 4, level: 0.01, ..settings }).unwrap();
                let upper = uppers[index].as_f64().unwrap();
                if !close(judged.upper, upper, tolerance) || alarms[index] != judged.alarm {
                    failures.push(format!("{} {name} week {at}: {judged:?} for {upper} {}", case["id"], alarms[index]));
                }
            }
        }
    }
    println!("{count} cases");
    assert!(count > 0);
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_single_event_after_years_of_nothing_is_no_alarm() {
    let mut counts = vec![0u64; 300];
    counts[10] = 1;
    counts[299] = 3;
    if let Ok(judged) = farrington(&counts, 299, Settings::original()) {
        assert!(!judged.alarm);
    }
    assert!(farrington(&[0; 300], 299, Settings::flexible()).is_err());
    assert!(farrington(&[1; 20], 19, Settings::flexible()).unwrap_err().to_string().contains("at least"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn nothing_panics_and_nothing_is_nan(counts in prop::collection::vec(0u64..40, 0..90), at in 0usize..95, years in 0usize..5, w in 0usize..5, steps in 0usize..14) {
        for settings in [Settings::original(), Settings::flexible()] {
            let settings = Settings { period: 12, years, half_window: w, season_steps: steps, recent_excluded: w, ..settings };
            if let Ok(judged) = farrington(&counts, at, settings) {
                prop_assert!(!judged.upper.is_nan() && judged.expected >= 0.0 && judged.dispersion >= 1.0 && !judged.score.is_nan());
            }
        }
    }
}
