//! Writes SVG elements in one of two palettes: classes that the style sheet colours, or literal colours for paper and mail.

use std::fmt::{self, Write as _};

use super::{Mark, Shape, Tone};

/// How elements get their colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Classes, coloured by the style sheet in light and dark.
    Classes,
    /// Literal colours of the light theme, for renderers that know no style sheet.
    Literal,
}

/// An SVG picture in the making.
pub(super) struct Paint {
    out: String,
    palette: Palette,
}

/// How a piece of text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Paint {
    pub(super) fn new(palette: Palette, width: f64, height: f64, class: &str) -> Self {
        let mut paint = Self { out: String::with_capacity(4096), palette };
        let _ = write!(paint.out, "<svg class=\"chart {class}\" viewBox=\"0 0 {} {}\" ", number(width), number(height));
        if palette == Palette::Literal {
            let _ = write!(
                paint.out,
                "xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" font-family=\"Source Sans 3, sans-serif\" ",
                number(width),
                number(height)
            );
        }
        paint
    }

    /// Tells assistive technology what the picture is.
    pub(super) fn described(&mut self, id: &str, title: &str, sentence: &str) {
        let id = escape(id);
        let _ = write!(
            self.out,
            "role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escape(title),
            escape(sentence)
        );
    }

    /// The picture repeats what stands in words beside it.
    pub(super) fn decorative(&mut self) {
        self.out.push_str("aria-hidden=\"true\" focusable=\"false\">");
    }

    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    fn style(&mut self, class: &str) {
        let _ = match self.palette {
            Palette::Classes => write!(self.out, "class=\"{class}\""),
            Palette::Literal => write!(self.out, "{}", literal(class)),
        };
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.out.push_str("<line ");
        self.style(class);
        let _ = write!(self.out, " x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", number(from.0), number(from.1), number(to.0), number(to.1));
    }

    pub(super) fn path(&mut self, class: &str, data: &str) {
        if data.is_empty() {
            return;
        }
        self.out.push_str("<path ");
        self.style(class);
        let _ = write!(self.out, " d=\"{data}\"/>");
    }

    pub(super) fn circle(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.out.push_str("<circle ");
        self.style(class);
        let _ = write!(self.out, " cx=\"{}\" cy=\"{}\" r=\"{}\"/>", number(at.0), number(at.1), number(radius));
    }

    pub(super) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        self.out.push_str("<text ");
        self.style(class);
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(self.out, " x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>", number(at.0), number(at.1), escape(text));
    }

    /// A flagged point.
    pub(super) fn mark(&mut self, mark: Mark, at: (f64, f64), size: f64) {
        self.path(tone_class(mark.tone), &shape(mark.shape, at, size));
    }

    /// An invisible column over a point: its title is the tooltip without a script, its data what the script shows.
    pub(super) fn hit(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), target: &Hit) {
        if self.palette == Palette::Literal {
            return;
        }
        let _ = write!(
            self.out,
            "<rect class=\"c-hit\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" data-x=\"{}\" data-y=\"{}\"><title>{}</title></rect>",
            number(x),
            number(y),
            number(width),
            number(height),
            number(target.at.0),
            number(target.at.1),
            escape(&target.label)
        );
    }
}

/// What a point says when it is pointed at.
pub(super) struct Hit {
    pub(super) at: (f64, f64),
    pub(super) label: String,
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Improvement => "c-improvement",
        Tone::Concern => "c-concern",
        Tone::Neutral => "c-neutral",
        Tone::Plain => "c-plain",
    }
}

/// The outline of a shape around a point; `size` is half its width.
fn shape(shape: Shape, (x, y): (f64, f64), size: f64) -> String {
    let corners: &[(f64, f64)] = match shape {
        Shape::Up => &[(0.0, -1.0), (1.0, 0.75), (-1.0, 0.75)],
        Shape::Down => &[(-1.0, -0.75), (1.0, -0.75), (0.0, 1.0)],
        Shape::Diamond => &[(0.0, -1.15), (1.0, 0.0), (0.0, 1.15), (-1.0, 0.0)],
    };
    let mut data = String::new();
    for (index, (right, down)) in corners.iter().enumerate() {
        let _ = write!(data, "{}{} {}", if index == 0 { "M" } else { "L" }, number(x + right * size), number(y + down * size));
    }
    data.push('Z');
    data
}

/// The mark as a small picture for running text; the word stands beside it.
pub fn mark_icon(mark: Mark) -> String {
    format!(
        "<svg class=\"mark\" viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\"><path class=\"{}\" d=\"{}\"/></svg>",
        tone_class(mark.tone),
        shape(mark.shape, (6.0, 6.0), 5.0)
    )
}

/// Literal colours of the light theme, one per class. Widths follow the style sheet.
fn literal(class: &str) -> &'static str {
    match class {
        "c-band" => "fill=\"#e4eff4\"",
        "c-limit" => "stroke=\"#b9ccd5\" stroke-width=\"1\" fill=\"none\"",
        "c-centre" => "stroke=\"#8fa6b1\" stroke-width=\"1\" fill=\"none\"",
        "c-grid" => "stroke=\"#dbe3e6\" stroke-width=\"1\"",
        "c-line" => "stroke=\"#51707f\" stroke-width=\"1.4\" fill=\"none\" stroke-linejoin=\"round\"",
        "c-open" => "stroke=\"#51707f\" stroke-width=\"1.2\" fill=\"none\" stroke-dasharray=\"2 3\"",
        "c-dot" => "fill=\"#51707f\"",
        "c-hollow" => "fill=\"#ffffff\" stroke=\"#51707f\" stroke-width=\"1.4\"",
        "c-ring" => "fill=\"none\" stroke=\"#51707f\" stroke-width=\"1.2\" stroke-dasharray=\"1.5 1.5\"",
        "c-other" => "stroke=\"#5b6770\" stroke-width=\"1.6\" stroke-dasharray=\"1.5 3.5\" fill=\"none\"",
        "c-target" => "stroke=\"#0a5c82\" stroke-width=\"1.6\" stroke-dasharray=\"7 4\" fill=\"none\"",
        "c-event" => "stroke=\"#51636d\" stroke-width=\"1\" stroke-dasharray=\"1.5 3\"",
        "c-improvement" => "fill=\"#1769aa\"",
        "c-concern" => "fill=\"#b8480b\"",
        "c-plain" => "fill=\"#51707f\"",
        "c-neutral" => "fill=\"#6b5a8e\"",
        "c-curve" => "stroke=\"#8fa6b1\" stroke-width=\"1\" fill=\"none\"",
        "c-label-event" => "fill=\"#51636d\" font-size=\"13\" paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\"",
        "c-label-target" => "fill=\"#0a5c82\" font-size=\"13\" font-weight=\"600\"",
        "c-label-strong" => "fill=\"#12222c\" font-size=\"13\" font-weight=\"600\"",
        _ => "fill=\"#51636d\" font-size=\"13\"",
    }
}

/// How wide a text stands, in sizes of its letters. The picture is drawn before any font is known: the figures are those of
/// Source Sans 3, rounded up a little for the fonts that stand in for it.
pub(super) fn breadth(text: &str) -> f64 {
    text.chars()
        .map(|letter| match letter {
            ' ' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | 'i' | 'l' | 'j' | 'I' | 'í' => 0.27,
            'f' | 't' | 'r' | '(' | ')' | '-' | '/' | '”' => 0.35,
            'm' | 'w' | 'M' | 'W' | '%' | '—' | '@' => 0.86,
            letter if letter.is_uppercase() => 0.61,
            letter if letter.is_ascii() => 0.52,
            letter if ('\u{a0}'..='\u{24f}').contains(&letter) => 0.54,
            _ => 1.0,
        })
        .sum()
}

/// The text, or as much of it as fits into so many letter sizes.
pub(super) fn fitted(text: &str, room: f64) -> String {
    if breadth(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if breadth(&kept) + 1.6 > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// A coordinate with one decimal at most; what is not a number never reaches the picture.
///
/// Whole tenths are written far faster than a floating number, and without a string of their own: a page has some ten
/// thousand of them.
pub(super) fn number(value: f64) -> Tenths {
    Tenths(if value.is_finite() { (value.clamp(-1e7, 1e7) * 10.0).round() as i64 } else { 0 })
}

/// Tenths that write themselves as a decimal number.
pub(super) struct Tenths(i64);

impl fmt::Display for Tenths {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            to.write_str("-")?;
        }
        let (whole, rest) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if rest == 0 { write!(to, "{whole}") } else { write!(to, "{whole}.{rest}") }
    }
}

/// Text as content or attribute of XML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A line break parts the lines of a tooltip; other control characters are not allowed in XML.
            '\n' => out.push('\n'),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{fitted, number};

    #[test]
    fn a_coordinate_has_one_decimal_at_most_and_is_always_a_number() {
        for (value, expected) in [
            (12.34, "12.3"),
            (-0.04, "0"),
            (-3.96, "-4"),
            (-0.51, "-0.5"),
            (7.0, "7"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
            (1e300, "10000000"),
        ] {
            assert_eq!(number(value).to_string(), expected, "{value}");
        }
    }

    #[test]
    fn a_text_that_does_not_fit_ends_with_an_ellipsis() {
        assert_eq!(fitted("abc", 10.0), "abc");
        assert_eq!(fitted("abcdefghijkl", 3.0), "abc…");
    }
}
