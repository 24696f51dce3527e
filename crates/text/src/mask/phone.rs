//! Telephone numbers: Finnish, Swedish and international forms.
//!
//! Lengths and prefixes follow the national numbering plans (Traficom, regulation 32; PTS, the Swedish numbering plan;
//! ITU-T E.164 for country codes). Amounts, dates, times of day and numbers announced as order numbers are left alone.

use super::context::{Context, context_before};
use super::digits::{Group, Groups, Separator, char_at, char_before, is_day_of_month, starts_word, value};

/// No number with fewer digits names a subscriber; most numbers of a comment end here.
const FEWEST_DIGITS: usize = 6;

/// Start and end of the telephone number whose digits begin the groups; the start may be a `+` or a bracket.
pub(crate) fn phone_span(text: &str, groups: &Groups) -> Option<(usize, usize)> {
    let has_enough_digits = groups.digits_of(groups.all().len()).len() >= FEWEST_DIGITS;
    if groups.is_too_long() || !has_enough_digits || date_or_time_end(groups).is_some() {
        return None;
    }
    let digit_start = groups.start();
    let before = char_before(text, digit_start);
    if let Some(plus @ ('+' | '\u{ff0b}')) = before {
        let start = digit_start - plus.len_utf8();
        let is_inside = char_before(text, start).is_some_and(char::is_alphanumeric);
        let end = end_of(text, groups, international(groups, 0)?)?;
        return (!is_inside).then_some((start, end));
    }
    if !starts_word(text, digit_start) {
        return None;
    }
    let is_bracketed = before == Some('(') && groups.all().len() > 1 && text.as_bytes().get(groups.all()[0].end) == Some(&b')');
    let start = if is_bracketed { digit_start - 1 } else { digit_start };
    let context = context_before(text, start);
    let count = if groups.digits_of(1).starts_with(&[0, 0]) {
        international(groups, 2)
    } else if context == Context::Reference {
        None
    } else {
        national(groups, context)
            .or_else(|| without_plus(groups))
            .or_else(|| north_american(groups))
            .or_else(|| (context == Context::Phone).then(|| announced(groups)).flatten())
    }?;
    end_of(text, groups, count).map(|end| (start, end))
}

/// End of the first `count` groups, unless what follows shows that they were no telephone number.
fn end_of(text: &str, groups: &Groups, count: usize) -> Option<usize> {
    let end = groups.all()[count - 1].end;
    let mut after = text[end..].chars();
    let goes_on = match after.next() {
        Some(character) if character.is_alphanumeric() || character == '_' => true,
        // "0401234,50" is an amount; "0401234567, 0501234567" are two numbers.
        Some(',') => {
            let decimals = after.take_while(char::is_ascii_digit).count();
            (1..=2).contains(&decimals)
        }
        Some('%') => true,
        _ => false,
    };
    (!goes_on && !is_amount(text, end)).then_some(end)
}

/// Units that make the number before them an amount.
const UNITS: [&str; 22] = [
    "€", "$", "£", "%", "e", "eur", "euro", "euroa", "euron", "euros", "kr", "sek", "kronor", "usd", "kpl", "st", "kg", "km", "mk",
    "kertaa", "gånger", "times",
];

fn is_amount(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start_matches([' ', '\u{a0}']);
    let Some(first) = char_at(rest, 0) else {
        return false;
    };
    let word_length: usize = if first.is_alphabetic() {
        rest.chars().take_while(|character| character.is_alphabetic()).map(char::len_utf8).sum()
    } else {
        first.len_utf8()
    };
    let word = rest[..word_length].to_lowercase();
    UNITS.contains(&word.as_str())
}

/// End of a date or a time of day: `05.06.2026`, `2026-01-31`, `08.30`, `20260131`. They often begin with a zero as
/// telephone numbers do.
pub(crate) fn date_or_time_end(groups: &Groups) -> Option<usize> {
    let all = groups.all();
    let digits = groups.digits_of(all.len().min(3));
    let lengths: Vec<usize> = all.iter().take(3).map(Group::len).collect();
    let is_year = |from: usize| (1900..2100).contains(&value(&digits[from..from + 4]));
    let is_day = |day: usize, month: usize| is_day_of_month(value(&digits[day..day + 2]), value(&digits[month..month + 2]));
    match lengths[..] {
        [2, 2, 4] if is_day(0, 2) && is_year(4) => Some(all[2].end),
        [4, 2, 2] if is_day(6, 4) && is_year(0) => Some(all[2].end),
        [8, ..] if is_day(0, 2) && is_year(4) || is_day(6, 4) && is_year(0) => Some(all[0].end),
        [2, 2, ..] if groups.separator_after(0) == Separator::Dot && value(&digits[..2]) <= 24 && value(&digits[2..4]) <= 59 => {
            Some(all[1].end)
        }
        _ => None,
    }
}

/// How many groups belong to a number: among the counts whose number of digits is allowed, the usual length wins, then the
/// longest. A lone digit after the number ("… 2 kertaa") is left out unless it completes the usual length.
fn best_count(groups: &Groups, skipped: usize, usual: usize, allowed: impl Fn(usize, usize) -> bool) -> Option<usize> {
    let mut best = None;
    let mut total = 0;
    for (index, group) in groups.all().iter().enumerate() {
        // The trunk zero in "+358 (0)40" is not dialled.
        let is_trunk_zero = index == 1 && group.len() == 1 && groups.digits_of(2).last() == Some(&0);
        total += if is_trunk_zero { 0 } else { group.len() };
        let length = total.saturating_sub(skipped);
        if length == usual {
            return Some(index + 1);
        }
        let is_lone = index > 0 && group.len() == 1;
        if !is_lone && allowed(length, index + 1) {
            best = Some(index + 1);
        }
    }
    best
}

/// Country codes of one and two digits (ITU-T E.164); all others have three.
const SHORT_COUNTRY_CODES: [u32; 43] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81,
    82, 84, 86, 90, 91, 92, 93, 94, 98,
];

/// A number with its country code; `skipped` digits (`00`) stand before it.
fn international(groups: &Groups, skipped: usize) -> Option<usize> {
    let all = groups.digits_of(groups.all().len());
    let digits = &all[skipped..];
    if digits.len() < 8 || digits[0] == 0 {
        return None;
    }
    let (shortest, longest, usual) = match (digits[0], value(&digits[..2]), value(&digits[..3])) {
        (1, _, _) => (11, 11, 11),
        (7, _, _) => (11, 11, 11),
        (_, _, 358) => (8, 14, 12),
        (_, 46, _) => (9, 12, 11),
        (_, 45 | 47, _) => (10, 10, 10),
        (_, _, 372) => (10, 11, 11),
        (_, 44, _) => (11, 12, 12),
        (_, code, _) if SHORT_COUNTRY_CODES.contains(&code) => (9, 14, 0),
        (2 | 3 | 4 | 5 | 6 | 8 | 9, _, _) => (9, 15, 0),
        _ => return None,
    };
    best_count(groups, skipped, usual, |length, _| (shortest..=longest).contains(&length))
}

/// A number with the trunk zero of Finland and Sweden (and most of Europe): `040 123 4567`, `08-123 456 78`.
fn national(groups: &Groups, context: Context) -> Option<usize> {
    let all = groups.all();
    let digits = groups.digits_of(all.len());
    if digits.len() < 7 || digits[0] != 0 || digits[1] == 0 || all[0].len() < 2 {
        return None;
    }
    // Pairs with spaces only ("02 03 04 05") are a list of numbers unless a telephone is announced.
    let is_list = context != Context::Phone
        && all.len() > 1
        && all.iter().all(|group| group.len() == 2)
        && (0..all.len() - 1).all(|index| groups.separator_after(index) == Separator::Space);
    if is_list {
        return None;
    }
    // Codes with leading zeros are shorter than 9 digits more often than unbroken telephone numbers are.
    let is_common_area = matches!(digits[1], 4 | 5 | 7 | 8 | 9);
    let shortest_unbroken = if is_common_area || context == Context::Phone { 8 } else { 9 };
    best_count(
        groups,
        0,
        10,
        |length, count| {
            if count == 1 { (shortest_unbroken..=11).contains(&length) } else { (7..=12).contains(&length) }
        },
    )
}

/// Finnish and Swedish mobile numbers with the country code but without its sign: `358401234567`.
fn without_plus(groups: &Groups) -> Option<usize> {
    let digits = groups.digits_of(groups.all().len());
    if digits.starts_with(&[3, 5, 8, 4]) || digits.starts_with(&[3, 5, 8, 5, 0]) {
        best_count(groups, 0, 12, |length, _| (11..=13).contains(&length))
    } else if digits.starts_with(&[4, 6, 7]) {
        best_count(groups, 0, 11, |length, _| length == 11)
    } else {
        None
    }
}

/// `(555) 123-4567`, `1-800-555-0199`: the North American form (area and exchange begin with 2 to 9).
fn north_american(groups: &Groups) -> Option<usize> {
    let all = groups.all();
    let trunk = usize::from(all[0].len() == 1 && groups.digits_of(1) == [1]);
    let [area, exchange, line] = all.get(trunk..trunk + 3)? else {
        return None;
    };
    let digits = &groups.digits_of(trunk + 3)[trunk..];
    let is_shaped = area.len() == 3 && exchange.len() == 3 && line.len() == 4 && digits[0] >= 2 && digits[3] >= 2;
    let is_separated = (trunk..trunk + 2).all(|index| groups.separator_after(index) != Separator::Space);
    (is_shaped && is_separated).then_some(trunk + 3)
}

/// Any six to twelve digits right after a word such as "puh." or "telefon".
fn announced(groups: &Groups) -> Option<usize> {
    best_count(groups, 0, 0, |length, _| (FEWEST_DIGITS..=12).contains(&length))
}
