//! Quantiles of counts: the same as the definition where it can be walked through, and an answer where it cannot.

use luotsi_stats::distribution::{Binomial, Poisson};
use proptest::prelude::*;

/// The definition itself: count upwards until the cdf reaches p, less 64 units in the last place.
fn walked(p: f64, most: u64, cdf: impl Fn(u64) -> f64) -> u64 {
    let bar = p * (1.0 - 64.0 * f64::EPSILON);
    (0..most).find(|&count| cdf(count) >= bar).unwrap_or(most)
}

proptest! {
    #[test]
    fn a_binomial_quantile_is_the_first_count_that_reaches_p(trials in 0_u64..400, share in 0.0..=1.0, p in 1e-12..1.0_f64) {
        let binomial = Binomial::new(trials, share).expect("a distribution");
        prop_assert_eq!(binomial.quantile(p), walked(p, trials, |count| binomial.cdf(count)));
    }

    #[test]
    fn a_poisson_quantile_is_the_first_count_that_reaches_p(mean in 0.0..300.0_f64, p in 1e-12..0.999_999_f64) {
        let poisson = Poisson::new(mean).expect("a distribution");
        prop_assert_eq!(poisson.quantile(p), walked(p, 2_000, |count| poisson.cdf(count)));
    }

    #[test]
    fn a_count_of_any_size_gets_a_quantile_that_its_neighbour_misses(
        exponent in 3.0..15.0_f64,
        share in 0.001..0.999_f64,
        p in prop_oneof![1e-15..1e-3, 0.001..0.999, 0.999..0.999_999_999_f64],
    ) {
        let size = 10_f64.powf(exponent).round();
        let binomial = Binomial::new(size as u64, share).expect("a distribution");
        let count = binomial.quantile(p);
        let slack = p * (1.0 - 64.0 * f64::EPSILON);
        prop_assert!(binomial.cdf(count) >= slack && (count == 0 || binomial.cdf(count - 1) < p));
        let poisson = Poisson::new(size * share).expect("a distribution");
        let count = poisson.quantile(p);
        prop_assert!(poisson.cdf(count) >= slack && (count == 0 || poisson.cdf(count - 1) < p));
    }

    /// Where the expansion takes over from the continued fraction, nothing is to be seen.
    #[test]
    fn the_cdf_climbs_across_the_size_at_which_its_method_changes(offset in 0_u64..40, z in -5.0..5.0_f64) {
        let count = 99_980 + offset;
        let mean = count as f64 - z * (count as f64).sqrt();
        let poisson = Poisson::new(mean).expect("a distribution");
        let climbed = poisson.cdf(count) - poisson.cdf(count - 1);
        prop_assert!((climbed / poisson.probability(count) - 1.0).abs() < 1e-7, "{climbed:e} {:e}", poisson.probability(count));
    }
}

#[test]
fn a_thousand_million_million_contacts_are_judged_too() {
    // The middle of a symmetric distribution is known without arithmetic, its 97.5 % point from the normal one.
    let even = Binomial::new(1_000_000_000_000_000, 0.5).expect("a distribution");
    assert_eq!(even.quantile(0.5), 500_000_000_000_000);
    let upper = even.quantile(0.975) as f64;
    assert!((upper - (5e14 + 1.959_963_984_540_054 * 2.5e14_f64.sqrt())).abs() <= 1.0, "{upper}");
    let poisson = Poisson::new(1e15).expect("a distribution");
    let low = poisson.quantile(0.001_35) as f64;
    assert!((low - (1e15 - 2.999_976_992_703_393_3 * 1e15_f64.sqrt() + 8.0 / 6.0)).abs() <= 1.0, "{low}");
}

#[test]
fn few_events_in_very_many_are_judged_as_such() {
    // 5 expected in 1e15: as good as Poisson.
    let rare = Binomial::new(1_000_000_000_000_000, 5e-15).expect("a distribution");
    let poisson = Poisson::new(5.0).expect("a distribution");
    for count in 0..30 {
        assert!((rare.cdf(count) / poisson.cdf(count) - 1.0).abs() < 1e-12, "{count}");
        assert!((rare.survival(count) / poisson.survival(count) - 1.0).abs() < 1e-11, "{count}");
    }
    assert_eq!(rare.quantile(0.975), poisson.quantile(0.975));
}
