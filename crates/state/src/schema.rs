//! The tables. Each step is written once and never changed afterwards; a store that is behind takes the steps it lacks.

use crate::{Store, StoreError};

/// Steps in order; step 1 is the first.
const STEPS: &[&str] = &[
    // 1: events on the timeline, made by hand (capability C13).
    "create table timeline_events (
       id text primary key,
       at text not null,
       until_at text,
       title text not null,
       kind text not null,
       scope text not null,
       created_at text not null,
       removed_at text
     )",
    // 2–5: signals that are remembered: looks at the records, signals, what happened to them, what was decided.
    "create table signal_looks (
       number bigint primary key,
       at text not null,
       payload text not null
     )",
    "create table signals (
       id text primary key,
       stage text not null,
       opened_at text not null,
       payload text not null
     )",
    "create table signal_events (
       signal_id text not null,
       look bigint not null,
       what text not null,
       at text not null,
       payload text not null,
       primary key (signal_id, look, what)
     )",
    "create table signal_decisions (
       id text primary key,
       signal_id text not null,
       choice text not null,
       reason text not null,
       who text not null,
       back_on text,
       action_id text,
       at text not null,
       withdrawn_at text
     )",
    // 6: actions made here (capabilities C14, I4).
    "create table actions (
       id text primary key,
       title text not null,
       metric text not null,
       scope text not null,
       owner text not null,
       started_on text not null,
       ended_on text,
       expected_effect double precision,
       guard_metric text,
       signal_id text,
       created_at text not null,
       removed_at text
     )",
    // Calibrations: metrics counted by hand (capability B4).
    "create table calibrations (
       id text primary key,
       metric text not null,
       fingerprint text not null,
       version bigint not null,
       period text not null,
       drawn_from bigint not null,
       seed text not null,
       drawn_at text not null,
       cases text not null,
       said text not null,
       counted_at text,
       note text not null
     )",
    // Definitions of metrics that were met (capability B5).
    "create table definitions (
       metric text not null,
       fingerprint text not null,
       version bigint not null,
       met_at text not null,
       primary key (metric, met_at)
     )",
    // What was learnt of an action, written when it ended.
    "alter table actions add column learnt text",
];

/// Takes the steps that the store lacks, each in a transaction of its own, so that a killed program leaves a whole step.
pub(crate) async fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    let make = || sqlx::query("create table if not exists schema_steps (step bigint primary key)").execute(store.pool());
    // In PostgreSQL two programs that start at the same moment both find no table, and one of them fails; it finds the table of the
    // other when it looks again.
    if make().await.is_err() {
        make().await?;
    }
    let (done,): (i64,) = sqlx::query_as("select coalesce(max(step), 0) from schema_steps").fetch_one(store.pool()).await?;
    let known = STEPS.len() as i64;
    if done > known {
        return Err(StoreError::Newer { found: done, known });
    }
    for (step, sql) in (1..).zip(STEPS).skip(done as usize) {
        let mut transaction = store.pool().begin().await?;
        // The step number goes first: a second program that starts at the same moment waits here, fails on the primary
        // key and takes nothing twice.
        if sqlx::query("insert into schema_steps (step) values ($1)").bind(step as i64).execute(&mut *transaction).await.is_err() {
            transaction.rollback().await?;
            continue;
        }
        sqlx::query(*sql).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}
