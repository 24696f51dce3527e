//! What a metric means here: its definition with the workspace's parameters put in, as a fingerprint that changes when figures may.
//!
//! The state store keeps the fingerprints that the program has met and when ([`Met`]); what was meant before the program first looked
//! cannot be known.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Finding, NEWS_DAYS, Size, What};
use crate::catalogue::{Catalogue, Metric, Unit};
use crate::scope::Scope;
use crate::settings::Settings;

/// A definition that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Id of the metric.
    pub metric: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Version that the definition gives itself.
    pub version: u32,
    /// When it was first met.
    pub at: Timestamp,
}

/// The fingerprint of a definition: 16 hexadecimal digits over everything that decides the figure — table, time, statistic with its
/// expressions, parameters as the workspace sets them, and from how many records on a value is shown. Names and texts do not count.
pub fn fingerprint(metric: &Metric, settings: &Settings) -> String {
    let parameters: Vec<(&str, String)> = metric
        .parameters
        .keys()
        .map(|name| (name.as_str(), metric.parameter(name, settings).map(|literal| literal.as_str().to_owned()).unwrap_or_default()))
        .collect();
    let text = format!("{:?}/{:?}/{}", metric.measure, parameters, metric.n_min);
    // FNV-1a, 64 bits (Fowler, Noll & Vo): the same on every machine and in every version of the program.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// A metric whose meaning has changed since the program first met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Id of the metric.
    pub metric: String,
    /// When the present definition was first met.
    pub at: Timestamp,
    /// Version before and now.
    pub versions: (u32, u32),
    /// Fingerprint before and now.
    pub fingerprints: (String, String),
}

/// The latest change of each metric, newest first. `met` in any order.
pub fn changes(met: &[Met]) -> Vec<Changed> {
    let mut by_metric: std::collections::BTreeMap<&str, Vec<&Met>> = std::collections::BTreeMap::new();
    for one in met {
        by_metric.entry(&one.metric).or_default().push(one);
    }
    let mut changes: Vec<Changed> = by_metric
        .into_values()
        .filter_map(|mut all| {
            all.sort_by_key(|one| one.at);
            let [.., before, now] = all.as_slice() else { return None };
            Some(Changed {
                metric: now.metric.clone(),
                at: now.at,
                versions: (before.version, now.version),
                fingerprints: (before.fingerprint.clone(), now.fingerprint.clone()),
            })
        })
        .collect();
    changes.sort_by(|left, right| right.at.cmp(&left.at).then_with(|| left.metric.cmp(&right.metric)));
    changes
}

/// Changes of the last half year as findings. All history is worked out anew by the new definition, so the chart does not jump; what
/// was written down before it is another figure.
pub(super) fn findings(catalogue: &Catalogue, settings: &Settings, changed: &[Changed], (today, zone): (Date, &TimeZone)) -> Vec<Finding> {
    let (shipped, _) = Catalogue::shipped();
    let is_of_the_program = |changed: &Changed| {
        shipped.get(&changed.metric).is_some_and(|metric| fingerprint(metric, &Settings::default()) == changed.fingerprints.1)
    };
    let finding = |changed: &Changed| {
        let metric = catalogue.get(&changed.metric)?;
        // A change that is none any more: the definition is back at what the figures are worked out by.
        let stands = fingerprint(metric, settings) == changed.fingerprints.1;
        let since = changed.at.to_zoned(zone.clone()).date();
        if !stands || since < today.saturating_sub(NEWS_DAYS.days()) {
            return None;
        }
        let weeks = since.until(today).map_or(0, |span| span.get_days().max(0) as usize / 7);
        let (before, after) = (f64::from(changed.versions.0), f64::from(changed.versions.1));
        Some(Finding {
            what: What::DefinitionChanged { metric: changed.metric.clone(), is_own: !is_of_the_program(changed) },
            scope: Scope::whole(),
            since: Some(since),
            weeks,
            size: Size { before, after, effect: after - before, low: after - before, high: after - before, unit: Unit::Count },
            n: 0.0,
            share_of_records: 1.0,
            p_value: None,
            // What was counted is sure: it weighs as much as a change of one standard deviation.
            z: (weeks.max(1) as f64).sqrt(),
        })
    };
    changed.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_fingerprint_follows_the_figure_and_not_the_words() {
        let metric = sample::metric(sample::SHARE);
        let settings = Settings::default();
        let mut renamed = metric.clone();
        renamed.en.name = "Another name".into();
        assert_eq!(fingerprint(&metric, &settings), fingerprint(&renamed, &settings));
        let other = sample::metric(&sample::SHARE.replace("escalated", "abandoned"));
        assert_ne!(fingerprint(&metric, &settings), fingerprint(&other, &settings));
        let mut stricter = metric.clone();
        stricter.n_min = 30;
        assert_ne!(fingerprint(&metric, &settings), fingerprint(&stricter, &settings));
    }

    #[test]
    fn a_parameter_of_the_workspace_is_part_of_the_meaning() {
        let (catalogue, _) = crate::catalogue::Catalogue::shipped();
        let metric = catalogue.get("fcr_repeat").expect("a shipped metric");
        let settings = Settings::default();
        let mut other = settings.clone();
        other.parameters.entry("fcr_repeat".into()).or_default().insert("window_days".into(), toml::Value::Integer(14));
        assert_ne!(fingerprint(metric, &settings), fingerprint(metric, &other));
    }

    #[test]
    fn a_change_is_a_finding_for_half_a_year_and_says_whose_it_is() {
        let (catalogue, _) = Catalogue::shipped();
        let metric = catalogue.get("fcr_repeat").expect("a shipped metric");
        let own: Settings = Settings::read("[parameters.fcr_repeat]\nwindow_days = 14").expect("a right setting");
        let changed = |settings: &Settings| Changed {
            metric: "fcr_repeat".into(),
            at: "2026-05-04T09:00:00Z".parse().unwrap(),
            versions: (1, 1),
            fingerprints: ("before".into(), fingerprint(metric, settings)),
        };
        let found = |settings: &Settings, changed: Changed, today: Date| {
            findings(&catalogue, settings, &[changed], (today, &TimeZone::UTC))
                .into_iter()
                .map(|finding| (finding.what, finding.weeks))
                .collect::<Vec<_>>()
        };
        let told = |is_own| What::DefinitionChanged { metric: "fcr_repeat".into(), is_own };
        let june = jiff::civil::date(2026, 6, 1);
        assert_eq!(found(&own, changed(&own), june), [(told(true), 4)]);
        assert_eq!(found(&Settings::default(), changed(&Settings::default()), june), [(told(false), 4)]);
        assert_eq!(found(&own, changed(&own), jiff::civil::date(2027, 6, 1)), [], "that is how it is by now");
        assert_eq!(found(&Settings::default(), changed(&own), june), [], "another definition holds by now");
    }

    #[test]
    fn a_change_is_told_with_what_was_before() {
        let met = |fingerprint: &str, version: u32, at: &str| Met {
            metric: "csat_top2".into(),
            fingerprint: fingerprint.into(),
            version,
            at: at.parse().unwrap(),
        };
        assert_eq!(changes(&[met("a", 1, "2026-01-01T00:00:00Z")]), []);
        let changed = changes(&[met("b", 2, "2026-05-01T00:00:00Z"), met("a", 1, "2026-01-01T00:00:00Z")]);
        assert_eq!((changed[0].versions, changed[0].fingerprints.1.as_str()), ((1, 2), "b"));
    }
}
