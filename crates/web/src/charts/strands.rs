//! A few series over time beside each other, named at their ends: what is compared is the distance between them.

use std::fmt::Write as _;

use jiff::civil::Date;
use luotsi_core::catalogue::Unit;

use super::paint::{Anchor, Hit, Paint, Palette, breadth, number};
use super::scale::{Domain, Vertical, ticks};
use super::{Frame, drawable};
use crate::format;
use crate::i18n::Text;

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Strand {
    /// Its name, at its end.
    pub name: String,
    /// First day of each period with its value; `None` leaves a gap.
    pub points: Vec<(Date, Option<f64>)>,
    /// Drawn with hollow points: the one that the other is compared with.
    pub is_beside: bool,
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Strands<'a> {
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
    /// The series.
    pub strands: &'a [Strand],
    /// The day on which something began, with its name.
    pub event: Option<(Date, &'a str)>,
}

/// A comparison needs less height than a control chart.
const HEIGHT: f64 = 300.0;
const HEIGHT_ON_A_PHONE: f64 = 250.0;

/// Draws the series.
pub fn strands(drawn: &Strands, frame: Frame, palette: Palette) -> String {
    let text = drawn.text;
    let Frame { class, width, letter, is_narrow, .. } = frame;
    let height = if is_narrow { HEIGHT_ON_A_PHONE } else { HEIGHT };
    let mut paint = Paint::new(palette, width, height, class);
    paint.described(&format!("{}-{class}", drawn.id), drawn.title, drawn.sentence);
    let names = drawn.strands.iter().map(|strand| breadth(&strand.name) * letter).fold(40.0, f64::max);
    // On a phone the names stand inside, above the ends of their series.
    let (left, right) = (if is_narrow { 44.0 } else { 56.0 }, width - if is_narrow { 12.0 } else { names + 20.0 });
    let days = || drawn.strands.iter().flat_map(|strand| strand.points.iter().map(|(day, _)| *day));
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return paint.finish() };
    let span = f64::from(first.until(last).map_or(1, |span| span.get_days()).max(1));
    let x = |day: Date| left + f64::from(first.until(day).map_or(0, |span| span.get_days())) / span * (right - left);
    let values = drawn.strands.iter().flat_map(|strand| strand.points.iter().filter_map(|(_, value)| drawable(*value)));
    let domain = Domain::around(values.chain([0.0])).within_unit(drawn.unit);
    let vertical = Vertical { domain, top: 26.0, bottom: height - 34.0 };
    let (levels, step) = ticks(drawn.unit, domain, if is_narrow { 4 } else { 5 });
    for level in levels {
        let y = vertical.y(level);
        paint.line("c-grid", (left, y), (right, y));
        paint.text("c-label", (left - 9.0, y + 4.0), Anchor::End, &format::tick(text, drawn.unit, level, step));
    }
    if let Some((day, name)) = drawn.event.filter(|(day, _)| (first..=last).contains(day)) {
        paint.line("c-event", (x(day), 18.0), (x(day), vertical.bottom));
        let anchor = if x(day) > width / 2.0 { Anchor::End } else { Anchor::Start };
        paint.text("c-label-event", (x(day), 13.0), anchor, name);
    }
    let months = if is_narrow { 6 } else { 3 };
    let mut month = first.first_of_month();
    let mut count = 0;
    while month <= last && count < 600 {
        if month >= first && count % months == 0 {
            let label = format!("{}/{}", month.month(), month.year());
            paint.text("c-label", (x(month).max(left + 12.0), vertical.bottom + 20.0), Anchor::Middle, &label);
        }
        month = month.saturating_add(jiff::ToSpan::months(1));
        count += 1;
    }
    let mut taken: Vec<f64> = Vec::new();
    for strand in drawn.strands {
        let class = if strand.is_beside { "c-open" } else { "c-line" };
        let mut data = String::new();
        let mut is_open = false;
        for (day, value) in &strand.points {
            match drawable(*value) {
                Some(value) => {
                    let _ = write!(data, "{}{} {}", if is_open { "L" } else { "M" }, number(x(*day)), number(vertical.y(value)));
                    is_open = true;
                }
                None => is_open = false,
            }
        }
        paint.path(class, &data);
        let mut end = None;
        for (day, value) in strand.points.iter().filter_map(|(day, value)| Some((*day, drawable(*value)?))) {
            let at = (x(day), vertical.y(value));
            if strand.is_beside {
                paint.circle("c-hollow", at, 3.0)
            } else {
                paint.circle("c-dot", at, 3.0)
            }
            let label = format!("{}\n{}: {}", format::date(text, day), strand.name, format::value(text, drawn.unit, value));
            paint.hit((at.0 - 8.0, at.1 - 8.0), (16.0, 16.0), &Hit { at, label });
            end = Some(at);
        }
        let Some(end) = end else { continue };
        let mut y = if is_narrow { end.1 - 10.0 } else { end.1 + 4.0 };
        // Two names never stand on each other.
        while taken.iter().any(|other| (other - y).abs() < letter + 2.0) {
            y += letter + 2.0;
        }
        taken.push(y);
        if is_narrow {
            paint.text("c-label-event", (right, y), Anchor::End, &strand.name);
        } else {
            paint.text("c-label-strong", (end.0 + 10.0, y), Anchor::Start, &strand.name);
        }
    }
    paint.finish()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::i18n::Language;

    #[test]
    fn whatever_the_numbers_the_picture_stands() {
        let strand = |values: &[Option<f64>]| Strand {
            name: "ratkaistu & <i>".into(),
            points: values.iter().enumerate().map(|(index, value)| (date(2026, 1 + index as i8, 1), *value)).collect(),
            is_beside: false,
        };
        let many = [strand(&[Some(0.5), None, Some(0.2)]), strand(&[None, Some(f64::NAN), Some(f64::INFINITY)])];
        for series in [&many[..], &[strand(&[])], &[strand(&[Some(0.1)])], &[]] {
            let drawn = Strands {
                text: Language::Fi.text(),
                id: "s",
                title: "T",
                sentence: "S",
                unit: Unit::Percent,
                strands: series,
                event: Some((date(2026, 2, 3), "19.1.")),
            };
            for frame in [Frame::WIDE, Frame::NARROW] {
                let picture = strands(&drawn, frame, Palette::Classes);
                assert!(picture.ends_with("</svg>") && !picture.contains("NaN") && !picture.contains("<i>"), "{picture}");
            }
        }
    }
}
