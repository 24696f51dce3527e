//! Bars from a common zero: what each of several things adds, with the interval of the sum and, where there are two, its two sources.

use luotsi_core::catalogue::Unit;

use super::paint::{Anchor, Hit, Paint, Palette, breadth, fitted, number};
use super::scale::{Domain, ticks};
use super::{Frame, drawable};
use crate::format;
use crate::i18n::Text;

/// One row of bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name, above the bars.
    pub name: String,
    /// Its figure in words, at the end of the line of the name.
    pub figure: String,
    /// The value: a dot.
    pub value: f64,
    /// The value's interval: a line through the dot.
    pub interval: Option<(f64, f64)>,
    /// Where the value comes from: a full bar and a hollow one; `None` = one full bar of the value.
    pub sources: Option<(f64, f64)>,
}

/// What bars are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
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
    pub bars: &'a [Bar],
}

const ROW: f64 = 58.0;
const AXIS: f64 = 30.0;
const AIR: f64 = 12.0;

/// Draws the bars.
pub fn bar_chart(bars: &Bars, frame: Frame, palette: Palette) -> String {
    let (width, ..) = frame.room();
    let rows: Vec<&Bar> = bars.bars.iter().filter(|bar| drawable(Some(bar.value)).is_some()).collect();
    let height = rows.len() as f64 * ROW + AXIS;
    let mut paint = Paint::new(palette, width, height, frame.class());
    paint.described(&format!("{}-{}", bars.id, frame.class()), bars.title, bars.sentence);
    let known = |value: Option<f64>| drawable(value).into_iter();
    let reach = rows.iter().flat_map(|bar| {
        let (low, high) = bar.interval.map_or((None, None), |(low, high)| (Some(low), Some(high)));
        let (full, hollow) = bar.sources.map_or((None, None), |(full, hollow)| (Some(full), Some(hollow)));
        [Some(bar.value), low, high, full, hollow].into_iter().flat_map(known)
    });
    let domain = Domain::around(reach.chain([0.0]));
    let (left, right) = (AIR, width - AIR);
    let x = |value: f64| left + ((value - domain.low) / (domain.high - domain.low)).clamp(0.0, 1.0) * (right - left);
    let bottom = height - AXIS;
    let (levels, step) = ticks(bars.unit, domain, if frame.is_phone() { 3 } else { 6 });
    for level in levels {
        paint.line("c-grid", (x(level), 0.0), (x(level), bottom));
        paint.text("c-label", (x(level), bottom + 18.0), Anchor::Middle, &format::tick(bars.text, bars.unit, level, step));
    }
    paint.line("c-centre", (x(0.0), 0.0), (x(0.0), bottom));
    let bar_from_zero = |paint: &mut Paint, class: &str, value: f64, (top, thick): (f64, f64)| {
        let (from, to) = (x(0.0).min(x(value)), x(0.0).max(x(value)));
        let data = format!("M{} {}H{}V{}H{}Z", number(from), number(top), number(to), number(top + thick), number(from));
        paint.path(class, &data);
    };
    for (index, bar) in rows.iter().enumerate() {
        let top = index as f64 * ROW;
        // The name keeps clear of the figure at the other end of its line.
        let room = right - left - breadth(&bar.figure) * 13.0 - 16.0;
        paint.text("c-label-event", (left, top + 15.0), Anchor::Start, &fitted(&bar.name, room / 13.0));
        paint.text("c-label-event", (right, top + 15.0), Anchor::End, &bar.figure);
        match bar.sources {
            Some((full, hollow)) => {
                bar_from_zero(&mut paint, "c-dot", full, (top + 32.0, 10.0));
                bar_from_zero(&mut paint, "c-hollow", hollow, (top + 44.0, 6.0));
            }
            None => bar_from_zero(&mut paint, "c-dot", bar.value, (top + 34.0, 12.0)),
        }
        if let Some((low, high)) = bar.interval.filter(|(low, high)| low.is_finite() && high.is_finite()) {
            paint.line("c-line", (x(low), top + 26.0), (x(high), top + 26.0));
        }
        let at = (x(bar.value), top + 26.0);
        paint.circle("c-hollow", at, 3.6);
        paint.hit((left, top), (right - left, ROW), &Hit { at, label: format!("{}\n{}", bar.name, bar.figure) });
    }
    paint.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn bars_hold_whatever_the_values_are() {
        let bar = |name: &str, value: f64| Bar {
            name: name.to_owned(),
            figure: "x".to_owned(),
            value,
            interval: Some((value - 1.0, f64::INFINITY)),
            sources: Some((value, -value)),
        };
        for bars in [vec![], vec![bar("0", 0.0)], vec![bar("<b>", 1e300), bar("&", -1e300), bar("no", f64::NAN)]] {
            let drawn = Bars { text: Language::Fi.text(), id: "b", title: "t", sentence: "s", unit: Unit::Percent, bars: &bars };
            for frame in [Frame::WIDE, Frame::NARROW] {
                let picture = bar_chart(&drawn, frame, Palette::Classes);
                assert!(picture.ends_with("</svg>") && !picture.contains("NaN") && !picture.contains("inf") && !picture.contains("<b>"));
            }
        }
    }
}
