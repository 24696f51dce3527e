//! Signals that are remembered: what the latest look found of them, what happened to them, and what people decided.
//!
//! A look is stored as a whole or not at all: a program that is killed meanwhile leaves what the look before it had left.

use jiff::Timestamp;
use jiff::civil::Date;
use luotsi_core::actions::Action;
use luotsi_core::signals::life::{Event, Life};
use luotsi_core::signals::picture::Picture;
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, actions, read};

/// A signal with all that a page shows of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its life.
    pub life: Life,
    /// Its chart and how large it is; `None` when they could not be worked out.
    pub picture: Option<Picture>,
}

/// What there is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listed {
    /// Signals that could be read, by id.
    pub signals: Vec<Kept>,
    /// Ids of signals that another version of the program wrote and this one cannot read; they are left as they are.
    pub unreadable: Vec<String>,
}

/// A look at the records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Its number, from 1.
    pub number: i64,
    /// When it was taken.
    pub at: Timestamp,
    /// What it rests on (records, settings, definitions): a look at the same need not be taken again.
    pub basis: String,
    /// Up to when the records were known.
    pub watermark: Option<Timestamp>,
    /// Series that were judged.
    pub watched: u64,
    /// Series with too little data.
    pub too_small: u64,
    /// Dimensions that were not watched.
    pub left_out: Vec<String>,
    /// How long it took, in seconds.
    pub took_s: f64,
}

/// What people may decide of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Something is done about it.
    React,
    /// Not now.
    Later,
    /// It is not real.
    Unreal,
}

impl Choice {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 3] = [Self::React, Self::Later, Self::Unreal];

    /// The word in the store and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::React => "react",
            Self::Later => "later",
            Self::Unreal => "unreal",
        }
    }

    /// The choice of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// What was decided of a signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its id.
    pub id: String,
    /// Id of the signal.
    pub signal: String,
    /// What was decided.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// Who decided; empty when nobody was named.
    pub who: String,
    /// When to look at it again, for one that was put off.
    pub back_on: Option<Date>,
    /// Id of the action that came of it.
    pub action: Option<String>,
    /// When it was decided.
    pub at: Timestamp,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// The latest look; `None` before the first.
pub async fn latest_look(store: &Store) -> Result<Option<Look>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("select payload from signal_looks order by number desc limit 1").fetch_optional(store.pool()).await?;
    row.map(|(payload,)| read::from_json("a look at the signals", &payload)).transpose()
}

/// All signals that are remembered.
pub async fn list(store: &Store) -> Result<Listed, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("select id, payload from signals order by id").fetch_all(store.pool()).await?;
    let mut listed = Listed::default();
    for (id, payload) in rows {
        match serde_json::from_str(&payload) {
            Ok(kept) => listed.signals.push(kept),
            Err(_) => listed.unreadable.push(id),
        }
    }
    Ok(listed)
}

/// The signal of that id, if it is remembered.
pub async fn get(store: &Store, id: &str) -> Result<Option<Kept>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("select payload from signals where id = $1").bind(id.to_owned()).fetch_optional(store.pool()).await?;
    row.map(|(payload,)| read::from_json("a signal", &payload)).transpose()
}

/// What happened to a signal, latest first.
pub async fn events(store: &Store, id: &str) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as("select payload from signal_events where signal_id = $1 order by at desc, look desc")
        .bind(id.to_owned())
        .fetch_all(store.pool())
        .await?;
    rows.into_iter().map(|(payload,)| read::from_json("an event of a signal", &payload)).collect()
}

/// Stores a look with what came of it, as a whole. False when another look was stored meanwhile: then nothing is changed, and
/// the caller looks again from what that one left.
pub async fn keep(store: &Store, look: &Look, signals: &[Kept], events: &[Event]) -> Result<bool, StoreError> {
    let mut transaction = store.pool().begin().await?;
    // The number goes first: of two programs that look at the same time one fails on it, and changes nothing.
    let is_first = sqlx::query("insert into signal_looks (number, at, payload) values ($1, $2, $3) on conflict (number) do nothing")
        .bind(look.number)
        .bind(look.at.to_string())
        .bind(read::json("a look at the signals", look)?)
        .execute(&mut *transaction)
        .await?
        .rows_affected()
        > 0;
    if !is_first {
        transaction.rollback().await?;
        return Ok(false);
    }
    for kept in signals {
        sqlx::query(
            "insert into signals (id, stage, opened_at, payload)
             values ($1, $2, $3, $4)
             on conflict (id) do update set stage = excluded.stage, payload = excluded.payload",
        )
        .bind(kept.life.id.clone())
        .bind(kept.life.stage.name())
        .bind(kept.life.opened_at.to_string())
        .bind(read::json("a signal", kept)?)
        .execute(&mut *transaction)
        .await?;
    }
    for event in events {
        sqlx::query(
            "insert into signal_events (signal_id, look, what, at, payload)
             values ($1, $2, $3, $4, $5)
             on conflict (signal_id, look, what) do nothing",
        )
        .bind(event.signal.clone())
        .bind(look.number)
        .bind(event.what.name())
        .bind(event.at.to_string())
        .bind(read::json("an event of a signal", event)?)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(true)
}

type DecisionRow = (String, String, String, String, String, Option<String>, Option<String>, String, Option<String>);

/// Every decision, latest first; those taken back as well.
pub async fn decisions(store: &Store) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<DecisionRow> = sqlx::query_as(
        "select id, signal_id, choice, reason, who, back_on, action_id, at, withdrawn_at
         from signal_decisions
         order by at desc, id desc",
    )
    .fetch_all(store.pool())
    .await?;
    rows.into_iter().map(decision).collect()
}

fn decision((id, signal, choice, reason, who, back_on, action, at, withdrawn_at): DecisionRow) -> Result<Decision, StoreError> {
    Ok(Decision {
        id,
        signal,
        choice: Choice::named(&choice).ok_or(StoreError::Unreadable { what: "a decision", value: choice })?,
        reason,
        who,
        back_on: back_on.as_deref().map(read::day).transpose()?,
        action,
        at: read::time(&at)?,
        withdrawn_at: withdrawn_at.as_deref().map(read::time).transpose()?,
    })
}

/// Stores a decision with the action that comes of it, both or neither. An earlier decision of the same signal is taken back:
/// the latest is the one that holds.
pub async fn decide(store: &Store, decision: &Decision, action: Option<&Action>) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query("update signal_decisions set withdrawn_at = $2 where signal_id = $1 and withdrawn_at is null")
        .bind(decision.signal.clone())
        .bind(decision.at.to_string())
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "insert into signal_decisions (id, signal_id, choice, reason, who, back_on, action_id, at, withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, null)",
    )
    .bind(decision.id.clone())
    .bind(decision.signal.clone())
    .bind(decision.choice.name())
    .bind(decision.reason.clone())
    .bind(decision.who.clone())
    .bind(decision.back_on.map(|day| day.to_string()))
    .bind(decision.action.clone())
    .bind(decision.at.to_string())
    .execute(&mut *transaction)
    .await?;
    if let Some(action) = action {
        actions::insert(&mut *transaction, action, decision.at).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Takes a decision back, and the action that came of it: the signal waits for a decision again. Both are kept.
pub async fn withdraw(store: &Store, id: &str, now: Timestamp) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    let done = sqlx::query("update signal_decisions set withdrawn_at = $2 where id = $1 and withdrawn_at is null")
        .bind(id.to_owned())
        .bind(now.to_string())
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() == 0 {
        transaction.rollback().await?;
        return Err(StoreError::NotFound { what: "decision", id: id.to_owned() });
    }
    sqlx::query(
        "update actions set removed_at = $2
         where removed_at is null and id in (select action_id from signal_decisions where id = $1 and action_id is not null)",
    )
    .bind(id.to_owned())
    .bind(now.to_string())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// How many signals wait for a decision: they stand, and nothing was decided, or only to look again by now.
pub async fn waiting(store: &Store, today: Date) -> Result<u64, StoreError> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*)
         from signals
         where stage <> 'closed' and not exists (
           select 1
           from signal_decisions
           where signal_decisions.signal_id = signals.id and withdrawn_at is null and (back_on is null or back_on > $1)
         )",
    )
    .bind(today.to_string())
    .fetch_one(store.pool())
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
