//! The special functions under the distributions: incomplete gamma and beta functions and their inverses.
//!
//! Accuracy: relative error below about 1e-13 for shapes up to a few thousand, growing slowly with the square root of the
//! shape, and below 1e-12 for all shapes; from 100,000 on an expansion takes over (`large`). Prefactors use the saddle-point
//! form of Loader (2000), because a difference of log-gammas loses a digit for every factor ten of the shape. The continued fraction of the beta function is DLMF 8.17.22, of the gamma function
//! DLMF 8.9.2, both evaluated by the method of Lentz (1976) as modified by Thompson and Barnett (1986).

use std::f64::consts::PI;

use super::large::{self, LARGE};

/// The natural logarithm of the square root of 2π.
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
/// Continued fractions and series stop here; the slowest one needs about ten times the square root of its smaller shape.
const STEPS: usize = 1_000_000;
/// Stands for zero in Lentz's method.
const TINY: f64 = 1e-300;

/// Both tails of a distribution at one point; they add up to 1 and each keeps its own relative precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// The probability at or below the point.
    pub lower: f64,
    /// The probability above the point.
    pub upper: f64,
}

/// The error of Stirling's formula, ln(x!) − ln(√(2πx)·(x/e)^x), for x > 0. Source: Loader (2000).
pub(super) fn stirling_error(x: f64) -> f64 {
    if x <= 15.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * x.ln() + x - LN_SQRT_2PI;
    }
    let square = x * x;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / square) / square) / square) / square) / square)
        / x
}

/// The deviance x·ln(x/m) + m − x without cancellation near x = m. Source: Loader (2000).
fn deviance(x: f64, mean: f64) -> f64 {
    deviance_at(x, mean, x - mean)
}

/// The same when x − m is known better than x and m are.
fn deviance_at(x: f64, mean: f64, difference: f64) -> f64 {
    if difference.abs() < 0.1 * (x + mean) {
        let v = difference / (x + mean);
        let mut sum = difference * v;
        let mut term = 2.0 * x * v;
        let square = v * v;
        for step in 1..1000 {
            term *= square;
            let next = sum + term / (2 * step + 1) as f64;
            if next == sum {
                return next;
            }
            sum = next;
        }
        return sum;
    }
    x * (x / mean).ln() + mean - x
}

/// The Poisson probability e^−m·m^x/Γ(x+1), for any real x ≥ 0 and mean m ≥ 0. Source: Loader (2000).
pub fn poisson_term(x: f64, mean: f64) -> f64 {
    if mean == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x <= mean * f64::MIN_POSITIVE {
        return (-mean).exp();
    }
    if mean < x * f64::MIN_POSITIVE {
        return (-mean + x * mean.ln() - libm::lgamma(x + 1.0)).exp();
    }
    (-stirling_error(x) - deviance(x, mean)).exp() / (2.0 * PI * x).sqrt()
}

/// The binomial probability Γ(x+y+1)/(Γ(x+1)Γ(y+1))·p^x·q^y for any real x, y ≥ 0 with p + q = 1. Source: Loader (2000).
///
/// Both p and q are parameters, because 1 − p loses the digits of a small q.
pub fn binomial_term(x: f64, y: f64, p: f64, q: f64) -> f64 {
    let n = x + y;
    if p == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if q == 0.0 {
        return if y == 0.0 { 1.0 } else { 0.0 };
    }
    if x == 0.0 {
        return if p < 0.1 { (n * libm::log1p(-p)).exp() } else { (n * q.ln()).exp() };
    }
    if y == 0.0 {
        return if q < 0.1 { (n * libm::log1p(-q)).exp() } else { (n * p.ln()).exp() };
    }
    let deviance = if n >= LARGE {
        let distance = large::above_mean(x, y, p, q);
        deviance_at(x, n * p, distance) + deviance_at(y, n * q, -distance)
    } else {
        deviance(x, n * p) + deviance(y, n * q)
    };
    let exponent = stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance;
    (exponent - LN_SQRT_2PI - 0.5 * (x.ln() + (y / n).ln())).exp()
}

/// The regularised incomplete gamma functions P(shape, x) and Q(shape, x), for shape > 0 and x ≥ 0.
pub fn incomplete_gamma(shape: f64, x: f64) -> Tails {
    if x.is_nan() || shape.is_nan() {
        return Tails { lower: f64::NAN, upper: f64::NAN };
    }
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if x.is_infinite() {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    if shape >= LARGE {
        return large::gamma_tails(shape, x);
    }
    let factor = poisson_term(shape, x);
    if x < shape + 1.0 {
        // DLMF 8.7.1: P = x^a e^−x / Γ(a+1) · Σ x^k / ((a+1)…(a+k)).
        let mut term = 1.0;
        let mut sum = 1.0;
        for step in 1..STEPS {
            term *= x / (shape + step as f64);
            sum += term;
            if term < sum * f64::EPSILON * 0.1 {
                break;
            }
        }
        let lower = (factor * sum).min(1.0);
        Tails { lower, upper: 1.0 - lower }
    } else {
        let mut b = x + 1.0 - shape;
        let mut c = 1.0 / TINY;
        let mut d = 1.0 / b;
        let mut fraction = d;
        for step in 1..STEPS {
            let i = step as f64;
            let a = -i * (i - shape);
            b += 2.0;
            d = 1.0 / nonzero(a * d + b);
            c = nonzero(b + a / c);
            let change = c * d;
            fraction *= change;
            if (change - 1.0).abs() <= f64::EPSILON {
                break;
            }
        }
        let upper = (factor * shape * fraction).clamp(0.0, 1.0);
        Tails { lower: 1.0 - upper, upper }
    }
}

/// The regularised incomplete beta function I_x(a, b) and its complement, for a, b > 0 and y = 1 − x.
///
/// Both x and y are parameters, because 1 − x loses the digits of a small y.
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x.is_nan() || y.is_nan() || a.is_nan() || b.is_nan() {
        return Tails { lower: f64::NAN, upper: f64::NAN };
    }
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    if a.min(b) >= LARGE {
        return large::beta_tails(a, b, x, y);
    }
    let factor = binomial_term(a, b, x, y) * a * b / (a + b);
    if a.max(b) >= LARGE {
        let below = large::above_mean(a, b, x, y);
        return if below >= 0.0 {
            let lower = (factor * unequal_fraction(a, b, x, below)).clamp(0.0, 1.0);
            Tails { lower, upper: 1.0 - lower }
        } else {
            let upper = (factor * unequal_fraction(b, a, y, -below)).clamp(0.0, 1.0);
            Tails { lower: 1.0 - upper, upper }
        };
    }
    if x * (a + b + 2.0) < a + 1.0 {
        let lower = (factor * beta_fraction(a, b, x) / a).clamp(0.0, 1.0);
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = (factor * beta_fraction(b, a, y) / b).clamp(0.0, 1.0);
        Tails { lower: 1.0 - upper, upper }
    }
}

/// The continued fraction of I_x(a, b) without its prefactor. Source: DLMF 8.17.22.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

/// The even part of that fraction, over a: two steps at once, and no difference of nearly equal numbers when one shape is very
/// much larger than the other. `below` is a − (a + b)·x, at least 0. Source: DiDonato and Morris (1992), Algorithm 708.
fn unequal_fraction(a: f64, b: f64, x: f64, below: f64) -> f64 {
    let y = 1.0 - x;
    let one = 1.0 + 1.0 / a;
    let mut c = nonzero((below + 1.0) / one);
    let mut d = 0.0;
    let mut fraction = c;
    for step in 1..STEPS {
        let n = step as f64;
        let weight = n * (b - n) * x;
        let share = a / (a + 2.0 * n - 1.0);
        let before = 1.0 + (n - 1.0) / a;
        let numerator = before * (before + b / a) * share * share * weight * x;
        let scaled = n / a;
        let denominator = n + weight / (a + 2.0 * n - 1.0) + (1.0 + scaled) / (one + 2.0 * scaled) * (below + 1.0 + n * (1.0 + y));
        d = 1.0 / nonzero(numerator * d + denominator);
        c = nonzero(denominator + numerator / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    1.0 / fraction
}

fn nonzero(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The point x at which the incomplete gamma function has the given tails.
///
/// Newton's method on ln P (or ln Q, whichever is the smaller tail) over ln x, where the function is concave, kept inside
/// a bracket.
pub fn inverse_incomplete_gamma(shape: f64, tails: Tails) -> f64 {
    if tails.lower <= 0.0 {
        return 0.0;
    }
    if tails.upper <= 0.0 {
        return f64::INFINITY;
    }
    let point = solve(shape.ln(), tails, |u| {
        let x = u.exp();
        (incomplete_gamma(shape, x), shape * poisson_term(shape, x))
    });
    point.exp()
}

/// The log-odds ln(x/y) at which the incomplete beta function has the given tails; ±∞ at the ends.
///
/// The log-odds rather than x, because x and 1 − x both keep their digits in it.
pub fn inverse_incomplete_beta(a: f64, b: f64, tails: Tails) -> f64 {
    if tails.lower <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if tails.upper <= 0.0 {
        return f64::INFINITY;
    }
    solve((a / b).ln(), tails, |u| {
        let (x, y) = from_log_odds(u);
        (incomplete_beta(a, b, x, y), binomial_term(a, b, x, y) * a * b / (a + b))
    })
}

/// The probability and its complement that belong to log-odds.
pub fn from_log_odds(u: f64) -> (f64, f64) {
    (1.0 / (1.0 + (-u).exp()), 1.0 / (1.0 + u.exp()))
}

/// Finds u where `at(u)`, which gives both tails and the density over u, has the wanted tails.
fn solve(start: f64, wanted: Tails, at: impl Fn(f64) -> (Tails, f64)) -> f64 {
    let below_half = wanted.lower <= wanted.upper;
    let goal = if below_half { wanted.lower.ln() } else { wanted.upper.ln() };
    let (mut low, mut high) = (-745.0, 709.0);
    let mut u = start.clamp(low, high);
    for _ in 0..300 {
        let (tails, density) = at(u);
        let tail = if below_half { tails.lower } else { tails.upper };
        // Increasing in u whichever tail is used.
        let value = if below_half { tail.ln() - goal } else { goal - tail.ln() };
        if value == 0.0 {
            return u;
        }
        if value < 0.0 {
            low = u;
        } else {
            high = u;
        }
        let step = value * tail / density;
        let mut next = u - step;
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        if (next - u).abs() <= 2e-16 * u.abs().max(0.5) {
            return next;
        }
        u = next;
    }
    u
}
