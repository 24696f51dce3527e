//! One tally → one value, with its n and a 95 % interval. Formulas and their sources stand at each branch.

use luotsi_stats::intervals::Interval;
use luotsi_stats::intervals::mean::Moments;
use luotsi_stats::intervals::nps::{Answers, SMALL_SAMPLE};
use luotsi_stats::intervals::proportion::{Count, wilson};
use luotsi_stats::intervals::rate::rate;
use luotsi_stats::intervals::ratio::ClusterSums;
use serde::{Deserialize, Serialize};

use super::CONFIDENCE;
use crate::ask::{Direct, Tally};
use crate::catalogue::{Metric, Statistic};

/// A figure as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Value {
    /// Records that it rests on.
    pub n: f64,
    /// The value in the metric's unit; `None` when there is none or it is hidden ([`Value::hidden`] says why).
    pub value: Option<f64>,
    /// Lower end of the 95 % interval; `None` when it cannot be told.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
    /// Standard error of the value from its own records, in the metric's unit; `None` when it cannot be told.
    pub standard_error: Option<f64>,
    /// Why there is no value.
    pub hidden: Option<Hidden>,
}

/// Why a value is not shown. It is never shown as 0 instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Hidden {
    /// There are no records.
    NoRecords,
    /// Records there are, but the denominator is zero: nothing to divide by.
    NothingToDivideBy,
    /// Fewer records than the metric's definition asks for.
    TooFew {
        /// How many it asks for.
        need: u32,
    },
    /// A group with fewer records than the workspace shows.
    SmallGroup {
        /// How many are needed.
        need: u32,
    },
    /// A figure about the staff from fewer people than the workspace shows.
    FewPeople {
        /// How many people are needed.
        need: u32,
    },
    /// Shown, it would let the one hidden group be worked out from the whole.
    Complementary,
    /// The statistic cannot be put together from parts (a median of medians is no median).
    NotFromParts,
}

/// How much more the records of one cluster resemble each other than chance: 1 = not at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DesignEffect {
    /// Variance with clusters ÷ variance as if records were independent; at least 1 (Kish 1965).
    pub factor: f64,
    /// Clusters.
    pub clusters: f64,
}

/// The value of a tally, without any protection of small groups ([`super::Protection::shown`] adds that).
///
/// | statistic | value | interval |
/// |---|---|---|
/// | share | Σhit/Σbase | Wilson; clusters divide n by Kish's design effect |
/// | net | 100·Σ(plus − minus)/Σbase | ±1.96·√(p + d − (p − d)²)/√n; adjusted Wald under 30 |
/// | mean | Σx/n | Student's t; cluster-robust where a cluster is named |
/// | ratio | scale·Σa/Σb | exact Poisson for events; cluster-robust (delta method) otherwise |
/// | total, stock | Σx | none: everything was counted |
/// | quantile, survival, agreement, turnover | from where the records are | from there |
pub fn value(metric: &Metric, tally: &Tally) -> Value {
    if let Some(direct) = tally.direct {
        return of_direct(tally.n, direct);
    }
    let figure = match &metric.measure.statistic {
        Statistic::Share { .. } => share(tally),
        Statistic::Net { .. } => net(tally),
        Statistic::Mean { .. } => mean(tally),
        Statistic::Ratio { scale, events, .. } => ratio(tally, *events).map(|figure| figure.scaled(*scale)),
        Statistic::Turnover { .. } => ratio(tally, true),
        Statistic::Total { .. } | Statistic::Stock { .. } => Some(Figure::bare(tally.numerator)),
        Statistic::Quantile { .. } | Statistic::Survival { .. } | Statistic::Agreement { .. } => None,
    };
    let sums = matches!(metric.measure.statistic, Statistic::Total { .. } | Statistic::Stock { .. });
    match figure {
        Some(figure) if figure.value.is_finite() && (sums || tally.denominator > 0.0) => Value {
            n: tally.n,
            value: Some(figure.value),
            low: figure.interval.map(|interval| interval.low),
            high: figure.interval.map(|interval| interval.high),
            standard_error: figure.standard_error,
            hidden: None,
        },
        _ => Value { n: tally.n, hidden: Some(why_nothing(metric, tally)), ..Value::default() },
    }
}

/// Kish's design effect of a tally, at least 1; `None` without clusters, with a single one, or where it means nothing.
pub fn design_effect(metric: &Metric, tally: &Tally) -> Option<DesignEffect> {
    let sums = cluster_sums(tally)?;
    let factor = match metric.measure.statistic {
        Statistic::Share { .. } => sums.design_effect(),
        Statistic::Mean { .. } | Statistic::Net { .. } => sums.design_effect_of_mean(tally.squares),
        _ => return None,
    };
    Some(DesignEffect { factor: factor.ok().flatten()?.max(1.0), clusters: sums.clusters as f64 })
}

struct Figure {
    value: f64,
    interval: Option<Interval>,
    standard_error: Option<f64>,
}

impl Figure {
    fn bare(value: f64) -> Self {
        Self { value, interval: None, standard_error: None }
    }

    fn scaled(self, scale: f64) -> Self {
        let interval = self.interval.map(|Interval { estimate, low, high }| Interval {
            estimate: estimate * scale,
            low: low * scale,
            high: high * scale,
        });
        Self { value: self.value * scale, interval, standard_error: self.standard_error.map(|error| error * scale) }
    }
}

fn whole(count: f64) -> u64 {
    // Sums of flags and counts: anything but a whole number is rounding.
    count.round().max(0.0) as u64
}

/// Sums over clusters, when there are at least two of them.
fn cluster_sums(tally: &Tally) -> Option<ClusterSums> {
    let clusters = tally.clusters.filter(|clusters| clusters.count >= 2.0)?;
    Some(ClusterSums {
        clusters: whole(clusters.count),
        numerator: tally.numerator,
        denominator: tally.denominator,
        numerator_squared: clusters.numerator_squares,
        denominator_squared: clusters.denominator_squares,
        product: clusters.products,
    })
}

fn share(tally: &Tally) -> Option<Figure> {
    let (hits, base) = (tally.numerator, tally.denominator);
    if base <= 0.0 {
        return None;
    }
    let value = hits / base;
    let clusters = cluster_sums(tally);
    let interval = match clusters {
        Some(sums) => sums.proportion(CONFIDENCE).ok(),
        None => wilson(Count { successes: whole(hits), trials: whole(base) }, CONFIDENCE).ok(),
    };
    let factor = clusters.and_then(|sums| sums.design_effect().ok().flatten()).unwrap_or(1.0).max(1.0);
    // Jeffreys' share keeps the error above zero where every record was a hit, or none.
    let likely = (hits + 0.5) / (base + 1.0);
    let standard_error = (likely * (1.0 - likely) / base * factor).sqrt();
    Some(Figure { value, interval, standard_error: Some(standard_error) })
}

fn net(tally: &Tally) -> Option<Figure> {
    if tally.denominator <= 0.0 {
        return None;
    }
    // One answer counts +1, 0 or −1, so its square counts plus and minus together.
    let (plus, minus) = ((tally.squares + tally.numerator) / 2.0, (tally.squares - tally.numerator) / 2.0);
    let answers = Answers { promoters: whole(plus), passives: whole(tally.denominator - plus - minus), detractors: whole(minus) };
    let score = answers.score().ok()?;
    let factor = cluster_sums(tally).and_then(|sums| sums.design_effect_of_mean(tally.squares).ok().flatten()).unwrap_or(1.0).max(1.0);
    let interval = answers.interval(CONFIDENCE).ok().map(|plain| {
        let middle = if answers.total() < SMALL_SAMPLE { plain.estimate } else { score.score };
        let widen = |end: f64| (middle + (end - middle) * factor.sqrt()).clamp(-100.0, 100.0);
        Interval { estimate: score.score, low: widen(plain.low), high: widen(plain.high) }
    });
    Some(Figure { value: score.score, interval, standard_error: Some(score.standard_error * factor.sqrt()) })
}

fn mean(tally: &Tally) -> Option<Figure> {
    if tally.denominator <= 0.0 {
        return None;
    }
    let value = tally.numerator / tally.denominator;
    let moments = Moments::from_sums(whole(tally.denominator), tally.numerator, tally.squares).ok()?;
    let plain_error = moments.variance().map(|variance| (variance / tally.denominator).sqrt());
    let plain = Figure { value, interval: moments.interval(CONFIDENCE).ok(), standard_error: plain_error };
    let robust = cluster_sums(tally).and_then(|sums| sums.estimate(CONFIDENCE).ok());
    match robust {
        // Luck with few clusters must not make the interval narrower than independent records would.
        Some(robust) if plain_error.is_none_or(|error| robust.standard_error > error) => {
            Some(Figure { value, interval: Some(robust.interval), standard_error: Some(robust.standard_error) })
        }
        _ => Some(plain),
    }
}

fn ratio(tally: &Tally, is_of_events: bool) -> Option<Figure> {
    if tally.denominator <= 0.0 {
        return None;
    }
    let value = tally.numerator / tally.denominator;
    let robust = cluster_sums(tally).and_then(|sums| sums.estimate(CONFIDENCE).ok());
    if is_of_events {
        let poisson_error = (tally.numerator + 0.5).sqrt() / tally.denominator;
        let inflation = robust.map_or(1.0, |robust| (robust.standard_error / poisson_error).powi(2)).max(1.0);
        // Clusters that resemble themselves leave fewer independent events over as much less exposure.
        let interval = rate(whole(tally.numerator / inflation), tally.denominator / inflation, CONFIDENCE).ok();
        let interval = interval.map(|interval| Interval { estimate: value, low: interval.low.min(value), high: interval.high.max(value) });
        return Some(Figure { value, interval, standard_error: Some(poisson_error * inflation.sqrt()) });
    }
    match robust {
        Some(robust) => Some(Figure { value, interval: Some(robust.interval), standard_error: Some(robust.standard_error) }),
        None => Some(Figure::bare(value)),
    }
}

fn of_direct(n: f64, direct: Direct) -> Value {
    let standard_error =
        direct.low.zip(direct.high).map(|(low, high)| (high - low).abs() / (2.0 * luotsi_stats::distribution::z_for(CONFIDENCE)));
    let value = direct.value.is_finite().then_some(direct.value);
    let hidden = value.is_none().then_some(if n > 0.0 { Hidden::NothingToDivideBy } else { Hidden::NoRecords });
    Value { n, value, low: direct.low, high: direct.high, standard_error, hidden }
}

fn why_nothing(metric: &Metric, tally: &Tally) -> Hidden {
    if tally.n <= 0.0 {
        return Hidden::NoRecords;
    }
    let is_sum = super::is_mergeable(&metric.measure.statistic);
    if is_sum || matches!(metric.measure.statistic, Statistic::Turnover { .. }) { Hidden::NothingToDivideBy } else { Hidden::NotFromParts }
}

#[cfg(test)]
mod sampled;
#[cfg(test)]
mod tests;
