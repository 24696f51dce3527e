//! Small worlds for the tests: metrics from a few words, series from numbers, and seeded randomness.

use jiff::civil::{Date, date};

use crate::ask::{AskError, Direct, Tally};
use crate::catalogue::Metric;
use crate::measure::{Point, Value, value};
use crate::period::{Granularity, Period};

pub(crate) use crate::dice::Dice;

/// The TOML of a metric with everything that is required. `measure` holds the statistic and its expressions.
pub(crate) fn metric_toml(id: &str, measure: &str) -> String {
    let texts =
        |language: &str| format!("[{language}]\nname = \"{id}\"\nquestion = \"?\"\nformula = \"a ÷ b\"\npitfalls = [\"small n\"]\n");
    format!(
        "id = \"{id}\"\nversion = 1\nsince = \"2026-01-01\"\nperspective = \"quality\"\nlevels = [\"tactical\"]\nbetter = \"up\"\nunit = \"percent\"\n\
         n_min = 1\nsituation = true\ncounter = [\"other\"]\n\n[measure]\ntable = \"contacts\"\ntime = \"opened_at\"\n{measure}\n\n{}{}{}",
        texts("fi"),
        texts("sv"),
        texts("en")
    )
}

/// A metric of the given statistic.
pub(crate) fn metric(measure: &str) -> Metric {
    toml::from_str(&metric_toml("sample", measure)).expect("the sample metric reads")
}

pub(crate) const SHARE: &str = "statistic = \"share\"\nbase = \"true\"\nhit = \"escalated\"";
pub(crate) const NET: &str = "statistic = \"net\"\nbase = \"true\"\nplus = \"escalated\"\nminus = \"abandoned\"";
pub(crate) const MEAN: &str = "statistic = \"mean\"\nbase = \"true\"\nvalue = \"handle_s\"";
pub(crate) const MEDIAN: &str = "statistic = \"quantile\"\nbase = \"true\"\nvalue = \"handle_s\"\nq = 0.5";
pub(crate) const EVENTS: &str = "statistic = \"ratio\"\nscale = 1000.0\nevents = true\nnumerator = { value = \"1\", base = \"escalated\" }\ndenominator = { value = \"1\" }";
pub(crate) const RATIO: &str = "statistic = \"ratio\"\nnumerator = { value = \"handle_s\" }\ndenominator = { value = \"wait_s\" }";
pub(crate) const TOTAL: &str = "statistic = \"total\"\nbase = \"true\"\nvalue = \"1\"";

/// Sums of a share.
pub(crate) fn share(hits: f64, base: f64) -> Tally {
    Tally { n: base, numerator: hits, denominator: base, ..Tally::default() }
}

/// A value worked out elsewhere.
pub(crate) fn direct(n: f64, value: f64) -> Tally {
    Tally { n, direct: Some(Direct { value, low: None, high: None }), ..Tally::default() }
}

/// First week of the sample series.
pub(crate) const FIRST: Date = date(2025, 4, 14);

/// Complete weeks with these tallies; `None` = no records.
pub(crate) fn weeks(metric: &Metric, tallies: &[Option<Tally>]) -> Vec<Point> {
    let mut period = Period::containing(Granularity::Week, FIRST);
    let point = |tally: &Option<Tally>| {
        let shown =
            tally.map_or(Value { hidden: Some(crate::measure::Hidden::NoRecords), ..Value::default() }, |tally| value(metric, &tally));
        let point = Point { period, value: shown, tally: *tally, unfinished: None };
        period = period.next();
        point
    };
    tallies.iter().map(point).collect()
}

/// What a fixture answers that holds figures and no records.
pub(crate) fn no_records<T>() -> Result<T, AskError> {
    Err(AskError::Engine("this world is made of figures and holds no records".into()))
}
