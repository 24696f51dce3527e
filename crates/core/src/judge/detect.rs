//! Is the level another than before, since when, and by how much: a regression that knows season and autocorrelation.
//!
//! Model: `value = level + season + step(since) + noise`, the noise being AR(1) with each point's own spread (more records,
//! less spread). For every date that a step could have, the step is estimated by generalised least squares; the date with the
//! largest |t| is kept. Four things keep the detector from crying wolf:
//!
//! 1. the rows are whitened with the autocorrelation (Prais & Winsten 1954), estimated with its bias corrected and shrunk
//!    towards what such series usually have (statistics.md §0.4: per-chart estimates alone mislead);
//! 2. a yearly season of ordinary size is allowed for even when it cannot be estimated yet: its two coefficients get a
//!    normal prior (ridge regression; Hoerl & Kennard 1970), so that a slow wave is not read as a step;
//! 3. the bar for |t| accounts for the search over dates, and is higher the fewer points the new level has;
//! 4. the step has to be large enough to matter and still in force at the last points.

use luotsi_stats::spc::unbiased_autocorrelation;

use super::date::{Dated, date};

/// One judged point.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observation {
    /// Number of its period, counted from the first of the series.
    pub at: f64,
    /// Its value.
    pub value: f64,
    /// Standard error from its own records, when it is known.
    pub error: Option<f64>,
}

/// A pattern that comes again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycle {
    /// Periods until it comes again.
    pub periods: f64,
    /// Sine and cosine pairs.
    pub harmonics: usize,
    /// Prior standard deviation of a coefficient, in standard deviations of the noise.
    pub prior: f64,
}

/// A step of the level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// Index of its first observation.
    pub start: usize,
    /// Its size.
    pub effect: f64,
    /// Standard error of the size.
    pub error: f64,
    /// |t|, as a normal deviate of the same probability.
    pub surprise: f64,
    /// Half of the 95 % interval of the size.
    pub margin: f64,
}

/// A step that stands, and how the change that it is seen by came about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stood {
    /// The step as it was found: what is told of how surprising the change is comes from it.
    pub step: Step,
    /// When the change began, and how it came.
    pub dated: Dated,
}

impl Stood {
    /// With indices counted from so many observations earlier.
    fn after(self, begin: usize) -> Self {
        let Self { step, dated } = self;
        let (first, last) = dated.within;
        let within = (begin + first, begin + last);
        let until = dated.until.map(|until| begin + until);
        Self { step: Step { start: begin + step.start, ..step }, dated: Dated { start: begin + dated.start, within, until, ..dated } }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Steps that stand, in order.
    pub steps: Vec<Stood>,
    /// Autocorrelation allowed for.
    pub autocorrelation: f64,
    /// Standard deviation of a point around its level; 0 when all values are equal.
    pub sigma: f64,
    /// Estimated pattern at every observation, its mean 0; empty without cycles.
    pub pattern: Vec<f64>,
}

/// What such series usually have (statistics.md §0.2: real monthly figures 0.38–0.71 with their trends; weekly ones less).
pub(crate) const USUAL_AUTOCORRELATION: f64 = 0.2;
/// How many points of own evidence the usual autocorrelation is worth.
pub(crate) const USUAL_WEIGHT: f64 = 60.0;
/// Beyond this a series is a drift rather than a level with noise.
const MOST_AUTOCORRELATION: f64 = 0.7;
/// Points before a step.
pub(super) const LEAST_BEFORE: usize = 10;
/// Points after which a level is looked through for a further step.
const LEAST_SEARCHED: usize = 20;

/// Normal deviates that a step's |t| has to pass, by the points of the new level; straight over log points in between.
///
/// One point of a new level has to be far out, because single odd weeks happen; eight have had time to show, and that is when
/// people want to know; a level that has lasted long is plain above a high bar too, and below it a slow wave is as likely. Set
/// by simulation: about 2 % of stable series of 60 weeks pass over all dates together (`super::FALSE_VERDICT_SHARE`), and the
/// chances that this buys are spent where they find most (`docs/decisions/0007-bars-of-the-verdict.md`).
const BARS: [(f64, f64); 10] =
    [(1.0, 4.75), (2.0, 4.3), (3.0, 4.0), (4.0, 3.6), (6.0, 3.2), (8.0, 3.0), (12.0, 3.25), (20.0, 3.6), (32.0, 4.1), (52.0, 4.4)];

pub(super) fn bar(points: usize) -> f64 {
    let points = points as f64;
    let after = BARS.iter().position(|(at, _)| *at >= points).unwrap_or(BARS.len());
    let (Some(below), Some(above)) = (BARS.get(after.saturating_sub(1)), BARS.get(after)) else { return BARS[BARS.len() - 1].1 };
    if points >= above.0 || below.0 >= above.0 {
        return above.1;
    }
    below.1 + (points / below.0).ln() / (above.0 / below.0).ln() * (above.1 - below.1)
}

/// What is known and wanted beside the observations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms<'a> {
    /// Patterns that may come again.
    pub cycles: &'a [Cycle],
    /// Autocorrelation pooled over related series; replaces the series' own.
    pub autocorrelation: Option<f64>,
    /// Smallest step that matters, in standard deviations of a point.
    pub least_sigmas: f64,
}

/// Looks for steps.
pub(super) fn find(observations: &[Observation], terms: Terms<'_>) -> Found {
    let Terms { cycles, autocorrelation, least_sigmas } = terms;
    let spread = Spread::of(observations);
    if observations.len() < 2 || spread.floor <= 0.0 {
        let autocorrelation = autocorrelation.unwrap_or(USUAL_AUTOCORRELATION).clamp(0.0, MOST_AUTOCORRELATION);
        let pattern = vec![0.0; observations.len()];
        return Found { steps: Vec::new(), autocorrelation, sigma: 0.0, pattern };
    }
    let own = if autocorrelation.is_some() { None } else { own_of(observations, &spread, cycles) };
    let points = observations.len() as f64;
    let shrunk = |own: f64| (points * own + USUAL_WEIGHT * USUAL_AUTOCORRELATION) / (points + USUAL_WEIGHT);
    let coefficient = autocorrelation.or(own.map(shrunk)).unwrap_or(USUAL_AUTOCORRELATION).clamp(0.0, MOST_AUTOCORRELATION);
    let mut steps: Vec<Stood> = Vec::new();
    let mut begin = 0;
    let mut sigma;
    let mut pattern;
    loop {
        let stretch = Stretch { observations: &observations[begin..], spread: spread.from(begin), cycles, autocorrelation: coefficient };
        let fit = Regression::new(&stretch);
        let best = fit.best_step();
        sigma = fit.sigma(best.as_ref());
        pattern = fit.pattern(&stretch, best.as_ref());
        let Some(step) =
            best.filter(|step| step.effect.abs() >= least_sigmas * sigma && stands(&stretch, step, &pattern) && !is_over(&fit, step))
        else {
            break;
        };
        let stood = Stood { step, dated: date(&stretch, &fit, &step) }.after(begin);
        steps.push(stood);
        // A level that has moved little by little is looked through from where it came to rest.
        let start = stood.dated.until.unwrap_or(stood.step.start);
        if observations.len() - start < LEAST_SEARCHED {
            break;
        }
        begin = start;
    }
    // The pattern of the last stretch speaks for all points, so that one season is shown and not several.
    let pattern = if begin == 0 { pattern } else { vec![0.0; observations.len()] };
    Found { steps, autocorrelation: coefficient, sigma, pattern }
}

/// A series' own autocorrelation; `None` when it does not vary or is too short.
pub(super) fn own_autocorrelation(observations: &[Observation], cycles: &[Cycle]) -> Option<f64> {
    let spread = Spread::of(observations);
    (observations.len() >= 2 && spread.floor > 0.0).then(|| own_of(observations, &spread, cycles)).flatten()
}

/// Is the step improbable enough and still in force?
fn stands(stretch: &Stretch<'_>, step: &Step, pattern: &[f64]) -> bool {
    let points = stretch.observations.len() - step.start;
    if step.surprise < bar(points) || step.effect.abs() <= step.margin {
        return false;
    }
    let level = |from: usize, to: usize| {
        let values = (from..to).map(|index| stretch.observations[index].value - pattern.get(index).copied().unwrap_or(0.0));
        values.sum::<f64>() / (to - from).max(1) as f64
    };
    let count = stretch.observations.len();
    let before = level(0, step.start);
    // How much of the step is left: all of it is 1, back at the old level is 0. Few points vary more, so less is asked of them.
    let left = |last: usize| (level(count - points.min(last), count) - before) / step.effect;
    left(3) > 0.25 && left(6) > 0.4
}

/// Do a few odd periods that are over explain the series better than a level that holds?
fn is_over(fit: &Regression, step: &Step) -> bool {
    /// A spike has no more periods …
    const PERIODS: usize = 3;
    /// … and is so much likelier than the step (the logarithm of the odds).
    const LIKELIER: f64 = 1.0;
    let count = fit.points();
    if count - step.start > 2 * PERIODS {
        return false;
    }
    let rest_of = |first: usize, last: usize| Some(fit.rest(&fit.movement(first, |index| f64::from(u8::from(index <= last)))?));
    let Some(of_step) = rest_of(step.start, count) else { return false };
    let spikes = (step.start..count - 1).flat_map(|first| (first..(first + PERIODS).min(count - 1)).map(move |last| (first, last)));
    let of_spike = spikes.filter_map(|(first, last)| rest_of(first, last)).fold(f64::INFINITY, f64::min);
    0.5 * fit.freedom() * (of_step / of_spike).ln() > LIKELIER
}

/// How much points spread by themselves.
#[derive(Debug, Clone)]
pub(crate) struct Spread {
    /// Relative standard deviation of each observation; 1 on average.
    pub relative: Vec<f64>,
    /// Least standard deviation that the series can be said to have.
    pub floor: f64,
}

impl Spread {
    pub(crate) fn of(observations: &[Observation]) -> Self {
        let differences: Vec<f64> = observations.windows(2).map(|pair| (pair[1].value - pair[0].value).abs()).collect();
        let smallest = differences.iter().copied().filter(|difference| *difference > 0.0).fold(f64::INFINITY, f64::min);
        if !smallest.is_finite() {
            return Self { relative: vec![1.0; observations.len()], floor: 0.0 };
        }
        let known: Vec<f64> = observations.iter().filter_map(|observation| observation.error).map(|error| error * error).collect();
        let sampling = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
        // Median of squared differences: neither a step nor an odd week moves it. 0.4549 is the median of χ² with 1 degree.
        let mut squares: Vec<f64> = differences.iter().map(|difference| difference * difference).collect();
        squares.sort_by(f64::total_cmp);
        let total = squares[squares.len() / 2] / (2.0 * 0.4549);
        let between = (total - sampling).max(0.0);
        let average = (between + sampling).sqrt();
        let relative = observations.iter().map(|observation| {
            let own = observation.error.map_or(sampling, |error| error * error);
            if average > 0.0 { ((between + own).sqrt() / average).clamp(0.4, 4.0) } else { 1.0 }
        });
        // A third of the smallest movement: a constant series that changed its constant has some spread after all.
        Self { relative: relative.collect(), floor: (0.7 * sampling.sqrt()).max(smallest / 3.0).min(average.max(smallest / 3.0)) }
    }

    fn from(&self, begin: usize) -> Self {
        Self { relative: self.relative[begin..].to_vec(), floor: self.floor }
    }
}

pub(super) struct Stretch<'a> {
    pub observations: &'a [Observation],
    pub spread: Spread,
    pub cycles: &'a [Cycle],
    pub autocorrelation: f64,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(observations: &'a [Observation], cycles: &'a [Cycle], autocorrelation: f64) -> Self {
        Self { observations, spread: Spread::of(observations), cycles, autocorrelation }
    }
}

/// The whitened regression on level and season, ready for a step at any date, or for a movement of any other shape.
pub(super) struct Regression {
    /// Relative standard deviation of each point.
    relative: Vec<f64>,
    /// How much of the point before each point keeps; 0 for the first.
    kept: Vec<f64>,
    /// Columns of the whitened design, level first.
    columns: Vec<Vec<f64>>,
    /// Whitened values.
    values: Vec<f64>,
    /// What a step's first whitened row is.
    onsets: Vec<f64>,
    /// Lower triangle of the Cholesky factor of X'X + prior, row by row.
    factor: Vec<Vec<f64>>,
    /// The columns in the coordinates of the factor, point by point: a step is projected with sums alone.
    rows: Vec<Vec<f64>>,
    /// The values' products with those columns.
    products: Vec<f64>,
    /// Residual sum of squares without a step.
    plain_squares: f64,
    floor: f64,
}

/// What a movement beside level and season comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Movement {
    /// Its size.
    pub effect: f64,
    /// How much is known of it: the reciprocal of its variance, in variances of a point.
    pub information: f64,
}

impl Regression {
    pub(super) fn new(stretch: &Stretch<'_>) -> Self {
        let count = stretch.observations.len();
        let relative = &stretch.spread.relative;
        // Centring keeps the sums of squares from losing digits.
        let middle = stretch.observations.iter().map(|observation| observation.value).sum::<f64>() / count as f64;
        let mut columns: Vec<Vec<f64>> = vec![relative.iter().map(|relative| 1.0 / relative).collect()];
        let mut penalties = vec![1e-9];
        for cycle in stretch.cycles {
            for harmonic in 1..=cycle.harmonics {
                let angle = |at: f64| std::f64::consts::TAU * harmonic as f64 * at / cycle.periods;
                let column = |wave: fn(f64) -> f64| {
                    stretch
                        .observations
                        .iter()
                        .zip(relative)
                        .map(|(observation, relative)| wave(angle(observation.at)) / relative)
                        .collect()
                };
                columns.push(column(f64::sin));
                columns.push(column(f64::cos));
                penalties.extend([1.0 / (cycle.prior * cycle.prior); 2]);
            }
        }
        let mut values: Vec<f64> =
            stretch.observations.iter().zip(relative).map(|(observation, relative)| (observation.value - middle) / relative).collect();
        let mut onsets: Vec<f64> = relative.iter().map(|relative| 1.0 / relative).collect();
        let mut kept = vec![0.0; count];
        for index in (1..count).rev() {
            let gap = stretch.observations[index].at - stretch.observations[index - 1].at;
            kept[index] = stretch.autocorrelation.powf(gap.max(1.0));
            let scale = 1.0 / (1.0 - kept[index] * kept[index]).sqrt();
            for column in columns.iter_mut().chain(std::iter::once(&mut values)) {
                column[index] = (column[index] - kept[index] * column[index - 1]) * scale;
            }
            onsets[index] *= scale;
        }
        let mut regression = Self {
            relative: relative.clone(),
            kept,
            columns,
            values,
            onsets,
            factor: Vec::new(),
            rows: Vec::new(),
            products: Vec::new(),
            plain_squares: 0.0,
            floor: stretch.spread.floor,
        };
        regression.factor(&penalties);
        let row = |index: usize| regression.forward(regression.columns.iter().map(|column| column[index]).collect());
        regression.rows = (0..count).map(row).collect();
        regression.products = vec![0.0; regression.columns.len()];
        for (row, value) in regression.rows.iter().zip(&regression.values) {
            for (product, entry) in regression.products.iter_mut().zip(row) {
                *product += entry * value;
            }
        }
        regression.plain_squares = (dot(&regression.values, &regression.values) - dot(&regression.products, &regression.products)).max(0.0);
        regression
    }

    fn factor(&mut self, penalties: &[f64]) {
        let size = self.columns.len();
        let mut factor = vec![vec![0.0; size]; size];
        for row in 0..size {
            for column in 0..=row {
                let mut sum = dot(&self.columns[row], &self.columns[column]);
                if row == column {
                    sum += penalties[row];
                }
                sum -= dot(&factor[row][..column], &factor[column][..column]);
                factor[row][column] = if row == column { sum.max(1e-12).sqrt() } else { sum / factor[column][column] };
            }
        }
        self.factor = factor;
    }

    /// Solves the lower triangle.
    fn forward(&self, mut right: Vec<f64>) -> Vec<f64> {
        for row in 0..right.len() {
            for column in 0..row {
                right[row] -= self.factor[row][column] * right[column];
            }
            right[row] /= self.factor[row][row];
        }
        right
    }

    /// Coefficients from products with the columns as they are.
    fn solve(&self, right: Vec<f64>) -> Vec<f64> {
        let size = right.len();
        let mut solution = self.forward(right);
        for row in (0..size).rev() {
            for column in row + 1..size {
                solution[row] -= self.factor[column][row] * solution[column];
            }
            solution[row] /= self.factor[row][row];
        }
        solution
    }

    /// Variance of a point, floored, with this many parameters beside the season.
    fn variance(&self, squares: f64, parameters: usize) -> f64 {
        let freedom = (self.values.len() as f64 - parameters as f64 - 1.0).max(1.0);
        (squares.max(0.0) / freedom).max(self.floor * self.floor)
    }

    /// How many points there are.
    pub(super) fn points(&self) -> usize {
        self.values.len()
    }

    /// The size of a movement that follows the shape `of(index)` from the observation `from` on (before it the shape is 0), and
    /// how much is known of it; `None` when level and season take in all of it.
    pub(super) fn movement(&self, from: usize, of: impl Fn(usize) -> f64) -> Option<Movement> {
        let mut projected = vec![0.0; self.columns.len()];
        let (mut square, mut with_values, mut before) = (0.0, 0.0, 0.0);
        for index in from..self.values.len() {
            let own = of(index) / self.relative[index];
            let kept = self.kept[index];
            let whitened = (own - kept * before) / (1.0 - kept * kept).sqrt();
            before = own;
            square += whitened * whitened;
            with_values += whitened * self.values[index];
            for (sum, entry) in projected.iter_mut().zip(&self.rows[index]) {
                *sum += whitened * entry;
            }
        }
        let information = square - dot(&projected, &projected);
        (information > 1e-9).then(|| Movement { effect: (with_values - dot(&projected, &self.products)) / information, information })
    }

    /// Degrees of freedom that are left beside a movement.
    pub(super) fn freedom(&self) -> f64 {
        (self.points() as f64 - 3.0).max(1.0)
    }

    /// The residual sum of squares with a movement, no less than so many points must leave.
    pub(super) fn rest(&self, movement: &Movement) -> f64 {
        self.variance(self.plain_squares - movement.effect * movement.effect * movement.information, 2) * self.freedom()
    }

    /// Least standard deviation that the series can be said to have.
    pub(super) fn floor(&self) -> f64 {
        self.floor
    }

    /// What level and season leave of each point, whitened.
    pub(super) fn residuals(&self) -> Vec<f64> {
        self.rows.iter().zip(&self.values).map(|(row, value)| value - dot(row, &self.products)).collect()
    }

    /// The same beside a movement of the given size and shape.
    pub(super) fn residuals_beside(&self, effect: f64, from: usize, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut projected = vec![0.0; self.columns.len()];
        let mut whitened = vec![0.0; self.values.len()];
        let mut before = 0.0;
        for (index, white) in whitened.iter_mut().enumerate().skip(from) {
            let own = of(index) / self.relative[index];
            let kept = self.kept[index];
            *white = (own - kept * before) / (1.0 - kept * kept).sqrt();
            before = own;
            for (sum, entry) in projected.iter_mut().zip(&self.rows[index]) {
                *sum += *white * entry;
            }
        }
        let beside = |(index, rest): (usize, f64)| rest - effect * (whitened[index] - dot(&self.rows[index], &projected));
        self.residuals().into_iter().enumerate().map(beside).collect()
    }

    /// Half of the 95 % interval of a movement's size.
    pub(super) fn margin(&self, movement: &Movement) -> f64 {
        let freedom = (self.points() as f64 - 4.0).max(1.0);
        let variance = self.rest(movement) / self.freedom();
        t_of_normal(Z_95, freedom) * (variance / movement.information).sqrt()
    }

    pub(super) fn best_step(&self) -> Option<Step> {
        let count = self.values.len();
        let level = &self.columns[0];
        let freedom = (count as f64 - 4.0).max(1.0);
        let mut after = vec![0.0; self.columns.len()];
        let (mut of_values, mut of_level) = (0.0, 0.0);
        let mut best: Option<(f64, Step)> = None;
        for start in (LEAST_BEFORE..count).rev() {
            let (onset, row) = (self.onsets[start], &self.rows[start]);
            let (mut explained, mut shared) = (0.0, 0.0);
            for ((sum, entry), product) in after.iter().zip(row).zip(&self.products) {
                let projected = sum + onset * entry;
                explained += projected * projected;
                shared += projected * product;
            }
            let information = of_level + onset * onset - explained;
            if information > 1e-9 {
                let effect = (of_values + onset * self.values[start] - shared) / information;
                let variance = self.variance(self.plain_squares - effect * effect * information, 2);
                let error = (variance / information).sqrt();
                let t = (effect / error).abs();
                // A single late point weighs as much as its bar allows: compare by how far beyond its bar a step lies.
                let reach = t / bar(count - start);
                if best.as_ref().is_none_or(|(most, _)| reach > *most) {
                    best = Some((reach, Step { start, effect, error, surprise: t, margin: 0.0 }));
                }
            }
            for (sum, entry) in after.iter_mut().zip(row) {
                *sum += level[start] * entry;
            }
            of_values += level[start] * self.values[start];
            of_level += level[start] * level[start];
        }
        best.map(|(_, step)| Step {
            surprise: normal_of_t(step.surprise, freedom),
            margin: t_of_normal(Z_95, freedom) * step.error,
            ..step
        })
    }

    fn sigma(&self, step: Option<&Step>) -> f64 {
        let explained = step.map_or(0.0, |step| (step.effect / step.error).powi(2));
        // t² = effect²·information/variance, so the squares that a step explains are t²·variance; solve for the rest.
        let freedom = (self.values.len() as f64 - 3.0).max(1.0);
        let squares = if explained > 0.0 { self.plain_squares / (1.0 + explained / freedom) } else { self.plain_squares };
        self.variance(squares, 2).sqrt()
    }

    /// Season at every observation, its mean 0.
    fn pattern(&self, stretch: &Stretch<'_>, step: Option<&Step>) -> Vec<f64> {
        let count = stretch.observations.len();
        if stretch.cycles.is_empty() {
            return vec![0.0; count];
        }
        let mut products: Vec<f64> = self.columns.iter().map(|column| dot(column, &self.values)).collect();
        if let Some(step) = step {
            for (product, column) in products.iter_mut().zip(&self.columns) {
                let tail: f64 = (step.start + 1..count).map(|index| column[index] * self.columns[0][index]).sum();
                *product -= step.effect * (column[step.start] * self.onsets[step.start] + tail);
            }
        }
        let coefficients = self.solve(products);
        let mut pattern = vec![0.0; count];
        let mut next = 1;
        for cycle in stretch.cycles {
            for harmonic in 1..=cycle.harmonics {
                for (slot, observation) in pattern.iter_mut().zip(stretch.observations) {
                    let angle = std::f64::consts::TAU * harmonic as f64 * observation.at / cycle.periods;
                    *slot += coefficients[next] * angle.sin() + coefficients[next + 1] * angle.cos();
                }
                next += 2;
            }
        }
        let mean = pattern.iter().sum::<f64>() / count as f64;
        pattern.iter_mut().for_each(|value| *value -= mean);
        pattern
    }
}

/// The series' own autocorrelation: of what is left when level, season and the best step are taken out, with its bias
/// corrected ((nφ+1)/(n−3)).
fn own_of(observations: &[Observation], spread: &Spread, cycles: &[Cycle]) -> Option<f64> {
    let stretch = Stretch { observations, spread: spread.clone(), cycles, autocorrelation: USUAL_AUTOCORRELATION };
    let fit = Regression::new(&stretch);
    let best = fit.best_step().filter(|step| step.surprise > 3.0);
    let pattern = fit.pattern(&stretch, best.as_ref());
    let rest: Vec<f64> = observations
        .iter()
        .enumerate()
        .map(|(index, observation)| {
            let step = best.filter(|step| index >= step.start).map_or(0.0, |step| step.effect);
            (observation.value - pattern[index] - step) / spread.relative[index]
        })
        .collect();
    unbiased_autocorrelation(&rest)
}

/// Half of a 95 % interval in standard errors.
const Z_95: f64 = 1.959_963_984_540_054;

/// The normal deviate with the same probability as |t|, to three digits (Wallace 1959, Annals of Mathematical Statistics
/// 30:1124). Exact quantiles of t would cost more than all the rest.
fn normal_of_t(t: f64, freedom: f64) -> f64 {
    (freedom * (t * t / freedom).ln_1p()).sqrt() * (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0)
}

/// The reverse.
fn t_of_normal(z: f64, freedom: f64) -> f64 {
    let z = z * (8.0 * freedom + 3.0) / (8.0 * freedom + 1.0);
    (freedom * (z * z / freedom).exp_m1()).sqrt()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}
