//! Import: a file, what it was understood as, the mapping, the running import, the ledger.

mod job;
mod ledger;
mod mapping;
mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::jobs::Site;

/// The routes of the import pages.
pub(super) fn routes() -> Router<Site> {
    // Files of any size are streamed to disk, so only this route has no limit on its body.
    let uploads = Router::new().route("/{language}/import/upload", post(upload::receive)).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/{language}/import", get(ledger::show))
        .route("/{language}/import/file/{upload}", get(mapping::show))
        .route("/{language}/import/file/{upload}/run", post(mapping::run))
        .route("/{language}/import/file/{upload}/profile", post(mapping::save_profile))
        .route("/{language}/import/file/{upload}/removal", post(mapping::remove))
        .route("/{language}/import/job/{job}", get(job::show))
        .route("/{language}/import/job/{job}/status", get(job::status))
        .route("/{language}/import/job/{job}/stop", post(job::stop))
        .route("/{language}/import/done/{import}/undo", post(ledger::undo))
        .route("/{language}/import/done/{import}/refused.csv", get(ledger::refused))
        .merge(uploads)
}
