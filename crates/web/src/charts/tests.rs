//! Any series gives a whole picture: well-formed, without “NaN”, described in words.

use jiff::civil::date;
use luotsi_core::catalogue::Unit;
use luotsi_core::period::{Granularity, Period};
use proptest::prelude::*;

use super::*;
use crate::i18n::Language;

fn number() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => (-1e4..1e4f64).prop_map(Some),
        1 => prop::num::f64::ANY.prop_map(Some),
        1 => Just(Some(0.0)),
        1 => Just(None),
    ]
}

prop_compose! {
    fn point(index: usize)(value in number(), centre in number(), lower in number(), upper in number(), n in prop::num::f64::ANY, mark in 0..9u8, is_complete in any::<bool>(), is_excluded in prop::bool::weighted(0.1), phase in 0..3u32) -> Point {
        let mut period = Period::containing(Granularity::Week, date(2023, 1, 2));
        for _ in 0..index {
            period = period.next();
        }
        let mark = match mark {
            0 => Some(Mark { tone: Tone::Concern, shape: Shape::Down }),
            1 => Some(Mark { tone: Tone::Improvement, shape: Shape::Up }),
            2 => Some(Mark { tone: Tone::Neutral, shape: Shape::Diamond }),
            3 => Some(Mark { tone: Tone::Plain, shape: Shape::Up }),
            _ => None,
        };
        Point { period, n, value, centre, lower, upper, mark, flags: if mark.is_some() { vec!["outside", "shift"] } else { Vec::new() }, is_complete, is_excluded, phase }
    }
}

fn series() -> impl Strategy<Value = Vec<Point>> {
    prop_oneof![0..40usize, Just(1), Just(500)].prop_flat_map(|length| (0..length).map(point).collect::<Vec<_>>())
}

const UNITS: [Unit; 12] = [
    Unit::Percent,
    Unit::Points,
    Unit::Scale,
    Unit::Stars,
    Unit::Seconds,
    Unit::Hours,
    Unit::Days,
    Unit::Euros,
    Unit::Count,
    Unit::PerThousand,
    Unit::PerHundred,
    Unit::Coefficient,
];

fn is_whole(svg: &str) {
    for forbidden in ["NaN", "nan", "inf", "style=", "<script"] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    // Every opened element is closed: a tiny check in place of a parser.
    let opened = svg.matches('<').count();
    let closed = svg.matches("</").count();
    let alone = svg.matches("/>").count();
    assert_eq!(opened - closed, closed + alone, "{svg}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_series_gives_a_whole_picture(points in series(), unit in 0..12usize, target in number(), title in ".{0,40}") {
        let unit = UNITS[unit];
        let events: Vec<Event> = points.iter().step_by(7).map(|point| Event { day: point.period.start, title: title.clone() }).collect();
        // Of others: values within the series, around it and beyond it.
        let others: Vec<Other> = points
            .iter()
            .step_by(5)
            .map(|point| Other {
                name: title.clone(),
                source: title.clone(),
                values: vec![
                    OtherValue { period: Period::containing(Granularity::Quarter, point.period.start), value: target.unwrap_or(f64::NAN), n: Some(point.n) },
                    OtherValue { period: Period::containing(Granularity::Year, jiff::civil::date(1990, 1, 1)), value: 1.0, n: None },
                ],
            })
            .collect();
        for language in Language::ALL {
            let series = Series { text: language.text(), id: "c", title: &title, sentence: "<&>", unit, points: &points, target, events: &events, others: &others };
            for palette in [Palette::Classes, Palette::Literal] {
                is_whole(&control_chart(&series, Frame::WIDE, palette));
                is_whole(&control_chart(&series, Frame::NARROW, palette));
            }
        }
        is_whole(&sparkline(&Sparkline { points: &points, unit, domain: None, palette: Palette::Classes }));
        is_whole(&sparkline(&Sparkline { points: &points, unit, domain: target.map(|target| (target, target + 1.0)), palette: Palette::Literal }));
    }

    #[test]
    fn any_groups_give_a_whole_funnel(groups in prop::collection::vec((".{0,30}", prop::num::f64::ANY, prop::num::f64::ANY, number(), number(), any::<bool>()), 0..30), centre in prop::num::f64::ANY) {
        let points: Vec<FunnelPoint> = groups
            .into_iter()
            .map(|(name, n, value, low, high, outside)| FunnelPoint { name, n, value, near: low.zip(high), far: high.zip(low), mark: outside.then_some(Mark { tone: Tone::Concern, shape: Shape::Down }) })
            .collect();
        let funnel = Funnel { text: Language::Fi.text(), id: "f", title: "t", sentence: "s", unit: Unit::Percent, centre, points: &points };
        is_whole(&funnel_plot(&funnel, Frame::WIDE, Palette::Classes));
        is_whole(&funnel_plot(&funnel, Frame::NARROW, Palette::Literal));
    }
}

#[test]
fn the_literal_palette_needs_no_style_sheet() {
    let mut period = Period::containing(Granularity::Month, date(2026, 1, 1));
    let mut points = Vec::new();
    for index in 0..14 {
        points.push(Point {
            period,
            n: 100.0,
            value: Some(f64::from(index)),
            centre: Some(6.0),
            lower: Some(1.0),
            upper: Some(11.0),
            mark: None,
            flags: Vec::new(),
            is_complete: index < 13,
            is_excluded: false,
            phase: 0,
        });
        period = period.next();
    }
    let svg = sparkline(&Sparkline { points: &points, unit: Unit::Count, domain: None, palette: Palette::Literal });
    assert!(svg.contains("#e4eff4") && !svg.contains("class=\"c-"), "{svg}");
    assert!(svg.contains("xmlns="));
}

#[test]
fn the_unfinished_period_is_hollow_and_joined_by_a_broken_line() {
    let first = Period::containing(Granularity::Week, date(2026, 6, 1));
    let point = |period, is_complete| Point {
        period,
        n: 10.0,
        value: Some(0.5),
        centre: None,
        lower: None,
        upper: None,
        mark: Some(Mark { tone: Tone::Concern, shape: Shape::Down }),
        flags: vec!["outside"],
        is_complete,
        is_excluded: false,
        phase: 0,
    };
    let points = [point(first, true), point(first.next(), false)];
    let svg = sparkline(&Sparkline { points: &points, unit: Unit::Percent, domain: None, palette: Palette::Classes });
    assert_eq!((svg.matches("c-concern").count(), svg.matches("c-hollow").count(), svg.matches("c-open").count()), (1, 1, 1));
}

#[test]
fn event_names_never_cover_each_other() {
    let mut period = Period::containing(Granularity::Week, date(2025, 1, 6));
    let mut points = Vec::new();
    for _ in 0..60 {
        points.push(Point {
            period,
            n: 1.0,
            value: Some(0.5),
            centre: None,
            lower: None,
            upper: None,
            mark: None,
            flags: Vec::new(),
            is_complete: true,
            is_excluded: false,
            phase: 0,
        });
        period = period.next();
    }
    let events: Vec<Event> =
        points.iter().step_by(3).map(|point| Event { day: point.period.start, title: "Etälukupalvelun käyttökatko".to_owned() }).collect();
    let series = Series {
        text: Language::Fi.text(),
        id: "c",
        title: "t",
        sentence: "s",
        unit: Unit::Percent,
        points: &points,
        target: None,
        events: &events,
        others: &[],
    };
    let svg = control_chart(&series, Frame::WIDE, Palette::Classes);
    let mut places: Vec<(f64, f64, f64)> = Vec::new();
    for text in svg.split("<text ").skip(1).filter(|text| text.contains("käyttökatko")) {
        let attribute = |name: &str| text.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (x, y): (f64, f64) = (attribute("x").parse().unwrap(), attribute("y").parse().unwrap());
        let width = text.split('>').nth(1).unwrap().split('<').next().unwrap().chars().count() as f64 * 6.0;
        let from = if attribute("text-anchor") == "end" { x - width } else { x };
        assert!(places.iter().all(|(start, end, row)| *row != y || from + width <= *start || from >= *end), "{places:?}");
        places.push((from, from + width, y));
    }
    assert!(places.len() >= 3, "some names are drawn");
    assert_eq!(svg.matches("c-event").count(), 20, "every event keeps its line");
}
