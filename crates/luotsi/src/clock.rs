//! The one place where the program reads the clock and draws randomness. Everything else gets them as parameters.

use jiff::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A new identifier that sorts by time.
pub fn new_id(at: Timestamp) -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or_default();
    Ok(ulid::Ulid::from_parts(milliseconds, u128::from_be_bytes(bytes)).to_string())
}
