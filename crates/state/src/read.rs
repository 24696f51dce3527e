//! What is stored as text, read back.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

pub(crate) fn time(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what: "a time", value: text.to_owned() })
}

pub(crate) fn day(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what: "a day", value: text.to_owned() })
}

pub(crate) fn json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable { what, value: error.to_string() })
}

pub(crate) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable { what, value: format!("{error}: {text}") })
}
