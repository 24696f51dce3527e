//! Many trials → recall, false signals, delay, place and date, as a finished page of Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use luotsi_stats::intervals::proportion::{Count, wilson};

use super::trial::{FoundBy, Told, Trial, TruthFound, Worth};

/// Contacts of the part named and of the truth's, as a share of those of either, from which on the part is the right one.
const RIGHT_PLACE: f64 = 0.5;
/// Expected |t| of a truth that one who knows metric, part and date finds with power 0.95 at a level of 5 per cent (1.96 + 1.645) …
const SEEN_BY_ONE_TEST: f64 = 3.6;
/// … and at the level that is left when five thousand series are looked at (one in 50,000: 4.26 + 1.645).
const SEEN_AMONG_ALL: f64 = 5.9;
/// Weeks within which a truth should be told.
const SOON_WEEKS: i64 = 4;

/// One trial on one line, for who waits.
pub(crate) fn line(trial: &Trial) -> String {
    let found = trial.truths.iter().filter(|truth| truth.found.is_some()).count();
    format!(
        "seed {}: {} of {} truths found, {} signals told, {} of them false, {} false where nothing happened ({} series, {:.0} s)",
        trial.seed,
        found,
        trial.truths.len(),
        trial.told.len(),
        false_ones(&trial.told).count(),
        false_ones(&trial.told_of_nothing).count(),
        trial.watched,
        trial.took_s
    )
}

fn false_ones(told: &[Told]) -> impl Iterator<Item = &Told> {
    told.iter().filter(|told| told.worth == Worth::False)
}

/// The page.
pub(crate) fn page(trials: &[Trial]) -> String {
    let mut page = String::new();
    let found = Figures::of(trials);
    goals(&mut page, trials, &found);
    how(&mut page);
    by_kind(&mut page, &found);
    by_size(&mut page, &found);
    delays(&mut page, &found);
    wrong(&mut page, trials);
    page
}

/// What the tables are made from.
struct Figures<'a> {
    truths: Vec<&'a TruthFound>,
    /// Truths that were found, with what found them.
    found: Vec<(&'a TruthFound, &'a FoundBy)>,
}

impl<'a> Figures<'a> {
    fn of(trials: &'a [Trial]) -> Self {
        let truths: Vec<&TruthFound> = trials.iter().flat_map(|trial| &trial.truths).collect();
        let found = truths.iter().filter_map(|truth| Some((*truth, truth.found.as_ref()?))).collect();
        Self { truths, found }
    }

    /// Truths at least so plain.
    fn plain(&self, least: f64) -> Vec<&'a TruthFound> {
        self.truths.iter().copied().filter(|truth| truth.plainness.noncentrality >= least).collect()
    }

    /// Weeks until a truth was told, of those that were followed; those that ought to be told by now and are not, last.
    fn waited(&self, least: f64) -> Vec<f64> {
        let is_due = |truth: &&TruthFound| truth.told_after_weeks.is_some() || truth.age_weeks > SOON_WEEKS;
        let followed = self.plain(least).into_iter().filter(|truth| truth.is_followed).filter(is_due);
        followed.map(|truth| truth.told_after_weeks.map_or(f64::INFINITY, |weeks| weeks as f64)).collect()
    }
}

fn goals(page: &mut String, trials: &[Trial], found: &Figures<'_>) {
    let told: usize = trials.iter().map(|trial| trial.told.len()).sum();
    let wrong: usize = trials.iter().map(|trial| false_ones(&trial.told).count()).sum();
    let of_nothing: usize = trials.iter().map(|trial| false_ones(&trial.told_of_nothing).count()).sum();
    let weeks = trials.iter().map(|trial| f64::from(trial.weeks)).sum::<f64>() / trials.len().max(1) as f64;
    let a_twin = of_nothing as f64 / trials.len().max(1) as f64;
    let plain = found.plain(SEEN_AMONG_ALL);
    let recall = share_of(plain.iter().map(|truth| truth.found.is_some()));
    let place = share_of(found.found.iter().map(|(_, by)| by.likeness >= RIGHT_PLACE));
    let waited = median(found.waited(SEEN_AMONG_ALL));
    let reached = |is_reached: bool| if is_reached { "yes" } else { "no" };
    let _ = write!(
        page,
        "# How good the signals are\n\n\
         {} organisations: {} in which one to four things happened, and the twin of each, in which nothing did. {weeks:.0} weeks of records on \
         average. This page is made by `luotsi-bench signals {} trials.jsonl` and written by nobody.\n\n\
         | figure | value | goal | reached |\n|---|---|---|---|\n",
        2 * trials.len(),
        trials.len(),
        2 * trials.len(),
    );
    let mut row = |name: &str, value: String, goal: &str, is_reached: Option<bool>| {
        let _ = writeln!(page, "| {name} | {value} | {goal} | {} |", is_reached.map_or("", reached));
    };
    row("false signals where nothing happened, per organisation, all kinds", format!("{a_twin:.2}"), "at most 0.5", Some(a_twin <= 0.5));
    row(
        "share of the signals told where something happened that nothing explains",
        with_interval(wrong, told),
        "at most 0.1",
        Some(wrong as f64 <= 0.1 * told as f64),
    );
    row(
        &format!("truths found, of those plain among all that is watched (expected \\|t\\| from {SEEN_AMONG_ALL})"),
        with_interval(recall.0, recall.1),
        "at least 0.9",
        Some(recall.0 as f64 >= 0.9 * recall.1 as f64),
    );
    let known = share_of(found.plain(SEEN_BY_ONE_TEST).iter().map(|truth| truth.found.is_some()));
    row(
        &format!("… of those plain to one who knows where and when to look (expected \\|t\\| from {SEEN_BY_ONE_TEST})"),
        with_interval(known.0, known.1),
        "",
        None,
    );
    row("right part named, of the found", with_interval(place.0, place.1), "at least 0.9", Some(place.0 as f64 >= 0.9 * place.1 as f64));
    row(
        &format!("weeks until told, median of {} plain ones that were followed week by week", found.waited(SEEN_AMONG_ALL).len()),
        number(waited),
        "at most 4",
        waited.map(|waited| waited <= SOON_WEEKS as f64),
    );
    let steps: Vec<f64> = found.found.iter().filter(|(truth, _)| !truth.drifts).map(|(_, by)| by.weeks_off).collect();
    row("date of what came at once: median of the absolute error, in weeks", number(median(absolute(&steps))), "", None);
    let near = share_of(steps.iter().map(|off| off.abs() <= 2.0));
    row("… within two weeks", with_interval(near.0, near.1), "", None);
    row("signals told where something happened, per organisation", format!("{:.1}", told as f64 / trials.len().max(1) as f64), "", None);
    let took = median(trials.iter().map(|trial| trial.took_s).collect());
    row("seconds for the signals of one organisation, median", number(took), "", None);
}

fn how(page: &mut String) {
    let _ = write!(
        page,
        "\nShares have their 95 % interval (Wilson) and the number of cases.\n\n\
         ## What the words mean\n\n\
         **Organisations** are drawn by a seed (`Plan::varied`): size, restlessness, season, growth, turnover of staff, topics, the records that \
         are kept and how they are called, targets, and what happens. The twin has the same seed and the same noise, and only what always \
         looked bad.\n\n\
         **A perfect observer** knows the metric, the part and the date of a truth and tests once. He finds what has an expected |t| of \
         {SEEN_BY_ONE_TEST} with power 0.95 (1.96 + 1.645). Nobody who has to look for it can: among five thousand series that are watched with one \
         false signal in ten, what is told has to pass about one in 50,000, and the same observer needs {SEEN_AMONG_ALL} (4.26 + 1.645). The goal of \
         0.9 is held against the second, because a program that is not told where to look cannot have the first; the first stands beside \
         it. The expected |t| is measured: the difference between the twins in the truth's part, over the spread of the twin's periods, \
         season included, allowing for autocorrelation; of several metrics that show the truth the plainest counts.\n\n\
         **Explained** is a signal when a truth began within five weeks of its date and did, in that part, at least half of the change told, \
         in its direction, as measured by the twins. A part that holds a tenth of a truth's contacts has a tenth of its effect: what merely \
         lies near in time is false. A contradiction is explained when everything that moved in it is. A wave of leavers is, when people \
         were made to leave there and then. A target counts as rightly told when the level lies a standard deviation of a period on its \
         wrong side. That nobody is asked in self-service is how the organisations are made, and no false word.\n\n\
         **Right part**: contacts of the part named and of the truth's part, as a share of those in either, are at least {RIGHT_PLACE}.\n\n\
         **Not looked for**: new themes in comments, which no detector reads yet. A person's gap in a skill is planted, but persons are no \
         part that is watched: it counts where its topic shows it.\n"
    );
}

fn by_kind(page: &mut String, found: &Figures<'_>) {
    let bands: [(&str, f64, f64); 5] =
        [("below 3.6", 0.0, 3.6), ("3.6–5.9", 3.6, 5.9), ("5.9–8", 5.9, 8.0), ("8–12", 8.0, 12.0), ("from 12", 12.0, f64::INFINITY)];
    let _ = write!(
        page,
        "\n## Found, by kind and by how plain it is\n\nExpected |t| for one who knows metric, part and date.\n\n| kind | {} | right part | weeks off | \
         weeks until told |\n|---|{}---|---|---|\n",
        bands.map(|(name, ..)| name).join(" | "),
        "---|".repeat(bands.len())
    );
    let mut kinds: BTreeMap<String, Vec<&TruthFound>> = BTreeMap::new();
    for truth in &found.truths {
        let name = if truth.drifts { format!("{} (drift)", truth.kind) } else { truth.kind.clone() };
        kinds.entry(name).or_default().push(truth);
    }
    kinds.insert("**all**".to_owned(), found.truths.clone());
    for (kind, truths) in &kinds {
        let cells = bands.map(|(_, low, high)| {
            share(truths.iter().filter(|truth| (low..high).contains(&truth.plainness.noncentrality)).map(|truth| truth.found.is_some()))
        });
        let found: Vec<&FoundBy> = truths.iter().filter_map(|truth| truth.found.as_ref()).collect();
        let place = share(found.iter().map(|by| by.likeness >= RIGHT_PLACE));
        let off = number(median(found.iter().map(|by| by.weeks_off.abs()).collect()));
        let waited: Vec<f64> = truths.iter().filter_map(|truth| Some(truth.told_after_weeks? as f64)).collect();
        let _ = writeln!(page, "| {kind} | {} | {place} | {off} | {} |", cells.join(" | "), number(median(waited)));
    }
}

fn by_size(page: &mut String, found: &Figures<'_>) {
    let sizes: [(&str, f64, f64); 5] =
        [("below 0.5", 0.0, 0.5), ("0.5–1", 0.5, 1.0), ("1–2", 1.0, 2.0), ("2–3", 2.0, 3.0), ("from 3", 3.0, f64::INFINITY)];
    let _ = write!(
        page,
        "\n## Found, by age and size\n\nSize in standard deviations of a week of the truth's part; what came at once.\n\n| weeks | {} |\n|---|{}\n",
        sizes.map(|(name, ..)| name).join(" | "),
        "---|".repeat(sizes.len())
    );
    for (first, last) in [(1, 3), (4, 4), (5, 6), (7, 10), (11, 16), (17, 40)] {
        let cells = sizes.map(|(_, low, high)| {
            let of = |truth: &&&TruthFound| {
                (first..=last).contains(&truth.age_weeks) && !truth.drifts && (low..high).contains(&truth.plainness.sigmas)
            };
            share(found.truths.iter().filter(of).map(|truth| truth.found.is_some()))
        });
        let _ = writeln!(page, "| {first}–{last} | {} |", cells.join(" | "));
    }
}

fn delays(page: &mut String, found: &Figures<'_>) {
    let sizes: [(&str, f64, f64); 4] = [("below 1", 0.0, 1.0), ("1–2", 1.0, 2.0), ("2–3", 2.0, 3.0), ("from 3", 3.0, f64::INFINITY)];
    let _ = write!(
        page,
        "\n## How soon it is told\n\nWeeks of a truth in the records when it is first told. Of every fifth organisation the truths that were found are \
         looked for again in the records as they were known earlier.\n\n| size in standard deviations of a week | followed | median | within 4 \
         weeks |\n|---|---|---|---|\n"
    );
    for (name, low, high) in sizes {
        let of = found.truths.iter().filter(|truth| (low..high).contains(&truth.plainness.sigmas));
        let waited: Vec<f64> = of.filter_map(|truth| Some(truth.told_after_weeks? as f64)).collect();
        let soon = share(waited.iter().map(|weeks| *weeks <= 4.0));
        let _ = writeln!(page, "| {name} | {} | {} | {soon} |", waited.len(), number(median(waited)));
    }
}

fn wrong(page: &mut String, trials: &[Trial]) {
    let _ =
        write!(page, "\n## What was told in vain\n\n| kind and metric | where something happened | where nothing did |\n|---|---|---|\n");
    let mut of: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let name = |told: &Told| match told.kind.as_str() {
        "change" | "target" | "people" => format!("{}: `{}`", told.kind, told.metric),
        _ => format!("{}: `{}`", told.kind, told.detail),
    };
    for trial in trials {
        false_ones(&trial.told).for_each(|told| of.entry(name(told)).or_default().0 += 1);
        false_ones(&trial.told_of_nothing).for_each(|told| of.entry(name(told)).or_default().1 += 1);
    }
    let mut of: Vec<(String, (usize, usize))> = of.into_iter().collect();
    of.sort_by(|one, other| (other.1.0 + other.1.1).cmp(&(one.1.0 + one.1.1)).then_with(|| one.0.cmp(&other.0)));
    for (name, (told, of_nothing)) in of {
        let _ = writeln!(page, "| {name} | {told} | {of_nothing} |");
    }
}

/// How many are, and of how many.
fn share_of(of: impl Iterator<Item = bool>) -> (usize, usize) {
    of.fold((0, 0), |(hits, all), is| (hits + usize::from(is), all + 1))
}

/// “0.83 (12)”: the share of those that are, and of how many.
fn share(of: impl Iterator<Item = bool>) -> String {
    let (hits, all) = share_of(of);
    if all == 0 { "–".to_owned() } else { format!("{:.2} ({all})", hits as f64 / all as f64) }
}

/// “0.83 (0.55–0.95; 10 of 12)”.
fn with_interval(hits: usize, all: usize) -> String {
    match wilson(Count { successes: hits as u64, trials: all as u64 }, 0.95) {
        Ok(interval) => format!("{:.2} ({:.2}–{:.2}; {hits} of {all})", hits as f64 / all as f64, interval.low, interval.high),
        Err(_) => "–".to_owned(),
    }
}

fn absolute(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.abs()).collect()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len().checked_sub(1)? / 2;
    Some(if values.len().is_multiple_of(2) { f64::midpoint(values[middle], values[middle + 1]) } else { values[middle] })
}
