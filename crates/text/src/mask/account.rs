//! Bank accounts (IBAN) and payment cards.

use super::context::{Context, context_before};
use super::digits::{Groups, Separator, char_at, ends_word, is_dash, passes_luhn, starts_word};

/// Length of the account number by country (SWIFT, IBAN Registry).
const IBAN_LENGTHS: [(&[u8; 2], usize); 84] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
];

/// Start and end of an IBAN whose check digits begin at byte `at`, grouped or not; ISO 7064 mod 97-10.
///
/// With wrong check digits it still counts after a word such as "tilinumero": a typing error hides nobody.
pub(crate) fn iban_end(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut start = at.checked_sub(2)?;
    if matches!(bytes[at - 1], b' ') {
        start = at.checked_sub(3)?;
    }
    if !text.is_char_boundary(start) {
        return None;
    }
    let country = [bytes[start].to_ascii_uppercase(), bytes[start + 1].to_ascii_uppercase()];
    let length = IBAN_LENGTHS.iter().find(|(code, _)| **code == country)?.1;
    if !starts_word(text, start) {
        return None;
    }
    let mut characters: Vec<u8> = country.to_vec();
    let mut position = at;
    let mut is_after_separator = false;
    while characters.len() < length {
        let character = char_at(text, position)?;
        if character.is_ascii_alphanumeric() {
            characters.push(character.to_ascii_uppercase() as u8);
            is_after_separator = false;
        } else if !is_after_separator && characters.len() >= 4 && (matches!(character, ' ' | '\u{a0}' | '\u{202f}') || is_dash(character)) {
            is_after_separator = true;
        } else {
            return None;
        }
        position += character.len_utf8();
    }
    if !characters[2..4].iter().all(u8::is_ascii_digit) || !ends_word(text, position) {
        return None;
    }
    let is_announced = || characters[4..].iter().all(u8::is_ascii_digit) && context_before(text, start) == Context::Account;
    (passes_mod_97(&characters) || is_announced()).then_some((start, position))
}

fn passes_mod_97(characters: &[u8]) -> bool {
    let remainder = characters[4..].iter().chain(&characters[..4]).fold(0_u32, |remainder, character| match character {
        b'0'..=b'9' => (remainder * 10 + u32::from(character - b'0')) % 97,
        _ => (remainder * 100 + u32::from(character - b'A') + 10) % 97,
    });
    remainder == 1
}

/// End of a payment card number: 13 to 19 digits that begin like a card of some network and pass Luhn's check.
pub(crate) fn card_end(text: &str, groups: &Groups) -> Option<usize> {
    let start = groups.start();
    if groups.is_too_long() || !starts_word(text, start) {
        return None;
    }
    let mut best = None;
    for count in 1..=groups.all().len() {
        if count > 1 && !matches!(groups.separator_after(count - 2), Separator::Space | Separator::Dash) {
            break;
        }
        let digits = groups.digits_of(count);
        if digits.len() > 19 {
            break;
        }
        let end = groups.all()[count - 1].end;
        if is_issued(digits) && passes_luhn(digits) && ends_word(text, end) {
            best = Some(end);
        }
    }
    best
}

/// Whether some network issues numbers that begin and end like this (ISO/IEC 7812 issuer ranges). Times written without
/// separators (`20260131123000`, milliseconds since 1970) begin with 1 or 20 and are therefore no cards.
fn is_issued(digits: &[u8]) -> bool {
    let length = digits.len();
    match digits.first() {
        Some(4..=6) => (13..=19).contains(&length),
        Some(3) => (14..=19).contains(&length) && matches!(digits[1], 0 | 4..=9),
        Some(2) => length == 16 && (2200..=2720).contains(&super::digits::value(&digits[..4])),
        _ => false,
    }
}
