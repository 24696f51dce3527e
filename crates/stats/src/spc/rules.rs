//! The run rules: a generic reader of [`Rule`] tables. One pass over the points for each rule.

use super::dialect::{Dialect, Mark, Rule, Side, Test, Zone};
use super::judged::{Flag, Flags, Heading};

/// The judged points of one phase in order, without gaps and excluded points.
#[derive(Debug, Default)]
pub struct Sequence {
    /// Plotted values, less any pattern.
    pub value: Vec<f64>,
    /// −1, 0 or 1: below, on or above the centre.
    pub side: Vec<i8>,
    /// Signed zone: ±4 strictly beyond the outer limit, ±3 beyond two sigma, ±2 beyond one sigma, else 0.
    pub zone: Vec<i8>,
    /// Rules that fired upwards; filled by [`evaluate`].
    pub up: Vec<Flags>,
    /// Rules that fired downwards; filled by [`evaluate`].
    pub down: Vec<Flags>,
}

impl Sequence {
    /// Empties the sequence, keeping its memory.
    pub fn clear(&mut self) {
        self.value.clear();
        self.side.clear();
        self.zone.clear();
        self.up.clear();
        self.down.clear();
    }

    /// Empties the sequence and makes room for this many points.
    pub(crate) fn start(&mut self, points: usize) {
        self.clear();
        self.value.reserve(points);
        self.side.reserve(points);
        self.zone.reserve(points);
    }

    /// Whether no rule fired at a point.
    pub(crate) fn is_quiet(&self, index: usize) -> bool {
        self.up[index].union(self.down[index]).is_empty()
    }

    fn mark(&mut self, index: usize, flag: Flag, side: i8) {
        if side > 0 {
            self.up[index].insert(flag);
        } else {
            self.down[index].insert(flag);
        }
    }
}

/// Runs every rule over the sequence and fills `up` and `down`.
pub fn evaluate(rules: &[Rule], sequence: &mut Sequence) {
    let points = sequence.value.len();
    sequence.up.clear();
    sequence.up.resize(points, Flags::NONE);
    sequence.down.clear();
    sequence.down.resize(points, Flags::NONE);
    for rule in rules {
        match rule.test {
            Test::Outside => outside(rule, sequence),
            Test::Run { points } => run(rule, points, sequence),
            Test::Trend { points } => trend(rule, points, sequence),
            Test::InZone { hits, window, sigmas, zone, side } => {
                in_zone(rule, Window { hits, points: window, inner: if sigmas == 1 { 2 } else { 3 }, zone, side }, sequence)
            }
            Test::Alternating { points } => alternating(rule, points, sequence),
            Test::Within { points } => within(rule, points, sequence),
            Test::Avoiding { points } => avoiding(rule, points, sequence),
        }
    }
}

/// The first rule of the dialect that fired at a point, and where it points. A point that ends one trend and starts
/// the opposite one points where it goes next.
pub fn signal(dialect: &Dialect, sequence: &Sequence, index: usize) -> Option<(Flag, Heading)> {
    let (up, down) = (sequence.up[index], sequence.down[index]);
    if up.is_empty() && down.is_empty() {
        return None;
    }
    for rule in dialect.rules {
        match (up.contains(rule.flag), down.contains(rule.flag)) {
            (true, false) => return Some((rule.flag, Heading::Up)),
            (false, true) => return Some((rule.flag, Heading::Down)),
            (true, true) => {
                let rises = sequence.value.get(index + 1).is_some_and(|next| *next > sequence.value[index]);
                return Some((rule.flag, if rises { Heading::Up } else { Heading::Down }));
            }
            (false, false) => {}
        }
    }
    None
}

fn outside(rule: &Rule, sequence: &mut Sequence) {
    for index in 0..sequence.zone.len() {
        let zone = sequence.zone[index];
        if zone.abs() == 4 {
            sequence.mark(index, rule.flag, zone);
        }
    }
}

/// Marks the stretch `first..=last` that a pattern of `points` points has reached: all of it once it is long enough,
/// or its end alone.
fn mark_stretch(rule: &Rule, stretch: Stretch, sequence: &mut Sequence) {
    let Stretch { first, last, points, side } = stretch;
    let length = last - first + 1;
    if length < points {
        return;
    }
    let from = match rule.mark {
        Mark::End => last,
        Mark::Members | Mark::Window if length == points => first,
        Mark::Members | Mark::Window => last,
    };
    for index in from..=last {
        sequence.mark(index, rule.flag, side);
    }
}

struct Stretch {
    first: usize,
    last: usize,
    points: usize,
    side: i8,
}

fn run(rule: &Rule, points: usize, sequence: &mut Sequence) {
    let mut first = 0;
    let mut before = 0;
    for last in 0..sequence.side.len() {
        let side = sequence.side[last];
        if side != before {
            first = last;
            before = side;
        }
        if side != 0 && last - first + 1 >= points {
            mark_stretch(rule, Stretch { first, last, points, side }, sequence);
        }
    }
}

fn trend(rule: &Rule, points: usize, sequence: &mut Sequence) {
    let mut first = 0;
    let mut before = 0_i8;
    for last in 1..sequence.value.len() {
        let step = sign(sequence.value[last] - sequence.value[last - 1]);
        if step != before {
            first = last - 1;
            before = step;
        }
        if step != 0 && last - first + 1 >= points {
            mark_stretch(rule, Stretch { first, last, points, side: step }, sequence);
        }
    }
}

struct Window {
    hits: usize,
    points: usize,
    inner: i8,
    zone: Zone,
    side: Side,
}

impl Window {
    fn counts(&self, zone: i8, side: i8) -> bool {
        let depth = zone * side;
        depth >= self.inner && (self.zone == Zone::Beyond || depth < 4)
    }
}

fn in_zone(rule: &Rule, window: Window, sequence: &mut Sequence) {
    if window.points == 0 {
        return;
    }
    // Rolling counts: what comes in at the end, what goes out at the start.
    let (mut high, mut low) = (0_usize, 0_usize);
    for last in 0..sequence.zone.len() {
        let came = sequence.zone[last];
        high += usize::from(window.counts(came, 1));
        low += usize::from(window.counts(came, -1));
        if last >= window.points {
            let went = sequence.zone[last - window.points];
            high -= usize::from(window.counts(went, 1));
            low -= usize::from(window.counts(went, -1));
        }
        if high.max(low) < window.hits || last + 1 < window.points {
            continue;
        }
        let first = last + 1 - window.points;
        for (side, hits) in [(1_i8, high), (-1, low)] {
            if hits < window.hits || (window.side == Side::Window && sequence.side[first..=last].iter().any(|s| *s != side)) {
                continue;
            }
            match rule.mark {
                Mark::End => {
                    if window.counts(sequence.zone[last], side) {
                        sequence.mark(last, rule.flag, side);
                    }
                }
                Mark::Members => {
                    for index in first..=last {
                        if window.counts(sequence.zone[index], side) {
                            sequence.mark(index, rule.flag, side);
                        }
                    }
                }
                Mark::Window => {
                    for index in first..=last {
                        sequence.mark(index, rule.flag, side);
                    }
                }
            }
        }
    }
}

fn alternating(rule: &Rule, points: usize, sequence: &mut Sequence) {
    let mut first = 0;
    let mut before = 0_i8;
    for last in 1..sequence.value.len() {
        let step = sign(sequence.value[last] - sequence.value[last - 1]);
        if step == 0 {
            first = last;
        } else if step == before {
            first = last - 1;
        }
        before = step;
        if step != 0 {
            mark_stretch(rule, Stretch { first, last, points, side: step }, sequence);
        }
    }
}

fn within(rule: &Rule, points: usize, sequence: &mut Sequence) {
    let mut first = 0;
    // A constant stretch on the centre line holds no information about spread and must not fire.
    let mut is_moving = false;
    for last in 0..sequence.zone.len() {
        if sequence.zone[last].abs() >= 2 {
            first = last + 1;
            is_moving = false;
            continue;
        }
        is_moving |= sequence.side[last] != 0;
        if is_moving {
            let side = if sequence.side[last] < 0 { -1 } else { 1 };
            mark_stretch(rule, Stretch { first, last, points, side }, sequence);
        }
    }
}

fn avoiding(rule: &Rule, points: usize, sequence: &mut Sequence) {
    if points == 0 {
        return;
    }
    for last in (points - 1)..sequence.zone.len() {
        let window = &sequence.zone[last + 1 - points..=last];
        let has_high = window.iter().any(|zone| *zone > 0);
        let has_low = window.iter().any(|zone| *zone < 0);
        if has_high && has_low && window.iter().all(|zone| zone.abs() >= 2) {
            let first = match rule.mark {
                Mark::End => last,
                Mark::Members | Mark::Window => last + 1 - points,
            };
            for index in first..=last {
                let side = sequence.zone[index];
                sequence.mark(index, rule.flag, side);
            }
        }
    }
}

fn sign(step: f64) -> i8 {
    i8::from(step > 0.0) - i8::from(step < 0.0)
}
