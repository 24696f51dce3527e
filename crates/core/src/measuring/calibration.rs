//! Counting by hand: twenty cases drawn at random, each judged by a person from its raw fields, against what the metric makes of it.
//!
//! Cases are drawn from the metric's base, hits and others as they come. The seed is kept, so that anybody may draw the same cases
//! again. What the definition leaves out is not drawn: whether something is missing shows in the reconciliation with the source.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ask::{Ask, AskError, Part, RecordsQuestion};
use crate::catalogue::Metric;
use crate::period::{Granularity, Period};
use crate::scope::Scope;

/// Cases of a task.
pub const CASES: usize = 20;
/// Key metrics are to be calibrated twice a year, with this agreement (maturity.md, D2).
pub const DUE_MONTHS: i32 = 6;
/// See [`DUE_MONTHS`].
pub const ENOUGH: f64 = 0.95;

/// One case: a record and what the metric makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What the metric makes of it.
    pub counted: Counted,
    /// Its filled columns with their values, key first; persons are left out.
    pub fields: Vec<(String, String)>,
}

/// What a metric makes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// In the base and in the numerator (or: has a value that counts).
    Hit,
    /// In the base only.
    Base,
}

impl Counted {
    /// Its name in forms and among texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Base => "base",
        }
    }
}

/// What the person who counted by hand says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// The metric has it right.
    Right,
    /// The metric has it wrong.
    Wrong,
    /// It cannot be told from the record.
    Unclear,
}

impl Said {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Unclear];

    /// Its name in forms and among texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unclear => "unclear",
        }
    }

    /// What that name says.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.name() == name)
    }
}

/// A calibration: drawn, and later counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Its id (ULID).
    pub id: String,
    /// Id of the metric.
    pub metric: String,
    /// Fingerprint of its definition when the cases were drawn.
    pub fingerprint: String,
    /// Version of the definition.
    pub version: u32,
    /// The period that cases were drawn from.
    pub period: Period,
    /// Records that they were drawn from.
    pub drawn_from: u64,
    /// The seed of the draw.
    pub seed: u64,
    /// When they were drawn.
    pub drawn_at: Timestamp,
    /// The cases.
    pub cases: Vec<Case>,
    /// What was said of each; empty before it was counted.
    pub said: Vec<Said>,
    /// When it was counted.
    pub counted_at: Option<Timestamp>,
    /// What should be known beside the marks.
    pub note: String,
}

/// What counting by hand gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Cases on which the metric was right.
    pub right: usize,
    /// Cases on which it was wrong.
    pub wrong: usize,
    /// Cases that could not be told.
    pub unclear: usize,
    /// Share of right ones among those that could be told, with its 95 % interval; `None` when none could be.
    pub agreement: Option<[f64; 3]>,
}

impl Calibration {
    /// What the count gave; `None` before it was made.
    pub fn outcome(&self) -> Option<Outcome> {
        self.counted_at?;
        let count = |wanted: Said| self.said.iter().filter(|said| **said == wanted).count();
        let (right, wrong, unclear) = (count(Said::Right), count(Said::Wrong), count(Said::Unclear));
        let agreement = super::share(right as f64, (right + wrong) as f64).map(|share| [share.estimate, share.low, share.high]);
        Some(Outcome { right, wrong, unclear, agreement })
    }

    /// When the next one is due; at once when this one did not agree enough or was never counted.
    pub fn next_due(&self) -> Option<Timestamp> {
        let counted = self.counted_at?;
        let is_enough = self.outcome()?.agreement.is_some_and(|[share, ..]| share >= ENOUGH);
        let later = counted.to_zoned(jiff::tz::TimeZone::UTC).saturating_add(DUE_MONTHS.months()).timestamp();
        Some(if is_enough { later } else { counted })
    }
}

/// What is known of a calibration before its cases are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Draw<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// The period to draw from.
    pub period: Period,
    /// The seed.
    pub seed: u64,
}

/// Draws the cases; and tells how many records they were drawn from.
///
/// # Errors
/// When the lake cannot answer.
pub fn draw(ask: &dyn Ask, draw: &Draw<'_>) -> Result<(Vec<Case>, u64), AskError> {
    let question = |part: Part, offset: usize, limit: usize| RecordsQuestion {
        metric: draw.metric.id.clone(),
        period: draw.period,
        scope: Scope::whole(),
        part,
        offset,
        limit,
    };
    let hits = ask.records(&question(Part::Numerator, 0, 0))?.total;
    let rest = ask.records(&question(Part::Rest, 0, 0))?.total;
    let mut cases = Vec::new();
    for place in places(draw.seed, hits + rest, CASES) {
        let (counted, part, offset) =
            if place < hits { (Counted::Hit, Part::Numerator, place) } else { (Counted::Base, Part::Rest, place - hits) };
        let records = ask.records(&question(part, usize::try_from(offset).unwrap_or(usize::MAX), 1))?;
        let Some(row) = records.rows.into_iter().next() else { continue };
        let fields = records.columns.into_iter().zip(row).filter_map(|(column, value)| Some((column, value?))).collect();
        cases.push(Case { counted, fields });
    }
    Ok((cases, hits + rest))
}

/// The last whole month before the end of the records: recent enough to be remembered, whole enough to be counted.
pub fn period_before(watermark: Timestamp, zone: &jiff::tz::TimeZone) -> Period {
    Period::containing(Granularity::Month, watermark.to_zoned(zone.clone()).date()).previous()
}

/// Different places below `of`, in ascending order: Floyd's draw without replacement (Bentley & Floyd 1987), with SplitMix64 (Steele,
/// Lea & Flood 2014).
fn places(seed: u64, of: u64, wanted: usize) -> Vec<u64> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    let wanted = (wanted as u64).min(of);
    let mut chosen = std::collections::BTreeSet::new();
    for last in of - wanted..of {
        let place = ((u128::from(next()) * u128::from(last + 1)) >> 64) as u64;
        if !chosen.insert(place) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}

/// Whether the metric's numbers can be opened record by record at all.
pub fn can_be_calibrated(metric: &Metric) -> bool {
    use crate::catalogue::Statistic;
    matches!(
        metric.measure.statistic,
        Statistic::Share { .. } | Statistic::Net { .. } | Statistic::Mean { .. } | Statistic::Quantile { .. }
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calibration(said: &[Said]) -> Calibration {
        Calibration {
            id: "01".into(),
            metric: "csat_top2".into(),
            fingerprint: "0".into(),
            version: 1,
            period: Period::all(),
            drawn_from: 100,
            seed: 1,
            drawn_at: "2026-01-31T00:00:00Z".parse().unwrap(),
            cases: Vec::new(),
            said: said.to_vec(),
            counted_at: (!said.is_empty()).then(|| "2026-02-01T00:00:00Z".parse().unwrap()),
            note: String::new(),
        }
    }

    #[test]
    fn nineteen_of_twenty_are_enough_for_half_a_year() {
        let mut said = vec![Said::Right; 19];
        said.push(Said::Wrong);
        let done = calibration(&said);
        assert_eq!(done.outcome().unwrap().agreement.unwrap()[0], 0.95);
        assert_eq!(done.next_due().unwrap().to_string(), "2026-08-01T00:00:00Z");
        said[0] = Said::Wrong;
        assert_eq!(calibration(&said).next_due(), calibration(&said).counted_at, "once more, at once");
        assert_eq!(calibration(&[]).outcome(), None);
    }

    #[test]
    fn what_cannot_be_told_is_neither_right_nor_wrong() {
        let outcome = calibration(&[Said::Unclear; 3]).outcome().unwrap();
        assert_eq!((outcome.agreement, outcome.unclear), (None, 3));
    }

    proptest! {
        #[test]
        fn a_draw_gives_different_places_that_exist(seed: u64, of in 0_u64..5_000, wanted in 0_usize..40) {
            let places = places(seed, of, wanted);
            prop_assert_eq!(places.len() as u64, (wanted as u64).min(of));
            prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]) && places.iter().all(|place| *place < of));
        }
    }

    #[test]
    fn every_place_is_drawn_about_as_often() {
        let mut counts = [0_u32; 50];
        for seed in 0..5_000 {
            places(seed, 50, 5).into_iter().for_each(|place| counts[place as usize] += 1);
        }
        assert!(counts.iter().all(|count| (400..=600).contains(count)), "{counts:?}");
    }
}
