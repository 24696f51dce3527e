//! A weighed series since its latest change of level, with level and season taken out: what is asked about single periods and
//! about how much a series varies. Only signals ask; charts and pages do not pay for it.

use super::detect::{Observation, Regression, Stretch};
use super::verdict::{Weighed, observations, season};
use super::{Request, Verdict};

/// Points that a level needs before anything is said of single periods on it, or of how much it varies.
const LEAST_POINTS: usize = 20;

/// A series on its present level.
pub(crate) struct Settled {
    /// Index of each observation among the points asked about.
    pub indices: Vec<usize>,
    /// The judged points of the level.
    pub observations: Vec<Observation>,
    /// Level and season.
    pub(super) fit: Regression,
    /// What is left of each point, its autocorrelation taken out too: independent, with one standard deviation for all.
    pub rest: Vec<f64>,
}

/// Takes level and season out of what a series has been since its latest change. `None` when that is too short.
pub(crate) fn settled(request: &Request<'_>, weighed: &Weighed) -> Option<Settled> {
    if matches!(weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. }) {
        return None;
    }
    let begin = weighed.found.steps.last().map_or(0, |stood| stood.dated.until.unwrap_or(stood.dated.start));
    let indices = weighed.judged[begin..].to_vec();
    if indices.len() < LEAST_POINTS {
        return None;
    }
    let observations = observations(request, &indices);
    let (_, cycles) = season(request, weighed.judged.len());
    let stretch = Stretch::new(&observations, &cycles, weighed.autocorrelation);
    let fit = Regression::new(&stretch);
    let rest = fit.residuals();
    Some(Settled { indices, observations, fit, rest })
}
