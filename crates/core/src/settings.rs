//! What a workspace may set (`workspace.toml`), each with its default and the reason for it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::catalogue::{DefinitionFault, Difference};
use crate::period::Period;

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
    /// Smallest change of level that gets a verdict, in standard deviations of an ordinary point: 0–3.
    pub smallest_change_sigmas: f64,
    /// Targets: metric id → target in the metric's unit (shares as 0–1).
    pub targets: IndexMap<String, f64>,
    /// Parameters of metrics that differ from their definition: metric id → name → value.
    pub parameters: IndexMap<String, IndexMap<String, toml::Value>>,
    /// Values of others that the workspace keeps itself (rivals' public ratings, averages of the trade).
    pub benchmarks: Vec<BenchmarkSeries>,
}

/// Values of others over time, kept by hand or by a script of the service's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkSeries {
    /// Id of the metric that it stands beside.
    pub metric: String,
    /// Whose: a rival, a trade.
    pub whose: String,
    /// What it is: `average`, `median` …
    #[serde(default = "average")]
    pub what: String,
    /// Where the values are from.
    pub source: String,
    /// How far they can be trusted: `a` public method and sample, `b` public figure of a named source, `c` a vendor's figure.
    pub grade: String,
    /// The part of the service that they speak of; empty = the whole.
    #[serde(default, rename = "where", skip_serializing_if = "IndexMap::is_empty")]
    pub scope: IndexMap<String, String>,
    /// In what they are another thing than the metric. Such a series is drawn and never compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
    /// The values.
    pub values: Vec<BenchmarkValue>,
}

fn average() -> String {
    "average".to_owned()
}

/// One value of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkValue {
    /// Its period, a label of [`Period`].
    pub period: String,
    /// The value, in the metric's unit.
    pub value: f64,
    /// Records that it rests on, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<f64>,
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
            smallest_change_sigmas: 0.5,
            targets: IndexMap::new(),
            parameters: IndexMap::new(),
            benchmarks: Vec::new(),
        }
    }
}

/// A setting that cannot be used: which one, why, and what would be right. `Display` is for logs; its words are made where it
/// is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("workspace.toml, {field}: {fault:?}, nearest {nearest:?}")]
pub struct Problem {
    /// Name of the setting, as a path: `calendars.default.mon`; empty when the file cannot be read at all.
    pub field: String,
    /// What is wrong.
    pub fault: SettingFault,
    /// Nearest valid names, best first.
    pub nearest: Vec<String>,
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingFault {
    /// The file is no TOML, or a value is of another type; what the reader said.
    Unreadable(String),
    /// No setting of that name.
    UnknownSetting,
    /// No time zone of that name.
    TimeZone(String),
    /// No language of that code.
    Language(String),
    /// The holidays of that country are not known.
    Holidays(String),
    /// No rule dialect of that name.
    Rules(String),
    /// Too few or too many points for a baseline.
    BaselinePoints(u32),
    /// A smallest change below 0 or above 3 standard deviations.
    SmallestChange(String),
    /// A smallest group in which single people could be recognised.
    SmallGroup(u32),
    /// A target that is no number.
    Target,
    /// No day of the week.
    Weekday(String),
    /// No opening time.
    OpeningTime(String),
    /// It opens and closes at the same time.
    NeverOpen(String),
    /// No date.
    Date(String),
    /// There is no calendar named `default`.
    NoDefaultCalendar,
    /// No calendar of that name.
    UnknownCalendar(String),
    /// A calendar was given to something that is neither a channel nor a team.
    CalendarOwner,
    /// No metric of that id.
    UnknownMetric(String),
    /// A metric's parameter cannot be set so.
    Parameter(DefinitionFault),
    /// Values of others that cannot be used.
    Benchmark(DefinitionFault),
    /// Values of others rest on no records.
    BenchmarkRecords,
    /// A period of others stands twice.
    BenchmarkTwice(String),
}

/// One setting, for the generated reference.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingDoc {
    /// Its name in `workspace.toml`.
    pub name: &'static str,
    /// The default, as it would be written in TOML.
    pub default: String,
    /// What it does, in one English sentence.
    pub about: &'static str,
    /// Why the default is what it is, or what to think of when changing it.
    pub reason: &'static str,
}

impl Settings {
    /// Reads and checks `workspace.toml`. Time zone, language, holidays, hours, days and numbers are checked; that the
    /// metrics named in `targets` and `parameters` exist is checked by [`crate::catalogue::Catalogue::check_settings`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        let settings: Self = toml::from_str(text).map_err(|error| from_toml(&error))?;
        settings.check()?;
        Ok(settings)
    }

    /// The language that the text of a `workspace.toml` names itself; `None` when it leaves the choice to the default, or cannot
    /// be read. Told without reading the rest, so that an error in it can be said in the right language.
    pub fn named_language(text: &str) -> Option<String> {
        let table: toml::Table = text.parse().ok()?;
        table.get("language")?.as_str().filter(|code| LANGUAGES.contains(code)).map(str::to_owned)
    }

    /// The workspace's time zone.
    pub fn time_zone(&self) -> Result<jiff::tz::TimeZone, Problem> {
        jiff::tz::TimeZone::get(&self.time_zone).map_err(|_| {
            let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            let fault = SettingFault::TimeZone(self.time_zone.clone());
            Problem { field: "time_zone".into(), fault, nearest: nearest(&self.time_zone, names.iter().map(String::as_str)) }
        })
    }

    fn check(&self) -> Result<(), Problem> {
        let wrong = |field: &str, fault: SettingFault, nearest: Vec<String>| Err(Problem { field: field.to_owned(), fault, nearest });
        self.time_zone()?;
        if !LANGUAGES.contains(&self.language.as_str()) {
            let fault = SettingFault::Language(self.language.clone());
            return wrong("language", fault, nearest(&self.language, LANGUAGES.iter().copied()));
        }
        if !crate::calendar::COUNTRIES.contains(&self.holidays.as_str()) && !self.holidays.is_empty() {
            let fault = SettingFault::Holidays(self.holidays.clone());
            return wrong("holidays", fault, nearest(&self.holidays, crate::calendar::COUNTRIES.iter().copied()));
        }
        let dialects: Vec<&str> = luotsi_stats::spc::dialect::ALL.iter().map(|dialect| dialect.id).collect();
        if luotsi_stats::spc::dialect::by_id(&self.rules).is_none() {
            let fault = SettingFault::Rules(self.rules.clone());
            return wrong("rules", fault, nearest(&self.rules, dialects.iter().copied()));
        }
        if !(4..=1_000).contains(&self.baseline_points) {
            return wrong("baseline_points", SettingFault::BaselinePoints(self.baseline_points), Vec::new());
        }
        if !(0.0..=3.0).contains(&self.smallest_change_sigmas) {
            let fault = SettingFault::SmallestChange(self.smallest_change_sigmas.to_string());
            return wrong("smallest_change_sigmas", fault, Vec::new());
        }
        for (name, minimum) in [("group_min", self.group_min), ("people_min", self.people_min)] {
            if minimum < 3 {
                return wrong(name, SettingFault::SmallGroup(minimum), Vec::new());
            }
        }
        for (metric, target) in &self.targets {
            if !target.is_finite() {
                return wrong(&format!("targets.{metric}"), SettingFault::Target, Vec::new());
            }
        }
        for (position, series) in self.benchmarks.iter().enumerate() {
            series.check(&format!("benchmarks.{}", position + 1))?;
        }
        crate::calendar::Calendars::new(self).map(|_| ())
    }
}

impl BenchmarkSeries {
    fn check(&self, field: &str) -> Result<(), Problem> {
        let wrong = |field: String, fault: SettingFault| Err(Problem { field, fault, nearest: Vec::new() });
        for (name, text) in [("whose", &self.whose), ("what", &self.what), ("source", &self.source)] {
            if text.trim().is_empty() {
                return wrong(format!("{field}.{name}"), SettingFault::Benchmark(DefinitionFault::BenchmarkUnsourced));
            }
        }
        if !["a", "b", "c"].contains(&self.grade.as_str()) {
            return wrong(format!("{field}.grade"), SettingFault::Benchmark(DefinitionFault::BenchmarkGrade(self.grade.clone())));
        }
        if self.values.is_empty() {
            return wrong(format!("{field}.values"), SettingFault::Benchmark(DefinitionFault::Empty));
        }
        let mut seen: Vec<Period> = Vec::new();
        for (position, value) in self.values.iter().enumerate() {
            let field = format!("{field}.values.{}", position + 1);
            // A value of all times has no place on a chart.
            let Some(period) = Period::parse(&value.period).filter(|period| *period != Period::all()) else {
                return wrong(format!("{field}.period"), SettingFault::Benchmark(DefinitionFault::UnknownPeriod(value.period.clone())));
            };
            if seen.contains(&period) {
                return wrong(format!("{field}.period"), SettingFault::BenchmarkTwice(value.period.clone()));
            }
            seen.push(period);
            if !value.value.is_finite() || !(1990..=2100).contains(&period.start.year()) {
                return wrong(field, SettingFault::Benchmark(DefinitionFault::BenchmarkValue));
            }
            if value.n.is_some_and(|n| !n.is_finite() || n < 1.0) {
                return wrong(format!("{field}.n"), SettingFault::BenchmarkRecords);
            }
        }
        Ok(())
    }
}

/// Languages of the pages.
pub const LANGUAGES: &[&str] = &["fi", "sv", "en"];

/// At most three names that resemble what was written, best first; those far behind the best are left out.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let written = written.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let is_part = written.len() >= 3 && name.contains(&written);
        // One slip of the fingers, also two letters that changed places.
        let is_slip = written.len() >= 3 && strsim::osa_distance(&written, &name) == 1;
        let floor = if is_slip || is_part { 0.9 } else { 0.0 };
        strsim::jaro_winkler(&written, &name).max(floor)
    };
    let mut found: Vec<(f64, &str)> =
        names.into_iter().map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness >= 0.75).collect();
    found.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    found.dedup_by(|left, right| left.1 == right.1);
    let best = found.first().map_or(0.0, |(likeness, _)| *likeness);
    found.into_iter().filter(|(likeness, _)| *likeness >= best - 0.04).take(3).map(|(_, name)| name.to_owned()).collect()
}

/// A TOML error as a problem: the field that does not exist with its nearest valid names, or where the file breaks.
fn from_toml(error: &toml::de::Error) -> Problem {
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(field) = quoted.next()
    {
        let valid: Vec<&str> = quoted.collect();
        return Problem { field: field.to_owned(), fault: SettingFault::UnknownSetting, nearest: nearest(field, valid) };
    }
    Problem { field: String::new(), fault: SettingFault::Unreadable(error.to_string().trim_end().to_owned()), nearest: Vec::new() }
}

/// Every setting with its default and reason, for the generated reference.
pub fn documented() -> Vec<SettingDoc> {
    let default = Settings::default();
    let doc = |name, default: String, about, reason| SettingDoc { name, default, about, reason };
    let text = |value: &str| format!("\"{value}\"");
    vec![
        doc(
            "name",
            text(&default.name),
            "Name of the service, shown in the page's head and on the brief.",
            "Empty: only the program's own name is shown.",
        ),
        doc(
            "language",
            text(&default.language),
            "Language of pages when the reader has not chosen one: fi, sv or en.",
            "Finnish is the language of the first users.",
        ),
        doc(
            "time_zone",
            text(&default.time_zone),
            "Time zone (IANA name) in which days begin and times without an offset are read.",
            "A report whose days begin at another midnight than the service's shows other figures.",
        ),
        doc(
            "holidays",
            text(&default.holidays),
            "Country whose public holidays close the service: FI, SE or empty.",
            "Business time must not run on a holiday; eves that are kept as holidays in practice count too.",
        ),
        doc(
            "days",
            "{}".into(),
            "Own days: date → \"closed\" or opening hours such as \"10:00-14:00\".",
            "Own days win over holidays and weekdays.",
        ),
        doc(
            "calendars",
            "{ default = { mon = [\"08:00-16:00\"], … } }".into(),
            "Opening hours by calendar name: day of the week (mon … sun) → ranges.",
            "Monday to Friday 8–16 until the service says otherwise; a day that is not named is closed.",
        ),
        doc(
            "calendar_of",
            "{}".into(),
            "Which calendar a channel or team uses: \"channel:phone\" or \"team:Laskutus\" → calendar name.",
            "A chat that is open in the evening must not be measured by the office's hours. A team's calendar wins over its channel's.",
        ),
        doc(
            "group_min",
            default.group_min.to_string(),
            "Records below which a group's figure is hidden; a metric may ask for more.",
            "Five is market practice, three the least (privacy).",
        ),
        doc(
            "people_min",
            default.people_min.to_string(),
            "People below which a figure about the staff is hidden.",
            "Five is market practice, three the least (privacy).",
        ),
        doc(
            "rules",
            text(&default.rules),
            "Rule dialect that flags points on charts.",
            "Making Data Count (2023) is the most widely taught; the verdict beside a metric is stricter than any dialect.",
        ),
        doc(
            "baseline_points",
            default.baseline_points.to_string(),
            "Complete points from which control limits are worked out and then frozen.",
            "Limits that are worked out anew each month need 10 points to find a change that frozen ones find in 7.",
        ),
        doc(
            "smallest_change_sigmas",
            default.smallest_change_sigmas.to_string(),
            "Smallest change of level that gets a verdict, in standard deviations of an ordinary point, 0 to 3.",
            "Half of what a figure moves by itself is the least that people can act on; in a long series even less is certain.",
        ),
        doc(
            "targets",
            "{}".into(),
            "Targets: metric id → target in the metric's unit (shares as 0–1).",
            "None are set: a target is a decision.",
        ),
        doc(
            "parameters",
            "{}".into(),
            "Parameters of metrics that differ from their definition: metric id → name → value.",
            "The definition's own values hold otherwise.",
        ),
        doc(
            "benchmarks",
            "[]".into(),
            "Values of others that you keep yourselves: [[benchmarks]] with metric, whose, what, source, grade, where, differs and values = [{ period, value, n }].",
            "None are known: a figure of others is compared only with its source, and never when it is counted otherwise.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, field: &str, nearest: &[&str]) {
        let problem = Settings::read(text).expect_err(text);
        assert_eq!(
            (problem.field.as_str(), problem.nearest),
            (field, nearest.iter().map(|name| (*name).to_owned()).collect()),
            "{:?}",
            problem.fault
        );
    }

    #[test]
    fn nothing_set_is_the_default() {
        assert_eq!(Settings::read(""), Ok(Settings::default()));
    }

    #[test]
    fn a_wrong_setting_names_itself_and_the_nearest() {
        check("time_zon = \"Europe/Oslo\"", "time_zon", &["time_zone"]);
        check("time_zone = \"Europe/Helsinky\"", "time_zone", &["Europe/Helsinki"]);
        check("language = \"se\"", "language", &[]);
        check("holidays = \"NO\"", "holidays", &[]);
        check("rules = \"mdc-2024\"", "rules", &["mdc-2023"]);
        check("group_min = 1", "group_min", &[]);
        check("baseline_points = 2", "baseline_points", &[]);
        check("smallest_change_sigmas = 3.5", "smallest_change_sigmas", &[]);
        check("smallest_change_sigmas = nan", "smallest_change_sigmas", &[]);
        check("days = { \"24.12.2026\" = \"closed\" }", "days.24.12.2026", &[]);
        check("calendar_of = { \"channel:chat\" = \"evening\" }", "calendar_of.channel:chat", &[]);
        check("targets = { fcr = nan }", "targets.fcr", &[]);
    }

    #[test]
    fn values_of_others_say_whose_they_are_and_which_of_them_is_wrong() {
        let series = |more: &str| {
            format!(
                "[[benchmarks]]\nmetric = \"review_stars\"\nwhose = \"Kilpailija Oy\"\nsource = \"public ratings\"\ngrade = \"b\"\n{more}"
            )
        };
        let right = Settings::read(&series("values = [{ period = \"2026-Q1\", value = 4.2, n = 812 }]")).expect("right");
        assert_eq!((right.benchmarks[0].what.as_str(), right.benchmarks[0].values[0].n), ("average", Some(812.0)));
        for (more, field) in [
            ("values = []", "benchmarks.1.values"),
            ("values = [{ period = \"spring\", value = 4.2 }]", "benchmarks.1.values.1.period"),
            ("values = [{ period = \"all\", value = 4.2 }]", "benchmarks.1.values.1.period"),
            ("values = [{ period = \"2026-01\", value = 4 }, { period = \"2026-01\", value = 4 }]", "benchmarks.1.values.2.period"),
            ("values = [{ period = \"2026-01\", value = nan }]", "benchmarks.1.values.1"),
            ("values = [{ period = \"2026-01\", value = 4, n = 0 }]", "benchmarks.1.values.1.n"),
        ] {
            check(&series(more), field, &[]);
        }
        check(&series("values = []").replace("grade = \"b\"", "grade = \"d\""), "benchmarks.1.grade", &[]);
        check(&series("values = []").replace("whose = \"Kilpailija Oy\"", "whose = \" \""), "benchmarks.1.whose", &[]);
    }

    #[test]
    fn the_language_is_known_even_when_something_else_is_wrong() {
        assert_eq!(Settings::named_language("language = \"sv\"\ngroup_min = 1").as_deref(), Some("sv"));
        assert_eq!(Settings::named_language("name = \"x\""), None);
        assert_eq!(Settings::named_language("language = \"se\""), None);
        assert_eq!(Settings::named_language("language = "), None);
    }

    #[test]
    fn every_setting_is_documented() {
        let toml::Value::Table(table) = toml::Value::try_from(Settings::default()).expect("settings are TOML") else { panic!("a table") };
        let documented = documented();
        let names: Vec<&str> = documented.iter().map(|doc| doc.name).collect();
        assert_eq!(names.len(), table.len());
        for name in table.keys() {
            assert!(names.contains(&name.as_str()), "{name}");
        }
    }

    const WRITTEN: &str = r#"
name = "Pohjoisen Energia"
language = "fi"
time_zone = "Europe/Helsinki"
holidays = "FI"
group_min = 5
people_min = 5
rules = "mdc-2023"
baseline_points = 12
smallest_change_sigmas = 0.5
days = { 2026-12-24 = "closed", 2026-12-31 = "10:00-14:00" }
calendar_of = { "channel:chat" = "evening", "team:Laskutus" = "default" }
[calendars.default]
mon = ["08:00-16:00"]
[calendars.evening]
mon = ["08:00-12:00", "13:00-22:00"]
sat = ["10:00-15:00"]
[targets]
fcr_repeat = 0.75
[parameters.fcr_repeat]
window_days = 14
"#;

    proptest! {
        #[test]
        fn any_text_is_read_as_settings_or_told_to_be_none(text in "\\PC{0,200}") {
            if let Ok(settings) = Settings::read(&text) {
                prop_assert!(settings.time_zone().is_ok());
            }
        }

        #[test]
        fn settings_with_a_piece_cut_out_or_put_in_are_settings_or_a_problem(
            at in 0.0_f64..1.0, cut in 0_usize..30, put in "[\\PC\n]{0,12}",
        ) {
            prop_assert!(Settings::read(WRITTEN).is_ok());
            let start = (at * WRITTEN.len() as f64) as usize;
            let changed = format!("{}{put}{}", &WRITTEN[..start], &WRITTEN[(start + cut).min(WRITTEN.len())..]);
            match Settings::read(&changed) {
                // What is accepted can be worked with: calendars are made of it.
                Ok(settings) => prop_assert!(crate::calendar::Calendars::new(&settings).is_ok()),
                Err(problem) => prop_assert!(!problem.to_string().is_empty()),
            }
            let _ = Settings::named_language(&changed);
        }
    }
}
