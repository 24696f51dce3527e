//! `luotsi-bench contacts ROWS FILE`: a made-up contacts file for the peers' runs.
//! `luotsi-bench effects CASES [EVERY]`: how often effects of actions are told rightly, looked at every so many weeks.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

use luotsi_core::effect::calibration::Looks;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, numbers @ ..] = arguments.as_slice()
        && what == "effects"
    {
        return effects(numbers);
    }
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

fn effects(numbers: &[String]) -> ExitCode {
    let numbers: Result<Vec<usize>, _> = numbers.iter().map(|number| number.parse()).collect();
    let (cases, looks) = match numbers.as_deref() {
        Ok([cases]) => (*cases, Looks::Twice),
        Ok([cases, every]) => (*cases, Looks::Every(*every)),
        _ => return usage(),
    };
    luotsi_bench::effects::report(cases, looks);
    println!();
    luotsi_bench::effects::textbook(cases);
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: luotsi-bench contacts ROWS FILE\n       luotsi-bench effects CASES [EVERY]");
    ExitCode::from(2)
}
