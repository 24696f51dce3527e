//! Leavers of a small team: counted exactly, because there are too few of them for a series.
//!
//! Months with few leavers are hidden, and most months of a team have none, so there is no series to weigh a step in. But whether
//! people leave at another rate than before can be told from two sums: given how many left in all, those since the start are as many
//! as a binomial has whose chance is the share of person-months since (Przyborowski & Wilenski 1940), and the interval of the ratio of
//! the two rates follows from Clopper & Pearson's (1934) interval of that chance. The same bar is asked as of every effect
//! (`super::verdict`).
//!
//! **Who must not be seen.** The figure is about the team, so it is the team that has to be large enough, in every month that counts.
//! Sums are told by whole quarters since the start: no difference between two of them tells of a month.

use jiff::ToSpan;
use jiff::civil::Date;
use luotsi_stats::distribution::{Binomial, Poisson, normal_survival, normal_two_sided_p};
use luotsi_stats::intervals::proportion::{Count, clopper_pearson};
use serde::{Deserialize, Serialize};

use super::estimate::{Method, Reason};
use super::foresight::{Foresight, periods};
use super::gather::Gathered;
use super::outcome::{EffectPoint, Outcome, Side, Size, Why};
use super::verdict::{SURE, Verdict};
use super::{Depth, Judge};
use crate::actions::Action;
use crate::ask::Question;
use crate::catalogue::Metric;
use crate::measure::{CONFIDENCE, Point};
use crate::period::Granularity;
use crate::signals::people::{HEADCOUNT, LEAVERS, Month, staffs};
use crate::situation::Error;

/// Sums are told by so many months.
const QUARTER: usize = 3;
/// Nobody waits longer: two years.
const MOST_MONTHS: usize = 24;
/// A year of months, after which “no evidence” is said.
const YEAR: usize = 12;
/// How much less than before has to leave to matter when nobody said: half.
const HALF: f64 = 0.5;
/// The chance with which an effect that matters has to show.
const POWER: f64 = 0.8;

/// Leavers before and since the start of an action.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// How many left before.
    pub before: u64,
    /// In so many months.
    pub months_before: usize,
    /// How many left since, over whole quarters.
    pub after: u64,
    /// In so many months.
    pub months_after: usize,
    /// Person-months before.
    exposure_before: f64,
    /// Person-months since.
    exposure_after: f64,
}

/// Are the leavers of this series counted? They are when a single whole month of it is hidden, or has none.
pub(super) fn is_counted(metric: &Metric, points: &[Point]) -> bool {
    metric.id == LEAVERS && points.iter().any(|point| point.is_complete() && point.value.hidden.is_some())
}

/// What came of an action on leavers.
pub(super) fn outcome(judge: &Judge<'_>, action: &Action, metric: &Metric, gathered: &Gathered) -> Result<Result<Outcome, Why>, Error> {
    let counted = match counted(judge, action)? {
        Ok(counted) => counted,
        Err(why) => return Ok(Err(why)),
    };
    let Counted { counts, staff } = counted;
    let usual = counts.usual(staff);
    let smallest = smallest(action, usual);
    let verdict = counts.verdict(smallest / usual);
    let is_told = counts.months_after > 0;
    let start = action.started_on.unwrap_or(Date::MAX);
    let side = |point: &Point| match (point.period.end() <= start, point.period.start >= start) {
        (true, _) => Side::Before,
        (_, true) => Side::After,
        _ => Side::Between,
    };
    let point = |point: &Point| EffectPoint {
        period: point.period,
        value: point.value,
        is_complete: point.is_complete(),
        without: None,
        side: side(point),
    };
    let horizon = counts.horizon(smallest / usual);
    Ok(Ok(Outcome {
        metric: metric.id.clone(),
        per: Granularity::Month,
        watermark: judge.rower.ground.watermark,
        points: gathered.treated.iter().map(point).collect(),
        method: Method::ExactCounts,
        reason: Reason::TooFewForASeries,
        controls: Vec::new(),
        left_out: Vec::new(),
        before: usual,
        after: is_told.then(|| counts.after as f64 / counts.exposure_after * staff),
        size: is_told.then(|| counts.size(usual)),
        verdict: Some(verdict),
        needs: (verdict == Verdict::TooEarly)
            .then(|| horizon.unwrap_or(YEAR).clamp(QUARTER, YEAR).saturating_sub(counts.months_after).max(1)),
        can_tell: horizon.is_some_and(|horizon| horizon <= YEAR),
        horizon,
        smallest,
        smallest_seen: counts.smallest_seen(counts.months_after).map(|share| share * usual),
        periods: (counts.months_before, counts.months_after),
        unusual: None,
        is_after_bad: false,
        autocorrelation: 0.0,
        placebo: None,
        guards: if judge.depth == Depth::Verdict { Vec::new() } else { judge.guards(action, metric)? },
        together: Vec::new(),
        // Two sums cannot tell one action from another.
        shared: judge.others(action, &gathered.treated).into_iter().map(|(_, other)| other).collect(),
        since_end: None,
        counts: is_told.then_some(counts),
        events: judge.near(action),
    }))
}

/// Foresees an action on leavers.
pub(super) fn foresee(judge: &Judge<'_>, planned: &Action, metric: &Metric) -> Result<Result<Foresight, Why>, Error> {
    let Counted { counts, staff } = match counted(judge, planned)? {
        Ok(counted) => counted,
        Err(why) => return Ok(Err(why)),
    };
    let usual = counts.usual(staff);
    let smallest = smallest(planned, usual);
    let horizon = counts.horizon(smallest / usual);
    Ok(Ok(Foresight {
        metric: metric.id.clone(),
        per: Granularity::Month,
        smallest,
        is_expected: planned.expected.is_some(),
        horizon,
        is_never: horizon.is_none_or(|horizon| horizon > YEAR),
        shows: periods(YEAR).filter_map(|months| Some((months, counts.smallest_seen(months)? * usual))).collect(),
        sigma: None,
        autocorrelation: None,
        records: usual,
        method: Method::ExactCounts,
        controls: 0,
    }))
}

/// What was expected, or half of what usually leave.
fn smallest(action: &Action, usual: f64) -> f64 {
    action.expected.map(f64::abs).filter(|expected| *expected > 0.0).unwrap_or(HALF * usual)
}

struct Counted {
    counts: Counts,
    /// People at the end of the latest month.
    staff: f64,
}

/// Counts the leavers of an action's part before and since its start.
fn counted(judge: &Judge<'_>, action: &Action) -> Result<Result<Counted, Why>, Error> {
    let need = judge.world.settings.people_min;
    let Some(start) = action.started_on else { return Ok(Err(Why::NoStart)) };
    let Some(watermark) = judge.rower.ground.watermark else { return Ok(Err(Why::NoRecords { missing: None })) };
    if judge.world.catalogue.get(HEADCOUNT).is_none() {
        return Ok(Err(Why::UnknownMetric { name: HEADCOUNT.to_owned(), nearest: Vec::new() }));
    }
    let today = watermark.to_zoned(judge.rower.ground.zone().clone()).date();
    let question = Question {
        metrics: vec![LEAVERS.to_owned(), HEADCOUNT.to_owned()],
        per: Granularity::Month,
        by: Vec::new(),
        scope: action.scope.clone(),
        from: None,
        to: Some(today.saturating_add(1.day())),
    };
    let answer = judge.world.ask.answer(&question)?;
    let months = staffs(&answer.measured, today).into_iter().next().map(|(_, months)| months).unwrap_or_default();
    let Some(staff) = months.last().map(|month| month.people) else { return Ok(Err(Why::NoRecords { missing: None })) };
    let is_shown = |month: &Month| action.scope.is_whole() || month.people >= f64::from(need);
    let whole: Vec<Month> = months.into_iter().filter(|month| month.period.end() <= today.saturating_add(1.day())).collect();
    if !whole.iter().any(is_shown) {
        return Ok(Err(Why::FewPeople { need }));
    }
    let counts = Counts::of(whole.into_iter().filter(is_shown), start);
    Ok(match counts {
        Counts { months_before, .. } if months_before < LEAST_BEFORE => Err(Why::ShortBefore { have: months_before, need: LEAST_BEFORE }),
        Counts { before: 0, .. } => Err(Why::NobodyLeft),
        counts => Ok(Counted { counts, staff: staff.max(1.0) }),
    })
}

/// Months before the start without which the usual rate is not known.
const LEAST_BEFORE: usize = 6;

impl Counts {
    fn of(months: impl Iterator<Item = Month>, start: Date) -> Self {
        let (before, since): (Vec<Month>, Vec<Month>) = months
            .filter(|month| month.period.end() <= start || month.period.start >= start)
            .partition(|month| month.period.end() <= start);
        let since = &since[..since.len() / QUARTER * QUARTER];
        let left = |months: &[Month]| months.iter().map(|month| month.leavers).sum::<f64>() as u64;
        let exposure = |months: &[Month]| months.iter().map(|month| month.exposure).sum::<f64>();
        Self {
            before: left(&before),
            months_before: before.len(),
            after: left(since),
            months_after: since.len(),
            exposure_before: exposure(&before),
            exposure_after: exposure(since),
        }
    }

    /// Leavers a month of so many people, at the rate before.
    fn usual(&self, staff: f64) -> f64 {
        self.before as f64 / self.exposure_before * staff
    }

    /// The ratio of the rate since to the rate before, with its interval.
    fn ratio(&self, confidence: f64) -> (f64, f64) {
        let count = Count { successes: self.after, trials: self.before + self.after };
        let odds = |chance: f64| if chance >= 1.0 { f64::INFINITY } else { chance / (1.0 - chance) };
        let scale = self.exposure_before / self.exposure_after;
        clopper_pearson(count, confidence)
            .map_or((0.0, f64::INFINITY), |interval| (odds(interval.low) * scale, odds(interval.high) * scale))
    }

    /// The effect in leavers a month: how far the rate since is from the rate before.
    fn size(&self, usual: f64) -> Size {
        let ratio = self.after as f64 / self.before as f64 * self.exposure_before / self.exposure_after;
        let (low, high) = self.ratio(CONFIDENCE);
        let (sure_low, sure_high) = self.ratio(1.0 - normal_two_sided_p(SURE));
        let effect = |ratio: f64| (ratio - 1.0) * usual;
        Size { effect: effect(ratio), low: effect(low), high: effect(high), sure_low: effect(sure_low), sure_high: effect(sure_high) }
    }

    /// The word, when a fall by this share of the rate before matters.
    fn verdict(&self, share: f64) -> Verdict {
        if self.months_after == 0 {
            return Verdict::TooEarly;
        }
        let (low, high) = self.ratio(1.0 - normal_two_sided_p(SURE));
        match self.horizon(share).unwrap_or(YEAR).clamp(QUARTER, YEAR) {
            _ if high < 1.0 => Verdict::Worked,
            _ if low > 1.0 => Verdict::Worse,
            horizon if self.months_after >= horizon => Verdict::NoEvidence,
            _ => Verdict::TooEarly,
        }
    }

    /// Whole quarters of months since the start within which a fall by this share of the rate before shows with a chance of 80 %.
    fn horizon(&self, share: f64) -> Option<usize> {
        (1..=MOST_MONTHS / QUARTER).map(|quarters| quarters * QUARTER).find(|months| self.power(*months, share) >= POWER)
    }

    /// The smallest fall, as a share of the rate before, that so many months show with a chance of 80 %.
    fn smallest_seen(&self, months: usize) -> Option<f64> {
        (1..=20).map(|step| f64::from(step) / 20.0).find(|share| self.power(months, *share) >= POWER)
    }

    /// The chance that so many months since the start show a fall of the rate by this share.
    fn power(&self, months: usize, share: f64) -> f64 {
        if months == 0 {
            return 0.0;
        }
        let before = self.exposure_before;
        let exposure = before / self.months_before.max(1) as f64 * months as f64;
        let chance = exposure / (exposure + before);
        let is_seen = |after: &u64| Binomial::new(self.before + after, chance).is_some_and(|all| all.cdf(*after) <= normal_survival(SURE));
        let mean = self.before as f64 / before * exposure * (1.0 - share).max(0.0);
        // More of them make it less plain, so the counts that are seen are the smallest ones.
        let seen = (0..=self.before).take_while(is_seen).last();
        match (seen, Poisson::new(mean)) {
            (None, _) => 0.0,
            (Some(_), None) => 1.0,
            (Some(most), Some(after)) => after.cdf(most),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::period::Period;
    use crate::sample::Dice;

    const START: Date = date(2026, 1, 1);

    /// A team of twelve: months before the start of 2026 and since.
    fn counts(before: &[u32], since: &[u32]) -> Counts {
        let all: Vec<u32> = before.iter().chain(since).copied().collect();
        let first = Period::containing(Granularity::Month, START.saturating_sub((before.len() as i64).months()));
        let periods = std::iter::successors(Some(first), |period| Some(period.next()));
        let month = |(period, leavers): (Period, u32)| Month { period, leavers: leavers.into(), people: 12.0, exposure: 12.0 };
        Counts::of(periods.zip(all).map(month), START)
    }

    /// Two in three months left, for three years.
    fn wave() -> Vec<u32> {
        [1, 0, 1].repeat(12)
    }

    #[test]
    fn a_team_that_nobody_leaves_any_more_has_been_helped() {
        let told = counts(&wave(), &[0; 12]);
        assert_eq!((told.before, told.months_before, told.after, told.months_after), (24, 36, 0, 12));
        // 24 leavers, all of them in the first 36 of 48 months: 0.75²⁴ = 0.001, beyond the bar of 0.0047.
        assert_eq!(told.verdict(0.5), Verdict::Worked);
        let size = told.size(told.usual(12.0));
        assert!((size.effect + 2.0 / 3.0).abs() < 1e-9 && size.low == size.effect, "nobody is the least that can leave: {size:?}");
        assert!(size.high < 0.0 && size.high < size.sure_high && size.sure_high < 0.0, "{size:?}");
        assert_eq!(counts(&wave(), &[3; 12]).verdict(0.5), Verdict::Worse);
    }

    #[test]
    fn sums_are_told_by_whole_quarters_so_that_no_month_can_be_worked_out() {
        let told = |since: &[u32]| counts(&wave(), since);
        assert_eq!(told(&[0, 0, 1, 1]), told(&[0, 0, 1]));
        assert_eq!((told(&[4, 4]).after, told(&[4, 4]).months_after, told(&[4, 4]).verdict(0.5)), (0, 0, Verdict::TooEarly));
    }

    #[test]
    fn it_waits_as_long_as_an_effect_that_matters_could_still_show() {
        let horizon = |share: f64| counts(&wave(), &[]).horizon(share);
        assert_eq!(horizon(1.0), Some(12));
        assert!(horizon(0.9).is_some_and(|months| (12..=MOST_MONTHS).contains(&months)), "{:?}", horizon(0.9));
        assert_eq!(horizon(0.5), None, "half as many of so few do not show within two years");
        assert_eq!(counts(&wave(), &[1, 0, 1]).verdict(0.9), Verdict::TooEarly);
        assert_eq!(counts(&wave(), &[1, 0, 1].repeat(6)).verdict(0.9), Verdict::NoEvidence);
        let seen = |months: usize| counts(&wave(), &[]).smallest_seen(months);
        assert!(seen(24).is_some_and(|share| share < 1.0) && seen(3).is_none(), "{:?} {:?}", seen(24), seen(3));
    }

    /// Where nothing worked, over two years of quarterly looks.
    #[test]
    fn a_steady_rate_is_seldom_called_anything() {
        let mut dice = Dice(5);
        let mut month = |_: usize| u32::from(dice.uniform() < 0.4) + u32::from(dice.uniform() < 0.2);
        let rounds = 1_000;
        let mut called = [0, 0];
        for _ in 0..rounds {
            let before: Vec<u32> = (0..30).map(&mut month).collect();
            let since: Vec<u32> = (0..24).map(&mut month).collect();
            let ever = |verdict| (3..=24).step_by(3).any(|months| counts(&before, &since[..months]).verdict(0.5) == verdict);
            called[0] += u32::from(ever(Verdict::Worked));
            called[1] += u32::from(ever(Verdict::Worse));
        }
        assert!(called.iter().all(|called| called * 20 <= rounds), "{called:?} of {rounds}");
    }

    #[test]
    fn intervals_hold_the_truth_at_least_as_often_as_they_say() {
        let mut dice = Dice(6);
        let mut held = 0;
        for _ in 0..1_000 {
            // Half as many leave since.
            let before: Vec<u32> = (0..30).map(|_| u32::from(dice.uniform() < 0.6)).collect();
            let since: Vec<u32> = (0..12).map(|_| u32::from(dice.uniform() < 0.3)).collect();
            let told = counts(&before, &since);
            let (low, high) = told.ratio(CONFIDENCE);
            held += u32::from(low <= 0.5 && 0.5 <= high);
        }
        assert!(held >= 950, "{held}");
    }
}
