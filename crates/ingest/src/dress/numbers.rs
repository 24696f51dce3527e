//! Which decimal sign and which order of dates a file uses, by the evidence of its first rows.

use luotsi_core::settings::Settings;

use crate::block::Block;
use crate::values::{time::DateOrder, trimmed};

/// What the cells say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habits {
    pub(crate) decimal: u8,
    pub(crate) order: DateOrder,
    /// There are dates that could be read both ways, and nothing in the file decides.
    pub(crate) is_order_ambiguous: bool,
}

/// Reads the evidence. Without any, dates are read as the workspace's region writes them: day first, except month first
/// where the time zone is American.
pub(crate) fn detect(sample: &[Block], settings: &Settings) -> Habits {
    let mut evidence = Evidence::default();
    for block in sample {
        for row in 0..block.rows() {
            for column in 0..block.width {
                evidence.hear(trimmed(block.cell(row, column)).as_bytes());
            }
        }
    }
    let regional = if settings.time_zone.starts_with("America/") { DateOrder::Mdy } else { DateOrder::Dmy };
    let (order, is_order_ambiguous) = match (evidence.day_first, evidence.month_first) {
        (0, 0) if evidence.either == 0 => (DateOrder::Ymd, false),
        (0, 0) => (regional, true),
        (day, month) if month > day => (DateOrder::Mdy, false),
        _ => (DateOrder::Dmy, false),
    };
    Habits { decimal: if evidence.commas > evidence.points { b',' } else { b'.' }, order, is_order_ambiguous }
}

#[derive(Default)]
struct Evidence {
    commas: u32,
    points: u32,
    day_first: u32,
    month_first: u32,
    either: u32,
}

impl Evidence {
    fn hear(&mut self, cell: &[u8]) {
        if cell.len() < 3 || cell.len() > 40 || !matches!(cell[0], b'0'..=b'9' | b'-' | b'+' | b'.' | b',') {
            return;
        }
        let first = run(cell);
        if matches!(first, 1 | 2)
            && let Some(mark @ (b'/' | b'-' | b'.')) = cell.get(first)
        {
            let second = run(&cell[first + 1..]);
            let rest = cell.get(first + 1 + second..).unwrap_or(&[]);
            if matches!(second, 1 | 2) && rest.first() == Some(mark) && matches!(run(&rest[1..]), 2 | 4) {
                self.hear_date(cell, first, second, *mark);
                return;
            }
        }
        self.hear_number(cell);
    }

    fn hear_date(&mut self, cell: &[u8], first: usize, second: usize, mark: u8) {
        let number = |digits: &[u8]| digits.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        let (a, b) = (number(&cell[..first]), number(&cell[first + 1..first + 1 + second]));
        match (a > 12, b > 12) {
            // Dots part day, month and year, in that order, wherever they are used.
            _ if mark == b'.' => self.day_first += 1,
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            _ => self.either += 1,
        }
    }

    fn hear_number(&mut self, cell: &[u8]) {
        let digits = cell.strip_prefix(b"-").unwrap_or(cell);
        let mut marks = digits.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_digit());
        if let (Some((at, mark)), None) = (marks.next(), marks.next())
            && at + 1 < digits.len()
        {
            match mark {
                b',' => self.commas += 1,
                b'.' => self.points += 1,
                _ => {}
            }
        }
    }
}

fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn habits(cells: &[&str]) -> Habits {
        let mut block = Block::new(1);
        cells.iter().enumerate().for_each(|(at, cell)| block.push(at as u64, [*cell]));
        detect(&[block], &Settings::default())
    }

    #[test]
    fn dates_that_fit_one_order_only_decide() {
        assert_eq!(habits(&["29/2/2016", "3/4/2016"]).order, DateOrder::Dmy);
        assert_eq!(habits(&["2/29/2016 10:00", "3/4/2016"]).order, DateOrder::Mdy);
        assert_eq!(habits(&["8.6.2026"]).order, DateOrder::Dmy);
        assert_eq!(habits(&["2026-06-08"]).order, DateOrder::Ymd);
        let both = habits(&["3/4/2016"]);
        assert_eq!((both.order, both.is_order_ambiguous), (DateOrder::Dmy, true));
    }

    #[test]
    fn the_sign_that_stands_in_more_numbers_is_the_decimal_one() {
        assert_eq!(habits(&["1,5", "2,25", "1.2"]).decimal, b',');
        assert_eq!(habits(&["1.5", "8.6.2026"]).decimal, b'.');
        assert_eq!(habits(&["10", "8.6.2026 12.30", "1,2,3"]).decimal, b'.');
    }
}
