//! A figure: a sentence, a picture for a desk and one for a phone, and the table behind them.

use crate::charts::Pictures;

/// A picture with its words and its table.
pub(crate) struct Figure {
    /// Its own heading, where several figures stand under one.
    pub(crate) heading: Option<String>,
    pub(crate) pictures: Pictures,
    /// What it shows and how it is read.
    pub(crate) caption: String,
    /// What happened on the days that are marked in the picture, in words.
    pub(crate) events: Vec<String>,
    pub(crate) table: Table,
    /// What others have, where the picture draws it: a table of its own.
    pub(crate) others: Option<Table>,
}

impl Figure {
    /// A figure without a heading of its own and without events.
    pub(crate) fn new(pictures: Pictures, caption: String, table: Table) -> Self {
        Self { heading: None, pictures, caption, events: Vec::new(), table, others: None }
    }

    /// Does every point of the picture lead to its records?
    pub(crate) fn opens_records(&self) -> bool {
        !self.table.links.is_empty() && self.table.links.iter().all(Option::is_some)
    }

    /// The same under a heading of its own.
    pub(crate) fn headed(self, heading: impl Into<String>) -> Self {
        Self { heading: Some(heading.into()), ..self }
    }
}

/// A table: the first cell of a row is its head.
pub(crate) struct Table {
    /// Says to a screen reader what the table is.
    pub(crate) title: String,
    pub(crate) head: Vec<Head>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Where the heads of the rows lead, row by row; empty where none leads anywhere.
    pub(crate) links: Vec<Option<String>>,
}

impl Table {
    /// Where the head of a row leads.
    pub(crate) fn link(&self, row: &usize) -> Option<&str> {
        self.links.get(*row)?.as_deref()
    }

    /// Does a column hold numbers?
    pub(crate) fn is_number(&self, column: &usize) -> bool {
        self.head.get(*column).is_some_and(|head| head.is_number)
    }
}

/// The head of a column.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) is_number: bool,
}

/// The head of a column of words.
pub(crate) fn words_head(name: impl Into<String>) -> Head {
    Head { name: name.into(), is_number: false }
}

/// The head of a column of numbers.
pub(crate) fn number_head(name: impl Into<String>) -> Head {
    Head { name: name.into(), is_number: true }
}
