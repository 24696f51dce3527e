//! E-mail addresses, also with `(at)`, `[at]` or the `%40` of web addresses in place of `@`.

use super::digits::{char_at, char_before};

/// Spellings of `@`, and which of them may have a space on either side.
const AT_SIGNS: [(&str, bool); 6] = [("@", false), ("%40", false), ("(at)", true), ("[at]", true), ("(AT)", true), ("(ät)", true)];

/// The address whose at-sign begins at byte `at`, as start and end in bytes.
pub(crate) fn email_at(text: &str, at: usize) -> Option<(usize, usize)> {
    let (sign, may_be_spaced) = AT_SIGNS.into_iter().find(|(sign, _)| text[at..].starts_with(sign))?;
    let (mut local_end, mut domain_start) = (at, at + sign.len());
    if may_be_spaced && char_before(text, local_end) == Some(' ') {
        local_end -= 1;
    }
    if may_be_spaced && char_at(text, domain_start) == Some(' ') {
        domain_start += 1;
    }
    let local_start = local_start(text, local_end)?;
    let domain_end = domain_end(text, domain_start)?;
    Some((local_start, domain_end))
}

fn local_start(text: &str, end: usize) -> Option<usize> {
    let mut start = end;
    for character in text[..end].chars().rev() {
        if !(character.is_alphanumeric() || matches!(character, '.' | '_' | '+' | '-' | '\'' | '~')) {
            break;
        }
        start -= character.len_utf8();
    }
    // Punctuation of the sentence is not part of the address.
    let trimmed = text[start..end].trim_start_matches(|character: char| !character.is_alphanumeric());
    (!trimmed.is_empty()).then(|| end - trimmed.len())
}

/// End of a domain: labels joined by dots, the last one of at least two letters.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    let mut end = None;
    let mut labels = 0;
    loop {
        let label_length: usize =
            text[at..].chars().take_while(|character| character.is_alphanumeric() || *character == '-').map(char::len_utf8).sum();
        let label = text[at..at + label_length].trim_end_matches('-');
        if label.is_empty() {
            return end;
        }
        // "matti@firma.fi.Kiitos": a capital after a whole domain begins the next sentence.
        if end.is_some() && label.starts_with(char::is_uppercase) && !text[start..at].contains(char::is_uppercase) {
            return end;
        }
        labels += 1;
        if labels >= 2 && label.chars().count() >= 2 && label.chars().all(char::is_alphabetic) || label.starts_with("xn--") {
            end = Some(at + label.len());
        }
        at += label_length;
        if label.len() < label_length {
            return end;
        }
        if text[at..].starts_with('.') {
            at += 1;
        } else {
            return end;
        }
    }
}
