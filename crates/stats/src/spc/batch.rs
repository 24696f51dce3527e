#![doc = include_str!("../../docs/spc-batch.md")]

use serde::{Deserialize, Serialize};

use super::dialect::{self, Dialect};
use super::fit::THREE_SIGMA_COVERAGE;
use super::judge::judge;
use super::judged::{Assurance, Flag, Judged, Variation};
use super::request::{CountLimits, Direction, Kind, Memory, Options, Policy, Request};
use super::runs::Runs;

/// One line of the question. Missing fields and `null` mean the same.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Given back in the answer, whatever it is.
    pub id: serde_json::Value,
    /// Kind of chart; `xmr` when missing.
    pub chart: Option<String>,
    /// Labels of the points. Only their number is used: points are judged in the order given.
    pub x: Option<Vec<serde_json::Value>>,
    /// Values or counts; lists of values for xbar, s and r.
    pub y: Values,
    /// Denominators, exposures, weights or subgroup sizes.
    pub n: Option<Vec<Option<f64>>>,
    /// Standard deviations of subgroups whose means are `y`.
    pub sd: Option<Vec<Option<f64>>>,
    /// 0-based indices at which a phase starts.
    pub phases: Option<Vec<usize>>,
    /// Points of each phase from which limits come.
    pub baseline: Option<usize>,
    /// 0-based indices of excluded points.
    pub exclude: Option<Vec<usize>>,
    /// `increase`, `decrease` or `neutral`.
    pub direction: Option<String>,
    /// The promised value.
    pub target: Option<f64>,
    /// Whether large moving ranges are screened; as the dialect does when missing.
    pub screen: Option<bool>,
    /// Rule dialect; `nhsr-0.2.2` when missing.
    pub rules: Option<String>,
    /// Limits of counts.
    pub limits: Option<String>,
    /// What happens where upstream tools fail.
    pub policy: Option<String>,
    /// Values are shown times this.
    pub multiplier: Option<f64>,
    /// EWMA weight.
    pub weight: Option<f64>,
    /// EWMA limit or CUSUM decision interval.
    pub limit: Option<f64>,
    /// CUSUM allowance.
    pub allowance: Option<f64>,
    /// Recording step of the values.
    pub resolution: Option<f64>,
}

/// The points of a question.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Values {
    /// One value a point.
    Single(Vec<Option<f64>>),
    /// A list of values a point.
    Groups(Vec<Vec<Option<f64>>>),
}

impl Default for Values {
    fn default() -> Values {
        Values::Single(Vec::new())
    }
}

/// One line of the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The question's id.
    pub id: serde_json::Value,
    /// Centre line at each point.
    pub centre: Vec<Option<f64>>,
    /// Lower limit at each point.
    pub lower: Vec<Option<f64>>,
    /// Upper limit at each point.
    pub upper: Vec<Option<f64>>,
    /// Rules that fired at each point.
    pub flags: Vec<Flagged>,
    /// What the last point tells; `None` with an error.
    pub variation: Option<Variation>,
    /// Whether the target is met as things are.
    pub assurance: Option<Assurance>,
    /// The runs analysis of the last phase; `None` with an error.
    pub runs: Option<Runs>,
    /// What was wrong.
    pub error: Option<String>,
}

/// The names of the rules that fired at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flagged {
    names: [Option<Flag>; 8],
}

impl Serialize for Flagged {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names.iter().flatten().map(|flag| flag.id()))
    }
}

/// Answers one line. Never fails: what is wrong stands in the answer's `error`.
pub fn answer_line(line: &str) -> String {
    let mut out = Vec::with_capacity(line.len() * 3);
    answer_into(line, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Answers one line at the end of `out`, without a line break. For many lines this saves an allocation each.
pub fn answer_into(line: &str, out: &mut Vec<u8>) {
    let answer = match serde_json::from_str::<Question>(line) {
        Ok(question) => answer(question),
        Err(error) => {
            refuse(id_of(line), format!("the line is not a chart question: {error}; give one JSON object a line with at least y"))
        }
    };
    let start = out.len();
    if serde_json::to_writer(&mut *out, &answer).is_err() {
        // Only reachable when memory runs out half-way; an empty answer is still JSON.
        out.truncate(start);
        out.extend_from_slice(b"{\"error\":\"the answer could not be written\"}");
    }
}

/// The id of a line that is otherwise wrong, so that the answer can be matched.
fn id_of(line: &str) -> serde_json::Value {
    serde_json::from_str::<serde_json::Value>(line).ok().and_then(|line| line.get("id").cloned()).unwrap_or_default()
}

/// Answers a question.
pub fn answer(question: Question) -> Answer {
    match ask(&question) {
        Ok((judged, dialect)) => tell(question.id, &judged, dialect),
        Err(error) => refuse(question.id, error),
    }
}

fn ask(question: &Question) -> Result<(Judged, &'static Dialect), String> {
    let chart = question.chart.as_deref().unwrap_or("xmr");
    let kind = Kind::from_id(chart).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.into_iter().map(Kind::id).collect();
        format!("there is no chart {chart:?}; use one of {}", known.join(", "))
    })?;
    let rules = question.rules.as_deref().unwrap_or(dialect::NHSR_0_2_2.id);
    let dialect = dialect::by_id(rules).ok_or_else(|| {
        let known: Vec<&str> = dialect::ALL.into_iter().map(|dialect| dialect.id).collect();
        format!("there is no rule dialect {rules:?}; use one of {}", known.join(", "))
    })?;
    let direction = match question.direction.as_deref().unwrap_or("neutral") {
        "increase" => Direction::Increase,
        "decrease" => Direction::Decrease,
        "neutral" => Direction::Neutral,
        other => return Err(format!("there is no direction {other:?}; use increase, decrease or neutral")),
    };
    let count_limits = match question.limits.as_deref().unwrap_or("classic") {
        "classic" => CountLimits::Classic,
        "exact" => CountLimits::Exact { confidence: THREE_SIGMA_COVERAGE },
        "auto" => CountLimits::Auto,
        other => return Err(format!("there are no limits {other:?}; use classic, exact or auto")),
    };
    let policy = match question.policy.as_deref().unwrap_or("sane") {
        "sane" => Policy::Sane,
        "upstream" => Policy::Upstream,
        other => return Err(format!("there is no policy {other:?}; use sane or upstream")),
    };
    let empty = (Vec::new(), Vec::new());
    let (values, subgroups): (&[Option<f64>], &[Vec<Option<f64>>]) = match &question.y {
        Values::Single(values) => (values, &empty.1),
        Values::Groups(_) if !kind.is_of_subgroups() => {
            return Err(format!("y holds lists, which only xbar, s and r charts take; give one value a point for {chart}"));
        }
        Values::Groups(groups) => (&empty.0, groups),
    };
    let points = values.len().max(subgroups.len());
    if let Some(x) = &question.x
        && x.len() != points
    {
        return Err(format!("x has {} entries but y has {points}; give one for each point", x.len()));
    }
    let defaults = Memory::default();
    let options = Options {
        policy,
        screen: question.screen,
        count_limits,
        multiplier: question.multiplier,
        resolution: question.resolution,
        memory: Memory {
            ewma_weight: question.weight.unwrap_or(defaults.ewma_weight),
            ewma_limit: question.limit.unwrap_or(defaults.ewma_limit),
            cusum_limit: question.limit.unwrap_or(defaults.cusum_limit),
            cusum_allowance: question.allowance.unwrap_or(defaults.cusum_allowance),
            ..defaults
        },
        ..Options::default()
    };
    let judged = judge(&Request {
        kind,
        values,
        subgroups,
        sizes: question.n.as_deref().unwrap_or_default(),
        spreads: question.sd.as_deref().unwrap_or_default(),
        phases: question.phases.as_deref().unwrap_or_default(),
        baseline: question.baseline,
        exclude: question.exclude.as_deref().unwrap_or_default(),
        direction,
        target: question.target,
        dialect,
        options,
        pattern: &[],
    })
    .map_err(|error| error.to_string())?;
    Ok((judged, dialect))
}

fn tell(id: serde_json::Value, judged: &Judged, dialect: &Dialect) -> Answer {
    let points = &judged.points;
    Answer {
        id,
        centre: points.iter().map(|point| point.centre).collect(),
        lower: points.iter().map(|point| point.lower).collect(),
        upper: points.iter().map(|point| point.upper).collect(),
        flags: points
            .iter()
            .map(|point| {
                let mut names = [None; 8];
                if dialect.first_match_wins {
                    names[0] = point.signal.map(|signal| signal.0);
                } else {
                    for (name, flag) in names.iter_mut().zip(point.flags().iter()) {
                        *name = Some(flag);
                    }
                }
                Flagged { names }
            })
            .collect(),
        variation: Some(judged.variation),
        assurance: judged.assurance,
        runs: Some(judged.runs()),
        error: None,
    }
}

fn refuse(id: serde_json::Value, error: String) -> Answer {
    Answer {
        id,
        centre: Vec::new(),
        lower: Vec::new(),
        upper: Vec::new(),
        flags: Vec::new(),
        variation: None,
        assurance: None,
        runs: None,
        error: Some(error),
    }
}
