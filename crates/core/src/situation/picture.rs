//! The situation: per perspective the metrics with value, chart and verdict; what changed; how sure all of it is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Error, View};
use crate::ask::{Ask, Cell, Inventory, KindInventory, Measured, Missing, Question};
use crate::calendar::{BusinessClock, Calendars};
use crate::catalogue::{Better, Catalogue, Metric, Perspective};
use crate::judge::{Change, FALSE_VERDICT_SHARE, Judgement, Request, Verdict, judge};
use crate::measure::{Cut, Frame, Point, Protection, Value, last_complete, series};
use crate::period::{Granularity, Period};
use crate::records::Kind;
use crate::settings::Settings;

/// What every page is made from.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The door to the lake.
    pub ask: &'a dyn Ask,
    /// The metrics.
    pub catalogue: &'a Catalogue,
    /// The workspace's settings.
    pub settings: &'a Settings,
    /// The time now.
    pub now: Timestamp,
}

/// The situation picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// What was looked at.
    pub view: View,
    /// Version of the lake that answered; empty before the first import.
    pub version: String,
    /// Up to when the records are known; `None` before the first import.
    pub watermark: Option<Timestamp>,
    /// Time zone of the workspace.
    pub zone: TimeZone,
    /// The period of the view that is still running, if one is.
    pub unfinished: Option<Period>,
    /// The last complete period of the view.
    pub last_complete: Option<Period>,
    /// Perspectives with their rows, in the order of [`Perspective`]; those without any metric are left out.
    pub sections: Vec<Section>,
    /// Rows with a signal, weightiest first.
    pub findings: Vec<Finding>,
    /// Metrics that could be judged.
    pub watched: usize,
    /// Signals that would be expected on this page if nothing had changed.
    pub expected_false: f64,
}

/// One perspective.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The perspective.
    pub perspective: Perspective,
    /// Its metrics, in the order of the catalogue.
    pub rows: Vec<Row>,
}

/// One metric on the picture. Definition and texts are in the catalogue under its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id of the metric.
    pub metric: String,
    /// Granularity of this row: the view's, or the metric's own when that is coarser.
    pub per: Granularity,
    /// The last complete period with a value.
    pub latest: Option<Latest>,
    /// The unfinished period after it, with what is known so far.
    pub unfinished: Option<Point>,
    /// Chart and verdict.
    pub judgement: Judgement,
    /// Were quantiles taken from a sketch?
    pub approximate: bool,
}

/// The last complete figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latest {
    /// Its period.
    pub period: Period,
    /// Value, interval, n.
    pub value: Value,
    /// Numerator of the formula, when the figure rests on sums.
    pub numerator: Option<f64>,
    /// Denominator of the formula.
    pub denominator: Option<f64>,
}

/// A row that deserves attention.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the metric.
    pub metric: String,
    /// Its perspective.
    pub perspective: Perspective,
    /// The word.
    pub verdict: Verdict,
    /// The change.
    pub change: Change,
    /// Which way is good.
    pub better: Better,
    /// Metric that should be looked at together with it, with its own verdict.
    pub counter: Option<(String, Verdict)>,
    /// How much it matters: size in sigmas, more when it is for the worse and when it is fresh.
    pub weight: f64,
}

/// How many periods a page shows when nobody said otherwise: enough for a baseline and for what came after it.
fn default_periods(per: Granularity) -> i64 {
    match per {
        Granularity::Day => 91,
        Granularity::Week => 60,
        Granularity::Month => 36,
        Granularity::Quarter => 20,
        Granularity::Year => 15,
        Granularity::All => 1,
    }
}

/// About how many days back the stretch begins that a page shows and judges: what changed before it is how things are.
pub(crate) fn shown_days(per: Granularity) -> i64 {
    // The latest periods may not be whole yet.
    (default_periods(per) - 3).max(1) * longest_days(per)
}

/// How many periods are asked for so that the season can be known.
fn season_periods(per: Granularity) -> i64 {
    match per {
        Granularity::Week => 157,
        Granularity::Month => 60,
        per => default_periods(per),
    }
}

/// Days of one period, at most.
fn longest_days(per: Granularity) -> i64 {
    match per {
        Granularity::Day => 1,
        Granularity::Week => 7,
        Granularity::Month => 31,
        Granularity::Quarter => 92,
        Granularity::Year => 366,
        Granularity::All => 0,
    }
}

/// What is known of the records and of the workspace's hours; worked out once per page.
pub(crate) struct Ground {
    pub inventory: Inventory,
    pub calendars: Calendars,
    pub clock: BusinessClock,
    pub watermark: Option<Timestamp>,
}

impl Ground {
    pub(crate) fn new(world: &World<'_>) -> Result<Self, Error> {
        let inventory = world.ask.inventory()?;
        let calendars = Calendars::new(world.settings)?;
        let zone = calendars.zone().clone();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        // What lies in the future cannot be known yet: planned dates must not make a running week look whole.
        let latest =
            |is: fn(Kind) -> bool| inventory.kinds.iter().filter(|kind| is(kind.kind)).filter_map(|kind| known_until(kind, &zone)).max();
        // The clock of the service are its contacts and answers; days and months stand in only where there are no others.
        let last = latest(is_timed).or_else(|| latest(is_of_events));
        let watermark = last.map(|last| last.min(world.now));
        let first = inventory.kinds.iter().filter_map(|kind| kind.first).min().unwrap_or(world.now);
        let begin = day(first).saturating_sub(400.days());
        let end = day(world.now.max(last.unwrap_or(world.now))).saturating_add(800.days());
        let clock = calendars.default_clock(begin.max(Date::constant(1970, 1, 1)), end);
        Ok(Self { inventory, calendars, clock, watermark })
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        self.calendars.zone()
    }

    /// Have the records of all tables of a metric this dimension?
    pub(crate) fn carries(&self, metric: &Metric, dimension: &str) -> bool {
        let has = |kind: Kind| {
            let inventory = self.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
            inventory.is_some_and(|inventory| inventory.dimensions.iter().any(|known| known.name == dimension))
        };
        metric.tables().into_iter().all(has)
    }

    /// From when and up to when the records of a metric are known: of all the tables that it needs.
    fn known(&self, metric: &Metric, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let find = |kind: Kind| self.inventory.kinds.iter().find(|inventory| inventory.kind == kind);
        // A register such as the people is no stream: it is known as far as anything is.
        let inventories: Vec<&KindInventory> = metric.tables().into_iter().filter(|kind| is_of_events(*kind)).filter_map(find).collect();
        let first = inventories.iter().filter_map(|inventory| inventory.first).max();
        let last = inventories.iter().filter_map(|inventory| known_until(inventory, self.zone())).min();
        (first, last.or(self.watermark).map(|last| last.min(now)))
    }

    /// The default first day of a view at a granularity, and the first day to ask for.
    pub(crate) fn stretch(&self, view: &View, per: Granularity) -> Stretch {
        if per == Granularity::All || view.from.is_some() {
            return Stretch { per, ask_from: view.from, show_from: view.from, to: view.to };
        }
        let Some(watermark) = self.watermark else { return Stretch { per, ask_from: None, show_from: None, to: view.to } };
        let last = view.to.unwrap_or_else(|| watermark.to_zoned(self.zone().clone()).date());
        let back = |periods: i64| Period::containing(per, last.saturating_sub((periods * longest_days(per)).days())).start;
        Stretch { per, ask_from: Some(back(season_periods(per))), show_from: Some(back(default_periods(per))), to: view.to }
    }
}

/// The days of a page at one granularity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub per: Granularity,
    pub ask_from: Option<Date>,
    pub show_from: Option<Date>,
    pub to: Option<Date>,
}

/// Kinds whose records come as things happen, so that their latest one says how far the data reach.
fn is_of_events(kind: Kind) -> bool {
    !matches!(kind, Kind::People | Kind::Actions | Kind::Timeline)
}

/// Kinds whose records carry a time of day.
fn is_timed(kind: Kind) -> bool {
    matches!(kind, Kind::Contacts | Kind::Events | Kind::Feedback | Kind::Evaluations)
}

/// The latest record's day or month is known whole where records carry no time of day.
fn known_until(kind: &KindInventory, zone: &TimeZone) -> Option<Timestamp> {
    let last = kind.last?;
    let day = last.to_zoned(zone.clone()).date();
    let whole = match kind.kind {
        Kind::Work => Period::containing(Granularity::Day, day),
        Kind::Costs => Period::containing(Granularity::Month, day),
        _ => return Some(last),
    };
    whole.end().to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).ok()
}

/// The granularity of a metric on a page: the view's, or its own when records are too rare for that.
pub(super) fn per_of(metric: &Metric, view: &View) -> Granularity {
    if view.per == Granularity::All { Granularity::All } else { view.per.max(metric.per()) }
}

/// What is needed to turn cells into a row.
pub(crate) struct Rower<'a> {
    pub world: &'a World<'a>,
    pub ground: &'a Ground,
    pub view: &'a View,
}

impl Rower<'_> {
    /// The series of one metric and group over a stretch.
    pub(crate) fn points(&self, metric: &Metric, cells: &[&Cell], stretch: Stretch, cut: Cut) -> Vec<Point> {
        let (known_from, watermark) = self.ground.known(metric, self.world.now);
        let first = cells.iter().map(|cell| cell.period.start).min();
        let from = match (stretch.ask_from, first) {
            (Some(from), Some(first)) => Some(from.max(first)),
            (from, first) => first.or(from),
        };
        let frame = Frame {
            per: stretch.per,
            from,
            to: stretch.to,
            watermark,
            known_from,
            zone: self.ground.zone(),
            clock: &self.ground.clock,
            protection: Protection::from(self.world.settings),
            cut,
        };
        let matures = metric.matures_after_days(self.world.settings).unwrap_or(0.0);
        series(metric, cells, matures, &frame)
    }

    /// One row from what the lake measured.
    pub(crate) fn row(&self, metric: &Metric, measured: &Measured, stretch: Stretch) -> Row {
        let cut = if self.view.scope.is_whole() { Cut::Whole } else { Cut::Group };
        let cells: Vec<&Cell> = measured.cells.iter().collect();
        let points = self.points(metric, &cells, stretch, cut);
        let judgement = self.judgement(metric, &points, stretch, Known { missing: measured.missing.as_ref(), ..Known::default() });
        let latest = last_complete(&points).map(latest_of);
        let unfinished = points.last().filter(|point| !point.is_complete() && point.value.n > 0.0).cloned();
        Row { metric: metric.id.clone(), per: stretch.per, latest, unfinished, judgement, approximate: measured.approximate }
    }

    /// Chart and verdict of a series.
    pub(crate) fn judgement(&self, metric: &Metric, points: &[Point], stretch: Stretch, known: Known<'_>) -> Judgement {
        judge(&self.request(metric, points, stretch, known))
    }

    /// What is judged of a series: the points that the page shows, and earlier ones when they tell the season.
    pub(crate) fn request<'r>(&'r self, metric: &'r Metric, points: &'r [Point], stretch: Stretch, known: Known<'r>) -> Request<'r> {
        let shown_from = stretch.show_from.map_or(0, |day| points.iter().position(|point| point.period.end() > day).unwrap_or(0));
        // Earlier periods help only when they make two years; otherwise a page would judge what it does not show.
        let is_long = points.len() as f64 >= 2.0 * stretch.per.per_year();
        let (points, shown_from) = if is_long { (points, shown_from) } else { (&points[shown_from.min(points.len())..], 0) };
        let Known { missing, autocorrelation } = known;
        Request { metric, points, settings: self.world.settings, autocorrelation, missing, shown_from }
    }
}

/// What is known of a series from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'a> {
    /// Why there are no records, when the lake said so.
    pub missing: Option<&'a Missing>,
    /// Autocorrelation pooled over series of the same metric.
    pub autocorrelation: Option<f64>,
}

fn latest_of(point: &Point) -> Latest {
    let sums = point.tally.filter(|tally| tally.direct.is_none());
    Latest {
        period: point.period,
        value: point.value,
        numerator: sums.map(|tally| tally.numerator),
        denominator: sums.map(|tally| tally.denominator),
    }
}

/// The question about one metric at its own granularity, and the days that it is about.
pub(crate) fn question_of(rower: &Rower<'_>, metric: &Metric, by: &[String]) -> (Stretch, Question) {
    let stretch = rower.ground.stretch(rower.view, per_of(metric, rower.view));
    let question = Question {
        metrics: vec![metric.id.clone()],
        per: stretch.per,
        by: by.to_vec(),
        scope: rower.view.scope.clone(),
        from: stretch.ask_from,
        to: stretch.to,
    };
    (stretch, question)
}

/// A metric, the days asked for, and what the lake measured.
pub(crate) type Asked<'m> = (&'m Metric, Stretch, Measured);

/// Asks for metrics, each at its own granularity: one question per granularity that occurs. Answers come in the order of the
/// metrics; the version is that of the first answer.
pub(crate) fn ask_all<'m>(rower: &Rower<'_>, metrics: &[&'m Metric], by: &[String]) -> Result<(String, Vec<Asked<'m>>), Error> {
    let mut version = rower.ground.inventory.version.clone();
    let mut found: Vec<Asked<'m>> = Vec::with_capacity(metrics.len());
    for per in Granularity::ALL {
        let group: Vec<&'m Metric> = metrics.iter().copied().filter(|metric| per_of(metric, rower.view) == per).collect();
        if group.is_empty() {
            continue;
        }
        let stretch = rower.ground.stretch(rower.view, per);
        let question = Question {
            metrics: group.iter().map(|metric| metric.id.clone()).collect(),
            per,
            by: by.to_vec(),
            scope: rower.view.scope.clone(),
            from: stretch.ask_from,
            to: stretch.to,
        };
        let answer = rower.world.ask.answer(&question)?;
        version = answer.version;
        for measured in answer.measured {
            if let Some(metric) = group.iter().find(|metric| metric.id == measured.metric) {
                found.push((metric, stretch, measured));
            }
        }
    }
    let place = |id: &str| metrics.iter().position(|metric| metric.id == id);
    found.sort_by_key(|(metric, ..)| place(&metric.id));
    Ok((version, found))
}

/// Makes the situation picture. One question to the lake for each granularity that occurs (most metrics share the view's).
pub fn situation(world: World<'_>, view: &View) -> Result<Situation, Error> {
    let ground = Ground::new(&world)?;
    let rower = Rower { world: &world, ground: &ground, view };
    let is_wanted = |metric: &&Metric| {
        (metric.situation || view.all_metrics)
            && (view.levels.is_empty() || metric.levels.iter().any(|level| view.levels.contains(level)))
            && (view.perspectives.is_empty() || view.perspectives.contains(&metric.perspective))
    };
    let metrics: Vec<&Metric> = world.catalogue.iter().filter(is_wanted).collect();
    let (version, measured) = ask_all(&rower, &metrics, &[])?;
    let rows: Vec<(&Metric, Row)> =
        measured.iter().map(|(metric, stretch, measured)| (*metric, rower.row(metric, measured, *stretch))).collect();
    let watched = rows.iter().filter(|(_, row)| is_judged(&row.judgement.verdict)).count();
    let findings = findings(&rows);
    let sections = Perspective::ALL.into_iter().filter_map(|perspective| {
        let rows: Vec<Row> = rows.iter().filter(|(metric, _)| metric.perspective == perspective).map(|(_, row)| row.clone()).collect();
        (!rows.is_empty()).then_some(Section { perspective, rows })
    });
    let now = ground.watermark.map(|watermark| Period::containing(view.per, watermark.to_zoned(ground.zone().clone()).date()));
    let (unfinished, last_complete) = running(&ground, now);
    Ok(Situation {
        view: view.clone(),
        version,
        watermark: ground.watermark,
        zone: ground.zone().clone(),
        unfinished,
        last_complete,
        sections: sections.collect(),
        findings,
        watched,
        expected_false: watched as f64 * FALSE_VERDICT_SHARE,
    })
}

/// The period that is still running at the watermark, and the last whole one.
fn running(ground: &Ground, now: Option<Period>) -> (Option<Period>, Option<Period>) {
    let Some(period) = now.filter(|period| period.granularity != Granularity::All) else { return (None, now) };
    let frame = Frame {
        per: period.granularity,
        from: None,
        to: None,
        watermark: ground.watermark,
        known_from: None,
        zone: ground.zone(),
        clock: &ground.clock,
        protection: Protection { group_min: 0, people_min: 0 },
        cut: Cut::Whole,
    };
    match frame.unfinished(period, 0.0) {
        Some(_) => (Some(period), Some(period.previous())),
        None => (None, Some(period)),
    }
}

fn is_judged(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::NoChange | Verdict::SignalUp { .. } | Verdict::SignalDown { .. })
}

/// Rows with a signal, weightiest first.
fn findings(rows: &[(&Metric, Row)]) -> Vec<Finding> {
    let finding = |(metric, row): &(&Metric, Row)| {
        let change = row.judgement.change.filter(|_| row.judgement.verdict.is_signal())?;
        let counter = metric.counter.iter().find_map(|id| {
            let (_, other) = rows.iter().find(|(metric, _)| &metric.id == id)?;
            is_judged(&other.judgement.verdict).then(|| (id.clone(), other.judgement.verdict.clone()))
        });
        Some(Finding {
            metric: metric.id.clone(),
            perspective: metric.perspective,
            verdict: row.judgement.verdict.clone(),
            change,
            better: metric.better,
            counter,
            weight: weight(&row.judgement.verdict, &change, row.per),
        })
    };
    let mut findings: Vec<Finding> = rows.iter().filter_map(finding).collect();
    findings.sort_by(|left, right| right.weight.total_cmp(&left.weight).then_with(|| left.metric.cmp(&right.metric)));
    findings
}

/// Concern weighs half as much again as improvement, and a change loses half of its weight in half a year.
pub(crate) fn weight(verdict: &Verdict, change: &Change, per: Granularity) -> f64 {
    let concern = if verdict.better() == Some(false) { 1.5 } else { 1.0 };
    let years = f64::from(change.points) / per.per_year();
    change.effect_sigmas.abs().min(10.0) * concern * 0.5_f64.powf(2.0 * years)
}

#[cfg(test)]
mod tests;
