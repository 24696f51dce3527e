//! The contacts: Delta tables on Parquet, facts derived from them, and answers to questions. Nobody else knows them.
//!
//! | module | what it holds |
//! |---|---|
//! | `columns`, `hash` | what a table looks like; what makes two rows the same record |
//! | `writer`, `staging`, `compare`, `rewrite` | an import: staged, compared, made visible as a whole |
//! | `undo` | an import taken back |
//! | `journal`, `engine` | intents, locks and ledger; before a change or after it, never between |
//! | `table`, `part` | Delta tables; the Parquet files that they consist of |
//! | `facts` | what is worked out once per version: windows, durations, inherited dimensions, days |
//! | `answer` | questions: planned as scans, gathered cell by cell, remembered by version |
//! | `sessions` | where the scans run: in this process, or where another program says |
//!
//! ```text
//! lake/contacts/…   one Delta table per kind: the truth; partition `_state` = current | replaced
//! lake/imports/…    the journal and the ledger
//! lake/facts/…      derived files: a cache, may be removed at any time
//! lake/cells/…      figures of periods that have not changed: a cache, may be removed at any time
//! ```

mod answer;
mod columns;
mod compare;
mod engine;
mod facts;
mod hash;
mod journal;
mod lake;
mod marks;
mod part;
mod rewrite;
mod sessions;
mod staging;
mod table;
mod time;
mod undo;
mod writer;

pub use columns::canonical_schema;
pub use lake::Lake;
pub use sessions::{Sessions, embedded};
pub use writer::Writer;
