//! Comments a second that the masker passes, and what a guess of the language and the tokens cost, on one core.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use luotsi_text::language::identify;
use luotsi_text::tokens::tokens;
use luotsi_text::{Language, mask};

/// Comments of 15 words without a digit, with ordinary numbers, and with something to mask.
const CLEAN: [&str; 4] = [
    "Jonotin puhelimessa todella kauan eikä kukaan osannut kertoa milloin laskuni korjataan, joten soitin seuraavana päivänä uudestaan.",
    "Asiakaspalvelija oli ystävällinen, ymmärsi asiani heti ja lupasi palata asiaan vielä saman päivän aikana, kuten sitten tekikin.",
    "Jag fick vänta länge i kön men sedan löste handläggaren mitt problem snabbt och förklarade fakturan mycket tydligt.",
    "The agent was friendly but could not tell me when the order would arrive, so I called again later.",
];
const NUMBERS: [&str; 4] = [
    "Jonotin puhelimessa 45 minuuttia eikä kukaan osannut kertoa milloin laskuni 2026-00123 korjataan, joten soitin 12.5. uudestaan.",
    "Tilaus 10203040 tehtiin 3.4.2026 klo 14.35 ja se maksoi 129,90 euroa, mutta sain vain yhden paketin kolmesta.",
    "Jag fick vänta 35 minuter i kön men sedan löste handläggaren mitt ärende 20260314-17 snabbt, betyg 4 av 5.",
    "Order #123456789 cost $1,299.00 and arrived 2 weeks late, I waited 45 minutes on 12/05/2026 to ask why.",
];
const IDENTIFIERS: [&str; 4] = [
    "Soittakaa minulle numeroon 040 123 4567 kun laskuni on korjattu, olen odottanut tätä jo kaksi viikkoa ihan turhaan.",
    "Asiani koskee henkilöä 131052-308T ja tiliä FI21 1234 5600 0007 85, vastatkaa osoitteeseen matti.meikalainen@example.fi mahdollisimman pian, kiitos.",
    "Ring mig på 070-123 45 67 eller skriv till kerstin.andersson@example.se när fakturan har rättats av er handläggare.",
    "My card 4111 1111 1111 1111 was charged twice, write to mary.smith@example.com and tell me when you fix it.",
];

fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("text");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    for (name, comments) in [("mask/clean", CLEAN), ("mask/numbers", NUMBERS), ("mask/identifiers", IDENTIFIERS)] {
        group.throughput(Throughput::Elements(comments.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for comment in comments {
                    black_box(mask(black_box(comment)));
                }
            });
        });
    }
    group.throughput(Throughput::Elements(CLEAN.len() as u64));
    group.bench_function("language", |bencher| {
        bencher.iter(|| {
            for comment in CLEAN {
                black_box(identify(black_box(comment)));
            }
        });
    });
    group.bench_function("tokens", |bencher| {
        bencher.iter(|| {
            for comment in CLEAN {
                black_box(tokens(black_box(comment), Some(Language::Finnish)));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
