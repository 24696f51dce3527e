//! How fast the Situation page and a Metric page are made from prepared answers: judging, words, charts and HTML, without an
//! engine and without a network.
//!
//! Goal: at most 10 ms each on one core, so that a warm page stays under 20 ms together with the engine's cache.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use criterion::{Criterion, criterion_group, criterion_main};
use luotsi_core::actions::Action;
use luotsi_core::ask::{
    Answer, Answers, Ask, AskError, Counted, Counting, DrawQuestion, Drawn, Inventory, Question, Records, RecordsQuestion,
};
use luotsi_core::timeline::TimelineEvent;
use tower::ServiceExt;

/// The made-up service that the pages' own tests use: two years, six teams, planted changes.
#[path = "../../crates/web/tests/common/mod.rs"]
mod common;

/// Every answer is worked out once, as the lake's cache does.
struct Prepared {
    inner: Arc<dyn Ask>,
    inventory: Inventory,
    answers: Mutex<HashMap<String, Answer>>,
}

impl Ask for Prepared {
    fn answer(&self, question: &Question) -> Result<Answer, AskError> {
        let key = format!("{question:?}");
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = answers.get(&key) {
            return Ok(answer.clone());
        }
        let answer = self.inner.answer(question)?;
        answers.insert(key, answer.clone());
        Ok(answer)
    }

    fn inventory(&self) -> Result<Inventory, AskError> {
        Ok(self.inventory.clone())
    }

    fn records(&self, question: &RecordsQuestion) -> Result<Records, AskError> {
        self.inner.records(question)
    }

    fn timeline(&self) -> Result<Vec<TimelineEvent>, AskError> {
        self.inner.timeline()
    }

    fn together<'a>(&'a self, questions: &'a [Question]) -> Result<Answers<'a>, AskError> {
        Ok(Answers::one_by_one(self, questions))
    }

    fn counts(&self, counting: &Counting) -> Result<Vec<Counted>, AskError> {
        self.inner.counts(counting)
    }

    fn exceedance(&self, question: &Question, threshold: f64) -> Result<Answer, AskError> {
        self.inner.exceedance(question, threshold)
    }

    fn draw(&self, question: &DrawQuestion) -> Result<Drawn, AskError> {
        self.inner.draw(question)
    }

    fn actions(&self) -> Result<Vec<Action>, AskError> {
        self.inner.actions()
    }
}

async fn size(router: &Router, path: &str) -> usize {
    let request = Request::get(path).header("host", "localhost").body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("the router answers");
    assert!(response.status().is_success(), "{path}: {}", response.status());
    to_bytes(response.into_body(), 64 << 20).await.expect("a page").len()
}

fn pages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = runtime.block_on(common::app(common::Play::Normal, Duration::ZERO, folder.path().to_owned()));
    let inventory = app.ask.inventory().expect("an inventory");
    app.ask = Arc::new(Prepared { inner: Arc::clone(&app.ask), inventory, answers: Mutex::default() });
    let router = luotsi_web::router(app);
    let mut group = criterion.benchmark_group("page");
    group.sample_size(60);
    for (name, path) in [
        ("situation", "/fi/situation"),
        ("metric", "/fi/metric/fcr_repeat"),
        ("metric by team", "/fi/metric/fcr_repeat?by=team"),
        ("brief", "/fi/brief"),
    ] {
        let bytes = runtime.block_on(size(&router, path));
        assert!(bytes > 10_000, "{path} is a whole page");
        group.bench_function(name, |bencher| bencher.iter(|| black_box(runtime.block_on(size(&router, path)))));
    }
    group.finish();
}

criterion_group!(benches, pages);
criterion_main!(benches);
