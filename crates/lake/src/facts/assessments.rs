//! What the criteria of one assessment, and the assessments of one contact, have to do with each other.
//!
//! Records are criteria. An assessment is the criteria with the same `evaluation_id`; a unit of agreement is one criterion of one
//! contact, scored by one assessor or several.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, Schema, TimestampMicrosecondType};
use luotsi_core::records::Kind;

use super::chunk::read_type;
use crate::columns::KEY_LOW;
use crate::compare::KeyHasher;
use crate::hash::key_of_text;
use crate::part::PartReader;

type ByKey<T> = HashMap<u128, T, BuildHasherDefault<KeyHasher>>;

/// No number: the record belongs to nothing of the sort.
const NONE: u32 = u32::MAX;

/// A record that may be the first: its time, its key for ties, its row over all files.
type Candidate = (i64, i64, u32);

#[derive(Debug, Clone, Copy)]
struct Assessment {
    first: Candidate,
    /// Critical criteria that were scored, and those of them that did not get all points.
    critical: u32,
    errors: u32,
}

/// Everything about the assessments of a table, by row.
#[derive(Debug, Default)]
pub(crate) struct Assessments {
    numbers: ByKey<u32>,
    assessments: Vec<Assessment>,
    units: ByKey<u32>,
    assessors: Vec<u32>,
    seen: HashSet<u128, BuildHasherDefault<KeyHasher>>,
    contacts: ByKey<u32>,
    firsts: Vec<Candidate>,
    /// Assessment, unit and contact of each row.
    rows: Vec<[u32; 3]>,
}

impl Assessments {
    /// Reads a file. Files are read in the order in which their rows are numbered.
    pub(crate) fn read(&mut self, path: &Path) -> Result<()> {
        let columns =
            ["evaluation_id", "contact_id", "criterion", "evaluator_id", "kind"].map(|name| Field::new(name, DataType::Utf8, true));
        let typed = ["at", "score", "max_score", "critical"].map(|name| Field::new(name, read_type(Kind::Evaluations, name), true));
        let fields: Vec<Field> = columns.into_iter().chain(typed).chain([Field::new(KEY_LOW, DataType::Int64, true)]).collect();
        for batch in PartReader::open(path, Arc::new(Schema::new(fields)))? {
            let batch = batch?;
            let texts: Vec<_> = (0..5).map(|column| batch.column(column).as_string::<i32>()).collect();
            let text = |column: usize, index: usize| texts[column].is_valid(index).then(|| texts[column].value(index));
            let times = batch.column(5).as_primitive::<TimestampMicrosecondType>();
            let [scores, most] = [6, 7].map(|column| batch.column(column).as_primitive::<Float64Type>());
            let critical = batch.column(8).as_boolean();
            let keys = batch.column(9).as_primitive::<Int64Type>();
            for index in 0..batch.num_rows() {
                let at_us = if times.is_valid(index) { times.value(index) } else { i64::MAX };
                let candidate = (at_us, keys.value(index), self.rows.len() as u32);
                let is_scored = scores.is_valid(index);
                let is_critical =
                    critical.is_valid(index) && critical.value(index) && is_scored && most.is_valid(index) && most.value(index) > 0.0;
                let assessment = text(0, index).map_or(NONE, |name| self.assessment(key_of_text(name), candidate));
                if let Some(assessment) = self.assessments.get_mut(assessment as usize).filter(|_| is_critical) {
                    assessment.critical += 1;
                    assessment.errors += u32::from(scores.value(index) < most.value(index));
                }
                let unit = text(1, index).zip(text(2, index)).map(|(contact, criterion)| joined(contact, criterion));
                let assessor = text(3, index).or_else(|| text(0, index)).filter(|_| is_scored);
                let unit = unit.map_or(NONE, |unit| self.unit(unit, assessor));
                let contact = text(1, index).map(|contact| joined(contact, text(4, index).unwrap_or_default()));
                let contact = contact.map_or(NONE, |contact| self.contact(contact, candidate));
                self.rows.push([assessment, unit, contact]);
            }
        }
        Ok(())
    }

    fn assessment(&mut self, key: u128, candidate: Candidate) -> u32 {
        let number = number_of(&mut self.numbers, key);
        match self.assessments.get_mut(number as usize) {
            Some(known) => known.first = known.first.min(candidate),
            None => self.assessments.push(Assessment { first: candidate, critical: 0, errors: 0 }),
        }
        number
    }

    fn unit(&mut self, key: u128, assessor: Option<&str>) -> u32 {
        let number = number_of(&mut self.units, key);
        self.assessors.resize(self.units.len(), 0);
        if assessor.is_some_and(|assessor| self.seen.insert(key ^ key_of_text(assessor).rotate_left(1))) {
            self.assessors[number as usize] += 1;
        }
        number
    }

    fn contact(&mut self, key: u128, candidate: Candidate) -> u32 {
        let number = number_of(&mut self.contacts, key);
        match self.firsts.get_mut(number as usize) {
            Some(first) => *first = (*first).min(candidate),
            None => self.firsts.push(candidate),
        }
        number
    }

    fn of(&self, row: u32) -> [u32; 3] {
        self.rows.get(row as usize).copied().unwrap_or([NONE; 3])
    }

    /// Assessors who scored the row's criterion of its contact; 1 when there is no contact or no score.
    pub(crate) fn assessors(&self, row: u32) -> u32 {
        self.assessors.get(self.of(row)[1] as usize).copied().unwrap_or(1).max(1)
    }

    /// Is the row the one that stands for its assessment?
    pub(crate) fn is_first_of_evaluation(&self, row: u32) -> bool {
        self.assessments.get(self.of(row)[0] as usize).is_none_or(|assessment| assessment.first.2 == row)
    }

    /// Is the row the one that stands for its contact among assessments of its kind? `None` without a contact.
    pub(crate) fn is_first_of_contact(&self, row: u32) -> Option<bool> {
        self.firsts.get(self.of(row)[2] as usize).map(|first| first.2 == row)
    }

    /// Critical criteria of the row's assessment that did not get all points; `None` when none was scored.
    pub(crate) fn critical_errors(&self, row: u32) -> Option<i64> {
        let assessment = self.assessments.get(self.of(row)[0] as usize)?;
        (assessment.critical > 0).then_some(i64::from(assessment.errors))
    }
}

/// The number of a key: they are numbered as they are first met.
fn number_of(numbers: &mut ByKey<u32>, key: u128) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(key).or_insert(next)
}

fn joined(contact: &str, other: &str) -> u128 {
    key_of_text(&format!("{contact}\u{1f}{other}"))
}
