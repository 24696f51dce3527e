//! Every case that was run through NHSRplotthedots 0.2.2, in upstream and in sane policy.

mod spc_support;

use luotsi_stats::spc::{self, Assurance, Direction, Flag, Heading, Judged, Options, Policy, Request, Variation, dialect};
use serde_json::Value;
use spc_support::{cases, is_close, numbers};

/// Cases where we differ from upstream, each with its reason. (id, policy or "both", reason)
const DIFFERENCES: &[(&str, &str, &str)] = &[(
    "ptd-0212",
    "Sane",
    "a constant series without screening: upstream's limits collapse onto the mean, ours are 1.5 recording steps away",
)];

fn judge(case: &Value, policy: Policy) -> Judged {
    let input = &case["input"];
    let values = numbers(&input["y"]);
    let dates: Vec<&str> = input["x"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let phases: Vec<usize> =
        input["rebase"].as_array().unwrap().iter().filter_map(|date| dates.iter().position(|x| Some(*x) == date.as_str())).collect();
    let direction = match input["improvement_direction"].as_str().unwrap() {
        "increase" => Direction::Increase,
        "decrease" => Direction::Decrease,
        _ => Direction::Neutral,
    };
    spc::judge(&Request {
        values: &values,
        phases: &phases,
        baseline: input["fix_after_n_points"].as_u64().map(|n| n as usize),
        direction,
        target: input["target"].as_f64(),
        dialect: &dialect::NHSR_0_2_2,
        options: Options { policy, screen: input["screen_outliers"].as_bool(), ..Options::default() },
        ..Request::default()
    })
    .unwrap()
}

fn special_cause(signal: Option<(Flag, Heading)>) -> &'static str {
    match signal {
        None => "Common Cause",
        Some((Flag::Outside, Heading::Up)) => "Above UCL",
        Some((Flag::Outside, Heading::Down)) => "Below LCL",
        Some((Flag::Trend, Heading::Up)) => "7 Point Trend (Increasing)",
        Some((Flag::Trend, Heading::Down)) => "7 Point Trend (Decreasing)",
        Some((Flag::TwoOfThree, Heading::Up)) => "2 in 3 Above CL",
        Some((Flag::TwoOfThree, Heading::Down)) => "2 in 3 Below CL",
        Some((Flag::Shift, Heading::Up)) => "7 Points Above CL",
        Some((Flag::Shift, Heading::Down)) => "7 Points Below CL",
        Some(_) => "a rule that NHSR does not have",
    }
}

fn variation(variation: Variation) -> &'static str {
    match variation {
        Variation::Improvement => "special_cause_improvement",
        Variation::Concern => "special_cause_concern",
        Variation::CommonCause => "common_cause",
        Variation::NeutralHigh => "special_cause_neutral_high",
        Variation::NeutralLow => "special_cause_neutral_low",
    }
}

fn differences(case: &Value, judged: &Judged) -> Vec<String> {
    let expected = &case["expected"];
    let mut found = Vec::new();
    let [means, lowers, uppers] = ["mean", "lpl", "upl"].map(|key| numbers(&expected[key]));
    for (at, point) in judged.points.iter().enumerate() {
        for (what, ours, theirs) in [("mean", point.centre, means[at]), ("lpl", point.lower, lowers[at]), ("upl", point.upper, uppers[at])]
        {
            if !is_close(ours, theirs, 1e-9) {
                found.push(format!("point {at}: {what} {ours:?}, upstream {theirs:?}"));
            }
        }
        let theirs = expected["special_cause_type"][at].as_str().unwrap();
        let ours = special_cause(point.signal);
        if ours != theirs && point.value.is_some() {
            found.push(format!("point {at}: {ours}, upstream {theirs}"));
        }
        let theirs = expected["point_type"][at].as_str().unwrap();
        let ours = variation(point.variation);
        if ours != theirs && point.value.is_some() {
            found.push(format!("point {at}: {ours}, upstream {theirs}"));
        }
    }
    let theirs = expected["variation_type"].as_str().unwrap();
    if variation(judged.variation) != theirs {
        found.push(format!("variation {:?}, upstream {theirs}", judged.variation));
    }
    let ours = judged.assurance.map(|assurance| match assurance {
        Assurance::ConsistentPass => "consistent_pass",
        Assurance::ConsistentFail => "consistent_fail",
        Assurance::Inconsistent => "inconsistent",
    });
    let theirs = expected["assurance_type"].as_str();
    if ours != theirs {
        found.push(format!("assurance {ours:?}, upstream {theirs:?}"));
    }
    found
}

#[test]
fn nhsr_cases_come_out_as_in_the_package() {
    let cases = cases("nhsr_plotthedots_golden.jsonl");
    let mut points = 0;
    let mut unexplained = Vec::new();
    for policy in [Policy::Upstream, Policy::Sane] {
        let name = format!("{policy:?}");
        for case in &cases {
            let id = case["id"].as_str().unwrap();
            let judged = judge(case, policy);
            if case["error"].is_string() {
                // Upstream fails on these; we answer.
                assert!(judged.points.iter().any(|point| point.upper.is_some()), "{id}");
                continue;
            }
            points += judged.points.len();
            let found = differences(case, &judged);
            let is_listed = DIFFERENCES.iter().any(|(listed, policy, _)| *listed == id && (*policy == "both" || *policy == name));
            if found.is_empty() == is_listed {
                unexplained.push(format!("{name} {id} {}: {:?}", case["kind"], &found[..found.len().min(4)]));
            }
        }
    }
    println!("{} cases, {points} points in two policies, {} differences listed", cases.len(), DIFFERENCES.len());
    assert!(unexplained.is_empty(), "{}:\n{}", unexplained.len(), unexplained.join("\n"));
}
