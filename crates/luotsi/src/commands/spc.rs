//! `luotsi spc`: a series from a file → control chart (contract §3). Needs no workspace.

use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use luotsi_stats::spc::{self, Direction, Kind, Request, dialect};
use serde_json::json;

use crate::args::{Format, Spc};
use crate::output::{self, Rows, figure};

pub(crate) fn run(format: Format, args: &Spc) -> Result<()> {
    if args.batch { batch(&args.file) } else { one(format, args) }
}

/// Each line is answered by itself, so the file may be longer than memory.
fn batch(file: &Path) -> Result<()> {
    let mut lines = BufReader::new(open(file)?);
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut line = String::new();
    let mut answer = Vec::new();
    while lines.read_line(&mut line).with_context(|| format!("{} could not be read as UTF-8 text", file.display()))? > 0 {
        if !line.trim().is_empty() {
            answer.clear();
            spc::batch::answer_into(&line, &mut answer);
            answer.push(b'\n');
            output.write_all(&answer)?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(())
}

fn open(file: &Path) -> Result<Box<dyn std::io::Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    Ok(Box::new(fs::File::open(file).with_context(|| format!("{} could not be opened", file.display()))?))
}

/// A series read from a CSV file.
struct Series {
    labels: Vec<String>,
    values: Vec<Option<f64>>,
    sizes: Vec<Option<f64>>,
}

fn one(format: Format, args: &Spc) -> Result<()> {
    let series = read(args)?;
    let kind = Kind::from_id(&args.chart).with_context(|| {
        let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::id).collect();
        format!("There is no chart “{}”. Known: {}.", args.chart, known.join(", "))
    })?;
    let rules = args.rules.as_deref().unwrap_or(dialect::NHSR_0_2_2.id);
    let dialect = dialect::by_id(rules).with_context(|| {
        let known: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.id).collect();
        format!("There is no rule dialect “{rules}”. Known: {}.", known.join(", "))
    })?;
    let direction = match args.better.as_deref() {
        None => Direction::Neutral,
        Some("increase") => Direction::Increase,
        Some("decrease") => Direction::Decrease,
        Some(other) => bail!("--better is increase or decrease, not “{other}”."),
    };
    let phase = |label: &String| {
        let found = series.labels.iter().position(|known| known == label);
        found.with_context(|| {
            format!("--phase {label}: no row has that date. The first is {}.", series.labels.first().map_or("missing", String::as_str))
        })
    };
    let phases = args.phases.iter().map(phase).collect::<Result<Vec<usize>>>()?;
    let request = Request {
        kind,
        values: &series.values,
        sizes: &series.sizes,
        phases: &phases,
        baseline: args.baseline,
        direction,
        target: args.target,
        dialect,
        ..Request::default()
    };
    let judged = spc::judge(&request).with_context(|| format!("The series in {} could not be judged", args.file.display()))?;
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
    output::answer(format, &answer, || {
        let header = ["x", "value", "centre", "lower", "upper", "flags"].map(str::to_owned).to_vec();
        let row = |(point, label): (&spc::Point, &String)| {
            vec![label.clone(), figure(point.value), figure(point.centre), figure(point.lower), figure(point.upper), flags(point).join(" ")]
        };
        Rows { header, rows: judged.points.iter().zip(&series.labels).map(row).collect() }
    })
}

fn read(args: &Spc) -> Result<Series> {
    let mut text = String::new();
    open(&args.file)?.read_to_string(&mut text).with_context(|| format!("{} could not be read as UTF-8 text", args.file.display()))?;
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t', b','].into_iter().find(|delimiter| head.as_bytes().contains(delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().with_context(|| format!("{} has no header", args.file.display()))?.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<Result<Vec<_>, _>>().with_context(|| format!("{} is no CSV file", args.file.display()))?;
    if rows.is_empty() {
        bail!("{} has a header but no rows.", args.file.display());
    }
    let number = |cell: &str| -> Option<f64> { cell.trim().replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite()) };
    let column = |name: &str| {
        header
            .iter()
            .position(|known| known == name)
            .with_context(|| format!("{} has no column “{name}”. It has: {}.", args.file.display(), header.join(", ")))
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
            .with_context(|| format!("{} has no column of numbers. Name one with --value.", args.file.display()))?,
    };
    let sizes = args.n.as_deref().map(column).transpose()?;
    let mut series = Series { labels: Vec::new(), values: Vec::new(), sizes: Vec::new() };
    for (index, row) in rows.iter().enumerate() {
        let numeric = |column: usize, what: &str| -> Result<Option<f64>> {
            let cell = row.get(column).unwrap_or_default();
            if cell.trim().is_empty() {
                return Ok(None);
            }
            // The header is row 1 for a spreadsheet.
            let found = number(cell);
            found.map(Some).with_context(|| format!("{} row {}: the {what} “{cell}” is not a number.", args.file.display(), index + 2))
        };
        series.labels.push(dates.and_then(|column| row.get(column)).map_or_else(|| (index + 1).to_string(), str::to_owned));
        series.values.push(numeric(values, "value")?);
        if let Some(sizes) = sizes {
            series.sizes.push(numeric(sizes, "n")?);
        }
    }
    Ok(series)
}
