//! Serves the pages over a made-up service, to be looked at: `cargo run --release -p luotsi-web --example preview [PORT] [empty|young|extreme|broken]`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Duration;

use common::Play;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(7878_u16);
    let play = match arguments.next().as_deref() {
        Some("empty") => Play::Empty,
        Some("young") => Play::Young,
        Some("extreme") => Play::Extreme,
        Some("broken") => Play::Broken,
        _ => Play::Normal,
    };
    let folder = tempfile::tempdir().expect("a folder for the preview");
    let app = common::app(play, Duration::from_millis(120), folder.path().to_owned()).await;
    if play == Play::Normal {
        common::remember_signals(&app.store).await;
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
    println!("http://127.0.0.1:{port}/");
    axum::serve(listener, luotsi_web::router(app)).await.expect("the preview serves");
}
