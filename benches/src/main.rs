//! `luotsi-bench contacts ROWS FILE`: a made-up contacts file for the peers' runs.
//! `luotsi-bench signals ORGANISATIONS FILE [FIRST]`: how good the signals are, over organisations of all sorts, from a seed on.
//! `luotsi-bench effects CASES [EVERY]`: how often effects of actions are told rightly, looked at every so many weeks.

mod signals;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use luotsi_core::effect::calibration::Looks;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, numbers @ ..] = arguments.as_slice()
        && what == "effects"
    {
        return effects(numbers);
    }
    let [what, number, file, first @ ..] = arguments.as_slice() else { return usage() };
    let (Ok(number), Ok(first)) = (number.parse::<u64>(), first.first().map_or(Ok(1), |first| first.parse::<u64>())) else {
        return usage();
    };
    let done = match what.as_str() {
        "contacts" => contacts(number, Path::new(file)),
        "signals" => signals::run(number, Path::new(file), first),
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
    eprintln!("usage: luotsi-bench contacts ROWS FILE");
    eprintln!("       luotsi-bench signals ORGANISATIONS FILE [FIRST]");
    eprintln!("       luotsi-bench effects CASES [EVERY]");
    ExitCode::from(2)
}
