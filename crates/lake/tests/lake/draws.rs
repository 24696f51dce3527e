//! Records drawn at random, and how often values lie above a threshold, against naive calculations.

use jiff::civil::date;
use luotsi_core::ask::{Ask, AskError, DrawOf, DrawQuestion, Drawn, Part};
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;

use crate::world::{World, question};

/// Three hundred calls over four weeks, and an answer with a comment about every second.
fn records() -> (Vec<String>, Vec<String>) {
    let day = |id: usize| date(2026, 3, 2).saturating_add(jiff::ToSpan::days((id % 28) as i64));
    let contact = |id: usize| {
        let team = ["Laskutus", "Myynti"][id % 2];
        format!("c{id:03},phone,{team},{}T08:00:00Z,{},{},0", day(id), id % 4, id % 50 * 6)
    };
    let answer = |id: usize| {
        let comment = if id.is_multiple_of(3) { format!("comment {id}") } else { String::new() };
        format!("f{id:03},c{id:03},survey,{}T10:00:00Z,{},{comment}", day(id), id % 11)
    };
    ((0..300).map(contact).collect(), (0..300).step_by(2).map(answer).collect())
}

const CONTACTS: &str = "contact_id,channel,team,opened_at,transfers,wait_s,abandoned";
const FEEDBACK: &str = "feedback_id,contact_id,source,given_at,nps,comment";

/// The records as one import, or in two and backwards.
fn world(is_turned: bool) -> World {
    let (mut contacts, mut answers) = records();
    let mut world = World::new();
    if is_turned {
        contacts.reverse();
        answers.reverse();
        let (first, second) = contacts.split_at(110);
        world.import(&[(Kind::Contacts, &format!("{CONTACTS}\n{}", first.join("\n")))]);
        world.import(&[
            (Kind::Contacts, &format!("{CONTACTS}\n{}", second.join("\n"))),
            (Kind::Feedback, &format!("{FEEDBACK}\n{}", answers.join("\n"))),
        ]);
    } else {
        world.import(&[
            (Kind::Contacts, &format!("{CONTACTS}\n{}", contacts.join("\n"))),
            (Kind::Feedback, &format!("{FEEDBACK}\n{}", answers.join("\n"))),
        ]);
    }
    world
}

fn draw(of: DrawOf, columns: &[&str], limit: usize, seed: u64) -> DrawQuestion {
    DrawQuestion {
        of,
        scope: Scope::whole(),
        from: date(2026, 3, 2),
        to: date(2026, 3, 30),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        limit,
        seed,
    }
}

fn of_nps(part: Part) -> DrawOf {
    DrawOf::Metric { id: "nps_transactional".into(), part }
}

#[test]
fn a_draw_depends_on_the_seed_and_not_on_the_order_of_the_records() {
    let (one, other) = (world(false), world(true));
    let ask = |world: &World, seed: u64| world.lake.draw(&draw(of_nps(Part::Denominator), &["feedback_id", "nps"], 20, seed)).unwrap();
    let drawn = ask(&one, 7);
    assert_eq!(drawn, ask(&other, 7));
    assert_ne!(drawn, ask(&one, 8));
    assert_eq!((drawn.records.rows.len(), drawn.records.total), (20, 150));
    // All of them when there are fewer than wanted, each once.
    let all = one.lake.draw(&draw(of_nps(Part::Denominator), &["feedback_id"], 1_000, 7)).unwrap();
    let ids: std::collections::BTreeSet<_> = all.records.rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!((all.records.rows.len(), ids.len()), (150, 150));
    assert_eq!(all.records.rows[..20], drawn.records.rows.iter().map(|row| vec![row[0].clone()]).collect::<Vec<_>>());
}

#[test]
fn a_record_tells_what_it_counts_for_and_what_is_known_of_its_contact() {
    let world = world(false);
    let Drawn { records, values } =
        world.lake.draw(&draw(of_nps(Part::Denominator), &["nps", "transfers", "team", "wait_s", "contact_id"], 1_000, 1)).unwrap();
    assert_eq!(records.columns, ["nps", "transfers", "team", "wait_s", "contact_id"]);
    for (row, value) in records.rows.iter().zip(&values) {
        let cell = |place: usize| row[place].as_deref().unwrap();
        let id: usize = cell(4)[1..].parse().unwrap();
        let nps: usize = cell(0).parse().unwrap();
        assert_eq!(nps, id % 11);
        assert_eq!(
            *value,
            Some(if nps >= 9 {
                100.0
            } else if nps <= 6 {
                -100.0
            } else {
                0.0
            })
        );
        assert_eq!(cell(1).parse::<usize>().unwrap(), id % 4, "transfers are the contact's");
        assert_eq!(cell(2), ["Laskutus", "Myynti"][id % 2], "the team is inherited");
        assert_eq!(cell(3).parse::<usize>().unwrap(), id % 50 * 6);
    }
    let worse = world.lake.draw(&draw(of_nps(Part::Rest), &["nps"], 1_000, 1)).unwrap();
    assert!(worse.records.rows.iter().all(|row| row[0].as_deref().unwrap().parse::<usize>().unwrap() <= 6));
}

#[test]
fn comments_are_drawn_from_a_part_and_persons_never() {
    let world = world(false);
    let mut question = draw(DrawOf::Comments, &["comment", "team"], 1_000, 3);
    question.scope = Scope::whole().with("team", "Laskutus");
    let drawn = world.lake.draw(&question).unwrap();
    assert!(drawn.values.is_empty() && drawn.records.total == 50);
    assert!(
        drawn.records.rows.iter().all(|row| row[0].as_deref().unwrap().starts_with("comment") && row[1].as_deref() == Some("Laskutus"))
    );
    question.to = question.from;
    assert_eq!(world.lake.draw(&question).unwrap().records.rows, Vec::<Vec<Option<String>>>::new());
    let personal = world.lake.draw(&draw(DrawOf::Comments, &["agent_id"], 5, 1)).unwrap_err();
    assert_eq!(personal, AskError::Personal { name: "agent_id".into() });
    let unknown = world.lake.draw(&draw(DrawOf::Comments, &["commnt"], 5, 1)).unwrap_err();
    assert!(matches!(unknown, AskError::UnknownDimension { ref nearest, .. } if nearest.contains(&"comment".to_owned())), "{unknown:?}");
    // Without columns: what a reader of the records sees.
    let shown = world.lake.draw(&draw(of_nps(Part::Denominator), &[], 5, 1)).unwrap();
    assert!(shown.records.columns.contains(&"feedback_id".to_owned()) && !shown.records.columns.contains(&"customer_id".to_owned()));
}

#[test]
fn how_often_a_value_lies_above_a_threshold_is_the_sum_of_its_parts() {
    let world = world(false);
    let asked = question("wait_s_median", Granularity::All, &["team"]);
    let answer = world.lake.exceedance(&asked, 120.0).unwrap();
    let found: Vec<(f64, f64)> = answer.measured[0].cells.iter().map(|cell| (cell.tally.numerator, cell.tally.n)).collect();
    let naive = |team: usize| {
        let ids = (0..300).filter(|id| id % 2 == team);
        (ids.clone().filter(|id| id % 50 * 6 > 120).count() as f64, ids.count() as f64)
    };
    assert_eq!(found, [naive(0), naive(1)]);
    assert_ne!(world.lake.exceedance(&asked, 60.0).unwrap(), answer, "another threshold is another answer");
    assert!(world.lake.exceedance(&question("contact_volume", Granularity::All, &[]), 1.0).is_err());
}
