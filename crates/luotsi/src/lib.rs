//! The program: command line, configuration and wiring. Rules live in `luotsi_core`, arithmetic in `luotsi_stats`.
//!
//! | module | what it holds |
//! |---|---|
//! | `args` | what can be written on the command line |
//! | `workspace` | the folder that holds a service's records, settings and people's work |
//! | `intake` | ingest + lake behind the one door for records |
//! | `commands` | one file per command: ask, then print |
//! | `output` | tables, JSON and CSV on standard output; progress on standard error |
//! | `voice` | the language of what is printed, and errors in its words |
//! | `clock` | the one place that reads the clock |

pub mod clock;
pub mod intake;
pub mod workspace;

mod args;
mod commands;
mod output;
mod voice;

use std::process::ExitCode;

use clap::Parser as _;

/// Runs the program with the arguments of its command line and tells the exit status: 0 done, 1 the input or the question was
/// wrong (the message says what, where and what to do). Wrong usage ends with 2 before this returns.
pub fn run() -> ExitCode {
    let args = args::Args::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("LUOTSI_LOG").unwrap_or_else(|_| "warn".into()))
        .init();
    let call = commands::Call::from(&args);
    match commands::run(&call, args.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("luotsi: {}", voice::told(call.text, &error));
            ExitCode::from(1)
        }
    }
}
