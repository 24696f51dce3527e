//! Which counts of the past are compared with, and in which step of the season they lie.

use super::{Method, Settings};
use crate::Error;

/// A count of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its 0-based position.
    pub(super) at: usize,
    /// The step of the season: 0 for the same time of the year, 1, 2, … from there on.
    pub(super) step: usize,
}

/// The counts to compare with, ascending.
///
/// Original: the windows around the same week of earlier years. Flexible: these, and the time between them in steps of equal
/// length (longer ones first), without the most recent counts (Noufaily et al. 2013).
pub(super) fn reference(at: usize, settings: Settings) -> Result<Vec<Place>, Error> {
    let Settings { period, years, half_window: w, .. } = settings;
    let mut places = Vec::new();
    let between = period - 2 * w - 1;
    let steps = match settings.method {
        Method::Original => 0,
        Method::Flexible => settings.season_steps.saturating_sub(1),
    };
    if steps > between {
        return Err(Error::OutOfRange {
            what: "steps of the season",
            value: settings.season_steps as f64,
            expected: "at most the counts between two windows",
        });
    }
    let newest = match settings.method {
        Method::Original => at,
        Method::Flexible => at.saturating_sub(settings.recent_excluded),
    };
    for year in (1..=years).rev() {
        let centre = at - year * period;
        places.extend((centre - w..=centre + w).map(|at| Place { at, step: 0 }));
        let mut start = centre + w + 1;
        for step in 1..=steps {
            let length = between / steps + usize::from(step <= between % steps);
            places.extend((start..start + length).map(|at| Place { at, step }));
            start += length;
        }
    }
    if steps > 0 {
        places.extend((at - w..at).map(|at| Place { at, step: 0 }));
    }
    places.retain(|place| place.at < newest);
    Ok(places)
}
