//! How fast a CSV of a million contacts becomes checked Arrow batches.
//!
//! Reference: 1,000,000 rows/s on two cores, so that reading is never the slower half of an import.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use luotsi_core::intake::Request;
use luotsi_core::settings::Settings;
use luotsi_ingest::{Context, Key, Profiles, Reading};

const ROWS: u64 = 1_000_000;

/// A million contacts with all common columns, made by a fixed sequence: every run measures the same file.
fn write_contacts(path: &Path) -> std::io::Result<u64> {
    let mut text = String::from(
        "contact_id,case_id,customer_id,channel,team,agent_id,topic,opened_at,first_response_at,resolved_at,wait_s,handle_s,transfers,reopened,escalated,abandoned,cost_eur,region,tier\n",
    );
    let mut state = 42_u64;
    let mut next = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let channels = ["phone", "chat", "email", "web", "visit"];
    let teams = ["Laskutus", "Tekninen tuki", "Myynti", "Neuvonta", "Asiakkuudet", "Takatoimisto"];
    for row in 0..ROWS {
        let (month, day, hour, minute) = (1 + next(6), 1 + next(28), 8 + next(8), next(60));
        let (wait, handle) = (next(6_000), next(12_000));
        let _ = writeln!(
            text,
            "C{row:08},K{:07},A{:06},{},{},H{:03},aihe {},2026-{month:02}-{day:02}T{hour:02}:{minute:02}:00+03:00,2026-{month:02}-{day:02}T{:02}:{minute:02}:30+03:00,2026-{month:02}-{day:02}T{:02}:{minute:02}:10+03:00,{}.{},{}.{},{},{},{},{},{}.{:02},alue {},{}",
            row / 2,
            next(200_000),
            channels[next(5) as usize],
            teams[next(6) as usize],
            next(50),
            next(40),
            hour + 1,
            hour + 2,
            wait / 10,
            wait % 10,
            handle / 10,
            handle % 10,
            next(4),
            next(2),
            next(2),
            next(2),
            next(20),
            next(100),
            next(19),
            ["kulta", "hopea", "pronssi"][next(3) as usize],
        );
    }
    fs::write(path, &text)?;
    Ok(text.len() as u64)
}

fn contacts(criterion: &mut Criterion) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let file = folder.path().join("contacts.csv");
    let Ok(size) = write_contacts(&file) else { return };
    let settings = Settings::default();
    let Ok(profiles) = Profiles::load(None) else { return };
    let Ok(now) = "2026-11-22T12:00:00Z".parse() else { return };
    let key = Key::of([7; 32]);
    let context = Context { settings: &settings, profiles: &profiles, key: &key, now };
    let request = Request { file, ..Request::default() };
    let mut group = criterion.benchmark_group(format!("ingest: 1 M contacts, {} MB of CSV", size >> 20));
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("to batches", |bencher| {
        bencher.iter(|| {
            let mut rows = 0;
            if let Ok(reading) = Reading::open(&request, &context) {
                for batch in reading.batches().flatten() {
                    rows += batch.records.num_rows() as u64;
                    black_box(&batch.records);
                }
            }
            assert_eq!(rows, ROWS, "every row has to arrive");
        });
    });
    group.finish();
}

criterion_group!(benches, contacts);
criterion_main!(benches);
