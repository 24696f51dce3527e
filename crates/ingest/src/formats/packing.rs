//! Packed files: gzip and zip are opened on the way.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use luotsi_core::intake::{FileFault, IntakeError};
use zip::ZipArchive;

use super::{Meter, cannot_open, cannot_read, cannot_unpack, wrong};

/// How the bytes of a file are packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    /// A zip archive that holds this one file.
    Zip(usize),
    Workbook,
    Parquet,
}

impl Packing {
    /// Told by the first bytes, never by the name.
    pub(crate) fn of(path: &Path) -> Result<Self, IntakeError> {
        let mut magic = Vec::new();
        let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
        file.take(4).read_to_end(&mut magic).map_err(|error| cannot_read(path, &error))?;
        match magic.as_slice() {
            [0x1f, 0x8b, ..] => Ok(Self::Gzip),
            b"PAR1" => Ok(Self::Parquet),
            b"PK\x03\x04" => zip_member(path),
            [0xd0, 0xcf, 0x11, 0xe0] => Err(wrong(path, FileFault::OldWorkbook)),
            _ => Ok(Self::Plain),
        }
    }
}

fn zip_member(path: &Path) -> Result<Packing, IntakeError> {
    let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| cannot_unpack(path, &error))?;
    let mut members = Vec::new();
    for (at, name) in archive.file_names().enumerate() {
        // A name in no known encoding is as good as any other.
        let name = name.unwrap_or_default();
        if name == "xl/workbook.xml" {
            return Ok(Packing::Workbook);
        }
        let is_litter =
            name.ends_with('/') || name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|last| last.starts_with('.'));
        if !is_litter {
            members.push(at);
        }
    }
    match members.len() {
        1 => Ok(Packing::Zip(members[0])),
        0 => Err(wrong(path, FileFault::EmptyArchive)),
        n => Err(wrong(path, FileFault::ManyInArchive(n))),
    }
}

/// Counts what is read of the file itself, packed or not.
struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.add(read);
        Ok(read)
    }
}

impl<R: io::Seek> io::Seek for Metered<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Lets `use_it` read the unpacked bytes.
pub(crate) fn unpacked<T>(
    path: &Path,
    packing: &Packing,
    meter: &Meter,
    use_it: impl FnOnce(&mut dyn Read) -> Result<T, IntakeError>,
) -> Result<T, IntakeError> {
    let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    let metered = Metered { inner: file, meter: meter.clone() };
    match packing {
        Packing::Gzip => use_it(&mut MultiGzDecoder::new(BufReader::with_capacity(1 << 16, metered))),
        Packing::Zip(member) => {
            let mut archive = ZipArchive::new(BufReader::with_capacity(1 << 16, metered)).map_err(|error| cannot_unpack(path, &error))?;
            let mut member = archive.by_index(*member).map_err(|error| cannot_unpack(path, &error))?;
            use_it(&mut member)
        }
        Packing::Plain | Packing::Workbook | Packing::Parquet => use_it(&mut { metered }),
    }
}

/// The first unpacked bytes.
pub(crate) fn head(path: &Path, packing: &Packing, bytes: usize) -> Result<Vec<u8>, IntakeError> {
    unpacked(path, packing, &Meter::default(), |reader| {
        let mut head = Vec::new();
        reader.take(bytes as u64).read_to_end(&mut head).map_err(|error| cannot_read(path, &error))?;
        Ok(head)
    })
}

/// Fills `buffer` up to `full` bytes; returns false when the file has ended.
pub(crate) fn fill(reader: &mut dyn Read, buffer: &mut Vec<u8>, full: usize) -> io::Result<bool> {
    let missing = full.saturating_sub(buffer.len());
    let read = reader.take(missing as u64).read_to_end(buffer)?;
    Ok(read == missing)
}
