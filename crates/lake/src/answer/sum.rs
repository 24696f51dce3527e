//! A sum that does not depend on the order of its terms.
//!
//! Records come in another order after every import, and from another number of cores on every machine. A plain sum of fractions
//! then ends in another digit; kept figures would differ from fresh ones by nothing that anybody can explain.

/// A sum with what rounding took from it (Neumaier 1974, *ZAMM* 54:39; exact error of an addition by Knuth, TAOCP 2 §4.2.2, theorem B).
/// The errors are exact, and their own sum has room for 53 binary digits more: terms of like size, as many as there may be, give the
/// same digits in any order.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, term: f64) {
        let sum = self.high + term;
        let of_term = sum - self.high;
        self.low += (self.high - (sum - of_term)) + (term - of_term);
        self.high = sum;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.add(other.high);
        self.low += other.low;
    }

    /// A sum that has been worked out already.
    pub(crate) fn of(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }

    pub(crate) fn value(self) -> f64 {
        // Beyond the largest number there is no error to speak of.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_of_terms_and_the_parts_they_come_in_do_not_matter(
            mut terms in proptest::collection::vec(0.001_f64..1_000_000.0, 1..400),
            cut in any::<prop::sample::Index>(),
            seed in any::<u64>(),
        ) {
            let sum = |terms: &[f64]| terms.iter().fold(Sum::default(), |mut sum, term| { sum.add(*term); sum });
            let straight = sum(&terms).value();
            terms.sort_by_key(|term| term.to_bits().wrapping_mul(seed | 1));
            let (first, second) = terms.split_at(cut.index(terms.len()));
            let mut parts = sum(second);
            parts.merge(sum(first));
            prop_assert_eq!(parts.value(), straight);
        }
    }

    #[test]
    fn what_overflows_is_infinite_and_not_nothing() {
        let mut sum = Sum::default();
        sum.add(f64::MAX);
        sum.add(f64::MAX);
        assert_eq!(sum.value(), f64::INFINITY);
    }
}
