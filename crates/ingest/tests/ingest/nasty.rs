//! Files that nobody should send, and everybody does.

use std::io::Write;
use std::sync::{Arc, LazyLock};

use crate::common::{Tested, open, read, request, write};
use arrow::array::{ArrayRef, Float64Array, ListBuilder, RecordBatch, StringArray, StringBuilder};
use luotsi_core::intake::{Dress, FileFault, IntakeError, Reason, Request};
use luotsi_core::records::Kind;
use proptest::prelude::*;

#[test]
fn an_empty_file_and_binary_garbage_are_errors_that_say_so() -> Tested {
    let folder = tempfile::tempdir()?;
    let garbage: Vec<u8> = (0..5_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let fault = |file: &std::path::Path| match open(&request(file)).err() {
        Some(IntakeError::File { file: named, fault }) if named == file => Some(fault),
        _ => None,
    };
    for (bytes, expected) in [
        (Vec::new(), FileFault::Empty),
        (garbage, FileFault::NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), FileFault::OldWorkbook),
        (b"[]".to_vec(), FileFault::NoJsonObjects),
        (b"[{\"a\":".to_vec(), FileFault::NoJsonObjects),
    ] {
        let file = write(folder.path(), "x.csv", &bytes)?;
        assert_eq!(fault(&file), Some(expected));
    }
    let zip = write(folder.path(), "x.zip", b"PK\x03\x04broken")?;
    assert!(matches!(fault(&zip), Some(FileFault::CannotUnpack(_))));
    let parquet = write(folder.path(), "x.parquet", b"PAR1broken")?;
    assert!(matches!(fault(&parquet), Some(FileFault::CannotRead(_))));
    assert!(matches!(fault(&folder.path().join("absent.csv")), Some(FileFault::CannotOpen(_))));
    Ok(())
}

#[test]
fn a_header_alone_gives_no_records_and_no_error() -> Tested {
    let folder = tempfile::tempdir()?;
    for text in ["contact_id,opened_at\n", "contact_id,opened_at", "contact_id,opened_at\n\n,\n\n"] {
        let given = read(&request(write(folder.path(), "contacts.csv", text)?), Kind::Contacts)?;
        assert_eq!((given.rows(), given.refused.len()), (0, 0), "{text:?}");
    }
    Ok(())
}

#[test]
fn odd_cells_stay_what_they_are() -> Tested {
    let folder = tempfile::tempdir()?;
    let long = "x".repeat(10 << 20);
    let text = format!(
        "contact_id,opened_at,team\r\n\"1\",2026-06-08 12:30,\"a, \"\"b\"\"\r\nc\"\r\n2,2026-06-08 12:30,a\0b\r\n\u{feff}3,2026-06-08 12:30,\"{long}\"\r\n\r\n4,\u{a0}2026-06-08 12:30 , space \r\n5,2026-06-08 12:30,\"never closed\r\n6,2026-06-08 12:30,last"
    );
    let given = read(&request(write(folder.path(), "contacts.csv", text)?), Kind::Contacts)?;
    assert_eq!(given.texts("contact_id").into_iter().flatten().collect::<Vec<_>>(), ["1", "2", "3", "4", "6"]);
    let teams: Vec<String> = given.texts("team").into_iter().flatten().collect();
    assert_eq!((teams[0].as_str(), teams[1].as_str(), teams[2].len(), teams[3].as_str()), ("a, \"b\"\r\nc", "a\0b", 10 << 20, "space"));
    assert_eq!(given.reasons(), [(7, Reason::UnclosedQuote)]);
    assert_eq!(given.source_rows, [2, 3, 4, 6, 8]);
    Ok(())
}

#[test]
fn undecodable_bytes_cost_their_own_row_only() -> Tested {
    let folder = tempfile::tempdir()?;
    let mut bytes = "contact_id,opened_at,team\n1,2026-06-08 12:30,Päivä\n2,2026-06-08 12:30,\"Y\"\"ö\"\n".to_owned().into_bytes();
    bytes.extend_from_slice(b"3,2026-06-08 12:30,bad \xff\xfe\n4,2026-06-08 12:30,\"quoted \"\"bad\"\" \xff\"\n");
    bytes.extend_from_slice("5,2026-06-08 12:30,Hyvä\n".as_bytes());
    let dress = Dress { encoding: Some("utf-8".to_owned()), ..Dress::default() };
    let given = read(&Request { dress, ..request(write(folder.path(), "contacts.csv", bytes)?) }, Kind::Contacts)?;
    assert_eq!(given.reasons(), [(4, Reason::Undecodable), (5, Reason::Undecodable)]);
    assert_eq!(given.texts("team").into_iter().flatten().collect::<Vec<_>>(), ["Päivä", "Y\"ö", "Hyvä"]);
    Ok(())
}

#[test]
fn a_broken_json_line_is_refused_by_its_number() -> Tested {
    let folder = tempfile::tempdir()?;
    let text = "{\"contact_id\":1,\"opened_at\":\"2026-06-08T12:30:00Z\"}\n{oops\n[1]\n{\"contact_id\":2,\"opened_at\":\"2026-06-08T12:30:00Z\"}\n";
    let given = read(&request(write(folder.path(), "contacts.jsonl", text)?), Kind::Contacts)?;
    assert_eq!(given.reasons(), [(2, Reason::NotJson), (3, Reason::NotJson)]);
    assert_eq!(given.rows(), 2);
    Ok(())
}

/// Reads all that there is; what matters is that every way ends in an answer.
fn survives(bytes: &[u8], name: &str, kind: Option<Kind>) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().map_err(|error| TestCaseError::fail(error.to_string()))?;
    let file = write(folder.path(), name, bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let Ok(reading) = open(&Request { kind, ..request(file) }) else { return Ok(()) };
    let preview = reading.preview().map_err(|error| TestCaseError::fail(error.to_string()))?;
    for table in &preview.tables {
        prop_assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }
    let (mut rows, mut refused) = (0, 0);
    for batch in reading.batches() {
        match batch {
            Ok(batch) => {
                rows += batch.records.num_rows();
                refused += batch.refused.len();
                prop_assert_eq!((rows + refused) as u64, batch.rows_read);
            }
            // A required column is not there, or the file is damaged further on.
            Err(error) => prop_assert!(
                matches!(
                    error,
                    IntakeError::File { fault: FileFault::Unmapped { .. } | FileFault::CannotRead(_) | FileFault::CannotUnpack(_), .. }
                ),
                "{}",
                error
            ),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(&bytes, "x.csv", None)?;
    }

    #[test]
    fn a_header_with_anything_behind_it_never_panics(rest in prop::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(0xff_u8), Just(b'1'), Just(b'-'), Just(b':'), any::<u8>()], 0..400)) {
        survives(&[b"contact_id,opened_at,team\n1,2026-06-08,x\n".as_slice(), &rest].concat(), "contacts.csv", Some(Kind::Contacts))?;
    }

    #[test]
    fn any_table_of_texts_is_read_row_by_row(rows in prop::collection::vec(prop::collection::vec("[ -~åäö\n]{0,15}", 3), 1..20)) {
        let mut text = "case_id,activity,at\n".to_owned();
        for row in &rows {
            text += &row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
            text.push('\n');
        }
        survives(text.as_bytes(), "events.csv", Some(Kind::Events))?;
    }

    #[test]
    fn json_like_text_never_panics(text in "(\\{\"[a-c]\":[0-9\\{\\}\\[\\]\",:a-z]{0,30}\\}?\n?){0,6}") {
        survives(text.as_bytes(), "x.jsonl", Some(Kind::Contacts))?;
    }

    #[test]
    fn a_broken_workbook_or_parquet_file_never_panics(rest in prop::collection::vec(any::<u8>(), 0..200), head in prop::sample::select(vec![b"PK\x03\x04".as_slice(), b"PAR1", b"\x1f\x8b\x08"])) {
        survives(&[head, &rest, b"PAR1"].concat(), "x.bin", None)?;
    }

    /// A sound file with some bytes changed and its end cut off gets far deeper into the readers than noise does.
    #[test]
    fn a_damaged_workbook_never_panics(damage in damages()) {
        survives(&damaged(workbook(), &damage), "contacts.xlsx", Some(Kind::Contacts))?;
    }

    #[test]
    fn a_damaged_parquet_file_never_panics(damage in damages()) {
        survives(&damaged(parquet_file(), &damage), "contacts.parquet", Some(Kind::Contacts))?;
    }

    #[test]
    fn a_damaged_packed_file_never_panics(damage in damages()) {
        survives(&damaged(packed(), &damage), "contacts.csv.gz", Some(Kind::Contacts))?;
    }

    #[test]
    fn nested_json_of_any_shape_never_panics(value in nested(), is_list in any::<bool>()) {
        let text = if is_list { format!("[{value},{value}]") } else { format!("{value}\n{value}\n") };
        survives(text.as_bytes(), "contacts.json", Some(Kind::Contacts))?;
    }
}

/// Where bytes are changed and to what, as shares of the file's length; and how much of the file is left.
type Damage = (Vec<(f64, u8)>, f64);

fn damages() -> impl Strategy<Value = Damage> {
    let kept = prop_oneof![3 => Just(1.0), 1 => 0.0_f64..1.0];
    (prop::collection::vec((0.0_f64..1.0, any::<u8>()), 0..12), kept)
}

fn damaged(file: &[u8], (changes, kept): &Damage) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for (place, byte) in changes {
        let at = (place * bytes.len() as f64) as usize;
        bytes[at] = *byte;
    }
    bytes.truncate((kept * bytes.len() as f64) as usize);
    bytes
}

fn workbook() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in ["contact_id", "opened_at", "team", "wait_s"].into_iter().enumerate() {
            sheet.write(0, column as u16, name).expect("a cell");
        }
        for row in 1..40_u32 {
            sheet.write(row, 0, format!("A{row}")).expect("a cell");
            sheet.write(row, 1, format!("2026-06-{:02} 12:30", row % 28 + 1)).expect("a cell");
            sheet.write(row, 2, "Laskutus & perintä").expect("a cell");
            sheet.write(row, 3, f64::from(row) * 1.5).expect("a cell");
        }
        book.save_to_buffer().expect("a workbook")
    });
    &FILE
}

fn parquet_file() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..200).map(|at| format!("A{at}"))));
        let opened: ArrayRef = Arc::new(StringArray::from_iter_values((0..200).map(|at| format!("2026-06-{:02} 12:30", at % 28 + 1))));
        let waits: ArrayRef = Arc::new(Float64Array::from_iter((0..200).map(|at| (at % 7 != 0).then_some(f64::from(at)))));
        let mut tags = ListBuilder::new(StringBuilder::new());
        (0..200).for_each(|at| tags.append_value((0..at % 4).map(|tag| Some(format!("tag {tag}")))));
        let columns = [("contact_id", ids), ("opened_at", opened), ("wait_s", waits), ("tags", Arc::new(tags.finish()))];
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("rows");
        writer.close().expect("the footer");
        bytes
    });
    &FILE
}

fn packed() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let rows = (0..300).map(|at| format!("A{at},2026-06-08 12:30,\"Laskutus, \"\"perintä\"\"\"\n"));
        let text = format!("contact_id,opened_at,team\n{}", rows.collect::<String>());
        packer.write_all(text.as_bytes()).expect("memory");
        packer.finish().expect("memory")
    });
    &FILE
}

/// Objects in lists in objects, with names and values of all sorts.
fn nested() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        ".{0,12}".prop_map(serde_json::Value::from),
        Just(serde_json::Value::from("2026-06-08T12:30:00Z")),
    ];
    let any = leaf.prop_recursive(12, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            prop::collection::vec(("[a-c.]{0,3}|contact_id|opened_at", inner), 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    });
    any.prop_map(|value| serde_json::json!({ "contact_id": "1", "opened_at": "2026-06-08T12:30:00Z", "more": value }))
}
