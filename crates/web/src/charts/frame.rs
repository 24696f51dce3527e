//! The room that a chart has: on a page on a desk or on paper, and on a phone.

/// Room for a chart. Wide and narrow are drawn apart, so that letters stay readable on a phone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub(super) class: &'static str,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Size of the letters.
    pub(super) letter: f64,
    /// Rows above the chart for the names of events.
    pub(super) lanes: usize,
    pub(super) is_narrow: bool,
}

impl Frame {
    /// A page on a desk or on paper.
    pub const WIDE: Frame =
        Frame { class: "wide", width: 1060.0, height: 400.0, left: 62.0, right: 148.0, letter: 13.0, lanes: 4, is_narrow: false };
    /// A phone.
    pub const NARROW: Frame =
        Frame { class: "narrow", width: 344.0, height: 300.0, left: 46.0, right: 56.0, letter: 12.0, lanes: 3, is_narrow: true };
}

/// Height of the axis of time under a chart.
pub(super) const AXIS: f64 = 40.0;

impl Frame {
    pub(super) fn class(&self) -> &'static str {
        self.class
    }

    /// Width, height, left edge, right edge and bottom of the drawing.
    pub(super) fn room(&self) -> (f64, f64, f64, f64, f64) {
        (self.width, self.height, self.left, self.width - self.right, self.height - AXIS)
    }

    pub(super) fn is_phone(&self) -> bool {
        self.is_narrow
    }
}

/// One chart drawn for both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pictures {
    /// For a page on a desk or on paper.
    pub wide: String,
    /// For a phone.
    pub narrow: String,
}

impl Pictures {
    /// Draws a chart in both frames.
    pub fn drawn(draw: impl Fn(Frame) -> String) -> Self {
        Self { wide: draw(Frame::WIDE), narrow: draw(Frame::NARROW) }
    }
}
