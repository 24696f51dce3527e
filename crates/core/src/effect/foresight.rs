//! Before an action begins: how soon its effect will be told, and how large one has to be to be told at all.

use serde::{Deserialize, Serialize};

use super::estimate::{Method, estimate};
use super::outcome::Why;
use super::verdict::{LEAST_AFTER, SURE};
use super::{Depth, Known, horizon, leavers, smallest, with_judge, year_of};
use crate::actions::Action;
use crate::period::Granularity;
use crate::situation::{Error, World};

/// What can be known of an effect before there is one, from the metric's own series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Foresight {
    /// Id of the metric.
    pub metric: String,
    /// Granularity of the series.
    pub per: Granularity,
    /// The effect that is asked about, above 0, in the metric's unit: the expected one, or what an ordinary period moves by itself.
    pub smallest: f64,
    /// Was it expected by somebody?
    pub is_expected: bool,
    /// Periods from the start within which it shows with a chance of 80 %; `None`: not within two years.
    pub horizon: Option<usize>,
    /// Is that longer than a year, after which nobody waits any longer?
    pub is_never: bool,
    /// The smallest effect that so many periods show with a chance of 80 %, from a month or so to a year.
    pub shows: Vec<(usize, f64)>,
    /// Standard deviation of an ordinary period; `None` where leavers are counted.
    pub sigma: Option<f64>,
    /// Lag-one autocorrelation reckoned with; `None` where leavers are counted.
    pub autocorrelation: Option<f64>,
    /// Records in an ordinary period.
    pub records: f64,
    /// How it will be estimated, if nothing changes.
    pub method: Method,
    /// Untouched parts that it will be compared with.
    pub controls: usize,
}

/// Parts of a year after which the smallest effect that shows is told.
const PARTS: [f64; 4] = [1.0 / 12.0, 0.25, 0.5, 1.0];

/// Foresees an action that is only planned. What came after its start, if it lies in the past, does not count.
///
/// # Errors
/// As [`super::effect`].
pub fn foresee(world: World<'_>, known: Known<'_>, planned: &Action) -> Result<Result<Foresight, Why>, Error> {
    with_judge(world, &[planned], known, Depth::Verdict, |judge| {
        let (metric, gathered) = match judge.ready(planned)? {
            Ok(ready) => ready,
            Err(why) => return Ok(Err(why)),
        };
        if leavers::is_counted(metric, &gathered.treated) {
            return leavers::foresee(judge, planned, metric);
        }
        let known = || gathered.treated.iter().filter(|point| point.value.value.is_some());
        if known().next().is_none() {
            return Ok(Err(Why::NoRecords { missing: gathered.missing }));
        }
        let Some(series) = judge.series(&gathered, planned) else { return Ok(Err(Why::NoStart)) };
        let series = series.planned();
        let estimate = match estimate(series.case(metric)) {
            Ok(estimate) => estimate,
            Err(short) => return Ok(Err(short.into())),
        };
        let smallest = smallest(planned, &estimate);
        let horizon = horizon(&estimate, smallest);
        let year = year_of(series.per);
        let mut sizes: Vec<f64> = known().map(|point| point.value.n).collect();
        sizes.sort_by(f64::total_cmp);
        Ok(Ok(Foresight {
            metric: metric.id.clone(),
            per: series.per,
            smallest,
            is_expected: planned.expected.is_some(),
            horizon,
            is_never: horizon.is_none_or(|horizon| horizon > year),
            shows: periods(year).filter_map(|after| Some((after, estimate.smallest_seen(after, SURE)?))).collect(),
            sigma: Some(estimate.sigma),
            autocorrelation: Some(estimate.autocorrelation()),
            records: sizes[sizes.len() / 2],
            method: estimate.method,
            controls: estimate.weights.iter().filter(|weight| **weight > 0.0).count(),
        }))
    })
}

/// Numbers of periods that are told of: a month or so, a quarter, half a year, a year; none below those that a verdict needs.
pub(super) fn periods(year: usize) -> impl Iterator<Item = usize> {
    let mut told: Vec<usize> = PARTS.iter().map(|part| ((part * year as f64).round() as usize).max(LEAST_AFTER)).collect();
    told.dedup();
    told.into_iter()
}
