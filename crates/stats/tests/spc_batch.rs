//! The contract's JSON lines.

use luotsi_stats::spc::batch::answer_line;
use serde_json::{Value, json};

fn ask(question: Value) -> Value {
    let answer = answer_line(&question.to_string());
    assert!(!answer.contains('\n'), "one answer is one line");
    serde_json::from_str(&answer).unwrap()
}

#[test]
fn a_full_question_gets_every_field() {
    let answer = ask(json!({
        "id": "wait-7", "chart": "xmr", "x": ["a","b","c","d","e","f","g","h","i","j","k","l","m"],
        "y": [82,79,84,80,77,83,81,78,85,80,82,79,71], "n": null, "phases": [], "baseline": 12, "exclude": [],
        "direction": "increase", "target": 60, "screen": true, "rules": "nhsr-0.2.2"
    }));
    let fields: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["id", "centre", "lower", "upper", "flags", "variation", "assurance", "runs", "error"]);
    assert_eq!(answer["id"], "wait-7");
    assert!((answer["lower"][12].as_f64().unwrap() - 70.4352).abs() < 1e-4);
    assert_eq!(answer["flags"][12], json!([]));
    assert_eq!(answer["variation"], "common_cause");
    assert_eq!(answer["assurance"], "consistent_pass");
    assert_eq!(answer["error"], Value::Null);
    let runs: Vec<&str> = answer["runs"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(runs, ["useful", "longest", "longest_max", "crossings", "crossings_min", "signal"]);
}

#[test]
fn phases_baseline_exclusions_and_gaps_go_together() {
    let answer = ask(json!({
        "id": 1,
        "y": [10,12,11,null,10,99,12,11,30,32,31,30,31,32,33,29],
        "phases": [8], "baseline": 7, "exclude": [5], "direction": "decrease", "target": null
    }));
    assert_eq!(answer["error"], Value::Null);
    assert_eq!(answer["centre"][0], json!(11.0));
    assert_eq!(answer["flags"][5], json!(["outside"]), "an excluded point is still drawn against the limits");
    assert_eq!(answer["flags"][3], json!([]));
    // Seven points: 30, 32, 31, 30, 31, 32, 33.
    assert!((answer["centre"][8].as_f64().unwrap() - 219.0 / 7.0).abs() < 1e-12);
    assert_eq!(answer["assurance"], Value::Null);
}

#[test]
fn lists_are_subgroups() {
    let answer = ask(json!({"id": 2, "chart": "xbar", "rules": "western-electric",
        "y": [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [1.5, 2.5, null]]}));
    assert_eq!(answer["error"], Value::Null);
    assert_eq!(answer["centre"].as_array().unwrap().len(), 3);
    let refused = ask(json!({"id": 3, "chart": "xmr", "y": [[1.0, 2.0]]}));
    assert!(refused["error"].as_str().unwrap().contains("xbar"));
}

#[test]
fn what_is_wrong_is_said_with_the_lines_own_id() {
    for (question, part) in [
        (json!({"id": "q", "chart": "pie", "y": [1]}), "xmr"),
        (json!({"id": "q", "rules": "mine", "y": [1]}), "nelson"),
        (json!({"id": "q", "chart": "p", "y": [1]}), "size"),
        (json!({"id": "q", "chart": "p", "y": [1], "n": [1, 2]}), "2 entries"),
        (json!({"id": "q", "chart": "p", "y": [3], "n": [2]}), "at most the size"),
        (json!({"id": "q", "y": [1], "phases": [4]}), "point 4"),
        (json!({"id": "q", "y": [1], "exclude": [4]}), "point 4"),
        (json!({"id": "q", "y": "many"}), "not a chart question"),
        (json!({"id": "q", "y": [1], "x": []}), "one for each point"),
        (json!({"id": "q", "y": [1], "direction": "left"}), "neutral"),
        (json!({"id": "q", "chart": "t", "y": [0]}), "above zero"),
    ] {
        let answer = ask(question);
        assert_eq!(answer["id"], "q");
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(part), "{error}");
        assert_eq!(answer["centre"], json!([]));
    }
    let answer: Value = serde_json::from_str(&answer_line("not json")).unwrap();
    assert!(answer["id"].is_null() && answer["error"].is_string());
}

#[test]
fn an_empty_series_is_answered() {
    let answer = ask(json!({"id": 0, "y": []}));
    assert_eq!(answer["error"], Value::Null);
    assert_eq!(answer["variation"], "common_cause");
    assert_eq!(answer["runs"]["longest_max"], Value::Null);
}
