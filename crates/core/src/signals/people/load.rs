//! Absence, occupancy, overtime and the pace of work have risen.
//!
//! Levels are judged as those of any other metric: from how periods vary among themselves, so that the absences of one person, which
//! come in long stretches, do not look like many. Three things are asked on top of a plain rise:
//!
//! 1. it matters (a per cent more of absence, three more of an occupancy that is above what people can keep up, a tenth more contacts
//!    an hour);
//! 2. there are people enough behind it, so that nobody is recognised: at least as many as the workspace shows, and hours of
//!    absence or overtime that come from several of them (the effective number of contributors, (Σx)² ÷ Σx²: a dominance rule as in
//!    statistical disclosure control, Hundepool et al. 2012);
//! 3. it is a rise: people who rest are no reason for alarm.

use super::super::story::{self, Kept, Map};
use super::super::watch::{Watch, Watched};
use super::super::{Kind, Signal};
use crate::judge::{Change, Verdict};
use crate::measure::Point;
use crate::scope::Scope;
use crate::settings::Settings;
use crate::situation::weight;

/// Hours of absence or overtime come from at least so many people.
const LEAST_CONTRIBUTORS: f64 = 3.0;

/// A figure of load, and which rise of it matters.
struct Load {
    metric: &'static str,
    least: Least,
    /// Below this level even a rise is no strain.
    from: f64,
    /// Is it made of hours that one person alone may have?
    is_personal: bool,
}

/// The least rise that matters.
#[derive(Clone, Copy)]
enum Least {
    /// In the metric's unit.
    Absolute(f64),
    /// As a share of the level before.
    Relative(f64),
}

/// What is followed. Occupancy above 0.85 wears people out, and a small team reaches that strain earlier (metrics.md, E11).
const LOADS: [Load; 4] = [
    Load { metric: "absence_share", least: Least::Absolute(0.01), from: 0.0, is_personal: true },
    Load { metric: "overtime_share", least: Least::Absolute(0.02), from: 0.0, is_personal: true },
    Load { metric: "occupancy", least: Least::Absolute(0.03), from: 0.80, is_personal: false },
    Load { metric: "contacts_per_hour", least: Least::Relative(0.10), from: 0.0, is_personal: false },
];

/// A series of load that was asked whether it has risen.
pub(in crate::signals) struct Asked<'w, 'm> {
    pub watched: &'w Watched<'m>,
    /// Of a rise as plain when nothing rose.
    pub p_value: f64,
    /// Is it one that matters, of people enough?
    pub is_told: bool,
}

/// Is it a figure of load?
pub(in crate::signals) fn is_of_load(metric: &str) -> bool {
    LOADS.iter().any(|load| load.metric == metric)
}

/// Asks every series of load, of the whole and of single dimensions.
pub(in crate::signals) fn heavier<'w, 'm>(watch: &'w Watch<'m>, map: &Map<'w, 'm>, settings: &Settings) -> Vec<Asked<'w, 'm>> {
    let is_judged = |watched: &&Watched<'_>| !matches!(watched.weighed.verdict, Verdict::NotEnough { .. } | Verdict::NoData { .. });
    let of_load = watch.series.iter().filter(|watched| watched.depth() <= 1).filter(is_judged);
    let asked = |watched: &'w Watched<'m>| {
        let load = LOADS.iter().find(|load| load.metric == watched.metric.id)?;
        let rise = watched.weighed.change.filter(|change| change.effect > 0.0);
        let is_told = rise.is_some_and(|rise| {
            matters(load, &rise) && has_people(map, &watched.place, settings) && (!load.is_personal || is_of_several(watched, &rise))
        });
        Some(Asked { watched, p_value: rise.map_or(1.0, |rise| rise.p_value()), is_told })
    };
    of_load.filter_map(asked).collect()
}

/// The rises that were kept, each told where it happened.
pub(in crate::signals) fn told<'w, 'm>(map: &Map<'w, 'm>, kept: Vec<(Asked<'w, 'm>, f64)>) -> Vec<Signal> {
    let kept: Vec<Kept<'w, 'm>> = kept
        .into_iter()
        .filter(|(asked, _)| asked.is_told)
        .map(|(Asked { watched, p_value, .. }, q)| Kept { watched, p: p_value, q })
        .collect();
    let strained = |story: story::Story<'w, 'm>| {
        let q = story.covers.iter().map(|(.., q)| *q).fold(1.0, f64::min);
        let signal = story.signal;
        let worse = Verdict::SignalUp { better: Some(false) };
        Signal {
            id: id(&signal.metric, &signal.scope),
            kind: Kind::People,
            better: Some(false),
            q,
            weight: weight(&worse, &signal.change, signal.change.since.granularity) * signal.share_of_records.clamp(0.0, 1.0).sqrt(),
            ..signal
        }
    };
    // Only what was asked and may be told is told: a story may have gone on to a part with too few people.
    let may_be_told =
        |signal: &Signal| kept.iter().any(|kept| kept.watched.metric.id == signal.metric && kept.watched.scope() == signal.scope);
    let (told, elsewhere): (Vec<Signal>, Vec<Signal>) = story::tell(map, &kept).into_iter().map(strained).partition(may_be_told);
    let around = |signal: Signal| {
        let first = kept.iter().find(|kept| kept.watched.metric.id == signal.metric && holds(&kept.watched.scope(), &signal.scope))?;
        let change = first.watched.weighed.change?;
        let scope = first.watched.scope();
        Some(Signal { id: id(&signal.metric, &scope), scope, change, share_of_change: None, seen_in: Vec::new(), ..signal })
    };
    told.into_iter().chain(elsewhere.into_iter().filter_map(around)).collect()
}

/// The id of a rise of load in a part of the service.
pub(in crate::signals) fn id(metric: &str, scope: &Scope) -> String {
    format!("{}:{metric}:{}:up", Kind::People.name(), scope.conditions().join(";"))
}

fn holds(outer: &Scope, inner: &Scope) -> bool {
    outer.iter().all(|(dimension, values)| inner.values(dimension) == values)
}

fn matters(load: &Load, rise: &Change) -> bool {
    let is_large = match load.least {
        Least::Absolute(least) => rise.effect >= least,
        Least::Relative(least) => rise.before > 0.0 && rise.effect >= least * rise.before,
    };
    is_large && rise.after >= load.from && rise.low > 0.0
}

/// Are there as many people behind the figures of a part as the workspace shows? Told by the figures of hours, which know their
/// people; the pace of work is made of contacts and does not.
fn has_people(map: &Map<'_, '_>, place: &[(String, String)], settings: &Settings) -> bool {
    let people = |metric: &str| -> Option<f64> {
        let known = map.get(metric, place)?.points.iter().filter(|point| point.is_complete());
        known.filter_map(|point| Some(point.tally?.clusters?.count)).next_back()
    };
    ["occupancy", "absence_share", "overtime_share"]
        .iter()
        .filter_map(|metric| people(metric))
        .any(|people| people >= f64::from(settings.people_min))
}

/// Do the hours of the new level come from several people in each of its periods, as a rule?
fn is_of_several(watched: &Watched<'_>, rise: &Change) -> bool {
    let contributors = |point: &Point| {
        let tally = point.tally?;
        let squares = tally.clusters?.numerator_squares;
        (squares > 0.0).then(|| tally.numerator * tally.numerator / squares)
    };
    let lately = watched.points.iter().filter(|point| point.is_complete() && point.period.start >= rise.since.start);
    let mut known: Vec<f64> = lately.filter_map(contributors).collect();
    known.sort_by(f64::total_cmp);
    // By the middle one of its periods; no period that knows its people says nothing.
    known.get(known.len() / 2).is_some_and(|middle| *middle >= LEAST_CONTRIBUTORS)
}

#[cfg(test)]
mod tests {
    use super::super::super::aside::Asides;
    use super::*;
    use crate::ask::{Clusters, Tally};
    use crate::catalogue::{Catalogue, Metric};
    use crate::judge::{Request, weigh};
    use crate::measure::value;
    use crate::period::{Granularity, Period};
    use crate::sample::Dice;

    fn metric(catalogue: &Catalogue, id: &str) -> Metric {
        catalogue.get(id).expect("a shipped metric").clone()
    }

    /// Months of a team of so many people: each absent by the same share, or all of it one person's.
    fn months(metric: &Metric, people: f64, share: impl Fn(usize) -> f64, is_of_one: bool, seed: u64) -> Vec<Point> {
        let mut dice = Dice(seed);
        let mut period = Period::containing(Granularity::Month, jiff::civil::date(2023, 7, 1));
        (0..36)
            .map(|month| {
                let paid = 150.0 * people;
                let absent = (paid * (share(month) + 0.006 * dice.normal())).max(0.0);
                let own = if is_of_one { absent } else { absent / people };
                let clusters = Clusters {
                    count: people,
                    numerator_squares: if is_of_one { own * own } else { people * own * own },
                    denominator_squares: people * 150.0_f64.powi(2),
                    products: absent * 150.0,
                };
                let tally = Tally { n: 20.0 * people, numerator: absent, denominator: paid, clusters: Some(clusters), ..Tally::default() };
                let point = Point { period, value: value(metric, &tally), tally: Some(tally), unfinished: None };
                period = period.next();
                point
            })
            .collect()
    }

    fn watched<'m>(metric: &'m Metric, place: &[(&str, &str)], points: Vec<Point>) -> Watched<'m> {
        let settings = Settings::default();
        let request = Request { metric, points: &points, settings: &settings, autocorrelation: None, missing: None, shown_from: 0 };
        let weighed = weigh(&request);
        let place = place.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Watched {
            metric,
            place,
            per: Granularity::Month,
            weighed,
            asides: Asides::default(),
            own_autocorrelation: None,
            beside_target: None,
            points,
        }
    }

    fn told_of(series: Vec<Watched<'_>>) -> Vec<Signal> {
        let watch = Watch { version: "1".into(), watermark: None, series, left_out: Vec::new() };
        let map = Map::new(&watch);
        let asked = heavier(&watch, &map, &Settings::default());
        let kept = asked.into_iter().filter(|asked| asked.p_value <= 0.05).map(|asked| (asked, 0.01)).collect();
        told(&map, kept)
    }

    #[test]
    fn absence_that_doubles_in_a_team_of_many_is_told_as_a_strain() {
        let (catalogue, _) = Catalogue::shipped();
        let absence = metric(&catalogue, "absence_share");
        let series =
            watched(&absence, &[("team", "Laskutus")], months(&absence, 12.0, |month| if month < 28 { 0.05 } else { 0.10 }, false, 1));
        let told = told_of(vec![series]);
        assert_eq!(told.len(), 1);
        let signal = &told[0];
        assert_eq!((signal.kind, signal.better, signal.id.as_str()), (Kind::People, Some(false), "people:absence_share:team=Laskutus:up"));
        assert!((signal.change.effect - 0.05).abs() < 0.015 && signal.change.low > 0.0, "{:?}", signal.change);
    }

    #[test]
    fn the_long_absence_of_one_person_is_nobodys_signal() {
        let (catalogue, _) = Catalogue::shipped();
        let absence = metric(&catalogue, "absence_share");
        let rise = |month: usize| if month < 28 { 0.05 } else { 0.13 };
        assert_eq!(told_of(vec![watched(&absence, &[("team", "A")], months(&absence, 12.0, rise, true, 2))]), []);
    }

    #[test]
    fn too_few_people_a_small_rise_and_a_fall_are_not_told() {
        let (catalogue, _) = Catalogue::shipped();
        let absence = metric(&catalogue, "absence_share");
        let told = |people: f64, before: f64, after: f64| {
            let share = move |month: usize| if month < 28 { before } else { after };
            told_of(vec![watched(&absence, &[("team", "A")], months(&absence, people, share, false, 3))]).len()
        };
        assert_eq!(told(4.0, 0.05, 0.12), 0, "a team of four is too small to be shown");
        assert_eq!(told(12.0, 0.10, 0.04), 0, "less absence is no strain");
        assert_eq!(told(12.0, 0.05, 0.12), 1);
    }

    #[test]
    fn an_occupancy_that_rises_far_from_the_strain_is_no_strain() {
        let (catalogue, _) = Catalogue::shipped();
        let occupancy = metric(&catalogue, "occupancy");
        let told = |before: f64, after: f64| {
            let share = move |month: usize| if month < 28 { before } else { after };
            told_of(vec![watched(&occupancy, &[], months(&occupancy, 12.0, share, false, 4))]).len()
        };
        assert_eq!((told(0.55, 0.65), told(0.79, 0.88)), (0, 1));
    }
}
