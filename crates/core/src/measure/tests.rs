//! Parts and wholes, small groups, and periods that are not whole yet.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::ask::{Cell, Clusters, Tally};
use crate::calendar::Calendars;
use crate::period::{Granularity, Period};
use crate::sample;
use crate::settings::Settings;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn tallies() -> impl Strategy<Value = Vec<Tally>> {
    let tally = (1_u32..500, 0.0_f64..1.0, any::<bool>()).prop_map(|(n, share, has_clusters)| {
        let (base, hits) = (f64::from(n), (f64::from(n) * share).round());
        let clusters = has_clusters.then_some(Clusters {
            count: 1.0,
            numerator_squares: hits * hits,
            denominator_squares: base * base,
            products: hits * base,
        });
        Tally { n: base, numerator: hits, denominator: base, squares: hits, clusters, direct: None }
    });
    proptest::collection::vec(tally, 1..12)
}

proptest! {
    #[test]
    fn merging_parts_in_any_order_and_grouping_gives_the_whole(parts in tallies(), cut in 0_usize..12) {
        let cut = cut.min(parts.len());
        let whole = merge_all(&parts);
        let mut backwards = parts.clone();
        backwards.reverse();
        prop_assert_eq!(merge_all(&backwards), whole);
        let mut halves = merge_all(&parts[..cut]);
        halves.merge(&merge_all(&parts[cut..]));
        prop_assert_eq!(halves, whole);
        prop_assert_eq!(whole.n, parts.iter().map(|part| part.n).sum::<f64>());
    }

    #[test]
    fn days_rolled_up_to_months_hold_what_the_days_held(parts in tallies()) {
        let metric = sample::metric(sample::SHARE);
        let mut period = Period::containing(Granularity::Day, date(2026, 1, 25));
        let cells: Vec<Cell> = parts.iter().map(|tally| {
            period = period.next();
            Cell { period, dims: Vec::new(), tally: *tally }
        }).collect();
        let months = roll_up(&metric.measure.statistic, &cells, Granularity::Month).expect("days lie in months");
        prop_assert_eq!(merge_all(months.iter().map(|cell| &cell.tally)), merge_all(&parts));
        let all = roll_up(&metric.measure.statistic, &months, Granularity::All).expect("months lie in all");
        prop_assert_eq!(all.len(), 1);
    }
}

#[test]
fn weeks_do_not_lie_in_months_and_medians_are_not_rolled_up() {
    let week = Cell { period: Period::parse("2026-W05").expect("a week"), dims: Vec::new(), tally: sample::share(1.0, 2.0) };
    assert_eq!(roll_up(&sample::metric(sample::SHARE).measure.statistic, std::slice::from_ref(&week), Granularity::Month), None);
    assert_eq!(roll_up(&sample::metric(sample::MEDIAN).measure.statistic, &[week], Granularity::All), None);
}

#[test]
fn the_only_hidden_group_takes_the_next_smallest_with_it() {
    let metric = sample::metric(sample::SHARE);
    let protection = Protection { group_min: 5, people_min: 5 };
    let groups = [sample::share(3.0, 40.0), sample::share(1.0, 4.0), sample::share(5.0, 20.0)];
    let shown = protection.shown_groups(&metric, &groups.iter().collect::<Vec<_>>());
    assert_eq!(shown[0].hidden, None);
    assert_eq!(shown[1].hidden, Some(Hidden::SmallGroup { need: 5 }));
    assert_eq!(shown[2].hidden, Some(Hidden::Complementary), "4 of 64 would follow from the whole");
    assert_eq!((shown[1].value, shown[2].value, shown[2].low), (None, None, None));
    // A group that is only too small for a sound figure gives no secret away.
    let mut demanding = metric.clone();
    demanding.n_min = 10;
    let groups = [sample::share(3.0, 40.0), sample::share(1.0, 8.0), sample::share(5.0, 20.0)];
    let shown = protection.shown_groups(&demanding, &groups.iter().collect::<Vec<_>>());
    assert_eq!((shown[1].hidden, shown[2].hidden), (Some(Hidden::TooFew { need: 10 }), None));
    // Two hidden groups cannot be told apart: nothing more is hidden.
    let groups = [sample::share(3.0, 40.0), sample::share(1.0, 4.0), sample::share(1.0, 3.0)];
    let shown = protection.shown_groups(&metric, &groups.iter().collect::<Vec<_>>());
    assert_eq!(shown.iter().filter(|value| value.hidden == Some(Hidden::Complementary)).count(), 0);
}

#[test]
fn a_small_whole_is_shown_and_a_figure_about_few_people_is_not() {
    let protection = Protection { group_min: 5, people_min: 5 };
    let mut metric = sample::metric(sample::SHARE);
    assert_eq!(protection.shown(&metric, &sample::share(1.0, 3.0), Cut::Whole).hidden, None);
    metric.n_min = 10;
    assert_eq!(protection.shown(&metric, &sample::share(1.0, 3.0), Cut::Whole).hidden, Some(Hidden::TooFew { need: 10 }));
    metric.perspective = crate::catalogue::Perspective::People;
    metric.measure.cluster = Some("agent_id".into());
    let clusters = Some(Clusters { count: 4.0, ..Clusters::default() });
    let tally = Tally { clusters, ..sample::share(10.0, 400.0) };
    assert_eq!(protection.shown(&metric, &tally, Cut::Whole).hidden, Some(Hidden::FewPeople { need: 5 }));
}

/// Weeks W23 and W24 of 2026 under the default calendar (Monday to Friday 8–16 in Helsinki), seen at a watermark.
fn unfinished(watermark: &str, week: &str, matures_after_days: f64) -> Option<Unfinished> {
    let calendars = Calendars::new(&Settings::default()).expect("calendars");
    let clock = calendars.default_clock(date(2025, 1, 1), date(2028, 1, 1));
    let frame = Frame {
        per: Granularity::Week,
        from: None,
        to: None,
        watermark: Some(at(watermark)),
        known_from: Some(at("2026-06-03T10:00:00Z")),
        zone: calendars.zone(),
        clock: &clock,
        protection: Protection { group_min: 5, people_min: 5 },
        cut: Cut::Whole,
    };
    frame.unfinished(Period::parse(week).expect("a week"), matures_after_days)
}

#[test]
fn a_week_is_whole_when_no_open_hour_is_left_of_it() {
    // Friday 12 June at 15:50 local time, ten minutes before closing: the last contact of the week.
    assert_eq!(unfinished("2026-06-12T12:50:00Z", "2026-W24", 0.0), None);
    assert_eq!(unfinished("2026-06-12T10:00:00Z", "2026-W24", 0.0), Some(Unfinished::Running));
    assert_eq!(unfinished("2026-06-12T12:50:00Z", "2026-W25", 0.0), Some(Unfinished::Running));
    assert_eq!(unfinished("2026-06-12T12:50:00Z", "2026-W23", 0.0), Some(Unfinished::Begun), "records begin on its Wednesday");
}

#[test]
fn trap_7_fcr_window_is_right_censored() {
    // Seven days must have passed after Sunday 14 June before the week's repeat contacts are known.
    assert_eq!(unfinished("2026-06-17T12:00:00Z", "2026-W24", 7.0), Some(Unfinished::Maturing));
    assert_eq!(unfinished("2026-06-17T12:00:00Z", "2026-W24", 0.0), None);
    assert_eq!(unfinished("2026-06-22T08:00:00Z", "2026-W24", 7.0), None);
}

#[test]
fn a_series_fills_its_gaps_with_nothing_and_not_with_zero() {
    let metric = sample::metric(sample::SHARE);
    let calendars = Calendars::new(&Settings::default()).expect("calendars");
    let clock = calendars.default_clock(date(2025, 1, 1), date(2028, 1, 1));
    let cell = |week: &str| Cell { period: Period::parse(week).expect("a week"), dims: Vec::new(), tally: sample::share(5.0, 10.0) };
    let cells = [cell("2026-W22"), cell("2026-W20")];
    let frame = Frame {
        per: Granularity::Week,
        from: None,
        to: None,
        watermark: Some(at("2026-06-10T12:00:00Z")),
        known_from: None,
        zone: calendars.zone(),
        clock: &clock,
        protection: Protection { group_min: 5, people_min: 5 },
        cut: Cut::Whole,
    };
    let points = series(&metric, &cells.iter().collect::<Vec<_>>(), 0.0, &frame);
    let labels: Vec<String> = points.iter().map(|point| point.period.label()).collect();
    assert_eq!(labels, ["2026-W20", "2026-W21", "2026-W22", "2026-W23", "2026-W24"]);
    assert_eq!((points[1].value.value, points[1].value.hidden), (None, Some(Hidden::NoRecords)));
    assert!(points[3].is_complete() && !points[4].is_complete());
    assert_eq!(last_complete(&points).map(|point| point.period.label()).as_deref(), Some("2026-W22"));
}
