//! Interrupted time series against R: lm, sandwich::NeweyWest and nlme::gls.

mod shared;

use luotsi_stats::interrupted::{Errors, Model, Question, Verdict, effect, regression};
use proptest::prelude::*;
use shared::{close, golden, lines, numbers};

/// nlme stops its search for φ at a flat spot; everything that follows from φ shares that tolerance.
const OPTIMISER: f64 = 2e-4;

#[test]
fn all_cases_come_out_as_in_r() {
    let Some(text) = golden("interrupted_time_series_golden.jsonl") else { return };
    let (mut count, mut failures) = (0, Vec::new());
    for case in lines(&text) {
        count += 1;
        let y = numbers(&case["input"]["y"]);
        let before = case["input"]["last_pre_index_1based"].as_u64().unwrap() as usize;
        let lag = case["input"]["nw_lag"].as_u64().unwrap() as usize;
        let mut compare = |name: &str, got: &[f64], expected: &serde_json::Value, tolerance: f64| {
            let expected = numbers(expected);
            if got.len() != expected.len() || !got.iter().zip(&expected).all(|(a, b)| close(*a, *b, tolerance)) {
                failures.push(format!("{} {name} {got:?} for {expected:?}", case["id"]));
            }
        };
        for (model, name) in [(Model::Level, "level_only"), (Model::LevelAndSlope, "level_slope")] {
            let expected = &case["expected"][name];
            let plain = regression(&y, before, model, Errors::Independent).unwrap();
            compare(name, &plain.coefficients, &expected["coef"], 1e-9);
            compare(name, &plain.standard_errors(), &expected["ols_se"], 1e-9);
            let robust = regression(&y, before, model, Errors::NeweyWest { lag }).unwrap();
            compare(name, &robust.standard_errors(), &expected["nw_se_lag3_adjusted"], 1e-9);
        }
        let expected = &case["expected"]["gls_ar1_reml_level_only"];
        if expected.is_null() {
            continue;
        }
        let gls = regression(&y, before, Model::Level, Errors::Ar1).unwrap();
        compare("gls", &gls.coefficients, &expected["coef"], OPTIMISER);
        compare("gls se", &gls.standard_errors(), &expected["se"], OPTIMISER);
        compare("gls phi", &[gls.phi.unwrap()], &serde_json::json!([expected["phi"]]), OPTIMISER);
        compare("gls sigma", &[gls.sigma], &serde_json::json!([expected["sigma"]]), OPTIMISER);
    }
    println!("{count} cases");
    assert!(count > 0);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn question(errors: Errors) -> Question {
    Question { before: 6, model: Model::Level, errors, confidence: 0.95 }
}

#[test]
fn a_verdict_waits_only_for_bad_news() {
    let none = [5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0, 4.0];
    let judged = effect(&none, question(Errors::Independent)).unwrap();
    assert_eq!(judged.verdict(1.0, 6), Verdict::TooEarly);
    assert_eq!(judged.verdict(1.0, 3), Verdict::NoEvidence);
    let step = [5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 15.0, 16.0, 14.0];
    let judged = effect(&step, question(Errors::Independent)).unwrap();
    assert_eq!(judged.verdict(1.0, 6), Verdict::Worked);
    assert_eq!(judged.verdict(-1.0, 6), Verdict::Worse);
    // R: t.test(c(15, 16, 14), c(5, 6, 4, 5, 6, 4), var.equal = TRUE)$p.value.
    assert!(judged.p < 1e-4 && judged.average.contains(10.0));
}

#[test]
fn a_series_without_noise_has_an_effect_without_doubt() {
    let steps = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0];
    for errors in [Errors::Independent, Errors::NeweyWest { lag: 3 }, Errors::Ar1] {
        let judged = effect(&steps, question(errors)).unwrap();
        assert!(close(judged.average.estimate, 2.0, 1e-9) && judged.average.margin() < 1e-6);
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_nothing_is_nan(values in prop::collection::vec(-1e4f64..1e4, 0..24), before in 0usize..24, lag in 0usize..40) {
        for model in [Model::Level, Model::LevelAndSlope] {
            for errors in [Errors::Independent, Errors::NeweyWest { lag }, Errors::Ar1] {
                if let Ok(effect) = effect(&values, Question { before, model, errors, confidence: 0.9 }) {
                    prop_assert!(effect.average.low <= effect.average.high && (0.0..=1.0).contains(&effect.p));
                }
            }
        }
    }
}
