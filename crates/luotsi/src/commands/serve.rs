//! `luotsi serve`: the pages of a workspace, on this machine only.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
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
        let listener = tokio::net::TcpListener::bind(address).await.with_context(|| {
            format!("{address} could not be listened on. Is another program using it? Choose another with --listen 127.0.0.1:8081")
        })?;
        let address = listener.local_addr()?;
        eprintln!("Luotsi is at http://{address}/ (stop with Ctrl-C)");
        let pages = luotsi_web::router(app).layer(axum::middleware::from_fn(only_for_this_machine));
        axum::serve(listener, pages).with_graceful_shutdown(told_to_stop()).await.context("The server stopped")
    })
}

/// A page elsewhere may lead a browser here under a name of its own (DNS rebinding) and would then read the answers: only
/// names of this machine are answered.
async fn only_for_this_machine(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if is_of_this_machine(host) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "Luotsi answers on this machine only. Open http://127.0.0.1 with the port that the program told.\n")
        .into_response()
}

fn is_of_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
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
