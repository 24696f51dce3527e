//! Importance and performance: which factors to see to first (Martilla & James 1977, *Journal of Marketing* 41:77).
//!
//! Factors are parted by their own mean importance and mean performance, as is usual where the scales have no natural middle. A factor is
//! put on a side only where its 95 % interval lies there as a whole: what is on the line is said to be on the line.

use luotsi_stats::intervals::Interval;

use super::Driver;

/// Where the factors of an explanation stand.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorityMap {
    /// Mean importance of the factors on the map, a share 0–1.
    pub importance: f64,
    /// Mean performance of the factors on the map, 0–100.
    pub performance: f64,
    /// Factors with an importance and a performance, the most important first: names (team, topic) have no performance.
    pub places: Vec<Place>,
}

/// One factor on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its number among the drivers.
    pub driver: usize,
    /// Its importance, a share 0–1.
    pub importance: Interval,
    /// Its performance, 0–100.
    pub performance: Interval,
    /// What follows; `None` when the factor is on one of the lines, so that its side cannot be told.
    pub priority: Option<Priority>,
}

/// What follows from a factor's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Important, and not good: see to it first.
    First,
    /// Important, and good: keep it up.
    KeepUp,
    /// Neither important nor good: no hurry.
    NoHurry,
    /// Good, and not important: perhaps more than is needed.
    Ample,
}

impl Priority {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::First, Self::KeepUp, Self::NoHurry, Self::Ample];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::KeepUp => "keep_up",
            Self::NoHurry => "no_hurry",
            Self::Ample => "ample",
        }
    }
}

/// The map of some drivers; `None` for fewer than two factors with a performance, of which none is before another.
pub fn priorities(drivers: &[Driver]) -> Option<PriorityMap> {
    let known: Vec<(usize, Interval, Interval)> =
        drivers.iter().enumerate().filter_map(|(number, driver)| Some((number, driver.importance, driver.performance?))).collect();
    if known.len() < 2 {
        return None;
    }
    let mean = |of: fn(&(usize, Interval, Interval)) -> f64| known.iter().map(of).sum::<f64>() / known.len() as f64;
    let (importance, performance) = (mean(|known| known.1.estimate), mean(|known| known.2.estimate));
    let places = known
        .into_iter()
        .map(|(driver, own_importance, own_performance)| {
            let priority = match (side(&own_importance, importance), side(&own_performance, performance)) {
                (Some(true), Some(false)) => Some(Priority::First),
                (Some(true), Some(true)) => Some(Priority::KeepUp),
                (Some(false), Some(false)) => Some(Priority::NoHurry),
                (Some(false), Some(true)) => Some(Priority::Ample),
                _ => None,
            };
            Place { driver, importance: own_importance, performance: own_performance, priority }
        })
        .collect();
    Some(PriorityMap { importance, performance, places })
}

/// Is an interval above a line? `None` when it holds the line.
fn side(interval: &Interval, line: f64) -> Option<bool> {
    if interval.low > line {
        Some(true)
    } else if interval.high < line {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn driver(importance: (f64, f64), performance: Option<(f64, f64)>) -> Driver {
        let none = Interval { estimate: 0.0, low: 0.0, high: 0.0 };
        Driver {
            factor: "wait_s".into(),
            importance: Interval::around(importance.0, importance.1),
            goes_with: none,
            mean: None,
            performance: performance.map(|(place, margin)| Interval::around(place, margin)),
            penalty: None,
            reward: None,
            role: None,
        }
    }

    #[test]
    fn what_matters_much_and_goes_badly_comes_first() {
        let drivers = [
            driver((0.30, 0.02), Some((20.0, 2.0))),
            driver((0.28, 0.02), Some((80.0, 2.0))),
            driver((0.25, 0.02), None),
            driver((0.02, 0.01), Some((30.0, 2.0))),
            driver((0.01, 0.01), Some((90.0, 2.0))),
        ];
        let map = priorities(&drivers).expect("four factors have a performance");
        assert!((map.importance - 0.1525).abs() < 1e-12 && (map.performance - 55.0).abs() < 1e-12);
        let told: Vec<(usize, Option<Priority>)> = map.places.iter().map(|place| (place.driver, place.priority)).collect();
        let expected = [(0, Priority::First), (1, Priority::KeepUp), (3, Priority::NoHurry), (4, Priority::Ample)];
        assert_eq!(told, expected.map(|(driver, priority)| (driver, Some(priority))));
    }

    #[test]
    fn what_lies_on_a_line_is_put_on_neither_side() {
        let wide = [driver((0.30, 0.02), Some((40.0, 30.0))), driver((0.05, 0.02), Some((60.0, 2.0)))];
        assert_eq!(priorities(&wide).expect("two factors").places[0].priority, None);
        assert_eq!(priorities(&wide[..1]), None, "of one factor nothing is before another");
        assert_eq!(priorities(&[]), None);
    }

    proptest! {
        #[test]
        fn no_more_than_the_factors_are_first_and_never_all_of_them(
            drivers in prop::collection::vec((0.0..0.5f64, 0.0..0.1f64, 0.0..100.0f64, 0.0..20.0f64), 2..12)
        ) {
            let drivers: Vec<Driver> = drivers.into_iter().map(|(share, one, place, other)| driver((share, one), Some((place, other)))).collect();
            let map = priorities(&drivers).unwrap();
            prop_assert_eq!(map.places.len(), drivers.len());
            prop_assert!(map.places.iter().filter(|place| place.priority == Some(Priority::First)).count() < drivers.len());
        }
    }
}
