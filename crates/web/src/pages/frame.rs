//! What stands around every page: navigation, languages, theme, the footer on paper.

use luotsi_core::settings::Settings;

use crate::App;
use crate::assets;
use crate::format;
use crate::i18n::Language;
use crate::reader::{Reader, Theme};

/// Everything that the layout shows.
pub(crate) struct Page {
    /// Name of the service, at the head of pages that are about nothing narrower.
    pub(crate) service: String,
    pub(crate) language: Language,
    pub(crate) theme: &'static str,
    pub(crate) window_title: String,
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) font: String,
    pub(crate) mark: String,
    pub(crate) items: Vec<Item>,
    pub(crate) languages: Vec<LanguageLink>,
    pub(crate) themes: Vec<ThemeButton>,
    pub(crate) here: String,
    pub(crate) print_footer: String,
}

pub(crate) struct Item {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

pub(crate) struct LanguageLink {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

pub(crate) struct ThemeButton {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
    pub(crate) is_here: bool,
}

pub(super) fn frame(app: &App, reader: &Reader, title: &str) -> Page {
    let text = reader.text();
    let here = reader.in_language(reader.language);
    let items = [
        ("situation", text.nav_situation()),
        ("signals", text.nav_signals()),
        ("actions", text.nav_actions()),
        ("metrics", text.nav_metrics()),
        ("measuring", text.nav_measuring()),
        ("timeline", text.nav_timeline()),
        ("import", text.nav_import()),
        ("brief", text.nav_brief()),
        ("help", text.nav_help()),
    ]
    .into_iter()
    .map(|(path, name)| {
        let section = reader.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        // A metric's page belongs to the catalogue.
        let is_here = section == path || (section == "metric" && path == "metrics");
        Item { name, href: format!("/{}/{path}", reader.language.code()), is_here }
    })
    .collect();
    let languages = Language::ALL
        .into_iter()
        .map(|language| LanguageLink {
            name: language.own_name(),
            code: language.code(),
            href: reader.in_language(language),
            is_here: language == reader.language,
        })
        .collect();
    let themes = Theme::ALL
        .into_iter()
        .map(|theme| {
            let name = match theme {
                Theme::Auto => text.theme_auto(),
                Theme::Light => text.theme_light(),
                Theme::Dark => text.theme_dark(),
            };
            ThemeButton { name, value: theme.name(), is_here: theme == reader.theme }
        })
        .collect();
    let now = format::moment(text, (app.now)(), &zone(&app.settings));
    Page {
        service: service_name(app, reader),
        language: reader.language,
        theme: reader.theme.name(),
        window_title: text.page_title(title),
        style: assets::url("luotsi.css"),
        script: assets::url("luotsi.js"),
        font: assets::url("source-sans-3-latin-wght-normal.woff2"),
        mark: assets::url("mark.svg"),
        items,
        languages,
        themes,
        here,
        print_footer: text.print_footer(&reader.address, &now),
    }
}

/// The workspace's time zone; UTC when its name is unknown (the settings say so when they are read).
pub(crate) fn zone(settings: &Settings) -> jiff::tz::TimeZone {
    settings.time_zone().unwrap_or(jiff::tz::TimeZone::UTC)
}

/// Name of the service as it stands in the head of pages.
pub(crate) fn service_name(app: &App, reader: &Reader) -> String {
    if app.settings.name.trim().is_empty() { reader.text().workspace_unnamed().to_owned() } else { app.settings.name.clone() }
}
