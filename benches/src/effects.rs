//! How often effects of actions are told rightly: coverage of intervals, and verdicts where nothing worked, over made-up services.

use luotsi_core::effect::Verdict;
use luotsi_core::effect::calibration::{Calibration, Looks, calibrate};
use luotsi_core::effect::simulated::{Figures, Start, World, draw};
use luotsi_stats::interrupted::{Errors, Model, Question, effect};

use crate::Random;

/// Worlds that differ in everything that intervals could stumble over.
fn worlds() -> Vec<(&'static str, World)> {
    let ordinary = World::ORDINARY;
    let alone = World { controls: 0, ..ordinary };
    vec![
        ("ordinary: shares, 5 untouched parts", ordinary),
        ("nothing to compare with", alone),
        ("… no autocorrelation", World { autocorrelation: 0.0, ..alone }),
        ("… autocorrelation 0.6", World { autocorrelation: 0.6, ..alone }),
        ("… continuous, autocorrelation 0.4", World { autocorrelation: 0.4, figures: Figures::Plain, ..alone }),
        ("… large season", World { season: 1.0, figures: Figures::Plain, ..alone }),
        ("… three years", World { weeks: 156, season: 1.0, ..alone }),
        ("continuous, autocorrelation 0.4", World { autocorrelation: 0.4, figures: Figures::Plain, ..ordinary }),
        ("continuous, autocorrelation 0.6", World { autocorrelation: 0.6, figures: Figures::Plain, ..ordinary }),
        ("large season, much in common", World { season: 1.0, common: 0.8, ..ordinary }),
        ("nothing in common", World { common: 0.0, ..ordinary }),
        ("one untouched part", World { controls: 1, ..ordinary }),
        ("a growing service", World { drift: 1.0, ..ordinary }),
        ("counts of 5 a week", World { figures: Figures::Count(5), ..ordinary }),
        ("counts of 300 a week", World { figures: Figures::Count(300), ..ordinary }),
        ("durations", World { figures: Figures::Skewed, ..ordinary }),
        ("shares of 30 a week", World { figures: Figures::Share(30), ..ordinary }),
        ("begun after the worst weeks", World { start: Start::AfterTheWorst, ..ordinary }),
        ("… and nothing to compare with", World { start: Start::AfterTheWorst, ..alone }),
        ("an untouched part that was touched", World { has_stray_control: true, ..ordinary }),
        ("effect of 1 standard deviation", World { effect: 1.0, ..ordinary }),
        ("… nothing to compare with", World { effect: 1.0, ..alone }),
        ("effect of 2 standard deviations", World { effect: 2.0, ..ordinary }),
        ("… nothing to compare with", World { effect: 2.0, ..alone }),
    ]
}

/// Prints a Markdown table over so many cases of each world.
pub fn report(cases: usize, looks: Looks) {
    println!("| world | covers at 8 weeks | covers at the end | worked | worse | ever worked | ever worse | standard error |");
    println!("|---|---|---|---|---|---|---|---|");
    let (mut all, mut nothing) = (Calibration::default(), Calibration::default());
    for (name, world) in worlds() {
        let mut random = Random::new(2026);
        let found = calibrate(&world, cases, looks, &mut || uniform(&mut random));
        line(name, &found);
        all.add(&found);
        if world.effect == 0.0 {
            nothing.add(&found);
        }
    }
    line("**all**", &all);
    line("**all where nothing worked**", &nothing);
}

fn line(name: &str, found: &Calibration) {
    let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / found.cases as f64);
    println!(
        "| {name} | {} | {} | {} | {} | {} | {} | {:.2} |",
        share(found.covered_early),
        share(found.covered_late),
        share(found.ended(Verdict::Worked)),
        share(found.ended(Verdict::Worse)),
        share(found.ever_worked),
        share(found.ever_worse),
        found.errors / found.cases as f64
    );
}

/// The same worlds without anything to compare with, by the textbook's interrupted series: what made us write our own.
pub fn textbook(cases: usize) {
    println!("| world | independent errors | Newey–West, lag 3 | AR(1), restricted likelihood |");
    println!("|---|---|---|---|");
    for (name, world) in worlds().into_iter().filter(|(_, world)| world.controls == 0 && world.start == Start::Anywhere) {
        let mut random = Random::new(2026);
        let mut covered = [0; 3];
        for _ in 0..cases {
            let simulated = draw(&world, &mut || uniform(&mut random));
            let values: Vec<f64> = simulated.treated.values.iter().flatten().copied().collect();
            for (count, errors) in covered.iter_mut().zip([Errors::Independent, Errors::NeweyWest { lag: 3 }, Errors::Ar1]) {
                let question = Question { before: simulated.before, model: Model::Level, errors, confidence: 0.95 };
                *count += usize::from(effect(&values, question).is_ok_and(|found| found.average.contains(simulated.truth)));
            }
        }
        let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / cases as f64);
        println!("| {name} | {} | {} | {} |", share(covered[0]), share(covered[1]), share(covered[2]));
    }
}

fn uniform(random: &mut Random) -> f64 {
    (random.bits() >> 11) as f64 / (1_u64 << 53) as f64
}
