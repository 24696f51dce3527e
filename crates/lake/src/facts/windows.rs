//! Windows over a customer's contacts and over the contacts of a case, in one sorted pass.
//!
//! A contact that the service made itself (outbound, internal) is not the customer coming back: it has a next and a previous
//! contact like any other, but is not one.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// What a window needs to know of a contact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Visit {
    /// Hash of the customer, or of the case.
    pub(crate) who: u64,
    /// When it was opened, in microseconds.
    pub(crate) at_us: i64,
    /// Hash of the contact's key: settles which of two contacts of the same moment is the earlier, whatever order they came in.
    pub(crate) tie: u32,
    /// Row over all files.
    pub(crate) row: u32,
    /// Topic; [`NO_TOPIC`] when unknown.
    pub(crate) topic: u32,
    /// Did the customer make the contact?
    pub(crate) by_customer: bool,
}

/// No topic.
pub(crate) const NO_TOPIC: u32 = u32::MAX;

/// Visits parted by the hash of who made them, so that each part sorts within the processor's cache.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visits {
    /// One list of parts for each thread that read: laying them together would cost as much memory again.
    pieces: Vec<Vec<Vec<Visit>>>,
}

const PARTS: usize = 256;

impl Visits {
    /// For about so many visits.
    pub(crate) fn new(expected: usize) -> Self {
        Self { pieces: vec![(0..PARTS).map(|_| Vec::with_capacity(expected / PARTS)).collect()] }
    }

    pub(crate) fn push(&mut self, visit: Visit) {
        if let Some(parts) = self.pieces.last_mut() {
            parts[(visit.who >> 56) as usize].push(visit);
        }
    }

    pub(crate) fn append(&mut self, mut other: Visits) {
        self.pieces.append(&mut other.pieces);
    }
}

/// What windows tell of each row. Seconds; NaN = there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Windows {
    pub(crate) next_s: Vec<f64>,
    pub(crate) next_same_topic_s: Vec<f64>,
    pub(crate) previous_s: Vec<f64>,
    /// Contacts of the case; 1 without a case.
    pub(crate) case_contacts: Vec<u32>,
    pub(crate) is_first_of_case: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Neighbours {
    row: u32,
    next_s: f64,
    next_same_topic_s: f64,
    previous_s: f64,
}

impl Windows {
    /// Windows of so many rows, empty as yet.
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            next_s: vec![f64::NAN; rows],
            next_same_topic_s: vec![f64::NAN; rows],
            previous_s: vec![f64::NAN; rows],
            case_contacts: vec![1; rows],
            is_first_of_case: vec![true; rows],
        }
    }

    /// Fills in the windows over customers.
    pub(crate) fn follow_customers(&mut self, visits: Visits) {
        each_group(visits, neighbours, |found: Neighbours| {
            let row = found.row as usize;
            self.next_s[row] = found.next_s;
            self.next_same_topic_s[row] = found.next_same_topic_s;
            self.previous_s[row] = found.previous_s;
        });
    }

    /// Fills in the windows over cases.
    pub(crate) fn follow_cases(&mut self, visits: Visits) {
        let positions = |visits: &[Visit], found: &mut Vec<(u32, u32, bool)>| {
            found.extend(visits.iter().enumerate().map(|(position, visit)| (visit.row, visits.len() as u32, position == 0)));
        };
        each_group(visits, positions, |(row, contacts, is_first)| {
            self.case_contacts[row as usize] = contacts;
            self.is_first_of_case[row as usize] = is_first;
        });
    }
}

fn neighbours(visits: &[Visit], found: &mut Vec<Neighbours>) {
    let seconds = |from: i64, to: i64| (to - from) as f64 / 1e6;
    let first = found.len();
    let mut previous = None;
    for visit in visits {
        let previous_s = previous.map_or(f64::NAN, |before| seconds(before, visit.at_us));
        found.push(Neighbours { row: visit.row, next_s: f64::NAN, next_same_topic_s: f64::NAN, previous_s });
        if visit.by_customer {
            previous = Some(visit.at_us);
        }
    }
    if visits.len() == 1 {
        return;
    }
    let mut next = None;
    let mut next_of_topic: HashMap<u32, i64> = HashMap::new();
    for (visit, found) in visits.iter().zip(&mut found[first..]).rev() {
        found.next_s = next.map_or(f64::NAN, |after| seconds(visit.at_us, after));
        if visit.topic != NO_TOPIC
            && let Some(after) = next_of_topic.get(&visit.topic)
        {
            found.next_same_topic_s = seconds(visit.at_us, *after);
        }
        if visit.by_customer {
            next = Some(visit.at_us);
            next_of_topic.insert(visit.topic, visit.at_us);
        }
    }
}

/// Works out every group of visits of one customer or case, in order of time, on all cores, and hands over what was found.
fn each_group<T: Send>(visits: Visits, work: impl Fn(&[Visit], &mut Vec<T>) + Sync, mut each: impl FnMut(T)) {
    let pieces: Vec<Vec<Mutex<Vec<Visit>>>> = visits.pieces.into_iter().map(|parts| parts.into_iter().map(Mutex::new).collect()).collect();
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(cores);
        for _ in 0..cores {
            let (sender, pieces, next, work) = (sender.clone(), &pieces, &next, &work);
            scope.spawn(move || {
                let mut part: Vec<Visit> = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= PARTS {
                        return;
                    }
                    part.clear();
                    for piece in pieces {
                        let Ok(mut piece) = piece[number].lock() else { return };
                        part.append(&mut std::mem::take(&mut *piece));
                    }
                    part.sort_unstable_by_key(|visit| (visit.who, visit.at_us, visit.tie));
                    let mut found = Vec::with_capacity(part.len());
                    for group in part.chunk_by(|one, other| one.who == other.who) {
                        work(group, &mut found);
                    }
                    if sender.send(found).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for found in receiver {
            found.into_iter().for_each(&mut each);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_back_by_the_service_is_no_return_of_the_customer() {
        let visit = |row: u32, at_s: i64, topic: u32, by_customer| Visit {
            who: 7 << 56,
            at_us: at_s * 1_000_000,
            tie: row,
            row,
            topic,
            by_customer,
        };
        let mut visits = Visits::new(4);
        [visit(3, 200, 1, true), visit(0, 0, 1, true), visit(1, 50, 1, false), visit(2, 100, 2, true)]
            .into_iter()
            .for_each(|visit| visits.push(visit));
        let mut windows = Windows::new(5);
        windows.follow_customers(visits.clone());
        windows.follow_cases(visits);
        assert_eq!(windows.next_s[..3], [100.0, 50.0, 100.0]);
        assert!(windows.next_s[3].is_nan() && windows.next_s[4].is_nan());
        assert_eq!(windows.next_same_topic_s[..2], [200.0, 150.0]);
        assert_eq!(windows.previous_s[1..4], [50.0, 100.0, 100.0]);
        assert_eq!((windows.case_contacts[3], windows.case_contacts[4], windows.is_first_of_case[3]), (4, 1, false));
    }
}
