//! Hashes that tell whether two rows are the same record (key) and whether the record is the same as before (content).
//!
//! xxHash3 is no cipher and need not be one: whoever can choose records may replace them anyway.

use anyhow::{Result, bail};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};
use luotsi_core::records::Kind;
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128};

/// The key of a record of a kind with a single text key (a contact by its id).
pub(crate) fn key_of_text(text: &str) -> u128 {
    xxh3_128(text.as_bytes())
}

/// One key a row. The key columns must have the lake's own types; an absent column counts as unknown.
pub(crate) fn keys(kind: Kind, batch: &RecordBatch) -> Result<Vec<u128>> {
    let columns: Vec<Option<&ArrayRef>> = kind.key().iter().map(|name| batch.column_by_name(name)).collect();
    if let [Some(only)] = columns.as_slice()
        && let Some(texts) = only.as_string_opt::<i32>()
    {
        return Ok(texts.iter().map(|text| key_of_text(text.unwrap_or_default())).collect());
    }
    let mut keys = Vec::with_capacity(batch.num_rows());
    let mut buffer = Vec::new();
    for row in 0..batch.num_rows() {
        buffer.clear();
        for column in &columns {
            match column {
                Some(column) if column.is_valid(row) => write_value(&mut buffer, column, row)?,
                _ => buffer.push(0),
            }
        }
        keys.push(xxh3_128(&buffer));
    }
    Ok(keys)
}

fn write_value(buffer: &mut Vec<u8>, column: &ArrayRef, row: usize) -> Result<()> {
    match column.data_type() {
        DataType::Utf8 => {
            let text = column.as_string::<i32>().value(row);
            buffer.push(1);
            buffer.extend((text.len() as u32).to_le_bytes());
            buffer.extend(text.as_bytes());
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            buffer.push(2);
            buffer.extend(column.as_primitive::<TimestampMicrosecondType>().value(row).to_le_bytes());
        }
        DataType::Date32 => {
            buffer.push(3);
            buffer.extend(column.as_primitive::<Date32Type>().value(row).to_le_bytes());
        }
        other => bail!("a key column of type {other} is not known"),
    }
    Ok(())
}

/// One content hash a row, over all columns but those of bookkeeping. The sum over columns does not depend on their order, and
/// an unknown value adds nothing, so that it equals an absent column.
pub(crate) fn contents(batch: &RecordBatch) -> Result<Vec<i64>> {
    let mut sums = vec![0_u64; batch.num_rows()];
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if field.name().starts_with('_') {
            continue;
        }
        let seed = xxh3_64_with_seed(field.name().as_bytes(), 0);
        add_column(&mut sums, column, seed)?;
    }
    Ok(sums.into_iter().map(|sum| sum as i64).collect())
}

fn add_column(sums: &mut [u64], column: &ArrayRef, seed: u64) -> Result<()> {
    match column.data_type() {
        DataType::Utf8 => {
            for (sum, text) in sums.iter_mut().zip(column.as_string::<i32>()) {
                if let Some(text) = text {
                    *sum = sum.wrapping_add(xxh3_64_with_seed(text.as_bytes(), seed));
                }
            }
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            add_bits(sums, seed, column.as_primitive::<TimestampMicrosecondType>().iter().map(|value| value.map(|value| value as u64)));
        }
        DataType::Int64 => add_bits(sums, seed, column.as_primitive::<Int64Type>().iter().map(|value| value.map(|value| value as u64))),
        DataType::Date32 => {
            add_bits(sums, seed, column.as_primitive::<Date32Type>().iter().map(|value| value.map(|value| value as u64)));
        }
        DataType::Float64 => {
            // −0 and 0 are the same figure: adding zero makes them the same bits.
            add_bits(sums, seed, column.as_primitive::<Float64Type>().iter().map(|value| value.map(|value| (value + 0.0).to_bits())));
        }
        DataType::Boolean => add_bits(sums, seed, column.as_boolean().iter().map(|value| value.map(u64::from))),
        other => bail!("a column of type {other} is not known"),
    }
    Ok(())
}

fn add_bits(sums: &mut [u64], seed: u64, values: impl Iterator<Item = Option<u64>>) {
    for (sum, value) in sums.iter_mut().zip(values) {
        if let Some(value) = value {
            *sum = sum.wrapping_add(mix(value ^ seed));
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit moves every output bit.
fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Float64Array, StringArray};
    use std::sync::Arc;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
    }

    #[test]
    fn an_empty_new_column_and_another_order_change_no_content() {
        let text: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
        let figure: ArrayRef = Arc::new(Float64Array::from(vec![Some(-0.0), Some(2.0)]));
        let zero: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.0), Some(2.0)]));
        let empty: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>, None]));
        let before = contents(&batch(vec![("topic", text.clone()), ("wait_s", figure)])).unwrap();
        let after = contents(&batch(vec![("wait_s", zero), ("region", empty), ("topic", text)])).unwrap();
        assert_eq!(before, after);
    }

    #[test]
    fn the_same_value_in_another_column_is_another_content() {
        let text: ArrayRef = Arc::new(StringArray::from(vec![Some("a")]));
        assert_ne!(contents(&batch(vec![("topic", text.clone())])).unwrap(), contents(&batch(vec![("team", text)])).unwrap());
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        let of = |first: &str, second: &str| {
            let columns = vec![
                ("evaluation_id", Arc::new(StringArray::from(vec![first])) as ArrayRef),
                ("criterion", Arc::new(StringArray::from(vec![second])) as ArrayRef),
            ];
            keys(Kind::Evaluations, &batch(columns)).unwrap()[0]
        };
        assert_ne!(of("ab", "c"), of("a", "bc"));
    }
}
