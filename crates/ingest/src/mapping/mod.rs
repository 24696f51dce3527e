//! File columns → canonical columns and dimensions, by a profile or by a guess that tells how sure it is.

mod aliases;
pub(crate) mod preview;

use std::collections::HashSet;

use luotsi_core::facts;
use luotsi_core::intake::{IntakeError, Mapped, ProfileFault, Request};
use luotsi_core::records::{Kind, Value};
use luotsi_text::looks_personal;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::block::Block;
use crate::formats::Source;
use crate::plan::{Condition, Fold, From, Maker, Plan, Step, TablePlan, Target, Test, Unit, Variant, in_order, schema_of};
use crate::profile::{ColumnSpec, ConditionSpec, Profile, Rest, TableSpec, TimeWord, UnitWord, bad_pattern, faulty, nearest};
use crate::values::time::{DateOrder, TimeReader, TimeStyle};
use crate::values::{flag, is_unknown, number, time, trimmed};

/// A guess by a known other name.
const BY_ALIAS: f64 = 0.9;
/// A guess by a similar name.
const BY_LIKENESS: f64 = 0.6;
/// How alike names have to be (Jaro–Winkler): slips of the pen are above, other words below.
const LIKE: f64 = 0.93;
/// Cells of the sample that are looked at for one column.
const LOOKED_AT: usize = 200;
/// A column with more different values than this, most of them once, is an identifier rather than a dimension.
const MANY_VALUES: usize = 50;
/// Texts that are longer than this on average are prose, which may tell who somebody is.
const PROSE_CHARACTERS: usize = 60;

/// A name in snake case: small letters a–z, digits and `_`; `yhteydenottoID` and `Yhteydenotto-ID` are `yhteydenotto_id`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut before = ' ';
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit()) {
            out.push('_');
        }
        before = c;
        match c.to_lowercase().next().unwrap_or(c) {
            c if c.is_ascii_alphanumeric() => out.push(c),
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            _ => out.push('_'),
        }
    }
    let words: Vec<&str> = out.split('_').filter(|word| !word.is_empty()).collect();
    let joined = words.join("_");
    if joined.starts_with(|c: char| c.is_ascii_digit()) { format!("c_{joined}") } else { joined }
}

/// The canonical column of a kind that a file's column of this name means, and how sure that is.
fn canonical(kind: Kind, name: &str) -> Option<(&'static str, f64)> {
    if let Some(column) = kind.column(name) {
        return Some((column.name, 1.0));
    }
    let mut best: Option<(&'static str, f64)> = None;
    for column in kind.columns() {
        let names = aliases::of(column.name);
        // An earlier alias is the commoner meaning when one word stands for two columns (`date`, `created_at`).
        let place = names.iter().position(|alias| *alias == name).map(|at| BY_ALIAS - at as f64 * 0.001);
        let likeness = || {
            let alike = names.iter().chain([&column.name]).filter(|other| other.len() > 5 && name.len() > 5);
            let best = alike.map(|other| strsim::jaro_winkler(name, other)).fold(0.0, f64::max);
            // Of several similar names the most similar one is meant.
            (best >= LIKE).then_some(BY_LIKENESS + (best - 1.0) * 0.1)
        };
        if let Some(confidence) = place.or_else(likeness)
            && best.is_none_or(|(_, sure)| confidence > sure)
        {
            best = Some((column.name, confidence));
        }
    }
    best
}

/// The cells of one column that the sample has, without unknown ones.
fn cells(sample: &[Block], column: usize) -> Vec<&str> {
    let all = sample.iter().flat_map(|block| (0..block.rows()).map(move |row| trimmed(block.cell(row, column))));
    all.filter(|cell| !is_unknown(cell)).collect()
}

/// Share of the cells that can be read as the value; 1 when there are none.
fn readable(value: Value, cells: &[&str], plan: &Plan) -> f64 {
    let mut times = TimeReader::new(plan.zone.clone());
    let style = TimeStyle::Order(plan.order);
    let mut reads = |cell: &str| match value {
        Value::Time => times.micros(cell, style).is_some(),
        Value::Date => time::day(cell, style).is_some(),
        Value::Month => time::month(cell, style).is_some(),
        Value::Number { .. } => number::number(cell, plan.decimal).is_some() || time::clock_s(cell).is_some(),
        Value::Count { .. } => number::whole(cell, plan.decimal).is_some(),
        Value::Flag => flag::flag(cell).is_some(),
        Value::Choice(words) => words.iter().any(|word| word.eq_ignore_ascii_case(cell)),
        Value::Id | Value::CustomerId | Value::Dimension | Value::Comment => true,
    };
    let looked_at = &cells[..cells.len().min(LOOKED_AT)];
    let read = looked_at.iter().filter(|cell| reads(cell)).count();
    if looked_at.is_empty() { 1.0 } else { read as f64 / looked_at.len() as f64 }
}

/// The kind of records that a canonical file holds, by its name and its columns.
fn guess_kind(source: &Source, request: &Request, names: &[String]) -> Kind {
    let file =
        request.shown_name.clone().or_else(|| source.path.file_name().map(|name| name.to_string_lossy().into_owned())).unwrap_or_default();
    let file = snake(file.split('.').next().unwrap_or(""));
    let asked: Vec<&str> = request.mapping.iter().filter_map(|(_, to)| to.as_deref()).collect();
    let mut best = (f64::NEG_INFINITY, Kind::Contacts);
    for (kind, words) in aliases::FILE_WORDS {
        let mut found: Vec<(&str, f64)> = names.iter().filter_map(|name| canonical(*kind, name)).collect();
        found.extend(asked.iter().filter_map(|name| kind.column(name).map(|column| (column.name, 1.0))));
        found.sort_by(|a, b| a.0.cmp(b.0).then(b.1.total_cmp(&a.1)));
        found.dedup_by_key(|(column, _)| *column);
        let is_complete =
            kind.columns().iter().filter(|column| column.required).all(|column| found.iter().any(|(name, _)| *name == column.name));
        let is_named =
            words.iter().any(|word| file == *word || file.starts_with(&format!("{word}_")) || file.ends_with(&format!("_{word}")));
        let score = found.iter().map(|(_, sure)| sure * sure).sum::<f64>()
            + if is_complete { 3.0 } else { -3.0 }
            + if is_named { 6.0 } else { 0.0 };
        if score > best.0 {
            best = (score, *kind);
        }
    }
    best.1
}

/// A table whose columns are guessed from their names and their cells, with the request's corrections.
pub(crate) fn by_guess(request: &Request, source: &Source, sample: &[Block], plan: &Plan) -> TablePlan {
    let header = &source.header;
    let names: Vec<String> = header.iter().map(|name| snake(name)).collect();
    let kind = request.kind.unwrap_or_else(|| guess_kind(source, request, &names));
    let mut mapped: Vec<Mapped> =
        header.iter().map(|from| Mapped { from: from.clone(), to: None, confidence: 0.0, examples: Vec::new(), concern: None }).collect();
    let samples: Vec<Vec<&str>> = (0..header.len()).map(|column| cells(sample, column)).collect();

    // What a person said comes first, then exact names, then guesses by how sure they are.
    let said = |column: usize| request.mapping.iter().rev().find(|(from, _)| *from == header[column]).map(|(_, to)| to.as_deref());
    let mut claims: Vec<(f64, usize, String)> = Vec::new();
    for column in 0..header.len() {
        match said(column) {
            Some(Some(to)) => claims.push((2.0, column, if kind.column(to).is_some() { to.to_owned() } else { snake(to) })),
            Some(None) => mapped[column].confidence = 1.0,
            None => {
                let Some((to, sure)) = canonical(kind, &names[column]) else { continue };
                let value = kind.column(to).map_or(Value::Dimension, |column| column.value);
                // A similar word over values of another kind is another word.
                if sure == 1.0 || readable(value, &samples[column], plan) >= 0.5 {
                    claims.push((sure, column, to.to_owned()));
                }
            }
        }
    }
    claims.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken: HashSet<String> = HashSet::new();
    for (sure, column, to) in claims {
        if !taken.insert(to.clone()) {
            mapped[column].concern = Some("duplicate".to_owned());
            continue;
        }
        mapped[column].to = Some(to);
        mapped[column].confidence = sure.min(1.0);
    }

    for column in 0..header.len() {
        let is_canonical = mapped[column].to.as_deref().is_some_and(|to| kind.column(to).is_some());
        if is_canonical || (said(column) == Some(None)) || mapped[column].concern.is_some() {
            if samples[column].is_empty() {
                mapped[column].concern.get_or_insert_with(|| "empty".to_owned());
            }
            continue;
        }
        let is_said = mapped[column].to.is_some();
        let (is_kept, concern) = judge_dimension(&header[column], &samples[column], &request.allow_personal);
        mapped[column].concern = concern;
        let keeps_prose = is_said && mapped[column].concern.as_deref() == Some("too_many_values");
        if !(is_kept || keeps_prose) {
            mapped[column].to = None;
        } else if !is_said {
            let name = free_name(kind, &names[column], column, &taken);
            taken.insert(name.clone());
            mapped[column].to = Some(name);
            mapped[column].confidence = 1.0;
        }
    }

    let targets = in_order(kind, mapped.iter().filter_map(|mapped| mapped.to.clone()).collect());
    let maker = |target: &Target| {
        let column = mapped.iter().position(|mapped| mapped.to.as_deref() == Some(&target.name));
        Maker { from: column.map_or(From::Nothing, From::Column), ..Maker::default() }
    };
    let variant = Variant { when: Vec::new(), makers: targets.iter().map(maker).collect() };
    let missing = kind.columns().iter().filter(|column| column.required && !targets.iter().any(|target| target.name == column.name));
    let missing = missing.map(|column| column.name.to_owned()).collect();
    TablePlan { kind, schema: schema_of(&targets), targets, variants: vec![variant], fold: None, mapped, missing }
}

/// Whether a further column may become a dimension, and what is to be said about it.
fn judge_dimension(name: &str, cells: &[&str], allow_personal: &[String]) -> (bool, Option<String>) {
    let because = |concern: &str| Some(concern.to_owned());
    if cells.is_empty() {
        return (true, because("empty"));
    }
    let looked_at = &cells[..cells.len().min(LOOKED_AT)];
    if looks_personal(name, looked_at).is_some() && !allow_personal.iter().any(|allowed| allowed == name) {
        return (false, because("personal"));
    }
    let characters: usize = looked_at.iter().map(|cell| cell.chars().count()).sum();
    if characters > PROSE_CHARACTERS * looked_at.len() && !allow_personal.iter().any(|allowed| allowed == name) {
        return (false, because("too_many_values"));
    }
    let different: HashSet<&&str> = cells.iter().collect();
    if different.len() > MANY_VALUES && different.len() * 2 > cells.len() {
        return (true, because("too_many_values"));
    }
    (true, None)
}

/// A dimension's name that neither a canonical column, nor a derived one, nor another dimension has.
fn free_name(kind: Kind, name: &str, column: usize, taken: &HashSet<String>) -> String {
    let name = if name.is_empty() { format!("column_{}", column + 1) } else { name.to_owned() };
    let is_free =
        |name: &str| !taken.contains(name) && kind.column(name).is_none() && !facts::of(kind).iter().any(|fact| fact.name == name);
    let mut free = name.clone();
    let mut number = 2;
    while !is_free(&free) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}

/// The tables that a profile makes of a file with this header.
///
/// # Errors
/// When the file has none of the columns that a table cannot be without; names the profile and the nearest column.
pub(crate) fn by_profile(
    name: &str,
    profile: &Profile,
    request: &Request,
    header: &[String],
    sample: &[Block],
) -> Result<Vec<TablePlan>, IntakeError> {
    let mut tables = Vec::with_capacity(profile.tables.len());
    for (at, spec) in profile.tables.iter().enumerate() {
        let mut spec = spec.clone();
        if at == 0 {
            correct(&mut spec, request);
        }
        tables.push(table_by_spec(&spec, request, header, sample).map_err(|fault| faulty(name, fault))?);
    }
    Ok(tables)
}

/// The request's corrections go to the profile's first table.
fn correct(spec: &mut TableSpec, request: &Request) {
    for (from, to) in &request.mapping {
        spec.columns.retain(|_, column| column.from.as_slice() != std::slice::from_ref(from));
        if let Some(to) = to {
            let to = if spec.kind.column(to).is_some() { to.clone() } else { snake(to) };
            spec.columns.insert(to, ColumnSpec { from: vec![from.clone()], ..ColumnSpec::default() });
        }
    }
}

/// Things with the name of the column that they are for.
type Named<T> = Vec<(String, T)>;

fn table_by_spec(spec: &TableSpec, request: &Request, header: &[String], sample: &[Block]) -> Result<TablePlan, ProfileFault> {
    let kind = spec.kind;
    let mut rows: Vec<(Vec<ConditionSpec>, Named<ColumnSpec>)> = Vec::new();
    let base: Named<ColumnSpec> = spec.columns.iter().map(|(name, column)| (name.clone(), column.clone())).collect();
    for row in &spec.rows {
        let mut columns = base.clone();
        for (name, column) in &row.columns {
            columns.retain(|(other, _)| other != name);
            columns.push((name.clone(), column.clone()));
        }
        rows.push((spec.when.iter().chain(&row.when).cloned().collect(), columns));
    }
    if let Some(unpivot) = &spec.unpivot {
        let pattern = regex_of(&unpivot.columns)?;
        for column in header {
            let Some(groups) = pattern.captures(column) else { continue };
            let shown = groups.get(1).map_or(column.as_str(), |group| group.as_str());
            let mut columns = base.clone();
            columns.push((unpivot.name.clone(), ColumnSpec { constant: Some(shown.to_owned()), ..ColumnSpec::default() }));
            columns.push((unpivot.value.clone(), ColumnSpec { from: vec![column.clone()], ..ColumnSpec::default() }));
            let filled = ConditionSpec { column: column.clone(), filled: Some(true), ..ConditionSpec::default() };
            rows.push((spec.when.iter().cloned().chain([filled]).collect(), columns));
        }
    }
    if spec.rows.is_empty() && spec.unpivot.is_none() {
        rows.push((spec.when.clone(), base));
    }

    let mut used: HashSet<usize> = HashSet::new();
    let mut made: Vec<(Vec<Condition>, Named<Maker>)> = Vec::new();
    for (when, columns) in &rows {
        let conditions = when.iter().map(|when| conditions(when, header)).collect::<Result<Vec<_>, _>>()?.concat();
        used.extend(conditions.iter().filter_map(|condition| condition.column));
        let mut makers = Vec::with_capacity(columns.len());
        for (name, column) in columns {
            let maker = maker(column, header)?;
            used.extend(sources(&maker));
            makers.push((name.clone(), maker));
        }
        made.push((conditions, makers));
    }

    let mut mapped: Vec<Mapped> =
        header.iter().map(|from| Mapped { from: from.clone(), to: None, confidence: 1.0, examples: Vec::new(), concern: None }).collect();
    for (name, maker) in made.iter().flat_map(|(_, makers)| makers) {
        for column in sources(maker) {
            mapped[column].to.get_or_insert_with(|| name.clone());
        }
    }
    let mut taken: HashSet<String> = made.iter().flat_map(|(_, makers)| makers.iter().map(|(name, _)| name.clone())).collect();
    if spec.rest == Rest::Dimensions {
        for column in (0..header.len()).filter(|column| !used.contains(column)) {
            let (is_kept, concern) = judge_dimension(&header[column], &cells(sample, column), &request.allow_personal);
            mapped[column].concern = concern;
            if is_kept {
                let name = free_name(kind, &snake(&header[column]), column, &taken);
                taken.insert(name.clone());
                mapped[column].to = Some(name.clone());
                for (_, makers) in &mut made {
                    makers.push((name.clone(), Maker { from: From::Column(column), ..Maker::default() }));
                }
            }
        }
    }

    // A column that this export does not have is left out, unless records cannot be without it.
    let is_made = |name: &str| {
        made.iter().any(|(_, makers)| makers.iter().any(|(other, maker)| other == name && !matches!(maker.from, From::Nothing)))
    };
    let mut names: Vec<String> = Vec::new();
    for (name, _) in made.iter().flat_map(|(_, makers)| makers) {
        if is_made(name) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    let targets = in_order(kind, names);
    let missing =
        kind.columns().iter().filter(|column| column.required && !is_made(column.name)).map(|column| column.name.to_owned()).collect();
    let variants = made.into_iter().map(|(when, makers)| {
        let maker =
            |target: &Target| makers.iter().find(|(name, _)| *name == target.name).map_or_else(Maker::default, |(_, maker)| maker.clone());
        Variant { makers: targets.iter().map(maker).collect(), when }
    });
    let variants = variants.collect();
    let fold = match &spec.fold {
        None => None,
        Some(fold) => Some(Fold {
            key: fold
                .by
                .all()
                .iter()
                .map(|column| place(column, header).ok_or_else(|| absent(column, header)))
                .collect::<Result<_, _>>()?,
            order: fold.order.as_deref().and_then(|column| place(column, header)),
        }),
    };
    Ok(TablePlan { kind, schema: schema_of(&targets), targets, variants, fold, mapped, missing })
}

fn place(column: &str, header: &[String]) -> Option<usize> {
    let fits = |name: &String| name == column;
    header.iter().position(fits).or_else(|| header.iter().position(|name| name.eq_ignore_ascii_case(column)))
}

fn absent(column: &str, header: &[String]) -> ProfileFault {
    let nearest = nearest(column, header.iter().map(String::as_str)).map(str::to_owned);
    ProfileFault::NoColumn { column: column.to_owned(), nearest }
}

fn regex_of(pattern: &str) -> Result<Regex, ProfileFault> {
    Regex::new(pattern).map_err(|error| bad_pattern(pattern, &error))
}

fn conditions(spec: &ConditionSpec, header: &[String]) -> Result<Vec<Condition>, ProfileFault> {
    let column = place(&spec.column, header);
    let mut tests = Vec::new();
    tests.extend(spec.is.as_ref().map(|words| Test::OneOf(words.all())));
    tests.extend(spec.not.as_ref().map(|words| Test::NoneOf(words.all())));
    tests.extend(spec.filled.map(Test::Filled));
    if let Some(pattern) = &spec.matches {
        tests.push(Test::Matches(regex_of(pattern)?));
    }
    Ok(tests.into_iter().map(|test| Condition { column, test }).collect())
}

fn maker(spec: &ColumnSpec, header: &[String]) -> Result<Maker, ProfileFault> {
    let places = |names: &[String]| names.iter().map(|name| place(name, header)).collect::<Vec<_>>();
    let from = if let Some(constant) = &spec.constant {
        From::Constant(constant.clone())
    } else if !spec.join.is_empty() {
        places(&spec.join).into_iter().collect::<Option<Vec<_>>>().map_or(From::Nothing, |columns| From::Join(columns, spec.with.clone()))
    } else {
        let columns: Vec<usize> = places(&spec.from).into_iter().flatten().collect();
        match columns.as_slice() {
            [] => From::Nothing,
            [column] => From::Column(*column),
            _ => From::FirstOf(columns),
        }
    };
    let mut steps = Vec::new();
    steps.extend(spec.pick.clone().map(Step::Pick));
    steps.extend(spec.before.clone().map(Step::Before));
    steps.extend(spec.after_last.clone().map(Step::After));
    if let Some(pattern) = &spec.pattern {
        steps.push(Step::Pattern(regex_of(pattern)?));
    }
    if spec.lower {
        steps.push(Step::Lower);
    }
    if !spec.map.is_empty() || spec.other.is_some() {
        steps.push(Step::Words(spec.map.clone(), spec.other.clone()));
    }
    let style = spec.time.map(|word| match word {
        TimeWord::Ymd => TimeStyle::Order(DateOrder::Ymd),
        TimeWord::Dmy => TimeStyle::Order(DateOrder::Dmy),
        TimeWord::Mdy => TimeStyle::Order(DateOrder::Mdy),
        TimeWord::Yymmdd => TimeStyle::Yymmdd,
        TimeWord::EpochS => TimeStyle::EpochSeconds,
        TimeWord::EpochMs => TimeStyle::EpochMillis,
    });
    let unit = match spec.unit {
        None | Some(UnitWord::S) => Unit::Own,
        Some(UnitWord::Us) => return Err(ProfileFault::MicrosecondsAsUnit),
        Some(UnitWord::Ms) => Unit::Milliseconds,
        Some(UnitWord::Min) => Unit::Minutes,
        Some(UnitWord::H) => Unit::Hours,
        Some(UnitWord::D) => Unit::Days,
        Some(UnitWord::Clock) => Unit::Clock,
        Some(UnitWord::Percent) => Unit::Percent,
    };
    let after = spec.follows.as_deref().and_then(|column| place(column, header));
    let plus_unit_us = match spec.plus_unit {
        Some(UnitWord::Us) => 1.0,
        Some(UnitWord::Ms) => 1e3,
        None | Some(UnitWord::S) => 1e6,
        Some(UnitWord::Min) => 60e6,
        Some(UnitWord::H) => 3_600e6,
        Some(UnitWord::D) => 86_400e6,
        Some(UnitWord::Clock | UnitWord::Percent) => return Err(ProfileFault::PlusUnit),
    };
    let mut plus = Vec::new();
    for (columns, unit_us) in [(&spec.plus, plus_unit_us), (&spec.minus, -plus_unit_us)] {
        for column in columns {
            match place(column, header) {
                Some(column) => plus.push((column, unit_us)),
                // Without the duration the time cannot be told.
                None => return Ok(Maker::default()),
            }
        }
    }
    Ok(Maker {
        from,
        steps,
        style,
        unit,
        after,
        before_is_unknown: spec.before_is_unknown,
        plus,
        less: spec.less,
        unknown: spec.unknown.clone(),
    })
}

fn sources(maker: &Maker) -> Vec<usize> {
    let mut columns = match &maker.from {
        From::Nothing | From::Constant(_) => Vec::new(),
        From::Column(column) => vec![*column],
        From::FirstOf(columns) | From::Join(columns, _) => columns.clone(),
    };
    columns.extend(maker.after);
    columns.extend(maker.plus.iter().map(|(column, _)| *column));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_snake_case() {
        for (name, expected) in [
            ("Yhteydenotto-ID", "yhteydenotto_id"),
            ("contactId", "contact_id"),
            ("Ärende nr", "arende_nr"),
            ("KÖ", "ko"),
            ("  Tiimi (uusi) ", "tiimi_uusi"),
            ("2026 arvo", "c_2026_arvo"),
            ("…", ""),
            ("via.channel", "via_channel"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }

    #[test]
    fn columns_are_known_under_the_names_that_systems_and_people_use() {
        let check = |kind: Kind, name: &str, expected: Option<&str>| {
            assert_eq!(canonical(kind, &snake(name)).map(|found| found.0), expected, "{name}")
        };
        check(Kind::Contacts, "Yhteydenotto-ID", Some("contact_id"));
        check(Kind::Contacts, "Kanava", Some("channel"));
        check(Kind::Contacts, "Tiimi", Some("team"));
        check(Kind::Contacts, "Avattu", Some("opened_at"));
        check(Kind::Contacts, "Asiakasnumero", Some("customer_id"));
        check(Kind::Contacts, "Kö", Some("team"));
        check(Kind::Contacts, "Ärende", Some("case_id"));
        check(Kind::Contacts, "ticket_id", Some("contact_id"));
        check(Kind::Contacts, "created_at", Some("opened_at"));
        check(Kind::Contacts, "Asiakasnummero", Some("customer_id"));
        check(Kind::Contacts, "region", None);
        check(Kind::Feedback, "Suositteluhalukkuus", Some("nps"));
        check(Kind::Feedback, "Avoin palaute", Some("comment"));
        check(Kind::Work, "Pvm", Some("date"));
    }
}
