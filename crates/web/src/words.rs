//! Words for the codes of the core: perspectives, levels, kinds, dimensions, verdicts.

use luotsi_core::catalogue::{Better, Level, Metric, Perspective, Texts};
use luotsi_core::measure::Value;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;

use crate::i18n::{Language, Text};

/// The name of a perspective.
pub fn perspective(text: Text, perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Experience => text.perspective_experience(),
        Perspective::Quality => text.perspective_quality(),
        Perspective::Efficiency => text.perspective_efficiency(),
        Perspective::Cost => text.perspective_cost(),
        Perspective::People => text.perspective_people(),
    }
}

/// The question that a perspective answers.
pub fn perspective_question(text: Text, perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Experience => text.perspective_experience_question(),
        Perspective::Quality => text.perspective_quality_question(),
        Perspective::Efficiency => text.perspective_efficiency_question(),
        Perspective::Cost => text.perspective_cost_question(),
        Perspective::People => text.perspective_people_question(),
    }
}

/// The name of a level.
pub fn level(text: Text, level: Level) -> &'static str {
    match level {
        Level::Strategic => text.level_strategic(),
        Level::Tactical => text.level_tactical(),
        Level::Operational => text.level_operational(),
    }
}

/// Which way is better.
pub(crate) fn direction(text: Text, better: Better) -> &'static str {
    match better {
        Better::Up => text.direction_up(),
        Better::Down => text.direction_down(),
        Better::Band => text.direction_band(),
    }
}

/// The name of a choice of periods.
pub fn granularity(text: Text, per: Granularity) -> &'static str {
    match per {
        Granularity::Day => text.per_day(),
        Granularity::Week => text.per_week(),
        Granularity::Month => text.per_month(),
        Granularity::Quarter => text.per_quarter(),
        Granularity::Year => text.per_year(),
        Granularity::All => text.per_all(),
    }
}

/// The name of a kind of records.
pub fn kind(text: Text, kind: Kind) -> &'static str {
    match kind {
        Kind::Contacts => text.kind_contacts(),
        Kind::Events => text.kind_events(),
        Kind::Feedback => text.kind_feedback(),
        Kind::Evaluations => text.kind_evaluations(),
        Kind::People => text.kind_people(),
        Kind::Work => text.kind_work(),
        Kind::Costs => text.kind_costs(),
        Kind::Actions => text.kind_actions(),
        Kind::Timeline => text.kind_timeline(),
    }
}

/// The name of a dimension; the column's own name when it is the workspace's.
pub fn dimension(text: Text, name: &str) -> String {
    match text.named(&format!("dimension-{name}")) {
        Some(word) => word.to_owned(),
        None => crate::format::capitalised(&name.replace('_', " ")),
    }
}

/// A value of a dimension: ours in the reader's language, the workspace's as it is.
pub fn dimension_value(text: Text, dimension: &str, value: &str) -> String {
    text.named(&format!("value-{dimension}-{value}")).map_or_else(|| value.to_owned(), str::to_owned)
}

/// The rules that flagged a point, by their codes.
pub fn rules(text: Text, flags: &[&str]) -> String {
    let words: Vec<&str> = flags.iter().map(|flag| text.named(&format!("rule-{flag}")).unwrap_or(flag)).collect();
    words.join(", ")
}

/// Why a value is not shown; `None` when it is.
pub fn hidden(text: Text, value: &Value) -> Option<String> {
    crate::pages::brief_parts::chart_data::hidden(text, value)
}

/// The name of a column in words: the canonical ones, those of usual dimensions, and otherwise as it is written.
pub(crate) fn column(text: Text, name: &str) -> String {
    let known = text.named(&format!("column-{name}")).map(str::to_owned);
    known.or_else(|| text.named(&format!("dimension-{name}")).map(str::to_lowercase)).unwrap_or_else(|| name.replace('_', " "))
}

/// The texts of a metric in a language.
pub fn metric(metric: &Metric, language: Language) -> &Texts {
    match language {
        Language::Fi => &metric.fi,
        Language::Sv => &metric.sv,
        Language::En => &metric.en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use luotsi_core::facts;
    use luotsi_core::records::Value;

    #[test]
    fn every_canonical_column_dimension_and_code_has_words_in_every_language() {
        for language in Language::ALL {
            let text = language.text();
            for kind in Kind::ALL {
                let derived = facts::of(kind).iter().map(|fact| (fact.name, fact.value));
                for (name, value) in kind.columns().iter().map(|column| (column.name, column.value)).chain(derived) {
                    assert!(text.named(&format!("column-{name}")).is_some(), "column-{name} in {}", language.code());
                    if matches!(value, Value::Dimension | Value::Choice(_)) {
                        assert!(text.named(&format!("dimension-{name}")).is_some(), "dimension-{name} in {}", language.code());
                    }
                    if let Value::Choice(codes) = value {
                        for code in codes {
                            let known = [format!("value-{name}-{code}"), format!("event-{code}")];
                            assert!(known.iter().any(|key| text.named(key).is_some()), "{} in {}", known[0], language.code());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_column_of_the_workspace_is_shown_as_it_is_written() {
        let text = Language::Sv.text();
        assert_eq!((dimension(text, "tariffi_2026"), dimension(text, "language")), ("Tariffi 2026".to_owned(), "Språk".to_owned()));
        assert_eq!((column(text, "brand"), column(text, "oma_kentta")), ("varumärke".to_owned(), "oma kentta".to_owned()));
        assert_eq!(dimension_value(text, "channel", "Torget"), "Torget");
    }
}
