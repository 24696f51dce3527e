//! Markdown pages of `docs/guide/<language>/` → a table of Help pages. All languages must have the same pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn generate(folder: &Path) -> Result<String, String> {
    let mut code =
        String::from("/// Every Help page: language, name, Markdown.\npub(crate) static PAGES: &[(Language, &str, &str)] = &[\n");
    let mut known: Option<BTreeSet<String>> = None;
    for (language, variant) in [("fi", "Fi"), ("sv", "Sv"), ("en", "En")] {
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(folder.join(language)).into_iter().flatten().flatten() {
            let path = entry.path();
            let (Some(stem), Some("md")) = (path.file_stem().and_then(|stem| stem.to_str()), path.extension().and_then(|end| end.to_str()))
            else {
                continue;
            };
            names.insert(stem.to_owned());
        }
        for name in &names {
            let path = folder.join(language).join(format!("{name}.md")).canonicalize().map_err(|error| error.to_string())?;
            writeln!(code, "    (Language::{variant}, {name:?}, include_str!({path:?})),").map_err(|error| error.to_string())?;
        }
        match &known {
            None => known = Some(names),
            Some(first) if *first != names => {
                let differ: Vec<_> = first.symmetric_difference(&names).collect();
                return Err(format!("docs/guide: the languages have different pages: {differ:?} (seen in {language})"));
            }
            Some(_) => {}
        }
    }
    code.push_str("];\n");
    Ok(code)
}
