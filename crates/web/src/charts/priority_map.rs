//! Importance against performance: what matters much and goes badly lies in the upper left corner.
//!
//! Every factor has its point with its two intervals. Names never cover each other; where there is no room for them, on a phone, the points
//! are numbered and the names stand below.

use luotsi_core::catalogue::Unit;
use luotsi_stats::intervals::Interval;

use super::frame::Frame;
use super::labels::{Name, Rectangle, placed};
use super::paint::{Anchor, Hit, Paint, Palette, breadth, fitted};
use super::scale::{Domain, Vertical, ticks};
use crate::format;
use crate::i18n::Text;

/// One factor.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// Its name.
    pub name: String,
    /// How much goes with it, a share 0–1.
    pub importance: Interval,
    /// How good it is, 0–100.
    pub performance: Interval,
    /// What follows from its place, in words.
    pub follows: String,
    /// Is it to be seen to first?
    pub is_first: bool,
}

/// What a map is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    /// Words of the reader's language.
    pub text: Text,
    /// Unique on the page.
    pub id: &'a str,
    /// Name of what is drawn.
    pub title: &'a str,
    /// What the picture shows, in a sentence.
    pub sentence: &'a str,
    /// The factors, the most important first.
    pub points: &'a [MapPoint],
    /// Where importance and performance are parted.
    pub lines: (f64, f64),
    /// Names of the corners: upper left, upper right, lower left, lower right.
    pub corners: [&'a str; 4],
}

const LINE: f64 = 19.0;
const CORNER: f64 = 18.0;
const LEFT: f64 = 62.0;
const LEFT_ON_A_PHONE: f64 = 46.0;
const RIGHT: f64 = 16.0;
const AXIS: f64 = 44.0;

/// Draws the map.
pub fn priority_map(map: &Map, frame: Frame, palette: Palette) -> String {
    let (width, height, letter) = (frame.width, frame.height, frame.letter);
    let text = map.text;
    let points: Vec<&MapPoint> = map.points.iter().filter(|point| is_drawable(point)).collect();
    let (left, right, top, bottom) = (if frame.is_narrow { LEFT_ON_A_PHONE } else { LEFT }, width - RIGHT, 8.0, height - AXIS);
    let ends = |of: fn(&MapPoint) -> Interval| points.iter().flat_map(move |point| [of(point).low, of(point).high]);
    let across = Domain::around(ends(|point| point.performance).chain([map.lines.1]).filter(|end| end.is_finite()));
    let up = Domain::around(ends(|point| point.importance).chain([0.0, map.lines.0]).filter(|end| end.is_finite()));
    let x = |value: f64| left + ((value - across.low) / (across.high - across.low)).clamp(0.0, 1.0) * (right - left);
    // Names of the corners stand above and below all points.
    let vertical = Vertical { domain: up, top: top + CORNER, bottom: bottom - CORNER };
    let at = |point: &MapPoint| (x(point.performance.estimate), vertical.y(point.importance.estimate));

    let corners = [(left + 8.0, Anchor::Start), (right - 8.0, Anchor::End)];
    let kept_free: Vec<Rectangle> =
        [top, bottom - CORNER].into_iter().map(|y| Rectangle { left, top: y, right, bottom: y + CORNER }).collect();
    let names: Vec<Name> = points.iter().map(|point| Name { point: at(point), breadth: breadth(&point.name) * letter }).collect();
    let room = Rectangle { left: left + 2.0, top, right: right - 2.0, bottom };
    let named = (!frame.is_narrow).then(|| placed(&names, letter, room, kept_free.clone())).flatten();
    let numbers: Vec<Name> = points
        .iter()
        .enumerate()
        .map(|(number, point)| Name { point: at(point), breadth: breadth(&(number + 1).to_string()) * letter })
        .collect();
    let (spots, is_numbered) = match named {
        Some(spots) => (Some(spots), false),
        None => (placed(&numbers, letter, room, kept_free), true),
    };
    let below = if is_numbered { points.len() as f64 * LINE + 8.0 } else { 0.0 };

    let mut paint = Paint::new(palette, width, height + below, frame.class);
    paint.described(&format!("{}-{}", map.id, frame.class), map.title, map.sentence);
    let (levels, step) = ticks(Unit::Percent, up, if frame.is_narrow { 4 } else { 5 });
    for level in levels.into_iter().filter(|level| *level >= 0.0) {
        let y = vertical.y(level);
        paint.line("c-grid", (left, y), (right, y));
        paint.text("c-label", (left - 9.0, y + 4.0), Anchor::End, &format::tick(text, Unit::Percent, level, step));
    }
    let (places, step) = ticks(Unit::Scale, across, if frame.is_narrow { 4 } else { 8 });
    for place in places.into_iter().filter(|place| (0.0..=100.0).contains(place)) {
        paint.line("c-grid", (x(place), top), (x(place), bottom));
        paint.text("c-label", (x(place), bottom + 18.0), Anchor::Middle, &format::tick(text, Unit::Scale, place, step));
    }
    paint.text("c-label-year", (right, bottom + 37.0), Anchor::End, text.why_map_across());
    paint.text("c-label-year", (left, bottom + 37.0), Anchor::Start, text.why_map_up());
    paint.line("c-centre", (x(map.lines.1), top), (x(map.lines.1), bottom));
    paint.line("c-centre", (left, vertical.y(map.lines.0)), (right, vertical.y(map.lines.0)));
    for (index, name) in map.corners.iter().enumerate() {
        let (from, anchor) = corners[index % 2];
        let y = if index < 2 { top + 14.0 } else { bottom - 6.0 };
        paint.text(if index == 0 { "c-label-strong" } else { "c-label-event" }, (from, y), anchor, name);
    }
    for point in &points {
        let (place, level) = at(point);
        paint.line("c-line", (x(point.performance.low), level), (x(point.performance.high), level));
        paint.line("c-line", (place, vertical.y(point.importance.low)), (place, vertical.y(point.importance.high)));
    }
    for (index, point) in points.iter().enumerate() {
        paint.circle("c-dot", at(point), 4.4);
        let name = if is_numbered { (index + 1).to_string() } else { point.name.clone() };
        if let Some(spot) = spots.as_ref().and_then(|spots| spots.get(index)) {
            if let Some((from, to)) = spot.leader {
                paint.line("c-curve", from, to);
            }
            paint.text(if point.is_first { "c-label-strong" } else { "c-label-event" }, spot.at, spot.anchor, &name);
        }
    }
    if is_numbered {
        for (index, point) in points.iter().enumerate() {
            let y = height + LINE * (index as f64 + 0.7);
            let line = format!("{}  {}", index + 1, point.name);
            paint.text(
                if point.is_first { "c-label-strong" } else { "c-label-event" },
                (8.0, y),
                Anchor::Start,
                &fitted(&line, (width - 16.0) / letter),
            );
        }
    }
    for point in &points {
        let (place, level) = at(point);
        paint.hit((place - 12.0, level - 12.0), (24.0, 24.0), &Hit { at: (place, level), label: label(text, point) });
    }
    paint.finish()
}

fn is_drawable(point: &MapPoint) -> bool {
    [point.importance, point.performance]
        .iter()
        .flat_map(|one| [one.estimate, one.low, one.high])
        .all(|end| end.is_finite() && end.abs() < 1e6)
}

fn label(text: Text, point: &MapPoint) -> String {
    let importance = format::percent(text.language(), point.importance.estimate, 1);
    let place = format::decimal(text.language(), point.performance.estimate, 0);
    let ends = format::interval(text, Unit::Percent, point.importance.low, point.importance.high);
    format!("{}\n{}", point.name, text.why_map_point(&ends, &point.follows, &importance, &place))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::i18n::Language;

    fn point(name: &str, importance: f64, performance: f64) -> MapPoint {
        MapPoint {
            name: name.to_owned(),
            importance: Interval::around(importance, 0.02),
            performance: Interval::around(performance, 3.0),
            follows: "x".into(),
            is_first: importance > 0.1,
        }
    }

    fn drawn(points: &[MapPoint], frame: Frame) -> String {
        let map = Map {
            text: Language::Fi.text(),
            id: "m",
            title: "t",
            sentence: "s",
            points,
            lines: (0.1, 50.0),
            corners: ["Hoida ensin", "Pidä yllä", "Ei kiirettä", "Ehkä liikaakin"],
        };
        priority_map(&map, frame, Palette::Classes)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn any_factors_give_a_whole_picture(points in prop::collection::vec((".{0,40}", prop::num::f64::ANY, prop::num::f64::ANY), 0..12)) {
            let points: Vec<MapPoint> = points.iter().map(|(name, importance, place)| point(name, *importance, *place)).collect();
            for frame in [Frame::WIDE, Frame::NARROW] {
                let picture = drawn(&points, frame);
                prop_assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>") && !picture.contains("NaN") && !picture.contains("inf"));
            }
        }
    }

    #[test]
    fn a_desk_has_names_at_the_points_and_a_phone_has_numbers_with_the_names_below() {
        let points = [point("odotusaika", 0.3, 20.0), point("siirrot", 0.29, 21.0), point("käsittelyaika", 0.05, 80.0)];
        let wide = drawn(&points, Frame::WIDE);
        let narrow = drawn(&points, Frame::NARROW);
        assert!(wide.contains(">odotusaika</text>") && !wide.contains(">1</text>"));
        assert!(narrow.contains(">1</text>") && narrow.contains(">1  odotusaika</text>"));
        assert_eq!(wide.matches("c-dot").count(), 3);
    }
}
