//! The verdict on made-up services: how often it cries wolf, and what it finds.

use super::*;
use crate::ask::Tally;
use crate::sample::{self, Dice};

/// What a simulated metric is like.
#[derive(Clone, Copy)]
struct Process {
    autocorrelation: f64,
    /// Amplitude of the yearly season in standard deviations of the noise.
    season: f64,
    /// Step in standard deviations of the noise, and its first week.
    step: Option<(f64, usize)>,
    /// Kind of statistic: 0 share, 1 median, 2 events.
    shape: usize,
    weeks: usize,
}

/// One series: AR(1) noise over season and step, with sampling noise of the shape on top (so counts are overdispersed).
fn simulate(process: Process, dice: &mut Dice) -> (Metric, Vec<Point>) {
    static METRICS: std::sync::OnceLock<[Metric; 3]> = std::sync::OnceLock::new();
    let metric = METRICS.get_or_init(|| [sample::SHARE, sample::MEDIAN, sample::EVENTS].map(sample::metric))[process.shape].clone();
    let mut noise = dice.normal();
    let begin = dice.uniform() * 52.0;
    let typical_n = 200.0 * (20.0_f64).powf(dice.uniform());
    let mut tallies = Vec::new();
    for week in 0..process.weeks {
        if week > 0 {
            let kept = process.autocorrelation;
            noise = kept * noise + (1.0 - kept * kept).sqrt() * dice.normal();
        }
        let wave = process.season * (std::f64::consts::TAU * (week as f64 + begin) / 52.18).sin();
        let step = process.step.map_or(0.0, |(size, from)| if week >= from { size } else { 0.0 });
        let n = (typical_n * (0.7 + 0.6 * dice.uniform())).round();
        let spread = 3.0 / typical_n.sqrt();
        let deviation = noise + wave + step;
        tallies.push(Some(match process.shape {
            0 => {
                // Twice the sampling spread between weeks: overdispersed.
                let error = (0.7 * 0.3 / n).sqrt();
                let total = (0.7 * 0.3 / typical_n).sqrt() * 2.0;
                let share = (0.7 + total * deviation * 0.9 + error * 0.3 * dice.normal()).clamp(0.0, 1.0);
                sample::share((share * n).round(), n)
            }
            1 => sample::direct(n, 400.0 * (1.0 + spread * deviation)),
            _ => {
                let mean = n * 0.05;
                let events = (mean + mean.sqrt() * (1.4 * deviation + 0.3 * dice.normal())).round().max(0.0);
                Tally { n, numerator: events, denominator: n, ..Tally::default() }
            }
        }));
    }
    let points = sample::weeks(&metric, &tallies);
    (metric, points)
}

fn judged(metric: &Metric, points: &[Point]) -> Judgement {
    let settings = Settings::default();
    judge(&Request { metric, points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 })
}

fn known(metric: &Metric, points: &[Point], phi: Option<f64>) -> Judgement {
    let settings = Settings::default();
    judge(&Request { metric, points, settings: &settings, autocorrelation: phi, missing: None, shown_from: 0 })
}
fn share_of_signals(season: f64, autocorrelation: Option<f64>, rounds: usize) -> f64 {
    let mut hist = [0; 61];
    let mut dice = Dice(20_260_608);
    let mut signals = 0;
    for round in 0..rounds {
        let process = Process {
            autocorrelation: autocorrelation.unwrap_or_else(|| 0.4 * dice.uniform()),
            season: season * dice.uniform(),
            step: None,
            shape: round % 3,
            weeks: 60,
        };
        let (metric, points) = simulate(process, &mut dice);
        let phi = std::env::var("KNOWN").ok().map(|_| process.autocorrelation);
        let j = known(&metric, &points, phi);
        if let Some(c) = j.change { hist[c.points as usize] += 1; }
        signals += usize::from(j.verdict.is_signal());
    }
    println!("{hist:?}");
    signals as f64 / rounds as f64
}

fn share_found(size: f64, lasting: std::ops::Range<usize>, rounds: usize) -> f64 {
    let mut dice = Dice(77);
    let mut found = 0;
    for round in 0..rounds {
        let weeks = lasting.start + (dice.uniform() * (lasting.end - lasting.start) as f64) as usize;
        let up = dice.uniform() < 0.5;
        let process = Process {
            autocorrelation: 0.4 * dice.uniform(),
            season: dice.uniform(),
            step: Some((if up { size } else { -size }, 60 - weeks)),
            shape: round % 3,
            weeks: 60,
        };
        let (metric, points) = simulate(process, &mut dice);
        let phi = std::env::var("KNOWN").ok().map(|_| process.autocorrelation);
        let verdict = known(&metric, &points, phi).verdict;
        found += usize::from(if up { matches!(verdict, Verdict::SignalUp { .. }) } else { matches!(verdict, Verdict::SignalDown { .. }) });
    }
    found as f64 / rounds as f64
}

#[test]
fn report() {
    let started = std::time::Instant::now();
    println!("false {:.4}", share_of_signals(1.0, None, 6000));
    println!("took {:?}", started.elapsed() / 6000);
    println!("false phi .4 {:.4}", share_of_signals(1.0, Some(0.4), 3000));
    for (size, lasting) in [(2.0, 8..9), (2.0, 8..13), (2.0, 8..21), (2.0, 8..31), (2.0, 8..46), (3.0, 4..8)] {
        println!("step {size} lasting {lasting:?}: found {:.4}", share_found(size, lasting.clone(), 2000));
    }
    let mut dice = Dice(1);
    let all: Vec<_> = (0..60).map(|shape| simulate(Process { autocorrelation: 0.2, season: 0.5, step: None, shape: shape % 3, weeks: 60 }, &mut dice)).collect();
    for shape in 0..3 {
    let started = std::time::Instant::now();
    for _ in 0..10 { for (metric, points) in all.iter().skip(shape).step_by(3) { std::hint::black_box(judged(metric, points)); } }
    println!("shape {shape}: judged {:?}", started.elapsed() / 200);
    let started = std::time::Instant::now();
    for _ in 0..10 { for (_, points) in all.iter().skip(shape).step_by(3) {
        let obs: Vec<detect::Observation> = points.iter().enumerate().map(|(i, p)| detect::Observation { at: i as f64, value: p.value.value.unwrap(), error: p.value.standard_error }).collect();
        std::hint::black_box(detect::find(&obs, &[detect::Cycle { periods: 52.0, harmonics: 1, prior: 0.5 }], None)); } }
    println!("shape {shape}: detect {:?}", started.elapsed() / 200);
    }
}
