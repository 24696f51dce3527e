//! Writes the demo's files: `cargo run --release -p luotsi-demo --example make -- FOLDER [SEED [WEEKS [UNTIL]]] [--null]`.

use std::path::Path;
use std::process::ExitCode;

use luotsi_demo::Plan;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_null = arguments.iter().any(|argument| argument == "--null");
    arguments.retain(|argument| argument != "--null");
    let folder = arguments.first().map_or("luotsi-demo-files", String::as_str);
    let seed = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    let weeks = arguments.get(2).and_then(|text| text.parse().ok()).unwrap_or(65);
    let until = arguments.get(3).and_then(|text| text.parse().ok()).unwrap_or(jiff::civil::Date::constant(2026, 6, 10));
    let plan = if is_null { Plan::null(seed, weeks, until) } else { Plan::demo(seed, weeks, until) };
    let written = luotsi_demo::write(Path::new(folder), &plan)
        .and_then(|files| std::fs::write(Path::new(folder).join("workspace.toml"), luotsi_demo::settings_toml(&plan)).map(|()| files));
    match written {
        Ok(files) => {
            files.iter().for_each(|file| println!("{}", file.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
