//! The chart of an effect: the series before and after, what would have been without the action, and where it began.

use std::fmt::Write as _;

use super::control::{LANE, draw_points, event_names, point_label, time_axis};
use super::frame::{AXIS, Frame};
use super::paint::{Anchor, Hit, Paint, Palette, number};
use super::scale::{Domain, Vertical, ticks};
use super::sparkline::{Across, band, lines, numbers};
use super::{Series, drawable};
use crate::format;

/// Draws the chart. A point's centre is what would have been without the action, its limits are the interval of that.
pub fn effect_chart(series: &Series, frame: Frame, palette: Palette) -> String {
    let points = series.points;
    let mut paint = Paint::new(palette, frame.width, frame.height, frame.class);
    paint.described(&format!("{}-{}", series.id, frame.class), series.title, series.sentence);
    let (left, right) = (frame.left, frame.width - frame.right);
    let across = Across::new(points.len(), left, right);
    let names = event_names(series, &across, frame, (left, right));
    let lanes = names.iter().filter_map(|name| name.lane).max().map_or(0, |lane| lane + 1);
    let domain = Domain::around(numbers(points)).within_unit(series.unit);
    let vertical = Vertical { domain, top: 12.0 + lanes as f64 * LANE, bottom: frame.height - AXIS };
    let (levels, step) = ticks(series.unit, domain, if frame.is_narrow { 4 } else { 5 });
    paint.path("c-band", &band(points, &across, &vertical));
    for level in &levels {
        let y = vertical.y(*level);
        paint.line("c-grid", (left, y), (right, y));
        paint.text("c-label", (left - 9.0, y + 4.0), Anchor::End, &format::tick(series.text, series.unit, *level, step));
    }
    for name in &names {
        let top = name.lane.map_or(vertical.top - 4.0, |lane| 15.0 + lane as f64 * LANE);
        paint.line("c-event", (name.x, top), (name.x, vertical.bottom));
    }
    for name in &names {
        if let Some(lane) = name.lane {
            paint.text("c-label-event", (name.text_x, 11.0 + lane as f64 * LANE), name.anchor, &name.text);
        }
    }
    paint.path("c-target", &without(series, &across, &vertical));
    let (solid, open) = lines(points, &across, &vertical);
    paint.path("c-line", &solid);
    paint.path("c-open", &open);
    draw_points(&mut paint, points, &across, &vertical);
    time_axis(&mut paint, series, &across, frame);
    if let Some(last) = points.iter().rev().find_map(|point| drawable(point.centre)) {
        let value = format::value(series.text, series.unit, last);
        let y = vertical.y(last);
        paint.text("c-label-target", (right + 8.0, y + 4.0), Anchor::Start, &value);
        if !frame.is_narrow {
            paint.text("c-label", (right + 8.0, y + 20.0), Anchor::Start, series.text.effect_without());
        }
    }
    let width = across.step();
    for (index, point) in points.iter().enumerate() {
        let x = across.x(index as f64);
        let y = drawable(point.value).map_or(vertical.bottom, |value| vertical.y(value));
        let place = (x - width / 2.0, vertical.top);
        paint.hit(place, (width, vertical.bottom - vertical.top), &Hit { at: (x, y), label: point_label(series, point) });
    }
    paint.finish()
}

/// The line of what would have been, broken where nothing was compared.
fn without(series: &Series, across: &Across, vertical: &Vertical) -> String {
    let mut data = String::new();
    let mut is_down = false;
    for (index, point) in series.points.iter().enumerate() {
        let Some(level) = drawable(point.centre) else {
            is_down = false;
            continue;
        };
        let _ = write!(data, "{}{} {}", if is_down { "L" } else { "M" }, number(across.x(index as f64)), number(vertical.y(level)));
        is_down = true;
    }
    data
}
