//! Which encoding a file is in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use luotsi_core::intake::{DressPart, IntakeError};

/// An encoding and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) encoding: &'static Encoding,
    /// Only plain ASCII has been seen, so a later byte above 127 may still tell that it is Windows-1252.
    pub(crate) is_open: bool,
    /// Bytes of the byte order mark.
    pub(crate) mark_bytes: usize,
}

/// Detects the encoding of a file from its first bytes, or takes the one asked for.
pub(crate) fn detect(head: &[u8], asked: Option<&str>) -> Result<Found, IntakeError> {
    let marked = Encoding::for_bom(head);
    if let Some(label) = asked {
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| IntakeError::Dress { part: DressPart::Encoding, asked: label.to_owned() })?;
        let mark_bytes = marked.filter(|(found, _)| *found == encoding).map_or(0, |(_, length)| length);
        return Ok(Found { encoding, is_open: false, mark_bytes });
    }
    if let Some((encoding, mark_bytes)) = marked {
        return Ok(Found { encoding, is_open: false, mark_bytes });
    }
    let found = |encoding| Found { encoding, is_open: false, mark_bytes: 0 };
    if let Some(encoding) = utf_16(head) {
        return Ok(found(encoding));
    }
    let is_ascii = head.is_ascii();
    let is_utf_8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end inside a character.
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 4 > head.len(),
    };
    if is_utf_8 {
        return Ok(Found { encoding: UTF_8, is_open: is_ascii, mark_bytes: 0 });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(Some(b"fi"), Utf8Detection::Allow);
    // A single damaged character must not turn a UTF-8 file into a single-byte one.
    let is_damaged_utf_8 = guess == UTF_8 || well_formed_share(head) > 0.9;
    Ok(found(if is_damaged_utf_8 {
        UTF_8
    } else if guess.is_single_byte() {
        guess
    } else {
        WINDOWS_1252
    }))
}

/// Latin text in UTF-16 has a zero in every second byte.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 4 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Share of the characters above 127 that are well-formed UTF-8.
fn well_formed_share(head: &[u8]) -> f64 {
    let (mut good, mut bad) = (0_u32, 0_u32);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u32;
        bad += u32::from(!chunk.invalid().is_empty());
    }
    f64::from(good) / f64::from((good + bad).max(1))
}

/// The name that the dress shows.
pub(crate) fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: &'static Encoding) {
        assert_eq!(detect(head, None).map(|found| found.encoding), Ok(expected), "{head:?}");
    }

    #[test]
    fn encodings_are_told_by_mark_or_by_content() {
        check(b"\xef\xbb\xbfa;b", UTF_8);
        check(b"\xff\xfea\0;\0", UTF_16LE);
        check(b"\xfe\xff\0a\0;", UTF_16BE);
        check("työ;äiti".as_bytes(), UTF_8);
        check(b"ty\xf6;\xe4iti k\xe4visi t\xe4\xe4ll\xe4", WINDOWS_1252);
        let little: Vec<u8> = "nimi;määrä\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&little, UTF_16LE);
        let big: Vec<u8> = "nimi;määrä\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&big, UTF_16BE);
        assert_eq!(detect(b"a;b", None).map(|found| found.is_open), Ok(true));
        assert!(detect(b"a", Some("klingon")).is_err());
    }

    #[test]
    fn one_damaged_character_leaves_a_utf_8_file_utf_8() {
        let mut text = "määrä hyvä päivä ".repeat(20).into_bytes();
        text.push(0xff);
        text.push(b' ');
        check(&text, UTF_8);
    }
}
