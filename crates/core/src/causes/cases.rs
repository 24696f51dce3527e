//! Cases to look at: records and comments, drawn at random. Nobody picks them, and everybody who asks again sees the same.

use jiff::civil::Date;

use super::{Asker, Error, Explanation};
use crate::ask::{AskError, DrawOf, DrawQuestion, Inventory, Part, Records};
use crate::catalogue::{Better, Metric, Statistic};
use crate::scope::Scope;
use crate::situation::World;

/// Records and comments that are shown.
const RECORDS: usize = 12;
const COMMENTS: usize = 8;
/// Comments of fewer people than these are not shown: privacy.md §6.2(3).
const LEAST_COMMENTS: u64 = 5;
/// Columns beside a comment, where they are filled.
const BESIDE_COMMENT: [&str; 8] = ["given_at", "channel", "team", "topic", "nps", "csat", "ces", "comment"];
/// Columns of a record, and which of them come first and last.
const MOST_COLUMNS: usize = 12;
const WHERE_IT_BELONGS: [&str; 3] = ["channel", "team", "topic"];
const BESIDE_FIGURE: [&str; 5] = ["wait_s", "handle_s", "transfers", "is_repeat", "resolved_at"];

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cases {
    /// Seed of the draws, from the version of the records and the question.
    pub seed: u64,
    /// The part of the service that they are of.
    pub scope: Scope,
    /// Which records: those that make the figure worse, where it has such.
    pub part: Option<Part>,
    /// Records.
    pub records: Drawing,
    /// Comments, masked as they are kept.
    pub comments: Drawing,
}

/// Records drawn, or why there are none.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Drawing {
    /// There are none, or none that can be told to be of this part.
    #[default]
    None,
    /// There are too few to be shown.
    TooFew {
        /// How many there are.
        have: u64,
        /// How many are needed.
        need: u64,
    },
    /// Records, in the order of the draw.
    Drawn(Records),
}

impl Drawing {
    /// The records, when there are any.
    pub fn records(&self) -> Option<&Records> {
        match self {
            Self::Drawn(records) => Some(records),
            Self::None | Self::TooFew { .. } => None,
        }
    }
}

pub(super) fn draw(asker: &Asker<'_>, place: &Scope, explanation: &Explanation) -> Result<Cases, Error> {
    let seed = seed(explanation);
    let part = part(asker.metric);
    let window = &explanation.after;
    let question = |of: DrawOf, columns: Vec<String>, limit: usize| DrawQuestion {
        of,
        scope: place.clone(),
        from: window.from,
        to: window.to,
        columns,
        limit,
        seed,
    };
    let need = u64::from(asker.world.settings.group_min);
    let inventory = asker.world.ask.inventory()?;
    let own = inventory.kinds.iter().find(|inventory| inventory.kind == asker.metric.measure.table);
    let columns = own.map(|own| columns(asker.metric, &own.filled)).unwrap_or_default();
    let records = question(DrawOf::Metric { id: asker.metric.id.clone(), part }, columns, RECORDS);
    let records = drawing(asker.world.ask.draw(&records).map(|drawn| drawn.records), need)?;
    let of = CommentsOf { scope: place, from: window.from, to: window.to, seed, limit: COMMENTS };
    let comments = comments_of(asker.world, &inventory, &of)?;
    Ok(Cases { seed, scope: place.clone(), part: Some(part), records, comments })
}

/// Which comments are wanted.
#[derive(Debug, Clone, Copy)]
pub struct CommentsOf<'a> {
    /// The part of the service.
    pub scope: &'a Scope,
    /// First day.
    pub from: Date,
    /// First day that is no longer included.
    pub to: Date,
    /// Seed of the draw.
    pub seed: u64,
    /// How many at most.
    pub limit: usize,
}

/// Comments drawn at random, masked as they are kept.
///
/// # Errors
/// When the lake cannot answer.
pub fn comments(world: &World<'_>, of: &CommentsOf<'_>) -> Result<Drawing, Error> {
    comments_of(world, &world.ask.inventory()?, of)
}

fn comments_of(world: &World<'_>, inventory: &Inventory, of: &CommentsOf<'_>) -> Result<Drawing, Error> {
    let feedback = inventory.kinds.iter().find(|inventory| inventory.kind == crate::records::Kind::Feedback);
    let is_filled = |name: &str| feedback.is_some_and(|feedback| feedback.filled.iter().any(|known| known == name));
    if !is_filled("comment") {
        return Ok(Drawing::None);
    }
    let question = DrawQuestion {
        of: DrawOf::Comments,
        scope: of.scope.clone(),
        from: of.from,
        to: of.to,
        columns: BESIDE_COMMENT.into_iter().filter(|name| is_filled(name)).map(str::to_owned).collect(),
        limit: of.limit,
        seed: of.seed,
    };
    let need = LEAST_COMMENTS.max(u64::from(world.settings.group_min));
    drawing(world.ask.draw(&question).map(|drawn| drawn.records), need)
}

/// What is worth seeing of a record: its key and time, where it belongs, and what the figure is made from. Each further column would be
/// read for all records that are drawn from. Empty, so that the lake chooses, where a figure is made from several tables.
fn columns(metric: &Metric, filled: &[String]) -> Vec<String> {
    let kind = metric.measure.table;
    if metric.tables() != [kind] {
        return Vec::new();
    }
    let expressions = metric.expressions();
    let words = expressions.iter().flat_map(|(_, _, text)| text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')));
    let mut columns: Vec<String> = Vec::new();
    let first = kind.key().iter().copied().chain([metric.measure.time.as_str()]).chain(WHERE_IT_BELONGS);
    for name in first.chain(words).chain(BESIDE_FIGURE) {
        let is_wanted = filled.iter().any(|known| known == name) && !kind.is_personal(name) && name != "comment";
        if is_wanted && !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    columns.truncate(MOST_COLUMNS);
    columns
}

fn drawing(drawn: Result<Records, AskError>, need: u64) -> Result<Drawing, Error> {
    match drawn {
        Ok(records) if records.total == 0 => Ok(Drawing::None),
        Ok(records) if records.total < need => Ok(Drawing::TooFew { have: records.total, need }),
        Ok(records) => Ok(Drawing::Drawn(records)),
        // Answers that do not know a dimension of the part cannot be told to be of it.
        Err(AskError::UnknownDimension { .. }) => Ok(Drawing::None),
        Err(error) => Err(error.into()),
    }
}

/// The records that make a figure worse; all of its base where that means nothing.
fn part(metric: &Metric) -> Part {
    match (&metric.measure.statistic, metric.better) {
        (Statistic::Share { .. }, Better::Up) | (Statistic::Net { .. }, _) => Part::Rest,
        (Statistic::Share { .. }, Better::Down) | (Statistic::Ratio { .. }, _) => Part::Numerator,
        _ => Part::Denominator,
    }
}

/// The same records and question draw the same cases (FNV-1a; Fowler, Noll & Vo 1991).
pub(super) fn seed(explanation: &Explanation) -> u64 {
    let mut text = format!("{}|{}|{}", explanation.version, explanation.metric, explanation.after.from);
    for (dimension, values) in explanation.scope.iter() {
        text.push_str(&format!("|{dimension}={}", values.join(",")));
    }
    seed_of(&text)
}

/// The seed of a draw that is named by a text.
pub fn seed_of(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // Whole in every program that reads the JSON.
    hash & ((1 << 53) - 1)
}
