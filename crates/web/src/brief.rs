//! The situation on one page: as text for a terminal or a message, as HTML that prints on one A4, as JSON for programs.
//!
//! All three are pure: a situation of the core in, a document out. The command line and the pages share them.

use askama::Template;
use luotsi_core::judge::Verdict;
use luotsi_core::situation::{Row, Situation, World};
use serde_json::{Value, json};

use crate::charts::{Palette, Shape, Sparkline, mark_icon, sparkline};
use crate::format;
use crate::i18n::{Language, Text, plain, rich};
use crate::pages::brief_parts::{chart_data, frame, situation as words_of};
use crate::words;

/// The brief in words, ready for a template.
pub(crate) struct Shown {
    pub(crate) service: String,
    pub(crate) heading: String,
    pub(crate) lede: Vec<String>,
    pub(crate) findings: Vec<ShownFinding>,
    pub(crate) groups: Vec<ShownGroup>,
    pub(crate) made: String,
}

pub(crate) struct ShownFinding {
    pub(crate) metric: String,
    pub(crate) icon: String,
    pub(crate) shape: &'static str,
    pub(crate) title: String,
    pub(crate) html: String,
    pub(crate) text: String,
}

pub(crate) struct ShownGroup {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<ShownRow>,
}

pub(crate) struct ShownRow {
    pub(crate) metric: String,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) detail: String,
    pub(crate) chart: String,
    pub(crate) class: &'static str,
    pub(crate) icon: String,
    pub(crate) word: &'static str,
    pub(crate) says: String,
}

#[derive(Template)]
#[template(path = "pages/brief/body.html")]
pub(crate) struct BodyTemplate<'a> {
    pub(crate) text: Text,
    pub(crate) brief: &'a Shown,
}

#[derive(Template)]
#[template(path = "pages/brief/alone.html")]
struct AloneTemplate<'a> {
    text: Text,
    brief: &'a Shown,
    style: &'static str,
    body: String,
}

/// Findings on one page; the rest stand in their rows.
const MOST_FINDINGS: usize = 6;

/// A situation in words.
pub(crate) fn shown(world: World<'_>, situation: &Situation, language: Language, palette: Palette) -> Shown {
    let text = language.text();
    let zone = frame::zone(world.settings);
    let this_year = zone.to_datetime(world.now).year();
    let is_empty = situation.watermark.is_none();
    let finding = |finding| {
        let said = words_of::finding_words(text, world.catalogue, finding, this_year)?;
        let sentences = said.sentences.join(" ");
        let shape = match said.mark.shape {
            Shape::Up => "▲",
            Shape::Down => "▼",
            Shape::Diamond => "◆",
        };
        Some(ShownFinding {
            metric: finding.metric.clone(),
            icon: mark_icon(said.mark),
            shape,
            title: said.title,
            html: rich(&sentences),
            text: plain(&sentences),
        })
    };
    let row = |row: &Row| {
        let metric = world.catalogue.get(&row.metric)?;
        if matches!(row.judgement.verdict, Verdict::NoData { .. }) {
            return None;
        }
        let said = chart_data::said(text, metric, &row.judgement, row.per, this_year);
        let points = chart_data::points(&row.judgement);
        Some(ShownRow {
            metric: metric.id.clone(),
            name: words::metric(metric, language).name.clone(),
            value: row
                .latest
                .and_then(|latest| latest.value.value)
                .map(|value| format::value(text, metric.unit, value))
                .unwrap_or_default(),
            detail: row.latest.map(|latest| chart_data::interval_and_n(text, metric.unit, &latest.value)).unwrap_or_default(),
            chart: if points.iter().any(|point| point.value.is_some()) {
                sparkline(&Sparkline { points: &points, unit: metric.unit, domain: None, palette })
            } else {
                String::new()
            },
            class: chart_data::tone_class(&row.judgement.verdict),
            icon: said.icon,
            word: said.word,
            // One page has no room for what is missing; the situation page tells it.
            says: if row.judgement.verdict.is_signal() { said.says } else { String::new() },
        })
    };
    let groups = situation.sections.iter().map(|section| ShownGroup {
        name: words::perspective(text, section.perspective),
        rows: section.rows.iter().filter_map(row).collect(),
    });
    let name = world.settings.name.trim();
    Shown {
        service: format!(
            "{} · {}",
            if name.is_empty() { text.workspace_unnamed() } else { name },
            words_of::scope_words(text, &situation.view)
        ),
        heading: words_of::heading(text, situation, is_empty),
        lede: words_of::lede(text, situation, is_empty, &zone),
        findings: situation.findings.iter().take(MOST_FINDINGS).filter_map(finding).collect(),
        groups: groups.filter(|group| !group.rows.is_empty()).collect(),
        made: text.brief_made(&format::moment(text, world.now, &zone)),
    }
}

/// The brief as plain text, at most 100 characters wide where words allow it.
pub fn text(world: World<'_>, situation: &Situation, language: Language) -> String {
    let words = language.text();
    let brief = shown(world, situation, language, Palette::Classes);
    let mut out = format!("{}\n\n{}\n\n", brief.service, brief.heading);
    let lede: Vec<String> = brief.lede.iter().map(|sentence| unescape(sentence)).collect();
    out.push_str(&wrap(&lede.join(" "), "", 96));
    for finding in &brief.findings {
        out.push('\n');
        out.push_str(&wrap(&format!("{} {}. {}", finding.shape, finding.title, finding.text), "  ", 96));
    }
    for group in &brief.groups {
        out.push_str(&format!("\n{}\n", group.name.to_uppercase()));
        for row in &group.rows {
            let sign = if row.class.is_empty() { ' ' } else { '!' };
            let says = if row.says.is_empty() { row.word.to_owned() } else { format!("{}: {}", row.word, row.says) };
            out.push_str(&format!("{sign} {} {} {}  {says}\n", pad(&row.name, 42), pad_left(&row.value, 12), pad(&row.detail, 24)));
        }
    }
    let waiting = situation
        .sections
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| matches!(row.judgement.verdict, Verdict::NoData { .. }))
        .count();
    if waiting > 0 {
        out.push_str(&format!("\n{}.\n", words.situation_waiting(waiting as u64)));
    }
    out.push_str(&format!("\n{}\n", brief.made));
    out
}

/// The brief as one HTML file that needs nothing beside it: style inside, literal colours in the charts.
pub fn html(world: World<'_>, situation: &Situation, language: Language) -> Result<String, String> {
    let text = language.text();
    let brief = shown(world, situation, language, Palette::Literal);
    let body = BodyTemplate { text, brief: &brief }.render().map_err(|error| error.to_string())?;
    AloneTemplate { text, brief: &brief, style: crate::assets::style_sheet_alone(), body }.render().map_err(|error| error.to_string())
}

/// The brief as JSON: the core's figures, with the words of one language beside them.
pub fn json(world: World<'_>, situation: &Situation, language: Language) -> Value {
    let brief = shown(world, situation, language, Palette::Classes);
    let figures = serde_json::to_value(luotsi_core::brief::brief(situation, world.catalogue)).unwrap_or(Value::Null);
    let findings: Vec<Value> =
        brief.findings.iter().map(|finding| json!({ "metric": finding.metric, "title": finding.title, "text": finding.text })).collect();
    let rows: Vec<Value> = brief
        .groups
        .iter()
        .flat_map(|group| group.rows.iter().map(|row| json!({ "metric": row.metric, "perspective": group.name, "name": row.name, "value": row.value, "detail": row.detail, "verdict": row.word, "says": row.says })))
        .collect();
    let lede: Vec<String> = brief.lede.iter().map(|sentence| unescape(sentence)).collect();
    json!({
        "language": language.code(),
        "heading": brief.heading,
        "lede": lede.join(" "),
        "findings": findings,
        "rows": rows,
        "made": brief.made,
        "brief": figures,
    })
}

/// Sentences of the page as plain text again.
fn unescape(html: &str) -> String {
    html.replace("<b>", "")
        .replace("</b>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if line > 0 && line + 1 + length > width {
            out.push('\n');
            out.push_str(indent);
            line = indent.len();
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += length;
    }
    out.push('\n');
    out
}

fn pad(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length > width {
        text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
    } else {
        format!("{text}{}", " ".repeat(width - length))
    }
}

fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.chars().count())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_words() {
        assert_eq!(wrap("yksi kaksi kolme", "  ", 10), "yksi kaksi\n  kolme\n");
        assert_eq!(pad("Ensikontaktin ratkaisuaste", 10), "Ensikonta…");
    }
}
