//! Does a column of a file look like personal data, and why?
//!
//! Two witnesses are heard: the column's name (in Finnish, Swedish or English) and a sample of its values. A name that
//! says "e-mail" over values that are all `yes` and `no` is not believed; values that are people's names are believed
//! under any column name. Team, queue, product and city names are not people: a lone word is never enough, given names
//! and surnames have to stand together.

mod column_name;
mod names;
mod values;

use serde::Serialize;

/// What kind of personal data a column seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalKind {
    /// Names of people.
    Name,
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Personal identity codes, social security or passport numbers.
    IdentityCode,
    /// Bank account numbers.
    BankAccount,
    /// Payment card numbers.
    Card,
    /// Postal or street addresses of people.
    Address,
    /// Dates of birth.
    BirthDate,
    /// Addresses of devices in a network.
    IpAddress,
    /// Vehicle registration plates.
    Plate,
}

/// Why a column looks personal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The column's name says so.
    Name,
    /// The values look like it.
    Values {
        /// Share of the non-empty sample values that look like it, 0 to 1.
        share: f64,
        /// Number of non-empty sample values that were looked at.
        n: usize,
    },
}

/// A column that looks like personal data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Personal {
    /// What it seems to hold.
    pub kind: PersonalKind,
    /// Why it seems so.
    pub reason: Reason,
}

/// Judges a column by its name and a sample of its values; `None` means that nothing points to people.
///
/// A sample of 50 to 200 values is enough; empty values are left out. An empty sample leaves the name alone to decide.
///
/// ```
/// use luotsi_text::{PersonalKind, Reason, looks_personal};
///
/// let by_name = looks_personal("asiakkaan_puhelin", &[]).unwrap();
/// assert_eq!((by_name.kind, by_name.reason), (PersonalKind::Phone, Reason::Name));
///
/// let by_values = looks_personal("yhteys", &["a@example.fi", "b@example.fi", "-"]).unwrap();
/// assert_eq!(by_values.kind, PersonalKind::Email);
///
/// assert_eq!(looks_personal("team_name", &["Team Salo", "Laskutus"]), None);
/// assert_eq!(looks_personal("email", &["yes", "no", "yes", "no", "no"]), None);
/// ```
pub fn looks_personal(name: &str, sample: &[&str]) -> Option<Personal> {
    let sample: Vec<&str> = sample.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    if let Some(kind) = column_name::kind_of(name)
        && !values::contradict(kind, &sample)
    {
        return Some(Personal { kind, reason: Reason::Name });
    }
    values::kind_of(&sample)
}
