//! From values to the picture's coordinates, and round numbers for an axis.

use luotsi_core::catalogue::Unit;

/// A stretch of values, never empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Domain {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Domain {
    /// The stretch that holds all the numbers with a little air; around 0…1 when there are none.
    pub(super) fn around(numbers: impl Iterator<Item = f64>) -> Self {
        let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
        if low > high {
            return Self { low: 0.0, high: 1.0 };
        }
        let spread = high - low;
        // A flat series stands in the middle of its chart; the tenth of its own size keeps the axis readable.
        let air = if spread > low.abs().max(high.abs()) * 1e-9 { spread * 0.06 } else { (low.abs() * 0.1).max(1e-6) };
        Self { low: low - air, high: high + air }
    }

    /// The stretch cut to what is possible in the unit, where the values do not break that themselves.
    pub(super) fn within_unit(self, unit: Unit) -> Self {
        let (least, most) = match unit {
            Unit::Percent => (0.0, 1.0),
            Unit::Points => (-100.0, 100.0),
            Unit::Coefficient => (-1.0, 1.0),
            Unit::Euros => return self,
            _ => (0.0, f64::INFINITY),
        };
        let air = (self.high - self.low) * 0.07;
        let low = if self.low < least && self.low > least - air { least } else { self.low };
        let high = if self.high > most && self.high < most + air { most } else { self.high };
        // The points at the very edge keep room for their shapes.
        let room = (self.high - self.low) * 0.03;
        Self { low: if low == least { low - room } else { low }, high: if high == most { high + room } else { high } }
    }
}

/// Values of a domain onto a stretch of the vertical axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertical {
    pub(super) domain: Domain,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Vertical {
    pub(super) fn y(&self, value: f64) -> f64 {
        let span = self.domain.high - self.domain.low;
        if span <= 0.0 || !span.is_finite() {
            return (self.top + self.bottom) / 2.0;
        }
        let share = ((value - self.domain.low) / span).clamp(-0.2, 1.2);
        self.bottom - share * (self.bottom - self.top)
    }
}

/// Round values inside the domain, about `wanted` of them, and the step between them.
pub(super) fn ticks(unit: Unit, domain: Domain, wanted: usize) -> (Vec<f64>, f64) {
    let span = domain.high - domain.low;
    if span <= 0.0 || !span.is_finite() || wanted == 0 {
        return (Vec::new(), 1.0);
    }
    let rough = span / wanted as f64;
    let step = match unit {
        // Clocks do not count in tens.
        Unit::Seconds if rough >= 1.0 => [
            1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 43_200.0,
            86_400.0,
        ]
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or_else(|| 86_400.0 * round_step(rough / 86_400.0)),
        Unit::Count => round_step(rough).max(1.0),
        _ => round_step(rough),
    };
    if step <= 0.0 || !step.is_finite() || span / step > 100.0 {
        return (Vec::new(), 1.0);
    }
    let first = (domain.low / step).ceil();
    let values: Vec<f64> = (0..=100).map(|index| (first + f64::from(index)) * step).take_while(|value| *value <= domain.high).collect();
    // A domain far from zero relative to its width cannot be told apart in floating point.
    if values.windows(2).any(|pair| pair[0] >= pair[1]) {
        return (Vec::new(), 1.0);
    }
    (values, step)
}

/// The next of 1, 2, 5 × a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let (values, step) = ticks(Unit::Percent, Domain { low: 0.612, high: 0.774 }, 4);
        assert_eq!(values.iter().map(|value| (value * 100.0).round()).collect::<Vec<_>>(), [65.0, 70.0, 75.0]);
        assert!((step - 0.05).abs() < 1e-12);
        let (values, _) = ticks(Unit::Seconds, Domain { low: 70.0, high: 290.0 }, 4);
        assert_eq!(values, [120.0, 180.0, 240.0]);
    }

    #[test]
    fn a_share_near_all_does_not_get_an_axis_above_all() {
        let domain = Domain::around([0.93, 1.0].into_iter()).within_unit(Unit::Percent);
        assert!(domain.high < 1.01, "{domain:?}");
    }
}
