//! What must hold for every series.

use luotsi_stats::spc::{
    self, Autocorrelation, CountLimits, Degenerate, Direction, IndividualSigma, Judged, Kind, Options, Policy, Request, SubgroupSigma,
    Width, dialect,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => (-1e6..1e6_f64).prop_map(Some),
        2 => (0_u32..4).prop_map(|value| Some(f64::from(value))),
        1 => Just(None),
        1 => prop_oneof![
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::NEG_INFINITY),
            Just(f64::MAX),
            Just(f64::MIN),
            Just(f64::MIN_POSITIVE),
            Just(1e300),
            Just(-0.0)
        ]
        .prop_map(Some),
    ]
}

fn any_options() -> impl Strategy<Value = Options> {
    (
        any::<bool>(),
        any::<Option<bool>>(),
        0..3_usize,
        0..3_usize,
        0..3_usize,
        0..3_usize,
        prop_oneof![Just(None), (1e-3..1e3_f64).prop_map(Some)],
        0..7_usize,
    )
        .prop_map(|(is_sane, screen, sigma, limits, correlation, width, multiplier, subgroup)| Options {
            policy: if is_sane { Policy::Sane } else { Policy::Upstream },
            screen,
            individual_sigma: [IndividualSigma::MeanMovingRange, IndividualSigma::MedianMovingRange, IndividualSigma::StandardDeviation]
                [sigma],
            count_limits: [CountLimits::Auto, CountLimits::Classic, CountLimits::Exact { confidence: 0.99 }][limits],
            autocorrelation: [Autocorrelation::Report, Autocorrelation::Estimate, Autocorrelation::Given(0.5)][correlation],
            width: [Width::Three, Width::Sigmas(2.5), Width::Chartwise95][width],
            multiplier,
            subgroup_sigma: [
                None,
                Some(SubgroupSigma::UwaveR),
                Some(SubgroupSigma::UwaveSd),
                Some(SubgroupSigma::MvlueR),
                Some(SubgroupSigma::MvlueSd),
                Some(SubgroupSigma::Rmsdf),
                Some(SubgroupSigma::MeanSd),
            ][subgroup],
            ..Options::default()
        })
}

fn is_finite(judged: &Judged) -> bool {
    let points = judged.points.iter().all(|point| {
        [point.value, point.centre, point.lower, point.upper, point.near_lower, point.near_upper, point.sigma]
            .iter()
            .flatten()
            .all(|value| value.is_finite())
    });
    let phases = judged
        .phases
        .iter()
        .all(|phase| [phase.centre, phase.sigma, phase.sigma_ratio, phase.autocorrelation].iter().flatten().all(|value| value.is_finite()));
    let chance =
        judged.chance.is_none_or(|chance| [chance.probability, chance.low, chance.high].iter().all(|value| (0.0..=1.0).contains(value)));
    points && phases && chance && judged.sums.iter().all(|sums| sums.0.is_finite() && sums.1.is_finite())
}

fn judge_values(values: &[Option<f64>]) -> Judged {
    spc::judge(&Request { values, ..Request::default() }).unwrap()
}

fn is_near(left: Option<f64>, right: Option<f64>, scale: f64) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= 1e-9 * scale,
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_nothing_infinite_comes_out(
        kind in 0..Kind::ALL.len(),
        dialect in 0..dialect::ALL.len(),
        values in vec(any_value(), 0..40),
        sizes in vec(any_value(), 0..40),
        phases in vec(0_usize..40, 0..3),
        exclude in vec(0_usize..40, 0..4),
        baseline in proptest::option::of(0_usize..40),
        target in proptest::option::of(any_value()),
        options in any_options(),
    ) {
        let kind = Kind::ALL[kind];
        let sizes = if sizes.len() < values.len() { Vec::new() } else { sizes[..values.len()].to_vec() };
        let subgroups: Vec<Vec<Option<f64>>> = values.chunks(3).map(<[_]>::to_vec).collect();
        let mut request = Request {
            kind,
            values: &values,
            sizes: &sizes,
            spreads: &sizes,
            phases: &phases,
            exclude: &exclude,
            baseline,
            direction: Direction::Increase,
            target: target.flatten().filter(|target| target.is_finite()),
            dialect: dialect::ALL[dialect],
            options,
            ..Request::default()
        };
        if let Ok(judged) = spc::judge(&request) {
            prop_assert!(is_finite(&judged), "{judged:?}");
            prop_assert_eq!(judged.points.len(), values.len());
        }
        // The same numbers made into what the kind takes, so that the arithmetic is reached.
        let counts: Vec<Option<f64>> = values.iter().map(|value| value.map(|value| (value.abs() % 50.0).floor())).collect();
        let ones: Vec<Option<f64>> = counts.iter().map(|value| value.map(|value| value % 2.0)).collect();
        let totals: Vec<Option<f64>> = counts.iter().map(|value| value.map(|value| value + (value * 7.0) % 5.0)).collect();
        let above: Vec<Option<f64>> = counts.iter().map(|value| value.map(|value| value + 0.5)).collect();
        let some: Vec<Option<f64>> = counts.iter().map(|value| value.map(|value| value / 3.0)).collect();
        request.phases = &[];
        request.exclude = &[];
        request.sizes = &totals;
        request.spreads = &some;
        request.values = match kind {
            Kind::BernoulliCusum => &ones,
            Kind::T => &above,
            _ => &counts,
        };
        if kind.is_of_subgroups() {
            request.sizes = &[];
            request.spreads = &[];
            request.subgroups = &subgroups;
        }
        let judged = spc::judge(&request);
        if values.iter().flatten().all(|value| value.is_finite()) {
            prop_assert!(judged.is_ok(), "{:?}", judged);
        }
        if let Ok(judged) = judged {
            prop_assert!(is_finite(&judged), "{judged:?}");
        }
    }

    #[test]
    fn no_rule_fires_on_a_constant_series(value in -1e6..1e6_f64, points in 1_usize..60, dialect in 0..dialect::ALL.len(), is_sane: bool) {
        let values = vec![Some(value); points];
        let judged = spc::judge(&Request {
            values: &values,
            dialect: dialect::ALL[dialect],
            options: Options { policy: if is_sane { Policy::Sane } else { Policy::Upstream }, ..Options::default() },
            ..Request::default()
        })
        .unwrap();
        prop_assert!(judged.points.iter().all(|point| point.flags().is_empty()));
        prop_assert!(!judged.runs().signal);
        if is_sane && points > 1 {
            let is_constant = matches!(judged.phases[0].degenerate, Some(Degenerate::Constant { .. }));
            prop_assert!(is_constant, "{:?}", judged.phases[0]);
            let point = judged.points[0];
            prop_assert!(point.lower < point.centre && point.centre < point.upper);
        }
    }

    #[test]
    fn moving_and_scaling_the_values_moves_and_scales_the_limits(
        values in vec(-100.0..100.0_f64, 3..40),
        shift in -1000.0..1000.0_f64,
        scale in 0.01..100.0_f64,
    ) {
        let judged = judge_values(&values.iter().copied().map(Some).collect::<Vec<_>>());
        let moved = judge_values(&values.iter().map(|value| Some(value * scale + shift)).collect::<Vec<_>>());
        let size = 1100.0 * scale.max(1.0) + shift.abs();
        for (point, moved) in judged.points.iter().zip(&moved.points) {
            for (before, after) in [
                (point.centre, moved.centre),
                (point.lower, moved.lower),
                (point.upper, moved.upper),
                (point.near_upper, moved.near_upper),
            ] {
                prop_assert!(is_near(before.map(|value| value * scale + shift), after, size), "{before:?} {after:?}");
            }
        }
    }

    #[test]
    fn the_order_of_excluded_points_and_phases_does_not_matter(
        values in vec(-100.0..100.0_f64, 12..40),
        mut exclude in vec(0_usize..12, 0..5),
        mut phases in vec(0_usize..12, 0..3),
    ) {
        let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        let ask = |exclude: &[usize], phases: &[usize]| spc::judge(&Request { values: &values, exclude, phases, ..Request::default() });
        let first = ask(&exclude, &phases);
        exclude.reverse();
        phases.reverse();
        let repeated: Vec<usize> = exclude.iter().chain(&exclude).copied().collect();
        prop_assert_eq!(first, ask(&repeated, &phases));
    }

    #[test]
    fn a_gap_neither_breaks_nor_fakes_a_rule(values in vec(-3.0..3.0_f64, 8..40), gap in 1_usize..7) {
        // Fixed limits, so that only the rules see the gap.
        let options = Options { known: Some(spc::Known { centre: 0.0, sigma: 1.0 }), ..Options::default() };
        let whole: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let mut gapped = whole.clone();
        gapped.insert(gap, None);
        for dialect in dialect::ALL {
            let ask = |values: &[Option<f64>]| spc::judge(&Request { values, dialect, options, ..Request::default() }).unwrap();
            let (plain, mut with_gap) = (ask(&whole), ask(&gapped));
            prop_assert_eq!(with_gap.points[gap].value, None);
            prop_assert!(with_gap.points[gap].flags().is_empty());
            with_gap.points.remove(gap);
            prop_assert_eq!(&plain.points, &with_gap.points);
            prop_assert_eq!(plain.runs(), with_gap.runs());
        }
    }

    #[test]
    fn proportions_stay_possible(
        cases in vec((0_u32..30, 0_u32..30), 1..30),
        kind in 0..2_usize,
        is_auto: bool,
    ) {
        let events: Vec<Option<f64>> = cases.iter().map(|case| Some(f64::from(case.0))).collect();
        let sizes: Vec<Option<f64>> = cases.iter().map(|case| Some(f64::from(case.0 + case.1))).collect();
        let judged = spc::judge(&Request {
            kind: [Kind::P, Kind::Pp][kind],
            values: &events,
            sizes: &sizes,
            options: Options {
                count_limits: if is_auto { CountLimits::Auto } else { CountLimits::Classic },
                ..Options::default()
            },
            ..Request::default()
        })
        .unwrap();
        for (point, size) in judged.points.iter().zip(&sizes) {
            prop_assert_eq!(point.value.is_some(), *size > Some(0.0));
            if let (Some(lower), Some(upper)) = (point.lower, point.upper) {
                prop_assert!(0.0 <= lower && lower <= upper && upper <= 1.0);
            } else {
                prop_assert!(point.value.is_none(), "{point:?}");
            }
        }
    }

    #[test]
    fn answers_are_lines_of_json_whatever_is_asked(line in ".{0,200}", values in vec(any_value(), 0..8)) {
        let as_json: Vec<serde_json::Value> = values.iter().map(|value| serde_json::json!(value)).collect();
        for line in [
            line.clone(),
            serde_json::json!({"id": 7, "y": as_json, "chart": "xmr", "phases": [3]}).to_string(),
            serde_json::json!({"id": [line], "y": [as_json], "chart": "xbar"}).to_string(),
        ] {
            let answer = spc::batch::answer_line(&line);
            let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
            prop_assert!(answer["error"].is_null() || answer["error"].is_string());
            prop_assert!(answer.as_object().is_some_and(|answer| answer.len() == 9));
        }
    }
}
