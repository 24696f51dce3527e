//! Comments in Finnish, Swedish and English, put together from phrases the way people write: short or long, tidy or not,
//! about what they lived through, and now and then with personal data that they should not have written.

mod english;
mod finnish;
mod personal;
mod swedish;

use crate::chance::Chance;
use crate::organisation::{FINNISH, PRODUCTS, SWEDISH};
use crate::people::FINNISH_FIRST;

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Waiting,
    LateReply,
    Bouncing,
    Repeating,
    Unsolved,
    Invoice,
    Outage,
    Price,
    Promise,
    AppLogin,
    Moving,
    Connection,
    Contract,
    Rude,
    Courtesy,
    Solved,
    Fast,
    Clear,
    StaffGood,
    StaffBad,
}

impl Theme {
    #[cfg(test)]
    pub(crate) const ALL: [Theme; 20] = [
        Self::Waiting,
        Self::LateReply,
        Self::Bouncing,
        Self::Repeating,
        Self::Unsolved,
        Self::Invoice,
        Self::Outage,
        Self::Price,
        Self::Promise,
        Self::AppLogin,
        Self::Moving,
        Self::Connection,
        Self::Contract,
        Self::Rude,
        Self::Courtesy,
        Self::Solved,
        Self::Fast,
        Self::Clear,
        Self::StaffGood,
        Self::StaffBad,
    ];
}

/// What a comment says.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    pub(crate) language: usize,
    /// In the order in which they are said; a pleasant and an unpleasant one are joined by “but”.
    pub(crate) themes: Vec<Theme>,
    pub(crate) product: usize,
    pub(crate) wait_s: u32,
    pub(crate) contacts: u32,
    pub(crate) days: u32,
}

/// Words of a language around its phrases.
struct Voice {
    openers: &'static [&'static str],
    closers_good: &'static [&'static str],
    closers_bad: &'static [&'static str],
    joints: &'static [&'static str],
    products: [&'static [&'static str]; PRODUCTS.len()],
}

fn phrases(language: usize, theme: Theme) -> &'static [&'static str] {
    match language {
        FINNISH => finnish::phrases(theme),
        SWEDISH => swedish::phrases(theme),
        _ => english::phrases(theme),
    }
}

fn voice(language: usize) -> &'static Voice {
    match language {
        FINNISH => &finnish::VOICE,
        SWEDISH => &swedish::VOICE,
        _ => &english::VOICE,
    }
}

fn is_pleasant(theme: Theme) -> bool {
    matches!(theme, Theme::Courtesy | Theme::Solved | Theme::Fast | Theme::Clear | Theme::StaffGood)
}

/// Writes a comment.
pub(crate) fn write(chance: &mut Chance, remark: &Remark) -> String {
    let voice = voice(remark.language);
    let mut text = String::new();
    let is_staff = remark.themes.iter().any(|theme| matches!(theme, Theme::StaffGood | Theme::StaffBad));
    if chance.yes(0.13) && !is_staff {
        let opener = chance.choose(voice.openers);
        text.push_str(&fill(chance, remark, opener));
        text.push(' ');
    }
    for (index, theme) in remark.themes.iter().enumerate() {
        let phrase = chance.choose(phrases(remark.language, *theme));
        let sentence = fill(chance, remark, phrase);
        let turns = index > 0 && is_pleasant(*theme) != is_pleasant(remark.themes[index - 1]);
        match (index, turns) {
            (0, _) => text.push_str(&sentence),
            (_, true) => {
                // “…, mutta …”: the full stop before goes, and the sentence goes on in small letters.
                while text.ends_with(['.', '!', ' ']) {
                    text.pop();
                }
                text.push_str(chance.choose(voice.joints));
                text.push_str(&lowered(&sentence));
            }
            (_, false) => {
                text.push(' ');
                text.push_str(&sentence);
            }
        }
    }
    if chance.yes(0.24) && !is_staff {
        let ends_well = remark.themes.last().is_none_or(|theme| is_pleasant(*theme));
        let closer = chance.choose(if ends_well { voice.closers_good } else { voice.closers_bad });
        text.push(' ');
        text.push_str(&fill(chance, remark, closer));
    }
    if chance.yes(0.022) && !is_staff {
        text.push(' ');
        text.push_str(&personal::sentence(chance, remark.language));
        return text;
    }
    worn(chance, text)
}

/// Not everybody writes tidily: without capitals, without a full stop, with three exclamation marks.
fn worn(chance: &mut Chance, text: String) -> String {
    match chance.below(20) {
        0 | 1 => text.to_lowercase(),
        2 | 3 => text.trim_end_matches(['.', '!']).to_owned(),
        4 => text.trim_end_matches('.').to_owned() + "!!!",
        5 => text.replace('ä', "a").replace('ö', "o"),
        _ => text,
    }
}

fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str()
}

/// Chooses among `{alternatives|in|braces}`, puts figures and names for `<slots>`, and begins with a capital.
fn fill(chance: &mut Chance, remark: &Remark, phrase: &str) -> String {
    let text = expand(chance, remark, phrase);
    let mut letters = text.trim_start().chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    first + letters.as_str()
}

fn expand(chance: &mut Chance, remark: &Remark, phrase: &str) -> String {
    let mut text = String::with_capacity(phrase.len() + 16);
    let mut rest = phrase;
    while let Some(at) = rest.find(['{', '<']) {
        text.push_str(&rest[..at]);
        let closing = if rest[at..].starts_with('{') { '}' } else { '>' };
        let Some(end) = rest[at..].find(closing) else { break };
        let inside = &rest[at + 1..at + end];
        if closing == '}' {
            let alternatives: Vec<&str> = inside.split('|').collect();
            let chosen = chance.choose(&alternatives);
            text.push_str(&expand(chance, remark, chosen));
        } else {
            text.push_str(&slot(chance, remark, inside));
        }
        rest = &rest[at + end + 1..];
    }
    text + rest
}

fn slot(chance: &mut Chance, remark: &Remark, name: &str) -> String {
    match name {
        // People round their waits, upwards.
        "min" => match (remark.wait_s / 60).max(2) {
            minutes if minutes > 8 => (minutes.div_ceil(5) * 5).to_string(),
            minutes => (minutes + 1).to_string(),
        },
        "n" => (remark.contacts.max(1) + 1).to_string(),
        "days" => remark.days.max(2).to_string(),
        "euros" => (5 * (2 + chance.below(60))).to_string(),
        "name" => chance.choose(FINNISH_FIRST).to_owned(),
        "product" => chance.choose(voice(remark.language).products[remark.product]).to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Noun;

    #[test]
    fn every_theme_can_be_said_in_every_language_without_a_trace_of_its_grammar() {
        let mut chance = Chance::of(1, Noun::Comments);
        for language in 0..3 {
            for theme in Theme::ALL {
                assert!(phrases(language, theme).len() >= 4, "{language} {theme:?}");
                for _ in 0..60 {
                    let remark = Remark { language, themes: vec![theme], product: 2, wait_s: 400, contacts: 2, days: 5 };
                    let text = write(&mut chance, &remark);
                    assert!(!text.contains(['{', '}', '<', '>', '|']), "{text}");
                    assert!(text.len() > 5, "{text}");
                }
            }
        }
    }

    #[test]
    fn comments_vary() {
        let mut chance = Chance::of(1, Noun::Comments);
        let remark =
            Remark { language: FINNISH, themes: vec![Theme::Invoice, Theme::Bouncing], product: 0, wait_s: 400, contacts: 2, days: 5 };
        let texts: std::collections::HashSet<String> = (0..500).map(|_| write(&mut chance, &remark)).collect();
        assert!(texts.len() > 300, "{}", texts.len());
    }
}
