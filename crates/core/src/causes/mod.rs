//! Causes: which parts of the service explain a change, what goes with the customers' answers, and the cases to look at.
//!
//! | file | what it holds |
//! |---|---|
//! | `windows` | which periods are compared: since the date, against the level before it |
//! | `figure` | sums → a level, and how much of a record's own scatter is in it |
//! | `noise` | how much levels move by themselves from period to period |
//! | `parts` | the search over all combinations of up to three dimensions, and parts that add up to the whole change |
//! | `along` | other metrics that moved at the same date in the same part |
//! | `drivers` | what goes with a customer's answer from record to record: importance, penalty and reward |
//! | `map` | importance against performance: which factors to see to first |
//! | `cases` | records and comments drawn at random |
//!
//! Everything here tells where and together with what a change came, from records as they are. That is association: the cause is
//! found by people who look at the cases.

mod along;
mod cases;
mod drivers;
mod figure;
mod map;
mod noise;
mod parts;
mod windows;

use jiff::civil::Date;

use crate::ask::{Answer, AskError, Cell, Measured, Question, Tally};
use crate::catalogue::{Metric, Statistic};
use crate::judge::Judgement;
use crate::measure::{Cut, Hidden, Protection, merge_all};
use crate::period::{Granularity, Period};
use crate::scope::Scope;
use crate::settings::nearest;
use crate::situation::{self, Ground, Known, Rower, View, World, ask_all};

use figure::{Figure, Sums};
use noise::{Noise, Series};
use parts::{Leaf, Search};

pub use along::Along;
pub use cases::{Cases, CommentsOf, Drawing, comments, seed_of};
pub use drivers::{Driver, Drivers, Role};
pub use map::{Place, Priority, PriorityMap, priorities};
pub use parts::{PartOfChange, Rest};
pub use windows::Window;

/// The share of false ones among the parts that is allowed for, as among signals.
pub const FALSE_SHARE: f64 = crate::signals::FALSE_SHARE;
/// A dimension with more values is a list of things rather than parts of a service.
const MOST_VALUES: u64 = 60;
/// Dimensions whose values multiply to more than this are not searched together: the least telling ones are left out, and named.
const MOST_COMBINATIONS: u64 = 20_000;
/// The same for a stock, of which every period is asked for.
const MOST_COMBINATIONS_OF_STOCK: u64 = 600;
/// What a customer answered is no part of the service.
const ANSWERS: [&str; 3] = ["resolved", "expectation", "emotion"];
/// Dimensions whose values tell how much parts move by themselves, at most.
const DIMENSIONS_OF_NOISE: usize = 2;

/// What is to be explained.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Id of the metric.
    pub metric: &'a str,
    /// First day of the new level; `None` = the date of the metric's change.
    pub at: Option<Date>,
    /// Which part of the service, and how finely time is cut.
    pub view: &'a View,
}

/// An explanation of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Id of the metric.
    pub metric: String,
    /// Version of the lake that answered.
    pub version: String,
    /// The part of the service that was looked at.
    pub scope: Scope,
    /// First period of the new level.
    pub at: Period,
    /// The level before.
    pub before: Window,
    /// The level since.
    pub after: Window,
    /// How the change was divided into parts.
    pub method: Method,
    /// The change that the parts add up to, in the metric's unit; for [`Method::Exceedance`] a share of records, 0–1.
    pub whole: Shift,
    /// The metric's own values before and since; differ from `whole` for [`Method::Exceedance`].
    pub values: (f64, f64),
    /// The parts that explain it, the largest first.
    pub parts: Vec<PartOfChange>,
    /// All records that are in none of the parts.
    pub rest: Option<Rest>,
    /// Parts of the service that were looked at.
    pub searched: usize,
    /// Dimensions that were searched together.
    pub dimensions: Vec<String>,
    /// Dimensions that have too many values, or are too many to be searched together.
    pub left_out: Vec<String>,
    /// Other metrics that moved at the same date where the change happened.
    pub along: Vec<Along>,
    /// What goes with the answers; `None` where figures are not of single records, or nothing is known beside them.
    pub drivers: Option<Drivers>,
    /// Records and comments.
    pub cases: Cases,
}

/// How a change is divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Level and weight of each part, symmetric between before and since (Kitagawa 1955, *JASA* 50:1168).
    Weighted,
    /// Counts: each part's own change.
    Additive,
    /// Quantiles cannot be put together from parts. What is divided is how often records lie above the level before.
    Exceedance {
        /// The level before, in the metric's unit.
        threshold: f64,
    },
    /// The figure is not made of parts (agreement, survival, turnover).
    Indivisible,
}

/// A level before and since.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shift {
    /// Level before.
    pub before: f64,
    /// Level since.
    pub after: f64,
    /// `after − before`.
    pub effect: f64,
    /// Lower end of its 95 % interval, which allows for overdispersion and autocorrelation of the periods.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Shift {
    /// Is the change larger than chance would make it, with little doubt?
    pub fn is_certain(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// Why a change could not be explained.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The lake could not answer, or a setting is wrong.
    #[error(transparent)]
    Situation(#[from] situation::Error),
    /// A value that its dimension does not have.
    #[error("the dimension {dimension} has no value {value}")]
    UnknownValue {
        /// The dimension.
        dimension: String,
        /// What was asked for.
        value: String,
        /// Nearest values.
        nearest: Vec<String>,
    },
    /// No date was given, and the metric has not changed.
    #[error("{metric} has no change")]
    NoChange {
        /// The metric.
        metric: String,
    },
    /// There are too few complete periods on one side of the date.
    #[error("too few complete periods around {at}")]
    TooFew {
        /// The date.
        at: Date,
        /// First and last day of the complete periods; `None` when there are none.
        known: Option<(Date, Date)>,
        /// Complete periods before, and how many are needed.
        before: (usize, usize),
        /// Complete periods since, and how many are needed.
        after: (usize, usize),
    },
    /// There are too few records on one side of the date for their figure to be shown.
    #[error("{have} records, {need} needed")]
    TooFewRecords {
        /// How many there are.
        have: u64,
        /// How many are needed.
        need: u32,
    },
}

impl From<AskError> for Error {
    fn from(error: AskError) -> Self {
        Self::Situation(error.into())
    }
}

/// Explains a change.
///
/// # Errors
/// When the lake cannot answer, the metric or a value is not known, there is no change, or there are too few periods.
pub fn explain(world: World<'_>, request: Request<'_>) -> Result<Explanation, Error> {
    let unknown = || AskError::UnknownMetric { name: request.metric.to_owned(), nearest: world.catalogue.nearest(request.metric) };
    let metric = world.catalogue.get(request.metric).ok_or_else(unknown)?;
    let ground = Ground::new(&world)?;
    check_values(&ground, metric, &request.view.scope)?;
    let view = View { by: None, ..request.view.clone() };
    let rower = Rower { world: &world, ground: &ground, view: &view };
    let (judgement, measured, version) = judged(&rower, metric)?;
    let (before, after) = windows::choose(metric, &judgement, request.at)?;
    let asker = Asker { world: &world, metric, scope: &view.scope, per: before.per };
    for window in [&before, &after] {
        asker.check_shown(&measured, window)?;
    }
    let mut explanation = Explanation {
        metric: metric.id.clone(),
        version,
        scope: view.scope.clone(),
        at: Period::containing(before.per, after.from),
        before,
        after,
        method: Method::Indivisible,
        whole: Shift::default(),
        values: (f64::NAN, f64::NAN),
        parts: Vec::new(),
        rest: None,
        searched: 0,
        dimensions: Vec::new(),
        left_out: Vec::new(),
        along: Vec::new(),
        drivers: None,
        cases: Cases::default(),
    };
    // What goes with single records does not depend on the parts: both are worked out at the same time.
    let asked = explanation.clone();
    let drivers = std::thread::scope(|scope| {
        let drivers = scope.spawn(|| drivers::drivers(&asker, &ground, &asked));
        let found = divide(&asker, &ground, &measured, &mut explanation).and_then(|()| {
            let place = explanation.parts.first().map_or(&explanation.scope, |part| &part.scope).clone();
            explanation.along = along::along(&rower, metric, &place, (&explanation.before, &explanation.after))?;
            explanation.cases = cases::draw(&asker, &place, &explanation)?;
            Ok(())
        });
        let drivers = drivers.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        found.and(drivers)
    })?;
    explanation.drivers = drivers;
    Ok(explanation)
}

/// The nearest known value is told instead of an empty answer.
fn check_values(ground: &Ground, metric: &Metric, scope: &Scope) -> Result<(), Error> {
    let tables = metric.tables();
    let kinds = || ground.inventory.kinds.iter().filter(|inventory| tables.contains(&inventory.kind));
    for (dimension, values) in scope.iter() {
        let known: Vec<_> = kinds().flat_map(|kind| kind.dimensions.iter().filter(|known| known.name == dimension)).collect();
        // A dimension that is not known, or too large to be listed, is the lake's to judge.
        if known.is_empty() || known.iter().any(|known| known.different > known.values.len() as u64) {
            continue;
        }
        for value in values {
            let mut names = known.iter().flat_map(|known| known.values.iter().map(|(name, _)| name.as_str()));
            if !names.any(|name| name == value) {
                let names = known.iter().flat_map(|known| known.values.iter().map(|(name, _)| name.as_str()));
                return Err(Error::UnknownValue { dimension: dimension.to_owned(), value: value.clone(), nearest: nearest(value, names) });
            }
        }
    }
    Ok(())
}

fn judged(rower: &Rower<'_>, metric: &Metric) -> Result<(Judgement, Vec<Cell>, String), Error> {
    let (version, asked) = ask_all(rower, &[metric], &[])?;
    let (_, stretch, measured) = asked.into_iter().next().ok_or_else(|| AskError::Engine(format!("the lake left out “{}”.", metric.id)))?;
    let cut = if rower.view.scope.is_whole() { Cut::Whole } else { Cut::Group };
    let points = rower.points(metric, &measured.cells.iter().collect::<Vec<_>>(), stretch, cut);
    let known = Known { missing: measured.missing.as_ref(), autocorrelation: None };
    Ok((rower.judgement(metric, &points, stretch, known), measured.cells, version))
}

/// Asks about one metric in one part of the service.
struct Asker<'a> {
    world: &'a World<'a>,
    metric: &'a Metric,
    scope: &'a Scope,
    per: Granularity,
}

impl Asker<'_> {
    fn question(&self, per: Granularity, by: &[String], (from, to): (Date, Date)) -> Question {
        Question { metrics: vec![self.metric.id.clone()], per, by: by.to_vec(), scope: self.scope.clone(), from: Some(from), to: Some(to) }
    }

    fn cells(&self, question: &Question, threshold: Option<f64>) -> Result<Vec<Cell>, Error> {
        let answer: Answer = match threshold {
            Some(threshold) => self.world.ask.exceedance(question, threshold)?,
            None => self.world.ask.answer(question)?,
        };
        Ok(answer.measured.into_iter().next().map(|Measured { cells, .. }| cells).unwrap_or_default())
    }

    /// What may not be shown is not explained either. `cells` are those of the periods.
    fn check_shown(&self, cells: &[Cell], window: &Window) -> Result<(), Error> {
        let within: Vec<Tally> = cells.iter().filter(|cell| window.holds(cell.period)).map(|cell| cell.tally).collect();
        let mut whole = merge_all(&within);
        whole.n = within.iter().map(|tally| tally.n).sum();
        let cut = if self.scope.is_whole() { Cut::Whole } else { Cut::Group };
        let protection = Protection::from(self.world.settings);
        match protection.reason(self.metric, &whole, cut) {
            Some(Hidden::TooFew { need } | Hidden::SmallGroup { need } | Hidden::FewPeople { need }) => {
                Err(Error::TooFewRecords { have: whole.n as u64, need })
            }
            _ => Ok(()),
        }
    }

    /// The metric's own value over a window.
    fn value(&self, scope: &Scope, window: &Window) -> Result<f64, Error> {
        let question = Question { scope: scope.clone(), ..self.question(Granularity::All, &[], (window.from, window.to)) };
        let cells = self.cells(&question, None)?;
        Ok(cells.first().and_then(|cell| crate::measure::value(self.metric, &cell.tally).value).unwrap_or(f64::NAN))
    }
}

/// Finds the parts and what they add up to.
fn divide(asker: &Asker<'_>, ground: &Ground, cells_of_whole: &[Cell], explanation: &mut Explanation) -> Result<(), Error> {
    let (before, after) = (explanation.before, explanation.after);
    let metric = asker.metric;
    let Some(figure) = Figure::of(metric) else {
        explanation.values = (asker.value(asker.scope, &before)?, asker.value(asker.scope, &after)?);
        let (low, high) = explanation.values;
        explanation.whole = Shift { before: low, after: high, effect: high - low, low: f64::NAN, high: f64::NAN };
        return Ok(());
    };
    let is_quantile = matches!(metric.measure.statistic, Statistic::Quantile { .. });
    let threshold = if is_quantile { Some(asker.value(asker.scope, &before)?) } else { None };
    explanation.method = match (threshold, &figure) {
        (Some(threshold), _) => Method::Exceedance { threshold },
        (None, Figure::Sum) => Method::Additive,
        (None, _) => Method::Weighted,
    };
    if threshold.is_some_and(f64::is_nan) {
        return Ok(());
    }
    let is_stock = matches!(metric.measure.statistic, Statistic::Stock { .. });
    let mut known = dimensions(asker, ground, &mut explanation.left_out);
    let most = if is_stock { MOST_COMBINATIONS_OF_STOCK } else { MOST_COMBINATIONS };
    let together = |dimensions: &[(String, u64)]| dimensions.iter().fold(1_u64, |product, (_, size)| product.saturating_mul(size + 1));
    let is_too_much = together(&known) > most;
    // What a period's cell holds, period by period: of the whole, and of the values of single dimensions.
    let periodic =
        |by: &[String]| -> Result<Vec<Cell>, Error> { asker.cells(&asker.question(asker.per, by, (before.from, after.to)), threshold) };
    // The cells of the chart are there already; those of how often records exceed a threshold are not.
    let of_periods = if threshold.is_some() { periodic(&[])? } else { cells_of_whole.to_vec() };
    let whole = Series::of_whole(&of_periods, (&before, &after));
    let names = |dimensions: &[(String, u64)]| -> Vec<String> { dimensions.iter().map(|(name, _)| name.clone()).collect() };
    let mut singles: Vec<Vec<Series>> = Vec::new();
    if is_too_much {
        for name in names(&known) {
            singles.push(Series::of_parts(&periodic(&[name])?, (&before, &after), 0));
        }
    } else if !known.is_empty() {
        // Two dimensions in one question are enough to tell the noise.
        let looked = names(&known[..known.len().min(DIMENSIONS_OF_NOISE)]);
        let cells = periodic(&looked)?;
        singles.extend((0..looked.len()).map(|place| Series::of_parts(&cells, (&before, &after), place)));
    }
    let noise = Noise::estimate(figure, &whole, singles.iter().flatten());
    if is_too_much {
        let mut ranked: Vec<(f64, (String, u64))> =
            singles.iter().map(|values| noise.unevenness(figure, &whole, values)).zip(known).collect();
        ranked.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        known = Vec::new();
        for (_, dimension) in ranked {
            let product = together(&known).saturating_mul(dimension.1 + 1);
            if product <= most { known.push(dimension) } else { explanation.left_out.push(dimension.0) }
        }
    }
    let names = names(&known);
    let per = if is_stock { asker.per } else { Granularity::All };
    let ask = |window: &Window| asker.cells(&asker.question(per, &names, (window.from, window.to)), threshold);
    let protection = Protection::from(asker.world.settings);
    let is_of_staff = is_about_staff(metric);
    let least = f64::from(protection.group_min.max(metric.n_min).max(if is_of_staff { protection.people_min } else { 0 }));
    let mut search = Search::new(figure, noise, &names, least);
    ask(&before)?.iter().for_each(|cell| search.add(cell, Leaf::before));
    ask(&after)?.iter().for_each(|cell| search.add(cell, Leaf::after));
    let found = search.run(asker.scope);
    explanation.whole = found.whole;
    explanation.values = match threshold {
        Some(threshold) => (threshold, asker.value(asker.scope, &after)?),
        None => (found.whole.before, found.whole.after),
    };
    explanation.searched = found.searched;
    explanation.dimensions = names;
    explanation.parts = found.parts;
    explanation.rest = found.rest;
    if threshold.is_some() {
        for part in &mut explanation.parts {
            part.values = (asker.value(&part.scope, &before)?, asker.value(&part.scope, &after)?);
        }
    }
    Ok(())
}

/// Figures about people are cut by nothing finer than teams.
fn is_about_staff(metric: &Metric) -> bool {
    use crate::records::Kind;
    metric.perspective == crate::catalogue::Perspective::People
        || metric.tables().iter().any(|kind| matches!(kind, Kind::People | Kind::Work))
}

/// The dimensions that all tables of the metric have, with the number of their values; those with too many are told apart.
fn dimensions(asker: &Asker<'_>, ground: &Ground, left_out: &mut Vec<String>) -> Vec<(String, u64)> {
    let metric = asker.metric;
    let tables = metric.tables();
    let inventories: Vec<_> = ground.inventory.kinds.iter().filter(|inventory| tables.contains(&inventory.kind)).collect();
    if inventories.len() < tables.len() {
        return Vec::new();
    }
    // A column that makes a record count as a hit explains nothing: it is the figure by another name.
    let is_in_figure = |name: &str| {
        metric.expressions().iter().any(|(field, _, text)| {
            let is_base = matches!(field.as_str(), "measure.base" | "measure.denominator.base" | "measure.denominator.value");
            !is_base && text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == name)
        })
    };
    let mut found: Vec<(String, u64)> = Vec::new();
    let Some(first) = inventories.first() else { return found };
    for dimension in &first.dimensions {
        let name = &dimension.name;
        let is_wanted = !tables.iter().any(|kind| kind.is_personal(name))
            && !ANSWERS.contains(&name.as_str())
            && !is_in_figure(name)
            && asker.scope.values(name).len() != 1
            && (!is_about_staff(metric) || name == "team");
        let sizes: Vec<u64> = inventories
            .iter()
            .filter_map(|inventory| inventory.dimensions.iter().find(|known| &known.name == name).map(|known| known.different))
            .collect();
        let size = sizes.iter().copied().max().unwrap_or_default();
        if !is_wanted || sizes.len() < inventories.len() || size < 2 {
            continue;
        }
        if size > MOST_VALUES { left_out.push(name.clone()) } else { found.push((name.clone(), size)) }
    }
    // The dimensions of every service first; the others by name.
    let place = |name: &str| ["topic", "team", "channel"].iter().position(|known| *known == name).unwrap_or(3);
    found.sort_by(|(left, _), (right, _)| place(left).cmp(&place(right)).then_with(|| left.cmp(right)));
    found
}

/// The sums of a cell as they are added up here.
fn sums(tally: &Tally) -> Sums {
    Sums { n: tally.n, top: tally.numerator, bottom: tally.denominator, squares: tally.squares }
}

#[cfg(test)]
mod tests;
