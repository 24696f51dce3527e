//! Languages and texts. Every visible word comes from `locales/<language>/*.ftl` through a typed method of [`Text`].

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Language {
    /// Finnish.
    #[default]
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of the language switch.
    pub const ALL: [Language; 3] = [Self::Fi, Self::Sv, Self::En];

    /// The code used in URLs, settings and the page's `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fi => "fi",
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The language of that code, if there is one.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Its name in itself: a reader who lost the way must recognise it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Fi => "Suomi",
            Self::Sv => "Svenska",
            Self::En => "English",
        }
    }

    /// The language that an `Accept-Language` header likes best among ours; `None` when it names none of them.
    pub fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',') {
            let mut pieces = part.trim().split(';');
            let Some(language) = pieces.next().and_then(|tag| tag.split('-').next()).and_then(Self::named) else { continue };
            let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The texts in this language.
    pub fn text(self) -> Text {
        Text { language: self }
    }
}

/// The texts of one language. One method per message; arguments in alphabetical order, so that rewording a sentence never
/// swaps them silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    language: Language,
}

impl Text {
    /// Which language it is.
    pub fn language(self) -> Language {
        self.language
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Marks a figure that a sentence wants to stress; [`rich`] turns the marks into `<b>`, [`plain`] drops them.
pub fn strong(text: &str) -> String {
    format!("{STRONG}{text}{WEAK}")
}

// Private-use characters: they cannot come from a text file, and imported words are cleaned of them by `rich`'s escaping rule.
const STRONG: char = '\u{e000}';
const WEAK: char = '\u{e001}';

/// A sentence as safe HTML: everything is escaped, stressed figures become `<b>`.
pub fn rich(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut open = false;
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            STRONG if !open => {
                open = true;
                out.push_str("<b>");
            }
            WEAK if open => {
                open = false;
                out.push_str("</b>");
            }
            STRONG | WEAK => {}
            other => out.push(other),
        }
    }
    if open {
        out.push_str("</b>");
    }
    out
}

/// A sentence without marks, for text files, JSON and attributes.
pub fn plain(text: &str) -> String {
    text.replace([STRONG, WEAK], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_the_language_that_it_likes_best() {
        for (header, expected) in [
            ("sv-FI,sv;q=0.9,fi;q=0.8", Some(Language::Sv)),
            ("de,en;q=0.5,fi;q=0.4", Some(Language::En)),
            ("fi;q=0,en;q=0.1", Some(Language::En)),
            ("de-AT", None),
            ("", None),
            (";;q=x,,", None),
        ] {
            assert_eq!(Language::preferred(header), expected, "{header}");
        }
    }

    #[test]
    fn a_stressed_figure_is_bold_and_nothing_else_gets_through() {
        assert_eq!(rich(&format!("<i> {} & ok", strong("74 → 65 %"))), "&lt;i&gt; <b>74 → 65 %</b> &amp; ok");
        assert_eq!(rich("\u{e001}a\u{e000}b"), "a<b>b</b>");
        assert_eq!(plain(&strong("5")), "5");
    }
}
