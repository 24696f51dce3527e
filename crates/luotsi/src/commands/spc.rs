//! `luotsi spc`: a series from a file → control chart (contract §3). Needs no workspace.

use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use anyhow::Result;
use luotsi_stats::spc::{self, Direction, Kind, Request, dialect};
use luotsi_web::i18n::Text;
use luotsi_web::words;
use serde_json::json;

use super::Call;
use crate::args::Spc;
use crate::output::{self, Heading, Rows, figure};
use crate::voice::Said;

pub(crate) fn run(call: &Call, args: &Spc) -> Result<()> {
    if args.batch { batch(call.text, &args.file) } else { one(call, args) }
}

/// Each line is answered by itself, so the file may be longer than memory, and a broken line costs its own answer only.
fn batch(text: Text, file: &Path) -> Result<()> {
    let mut lines = BufReader::new(open(text, file)?);
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    let mut answer = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(|error| unreadable(text, file, &error))? > 0 {
        if !line.trim_ascii().is_empty() {
            answer.clear();
            spc::batch::answer_into(&String::from_utf8_lossy(&line), &mut answer);
            answer.push(b'\n');
            output.write_all(&answer)?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(())
}

fn unreadable(text: Text, file: &Path, error: &std::io::Error) -> anyhow::Error {
    Said::with(text, &text.fault_file_read(&file.display().to_string()), error)
}

fn open(text: Text, file: &Path) -> Result<Box<dyn std::io::Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let unreadable = |error| Said::with(text, &text.fault_file_open(&file.display().to_string()), &error);
    Ok(Box::new(fs::File::open(file).map_err(|error: std::io::Error| unreadable(error))?))
}

/// A series read from a CSV file.
struct Series {
    labels: Vec<String>,
    values: Vec<Option<f64>>,
    sizes: Vec<Option<f64>>,
    /// Values of each label, for charts of subgroups; `values` is empty then.
    subgroups: Vec<Vec<Option<f64>>>,
}

impl Series {
    /// Rows of one label that follow each other are one subgroup.
    fn grouped(self) -> Self {
        let mut grouped = Self { labels: Vec::new(), values: Vec::new(), sizes: Vec::new(), subgroups: Vec::new() };
        for (label, value) in self.labels.into_iter().zip(self.values) {
            match (grouped.labels.last(), grouped.subgroups.last_mut()) {
                (Some(last), Some(subgroup)) if *last == label => subgroup.push(value),
                _ => {
                    grouped.labels.push(label);
                    grouped.subgroups.push(vec![value]);
                }
            }
        }
        grouped
    }
}

const POINTS: &[Heading] = &[
    ("x", Text::command_column_label),
    ("value", Text::table_value),
    ("centre", Text::table_centre),
    ("lower", Text::table_lower),
    ("upper", Text::table_upper),
    ("flags", Text::table_signal),
];

fn one(call: &Call, args: &Spc) -> Result<()> {
    let text = call.text;
    let kind = Kind::from_id(&args.chart).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::id).collect();
        Said::error(text.command_spc_chart(&known.join(", "), &args.chart))
    })?;
    let series = read(text, args)?;
    let series = if kind.is_of_subgroups() { series.grouped() } else { series };
    let rules = args.rules.as_deref().unwrap_or(dialect::NHSR_0_2_2.id);
    let dialect = dialect::by_id(rules).ok_or_else(|| {
        let known: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.id).collect();
        Said::error(text.command_spc_rules(&known.join(", "), rules))
    })?;
    let direction = match args.better.as_deref() {
        None => Direction::Neutral,
        Some("increase") => Direction::Increase,
        Some("decrease") => Direction::Decrease,
        Some(other) => return Err(Said::error(text.command_spc_better(other))),
    };
    let phase = |label: &String| {
        let found = series.labels.iter().position(|known| known == label);
        found.ok_or_else(|| Said::error(text.command_spc_phase(series.labels.first().map_or("–", String::as_str), label)))
    };
    let phases = args.phases.iter().map(phase).collect::<Result<Vec<usize>>>()?;
    let request = Request {
        kind,
        values: &series.values,
        sizes: &series.sizes,
        subgroups: &series.subgroups,
        phases: &phases,
        baseline: args.baseline,
        direction,
        target: args.target,
        dialect,
        ..Request::default()
    };
    let judged =
        spc::judge(&request).map_err(|error| Said::with(text, &text.command_spc_judge(&args.file.display().to_string()), &error))?;
    let flags = |point: &spc::Point| -> Vec<&str> { point.flags().iter().map(spc::Flag::id).collect() };
    let points: Vec<_> = judged
        .points
        .iter()
        .zip(&series.labels)
        .map(|(point, label)| {
            json!({ "x": label, "value": point.value, "centre": point.centre, "lower": point.lower, "upper": point.upper,
                    "flags": flags(point), "phase": point.phase })
        })
        .collect();
    let runs = judged.runs();
    let answer = json!({ "chart": kind.id(), "rules": dialect.id, "points": points, "variation": judged.variation,
                         "assurance": judged.assurance, "runs": runs, "target": args.target });
    output::answer(call, &answer, |spelling| {
        let row = |(point, label): (&spc::Point, &String)| {
            let flags = flags(point);
            let shown = spelling.of(&flags.join(" "), |text| words::rules(text, &flags));
            vec![label.clone(), figure(point.value), figure(point.centre), figure(point.lower), figure(point.upper), shown]
        };
        Rows { header: spelling.header(POINTS), rows: judged.points.iter().zip(&series.labels).map(row).collect() }
    })
}

fn read(text: Text, args: &Spc) -> Result<Series> {
    let mut bytes = Vec::new();
    open(text, &args.file)?.read_to_end(&mut bytes).map_err(|error| unreadable(text, &args.file, &error))?;
    let shown = args.file.display().to_string();
    let whole = decoded(bytes);
    let whole = whole.trim_start_matches('\u{feff}');
    let head = whole.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t', b','].into_iter().find(|delimiter| head.as_bytes().contains(delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(whole.as_bytes());
    let not_csv = |error: csv::Error| Said::with(text, &text.command_spc_not_csv(&shown), &error);
    let header: Vec<String> = reader.headers().map_err(not_csv)?.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(not_csv)?;
    if rows.is_empty() {
        return Err(Said::error(text.command_spc_empty(&shown)));
    }
    let number = |cell: &str| -> Option<f64> { cell.trim().replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite()) };
    let column = |name: &str| {
        header
            .iter()
            .position(|known| known == name)
            .ok_or_else(|| Said::error(text.command_spc_no_column(name, &header.join(", "), &shown)))
    };
    let is_numeric = |index: usize| rows.iter().any(|row| row.get(index).is_some_and(|cell| number(cell).is_some()));
    let dates = match &args.date {
        Some(name) => Some(column(name)?),
        None => (0..header.len()).find(|&index| !is_numeric(index)),
    };
    let values = match &args.value {
        Some(name) => column(name)?,
        None => (0..header.len())
            .find(|&index| Some(index) != dates && is_numeric(index))
            .ok_or_else(|| Said::error(text.command_spc_no_numbers(&shown)))?,
    };
    let sizes = args.n.as_deref().map(column).transpose()?;
    let mut series = Series { labels: Vec::new(), values: Vec::new(), sizes: Vec::new(), subgroups: Vec::new() };
    for (index, row) in rows.iter().enumerate() {
        let numeric = |column: usize| -> Result<Option<f64>> {
            let cell = row.get(column).unwrap_or_default();
            if cell.trim().is_empty() {
                return Ok(None);
            }
            // The header is row 1 for a spreadsheet.
            let found = number(cell);
            found.map(Some).ok_or_else(|| Said::error(text.command_spc_no_number(cell, &shown, &(index + 2).to_string())))
        };
        series.labels.push(dates.and_then(|column| row.get(column)).map_or_else(|| (index + 1).to_string(), str::to_owned));
        series.values.push(numeric(values)?);
        if let Some(sizes) = sizes {
            series.sizes.push(numeric(sizes)?);
        }
    }
    Ok(series)
}

/// Text of a spreadsheet's export: UTF-16 with its mark, UTF-8, or else the Western single bytes of older programs.
fn decoded(bytes: Vec<u8>) -> String {
    let units = |of: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
        char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect()),
    }
}
