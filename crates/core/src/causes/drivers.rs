//! What goes with a customer's answer, from record to record.
//!
//! Records are drawn from before and from since. How much of the scatter of the answers goes with each factor is LMG
//! ([`luotsi_stats::importance`]); how much of the change goes with a factor that moved is its coefficient times its own change (Oaxaca
//! 1973, *International Economic Review* 14:693; Blinder 1973, with the coefficients of both windows together). Which factors are
//! expected anyway and which set a service apart is the penalty–reward contrast (Brandt 1987; Mikulić & Prebežac 2008): what a bad
//! level takes away against an ordinary one, and what a good one adds.

use luotsi_stats::agreement::Resampling;
use luotsi_stats::importance::{Crosses, MOST_GROUPS, Matrix};
use luotsi_stats::intervals::Interval;

use super::{ANSWERS, Asker, Error, Explanation, Window};
use crate::ask::{AskError, DrawOf, DrawQuestion, Drawn, Part};
use crate::catalogue::{Better, Metric, Statistic};
use crate::facts::inherits_from;
use crate::records::{Kind, Value};
use crate::situation::Ground;

/// Records drawn from each window.
const DRAWN: usize = 8_000;
/// Fewer records than these on either side say nothing of a dozen factors.
const LEAST_RECORDS: usize = 100;
/// Blocks of records that are resampled, and resamples.
const BLOCKS: usize = 100;
const RESAMPLING: Resampling = Resampling { rounds: 200, seed: 1, confidence: 0.95 };
/// Factors that may enter together.
const MOST_FACTORS: usize = 11;
/// A factor that is unknown for more records than this is left out.
const MOST_UNKNOWN: f64 = 0.6;
/// A factor of which being unknown goes with more of the scatter than this is left out, too.
const UNKNOWN_BY_OUTCOME: f64 = 0.05;
/// Values of a dimension that are told apart, each with at least so many records.
const MOST_LEVELS: usize = 10;
const LEAST_OF_LEVEL: usize = 30;
/// A level of a factor that fewer records have is no level to compare with.
const LEAST_SHARE_OF_LEVEL: f64 = 0.02;
/// Standard deviations that a normal mean lies within in 95 of 100 cases: of hundreds of records, no more is needed.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;
/// Columns of the model before the factors: the constant, and whether a record is of the time since.
const CONTROLS: usize = 2;

/// Candidates among the columns of a contact or an answer, in the order in which they are told.
const CANDIDATES: [(&str, Scale); 16] = [
    ("resolved", Scale::Word),
    ("wait_ok", Scale::Number),
    ("wait_s", Scale::Duration),
    ("first_response_s", Scale::Duration),
    ("handle_s", Scale::Duration),
    ("resolution_s", Scale::Duration),
    ("transfers", Scale::Number),
    ("reopened", Scale::Number),
    ("replies", Scale::Number),
    ("escalated", Scale::Number),
    ("is_repeat", Scale::Number),
    ("case_contacts", Scale::Number),
    ("resolved_first", Scale::Number),
    ("topic", Scale::Word),
    ("team", Scale::Word),
    ("channel", Scale::Word),
];
/// Only of answers: of a contact, they are what came of it.
const ONLY_OF_ANSWERS: [&str; 4] = ["case_contacts", "resolution_s", "reopened", "resolved_first"];

/// Columns of one clock: where the figure is made from one of them, the others are the figure by another name.
const CLOCKS: [&[&str]; 2] = [
    &["wait_s", "first_response_s", "first_response_business_s", "first_response_at"],
    &["resolution_s", "resolution_business_s", "resolved_at"],
];

/// How a factor's values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Seconds: each doubling counts the same.
    Duration,
    /// A count, or yes and no.
    Number,
    /// Names without an order.
    Word,
}

/// What goes with an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// Records that were drawn, before and since, and out of how many.
    pub drawn: (usize, usize),
    /// Records that there are, before and since.
    pub out_of: (u64, u64),
    /// Seed of the draw.
    pub seed: u64,
    /// Share of the scatter that goes with all factors together.
    pub r_squared: f64,
    /// The change among the records drawn.
    pub change: f64,
    /// What of it goes with none of the factors.
    pub goes_with_none: f64,
    /// The factors, the most important first.
    pub factors: Vec<Driver>,
}

/// One factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The column.
    pub factor: String,
    /// Share of the scatter of the answers that goes with it (LMG), with its 95 % interval.
    pub importance: Interval,
    /// What of the change goes with the factor's own change, with its interval: association, no proof.
    pub goes_with: Interval,
    /// Mean before and since, in the factor's own unit; `None` for names.
    pub mean: Option<(f64, f64)>,
    /// How good the factor is since, 0–100, with its 95 % interval: 0 and 100 are what the worst and the best twentieth of the records
    /// have. `None` for names.
    pub performance: Option<Interval>,
    /// The figure at a bad level of the factor less that at an ordinary one, in the metric's unit: negative where a bad level takes away,
    /// positive where lower figures are better. `None` where there are no three levels.
    pub penalty: Option<Interval>,
    /// The figure at a good level less that at an ordinary one.
    pub reward: Option<Interval>,
    /// What sort of factor it is; `None` where there are no three levels.
    pub role: Option<Role>,
}

/// Sort of factor by penalty and reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Expected anyway: takes away when it is bad, adds little when it is good.
    Basic,
    /// The better, the better the answer.
    Performance,
    /// Sets a service apart: adds when it is good, takes away little when it is not.
    Excitement,
    /// No difference can be told.
    Unclear,
}

impl Role {
    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Performance => "performance",
            Self::Excitement => "excitement",
            Self::Unclear => "unclear",
        }
    }
}

/// What goes with the answers over both windows; `None` where the figure is not of single records or there are too few.
pub(super) fn drivers(asker: &Asker<'_>, ground: &Ground, explanation: &Explanation) -> Result<Option<Drivers>, Error> {
    let metric = asker.metric;
    let is_of_records = matches!(
        metric.measure.statistic,
        Statistic::Share { .. } | Statistic::Net { .. } | Statistic::Mean { .. } | Statistic::Quantile { .. }
    );
    let kind = metric.measure.table;
    if !is_of_records || !matches!(kind, Kind::Contacts | Kind::Feedback) {
        return Ok(None);
    }
    let wanted = candidates(metric, ground, explanation);
    if wanted.is_empty() {
        return Ok(None);
    }
    let seed = super::cases::seed(explanation);
    let draw = |window: &Window| -> Result<Drawn, AskError> {
        asker.world.ask.draw(&DrawQuestion {
            of: DrawOf::Metric { id: metric.id.clone(), part: Part::Denominator },
            scope: asker.scope.clone(),
            from: window.from,
            to: window.to,
            columns: wanted.iter().map(|(name, _)| name.clone()).collect(),
            limit: DRAWN,
            seed,
        })
    };
    let drawn = [draw(&explanation.before)?, draw(&explanation.after)?];
    let rows = rows(&drawn, &wanted);
    let counts = [0, 1].map(|side: usize| rows.iter().filter(|row| row.side == side).count());
    if counts.iter().any(|count| *count < LEAST_RECORDS) {
        return Ok(None);
    }
    let factors: Vec<Factor> =
        wanted.iter().enumerate().filter_map(|(place, (name, scale))| Factor::new(name, *scale, place, &rows)).collect();
    let mut found = match model(&rows, factors, metric.better) {
        Some(found) => found,
        None => return Ok(None),
    };
    found.drawn = (counts[0], counts[1]);
    found.out_of = (drawn[0].records.total, drawn[1].records.total);
    found.seed = seed;
    Ok(Some(found))
}

/// Columns that are filled, are not the figure itself, and are not fixed by what was asked for.
fn candidates(metric: &Metric, ground: &Ground, explanation: &Explanation) -> Vec<(String, Scale)> {
    let kind = metric.measure.table;
    let of = |kind: Kind| ground.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
    let parent = inherits_from(kind).map(|(parent, _)| parent);
    let is_filled = |name: &str| {
        [Some(kind), parent].into_iter().flatten().filter_map(of).any(|inventory| inventory.filled.iter().any(|known| known == name))
    };
    let is_word_of_figure = |name: &str| {
        let words = |text: &str| text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == name);
        metric.expressions().iter().any(|(field, _, text)| field != "measure.base" && words(text))
    };
    let is_in_figure = |name: &str| {
        let clock = CLOCKS.iter().find(|clock| clock.contains(&name));
        is_word_of_figure(name) || clock.is_some_and(|clock| clock.iter().any(|other| is_word_of_figure(other)))
    };
    let of_dimensions = of(kind).map(|inventory| inventory.dimensions.as_slice()).unwrap_or_default();
    // The service's own dimensions with few values stand beside the usual ones.
    let own = of_dimensions.iter().filter(|dimension| {
        (2..=MOST_LEVELS as u64).contains(&dimension.different)
            && !kind.is_personal(&dimension.name)
            && !ANSWERS.contains(&dimension.name.as_str())
            && kind.column(&dimension.name).is_none()
    });
    let own: Vec<String> = own.map(|dimension| dimension.name.clone()).collect();
    let usual = CANDIDATES.into_iter().map(|(name, scale)| (name.to_owned(), scale));
    usual
        .chain(own.into_iter().map(|name| (name, Scale::Word)))
        .filter(|(name, _)| is_filled(name) && !is_in_figure(name) && explanation.scope.values(name).len() != 1)
        .filter(|(name, _)| kind == Kind::Feedback || !ONLY_OF_ANSWERS.contains(&name.as_str()))
        .collect()
}

/// One record.
struct Row<'a> {
    side: usize,
    block: usize,
    value: f64,
    cells: &'a [Option<String>],
    /// The cells as numbers, each read once; `None` for names and for what is unknown.
    numbers: Vec<Option<f64>>,
}

/// Records of both windows. They come in the random order of the draw, so that every hundredth is a block drawn at random.
fn rows<'d>(drawn: &'d [Drawn; 2], wanted: &[(String, Scale)]) -> Vec<Row<'d>> {
    let numbers = |cells: &[Option<String>]| -> Vec<Option<f64>> {
        let number = |(cell, (_, scale)): (&Option<String>, &(String, Scale))| match scale {
            Scale::Word => None,
            Scale::Duration | Scale::Number => cell.as_deref()?.parse::<f64>().ok().filter(|value| value.is_finite()),
        };
        cells.iter().zip(wanted).map(number).collect()
    };
    let mut rows = Vec::new();
    for (side, drawn) in drawn.iter().enumerate() {
        let valued = drawn.records.rows.iter().zip(&drawn.values).filter_map(|(cells, value)| Some((cells, (*value)?)));
        rows.extend(valued.enumerate().map(|(number, (cells, value))| Row {
            side,
            block: number % BLOCKS,
            value,
            cells,
            numbers: numbers(cells),
        }));
    }
    rows
}

/// A factor and its columns in the model.
struct Factor {
    name: String,
    scale: Scale,
    place: usize,
    /// Values of names, each a column; the most frequent is what the others are compared with.
    levels: Vec<String>,
    /// Mean of what is known, for records where it is not.
    middle: f64,
    has_unknown: bool,
}

impl Factor {
    /// `None` when it does not vary or is unknown for most records.
    fn new(name: &str, scale: Scale, place: usize, rows: &[Row<'_>]) -> Option<Self> {
        let cells = || rows.iter().filter_map(|row| row.cells.get(place)?.as_deref());
        let known = cells().count();
        let unknown = 1.0 - known as f64 / rows.len() as f64;
        if unknown > MOST_UNKNOWN {
            return None;
        }
        let has_unknown = unknown > 0.005;
        // Nobody handles a contact that was given up: what is unknown because of what came of a record tells nothing of it.
        if has_unknown && unknown_goes_with(place, rows) > UNKNOWN_BY_OUTCOME {
            return None;
        }
        if scale == Scale::Word {
            let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
            cells().for_each(|cell| *counts.entry(cell).or_default() += 1);
            let mut levels: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= LEAST_OF_LEVEL).collect();
            levels.sort_by(|(left, one), (right, other)| other.cmp(one).then_with(|| left.cmp(right)));
            let levels: Vec<String> = levels.into_iter().skip(1).take(MOST_LEVELS).map(|(level, _)| level.to_owned()).collect();
            return (!levels.is_empty()).then(|| Self { name: name.to_owned(), scale, place, levels, middle: 0.0, has_unknown });
        }
        let mut factor = Self { name: name.to_owned(), scale, place, levels: Vec::new(), middle: 0.0, has_unknown };
        let values: Vec<f64> = rows.iter().filter_map(|row| factor.number(row)).collect();
        factor.middle = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let spread: f64 = values.iter().map(|value| (value - factor.middle).powi(2)).sum();
        (spread > 1e-9).then_some(factor)
    }

    /// The value as it enters the model.
    fn number(&self, row: &Row<'_>) -> Option<f64> {
        let value = self.plain(row)?;
        Some(if self.scale == Scale::Duration { value.max(0.0).ln_1p() } else { value })
    }

    /// The value in its own unit.
    fn plain(&self, row: &Row<'_>) -> Option<f64> {
        row.numbers.get(self.place).copied().flatten()
    }

    fn columns(&self) -> usize {
        let of_values = if self.scale == Scale::Word { self.levels.len() } else { 1 };
        of_values + usize::from(self.has_unknown)
    }

    fn write(&self, row: &Row<'_>, out: &mut Vec<f64>) {
        let cell = row.cells.get(self.place).and_then(Option::as_deref);
        if self.scale == Scale::Word {
            out.extend(self.levels.iter().map(|level| f64::from(u8::from(cell == Some(level)))));
        } else {
            out.push(self.number(row).unwrap_or(self.middle));
        }
        if self.has_unknown {
            out.push(f64::from(u8::from(cell.is_none())));
        }
    }
}

/// Share of the scatter of the figure that goes with whether a cell is known (squared correlation).
fn unknown_goes_with(place: usize, rows: &[Row<'_>]) -> f64 {
    let count = rows.len() as f64;
    let is_unknown = |row: &Row<'_>| f64::from(u8::from(row.cells.get(place).is_none_or(Option::is_none)));
    let mean = rows.iter().map(|row| row.value).sum::<f64>() / count;
    let share = rows.iter().map(is_unknown).sum::<f64>() / count;
    let product: f64 = rows.iter().map(|row| (is_unknown(row) - share) * (row.value - mean)).sum();
    let squares: f64 = rows.iter().map(|row| (row.value - mean).powi(2)).sum();
    let spread = count * share * (1.0 - share) * squares;
    if spread > 0.0 { product * product / spread } else { 0.0 }
}

fn model(rows: &[Row<'_>], mut factors: Vec<Factor>, better: Better) -> Option<Drivers> {
    if factors.len() > MOST_FACTORS.min(MOST_GROUPS) {
        // The factors that go with most by themselves.
        let mut alone: Vec<(f64, Factor)> = factors
            .into_iter()
            .map(|factor| {
                let crosses = crossed(rows, std::slice::from_ref(&factor));
                let columns = factor.columns();
                let share = one(&crosses, |matrix| matrix.relative_importance(CONTROLS, &[columns]));
                (share.and_then(|share| share.first().copied()).unwrap_or_default(), factor)
            })
            .collect();
        alone.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        factors = alone.into_iter().take(MOST_FACTORS).map(|(_, factor)| factor).collect();
    }
    if factors.is_empty() {
        return None;
    }
    // Wide groups first: the tree of subsets is narrow there.
    factors.sort_by(|left, right| right.columns().cmp(&left.columns()).then_with(|| left.name.cmp(&right.name)));
    let groups: Vec<usize> = factors.iter().map(Factor::columns).collect();
    let crosses = crossed(rows, &factors);
    let importance = crosses.resampled(RESAMPLING, |matrix| matrix.relative_importance(CONTROLS, &groups)).ok()?;
    // Of the change: the constant's own column is 1, that of the time since tells the change.
    let outcome = CONTROLS + groups.iter().sum::<usize>();
    let change_of = |matrix: &Matrix, column: usize| -> f64 {
        let (all, since) = (matrix.sum(0, 0), matrix.sum(0, 1));
        let (sum, sum_since) = (matrix.sum(0, column), matrix.sum(1, column));
        sum_since / since - (sum - sum_since) / (all - since)
    };
    let goes_with = |matrix: &Matrix| -> Option<Vec<f64>> {
        let coefficients = matrix.coefficients()?;
        let mut column = CONTROLS;
        let mut found = Vec::with_capacity(groups.len() + 2);
        for columns in &groups {
            found.push((column..column + columns).map(|column| coefficients[column] * change_of(matrix, column)).sum());
            column += columns;
        }
        found.push(change_of(matrix, outcome));
        found.push(coefficients.get(1).copied()?);
        Some(found)
    };
    let of_change = crosses.resampled(RESAMPLING, goes_with).ok()?;
    let contrasts = contrasts(rows, &factors, better);
    let r_squared = importance.iter().map(|share| share.estimate).sum();
    let mut found: Vec<Driver> = Vec::new();
    for (index, factor) in factors.iter().enumerate() {
        let contrast = contrasts.iter().find(|contrast| contrast.factor == index);
        let is_more_better = contrast.map_or_else(|| is_more_better(rows, factor, better), |contrast| contrast.is_more_better);
        found.push(Driver {
            factor: factor.name.clone(),
            importance: importance.get(index).copied()?.within(0.0, 1.0),
            goes_with: of_change.get(index).copied()?,
            mean: means(rows, factor),
            performance: performance(rows, factor, is_more_better),
            penalty: contrast.map(|contrast| contrast.penalty),
            reward: contrast.map(|contrast| contrast.reward),
            role: contrast.map(|contrast| contrast.role(better)),
        });
    }
    found
        .sort_by(|left, right| right.importance.estimate.total_cmp(&left.importance.estimate).then_with(|| left.factor.cmp(&right.factor)));
    Some(Drivers {
        drawn: (0, 0),
        out_of: (0, 0),
        seed: 0,
        r_squared,
        change: of_change.get(groups.len())?.estimate,
        goes_with_none: of_change.get(groups.len() + 1)?.estimate,
        factors: found,
    })
}

fn crossed(rows: &[Row<'_>], factors: &[Factor]) -> Crosses {
    let columns = CONTROLS + factors.iter().map(Factor::columns).sum::<usize>() + 1;
    let mut crosses = Crosses::new(columns, BLOCKS);
    let mut line = Vec::with_capacity(columns);
    for row in rows {
        line.clear();
        line.extend([1.0, row.side as f64]);
        factors.iter().for_each(|factor| factor.write(row, &mut line));
        line.push(row.value);
        crosses.add(row.block, &line);
    }
    crosses
}

/// What comes of all rows, without resampling.
fn one(crosses: &Crosses, of: impl Fn(&Matrix) -> Option<Vec<f64>>) -> Option<Vec<f64>> {
    let once = Resampling { rounds: 1, ..RESAMPLING };
    crosses.resampled(once, of).ok().map(|found| found.into_iter().map(|interval| interval.estimate).collect())
}

/// Does the figure get better with more of the factor? Where neither way is better, whether it rises.
fn is_more_better(rows: &[Row<'_>], factor: &Factor, better: Better) -> bool {
    let known: Vec<(f64, f64)> = rows.iter().filter_map(|row| Some((factor.number(row)?, row.value))).collect();
    let count = known.len().max(1) as f64;
    let middle = known.iter().map(|(_, value)| value).sum::<f64>() / count;
    let rises = known.iter().map(|(number, value)| (number - factor.middle) * (value - middle)).sum::<f64>() > 0.0;
    rises != (better == Better::Down)
}

/// Mean of a factor before and since, in its own unit.
fn means(rows: &[Row<'_>], factor: &Factor) -> Option<(f64, f64)> {
    if factor.scale == Scale::Word {
        return None;
    }
    let mean = |side: usize| {
        let values: Vec<f64> = rows.iter().filter(|row| row.side == side).filter_map(|row| factor.plain(row)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    Some((mean(0)?, mean(1)?))
}

/// Where the mean since lies between what the worst and the best twentieth of the records have.
fn performance(rows: &[Row<'_>], factor: &Factor, is_more_better: bool) -> Option<Interval> {
    if factor.scale == Scale::Word {
        return None;
    }
    let mut values: Vec<f64> = rows.iter().filter_map(|row| factor.number(row)).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * (values.len() as f64 - 1.0)).round() as usize).copied();
    let (mut low, mut high) = (at(0.05)?, at(0.95)?);
    if low >= high {
        (low, high) = (*values.first()?, *values.last()?);
    }
    let since: Vec<f64> = rows.iter().filter(|row| row.side == 1).filter_map(|row| factor.number(row)).collect();
    let count = since.len().max(1) as f64;
    let mean = since.iter().sum::<f64>() / count;
    let variance = since.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    let place = |mean: f64| 100.0 * (mean - low) / (high - low);
    let (place, margin) = (place(mean), 100.0 * TWO_SIDED_95 * (variance / count).sqrt() / (high - low));
    Some(Interval::around(if is_more_better { place } else { 100.0 - place }, margin).within(0.0, 100.0))
}

/// Penalty and reward of one factor.
struct Contrast {
    factor: usize,
    is_more_better: bool,
    penalty: Interval,
    reward: Interval,
    /// How much larger the penalty is than the reward.
    asymmetry: Interval,
}

impl Contrast {
    fn role(&self, better: Better) -> Role {
        // What takes away from a figure that is better when it is low makes it higher.
        let towards = |interval: &Interval| match better {
            Better::Down => Interval { estimate: -interval.estimate, low: -interval.high, high: -interval.low },
            Better::Up | Better::Band => *interval,
        };
        let [penalty, reward, asymmetry] = [&self.penalty, &self.reward, &self.asymmetry].map(towards);
        let (takes, adds) = (penalty.high < 0.0, reward.low > 0.0);
        match (takes, adds) {
            (true, _) if asymmetry.low > 0.0 => Role::Basic,
            (_, true) if asymmetry.high < 0.0 => Role::Excitement,
            (false, false) => Role::Unclear,
            _ => Role::Performance,
        }
    }
}

/// A factor cut into a low, an ordinary and a high level.
struct Cut {
    factor: usize,
    is_more_better: bool,
    low: f64,
    high: f64,
}

/// All factors that have three levels in one model; factors of names stand beside them as they are.
fn contrasts(rows: &[Row<'_>], factors: &[Factor], better: Better) -> Vec<Contrast> {
    let cuts: Vec<Cut> = factors.iter().enumerate().filter_map(|(index, factor)| cut(rows, (index, factor), better)).collect();
    if cuts.is_empty() {
        return Vec::new();
    }
    let beside: Vec<&Factor> =
        factors.iter().enumerate().filter(|(index, _)| cuts.iter().all(|cut| cut.factor != *index)).map(|(_, factor)| factor).collect();
    let of_cuts = 3 * cuts.len();
    let columns = CONTROLS + of_cuts + beside.iter().map(|factor| factor.columns()).sum::<usize>() + 1;
    let mut crosses = Crosses::new(columns, BLOCKS);
    let mut line = Vec::with_capacity(columns);
    let flag = |is_so: bool| f64::from(u8::from(is_so));
    for row in rows {
        line.clear();
        line.extend([1.0, row.side as f64]);
        for cut in &cuts {
            let number = factors[cut.factor].number(row);
            let (is_low, is_high) = (number.is_some_and(|number| number <= cut.low), number.is_some_and(|number| number >= cut.high));
            let (worst, best) = if cut.is_more_better { (is_low, is_high) } else { (is_high, is_low) };
            line.extend([flag(worst), flag(best), flag(number.is_none())]);
        }
        beside.iter().for_each(|factor| factor.write(row, &mut line));
        line.push(row.value);
        crosses.add(row.block, &line);
    }
    let of = |matrix: &Matrix| {
        let coefficients = matrix.coefficients()?;
        let contrast = |index: usize| {
            let (penalty, reward) = (coefficients[CONTROLS + 3 * index], coefficients[CONTROLS + 3 * index + 1]);
            [penalty, reward, -penalty - reward]
        };
        Some((0..cuts.len()).flat_map(contrast).collect())
    };
    let Ok(found) = crosses.resampled(RESAMPLING, of) else { return Vec::new() };
    let contrast = |(cut, found): (Cut, &[Interval])| match found {
        [penalty, reward, asymmetry] => Some(Contrast {
            factor: cut.factor,
            is_more_better: cut.is_more_better,
            penalty: *penalty,
            reward: *reward,
            asymmetry: *asymmetry,
        }),
        _ => None,
    };
    cuts.into_iter().zip(found.chunks(3)).filter_map(contrast).collect()
}

/// Quarters where there are quarters; where one value holds more than a quarter (most contacts are not passed on), that value is a
/// level, and the others are parted in the middle. `None` where that leaves no three levels.
fn cut(rows: &[Row<'_>], (index, factor): (usize, &Factor), better: Better) -> Option<Cut> {
    if factor.scale == Scale::Word {
        return None;
    }
    let mut values: Vec<f64> = rows.iter().filter_map(|row| factor.number(row)).collect();
    values.sort_by(f64::total_cmp);
    let count = values.len();
    let low = *values.get(count / 4)?;
    let above = &values[values.partition_point(|value| *value <= low)..];
    let middle = *above.get(above.len() / 2)?;
    let next = above.iter().copied().find(|value| *value > middle);
    let third = values.get(count * 3 / 4).copied().filter(|third| *third > low);
    let of_low = values.partition_point(|value| *value <= low);
    let is_enough = |high: &f64| {
        let of_high = count - values.partition_point(|value| value < high);
        let between = count.saturating_sub(of_low + of_high);
        let least = (LEAST_SHARE_OF_LEVEL * count as f64).max(LEAST_OF_LEVEL as f64);
        [of_low, of_high, between].into_iter().all(|records| records as f64 >= least)
    };
    let high = [third, Some(middle), next].into_iter().flatten().find(is_enough)?;
    Some(Cut { factor: index, is_more_better: is_more_better(rows, factor, better), low, high })
}

/// Is a column one of yes and no?
fn is_flag(kind: Kind, name: &str) -> bool {
    let of = |kind: Kind| {
        let derived = || crate::facts::of(kind).iter().find(|fact| fact.name == name).map(|fact| fact.value);
        kind.column(name).map(|column| column.value).or_else(derived)
    };
    let value = of(kind).or_else(|| inherits_from(kind).and_then(|(parent, _)| of(parent)));
    value == Some(Value::Flag)
}

impl Driver {
    /// Is the factor one of yes and no, so that its mean is a share?
    pub fn is_flag(&self, metric: &Metric) -> bool {
        is_flag(metric.measure.table, &self.factor)
    }
}
