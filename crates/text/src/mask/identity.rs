//! Personal identity codes: the Finnish henkilötunnus and the Swedish personnummer.

use super::context::{Context, context_before};
use super::digits::{Groups, Separator, char_at, ends_word, is_dash, is_day_of_month, passes_luhn, starts_word, value};

/// Check characters of the Finnish code, by the remainder of the nine digits divided by 31
/// (Digital and Population Data Services Agency; letters that look like digits are left out).
const CHECK_CHARACTERS: [u8; 31] = *b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// End of a Finnish personal identity code that begins at byte `at`: `DDMMYYCZZZQ`.
///
/// `C` is any separator in force since 1 January 2023: `+` (1800s), `-YXWVU` (1900s), `ABCDEF` (2000s); lower case, a dash
/// of another width and spaces beside it are accepted. A wrong check character still counts after a word such as "hetu",
/// because a code with a typing error tells who somebody is all the same.
pub(crate) fn identity_code_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if !starts_word(text, at) || bytes.len() < at + 10 || !bytes[at..at + 6].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |index: usize| u32::from(bytes[index] - b'0');
    let day = digit(at) * 10 + digit(at + 1);
    let month = digit(at + 2) * 10 + digit(at + 3);
    if !is_day_of_month(day, month) {
        return None;
    }

    let mut position = at + 6;
    let mut has_separator = false;
    let mut spaces = 0;
    loop {
        let character = char_at(text, position)?;
        if character.is_ascii_digit() {
            break;
        } else if matches!(character, ' ' | '\u{a0}') && spaces < 2 {
            spaces += 1;
        } else if !has_separator && is_century_sign(character) {
            has_separator = true;
        } else {
            return None;
        }
        position += character.len_utf8();
    }
    let tail = bytes.get(position..position + 4)?;
    if position == at + 6 || !tail[..3].iter().all(u8::is_ascii_digit) || !ends_word(text, position + 4) {
        return None;
    }
    let check = tail[3].to_ascii_uppercase();
    if !CHECK_CHARACTERS.contains(&check) || (!has_separator && check.is_ascii_digit()) {
        return None;
    }
    let number = bytes[at..at + 6].iter().chain(&tail[..3]).fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    let is_valid = CHECK_CHARACTERS[number as usize % 31] == check;
    (is_valid || context_before(text, at) == Context::Identity).then_some(position + 4)
}

fn is_century_sign(character: char) -> bool {
    is_dash(character) || matches!(character.to_ascii_uppercase(), '+' | 'A'..='F' | 'U'..='Y')
}

/// End of a Swedish personal or co-ordination number: `YYMMDD-NNNC` or `YYYYMMDD-NNNC`, with or without the sign.
///
/// The last ten digits pass Luhn's check; a co-ordination number has 60 added to the day. Without a sign a number that
/// begins like a mobile number is left to the telephone recogniser.
pub(crate) fn personal_number_end(text: &str, groups: &Groups) -> Option<usize> {
    let start = groups.start();
    let first = groups.all().first()?.len();
    if groups.is_too_long() || !starts_word(text, start) {
        return None;
    }
    let bytes = text.as_bytes();
    let (count, has_sign) = match first {
        10 | 12 => (1, false),
        // The plus sign of people over a hundred is no separator of ordinary numbers.
        6 | 8 if bytes.get(start + first) == Some(&b'+') => {
            let tail = bytes.get(start + first + 1..start + first + 5)?;
            let end = start + first + 5;
            let mut digits: Vec<u8> = bytes[start..start + first].iter().chain(tail).map(|byte| byte.wrapping_sub(b'0')).collect();
            if digits.iter().any(|digit| *digit > 9) || !ends_word(text, end) {
                return None;
            }
            digits.drain(..first - 6);
            return (is_dated(&digits) && passes_luhn(&digits)).then_some(end);
        }
        6 | 8 if groups.all().len() >= 2 && groups.all()[1].len() == 4 => (2, matches!(groups.separator_after(0), Separator::Dash)),
        _ => return None,
    };
    let end = groups.all()[count - 1].end;
    if count == 2 && !matches!(groups.separator_after(0), Separator::Dash | Separator::Space) || !ends_word(text, end) {
        return None;
    }
    let digits = groups.digits_of(count);
    let century = value(&digits[..digits.len() - 8]);
    if digits.len() == 12 && !(18..=20).contains(&value(&digits[..2])) || century > 9999 {
        return None;
    }
    let ten = &digits[digits.len() - 10..];
    if !is_dated(ten) {
        return None;
    }
    let context = context_before(text, start);
    if context == Context::Identity {
        return Some(end);
    }
    if !passes_luhn(ten) || !has_sign && context == Context::Reference {
        return None;
    }
    let looks_like_mobile = digits.len() == 10 && ten[0] == 0 && matches!(ten[1], 4 | 5 | 7);
    (has_sign || !looks_like_mobile).then_some(end)
}

/// Whether ten digits begin with a date; 60 more in the day marks a co-ordination number.
fn is_dated(ten: &[u8]) -> bool {
    let month = value(&ten[2..4]);
    let day = value(&ten[4..6]);
    is_day_of_month(if day > 60 { day - 60 } else { day }, month)
}
