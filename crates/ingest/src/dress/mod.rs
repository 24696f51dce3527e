//! How a text file is written: detected on its first bytes, shown, and overridable field by field.

pub(crate) mod delimiter;
pub(crate) mod encoding;
pub(crate) mod numbers;
