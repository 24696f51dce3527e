//! Numbers in text: decimal point or comma, thousands in groups.

const POWERS: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// The number of a cell written with this decimal sign (`.` or `,`); always finite.
///
/// Thousands may stand in groups of three, parted by spaces, no-break spaces, apostrophes or the sign that is not the
/// decimal one. What remains ambiguous is refused rather than guessed: `1,5` in a file with decimal points is no number.
pub(crate) fn number(text: &str, decimal: u8) -> Option<f64> {
    plain(text.as_bytes(), decimal).or_else(|| grouped(text, decimal))
}

/// The whole number of a cell; `3,0` and `3.0` are whole, `3,5` is not.
pub(crate) fn whole(text: &str, decimal: u8) -> Option<i64> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if (1..=18).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) {
        let value = digits.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        return Some(if negative { -value } else { value });
    }
    let value = number(text, decimal)?;
    // Beyond 2^53 a float no longer tells neighbouring whole numbers apart.
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}

/// Digits with at most one decimal sign. A mantissa below 2^53 divided by an exact power of ten is rounded once, so the
/// result is the nearest float (Clinger 1990, fast path).
fn plain(bytes: &[u8], decimal: u8) -> Option<f64> {
    let (negative, bytes) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if bytes.is_empty() || bytes.len() > 16 {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut fraction = None;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                if let Some(digits) = &mut fraction {
                    *digits += 1_usize;
                }
            }
            _ if *byte == decimal && fraction.is_none() => fraction = Some(0),
            _ => return None,
        }
    }
    let digits = bytes.len() - usize::from(fraction.is_some());
    if digits == 0 || mantissa >= 1 << 53 {
        return None;
    }
    let value = mantissa as f64 / POWERS[fraction.unwrap_or(0)];
    Some(if negative { -value } else { value })
}

/// Everything else: groups of thousands, exponents, long numbers.
fn grouped(text: &str, decimal: u8) -> Option<f64> {
    let text = text.trim_end_matches('€').trim_end();
    if text.len() > 400 {
        return None;
    }
    let other = if decimal == b',' { '.' } else { ',' };
    let (whole, rest) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (whole, fraction) = match whole.split_once(char::from(decimal)) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (whole, None),
    };
    let whole = whole.replace('−', "-");
    let unsigned = whole.trim_start_matches(['-', '+']);
    let parts: Vec<&str> = unsigned.split([' ', '\u{a0}', '\u{202f}', '\'', '’', other]).collect();
    let well_grouped = parts.len() == 1 || (parts[1..].iter().all(|part| part.len() == 3) && (1..=3).contains(&parts[0].len()));
    if !well_grouped || whole.len() > unsigned.len() + 1 || !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut spelled = String::with_capacity(text.len());
    spelled.push_str(&whole[..whole.len() - unsigned.len()]);
    parts.iter().for_each(|part| spelled.push_str(part));
    if let Some(fraction) = fraction {
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        spelled.push('.');
        spelled.push_str(fraction);
    }
    spelled.push_str(rest);
    if !spelled.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    spelled.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_they_are_written_with_a_decimal_comma() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(number(text, b','), expected, "{text}");
        check("0", Some(0.0));
        check("12,5", Some(12.5));
        check("-0,25", Some(-0.25));
        check("−3", Some(-3.0));
        check("1 234,5", Some(1234.5));
        check("1\u{a0}234\u{a0}567", Some(1_234_567.0));
        check("1.234,5", Some(1234.5));
        check("1.234", Some(1234.0));
        check("1.5", None);
        check("12,50 €", Some(12.5));
        check("1,2,3", None);
        check("", None);
        check("-", None);
        check("abc", None);
        check("inf", None);
        check("NaN", None);
        check("1 2", None);
    }

    #[test]
    fn numbers_as_they_are_written_with_a_decimal_point() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(number(text, b'.'), expected, "{text}");
        check("1.5", Some(1.5));
        check("1,5", None);
        check("1,234.5", Some(1234.5));
        check("1e3", Some(1000.0));
        check("1e999", None);
        check("123456789012345678901234567890", Some(1.234_567_890_123_456_8e29));
        check(".5", Some(0.5));
        check("5.", Some(5.0));
        check("--5", None);
    }

    #[test]
    fn a_whole_number_may_have_an_empty_fraction_only() {
        assert_eq!(whole("10", b'.'), Some(10));
        assert_eq!(whole("-7", b'.'), Some(-7));
        assert_eq!(whole("3.0", b'.'), Some(3));
        assert_eq!(whole("3,0", b','), Some(3));
        assert_eq!(whole("3.5", b'.'), None);
        assert_eq!(whole("", b'.'), None);
        assert_eq!(whole("99999999999999999999", b'.'), None);
    }

    proptest! {
        #[test]
        fn a_printed_number_is_read_back(value in -1e15_f64..1e15) {
            prop_assert_eq!(number(&value.to_string(), b'.'), Some(value));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", decimal in prop::sample::select(vec![b'.', b','])) {
            let _ = whole(&text, decimal);
            prop_assert!(number(&text, decimal).is_none_or(f64::is_finite));
        }
    }
}
