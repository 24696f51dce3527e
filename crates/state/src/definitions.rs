//! What metrics have meant: fingerprints of definitions, each with when the program first met it.

use jiff::Timestamp;
use luotsi_core::measuring::definition::Met;

use crate::{Store, StoreError};

/// All that were met, in the order of time.
pub async fn list(store: &Store) -> Result<Vec<Met>, StoreError> {
    let rows: Vec<(String, String, i64, String)> =
        sqlx::query_as("select metric, fingerprint, version, met_at from definitions order by met_at, metric")
            .fetch_all(store.pool())
            .await?;
    let met = |(metric, fingerprint, version, at): (String, String, i64, String)| {
        let at = at.parse::<Timestamp>().map_err(|_| StoreError::Unreadable { what: "a time", value: at })?;
        let version = u32::try_from(version).map_err(|_| StoreError::Unreadable { what: "a version", value: version.to_string() })?;
        Ok(Met { metric, fingerprint, version, at })
    };
    rows.into_iter().map(met).collect()
}

/// Keeps what is met now. A definition that was the latest of its metric already is no news; one that came back after another is.
pub async fn meet(store: &Store, now: &[Met]) -> Result<(), StoreError> {
    let known = list(store).await?;
    let mut transaction = store.pool().begin().await?;
    for met in now {
        let latest = known.iter().rfind(|known| known.metric == met.metric);
        if latest.is_some_and(|latest| latest.fingerprint == met.fingerprint) {
            continue;
        }
        sqlx::query(
            "insert into definitions (metric, fingerprint, version, met_at)
             values ($1, $2, $3, $4)
             on conflict (metric, met_at) do nothing",
        )
        .bind(met.metric.clone())
        .bind(met.fingerprint.clone())
        .bind(i64::from(met.version))
        .bind(met.at.to_string())
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}
