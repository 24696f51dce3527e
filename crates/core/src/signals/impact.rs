//! How large a signal is in what people count: contacts, answers, hours of work or waiting, and euros a week.
//!
//! A change of three percentage points says little; "forty contacts a week go worse than before" is something that a team can
//! weigh against its other work. All of it is the change times the records of the part, with the ends of the change's interval.
//! Euros come only from the workspace's own costs ([`Price`]); without them none are given, because an invented figure is worse
//! than none. They are full costs: what one contact less would save at once is less.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Burden, Metric, Statistic, Unit};
use crate::judge::Change;
use crate::period::Granularity;
use crate::records::Kind;

/// How large a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// What is counted in the part.
    pub records: Kind,
    /// Records of the part a week; `None` where they do not come by the week (a stock, a year's turnover).
    pub records_per_week: Option<f64>,
    /// What the change comes to; `None` where the metric's unit says nothing of amounts.
    pub moved: Option<Moved>,
    /// The same in euros; `None` where costs are not known or do not follow.
    pub euros: Option<Amount>,
    /// What the euros were worked out with.
    pub price: Option<Price>,
}

/// What a change comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Of what.
    pub of: What,
    /// How much a week.
    pub amount: Amount,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Records of [`Impact::records`] that count otherwise than before.
    Records,
    /// Further contacts.
    Contacts,
    /// Hours of the staff's work.
    WorkHours,
    /// Hours that customers wait.
    WaitingHours,
    /// Euros.
    Euros,
}

/// An amount a week, above zero when it is more than before, with the ends of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// A week.
    pub per_week: f64,
    /// Lower end; `None` when it cannot be told.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The workspace's own costs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Price {
    /// Full cost of one handled contact, in euros.
    pub contact_eur: f64,
    /// Full cost of one hour of handling, in euros; `None` when handling times are not known.
    pub hour_eur: Option<f64>,
}

/// Records of a part in one period: what a rate is a rate of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// The length of the period.
    pub per: Granularity,
    /// Records in the base.
    pub n: f64,
    /// Sum below the line of a ratio, when it is one.
    pub denominator: Option<f64>,
}

/// Weeks in a period, on average; `None` for all of time.
fn weeks(per: Granularity) -> Option<f64> {
    /// Weeks of a year of 365.25 days.
    const YEAR: f64 = 365.25 / 7.0;
    match per {
        Granularity::Day => Some(1.0 / 7.0),
        Granularity::Week => Some(1.0),
        Granularity::Month => Some(YEAR / 12.0),
        Granularity::Quarter => Some(YEAR / 4.0),
        Granularity::Year => Some(YEAR),
        Granularity::All => None,
    }
}

/// What a change comes to a week.
pub fn impact(metric: &Metric, change: &Change, size: Size, price: Option<Price>) -> Impact {
    let records = metric.measure.table;
    let weeks = weeks(size.per);
    let comes_by_the_week =
        !matches!(metric.measure.statistic, Statistic::Stock { .. } | Statistic::Turnover { .. } | Statistic::Agreement { .. });
    let records_per_week = weeks.filter(|_| comes_by_the_week).map(|weeks| size.n / weeks).filter(|n| n.is_finite() && *n > 0.0);
    let moved = weeks.and_then(|weeks| {
        let (of, factor) = factor(metric, size)?;
        let amount = times(change, factor / weeks)?;
        Some(Moved { of, amount })
    });
    let euros = moved.and_then(|moved| {
        let each = match (moved.of, metric.burden) {
            (What::Euros, _) => 1.0,
            (What::WorkHours, _) => price?.hour_eur?,
            // A contact that was not enough is followed by another: more hits of a good share are fewer contacts.
            (What::Records, Some(Burden::Contact)) if metric.better == crate::catalogue::Better::Up => -price?.contact_eur,
            (What::Records | What::Contacts, Some(Burden::Contact)) => price?.contact_eur,
            _ => return None,
        };
        Some(scaled(moved.amount, each))
    });
    let needs_price = euros.is_some() && moved.is_some_and(|moved| moved.of != What::Euros);
    Impact { records, records_per_week, moved, euros, price: price.filter(|_| needs_price) }
}

/// What one unit of the metric comes to in a period, and of what.
fn factor(metric: &Metric, size: Size) -> Option<(What, f64)> {
    /// Seconds of an hour.
    const HOUR_S: f64 = 3_600.0;
    let n = size.n;
    Some(match (&metric.measure.statistic, metric.unit, metric.burden) {
        (Statistic::Share { .. }, ..) => (What::Records, n),
        (Statistic::Net { .. }, ..) => (What::Records, n / 100.0),
        (Statistic::Mean { .. } | Statistic::Quantile { .. }, Unit::Seconds, Some(Burden::Work)) => (What::WorkHours, n / HOUR_S),
        (Statistic::Mean { .. } | Statistic::Quantile { .. }, Unit::Seconds, Some(Burden::Waiting)) => (What::WaitingHours, n / HOUR_S),
        (Statistic::Mean { .. }, Unit::Count, Some(Burden::Contact)) => (What::Contacts, n),
        (Statistic::Ratio { .. }, Unit::Euros, _) => (What::Euros, size.denominator?),
        (Statistic::Ratio { scale, events: true, .. }, ..) => (What::Records, size.denominator? / scale),
        (Statistic::Total { .. }, Unit::Euros, _) => (What::Euros, 1.0),
        (Statistic::Total { .. }, _, Some(Burden::Contact)) => (What::Contacts, 1.0),
        (Statistic::Total { .. }, Unit::Count, _) => (What::Records, 1.0),
        _ => return None,
    })
}

fn times(change: &Change, factor: f64) -> Option<Amount> {
    let known = |number: f64| (number * factor).is_finite().then_some(number * factor);
    let per_week = known(change.effect)?;
    Some(Amount { per_week, low: known(change.low), high: known(change.high) })
}

fn scaled(amount: Amount, each: f64) -> Amount {
    let (low, high) = (amount.low.map(|low| low * each), amount.high.map(|high| high * each));
    let (low, high) = if each < 0.0 { (high, low) } else { (low, high) };
    Amount { per_week: amount.per_week * each, low, high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Better;
    use crate::judge::Course;
    use crate::period::Period;
    use crate::sample;

    fn change(effect: f64, low: f64, high: f64) -> Change {
        let since = Period::parse("2026-W18").unwrap();
        Change {
            since,
            within: None,
            course: Course::Step,
            points: 6,
            before: 0.0,
            after: effect,
            effect,
            low,
            high,
            effect_sigmas: 3.0,
            surprise: 9.0,
        }
    }

    fn week(n: f64) -> Size {
        Size { per: Granularity::Week, n, denominator: None }
    }

    const PRICE: Price = Price { contact_eur: 6.5, hour_eur: Some(60.0) };

    #[test]
    fn a_share_that_fell_comes_to_records_and_to_further_contacts_in_euros() {
        let metric = Metric { burden: Some(Burden::Contact), ..sample::metric(sample::SHARE) };
        let found = impact(&metric, &change(-0.1, -0.12, -0.08), week(400.0), Some(PRICE));
        assert_eq!(found.records_per_week.map(f64::round), Some(400.0));
        let moved = found.moved.unwrap();
        assert_eq!((moved.of, moved.amount.per_week.round()), (What::Records, -40.0));
        let euros = found.euros.unwrap();
        assert_eq!((euros.per_week.round(), euros.low.unwrap().round(), euros.high.unwrap().round()), (260.0, 208.0, 312.0));
        assert_eq!(found.price, Some(PRICE));
    }

    #[test]
    fn without_costs_there_are_no_euros_and_without_a_burden_neither() {
        let metric = Metric { burden: Some(Burden::Contact), ..sample::metric(sample::SHARE) };
        assert_eq!(impact(&metric, &change(-0.1, -0.12, -0.08), week(400.0), None).euros, None);
        let satisfaction = sample::metric(sample::SHARE);
        assert_eq!(impact(&satisfaction, &change(-0.1, -0.12, -0.08), week(400.0), Some(PRICE)).euros, None);
    }

    #[test]
    fn longer_handling_is_hours_of_work() {
        let metric = Metric { unit: Unit::Seconds, better: Better::Band, burden: Some(Burden::Work), ..sample::metric(sample::MEAN) };
        let found = impact(&metric, &change(36.0, 18.0, f64::INFINITY), week(1_000.0), Some(PRICE));
        let amount = found.moved.unwrap().amount;
        assert!((amount.per_week - 10.0).abs() < 1e-9 && (amount.low.unwrap() - 5.0).abs() < 1e-9);
        assert_eq!(amount.high, None, "an end that cannot be told is not told");
        assert!((found.euros.unwrap().per_week - 600.0).abs() < 1e-9);
    }

    #[test]
    fn a_month_is_shared_out_over_its_weeks() {
        let metric = sample::metric(sample::TOTAL);
        let metric = Metric { unit: Unit::Euros, ..metric };
        let size = Size { per: Granularity::Month, n: 1.0, denominator: None };
        let euros = impact(&metric, &change(4_348.0, 4_000.0, 4_700.0), size, None).euros.unwrap();
        assert!((euros.per_week - 1_000.0).abs() < 1.0, "{}", euros.per_week);
    }

    #[test]
    fn complaints_per_thousand_are_complaints() {
        let metric = Metric { unit: Unit::PerThousand, ..sample::metric(sample::EVENTS) };
        let size = Size { per: Granularity::Week, n: 5_000.0, denominator: Some(5_000.0) };
        let moved = impact(&metric, &change(2.0, 1.0, 3.0), size, None).moved.unwrap();
        assert_eq!((moved.of, moved.amount.per_week.round()), (What::Records, 10.0));
    }
}
