//! Many questions answered by going through the records once.
//!
//! | file | what it holds |
//! |---|---|
//! | `block` | the rows of some periods with what all metrics' expressions give of them |
//! | `cut` | one cut of a block: its cells, and what is worked out of each |
//! | `kept` | cells of periods that have not changed, kept on disk |
//!
//! Every expression is evaluated once, whatever the number of cuts. Rows are taken block by block, each of whole periods; of a block,
//! cuts are worked on side by side, metric by metric, so that the records of one metric and cut are all that is held of what cannot be
//! summed. What stays is a few numbers a cell. The answer to a question is put together from them when it is fetched.

mod block;
mod cut;
mod kept;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Result, anyhow};
use luotsi_core::ask::{Answer, AskError, Cell, Measured, Question, Tally};
use luotsi_core::catalogue::{Catalogue, Metric};
use luotsi_core::period::Period;
use tokio::runtime::Handle;

use self::block::Block;
use self::cut::{Cut, Figure};
use self::kept::{Found, Kept};
use super::cells::Days;
use super::desk::{Desk, engine_error};
use super::gather::{Gather, Gathered, Item};
use super::measured::{DirectValue, spans, told, two};
use super::plan::{Holds, Place, Plan, Source, check, lacking};
use super::scan::{Asked, CellKey, Scan};
use super::{check_cut, metric};
use crate::facts::texts::Texts;
use crate::time;

/// Questions that were asked together, and all that their answers are put together from.
pub(crate) struct Together<'a> {
    desk: Arc<Desk>,
    runtime: Handle,
    catalogue: &'a Catalogue,
    questions: &'a [Question],
    passes: Vec<Pass>,
    /// Pass of each question.
    pass_of: Vec<usize>,
}

/// Questions about the same days and the same part of the service, cut equally finely in time.
struct Pass {
    like: Question,
    asked: Asked,
    sources: HashMap<String, Source>,
    tables: Vec<Table>,
    /// A period has too many rows to be held: questions are answered one by one.
    is_too_large: bool,
}

/// One scan with everything that is cut out of it.
struct Table {
    scan: Scan,
    days: Days,
    texts: Vec<Texts>,
    cuts: Vec<Cut>,
    cut_of: HashMap<Vec<String>, usize>,
    /// By cut and item: entering and leaving, whenever that was.
    spans: Vec<HashMap<usize, Gathered>>,
}

/// Goes through the records for these questions. `root` is where cells are kept.
pub(crate) fn together<'a>(
    desk: Arc<Desk>,
    runtime: &Handle,
    catalogue: &'a Catalogue,
    questions: &'a [Question],
    root: &Path,
) -> Result<Together<'a>, AskError> {
    let mut passes: Vec<Pass> = Vec::new();
    let mut pass_of = Vec::new();
    for question in questions {
        let metrics: Vec<&Metric> = question.metrics.iter().map(|id| metric(catalogue, id)).collect::<Result<_, _>>()?;
        check_cut(&desk, &metrics, &question.by, &question.scope)?;
        let is_alike = |pass: &Pass| {
            let like = &pass.like;
            (like.per, &like.scope, like.from, like.to) == (question.per, &question.scope, question.from, question.to)
        };
        let known = passes.iter().position(is_alike);
        pass_of.push(known.unwrap_or(passes.len()));
        if known.is_none() {
            passes.push(Pass::like(question));
        }
    }
    for (number, pass) in passes.iter_mut().enumerate() {
        let questions: Vec<&Question> =
            questions.iter().zip(&pass_of).filter(|(_, pass)| **pass == number).map(|(question, _)| question).collect();
        pass.plan(&desk, catalogue, &questions)?;
        pass.run(&desk, runtime, root).map_err(engine_error)?;
    }
    Ok(Together { desk, runtime: runtime.clone(), catalogue, questions, passes, pass_of })
}

impl Together<'_> {
    /// The answer to one of the questions.
    pub(crate) fn answer(&self, index: usize) -> Result<Answer, AskError> {
        let (Some(question), Some(pass)) = (self.questions.get(index), self.pass_of.get(index)) else {
            return Err(AskError::Engine(format!("there is no question {index}")));
        };
        let pass = &self.passes[*pass];
        if pass.is_too_large {
            return self.runtime.block_on(super::answer(&self.desk, self.catalogue, question));
        }
        let measured = question.metrics.iter().map(|id| pass.measured(&self.desk, metric(self.catalogue, id)?, question));
        Ok(Answer { version: self.desk.version.clone(), measured: measured.collect::<Result<_, _>>()? })
    }
}

impl Pass {
    fn like(question: &Question) -> Self {
        let first_day = question.from.map(time::day_of);
        let last_day = question.to.map(|to| time::day_of(to) - 1);
        Self {
            like: Question { metrics: Vec::new(), by: Vec::new(), ..question.clone() },
            asked: Asked { per: question.per, first_day, last_day },
            sources: HashMap::new(),
            tables: Vec::new(),
            is_too_large: false,
        }
    }

    /// Plans the scans for all questions of the pass.
    fn plan(&mut self, desk: &Desk, catalogue: &Catalogue, questions: &[&Question]) -> Result<(), AskError> {
        let dimensions: BTreeSet<&String> = questions.iter().flat_map(|question| &question.by).collect();
        self.like.by = dimensions.into_iter().cloned().collect();
        let mut plan = Plan::new(Holds::OneMetric);
        let mut checked: HashSet<&str> = HashSet::new();
        let mut wanted: Vec<(&Question, &Metric)> = Vec::new();
        for question in questions {
            for id in &question.metrics {
                let metric = metric(catalogue, id)?;
                match lacking(desk, metric, question) {
                    Some(missing) if missing.column.is_none() && checked.insert(&metric.id) => check(desk, metric)?,
                    Some(_) => {}
                    None => wanted.push((question, metric)),
                }
            }
        }
        for (_, metric) in &wanted {
            if !self.sources.contains_key(&metric.id) {
                let source = plan.gather(desk, &self.like, metric)?;
                self.sources.insert(metric.id.clone(), source);
            }
        }
        for scan in plan.scans {
            self.tables.push(Table::new(desk, scan, &self.asked).map_err(engine_error)?);
        }
        for (question, metric) in wanted {
            for (place, direct) in places(metric, &self.sources[&metric.id]) {
                let table = &mut self.tables[place.scan];
                let cut = table.cut(&question.by);
                table.cuts[cut].figure(Figure { item: place.item, direct });
            }
        }
        Ok(())
    }

    fn run(&mut self, desk: &Desk, runtime: &Handle, root: &Path) -> Result<()> {
        for table in &mut self.tables {
            let begun = Instant::now();
            if table.scan.gathers_spans {
                table.follow_spans(desk, runtime)?;
            } else if !table.fill(desk, runtime, &self.asked, root)? {
                self.is_too_large = true;
                return Ok(());
            }
            let cells: usize = table.cuts.iter().flat_map(|cut| &cut.columns).map(|column| column.cells.len()).sum();
            let (kind, cuts) = (table.scan.kind.name(), table.cuts.len());
            tracing::debug!(kind, cuts, cells, took_ms = begun.elapsed().as_millis(), "asked together");
        }
        Ok(())
    }

    fn measured(&self, desk: &Desk, metric: &Metric, question: &Question) -> Result<Measured, AskError> {
        if let Some(missing) = lacking(desk, metric, question) {
            return Ok(Measured { metric: metric.id.clone(), cells: Vec::new(), approximate: false, missing: Some(missing) });
        }
        let source = self.sources.get(&metric.id).ok_or_else(|| engine_error(anyhow!("{} was not planned", metric.id)))?;
        let mut approximate = false;
        let cells: Vec<(CellKey, Tally)> = match source {
            Source::Nothing(_) => Vec::new(),
            Source::One(place) => {
                let table = &self.tables[place.scan];
                let item = &table.scan.items[place.item];
                approximate = matches!(item.gather, Gather::Collect { sketched: true, .. });
                let found = table.found(question, Figure { item: place.item, direct: DirectValue::of(metric) });
                let mut cells = found.map_or(Vec::new(), |(cut, figure)| cut.columns[figure].tallies(item, &cut.figures[figure]));
                let parts = table.parts(question);
                let place_of = order_of(&parts);
                cells.sort_unstable_by_key(|((period, part), _)| (*period, place_of[*part as usize]));
                cells.into_iter().map(|((period, part), tally)| ((table.period(period), parts[part as usize].clone()), tally)).collect()
            }
            Source::Two { numerator, denominator } => {
                let [above, below] = [numerator, denominator].map(|place| {
                    let table = &self.tables[place.scan];
                    let parts = table.parts(question);
                    let found = table.found(question, Figure { item: place.item, direct: None });
                    let sums = found.into_iter().flat_map(|(cut, figure)| {
                        cut.columns[figure].sums(&table.scan.items[place.item], &cut.figures[figure]).collect::<Vec<_>>()
                    });
                    sums.map(move |((period, part), sums)| ((table.period(period), parts[part as usize].clone()), sums))
                });
                two(above, below).into_iter().collect()
            }
            Source::Spans { place, first_day } => {
                let table = &self.tables[place.scan];
                let gathered = table.cut_of.get(&question.by).and_then(|cut| table.spans.get(*cut)?.get(&place.item));
                let parts = table.parts(question).into_iter().zip(gathered.map_or(&[][..], |gathered| &gathered.spans));
                spans(desk, metric, parts, *first_day, &self.asked).into_iter().collect()
            }
        };
        let cells = cells.into_iter().map(|((period, dims), tally)| Cell { period, dims, tally }).collect();
        Ok(told(desk, metric, cells, approximate))
    }
}

/// Where what a metric is made from is gathered, and what is worked out of it.
fn places(metric: &Metric, source: &Source) -> Vec<(Place, Option<DirectValue>)> {
    match source {
        Source::Nothing(_) => Vec::new(),
        Source::One(place) => vec![(*place, DirectValue::of(metric))],
        Source::Two { numerator, denominator } => vec![(*numerator, None), (*denominator, None)],
        Source::Spans { place, .. } => vec![(*place, None)],
    }
}

/// The place of each part, when they are ordered by their values.
fn order_of(parts: &[Vec<Option<String>>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_unstable_by(|one, other| parts[*one].cmp(&parts[*other]));
    let mut places = vec![0; parts.len()];
    order.into_iter().enumerate().for_each(|(place, part)| places[part] = place);
    places
}

impl Table {
    fn new(desk: &Desk, scan: Scan, asked: &Asked) -> Result<Self> {
        let days = scan.days(desk, asked)?;
        let texts = vec![Texts::default(); scan.by.len()];
        Ok(Self { scan, days, texts, cuts: Vec::new(), cut_of: HashMap::new(), spans: Vec::new() })
    }

    /// The number of a cut, added when it is new.
    fn cut(&mut self, by: &[String]) -> usize {
        if let Some(known) = self.cut_of.get(by) {
            return *known;
        }
        let dims = by.iter().filter_map(|name| self.scan.by.iter().position(|known| known == name)).collect();
        self.cuts.push(Cut::new(dims));
        self.cut_of.insert(by.to_vec(), self.cuts.len() - 1);
        self.cuts.len() - 1
    }

    fn found(&self, question: &Question, figure: Figure) -> Option<(&Cut, usize)> {
        let cut = &self.cuts[*self.cut_of.get(&question.by)?];
        Some((cut, cut.figures.iter().position(|known| *known == figure)?))
    }

    /// The values of the parts of the question's cut.
    fn parts(&self, question: &Question) -> Vec<Vec<Option<String>>> {
        let Some(cut) = self.cut_of.get(&question.by).map(|cut| &self.cuts[*cut]) else { return Vec::new() };
        cut.combinations.values(&cut.dims.iter().map(|dim| &self.texts[*dim]).collect::<Vec<_>>())
    }

    fn period(&self, number: u32) -> Period {
        self.days.periods().get(number as usize).copied().unwrap_or_else(Period::all)
    }

    /// Works out all cells, or reads those that are kept; false when a period has too many rows.
    fn fill(&mut self, desk: &Desk, runtime: &Handle, asked: &Asked, root: &Path) -> Result<bool> {
        let Some(facts) = desk.facts.get(&self.scan.kind) else { return Ok(true) };
        let mut kept = Kept::of(root, &self.scan, asked.per, &self.cuts);
        let mut found = Found { cuts: &mut self.cuts, texts: &mut self.texts, items: &self.scan.items };
        if kept.read_all(facts, asked, &mut found) {
            return Ok(true);
        }
        let Some(blocks) = runtime.block_on(block::blocks(desk, &self.scan, &self.days, asked))? else { return Ok(false) };
        let mut periods = 0;
        for block in blocks {
            let block = runtime.block_on(Block::read(desk, &self.scan, (&self.days, asked), block, &mut self.texts))?;
            periods += self.fill_block(block, &mut kept)?;
        }
        kept.finish(facts, asked, periods);
        Ok(true)
    }

    /// Reads what is kept of a block's periods and works out the rest; tells in how many of them there are records.
    fn fill_block(&mut self, mut block: Block, kept: &mut Kept) -> Result<usize> {
        // Without a single batch nobody knows what type a column would have been.
        if block.rows == 0 {
            return Ok(0);
        }
        let begun = Instant::now();
        let items = &self.scan.items;
        let prints = fingerprints(&block, items)?;
        let mut is_new = vec![vec![false; block.periods.len()]; items.len()];
        let mut looked_at: Vec<((u32, Period), Vec<u128>)> = Vec::new();
        let mut found = Found { cuts: &mut self.cuts, texts: &mut self.texts, items };
        for (place, number) in block.periods.clone().enumerate() {
            let of_period: Vec<u128> = prints.iter().map(|prints| prints[place]).collect();
            let Some(period) = self.days.periods().get(number as usize).filter(|_| of_period.iter().any(|print| *print != 0)) else {
                continue;
            };
            let known = kept.read((number, *period), &of_period, &mut found);
            for (is_new, (known, print)) in is_new.iter_mut().zip(known.iter().zip(&of_period)) {
                is_new[place] = !known && *print != 0;
            }
            looked_at.push(((number, *period), of_period));
        }
        let known_ms = begun.elapsed().as_millis();
        let new = is_new.iter().flatten().filter(|is_new| **is_new).count();
        if new > 0 {
            block.group(&self.scan)?;
            let texts: &[Texts] = found.texts;
            on_all_cores(found.cuts, |cut| cut.gather(&block, items, texts, &is_new))?;
        }
        for (period, prints) in &looked_at {
            kept.write(*period, prints, &found);
        }
        let (rows, kind, took_ms) = (block.rows, self.scan.kind.name(), begun.elapsed().as_millis());
        tracing::debug!(kind, rows, periods = looked_at.len(), new, known_ms, took_ms, "block done");
        Ok(looked_at.len())
    }

    /// Follows who entered and left, day by day. That tells of every later period, so nothing is kept of it.
    fn follow_spans(&mut self, desk: &Desk, runtime: &Handle) -> Result<()> {
        self.spans = self.cuts.iter().map(|_| HashMap::new()).collect();
        let mut pieces = runtime.block_on(block::Pieces::open(desk, &self.scan))?;
        while let Some(block) = runtime.block_on(pieces.next(&mut self.texts))? {
            let (items, texts) = (&self.scan.items, &self.texts);
            let mut cuts: Vec<(&mut Cut, &mut HashMap<usize, Gathered>)> = self.cuts.iter_mut().zip(&mut self.spans).collect();
            on_all_cores(&mut cuts, |(cut, spans)| cut.follow(&block, items, texts, spans))?;
        }
        Ok(())
    }
}

/// The fingerprints of the block's periods by item; none of items without cells of their own.
fn fingerprints(block: &Block, items: &[Item]) -> Result<Vec<Vec<u128>>> {
    let of_dims = block.prints_of_dims()?;
    let mut prints: Vec<(&Item, Vec<u128>)> = items.iter().map(|item| (item, Vec::new())).collect();
    on_all_cores(&mut prints, |(item, prints)| {
        *prints = block.fingerprints(item, &of_dims)?;
        Ok(())
    })?;
    Ok(prints.into_iter().map(|(_, prints)| prints).collect())
}

/// Works on every part, as many at a time as the machine has cores; the first error ends it.
fn on_all_cores<T: Send>(parts: &mut [T], work: impl Fn(&mut T) -> Result<()> + Sync) -> Result<()> {
    let parts: Vec<Mutex<&mut T>> = parts.iter_mut().map(Mutex::new).collect();
    let next = AtomicUsize::new(0);
    let share = || -> Result<()> {
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut part = part.lock().map_err(|_| anyhow!("a thread that works on a cut has crashed"))?;
            if let Err(error) = work(&mut part) {
                next.store(parts.len(), Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(parts.len());
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(share)).collect();
        let own = share();
        others.into_iter().try_for_each(|other| other.join().map_err(|_| anyhow!("a thread that works on a cut has crashed"))?)?;
        own
    })
}
