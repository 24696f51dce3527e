//! Actions: what people do about a signal, with what they expect of it and what must not get worse meanwhile.
//!
//! Actions that are imported from a file live among the records; these were made here.

use jiff::Timestamp;
use luotsi_core::actions::Action;

use crate::{Store, StoreError, read};

type Row = (String, String, String, String, String, String, Option<String>, Option<f64>, Option<String>, Option<String>, Option<String>);

/// Actions that stand, latest start first.
pub async fn list(store: &Store) -> Result<Vec<Action>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id, learnt
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
        "select id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id, learnt
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

/// Changes an action that stands; one that was removed meanwhile stays removed.
pub async fn change(store: &Store, action: &Action) -> Result<(), StoreError> {
    let done = sqlx::query(
        "update actions set
           title = $2, metric = $3, scope = $4, owner = $5, started_on = $6, ended_on = $7, expected_effect = $8, guard_metric = $9,
           learnt = $10
         where id = $1 and removed_at is null",
    )
    .bind(action.id.clone())
    .bind(action.title.clone())
    .bind(action.metric.clone().unwrap_or_default())
    .bind(read::json("a scope", &action.scope)?)
    .bind(action.owner.clone().unwrap_or_default())
    .bind(action.started_on.map(|day| day.to_string()).unwrap_or_default())
    .bind(action.ended_on.map(|day| day.to_string()))
    .bind(action.expected)
    .bind(action.guard.clone())
    .bind(action.learnt.clone())
    .execute(store.pool())
    .await?;
    changed(done.rows_affected(), &action.id)
}

/// Takes an action off; it is kept, and [`restore`] brings it back.
pub async fn remove(store: &Store, id: &str, now: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query("update actions set removed_at = $2 where id = $1 and removed_at is null")
        .bind(id.to_owned())
        .bind(now.to_string())
        .execute(store.pool())
        .await?;
    changed(done.rows_affected(), id)
}

/// Brings a removed action back as it was.
pub async fn restore(store: &Store, id: &str) -> Result<(), StoreError> {
    let done = sqlx::query("update actions set removed_at = null where id = $1 and removed_at is not null")
        .bind(id.to_owned())
        .execute(store.pool())
        .await?;
    changed(done.rows_affected(), id)
}

fn changed(rows: u64, id: &str) -> Result<(), StoreError> {
    match rows {
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
        "insert into actions (id, title, metric, scope, owner, started_on, ended_on, expected_effect, guard_metric, signal_id, learnt,
           created_at, removed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null)
         on conflict (id) do update set
           title = excluded.title, metric = excluded.metric, scope = excluded.scope, owner = excluded.owner,
           started_on = excluded.started_on, ended_on = excluded.ended_on, expected_effect = excluded.expected_effect,
           guard_metric = excluded.guard_metric, signal_id = excluded.signal_id, learnt = excluded.learnt, removed_at = null",
    )
    .bind(action.id.clone())
    .bind(action.title.clone())
    .bind(action.metric.clone().unwrap_or_default())
    .bind(read::json("a scope", &action.scope)?)
    .bind(action.owner.clone().unwrap_or_default())
    .bind(action.started_on.map(|day| day.to_string()).unwrap_or_default())
    .bind(action.ended_on.map(|day| day.to_string()))
    .bind(action.expected)
    .bind(action.guard.clone())
    .bind(action.signal.clone())
    .bind(action.learnt.clone())
    .bind(now.to_string())
    .execute(executor)
    .await?;
    Ok(())
}

fn action(row: Row) -> Result<Action, StoreError> {
    let (id, title, metric, scope, owner, started_on, ended_on, expected, guard, signal, learnt) = row;
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Action {
        id,
        title,
        metric: said(metric),
        scope: read::from_json("a scope", &scope)?,
        owner: said(owner),
        started_on: said(started_on).as_deref().map(read::day).transpose()?,
        ended_on: ended_on.as_deref().map(read::day).transpose()?,
        expected,
        guard,
        signal,
        learnt,
        imported: false,
    })
}
