//! In: files of other systems become checked, pseudonymised batches of canonical records.
//!
//! | module | what it holds |
//! |---|---|
//! | [`reading`] | [`Reading`]: one file understood; its preview; its batches, streamed in file order |
//! | [`profile`] | [`Profiles`]: how the export of a known system maps to records (`sources/*.toml`, own ones in the workspace) |
//! | [`key`] | [`Key`]: the workspace's secret, with which customer ids are hashed |
//! | `dress` | how a file is written: encoding, delimiter, decimal sign, date order, header row |
//! | `formats` | CSV, XLSX, Parquet and JSON → [blocks](block) of text cells |
//! | `mapping` | file columns → canonical columns and dimensions, guessed with a confidence |
//! | `plan` | what each column of each table is made of, once a profile or a guess has met the file's header |
//! | `fold` | several rows of one case → the case's last row, in bounded memory |
//! | `records` | blocks + plan → Arrow columns, with every refused row named |
//! | `values` | one text cell → one value |
//!
//! # What the program does with it
//!
//! ```no_run
//! use luotsi_core::{intake::Request, settings::Settings};
//! use luotsi_ingest::{Context, Key, Profiles, Reading};
//!
//! # fn import(workspace: &std::path::Path, now: jiff::Timestamp, fresh: [u8; 32]) -> Result<(), luotsi_core::intake::IntakeError> {
//! let settings = Settings::default();
//! let key = Key::open_or_create(workspace, || Ok(fresh))?;
//! let profiles = Profiles::load(Some(&workspace.join("sources")))?;
//! let context = Context { settings: &settings, profiles: &profiles, key: &key, now };
//! let request = Request { file: "yhteydenotot.csv".into(), ..Request::default() };
//! let reading = Reading::open(&request, &context)?;
//! for table in reading.tables() {
//!     println!("{} {:?}", table.kind.name(), table.schema);
//! }
//! for batch in reading.batches() {
//!     let batch = batch?;
//!     println!("{}: {} rows, {} refused", batch.kind.name(), batch.records.num_rows(), batch.refused.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The clock and randomness are parameters. Nothing panics on input: a bad row becomes a
//! [`Refusal`](luotsi_core::intake::Refusal), a file that cannot be understood an
//! [`IntakeError`](luotsi_core::intake::IntakeError) with the facts from which its words are made.

mod block;
mod dress;
mod fold;
mod formats;
pub mod key;
mod mapping;
mod plan;
pub mod profile;
pub mod reading;
mod records;
mod values;

pub use key::Key;
pub use profile::Profiles;
pub use reading::{Batch, Batches, Context, Reading, Table};
