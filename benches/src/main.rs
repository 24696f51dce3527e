//! `luotsi-bench contacts ROWS FILE`: a made-up contacts file for the peers' runs.
//! `luotsi-bench signals ORGANISATIONS FILE [FIRST]`: how good the signals are, over organisations of all sorts, from a seed on.
//! `luotsi-bench looks CONTACTS FOLDER few|many`: how long looks at the signals take, over an organisation made in the folder.
//! `luotsi-bench effects CASES [EVERY]`: how often effects of actions are told rightly, looked at every so many weeks.

mod looks;
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
    if let [what, step, workspace, files @ ..] = arguments.as_slice()
        && what == "step"
    {
        return told(looks::measured(step, Path::new(workspace), files.first().map(Path::new)));
    }
    if let [what, contacts, folder, parts] = arguments.as_slice()
        && what == "looks"
    {
        let parts = match parts.as_str() {
            "few" => looks::Parts::Few,
            "many" => looks::Parts::Many,
            _ => return usage(),
        };
        let Ok(contacts) = contacts.parse() else { return usage() };
        return told(looks::run(contacts, Path::new(folder), parts));
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
    told(done)
}

fn told(done: anyhow::Result<()>) -> ExitCode {
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
    eprintln!("       luotsi-bench looks CONTACTS FOLDER few|many");
    eprintln!("       luotsi-bench effects CASES [EVERY]");
    ExitCode::from(2)
}
