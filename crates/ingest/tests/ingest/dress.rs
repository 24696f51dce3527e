//! One table in every dress: encodings × delimiters × decimal signs × date orders, packed and in every format.

use std::io::Write;
use std::sync::Arc;

use crate::common::{Given, Tested, open, read, request, write};
use arrow::array::{
    Array, ArrayRef, Float64Array, Int64Array, Int64Builder, ListArray, ListBuilder, MapBuilder, RecordBatch, StringArray, StringBuilder,
    StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field};
use encoding_rs::WINDOWS_1252;
use luotsi_core::intake::{Dress, DressPart, FileFault, IntakeError, Request};
use luotsi_core::records::Kind;

/// How a file is written in a test.
struct Worn {
    encoding: &'static str,
    delimiter: char,
    decimal: char,
    order: &'static str,
    title: bool,
}

impl Worn {
    fn text(&self) -> String {
        let d = self.delimiter;
        let number = |text: &str| {
            let text = text.replace('.', &self.decimal.to_string());
            if self.decimal == d { format!("\"{text}\"") } else { text }
        };
        let day = |day: u32, month: u32, clock: &str| match self.order {
            "ymd" => format!("2026-{month:02}-{day:02} {clock}"),
            "dmy" => format!("{day}.{month}.2026 {}", clock.replace(':', ".")),
            "dmy/" => format!("{day:02}/{month:02}/2026 {clock}"),
            _ => format!("{month:02}/{day:02}/2026 {clock}"),
        };
        let mut text = if self.title { "Yhteydenotot, tulostettu tänään\n\n".to_owned() } else { String::new() };
        text += &["Yhteydenotto-ID", "Kanava", "Tiimi", "Avattu", "Odotusaika_s", "Siirrot", "Sää"].join(&d.to_string());
        text += "\n";
        for (id, opened, wait, transfers) in
            [("A1", day(8, 6, "12:30"), "75.5", "0"), ("A2", day(28, 6, "09:05"), "0", "2"), ("A3", day(1, 7, "16:00"), "", "")]
        {
            let quoted = format!("\"Neuvonta{d} \"\"yö\"\"\"");
            text += &[id, "puhelin", &quoted, &opened, &number(wait), transfers, "pilvistä"].join(&d.to_string());
            text += "\n";
        }
        text
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text();
        match self.encoding {
            "utf-8 with mark" => [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
            "utf-16le" => [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            "windows-1252" => WINDOWS_1252.encode(&text).0.into_owned(),
            _ => text.into_bytes(),
        }
    }
}

fn check(given: &Given, delimiter: char, what: &str) {
    assert_eq!(given.reasons(), [], "{what}");
    assert_eq!(given.texts("contact_id"), ["A1", "A2", "A3"].map(|id| Some(id.to_owned())), "{what}");
    assert_eq!(given.texts("team"), [(); 3].map(|()| Some(format!("Neuvonta{delimiter} \"yö\""))), "{what}");
    let opened = ["2026-06-08T09:30:00Z", "2026-06-28T06:05:00Z", "2026-07-01T13:00:00Z"];
    assert_eq!(given.times("opened_at"), opened.map(|at| Some(at.to_owned())), "{what}");
    assert_eq!(given.numbers("wait_s"), [Some(75.5), Some(0.0), None], "{what}");
    assert_eq!(given.counts("transfers"), [Some(0), Some(2), None], "{what}");
    assert_eq!(given.texts("saa"), [(); 3].map(|()| Some("pilvistä".to_owned())), "{what}");
}

#[test]
fn every_dress_gives_the_same_records() -> Tested {
    let folder = tempfile::tempdir()?;
    for encoding in ["utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"] {
        for delimiter in [',', ';', '\t', '|'] {
            for decimal in ['.', ','] {
                for order in ["ymd", "dmy", "dmy/", "mdy"] {
                    for title in [false, true] {
                        let worn = Worn { encoding, delimiter, decimal, order, title };
                        let what = format!("{encoding} {delimiter:?} {decimal} {order} {title}");
                        let file = write(folder.path(), "yhteydenotot.csv", worn.bytes())?;
                        let reading = open(&request(&file))?;
                        let dress = reading.preview()?.dress;
                        assert_eq!(dress.delimiter, Some(delimiter), "{what}");
                        assert_eq!(dress.decimal, Some(decimal), "{what}");
                        assert_eq!(dress.encoding.as_deref(), Some(encoding.trim_end_matches(" with mark")), "{what}");
                        assert_eq!(dress.date_order.as_deref(), Some(order.trim_end_matches('/')), "{what}");
                        assert_eq!(dress.time_zone.as_deref(), Some("Europe/Helsinki"), "{what}");
                        let given = read(&request(&file), Kind::Contacts)?;
                        check(&given, delimiter, &what);
                        assert_eq!(given.source_rows, if title { [4, 5, 6] } else { [2, 3, 4] }, "{what}");
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_detected_can_be_overridden() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = write(folder.path(), "contacts.csv", "contact_id,opened_at,wait_s\n1,03/04/2026 10:00,\"1,5\"\n")?;
    let ambiguous = open(&request(&file))?.preview()?;
    assert_eq!(ambiguous.tables[0].mapping[1].concern.as_deref(), Some("ambiguous_dates"));
    let dress = Dress { date_order: Some("mdy".to_owned()), time_zone: Some("America/New_York".to_owned()), ..Dress::default() };
    let american = Request { dress, ..request(&file) };
    assert_eq!(read(&american, Kind::Contacts)?.times("opened_at")[0].as_deref(), Some("2026-03-04T15:00:00Z"));
    assert_eq!(open(&american)?.preview()?.tables[0].mapping[1].concern, None);
    for (dress, part, asked) in [
        (Dress { date_order: Some("dym".to_owned()), ..Dress::default() }, DressPart::DateOrder, "dym"),
        (Dress { time_zone: Some("Mars/Base".to_owned()), ..Dress::default() }, DressPart::TimeZone, "Mars/Base"),
        (Dress { format: Some("pdf".to_owned()), ..Dress::default() }, DressPart::Format, "pdf"),
        (Dress { delimiter: Some('"'), ..Dress::default() }, DressPart::Delimiter, "\""),
        (Dress { encoding: Some("ebcdic".to_owned()), ..Dress::default() }, DressPart::Encoding, "ebcdic"),
        (Dress { decimal: Some(';'), ..Dress::default() }, DressPart::Decimal, ";"),
    ] {
        let error = open(&Request { dress, ..request(&file) }).err();
        assert_eq!(error, Some(IntakeError::Dress { part, asked: asked.to_owned() }));
    }
    Ok(())
}

#[test]
fn packed_files_are_opened_on_the_way() -> Tested {
    let folder = tempfile::tempdir()?;
    let worn = Worn { encoding: "utf-8", delimiter: ';', decimal: ',', order: "dmy", title: false };
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&worn.bytes())?;
    let file = write(folder.path(), "yhteydenotot.csv.gz", gz.finish()?)?;
    check(&read(&request(file), Kind::Contacts)?, ';', "gzip");
    let path = folder.path().join("yhteydenotot.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path)?);
    zip.start_file("folder/yhteydenotot.csv", zip::write::SimpleFileOptions::default())?;
    zip.write_all(&worn.bytes())?;
    zip.finish()?;
    check(&read(&request(&path), Kind::Contacts)?, ';', "zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path)?);
    for name in ["a.csv", "b.csv"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())?;
    }
    zip.finish()?;
    let error = open(&request(&path)).err();
    assert_eq!(error, Some(IntakeError::File { file: path, fault: FileFault::ManyInArchive(2) }));
    Ok(())
}

#[test]
fn a_workbook_gives_the_same_records() -> Tested {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("raportti.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Ohje")?;
    let sheet = book.add_worksheet();
    sheet.set_name("Yhteydenotot")?;
    sheet.write(0, 1, "Yhteydenotot, tulostettu 1.7.2026")?;
    for (column, name) in ["Yhteydenotto-ID", "Kanava", "Tiimi", "Avattu", "Odotusaika_s", "Siirrot", "Sää"].iter().enumerate() {
        sheet.write(2, column as u16 + 1, *name)?;
    }
    let format = rust_xlsxwriter::Format::new().set_num_format("d.m.yyyy hh:mm");
    let opened = ["2026-06-08T12:30:00", "2026-06-28T09:05:00", "2026-07-01T16:00:00"];
    let (waits, transfers) = ([Some(75.5), Some(0.0), None], [Some(0.0), Some(2.0), None]);
    for row in 0..3_u32 {
        let at = row as usize;
        sheet.write(row + 3, 1, format!("A{}", row + 1))?;
        sheet.write(row + 3, 2, "puhelin")?;
        sheet.write(row + 3, 3, "Neuvonta; \"yö\"")?;
        sheet.write_with_format(row + 3, 4, rust_xlsxwriter::ExcelDateTime::parse_from_str(opened[at])?, &format)?;
        for (column, value) in [(5, waits[at]), (6, transfers[at])] {
            if let Some(value) = value {
                sheet.write(row + 3, column, value)?;
            }
        }
        sheet.write(row + 3, 7, "pilvistä")?;
    }
    book.save(&path)?;
    let given = read(&request(&path), Kind::Contacts)?;
    check(&given, ';', "xlsx");
    assert_eq!(given.source_rows, [4, 5, 6]);
    assert_eq!(open(&request(&path))?.preview()?.dress.sheet.as_deref(), Some("Yhteydenotot"));
    let wrong = Request { dress: Dress { sheet: Some("Taulu9".to_owned()), ..Dress::default() }, ..request(&path) };
    let sheets = vec!["Ohje".to_owned(), "Yhteydenotot".to_owned()];
    let fault = FileFault::NoSheet { asked: "Taulu9".to_owned(), sheets };
    assert_eq!(open(&wrong).err(), Some(IntakeError::File { file: path, fault }));
    Ok(())
}

#[test]
fn parquet_gives_the_same_records() -> Tested {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contacts.parquet");
    let opened = [1_780_911_000_000_000, 1_782_626_700_000_000, 1_782_910_800_000_000];
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("contact_id", Arc::new(StringArray::from(vec!["A1", "A2", "A3"]))),
        ("team", Arc::new(StringArray::from(vec!["Neuvonta; \"yö\""; 3]))),
        ("opened_at", Arc::new(TimestampMicrosecondArray::from(opened.to_vec()).with_timezone("UTC"))),
        ("wait_s", Arc::new(Float64Array::from(vec![Some(75.5), Some(0.0), None]))),
        ("transfers", Arc::new(Int64Array::from(vec![Some(0), Some(2), None]))),
        ("Sää", Arc::new(StringArray::from(vec!["pilvistä"; 3]))),
    ];
    let batch = RecordBatch::try_from_iter(columns)?;
    let mut writer = parquet::arrow::ArrowWriter::try_new(std::fs::File::create(&path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    check(&read(&request(&path), Kind::Contacts)?, ';', "parquet");
    Ok(())
}

/// Where a contact came from: a struct in a struct; its second row is unknown as a whole.
fn nested_columns() -> Result<RecordBatch, Box<dyn std::error::Error>> {
    let field = |name: &str, data_type: &DataType| Arc::new(Field::new(name, data_type.clone(), true));
    let structure = |members: Vec<(&str, ArrayRef)>, nulls: Option<Vec<bool>>| -> Result<StructArray, arrow::error::ArrowError> {
        let (fields, arrays): (Vec<_>, Vec<_>) = members.into_iter().map(|(name, array)| (field(name, array.data_type()), array)).unzip();
        StructArray::try_new(fields.into(), arrays, nulls.map(NullBuffer::from))
    };
    let source = structure(vec![("name", Arc::new(StringArray::from(vec!["form", "call", "mail"])))], None)?;
    let via = structure(
        vec![("channel", Arc::new(StringArray::from(vec!["web", "hidden", "email"]))), ("source", Arc::new(source))],
        Some(vec![true, false, true]),
    )?;
    let texts = |lists: [Option<Vec<Option<&str>>>; 3]| {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for list in lists {
            let is_known = list.is_some();
            list.into_iter().flatten().for_each(|text| builder.values().append_option(text));
            builder.append(is_known);
        }
        builder.finish()
    };
    let tags = texts([Some(vec![Some("vip"), None, Some("urgent")]), None, Some(Vec::new())]);
    // Comments: two of the first contact, none of the second, one of the third.
    let comments = structure(
        vec![("stars", Arc::new(Int64Array::from(vec![5, 1, 4]))), ("about", Arc::new(texts([Some(vec![Some("wait")]), None, None])))],
        None,
    )?;
    let comments =
        ListArray::try_new(field("item", comments.data_type()), OffsetBuffer::from_lengths([2, 0, 1]), Arc::new(comments), None)?;
    let mut extra = MapBuilder::new(None, StringBuilder::new(), Int64Builder::new());
    for entries in [vec![("floor", Some(2)), ("door", None)], Vec::new(), vec![("floor", Some(0))]] {
        for (key, value) in entries {
            extra.keys().append_value(key);
            extra.values().append_option(value);
        }
        extra.append(true)?;
    }
    let opened = vec![1_780_911_000_000_000, 1_782_626_700_000_000, 1_782_910_800_000_000];
    Ok(RecordBatch::try_from_iter(vec![
        ("contact_id", Arc::new(StringArray::from(vec!["A1", "A2", "A3"])) as ArrayRef),
        ("opened_at", Arc::new(TimestampMicrosecondArray::from(opened).with_timezone("UTC"))),
        ("via", Arc::new(via)),
        ("tags", Arc::new(tags)),
        ("comments", Arc::new(comments)),
        ("extra", Arc::new(extra.finish())),
    ])?)
}

#[test]
fn nested_parquet_columns_are_the_columns_of_nested_json() -> Tested {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contacts.parquet");
    let batch = nested_columns()?;
    let mut writer = parquet::arrow::ArrowWriter::try_new(std::fs::File::create(&path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    let json = write(
        folder.path(),
        "contacts.jsonl",
        r#"{"contact_id":"A1","opened_at":"2026-06-08T09:30:00Z","via":{"channel":"web","source":{"name":"form"}},"tags":["vip",null,"urgent"],"comments":[{"stars":5,"about":["wait"]},{"stars":1}]}
{"contact_id":"A2","opened_at":"2026-06-28T06:05:00Z","via":null,"tags":null,"comments":[]}
{"contact_id":"A3","opened_at":"2026-07-01T13:00:00Z","via":{"channel":"email","source":{"name":"mail"}},"tags":[],"comments":[{"stars":4}]}
"#,
    )?;
    let mapping: Vec<(String, Option<String>)> = [
        ("via.channel", "channel"),
        ("via.source.name", "source_name"),
        ("tags", "tags"),
        ("comments.0.stars", "first_stars"),
        ("comments.1.stars", "second_stars"),
        ("comments.0.about", "about"),
    ]
    .map(|(from, to)| (from.to_owned(), Some(to.to_owned())))
    .to_vec();
    for file in [path.clone(), json] {
        let given = read(&Request { mapping: mapping.clone(), ..request(&file) }, Kind::Contacts)?;
        let texts = |column: &str| given.texts(column).into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>();
        assert_eq!(given.reasons(), []);
        assert_eq!(texts("channel"), ["web", "", "email"], "{}", file.display());
        assert_eq!(texts("source_name"), ["form", "", "mail"]);
        assert!(["vip; ; urgent", "vip; urgent"].contains(&texts("tags")[0].as_str()), "{:?}", texts("tags"));
        assert_eq!(texts("tags")[1..], ["", ""]);
        assert_eq!(
            (texts("first_stars"), texts("second_stars")),
            (vec!["5".into(), String::new(), "4".into()], vec!["1".into(), String::new(), String::new()])
        );
        assert_eq!(texts("about"), ["wait", "", ""]);
    }
    // A map has no names of columns; its entries stand in one cell, and one without a value is unknown.
    let mapping = vec![("extra".to_owned(), Some("extra".to_owned()))];
    let given = read(&Request { mapping, ..request(&path) }, Kind::Contacts)?;
    assert_eq!(given.texts("extra").into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>(), ["floor: 2", "", "floor: 0"]);
    Ok(())
}

#[test]
fn json_gives_the_same_records_on_lines_in_a_list_and_wrapped() -> Tested {
    let folder = tempfile::tempdir()?;
    let record = |id: &str, opened: &str, wait: &str, transfers: &str| {
        format!(
            "{{\"contact_id\":\"{id}\",\"team\":\"Neuvonta; \\\"yö\\\"\",\"opened\":{{\"at\":\"{opened}\"}},\"wait_s\":{wait},\"transfers\":{transfers},\"Sää\":\"pilvistä\"}}"
        )
    };
    let records = [
        record("A1", "2026-06-08T12:30:00+03:00", "75.5", "0"),
        record("A2", "2026-06-28T06:05:00Z", "0", "2"),
        record("A3", "2026-07-01 16:00", "null", "null"),
    ];
    for (name, text) in [
        ("contacts.jsonl", records.join("\n")),
        ("contacts.json", format!("[{}]", records.join(",\n"))),
        ("contacts_wrapped.json", format!("{{\n \"count\": 3,\n \"tickets\": [\n{}\n]}}", records.join(","))),
        ("contacts_marked.jsonl", format!("\u{feff}{}\n\n", records.join("\r\n"))),
    ] {
        let file = write(folder.path(), name, text)?;
        let mapping = vec![("opened.at".to_owned(), Some("opened_at".to_owned()))];
        check(&read(&Request { kind: Some(Kind::Contacts), mapping, ..request(file) }, Kind::Contacts)?, ';', name);
    }
    Ok(())
}

#[test]
fn a_swedish_letter_late_in_a_plain_file_tells_its_encoding() -> Tested {
    let folder = tempfile::tempdir()?;
    let mut text = "contact_id,team,opened_at\n".to_owned();
    for row in 0..20_000 {
        text += &format!("{row},Faktura,2026-06-08 12:30\n");
    }
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"x,Kundtj\xe4nst,2026-06-08 12:30\n");
    let given = read(&request(write(folder.path(), "contacts.csv", bytes)?), Kind::Contacts)?;
    assert_eq!(given.reasons(), []);
    assert_eq!(given.texts("team").last().cloned().flatten().as_deref(), Some("Kundtjänst"));
    Ok(())
}
