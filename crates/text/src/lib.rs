//! The language of what customers write: Finnish, Swedish and English, pure and deterministic.
//!
//! | module | question it answers |
//! |---|---|
//! | [`mod@mask`] | what in this text tells who somebody is, and how does the text read without it? |
//! | [`personal`] | does this column of a file look like personal data, and why? |
//! | [`language`] | in which of the three languages is this short text? |
//! | [`tokens`] | which words does it hold, and what are their stems? |
//!
//! Nothing here reads files, the network or the clock: a text goes in, plain values come out. The tables that the
//! modules need are compiled in from `data/`, where `ATTRIBUTION.md` names their sources and licences.

pub mod language;
pub mod mask;
pub mod personal;
pub mod tokens;

pub use language::{Guess, Language};
pub use mask::{Counts, MaskKind, Masked, Span, mask};
pub use personal::{Personal, PersonalKind, Reason, looks_personal};
