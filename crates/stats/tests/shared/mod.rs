//! The golden figures that stand beside the repository.

#![allow(dead_code)] // Not every test file needs every helper.

use serde_json::Value;
use std::path::PathBuf;

/// The text of a file under golden/spc of the shared folder; `None`, with one line of explanation, when there is none.
pub(crate) fn golden(name: &str) -> Option<String> {
    let shared = std::env::var_os("LUOTSI_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let path = shared.join("golden/spc").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) => {
            println!("did not run: {} is not there (set LUOTSI_SHARED)", path.display());
            None
        }
    }
}

/// The cases of a file with one JSON value a line.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect("the golden file is JSON lines"))
}

/// A list of numbers.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

/// |a − b| within an absolute and a relative tolerance.
pub(crate) fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1.0)
}
