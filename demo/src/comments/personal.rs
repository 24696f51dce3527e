//! Personal data as people write it into comments. All of it is made up: the addresses use reserved example domains, and
//! the identity codes carry individual numbers 900–999, which are kept for temporary use and given to nobody (their check
//! characters are right, so that a masker has to work).

use crate::chance::Chance;
use crate::organisation::{FINNISH, SWEDISH};
use crate::people::FINNISH_FIRST;

/// Check characters of the Finnish personal identity code: the nine digits modulo 31 (Väestötietoasetus 128/2010, 2 §).
const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// A sentence that tells more than it should.
pub(super) fn sentence(chance: &mut Chance, language: usize) -> String {
    let what = chance.below(3);
    let value = match what {
        0 => email(chance),
        1 => phone(chance),
        _ => identity_code(chance),
    };
    let sentences: &[&str] = match (language, what) {
        (FINNISH, 0) => &["Vastatkaa osoitteeseen ", "Sähköpostini on ", "Minut tavoittaa: "],
        (FINNISH, 1) => &["Soittakaa numeroon ", "Puhelinnumeroni on ", "Tavoitatte minut numerosta "],
        (FINNISH, _) => &["Hetuni on ", "Henkilötunnus ", "Asia löytyy tunnuksella "],
        (SWEDISH, 0) => &["Svara gärna till ", "Min e-post är "],
        (SWEDISH, 1) => &["Ring mig på ", "Mitt nummer är "],
        (SWEDISH, _) => &["Min personbeteckning är ", "Personbeteckning "],
        (_, 0) => &["Please write to ", "My e-mail is "],
        (_, 1) => &["Call me on ", "My number is "],
        _ => &["My personal identity code is ", "ID code "],
    };
    format!("{}{value}.", chance.choose(sentences))
}

fn email(chance: &mut Chance) -> String {
    let plain = |name: &str| name.to_lowercase().replace('ä', "a").replace('ö', "o");
    let name = plain(chance.choose(FINNISH_FIRST));
    let domain = chance.choose(&["example.com", "example.org", "posti.example"]);
    format!("{name}.{}{}@{domain}", chance.choose(&["virtanen", "korhonen", "makinen", "niemi"]), chance.below(90) + 10)
}

fn phone(chance: &mut Chance) -> String {
    let start = chance.choose(&["040", "050", "044", "+358 40", "+358 50"]);
    format!("{start} {:03} {:04}", chance.below(1_000), chance.below(10_000))
}

/// `DDMMYYCZZZQ`: birthday, sign of the century, individual number, check character.
pub(super) fn identity_code(chance: &mut Chance) -> String {
    let (day, month) = (1 + chance.below(28), 1 + chance.below(12));
    let is_older = chance.yes(0.8);
    let year = if is_older { 40 + chance.below(60) } else { chance.below(8) };
    let individual = 900 + chance.below(100);
    let number = ((day * 100 + month) * 100 + year) * 1_000 + individual;
    let check = char::from(CHECK[number % 31]);
    let sign = if is_older { '-' } else { 'A' };
    format!("{day:02}{month:02}{year:02}{sign}{individual:03}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Noun;

    #[test]
    fn identity_codes_are_nobodys_and_their_check_character_is_right() {
        let mut chance = Chance::of(1, Noun::Comments);
        for _ in 0..200 {
            let code = identity_code(&mut chance);
            assert_eq!(code.len(), 11, "{code}");
            let digits: usize = format!("{}{}", &code[..6], &code[7..10]).parse().expect("digits");
            assert_eq!(code.as_bytes()[10], CHECK[digits % 31], "{code}");
            assert_eq!(&code[7..8], "9", "{code}");
        }
    }
}
