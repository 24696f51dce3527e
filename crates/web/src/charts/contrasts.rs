//! Penalty and reward: what a bad level of each factor does to the figure, and what a good one does, against an ordinary one.

use luotsi_core::catalogue::Unit;
use luotsi_stats::intervals::Interval;

use super::frame::Frame;
use super::paint::{Anchor, Hit, Paint, Palette, breadth, fitted, number};
use super::scale::{Domain, ticks};
use crate::format;
use crate::i18n::Text;

/// One factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// Its name, above its bars.
    pub name: String,
    /// What sort of factor it is, at the end of the line of the name.
    pub sort: String,
    /// The figure at a bad level less that at an ordinary one, with its interval: the full bar.
    pub penalty: Interval,
    /// The figure at a good level less that at an ordinary one: the hollow bar.
    pub reward: Interval,
    /// Both in words, for the tooltip.
    pub says: String,
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Contrasts<'a> {
    /// Words of the reader's language.
    pub text: Text,
    /// Unique on the page.
    pub id: &'a str,
    /// Name of what is drawn.
    pub title: &'a str,
    /// What the picture shows, in a sentence.
    pub sentence: &'a str,
    /// Unit of the figure.
    pub unit: Unit,
    /// The factors, from the top.
    pub rows: &'a [Contrast],
}

const ROW: f64 = 62.0;
const AXIS: f64 = 30.0;
const AIR: f64 = 12.0;
const KEY: f64 = 26.0;

/// Draws the factors from a common zero: the figure at an ordinary level.
pub fn contrast_chart(contrasts: &Contrasts, frame: Frame, palette: Palette) -> String {
    let Frame { class, width, letter, .. } = frame;
    let text = contrasts.text;
    let is_drawable =
        |row: &&Contrast| [row.penalty, row.reward].iter().flat_map(|one| [one.estimate, one.low, one.high]).all(f64::is_finite);
    let rows: Vec<&Contrast> = contrasts.rows.iter().filter(is_drawable).collect();
    let bottom = KEY + rows.len() as f64 * ROW;
    let mut paint = Paint::new(palette, width, bottom + AXIS, class);
    paint.described(&format!("{}-{class}", contrasts.id), contrasts.title, contrasts.sentence);
    let ends = rows.iter().flat_map(|row| [row.penalty.low, row.penalty.high, row.reward.low, row.reward.high]);
    let domain = Domain::around(ends.map(|end| end.clamp(-1e300, 1e300)).chain([0.0]));
    let (left, right) = (AIR, width - AIR);
    let x = |value: f64| left + ((value - domain.low) / (domain.high - domain.low)).clamp(0.0, 1.0) * (right - left);
    let (levels, step) = ticks(contrasts.unit, domain, if frame.is_narrow { 3 } else { 6 });
    for level in levels {
        paint.line("c-grid", (x(level), KEY), (x(level), bottom));
        paint.text("c-label", (x(level), bottom + 18.0), Anchor::Middle, &format::tick(text, contrasts.unit, level, step));
    }
    paint.line("c-centre", (x(0.0), KEY), (x(0.0), bottom));
    let bar = |paint: &mut Paint, class: &str, one: &Interval, top: f64| {
        let (from, to) = (x(0.0).min(x(one.estimate)), x(0.0).max(x(one.estimate)));
        let data = format!("M{} {}H{}V{}H{}Z", number(from), number(top), number(to), number(top + 9.0), number(from));
        paint.path(class, &data);
        // The line lies below its bar, so that both ends are seen.
        paint.line("c-line", (x(one.low), top + 12.0), (x(one.high), top + 12.0));
    };
    // What the two bars are, once, above all of them.
    let swatch = |paint: &mut Paint, class: &str, from: f64, name: &str| {
        let data = format!("M{} 6H{}V15H{}Z", number(from), number(from + 18.0), number(from));
        paint.path(class, &data);
        paint.text("c-label", (from + 25.0, 15.0), Anchor::Start, name);
        from + 25.0 + breadth(name) * letter + 22.0
    };
    let next = swatch(&mut paint, "c-dot", left, text.why_column_penalty());
    swatch(&mut paint, "c-hollow", next, text.why_column_reward());
    for (index, row) in rows.iter().enumerate() {
        let top = KEY + index as f64 * ROW;
        let room = right - left - breadth(&row.sort) * letter - 16.0;
        paint.text("c-label-event", (left, top + 15.0), Anchor::Start, &fitted(&row.name, room / letter));
        paint.text("c-label-strong", (right, top + 15.0), Anchor::End, &row.sort);
        bar(&mut paint, "c-dot", &row.penalty, top + 22.0);
        bar(&mut paint, "c-hollow", &row.reward, top + 40.0);
        let at = (x(row.penalty.estimate), top + 27.0);
        paint.hit((left, top), (right - left, ROW), &Hit { at, label: format!("{}\n{}", row.name, row.says) });
    }
    paint.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn factors_hold_whatever_the_figures_are() {
        let row = |name: &str, penalty: f64, reward: f64| Contrast {
            name: name.to_owned(),
            sort: "odotetaan joka tapauksessa".into(),
            penalty: Interval::around(penalty, 1.0),
            reward: Interval::around(reward, 1.0),
            says: "−3 / +1".into(),
        };
        let many = [row("<b>", -1e300, 1e300), row("&", f64::NAN, 0.0), row(&"pitkä ".repeat(40), -0.0, 0.0)];
        for rows in [&many[..], &[]] {
            for language in Language::ALL {
                for frame in [Frame::WIDE, Frame::NARROW] {
                    let drawn = Contrasts { text: language.text(), id: "c", title: "t", sentence: "s", unit: Unit::Percent, rows };
                    let picture = contrast_chart(&drawn, frame, Palette::Classes);
                    assert!(
                        picture.ends_with("</svg>") && !picture.contains("NaN") && !picture.contains("inf") && !picture.contains("<b>")
                    );
                }
            }
        }
    }
}
