//! People's work: what people enter, decide and plan, in SQLite (the default) or PostgreSQL.
//!
//! | module | noun |
//! |---|---|
//! | [`calibrations`] | metrics counted by hand |
//! | [`definitions`] | what metrics have meant, and since when |
//! | [`timeline`] | events on the timeline, made by hand |
//! | [`signals`] | signals that are remembered, what happened to them, what was decided |
//! | [`actions`] | what is done about a signal |
//! | [`schema`] | the tables, brought up to date when the store is opened |
//!
//! One SQL text serves both databases: text, bigint and double columns, `$1` parameters, ULID ids, times as UTC text in
//! RFC 3339. SQL stands beside the function that uses it. The clock is a parameter of every function that needs it.

pub mod actions;
pub mod calibrations;
pub mod definitions;
pub mod schema;
pub mod signals;
pub mod timeline;

mod read;

use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or opened.
    #[error(
        "The state database {url} could not be opened: {source}. Check that the folder exists and may be written, or that PostgreSQL is running and the address is right."
    )]
    Open {
        /// Where, without a password.
        url: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// The database was made by a newer program.
    #[error(
        "The state database has schema version {found}, this program knows {known}. Use the newer program, or restore the database from before the upgrade."
    )]
    Newer {
        /// Version found.
        found: i64,
        /// Newest version that this program knows.
        known: i64,
    },
    /// A statement failed.
    #[error("The state database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// What is stored cannot be read back.
    #[error("The state database holds {what} that cannot be read: {value}")]
    Unreadable {
        /// Which field.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// The thing that was to be changed is not there (any more).
    #[error("There is no {what} {id} (any more).")]
    NotFound {
        /// The noun.
        what: &'static str,
        /// Its id.
        id: String,
    },
}

/// The open store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens (and for SQLite makes) the database and brings its tables up to date. `url` is `sqlite:///path/state.db` or
    /// `postgres://user:password@host/database`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let address = if is_sqlite && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
        let open = |source| StoreError::Open { url: without_password(url), source };
        let pool = AnyPoolOptions::new()
            // SQLite has one writer; a handful of readers is plenty for pages that ask little.
            .max_connections(if url.contains(":memory:") { 1 } else { 4 })
            .acquire_timeout(Duration::from_secs(10))
            .connect(&address)
            .await
            .map_err(open)?;
        if is_sqlite {
            // The journal mode is kept in the file; a reader then never waits for a writer.
            sqlx::query("pragma journal_mode = wal").execute(&pool).await.map_err(open)?;
        }
        let store = Self { pool };
        schema::bring_up_to_date(&store).await?;
        Ok(store)
    }

    /// The address of a workspace's own SQLite file.
    pub fn sqlite_url(file: &std::path::Path) -> String {
        format!("sqlite://{}", file.display())
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Closes all connections; the file may then be moved or removed.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((credentials, host)) => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("postgres://luotsi:salai:n@n@db/x"), "postgres://luotsi@db/x");
        assert_eq!(without_password("sqlite:///x.db"), "sqlite:///x.db");
    }
}
