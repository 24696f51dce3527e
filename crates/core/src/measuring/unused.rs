//! Measured but unused: metrics that nobody has decided, done, promised or concluded anything by in two review rounds (capability I8).
//!
//! Measuring without actions is waste, and every metric that nobody uses makes those harder to find that are used. A round is a week for an
//! operational metric, a month for a tactical and a quarter for a strategic one; a metric of several levels has the longest of its rounds.
//! Only metrics of the situation picture are asked about: the rest of the catalogue is there to be looked up.

use jiff::{SignedDuration, Timestamp};

use super::definition::Met;
use crate::catalogue::{Catalogue, Level, Metric};

/// How many rounds a metric may go unused.
const ROUNDS: i64 = 2;

/// Somebody used a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Id of the metric.
    pub metric: String,
    /// When; the present for what goes on, such as a target that holds.
    pub at: Timestamp,
}

/// A metric that nobody has used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Id of the metric.
    pub metric: String,
    /// The level whose round is the longest.
    pub level: Level,
    /// Since when it has been there to be used.
    pub since: Timestamp,
    /// When it was last used; `None` = never here.
    pub last_used: Option<Timestamp>,
}

/// What is unused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Metrics that were asked about.
    pub asked: usize,
    /// Those of which two rounds have passed without use, the longest unused first.
    pub unused: Vec<Unused>,
    /// How many have been used within their rounds.
    pub used: usize,
    /// How many have not been here for two rounds yet, so that nothing can be said.
    pub too_early: usize,
    /// When the first of these have.
    pub ready_at: Option<Timestamp>,
}

/// Asks of every measured metric of the situation picture whether it is used. `met` tells since when a metric has been here; one that was
/// never met has only just come.
pub fn unused(catalogue: &Catalogue, is_measured: impl Fn(&Metric) -> bool, met: &[Met], uses: &[Use], now: Timestamp) -> Report {
    let mut report = Report::default();
    for metric in catalogue.iter().filter(|metric| metric.situation && is_measured(metric)) {
        let Some(level) = metric.levels.iter().copied().max_by_key(|level| round_days(*level)) else { continue };
        report.asked += 1;
        let rounds = SignedDuration::from_hours(24 * ROUNDS * round_days(level));
        let since = met.iter().filter(|one| one.metric == metric.id).map(|one| one.at).min().unwrap_or(now);
        let last_used = uses.iter().filter(|one| one.metric == metric.id && one.at <= now).map(|one| one.at).max();
        let is_within = |at: Timestamp| at.checked_add(rounds).is_ok_and(|end| end > now);
        if last_used.is_some_and(is_within) {
            report.used += 1;
        } else if is_within(since) {
            report.too_early += 1;
            let ready = since.checked_add(rounds).ok();
            report.ready_at = [report.ready_at, ready].into_iter().flatten().min();
        } else {
            report.unused.push(Unused { metric: metric.id.clone(), level, since, last_used });
        }
    }
    report.unused.sort_by(|left, right| {
        let from = |one: &Unused| one.last_used.unwrap_or(one.since);
        from(left).cmp(&from(right)).then_with(|| left.metric.cmp(&right.metric))
    });
    report
}

/// Days of one review round.
fn round_days(level: Level) -> i64 {
    match level {
        Level::Operational => 7,
        Level::Tactical => 31,
        Level::Strategic => 92,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-06-14T12:00:00Z";

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn days_ago(days: i64) -> Timestamp {
        now() - SignedDuration::from_hours(24 * days)
    }

    fn met(metric: &str, days: i64) -> Met {
        Met { metric: metric.into(), fingerprint: "f".into(), version: 1, at: days_ago(days) }
    }

    fn used(metric: &str, days: i64) -> Use {
        Use { metric: metric.into(), at: days_ago(days) }
    }

    fn asked(only: &str, met: &[Met], uses: &[Use]) -> Report {
        let (catalogue, _) = Catalogue::shipped();
        unused(&catalogue, |metric| metric.id == only, met, uses, now())
    }

    #[test]
    fn what_nobody_used_for_two_rounds_is_told_and_what_somebody_used_is_not() {
        let (catalogue, _) = Catalogue::shipped();
        let metric = catalogue.get("csat_top2").expect("a metric of the situation picture");
        assert!(metric.situation);
        let rounds = 2 * metric.levels.iter().map(|level| round_days(*level)).max().unwrap();
        let long_ago = [met("csat_top2", 400), met("csat_top2", 3)];
        let report = asked("csat_top2", &long_ago, &[]);
        assert_eq!((report.asked, report.unused.len(), report.used, report.too_early), (1, 1, 0, 0));
        assert_eq!((report.unused[0].since, report.unused[0].last_used), (days_ago(400), None), "a new definition is no new metric");
        let report = asked("csat_top2", &long_ago, &[used("csat_top2", rounds - 1), used("nps_relational", 0)]);
        assert_eq!((report.unused.len(), report.used), (0, 1));
        let report = asked("csat_top2", &long_ago, &[used("csat_top2", rounds)]);
        assert_eq!(report.unused[0].last_used, Some(days_ago(rounds)), "two rounds ago is long enough ago");
    }

    #[test]
    fn before_two_rounds_have_passed_nothing_is_said() {
        let report = asked("csat_top2", &[met("csat_top2", 5)], &[]);
        assert_eq!((report.unused.len(), report.too_early), (0, 1));
        assert!(report.ready_at.is_some_and(|ready| ready > now()));
        assert_eq!(asked("csat_top2", &[], &[]).too_early, 1, "one that was never met has only just come");
        assert_eq!(asked("nothing", &[], &[]), Report::default());
    }

    #[test]
    fn what_is_not_measured_or_not_on_the_picture_is_not_asked_about() {
        let (catalogue, _) = Catalogue::shipped();
        let report = unused(&catalogue, |_| true, &[], &[], now());
        assert_eq!(report.asked, catalogue.iter().filter(|metric| metric.situation).count());
        assert_eq!(report.too_early, report.asked);
    }
}
