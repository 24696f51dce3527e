//! One text cell → one value. Everything here is pure; what cannot be read is `None`, never a guess and never a panic.

pub(crate) mod flag;
pub(crate) mod number;
pub(crate) mod time;

/// What is written in a cell without anything around it: spaces, no-break spaces and byte order marks are cut off.
pub(crate) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) | (None, _) => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0'),
    }
}

/// Does the cell say that the value is unknown? Databases and spreadsheets write it in a few ways besides leaving the cell
/// empty. `0`, `-` and `?` are values.
pub(crate) fn is_unknown(text: &str) -> bool {
    text.is_empty() || (text.len() <= 4 && matches!(text, "NULL" | "null" | "\\N" | "#N/A"))
}
