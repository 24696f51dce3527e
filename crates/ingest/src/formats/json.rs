//! JSON: one record per line, an array of records, or an answer that wraps one array of records (`{"tickets":[…]}`).
//!
//! Nested objects become columns with dotted names (`via.channel`); a list of plain values becomes one cell, joined with
//! `; `; a list of objects becomes numbered columns (`comments.0.userComment.text`).

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use indexmap::IndexSet;
use luotsi_core::intake::{FileFault, IntakeError, Reason};
use serde_json::Value;

use super::packing::{Packing, fill, unpacked};
use super::{BLOCK_BYTES, LONGEST_RECORD, Meter, OnBlock, cannot_read, wrong};
use crate::block::{Block, BrokenRow, Header};

/// Bytes read to learn the column names; a name that first turns up later is left out.
const NAMED_BYTES: u64 = 64 << 20;
/// Objects of a list that get columns of their own.
pub(super) const LISTED: usize = 8;
/// Depth of nesting that gets columns of its own.
pub(super) const DEEPEST: usize = 8;

#[derive(Debug, Clone)]
pub(crate) struct Layout {
    packing: Packing,
    /// How many brackets are open around a record: 0 = lines, 1 = an array, 2 = an array in an object.
    depth: usize,
}

/// Text that begins with a bracket and whose first characters cannot be a row of column names.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let rest = || head[1..].trim_ascii_start();
    match head.first() {
        Some(b'{') => matches!(rest().first(), Some(b'"' | b'}')),
        Some(b'[') => matches!(rest().first(), Some(b'{' | b']')),
        _ => false,
    }
}

/// Learns the depth at which records lie and the names of their columns.
pub(crate) fn look(path: &Path, packing: Packing) -> Result<(Header, Layout), IntakeError> {
    let mut depth = first_depth(path, &packing)?;
    let mut names = IndexSet::new();
    for _ in 0..2 {
        let layout = Layout { packing: packing.clone(), depth };
        let mut first: Option<Value> = None;
        let mut seen = 0;
        for_records(path, &layout, &Meter::default(), &mut |_, record| {
            seen += record.len() as u64 + 1;
            if let Ok(value @ Value::Object(_)) = serde_json::from_slice(record) {
                flatten(&value, &mut |name, _| {
                    if !names.contains(name) {
                        names.insert(name.to_owned());
                    }
                });
                if first.is_none() {
                    first = Some(value);
                    return ControlFlow::Continue(());
                }
                first = Some(Value::Null);
            }
            if seen < NAMED_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        // One object alone that holds one list of objects is an answer around records, not a record.
        if depth == 0 && first.as_ref().is_some_and(is_wrapper) {
            depth = 2;
            names.clear();
            continue;
        }
        if names.is_empty() {
            break;
        }
        let names: Vec<String> = names.into_iter().collect();
        return Ok((names.into(), layout));
    }
    Err(wrong(path, FileFault::NoJsonObjects))
}

fn is_wrapper(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    let lists = members.values().filter(|member| matches!(member, Value::Array(items) if items.first().is_some_and(Value::is_object)));
    lists.count() == 1
}

/// A list begins with a square bracket; lines begin with one that is a whole record; all else is wrapped.
fn first_depth(path: &Path, packing: &Packing) -> Result<usize, IntakeError> {
    let head = super::packing::head(path, packing, super::HEAD_BYTES)?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    let first_line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let is_record = serde_json::from_slice::<serde::de::IgnoredAny>(first_line).is_ok();
    Ok(if head.first() == Some(&b'[') {
        1
    } else if is_record {
        0
    } else {
        2
    })
}

pub(crate) fn read(path: &Path, layout: &Layout, header: &Header, meter: &Meter, on_block: OnBlock) -> Result<(), IntakeError> {
    let places: HashMap<&str, usize> = header.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut block = Block::new(header.len());
    let mut cells: Vec<String> = vec![String::new(); header.len()];
    let mut stopped = false;
    for_records(path, layout, meter, &mut |number, record| {
        match serde_json::from_slice::<Value>(record) {
            Ok(value @ Value::Object(_)) => {
                cells.iter_mut().for_each(String::clear);
                flatten(&value, &mut |name, text| {
                    if let Some(at) = places.get(name) {
                        cells[*at].push_str(text);
                    }
                });
                block.push(number, cells.iter().map(String::as_str));
            }
            _ => {
                let value = Some(crate::records::shown(&String::from_utf8_lossy(record)));
                block.broken.push(BrokenRow { number, reason: Reason::NotJson, value, expected: Some("{\"…\": …}".to_owned()) });
            }
        }
        if block.text.len() < BLOCK_BYTES {
            return ControlFlow::Continue(());
        }
        block.bytes_read = meter.bytes();
        let flow = on_block(std::mem::replace(&mut block, Block::new(header.len())));
        stopped = flow == ControlFlow::Break(());
        flow
    })?;
    block.bytes_read = meter.bytes();
    if !stopped && (block.rows() > 0 || !block.broken.is_empty()) {
        let _ = on_block(block);
    }
    Ok(())
}

/// Tells every plain value of a record with its dotted name, in order.
fn flatten(value: &Value, tell: &mut dyn FnMut(&str, &str)) {
    fn walk(name: &mut String, value: &Value, depth: usize, tell: &mut dyn FnMut(&str, &str)) {
        let length = name.len();
        let part = |name: &mut String, part: &str| {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(part);
        };
        match value {
            Value::Object(members) if depth < DEEPEST => {
                for (key, member) in members {
                    part(name, key);
                    walk(name, member, depth + 1, tell);
                    name.truncate(length);
                }
            }
            Value::Array(items) if depth < DEEPEST && items.iter().any(|item| item.is_object() || item.is_array()) => {
                for (at, item) in items.iter().take(LISTED).enumerate() {
                    part(name, &at.to_string());
                    walk(name, item, depth + 1, tell);
                    name.truncate(length);
                }
            }
            Value::Array(items) => {
                let texts: Vec<String> = items.iter().map(plain).collect();
                tell(name, &texts.join("; "));
            }
            Value::Null => tell(name, ""),
            Value::String(text) => tell(name, text),
            other => tell(name, &plain(other)),
        }
    }
    walk(&mut String::new(), value, 0, tell);
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(flag) => if *flag { "1" } else { "0" }.to_owned(),
        other => other.to_string(),
    }
}

/// Calls `on_record` with the bytes of every record and its number: the line for records on lines, the place in the list otherwise.
fn for_records(
    path: &Path,
    layout: &Layout,
    meter: &Meter,
    on_record: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    unpacked(path, &layout.packing, meter, |reader| match layout.depth {
        0 => lines(path, reader, on_record),
        depth => elements(path, reader, depth, on_record),
    })
}

fn lines(path: &Path, reader: &mut dyn Read, on_record: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>) -> Result<(), IntakeError> {
    let mut buffer = Vec::new();
    let (mut number, mut full) = (0, BLOCK_BYTES);
    loop {
        let is_more = fill(reader, &mut buffer, full).map_err(|error| cannot_read(path, &error))?;
        if number == 0 && buffer.starts_with(b"\xef\xbb\xbf") {
            buffer.drain(..3);
        }
        let mut used = 0;
        while let Some(length) =
            buffer[used..].iter().position(|byte| *byte == b'\n').or((!is_more && used < buffer.len()).then(|| buffer.len() - used))
        {
            let line = &buffer[used..used + length];
            used = (used + length + 1).min(buffer.len());
            number += 1;
            if !line.trim_ascii().is_empty() && on_record(number, line.trim_ascii()) == ControlFlow::Break(()) {
                return Ok(());
            }
        }
        if !is_more {
            return Ok(());
        }
        buffer.drain(..used);
        full = if used == 0 { buffer.len() * 2 } else { BLOCK_BYTES };
        if full > LONGEST_RECORD * 2 {
            return Err(too_long(path, number + 1));
        }
    }
}

fn too_long(path: &Path, number: u64) -> IntakeError {
    wrong(path, FileFault::RecordTooLong { record: number, megabytes: (LONGEST_RECORD >> 20) as u64 })
}

/// Finds objects at a depth by counting brackets outside strings; what lies between them is not looked at.
fn elements(
    path: &Path,
    reader: &mut dyn Read,
    depth: usize,
    on_record: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
) -> Result<(), IntakeError> {
    let mut record = Vec::new();
    let mut chunk = Vec::new();
    let (mut open, mut in_string, mut escaped, mut in_record, mut number) = (Vec::new(), false, false, false, 0);
    loop {
        chunk.clear();
        let is_more = fill(reader, &mut chunk, BLOCK_BYTES).map_err(|error| cannot_read(path, &error))?;
        for byte in &chunk {
            if in_record {
                record.push(*byte);
            }
            if in_string {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => {
                    // Objects of lists only: an object inside the wrapping object is not a record.
                    if *byte == b'{' && open.len() == depth && open.last() == Some(&b'[') {
                        in_record = true;
                        record.push(*byte);
                    }
                    open.push(*byte);
                }
                b'}' | b']' => {
                    open.pop();
                    if in_record && open.len() == depth {
                        in_record = false;
                        number += 1;
                        if on_record(number, &record) == ControlFlow::Break(()) {
                            return Ok(());
                        }
                        record.clear();
                    }
                }
                _ => {}
            }
            if record.len() > LONGEST_RECORD {
                return Err(too_long(path, number + 1));
            }
        }
        if !is_more {
            // A list that was cut off in the middle: the half record is told, so that it is refused by name.
            if !record.is_empty() {
                let _ = on_record(number + 1, &record);
            }
            return Ok(());
        }
    }
}
