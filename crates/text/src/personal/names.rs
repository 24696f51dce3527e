//! Given names and surnames, from small built-in lists (see `data/ATTRIBUTION.md`).

use std::collections::HashSet;
use std::sync::LazyLock;

struct Names {
    given: HashSet<&'static str>,
    surnames: HashSet<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { given: HashSet::new(), surnames: HashSet::new() };
    for table in [include_str!("../../data/names-fi.txt"), include_str!("../../data/names-international.txt")] {
        let mut is_surname = false;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            match line {
                "[given]" => is_surname = false,
                "[surname]" => is_surname = true,
                _ if is_surname => names.surnames.extend(line.split_whitespace()),
                _ => names.given.extend(line.split_whitespace()),
            }
        }
    }
    names
});

/// Endings of the typical surnames of the two countries: they are surnames even when no list holds them.
const SURNAME_ENDINGS: [&str; 8] = ["nen", "sson", "qvist", "kvist", "ström", "berg", "gren", "lund"];

/// Longest name of a person in words ("Anna-Maria Sofia af Björksten").
const MOST_WORDS: usize = 5;

/// Whether the value is a given name and a surname, in either order, also with a comma, a second name or an initial.
pub(super) fn is_full_name(value: &str) -> bool {
    let Some(words) = name_words(value) else {
        return false;
    };
    if words.len() < 2 {
        return false;
    }
    let (first, last) = (words[0].as_str(), words[words.len() - 1].as_str());
    let is_initial = |word: &str| word.chars().count() == 1;
    let pairs = [(first, last), (last, first)];
    pairs.into_iter().any(|(given, surname)| (is_given(given) || is_initial(given) && !is_initial(surname)) && is_surname(surname))
}

/// Whether the value is two capitalised words of which the first is a given name: a person if the whole column is so, with
/// ever different words. Surnames from other parts of the world are in no short list.
pub(super) fn is_given_name_first(value: &str) -> bool {
    let is_capitalised = value.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    is_capitalised && name_words(value).is_some_and(|words| words.len() == 2 && is_given(&words[0]))
}

/// Whether the value is a single given name; some of them are places too, so one alone proves nothing.
pub(super) fn is_given_name_alone(value: &str) -> bool {
    let Some(words) = name_words(value) else {
        return false;
    };
    words.len() == 1 && is_given(&words[0])
}

/// Lower-case words of something that could be a name: letters, hyphens, apostrophes, one comma, dots after initials.
fn name_words(value: &str) -> Option<Vec<String>> {
    let is_name_character = |character: char| character.is_alphabetic() || matches!(character, ' ' | '-' | '\'' | '’' | '.' | ',');
    if value.len() > 80 || !value.chars().all(is_name_character) {
        return None;
    }
    let words: Vec<String> = value.split([' ', ',', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    (1..=MOST_WORDS).contains(&words.len()).then_some(words)
}

fn is_given(word: &str) -> bool {
    word.split('-').all(|part| NAMES.given.contains(part))
}

fn is_surname(word: &str) -> bool {
    word.split('-').all(|part| {
        NAMES.surnames.contains(part) || SURNAME_ENDINGS.iter().any(|ending| part.len() > ending.len() + 2 && part.ends_with(ending))
    })
}
