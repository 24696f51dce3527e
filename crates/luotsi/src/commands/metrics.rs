//! `luotsi metrics`: the catalogue, one definition, or a check of all definitions.

use anyhow::Result;
use luotsi_core::ask::AskError;
use luotsi_core::catalogue::{Better, Catalogue, Metric, Unit};
use luotsi_web::i18n::Text;
use luotsi_web::{faults, words};
use serde_json::{Value, json};

use super::Call;
use crate::args::Format;
use crate::output::{self, Heading, Rows, Spelling};
use crate::voice::Said;
use crate::workspace::{self, Workspace};

const LIST: &[Heading] = &[
    ("id", Text::command_column_id),
    ("name", Text::command_column_name),
    ("perspective", Text::command_column_perspective),
    ("level", Text::command_column_level),
    ("unit", Text::command_column_unit),
    ("better", Text::command_column_better),
    ("chart", Text::command_column_chart),
];

pub(crate) fn run(call: &Call, id: Option<&str>) -> Result<()> {
    if id == Some("check") {
        return check(call);
    }
    let settings = workspace::read_settings(&call.folder)?;
    let catalogue = workspace::read_catalogue(&call.folder)?;
    let chosen: Vec<&Metric> = match id {
        None => catalogue.iter().collect(),
        Some(id) => match catalogue.get(id) {
            Some(metric) => vec![metric],
            None => return Err(AskError::UnknownMetric { name: id.to_owned(), nearest: catalogue.nearest(id) }.into()),
        },
    };
    let language = if call.format == Format::Table { call.text.language() } else { call.language_of_pages(&settings) };
    let list: Vec<Value> = chosen.iter().map(|metric| described(metric, language.code())).collect();
    output::answer(call, &list, |spelling| Rows {
        header: spelling.header(LIST),
        rows: chosen.iter().zip(&list).map(|(metric, json)| row(spelling, metric, json)).collect(),
    })
}

fn row(spelling: Spelling, metric: &Metric, json: &Value) -> Vec<String> {
    let code = |field: &str| json[field].as_str().unwrap_or_default();
    let levels: Vec<String> = metric.levels.iter().map(|level| spelling.of(level.name(), |text| words::level(text, *level))).collect();
    vec![
        metric.id.clone(),
        code("name").to_owned(),
        spelling.of(code("perspective"), |text| words::perspective(text, metric.perspective)),
        levels.join(", "),
        spelling.of(code("unit"), |text| unit(text, metric.unit)),
        spelling.of(code("better"), |text| better(text, metric.better)),
        metric.chart.clone(),
    ]
}

fn unit(text: Text, unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => text.command_unit_percent(),
        Unit::Points => text.command_unit_points(),
        Unit::Scale => text.command_unit_scale(),
        Unit::Stars => text.command_unit_stars(),
        Unit::Seconds => text.command_unit_seconds(),
        Unit::Hours => text.command_unit_hours(),
        Unit::Days => text.command_unit_days(),
        Unit::Euros => text.command_unit_euros(),
        Unit::Count => text.command_unit_count(),
        Unit::PerThousand => text.command_unit_per_thousand(),
        Unit::PerHundred => text.command_unit_per_hundred(),
        Unit::Coefficient => text.command_unit_coefficient(),
    }
}

fn better(text: Text, better: Better) -> &'static str {
    match better {
        Better::Up => text.command_better_higher(),
        Better::Down => text.command_better_lower(),
        Better::Band => text.command_better_neither(),
    }
}

fn described(metric: &Metric, language: &str) -> Value {
    let texts = metric.texts(language);
    json!({
        "id": metric.id, "name": texts.name, "perspective": metric.perspective, "level": metric.levels, "unit": metric.unit,
        "better": metric.better, "summary": texts.question, "chart": metric.chart, "counter": metric.counter, "definition": metric,
    })
}

/// Structure, texts and names first; then every expression is planned by the engine that will run it.
fn check(call: &Call) -> Result<()> {
    let (folder, text) = (&call.folder, call.text);
    let own = workspace::own_files(&folder.join("metrics"))?;
    let (catalogue, problems) = Catalogue::shipped_with(own);
    let mut found: Vec<String> = problems.iter().map(|problem| faults::metric_file(text, problem)).collect();
    // Planning needs an engine but no records: a folder that is no workspace yet is checked with an empty one.
    let scratch;
    let place = if folder.is_dir() {
        folder
    } else {
        scratch = ScratchFolder::new()?;
        &scratch.0
    };
    if found.is_empty() {
        let workspace = Workspace::open_or_create(place)?;
        found.extend(catalogue.iter().filter_map(|metric| workspace.lake.check(metric).err()).map(|error| faults::ask(text, &error)));
    }
    output::answer(call, &json!({ "metrics": catalogue.len(), "problems": found }), |spelling| Rows {
        header: spelling.header(&[("problem", Text::command_column_problem)]),
        rows: found.iter().map(|problem| vec![problem.clone()]).collect(),
    })?;
    match found.len() {
        0 => {
            eprintln!("{}", text.command_check_good(catalogue.len() as u64));
            Ok(())
        }
        count => Err(Said::error(text.command_check_bad(count as u64))),
    }
}

/// A folder that is gone afterwards.
struct ScratchFolder(std::path::PathBuf);

impl ScratchFolder {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("luotsi-{}", crate::clock::new_id(crate::clock::now())?));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // What is left in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
