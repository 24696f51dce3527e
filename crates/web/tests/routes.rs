//! Every address with odd queries and odd forms: an answer always comes, and never a failure of the program.
//!
//! The addresses are read from the sources, so that a new page is tried without anybody remembering to add it here.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use common::Play;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tower::ServiceExt;

/// An address as the router writes it, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    pattern: String,
    is_get: bool,
    is_post: bool,
}

/// All addresses of `crates/web/src/pages`.
fn routes() -> Vec<Route> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        for part in fs::read_to_string(file).unwrap().split(".route(\"").skip(1) {
            let (pattern, rest) = part.split_once('"').unwrap();
            let call = rest.lines().next().unwrap();
            found.insert(Route { pattern: pattern.to_owned(), is_get: call.contains("get("), is_post: call.contains("post(") });
        }
    }
    found.into_iter().collect()
}

struct Site {
    router: Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let router = runtime.block_on(async {
            let app = common::app(Play::Normal, Duration::ZERO, folder.path().to_owned()).await;
            common::remember_signals(&app.store).await;
            luotsi_web::router(app)
        });
        Self { router, runtime, _folder: folder }
    }

    fn send(&self, request: Request<Body>) -> (StatusCode, String, Vec<u8>) {
        self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
            (parts.status, kind, to_bytes(body, 64 << 20).await.unwrap().to_vec())
        })
    }

    fn get(&self, address: &str) -> (StatusCode, String, Vec<u8>) {
        self.send(Request::get(address).header(header::HOST, "localhost").body(Body::empty()).unwrap())
    }

    fn post(&self, address: &str, kind: &str, form: &str) -> (StatusCode, String, Vec<u8>) {
        let request = Request::post(address).header(header::HOST, "localhost").header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, kind).body(Body::from(form.to_owned())).unwrap())
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Names that pages read, and some that none does.
const NAMES: &[&str] = &[
    "per",
    "level",
    "perspective",
    "from",
    "to",
    "by",
    "at",
    "period",
    "part",
    "page",
    "offset",
    "limit",
    "metrics",
    "metric",
    "kind",
    "chart",
    "rules",
    "target",
    "sort",
    "show",
    "q",
    "id",
    "team",
    "channel",
    "topic",
    "where.from",
    "where.",
    "state",
    "decided",
    "problem",
    "saved",
    "removed",
    "done",
    "lang",
    "theme",
    "return",
    "title",
    "on",
    "until",
    "choice",
    "reason",
    "who",
    "back_on",
    "started_on",
    "expected",
    "guard",
    "case1",
    "format",
    "encoding",
    "delimiter",
    "decimal",
    "date_order",
    "time_zone",
    "sheet",
    "map.Vastaanotettu",
    "map.",
    "allow",
    "profile_name",
    "nonsense",
    "",
];

/// Values at the edges of what they stand for, and beyond.
const VALUES: &[&str] = &[
    "",
    "week",
    "month",
    "day",
    "all",
    "tactical",
    "quality",
    "Laskutus",
    "phone",
    "nothing of the kind",
    "fcr_repeat",
    "numerator",
    "react",
    "later",
    "contacts",
    "feedback",
    "2026-W23",
    "2026-W99",
    "2026-06-08",
    "2026-02-30",
    "0000-01-01",
    "9999-12-31",
    "-9999-01-01",
    "9999-W52",
    "2026-Q2",
    "eilen",
    "0",
    "1",
    "-1",
    "2",
    "4294967296",
    "99999999999999999999",
    "-99999999999999999999",
    "1e309",
    "NaN",
    "0.8",
    "0,8",
    "\u{0}",
    "<script>x</script>",
    "\"><img src=x>",
    "'; drop table contacts --",
    "../../etc/passwd",
    "//evil.example",
    "🙂",
    "e\u{301}",
    "\u{202e}abc",
    "a&b=c#d",
    "%",
    ";",
    "tab",
    "utf-16le",
    "Nowhere/Never",
    "Europe/Helsinki",
    "{0}",
    "{{7*7}}",
];

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![6 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    let value = prop_oneof![6 => prop::sample::select(VALUES).prop_map(str::to_owned), 2 => "\\PC{0,30}", 1 => Just("x".repeat(6_000))];
    prop::collection::vec((name, value), 0..8)
}

/// Ids in addresses: ones that exist, ones that do not, and what is no id.
fn filled(pattern: &str, language: &str, id: &str) -> String {
    let known = |name: &str| match name {
        "metric" => "fcr_repeat",
        "signal" => "change-fcr_repeat-1",
        "action" => "T01",
        "page" => "start",
        _ => "1",
    };
    let mut address = pattern.replace("{language}", language);
    while let Some((before, rest)) = address.split_once('{') {
        let (name, after) = rest.split_once('}').unwrap();
        let value = if id.is_empty() { known(name).to_owned() } else { encoded(id) };
        address = format!("{before}{value}{after}");
    }
    address
}

#[test]
fn every_address_answers_odd_questions_and_forms() {
    let routes = routes();
    assert!(routes.len() >= 40 && routes.iter().all(|route| route.is_get || route.is_post), "{routes:#?}");
    let site = Site::new();
    let mut runner = TestRunner::new(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() });
    let id = prop_oneof![2 => Just(String::new()), 1 => "\\PC{1,20}", 1 => Just("\u{0}".to_owned())];
    let language = prop::sample::select(vec!["fi", "sv", "en", "de", "FI"]);
    runner
        .run(&(language, id, pairs(), pairs(), "[ -~]{0,60}"), |(language, id, query, form, raw)| {
            let written = |pairs: &[(String, String)]| {
                pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
            };
            let raw_query: String =
                raw.chars().filter(|sign| !matches!(sign, ' ' | '#' | '"' | '<' | '>' | '`' | '{' | '}' | '\\' | '^' | '|')).collect();
            for route in &routes {
                let address = filled(&route.pattern, language, &id);
                let mut answers = Vec::new();
                if route.is_get {
                    answers.push(site.get(&format!("{address}?{}", written(&query))));
                    answers.push(site.get(&format!("{address}?{raw_query}")));
                }
                if route.is_post {
                    answers.push(site.post(&address, "application/x-www-form-urlencoded", &written(&form)));
                    answers.push(site.post(&address, "application/x-www-form-urlencoded", &raw));
                    answers.push(site.post(&address, "multipart/form-data; boundary=x", &raw));
                }
                for (status, kind, body) in answers {
                    let asked = format!("{address} with {query:?} or {form:?} or {raw:?}");
                    prop_assert!(!status.is_server_error(), "{status} for {asked}");
                    if kind.starts_with("text/html") {
                        let html = String::from_utf8(body).map_err(|error| TestCaseError::fail(format!("{error}: {asked}")))?;
                        prop_assert!(html.trim_end().ends_with("</html>"), "half a page for {asked}");
                        for unsafe_text in ["<script>x", "<img src=x", "NaN"] {
                            // What the reader wrote may be shown, but as words: “NaN” of a query is no figure.
                            let is_readers_own = unsafe_text == "NaN"
                                && query.iter().chain(&form).any(|(name, value)| name.contains("NaN") || value.contains("NaN"));
                            prop_assert!(is_readers_own || !html.contains(unsafe_text), "{unsafe_text} in {asked}");
                        }
                    } else if kind.starts_with("application/json") {
                        prop_assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok(), "broken JSON for {asked}");
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
