//! Places names beside points so that no name covers another, a point, or the edge of the picture.

use super::paint::Anchor;

/// A place in the picture, in its coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rectangle {
    /// The place that is so far from a point on every side.
    pub(super) fn around((x, y): (f64, f64), reach: f64) -> Self {
        Self { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }
    }

    fn meets(&self, other: &Rectangle) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn lies_in(&self, room: &Rectangle) -> bool {
        self.left >= room.left && self.right <= room.right && self.top >= room.top && self.bottom <= room.bottom
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        self.left < x && x < self.right && self.top < y && y < self.bottom
    }
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// Where its line of letters begins or ends.
    pub(super) at: (f64, f64),
    pub(super) anchor: Anchor,
    /// From where to where a line leads from the point to a name that does not stand beside it.
    pub(super) leader: Option<((f64, f64), (f64, f64))>,
    pub(super) room: Rectangle,
}

/// A name that is looking for its place: its point and its breadth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub(super) point: (f64, f64),
    pub(super) breadth: f64,
}

/// Air between a point and its name.
const AIR: f64 = 8.0;
/// How far from its point a name may stand, besides right beside it.
const RINGS: [f64; 7] = [0.0, 14.0, 28.0, 44.0, 62.0, 84.0, 110.0];
/// Directions from a point, in the order in which they are tried: to the right reads best, and off the level of the point its own interval
/// does not run through the name.
const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, -0.7), (1.0, 0.7), (-1.0, -0.7), (-1.0, 0.7), (1.0, 0.0), (-1.0, 0.0), (0.35, -1.0), (0.35, 1.0)];

/// Finds a place for every name, in their order; `None` when one of them finds none. `taken` is kept free, and so are the points.
pub(super) fn placed(names: &[Name], letter: f64, room: Rectangle, mut taken: Vec<Rectangle>) -> Option<Vec<Spot>> {
    const POINT: f64 = 6.0;
    let points: Vec<Rectangle> = names.iter().map(|name| Rectangle::around(name.point, POINT)).collect();
    let mut spots = Vec::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        let candidates = RINGS.iter().flat_map(|ring| DIRECTIONS.iter().map(move |direction| candidate(name, letter, *ring, *direction)));
        let others = || points.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, point)| point).chain(&taken);
        let is_free = |spot: &Spot| {
            spot.room.lies_in(&room)
                && !spot.room.meets(&points[number])
                && others().all(|other| !other.meets(&spot.room))
                && spot.leader.is_none_or(|leader| others().all(|other| along(leader).all(|at| !other.holds(at))))
        };
        let spot = candidates.into_iter().find(is_free)?;
        taken.push(spot.room);
        spots.push(spot);
    }
    Some(spots)
}

fn candidate(name: &Name, letter: f64, ring: f64, (right, down): (f64, f64)) -> Spot {
    let (x, y) = name.point;
    let (away_x, away_y) = (right * (AIR + ring), down * (AIR + ring));
    let edge = (x + away_x, y + away_y);
    let (anchor, left) = if right < 0.0 { (Anchor::End, edge.0 - name.breadth) } else { (Anchor::Start, edge.0) };
    // Letters stand on their line; most of their height is above it.
    let middle = edge.1 + down * letter * 0.5;
    let room = Rectangle { left, top: middle - letter * 0.62, right: left + name.breadth, bottom: middle + letter * 0.62 };
    let leader = (ring > 0.0).then_some(((x + right * 5.0, y + down * 5.0), (edge.0 - right * 2.0, edge.1 - down * 2.0)));
    Spot { at: (edge.0, middle + letter * 0.33), anchor, leader, room }
}

/// Points along a line, close enough to meet whatever lies on it.
fn along((from, to): ((f64, f64), (f64, f64))) -> impl Iterator<Item = (f64, f64)> {
    (0..=24).map(move |step| {
        let share = f64::from(step) / 24.0;
        (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOM: Rectangle = Rectangle { left: 0.0, top: 0.0, right: 900.0, bottom: 340.0 };

    proptest! {
        #[test]
        fn names_never_cover_each_other_nor_a_point(points in prop::collection::vec((20.0..880.0f64, 20.0..320.0f64, 20.0..180.0f64), 1..12)) {
            let names: Vec<Name> = points.iter().map(|(x, y, breadth)| Name { point: (*x, *y), breadth: *breadth }).collect();
            let Some(spots) = placed(&names, 13.0, ROOM, Vec::new()) else { return Ok(()) };
            prop_assert_eq!(spots.len(), names.len());
            for (number, spot) in spots.iter().enumerate() {
                prop_assert!(spot.room.lies_in(&ROOM));
                prop_assert!(spots.iter().skip(number + 1).all(|other| !other.room.meets(&spot.room)));
                prop_assert!(names.iter().all(|name| !spot.room.holds(name.point)));
            }
        }
    }

    #[test]
    fn a_crowd_on_one_spot_is_named_around_it_and_one_too_many_is_said_to_be() {
        let crowd = |count: usize| vec![Name { point: (450.0, 170.0), breadth: 90.0 }; count];
        let spots = placed(&crowd(1), 13.0, ROOM, Vec::new()).unwrap();
        assert_eq!((spots[0].anchor == Anchor::Start, spots[0].leader), (true, None), "alone it stands right beside its point");
        // Points at the very same place hide one another's way out: then numbers have to do.
        assert_eq!(placed(&crowd(400), 13.0, ROOM, Vec::new()), None);
    }
}
