//! What a column's name says: `customer_name`, `Sähköposti`, `födelsedatum`, `callerPhone`.

use unicode_normalization::UnicodeNormalization;

use super::PersonalKind;

/// What the name announces, or `None` when it speaks of something else than a person's data.
pub(super) fn kind_of(name: &str) -> Option<PersonalKind> {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let joined = words.concat();
    let is = |known: &[&str]| known.contains(&joined.as_str());

    // "phone_queue", "email_count", "has_address": facts about a channel or a process, not about a person.
    let is_birth = has(&BIRTH) || BIRTH_JOINED.iter().any(|known| joined.contains(known));
    if !is_birth && has(&ABOUT_SOMETHING_ELSE) {
        return None;
    }
    // Kinds whose words contain another kind's word come first: "ip address", "e-mail address", "bank account number".
    if has(&IP) || is(&["ipaddress", "iposoite", "ipadress"]) {
        Some(PersonalKind::IpAddress)
    } else if has(&EMAIL) || joined.ends_with("email") || joined.ends_with("sahkoposti") || joined.ends_with("epost") {
        Some(PersonalKind::Email)
    } else if has(&IDENTITY) || IDENTITY_JOINED.iter().any(|known| joined.contains(known)) {
        Some(PersonalKind::IdentityCode)
    } else if has(&ACCOUNT) || is(&["bankaccount", "bankaccountnumber", "bankkonto"]) {
        Some(PersonalKind::BankAccount)
    } else if has(&CARD) || is(&["cardnumber", "creditcard", "creditcardnumber", "cardno"]) {
        Some(PersonalKind::Card)
    } else if has(&PLATE) || is(&["licenseplate", "licenceplate", "regnumber"]) {
        Some(PersonalKind::Plate)
    } else if has(&PHONE) {
        Some(PersonalKind::Phone)
    } else if is_birth {
        Some(PersonalKind::BirthDate)
    } else if has(&ADDRESS) && !has(&NOT_POSTAL) {
        Some(PersonalKind::Address)
    } else if has(&PERSON_NAME) || PERSON_NAME_JOINED.iter().any(|known| joined.contains(known)) || is_named_person(&words) {
        Some(PersonalKind::Name)
    } else {
        None
    }
}

/// "name" by itself or beside a word for a person; beside any other word ("team", "queue", "product") it names a thing.
fn is_named_person(words: &[String]) -> bool {
    let is_name = |word: &String| NAME.contains(&word.as_str());
    let is_person = |word: &String| PERSON.contains(&word.as_str()) || BESIDE_PERSON.contains(&word.as_str());
    words.iter().any(is_name) && words.iter().all(|word| is_name(word) || is_person(word))
}

/// Lower-case words without diacritics; a capital inside a word, digits and punctuation separate words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before: Option<char> = None;
    let folded: Vec<char> = name.nfkd().filter(|character| !unicode_normalization::char::is_combining_mark(*character)).collect();
    for (index, character) in folded.iter().copied().enumerate() {
        let is_hump = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_uppercase() && folded.get(index + 1).is_some_and(|next| next.is_lowercase())
            });
        if !character.is_alphabetic() || is_hump {
            words.push(String::new());
        }
        if character.is_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    words.retain(|word| !word.is_empty());
    words
}

const NAME: [&str; 6] = ["name", "names", "nimi", "nimet", "namn", "namnet"];

const PERSON: [&str; 66] = [
    "customer",
    "client",
    "caller",
    "user",
    "contact",
    "person",
    "people",
    "employee",
    "staff",
    "agent",
    "advisor",
    "adviser",
    "handler",
    "assignee",
    "requester",
    "requestor",
    "reporter",
    "submitter",
    "author",
    "owner",
    "member",
    "patient",
    "student",
    "citizen",
    "resident",
    "respondent",
    "recipient",
    "sender",
    "manager",
    "supervisor",
    "evaluator",
    "coach",
    "cardholder",
    "asiakas",
    "asiakkaan",
    "soittajan",
    "soittaja",
    "kayttaja",
    "kayttajan",
    "henkilo",
    "henkilon",
    "tyontekija",
    "tyontekijan",
    "yhteyshenkilo",
    "yhteyshenkilon",
    "asiakaspalvelija",
    "asiakaspalvelijan",
    "kasittelija",
    "kasittelijan",
    "vastaaja",
    "vastaajan",
    "lahettaja",
    "lahettajan",
    "vastaanottaja",
    "vastaanottajan",
    "esihenkilo",
    "omistaja",
    "kund",
    "kundens",
    "anvandare",
    "anvandarens",
    "handlaggare",
    "kontakt",
    "kontaktperson",
    "medarbetare",
    "avsandare",
];

const BESIDE_PERSON: [&str; 14] =
    ["first", "last", "full", "given", "family", "middle", "maiden", "birth", "legal", "display", "s", "of", "the", "koko"];

const PERSON_NAME: [&str; 44] = [
    "firstname",
    "lastname",
    "surname",
    "forename",
    "fullname",
    "givenname",
    "familyname",
    "maidenname",
    "nickname",
    "username",
    "displayname",
    "customername",
    "clientname",
    "callername",
    "contactname",
    "employeename",
    "agentname",
    "etunimi",
    "etunimet",
    "sukunimi",
    "kokonimi",
    "henkilonimi",
    "asiakasnimi",
    "nimimerkki",
    "lempinimi",
    "kutsumanimi",
    "kayttajanimi",
    "kayttajatunnus",
    "tyontekijanimi",
    "yhteyshenkilo",
    "fornamn",
    "efternamn",
    "tilltalsnamn",
    "kundnamn",
    "personnamn",
    "kontaktperson",
    "anvandarnamn",
    "smeknamn",
    "mellannamn",
    "flicknamn",
    "helanamnet",
    "spouse",
    "puoliso",
    "huoltaja",
];
const PERSON_NAME_JOINED: [&str; 6] = ["firstname", "lastname", "etunimi", "sukunimi", "fornamn", "efternamn"];

const EMAIL: [&str; 12] = [
    "email",
    "emails",
    "mail",
    "epost",
    "sahkoposti",
    "sahkopostiosoite",
    "spost",
    "meili",
    "mejl",
    "epostadress",
    "emailaddress",
    "mailadress",
];

const PHONE: [&str; 30] = [
    "phone",
    "phones",
    "telephone",
    "mobile",
    "cellphone",
    "cell",
    "tel",
    "gsm",
    "msisdn",
    "phonenumber",
    "mobilenumber",
    "puhelin",
    "puhelinnumero",
    "puhelinnro",
    "puh",
    "puhnro",
    "matkapuhelin",
    "matkapuhelinnumero",
    "kannykka",
    "gsmnumero",
    "telefon",
    "telefonnummer",
    "telnr",
    "tfn",
    "mobil",
    "mobilnummer",
    "mobiltelefon",
    "whatsapp",
    "callernumber",
    "faksi",
];

const IDENTITY: [&str; 28] = [
    "hetu",
    "sotu",
    "ssn",
    "henkilotunnus",
    "henkilotunnukset",
    "sosiaaliturvatunnus",
    "personnummer",
    "personnr",
    "personbeteckning",
    "samordningsnummer",
    "passport",
    "passi",
    "passinumero",
    "passnummer",
    "nino",
    "bsn",
    "cpr",
    "personid",
    "ajokortti",
    "ajokorttinumero",
    "korkort",
    "korkortsnummer",
    "identitycode",
    "nationalid",
    "identitynumber",
    "idnumber",
    "isikukood",
    "fodselsnummer",
];
const IDENTITY_JOINED: [&str; 9] = [
    "henkilotunnus",
    "personnummer",
    "socialsecurity",
    "nationalid",
    "identitycode",
    "personalid",
    "passportn",
    "driverslicen",
    "drivinglicen",
];

const ACCOUNT: [&str; 8] =
    ["iban", "tilinumero", "pankkitili", "pankkitilinumero", "kontonummer", "bankkonto", "bankkontonummer", "bankaccount"];

const CARD: [&str; 10] = [
    "cardnumber",
    "creditcard",
    "luottokortti",
    "luottokorttinumero",
    "korttinumero",
    "maksukortti",
    "kortnummer",
    "kreditkort",
    "betalkort",
    "pan",
];

const PLATE: [&str; 10] = [
    "rekisterinumero",
    "rekisteritunnus",
    "rekkari",
    "registreringsnummer",
    "regnr",
    "regnummer",
    "licenseplate",
    "licenceplate",
    "numberplate",
    "plate",
];

const BIRTH: [&str; 18] = [
    "birthday",
    "birthdate",
    "dob",
    "syntymaaika",
    "syntymapaiva",
    "syntymapvm",
    "syntaika",
    "fodelsedatum",
    "fodelsedag",
    "fodelsetid",
    "dateofbirth",
    "bday",
    "born",
    "syntynyt",
    "fodd",
    "birthtime",
    "syntymaajat",
    "fodelsedagar",
];
const BIRTH_JOINED: [&str; 5] = ["birthdate", "dateofbirth", "syntymaaika", "syntymapaiva", "fodelsedatum"];

const ADDRESS: [&str; 24] = [
    "address",
    "addresses",
    "street",
    "streetaddress",
    "homeaddress",
    "postaladdress",
    "osoite",
    "osoitteet",
    "katuosoite",
    "kotiosoite",
    "lahiosoite",
    "postiosoite",
    "toimitusosoite",
    "laskutusosoite",
    "adress",
    "gatuadress",
    "hemadress",
    "postadress",
    "leveransadress",
    "fakturaadress",
    "besoksadress",
    "gata",
    "katu",
    "asiakasosoite",
];
const NOT_POSTAL: [&str; 16] = [
    "web",
    "url",
    "www",
    "http",
    "mac",
    "verkko",
    "verkkosivun",
    "internet",
    "site",
    "page",
    "webb",
    "www",
    "store",
    "branch",
    "office",
    "myymalan",
];

const IP: [&str; 7] = ["ip", "ipv", "ipaddress", "iposoite", "ipadress", "clientip", "remoteip"];

/// Words that turn the name of a contact detail into a fact about a channel, a count, a time or a state.
const ABOUT_SOMETHING_ELSE: [&str; 96] = [
    "count",
    "counts",
    "n",
    "share",
    "rate",
    "ratio",
    "opened",
    "sent",
    "clicked",
    "bounced",
    "template",
    "subject",
    "status",
    "channel",
    "type",
    "kind",
    "category",
    "consent",
    "verified",
    "valid",
    "queue",
    "queues",
    "team",
    "domain",
    "provider",
    "model",
    "version",
    "language",
    "lang",
    "locale",
    "format",
    "length",
    "has",
    "is",
    "allowed",
    "enabled",
    "optin",
    "time",
    "duration",
    "seconds",
    "minutes",
    "delay",
    "wait",
    "operator",
    "device",
    "platform",
    "os",
    "app",
    "service",
    "line",
    "score",
    "csat",
    "nps",
    "satisfaction",
    "volume",
    "cost",
    "costs",
    "price",
    "at",
    "date",
    "sla",
    "kanava",
    "jono",
    "tyyppi",
    "tila",
    "maara",
    "lkm",
    "osuus",
    "aika",
    "malli",
    "kieli",
    "luokka",
    "palvelu",
    "linja",
    "tiimi",
    "kustannus",
    "kpl",
    "kanal",
    "ko",
    "typ",
    "antal",
    "andel",
    "tid",
    "sprak",
    "modell",
    "kostnad",
    "grupp",
    "lag",
    "tjanst",
    "minuutit",
    "hinta",
    "pris",
    "group",
    "ryhma",
    "response",
    "reply",
];
