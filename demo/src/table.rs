//! One canonical file being written.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::days::{Days, Moment};

/// A file with a header; fields are written in its order, empty ones with [`Table::empty`].
pub(crate) struct Table {
    writer: csv::Writer<File>,
    path: PathBuf,
    scratch: Vec<u8>,
}

impl Table {
    pub(crate) fn create(folder: &Path, kind: Kind, columns: &[&str]) -> io::Result<Self> {
        let path = folder.join(kind.name()).with_extension("csv");
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{} could not be written: {error}", path.display()));
        let file = File::create(&path).map_err(named)?;
        let mut writer = csv::WriterBuilder::new().buffer_capacity(256 * 1024).from_writer(file);
        writer.write_record(columns)?;
        Ok(Self { writer, path, scratch: Vec::with_capacity(64) })
    }

    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        Ok(self.writer.write_field(text)?)
    }

    pub(crate) fn empty(&mut self) -> io::Result<()> {
        self.text("")
    }

    pub(crate) fn maybe(&mut self, text: Option<&str>) -> io::Result<()> {
        self.text(text.unwrap_or(""))
    }

    /// An identifier: a letter and a number with leading zeros.
    pub(crate) fn id(&mut self, letter: char, number: Option<u32>) -> io::Result<()> {
        use io::Write as _;
        let Some(number) = number else { return self.empty() };
        self.scratch.clear();
        write!(self.scratch, "{letter}{number:07}")?;
        Ok(self.writer.write_field(&self.scratch)?)
    }

    pub(crate) fn count(&mut self, count: Option<u32>) -> io::Result<()> {
        use io::Write as _;
        let Some(count) = count else { return self.empty() };
        self.scratch.clear();
        write!(self.scratch, "{count}")?;
        Ok(self.writer.write_field(&self.scratch)?)
    }

    /// A number with two decimals.
    pub(crate) fn number(&mut self, number: Option<f64>) -> io::Result<()> {
        use io::Write as _;
        let Some(number) = number else { return self.empty() };
        self.scratch.clear();
        let hundredths = (number * 100.0).round() as i64;
        let sign = if hundredths < 0 { "-" } else { "" };
        write!(self.scratch, "{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)?;
        Ok(self.writer.write_field(&self.scratch)?)
    }

    pub(crate) fn flag(&mut self, flag: Option<bool>) -> io::Result<()> {
        self.text(match flag {
            Some(true) => "1",
            Some(false) => "0",
            None => "",
        })
    }

    pub(crate) fn moment(&mut self, days: &Days, moment: Option<Moment>) -> io::Result<()> {
        let Some(moment) = moment else { return self.empty() };
        self.scratch.clear();
        days.write(moment, &mut self.scratch);
        Ok(self.writer.write_field(&self.scratch)?)
    }

    /// Ends the record; an error when it has another number of fields than the header.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Everything written to disk; the file's path.
    pub(crate) fn close(mut self) -> io::Result<PathBuf> {
        self.writer.flush()?;
        Ok(self.path)
    }
}
