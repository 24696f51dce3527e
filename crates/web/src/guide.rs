//! Help pages: the guide's Markdown (`docs/guide/<language>/*.md`) inside the program.

use pulldown_cmark::{Event, Options, Parser, Tag, html};

use crate::i18n::{Language, rich};

include!(concat!(env!("OUT_DIR"), "/guide.rs"));

/// The order in which a newcomer reads; pages that are not named here follow by name.
const ORDER: &[&str] = &[
    "start",
    "situation",
    "signals",
    "metric",
    "why",
    "effect",
    "import",
    "timeline",
    "measuring",
    "trainer",
    "measurement-health",
    "privacy",
    "glossary",
];

/// A Help page ready to be shown.
pub(crate) struct Page {
    /// Its first heading.
    pub(crate) title: String,
    /// Its body as HTML, without that heading.
    pub(crate) body: String,
}

/// Names and titles of the pages in reading order.
pub(crate) fn contents(language: Language) -> Vec<(&'static str, String)> {
    let mut pages: Vec<(&str, String)> = PAGES.iter().filter(|page| page.0 == language).map(|page| (page.1, title(page.2))).collect();
    pages.sort_by_key(|(name, _)| (ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()), *name));
    pages
}

/// The page of that name.
pub(crate) fn page(language: Language, name: &str) -> Option<Page> {
    let source = PAGES.iter().find(|page| page.0 == language && page.1 == name)?.2;
    let markdown = source.split_once('\n').map_or("", |(first, rest)| if first.starts_with("# ") { rest } else { source });
    // Links between pages are written for the repository (`metric.md`) and lead to the same page here.
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = match dest_url.strip_suffix(".md") {
                Some(name) if !name.contains('/') => format!("/{}/help/{name}", language.code()).into(),
                _ => dest_url,
            };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // Raw HTML has no place in the guide; it is shown as text.
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, parser);
    // A table may be wider than a phone; it scrolls by itself and can be reached with the keyboard.
    let title = title(source);
    let label = rich(&title);
    let mut body = String::with_capacity(rendered.len() + 512);
    for (index, part) in rendered.split("<table>").enumerate() {
        if index > 0 {
            // Each table is a place of its own for a screen reader, so each has a name of its own.
            let region = format!("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label} {index}\"><table>");
            body.push_str(&region);
        }
        body.push_str(part);
    }
    let body = body.replace("</table>", "</table></div>").replace("<th>", "<th scope=\"col\">");
    Some(Page { title, body })
}

fn title(source: &str) -> String {
    source.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_title_a_body_and_links_that_lead_somewhere() {
        for language in Language::ALL {
            let contents = contents(language);
            assert!(contents.len() >= ORDER.len(), "{language:?}: {contents:?}");
            for (name, title) in &contents {
                assert!(!title.is_empty(), "{language:?} {name}");
                let page = page(language, name).unwrap();
                assert!(page.body.len() > 200, "{language:?} {name}");
                for link in page.body.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap()) {
                    if let Some(target) = link.strip_prefix(&format!("/{}/help/", language.code())) {
                        assert!(contents.iter().any(|(name, _)| *name == target), "{language:?} {name} → {link}");
                    } else {
                        let inside = ["situation", "metrics", "actions", "import", "timeline", "brief"]
                            .iter()
                            .any(|page| link == format!("/{}/{page}", language.code()));
                        assert!(inside || link.starts_with('#'), "{language:?} {name} → {link}");
                    }
                }
            }
        }
    }
}
