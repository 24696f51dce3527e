//! `luotsi serve`: the pages of a workspace, on this machine only.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use luotsi_state::Store;

use crate::args::Serve;
use crate::clock;
use crate::intake::LocalIntake;
use crate::workspace::Workspace;

pub(crate) fn run(folder: &Path, args: &Serve) -> Result<()> {
    let workspace = Workspace::open_or_create(folder)?;
    serve(&workspace, args.listen, args.state.as_deref())
}

/// Serves until the program is told to stop. Requests under way are finished first.
pub(crate) fn serve(workspace: &Workspace, address: SocketAddr, state: Option<&str>) -> Result<()> {
    if !address.ip().is_loopback() {
        bail!(
            "{} can be reached from other machines, and Luotsi has no access control yet: everybody could read everything. Listen \
             on 127.0.0.1 (or [::1]), and let others wait for access control.",
            address.ip()
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("The runtime could not be started")?;
    runtime.block_on(async {
        let own = workspace.state_url();
        let store = Store::open(state.unwrap_or(&own)).await?;
        let uploads = workspace.folder.join("uploads");
        std::fs::create_dir_all(&uploads).with_context(|| format!("{} could not be made", uploads.display()))?;
        let app = luotsi_web::App {
            ask: Arc::clone(&workspace.lake) as _,
            intake: Arc::new(LocalIntake::open(workspace)?),
            catalogue: Arc::clone(&workspace.catalogue),
            settings: Arc::clone(&workspace.settings),
            store,
            now: Arc::new(clock::now),
            uploads,
        };
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} could not be listened on. Is another program using it? Choose another with --listen 127.0.0.1:8081"))?;
        let address = listener.local_addr()?;
        eprintln!("Luotsi is at http://{address}/ (stop with Ctrl-C)");
        axum::serve(listener, luotsi_web::router(app)).with_graceful_shutdown(told_to_stop()).await.context("The server stopped")
    })
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                tracing::warn!(%error, "cannot be told to stop by a signal; Ctrl-C works");
                let _ = interrupt.await;
                return;
            }
        };
        tokio::select! {
            _ = interrupt => (),
            _ = terminate.recv() => (),
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
