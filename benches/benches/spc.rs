//! 10,000 series of 60 points: limits, rules and runs analysis, through the Rust interface and through JSON lines.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use luotsi_stats::spc::{self, Direction, Request, batch, dialect};

const SERIES: usize = 10_000;
const POINTS: usize = 60;

/// SplitMix64 with a fixed seed; the sum of four uniform values is near enough to normal for a speed test.
fn series() -> Vec<Vec<Option<f64>>> {
    let mut state = 20_260_102_u64;
    let mut uniform = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..SERIES).map(|_| (0..POINTS).map(|_| Some((0..4).map(|_| uniform()).sum::<f64>() * 10.0 + 40.0)).collect()).collect()
}

fn judge_all(all: &[Vec<Option<f64>>], dialect: &spc::Dialect, target: Option<f64>) -> usize {
    all.iter()
        .filter_map(|values| spc::judge(&Request { values, direction: Direction::Increase, target, dialect, ..Request::default() }).ok())
        .filter(|judged| judged.points.iter().any(|point| point.signal.is_some()))
        .count()
}

fn charts(criterion: &mut Criterion) {
    let all = series();
    let lines: Vec<String> = all
        .iter()
        .enumerate()
        .map(|(id, values)| {
            let values: Vec<String> = values.iter().flatten().map(|value| format!("{value:.3}")).collect();
            format!(r#"{{"id":{id},"chart":"xmr","y":[{}],"direction":"increase","target":65,"rules":"nhsr-0.2.2"}}"#, values.join(","))
        })
        .collect();
    let mut group = criterion.benchmark_group("spc");
    group.sample_size(10);
    for dialect in [&dialect::NHSR_0_2_2, &dialect::NELSON_1984] {
        group.bench_function(format!("10,000 x 60 {}", dialect.id), |bencher| {
            bencher.iter(|| judge_all(black_box(&all), dialect, None));
        });
        group.bench_function(format!("10,000 x 60 {} with the chance of meeting a target", dialect.id), |bencher| {
            bencher.iter(|| judge_all(black_box(&all), dialect, Some(65.0)));
        });
    }
    group.bench_function("10,000 x 60 JSON in and out", |bencher| {
        let mut out = Vec::new();
        bencher.iter(|| {
            out.clear();
            for line in black_box(&lines) {
                batch::answer_into(line, &mut out);
                out.push(b'\n');
            }
            out.len()
        });
    });
    group.finish();
}

criterion_group!(benches, charts);
criterion_main!(benches);
