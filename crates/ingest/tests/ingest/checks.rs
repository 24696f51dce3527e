//! What is refused and why, what is masked and hashed, what is guessed and what is kept bounded.

use crate::common::{Tested, open, read, request, write};
use luotsi_core::intake::{FileFault, IntakeError, Reason, Request};
use luotsi_core::records::Kind;
use luotsi_ingest::profile::profile_text;
use luotsi_ingest::{Key, Profiles};

#[test]
fn every_refusal_names_row_column_value_reason_and_what_would_be_right() -> Tested {
    let folder = tempfile::tempdir()?;
    let text = "contact_id,opened_at,resolved_at,wait_s,transfers,abandoned,direction\n\
        1,2026-06-08 12:30,,5,0,0,inbound\n\
        ,2026-06-08 12:30,,,,,\n\
        3,kesällä,,,,,\n\
        4,1900-01-01 00:00,,,,,\n\
        5,2027-01-01 00:00,,,,,\n\
        6,2026-06-08 12:30,2026-06-08 12:00,,,,\n\
        7,2026-06-08 12:30,,-1,,,\n\
        8,2026-06-08 12:30,,pitkä soita 040 123 4567,,,\n\
        9,2026-06-08 12:30,,,1.5,,\n\
        10,2026-06-08 12:30,,,,ehkä,\n\
        11,2026-06-08 12:30,,,,,sideways\n\
        12,2026-06-08 12:30\n\
        13,2026-06-08 12:30,,,,,,too many\n\
        14,2026-06-08 12:30,,1:02:03,,kyllä,OUTBOUND\n\
        15,2026-06-08 12:30,,,,,,\n";
    let given = read(&request(write(folder.path(), "contacts.csv", text)?), Kind::Contacts)?;
    let expected = [
        (3, "contact_id", "required_empty"),
        (4, "opened_at", "not_a_time"),
        (5, "opened_at", "implausible_time"),
        (6, "opened_at", "implausible_time"),
        (7, "resolved_at", "ends_before_start"),
        (8, "wait_s", "out_of_range"),
        (9, "wait_s", "not_a_number"),
        (10, "transfers", "not_a_whole_number"),
        (11, "abandoned", "not_a_flag"),
        (12, "direction", "not_a_choice"),
        (13, "", "too_few_cells"),
        (14, "", "too_many_cells"),
    ];
    let found: Vec<(u64, &str, &str)> = given.refused.iter().map(|r| (r.row, r.column.as_deref().unwrap_or(""), r.reason.code())).collect();
    assert_eq!(found, expected);
    assert_eq!(given.refused[6].value.as_deref(), Some("pitkä soita [phone]"));
    assert_eq!(given.refused[5].expected.as_deref(), Some("0–31622400"));
    assert_eq!(given.refused[9].expected.as_deref(), Some("inbound | outbound | internal"));
    assert_eq!(given.texts("contact_id"), ["1", "14", "15"].map(|id| Some(id.to_owned())));
    assert_eq!(given.numbers("wait_s")[1], Some(3723.0));
    assert_eq!(given.flags("abandoned"), [Some(false), Some(true), None]);
    assert_eq!(given.texts("direction")[1].as_deref(), Some("outbound"));
    assert_eq!(given.source_rows, [2, 15, 16]);
    Ok(())
}

#[test]
fn scales_are_checked_and_zero_is_not_empty() -> Tested {
    let folder = tempfile::tempdir()?;
    let text = "feedback_id,given_at,nps,csat,ces,comment\n1,2026-06-08,0,1,1,0\n2,2026-06-08,,,,\n3,2026-06-08,11,,,\n4,2026-06-08,,0,,\n5,2026-06-08,,,8,\n6,2026-06-08,10,5,7,x\n";
    let given = read(&request(write(folder.path(), "feedback.csv", text)?), Kind::Feedback)?;
    assert_eq!(given.reasons(), [(4, Reason::OutOfRange), (5, Reason::OutOfRange), (6, Reason::OutOfRange)]);
    assert_eq!(given.counts("nps"), [Some(0), None, Some(10)]);
    assert_eq!(given.texts("comment"), [Some("0".to_owned()), None, Some("x".to_owned())]);
    let preview = open(&request(folder.path().join("feedback.csv")))?.preview()?;
    assert_eq!(preview.tables[0].rows[0][2].as_deref(), Some("0"));
    assert_eq!(preview.tables[0].rows[1][2], None);
    Ok(())
}

#[test]
fn customers_are_hashed_comments_masked_and_personal_columns_refused() -> Tested {
    let folder = tempfile::tempdir()?;
    let mut text = "feedback_id,customer_id,given_at,comment,asiakkaan_puhelin,asiakkaan_nimi,region,order_no,selostus\n".to_owned();
    let prose = "Asiakas kertoi pitkästi miten asia oli edennyt ja mitä hän toivoi seuraavaksi tehtävän asian hyväksi";
    for row in 0..200 {
        text += &format!(
            "{row},{},2026-06-08,Olen a{row}@example.fi,040 123 4{row:03},Matti Meikäläinen,Etelä,{},{prose}\n",
            row % 10,
            5_000 + row
        );
    }
    let file = write(folder.path(), "feedback.csv", text)?;
    let preview = open(&request(&file))?.preview()?;
    let concerns: Vec<(&str, Option<&str>, Option<&str>)> =
        preview.tables[0].mapping.iter().map(|m| (m.from.as_str(), m.to.as_deref(), m.concern.as_deref())).collect();
    assert_eq!(
        concerns[4..],
        [
            ("asiakkaan_puhelin", None, Some("personal")),
            ("asiakkaan_nimi", None, Some("personal")),
            ("region", Some("region"), None),
            ("order_no", Some("order_no"), Some("too_many_values")),
            ("selostus", None, Some("too_many_values")),
        ]
    );
    assert!(!format!("{preview:?}").contains("example.fi"));
    let given = read(&request(&file), Kind::Feedback)?;
    assert_eq!(given.texts("comment")[7].as_deref(), Some("Olen [email]"));
    let customers = given.texts("customer_id");
    assert_eq!(customers[3].as_deref(), std::str::from_utf8(&Key::of([7; 32]).hash("3")).ok());
    assert_eq!(customers[3], customers[13]);
    assert_ne!(customers[3], customers[4]);
    let allowed = Request { allow_personal: vec!["asiakkaan_nimi".to_owned()], ..request(&file) };
    assert_eq!(read(&allowed, Kind::Feedback)?.texts("asiakkaan_nimi")[0].as_deref(), Some("Matti Meikäläinen"));
    Ok(())
}

#[test]
fn a_corrected_mapping_can_be_saved_and_used_again() -> Tested {
    let folder = tempfile::tempdir()?;
    let text = "Nro;Päivä;Jono;Kesto;Turha\n1;8.6.2026 12.30;Laskutus;90;x\n2;9.6.2026 8.00;Tekninen;30;y\n";
    let file = write(folder.path(), "raportti.csv", text)?;
    let say = |from: &str, to: Option<&str>| (from.to_owned(), to.map(str::to_owned));
    let mapping = vec![say("Nro", Some("contact_id")), say("Päivä", Some("opened_at")), say("Kesto", Some("handle_s")), say("Turha", None)];
    let asked = Request { kind: Some(Kind::Contacts), mapping, ..request(&file) };
    let before = read(&asked, Kind::Contacts)?;
    assert_eq!(before.texts("team")[0].as_deref(), Some("Laskutus"));
    assert!(before.records.column_by_name("turha").is_none());
    let own = folder.path().join("sources");
    std::fs::create_dir(&own)?;
    std::fs::write(own.join("oma.toml"), profile_text("Oma raportti", &open(&asked)?.preview()?)?)?;
    let profiles = Profiles::load(Some(&own))?;
    assert_eq!(profiles.problems(), Vec::new());
    let settings = luotsi_core::settings::Settings::default();
    let context =
        luotsi_ingest::Context { settings: &settings, profiles: &profiles, key: &Key::of([7; 32]), now: "2026-11-22T12:00:00Z".parse()? };
    let again = luotsi_ingest::Reading::open(&request(&file), &context)?;
    assert_eq!(again.profile(), Some("oma"));
    let batch = again.batches().next().ok_or("no batch")??;
    assert_eq!(batch.records, before.records);
    Ok(())
}

#[test]
fn a_file_without_a_required_column_can_be_looked_at_but_not_imported() -> Tested {
    let folder = tempfile::tempdir()?;
    let file = write(folder.path(), "contacts.csv", "contact_id,kanava\n1,puhelin\n")?;
    assert_eq!(open(&request(&file))?.preview()?.tables[0].unmapped_required, ["opened_at"]);
    let columns = vec!["contact_id".to_owned(), "kanava".to_owned()];
    let fault = FileFault::Unmapped { column: "opened_at".to_owned(), kind: Kind::Contacts, columns };
    assert_eq!(read(&request(&file), Kind::Contacts).err(), Some(IntakeError::File { file, fault }));
    Ok(())
}

#[test]
fn kinds_are_told_by_name_and_by_columns() -> Tested {
    let folder = tempfile::tempdir()?;
    for (name, header, kind) in [
        ("x.csv", "contact_id,opened_at,channel", Kind::Contacts),
        ("x.csv", "case_id,activity,at", Kind::Events),
        ("x.csv", "feedback_id,contact_id,nps,comment", Kind::Feedback),
        ("x.csv", "evaluation_id,criterion,score,max_score", Kind::Evaluations),
        ("x.csv", "agent_id,name,team,role,started_on", Kind::People),
        ("x.csv", "agent_id,date,paid_h,absent_h", Kind::Work),
        ("x.csv", "month,item,amount_eur", Kind::Costs),
        ("x.csv", "action_id,title,metric,started_on", Kind::Actions),
        ("x.csv", "event_id,at,title,kind", Kind::Timeline),
        ("palaute.csv", "id,arvosana,kommentti", Kind::Feedback),
        ("yhteydenotot_2026.csv", "tunnus,kanava,luotu", Kind::Contacts),
    ] {
        let cells = header.split(',').map(|_| "1").collect::<Vec<_>>().join(",");
        let file = write(folder.path(), name, format!("{header}\n{cells}\n"))?;
        assert_eq!(open(&request(file))?.tables()[0].kind, kind, "{header}");
    }
    Ok(())
}

#[test]
fn batches_stay_small_and_in_order_however_large_the_file() -> Tested {
    let folder = tempfile::tempdir()?;
    let mut text = "contact_id,team,opened_at,wait_s\n".to_owned();
    for row in 0..200_000 {
        text += &format!("{row},Team {},2026-06-08T12:30:00+03:00,{}\n", row % 7, row % 90);
    }
    let file = write(folder.path(), "contacts.csv", text)?;
    let reading = open(&request(&file))?;
    let (mut next, mut batches, mut bytes) = (0, 0, 0);
    for batch in reading.batches() {
        let batch = batch?;
        assert!(batch.records.get_array_memory_size() < 16 << 20);
        assert!(batch.bytes_read >= bytes);
        bytes = batch.bytes_read;
        for row in &batch.source_rows {
            assert_eq!(*row, next + 2);
            next += 1;
        }
        assert_eq!(batch.rows_read, next);
        batches += 1;
    }
    assert_eq!((next, bytes), (200_000, reading.size_bytes()));
    assert!(batches > 5, "{batches}");
    Ok(())
}

#[test]
fn an_iterator_that_is_dropped_stops_the_reading() -> Tested {
    let folder = tempfile::tempdir()?;
    let text = format!("contact_id,opened_at\n{}", "1,2026-06-08T12:30:00Z\n".repeat(300_000));
    let reading = open(&request(write(folder.path(), "contacts.csv", text)?))?;
    let mut batches = reading.batches();
    assert!(batches.next().is_some());
    drop(batches);
    assert_eq!(reading.batches().filter_map(Result::ok).map(|batch| batch.records.num_rows()).sum::<usize>(), 300_000);
    Ok(())
}
