//! The seven signs of a need to develop: repeated complaints, staff who leave, long times, many contacts, bouncing, falling satisfaction,
//! weak encounters.
//!
//! A sign is seen when a signal for the worse stands that is about one of its metrics: the threshold is that of signals, at most one in ten of
//! which is false. It is not seen when its metrics are measured and none of them has such a signal, and unknown when none of them is
//! measured. Signals about the measuring are no signs: they say that a figure should not be read.

use super::{Kind, Signal};
use crate::ask::{Inventory, Missing};
use crate::catalogue::{Catalogue, Metric};

/// A sign of a need to develop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Complaints grow or keep coming.
    Complaints,
    /// People leave.
    Turnover,
    /// Customers wait long, for an answer or a solution.
    LongTimes,
    /// Customers have to contact again and again.
    ManyContacts,
    /// Matters are passed on and come back.
    Bouncing,
    /// Customers are less satisfied.
    Satisfaction,
    /// Encounters do not go as they should.
    Encounters,
}

impl Sign {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Complaints, Self::Turnover, Self::LongTimes, Self::ManyContacts, Self::Bouncing, Self::Satisfaction, Self::Encounters];

    /// The word in addresses and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complaints => "complaints",
            Self::Turnover => "turnover",
            Self::LongTimes => "long-times",
            Self::ManyContacts => "many-contacts",
            Self::Bouncing => "bouncing",
            Self::Satisfaction => "satisfaction",
            Self::Encounters => "encounters",
        }
    }

    /// The sign of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.name() == name)
    }

    /// Ids of the metrics that show it, the plainest first.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Self::Complaints => &["complaint_rate", "deviation_rate", "review_low_share", "recovery_rate"],
            Self::Turnover => &["leavers", "turnover"],
            Self::LongTimes => &[
                "resolution_s_median",
                "resolution_s_p90",
                "resolution_business_s_median",
                "resolution_business_s_p90",
                "first_response_s_median",
                "first_response_s_p90",
                "first_response_business_s_median",
                "first_response_business_s_p90",
                "first_response_within_promise",
                "first_response_within_promise_business",
                "resolved_within_promise_business",
                "solved_within_days",
                "wait_s_median",
                "wait_s_mean",
                "wait_s_p90",
                "service_level_v1",
                "service_level_v2",
                "service_level_v3",
                "service_level_v4",
                "service_level_v5",
                "service_level_v6",
                "backlog",
            ],
            Self::ManyContacts => &[
                "contacts_per_case",
                "repeat_contact_rate",
                "fcr_repeat",
                "fcr_repeat_any",
                "fcr_survey",
                "failure_demand_share",
                "abandonment",
            ],
            Self::Bouncing => &["transfer_rate", "transfers_mean", "escalation_rate", "reopen_rate", "fcr_one_touch"],
            Self::Satisfaction => &[
                "csat_top2",
                "csat_top1",
                "dsat",
                "nps_transactional",
                "nps_relational",
                "ces_easy",
                "ces_mean",
                "review_stars",
                "expectation_gap",
                "resolved_by_customer",
            ],
            Self::Encounters => &[
                "qa_score",
                "critical_error_free",
                "critical_criteria_met",
                "standard_conformity",
                "mystery_score",
                "hard_encounters",
                "emotion_net",
                "promise_kept",
            ],
        }
    }

    /// Is a signal behind this sign?
    pub fn is_shown_by(self, signal: &Signal) -> bool {
        if signal.kind == Kind::Measurement {
            return false;
        }
        let is_worse = |metric: &str, better: Option<bool>| better == Some(false) && self.metrics().contains(&metric);
        is_worse(&signal.metric, signal.better)
            || signal.also.iter().any(|also| is_worse(&also.metric, also.better))
            || signal.conflict.iter().flat_map(|conflict| &conflict.parts).any(|part| is_worse(&part.metric, part.better))
    }
}

/// A sign as the records show it.
#[derive(Debug, Clone, PartialEq)]
pub struct SignRead<'a> {
    /// The sign.
    pub sign: Sign,
    /// The signals behind it, the weightiest first; empty when it is not seen, or unknown.
    pub signals: Vec<&'a Signal>,
    /// Ids of its metrics that are measured here.
    pub measured: Vec<&'static str>,
    /// What its metrics lack, in their order: what would have to be imported for it to be known.
    pub missing: Vec<(&'static str, Missing)>,
}

impl SignRead<'_> {
    /// Is it seen? `None` when none of its metrics is measured.
    pub fn is_seen(&self) -> Option<bool> {
        if !self.signals.is_empty() {
            return Some(true);
        }
        (!self.measured.is_empty()).then_some(false)
    }
}

/// Reads the seven signs from the signals that stand.
pub fn signs<'a>(catalogue: &Catalogue, inventory: &Inventory, standing: &[&'a Signal]) -> Vec<SignRead<'a>> {
    let read = |sign: Sign| {
        let mut signals: Vec<&Signal> = standing.iter().copied().filter(|signal| sign.is_shown_by(signal)).collect();
        signals.sort_by(|left, right| right.weight.total_cmp(&left.weight).then_with(|| left.id.cmp(&right.id)));
        let (mut measured, mut missing) = (Vec::new(), Vec::new());
        for id in sign.metrics() {
            match catalogue.get(id).map(|metric| lacks(metric, inventory)) {
                Some(None) => measured.push(*id),
                Some(Some(lack)) => missing.push((*id, lack)),
                None => {}
            }
        }
        SignRead { sign, signals, measured, missing }
    };
    Sign::ALL.into_iter().map(read).collect()
}

/// What the records lack for a metric: a kind of records, or a column that none of them knows. `None` when nothing is seen to be missing.
pub fn lacks(metric: &Metric, inventory: &Inventory) -> Option<Missing> {
    let expressions = metric.expressions();
    let is_named = |name: &str| {
        let words = |text: &str| text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == name);
        expressions.iter().any(|(_, _, text)| words(text))
    };
    for kind in metric.tables() {
        let Some(known) = inventory.kinds.iter().find(|known| known.kind == kind && known.rows > 0) else {
            return Some(Missing { kind, column: None });
        };
        let is_unknown = |name: &str| is_named(name) && !known.filled.iter().any(|filled| filled == name);
        if let Some(column) = kind.columns().iter().find(|column| is_unknown(column.name)) {
            return Some(Missing { kind, column: Some(column.name.to_owned()) });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::KindInventory;
    use crate::judge::{Change, Course};
    use crate::period::Period;
    use crate::records::Kind as RecordKind;
    use crate::scope::Scope;
    use crate::signals::Also;

    fn change() -> Change {
        let since = Period::parse("2026-W18").unwrap();
        Change {
            since,
            within: None,
            course: Course::Step,
            points: 6,
            before: 0.1,
            after: 0.2,
            effect: 0.1,
            low: 0.05,
            high: 0.15,
            effect_sigmas: 3.0,
            surprise: 9.0,
        }
    }

    fn signal(kind: Kind, metric: &str, better: Option<bool>, weight: f64) -> Signal {
        Signal {
            id: format!("{}:{metric}", kind.name()),
            kind,
            metric: metric.into(),
            scope: Scope::whole(),
            change: change(),
            better,
            q: 0.01,
            weight,
            share_of_records: 1.0,
            share_of_change: None,
            against: None,
            seen_in: Vec::new(),
            also: Vec::new(),
            conflict: None,
            finding: None,
            benchmark: None,
        }
    }

    fn inventory(kinds: &[RecordKind]) -> Inventory {
        let kind = |kind: &RecordKind| KindInventory {
            kind: *kind,
            rows: 100,
            first: None,
            last: None,
            dimensions: Vec::new(),
            filled: kind.columns().iter().map(|column| column.name.to_owned()).collect(),
        };
        Inventory { version: "1".into(), kinds: kinds.iter().map(kind).collect() }
    }

    fn read(kinds: &[RecordKind], standing: &[&Signal]) -> Vec<(Sign, Option<bool>)> {
        let (catalogue, _) = Catalogue::shipped();
        signs(&catalogue, &inventory(kinds), standing).iter().map(|read| (read.sign, read.is_seen())).collect()
    }

    #[test]
    fn every_metric_of_a_sign_is_in_the_catalogue_and_stands_under_one_sign_alone() {
        let (catalogue, _) = Catalogue::shipped();
        let mut seen = std::collections::HashSet::new();
        for sign in Sign::ALL {
            assert_eq!(Sign::named(sign.name()), Some(sign));
            for id in sign.metrics() {
                assert!(catalogue.get(id).is_some(), "{id}");
                assert!(seen.insert(*id), "{id} stands under two signs");
            }
        }
    }

    #[test]
    fn a_signal_for_the_worse_is_a_sign_and_one_for_the_better_or_of_the_measuring_is_none() {
        let all = [RecordKind::Contacts, RecordKind::Feedback, RecordKind::Evaluations, RecordKind::People];
        let worse = signal(Kind::Change, "transfer_rate", Some(false), 2.0);
        let better = signal(Kind::Change, "csat_top2", Some(true), 3.0);
        let faked = signal(Kind::Measurement, "qa_score", Some(false), 4.0);
        let leavers = signal(Kind::People, "leavers", Some(false), 1.0);
        let told = read(&all, &[&worse, &better, &faked, &leavers]);
        let seen: Vec<Sign> = told.iter().filter(|(_, seen)| *seen == Some(true)).map(|(sign, _)| *sign).collect();
        assert_eq!(seen, [Sign::Turnover, Sign::Bouncing]);
        assert!(told.contains(&(Sign::Satisfaction, Some(false))) && told.contains(&(Sign::Encounters, Some(false))));
    }

    #[test]
    fn what_moved_along_is_evidence_too() {
        let also = Also { metric: "complaint_rate".into(), scope: Scope::whole(), change: change(), better: Some(false) };
        let signal = Signal { also: vec![also], ..signal(Kind::Change, "handle_s_median", None, 1.0) };
        assert!(Sign::Complaints.is_shown_by(&signal) && !Sign::LongTimes.is_shown_by(&signal));
    }

    #[test]
    fn a_sign_of_which_nothing_is_measured_is_unknown_and_says_what_is_missing() {
        let (catalogue, _) = Catalogue::shipped();
        let known = inventory(&[RecordKind::Contacts]);
        let read = signs(&catalogue, &known, &[]);
        let of = |sign: Sign| read.iter().find(|read| read.sign == sign).unwrap();
        assert_eq!((of(Sign::Turnover).is_seen(), of(Sign::Bouncing).is_seen()), (None, Some(false)));
        assert_eq!(of(Sign::Turnover).missing[0], ("leavers", Missing { kind: RecordKind::People, column: None }));
        let mut without = known;
        without.kinds[0].filled.retain(|name| name != "transfers");
        let lack = lacks(catalogue.get("transfer_rate").unwrap(), &without);
        assert_eq!(lack, Some(Missing { kind: RecordKind::Contacts, column: Some("transfers".into()) }));
        assert!(signs(&catalogue, &Inventory::default(), &[]).iter().all(|read| read.is_seen().is_none()));
    }
}
