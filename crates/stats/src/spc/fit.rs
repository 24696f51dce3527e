//! Centre and spread of one phase, from its baseline. One function for each family of charts.

use super::constants::{self, MEDIAN_MOVING_RANGE_D2, MOVING_RANGE_D2, MOVING_RANGE_D4};
use super::dialect::{Conventions, RareEventCentre};
use super::exact;
use super::judged::Degenerate;
use super::request::{CountLimits, IndividualSigma, Kind, Options, Policy, SubgroupSigma};
use super::series::Series;

/// Nelson (1994): times between events to this power are nearly normal.
pub(crate) const TIME_POWER: f64 = 3.6;

/// Expected events (or non-events) under which the normal approximation of a count is not used by `Auto`.
const EXPECTED_MIN: f64 = 5.0;

/// Coverage of three sigma.
pub(crate) const THREE_SIGMA_COVERAGE: f64 = 0.9973;

/// How limits at a distance of k sigma are found at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spread {
    /// There are none.
    None,
    /// The same sigma at every point.
    Constant { sigma: f64 },
    /// Sigma of one unit of size; falls with the root of the size.
    PerRootSize { sigma: f64 },
    /// Proportions.
    Binomial { share: f64, ratio: f64 },
    /// Counts out of sizes.
    BinomialCount { share: f64 },
    /// Counts per exposure (exposure 1 for C).
    Poisson { rate: f64, ratio: f64 },
    /// Binomial quantiles over the size, or as counts.
    ExactBinomial { share: f64, coverage: f64, as_count: bool },
    /// Poisson quantiles over the exposure.
    ExactPoisson { rate: f64, coverage: f64 },
    /// Geometric quantiles.
    ExactGeometric { mean: f64, coverage: f64 },
    /// Means of subgroups from a mean standard deviation that is unbiased at each size.
    SubgroupMean { mean_sd: f64 },
    /// Standard deviations of subgroups around their mean.
    SubgroupSd { mean_sd: f64 },
    /// Ranges of subgroups.
    SubgroupRange { mean_range: f64, sigma: f64 },
    /// Moving ranges of two.
    MovingRange { mean: f64 },
    /// Numbers of cases between events.
    Geometric { mean: f64 },
    /// Times between events: limits are set on the transformed scale.
    Time { centre: f64, sigma: f64 },
}

/// Centre and spread of a phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// Centre line; `None` when the baseline is empty.
    pub centre: Option<f64>,
    /// Centre that varies with the size (Np) is centre times size.
    pub is_centre_per_size: bool,
    pub spread: Spread,
    pub sigma: Option<f64>,
    pub sigma_ratio: Option<f64>,
    pub degenerate: Option<Degenerate>,
    /// Where runs are counted from when that is not the centre.
    pub side_line: Option<f64>,
}

impl Fit {
    fn empty() -> Fit {
        Fit {
            centre: None,
            is_centre_per_size: false,
            spread: Spread::None,
            sigma: None,
            sigma_ratio: None,
            degenerate: Some(Degenerate::TooFewPoints),
            side_line: None,
        }
    }

    fn of(centre: f64, spread: Spread) -> Fit {
        Fit { centre: Some(centre), degenerate: None, ..Fit::empty() }.with(spread)
    }

    fn with(mut self, spread: Spread) -> Fit {
        self.spread = spread;
        if let Spread::Constant { sigma } = spread {
            self.sigma = Some(sigma);
        }
        self
    }

    /// Centre line at a point.
    pub(crate) fn centre_at(&self, size: f64) -> Option<f64> {
        match (self.centre, self.is_centre_per_size) {
            (Some(centre), true) => Some(centre * size),
            (centre, _) => centre,
        }
        .filter(|centre| centre.is_finite())
    }

    /// Standard deviation of a plotted value at a point, where the spread has one.
    pub(crate) fn sigma_at(&self, size: f64) -> Option<f64> {
        let centre = self.centre?;
        let sigma = match self.spread {
            Spread::None | Spread::ExactGeometric { .. } | Spread::Time { .. } => return None,
            Spread::Constant { sigma } => sigma,
            Spread::PerRootSize { sigma } => sigma / size.sqrt(),
            Spread::Binomial { share, ratio } => ratio * (share * (1.0 - share) / size).sqrt(),
            Spread::BinomialCount { share } => (size * share * (1.0 - share)).sqrt(),
            Spread::Poisson { rate, ratio } => ratio * (rate / size).sqrt(),
            Spread::ExactBinomial { share, as_count, .. } => {
                let unit = (share * (1.0 - share)).sqrt();
                if as_count { unit * size.sqrt() } else { unit / size.sqrt() }
            }
            Spread::ExactPoisson { rate, .. } => (rate / size).sqrt(),
            Spread::SubgroupMean { mean_sd } => mean_sd / (constants::c4(size)? * size.sqrt()),
            Spread::SubgroupSd { mean_sd } => {
                let c4 = constants::c4(size)?;
                mean_sd * (1.0 - c4 * c4).max(0.0).sqrt() / c4
            }
            Spread::SubgroupRange { sigma, .. } => sigma * constants::d3(size as usize)?,
            Spread::MovingRange { mean } => mean * (MOVING_RANGE_D4 - 1.0) / 3.0,
            Spread::Geometric { mean } => (mean * (mean + 1.0)).sqrt(),
        };
        let _ = centre;
        Some(sigma).filter(|sigma| sigma.is_finite())
    }

    /// Limits `k` sigma from the centre at a point of this size, before bounds that a caller sets.
    pub(crate) fn limits_at(&self, k: f64, size: f64) -> Option<(f64, f64)> {
        let centre = self.centre_at(size)?;
        let around = |middle: f64, sigma: f64| (middle - k * sigma, middle + k * sigma);
        let above_zero = |(lower, upper): (f64, f64)| (f64::max(lower, 0.0), upper);
        let limits = match self.spread {
            Spread::None => return None,
            Spread::Constant { .. } | Spread::PerRootSize { .. } | Spread::SubgroupMean { .. } => around(centre, self.sigma_at(size)?),
            Spread::Binomial { .. } => {
                let (lower, upper) = around(centre, self.sigma_at(size)?);
                (lower.max(0.0), upper.min(1.0))
            }
            Spread::BinomialCount { .. } => {
                let (lower, upper) = around(centre, self.sigma_at(size)?);
                (lower.max(0.0), upper.min(size))
            }
            Spread::Poisson { .. } | Spread::SubgroupSd { .. } | Spread::SubgroupRange { .. } => {
                above_zero(around(centre, self.sigma_at(size)?))
            }
            Spread::ExactBinomial { share, coverage, as_count } => {
                let (lower, upper) = exact::binomial(share, size, coverage_at(k, coverage))?;
                if as_count { (lower, upper) } else { (lower / size, upper / size) }
            }
            Spread::ExactPoisson { rate, coverage } => {
                let (lower, upper) = exact::poisson(rate * size, coverage_at(k, coverage))?;
                (lower / size, upper / size)
            }
            Spread::ExactGeometric { mean, coverage } => exact::geometric(mean, coverage_at(k, coverage))?,
            // The tools draw the warning limit at two thirds of the outer one, as if the centre were zero.
            Spread::MovingRange { mean } => (0.0, MOVING_RANGE_D4 / 3.0 * k * mean),
            Spread::Geometric { mean } => above_zero(around(mean, self.sigma_at(size)?)),
            Spread::Time { centre, sigma } => {
                let (lower, upper) = around(centre, sigma);
                (lower.max(0.0).powf(TIME_POWER), upper.max(0.0).powf(TIME_POWER))
            }
        };
        (limits.0.is_finite() && limits.1.is_finite()).then_some(limits)
    }

    /// Whether limits are the same at every point.
    pub(crate) fn is_flat(&self) -> bool {
        !self.is_centre_per_size
            && matches!(
                self.spread,
                Spread::None
                    | Spread::Constant { .. }
                    | Spread::MovingRange { .. }
                    | Spread::Geometric { .. }
                    | Spread::ExactGeometric { .. }
                    | Spread::Time { .. }
            )
    }
}

/// Coverage of limits at k sigma when the one at three sigma is given: the tails keep their proportion to normal ones.
fn coverage_at(k: f64, coverage: f64) -> f64 {
    if (k - 3.0).abs() < 1e-12 {
        return coverage;
    }
    let z = crate::distribution::z_for(coverage);
    1.0 - crate::distribution::normal_two_sided_p(z * k / 3.0)
}

/// What a fit is made from.
pub(crate) struct Ground<'a> {
    pub series: &'a Series,
    /// Positions of the baseline's usable points, in order.
    pub base: &'a [usize],
    /// First and last (exclusive) position of the phase.
    pub range: (usize, usize),
    pub options: &'a Options,
    pub conventions: &'a Conventions,
    /// Autocorrelation to correct for (0 = none).
    pub autocorrelation: f64,
}

impl Ground<'_> {
    fn screens(&self) -> bool {
        self.options.screen.unwrap_or(self.conventions.screens)
    }

    fn is_sane(&self) -> bool {
        self.options.policy == Policy::Sane
    }

    fn mean_of(&self, values: &[f64]) -> f64 {
        mean(self.base.iter().map(|at| values[*at]))
    }
}

/// Fits centre and spread for a kind of chart.
pub(crate) fn fit(kind: Kind, ground: &Ground) -> Fit {
    if let Some(known) = ground.options.known {
        return fit_known(kind, known.centre, known.sigma, ground);
    }
    if ground.base.is_empty() {
        return Fit::empty();
    }
    match kind {
        Kind::Run => {
            let mut values: Vec<f64> = ground.base.iter().map(|at| ground.series.plotted[*at]).collect();
            Fit::of(median(&mut values), Spread::None)
        }
        Kind::Xmr | Kind::Ewma | Kind::Cusum => fit_individuals(ground),
        Kind::Mr => {
            let mean = ground.mean_of(&ground.series.plotted);
            Fit::of(mean, Spread::MovingRange { mean })
        }
        Kind::Ip => fit_weighted(ground),
        Kind::Xbar | Kind::S | Kind::R => fit_subgroups(kind, ground),
        Kind::P | Kind::Pp | Kind::Np => fit_proportion(kind, ground),
        Kind::C | Kind::U | Kind::Up => fit_rate(kind, ground),
        Kind::G => fit_geometric(ground),
        Kind::T => fit_time(ground),
        // Its level is a share; the chart's own statistic is made in `memory`.
        Kind::BernoulliCusum => Fit::of(ground.mean_of(&ground.series.plotted), Spread::None),
    }
}

fn fit_known(kind: Kind, centre: f64, sigma: f64, ground: &Ground) -> Fit {
    let spread = match kind {
        Kind::Run | Kind::BernoulliCusum => Spread::None,
        Kind::P | Kind::Pp => Spread::Binomial { share: centre, ratio: 1.0 },
        Kind::Np => {
            return Fit { is_centre_per_size: true, ..Fit::of(centre, Spread::BinomialCount { share: centre }) };
        }
        Kind::C | Kind::U | Kind::Up => Spread::Poisson { rate: centre, ratio: 1.0 },
        Kind::G => Spread::Geometric { mean: centre },
        Kind::Mr => Spread::MovingRange { mean: centre },
        Kind::Xbar | Kind::Ip => Spread::PerRootSize { sigma },
        Kind::S => Spread::SubgroupSd { mean_sd: centre },
        Kind::R => Spread::SubgroupRange { mean_range: centre, sigma },
        Kind::T => Spread::Time { centre: centre.max(0.0).powf(1.0 / TIME_POWER), sigma },
        Kind::Xmr | Kind::Ewma | Kind::Cusum => Spread::Constant { sigma },
    };
    let _ = ground;
    Fit::of(centre, spread)
}

/// Sigma of individual values, and what had to be done to get one.
struct Individual {
    sigma: Option<f64>,
    degenerate: Option<Degenerate>,
}

fn fit_individuals(ground: &Ground) -> Fit {
    let values = &ground.series.plotted;
    let centre = ground.mean_of(values);
    let individual = individual_sigma(ground, values, centre);
    let mut fit = Fit::of(centre, Spread::None);
    fit.degenerate = individual.degenerate;
    if let Some(Degenerate::ScreeningRemovedAll) = individual.degenerate {
        let mut sorted: Vec<f64> = ground.base.iter().map(|at| values[*at]).collect();
        fit.side_line = Some(median(&mut sorted));
    }
    match individual.sigma {
        Some(sigma) => fit.with(Spread::Constant { sigma: sigma / (1.0 - ground.autocorrelation.clamp(0.0, 0.95)).sqrt() }),
        None => fit,
    }
}

/// Moving ranges of two over the baseline. The range across a gap is dropped; across an excluded point it is dropped
/// or bridged, as the dialect says.
fn moving_ranges(ground: &Ground, values: &[f64], into: &mut Vec<f64>) {
    into.clear();
    let mut before: Option<usize> = None;
    for at in ground.base.iter().copied() {
        if let Some(before) = before {
            let is_neighbour = at == before + 1
                || (ground.conventions.bridges_excluded
                    && (before + 1..at).all(|between| ground.series.is_excluded[between] && !ground.series.plotted[between].is_nan()));
            if is_neighbour {
                into.push((values[at] - values[before]).abs());
            }
        }
        before = Some(at);
    }
}

fn individual_sigma(ground: &Ground, values: &[f64], centre: f64) -> Individual {
    let mut ranges = Vec::with_capacity(ground.base.len());
    moving_ranges(ground, values, &mut ranges);
    if ranges.is_empty() {
        return Individual { sigma: None, degenerate: Some(Degenerate::TooFewPoints) };
    }
    let sigma = match ground.options.individual_sigma {
        IndividualSigma::StandardDeviation => {
            let squares: f64 = ground.base.iter().map(|at| (values[*at] - centre).powi(2)).sum();
            let points = ground.base.len() as f64;
            (squares / (points - 1.0)).sqrt() / constants::c4(points).unwrap_or(1.0)
        }
        IndividualSigma::MedianMovingRange => median(&mut ranges.clone()) / MEDIAN_MOVING_RANGE_D2,
        IndividualSigma::MeanMovingRange => {
            let all = mean(ranges.iter().copied());
            let kept = if ground.screens() { screened_mean(&ranges, all) } else { Some(all) };
            let per_mean = ground.conventions.individuals_factor / 3.0;
            if !ground.is_sane() {
                return Individual {
                    sigma: kept.map(|mean| mean * per_mean),
                    degenerate: kept.is_none().then_some(Degenerate::TooFewPoints),
                };
            }
            let largest = ground.base.iter().map(|at| values[*at].abs()).fold(0.0, f64::max);
            let is_nothing = |mean: f64| mean.is_nan() || mean <= 1e-12 * largest;
            match kept {
                Some(mean) if !is_nothing(mean) => mean * per_mean,
                _ if !is_nothing(all) => {
                    return Individual { sigma: Some(all * per_mean), degenerate: Some(Degenerate::ScreeningRemovedAll) };
                }
                _ => 0.0,
            }
        }
    };
    if sigma > 0.0 || !ground.is_sane() {
        return Individual { sigma: Some(sigma), degenerate: None };
    }
    let resolution = ground.options.resolution.filter(|step| *step > 0.0 && step.is_finite()).unwrap_or_else(|| recording_step(centre));
    Individual {
        // Limits at three sigma are 1.5 steps away: one step may be rounding alone, two cannot.
        sigma: Some(resolution / 2.0),
        degenerate: Some(Degenerate::Constant { resolution }),
    }
}

/// The mean of the moving ranges under 3.267 times their mean (Nelson 1982); `None` when none is.
fn screened_mean(ranges: &[f64], all: f64) -> Option<f64> {
    let limit = MOVING_RANGE_D4 * all;
    let (mut count, mut sum) = (0_usize, 0.0);
    for range in ranges.iter().copied().filter(|range| *range < limit) {
        count += 1;
        sum += range;
    }
    if count == 0 {
        return None;
    }
    let first = sum / count as f64;
    let rest: f64 = ranges.iter().filter(|range| **range < limit).map(|range| range - first).sum();
    Some(first + rest / count as f64)
}

/// The step in which a value seems to be recorded: its last decimal. A value of exactly 1 is taken for a share of all
/// cases, recorded in per cent.
fn recording_step(value: f64) -> f64 {
    if value.abs() == 1.0 {
        return 0.01;
    }
    for decimals in 0..=9 {
        let scaled = value * 10_f64.powi(decimals);
        if (scaled - scaled.round()).abs() <= 1e-9 * scaled.abs().max(1.0) {
            return 10_f64.powi(-decimals);
        }
    }
    // No short decimal: a computed figure such as 1/3. A thousandth of it stands for the step.
    (value.abs() * 1e-3).max(1e-9)
}

/// I′ (Taylor 2018): sᵢ = √(π/2)·|Δyᵢ|/√(1/nᵢ₋₁ + 1/nᵢ) estimates sigma of a value of size 1.
fn fit_weighted(ground: &Ground) -> Fit {
    let (values, sizes) = (&ground.series.plotted, &ground.series.sizes);
    let weighted: f64 = ground.base.iter().map(|at| values[*at] * sizes[*at]).sum();
    let total: f64 = ground.base.iter().map(|at| sizes[*at]).sum();
    let centre = weighted / total;
    // qicharts2 takes all points of the phase here, also later and excluded ones; that is followed on request only.
    let all: Vec<usize>;
    let points = if ground.is_sane() {
        ground.base
    } else {
        all = (ground.range.0..ground.range.1).filter(|at| !values[*at].is_nan()).collect();
        &all
    };
    let mut spreads = Vec::with_capacity(points.len());
    for pair in points.windows(2) {
        let (before, at) = (pair[0], pair[1]);
        let is_neighbour = at == before + 1
            || (ground.conventions.bridges_excluded
                && (before + 1..at).all(|between| ground.series.is_excluded[between] && !values[between].is_nan()));
        if is_neighbour {
            let scale = (1.0 / sizes[before] + 1.0 / sizes[at]).sqrt();
            spreads.push((std::f64::consts::FRAC_PI_2).sqrt() * (values[at] - values[before]).abs() / scale);
        }
    }
    if spreads.is_empty() {
        return Fit { degenerate: Some(Degenerate::TooFewPoints), ..Fit::of(centre, Spread::None) };
    }
    let all_mean = mean(spreads.iter().copied());
    let kept = if ground.screens() {
        // The unrounded D4 of 2, as the tool has it here.
        let limit = 3.2665 * all_mean;
        let kept: Vec<f64> = spreads.iter().copied().filter(|spread| *spread < limit).collect();
        (!kept.is_empty()).then(|| mean(kept.iter().copied()))
    } else {
        Some(all_mean)
    };
    match kept {
        Some(sigma) if sigma > 0.0 || !ground.is_sane() => Fit::of(centre, Spread::PerRootSize { sigma }),
        _ if all_mean > 0.0 && ground.is_sane() => {
            Fit { degenerate: Some(Degenerate::ScreeningRemovedAll), ..Fit::of(centre, Spread::PerRootSize { sigma: all_mean }) }
        }
        _ if ground.is_sane() => {
            let resolution = ground.options.resolution.unwrap_or_else(|| recording_step(centre));
            Fit { degenerate: Some(Degenerate::Constant { resolution }), ..Fit::of(centre, Spread::Constant { sigma: resolution / 2.0 }) }
        }
        _ => Fit::of(centre, Spread::None),
    }
}

fn fit_subgroups(kind: Kind, ground: &Ground) -> Fit {
    let series = ground.series;
    let base = ground.base;
    let estimator = ground.options.subgroup_sigma.unwrap_or(ground.conventions.subgroup_sigma);
    let spread_base: Vec<usize> = base.iter().copied().filter(|at| series.spreads[*at].is_finite() && series.sizes[*at] > 1.0).collect();
    let total: f64 = base.iter().map(|at| series.sizes[*at]).sum();
    let centre = match kind {
        Kind::Xbar => base.iter().map(|at| series.means[*at] * series.sizes[*at]).sum::<f64>() / total,
        Kind::R => mean(base.iter().map(|at| series.ranges[*at])),
        _ => mean_sd(series, &spread_base),
    };
    if spread_base.is_empty() {
        return Fit { degenerate: Some(Degenerate::TooFewPoints), ..Fit::of(centre, Spread::None) };
    }
    let spread = match (kind, estimator) {
        (Kind::Xbar, SubgroupSigma::MeanSd) => Spread::SubgroupMean { mean_sd: mean_sd(series, &spread_base) },
        (Kind::S, _) => Spread::SubgroupSd { mean_sd: centre },
        (Kind::R, _) => Spread::SubgroupRange {
            mean_range: centre,
            sigma: mean(spread_base.iter().map(|at| series.ranges[*at] / rounded_d2(series.sizes[*at]).unwrap_or(f64::NAN))),
        },
        (_, estimator) => Spread::PerRootSize { sigma: subgroup_sigma(estimator, series, &spread_base) },
    };
    let is_flat = match spread {
        Spread::SubgroupMean { mean_sd } | Spread::SubgroupSd { mean_sd } => mean_sd == 0.0,
        Spread::PerRootSize { sigma } | Spread::SubgroupRange { sigma, .. } => sigma == 0.0,
        _ => false,
    };
    if is_flat && ground.is_sane() && kind == Kind::Xbar {
        // Nothing varies inside subgroups: the step of recording, shared by the subgroup's size, is what is left.
        let resolution = ground.options.resolution.unwrap_or_else(|| recording_step(centre));
        return Fit {
            degenerate: Some(Degenerate::Constant { resolution }),
            ..Fit::of(centre, Spread::Constant { sigma: resolution / 2.0 })
        };
    }
    Fit::of(centre, spread)
}

/// Mean standard deviation, or the pooled one when sizes differ (Montgomery, *Introduction to Statistical Quality Control*).
fn mean_sd(series: &Series, base: &[usize]) -> f64 {
    if !series.has_equal_sizes {
        let degrees: f64 = base.iter().map(|at| series.sizes[*at] - 1.0).sum();
        let squares: f64 = base.iter().map(|at| (series.sizes[*at] - 1.0) * series.spreads[*at].powi(2)).sum();
        return (squares / degrees).sqrt();
    }
    mean(base.iter().map(|at| series.spreads[*at]))
}

/// d2 to three decimals, as every table and tool has it.
fn rounded_d2(size: f64) -> Option<f64> {
    constants::d2(size as usize).map(|d2| (d2 * 1000.0).round() / 1000.0)
}

fn subgroup_sigma(estimator: SubgroupSigma, series: &Series, base: &[usize]) -> f64 {
    let largest = base.iter().map(|at| series.sizes[*at]).fold(0.0, f64::max);
    let estimator = match estimator {
        SubgroupSigma::QccDefault if largest > 25.0 || series.ranges.is_empty() => SubgroupSigma::Rmsdf,
        SubgroupSigma::QccDefault => SubgroupSigma::UwaveR,
        // Ranges are unknown when subgroups came as sums.
        SubgroupSigma::UwaveR if series.ranges.is_empty() => SubgroupSigma::UwaveSd,
        SubgroupSigma::MvlueR if series.ranges.is_empty() => SubgroupSigma::MvlueSd,
        other => other,
    };
    let weighted = |value_and_weight: &dyn Fn(usize) -> Option<(f64, f64)>| {
        let (mut sum, mut total) = (0.0, 0.0);
        for (value, weight) in base.iter().filter_map(|at| value_and_weight(*at)) {
            sum += weight * value;
            total += weight;
        }
        sum / total
    };
    match estimator {
        SubgroupSigma::UwaveR => weighted(&|at| Some((series.ranges[at] / rounded_d2(series.sizes[at])?, 1.0))),
        SubgroupSigma::MvlueR => weighted(&|at| {
            let (d2, d3) = (rounded_d2(series.sizes[at])?, constants::d3(series.sizes[at] as usize)?);
            Some((series.ranges[at] / d2, (d2 / d3).powi(2)))
        }),
        SubgroupSigma::UwaveSd => weighted(&|at| Some((series.spreads[at] / constants::c4(series.sizes[at])?, 1.0))),
        SubgroupSigma::MvlueSd => weighted(&|at| {
            let c4 = constants::c4(series.sizes[at])?;
            Some((series.spreads[at] / c4, c4 * c4 / (1.0 - c4 * c4)))
        }),
        SubgroupSigma::Rmsdf | SubgroupSigma::MeanSd | SubgroupSigma::QccDefault => {
            let degrees: f64 = base.iter().map(|at| series.sizes[*at] - 1.0).sum();
            let squares: f64 = base.iter().map(|at| (series.sizes[*at] - 1.0) * series.spreads[*at].powi(2)).sum();
            (squares / degrees).sqrt() / constants::c4(degrees + 1.0).unwrap_or(1.0)
        }
    }
}

fn fit_proportion(kind: Kind, ground: &Ground) -> Fit {
    let series = ground.series;
    let events: f64 = ground.base.iter().map(|at| series.counts[*at]).sum();
    let total: f64 = ground.base.iter().map(|at| series.sizes[*at]).sum();
    let share = events / total;
    let as_count = kind == Kind::Np;
    let mut fit = Fit { is_centre_per_size: as_count, ..Fit::of(share, Spread::None) };
    let is_all_or_nothing = share <= 0.0 || share >= 1.0;
    if is_all_or_nothing && ground.is_sane() {
        fit.degenerate = Some(Degenerate::AllOrNothing);
        fit.spread = Spread::ExactBinomial {
            // Mean of the posterior with Jeffreys' prior Beta(½, ½).
            share: (events + 0.5) / (total + 1.0),
            coverage: THREE_SIGMA_COVERAGE,
            as_count,
        };
        return fit;
    }
    let coverage = match ground.options.count_limits {
        CountLimits::Exact { confidence } => Some(confidence),
        CountLimits::Auto if kind != Kind::Pp => {
            ground.base.iter().any(|at| series.sizes[*at] * share.min(1.0 - share) < EXPECTED_MIN).then_some(THREE_SIGMA_COVERAGE)
        }
        _ => None,
    };
    fit.spread = match (coverage, kind) {
        (Some(coverage), Kind::P | Kind::Np) => Spread::ExactBinomial { share, coverage, as_count },
        (_, Kind::Np) => Spread::BinomialCount { share },
        (_, Kind::Pp) => {
            let ratio = sigma_ratio(ground, share, share * (1.0 - share));
            fit.sigma_ratio = ratio;
            match ratio {
                Some(ratio) => Spread::Binomial { share, ratio },
                None => {
                    fit.degenerate = Some(Degenerate::TooFewPoints);
                    if ground.is_sane() { Spread::Binomial { share, ratio: 1.0 } } else { Spread::None }
                }
            }
        }
        _ => Spread::Binomial { share, ratio: 1.0 },
    };
    fit
}

/// Laney's ratio: spread of the standardised values, from their moving ranges, against the theoretical 1.
fn sigma_ratio(ground: &Ground, level: f64, unit_variance: f64) -> Option<f64> {
    let series = ground.series;
    let mut standardised = vec![f64::NAN; series.plotted.len()];
    for at in ground.base.iter().copied() {
        standardised[at] = (series.plotted[at] - level) / (unit_variance / series.sizes[at]).sqrt();
    }
    let mut ranges = Vec::with_capacity(ground.base.len());
    moving_ranges(ground, &standardised, &mut ranges);
    if ranges.is_empty() {
        return None;
    }
    let all = mean(ranges.iter().copied());
    let kept = if ground.screens() { screened_mean(&ranges, all) } else { Some(all) };
    let ratio = match kept {
        Some(kept) if kept > 0.0 || !ground.is_sane() => kept / MOVING_RANGE_D2,
        _ => all / MOVING_RANGE_D2,
    };
    if ground.is_sane() && (ratio.is_nan() || ratio <= 1e-9) {
        // All values equal: the theoretical spread is the least that can be claimed.
        return Some(1.0);
    }
    ratio.is_finite().then_some(ratio)
}

fn fit_rate(kind: Kind, ground: &Ground) -> Fit {
    let series = ground.series;
    let events: f64 = ground.base.iter().map(|at| series.counts[*at]).sum();
    let total: f64 = ground.base.iter().map(|at| series.sizes[*at]).sum();
    let rate = if kind == Kind::C { ground.mean_of(&series.counts) } else { events / total };
    let mut fit = Fit::of(rate, Spread::None);
    if rate <= 0.0 && ground.is_sane() {
        fit.degenerate = Some(Degenerate::AllOrNothing);
        fit.spread = Spread::ExactPoisson {
            // Mean of the posterior with Jeffreys' prior Gamma(½, 0).
            rate: (events + 0.5) / total,
            coverage: THREE_SIGMA_COVERAGE,
        };
        return fit;
    }
    let coverage = match ground.options.count_limits {
        CountLimits::Exact { confidence } => Some(confidence),
        CountLimits::Auto if kind != Kind::Up => {
            ground.base.iter().any(|at| series.sizes[*at] * rate < EXPECTED_MIN).then_some(THREE_SIGMA_COVERAGE)
        }
        _ => None,
    };
    fit.spread = match (coverage, kind) {
        (Some(coverage), Kind::C | Kind::U) => Spread::ExactPoisson { rate, coverage },
        (_, Kind::Up) => {
            let ratio = sigma_ratio(ground, rate, rate);
            fit.sigma_ratio = ratio;
            match ratio {
                Some(ratio) => Spread::Poisson { rate, ratio },
                None => {
                    fit.degenerate = Some(Degenerate::TooFewPoints);
                    if ground.is_sane() { Spread::Poisson { rate, ratio: 1.0 } } else { Spread::None }
                }
            }
        }
        _ => Spread::Poisson { rate, ratio: 1.0 },
    };
    fit
}

fn fit_geometric(ground: &Ground) -> Fit {
    let values = &ground.series.plotted;
    let mean = ground.mean_of(values);
    let centre = match ground.conventions.rare_event_centre {
        RareEventCentre::Mean => mean,
        RareEventCentre::Median => {
            let mut sorted: Vec<f64> = ground.base.iter().map(|at| values[*at]).collect();
            median(&mut sorted)
        }
    };
    let spread = match ground.options.count_limits {
        CountLimits::Exact { confidence } => Spread::ExactGeometric { mean, coverage: confidence },
        _ => Spread::Geometric { mean },
    };
    if mean <= 0.0 && ground.is_sane() {
        return Fit {
            degenerate: Some(Degenerate::AllOrNothing),
            // Half an event more than none, as Jeffreys' prior has it.
            ..Fit::of(centre, Spread::Geometric { mean: 0.5 / ground.base.len() as f64 })
        };
    }
    Fit::of(centre, spread)
}

fn fit_time(ground: &Ground) -> Fit {
    let powers: Vec<f64> = ground.series.plotted.iter().map(|value| value.powf(1.0 / TIME_POWER)).collect();
    let centre = mean(ground.base.iter().map(|at| powers[*at]));
    let individual = individual_sigma(ground, &powers, centre);
    let spread = match individual.sigma {
        Some(sigma) => Spread::Time {
            centre,
            // Three sigma are 3/1.128 mean moving ranges here whatever the dialect says about 2.66.
            sigma: match ground.options.individual_sigma {
                IndividualSigma::MeanMovingRange if !matches!(individual.degenerate, Some(Degenerate::Constant { .. })) => {
                    sigma / ground.conventions.individuals_factor * (3.0 / MOVING_RANGE_D2)
                }
                _ => sigma,
            },
        },
        None => Spread::None,
    };
    Fit { degenerate: individual.degenerate, ..Fit::of(centre.powf(TIME_POWER), spread) }
}

/// Mean in two passes: the second takes out what the first lost by rounding.
pub(crate) fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let (mut count, mut sum) = (0_usize, 0.0);
    for value in values.clone() {
        count += 1;
        sum += value;
    }
    let first = sum / count as f64;
    let rest: f64 = values.map(|value| value - first).sum();
    let second = first + rest / count as f64;
    if second.is_finite() { second } else { first }
}

/// Median; the slice is sorted. NaN of an empty one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[half],
        _ => values[half - 1] + (values[half] - values[half - 1]) / 2.0,
    }
}
