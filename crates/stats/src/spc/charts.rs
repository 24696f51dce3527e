//! What each kind of chart draws. The arithmetic is behind [`judge`](super::judge); these pages say which.

/// Single values.
pub mod individuals {
    #![doc = include_str!("../../docs/spc-individuals.md")]
}

/// Counts and proportions.
pub mod counts {
    #![doc = include_str!("../../docs/spc-counts.md")]
}

/// Subgroups.
pub mod subgroups {
    #![doc = include_str!("../../docs/spc-subgroups.md")]
}

/// Where the tools are wrong, and what is done instead.
pub mod differences {
    #![doc = include_str!("../../docs/spc-differences.md")]
}
