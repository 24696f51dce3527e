//! Comments of customers, drawn at random: the words, and who it was about.

use luotsi_core::ask::Records;
use luotsi_core::causes::Drawing;
use luotsi_core::records::Kind;

use super::cells::Cells;
use super::frame::zone;
use crate::App;
use crate::format;
use crate::i18n::Text;
use crate::words;

/// Comments, or why there are none.
pub(super) struct Comments {
    /// How many of how many, or why none is shown.
    pub(super) about: String,
    pub(super) drawn: Vec<Comment>,
}

pub(super) struct Comment {
    pub(super) about: String,
    pub(super) words: String,
}

/// A draw of comments in words.
pub(super) fn comments(app: &App, text: Text, drawing: &Drawing) -> Comments {
    let count = |number: u64| format::count(text.language(), number);
    let about = match drawing {
        Drawing::None => text.why_comments_none().to_owned(),
        Drawing::TooFew { have, need } => text.why_comments_few(&count(*have), &count(*need)),
        Drawing::Drawn(records) => text.why_comments_about(&count(records.rows.len() as u64), &count(records.total)),
    };
    Comments { about, drawn: drawing.records().map(|records| drawn(app, text, records)).unwrap_or_default() }
}

fn drawn(app: &App, text: Text, records: &Records) -> Vec<Comment> {
    let cells = Cells { text, kind: Kind::Feedback, zone: zone(&app.settings) };
    let comment = |row: &Vec<Option<String>>| {
        let mut about = Vec::new();
        let mut said = String::new();
        for (name, cell) in records.columns.iter().zip(row) {
            let Some(cell) = cell else { continue };
            if name == "comment" {
                said.clone_from(cell);
            } else if matches!(name.as_str(), "nps" | "csat" | "ces") {
                about.push(format!("{} {}", words::column(text, name), cells.words(name, Some(cell))));
            } else {
                about.push(cells.words(name, Some(cell)));
            }
        }
        Comment { about: about.join(" · "), words: said }
    };
    records.rows.iter().map(comment).collect()
}
