//! Facts against naive calculations.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use luotsi_core::ask::{Ask, Part, RecordsQuestion};
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use proptest::prelude::*;

use crate::world::World;

#[derive(Debug, Clone)]
struct Contact {
    id: usize,
    customer: Option<u8>,
    case: Option<u8>,
    topic: Option<u8>,
    inbound: bool,
    at_s: i64,
}

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    let one = (
        prop::option::weighted(0.9, 0..4_u8),
        prop::option::of(0..3_u8),
        prop::option::weighted(0.8, 0..2_u8),
        prop::bool::weighted(0.8),
        0..40_i64,
    );
    prop::collection::vec(one, 1..40).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        numbered
            .map(|(id, (customer, case, topic, inbound, at))| Contact { id, customer, case, topic, inbound, at_s: at * 3_600 + id as i64 })
            .collect()
    })
}

fn csv(contacts: &[Contact]) -> String {
    let text = |value: Option<u8>| value.map_or(String::new(), |value| format!("x{value}"));
    let rows: Vec<String> = contacts
        .iter()
        .map(|contact| {
            let at = Timestamp::from_second(1_780_000_000 + contact.at_s).unwrap();
            let direction = if contact.inbound { "" } else { "outbound" };
            format!("{},{},{},{},{direction},{at}", contact.id, text(contact.customer), text(contact.case), text(contact.topic))
        })
        .collect();
    format!("contact_id,customer_id,case_id,topic,direction,opened_at\n{}", rows.join("\n"))
}

/// Facts by contact, as the lake tells them.
fn facts(world: &World, kind_metric: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let question = RecordsQuestion {
        metric: kind_metric.into(),
        period: Period::all(),
        scope: Scope::whole(),
        part: Part::Denominator,
        offset: 0,
        limit: 10_000,
    };
    let records = world.lake.records(&question).unwrap();
    let rows = records.rows.iter().map(|row| {
        let cells: BTreeMap<String, String> =
            records.columns.iter().cloned().zip(row).filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        (row[0].clone().unwrap(), cells)
    });
    rows.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn windows_agree_with_looking_at_every_pair_of_contacts(contacts in contacts()) {
        let mut world = World::new();
        // Two imports, so that rows of one customer lie in different files.
        let (first, second) = contacts.split_at(contacts.len() / 2);
        for part in [second, first] {
            if !part.is_empty() {
                world.import(&[(Kind::Contacts, &csv(part))]);
            }
        }
        // A measure of everything, also of what the service began: all contacts of a catalogue without exclusions.
        let found = facts(&world, "data_quality");
        for contact in &contacts {
            let Some(found) = found.get(&contact.id.to_string()) else { continue };
            let same_customer = |other: &&Contact| contact.customer.is_some() && other.customer == contact.customer && other.inbound;
            let after = |other: &&Contact| other.at_s > contact.at_s;
            let next = contacts.iter().filter(same_customer).filter(after).map(|other| other.at_s - contact.at_s).min();
            let same_topic = |other: &&Contact| contact.topic.is_some() && other.topic == contact.topic;
            let next_topic = contacts.iter().filter(same_customer).filter(after).filter(same_topic).map(|other| other.at_s - contact.at_s).min();
            let previous = contacts.iter().filter(same_customer).filter(|other| other.at_s < contact.at_s).map(|other| contact.at_s - other.at_s).min();
            let in_case: Vec<&Contact> = contacts.iter().filter(|other| contact.case.is_some() && other.case == contact.case).collect();
            let text = |value: Option<i64>| value.map(|value| value.to_string());
            prop_assert_eq!(found.get("next_contact_s").cloned(), text(next));
            prop_assert_eq!(found.get("next_same_topic_s").cloned(), text(next_topic));
            prop_assert_eq!(found.get("previous_contact_s").cloned(), text(previous));
            prop_assert_eq!(found["case_contacts"].clone(), in_case.len().max(1).to_string());
            let is_first = in_case.iter().all(|other| other.at_s >= contact.at_s);
            prop_assert_eq!(found["is_first_of_case"].as_str(), if is_first { "1" } else { "0" });
        }
    }
}

#[test]
fn days_begin_in_the_workspaces_zone_on_both_sides_of_a_clock_change() {
    let mut world = World::new();
    // Helsinki: summer time ends on 25 October 2026; the day has 25 hours.
    let times = ["2026-10-24T20:59:59Z", "2026-10-24T21:00:00Z", "2026-10-25T21:59:59Z", "2026-10-25T22:00:00Z"];
    let rows: Vec<String> = times.iter().enumerate().map(|(id, at)| format!("{id},{at}")).collect();
    world.import(&[(Kind::Contacts, &format!("contact_id,opened_at\n{}", rows.join("\n")))]);
    let cells = world.cells("contact_volume", Granularity::Day, &[]);
    let found: Vec<(String, f64)> = cells.iter().map(|cell| (cell.period.label(), cell.tally.n)).collect();
    assert_eq!(found, [("2026-10-24".to_owned(), 1.0), ("2026-10-25".to_owned(), 2.0), ("2026-10-26".to_owned(), 1.0)]);
    let zone = TimeZone::get("Europe/Helsinki").unwrap();
    for (at, day) in times.iter().zip(["24", "25", "25", "26"]) {
        assert_eq!(at.parse::<Timestamp>().unwrap().to_zoned(zone.clone()).strftime("%d").to_string(), day);
    }
}

#[test]
fn business_time_stands_still_at_night_and_on_independence_day() {
    let mut world = World::new();
    // Friday 4 December 2026, 15:00 in Helsinki, to Tuesday 8 December, 09:00: one hour on Friday, none on Sunday the 6th,
    // eight on Monday, one on Tuesday.
    let rows = "contact_id,opened_at,first_response_at,resolved_at\n1,2026-12-04T13:00:00Z,2026-12-04T12:00:00Z,2026-12-08T07:00:00Z";
    world.import(&[(Kind::Contacts, rows)]);
    let found = &facts(&world, "contact_volume")["1"];
    assert_eq!(found["resolution_business_s"], "36000");
    assert_eq!(found["resolution_s"], (90 * 3_600).to_string());
    assert_eq!(found.get("first_response_s"), None, "a response before the contact is no response");
}

#[test]
fn a_return_is_unknown_when_the_customer_is() {
    let mut world = World::new();
    world.import(&[
        (Kind::Contacts, "contact_id,customer_id,opened_at\n1,a,2026-06-01T06:00:00Z\n2,,2026-06-03T06:00:00Z"),
        (Kind::Feedback, "feedback_id,contact_id,given_at,csat\nf1,1,2026-06-02T06:00:00Z,5\nf2,2,2026-06-04T06:00:00Z,4"),
    ]);
    let found = facts(&world, "csat_top2");
    assert_eq!(found["f1"]["is_repeat"], "0");
    assert_eq!(found["f2"].get("is_repeat"), None);
}

#[test]
fn assessments_and_assessed_contacts_are_counted_once_and_critical_errors_by_assessment() {
    let mut world = World::new();
    let header = "evaluation_id,criterion,at,kind,evaluator_id,contact_id,score,max_score,critical";
    // Two files: the criteria of one assessment may come apart.
    world.import(&[(
        Kind::Evaluations,
        &format!("{header}\ne1,greeting,2026-06-02T06:00:00Z,qa,x,k1,1,2,0\ne1,identity,2026-06-02T06:00:00Z,qa,x,k1,0,1,1\ne2,identity,2026-06-01T06:00:00Z,qa,y,k1,1,1,1"),
    )]);
    world.import(&[(
        Kind::Evaluations,
        &format!("{header}\ne1,privacy,2026-06-02T06:00:00Z,qa,x,k1,0,2,1\ne3,identity,2026-06-03T06:00:00Z,self,z,k1,,1,1\ne4,identity,2026-06-03T06:00:00Z,qa,z,,1,1,1"),
    )]);
    let question = RecordsQuestion {
        metric: "qa_score".into(),
        period: Period::all(),
        scope: Scope::whole(),
        part: Part::Denominator,
        offset: 0,
        limit: 100,
    };
    let records = world.lake.records(&question).unwrap();
    let place = |name: &str| records.columns.iter().position(|column| column == name).unwrap();
    let all = |name: &str| {
        let values = records.rows.iter().map(|row| {
            (row[place("evaluation_id")].clone().unwrap() + "/" + row[place("criterion")].as_deref().unwrap(), row[place(name)].clone())
        });
        values.collect::<BTreeMap<_, _>>()
    };
    let errors = all("critical_errors");
    let errors: Vec<_> = errors.iter().map(|(row, errors)| (row.as_str(), errors.as_deref())).collect();
    assert_eq!(
        errors,
        [
            ("e1/greeting", Some("2")),
            ("e1/identity", Some("2")),
            ("e1/privacy", Some("2")),
            ("e2/identity", Some("0")),
            ("e4/identity", Some("0"))
        ]
    );
    let first_of =
        |name: &str| all(name).into_iter().filter(|(_, flag)| flag.as_deref() == Some("1")).map(|(row, _)| row).collect::<Vec<_>>();
    let assessments: Vec<String> = first_of("is_first_of_evaluation").iter().map(|row| row[..2].to_owned()).collect();
    assert_eq!(assessments, ["e1", "e2", "e4"], "one criterion stands for each assessment");
    assert_eq!(first_of("is_first_of_contact"), ["e2/identity"], "the earlier assessment of the contact counts it");
}

#[test]
fn feedback_and_evaluations_inherit_from_their_contact_and_work_from_its_person() {
    let mut world = World::new();
    world.import(&[
        (Kind::Contacts, "contact_id,customer_id,opened_at,channel,team,region,wait_s\n1,a,2026-06-01T06:00:00Z,phone,North,x,30\n2,a,2026-06-03T06:00:00Z,chat,South,y,60"),
        (Kind::Feedback, "feedback_id,contact_id,given_at,csat,team\nf1,1,2026-06-02T06:00:00Z,5,\nf2,2,2026-06-04T06:00:00Z,4,Own\nf3,9,2026-06-04T06:00:00Z,4,"),
        (Kind::People, "agent_id,team,role,hourly_cost,site\np,North,advisor,30,Turku"),
        (Kind::Work, "agent_id,date,paid_h\np,2026-06-01,7.5\nq,2026-06-01,7.5"),
    ]);
    let found = facts(&world, "csat_top2");
    let of = |id: &str, name: &str| found[id].get(name).cloned().unwrap_or_default();
    assert_eq!(["channel", "team", "region", "wait_s", "is_repeat"].map(|name| of("f1", name)), ["phone", "North", "x", "30", "0"]);
    assert_eq!(["channel", "team", "region", "wait_s", "is_repeat"].map(|name| of("f2", name)), ["chat", "Own", "y", "60", "1"]);
    assert_eq!(["channel", "team", "region", "wait_s", "is_repeat"].map(|name| of("f3", name)), ["", "", "", "", ""]);
    let cells = world.cells("absence_share", Granularity::All, &["site"]);
    assert!(cells.is_empty());
    let kinds = world.lake.inventory().unwrap().kinds;
    let work = kinds.iter().find(|kind| kind.kind == Kind::Work).unwrap();
    let sites: Vec<&str> =
        work.dimensions.iter().filter(|dimension| dimension.name == "site").map(|dimension| dimension.values[0].0.as_str()).collect();
    assert_eq!(sites, ["Turku"]);
    assert!(work.filled.contains(&"hourly_cost".to_owned()));
}

#[test]
fn feedback_knows_what_became_of_its_contact() {
    use luotsi_core::ask::Counting;
    let mut world = World::new();
    world.import(&[
        (
            Kind::Contacts,
            "contact_id,customer_id,topic,opened_at,reopened,transfers,resolved_first,abandoned
             k1,anna,lasku,2026-06-01T09:00:00Z,0,2,1,0
             k2,anna,lasku,2026-06-03T09:00:00Z,1,0,0,0
             k3,bo,,2026-06-02T09:00:00Z,,,,1
             z,,,2026-06-30T09:00:00Z,,,,",
        ),
        (
            Kind::Feedback,
            "feedback_id,contact_id,asked_at
             f1,k1,2026-06-04T09:00:00Z
             f2,k2,2026-06-09T09:00:00Z
             f3,k3,2026-06-09T09:00:00Z
             f4,nowhere,2026-06-09T09:00:00Z",
        ),
    ]);
    let by = ["feedback_id", "came_back", "reopened", "transfers", "resolved_first", "abandoned", "contact_on"].map(str::to_owned).to_vec();
    let counting = Counting {
        kind: Kind::Feedback,
        day: "contact_on".into(),
        per: Granularity::All,
        by,
        base: "true".into(),
        sums: vec!["came_back".into(), "transfers".into()],
    };
    let counted = world.lake.counts(&counting).unwrap();
    let told: Vec<Vec<&str>> = counted.iter().map(|one| one.by.iter().map(|value| value.as_deref().unwrap_or("-")).collect()).collect();
    assert_eq!(
        told,
        [
            ["f1", "true", "0.0", "2.0", "true", "false", "2026-06-01"],
            ["f2", "false", "1.0", "0.0", "false", "false", "2026-06-03"],
            // Without a topic nobody can tell; without a contact nothing is known.
            ["f3", "-", "-", "-", "-", "true", "2026-06-02"],
            ["f4", "-", "-", "-", "-", "-", "-"],
        ]
    );
    assert_eq!((counted[0].n, counted[0].sums.clone()), (1.0, vec![1.0, 2.0]));
    // By weeks of the contact, and only where it is known.
    let weeks = world.lake.counts(&Counting { per: Granularity::Week, by: Vec::new(), ..counting }).unwrap();
    assert_eq!(weeks.iter().map(|week| (week.period.label(), week.n)).collect::<Vec<_>>(), [("2026-W23".to_owned(), 3.0)]);
    // A contact that could not be followed for a week has not come back nor stayed away.
    let open = Counting {
        kind: Kind::Contacts,
        day: "opened_at_day".into(),
        per: Granularity::All,
        by: vec!["contact_id".into()],
        base: "came_back is not null".into(),
        sums: Vec::new(),
    };
    let known: Vec<Option<String>> = world.lake.counts(&open).unwrap().into_iter().map(|one| one.by[0].clone()).collect();
    assert_eq!(known, [Some("k1".to_owned()), Some("k2".to_owned())]);
}
