//! `measurement`: what the measuring of the measuring found, among the signals.
//!
//! Findings with a p-value share out their errors among themselves, as a family of their own beside the series watched. What they
//! explain is told under them: figures of surveys that rise where only the solved are asked are no good news of their own.

use jiff::ToSpan;

use super::{Also, Kind, Signal};
use crate::catalogue::{Catalogue, Metric};
use crate::judge::{Change, Course, Verdict};
use crate::measuring::{Finding, What};
use crate::period::{Granularity, Period};
use crate::records::Kind as RecordKind;
use crate::rules::DATES_OF_ONE_CHANGE;
use crate::scope::Scope;
use crate::situation::weight;

/// What has always been so is known and no news: it weighs half of what has just begun.
const WEIGHT_OF_OLD: f64 = 0.5;

/// The signal of a finding.
pub(super) fn signal(finding: Finding, q: f64, watermark: Option<jiff::civil::Date>) -> Signal {
    let size = &finding.size;
    // Without a date it has been so as long as was looked.
    let begin = watermark.unwrap_or_default().saturating_sub((7 * finding.weeks as i64).days());
    let since = Period::containing(Granularity::Week, finding.since.unwrap_or(begin));
    let change = Change {
        since,
        within: None,
        course: Course::Step,
        points: finding.weeks as u32,
        before: size.before,
        after: size.after,
        effect: size.effect,
        low: size.low,
        high: size.high,
        // In standard deviations of an ordinary week, as other signals are.
        effect_sigmas: finding.z / (finding.weeks.max(1) as f64).sqrt(),
        surprise: finding.z.abs(),
    };
    let worse = Verdict::SignalDown { better: Some(false) };
    let (fresh, age) = if finding.since.is_some() { (change, 1.0) } else { (Change { points: 0, ..change }, WEIGHT_OF_OLD) };
    let detail = match &finding.what {
        What::SilenceColours { metric } => metric.clone(),
        What::Disagreeing { criterion } => criterion.clone(),
        What::UnknownChanged { kind, column, .. } => format!("{}.{column}", kind.name()),
        What::StoppedComing { kind } | What::NotReconciled { kind } => kind.name().to_owned(),
        What::Impossible { kind, what } => format!("{}.{}", kind.name(), what.code()),
        What::MoreRefused { file } => file.clone(),
        What::DefinitionChanged { metric, .. } => metric.clone(),
        What::MappingChanged { kind, columns } => {
            let columns: Vec<&str> = columns.iter().map(|remapped| remapped.column.as_str()).collect();
            format!("{}.{}", kind.name(), columns.join("+"))
        }
        _ => String::new(),
    };
    let direction = if size.effect > 0.0 { "up" } else { "down" };
    Signal {
        id: format!("{}:{}:{detail}:{}:{direction}", Kind::Measurement.name(), finding.what.code(), finding.scope.conditions().join(";")),
        kind: Kind::Measurement,
        metric: finding.what.metric().to_owned(),
        scope: finding.scope.clone(),
        change,
        better: Some(false),
        q,
        weight: age * weight(&worse, &fresh, Granularity::Week) * finding.share_of_records.clamp(0.0, 1.0).sqrt(),
        share_of_records: finding.share_of_records,
        share_of_change: None,
        against: None,
        seen_in: Vec::new(),
        also: Vec::new(),
        conflict: None,
        finding: Some(finding),
        benchmark: None,
    }
}

/// The id without its direction: what was found once is the same thing when its sign turns.
pub(super) fn without_direction(id: &str) -> &str {
    id.rsplit_once(':').map_or(id, |(thing, _)| thing)
}

/// Puts what the measuring explains under the finding that explains it.
pub(super) fn explained(catalogue: &Catalogue, signals: Vec<Signal>) -> Vec<Signal> {
    let (mut found, mut others): (Vec<Signal>, Vec<Signal>) = signals.into_iter().partition(|signal| signal.kind == Kind::Measurement);
    for known in &mut found {
        let Some(finding) = known.finding.clone() else { continue };
        let is_explained = |metric: &str, scope: &Scope, change: &Change| {
            let is_faked = catalogue.get(metric).is_some_and(|metric| fakes(&finding.what, metric));
            is_faked && lies_in(scope, &finding.scope) && is_near(&finding, change)
        };
        // “All that customers answer changes at once” (R30) has its reason then.
        let is_of_measuring = |signal: &Signal| signal.conflict.as_ref().is_some_and(|conflict| conflict.rule.id == MEASURING_CHANGED);
        let (theirs, rest): (Vec<Signal>, Vec<Signal>) = others.into_iter().partition(|signal| {
            (signal.kind == Kind::Change || is_of_measuring(signal)) && is_explained(&signal.metric, &signal.scope, &signal.change)
        });
        others = rest;
        for Signal { metric, scope, change, better, also, .. } in theirs {
            known.also.push(Also { metric, scope, change, better });
            known.also.extend(also);
        }
    }
    found.append(&mut others);
    found
}

/// The rule that suspects the measuring from what figures do together.
const MEASURING_CHANGED: &str = "measuring_changed";

/// Does what was found move the figures of a metric although nothing has happened? A definition does not: all history is worked out
/// anew by it, so that a level that changes on its day has changed.
fn fakes(what: &What, metric: &Metric) -> bool {
    match what {
        What::SelectionBegan => metric.measure.table == RecordKind::Feedback,
        What::MappingChanged { kind, .. } => metric.tables().contains(kind),
        _ => false,
    }
}

fn lies_in(inner: &Scope, outer: &Scope) -> bool {
    outer.iter().all(|(dimension, values)| {
        let own = inner.values(dimension);
        !own.is_empty() && own.iter().all(|value| values.contains(value))
    })
}

fn is_near(finding: &Finding, change: &Change) -> bool {
    finding.since.is_some_and(|since| {
        let reach = i64::from(DATES_OF_ONE_CHANGE).days();
        since.saturating_sub(reach) <= change.since.start && change.since.start <= since.saturating_add(reach)
    })
}
