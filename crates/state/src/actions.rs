//! Actions: what people do about a signal, with what they expect of it and what must not get worse meanwhile.
//!
//! Actions that are imported from a file live among the records; these were made here.

use jiff::Timestamp;
use jiff::civil::Date;
use luotsi_core::scope::Scope;

use crate::{Store, StoreError, read};

/// One action.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// Metric that it is meant to move.
    pub metric: String,
    /// Part of the service in which it is done.
    pub scope: Scope,
    /// Who answers for it; empty when nobody was named.
    pub owner: String,
    /// First day.
    pub started_on: Date,
    /// Last day; `None` while it goes on.
    pub ended_on: Option<Date>,
    /// Change of the metric that is expected, in its unit; `None` when none was given.
    pub expected_effect: Option<f64>,
    /// Metric that must not get worse meanwhile.
    pub guard_metric: Option<String>,
    /// Signal that it answers.
    pub signal: Option<String>,
}

type Row = (String, String, String, String, String, String, Option<String>, Option<f64>, Option<String>, Option<String>);

/// Actions that stand, latest start first.
pub async fn list(store: &Store) -> Result<Vec<Action>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id
         from actions
         where removed_at is null
         order by started_on desc, id",
    )
    .fetch_all(store.pool())
    .await?;
    rows.into_iter().map(action).collect()
}

/// The action of that id, if it stands.
pub async fn get(store: &Store, id: &str) -> Result<Option<Action>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id
         from actions
         where id = $1 and removed_at is null",
    )
    .bind(id.to_owned())
    .fetch_optional(store.pool())
    .await?;
    row.map(action).transpose()
}

/// Adds an action, or replaces the one of the same id (also one that had been removed).
pub async fn put(store: &Store, action: &Action, now: Timestamp) -> Result<(), StoreError> {
    insert(store.pool(), action, now).await
}

/// Takes an action off; it is kept, and [`put`] brings it back.
pub async fn remove(store: &Store, id: &str, now: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query("update actions set removed_at = $2 where id = $1 and removed_at is null")
        .bind(id.to_owned())
        .bind(now.to_string())
        .execute(store.pool())
        .await?;
    match done.rows_affected() {
        0 => Err(StoreError::NotFound { what: "action", id: id.to_owned() }),
        _ => Ok(()),
    }
}

pub(crate) async fn insert<'e>(
    executor: impl sqlx::Executor<'e, Database = sqlx::Any>,
    action: &Action,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into actions (id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id,
           created_at, removed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null)
         on conflict (id) do update set
           title = excluded.title, metric = excluded.metric, scope = excluded.scope, owner = excluded.owner,
           started_on = excluded.started_on, ended_on = excluded.ended_on, expected_effect = excluded.expected_effect,
           guard_metric = excluded.guard_metric, signal_id = excluded.signal_id, removed_at = null",
    )
    .bind(action.id.clone())
    .bind(action.title.clone())
    .bind(action.metric.clone())
    .bind(read::json("a scope", &action.scope)?)
    .bind(action.owner.clone())
    .bind(action.started_on.to_string())
    .bind(action.ended_on.map(|day| day.to_string()))
    .bind(action.expected_effect)
    .bind(action.guard_metric.clone())
    .bind(action.signal.clone())
    .bind(now.to_string())
    .execute(executor)
    .await?;
    Ok(())
}

fn action(row: Row) -> Result<Action, StoreError> {
    let (id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal) = row;
    Ok(Action {
        id,
        title,
        metric,
        scope: read::from_json("a scope", &scope)?,
        owner,
        started_on: read::day(&started_on)?,
        ended_on: ended_on.as_deref().map(read::day).transpose()?,
        expected_effect,
        guard_metric,
        signal,
    })
}
