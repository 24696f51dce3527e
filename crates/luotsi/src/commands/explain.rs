//! `luotsi explain`: why a metric changed (contract §2).

use anyhow::Result;
use luotsi_core::causes::{self, Error, Request};
use luotsi_core::scope::Scope;
use luotsi_core::situation::{View, World};
use luotsi_web::causes as said;
use luotsi_web::i18n::Text;

use super::{Call, question};
use crate::args::{Explain, Format};
use crate::clock;
use crate::output::{self, Heading, Rows, Spelling, figure};
use crate::voice::Said;
use crate::workspace::Workspace;

const HEADINGS: &[Heading] = &[
    ("kind", Text::why_column_kind),
    ("what", Text::why_column_what),
    ("effect", Text::why_column_effect),
    ("low", Text::why_column_low),
    ("high", Text::why_column_high),
    ("share", Text::why_column_share),
    ("rate_effect", Text::why_column_rate),
    ("mix_effect", Text::why_column_mix),
    ("before", Text::why_column_before),
    ("after", Text::why_column_after),
    ("q", Text::why_column_q),
];

pub(crate) fn run(call: &Call, args: &Explain) -> Result<()> {
    let workspace = Workspace::open(&call.folder)?;
    let now = clock::now();
    let world = World { ask: &*workspace.lake, catalogue: &workspace.catalogue, settings: &workspace.settings, now };
    let view = View { scope: question::scope(call.text, &args.filters)?, ..View::default() };
    let explanation = causes::explain(world, Request { metric: &args.metric, at: args.at, view: &view }).map_err(|error| match error {
        // The nearest names are written out where errors of the lake are told.
        Error::Situation(error) => anyhow::Error::from(error),
        error => {
            let mut sentence = said::fault(call.text, &workspace.catalogue, &error);
            if matches!(error, Error::NoChange { .. } | Error::TooFew { .. }) {
                let day = now.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
                sentence = format!("{sentence} {}", call.text.why_at_hint(&day.to_string()));
            }
            Said::error(sentence)
        }
    })?;
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    if call.format == Format::Table {
        for sentence in said::sentences(call.text, &workspace.catalogue, &explanation, year) {
            eprintln!("{sentence}");
        }
    }
    let answer = said::json(&workspace.catalogue, &explanation, year);
    output::answer(call, &answer, |spelling| Rows { header: spelling.header(HEADINGS), rows: rows(spelling, &explanation) })
}

fn rows(spelling: Spelling, explanation: &causes::Explanation) -> Vec<Vec<String>> {
    let codes = |scope: &Scope| scope.conditions().join(" ");
    let place = |scope: &Scope| spelling.of(&codes(scope), |text| said::place(text, scope));
    let number = |value: f64| figure(value.is_finite().then_some(value));
    let mut rows = Vec::new();
    for part in &explanation.parts {
        let kind = spelling.of("part", Text::why_kind_part);
        let effects = [part.effect, part.low, part.high].map(number);
        let divided = [part.rate_effect, part.mix_effect, part.values.0, part.values.1, part.q].map(number);
        let share = figure(part.share_of_change);
        rows.push([kind, place(&part.scope)].into_iter().chain(effects).chain([share]).chain(divided).collect());
    }
    if let Some(rest) = explanation.rest {
        let kind = spelling.of("rest", Text::why_kind_rest);
        let (before, after) = rest.level.map_or((None, None), |(before, after)| (Some(before), Some(after)));
        rows.push(vec![
            kind,
            spelling.of("", Text::why_rest),
            number(rest.effect),
            String::new(),
            String::new(),
            figure(rest.share_of_change),
            number(rest.rate_effect),
            number(rest.mix_effect),
            figure(before),
            figure(after),
            String::new(),
        ]);
    }
    for along in &explanation.along {
        let kind = spelling.of("along", Text::why_kind_along);
        let effects = [along.effect, along.low, along.high].map(number);
        let levels = [along.before, along.after, along.q].map(number);
        let none = std::iter::repeat_n(String::new(), 3);
        rows.push([kind, along.metric.clone()].into_iter().chain(effects).chain(none).chain(levels).collect());
    }
    for driver in explanation.drivers.iter().flat_map(|drivers| &drivers.factors) {
        let kind = spelling.of("driver", Text::why_kind_driver);
        let name = spelling.of(&driver.factor, |text| said::factor(text, driver));
        let goes = [driver.goes_with.estimate, driver.goes_with.low, driver.goes_with.high].map(number);
        let (before, after) = driver.mean.map_or((None, None), |(before, after)| (Some(before), Some(after)));
        let share = number(driver.importance.estimate);
        rows.push(
            [kind, name]
                .into_iter()
                .chain(goes)
                .chain([share, String::new(), String::new(), figure(before), figure(after), String::new()])
                .collect(),
        );
    }
    rows
}
