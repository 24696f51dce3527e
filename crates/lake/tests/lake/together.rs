//! Questions asked together answer as if each had been asked alone, to the last digit, whatever is kept from before.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use luotsi_core::ask::{Answer, Ask, AskError, Question};
use luotsi_core::catalogue::Catalogue;
use luotsi_core::period::Granularity;
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;
use luotsi_lake::Lake;
use proptest::prelude::*;

use crate::world::{World, noon, open, question};

/// Every shipped metric at two granularities, over the whole, two dimensions and their pair.
fn questions() -> Vec<Question> {
    let catalogue = Catalogue::shipped().0;
    let cuts: [&[&str]; 4] = [&[], &["team"], &["channel"], &["channel", "team"]];
    let of_cut = |by: &[&str]| {
        let asked = catalogue.iter().flat_map(|metric| [metric.per(), Granularity::Quarter].map(|per| question(&metric.id, per, by)));
        asked.collect::<Vec<_>>()
    };
    cuts.into_iter().flat_map(of_cut).collect()
}

/// The answers of questions asked one by one; those that some table has no dimension for are left out.
fn alone(lake: &Lake) -> (Vec<Question>, Vec<Answer>) {
    questions().into_iter().filter_map(|question| lake.answer(&question).ok().map(|answer| (question, answer))).unzip()
}

fn together(lake: &Lake, questions: &[Question]) -> Vec<Answer> {
    let answers = lake.together(questions).unwrap();
    (0..questions.len()).map(|index| answers.get(index).unwrap()).collect()
}

fn assert_same(lake: &Lake, what: &str) {
    let (questions, right) = alone(lake);
    for ((found, right), question) in together(lake, &questions).iter().zip(&right).zip(&questions) {
        // A value that the data do not tell is no number, and no number equals itself.
        assert_eq!(format!("{found:?}"), format!("{right:?}"), "{what}: {question:?}");
    }
}

/// One contact of a made-up service, with an answer and an assessment: fractions that end in another digit in another order.
fn rows(ids: std::ops::Range<u64>, version: u64) -> [(Kind, String); 3] {
    let mixed = |id: u64, salt: u64| (id.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(version + 1)).rotate_left(29) % 1_000;
    let mut contacts =
        "contact_id,customer_id,case_id,team,channel,agent_id,topic,opened_at,first_response_at,resolved_at,wait_s,handle_s,transfers,abandoned,cost_eur\n"
            .to_owned();
    let mut feedback = "feedback_id,contact_id,asked_at,given_at,nps,csat,ces\n".to_owned();
    let mut evaluations = "evaluation_id,at,kind,evaluator_id,agent_id,contact_id,criterion,score,max_score\n".to_owned();
    for id in ids {
        let day = jiff::civil::date(2026, 1, 5).saturating_add(jiff::ToSpan::days((id % 70) as i64));
        let team = ["Laskutus", "Myynti", "Tuki", ""][(mixed(id, 1) % 4) as usize];
        let channel = ["phone", "chat", "email"][(mixed(id, 2) % 3) as usize];
        let hour = 8 + mixed(id, 3) % 9;
        let wait = mixed(id, 4) as f64 / 7.0;
        let resolved = if mixed(id, 5) < 800 {
            format!("{}T18:00:00Z", day.saturating_add(jiff::ToSpan::days((mixed(id, 6) % 4) as i64)))
        } else {
            String::new()
        };
        contacts.push_str(&format!(
            "C{id},K{},S{},{team},{channel},A{},t{},{day}T{hour:02}:00:00Z,{day}T{hour:02}:0{}:00Z,{resolved},{wait},{},{},{},{}\n",
            mixed(id, 7) % 40,
            id / 2,
            mixed(id, 8) % 5,
            mixed(id, 9) % 3,
            mixed(id, 10) % 10,
            mixed(id, 11) as f64 * 0.3,
            mixed(id, 12) % 3,
            u8::from(mixed(id, 13) < 90),
            mixed(id, 14) as f64 / 9.0,
        ));
        if mixed(id, 15) < 400 {
            feedback.push_str(&format!(
                "F{id},C{id},{day}T19:00:00Z,{day}T20:00:00Z,{},{},{}\n",
                mixed(id, 16) % 11,
                1 + mixed(id, 17) % 5,
                1 + mixed(id, 18) % 7
            ));
        }
        if mixed(id, 19) < 200 {
            for assessor in 0..2 {
                evaluations.push_str(&format!(
                    "E{id}-{assessor},{day}T21:00:00Z,qa,Q{assessor},A{},C{id},greeting,{},10\n",
                    mixed(id, 8) % 5,
                    mixed(id, 20 + assessor) % 11
                ));
            }
        }
    }
    [(Kind::Contacts, contacts), (Kind::Feedback, feedback), (Kind::Evaluations, evaluations)]
}

fn import(world: &mut World, ids: std::ops::Range<u64>, version: u64) -> String {
    let tables = rows(ids, version);
    world.import(&tables.each_ref().map(|(kind, text)| (*kind, text.as_str()))).id
}

/// What is kept beside the facts: files with what is in them, and when they were written.
fn kept(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut files = BTreeMap::new();
    for folder in std::fs::read_dir(folder.join("lake/cells")).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let name = format!("{}/{}", folder.file_name().display(), file.file_name().display());
            let written = file.metadata().unwrap().modified().unwrap();
            files.insert(name, (std::fs::read(file.path()).unwrap(), written));
        }
    }
    files
}

#[test]
fn every_metric_and_cut_asked_together_answers_as_if_asked_alone() {
    let mut world = World::new();
    import(&mut world, 0..900, 0);
    assert_same(&world.lake, "from cold");
    let files = kept(world.folder.path());
    assert!(["contacts-week", "feedback-"].iter().all(|kind| files.keys().any(|file| file.starts_with(kind))), "{:?}", files.keys());
    // Another process finds what was kept.
    let other = open(world.folder.path(), Catalogue::shipped().0, Settings::default());
    assert_same(&other, "from what was kept");
    assert_eq!(kept(world.folder.path()), files, "nothing is written anew");
}

#[test]
fn a_part_of_the_service_and_a_stretch_of_days_are_asked_together_as_well() {
    let mut world = World::new();
    import(&mut world, 0..600, 0);
    let asked: Vec<Question> = ["handle_s_mean", "wait_s_median", "fcr_repeat", "backlog", "contact_volume"]
        .iter()
        .flat_map(|id| [Granularity::Day, Granularity::Month, Granularity::All].map(|per| question(id, per, &["channel"])))
        .map(|question| Question {
            scope: Scope::whole().with("team", "Tuki").with("team", "Myynti"),
            from: Some(jiff::civil::date(2026, 1, 14)),
            to: Some(jiff::civil::date(2026, 2, 20)),
            ..question
        })
        .collect();
    let right: Vec<String> = asked.iter().map(|question| format!("{:?}", world.answer(question))).collect();
    let found: Vec<String> = together(&world.lake, &asked).iter().map(|answer| format!("{answer:?}")).collect();
    assert_eq!(found, right);
}

#[test]
fn a_correction_of_an_old_record_changes_the_cells_of_its_own_period_alone() {
    let mut world = World::new();
    import(&mut world, 0..700, 0);
    let asked = [question("handle_s_mean", Granularity::Week, &["team"]), question("contact_volume", Granularity::Week, &[])];
    together(&world.lake, &asked);
    let before = kept(world.folder.path());
    world.import(&[(Kind::Contacts, "contact_id,team,opened_at,handle_s\nC3,Tuki,2026-01-08T10:00:00Z,77.7")]);
    together(&world.lake, &asked);
    let after = kept(world.folder.path());
    let is_changed = |file: &&String| before.get(*file).is_none_or(|(bytes, _)| *bytes != after[*file].0);
    let changed: Vec<&String> = after.keys().filter(|file| !file.ends_with("periods.json")).filter(is_changed).collect();
    assert!(matches!(changed.as_slice(), [file] if file.ends_with("/2026-01-05-0")), "{changed:?}");
    assert_eq!(after.len(), before.len(), "nothing is left of the week as it was");
}

#[test]
fn damaged_removed_and_half_written_cells_cost_nothing_but_time() {
    let mut world = World::new();
    import(&mut world, 0..400, 0);
    assert_same(&world.lake, "from cold");
    let folder = world.folder.path().join("lake/cells");
    for (number, (file, (bytes, _))) in kept(world.folder.path()).iter().enumerate() {
        let path = folder.join(file);
        match number % 4 {
            0 => std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap(),
            1 => std::fs::remove_file(&path).unwrap(),
            2 => {
                let mut wrong = bytes.clone();
                wrong[bytes.len() / 3] ^= 0x10;
                std::fs::write(&path, wrong).unwrap();
            }
            // A process that was killed while it wrote.
            _ => std::fs::write(path.with_file_name(".2026-01-05-half"), &bytes[..bytes.len() / 3]).unwrap(),
        }
    }
    assert_same(&world.lake, "after the damage");
    let files = kept(world.folder.path());
    assert!(!files.keys().any(|file| file.contains("/.")), "{:?}", files.keys());
    std::fs::remove_dir_all(&folder).unwrap();
    assert_same(&world.lake, "after all was removed");
}

#[test]
fn an_unknown_metric_or_a_person_is_told_before_anything_is_read() {
    let mut world = World::new();
    import(&mut world, 0..50, 0);
    let ask = |metric: &str, by: &[&str]| {
        let asked = [question("handle_s_mean", Granularity::Week, &[]), question(metric, Granularity::Week, by)];
        world.lake.together(&asked).err()
    };
    assert!(matches!(ask("handle_s_men", &[]), Some(AskError::UnknownMetric { nearest, .. }) if nearest[0] == "handle_s_mean"));
    assert_eq!(ask("handle_s_mean", &["agent_id"]), Some(AskError::Personal { name: "agent_id".into() }));
    assert_eq!(ask("handle_s_mean", &["team"]), None);
}

/// What may happen to a workspace.
#[derive(Debug, Clone)]
enum Step {
    /// So many records from this one on, as they are known in this version.
    Import { first: u64, records: u64, version: u64 },
    /// The latest import that still stands is taken back.
    Undo,
    /// Everything is asked, and kept.
    Ask,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0_u64..300, 1_u64..120, 0_u64..3).prop_map(|(first, records, version)| Step::Import { first, records, version }),
        1 => Just(Step::Undo),
        2 => Just(Step::Ask),
    ];
    proptest::collection::vec(step, 2..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn after_any_imports_corrections_and_undone_ones_the_answers_are_those_from_cold(steps in steps()) {
        let mut world = World::new();
        let mut imports = vec![import(&mut world, 0..120, 0)];
        for step in &steps {
            match step {
                Step::Import { first, records, version } => {
                    imports.push(import(&mut world, *first..first + records, *version));
                }
                Step::Undo => {
                    if let Some(latest) = imports.pop() {
                        world.lake.undo(&latest, noon()).unwrap();
                    }
                }
                Step::Ask => drop(together(&world.lake, &alone(&world.lake).0)),
            }
        }
        let (questions, right) = alone(&world.lake);
        let kept = together(&world.lake, &questions);
        std::fs::remove_dir_all(world.folder.path().join("lake/cells")).ok();
        let cold = together(&open(world.folder.path(), Catalogue::shipped().0, Settings::default()), &questions);
        prop_assert_eq!(format!("{:?}", kept), format!("{:?}", cold));
        prop_assert_eq!(format!("{:?}", kept), format!("{:?}", right));
    }
}

#[test]
fn records_in_another_order_of_other_imports_give_the_same_digits() {
    let straight = {
        let mut world = World::new();
        import(&mut world, 0..500, 0);
        world
    };
    let mut scattered = World::new();
    for (first, last) in [(400, 500), (0, 130), (250, 400), (130, 250)] {
        import(&mut scattered, first..last, 0);
    }
    let (questions, right) = alone(&straight.lake);
    let cells = |answers: &[Answer]| answers.iter().map(|answer| format!("{:?}", answer.measured)).collect::<Vec<_>>();
    assert_eq!(cells(&together(&scattered.lake, &questions)), cells(&right));
    assert_eq!(cells(&alone(&scattered.lake).1), cells(&right));
}

#[test]
fn nothing_at_all_is_answered_with_what_is_missing() {
    let world = World::new();
    let asked = [question("handle_s_mean", Granularity::Week, &[]), question("backlog", Granularity::Week, &[])];
    let right: Vec<Answer> = asked.iter().map(|question| world.answer(question)).collect();
    assert_eq!(together(&world.lake, &asked), right);
    assert!(right.iter().all(|answer| answer.measured[0].missing.is_some()));
}
