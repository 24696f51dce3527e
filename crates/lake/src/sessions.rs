//! Where the scans of questions run.
//!
//! A scan reads the facts' files, filters rows and evaluates expressions; what comes out of it is gathered here, wherever it ran
//! (docs/decisions/0005-answers-gathered-by-us.md). Another place to run therefore needs no more than a session whose plans are carried out
//! there, and files that are found under the same path there.

use std::sync::Arc;

use datafusion::error::DataFusionError;
use datafusion::execution::context::{SessionConfig, SessionContext};

/// Makes the session in which the questions of one version are planned. It is given what the lake needs to be set (names as they are
/// written, sizes of batches) and may set more, but has to keep that.
pub type Sessions = Arc<dyn Fn(SessionConfig) -> Result<SessionContext, DataFusionError> + Send + Sync>;

/// Sessions of this process.
#[must_use]
pub fn embedded() -> Sessions {
    Arc::new(|config| Ok(SessionContext::new_with_config(config)))
}
