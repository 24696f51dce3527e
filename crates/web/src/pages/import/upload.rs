//! Uploaded files: streamed to the workspace's folder, one folder each, so that a file keeps its name.

use std::path::{Path, PathBuf};

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::io::AsyncWriteExt;

use super::super::href;
use super::super::problem::{self, Failure};
use crate::App;
use crate::jobs::Site;
use crate::reader::Reader;

/// Receives a file piece by piece: it never stands in memory as a whole.
pub(super) async fn receive(State(site): State<Site>, reader: Reader, mut form: Multipart) -> Response {
    let id = site.new_id();
    match store(&site, &id, &mut form).await {
        Ok(true) => Redirect::to(&href(&reader, &format!("/import/file/{id}"), "")).into_response(),
        Ok(false) => Redirect::to(&href(&reader, "/import", "problem=none")).into_response(),
        Err(broken) => {
            // Half a file is of no use to anyone.
            if let Err(error) = tokio::fs::remove_dir_all(site.app.uploads.join(&id)).await {
                tracing::debug!(%error, "nothing of a broken upload was left to remove");
            }
            match broken {
                Broken::Form => Redirect::to(&href(&reader, "/import", "problem=none")).into_response(),
                Broken::Disk(reason) => problem::answer(&site.app, &reader, &Failure::Engine(reason)),
            }
        }
    }
}

/// Why a file did not arrive.
enum Broken {
    /// The browser sent no whole form: it gave up, or it is no browser.
    Form,
    /// It could not be written; where, and what the system said.
    Disk(String),
}

impl From<MultipartError> for Broken {
    fn from(error: MultipartError) -> Self {
        tracing::debug!(%error, "an upload broke off");
        Self::Form
    }
}

async fn store(site: &Site, id: &str, form: &mut Multipart) -> Result<bool, Broken> {
    while let Some(mut field) = form.next_field().await? {
        if field.name() != Some("file") {
            continue;
        }
        let name = safe_name(field.file_name().unwrap_or_default());
        if name.is_empty() {
            return Ok(false);
        }
        let folder = site.app.uploads.join(id);
        let path = folder.join(&name);
        let disk = |error: std::io::Error| Broken::Disk(format!("{}: {error}", path.display()));
        tokio::fs::create_dir_all(&folder).await.map_err(disk)?;
        let mut file = tokio::fs::File::create(&path).await.map_err(disk)?;
        while let Some(piece) = field.chunk().await? {
            file.write_all(&piece).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        return Ok(true);
    }
    Ok(false)
}

/// The name of a file without anything that could lead out of its folder.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|letter| letter.is_alphanumeric() || " ._-()".contains(*letter)).take(120).collect();
    name.trim_matches([' ', '.']).to_owned()
}

/// The uploaded file of that id with its name; `None` when it is gone or the id is none of ours.
pub(super) fn find(app: &App, id: &str) -> Option<(PathBuf, String)> {
    if id.len() != 26 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let entry = std::fs::read_dir(folder(app, id)).ok()?.flatten().find(|entry| entry.path().is_file())?;
    let name = entry.file_name().to_string_lossy().into_owned();
    Some((entry.path(), name))
}

/// Where an upload is kept.
pub(super) fn folder(app: &App, id: &str) -> PathBuf {
    Path::new(&app.uploads).join(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_never_leads_out_of_its_folder() {
        for (given, expected) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\Pötköt (1).csv", "Pötköt (1).csv"),
            ("..", ""),
            ("a<b>|c.csv", "abc.csv"),
            ("", ""),
        ] {
            assert_eq!(safe_name(given), expected, "{given}");
        }
    }
}
