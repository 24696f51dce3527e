//! How long an import, the facts and the situation picture take over a million (or `LUOTSI_BENCH_ROWS`) contacts.
//!
//! `cargo bench --workspace --bench lake`; with `LUOTSI_PEERS=<python with duckdb>` the same questions are then put to DuckDB
//! over the same Parquet files (`benches/peers/questions.py`), and the ratios are printed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use criterion::Criterion;
use jiff::Timestamp;
use luotsi_core::ask::{Ask, Question};
use luotsi_core::catalogue::Catalogue;
use luotsi_core::intake::OnProgress;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;
use luotsi_lake::Lake;

const BATCH: usize = 65_536;
const CHANNELS: [&str; 5] = ["phone", "email", "chat", "form", "self_service"];
const TEAMS: [&str; 6] = ["Laskutus", "Myynti", "Tuki", "Toimitus", "Palautukset", "Yritykset"];
/// Monday 2025-01-06 in microseconds, and sixty weeks from there.
const BEGIN_US: i64 = 1_736_121_600_000_000;
const SPAN_US: i64 = 60 * 7 * 86_400 * 1_000_000;

fn main() {
    let rows: usize = std::env::var("LUOTSI_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let folder =
        PathBuf::from(std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned())).join(format!("bench-lake/{rows}"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder of an earlier run can be removed");
    }
    let lake = open(&folder);
    import(&lake, rows);
    let quiet: OnProgress = Arc::new(|_| true);
    let begun = Instant::now();
    lake.refresh(&quiet).expect("facts can be built");
    println!("facts of {rows} contacts: {:.1} s", begun.elapsed().as_secs_f64());

    let question = situation();
    let cold = (0..3).map(|_| ask(&open(&folder), &question)).fold(f64::INFINITY, f64::min);
    let fresh = open(&folder);
    let first = ask(&fresh, &Question { metrics: vec!["contact_volume".into()], ..question.clone() });
    let planned = ask(&fresh, &question);
    let warm = ask(&fresh, &question);
    println!(
        "situation of {} metrics by week over {rows} contacts: cold {:.0} ms (a fresh process's first question {:.0} ms, then {:.0} ms), warm {:.2} ms",
        question.metrics.len(),
        cold * 1e3,
        first * 1e3,
        planned * 1e3,
        warm * 1e3
    );
    write_questions(&folder, &question, planned);

    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut day = 0;
    criterion.bench_function("one metric by week and channel", |bencher| {
        bencher.iter(|| {
            // Another first day each time, so that no answer is remembered.
            day += 1;
            let from = jiff::civil::date(2000, 1, 1).saturating_add(jiff::ToSpan::days(day));
            let question =
                Question { metrics: vec!["service_level_v1".into()], by: vec!["channel".into()], from: Some(from), ..question.clone() };
            fresh.answer(&question).expect("an answer")
        })
    });
    criterion.bench_function("situation, remembered", |bencher| bencher.iter(|| fresh.answer(&question).expect("an answer")));
    criterion.final_summary();

    if let Ok(python) = std::env::var("LUOTSI_PEERS") {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/questions.py");
        let status = std::process::Command::new(python).arg(script).arg(&folder).status().expect("the peer can be started");
        assert!(status.success(), "the peer failed");
    }
}

fn open(folder: &Path) -> Lake {
    Lake::open(&folder.join("lake"), Arc::new(Catalogue::shipped().0), Settings::default()).expect("the lake can be opened")
}

fn ask(lake: &Lake, question: &Question) -> f64 {
    let begun = Instant::now();
    lake.answer(question).expect("an answer");
    begun.elapsed().as_secs_f64()
}

/// Every shipped metric by week.
fn situation() -> Question {
    // What the page asks when it is opened; `LUOTSI_BENCH_ALL` asks for every metric of the catalogue.
    let all = std::env::var_os("LUOTSI_BENCH_ALL").is_some();
    let metrics = Catalogue::shipped().0.iter().filter(|metric| all || metric.situation).map(|metric| metric.id.clone()).collect();
    Question { metrics, per: Granularity::Week, by: Vec::new(), scope: Scope::whole(), from: None, to: None }
}

fn import(lake: &Lake, rows: usize) {
    let quiet: OnProgress = Arc::new(|_| true);
    let at: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a time");
    let mut writer = lake.writer("BENCH", at, quiet.clone()).expect("an import can begin");
    let mut making = 0.0;
    let begun = Instant::now();
    for first in (0..rows).step_by(BATCH) {
        let made = Instant::now();
        let batch = contacts(first, BATCH.min(rows - first), rows);
        making += made.elapsed().as_secs_f64();
        writer.append(Kind::Contacts, batch).expect("rows can be stored");
    }
    let contacts_s = begun.elapsed().as_secs_f64();
    let answers = rows / 20;
    for first in (0..answers).step_by(BATCH) {
        writer.append(Kind::Feedback, feedback(first, BATCH.min(answers - first), rows)).expect("rows can be stored");
    }
    writer.append(Kind::Work, work()).expect("rows can be stored");
    let staged_s = begun.elapsed().as_secs_f64();
    writer.finish().expect("the import can be finished");
    let all_s = begun.elapsed().as_secs_f64();
    println!(
        "import of {rows} contacts: {all_s:.1} s = {:.0} rows/s (making them up {making:.1} s, handing over {contacts_s:.1} s, staged {staged_s:.1} s, compared and visible {:.1} s)",
        rows as f64 / all_s,
        all_s - staged_s
    );
    let again = Instant::now();
    let mut writer = lake.writer("AGAIN", at, quiet).expect("an import can begin");
    let last = rows.saturating_sub(BATCH);
    writer.append(Kind::Contacts, contacts(last, rows - last, rows)).expect("rows can be stored");
    let entry = writer.finish().expect("the import can be finished");
    println!("the same {} rows once more: {:.1} s, {} unchanged", rows - last, again.elapsed().as_secs_f64(), entry.files[0].unchanged);
}

/// A number that looks like chance and is always the same.
fn chance(seed: u64, stream: u64) -> u64 {
    let mut value = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn opened_us(id: usize, rows: usize) -> i64 {
    BEGIN_US + (id as i128 * i128::from(SPAN_US) / rows as i128) as i64
}

fn texts(ids: std::ops::Range<usize>, text: impl Fn(usize) -> Option<String>) -> ArrayRef {
    Arc::new(ids.map(text).collect::<StringArray>())
}

fn times(ids: std::ops::Range<usize>, time: impl Fn(usize) -> Option<i64>) -> ArrayRef {
    Arc::new(ids.map(time).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

fn numbers(ids: std::ops::Range<usize>, number: impl Fn(usize) -> Option<f64>) -> ArrayRef {
    Arc::new(ids.map(number).collect::<Float64Array>())
}

fn counts(ids: std::ops::Range<usize>, count: impl Fn(usize) -> Option<i64>) -> ArrayRef {
    Arc::new(ids.map(count).collect::<Int64Array>())
}

fn flags(ids: std::ops::Range<usize>, flag: impl Fn(usize) -> Option<bool>) -> ArrayRef {
    Arc::new(ids.map(flag).collect::<BooleanArray>())
}

fn customer(id: usize, rows: usize) -> String {
    let customer = chance(id as u64, 1) % (rows as u64 / 3 + 1);
    format!("{:016x}{:016x}", chance(customer, 2), chance(customer, 3))
}

fn contacts(first: usize, len: usize, rows: usize) -> RecordBatch {
    let ids = first..first + len;
    let pick = |id: usize, stream: u64, of: u64| chance(id as u64, stream) % of;
    let channel = |id: usize| pick(id, 4, 5) as usize;
    let abandoned = |id: usize| channel(id) == 0 && pick(id, 5, 12) == 0;
    let skewed = |id: usize, stream: u64, mean: f64| -(1.0 - pick(id, stream, 1_000_000) as f64 / 1e6).ln() * mean;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("contact_id", texts(ids.clone(), |id| Some(format!("C{id:09}")))),
        ("case_id", texts(ids.clone(), |id| (channel(id) != 0).then(|| format!("S{:09}", id / 2)))),
        ("customer_id", texts(ids.clone(), |id| Some(customer(id, rows)))),
        ("channel", texts(ids.clone(), |id| Some(CHANNELS[channel(id)].to_owned()))),
        ("team", texts(ids.clone(), |id| Some(TEAMS[pick(id, 6, 6) as usize].to_owned()))),
        ("agent_id", texts(ids.clone(), |id| Some(format!("A{}", pick(id, 7, 50))))),
        ("topic", texts(ids.clone(), |id| Some(format!("topic {}", pick(id, 8, 24))))),
        ("region", texts(ids.clone(), |id| Some(format!("region {}", pick(id, 9, 12))))),
        ("opened_at", times(ids.clone(), |id| Some(opened_us(id, rows)))),
        (
            "first_response_at",
            times(ids.clone(), |id| (!abandoned(id)).then(|| opened_us(id, rows) + (skewed(id, 10, 7_200.0) * 1e6) as i64)),
        ),
        (
            "resolved_at",
            times(ids.clone(), |id| {
                (!abandoned(id) && pick(id, 11, 20) > 0).then(|| opened_us(id, rows) + (skewed(id, 12, 90_000.0) * 1e6) as i64)
            }),
        ),
        ("wait_s", numbers(ids.clone(), |id| (channel(id) == 0).then(|| skewed(id, 13, 60.0).round()))),
        ("handle_s", numbers(ids.clone(), |id| (!abandoned(id)).then(|| skewed(id, 14, 420.0).round()))),
        ("replies", counts(ids.clone(), |id| (channel(id) != 0).then(|| 1 + pick(id, 15, 4) as i64))),
        ("transfers", counts(ids.clone(), |id| Some((pick(id, 16, 10) == 0).into()))),
        ("reopened", counts(ids.clone(), |id| Some((pick(id, 17, 25) == 0).into()))),
        ("escalated", flags(ids.clone(), |id| Some(pick(id, 18, 30) == 0))),
        ("abandoned", flags(ids.clone(), |id| (channel(id) == 0).then(|| abandoned(id)))),
        ("resolved_first", flags(ids, |id| Some(pick(id, 19, 10) < 7))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).expect("a batch")
}

fn feedback(first: usize, len: usize, rows: usize) -> RecordBatch {
    let ids = first..first + len;
    let contact = |id: usize| id * 20;
    let pick = |id: usize, stream: u64, of: u64| (chance(id as u64, stream) % of) as i64;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("feedback_id", texts(ids.clone(), |id| Some(format!("F{id:08}")))),
        ("contact_id", texts(ids.clone(), |id| Some(format!("C{:09}", contact(id))))),
        ("source", texts(ids.clone(), |id| Some(["survey", "sms", "complaint"][pick(id, 30, 3) as usize].to_owned()))),
        ("asked_at", times(ids.clone(), |id| Some(opened_us(contact(id), rows) + 3_600_000_000))),
        ("given_at", times(ids.clone(), |id| (pick(id, 31, 4) > 0).then(|| opened_us(contact(id), rows) + 7_200_000_000))),
        ("nps", counts(ids.clone(), |id| Some(pick(id, 32, 11)))),
        ("csat", counts(ids.clone(), |id| Some(1 + pick(id, 33, 5)))),
        ("ces", counts(ids.clone(), |id| Some(1 + pick(id, 34, 7)))),
        ("resolved", texts(ids, |id| Some(["yes", "partly", "no"][pick(id, 35, 3) as usize].to_owned()))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).expect("a batch")
}

fn work() -> RecordBatch {
    let ids = 0..50 * 420;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("agent_id", texts(ids.clone(), |id| Some(format!("A{}", id % 50)))),
        ("date", Arc::new(ids.clone().map(|id| Some(20_094 + (id / 50) as i32)).collect::<arrow::array::Date32Array>())),
        ("paid_h", numbers(ids.clone(), |_| Some(7.5))),
        ("handling_h", numbers(ids.clone(), |id| Some(4.0 + (id % 3) as f64 / 2.0))),
        ("available_h", numbers(ids, |_| Some(1.5))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).expect("a batch")
}

/// Writes the questions as data, so that another engine can be asked the same, with our own time.
fn write_questions(folder: &Path, question: &Question, took_s: f64) {
    let settings = Settings::default();
    let (catalogue, _) = Catalogue::shipped();
    let metrics: Vec<serde_json::Value> = question
        .metrics
        .iter()
        .filter_map(|id| catalogue.get(id))
        .map(|metric| {
            let statistic = serde_json::to_value(&metric.measure).expect("a definition");
            let expressions: serde_json::Map<String, serde_json::Value> = metric
                .expressions()
                .into_iter()
                .map(|(field, kind, text)| {
                    let text = metric.expression(text, &settings).expect("an expression");
                    (field, serde_json::json!({"table": kind.name(), "text": text}))
                })
                .collect();
            serde_json::json!({"id": metric.id, "measure": statistic, "expressions": expressions})
        })
        .collect();
    let columns: serde_json::Map<String, serde_json::Value> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let names: Vec<&str> =
                kind.columns().iter().map(|column| column.name).chain(luotsi_core::facts::of(kind).iter().map(|fact| fact.name)).collect();
            (kind.name().to_owned(), names.into())
        })
        .collect();
    let all = serde_json::json!({"took_s": took_s, "metrics": metrics, "columns": columns});
    std::fs::write(folder.join("questions.json"), all.to_string()).expect("the questions can be written");
}
