//! What can be written on the command line (contract §2 and §3). The generated reference (docs/reference/commands.md) is
//! made from here.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use luotsi_web::i18n::Language;

/// Luotsi: a customer service leads itself by facts.
#[derive(Debug, Parser)]
#[command(name = "luotsi", version, about, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Folder that holds the service's records, settings and work: luotsi-data in the current folder when left out (luotsi-demo
    /// for the made-up service).
    #[arg(long, global = true, env = "LUOTSI_WORKSPACE", value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    /// How the answer is printed.
    #[arg(long, global = true, default_value = "table")]
    pub(crate) format: Format,
    /// Language of messages, tables and the brief: fi, sv, en. When left out: the one that the workspace names, then the system's (LC_ALL,
    /// LC_MESSAGES, LANG), then English; the brief is in the language of the workspace's pages.
    #[arg(long, global = true, value_name = "LANG", value_parser = languages())]
    pub(crate) lang: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn languages() -> impl TypedValueParser<Value = Language> {
    // Only codes of languages get through the first parser.
    PossibleValuesParser::new(Language::ALL.map(Language::code)).map(|code| Language::named(&code).unwrap_or(Language::En))
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs; alone on standard output.
    Json,
    /// For spreadsheets.
    Csv,
    /// Plain text (brief).
    Text,
    /// A page of its own (brief).
    Html,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a made-up service organisation and show its situation picture.
    Demo(Demo),
    /// Serve the pages of a workspace on this machine.
    Serve(Serve),
    /// Import files into the workspace: all of them as one whole, or nothing.
    Import(Import),
    /// List the imports made.
    Imports,
    /// Take an import back as a whole.
    Undo {
        /// Id of the import, from `luotsi imports`.
        import: String,
    },
    /// List the metrics, show one, or check definitions (`luotsi metrics check`).
    Metrics {
        /// Id of a metric, or `check`.
        id: Option<String>,
        /// Propose targets for the metric: steps with dates that the service could reach.
        #[arg(long, requires = "id")]
        targets: bool,
    },
    /// List the rules between metrics, show one, or check them (`luotsi rules check`).
    Rules {
        /// Id of a rule, or `check`.
        id: Option<String>,
    },
    /// Measure a metric over periods and dimensions.
    Measure(Asked),
    /// Judge a metric with a control chart.
    Chart(Asked),
    /// The situation picture on one page.
    Brief(Brief),
    /// Can the figures be believed: who is asked, who answers, who assesses, what is measured, and whether the records add up.
    Measuring,
    /// What deserves a reaction, out of everything that is watched.
    Signals(Signals),
    /// Why a metric changed: the parts of the service that the change is in, what moved along, what goes with it, and cases.
    Explain(Explain),
    /// Did an action work: its effect with an interval and a verdict; without an id, all actions.
    Effect {
        /// Id of the action, as in the imported file or in the address of its page.
        action: Option<String>,
        /// State database instead of the workspace's own SQLite file, e.g. postgres://user:password@host/database.
        #[arg(long, env = "LUOTSI_STATE", value_name = "URL")]
        state: Option<String>,
    },
    /// Judge a series from a file with a control chart; needs no workspace.
    Spc(Spc),
    /// Write the generated reference pages (metrics, records, settings, commands) into a folder.
    #[command(hide = true)]
    Reference {
        /// The folder.
        folder: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Seed of the made-up organisation: the same seed makes the same organisation.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Weeks of history.
    #[arg(long, default_value_t = 65)]
    pub(crate) weeks: u32,
    /// Last day of the records; yesterday when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Address to listen on (loopback only).
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Only make the workspace, do not serve it.
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Address to listen on (loopback only until there is access control).
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// State database instead of the workspace's own SQLite file, e.g. postgres://user:password@host/database.
    #[arg(long, env = "LUOTSI_STATE", value_name = "URL")]
    pub(crate) state: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Files: CSV, XLSX, Parquet, JSON lines; also packed with gzip or zip.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Kind of records in canonical files whose name does not tell.
    #[arg(long = "as", value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Mapping profile: a name, or the path of a TOML file.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) map: Option<String>,
    /// Only look: detected dress, mapping and the first rows.
    #[arg(long)]
    pub(crate) preview: bool,
    /// Column that looks personal and is to be kept as a dimension all the same (repeatable).
    #[arg(long, value_name = "COLUMN")]
    pub(crate) allow_personal: Vec<String>,
    /// Encoding instead of the detected one: utf-8, utf-16le, utf-16be, windows-1252.
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Delimiter instead of the detected one.
    #[arg(long)]
    pub(crate) delimiter: Option<char>,
    /// Decimal sign instead of the detected one.
    #[arg(long)]
    pub(crate) decimal: Option<char>,
    /// Order of dates instead of the detected one: ymd, dmy, mdy.
    #[arg(long)]
    pub(crate) date_order: Option<String>,
    /// Time zone of times without an offset, instead of the workspace's.
    #[arg(long)]
    pub(crate) time_zone: Option<String>,
    /// Sheet of a workbook.
    #[arg(long)]
    pub(crate) sheet: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// Id of the metric.
    pub(crate) metric: String,
    /// How finely time is cut: day, week, month, quarter, year, all.
    #[arg(long)]
    pub(crate) per: Option<String>,
    /// Dimensions of the breakdown, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "DIM[,DIM]")]
    pub(crate) by: Vec<String>,
    /// Part of the service (repeatable; several values of one dimension = any of them).
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) filters: Vec<String>,
    /// First day.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// Last day, included.
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Brief {
    /// How finely time is cut.
    #[arg(long)]
    pub(crate) per: Option<String>,
    /// Part of the service (repeatable).
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) filters: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Signals {
    /// Only signals whose change began in the period of this day or later.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// So many at most, weightiest first; all when left out.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Only signals of this kind.
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub(crate) kind: Option<&'static str>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Id of the metric.
    pub(crate) metric: String,
    /// First day of the new level; that of the metric's change when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Date>,
    /// Part of the service (repeatable; several values of one dimension = any of them).
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) filters: Vec<String>,
}

fn kinds() -> impl TypedValueParser<Value = &'static str> {
    let names = luotsi_core::signals::Kind::ALL.map(luotsi_core::signals::Kind::name);
    PossibleValuesParser::new(names).map(move |name| names.into_iter().find(|known| *known == name).unwrap_or_default())
}

#[derive(Debug, clap::Args)]
pub(crate) struct Spc {
    /// CSV with a header, or JSON lines with `--batch`; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// FILE holds one series a line as JSON; one answer a line comes out.
    #[arg(long)]
    pub(crate) batch: bool,
    /// Column of the values; the first numeric one when left out.
    #[arg(long)]
    pub(crate) value: Option<String>,
    /// Column of the dates or labels.
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// Column of the denominators, exposures or weights.
    #[arg(long)]
    pub(crate) n: Option<String>,
    /// Kind of chart: xmr, mr, run, p, pp, np, c, u, up, g, t, ip, ewma, cusum, bernoulli_cusum; xbar, s and r take rows of one date or
    /// label as a subgroup.
    #[arg(long, default_value = "xmr")]
    pub(crate) chart: String,
    /// Rule dialect: nhsr-0.2.2, mdc-2023, western-electric, nelson, anhoej.
    #[arg(long)]
    pub(crate) rules: Option<String>,
    /// Points that the limits are worked out from; later ones are judged against them.
    #[arg(long)]
    pub(crate) baseline: Option<usize>,
    /// Date or label at which a new phase begins (repeatable).
    #[arg(long = "phase", value_name = "DATE")]
    pub(crate) phases: Vec<String>,
    /// Target.
    #[arg(long)]
    pub(crate) target: Option<f64>,
    /// Which way is better: increase or decrease.
    #[arg(long)]
    pub(crate) better: Option<String>,
}
