//! Why a metric changed: the parts that the change is in, what moved along, what goes with the figure, and cases drawn at random.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use luotsi_core::ask::Part;
use luotsi_core::catalogue::{Metric, Unit};
use luotsi_core::causes::{self, Drawing, Driver, Drivers, Error, Explanation, Method, Priority, Request, Role};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::situation::{View, World};
use luotsi_stats::intervals::Interval;

use super::super::cells::{Cells, Column};
use super::super::comments::{Comments, comments};
use super::super::figure::{Figure, Table, number_head, words_head};
use super::super::filters::{Filters, Which, filters, pairs};
use super::super::frame::{Page, zone};
use super::super::problem::Failure;
use super::super::situation::towards;
use super::super::{Link, Made, href};
use super::Asked;
use crate::App;
use crate::causes as said;
use crate::charts::{Bar, Bars, Contrast, Contrasts, Map, MapPoint, Palette, Pictures, bar_chart, contrast_chart, priority_map};
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
    parts: Option<Figure>,
    along_about: String,
    along: Vec<AlongRow>,
    drivers_about: String,
    drivers: Vec<Figure>,
    cases_about: String,
    records: Drawn,
    comments: Comments,
    facts: Vec<(&'static str, String)>,
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

/// Records, or why there are none.
struct Drawn {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    none: Option<String>,
}

/// Columns of a record that a page has room for.
const MOST_COLUMNS: usize = 12;

/// Factors in the picture; the table has all of them.
const MOST_BARS: usize = 8;

/// An abbreviated unit at the end of a sentence brings a full stop of its own.
fn one_stop(said: String) -> String {
    said.trim_end().replace("..", ".")
}

/// The way from a metric's page, where its chart shows a change.
pub(super) fn link(asked: &Asked) -> Option<Link> {
    let change = asked.made.row.judgement.change?;
    let view = View { by: None, ..asked.view.clone() };
    let href = address(asked.reader, &asked.metric.id, &view, Some(change.since.start));
    Some(Link { name: asked.text().why_link().to_owned(), href })
}

/// The address of an explanation.
pub(in super::super) fn address(reader: &Reader, metric: &str, view: &View, at: Option<Date>) -> String {
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
        Found {
            parts: self.parts(explanation),
            along_about: if explanation.along.is_empty() { text.why_along_none().to_owned() } else { text.why_along_about(&place) },
            along: self.along(explanation, &cases.scope),
            drivers_about: self.about_drivers(explanation),
            drivers: self.drivers(explanation),
            cases_about,
            records: self.records(&cases.records),
            comments: comments(self.app, text, &cases.comments),
            facts: self.facts(explanation),
        }
    }

    fn count(&self, number: u64) -> String {
        format::count(self.text.language(), number)
    }

    fn unit(&self, explanation: &Explanation) -> Unit {
        said::unit(self.metric, explanation)
    }

    fn parts(&self, explanation: &Explanation) -> Option<Figure> {
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
        let title = text.why_where_figure();
        let drawn = Bars { text, id: "parts", title, sentence: &sentence, unit, bars: &bars };
        let pictures = Pictures::drawn(|frame| bar_chart(&drawn, frame, Palette::Classes));
        Some(Figure::new(pictures, one_stop(format!("{sentence} {}", text.why_where_about())), self.part_table(explanation, title)))
    }

    fn part_table(&self, explanation: &Explanation, title: &str) -> Table {
        let text = self.text;
        let unit = self.unit(explanation);
        let is_certain = explanation.whole.is_certain();
        let share = |share: Option<f64>| share.filter(|_| is_certain).map(|share| said::share(text, share)).unwrap_or_default();
        let number = |n: f64| format::decimal(text.language(), n, 0);
        let level = |level: f64| said::level(text, self.metric.unit, level);
        let of_unit = |level: f64| said::level(text, unit, level);
        let signed = |effect: f64| said::signed(text, unit, effect);
        let q = |q: f64| {
            let shown = format::decimal(text.language(), q.max(0.001), 3);
            if q < 0.001 { format!("<\u{a0}{shown}") } else { shown }
        };
        let part = |part: &causes::PartOfChange| {
            vec![
                said::place(text, &part.scope),
                signed(part.effect),
                said::interval(text, unit, part.low, part.high),
                share(part.share_of_change),
                signed(part.rate_effect),
                signed(part.mix_effect),
                format!("{} → {}", level(part.values.0), level(part.values.1)),
                format!("{} → {}", number(part.n.0), number(part.n.1)),
                q(part.q),
            ]
        };
        let mut rows: Vec<Vec<String>> = explanation.parts.iter().map(part).collect();
        let mut links: Vec<Option<String>> =
            explanation.parts.iter().map(|part| Some(self.inside(&part.scope, explanation.after.from))).collect();
        if let Some(rest) = explanation.rest {
            rows.push(vec![
                text.why_rest().to_owned(),
                signed(rest.effect),
                String::new(),
                share(rest.share_of_change),
                signed(rest.rate_effect),
                signed(rest.mix_effect),
                rest.level.map(|(before, after)| format!("{} → {}", of_unit(before), of_unit(after))).unwrap_or_default(),
                format!("{} → {}", number(rest.n.0), number(rest.n.1)),
                String::new(),
            ]);
            let whole = &explanation.whole;
            let sum = |of: fn(&causes::PartOfChange) -> f64, rest: f64| explanation.parts.iter().map(of).sum::<f64>() + rest;
            let records = |of: fn(&causes::PartOfChange) -> f64, rest: f64| number(sum(of, rest));
            rows.push(vec![
                text.why_whole().to_owned(),
                signed(whole.effect),
                said::interval(text, unit, whole.low, whole.high),
                share(rest.share_of_change.map(|_| 1.0)),
                signed(sum(|part| part.rate_effect, rest.rate_effect)),
                signed(sum(|part| part.mix_effect, rest.mix_effect)),
                format!("{} → {}", of_unit(whole.before), of_unit(whole.after)),
                format!("{} → {}", records(|part| part.n.0, rest.n.0), records(|part| part.n.1, rest.n.1)),
                String::new(),
            ]);
            links.extend([None, None]);
        }
        Table {
            title: title.to_owned(),
            head: vec![
                words_head(text.why_column_part()),
                number_head(text.why_column_effect()),
                number_head(text.table_interval()),
                number_head(text.why_column_share()),
                number_head(text.why_column_rate()),
                number_head(text.why_column_mix()),
                number_head(text.why_column_levels()),
                number_head(text.why_column_records()),
                number_head(text.why_column_q()),
            ],
            rows,
            links,
        }
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

    fn about_drivers(&self, explanation: &Explanation) -> String {
        let text = self.text;
        let Some(drivers) = &explanation.drivers else { return text.why_drivers_none().to_owned() };
        let count = |number: usize| self.count(number as u64);
        text.why_drivers_about(&count(drivers.drawn.1), &said::percent(text, drivers.r_squared), &count(drivers.drawn.0))
    }

    /// Importance; importance against performance; what a bad and a good level do.
    fn drivers(&self, explanation: &Explanation) -> Vec<Figure> {
        let Some(drivers) = &explanation.drivers else { return Vec::new() };
        [self.importance(drivers), self.priorities(&drivers.factors), self.contrasts(&drivers.factors)].into_iter().flatten().collect()
    }

    fn factor(&self, driver: &Driver) -> String {
        format::capitalised(&said::factor(self.text, driver))
    }

    fn importance(&self, drivers: &Drivers) -> Option<Figure> {
        let text = self.text;
        let unit = self.metric.unit;
        let bars: Vec<Bar> = drivers
            .factors
            .iter()
            .take(MOST_BARS)
            .map(|driver| Bar {
                name: self.factor(driver),
                figure: said::percent(text, driver.importance.estimate),
                value: driver.importance.estimate,
                interval: Some((driver.importance.low, driver.importance.high)),
                sources: None,
            })
            .collect();
        let first = bars.first()?;
        let title = text.why_drivers_figure();
        let sentence = text.why_drivers_sentence(&first.name, &first.figure);
        let drawn = Bars { text, id: "drivers", title, sentence: &sentence, unit: Unit::Percent, bars: &bars };
        let pictures = Pictures::drawn(|frame| bar_chart(&drawn, frame, Palette::Classes));
        let change = |number: f64| said::signed(text, unit, number);
        let rest = text.why_drivers_rest(&change(drivers.change), &change(drivers.goes_with_none));
        let mean = |driver: &Driver| {
            let mean = |value: f64| said::mean(text, self.metric, driver, value);
            driver.mean.map(|(before, after)| format!("{} → {}", mean(before), mean(after))).unwrap_or_default()
        };
        let row = |driver: &Driver| {
            vec![
                self.factor(driver),
                said::percent(text, driver.importance.estimate),
                format::interval(text, Unit::Percent, driver.importance.low, driver.importance.high),
                change(driver.goes_with.estimate),
                said::interval(text, unit, driver.goes_with.low, driver.goes_with.high),
                mean(driver),
            ]
        };
        let table = Table {
            title: title.to_owned(),
            head: vec![
                words_head(text.why_column_factor()),
                number_head(text.why_column_importance()),
                number_head(text.table_interval()),
                number_head(text.why_column_goes()),
                number_head(text.table_interval()),
                number_head(text.why_column_mean()),
            ],
            rows: drivers.factors.iter().map(row).collect(),
            links: Vec::new(),
        };
        Some(Figure::new(pictures, one_stop(format!("{sentence} {rest}")), table).headed(title))
    }

    /// Which factors to see to first.
    fn priorities(&self, factors: &[Driver]) -> Option<Figure> {
        let text = self.text;
        let map = causes::priorities(factors)?;
        let points: Vec<MapPoint> = map
            .places
            .iter()
            .filter_map(|place| {
                Some(MapPoint {
                    name: self.factor(factors.get(place.driver)?),
                    importance: place.importance,
                    performance: place.performance,
                    follows: said::priority(text, place.priority).to_owned(),
                    is_first: place.priority == Some(Priority::First),
                })
            })
            .collect();
        let named = |priority: Option<Priority>| {
            let wanted = map.places.iter().zip(&points).filter(|(place, _)| place.priority == priority);
            wanted.map(|(_, point)| point.name.as_str()).collect::<Vec<_>>().join("; ")
        };
        let (first, on_a_line) = (named(Some(Priority::First)), named(None));
        let sentence = if first.is_empty() { text.why_map_no_first().to_owned() } else { text.why_map_first(&first) };
        let mut caption = vec![sentence.clone(), text.why_map_about().to_owned()];
        if !on_a_line.is_empty() {
            caption.push(text.why_map_on_a_line(&on_a_line));
        }
        let without: Vec<String> = factors.iter().filter(|driver| driver.performance.is_none()).map(|driver| self.factor(driver)).collect();
        if !without.is_empty() {
            caption.push(text.why_map_without(&without.join("; ")));
        }
        let title = text.why_map_figure();
        let drawn = Map {
            text,
            id: "map",
            title,
            sentence: &sentence,
            points: &points,
            lines: (map.importance, map.performance),
            corners: Priority::ALL.map(|priority| said::priority(text, Some(priority))),
        };
        let pictures = Pictures::drawn(|frame| priority_map(&drawn, frame, Palette::Classes));
        let row = |point: &MapPoint| {
            let whole = |number: f64| format::decimal(text.language(), number, 0);
            vec![
                point.name.clone(),
                said::percent(text, point.importance.estimate),
                format::interval(text, Unit::Percent, point.importance.low, point.importance.high),
                whole(point.performance.estimate),
                format!("{}…{}", whole(point.performance.low), whole(point.performance.high)),
                point.follows.clone(),
            ]
        };
        let table = Table {
            title: title.to_owned(),
            head: vec![
                words_head(text.why_column_factor()),
                number_head(text.why_column_importance()),
                number_head(text.table_interval()),
                number_head(text.why_column_performance()),
                number_head(text.table_interval()),
                words_head(text.why_column_priority()),
            ],
            rows: points.iter().map(row).collect(),
            links: Vec::new(),
        };
        Some(Figure::new(pictures, caption.join(" "), table).headed(title))
    }

    /// What is expected anyway, and what sets the service apart.
    fn contrasts(&self, factors: &[Driver]) -> Option<Figure> {
        let text = self.text;
        let unit = self.metric.unit;
        let known: Vec<(&Driver, Role, Contrast)> = factors
            .iter()
            .filter_map(|driver| {
                let (penalty, reward, role) = (driver.penalty?, driver.reward?, driver.role?);
                let says = text.why_contrast_point(&said::signed(text, unit, penalty.estimate), &said::signed(text, unit, reward.estimate));
                Some((
                    driver,
                    role,
                    Contrast { name: self.factor(driver), sort: said::role(text, driver.role).to_owned(), penalty, reward, says },
                ))
            })
            .collect();
        if known.is_empty() {
            return None;
        }
        let named = |role: Role| {
            let names: Vec<&str> = known.iter().filter(|(_, own, _)| *own == role).map(|(_, _, contrast)| contrast.name.as_str()).collect();
            (!names.is_empty()).then(|| names.join("; "))
        };
        let sentences = [
            named(Role::Basic).map(|names| text.why_contrasts_basic(&names)),
            named(Role::Excitement).map(|names| text.why_contrasts_excitement(&names)),
            named(Role::Performance).map(|names| text.why_contrasts_performance(&names)),
        ];
        let mut sentence = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if sentence.is_empty() {
            text.why_contrasts_unclear().clone_into(&mut sentence);
        }
        let title = text.why_contrasts_figure();
        let rows: Vec<Contrast> = known.iter().map(|(_, _, contrast)| contrast.clone()).collect();
        let drawn = Contrasts { text, id: "contrasts", title, sentence: &sentence, unit, rows: &rows };
        let pictures = Pictures::drawn(|frame| contrast_chart(&drawn, frame, Palette::Classes));
        let row = |contrast: &Contrast| {
            let ends = |one: &Interval| said::interval(text, unit, one.low, one.high);
            vec![
                contrast.name.clone(),
                said::signed(text, unit, contrast.penalty.estimate),
                ends(&contrast.penalty),
                said::signed(text, unit, contrast.reward.estimate),
                ends(&contrast.reward),
                contrast.sort.clone(),
            ]
        };
        let table = Table {
            title: title.to_owned(),
            head: vec![
                words_head(text.why_column_factor()),
                number_head(text.why_column_penalty()),
                number_head(text.table_interval()),
                number_head(text.why_column_reward()),
                number_head(text.table_interval()),
                words_head(text.why_column_role()),
            ],
            rows: rows.iter().map(row).collect(),
            links: Vec::new(),
        };
        Some(Figure::new(pictures, format!("{sentence} {}", text.why_contrasts_about()), table).headed(title))
    }

    fn cells(&self, kind: Kind) -> Cells {
        Cells { text: self.text, kind, zone: zone(&self.app.settings) }
    }

    fn records(&self, drawing: &Drawing) -> Drawn {
        let text = self.text;
        let cells = self.cells(self.metric.measure.table);
        let none = |said: String| Drawn { columns: Vec::new(), rows: Vec::new(), none: Some(said) };
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
                Drawn {
                    columns: places.iter().map(|place| cells.column(name(place))).collect(),
                    rows: records.rows.iter().map(|row| places.iter().map(|place| cell(row, place)).collect()).collect(),
                    none: None,
                }
            }
        }
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
