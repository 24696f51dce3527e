//! The columns of the lake: what each kind's table looks like, and what every row carries besides its records.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use luotsi_core::records::{Kind, Value};

/// Which import brought the row (ULID).
pub(crate) const IMPORT: &str = "_import";
/// The row's number in its file.
pub(crate) const ROW: &str = "_row";
/// Upper and lower half of the 128-bit hash of the key columns. 64 bits would let two of 100 million keys meet with a chance of
/// 1 in 3,700, and one record would silently replace another; 128 bits do not.
pub(crate) const KEY_HIGH: &str = "_key_high";
/// See [`KEY_HIGH`].
pub(crate) const KEY_LOW: &str = "_key_low";
/// Hash of everything else in the record; unknown and absent columns count alike, so a new empty column changes no record.
pub(crate) const CONTENT: &str = "_content";
/// The import whose row replaced this one; unknown for current rows.
pub(crate) const REPLACED_BY: &str = "_replaced_by";
/// Partition column: [`RowState`].
pub(crate) const STATE: &str = "_state";

/// Does a row count, or is it kept only so that an import can be undone?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum RowState {
    Current,
    Replaced,
}

impl RowState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Replaced => "replaced",
        }
    }
}

/// The Arrow type in which values of a canonical column are stored.
pub(crate) fn arrow_type(value: Value) -> DataType {
    match value {
        Value::Id | Value::CustomerId | Value::Dimension | Value::Choice(_) | Value::Comment => DataType::Utf8,
        Value::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Value::Date | Value::Month => DataType::Date32,
        Value::Number { .. } => DataType::Float64,
        Value::Count { .. } => DataType::Int64,
        Value::Flag => DataType::Boolean,
    }
}

/// The type of a column of a kind: canonical columns have their own, every other column is a dimension.
pub(crate) fn column_type(kind: Kind, column: &str) -> DataType {
    kind.column(column).map_or(DataType::Utf8, |column| arrow_type(column.value))
}

/// What every row of every table carries.
pub(crate) fn bookkeeping() -> [Field; 6] {
    [
        Field::new(IMPORT, DataType::Utf8, true),
        Field::new(ROW, DataType::Int64, true),
        Field::new(KEY_HIGH, DataType::Int64, true),
        Field::new(KEY_LOW, DataType::Int64, true),
        Field::new(CONTENT, DataType::Int64, true),
        Field::new(REPLACED_BY, DataType::Utf8, true),
    ]
}

/// The schema in which records of a kind are handed over: canonical columns in order. Files may leave columns out and add
/// dimensions (text) of their own.
pub fn canonical_schema(kind: Kind) -> SchemaRef {
    let fields: Vec<Field> = kind.columns().iter().map(|column| Field::new(column.name, arrow_type(column.value), true)).collect();
    Arc::new(Schema::new(fields))
}

/// May a dimension have this name? Delta tables without column mapping allow no spaces and brackets in names.
pub(crate) fn is_column_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('_') && !name.contains([' ', ',', ';', '{', '}', '(', ')', '\n', '\t', '=', '"'])
}

/// The Delta name of an Arrow type that the lake stores.
pub(crate) fn delta_type(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Timestamp(..) => "timestamp",
        DataType::Date32 => "date",
        DataType::Float64 => "double",
        DataType::Int64 => "long",
        DataType::Boolean => "boolean",
        _ => "string",
    }
}

/// The Delta schema of a table with these dimensions beyond the canonical columns.
pub(crate) fn delta_schema(kind: Kind, dimensions: &[String]) -> serde_json::Value {
    let field = |name: &str, data_type: &DataType| serde_json::json!({"name": name, "type": delta_type(data_type), "nullable": true, "metadata": {}});
    let mut fields: Vec<serde_json::Value> = kind.columns().iter().map(|column| field(column.name, &arrow_type(column.value))).collect();
    fields.extend(dimensions.iter().map(|name| field(name, &DataType::Utf8)));
    fields.extend(bookkeeping().iter().map(|known| field(known.name(), known.data_type())));
    fields.push(field(STATE, &DataType::Utf8));
    serde_json::json!({"type": "struct", "fields": fields})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_may_not_take_a_name_that_a_delta_table_refuses() {
        for (name, right) in [("region", true), ("Alue", true), ("asiakas ryhmä", false), ("_import", false), ("", false)] {
            assert_eq!(is_column_name(name), right, "{name}");
        }
    }

    #[test]
    fn the_delta_schema_holds_canonical_columns_dimensions_and_bookkeeping() {
        let schema = delta_schema(Kind::Costs, &["region".to_owned()]);
        let names: Vec<&str> = schema["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"amount_eur") && names.contains(&"region") && names.contains(&STATE) && names.contains(&CONTENT));
    }
}
