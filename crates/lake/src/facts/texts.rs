//! Text columns with few values, as numbers into one list: every value is compared and stored once.

use std::collections::HashMap;

use anyhow::{Result, bail};
use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int32Type};

/// A text column being put together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    codes: HashMap<String, i32>,
    values: Vec<String>,
    keys: Vec<i32>,
}

/// Unknown.
pub(crate) const UNKNOWN: i32 = -1;

impl Texts {
    /// The number of a value.
    pub(crate) fn code(&mut self, value: &str) -> i32 {
        if let Some(code) = self.codes.get(value) {
            return *code;
        }
        let code = self.values.len() as i32;
        self.values.push(value.to_owned());
        self.codes.insert(value.to_owned(), code);
        code
    }

    pub(crate) fn value(&self, code: i32) -> Option<&str> {
        usize::try_from(code).ok().and_then(|code| self.values.get(code)).map(String::as_str)
    }

    pub(crate) fn values(&self) -> &[String] {
        &self.values
    }

    pub(crate) fn keys(&self) -> &[i32] {
        &self.keys
    }

    pub(crate) fn push(&mut self, key: i32) {
        self.keys.push(key);
    }

    /// Adds the values of an array (texts or a dictionary of texts).
    pub(crate) fn append(&mut self, array: &dyn Array) -> Result<()> {
        let keys = self.codes_of(array)?;
        self.keys.extend(keys);
        Ok(())
    }

    /// The numbers of an array's values, without adding rows.
    pub(crate) fn codes_of(&mut self, array: &dyn Array) -> Result<Vec<i32>> {
        match array.data_type() {
            DataType::Dictionary(..) => {
                let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() else { bail!("a text column has keys of another type") };
                let Some(values) = dictionary.values().as_string_opt::<i32>() else { bail!("a text column holds no text") };
                let mapped: Vec<i32> = values.iter().map(|value| value.map_or(UNKNOWN, |value| self.code(value))).collect();
                Ok(dictionary.keys().iter().map(|key| key.map_or(UNKNOWN, |key| mapped[key as usize])).collect())
            }
            DataType::Utf8 => Ok(array.as_string::<i32>().iter().map(|value| value.map_or(UNKNOWN, |value| self.code(value))).collect()),
            DataType::Null => Ok(vec![UNKNOWN; array.len()]),
            other => bail!("a column of type {other} is no text"),
        }
    }

    /// How many rows have each value.
    pub(crate) fn counts(&self) -> HashMap<String, u64> {
        let mut counts = vec![0_u64; self.values.len()];
        for key in &self.keys {
            if let Ok(key) = usize::try_from(*key) {
                counts[key] += 1;
            }
        }
        self.values.iter().cloned().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// The column.
    pub(crate) fn into_array(self) -> Result<ArrayRef> {
        let known = NullBuffer::from_iter(self.keys.iter().map(|key| *key != UNKNOWN));
        let known = (known.null_count() > 0).then_some(known);
        let keys: Vec<i32> = if known.is_some() { self.keys.into_iter().map(|key| key.max(0)).collect() } else { self.keys };
        let values = StringArray::from_iter_values(&self.values);
        let keys = Int32Array::try_new(keys.into(), known)?;
        Ok(std::sync::Arc::new(DictionaryArray::<Int32Type>::try_new(keys, std::sync::Arc::new(values))?))
    }
}

/// The type of such columns.
pub(crate) fn text_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}
