//! Made-up cases of which the truth is known, for calibrating intervals and verdicts: the tests of this module and
//! `luotsi-bench effects` draw from here. Randomness is a parameter.

use super::estimate::{Case, Scale, Unit};

/// What the figures are made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// A continuous figure with normal noise.
    Plain,
    /// A share of about 75 % over so many records a week, with as much variation between weeks as chance alone makes.
    Share(u32),
    /// A count of so many a week on average, a tenth of it varying between weeks.
    Count(u32),
    /// A duration: skewed, sizes of weeks differ.
    Skewed,
}

/// When the action began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// In a week that has nothing to do with the figures.
    Anywhere,
    /// Right after the worst stretch of three weeks that there was: regression to the mean in its purest form.
    AfterTheWorst,
}

/// A world to draw cases from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// What the figures are.
    pub figures: Figures,
    /// Untouched parts.
    pub controls: usize,
    /// Lag-one autocorrelation of the levels.
    pub autocorrelation: f64,
    /// Share of the levels' variance that all parts have in common.
    pub common: f64,
    /// Amplitude of the yearly wave, in standard deviations of a point; half of it is the part's own.
    pub season: f64,
    /// What the level drifts in a year, in standard deviations of a point, in every part alike.
    pub drift: f64,
    /// Size of the effect, in standard deviations of a point.
    pub effect: f64,
    /// When the action began.
    pub start: Start,
    /// Weeks in all.
    pub weeks: usize,
    /// Does one of the untouched parts take a step of its own, two standard deviations large, somewhere?
    pub has_stray_control: bool,
}

impl World {
    /// An ordinary service, nothing done.
    pub const ORDINARY: World = World {
        figures: Figures::Share(200),
        controls: 5,
        autocorrelation: 0.3,
        common: 0.4,
        season: 0.5,
        drift: 0.3,
        effect: 0.0,
        start: Start::Anywhere,
        weeks: 75,
        has_stray_control: false,
    };
}

/// One case and its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// The part where something was done.
    pub treated: Unit,
    /// The others.
    pub controls: Vec<Unit>,
    /// Weeks before the start.
    pub before: usize,
    /// The true effect, in the unit of the figures.
    pub truth: f64,
    /// How parts are compared.
    pub scale: Scale,
}

impl Simulated {
    /// The case as it stood so many weeks after the start.
    pub fn at_week(&self, after: usize) -> (Unit, Vec<Unit>) {
        let cut = |unit: &Unit| Unit {
            values: unit.values.iter().take(self.before + after).copied().collect(),
            errors: unit.errors.iter().take(self.before + after).copied().collect(),
        };
        (cut(&self.treated), self.controls.iter().map(cut).collect())
    }

    /// The question that it asks.
    pub fn case<'a>(&self, treated: &'a Unit, controls: &'a [Unit]) -> Case<'a> {
        Case { treated, controls, before: self.before, between: 0, year: Some(365.25 / 7.0), scale: self.scale, further: &[] }
    }
}

/// Draws a case. `uniform` gives numbers between 0 and 1.
pub fn draw(world: &World, uniform: &mut dyn FnMut() -> f64) -> Simulated {
    let weeks = world.weeks;
    let phase = uniform() * std::f64::consts::TAU;
    let common = wandering(weeks, world.autocorrelation, uniform);
    let stray = (world.has_stray_control && world.controls > 0).then(|| (uniform() * world.controls as f64) as usize + 1);
    let stray_from = 10 + (uniform() * (weeks - 20) as f64) as usize;
    let mut levels: Vec<Vec<f64>> = Vec::new();
    for part in 0..=world.controls {
        let own = wandering(weeks, world.autocorrelation, uniform);
        let (own_phase, shift) = (uniform() * std::f64::consts::TAU, if stray == Some(part) { 2.0 } else { 0.0 });
        let level = |week: usize| {
            let turn = std::f64::consts::TAU * week as f64 * 7.0 / 365.25;
            let season = world.season * 0.5 * ((turn + phase).sin() + (turn + own_phase).sin());
            let drift = world.drift * (week as f64 * 7.0 / 365.25);
            let step = if week >= stray_from { shift } else { 0.0 };
            season + drift + step + world.common.sqrt() * common[week] + (1.0 - world.common).sqrt() * own[week]
        };
        levels.push((0..weeks).map(level).collect());
    }
    let before = match world.start {
        Start::Anywhere => 26 + (uniform() * (weeks - 26 - 24).max(1) as f64) as usize,
        // More is better in these worlds.
        Start::AfterTheWorst => (24..weeks - 22)
            .min_by(|one, other| stretch(&levels[0], *one).total_cmp(&stretch(&levels[0], *other)))
            .map_or(30, |last| last + 1),
    };
    let sizes: Vec<f64> = (0..=world.controls).map(|part| if part == 0 { 1.0 } else { 0.5 + uniform() }).collect();
    let units: Vec<(Unit, f64)> = levels
        .iter()
        .enumerate()
        .map(|(part, level)| {
            let treated = part == 0;
            let effect = |week: usize| if treated && week >= before { world.effect } else { 0.0 };
            figures(world.figures, level, &effect, sizes[part], uniform)
        })
        .collect();
    let scale = if matches!(world.figures, Figures::Count(_) | Figures::Skewed) { Scale::Ratio } else { Scale::Difference };
    let truth = units[0].1 * world.effect;
    let mut units = units.into_iter().map(|(unit, _)| unit);
    let treated = units.next().unwrap_or_default();
    Simulated { treated, controls: units.collect(), before, truth, scale }
}

/// The mean of the three weeks that end with this one.
fn stretch(level: &[f64], last: usize) -> f64 {
    level[last - 2..=last].iter().sum::<f64>()
}

/// Figures from levels in standard deviations, and how large one standard deviation of a point is.
fn figures(kind: Figures, level: &[f64], effect: &dyn Fn(usize) -> f64, size: f64, uniform: &mut dyn FnMut() -> f64) -> (Unit, f64) {
    let mut unit = Unit::default();
    let unit_size = match kind {
        Figures::Plain => 1.0,
        Figures::Share(n) => (2.0 * 0.75 * 0.25 / f64::from(n)).sqrt(),
        Figures::Count(mean) => (f64::from(mean) + (0.1 * f64::from(mean)).powi(2)).sqrt(),
        Figures::Skewed => 20.0,
    };
    for (week, level) in level.iter().enumerate() {
        let (value, error) = match kind {
            Figures::Plain => (level + effect(week), None),
            Figures::Share(n) => {
                let n = (f64::from(n) * size * (0.8 + 0.4 * uniform())).round().max(10.0);
                let spread = (0.75 * 0.25 / n).sqrt();
                let share = (0.75 + spread * level + unit_size * effect(week)).clamp(0.02, 0.98);
                let hits = (share * n + (share * (1.0 - share) * n).sqrt() * normal(uniform)).round().clamp(0.0, n);
                (hits / n, Some(spread))
            }
            Figures::Count(mean) => {
                let mean = f64::from(mean) * size;
                let rate = (mean * (1.0 + 0.1 * level) + unit_size * effect(week)).max(0.0);
                (poisson(rate, uniform), None)
            }
            Figures::Skewed => {
                let spread = 0.1 * (0.7 + 0.6 * uniform());
                let middle = 200.0 * size * (1.0 + 0.1 * 0.5_f64.sqrt() * level) + unit_size * effect(week);
                (middle * (spread * 0.5_f64.sqrt() * normal(uniform)).exp(), None)
            }
        };
        unit.values.push(Some(value));
        unit.errors.push(error);
    }
    (unit, unit_size)
}

/// A series of standard deviation 1 with this autocorrelation.
fn wandering(weeks: usize, autocorrelation: f64, uniform: &mut dyn FnMut() -> f64) -> Vec<f64> {
    let mut level = normal(uniform);
    let fresh = (1.0 - autocorrelation * autocorrelation).sqrt();
    (0..weeks)
        .map(|_| {
            level = autocorrelation * level + fresh * normal(uniform);
            level
        })
        .collect()
}

/// Standard normal (Box & Muller 1958).
fn normal(uniform: &mut dyn FnMut() -> f64) -> f64 {
    let radius = (-2.0 * (1.0 - uniform()).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform()).cos()
}

/// A count with this mean: by inversion while it is small, from the normal distribution otherwise.
fn poisson(mean: f64, uniform: &mut dyn FnMut() -> f64) -> f64 {
    if mean > 60.0 {
        return (mean + mean.sqrt() * normal(uniform)).round().max(0.0);
    }
    let (end, mut product, mut count) = ((-mean).exp(), uniform(), 0.0);
    while product > end {
        product *= uniform();
        count += 1.0;
    }
    count
}
