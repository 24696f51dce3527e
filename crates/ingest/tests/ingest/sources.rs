//! Every shipped source: its sample gives the expected records, and real files give their published counts.

use std::collections::HashSet;

use crate::common::{Tested, read, request, sample, shared};
use luotsi_core::intake::Request;
use luotsi_core::records::Kind;

#[test]
fn every_profile_has_a_sample_and_recognises_it() -> Tested {
    let profiles = luotsi_ingest::Profiles::load(None)?;
    let mut seen = HashSet::new();
    for entry in std::fs::read_dir(sample(""))? {
        let path = entry?.path();
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let reading = crate::common::open(&request(&path))?;
        assert_eq!(reading.profile(), Some(name.as_str()), "{}", path.display());
        let preview = reading.preview()?;
        for table in &preview.tables {
            assert_eq!(table.unmapped_required, Vec::<String>::new(), "{name}");
            assert_eq!(table.refused, Vec::new(), "{name}");
            assert!(!table.rows.is_empty(), "{name}");
        }
        for batch in reading.batches() {
            assert_eq!(batch?.refused, Vec::new(), "{name}");
        }
        seen.insert(name);
    }
    assert_eq!(seen, profiles.names().into_iter().collect::<HashSet<_>>());
    Ok(())
}

#[test]
fn the_call_log_sample_gives_calls_and_their_stages() -> Tested {
    let file = request(sample("call_log.tsv"));
    let calls = read(&file, Kind::Contacts)?;
    assert_eq!(calls.flags("abandoned"), [Some(false), Some(false), Some(true), Some(false), None]);
    assert_eq!(calls.numbers("wait_s"), [Some(0.0), Some(60.0), Some(90.0), Some(60.0), Some(20.0)]);
    assert_eq!(calls.numbers("handle_s"), [Some(166.0), Some(180.0), None, Some(180.0), None]);
    // The call of 23:59 was answered on the next day (Jerusalem is at +03:00 in June).
    assert_eq!(calls.times("first_response_at")[3].as_deref(), Some("2026-06-01T21:00:20Z"));
    let customers = calls.texts("customer_id");
    assert!(customers[0].is_none() && customers[1] == customers[3] && customers[1] != customers[2]);
    let stages = read(&file, Kind::Events)?;
    let expected = ["VRU", "Service", "VRU", "Queue", "Service", "VRU", "Queue", "VRU", "Queue", "Service", "VRU", "Queue", "Service"];
    assert_eq!(stages.texts("activity").into_iter().flatten().collect::<Vec<_>>(), expected);
    assert_eq!(stages.times("completed_at")[8].as_deref(), Some("2026-06-01T21:00:20Z"));
    Ok(())
}

#[test]
fn the_incident_sample_gives_last_states_and_every_step() -> Tested {
    let file = request(sample("servicenow_incident_log.csv"));
    let incidents = read(&file, Kind::Contacts)?;
    assert_eq!(incidents.texts("contact_id"), [Some("INC002".to_owned()), Some("INC001".to_owned())]);
    assert_eq!(incidents.texts("state"), [Some("New".to_owned()), Some("Closed".to_owned())]);
    assert_eq!(incidents.counts("transfers"), [Some(0), Some(1)]);
    assert_eq!(incidents.times("resolved_at"), [None, Some("2026-06-29T08:29:00Z".to_owned())]);
    let steps = read(&file, Kind::Events)?;
    assert_eq!(steps.rows(), 5);
    // Two updates of one minute stay two events, in the order of their counts.
    assert_eq!(steps.times("at")[1].as_deref(), Some("2026-06-29T05:23:00.000001Z"));
    Ok(())
}

#[test]
fn zendesk_tickets_give_contacts_feedback_and_steps() -> Tested {
    let file = request(sample("zendesk_tickets.json"));
    let tickets = read(&file, Kind::Contacts)?;
    assert_eq!(tickets.counts("transfers"), [Some(1), Some(0), Some(0)]);
    assert_eq!(
        tickets.times("first_response_at"),
        [Some("2026-05-04T09:35:00Z".to_owned()), None, Some("2026-05-06T07:00:00Z".to_owned())]
    );
    let answers = read(&file, Kind::Feedback)?;
    assert_eq!(answers.counts("csat"), [Some(5), Some(1)]);
    assert_eq!(answers.texts("comment")[0].as_deref(), Some("Kiitos, soittakaa [phone]"));
    let steps = read(&file, Kind::Events)?;
    assert_eq!(
        steps.texts("activity").into_iter().flatten().collect::<Vec<_>>(),
        ["created", "assigned", "first reply", "solved", "created", "created", "assigned", "first reply", "solved"]
    );
    Ok(())
}

#[test]
fn zammad_tickets_give_contacts_and_steps() -> Tested {
    let file = request(sample("zammad_tickets.json"));
    let tickets = read(&file, Kind::Contacts)?;
    assert_eq!(tickets.texts("team"), [Some("Laskutus".to_owned()), Some("Tekninen tuki".to_owned())]);
    assert_eq!(tickets.texts("agent_id"), [Some("3".to_owned()), None]);
    assert_eq!(tickets.texts("direction"), [Some("inbound".to_owned()), Some("inbound".to_owned())]);
    assert_eq!(read(&file, Kind::Events)?.rows(), 4);
    Ok(())
}

#[test]
fn a_queue_log_gives_calls_from_their_last_event() -> Tested {
    let file = sample("asterisk_queue_log.txt");
    let calls = read(&request(&file), Kind::Contacts)?;
    assert_eq!(calls.reasons(), []);
    assert_eq!(calls.flags("abandoned"), [Some(false), Some(true), Some(false), None, None]);
    assert_eq!(calls.numbers("wait_s"), [Some(45.0), Some(120.0), Some(60.0), Some(300.0), Some(30.0)]);
    assert_eq!(calls.numbers("handle_s"), [Some(300.0), None, Some(120.0), None, None]);
    assert_eq!(calls.counts("transfers"), [Some(0), None, Some(1), None, None]);
    // 345 seconds before its end the first call came in, 45 seconds later it was answered.
    assert_eq!(calls.times("opened_at")[0].as_deref(), Some("2026-06-08T09:30:00Z"));
    assert_eq!(calls.times("first_response_at")[0].as_deref(), Some("2026-06-08T09:30:45Z"));
    assert_eq!(calls.texts("agent_id")[0].as_deref(), Some("PJSIP/8011"));
    assert!(calls.records.column_by_name("customer_id").is_none(), "the number of the caller is not read");
    let steps = read(&request(&file), Kind::Events)?;
    let expected =
        ["Queue", "Answer", "End", "Queue", "Give up", "Queue", "Answer", "Transfer", "Queue", "Time-out", "Queue", "Leave by key"];
    assert_eq!(steps.texts("activity").into_iter().flatten().collect::<Vec<_>>(), expected);
    // The same fields from a database, with names and times as dates.
    let folder = tempfile::tempdir()?;
    let text = "time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n2026-06-08 09:35:45+00:00,1.1,laskutus,PJSIP/8011,COMPLETECALLER,45,300,1,,\n";
    let exported = read(&request(crate::common::write(folder.path(), "queue_log.csv", text)?), Kind::Contacts)?;
    assert_eq!(exported.times("opened_at")[0].as_deref(), Some("2026-06-08T09:30:00Z"));
    Ok(())
}

#[test]
fn surveys_keep_zero_apart_from_no_answer() -> Tested {
    let formbricks = read(&request(sample("formbricks_responses.json")), Kind::Feedback)?;
    assert_eq!(formbricks.counts("nps"), [Some(0), None, Some(10)]);
    assert_eq!(formbricks.filled("given_at"), 2);
    assert_eq!(formbricks.filled("asked_at"), 3);
    assert_eq!(formbricks.texts("comment")[0].as_deref(), Some("Jonotin 45 minuuttia, palautetta osoitteeseen [email]"));
    let limesurvey = read(&request(sample("limesurvey_responses.csv")), Kind::Feedback)?;
    assert_eq!(limesurvey.counts("nps"), [Some(9), None, Some(0)]);
    assert_eq!(limesurvey.filled("given_at"), 2);
    assert!(limesurvey.records.column_by_name("ipaddr").is_none());
    Ok(())
}

#[test]
fn reviews_and_chat_answers_give_feedback() -> Tested {
    let reviews = read(&request(sample("google_play_reviews.json")), Kind::Feedback)?;
    assert_eq!(reviews.counts("stars"), [Some(5), Some(1)]);
    assert_eq!(reviews.times("given_at")[0].as_deref(), Some("2026-05-04T07:33:20Z"));
    assert_eq!(reviews.filled("answered_at"), 1);
    let chat = read(&request(sample("chatwoot_csat.json")), Kind::Feedback)?;
    assert_eq!(chat.counts("csat"), [Some(5), Some(1)]);
    let tickets = read(&request(sample("freshdesk_tickets.json")), Kind::Contacts)?;
    assert_eq!(tickets.flags("escalated"), [Some(false), Some(true)]);
    assert_eq!(tickets.texts("channel"), [Some("email".to_owned()), Some("phone".to_owned())]);
    Ok(())
}

#[test]
fn the_real_incident_log_gives_its_published_counts() -> Tested {
    let Some(file) = shared("data/incident_log/incident_event_log.zip") else { return Ok(()) };
    let file = request(file);
    let events = read(&file, Kind::Events)?;
    assert_eq!(events.reasons(), []);
    assert_eq!(events.rows(), 141_712);
    let keys: HashSet<(Option<String>, Option<String>, Option<String>)> = events
        .texts("case_id")
        .into_iter()
        .zip(events.texts("activity"))
        .zip(events.times("at"))
        .map(|((case, activity), at)| (case, activity, at))
        .collect();
    assert_eq!(keys.len(), 141_712, "every step has a key of its own");
    let incidents = read(&file, Kind::Contacts)?;
    assert_eq!(incidents.reasons(), []);
    assert_eq!(incidents.rows(), 24_918);
    // checks_uci_incident.json: 24,918 − 1,556 have a solution; 11,369 were reassigned, 275 reopened.
    assert_eq!(incidents.filled("resolved_at"), 23_362);
    assert_eq!(incidents.counts("transfers").into_iter().flatten().filter(|n| *n > 0).count(), 11_369);
    assert_eq!(incidents.counts("reopened").into_iter().flatten().filter(|n| *n > 0).count(), 275);
    assert_eq!(incidents.texts("made_sla").into_iter().flatten().filter(|made| made == "true").count(), 15_803);
    Ok(())
}

#[test]
fn the_normalised_incident_log_maps_by_itself() -> Tested {
    let Some(file) = shared("data/incident_log/normalised.csv.gz") else { return Ok(()) };
    let events = read(&Request { kind: Some(Kind::Events), ..request(file) }, Kind::Events)?;
    assert_eq!(events.reasons(), []);
    assert_eq!(events.rows(), 141_712);
    assert_eq!(events.texts("case_id").into_iter().flatten().collect::<HashSet<_>>().len(), 24_918);
    Ok(())
}

#[test]
fn the_real_call_log_gives_its_published_counts() -> Tested {
    let Some(file) = shared("data/call_log/data_anonymous_bank_february.txt.gz") else { return Ok(()) };
    let file = request(file);
    let calls = read(&file, Kind::Contacts)?;
    assert_eq!(calls.reasons(), []);
    assert_eq!(calls.rows(), 33_344);
    let abandoned = calls.flags("abandoned");
    let count = |wanted: Option<bool>| abandoned.iter().filter(|flag| **flag == wanted).count();
    assert_eq!((count(Some(false)), count(Some(true)), count(None)), (27_162, 5_904, 278));
    let queued: Vec<f64> = calls.numbers("wait_s").into_iter().flatten().filter(|wait| *wait > 0.0).collect();
    assert_eq!(queued.len(), 18_306);
    let mean = queued.iter().sum::<f64>() / queued.len() as f64;
    assert!((mean - 76.122_528_132_852_62).abs() < 1e-9, "{mean}");
    let stages = read(&file, Kind::Events)?;
    assert_eq!(stages.reasons(), []);
    let activities = stages.texts("activity");
    let count = |name: &str| activities.iter().flatten().filter(|activity| *activity == name).count();
    // golden/flow/anonymous_bank_feb1999.json
    assert_eq!((count("VRU"), count("Queue"), count("Service")), (33_344, 18_336, 27_487));
    Ok(())
}
