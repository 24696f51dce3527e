//! Files of `assets/` → names with a hash of their content.
//!
//! Style sheets stay one file per thing in the repository and are served as one, in the order of their names.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(crate) fn generate(folder: &Path, out: &Path) -> Result<String, String> {
    let mut code = String::from("/// Every asset.\npub(crate) static ASSETS: &[Asset] = &[\n");
    let mut styles = String::new();
    for path in files(&folder.join("css"))? {
        styles.push_str(&std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    for part in ["font", "script", "image"] {
        for path in files(&folder.join(part))? {
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let (Some(name), Some(kind)) = (path.file_name().and_then(|name| name.to_str()), content_type(&path)) else { continue };
            let hashed = hashed_name(name, &bytes);
            styles = styles.replace(&format!("url(\"{name}\")"), &format!("url(\"{hashed}\")"));
            entry(&mut code, name, &hashed, kind, &path)?;
        }
    }
    let style_path = out.join("luotsi.css");
    std::fs::write(&style_path, &styles).map_err(|error| error.to_string())?;
    entry(&mut code, "luotsi.css", &hashed_name("luotsi.css", styles.as_bytes()), "text/css; charset=utf-8", &style_path)?;
    code.push_str("];\n");
    Ok(code)
}

fn entry(code: &mut String, name: &str, hashed: &str, kind: &str, path: &Path) -> Result<(), String> {
    let path = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
    writeln!(code, "    Asset {{ name: {name:?}, hashed: {hashed:?}, content_type: {kind:?}, bytes: include_bytes!({path:?}) }},")
        .map_err(|error| error.to_string())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn content_type(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "woff2" => Some("font/woff2"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: enough to tell versions of a file apart, not a defence.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    match name.rsplit_once('.') {
        Some((stem, end)) => format!("{stem}.{hash:016x}.{end}"),
        None => format!("{name}.{hash:016x}"),
    }
}
