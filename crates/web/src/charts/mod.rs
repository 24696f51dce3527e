//! Charts as pure functions: a series in; a picture, a sentence and a table out.
//!
//! One visual language from thumbnail to full page: the band between the control limits is water, the series is a thin line,
//! only flagged points carry colour and shape, an unfinished period is hollow, a target is dashed, an event is dotted and named.
//! Nothing here decides what is a signal: that comes ready in [`Point::mark`].

mod bars;
mod contrasts;
mod control;
mod dots;
mod effect;
mod frame;
mod funnel;
mod labels;
mod paint;
mod priority_map;
mod scale;
mod sparkline;
mod strands;

pub use bars::{Bar, Bars, bar_chart};
pub use contrasts::{Contrast, Contrasts, contrast_chart};
pub use control::control_chart;
pub use dots::{DotRow, Dots, dot_plot};
pub use effect::effect_chart;
pub use frame::{Frame, Pictures};
pub use funnel::{Funnel, FunnelPoint, funnel_plot};
pub use paint::{Palette, mark_icon};
pub use priority_map::{Map, MapPoint, priority_map};
pub use sparkline::{Sparkline, sparkline};
pub use strands::{Strand, Strands, strands};

use jiff::civil::Date;
use luotsi_core::catalogue::Unit;
use luotsi_core::period::Period;

use crate::i18n::Text;

/// What a signal means: its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// In the better direction.
    Improvement,
    /// In the worse direction.
    Concern,
    /// Neither direction is better, or metrics are in conflict.
    Neutral,
    /// A rule fired, but no change is claimed: a shape without colour.
    Plain,
}

/// Which way a signal points: its shape, so that colour never speaks alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Higher than before.
    Up,
    /// Lower than before.
    Down,
    /// No single direction.
    Diamond,
}

/// How a signal is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Colour.
    pub tone: Tone,
    /// Shape.
    pub shape: Shape,
}

/// One point of a series. Numbers are in the metric's own unit; what is not finite is treated as missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// Records in the base.
    pub n: f64,
    /// The value; `None` leaves a gap.
    pub value: Option<f64>,
    /// Centre line.
    pub centre: Option<f64>,
    /// Lower control limit.
    pub lower: Option<f64>,
    /// Upper control limit.
    pub upper: Option<f64>,
    /// How it is flagged, when a rule fired.
    pub mark: Option<Mark>,
    /// Names of the rules that fired (`outside`, `shift` …).
    pub flags: Vec<&'static str>,
    /// Is the period over, and is all of it in?
    pub is_complete: bool,
    /// Is it drawn but left out of centre and limits?
    pub is_excluded: bool,
    /// Number of the phase.
    pub phase: u32,
}

/// Something that happened, on the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub day: Date,
    /// Its name.
    pub title: String,
}

/// What a chart is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Words of the reader's language.
    pub text: Text,
    /// Unique on the page: the picture's title and description are tied to it.
    pub id: &'a str,
    /// Name of what is drawn.
    pub title: &'a str,
    /// What the picture shows, in a sentence.
    pub sentence: &'a str,
    /// Unit of the values.
    pub unit: Unit,
    /// Points in the order of time.
    pub points: &'a [Point],
    /// The promised value.
    pub target: Option<f64>,
    /// Events on the timeline.
    pub events: &'a [Event],
    /// Values of others, drawn as dotted lines over their periods.
    pub others: &'a [Other],
}

/// Values of others over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Whose.
    pub name: String,
    /// Where they are from.
    pub source: String,
    /// The values, in the order of time.
    pub values: Vec<OtherValue>,
}

/// One value of others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherValue {
    /// The period that it is of.
    pub period: Period,
    /// The value.
    pub value: f64,
    /// Records that it rests on, when that is known.
    pub n: Option<f64>,
}

/// The rules that fired on a point, in words. Rules are judged against the frozen baseline: in a later phase the limits that
/// are drawn are others, and the words say so.
pub(crate) fn rule_words<'f>(text: Text, flags: impl Iterator<Item = &'f str>, phase: u32) -> String {
    let words: Vec<&str> = flags.filter_map(|flag| text.named(&format!("rule-{flag}"))).collect();
    match (words.is_empty(), phase) {
        (true, _) => String::new(),
        (false, 0) => words.join(", "),
        (false, _) => text.chart_against_before(&words.join(", ")),
    }
}

/// The number when it can be drawn: finite, and not so large that a difference overflows.
fn drawable(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite()).map(|number| number.clamp(-1e300, 1e300))
}

#[cfg(test)]
mod tests;
