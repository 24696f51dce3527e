//! Metrics counted by hand: the cases drawn, what was said of them, and when. What was counted stands; a new count is a new calibration.

use jiff::Timestamp;
use luotsi_core::measuring::calibration::{Calibration, Case, Said};
use luotsi_core::period::Period;

use crate::{Store, StoreError};

type Row = (String, String, String, i64, String, i64, String, String, String, String, Option<String>, String);

const COLUMNS: &str = "id, metric, fingerprint, version, period, drawn_from, seed, drawn_at, cases, said, counted_at, note";

/// All of them, latest first.
pub async fn list(store: &Store) -> Result<Vec<Calibration>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("select {COLUMNS} from calibrations order by drawn_at desc, id desc")))
        .fetch_all(store.pool())
        .await?;
    rows.into_iter().map(calibration).collect()
}

/// The calibration of that id.
pub async fn get(store: &Store, id: &str) -> Result<Calibration, StoreError> {
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("select {COLUMNS} from calibrations where id = $1")))
        .bind(id.to_owned())
        .fetch_optional(store.pool())
        .await?;
    row.map(calibration).transpose()?.ok_or_else(|| StoreError::NotFound { what: "calibration", id: id.to_owned() })
}

/// Keeps drawn cases.
pub async fn draw(store: &Store, drawn: &Calibration) -> Result<(), StoreError> {
    sqlx::query(
        "insert into calibrations
           (id, metric, fingerprint, version, period, drawn_from, seed, drawn_at, cases, said, counted_at, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, $11)",
    )
    .bind(drawn.id.clone())
    .bind(drawn.metric.clone())
    .bind(drawn.fingerprint.clone())
    .bind(i64::from(drawn.version))
    .bind(drawn.period.label())
    .bind(i64::try_from(drawn.drawn_from).unwrap_or(i64::MAX))
    .bind(drawn.seed.to_string())
    .bind(drawn.drawn_at.to_string())
    .bind(written(serde_json::to_string(&drawn.cases))?)
    .bind(written(serde_json::to_string(&drawn.said))?)
    .bind(drawn.note.clone())
    .execute(store.pool())
    .await?;
    Ok(())
}

/// What was said of each case, in their order.
#[derive(Debug, Clone, Copy)]
pub struct Count<'a> {
    /// Mark by mark.
    pub said: &'a [Said],
    /// What should be known beside the marks.
    pub note: &'a str,
}

/// Keeps the count of a calibration that was not counted yet; one that was stays as it is.
pub async fn count(store: &Store, id: &str, count: &Count<'_>, now: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query("update calibrations set said = $2, note = $3, counted_at = $4 where id = $1 and counted_at is null")
        .bind(id.to_owned())
        .bind(written(serde_json::to_string(count.said))?)
        .bind(count.note.to_owned())
        .bind(now.to_string())
        .execute(store.pool())
        .await?;
    match done.rows_affected() {
        0 => Err(StoreError::NotFound { what: "calibration to be counted", id: id.to_owned() }),
        _ => Ok(()),
    }
}

fn written(json: serde_json::Result<String>) -> Result<String, StoreError> {
    json.map_err(|error| StoreError::Unreadable { what: "a calibration", value: error.to_string() })
}

fn calibration(row: Row) -> Result<Calibration, StoreError> {
    let (id, metric, fingerprint, version, period, drawn_from, seed, drawn_at, cases, said, counted_at, note) = row;
    let unreadable = |what: &'static str, value: &str| StoreError::Unreadable { what, value: value.to_owned() };
    let time = |text: String| text.parse::<Timestamp>().map_err(|_| unreadable("a time", &text));
    let cases: Vec<Case> = serde_json::from_str(&cases).map_err(|_| unreadable("cases", &cases))?;
    let said: Vec<Said> = serde_json::from_str(&said).map_err(|_| unreadable("marks", &said))?;
    Ok(Calibration {
        id,
        metric,
        fingerprint,
        version: u32::try_from(version).map_err(|_| unreadable("a version", &version.to_string()))?,
        period: Period::parse(&period).ok_or_else(|| unreadable("a period", &period))?,
        drawn_from: u64::try_from(drawn_from).map_err(|_| unreadable("a count", &drawn_from.to_string()))?,
        seed: seed.parse().map_err(|_| unreadable("a seed", &seed))?,
        drawn_at: time(drawn_at)?,
        cases,
        said,
        counted_at: counted_at.map(time).transpose()?,
        note,
    })
}
