//! What a sample of a column's values looks like.

use std::collections::HashSet;

use super::{Personal, PersonalKind, Reason, names};
use crate::mask::{Groups, card_end, email_at, iban_end, identity_code_end, personal_number_end, phone_span};

/// Fewest values from which anything is concluded, and fewest that may contradict a column's name.
const FEWEST_VALUES: usize = 2;
const FEWEST_TO_CONTRADICT: usize = 5;

/// E-mail addresses, identity codes, accounts and cards are checked by sign or check digit: a tenth of them is no accident.
const SHARE_CHECKED: f64 = 0.1;

/// Telephone numbers and IP addresses have no check digit: half the values must look like them.
const SHARE_UNCHECKED: f64 = 0.5;

/// Share of different values that must be a given name and a surname together.
const SHARE_FULL_NAMES: f64 = 0.4;

/// Share of different values that must be a given name and some other capitalised word, and share of those words that
/// must be different: "Max Plus" and "Max Basic" are products.
const SHARE_GIVEN_NAMES_FIRST: f64 = 0.8;
const SHARE_DIFFERENT_WORDS: f64 = 0.6;

/// Share of different values that must be given names alone, and how many different ones there must be.
const SHARE_GIVEN_NAMES: f64 = 0.75;
const FEWEST_NAMES: usize = 4;

/// Whether the values show that the column is not what its name says: `email` over `yes` and `no`.
pub(super) fn contradict(kind: PersonalKind, sample: &[&str]) -> bool {
    if sample.len() < FEWEST_TO_CONTRADICT {
        return false;
    }
    let digits = |value: &str| value.chars().filter(char::is_ascii_digit).count();
    let could_be = |value: &&str| match kind {
        PersonalKind::Email => value.contains('@'),
        PersonalKind::Phone => digits(value) >= 5,
        PersonalKind::IdentityCode | PersonalKind::BirthDate => digits(value) >= 4,
        PersonalKind::BankAccount | PersonalKind::Card => digits(value) >= 8,
        PersonalKind::IpAddress => value.contains(['.', ':']),
        PersonalKind::Plate => digits(value) >= 1,
        PersonalKind::Name | PersonalKind::Address => value.chars().any(char::is_alphabetic) && !is_code(value),
    };
    !sample.iter().any(could_be)
}

/// `C-1042`, `agent_17`, hexadecimal keys: letters with digits and without spaces are keys, not names.
fn is_code(value: &str) -> bool {
    value.chars().any(|character| character.is_ascii_digit()) && !value.contains(' ')
}

/// Whether one value looks like some kind.
type Looks = fn(&str) -> bool;

/// The kind that enough values look like.
pub(super) fn kind_of(sample: &[&str]) -> Option<Personal> {
    let n = sample.len();
    if n < FEWEST_VALUES {
        return None;
    }
    let share = |looks: Looks| sample.iter().filter(|value| looks(value)).count() as f64 / n as f64;
    let kinds: [(PersonalKind, Looks, f64); 6] = [
        (PersonalKind::Email, is_email, SHARE_CHECKED),
        (PersonalKind::IdentityCode, is_identity_code, SHARE_CHECKED),
        (PersonalKind::BankAccount, is_bank_account, SHARE_CHECKED),
        (PersonalKind::Card, is_card, SHARE_UNCHECKED),
        (PersonalKind::IpAddress, is_ip_address, SHARE_UNCHECKED),
        (PersonalKind::Phone, is_phone, SHARE_UNCHECKED),
    ];
    for (kind, looks, least) in kinds {
        let share = share(looks);
        if share >= least {
            return Some(Personal { kind, reason: Reason::Values { share, n } });
        }
    }
    let share = share_of_person_names(sample)?;
    Some(Personal { kind: PersonalKind::Name, reason: Reason::Values { share, n } })
}

/// Share of values that name a person, when the different values as a whole look like people.
fn share_of_person_names(sample: &[&str]) -> Option<f64> {
    let different: HashSet<&str> = sample.iter().copied().collect();
    if different.len() < FEWEST_NAMES {
        return None;
    }
    let share = |looks: Looks| {
        let share_different = different.iter().filter(|value| looks(value)).count() as f64 / different.len() as f64;
        let share_all = sample.iter().filter(|value| looks(value)).count() as f64 / sample.len() as f64;
        (share_different, share_all)
    };
    let (different_full, full) = share(names::is_full_name);
    if different_full >= SHARE_FULL_NAMES {
        return Some(full);
    }
    let (different_first, first) = share(names::is_given_name_first);
    if different_first >= SHARE_GIVEN_NAMES_FIRST && have_different_words(&different) {
        return Some(first);
    }
    let (different_given, given) = share(names::is_given_name_alone);
    (different_given >= SHARE_GIVEN_NAMES).then_some(given)
}

/// Whether both the first and the last words of the values are mostly different from each other.
fn have_different_words(values: &HashSet<&str>) -> bool {
    let firsts: HashSet<&str> = values.iter().filter_map(|value| value.split_whitespace().next()).collect();
    let lasts: HashSet<&str> = values.iter().filter_map(|value| value.split_whitespace().next_back()).collect();
    firsts.len().min(lasts.len()) as f64 >= values.len() as f64 * SHARE_DIFFERENT_WORDS
}

fn is_email(value: &str) -> bool {
    value
        .find('@')
        .and_then(|at| email_at(value, at))
        .is_some_and(|(start, end)| end - start >= value.len().saturating_sub(40) && value.split_whitespace().count() <= 4)
}

fn first_digit(value: &str) -> Option<usize> {
    value.find(|character: char| character.is_ascii_digit())
}

fn is_identity_code(value: &str) -> bool {
    let Some(0) = first_digit(value) else {
        return false;
    };
    // A number of ten digits passes the Swedish check by chance once in 150; the sign or the full year makes it sure.
    let is_swedish = || {
        let has_sign = value.contains(['-', '+']) || value.len() == 12;
        has_sign && personal_number_end(value, &Groups::read(value, 0)) == Some(value.len())
    };
    identity_code_end(value, 0) == Some(value.len()) || is_swedish()
}

fn is_bank_account(value: &str) -> bool {
    first_digit(value).and_then(|at| iban_end(value, at)) == Some((0, value.len()))
}

fn is_card(value: &str) -> bool {
    first_digit(value) == Some(0) && card_end(value, &Groups::read(value, 0)) == Some(value.len())
}

fn is_ip_address(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}

fn is_phone(value: &str) -> bool {
    let Some(at) = first_digit(value) else {
        return false;
    };
    phone_span(value, &Groups::read(value, at)) == Some((0, value.len()))
}
