//! What the golden tests of the control charts share: finding the files, reading values, comparing numbers.
#![allow(dead_code, unreachable_pub)]

use std::path::PathBuf;

use serde_json::Value;

/// The text of a golden file: all cases when the shared folder lies beside the repository, else the copy in
/// `tests/golden` that holds our own random series only.
pub fn golden_text(name: &str) -> String {
    let shared = shared_folder().join("golden/spc").join(name);
    let copy = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    std::fs::read_to_string(&shared)
        .or_else(|_| std::fs::read_to_string(&copy))
        .unwrap_or_else(|error| panic!("neither {} nor {}: {error}", shared.display(), copy.display()))
}

/// The text of a file that only the shared folder has; `None` (with a line that says so) when it is absent.
pub fn shared_text(name: &str) -> Option<String> {
    let path = shared_folder().join("golden/spc").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("did not run: {} is absent", path.display());
    }
    text
}

pub fn shared_folder() -> PathBuf {
    match std::env::var_os("LUOTSI_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    }
}

pub fn cases(name: &str) -> Vec<Value> {
    golden_text(name)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).expect("a golden line is JSON"))
        .collect()
}

pub fn numbers(value: &Value) -> Vec<Option<f64>> {
    value.as_array().map(|values| values.iter().map(Value::as_f64).collect()).unwrap_or_default()
}

pub fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().flatten().map(|index| index as usize).collect()
}

/// Rows of a comma-separated file without commas in its fields, by column name.
pub fn csv_rows(text: &str) -> Vec<std::collections::HashMap<String, String>> {
    let split = |line: &str| -> Vec<String> {
        let (mut fields, mut field, mut is_quoted) = (Vec::new(), String::new(), false);
        for letter in line.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => fields.push(std::mem::take(&mut field)),
                other => field.push(other),
            }
        }
        fields.push(field);
        fields
    };
    let mut lines = text.lines();
    let header = split(lines.next().unwrap_or_default());
    lines.filter(|line| !line.is_empty()).map(|line| header.iter().cloned().zip(split(line)).collect()).collect()
}

pub fn is_close(found: Option<f64>, expected: Option<f64>, tolerance: f64) -> bool {
    match (found, expected) {
        (None, None) => true,
        (Some(found), Some(expected)) => (found - expected).abs() <= tolerance * expected.abs().max(1e-3),
        _ => false,
    }
}
