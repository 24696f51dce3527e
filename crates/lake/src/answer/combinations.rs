//! Combinations of values, numbered as they come.

use std::collections::HashMap;

use super::cells::NOWHERE;
use crate::facts::texts::Texts;

/// Which combination of values of some dimensions each row has.
#[derive(Debug, Default)]
pub(crate) struct Combinations {
    numbers: HashMap<Vec<i32>, u32>,
    codes: Vec<Vec<i32>>,
}

impl Combinations {
    /// Combinations up to which a list tells the number of each.
    const LISTED: usize = 1 << 20;

    pub(crate) fn len(&self) -> usize {
        self.codes.len()
    }

    /// The dimensions' values of each combination, in the order of their numbers.
    pub(crate) fn values(&self, texts: &[&Texts]) -> Vec<Vec<Option<String>>> {
        let values = |codes: &Vec<i32>| codes.iter().zip(texts).map(|(code, texts)| texts.value(*code).map(str::to_owned)).collect();
        self.codes.iter().map(values).collect()
    }

    /// The codes of a combination.
    pub(crate) fn codes(&self, number: u32) -> &[i32] {
        &self.codes[number as usize]
    }

    /// The number of a combination.
    pub(crate) fn number(&mut self, codes: &[i32]) -> u32 {
        if let Some(number) = self.numbers.get(codes) {
            return *number;
        }
        let number = self.codes.len() as u32;
        self.numbers.insert(codes.to_vec(), number);
        self.codes.push(codes.to_vec());
        number
    }

    /// The combination of each row, from the codes of each column; `sizes` tells how many codes a column can have, the unknown one
    /// (−1) included.
    pub(crate) fn of_rows(&mut self, codes: &[&[i32]], sizes: &[usize], rows: usize) -> Vec<u32> {
        if codes.is_empty() {
            return vec![self.number(&[]); rows];
        }
        let mut of_row = vec![0; codes.len()];
        let mut number_of = |row: usize, combinations: &mut Self| {
            of_row.iter_mut().zip(codes).for_each(|(code, column)| *code = column[row]);
            combinations.number(&of_row)
        };
        let product = sizes.iter().try_fold(1_usize, |product, size| product.checked_mul(*size)).filter(|size| *size <= Self::LISTED);
        let Some(product) = product else { return (0..rows).map(|row| number_of(row, self)).collect() };
        let mut listed = vec![NOWHERE; product];
        let mut numbers = Vec::with_capacity(rows);
        for row in 0..rows {
            let place = codes.iter().zip(sizes).fold(0, |place, (column, size)| place * size + (column[row] + 1) as usize);
            if listed[place] == NOWHERE {
                listed[place] = number_of(row, self);
            }
            numbers.push(listed[place]);
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_same_values_have_the_same_number_whether_a_list_or_a_table_finds_it() {
        let (teams, channels) = ([0, 1, 0, -1, 1], [2, 0, 2, 0, 0]);
        for sizes in [[3, 4], [usize::MAX, 4]] {
            let mut combinations = Combinations::default();
            assert_eq!(combinations.of_rows(&[&teams, &channels], &sizes, 5), [0, 1, 0, 2, 1]);
            assert_eq!(combinations.codes(2), [-1, 0]);
            assert_eq!(combinations.of_rows(&[&[1], &[0]], &sizes, 1), [1], "numbers go on in the next batch");
        }
    }
}
