//! Every case that was run through qicharts2 0.8.1, in upstream and in sane policy.

mod spc_support;

use luotsi_stats::spc::{self, CountLimits, Error, Judged, Kind, Options, Policy, Request, dialect};
use serde_json::Value;
use spc_support::{cases, indices, is_close, numbers};

/// Cases where we differ from upstream, each with its reason. (id, policy, reason)
const DIFFERENCES: &[(&str, &str, &str)] =
    &[("qic-0505", "Sane", "always 100 %: upstream's limits collapse onto 1, ours come from the posterior")];

fn judge(case: &Value, policy: Policy) -> Result<Judged, Error> {
    let input = &case["input"];
    let kind = Kind::from_id(input["chart"].as_str().unwrap()).unwrap();
    let mut values = numbers(&input["y"]);
    let sizes = numbers(&input["n"]);
    let mut subgroups: Vec<Vec<Option<f64>>> = Vec::new();
    let names: Vec<String> = input["x"].as_array().unwrap().iter().map(Value::to_string).collect();
    if kind.is_of_subgroups() {
        let mut before = None;
        for (name, value) in names.iter().zip(&values) {
            if before != Some(name) {
                subgroups.push(Vec::new());
                before = Some(name);
            }
            subgroups.last_mut().unwrap().push(*value);
        }
        values.clear();
    }
    let exclude: Vec<usize> = indices(&input["exclude"]).into_iter().map(|at| at - 1).collect();
    spc::judge(&Request {
        kind,
        values: &values,
        sizes: &sizes,
        subgroups: &subgroups,
        phases: &indices(&input["part"]),
        baseline: input["freeze"].as_u64().map(|n| n as usize),
        exclude: &exclude,
        dialect: if input["runs_method"] == "bestbox" { &dialect::ANHOEJ_BESTBOX } else { &dialect::ANHOEJ_2014 },
        options: Options {
            policy,
            screen: input["screened_mr"].as_bool(),
            count_limits: CountLimits::Classic,
            multiplier: input["multiply"].as_f64(),
            ..Options::default()
        },
        ..Request::default()
    })
}

fn differences(case: &Value, judged: &Judged) -> Vec<String> {
    let expected = &case["expected"];
    let mut found = Vec::new();
    let column = |key: &str| numbers(&expected[key]);
    let columns = ["y", "cl", "lcl", "ucl", "lcl95", "ucl95"].map(|key| (key, column(key)));
    for (at, point) in judged.points.iter().enumerate() {
        let ours = [point.value, point.centre, point.lower, point.upper, point.near_lower, point.near_upper];
        for (ours, (key, theirs)) in ours.into_iter().zip(&columns) {
            if !is_close(ours, theirs[at], 1e-9) {
                found.push(format!("point {at}: {key} {ours:?}, upstream {:?}", theirs[at]));
            }
        }
        let theirs = expected["sigma_signal"][at].as_bool().unwrap_or(false);
        if point.signal.is_some() != theirs {
            found.push(format!("point {at}: outside {}, upstream {theirs}", !theirs));
        }
        let runs = judged.phases[point.phase as usize].runs;
        for (key, ours) in [
            ("n_useful", Some(runs.useful)),
            ("longest_run", Some(runs.longest).filter(|_| runs.useful > 0)),
            ("longest_run_max", runs.longest_max),
            ("n_crossings", Some(runs.crossings).filter(|_| runs.useful > 0)),
            ("n_crossings_min", runs.crossings_min),
        ] {
            // The package shows the plain limits also when it judges by the best box.
            if case["input"]["runs_method"] != "anhoej" && (key == "longest_run_max" || key == "n_crossings_min") {
                continue;
            }
            let theirs = expected[key][at].as_u64().map(|n| n as usize);
            if ours != theirs {
                found.push(format!("point {at}: {key} {ours:?}, upstream {theirs:?}"));
            }
        }
        if Some(runs.signal) != expected["runs_signal"][at].as_bool() {
            found.push(format!("point {at}: runs signal {}, upstream {}", runs.signal, expected["runs_signal"][at]));
        }
    }
    if judged.points.len() != columns[0].1.len() {
        found.push(format!("{} points, upstream {}", judged.points.len(), columns[0].1.len()));
    }
    found
}

#[test]
fn qicharts2_cases_come_out_as_in_the_package() {
    let cases = cases("qicharts2_golden.jsonl");
    let mut unexplained = Vec::new();
    for policy in [Policy::Upstream, Policy::Sane] {
        let name = format!("{policy:?}");
        for case in &cases {
            let id = case["id"].as_str().unwrap();
            let result = judge(case, policy);
            if case["error"].is_string() {
                assert!(matches!(result, Err(Error::Value { chart: "t", .. })), "{id}: {result:?}");
                continue;
            }
            let found = differences(case, &result.unwrap());
            let is_listed = DIFFERENCES.iter().any(|(listed, policy, _)| *listed == id && *policy == name);
            if found.is_empty() == is_listed {
                unexplained.push(format!("{name} {id} {} {} {:?}", case["kind"], case["input"]["chart"], &found[..found.len().min(3)]));
            }
        }
    }
    println!("{} cases in two policies, {} differences listed", cases.len(), DIFFERENCES.len());
    assert!(unexplained.is_empty(), "{}:\n{}", unexplained.len(), unexplained.join("\n"));
}
