//! Files in, batches out: the crate from outside.

mod checks;
mod common;
mod dress;
mod nasty;
mod sources;
