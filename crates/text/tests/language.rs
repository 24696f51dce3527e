//! Language identification on texts that the model was not trained on, and on any text at all.

mod common;

use common::shared;
use luotsi_text::Language;
use luotsi_text::language::identify;
use luotsi_text::tokens::{folded, tokens};
use proptest::prelude::*;

/// Share of texts whose language is told rightly; "unknown" counts as wrong.
fn accuracy<'a>(texts: impl Iterator<Item = (Language, &'a str)>) -> (f64, usize) {
    let (mut right, mut n) = (0, 0);
    for (language, text) in texts {
        n += 1;
        right += usize::from(identify(text).language == Some(language));
    }
    (right as f64 / f64::from(n), n as usize)
}

#[test]
fn massive_requests_with_odd_ids_were_held_back_from_training() {
    let Some(table) = shared("data/language/massive-en-fi-sv.tsv") else { return };
    let texts = table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|fields| fields.len() == 7 && fields[0].ends_with(['1', '3', '5', '7', '9']));
    let columns = [(Language::English, 4), (Language::Finnish, 5), (Language::Swedish, 6)];
    let rows: Vec<Vec<&str>> = texts.collect();
    let (accuracy, n) = accuracy(rows.iter().flat_map(|fields| columns.map(|(language, column)| (language, fields[column]))));
    println!("MASSIVE, odd ids: accuracy {accuracy:.4} of {n}");
    assert!(n > 15_000 && accuracy >= 0.985);
}

#[test]
fn tatoeba_was_never_in_training() {
    let files = [
        (Language::Finnish, "data/language/tatoeba/tatoeba.fin-eng.fin"),
        (Language::Swedish, "data/language/tatoeba/tatoeba.swe-eng.swe"),
        (Language::English, "data/language/tatoeba/tatoeba.fin-eng.eng"),
    ];
    for (language, file) in files {
        let Some(text) = shared(file) else { return };
        let (accuracy, n) = accuracy(text.lines().map(|line| (language, line)));
        println!("{file}: accuracy {accuracy:.4} of {n}");
        assert!(accuracy >= 0.985, "{file}");
    }
}

/// Sentences by hand in languages that are none of the three.
const FOREIGN: [&str; 16] = [
    "Ich warte schon seit zwei Wochen auf meine Bestellung",
    "Der Kundendienst war sehr freundlich und schnell",
    "Je n'ai jamais reçu de réponse à ma réclamation",
    "Le service client est vraiment excellent",
    "El pedido llegó tarde y nadie me contestó",
    "La atención al cliente fue muy buena",
    "Il servizio clienti non risponde mai al telefono",
    "O atendimento foi péssimo e demorou muito",
    "Obsługa klienta była bardzo miła i szybka",
    "Müşteri hizmetleri çok yavaş cevap verdi",
    "Ma ootasin kaks tundi ja keegi ei vastanud telefonile",
    "Klientų aptarnavimas buvo labai geras",
    "Dịch vụ khách hàng rất tốt",
    "Спасибо, всё очень хорошо и быстро",
    "شكرا على الخدمة السريعة والممتازة",
    "お客様サービスはとても良かったです",
];

#[test]
fn most_foreign_sentences_are_unknown() {
    let taken: Vec<(&str, &str)> =
        FOREIGN.iter().map(|text| (identify(text).code(), *text)).filter(|(code, _)| *code != "unknown").collect();
    println!("foreign sentences taken for one of the three: {} of {}: {taken:?}", taken.len(), FOREIGN.len());
    assert!(taken.len() <= 1, "{taken:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_sane_guess_and_sane_tokens(text in any::<String>()) {
        let guess = identify(&text);
        prop_assert!((0.0..=1.0).contains(&guess.confidence) && (0.0..=1.0).contains(&guess.familiarity));
        for language in Language::ALL.map(Some).into_iter().chain([None]) {
            let mut from = 0;
            for token in tokens(&text, language) {
                prop_assert!(token.start >= from && token.end > token.start);
                prop_assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
                from = token.end;
            }
        }
        prop_assert_eq!(folded(&folded(&text)), folded(&text));
    }
}
