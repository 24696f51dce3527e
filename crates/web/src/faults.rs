//! What went wrong, in the reader's words.
//!
//! Errors of the core hold facts; here, and only here, they become sentences, for pages and the command line alike. Every
//! `match` names every case: an error without words does not compile, and a text that one language lacks stops the build.
//! What a system or a library said stands in its own language after the sentence.

use std::path::Path;

use luotsi_core::ask::AskError;
use luotsi_core::catalogue::{self, DefinitionFault};
use luotsi_core::intake::{DressPart, FileFault, IntakeError, MachineFault, ProfileFault, Reason};
use luotsi_core::records::Kind;
use luotsi_core::settings::{self, SettingFault};
use luotsi_state::StoreError;

use crate::format;
use crate::i18n::Text;
use crate::words;

/// Why an import, a preview, an undo or a profile did not succeed, and what to do next.
pub fn intake(text: Text, error: &IntakeError) -> String {
    match error {
        IntakeError::Stopped => text.fault_stopped().to_owned(),
        IntakeError::File { file: path, fault } => file(text, path, fault),
        IntakeError::Dress { part, asked } => match part {
            DressPart::Format => text.fault_dress_format(asked),
            DressPart::Encoding => text.fault_dress_encoding(asked),
            DressPart::Delimiter => text.fault_dress_delimiter(asked),
            DressPart::Decimal => text.fault_dress_decimal(asked),
            DressPart::DateOrder => text.fault_dress_date_order(asked),
            DressPart::TimeZone => text.fault_dress_time_zone(asked),
        },
        IntakeError::UnknownProfile { name, nearest, known } => {
            with_nearest(text, text.fault_profile_unknown(&known.join(", "), name), nearest.as_slice())
        }
        IntakeError::Profile { profile: name, fault } => profile(text, name, fault),
        IntakeError::ProfileName { name } => text.fault_profile_name(name),
        IntakeError::ReadByProfile { profile } => text.fault_read_by_profile(profile),
        IntakeError::NothingMapped => text.fault_nothing_mapped().to_owned(),
        IntakeError::UnknownImport { import } => text.fault_import_unknown(import),
        IntakeError::AlreadyUndone { import } => text.fault_import_undone(import),
        IntakeError::ImportId { import } => text.fault_import_id(import),
        IntakeError::ColumnName { column } => text.fault_column_name(column),
        IntakeError::KeyMissing { kind, key } => text.fault_key_missing(key, words::kind(text, *kind)),
        IntakeError::Machine(fault) => machine(text, fault),
    }
}

fn file(text: Text, path: &Path, fault: &FileFault) -> String {
    // The name tells which file; its folder is of use only when the file cannot be reached.
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    match fault {
        FileFault::CannotOpen(said) => with_detail(text, &text.fault_file_open(&shown(path)), said),
        FileFault::CannotRead(said) => with_detail(text, &text.fault_file_read(&name), said),
        FileFault::CannotUnpack(said) => with_detail(text, &text.fault_file_unpack(&name), said),
        FileFault::Empty => text.fault_file_empty(&name),
        FileFault::NotATable => text.fault_file_not_a_table(&name),
        FileFault::OldWorkbook => text.fault_file_old_workbook(&name),
        FileFault::EmptyArchive => text.fault_file_empty_archive(&name),
        FileFault::ManyInArchive(count) => text.fault_file_many(&whole(text, *count as u64), &name),
        FileFault::NoSheet { asked, sheets } => text.fault_file_no_sheet(&name, asked, &sheets.join(", ")),
        FileFault::NoHeader => text.fault_file_no_header(&name),
        FileFault::NoJsonObjects => text.fault_file_no_json(&name),
        FileFault::NoColumns => text.fault_file_no_columns(&name),
        FileFault::RecordTooLong { record, megabytes } => {
            text.fault_file_long_record(&name, &whole(text, *megabytes), &whole(text, *record))
        }
        FileFault::Unmapped { column, kind, columns } => {
            text.fault_file_unmapped(column, &columns.join(", "), &name, words::kind(text, *kind))
        }
    }
}

fn profile(text: Text, name: &str, fault: &ProfileFault) -> String {
    let word = |kind: &Kind| words::kind(text, *kind);
    let said = match fault {
        ProfileFault::CannotRead(said) => with_detail(text, text.fault_profile_read(), said),
        ProfileFault::Unreadable { line, detail, nearest } => {
            let said = with_nearest(text, with_detail(text, text.fault_profile_unreadable(), detail), nearest.as_slice());
            return match line {
                Some(line) => text.fault_profile_line(&line.to_string(), &said, name),
                None => text.fault_profile(&said, name),
            };
        }
        ProfileFault::NoTable => text.fault_profile_no_table().to_owned(),
        ProfileFault::DimensionName { name, kind } => text.fault_profile_dimension(word(kind), name),
        ProfileFault::NearColumn { name, kind, nearest } => text.fault_profile_near(word(kind), name, nearest),
        ProfileFault::RequiredUnsaid { column, kind } => text.fault_profile_required(column, word(kind)),
        ProfileFault::Pattern { pattern, detail } => with_detail(text, &text.fault_profile_pattern(pattern), detail),
        ProfileFault::NoColumn { column, nearest } => with_nearest(text, text.fault_profile_no_column(column), nearest.as_slice()),
        ProfileFault::MicrosecondsAsUnit => text.fault_profile_microseconds().to_owned(),
        ProfileFault::PlusUnit => text.fault_profile_plus_unit().to_owned(),
        ProfileFault::HalfAHeader => text.fault_profile_half_header().to_owned(),
        ProfileFault::CannotWrite(said) => with_detail(text, text.fault_profile_write(), said),
    };
    text.fault_profile(&said, name)
}

fn machine(text: Text, fault: &MachineFault) -> String {
    let (sentence, detail) = match fault {
        MachineFault::NoRandomness { detail } => (text.fault_machine_random().to_owned(), detail),
        MachineFault::KeyUnreadable { path, detail } => (text.fault_machine_key_read(&shown(path)), detail),
        MachineFault::KeyNotMade { path, detail } => (text.fault_machine_key_make(&shown(path)), detail),
        MachineFault::KeyDamaged { path } => return text.fault_machine_key_damaged(&shown(path)),
        MachineFault::ProfilesUnreadable { folder, detail } => (text.fault_machine_profiles(&shown(folder)), detail),
        MachineFault::ProfileNotWritten { path, detail } => (text.fault_machine_profile_write(&shown(path)), detail),
        MachineFault::RefusedNotWritten { path, detail } => (text.fault_machine_refused_write(&shown(path)), detail),
        MachineFault::NoTemporaryFile { detail } => (text.fault_machine_temporary().to_owned(), detail),
        MachineFault::ColumnsNotBuilt { kind, detail } => (text.fault_machine_columns(words::kind(text, *kind)), detail),
        MachineFault::BrokeOff => return text.fault_machine_broke_off().to_owned(),
        MachineFault::ImportIsOver => return text.fault_machine_over().to_owned(),
        MachineFault::Lake { detail } => (text.fault_machine_lake().to_owned(), detail),
    };
    with_detail(text, &sentence, detail)
}

/// Why a row is refused.
pub fn reason(text: Text, reason: Reason) -> &'static str {
    match reason {
        Reason::OutOfRange => text.reason_out_of_range(),
        Reason::NotANumber => text.reason_not_a_number(),
        Reason::NotAWholeNumber => text.reason_not_a_whole_number(),
        Reason::NotATime => text.reason_not_a_time(),
        Reason::NotADate => text.reason_not_a_date(),
        Reason::ImplausibleTime => text.reason_implausible_time(),
        Reason::NotAChoice => text.reason_not_a_choice(),
        Reason::NotAFlag => text.reason_not_a_flag(),
        Reason::RequiredEmpty => text.reason_required_empty(),
        Reason::EndsBeforeStart => text.reason_ends_before_start(),
        Reason::TooFewCells => text.reason_too_few_cells(),
        Reason::TooManyCells => text.reason_too_many_cells(),
        Reason::UnclosedQuote => text.reason_unclosed_quote(),
        Reason::Undecodable => text.reason_undecodable(),
        Reason::NotJson => text.reason_not_json(),
    }
}

/// Why a question could not be answered, with what the engine said. Nearest names are left to the caller
/// ([`nearest`]): pages show them as links.
pub fn ask(text: Text, error: &AskError) -> String {
    match error {
        AskError::UnknownMetric { name, .. } => text.error_metric(name),
        AskError::UnknownDimension { name, .. } => text.error_dimension(name),
        AskError::Personal { name } => text.error_personal(name),
        AskError::Definition { metric, field, fault } => text.error_definition(field, &definition(text, fault), metric),
        AskError::Engine(said) => with_detail(text, text.fault_engine(), said),
    }
}

/// What is wrong with a setting.
pub fn setting(text: Text, problem: &settings::Problem) -> String {
    let said = match &problem.fault {
        // What the reader says takes several lines and points at the place.
        SettingFault::Unreadable(said) => return format!("{}\n{said}", text.fault_setting_file()),
        SettingFault::UnknownSetting => text.fault_setting_unknown().to_owned(),
        SettingFault::TimeZone(given) => text.fault_dress_time_zone(given),
        SettingFault::Language(given) => text.fault_setting_language(given),
        SettingFault::Holidays(given) => text.fault_setting_holidays(given),
        SettingFault::Rules(given) => text.fault_setting_rules(given),
        SettingFault::BaselinePoints(given) => text.fault_setting_baseline(&given.to_string()),
        SettingFault::SmallestChange(given) => text.fault_setting_smallest_change(given),
        SettingFault::SmallGroup(given) => text.fault_setting_small_group(&given.to_string()),
        SettingFault::Target => text.fault_setting_target().to_owned(),
        SettingFault::Weekday(given) => text.fault_setting_weekday(given),
        SettingFault::OpeningTime(given) => text.fault_setting_hours(given),
        SettingFault::NeverOpen(given) => text.fault_setting_never_open(given),
        SettingFault::Date(given) => text.fault_setting_date(given),
        SettingFault::NoDefaultCalendar => text.fault_setting_no_default().to_owned(),
        SettingFault::UnknownCalendar(given) => text.fault_setting_calendar(given),
        SettingFault::CalendarOwner => text.fault_setting_owner().to_owned(),
        SettingFault::UnknownMetric(given) => text.fault_definition_metric(given),
        SettingFault::Parameter(fault) | SettingFault::Benchmark(fault) => definition(text, fault),
        SettingFault::BenchmarkRecords => text.fault_setting_benchmark_records().to_owned(),
        SettingFault::BenchmarkTwice(given) => text.fault_setting_benchmark_twice(given),
    };
    text.fault_setting(&problem.field, &with_nearest(text, said, &problem.nearest))
}

/// What is wrong in a metric's file: file, line, field and the nearest valid names.
pub fn metric_file(text: Text, problem: &catalogue::Problem) -> String {
    let said = with_nearest(text, definition(text, &problem.fault), &problem.nearest);
    match problem.line {
        Some(line) => text.fault_definition_line(&problem.field, &problem.file, &line.to_string(), &said),
        None => text.fault_definition(&problem.field, &problem.file, &said),
    }
}

/// What is wrong with a definition, to stand after the name of its field.
pub fn definition(text: Text, fault: &DefinitionFault) -> String {
    let word = |kind: &Kind| words::kind(text, *kind);
    match fault {
        DefinitionFault::Unreadable(said) => with_detail(text, text.fault_definition_unreadable(), said),
        DefinitionFault::UnknownField => text.fault_definition_unknown_field().to_owned(),
        DefinitionFault::FieldMissing => text.fault_definition_missing().to_owned(),
        DefinitionFault::UnknownWord { word, known } => text.fault_definition_word(&known.join(", "), word),
        DefinitionFault::OtherFileName { id, file } => text.fault_definition_file_name(file, id),
        DefinitionFault::NotSnakeCase => text.fault_definition_snake_case().to_owned(),
        DefinitionFault::VersionZero => text.fault_definition_version().to_owned(),
        DefinitionFault::Empty => text.fault_definition_empty().to_owned(),
        DefinitionFault::NoText => text.fault_definition_no_text().to_owned(),
        DefinitionFault::NoPitfalls => text.fault_definition_no_pitfalls().to_owned(),
        DefinitionFault::NoLevels => text.fault_definition_no_levels().to_owned(),
        DefinitionFault::SmallestZero => text.fault_definition_smallest().to_owned(),
        DefinitionFault::UnknownChart(given) => text.fault_definition_chart(given),
        DefinitionFault::UnknownGranularity(given) => text.fault_definition_granularity(given),
        DefinitionFault::NoCounter => text.fault_definition_no_counter().to_owned(),
        DefinitionFault::CounterIsItself => text.fault_definition_counter_itself().to_owned(),
        DefinitionFault::UnknownMetric(given) => text.fault_definition_metric(given),
        DefinitionFault::ParameterUndefined => text.fault_definition_undefined().to_owned(),
        DefinitionFault::ParameterUnused => text.fault_definition_unused().to_owned(),
        DefinitionFault::ParameterWithoutUnit => text.fault_definition_no_unit().to_owned(),
        DefinitionFault::ParameterUnclosed(given) => text.fault_definition_unclosed(given),
        DefinitionFault::UnknownParameter { name, nearest } => with_nearest(text, text.fault_definition_parameter(name), nearest),
        DefinitionFault::ParameterOutside { name, value, from, to, unit } => text.fault_definition_outside(from, name, to, unit, value),
        DefinitionFault::ParameterUnwritable { name, value } => text.fault_definition_unwritable(name, value),
        DefinitionFault::NotDays(given) => text.fault_definition_days(given),
        DefinitionFault::QuantileOutside => text.fault_definition_quantile().to_owned(),
        DefinitionFault::ScaleNotPositive => text.fault_definition_scale().to_owned(),
        DefinitionFault::UnknownColumn { word: given, kind } => text.fault_definition_unknown_column(word(kind), given),
        DefinitionFault::BenchmarkUnsourced => text.fault_definition_unsourced().to_owned(),
        DefinitionFault::BenchmarkGrade(given) => text.fault_definition_grade(given),
        DefinitionFault::BenchmarkValue => text.fault_definition_benchmark().to_owned(),
        DefinitionFault::UnknownPeriod(given) => text.fault_definition_period(given),
        DefinitionFault::ExampleEmpty => text.fault_definition_example_empty().to_owned(),
        DefinitionFault::ExampleColumn(given) => text.fault_definition_example_column(given),
        DefinitionFault::ExampleCells { row, cells, head } => {
            text.fault_definition_example_cells(&cells.to_string(), &head.to_string(), &row.to_string())
        }
        DefinitionFault::NoColumn { column, kind, nearest } => {
            with_nearest(text, text.fault_definition_no_column(word(kind), column), nearest)
        }
        DefinitionFault::NoTimeColumn { column, kind, nearest } => {
            with_nearest(text, text.fault_definition_no_time(word(kind), column), nearest)
        }
        DefinitionFault::NotYesOrNo { text: expression, found } => text.fault_definition_truth(expression, found),
        DefinitionFault::NotANumber { text: expression, found } => text.fault_definition_number(expression, found),
        DefinitionFault::Outside { from, to } => text.fault_definition_range(from, to),
        DefinitionFault::NothingMoves => text.fault_definition_still().to_owned(),
        DefinitionFault::Mirrored => text.fault_definition_mirrored().to_owned(),
        DefinitionFault::AwaitedUnused(given) => text.fault_definition_awaited(given),
        DefinitionFault::Expression(said) => with_detail(text, text.fault_definition_expression(), said),
    }
}

/// Why people's work could not be read or kept.
pub fn store(text: Text, error: &StoreError) -> String {
    match error {
        StoreError::Open { url, source } => with_detail(text, &text.fault_store_open(url), &source.to_string()),
        StoreError::Newer { found, known } => text.fault_store_newer(&found.to_string(), &known.to_string()),
        StoreError::Database(_) | StoreError::Unreadable { .. } | StoreError::NotFound { .. } => {
            with_detail(text, text.fault_store(), &error.to_string())
        }
    }
}

/// A sentence, and after it what a system or a library said in its own language.
pub fn with_detail(text: Text, sentence: &str, detail: &str) -> String {
    text.fault_detail(detail.trim().trim_end_matches('.'), sentence)
}

/// Names that may have been meant, as a sentence; empty when there are none.
pub fn nearest(text: Text, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { text.fault_nearest(&names.join(", ")) }
}

fn with_nearest(text: Text, sentence: String, names: &[String]) -> String {
    if names.is_empty() { sentence } else { format!("{sentence} {}", nearest(text, names)) }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn whole(text: Text, number: u64) -> String {
    format::count(text.language(), number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    /// Said in three languages: each differs from the others and holds the facts.
    fn check(facts: &[&str], say: impl Fn(Text) -> String) {
        let said = Language::ALL.map(|language| say(language.text()));
        for sentence in &said {
            for fact in facts {
                assert!(sentence.contains(fact), "“{sentence}” does not tell {fact}");
            }
            assert!(!sentence.contains('{') && !sentence.contains("  "), "{sentence}");
        }
        assert!(said[0] != said[1] && said[1] != said[2] && said[0] != said[2], "{said:?}");
    }

    #[test]
    fn every_error_of_the_intake_is_said_in_three_languages_with_its_facts() {
        let text = |word: &str| word.to_owned();
        let kind = Kind::Contacts;
        let file = |fault| IntakeError::File { file: "/folder/raportti.csv".into(), fault };
        for (fault, facts) in [
            (FileFault::CannotOpen(text("E1")), &["/folder/raportti.csv", "E1"][..]),
            (FileFault::CannotRead(text("E1")), &["E1"]),
            (FileFault::CannotUnpack(text("E1")), &["E1"]),
            (FileFault::Empty, &[]),
            (FileFault::NotATable, &["CSV"]),
            (FileFault::OldWorkbook, &[".xlsx"]),
            (FileFault::EmptyArchive, &[]),
            (FileFault::ManyInArchive(2), &["2"]),
            (FileFault::NoSheet { asked: text("Taulu9"), sheets: vec![text("Ohje"), text("Tiedot")] }, &["Taulu9", "Ohje, Tiedot"]),
            (FileFault::NoHeader, &[]),
            (FileFault::NoJsonObjects, &["JSON"]),
            (FileFault::NoColumns, &[]),
            (FileFault::RecordTooLong { record: 7, megabytes: 64 }, &["7", "64"]),
            (FileFault::Unmapped { column: text("opened_at"), kind, columns: vec![text("a"), text("b")] }, &["opened_at", "a, b"]),
        ] {
            let error = file(fault);
            check(&[facts, &["raportti.csv"]].concat(), |text| intake(text, &error));
        }
        use DressPart as Part;
        for part in [Part::Format, Part::Encoding, Part::Delimiter, Part::Decimal, Part::DateOrder, Part::TimeZone] {
            check(&["asked"], |text| intake(text, &IntakeError::Dress { part, asked: "asked".into() }));
        }
        let near = Some(text("near"));
        for (fault, facts) in [
            (ProfileFault::CannotRead(text("E1")), &["E1"][..]),
            (ProfileFault::Unreadable { line: Some(6), detail: text("E1"), nearest: near.clone() }, &["6", "E1", "near"]),
            (ProfileFault::Unreadable { line: None, detail: text("E1"), nearest: None }, &["E1"]),
            (ProfileFault::NoTable, &["[[table]]"]),
            (ProfileFault::DimensionName { name: text("Alue"), kind }, &["Alue"]),
            (ProfileFault::NearColumn { name: text("opend_at"), kind, nearest: text("opened_at") }, &["opend_at", "opened_at"]),
            (ProfileFault::RequiredUnsaid { column: text("opened_at"), kind }, &["opened_at"]),
            (ProfileFault::Pattern { pattern: text("("), detail: text("E1") }, &["E1"]),
            (ProfileFault::NoColumn { column: text("Avattu"), nearest: near.clone() }, &["Avattu", "near"]),
            (ProfileFault::MicrosecondsAsUnit, &["us", "plus_unit"]),
            (ProfileFault::PlusUnit, &["plus_unit"]),
            (ProfileFault::HalfAHeader, &["first_line", "header"]),
            (ProfileFault::CannotWrite(text("E1")), &["E1"]),
        ] {
            let error = IntakeError::Profile { profile: text("oma"), fault };
            check(&[facts, &["oma"]].concat(), |text| intake(text, &error));
        }
        for (fault, facts) in [
            (MachineFault::NoRandomness { detail: text("E1") }, &["E1"][..]),
            (MachineFault::KeyUnreadable { path: "/w/k".into(), detail: text("E1") }, &["/w/k", "E1"]),
            (MachineFault::KeyNotMade { path: "/w/k".into(), detail: text("E1") }, &["/w/k", "E1"]),
            (MachineFault::KeyDamaged { path: "/w/k".into() }, &["/w/k", "64"]),
            (MachineFault::ProfilesUnreadable { folder: "/w/s".into(), detail: text("E1") }, &["/w/s", "E1"]),
            (MachineFault::ProfileNotWritten { path: "/w/s".into(), detail: text("E1") }, &["/w/s", "E1"]),
            (MachineFault::RefusedNotWritten { path: "/w/r".into(), detail: text("E1") }, &["/w/r", "E1"]),
            (MachineFault::NoTemporaryFile { detail: text("E1") }, &["E1"]),
            (MachineFault::ColumnsNotBuilt { kind, detail: text("E1") }, &["E1"]),
            (MachineFault::BrokeOff, &[]),
            (MachineFault::ImportIsOver, &[]),
            (MachineFault::Lake { detail: text("E1") }, &["E1"]),
        ] {
            check(facts, |text| intake(text, &IntakeError::Machine(fault.clone())));
        }
        for (error, facts) in [
            (IntakeError::Stopped, &[][..]),
            (
                IntakeError::UnknownProfile { name: text("omma"), nearest: near, known: vec![text("a"), text("b")] },
                &["omma", "near", "a, b"],
            ),
            (IntakeError::ProfileName { name: text("../x") }, &["../x"]),
            (IntakeError::ReadByProfile { profile: text("oma") }, &["oma.toml"]),
            (IntakeError::NothingMapped, &[]),
            (IntakeError::UnknownImport { import: text("01J") }, &["01J"]),
            (IntakeError::AlreadyUndone { import: text("01J") }, &["01J"]),
            (IntakeError::ImportId { import: text("01-J") }, &["01-J"]),
            (IntakeError::ColumnName { column: text("my column") }, &["my column"]),
            (IntakeError::KeyMissing { kind, key: text("contact_id") }, &["contact_id"]),
        ] {
            check(facts, |text| intake(text, &error));
        }
    }

    #[test]
    fn every_error_of_a_question_and_every_reason_is_said_in_three_languages() {
        let text = |word: &str| word.to_owned();
        let fault = DefinitionFault::NoColumn { column: text("handel_s"), kind: Kind::Contacts, nearest: vec![text("handle_s")] };
        for (error, facts) in [
            (AskError::UnknownMetric { name: text("npss"), nearest: vec![text("nps")] }, &["npss"][..]),
            (AskError::UnknownDimension { name: text("tim"), nearest: Vec::new() }, &["tim"]),
            (AskError::Personal { name: text("agent_id") }, &["agent_id"]),
            (
                AskError::Definition { metric: text("m1"), field: text("measure.value"), fault },
                &["m1", "measure.value", "handel_s", "handle_s"],
            ),
            (AskError::Engine(text("E1")), &["E1"]),
        ] {
            check(facts, |text| ask(text, &error));
        }
        for found in Reason::ALL {
            check(&[], |text| reason(text, found).to_owned());
            assert_eq!(Reason::named(found.code()), Some(found));
        }
    }

    #[test]
    fn every_fault_of_a_setting_or_a_definition_is_said_in_three_languages() {
        use {DefinitionFault as Definition, SettingFault as Setting};
        let given = || "given".to_owned();
        for fault in [
            Setting::Unreadable(given()),
            Setting::TimeZone(given()),
            Setting::Language(given()),
            Setting::Holidays(given()),
            Setting::Rules(given()),
            Setting::Weekday(given()),
            Setting::OpeningTime(given()),
            Setting::NeverOpen(given()),
            Setting::Date(given()),
            Setting::UnknownCalendar(given()),
            Setting::UnknownMetric(given()),
            Setting::Parameter(Definition::NotDays(given())),
            Setting::Benchmark(Definition::UnknownPeriod(given())),
            Setting::BenchmarkTwice(given()),
        ] {
            let problem = settings::Problem { field: "field".into(), fault, nearest: Vec::new() };
            check(&["workspace.toml", "given"], |text| setting(text, &problem));
        }
        for fault in [
            Setting::UnknownSetting,
            Setting::BaselinePoints(2),
            Setting::SmallestChange("7".into()),
            Setting::SmallGroup(2),
            Setting::Target,
            Setting::NoDefaultCalendar,
            Setting::CalendarOwner,
        ] {
            let problem = settings::Problem { field: "field".into(), fault, nearest: vec!["near".into()] };
            check(&["workspace.toml, field", "near"], |text| setting(text, &problem));
        }
        for fault in [
            Definition::Unreadable(given()),
            Definition::UnknownWord { word: given(), known: vec!["a".into(), "b".into()] },
            Definition::OtherFileName { id: given(), file: "other".into() },
            Definition::UnknownChart(given()),
            Definition::UnknownGranularity(given()),
            Definition::UnknownMetric(given()),
            Definition::ParameterUnclosed(given()),
            Definition::UnknownParameter { name: given(), nearest: vec!["near".into()] },
            Definition::ParameterOutside { name: given(), value: "40".into(), from: "1".into(), to: "30".into(), unit: "days".into() },
            Definition::ParameterUnwritable { name: given(), value: "x".into() },
            Definition::NotDays(given()),
            Definition::UnknownColumn { word: given(), kind: Kind::People },
            Definition::BenchmarkGrade(given()),
            Definition::UnknownPeriod(given()),
            Definition::ExampleColumn(given()),
            Definition::NoColumn { column: given(), kind: Kind::People, nearest: Vec::new() },
            Definition::NoTimeColumn { column: given(), kind: Kind::People, nearest: Vec::new() },
            Definition::NotYesOrNo { text: given(), found: "Utf8".into() },
            Definition::NotANumber { text: given(), found: "Utf8".into() },
            Definition::Expression(given()),
            Definition::AwaitedUnused(given()),
        ] {
            check(&["given"], |text| definition(text, &fault));
        }
        for fault in [
            Definition::Outside { from: "1".into(), to: "9".into() },
            Definition::NothingMoves,
            Definition::Mirrored,
            Definition::UnknownField,
            Definition::FieldMissing,
            Definition::NotSnakeCase,
            Definition::VersionZero,
            Definition::Empty,
            Definition::NoText,
            Definition::NoPitfalls,
            Definition::NoLevels,
            Definition::SmallestZero,
            Definition::NoCounter,
            Definition::CounterIsItself,
            Definition::ParameterUndefined,
            Definition::ParameterUnused,
            Definition::ParameterWithoutUnit,
            Definition::QuantileOutside,
            Definition::ScaleNotPositive,
            Definition::BenchmarkUnsourced,
            Definition::BenchmarkValue,
            Definition::ExampleEmpty,
            Definition::ExampleCells { row: 2, cells: 3, head: 4 },
        ] {
            let problem = catalogue::Problem {
                file: "fcr.toml".into(),
                field: "field".into(),
                line: Some(12),
                fault,
                nearest: Vec::new(),
                severity: catalogue::Severity::Error,
            };
            check(&["fcr.toml", "field", "12"], |text| metric_file(text, &problem));
        }
    }
}
