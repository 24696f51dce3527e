//! A question → scans: what each metric needs gathered, and from which table.

use datafusion::logical_expr::{Expr, lit};
use luotsi_core::ask::{AskError, Missing, Question};
use luotsi_core::catalogue::{DefinitionFault, Metric, Statistic, Sum};
use luotsi_core::records::{Kind, Value};

use super::desk::{Desk, Gives, Written, column};
use super::gather::{Cluster, Gather, Item};
use super::scan::{ANY_TIME, Scan};
use crate::facts::{day_column, time_column};

/// Rows above which quantiles come from a sketch.
pub(crate) const EXACT_ROWS: u64 = 10_000_000;
/// Values held at a time for exact quantiles: 8 bytes each.
const COLLECTED_VALUES: u64 = 40_000_000;
/// Records up to which every cluster is looked at, also where there are many: a table of all customers of a million contacts takes
/// ten times as long to fill as everything else in the picture takes to count.
const CLUSTERED_ROWS: u64 = 200_000;

/// Where to find what was gathered: scan and item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) scan: usize,
    pub(crate) item: usize,
}

/// What a metric's cells are made from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Sums, or values, of one item.
    One(Place),
    /// Two sums of different records.
    Two { numerator: Place, denominator: Place },
    /// Entering and leaving, from this day on.
    Spans { place: Place, first_day: i32 },
    /// Nothing: the workspace has not what it needs.
    Nothing(Missing),
}

/// The scans of a question, and where each metric finds its own.
pub(crate) struct Plan {
    pub(crate) scans: Vec<Scan>,
    pub(crate) sources: Vec<Source>,
    /// Exact quantiles gathered by each scan.
    collecting: Vec<u64>,
    holds: Holds,
}

/// What a scan holds in memory of values that cannot be summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Those of all its metrics until it ends: many are parted into several scans.
    AllMetrics,
    /// Those of one metric at a time: one scan is enough for any number.
    OneMetric,
}

impl Plan {
    pub(crate) fn new(holds: Holds) -> Self {
        Self { scans: Vec::new(), sources: Vec::new(), collecting: Vec::new(), holds }
    }
}

/// Plans a question about metrics.
pub(crate) fn plan(desk: &Desk, question: &Question, metrics: &[&Metric]) -> Result<Plan, AskError> {
    let mut plan = Plan::new(Holds::AllMetrics);
    for metric in metrics {
        let source = match lacking(desk, metric, question) {
            Some(missing) => {
                if missing.column.is_none() {
                    check(desk, metric)?;
                }
                Source::Nothing(missing)
            }
            None => plan.gather(desk, question, metric)?,
        };
        plan.sources.push(source);
    }
    Ok(plan)
}

/// What the workspace lacks to answer a question about a metric.
pub(crate) fn lacking(desk: &Desk, metric: &Metric, question: &Question) -> Option<Missing> {
    kinds(metric).into_iter().find_map(|kind| {
        if desk.rows(kind) == 0 {
            return Some(Missing { kind, column: None });
        }
        let mut cut = question.by.iter().map(String::as_str).chain(question.scope.iter().map(|(dimension, _)| dimension));
        let unknown = cut.find(|dimension| !desk.is_dimension(kind, dimension))?;
        Some(Missing { kind, column: Some(unknown.to_owned()) })
    })
}

/// Checks every expression of a metric against the tables, whether they hold records or not.
pub(crate) fn check(desk: &Desk, metric: &Metric) -> Result<(), AskError> {
    let everything = Question {
        metrics: vec![metric.id.clone()],
        per: luotsi_core::period::Granularity::All,
        by: Vec::new(),
        scope: luotsi_core::scope::Scope::whole(),
        from: None,
        to: None,
    };
    Plan::new(Holds::OneMetric).gather(desk, &everything, metric).map(drop)
}

/// Kinds that a metric needs.
pub(crate) fn kinds(metric: &Metric) -> Vec<Kind> {
    let own = metric.measure.table;
    match &metric.measure.statistic {
        Statistic::Ratio { numerator, denominator, .. } => {
            let mut kinds = vec![numerator.table.unwrap_or(own)];
            let below = denominator.table.unwrap_or(own);
            if !kinds.contains(&below) {
                kinds.push(below);
            }
            kinds
        }
        _ => vec![own],
    }
}

impl Plan {
    /// The scan of a kind that still has room; `collects` tells whether another list of values is to be held.
    fn scan(&mut self, desk: &Desk, question: &Question, kind: Kind, fits: Fits) -> usize {
        let room = match self.holds {
            Holds::AllMetrics => (COLLECTED_VALUES / desk.rows(kind).max(1)).max(1),
            Holds::OneMetric => u64::MAX,
        };
        let spans = fits == Fits::Spans;
        let known = (0..self.scans.len()).find(|&index| {
            let scan = &self.scans[index];
            scan.kind == kind && scan.gathers_spans == spans && (fits != Fits::Values || self.collecting[index] < room)
        });
        let index = known.unwrap_or_else(|| {
            // Of questions asked together, each kind answers those by its own dimensions.
            let by: Vec<String> = question.by.iter().filter(|name| desk.is_dimension(kind, name)).cloned().collect();
            let mut scan = Scan::new(kind, desk.filter(kind, &question.scope), &by);
            scan.gathers_spans = spans;
            self.scans.push(scan);
            self.collecting.push(0);
            self.scans.len() - 1
        });
        if fits == Fits::Values {
            self.collecting[index] += 1;
        }
        index
    }

    /// What a metric needs gathered, added to the scans.
    pub(crate) fn gather(&mut self, desk: &Desk, question: &Question, metric: &Metric) -> Result<Source, AskError> {
        let kind = metric.measure.table;
        let truth = |field: &str, text: &str| desk.expression(metric, &Written { field, kind, text, gives: Gives::Truth });
        let number = |field: &str, text: &str| desk.expression(metric, &Written { field, kind, text, gives: Gives::Number });
        let days = |field: &str, text: &str| days_of(metric, field, kind, text);
        let cluster = cluster(desk, metric)?;
        let time = days("measure.time", &metric.measure.time)?;
        let sketched = desk.rows(kind) > EXACT_ROWS;
        let fits = match metric.measure.statistic {
            Statistic::Stock { .. } | Statistic::Turnover { .. } => Fits::Spans,
            Statistic::Quantile { .. } if !sketched => Fits::Values,
            _ => Fits::Any,
        };
        if let Statistic::Ratio { numerator, denominator, .. } = &metric.measure.statistic {
            return self.ratio(desk, question, metric, [numerator, denominator]);
        }
        let index = self.scan(desk, question, kind, fits);
        let scan = &mut self.scans[index];
        let time = if fits == Fits::Spans { ANY_TIME } else { scan.time(&time) };
        let mut first_day = 0;
        let gather = match &metric.measure.statistic {
            Statistic::Share { base, hit } => Gather::Flags {
                base: scan.column(truth("measure.base", base)?),
                plus: scan.column(truth("measure.hit", hit)?),
                minus: None,
            },
            Statistic::Net { base, plus, minus } => Gather::Flags {
                base: scan.column(truth("measure.base", base)?),
                plus: scan.column(truth("measure.plus", plus)?),
                minus: Some(scan.column(truth("measure.minus", minus)?)),
            },
            Statistic::Total { base, value } if value.trim() == "1" => Gather::Count { base: scan.column(truth("measure.base", base)?) },
            Statistic::Mean { base, value } | Statistic::Total { base, value } => {
                Gather::Values { base: scan.column(truth("measure.base", base)?), value: scan.column(number("measure.value", value)?) }
            }
            Statistic::Quantile { base, value, .. } => Gather::Collect {
                base: scan.column(truth("measure.base", base)?),
                value: scan.column(number("measure.value", value)?),
                sketched,
            },
            Statistic::Survival { base, duration, ended, .. } => Gather::Times {
                base: scan.column(truth("measure.base", base)?),
                time: scan.column(number("measure.duration", duration)?),
                ended: scan.column(truth("measure.ended", ended)?),
            },
            Statistic::Agreement { base, unit, rater, score, .. } => {
                let text = |field: &str, text: &str| desk.expression(metric, &Written { field, kind, text, gives: Gives::Anything });
                let mut columns = Vec::new();
                for part in unit {
                    columns.push(scan.column(text("measure.unit", part)?));
                }
                Gather::Ratings {
                    base: scan.column(truth("measure.base", base)?),
                    unit: columns,
                    rater: scan.column(text("measure.rater", rater)?),
                    score: scan.column(number("measure.score", score)?),
                }
            }
            Statistic::Stock { base, enters, leaves } | Statistic::Turnover { base, started: enters, ended: leaves } => {
                let is_stock = matches!(metric.measure.statistic, Statistic::Stock { .. });
                let fields = if is_stock { ["measure.enters", "measure.leaves"] } else { ["measure.started", "measure.ended"] };
                let (enters, leaves) = (days(fields[0], enters)?, days(fields[1], leaves)?);
                first_day = desk.day_range(kind, &enters).map_or(0, |(first, _)| first);
                let base = truth("measure.base", base)?;
                // Who is not known to have entered is not in a stock, but was always in the staff.
                let base = if is_stock { base.and(column(&enters).is_not_null()) } else { base };
                Gather::Spans {
                    base: scan.column(base),
                    enters: scan.column(column(&enters)),
                    leaves: scan.column(column(&leaves)),
                    first_day,
                }
            }
            Statistic::Ratio { .. } => return Err(AskError::Engine("a ratio is planned elsewhere".to_owned())),
        };
        let cluster = cluster.map(|cluster| cluster.place(scan));
        let place = Place { scan: index, item: scan.item(Item { time, gather, cluster }) };
        Ok(if fits == Fits::Spans { Source::Spans { place, first_day } } else { Source::One(place) })
    }

    fn ratio(&mut self, desk: &Desk, question: &Question, metric: &Metric, sums: [&Sum; 2]) -> Result<Source, AskError> {
        let own = metric.measure.table;
        let mut sides = Vec::new();
        for (sum, side) in sums.into_iter().zip(["numerator", "denominator"]) {
            let kind = sum.table.unwrap_or(own);
            let time = match &sum.time {
                Some(time) => time.as_str(),
                None if kind == own => metric.measure.time.as_str(),
                None => time_column(kind),
            };
            let field = |name: &str| format!("measure.{side}.{name}");
            let base = match &sum.base {
                Some(base) => desk.expression(metric, &Written { field: &field("base"), kind, text: base, gives: Gives::Truth })?,
                None => lit(true),
            };
            let value = match sum.value.trim() {
                "1" => None,
                text => Some(desk.expression(metric, &Written { field: &field("value"), kind, text, gives: Gives::Number })?),
            };
            sides.push(Side { kind, days: days_of(metric, &field("time"), kind, time)?, base, value });
        }
        let cluster = cluster(desk, metric)?;
        if let [above, below] = &sides[..]
            && (above.kind, &above.days) == (below.kind, &below.days)
        {
            let index = self.scan(desk, question, above.kind, Fits::Any);
            let scan = &mut self.scans[index];
            let gather = Gather::Ratio {
                top_base: scan.column(above.base.clone()),
                top: above.value.clone().map(|value| scan.column(value)),
                bottom_base: scan.column(below.base.clone()),
                bottom: below.value.clone().map(|value| scan.column(value)),
            };
            let time = scan.time(&above.days);
            let cluster = cluster.map(|cluster| cluster.place(scan));
            return Ok(Source::One(Place { scan: index, item: scan.item(Item { time, gather, cluster }) }));
        }
        let mut places = Vec::new();
        for side in sides {
            let index = self.scan(desk, question, side.kind, Fits::Any);
            let scan = &mut self.scans[index];
            let base = scan.column(side.base);
            let gather = match side.value {
                None => Gather::Count { base },
                Some(value) => Gather::Values { base, value: scan.column(value) },
            };
            let time = scan.time(&side.days);
            places.push(Place { scan: index, item: scan.item(Item { time, gather, cluster: None }) });
        }
        match places[..] {
            [numerator, denominator] => Ok(Source::Two { numerator, denominator }),
            _ => Err(AskError::Engine("a ratio has two sides".to_owned())),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fits {
    Any,
    Values,
    Spans,
}

struct Side {
    kind: Kind,
    days: String,
    base: Expr,
    value: Option<Expr>,
}

/// The column of days of a time column of a definition.
pub(super) fn days_of(metric: &Metric, field: &str, kind: Kind, name: &str) -> Result<String, AskError> {
    day_column(kind, name.trim()).ok_or_else(|| {
        let times: Vec<&str> =
            kind.columns().iter().filter(|column| day_column(kind, column.name).is_some()).map(|column| column.name).collect();
        let near = luotsi_core::settings::nearest(name, times.iter().copied());
        let nearest = if near.is_empty() { times.iter().map(|name| (*name).to_owned()).collect() } else { near };
        AskError::Definition {
            metric: metric.id.clone(),
            field: field.to_owned(),
            fault: DefinitionFault::NoTimeColumn { column: name.to_owned(), kind, nearest },
        }
    })
}

enum ClusterColumn {
    Named(Expr),
    Hashed(String, u64),
}

impl ClusterColumn {
    fn place(self, scan: &mut Scan) -> Cluster {
        match self {
            Self::Named(expression) => Cluster::Named { column: scan.column(expression) },
            Self::Hashed(name, one_in) => Cluster::Hashed { column: scan.column(column(&name)), one_in },
        }
    }
}

fn cluster(desk: &Desk, metric: &Metric) -> Result<Option<ClusterColumn>, AskError> {
    let (Some(text), kind) = (&metric.measure.cluster, metric.measure.table) else { return Ok(None) };
    let one_in = (desk.rows(kind) / CLUSTERED_ROWS).max(1).next_power_of_two();
    match kind.column(text).map(|column| column.value) {
        Some(Value::CustomerId) => return Ok(Some(ClusterColumn::Hashed(text.clone(), one_in))),
        // Nearly as many values as records: a list of them in each cell would grow with the square of the records.
        Some(Value::Id) if !kind.is_personal(text) => return Ok(Some(ClusterColumn::Hashed(text.clone(), one_in))),
        _ => {}
    }
    desk.expression(metric, &Written { field: "measure.cluster", kind, text, gives: Gives::Anything })
        .map(|expression| Some(ClusterColumn::Named(expression)))
}
