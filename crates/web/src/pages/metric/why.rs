//! Why a metric changed: the parts that the change is in, what moved along, what goes with the figure, and cases drawn at random.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use luotsi_core::ask::{Part, Records};
use luotsi_core::catalogue::{Metric, Unit};
use luotsi_core::causes::{self, Drawing, Driver, Error, Explanation, Method, Request};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::situation::{View, World};

use super::super::cells::{Cells, Column};
use super::super::filters::{Filters, Which, filters, pairs};
use super::super::frame::{Page, zone};
use super::super::problem::Failure;
use super::super::situation::towards;
use super::super::{Link, Made, href};
use super::Asked;
use crate::App;
use crate::causes as said;
use crate::charts::{Bar, Bars, Frame, Palette, bar_chart};
use crate::format;
use crate::i18n::Text;
use crate::jobs::Site;
use crate::reader::Reader;
use crate::words;

#[derive(Template)]
#[template(path = "pages/metric/why.html")]
struct WhyTemplate {
    page: Page,
    text: Text,
    back: Link,
    filters: Filters,
    heading: String,
    lede: Vec<String>,
    notes: Vec<String>,
    form: Form,
    found: Option<Found>,
    help: String,
}

/// The form that chooses the day.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
    day: String,
}

/// What there is to show of an explanation.
struct Found {
    parts: Option<Picture>,
    part_rows: Vec<PartRow>,
    along_about: String,
    along: Vec<AlongRow>,
    drivers: Option<Picture>,
    drivers_about: String,
    drivers_rest: String,
    driver_rows: Vec<DriverRow>,
    cases_about: String,
    records: Table,
    comments_about: String,
    comments: Vec<Comment>,
    facts: Vec<(&'static str, String)>,
}

struct Picture {
    title: String,
    wide: String,
    narrow: String,
    caption: String,
}

struct PartRow {
    name: String,
    href: Option<String>,
    effect: String,
    interval: String,
    share: String,
    rate: String,
    mix: String,
    levels: String,
    records: String,
    q: String,
}

struct AlongRow {
    name: String,
    href: String,
    before: String,
    after: String,
    change: String,
    interval: String,
    verdict: String,
    q: String,
}

struct DriverRow {
    name: String,
    importance: String,
    interval: String,
    goes_with: String,
    goes_with_interval: String,
    mean: String,
    performance: String,
    penalty: String,
    reward: String,
    role: &'static str,
}

/// Records, or why there are none.
struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    none: Option<String>,
}

struct Comment {
    about: String,
    words: String,
}

/// Columns of a record that a page has room for.
const MOST_COLUMNS: usize = 12;

/// Factors in the picture; the table has all of them.
const MOST_BARS: usize = 8;

/// The way from a metric's page, where its chart shows a change.
pub(super) fn link(asked: &Asked) -> Option<Link> {
    let change = asked.made.row.judgement.change?;
    let view = View { by: None, ..asked.view.clone() };
    let href = address(asked.reader, &asked.metric.id, &view, Some(change.since.start));
    Some(Link { name: asked.text().why_link().to_owned(), href })
}

/// The address of an explanation.
fn address(reader: &Reader, metric: &str, view: &View, at: Option<Date>) -> String {
    let query = view.to_query();
    let at = at.map(|at| format!("at={at}"));
    let parts: Vec<String> = [Some(query), at].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    href(reader, &format!("/metric/{metric}/why"), &parts.join("&"))
}

pub(in super::super) async fn why(State(site): State<Site>, Path((_, id)): Path<(String, String)>, reader: Reader) -> Response {
    super::super::page(site.app, reader, move |app, reader| render(app, reader, &id)).await
}

fn render(app: &App, reader: &Reader, id: &str) -> Result<Made, Failure> {
    let text = reader.text();
    let metric = app.catalogue.get(id).ok_or_else(|| super::unknown(app, id))?;
    let (view, problems) = View::from_query(&reader.query);
    let view = View { by: None, ..view };
    let mut notes: Vec<String> =
        problems.iter().map(|problem| text.situation_problem(&problem.expected.join(", "), &problem.name, &problem.value)).collect();
    let given = pairs(&reader.query).into_iter().find(|(name, value)| name == "at" && !value.is_empty()).map(|(_, value)| value);
    let at = given.as_deref().and_then(|given| given.parse::<Date>().ok());
    if let Some(given) = given.filter(|_| at.is_none()) {
        notes.push(text.situation_problem("2026-06-08", "at", &given));
    }
    let inventory = app.ask.inventory()?;
    let world = World { ask: &*app.ask, catalogue: &app.catalogue, settings: &app.settings, now: (app.now)() };
    let this_year = zone(&app.settings).to_datetime(world.now).year();
    let explained = match causes::explain(world, Request { metric: id, at, view: &view }) {
        Ok(explanation) => Some(explanation),
        // What the reader can do something about is said on the page.
        Err(error @ (Error::NoChange { .. } | Error::TooFew { .. } | Error::TooFewRecords { .. } | Error::UnknownValue { .. })) => {
            notes.push(said::fault(text, &app.catalogue, &error));
            None
        }
        Err(Error::Situation(error)) => return Err(error.into()),
    };
    let name = &words::metric(metric, reader.language).name;
    let path = format!("/metric/{id}/why");
    let shown = Shown { app, reader, text, metric, view: &view };
    let day = explained.as_ref().map(|explanation| explanation.after.from).or(at);
    let hidden = pairs(&view.to_query());
    let template = WhyTemplate {
        page: super::super::frame(app, reader, &text.why_heading(name)),
        text,
        back: Link { name: name.clone(), href: href(reader, &format!("/metric/{id}"), &view.to_query()) },
        filters: if inventory.kinds.is_empty() {
            Filters { pills: Vec::new(), clear: None }
        } else {
            filters(reader, &path, &view, &inventory, Which::WithoutLevels)
        },
        heading: text.why_heading(name),
        lede: explained.as_ref().map(|found| said::sentences(text, &app.catalogue, found, this_year)).unwrap_or_default(),
        notes,
        form: Form { action: href(reader, &path, ""), hidden, day: day.map(|day| day.to_string()).unwrap_or_default() },
        found: explained.as_ref().map(|explanation| shown.found(explanation)),
        help: href(reader, "/help/why", ""),
    };
    Made::page(&template)
}

/// What an explanation is shown with.
struct Shown<'a> {
    app: &'a App,
    reader: &'a Reader,
    text: Text,
    metric: &'a Metric,
    view: &'a View,
}

impl Shown<'_> {
    fn found(&self, explanation: &Explanation) -> Found {
        let text = self.text;
        let cases = &explanation.cases;
        let place = said::place(text, &cases.scope);
        let mut cases_about = text.why_cases_about(&place, &cases.seed.to_string());
        if matches!(cases.part, Some(Part::Rest | Part::Numerator)) {
            cases_about.push(' ');
            cases_about.push_str(text.why_cases_worse());
        }
        let (drivers_about, drivers_rest) = self.about_drivers(explanation);
        let comments = cases.comments.records();
        Found {
            parts: self.parts(explanation),
            part_rows: self.part_rows(explanation),
            along_about: if explanation.along.is_empty() { text.why_along_none().to_owned() } else { text.why_along_about(&place) },
            along: self.along(explanation, &cases.scope),
            drivers: self.drivers(explanation),
            drivers_about,
            drivers_rest,
            driver_rows: self.driver_rows(explanation),
            cases_about,
            records: self.records(&cases.records),
            comments_about: match &cases.comments {
                Drawing::None => text.why_comments_none().to_owned(),
                Drawing::TooFew { have, need } => text.why_comments_few(&self.count(*have), &self.count(*need)),
                Drawing::Drawn(records) => text.why_comments_about(&self.count(records.rows.len() as u64), &self.count(records.total)),
            },
            comments: comments.map(|records| self.comments(records)).unwrap_or_default(),
            facts: self.facts(explanation),
        }
    }

    fn count(&self, number: u64) -> String {
        format::count(self.text.language(), number)
    }

    fn unit(&self, explanation: &Explanation) -> Unit {
        said::unit(self.metric, explanation)
    }

    fn parts(&self, explanation: &Explanation) -> Option<Picture> {
        let text = self.text;
        let rest = explanation.rest?;
        let unit = self.unit(explanation);
        let has_mix = explanation.method != Method::Additive;
        // Shares of a change that may be none say nothing.
        let is_certain = explanation.whole.is_certain();
        let figure = |effect: f64, share: Option<f64>| match share.filter(|_| is_certain) {
            Some(share) => format!("{} ({})", said::signed(text, unit, effect), said::share(text, share)),
            None => said::signed(text, unit, effect),
        };
        let mut bars: Vec<Bar> = explanation
            .parts
            .iter()
            .map(|part| Bar {
                name: said::place(text, &part.scope),
                figure: figure(part.effect, part.share_of_change),
                value: part.effect,
                interval: Some((part.low, part.high)),
                sources: has_mix.then_some((part.rate_effect, part.mix_effect)),
            })
            .collect();
        bars.push(Bar {
            name: text.why_rest().to_owned(),
            figure: figure(rest.effect, rest.share_of_change),
            value: rest.effect,
            interval: None,
            sources: has_mix.then_some((rest.rate_effect, rest.mix_effect)),
        });
        let first = bars.first()?;
        let sentence = text.why_where_sentence(&said::signed(text, unit, explanation.whole.effect), &first.figure, &first.name);
        Some(self.picture(("parts", text.why_where_figure()), unit, &bars, (sentence, text.why_where_about())))
    }

    fn picture(&self, (id, title): (&str, &str), unit: Unit, bars: &[Bar], (sentence, about): (String, &str)) -> Picture {
        let drawn = Bars { text: self.text, id, title, sentence: &sentence, unit, bars };
        Picture {
            title: title.to_owned(),
            wide: bar_chart(&drawn, Frame::WIDE, Palette::Classes),
            narrow: bar_chart(&drawn, Frame::NARROW, Palette::Classes),
            caption: format!("{sentence} {about}").trim_end().replace("..", "."),
        }
    }

    fn part_rows(&self, explanation: &Explanation) -> Vec<PartRow> {
        let text = self.text;
        let unit = self.unit(explanation);
        let Some(rest) = explanation.rest else { return Vec::new() };
        let is_certain = explanation.whole.is_certain();
        let share = |share: Option<f64>| share.filter(|_| is_certain).map(|share| said::share(text, share)).unwrap_or_default();
        let number = |n: f64| format::decimal(text.language(), n, 0);
        let level = |level: f64| said::level(text, self.metric.unit, level);
        let q = |q: f64| {
            let shown = format::decimal(text.language(), q.max(0.001), 3);
            if q < 0.001 { format!("<\u{a0}{shown}") } else { shown }
        };
        let part = |part: &causes::PartOfChange| PartRow {
            name: said::place(text, &part.scope),
            href: Some(self.inside(&part.scope, explanation.after.from)),
            effect: said::signed(text, unit, part.effect),
            interval: said::interval(text, unit, part.low, part.high),
            share: share(part.share_of_change),
            rate: said::signed(text, unit, part.rate_effect),
            mix: said::signed(text, unit, part.mix_effect),
            levels: format!("{} → {}", level(part.values.0), level(part.values.1)),
            records: format!("{} → {}", number(part.n.0), number(part.n.1)),
            q: q(part.q),
        };
        let of_unit = |level: f64| said::level(text, unit, level);
        let mut rows: Vec<PartRow> = explanation.parts.iter().map(part).collect();
        rows.push(PartRow {
            name: text.why_rest().to_owned(),
            href: None,
            effect: said::signed(text, unit, rest.effect),
            interval: String::new(),
            share: share(rest.share_of_change),
            rate: said::signed(text, unit, rest.rate_effect),
            mix: said::signed(text, unit, rest.mix_effect),
            levels: rest.level.map(|(before, after)| format!("{} → {}", of_unit(before), of_unit(after))).unwrap_or_default(),
            records: format!("{} → {}", number(rest.n.0), number(rest.n.1)),
            q: String::new(),
        });
        let whole = &explanation.whole;
        let sum = |of: fn(&causes::PartOfChange) -> f64, rest: f64| explanation.parts.iter().map(of).sum::<f64>() + rest;
        let records = |of: fn(&causes::PartOfChange) -> f64, rest: f64| number(sum(of, rest));
        rows.push(PartRow {
            name: text.why_whole().to_owned(),
            href: None,
            effect: said::signed(text, unit, whole.effect),
            interval: said::interval(text, unit, whole.low, whole.high),
            share: share(rest.share_of_change.map(|_| 1.0)),
            rate: said::signed(text, unit, sum(|part| part.rate_effect, rest.rate_effect)),
            mix: said::signed(text, unit, sum(|part| part.mix_effect, rest.mix_effect)),
            levels: format!("{} → {}", of_unit(whole.before), of_unit(whole.after)),
            records: format!("{} → {}", records(|part| part.n.0, rest.n.0), records(|part| part.n.1, rest.n.1)),
            q: String::new(),
        });
        rows
    }

    /// The same question inside a part.
    fn inside(&self, scope: &Scope, at: Date) -> String {
        address(self.reader, &self.metric.id, &View { scope: scope.clone(), ..self.view.clone() }, Some(at))
    }

    fn along(&self, explanation: &Explanation, place: &Scope) -> Vec<AlongRow> {
        let text = self.text;
        let view = View { scope: place.clone(), ..self.view.clone() };
        let row = |along: &causes::Along| {
            let metric = self.app.catalogue.get(&along.metric)?;
            Some(AlongRow {
                name: words::metric(metric, text.language()).name.clone(),
                href: href(self.reader, &format!("/metric/{}", metric.id), &view.to_query()),
                before: said::level(text, metric.unit, along.before),
                after: said::level(text, metric.unit, along.after),
                change: said::signed(text, metric.unit, along.effect),
                interval: said::interval(text, metric.unit, along.low, along.high),
                verdict: towards(text, along.better),
                q: format::decimal(text.language(), along.q, 3),
            })
        };
        explanation.along.iter().filter_map(row).collect()
    }

    fn about_drivers(&self, explanation: &Explanation) -> (String, String) {
        let text = self.text;
        let Some(drivers) = &explanation.drivers else { return (text.why_drivers_none().to_owned(), String::new()) };
        let count = |number: usize| self.count(number as u64);
        let about = text.why_drivers_about(&count(drivers.drawn.1), &said::percent(text, drivers.r_squared), &count(drivers.drawn.0));
        let change = |number: f64| said::signed(text, self.metric.unit, number);
        (about, text.why_drivers_rest(&change(drivers.change), &change(drivers.goes_with_none)))
    }

    fn drivers(&self, explanation: &Explanation) -> Option<Picture> {
        let text = self.text;
        let drivers = explanation.drivers.as_ref()?;
        let bars: Vec<Bar> = drivers
            .factors
            .iter()
            .take(MOST_BARS)
            .map(|driver| Bar {
                name: format::capitalised(&said::factor(text, driver)),
                figure: said::percent(text, driver.importance.estimate),
                value: driver.importance.estimate,
                interval: Some((driver.importance.low, driver.importance.high)),
                sources: None,
            })
            .collect();
        let first = bars.first()?;
        let sentence = text.why_drivers_sentence(&first.name, &first.figure);
        Some(self.picture(("drivers", text.why_drivers_figure()), Unit::Percent, &bars, (sentence, "")))
    }

    fn driver_rows(&self, explanation: &Explanation) -> Vec<DriverRow> {
        let text = self.text;
        let unit = self.metric.unit;
        let mean = |driver: &Driver| {
            let mean = |value: f64| said::mean(text, self.metric, driver, value);
            driver.mean.map(|(before, after)| format!("{} → {}", mean(before), mean(after))).unwrap_or_default()
        };
        let row = |driver: &Driver| {
            let importance = &driver.importance;
            let effect = |interval: &luotsi_stats::intervals::Interval| {
                format!("{} ({})", said::signed(text, unit, interval.estimate), said::interval(text, unit, interval.low, interval.high))
            };
            DriverRow {
                name: format::capitalised(&said::factor(text, driver)),
                importance: said::percent(text, importance.estimate),
                interval: format::interval(text, Unit::Percent, importance.low, importance.high),
                goes_with: said::signed(text, unit, driver.goes_with.estimate),
                goes_with_interval: said::interval(text, unit, driver.goes_with.low, driver.goes_with.high),
                mean: mean(driver),
                performance: driver.performance.map(|place| format::decimal(text.language(), place, 0)).unwrap_or_default(),
                penalty: driver.penalty.as_ref().map(effect).unwrap_or_default(),
                reward: driver.reward.as_ref().map(effect).unwrap_or_default(),
                role: said::role(text, driver.role),
            }
        };
        explanation.drivers.iter().flat_map(|drivers| &drivers.factors).map(row).collect()
    }

    fn cells(&self, kind: Kind) -> Cells {
        Cells { text: self.text, kind, zone: zone(&self.app.settings) }
    }

    fn records(&self, drawing: &Drawing) -> Table {
        let text = self.text;
        let cells = self.cells(self.metric.measure.table);
        let none = |said: String| Table { columns: Vec::new(), rows: Vec::new(), none: Some(said) };
        match drawing {
            Drawing::None => none(text.why_records_none().to_owned()),
            Drawing::TooFew { have, need } => none(text.why_records_few(&self.count(*have), &self.count(*need))),
            Drawing::Drawn(records) => {
                // Columns that say nothing of any record drawn are left out.
                let is_filled = |place: &usize| records.rows.iter().any(|row| row.get(*place).is_some_and(Option::is_some));
                let places: Vec<usize> = (0..records.columns.len()).filter(is_filled).take(MOST_COLUMNS).collect();
                let name = |place: &usize| records.columns.get(*place).map(String::as_str).unwrap_or_default();
                let cell =
                    |row: &Vec<Option<String>>, place: &usize| cells.words(name(place), row.get(*place).and_then(|cell| cell.as_deref()));
                Table {
                    columns: places.iter().map(|place| cells.column(name(place))).collect(),
                    rows: records.rows.iter().map(|row| places.iter().map(|place| cell(row, place)).collect()).collect(),
                    none: None,
                }
            }
        }
    }

    fn comments(&self, records: &Records) -> Vec<Comment> {
        let cells = self.cells(Kind::Feedback);
        let comment = |row: &Vec<Option<String>>| {
            let mut about = Vec::new();
            let mut words = String::new();
            for (name, cell) in records.columns.iter().zip(row) {
                let Some(cell) = cell else { continue };
                if name == "comment" {
                    words.clone_from(cell);
                } else if matches!(name.as_str(), "nps" | "csat" | "ces") {
                    about.push(format!("{} {}", words::column(self.text, name), cells.words(name, Some(cell))));
                } else {
                    about.push(cells.words(name, Some(cell)));
                }
            }
            Comment { about: about.join(" · "), words }
        };
        records.rows.iter().map(comment).collect()
    }

    fn facts(&self, explanation: &Explanation) -> Vec<(&'static str, String)> {
        let text = self.text;
        let names = |names: &[String]| names.iter().map(|name| words::dimension(text, name)).collect::<Vec<_>>().join(", ");
        let mut facts = vec![
            (text.why_fact_before(), said::window(text, &explanation.before)),
            (text.why_fact_after(), said::window(text, &explanation.after)),
            (text.why_fact_searched(), self.count(explanation.searched as u64)),
            (text.why_fact_dimensions(), names(&explanation.dimensions)),
        ];
        if !explanation.left_out.is_empty() {
            facts.push((text.why_fact_left_out(), names(&explanation.left_out)));
        }
        facts.push((text.why_fact_false(), format::value(text, Unit::Percent, causes::FALSE_SHARE)));
        facts.push((text.why_fact_seed(), explanation.cases.seed.to_string()));
        facts.push((text.why_fact_version(), explanation.version.clone()));
        facts.retain(|(_, fact)| !fact.is_empty());
        facts
    }
}
