//! Words of a text, in the forms that search and themes need: as written, lower-cased, stemmed, folded.

use rust_stemmers::{Algorithm, Stemmer};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::language::Language;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// First byte of the word in the text.
    pub start: usize,
    /// First byte after the word in the text.
    pub end: usize,
    /// The word in lower case, composed (NFC): what is shown and counted.
    pub word: String,
    /// The word's stem in its language (Snowball); the word itself when the language is unknown. What is compared.
    pub stem: String,
}

/// The words of a text (Unicode UAX #29), in order, with their stems in the given language.
///
/// The placeholders of the masker (`[email]`) and words without letters (numbers, signs) are left out.
///
/// ```
/// use luotsi_text::{Language, tokens::tokens};
///
/// let text = "Laskut olivat VÄÄRIN [phone] 2 kertaa";
/// let tokens = tokens(text, Some(Language::Finnish));
/// let words: Vec<&str> = tokens.iter().map(|token| token.word.as_str()).collect();
/// assert_eq!(words, ["laskut", "olivat", "väärin", "kertaa"]);
/// assert_eq!(tokens[0].stem, "lasku");
/// assert_eq!(&text[tokens[2].start..tokens[2].end], "VÄÄRIN");
/// ```
pub fn tokens(text: &str, language: Option<Language>) -> Vec<Token> {
    let stemmer = language.map(stemmer);
    words(text)
        .map(|(start, written)| {
            let word: String = written.nfc().flat_map(char::to_lowercase).collect();
            let stem = stemmer.as_ref().map_or_else(|| word.clone(), |stemmer| stemmer.stem(&word).into_owned());
            Token { start, end: start + written.len(), word, stem }
        })
        .collect()
}

/// The words as written, with the byte where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.unicode_word_indices().filter(move |(start, word)| {
        let is_placeholder = text[..*start].ends_with('[') && text[*start + word.len()..].starts_with(']');
        !is_placeholder && word.chars().any(char::is_alphabetic)
    })
}

fn stemmer(language: Language) -> Stemmer {
    Stemmer::create(match language {
        Language::Finnish => Algorithm::Finnish,
        Language::Swedish => Algorithm::Swedish,
        Language::English => Algorithm::English,
    })
}

/// A form for forgiving search: lower case without diacritics, so that `paaty` finds `pääty` and `cafe` finds `café`.
///
/// In Finnish and Swedish `a` and `ä` are different letters: use this beside the exact form, never in place of it.
///
/// ```
/// assert_eq!(luotsi_text::tokens::folded("Ärende ÅÄÖ Café"), "arende aao cafe");
/// ```
pub fn folded(word: &str) -> String {
    word.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str, language: Language) -> Vec<String> {
        tokens(text, Some(language)).into_iter().map(|token| token.stem).collect()
    }

    #[test]
    fn inflected_forms_of_a_word_share_their_stem() {
        let finnish = stems("laskun laskut laskuista", Language::Finnish);
        assert!(finnish.iter().all(|stem| stem == "lasku"), "{finnish:?}");
        let swedish = stems("kunder kunderna kundernas", Language::Swedish);
        assert!(swedish.iter().all(|stem| stem == "kund"), "{swedish:?}");
        let english = stems("waiting waited waits", Language::English);
        assert!(english.iter().all(|stem| stem == "wait"), "{english:?}");
    }

    #[test]
    fn an_unknown_language_leaves_words_as_they_are() {
        let tokens = tokens("Warteschlange war lang", None);
        assert!(tokens.iter().all(|token| token.stem == token.word));
    }

    #[test]
    fn decomposed_letters_make_the_same_word() {
        let decomposed: String = "pääty".nfd().collect();
        assert_eq!(tokens(&decomposed, None)[0].word, "pääty");
    }
}
