//! Vehicle registration plates of Finland (`ABC-123`) and Sweden (`ABC 123`, `ABC 12D`).

use super::context::{Context, context_before};
use super::digits::{char_before, ends_word, is_dash, starts_word};

/// Short words and currencies that stand before numbers as plates' letters do.
const NOT_PLATES: [&str; 74] = [
    "ALV", "API", "APP", "ATM", "AVG", "BMW", "CDR", "CPU", "CRM", "CSV", "DIN", "DKK", "DNS", "EAN", "EKR", "ENG", "ERP", "ETA", "EUR",
    "FAQ", "FCR", "FIN", "GBP", "GDP", "GPS", "HDD", "HTC", "ICT", "INC", "IOS", "ISO", "IVR", "KLO", "KPI", "KPL", "LTE", "MAC", "MAX",
    "MHZ", "MIN", "MMS", "NOK", "NPS", "NRO", "OID", "PDF", "PIN", "PUH", "PVM", "RAL", "RAM", "REQ", "RFC", "SAP", "SEK", "SKU", "SLA",
    "SMS", "SQL", "SSD", "SWE", "TEL", "TLS", "TOP", "TSK", "URL", "USB", "USD", "VAT", "VPN", "WIN", "XML", "XPS", "ZIP",
];

/// Two-letter prefixes of ordinary codes.
const NOT_SHORT_PLATES: [&str; 20] =
    ["AB", "AC", "AI", "EU", "HD", "HP", "HR", "ID", "IP", "IT", "LG", "MP", "NO", "NR", "OY", "PC", "PS", "QA", "TV", "UI"];

/// Start and end of a plate whose digits begin at byte `at`.
pub(crate) fn plate_span(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mark = char_before(text, at)?;
    let (letters_end, is_hyphenated) = if is_dash(mark) {
        (at - mark.len_utf8(), true)
    } else if matches!(mark, ' ' | '\u{a0}') {
        (at - mark.len_utf8(), false)
    } else {
        (at, false)
    };
    let mut start = letters_end;
    let mut letters = 0;
    for character in text[..letters_end].chars().rev() {
        if !character.is_alphabetic() || letters == 4 {
            break;
        }
        letters += 1;
        start -= character.len_utf8();
    }
    // Swedish plates since 2019 may end in a letter.
    let ends_in_letter = digits == 2 && letters == 3 && bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic);
    let end = at + digits + usize::from(ends_in_letter);
    let is_shaped = matches!(letters, 2 | 3) && (1..=3).contains(&digits);
    if !is_shaped || !starts_word(text, start) || !ends_word(text, end) {
        return None;
    }
    let prefix = &text[start..letters_end];
    if !prefix.to_uppercase().chars().all(|letter| matches!(letter, 'A'..='Z' | 'Å' | 'Ä' | 'Ö')) {
        return None;
    }
    if text[end..].chars().next().is_some_and(|next| matches!(next, '%' | '€' | '$')) {
        return None;
    }
    let is_upper = !text[start..end].chars().any(char::is_lowercase);
    // "auto 12 ..." must not take the introducing word itself for a plate's letters.
    match context_before(text, start) {
        Context::Vehicle if is_upper || is_hyphenated || letters_end == at || digits == 3 => {
            return Some((start, end));
        }
        Context::Reference => return None,
        _ => {}
    }
    if !is_upper || NOT_PLATES.contains(&prefix) || NOT_SHORT_PLATES.contains(&prefix) {
        return None;
    }
    let is_plate = if is_hyphenated {
        true
    } else {
        // Without the hyphen only the full shape counts, and not in a text that shouts: "EN OLE 100".
        letters == 3 && (digits == 3 || ends_in_letter) && !is_shouted(text, start, end)
    };
    is_plate.then_some((start, end))
}

/// Whether a neighbouring word of at least two letters is in capitals too.
fn is_shouted(text: &str, start: usize, end: usize) -> bool {
    let is_capital = |mut letters: Vec<char>| {
        letters.retain(|character| character.is_alphabetic());
        letters.len() >= 2 && letters.iter().all(|letter| letter.is_uppercase())
    };
    let is_inside = |character: &char| !character.is_whitespace();
    let before = text[..start].trim_end().chars().rev().take_while(is_inside).take(LONGEST_WORD).collect();
    let after = text[end..].trim_start().chars().take_while(is_inside).take(LONGEST_WORD).collect();
    is_capital(before) || is_capital(after)
}

/// So much of a neighbouring word is looked at, in characters.
const LONGEST_WORD: usize = 32;
