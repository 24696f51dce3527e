//! What parts the cells of a text file.

use crate::formats::split::{AtEnd, Marks, split};

/// Signs that part cells, the likelier first: it wins when two do equally well.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The line end of a text: old Macintosh files end lines with a carriage return alone.
pub(crate) fn line_end(text: &[u8]) -> u8 {
    if !text.contains(&b'\n') && text.contains(&b'\r') { b'\r' } else { b'\n' }
}

/// The delimiter with which the first rows have the same number of cells most often; more cells decide between equals.
pub(crate) fn detect(text: &[u8], line_end: u8) -> u8 {
    let mut best = (0.0, b',');
    for delimiter in CANDIDATES {
        let score = score(text, Marks { delimiter, quote: b'"', line_end });
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

fn score(text: &[u8], marks: Marks) -> f64 {
    let cut = split(text, marks, AtEnd::Close);
    let mut widths: Vec<usize> = Vec::new();
    let mut from = 0;
    for end in cut.row_ends.iter().take(1_000) {
        let width = *end as usize - from;
        from = *end as usize;
        // Empty lines and titles say nothing about the delimiter.
        if width > 1 {
            widths.push(width);
        }
    }
    let rows = cut.row_ends.len().min(1_000);
    widths.sort_unstable();
    let usual = widths.chunk_by(|a, b| a == b).max_by_key(|same| same.len() * same[0]).map_or((0, 0), |same| (same.len(), same[0]));
    let share = usual.0 as f64 / rows.max(1) as f64;
    share * share * (usual.1 as f64).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: u8) {
        assert_eq!(detect(text.as_bytes(), line_end(text.as_bytes())) as char, expected as char, "{text:?}");
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_rows_equally_wide() {
        check("a,b,c\n1,2,3\n", b',');
        check("a;b;c\n1,5;2,5;3\n2;2,5;3,1\n", b';');
        check("a\tb\n1,2\t3\n4\t5\n", b'\t');
        check("a|b|c\n1|2|3\n", b'|');
        check("Raportti, tulostettu 1.6.\n\na;b;c\n1;2;3\n4;5;6\n", b';');
        check("id,comment\n1,\"a;b;c;d\"\n2,\"e;f;g;h\"\n", b',');
        check("only\n1\n2\n", b',');
        assert_eq!(line_end(b"a\rb\r"), b'\r');
    }
}
