//! Distributions against mpmath with 28 digits (continuous, probabilities) and scipy (discrete quantiles).

use luotsi_stats::distribution::{Beta, Binomial, ChiSquared, FisherF, Gamma, Normal, Poisson, StudentT};
use serde_json::Value;

const RELATIVE_ERROR: f64 = 1e-12;

/// The same three questions, whatever the distribution.
macro_rules! ask {
    ($distribution:expr, $question:expr, $at:expr) => {
        match $question {
            "cdf" => $distribution.cdf($at),
            "survival" => $distribution.survival($at),
            "quantile" => $distribution.quantile($at),
            other => panic!("the golden file asks for {other}"),
        }
    };
}

macro_rules! ask_count {
    ($distribution:expr, $question:expr, $at:expr) => {
        match $question {
            "probability" => $distribution.probability($at as u64),
            "cdf" => $distribution.cdf($at as u64),
            "survival" => $distribution.survival($at as u64),
            "quantile" => $distribution.quantile($at) as f64,
            other => panic!("the golden file asks for {other}"),
        }
    };
}

#[test]
fn every_golden_value_comes_out_to_twelve_digits() {
    let mut count = 0;
    let mut failures = Vec::new();
    for line in include_str!("golden/distribution.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let parameters: Vec<f64> = case["parameters"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        let question = case["question"].as_str().unwrap();
        let at = case["at"].as_f64().unwrap();
        let expected = case["answer"].as_f64().unwrap();
        let got = match case["distribution"].as_str().unwrap() {
            "normal" => ask!(Normal::new(0.0, 1.0).unwrap(), question, at),
            "t" => ask!(StudentT::new(parameters[0]).unwrap(), question, at),
            "beta" => ask!(Beta::new(parameters[0], parameters[1]).unwrap(), question, at),
            "gamma" => ask!(Gamma::new(parameters[0], parameters[1]).unwrap(), question, at),
            "chi_squared" => ask!(ChiSquared::new(parameters[0]).unwrap(), question, at),
            "f" => ask!(FisherF::new(parameters[0], parameters[1]).unwrap(), question, at),
            "binomial" => ask_count!(Binomial::new(parameters[0] as u64, parameters[1]).unwrap(), question, at),
            "poisson" => ask_count!(Poisson::new(parameters[0]).unwrap(), question, at),
            other => panic!("the golden file names {other}"),
        };
        count += 1;
        // Probabilities below the smallest normal number have no digits to compare.
        let close = (got - expected).abs() <= RELATIVE_ERROR * expected.abs() || (got.abs() < 1e-290 && expected.abs() < 1e-290);
        if !close {
            failures.push(format!("{line} got {got:e}, relative error {:e}", ((got - expected) / expected).abs()));
        }
    }
    assert!(count > 500, "only {count} golden values were read");
    assert!(failures.is_empty(), "{} of {count} differ:\n{}", failures.len(), failures.join("\n"));
}
