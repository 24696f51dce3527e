//! Many trials → recall, false signals, delay, place and date, as a page of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::trial::{FoundBy, Told, Trial, TruthFound};

/// Contacts of the part named and of the truth's, as a share of those of either, from which on the part is the right one.
const RIGHT_PLACE: f64 = 0.5;
/// Expected |t| of a truth that one who knows metric, part and date finds with power 0.95 at a level of 5 per cent (1.96 + 1.645) …
const SEEN_BY_ONE_TEST: f64 = 3.6;
/// … and at the level that is left when five thousand series are looked at (one in 50,000: 4.26 + 1.645).
const SEEN_AMONG_ALL: f64 = 5.9;
/// Weeks after which a truth has had time to show.
const GROWN_UP_WEEKS: i64 = 4;

/// One trial on one line, for who waits.
pub(crate) fn line(trial: &Trial) -> String {
    let found = trial.truths.iter().filter(|truth| truth.found.is_some()).count();
    format!(
        "seed {}: {} of {} truths found, {} signals told, {} of them false, {} where nothing happened ({} series, {:.0} s)",
        trial.seed,
        found,
        trial.truths.len(),
        trial.told.len(),
        false_ones(trial).count(),
        trial.told_of_nothing.len(),
        trial.watched,
        trial.took_s
    )
}

fn false_ones(trial: &Trial) -> impl Iterator<Item = &Told> {
    trial.told.iter().filter(|told| told.truths.is_empty() && told.kind != "target")
}

/// The report.
pub(crate) fn report(trials: &[Trial]) -> String {
    let mut page = String::new();
    let mut line = |text: String| {
        let _ = writeln!(page, "{text}");
    };
    let told: usize = trials.iter().map(|trial| trial.told.len()).sum();
    let wrong: usize = trials.iter().map(|trial| false_ones(trial).count()).sum();
    let of_nothing = |kind: Option<&str>| {
        let told = trials.iter().flat_map(|trial| &trial.told_of_nothing).filter(|told| kind.is_none_or(|kind| told.kind == kind));
        told.count() as f64 / trials.len().max(1) as f64
    };
    let truths: Vec<&TruthFound> = trials.iter().flat_map(|trial| &trial.truths).collect();
    line(format!("{} organisations: {} with truths, and their twins in which nothing happened.", 2 * trials.len(), trials.len()));
    line(String::new());
    line("| figure | value |".to_owned());
    line("|---|---|".to_owned());
    line(format!("| signals where nothing happened, per organisation: changes | {:.2} |", of_nothing(Some("change"))));
    line(format!("| … all kinds (a target that the service never met is no false one) | {:.2} |", of_nothing(None)));
    line(format!("| signals told, per organisation with truths | {:.1} |", told as f64 / trials.len().max(1) as f64));
    line(format!("| share of them that no truth explains | {:.2} |", wrong as f64 / told.max(1) as f64));
    for (name, least) in [("for one test", SEEN_BY_ONE_TEST), ("among all that is watched", SEEN_AMONG_ALL)] {
        let plain: Vec<&&TruthFound> = truths.iter().filter(|truth| truth.plainness.noncentrality >= least).collect();
        line(format!(
            "| found of the truths that are plain {name} ({}) | {} |",
            plain.len(),
            share(plain.iter().map(|truth| truth.found.is_some()))
        ));
    }
    let found: Vec<(&TruthFound, &FoundBy)> = truths.iter().filter_map(|truth| Some((*truth, truth.found.as_ref()?))).collect();
    line(format!(
        "| right part named, of the found ({}) | {} |",
        found.len(),
        share(found.iter().map(|(_, by)| by.likeness >= RIGHT_PLACE))
    ));
    let steps: Vec<f64> = found.iter().filter(|(truth, _)| !truth.drifts).map(|(_, by)| by.weeks_off).collect();
    line(format!(
        "| date of a step, weeks off: median of the absolute error | {:.1} |",
        median(steps.iter().map(|off| off.abs()).collect())
    ));
    line(format!("| … within two weeks | {} |", share(steps.iter().map(|off| off.abs() <= 2.0))));
    let took: Vec<f64> = trials.iter().map(|trial| trial.took_s).collect();
    line(format!("| seconds for one organisation, median | {:.1} |", median(took)));

    line(String::new());
    line("Found, by kind of truth and by how plain it is (expected |t| for one who knows metric, part and date):".to_owned());
    line(String::new());
    let bands: [(&str, f64, f64); 5] =
        [("below 3.6", 0.0, 3.6), ("3.6–5.9", 3.6, 5.9), ("5.9–8", 5.9, 8.0), ("8–12", 8.0, 12.0), ("above 12", 12.0, f64::INFINITY)];
    line(format!("| kind | {} | right part | weeks off |", bands.map(|(name, ..)| name).join(" | ")));
    line(format!("|---|{}---|---|", "---|".repeat(bands.len())));
    let mut kinds: BTreeMap<String, Vec<&TruthFound>> = BTreeMap::new();
    for truth in &truths {
        let name = if truth.drifts { format!("{} (drift)", truth.kind) } else { truth.kind.clone() };
        kinds.entry(name).or_default().push(truth);
    }
    kinds.insert("**all**".to_owned(), truths.clone());
    for (kind, truths) in &kinds {
        let cells = bands.map(|(_, low, high)| {
            share(truths.iter().filter(|truth| (low..high).contains(&truth.plainness.noncentrality)).map(|truth| truth.found.is_some()))
        });
        let found: Vec<&FoundBy> = truths.iter().filter_map(|truth| truth.found.as_ref()).collect();
        let place = share(found.iter().map(|by| by.likeness >= RIGHT_PLACE));
        let off = median(found.iter().map(|by| by.weeks_off.abs()).collect());
        line(format!("| {kind} | {} | {place} | {off:.1} |", cells.join(" | ")));
    }

    line(String::new());
    line("Found, by the truth's age and its size in standard deviations of a week of its part:".to_owned());
    line(String::new());
    let sizes: [(&str, f64, f64); 4] = [("0.5–1", 0.5, 1.0), ("1–2", 1.0, 2.0), ("2–3", 2.0, 3.0), ("above 3", 3.0, f64::INFINITY)];
    line(format!("| weeks | {} |", sizes.map(|(name, ..)| name).join(" | ")));
    line(format!("|---|{}", "---|".repeat(sizes.len())));
    let ages: [(i64, i64); 6] = [(1, 3), (4, 4), (5, 6), (7, 10), (11, 16), (17, 40)];
    for (first, last) in ages {
        let cells = sizes.map(|(_, low, high)| {
            let of = |truth: &&&TruthFound| {
                (first..=last).contains(&truth.age_weeks) && !truth.drifts && (low..high).contains(&truth.plainness.sigmas)
            };
            share(truths.iter().filter(of).map(|truth| truth.found.is_some()))
        });
        line(format!("| {first}–{last} | {} |", cells.join(" | ")));
    }
    line(String::new());
    line(format!(
        "Grown-up truths ({GROWN_UP_WEEKS} weeks or more) of at least two standard deviations: {} found.",
        share(
            truths
                .iter()
                .filter(|truth| truth.age_weeks >= GROWN_UP_WEEKS && truth.plainness.sigmas >= 2.0)
                .map(|truth| truth.found.is_some())
        )
    ));

    line(String::new());
    line("False ones, by metric and number of dimensions:".to_owned());
    line(String::new());
    line("| where | number |".to_owned());
    line("|---|---|".to_owned());
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for told in trials.iter().flat_map(|trial| false_ones(trial).chain(&trial.told_of_nothing)) {
        let depth = if told.scope == "everywhere" { 0 } else { told.scope.split(", ").count() };
        *of.entry(format!("{depth} dimensions")).or_default() += 1;
        *of.entry(format!("{}: {}", told.kind, told.metric)).or_default() += 1;
    }
    let mut of: Vec<(String, usize)> = of.into_iter().collect();
    of.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    for (name, number) in of {
        line(format!("| {name} | {number} |"));
    }
    page
}

/// “0.83 (12)”: the share of those that are, and of how many.
fn share(of: impl Iterator<Item = bool>) -> String {
    let all: Vec<bool> = of.collect();
    if all.is_empty() {
        return "–".to_owned();
    }
    format!("{:.2} ({})", all.iter().filter(|is| **is).count() as f64 / all.len() as f64, all.len())
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
