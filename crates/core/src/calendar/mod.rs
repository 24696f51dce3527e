//! Opening hours, holidays, business time.
//!
//! | file | what it holds |
//! |---|---|
//! | `holidays` | public holidays of Finland and Sweden, with their rule and source |
//! | `hours` | opening hours of a day, read from `08:00-16:00` |
//! | `clock` | business seconds between two points in time, fast enough for ten million contacts |

mod clock;
mod holidays;
mod hours;

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::settings::{Problem, SettingFault, Settings, nearest};

pub use clock::{BusinessClock, between};
pub use holidays::{Basis, COUNTRIES, Holiday, easter, holidays};
pub use hours::Range;

/// Name of the calendar that serves whatever has none of its own.
pub const DEFAULT: &str = "default";

/// The calendars of a workspace.
#[derive(Debug, Clone)]
pub struct Calendars {
    zone: TimeZone,
    by_name: IndexMap<String, Calendar>,
    of: IndexMap<String, String>,
}

/// Opening hours of one calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    /// Open ranges by weekday, Monday first.
    week: [Vec<Range>; 7],
    /// Own days, which win over holidays and weekdays.
    own: Arc<IndexMap<Date, Vec<Range>>>,
    /// Country of the public holidays; empty = none.
    country: String,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Calendars {
    /// The calendars of the settings; the problem names the setting, what is wrong and what to do.
    pub fn new(settings: &Settings) -> Result<Self, Problem> {
        let zone = settings.time_zone()?;
        let own = Arc::new(own_days(settings)?);
        let mut by_name = IndexMap::new();
        for (name, hours) in &settings.calendars {
            let mut week: [Vec<Range>; 7] = Default::default();
            for (day, ranges) in &hours.days {
                let field = || format!("calendars.{name}.{day}");
                let Some(index) = DAYS.iter().position(|known| known == day) else {
                    return Err(Problem { field: field(), fault: SettingFault::Weekday(day.clone()), nearest: nearest(day, DAYS) });
                };
                for text in ranges {
                    week[index].push(Range::read(text).map_err(|fault| Problem { field: field(), fault, nearest: Vec::new() })?);
                }
            }
            let calendar = Calendar { zone: zone.clone(), week, own: Arc::clone(&own), country: settings.holidays.clone() };
            by_name.insert(name.clone(), calendar);
        }
        if !by_name.contains_key(DEFAULT) {
            return Err(Problem { field: "calendars".into(), fault: SettingFault::NoDefaultCalendar, nearest: Vec::new() });
        }
        for (who, name) in &settings.calendar_of {
            let field = || format!("calendar_of.{who}");
            if !by_name.contains_key(name) {
                let fault = SettingFault::UnknownCalendar(name.clone());
                return Err(Problem { field: field(), fault, nearest: nearest(name, by_name.keys().map(String::as_str)) });
            }
            if !matches!(who.split_once(':'), Some(("channel" | "team", value)) if !value.is_empty()) {
                return Err(Problem { field: field(), fault: SettingFault::CalendarOwner, nearest: Vec::new() });
            }
        }
        Ok(Self { zone, by_name, of: settings.calendar_of.clone() })
    }

    /// Name of the calendar of a contact: its team's, else its channel's, else `default`.
    pub fn name_for(&self, channel: Option<&str>, team: Option<&str>) -> &str {
        let named = |kind: &str, value: Option<&str>| value.and_then(|value| self.of.get(&format!("{kind}:{value}")));
        named("team", team).or_else(|| named("channel", channel)).map_or(DEFAULT, String::as_str)
    }

    /// The calendar of that name.
    pub fn get(&self, name: &str) -> Option<&Calendar> {
        self.by_name.get(name)
    }

    /// Calendars by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Calendar)> {
        self.by_name.iter().map(|(name, calendar)| (name.as_str(), calendar))
    }

    /// The time zone in which days begin.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The clock of the default calendar from one day to before another.
    pub fn default_clock(&self, from: Date, to: Date) -> BusinessClock {
        match self.by_name.get(DEFAULT) {
            Some(calendar) => calendar.clock(from, to),
            None => BusinessClock::closed(),
        }
    }
}

impl Calendar {
    /// A calendar from its parts: open ranges by weekday (Monday first) in a time zone, without holidays and own days.
    pub fn weekly(zone: TimeZone, week: [Vec<Range>; 7]) -> Self {
        Self { zone, week, own: Arc::default(), country: String::new() }
    }

    /// When the service is open on a day. `is_holiday` is worked out by the caller once per year.
    fn ranges(&self, day: Date, is_holiday: bool) -> &[Range] {
        if let Some(own) = self.own.get(&day) {
            return own;
        }
        if is_holiday {
            return &[];
        }
        &self.week[weekday_index(day.weekday())]
    }

    /// Is a day another than its weekday is: a public holiday on which the service would be open, or a day with hours of its own?
    pub fn is_exceptional(&self, day: Date) -> bool {
        let is_holiday = self::holidays(&self.country, day.year()).iter().any(|holiday| holiday.date == day);
        self.ranges(day, is_holiday) != self.week[weekday_index(day.weekday())].as_slice()
    }

    /// A clock over the days from `from` to before `to`. Outside of them it stands still, so let them reach over all
    /// times that will be asked (a year more costs nothing).
    pub fn clock(&self, from: Date, to: Date) -> BusinessClock {
        let mut ranges = Vec::new();
        let mut holidays: Vec<Date> = Vec::new();
        let mut year = None;
        let mut day = from;
        while day < to {
            if year != Some(day.year()) {
                year = Some(day.year());
                holidays = self::holidays(&self.country, day.year()).into_iter().map(|holiday| holiday.date).collect();
            }
            let open = self.ranges(day, holidays.contains(&day));
            ranges.extend(open.iter().filter_map(|range| range.on(day, &self.zone)));
            match day.tomorrow() {
                Ok(tomorrow) => day = tomorrow,
                Err(_) => break,
            }
        }
        let end = to.to_zoned(self.zone.clone()).map(|zoned| zoned.timestamp()).unwrap_or(jiff::Timestamp::MAX);
        BusinessClock::new(ranges, end)
    }
}

fn weekday_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}

fn own_days(settings: &Settings) -> Result<IndexMap<Date, Vec<Range>>, Problem> {
    let mut days = IndexMap::new();
    for (date, hours) in &settings.days {
        let field = || format!("days.{date}");
        let wrong = |fault: SettingFault| Problem { field: field(), fault, nearest: Vec::new() };
        let day: Date = date.parse().map_err(|_| wrong(SettingFault::Date(date.clone())))?;
        let ranges = match hours.trim() {
            "closed" => Vec::new(),
            text => text.split(',').map(Range::read).collect::<Result<Vec<Range>, SettingFault>>().map_err(wrong)?,
        };
        days.insert(day, ranges);
    }
    Ok(days)
}

#[cfg(test)]
mod tests;
