//! Business ids: Finnish Y-tunnus and VAT number, Swedish organisationsnummer.

use super::digits::{Groups, Separator, ends_word, passes_luhn, starts_word};

/// Start and end of a business id whose digits begin the groups.
pub(crate) fn business_id_span(text: &str, groups: &Groups) -> Option<(usize, usize)> {
    let start = groups.start();
    let first = groups.all().first()?;
    if groups.is_too_long() {
        return None;
    }
    // VAT number: FI and the eight digits of the business id without its hyphen.
    if first.len() == 8 {
        let country = text.get(start.checked_sub(2)?..start)?;
        let is_finnish = country.eq_ignore_ascii_case("fi") && starts_word(text, start - 2);
        return (is_finnish && passes_mod_11(groups.digits_of(1)) && ends_word(text, first.end)).then_some((start - 2, first.end));
    }
    let second = groups.all().get(1)?;
    if groups.separator_after(0) != Separator::Dash || !starts_word(text, start) || !ends_word(text, second.end) {
        return None;
    }
    let digits = groups.digits_of(2);
    let is_business_id = match (first.len(), second.len()) {
        (7, 1) => passes_mod_11(digits),
        // The third digit of an organisation number is at least 2, so that it is never a date.
        (6, 4) => digits[2] >= 2 && passes_luhn(digits),
        _ => false,
    };
    is_business_id.then_some((start, second.end))
}

/// Check digit of the Finnish business id: weights 7 9 10 5 8 4 2, remainder of 11 (Tax Administration, Y-tunnus).
fn passes_mod_11(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().zip([7, 9, 10, 5, 8, 4, 2]).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let check = u32::from(digits[7]);
    match sum % 11 {
        0 => check == 0,
        1 => false,
        remainder => check == 11 - remainder,
    }
}
