//! Periods of time: days, ISO weeks, months, quarters, years, and all of it.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// How finely a series is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// One calendar day.
    Day,
    /// One ISO week, Monday to Sunday.
    Week,
    /// One calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// One calendar year.
    Year,
    /// Everything that the question covers, as one period.
    All,
}

impl Granularity {
    /// Every granularity, finest first.
    pub const ALL: [Granularity; 6] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::All];

    /// The word used in URLs, on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The granularity of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|granularity| granularity.name() == name)
    }

    /// About how many periods make a year (for speaking of "about four weeks more").
    pub fn per_year(self) -> f64 {
        match self {
            Self::Day => 365.0,
            Self::Week => 52.0,
            Self::Month => 12.0,
            Self::Quarter => 4.0,
            Self::Year | Self::All => 1.0,
        }
    }
}

/// One period: its granularity and its first day. Two periods compare by time within a granularity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// How long the period is.
    pub granularity: Granularity,
    /// First day. For [`Granularity::All`] this is 0001-01-01 by convention.
    pub start: Date,
}

impl Period {
    /// The one period that covers everything.
    pub fn all() -> Self {
        Self { granularity: Granularity::All, start: Date::constant(1, 1, 1) }
    }

    /// The period of this granularity that holds the day.
    pub fn containing(granularity: Granularity, day: Date) -> Self {
        let start = match granularity {
            Granularity::Day => day,
            Granularity::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.saturating_sub(back.days())
            }
            Granularity::Month => day.first_of_month(),
            Granularity::Quarter => Date::constant(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
            Granularity::Year => day.first_of_year(),
            Granularity::All => return Self::all(),
        };
        Self { granularity, start }
    }

    /// First day after the period; for [`Granularity::All`] the last day that exists.
    pub fn end(self) -> Date {
        match self.granularity {
            Granularity::Day => self.start.saturating_add(1.day()),
            Granularity::Week => self.start.saturating_add(7.days()),
            Granularity::Month => self.start.saturating_add(1.month()),
            Granularity::Quarter => self.start.saturating_add(3.months()),
            Granularity::Year => self.start.saturating_add(1.year()),
            Granularity::All => Date::MAX,
        }
    }

    /// The period that follows.
    pub fn next(self) -> Self {
        match self.granularity {
            Granularity::All => self,
            granularity => Self { granularity, start: self.end() },
        }
    }

    /// The period before.
    pub fn previous(self) -> Self {
        match self.granularity {
            Granularity::All => self,
            granularity => Self::containing(granularity, self.start.saturating_sub(1.day())),
        }
    }

    /// Every period from this one to `last`, both included; empty when `last` is earlier.
    pub fn through(self, last: Period) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut period = self;
        while period.start <= last.start {
            periods.push(period);
            if period.granularity == Granularity::All || period.next().start <= period.start {
                break;
            }
            period = period.next();
        }
        periods
    }

    /// The label of the contract: `2026-06-08`, `2026-W24`, `2026-06`, `2026-Q2`, `2026`, `all`.
    pub fn label(self) -> String {
        match self.granularity {
            Granularity::Day => self.start.to_string(),
            Granularity::Week => {
                let week = self.start.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Granularity::Month => format!("{:04}-{:02}", self.start.year(), self.start.month()),
            Granularity::Quarter => format!("{:04}-Q{}", self.start.year(), (self.start.month() - 1) / 3 + 1),
            Granularity::Year => format!("{:04}", self.start.year()),
            Granularity::All => "all".to_owned(),
        }
    }

    /// Reads what [`Period::label`] wrote; `None` when it is no such label.
    pub fn parse(label: &str) -> Option<Self> {
        if label == "all" {
            return Some(Self::all());
        }
        // Signs would slip through the reading of numbers.
        if !label.starts_with(|first: char| first.is_ascii_digit()) || label.contains('+') {
            return None;
        }
        if let Some((year, week)) = label.split_once("-W") {
            let week = jiff::civil::ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
            return Some(Self { granularity: Granularity::Week, start: week.date() });
        }
        if let Some((year, quarter)) = label.split_once("-Q") {
            let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            let start = Date::new(year.parse().ok()?, (quarter - 1) * 3 + 1, 1).ok()?;
            return Some(Self { granularity: Granularity::Quarter, start });
        }
        let parts: Vec<&str> = label.split('-').collect();
        let (granularity, start) = match parts.as_slice() {
            [year] if year.len() == 4 => (Granularity::Year, Date::new(year.parse().ok()?, 1, 1).ok()?),
            [year, month] => (Granularity::Month, Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?),
            [_, _, _] => (Granularity::Day, label.parse().ok()?),
            _ => return None,
        };
        Some(Self { granularity, start })
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label())
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let label = String::deserialize(deserializer)?;
        Self::parse(&label).ok_or_else(|| {
            serde::de::Error::custom(format!("“{label}” is no period: write 2026-06-08, 2026-W24, 2026-06, 2026-Q2, 2026 or all"))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_label_reads_back_as_the_same_period() {
        let mut day = date(2025, 12, 20);
        while day < date(2026, 3, 5) {
            for granularity in Granularity::ALL {
                let period = Period::containing(granularity, day);
                assert_eq!(Period::parse(&period.label()), Some(period), "{}", period.label());
                assert!(period.start <= day && day < period.end());
                assert_eq!(period.next().previous(), period);
            }
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_first_of_january_2027_lies_in_the_last_week_of_2026() {
        assert_eq!(Period::containing(Granularity::Week, date(2027, 1, 1)).label(), "2026-W53");
    }

    #[test]
    fn through_counts_both_ends() {
        let first = Period::parse("2026-W52").unwrap();
        let last = Period::parse("2027-W02").unwrap();
        let labels: Vec<String> = first.through(last).into_iter().map(Period::label).collect();
        assert_eq!(labels, ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]);
        assert!(last.through(first).is_empty());
    }

    #[test]
    fn nonsense_is_no_period() {
        for label in ["", "2026-W60", "2026-Q5", "26", "2026-13", "2026-02-30", "W24", "+202", "2026-W+1"] {
            assert_eq!(Period::parse(label), None, "{label}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_is_read_is_written_alike(
            text in prop_oneof!["\\PC{0,16}", "-?[0-9]{1,5}(-(W|Q)?[0-9]{1,3}){0,3}"],
        ) {
            if let Some(period) = Period::parse(&text) {
                prop_assert_eq!(Period::parse(&period.label()), Some(period), "{}", text);
                prop_assert!(period.start <= period.end());
                let _ = (period.next(), period.previous(), period.through(period));
            }
        }
    }
}
