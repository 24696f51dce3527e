//! Style sheet, font, script and mark: packaged with the program, cached for good under names that carry their content.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// One packaged file.
pub(crate) struct Asset {
    /// Its name in the repository.
    pub(crate) name: &'static str,
    /// Its name in URLs.
    pub(crate) hashed: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/asset_table.rs"));

/// The URL of a packaged file.
pub(crate) fn url(name: &str) -> String {
    let hashed = ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.hashed);
    format!("/assets/{hashed}")
}

/// The style sheet, for pages that must stand alone (mail, a saved brief).
pub(crate) fn style_sheet() -> &'static str {
    ASSETS.iter().find(|asset| asset.name == "luotsi.css").and_then(|asset| std::str::from_utf8(asset.bytes).ok()).unwrap_or_default()
}

/// The same without the packaged fonts: a file that stands alone has no server to ask them from.
pub(crate) fn style_sheet_alone() -> &'static str {
    style_sheet().find(":root").map_or("", |start| &style_sheet()[start..])
}

pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.hashed == name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.bytes)
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_fonts_that_are_packaged_and_nothing_outside() {
        let style = style_sheet();
        let mut fonts = 0;
        for part in style.split("url(\"").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(ASSETS.iter().any(|asset| asset.hashed == name), "{name} is not packaged");
            fonts += 1;
        }
        assert_eq!(fonts, 2);
        assert!(!style.contains("http"), "the style sheet must not ask other servers for anything");
    }
}
