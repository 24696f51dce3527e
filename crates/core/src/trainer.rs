//! Would you react? Made-up control charts on which reading them is learnt.
//!
//! A round is ten charts. What is planted in a chart is known, but the answer is the verdict of the same judge that reads real records: a
//! chart is thrown again until the two agree, so that nobody is taught against the program that they will use. The round's number is the
//! seed: the same number gives the same ten charts to everyone.

use jiff::civil::{Date, date};

use crate::ask::{Direct, Tally};
use crate::catalogue::{Better, Catalogue, Metric, Statistic};
use crate::dice::Dice;
use crate::judge::{Judgement, Request, judge};
use crate::measure::{Point, Unfinished, value};
use crate::period::{Granularity, Period};
use crate::settings::Settings;

/// Charts of a round.
pub const CHARTS: usize = 10;
/// Largest number of a round: five digits are easy to say aloud.
pub const MOST_ROUND: u32 = 99_999;
/// Share of stable charts of this sort on which the usual rules colour at least one point (this module's test holds it).
pub const COLOURED_SHARE: f64 = 0.52;

/// Complete weeks of a chart.
const WEEKS: usize = 56;
const FIRST: Date = date(2025, 5, 5);
/// A chart is thrown again at most so often. Far fewer are needed.
const MOST_THROWS: u64 = 2_000;

/// What was planted in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Planted {
    /// Nothing, and no point is coloured.
    Calm,
    /// Nothing, but a usual rule colours a point.
    Coloured,
    /// One odd week, and back.
    OddWeek,
    /// Neighbouring weeks are alike: the line wanders without going anywhere.
    Wave,
    /// Nothing; the last week is not over yet.
    Unfinished,
    /// The level fell or rose for the worse, from one week to the next.
    Worse,
    /// The level changed for the better.
    Better,
    /// It gets worse little by little.
    Drift,
    /// A small change for the worse that has lasted long.
    Lasting,
}

impl Planted {
    /// Charts that are best left alone.
    pub const TO_LEAVE: [Self; 5] = [Self::Calm, Self::Coloured, Self::OddWeek, Self::Wave, Self::Unfinished];
    /// Charts worth a reaction.
    pub const TO_REACT: [Self; 4] = [Self::Worse, Self::Better, Self::Drift, Self::Lasting];

    /// Its name in texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Coloured => "coloured",
            Self::OddWeek => "odd-week",
            Self::Wave => "wave",
            Self::Unfinished => "unfinished",
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Drift => "drift",
            Self::Lasting => "lasting",
        }
    }
}

/// One chart with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Id of the metric that the chart pretends to be of.
    pub metric: String,
    /// What was planted.
    pub planted: Planted,
    /// The chart and the verdict.
    pub judgement: Judgement,
}

impl Exercise {
    /// Does the chart deserve a reaction?
    pub fn is_worth_reacting(&self) -> bool {
        self.judgement.verdict.is_signal()
    }

    /// Points that the usual rules colour.
    pub fn coloured(&self) -> usize {
        self.judgement.points.iter().filter(|point| point.is_complete() && !point.flags.is_empty()).count()
    }

    /// One stable chart in so many shows a change as plain as this one by chance; `None` where nothing changed.
    pub fn one_in(&self) -> Option<f64> {
        self.judgement.change.map(|change| 1.0 / change.p_value().max(1e-12))
    }
}

/// What a chart pretends to be of: a metric, its level, and how many records a week has.
struct Subject {
    metric: &'static str,
    level: f64,
    n: f64,
}

const SUBJECTS: [Subject; 5] = [
    Subject { metric: "csat_top2", level: 0.81, n: 420.0 },
    Subject { metric: "transfer_rate", level: 0.17, n: 900.0 },
    Subject { metric: "abandonment", level: 0.08, n: 1_300.0 },
    Subject { metric: "wait_s_median", level: 96.0, n: 700.0 },
    Subject { metric: "escalation_rate", level: 0.06, n: 1_100.0 },
];

/// A chart of a round, `number` from 0. `None` when the catalogue has none of the metrics that charts are made of, or the number is of no
/// chart.
pub fn exercise(catalogue: &Catalogue, round: u32, number: usize) -> Option<Exercise> {
    let planted = *plan(round).get(number)?;
    let subjects: Vec<(&Subject, &Metric)> = SUBJECTS
        .iter()
        .filter_map(|subject| Some((subject, catalogue.get(subject.metric)?)))
        .filter(|(_, metric)| can_be_made_up(metric))
        .collect();
    let start = u64::from(round) * CHARTS as u64 + number as u64;
    let (subject, metric) = subjects.get(Dice(start).below(subjects.len().max(1)))?;
    let settings = Settings::default();
    let throw = |throw: u64| {
        let thrown = Throw { planted, subject, metric };
        let points = thrown.points(&mut Dice((start << 16) + throw));
        let judgement =
            judge(&Request { metric, points: &points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 });
        Exercise { metric: metric.id.clone(), planted, judgement }
    };
    let mut exercise = throw(0);
    let mut throws = 1;
    while !fits(&exercise, metric) && throws < MOST_THROWS {
        exercise = throw(throws);
        throws += 1;
    }
    Some(exercise)
}

/// What the charts of a round hold: three to six worth a reaction, so that nobody can count them off.
fn plan(round: u32) -> Vec<Planted> {
    // Far from the seeds of the charts.
    let mut dice = Dice(u64::from(round) ^ 0x5EED_0F0A_0000_0000);
    let to_react = 3 + dice.below(4);
    let mut some_of = |pool: &[Planted], count: usize| {
        let mut pool = pool.to_vec();
        dice.shuffle(&mut pool);
        pool.into_iter().cycle().take(count).collect::<Vec<Planted>>()
    };
    let mut plan = some_of(&Planted::TO_REACT, to_react);
    plan.extend(some_of(&Planted::TO_LEAVE, CHARTS - to_react));
    dice.shuffle(&mut plan);
    plan
}

/// Is the metric of a statistic that weeks can be made up for, and has it a better direction?
fn can_be_made_up(metric: &Metric) -> bool {
    matches!(metric.measure.statistic, Statistic::Share { .. } | Statistic::Quantile { .. }) && metric.better != Better::Band
}

struct Throw<'a> {
    planted: Planted,
    subject: &'a Subject,
    metric: &'a Metric,
}

impl Throw<'_> {
    /// The weeks of a chart: AR(1) noise over a season, and what is planted, in standard deviations of an ordinary week.
    fn points(&self, dice: &mut Dice) -> Vec<Point> {
        let wanders = self.planted == Planted::Wave;
        let kept = if wanders { 0.55 } else { 0.2 * dice.uniform() };
        let season = if wanders { 0.6 } else { 0.2 * dice.uniform() };
        let begin = dice.uniform() * 52.18;
        let worse = if self.metric.better == Better::Up { -1.0 } else { 1.0 };
        let shape = self.shape(dice);
        let mut noise = dice.normal();
        let mut period = Period::containing(Granularity::Week, FIRST);
        let is_unfinished = self.planted == Planted::Unfinished;
        let mut points = Vec::with_capacity(WEEKS + 1);
        for week in 0..WEEKS + usize::from(is_unfinished) {
            noise = kept * noise + (1.0 - kept * kept).sqrt() * dice.normal();
            let wave = season * (std::f64::consts::TAU * (week as f64 + begin) / 52.18).sin();
            // A week of which two days are known swings more, and looks like news.
            let (share, swing) = if week == WEEKS { (0.2, 3.6 * worse) } else { (1.0, 0.0) };
            let n = (self.subject.n * share * (0.85 + 0.3 * dice.uniform())).round();
            let tally = self.tally(n, noise + wave + worse * shape(week) + swing, dice);
            let unfinished = (week == WEEKS).then_some(Unfinished::Running);
            points.push(Point { period, value: value(self.metric, &tally), tally: Some(tally), unfinished });
            period = period.next();
        }
        points
    }

    /// What is planted in each week, in standard deviations for the worse.
    fn shape(&self, dice: &mut Dice) -> Box<dyn Fn(usize) -> f64> {
        let chance = dice.uniform();
        let weeks = |least: f64, most: f64| (least + (most - least) * chance) as usize;
        let step = |size: f64, since: usize| move |week: usize| if week + since >= WEEKS { size } else { 0.0 };
        match self.planted {
            Planted::Calm | Planted::Coloured | Planted::Wave | Planted::Unfinished => Box::new(|_| 0.0),
            Planted::OddWeek => {
                let odd = WEEKS - 1 - weeks(2.0, 18.0);
                Box::new(move |week| if week == odd { 5.0 } else { 0.0 })
            }
            Planted::Worse => Box::new(step(2.6, weeks(5.0, 16.0))),
            Planted::Better => Box::new(step(-2.6, weeks(5.0, 16.0))),
            Planted::Lasting => Box::new(step(1.6, weeks(18.0, 28.0))),
            Planted::Drift => {
                let since = weeks(18.0, 28.0);
                Box::new(move |week| (week + since).saturating_sub(WEEKS) as f64 / since as f64 * 4.0)
            }
        }
    }

    fn tally(&self, n: f64, deviation: f64, dice: &mut Dice) -> Tally {
        let level = self.subject.level;
        match self.metric.measure.statistic {
            Statistic::Quantile { .. } => {
                let swing = 0.06 * level * deviation;
                let margin = 0.05 * level * (self.subject.n / n).sqrt();
                let value = (level + swing).max(0.0);
                let direct = Direct { value, low: Some((value - margin).max(0.0)), high: Some(value + margin) };
                Tally { n, direct: Some(direct), ..Tally::default() }
            }
            _ => {
                let error = (level * (1.0 - level) / self.subject.n).sqrt();
                let share = (level + error * (0.9 * deviation + 0.4 * dice.normal())).clamp(0.0, 1.0);
                let hits = (share * n).round();
                Tally { n, numerator: hits, denominator: n, squares: hits, ..Tally::default() }
            }
        }
    }
}

/// Does the judge say of a chart what was planted in it?
fn fits(exercise: &Exercise, metric: &Metric) -> bool {
    let verdict = &exercise.judgement.verdict;
    let (is_quiet, better) = (!verdict.is_signal(), verdict.better());
    debug_assert!(metric.better != Better::Band);
    match exercise.planted {
        Planted::Calm => is_quiet && exercise.coloured() == 0,
        Planted::Coloured => is_quiet && exercise.coloured() > 0,
        Planted::OddWeek => is_quiet && (1..=3).contains(&exercise.coloured()),
        Planted::Wave => is_quiet && exercise.coloured() > 1,
        Planted::Unfinished => is_quiet && exercise.coloured() < 2,
        Planted::Worse | Planted::Drift | Planted::Lasting => better == Some(false),
        Planted::Better => better == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        Catalogue::shipped().0
    }

    #[test]
    fn the_same_number_gives_the_same_chart_to_everyone() {
        let catalogue = catalogue();
        let one = exercise(&catalogue, 4_711, 3).unwrap();
        assert_eq!(exercise(&catalogue, 4_711, 3).unwrap(), one);
        assert_ne!(exercise(&catalogue, 4_712, 3).unwrap().judgement.points, one.judgement.points);
        assert_eq!(exercise(&catalogue, 4_711, CHARTS), None, "a round has ten charts");
        assert_eq!(exercise(&Catalogue::default(), 4_711, 3), None, "without metrics there is nothing to pretend");
    }

    #[test]
    fn the_judge_says_of_every_chart_what_was_planted_in_it() {
        let catalogue = catalogue();
        for round in (0..12).chain([MOST_ROUND]) {
            for number in 0..CHARTS {
                let exercise = exercise(&catalogue, round, number).unwrap();
                let metric = catalogue.get(&exercise.metric).unwrap();
                assert!(fits(&exercise, metric), "round {round}, chart {number}: {:?}", exercise.planted);
                assert_eq!(exercise.is_worth_reacting(), Planted::TO_REACT.contains(&exercise.planted));
                assert_eq!(exercise.one_in().is_some(), exercise.is_worth_reacting());
            }
        }
    }

    #[test]
    fn a_round_has_three_to_six_charts_worth_a_reaction_and_hardly_two_alike() {
        let mut seen = std::collections::HashSet::new();
        for round in 0..200 {
            let plan = plan(round);
            let to_react = plan.iter().filter(|planted| Planted::TO_REACT.contains(planted)).count();
            assert!(plan.len() == CHARTS && (3..=6).contains(&to_react), "{plan:?}");
            assert!(plan.iter().all(|planted| plan.iter().filter(|other| *other == planted).count() <= 2), "{plan:?}");
            seen.insert(to_react);
        }
        assert_eq!(seen.len(), 4, "nobody can count them off");
    }

    /// The share of stable charts with a coloured point, which the page tells its readers.
    #[test]
    fn the_usual_rules_colour_stable_charts_as_often_as_the_page_says() {
        let catalogue = catalogue();
        let settings = Settings::default();
        let (mut coloured, mut told, rounds) = (0, 0, 600);
        for round in 0..rounds {
            let subject = &SUBJECTS[round % SUBJECTS.len()];
            let metric = catalogue.get(subject.metric).unwrap();
            let points = Throw { planted: Planted::Calm, subject, metric }.points(&mut Dice(round as u64 + 1_000_000));
            let judgement =
                judge(&Request { metric, points: &points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 });
            let exercise = Exercise { metric: metric.id.clone(), planted: Planted::Calm, judgement };
            coloured += usize::from(exercise.coloured() > 0);
            told += usize::from(exercise.is_worth_reacting());
        }
        let share = coloured as f64 / rounds as f64;
        println!("stable charts with a coloured point: {share:.3}; with a verdict: {:.3}", told as f64 / rounds as f64);
        assert!((share - COLOURED_SHARE).abs() < 0.05, "{share}");
    }
}
