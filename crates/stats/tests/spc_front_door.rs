//! What a caller meets: degenerate data, known limits, patterns, exclusions, dialects at odds, chances.

use luotsi_stats::spc::{
    self, Assurance, CountLimits, Degenerate, Direction, Error, Flag, Heading, Judged, Kind, Known, Options, Request, Variation, Width,
    dialect,
};

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn flagged(judged: &Judged) -> Vec<usize> {
    (0..judged.points.len()).filter(|at| judged.points[*at].signal.is_some()).collect()
}

#[test]
fn always_all_of_few_cases_stays_below_one_hundred_per_cent() {
    let counts = vec![Some(30.0); 20];
    let judged = spc::judge(&Request {
        kind: Kind::P,
        values: &counts,
        sizes: &counts,
        direction: Direction::Increase,
        target: Some(0.95),
        ..Request::default()
    })
    .unwrap();
    let point = judged.points[0];
    assert_eq!((point.centre, point.upper), (Some(1.0), Some(1.0)));
    assert_eq!(point.lower, Some(29.0 / 30.0), "one miss in thirty may be chance");
    assert_eq!(judged.phases[0].degenerate, Some(Degenerate::AllOrNothing));
    assert_eq!(judged.assurance, Some(Assurance::ConsistentPass));
    // Beta-binomial: 29 of 30 are needed; the posterior mean of a miss is 0.5/601.
    let chance = judged.chance.unwrap();
    assert!(chance.probability > 0.99 && chance.low > 0.98, "{chance:?}");
}

#[test]
fn no_event_ever_has_limits_that_an_event_can_pass() {
    let none = vec![Some(0.0); 24];
    let exposure = vec![Some(100.0); 24];
    for kind in [Kind::C, Kind::U] {
        let judged =
            spc::judge(&Request { kind, values: &none, sizes: if kind == Kind::U { &exposure } else { &[] }, ..Request::default() })
                .unwrap();
        assert!(judged.points[0].upper > Some(0.0), "{kind:?}");
        assert_eq!(judged.points[0].lower, Some(0.0));
        assert!(flagged(&judged).is_empty());
    }
}

#[test]
fn zero_inflated_counts_have_exact_limits() {
    let counts = some(&[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let judged = spc::judge(&Request { kind: Kind::C, values: &counts, ..Request::default() }).unwrap();
    // Mean 5/16: P(X ≤ 2) = 0.9960, P(X ≤ 3) = 0.9997.
    assert_eq!(judged.points[0].upper, Some(3.0));
    assert_eq!(judged.points[0].lower, Some(0.0));
}

#[test]
fn periods_without_cases_are_gaps() {
    let events = some(&[8.0, 9.0, 0.0, 7.0, 9.0, 8.0]);
    let cases = some(&[10.0, 10.0, 0.0, 10.0, 10.0, 10.0]);
    let judged = spc::judge(&Request { kind: Kind::P, values: &events, sizes: &cases, ..Request::default() }).unwrap();
    assert_eq!(judged.points[2].value, None);
    assert_eq!(judged.points[2].lower, None);
    assert_eq!(judged.points[3].centre, Some(41.0 / 50.0));
}

#[test]
fn one_point_has_a_centre_and_two_have_trial_limits() {
    let one =
        spc::judge(&Request { values: &some(&[5.0]), direction: Direction::Increase, target: Some(4.0), ..Request::default() }).unwrap();
    assert_eq!((one.points[0].centre, one.points[0].upper), (Some(5.0), None));
    assert_eq!(one.phases[0].degenerate, Some(Degenerate::TooFewPoints));
    assert_eq!(one.assurance, None, "nothing is known about the spread");
    let two = spc::judge(&Request { values: &some(&[5.0, 7.0]), ..Request::default() }).unwrap();
    assert!((two.points[0].upper.unwrap() - (6.0 + 2.66 * 2.0)).abs() < 1e-12);
    assert!(two.phases[0].is_trial);
}

#[test]
fn a_baseline_of_gaps_alone_gives_no_lines() {
    let judged = spc::judge(&Request { values: &[None, None, Some(3.0), Some(4.0)], baseline: Some(2), ..Request::default() }).unwrap();
    assert_eq!(judged.points[3].centre, None);
    assert_eq!(judged.points[3].value, Some(4.0));
    assert_eq!(judged.variation, Variation::CommonCause);
}

#[test]
fn known_limits_replace_the_baseline() {
    let judged = spc::judge(&Request {
        values: &some(&[10.0, 14.0, 9.0]),
        options: Options { known: Some(Known { centre: 10.0, sigma: 1.0 }), ..Options::default() },
        ..Request::default()
    })
    .unwrap();
    assert_eq!(judged.points[0].upper, Some(13.0));
    assert_eq!(flagged(&judged), [1]);
    assert!(!judged.phases[0].is_trial);
}

#[test]
fn an_expected_pattern_lifts_the_lines_and_leaves_the_rest_to_judge() {
    let calm = [10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.2, 9.8, 10.4, 9.6];
    let pattern: Vec<f64> = (0..12).map(|month| if month % 4 == 0 { 20.0 } else { 0.0 }).collect();
    let seasonal: Vec<Option<f64>> = calm.iter().zip(&pattern).map(|(value, lift)| Some(value + lift)).collect();
    let plain = spc::judge(&Request { values: &some(&calm), ..Request::default() }).unwrap();
    let lifted = spc::judge(&Request { values: &seasonal, pattern: &pattern, ..Request::default() }).unwrap();
    for ((plain, lifted), lift) in plain.points.iter().zip(&lifted.points).zip(&pattern) {
        assert!((plain.upper.unwrap() + lift - lifted.upper.unwrap()).abs() < 1e-9);
        assert!((plain.centre.unwrap() + lift - lifted.centre.unwrap()).abs() < 1e-9);
        assert_eq!(plain.flags(), lifted.flags());
    }
    let refused = spc::judge(&Request { kind: Kind::C, values: &some(&calm), pattern: &pattern, ..Request::default() });
    assert_eq!(refused, Err(Error::Pattern { chart: "c" }));
}

#[test]
fn an_excluded_point_changes_no_line_and_no_run() {
    let mut values = some(&[10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.2, 9.8, 10.4, 9.6]);
    let ask = |values: &[Option<f64>]| spc::judge(&Request { values, exclude: &[5], ..Request::default() }).unwrap();
    let before = ask(&values);
    values[5] = Some(500.0);
    let after = ask(&values);
    assert_eq!(before.points[0], after.points[0]);
    assert_eq!(before.runs(), after.runs());
    assert_eq!(after.points[5].signal, Some((Flag::Outside, Heading::Up)));
    assert!(after.points[5].is_excluded);
    assert_eq!(after.phases[0].baseline_points, 11);
}

#[test]
fn where_improvement_and_concern_meet_the_dialect_decides() {
    // Falling for seven points and ending far below: fine if low is good. A rise from below is both.
    let mut values: Vec<f64> = [50.0, 52.0, 48.0, 51.0, 49.0, 50.5, 49.5, 51.5, 48.5, 50.2, 49.8, 51.2, 48.8, 50.7, 49.3].to_vec();
    values.extend([44.0, 45.0, 46.0, 47.0, 48.0, 49.0, 49.5]);
    let values = some(&values);
    let first = |dialect| {
        spc::judge(&Request { values: &values, baseline: Some(15), direction: Direction::Increase, dialect, ..Request::default() })
            .unwrap()
            .points[15]
    };
    let nhsr = first(&dialect::NHSR_0_2_2);
    assert!(nhsr.down.contains(Flag::Outside) && nhsr.up.contains(Flag::Trend));
    assert_eq!(nhsr.variation, Variation::Concern);
    assert_eq!(first(&dialect::MDC_2023).variation, Variation::Improvement);
}

#[test]
fn a_run_that_goes_on_is_the_verdict_of_the_runs_dialect() {
    let mut values: Vec<f64> = (0..12).map(|at| if at % 2 == 0 { 9.0 } else { 11.0 }).collect();
    values.extend([10.6, 10.8, 10.5, 10.7, 10.9, 10.6, 10.8, 10.5, 10.7, 10.9]);
    let judged = spc::judge(&Request {
        values: &some(&values),
        baseline: Some(12),
        direction: Direction::Decrease,
        dialect: &dialect::ANHOEJ_2014,
        ..Request::default()
    })
    .unwrap();
    assert!(judged.runs().signal);
    assert!(flagged(&judged).is_empty(), "no single point is out");
    assert_eq!(judged.variation, Variation::Concern);
}

#[test]
fn wider_limits_for_a_chartwise_rate() {
    let values = some(&[
        10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.2, 9.8, 10.4, 9.6, 10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.2, 9.8, 10.4,
        9.6,
    ]);
    let reach = |width| {
        let point = spc::judge(&Request { values: &values, options: Options { width, ..Options::default() }, ..Request::default() })
            .unwrap()
            .points[0];
        (point.upper.unwrap() - point.centre.unwrap()) / point.sigma.unwrap()
    };
    assert!((reach(Width::Three) - 3.0).abs() < 1e-9);
    assert!((reach(Width::Chartwise95) - 3.0524).abs() < 1e-9);
}

#[test]
fn limits_can_be_kept_to_what_is_possible() {
    let judged = spc::judge(&Request {
        values: &some(&[98.0, 100.0, 97.0, 100.0, 99.0, 96.0]),
        options: Options { possible_max: Some(100.0), ..Options::default() },
        ..Request::default()
    })
    .unwrap();
    assert_eq!(judged.points[0].upper, Some(100.0));
}

#[test]
fn a_broken_request_is_refused_with_what_to_do() {
    let values = some(&[1.0, 2.0]);
    let error = spc::judge(&Request { values: &values, sizes: &[Some(1.0)], ..Request::default() }).unwrap_err();
    assert_eq!(error.to_string(), "sizes has 1 entries but the series has 2 points; give one entry for each point");
    let error = spc::judge(&Request { kind: Kind::C, values: &some(&[1.0, -2.0]), ..Request::default() }).unwrap_err();
    assert!(error.to_string().contains("point 1 of the c chart is -2"));
}

#[test]
fn the_chance_of_meeting_a_target_is_calibrated() {
    // SplitMix64 and the polar method, seeded: 1,500 stable series of 24 normal values.
    let mut state = 99_u64;
    let mut uniform = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut normal = move || loop {
        let (x, y) = (2.0 * uniform() - 1.0, 2.0 * uniform() - 1.0);
        let square: f64 = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    };
    const SERIES: usize = 1_500;
    let (mut met, mut promised, mut covered) = (0.0, 0.0, 0.0);
    // P(Z ≥ 0.5).
    let truth = 0.308_537_5;
    for _ in 0..SERIES {
        let values: Vec<Option<f64>> = (0..24).map(|_| Some(normal())).collect();
        let chance = spc::judge(&Request {
            values: &values,
            direction: Direction::Increase,
            target: Some(0.5),
            options: Options { screen: Some(false), ..Options::default() },
            ..Request::default()
        })
        .unwrap()
        .chance
        .unwrap();
        promised += chance.probability;
        met += f64::from(u8::from(normal() >= 0.5));
        covered += f64::from(u8::from(chance.low <= truth && truth <= chance.high));
    }
    let series = SERIES as f64;
    assert!((promised / series - truth).abs() < 0.02, "{}", promised / series);
    assert!((met / series - truth).abs() < 0.04);
    assert!(covered / series > 0.92 && covered / series < 0.98, "{}", covered / series);
}

#[test]
fn chances_of_counts_are_those_of_the_posterior() {
    // One case a period, 3 of 4 right: the next is right with (3 + ½)/(4 + 1).
    let ones = some(&[1.0; 4]);
    let judged = spc::judge(&Request {
        kind: Kind::P,
        values: &some(&[1.0, 0.0, 1.0, 1.0]),
        sizes: &ones,
        direction: Direction::Increase,
        target: Some(1.0),
        ..Request::default()
    })
    .unwrap();
    assert!((judged.chance.unwrap().probability - 0.7).abs() < 1e-12);
    // No event in 4 periods: none in the next with (4/5)^½.
    let judged = spc::judge(&Request {
        kind: Kind::C,
        values: &some(&[0.0; 4]),
        direction: Direction::Decrease,
        target: Some(0.0),
        options: Options { count_limits: CountLimits::Auto, ..Options::default() },
        ..Request::default()
    })
    .unwrap();
    assert!((judged.chance.unwrap().probability - 0.8_f64.sqrt()).abs() < 1e-9);
}

#[test]
fn trap_19_a_drop_inside_the_limits_is_no_signal_and_the_first_points_outside_are() {
    // golden-numbers.md, XmR: twelve weeks of service level, then one that "dropped by 8".
    let mut weeks = some(&[82.0, 79.0, 84.0, 80.0, 77.0, 83.0, 81.0, 78.0, 85.0, 80.0, 82.0, 79.0, 71.0]);
    let judge = |weeks: &[Option<f64>]| spc::judge(&Request { values: weeks, baseline: Some(12), ..Request::default() }).unwrap();
    let judged = judge(&weeks);
    let (centre, lower, upper) = (judged.points[12].centre.unwrap(), judged.points[12].lower.unwrap(), judged.points[12].upper.unwrap());
    assert!((centre - 80.8333).abs() < 1e-4 && (upper - 91.2315).abs() < 1e-4 && (lower - 70.4352).abs() < 1e-4);
    assert_eq!(flagged(&judged), Vec::<usize>::new());
    weeks[12] = Some(70.4);
    assert_eq!(flagged(&judge(&weeks)), [12]);
}
