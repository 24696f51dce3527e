//! `luotsi-bench contacts ROWS FILE`: a made-up contacts file for the peers' runs.
//! `luotsi-bench signals ORGANISATIONS FILE`: how good the signals are, over organisations of all sorts.

mod signals;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, number, file] = arguments.as_slice() else { return usage() };
    let Ok(number) = number.parse::<u64>() else { return usage() };
    let done = match what.as_str() {
        "contacts" => contacts(number, Path::new(file)),
        "signals" => signals::run(number, Path::new(file)),
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(1)
        }
    }
}

fn contacts(rows: u64, file: &Path) -> anyhow::Result<()> {
    let written = File::create(file).and_then(|file| {
        let mut output = BufWriter::with_capacity(1 << 20, file);
        luotsi_bench::write_contacts(&mut output, rows, 1)?;
        output.flush()
    });
    written.map_err(|error| anyhow::anyhow!("{} could not be written: {error}", file.display()))
}

fn usage() -> ExitCode {
    eprintln!("usage: luotsi-bench contacts ROWS FILE");
    eprintln!("       luotsi-bench signals ORGANISATIONS FILE");
    ExitCode::from(2)
}
