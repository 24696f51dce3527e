//! `luotsi-bench contacts ROWS FILE`: a made-up contacts file for the peers' runs.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, rows, file] = arguments.as_slice() else { return usage() };
    let (true, Ok(rows)) = (what == "contacts", rows.parse::<u64>()) else { return usage() };
    let written = File::create(file).and_then(|file| {
        let mut output = BufWriter::with_capacity(1 << 20, file);
        luotsi_bench::write_contacts(&mut output, rows, 1)?;
        output.flush()
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file} could not be written: {error}");
            ExitCode::from(1)
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: luotsi-bench contacts ROWS FILE");
    ExitCode::from(2)
}
