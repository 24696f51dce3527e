//! The funnel plot: groups of different size beside each other, without a ranking.
//!
//! Small groups swing more, so the limits open towards the left like a funnel (Spiegelhalter 2005, Statistics in Medicine
//! 24:1185). Only a group outside the outer limits differs from the rest by more than chance.

use std::fmt::Write as _;

use luotsi_core::catalogue::Unit;

use super::paint::{Anchor, Hit, Paint, Palette, number};
use super::scale::{Domain, Vertical, ticks};
use super::{Frame, Mark, drawable};
use crate::format;
use crate::i18n::Text;

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    /// Its name.
    pub name: String,
    /// Records in its base.
    pub n: f64,
    /// Its value.
    pub value: f64,
    /// Limits of 95 % at this n.
    pub near: Option<(f64, f64)>,
    /// Limits of 99.8 % at this n.
    pub far: Option<(f64, f64)>,
    /// How it is marked when it lies outside the outer limits.
    pub mark: Option<Mark>,
}

/// What a funnel plot is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Funnel<'a> {
    /// Words of the reader's language.
    pub text: Text,
    /// Unique on the page.
    pub id: &'a str,
    /// Name of what is drawn.
    pub title: &'a str,
    /// What the picture shows, in a sentence.
    pub sentence: &'a str,
    /// Unit of the values.
    pub unit: Unit,
    /// Value of all groups together.
    pub centre: f64,
    /// The groups, in the order of their names.
    pub points: &'a [FunnelPoint],
}

/// Draws the funnel.
pub fn funnel_plot(funnel: &Funnel, frame: Frame, palette: Palette) -> String {
    let (width, height, left, right, bottom) = frame.room();
    let mut paint = Paint::new(palette, width, height, frame.class());
    paint.described(&format!("{}-{}", funnel.id, frame.class()), funnel.title, funnel.sentence);
    let text = funnel.text;
    let points: Vec<&FunnelPoint> =
        funnel.points.iter().filter(|point| point.n > 0.0 && point.n < 1e15 && drawable(Some(point.value)).is_some()).collect();
    let Some(centre) = drawable(Some(funnel.centre)) else { return paint.finish() };
    let most = points.iter().map(|point| point.n).fold(1.0, f64::max) * 1.08;
    let edges = points
        .iter()
        .flat_map(|point| [point.near, point.far])
        .flatten()
        .flat_map(|(low, high)| [low, high])
        .filter_map(|edge| drawable(Some(edge)));
    let domain =
        Domain::around(points.iter().filter_map(|point| drawable(Some(point.value))).chain(edges).chain([centre])).within_unit(funnel.unit);
    let vertical = Vertical { domain, top: 14.0, bottom };
    let x = |n: f64| left + (n / most).clamp(0.0, 1.0) * (right - left);

    let least = points.iter().map(|point| point.n).fold(most, f64::min) * 0.8;
    let sizes: Vec<f64> = (0..=48).map(|step| least + (most - least) * (f64::from(step) / 48.0).powi(2)).collect();
    let edge = |pick: fn(&FunnelPoint) -> Option<f64>| {
        Edge::through(centre, points.iter().filter_map(|point| Some((point.n, pick(point).and_then(|edge| drawable(Some(edge)))?))))
    };
    let (low, high) = (edge(|point| point.far.map(|far| far.0)), edge(|point| point.far.map(|far| far.1)));
    if let (Some(low), Some(high)) = (&low, &high) {
        let upper = sizes.iter().map(|n| (*n, high.at(*n)));
        let lower = sizes.iter().rev().map(|n| (*n, low.at(*n)));
        let mut water = outline(upper.chain(lower).map(|(n, value)| (x(n), vertical.y(cut(funnel.unit, value)))));
        water.push('Z');
        paint.path("c-band", &water);
    }
    let (levels, step) = ticks(funnel.unit, domain, 4);
    for level in levels {
        paint.line("c-grid", (left, vertical.y(level)), (right, vertical.y(level)));
        paint.text("c-label", (left - 9.0, vertical.y(level) + 4.0), Anchor::End, &format::tick(text, funnel.unit, level, step));
    }
    for near in [edge(|point| point.near.map(|near| near.0)), edge(|point| point.near.map(|near| near.1))].into_iter().flatten() {
        paint.path("c-curve", &outline(sizes.iter().map(|n| (x(*n), vertical.y(cut(funnel.unit, near.at(*n)))))));
    }
    paint.line("c-centre", (left, vertical.y(centre)), (right, vertical.y(centre)));
    paint.text("c-label-strong", (right + 9.0, vertical.y(centre) + 4.0), Anchor::Start, &format::value(text, funnel.unit, centre));
    let (counts, count_step) = ticks(Unit::Count, Domain { low: 0.0, high: most }, if frame.is_phone() { 3 } else { 6 });
    for n in counts {
        paint.text("c-label", (x(n), bottom + 18.0), Anchor::Middle, &format::tick(text, Unit::Count, n, count_step));
    }
    paint.text("c-label-year", (right, bottom + 35.0), Anchor::End, text.funnel_axis());
    draw_groups(&mut paint, funnel, &points, frame, |point| (x(point.n), vertical.y(point.value)));
    paint.finish()
}

/// Points with the names of those that fit; a group outside the funnel is named first.
fn draw_groups(paint: &mut Paint, funnel: &Funnel, points: &[&FunnelPoint], frame: Frame, place: impl Fn(&FunnelPoint) -> (f64, f64)) {
    let text = funnel.text;
    let (width, ..) = frame.room();
    let mut order: Vec<&&FunnelPoint> = points.iter().collect();
    order.sort_by_key(|point| point.mark.is_none());
    // Each point keeps its own place free, so that no name covers another point.
    let mut taken: Vec<(f64, f64, f64)> = points.iter().map(|point| place(point)).map(|(x, y)| (x - 5.0, x + 5.0, y)).collect();
    for point in order {
        let at = place(point);
        match point.mark {
            Some(mark) => paint.mark(mark, at, 5.6),
            None => paint.circle("c-dot", at, 4.0),
        }
        let room = if frame.is_phone() { 14 } else { 30 };
        let name: String =
            if point.name.chars().count() > room { point.name.chars().take(room - 1).chain(['…']).collect() } else { point.name.clone() };
        let reach = name.chars().count() as f64 * 6.7;
        // The point's own place does not count against its name.
        let free = |from: f64, to: f64, y: f64| {
            from >= 0.0
                && to <= width
                && taken.iter().all(|(start, end, other)| {
                    to < *start || from > *end || (y - other).abs() > 13.0 || (*start == at.0 - 5.0 && *other == at.1)
                })
        };
        let spots = [
            (at.0 + 10.0, Anchor::Start, 0.0),
            (at.0 - 10.0, Anchor::End, 0.0),
            (at.0 + 7.0, Anchor::Start, -13.0),
            (at.0 + 7.0, Anchor::Start, 14.0),
        ];
        let spot = spots.into_iter().find(|(from, anchor, lift)| {
            let start = if *anchor == Anchor::End { from - reach } else { *from };
            free(start, start + reach, at.1 + lift)
        });
        if let Some((from, anchor, lift)) = spot {
            paint.text(if point.mark.is_some() { "c-label-strong" } else { "c-label" }, (from, at.1 + lift + 4.0), anchor, &name);
            let start = if anchor == Anchor::End { from - reach } else { from };
            taken.push((start, start + reach, at.1 + lift));
        }
        let label = format!(
            "{}\n{} · n {}",
            point.name,
            format::value(text, funnel.unit, point.value),
            format::decimal(text.language(), point.n, 0)
        );
        paint.hit((at.0 - 12.0, at.1 - 12.0), (24.0, 24.0), &Hit { at, label });
    }
}

/// One edge of the funnel, known at the groups' own sizes. Between them its distance from the centre, times √n, changes
/// evenly; beyond them it stays.
struct Edge {
    centre: f64,
    known: Vec<(f64, f64)>,
}

impl Edge {
    fn through(centre: f64, known: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut known: Vec<(f64, f64)> =
            known.map(|(n, edge)| (n, (edge - centre) * n.sqrt())).filter(|(_, width)| width.is_finite()).collect();
        known.sort_by(|one, other| one.0.total_cmp(&other.0));
        (!known.is_empty()).then_some(Self { centre, known })
    }

    fn at(&self, n: f64) -> f64 {
        let after = self.known.partition_point(|(size, _)| *size < n);
        let width = match (after.checked_sub(1).and_then(|index| self.known.get(index)), self.known.get(after)) {
            (Some((from, low)), Some((to, high))) if to > from => low + (high - low) * (n - from) / (to - from),
            (Some((_, width)), _) | (None, Some((_, width))) => *width,
            (None, None) => 0.0,
        };
        self.centre + width / n.max(1e-9).sqrt()
    }
}

fn outline(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut data = String::new();
    for (index, (x, y)) in points.enumerate() {
        let _ = write!(data, "{}{} {}", if index == 0 { "M" } else { "L" }, number(x), number(y));
    }
    data
}

/// Limits beyond what is possible would only add empty space.
fn cut(unit: Unit, value: f64) -> f64 {
    match unit {
        Unit::Percent => value.clamp(0.0, 1.0),
        Unit::Points => value.clamp(-100.0, 100.0),
        Unit::Coefficient => value.clamp(-1.0, 1.0),
        Unit::Euros => value,
        _ => value.max(0.0),
    }
}
