//! Who reads, and how: the language of the URL, the theme of the cookie, the page that is open.

use axum::extract::FromRequestParts;
use http::header::{COOKIE, HOST};
use http::request::Parts;

use crate::i18n::{Language, Text};
use crate::jobs::Site;

/// The theme chosen by the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the device says.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Theme; 3] = [Self::Auto, Self::Light, Self::Dark];
    pub(crate) const COOKIE: &str = "theme";

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What a page knows of its reader.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// The path after the language, such as `/metric/nps`.
    pub(crate) path: String,
    /// The query without `?`.
    pub(crate) query: String,
    /// The address as it stands on paper: `localhost:7000/fi/situation?per=month`.
    pub(crate) address: String,
}

impl Reader {
    pub(crate) fn text(&self) -> Text {
        self.language.text()
    }

    /// This view in another language.
    pub(crate) fn in_language(&self, language: Language) -> String {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        format!("/{}{}{query}", language.code(), self.path)
    }

    pub(crate) fn from_parts(parts: &Parts, default: Language) -> Self {
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = parts.uri.path();
        let mut pieces = path.trim_start_matches('/').splitn(2, '/');
        let named = pieces.next().and_then(Language::named);
        let rest = pieces.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let theme = header(COOKIE)
            .split(';')
            .find_map(|cookie| cookie.trim().strip_prefix(Theme::COOKIE)?.strip_prefix('=').and_then(Theme::named))
            .unwrap_or_default();
        let address = format!("{}{}", header(HOST), parts.uri.path_and_query().map_or(path, |both| both.as_str()));
        let language = named.or_else(|| Language::preferred(header(http::header::ACCEPT_LANGUAGE))).unwrap_or(default);
        let path = if named.is_some() { rest } else { "/situation".to_owned() };
        Self { language, theme, path, query, address }
    }
}

impl FromRequestParts<Site> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        Ok(Self::from_parts(parts, Language::named(&site.app.settings.language).unwrap_or_default()))
    }
}
