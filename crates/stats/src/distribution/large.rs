//! Incomplete gamma and beta functions at large shapes, where series and continued fractions need as many terms as the root
//! of the shape.
//!
//! The integrand is a bump; measured on the scale on which it is exactly normal, the tail is a series of error-function
//! integrals, and a handful of terms is enough however large the shapes are. Source: DiDonato and Morris (1992), *Algorithm
//! 708: Significant Digit Computation of the Incomplete Beta Function Ratios* (its expansion for two large shapes); uniform
//! expansions of this kind are due to Temme (1979). The gamma function is the limit in which one shape grows without bound.

use std::f64::consts::{FRAC_2_SQRT_PI, SQRT_2};

use super::special::{Tails, stirling_error};

/// From this shape on (for the beta function: of the smaller shape) the expansion is used. Here and above its relative error
/// is below 1e-12 in both tails (`tests/distribution_golden.rs`: the density integrated at 36 digits, up to 1e15).
pub(super) const LARGE: f64 = 1e5;

/// Terms of the expansion at most; at the least shape and the farthest tail that is not zero, eight are enough.
const TERMS: usize = 20;

/// The beta function's tails; both shapes are at least [`LARGE`], x + y = 1.
pub(super) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    let below = above_mean(a, b, x, y);
    let correction = stirling_error(a) + stirling_error(b) - stirling_error(a + b);
    // ln Γ(a) and ln a! leave the same remainder beside Stirling's formula, so that the errors of a! serve for Γ(a).
    let bump = |near: f64, far: f64, distance: f64| Bump {
        ratio: near.min(far) / near.max(far),
        skew: (far - near) / near.max(far),
        width: 1.0 / (near.min(far) * (1.0 + near.min(far) / near.max(far))).sqrt(),
        exponent: near * excess(-distance / near) + far * excess(distance / far),
        correction,
    };
    if below >= 0.0 {
        let lower = bump(a, b, below).tail();
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = bump(b, a, -below).tail();
        Tails { lower: 1.0 - upper, upper }
    }
}

/// The gamma function's tails; the shape is at least [`LARGE`].
pub(super) fn gamma_tails(shape: f64, x: f64) -> Tails {
    let below = shape - x;
    let bump = |skew: f64| Bump {
        ratio: 0.0,
        skew,
        width: 1.0 / shape.sqrt(),
        exponent: shape * excess(-below / shape),
        correction: stirling_error(shape),
    };
    if below >= 0.0 {
        let lower = bump(1.0).tail();
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = bump(-1.0).tail();
        Tails { lower: 1.0 - upper, upper }
    }
}

/// What the expansion needs to know of an integrand and a point.
struct Bump {
    /// Smaller shape over larger, 0..=1.
    ratio: f64,
    /// Difference of the shapes over the larger one, −1..=1.
    skew: f64,
    /// Standard deviation of the bump in units of its smaller shape; small.
    width: f64,
    /// By how many factors e the integrand is lower at the point than at its top.
    exponent: f64,
    /// What Stirling's formula leaves out of the normalisation.
    correction: f64,
}

impl Bump {
    /// The tail beyond the point, away from the top; at most about a half.
    fn tail(&self) -> f64 {
        let scale = (-self.exponent).exp();
        if scale == 0.0 {
            return 0.0;
        }
        let root = self.exponent.sqrt();
        let z = SQRT_2 * root;
        let double = 2.0 * self.exponent;
        // Integrals of powers against the normal tail, without the factor e^−exponent; even and odd ones by recursion.
        let mut even = 0.5 / FRAC_2_SQRT_PI * libm::erfc(root) / scale;
        let mut odd = SQRT_2 / 4.0;
        let (mut even_power, mut odd_power) = (z, double);
        let mut series = Series::new(self);
        let mut sum = even + series.first() * self.width * odd;
        let mut weight = self.width;
        for order in (2..=TERMS).step_by(2) {
            let (of_even, of_odd) = series.next_pair(order);
            even = SQRT_2 / 4.0 * even_power + (order - 1) as f64 * even;
            odd = SQRT_2 / 4.0 * odd_power + order as f64 * odd;
            even_power *= double;
            odd_power *= double;
            weight *= self.width;
            let term = of_even * weight * even;
            weight *= self.width;
            let last = of_odd * weight * odd;
            sum += term + last;
            if term.abs() + last.abs() <= f64::EPSILON * sum.abs() {
                break;
            }
        }
        (FRAC_2_SQRT_PI * scale * (-self.correction).exp() * sum).clamp(0.0, 1.0)
    }
}

/// Coefficients of the expansion, made pair by pair.
struct Series {
    ratio: f64,
    skew: f64,
    /// Taylor coefficients of the exponent around the top of the bump.
    exponent: [f64; TERMS + 1],
    /// Those of its reversion.
    reverted: [f64; TERMS + 1],
    /// Those of the integrand on the normal scale.
    integrand: [f64; TERMS + 1],
    /// Sum of the even powers of the ratio so far, and the last of them.
    powers: (f64, f64),
}

impl Series {
    fn new(bump: &Bump) -> Self {
        let mut series = Self {
            ratio: bump.ratio,
            skew: bump.skew,
            exponent: [0.0; TERMS + 1],
            reverted: [0.0; TERMS + 1],
            integrand: [0.0; TERMS + 1],
            powers: (1.0, 1.0),
        };
        series.exponent[0] = 2.0 / 3.0 * bump.skew;
        series.reverted[0] = -0.5 * series.exponent[0];
        series.integrand[0] = -series.reverted[0];
        series
    }

    fn first(&self) -> f64 {
        self.integrand[0]
    }

    /// The coefficients of an even order and of the odd one after it.
    fn next_pair(&mut self, order: usize) -> (f64, f64) {
        let ratio = self.ratio;
        let (sum, power) = self.powers;
        let power = ratio * ratio * power;
        let sum = sum + power;
        self.powers = (sum, power);
        self.exponent[order - 1] = 2.0 / (1.0 + ratio) * (1.0 + ratio * power) / (order + 2) as f64;
        self.exponent[order] = 2.0 * self.skew * sum / (order + 3) as f64;
        for index in order..=order + 1 {
            self.extend(index);
        }
        (self.integrand[order - 1], self.integrand[order])
    }

    fn extend(&mut self, index: usize) {
        let power = -0.5 * (index + 1) as f64;
        // The exponent's series raised to a power, term by term.
        let mut raised = [0.0; TERMS + 1];
        raised[0] = power * self.exponent[0];
        for order in 2..=index {
            let mut sum = 0.0;
            for inner in 1..order {
                let rest = order - inner;
                sum += (inner as f64 * power - rest as f64) * self.exponent[inner - 1] * raised[rest - 1];
            }
            raised[order - 1] = power * self.exponent[order - 1] + sum / order as f64;
        }
        self.reverted[index - 1] = raised[index - 1] / (index + 1) as f64;
        let crossed: f64 = (1..index).map(|inner| self.integrand[index - inner - 1] * self.reverted[inner - 1]).sum();
        self.integrand[index - 1] = -(crossed + self.reverted[index - 1]);
    }
}

/// u − ln(1 + u) for u above −1, without cancellation near 0.
fn excess(u: f64) -> f64 {
    if u.abs() > 0.3 {
        return if u <= -1.0 { f64::INFINITY } else { u - libm::log1p(u) };
    }
    // ln(1 + u) = 2·artanh(v), v = u/(2 + u).
    let v = u / (2.0 + u);
    let square = v * v;
    let mut term = 2.0 * v * square;
    let mut sum = 0.0;
    for step in 1..100 {
        let next = sum + term / (2 * step + 1) as f64;
        if next == sum {
            break;
        }
        sum = next;
        term *= square;
    }
    u * v - sum
}

/// a − (a + b)·x with x + y = 1: how far a lies above its share of a + b. From the smaller of x and y, because the other has
/// lost digits to its 1, and with one rounding, because the terms cancel nearly whole.
pub(super) fn above_mean(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= y { -(a + b).mul_add(x, -a) } else { (a + b).mul_add(y, -b) }
}
