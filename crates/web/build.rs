//! Turns texts, assets and guide pages into code.
//!
//! - `locales/{fi,sv,en}/*.ftl` → one typed method per message: a missing message, argument or language does not compile.
//! - `assets/` → a table of files whose names carry a hash of their content, so that they can be cached for good.
//! - `docs/guide/{fi,sv,en}/*.md` → the table of Help pages.

mod build {
    pub(super) mod assets;
    pub(super) mod guide;
    pub(super) mod texts;
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let root = here.join("../..");
    let steps: [(&str, Result<String, String>); 3] = [
        ("texts.rs", build::texts::generate(&watched(&root.join("locales")))),
        ("asset_table.rs", build::assets::generate(&watched(&here.join("assets")), &out)),
        ("guide.rs", build::guide::generate(&watched(&root.join("docs/guide")))),
    ];
    for (name, step) in steps {
        match step {
            Ok(code) => std::fs::write(out.join(name), code).expect("OUT_DIR can be written"),
            Err(message) => {
                eprintln!("{message}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// Asks cargo to build again when anything below the folder changes.
fn watched(folder: &Path) -> PathBuf {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            watched(&path);
        }
    }
    folder.to_owned()
}
