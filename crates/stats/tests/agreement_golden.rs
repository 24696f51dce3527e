//! Coefficients of agreement against golden and published figures.

use luotsi_stats::agreement::{
    Ratings, Resampling, Scale, bootstrap, cohen_kappa, gwet, krippendorff_alpha, percent_agreement, resampled_alpha,
};
use proptest::prelude::*;

type Units = Vec<Vec<Option<f64>>>;

fn two_raters(cells: [usize; 4]) -> Units {
    let cell = |count: usize, a: f64, b: f64| std::iter::repeat_n(vec![Some(a), Some(b)], count);
    cell(cells[0], 1.0, 1.0).chain(cell(cells[1], 1.0, 0.0)).chain(cell(cells[2], 0.0, 1.0)).chain(cell(cells[3], 0.0, 0.0)).collect()
}

#[test]
fn the_golden_tables_come_out() {
    for (cells, observed, kappa, ac1, alpha) in [
        ([90, 5, 5, 0], 0.90, -0.0526, 0.8895, -0.0474),
        ([85, 5, 5, 5], 0.90, 0.4444, 0.8780, 0.4472),
        ([45, 5, 5, 45], 0.90, 0.80, 0.80, 0.801),
    ] {
        let ratings = Ratings::new(&two_raters(cells)).unwrap();
        for (got, expected) in [
            (percent_agreement(&ratings, 0.95).unwrap().estimate, observed),
            (cohen_kappa(&ratings, 0.95).unwrap().estimate, kappa),
            (gwet(&ratings, Scale::Nominal, 0.95).unwrap().estimate, ac1),
            (krippendorff_alpha(&ratings, Scale::Nominal).unwrap(), alpha),
        ] {
            assert!((got - expected).abs() <= 5.1e-5, "{cells:?}: {got} for {expected}");
        }
    }
}

/// Krippendorff (2011), section C: four observers, twelve units, gaps.
fn krippendorff_example() -> Units {
    let rows: [[u8; 12]; 4] = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    (0..12).map(|unit| rows.iter().map(|row| (row[unit] > 0).then(|| f64::from(row[unit]))).collect()).collect()
}

#[test]
fn the_published_example_with_gaps_comes_out() {
    // Krippendorff (2011): nominal .743, ordinal .815, interval .849. Gwet (2014), table 4.10 for the same ratings: AC1 .77544.
    let ratings = Ratings::new(&krippendorff_example()).unwrap();
    for (scale, expected) in [(Scale::Nominal, 0.743), (Scale::Ordinal, 0.815), (Scale::Interval, 0.849)] {
        let alpha = krippendorff_alpha(&ratings, scale).unwrap();
        assert!((alpha - expected).abs() <= 5.1e-4, "{scale:?} {alpha}");
    }
    let ac1 = gwet(&ratings, Scale::Nominal, 0.95).unwrap();
    assert!((ac1.estimate - 0.77544).abs() <= 5.1e-6, "{ac1:?}");
    assert!((ac1.estimate - ac1.low - 0.14295 * 2.200_985_160_082_949).abs() <= 5e-5, "{ac1:?}");
    assert!((percent_agreement(&ratings, 0.95).unwrap().estimate - 0.81818).abs() <= 5.1e-6);
}

#[test]
fn kappa_has_the_published_error() {
    // Fleiss, Levin and Paik (2003), table 18.1 (diagnoses of 100 patients): kappa .676, standard error .088.
    let table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]];
    let mut units: Units = Vec::new();
    for (i, row) in table.iter().enumerate() {
        for (j, count) in row.iter().enumerate() {
            units.extend(std::iter::repeat_n(vec![Some(i as f64), Some(j as f64)], *count));
        }
    }
    let kappa = cohen_kappa(&Ratings::new(&units).unwrap(), 0.95).unwrap();
    assert!((kappa.estimate - 0.676).abs() < 5.1e-4, "{kappa:?}");
    assert!(((kappa.estimate - kappa.low) / 1.959964 - 0.088).abs() < 5.1e-4, "{kappa:?}");
}

#[test]
fn without_variation_only_percent_agreement_speaks() {
    let ratings = Ratings::new(&two_raters([20, 0, 0, 0])).unwrap();
    assert_eq!(percent_agreement(&ratings, 0.95).unwrap().estimate, 1.0);
    assert!(krippendorff_alpha(&ratings, Scale::Nominal).unwrap_err().to_string().contains("percent agreement"));
    assert!(cohen_kappa(&ratings, 0.95).is_err());
    // Knowing that there was another category, AC1 can tell.
    let known = Ratings::with_categories(&two_raters([20, 0, 0, 0]), &[0.0, 1.0]).unwrap();
    assert_eq!(gwet(&known, Scale::Nominal, 0.95).unwrap().estimate, 1.0);
    assert!(Ratings::with_categories(&two_raters([1, 0, 0, 0]), &[0.0]).is_err());
}

#[test]
fn the_same_seed_gives_the_same_interval() {
    let ratings = Ratings::new(&two_raters([45, 5, 5, 45])).unwrap();
    let draw = |seed| {
        bootstrap(&ratings, Resampling { rounds: 400, seed, confidence: 0.95 }, |sample| krippendorff_alpha(sample, Scale::Nominal))
            .unwrap()
    };
    assert_eq!(draw(7), draw(7));
    // About as wide as the analytic interval of AC1, which equals alpha here but for a third digit.
    let analytic = gwet(&ratings, Scale::Nominal, 0.95).unwrap();
    assert!((draw(7).margin() / analytic.margin() - 1.0).abs() < 0.15);
}

proptest! {
    #[test]
    fn order_is_irrelevant_and_ranges_hold(units in prop::collection::vec(prop::collection::vec(prop::option::of(0u8..4), 3), 2..25)) {
        let units: Units = units.into_iter().map(|unit| unit.into_iter().map(|rating| rating.map(f64::from)).collect()).collect();
        let turned: Units = units.iter().rev().map(|unit| unit.iter().rev().copied().collect()).collect();
        if let (Ok(one), Ok(other)) = (Ratings::new(&units), Ratings::new(&turned)) {
            for scale in [Scale::Nominal, Scale::Ordinal, Scale::Interval] {
                let resampling = Resampling { rounds: 50, seed: 3, confidence: 0.95 };
                prop_assert_eq!(
                    resampled_alpha(&one, scale, resampling),
                    bootstrap(&one, resampling, |sample| krippendorff_alpha(sample, scale))
                );
                if let (Ok(a), Ok(b)) = (krippendorff_alpha(&one, scale), krippendorff_alpha(&other, scale)) {
                    prop_assert!((a - b).abs() < 1e-9 && a <= 1.0 + 1e-12);
                }
                if let (Ok(a), Ok(b)) = (gwet(&one, scale, 0.95), gwet(&other, scale, 0.95)) {
                    prop_assert!((a.estimate - b.estimate).abs() < 1e-9 && a.low <= a.high && a.high <= 1.0 && a.low >= -1.0);
                }
            }
            let share = percent_agreement(&one, 0.95).unwrap();
            prop_assert!(0.0 <= share.low && share.high <= 1.0);
            if let Ok(kappa) = cohen_kappa(&one, 0.95) { prop_assert!(kappa.low <= kappa.high && kappa.high <= 1.0); }
        }
    }

    #[test]
    fn nothing_panics(units in prop::collection::vec(prop::collection::vec(prop::option::of(any::<f64>()), 0..4), 0..8)) {
        if let Ok(ratings) = Ratings::new(&units) {
            for scale in [Scale::Nominal, Scale::Ordinal, Scale::Interval] {
                let _ = krippendorff_alpha(&ratings, scale);
                let _ = gwet(&ratings, scale, 0.9);
            }
            let _ = cohen_kappa(&ratings, 0.9);
        }
    }
}
