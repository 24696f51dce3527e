//! A made-up service behind the doors of the core: seeded series with planted changes, so that pages can be looked at and
//! tested without an engine.

#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use luotsi_core::actions::Action;
use luotsi_core::ask::{
    Answer, Answers, Ask, AskError, Cell, Counted, Counting, Dimension, Direct, DrawQuestion, Drawn, Inventory, KindInventory, Measured,
    Missing, Question, Records, RecordsQuestion, Tally,
};
use luotsi_core::catalogue::{Catalogue, Metric, Statistic, Unit};
use luotsi_core::intake::{
    Counts, Dress, DressPart, FileFault, ImportState, Intake, IntakeError, LedgerEntry, Mapped, OnProgress, Preview, PreviewTable,
    Progress, Reason, Refusal, Request,
};
use luotsi_core::judge::{Change, Course};
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;
use luotsi_core::signals::impact::{Amount, Impact, Moved, Price, What};
use luotsi_core::signals::life::{Ending, Life, Stage};
use luotsi_core::signals::picture::{Picture, PicturePoint};
use luotsi_core::signals::{Against, Also, Kind as SignalKind, Seen, Signal};
use luotsi_core::timeline::TimelineEvent;
use luotsi_state::signals::{Kept, Look};
use luotsi_stats::spc::Chance;
use luotsi_web::{App, Watch};

pub(crate) const NOW: &str = "2026-06-14T20:45:00Z";
const FIRST: Date = date(2024, 9, 2);
const CHANGE: Date = date(2026, 4, 27);

pub(crate) const TEAMS: [&str; 6] =
    ["Laskutus", "Tekninen tuki", "Sopimukset", "Yritysasiakkaat", "Muuttopalvelu", "Etälukupalvelun vikailmoitukset"];
pub(crate) const CHANNELS: [&str; 4] = ["phone", "email", "chat", "web"];
pub(crate) const TOPICS: [&str; 5] = ["Laskun sisältö", "Maksujärjestely", "Muutto", "Sähkökatko", "Öljylämmityksen vaihtotarjous"];

/// What sort of workspace the fake plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Play {
    /// Two years of records.
    Normal,
    /// Nothing imported yet.
    Empty,
    /// Seven weeks only.
    Young,
    /// Values that no service has.
    Extreme,
    /// The engine fails.
    Broken,
}

pub(crate) struct Fake {
    pub(crate) play: Play,
    pub(crate) catalogue: Arc<Catalogue>,
}

impl Fake {
    fn days(&self) -> (Date, Date) {
        let last = date(2026, 6, 14);
        match self.play {
            Play::Young => (date(2026, 4, 27), last),
            _ => (FIRST, last),
        }
    }
}

/// A number from −1 to 1 that depends on nothing but its seeds.
fn noise(seeds: &[&str], number: i64) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in seeds.iter().flat_map(|seed| seed.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut total = 0.0;
    // The sum of a few even ones is nearly normal.
    for _ in 0..4 {
        hash ^= hash << 13;
        hash ^= hash >> 7;
        hash ^= hash << 17;
        total += (hash >> 11) as f64 / (1u64 << 53) as f64 - 0.5;
    }
    total / 2.0
}

/// Level before and after the planted change.
fn levels(metric: &Metric) -> (f64, f64) {
    match metric.id.as_str() {
        "fcr_repeat" => (0.742, 0.655),
        "repeat_contact_rate" => (0.118, 0.159),
        "csat_top2" => (0.815, 0.784),
        "handle_s_median" => (401.0, 352.0),
        "service_level_v3" => (0.71, 0.815),
        "nps_transactional" | "nps_relational" => (31.0, 31.0),
        "ces_easy" => (0.72, 0.72),
        "abandonment" => (0.06, 0.06),
        _ => match metric.unit {
            Unit::Percent => (0.71, 0.71),
            Unit::Points => (24.0, 24.0),
            Unit::Scale => (5.1, 5.1),
            Unit::Stars => (4.1, 4.1),
            Unit::Seconds => (5_400.0, 5_400.0),
            Unit::Hours | Unit::Days => (7.4, 7.4),
            Unit::Euros => (6.4, 6.4),
            Unit::Count => (310.0, 310.0),
            Unit::PerThousand | Unit::PerHundred => (11.0, 11.0),
            Unit::Coefficient => (0.74, 0.74),
        },
    }
}

/// How much one period swings around its level, for n records.
fn swing(metric: &Metric, level: f64, n: f64) -> f64 {
    match metric.unit {
        Unit::Percent => (level * (1.0 - level) / n).sqrt() * 1.2,
        Unit::Points => 78.0 / n.sqrt(),
        Unit::Coefficient => 0.03,
        _ => level * 0.9 / n.sqrt(),
    }
}

impl Fake {
    fn tally(&self, metric: &Metric, period: Period, dims: &[&str], share: f64) -> Option<Tally> {
        let days = period.start.until(period.end().min(date(2026, 6, 15))).map_or(1, |span| span.get_days()).max(1);
        let n = (4_400.0 / 7.0
            * f64::from(days)
            * share
            * (1.0 + noise(&["n", &dims.join("|")], i64::from(period.start.day_of_year())) * 0.15))
            .round()
            .max(3.0);
        let n = if matches!(metric.measure.table, Kind::Evaluations) { (n / 30.0).ceil() } else { n };
        let n = if metric.measure.table == Kind::Feedback { (n / 6.0).ceil() } else { n };
        let (before, after) = levels(metric);
        let concerns = dims.is_empty() || dims.iter().any(|dim| ["Laskutus", "phone", "Laskun sisältö"].contains(dim));
        let moved = if dims.is_empty() { 1.0 } else { 1.35 };
        let level = if period.start >= CHANGE && concerns { before + (after - before) * moved } else { before };
        let spread: f64 = dims.iter().map(|dim| noise(&[dim, &metric.id], 7)).sum();
        let level = match metric.unit {
            Unit::Percent => (level + spread * 0.03).clamp(0.01, 0.99),
            Unit::Points => level + spread * 6.0,
            _ => level * (1.0 + spread * 0.08),
        };
        let mut value = level
            + noise(&[&metric.id, &dims.join("|")], period.start.duration_since(FIRST).as_hours() / 24) * swing(metric, level, n) * 2.2;
        let mut n = n;
        if self.play == Play::Extreme {
            let kind = period.start.day_of_year() % 5;
            value = match kind {
                0 => 1e14,
                1 => -1e9,
                2 => 0.0,
                3 => 1e-12,
                _ => value,
            };
            n = if kind == 1 { 5e6 } else { n };
        }
        let zero = Tally::default();
        Some(match &metric.measure.statistic {
            Statistic::Share { .. } => {
                let hits = (value * n).round().clamp(0.0, n);
                Tally { n, numerator: hits, denominator: n, squares: hits, ..zero }
            }
            Statistic::Net { .. } => {
                let net = (value / 100.0 * n).round().clamp(-n, n);
                let plus = ((n * 0.7 + net) / 2.0).max(net).max(0.0);
                Tally { n, numerator: net, denominator: n, squares: (plus + (plus - net)).min(n).max(net.abs()), ..zero }
            }
            Statistic::Mean { .. } => {
                Tally { n, numerator: value * n, denominator: n, squares: n * (value * value + (level * 0.9).powi(2)), ..zero }
            }
            Statistic::Ratio { scale, .. } => {
                // No service counts more events than this in a period.
                let numerator = (value * n / scale).clamp(0.0, 1e7);
                Tally { n, numerator, denominator: n, squares: numerator, ..zero }
            }
            Statistic::Total { .. } | Statistic::Stock { .. } => {
                Tally { n, numerator: value.round(), denominator: n, squares: value * value, ..zero }
            }
            _ => {
                let reach = swing(metric, level, n) * 1.96;
                Tally { n, direct: Some(Direct { value, low: Some(value - reach), high: Some(value + reach) }), ..zero }
            }
        })
    }
}

fn values_of(dimension: &str) -> &'static [&'static str] {
    match dimension {
        "team" => &TEAMS,
        "channel" => &CHANNELS,
        "topic" => &TOPICS,
        _ => &[],
    }
}

/// Share of a value among the values of its dimension: unequal, as in life.
fn share_of(dimension: &str, value: &str) -> f64 {
    let values = values_of(dimension);
    let weight = |index: usize| 1.0 / (index as f64 + 1.4);
    let total: f64 = (0..values.len()).map(weight).sum();
    values.iter().position(|known| *known == value).map_or(0.1, |index| weight(index) / total)
}

impl Ask for Fake {
    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        Ok(Answers::one_by_one(self, questions))
    }

    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        if self.play == Play::Broken {
            return Err(AskError::Engine("the disk is on fire".into()));
        }
        let (first, last) = self.days();
        let mut measured = Vec::new();
        for id in &question.metrics {
            let metric =
                self.catalogue.get(id).ok_or_else(|| AskError::UnknownMetric { name: id.clone(), nearest: self.catalogue.nearest(id) })?;
            if let Some(unknown) = question.by.iter().find(|name| values_of(name).is_empty()) {
                return Err(AskError::UnknownDimension { name: unknown.clone(), nearest: vec!["team".into()] });
            }
            let is_there = self.play != Play::Empty && matches!(metric.measure.table, Kind::Contacts | Kind::Feedback | Kind::Evaluations);
            if !is_there {
                measured.push(Measured {
                    metric: id.clone(),
                    cells: Vec::new(),
                    approximate: false,
                    missing: Some(Missing { kind: metric.measure.table, column: None }),
                });
                continue;
            }
            let from = question.from.unwrap_or(first).max(first);
            let to = question.to.map(|to| to.yesterday().unwrap_or(to)).unwrap_or(last).min(last);
            let periods = if question.per == Granularity::All {
                vec![Period::all()]
            } else {
                Period::containing(question.per, from).through(Period::containing(question.per, to))
            };
            let scope_share: f64 =
                question.scope.iter().map(|(name, values)| values.iter().map(|value| share_of(name, value)).sum::<f64>()).product();
            let scope_dims: Vec<&str> = question.scope.iter().flat_map(|(_, values)| values.iter().map(String::as_str)).collect();
            let mut cells = Vec::new();
            for period in periods {
                // Every combination of the values of all dimensions.
                let combinations: Vec<Vec<&str>> = question.by.iter().fold(vec![Vec::new()], |known, name| {
                    known.iter().flat_map(|before| values_of(name).iter().map(|value| [before.as_slice(), &[*value]].concat())).collect()
                });
                for combination in combinations {
                    let share =
                        scope_share * question.by.iter().zip(&combination).map(|(name, value)| share_of(name, value)).product::<f64>();
                    let mut dims = scope_dims.clone();
                    dims.extend(&combination);
                    let at = if period.granularity == Granularity::All {
                        match question.to {
                            Some(_) => Period::containing(Granularity::Month, to),
                            None => Period { granularity: Granularity::Year, start: date(2025, 1, 1) },
                        }
                    } else {
                        period
                    };
                    if let Some(tally) = self.tally(metric, at, &dims, share) {
                        cells.push(Cell { period, dims: combination.iter().map(|value| Some((*value).to_owned())).collect(), tally });
                    }
                }
            }
            measured.push(Measured { metric: id.clone(), cells, approximate: false, missing: None });
        }
        Ok(Answer { version: "17".into(), measured })
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        match self.play {
            Play::Empty => return Ok(Inventory::default()),
            Play::Broken => return Err(AskError::Engine("the disk is on fire".into())),
            _ => {}
        }
        let zone = jiff::tz::TimeZone::get("Europe/Helsinki").unwrap();
        let (first, _) = self.days();
        let dimension = |name: &str| Dimension {
            name: name.into(),
            values: values_of(name).iter().map(|value| ((*value).to_owned(), (share_of(name, value) * 1e5) as u64)).collect(),
            different: values_of(name).len() as u64,
        };
        let kind = |kind: Kind, rows: u64, dimensions: &[&str]| KindInventory {
            kind,
            rows,
            first: first.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp()),
            last: "2026-06-14T20:40:00Z".parse().ok(),
            dimensions: dimensions.iter().map(|name| dimension(name)).collect(),
            filled: kind.columns().iter().map(|column| column.name.to_owned()).collect(),
        };
        Ok(Inventory {
            version: "17".into(),
            kinds: vec![
                kind(Kind::Contacts, 402_331, &["channel", "team", "topic"]),
                kind(Kind::Feedback, 61_204, &["channel", "team"]),
                kind(Kind::Evaluations, 9_020, &["team"]),
            ],
        })
    }

    fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError> {
        if self.play == Play::Empty {
            return Ok(Records::default());
        }
        let rows = (question.offset..(question.offset + question.limit).min(137))
            .map(|index| {
                vec![
                    Some(format!("C-{:05}", 40_000 - index)),
                    Some("2026-06-08T09:12:00+03:00".into()),
                    Some("phone".into()),
                    None,
                    Some("<script>alert(1)</script> & Ääkköset".into()),
                ]
            })
            .collect();
        Ok(Records {
            columns: ["contact_id", "opened_at", "channel", "resolved_at", "topic"].map(str::to_owned).to_vec(),
            rows,
            total: 137,
        })
    }

    /// Every combination of values that the expressions may have, in every week: enough for each part of a report to have figures. A young
    /// workspace has none yet.
    fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError> {
        if matches!(self.play, Play::Empty | Play::Broken | Play::Young) {
            return Ok(Vec::new());
        }
        let (first, last) = self.days();
        let periods = match counting.per {
            Granularity::All => vec![Period::all()],
            per => Period::containing(per, first).through(Period::containing(per, last)),
        };
        let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
        for by in &counting.by {
            let named: Vec<String> = values_of(by.trim_matches('"')).iter().map(|value| (*value).to_owned()).collect();
            let values = match by.as_str() {
                _ if !named.is_empty() => named,
                "evaluation_id" => (0..8).map(|number| format!("E{number}")).collect(),
                "evaluator_id" => ["A1", "A2", "A3"].map(str::to_owned).to_vec(),
                "criterion" => ["Tervehdys", "Ratkaisu"].map(str::to_owned).to_vec(),
                "agent_id" => (0..9).map(|number| format!("P{number}")).collect(),
                text if text.starts_with("case") => ["0", "1"].map(str::to_owned).to_vec(),
                _ => ["false", "true"].map(str::to_owned).to_vec(),
            };
            combinations = combinations
                .iter()
                .flat_map(|known| values.iter().map(|value| [known.clone(), vec![value.clone()]].concat()))
                .take(600)
                .collect();
        }
        let n = match (self.play, counting.kind) {
            (Play::Extreme, _) => 1e9,
            (_, Kind::Contacts) => 24.0,
            _ => 8.0,
        };
        let cell = |period: Period, by: &Vec<String>| {
            let week = period.start.duration_since(FIRST).as_hours() / 168;
            let sums = counting.sums.iter().map(|sum| (n * (0.4 + 0.2 * noise(&[sum, &by.join("|")], week))).round()).collect();
            Counted { period, by: by.iter().cloned().map(Some).collect(), n, sums }
        };
        Ok(periods
            .iter()
            .flat_map(|period| combinations.iter().map(move |by| (*period, by)))
            .map(|(period, by)| cell(period, by))
            .collect())
    }

    fn exceedance(&self, question: &Question, _: f64) -> Result<Answer, AskError> {
        let mut answer = self.answer(question)?;
        for cell in answer.measured.iter_mut().flat_map(|measured| &mut measured.cells) {
            let n = cell.tally.n;
            let hits = (n * (0.5 + 0.4 * noise(&["above"], cell.period.start.day_of_year().into()))).round().clamp(0.0, n);
            cell.tally = Tally { n, numerator: hits, denominator: n, squares: hits, ..Tally::default() };
        }
        Ok(answer)
    }

    fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError> {
        if self.play == Play::Broken {
            return Err(AskError::Engine("the disk is on fire".into()));
        }
        if self.play == Play::Empty {
            return Ok(Drawn::default());
        }
        let columns = match question.columns.as_slice() {
            [] => ["contact_id", "opened_at", "topic"].map(str::to_owned).to_vec(),
            asked => asked.to_vec(),
        };
        let count = question.limit.min(600);
        let cell = |row: usize, name: &str| {
            let chance = noise(&[name, &question.from.to_string()], row as i64);
            match name {
                "comment" => Some("<script>alert(1)</script> & Ääkköset".to_owned()),
                "opened_at" | "given_at" => Some("2026-06-08T09:12:00+03:00".to_owned()),
                "contact_id" => Some(format!("C-{row}")),
                "channel" | "team" | "topic" => {
                    let values = values_of(name);
                    values.get(((chance + 1.0) * 0.5 * values.len() as f64) as usize % values.len()).map(|value| (*value).to_owned())
                }
                "resolved" => Some(if chance > 0.0 { "yes" } else { "no" }.to_owned()),
                name if name.ends_with("_s") => Some(((chance + 1.0) * 300.0).to_string()),
                _ => Some(f64::from(u8::from(chance > 0.2)).to_string()),
            }
        };
        let rows = (0..count).map(|row| columns.iter().map(|name| cell(row, name)).collect()).collect();
        let values = (0..count).map(|row| Some(f64::from(u8::from(noise(&["value"], row as i64) > 0.0)))).collect();
        Ok(Drawn { records: Records { columns, rows, total: 137 }, values })
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        if matches!(self.play, Play::Empty | Play::Broken) {
            return Ok(Vec::new());
        }
        let event = |id: &str, at: &str, title: &str, kind: &str, scope: Scope| TimelineEvent {
            id: id.into(),
            at: at.parse().unwrap(),
            until: None,
            title: title.into(),
            kind: kind.into(),
            scope,
            imported: true,
        };
        Ok(vec![
            event("e1", "2026-04-24T06:00:00Z", "Uudet laskupohjat", "letter", Scope::whole()),
            event("e2", "2026-05-04T06:00:00Z", "Chatin iltavuoro", "staffing", Scope::whole().with("channel", "chat")),
            event("e3", "2025-12-11T06:00:00Z", "Verkkopalvelun häiriö", "outage", Scope::whole()),
        ])
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        match self.play {
            Play::Empty => return Ok(Vec::new()),
            Play::Broken => return Err(AskError::Engine("the disk is on fire".into())),
            _ => {}
        }
        let action = |id: &str, title: &str, metric: Option<&str>, scope: Scope| Action {
            id: id.into(),
            title: title.into(),
            metric: metric.map(str::to_owned),
            scope,
            owner: Some("E001".into()),
            started_on: Some(CHANGE),
            imported: true,
            ..Action::default()
        };
        Ok(vec![
            action("T01", "Lyhyemmät jonot <b>", Some("service_level_v3"), Scope::whole().with("channel", "phone")),
            action("T02", "Jotakin tehtiin", None, Scope::whole()),
            action("T03", "Mitattavaa ei ole", Some("zzz"), Scope::whole().with("team", "Laskutus")),
        ])
    }
}

/// Takes any file, shows one table, and counts to a thousand.
pub(crate) struct FakeIntake {
    pub(crate) pause: Duration,
    pub(crate) undone: Mutex<bool>,
}

impl Intake for FakeIntake {
    fn preview(&self, request: &Request) -> Result<Preview, IntakeError> {
        if request.dress.time_zone.as_deref() == Some("Nowhere/Never") {
            return Err(IntakeError::Dress { part: DressPart::TimeZone, asked: "Nowhere/Never".into() });
        }
        let mapped = |from: &str, to: Option<&str>, confidence: f64, examples: [&str; 3], concern: Option<&str>| Mapped {
            from: from.into(),
            to: to.map(str::to_owned),
            confidence,
            examples: examples.map(str::to_owned).to_vec(),
            concern: concern.map(str::to_owned),
        };
        let rows = (0..20)
            .map(|index| {
                vec![
                    Some(format!("C-{index}")),
                    Some("2026-06-08T12:30:00+03:00".into()),
                    Some("Tekninen tuki".into()),
                    if index % 3 == 0 { None } else { Some("<b>301</b>".into()) },
                ]
            })
            .collect();
        let table = PreviewTable {
            kind: request.kind.unwrap_or(Kind::Contacts),
            mapping: vec![
                mapped("Yhteydenoton tunnus", Some("contact_id"), 1.0, ["C-1", "C-2", "C-3"], None),
                mapped("Vastaanotettu", Some("opened_at"), 0.94, ["8.6.2026 12:30", "8.6.2026 12:41", "9.6.2026 8:02"], None),
                mapped("Palvelutiimi", Some("team"), 0.71, ["Laskutus", "Muutot", "Laskutus"], None),
                mapped("Käsittely (s)", Some("handle_s"), 0.55, ["301", "88", "1 204"], None),
                mapped("Asiakkaan nimi", None, 0.0, ["M•••", "K•••", "A•••"], Some("personal")),
                mapped("Vapaa kenttä 3", None, 0.0, ["", "", ""], Some("empty")),
            ],
            columns: ["contact_id", "opened_at", "team", "handle_s"].map(str::to_owned).to_vec(),
            rows,
            refused: vec![Refusal {
                row: 17,
                column: Some("handle_s".into()),
                value: Some("noin 5 min".into()),
                reason: Reason::NotANumber,
                expected: Some("0–31622400".into()),
            }],
            unmapped_required: if request.kind == Some(Kind::Feedback) { vec!["feedback_id".into()] } else { Vec::new() },
        };
        let dress = Dress {
            format: Some("csv".into()),
            encoding: Some("windows-1252".into()),
            delimiter: request.dress.delimiter.or(Some(';')),
            decimal: Some(','),
            date_order: Some("dmy".into()),
            time_zone: Some("Europe/Helsinki".into()),
            sheet: None,
        };
        Ok(Preview { dress, profile: request.profile.clone(), tables: vec![table], size_bytes: 48_231_004 })
    }

    fn import(&self, requests: &[Request], on_progress: OnProgress) -> Result<LedgerEntry, IntakeError> {
        let name = requests.first().and_then(|request| request.shown_name.clone()).unwrap_or_default();
        for step in 1..=100u64 {
            let phase = match step {
                0..=70 => "reading",
                71..=80 => "comparing",
                81..=92 => "writing",
                _ => "deriving",
            };
            if !on_progress(&Progress {
                phase: phase.into(),
                file: name.clone(),
                rows: step * 1_000,
                bytes: step * 480_000,
                bytes_total: 48_000_000,
            }) {
                return Err(IntakeError::Stopped);
            }
            std::thread::sleep(self.pause);
        }
        if name.contains("broken") {
            return Err(IntakeError::File { file: "broken.csv".into(), fault: FileFault::Empty });
        }
        Ok(entry("01JXQ0000000000000000000AA", &name, ImportState::Done))
    }

    fn ledger(&self) -> Result<Vec<LedgerEntry>, IntakeError> {
        let state = if *self.undone.lock().unwrap() { ImportState::Undone } else { ImportState::Done };
        Ok(vec![
            entry("01JXQ0000000000000000000AA", "yhteydenotot_2026.csv", state),
            entry("01JXQ0000000000000000000AB", "palaute <kevät>.xlsx", ImportState::Undone),
        ])
    }

    fn undo(&self, import: &str) -> Result<LedgerEntry, IntakeError> {
        *self.undone.lock().unwrap() = true;
        Ok(entry(import, "yhteydenotot_2026.csv", ImportState::Undone))
    }

    fn save_profile(&self, name: &str, _: &Request) -> Result<PathBuf, IntakeError> {
        Ok(PathBuf::from(format!("sources/{name}.toml")))
    }

    fn profiles(&self) -> Result<Vec<String>, IntakeError> {
        Ok(vec!["zendesk-tickets".into(), "call-log".into()])
    }
}

fn entry(id: &str, file: &str, state: ImportState) -> LedgerEntry {
    let counts =
        |kind, rows, rejected| Counts { file: file.to_owned(), kind, rows, new: rows - rejected - 12, changed: 12, unchanged: 0, rejected };
    LedgerEntry {
        id: id.to_owned(),
        at: "2026-06-14T20:41:12Z".parse().unwrap(),
        undone_at: (state == ImportState::Undone).then(|| "2026-06-14T20:44:00Z".parse().unwrap()),
        state,
        files: vec![counts(Kind::Contacts, 402_331, 17), counts(Kind::Events, 1_204_771, 0)],
        rejects: Some(PathBuf::from("rejects.csv")),
        took_s: 8.4,
        mappings: Vec::new(),
    }
}

/// The app over the fake, with a state store in a folder of its own.
pub(crate) async fn app(play: Play, pause: Duration, folder: PathBuf) -> App {
    let (catalogue, problems) = Catalogue::shipped();
    assert!(problems.is_empty(), "{problems:?}");
    let catalogue = Arc::new(catalogue);
    let mut settings = Settings { name: "Pohjoisen Energia".into(), ..Settings::default() };
    settings.targets.insert("fcr_repeat".into(), 0.75);
    settings.targets.insert("csat_top2".into(), 0.80);
    let now: Timestamp = NOW.parse().unwrap();
    let store = luotsi_state::Store::open(&luotsi_state::Store::sqlite_url(&folder.join("state.db"))).await.unwrap();
    App {
        ask: Arc::new(Fake { play, catalogue: Arc::clone(&catalogue) }),
        intake: Arc::new(FakeIntake { pause, undone: Mutex::new(false) }),
        catalogue,
        rules: Arc::new(luotsi_core::rules::Rules::shipped().clone()),
        settings: Arc::new(settings),
        store,
        now: Arc::new(move || now),
        uploads: folder.join("uploads"),
        watch: Watch::WhenAsked,
    }
}

/// A look at the records with three signals: a fall in one team, a target out of reach, and an improvement that has ended.
pub(crate) async fn remember_signals(store: &luotsi_state::Store) {
    let at: Timestamp = "2026-06-14T20:42:00Z".parse().unwrap();
    let week = |label: &str| Period::parse(label).unwrap();
    let change = |since: &str, before: f64, after: f64| Change {
        since: week(since),
        within: None,
        course: Course::Step,
        points: 6,
        before,
        after,
        effect: after - before,
        low: after - before - 0.02,
        high: after - before + 0.02,
        effect_sigmas: (after - before) / 0.02,
        surprise: 9.0,
    };
    let signal = |kind: SignalKind, metric: &str, scope: Scope, change: Change, better: Option<bool>, weight: f64| Signal {
        id: format!("{}:{metric}", kind.name()),
        kind,
        metric: metric.into(),
        scope,
        change,
        better,
        q: 0.004,
        weight,
        share_of_records: 0.31,
        share_of_change: Some(0.83),
        against: (kind == SignalKind::Target)
            .then_some(Against { target: 0.85, chance: Chance { probability: 0.02, low: 0.0, high: 0.06 } }),
        seen_in: vec![Seen { scope: Scope::whole(), effect: -0.03, q: 0.01 }],
        also: Vec::new(),
        conflict: None,
        finding: None,
        benchmark: None,
    };
    let picture = || {
        let first = week("2025-W20");
        let periods = std::iter::successors(Some(first), |period| Some(period.next())).take(56);
        let point = |(index, period): (usize, Period)| PicturePoint {
            period,
            n: 420.0,
            value: Some(if period.start >= CHANGE { 0.65 } else { 0.74 + 0.01 * (index % 3) as f64 }),
            centre: Some(0.75),
            lower: Some(0.71),
            upper: Some(0.79),
            phase: 0,
            is_complete: index < 55,
        };
        let amount = |per_week: f64| Amount { per_week, low: Some(per_week - 8.0), high: Some(per_week + 8.0) };
        Picture {
            points: periods.enumerate().map(point).collect(),
            target: None,
            latest: Some(week("2026-W23")),
            impact: Impact {
                records: Kind::Contacts,
                records_per_week: Some(420.0),
                moved: Some(Moved { of: What::Records, amount: amount(-38.0) }),
                euros: Some(amount(247.0)),
                price: Some(Price { contact_eur: 6.5, hour_eur: None }),
            },
        }
    };
    let kept = |id: &str, signal: Signal, stage: Stage| Kept {
        life: Life { id: id.into(), signal, stage, opened_at: at, opened_in: week("2026-W22"), seen_in: week("2026-W23") },
        picture: Some(picture()),
    };
    let also = Also {
        metric: "handle_s_median".into(),
        scope: Scope::whole().with("team", "Laskutus"),
        change: change("2026-W18", 401.0, 352.0),
        better: None,
    };
    let fall = Signal {
        also: vec![also],
        ..signal(
            SignalKind::Change,
            "fcr_repeat",
            Scope::whole().with("team", "Laskutus"),
            change("2026-W18", 0.74, 0.65),
            Some(false),
            5.0,
        )
    };
    let signals = [
        kept("change-fcr_repeat-1", fall, Stage::Open),
        kept(
            "target-csat_top2-1",
            signal(SignalKind::Target, "csat_top2", Scope::whole(), change("2026-W18", 0.85, 0.78), Some(false), 3.0),
            Stage::Fading { since: week("2026-W23") },
        ),
        kept(
            "change-service_level_v3-1",
            signal(
                SignalKind::Change,
                "service_level_v3",
                Scope::whole().with("channel", "chat"),
                change("2026-W10", 0.71, 0.82),
                Some(true),
                2.0,
            ),
            Stage::Closed { at, ending: Ending::Settled },
        ),
    ];
    let opened = |kept: &Kept| luotsi_core::signals::life::Event {
        signal: kept.life.id.clone(),
        at,
        period: kept.life.opened_in,
        what: luotsi_core::signals::life::What::Opened,
        level: kept.life.signal.change.after,
        q: kept.life.signal.q,
    };
    let events: Vec<_> = signals.iter().map(opened).collect();
    let look = Look {
        number: 1,
        at,
        basis: "of the tests".into(),
        watermark: Some("2026-06-14T20:40:00Z".parse().unwrap()),
        watched: 18_491,
        too_small: 312,
        left_out: vec!["street".into()],
        took_s: 19.0,
    };
    assert!(luotsi_state::signals::keep(store, &look, &signals, &events).await.unwrap());
}
