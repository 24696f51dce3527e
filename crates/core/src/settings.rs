//! What a workspace may set (`workspace.toml`), each with its default and the reason for it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Settings of a workspace. Everything has a default; an unknown name is an error that tells the nearest valid one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Name of the service, shown in the page's head and on the brief.
    pub name: String,
    /// Language of pages when the reader has not chosen one: `fi`, `sv` or `en`.
    pub language: String,
    /// Time zone (IANA) in which days begin and times without an offset are read.
    pub time_zone: String,
    /// Country whose public holidays close the service: `FI`, `SE` or empty for none.
    pub holidays: String,
    /// Own days: date → `closed`, or opening hours such as `10:00-14:00`.
    pub days: IndexMap<String, String>,
    /// Opening hours by calendar name; `default` serves every channel and queue without one of its own.
    pub calendars: IndexMap<String, Hours>,
    /// Which calendar a channel or team uses: `channel:phone` or `team:Laskutus` → calendar name.
    pub calendar_of: IndexMap<String, String>,
    /// Answers or records below which a group's figure is hidden (a metric may ask for more).
    pub group_min: u32,
    /// People below which a figure about the staff is hidden.
    pub people_min: u32,
    /// Rule dialect that judges series, a name of `luotsi_stats::spc`.
    pub rules: String,
    /// Points from which control limits are first worked out and then frozen.
    pub baseline_points: u32,
    /// Targets: metric id → target in the metric's unit (shares as 0–1).
    pub targets: IndexMap<String, f64>,
    /// Parameters of metrics that differ from their definition: metric id → name → value.
    pub parameters: IndexMap<String, IndexMap<String, toml::Value>>,
}

/// Opening hours: day of the week (`mon` … `sun`) → ranges such as `08:00-16:00`; a day that is not named is closed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hours {
    /// Ranges by day.
    pub days: IndexMap<String, Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        let mut calendars = IndexMap::new();
        let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), vec!["08:00-16:00".to_owned()]));
        calendars.insert("default".to_owned(), Hours { days: days.into_iter().collect() });
        Self {
            name: String::new(),
            language: "fi".to_owned(),
            time_zone: "Europe/Helsinki".to_owned(),
            holidays: "FI".to_owned(),
            days: IndexMap::new(),
            calendars,
            calendar_of: IndexMap::new(),
            group_min: 5,
            people_min: 5,
            rules: "mdc-2023".to_owned(),
            baseline_points: 24,
            targets: IndexMap::new(),
            parameters: IndexMap::new(),
        }
    }
}
