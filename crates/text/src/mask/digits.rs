//! Runs of digits as people write them: grouped with spaces, hyphens, dots or brackets.

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    Space,
    Dash,
    Dot,
    Bracket,
}

/// One unbroken run of digits, in bytes of the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Group {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

const MOST_GROUPS: usize = 10;

/// Longest identifier made of digits only: a payment card with 19, and some room to see that a run goes on.
const MOST_DIGITS: usize = 32;

/// The digits from one place onwards, with their grouping. Longer runs are cut at the last whole group; a single run that
/// is too long keeps its first digits and is marked by [`Groups::is_too_long`].
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    groups: [Group; MOST_GROUPS],
    separators: [Separator; MOST_GROUPS],
    count: usize,
    digits: [u8; MOST_DIGITS],
    digit_count: usize,
    is_too_long: bool,
}

impl Groups {
    /// Reads the groups that begin at byte `at`, which must be an ASCII digit.
    pub(crate) fn read(text: &str, at: usize) -> Self {
        let bytes = text.as_bytes();
        let mut read = Self {
            groups: [Group::default(); MOST_GROUPS],
            separators: [Separator::Space; MOST_GROUPS],
            count: 0,
            digits: [0; MOST_DIGITS],
            digit_count: 0,
            is_too_long: false,
        };
        let mut start = at;
        while read.count < MOST_GROUPS {
            let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length == 0 {
                break;
            }
            if read.digit_count + length > MOST_DIGITS {
                read.is_too_long = read.count == 0;
                break;
            }
            for (slot, byte) in read.digits[read.digit_count..].iter_mut().zip(&bytes[start..start + length]) {
                *slot = byte - b'0';
            }
            read.digit_count += length;
            read.groups[read.count] = Group { start, end: start + length };
            read.count += 1;
            let Some((separator, next)) = separator_at(text, start + length) else {
                break;
            };
            if read.count < MOST_GROUPS {
                read.separators[read.count - 1] = separator;
            }
            start = next;
        }
        read
    }

    /// Whether the first run alone is longer than any identifier.
    pub(crate) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    pub(crate) fn all(&self) -> &[Group] {
        &self.groups[..self.count]
    }

    /// Separator after the group with this index.
    pub(crate) fn separator_after(&self, index: usize) -> Separator {
        self.separators[index]
    }

    /// Values 0 to 9 of the digits of the first `count` groups.
    pub(crate) fn digits_of(&self, count: usize) -> &[u8] {
        let length: usize = self.all()[..count].iter().map(Group::len).sum();
        &self.digits[..length]
    }

    pub(crate) fn start(&self) -> usize {
        self.groups[0].start
    }
}

/// A separator between digits: at most three characters, at most one of them punctuation (besides brackets), and a digit
/// must follow. Two marks (`01.-05.02.`) separate numbers, not the groups of one number.
fn separator_at(text: &str, at: usize) -> Option<(Separator, usize)> {
    let mut kind = None;
    let mut end = at;
    for character in text[at..].chars().take(4) {
        let this = match character {
            '0'..='9' => return kind.map(|kind| (kind, end)),
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => Separator::Space,
            '.' => Separator::Dot,
            '(' | ')' => Separator::Bracket,
            dash if is_dash(dash) => Separator::Dash,
            _ => return None,
        };
        kind = match (kind, this) {
            (None | Some(Separator::Space), this) => Some(this),
            (Some(known), Separator::Space) => Some(known),
            (Some(Separator::Bracket), this) | (Some(this), Separator::Bracket) => Some(this),
            _ => return None,
        };
        end += character.len_utf8();
    }
    None
}

/// Hyphen and the dashes that keyboards and word processors put in its place.
pub(crate) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Luhn's check (ISO/IEC 7812-1): every second digit from the right is doubled, and the sum of all ends in zero.
///
/// The digits are values 0 to 9, the check digit last.
pub(crate) fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit);
            if place % 2 == 0 { value } else { value * 2 / 10 + value * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The number that the digits spell; callers give at most nine.
pub(crate) fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(*digit))
}

/// Whether the day exists in the month; February has 29 days because the century is often unknown.
pub(crate) fn is_day_of_month(day: u32, month: u32) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// The character that ends right before byte `at`.
pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character that begins at byte `at`.
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Whether an identifier may begin at byte `at`: not inside a word or number, and not after a hyphen that joins it to one.
pub(crate) fn starts_word(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        None => true,
        Some(character) if character.is_alphanumeric() || character == '_' => false,
        Some(mark) if is_dash(mark) || matches!(mark, '.' | ',') => match before.next() {
            Some(character) if is_dash(mark) => !character.is_alphanumeric(),
            Some(character) => !character.is_numeric(),
            None => true,
        },
        Some(_) => true,
    }
}

/// Whether an identifier may end before byte `at`: no letter or digit goes on, and no hyphen or decimal mark continues it
/// with more digits.
pub(crate) fn ends_word(text: &str, at: usize) -> bool {
    let mut after = text[at..].chars();
    match after.next() {
        None => true,
        Some(character) if character.is_alphanumeric() || character == '_' => false,
        Some(mark) if is_dash(mark) => !after.next().is_some_and(char::is_numeric),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_accepts_the_published_example_and_rejects_its_neighbour() {
        // ISO/IEC 7812-1, Annex B: 7992739871 with check digit 3.
        assert!(passes_luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]));
        assert!(!passes_luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 4]));
    }

    #[test]
    fn groups_keep_their_separators_and_stop_at_two_marks() {
        let groups = Groups::read("040-123 4567", 0);
        assert_eq!(groups.all().len(), 3);
        assert_eq!(groups.separator_after(0), Separator::Dash);
        assert_eq!(groups.separator_after(1), Separator::Space);
        assert_eq!(groups.digits_of(2), [0, 4, 0, 1, 2, 3]);
        assert_eq!(Groups::read("01.-05.02.2024", 0).all().len(), 1);
    }
}
