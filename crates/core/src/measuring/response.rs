//! Who answers, who is silent, and does it matter?
//!
//! Invitations know more than answers do: the channel, the wait, whether the customer had been in contact before, whether the matter was
//! solved. Where those who answered differ from those who were asked, the result is weighted back to those who were asked
//! (post-stratification; Holt & Smith 1979, JRSS-A 142:33), at the cost of precision told by the design effect 1 + CV² of the weights
//! (Kish 1965). What the silent would have said cannot be known: the result lies between the bounds in which all of them are
//! dissatisfied or all of them satisfied (Manski 2003), and beside them stands what it would be if they were all as unhappy as the
//! least happy quarter (metrics.md §2.2, 12).

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_stats::distribution::{ChiSquared, normal_two_sided_p};

use super::sampling::{Sampling, UNSOLVED};
use super::{Desk, Finding, Size, WEEK, What, quoted, share};
use crate::ask::{Counted, Counting};
use crate::catalogue::Unit;
use crate::records::{Kind, Value};
use crate::scope::Scope;
use crate::situation::Error;

/// Weeks that are looked at: half a year.
const WEEKS: i64 = 26;
/// Time to answer before an invitation counts as unanswered.
const ANSWER_DAYS: i64 = 14;
/// Answers below which the result of a group is not shown (privacy.md §6.2, 3).
pub(super) const LEAST_ANSWERS: f64 = 10.0;
/// Answers below which a stratum has no weight of its own.
const LEAST_IN_STRATUM: f64 = 20.0;

/// Invitations that could have been answered by now, about contacts.
const INVITED: &str = "asked_at is not null and contact_id is not null and (source is null or source <> 'staff')";

/// Who answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Response {
    /// First and last day looked at; `None` without invitations.
    pub days: Option<(Date, Date)>,
    /// Invitations.
    pub invited: f64,
    /// Those answered.
    pub answered: f64,
    /// Share answered with its 95 % interval.
    pub rate: Option<[f64; 3]>,
    /// Answered share by what is known of the invited.
    pub facts: Vec<Fact>,
    /// What the results would be.
    pub results: Vec<Result>,
}

/// One thing that is known of everybody who was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its name: a dimension, or `wait`, `repeat`, `outcome`.
    pub name: String,
    /// Its levels, those with most invitations first.
    pub levels: Vec<FactLevel>,
    /// Probability of differences between the levels as large if all answered equally often (χ²).
    pub p_value: f64,
}

/// One level of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct FactLevel {
    /// The value, or the code of a band.
    pub value: String,
    /// Invitations.
    pub invited: f64,
    /// Those answered.
    pub answered: f64,
    /// Share answered with its 95 % interval.
    pub rate: Option<[f64; 3]>,
    /// Satisfied among those who answered; `None` with fewer than ten answers.
    pub satisfied: Option<f64>,
}

/// What a result would be under other assumptions of those who did not answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Result {
    /// Id of the metric.
    pub metric: &'static str,
    /// As it is shown, with its 95 % interval.
    pub plain: [f64; 3],
    /// Answers.
    pub n: f64,
    /// Weighted back to those who were asked; `None` when too little is known.
    pub to_invited: Option<[f64; 3]>,
    /// Weighted back to all contacts of which the outcome is known; `None` when too little is known.
    pub to_contacts: Option<[f64; 3]>,
    /// Share of those contacts that have answers like them.
    pub contacts_covered: f64,
    /// Kish's design effect of the weights to all contacts.
    pub design_effect: f64,
    /// What the silent could make of it.
    pub bounds: Bounds,
}

/// The result if the silent had answered in such a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// All of them dissatisfied.
    pub worst: f64,
    /// All of them as unhappy as the least happy quarter of those who were asked.
    pub least_happy: f64,
    /// How many of the least happy quarter are satisfied.
    pub least_happy_quarter: f64,
    /// All of them satisfied.
    pub best: f64,
}

/// Sums over invitations: answered, then known and positive of each result.
const SUMS: [&str; 5] = [
    "given_at is not null",
    "given_at is not null and csat is not null",
    "given_at is not null and csat >= 4",
    "given_at is not null and resolved is not null",
    "given_at is not null and resolved = 'yes'",
];
/// Results with the places of their sums.
const RESULTS: [(&str, usize, usize); 2] = [("csat_top2", 1, 2), ("resolved_by_customer", 3, 4)];

pub(super) fn check(desk: &Desk<'_>, sampling: &Sampling, found: &mut Vec<Finding>) -> std::result::Result<Response, Error> {
    if !desk.has(Kind::Feedback) {
        return Ok(Response::default());
    }
    let ask = |by: Vec<String>| -> std::result::Result<Vec<Counted>, Error> {
        let counting = Counting {
            kind: Kind::Feedback,
            day: "asked_at_day".into(),
            per: WEEK,
            by,
            base: INVITED.into(),
            sums: SUMS.map(str::to_owned).to_vec(),
        };
        Ok(merged(desk.world.ask.counts(&counting)?, desk))
    };
    let whole = ask(Vec::new())?;
    let Some(whole) = whole.first().filter(|whole| whole.n > 0.0) else { return Ok(Response::default()) };
    let (first, last) = window(desk);
    let mut response = Response {
        days: Some((first, last.yesterday().unwrap_or(last))),
        invited: whole.n,
        answered: whole.sums[0],
        rate: rate(whole.sums[0], whole.n),
        ..Response::default()
    };
    for (name, expression) in facts(desk) {
        let counted = ask(vec![expression])?;
        response.facts.extend(fact(&name, &counted));
    }
    let alike: Vec<String> = ["channel", "is_repeat is true", UNSOLVED].map(str::to_owned).to_vec();
    let strata = ask(alike.clone())?;
    // The contacts behind it, where selection can be told at all.
    let contacts = match sampling.selections.is_empty() {
        true => Vec::new(),
        false => {
            let base = "came_back is not null and abandoned is not true and self_service is not true and (direction is null or direction = 'inbound')";
            let counting =
                Counting { kind: Kind::Contacts, day: "opened_at_day".into(), per: WEEK, by: alike, base: base.into(), sums: Vec::new() };
            merged(desk.world.ask.counts(&counting)?, desk)
        }
    };
    for (metric, known, positive) in RESULTS {
        let result = result(metric, (known, positive), whole, &strata, &contacts);
        if let Some((result, z)) = result {
            if let Some([weighted, ..]) = result.to_invited {
                found.push(coloured(&result, weighted, z));
            }
            response.results.push(result);
        }
    }
    Ok(response)
}

/// First day looked at, and the first no longer looked at.
fn window(desk: &Desk<'_>) -> (Date, Date) {
    let last = crate::period::Period::containing(WEEK, desk.today.saturating_sub(ANSWER_DAYS.days())).start;
    (last.saturating_sub((WEEKS * 7).days()), last)
}

/// Weeks of the window added up, by value.
fn merged(counted: Vec<Counted>, desk: &Desk<'_>) -> Vec<Counted> {
    let (first, last) = window(desk);
    let mut by_value: BTreeMap<Vec<Option<String>>, Counted> = BTreeMap::new();
    for one in counted.into_iter().filter(|one| (first..last).contains(&one.period.start)) {
        match by_value.get_mut(&one.by) {
            Some(sum) => {
                sum.n += one.n;
                sum.sums.iter_mut().zip(&one.sums).for_each(|(sum, one)| *sum += one);
            }
            None => {
                by_value.insert(one.by.clone(), one);
            }
        }
    }
    by_value.into_values().collect()
}

/// What is known of everybody who was asked: name and expression.
fn facts(desk: &Desk<'_>) -> Vec<(String, String)> {
    let mut facts: Vec<(String, String)> = ["channel", "team", "topic"]
        .into_iter()
        .filter(|name| desk.has_dimension(Kind::Feedback, name))
        .map(|name| (name.to_owned(), quoted(name)))
        .collect();
    let band = "case when wait_s < 60 then '0' when wait_s < 180 then '1' when wait_s < 600 then '2' when wait_s >= 600 then '3' end";
    facts.push(("wait".into(), band.into()));
    facts.push(("repeat".into(), "case when is_repeat then 'yes' when not is_repeat then 'no' end".into()));
    facts.push(("outcome".into(), format!("case when came_back is null then null when {UNSOLVED} then 'unsolved' else 'solved' end")));
    // The workspace's own dimensions: segment, region, product …
    let own = desk.ground.inventory.kinds.iter().find(|inventory| inventory.kind == Kind::Feedback);
    for dimension in own.map(|inventory| inventory.dimensions.as_slice()).unwrap_or_default() {
        let is_own = Kind::Feedback.column(&dimension.name).is_none()
            && Kind::Contacts.column(&dimension.name).is_none_or(|column| matches!(column.value, Value::Dimension))
            && !facts.iter().any(|(name, _)| *name == dimension.name);
        if is_own && desk.has_dimension(Kind::Feedback, &dimension.name) {
            facts.push((dimension.name.clone(), quoted(&dimension.name)));
        }
    }
    facts
}

fn rate(answered: f64, invited: f64) -> Option<[f64; 3]> {
    share(answered, invited).map(|interval| [interval.estimate, interval.low, interval.high])
}

/// One fact; `None` when fewer than two levels are known.
fn fact(name: &str, counted: &[Counted]) -> Option<Fact> {
    let mut levels: Vec<FactLevel> = counted
        .iter()
        .filter_map(|counted| {
            let (known, positive) = (counted.sums[1], counted.sums[2]);
            Some(FactLevel {
                value: counted.by[0].clone()?,
                invited: counted.n,
                answered: counted.sums[0],
                rate: rate(counted.sums[0], counted.n),
                satisfied: (known >= LEAST_ANSWERS).then(|| positive / known),
            })
        })
        .filter(|level| level.invited >= LEAST_ANSWERS)
        .collect();
    if levels.len() < 2 {
        return None;
    }
    levels.sort_by(|left, right| right.invited.total_cmp(&left.invited).then_with(|| left.value.cmp(&right.value)));
    let (invited, answered) =
        levels.iter().fold((0.0, 0.0), |(invited, answered), level| (invited + level.invited, answered + level.answered));
    let rate = answered / invited;
    let square: f64 =
        levels.iter().map(|level| (level.answered - rate * level.invited).powi(2) / (level.invited * rate * (1.0 - rate))).sum();
    let p_value = ChiSquared::new((levels.len() - 1) as f64).filter(|_| square.is_finite()).map_or(1.0, |chi| chi.survival(square));
    Some(Fact { name: name.to_owned(), levels, p_value })
}

/// One stratum of like invitations: how many stand for it, and what those who answered said.
#[derive(Debug, Clone, Copy, Default)]
struct Stratum {
    invited: f64,
    contacts: f64,
    known: f64,
    positive: f64,
}

impl Stratum {
    fn share(&self) -> f64 {
        self.positive / self.known
    }
}

/// A result with the standard errors by which weighting to the invited moves it; `None` with too few answers.
fn result(
    metric: &'static str,
    (known, positive): (usize, usize),
    whole: &Counted,
    strata: &[Counted],
    contacts: &[Counted],
) -> Option<(Result, f64)> {
    let (n, hits) = (whole.sums[known], whole.sums[positive]);
    if n < LEAST_IN_STRATUM {
        return None;
    }
    let plain = share(hits, n)?;
    let strata = large_enough(strata, contacts, (known, positive));
    let (to_invited, z, _) = weighted(&strata, |stratum| stratum.invited, plain.estimate);
    let (to_contacts, _, design_effect) = weighted(&strata, |stratum| stratum.contacts, plain.estimate);
    let all: f64 = strata.iter().map(|stratum| stratum.contacts).sum();
    let covered: f64 = strata.iter().filter(|stratum| stratum.known >= LEAST_IN_STRATUM).map(|stratum| stratum.contacts).sum();
    let answering = n / whole.n;
    let quarter = least_happy(&strata, plain.estimate);
    Some((
        Result {
            metric,
            plain: [plain.estimate, plain.low, plain.high],
            n,
            to_invited,
            to_contacts: to_contacts.filter(|_| all > 0.0),
            contacts_covered: if all > 0.0 { covered / all } else { 0.0 },
            design_effect,
            bounds: Bounds {
                worst: plain.estimate * answering,
                least_happy: plain.estimate * answering + quarter * (1.0 - answering),
                least_happy_quarter: quarter,
                best: plain.estimate * answering + (1.0 - answering),
            },
        },
        z,
    ))
}

/// Strata of channel, earlier contact and outcome; those with too few answers are put together within their outcome, so that an
/// unsolved matter never stands for a solved one.
fn large_enough(strata: &[Counted], contacts: &[Counted], (known, positive): (usize, usize)) -> Vec<Stratum> {
    let mut all: BTreeMap<Vec<Option<String>>, Stratum> = BTreeMap::new();
    for counted in strata {
        let stratum = all.entry(counted.by.clone()).or_default();
        *stratum = Stratum { invited: counted.n, known: counted.sums[known], positive: counted.sums[positive], ..*stratum };
    }
    for counted in contacts {
        all.entry(counted.by.clone()).or_default().contacts += counted.n;
    }
    let mut kept = Vec::new();
    let mut small: BTreeMap<Option<String>, Stratum> = BTreeMap::new();
    for (by, stratum) in all {
        if stratum.known >= LEAST_IN_STRATUM {
            kept.push(stratum);
            continue;
        }
        let sum = small.entry(by.last().cloned().flatten()).or_default();
        sum.invited += stratum.invited;
        sum.contacts += stratum.contacts;
        sum.known += stratum.known;
        sum.positive += stratum.positive;
    }
    kept.extend(small.into_values());
    kept
}

/// The share weighted so that every stratum counts as it stands for, the standard errors by which it differs from the plain one, and
/// the design effect. `None` when less than nine tenths of what is stood for has answers.
fn weighted(strata: &[Stratum], stands_for: impl Fn(&Stratum) -> f64, plain: f64) -> (Option<[f64; 3]>, f64, f64) {
    let all: f64 = strata.iter().map(&stands_for).sum();
    let told: Vec<&Stratum> = strata.iter().filter(|stratum| stratum.known >= LEAST_IN_STRATUM).collect();
    let weight: f64 = told.iter().map(|stratum| stands_for(stratum)).sum();
    let answers: f64 = told.iter().map(|stratum| stratum.known).sum();
    if weight <= 0.0 || weight < 0.9 * all {
        return (None, 0.0, 1.0);
    }
    let (mut estimate, mut variance, mut moved, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for stratum in told {
        let to = stands_for(stratum) / weight;
        let from = stratum.known / answers;
        // A share of 0 or 1 in a stratum is not known for sure.
        let smoothed = (stratum.positive + 0.5) / (stratum.known + 1.0);
        let spread = smoothed * (1.0 - smoothed) / stratum.known;
        estimate += to * stratum.share();
        variance += to * to * spread;
        moved += (to - from).powi(2) * spread;
        squares += to * to / stratum.known;
    }
    let error = variance.sqrt();
    let z = if moved > 0.0 { (estimate - plain) / moved.sqrt() } else { 0.0 };
    (Some([estimate, (estimate - 1.96 * error).max(0.0), (estimate + 1.96 * error).min(1.0)]), z, squares * answers)
}

/// The share of the least happy quarter: the strata with the lowest shares until they stand for a quarter of those who were asked. Of
/// those who answered it would be a milder quarter wherever the unhappy answer less.
fn least_happy(strata: &[Stratum], plain: f64) -> f64 {
    let mut told: Vec<&Stratum> = strata.iter().filter(|stratum| stratum.known >= LEAST_IN_STRATUM).collect();
    told.sort_by(|left, right| left.share().total_cmp(&right.share()));
    let quarter = 0.25 * told.iter().map(|stratum| stratum.invited).sum::<f64>();
    let (mut taken, mut positive) = (0.0, 0.0);
    for stratum in told {
        let of_it = stratum.invited.min(quarter - taken);
        taken += of_it;
        positive += of_it * stratum.share();
        if taken >= quarter {
            break;
        }
    }
    if taken > 0.0 { positive / taken } else { plain }
}

fn coloured(result: &Result, weighted: f64, z: f64) -> Finding {
    let effect = result.plain[0] - weighted;
    let error = if z == 0.0 { 0.0 } else { (effect / z).abs() };
    Finding {
        what: What::SilenceColours { metric: result.metric.to_owned() },
        scope: Scope::whole(),
        since: None,
        weeks: WEEKS as usize,
        size: Size {
            before: weighted,
            after: result.plain[0],
            effect,
            low: effect - 1.96 * error,
            high: effect + 1.96 * error,
            unit: Unit::Percent,
        },
        n: result.n,
        share_of_records: 1.0,
        p_value: Some(normal_two_sided_p(z)),
        z,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(invited: f64, contacts: f64, known: f64, share: f64) -> Stratum {
        Stratum { invited, contacts, known, positive: known * share }
    }

    #[test]
    fn weights_put_back_what_silence_took_away() {
        // Half of the invited had to come back, but only a fifth of those who answered: 0.8·0.9 + 0.2·0.5 = 0.82 is shown.
        let strata = [stratum(500.0, 500.0, 80.0, 0.9), stratum(500.0, 1_500.0, 20.0, 0.5)];
        let (to_invited, z, design_effect) = weighted(&strata, |stratum| stratum.invited, 0.82);
        assert!((to_invited.unwrap()[0] - 0.7).abs() < 1e-12 && z < -2.0, "{to_invited:?} {z}");
        // Weights 0.625 and 2.5: (80·0.625² + 20·2.5²) · 100 ÷ 100² = 1.5625.
        assert!((design_effect - 1.562_5).abs() < 1e-12);
        let (to_contacts, ..) = weighted(&strata, |stratum| stratum.contacts, 0.82);
        assert!((to_contacts.unwrap()[0] - 0.6).abs() < 1e-12);
    }

    #[test]
    fn equal_answering_moves_nothing() {
        let strata = [stratum(500.0, 500.0, 50.0, 0.9), stratum(500.0, 500.0, 50.0, 0.5)];
        assert_eq!(
            weighted(&strata, |stratum| stratum.invited, 0.7),
            (Some([0.7, 0.7 - 1.96 * error(&strata), 0.7 + 1.96 * error(&strata)]), 0.0, 1.0)
        );
    }

    fn error(strata: &[Stratum]) -> f64 {
        let spread = |stratum: &Stratum| {
            let share = (stratum.positive + 0.5) / (stratum.known + 1.0);
            0.25 * share * (1.0 - share) / stratum.known
        };
        strata.iter().map(spread).sum::<f64>().sqrt()
    }

    #[test]
    fn the_least_happy_quarter_is_that_of_the_unhappiest_strata() {
        let strata = [stratum(750.0, 0.0, 75.0, 0.9), stratum(250.0, 0.0, 25.0, 0.4)];
        assert!((least_happy(&strata, 0.8) - 0.4).abs() < 1e-12);
        // Half of the quarter is of the unhappiest stratum, half of the next: ½·0.4 + ½·0.9.
        let strata = [stratum(875.0, 0.0, 150.0, 0.9), stratum(125.0, 0.0, 50.0, 0.4)];
        assert!((least_happy(&strata, 0.8) - 0.65).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_answers_cannot_be_weighted() {
        let strata = [stratum(800.0, 0.0, 80.0, 0.9), stratum(200.0, 0.0, 3.0, 0.0)];
        assert_eq!(weighted(&strata, |stratum| stratum.invited, 0.9).0, None);
    }
}
