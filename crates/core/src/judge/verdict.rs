//! Chart and detector together → the word that stands beside the metric.

use super::{Judgement, Request};

/// Judges a series. Never fails: what cannot be judged says so in its verdict.
pub fn judge(request: &Request<'_>) -> Judgement {
    super::chart::draw(request)
}
