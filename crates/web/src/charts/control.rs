//! The control chart of a metric at full size.

use jiff::civil::Date;
use luotsi_core::period::Granularity;

use super::frame::{AXIS, Frame};
use super::paint::{Anchor, Hit, Paint, Palette};
use super::scale::{Domain, Vertical, ticks};
use super::sparkline::{Across, band, centre, limits, lines, numbers, stepped};
use super::{Other, Point, Series, drawable};
use crate::format;

pub(super) const LANE: f64 = 17.0;

/// Draws the chart: band and centre per phase, target, events, series, flagged points, axes, labels at the lines.
pub fn control_chart(series: &Series, frame: Frame, palette: Palette) -> String {
    let points = series.points;
    let mut paint = Paint::new(palette, frame.width, frame.height, frame.class);
    let id = format!("{}-{}", series.id, frame.class);
    paint.described(&id, series.title, series.sentence);
    let (left, right) = (frame.left, frame.width - frame.right);
    let across = Across::new(points.len(), left, right);
    let names = event_names(series, &across, frame, (left, right));
    let lanes = names.iter().filter_map(|name| name.lane).max().map_or(0, |lane| lane + 1);
    let of_others = series.others.iter().flat_map(|other| spans(points, other)).map(|(_, _, value)| value);
    let domain = Domain::around(numbers(points).chain(drawable(series.target)).chain(of_others)).within_unit(series.unit);
    let vertical = Vertical { domain, top: 12.0 + lanes as f64 * LANE, bottom: frame.height - AXIS };

    let (levels, step) = ticks(series.unit, domain, if frame.is_narrow { 4 } else { 5 });
    paint.path("c-band", &band(points, &across, &vertical));
    for level in &levels {
        let y = vertical.y(*level);
        paint.line("c-grid", (left, y), (right, y));
        paint.text("c-label", (left - 9.0, y + 4.0), Anchor::End, &format::tick(series.text, series.unit, *level, step));
    }
    paint.path("c-limit", &stepped(points, &across, &vertical, |point| limits(point).map(|(_, upper)| upper)));
    paint.path("c-limit", &stepped(points, &across, &vertical, |point| limits(point).map(|(lower, _)| lower)));
    paint.path("c-centre", &centre(points, &across, &vertical));
    for name in &names {
        let top = name.lane.map_or(vertical.top - 4.0, |lane| 15.0 + lane as f64 * LANE);
        paint.line("c-event", (name.x, top), (name.x, vertical.bottom));
    }
    // After all lines: where a line must pass behind a name, the name stays readable.
    for name in &names {
        if let Some(lane) = name.lane {
            paint.text("c-label-event", (name.text_x, 11.0 + lane as f64 * LANE), name.anchor, &name.text);
        }
    }
    if let Some(target) = drawable(series.target) {
        paint.line("c-target", (left, vertical.y(target)), (right, vertical.y(target)));
    }
    for other in series.others {
        for (from, to, value) in spans(points, other) {
            paint.line("c-other", (across.x(from), vertical.y(value)), (across.x(to), vertical.y(value)));
        }
    }
    let (solid, open) = lines(points, &across, &vertical);
    paint.path("c-line", &solid);
    paint.path("c-open", &open);
    draw_points(&mut paint, points, &across, &vertical);
    time_axis(&mut paint, series, &across, frame);
    line_labels(&mut paint, series, &vertical, right);
    let width = across.step();
    for (index, point) in points.iter().enumerate() {
        let x = across.x(index as f64);
        let y = drawable(point.value).map_or(vertical.bottom, |value| vertical.y(value));
        paint.hit(
            (x - width / 2.0, vertical.top),
            (width, vertical.bottom - vertical.top),
            &Hit { at: (x, y), label: point_label(series, point) },
        );
    }
    paint.finish()
}

pub(super) fn draw_points(paint: &mut Paint, points: &[Point], across: &Across, vertical: &Vertical) {
    let step = across.step();
    let size = (step * 0.42).clamp(2.6, 5.2);
    // Dots that touch each other are no longer dots.
    let dots = step >= 5.5;
    for (index, point) in points.iter().enumerate() {
        let Some(value) = drawable(point.value) else { continue };
        let at = (across.x(index as f64), vertical.y(value));
        match point.mark {
            _ if !point.is_complete => paint.circle("c-hollow", at, 3.6),
            _ if point.is_excluded => paint.circle("c-ring", at, 4.0),
            Some(mark) => paint.mark(mark, at, size),
            None if dots || points.len() == 1 => paint.circle("c-dot", at, (step * 0.2).clamp(1.4, 2.7)),
            None => {}
        }
    }
}

/// What a point says in words: period, value, n, limits, rules that fired, whether it is unfinished.
pub(crate) fn point_label(series: &Series, point: &Point) -> String {
    let text = series.text;
    let mut label = format!("{}\n", format::capitalised(&format::period(text, point.period)));
    match drawable(point.value) {
        Some(value) => label.push_str(&format::value(text, series.unit, value)),
        None => label.push_str(text.chart_no_value()),
    }
    if point.n.is_finite() && point.n > 0.0 {
        label.push_str(&format!(" · n {}", format::decimal(text.language(), point.n, 0)));
    }
    if let Some((lower, upper)) = limits(point) {
        label.push_str(&format!("\n{}", text.chart_limits(&format::interval(text, series.unit, lower, upper))));
    }
    let rules = super::rule_words(text, point.flags.iter().copied(), point.phase);
    if !rules.is_empty() {
        label.push_str(&format!("\n{rules}"));
    }
    for event in series.events.iter().filter(|event| point.period.start <= event.day && event.day < point.period.end()) {
        label.push_str(&format!("\n{} {}", format::day_month(text, event.day), event.title));
    }
    if !point.is_complete {
        label.push_str(&format!("\n{}", text.chart_unfinished()));
    }
    if point.is_excluded {
        label.push_str(&format!("\n{}", text.chart_excluded()));
    }
    label
}

pub(super) struct EventName {
    pub(super) x: f64,
    pub(super) text_x: f64,
    pub(super) anchor: Anchor,
    pub(super) text: String,
    /// Row above the chart; `None` when there is no room and only the line is drawn.
    pub(super) lane: Option<usize>,
}

/// Places event names in rows above the chart so that none covers another.
pub(super) fn event_names(series: &Series, across: &Across, frame: Frame, (left, right): (f64, f64)) -> Vec<EventName> {
    let mut placed: Vec<EventName> = Vec::new();
    let mut taken: Vec<Vec<(f64, f64)>> = vec![Vec::new(); frame.lanes];
    let mut events: Vec<_> = series.events.iter().filter_map(|event| Some((position(series.points, event.day)?, event))).collect();
    events.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (index, event) in events {
        let x = across.x(index).clamp(left, right);
        let day = format::day_month(series.text, event.day);
        let room = if frame.is_narrow { 22 } else { 34 };
        let title: String = if event.title.chars().count() > room {
            event.title.chars().take(room - 1).chain(['…']).collect()
        } else {
            event.title.clone()
        };
        let text = format!("{title} {day}");
        let width = super::paint::breadth(&text) * frame.letter;
        // The name ends at its line when there is room before it, and begins there otherwise.
        let (anchor, start) = if x - width >= 2.0 { (Anchor::End, x - width) } else { (Anchor::Start, x) };
        let stretch = (start - 10.0, start + width + 10.0);
        let fits = stretch.1 <= frame.width + 10.0;
        let is_free = |lane: &[(f64, f64)]| fits && lane.iter().all(|(from, to)| stretch.1 <= *from || stretch.0 >= *to);
        // Its own line runs down through the rows below: a row from which it crosses no name is better than any other.
        let crosses = |row: usize| taken.iter().skip(row + 1).flatten().any(|(from, to)| *from < x && x < *to);
        let free: Vec<usize> = (0..taken.len()).filter(|row| is_free(&taken[*row])).collect();
        let lane = free.iter().copied().find(|row| !crosses(*row)).or(free.first().copied());
        if let Some(lane) = lane {
            taken[lane].push(stretch);
        }
        let text_x = if anchor == Anchor::End { x + 1.0 } else { x - 1.0 };
        placed.push(EventName { x, text_x, anchor, text, lane });
    }
    placed
}

/// Where a day lies between the points; `None` outside the chart.
fn position(points: &[Point], day: Date) -> Option<f64> {
    let index = points.iter().position(|point| point.period.start <= day && day < point.period.end())?;
    let period = points[index].period;
    let length = period.start.until(period.end()).map_or(1, |span| span.get_days()).max(1);
    let passed = period.start.until(day).map_or(0, |span| span.get_days());
    Some(index as f64 - 0.5 + f64::from(passed) / f64::from(length))
}

/// The values of others within the chart: where each begins and ends between the points, and the value.
fn spans(points: &[Point], other: &Other) -> Vec<(f64, f64, f64)> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let most = points.len() as f64 - 1.0;
    let span = |value: &super::OtherValue| {
        let period = value.period;
        if period.end() <= first.period.start || period.start >= last.period.end() {
            return None;
        }
        let from = position(points, period.start).unwrap_or(0.0).clamp(0.0, most.max(0.0));
        let to = position(points, period.end()).unwrap_or(most).clamp(from, most.max(from));
        Some((from, to, drawable(Some(value.value))?))
    };
    other.values.iter().filter_map(span).collect()
}

/// Few labels under the axis, the year where it begins.
pub(super) fn time_axis(paint: &mut Paint, series: &Series, across: &Across, frame: Frame) {
    let points = series.points;
    let Some(first) = points.first() else { return };
    let room = if frame.is_narrow { 58.0 } else { 92.0 };
    let natural: &[usize] = match first.period.granularity {
        Granularity::Day => &[1, 7, 14, 28, 56, 91],
        Granularity::Week => &[1, 2, 4, 8, 13, 26, 52],
        Granularity::Month => &[1, 2, 3, 6, 12, 24],
        Granularity::Quarter => &[1, 2, 4, 8],
        Granularity::Year | Granularity::All => &[1, 2, 5, 10],
    };
    let fits = |every: &usize| *every as f64 * across.step() >= room;
    let every = natural.iter().copied().find(fits).unwrap_or_else(|| (room / across.step().max(1e-6)).ceil().max(1.0) as usize);
    let base = frame.height - AXIS;
    let mut year_shown = None;
    for (index, point) in points.iter().enumerate().step_by(every) {
        let x = across.x(index as f64);
        paint.text("c-label", (x, base + 18.0), Anchor::Middle, &format::period_short(series.text, point.period));
        let year = match point.period.granularity {
            Granularity::Week => point.period.start.iso_week_date().year(),
            Granularity::Year | Granularity::All => continue,
            _ => point.period.start.year(),
        };
        if year_shown != Some(year) {
            year_shown = Some(year);
            paint.text("c-label-year", (x, base + 34.0), Anchor::Middle, &year.to_string());
        }
    }
}

/// Names of the lines at their right ends, pushed apart where they would touch.
fn line_labels(paint: &mut Paint, series: &Series, vertical: &Vertical, right: f64) {
    let text = series.text;
    let is_narrow = right < 400.0;
    let number = |value: f64| {
        if is_narrow {
            short_duration(series, value).unwrap_or_else(|| format::value(text, series.unit, value))
        } else {
            format::value(text, series.unit, value)
        }
    };
    let mut labels: Vec<(f64, &str, String)> = Vec::new();
    if let Some(point) = series
        .points
        .iter()
        .rfind(|point| limits(point).is_some())
        .or_else(|| series.points.iter().rfind(|point| drawable(point.centre).is_some()))
    {
        if let Some((lower, upper)) = limits(point) {
            labels.push((vertical.y(upper), "c-label", if is_narrow { number(upper) } else { text.chart_upper(&number(upper)) }));
            labels.push((vertical.y(lower), "c-label", if is_narrow { number(lower) } else { text.chart_lower(&number(lower)) }));
        }
        if let Some(middle) = drawable(point.centre) {
            labels.push((
                vertical.y(middle),
                "c-label-strong",
                if is_narrow { number(middle) } else { text.chart_centre(&number(middle)) },
            ));
        }
    }
    if let Some(target) = drawable(series.target) {
        let promised = if is_narrow { number(target) } else { format::target(text, series.unit, target) };
        labels.push((vertical.y(target), "c-label-target", if is_narrow { promised } else { text.chart_target(&promised) }));
    }
    for other in series.others {
        if let Some((.., value)) = spans(series.points, other).last() {
            let label = if is_narrow { number(*value) } else { text.chart_others(&shortened(&other.name), &number(*value)) };
            labels.push((vertical.y(*value), "c-label", label));
        }
    }
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut rows: Vec<f64> = labels.iter().map(|label| label.0).collect();
    const APART: f64 = 17.0;
    for index in 1..rows.len() {
        rows[index] = rows[index].max(rows[index - 1] + APART);
    }
    let mut ceiling = vertical.bottom + 4.0;
    for row in rows.iter_mut().rev() {
        *row = row.min(ceiling);
        ceiling = *row - APART;
    }
    for ((_, class, label), y) in labels.iter().zip(rows) {
        paint.text(class, (right + 9.0, y + 4.0), Anchor::Start, label);
    }
}

/// A name that fits beside the chart; the table has it whole.
fn shortened(name: &str) -> String {
    const MOST: usize = 14;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

fn short_duration(series: &Series, value: f64) -> Option<String> {
    (series.unit == luotsi_core::catalogue::Unit::Seconds).then(|| format::duration_short(series.text, value))
}
