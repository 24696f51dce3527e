//! Which columns are taken for personal data: by name, by values, and which must not be.

mod common;

use common::shared;
use luotsi_text::{PersonalKind, Reason, looks_personal};

fn check_name(name: &str, expected: Option<PersonalKind>) {
    let found = looks_personal(name, &[]);
    assert_eq!(found.map(|personal| personal.kind), expected, "{name}");
    assert!(found.is_none_or(|personal| personal.reason == Reason::Name), "{name}");
}

fn check_values(values: &[&str], expected: Option<PersonalKind>) {
    let found = looks_personal("column", values);
    assert_eq!(found.map(|personal| personal.kind), expected, "{values:?}: {found:?}");
}

#[test]
fn names_of_columns_in_three_languages() {
    use PersonalKind::{Address, BankAccount, BirthDate, Card, Email, IdentityCode, IpAddress, Name, Phone, Plate};
    for (kind, names) in [
        (
            Name,
            "nimi|etunimi|sukunimi|Asiakkaan nimi|asiakas_nimi|kokonimi|namn|förnamn|Efternamn|kundens namn|name|customer_name|\
             customerName|CustomerName|first name|last_name|Full Name|agent_name|caller name|username|Yhteyshenkilö|\
             customer_first_name|Customer's name|user-name|Employee Name",
        ),
        (Email, "email|E-mail|e-mail address|sähköposti|Sähköpostiosoite|sahkoposti|asiakkaan sähköposti|epost|E-post|mail|customerEmail"),
        (Phone, "phone|phone_number|Puhelin|puhelinnumero|puh.|gsm|mobile|telefon|Telefonnummer|mobilnummer|customer_phone|tel"),
        (IdentityCode, "hetu|HETU|henkilötunnus|sotu|personnummer|personbeteckning|ssn|social_security_number|passport no|national_id"),
        (BankAccount, "iban|tilinumero|kontonummer|bank account"),
        (Card, "card_number|korttinumero|credit card|kortnummer"),
        (Address, "osoite|katuosoite|postiosoite|adress|gatuadress|address|street address|home_address|customer_address"),
        (BirthDate, "birthday|birth_date|date of birth|dob|syntymäaika|syntymäpäivä|födelsedatum"),
        (IpAddress, "ip|ip_address|client_ip|IP-osoite|ip-adress|remoteIp"),
        (Plate, "rekisterinumero|registreringsnummer|license_plate"),
    ] {
        for name in names.split('|') {
            check_name(name, Some(kind));
        }
    }
}

#[test]
fn names_of_things_are_not_names_of_people() {
    for name in "team_name|queue_name|product name|topic name|tuotteen nimi|jonon nimi|tiimin nimi|lagets namn|produktnamn|file_name|\
                 city|kaupunki|team|tiimi|queue|jono|channel|kanava|region|country|topic|aihe|priority|product|status|agent_id|\
                 customer_id|contact_id|email_count|emails_sent|phone_queue|phone_model|has_email|email_status|channel_email|\
                 wait_s|handle_s|shipping|description|tips|ship_date|recipe|zip|postal_code|postinumero|web_address|url|store_address|\
                 company_name|campaign_name|service_name|opened_at|assignment_group|caller_count|hostname|domain_name|category_name|\
                 address_type|language|nimike|mobile_app|puhelinjono|mail_queue|telephone_wait_time|priority_name|site|gatewaytype"
        .split('|')
    {
        check_name(name, None);
    }
}

#[test]
fn values_that_are_identifiers_speak_for_themselves() {
    use PersonalKind::{BankAccount, Email, IdentityCode, IpAddress, Phone};
    check_values(&["a@example.fi", "", "b.c@example.com", "-"], Some(Email));
    check_values(&["040 123 4567", "+358 50 123 4567", "09 310 1691", "ei"], Some(Phone));
    check_values(&["131052-308T", "010594Y9032", "x"], Some(IdentityCode));
    check_values(&["811218-9876", "19811218-9876"], Some(IdentityCode));
    check_values(&["FI2112345600000785", "SE45 5000 0000 0583 9825 7466"], Some(BankAccount));
    check_values(&["192.168.0.1", "10.1.2.3", "2001:db8::1"], Some(IpAddress));
}

#[test]
fn values_that_are_people_are_found_under_any_name() {
    use PersonalKind::Name;
    check_values(&["Matti Virtanen", "Maija Korhonen", "Pekka Nieminen", "Liisa Mäkinen", "Juha Laine"], Some(Name));
    check_values(&["Virtanen Matti", "Korhonen, Maija", "Nieminen Pekka", "Mäkinen Liisa"], Some(Name));
    check_values(&["Anna Andersson", "Erik Johansson", "Karin Lindqvist", "Lars Svensson"], Some(Name));
    check_values(&["John Smith", "Mary Johnson", "Maria Garcia", "Ahmed Hassan", "unknown"], Some(Name));
    check_values(&["Anna-Liisa Järvinen", "M. Virtanen", "Juha-Pekka Saarinen", "K. Nieminen"], Some(Name));
    check_values(&["Matti", "Maija", "Pekka", "Kaisa", "Jussi", "Matti"], Some(Name));
    check_values(&["Pete", "Mike", "Ellen", "Sara", "Sue", "Sean"], Some(Name));
    check_values(&["Kim Passa", "Anna Kaufmann", "Carmen Finacse", "Pedro Alvares", "Magdalena Predutta", "Karen Clarens"], Some(Name));
    let Some(Reason::Values { share, n }) =
        looks_personal("x", &["Matti Virtanen", "Maija Korhonen", "Pekka Nieminen", "-", "Liisa Mäkinen"]).map(|found| found.reason)
    else {
        panic!("names were not found");
    };
    assert_eq!((share, n), (0.8, 5));
}

#[test]
fn teams_products_cities_and_codes_are_not_people() {
    for values in [
        &["Helsinki", "Espoo", "Tampere", "Vantaa", "Oulu", "Turku", "Jyväskylä", "Lahti", "Kuopio", "Pori", "Salo", "Kotka"][..],
        &["Stockholm", "Göteborg", "Malmö", "Uppsala", "Västerås", "Örebro", "Linköping", "Borås", "Lund"],
        &["Laskutus", "Tekninen tuki", "Myynti", "Vaihde", "Tiimi Aalto", "Tiimi Salo"],
        &["Team Anna", "Team Blue", "Team North", "Team Oskar", "Back Office"],
        &["Nordic Basic", "Nordic Plus", "Fiber 100", "Fiber 1000", "Mobile S"],
        &["Billing", "Delivery", "Returns", "Technical Support", "Complaints"],
        &["chat", "email", "phone", "walk-in", "social"],
        &["Fakturering", "Leverans", "Reklamation", "Teknisk support"],
        &["C-1001", "C-1002", "C-1003", "C-1004"],
        &["4500123", "4500124", "4500125", "4500126"],
        &["12.5.2026", "13.5.2026", "14.5.2026"],
        &["2026-01-31T12:30:00Z", "2026-02-01T08:00:00Z"],
        &["Kiinteistö", "Koti", "Auto", "Tapaturma", "Elo", "Matka"],
        &["San Francisco", "Los Angeles", "New York", "Santa Maria", "San Jose", "Saint Paul"],
        &["Uusimaa", "Pirkanmaa", "Varsinais-Suomi", "Pohjanmaa", "Lappi"],
        &["gold", "silver", "bronze", "basic"],
        &["yes", "no", "yes", "no", "no"],
        &["1.2.3.4-beta", "2.0.1", "3.1.4"],
        &["Visa", "Mastercard", "Lasku", "MobilePay", "Verkkopankki"],
        &["Caller 2403", "Caller 4491", "Caller 1765", "Caller 4416"],
        &["May", "June", "April", "August", "January", "March"],
        &["Max Plus", "Max Basic", "Max Premium", "Max Family"],
        &["Victoria Store", "Anna Store", "Sofia Store", "Maria Store"],
        &["Etelä", "Pohjoinen", "Itä", "Länsi", "Keski"],
        &["Inkoo", "Kerava", "Rauma", "Forssa", "Imatra", "Raisio"],
        &["0123456789", "0223456789", "1123456789", "2123456789", "4123456789"],
    ] {
        check_values(values, None);
    }
}

#[test]
fn values_can_contradict_a_name() {
    let five = |value| [value; 5];
    assert_eq!(looks_personal("email", &["yes", "no", "yes", "no", "yes"]), None);
    assert_eq!(looks_personal("phone", &["iOS", "Android", "iOS", "iOS", "Android"]), None);
    assert_eq!(looks_personal("customer_name", &five("100234")), None);
    assert_eq!(looks_personal("ip", &["tcp", "udp", "tcp", "udp", "udp"]), None);
    assert!(looks_personal("customer_name", &["Xqzt Wvvk", "Aaa Bbb", "Ccc", "Ddd", "Eee"]).is_some());
    assert!(looks_personal("email", &["hidden", "a@example.fi", "hidden", "hidden", "hidden"]).is_some());
}

#[test]
fn most_finns_of_the_register_are_recognised_and_few_words_are() {
    let (Some(women), Some(surnames), Some(dictionary)) = (
        shared("data/language/names-fi/jp-names-women.csv"),
        shared("data/language/names-fi/jp-surnames.csv"),
        shared("data/language/sib200/fin_Latn/train.tsv"),
    ) else {
        return;
    };
    let column = |table: &str| -> Vec<String> {
        table.trim_start_matches('\u{feff}').lines().filter_map(|line| line.split(';').next()).map(str::to_owned).collect()
    };
    let (given, surnames) = (column(&women), column(&surnames));
    // Columns of twenty people each, from common to rare names.
    let is_named = |offset: usize| {
        let people: Vec<String> =
            (0..20).map(|person| format!("{} {}", given[offset + person * 7], surnames[(offset + person * 31) % surnames.len()])).collect();
        looks_personal("x", &people.iter().map(String::as_str).collect::<Vec<_>>()).is_some()
    };
    let common = (0..400).filter(|offset| is_named(*offset)).count();
    println!("columns of Finnish names recognised: {common} of 400");
    assert!(common >= 396);

    // Columns of twenty pairs of ordinary words, in capitals as titles are written.
    let words: Vec<&str> = dictionary.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let mistaken = words.chunks_exact(40).filter(|chunk| {
        let titles: Vec<String> = chunk.chunks(2).map(|pair| pair.join(" ")).collect();
        looks_personal("x", &titles.iter().map(String::as_str).collect::<Vec<_>>()).is_some()
    });
    let mistaken = mistaken.count();
    println!("columns of word pairs taken for people: {mistaken} of {}", words.len() / 40);
    assert_eq!(mistaken, 0);
}
