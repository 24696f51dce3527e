//! `luotsi metrics`: the catalogue, one definition, or a check of all definitions.

use std::path::Path;

use anyhow::{Result, bail};
use luotsi_core::catalogue::{Catalogue, Metric};
use serde_json::{Value, json};

use crate::args::Format;
use crate::output::{self, Rows};
use crate::workspace::{self, Workspace};

pub(crate) fn run(folder: &Path, format: Format, id: Option<&str>) -> Result<()> {
    if id == Some("check") {
        return check(folder, format);
    }
    let settings = workspace::read_settings(folder)?;
    let catalogue = workspace::read_catalogue(folder)?;
    let chosen: Vec<&Metric> = match id {
        None => catalogue.iter().collect(),
        Some(id) => match catalogue.get(id) {
            Some(metric) => vec![metric],
            None => bail!("There is no metric “{id}”. Nearest: {}. `luotsi metrics` lists them all.", catalogue.nearest(id).join(", ")),
        },
    };
    let language = &settings.language;
    let list: Vec<Value> = chosen.iter().map(|metric| described(metric, language)).collect();
    output::answer(format, &list, || {
        let header = ["id", "name", "perspective", "level", "unit", "better", "chart"].map(str::to_owned).to_vec();
        let row = |value: &Value| header.iter().map(|column| text(&value[column])).collect();
        Rows { rows: list.iter().map(row).collect(), header: header.clone() }
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
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
fn check(folder: &Path, format: Format) -> Result<()> {
    let own = workspace::own_metrics(&folder.join("metrics"))?;
    let (catalogue, problems) = Catalogue::shipped_with(own);
    let mut found: Vec<String> = problems.iter().map(ToString::to_string).collect();
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
        found.extend(catalogue.iter().filter_map(|metric| workspace.lake.check(metric).err()).map(|problem| problem.to_string()));
    }
    output::answer(format, &json!({ "metrics": catalogue.len(), "problems": found }), || Rows {
        header: vec!["problem".to_owned()],
        rows: found.iter().map(|problem| vec![problem.clone()]).collect(),
    })?;
    match found.len() {
        0 => {
            eprintln!("{} metrics: every definition can be planned.", catalogue.len());
            Ok(())
        }
        count => bail!("{count} problems in the definitions of metrics; they are listed above."),
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
