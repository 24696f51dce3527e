//! The whole way from a lake's cells to the picture, the page and the brief.

use std::sync::Mutex;

use super::*;
use crate::actions::Action;
use crate::ask::{Answer, Answers, AskError, Counted, Counting, Dimension, DrawQuestion, Drawn, Records, RecordsQuestion, Tally};
use crate::brief::brief;
use crate::measure::Hidden;
use crate::sample::{self, Dice};
use crate::situation::{MetricRequest, metric_page};
use crate::timeline::TimelineEvent;

/// A lake of 60 weeks: resolution falls in week 48, repeats stay, the volume is steady.
struct Lake {
    asked: Mutex<Vec<Question>>,
    is_empty: bool,
}

const LAST: &str = "2026-06-10T11:00:00Z";

impl Lake {
    fn new() -> Self {
        Self { asked: Mutex::default(), is_empty: false }
    }

    fn cells(&self, metric: &str, question: &Question) -> Vec<Cell> {
        let mut dice = Dice(metric.len() as u64 + 100);
        let mut cells = Vec::new();
        let groups: &[Option<&str>] = if question.by.is_empty() { &[None] } else { &[Some("B"), Some("A"), Some("tiny"), None] };
        for (week, period) in
            Period::containing(Granularity::Week, sample::FIRST).through(Period::parse("2026-W24").expect("a week")).into_iter().enumerate()
        {
            if question.from.is_some_and(|from| period.end() <= from) || question.per != Granularity::Week {
                continue;
            }
            for group in groups {
                let n = if *group == Some("tiny") { 3.0 } else { 2000.0 };
                let level = if metric == "resolved" && week >= 48 { 0.60 } else { 0.70 };
                let tally = match metric {
                    "volume" => Tally { n, numerator: (2000.0 + 40.0 * dice.normal()).round(), denominator: n, ..Tally::default() },
                    _ => sample::share(((level + 0.01 * dice.normal()) * n).round(), n),
                };
                let dims = if question.by.is_empty() { Vec::new() } else { vec![group.map(str::to_owned)] };
                cells.push(Cell { period, dims, tally });
            }
        }
        cells
    }
}

impl Ask for Lake {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        self.asked.lock().expect("no panic while asking").push(question.clone());
        let measured = question.metrics.iter().map(|metric| {
            let is_missing = self.is_empty || metric == "nps";
            let missing = is_missing.then_some(Missing { kind: Kind::Feedback, column: None });
            let cells = if is_missing { Vec::new() } else { self.cells(metric, question) };
            Measured { metric: metric.clone(), cells, approximate: false, missing }
        });
        Ok(Answer { version: "7".into(), measured: measured.collect() })
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        if self.is_empty {
            return Ok(Inventory::default());
        }
        let dimension = |name: &str, different| Dimension { name: name.into(), values: Vec::new(), different };
        let contacts = KindInventory {
            kind: Kind::Contacts,
            rows: 1,
            first: "2025-04-14T05:00:00Z".parse().ok(),
            last: LAST.parse().ok(),
            dimensions: vec![dimension("team", 3), dimension("agent_id", 50), dimension("country", 1)],
            filled: Vec::new(),
        };
        // Costs of June are known whole once they are there; they must not make June's weeks look whole.
        let costs = KindInventory {
            kind: Kind::Costs,
            rows: 1,
            first: None,
            last: "2026-06-01T00:00:00Z".parse().ok(),
            dimensions: Vec::new(),
            filled: Vec::new(),
        };
        Ok(Inventory { version: "7".into(), kinds: vec![contacts, costs] })
    }

    fn records(&self, _: &RecordsQuestion) -> Result<Records, AskError> {
        Ok(Records::default())
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        Ok(Vec::new())
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        Ok(Answers::one_by_one(self, questions))
    }

    fn counts(&self, _: &Counting) -> Result<Vec<Counted>, AskError> {
        sample::no_records()
    }

    fn exceedance(&self, _: &Question, _: f64) -> Result<Answer, AskError> {
        sample::no_records()
    }

    fn draw(&self, _: &DrawQuestion) -> Result<Drawn, AskError> {
        sample::no_records()
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        Ok(Vec::new())
    }
}

fn catalogue() -> Catalogue {
    let with = |id: &str, measure: &str, counter: &str| {
        let text = sample::metric_toml(id, measure).replace("counter = [\"other\"]", &format!("counter = [\"{counter}\"]"));
        (format!("{id}.toml"), text)
    };
    let monthly = with("nps", sample::NET, "resolved");
    let monthly = (monthly.0, monthly.1.replace("n_min = 1", "n_min = 1\nper = \"month\"").replace("\"quality\"", "\"experience\""));
    let volume = with("volume", sample::TOTAL, "resolved");
    let volume = (volume.0, volume.1.replace("\"up\"", "\"band\"").replace("\"percent\"", "\"count\""));
    let (catalogue, problems) =
        Catalogue::read([with("resolved", sample::SHARE, "repeats"), with("repeats", sample::SHARE, "resolved"), volume, monthly]);
    assert_eq!(problems, Vec::new());
    catalogue
}

fn world<'a>(lake: &'a Lake, catalogue: &'a Catalogue, settings: &'a Settings) -> World<'a> {
    World { ask: lake, catalogue, settings, now: "2026-06-11T06:00:00Z".parse().expect("a time") }
}

#[test]
fn the_picture_finds_the_change_and_stays_calm_otherwise() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let picture = situation(world(&lake, &catalogue, &settings), &View::default()).expect("a picture");
    assert_eq!(picture.version, "7");
    assert_eq!(picture.watermark.map(|watermark| watermark.to_string()).as_deref(), Some(LAST));
    assert_eq!(picture.unfinished.map(Period::label).as_deref(), Some("2026-W24"));
    assert_eq!(picture.last_complete.map(Period::label).as_deref(), Some("2026-W23"));
    let found: Vec<&str> = picture.findings.iter().map(|finding| finding.metric.as_str()).collect();
    assert_eq!(found, ["resolved"]);
    let finding = &picture.findings[0];
    assert_eq!(finding.verdict, Verdict::SignalDown { better: Some(false) });
    assert_eq!(finding.counter, Some(("repeats".to_owned(), Verdict::NoChange)));
    assert_eq!(finding.change.since.label(), "2026-W12");
    assert_eq!((picture.watched, picture.expected_false), (3, 3.0 * FALSE_VERDICT_SHARE));
    let perspectives: Vec<Perspective> = picture.sections.iter().map(|section| section.perspective).collect();
    assert_eq!(perspectives, [Perspective::Experience, Perspective::Quality]);
    let nps = &picture.sections[0].rows[0];
    assert_eq!(
        (nps.per, &nps.judgement.verdict),
        (Granularity::Month, &Verdict::NoData { missing: Some(Missing { kind: Kind::Feedback, column: None }) })
    );
    let resolved = picture.sections[1].rows.iter().find(|row| row.metric == "resolved").expect("a row");
    let latest = resolved.latest.expect("a figure");
    assert_eq!((latest.period.label().as_str(), latest.denominator), ("2026-W23", Some(2000.0)));
    assert_eq!(resolved.unfinished.as_ref().map(|point| point.period.label()).as_deref(), Some("2026-W24"));
    assert_eq!(lake.asked.lock().expect("asked").len(), 2, "one question for weeks, one for months");
}

#[test]
fn trap_22_what_got_better_is_shown_with_the_metric_that_suffers_when_it_is_chased() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let picture = situation(world(&lake, &catalogue, &settings), &View::default()).expect("a picture");
    assert!(picture.findings.iter().all(|finding| finding.counter.is_some()), "every finding has its guard");
    // A metric without a guard is not taken in at all.
    let alone = sample::metric_toml("alone", sample::SHARE).replace("counter = [\"other\"]", "counter = []");
    let (catalogue, problems) = Catalogue::read([("alone.toml".to_owned(), alone)]);
    assert!(catalogue.get("alone").is_none());
    assert!(problems.iter().any(|problem| problem.fault == crate::catalogue::DefinitionFault::NoCounter));
}

#[test]
fn an_empty_workspace_is_a_picture_too() {
    let (lake, catalogue, settings) = (Lake { is_empty: true, ..Lake::new() }, catalogue(), Settings::default());
    let picture = situation(world(&lake, &catalogue, &settings), &View::default()).expect("a picture");
    assert_eq!((picture.watermark, picture.findings.len(), picture.watched, picture.unfinished), (None, 0, 0, None));
    let page = brief(&picture, &catalogue);
    assert_eq!((page.counts.metrics, page.counts.no_data), (4, 4));
}

#[test]
fn levels_and_perspectives_narrow_the_picture() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let view = View { perspectives: vec![Perspective::Experience], ..View::default() };
    let picture = situation(world(&lake, &catalogue, &settings), &view).expect("a picture");
    assert_eq!(picture.sections.len(), 1);
    let view = View { levels: vec![crate::catalogue::Level::Strategic], ..View::default() };
    assert!(situation(world(&lake, &catalogue, &settings), &view).expect("a picture").sections.is_empty());
}

#[test]
fn the_brief_counts_what_the_picture_shows() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let picture = situation(world(&lake, &catalogue, &settings), &View::default()).expect("a picture");
    let page = brief(&picture, &catalogue);
    assert_eq!((page.counts.metrics, page.counts.worse, page.counts.unchanged, page.counts.no_data), (4, 1, 2, 1));
    assert_eq!(page.findings[0].unit, Some(crate::catalogue::Unit::Percent));
    let json = serde_json::to_string(&page).expect("JSON");
    let back: crate::brief::Brief = serde_json::from_str(&json).expect("reads back");
    assert_eq!((back.counts, back.findings.len(), back.perspectives.len()), (page.counts, 1, 2));
}

#[test]
fn a_metrics_page_has_guard_breakdown_funnel_and_records() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let view = View { by: Some("team".into()), ..View::default() };
    let page = metric_page(world(&lake, &catalogue, &settings), MetricRequest { metric: "resolved", view: &view }).expect("a page");
    assert_eq!(page.row.metric, "resolved");
    assert_eq!(page.counters.iter().map(|row| row.metric.as_str()).collect::<Vec<_>>(), ["repeats"]);
    assert_eq!(page.dimensions, [("team".to_owned(), 3)], "no persons, and no dimension with a single value");
    let breakdown = page.breakdown.expect("a breakdown");
    let names: Vec<Option<&str>> = breakdown.groups.iter().map(|group| group.name.as_deref()).collect();
    assert_eq!(names, [Some("A"), Some("B"), Some("tiny"), None], "by name, the unknown group last");
    assert!(breakdown.groups[0].judgement.verdict.is_signal() || breakdown.groups[1].judgement.verdict.is_signal());
    // Three contacts a week are too few, and the next smallest group is hidden with them, week by week.
    let hidden = |group: usize| breakdown.groups[group].judgement.points[10].value.hidden;
    assert_eq!(hidden(2), Some(Hidden::SmallGroup { need: 5 }));
    assert_eq!((0..4).filter(|&group| hidden(group) == Some(Hidden::Complementary)).count(), 1);
    let records = page.records.expect("records");
    assert_eq!((records.numerator.metric.as_str(), records.rest.is_some()), ("resolved", true));
    assert_eq!(records.numerator.period.label(), "2026-W23");
}

#[test]
fn a_page_of_an_unknown_metric_names_the_nearest_and_persons_are_no_breakdown() {
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let view = View::default();
    let error =
        metric_page(world(&lake, &catalogue, &settings), MetricRequest { metric: "resolvd", view: &view }).expect_err("no such metric");
    let unknown = AskError::UnknownMetric { name: "resolvd".into(), nearest: vec!["resolved".into()] };
    assert_eq!(error, crate::situation::Error::Ask(unknown));
    let view = View { by: Some("agent_id".into()), ..View::default() };
    let error = metric_page(world(&lake, &catalogue, &settings), MetricRequest { metric: "resolved", view: &view }).expect_err("persons");
    assert_eq!(error, crate::situation::Error::Ask(AskError::Personal { name: "agent_id".into() }));
}

#[test]
fn the_order_of_cells_does_not_matter() {
    struct Shuffled(Lake);
    impl Ask for Shuffled {
        fn answer(&self, question: &Question) -> Result<Answer, AskError> {
            let mut answer = self.0.answer(question)?;
            answer.measured.reverse();
            answer.measured.iter_mut().for_each(|measured| measured.cells.reverse());
            Ok(answer)
        }
        fn inventory(&self) -> Result<Inventory, AskError> {
            self.0.inventory()
        }
        fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError> {
            self.0.records(question)
        }
        fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
            self.0.timeline()
        }
        fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
            Ok(Answers::one_by_one(self, questions))
        }
        fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError> {
            self.0.counts(counting)
        }
        fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError> {
            self.0.exceedance(question, threshold)
        }
        fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError> {
            self.0.draw(question)
        }
        fn actions(&self) -> Result<Vec<Action>, AskError> {
            self.0.actions()
        }
    }
    let (lake, catalogue, settings) = (Lake::new(), catalogue(), Settings::default());
    let shuffled = Shuffled(Lake::new());
    let straight = situation(world(&lake, &catalogue, &settings), &View::default()).expect("a picture");
    let other = situation(World { ask: &shuffled, ..world(&lake, &catalogue, &settings) }, &View::default()).expect("a picture");
    assert_eq!(straight, other);
}
