//! Answers against naive calculations.

use std::collections::BTreeMap;

use jiff::civil::date;
use luotsi_core::ask::{Ask, AskError, Missing, Part, Question, RecordsQuestion, Tally};
use luotsi_core::catalogue::{Catalogue, DefinitionFault};
use luotsi_core::measure::roll_up;
use luotsi_core::period::{Granularity, Period};
use luotsi_core::records::Kind;
use luotsi_core::scope::Scope;
use luotsi_core::settings::Settings;
use luotsi_stats::intervals::quantile::quantile_interval;

use crate::world::{World, question};

/// A contact of the world below.
#[derive(Debug, Clone)]
struct Contact {
    day: i64,
    team: &'static str,
    channel: &'static str,
    agent: String,
    customer: String,
    /// Only calls wait in a queue.
    wait_s: Option<f64>,
    handle_s: f64,
    abandoned: bool,
    resolved_after_days: Option<i64>,
}

impl Contact {
    fn date(&self) -> jiff::civil::Date {
        date(2026, 1, 5).saturating_add(jiff::ToSpan::days(self.day))
    }
}

/// Six hundred contacts over ten weeks: arithmetic, no chance.
fn contacts() -> Vec<Contact> {
    (0..600_i64)
        .map(|id| Contact {
            day: id * 7 / 60,
            team: ["Laskutus", "Myynti", "O'Hara"][(id % 3) as usize],
            channel: ["phone", "chat"][(id / 3 % 2) as usize],
            agent: format!("agent{}", id * id % 7),
            customer: format!("customer{}", id * id % 97),
            wait_s: (id / 3 % 2 == 0).then_some((id * 37 % 100) as f64),
            handle_s: (id * 53 % 400) as f64 + 0.5,
            abandoned: id % 11 == 0,
            resolved_after_days: (id % 5 != 0).then_some(id % 4),
        })
        .collect()
}

fn world() -> World {
    let mut world = World::new();
    let header = "contact_id,customer_id,team,channel,agent_id,topic,opened_at,resolved_at,wait_s,handle_s,abandoned,deviation";
    let rows: Vec<String> = contacts()
        .iter()
        .enumerate()
        .map(|(id, contact)| {
            let resolved = contact
                .resolved_after_days
                .map_or(String::new(), |days| format!("{}T12:00:00Z", contact.date().saturating_add(jiff::ToSpan::days(days))));
            format!(
                "{id},{},{},{},{},t,{}T08:00:00Z,{resolved},{},{},{},{}",
                contact.customer,
                contact.team,
                contact.channel,
                contact.agent,
                contact.date(),
                contact.wait_s.map_or(String::new(), |wait_s| wait_s.to_string()),
                contact.handle_s,
                u8::from(contact.abandoned),
                u8::from(id % 40 == 0)
            )
        })
        .collect();
    let (first, second) = rows.split_at(250);
    world.import(&[(Kind::Contacts, &format!("{header}\n{}", second.join("\n")))]);
    world.import(&[
        (Kind::Contacts, &format!("{header}\n{}", first.join("\n"))),
        (Kind::Costs, "month,item,channel,team,amount_eur\n2026-01,salaries,phone,,1000\n2026-02,salaries,phone,,2000\n2026-02,rent,,,500"),
    ]);
    world
}

/// Naive groups: period label and dimension values → the contacts.
fn groups<'a>(contacts: &'a [Contact], per: Granularity, by: &[&str]) -> BTreeMap<(Period, Vec<Option<String>>), Vec<&'a Contact>> {
    let mut groups: BTreeMap<_, Vec<&Contact>> = BTreeMap::new();
    for contact in contacts {
        let dims = by.iter().map(|name| Some(if *name == "team" { contact.team } else { contact.channel }.to_owned())).collect();
        groups.entry((Period::containing(per, contact.date()), dims)).or_default().push(contact);
    }
    groups
}

fn agree(metric: &str, world: &World, per: Granularity, by: &[&str], naive: impl Fn(&[&Contact]) -> Option<Tally>) {
    let contacts = contacts();
    let right: Vec<(_, Tally)> = groups(&contacts, per, by).into_iter().filter_map(|(key, group)| Some((key, naive(&group)?))).collect();
    let found = world.cells(metric, per, by);
    let keys: Vec<_> = found.iter().map(|cell| (cell.period, cell.dims.clone())).collect();
    assert_eq!(keys, right.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), "{metric}");
    for (cell, (_, right)) in found.iter().zip(&right) {
        let near = |one: f64, other: f64| (one - other).abs() <= 1e-9 * other.abs().max(1.0);
        let is = &cell.tally;
        assert!(
            near(is.n, right.n)
                && near(is.numerator, right.numerator)
                && near(is.denominator, right.denominator)
                && near(is.squares, right.squares),
            "{metric} {}: {is:?} for {right:?}",
            cell.period.label()
        );
        if let Some(right) = right.clusters {
            let is = is.clusters.unwrap();
            assert!(
                near(is.count, right.count)
                    && near(is.numerator_squares, right.numerator_squares)
                    && near(is.denominator_squares, right.denominator_squares)
                    && near(is.products, right.products),
                "{metric} {}: {is:?} for {right:?}",
                cell.period.label()
            );
        }
        if let Some(right) = right.direct {
            let is = is.direct.unwrap();
            assert!(near(is.value, right.value) && is.low == right.low && is.high == right.high, "{metric}: {is:?} for {right:?}");
        }
    }
}

const CUTS: [(Granularity, &[&str]); 5] = [
    (Granularity::Week, &[]),
    (Granularity::Day, &["team"]),
    (Granularity::Month, &["channel", "team"]),
    (Granularity::Quarter, &["channel"]),
    (Granularity::All, &["team"]),
];

fn clusters(terms: impl Iterator<Item = (String, f64)>) -> luotsi_core::ask::Clusters {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (name, term) in terms {
        let sum = sums.entry(name).or_default();
        sum.0 += term;
        sum.1 += 1.0;
    }
    luotsi_core::ask::Clusters {
        count: sums.len() as f64,
        numerator_squares: sums.values().map(|sum| sum.0 * sum.0).sum(),
        denominator_squares: sums.values().map(|sum| sum.1 * sum.1).sum(),
        products: sums.values().map(|sum| sum.0 * sum.1).sum(),
    }
}

#[test]
fn a_share_is_counted() {
    let world = world();
    for (per, by) in CUTS {
        agree("service_level_v1", &world, per, by, |group| {
            let hits =
                group.iter().filter(|contact| !contact.abandoned && contact.wait_s.is_some_and(|wait_s| wait_s <= 20.0)).count() as f64;
            let n = group.iter().filter(|contact| contact.wait_s.is_some()).count() as f64;
            (n > 0.0).then(|| Tally { n, numerator: hits, denominator: n, squares: hits, ..Tally::default() })
        });
    }
}

#[test]
fn a_mean_is_summed_with_its_squares_and_its_agents() {
    let world = world();
    for (per, by) in CUTS {
        agree("handle_s_mean", &world, per, by, |group| {
            let counted: Vec<&&Contact> = group.iter().filter(|contact| !contact.abandoned).collect();
            let n = counted.len() as f64;
            (n > 0.0).then(|| Tally {
                n,
                numerator: counted.iter().map(|contact| contact.handle_s).sum(),
                denominator: n,
                squares: counted.iter().map(|contact| contact.handle_s * contact.handle_s).sum(),
                clusters: Some(clusters(counted.iter().map(|contact| (contact.agent.clone(), contact.handle_s)))),
                direct: None,
            })
        });
    }
}

#[test]
fn a_quantile_is_exact_and_knows_its_interval() {
    let world = world();
    for (per, by) in CUTS {
        for (metric, q) in [("handle_s_median", 0.5), ("handle_s_p90", 0.9)] {
            agree(metric, &world, per, by, |group| {
                let values: Vec<f64> = group.iter().filter(|contact| !contact.abandoned).map(|contact| contact.handle_s).collect();
                let n = values.len() as f64;
                let interval = quantile_interval(&values, q, 0.95).ok()?;
                let direct = luotsi_core::ask::Direct { value: interval.estimate, low: Some(interval.low), high: Some(interval.high) };
                Some(Tally { n, denominator: n, direct: Some(direct), ..Tally::default() })
            });
        }
    }
}

#[test]
fn customers_who_return_are_clusters() {
    let world = world();
    let cells = world.cells("fcr_repeat_any", Granularity::All, &[]);
    let found = cells[0].tally.clusters.unwrap();
    assert!(found.count > 40.0 && found.count <= 97.0, "{found:?}");
    assert!(found.denominator_squares >= cells[0].tally.n);
}

#[test]
fn a_ratio_of_one_table_is_summed_over_and_under_the_line() {
    let world = world();
    let cells = world.cells("deviation_rate", Granularity::All, &[]);
    assert_eq!((cells[0].tally.n, cells[0].tally.numerator, cells[0].tally.denominator), (600.0, 15.0, 600.0));
}

#[test]
fn a_ratio_of_two_tables_is_joined_and_a_shared_cost_is_not_split() {
    let world = world();
    let months = world.cells("cost_per_contact", Granularity::Month, &[]);
    let found: Vec<(String, f64)> = months.iter().map(|cell| (cell.period.label(), cell.tally.numerator)).collect();
    assert_eq!(found[..2], [("2026-01".to_owned(), 1000.0), ("2026-02".to_owned(), 2500.0)]);
    let by_channel = world.cells("cost_per_contact", Granularity::All, &["channel"]);
    let found: Vec<(Option<&str>, f64)> = by_channel.iter().map(|cell| (cell.dims[0].as_deref(), cell.tally.numerator)).collect();
    assert_eq!(found, [(None, 500.0), (Some("chat"), 0.0), (Some("phone"), 3000.0)]);
    let by_topic = &world.answer(&question("cost_per_contact", Granularity::All, &["topic"])).measured[0];
    assert_eq!(by_topic.missing, Some(Missing { kind: Kind::Costs, column: Some("topic".into()) }));
}

#[test]
fn a_stock_is_what_entered_and_has_not_left() {
    let world = world();
    let contacts = contacts();
    let cells = world.cells("backlog", Granularity::Week, &["team"]);
    assert_eq!(cells.len(), 10 * 3);
    for cell in cells {
        let open = contacts.iter().enumerate().filter(|(_, contact)| {
            let end = cell.period.end();
            let counts = !contact.abandoned && contact.wait_s.is_none();
            let left = contact.resolved_after_days.is_some_and(|days| contact.date().saturating_add(jiff::ToSpan::days(days)) < end);
            counts && Some(contact.team) == cell.dims[0].as_deref() && contact.date() < end && !left
        });
        assert_eq!(cell.tally.numerator, open.count() as f64);
    }
}

#[test]
fn a_limited_question_counts_only_its_days() {
    let world = world();
    let asked =
        Question { from: Some(date(2026, 1, 10)), to: Some(date(2026, 2, 3)), ..question("service_level_v1", Granularity::Week, &[]) };
    let found: f64 = world.answer(&asked).measured[0].cells.iter().map(|cell| cell.tally.n).sum();
    let is_asked =
        |contact: &&Contact| contact.wait_s.is_some() && contact.date() >= date(2026, 1, 10) && contact.date() < date(2026, 2, 3);
    let right = contacts().iter().filter(is_asked).count();
    assert_eq!(found, right as f64);
}

#[test]
fn a_quote_in_a_value_is_only_a_letter() {
    let world = world();
    for (scope, right) in [
        (Scope::whole().with("team", "O'Hara"), 200),
        (Scope::whole().with("team", "O'Hara").with("team", "Myynti"), 400),
        (Scope::whole().with("team", "O'Hara' or '1'='1"), 0),
        (Scope::whole().with("team", "O'Hara").with("channel", "chat"), 100),
    ] {
        let asked = Question { scope: scope.clone(), ..question("contact_volume", Granularity::All, &[]) };
        let found: f64 = world.answer(&asked).measured[0].cells.iter().map(|cell| cell.tally.n).sum();
        assert_eq!(found, f64::from(right), "{scope:?}");
    }
}

#[test]
fn finer_periods_put_together_are_the_whole() {
    let world = world();
    let (catalogue, _) = Catalogue::shipped();
    for id in ["service_level_v1", "handle_s_mean", "deviation_rate", "contact_volume"] {
        let statistic = &catalogue.get(id).unwrap().measure.statistic;
        for (finer, coarser) in
            [(Granularity::Day, Granularity::Week), (Granularity::Month, Granularity::Year), (Granularity::Week, Granularity::All)]
        {
            let parts = roll_up(statistic, &world.cells(id, finer, &["channel"]), coarser).unwrap();
            let whole = world.cells(id, coarser, &["channel"]);
            assert_eq!(parts.len(), whole.len());
            for (part, whole) in parts.iter().zip(&whole) {
                let near = |one: f64, other: f64| (one - other).abs() <= 1e-9 * other.abs().max(1.0);
                assert_eq!((part.period, &part.dims), (whole.period, &whole.dims));
                assert!(
                    near(part.tally.n, whole.tally.n)
                        && near(part.tally.numerator, whole.tally.numerator)
                        && near(part.tally.squares, whole.tally.squares)
                );
            }
        }
    }
}

#[test]
fn many_metrics_asked_together_answer_as_if_asked_alone() {
    let world = world();
    let ids = ["service_level_v1", "handle_s_mean", "handle_s_p90", "cost_per_contact", "backlog", "contact_volume", "wait_s_median"];
    let together = Question { metrics: ids.iter().map(|id| (*id).to_owned()).collect(), ..question("", Granularity::Month, &["channel"]) };
    let answer = world.answer(&together);
    for (id, measured) in ids.iter().zip(&answer.measured) {
        assert_eq!(measured, &world.answer(&question(id, Granularity::Month, &["channel"])).measured[0], "{id}");
    }
}

#[test]
fn figures_are_not_cut_by_persons_and_unknown_names_get_their_nearest() {
    let world = world();
    let ask = |asked: Question| world.lake.answer(&asked);
    assert_eq!(ask(question("handle_s_mean", Granularity::All, &["agent_id"])), Err(AskError::Personal { name: "agent_id".into() }));
    let scoped = Question { scope: Scope::whole().with("customer_id", "x"), ..question("handle_s_mean", Granularity::All, &[]) };
    assert_eq!(ask(scoped), Err(AskError::Personal { name: "customer_id".into() }));
    assert_eq!(
        ask(question("handle_s_mean", Granularity::All, &["chanel"])),
        Err(AskError::UnknownDimension { name: "chanel".into(), nearest: vec!["channel".into()] })
    );
    assert!(
        matches!(ask(question("handle_s_men", Granularity::All, &[])), Err(AskError::UnknownMetric { nearest, .. }) if nearest[0] == "handle_s_mean")
    );
    assert!(matches!(ask(question("handle_s_mean", Granularity::All, &["contact_id"])), Err(AskError::UnknownDimension { .. })));
}

#[test]
fn an_empty_lake_says_what_is_missing() {
    let world = World::new();
    let answer = world.answer(&question("nps_transactional", Granularity::Week, &[]));
    assert_eq!(answer.version, "");
    assert_eq!(answer.measured[0].missing, Some(Missing { kind: Kind::Feedback, column: None }));
    assert_eq!(world.lake.inventory().unwrap(), luotsi_core::ask::Inventory::default());
    assert!(world.lake.timeline().unwrap().is_empty() && world.lake.ledger().unwrap().is_empty());
}

#[test]
fn a_column_that_nobody_filled_is_named() {
    let mut world = World::new();
    world.import(&[(Kind::Feedback, "feedback_id,given_at,csat\nf1,2026-06-01T06:00:00Z,5")]);
    let missing = world.answer(&question("ces_mean", Granularity::All, &[])).measured[0].missing.clone();
    assert_eq!(missing, Some(Missing { kind: Kind::Feedback, column: Some("ces".into()) }));
}

#[test]
fn an_answer_is_remembered_until_the_records_change() {
    let mut world = world();
    let asked = question("contact_volume", Granularity::All, &[]);
    let before = world.answer(&asked);
    assert_eq!(world.answer(&asked), before);
    world.import(&[(Kind::Contacts, "contact_id,opened_at\nnew,2026-03-01T06:00:00Z")]);
    let after = world.answer(&asked);
    assert_ne!(after.version, before.version);
    assert_eq!(after.measured[0].cells[0].tally.n, 601.0);
}

#[test]
fn a_number_opens_into_its_records_latest_first_without_persons() {
    let world = world();
    let ask = |part: Part, offset: usize| {
        let asked = RecordsQuestion {
            metric: "data_quality".into(),
            period: Period::parse("2026-01").unwrap(),
            scope: Scope::whole().with("team", "O'Hara"),
            part,
            offset,
            limit: 5,
        };
        world.lake.records(&asked).unwrap()
    };
    let base = ask(Part::Denominator, 0);
    let january = contacts().into_iter().filter(|contact| contact.team == "O'Hara" && contact.date() < date(2026, 2, 1));
    assert_eq!(base.total, january.count() as u64);
    assert_eq!(ask(Part::Numerator, 0).total + ask(Part::Rest, 0).total, base.total);
    assert_eq!(base.columns[0], "contact_id");
    assert!(
        base.columns
            .iter()
            .all(|name| !["agent_id", "customer_id"].contains(&name.as_str()) && !name.starts_with('_') && !name.ends_with("_day"))
    );
    let opened = base.columns.iter().position(|name| name == "opened_at").unwrap();
    let times: Vec<&Option<String>> = base.rows.iter().map(|row| &row[opened]).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
    assert_eq!(base.rows[0][opened].as_deref(), Some("2026-01-31T10:00:00+02:00"));
    assert_eq!(ask(Part::Denominator, 5).rows.len(), 5);
    assert!(base.rows.iter().all(|row| !ask(Part::Denominator, 5).rows.contains(row)));
}

#[test]
fn the_inventory_tells_watermarks_dimensions_and_filled_columns() {
    let world = world();
    let inventory = world.lake.inventory().unwrap();
    let contacts = &inventory.kinds[0];
    assert_eq!((contacts.kind, contacts.rows), (Kind::Contacts, 600));
    assert_eq!(contacts.first.unwrap().to_string(), "2026-01-05T08:00:00Z");
    assert_eq!(contacts.last.unwrap().to_string(), "2026-03-15T08:00:00Z");
    let team = contacts.dimensions.iter().find(|dimension| dimension.name == "team").unwrap();
    assert_eq!((team.different, team.values[0].1), (3, 200));
    assert!(contacts.dimensions.iter().all(|dimension| dimension.name != "agent_id"));
    assert!(contacts.filled.contains(&"wait_s".to_owned()) && !contacts.filled.contains(&"cost_eur".to_owned()));
    let costs = inventory.kinds.iter().find(|kind| kind.kind == Kind::Costs).unwrap();
    assert_eq!(costs.last.unwrap().to_string(), "2026-02-28T21:59:59.999999Z", "a month is known to its end");
}

#[test]
fn imported_events_stand_on_the_timeline() {
    let mut world = World::new();
    world.import(&[(Kind::Timeline, "event_id,at,until,title,kind,channel\ne1,2026-06-01T06:00:00Z,,Release 4,release,chat\ne0,2026-05-01T06:00:00Z,2026-05-02T06:00:00Z,Outage,outage,")]);
    let events = world.lake.timeline().unwrap();
    assert_eq!(events.iter().map(|event| event.id.as_str()).collect::<Vec<_>>(), ["e0", "e1"]);
    assert_eq!(events[1].scope, Scope::whole().with("channel", "chat"));
    assert!(events[0].until.is_some() && events[0].scope.is_whole() && events[0].imported && events[0].kind == "outage");
}

#[test]
fn imported_actions_are_limited_by_every_dimension_that_they_name() {
    let mut world = World::new();
    assert!(world.lake.actions().unwrap().is_empty());
    world.import(&[(Kind::Actions, "action_id,title,metric,team,channel,owner,started_on,ended_on\nT2,Night shift,wait_s_median,,chat,A1,2026-02-16,\nT1,Training,,,,,,2026-01-31")]);
    let actions = world.lake.actions().unwrap();
    assert_eq!(actions.iter().map(|action| action.id.as_str()).collect::<Vec<_>>(), ["T1", "T2"]);
    assert_eq!((actions[0].metric.as_deref(), actions[0].started_on, actions[0].scope.is_whole()), (None, None, true));
    assert_eq!(actions[0].ended_on.unwrap().to_string(), "2026-01-31");
    assert_eq!(actions[1].scope, Scope::whole().with("channel", "chat"));
    assert_eq!((actions[1].owner.as_deref(), actions[1].metric.as_deref()), (Some("A1"), Some("wait_s_median")));
}

#[test]
fn a_definition_that_does_not_fit_names_field_and_nearest_column() {
    let (catalogue, _) = Catalogue::shipped();
    let mut metric = catalogue.get("handle_s_mean").unwrap().clone();
    let world = World::with(catalogue, Settings::default());
    metric.measure.statistic = luotsi_core::catalogue::Statistic::Mean { base: "abandoned".into(), value: "handel_s".into() };
    match world.lake.check(&metric) {
        Err(AskError::Definition { metric, field, fault }) => {
            assert_eq!((metric.as_str(), field.as_str()), ("handle_s_mean", "measure.value"));
            assert!(
                matches!(&fault, DefinitionFault::NoColumn { column, nearest, .. } if column == "handel_s" && nearest[0] == "handle_s"),
                "{fault:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    metric.measure.statistic = luotsi_core::catalogue::Statistic::Mean { base: "handle_s".into(), value: "handle_s".into() };
    assert!(
        matches!(world.lake.check(&metric), Err(AskError::Definition { field, fault: DefinitionFault::NotYesOrNo { .. }, .. }) if field == "measure.base")
    );
    metric.measure.statistic = luotsi_core::catalogue::Statistic::Mean { base: "abandoned and (".into(), value: "handle_s".into() };
    assert!(matches!(world.lake.check(&metric), Err(AskError::Definition { field, .. }) if field == "measure.base"));
    metric.measure.time = "opend_at".into();
    assert!(
        matches!(world.lake.check(&metric), Err(AskError::Definition { field, fault: DefinitionFault::NoTimeColumn { nearest, .. }, .. }) if field == "measure.time" && nearest[0] == "opened_at")
    );
}
