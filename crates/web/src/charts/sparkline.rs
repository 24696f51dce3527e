//! The thumbnail of a control chart in a row: the same band, centre, shapes and hollow point as in the full one.

use std::fmt::Write as _;

use luotsi_core::catalogue::Unit;

use super::paint::{Paint, Palette, number};
use super::scale::{Domain, Vertical};
use super::{Point, Tone, drawable};

/// What a thumbnail is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Sparkline<'a> {
    /// Points in the order of time.
    pub points: &'a [Point],
    /// Unit of the values.
    pub unit: Unit,
    /// Lowest and highest value of the picture; `None` = its own. Small multiples share one.
    pub domain: Option<(f64, f64)>,
    /// Colours.
    pub palette: Palette,
}

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 56.0;
const EDGE: f64 = 5.0;

/// Draws the thumbnail. It is decoration beside a value and a verdict in words, so assistive technology skips it.
pub fn sparkline(chart: &Sparkline) -> String {
    let points = chart.points;
    let mut paint = Paint::new(chart.palette, WIDTH, HEIGHT, "spark");
    paint.decorative();
    let domain = match chart.domain {
        Some((low, high)) if low < high && (high - low).is_finite() => Domain { low, high },
        _ => Domain::around(numbers(points)).within_unit(chart.unit),
    };
    let vertical = Vertical { domain, top: EDGE, bottom: HEIGHT - EDGE };
    let across = Across::new(points.len(), EDGE, WIDTH - EDGE);
    paint.path("c-band", &band(points, &across, &vertical));
    paint.path("c-centre", &centre(points, &across, &vertical));
    let (solid, open) = lines(points, &across, &vertical);
    paint.path("c-line", &solid);
    paint.path("c-open", &open);
    let size = if points.len() > 120 { 2.6 } else { 3.6 };
    let last = points.iter().rposition(|point| point.is_complete && drawable(point.value).is_some());
    for (index, point) in points.iter().enumerate() {
        let Some(value) = drawable(point.value) else { continue };
        let at = (across.x(index as f64), vertical.y(value));
        match point.mark {
            _ if !point.is_complete => paint.circle("c-hollow", at, 2.8),
            _ if point.is_excluded => paint.circle("c-ring", at, 2.8),
            // A thumbnail speaks of the verdict; single points that a rule picked out are for the full chart.
            Some(mark) if mark.tone != Tone::Plain => paint.mark(mark, at, size),
            _ if Some(index) == last => paint.circle("c-dot", at, 2.6),
            _ => {}
        }
    }
    paint.finish()
}

/// Positions of points across a picture. A single point stands in the middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Across {
    left: f64,
    step: f64,
    offset: f64,
}

impl Across {
    pub(super) fn new(points: usize, left: f64, right: f64) -> Self {
        let step = (right - left) / points.max(1) as f64;
        Self { left, step, offset: 0.5 }
    }

    /// The place of a point; fractions lie between points.
    pub(super) fn x(&self, index: f64) -> f64 {
        self.left + (index + self.offset) * self.step
    }

    pub(super) fn step(&self) -> f64 {
        self.step
    }
}

/// Every number that the band or the line needs room for.
pub(super) fn numbers(points: &[Point]) -> impl Iterator<Item = f64> {
    points.iter().flat_map(|point| [point.value, point.lower, point.upper, point.centre]).filter_map(drawable)
}

/// The band between the limits, stepped where limits differ from point to point.
pub(super) fn band(points: &[Point], across: &Across, vertical: &Vertical) -> String {
    let mut data = String::new();
    let mut index = 0;
    while index < points.len() {
        let Some((lower, upper)) = limits(&points[index]) else {
            index += 1;
            continue;
        };
        let mut end = index + 1;
        while end < points.len() && points[end].phase == points[index].phase && limits(&points[end]) == Some((lower, upper)) {
            end += 1;
        }
        let (left, right) = (across.x(index as f64 - 0.5), across.x(end as f64 - 0.5));
        let _ = write!(
            data,
            "M{} {}H{}V{}H{}Z",
            number(left),
            number(vertical.y(upper)),
            number(right),
            number(vertical.y(lower)),
            number(left)
        );
        index = end;
    }
    data
}

pub(super) fn limits(point: &Point) -> Option<(f64, f64)> {
    Some((drawable(point.lower)?, drawable(point.upper)?))
}

/// The centre line, broken where a phase ends.
pub(super) fn centre(points: &[Point], across: &Across, vertical: &Vertical) -> String {
    stepped(points, across, vertical, |point| point.centre)
}

/// A line that holds its value over each period.
pub(super) fn stepped(points: &[Point], across: &Across, vertical: &Vertical, value: impl Fn(&Point) -> Option<f64>) -> String {
    let mut data = String::new();
    let mut index = 0;
    let mut joined = false;
    while index < points.len() {
        let Some(level) = drawable(value(&points[index])) else {
            joined = false;
            index += 1;
            continue;
        };
        let phase = points[index].phase;
        let mut end = index + 1;
        while end < points.len() && points[end].phase == phase && drawable(value(&points[end])) == Some(level) {
            end += 1;
        }
        let (left, right, y) = (across.x(index as f64 - 0.5), across.x(end as f64 - 0.5), vertical.y(level));
        if joined {
            let _ = write!(data, "V{}H{}", number(y), number(right));
        } else {
            let _ = write!(data, "M{} {}H{}", number(left), number(y), number(right));
        }
        joined = end < points.len() && points[end].phase == phase;
        index = end;
    }
    data
}

/// The series as a line with gaps, and apart from it the stretch that leads to the unfinished period.
pub(super) fn lines(points: &[Point], across: &Across, vertical: &Vertical) -> (String, String) {
    let (mut solid, mut open) = (String::new(), String::new());
    let mut before: Option<(f64, f64)> = None;
    let mut pen_down = false;
    for (index, point) in points.iter().enumerate() {
        let Some(value) = drawable(point.value) else {
            before = None;
            pen_down = false;
            continue;
        };
        let at = (across.x(index as f64), vertical.y(value));
        if let Some(from) = before {
            if point.is_complete {
                if !pen_down {
                    let _ = write!(solid, "M{} {}", number(from.0), number(from.1));
                }
                let _ = write!(solid, "L{} {}", number(at.0), number(at.1));
                pen_down = true;
            } else {
                let _ = write!(open, "M{} {}L{} {}", number(from.0), number(from.1), number(at.0), number(at.1));
                pen_down = false;
            }
        }
        before = Some(at);
    }
    (solid, open)
}
