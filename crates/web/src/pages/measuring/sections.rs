//! The checks as sections: a question, an answer in sentences, a picture, and the tables behind it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use luotsi_core::catalogue::Unit;
use luotsi_core::measuring::definition::{Changed, Met};
use luotsi_core::measuring::{Check, Fact, Outcome, Reach, Selection, SelectionWeek, What};
use luotsi_core::scope::Scope;

use super::super::figure::{Figure, Table, number_head, words_head};
use super::Asked;
use crate::charts::{DotRow, Dots, Mark, Palette, Pictures, Shape, Strand, Strands, Tone, dot_plot, strands};
use crate::format;
use crate::i18n::Text;
use crate::measuring::{metric_name, place, with_interval};
use crate::pages::{Link, href};
use crate::words;

/// One check.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) question: &'static str,
    pub(super) sentences: Vec<String>,
    /// What is missing for the check, when it is.
    pub(super) none: Option<String>,
    pub(super) figures: Vec<Figure>,
    pub(super) tables: Vec<Table>,
    pub(super) link: Option<Link>,
}

const PERCENT: Unit = Unit::Percent;

pub(super) fn sections(asked: &Asked, met: &[Met], changed: &[Changed]) -> Vec<Section> {
    vec![sampling(asked), response(asked), assessors(asked), coverage(asked), data(asked), definition(asked, met, changed)]
}

fn section(text: Text, check: Check) -> Section {
    let (name, question) = match check {
        Check::Sampling => (text.measuring_section_sampling(), text.measuring_question_sampling()),
        Check::Response => (text.measuring_section_response(), text.measuring_question_response()),
        Check::Assessors => (text.measuring_section_assessors(), text.measuring_question_assessors()),
        Check::Coverage => (text.measuring_section_coverage(), text.measuring_question_coverage()),
        Check::Data => (text.measuring_section_data(), text.measuring_question_data()),
        Check::Definition => (text.measuring_section_definition(), text.measuring_question_definition()),
        Check::Calibration => (text.measuring_section_calibration(), text.measuring_question_calibration()),
    };
    Section { id: check.name(), name, question, sentences: Vec::new(), none: None, figures: Vec::new(), tables: Vec::new(), link: None }
}

fn percent(text: Text, share: f64) -> String {
    format::value(text, PERCENT, share)
}

fn ratio(text: Text, hits: f64, of: f64) -> String {
    if of > 0.0 { percent(text, hits / of) } else { String::new() }
}

fn count(text: Text, number: f64) -> String {
    format::count(text.language(), number.max(0.0).round() as u64)
}

fn concern() -> Option<Mark> {
    Some(Mark { tone: Tone::Concern, shape: Shape::Diamond })
}

fn dots(drawn: &Dots) -> Pictures {
    Pictures::drawn(|frame| dot_plot(drawn, frame, Palette::Classes))
}

/// Is something told of this part by the check?
fn is_told(asked: &Asked, scope: &Scope, is_wanted: impl Fn(&What) -> bool) -> bool {
    asked.report.findings.iter().any(|kept| kept.finding.scope == *scope && is_wanted(&kept.finding.what))
}

fn sampling(asked: &Asked) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Sampling);
    let selections = &asked.report.sampling.selections;
    let Some(whole) = selections.first() else {
        section.none = Some(text.measuring_none_sampling().to_owned());
        return section;
    };
    let all = &whole.all;
    section.sentences.push(
        text.measuring_sampling_whole(&ratio(text, all.solved_invited, all.solved), &ratio(text, all.unsolved_invited, all.unsolved)),
    );
    section.sentences.push(text.measuring_sampling_how().to_owned());
    // The part of which something is told; the whole when all is well.
    let told = selections.iter().find(|one| is_told(asked, &one.scope, |what| what.check() == Check::Sampling)).unwrap_or(whole);
    section.figures.push(selection_figure(asked, told));
    // Parts with too few invitations for odds stand in JSON; here they would be rows of blanks.
    let rows: Vec<&Selection> = selections.iter().filter(|one| one.odds.is_some()).collect();
    let odds: Vec<DotRow> = rows
        .iter()
        .map(|one| DotRow {
            name: place(text, &one.scope),
            value: one.odds.map(|odds| odds[0]),
            interval: one.odds.map(|odds| (odds[1], odds[2])),
            beside: None,
            mark: is_told(asked, &one.scope, |what| what.check() == Check::Sampling).then(concern).flatten(),
        })
        .collect();
    let title = text.measuring_sampling_odds();
    let pictures = dots(&Dots {
        text,
        id: "odds",
        title,
        sentence: text.measuring_question_sampling(),
        unit: Unit::Coefficient,
        rows: &odds,
        line: Some((1.0, "1")),
    });
    let table = Table {
        title: text.measuring_sampling_parts().to_owned(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_part()),
            number_head(text.measuring_sampling_contacts_unsolved()),
            number_head(text.measuring_sampling_invited_unsolved()),
            number_head(text.measuring_sampling_contacts_solved()),
            number_head(text.measuring_sampling_invited_solved()),
            number_head(title),
        ],
        rows: rows
            .iter()
            .map(|one| {
                let all = &one.all;
                vec![
                    place(text, &one.scope),
                    count(text, all.unsolved),
                    ratio(text, all.unsolved_invited, all.unsolved),
                    count(text, all.solved),
                    ratio(text, all.solved_invited, all.solved),
                    one.odds.map(|odds| with_interval(text, Unit::Coefficient, odds)).unwrap_or_default(),
                ]
            })
            .collect(),
    };
    let figure = Figure::new(pictures, text.measuring_sampling_how().to_owned(), table);
    section.figures.push(figure.headed(format!("{}. {title}", text.measuring_sampling_parts())));
    section.sentences.pop();
    section
}

/// Shares invited by month, of the unsolved and of the solved.
fn selection_figure(asked: &Asked, selection: &Selection) -> Figure {
    let text = asked.text();
    let mut months: BTreeMap<Date, SelectionWeek> = BTreeMap::new();
    for week in &selection.weeks {
        let month = months.entry(week.week.start.first_of_month()).or_insert(SelectionWeek {
            unsolved: 0.0,
            unsolved_invited: 0.0,
            solved: 0.0,
            solved_invited: 0.0,
            ..*week
        });
        month.unsolved += week.unsolved;
        month.unsolved_invited += week.unsolved_invited;
        month.solved += week.solved;
        month.solved_invited += week.solved_invited;
    }
    let least = f64::from(asked.app.settings.group_min);
    let share = |hits: f64, of: f64| (of >= least).then(|| hits / of);
    let strand = |name: &str, is_beside: bool, pick: fn(&SelectionWeek) -> (f64, f64)| Strand {
        name: name.to_owned(),
        points: months
            .iter()
            .map(|(day, month)| {
                let (hits, of) = pick(month);
                (*day, share(hits, of))
            })
            .collect(),
        is_beside,
    };
    let series = [
        strand(text.measuring_sampling_unsolved(), false, |month| (month.unsolved_invited, month.unsolved)),
        strand(text.measuring_sampling_solved(), true, |month| (month.solved_invited, month.solved)),
    ];
    let place = place(text, &selection.scope);
    let title = text.measuring_sampling_chart(&place);
    let since = selection.since.map(|since| (since.start, text.measuring_since(&asked.day(since.start))));
    let finding =
        asked.report.findings.iter().find(|kept| kept.finding.scope == selection.scope && kept.finding.what.check() == Check::Sampling);
    let caption = finding.map_or_else(
        || {
            let all = &selection.all;
            text.measuring_sampling_whole(&ratio(text, all.solved_invited, all.solved), &ratio(text, all.unsolved_invited, all.unsolved))
        },
        |kept| crate::measuring::sentence(text, &asked.app.catalogue, &kept.finding, asked.year),
    );
    let drawn = Strands {
        text,
        id: "selection",
        title: &title,
        sentence: &caption,
        unit: PERCENT,
        strands: &series,
        event: since.as_ref().map(|(day, name)| (*day, name.as_str())),
    };
    let pictures = Pictures::drawn(|frame| strands(&drawn, frame, Palette::Classes));
    let table = Table {
        title: title.clone(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_sampling_month()),
            number_head(text.measuring_sampling_contacts_unsolved()),
            number_head(text.measuring_sampling_invited_unsolved()),
            number_head(text.measuring_sampling_contacts_solved()),
            number_head(text.measuring_sampling_invited_solved()),
        ],
        rows: months
            .iter()
            .map(|(day, month)| {
                let said = |hits: f64, of: f64| share(hits, of).map(|share| percent(text, share)).unwrap_or_default();
                vec![
                    format::period(text, luotsi_core::period::Period::containing(luotsi_core::period::Granularity::Month, *day)),
                    count(text, month.unsolved),
                    said(month.unsolved_invited, month.unsolved),
                    count(text, month.solved),
                    said(month.solved_invited, month.solved),
                ]
            })
            .collect(),
    };
    Figure::new(pictures, caption, table).headed(title)
}

fn response(asked: &Asked) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Response);
    let response = &asked.report.response;
    let (Some((first, last)), Some([rate, low, high])) = (response.days, response.rate) else {
        section.none = Some(text.measuring_none_response().to_owned());
        return section;
    };
    section.sentences.push(text.measuring_response_rate(
        &count(text, response.answered),
        &asked.day(first),
        &format::interval(text, PERCENT, low, high),
        &count(text, response.invited),
        &asked.day(last),
        &percent(text, rate),
    ));
    let (differ, same): (Vec<&Fact>, Vec<&Fact>) = response.facts.iter().partition(|fact| fact.p_value < 0.01);
    let names = |facts: &[&Fact]| facts.iter().map(|fact| fact_name(text, &fact.name)).collect::<Vec<_>>().join(", ");
    if !differ.is_empty() {
        section.sentences.push(text.measuring_response_differ(&names(&differ)));
    }
    if !same.is_empty() {
        section.sentences.push(text.measuring_response_same(&names(&same)));
    }
    for (number, result) in response.results.iter().enumerate() {
        section.figures.push(result_figure(asked, result, number));
    }
    let rows = response.facts.iter().flat_map(|fact| fact.levels.iter().map(move |level| (fact, level))).map(|(fact, level)| {
        vec![
            format!("{}: {}", fact_name(text, &fact.name), level_name(text, &fact.name, &level.value)),
            count(text, level.invited),
            count(text, level.answered),
            level.rate.map(|rate| with_interval(text, PERCENT, rate)).unwrap_or_default(),
            level.satisfied.map_or_else(|| text.measuring_response_few().to_owned(), |share| percent(text, share)),
        ]
    });
    section.tables.push(Table {
        title: text.measuring_response_facts().to_owned(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_response_fact()),
            number_head(text.measuring_response_invited()),
            number_head(text.measuring_response_answered()),
            number_head(text.measuring_response_rate_column()),
            number_head(text.measuring_response_satisfied()),
        ],
        rows: rows.collect(),
    });
    section
}

fn fact_name(text: Text, name: &str) -> String {
    text.named(&format!("measuring-fact-{name}")).map_or_else(|| words::dimension(text, name), str::to_owned)
}

fn level_name(text: Text, fact: &str, value: &str) -> String {
    text.named(&format!("measuring-fact-{fact}-{value}")).map_or_else(|| words::dimension_value(text, fact, value), str::to_owned)
}

fn result_figure(asked: &Asked, result: &Outcome, number: usize) -> Figure {
    let text = asked.text();
    let bounds = &result.bounds;
    let with = |value: f64| Some([value, value, value]);
    let lines: Vec<(&str, Option<[f64; 3]>)> = vec![
        (text.measuring_response_plain(), Some(result.plain)),
        (text.measuring_response_to_invited(), result.to_invited),
        (text.measuring_response_to_contacts(), result.to_contacts),
        (text.measuring_response_least_happy(), with(bounds.least_happy)),
        (text.measuring_response_worst(), with(bounds.worst)),
        (text.measuring_response_best(), with(bounds.best)),
    ];
    let lines: Vec<(&str, [f64; 3])> = lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let rows: Vec<DotRow> = lines
        .iter()
        .map(|(name, [value, low, high])| DotRow {
            name: (*name).to_owned(),
            value: Some(*value),
            interval: (low < high).then_some((*low, *high)),
            beside: None,
            mark: None,
        })
        .collect();
    let name = metric_name(text, &asked.app.catalogue, result.metric);
    let title = text.measuring_response_chart(&name);
    let mut caption = text.measuring_response_how(&percent(text, bounds.least_happy_quarter));
    if result.to_contacts.is_some() {
        caption.push(' ');
        caption.push_str(&text.measuring_response_design(
            &percent(text, result.contacts_covered),
            &count(text, result.n / result.design_effect.max(1.0)),
            &count(text, result.n),
        ));
    }
    let id = format!("result{number}");
    let pictures = dots(&Dots { text, id: &id, title: &title, sentence: &caption, unit: PERCENT, rows: &rows, line: None });
    let table = Table {
        title: title.clone(),
        links: Vec::new(),
        head: vec![words_head(text.measuring_response_result()), number_head(text.table_value()), number_head(text.table_interval())],
        rows: lines
            .iter()
            .map(|(name, [value, low, high])| {
                let interval = if low < high { format::interval(text, PERCENT, *low, *high) } else { String::new() };
                vec![(*name).to_owned(), percent(text, *value), interval]
            })
            .collect(),
    };
    Figure::new(pictures, caption, table).headed(title)
}

fn assessors(asked: &Asked) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Assessors);
    let assessors = &asked.report.assessors;
    if assessors.count == 0 {
        section.none = Some(text.measuring_none_assessors().to_owned());
        return section;
    }
    let number = |number: usize| format::count(text.language(), number as u64);
    section.sentences.push(text.measuring_assessors_count(&number(assessors.assessments), &number(assessors.count)));
    let coefficient = |value: Option<[f64; 3]>| value.map(|value| with_interval(text, Unit::Coefficient, value)).unwrap_or_default();
    let whole = assessors.agreement.iter().find(|one| one.criterion.is_none() && one.units > 0.0);
    match whole {
        _ if assessors.count == 1 => section.sentences.push(text.measuring_assessors_alone().to_owned()),
        Some(one) => section.sentences.push(text.measuring_assessors_agreement(&coefficient(one.ac1), &coefficient(one.alpha))),
        None => section.sentences.push(text.measuring_assessors_no_double().to_owned()),
    }
    if !assessors.teams.is_empty() {
        section.sentences.push(text.measuring_assessors_how().to_owned());
        section.figures.push(team_figure(asked));
    }
    if assessors.scales.is_empty() && assessors.compared > 1 {
        let least = asked.app.settings.people_min.to_string();
        section.sentences.push(text.measuring_assessors_scales_hidden(&least));
    }
    if !assessors.scales.is_empty() {
        let points = |value: f64| format!("{}{}", if value < 0.0 { "−" } else { "+" }, format::change(text, PERCENT, value));
        section.tables.push(Table {
            title: text.measuring_assessors_scales().to_owned(),
            links: Vec::new(),
            head: vec![
                words_head(text.measuring_assessors_scale()),
                number_head(text.table_interval()),
                number_head(text.measuring_assessors_shrunk()),
            ],
            // Neither names nor numbers of assessments: either would tell who it is.
            rows: assessors
                .scales
                .iter()
                .map(|one| {
                    let [apart, low, high] = one.apart;
                    vec![points(apart), format::interval(text, PERCENT, low, high), points(one.shrunk)]
                })
                .collect(),
        });
    }
    let rows: Vec<Vec<String>> = assessors
        .agreement
        .iter()
        .filter(|one| one.units > 0.0)
        .map(|one| {
            let name = one.criterion.clone().unwrap_or_else(|| text.measuring_assessors_all().to_owned());
            vec![name, count(text, one.units), coefficient(one.alpha), coefficient(one.ac1)]
        })
        .collect();
    if !rows.is_empty() {
        section.tables.push(Table {
            title: text.measuring_assessors_criteria().to_owned(),
            links: Vec::new(),
            head: vec![
                words_head(text.measuring_assessors_criterion()),
                number_head(text.measuring_assessors_units()),
                number_head(text.measuring_assessors_alpha()),
                number_head(text.measuring_assessors_ac1()),
            ],
            rows,
        });
    }
    section
}

fn team_figure(asked: &Asked) -> Figure {
    let text = asked.text();
    let teams = &asked.report.assessors.teams;
    let name = |team: &str| words::dimension_value(text, "team", team);
    let rows: Vec<DotRow> = teams
        .iter()
        .map(|team| DotRow {
            name: name(&team.team),
            value: Some(team.adjusted[0]),
            interval: Some((team.adjusted[1], team.adjusted[2])),
            beside: Some(team.given),
            mark: None,
        })
        .collect();
    let title = text.measuring_assessors_teams().to_owned();
    let caption = text.measuring_assessors_teams_sentence().to_owned();
    let pictures = dots(&Dots { text, id: "teams", title: &title, sentence: &caption, unit: PERCENT, rows: &rows, line: None });
    let table = Table {
        title: title.clone(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_assessors_team()),
            number_head(text.measuring_assessors_n()),
            number_head(text.measuring_assessors_given()),
            number_head(text.measuring_assessors_adjusted()),
        ],
        rows: teams
            .iter()
            .map(|team| vec![name(&team.team), count(text, team.n), percent(text, team.given), with_interval(text, PERCENT, team.adjusted)])
            .collect(),
    };
    Figure::new(pictures, caption, table).headed(title)
}

fn coverage(asked: &Asked) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Coverage);
    let coverage = &asked.report.coverage;
    let whole = &coverage.whole;
    let Some((first, last)) = coverage.days.filter(|_| whole.contacts > 0.0) else {
        section.none = Some(text.measuring_none_coverage().to_owned());
        return section;
    };
    section.sentences.push(text.measuring_coverage_whole(
        &count(text, whole.answered),
        &count(text, whole.assessed),
        &count(text, whole.contacts),
        &asked.day(first),
        &count(text, whole.invited),
        &asked.day(last),
    ));
    if let Some(people) = coverage.people {
        let number = |number: usize| format::count(text.language(), number as u64);
        let expected = format::decimal(text.language(), coverage.expected_not_assessed, 1);
        section.sentences.push(text.measuring_coverage_people(&number(people), &expected, &number(coverage.people_not_assessed)));
    }
    let drawn: Vec<DotRow> = coverage
        .parts
        .iter()
        .map(|part| {
            let invited = part.invited_share();
            DotRow {
                name: place(text, &part.scope),
                value: invited.map(|share| share[0]),
                interval: invited.map(|share| (share[1], share[2])),
                beside: None,
                mark: is_told(asked, &part.scope, |what| matches!(what, What::HardlyAsked)).then(concern).flatten(),
            }
        })
        .collect();
    let title = text.measuring_coverage_chart().to_owned();
    let caption = text.measuring_coverage_chart_sentence().to_owned();
    let pictures = dots(&Dots {
        text,
        id: "coverage",
        title: &title,
        sentence: &caption,
        unit: PERCENT,
        rows: &drawn,
        line: whole.invited_share().map(|share| (share[0], text.measuring_coverage_all())),
    });
    let row = |part: &Reach, name: String| {
        vec![
            name,
            count(text, part.contacts),
            percent(text, part.share),
            part.invited_share().map(|share| with_interval(text, PERCENT, share)).unwrap_or_default(),
            ratio(text, part.answered, part.contacts),
            part.assessed_share().map(|share| with_interval(text, PERCENT, share)).unwrap_or_default(),
        ]
    };
    let rows = std::iter::once(row(whole, format::capitalised(text.measuring_coverage_all())))
        .chain(coverage.parts.iter().map(|part| row(part, place(text, &part.scope))));
    let table = Table {
        title: title.clone(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_part()),
            number_head(text.measuring_coverage_contacts()),
            number_head(text.measuring_coverage_share()),
            number_head(text.measuring_coverage_invited()),
            number_head(text.measuring_coverage_answered()),
            number_head(text.measuring_coverage_assessed()),
        ],
        rows: rows.collect(),
    };
    section.figures.push(Figure::new(pictures, caption, table).headed(title));
    section
}

/// Columns of the picture at most; the table has all.
const MOST_COLUMNS: usize = 12;

fn data(asked: &Asked) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Data);
    let data = &asked.report.data;
    if data.freshness.is_empty() {
        section.none = Some(text.measuring_none_data().to_owned());
        return section;
    }
    let kind = |kind| format::capitalised(words::kind(text, kind));
    let impossible: f64 = data.impossible.iter().map(|(_, _, count, _)| count).sum();
    if impossible == 0.0 {
        let mut kinds: Vec<_> = data.impossible.iter().map(|(kind, _, _, n)| (*kind, *n)).collect();
        kinds.dedup_by_key(|(kind, _)| *kind);
        let records = kinds.iter().map(|(_, n)| n).sum();
        section.sentences.push(text.measuring_data_nothing_impossible(&count(text, records)));
    }
    if !data.reconciliation.is_empty() && data.reconciliation.iter().all(|one| one.agrees == Some(true)) {
        section.sentences.push(text.measuring_data_all_agree().to_owned());
    }
    section.sentences.push(text.measuring_data_refused_before().to_owned());
    let name = |column: &luotsi_core::measuring::Column| format!("{}: {}", kind(column.kind), words::column(text, &column.name));
    // What is always known or never changes needs no picture.
    let drawn: Vec<&luotsi_core::measuring::Column> =
        data.columns.iter().filter(|column| column.unknown > 0.0).take(MOST_COLUMNS).collect();
    if !drawn.is_empty() {
        let told = |column: &luotsi_core::measuring::Column| {
            is_told(
                asked,
                &Scope::whole(),
                |what| matches!(what, What::UnknownChanged { kind, column: name, others } if *kind == column.kind && (*name == column.name || others.contains(&column.name))),
            )
        };
        let rows: Vec<DotRow> = drawn
            .iter()
            .map(|column| DotRow {
                name: name(column),
                value: column.lately.or(Some(column.unknown)),
                interval: None,
                beside: Some(column.unknown),
                mark: told(column).then(concern).flatten(),
            })
            .collect();
        let title = text.measuring_data_columns().to_owned();
        let caption = text.measuring_data_columns_sentence().to_owned();
        let pictures = dots(&Dots { text, id: "columns", title: &title, sentence: &caption, unit: PERCENT, rows: &rows, line: None });
        let table = Table {
            title: title.clone(),
            links: Vec::new(),
            head: vec![
                words_head(text.measuring_data_column()),
                number_head(text.measuring_data_records()),
                number_head(text.measuring_data_unknown()),
                number_head(text.measuring_data_lately()),
            ],
            rows: data
                .columns
                .iter()
                .map(|column| {
                    let lately = column.lately.map(|share| percent(text, share)).unwrap_or_default();
                    vec![name(column), count(text, column.n), percent(text, column.unknown), lately]
                })
                .collect(),
        };
        section.figures.push(Figure::new(pictures, caption, table).headed(title));
    }
    section.tables.extend(data_tables(asked));
    section.link = Some(Link { name: text.measuring_data_ledger().to_owned(), href: href(asked.reader, "/import", "") });
    section
}

fn data_tables(asked: &Asked) -> Vec<Table> {
    let text = asked.text();
    let data = &asked.report.data;
    let kind = |kind| format::capitalised(words::kind(text, kind));
    let mut tables = Vec::new();
    if !data.reconciliation.is_empty() {
        let number = |number: u64| format::count(text.language(), number);
        let rows = data.reconciliation.iter().map(|one| {
            let agrees = match one.agrees {
                Some(true) => text.yes().to_owned(),
                Some(false) => text.no().to_owned(),
                None => text.measuring_data_undone().to_owned(),
            };
            vec![
                kind(one.kind),
                number(one.read),
                number(one.new),
                number(one.changed),
                number(one.unchanged),
                number(one.refused),
                number(one.kept),
                agrees,
            ]
        });
        tables.push(Table {
            title: text.measuring_data_reconciliation().to_owned(),
            links: Vec::new(),
            head: vec![
                words_head(text.measuring_data_kind()),
                number_head(text.measuring_data_read()),
                number_head(text.measuring_data_new()),
                number_head(text.measuring_data_changed()),
                number_head(text.measuring_data_unchanged()),
                number_head(text.measuring_data_refused()),
                number_head(text.measuring_data_kept()),
                words_head(text.measuring_data_agrees()),
            ],
            rows: rows.collect(),
        });
    }
    let rows = data.freshness.iter().map(|one| {
        vec![
            kind(one.kind),
            format::count(text.language(), one.rows),
            one.last.map(|last| format::moment(text, last, &asked.report.zone)).unwrap_or_default(),
            one.days_behind.map(|days| format::decimal(text.language(), days, 1)).unwrap_or_default(),
        ]
    });
    tables.push(Table {
        title: text.measuring_data_freshness().to_owned(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_data_kind()),
            number_head(text.measuring_data_records()),
            words_head(text.measuring_data_latest()),
            number_head(text.measuring_data_behind()),
        ],
        rows: rows.collect(),
    });
    let rows = data.impossible.iter().map(|(of, what, number, n)| {
        let what = text.named(&format!("measuring-impossible-{}", what.code().replace('_', "-"))).unwrap_or_default();
        vec![format!("{}: {what}", kind(*of)), count(text, *number), count(text, *n)]
    });
    tables.push(Table {
        title: text.measuring_data_impossible().to_owned(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_data_what()),
            number_head(text.measuring_data_count()),
            number_head(text.measuring_data_records()),
        ],
        rows: rows.collect(),
    });
    tables
}

fn definition(asked: &Asked, met: &[Met], changed: &[Changed]) -> Section {
    let text = asked.text();
    let mut section = section(text, Check::Definition);
    let day = |at| format::date(text, format::local(at, &asked.report.zone).date());
    let Some(first) = met.iter().map(|one| one.at).min() else {
        section.sentences.push(text.measuring_definition_unwatched().to_owned());
        return section;
    };
    if changed.is_empty() {
        section.sentences.push(text.measuring_definition_none(&day(first)));
        return section;
    }
    section.sentences.push(text.measuring_definition_changed(changed.len() as u64));
    section.sentences.push(text.measuring_definition_advice().to_owned());
    section.tables.push(Table {
        title: text.measuring_section_definition().to_owned(),
        links: Vec::new(),
        head: vec![
            words_head(text.measuring_definition_metric()),
            words_head(text.measuring_definition_at()),
            words_head(text.measuring_definition_versions()),
            words_head(text.measuring_definition_fingerprints()),
        ],
        rows: changed
            .iter()
            .map(|one| {
                vec![
                    metric_name(text, &asked.app.catalogue, &one.metric),
                    day(one.at),
                    format!("{} → {}", one.versions.0, one.versions.1),
                    format!("{} → {}", one.fingerprints.0, one.fingerprints.1),
                ]
            })
            .collect(),
    });
    section
}
