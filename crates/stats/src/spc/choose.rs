#![doc = include_str!("../../docs/spc-choose.md")]

use serde::{Deserialize, Serialize};

use super::overdispersion::{Overdispersion, Theory, overdispersion};
use super::request::Kind;

/// What a metric's value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Cases with a property out of all cases.
    Proportion,
    /// Events over an exposure that differs from period to period (contacts, hours, customers).
    CountPerExposure,
    /// Events over an exposure that is the same in every period.
    Count,
    /// A mean over cases whose number and standard deviation are known.
    Mean,
    /// A mean or score over cases whose number is known, but not their spread.
    WeightedValue,
    /// A quantile or median of cases.
    Quantile,
    /// One figure a period.
    Single,
    /// Time between events.
    TimeBetween,
    /// Number of cases between events.
    CasesBetween,
}

/// The data of the metric: one entry a period, gaps left out.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What the value is made of.
    pub statistic: Statistic,
    /// Counts, or values where there are no counts.
    pub values: &'a [f64],
    /// Denominators, exposures or numbers of cases; empty when there are none.
    pub sizes: &'a [f64],
}

/// Why a chart was chosen, with the figures that decided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// Proportions spread as chance has it.
    Binomial {
        /// Fewest events or non-events expected in a period.
        expected_min: f64,
    },
    /// So few events are expected that limits are exact quantiles.
    SmallCounts {
        /// Fewest events or non-events expected in a period.
        expected_min: f64,
    },
    /// More spread than chance explains, so that plain limits would be too narrow.
    Overdispersed {
        /// Observed over theoretical variance.
        ratio: f64,
        /// Chance of as much without overdispersion.
        p_value: f64,
    },
    /// Counts over unequal exposure.
    UnequalExposure {
        /// Largest over smallest exposure.
        ratio: f64,
    },
    /// Counts over equal exposure.
    EqualExposure,
    /// Events so rare that most periods have none: the distance between them tells more.
    RareEvents {
        /// Mean number of events in a period.
        events_mean: f64,
    },
    /// Means of cases, with the spread inside each period.
    MeanOfCases {
        /// Fewest cases in a period.
        cases_min: f64,
    },
    /// Figures whose weights differ.
    UnequalWeights {
        /// Largest over smallest weight.
        ratio: f64,
    },
    /// One figure a period.
    SingleValues,
    /// Times or numbers of cases between events, which are skewed.
    BetweenEvents,
    /// Too few periods for limits.
    FewPeriods {
        /// Periods with a value.
        periods: usize,
    },
    /// The figures that a better chart needs are missing or unusable.
    NoSizes,
}

/// A chart and why it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// The chart to draw.
    pub kind: Kind,
    /// Why.
    pub reason: Reason,
    /// A chart on other data that would tell more, when there is one (time or cases between rare events).
    pub better_with: Option<Kind>,
}

/// Periods under which a chart has no limits worth drawing.
const PERIODS_MIN: usize = 4;

/// Expected events under which the normal approximation is left (Montgomery; `CountLimits::Auto` uses the same).
const EXPECTED_MIN: f64 = 5.0;

/// Mean events a period under which counts are charted better as distances (Provost and Murray 2011: most are zero).
const RARE_EVENTS_MEAN: f64 = 0.7;

/// Level of the overdispersion test. Strict, as hundreds of charts are chosen at a time.
const DISPERSION_LEVEL: f64 = 0.001;

/// Observed over theoretical variance under which overdispersion does not matter, however significant.
const DISPERSION_RATIO_MIN: f64 = 1.5;

/// Largest over smallest weight from which weights matter (Benneyan: ±25 % of the mean are ignored by habit).
const WEIGHT_RATIO_MIN: f64 = 1.5;

/// Periods from which the overdispersion test is trusted.
const DISPERSION_PERIODS_MIN: usize = 8;

/// Picks the chart.
pub fn choose(facts: Facts) -> Choice {
    let because = |kind: Kind, reason: Reason| Choice { kind, reason, better_with: None };
    let periods = facts.values.len();
    if periods < PERIODS_MIN {
        return because(Kind::Run, Reason::FewPeriods { periods });
    }
    let has_sizes = facts.sizes.len() == periods && facts.sizes.iter().all(|size| *size > 0.0 && size.is_finite());
    let ratio = if has_sizes {
        let (least, most) = facts.sizes.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), size| (least.min(*size), most.max(*size)));
        most / least
    } else {
        1.0
    };
    match facts.statistic {
        Statistic::TimeBetween => {
            if facts.values.iter().all(|value| *value > 0.0) {
                because(Kind::T, Reason::BetweenEvents)
            } else {
                // Two events at once: no power of zero time is normal. A run chart stays right.
                because(Kind::Run, Reason::BetweenEvents)
            }
        }
        Statistic::CasesBetween => because(Kind::G, Reason::BetweenEvents),
        Statistic::Single | Statistic::Quantile => because(Kind::Xmr, Reason::SingleValues),
        Statistic::Mean if has_sizes && facts.sizes.iter().all(|size| *size >= 2.0) => {
            because(Kind::Xbar, Reason::MeanOfCases { cases_min: facts.sizes.iter().copied().fold(f64::INFINITY, f64::min) })
        }
        Statistic::Mean | Statistic::WeightedValue => {
            if ratio >= WEIGHT_RATIO_MIN {
                because(Kind::Ip, Reason::UnequalWeights { ratio })
            } else {
                because(Kind::Xmr, Reason::SingleValues)
            }
        }
        Statistic::Proportion | Statistic::CountPerExposure if !has_sizes => because(Kind::Xmr, Reason::NoSizes),
        Statistic::Proportion => of_counts(facts, Theory::Binomial, ratio),
        Statistic::CountPerExposure => of_counts(facts, Theory::Poisson, ratio),
        Statistic::Count => {
            let ones = vec![1.0; periods];
            of_counts(Facts { sizes: &ones, ..facts }, Theory::Poisson, 1.0)
        }
    }
}

fn of_counts(facts: Facts, theory: Theory, size_ratio: f64) -> Choice {
    let periods = facts.values.len();
    let events: f64 = facts.values.iter().sum();
    let total: f64 = facts.sizes.iter().sum();
    let share = events / total;
    let smallest = facts.sizes.iter().copied().fold(f64::INFINITY, f64::min);
    let rarer = match theory {
        Theory::Binomial => share.min(1.0 - share).max(0.0),
        Theory::Poisson => share,
    };
    let expected_min = smallest * rarer;
    let events_mean = rarer * total / periods as f64;
    let (plain, widened) = match (theory, facts.statistic) {
        (Theory::Binomial, _) => (Kind::P, Kind::Pp),
        (Theory::Poisson, Statistic::Count) => (Kind::C, Kind::Xmr),
        (Theory::Poisson, _) => (Kind::U, Kind::Up),
    };
    let better_with = (events_mean < RARE_EVENTS_MEAN).then_some(match theory {
        Theory::Binomial => Kind::G,
        Theory::Poisson => Kind::T,
    });
    let because = |kind: Kind, reason: Reason| Choice { kind, reason, better_with };
    if better_with.is_some() {
        return because(plain, Reason::RareEvents { events_mean });
    }
    let cases = facts.values.iter().copied().zip(facts.sizes.iter().copied());
    if let Some(Overdispersion { ratio, p_value, .. }) = overdispersion(theory, cases)
        && periods >= DISPERSION_PERIODS_MIN
        && p_value < DISPERSION_LEVEL
        && ratio >= DISPERSION_RATIO_MIN
        && expected_min >= 1.0
    {
        return because(widened, Reason::Overdispersed { ratio, p_value });
    }
    if expected_min < EXPECTED_MIN {
        return because(plain, Reason::SmallCounts { expected_min });
    }
    match (theory, facts.statistic) {
        (Theory::Binomial, _) => because(plain, Reason::Binomial { expected_min }),
        (Theory::Poisson, Statistic::Count) => because(plain, Reason::EqualExposure),
        (Theory::Poisson, _) => because(plain, Reason::UnequalExposure { ratio: size_ratio }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statistic: Statistic, values: &[f64], sizes: &[f64], expected: Kind) {
        let choice = choose(Facts { statistic, values, sizes });
        assert_eq!(choice.kind, expected, "{choice:?}");
    }

    #[test]
    fn the_chart_follows_from_what_the_value_is_made_of() {
        let hundreds = [100.0; 12];
        let stable = [80.0, 82.0, 79.0, 83.0, 78.0, 81.0, 80.0, 84.0, 77.0, 80.0, 82.0, 79.0];
        let wild = [80.0, 40.0, 90.0, 20.0, 70.0, 95.0, 10.0, 60.0, 85.0, 30.0, 75.0, 50.0];
        let few = [1.0, 2.0, 0.0, 3.0, 1.0, 1.0, 2.0, 0.0, 1.0, 2.0, 1.0, 0.0];
        let rare = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        check(Statistic::Proportion, &stable, &hundreds, Kind::P);
        check(Statistic::Proportion, &wild, &hundreds, Kind::Pp);
        check(Statistic::Proportion, &few, &hundreds, Kind::P);
        check(Statistic::Proportion, &stable, &[], Kind::Xmr);
        check(Statistic::CountPerExposure, &wild, &hundreds, Kind::Up);
        check(Statistic::Count, &few, &[], Kind::C);
        check(Statistic::Single, &stable, &[], Kind::Xmr);
        check(Statistic::Mean, &stable, &hundreds, Kind::Xbar);
        check(Statistic::TimeBetween, &few, &[], Kind::Run);
        check(Statistic::TimeBetween, &stable, &[], Kind::T);
        check(Statistic::CasesBetween, &few, &[], Kind::G);
        check(Statistic::Count, &stable[..3], &[], Kind::Run);
        let choice = choose(Facts { statistic: Statistic::Count, values: &rare, sizes: &[] });
        assert_eq!(choice.better_with, Some(Kind::T), "{choice:?}");
    }
}
