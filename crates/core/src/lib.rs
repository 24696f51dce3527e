//! The rules of Luotsi, free of I/O: what a record is, what a metric means, how a question is asked and an answer read.
//!
//! | module | what it holds |
//! |---|---|
//! | [`records`] | the kinds of records of the import contract: their columns, units, ranges and keys |
//! | [`facts`] | columns that the lake derives from records once per version (durations, windows over a customer's contacts) |
//! | [`period`] | days, ISO weeks, months, quarters, years |
//! | [`calendar`] | opening hours, holidays, business time |
//! | [`scope`] | which part of the service: filters over dimensions |
//! | [`settings`] | what a workspace may set, with its default and reason |
//! | [`catalogue`] | metrics as data: definitions read from TOML, checked, with texts in three languages |
//! | [`ask`] | the one narrow door to the lake: a question in, an answer out |
//! | [`intake`] | the door for records: preview, import, progress, undo, ledger |
//! | [`measure`] | sums → values with intervals; roll-up; small groups hidden |
//! | [`judge`] | a series → control chart and verdict |
//! | [`situation`] | many metrics → the situation picture; [`brief`] is the same on one page |
//! | [`rules`] | rules between metrics and guides for reactions, as data |
//! | [`signals`] | everything watched → the few things worth a reaction |
//! | [`comparison`] | the own best quarter and values from elsewhere, compared where that is honest; targets in steps |
//! | [`measuring`] | the measuring measured: sampling, answering, assessors, coverage, records, definitions, counting by hand |
//! | [`causes`] | which parts explain a change, what goes with answers, cases drawn at random |
//! | [`actions`] | what is done so that a metric moves |
//! | [`effect`] | actions → did they work, against what untouched parts did; how soon it can be told |
//! | [`timeline`] | events that may explain a change |
//! | [`trainer`] | made-up control charts to learn reading on |
//!
//! The clock and randomness are parameters everywhere.

pub mod actions;
pub mod ask;
pub mod brief;
pub mod calendar;
pub mod catalogue;
pub mod causes;
pub mod comparison;
pub mod effect;
pub mod facts;
pub mod intake;
pub mod judge;
pub mod measure;
pub mod measuring;
pub mod period;
pub mod records;
pub mod rules;
pub mod scope;
pub mod settings;
pub mod signals;
pub mod situation;
pub mod timeline;
pub mod trainer;

mod dice;

#[cfg(test)]
mod sample;
