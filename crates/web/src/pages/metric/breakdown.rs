//! A metric by the values of one dimension: small multiples on one scale, and a funnel plot. Never a ranking.

use luotsi_core::situation::{Group, View};

use super::super::figure::{Figure, Table, number_head, words_head};
use super::super::{chart_data, href};
use super::Asked;
use crate::charts::{Funnel, FunnelPoint, Mark, Palette, Pictures, Point, Shape, Sparkline, Tone, funnel_plot, sparkline};
use crate::format;
use crate::words;
use luotsi_core::catalogue::Better;

pub(super) struct Parts {
    pub(super) multiples: Vec<Multiple>,
    pub(super) left_out: Option<String>,
    pub(super) funnel: Option<Figure>,
}

pub(super) struct Multiple {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) class: &'static str,
    pub(super) value: Option<String>,
    pub(super) detail: String,
    pub(super) chart: String,
    pub(super) icon: String,
    pub(super) word: &'static str,
    pub(super) says: String,
}

pub(super) fn parts(asked: &Asked) -> Option<Parts> {
    let breakdown = asked.made.breakdown.as_ref()?;
    let charts: Vec<Vec<Point>> = breakdown.groups.iter().map(|group| chart_data::points(&group.judgement)).collect();
    let domain = shared_domain(charts.iter().flatten());
    let multiples =
        breakdown.groups.iter().zip(&charts).map(|(group, points)| multiple(asked, &breakdown.dimension, group, points, domain)).collect();
    let left_out = (breakdown.left_out > 0).then(|| asked.text().metric_breakdown_left_out(breakdown.left_out as u64));
    Some(Parts { multiples, left_out, funnel: funnel(asked) })
}

/// One scale for all: values and centre lines of every group, so that a small group's wide limits do not flatten the rest.
fn shared_domain<'p>(points: impl Iterator<Item = &'p Point>) -> Option<(f64, f64)> {
    let numbers = points.flat_map(|point| [point.value, point.centre]).flatten().filter(|number| number.is_finite());
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
    let air = (high - low) * 0.08;
    (low < high).then_some((low - air, high + air))
}

fn group_name(asked: &Asked, dimension: &str, name: Option<&str>) -> String {
    name.map_or_else(|| asked.text().unknown_value().to_owned(), |name| words::dimension_value(asked.text(), dimension, name))
}

fn multiple(asked: &Asked, dimension: &str, group: &Group, points: &[Point], domain: Option<(f64, f64)>) -> Multiple {
    let text = asked.text();
    let said = chart_data::said(text, asked.metric, &group.judgement, asked.made.row.per, asked.this_year);
    let scope = asked.view.scope.clone().without(dimension);
    let scope = match &group.name {
        Some(name) => scope.with(dimension, name.clone()),
        None => scope,
    };
    let view = View { scope, by: None, ..asked.view.clone() };
    Multiple {
        name: group_name(asked, dimension, group.name.as_deref()),
        href: href(asked.reader, &format!("/metric/{}", asked.metric.id), &view.to_query()),
        class: chart_data::tone_class(&group.judgement.verdict),
        value: group.value.value.map(|value| asked.value(value)),
        detail: if group.value.value.is_some() {
            chart_data::interval_and_n(text, asked.metric.unit, &group.value)
        } else {
            chart_data::hidden(text, &group.value).unwrap_or_default()
        },
        chart: if points.iter().any(|point| point.value.is_some()) {
            sparkline(&Sparkline { points, unit: asked.metric.unit, domain, palette: Palette::Classes })
        } else {
            String::new()
        },
        icon: said.icon,
        word: said.word,
        says: said.says,
    }
}

fn funnel(asked: &Asked) -> Option<Figure> {
    let text = asked.text();
    let breakdown = asked.made.breakdown.as_ref()?;
    let funnel = breakdown.funnel.as_ref()?;
    let points: Vec<FunnelPoint> = funnel
        .points
        .iter()
        .filter_map(|point| {
            let value = point.value.value?;
            let mark = point.is_outside.then(|| outside_mark(asked.metric.better, value > funnel.centre));
            Some(FunnelPoint {
                name: group_name(asked, &breakdown.dimension, point.group.as_deref()),
                n: point.value.n,
                value,
                near: point.near,
                far: point.far,
                mark,
            })
        })
        .collect();
    let outside: Vec<&str> = points.iter().filter(|point| point.mark.is_some()).map(|point| point.name.as_str()).collect();
    let finding = if outside.is_empty() {
        text.metric_funnel_none().to_owned()
    } else {
        text.metric_funnel_some(outside.len() as u64, &outside.join(", "))
    };
    let title = text.metric_funnel_title(&words::dimension(text, &breakdown.dimension), asked.name());
    let drawn =
        Funnel { text, id: "funnel", title: &title, sentence: &finding, unit: asked.metric.unit, centre: funnel.centre, points: &points };
    let row = |point: &luotsi_core::situation::FunnelPoint| {
        let value = &point.value;
        vec![
            group_name(asked, &breakdown.dimension, point.group.as_deref()),
            value.value.map(|value| asked.value(value)).unwrap_or_else(|| chart_data::hidden(text, value).unwrap_or_default()),
            format::decimal(text.language(), value.n, 0),
            match (value.low, value.high) {
                (Some(low), Some(high)) => format::interval(text, asked.metric.unit, low, high),
                _ => String::new(),
            },
            match (value.value, point.is_outside) {
                (None, _) => String::new(),
                (_, true) => text.metric_outside().to_owned(),
                (_, false) => text.metric_inside().to_owned(),
            },
        ]
    };
    let table = Table {
        title: title.clone(),
        head: vec![
            words_head(text.metric_funnel_group()),
            number_head(text.table_value()),
            number_head(text.table_n()),
            number_head(text.table_interval()),
            words_head(text.table_signal()),
        ],
        rows: funnel.points.iter().map(row).collect(),
        links: Vec::new(),
    };
    let pictures = Pictures::drawn(|frame| funnel_plot(&drawn, frame, Palette::Classes));
    Some(Figure::new(pictures, format!("{finding} {}", text.metric_funnel_about()), table))
}

fn outside_mark(better: Better, is_high: bool) -> Mark {
    let tone = match (better, is_high) {
        (Better::Up, true) | (Better::Down, false) => Tone::Improvement,
        (Better::Up, false) | (Better::Down, true) => Tone::Concern,
        (Better::Band, _) => Tone::Neutral,
    };
    Mark { tone, shape: if is_high { Shape::Up } else { Shape::Down } }
}
