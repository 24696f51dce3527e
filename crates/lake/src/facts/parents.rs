//! What records inherit through a key: feedback and evaluations from their contact, working days from their person.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use luotsi_core::records::{Kind, Value};

use super::day_column;
use super::texts::{Texts, UNKNOWN, text_type};
use crate::columns::arrow_type;
use crate::compare::KeyHasher;
use crate::hash::key_of_text;
use crate::part::PartReader;

/// The parents that some records name.
#[derive(Default)]
pub(crate) struct Parents {
    index: HashMap<u128, u32, BuildHasherDefault<KeyHasher>>,
    texts: Vec<(String, Texts)>,
    numbers: Vec<(&'static str, Vec<f64>)>,
}

/// Which parents and which of their columns.
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Kind,
    pub(crate) keys: &'a HashSet<u128, BuildHasherDefault<KeyHasher>>,
    /// Text columns.
    pub(crate) texts: Vec<String>,
    /// Columns of numbers, and flags as 0 and 1.
    pub(crate) numbers: &'static [&'static str],
}

impl Parents {
    /// Reads them from the parents' files of facts.
    pub(crate) fn load(files: &[PathBuf], wanted: &Wanted<'_>) -> Result<Self> {
        let key = wanted.kind.key()[0];
        let key_type = if wanted.kind.is_personal(key) { text_type() } else { DataType::Utf8 };
        let mut fields = vec![Field::new(key, key_type, true)];
        let texts: Vec<String> = wanted.texts.iter().filter(|name| *name != key).cloned().collect();
        fields.extend(texts.iter().map(|name| Field::new(name, text_type(), true)));
        fields.extend(wanted.numbers.iter().map(|name| Field::new(*name, number_type(wanted.kind, name), true)));
        let schema = Arc::new(Schema::new(fields));
        let mut parents = Self {
            index: HashMap::default(),
            texts: texts.into_iter().map(|name| (name, Texts::default())).collect(),
            numbers: wanted.numbers.iter().map(|name| (*name, Vec::new())).collect(),
        };
        for file in files {
            for batch in PartReader::open(file, schema.clone())? {
                let batch = batch?;
                let keys = arrow::compute::cast(batch.column(0), &DataType::Utf8)?;
                let found: Vec<usize> = keys
                    .as_string::<i32>()
                    .iter()
                    .enumerate()
                    .filter_map(|(row, key)| {
                        let key = key_of_text(key?);
                        if !wanted.keys.contains(&key) {
                            return None;
                        }
                        let next = parents.index.len() as u32;
                        parents.index.entry(key).or_insert(next);
                        Some(row)
                    })
                    .collect();
                for (column, (_, texts)) in parents.texts.iter_mut().enumerate() {
                    let codes = texts.codes_of(batch.column(1 + column))?;
                    found.iter().for_each(|row| texts.push(codes[*row]));
                }
                let first_number = 1 + parents.texts.len();
                for (column, (_, numbers)) in parents.numbers.iter_mut().enumerate() {
                    let array = batch.column(first_number + column);
                    // Days become numbers by way of whole numbers.
                    let array = match array.data_type() {
                        DataType::Date32 => arrow::compute::cast(array, &DataType::Int32)?,
                        _ => array.clone(),
                    };
                    let array = arrow::compute::cast(&array, &DataType::Float64)?;
                    let array = array.as_primitive::<Float64Type>();
                    numbers.extend(found.iter().map(|row| if array.is_valid(*row) { array.value(*row) } else { f64::NAN }));
                }
            }
        }
        Ok(parents)
    }

    /// The parent of each key.
    pub(crate) fn find(&self, keys: &[Option<u128>]) -> Vec<Option<u32>> {
        keys.iter().map(|key| key.and_then(|key| self.index.get(&key).copied())).collect()
    }

    /// Text columns that are inherited.
    pub(crate) fn text_names(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(name, _)| name.as_str())
    }

    /// A text column of rows with these parents: the row's own value where it has one.
    pub(crate) fn inherit(&self, name: &str, own: Option<&Texts>, parents: &[Option<u32>]) -> Texts {
        let mut inherited = Texts::default();
        let theirs = self.texts.iter().find(|(known, _)| known == name).map(|(_, texts)| texts);
        for (row, parent) in parents.iter().enumerate() {
            let ours = own.and_then(|own| own.value(own.keys().get(row).copied().unwrap_or(UNKNOWN)));
            let value = ours.or_else(|| {
                let (theirs, parent) = (theirs?, (*parent)?);
                theirs.value(theirs.keys()[parent as usize])
            });
            let code = value.map_or(UNKNOWN, |value| inherited.code(value));
            inherited.push(code);
        }
        inherited
    }

    /// A number of each row's parent; NaN = unknown.
    pub(crate) fn number(&self, name: &str, parents: &[Option<u32>]) -> Vec<f64> {
        let theirs = self.numbers.iter().find(|(known, _)| *known == name).map(|(_, numbers)| numbers);
        parents.iter().map(|parent| theirs.zip(*parent).map_or(f64::NAN, |(theirs, parent)| theirs[parent as usize])).collect()
    }
}

/// How a number is stored with the parents: numbers and counts as they are, flags and days to be made numbers.
fn number_type(kind: Kind, name: &str) -> DataType {
    let is_day = kind.columns().iter().any(|column| column.name != name && day_column(kind, column.name).as_deref() == Some(name));
    let fact = || luotsi_core::facts::of(kind).iter().find(|fact| fact.name == name).map(|fact| fact.value);
    match kind.column(name).map(|column| column.value).or_else(fact) {
        _ if is_day => DataType::Date32,
        Some(value @ (Value::Flag | Value::Count { .. })) => arrow_type(value),
        _ => DataType::Float64,
    }
}

/// The dimensions that a kind hands on: canonical dimensions and choices, and those of the user's own.
pub(crate) fn handed_on(kind: Kind, columns: &[String]) -> Vec<String> {
    columns
        .iter()
        .filter(|name| match kind.column(name).map(|column| column.value) {
            Some(Value::Dimension | Value::Choice(_)) => true,
            Some(_) => false,
            None => !name.starts_with('_') && !luotsi_core::facts::of(kind).iter().any(|fact| fact.name == name.as_str()),
        })
        .cloned()
        .collect()
}
