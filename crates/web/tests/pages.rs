//! Every page with every sort of workspace in every language: what a reader, a screen reader and a browser may rely on.

mod common;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use common::Play;
use tower::ServiceExt;

struct Site {
    router: Router,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn new(play: Play) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = common::app(play, Duration::ZERO, folder.path().to_owned()).await;
        Self { router: luotsi_web::router(app), _folder: folder }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: bytes.to_vec() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "localhost").body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

const PAGES: [&str; 37] = [
    "/signals",
    "/signals?state=later&kind=target&level=strategic&perspective=quality&team=Laskutus&page=7",
    "/signals?state=nonsense&page=-1&decided=nobody",
    "/signals/nobody",
    "/situation",
    "/situation?per=month&level=tactical&team=Laskutus&metrics=all",
    "/situation?per=nonsense&from=yesterday",
    "/metrics",
    "/metrics?q=ratkaisu&perspective=quality",
    "/metrics?q=zzzzzz",
    "/metric/fcr_repeat",
    "/metric/fcr_repeat?by=team",
    "/metric/fcr_repeat?by=nowhere",
    "/metric/handle_s_median?by=topic&channel=phone",
    "/metric/nps_relational?per=quarter",
    "/metric/occupancy",
    "/metric/fcr_repeat/records?period=2026-W23&part=numerator",
    "/measuring",
    "/measuring?problem=empty&period=%00nonsense",
    "/metric/fcr_repeat/why",
    "/metric/handle_s_median/why?at=2026-04-27&team=Laskutus",
    "/metric/nps_transactional/why?at=2026-04-27",
    "/metric/csat_top2/why?at=eilen&team=Laskuts",
    "/actions",
    "/actions/T01",
    "/actions/T02",
    "/actions/new",
    "/actions/new?metric=service_level_v3&expected=%2B5&where.channel=phone",
    "/timeline",
    "/import",
    "/brief",
    "/help/start",
    "/help/trainer",
    "/help/trainer?round=4711",
    "/help/trainer?round=4711&answers=rlx&chart=2",
    "/help/trainer?round=-1&answers=%00&chart=nonsense",
    "/nowhere",
];

/// Start tags of one name, as written.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}");
    html.match_indices(&open)
        .filter(|(at, _)| html[at + open.len()..].starts_with([' ', '>', '\n']))
        .map(|(at, _)| &html[at..=at + html[at..].find('>').unwrap()])
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// What holds for every page.
fn check_page(html: &str, place: &str) {
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"), "{place} is a whole page");
    assert!(!html.contains(" style=\""), "{place}: no style attributes");
    assert!(tags(html, "style").is_empty(), "{place}: no inline style sheet");
    for script in tags(html, "script") {
        assert!(attribute(script, "src").is_some_and(|src| src.starts_with("/assets/")), "{place}: {script}");
    }
    assert!(!html.contains(" onclick=") && !html.contains("javascript:"), "{place}");
    for forbidden in ["NaN", "{{", "{%", "None)", "Some("] {
        assert!(!html.contains(forbidden), "{place}: {forbidden}");
    }
    for outside in html.split("href=\"").chain(html.split("src=\"")).skip(1).filter_map(|part| part.split('"').next()) {
        assert!(!outside.starts_with("http") && !outside.starts_with("//"), "{place} leads to {outside}");
    }
    assert_eq!(tags(html, "h1").len(), 1, "{place}: one first heading");
    let mut depth = 0;
    for (at, _) in html.match_indices("<h") {
        let Some(level) = html[at + 2..].chars().next().and_then(|digit| digit.to_digit(10)) else { continue };
        assert!(level <= depth + 1, "{place}: heading {level} after {depth}: {}", &html[at..(at + 80).min(html.len())].replace('\n', " "));
        depth = level;
    }
    let mut ids = HashSet::new();
    for id in html.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()) {
        assert!(ids.insert(id), "{place}: the id {id} stands twice");
    }
    // A control is inside its label, or says its own name.
    for kind in ["input", "select", "textarea"] {
        for (at, tag) in html.match_indices(&format!("<{kind} ")).map(|(at, _)| (at, &html[at..=at + html[at..].find('>').unwrap()])) {
            if tag.contains("type=\"hidden\"") || attribute(tag, "aria-label").is_some() {
                continue;
            }
            let before = &html[..at];
            let inside = before.rfind("<label").is_some_and(|open| !before[open..].contains("</label>"));
            assert!(inside, "{place}: {tag} has no label");
        }
    }
    for button in html.split("<button").skip(1) {
        let inner = button.split_once('>').unwrap().1.split("</button>").next().unwrap();
        assert!(!inner.trim().is_empty(), "{place}: a button without a name");
    }
    assert!(html.contains("class=\"skip\"") && html.contains("id=\"main\""), "{place}: a way past the navigation");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_holds_in_every_language_and_workspace() {
    for play in [Play::Normal, Play::Empty, Play::Young, Play::Extreme, Play::Broken] {
        let site = Site::new(play).await;
        for language in ["fi", "sv", "en"] {
            for page in PAGES {
                let path = format!("/{language}{page}");
                let answer = site.get(&path).await;
                let html = answer.text();
                let place = format!("{path} ({play:?})");
                check_page(&html, &place);
                assert!(html.contains(&format!("<html lang=\"{language}\"")), "{place}");
                assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{place}");
                assert_eq!(answer.header("x-content-type-options"), "nosniff", "{place}");
                let expected = match (play, page) {
                    (_, "/nowhere" | "/signals/nobody") => StatusCode::NOT_FOUND,
                    // An empty workspace has no actions.
                    (Play::Empty, "/actions/T01" | "/actions/T02") => StatusCode::NOT_FOUND,
                    (Play::Broken, page) if page.starts_with("/help/") => StatusCode::OK,
                    (Play::Broken, "/timeline" | "/import" | "/metric/fcr_repeat/records?period=2026-W23&part=numerator") => StatusCode::OK,
                    (Play::Broken, _) => StatusCode::INTERNAL_SERVER_ERROR,
                    _ => StatusCode::OK,
                };
                assert_eq!(answer.status, expected, "{place}");
            }
        }
    }
}

#[tokio::test]
async fn every_link_of_the_main_pages_leads_to_a_page() {
    let site = Site::new(Play::Normal).await;
    let mut seen = HashSet::new();
    for page in [
        "/fi/situation",
        "/sv/metric/fcr_repeat?by=team",
        "/en/metrics",
        "/fi/measuring",
        "/fi/actions",
        "/sv/actions/T01",
        "/sv/actions/new",
        "/fi/timeline",
        "/fi/import",
        "/en/brief",
        "/sv/help/start",
    ] {
        let html = site.get(page).await.text();
        for link in html.split(" href=\"").skip(1).filter_map(|part| part.split('"').next()) {
            let link = link.replace("&amp;", "&").replace("&#38;", "&");
            let path = link.split('#').next().unwrap().to_owned();
            // One metric stands for all, one file of refused rows is not there in the fake.
            if path.is_empty() || path.ends_with("refused.csv") || !seen.insert(path.split('?').next().unwrap().to_owned()) {
                continue;
            }
            let answer = site.get(&path).await;
            assert!(answer.status.is_success() || answer.status.is_redirection(), "{page} → {path}: {}", answer.status);
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

#[tokio::test]
async fn words_of_the_user_are_shown_and_never_run() {
    let site = Site::new(Play::Normal).await;
    let records = site.get("/fi/metric/fcr_repeat/records?period=2026-W23").await.text();
    assert!(!records.contains("<script>alert") && records.contains("&#60;script&#62;alert"));
    let search = site.get("/fi/metrics?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await.text();
    assert!(!search.contains("<script>alert"));
    let ledger = site.get("/fi/import").await.text();
    assert!(!ledger.contains("<kevät>"));
    let scope = site.get("/fi/situation?team=%3Cimg%20src=x%3E").await.text();
    assert!(!scope.contains("<img"));
}

#[tokio::test]
async fn a_change_leads_to_its_parts_drivers_and_cases() {
    let site = Site::new(Play::Normal).await;
    let metric = site.get("/fi/metric/fcr_repeat").await.text();
    assert!(metric.contains("href=\"/fi/metric/fcr_repeat/why?at=2026-04-27\"") && metric.contains("Miksi se muuttui?"));
    let why = site.get("/fi/metric/fcr_repeat/why?at=2026-04-27").await.text();
    for said in [
        "Missä muutos on",
        "Mikä muuttui samalla",
        "Mikä liittyy lukuun",
        "Mistä aloittaa: merkitys ja suoriutuminen",
        "Mitä odotetaan joka tapauksessa ja mikä erottaa meidät",
        "Satunnaisesti arvottu",
        "Kaikki muu",
        "Yhteensä",
    ] {
        assert!(why.contains(said), "{said}");
    }
    assert!(!why.contains("<script>alert") && why.contains("&#60;script&#62;alert"), "comments are shown and never run");
    assert!(why.contains("href=\"/fi/help/why\""));
    let wrong = site.get("/en/metric/fcr_repeat/why?at=2026-04-27&team=Laskuts").await.text();
    assert!(wrong.contains("has no value") && wrong.contains("Laskutus"), "the nearest value is told");
    let early = site.get("/sv/metric/fcr_repeat/why?at=1999-01-01").await.text();
    assert!(early.contains("för få hela perioder"));
}

#[tokio::test]
async fn an_action_that_worked_stands_with_its_effect_and_one_without_a_metric_says_what_to_add() {
    let site = Site::new(Play::Normal).await;
    let list = site.get("/en/actions").await.text();
    assert!(list.contains("Lyhyemmät jonot") && list.contains("/en/actions/T01") && list.contains("Add the column metric"), "{list}");
    let page = site.get("/en/actions/T01").await.text();
    assert!(page.contains("Worked"), "{page}");
    assert!(page.contains("Without the action") && page.contains("c-target") && page.contains("Compared with"));
    let empty = Site::new(Play::Empty).await.get("/fi/actions").await.text();
    assert!(empty.contains("action_id") && empty.contains("/fi/help/effect") && empty.contains("/fi/import"));
}

const OWN: &str =
    "title=Soittoajat+%3Ci%3E&metric=service_level_v3&where.channel=phone&owner=Aino&started_on=2026-04-27&expected=%2B5&guard=";

#[tokio::test]
async fn an_action_of_ones_own_is_made_changed_ended_removed_and_brought_back() {
    let site = Site::new(Play::Normal).await;
    let made = site.post("/fi/actions", OWN).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let here = made.header("location").split('?').next().unwrap().to_owned();
    let page = site.get(made.header("location")).await.text();
    check_page(&page, "a new action");
    assert!(page.contains("Soittoajat &#60;i&#62;") && !page.contains("<i>") && page.contains("Toimenpide on luotu"), "{page}");
    assert!(page.contains("Samaan aikaan samassa osassa") && page.contains("Lyhyemmät jonot"), "the imported one began the same day");
    let list = site.get("/fi/actions").await.text();
    assert!(list.contains("toimi 1,") && list.contains("Soittoajat"), "one effect of two actions is counted once: {list}");
    let timeline = site.get("/fi/timeline").await.text();
    assert!(
        timeline.contains(&format!("<a href=\"{here}\">Soittoajat")) && timeline.contains("/fi/actions/T01"),
        "both are on the timeline"
    );
    assert!(site.get("/fi/metric/service_level_v3?channel=phone").await.text().contains("Soittoajat"), "and on the charts of their part");

    let edit = site.get(&format!("{here}/edit")).await.text();
    check_page(&edit, "changing it");
    assert!(edit.contains("value=\"+5,0\"") && edit.contains("<option value=\"phone\" selected>"), "{edit}");
    let changed = site.post(&here, &OWN.replace("Aino", "Eino")).await;
    assert_eq!(changed.header("location"), format!("{here}?changed=1"));
    assert!(site.get(&here).await.text().contains("Eino"));

    let refused = site.post(&format!("{here}/ending"), "ended_on=2026-01-01&learnt=").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Viimeinen päivä on ennen ensimmäistä") && refused.text().contains("value=\"2026-01-01\""));
    let ended = site.post(&format!("{here}/ending"), "ended_on=2026-06-08&learnt=Jonot+lyhenev%C3%A4t").await;
    let page = site.get(ended.header("location")).await.text();
    assert!(page.contains("Jonot lyhenevät") && page.contains("8.6.2026") && !page.contains("/ending"), "{page}");

    let removed = site.post(&format!("{here}/removal"), "").await;
    let list = site.get(removed.header("location")).await.text();
    assert!(list.contains("Toimenpide on poistettu") && !list.contains("Soittoajat"), "{list}");
    assert_eq!(site.get(&here).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post(&here, OWN).await.status, StatusCode::NOT_FOUND, "what was removed is not changed");
    let back = site.post(&format!("{here}/return"), "").await;
    assert!(site.get(back.header("location")).await.text().contains("Jonot lyhenevät"), "as it was");
    // Those of the file are changed in the file.
    assert_eq!(site.get("/fi/actions/T01/edit").await.status, StatusCode::NOT_FOUND);
    assert!(site.get("/fi/actions/T01").await.text().contains("tuotu tiedostosta"));
}

#[tokio::test]
async fn an_action_is_foreseen_before_it_begins_with_and_without_a_script() {
    let site = Site::new(Play::Normal).await;
    let ask = |expected: &str| OWN.replace("%2B5", expected).replace("2026-04-27", "2026-06-15");
    let page = site.post("/fi/actions/foresight", &ask("%2B5")).await;
    assert_eq!(page.status, StatusCode::OK);
    check_page(&page.text(), "a form with what is foreseen");
    assert!(page.text().contains("Tällä määrällä vaikutus 5,0") && page.text().contains("value=\"Aino\""), "nothing typed is lost");
    let never = site.post("/fi/actions/foresight", &ask("0%2C01")).await.text();
    assert!(never.contains("Tätä ei voi saada selville") && never.contains("Valitse suurempi osa"), "{never}");
    let part = site.post("/fi/actions/foresight", &format!("{}&part=foresight", ask("%2B5"))).await.text();
    assert!(part.contains("Tällä määrällä") && !part.contains("<html"), "{part}");
    assert!(site.get("/fi/actions/new").await.text().contains("valitse mittari"), "no metric, nothing to foresee");
    let other = site.post("/en/actions/foresight", "metric=leavers&where.topic=x").await.text();
    assert!(other.contains("class=\"problem\""), "a part that the metric does not know: {other}");
}

#[tokio::test]
async fn an_action_that_cannot_be_taken_tells_everything_that_is_wrong() {
    let site = Site::new(Play::Normal).await;
    let refused = site.post("/en/actions", "title=&metric=&started_on=tomorrow&expected=much&guard=zzz").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    check_page(&refused.text(), "a refused action");
    for said in
        ["Write what you will do", "Choose the metric", "Give the day", "“much” is not a number", "choose another one", "value=\"much\""]
    {
        assert!(refused.text().contains(said) || refused.text().contains(&said.replace('\'', "&#39;")), "{said}");
    }
    let elsewhere = Request::post("/en/actions").header(header::HOST, "localhost").header("sec-fetch-site", "cross-site");
    assert_eq!(site.send(elsewhere.body(Body::from(OWN)).unwrap()).await.status, StatusCode::FORBIDDEN);
    assert!(!site.get("/en/actions").await.text().contains("Soittoajat"));
}

#[tokio::test]
async fn the_first_page_follows_the_browser_and_the_theme_is_kept() {
    let site = Site::new(Play::Normal).await;
    let home = site.send(Request::get("/").header(header::ACCEPT_LANGUAGE, "sv-FI,sv;q=0.9").body(Body::empty()).unwrap()).await;
    assert_eq!((home.status, home.header("location")), (StatusCode::SEE_OTHER, "/sv/situation"));
    let switched = site.post("/theme", "theme=dark&return=%2Fsv%2Fmetrics%3Fq%3Dnps").await;
    assert_eq!((switched.status, switched.header("location")), (StatusCode::SEE_OTHER, "/sv/metrics?q=nps"));
    assert!(switched.header("set-cookie").starts_with("theme=dark; Path=/"));
    let dark = site.send(Request::get("/sv/metrics").header(header::COOKIE, "theme=dark").body(Body::empty()).unwrap()).await;
    assert!(dark.text().contains("data-theme=\"dark\""));
    let elsewhere = site.post("/theme", "theme=dark&return=%2F%2Fevil.example").await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_with_an_explanation() {
    let site = Site::new(Play::Normal).await;
    let request = Request::post("/fi/timeline")
        .header(header::HOST, "localhost")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://evil.example");
    let answer = site.send(request.body(Body::from("title=x&on=2026-06-01")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    check_page(&answer.text(), "a refused form");
    assert!(!site.get("/fi/timeline").await.text().contains("<th scope=\"row\">x</th>"));
}

#[tokio::test]
async fn an_event_is_added_drawn_removed_and_brought_back() {
    let site = Site::new(Play::Normal).await;
    let added = site.post("/fi/timeline", "title=Hinnankorotus+%26+kirje&kind=price&on=2026-05-11&until=&channel=phone").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let list = site.get("/fi/timeline").await.text();
    assert!(list.contains("Hinnankorotus &#38; kirje") && list.contains("hinnanmuutos"), "listed with its kind");
    assert!(
        site.get("/fi/metric/fcr_repeat?channel=phone").await.text().contains("Hinnankorotus &amp; kirje"),
        "drawn on charts of its scope"
    );
    assert!(!site.get("/fi/metric/fcr_repeat?channel=chat").await.text().contains("Hinnankorotus"), "and not on others");
    let id = list.split("/fi/timeline/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let removed = site.post(&format!("/fi/timeline/{id}/removal"), "").await;
    assert_eq!(removed.header("location"), format!("/fi/timeline?removed={id}"));
    assert!(!site.get("/fi/timeline").await.text().contains("Hinnankorotus"));
    site.post(&format!("/fi/timeline/{id}/return"), "").await;
    assert!(site.get("/fi/timeline").await.text().contains("Hinnankorotus"));
    for (form, problem) in
        [("title=&on=2026-05-11", "title"), ("title=x&on=eilen", "date"), ("title=x&on=2026-05-11&until=2026-05-01", "date")]
    {
        assert_eq!(site.post("/fi/timeline", form).await.header("location"), format!("/fi/timeline?problem={problem}"), "{form}");
    }
}

#[tokio::test]
async fn a_metric_is_counted_by_hand_and_gets_its_certificate() {
    let site = Site::new(Play::Normal).await;
    let drawn = site.post("/en/measuring/calibrations", "metric=csat_top2").await;
    assert_eq!(drawn.status, StatusCode::SEE_OTHER);
    let place = drawn.header("location").to_owned();
    let sheet = site.get(&place).await.text();
    check_page(&sheet, "the cases");
    assert_eq!(sheet.matches("<li class=\"sheet case\">").count(), 20);
    assert!(sheet.contains("&#60;script&#62;alert(1)"), "fields of records are shown and not run");
    // A form that is not whole comes back with its marks.
    let half = site.post(&place, "case1=wrong&note=toinen+oli+kopio").await;
    assert_eq!(half.status, StatusCode::OK);
    assert!(
        half.text().contains("Mark every case")
            && half.text().contains("value=\"wrong\" required checked")
            && half.text().contains("toinen oli kopio")
    );
    let marks: Vec<String> = (1..=20).map(|number| format!("case{number}={}", if number == 7 { "wrong" } else { "right" })).collect();
    let counted = site.post(&place, &marks.join("&")).await;
    assert_eq!((counted.status, counted.header("location")), (StatusCode::SEE_OTHER, place.as_str()));
    let certificate = site.get(&place).await.text();
    check_page(&certificate, "the certificate");
    assert!(
        certificate.contains("Certificate of calibration")
            && certificate.contains("95.0")
            && !certificate.contains("<form method=\"post\" action=\"/en/measuring")
    );
    // A count stands: marks sent again change nothing.
    site.post(&place, &marks.join("&").replace("wrong", "right")).await;
    assert!(site.get(&place).await.text().contains("wrong 1"));
    assert!(site.get("/en/measuring").await.text().contains(&place));
}

#[tokio::test]
async fn junk_draws_nothing_and_counts_nothing() {
    let site = Site::new(Play::Normal).await;
    for form in ["", "metric=", "metric=nowhere", "metric=%27%3B+drop+table", "metric=turnover", "%FF%00=&&&==", "metric[]=csat_top2"] {
        let answer = site.post("/fi/measuring/calibrations", form).await;
        assert_eq!(answer.header("location"), "/fi/measuring?problem=metric#calibration", "{form}");
    }
    for path in ["/fi/measuring/calibrations/nowhere", "/fi/measuring/calibrations/%27%20or%201=1"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(site.post(path, "case1=right").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let place = site.post("/fi/measuring/calibrations", "metric=csat_top2").await.header("location").to_owned();
    for form in ["case1=%00", "case99=right", &"x".repeat(100_000)] {
        assert_eq!(site.post(&place, form).await.status, StatusCode::OK);
    }
    assert!(site.get(&place).await.text().contains("<form method=\"post\""), "still to be counted");
    let empty = Site::new(Play::Empty).await;
    assert!(
        empty.post("/fi/measuring/calibrations", "metric=csat_top2").await.header("location").starts_with("/fi/measuring?problem=empty")
    );
}

async fn upload(site: &Site, name: &str) -> String {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n1;2\r\n\r\n--x--\r\n"
    );
    let request = Request::post("/fi/import/upload")
        .header(header::HOST, "localhost")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let answer = site.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.header("location").to_owned()
}

async fn finished(site: &Site, job: &str) -> String {
    for _ in 0..500 {
        let status = site.get(&format!("{job}/status")).await.text();
        if status.contains("\"running\":false") {
            return site.get(job).await.text();
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the import of {job} never ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_uploaded_checked_mapped_and_imported() {
    let site = Site::new(Play::Normal).await;
    let file = upload(&site, "..%2F..%2Fyhteydenotot (1).csv").await;
    let mapping = site.get(&file).await.text();
    check_page(&mapping, "mapping");
    assert!(
        mapping.contains("Vastaanotettu") && mapping.contains("ei ole luku") && mapping.contains("&#60;b&#62;301"),
        "columns, reasons and rows are shown"
    );
    assert!(mapping.contains("<option value=\";\" selected>puolipiste</option>"), "what was detected is chosen");
    let checked = site.get(&format!("{file}?kind=feedback&delimiter=tab&map.Vastaanotettu=given_at")).await.text();
    assert!(checked.contains("feedback_id") && checked.contains("disabled"), "a missing required column keeps the import from starting");
    let wrong = site.get(&format!("{file}?time_zone=Nowhere/Never")).await.text();
    assert!(wrong.contains("Aikavyöhykettä ”Nowhere/Never” ei ole."), "a wrong setting is told beside the settings");
    let wrong = site.get(&format!("{}?time_zone=Nowhere/Never", file.replacen("/fi/", "/sv/", 1))).await.text();
    assert!(wrong.contains("Det finns ingen tidszon ”Nowhere/Never”."), "in the reader's language");
    let saved = site.post(&format!("{file}/profile"), "profile_name=oma-loki&kind=contacts").await;
    assert!(saved.header("location").contains("saved=oma-loki"));
    assert_eq!(site.post(&format!("{file}/profile"), "profile_name=../x").await.status, StatusCode::BAD_REQUEST);
    let started = site.post(&format!("{file}/run"), "kind=contacts&map.Vastaanotettu=opened_at").await;
    let done = finished(&site, started.header("location")).await;
    check_page(&done, "done");
    assert!(done.contains("402\u{202f}331") && done.contains("Hylättyjä"));
    assert_eq!(site.get(&file).await.header("location"), "/fi/import?problem=gone", "the uploaded copy is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_fails_tells_why_and_an_undone_one_is_marked() {
    let site = Site::new(Play::Normal).await;
    let file = upload(&site, "broken.csv").await;
    let job = site.post(&format!("{file}/run"), "").await.header("location").to_owned();
    let failed = finished(&site, &job).await;
    check_page(&failed, "failed");
    assert!(failed.contains("Tiedosto broken.csv on tyhjä.") && failed.contains(&file), "why, and the way back to the mapping");
    let failed = site.get(&job.replacen("/fi/", "/sv/", 1)).await.text();
    assert!(failed.contains("Filen broken.csv är tom."), "another reader of the same import reads it in another language");
    let undone = site.post("/fi/import/done/01JXQ0000000000000000000AA/undo", "").await;
    assert_eq!(undone.header("location"), "/fi/import?done=undo");
    assert_eq!(site.get("/fi/import").await.text().matches("peruttu").count(), 2);
    assert!(site.get("/sv/import/job/unknown").await.text().contains("importboken"));
}

#[tokio::test]
async fn files_carry_the_definition_and_the_filters() {
    let site = Site::new(Play::Normal).await;
    let csv = site.get("/fi/metric/fcr_repeat/table.csv?team=Laskutus&by=channel").await;
    let text = csv.text();
    assert!(csv.header("content-disposition").contains("fcr_repeat.csv"));
    assert!(text.starts_with("# Mittari: ") && text.contains("# Rajaus: Tiimi: Laskutus") && text.contains("# base: "), "{}", &text[..400]);
    assert!(text.contains("\r\n2026-W22,") && text.contains("\r\nphone,2026-W22,"));
    let xlsx = site.get("/en/metric/fcr_repeat/table.xlsx").await;
    assert!(xlsx.body.starts_with(b"PK") && xlsx.body.len() > 5_000);
}

#[tokio::test]
async fn the_brief_is_the_same_on_the_page_in_text_and_in_json() {
    let site = Site::new(Play::Normal).await;
    let json: serde_json::Value = serde_json::from_str(&site.get("/fi/brief.json").await.text()).unwrap();
    let heading = json["heading"].as_str().unwrap();
    assert!(site.get("/fi/brief").await.text().contains(heading));
    let text = site.get("/fi/brief.txt").await.text();
    assert!(text.contains(heading) && text.contains("LAATU") && !text.contains('<'), "{text}");
    assert_eq!(json["findings"].as_array().unwrap().len(), json["brief"]["findings"].as_array().unwrap().len().min(6));
}

#[tokio::test]
async fn the_planted_fall_is_the_first_thing_that_is_said() {
    let site = Site::new(Play::Normal).await;
    let html = site.get("/fi/situation").await.text();
    let card = html.split("class=\"card\"").nth(1).unwrap();
    assert!(card.contains("Ensikontaktin ratkaisuaste") && card.contains("taso laski") && card.contains("27.4. alkaen"), "{card}");
    let quiet = html.split("class=\"row \"").count() - 1;
    assert!(quiet > 5, "rows without a signal carry no colour class: {quiet}");
}

#[tokio::test]
async fn situation_is_rendered_within_its_budget() {
    let site = Site::new(Play::Normal).await;
    site.get("/fi/situation").await;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        site.get("/fi/situation").await;
        times.push(start.elapsed());
    }
    times.sort();
    println!("situation with judging: median {:?}", times[4]);
    // The budget is 10 ms for the page alone; the fake's series are judged here too, and the machine may be busy.
    assert!(times[0] < Duration::from_millis(250), "{times:?}");
}

impl Site {
    async fn with_signals() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = common::app(Play::Normal, Duration::ZERO, folder.path().to_owned()).await;
        common::remember_signals(&app.store).await;
        Self { router: luotsi_web::router(app), _folder: folder }
    }
}

const FALL: &str = "/fi/signals/change-fcr_repeat-1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_says_what_to_react_to_and_how_sure_it_is() {
    let site = Site::with_signals().await;
    for language in ["fi", "sv", "en"] {
        for page in [
            "/signals",
            "/signals?state=ended",
            "/signals/change-fcr_repeat-1",
            "/signals/target-csat_top2-1",
            "/signals/change-service_level_v3-1",
        ] {
            let path = format!("/{language}{page}");
            let answer = site.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            check_page(&answer.text(), &path);
        }
    }
    let inbox = site.get("/fi/signals").await.text();
    assert!(inbox.contains("2 signaalia odottaa päätöstä"));
    let at = |words: &str| inbox.find(words).unwrap_or_else(|| panic!("{words} is missing"));
    assert!(at("change-fcr_repeat-1") < at("target-csat_top2-1"), "the weightiest first");
    for said in [
        "Väärien signaalien odotettu määrä tällä sivulla: alle 0,1",
        "Tarkastettuja sarjoja 18\u{202f}491",
        "38</b> (30…46) yhteydenottoa",
        "250\u{a0}€</b> (240…260)",
        "Hyvin varma",
        "83\u{202f}%</b> tapahtui tässä osassa",
    ] {
        assert!(inbox.contains(said), "{said}");
    }
    assert!(inbox.contains("part=rest") && inbox.contains("team=Laskutus"), "the cases that did not go well are one step away");
    assert!(!inbox.contains("change-service_level_v3-1"), "what has ended lies on its own shelf");
    let cards: Vec<&str> = inbox.split("<li class=\"signal sheet").skip(1).collect();
    assert!(cards[0].contains("<details class=\"signal-more\" open>") && cards[1].contains("<details class=\"signal-more\">"));
    let folded = |card: &str| card.split("<details").next().unwrap().to_owned();
    for said in ["65,0", "yhteydenottoa viikossa menee huonommin", "katso, mistä se tulee", "/why?team=Laskutus&#38;at=2026-04-27"] {
        assert!(folded(cards[0]).contains(said), "{said} is not seen without opening the card: {}", folded(cards[0]));
    }
    assert!(folded(cards[1]).contains("muuta työtapaa tai tavoitetta"), "{}", folded(cards[1]));
    assert!(site.get("/fi/signals?team=Sopimukset").await.text().contains("Yksikään signaali ei läpäise"));
    assert!(site.get("/fi/situation").await.text().contains("2 signaalia odottaa päätöstä"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_of_a_need_to_develop_lead_to_the_signals_behind_them() {
    let site = Site::with_signals().await;
    let html = site.get("/fi/situation").await.text();
    let signs = html.split("id=\"signs\"").nth(1).expect("the strip").split("</section>").next().unwrap();
    let sign = |name: &str| signs.split("<li").find(|sign| sign.contains(name)).unwrap_or_else(|| panic!("{name} in {signs}"));
    assert!(
        sign("Runsaat yhteydenotot").contains("/fi/signals/change-fcr_repeat-1") && sign("Runsaat yhteydenotot").contains("is-concern")
    );
    assert!(sign("Laskeva tyytyväisyys").contains("/fi/signals/target-csat_top2-1"));
    assert!(sign("Pitkät ajat").contains("Ei näy."), "an improvement is no sign");
    assert!(sign("Henkilöstö lähtee").contains("Ei tiedetä. Puuttuu:"), "{}", sign("Henkilöstö lähtee"));
    let behind = site.get("/fi/signals?sign=many-contacts").await.text();
    assert!(behind.contains("change-fcr_repeat-1") && !behind.contains("target-csat_top2-1"));
    assert!(!site.get("/fi/situation?team=Laskutus").await.text().contains("id=\"signs\""), "they are of the whole service");
    assert!(!Site::new(Play::Normal).await.get("/fi/situation").await.text().contains("id=\"signs\""), "nothing was looked at yet");
}

#[tokio::test]
async fn ten_charts_are_judged_and_a_link_shows_the_same_chart() {
    let site = Site::new(Play::Normal).await;
    let begin = site.get("/fi/help/trainer").await.text();
    let first = begin.split("href=\"").map(|part| part.split('"').next().unwrap()).find(|link| link.contains("trainer?round=")).unwrap();
    check_page(&site.get(first).await.text(), first);
    let asked = site.get("/fi/help/trainer?round=4711").await.text();
    let chart = |html: &str| html.split("class=\"stage\"").nth(1).unwrap().split("</svg>").next().unwrap().to_owned();
    assert_eq!(chart(&asked), chart(&site.get("/fi/help/trainer?round=4711").await.text()), "the same chart for everyone");
    for colour in ["c-concern", "c-improvement", "c-plain"] {
        assert!(!chart(&asked).contains(colour), "{colour} would tell the answer");
    }
    assert!(asked.contains("name=\"answers\" value=\"r\"") && asked.contains("name=\"answers\" value=\"l\""));
    let mut answers = String::new();
    for number in 1..=10 {
        answers.push('r');
        let html = site.get(&format!("/fi/help/trainer?round=4711&answers={answers}&chart={number}")).await.text();
        for said in ["Mitä se oli", "Miksi", "Kuinka usein sattuma tekee näin", "Mitä tavallinen sääntö olisi värittänyt", "Mitä tehdä"]
        {
            assert!(html.contains(said), "{said} of chart {number}");
        }
    }
    let right = |html: &str| html.split("<h1>Oikein ").nth(1).unwrap().split(' ').next().unwrap().parse::<u32>().unwrap();
    let all = site.get(&format!("/fi/help/trainer?round=4711&answers={answers}&chart=11")).await.text();
    check_page(&all, "the whole round");
    let none = site.get("/fi/help/trainer?round=4711&answers=llllllllll&chart=11").await.text();
    assert_eq!(right(&all) + right(&none), 10, "reacting to all and to none are right of different charts");
    assert!((3..=6).contains(&right(&all)) && all.contains("Reagoit ") && none.contains("Jätit rauhaan"));
}

#[tokio::test]
async fn metrics_that_nobody_uses_are_told_with_care_and_not_too_early() {
    let site = Site::new(Play::Normal).await;
    let html = site.get("/fi/measuring").await.text();
    let section = html.split("id=\"unused\"").nth(1).expect("the section").split("</section>").next().unwrap();
    assert!(section.contains("alle kaksi kierrosta"), "nothing has been here for two rounds: {section}");
    assert!(!section.contains("luovu tai toimi"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_are_kept_with_their_reasons_and_taken_back() {
    let site = Site::with_signals().await;
    let refused = site.post(&format!("{FALL}/decision"), "choice=later&reason=&who=Aino&back_on=eilen&return=%2Ffi%2Fsignals").await;
    let html = refused.text();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    check_page(&html, "refused");
    assert!(
        html.contains("Kirjoita, miksi.") && html.contains("value=\"Aino\"") && html.contains("value=\"eilen\""),
        "nothing typed is lost"
    );

    let back = "return=%2Ffi%2Fsignals%3Fkind%3Dchange%26decided%3Dold";
    let later =
        site.post(&format!("{FALL}/decision"), &format!("choice=later&reason=lomat+%3Cb%3E&who=Aino&back_on=2026-08-03&{back}")).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
    assert!(later.header("location").starts_with("/fi/signals?kind=change&decided="), "{}", later.header("location"));
    let told = site.get(later.header("location")).await.text();
    check_page(&told, "decided");
    assert!(told.contains("Tallennettu: Ei nyt."));
    assert!(!site.get("/fi/signals").await.text().contains("change-fcr_repeat-1"));
    let shelf = site.get("/fi/signals?state=later").await.text();
    assert!(
        shelf.contains("lomat &#60;b&#62;") && shelf.contains("(Aino)") && shelf.contains("Palaa 3.8.2026"),
        "kept and shown, never run"
    );
    assert!(site.get("/fi/situation").await.text().contains("Yksi signaali odottaa päätöstä"));

    let undo =
        told.split("action=\"").map(|part| part.split('"').next().unwrap()).find(|action| action.contains("removal")).unwrap().to_owned();
    let undone = site.post(&undo, "return=%2F%2Felsewhere.example%2F").await;
    assert!(undone.header("location").starts_with(FALL), "a form is no springboard: {}", undone.header("location"));
    assert!(site.get("/fi/signals").await.text().contains("change-fcr_repeat-1"));
    assert!(site.get(FALL).await.text().contains("Peruttu: Ei nyt"), "the history keeps both");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reacting_makes_an_action() {
    let site = Site::with_signals().await;
    let page = site.get(FALL).await.text();
    assert!(page.contains("name=\"expected\"") && page.contains("value=\"+9,0\""), "back to where it was is what is expected");
    assert!(page.contains("<option value=\"handle_s_median\" selected>"), "the counter-metric stands guard");
    let form = "choice=react&title=Uusi+laskupohja&who=Aino&started_on=2026-06-22&expected=%2B9%2C0&guard=handle_s_median&reason=suurin";
    let done = site.post(&format!("{FALL}/decision"), form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = site.get(done.header("location")).await.text();
    check_page(&page, "action");
    assert!(page.contains("Uusi laskupohja</a>") && page.contains("+9,0\u{a0}%-yks.") && page.contains("22.6.2026"), "{page}");
    let action = page.split("href=\"/fi/actions/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link to the action");
    let action = site.get(&format!("/fi/actions/{action}")).await.text();
    assert!(action.contains("Uusi laskupohja") && action.contains("Liian aikaista sanoa"), "the action has a page of its own: {action}");
    assert!(action.contains(&format!("href=\"{FALL}\"")), "and leads back to its signal");
    assert!(page.contains("Tällä määrällä vaikutus"), "how soon it shows was told before");
    assert!(site.get("/fi/signals?state=react").await.text().contains("change-fcr_repeat-1"));
    let elsewhere = Request::post(format!("{FALL}/decision")).header(header::HOST, "localhost").header("sec-fetch-site", "cross-site");
    assert_eq!(site.send(elsewhere.body(Body::from(form)).unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signals_are_worked_out_in_the_background_and_told_once() {
    let site = Site::new(Play::Young).await;
    assert!(site.get("/fi/signals").await.text().contains("Laske signaalit nyt"), "nothing was worked out yet");
    for _ in 0..2 {
        assert_eq!(site.post("/fi/signals/look", "").await.header("location"), "/fi/signals");
        let mut left = 3_000;
        while site.get("/fi/signals/status").await.text().contains("\"running\":true") {
            left -= 1;
            assert!(left > 0, "the look never ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let page = site.get("/fi/signals").await.text();
    check_page(&page, "after the look");
    // Seven weeks are too few to judge anything, and the page says so.
    assert!(page.contains("Mikään ei ansaitse toimenpidettä"), "{page}");
    assert!(page.contains("Sarjoja, joissa on liian vähän havaintoja"), "what was watched is said");
}

#[test]
fn junk_never_breaks_the_pages_of_signals() {
    use proptest::prelude::*;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let site = runtime.block_on(Site::with_signals());
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() });
    let fields = prop::collection::vec(
        ("(choice|reason|who|title|back_on|started_on|expected|guard|return)", "(react|later|unreal|2027-01-01|\\PC{0,30})"),
        0..9,
    );
    runner
        .run(&("\\PC{0,20}", fields, "\\PC{0,40}", "[ -~]{0,60}"), |(id, fields, query, raw)| {
            let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
            let form = form.join("&");
            let mut statuses = Vec::new();
            for path in [FALL.to_owned(), format!("/sv/signals/{}", encoded(&id))] {
                statuses.push(runtime.block_on(site.post(&format!("{path}/decision"), &form)).status);
                statuses.push(runtime.block_on(site.post(&format!("{path}/decision"), &raw)).status);
                statuses.push(runtime.block_on(site.post(&format!("{path}/decision/{}/removal", encoded(&id)), &form)).status);
                statuses.push(runtime.block_on(site.get(&format!("{path}?{}", encoded(&query)))).status);
            }
            let listed = runtime.block_on(site.get(&format!("/en/signals?team={}&page={}", encoded(&query), encoded(&id))));
            let html = listed.text();
            prop_assert!(
                html.trim_end().ends_with("</html>") && !html.contains(&format!("<{query}>")),
                "a whole page with the words made harmless"
            );
            statuses.push(listed.status);
            prop_assert!(statuses.iter().all(|status| !status.is_server_error()), "{statuses:?}");
            Ok(())
        })
        .unwrap();
}
