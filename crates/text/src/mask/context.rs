//! The word that introduces a number: "puh.", "tilausnumero", "registreringsnummer".
//!
//! Digits alone often cannot say what they are; the nearest word that is not a filler can.

/// What the word before a number says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// A telephone number is announced.
    Phone,
    /// An order, case, invoice, product or other business number is announced.
    Reference,
    /// A bank account is announced.
    Account,
    /// A personal identity code or personal number is announced.
    Identity,
    /// A vehicle is spoken of.
    Vehicle,
    /// Nothing is said.
    None,
}

/// How far back a word may stand, in bytes and in words.
const REACH_BYTES: usize = 64;
const REACH_WORDS: usize = 5;

/// What the text before byte `at` announces.
pub(crate) fn context_before(text: &str, at: usize) -> Context {
    let mut from = at.saturating_sub(REACH_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text[from..at].to_lowercase();
    // A bracket ends a placeholder: what stood before it announced that identifier, not this one.
    let before = before.rsplit(['[', ']']).next().unwrap_or_default();
    before
        .rsplit(|character: char| !character.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(REACH_WORDS)
        .find(|word| !FILLERS.contains(word))
        .map_or(Context::None, announces)
}

const FILLERS: [&str; 34] = [
    "on", "oli", "is", "was", "är", "var", "nro", "nr", "no", "num", "numero", "nummer", "number", "my", "mitt", "min", "mun", "minun",
    "our", "vår", "vårt", "the", "to", "me", "at", "på", "till", "mig", "ar", "se", "or", "tai", "eller", "det",
];

fn announces(word: &str) -> Context {
    let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if PHONE_WORDS.contains(&word) || starts(&PHONE_STEMS) {
        Context::Phone
    } else if IDENTITY_WORDS.contains(&word) || starts(&IDENTITY_STEMS) {
        Context::Identity
    } else if ACCOUNT_WORDS.contains(&word) || starts(&ACCOUNT_STEMS) {
        Context::Account
    } else if VEHICLE_WORDS.contains(&word) || starts(&VEHICLE_STEMS) {
        Context::Vehicle
    } else if REFERENCE_WORDS.contains(&word) || starts(&REFERENCE_STEMS) {
        Context::Reference
    } else {
        Context::None
    }
}

const PHONE_WORDS: [&str; 22] = [
    "puh",
    "puhelin",
    "puhnro",
    "p",
    "tel",
    "tfn",
    "tlf",
    "gsm",
    "phone",
    "mobile",
    "mobil",
    "cell",
    "whatsapp",
    "numeroni",
    "numerooni",
    "soita",
    "soittakaa",
    "soittaa",
    "ring",
    "ringa",
    "call",
    "sms",
];
const PHONE_STEMS: [&str; 9] =
    ["puhelinn", "puhelimeni", "matkapuhelin", "kännyk", "telefon", "telephone", "mobilnummer", "mobiltele", "phonenum"];
const IDENTITY_WORDS: [&str; 5] = ["hetu", "sotu", "ssn", "pnr", "hetuni"];
const IDENTITY_STEMS: [&str; 7] =
    ["henkilötunnu", "henkilotunnu", "sosiaaliturvatunnu", "personbeteckning", "personnummer", "personnr", "samordningsnummer"];
const ACCOUNT_WORDS: [&str; 3] = ["iban", "bankgiro", "konto"];
const ACCOUNT_STEMS: [&str; 5] = ["tilinumero", "tilille", "pankkitili", "kontonummer", "bankkonto"];
const VEHICLE_WORDS: [&str; 10] = ["rek", "rekkari", "reg", "regnr", "auto", "auton", "autoni", "bil", "bilen", "plate"];
const VEHICLE_STEMS: [&str; 5] = ["rekisterinum", "rekisteritunn", "rekkari", "registrering", "registration"];
const REFERENCE_WORDS: [&str; 26] = [
    "order",
    "case",
    "ref",
    "id",
    "sku",
    "ean",
    "tilaus",
    "tilauksen",
    "tilaukseni",
    "lasku",
    "laskun",
    "viite",
    "tapaus",
    "tiketti",
    "ticket",
    "ärende",
    "ärendet",
    "faktura",
    "invoice",
    "tracking",
    "paket",
    "koodi",
    "malli",
    "model",
    "modell",
    "version",
];
const REFERENCE_STEMS: [&str; 22] = [
    "tilausn",
    "tilaustunn",
    "ordern",
    "beställning",
    "tikettin",
    "ticketn",
    "ärenden",
    "asiakasn",
    "asiakastunn",
    "kundn",
    "customern",
    "viiten",
    "referen",
    "laskun",
    "fakturan",
    "lähetystunn",
    "seuranta",
    "sopimusn",
    "avtalsn",
    "tuoten",
    "artikel",
    "kollin",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, expected: Context) {
        assert_eq!(context_before(before, before.len()), expected, "{before}");
    }

    #[test]
    fn the_nearest_word_that_is_no_filler_decides() {
        check("Tilausnumeroni on ", Context::Reference);
        check("tilaus 123, puh. ", Context::Phone);
        check("Mitt telefonnummer är ", Context::Phone);
        check("Order number: ", Context::Reference);
        check("puh [email] ", Context::None);
        check("odotin ", Context::None);
    }
}
