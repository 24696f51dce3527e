//! People leave more than they used to: of the whole service, and of each of its teams and roles.
//!
//! Leavers are few, so they are counted exactly and not fitted with a curve. If people leave at the rate at which they always
//! left, then of all leavers that are known a share falls into the latest months that is the share of the person-months in them
//! (Przyborowski & Wilenski 1940: two Poisson rates compared through a binomial). Several lengths of “the latest months” are
//! looked at; the smallest probability counts as many times as there are lengths (Bonferroni).
//!
//! Figures of the staff as a stock (headcount, turnover of twelve months) are not watched for changes of level: each month holds
//! nearly all of the month before, so a chart of them is a walk and no level with noise.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_stats::distribution::{Binomial, Poisson, normal_quantile};
use luotsi_stats::intervals::rate::rate;

use super::super::picture::PicturePoint;
use super::super::{Kind, Signal};
use crate::ask::Question;
use crate::catalogue::{Metric, Statistic};
use crate::judge::{Change, Course, Verdict};
use crate::measure::CONFIDENCE;
use crate::period::{Granularity, Period};
use crate::records::Kind as RecordKind;
use crate::scope::Scope;
use crate::situation::{Error, Ground, World, weight};

/// Who left, a month: the metric of signals about leavers.
pub const LEAVERS: &str = "leavers";
/// Who was there at the end of a month.
pub(crate) const HEADCOUNT: &str = "headcount";
/// How many months “lately” may be.
const WINDOWS: [usize; 5] = [1, 2, 3, 4, 6];
/// Months of staff that tell what is usual …
const LEAST_BEFORE: usize = 6;
/// … and beyond which staff is another staff.
const MOST_MONTHS: usize = 42;
/// Parts that hold so much of a wave tell it.
const MOST_OF_A_WAVE: f64 = 0.5;
/// One leaver is no wave.
const LEAST_LEAVERS: f64 = 2.0;

/// More people leave a part of the service than used to.
pub(in crate::signals) struct Leaving {
    pub signal: Signal,
    /// Of as many leavers lately, if people left as they always did.
    pub p_value: f64,
    /// Person-months of the latest months.
    exposure: f64,
}

impl Leaving {
    /// With its share of false ones.
    pub(in crate::signals) fn with(self, q: f64) -> Self {
        Self { signal: Signal { q, ..self.signal }, ..self }
    }
}

/// Is a metric a figure of the staff as a stock?
pub(in crate::signals) fn is_of_staff(metric: &Metric) -> bool {
    let is_stock = matches!(metric.measure.statistic, Statistic::Stock { .. } | Statistic::Turnover { .. });
    metric.measure.table == RecordKind::People && (is_stock || metric.id == LEAVERS)
}

/// One month of a part's staff.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Month {
    pub(crate) period: Period,
    pub(crate) leavers: f64,
    /// At its end, or today.
    pub(crate) people: f64,
    /// Person-months: the people there, times the part of the month that is known.
    pub(crate) exposure: f64,
}

/// Compares the latest months with those before, in the whole service and in each value of each dimension of its people. Every part
/// looked at is told, with its probability; parts too small to be shown are left out.
pub(in crate::signals) fn leaving(world: &World<'_>, ground: &Ground) -> Result<Vec<Leaving>, Error> {
    let people = ground.inventory.kinds.iter().find(|inventory| inventory.kind == RecordKind::People);
    let (Some(people), Some(watermark)) = (people, ground.watermark) else { return Ok(Vec::new()) };
    // A catalogue may be somebody's own.
    if [LEAVERS, HEADCOUNT].iter().any(|id| world.catalogue.get(id).is_none()) {
        return Ok(Vec::new());
    }
    let today = watermark.to_zoned(ground.calendars.zone().clone()).date();
    let mut cuts: Vec<Vec<String>> = vec![Vec::new()];
    cuts.extend(
        people
            .dimensions
            .iter()
            .filter(|dimension| !RecordKind::People.is_personal(&dimension.name))
            .map(|dimension| vec![dimension.name.clone()]),
    );
    let mut found = Vec::new();
    for by in &cuts {
        let question = Question {
            metrics: vec![LEAVERS.to_owned(), HEADCOUNT.to_owned()],
            per: Granularity::Month,
            by: by.clone(),
            scope: Scope::whole(),
            from: None,
            to: Some(today.saturating_add(1.day())),
        };
        let answer = world.ask.answer(&question)?;
        for (values, months) in staffs(&answer.measured, today) {
            let is_shown = months.last().is_some_and(|month| by.is_empty() || month.people >= f64::from(world.settings.people_min));
            let scope = by.iter().zip(values).fold(Scope::whole(), |scope, (dimension, value)| scope.with(dimension, value));
            found.extend(is_shown.then(|| more(scope, &months)).flatten());
        }
    }
    Ok(found)
}

/// Leavers month by month beside what was usual before the wave. A month is told where the wave itself is told: of the whole service, or of
/// a part with enough people. Empty otherwise.
pub(in crate::signals) fn months(world: &World<'_>, ground: &Ground, signal: &Signal) -> Result<Vec<PicturePoint>, Error> {
    let Some(watermark) = ground.watermark else { return Ok(Vec::new()) };
    let today = watermark.to_zoned(ground.calendars.zone().clone()).date();
    let question = Question {
        metrics: vec![LEAVERS.to_owned(), HEADCOUNT.to_owned()],
        per: Granularity::Month,
        by: Vec::new(),
        scope: signal.scope.clone(),
        from: None,
        to: Some(today.saturating_add(1.day())),
    };
    let months = staffs(&world.ask.answer(&question)?.measured, today).into_iter().next().map(|(_, months)| months).unwrap_or_default();
    let is_shown = signal.scope.is_whole() || months.last().is_some_and(|month| month.people >= f64::from(world.settings.people_min));
    Ok(if is_shown { drawn(&months, signal.change.since, today) } else { Vec::new() })
}

/// The chart of some months: what is usual is the rate of the months before, and the limit what chance exceeds once in two hundred months.
fn drawn(months: &[Month], since: Period, today: Date) -> Vec<PicturePoint> {
    const CHANCE: f64 = 0.995;
    let before = months.iter().filter(|month| month.period.start < since.start);
    let (left, exposure) = before.fold((0.0, 0.0), |(left, exposure), month| (left + month.leavers, exposure + month.exposure));
    let rate = if exposure > 0.0 { left / exposure } else { 0.0 };
    let point = |month: &Month| {
        let usual = rate * month.exposure;
        PicturePoint {
            period: month.period,
            n: month.people,
            value: Some(month.leavers),
            centre: Some(usual),
            lower: Some(0.0),
            upper: Poisson::new(usual).map(|usual| usual.quantile(CHANCE) as f64),
            phase: 0,
            is_complete: month.period.end() <= today.saturating_add(1.day()),
        }
    };
    months.iter().map(point).collect()
}

/// The months of each part, oldest first.
pub(crate) fn staffs(measured: &[crate::ask::Measured], today: Date) -> Vec<(Vec<String>, Vec<Month>)> {
    let figures =
        |id: &str| measured.iter().find(|measured| measured.metric == id).map(|measured| measured.cells.as_slice()).unwrap_or_default();
    let mut parts: BTreeMap<Vec<String>, BTreeMap<Date, Month>> = BTreeMap::new();
    for cell in figures(HEADCOUNT) {
        let Some(values) = cell.dims.iter().cloned().collect::<Option<Vec<String>>>() else { continue };
        let known_until = cell.period.end().min(today.saturating_add(1.day()));
        let (known, whole) = ((known_until - cell.period.start).get_days(), (cell.period.end() - cell.period.start).get_days());
        let people = cell.tally.numerator;
        let exposure = people * f64::from(known.max(0)) / f64::from(whole.max(1));
        parts.entry(values).or_default().insert(cell.period.start, Month { period: cell.period, leavers: 0.0, people, exposure });
    }
    for cell in figures(LEAVERS) {
        let Some(values) = cell.dims.iter().cloned().collect::<Option<Vec<String>>>() else { continue };
        if let Some(month) = parts.get_mut(&values).and_then(|months| months.get_mut(&cell.period.start)) {
            month.leavers = cell.tally.numerator;
            // Who left was there for half of the month, on average.
            month.exposure += 0.5 * cell.tally.numerator;
        }
    }
    let latest = |months: BTreeMap<Date, Month>| {
        let months: Vec<Month> = months.into_values().filter(|month| month.exposure > 0.0).collect();
        months[months.len().saturating_sub(MOST_MONTHS)..].to_vec()
    };
    parts.into_iter().map(|(values, months)| (values, latest(months))).collect()
}

/// Do more leave lately than used to? `None` when too little is known to ask.
fn more(scope: Scope, months: &[Month]) -> Option<Leaving> {
    let windows = WINDOWS.iter().filter(|months_of| months.len() >= LEAST_BEFORE + **months_of);
    let looked_at = windows.clone().count() as f64;
    let sums =
        |months: &[Month]| months.iter().fold((0.0, 0.0), |(left, exposure), month| (left + month.leavers, exposure + month.exposure));
    let mut best: Option<(f64, usize)> = None;
    for window in windows {
        let (before, lately) = months.split_at(months.len() - window);
        let ((left, exposure), (leaves, own)) = (sums(before), sums(lately));
        let p = match Binomial::new((left + leaves) as u64, own / (own + exposure)) {
            Some(all) if leaves >= LEAST_LEAVERS => all.survival(leaves as u64 - 1),
            _ => 1.0,
        };
        if best.is_none_or(|(least, _)| p < least) {
            best = Some((p, *window));
        }
    }
    let (p, window) = best?;
    let (before, lately) = months.split_at(months.len() - window);
    let ((left, exposure), (leaves, own)) = (sums(before), sums(lately));
    let p_value = (p * looked_at).min(1.0);
    // In people over the months looked at, which is how people speak of it.
    let usual = left / exposure * own;
    let interval = rate(leaves as u64, own, CONFIDENCE).ok()?;
    let first = lately.iter().find(|month| month.leavers > 0.0).or(lately.first())?;
    let spread = usual.max(0.5).sqrt();
    let change = Change {
        since: first.period,
        within: None,
        course: Course::Step,
        points: lately.iter().filter(|month| month.period >= first.period).count() as u32,
        before: usual,
        after: leaves,
        effect: leaves - usual,
        low: interval.low * own - usual,
        high: interval.high * own - usual,
        effect_sigmas: (leaves - usual) / spread,
        surprise: -normal_quantile((p_value / 2.0).max(1e-300)),
    };
    let worse = Verdict::SignalUp { better: Some(false) };
    let signal = Signal {
        id: format!("{}:{LEAVERS}:{}:up", Kind::People.name(), scope.conditions().join(";")),
        kind: Kind::People,
        metric: LEAVERS.to_owned(),
        scope,
        change,
        better: Some(false),
        q: 1.0,
        weight: weight(&worse, &change, Granularity::Month),
        share_of_records: 1.0,
        share_of_change: None,
        against: None,
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    };
    Some(Leaving { signal, p_value, exposure: own })
}

/// One wave is told once: of the smallest part that holds most of it, and of other parts of the same dimension.
pub(in crate::signals) fn told(mut leaving: Vec<Leaving>) -> Vec<Signal> {
    leaving.sort_by(|left, right| left.exposure.total_cmp(&right.exposure).then_with(|| left.signal.id.cmp(&right.signal.id)));
    let mut told: Vec<Signal> = Vec::new();
    for Leaving { signal, .. } in leaving {
        let of_parts: f64 = told.iter().map(|part| part.change.effect).sum();
        // Roles and teams cut the same people twice, and the whole holds them all.
        let is_another_part = told.first().is_none_or(|first| dimension(first) == dimension(&signal));
        if is_another_part || of_parts < MOST_OF_A_WAVE * signal.change.effect {
            told.retain(|part| dimension(part) == dimension(&signal));
            told.push(signal);
        }
    }
    told
}

fn dimension(signal: &Signal) -> Option<&str> {
    signal.scope.iter().next().map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn months(exposure: f64, leavers: &[f64]) -> Vec<Month> {
        let first = Period::containing(Granularity::Month, date(2024, 1, 1));
        let periods = std::iter::successors(Some(first), |period| Some(period.next()));
        periods.zip(leavers).map(|(period, leavers)| Month { period, leavers: *leavers, people: exposure, exposure }).collect()
    }

    fn lately(scope: Scope, exposure: f64, leavers: &[f64]) -> Option<Leaving> {
        more(scope, &months(exposure, leavers))
    }

    fn found(exposure: f64, leavers: &[f64]) -> Leaving {
        lately(Scope::whole(), exposure, leavers).expect("long enough")
    }

    #[test]
    fn four_who_leave_a_team_of_nine_within_a_quarter_are_a_wave_with_its_first_month() {
        let mut leavers = vec![0.0; 30];
        leavers[5] = 1.0;
        leavers[17] = 1.0;
        leavers[27] = 2.0;
        leavers[28] = 1.0;
        leavers[29] = 1.0;
        let found = found(9.0, &leavers);
        // Of six leavers at least four in three months of thirty: 15 · 0.1⁴ · 0.9² + 6 · 0.1⁵ · 0.9 + 0.1⁶ = 0.00127.
        assert!((found.p_value - 5.0 * 0.00127).abs() < 1e-6, "{}", found.p_value);
        assert_eq!(found.signal.change.since.start, date(2026, 4, 1));
        assert_eq!((found.signal.change.points, found.signal.change.after), (3, 4.0));
        assert!((found.signal.change.before - 2.0 / 27.0 * 3.0).abs() < 1e-12);
        assert!(found.signal.change.low > 0.0);
    }

    #[test]
    fn a_wave_stands_out_of_its_months() {
        let mut leavers = vec![0.0; 30];
        (leavers[5], leavers[17], leavers[28], leavers[29]) = (1.0, 1.0, 3.0, 2.0);
        let months = months(9.0, &leavers);
        let points = drawn(&months, months[28].period, date(2026, 6, 14));
        assert_eq!(points.iter().map(|point| point.value).collect::<Vec<_>>(), leavers.iter().map(|left| Some(*left)).collect::<Vec<_>>());
        // Two leavers in 28 months of nine people are 0.071 a month, and a month with two would be 0.2 % of months.
        assert!(points.iter().all(|point| (point.centre.unwrap() - 2.0 / 28.0).abs() < 1e-12 && point.upper == Some(1.0)));
        assert!(points[28].value > points[28].upper && points.iter().take(28).all(|point| point.value <= point.upper));
        assert!(points[28].is_complete && !points[29].is_complete, "June is not over on the 14th");
    }

    #[test]
    fn leavers_as_ever_and_one_alone_are_no_wave() {
        let steady: Vec<f64> = (0..36).map(|month| f64::from(month % 4 == 0)).collect();
        assert!(found(40.0, &steady).p_value > 0.5);
        let mut one = vec![0.0; 36];
        one[35] = 1.0;
        assert_eq!(found(40.0, &one).p_value, 1.0);
    }

    #[test]
    fn too_short_a_history_is_not_asked() {
        assert!(lately(Scope::whole(), 9.0, &[1.0; 6]).is_none());
    }

    #[test]
    fn a_wave_is_told_of_the_smallest_part_that_holds_most_of_it() {
        let wave = |scope: Scope, effect: f64, exposure: f64| {
            let mut leavers = vec![0.0; 36];
            leavers[35] = effect;
            Leaving { exposure, ..lately(scope, exposure, &leavers).expect("long enough") }
        };
        let of = |value: &str| Scope::whole().with("team", value);
        let told = |waves: Vec<Leaving>| -> Vec<Scope> { told(waves).into_iter().map(|signal| signal.scope).collect() };
        let role = || wave(Scope::whole().with("role", "agent"), 6.0, 120.0);
        assert_eq!(told(vec![role(), wave(Scope::whole(), 7.0, 150.0), wave(of("a"), 4.0, 30.0)]), [of("a")]);
        assert_eq!(told(vec![wave(Scope::whole(), 9.0, 150.0), wave(of("a"), 4.0, 30.0), wave(of("b"), 4.0, 40.0)]), [of("a"), of("b")]);
        assert_eq!(told(vec![wave(Scope::whole(), 12.0, 150.0), wave(of("a"), 3.0, 30.0)]), [Scope::whole()]);
    }

    /// Waves that are no waves: at most as often as the probability says.
    #[test]
    fn a_steady_rate_gives_small_probabilities_as_seldom_as_they_say() {
        let mut dice = crate::sample::Dice(11);
        let rounds = 2_000;
        let below = (0..rounds).filter(|_| {
            let leavers: Vec<f64> =
                (0..36).map(|_| f64::from(u8::from(dice.uniform() < 0.3)) + f64::from(u8::from(dice.uniform() < 0.1))).collect();
            found(20.0, &leavers).p_value < 0.05
        });
        assert!(below.count() as f64 <= 0.05 * f64::from(rounds));
    }
}
