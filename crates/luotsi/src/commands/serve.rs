//! `luotsi serve`: the pages of a workspace, on this machine only.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use luotsi_core::catalogue::Metric;
use luotsi_core::measuring::definition::{Met, fingerprint};
use luotsi_state::Store;
use luotsi_web::i18n::{Language, Text};

use super::Call;
use crate::args::Serve;
use crate::clock;
use crate::intake::LocalIntake;
use crate::voice::Said;
use crate::workspace::{self, Workspace};

pub(crate) fn run(call: &Call, args: &Serve) -> Result<()> {
    let workspace = Workspace::open_or_create(&call.folder)?;
    serve(call, &workspace, args.listen, args.state.as_deref())
}

/// Serves until the program is told to stop. Requests under way are finished first.
pub(crate) fn serve(call: &Call, workspace: &Workspace, address: SocketAddr, state: Option<&str>) -> Result<()> {
    let text = call.text;
    if !address.ip().is_loopback() {
        return Err(Said::error(text.command_serve_address(&address.ip().to_string())));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let own = workspace.state_url();
        let store = Store::open(state.unwrap_or(&own)).await?;
        // Definitions change only with the program or the workspace's files, both of which are read when it starts.
        luotsi_state::definitions::meet(&store, &definitions(workspace)).await?;
        let uploads = workspace.folder.join("uploads");
        std::fs::create_dir_all(&uploads).map_err(|error| {
            let sentence = text.command_cannot_make(&uploads.display().to_string());
            Said::with(text, &sentence, &error)
        })?;
        let app = luotsi_web::App {
            ask: Arc::clone(&workspace.lake) as _,
            intake: Arc::new(LocalIntake::open(workspace)?),
            catalogue: Arc::clone(&workspace.catalogue),
            rules: Arc::new(workspace::read_rules(&workspace.folder, &workspace.catalogue)?),
            settings: Arc::clone(&workspace.settings),
            store,
            now: Arc::new(clock::now),
            uploads,
            watch: luotsi_web::Watch::Always,
        };
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| Said::with(text, &text.command_serve_port(&address.to_string()), &error))?;
        let address = listener.local_addr()?;
        eprintln!("{}", text.command_serve_at(&format!("http://{address}/")));
        let only_here = axum::middleware::from_fn(move |request: Request, next: Next| only_for_this_machine(text, request, next));
        axum::serve(listener, luotsi_web::router(app).layer(only_here))
            .with_graceful_shutdown(told_to_stop())
            .await
            .map_err(|error| Said::with(text, text.command_serve_stopped(), &error))
    })
}

/// What the metrics mean now.
fn definitions(workspace: &Workspace) -> Vec<Met> {
    let at = clock::now();
    let met = |metric: &Metric| Met {
        metric: metric.id.clone(),
        fingerprint: fingerprint(metric, &workspace.settings),
        version: metric.version,
        at,
    };
    workspace.catalogue.iter().map(met).collect()
}

/// A page elsewhere may lead a browser here under a name of its own (DNS rebinding) and would then read the answers: only
/// names of this machine are answered.
async fn only_for_this_machine(text: Text, request: Request, next: Next) -> Response {
    if is_of_this_machine(given(&request, header::HOST)) {
        return next.run(request).await;
    }
    let text = Language::preferred(given(&request, header::ACCEPT_LANGUAGE)).map_or(text, Language::text);
    (StatusCode::MISDIRECTED_REQUEST, format!("{}\n", text.command_serve_host())).into_response()
}

fn given(request: &Request, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
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
