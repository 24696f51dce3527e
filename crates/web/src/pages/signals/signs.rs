//! The seven signs of a need to develop as a strip: seen or not, what is behind it, and what is missing where it is unknown.

use luotsi_core::ask::{Inventory, Missing};
use luotsi_core::signals::Signal;
use luotsi_core::signals::signs::{Sign, SignRead, signs};
use luotsi_state::StoreError;
use luotsi_state::signals::Kept;

use super::super::{Link, href};
use super::Memory;
use super::card::{Writer, path};
use super::filter::{Filter, Shelf};
use crate::App;
use crate::charts::{Mark, Shape, Tone, mark_icon};
use crate::format;
use crate::i18n::Text;
use crate::reader::Reader;
use crate::words;

/// One sign.
pub(in super::super) struct SignCell {
    pub(in super::super) name: &'static str,
    pub(in super::super) class: &'static str,
    /// Empty where nothing is seen.
    pub(in super::super) icon: String,
    /// The strongest signal behind it.
    pub(in super::super) first: Option<Link>,
    /// The others.
    pub(in super::super) more: Option<Link>,
    pub(in super::super) says: String,
}

/// The signals that stand, for the signs.
pub(in super::super) struct Standing {
    signals: Vec<Kept>,
}

/// Signals that stand and were not said to be unreal; `None` before the first look at the records.
pub(in super::super) async fn standing(app: &App, reader: &Reader) -> Result<Option<Standing>, StoreError> {
    let memory = Memory::read(app).await?;
    if memory.look.is_none() {
        return Ok(None);
    }
    let today = Writer::new(app, reader).today();
    let stands = |kept: &Kept| {
        let shelf = memory.shelf(kept, today);
        !kept.life.stage.is_closed() && shelf != Shelf::Unreal
    };
    let signals = memory.listed.signals.iter().filter(|kept| stands(kept)).cloned().collect();
    Ok(Some(Standing { signals }))
}

/// The strip.
pub(in super::super) fn cells(app: &App, reader: &Reader, inventory: &Inventory, standing: &Standing) -> Vec<SignCell> {
    let signals: Vec<&Signal> = standing.signals.iter().map(|kept| &kept.life.signal).collect();
    let writer = Writer::new(app, reader);
    signs(&app.catalogue, inventory, &signals).iter().map(|read| cell(&writer, standing, read)).collect()
}

/// The name of a sign.
pub(super) fn name(text: Text, sign: Sign) -> &'static str {
    match sign {
        Sign::Complaints => text.signs_complaints(),
        Sign::Turnover => text.signs_turnover(),
        Sign::LongTimes => text.signs_long_times(),
        Sign::ManyContacts => text.signs_many_contacts(),
        Sign::Bouncing => text.signs_bouncing(),
        Sign::Satisfaction => text.signs_satisfaction(),
        Sign::Encounters => text.signs_encounters(),
    }
}

fn cell(writer: &Writer<'_>, standing: &Standing, read: &SignRead<'_>) -> SignCell {
    let (text, reader) = (writer.reader.text(), writer.reader);
    let count = |number: usize| format::count(text.language(), number as u64);
    let quiet = |says: String| SignCell { name: name(text, read.sign), class: "", icon: String::new(), first: None, more: None, says };
    let Some(strongest) = read.signals.first() else {
        return quiet(match (read.is_seen(), read.missing.first()) {
            (None, Some((_, missing))) => text.signs_unknown(&missing_words(text, missing)),
            (None, None) => text.signs_unknown_metrics().to_owned(),
            (Some(_), _) => text.signs_not_seen(&count(read.measured.len())),
        });
    };
    let id = standing.signals.iter().find(|kept| kept.life.signal.id == strongest.id).map(|kept| kept.life.id.as_str());
    let title = writer.app.catalogue.get(&strongest.metric).map(|metric| writer.title(metric, strongest)).unwrap_or_default();
    let others = read.signals.len() - 1;
    SignCell {
        class: "is-concern",
        icon: mark_icon(Mark { tone: Tone::Concern, shape: Shape::Diamond }),
        first: id.map(|id| Link { name: title, href: href(reader, &path(id), "") }),
        more: (others > 0).then(|| Link {
            name: text.signs_more(&count(others)),
            href: href(reader, "/signals", &Filter { sign: Some(read.sign), ..Filter::default() }.to_query()),
        }),
        ..quiet(crate::signals::place(text, strongest))
    }
}

/// What is missing, in words: a kind of records, or a column of it.
fn missing_words(text: Text, missing: &Missing) -> String {
    let kind = words::kind(text, missing.kind);
    match &missing.column {
        Some(column) => text.signs_missing_column(&words::column(text, column), kind),
        None => kind.to_owned(),
    }
}
