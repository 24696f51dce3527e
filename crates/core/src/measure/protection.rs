//! Who must not be seen: small groups, few people, and groups that the others would give away.
//!
//! privacy.md §6.2(3): minimum group, and complementary suppression: when exactly one group is hidden, it could be worked
//! out from the whole and the rest, so the next smallest is hidden as well.

use super::value::{Hidden, Value, value};
use crate::ask::Tally;
use crate::catalogue::{Metric, Perspective};
use crate::records::Kind;
use crate::settings::Settings;

/// How a figure was cut out of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The whole service.
    Whole,
    /// A part of it: a scope, or a group of a breakdown.
    Group,
}

/// The smallest numbers that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// Records of a group.
    pub group_min: u32,
    /// People behind a figure about the staff.
    pub people_min: u32,
}

impl From<&Settings> for Protection {
    fn from(settings: &Settings) -> Self {
        Self { group_min: settings.group_min, people_min: settings.people_min }
    }
}

impl Protection {
    /// The value of a tally, hidden where it must be.
    pub fn shown(&self, metric: &Metric, tally: &Tally, cut: Cut) -> Value {
        let open = value(metric, tally);
        match self.reason(metric, tally, cut) {
            Some(reason) if open.hidden.is_none() => hide(open, reason),
            _ => open,
        }
    }

    /// The values of all groups of one breakdown in one period, in the order given, with complementary suppression.
    pub fn shown_groups(&self, metric: &Metric, tallies: &[&Tally]) -> Vec<Value> {
        let mut values: Vec<Value> = tallies.iter().map(|tally| self.shown(metric, tally, Cut::Group)).collect();
        // Too few for a sound figure is no secret; too few to stay unrecognised is.
        let is_protected = |value: &Value| match value.hidden {
            Some(Hidden::SmallGroup { .. } | Hidden::FewPeople { .. }) => value.n > 0.0,
            Some(Hidden::TooFew { .. }) => value.n > 0.0 && value.n < f64::from(self.group_min),
            _ => false,
        };
        if values.iter().filter(|value| is_protected(value)).count() == 1 {
            let next_smallest = (0..values.len())
                .filter(|&index| values[index].value.is_some())
                .min_by(|&left, &right| values[left].n.total_cmp(&values[right].n));
            if let Some(index) = next_smallest {
                values[index] = hide(values[index], Hidden::Complementary);
            }
        }
        values
    }

    /// Why a figure of this tally may not be shown; `None` when it may.
    pub(crate) fn reason(&self, metric: &Metric, tally: &Tally, cut: Cut) -> Option<Hidden> {
        let is_about_staff = metric.perspective == Perspective::People || matches!(metric.measure.table, Kind::People | Kind::Work);
        if is_about_staff {
            let counts_people = metric.measure.cluster.as_deref() == Some("agent_id");
            let people = tally.clusters.filter(|_| counts_people).map_or(tally.n, |clusters| clusters.count);
            if people < f64::from(self.people_min) {
                return Some(Hidden::FewPeople { need: self.people_min });
            }
        }
        if tally.n < f64::from(metric.n_min) {
            return Some(Hidden::TooFew { need: metric.n_min });
        }
        (cut == Cut::Group && tally.n < f64::from(self.group_min)).then_some(Hidden::SmallGroup { need: self.group_min })
    }
}

fn hide(open: Value, reason: Hidden) -> Value {
    Value { n: open.n, hidden: Some(reason), ..Value::default() }
}
