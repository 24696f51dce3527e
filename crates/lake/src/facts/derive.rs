//! Building the facts of one kind: its files are read in chunks, on all cores, with memory for a few chunks at a time.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, anyhow};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, PrimitiveArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef, TimestampMicrosecondType};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use luotsi_core::calendar::{BusinessClock, Calendars};
use luotsi_core::facts::inherits_from;
use luotsi_core::intake::Progress;
use luotsi_core::records::{Kind, Value};
use luotsi_core::settings::Settings;
use xxhash_rust::xxh3::xxh3_64;

use super::assessments::Assessments;
use super::chunk::{CHUNK_ROWS, Chunk, Contents, FactsFile, read_type};
use super::local_day::LocalDays;
use super::parents::{Parents, Wanted, handed_on};
use super::texts::{Texts, UNKNOWN};
use super::windows::{NO_TOPIC, Visit, Visits, Windows};
use super::{Facts, Sheet, day_column, sheet, time_column};
use crate::columns::{KEY_LOW, RowState};
use crate::compare::KeyHasher;
use crate::hash::key_of_text;
use crate::part::{PartReader, ends, stored_columns};
use crate::table::Table;

/// Receives progress; false stops the work.
pub(crate) type DeriveProgress<'a> = dyn Fn(&Progress) -> bool + Sync + 'a;

/// A week: within it a contact counts as a return.
const REPEAT_S: f64 = 7.0 * 86_400.0;
/// What feedback inherits of its contact beside dimensions.
const INHERITED_BY_FEEDBACK: [&str; 10] = [
    "wait_s",
    "handle_s",
    "reopened",
    "transfers",
    "is_repeat",
    "came_back",
    "resolved_first",
    "self_service",
    "abandoned",
    "opened_at_day",
];
/// Rows of a file of facts at most, unless one file of the table has more.
const FILE_ROWS: usize = 1024 * 1024;
/// Contacts whose visits are held in memory at a time; where there are more, customers and cases are gone through in several
/// passes.
const VISITS_AT_A_TIME: usize = 5_000_000;

/// What is to be built.
pub(crate) struct Work<'a> {
    pub(crate) table: &'a Table,
    /// Facts of the kind that it inherits from.
    pub(crate) parent: Option<&'a Facts>,
    pub(crate) settings: &'a Settings,
    pub(crate) folder: &'a Path,
    pub(crate) progress: &'a DeriveProgress<'a>,
}

/// A file of the table with the number of its first row over all files.
struct Source {
    path: PathBuf,
    rows: usize,
    first_row: u32,
}

/// What the rows of a kind need to know beyond themselves.
struct Surroundings {
    zone: TimeZone,
    calendars: Calendars,
    clocks: HashMap<String, BusinessClock>,
    /// When the latest contact was opened: the end of the data.
    known_to_us: Option<i64>,
    windows: Option<Windows>,
    parents: Option<Parents>,
    assessments: Assessments,
}

/// Builds the facts of a kind.
pub(crate) fn derive(work: &Work<'_>) -> Result<Sheet> {
    let kind = work.table.kind();
    let mut sources = Vec::new();
    let mut rows = 0_usize;
    for file in work.table.files_in(RowState::Current) {
        sources.push(Source { path: work.table.path(file), rows: file.rows as usize, first_row: u32::try_from(rows)? });
        rows += file.rows as usize;
    }
    let zone = work.settings.time_zone()?;
    let calendars = Calendars::new(work.settings)?;
    let mut around = Surroundings {
        zone,
        calendars,
        clocks: HashMap::new(),
        known_to_us: None,
        windows: None,
        parents: None,
        assessments: Assessments::default(),
    };
    match kind {
        Kind::Contacts => {
            around.windows = Some(windows(&sources, rows)?);
            let times = ["opened_at", "first_response_at", "resolved_at"];
            let range = range_of(&sources, &times)?;
            around.clocks = clocks(&around, range)?;
            around.known_to_us = range_of(&sources, &times[..1])?.map(|(_, last)| last);
        }
        Kind::Evaluations => {
            for source in &sources {
                around.assessments.read(&source.path)?;
            }
        }
        _ => {}
    }
    if let (Some((parent_kind, key)), Some(parent)) = (inherits_from(kind), work.parent) {
        let keys = wanted_keys(&sources, key, kind)?;
        let numbers: &[&str] = match kind {
            Kind::Feedback => &INHERITED_BY_FEEDBACK,
            Kind::Work => &["hourly_cost"],
            _ => &[],
        };
        let mut texts = handed_on(parent_kind, &parent.text_columns());
        if kind == Kind::Feedback {
            texts.push("agent_id".to_owned());
        }
        around.parents = Some(Parents::load(&parent.paths(), &Wanted { kind: parent_kind, keys: &keys, texts, numbers })?);
    }

    let schema = record_schema(kind, &sources)?;
    let done = AtomicU64::new(0);
    let stopped = AtomicBool::new(false);
    let files: Mutex<BTreeMap<String, Vec<Contents>>> = Mutex::default();
    let jobs = jobs(&sources, rows);
    let day = day_column(kind, time_column(kind)).unwrap_or_default();
    in_parallel(jobs.len(), |job| {
        let name = format!("{job:05}.parquet");
        let mut file = FactsFile::new(work.folder.join(&name), day.clone());
        let mut write = |chunk| {
            let chunk = completed(chunk, &around)?;
            file.write(chunk).with_context(|| format!("the facts of {} cannot be stored", kind.name()))
        };
        let mut chunk = Chunk::new(kind, &schema);
        for source in &jobs[job] {
            let mut first_row = source.first_row;
            for batch in PartReader::open(&source.path, schema.clone())? {
                let batch = batch?;
                if chunk.len() + batch.num_rows() > CHUNK_ROWS {
                    write(std::mem::replace(&mut chunk, Chunk::new(kind, &schema)))?;
                }
                chunk.append(&batch, first_row)?;
                first_row += batch.num_rows() as u32;
                let rows = done.fetch_add(batch.num_rows() as u64, Ordering::Relaxed) + batch.num_rows() as u64;
                let progress = Progress { phase: "deriving".to_owned(), file: kind.name().to_owned(), rows, ..Progress::default() };
                if !(work.progress)(&progress) {
                    stopped.store(true, Ordering::Relaxed);
                }
                if stopped.load(Ordering::Relaxed) {
                    return Err(anyhow!(super::STOPPED));
                }
            }
        }
        if chunk.len() > 0 {
            write(chunk)?;
        }
        files.lock().map_err(|_| anyhow!("a thread that builds facts has crashed"))?.insert(name, file.finish()?);
        Ok(())
    })?;
    let files = files.into_inner().map_err(|_| anyhow!("a thread that builds facts has crashed"))?;
    sheet(kind, files.into_iter().flat_map(|(name, chunks)| chunks.into_iter().map(move |contents| (name.clone(), contents))).collect())
}

/// Threads that build facts: each holds a chunk or two.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4)
}

/// Runs jobs on all cores; the first error ends it.
fn in_parallel(jobs: usize, run: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores().min(jobs))
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let job = next.fetch_add(1, Ordering::Relaxed);
                        if job >= jobs {
                            return Ok(());
                        }
                        if let Err(error) = run(job) {
                            next.store(jobs, Ordering::Relaxed);
                            return Err(error);
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread that builds facts has crashed"))?)
    })
}

/// Files of the table that one thread makes one file of facts of: many small imports must not become many small files, and no
/// core may be idle over a large one.
fn jobs(sources: &[Source], rows: usize) -> Vec<Vec<&Source>> {
    let wanted = rows.div_ceil(cores()).clamp(CHUNK_ROWS, FILE_ROWS);
    let mut jobs: Vec<Vec<&Source>> = Vec::new();
    let mut taken = 0;
    for source in sources {
        match jobs.last_mut() {
            Some(job) if taken + source.rows <= wanted => {
                job.push(source);
                taken += source.rows;
            }
            _ => {
                jobs.push(vec![source]);
                taken = source.rows;
            }
        }
    }
    jobs
}

/// The columns of records that are in the files.
fn record_schema(kind: Kind, sources: &[Source]) -> Result<SchemaRef> {
    let mut names: Vec<String> = Vec::new();
    for source in sources {
        names.extend(stored_columns(&source.path)?);
    }
    let mut fields: Vec<Field> = kind
        .columns()
        .iter()
        .filter(|column| names.iter().any(|name| name == column.name))
        .map(|column| Field::new(column.name, read_type(kind, column.name), true))
        .collect();
    for name in &names {
        if !name.starts_with('_') && kind.column(name).is_none() && !fields.iter().any(|field| field.name() == name) {
            fields.push(Field::new(name, read_type(kind, name), true));
        }
    }
    Ok(Arc::new(Schema::new(fields)))
}

fn schema_of(fields: &[(&str, DataType)]) -> SchemaRef {
    Arc::new(Schema::new(fields.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true)).collect::<Vec<_>>()))
}

/// Windows over customers and cases.
fn windows(sources: &[Source], rows: usize) -> Result<Windows> {
    let mut windows = Windows::new(rows);
    let passes = rows.div_ceil(VISITS_AT_A_TIME).max(1) as u64;
    for pass in 0..passes {
        let [customers, cases] = visits(sources, (pass, passes))?;
        windows.follow_customers(customers);
        windows.follow_cases(cases);
    }
    Ok(windows)
}

/// The visits of a share of the customers, and of the cases.
fn visits(sources: &[Source], (pass, passes): (u64, u64)) -> Result<[Visits; 2]> {
    let text = super::texts::text_type();
    let schema = schema_of(&[
        ("customer_id", DataType::Utf8),
        ("case_id", DataType::Utf8),
        ("opened_at", read_type(Kind::Contacts, "opened_at")),
        (KEY_LOW, DataType::Int64),
        ("topic", text.clone()),
        ("direction", text),
    ]);
    let topics = Mutex::new(Texts::default());
    let all = Mutex::new([Visits::default(), Visits::default()]);
    in_parallel(sources.len(), |job| {
        let source = &sources[job];
        let expected = source.rows / passes as usize;
        let mut found = [Visits::new(expected), Visits::new(expected)];
        let mut row = source.first_row;
        for batch in PartReader::open(&source.path, schema.clone())? {
            let batch = batch?;
            let times = batch.column(2).as_primitive::<TimestampMicrosecondType>();
            let ties = batch.column(3).as_primitive::<Int64Type>();
            let topics = topics.lock().map_err(|_| anyhow!("a thread that builds facts has crashed"))?.codes_of(batch.column(4))?;
            let mut directions = Texts::default();
            let inbound = directions.code("inbound");
            let directions = directions.codes_of(batch.column(5))?;
            for (found, who) in found.iter_mut().zip(batch.columns()) {
                for (index, who) in who.as_string::<i32>().iter().enumerate() {
                    let Some(who) = who.map(|who| xxh3_64(who.as_bytes())) else { continue };
                    // The lower half of the hash chooses the pass, the upper byte the part.
                    if who & 0xffff_ffff_u64 >= ((pass + 1) << 32) / passes || who & 0xffff_ffff_u64 < (pass << 32) / passes {
                        continue;
                    }
                    if times.is_null(index) {
                        continue;
                    }
                    found.push(Visit {
                        who,
                        at_us: times.value(index),
                        tie: ties.value(index) as u32,
                        row: row + index as u32,
                        topic: u32::try_from(topics[index]).unwrap_or(NO_TOPIC),
                        by_customer: directions[index] == UNKNOWN || directions[index] == inbound,
                    });
                }
            }
            row += batch.num_rows() as u32;
        }
        let mut all = all.lock().map_err(|_| anyhow!("a thread that builds facts has crashed"))?;
        all.iter_mut().zip(found).for_each(|(all, found)| all.append(found));
        Ok(())
    })?;
    all.into_inner().map_err(|_| anyhow!("a thread that builds facts has crashed"))
}

/// Earliest and latest of some times of contacts, in microseconds.
fn range_of(sources: &[Source], names: &[&str]) -> Result<Option<(i64, i64)>> {
    let mut range = None::<(i64, i64)>;
    for source in sources {
        if let Some((first, last)) = ends(&source.path, names)? {
            range = Some(range.map_or((first, last), |known| (known.0.min(first), known.1.max(last))));
        }
    }
    Ok(range)
}

/// A clock of every calendar, over all times of the contacts.
fn clocks(around: &Surroundings, range: Option<(i64, i64)>) -> Result<HashMap<String, BusinessClock>> {
    let Some((first, last)) = range else { return Ok(HashMap::new()) };
    // A mistyped year must not make a clock of ten thousand years; business time outside of these is unknown anyway.
    let date = |at_us: i64| Timestamp::from_microsecond(at_us).map(|at| at.to_zoned(around.zone.clone()).date());
    let from = date(first)?.max(jiff::civil::date(1970, 1, 1)).saturating_sub(1.day());
    let to = date(last)?.min(jiff::civil::date(2100, 1, 1)).saturating_add(2.days());
    Ok(around.calendars.iter().map(|(name, calendar)| (name.to_owned(), calendar.clock(from, to))).collect())
}

/// Keys of the parents that rows name.
fn wanted_keys(sources: &[Source], key: &str, kind: Kind) -> Result<HashSet<u128, BuildHasherDefault<KeyHasher>>> {
    let schema = schema_of(&[(key, read_type(kind, key))]);
    let mut keys: HashSet<u128, BuildHasherDefault<KeyHasher>> = HashSet::default();
    for source in sources {
        for batch in PartReader::open(&source.path, schema.clone())? {
            keys.extend(text_keys(batch?.column(0))?.into_iter().flatten());
        }
    }
    Ok(keys)
}

fn text_keys(array: &ArrayRef) -> Result<Vec<Option<u128>>> {
    let texts = arrow::compute::cast(array, &DataType::Utf8)?;
    Ok(texts.as_string::<i32>().iter().map(|text| text.map(key_of_text)).collect())
}

/// The chunk with everything that is worked out from its rows.
fn completed(mut chunk: Chunk, around: &Surroundings) -> Result<Chunk> {
    add_days(&mut chunk, &around.zone)?;
    match chunk.kind() {
        Kind::Contacts => add_to_contacts(&mut chunk, around)?,
        Kind::Feedback => add_to_feedback(&mut chunk, around)?,
        Kind::Evaluations => add_to_evaluations(&mut chunk, around)?,
        Kind::Work => add_to_work(&mut chunk, around)?,
        Kind::Events => {
            let work = seconds(&mut chunk, "at", "completed_at")?;
            chunk.set_numbers("work_s", work.into_iter());
        }
        Kind::People | Kind::Costs | Kind::Actions | Kind::Timeline => {}
    }
    Ok(chunk)
}

/// Days of all times; customers as hashes of their keyed hashes: whether two are the same is all that is ever asked of them.
fn add_days(chunk: &mut Chunk, zone: &TimeZone) -> Result<()> {
    let days = LocalDays::new(zone);
    for column in chunk.kind().columns() {
        match column.value {
            Value::Time => {
                let Some(times) = chunk.times(column.name)? else { continue };
                let array: Date32Array = times.unary(|at_us| days.day(at_us));
                chunk.set_array(&format!("{}_day", column.name), Arc::new(array));
            }
            Value::CustomerId => {
                let Some(texts) = chunk.array(column.name)? else { continue };
                let hashes: Int64Array =
                    texts.as_string::<i32>().iter().map(|text| text.map(|text| xxh3_64(text.as_bytes()) as i64)).collect();
                chunk.set_array(column.name, Arc::new(hashes));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Seconds from one time to another; NaN where one is unknown or the second comes before the first.
fn seconds(chunk: &mut Chunk, from: &str, to: &str) -> Result<Vec<f64>> {
    spans(chunk, from, to, |_, from_us, to_us| (to_us - from_us) as f64 / 1e6)
}

fn spans(chunk: &mut Chunk, from: &str, to: &str, span: impl Fn(usize, i64, i64) -> f64) -> Result<Vec<f64>> {
    let (Some(from), Some(to)) = (chunk.times(from)?, chunk.times(to)?) else { return Ok(vec![f64::NAN; chunk.len()]) };
    let known = |times: &PrimitiveArray<TimestampMicrosecondType>, row: usize| times.is_valid(row).then(|| times.value(row));
    let row_span = |row: usize| {
        let (from, to) = (known(&from, row)?, known(&to, row)?);
        (to >= from).then(|| span(row, from, to))
    };
    Ok((0..chunk.len()).map(|row| row_span(row).unwrap_or(f64::NAN)).collect())
}

fn add_to_contacts(chunk: &mut Chunk, around: &Surroundings) -> Result<()> {
    let clocks = clock_of_rows(chunk, around);
    let closed = BusinessClock::closed();
    for (fact, to) in [("first_response", "first_response_at"), ("resolution", "resolved_at")] {
        let calendar = seconds(chunk, "opened_at", to)?;
        chunk.set_numbers(&format!("{fact}_s"), calendar.into_iter());
        let business = spans(chunk, "opened_at", to, |row, from_us, to_us| {
            clocks.get(row).copied().flatten().unwrap_or(&closed).business_us(from_us, to_us) as f64 / 1e6
        })?;
        chunk.set_numbers(&format!("{fact}_business_s"), business.into_iter());
    }
    if let (Some(opened), Some(last)) = (chunk.times("opened_at")?, around.known_to_us) {
        chunk.set_numbers("observed_s", opened.iter().map(|opened| opened.map_or(f64::NAN, |opened| (last - opened) as f64 / 1e6)));
    }
    let Some(windows) = &around.windows else { return Ok(()) };
    let rows = std::mem::take(&mut chunk.rows);
    for (name, values) in [
        ("next_contact_s", &windows.next_s),
        ("next_same_topic_s", &windows.next_same_topic_s),
        ("previous_contact_s", &windows.previous_s),
    ] {
        chunk.set_numbers(name, rows.iter().map(|row| values[*row as usize]));
    }
    if let Some(customers) = chunk.array("customer_id")? {
        let is_repeat: BooleanArray = (rows.iter().enumerate())
            .map(|(index, row)| customers.is_valid(index).then_some(windows.previous_s[*row as usize] <= REPEAT_S))
            .collect();
        chunk.set_array("is_repeat", Arc::new(is_repeat));
    }
    if let Some(opened) = chunk.times("opened_at")? {
        let known_to_us = around.known_to_us.unwrap_or(i64::MIN);
        let has_topic: Vec<bool> = match chunk.texts("topic") {
            Some(topics) => topics.keys().iter().map(|code| *code != UNKNOWN).collect(),
            None => vec![false; rows.len()],
        };
        let customers = chunk.array("customer_id")?;
        let came_back: BooleanArray = (rows.iter().enumerate())
            .map(|(index, row)| {
                let is_known = has_topic[index] && opened.is_valid(index) && customers.as_ref().is_some_and(|known| known.is_valid(index));
                let followed_s = (known_to_us as f64 - opened.value(index) as f64) / 1e6;
                (is_known && followed_s >= REPEAT_S).then_some(windows.next_same_topic_s[*row as usize] <= REPEAT_S)
            })
            .collect();
        chunk.set_array("came_back", Arc::new(came_back));
    }
    let contacts: Int64Array = rows.iter().map(|row| Some(i64::from(windows.case_contacts[*row as usize]))).collect();
    chunk.set_array("case_contacts", Arc::new(contacts));
    let is_first: BooleanArray = rows.iter().map(|row| Some(windows.is_first_of_case[*row as usize])).collect();
    chunk.set_array("is_first_of_case", Arc::new(is_first));
    chunk.rows = rows;
    Ok(())
}

/// The clock of each row's calendar: its team's, else its channel's, else the default.
fn clock_of_rows<'a>(chunk: &Chunk, around: &'a Surroundings) -> Vec<Option<&'a BusinessClock>> {
    let (channels, teams) = (chunk.texts("channel"), chunk.texts("team"));
    let mut known: HashMap<(i32, i32), Option<&BusinessClock>> = HashMap::new();
    let code = |texts: Option<&Texts>, row: usize| texts.and_then(|texts| texts.keys().get(row).copied()).unwrap_or(UNKNOWN);
    (0..chunk.len())
        .map(|row| {
            let (channel, team) = (code(channels, row), code(teams, row));
            *known.entry((channel, team)).or_insert_with(|| {
                let channel = channels.and_then(|texts| texts.value(channel));
                let team = teams.and_then(|texts| texts.value(team));
                around.clocks.get(around.calendars.name_for(channel, team))
            })
        })
        .collect()
}

/// Inherits text columns; tells each row's parent.
fn inherit(chunk: &mut Chunk, key: &str, parents: &Parents) -> Result<Vec<Option<u32>>> {
    let keys = match chunk.texts(key) {
        Some(texts) => texts.keys().iter().map(|code| texts.value(*code).map(key_of_text)).collect(),
        None => match chunk.array(key)? {
            Some(array) => text_keys(&array)?,
            None => vec![None; chunk.len()],
        },
    };
    let found = parents.find(&keys);
    let names: Vec<String> = parents.text_names().map(str::to_owned).collect();
    for name in names {
        let inherited = parents.inherit(&name, chunk.texts(&name), &found);
        chunk.set_texts(&name, inherited);
    }
    Ok(found)
}

fn add_to_feedback(chunk: &mut Chunk, around: &Surroundings) -> Result<()> {
    let reply = seconds(chunk, "given_at", "answered_at")?;
    chunk.set_numbers("reply_s", reply.into_iter());
    let Some(parents) = &around.parents else { return Ok(()) };
    let found = inherit(chunk, "contact_id", parents)?;
    for name in ["wait_s", "handle_s", "reopened", "transfers"] {
        chunk.set_numbers(name, parents.number(name, &found).into_iter());
    }
    for name in ["is_repeat", "came_back", "resolved_first", "self_service", "abandoned"] {
        let flags: BooleanArray = parents.number(name, &found).into_iter().map(|flag| (!flag.is_nan()).then_some(flag > 0.0)).collect();
        chunk.set_array(name, Arc::new(flags));
    }
    let days: Date32Array = parents.number("opened_at_day", &found).into_iter().map(|day| (!day.is_nan()).then_some(day as i32)).collect();
    chunk.set_array("contact_on", Arc::new(days));
    Ok(())
}

fn add_to_evaluations(chunk: &mut Chunk, around: &Surroundings) -> Result<()> {
    if let Some(parents) = &around.parents {
        inherit(chunk, "contact_id", parents)?;
    }
    let rows = &chunk.rows;
    let items: Int64Array = rows.iter().map(|row| Some(i64::from(around.assessments.assessors(*row)))).collect();
    let first_of_evaluation: BooleanArray = rows.iter().map(|row| Some(around.assessments.is_first_of_evaluation(*row))).collect();
    let first_of_contact: BooleanArray = rows.iter().map(|row| around.assessments.is_first_of_contact(*row)).collect();
    let errors: Int64Array = rows.iter().map(|row| around.assessments.critical_errors(*row)).collect();
    chunk.set_array("items", Arc::new(items));
    chunk.set_array("is_first_of_evaluation", Arc::new(first_of_evaluation));
    chunk.set_array("is_first_of_contact", Arc::new(first_of_contact));
    chunk.set_array("critical_errors", Arc::new(errors));
    Ok(())
}

fn add_to_work(chunk: &mut Chunk, around: &Surroundings) -> Result<()> {
    let Some(parents) = &around.parents else { return Ok(()) };
    let found = inherit(chunk, "agent_id", parents)?;
    chunk.set_numbers("hourly_cost", parents.number("hourly_cost", &found).into_iter());
    Ok(())
}
