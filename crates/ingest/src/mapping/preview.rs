//! What a look at the first rows shows.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use luotsi_core::intake::{IntakeError, MachineFault, PreviewTable, Refusal};
use luotsi_core::records::Value;

use super::cells;
use crate::block::Block;
use crate::fold::Folder;
use crate::plan::{Plan, TablePlan};
use crate::records::{Tools, build, shown};

/// Rows shown as they would be stored.
const SHOWN_ROWS: usize = 20;
const EXAMPLES: usize = 3;

/// The tables that the sample gives.
pub(crate) fn tables(plan: &Plan, sample: &[Block], header: &[String], is_order_ambiguous: bool) -> Result<Vec<PreviewTable>, IntakeError> {
    let mut tables = Vec::with_capacity(plan.tables.len());
    for (at, table) in plan.tables.iter().enumerate() {
        let mut shown_table = PreviewTable {
            kind: table.kind,
            mapping: table.mapped.clone(),
            columns: table.targets.iter().map(|target| target.name.clone()).collect(),
            rows: Vec::new(),
            refused: Vec::new(),
            unmapped_required: table.missing.clone(),
        };
        for (column, mapped) in shown_table.mapping.iter_mut().enumerate() {
            mapped.examples = examples(&cells(sample, column), is_customer(table, mapped.to.as_deref()));
            let is_time = |name: &String| {
                table.targets.iter().any(|target| target.name == *name && matches!(target.value, Value::Time | Value::Date))
            };
            if is_order_ambiguous && mapped.to.as_ref().is_some_and(is_time) {
                mapped.concern.get_or_insert_with(|| "ambiguous_dates".to_owned());
            }
        }
        debug_assert_eq!(shown_table.mapping.len(), header.len());
        if table.missing.is_empty() {
            fill(&mut shown_table, plan, table, sample, at == 0)?;
        }
        tables.push(shown_table);
    }
    Ok(tables)
}

fn is_customer(table: &TablePlan, to: Option<&str>) -> bool {
    table.targets.iter().any(|target| Some(target.name.as_str()) == to && target.value == Value::CustomerId)
}

/// Three different values, masked; a customer's id shows its form only.
fn examples(cells: &[&str], is_customer: bool) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for cell in cells {
        let form = |c: char| {
            if c.is_ascii_digit() {
                '0'
            } else if c.is_alphabetic() {
                'x'
            } else {
                c
            }
        };
        let example = if is_customer { cell.chars().take(40).map(form).collect() } else { shown(cell) };
        if !examples.contains(&example) {
            examples.push(example);
        }
        if examples.len() == EXAMPLES {
            break;
        }
    }
    examples
}

fn fill(shown_table: &mut PreviewTable, plan: &Plan, table: &TablePlan, sample: &[Block], is_first: bool) -> Result<(), IntakeError> {
    let machine =
        |error: &dyn std::fmt::Display| IntakeError::Machine(MachineFault::ColumnsNotBuilt { kind: table.kind, detail: error.to_string() });
    let mut tools = Tools::new(plan);
    let mut take = |block: &Block| -> Result<(), IntakeError> {
        let built = build(plan, table, block, &mut tools).map_err(|error| machine(&error))?;
        for row in 0..built.records.num_rows().min(SHOWN_ROWS - shown_table.rows.len()) {
            shown_table.rows.push(built.records.columns().iter().map(|column| text(column.as_ref(), row)).collect());
        }
        shown_table.refused.extend(built.refused);
        Ok(())
    };
    if let (Some(fold), Some(variant)) = (&table.fold, table.variants.first()) {
        let width = sample.first().map_or(0, |block| block.width);
        let mut folder = Folder::new(fold.clone(), variant.when.clone(), plan.unknown.clone(), plan.decimal, width);
        for block in sample {
            folder.take(block).map_err(|error| machine(&error))?;
        }
        let mut folded = Vec::new();
        let collected = folder.finish(&mut |block| {
            folded.push(block);
            true
        });
        collected.map_err(|error| machine(&error))?;
        folded.iter().try_for_each(&mut take)?;
    } else {
        sample.iter().try_for_each(&mut take)?;
    }
    if is_first {
        shown_table.refused.extend(sample.iter().flat_map(|block| block.broken.iter().cloned()).map(Refusal::from));
        shown_table.refused.sort_by_key(|refusal| refusal.row);
    }
    Ok(())
}

/// A stored value as text; times in UTC.
fn text(column: &dyn Array, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).to_owned()),
        DataType::Float64 => Some(column.as_primitive::<Float64Type>().value(row).to_string()),
        DataType::Int64 => Some(column.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::Boolean => Some(if column.as_boolean().value(row) { "1" } else { "0" }.to_owned()),
        DataType::Date32 => {
            let day = i64::from(column.as_primitive::<Date32Type>().value(row));
            jiff::Timestamp::from_second(day * 86_400).ok().map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        }
        DataType::Timestamp(..) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            jiff::Timestamp::from_microsecond(micros).ok().map(|at| at.to_string())
        }
        _ => None,
    }
}
