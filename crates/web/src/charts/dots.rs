//! Rows of dots with their intervals on one scale: parts beside each other, each with what it is compared with. Never a ranking: the rows
//! stand in the order in which they are given.

use luotsi_core::catalogue::Unit;

use super::paint::{Anchor, Hit, Paint, Palette, breadth, fitted};
use super::scale::{Domain, ticks};
use super::{Frame, Mark, drawable};
use crate::format;
use crate::i18n::Text;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub name: String,
    /// The value; `None` leaves the row empty.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// What it is compared with, drawn hollow.
    pub beside: Option<f64>,
    /// How it is marked when something is the matter with it.
    pub mark: Option<Mark>,
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Dots<'a> {
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
    /// The rows, from the top.
    pub rows: &'a [DotRow],
    /// A value for all of them, drawn as a line with its name.
    pub line: Option<(f64, &'a str)>,
}

const ROW: f64 = 30.0;
const AXIS: f64 = 30.0;

/// Draws the rows.
pub fn dot_plot(dots: &Dots, frame: Frame, palette: Palette) -> String {
    let text = dots.text;
    let Frame { class, width, letter, is_narrow, .. } = frame;
    let top = if dots.line.is_some() { 24.0 } else { 8.0 };
    // On a phone the names stand above their rows, so that the scale keeps the width.
    let step = if is_narrow { ROW + 14.0 } else { ROW };
    let bottom = top + step * dots.rows.len() as f64;
    let mut paint = Paint::new(palette, width, bottom + AXIS, class);
    paint.described(&format!("{}-{class}", dots.id), dots.title, dots.sentence);
    let longest = dots.rows.iter().map(|row| breadth(&row.name) * letter).fold(60.0, f64::max);
    let left = if is_narrow { 8.0 } else { (longest + 24.0).min(430.0) };
    let right = width - if is_narrow { 58.0 } else { 90.0 };
    let numbers = dots.rows.iter().flat_map(|row| {
        let (low, high) = row.interval.unzip();
        [row.value, row.beside, low, high]
    });
    let domain =
        Domain::around(numbers.filter_map(drawable).chain(dots.line.and_then(|(value, _)| drawable(Some(value))))).within_unit(dots.unit);
    let x = |value: f64| left + ((value - domain.low) / (domain.high - domain.low)).clamp(0.0, 1.0) * (right - left);
    let (levels, tick) = ticks(dots.unit, domain, if is_narrow { 4 } else { 7 });
    for level in levels {
        paint.line("c-grid", (x(level), top), (x(level), bottom));
        paint.text("c-label", (x(level), bottom + 18.0), Anchor::Middle, &format::tick(text, dots.unit, level, tick));
    }
    if let Some((value, name)) = dots.line.filter(|(value, _)| value.is_finite()) {
        paint.line("c-target", (x(value), top - 4.0), (x(value), bottom));
        let anchor = if x(value) > width / 2.0 { Anchor::End } else { Anchor::Start };
        paint.text("c-label-target", (x(value), top - 9.0), anchor, name);
    }
    for (index, row) in dots.rows.iter().enumerate() {
        let above = top + step * index as f64;
        let y = above + step - ROW / 2.0;
        let name_class = if row.mark.is_some() { "c-label-strong" } else { "c-label" };
        if is_narrow {
            paint.text(name_class, (left, above + 12.0), Anchor::Start, &fitted(&row.name, (width - 16.0) / letter));
        } else {
            paint.text(name_class, (left - 14.0, y + 4.0), Anchor::End, &fitted(&row.name, (left - 18.0) / letter));
        }
        paint.line("c-grid", (left, y), (right, y));
        if let Some((low, high)) = row.interval.filter(|(low, high)| low.is_finite() && high.is_finite()) {
            paint.line("c-line", (x(low), y), (x(high), y));
        }
        if let Some(beside) = drawable(row.beside) {
            paint.circle("c-hollow", (x(beside), y), 4.4);
        }
        let Some(value) = drawable(row.value) else { continue };
        let at = (x(value), y);
        match row.mark {
            Some(mark) => paint.mark(mark, at, 5.6),
            None => paint.circle("c-dot", at, 4.4),
        }
        let said = format::value(text, dots.unit, value);
        paint.text("c-label-strong", (right + 10.0, y + 4.0), Anchor::Start, &said);
        let interval = row.interval.map(|(low, high)| format!(" ({})", format::interval(text, dots.unit, low, high))).unwrap_or_default();
        paint.hit((left, y - ROW / 2.0), (right - left, ROW), &Hit { at, label: format!("{}\n{said}{interval}", row.name) });
    }
    paint.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn whatever_the_numbers_the_picture_stands() {
        let row = |name: &str, value: Option<f64>| DotRow {
            name: name.into(),
            value,
            interval: value.map(|value| (value - 0.1, value + 0.1)),
            beside: value,
            mark: None,
        };
        let rows = [row("A & <b>", Some(0.5)), row("", None), row(&"pitkä ".repeat(40), Some(f64::NAN)), row("x", Some(f64::INFINITY))];
        for rows in [&rows[..], &[]] {
            for language in Language::ALL {
                let dots = Dots {
                    text: language.text(),
                    id: "d",
                    title: "T",
                    sentence: "S",
                    unit: Unit::Percent,
                    rows,
                    line: Some((f64::NAN, "x")),
                };
                for frame in [Frame::WIDE, Frame::NARROW] {
                    let picture = dot_plot(&dots, frame, Palette::Classes);
                    assert!(picture.ends_with("</svg>") && !picture.contains("NaN") && !picture.contains("<b>"), "{picture}");
                }
            }
        }
    }
}
