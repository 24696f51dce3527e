//! What a judged series can do now.

use luotsi_stats::distribution::StudentT;

use crate::catalogue::{Better, Metric};
use crate::judge::{Judgement, Season, Weighed, level_of};
use crate::measure::{CONFIDENCE, Point};
use crate::period::{Granularity, Period};

/// Parameters behind the spread of a point: a level, and the autocorrelation.
const PARAMETERS: f64 = 2.0;

/// A judged series with what its judgement knows of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process<'p> {
    /// The metric.
    pub metric: &'p Metric,
    /// All points, also those that a page does not show.
    pub points: &'p [Point],
    /// Standard deviation of an ordinary point.
    pub sigma: f64,
    /// Lag-one autocorrelation that was allowed for.
    pub autocorrelation: f64,
    /// Points that the judgement rests on.
    pub judged: usize,
    /// First period of the present level; `None` when it has held as long as was looked.
    pub since: Option<Period>,
    /// What is known of the season.
    pub season: Season,
}

/// The level of some points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    /// First period of it.
    pub since: Period,
    /// Points that it rests on.
    pub points: usize,
    /// The level, pooled over records where the statistic allows it.
    pub value: f64,
    /// Its standard error, the autocorrelation of points allowed for.
    pub error: f64,
}

impl<'p> Process<'p> {
    /// A series that was weighed; `None` when nothing can be told of how it varies.
    pub(crate) fn of_weighed(metric: &'p Metric, points: &'p [Point], weighed: &Weighed) -> Option<Self> {
        Some(Self {
            metric,
            points,
            sigma: weighed.sigma?,
            autocorrelation: weighed.autocorrelation,
            judged: weighed.judged.len(),
            since: weighed.change.map(|change| change.since),
            season: weighed.season,
        })
    }

    /// A series that was judged for a page.
    pub(crate) fn of_judgement(metric: &'p Metric, points: &'p [Point], judgement: &Judgement) -> Option<Self> {
        Some(Self {
            metric,
            points,
            sigma: judgement.sigma?,
            autocorrelation: judgement.autocorrelation,
            judged: judgement.judged_points,
            since: judgement.change.map(|change| change.since),
            season: judgement.season,
        })
    }

    /// 1 where higher is better, −1 where lower is; `None` where neither way is good by itself.
    pub(crate) fn sign(&self) -> Option<f64> {
        match self.metric.better {
            Better::Up => Some(1.0),
            Better::Down => Some(-1.0),
            Better::Band => None,
        }
    }

    /// The spread of a mean of points, as Student's t.
    pub(crate) fn spread(&self) -> Option<StudentT> {
        StudentT::new((self.judged as f64 - PARAMETERS).max(1.0))
    }

    /// Half of a 95 % interval, in standard errors.
    pub(crate) fn t(&self) -> f64 {
        self.spread().map_or(2.0, |spread| spread.t_for(CONFIDENCE))
    }

    /// Variance of the mean of so many points (that of AR(1) noise).
    pub(crate) fn variance_of_mean(&self, points: usize) -> f64 {
        let kept = self.autocorrelation;
        self.sigma * self.sigma * (1.0 + kept) / (1.0 - kept) / points.max(1) as f64
    }

    /// Complete points with a value, in the order of time.
    pub(crate) fn complete(&self) -> impl DoubleEndedIterator<Item = &'p Point> + Clone {
        self.points.iter().filter(|point| point.is_complete() && point.value.value.is_some())
    }

    /// The level since the last change of it, of at most so many latest points; `None` without any.
    pub(crate) fn level(&self, most: usize) -> Option<Level> {
        let mut latest: Vec<&Point> =
            self.complete().rev().take(most).take_while(|point| self.since.is_none_or(|since| point.period.start >= since.start)).collect();
        latest.reverse();
        let value = level_of(self.metric, latest.iter().copied());
        let first = latest.first().filter(|_| value.is_finite())?;
        Some(Level { since: first.period, points: latest.len(), value, error: self.variance_of_mean(latest.len()).sqrt() })
    }

    /// The level of the last year at most.
    pub(crate) fn present(&self) -> Option<Level> {
        let per = self.points.first()?.period.granularity;
        self.level(per.per_year() as usize)
    }

    /// Points that make a quarter; `None` where periods are longer than one.
    pub(crate) fn points_of_quarter(&self) -> Option<usize> {
        Some(match self.points.first()?.period.granularity {
            Granularity::Day => 91,
            Granularity::Week => 13,
            Granularity::Month => 3,
            Granularity::Quarter => 1,
            Granularity::Year | Granularity::All => return None,
        })
    }
}
