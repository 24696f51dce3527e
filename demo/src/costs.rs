//! Costs by month and item. Salaries are what people were paid; the first and the last month hold the costs of the days
//! of which there are records.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use luotsi_core::records::Kind;

use crate::World;
use crate::chance::{Chance, Noun};
use crate::organisation::{CHANNELS, CHAT, EMAIL, PHONE, SELF_SERVICE, SMS, TEAMS};
use crate::table::Table;

/// An item that is the same every month, in euros per person and month.
struct Item {
    name: &'static str,
    channel: Option<usize>,
    per_person_eur: f64,
}

const ITEMS: [Item; 9] = [
    Item { name: "Toimitilat", channel: None, per_person_eur: 310.0 },
    Item { name: "Järjestelmälisenssit", channel: None, per_person_eur: 145.0 },
    Item { name: "Koulutus", channel: None, per_person_eur: 42.0 },
    Item { name: "Asiakaskyselyt", channel: None, per_person_eur: 24.0 },
    Item { name: "Puheliikenne", channel: Some(PHONE), per_person_eur: 66.0 },
    Item { name: "Chat-alusta", channel: Some(CHAT), per_person_eur: 31.0 },
    Item { name: "Sähköpostijärjestelmä", channel: Some(EMAIL), per_person_eur: 14.0 },
    Item { name: "Tekstiviestit", channel: Some(SMS), per_person_eur: 12.0 },
    Item { name: "Oma-palvelun ylläpito", channel: Some(SELF_SERVICE), per_person_eur: 58.0 },
];

/// Writes `costs.csv`.
pub(crate) fn write(folder: &Path, world: &World, salaries: &[[f64; TEAMS.len() + 1]]) -> io::Result<PathBuf> {
    let days = &world.days;
    let mut chance = Chance::of(world.plan.seed, Noun::Costs);
    // Month → days in it with records, and salaries by team.
    let mut months: BTreeMap<(i16, i8), (u32, [f64; TEAMS.len() + 1])> = BTreeMap::new();
    for (day, paid) in salaries.iter().enumerate().take(days.count).skip(days.start) {
        let date = days.date(day);
        let (count, sums) = months.entry((date.year(), date.month())).or_default();
        *count += 1;
        sums.iter_mut().zip(paid).for_each(|(sum, paid)| *sum += paid);
    }
    let mut table = Table::create(folder, Kind::Costs, &["month", "item", "channel", "team", "amount_eur", "plan_eur"])?;
    let people = f64::from(world.plan.people);
    for ((year, month), (count, sums)) in months {
        let length = jiff::civil::Date::new(year, month, 1).map_or(30, |first| first.days_in_month());
        let share = f64::from(count) / f64::from(length);
        let month = format!("{year}-{month:02}");
        for (team, paid) in sums.iter().enumerate() {
            // Budgets are made of rounded figures.
            let plan = (paid * chance.factor(0.03) / 500.0).round() * 500.0;
            table.text(&month)?;
            table.text("Palkat")?;
            table.empty()?;
            table.text(TEAMS.get(team).map_or("", |team| team.name))?;
            table.number(Some(*paid))?;
            table.number(Some(plan))?;
            table.end()?;
        }
        for item in &ITEMS {
            let plan = item.per_person_eur * people * share;
            table.text(&month)?;
            table.text(item.name)?;
            table.maybe(item.channel.map(|channel| CHANNELS[channel]))?;
            table.empty()?;
            table.number(Some(plan * chance.factor(0.05)))?;
            table.number(Some(plan))?;
            table.end()?;
        }
    }
    table.close()
}
