//! One file understood: its preview, and its records streamed in batches.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use luotsi_core::intake::{DressPart, FileFault, IntakeError, MachineFault, Mapped, Preview, Refusal, Request};
use luotsi_core::records::Kind;
use luotsi_core::settings::Settings;

use crate::block::Block;
use crate::fold::Folder;
use crate::formats::{self, Meter, Source};
use crate::key::Key;
use crate::mapping;
use crate::plan::{Plan, TablePlan};
use crate::profile::Profiles;
use crate::records::{Tools, build};
use crate::values::time::DateOrder;

/// Threads that turn cells into columns, beside the one that reads and cuts. With two, two cores are busy: reading and
/// cutting takes about a fifth of the work.
const BUILDERS: usize = 2;
/// Blocks on their way to the builders and batches on their way out: memory is bounded by these, not by the file.
const WAITING: usize = 3;
/// A time may lie so many seconds after the import's clock: zones and clocks differ.
const AHEAD_S: i64 = 2 * 86_400;

/// What a reading needs from the workspace.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Settings: the time zone of times without an offset, the region's order of dates.
    pub settings: &'a Settings,
    /// Profiles that a request may name or a file may be recognised by.
    pub profiles: &'a Profiles,
    /// The key that customer ids are hashed with.
    pub key: &'a Key,
    /// The clock: times more than two days later are refused.
    pub now: Timestamp,
}

/// One table that a file gives.
#[derive(Debug, Clone)]
pub struct Table {
    /// The kind of its records.
    pub kind: Kind,
    /// Canonical columns in canonical order, then dimensions (text). Only required columns forbid nulls.
    ///
    /// Ids, dimensions, choices, comments: `Utf8`. Customer ids: `Utf8`, 32 hexadecimal digits. Times:
    /// `Timestamp(Microsecond, "UTC")`. Dates and months: `Date32`. Numbers: `Float64`. Counts: `Int64`. Flags: `Boolean`.
    pub schema: SchemaRef,
}

/// Records of one table from some thousands of consecutive rows.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The kind of the records.
    pub kind: Kind,
    /// Which of [`Reading::tables`] it belongs to.
    pub table: usize,
    /// The records, in file order, with the schema of the table. May be empty when all rows were refused.
    pub records: RecordBatch,
    /// Row number in the file of each record, as a spreadsheet counts (see [`Refusal::row`]).
    pub source_rows: Vec<u64>,
    /// The rows refused, in file order; each row at most once per table, for its first column at fault.
    pub refused: Vec<Refusal>,
    /// Bytes of the file read so far, of [`Reading::size_bytes`].
    pub bytes_read: u64,
    /// Rows of the file read so far.
    pub rows_read: u64,
}

/// A file that has been looked at and can be previewed and read.
#[derive(Debug, Clone)]
pub struct Reading {
    source: Source,
    plan: Arc<Plan>,
    profile: Option<String>,
    sample: Arc<Vec<Block>>,
    is_order_ambiguous: bool,
}

impl Reading {
    /// Looks at the file of a request: dress, header, profile, mapping. Nothing is stored.
    ///
    /// # Errors
    /// When the file cannot be read or understood, or the request names something that is not there.
    pub fn open(request: &Request, context: &Context) -> Result<Self, IntakeError> {
        let asked = match &request.profile {
            Some(name) => Some(context.profiles.get(name)?),
            None => None,
        };
        let mut dress = request.dress.clone();
        if let Some((_, profile)) = &asked {
            fill(&mut dress, &profile.dress);
        }
        let is_free = request.kind.is_none() && request.mapping.is_empty();
        let first_line = formats::first_line(&request.file).unwrap_or_default();
        let asked = asked.or_else(|| if is_free { context.profiles.recognise_start(&first_line) } else { None });
        let names = asked.as_ref().and_then(|(_, profile)| profile.header_of(&first_line));
        if let (Some((_, profile)), Some(_)) = (&asked, names) {
            fill(&mut dress, &profile.dress);
            dress.delimiter = dress.delimiter.or(profile.recognise.delimiter);
        }
        let mut source = Source::open(&request.file, &dress, names)?;
        let profile = match &asked {
            Some(asked) => Some(asked.clone()),
            None if is_free => context.profiles.recognise(&source.header),
            None => None,
        };
        if let Some((_, profile)) = &profile
            && asked.is_none()
        {
            let mut dress = request.dress.clone();
            fill(&mut dress, &profile.dress);
            source = Source::open(&request.file, &dress, None)?;
        }
        let sample = source.sample()?;
        let habits = crate::dress::numbers::detect(&sample, context.settings);
        let zone_name = source.dress.time_zone.get_or_insert_with(|| context.settings.time_zone.clone());
        let zone = TimeZone::get(zone_name).map_err(|_| unknown(DressPart::TimeZone, zone_name))?;
        let decimal = match source.dress.decimal {
            None => habits.decimal,
            Some('.') => b'.',
            Some(',') => b',',
            Some(other) => return Err(unknown(DressPart::Decimal, &other.to_string())),
        };
        let order = match source.dress.date_order.as_deref() {
            None => habits.order,
            Some(name) => DateOrder::named(name).ok_or_else(|| unknown(DressPart::DateOrder, name))?,
        };
        let is_order_ambiguous = habits.is_order_ambiguous && source.dress.date_order.is_none();
        source.dress.decimal = Some(char::from(decimal));
        source.dress.date_order = Some(order.name().to_owned());
        let mut plan = Plan {
            tables: Vec::new(),
            zone,
            decimal,
            order,
            latest_us: context.now.as_microsecond().saturating_add(AHEAD_S * 1_000_000),
            key: context.key.clone(),
            unknown: Vec::new(),
        };
        match &profile {
            Some((name, profile)) => {
                plan.unknown.clone_from(&profile.unknown);
                plan.tables = mapping::by_profile(name, profile, request, &source.header, &sample)?;
            }
            None => plan.tables = vec![mapping::by_guess(request, &source, &sample, &plan)],
        }
        Ok(Self { source, plan: Arc::new(plan), profile: profile.map(|(name, _)| name), sample: Arc::new(sample), is_order_ambiguous })
    }

    /// The tables that the file gives, with their schemas.
    pub fn tables(&self) -> Vec<Table> {
        self.plan.tables.iter().map(|table| Table { kind: table.kind, schema: table.schema.clone() }).collect()
    }

    /// What the file's columns become, by kind: column of the file, canonical column or dimension.
    pub fn mappings(&self) -> Vec<(Kind, Vec<(String, String)>)> {
        let used = |mapped: &Mapped| Some((mapped.from.clone(), mapped.to.clone()?));
        self.plan.tables.iter().map(|table| (table.kind, table.mapped.iter().filter_map(used).collect())).collect()
    }

    /// Bytes of the file as it lies on the disk.
    pub fn size_bytes(&self) -> u64 {
        self.source.size_bytes
    }

    /// The profile used: named by the request or recognised.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// What the first 1,000 rows give, before anything is stored.
    ///
    /// # Errors
    /// When building the columns fails, which no input should bring about.
    pub fn preview(&self) -> Result<Preview, IntakeError> {
        let tables = crate::mapping::preview::tables(&self.plan, &self.sample, &self.source.header, self.is_order_ambiguous)?;
        Ok(Preview { dress: self.source.dress.clone(), profile: self.profile.clone(), tables, size_bytes: self.source.size_bytes })
    }

    /// Reads the whole file: batches in file order. Memory is bounded whatever the size of the file, and dropping the
    /// iterator stops the reading. After an error nothing more comes.
    pub fn batches(&self) -> Batches {
        let (to_consumer, from_builders) = sync_channel(WAITING);
        let mut batches = Batches {
            receiver: Some(from_builders),
            early: BTreeMap::new(),
            next: 0,
            ready: Vec::new().into_iter(),
            rows_read: 0,
            failed: None,
        };
        for table in &self.plan.tables {
            if let Some(column) = table.missing.first() {
                let fault = FileFault::Unmapped { column: column.clone(), kind: table.kind, columns: self.source.header.to_vec() };
                batches.failed = Some(IntakeError::File { file: self.source.path.clone(), fault });
                return batches;
            }
        }
        let (to_builders, from_reader) = sync_channel::<Job>(WAITING);
        let from_reader = Arc::new(Mutex::new(from_reader));
        let failed = Arc::new(AtomicBool::new(false));
        let reader = self.clone();
        let to_consumer_of_reader = to_consumer.clone();
        thread::spawn(move || {
            let last = match reader.feed(&to_builders) {
                Ok(number) => (number, Ok(Done { batches: Vec::new(), rows: 0, is_end: true })),
                Err((number, error)) => (number, Err(error)),
            };
            let _ = to_consumer_of_reader.send(last);
        });
        for _ in 0..BUILDERS {
            let (plan, jobs, out, failed) = (self.plan.clone(), from_reader.clone(), to_consumer.clone(), failed.clone());
            thread::spawn(move || work(&plan, &jobs, &out, &failed));
        }
        batches
    }

    /// Reads and cuts the file and hands its blocks out; tells the number after the last block.
    fn feed(&self, out: &SyncSender<Job>) -> Result<u64, (u64, IntakeError)> {
        let mut number = 0;
        let meter = Meter::default();
        let width = self.source.header.len();
        let mut folders: Vec<(usize, Folder)> = Vec::new();
        for (at, table) in self.plan.tables.iter().enumerate() {
            if let (Some(fold), Some(variant)) = (&table.fold, table.variants.first()) {
                folders.push((at, Folder::new(fold.clone(), variant.when.clone(), self.plan.unknown.clone(), self.plan.decimal, width)));
            }
        }
        let unfolded: Arc<[usize]> = (0..self.plan.tables.len()).filter(|at| self.plan.tables[*at].fold.is_none()).collect();
        let mut spill_error = None;
        let read = self.source.read(&meter, &mut |block| {
            for (_, folder) in &mut folders {
                if let Err(error) = folder.take(&block) {
                    spill_error = Some(error);
                    return ControlFlow::Break(());
                }
            }
            let job = Job { number, block, tables: unfolded.clone(), counts_rows: true };
            number += 1;
            if out.send(job).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let spilling = |error: std::io::Error| IntakeError::Machine(MachineFault::NoTemporaryFile { detail: error.to_string() });
        if let Some(error) = spill_error {
            return Err((number, spilling(error)));
        }
        read.map_err(|error| (number, error))?;
        for (at, folder) in folders {
            let tables: Arc<[usize]> = [at].into();
            let finished = folder.finish(&mut |mut block| {
                block.bytes_read = meter.bytes();
                let job = Job { number, block, tables: tables.clone(), counts_rows: false };
                number += 1;
                out.send(job).is_ok()
            });
            finished.map_err(|error| (number, spilling(error)))?;
        }
        Ok(number)
    }
}

fn unknown(part: DressPart, asked: &str) -> IntakeError {
    IntakeError::Dress { part, asked: asked.to_owned() }
}

/// What the request leaves open is filled from the profile.
fn fill(dress: &mut luotsi_core::intake::Dress, from: &luotsi_core::intake::Dress) {
    dress.format = dress.format.take().or_else(|| from.format.clone());
    dress.encoding = dress.encoding.take().or_else(|| from.encoding.clone());
    dress.delimiter = dress.delimiter.or(from.delimiter);
    dress.decimal = dress.decimal.or(from.decimal);
    dress.date_order = dress.date_order.take().or_else(|| from.date_order.clone());
    dress.time_zone = dress.time_zone.take().or_else(|| from.time_zone.clone());
    dress.sheet = dress.sheet.take().or_else(|| from.sheet.clone());
}

/// A block on its way to a builder.
struct Job {
    number: u64,
    block: Block,
    /// The tables to be built from it.
    tables: Arc<[usize]>,
    /// Folded rows have been counted when they were read.
    counts_rows: bool,
}

/// What a builder made of a block.
struct Done {
    batches: Vec<Batch>,
    rows: u64,
    /// The file has been read to its end. Without this mark the batches are not all there.
    is_end: bool,
}

type Sent = (u64, Result<Done, IntakeError>);

fn work(plan: &Plan, jobs: &Mutex<Receiver<Job>>, out: &SyncSender<Sent>, failed: &AtomicBool) {
    let mut tools = Tools::new(plan);
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if failed.load(Ordering::Relaxed) {
            return;
        }
        let number = job.number;
        let done = build_all(plan, job, &mut tools);
        let is_failure = done.is_err();
        if is_failure {
            failed.store(true, Ordering::Relaxed);
        }
        if out.send((number, done)).is_err() || is_failure {
            return;
        }
    }
}

fn build_all(plan: &Plan, job: Job, tools: &mut Tools) -> Result<Done, IntakeError> {
    let mut batches = Vec::with_capacity(job.tables.len());
    let batch = |at: usize, records, source_rows, refused| Batch {
        kind: plan.tables[at].kind,
        table: at,
        records,
        source_rows,
        refused,
        bytes_read: job.block.bytes_read,
        rows_read: 0,
    };
    for at in job.tables.iter() {
        let table: &TablePlan = &plan.tables[*at];
        let built = build(plan, table, &job.block, tools)
            .map_err(|error| IntakeError::Machine(MachineFault::ColumnsNotBuilt { kind: table.kind, detail: error.to_string() }))?;
        batches.push(batch(*at, built.records, built.numbers, built.refused));
    }
    if !job.block.broken.is_empty() {
        // Rows that could not be cut belong to no table in particular; the first one reports them.
        if batches.is_empty() {
            batches.push(batch(0, RecordBatch::new_empty(plan.tables[0].schema.clone()), Vec::new(), Vec::new()));
        }
        let refused = &mut batches[0].refused;
        refused.extend(job.block.broken.iter().cloned().map(Refusal::from));
        refused.sort_by_key(|refusal| refusal.row);
    }
    let rows = if job.counts_rows { (job.block.rows() + job.block.broken.len()) as u64 } else { 0 };
    Ok(Done { batches, rows, is_end: false })
}

/// The batches of a file, in file order; made by [`Reading::batches`].
#[derive(Debug)]
pub struct Batches {
    receiver: Option<Receiver<Sent>>,
    /// What came before its turn: never more than there are builders.
    early: BTreeMap<u64, Result<Done, IntakeError>>,
    next: u64,
    ready: std::vec::IntoIter<Batch>,
    rows_read: u64,
    failed: Option<IntakeError>,
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Done({} rows)", self.rows)
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, IntakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            self.receiver = None;
            return Some(Err(error));
        }
        loop {
            if let Some(mut batch) = self.ready.next() {
                batch.rows_read = self.rows_read;
                return Some(Ok(batch));
            }
            match self.early.remove(&self.next) {
                Some(Ok(done)) if done.is_end => {
                    self.receiver = None;
                    return None;
                }
                Some(Ok(done)) => {
                    self.next += 1;
                    self.rows_read += done.rows;
                    self.ready = done.batches.into_iter();
                    continue;
                }
                Some(Err(error)) => {
                    self.receiver = None;
                    self.early.clear();
                    return Some(Err(error));
                }
                None => {}
            }
            match self.receiver.as_ref()?.recv() {
                Ok((number, done)) => {
                    self.early.insert(number, done);
                }
                Err(_) => {
                    self.receiver = None;
                    return Some(Err(IntakeError::Machine(MachineFault::BrokeOff)));
                }
            }
        }
    }
}
