//! Cells: which period and which combination of dimension values a row belongs to.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type};
use luotsi_core::period::{Granularity, Period};

use crate::facts::texts::{Texts, UNKNOWN};
use crate::time;

/// Not in any cell: the row has no day, or a day that was not asked for.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// The periods that days fall into.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    first_day: i32,
    periods: Vec<Period>,
    /// Index of the period of each day from `first_day` on.
    period_of_day: Vec<u32>,
}

impl Days {
    /// The periods between two days, both included.
    pub(crate) fn between(granularity: Granularity, first_day: i32, last_day: i32) -> Result<Self> {
        let mut days = Self { first_day, periods: Vec::new(), period_of_day: Vec::new() };
        if last_day < first_day {
            return Ok(days);
        }
        let length = usize::try_from(i64::from(last_day) - i64::from(first_day) + 1)?;
        let first = time::date(first_day.into()).ok_or_else(|| anyhow!("a day lies beyond the calendar"))?;
        let mut period = Period::containing(granularity, first);
        while days.period_of_day.len() < length {
            let end = match granularity {
                Granularity::All => length,
                _ => usize::try_from(i64::from(time::day_of(period.end())) - i64::from(first_day))?.min(length),
            };
            days.period_of_day.resize(end.max(days.period_of_day.len() + 1), days.periods.len() as u32);
            days.periods.push(period);
            period = period.next();
        }
        Ok(days)
    }

    pub(crate) fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Index of a day's period.
    pub(crate) fn period(&self, day: i32) -> u32 {
        let offset = i64::from(day) - i64::from(self.first_day);
        usize::try_from(offset).ok().and_then(|offset| self.period_of_day.get(offset).copied()).unwrap_or(NOWHERE)
    }
}

/// Finds the cell of each row and numbers cells as they come.
pub(crate) struct Cells {
    dims: Vec<Texts>,
    combinations: HashMap<Vec<i32>, u32>,
    combination_codes: Vec<Vec<i32>>,
    /// Number of the cell by combination and period.
    numbers: Vec<Vec<u32>>,
    keys: Vec<(u32, u32)>,
}

impl Cells {
    pub(crate) fn new(dims: usize) -> Self {
        Self {
            dims: vec![Texts::default(); dims],
            combinations: HashMap::new(),
            combination_codes: Vec::new(),
            numbers: Vec::new(),
            keys: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Period (index) and dimension values of each cell.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (u32, Vec<Option<String>>)> {
        self.keys.iter().map(|(combination, period)| (*period, self.values(*combination)))
    }

    fn values(&self, combination: u32) -> Vec<Option<String>> {
        let codes = &self.combination_codes[combination as usize];
        codes.iter().zip(&self.dims).map(|(code, texts)| texts.value(*code).map(str::to_owned)).collect()
    }

    /// The combination of each row.
    pub(crate) fn combinations(&mut self, dims: &[&ArrayRef], rows: usize) -> Result<Vec<u32>> {
        let mut codes: Vec<Vec<i32>> = Vec::with_capacity(dims.len());
        for (texts, array) in self.dims.iter_mut().zip(dims) {
            codes.push(texts.codes_of(array)?);
        }
        let mut latest: Option<(Vec<i32>, u32)> = None;
        let mut row_codes = vec![UNKNOWN; dims.len()];
        let mut combinations = Vec::with_capacity(rows);
        if dims.is_empty() {
            let only = self.combination(&row_codes);
            return Ok(vec![only; rows]);
        }
        for row in 0..rows {
            for (code, column) in row_codes.iter_mut().zip(&codes) {
                *code = column[row];
            }
            match &latest {
                Some((same, combination)) if *same == row_codes => combinations.push(*combination),
                _ => {
                    let combination = self.combination(&row_codes);
                    combinations.push(combination);
                    match &mut latest {
                        Some(latest) => {
                            latest.0.copy_from_slice(&row_codes);
                            latest.1 = combination;
                        }
                        None => latest = Some((row_codes.clone(), combination)),
                    }
                }
            }
        }
        Ok(combinations)
    }

    fn combination(&mut self, codes: &[i32]) -> u32 {
        if let Some(combination) = self.combinations.get(codes) {
            return *combination;
        }
        let combination = self.combination_codes.len() as u32;
        self.combinations.insert(codes.to_vec(), combination);
        self.combination_codes.push(codes.to_vec());
        self.numbers.push(Vec::new());
        combination
    }

    /// The cell of each row by one column of days.
    pub(crate) fn of_rows(&mut self, days: &Days, column: &ArrayRef, combinations: &[u32]) -> Result<Vec<u32>> {
        let column = column.as_primitive_opt::<Date32Type>().ok_or_else(|| anyhow!("a column of days holds something else"))?;
        let mut cells = Vec::with_capacity(combinations.len());
        let mut latest = (NOWHERE, NOWHERE, NOWHERE);
        for (row, combination) in combinations.iter().enumerate() {
            let period = if column.is_valid(row) { days.period(column.value(row)) } else { NOWHERE };
            if (period, *combination) != (latest.0, latest.1) {
                let cell = if period == NOWHERE { NOWHERE } else { self.number(*combination, period) };
                latest = (period, *combination, cell);
            }
            cells.push(latest.2);
        }
        Ok(cells)
    }

    /// The cell of each row by its dimensions alone.
    pub(crate) fn of_combinations(&mut self, combinations: &[u32]) -> Vec<u32> {
        combinations.iter().map(|combination| self.number(*combination, 0)).collect()
    }

    /// The number of a cell.
    pub(crate) fn number(&mut self, combination: u32, period: u32) -> u32 {
        let numbers = &mut self.numbers[combination as usize];
        if numbers.len() <= period as usize {
            numbers.resize(period as usize + 1, NOWHERE);
        }
        let number = &mut numbers[period as usize];
        if *number == NOWHERE {
            *number = self.keys.len() as u32;
            self.keys.push((combination, period));
        }
        *number
    }

    /// The number of the cell with these dimension values.
    pub(crate) fn number_of(&mut self, period: u32, values: &[Option<String>]) -> u32 {
        let codes: Vec<i32> =
            self.dims.iter_mut().zip(values).map(|(texts, value)| value.as_deref().map_or(UNKNOWN, |value| texts.code(value))).collect();
        let combination = self.combination(&codes);
        self.number(combination, period)
    }
}

/// The numbers of a text column's values in a list of its own, for clusters and assessors.
pub(crate) fn codes(texts: &mut Texts, array: &ArrayRef) -> Result<Vec<i32>> {
    match array.data_type() {
        DataType::Dictionary(..) | DataType::Utf8 | DataType::Null => texts.codes_of(array),
        _ => texts.codes_of(&arrow::compute::cast(array, &DataType::Utf8)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_falls_into_its_period() {
        let (first, last) = (time::day_of(jiff::civil::date(2025, 12, 30)), time::day_of(jiff::civil::date(2027, 2, 3)));
        for granularity in Granularity::ALL {
            let days = Days::between(granularity, first, last).unwrap();
            for day in first..=last {
                let right = Period::containing(granularity, time::date(day.into()).unwrap());
                assert_eq!(days.periods()[days.period(day) as usize], right);
            }
            assert_eq!((days.period(first - 1), days.period(last + 1)), (NOWHERE, NOWHERE));
        }
        assert!(Days::between(Granularity::Week, 5, 4).unwrap().periods().is_empty());
    }
}
