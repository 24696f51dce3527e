//! Events on the timeline that people enter by hand. A removed event is kept and can be brought back.

use jiff::Timestamp;
use luotsi_core::scope::Scope;
use luotsi_core::timeline::TimelineEvent;

use crate::{Store, StoreError};

type Row = (String, String, Option<String>, String, String, String);

/// Events that stand, earliest first.
pub async fn list(store: &Store) -> Result<Vec<TimelineEvent>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, at, until_at, title, kind, scope
         from timeline_events
         where removed_at is null
         order by at, id",
    )
    .fetch_all(store.pool())
    .await?;
    rows.into_iter().map(event).collect()
}

/// Adds an event, or replaces the one of the same id (also one that had been removed).
pub async fn put(store: &Store, event: &TimelineEvent, now: Timestamp) -> Result<(), StoreError> {
    let scope =
        serde_json::to_string(&event.scope).map_err(|error| StoreError::Unreadable { what: "a scope", value: error.to_string() })?;
    sqlx::query(
        "insert into timeline_events (id, at, until_at, title, kind, scope, created_at, removed_at)
         values ($1, $2, $3, $4, $5, $6, $7, null)
         on conflict (id) do update set
           at = excluded.at, until_at = excluded.until_at, title = excluded.title,
           kind = excluded.kind, scope = excluded.scope, removed_at = null",
    )
    .bind(event.id.clone())
    .bind(event.at.to_string())
    .bind(event.until.map(|until| until.to_string()))
    .bind(event.title.clone())
    .bind(event.kind.clone())
    .bind(scope)
    .bind(now.to_string())
    .execute(store.pool())
    .await?;
    Ok(())
}

/// Takes an event off the charts.
pub async fn remove(store: &Store, id: &str, now: Timestamp) -> Result<(), StoreError> {
    change(store, id, "update timeline_events set removed_at = $2 where id = $1 and removed_at is null", Some(now.to_string())).await
}

/// Brings a removed event back.
pub async fn restore(store: &Store, id: &str) -> Result<(), StoreError> {
    change(store, id, "update timeline_events set removed_at = $2 where id = $1 and removed_at is not null", None).await
}

async fn change(store: &Store, id: &str, sql: &'static str, removed_at: Option<String>) -> Result<(), StoreError> {
    let done = sqlx::query(sql).bind(id.to_owned()).bind(removed_at).execute(store.pool()).await?;
    match done.rows_affected() {
        0 => Err(StoreError::NotFound { what: "event", id: id.to_owned() }),
        _ => Ok(()),
    }
}

fn event((id, at, until, title, kind, scope): Row) -> Result<TimelineEvent, StoreError> {
    let time = |text: String| text.parse::<Timestamp>().map_err(|_| StoreError::Unreadable { what: "a time", value: text });
    let scope: Scope = serde_json::from_str(&scope).map_err(|_| StoreError::Unreadable { what: "a scope", value: scope })?;
    Ok(TimelineEvent { id, at: time(at)?, until: until.map(time).transpose()?, title, kind, scope, imported: false })
}
