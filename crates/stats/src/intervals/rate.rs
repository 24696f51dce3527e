//! Events per exposure.

use super::Interval;
use crate::Error;
use crate::distribution::Gamma;
use crate::error::check_share;

/// Events per unit of exposure (complaints per 1,000 contacts, calls per hour), with the exact Poisson interval.
///
/// The ends are χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2 divided by the exposure. Source: Garwood (1936), Biometrika 28:437.
///
/// # Errors
/// An exposure that is not a finite number above 0, or a confidence outside 0..1.
pub fn rate(events: u64, exposure: f64, confidence: f64) -> Result<Interval, Error> {
    let tail = 0.5 * (1.0 - check_share("confidence", confidence)?);
    if !(exposure.is_finite() && exposure > 0.0) {
        return Err(Error::OutOfRange { what: "exposure", value: exposure, expected: "a finite number above 0" });
    }
    let low = Gamma::new(events as f64, 1.0).map_or(0.0, |gamma| gamma.quantile(tail));
    let high = Gamma::new(events as f64 + 1.0, 1.0).map_or(f64::INFINITY, |gamma| gamma.upper_quantile(tail));
    Ok(Interval { estimate: events as f64 / exposure, low: low / exposure, high: high / exposure })
}
