//! Survival curves against the published leukaemia data (Freireich et al. 1963, in Cox and Oakes 1984, table 1.1).

use luotsi_stats::survival::{Case, kaplan_meier, log_rank};
use proptest::prelude::*;

/// Weeks of remission with 6-mercaptopurine; + = still in remission.
fn treated() -> Vec<Case> {
    [
        (6, 3, 1),
        (7, 1, 0),
        (9, 0, 1),
        (10, 1, 1),
        (11, 0, 1),
        (13, 1, 0),
        (16, 1, 0),
        (17, 0, 1),
        (19, 0, 1),
        (20, 0, 1),
        (22, 1, 0),
        (23, 1, 0),
        (25, 0, 1),
        (32, 0, 2),
        (34, 0, 1),
        (35, 0, 1),
    ]
    .into_iter()
    .flat_map(|(weeks, ended, open)| {
        let case = move |ended| Case { duration: f64::from(weeks), ended };
        std::iter::repeat_n(case(true), ended).chain(std::iter::repeat_n(case(false), open))
    })
    .collect()
}

fn placebo() -> Vec<Case> {
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
        .into_iter()
        .map(|weeks| Case { duration: f64::from(weeks), ended: true })
        .collect()
}

#[test]
fn the_leukaemia_trial_comes_out_as_published() {
    let curve = kaplan_meier(&treated(), 0.95).unwrap();
    // Cox and Oakes (1984), table 4.1, and R: survfit(Surv(time, cens) ~ 1).
    for (week, open, error) in [
        (6.0, 0.857, 0.0764),
        (7.0, 0.807, 0.0869),
        (10.0, 0.753, 0.0963),
        (13.0, 0.690, 0.1068),
        (16.0, 0.627, 0.1141),
        (22.0, 0.538, 0.1282),
        (23.0, 0.448, 0.1346),
    ] {
        let step = curve.steps.iter().find(|step| step.time == week).unwrap();
        assert!((step.open.estimate - open).abs() < 5.1e-4, "{step:?}");
        assert!((step.standard_error - error).abs() < 5.1e-5, "{step:?}");
    }
    // R: survfit(…, conf.type = "log-log"): at week 6 0.620 to 0.952, at week 23 0.188 to 0.680.
    assert!((curve.steps[0].open.low - 0.620).abs() < 5.1e-4 && (curve.steps[0].open.high - 0.952).abs() < 5.1e-4);
    let last = curve.steps[6].open;
    assert!((last.low - 0.188).abs() < 5.1e-4 && (last.high - 0.680).abs() < 5.1e-4);
    let median = curve.quantile(0.5).unwrap();
    assert_eq!((median.time, median.low, median.high), (Some(23.0), Some(13.0), None));
    assert_eq!(kaplan_meier(&placebo(), 0.95).unwrap().quantile(0.5).unwrap().time, Some(8.0));
    // R: survdiff: chisq = 16.8 on 1 df, expected 19.3 of 9 observed, p = 4e-05.
    let test = log_rank(&treated(), &placebo()).unwrap();
    assert_eq!(test.observed, 9.0);
    assert!((test.expected - 19.25).abs() < 0.01 && (test.chi_squared - 16.793).abs() < 1e-3, "{test:?}");
    assert!((test.p - 4.17e-5).abs() < 1e-6);
}

#[test]
fn trap_3_leaving_hard_cases_open_makes_solved_ones_look_fast_and_the_estimate_not() {
    // Ten cases a day old when they are solved, and ten hard ones: solved after ten days, or left open as long.
    let easy = || (0..10).map(|_| Case { duration: 1.0, ended: true });
    let hard = |ended: bool| (0..10).map(move |_| Case { duration: 10.0, ended });
    let mean_of_solved = |cases: &[Case]| {
        let solved: Vec<f64> = cases.iter().filter(|case| case.ended).map(|case| case.duration).collect();
        solved.iter().sum::<f64>() / solved.len() as f64
    };
    let (worked, left): (Vec<Case>, Vec<Case>) = (easy().chain(hard(true)).collect(), easy().chain(hard(false)).collect());
    assert_eq!((mean_of_solved(&worked), mean_of_solved(&left)), (5.5, 1.0), "doing less looks better");
    let share_in_five_days = |cases: &[Case]| kaplan_meier(cases, 0.95).unwrap().done_within(5.0).unwrap().estimate;
    assert_eq!((share_in_five_days(&worked), share_in_five_days(&left)), (0.5, 0.5));
    // Six in ten are solved within ten days in the one, and not known in the other: never shorter.
    let upper = |cases: &[Case]| kaplan_meier(cases, 0.95).unwrap().quantile(0.6).unwrap().time;
    assert_eq!((upper(&worked), upper(&left)), (Some(10.0), None));
}

#[test]
fn nothing_is_claimed_beyond_what_was_seen() {
    let curve = kaplan_meier(&treated(), 0.95).unwrap();
    assert!(curve.done_within(36.0).is_none());
    assert!(curve.done_within(35.0).is_some());
    assert_eq!(kaplan_meier(&placebo(), 0.95).unwrap().done_within(100.0).unwrap().estimate, 1.0);
    assert_eq!(log_rank(&placebo(), &placebo()).unwrap().p, 1.0);
    assert!(kaplan_meier(&[], 0.95).is_err());
}

proptest! {
    #[test]
    fn the_curve_falls_inside_its_band_in_any_order(cases in prop::collection::vec((0.0f64..50.0, any::<bool>()), 1..60)) {
        let cases: Vec<Case> = cases.into_iter().map(|(duration, ended)| Case { duration: duration.floor(), ended }).collect();
        let reversed: Vec<Case> = cases.iter().rev().copied().collect();
        let curve = kaplan_meier(&cases, 0.95).unwrap();
        prop_assert_eq!(&curve, &kaplan_meier(&reversed, 0.95).unwrap());
        let mut before = 1.0;
        for step in &curve.steps {
            let open = step.open;
            prop_assert!(0.0 <= open.low && open.low <= open.estimate && open.estimate <= open.high && open.high <= 1.0);
            prop_assert!(open.estimate <= before && step.standard_error.is_finite());
            before = open.estimate;
        }
        // Without open cases the curve is the plain share.
        let all: Vec<Case> = cases.iter().map(|case| Case { ended: true, ..*case }).collect();
        let share = cases.iter().filter(|case| case.duration <= 20.0).count() as f64 / cases.len() as f64;
        let curve = kaplan_meier(&all, 0.95).unwrap();
        if let Some(done) = curve.done_within(20.0) { prop_assert!((done.estimate - share).abs() < 1e-12); }
        let (left, right) = cases.split_at(cases.len() / 2);
        if let Ok(test) = log_rank(left, right) { prop_assert!((0.0..=1.0).contains(&test.p)); }
    }

    #[test]
    fn nothing_panics(duration in any::<f64>(), ended in any::<bool>(), share in any::<f64>()) {
        if let Ok(curve) = kaplan_meier(&[Case { duration, ended }], share) { let _ = curve.done_within(share); let _ = curve.quantile(share); }
    }
}
